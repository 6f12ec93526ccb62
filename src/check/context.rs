//! What can be said of coordinates before any figure is computed: a ledger quoted along an axis that it lacks, filters that
//! exclude one another, a filter on an axis that a `let` frees.

use rustc_hash::FxHashSet;

use crate::base::{Code, Diagnostic, Label, Say, Span};
use crate::check::codes::IDLE_FILTER;
use crate::ledger::{AxisSet, Coords};
use crate::model::codes::{CIRCLE, EXCLUSIVE_FILTERS, MISSING_DIMENSION};
use crate::model::{
    DimId, DocItem, Expr, ExprKind, FactValueKind, Filter, FormBody, Leaf, LedgerId, LetId, LoopSource, Narrow,
    ParamId, Part, Property, Report, RowItem, RowKind, Template, TextId, parts_alone,
};
use crate::say;

pub(super) fn check(report: &Report) -> Vec<Diagnostic> {
    let mut walk = Walk {
        report,
        problems: Vec::new(),
        seen: FxHashSet::default(),
        texts: Vec::new(),
        params: Vec::new(),
        brackets: Vec::new(),
        uses: Vec::new(),
        attributes: Vec::new(),
    };
    for form in &report.forms {
        let at = walk.fixed(&Coords::default(), &form.at);
        walk.body(&form.body, &at);
        form.left.iter().chain(&form.right).for_each(|expr| walk.expr(expr, &at));
    }
    for check in &report.checks {
        let mut at = walk.fixed(&Coords::default(), &check.at);
        for (dim, _) in &check.keys {
            at = at.bound_to_some(*dim);
        }
        check.exprs().for_each(|expr| walk.expr(expr, &at));
    }
    for named in &report.lets {
        walk.expr(&named.expr, &Coords::default());
    }
    if let Some(document) = &report.document {
        walk.document(&document.items, &Coords::default());
    }
    for value in report.facts.iter().flat_map(|fact| fact.values.iter().flatten()) {
        if let FactValueKind::Refer(expr, at) = &value.kind {
            let at = walk.fixed(&Coords::default(), at);
            walk.expr(expr, &at);
        }
    }
    walk.problems
}

struct Walk<'m> {
    report: &'m Report,
    problems: Vec<Diagnostic>,
    seen: FxHashSet<(Code, Span)>,
    /// Texts and parameters being walked: they do not recurse.
    texts: Vec<TextId>,
    params: Vec<ParamId>,
    /// The brackets around the expression being walked, and those around the uses of the lets that it stands in.
    brackets: Vec<(DimId, Span)>,
    uses: Vec<(DimId, Span)>,
    attributes: Vec<(DimId, usize)>,
}

impl<'m> Walk<'m> {
    fn problem(&mut self, problem: Diagnostic) {
        if self.seen.insert((problem.code, problem.primary.span)) {
            self.problems.push(problem);
        }
    }

    /// Narrowed by a written filter; one that leaves nothing of another written one is an error.
    fn fixed(&mut self, at: &Coords, filter: &Filter) -> Coords {
        let narrowed = at.narrow(self.report, filter);
        for (dim, narrow, span) in &filter.parts {
            let empty = matches!(narrowed.get(*dim), Some(AxisSet::Members(members)) if members.is_empty());
            if empty && matches!(narrow, Narrow::Members(_)) {
                let name = &self.report.dim(*dim).name;
                // what a `let` says is right by itself: the place to mend is the bracket around its use
                let site = self.uses.iter().rev().find(|(own, _)| own == dim).map_or(*span, |(_, site)| *site);
                self.problem(
                    Diagnostic::new(
                        EXCLUSIVE_FILTERS,
                        site,
                        say!(
                            "「{name}」上的两个条件没有共同的成员，永远选不到数",
                            "two filters on `{name}` exclude one another: nothing can ever match"
                        ),
                    )
                    .note(self.way_out(filter, *dim)),
                );
                return at.clone();
            }
        }
        narrowed
    }

    /// How to write what was meant by a filter that excludes all: members side by side, or another one than around.
    fn way_out(&self, filter: &Filter, dim: DimId) -> Say {
        let own = filter.parts.iter().filter(|(own, ..)| *own == dim);
        let lists: Vec<_> = own
            .filter_map(|(_, narrow, _)| if let Narrow::Members(members) = narrow { Some(members) } else { None })
            .collect();
        if lists.len() > 1 {
            let all: Vec<String> =
                lists.into_iter().flat_map(|members| members.iter()).map(|id| self.report.reference(*id)).collect();
            let all = all.join(" | ");
            return say!("几个成员都要，用 | 连起来：{all}", "for each of several join them with |: {all}");
        }
        let name = &self.report.dim(dim).name;
        say!("要换一个成员，先用 * 放开：[{name}: *, …]", "to switch, free the dimension first: [{name}: *, …]")
    }

    /// A row's own `at`: which of its columns print Blank is the table's business, so only the axes are bound.
    fn loose(at: &Coords, filter: &Filter) -> Coords {
        filter.parts.iter().fold(at.clone(), |at, (dim, narrow, _)| match narrow {
            Narrow::Free => at.freed(*dim),
            Narrow::Any | Narrow::Members(_) => at.bound_to_some(*dim),
        })
    }

    fn expr(&mut self, expr: &'m Expr, at: &Coords) {
        match &expr.kind {
            ExprKind::Field(ledger, _) | ExprKind::Facts(ledger) => self.quote(*ledger, expr.span, at),
            ExprKind::At(inner, filter) => {
                let narrowed = self.fixed(at, filter);
                let depth = self.brackets.len();
                let written = filter.parts.iter().filter(|(_, narrow, _)| matches!(narrow, Narrow::Members(_)));
                self.brackets.extend(written.map(|(dim, _, span)| (*dim, *span)));
                self.expr(inner, &narrowed);
                self.brackets.truncate(depth);
            }
            ExprKind::Let(id) => self.named(*id, at),
            ExprKind::Text(template) => self.template(template, at),
            ExprKind::Property(inner, Property::Attribute(dim, index)) => {
                self.expr(inner, at);
                self.attribute(*dim, *index, expr.span, at);
            }
            ExprKind::Param(id) => {
                let param = &self.report.params[id.ix()];
                let Some(value) = &param.value else { return };
                if self.params.contains(id) {
                    let name = &param.name;
                    let message = say!("参数「{name}」绕回到了自己", "parameter `{name}` leads back to itself");
                    self.problem(Diagnostic::new(CIRCLE, expr.span, message));
                    return;
                }
                self.params.push(*id);
                self.expr(value, at);
                self.params.pop();
            }
            ExprKind::Call(id, arguments) => {
                arguments.iter().for_each(|argument| self.expr(argument, at));
                if self.texts.contains(id) {
                    let text = &self.report.texts[id.ix()];
                    let name = &text.name;
                    let error = Diagnostic::new(
                        CIRCLE,
                        expr.span,
                        say!("文本「{name}」绕回到了自己", "text `{name}` leads back to itself"),
                    );
                    self.problem(error.related(text.span, say!("在这里声明", "declared here")));
                    return;
                }
                self.texts.push(*id);
                self.template(&self.report.texts[id.ix()].body, at);
                self.texts.pop();
            }
            ExprKind::Arg(_) | ExprKind::Level(..) | ExprKind::Any(_) | ExprKind::Count(..) | parts_alone!() => {
                expr.children().into_iter().for_each(|inner| self.expr(inner, at))
            }
        }
    }

    /// The texts that members carry as an attribute.
    fn attribute(&mut self, dim: DimId, index: usize, span: Span, at: &Coords) {
        if self.attributes.contains(&(dim, index)) {
            let name = &self.report.dim(dim).attributes[index].name;
            let message = say!("属性「{name}」绕回到了自己", "attribute `{name}` leads back to itself");
            self.problem(Diagnostic::new(CIRCLE, span, message));
            return;
        }
        self.attributes.push((dim, index));
        let report = self.report;
        let written = report.members.iter().filter(|member| member.dim == dim);
        for expr in written.filter_map(|member| member.attributes.get(index)?.as_ref()) {
            self.expr(expr, at);
        }
        self.attributes.pop();
    }

    /// A ledger is quoted where an axis is bound that it does not have: it would print the same figure for every member.
    fn quote(&mut self, ledger: LedgerId, span: Span, at: &Coords) {
        let reached = |dim: DimId| self.report.axis_path(ledger, dim).is_some();
        let Some((dim, _)) = at.axes().find(|(dim, _)| !reached(*dim)) else { return };
        let (name, axis) = (&self.report.ledger(ledger).name, &self.report.dim(dim).name);
        let declared = self.report.ledger(ledger).span;
        self.problem(
            Diagnostic::new(
                MISSING_DIMENSION,
                span,
                say!(
                    "台账「{name}」没有「{axis}」，在按「{axis}」分列的地方引用它，每处都会是同一个数",
                    "ledger `{name}` has no `{axis}`: quoted for each `{axis}` it would be the same figure every time"
                ),
            )
            .related(declared, say!("台账在这里声明", "the ledger is declared here"))
            .note(say!("若就要总数，写 {name}[{axis}: *]", "if the total is meant, write {name}[{axis}: *]")),
        );
    }

    /// A use of a let. A bracket around it on an axis that the let itself frees would be without effect.
    fn named(&mut self, id: LetId, at: &Coords) {
        for (dim, span) in self.brackets.clone() {
            if self.frees(id, dim) {
                let (name, axis) = (&self.report.lets[id.ix()].name, &self.report.dim(dim).name);
                let declared = self.report.lets[id.ix()].span;
                let message = say!(
                    "「{name}」自己放开了「{axis}」，这个条件不起作用",
                    "`{name}` frees `{axis}` itself: this filter has no effect"
                );
                self.problem(
                    Diagnostic::new(IDLE_FILTER, span, message)
                        .related(declared, say!("在这里放开", "freed here"))
                        .note(say!(
                            "去掉这个条件，或用没有放开它的算式",
                            "drop the filter, or use a figure that does not free it"
                        )),
                );
            }
        }
        let outer = std::mem::take(&mut self.brackets);
        let depth = self.uses.len();
        self.uses.extend(&outer);
        self.expr(&self.report.lets[id.ix()].expr, at);
        self.uses.truncate(depth);
        self.brackets = outer;
    }

    fn frees(&self, id: LetId, dim: DimId) -> bool {
        fn in_expr(walk: &Walk<'_>, expr: &Expr, dim: DimId) -> bool {
            match &expr.kind {
                ExprKind::At(inner, filter) => {
                    filter.parts.iter().any(|(own, narrow, _)| *own == dim && *narrow == Narrow::Free)
                        || in_expr(walk, inner, dim)
                }
                ExprKind::Let(id) => in_expr(walk, &walk.report.lets[id.ix()].expr, dim),
                ExprKind::Text(_)
                | ExprKind::Param(_)
                | ExprKind::Arg(_)
                | ExprKind::Field(..)
                | ExprKind::Facts(_)
                | ExprKind::Call(..)
                | ExprKind::Level(..)
                | ExprKind::Any(_)
                | ExprKind::Count(..)
                | parts_alone!() => expr.children().into_iter().any(|inner| in_expr(walk, inner, dim)),
            }
        }
        in_expr(self, &self.report.lets[id.ix()].expr, dim)
    }

    fn template(&mut self, template: &'m Template, at: &Coords) {
        for part in &template.parts {
            match part {
                Part::Words(..) | Part::Join | Part::Break => {}
                Part::Show(show) => self.expr(&show.expr, at),
                Part::Note(words) => self.template(words, at),
                Part::If(branches, otherwise) => {
                    for (condition, body) in branches {
                        self.expr(condition, at);
                        self.template(body, at);
                    }
                    self.template(otherwise, at);
                }
                Part::For(each) => {
                    let whole = self.fixed(at, &each.at);
                    if let Some(share) = &each.share {
                        self.expr(&share.of, &whole);
                    }
                    match &each.source {
                        LoopSource::Members(dim, _, ledgers) => {
                            let round = whole.bound_to_some(*dim);
                            for ledger in ledgers {
                                self.quote(*ledger, each.span, &round);
                            }
                            self.template(&each.body, &round);
                        }
                        LoopSource::Unknown => {}
                        LoopSource::Rows(id) => {
                            let head = &self.report.rows[id.ix()].head;
                            let round = self.fixed(&whole, &head.at);
                            let mut places = Vec::new();
                            self.places(&head.items, &head.ledgers, &round, &[], &mut places);
                            for place in places {
                                self.template(&each.body, &place.at);
                            }
                        }
                    }
                }
            }
        }
    }

    fn body(&mut self, body: &'m FormBody, at: &Coords) {
        let leaves = body.leaves();
        for head in &body.rows {
            let inner = self.fixed(at, &head.at);
            let mut places = Vec::new();
            self.places(&head.items, &head.ledgers, &inner, &[], &mut places);
            for place in &places {
                leaves.iter().filter(|leaf| !leaf.hidden(place.item)).for_each(|leaf| self.cell(leaf, place));
            }
        }
        for cell in body.cells.iter().flatten() {
            self.expr(&cell.expr, at);
        }
        for note in body.notes.iter().chain(&body.empty) {
            self.template(note, at);
        }
        let bands = body.bands.iter().map(|(_, band)| band);
        for inner in body.sides.iter().map(|(_, side)| side).chain(bands) {
            self.body(inner, at);
        }
    }

    fn cell(&mut self, leaf: &Leaf<'m>, place: &Place<'m>) {
        let bound = leaf.merge.and_then(|merge| place.bindings.iter().find(|binding| (binding.0, binding.1) == merge));
        let mut at = bound.map_or_else(|| place.at.clone(), |binding| binding.2.clone());
        let known = self.problems.len();
        for filter in &leaf.at {
            at = self.fixed(&at, filter);
        }
        self.expr(leaf.expr, &at);
        // the set alone does not show what it meets there
        let set = leaf.placed.and_then(|(id, _)| self.report.column_sets[id.ix()].set);
        let labels = leaf.placed.map(|(_, placed)| (placed, say!("放在这里", "placed here"))).into_iter();
        let labels = labels.chain(set.map(|set| (set, say!("这里换上了别的栏", "this puts other columns there"))));
        let labels = labels.chain(place.set.map(|set| (set, say!("这里换上了别的行", "this puts other rows there"))));
        for label in labels.map(|(span, text)| Label { span, text }) {
            self.problems[known..].iter_mut().for_each(|problem| problem.related.push(label.clone()));
        }
    }

    /// Every row item with the axes bound at its rows. A level that a column merges over prints no rows of its own, but
    /// its cells are evaluated there, so walking it too asks for nothing more.
    fn places(
        &mut self,
        items: &'m [RowItem],
        ledgers: &'m [LedgerId],
        at: &Coords,
        bindings: &[Binding],
        places: &mut Vec<Place<'m>>,
    ) {
        for item in items {
            // the items' own filters exclude one another where both are written …
            let mut here = self.fixed(at, &item.at);
            let mut bindings = bindings.to_vec();
            match &item.kind {
                RowKind::Line(_) => {}
                RowKind::Each { dim, level, .. } => {
                    here = here.bound_to_some(*dim);
                    bindings.push((*dim, *level, here.clone()));
                }
                RowKind::EachFact => {
                    for axis in ledgers.iter().flat_map(|ledger| &self.report.ledger(*ledger).axes) {
                        here = here.bound_to_some(axis.dim);
                    }
                }
                RowKind::Use(id) => {
                    let head = &self.report.rows[id.ix()].head;
                    let inner = self.fixed(&here, &head.at);
                    let known = places.len();
                    self.places(&head.items, &head.ledgers, &inner, &bindings, places);
                    let set = self.report.rows[id.ix()].set;
                    places[known..].iter_mut().for_each(|place| place.set = place.set.or(set));
                    continue;
                }
            }
            if let RowKind::Line(label) = &item.kind {
                self.template(label, &here);
            }
            if let Some(label) = &item.label {
                self.template(label, &here);
            }
            // … but where a column and a row do, the cell is merely Blank
            let loose = Walk::loose(&here, &item.at);
            places.push(Place { item, at: loose, bindings: bindings.clone(), set: None });
            self.places(&item.children, ledgers, &here, &bindings, places);
        }
    }

    fn document(&mut self, items: &'m [DocItem], at: &Coords) {
        for item in items {
            match item {
                DocItem::Cover(expr) | DocItem::Paragraphs(expr) => self.expr(expr, at),
                DocItem::Contents(_) => {}
                DocItem::Picture(picture) => {
                    self.template(&picture.alt, at);
                    picture.title.iter().for_each(|title| self.template(title, at));
                }
                DocItem::Form(id) => {
                    // by itself it has been walked already
                    if at.axes().next().is_some() {
                        let form = &self.report.forms[id.ix()];
                        let inner = self.fixed(at, &form.at);
                        self.body(&form.body, &inner);
                    }
                }
                DocItem::Section(heading, items) => {
                    let inner = self.fixed(at, &heading.at);
                    heading.words().for_each(|words| self.template(words, &inner));
                    self.document(items, &inner);
                }
                DocItem::List(_, items) => self.document(items, at),
                DocItem::Each(ledgers, item, body) => {
                    let mut places = Vec::new();
                    self.places(std::slice::from_ref(item), ledgers, at, &[], &mut places);
                    for place in places {
                        self.document(body, &place.at);
                    }
                }
                DocItem::If(branches, otherwise) => {
                    for (condition, body) in branches {
                        self.expr(condition, at);
                        self.document(body, at);
                    }
                    self.document(otherwise, at);
                }
            }
        }
    }
}

/// A level that an `each` binds, and what is bound there.
type Binding = (DimId, Option<usize>, Coords);

/// A row item and what is bound at its rows.
struct Place<'m> {
    item: &'m RowItem,
    at: Coords,
    bindings: Vec<Binding>,
    /// Where its row set was put in the place of another.
    set: Option<Span>,
}
