//! The declarations of a library by place and name, and which of them each one names.

use std::collections::{BTreeMap, BTreeSet};

use super::Module;
use crate::base::{FileId, Say, Span};
use crate::model::{Quoted, Report, Type};
use crate::say;

/// The kinds of declarations, in the order of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum DeclKind {
    Param,
    Measure,
    Dimension,
    Ledger,
    Let,
    Rows,
    Columns,
    Text,
    Form,
    Check,
    Document,
}

impl DeclKind {
    pub const ALL: [DeclKind; 11] = [
        DeclKind::Param,
        DeclKind::Measure,
        DeclKind::Dimension,
        DeclKind::Ledger,
        DeclKind::Let,
        DeclKind::Rows,
        DeclKind::Columns,
        DeclKind::Text,
        DeclKind::Form,
        DeclKind::Check,
        DeclKind::Document,
    ];

    /// Its heading.
    pub fn title(self) -> Say {
        match self {
            DeclKind::Param => say!("参数", "Parameters"),
            DeclKind::Measure => say!("计量", "Measures"),
            DeclKind::Dimension => say!("维度", "Dimensions"),
            DeclKind::Ledger => say!("台账", "Ledgers"),
            DeclKind::Let => say!("常用数", "Figures"),
            DeclKind::Rows => say!("行集", "Row sets"),
            DeclKind::Columns => say!("栏集", "Column sets"),
            DeclKind::Text => say!("文本", "Texts"),
            DeclKind::Form => say!("表格", "Forms"),
            DeclKind::Check => say!("检查", "Checks"),
            DeclKind::Document => say!("文档", "Document"),
        }
    }
}

/// A declaration, wherever it is seen from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub module: String,
    /// Where in its file it stands.
    pub start: u32,
    pub kind: DeclKind,
    pub name: String,
}

/// Which declarations name which.
#[derive(Default)]
pub(super) struct Uses {
    named: BTreeMap<Key, BTreeSet<Key>>,
    naming: BTreeMap<Key, BTreeSet<Key>>,
}

impl Uses {
    /// Takes in what a module itself declares.
    pub fn add(&mut self, module: &Module) {
        for (key, ..) in declared_keys(module).into_iter().filter(|(_, span)| span.file == FileId(0)) {
            for target in targets(module, &quoted(&module.report, &key)) {
                if target != key {
                    self.naming.entry(target.clone()).or_default().insert(key.clone());
                    self.named.entry(key.clone()).or_default().insert(target);
                }
            }
        }
    }

    /// What names a declaration.
    pub fn named_by(&self, key: &Key) -> impl Iterator<Item = &Key> {
        self.naming.get(key).into_iter().flatten()
    }

    /// The ledgers that a declaration reads, by itself or through what it names.
    pub fn ledgers(&self, key: &Key) -> BTreeSet<&Key> {
        let (mut found, mut seen, mut left) = (BTreeSet::new(), BTreeSet::new(), vec![key]);
        while let Some(next) = left.pop() {
            for named in self.named.get(next).into_iter().flatten().filter(|named| seen.insert(*named)) {
                match named.kind {
                    DeclKind::Ledger => drop(found.insert(named)),
                    DeclKind::Let | DeclKind::Text | DeclKind::Rows | DeclKind::Columns | DeclKind::Param => {
                        left.push(named)
                    }
                    _ => {}
                }
            }
        }
        found
    }
}

/// All that the files of a module declare.
pub(super) fn declared_keys(module: &Module) -> Vec<(Key, Span)> {
    let report = &module.report;
    let mut all: Vec<(DeclKind, &str, Span)> = Vec::new();
    all.extend(report.params.iter().map(|own| (DeclKind::Param, own.name.as_str(), own.span)));
    all.extend(report.measures.iter().map(|own| (DeclKind::Measure, own.name.as_str(), own.span)));
    all.extend(report.dims.iter().map(|own| (DeclKind::Dimension, own.name.as_str(), own.span)));
    all.extend(report.ledgers.iter().map(|own| (DeclKind::Ledger, own.name.as_str(), own.span)));
    all.extend(report.lets.iter().map(|own| (DeclKind::Let, own.name.as_str(), own.span)));
    all.extend(report.rows.iter().map(|own| (DeclKind::Rows, own.name.as_str(), own.span)));
    all.extend(report.column_sets.iter().map(|own| (DeclKind::Columns, own.name.as_str(), own.span)));
    all.extend(report.texts.iter().map(|own| (DeclKind::Text, own.name.as_str(), own.span)));
    all.extend(report.forms.iter().map(|own| (DeclKind::Form, own.name.as_str(), own.span)));
    all.extend(report.checks.iter().map(|own| (DeclKind::Check, own.name.as_str(), own.span)));
    all.extend(report.document.iter().map(|own| (DeclKind::Document, "document", own.span)));
    let mut all: Vec<(Key, Span)> =
        all.into_iter().map(|(kind, name, span)| (declaration_key(module, kind, name, span), span)).collect();
    all.sort();
    all
}

/// A declaration of any file of a module.
pub(super) fn declaration_key(module: &Module, kind: DeclKind, name: &str, span: Span) -> Key {
    Key { module: module.name_of(span.file), start: span.start, kind, name: name.to_owned() }
}

/// What one declaration names.
fn quoted(report: &Report, key: &Key) -> Quoted {
    let mut quoted = Quoted::default();
    let mut types: Vec<&Type> = Vec::new();
    match key.kind {
        DeclKind::Measure => {}
        DeclKind::Dimension => {
            for own in report.dims.iter().filter(|own| own.name == key.name) {
                types.extend(own.attributes.iter().map(|attribute| &attribute.ty));
                own.attributes
                    .iter()
                    .filter_map(|attribute| attribute.default.as_ref())
                    .for_each(|expr| quoted.expr(expr));
            }
        }
        DeclKind::Ledger => {
            for own in report.ledgers.iter().filter(|own| own.name == key.name) {
                types.extend(own.fields.iter().map(|field| &field.ty));
                quoted.dims.extend(own.axes.iter().map(|axis| axis.dim));
            }
        }
        DeclKind::Param => {
            for own in report.params.iter().filter(|own| own.name == key.name) {
                types.push(&own.ty);
                own.value.iter().for_each(|expr| quoted.expr(expr));
            }
        }
        DeclKind::Let => report.lets.iter().filter(|own| own.name == key.name).for_each(|own| quoted.expr(&own.expr)),
        DeclKind::Rows => report.rows.iter().filter(|own| own.name == key.name).for_each(|own| quoted.rows(&own.head)),
        DeclKind::Columns => {
            let own = report.column_sets.iter().filter(|own| own.name == key.name);
            own.for_each(|own| quoted.columns(&own.columns));
        }
        DeclKind::Text => {
            report.texts.iter().filter(|own| own.name == key.name).for_each(|own| quoted.template(&own.body))
        }
        DeclKind::Form => report.forms.iter().filter(|own| own.name == key.name).for_each(|own| quoted.form(own)),
        DeclKind::Check => {
            for own in report.checks.iter().filter(|own| own.name == key.name) {
                own.exprs().for_each(|expr| quoted.expr(expr));
                quoted.ledgers.extend(&own.of);
                quoted.dims.extend(own.keys.iter().map(|(dim, _)| *dim));
            }
        }
        DeclKind::Document => report.document.iter().for_each(|own| quoted.document(own)),
    }
    quoted.dims.extend(types.into_iter().filter_map(|ty| match ty {
        Type::Member(dim) => Some(*dim),
        _ => None,
    }));
    quoted
}

fn targets(module: &Module, quoted: &Quoted) -> Vec<Key> {
    let report = &module.report;
    let mut all = Vec::new();
    let mut add = |kind, name: &str, span| all.push(declaration_key(module, kind, name, span));
    quoted.params.iter().map(|id| &report.params[id.ix()]).for_each(|own| add(DeclKind::Param, &own.name, own.span));
    quoted.dims.iter().map(|id| report.dim(*id)).for_each(|own| add(DeclKind::Dimension, &own.name, own.span));
    quoted.ledgers.iter().map(|id| report.ledger(*id)).for_each(|own| add(DeclKind::Ledger, &own.name, own.span));
    quoted.lets.iter().map(|id| &report.lets[id.ix()]).for_each(|own| add(DeclKind::Let, &own.name, own.span));
    quoted.named_rows.iter().map(|id| &report.rows[id.ix()]).for_each(|own| add(DeclKind::Rows, &own.name, own.span));
    let sets = quoted.column_sets.iter().map(|id| &report.column_sets[id.ix()]);
    sets.for_each(|own| add(DeclKind::Columns, &own.name, own.span));
    quoted.texts.iter().map(|id| &report.texts[id.ix()]).for_each(|own| add(DeclKind::Text, &own.name, own.span));
    quoted.forms.iter().map(|id| &report.forms[id.ix()]).for_each(|own| add(DeclKind::Form, &own.name, own.span));
    all
}
