//! How deep and how large a name becomes when all that it stands for is written out. Names that double at each step would
//! otherwise grow beyond any machine, and chains of names beyond its stack.

use rustc_hash::FxHashMap;

use super::resolver::Resolver;
use crate::base::{Diagnostic, Span};
use crate::model::{
    DimId, Expr, ExprKind, LetId, ParamId, Property, Report, RowItem, RowKind, RowsId, Template, TextId, visit_template,
};
use crate::say;
use crate::syntax::codes::TOO_LARGE;

/// Names may stand for names this deep.
pub(super) const DEEPEST: usize = 64;

/// A name may grow to so many parts.
pub(super) const LARGEST: u64 = 100_000;

/// One chain of operators may have so many operands.
pub(super) const LONGEST: usize = 256;

/// Something with a name, which is written out wherever the name stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Named {
    Let(LetId),
    Text(TextId),
    Param(ParamId),
    Rows(RowsId),
    Attribute(DimId, usize),
}

#[derive(Clone, Copy, Default)]
struct Extent {
    depth: usize,
    size: u64,
}

impl Extent {
    fn with(self, other: Extent) -> Extent {
        Extent { depth: self.depth.max(other.depth), size: self.size.saturating_add(other.size) }
    }
}

struct ExtentMeasure<'m> {
    report: &'m Report,
    known: FxHashMap<Named, Extent>,
    /// Names being measured around the present one.
    around: usize,
    beyond: Vec<Named>,
}

impl ExtentMeasure<'_> {
    /// A circle of names has been or will be reported as what it is, and counts nothing here.
    fn named(&mut self, named: Named) -> Extent {
        if let Some(extent) = self.known.get(&named) {
            return *extent;
        }
        self.known.insert(named, Extent::default());
        let mut extent = Extent { depth: DEEPEST + 1, size: 0 };
        if self.around <= DEEPEST {
            self.around += 1;
            extent = self.body(named);
            self.around -= 1;
            extent = Extent { depth: extent.depth + 1, size: extent.size.saturating_add(1) };
        }
        if extent.depth > DEEPEST || extent.size > LARGEST {
            // what stands for it is measured as if it were mended
            self.beyond.push(named);
            extent = Extent::default();
        }
        self.known.insert(named, extent);
        extent
    }

    fn body(&mut self, named: Named) -> Extent {
        let report = self.report;
        match named {
            Named::Let(id) => self.expr(&report.lets[id.ix()].expr),
            Named::Text(id) => self.template(&report.texts[id.ix()].body),
            Named::Param(id) => {
                report.params[id.ix()].value.as_ref().map_or_else(Extent::default, |value| self.expr(value))
            }
            Named::Rows(id) => self.rows(&report.rows[id.ix()].head.items),
            Named::Attribute(dim, index) => {
                let members = report.members.iter().filter(|member| member.dim == dim);
                let written = members.filter_map(|member| member.attributes.get(index)?.as_ref());
                let all = written.chain(report.dim(dim).attributes[index].default.as_ref());
                let extents: Vec<Extent> = all.map(|expr| self.expr(expr)).collect();
                let largest = |largest: Extent, extent: Extent| Extent {
                    depth: largest.depth.max(extent.depth),
                    size: largest.size.max(extent.size),
                };
                extents.into_iter().fold(Extent::default(), largest)
            }
        }
    }

    fn expr(&mut self, expr: &Expr) -> Extent {
        let own = match &expr.kind {
            ExprKind::Let(id) => self.named(Named::Let(*id)),
            ExprKind::Param(id) => self.named(Named::Param(*id)),
            ExprKind::Call(id, _) => self.named(Named::Text(*id)),
            ExprKind::Property(_, Property::Attribute(dim, index)) => self.named(Named::Attribute(*dim, *index)),
            ExprKind::Text(template) => self.template(template),
            ExprKind::Quantity(..)
            | ExprKind::Arg(_)
            | ExprKind::Share(_)
            | ExprKind::Field(..)
            | ExprKind::Facts(_)
            | ExprKind::At(..)
            | ExprKind::Level(..)
            | ExprKind::Member(_)
            | ExprKind::Name
            | ExprKind::Unit
            | ExprKind::Property(..)
            | ExprKind::Any(_)
            | ExprKind::Count(..)
            | ExprKind::Abs(_)
            | ExprKind::Printed(..)
            | ExprKind::Not(_)
            | ExprKind::Neg(_)
            | ExprKind::And(..)
            | ExprKind::Or(..)
            | ExprKind::Compare(..)
            | ExprKind::Has(..)
            | ExprKind::Sum(..)
            | ExprKind::Mul(..)
            | ExprKind::Div(..)
            | ExprKind::Unknown => Extent::default(),
        };
        let one = Extent { depth: 0, size: 1 };
        expr.children().into_iter().fold(own.with(one), |sum, inner| sum.with(self.expr(inner)))
    }

    fn template(&mut self, template: &Template) -> Extent {
        let mut sum = Extent::default();
        visit_template(template, &mut |expr| sum = sum.with(self.expr(expr)));
        sum
    }

    fn rows(&mut self, items: &[RowItem]) -> Extent {
        items.iter().fold(Extent::default(), |sum, item| {
            let used = match item.kind {
                RowKind::Use(id) => self.named(Named::Rows(id)),
                _ => Extent { depth: 0, size: 1 },
            };
            sum.with(used).with(self.rows(&item.children))
        })
    }
}

/// Reports names that grow too large, and takes what they stand for away.
pub(super) fn extents(names: &mut Resolver<'_>) {
    let report = &names.report;
    let mut measure = ExtentMeasure { report, known: FxHashMap::default(), around: 0, beyond: Vec::new() };
    for id in 0..report.lets.len() {
        measure.named(Named::Let(LetId(id as u32)));
    }
    for id in 0..report.params.len() {
        measure.named(Named::Param(ParamId(id as u32)));
    }
    for id in 0..report.texts.len() {
        measure.named(Named::Text(TextId(id as u32)));
    }
    for id in 0..report.rows.len() {
        measure.named(Named::Rows(RowsId(id as u32)));
    }
    for dim in 0..report.dims.len() {
        for index in 0..report.dims[dim].attributes.len() {
            measure.named(Named::Attribute(DimId(dim as u32), index));
        }
    }
    for named in measure.beyond {
        too_large_a_name(names, named);
    }
}

fn too_large_a_name(names: &mut Resolver<'_>, named: Named) {
    let report = &mut names.report;
    let (name, span) = match named {
        Named::Let(id) => {
            let named = &mut report.lets[id.ix()];
            named.expr = Expr::unknown(named.span);
            (named.name.clone(), named.span)
        }
        Named::Text(id) => {
            let text = &mut report.texts[id.ix()];
            text.body = Template::default();
            (text.name.clone(), text.span)
        }
        Named::Param(id) => {
            let param = &mut report.params[id.ix()];
            param.value = Some(Expr::unknown(param.span));
            (param.name.clone(), param.span)
        }
        Named::Rows(id) => {
            let rows = &mut report.rows[id.ix()];
            rows.head.items.clear();
            (rows.name.clone(), rows.span)
        }
        Named::Attribute(dim, index) => {
            for member in report.members.iter_mut().filter(|member| member.dim == dim) {
                member.attributes[index] = None;
            }
            let attribute = &mut report.dims[dim.ix()].attributes[index];
            attribute.default = None;
            (attribute.name.clone(), attribute.span)
        }
    };
    names.report(beyond(&name, span));
}

/// A name that stands for too much.
pub(super) fn beyond(name: &str, span: Span) -> Diagnostic {
    let message = say!(
        "「{name}」一层套一层，展开后超过 {DEEPEST} 层或 {LARGEST} 项",
        "`{name}` stands for names that stand for names: written out it is more than {DEEPEST} deep or {LARGEST} parts"
    );
    Diagnostic::new(TOO_LARGE, span, message).note(say!("让它少引用几层", "let it stand for fewer"))
}
