//! Common slips of the pen, told by what stands at the place where reading stopped.

use pest::Parser;

use super::keywords::{keywords, rule_of};
use super::parser::BudgetParser;
use super::written::UNWRITTEN;
use super::{Kind, Node, numbers, pairs, paths};
use crate::base::near::{NOT_CLOSE, Nearest, did_you_mean, likeness};
use crate::base::{Diagnostic, Say, Span, pasted};
use crate::say;
use crate::syntax::codes::{MALFORMED_CODE, UNREADABLE};

/// The beginning of a word that may be a whole sentence.
pub(super) fn short(word: &str) -> String {
    const SHOWN: usize = 16;
    if word.chars().count() <= SHOWN {
        return word.to_owned();
    }
    word.chars().take(SHOWN).chain(['…']).collect()
}

/// The keywords that a misspelt word may have been meant for, among those that may stand there.
pub(super) fn near_keywords(word: &str, fits: impl Fn(&str) -> bool) -> Vec<&'static str> {
    let spellings = keywords().flat_map(|keyword| [keyword.english, keyword.chinese]);
    let mut near = Nearest::above(NOT_CLOSE);
    near.extend(spellings.filter(|keyword| fits(keyword)).map(|keyword| (likeness(word, keyword), keyword)));
    near.into_all()
}

/// The grammar's rule of the one keyword that begins a declaration and that a word is, or nearly is.
pub(crate) fn declaration_rule(word: &str) -> Option<&'static str> {
    match near_keywords(word, |keyword| BudgetParser::parse(Kind::_decl_start, keyword).is_ok()).as_slice() {
        [keyword] => rule_of(keyword),
        _ => None,
    }
}

/// The one keyword that a word becomes by one keystroke, so that its whole slice can be read by the rule: certain, unless the
/// word is a keyword itself, which may stand in the wrong place.
pub(super) fn certain(slice: &str, word: &str, rule: Kind) -> Option<&'static str> {
    // of two signs one is half of the word
    if rule_of(word).is_some() || word.chars().count() < 3 {
        return None;
    }
    let spellings = keywords().flat_map(|keyword| [keyword.english, keyword.chinese]);
    let reads = |keyword: &&str| {
        strsim::damerau_levenshtein(word, keyword) == 1
            && BudgetParser::parse(rule, &format!("{keyword}{}", &slice[word.len()..])).is_ok()
    };
    let mut found: Vec<&str> = spellings.filter(reads).collect();
    found.dedup();
    match found.as_slice() {
        [one] => Some(one),
        _ => None,
    }
}

/// What went wrong before a text that begins no declaration: a `}` too many, or a text that swallowed a declaration.
pub(super) fn before(node: Node<'_>, text: &str) -> Option<Diagnostic> {
    let start = node.span().start as usize;
    let before = text.get(..start)?.trim_end();
    let mark = |at: usize, length: usize| Span { start: at as u32, end: (at + length) as u32, ..node.span() };
    if node.text().starts_with(['}', '｝']) {
        let error = Diagnostic::new(UNREADABLE, mark(start, 1), say!("这里多了一个「}}」", "there is a `}}` too many"));
        return Some(error.note(say!("删去它", "remove it")));
    }
    if BudgetParser::parse(Kind::_decl_start, node.text()).is_ok() {
        return None;
    }
    if let Some(long) = before.strip_suffix("\"\"\"") {
        let opened = long.rfind("\"\"\"")?;
        let line = long.rfind('\n').map_or(0, |at| at + 1);
        let swallowed = BudgetParser::parse(Kind::_decl_start, &long[line..]).is_ok();
        // the text that this mark closes began with the mark before it
        return swallowed.then(|| {
            let word = long[line..].split_whitespace().next().map_or(1, str::len);
            pairs::long(mark(opened, 3))
                .related(mark(line, word), say!("应在这一行之前结束", "it was to end before this line"))
        });
    }
    let close = before.strip_suffix('}')?;
    let indent = close.rsplit('\n').next()?;
    let surplus = node.text().matches('}').count() > node.text().matches('{').count();
    (surplus && !indent.is_empty() && indent.trim().is_empty()).then(|| {
        let message = say!(
            "这里多了一个「}}」：整个块到此就结束了，下面的行落在了块外",
            "there is a `}}` too many: it ends the whole block, and the rows beneath fall outside"
        );
        Diagnostic::new(UNREADABLE, mark(close.len(), 1), message).note(say!("删去它", "remove it"))
    })
}

/// The words that begin what a rule of rows reads.
fn starters(rule: Kind) -> &'static [&'static str] {
    match rule {
        Kind::only_row_item => &["kw_line", "kw_each", "kw_all"],
        Kind::only_form_item => {
            &["kw_rows", "kw_column", "kw_side", "kw_band", "kw_cells", "kw_note", "kw_empty", "kw_hide", "kw_only"]
        }
        Kind::only_column_set_item => &["kw_column"],
        Kind::only_document_item => {
            &["kw_cover", "kw_contents", "kw_part", "kw_section", "kw_picture", "kw_list", "kw_each", "kw_if"]
        }
        _ => &[],
    }
}

/// The grammar's rule of the word that a text begins with, if lines begin with it.
pub(super) fn line_rule(text: &str) -> Option<&'static str> {
    let word = text.split(|c: char| c.is_whitespace() || "{｛\"“".contains(c)).next()?;
    let rule = rule_of(word)?;
    let items = [Kind::only_form_item, Kind::only_document_item, Kind::only_row_item];
    let begins = rule == "kw_total" || items.iter().any(|items| starters(*items).contains(&rule));
    (begins || BudgetParser::parse(Kind::_decl_start, text).is_ok()).then_some(rule)
}

/// What may be the head of a block, by its rows.
pub(super) fn head_of(rows: &[&str]) -> Option<Say> {
    let first = |row: &&str| row.split(|c: char| c.is_whitespace() || "{｛\"“".contains(c)).next().and_then(rule_of);
    let of = |rule| rows.iter().filter_map(first).any(|word| starters(rule).contains(&word));
    let amount = |row: &&str| {
        let last = row.rsplit(char::is_whitespace).next().unwrap_or("");
        row.contains(":=") || last.len() < row.len() && last.starts_with(|c: char| c.is_ascii_digit() || c == '-')
    };
    if of(Kind::only_form_item) {
        return Some(say!("form 名称 \"标题\"", "form NAME \"TITLE\""));
    }
    if of(Kind::only_document_item) {
        return Some(say!("section 名称 \"标题\"", "section NAME \"TITLE\""));
    }
    if of(Kind::only_row_item) {
        return Some(say!("rows 名称 of 台账", "rows NAME of LEDGER"));
    }
    if rows.iter().any(amount) {
        return Some(say!("items 台账 in 单位", "items LEDGER in UNIT"));
    }
    None
}

/// A row whose first word is nearly one of those that its block knows.
pub(super) fn row_word(node: Node<'_>, rule: Kind) -> Option<Diagnostic> {
    let known = starters(rule);
    let word = node.text().split(|c: char| c.is_whitespace() || "{｛\"“".contains(c)).next()?;
    if rule_of(word).is_some_and(|rule| known.contains(&rule)) {
        return None;
    }
    let near = near_keywords(word, |keyword| rule_of(keyword).is_some_and(|rule| known.contains(&rule)));
    let way = did_you_mean(&near)?;
    let span = Span { end: node.span().start + word.len() as u32, ..node.span() };
    let error = Diagnostic::new(UNREADABLE, span, say!("这里看不懂「{word}」", "`{word}` makes no sense here"));
    let error = error.note(way);
    Some(match certain(node.text(), word, rule).filter(|certain| near == [*certain]) {
        Some(near) => error.fix(span, near),
        None => error,
    })
}

/// A code whose parts are joined by a dash or points.
pub(crate) fn joined(node: Node<'_>) -> Diagnostic {
    let slice = node.text();
    let plain: String = slice.chars().map(|c| if c.is_ascii_digit() { c } else { '-' }).collect();
    let message = say!("编码的各段之间写「-」：{slice}", "the parts of a code are joined by `-`: {slice}");
    Diagnostic::new(MALFORMED_CODE, node.span(), message)
        .label(say!("写作 {plain}", "write {plain}"))
        .fix(node.span(), plain)
}

/// A slip that is known by where reading stopped; `span` is the word there.
pub(super) fn slip_at(slice: &str, offset: usize, rule: Kind, span: Span) -> Option<Diagnostic> {
    let rest = slice.get(offset..)?;
    let word = rest.get(..(span.end - span.start) as usize)?;
    let before = slice[..offset].trim_end();
    let error = |message| Diagnostic::new(UNREADABLE, span, message);
    if let Some(error) = paths::path_slip_at(slice, offset, span).or_else(|| backslash(rest, span)) {
        return Some(error);
    }
    if let Some(error) = brackets(slice, offset, rule, span) {
        return Some(error);
    }
    if let Some(error) = numbers::no_amount(rest.trim(), span).filter(|_| rule == Kind::only_row && !before.is_empty())
    {
        return Some(error);
    }
    if let Some(error) = unquoted_example(slice, before, rest, span) {
        return Some(error);
    }
    if let Some(error) = lacks_equals(slice, offset, rule, span).or_else(|| pasted(slice, offset, rule, span)) {
        return Some(error);
    }
    if ["，", ",", "。", "、", "；"].contains(&rest.trim()) {
        return Some(
            error(say!("一行的末尾不写「{word}」", "a row does not end in `{word}`")).note(say!("删去它", "remove it")),
        );
    }
    if let Some(error) = beside_a_block(before, rest, rule, span, offset) {
        return Some(error);
    }
    if !before.is_empty() && rule_of(word).is_some_and(|found| starters(rule).contains(&found)) {
        let message = say!("「{word}」要另起一行", "`{word}` begins a line of its own");
        return Some(error(message));
    }
    if rule != Kind::only_decl {
        return None;
    }
    if let Some(error) = round(slice, offset, span) {
        return Some(error);
    }
    let first = slice.split_whitespace().next().and_then(rule_of)?;
    let behind: Vec<&str> = before.split_whitespace().collect();
    match first {
        "kw_items" if behind.len() == 2 && rest.contains(['{', '｛']) => {
            let (zh, head) = if word.starts_with(|c: char| c.is_ascii_digit()) { ("at", "at") } else { ("in", "in") };
            let message = say!("「{word}」之前少了 {zh}", "`{head}` is missing before `{word}`");
            let note = say!("写作 {before} {zh} {word} {{ … }}", "write {before} {head} {word} {{ … }}");
            Some(error(message).note(note))
        }
        "kw_set" | "kw_param" | "kw_text" if slice[..offset].ends_with('"') && rest.contains('"') => {
            Some(quote_within(span))
        }
        "kw_set" | "kw_param" if before.contains(['=', '＝']) && word.starts_with(char::is_alphabetic) => Some(
            error(say!("文字要写在引号里", "a text is written in quotes"))
                .note(say!("写作 \"{UNWRITTEN}\"", "write \"{UNWRITTEN}\"")),
        ),
        _ => None,
    }
}

/// `part "…" { … } 表`: two things in a line, the first of which ends in a block.
fn beside_a_block(before: &str, rest: &str, rule: Kind, span: Span, offset: usize) -> Option<Diagnostic> {
    let reads = |text: &str| BudgetParser::parse(rule, text).is_ok();
    if !before.ends_with(['}', '｝']) || !reads(before) || !reads(rest) {
        return None;
    }
    let word = short(rest.split_whitespace().next()?);
    let message = say!(
        "「{word}」是另一样，要另起一行，或在前面写「;」",
        "`{word}` is another thing: it begins a line, or has `;` before it"
    );
    let gap = Span { start: span.start - (offset - before.len()) as u32, end: span.start, ..span };
    let error = Diagnostic::new(UNREADABLE, span, message);
    Some(error.label(say!("前面补上「;」", "write `;` before it")).fix(gap, "; "))
}

/// `台账【成员】`: brackets of another kind where those of a filter make sense.
fn brackets(slice: &str, offset: usize, rule: Kind, span: Span) -> Option<Diagnostic> {
    let rest = slice.get(offset..)?;
    let inner = rest.strip_prefix('【')?;
    let (filter, behind) = inner.split('\n').next()?.split_once('】')?;
    let mended = format!("{}[{filter}]{behind}", &slice[..offset]);
    let read = BudgetParser::parse(rule, &mended).is_ok();
    let place = |start: usize, length: usize| Span {
        start: span.start + start as u32,
        end: span.start + (start + length) as u32,
        ..span
    };
    let close = "【".len() + filter.len();
    let message = say!("方括号写作 [ ]", "the brackets are written [ ]");
    let error = Diagnostic::new(UNREADABLE, place(0, close + "】".len()), message);
    let error = error.label(say!("写作 [{filter}]", "write [{filter}]"));
    read.then(|| error.fix(place(0, "【".len()), "[").fix(place(close, "】".len()), "]"))
}

/// `set name value` and the like: `=` is missing before the place where reading stopped.
fn lacks_equals(slice: &str, offset: usize, rule: Kind, span: Span) -> Option<Diagnostic> {
    let (before, rest) = (slice.get(..offset)?.trim_end(), slice.get(offset..)?);
    let words: Vec<&str> = before.split_whitespace().collect();
    let keyword = words.first().filter(|_| rule == Kind::only_decl)?;
    let value = rest.starts_with(|c: char| c.is_ascii_digit() || "\"“-".contains(c));
    let whole = value && BudgetParser::parse(Kind::only_decl, &format!("{before} = {rest}")).is_ok();
    match rule_of(keyword)? {
        "kw_set" if words.len() == 2 => {}
        "kw_let" | "kw_param" | "kw_text" if whole => {}
        _ => return None,
    }
    let name = words.get(1)?.trim_end_matches([':', '：']);
    let error = Diagnostic::new(UNREADABLE, span, say!("「{name}」之后要写「=」", "`=` is missing behind `{name}`"));
    let gap = Span { start: span.start - (offset - before.len()) as u32, end: span.start, ..span };
    Some(match whole {
        true => error.label(say!("前面补上「=」", "write `=` before it")).fix(gap, " = "),
        false => error.note(say!("写作 {before} = 值", "write {before} = VALUE")),
    })
}

/// `as 1,000.00`: a number as it is to print.
fn unquoted_example(slice: &str, before: &str, rest: &str, span: Span) -> Option<Diagnostic> {
    let behind = before.split_whitespace().last().and_then(rule_of) == Some("kw_as");
    let names_a_file = slice.split_whitespace().next().and_then(rule_of) == Some("kw_use");
    let number = rest.starts_with(|c: char| c.is_ascii_digit() || "-(（$¥￥€".contains(c));
    let message = say!("怎样印的例子要写在引号里", "an example of how a number prints is written in quotes");
    let error = Diagnostic::new(UNREADABLE, span, message);
    (behind && number && !names_a_file).then(|| error.note(say!("如 as \"1,000.00\"", "such as `as \"1,000.00\"`")))
}

/// A quotation mark in a text, which it ends.
pub(crate) fn quote_within(span: Span) -> Diagnostic {
    let message = say!("这之前的引号结束了文字", "the quotation mark before this ends the text");
    Diagnostic::new(UNREADABLE, span, message)
        .note(say!("文字里的引号写作 “ ”，或写作 \\\"", "a quotation mark within a text is written “ ” or \\\""))
}

/// A bracket in an expression that closes nothing.
fn round(slice: &str, offset: usize, span: Span) -> Option<Diagnostic> {
    let mark = slice.get(offset..)?.chars().next().filter(|c| matches!(c, ')' | '）' | ']' | '］'))?;
    let place = Span { end: span.start + mark.len_utf8() as u32, ..span };
    let message = say!("这里多了一个「{mark}」", "there is a `{mark}` too many");
    let without = format!("{}{}", &slice[..offset], &slice[offset + mark.len_utf8()..]);
    BudgetParser::parse(Kind::only_decl, &without).ok()?;
    let open = if matches!(mark, ')' | '）') { '(' } else { '[' };
    let error = Diagnostic::new(UNREADABLE, place, message);
    Some(error.note(say!("删去它，或在前面补上「{open}」", "remove it, or write `{open}` before it")))
}

/// A backslash in quotes that stands for nothing.
fn backslash(rest: &str, span: Span) -> Option<Diagnostic> {
    let twice = |place| {
        let message = say!("引号里的「\\」要写两个：\\\\", "a `\\` in quotes is written twice: `\\\\`");
        Some(Diagnostic::new(UNREADABLE, place, message))
    };
    if rest.starts_with('\\') {
        return twice(Span { end: span.start + 1, ..span });
    }
    let quoted = rest.strip_prefix('"')?;
    let mut chars = quoted.char_indices();
    let at = loop {
        match chars.next()? {
            (at, '\\') if !matches!(chars.next(), Some((_, '"' | '\\'))) => break 1 + at as u32,
            (_, '"' | '\n') => return None,
            _ => {}
        }
    };
    let place = Span { start: span.start + at, end: span.start + at + 1, ..span };
    twice(place)
}

/// So many words to either side of the place where reading stopped may belong to one number.
const WORDS: usize = 3;

/// A number as another program writes it, at the place where reading stopped.
fn pasted(slice: &str, offset: usize, rule: Kind, span: Span) -> Option<Diagnostic> {
    let parts = |c: char| pasted::is_blank(c) || c == '\n' || "=＝<>＜＞≤≥*/:：{｛}｝;；[]".contains(c);
    let head = slice.get(..offset)?;
    let starts = head.char_indices().rev().filter(|(_, c)| parts(*c)).map(|(at, c)| at + c.len_utf8());
    let mut starts: Vec<usize> = starts.take(WORDS).collect();
    if starts.len() < WORDS {
        starts.push(0);
    }
    let ends = slice.get(offset..)?.char_indices().filter(|(at, c)| *at > 0 && parts(*c)).map(|(at, _)| offset + at);
    let ends: Vec<usize> = ends.take(WORDS).chain([slice.len()]).collect();
    for start in starts.iter().rev() {
        for end in ends.iter().take(WORDS).rev().filter(|end| *end > start) {
            let Some(text) = slice.get(*start..*end).filter(|text| !text.starts_with(parts)) else {
                continue;
            };
            let text = text.trim_end();
            // what is written as it should be, or stands in quotes, is not what is wrong
            let plain = |number: &pasted::Pasted<'_>| {
                number.readings.first().is_some_and(|own| numbers::with_unit(own, number) == text.replace('％', "%"))
            };
            let quoted = rule == Kind::only_decl && text.starts_with(['"', '“']);
            let Some(mut number) = pasted::read(text).filter(|number| !quoted && !plain(number)) else { continue };
            // what begins a block is a code and a name
            if slice[*end..].trim_start().starts_with(['{', '｛']) {
                return None;
            }
            let at = span.start - offset as u32 + *start as u32;
            let place = Span { start: at, end: at + text.len() as u32, ..span };
            // what a blank parts may be a code and an amount; what money it is, the measures know
            number.certain &= number.money.is_none() && !(number.blanks && rule == Kind::only_row);
            return Some(numbers::misread_number(text, &number, place));
        }
    }
    None
}
