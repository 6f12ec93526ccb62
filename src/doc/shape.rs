//! What a declaration is, in a few lines: its type, its parts, how a report fills it.

use super::Module;
use super::names::{DeclKind, Key, declaration_key};
use crate::base::{Lang, Say, Span};
use crate::model::{
    Column, ColumnKind, DeclaredDocument, Dimension, DocItem, Form, FormBody, Ledger, Level, Measure, MemberId, Param,
    Part, Pattern, Report, RowItem, RowsHead, Template, Text, Type,
};
use crate::say;

/// Of dimensions with no more members than this they are named.
const FEW: u32 = 16;

/// Of words so many characters are shown.
const SHOWN: usize = 90;

/// Writes down declarations of one module in one language.
pub(super) struct Shape<'a> {
    pub module: &'a Module,
    pub lang: Lang,
    /// A link to a declaration.
    pub link: &'a dyn Fn(&Key) -> String,
}

impl Shape<'_> {
    fn report(&self) -> &Report {
        &self.module.report
    }

    fn say(&self, words: &Say) -> String {
        words.get(self.lang).to_owned()
    }

    /// Some words one after another.
    fn list(&self, words: impl IntoIterator<Item = String>) -> String {
        words.into_iter().collect::<Vec<_>>().join(if self.lang == Lang::Zh { "、" } else { ", " })
    }

    /// A type as it is declared.
    pub fn type_of(&self, ty: &Type) -> String {
        match ty {
            Type::Amount(measure) => self.report().measures[measure.ix()].name.clone(),
            Type::Count(unit) => format!("count {unit}"),
            Type::Number => "number".to_owned(),
            Type::Ratio => "ratio".to_owned(),
            Type::Year => "year".to_owned(),
            Type::Text => "text".to_owned(),
            Type::Value => "value".to_owned(),
            Type::Member(dim) => self.report().dim(*dim).name.clone(),
            Type::Bool | Type::Unknown => String::new(),
        }
    }

    /// What stands in the source, in one line.
    fn source(&self, span: Span) -> String {
        inline_code(&short(self.module.sources.slice(span)))
    }

    /// How a report sets a parameter.
    pub fn set(&self, param: &Param) -> String {
        let value = match param.ty {
            Type::Text => "\"…\"",
            Type::Year => "2025",
            _ => "…",
        };
        inline_code(&format!("set {} = {value}", param.name))
    }

    pub fn param(&self, param: &Param) -> Vec<String> {
        let (ty, set) = (inline_code(&self.type_of(&param.ty)), self.set(param));
        let default = param.value.as_ref().map(|value| self.source(value.span));
        vec![self.say(&match default {
            Some(default) => say!("{ty}，不写则为 {default}：{set}", "{ty}, if not set {default}: {set}"),
            None if param.optional => say!("{ty}，可以不写：{set}", "{ty}, may stay unset: {set}"),
            None => say!("{ty}，要写：{set}", "{ty}, to be set: {set}"),
        })]
    }

    pub fn measure(&self, measure: &Measure) -> Vec<String> {
        let base = measure.units.first().map_or("", |unit| unit.symbol.as_str());
        let unit = |unit: &crate::model::Unit| {
            let symbol = unit.symbol.as_str();
            let worth = if symbol == base { String::new() } else { format!(" = {}{base}", unit.factor) };
            inline_code(&format!("{symbol}{worth}{}", self.example(unit.pattern.as_ref())))
        };
        let (units, shown) =
            (self.list(measure.units.iter().map(unit)), inline_code(&measure.units[measure.shown].symbol));
        vec![self.say(&say!(
            "单位：{units}。不写单位的数是 {shown}。",
            "Units: {units}. A number without one is in {shown}."
        ))]
    }

    /// How numbers print, as it is written.
    fn example(&self, pattern: Option<&Pattern>) -> String {
        pattern.map_or_else(String::new, |pattern| format!(" {}", short(self.module.sources.slice(pattern.span))))
    }

    pub fn dimension(&self, dim: &Dimension) -> Vec<String> {
        let mut lines = Vec::new();
        if dim.open {
            let written = inline_code(&format!("members {} {{ … }}", dim.name));
            lines.push(self.say(&say!("开放：报告用 {written} 添成员。", "Open: a report adds members, {written}.")));
        }
        if dim.levels.len() > 1 || dim.levels.iter().any(|(_, width)| width.is_some()) {
            let level = |(name, width): &(String, Option<usize>)| match width {
                Some(width) => self.say(&say!("{name}（编码 {width} 位）", "{name} (codes of {width} digits)")),
                None => name.clone(),
            };
            let levels = dim.levels.iter().map(level).collect::<Vec<_>>().join(" › ");
            lines.push(self.say(&say!("层级：{levels}。", "Levels: {levels}.")));
        }
        for attribute in &dim.attributes {
            let (name, ty) = (inline_code(&attribute.name), inline_code(&self.type_of(&attribute.ty)));
            let default = attribute.default.as_ref().map(|value| self.source(value.span));
            lines.push(self.say(&match default {
                Some(default) => say!(
                    "属性 {name} : {ty}，不写则为 {default}。",
                    "Attribute {name} : {ty}, if not written {default}."
                ),
                None if attribute.optional => {
                    say!("属性 {name} : {ty}，可以不写。", "Attribute {name} : {ty}, optional.")
                }
                None => say!("属性 {name} : {ty}。", "Attribute {name} : {ty}."),
            }));
        }
        lines.extend(self.members(dim));
        lines
    }

    fn members(&self, dim: &Dimension) -> Option<String> {
        let size = dim.size;
        let name = |id: &MemberId| self.report().display(*id);
        match size {
            0 => None,
            1..=FEW => {
                let names = self.list(self.beneath(&dim.roots).iter().map(name));
                Some(self.say(&say!("成员：{names}。", "Members: {names}.")))
            }
            _ => {
                let roots = self.list(dim.roots.iter().take(FEW as usize).map(name));
                let more = if dim.roots.len() > FEW as usize { "…" } else { "" };
                let roots = format!("{roots}{more}");
                Some(self.say(&say!(
                    "成员 {size} 个：{roots} 及其下各级。",
                    "Members, {size} in all: {roots} and what is beneath."
                )))
            }
        }
    }

    /// Members and all beneath them, in their order.
    fn beneath(&self, roots: &[MemberId]) -> Vec<MemberId> {
        roots.iter().flat_map(|id| [vec![*id], self.beneath(&self.report().member(*id).children)].concat()).collect()
    }

    pub fn ledger(&self, ledger: &Ledger) -> Vec<String> {
        let optional =
            |optional: bool| if optional { self.say(&say!("可以不写", "optional")) } else { String::new() };
        let mut rows = vec![
            self.say(&say!("| 一笔里有 | 类型 | 不写时 |", "| a fact has | type | if not written |")),
            "|---|---|---|".to_owned(),
        ];
        for field in &ledger.fields {
            let (name, ty) = (inline_code(&field.name), inline_code(&self.type_of(&field.ty)));
            rows.push(format!("| {name} | {ty} | {} |", optional(field.optional)));
        }
        for axis in &ledger.axes {
            let dim = self.report().dim(axis.dim);
            let level = axis.grain.filter(|_| dim.levels.len() > 1);
            let grain = level.map_or_else(String::new, |level| format!(".{}", dim.levels[level].0));
            let default = axis.default.map(|id| inline_code(&self.report().reference(id)));
            let (name, default) =
                (inline_code(&format!("{}{grain}", dim.name)), default.unwrap_or_else(|| optional(axis.optional)));
            let link = (self.link)(&declaration_key(self.module, DeclKind::Dimension, &dim.name, dim.span));
            rows.push(format!("| {name} | {link} | {default} |"));
        }
        let mut lines = vec![rows.join("\n")];
        if let Some(figure) = ledger.figure().filter(|_| ledger.fields.len() > 1) {
            let (name, whole) =
                (inline_code(&ledger.name), inline_code(&format!("{}.{}", ledger.name, ledger.fields[figure].name)));
            lines.push(self.say(&say!("{name} 指 {whole}。", "{name} means {whole}.")));
        }
        lines
    }

    /// A figure: its type, and what it is.
    pub fn figure(&self, ty: &Type, span: Span) -> Vec<String> {
        let (ty, source) = (self.type_of(ty), self.source(span));
        vec![if ty.is_empty() { source } else { format!("{} = {source}", inline_code(&ty)) }]
    }

    /// The rows of a set, one a line.
    pub fn rows(&self, head: &RowsHead) -> Vec<String> {
        let item = |item: &RowItem| format!("* {}", self.source(item.span));
        vec![head.items.iter().map(item).collect::<Vec<_>>().join("\n")]
    }

    pub fn text(&self, text: &Text) -> Vec<String> {
        let parameter = |(name, ty): &(String, Type)| format!("{name} : {}", self.type_of(ty));
        let parameters: Vec<String> = text.parameters.iter().map(parameter).collect();
        let mut lines = Vec::new();
        if !parameters.is_empty() {
            lines.push(inline_code(&format!("{}({})", text.name, parameters.join(", "))));
        }
        lines.push(format!("> {}", escaped(&short(&words(&text.body)))));
        lines
    }

    pub fn form(&self, form: &Form) -> Vec<String> {
        let no = form.no.as_ref().map(words).unwrap_or_default();
        let mut head = format!("**{} {}**", escaped(&no), escaped(&words(&form.title))).replace("** ", "**");
        if let Some(unit) =
            self.report().unit_of(form).map(|(measure, unit)| &self.report().measures[measure.ix()].units[unit].symbol)
        {
            let unit = inline_code(&format!("{unit}{}", self.example(form.example.as_ref())));
            head.push_str(&self.say(&say!("，单位 {unit}", ", in {unit}")));
        }
        let mut lines = vec![head];
        lines.extend(self.body(&form.body));
        lines
    }

    fn body(&self, body: &FormBody) -> Vec<String> {
        let mut lines = self.columns(&body.columns);
        for (title, side) in &body.sides {
            let (title, inner) = (escaped(&words(title)), self.body(side).join(" "));
            lines.push(self.say(&say!("侧「{title}」——{inner}", "Side `{title}`: {inner}")));
        }
        let labels: Vec<String> = body.bands.iter().filter_map(|(label, _)| label.as_ref()).map(words).collect();
        if !labels.is_empty() {
            let labels = escaped(&self.list(labels));
            lines.push(self.say(&say!("带：{labels}。", "Bands: {labels}.")));
        }
        lines
    }

    pub fn columns(&self, columns: &[Column]) -> Vec<String> {
        if columns.is_empty() {
            return Vec::new();
        }
        let columns = self.list(columns.iter().map(|column| self.column(column)));
        vec![self.say(&say!("栏：{columns}。", "Columns: {columns}."))]
    }

    fn column(&self, column: &Column) -> String {
        let title = escaped(&words(&column.title));
        match &column.kind {
            ColumnKind::Cells { .. } => title,
            ColumnKind::Group(inner) => {
                let inner = self.list(inner.iter().map(|column| self.column(column)));
                self.say(&say!("{title}（{inner}）", "{title} ({inner})"))
            }
        }
    }

    pub fn check(&self, check: &crate::model::Check) -> Vec<String> {
        let mut lines = Vec::from_iter(Some(escaped(&check.title)).filter(|title| !title.is_empty()));
        let keys: Vec<String> = check
            .keys
            .iter()
            .map(|(dim, level)| {
                let dim = self.report().dim(*dim);
                inline_code(
                    &level.map_or_else(|| dim.name.clone(), |level| format!("{}.{}", dim.name, dim.levels[level].0)),
                )
            })
            .collect();
        let keys = if keys.is_empty() {
            String::new()
        } else {
            let keys = self.list(keys);
            self.say(&say!("逐个 {keys}：", "For each {keys}: "))
        };
        let warns =
            if check.level == Level::Warn { self.say(&say!("，只是提示", ", a warning")) } else { String::new() };
        let guard = check.guard.as_ref().map_or_else(String::new, |guard| {
            let guard = self.source(guard.span);
            self.say(&say!("前提 {guard}：", "where {guard}: "))
        });
        let parts: Vec<String> = check.parts.iter().map(|part| self.source(part.expr.span)).collect();
        lines.push(format!("{keys}{guard}{}{warns}", self.list(parts)));
        lines
    }

    pub fn document(&self, document: &DeclaredDocument) -> Vec<String> {
        let mut rows = Vec::new();
        self.items(&document.items, 0, &mut rows);
        let title = format!("**{}**", escaped(&words(&document.title)));
        if rows.is_empty() { vec![title] } else { vec![title, rows.join("\n")] }
    }

    /// The headings and forms of a document.
    fn items(&self, items: &[DocItem], depth: usize, rows: &mut Vec<String>) {
        let indent = "  ".repeat(depth);
        for item in items {
            match item {
                DocItem::Section(heading, inner) => {
                    rows.push(format!("{indent}* {}", escaped(&words(&heading.title))));
                    self.items(inner, depth + 1, rows);
                }
                DocItem::Form(id) => {
                    let form = &self.report().forms[id.ix()];
                    rows.push(format!("{indent}* {} {}", form.name, escaped(&words(&form.title))));
                }
                DocItem::List(_, inner) | DocItem::Each(_, _, inner) => self.items(inner, depth, rows),
                DocItem::If(branches, otherwise) => {
                    branches.iter().for_each(|(_, inner)| self.items(inner, depth, rows));
                    self.items(otherwise, depth, rows);
                }
                DocItem::Picture(_) | DocItem::Cover(_) | DocItem::Contents(_) | DocItem::Paragraphs(_) => {}
            }
        }
    }
}

/// The words of a template; where a figure or another text stands in it, `…`. Of branches the first.
fn words(template: &Template) -> String {
    let mut all = String::new();
    for part in &template.parts {
        let words = match part {
            Part::Words(words, _) => words.clone(),
            Part::Join | Part::Note(_) => String::new(),
            Part::Break => " ".to_owned(),
            Part::Show(_) => "…".to_owned(),
            Part::If(branches, _) => branches.first().map(|(_, body)| self::words(body)).unwrap_or_default(),
            Part::For(each) => self::words(&each.body),
        };
        if !(words == "…" && all.ends_with('…')) {
            all.push_str(&words);
        }
    }
    all
}

/// In one line, cut where it is long.
fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= SHOWN { line } else { line.chars().take(SHOWN).chain(['…']).collect() }
}

/// Words as Markdown prints them.
pub(super) fn escaped(text: &str) -> String {
    let mut all = String::new();
    for c in text.chars() {
        if matches!(c, '*' | '_' | '`' | '[' | ']' | '<' | '>' | '|' | '\\' | '#') {
            all.push('\\');
        }
        all.push(c);
    }
    all
}

/// Source text within a line; a bar would end the cell of a table.
pub(super) fn inline_code(text: &str) -> String {
    let mark = if text.contains('`') { "``" } else { "`" };
    format!("{mark}{}{mark}", text.replace('|', "\\|"))
}
