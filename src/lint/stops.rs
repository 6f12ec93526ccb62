//! B0722: stops that are doubled, missing, or of the other width, and what is left around nothing.

use std::ops::Range;

use super::Lint;
use super::printed::{Ending, PrintedText, TextKind, Written, is_han, printed_texts, with_before};
use super::{Finding, LintContext};
use crate::base::pasted::{digit, is_blank};
use crate::base::{Diagnostic, Say, Span};
use crate::codes;
use crate::say;

codes! {
    WRONG_STOP = "B0722", Warning, since "0.1.0": "标点多了、少了或用错了", "A stop too many, too few, or of the wrong kind";
}

pub(super) const LINT: Lint = Lint {
    codes: ALL,
    finds: &[["a stop that is doubled, missing, of the other width, or has nothing before it", "the words around it"]],
    of_former: false,
    run: check,
};

/// More of these in one report are hardly slips.
const MOST: usize = 200;

/// So many letters before a fault name it.
const NAMED: usize = 4;

/// Stops of Chinese texts, and those of others that look like them.
const WIDE: [char; 7] = ['。', '，', '、', '；', '：', '！', '？'];
const NARROW: [char; 7] = ['.', ',', ';', ':', '!', '?', '．'];

/// Words that end before what they announce.
const ANNOUNCE: [&str; 10] =
    ["原因是", "原因为", "主要是", "分别是", "分别为", "包括", "用于", "具体为", "占比为", "比例为"];

/// Signs that close something that was opened.
const CLOSING: [char; 12] = ['”', '’', '"', '）', ')', '」', '』', '》', '】', '〕', ']', '］'];

/// A paragraph that has no stop within is a sentence if it is so long and says that something is or was so.
const SENTENCE: usize = 12;
/// One that has a comma within is shorter.
const PARTED: usize = 10;
const SAYS: [char; 4] = ['是', '了', '为', '由'];
const SAYS_LATIN: [&str; 10] =
    [" is ", " are ", " was ", " were ", " has ", " have ", " had ", " will ", " did ", " because "];
/// So many words of narrow letters with a comma or full stop among them are a sentence.
const SENTENCE_WORDS: usize = 8;

/// What is wrong with a stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    Doubled,
    /// There is nothing before it, or nothing behind words that announce something.
    Bare,
    OtherWidth,
    Missing,
}

pub(super) fn check(context: &LintContext<'_, '_>, found: &mut Vec<Finding>) {
    let texts = printed_texts(context);
    let mut written = None;
    let before = found.len();
    for text in &texts {
        let all = faults(&text.text, text.kind);
        // stops of the other width come by the dozen
        let narrow: Vec<Range<usize>> =
            all.iter().filter(|(fault, _)| *fault == Fault::OtherWidth).map(|(_, part)| part.clone()).collect();
        let mut told = false;
        for (fault, part) in &all {
            let parts = match fault {
                Fault::OtherWidth if std::mem::replace(&mut told, true) => continue,
                Fault::OtherWidth => narrow.as_slice(),
                _ => std::slice::from_ref(part),
            };
            if found.len() - before >= MOST {
                return;
            }
            let written = written.get_or_insert_with(|| Written::new(context));
            let typed = || match fault {
                Fault::Missing => written.is_typed(&text.text),
                Fault::Bare if part.start == 0 => false,
                _ => written.typed_among(&text.text, part, (2 * NAMED, NAMED)).is_some(),
            };
            // elsewhere an error may have left words out
            if !context.sound && !typed() {
                continue;
            }
            found.push(Slip { texts: &texts, text, fault: *fault, part, parts, written }.say());
        }
    }
}

/// Faults of the stops in a text.
fn faults(text: &str, kind: TextKind) -> Vec<(Fault, Range<usize>)> {
    let mut all: Vec<(Fault, Range<usize>)> = Vec::new();
    let signs: Vec<(usize, char)> = text.char_indices().collect();
    let latin = !text.contains(is_han);
    for (index, (at, sign)) in signs.iter().enumerate() {
        let around = Neighbours { signs: &signs, index, latin };
        let fault = match sign {
            sign if WIDE.contains(sign) => around.wide(text),
            sign if NARROW.contains(sign) => around.narrow(),
            _ => None,
        };
        if let Some((fault, start)) = fault {
            all.push((fault, start..at + sign.len_utf8()));
        }
    }
    if kind == TextKind::Paragraph && lacks_stop(text, latin) {
        all.push((Fault::Missing, text.trim_end().len()..text.trim_end().len()));
    }
    all
}

/// A sign among its neighbours.
struct Neighbours<'t> {
    signs: &'t [(usize, char)],
    index: usize,
    latin: bool,
}

impl Neighbours<'_> {
    fn at(&self, index: Option<usize>) -> Option<char> {
        Some(self.signs.get(index?)?.1)
    }

    fn before(&self, by: usize) -> Option<char> {
        self.at(self.index.checked_sub(by))
    }

    fn behind(&self, by: usize) -> Option<char> {
        self.at(Some(self.index + by))
    }

    fn place(&self, back: usize) -> usize {
        self.signs[self.index - back].0
    }

    /// A stop of Chinese texts.
    fn wide(&self, text: &str) -> Option<(Fault, usize)> {
        let (own, blanks) = (self.signs[self.index].1, self.blanks());
        let before = self.before(blanks + 1);
        let lively = |c: char| matches!(c, '！' | '？' | '!' | '?');
        match before {
            None => Some((Fault::Bare, self.place(0))),
            Some(other) if WIDE.contains(&other) || NARROW.contains(&other) => {
                // an abbreviation ends in a point
                let short = other == '.' && self.before(blanks + 2).is_some_and(|c| c.is_ascii_alphabetic());
                let both = lively(other) && lively(own);
                (!short && !both).then(|| (Fault::Doubled, self.place(blanks + 1)))
            }
            Some('\n') => Some((Fault::Bare, self.place(0))),
            // a sign that is spoken of stands in quotation marks
            Some('（' | '(' | '【' | '〔' | '《' | '“' | '「')
                if !self.behind(1).is_some_and(|c| CLOSING.contains(&c)) =>
            {
                Some((Fault::Bare, self.place(blanks + 1)))
            }
            Some(_) if self.latin && own != '、' => {
                let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
                let behind = if self.behind(1).is_some_and(is_blank) { self.behind(2) } else { self.behind(1) };
                (letter(before) && letter(behind)).then(|| (Fault::OtherWidth, self.place(0)))
            }
            Some(_) if matches!(own, '，' | '、' | '；' | '：') && matches!(self.behind(1), Some('）' | ')')) => {
                Some((Fault::Bare, self.place(0)))
            }
            Some(_) => {
                let said = text[..self.place(0)].trim_end_matches(is_blank);
                let word = ANNOUNCE.iter().find(|word| said.ends_with(**word))?;
                let ends = matches!(own, '。' | '；') || own == '，' && word.ends_with('为');
                ends.then(|| (Fault::Bare, said.len() - word.len()))
            }
        }
    }

    /// A stop of other texts.
    fn narrow(&self) -> Option<(Fault, usize)> {
        let own = self.signs[self.index].1;
        let (before, behind) = (self.before(1)?, self.behind(1));
        // a point among digits is told where numbers are
        if own == '．' {
            return behind.is_none_or(|c| digit(c).is_none()).then(|| (Fault::OtherWidth, self.place(0)));
        }
        if WIDE.contains(&before) && !matches!(own, '!' | '?' | '.')
            || before == '。' && own == '.' && behind != Some('.')
        {
            return Some((Fault::Doubled, self.place(1)));
        }
        let ends = behind.is_none_or(|c| c.is_whitespace());
        let doubled = match (before, own) {
            (',' | ';', ',' | ';' | '.') | (':', '.' | ',' | ';') => true,
            ('.', '.') => ends && self.before(2).is_some_and(char::is_alphanumeric),
            _ => false,
        };
        if doubled {
            return Some((Fault::Doubled, self.place(1)));
        }
        let goes_on = behind
            .is_none_or(|c| is_han(c) || "“‘（《「".contains(c) || is_blank(c) && self.behind(2).is_some_and(is_han));
        (is_han(before) && goes_on && matches!(own, ',' | ';' | '.' | ':' | '?' | '!'))
            .then(|| (Fault::OtherWidth, self.place(0)))
    }

    /// How many blanks stand before the sign.
    fn blanks(&self) -> usize {
        self.signs[..self.index].iter().rev().take_while(|(_, c)| is_blank(*c)).count()
    }
}

/// Whether a paragraph is a sentence without an end.
fn lacks_stop(text: &str, latin: bool) -> bool {
    let text = text.trim();
    let inner = text.trim_end_matches(CLOSING);
    let last = inner.chars().next_back();
    // what closes may be a sentence by itself, or stand behind one
    let opened = text[..inner.len()].rfind(['（', '(', '“', '「', '《', '"']).map(|at| text[..at].trim_end());
    // what parts two things ends nothing
    if text.ends_with(['，', '、']) {
        return true;
    }
    let ended = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '%' | '％' | '℃'));
    if ended(last) || inner.len() < text.len() && ended(opened.and_then(|before| before.chars().next_back())) {
        return false;
    }
    let has = |signs: &[char]| inner.contains(signs);
    if latin {
        let says = SAYS_LATIN.iter().any(|word| inner.contains(word));
        let parted = inner.contains(". ") || inner.contains(", ") && says && !has(&[':', ';']);
        return parted && inner.split_whitespace().count() >= SENTENCE_WORDS && !inner.contains('\n');
    }
    let blank = inner.contains(|c: char| c.is_whitespace());
    let listed = inner.starts_with(['（', '(']) || inner.chars().nth(1) == Some('、');
    let letters = inner.chars().filter(|c| is_han(*c)).count();
    let says = letters >= SENTENCE && has(&SAYS);
    let parted = has(&['，', '；']) && letters >= PARTED && (says || !listed);
    has(&['。']) || !has(&['：', ':']) && !blank && (parted || says && !listed)
}

/// What is wrong at a place.
struct Slip<'s> {
    texts: &'s [PrintedText],
    text: &'s PrintedText,
    fault: Fault,
    part: &'s Range<usize>,
    /// This and the others of its kind in the text.
    parts: &'s [Range<usize>],
    written: &'s Written<'s>,
}

impl Slip<'_> {
    fn say(&self) -> Finding {
        let (text, part) = (&self.text.text, self.part);
        let subject = with_before(text, part, if self.fault == Fault::Missing { 2 * NAMED } else { NAMED });
        let typed = if part.is_empty() { None } else { self.written.typed(text, part) };
        let (message, way) = self.words(&subject);
        let problem = match (self.fault, typed) {
            (Fault::Missing, _) => {
                let own = self.written.ending(text, part.end).map(|own| at_end(own.span, own.words, 1));
                Diagnostic::new(WRONG_STOP, own.unwrap_or(self.text.place), message)
            }
            (Fault::Doubled, None) => self.added(message),
            (Fault::Doubled, Some(place)) => {
                let problem = Diagnostic::new(WRONG_STOP, place, message);
                let mut signs = text[part.clone()].chars().filter(|c| !is_blank(*c));
                match (signs.next(), signs.next()) {
                    (Some(one), Some(other)) if one == other => problem.fix(place, one.to_string()),
                    _ => problem,
                }
            }
            (Fault::OtherWidth, Some(place)) => self.widened(Diagnostic::new(WRONG_STOP, place, message)),
            (_, typed) => Diagnostic::new(WRONG_STOP, typed.unwrap_or(self.text.place), message),
        };
        let problem = if problem.fixes.is_empty() { problem.note(way) } else { problem };
        Finding::new(subject, problem)
    }

    /// What is said of it, and the way out.
    fn words(&self, quoted: &str) -> (Say, Say) {
        let count = self.parts.len();
        match self.fault {
            Fault::Doubled => (
                say!("「{quoted}」：标点重复", "`{quoted}`: one stop follows another"),
                say!(
                    "留下一个；循环或填写的文字可能是空的，或自己带了标点",
                    "keep one of them; a loop or a text before it may be empty, or bring its own stop"
                ),
            ),
            Fault::Bare => (
                say!("「{quoted}」：标点前面少了内容", "`{quoted}`: something is missing before the stop"),
                say!(
                    "补上内容；循环或填写的文字是空的，改写这一句",
                    "write what is missing; where a loop or a text is empty, write the sentence otherwise"
                ),
            ),
            Fault::OtherWidth => (
                say!(
                    "「{quoted}」：标点的全角、半角用错了（这一段 {count} 处）",
                    "`{quoted}`: a stop of the wrong width (in this paragraph: {count})"
                ),
                say!("中文里用全角的，西文里用半角的", "Chinese words take wide stops, others narrow ones"),
            ),
            Fault::Missing => (
                say!("这一段末尾没有标点：「{quoted}」", "this paragraph ends without a stop: `{quoted}`"),
                say!("补上句号；不是句子的，认可它", "add a full stop; accept it where this is no sentence"),
            ),
        }
    }

    /// With the right stops in the place of those of the other width, as far as they are typed.
    fn widened(&self, problem: Diagnostic) -> Diagnostic {
        let text = &self.text.text;
        let right = self.parts.iter().filter_map(|part| {
            let right = text[part.clone()].chars().next().and_then(other_width)?;
            Some((self.written.typed(text, part)?, right))
        });
        let mut fixes: Vec<(Span, char)> = right.collect();
        fixes.sort_unstable_by_key(|(span, _)| *span);
        fixes.dedup_by_key(|(span, _)| *span);
        fixes.into_iter().fold(problem, |problem, (span, right)| problem.fix(span, right.to_string()))
    }

    /// Words that end in a stop, and a sentence that puts another one behind them. The first can go where the words are printed
    /// nowhere without the other.
    fn added(&self, message: Say) -> Diagnostic {
        let text = &self.text.text;
        let first = text[self.part.clone()].chars().next().map_or(0, char::len_utf8);
        let Some(Ending { span, words, filled }) = self.written.ending(text, self.part.start + first) else {
            return Diagnostic::new(WRONG_STOP, self.text.place, message);
        };
        let place = at_end(span, words, 1);
        if !filled {
            return Diagnostic::new(WRONG_STOP, place, message);
        }
        let skip = words.chars().count().saturating_sub(2 * NAMED);
        let end: String = words.chars().skip(skip).collect();
        let message = say!(
            "「{end}」末尾有标点，句子里在它后面还有一个",
            "`{end}` ends in a stop, and the sentence has another one behind it"
        );
        let followed = |text: &PrintedText| {
            text.text.match_indices(words).all(|(at, _)| {
                let behind = text.text[at + words.len()..].trim_start_matches(is_blank);
                behind.starts_with(|c| WIDE.contains(&c) || NARROW.contains(&c))
            })
        };
        let problem = Diagnostic::new(WRONG_STOP, place, message);
        let problem = problem.related(self.text.place, say!("印在这里", "printed here"));
        let certain = words.chars().count() > NAMED && self.texts.iter().all(followed);
        if certain { problem.fix(place, "") } else { problem }
    }
}

/// The last signs of words.
fn at_end(span: Span, words: &str, signs: usize) -> Span {
    let length: usize = words.chars().rev().take(signs).map(char::len_utf8).sum();
    let end = span.start + words.len() as u32;
    Span { start: end - length as u32, end, ..span }
}

/// The same stop in the other width.
fn other_width(stop: char) -> Option<char> {
    let pairs = [(',', '，'), (';', '；'), (':', '：'), ('?', '？'), ('!', '！'), ('.', '。'), ('．', '。')];
    pairs.iter().find_map(|(narrow, wide)| match stop {
        stop if stop == *narrow => Some(*wide),
        stop if stop == *wide => Some(*narrow),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Fault, TextKind, faults};

    fn found(text: &str) -> Vec<(Fault, &str)> {
        faults(text, TextKind::Paragraph).into_iter().map(|(fault, part)| (fault, &text[part])).collect()
    }

    #[test]
    fn stops_that_follow_one_another_are_told() {
        for (text, part) in [
            ("用于水费。。", "。。"),
            ("水费，。", "，。"),
            ("水费、；电费。", "、；"),
            ("水费 ， ，电费。", "， ，"),
            ("水费，,电费。", "，,"),
            ("其中：。", "：。"),
            ("Water,, power.", ",,"),
            ("Water ran out..", ".."),
        ] {
            assert_eq!(found(text).first(), Some(&(Fault::Doubled, part)), "{text}");
        }
        for text in
            ["真的？！", "水费……", "Wait...", "水费等etc.，共三项。", "他说：“好。”", "Water Inc., of the town."]
        {
            assert!(found(text).is_empty(), "{text} {:?}", found(text));
        }
    }

    #[test]
    fn nothing_before_a_stop_is_told() {
        for text in [
            "，用于水费。",
            "水费（，电费）。",
            "主要原因是。",
            "水费（见表1，）。",
            "用于 ；其他。",
            "水费占比为，电费多。",
        ] {
            assert_eq!(found(text).first().map(|one| one.0), Some(Fault::Bare), "{text}");
        }
        for text in ["做到实事求是。", "顿号“、”不用。", "他说“，”是逗号。"] {
            assert!(found(text).is_empty(), "{text} {:?}", found(text));
        }
    }

    #[test]
    fn stops_of_the_other_width_are_told() {
        for text in ["水费,电费。", "水费; 电费。", "用水少了.", "共三项:水费。", "共三项．", "water，power and light."]
        {
            assert_eq!(found(text).first().map(|one| one.0), Some(Fault::OtherWidth), "{text}");
        }
        for text in ["比值1.5。", "见www.a.cn。", "用A,B两种。", "时间8:30。", "表1.水费。"] {
            assert!(found(text).is_empty(), "{text} {:?}", found(text));
        }
    }

    #[test]
    fn a_sentence_without_an_end_is_told_from_a_title() {
        let missing = [
            "水费增加的主要原因是夏天比往年来得早",
            "用水减少，主要原因是下雨多",
            "水费多了。电费也多了5%",
            "水费多了，电费也多了，",
            "多了自来水的水费和电费，（含“自来水”）",
            "Water cost more in June, because it did not rain for weeks",
        ];
        for text in missing {
            assert_eq!(found(text).first().map(|one| one.0), Some(Fault::Missing), "{text}");
        }
        let complete = [
            "县图书馆2025年开放情况说明及附件",
            "单位：千元，人",
            "（一）关于水费和电费的总体情况，及说明",
            "用水减少，原因是下雨多（详见表1。）",
            "用水减少，原因是下雨多。（详见表1）",
            "他说：“用水减少，下雨多。”",
            "青石县水务局 2025年3月1日",
            "Water and light",
            "Annual accounts of the town of Mill, county of Brook",
        ];
        for text in complete {
            assert!(!found(text).iter().any(|one| one.0 == Fault::Missing), "{text}");
        }
    }
}
