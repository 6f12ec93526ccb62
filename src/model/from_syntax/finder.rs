//! Members: which one a word means, by its code or name, among some dimensions.

use std::cell::OnceCell;
use std::ops::{Deref, DerefMut};

use rustc_hash::FxHashMap;

use super::problems::Told;
use super::resolver::Resolver;
use super::step::Step;
use crate::base::Span;
use crate::model::{ColumnsId, LetId, MemberId, ParamId, RowsId, TextId};
use crate::syntax::{Node, ast};

/// What parameters, lets, texts, row sets and column sets are set to.
#[derive(Default)]
pub(super) struct Settings<'a> {
    /// The parameters that are set, in order, with their values and their spaces.
    pub(super) params: Vec<(ParamId, ast::Expression<'a>, usize)>,
    pub(super) lets: FxHashMap<LetId, ast::Expression<'a>>,
    pub(super) texts: FxHashMap<TextId, ast::Expression<'a>>,
    /// With the space of the `set`.
    pub(super) rows: FxHashMap<RowsId, (ast::Expression<'a>, usize)>,
    pub(super) columns: FxHashMap<ColumnsId, ast::Expression<'a>>,
    /// What parameters are set to, else their defaults, by their spaces and names; made when first asked for.
    pub(super) written: Option<FxHashMap<(usize, &'a str), ast::Expression<'a>>>,
}

/// A name that is not its code's.
pub(super) struct Misnamed {
    pub(super) member: MemberId,
    pub(super) name: String,
    pub(super) span: Span,
    pub(super) told: Told,
}

/// Members that share a name, look as if they did, or are called by another.
#[derive(Default)]
pub(super) struct Namesakes {
    /// Of names that many members have, those right beneath each member; the first of a name stands for it.
    pub(super) beneath: FxHashMap<(MemberId, Option<MemberId>), MemberId>,
    /// By how they look: the members whose names hold letters that look like others, among so many.
    pub(super) odd: (usize, FxHashMap<String, Vec<MemberId>>),
    /// Names that are not their code's, and the members whose names stand where they belong, once for each time.
    pub(super) misnamed: Vec<Misnamed>,
    pub(super) attested: Vec<MemberId>,
}

/// Finds members, and tells why a word is none.
pub(super) struct MemberFinder<'a> {
    names: Resolver<'a>,
    pub(super) namesakes: Namesakes,
    pub(super) settings: Settings<'a>,
    /// Each declaration, by the place of its name; made when first asked for.
    pub(super) declared_at: OnceCell<FxHashMap<Span, Node<'a>>>,
}

impl<'a> MemberFinder<'a> {
    pub(super) fn new(names: Resolver<'a>) -> MemberFinder<'a> {
        let (namesakes, settings) = (Namesakes::default(), Settings::default());
        MemberFinder { names, namesakes, settings, declared_at: OnceCell::new() }
    }

    /// What was read.
    pub(super) fn into_names(self) -> Resolver<'a> {
        self.names
    }
}

impl<'a> Deref for MemberFinder<'a> {
    type Target = Resolver<'a>;

    fn deref(&self) -> &Resolver<'a> {
        &self.names
    }
}

impl<'a> DerefMut for MemberFinder<'a> {
    fn deref_mut(&mut self) -> &mut Resolver<'a> {
        &mut self.names
    }
}

impl<'a> Step<'a> for MemberFinder<'a> {
    fn names(&mut self) -> &mut Resolver<'a> {
        &mut self.names
    }
}
