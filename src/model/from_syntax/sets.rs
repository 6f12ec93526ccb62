//! What a `set` gives: a parameter its value; a let, a text, a row set or a column set of a used file another body than its own.

use rustc_hash::FxHashMap;

use super::examples::pattern_of;
use super::names::unknown;
use super::step::{in_space, over};
use super::table::Def;
use super::typer::{Scope, Typer};
use crate::base::{Diagnostic, FileId, Span};
use crate::model::codes::{TYPE_MISMATCH, UNKNOWN_NAME, UNKNOWN_UNIT};
use crate::model::{Expr, ExprKind, Format, LetId, Meaning, MeasureId, ParamId, Part, Show, Template, TextId, Type};
use crate::say;
use crate::syntax::Node;
use crate::syntax::ast::{self, Expression, PatternClause, SetDecl, View};

/// Reads what is set, and the bodies that may be set.
pub(super) struct SettingReader<'b, 'a> {
    below: &'b mut Typer<'a>,
    /// What is set so far, by space and name: the file and where.
    known: FxHashMap<(usize, &'a str), (FileId, Span)>,
    /// The same of how units print.
    units: FxHashMap<(MeasureId, usize), (FileId, Span)>,
}
over!(SettingReader, Typer);

impl<'b, 'a> SettingReader<'b, 'a> {
    pub(super) fn new(below: &'b mut Typer<'a>) -> SettingReader<'b, 'a> {
        SettingReader { below, known: FxHashMap::default(), units: FxHashMap::default() }
    }
}

impl<'a> SettingReader<'_, 'a> {
    /// Finds what is set, before any expression is typed. Of several `set`s that in the uppermost file counts.
    pub(super) fn set(&mut self, file: FileId, decl: SetDecl<'a>) {
        if let (Some(unit), Some(example)) = (decl.unit(), decl.example()) {
            self.set_unit(file, unit, example);
            return;
        }
        let (Some(name), Some(value)) = (decl.name(), decl.value()) else { return };
        let Some(def) = self.settable(file, name) else { return };
        let key = (self.space, name.text());
        let first = self.known.get(&key).copied().filter(|(other, _)| !self.is_above(file, *other));
        if let Some((_, first)) = first {
            self.said_twice(name.text(), name.span(), first);
            return;
        }
        self.known.insert(key, (file, name.span()));
        match def {
            Def::Param(id) => {
                if self.report.params[id.ix()].set.is_some() {
                    self.settings.params.retain(|(other, ..)| *other != id);
                }
                let space = self.space;
                self.settings.params.push((id, value, space));
                self.report.params[id.ix()].set = Some(name.span());
            }
            Def::Let(id) => {
                self.settings.lets.insert(id, value);
                self.report.lets[id.ix()].set = Some(name.span());
            }
            Def::Text(id) => {
                self.settings.texts.insert(id, value);
                self.report.texts[id.ix()].set = Some(name.span());
            }
            Def::Rows(id) => {
                let space = self.space;
                self.settings.rows.insert(id, (value, space));
                self.report.rows[id.ix()].set = Some(name.span());
            }
            Def::Columns(id) => {
                self.settings.columns.insert(id, value);
                self.report.column_sets[id.ix()].set = Some(name.span());
            }
            _ => {}
        }
    }

    /// How the amounts of a unit print, if a file beneath declares its measure.
    fn set_unit(&mut self, file: FileId, unit: Node<'a>, example: PatternClause<'a>) {
        let word = unit.text();
        let Some((measure, index)) = self.report.unit(word) else {
            match self.lookup(word) {
                Some(def @ (Def::Param(_) | Def::Let(_) | Def::Text(_) | Def::Rows(_) | Def::Columns(_))) => {
                    self.means(unit.span(), def);
                    let message = say!("「{word}」不是计量单位", "`{word}` is no unit");
                    let error = Diagnostic::new(UNKNOWN_UNIT, unit.span(), message);
                    self.report(
                        error.note(say!("给它内容，写作 set {word} = …", "to give it a value write `set {word} = …`")),
                    );
                }
                _ => self.unknown_unit(unit),
            }
            return;
        };
        self.means(unit.span(), Meaning::Unit(measure, index));
        let mut declared = self.report.names.declared().iter();
        let declared = declared.find(|(_, meaning)| *meaning == Meaning::Unit(measure, index));
        let declared = declared.map_or(self.report.measures[measure.ix()].span, |(span, _)| *span);
        // a former report's measure is this one's, and so is its look
        if self.space != 0 && self.table.space_of(declared.file) != self.space {
            return;
        }
        if !self.is_above(file, declared.file) {
            self.not_above(word, unit.span(), declared);
            return;
        }
        let first = self.units.get(&(measure, index)).copied().filter(|(other, _)| !self.is_above(file, *other));
        if let Some((_, first)) = first {
            self.said_twice(word, unit.span(), first);
            return;
        }
        self.units.insert((measure, index), (file, unit.span()));
        let pattern = pattern_of(Some(example), &mut self.problems);
        let own = &mut self.report.measures[measure.ix()].units[index];
        own.set = Some(unit.span());
        own.pattern = pattern.or(own.pattern.take());
    }

    /// What a `set` may speak of: any parameter; and a let, a text, a row set or a column set that a file beneath declares.
    fn settable(&mut self, file: FileId, name: Node<'a>) -> Option<Def> {
        let word = name.text();
        match self.table.declared(self.space, word) {
            Some((def @ Def::Param(_), _)) => {
                self.means(name.span(), def);
                Some(def)
            }
            Some((def @ (Def::Let(_) | Def::Text(_) | Def::Rows(_) | Def::Columns(_)), declared)) => {
                self.means(name.span(), def);
                let above = self.is_above(file, declared.file);
                if !above {
                    self.not_above(word, name.span(), declared);
                }
                above.then_some(def)
            }
            _ if self.is_former_columns(word) => None,
            _ => {
                let params = self.report.params.iter().map(|param| param.name.as_str());
                let lets = self.report.lets.iter().map(|own| own.name.as_str());
                let texts = self.report.texts.iter().map(|text| text.name.as_str());
                let rows = self.report.rows.iter().map(|rows| rows.name.as_str());
                let columns = self.report.column_sets.iter().map(|set| set.name.as_str());
                let near = self.closest(word, params.chain(lets).chain(texts).chain(rows).chain(columns));
                let what = say!("参数、文本、let、行集或栏集", "parameter, text, let, row set or column set");
                let error = unknown(UNKNOWN_NAME, &what, word, name.span(), &near);
                let error = match self.report.unit(word) {
                    Some(_) => error.note(say!(
                        "改写单位「{word}」怎样印：set {word} as \"1,000.00\"",
                        "to say how `{word}` prints: `set {word} as \"1,000.00\"`"
                    )),
                    None => error,
                };
                self.no_such(word, error);
                // what was meant is not unset but unknown
                for near in &near {
                    if let Some(Def::Param(meant)) = self.lookup(near) {
                        self.report.params[meant.ix()].value.get_or_insert(Expr::unknown(name.span()));
                    }
                }
                None
            }
        }
    }

    /// Whether a column set of the former report that is being read has a name: what that one prints is its own affair.
    fn is_former_columns(&self, word: &str) -> bool {
        let named = |node: Node<'a>| ast::ColumnsDecl::of(node).and_then(ast::ColumnsDecl::name);
        let own = self.decls.iter().filter(|(file, _)| self.table.space_of(*file) == self.space);
        self.space != 0 && own.filter_map(|(_, node)| named(*node)).any(|name| name.text() == word)
    }

    /// Types what parameters are set to.
    pub(super) fn set_params(&mut self) {
        for (id, value, space) in self.settings.params.clone() {
            let value = in_space(self, space, |step| step.set_param(id, value));
            self.report.params[id.ix()].value = value;
        }
    }

    fn set_param(&mut self, id: ParamId, value: Expression<'a>) -> Option<Expr> {
        let ty = self.report.params[id.ix()].ty.clone();
        if let (Type::Count(unit), Expression::Name(_)) = (&ty, value)
            && self.no_such_name(value.text(), &Scope::default())
        {
            let message = say!("这里要以「{unit}」计的个数", "a count of {unit} is wanted here");
            let error = Diagnostic::new(TYPE_MISMATCH, value.span(), message);
            self.report(
                error.note(say!(
                    "写作 数{unit}；没有的，写作 0{unit}",
                    "write NUMBER{unit}; where there is none, 0{unit}"
                )),
            );
            return Some(Expr::unknown(value.span()));
        }
        let value = self.typed_value(value, &ty, &Scope::default());
        // a text without words is as good as none
        let blank = matches!(&value.kind, ExprKind::Text(template) if template.is_blank());
        (!blank).then_some(value)
    }

    /// A let that is set must stay of its type. Its own body is typed when all lets are: what it quotes may be set too.
    pub(super) fn same_types(&mut self) {
        let mut set: Vec<LetId> = self.settings.lets.keys().copied().collect();
        set.sort_unstable();
        for id in set {
            let (decl, space) = self.lets.nodes[id.ix()];
            let Some(own) = decl.value() else { continue };
            let own = in_space(self, space, |step| step.expr(own, &Scope::default()));
            let set = &self.report.lets[id.ix()].expr;
            if self.report.fits(&own.ty, &set.ty) {
                if own.ty != Type::Unknown {
                    self.report.lets[id.ix()].expr.ty = own.ty;
                }
                continue;
            }
            let set = set.clone();
            self.want(&set, &own.ty);
            self.report.lets[id.ix()].expr = Expr::unknown(set.span);
        }
    }

    /// What a text is set to: words of its own, or another text by its name, which is given the same arguments.
    pub(super) fn rewritten(&mut self, value: Expression<'a>, scope: &Scope) -> Template {
        if let Expression::Template(template) = value {
            return self.own_words(template, scope);
        }
        let is_name = matches!(value, Expression::Name(_));
        let chosen = match self.lookup(value.text()) {
            Some(def @ Def::Text(id)) if is_name => {
                self.means(value.span(), def);
                Some(id)
            }
            _ => None,
        };
        let expr = match chosen {
            Some(id) if self.report.texts[id.ix()].parameters.len() == scope.parameters.len() => {
                let argument = |(index, (_, ty)): (usize, &(String, Type))| Expr {
                    kind: ExprKind::Arg(index),
                    ty: ty.clone(),
                    span: value.span(),
                };
                let arguments = scope.parameters.iter().enumerate().map(argument).collect();
                self.call(id, arguments, value.span())
            }
            // a word alone names a ready text: one that there is not is no text to print
            None if is_name && self.lookup(value.text()).is_none() => {
                let names = self.report.texts.iter().map(|text| text.name.as_str());
                let near = self.closest(value.text(), names);
                let error = unknown(UNKNOWN_NAME, &say!("文本", "text"), value.text(), value.span(), &near);
                self.no_such(value.text(), error.note(say!("自己的话写在引号里", "words of your own stand in quotes")));
                Expr::unknown(value.span())
            }
            _ => self.typed_value(value, &Type::Text, scope),
        };
        Template { parts: vec![Part::Show(Show { expr, format: Format::default() })] }
    }
}

impl<'a> SettingReader<'_, 'a> {
    pub(super) fn param_default(&mut self, _: FileId, decl: ast::ParamDecl<'a>) {
        let (Some(name), Some(value)) = (decl.name(), decl.value()) else { return };
        let own = match self.lookup(name.text()) {
            Some(Def::Param(id)) => Some(id.ix()),
            _ => None,
        };
        if let Some(index) = own.filter(|index| self.report.params[*index].span == name.span()) {
            let ty = self.report.params[index].ty.clone();
            self.report.params[index].value = Some(self.typed_value(value, &ty, &Scope::default()));
        }
    }

    pub(super) fn text_body(&mut self, _: FileId, decl: ast::TextDecl<'a>) {
        let (Some(name), Some(body)) = (decl.name(), decl.body()) else { return };
        let known = self.declared_here(name, |def| if let Def::Text(id) = def { Some(id.ix()) } else { None });
        let known = known.or_else(|| self.report.texts.iter().position(|text| text.span == name.span()));
        let Some(index) = known else { return };
        let own_text = TextId(index as u32);
        let parameters = self.report.texts[index].parameters.clone();
        let scope = Scope { text: Some(own_text), parameters, shares: Vec::new() };
        let own = self.template(body, &scope);
        let set = self.settings.texts.get(&own_text).copied();
        let set = set.map(|value| self.rewritten(value, &scope));
        self.report.texts[index].body = set.unwrap_or(own);
    }
}
