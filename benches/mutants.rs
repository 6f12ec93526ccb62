//! Reports with one figure mistyped, and whether what is said of them names the figure and what it was.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use budgetc::base::{Confidence, Date, Decimal, Exact, Severity, Span};
use budgetc::check::Verdict;
use budgetc::eval::{Env, Evaluator, Value};
use budgetc::model::{FactValueKind, Type};
use budgetc::project::{self, Checked, Files, Unread};

/// What happens to a figure on its way from a ledger into a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Swapped,
    Substituted,
    Dropped,
    Inserted,
    Tenfold,
    Tenth,
    TenThousandfold,
    Sign,
    Omitted,
    Doubled,
    Twice,
    Revised,
    Arbitrary,
}

pub const KINDS: &[(Kind, &str)] = &[
    (Kind::Swapped, "two digits swapped"),
    (Kind::Substituted, "a digit substituted"),
    (Kind::Dropped, "a digit dropped"),
    (Kind::Inserted, "a digit inserted"),
    (Kind::Tenfold, "× 10"),
    (Kind::Tenth, "÷ 10"),
    (Kind::TenThousandfold, "× 10,000"),
    (Kind::Sign, "sign flipped"),
    (Kind::Omitted, "an item omitted"),
    (Kind::Doubled, "an item counted twice"),
    (Kind::Twice, "a row written twice"),
    (Kind::Revised, "another plausible value"),
    (Kind::Arbitrary, "an arbitrary value"),
];

/// What happens at a keyboard or in adding up. A value of an older or another paper is no slip.
pub const SLIPS: &[(Kind, &str)] = KINDS.split_at(KINDS.len() - 2).0;

impl Kind {
    /// Whether it is one of [`SLIPS`].
    pub fn is_slip(self) -> bool {
        !matches!(self, Kind::Revised | Kind::Arbitrary)
    }
}

/// A figure as it is typed.
pub struct Figure {
    /// The number, without its unit.
    pub span: Range<usize>,
    pub number: Decimal,
    /// The row of a fact; a stated total has none.
    pub row: Option<Range<usize>>,
    /// Of a stated total: some of what it sums, in the unit in which it is typed.
    items: Vec<Decimal>,
    /// How many it sums.
    count: usize,
}

/// A report and what is typed in it.
pub struct Report {
    pub text: String,
    pub figures: Vec<Figure>,
}

/// One figure mistyped.
pub struct Mutant {
    pub figure: usize,
    pub kind: Kind,
    edit: (Range<usize>, String),
    answer: Answer,
}

/// What is to be suggested, in places of the mistyped text.
enum Answer {
    /// This number, at this place.
    Number(usize, Decimal),
    /// A missing row with one of these numbers, somewhere in its scope: nothing tells at which line of it.
    Row(Range<usize>, Vec<Decimal>),
    /// The second of two rows: an error of its own, without a search.
    Rows(Range<usize>),
}

/// What was said of a mistyped report.
#[derive(Clone, Debug)]
pub struct Said {
    pub errors: usize,
    /// Which suspect is the right one, from 0.
    pub rank: Option<usize>,
    /// Whether a suspect that stands first in its finding is the right one.
    pub leads: bool,
    pub silent: bool,
    /// Of the suspects that are not right, what is said to speak for the one most accused.
    pub innocent: Option<Confidence>,
    /// Whether anything is accused.
    pub accuses: bool,
    /// Whether something fails that is no sum, such as that two lists name the same.
    pub unsummed: bool,
    /// Whether a repair that is called certain does not give the report back.
    pub wrong_fix: bool,
    /// Codes and suspects, for a reader.
    pub words: Vec<String>,
}

/// By figure: which others move the same identities, and whether by as much less.
pub type Classes = Vec<Option<(usize, bool)>>;

/// A text as the only file.
struct One<'a>(&'a str);

impl Files for One<'_> {
    fn read(&self, path: &Path) -> Result<Vec<u8>, Unread> {
        if self.exists(path) { Ok(self.0.as_bytes().to_vec()) } else { Err(Unread::Missing) }
    }

    fn real(&self, path: &Path) -> Result<PathBuf, Unread> {
        Ok(path.to_path_buf())
    }

    fn exists(&self, path: &Path) -> bool {
        path == Path::new("report.budget")
    }

    fn today(&self) -> Date {
        Date::MIN
    }
}

pub fn check(text: &str) -> Checked {
    let files = One(text);
    project::check(project::load(Path::new("report.budget"), Some(Path::new("")), &files).unwrap(), &files)
}

/// Splitmix: the same choices on each machine.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % count as u64) as usize
    }

    /// So many of them, in order.
    pub fn some<T>(&mut self, of: Vec<T>, count: usize) -> Vec<T> {
        let mut places: Vec<usize> = (0..of.len()).collect();
        for chosen in 0..count.min(places.len()) {
            let other = chosen + self.below(places.len() - chosen);
            places.swap(chosen, other);
        }
        places.truncate(count);
        places.sort_unstable();
        let mut wanted = places.into_iter().peekable();
        let all = of.into_iter().enumerate();
        all.filter(|(at, _)| wanted.next_if_eq(at).is_some()).map(|(_, item)| item).collect()
    }
}

/// How many bytes of a text are its number; behind it stands a unit.
fn numeral(text: &str) -> usize {
    text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '-').unwrap_or(text.len())
}

fn number(text: &str) -> Option<Decimal> {
    text[..numeral(text)].parse().ok()
}

/// How many items of a stated total are left out or counted twice.
const ITEMS: usize = 4;

impl Report {
    pub fn new(text: String) -> Report {
        let checked = check(&text);
        assert!(
            checked.is_sound(),
            "{}",
            budgetc::render::plain(&checked.sources, &checked.problems, budgetc::base::Lang::En)
        );
        let (report, entry) = (&checked.report, budgetc::base::FileId(0));
        let mut figures = Vec::new();
        let mut add = |span: Span, row: Option<Span>, items: Vec<Decimal>, count: usize| {
            let written = &text[span.range()];
            if let (true, Some(number)) = (span.file == entry, number(written)) {
                let span = span.range().start..span.range().start + numeral(written);
                figures.push(Figure { span, number, row: row.map(Span::range), items, count });
            }
        };
        for fact in &report.facts {
            for (value, field) in fact.values.iter().zip(&report.ledger(fact.ledger).fields) {
                if let (Some(value), Type::Amount(_) | Type::Count(_) | Type::Number) = (value, &field.ty)
                    && matches!(value.kind, FactValueKind::Quantity(..))
                {
                    add(value.span, Some(fact.span), Vec::new(), 0);
                }
            }
        }
        let evaluator = Evaluator::new(report);
        let mut dice = Dice(7);
        for stated in &report.stated {
            let typed = number(&text[stated.span.range()]).unwrap_or_default();
            let coords = Env::default().narrow(report, &stated.at).coords;
            let facts = evaluator.ledgers.in_order(stated.ledger, &coords);
            let count = facts.len();
            let facts = dice.some(facts, ITEMS);
            let amount = |fact| match evaluator.fact_value(fact, stated.field) {
                Value::Number(number) => Some(number.to_decimal()? * (typed.checked_div(stated.amount)?)),
                _ => None,
            };
            add(stated.span, None, facts.into_iter().filter_map(amount).collect(), count);
        }
        figures.sort_by_key(|figure| figure.span.start);
        Report { text, figures }
    }

    /// The report without its stated totals: rows of their own line.
    pub fn derived(&self) -> Report {
        let mut text = self.text.clone();
        for figure in self.figures.iter().rev().filter(|figure| figure.row.is_none()) {
            let (start, end) = line(&self.text, figure.span.start);
            text.replace_range(start..end, "");
        }
        Report::new(text)
    }

    /// The line in which a figure stands, by its number and as it is.
    pub fn row(&self, figure: usize) -> (usize, &str) {
        (self.text[..self.figures[figure].span.start].matches('\n').count() + 1, self.words(figure))
    }

    pub fn words(&self, figure: usize) -> &str {
        let (start, end) = line(&self.text, self.figures[figure].span.start);
        self.text[start..end].trim()
    }

    /// Every way in which one figure goes wrong in one way, but for those that leave its value as it is.
    pub fn mutants(&self, figure: usize, kind: Kind, dice: &mut Dice) -> Vec<Mutant> {
        let own = &self.figures[figure];
        match (kind, &own.row) {
            // without a nought the sums are what they were
            (Kind::Omitted, Some(_)) if own.number.is_zero() => Vec::new(),
            // a row of several figures is a row
            (Kind::Omitted | Kind::Twice, Some(row))
                if figure > 0 && self.figures[figure - 1].row.as_ref() == Some(row) =>
            {
                Vec::new()
            }
            (Kind::Omitted, Some(row)) => vec![self.without(figure, row)],
            (Kind::Twice, Some(row)) => {
                let written = &self.text[row.clone()];
                let doubled = format!("{written}\n{written}");
                let answer = Answer::Rows(row.start..row.start + doubled.len());
                vec![Mutant { figure, kind, edit: (row.clone(), doubled), answer }]
            }
            (Kind::Twice, None) => Vec::new(),
            _ => {
                let typed = &self.text[own.span.clone()];
                let slips = slips(kind, typed, own, dice).into_iter();
                let told = slips.filter(|slip| is_number(slip) && number(slip) != Some(own.number));
                let answer = || Answer::Number(own.span.start, own.number);
                told.map(|slip| Mutant { figure, kind, edit: (own.span.clone(), slip), answer: answer() }).collect()
            }
        }
    }

    fn without(&self, figure: usize, row: &Range<usize>) -> Mutant {
        let (start, end) = line(&self.text, row.start);
        let alone = self.text[start..end].trim() == self.text[row.clone()].trim();
        let gone = if alone { start..end } else { row.clone() };
        let depth = |deep: i32, c: char, open: char, close: char| deep + i32::from(c == open) - i32::from(c == close);
        let mut deep = 0;
        let before = self.text[..gone.start].char_indices().rev().find(|(_, c)| {
            deep = depth(deep, *c, '{', '}');
            deep > 0
        });
        let mut deep = 0;
        let after = self.text[gone.end..].char_indices().find(|(_, c)| {
            deep = depth(deep, *c, '}', '{');
            deep > 0
        });
        let scope = before.map_or(0, |(at, _)| at)..gone.start + after.map_or(0, |(at, _)| at);
        let own = self.figures.iter().filter(|other| other.row.as_ref() == Some(row)).map(|other| other.number);
        let answer = Answer::Row(scope, own.collect());
        Mutant { figure, kind: Kind::Omitted, edit: (gone, String::new()), answer }
    }

    pub fn mistyped(&self, mutants: &[&Mutant]) -> String {
        let mut text = self.text.clone();
        let mut edits: Vec<&(Range<usize>, String)> = mutants.iter().map(|mutant| &mutant.edit).collect();
        edits.sort_by_key(|(place, _)| std::cmp::Reverse(place.start));
        edits.into_iter().for_each(|(place, new)| text.replace_range(place.clone(), new));
        text
    }

    /// What is said of a report with these figures mistyped, judged for each of them.
    pub fn judge(&self, mutants: &[&Mutant]) -> Vec<Said> {
        let text = self.mistyped(mutants);
        let checked = check(&text);
        let shift = |own: &Mutant| -> isize {
            let before = mutants.iter().filter(|other| other.edit.0.start < own.edit.0.start);
            before.map(|other| other.edit.1.len() as isize - other.edit.0.len() as isize).sum()
        };
        mutants.iter().map(|mutant| self.said(&text, &checked, mutant, shift(mutant))).collect()
    }

    fn said(&self, text: &str, checked: &Checked, mutant: &Mutant, shift: isize) -> Said {
        let errors: Vec<_> = checked.problems.iter().filter(|problem| problem.severity == Severity::Error).collect();
        let suspects: Vec<_> = checked.problems.iter().flat_map(|problem| &problem.suspects).collect();
        let is = |span: Span, repaired: &str| mutant.answer.is(span, repaired, shift);
        let named = |code: &str, span: Span| matches!(&mutant.answer, Answer::Rows(rows) if code == "B0210" && within(rows, span.start as usize, shift));
        let doubled = errors.first().is_some_and(|error| named(error.code.number(), error.primary.span));
        let mut words: Vec<String> = checked
            .problems
            .iter()
            .map(|problem| format!("{} {}", problem.code.number(), problem.message.en))
            .collect();
        words.extend(suspects.iter().map(|suspect| {
            let (line, _) = checked.sources.get(suspect.span.file).line_column(suspect.span.start as usize);
            let reason = &suspect.reason.en;
            format!(
                "line {line}: `{}` → `{}` ({:?}: {reason})",
                checked.sources.slice(suspect.span),
                suspect.repaired,
                suspect.confidence
            )
        }));
        let fixes = checked.problems.iter().filter(|problem| !problem.fixes.is_empty());
        Said {
            errors: errors.len(),
            rank: if doubled {
                Some(0)
            } else {
                suspects.iter().position(|suspect| is(suspect.span, &suspect.repaired))
            },
            leads: doubled
                || checked
                    .problems
                    .iter()
                    .filter_map(|problem| problem.suspects.first())
                    .any(|suspect| is(suspect.span, &suspect.repaired)),
            silent: !doubled && suspects.is_empty(),
            accuses: suspects.iter().any(|suspect| suspect.confidence <= Confidence::Likely),
            innocent: suspects
                .iter()
                .filter(|suspect| !is(suspect.span, &suspect.repaired))
                .map(|suspect| suspect.confidence)
                .min(),
            unsummed: checked.identities.iter().any(|own| own.verdict == Verdict::Fails && own.gap.is_none()),
            wrong_fix: fixes.into_iter().any(|problem| !self.mends(text, &problem.fixes)),
            words,
        }
    }

    /// Whether repairs give the report back, but for blanks.
    fn mends(&self, text: &str, fixes: &[budgetc::base::Fix]) -> bool {
        let mut text = text.to_owned();
        let mut fixes: Vec<_> = fixes.iter().collect();
        fixes.sort_by_key(|fix| std::cmp::Reverse(fix.span.start));
        fixes.into_iter().for_each(|fix| text.replace_range(fix.span.range(), &fix.text));
        text.split_whitespace().eq(self.text.split_whitespace())
    }

    /// Figures that arithmetic cannot tell apart bear one number: a change of one moves the same identities by as much
    /// as a change of the other, or by as much less if they are turned differently. `None` for what moves nothing.
    pub fn classes(&self) -> Classes {
        struct Gap(Option<Exact>, Verdict);
        let gaps = |text: &str| -> Vec<Gap> {
            check(text).identities.into_iter().map(|identity| Gap(identity.gap, identity.verdict)).collect()
        };
        let before = gaps(&self.text);
        let moves: Vec<(Vec<(usize, String)>, bool)> = parallel(&self.figures, |figure| {
            let mut text = self.text.clone();
            text.replace_range(figure.span.clone(), &(figure.number + Decimal::ONE).to_string());
            let after = gaps(&text);
            assert_eq!(before.len(), after.len());
            let moved = |(old, new): (&Gap, &Gap)| match (&old.0, &new.0) {
                (Some(old), Some(new)) => new.minus(old).unwrap(),
                _ => Exact::integer(i64::from(old.1 != new.1)),
            };
            let all = before.iter().zip(&after).map(moved).enumerate().filter(|(_, by)| !by.is_zero());
            let all: Vec<(usize, Exact)> = all.collect();
            let turned = all.first().is_some_and(|(_, by)| by.is_negative());
            let said = |by: Exact| format!("{:?}", if turned { by.negated() } else { by }.to_decimal());
            (all.into_iter().map(|(identity, by)| (identity, said(by))).collect(), turned)
        });
        let mut known: BTreeMap<Vec<(usize, String)>, usize> = BTreeMap::new();
        moves
            .into_iter()
            .map(|(moves, turned)| {
                let next = known.len();
                (!moves.is_empty()).then(|| (*known.entry(moves).or_insert(next), turned))
            })
            .collect()
    }

    /// A figure that explains a mutant as well by arithmetic and by a slip that is as likely: what it would have to be.
    /// Nothing does where the mistyped figure looks odd by itself, or where something fails that no figure explains.
    pub fn rival(&self, mutant: &Mutant, said: &Said, classes: &Classes) -> Option<(usize, Decimal)> {
        let (class, turned) = classes[mutant.figure]?;
        let own = &self.figures[mutant.figure];
        let (typed, meant) = (&mutant.edit.1, &self.text[own.span.clone()]);
        let (now, few) = match mutant.kind {
            Kind::Twice => return None,
            Kind::Omitted if own.row.is_some() => {
                (Decimal::ZERO, if said.unsummed { return None } else { usize::MAX / 2 })
            }
            Kind::Omitted | Kind::Doubled if own.row.is_none() => (number(typed)?, own.count),
            _ => (number(typed)?, usize::MAX / 2),
        };
        let shape = |text: &str| (text.split_once('.').map_or(0, |(_, places)| places.len()), text.starts_with('-'));
        let zero = typed.len() > 1 && typed.starts_with('0') && !typed.starts_with("0.");
        if !typed.is_empty() && mutant.kind != Kind::Omitted && (shape(typed) != shape(meant) || zero) {
            return None;
        }
        let off = now - own.number;
        let few = ways(typed, own.number).map_or(few, |ways| ways.min(few));
        (0..self.figures.len()).filter(|other| *other != mutant.figure).find_map(|other| {
            let (alike, way) = classes[other]?;
            let figure = &self.figures[other];
            let meant = figure.number - if way == turned { off } else { -off };
            let typed = &self.text[figure.span.clone()];
            let odd = meant.is_zero()
                || meant.is_sign_negative() != figure.number.is_sign_negative()
                || meant.normalize().scale() as usize > shape(typed).0;
            let likely = alike == class && !odd && ways(typed, meant).is_some_and(|ways| ways / 2 <= few);
            likely.then_some((other, meant))
        })
    }
}

impl Mutant {
    /// What is typed instead.
    pub fn typed(&self) -> &str {
        &self.edit.1
    }

    /// Whether both can be made at once, and each is still an error of its own.
    pub fn apart(&self, other: &Mutant) -> bool {
        self.figure != other.figure && (self.edit.0.end <= other.edit.0.start || other.edit.0.end <= self.edit.0.start)
    }
}

impl Answer {
    fn is(&self, span: Span, repaired: &str, shift: isize) -> bool {
        let at = span.start as usize;
        match self {
            Answer::Number(start, value) => {
                at as isize == *start as isize + shift && !span.range().is_empty() && number(repaired) == Some(*value)
            }
            Answer::Row(scope, values) => {
                let told = number(repaired).is_some_and(|number| values.contains(&number));
                within(scope, at, shift) && span.range().is_empty() && told
            }
            Answer::Rows(_) => false,
        }
    }
}

fn within(range: &Range<usize>, at: usize, shift: isize) -> bool {
    (range.start as isize + shift..=range.end as isize + shift).contains(&(at as isize))
}

/// The bytes of the line around a place, its end included.
fn line(text: &str, at: usize) -> (usize, usize) {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    (start, text[at..].find('\n').map_or(text.len(), |end| at + end + 1))
}

/// What the language reads as a number: digits on both sides of a point, not too many.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, places) = digits.split_once('.').unwrap_or((digits, "0"));
    let fine =
        |part: &str, most: usize| !part.is_empty() && part.len() <= most && part.bytes().all(|b| b.is_ascii_digit());
    fine(whole, 18) && fine(places, 6)
}

/// A typed number after a slip at each place where it can happen.
fn slips(kind: Kind, typed: &str, own: &Figure, dice: &mut Dice) -> Vec<String> {
    let digits: Vec<usize> = typed.bytes().enumerate().filter(|(_, b)| b.is_ascii_digit()).map(|(at, _)| at).collect();
    let with = |at: Range<usize>, new: &str| format!("{}{new}{}", &typed[..at.start], &typed[at.end..]);
    let sum = |number: Decimal| {
        let mut number = number;
        number.rescale(own.number.scale());
        number.to_string()
    };
    // as many places as there were, more where they are needed
    let scaled = |number: Decimal| {
        let short = number.normalize();
        let mut number = short;
        number.rescale(short.scale().max(own.number.scale()));
        vec![number.to_string()]
    };
    match kind {
        Kind::Swapped => {
            let swap = |pair: &[usize]| {
                let mut bytes = typed.as_bytes().to_vec();
                bytes.swap(pair[0], pair[1]);
                String::from_utf8(bytes).unwrap()
            };
            digits.windows(2).map(swap).collect()
        }
        Kind::Substituted => digits.iter().map(|at| with(*at..at + 1, &dice.below(10).to_string())).collect(),
        Kind::Dropped => digits.iter().map(|at| with(*at..at + 1, "")).collect(),
        Kind::Inserted => {
            let ends = digits.iter().copied().chain(digits.last().map(|last| last + 1));
            ends.map(|at| with(at..at, &dice.below(10).to_string())).collect()
        }
        Kind::Tenfold => scaled(own.number * Decimal::TEN),
        Kind::Tenth => scaled(own.number / Decimal::TEN),
        Kind::TenThousandfold => scaled(own.number * Decimal::from(10_000)),
        Kind::Sign => vec![typed.strip_prefix('-').map_or_else(|| format!("-{typed}"), str::to_owned)],
        Kind::Omitted => own.items.iter().map(|item| sum(own.number - item)).collect(),
        Kind::Doubled if own.row.is_some() => vec![sum(own.number + own.number)],
        Kind::Doubled => own.items.iter().map(|item| sum(own.number + item)).collect(),
        Kind::Twice => Vec::new(),
        Kind::Revised => (0..REVISED).filter_map(|_| revised(typed, dice)).collect(),
        Kind::Arbitrary => (0..REVISED).map(|_| arbitrary(typed, dice)).collect(),
    }
}

/// So many values are drawn that stand for another.
const REVISED: usize = 8;

/// A value of an earlier or later paper: some per cent more or less, as round as the one that it stands for, or a round number
/// of its size.
fn revised(typed: &str, dice: &mut Dice) -> Option<String> {
    let number: Decimal = typed.parse().ok()?;
    let digits = number.mantissa().unsigned_abs().to_string();
    let zeros = digits.len() - digits.trim_end_matches('0').len();
    let (zeros, scale) = (if number.is_zero() { 0 } else { zeros as u32 }, number.scale());
    let unit = 10_i128.pow(zeros);
    let whole = number.mantissa() / unit;
    let new = if dice.below(2) == 0 {
        // up to a fifth more or less, a unit at least
        let reach = (whole.unsigned_abs() as usize / 5).max(1);
        let by = 1 + dice.below(reach) as i128;
        whole + if dice.below(2) == 0 { by } else { -by }
    } else {
        // one or two digits and noughts
        let size = 10_i128.pow((digits.len() as u32).saturating_sub(1 + dice.below(2) as u32));
        let lead = 1 + dice.below(if size * 10 > 10_i128.pow(digits.len() as u32 - 1) { 9 } else { 99 }) as i128;
        return (size * lead < i128::from(i64::MAX))
            .then(|| Decimal::from_i128_with_scale(size * lead, scale).to_string());
    };
    Some(Decimal::from_i128_with_scale(new * unit, scale).to_string())
}

/// Any value with as many places and at most as many digits.
fn arbitrary(typed: &str, dice: &mut Dice) -> String {
    let scale = typed.split_once('.').map_or(0, |(_, places)| places.len() as u32);
    let digits = typed.bytes().filter(u8::is_ascii_digit).count() as u32;
    let value = 1 + dice.below(10_usize.pow(digits.min(12)) - 1) as i128;
    Decimal::from_i128_with_scale(value, scale).to_string()
}

/// In how many ways the slip that leads from what was meant to what is typed could have gone: the fewer, the more this one
/// speaks for it. `None` where no one slip leads there.
fn ways(typed: &str, meant: Decimal) -> Option<usize> {
    let own = number(typed)?;
    let powers = [10, 10_000].map(Decimal::from);
    if own == -meant || own == meant + meant || powers.iter().any(|by| own == meant * by || meant == own * by) {
        return Some(1);
    }
    let mut same = meant.normalize();
    same.rescale(same.scale().max(own.scale()));
    if own.is_sign_negative() != same.is_sign_negative() {
        return None;
    }
    let (typed, meant) = (typed.trim_start_matches('-').as_bytes(), same.abs().to_string().into_bytes());
    let digits = meant.iter().filter(|byte| byte.is_ascii_digit()).count();
    let ahead = typed.iter().zip(&meant).take_while(|(a, b)| a == b).count();
    let (a, b) = (&typed[ahead..], &meant[ahead..]);
    let back = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    match (&a[..a.len() - back], &b[..b.len() - back]) {
        ([], [_]) => Some(digits),
        ([_], []) => Some(10 * (digits + 1)),
        ([_], [_]) => Some(9 * digits),
        ([a, c], [b, d]) | ([a, b'.', c], [b, b'.', d]) if a == d && b == c && *a != b'.' && *c != b'.' => {
            Some(digits - 1)
        }
        _ => None,
    }
}

/// Two threads over a list, results in its order.
pub fn parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let one = || {
        let mut done = Vec::new();
        while let Some((index, item)) =
            Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, items.get(at)?)))
        {
            done.push((index, work(item)));
        }
        done
    };
    let mut all = std::thread::scope(|scope| {
        let other = scope.spawn(one);
        let mut all = one();
        all.extend(other.join().unwrap());
        all
    });
    all.sort_by_key(|(index, _)| *index);
    all.into_iter().map(|(_, result)| result).collect()
}
