//! What other programs are told of measures, dimensions and ledgers. Nothing here depends on it.

use super::declare::Declarer;
use super::names::{string, unknown};
use super::table::Def;
use crate::base::FileId;
use crate::model::codes::UNKNOWN_NAME;
use crate::model::{Meaning, SaidTag};
use crate::say;
use crate::syntax::{Node, ast};

impl<'a> Declarer<'_, 'a> {
    /// What is told of some things.
    pub(super) fn tags(&mut self, _: FileId, decl: ast::TagsDecl<'a>) {
        let things: Vec<Meaning> = decl.names().filter_map(|name| self.tagged(name)).collect();
        for tag in decl.tags() {
            let (Some(key), Some(words)) = (tag.key(), tag.words()) else { continue };
            for of in &things {
                let same = |own: &&SaidTag| own.of == *of && own.key == key.text();
                if let Some(first) = self.report.tags.iter().find(same).map(|own| own.span) {
                    self.said_twice(key.text(), key.span(), first);
                    break;
                }
                let (key, span, words) = (key.text().to_owned(), key.span(), string(words));
                self.report.tags.push(SaidTag { of: *of, key, words, span });
            }
        }
    }

    /// The measure, dimension or ledger of a name.
    fn tagged(&mut self, name: Node<'a>) -> Option<Meaning> {
        let is_thing = |def: Def| matches!(def, Def::Measure(_) | Def::Dim(_) | Def::Ledger(_));
        if let Some(def) = self.lookup(name.text()).filter(|def| is_thing(*def)) {
            let meaning = Meaning::from(def);
            self.means(name.span(), meaning);
            return Some(meaning);
        }
        let things = self.table.all().filter(|(_, def, _)| is_thing(*def));
        let near = self.closest(name.text(), things.map(|(name, ..)| name));
        let what = say!("计量、维度或台账", "measure, dimension or ledger");
        self.no_such(name.text(), unknown(UNKNOWN_NAME, &what, name.text(), name.span(), &near));
        None
    }
}
