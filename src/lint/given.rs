//! B0720: a ledger of which nothing is said, and which the page takes as zero.

use super::Lint;
use super::{Finding, LintContext};
use crate::base::{Diagnostic, Say, Span};
use crate::codes;
use crate::document::{Block, HeadingsAbove, Prose};
use crate::eval::TakenAsZero;
use crate::model::{LedgerId, MemberId, Param, Report, Type};
use crate::say;
use crate::syntax::UNWRITTEN;

codes! {
    TAKEN_AS_ZERO = "B0720", Warning, since "0.1.0": "没有填的当成了零", "What is not given is taken as zero";
}

pub(super) const LINT: Lint = Lint {
    codes: ALL,
    finds: &[["a ledger of which nothing is said and that is printed or compared as zero", "the ledger"]],
    of_former: true,
    run: check,
};

/// So many sentences are quoted before the rest is counted, each cut to so many characters.
const QUOTED: usize = 3;
const LONGEST: usize = 48;

pub(super) fn check(context: &LintContext<'_, '_>, found: &mut Vec<Finding>) {
    // what is missing because of an error was told with it
    if !context.sound {
        return;
    }
    let all = context.evaluator.taken_as_zero();
    found.extend(
        all.chunk_by(|one, next| one.ledger == next.ledger).map(|places| told(context, places[0].ledger, places)),
    );
}

fn told(context: &LintContext<'_, '_>, ledger: LedgerId, places: &[TakenAsZero]) -> Finding {
    let report = context.evaluator.report;
    let data = report.ledger(ledger);
    let mut blocks: Vec<&TakenAsZero> = places.iter().collect();
    blocks.dedup_by_key(|place| (place.block, place.paragraph));
    let (name, count) = (&data.name, blocks.len());
    let message = say!(
        "台账「{name}」一笔也没有填，也没有写明没有，印出时却当作零（{count} 处）",
        "nothing is said of ledger `{name}`, not even that there is nothing, and the page takes it as zero ({count})"
    );
    let mut spans: Vec<_> = places.iter().map(|place| place.span).collect();
    spans.sort_unstable();
    spans.dedup();
    let mut problem = Diagnostic::new(TAKEN_AS_ZERO, spans[0], message).label(say!("这里当作零", "taken as zero here"));
    for span in spans.iter().skip(1).take(QUOTED - 1) {
        problem = problem.related(*span, say!("这里也是", "and here"));
    }
    problem = problem.related(data.span, say!("台账在这里声明", "the ledger is declared here"));
    for Say { zh, en } in blocks.into_iter().take(QUOTED).map(|place| quote(&context.document.blocks, place)) {
        problem = problem.note(say!("印成: {zh}", "printed: {en}"));
    }
    if let Some(more) = count.checked_sub(QUOTED).filter(|more| *more > 0) {
        problem = problem.note(say!("另有 {more} 处", "places besides: {more}"));
    }
    let asked: Vec<&str> =
        spans.iter().filter_map(|span| context.sources.slice(*span).rsplit_once('.')).map(|at| at.1).collect();
    let (example, file) = (example(report, ledger, &asked), report.in_former(data.span));
    let bare = name.rsplit('.').next().unwrap_or(name);
    let (zh, en) = if file { ("在那份报告里", "in that report") } else { ("在报告里", "in the report") };
    let problem = problem
        .note(say!("没有的，{zh}写明：items {bare} {{ }}", "if there is nothing, say so {en}: `items {bare} {{ }}`"))
        .note(say!("有的，{zh}填上，如 {example}", "if there is something, state it {en}, as in `{example}`"));
    let problem = unset(report, &spans, problem);
    Finding::new(name, problem)
}

/// How to set what takes such a ledger as its default.
fn unset(report: &Report, spans: &[Span], problem: Diagnostic) -> Diagnostic {
    let within =
        |outer: Span, span: &Span| outer.file == span.file && outer.start <= span.start && span.end <= outer.end;
    let asks =
        |param: &&Param| param.value.as_ref().is_some_and(|value| spans.iter().any(|span| within(value.span, span)));
    match report.params.iter().find(asks) {
        Some(Param { name, ty: Type::Count(unit), .. }) => {
            problem.note(say!("也可以直接写 set {name} = 数{unit}", "or write `set {name} = NUMBER{unit}`"))
        }
        _ => problem,
    }
}

/// The paragraph or table that takes a ledger as zero, as a reader finds it.
fn quote(blocks: &[Block], place: &TakenAsZero) -> Say {
    let mut above: HeadingsAbove<&str> = HeadingsAbove::default();
    for block in blocks.iter().take(place.block + 1) {
        above.reach(block);
        if let Block::Heading { number, .. } = block {
            above.enter(number);
        }
    }
    // empty paragraphs print nothing: the last one that does is meant
    let behind = blocks.iter().skip(place.block).take(place.paragraph + 1);
    let paragraphs = behind.take_while(|block| matches!(block, Block::Paragraph { .. }));
    let block = paragraphs.last().or(blocks.get(place.block));
    let words = match block {
        Some(Block::Paragraph { text, .. } | Block::Heading { text, .. } | Block::Contents(text)) => cut(text),
        Some(Block::Table(table)) => cut(if table.label.is_empty() { &table.title } else { &table.label }),
        Some(Block::Cover(lines)) => lines.first().map(cut).unwrap_or_default(),
        Some(Block::Picture(picture)) => cut(&picture.alt),
        None => String::new(),
    };
    let numbers = above.all().concat();
    let apart = if numbers.is_empty() { "" } else { " " };
    say!("{numbers}「{words}」", "{numbers}{apart}“{words}”")
}

fn cut(text: &Prose) -> String {
    let plain = text.plain();
    let words: Vec<&str> = plain.split_whitespace().collect();
    let words = words.join(" ");
    match words.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words,
    }
}

/// A row that could stand in a ledger, with the block around it: with the fields that are asked for.
fn example(report: &Report, ledger: LedgerId, asked: &[&str]) -> String {
    let data = report.ledger(ledger);
    let mut words: Vec<String> = Vec::new();
    for axis in data.axes.iter().filter(|axis| axis.default.is_none() && !axis.optional) {
        let mut members = (0..report.members.len() as u32).map(MemberId).filter(|id| !report.is_former(*id));
        let at = members.find(|id| report.member(*id).dim == axis.dim && report.is_at(*id, axis.grain));
        words.push(at.map_or_else(|| report.dim(axis.dim).name.clone(), |member| report.reference(member)));
    }
    let mut unit = String::new();
    let mut last = None;
    for field in data.fields.iter().filter(|field| !field.optional || asked.contains(&field.name.as_str())) {
        match &field.ty {
            Type::Amount(measure) if last.is_none() => {
                let measure = &report.measures[measure.ix()];
                unit = format!(" in {}", measure.units[measure.shown].symbol);
                last = Some("0.00".to_owned());
            }
            Type::Amount(measure) => {
                let measure = &report.measures[measure.ix()];
                words.push(format!("{}: 0.00{}", field.name, measure.units[measure.shown].symbol));
            }
            Type::Count(unit) => words.push(format!("{}: 0{unit}", field.name)),
            Type::Ratio => words.push(format!("{}: 0%", field.name)),
            Type::Text | Type::Value => words.push(format!("{}: \"{UNWRITTEN}\"", field.name)),
            Type::Member(_) | Type::Number | Type::Year | Type::Bool | Type::Unknown => {
                words.push(format!("{}: 0", field.name));
            }
        }
    }
    words.extend(last);
    let bare = data.name.rsplit('.').next().unwrap_or(&data.name);
    format!("items {bare}{unit} {{ {} }}", words.join(" "))
}
