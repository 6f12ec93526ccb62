//! What kind of word is wanted at a place of a file, as far as the text before it says.

use std::ops::Range;

use crate::syntax::ast::{Decl, declarations};
use crate::syntax::{Tree, rule_of};

/// What may stand at a place.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wanted<'t> {
    /// Words of one's own: a text, a number, a new name, a comment.
    Nothing,
    /// A declaration's keyword.
    Declaration,
    /// A module; a style.
    Module(bool),
    Unit,
    Type,
    Ledger,
    Dimension,
    Form,
    Check,
    /// What a `set` may speak of.
    Settable,
    /// What stands behind a `set` of a name.
    SetTo(&'t str),
    /// A column of a form.
    Column(&'t str),
    /// What a row of a ledger's facts says.
    Row(&'t str),
    /// What a row of a dimension's members says.
    MemberRow(&'t str),
    /// What stands behind a label in a row: whether one of members, of what, the label.
    Labelled(bool, &'t str, &'t str),
    /// How much a finding weighs.
    Weight,
    /// What `accept` says behind what it is about.
    Because,
    RowSet,
    ColumnSet,
    FormPart,
    /// Coordinates, behind a name where they stand in brackets.
    Coordinates(Option<String>),
    /// What a document places.
    Item,
    /// What stands behind a name and a point.
    Part(String),
    /// An expression, with the parameters of the text around.
    Expression(Vec<&'t str>),
}

/// A place of a text, with what is being typed there.
pub(super) struct Context<'t> {
    /// The word under way.
    pub word: Range<usize>,
    pub wanted: Wanted<'t>,
    /// What stands before the braces that are open: the declaration's head, then rows that hold others.
    pub heads: Vec<Range<usize>>,
    /// What the row says before the word.
    pub row: Range<usize>,
}

/// What is open where a text ends.
#[derive(Default)]
struct Open {
    /// What stands before the braces of the blocks.
    heads: Vec<Range<usize>>,
    /// The mark that ends the text around, and how many holes of it are open.
    text: Option<(char, usize)>,
    /// Where the innermost bracket begins.
    brackets: Vec<usize>,
    comment: bool,
    /// Where the row begins.
    row: usize,
}

/// Declarations, by what their keyword's grammar rule is called.
const DECLARATIONS: [&str; 23] = [
    "kw_use",
    "kw_param",
    "kw_set",
    "kw_at",
    "kw_measure",
    "kw_dimension",
    "kw_members",
    "kw_successors",
    "kw_avoid",
    "kw_ledger",
    "kw_tags",
    "kw_items",
    "kw_let",
    "kw_check",
    "kw_level",
    "kw_accept",
    "kw_text",
    "kw_rows",
    "kw_columns",
    "kw_form",
    "kw_expect",
    "kw_document",
    "kw_section",
];

impl<'t> Context<'t> {
    pub fn new(text: &'t str, tree: &Tree, byte: usize) -> Context<'t> {
        let byte = text.floor_char_boundary(byte);
        let start = declaration(text, tree, byte);
        let said = &text[start..byte];
        let dotted = matches!(rule_of(first(said)), Some("kw_use"))
            || rule_of(last(said.trim_end_matches(is_path))) == Some("kw_style");
        let typed = said.trim_end_matches(|c| is_word(c) || dotted && is_path(c));
        let word = start + typed.len()..byte;
        let open = open(typed);
        let heads = open.heads.iter().map(|head| start + head.start..start + head.end).collect();
        let row = start + open.row.min(typed.len())..word.start;
        let wanted = wanted(typed, &open);
        Context { word, wanted, heads, row }
    }

    /// Whether a keyword begins a declaration.
    pub fn declares(&self, rule: &str) -> bool {
        DECLARATIONS.contains(&rule)
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn is_path(c: char) -> bool {
    is_word(c) || c == '.'
}

/// Where the declaration around a place begins; the place itself between two.
fn declaration(text: &str, tree: &Tree, byte: usize) -> usize {
    let last = declarations(tree.root(text)).filter(|decl: &Decl<'_>| decl.span().range().start < byte).last();
    let Some((decl, range)) = last.map(|decl| (decl, decl.span().range())) else {
        return text[..byte].rfind('\n').map_or(0, |end| end + 1);
    };
    // on the line that it ends on one may still be typing; what is torn may reach over lines that are whole
    let line = text[..byte].rfind('\n').map_or(0, |end| end + 1);
    let typed = text[range.end.min(byte)..byte].trim();
    let torn = matches!(decl, Decl::Unread(_));
    if range.end >= byte && !torn || range.end > line && typed.is_empty() {
        return range.start;
    }
    if torn && range.end >= byte {
        let torn = &text[range.start..byte];
        let begins = |at: &usize| rule_of(first(&torn[*at..])).is_some_and(|rule| DECLARATIONS.contains(&rule));
        let lines = torn.match_indices('\n').map(|(at, _)| at + 1).chain([0]);
        return range.start + lines.filter(begins).max().unwrap_or(0);
    }
    line
}

/// The first word of a text.
fn first(text: &str) -> &str {
    let text = text.trim_start();
    &text[..text.find(|c| !is_word(c)).unwrap_or(text.len())]
}

/// The last word of a text.
fn last(text: &str) -> &str {
    let text = text.trim_end();
    &text[text.rfind(|c| !is_word(c)).map_or(0, |at| at + text[at..].chars().next().map_or(0, char::len_utf8))..]
}

/// What is open at the end of a text that a declaration begins.
fn open(text: &str) -> Open {
    let mut open = Open::default();
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if open.comment {
            open.comment = c != '\n';
        } else if let Some((end, holes)) =
            open.text.filter(|(end, holes)| *holes == 0 || c == *end || "{}｛｝".contains(c))
        {
            open.text = match c {
                '{' | '｛' => Some((end, holes + 1)),
                '}' | '｝' => Some((end, holes.saturating_sub(1))),
                '\\' => {
                    chars.next();
                    Some((end, holes))
                }
                _ if c == end && holes == 0 => None,
                _ => Some((end, holes)),
            };
        } else {
            match c {
                '"' => open.text = Some(('"', 0)),
                '“' => open.text = Some(('”', 0)),
                '/' if chars.peek().is_some_and(|(_, next)| *next == '/') => open.comment = true,
                '{' | '｛' => open.heads.push(open.row..at),
                '}' | '｝' => drop(open.heads.pop()),
                '[' | '［' => open.brackets.push(at),
                ']' | '］' => drop(open.brackets.pop()),
                _ => {}
            }
        }
        if open.text.is_none() && matches!(c, '\n' | ';' | '{' | '｛' | '}' | '｝') && open.brackets.is_empty() {
            open.row = at + c.len_utf8();
        }
    }
    open
}

/// What is wanted behind `typed`, which a declaration begins.
fn wanted<'t>(typed: &'t str, open: &Open) -> Wanted<'t> {
    let Some(keyword) = rule_of(first(typed)) else {
        return if typed.trim().is_empty() { Wanted::Declaration } else { Wanted::Nothing };
    };
    let name = first(&typed.trim_start()[first(typed).len()..]);
    match open.text {
        _ if open.comment => return Wanted::Nothing,
        Some((_, 0)) => return Wanted::Nothing,
        _ => {}
    }
    if keyword == "kw_use" {
        return Wanted::Module(false);
    }
    let before = typed.trim_end_matches([' ', '\t']);
    if let Some(head) = before.strip_suffix('.') {
        return Wanted::Part(last(head).to_owned());
    }
    if let Some(bracket) = open.brackets.last() {
        return Wanted::Coordinates(Some(last(&typed[..*bracket]).to_owned()));
    }
    let row = &typed[open.row.min(typed.len())..];
    if keyword == "kw_form" && rule_of(last(before)) == Some("kw_column") && amends(typed, name) {
        return Wanted::Column(name);
    }
    if let Some(wanted) = behind(row, before, (keyword, name)) {
        return wanted;
    }
    let computes = row.contains(['=', '＝']) && !row.trim_start().is_empty() || open.text.is_some();
    if computes && keyword == "kw_set" && open.text.is_none() {
        return Wanted::SetTo(name);
    }
    if computes {
        return Wanted::Expression(if keyword == "kw_text" { arguments(typed) } else { Vec::new() });
    }
    if open.heads.is_empty() {
        return at_head(keyword, before);
    }
    let labelled = before.strip_suffix([':', '：']).map(last).filter(|label| !label.is_empty());
    match (keyword, labelled) {
        ("kw_items", Some(label)) => return Wanted::Labelled(false, name, label),
        ("kw_members" | "kw_dimension", Some(label)) => return Wanted::Labelled(true, name, label),
        _ => {}
    }
    match keyword {
        "kw_items" => Wanted::Row(name),
        "kw_members" | "kw_dimension" => Wanted::MemberRow(name),
        "kw_ledger" if before.ends_with([':', '：']) => Wanted::Type,
        "kw_ledger" => Wanted::Dimension,
        "kw_rows" => Wanted::RowSet,
        "kw_columns" => Wanted::ColumnSet,
        "kw_form" => Wanted::FormPart,
        "kw_document" | "kw_section" | "kw_part" => Wanted::Item,
        _ => Wanted::Nothing,
    }
}

/// Whether a form has no title of its own.
fn amends(typed: &str, name: &str) -> bool {
    let behind = typed.find(name).map_or("", |at| typed[at + name.len()..].trim_start());
    !behind.starts_with(['"', '“'])
}

/// What the clause wants whose keyword stands before.
fn behind<'t>(row: &str, before: &str, (keyword, name): (&str, &'t str)) -> Option<Wanted<'t>> {
    let mut words = row.split(|c: char| !is_word(c)).filter_map(rule_of);
    let clauses =
        ["kw_in", "kw_of", "kw_at", "kw_style", "kw_only", "kw_hide", "kw_wide", "kw_each", "kw_all", "kw_because"];
    let own = if keyword == "kw_at" { None } else { words.rfind(|rule| clauses.contains(rule)) };
    let direct = rule_of(last(before));
    Some(match (direct, own) {
        (Some("kw_in"), _) => Wanted::Unit,
        (Some("kw_style"), _) => Wanted::Module(true),
        (Some("kw_each" | "kw_all"), _) => Wanted::Dimension,
        (_, Some("kw_of")) if before.ends_with([',', '，']) || direct == Some("kw_of") => Wanted::Ledger,
        (_, Some("kw_only" | "kw_hide")) => Wanted::Column(name),
        (_, Some("kw_wide")) if matches!(rule_of(first(row)), Some("kw_line" | "kw_each" | "kw_all")) => {
            Wanted::Column(name)
        }
        (_, Some("kw_at")) if before.ends_with([',', '，', ':', '：', '|']) || direct == Some("kw_at") => {
            Wanted::Coordinates((keyword == "kw_items").then(|| name.to_owned()))
        }
        _ => return None,
    })
}

/// What stands behind a declaration's keyword.
fn at_head<'t>(keyword: &str, before: &str) -> Wanted<'t> {
    let alone = rule_of(before.trim()) == Some(keyword) || before.trim() == first(before);
    match keyword {
        "kw_at" => Wanted::Coordinates(None),
        "kw_param" if before.ends_with([':', '：']) => Wanted::Type,
        "kw_text" | "kw_dimension" if before.ends_with([':', '：']) => Wanted::Type,
        "kw_check" if before.ends_with([':', '：']) => Wanted::Expression(Vec::new()),
        "kw_level" if !alone => Wanted::Weight,
        "kw_accept" if !alone => Wanted::Because,
        _ if !alone => Wanted::Nothing,
        "kw_set" => Wanted::Settable,
        "kw_items" => Wanted::Ledger,
        "kw_members" | "kw_successors" => Wanted::Dimension,
        "kw_accept" | "kw_level" => Wanted::Check,
        "kw_expect" | "kw_form" => Wanted::Form,
        _ => Wanted::Nothing,
    }
}

/// The parameters of a text, as its head declares them.
fn arguments(text: &str) -> Vec<&str> {
    let head = text.split(['=', '＝']).next().unwrap_or("");
    let inner = head.split_once(['(', '（']).map_or("", |(_, inner)| inner);
    let names = inner.split([',', '，']).filter_map(|one| one.split([':', '：']).next());
    names.map(str::trim).filter(|name| !name.is_empty() && name.chars().all(is_word)).collect()
}
