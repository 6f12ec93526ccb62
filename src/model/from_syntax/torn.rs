//! What a declaration that could not be read would have said: nothing is known of it, and what rests on it is not reported
//! a second time.

use super::{Builder, Def, Input};
use crate::base::{Diagnostic, FileId, Span};
use crate::model::codes::UNKNOWN_NAME;
use crate::model::{Expr, Type};
use crate::syntax::ast::{self, Decl};
use crate::syntax::{Node, declares, keywords};

impl<'a> Builder<'a> {
    /// Notes the names of what could not be read.
    pub(super) fn torn_names(&mut self, files: &[Input<'a>]) {
        for input in files {
            let mut before: Option<Decl<'a>> = None;
            for decl in ast::declarations(input.tree.root(input.text)) {
                if let Decl::Unread(node) = decl {
                    self.torn(input.file, node, before);
                }
                before = Some(decl);
            }
        }
    }

    fn torn(&mut self, file: FileId, node: Node<'a>, before: Option<Decl<'a>>) {
        let mut words = words(node.text());
        let (first, name) = (words.next().unwrap_or(""), words.next());
        let rule = keywords().find(|keyword| keyword.english == first || keyword.chinese == first);
        // what begins no declaration, nor nearly one, may be rows of any ledger
        match (declares(first), name) {
            (None, _) if may_hold_rows(node.text()) => self.report.lost.extend(self.table.space_of.get(&file)),
            (Some("kw_items"), Some(name)) => self.torn.items.push(name.to_owned()),
            _ => {}
        }
        match (rule.map(|keyword| keyword.rule), name) {
            (Some("kw_at"), _) => self.torn.files.push(file),
            (_, Some(name)) => self.torn.names.push((name.to_owned(), node.span())),
            _ => {}
        }
        // what begins no declaration may be rows of the one before, whose `}` stands too early, or the text of one that a
        // text without end has swallowed
        if let (None, Some(before)) = (rule, before) {
            let last = before.text().rsplit('\n').next().unwrap_or("");
            let early = last.trim() == "}" && last != "}";
            let name = before.name().map(Node::text).filter(|_| early);
            let text = before.text().strip_suffix("\"\"\"").and_then(|text| text.rsplit('\n').next());
            let names = name.into_iter().chain(text.and_then(|line| self::words(line).nth(1)));
            self.torn.names.extend(names.map(|name| (name.to_owned(), node.span())));
        }
    }

    /// What has one of these names is unknown.
    pub(super) fn unknown_by_name(&mut self) {
        let ledger = |name: &String| matches!(self.lookup(name), Some(Def::Ledger(_)));
        if !self.torn.items.iter().all(ledger) {
            self.report.lost.push(0);
        }
        for (name, span) in self.torn.names.clone() {
            match self.lookup(&name) {
                Some(Def::Param(param)) => {
                    self.report.params[param.ix()].value.get_or_insert(Expr::unknown(span));
                }
                Some(Def::Ledger(ledger)) => self.unreadable_rows(ledger, span),
                Some(Def::Dim(dim)) => self.report.torn_dims.push(dim),
                _ => {}
            }
        }
    }

    /// The texts of members that stand in rows which could not be read.
    pub(super) fn unknown_attributes(&mut self) {
        // what is misspelt, or lacks its colon, is there
        for (member, attribute, span) in std::mem::take(&mut self.torn.attributes) {
            self.report.members[member.ix()].attributes[attribute].get_or_insert(Expr::unknown(span));
        }
        for member in &mut self.report.members {
            if !self.report.torn_dims.contains(&member.dim) {
                continue;
            }
            let declared = &self.report.dims[member.dim.ix()].attributes;
            for (value, attribute) in member.attributes.iter_mut().zip(declared) {
                if attribute.ty == Type::Text {
                    value.get_or_insert(Expr::unknown(attribute.span));
                }
            }
        }
    }
}

/// Whether a problem is that there is no such name where it could only not be read.
pub(super) fn is_of_torn_name(problem: &Diagnostic, files: &[Input<'_>], names: &[(String, Span)]) -> bool {
    let span = problem.primary.span;
    let word = || files.iter().find(|input| input.file == span.file)?.text.get(span.range());
    problem.code == UNKNOWN_NAME && word().is_some_and(|word| names.iter().any(|(name, _)| name == word))
}

/// Whether a text may be rows: each says at least a figure, a text, or where its figure stands.
fn may_hold_rows(text: &str) -> bool {
    text.contains(|c: char| c.is_numeric() || matches!(c, '"' | '“' | '=' | '＝'))
}

/// The words of a line, as they would be names.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let stops = |c: char| c.is_whitespace() || "=＝:：({（｛[".contains(c);
    text.lines().next().unwrap_or("").split(stops).filter(|word| !word.is_empty())
}
