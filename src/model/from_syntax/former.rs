//! Former reports: their names, what stands for members that there are no more, and facts that are taken over.

use super::declare::Declarer;
use super::names::unknown;
use super::table::Def;
use super::typer::Typer;
use crate::base::{Diagnostic, Span};
use crate::model::codes::{FORMER_MISUSED, TYPE_MISMATCH, UNKNOWN_NAME};
use crate::model::{DimId, Expr, ExprKind, Meaning, MeasureId, Type, Unit};
use crate::say;
use crate::syntax::Node;
use crate::syntax::ast::Suffix;

impl<'a> Typer<'a> {
    /// What `上年.支出` stands for: a name of a former report, with the nodes that say it. `rest` follows the first name.
    pub(super) fn former_name(&mut self, head: Node<'a>, rest: &[Suffix<'a>]) -> Option<(Option<Def>, usize, Span)> {
        let Some(Def::Former(mut space)) = self.lookup(head.text()) else { return None };
        let mut span = head.span();
        self.means(span, Meaning::Former(space));
        for (index, suffix) in rest.iter().enumerate() {
            let Suffix::Access(access) = suffix else { return None };
            let name = access.name()?;
            span = span.to(name.span());
            let def = self.table.declared(space, name.text()).map(|(def, _)| def);
            if let Some(def) = def {
                self.means(name.span(), def);
            }
            match def {
                Some(Def::Former(inner)) => space = inner,
                Some(def) => return Some((Some(def), index + 1, span)),
                None => {
                    let names = self.table.all().filter_map(|(name, ..)| name.strip_prefix(self.table.prefix(space)));
                    let near = self.closest(name.text(), names);
                    self.no_such(
                        name.text(),
                        unknown(UNKNOWN_NAME, &say!("名称", "name"), name.text(), name.span(), &near),
                    );
                    return Some((None, index + 1, span));
                }
            }
        }
        let name = head.text();
        let message = say!("「{name}」是以前的报告，不是数", "`{name}` is a former report, not a figure");
        let error = Diagnostic::new(TYPE_MISMATCH, head.span(), message);
        self.report(error.note(say!("写明取它的什么：{name}.台账", "say what of it: {name}.LEDGER")));
        Some((None, rest.len(), span))
    }

    /// What stands behind a figure.
    pub(super) fn behind(&mut self, figure: Expr, rest: &[Suffix<'a>]) -> Expr {
        rest.iter().fold(figure, |expr, suffix| match suffix {
            Suffix::Filter(filter) => self.filter(expr, *filter),
            Suffix::Access(access) => self.access(expr, *access),
            Suffix::Arguments(arguments) => Expr::unknown(arguments.span()),
        })
    }

    /// A figure of a former report, with what stands behind its name in `whole`.
    pub(super) fn former_figure(&mut self, def: Def, span: Span, rest: &[Suffix<'a>], whole: Node<'a>) -> Expr {
        if let Def::Ledger(ledger) = def {
            let from = (span.start - whole.span().start) as usize;
            let word = &whole.raw()[from..from + (span.end - span.start) as usize];
            if let Some((expr, used)) = self.field_behind(ledger, (word, span), rest, whole) {
                return self.behind(expr, &rest[used..]);
            }
        }
        match (def, rest) {
            (Def::Ledger(ledger), [Suffix::Access(access), rest @ ..]) => {
                let field = self.field(ledger, span, *access);
                self.behind(field, rest)
            }
            // a ledger that lists things is taken over or asked for, never summed
            (Def::Ledger(ledger), rest) if self.report.ledger(ledger).figure().is_none() => {
                self.behind(Expr { kind: ExprKind::Facts(ledger), ty: Type::Number, span }, rest)
            }
            (def, rest) => {
                let figure = self.defined(def, span);
                self.behind(figure, rest)
            }
        }
    }
}

impl<'a> Declarer<'_, 'a> {
    /// A former report's measure is this report's, if its units are worth the same.
    pub(super) fn same_units(&mut self, own: MeasureId, units: &[Unit], name: Node<'a>) {
        let data = &self.report.measures[own.ix()];
        let worth = |unit: &Unit| data.units.iter().find(|own| own.symbol == unit.symbol).map(|own| own.factor);
        if let Some(other) = units.iter().find(|unit| worth(unit) != Some(unit.factor)) {
            let (measure, symbol, declared) = (data.name.clone(), other.symbol.clone(), data.span);
            let message = say!(
                "以前的报告里「{measure}」的单位「{symbol}」，这份报告里没有或大小不同",
                "unit `{symbol}` of `{measure}` in the former report is none of this report's, or worth otherwise"
            );
            let error = Diagnostic::new(FORMER_MISUSED, name.span(), message);
            let error = error.related(declared, say!("这份报告的", "this report's"));
            self.report(error.note(say!("两年用同样的单位", "use the same units in both")));
        }
    }

    /// A former report's dimension stands for one of this report's, if its levels are the same.
    pub(super) fn same_levels(&mut self, id: DimId) {
        let theirs = self.report.dim(id);
        let Some(of) = theirs.of else { return };
        let data = self.report.dim(of);
        if theirs.levels != data.levels {
            let (dim, declared, span) = (data.name.clone(), data.span, theirs.span);
            let message = say!(
                "以前的报告里「{dim}」的层级与这份报告的不同",
                "`{dim}` has other levels in the former report than in this one"
            );
            let error = Diagnostic::new(FORMER_MISUSED, span, message);
            let error = error.related(declared, say!("这份报告的", "this report's"));
            self.report(error.note(say!(
                "让两年的层级相同，或换一个名字",
                "give both the same levels, or one of them another name"
            )));
            // nothing of the one can be found in the other
            self.report.torn_dims.extend([id, of]);
            self.report.dims[id.ix()].of = None;
        }
    }
}
