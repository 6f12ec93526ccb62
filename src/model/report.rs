//! The declarations of a report, by number.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    Accept, ColumnSet, DeclaredDocument, DimId, Expect, Expr, Fact, Filter, Form, FormId, Former, LedgerId, Level,
    LintAccept, Meaning, MemberId, NamedRows, Names, ParamId, Pattern, RoundedBlock, RowBlock, Section, SetLevel,
    Stated, TakeOver, Template, Type,
};
use crate::base::{Decimal, Span};

/// Everything that the files of a report declare.
#[derive(Debug, Default)]
#[allow(missing_docs, reason = "one table a kind of declaration")]
pub struct Report {
    pub names: Names,
    pub measures: Vec<Measure>,
    pub dims: Vec<Dimension>,
    pub members: Vec<Member>,
    pub ledgers: Vec<Ledger>,
    pub tags: Vec<SaidTag>,
    /// Words that are not to be written; of a word that is said again the last counts.
    pub avoided: Vec<Avoided>,
    pub params: Vec<Param>,
    pub lets: Vec<Let>,
    pub texts: Vec<Text>,
    pub rows: Vec<NamedRows>,
    pub column_sets: Vec<ColumnSet>,
    pub checks: Vec<Check>,
    pub accepts: Vec<Accept>,
    pub lint_accepts: Vec<LintAccept>,
    pub levels: Vec<SetLevel>,
    pub forms: Vec<Form>,
    /// The first form of each name.
    pub forms_by_name: FxHashMap<String, FormId>,
    pub sections: Vec<Section>,
    pub expects: Vec<Expect>,
    pub document: Option<DeclaredDocument>,
    pub facts: Vec<Fact>,
    /// Rows that were reported and cannot be used: what they may be part of is unknown.
    pub broken: Vec<Fact>,
    /// Parameters that are wanted before anything is computed and never set, and where.
    pub unset: Vec<(ParamId, Span)>,
    /// Ledgers of whose declaration a part was reported: nobody knows what their rows say.
    pub torn_ledgers: FxHashMap<LedgerId, Span>,
    /// Dimensions with rows of members that could not be read.
    pub torn_dims: Vec<DimId>,
    /// The spaces in which something could not be read that may have held rows of any ledger.
    pub lost: Vec<usize>,
    pub blocks: Vec<RowBlock>,
    pub stated: Vec<Stated>,
    /// Blocks of figures that were rounded before they were typed, by place.
    pub rounded: Vec<RoundedBlock>,
    /// Ledgers of which some block says what facts they have, be it none.
    pub given: FxHashSet<LedgerId>,
    pub take_overs: Vec<TakeOver>,
    pub former: Former,
}

/// A measure: units that convert into one another.
#[derive(Clone, Debug)]
pub struct Measure {
    /// Its name.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
    /// Its units, the base first.
    pub units: Vec<Unit>,
    /// The unit in which bare numbers are read and figures printed.
    pub shown: usize,
}

/// A unit of a measure.
#[derive(Clone, Debug)]
pub struct Unit {
    /// As it is written behind a number.
    pub symbol: String,
    /// How many base units it is.
    pub factor: Decimal,
    /// How its amounts are printed, if its declaration or a file above says so.
    pub pattern: Option<Pattern>,
    /// Where a file above says so.
    pub set: Option<Span>,
}

/// A dimension: what facts are told apart by, as a tree of members.
#[derive(Clone, Debug)]
pub struct Dimension {
    /// Its name.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
    /// The space it belongs to.
    pub space: usize,
    /// The dimension of its name in the report that uses the former one it stands in.
    pub of: Option<DimId>,
    /// Whether other files may add members.
    pub open: bool,
    /// Its levels from the top, with the width of their codes.
    pub levels: Vec<(String, Option<usize>)>,
    /// How whole codes are printed, by example: its digits are taken by those of a code. Together where none is given.
    pub code_pattern: Option<String>,
    /// What its members may carry.
    pub attributes: Vec<Attribute>,
    /// Members without a parent.
    pub roots: Vec<MemberId>,
    /// How many members it has, at all levels.
    pub size: u32,
    /// Whether a member above the lowest level has none beneath it.
    pub uneven: bool,
    /// By whole code, digits only.
    pub by_code: FxHashMap<String, MemberId>,
    /// By name, as they are declared.
    pub by_name: FxHashMap<String, Vec<MemberId>>,
    /// By the first of a name, all of that name in the dimension's order, a former report's last; only where they are
    /// declared in another one.
    pub in_order: FxHashMap<MemberId, Vec<MemberId>>,
}

/// An attribute of a dimension's members.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// What it holds; a dimension makes a further axis.
    pub ty: Type,
    /// Whether it may be left out.
    pub optional: bool,
    /// What it is when left out.
    pub default: Option<Expr>,
    /// Where it is declared.
    pub span: Span,
}

/// A member of a dimension.
#[derive(Clone, Debug)]
pub struct Member {
    /// The dimension whose member it is.
    pub dim: DimId,
    /// The member above it.
    pub parent: Option<MemberId>,
    /// The index of its level.
    pub level: usize,
    /// Its own part of the code; empty for uncoded members.
    pub part: String,
    /// Its whole code, digits only.
    pub code: String,
    /// Its name, without a code; empty where only the code is known.
    pub name: String,
    /// Where it was first written.
    pub span: Span,
    /// Its attributes, by the dimension's numbering.
    pub attributes: Vec<Option<Expr>>,
    /// The members beneath it.
    pub children: Vec<MemberId>,
    /// Its place in the dimension's order: a member stands right before those beneath it.
    pub rank: u32,
    /// The place after the last member beneath it.
    pub end: u32,
}

impl Dimension {
    /// The number of the level of a name.
    pub fn level(&self, name: &str) -> Option<usize> {
        self.levels.iter().position(|(level, _)| level == name)
    }
}

impl Member {
    /// The ranks of the member and of all beneath it.
    pub fn ranks(&self) -> std::ops::Range<u32> {
        self.rank..self.end
    }
}

/// A ledger: rows of one kind, with values at one member of each of its dimensions.
#[derive(Clone, Debug)]
pub struct Ledger {
    /// Its name.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
    /// The space it belongs to.
    pub space: usize,
    /// What a row holds, in the order in which a row writes it.
    pub fields: Vec<Field>,
    /// Along what its rows stand, in the order of declaration.
    pub axes: Vec<LedgerAxis>,
    /// The dimensions of its axes in the terms that its facts have besides, as in [`super::Fact::before`].
    pub before: Vec<Vec<DimId>>,
}

/// Words that are not to be written.
#[derive(Clone, Debug)]
pub struct Avoided {
    /// As they stand in a text.
    pub words: String,
    /// What is written instead; the same where the words are right as they are, though others are part of them.
    pub instead: Option<String>,
    /// Why; may be empty.
    pub because: String,
    /// Where that is said.
    pub span: Span,
}

/// What other programs are told of a measure, a dimension or a ledger.
#[derive(Clone, Debug)]
pub struct SaidTag {
    /// What it is said of.
    pub of: Meaning,
    /// What is told, in the words of those programs.
    pub key: String,
    /// What it is.
    pub words: String,
    /// Where the key stands.
    pub span: Span,
}

/// A value field of a ledger.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// What it holds: an amount, a count, a number, words.
    pub ty: Type,
    /// Whether a fact may lack it.
    pub optional: bool,
}

/// A dimension of a ledger.
#[derive(Clone, Debug)]
pub struct LedgerAxis {
    /// The dimension along which the ledger's facts stand.
    pub dim: DimId,
    /// The level at which facts stand; at the leaves where there is none.
    pub grain: Option<usize>,
    /// Whether a fact may lack it.
    pub optional: bool,
    /// The member that a fact has unless it says otherwise.
    pub default: Option<MemberId>,
    /// Where it is declared.
    pub span: Span,
}

impl Ledger {
    /// The first field that can be summed: what the ledger's bare name stands for.
    pub fn figure(&self) -> Option<usize> {
        self.fields.iter().position(|field| matches!(field.ty, Type::Amount(_) | Type::Count(_) | Type::Number))
    }
}

/// A parameter of the report.
#[derive(Clone, Debug)]
pub struct Param {
    /// Its name.
    pub name: String,
    /// What it may be set to.
    pub ty: Type,
    /// Where it is declared.
    pub span: Span,
    /// Whether it may stay unset.
    pub optional: bool,
    /// What it was set to, else its default.
    pub value: Option<Expr>,
    /// Where it was set.
    pub set: Option<Span>,
}

/// A named figure, computed anew at the coordinates of each place that names it.
#[derive(Clone, Debug)]
pub struct Let {
    /// Its name.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
    /// What it stands for.
    pub expr: Expr,
    /// Where a file above that of its declaration says otherwise.
    pub set: Option<Span>,
}

/// A text: words with holes, which a document prints or other words call.
#[derive(Clone, Debug)]
pub struct Text {
    /// Its name.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
    /// The names and types of what a call gives it.
    pub parameters: Vec<(String, Type)>,
    /// Its words and holes.
    pub body: Template,
    /// Where a file above that of its declaration says otherwise.
    pub set: Option<Span>,
}

/// A check: what must hold, tried in each of its instances.
#[derive(Clone, Debug)]
pub struct Check {
    /// Its name.
    pub name: String,
    /// Where its name stands.
    pub span: Span,
    /// What it means, in the library's words.
    pub title: String,
    /// One instance for each combination of members at these levels, or of leaves.
    pub keys: Vec<(DimId, Option<usize>)>,
    /// Ledgers whose facts give the keys, besides those quoted.
    pub of: Vec<LedgerId>,
    /// Coordinates of all instances.
    pub at: Filter,
    /// Where it is asked at all: elsewhere there is no instance.
    pub guard: Option<Expr>,
    /// What must hold: conditions joined by `and`, each tried by itself.
    pub parts: Vec<CheckPart>,
    /// What a failure is: as the check says, unless the report sets another level.
    pub level: Level,
}

/// One condition of a check.
#[derive(Clone, Debug)]
pub struct CheckPart {
    /// What must hold, a yes or no.
    pub expr: Expr,
    /// How far the sides may differ, in base units.
    pub within: Option<Decimal>,
}

impl Check {
    /// All that it asks: its guard, its conditions.
    pub fn exprs(&self) -> impl Iterator<Item = &Expr> {
        self.guard.iter().chain(self.parts.iter().map(|part| &part.expr))
    }
}
