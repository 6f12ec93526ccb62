//! Figures typed into prose: B0701 where a hole belongs, B0702 where a known figure is one slip of the pen away.

use std::mem::{Discriminant, discriminant};

use rustc_hash::{FxHashMap, FxHashSet};

use super::Lint;
use super::figures::{Units, each_printed, figures, in_base_units, unit_of_symbol};
use super::hole::{self, Hole, HoleExpr, Typed};
use super::words::{Piece, Root, prose};
use super::{Finding, LintContext, by_name, reach, reference};
use crate::base::pasted::is_minus;
use crate::base::{Decimal, Diagnostic, Exact, FileId, Say, Span, exact, keystroke};
use crate::codes;
use crate::eval::{Env, PrintPlace, Value};
use crate::model::{FactId, FactValueKind, Format, LetId, MeasureId, Type, UnitRef};
use crate::say;

codes! {
    TYPED_FIGURE = "B0701", Warning, since "0.1.0": "打在文字里的数", "A figure typed into words";
    MISTYPED_FIGURE = "B0702", Warning, since "0.1.0": "文字里的数像是打错了", "A figure in words looks mistyped";
}

pub(super) const LINT: Lint = Lint {
    codes: ALL,
    finds: &[
        ["a figure typed into words", "the figure as it is typed"],
        ["a figure in words that is one keystroke away from one that prints", "the figure as it is typed"],
    ],
    of_former: false,
    run: check,
};

/// A slip is told from another number by this many digits, zeros at either end not counted.
const TELLING: u32 = 4;

/// A number of so many digits, zeros at its ends aside, is hardly that of something else by chance.
const SINGLED_OUT: usize = 3;
/// What is near to more figures than this is near to them by chance.
const MOST_NEAR: usize = 3;
/// So many figures that equal a typed one are named.
const MOST_EQUAL: usize = 3;
/// Of more figures that equal one another nobody asks which are the same figure written twice.
const ENOUGH: usize = 16;

/// What numbers can be compared.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum FigureKind {
    Measure(MeasureId),
    Ratio,
    Number,
}

/// A number typed in prose.
struct Literal {
    root: Root,
    bound: bool,
    /// It stands in a hole.
    constant: bool,
    /// A minus sign stands before it.
    negative: bool,
    span: Span,
    typed: Typed,
    lets: Vec<LetId>,
    /// Totals and facts where the same figure is written otherwise.
    totals: Vec<usize>,
    facts: Vec<(FactId, usize)>,
    printed: bool,
    /// Figures that print one keystroke off: as they print, in which unit, and where they are written.
    near: Vec<(Decimal, UnitRef, Option<Span>)>,
}

/// Where a known figure stands.
#[derive(Clone, Copy)]
enum Known {
    Let(LetId),
    Stated(usize),
    Fact(FactId, usize),
    Printed,
}

/// A figure as it prints: its kind, its unit, the decimal places it is rounded to (all of them in [`EXACT`]), its number.
type Printed = (FigureKind, usize, u32, Decimal);

/// Not rounded.
const EXACT: u32 = u32::MAX;

/// What is looked for.
#[derive(Default)]
struct Wanted {
    /// The literals that ask for a number, and whether they are it themselves or one slip away.
    sought: FxHashMap<Printed, Vec<(usize, bool)>>,
    /// The units and places in which numbers of a kind are looked for.
    grains: FxHashMap<FigureKind, Vec<(UnitRef, u32)>>,
}

impl Wanted {
    fn want(&mut self, kind: FigureKind, unit: &UnitRef, places: u32, number: Decimal, by: (usize, bool)) {
        let grains = self.grains.entry(kind).or_default();
        if !grains.iter().any(|grain| grain.0 == *unit && grain.1 == places) {
            grains.push((unit.clone(), places));
        }
        self.sought.entry((kind, index(unit), places, number.normalize())).or_default().push(by);
    }
}

fn index(unit: &UnitRef) -> usize {
    match unit {
        UnitRef::Of(_, unit) => *unit,
        _ => 0,
    }
}

pub(super) fn check(context: &LintContext<'_, '_>, found: &mut Vec<Finding>) {
    let mut literals = literals(context);
    if literals.is_empty() {
        return;
    }
    let wanted = wanted(context, &literals);
    context.evaluator.quietly(|| known(context, &wanted, &mut literals));
    let mut bound = None;
    for literal in &literals {
        let equal =
            !literal.lets.is_empty() || !literal.totals.is_empty() || !literal.facts.is_empty() || literal.printed;
        if !equal && (1..=MOST_NEAR).contains(&literal.near.len()) {
            found.push(near(context, literal));
        } else if !literal.constant {
            let bound = bound.get_or_insert_with(|| reach::bound(context.evaluator.report));
            found.push(typed(context, literal, bound));
        }
    }
}

fn literals(context: &LintContext<'_, '_>) -> Vec<Literal> {
    let units = Units::new(context.evaluator.report);
    let mut all = Vec::new();
    for said in prose(context) {
        let (span, constant) = match said.piece {
            Piece::Words(span) => (span, false),
            Piece::Constant(expr) => (expr.span, true),
        };
        let words = context.sources.slice(span);
        for written in figures(words, &units) {
            let (start, end) = (span.start + written.range.start as u32, span.start + written.range.end as u32);
            all.push(Literal {
                root: said.root,
                bound: said.bound,
                constant,
                span: Span { start, end, ..span },
                negative: words[..written.range.start].ends_with(is_minus),
                typed: Typed::new(words, &written),
                lets: vec![],
                totals: vec![],
                facts: vec![],
                printed: false,
                near: vec![],
            });
        }
    }
    all
}

/// Every number that a literal is or may have been meant to be, as it would print.
fn wanted(context: &LintContext<'_, '_>, literals: &[Literal]) -> Wanted {
    let report = context.evaluator.report;
    let mut wanted = Wanted::default();
    for (index, Literal { typed, .. }) in literals.iter().enumerate() {
        let units: Vec<(FigureKind, UnitRef)> = match &typed.unit {
            UnitRef::Of(measure, _) => vec![(FigureKind::Measure(*measure), typed.unit.clone())],
            UnitRef::Percent => vec![(FigureKind::Ratio, UnitRef::Percent)],
            UnitRef::Bare | UnitRef::Named(_) => {
                let measures =
                    report.measures.iter().enumerate().map(|(id, measure)| (MeasureId(id as u32), measure.shown));
                let shown = measures.map(|(id, shown)| (FigureKind::Measure(id), UnitRef::Of(id, shown)));
                shown.chain([(FigureKind::Number, UnitRef::Bare)]).collect()
            }
        };
        let Ok(own) = exact::parse(&typed.digits) else { continue };
        let near = if telling(own) { slips(&typed.digits) } else { FxHashSet::default() };
        for (kind, unit) in units {
            let usual = context.evaluator.places(&unit, &Format::default(), PrintPlace::Text);
            let places = |number: Decimal| if number.normalize().scale() <= usual { usual } else { EXACT };
            wanted.want(kind, &unit, places(own), own, (index, true));
            // a plain number prints all its places
            if kind == FigureKind::Number {
                wanted.want(kind, &unit, EXACT, own, (index, true));
            }
            // with fewer places than usual it may be the same figure, unless it has too few digits to tell
            if typed.places() < usual && telling(own) {
                wanted.want(kind, &unit, typed.places(), own, (index, true));
            }
            for near in near.iter().filter(|near| **near != own.normalize()) {
                wanted.want(kind, &unit, places(*near), *near, (index, false));
            }
        }
    }
    wanted
}

/// Whether a number has digits enough.
fn telling(number: Decimal) -> bool {
    let mut digits = number.mantissa().unsigned_abs();
    while digits > 0 && digits.is_multiple_of(10) {
        digits /= 10;
    }
    digits >= 10u128.pow(TELLING - 1)
}

/// The numbers that one slip makes of another, those with digits enough.
fn slips(digits: &str) -> FxHashSet<Decimal> {
    let near = keystroke::neighbours(digits).into_iter().filter_map(|text| exact::parse(&text).ok());
    near.filter(|number| telling(*number)).map(|number| number.normalize()).collect()
}

/// Looks all known figures up: named, written, printed.
fn known(context: &LintContext<'_, '_>, wanted: &Wanted, literals: &mut [Literal]) {
    let (evaluator, report) = (context.evaluator, context.evaluator.report);
    let place = |known: Known| match known {
        Known::Stated(stated) => Some(report.stated[stated].span),
        Known::Fact(fact, field) => report.facts[fact.ix()].values[field].as_ref().map(|value| value.span),
        Known::Let(_) | Known::Printed => None,
    };
    let mut met: FxHashMap<(Printed, Discriminant<Known>), usize> = FxHashMap::default();
    let mut look = |kind: Option<FigureKind>, value: Exact, known: Known| {
        let Some(kind) = kind else { return };
        for (unit, places) in wanted.grains.get(&kind).into_iter().flatten() {
            let Some(scaled) = evaluator.in_unit(&value.abs(), unit) else { continue };
            let exact = || scaled.to_decimal().map(|exact| exact.normalize());
            let printed = match (*places, known) {
                (EXACT, _) => exact(),
                // it is rounded already
                (places, Known::Printed) => exact().filter(|exact| exact.scale() <= places),
                (places, _) => scaled.round(places).ok().map(|rounded| rounded.normalize()),
            };
            let Some(key) = printed.map(|printed| (kind, index(unit), *places, printed)) else { continue };
            let Some(hits) = wanted.sought.get(&key) else { continue };
            // what a thousand figures equal is told of a few
            let times = met.entry((key, discriminant(&known))).or_default();
            *times += 1;
            if *times > ENOUGH {
                continue;
            }
            let printed = key.3;
            for (literal, equal) in hits {
                if literals[*literal].negative && !value.is_negative() {
                    continue;
                }
                literals[*literal].meet(printed, unit, *equal, known, place(known));
            }
        }
    };
    each_known(context, &mut look);
}

/// Calls with each number that the report knows, and of what kind it is, if any.
fn each_known(context: &LintContext<'_, '_>, look: &mut impl FnMut(Option<FigureKind>, Exact, Known)) {
    let (evaluator, report) = (context.evaluator, context.evaluator.report);
    let kind = |unit: &UnitRef| match unit {
        UnitRef::Of(measure, _) => Some(FigureKind::Measure(*measure)),
        UnitRef::Percent => Some(FigureKind::Ratio),
        UnitRef::Bare => Some(FigureKind::Number),
        UnitRef::Named(_) => None,
    };
    for (index, named) in report.lets.iter().enumerate() {
        let kind = match named.expr.ty {
            Type::Amount(measure) => FigureKind::Measure(measure),
            Type::Ratio => FigureKind::Ratio,
            Type::Number => FigureKind::Number,
            _ => continue,
        };
        if let Value::Number(value) = evaluator.eval(&named.expr, &Env::default()) {
            look(Some(kind), value, Known::Let(LetId(index as u32)));
        }
    }
    for (number, fact) in report.facts.iter().enumerate() {
        for (field, value) in fact.values.iter().enumerate() {
            if let Some(FactValueKind::Quantity(value, unit)) = value.as_ref().map(|value| &value.kind) {
                look(kind(unit), (*value).into(), Known::Fact(FactId(number as u32), field));
            }
        }
    }
    for (number, stated) in report.stated.iter().enumerate() {
        look(kind(&stated.unit), stated.amount.into(), Known::Stated(number));
    }
    let mut unit_of: FxHashMap<&str, UnitRef> = FxHashMap::default();
    each_printed(context.document, &mut |figure| {
        let unit = unit_of.entry(&figure.unit).or_insert_with(|| unit_of_symbol(report, &figure.unit));
        let value = in_base_units(report, figure.printed, unit).filter(|_| !matches!(unit, UnitRef::Named(_)));
        // a constant in a hole is printed too: it is no figure that anything else knows
        if let (Some(value), false) = (value, figure.origin.is_empty()) {
            look(kind(unit), value.into(), Known::Printed);
        }
    });
}

impl Literal {
    fn meet(&mut self, value: Decimal, unit: &UnitRef, equal: bool, known: Known, span: Option<Span>) {
        match known {
            _ if !equal => match self.near.iter_mut().find(|(near, own, _)| *near == value && own == unit) {
                Some((_, _, place)) => *place = place.or(span),
                None => self.near.push((value, unit.clone(), span)),
            },
            Known::Let(id) if !self.lets.contains(&id) => self.lets.push(id),
            Known::Stated(stated) if !self.totals.contains(&stated) => self.totals.push(stated),
            Known::Fact(fact, field) if !self.facts.contains(&(fact, field)) => self.facts.push((fact, field)),
            Known::Let(_) | Known::Stated(_) | Known::Fact(..) => {}
            Known::Printed => self.printed = true,
        }
    }
}

fn near(context: &LintContext<'_, '_>, literal: &Literal) -> Finding {
    let text = &literal.typed.text;
    let shown: Vec<String> = literal
        .near
        .iter()
        .map(|(printed, unit, _)| match literal.typed.unit {
            UnitRef::Bare => printed.to_string(),
            _ => format!("{printed}{}", context.evaluator.symbol(unit)),
        })
        .collect();
    let (zh, en) = (shown.join("、"), shown.join(", "));
    let message = say!(
        "文字里的 {text} 与 {zh} 只差一键，是不是打错了？",
        "{text} in the words is one keystroke away from {en}: a slip?"
    );
    let mut problem = Diagnostic::new(MISTYPED_FIGURE, literal.span, message);
    for span in literal.near.iter().filter_map(|(.., span)| *span) {
        problem = problem.related(span, say!("这个数写在这里", "that figure is written here"));
    }
    let problem = problem
        .note(say!("在花括号里引用那个数，就不会抄错", "quote that figure in braces, and it cannot be mistyped"));
    Finding::new(text, problem)
}

fn typed(context: &LintContext<'_, '_>, literal: &Literal, bound: &FxHashSet<Root>) -> Finding {
    let text = &literal.typed.text;
    let problem = Diagnostic::new(
        TYPED_FIGURE,
        literal.span,
        say!(
            "文字里的 {text} 是打出来的数，数变了它不会跟着变",
            "{text} is typed into the words: it will not follow when figures change"
        ),
    );
    let holes: Vec<(&str, Hole)> = literal.lets.iter().filter_map(|id| named(context, literal, *id)).collect();
    let problem = match holes.as_slice() {
        [] => quote(context, literal, problem),
        [(name, hole)] => {
            let Say { zh, en } = hole.advice();
            problem.note(say!("它就是「{name}」：写成 {zh}", "it is `{name}`: write {en}"))
        }
        several => one_of(several.iter().map(|(_, hole)| hole), problem),
    };
    let problem = match certain(context, literal, bound, &holes) {
        Some(hole) => problem.fix(literal.span, hole),
        None => offered(holes.iter().map(|(_, hole)| hole), literal, problem),
    };
    Finding::new(text, problem)
}

/// The hole of a figure that has a name.
fn named<'m>(context: &LintContext<'_, 'm>, literal: &Literal, id: LetId) -> Option<(&'m str, Hole)> {
    let (evaluator, report) = (context.evaluator, context.evaluator.report);
    let named = &report.lets[id.ix()];
    let env = Env::default();
    let Value::Number(value) = evaluator.quietly(|| evaluator.eval(&named.expr, &env)) else { return None };
    let unit = evaluator.unit_of(&named.expr, &Format::default(), PrintPlace::Text);
    let hole = hole::keeping(evaluator, &literal.typed, HoleExpr { written: named.name.clone(), value, unit })?;
    Some((named.name.as_str(), hole))
}

/// Says what to write instead of a figure that has no name: the stated totals that equal it, else the facts.
fn quote(context: &LintContext<'_, '_>, literal: &Literal, mut problem: Diagnostic) -> Diagnostic {
    let (evaluator, report) = (context.evaluator, context.evaluator.report);
    let usual = |unit: &UnitRef| match unit {
        UnitRef::Of(measure, _) => UnitRef::Of(*measure, report.measures[measure.ix()].shown),
        unit => unit.clone(),
    };
    let total = |stated: &usize| {
        let (written, span) = reference::total(evaluator, *stated)?;
        let stated = &report.stated[*stated];
        Some((HoleExpr { written, value: stated.amount.into(), unit: usual(&stated.unit) }, span))
    };
    let fact = |(id, field): &(FactId, usize)| {
        let (written, span) = reference::fact(evaluator, *id, *field)?;
        let FactValueKind::Quantity(value, unit) = &report.facts[id.ix()].values[*field].as_ref()?.kind else {
            return None;
        };
        Some((HoleExpr { written, value: (*value).into(), unit: usual(unit) }, span))
    };
    let mut known: Vec<(HoleExpr, Span)> = literal.totals.iter().filter_map(total).collect();
    if known.is_empty() {
        known = literal.facts.iter().filter_map(fact).collect();
    }
    let mut seen = FxHashSet::default();
    known.retain(|(quoted, _)| seen.insert(quoted.written.clone()));
    for (_, span) in known.iter().take(MOST_EQUAL) {
        problem = problem.related(*span, say!("同一个数写在这里", "the same figure is written here"));
    }
    let holes = known.into_iter().filter_map(|(quoted, _)| hole::keeping(evaluator, &literal.typed, quoted));
    let holes: Vec<Hole> = holes.collect();
    match holes.as_slice() {
        [] => match by_name::holes(context, literal.span, &literal.typed).as_slice() {
            [] => unknown(context, literal, problem),
            [hole] => {
                let Say { zh, en } = hole.advice();
                let problem = problem.note(say!("写成 {zh}，数就会跟着变", "write {en}, and it follows"));
                offered(std::iter::once(hole), literal, problem)
            }
            several => offered(several.iter(), literal, one_of(several.iter(), problem)),
        },
        [hole] => {
            let Say { zh, en } = hole.advice();
            let problem = problem.note(say!("写成 {zh}，数就会跟着变", "write {en}, and it follows"));
            offered(std::iter::once(hole), literal, problem)
        }
        several => offered(several.iter(), literal, one_of(several.iter(), problem)),
    }
}

/// Nothing that can be quoted is known to be this figure.
fn unknown(context: &LintContext<'_, '_>, literal: &Literal, problem: Diagnostic) -> Diagnostic {
    let problem = problem.note(match literal.printed {
        true => say!(
            "同样的数在别处印着：在花括号里写它怎样算出",
            "the same figure is printed elsewhere: write in braces how it is computed"
        ),
        false => say!(
            "报告里没有与它相等的数；在花括号里写它怎样算出",
            "no figure of the report equals it; write in braces how it is computed"
        ),
    });
    match hole::constant(context.evaluator, &literal.typed) {
        None => problem,
        Some(hole) => {
            let Say { zh, en } = hole.advice();
            problem.note(say!("本来就要写死的，写成 {zh}", "what is meant to stay is written {en}"))
        }
    }
}

/// The holes that could stand instead of what was typed.
fn offered<'h>(holes: impl Iterator<Item = &'h Hole>, literal: &Literal, problem: Diagnostic) -> Diagnostic {
    // a figure that is typed within a hole has no braces to be put into
    let holes = holes.take(MOST_EQUAL).filter(|_| !literal.constant);
    holes.fold(problem, |problem, hole| {
        let written = &hole.written;
        problem.offer(say!("改为 {written}", "write {written}"), literal.span, written.clone())
    })
}

/// Several figures print what was typed.
fn one_of<'h>(holes: impl Iterator<Item = &'h Hole> + Clone, problem: Diagnostic) -> Diagnostic {
    let advice: Vec<Say> = holes.clone().take(MOST_EQUAL).map(Hole::advice).collect();
    let zh = advice.iter().map(|say| say.zh.as_str()).collect::<Vec<_>>().join("、");
    let en = advice.iter().map(|say| say.en.as_str()).collect::<Vec<_>>().join(", ");
    let (more, more_en) = if holes.count() > advice.len() { (" 等", " and others") } else { ("", "") };
    problem.note(say!(
        "与它相等的数不止一个，写成要说的那一个：{zh}{more}",
        "several figures equal it, write the one that is meant: {en}{more_en}"
    ))
}

/// The hole of the one named figure that prints the very same, in a text of the report's own that is read at no coordinates.
fn certain(
    context: &LintContext<'_, '_>,
    literal: &Literal,
    bound: &FxHashSet<Root>,
    holes: &[(&str, Hole)],
) -> Option<String> {
    let ([_], [(name, hole)]) = (literal.lets.as_slice(), holes) else { return None };
    let report = context.evaluator.report;
    let hidden = match literal.root {
        Root::Member | Root::Form => true,
        Root::Text(id) => {
            bound.contains(&literal.root) || report.texts[id.ix()].parameters.iter().any(|(own, _)| own == name)
        }
        Root::Param(_) => bound.contains(&literal.root),
        Root::Document => false,
    };
    // a round number may be another figure that happens to be as much: a limit, last year's
    let digits = literal.typed.digits.chars().filter(char::is_ascii_digit).collect::<String>();
    let round = digits.trim_matches('0').len() < SINGLED_OUT;
    let own = !hidden && !literal.bound && !round && literal.span.file == FileId(0);
    (own && hole.keeps).then(|| hole.written.clone())
}
