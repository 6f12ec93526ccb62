//! Turns `junk` nodes and the grammar's rules for known mistakes into diagnostics that name the reader's mistake.

use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};

use super::parser::BudgetParser;
use super::written::UNWRITTEN;
use super::{Kind, Node, Tree, keywords, numbers, pairs, slips};
use crate::base::near::did_you_mean;
use crate::base::{Diagnostic, Say, Span};
use crate::say;
use crate::syntax::codes::{MALFORMED_CODE, UNMATCHED_BRACE, UNREADABLE};

pub(super) fn find(tree: &Tree, text: &str) -> Vec<Diagnostic> {
    let mut before = None;
    let mut all = Vec::new();
    // the blocks around, outermost first
    let mut around: Vec<Node<'_>> = Vec::new();
    for node in tree.nodes(text) {
        around.truncate(around.partition_point(|outer| outer.span().end > node.span().start));
        let coordinate = before.replace(node.kind()) == Some(Kind::member_ref);
        all.extend(match node.kind() {
            Kind::glued if coordinate => Some(doubled(node)),
            Kind::junk_row => Some(row(node, enclosing(node, &around))),
            _ => mistake(node, text),
        });
        if BLOCKS.contains(&node.kind()) {
            around.push(node);
        }
    }
    all
}

/// A coordinate is a code or a name. Which of the two is meant, where they disagree, only the writer knows.
fn doubled(node: Node<'_>) -> Diagnostic {
    let slice = node.text();
    let (code, name) = slice.split_at(code_end(slice));
    Diagnostic::new(
        MALFORMED_CODE,
        node.span(),
        say!("这里只写编码或只写名称：{slice}", "a code or a name stands here, not both: {slice}"),
    )
    .label(say!("写作 {code} 或 {name}", "write {code} or {name}"))
}

/// Where a code ends that a name is stuck to.
fn code_end(slice: &str) -> usize {
    slice.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(slice.len())
}

fn mistake(node: Node<'_>, text: &str) -> Option<Diagnostic> {
    match node.kind() {
        Kind::junk_decl => Some(declaration(node, text)),
        Kind::junk_hole => Some(hole(node, node.text())),
        Kind::glued => Some(glued(node, node.text())),
        Kind::dashed => Some(slips::joined(node)),
        Kind::grouped => numbers::find(node),
        _ => None,
    }
}

fn glued(node: Node<'_>, slice: &str) -> Diagnostic {
    let (code, name) = slice.split_at(code_end(slice));
    let spaced = format!("{code} {name}");
    Diagnostic::new(
        MALFORMED_CODE,
        node.span(),
        say!("编码与名称之间要空一格：{slice}", "a code and its name are parted by a blank: {slice}"),
    )
    .label(say!("写作 {spaced}", "write {spaced}"))
    .fix(node.span(), spaced)
}

fn declaration(node: Node<'_>, text: &str) -> Diagnostic {
    let slice = node.text();
    if let Some(error) = slips::before(node, text).or_else(|| pairs::find(slice, node.span())) {
        return error;
    }
    if BudgetParser::parse(Kind::_decl_start, slice).is_ok() {
        return again(node, slice, Kind::only_decl);
    }
    let word = slice.split(|c: char| c.is_whitespace() || "{｛".contains(c)).next().unwrap_or("");
    let length = if word.is_empty() { first(node.raw()) } else { word.len() as u32 };
    let span = Span { end: node.span().start + length, ..node.span() };
    let shown = slips::short(word);
    let onward =
        ["and", "or", "且", "或", "for"].contains(&word) || word.starts_with(['+', '-', '*', '/', '=', '<', '>']);
    if onward {
        let message = say!("「{shown}」不能起一行", "`{shown}` cannot begin a line");
        return Diagnostic::new(UNREADABLE, span, message).note(line_goes_on());
    }
    let message = say!("「{shown}」不是一段的开头", "`{shown}` does not begin a declaration");
    let error = Diagnostic::new(UNREADABLE, span, message);
    if let Some(near) = slips::certain(slice, word, Kind::only_decl) {
        return did_you_mean(&[near]).into_iter().fold(error, Diagnostic::note).fix(span, near);
    }
    match did_you_mean(&slips::near_keywords(word, |keyword| BudgetParser::parse(Kind::_decl_start, keyword).is_ok())) {
        Some(way) => error.note(way),
        None => error.note(say!(
            "每一段以 use、set、members、items、accept 等词开头；若这一行属于上面的块，看上面的「}}」是不是写早了",
            "a declaration begins with a word such as use, set, members, items, accept; if this row belongs to the block \
             above, see whether its `}}` stands too early"
        )),
    }
}

/// The bytes of a text's first character.
fn first(text: &str) -> u32 {
    text.chars().next().map_or(0, char::len_utf8) as u32
}

/// A row is read again by the rule for rows of the block that it stands in.
fn row(node: Node<'_>, block: Option<Kind>) -> Diagnostic {
    let slice = node.text();
    let rule = block.map_or(Kind::only_row, |kind| match kind {
        Kind::row_set => Kind::only_row_item,
        Kind::form_body => Kind::only_form_item,
        Kind::column_set => Kind::only_column_set_item,
        Kind::document_body => Kind::only_document_item,
        Kind::ledger_decl => Kind::only_field,
        Kind::avoid_decl => Kind::only_avoided,
        Kind::tags_decl => Kind::only_tag,
        Kind::expected => Kind::only_expected_item,
        _ => Kind::only_row,
    });
    if let Some(error) = pairs::find(slice, node.span()).or_else(|| slips::row_word(node, rule)) {
        return error;
    }
    again(node, slice, rule)
}

const BLOCKS: [Kind; 9] = [
    Kind::row_set,
    Kind::column_set,
    Kind::form_body,
    Kind::document_body,
    Kind::ledger_decl,
    Kind::avoid_decl,
    Kind::tags_decl,
    Kind::block,
    Kind::expected,
];

/// The innermost of some blocks that holds a node.
fn enclosing(node: Node<'_>, around: &[Node<'_>]) -> Option<Kind> {
    let holds = |outer: &&Node<'_>| outer.span().start < node.span().start && outer.span().end >= node.span().end;
    around.iter().rev().find(holds).map(|outer| outer.kind())
}

fn hole(node: Node<'_>, slice: &str) -> Diagnostic {
    if !slice.ends_with(['}', '｝']) {
        return Diagnostic::new(
            UNMATCHED_BRACE,
            node.span(),
            say!("文字里的「{{」没有闭合", "this `{{` in the text is never closed"),
        )
        .note(printed_brace("{{"));
    }
    let mut error = again(node, slice, Kind::only_hole);
    let inner = slice.trim_matches(['{', '}', '｛', '｝']).trim();
    if is_words(inner) {
        let shown = slips::short(inner);
        let message =
            say!("花括号里要写算式，「{shown}」不是", "what stands in braces is computed: `{shown}` is no expression");
        error = Diagnostic::new(UNMATCHED_BRACE, node.span(), message);
    }
    error.code = UNMATCHED_BRACE;
    // a quotation mark before it may be what is wrong, and this no hole at all
    error.fixes.clear();
    error.note(printed_hole(inner))
}

/// Whether nothing in an expression that cannot be read speaks for one.
fn is_words(inner: &str) -> bool {
    let computes = |c: char| "+-*/×÷[]［］()（）=<>≠≤≥＝＜＞\"“".contains(c);
    let is_keyword = |word| keywords().any(|keyword| keyword.english == word || keyword.chinese == word);
    !inner.is_empty() && !inner.contains(computes) && !inner.split_whitespace().any(is_keyword)
}

/// How a brace is written that stands in words.
pub(crate) fn printed_brace(twice: &str) -> Say {
    say!("要印出花括号本身，写两个：{twice}", "to print a brace itself, write it twice: {twice}")
}

/// How words in braces are written that are to be printed with them.
pub(crate) fn printed_hole(words: &str) -> Say {
    let shown = slips::short(words);
    let way = printed_brace(&format!("{{{{{shown}}}}}"));
    say!("括号里的话写作（{shown}）；{way}", "words in brackets are written ({shown}); {way}", way)
}

/// Parses a slice again to learn how far it can be understood and what could stand there.
fn again(node: Node<'_>, slice: &str, rule: Kind) -> Diagnostic {
    let (offset, expected) = match BudgetParser::parse(rule, slice) {
        Ok(_) => (slice.len(), Vec::new()),
        Err(error) => {
            let at = match error.location {
                InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
            };
            let ErrorVariant::ParsingError { positives, .. } = error.variant else {
                return plain(node, slice, rule, 0, &[]);
            };
            (at, positives)
        }
    };
    plain(node, slice, rule, offset, &expected)
}

fn line_goes_on() -> Say {
    say!(
        "一行只在「,」「=」「:」或运算符之后才接到下一行",
        "a line goes on in the next only behind `,`, `=`, `:` or an operator"
    )
}

fn plain(node: Node<'_>, slice: &str, rule: Kind, offset: usize, expected: &[Kind]) -> Diagnostic {
    let mut offset = offset;
    let unfinished = slice.get(offset..).unwrap_or("").trim_start().trim_start_matches(['}', '｝']).is_empty();
    if unfinished {
        // the caret goes under the last word, not under nothing or a comment beneath
        let mut before = slice[..offset].trim_end();
        while let Some((above, _)) = before.rsplit_once('\n').filter(|(_, line)| line.trim_start().starts_with("//")) {
            before = above.trim_end();
        }
        offset = before.len() - before.rsplit(char::is_whitespace).next().map_or(0, str::len);
    }
    let rest = slice.get(offset..).unwrap_or("");
    let word = rest.split(|c: char| c.is_whitespace() || "{};".contains(c)).next().unwrap_or("");
    let length = if word.is_empty() { first(rest) } else { word.len() as u32 };
    let start = node.span().start + offset as u32;
    let span = Span { start, end: start + length, ..node.span() };
    let ended = rest.trim_start_matches([' ', '\t', '\r']).starts_with('\n');
    if expected.contains(&Kind::kw_because) && (unfinished || ended) {
        let message = say!("这里少了 because（因为）和理由", "`because` and the reason are missing here");
        let way =
            say!("在这一行后面写上：because \"{UNWRITTEN}\"", "write at the end of the line: because \"{UNWRITTEN}\"");
        return Diagnostic::new(UNREADABLE, span, message).note(way);
    }
    if !unfinished && ended {
        let message = say!("这一行没有写完就断了", "the line ends before it is finished");
        return Diagnostic::new(UNREADABLE, span, message).note(line_goes_on());
    }
    if let Some(error) = slips::slip_at(slice, offset, rule, span) {
        return error;
    }
    let word = slips::short(word);
    let message = if unfinished {
        say!("这里还没有写完", "this is not finished")
    } else {
        say!("这里看不懂「{word}」", "`{word}` makes no sense here")
    };
    let mut wanted: Vec<Say> = expected.iter().filter_map(|kind| describe(*kind)).collect();
    wanted.dedup();
    let error = Diagnostic::new(UNREADABLE, span, message);
    if wanted.is_empty() || wanted.len() > 6 {
        return error;
    }
    let zh = wanted.iter().map(|say| say.zh.as_str()).collect::<Vec<_>>().join("、");
    let en = wanted.iter().map(|say| say.en.as_str()).collect::<Vec<_>>().join(", ");
    error.note(say!("此处可以写：{zh}", "here may stand: {en}"))
}

/// What a grammar rule is called in plain words; rules that help nobody have no name.
fn describe(kind: Kind) -> Option<Say> {
    Some(match kind {
        Kind::ident => say!("名称", "a name"),
        Kind::member_name | Kind::member_ref => say!("成员名称或编码", "a member's name or code"),
        Kind::number | Kind::quantity => say!("数", "a number"),
        Kind::unit => say!("计量单位", "a unit"),
        Kind::string => say!("引号中的文字", "a quoted text"),
        Kind::template => say!("引号中的文字", "a quoted text"),
        Kind::type_ref => say!("类型", "a type"),
        Kind::block => say!("「{{」", "`{{`"),
        Kind::refer => say!("「:=」", "`:=`"),
        Kind::row_set | Kind::column_set | Kind::form_body | Kind::document_body => say!("「{{」", "`{{`"),
        Kind::filter => say!("「[」", "`[`"),
        Kind::coord | Kind::coords => say!("坐标", "coordinates"),
        Kind::axis => say!("维度或层级", "a dimension or level"),
        Kind::module_path => say!("模块路径", "a module path"),
        Kind::kw_because => say!("because（因为）", "`because`"),
        Kind::kw_off => say!("off（不查）", "`off`"),
        Kind::kw_warn => say!("warn（提示）", "`warn`"),
        Kind::kw_error => say!("error（错误）", "`error`"),
        Kind::kw_of => say!("of（取自）", "`of`"),
        Kind::kw_column => say!("column（栏）", "`column`"),
        Kind::kw_rows => say!("rows（行集）", "`rows`"),
        Kind::expr | Kind::unary | Kind::postfix => say!("算式", "an expression"),
        _ => return None,
    })
}
