//! The ledgers that trees quote, themselves and by the names that they use. Coordinates are read before what they stand over, so
//! it is the trees that are asked.

use rustc_hash::{FxHashMap, FxHashSet};

use super::finder::Settings;
use super::table::{Def, NameTable};
use crate::base::Span;
use crate::model::LedgerId;
use crate::syntax::Node;
use crate::syntax::ast::{self, Naming, Suffix, View};

/// What names stand for in the trees.
pub(super) struct Quotes<'m, 'a> {
    pub(super) table: &'m NameTable,
    /// The space of the nodes that are asked about.
    pub(super) space: usize,
    pub(super) settings: &'m Settings<'a>,
    /// Each declaration, by the place of its name.
    pub(super) declared: &'m FxHashMap<Span, Node<'a>>,
}

impl<'a> Quotes<'_, 'a> {
    /// The ledgers that some nodes quote, each once.
    pub(super) fn ledgers(&self, nodes: &[Node<'a>]) -> Vec<LedgerId> {
        let (mut open, mut ledgers, mut seen) = (nodes.to_vec(), Vec::new(), FxHashSet::default());
        while let Some(node) = open.pop() {
            let name = match Naming::of(node) {
                Some(Naming::Inner(_)) => continue,
                Some(Naming::Name(name)) => self.declared_as(name.text()),
                Some(Naming::Axis(axis)) => axis.name().and_then(|dim| self.declared_as(dim.text())),
                Some(Naming::Postfix(postfix)) => self.former_quote(postfix, &mut open),
                None => {
                    open.extend(node.children());
                    None
                }
            };
            let Some((def, span)) = name.filter(|(def, _)| seen.insert(*def)) else { continue };
            match def {
                Def::Ledger(ledger) => ledgers.push(ledger),
                def => open.extend(self.stands_for(def, span)),
            }
        }
        ledgers
    }

    /// A name, and where it is declared.
    fn declared_as(&self, name: &str) -> Option<(Def, Span)> {
        self.table.declared(self.space, name)
    }

    /// What `上年.支出` names; what stands behind it is put among the nodes to be walked.
    fn former_quote(&self, node: ast::Postfix<'a>, open: &mut Vec<Node<'a>>) -> Option<(Def, Span)> {
        let mut name = match node.head() {
            Some(ast::Expression::Name(head)) => self.declared_as(head.text()),
            head => {
                open.extend(head.map(|head| *head));
                None
            }
        };
        let mut suffixes = node.suffixes().peekable();
        while let Some((Def::Former(space), _)) = name
            && let Some(Suffix::Access(access)) = suffixes.next_if(|suffix| matches!(suffix, Suffix::Access(_)))
        {
            let word = access.name().map_or("", |ident| ident.text());
            name = self.table.declared(space, word);
        }
        open.extend(suffixes.map(|suffix| *suffix));
        name
    }

    /// The nodes that a name stands for: its declaration, and what it is set to.
    pub(super) fn stands_for(&self, def: Def, span: Span) -> impl Iterator<Item = Node<'a>> {
        let set = match def {
            Def::Let(id) => self.settings.lets.get(&id).map(|value| **value),
            Def::Text(id) => self.settings.texts.get(&id).map(|value| **value),
            Def::Rows(id) => self.settings.rows.get(&id).map(|(value, _)| **value),
            Def::Columns(id) => self.settings.columns.get(&id).map(|value| **value),
            Def::Param(id) => self.settings.params.iter().find(|(own, ..)| *own == id).map(|(_, value, _)| **value),
            _ => None,
        };
        let quotes = !matches!(def, Def::Measure(_) | Def::Dim(_) | Def::Ledger(_) | Def::Former(_));
        self.declared.get(&span).filter(|_| quotes).copied().into_iter().chain(set)
    }
}
