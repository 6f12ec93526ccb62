//! Figures in words beside one another, as their reader does the arithmetic again. B0704: parts that do not make their total.
//! B0718: a figure that what is printed beside it makes otherwise. B0719: a change that prints as zero.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::figures::{each_prose, plain_sum, unit_of_symbol};
use super::{Finding, LintContext};
use crate::base::{Code, Decimal, Diagnostic, Exact, Span};
use crate::codes;
use crate::document::{Figure, Prose};
use crate::eval::{Evaluator, FigureStep, How};
use crate::model::{Policy, SumOp, Type, UnitRef};
use crate::say;

codes! {
    ROUNDED_PARTS = "B0704", Warning, since "0.1.0": "印出的各项不等于印出的合计", "Printed parts do not make their printed total";
    RECOMPUTED_OTHERWISE = "B0718", Warning, since "0.1.0": "用印出的数重算，得不出印出的数", "A figure that the printed ones beside it do not make";
    CHANGE_PRINTS_ZERO = "B0719", Warning, since "0.1.0": "变化印出来是零", "A change that prints as zero";
}

/// So many steps are taken with the figures of one text; who prints more figures together is not read by anybody.
const MOST_WORK: usize = 1_000_000;
/// A number that several figures print differently is tried in so many ways.
const MOST_WAYS: usize = 4;

pub(super) fn check(context: &LintContext<'_, '_>, found: &mut Vec<Finding>) {
    let mut told: FxHashSet<(Code, String)> = FxHashSet::default();
    let mut tell = |finding: Finding| {
        if told.insert((finding.problem.code, finding.subject.clone())) {
            found.push(finding);
        }
    };
    each_prose(context.document, &mut |prose| {
        let figures = Figures::new(context.evaluator, prose);
        let mut doubted = Vec::new();
        for tail in figures.tails() {
            doubted.extend(tail.parts.iter().copied().chain([tail.total]));
            tell(figures.tail(&tail));
        }
        let mut zero = false;
        for (at, shown) in figures.all.iter().enumerate() {
            let Some(made) = &shown.figure.made else { continue };
            if is_change(made) && shown.figure.printed.is_zero() && !made.value.is_zero() {
                // an amount and its rate are one change
                if !std::mem::replace(&mut zero, true) {
                    tell(figures.zero(at));
                }
            } else if !doubted.contains(&at) {
                figures.otherwise(at, made).into_iter().for_each(&mut tell);
            }
        }
    });
}

/// A figure in a text.
struct Shown<'d> {
    run: usize,
    text: &'d str,
    figure: &'d Figure,
    /// One of its unit, in base units.
    factor: Exact,
    /// Whether it is of the unit of a type.
    unit: UnitRef,
    /// What is printed and what it is exactly, in base units.
    printed: Exact,
    value: Exact,
}

struct Figures<'a, 'm, 'd> {
    evaluator: &'a Evaluator<'m>,
    prose: &'d Prose,
    all: Vec<Shown<'d>>,
    /// By what they are exactly; of those that are printed alike two.
    by_value: Vec<usize>,
}

/// A total, and parts of it that print another sum.
struct Tail {
    total: usize,
    parts: Vec<usize>,
    /// What the printed parts make, in the total's unit.
    sum: Exact,
}

impl<'a, 'm, 'd> Figures<'a, 'm, 'd> {
    fn new(evaluator: &'a Evaluator<'m>, prose: &'d Prose) -> Figures<'a, 'm, 'd> {
        let shown = |(run, piece): (usize, &'d crate::document::Run)| {
            let figure = piece.figure.as_ref()?;
            let unit = unit_of_symbol(evaluator.report, &figure.unit);
            let factor = evaluator.factor(&unit);
            let printed = Exact::from(figure.printed).times(&factor).ok()?;
            let value = figure.value.times(&factor).ok()?;
            Some(Shown { run, text: &piece.text, figure, factor, unit, printed, value })
        };
        // alone it has nothing beside it, but may be zero
        let all: Vec<Shown<'d>> = prose.runs.iter().enumerate().filter_map(shown).collect();
        let key = |at: &usize| (&all[*at].value, all[*at].text);
        let mut order: Vec<usize> = (0..all.len()).collect();
        order.sort_by(|a, b| key(a).cmp(&key(b)).then(a.cmp(b)));
        // a figure has one of them beside it, whichever it is itself
        let alike = order.chunk_by(|a, b| key(a) == key(b));
        let by_value = alike.flat_map(|alike| alike.iter().take(2)).copied().collect();
        Figures { evaluator, prose, all, by_value }
    }

    /// The figures beside one that are exactly a value, in the order in which they are printed.
    fn beside(&self, own: usize, value: &Exact) -> Vec<&Shown<'d>> {
        let first = self.by_value.partition_point(|at| self.all[*at].value < *value);
        let those = self.by_value[first..].iter().take_while(|at| self.all[**at].value == *value);
        let mut those: Vec<usize> = those.copied().filter(|at| *at != own).collect();
        those.sort_unstable();
        those.into_iter().map(|at| &self.all[at]).collect()
    }

    /// The totals whose parts stand behind them, or before them, and print another sum.
    fn tails(&self) -> Vec<Tail> {
        let mut found: Vec<Tail> = Vec::new();
        let lists: Vec<Option<Arc<[Span]>>> = self.all.iter().map(|shown| plain_sum(shown.figure)).collect();
        let spans: Vec<&[Span]> = lists.iter().map(|list| list.as_deref().unwrap_or_default()).collect();
        let mut work = MOST_WORK;
        for (total, own) in spans.iter().enumerate().filter(|(_, own)| own.len() > 1) {
            let behind: Vec<usize> = (total + 1..spans.len()).collect();
            let before: Vec<usize> = (0..total).rev().collect();
            for others in [behind, before] {
                let within = |other: &usize| {
                    let spans = spans[*other];
                    work = work.saturating_sub(1 + spans.len());
                    work > 0
                        && !spans.is_empty()
                        && spans.len() < own.len()
                        && spans.iter().all(|one| own.binary_search(one).is_ok())
                };
                let within: Vec<usize> = others.into_iter().filter(within).collect();
                for parts in shared_out(&within, &spans, own.len(), &mut work) {
                    found.extend(self.off(total, parts));
                }
            }
        }
        found
    }

    /// Parts that share out a total, where what they print makes another one.
    fn off(&self, total: usize, parts: Vec<usize>) -> Option<Tail> {
        let whole = &self.all[total];
        let sum = |of: for<'s> fn(&'s Shown<'d>) -> &'s Exact| {
            parts.iter().try_fold(Exact::ZERO, |sum, part| sum.plus(of(&self.all[*part]))).ok()
        };
        let exact = sum(|shown| &shown.value)?;
        let sum = sum(|shown| &shown.printed)?.over(&whole.factor)?.ok()?;
        let differs = sum.round(whole.figure.printed.scale()).ok()? != whole.figure.printed;
        (exact == whole.value && differs).then_some(Tail { total, parts, sum })
    }

    fn tail(&self, tail: &Tail) -> Finding {
        let shown = &self.all[tail.total];
        let (text, sentence, unit) = (shown.text, self.prose.sentence(shown.run), &shown.figure.unit);
        let parts: Vec<&str> = tail.parts.iter().map(|part| self.all[*part].text).collect();
        let (sum, parts) = (tail.sum.to_string(), parts.join(" + "));
        let message = say!(
            "「{sentence}」印出的各项相加不是印出的合计：合计印 {text}，{parts} 是 {sum}{unit}",
            "`{sentence}` prints parts that do not add up to its printed total: the total prints {text}, {parts} make {sum}{unit}"
        );
        let problem = Diagnostic::new(ROUNDED_PARTS, shown.figure.at, message).note(say!(
            "未舍入的数是对的：用 digits 多印几位小数，或用 in 换小一级的单位",
            "the exact figures do add up: print more `digits`, or a smaller unit with `in`"
        ));
        Finding::new(text, problem)
    }

    fn zero(&self, at: usize) -> Finding {
        let shown = &self.all[at];
        let (text, sentence, unit) = (shown.text, self.prose.sentence(shown.run), &shown.figure.unit);
        let made = shown.figure.made.as_ref();
        let exact = made.map(|made| self.evaluator.spoken(&made.value, &made.ty)).unwrap_or_default();
        let message = say!(
            "「{sentence}」：变化是 {exact}，印出来却是 {text}",
            "`{sentence}`: the change is {exact}, and prints as {text}"
        );
        let problem = Diagnostic::new(CHANGE_PRINTS_ZERO, shown.figure.at, message).note(say!(
            "先问印出来的变化是不是零：{{if printed(本 - 上) > 0{unit}}}……{{else}}基本不变{{end}}；或用 digits、in 印得细一些",
            "ask first whether the change prints as zero: `{{if printed(NEW - OLD) > 0{unit}}}…{{else}}about the same{{end}}`; or print more `digits`, or a smaller unit with `in`"
        ));
        Finding::new(text, problem)
    }

    /// A figure that its reader gets otherwise.
    fn otherwise(&self, at: usize, made: &FigureStep) -> Option<Finding> {
        let shown = &self.all[at];
        let (printed, places) = (Exact::from(shown.figure.printed), shown.figure.printed.scale());
        let mut used = Vec::new();
        let ways = self.reckoned(made, at, true, &mut used);
        let mut again: Option<Decimal> = None;
        for way in ways {
            let way = way.over(&shown.factor)?.ok()?;
            let nearest = way.round(places).ok()?;
            let apart = way.minus(&printed).ok()?.abs();
            // a share that is rounded together with the others may be either of the two numbers around its value
            let together = matches!(made.how, How::Share(policy, _) if policy != Policy::Plain);
            if nearest == shown.figure.printed || (together && apart < Exact::from(Decimal::new(1, places))) {
                return None;
            }
            again = Some(nearest);
        }
        let (text, sentence, unit) = (shown.text, self.prose.sentence(shown.run), &shown.figure.unit);
        let (again, of) = (again?, used.join("、"));
        let from = used.join(", ");
        let message = say!(
            "「{sentence}」：用印出的 {of} 重算是 {again}{unit}，印的是 {text}",
            "`{sentence}`: the printed {from} make {again}{unit}, and {text} is printed"
        );
        let note = if matches!(made.how, How::Share(..)) {
            say!(
                "未舍入的数是对的：金额用 digits 或 in 印得细一些，或占比少印一位",
                "the exact figures do agree: print the amounts with more `digits` or in a smaller unit, or fewer `digits` of the share"
            )
        } else {
            say!(
                "未舍入的数是对的：要按印出的数计算，把算式里的数写成 printed(……)；或用 digits、in 把各数印得细一些",
                "the exact figures do agree: to compute with printed ones write each as `printed(…)`; or print more `digits`, or a smaller unit with `in`"
            )
        };
        Some(Finding::new(text, Diagnostic::new(RECOMPUTED_OTHERWISE, shown.figure.at, message).note(note)))
    }

    /// What a reader gets for a step from the figures that are printed beside a figure; nothing where they do not say.
    fn reckoned(&self, step: &FigureStep, own: usize, top: bool, used: &mut Vec<&'d str>) -> Vec<Exact> {
        if !top {
            let mut told: Vec<Exact> = Vec::new();
            for shown in self.beside(own, &step.value) {
                if is_of(&shown.unit, &step.ty) && !told.contains(&shown.printed) {
                    told.push(shown.printed.clone());
                    if !used.contains(&shown.text) {
                        used.push(shown.text);
                    }
                }
            }
            if !told.is_empty() {
                return told;
            }
        }
        let mut pair = |[a, b]: &[FigureStep; 2], f: fn(&Exact, &Exact) -> Option<Exact>| {
            let (a, b) = (self.reckoned(a, own, false, used), self.reckoned(b, own, false, used));
            a.iter().flat_map(|a| b.iter().filter_map(move |b| f(a, b))).take(MOST_WAYS).collect()
        };
        match &step.how {
            How::Given => Vec::new(),
            How::Known => vec![step.value.clone()],
            How::Sum(SumOp::Add, both) => pair(both, |a, b| a.plus(b).ok()),
            How::Sum(SumOp::Sub, both) => pair(both, |a, b| a.minus(b).ok()),
            How::Product(both) => pair(both, |a, b| a.times(b).ok()),
            How::Quotient(both) | How::Share(_, both) => pair(both, |a, b| a.over(b)?.ok()),
            How::Negative(inner) => self.reckoned(inner, own, false, used).iter().map(Exact::negated).collect(),
            How::Magnitude(inner) => self.reckoned(inner, own, false, used).iter().map(Exact::abs).collect(),
        }
    }
}

/// The parts of each of the groups among these that share out so many amounts, one beside the other.
fn shared_out(within: &[usize], spans: &[&[Span]], count: usize, work: &mut usize) -> Vec<Vec<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    while start < within.len() && *work > 0 {
        let mut covered: FxHashSet<Span> = FxHashSet::default();
        let mut parts = Vec::new();
        let end = within[start..].iter().position(|part| {
            *work = work.saturating_sub(1 + spans[*part].len());
            if spans[*part].iter().all(|span| !covered.contains(span)) {
                covered.extend(spans[*part]);
                parts.push(*part);
            }
            covered.len() == count
        });
        match end {
            Some(end) => {
                found.push(parts);
                start += end + 1;
            }
            None => start += 1,
        }
    }
    found
}

/// Whether a figure says by how much another one changed.
fn is_change(step: &FigureStep) -> bool {
    match &step.how {
        How::Sum(op, _) => *op == SumOp::Sub,
        How::Negative(inner) | How::Magnitude(inner) => is_change(inner),
        How::Quotient(both) => is_change(&both[0]),
        How::Given | How::Known | How::Product(_) | How::Share(..) => false,
    }
}

/// Whether a unit is one of a type's.
fn is_of(unit: &UnitRef, ty: &Type) -> bool {
    match (unit, ty) {
        (UnitRef::Of(own, _), Type::Amount(measure)) => own == measure,
        (UnitRef::Named(name), Type::Count(unit)) => name == unit,
        (UnitRef::Percent, Type::Ratio) | (UnitRef::Bare, Type::Number) => true,
        _ => false,
    }
}
