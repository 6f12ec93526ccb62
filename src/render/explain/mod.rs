//! Where a figure comes from: as a tree for people, as JSON for programs, as a Mermaid chart for a page.

mod human;
mod json;
mod mermaid;

pub use human::human;
pub use json::{json, schema};
pub use mermaid::mermaid;

use crate::base::{Exact, Lang, Say, Sources, Span, exact};
use crate::eval::said_number;
use crate::explain::{FigureNode, NodeKind, Role, Worth};
use crate::model::UnitRef;
use crate::say;

/// So many rows of a ledger are shown to people; the others are told together. JSON has all.
const MOST: usize = 20;

/// The parts of a node that are shown, how many more there are, and what those come to.
fn shown(node: &FigureNode) -> (&[FigureNode], usize, Option<String>) {
    let folds = matches!(node.kind, NodeKind::Ledger(_) | NodeKind::Stated(..)) && node.parts.len() > MOST + 1;
    let (shown, rest) = node.parts.split_at(if folds { MOST } else { node.parts.len() });
    let sum = rest.iter().try_fold(Exact::ZERO, |sum, part| match part.worth {
        Worth::Blank => Some(sum),
        _ => sum.plus(part.number.as_ref()?).ok(),
    });
    (shown, rest.len(), sum.map(|sum| number(&sum, node)))
}

/// A number in a node's unit, without it: amounts to their usual places where that is exact.
fn number(number: &Exact, node: &FigureNode) -> String {
    let rounded = said_number(number, "", matches!(node.unit, UnitRef::Of(..)), None);
    if number.to_decimal().is_none() { format!("≈{rounded}") } else { rounded }
}

/// What a node is worth, its number without the unit.
fn worth(node: &FigureNode, lang: Lang) -> String {
    match (&node.worth, &node.number) {
        (_, Some(own)) => number(own, node),
        (Worth::Number(number), None) => number.to_string(),
        (Worth::Blank, _) => say!("空", "blank").get(lang).to_owned(),
        (Worth::Unknown(_), _) => say!("未知", "unknown").get(lang).to_owned(),
        (Worth::Holds(true), _) => say!("成立", "holds").get(lang).to_owned(),
        (Worth::Holds(false), _) => say!("不成立", "does not hold").get(lang).to_owned(),
        (Worth::Words(words), _) => format!("“{}”", words.split_whitespace().collect::<Vec<_>>().join(" ")),
    }
}

/// The words of a tree's figure as it is printed, and the unit to say behind them: none where they say it themselves, or are
/// no number.
fn top(root: &FigureNode, lang: Lang) -> (String, &str) {
    let printed = match &root.kind {
        NodeKind::Printed(printed) if !printed.text.is_empty() => printed.text.clone(),
        _ => worth(root, lang),
    };
    let number = printed.contains(|c: char| c.is_ascii_digit()) && !printed.ends_with(root.symbol.as_str());
    (printed, if number { root.symbol.as_str() } else { "" })
}

/// The sign before a part of a sum or product.
fn sign(node: &FigureNode, above: &FigureNode) -> &'static str {
    match (node.role, &above.kind) {
        (Role::Minus, _) => "- ",
        (Role::Plus, NodeKind::Sum) => "+ ",
        (Role::Times, NodeKind::Product) => "× ",
        (Role::Over, _) => "÷ ",
        _ => "",
    }
}

/// What is to be said of a node besides its words and its worth.
fn remark(node: &FigureNode) -> Option<Say> {
    match &node.kind {
        NodeKind::Ledger(0) => Some(say!("没有一笔", "no rows")),
        NodeKind::Ledger(count) => Some(say!("{count} 笔", "rows: {count}")),
        NodeKind::Stated(count, items) => {
            let items = number(items, node);
            Some(say!("列示；{count} 笔相加 {items}", "stated; the items make {items}"))
        }
        NodeKind::Again(_) => Some(say!("见上", "see above")),
        NodeKind::Fact(Some(typed)) => {
            let digits = typed.text.trim_end_matches(node.symbol.as_str());
            let own = number(node.number.as_ref()?, node);
            let same = exact::parse(digits).is_ok_and(|typed| number(&typed.into(), node) == own);
            let whole = same && (typed.symbol.is_empty() || typed.symbol == node.symbol);
            let blank = if typed.symbol.starts_with(|c: char| c.is_ascii_alphabetic()) { " " } else { "" };
            let (text, symbol) = (&typed.text, format!("{blank}{}", typed.symbol));
            match typed.part.as_ref().and_then(|part| part.times(Exact::integer(100)).ok()) {
                Some(part) => {
                    let part = said_number(&part, "%", false, None);
                    Some(say!("写作 {text}{symbol}，取其 {part}", "typed {text}{symbol}, {part} of it"))
                }
                None => (!whole).then(|| say!("写作 {text}{symbol}", "typed {text}{symbol}")),
            }
        }
        _ => None,
    }
}

/// How a figure was rounded: one line for what is printed or shared out.
fn rounding(node: &FigureNode) -> Option<Say> {
    let rounded = match &node.kind {
        NodeKind::Printed(printed) => printed.rounded.as_ref()?,
        NodeKind::Share(_, rounded) => rounded,
        _ => return None,
    };
    let (places, to, alone) = (rounded.places, rounded.to, rounded.alone);
    let exact = match rounded.exact.to_decimal() {
        Some(exact) => exact.normalize().to_string(),
        None => said_number(&rounded.exact, "", false, None) + "…",
    };
    let mut line = say!("{exact} 四舍五入到 {places} 位：{alone}", "{exact} rounded: {alone}");
    if alone != to {
        let way = policy(rounded.policy);
        let (zh, en) = (&way.zh, &way.en);
        let moved = Exact::from(to).minus(Exact::from(alone)).map(|gap| gap.to_string()).unwrap_or_default();
        let moved = if moved.starts_with('-') { moved } else { format!("+{moved}") };
        line.zh.push_str(&format!("；{zh}，移动 {moved}：{to}"));
        line.en.push_str(&format!("; {en}, moved by {moved}: {to}"));
    }
    Some(line)
}

fn policy(policy: crate::model::Policy) -> Say {
    use crate::model::Policy;
    match policy {
        Policy::Controlled => say!(
            "与同行同列一起取整（controlled）使合计相符",
            "rounded with its rows and columns (controlled) so that totals agree"
        ),
        Policy::Largest => say!(
            "与同组各项一起按最大余数取整使合计相符",
            "rounded with its fellows by largest remainder so that totals agree"
        ),
        Policy::Last => say!("末项补足使合计相符", "the last takes the rest so that totals agree"),
        Policy::Plain => say!("各自取整", "each for itself"),
    }
}

/// The cells of tables that a typed amount was read from.
fn origin(node: &FigureNode) -> Option<Say> {
    let NodeKind::Fact(Some(typed)) = &node.kind else { return None };
    let (zh, en) = (typed.from.join("、"), typed.from.join(", "));
    (!typed.from.is_empty()).then(|| say!("来自 {zh}", "from {en}"))
}

/// `file:line` of a place.
fn address(span: Span, sources: &Sources) -> String {
    let source = sources.get(span.file);
    format!("{}:{}", source.path, source.line_column(span.range().start).0)
}
