//! The page of a module, and the list of pages.

use super::Module;
use super::names::{DeclKind, Key, Uses, declared_keys};
use super::shape::{Shape, inline_code};
use crate::base::{FileId, Lang, Say, Span};
use crate::model::Report;
use crate::say;

/// The list of modules, with the first sentence of each.
pub(super) fn list(modules: &[&Module], lang: Lang) -> String {
    let command = inline_code("budgetc std doc");
    let own = modules.iter().any(|module| !module.sources.get(FileId(0)).is_standard());
    let title = if own { say!("模块", "Modules") } else { say!("自带的库", "The library") };
    let head = say!(
        "# {title}\n\n每个模块一页，由声明和它旁边的说明生成（{command}）。\n\n| 模块 | |\n|---|---|\n",
        "# {title}\n\nA page for each module, made of its declarations and what stands beside them ({command}).\n\n| module | |\n|---|---|\n",
        title
    );
    let row = |module: &&Module| {
        let about = module.comments(FileId(0)).head();
        let first = first_sentence(&about);
        format!("| [{}]({}) | {first} |\n", module.name, file(&module.name))
    };
    let rows: String = modules.iter().map(row).collect();
    format!("{}{rows}", head.get(lang))
}

/// Writes the page of one module.
pub(super) struct Writer<'a> {
    pub module: &'a Module,
    pub modules: &'a [Module],
    pub uses: &'a Uses,
    pub lang: Lang,
}

impl Writer<'_> {
    pub fn page(&self) -> String {
        let own: Vec<(Key, Span)> = declared_keys(self.module);
        let mut parts = vec![format!("# {}", self.module.name)];
        parts.extend(Some(self.module.comments(FileId(0)).head()).filter(|head| !head.is_empty()));
        parts.extend(self.neighbours());
        parts.extend(self.filled(&own));
        for kind in DeclKind::ALL {
            let of_kind: Vec<&(Key, Span)> =
                own.iter().filter(|(key, span)| key.kind == kind && span.file == FileId(0)).collect();
            if !of_kind.is_empty() {
                parts.push(format!("## {}", self.say(&kind.title())));
                parts.extend(of_kind.into_iter().flat_map(|(key, span)| self.declaration(key, *span)));
            }
        }
        parts.join("\n\n") + "\n"
    }

    fn say(&self, words: &Say) -> String {
        words.get(self.lang).to_owned()
    }

    fn list(&self, words: impl IntoIterator<Item = String>) -> String {
        words.into_iter().collect::<Vec<_>>().join(if self.lang == Lang::Zh { "、" } else { ", " })
    }

    /// The modules that it uses, and those that use it.
    fn neighbours(&self) -> Option<String> {
        let link = |name: &str| format!("[{name}]({})", file(name));
        let used = self.list(self.module.uses().into_iter().map(link));
        let by = self.modules.iter().filter(|other| other.uses().contains(&self.module.name.as_str()));
        let by = self.list(by.map(|other| link(&other.name)));
        let mut lines = Vec::new();
        if !used.is_empty() {
            lines.push(self.say(&say!("* 引用：{used}", "* uses {used}")));
        }
        if !by.is_empty() {
            lines.push(self.say(&say!("* 被引用：{by}", "* is used by {by}")));
        }
        Some(lines.join("\n")).filter(|lines| !lines.is_empty())
    }

    /// What a report that uses the module writes itself: parameters without a value, open dimensions, ledgers.
    fn filled(&self, all: &[(Key, Span)]) -> Option<String> {
        let report = &self.module.report;
        let link = |key: &Key| self.link(key);
        let shape = Shape { module: self.module, lang: self.lang, link: &link };
        let row = |(key, span): &(Key, Span)| {
            let written = match key.kind {
                DeclKind::Param => {
                    let param = report.params.iter().find(|own| own.span == *span)?;
                    (param.value.is_none() && !param.optional).then(|| shape.set(param))?
                }
                DeclKind::Dimension => {
                    report.dims.iter().find(|own| own.span == *span && own.open)?;
                    inline_code(&format!("members {} {{ … }}", key.name))
                }
                DeclKind::Ledger => inline_code(&format!("items {} {{ … }}", key.name)),
                _ => return None,
            };
            let comment = self.module.comments(span.file).said_of(span.start).replace('|', "\\|");
            Some((key.kind, format!("| {} | {written} | {comment} |", self.link(key))))
        };
        let mut rows: Vec<(DeclKind, String)> = all.iter().filter_map(row).collect();
        rows.sort_by_key(|(kind, _)| *kind);
        if rows.is_empty() {
            return None;
        }
        let head = say!(
            "## 报告要写的\n\n| | 写法 | 说明 |\n|---|---|---|",
            "## What a report fills\n\n| | written | |\n|---|---|---|"
        );
        let rows: Vec<String> = rows.into_iter().map(|(_, row)| row).collect();
        Some(format!("{}\n{}", self.say(&head), rows.join("\n")))
    }

    fn declaration(&self, key: &Key, span: Span) -> Vec<String> {
        let mut parts = Vec::new();
        if key.kind != DeclKind::Document {
            parts.push(format!("### {}", key.name));
        }
        parts.extend(Some(self.module.comments(span.file).said_of(span.start)).filter(|words| !words.is_empty()));
        parts.extend(self.shape(&self.module.report, key.kind, span));
        let reads = matches!(
            key.kind,
            DeclKind::Let | DeclKind::Rows | DeclKind::Columns | DeclKind::Text | DeclKind::Form | DeclKind::Check
        );
        let mut lines = Vec::new();
        let ledgers = self.list(self.uses.ledgers(key).into_iter().map(|ledger| self.link(ledger)));
        if reads && !ledgers.is_empty() {
            lines.push(self.say(&say!("* 读台账：{ledgers}", "* reads {ledgers}")));
        }
        lines.extend(self.used(key));
        parts.extend(Some(lines.join("\n")).filter(|lines| !lines.is_empty()));
        parts
    }

    /// Where it is used: a line, kind by kind.
    fn used(&self, key: &Key) -> Option<String> {
        let mut by: Vec<&Key> = self.uses.named_by(key).collect();
        by.sort_by_key(|other| other.kind);
        let mut kinds: Vec<String> = Vec::new();
        for group in by.chunk_by(|a, b| a.kind == b.kind) {
            let title = group.first().map(|first| self.say(&first.kind.title())).unwrap_or_default();
            let links = self.list(group.iter().map(|other| self.link(other)));
            kinds.push(match self.lang {
                Lang::Zh => format!("{title} {links}"),
                Lang::En => format!("{} {links}", title.to_lowercase()),
            });
        }
        let all = kinds.join(if self.lang == Lang::Zh { "；" } else { "; " });
        (!all.is_empty()).then(|| self.say(&say!("* 用于：{all}", "* used in {all}")))
    }

    fn shape(&self, report: &Report, kind: DeclKind, span: Span) -> Vec<String> {
        let link = |key: &Key| self.link(key);
        let shape = Shape { module: self.module, lang: self.lang, link: &link };
        let lines = match kind {
            DeclKind::Param => report.params.iter().find(|own| own.span == span).map(|own| shape.param(own)),
            DeclKind::Measure => report.measures.iter().find(|own| own.span == span).map(|own| shape.measure(own)),
            DeclKind::Dimension => report.dims.iter().find(|own| own.span == span).map(|own| shape.dimension(own)),
            DeclKind::Ledger => report.ledgers.iter().find(|own| own.span == span).map(|own| shape.ledger(own)),
            DeclKind::Let => {
                report.lets.iter().find(|own| own.span == span).map(|own| shape.figure(&own.expr.ty, own.expr.span))
            }
            DeclKind::Rows => report.rows.iter().find(|own| own.span == span).map(|own| shape.rows(&own.head)),
            DeclKind::Columns => {
                report.column_sets.iter().find(|own| own.span == span).map(|own| shape.columns(&own.columns))
            }
            DeclKind::Text => report.texts.iter().find(|own| own.span == span).map(|own| shape.text(own)),
            DeclKind::Form => report.forms.iter().find(|own| own.span == span).map(|own| shape.form(own)),
            DeclKind::Check => report.checks.iter().find(|own| own.span == span).map(|own| shape.check(own)),
            DeclKind::Document => report.document.as_ref().map(|own| shape.document(own)),
        };
        lines.unwrap_or_default()
    }

    /// A link to a declaration's place.
    fn link(&self, key: &Key) -> String {
        let page = if key.module == self.module.name { String::new() } else { file(&key.module) };
        let (name, place) = match key.kind {
            DeclKind::Document => (self.say(&DeclKind::Document.title()), self.say(&DeclKind::Document.title())),
            _ => (key.name.clone(), key.name.clone()),
        };
        format!("[{name}]({page}#{})", anchor(&place))
    }
}

/// The place of a heading, as Markdown readers name it.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' '));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// What a text says first.
pub fn first_sentence(text: &str) -> &str {
    let first = text.split_inclusive('。').next().unwrap_or("");
    first.find(". ").map_or(first, |end| &first[..=end])
}

/// The file of a module's page.
pub(super) fn file(module: &str) -> String {
    format!("{module}.md")
}
