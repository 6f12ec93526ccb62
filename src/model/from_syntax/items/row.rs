//! What a row has been found to say, and what the rows of a block share.

use crate::base::{FileId, Span};
use crate::model::{DimId, Fact, FactValue, Filter, LedgerId, MemberId, UnitRef};
use crate::syntax::UNWRITTEN;
use crate::syntax::ast::Word;

/// Whether a word holds the place of a number.
pub(super) fn is_to_write(word: Word<'_>) -> bool {
    matches!(word, Word::Name(_)) && word.text() == UNWRITTEN
}

/// Which bare numbers of a row are amounts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Amounts {
    /// None: the row is a scope.
    None,
    /// None but those with a unit: `:=` gives the amount.
    Labelled,
    /// The last one.
    Last,
}

/// What the rows of a block share.
pub(super) struct ItemBlock {
    pub(super) ledger: LedgerId,
    /// The ledger's own dimensions.
    pub(super) own: Vec<DimId>,
    /// All its axes, those by attributes too.
    pub(super) all: Vec<DimId>,
    /// Where its rows begin: what stands before is the file's or the block's.
    pub(super) start: u32,
    pub(super) file: FileId,
    /// The unit of bare numbers.
    pub(super) unit: UnitRef,
    /// The file's and the block's own coordinates: all that `:=` sees.
    pub(super) at: Filter,
    /// Whether its figures were rounded before they were typed.
    pub(super) rounded: bool,
    /// Where more rows could not be read no more are.
    pub(super) most_broken: usize,
}

/// What a row has been found to say so far; scopes hand theirs on to their rows.
pub(super) struct Draft {
    pub(super) members: Vec<Option<(MemberId, Span)>>,
    /// Members of attribute axes, in stated totals.
    pub(super) further: Vec<(MemberId, Span)>,
    pub(super) values: Vec<Option<FactValue>>,
    pub(super) sound: bool,
}

impl Draft {
    /// The fact that it has become; its values are taken out.
    pub(super) fn fact(&mut self, ledger: LedgerId, span: Span) -> Fact {
        let members = self.members.iter().map(|member| member.map(|(member, _)| member)).collect();
        let values = self.values.iter_mut().map(Option::take).collect();
        Fact { ledger, members, before: Vec::new(), values, span }
    }
}

impl Clone for Draft {
    fn clone(&self) -> Draft {
        let mut draft = Draft { members: Vec::new(), further: Vec::new(), values: Vec::new(), sound: true };
        draft.clone_from(self);
        draft
    }

    /// One draft serves all rows of a block, so that a row costs no allocation of its own.
    fn clone_from(&mut self, other: &Draft) {
        self.members.clone_from(&other.members);
        self.further.clone_from(&other.further);
        self.values.clone_from(&other.values);
        self.sound = other.sound;
    }
}
