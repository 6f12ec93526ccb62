//! Figures typed into prose: B0701 where a hole belongs, B0702 where a known figure is one slip of the pen away.

use rustc_hash::{FxHashMap, FxHashSet};

use super::figures::{Units, base, each_printed, figures};
use super::words::{Piece, Root, prose};
use super::{Finding, Scene, reach, reference};
use crate::base::{Decimal, Diagnostic, FileId, Span, exact, keystroke};
use crate::eval::{Env, Place, Value};
use crate::model::{FactId, FactValueKind, Format, LetId, MeasureId, Type, UnitRef};
use crate::say;

/// A slip is told from another number by this many digits, noughts at either end not counted.
const TELLING: u32 = 4;
/// What is near to more figures than this is near to them by chance.
const MOST_NEAR: usize = 3;
/// So many figures that equal a typed one are named.
const MOST_EQUAL: usize = 3;

/// What numbers can be compared.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
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
    span: Span,
    text: String,
    digits: String,
    unit: UnitRef,
    lets: Vec<LetId>,
    /// Totals and facts where the same figure is written otherwise.
    totals: Vec<usize>,
    facts: Vec<(FactId, usize)>,
    printed: bool,
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

/// What is looked for: a number in base units, the literal that asks, and whether it is the literal itself or its slip.
type Wanted = FxHashMap<(Kind, Decimal), Vec<(usize, UnitRef, bool)>>;

pub(super) fn check(scene: &Scene<'_, '_>, found: &mut Vec<Finding>) {
    let mut literals = literals(scene);
    if literals.is_empty() {
        return;
    }
    let wanted = wanted(scene, &literals);
    scene.evaluator.quietly(|| known(scene, &wanted, &mut literals));
    let mut bound = None;
    for literal in &literals {
        let equal =
            !literal.lets.is_empty() || !literal.totals.is_empty() || !literal.facts.is_empty() || literal.printed;
        if !equal && (1..=MOST_NEAR).contains(&literal.near.len()) {
            found.push(near(scene, literal));
        } else if !literal.constant {
            let bound = bound.get_or_insert_with(|| reach::bound(scene.evaluator.report));
            found.push(typed(scene, literal, bound));
        }
    }
}

fn literals(scene: &Scene<'_, '_>) -> Vec<Literal> {
    let units = Units::new(scene.evaluator.report);
    let mut all = Vec::new();
    for said in prose(scene) {
        let (span, constant) = match said.piece {
            Piece::Words(span) => (span, false),
            Piece::Constant(expr) => (expr.span, true),
        };
        let words = scene.sources.slice(span);
        for written in figures(words, &units) {
            let (start, end) = (span.start + written.range.start as u32, span.start + written.range.end as u32);
            let text = words[written.range].to_owned();
            all.push(Literal {
                root: said.root,
                bound: said.bound,
                constant,
                span: Span { start, end, ..span },
                text,
                digits: written.digits,
                unit: written.unit,
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

/// Every number that a literal is or may have been meant to be.
fn wanted(scene: &Scene<'_, '_>, literals: &[Literal]) -> Wanted {
    let report = scene.evaluator.report;
    let mut wanted = Wanted::default();
    for (index, literal) in literals.iter().enumerate() {
        let units: Vec<(Kind, UnitRef)> = match &literal.unit {
            UnitRef::Of(measure, _) => vec![(Kind::Measure(*measure), literal.unit.clone())],
            UnitRef::Percent => vec![(Kind::Ratio, UnitRef::Percent)],
            UnitRef::Bare | UnitRef::Named(_) => {
                let measures =
                    report.measures.iter().enumerate().map(|(id, measure)| (MeasureId(id as u32), measure.shown));
                let shown = measures.map(|(id, shown)| (Kind::Measure(id), UnitRef::Of(id, shown)));
                shown.chain([(Kind::Number, UnitRef::Bare)]).collect()
            }
        };
        let own = exact::parse(&literal.digits).ok().map(|own| own.normalize());
        let near = if own.is_some_and(telling) { slips(&literal.digits) } else { FxHashSet::default() };
        for (kind, unit) in units {
            let mut want = |number: Decimal, equal| {
                if let Some(value) = base(report, number, &unit) {
                    wanted.entry((kind, value.normalize())).or_default().push((index, unit.clone(), equal));
                }
            };
            own.into_iter().for_each(|own| want(own, true));
            near.iter().filter(|near| Some(**near) != own).for_each(|near| want(*near, false));
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
fn known(scene: &Scene<'_, '_>, wanted: &Wanted, literals: &mut [Literal]) {
    let (evaluator, report) = (scene.evaluator, scene.evaluator.report);
    let kind = |unit: &UnitRef| match unit {
        UnitRef::Of(measure, _) => Some(Kind::Measure(*measure)),
        UnitRef::Percent => Some(Kind::Ratio),
        UnitRef::Bare => Some(Kind::Number),
        UnitRef::Named(_) => None,
    };
    let place = |known: Known| match known {
        Known::Stated(stated) => Some(report.stated[stated].span),
        Known::Fact(fact, field) => report.facts[fact.ix()].values[field].as_ref().map(|value| value.span),
        Known::Let(_) | Known::Printed => None,
    };
    let mut look = |kind: Option<Kind>, value: Decimal, known: Known| {
        let hits = kind.and_then(|kind| wanted.get(&(kind, value.abs().normalize())));
        for (index, unit, equal) in hits.into_iter().flatten() {
            literals[*index].meet(value.abs().normalize(), unit, *equal, known, place(known));
        }
    };
    for (index, named) in report.lets.iter().enumerate() {
        let kind = match named.expr.ty {
            Type::Amount(measure) => Kind::Measure(measure),
            Type::Ratio => Kind::Ratio,
            Type::Number => Kind::Number,
            _ => continue,
        };
        if let Value::Number(value) = evaluator.eval(&named.expr, &Env::default())
            && let Some(value) = value.to_decimal()
        {
            look(Some(kind), value, Known::Let(LetId(index as u32)));
        }
    }
    for (number, fact) in report.facts.iter().enumerate() {
        for (field, value) in fact.values.iter().enumerate() {
            if let Some(FactValueKind::Quantity(value, unit)) = value.as_ref().map(|value| &value.kind) {
                look(kind(unit), *value, Known::Fact(FactId(number as u32), field));
            }
        }
    }
    for (number, stated) in report.stated.iter().enumerate() {
        look(kind(&stated.unit), stated.amount, Known::Stated(number));
    }
    let mut unit_of: FxHashMap<&str, Option<UnitRef>> = FxHashMap::default();
    each_printed(scene.document, &mut |figure| {
        let unit = unit_of.entry(&figure.unit).or_insert_with(|| match figure.unit.as_str() {
            "" => Some(UnitRef::Bare),
            "%" => Some(UnitRef::Percent),
            symbol => report.unit(symbol).map(|(measure, unit)| UnitRef::Of(measure, unit)),
        });
        let value = unit.as_ref().and_then(|unit| base(report, figure.printed, unit));
        // a constant in a hole is printed too: it is no figure that anything else knows
        if let (Some(unit), Some(value), false) = (unit.as_ref(), value, figure.origin.is_empty()) {
            look(kind(unit), value, Known::Printed);
        }
    });
}

impl Literal {
    fn meet(&mut self, value: Decimal, unit: &UnitRef, equal: bool, known: Known, span: Option<Span>) {
        match known {
            _ if !equal => match self.near.iter_mut().find(|(near, ..)| *near == value) {
                Some((_, _, place)) => *place = place.or(span),
                None => self.near.push((value, unit.clone(), span)),
            },
            Known::Let(id) => self.lets.push(id),
            Known::Stated(stated) => self.totals.push(stated),
            Known::Fact(fact, field) => self.facts.push((fact, field)),
            Known::Printed => self.printed = true,
        }
    }
}

fn near(scene: &Scene<'_, '_>, literal: &Literal) -> Finding {
    let text = &literal.text;
    let shown: Vec<String> = literal
        .near
        .iter()
        .map(|(value, unit, _)| {
            let (number, symbol) = scene.evaluator.written(&(*value).into(), unit);
            let bare = literal.unit == UnitRef::Bare;
            if bare { number } else { number + &symbol }
        })
        .collect();
    let (zh, en) = (shown.join("、"), shown.join(", "));
    let message = say!(
        "文字里的 {text} 与 {zh} 只差一键，是不是打错了？",
        "{text} in the words is one keystroke away from {en}: a slip?"
    );
    let mut problem = Diagnostic::warning("B0702", literal.span, message);
    for span in literal.near.iter().filter_map(|(.., span)| *span) {
        problem = problem.related(span, say!("这个数写在这里", "that figure is written here"));
    }
    let problem = problem
        .note(say!("在花括号里引用那个数，就不会抄错", "quote that figure in braces, and it cannot be mistyped"));
    Finding::new(text, problem)
}

fn typed(scene: &Scene<'_, '_>, literal: &Literal, bound: &FxHashSet<Root>) -> Finding {
    let text = &literal.text;
    let report = scene.evaluator.report;
    let problem = Diagnostic::warning(
        "B0701",
        literal.span,
        say!(
            "文字里的 {text} 是打出来的数，数变了它不会跟着变",
            "{text} is typed into the words: it will not follow when figures change"
        ),
    );
    let names: Vec<&str> = literal.lets.iter().map(|id| report.lets[id.ix()].name.as_str()).collect();
    let problem = match names.as_slice() {
        [] => quote(scene, literal, problem),
        [name] => problem.note(say!("它就是「{name}」：写成 {{{name}}}", "it is `{name}`: write {{{name}}}")),
        _ => {
            let (zh, en) = (names.join("、"), names.join(", "));
            problem
                .note(say!("它与 {zh} 都相等：写成要说的那一个", "it equals each of {en}: write the one that is meant"))
        }
    };
    let certain = certain(scene, literal, bound);
    let problem = match certain {
        Some(name) => problem.fix(literal.span, format!("{{{name}}}")),
        None => problem,
    };
    Finding::new(text, problem)
}

/// Says what to write instead of a figure that has no name: the stated totals that equal it, else the facts.
fn quote(scene: &Scene<'_, '_>, literal: &Literal, mut problem: Diagnostic) -> Diagnostic {
    let totals = literal.totals.iter().filter_map(|stated| reference::total(scene.evaluator, *stated));
    let mut known: Vec<(String, Span)> = totals.collect();
    if known.is_empty() {
        let facts = literal.facts.iter();
        known = facts.filter_map(|(fact, field)| reference::fact(scene.evaluator, *fact, *field)).collect();
    }
    let mut seen = FxHashSet::default();
    known.retain(|(written, _)| seen.insert(written.clone()));
    for (_, span) in known.iter().take(MOST_EQUAL) {
        problem = problem.related(*span, say!("同一个数写在这里", "the same figure is written here"));
    }
    let text = &literal.text;
    match known.as_slice() {
        [] => problem.note(say!(
            "在花括号里写它怎样算出；本来就要写死的，写成 {{{text}}}",
            "write in braces how it is computed; what is meant to stay is written {{{text}}}"
        )),
        [(written, _)] => problem.note(say!("写成 {{{written}}}，数就会跟着变", "write {{{written}}}, and it follows")),
        _ => {
            let some = known.iter().take(MOST_EQUAL).map(|(written, _)| format!("{{{written}}}"));
            let some: Vec<String> = some.collect();
            let (zh, en) = (some.join("、"), some.join(", "));
            let (more, more_en) = if known.len() > some.len() { (" 等", " and others") } else { ("", "") };
            problem.note(say!(
                "与它相等的数不止一个，写成要说的那一个：{zh}{more}",
                "several figures equal it, write the one that is meant: {en}{more_en}"
            ))
        }
    }
}

/// The one named figure that prints the very same, in a text of the report's own that is read at no coordinates.
fn certain<'m>(scene: &Scene<'_, 'm>, literal: &Literal, bound: &FxHashSet<Root>) -> Option<&'m str> {
    let [only] = literal.lets.as_slice() else { return None };
    let (evaluator, report) = (scene.evaluator, scene.evaluator.report);
    let named = &report.lets[only.ix()];
    let hidden = match literal.root {
        Root::Member | Root::Form => true,
        Root::Text(id) => {
            bound.contains(&literal.root)
                || report.texts[id.ix()].parameters.iter().any(|(name, _)| *name == named.name)
        }
        Root::Param(_) => bound.contains(&literal.root),
        Root::Document => false,
    };
    if hidden || literal.bound || literal.span.file != FileId(0) {
        return None;
    }
    let env = Env::default();
    let shown = evaluator.quietly(|| {
        let value = evaluator.eval(&named.expr, &env);
        evaluator.show(&named.expr, value, &Format::default(), Place::Text, &env)
    });
    (shown.plain() == literal.text).then_some(named.name.as_str())
}
