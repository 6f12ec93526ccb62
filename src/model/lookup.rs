//! What is asked of a report about its declarations.

use super::{
    DimId, Dimension, Expr, ExprKind, Form, FormBody, Leaf, Ledger, LedgerId, MeasureId, Member, MemberId, Report,
    RoundedBlock, Type, pattern,
};
use crate::base::{Decimal, Span};
use crate::syntax;

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

    /// The member of a number, which is one of this report.
    pub fn member(&self, id: MemberId) -> &Member {
        &self.members[id.ix()]
    }

    /// The dimension of a number, which is one of this report.
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

    /// The ledger of a number, which is one of this report.
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
            return syntax::written_member(&member.name);
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

    /// The rounded block that a figure is typed in.
    pub fn rounded_block(&self, figure: Span) -> Option<&RoundedBlock> {
        let before = self.rounded.partition_point(|block| {
            block.span.file < figure.file || block.span.file == figure.file && block.span.start <= figure.start
        });
        self.rounded
            .get(before.checked_sub(1)?)
            .filter(|block| block.span.file == figure.file && figure.end <= block.span.end)
    }

    /// How far a typed quantity of a kind may be off, in base units; none where it is exact.
    pub fn may_be_off(&self, figure: Span, ty: &Type) -> Option<Decimal> {
        self.rounded_block(figure).filter(|block| block.ty == *ty).map(|block| block.within)
    }

    /// The unit that a form's amounts are printed in: its own, else that of its first column of amounts.
    pub fn unit_of(&self, form: &Form) -> Option<(MeasureId, usize)> {
        let own = form.unit.as_ref().and_then(|symbol| self.unit(symbol));
        own.or_else(|| self.unit_in(&form.body))
    }

    fn unit_in(&self, body: &FormBody) -> Option<(MeasureId, usize)> {
        let unit = |leaf: &Leaf<'_>| match leaf.expr.ty {
            Type::Amount(measure) => Some((measure, leaf.format.unit.unwrap_or(self.measures[measure.ix()].shown))),
            _ => None,
        };
        let inner = body.sides.iter().map(|(_, side)| side).chain(body.bands.iter().map(|(_, band)| band));
        body.leaves().iter().find_map(unit).or_else(|| inner.into_iter().find_map(|inner| self.unit_in(inner)))
    }
}
