//! Every figure of the report is typed once and guarded: changed alone, it is found; changed together with its
//! counterpart and with the totals restated, exactly what depends on it changes in print.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use budgetc::base::{Decimal, Diagnostic, FileId, Sources, Span};
use budgetc::check::{IdentitySource, Instance, Verdict};
use budgetc::document::{Block, Document, Figure, Prose};
use budgetc::eval::{Env, Evaluator};
use budgetc::model::{ExprKind, FactValueKind, MemberId, Narrow, Report, Type};
use budgetc::{check, document, eval, model, project};

use crate::support::{Memory, read};

/// Where an edit begins in the original text, how long what it replaces is, and what stands there instead.
type Edits = BTreeMap<u32, (u32, String)>;

struct Seen {
    sources: Sources,
    report: Report,
    problems: Vec<Diagnostic>,
    failing: Vec<Failing>,
    document: Document,
}

/// An identity that fails.
struct Failing {
    source: IdentitySource,
    span: Span,
    /// Left minus right in the unit in which it is shown, if its sides are numbers; and whether that unit is of money.
    gap: Option<Decimal>,
    money: bool,
    /// Where the report states the deviation that it stands by.
    pinned: Option<Span>,
    /// The largest amounts of a declared check, and whether they stand on the left.
    sides: Vec<(Span, bool)>,
}

fn see(original: &str, edits: &Edits) -> Seen {
    let mut text = original.to_owned();
    for (start, (end, new)) in edits.iter().rev() {
        text.replace_range(*start as usize..*end as usize, new);
    }
    let files = Memory::from_iter([("r.budget", text)]);
    let loaded = project::load(Path::new("r.budget"), Some(Path::new("")), &files).unwrap();
    let (report, mut problems) = loaded.report();
    let (failing, document) = {
        let evaluator = eval::Evaluator::new(&report);
        let outcome = check::check(&evaluator);
        problems.extend(outcome.problems);
        let failing = outcome.identities.iter().filter(|identity| identity.verdict == Verdict::Fails);
        let failing = failing.map(|identity| fails(&evaluator, identity)).collect();
        let document = document::compose(&evaluator);
        problems.extend(evaluator.take_problems());
        (failing, document)
    };
    Seen { sources: loaded.sources, report, problems, failing, document }
}

impl Seen {
    fn sound(&self) -> bool {
        self.problems.is_empty() && self.failing.is_empty()
    }

    /// What is wrong, for a reader.
    fn words(&self) -> Vec<String> {
        let problems = self.problems.iter().map(|problem| problem.message.en.clone());
        let failing = self.failing.iter().map(|failing| format!("{:?} is off by {:?}", failing.source, failing.gap));
        problems.chain(failing).collect()
    }
}

fn fails(evaluator: &Evaluator<'_>, identity: &check::Identity) -> Failing {
    let (report, sides) = (evaluator.report, identity.sides.as_ref());
    let members = match &identity.instance {
        Instance::Members(members) => members.as_slice(),
        Instance::Cell(..) => &[],
    };
    let declared = match identity.source {
        IdentitySource::Declared(number, part) => Some((number, part)),
        IdentitySource::Stated(_) | IdentitySource::Printed => None,
    };
    let here = |accept: &&model::Accept| {
        let named =
            |narrow: &Narrow| matches!(narrow, Narrow::Members(named) if named.iter().all(|own| members.contains(own)));
        Some((accept.check, accept.part)) == declared && accept.at.parts.iter().all(|(_, narrow, _)| named(narrow))
    };
    Failing {
        source: identity.source,
        span: identity.span,
        gap: sides.and_then(|sides| sides.difference()?.to_decimal()),
        money: sides.is_some_and(|sides| sides.unit.contains('元')),
        pinned: report.accepts.iter().find(here).and_then(|accept| accept.by.as_ref()).map(|by| by.span),
        sides: declared.map_or_else(Vec::new, |part| largest(evaluator, part, members)),
    }
}

/// How many amounts of each side are looked at.
const LARGEST: usize = 5;

/// The largest written amounts of the two sides of a check.
fn largest(evaluator: &Evaluator<'_>, (number, part): (usize, usize), members: &[MemberId]) -> Vec<(Span, bool)> {
    let (report, check) = (evaluator.report, &evaluator.report.checks[number]);
    let ExprKind::Compare(_, left, right) = &check.parts[part].expr.kind else { return Vec::new() };
    let keys = check.keys.iter().zip(members);
    let env = keys
        .fold(Env::default().narrow(report, &check.at), |env, ((dim, _), member)| env.member(report, *dim, *member));
    let one = |side, is_left| {
        let terms = evaluator.trace(side, &env).unwrap_or_default().terms;
        let written = |(fact, field): (model::FactId, usize)| report.facts[fact.ix()].values[field].as_ref();
        let mut amounts: Vec<(Decimal, Span)> = terms
            .into_keys()
            .filter_map(|key| match &written(key)?.kind {
                FactValueKind::Quantity(amount, _) => Some((amount.abs(), written(key)?.span)),
                _ => None,
            })
            .collect();
        amounts.sort_by_key(|(amount, _)| std::cmp::Reverse(*amount));
        amounts.truncate(LARGEST);
        amounts.into_iter().map(move |(_, span)| (span, is_left))
    };
    one(left, true).chain(one(right, false)).collect()
}

/// A byte of the edited text as a byte of the original.
fn back(edits: &Edits, byte: u32) -> u32 {
    let mut shift = 0i64;
    for (start, (end, new)) in edits {
        let here = (i64::from(*start) + shift) as u32;
        if byte <= here {
            break;
        }
        shift += new.len() as i64 - i64::from(end - start);
    }
    (i64::from(byte) - shift) as u32
}

/// A written number and its unit.
fn split(text: &str) -> (Decimal, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '-').unwrap_or(text.len());
    (text[..end].parse().unwrap(), &text[end..])
}

fn plus(text: &str, delta: Decimal) -> String {
    let (number, unit) = split(text);
    let mut sum = number + delta;
    sum.rescale(number.scale());
    format!("{sum}{unit}")
}

/// The numbers of the report that take part in arithmetic.
fn amounts(seen: &Seen) -> Vec<Span> {
    let mut spans = Vec::new();
    for fact in &seen.report.facts {
        let fields = &seen.report.ledger(fact.ledger).fields;
        for (value, field) in fact.values.iter().zip(fields) {
            if let (Some(value), Type::Amount(_) | Type::Count(_) | Type::Number) = (value, &field.ty)
                && matches!(value.kind, FactValueKind::Quantity(..))
            {
                spans.push(value.span);
            }
        }
    }
    spans
}

#[test]
fn amounts_are_typed_in_ledgers_only() {
    let text = read("reports/nanchong-shebao-2024.budget");
    let seen = see(&text, &Edits::new());
    let mut known: BTreeSet<u32> = amounts(&seen).iter().map(|span| span.start).collect();
    known.extend(seen.report.stated.iter().map(|stated| stated.span.start));
    known.extend(seen.report.accepts.iter().filter_map(|accept| accept.by.as_ref().map(|by| by.span.start)));
    for value in seen.report.facts.iter().flat_map(|fact| fact.values.iter().flatten()) {
        known.insert(value.span.start);
    }
    let (tree, _) = budgetc::syntax::parse(&text, FileId(0));
    for node in tree.nodes(&text).filter(|node| node.kind() == budgetc::syntax::Kind::quantity) {
        let amount = node.text().contains('.') || node.text().ends_with('元');
        assert!(!amount || known.contains(&node.span().start), "{} stands outside the ledgers", node.text());
    }
    // the starter is a report
    let library = crate::support::files("stdlib", ".budget").into_iter();
    for (name, text) in library.filter(|(name, _)| !name.starts_with("stdlib/starter/")) {
        let (tree, _) = budgetc::syntax::parse(&text, FileId(0));
        for node in tree.nodes(&text).filter(|node| node.kind() == budgetc::syntax::Kind::quantity) {
            assert!(!node.text().contains('.'), "{name}: {} is an amount", node.text());
        }
    }
}

#[test]
fn every_fact_is_guarded_and_feeds_exactly_what_depends_on_it() {
    // a reason that the report need not give as it stands, and must once this figure changes
    let text = read("reports/nanchong-shebao-2024.budget") + "\nset 三公变化原因 = \"按公务需要安排\"\n";
    let before = see(&text, &Edits::new());
    assert!(before.sound(), "{:#?}", before.words());
    let spans = amounts(&before);
    assert!(spans.len() > 90, "{} amounts", spans.len());
    let half = spans.len().div_ceil(2);
    let alone = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for chunk in spans.chunks(half) {
            let (text, alone) = (&text, &alone);
            scope.spawn(move || {
                let before = see(text, &Edits::new());
                let without = chunk.iter().filter(|span| !one(text, &before, **span)).count();
                alone.fetch_add(without, Ordering::Relaxed);
            });
        }
    });
    // the number of projects with targets is checked against the projects themselves: no other figure goes with it
    assert_eq!(alone.into_inner(), 1, "figures that nothing can be brought to agree with");
}

/// The final account says most things twice: each figure changed alone is found, or stands in print; and nothing else moves.
#[test]
fn every_figure_of_the_final_account_is_found_or_seen() {
    let text = read("reports/qingling-shuili-2023.budget");
    let before = see(&text, &Edits::new());
    assert!(before.sound(), "{:#?}", before.words());
    let spans = amounts(&before);
    assert!(spans.len() > 300, "{} amounts", spans.len());
    let half = spans.len().div_ceil(2);
    let unguarded = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for chunk in spans.chunks(half) {
            let (text, unguarded) = (&text, &unguarded);
            scope.spawn(move || {
                let before = see(text, &Edits::new());
                let seen_only = chunk.iter().filter(|span| !shaken(text, &before, **span)).count();
                unguarded.fetch_add(seen_only, Ordering::Relaxed);
            });
        }
    });
    // scores, the delegation abroad, and what running costs are compared with
    assert_eq!(unguarded.into_inner(), 15, "figures that stand in no identity");
}

/// Whether a check or a stated total finds a changed figure. All that moves in print depends on it.
fn shaken(text: &str, before: &Seen, span: Span) -> bool {
    let row = before.sources.slice(span);
    // amounts are kept to the cent and printed in ten thousands
    let cents = split(row).0.scale() == 2;
    let delta = if cents { Decimal::from(10_000) } else { Decimal::ONE };
    let edits = Edits::from([(span.start, (span.end, plus(row, delta)))]);
    let after = see(text, &edits);
    let found = after.failing.iter().any(|failing| !matches!(failing.source, IdentitySource::Printed));
    let (old, new) = (printed(&before.document), printed(&after.document));
    assert_eq!(old.len(), new.len(), "the change of {row} at {span:?} moved blocks");
    let holds = |prose: &Prose| {
        let mut origins = prose.runs.iter().filter_map(|run| run.figure.as_ref()).flat_map(origin);
        origins.any(|own| own.file == FileId(0) && back(&edits, own.start) == span.start)
    };
    let mut moved = 0;
    for ((_, old), (_, new)) in old.iter().zip(&new).filter(|((_, old), (_, new))| old.plain() != new.plain()) {
        let (was, is) = (old.plain(), new.plain());
        assert!(holds(old) || holds(new), "`{was}` became `{is}` though it does not depend on {row} at {span:?}");
        moved += 1;
    }
    assert!(found || moved > 0, "{row} at {span:?} changed, and nobody could see it");
    found
}

/// Whether a changed figure could be brought to agree with the rest, and was compared.
fn one(text: &str, before: &Seen, span: Span) -> bool {
    let row = before.sources.slice(span);
    let mut edits = Edits::from([(span.start, (span.end, plus(row, Decimal::ONE)))]);
    let alone = see(text, &edits);
    // by as much as was changed; a deviation that the report stands by has another size
    let guards = alone.failing.iter().filter(|failing| {
        !matches!(failing.source, IdentitySource::Printed)
            && (failing.pinned.is_some() || failing.gap.is_some_and(|gap| gap.abs() == Decimal::ONE))
    });
    assert!(guards.count() > 0, "{row} at {span:?} changed and nothing was found");
    for _ in 0..24 {
        let seen = see(text, &edits);
        if seen.sound() {
            compare(before, &seen, &edits, span);
            return true;
        }
        if !restate(text, &seen, &mut edits) && !counterpart(&seen, &mut edits, before) {
            // a count of things has no other figure to go with it
            let only_counts = seen
                .failing
                .iter()
                .all(|failing| matches!(failing.source, IdentitySource::Declared(..)) && !failing.money);
            assert!(only_counts && !seen.failing.is_empty(), "{row}: {:#?}", seen.words());
            return false;
        }
    }
    let left = see(text, &edits).words();
    panic!("{row} at {span:?}: the rest cannot be brought to agree: {edits:#?} {left:#?}");
}

/// Sets stated totals and pinned deviations right.
fn restate(text: &str, seen: &Seen, edits: &mut Edits) -> bool {
    let mut done = false;
    let mut news = Vec::new();
    for failing in &seen.failing {
        let Some(gap) = failing.gap else { continue };
        match (failing.source, failing.pinned) {
            (IdentitySource::Stated(_), _) => news.push((failing.span, plus(seen.sources.slice(failing.span), gap))),
            (_, Some(pinned)) => {
                let accepted = seen.sources.slice(pinned);
                news.push((pinned, plus(accepted, gap - split(accepted).0)));
            }
            _ => {}
        }
    }
    for (span, new) in news {
        let start = back(edits, span.start);
        let end = edits.get(&start).map_or_else(|| back(edits, span.end), |(end, _)| *end);
        assert!(text.is_char_boundary(start as usize) && text.is_char_boundary(end as usize));
        edits.insert(start, (end, new));
        done = true;
    }
    done
}

/// Changes one fact on the other side of what fails; the one that most failing checks name.
fn counterpart(seen: &Seen, edits: &mut Edits, before: &Seen) -> bool {
    let mut votes: BTreeMap<(u32, u32), (usize, Decimal)> = BTreeMap::new();
    for failing in seen.failing.iter().filter(|failing| failing.pinned.is_none()) {
        let Some(gap) = failing.gap else { continue };
        let changed = |start: u32| edits.contains_key(&back(edits, start));
        let touched: BTreeSet<bool> =
            failing.sides.iter().filter(|(span, _)| changed(span.start)).map(|(_, left)| *left).collect();
        let free: Vec<_> = failing.sides.iter().filter(|(span, _)| !changed(span.start)).collect();
        for (span, left) in &free {
            let other = !touched.contains(left);
            let delta = if *left { -gap } else { gap };
            let vote = votes.entry((span.start, span.end)).or_insert((0, delta));
            // the fewer there are to choose from, the surer the choice
            vote.0 += if other { 10_000 / free.len() } else { 1 };
        }
    }
    let order: Vec<u32> = amounts(before).iter().map(|span| span.start).collect();
    let best = votes
        .into_iter()
        .max_by_key(|((start, _), (votes, _))| (*votes, !order.contains(start), std::cmp::Reverse(*start)));
    let Some(((start, end), (_, delta))) = best else { return false };
    let new = plus(seen.sources.slice(Span { file: FileId(0), start, end }), delta);
    let (start, end) = (back(edits, start), back(edits, end));
    edits.insert(start, (end, new));
    true
}

/// Everything that prints, in order: cells, paragraphs, titles.
fn printed(document: &Document) -> Vec<(bool, &Prose)> {
    let mut all = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Cover(lines) => all.extend(lines.iter().map(|line| (false, line))),
            Block::Contents(text) | Block::Heading { text, .. } | Block::Paragraph { text, .. } => {
                all.push((false, text))
            }
            Block::Picture(picture) => all.extend([(false, &picture.alt), (false, &picture.title)]),
            Block::Table(table) => {
                all.push((false, &table.title));
                let rows = table.body.iter().map(|row| &row.cells);
                all.extend(rows.flatten().map(|cell| (true, &cell.text)));
            }
        }
    }
    all
}

fn compare(before: &Seen, after: &Seen, edits: &Edits, span: Span) {
    let facts: BTreeSet<u32> = amounts(before).iter().map(|span| span.start).collect();
    let deltas: BTreeMap<u32, Decimal> = edits
        .iter()
        .filter(|(start, _)| facts.contains(start))
        .map(|(start, (end, new))| {
            let old = before.sources.slice(Span { file: FileId(0), start: *start, end: *end });
            (*start, split(new).0 - split(old).0)
        })
        .collect();
    let (old, new) = (printed(&before.document), printed(&after.document));
    assert_eq!(old.len(), new.len(), "the change at {span:?} moved blocks");
    let origins = |prose: &Prose, edits: Option<&Edits>| -> BTreeSet<u32> {
        let spans = prose.runs.iter().filter_map(|run| run.figure.as_ref()).flat_map(origin);
        spans
            .filter(|span| span.file == FileId(0))
            .map(|span| edits.map_or(span.start, |edits| back(edits, span.start)))
            .collect()
    };
    let mut touched = 0;
    for ((cell, old), (_, new)) in old.iter().zip(&new) {
        let mut from = origins(old, None);
        from.extend(origins(new, Some(edits)));
        let depends = from.iter().any(|start| deltas.contains_key(start));
        if old.plain() != new.plain() {
            assert!(depends, "`{}` became `{}` though it does not depend on {span:?}", old.plain(), new.plain());
            touched += 1;
        }
        let figures = [old, new].map(|prose| prose.runs.iter().find_map(|run| run.figure.as_ref()));
        if let (true, [Some(old), Some(new)]) = (cell, figures) {
            let delta: Decimal = from.iter().filter_map(|start| deltas.get(start)).sum();
            let moved = new.value.minus(&old.value).unwrap().to_decimal();
            assert_eq!(moved, Some(delta), "a cell that holds {span:?}");
        }
    }
    assert!(
        touched > 0
            || deltas.values().sum::<Decimal>().is_zero()
            || !deltas.contains_key(&span.start)
            || guards_only(before, span),
        "{span:?} is printed nowhere"
    );
}

/// Where the amounts of a figure are written.
fn origin(figure: &Figure) -> impl Iterator<Item = &Span> {
    figure.origin.iter().flat_map(|part| part.spans.iter())
}

/// Whether a fact is there to be checked against and is not printed itself: a published change.
fn guards_only(before: &Seen, span: Span) -> bool {
    !printed(&before.document).iter().any(|(_, prose)| {
        prose.runs.iter().filter_map(|run| run.figure.as_ref()).any(|figure| origin(figure).any(|own| *own == span))
    })
}
