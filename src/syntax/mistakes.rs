//! Turns `junk` nodes and the grammar's rules for known mistakes into diagnostics that name the reader's mistake.

use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};

use super::parser::BudgetParser;
use super::{Kind, Node, Tree};
use crate::base::{Diagnostic, Say, Span};
use crate::say;

pub(super) fn find(tree: &Tree, text: &str) -> Vec<Diagnostic> {
    let mut before = None;
    let mut all = Vec::new();
    for node in tree.nodes(text) {
        let coordinate = before.replace(node.kind()) == Some(Kind::member_ref);
        all.extend(if coordinate && node.kind() == Kind::glued { Some(doubled(node)) } else { mistake(node, text) });
    }
    all
}

/// A coordinate is a code or a name. Which of the two is meant, where they disagree, only the writer knows.
fn doubled(node: Node<'_>) -> Diagnostic {
    let slice = node.text();
    let (code, name) = slice.split_at(code_end(slice));
    Diagnostic::error(
        "B0102",
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
        Kind::junk_decl => Some(declaration(node, node.text())),
        Kind::junk_row => Some(row(node, text)),
        Kind::junk_hole => Some(hole(node, node.text())),
        Kind::glued => Some(glued(node, node.text())),
        Kind::grouped => {
            let slice = node.text();
            let plain: String = slice.chars().filter(|c| !matches!(c, ',' | '，')).collect();
            let message = say!("数字里不写千位逗号：{slice}", "a number is written without grouping commas: {slice}");
            Some(
                Diagnostic::error("B0103", node.span(), message)
                    .label(say!("写作 {plain}", "write {plain}"))
                    .fix(node.span(), plain),
            )
        }
        Kind::wide_point => {
            let slice = node.text();
            let digit = |c: char| match c {
                '０'..='９' => char::from_digit(c as u32 - '０' as u32, 10).unwrap_or(c),
                '。' | '．' => '.',
                c => c,
            };
            let plain: String = slice.chars().map(digit).collect();
            let message = say!("小数点应为半角「.」：{slice}", "the decimal point is a plain `.`: {slice}");
            Some(
                Diagnostic::error("B0104", node.span(), message)
                    .label(say!("写作 {plain}", "write {plain}"))
                    .fix(node.span(), plain),
            )
        }
        _ => None,
    }
}

fn glued(node: Node<'_>, slice: &str) -> Diagnostic {
    let (code, name) = slice.split_at(code_end(slice));
    let spaced = format!("{code} {name}");
    Diagnostic::error(
        "B0102",
        node.span(),
        say!("编码与名称之间要空一格：{slice}", "a code and its name are parted by a blank: {slice}"),
    )
    .label(say!("写作 {spaced}", "write {spaced}"))
    .fix(node.span(), spaced)
}

fn declaration(node: Node<'_>, slice: &str) -> Diagnostic {
    if let Some(at) = unclosed(slice) {
        let start = node.span().start + at as u32;
        let open = Span { start, end: start + first(&slice[at..]), ..node.span() };
        return Diagnostic::error("B0101", open, say!("这个括号没有闭合", "this bracket is never closed"))
            .note(say!("补上相应的右括号", "add the closing bracket"));
    }
    let known = BudgetParser::parse(Kind::_decl_start, slice).is_ok();
    if !known {
        let word = slice.split(|c: char| c.is_whitespace() || c == '{').next().unwrap_or("");
        let length = if word.is_empty() { first(node.raw()) } else { word.len() as u32 };
        let span = Span { end: node.span().start + length, ..node.span() };
        let starts = "use、set、members、items、accept";
        let onward =
            ["and", "or", "且", "或", "for"].contains(&word) || word.starts_with(['+', '-', '*', '/', '=', '<', '>']);
        if onward {
            let message = say!("「{word}」不能起一行", "`{word}` cannot begin a line");
            return Diagnostic::error("B0101", span, message).note(line_goes_on());
        }
        return Diagnostic::error(
            "B0101",
            span,
            say!("「{word}」不是声明的开头", "`{word}` does not begin a declaration"),
        )
        .note(say!(
            "声明以 {starts} 等词开头，见语言手册",
            "declarations begin with a word such as use, set, members, items, accept"
        ));
    }
    again(node, slice, Kind::only_decl)
}

/// The bytes of a text's first character.
fn first(text: &str) -> u32 {
    text.chars().next().map_or(0, char::len_utf8) as u32
}

/// The offset of a bracket in `text` that no later one closes, outside strings and comments.
fn unclosed(text: &str) -> Option<usize> {
    let mut open = Vec::new();
    let mut chars = text.char_indices().peekable();
    let (mut quoted, mut comment) = (false, false);
    while let Some((at, c)) = chars.next() {
        match c {
            '\n' => comment = false,
            _ if comment => {}
            '"' => quoted = !quoted,
            _ if quoted => {}
            '/' if chars.peek().is_some_and(|(_, next)| *next == '/') => comment = true,
            '{' | '｛' | '[' | '［' => open.push(at),
            '}' | '｝' | ']' | '］' => drop(open.pop()),
            _ => {}
        }
    }
    open.first().copied()
}

/// A row is read again by the rule for rows of the block that it stands in.
fn row(node: Node<'_>, text: &str) -> Diagnostic {
    let slice = node.text();
    let rule = enclosing(node, text).map_or(Kind::only_row, |kind| match kind {
        Kind::row_set => Kind::only_row_item,
        Kind::form_body => Kind::only_form_item,
        Kind::document_body => Kind::only_document_item,
        Kind::ledger_decl => Kind::only_field,
        _ => Kind::only_row,
    });
    again(node, slice, rule)
}

fn enclosing(node: Node<'_>, text: &str) -> Option<Kind> {
    let blocks = [Kind::row_set, Kind::form_body, Kind::document_body, Kind::ledger_decl, Kind::block];
    let holds = |outer: &Node<'_>| outer.span().start < node.span().start && outer.span().end >= node.span().end;
    node.tree().nodes(text).filter(|outer| blocks.contains(&outer.kind()) && holds(outer)).last().map(Node::kind)
}

fn hole(node: Node<'_>, slice: &str) -> Diagnostic {
    if !slice.ends_with(['}', '｝']) {
        return Diagnostic::error(
            "B0105",
            node.span(),
            say!("文字里的「{{」没有闭合", "this `{{` in the text is never closed"),
        )
        .note(say!("要印出花括号本身，写两个：{{{{", "to print a brace itself, write it twice: {{{{"));
    }
    let mut error = again(node, slice, Kind::only_hole);
    error.code = "B0105";
    error
}

/// Parses a slice again to learn how far it can be understood and what could stand there.
fn again(node: Node<'_>, slice: &str, rule: Kind) -> Diagnostic {
    let (offset, expected) = match BudgetParser::parse(rule, slice) {
        Ok(_) => (slice.len(), Vec::new()),
        Err(error) => {
            let at = match error.location {
                InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
            };
            let ErrorVariant::ParsingError { positives, .. } = error.variant else { return plain(node, slice, 0, &[]) };
            (at, positives)
        }
    };
    plain(node, slice, offset, &expected)
}

fn line_goes_on() -> Say {
    say!(
        "一行只在「,」「=」「:」或运算符之后才接到下一行",
        "a line goes on in the next only behind `,`, `=`, `:` or an operator"
    )
}

fn plain(node: Node<'_>, slice: &str, offset: usize, expected: &[Kind]) -> Diagnostic {
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
    if !unfinished && rest.trim_start_matches([' ', '\t', '\r']).starts_with('\n') {
        let message = say!("这一行没有写完就断了", "the line ends before it is finished");
        return Diagnostic::error("B0101", span, message).note(line_goes_on());
    }
    let message = if unfinished {
        say!("这里还没有写完", "this is not finished")
    } else {
        say!("这里看不懂「{word}」", "`{word}` makes no sense here")
    };
    let mut wanted: Vec<Say> = expected.iter().filter_map(|kind| describe(*kind)).collect();
    wanted.dedup();
    let error = Diagnostic::error("B0101", span, message);
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
        Kind::row_set | Kind::form_body | Kind::document_body => say!("「{{」", "`{{`"),
        Kind::filter => say!("「[」", "`[`"),
        Kind::coord | Kind::coords => say!("坐标", "coordinates"),
        Kind::axis => say!("维度或层级", "a dimension or level"),
        Kind::module_path => say!("模块路径", "a module path"),
        Kind::kw_because => say!("because", "because"),
        Kind::kw_of => say!("of", "of"),
        Kind::kw_column => say!("column", "column"),
        Kind::kw_rows => say!("rows", "rows"),
        Kind::expr | Kind::unary | Kind::postfix => say!("算式", "an expression"),
        _ => return None,
    })
}
