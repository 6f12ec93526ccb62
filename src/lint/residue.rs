//! B0724: what a template left to be filled in, chosen or removed.

use std::ops::Range;

use super::Lint;
use super::printed::{PrintedText, TextKind, Written, is_han, printed_texts, with_before};
use super::{Finding, LintContext};
use crate::base::pasted::is_blank;
use crate::base::{Diagnostic, Say};
use crate::codes;
use crate::say;

codes! {
    LEFT_TO_FILL_IN = "B0724", Warning, since "0.1.0": "留着没有填、没有选的", "Left to be filled in or chosen";
}

pub(super) const LINT: Lint = Lint {
    codes: ALL,
    finds: &[["what a template left to be filled in, chosen or removed", "the signs as they print"]],
    of_former: false,
    run: check,
};

/// More of these in one report are hardly slips.
const MOST: usize = 200;

/// Words for two ways of which one is to be chosen.
const WAYS: [(&str, &str); 12] = [
    ("增加", "减少"),
    ("增长", "下降"),
    ("增长", "减少"),
    ("上升", "下降"),
    ("提高", "降低"),
    ("上升", "降低"),
    ("多", "少"),
    ("高于", "低于"),
    ("大于", "小于"),
    ("超过", "低于"),
    ("increase", "decrease"),
    ("increased", "decreased"),
];

/// Behind both ways these make a word that speaks of either.
const EITHER: [&str; 14] =
    ["额", "率", "幅", "情况", "变", "数", "值", "部分", "金额", "比例", "原因", "的情况", "的金额", "的幅度"];

/// Words for what is still to come.
const TO_COME: [&str; 6] = ["TBD", "TODO", "FIXME", "待补充", "待填", "某某"];

/// What was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Left {
    /// Signs in the place of words or digits.
    Signs,
    /// Brackets around nothing.
    Empty,
    /// Two ways of which one holds.
    Choice,
}

pub(super) fn check(context: &LintContext<'_, '_>, found: &mut Vec<Finding>) {
    let before = found.len();
    let mut written = None;
    for text in printed_texts(context) {
        let all = residue(&text);
        let mut told = Vec::new();
        for (left, part) in &all {
            // one of a kind speaks for the others in its paragraph
            if told.contains(left) {
                continue;
            }
            told.push(*left);
            let count = all.iter().filter(|(other, _)| other == left).count();
            if found.len() - before >= MOST {
                return;
            }
            let written = written.get_or_insert_with(|| Written::new(context));
            // an error may have left words out
            if !context.sound && written.typed(&text.text, part).is_none() {
                continue;
            }
            found.push(say(&text, *left, (part, count), written));
        }
    }
}

fn residue(text: &PrintedText) -> Vec<(Left, Range<usize>)> {
    let words = &text.text;
    let mut all: Vec<(Left, Range<usize>)> = signs(words).into_iter().map(|part| (Left::Signs, part)).collect();
    if matches!(text.kind, TextKind::Paragraph | TextKind::Item) {
        all.extend(dots(words).map(|part| (Left::Signs, part)));
        all.extend(choices(words).into_iter().map(|part| (Left::Choice, part)));
        all.extend(empty(words).into_iter().map(|part| (Left::Empty, part)));
    }
    for word in TO_COME {
        let places = words.match_indices(word).map(|(at, _)| at..at + word.len());
        all.extend(places.filter(|part| apart(words, part)).map(|part| (Left::Signs, part)));
    }
    all
}

/// Whether no Latin letter or digit touches a part.
fn apart(words: &str, part: &Range<usize>) -> bool {
    let narrow = |c: char| c.is_ascii_alphanumeric();
    !words[..part.start].ends_with(narrow) && !words[part.end..].starts_with(narrow)
}

/// Signs that stand for letters or digits: `XX`, `x,xxx.xx`, `××`, `**`, `__`.
fn signs(words: &str) -> Vec<Range<usize>> {
    let kind = |c: char| match c {
        'X' | 'x' | 'Ｘ' | 'ｘ' => Some('x'),
        '×' | '✕' | '╳' => Some('×'),
        '*' | '＊' | '_' | '＿' | '○' | '□' | '◯' => Some(c),
        _ => None,
    };
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some((at, sign)) = words[rest..].char_indices().find(|(_, c)| kind(*c).is_some()) {
        let start = rest + at;
        let own = kind(sign);
        let run: &str = {
            let goes_on = |c: char| kind(c) == own || own == Some('x') && matches!(c, ',' | '.' | '，');
            let length = words[start..].find(|c| !goes_on(c)).unwrap_or(words.len() - start);
            words[start..start + length].trim_end_matches([',', '.', '，'])
        };
        let part = start..start + run.len();
        rest = part.end.max(start + sign.len_utf8());
        let count = run.chars().filter(|c| kind(*c) == own).count();
        let before = words[..start].chars().next_back();
        // zeros of a year, and Roman numbers among Latin words
        let digits = matches!(own, Some('○' | '◯')) && before.is_some_and(|c| "一二三四五六七八九十〇零".contains(c));
        let roman = own == Some('x') && run.starts_with('X') && run.len() <= 3 && !words.contains(is_han);
        if count >= 2 && apart(words, &part) && !digits && !roman {
            found.push(part);
        }
    }
    found
}

/// Dots where words or a number should stand.
fn dots(words: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    words.match_indices("……").map(|(at, dots)| at..at + dots.len())
}

/// Brackets around nothing.
fn empty(words: &str) -> Vec<Range<usize>> {
    let opened = words.char_indices().filter(|(_, c)| matches!(c, '（' | '(' | '【' | '〔' | '《' | '“'));
    let around = opened.filter_map(|(at, opening)| {
        let inner = &words[at + opening.len_utf8()..];
        let behind = inner.trim_start_matches(is_blank);
        let closing = behind.chars().next().filter(|c| matches!(c, '）' | ')' | '】' | '〕' | '》' | '”'))?;
        // a call of a program has empty brackets
        let called = opening == '(' && words[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
        let end = words.len() - behind.len() + closing.len_utf8();
        (!called).then_some(at..end)
    });
    around.collect()
}

/// Two ways of which one was to be chosen: `增加（减少）`, `增加/减少`.
fn choices(words: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (one, other) in WAYS.into_iter().flat_map(|(one, other)| [(one, other), (other, one)]) {
        for (at, _) in words.match_indices(one) {
            let behind = &words[at + one.len()..];
            let bracketed =
                behind.strip_prefix(['（', '(']).and_then(|rest| rest.strip_prefix(other)?.strip_prefix(['）', ')']));
            let slashed = behind.strip_prefix(['/', '／']).and_then(|rest| rest.strip_prefix(other));
            let Some(rest) = bracketed.or(slashed) else { continue };
            let part = at..words.len() - rest.len();
            let inflected = one.is_ascii() && rest.starts_with(|c: char| c.is_ascii_alphabetic());
            let word = inflected || EITHER.iter().any(|word| rest.starts_with(word));
            if !word && found.iter().all(|own| own.end <= part.start || own.start >= part.end) {
                found.push(part);
            }
        }
    }
    found
}

fn say(text: &PrintedText, left: Left, (part, count): (&Range<usize>, usize), written: &Written<'_>) -> Finding {
    let shown = &text.text[part.clone()];
    let behind: String = text.text[part.end..].chars().take(4).collect();
    let around = with_before(&text.text, part, 4) + &behind.replace('\n', " ");
    let (message, way): (Say, Say) = match left {
        Left::Signs => (
            say!(
                "「{around}」：{shown} 没有填写（这一段 {count} 处）",
                "`{around}`: {shown} was not filled in (in this paragraph: {count})"
            ),
            say!("换成实际的内容；数在花括号里引用", "write what belongs there; quote a figure in braces"),
        ),
        Left::Empty => (
            say!("「{around}」：括号里没有内容", "`{around}`: there is nothing in the brackets"),
            say!("写上内容，或删去括号", "write what belongs there, or remove the brackets"),
        ),
        Left::Choice => (
            say!("「{around}」：两者没有选定", "`{around}`: none of the two was chosen"),
            say!(
                "留下相符的一个；随数变的，写成 {{if 本 > 上}}……{{else}}……{{end}}",
                "keep the one that holds; where it depends on figures, write `{{if NEW > OLD}}…{{else}}…{{end}}`"
            ),
        ),
    };
    let place = written.typed(&text.text, part).unwrap_or(text.place);
    Finding::new(shown, Diagnostic::new(LEFT_TO_FILL_IN, place, message).note(way))
}

#[cfg(test)]
mod tests {
    use super::{PrintedText, TextKind, residue};
    use crate::base::{FileId, Span};

    fn found(words: &str) -> Vec<String> {
        let place = Span { file: FileId(0), start: 0, end: 0 };
        let text = PrintedText { text: words.to_owned(), kind: TextKind::Paragraph, place };
        residue(&text).into_iter().map(|(_, part)| words[part].to_owned()).collect()
    }

    #[test]
    fn what_is_left_of_a_template_is_found() {
        for (text, left) in [
            ("XX是主管档案的图书馆。", "XX"),
            ("水费x,xxx千元。", "x,xxx"),
            ("水费x,xxx.xx千元，增加。", "x,xxx.xx"),
            ("水费××千元。", "××"),
            ("水费**千元。", "**"),
            ("水费__千元。", "__"),
            ("负责档案，……。", "……"),
            ("国（ ）境费", "（ ）"),
            ("水费增加（减少）的主因", "增加（减少）"),
            ("水费增长/下降5%。", "增长/下降"),
            ("水费减少（增加）5千元。", "减少（增加）"),
            ("The town TBD.", "TBD"),
        ] {
            assert_eq!(found(text), [left], "{text}");
        }
    }

    #[test]
    fn words_that_look_like_it_are_none() {
        for text in [
            "3×4米，5*6米",
            "二○○八年",
            "增加（减少）额为",
            "增加（减少）情况",
            "增加（其中减少5%）",
            "Part XX of the act",
            "XXL号、MAXX、axx",
            "*注",
            "a call of f() fails",
            "选□不选□",
        ] {
            assert!(found(text).is_empty(), "{text} {:?}", found(text));
        }
    }
}
