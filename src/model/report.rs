//! The declarations of a report, by number.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    Accept, ColumnSet, Document, Expect, Expr, ExprKind, Fact, Filter, Form, Former, Level, LintAccept, NamedRows,
    Names, Pattern, RoundedBlock, RowBlock, Section, SetLevel, Stated, TakeOver, Template, Type, pattern,
};
use crate::base::{Decimal, Span};
use crate::syntax;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);

        impl $name {
            /// As an index.
            pub fn ix(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

ids! {
    /// A measure.
    MeasureId;
    /// A dimension.
    DimId;
    /// A member of any dimension.
    MemberId;
    /// A ledger.
    LedgerId;
    /// A parameter.
    ParamId;
    /// A named figure.
    LetId;
    /// A text.
    TextId;
    /// A named row set.
    RowsId;
    /// A column set.
    ColumnsId;
    /// A form.
    FormId;
    /// A named section of the document.
    SectionId;
    /// A fact.
    FactId;
}

/// Everything that the files of a report declare.
#[derive(Debug, Default)]
#[allow(missing_docs, reason = "one table a kind of declaration")]
pub struct Report {
    pub names: Names,
    pub measures: Vec<Measure>,
    pub dims: Vec<Dimension>,
    pub members: Vec<Member>,
    pub ledgers: Vec<Ledger>,
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
    pub document: Option<Document>,
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
    /// How its amounts are printed, if its declaration says so.
    pub pattern: Option<Pattern>,
}

/// The unit of a written quantity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnitRef {
    /// None.
    Bare,
    /// Per cent.
    Percent,
    /// A measure's unit.
    Of(MeasureId, usize),
    /// Any other word.
    Named(String),
}

/// A dimension.
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
    /// Its type; a dimension makes a further axis.
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
    /// Its dimension.
    pub dim: DimId,
    /// The member above it.
    pub parent: Option<MemberId>,
    /// The index of its level.
    pub level: usize,
    /// Its own part of the code; empty for uncoded members.
    pub part: String,
    /// Its whole code, digits only.
    pub code: String,
    /// Its name.
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

impl Member {
    /// The ranks of the member and of all beneath it.
    pub fn ranks(&self) -> std::ops::Range<u32> {
        self.rank..self.end
    }
}

/// A ledger.
#[derive(Clone, Debug)]
pub struct Ledger {
    /// Its name.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
    /// The space it belongs to.
    pub space: usize,
    /// Its value fields.
    pub fields: Vec<Field>,
    /// Its dimensions.
    pub axes: Vec<LedgerAxis>,
    /// The dimensions of its axes in the terms that its facts have besides, as in [`super::Fact::before`].
    pub before: Vec<Vec<DimId>>,
}

/// A value field of a ledger.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// Whether a fact may lack it.
    pub optional: bool,
}

/// A dimension of a ledger.
#[derive(Clone, Debug)]
pub struct LedgerAxis {
    /// Which.
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

impl Report {
    /// The axes of a ledger, its own first.
    pub fn axes(&self, ledger: LedgerId) -> Vec<DimId> {
        let own: Vec<DimId> = self.ledgers[ledger.ix()].axes.iter().map(|axis| axis.dim).collect();
        let attributes = own.iter().flat_map(|dim| &self.dims[dim.ix()].attributes);
        let further = attributes.filter_map(|attribute| match attribute.ty {
            Type::Member(dim) => Some(dim),
            _ => None,
        });
        let mut all: Vec<DimId> = own.iter().copied().chain(further).collect();
        let mut seen = Vec::new();
        all.retain(|dim| {
            !seen.contains(dim) && {
                seen.push(*dim);
                true
            }
        });
        all
    }

    /// A member.
    pub fn member(&self, id: MemberId) -> &Member {
        &self.members[id.ix()]
    }

    /// A dimension.
    pub fn dim(&self, id: DimId) -> &Dimension {
        &self.dims[id.ix()]
    }

    /// The members of a name in a dimension, in its order, a former report's last.
    pub fn named(&self, dim: DimId, name: &str) -> &[MemberId] {
        let dim = self.dim(dim);
        let Some(same) = dim.by_name.get(name) else { return &[] };
        dim.in_order.get(&same[0]).unwrap_or(same)
    }

    /// The first form of a name.
    pub fn form_named(&self, name: &str) -> Option<&Form> {
        self.forms_by_name.get(name).map(|id| &self.forms[id.ix()])
    }

    /// A ledger.
    pub fn ledger(&self, id: LedgerId) -> &Ledger {
        &self.ledgers[id.ix()]
    }

    /// The member itself and those above it, upwards.
    pub fn lineage(&self, id: MemberId) -> impl Iterator<Item = MemberId> {
        std::iter::successors(Some(id), |id| self.member(*id).parent)
    }

    /// Whether `inner` is `outer` or lies beneath it.
    pub fn within(&self, inner: MemberId, outer: MemberId) -> bool {
        self.lineage(inner).any(|id| id == outer)
    }

    /// The member at `level` that `id` is or lies beneath; without a level, itself if it is a leaf.
    pub fn at_level(&self, id: MemberId, level: Option<usize>) -> Option<MemberId> {
        match level {
            Some(level) => self.lineage(id).find(|id| self.member(*id).level == level),
            None => self.is_leaf(id).then_some(id),
        }
    }

    /// Whether a member stands at a level, or is a leaf where none is named.
    pub fn is_at(&self, id: MemberId, level: Option<usize>) -> bool {
        level.map_or_else(|| self.is_leaf(id), |level| self.member(id).level == level)
    }

    /// Whether no member lies beneath one. Those that only a former report has lie beneath none of this one.
    pub fn is_leaf(&self, id: MemberId) -> bool {
        let children = &self.member(id).children;
        children.is_empty() || !self.is_former(id) && children.iter().all(|child| self.is_former(*child))
    }

    /// The level that a dimension means where a level may be left out: its leaves. Where all of those stand at the lowest
    /// level, that one.
    pub fn level_or_leaves(&self, dim: DimId, level: Option<usize>) -> Option<usize> {
        let data = self.dim(dim);
        level.or_else(|| (!data.uneven).then(|| data.levels.len() - 1))
    }

    /// A member's own or inherited attribute, as it was written; of an axis its default, where nothing is written.
    pub fn attribute(&self, id: MemberId, attribute: usize) -> Option<&Expr> {
        let written = self.lineage(id).find_map(|id| self.member(id).attributes.get(attribute)?.as_ref());
        let declared = self.dim(self.member(id).dim).attributes.get(attribute);
        let default = declared.and_then(|attribute| attribute.default.as_ref());
        written.or_else(|| default.filter(|expr| matches!(expr.kind, ExprKind::Member(_))))
    }

    /// A measure's unit by its symbol.
    pub fn unit(&self, symbol: &str) -> Option<(MeasureId, usize)> {
        self.measures.iter().enumerate().find_map(|(measure, data)| {
            let unit = data.units.iter().position(|unit| unit.symbol == symbol)?;
            Some((MeasureId(measure as u32), unit))
        })
    }

    /// Whether it is not known of some ledger what it is, or of some rows whose they are: that was reported.
    pub fn lacks_ledgers(&self) -> bool {
        let rows = self.forms.iter().flat_map(|form| &form.body.rows).chain(self.rows.iter().map(|rows| &rows.head));
        !self.torn_ledgers.is_empty() || !self.lost.is_empty() || rows.into_iter().any(|head| head.ledgers.is_empty())
    }

    /// A member as it is written in coordinates: its code, else its name.
    pub fn reference(&self, id: MemberId) -> String {
        let member = self.member(id);
        if member.code.is_empty() {
            return syntax::member(&member.name);
        }
        self.code(id)
    }

    /// The whole code of a member, in groups: `208-05`; empty where it has none.
    pub fn code(&self, id: MemberId) -> String {
        let mut parts: Vec<&str> = self.lineage(id).map(|id| self.member(id).part.as_str()).collect();
        parts.retain(|part| !part.is_empty());
        parts.reverse();
        parts.join("-")
    }

    /// The whole code of a member as its dimension prints it: the digits in one, or put into the pattern.
    pub fn printed_code(&self, id: MemberId) -> String {
        let code = &self.member(id).code;
        let pattern = self.dim(self.member(id).dim).code_pattern.as_ref();
        pattern.map_or_else(|| code.clone(), |pattern| pattern::code(pattern, code))
    }

    /// The code of a member as one number, for messages; its name if it has none.
    pub fn display(&self, id: MemberId) -> String {
        let member = self.member(id);
        let code = self.code(id);
        match (code.is_empty(), member.name.is_empty()) {
            (true, _) => member.name.clone(),
            (false, true) => code,
            (false, false) => format!("{code} {}", member.name),
        }
    }
}

/// A parameter of the report.
#[derive(Clone, Debug)]
pub struct Param {
    /// Its name.
    pub name: String,
    /// Its type.
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

/// A named figure.
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

/// A text.
#[derive(Clone, Debug)]
pub struct Text {
    /// Its name.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
    /// Its parameters.
    pub parameters: Vec<(String, Type)>,
    /// Its words and holes.
    pub body: Template,
    /// Where a file above that of its declaration says otherwise.
    pub set: Option<Span>,
}

/// A check.
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
    /// What must hold.
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
