//! B0723: quotation marks and brackets without their other half.

use std::ops::Range;

use super::Lint;
use super::printed::{Written, printed_texts, with_before};
use super::{Finding, LintContext};
use crate::base::Diagnostic;
use crate::codes;
use crate::say;

codes! {
    HALF_OF_PAIR = "B0723", Warning, since "0.1.0": "引号、括号不成对", "A quotation mark or bracket without its other half";
}

pub(super) const LINT: Lint = Lint {
    codes: ALL,
    finds: &[["a quotation mark or bracket without its other half", "the sign with what is before it"]],
    of_former: false,
    run: check,
};

/// More of these in one report are hardly slips.
const MOST: usize = 200;

/// So many letters before a sign name it.
const NAMED: usize = 4;

/// Signs that open, and those that close them, of the same kind by number.
const OPENING: [&[char]; 8] = [&['（', '('], &['“'], &['「'], &['『'], &['《'], &['【'], &['〔'], &['[', '［']];
const CLOSING: [&[char]; 8] = [&['）', ')'], &['”'], &['」'], &['』'], &['》'], &['】'], &['〕'], &[']', '］']];

pub(super) fn check(context: &LintContext<'_, '_>, found: &mut Vec<Finding>) {
    let before = found.len();
    let mut written = None;
    for text in printed_texts(context) {
        let Some(part) = half(&text.text) else { continue };
        if found.len() - before >= MOST {
            return;
        }
        let written = written.get_or_insert_with(|| Written::new(context));
        // an error may have left words out
        if !context.sound && !written.is_typed(&text.text) {
            continue;
        }
        let sign = &text.text[part.clone()];
        let subject = with_before(&text.text, &part, NAMED);
        let subject = if subject.is_empty() { sign.to_owned() } else { subject };
        let around = text.text[part.start..].chars().take(2 * NAMED).collect::<String>().replace('\n', " ");
        let closes = CLOSING.iter().any(|signs| signs.iter().any(|own| sign.starts_with(*own)));
        let message = if closes {
            say!("「{subject}」：{sign} 前面没有与它成对的另一半", "`{subject}`: nothing opens what {sign} closes")
        } else {
            say!("「{around}」：{sign} 后面没有与它成对的另一半", "`{around}`: nothing closes what {sign} opens")
        };
        let place = written.typed(&text.text, &part).unwrap_or(text.place);
        let problem = Diagnostic::new(HALF_OF_PAIR, place, message).note(say!(
            "补上另一半，或删去这一半；另一半可能在没有印出的一段文字里",
            "add the other half or remove this one; it may stand in words that are not printed"
        ));
        found.push(Finding::new(subject, problem));
    }
}

/// The first sign of a text that has no other half.
fn half(text: &str) -> Option<Range<usize>> {
    let mut open: Vec<(usize, usize, char)> = Vec::new();
    let mut straight: Vec<usize> = Vec::new();
    let place = |at: usize, sign: char| at..at + sign.len_utf8();
    for (at, sign) in text.char_indices() {
        let of = |all: &[&[char]]| all.iter().position(|signs| signs.contains(&sign));
        if let Some(kind) = of(&OPENING) {
            open.push((kind, at, sign));
        } else if let Some(kind) = of(&CLOSING) {
            match open.last() {
                Some((own, ..)) if *own == kind => {
                    open.pop();
                }
                _ if numbers(&text[..at]) && kind == 0 => {}
                // one that was left open stands before its like: that is the one to tell
                Some((_, from, left)) if open.iter().any(|(own, ..)| *own == kind) => return Some(place(*from, *left)),
                _ => return Some(place(at, sign)),
            }
        } else if sign == '"' {
            straight.push(at);
        }
    }
    let first = open.first().map(|(_, at, sign)| place(*at, *sign));
    // a sign of inches stands behind a digit
    let last =
        straight.last().filter(|at| straight.len() % 2 == 1 && !text[..**at].ends_with(|c: char| c.is_ascii_digit()));
    first.or(last.map(|at| place(*at, '"')))
}

/// Whether what stands before a closing bracket is the number of an item: `1）`, `a)`.
fn numbers(before: &str) -> bool {
    let rest = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || "一二三四五六七八九十".contains(c));
    let number = before.len() - rest.len();
    let short = before[rest.len()..].chars().count() <= 3;
    number > 0 && short && rest.chars().next_back().is_none_or(|c| c.is_whitespace() || "。；，：;,:.".contains(c))
}

#[cfg(test)]
mod tests {
    use super::half;

    #[test]
    fn what_has_no_other_half_is_found() {
        for (text, sign) in [
            ("开展优秀案例”活动。", "”"),
            ("开展“优秀案例活动。", "“"),
            ("维修（护费", "（"),
            ("维修护）费", "）"),
            ("（见“附表）”", "“"),
            ("《会计法。", "《"),
            ("关于〔2024]3号", "]"),
            ("the \"Mill fund", "\""),
            ("(see the table", "("),
        ] {
            assert_eq!(half(text).map(|part| &text[part]), Some(sign), "{text}");
        }
    }

    #[test]
    fn pairs_and_numbers_of_items_are_whole() {
        for text in [
            "开展“优秀（调解）案例”活动。",
            "维修(护）费",
            "1）水费；2）电费",
            "具体是：a) water, b) power",
            "don’t, the towns’ fund",
            "a 5\" pipe",
            "the \"Mill\" fund",
            "川财〔2024〕3号《办法》【注】",
        ] {
            assert_eq!(half(text), None, "{text}");
        }
    }
}
