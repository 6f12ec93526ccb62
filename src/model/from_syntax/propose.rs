//! How a member that there is not yet is declared: as it can be written in the report, and only where it can be one.

use crate::base::{Diagnostic, FileId, Say};
use crate::model::{DimId, LedgerAxis, MemberId, Report};
use crate::say;
use crate::syntax::{is_sign, keywords, row_name};

/// A name of so many signs is prose.
const PROSE: usize = 40;

/// So many dimensions are proposed.
const MOST: usize = 3;

/// So many members are all named.
const FEW: usize = 8;

/// Where a name has to be filled in.
const NAME: &str = "名称";

/// A way to declare what there is not yet.
pub(super) struct Proposed {
    /// In words.
    pub says: Say,
    /// The lines that would do, one for each dimension.
    pub lines: Vec<String>,
}

impl From<Say> for Proposed {
    fn from(says: Say) -> Proposed {
        Proposed { says, lines: Vec::new() }
    }
}

impl Proposed {
    /// A finding that says so.
    pub fn told(self, error: Diagnostic) -> Diagnostic {
        self.lines.iter().fold(error.note(self.says), |error, line| error.offer_lines(FileId(0), line))
    }
}

/// How a name, or a code with the name `beside` it, is declared in the open dimensions among some; `None` where it can be
/// no member of theirs.
pub(super) fn declaration(
    report: &Report,
    words: &str,
    code: bool,
    beside: Option<&str>,
    dims: &[DimId],
) -> Option<Proposed> {
    let open: Vec<DimId> = dims.iter().copied().filter(|dim| report.dim(*dim).open).collect();
    if code {
        let rows = open.iter().filter_map(|dim| Some((*dim, coded_row(report, words, beside, *dim)?)));
        return proposed(report, rows);
    }
    if !can_be_name(words) {
        return None;
    }
    let rows = open.iter().filter(|dim| !is_coded(report, **dim)).map(|dim| (*dim, named_row(report, words, *dim)));
    proposed(report, rows).or_else(|| {
        let coded: Vec<&str> = open.iter().map(|dim| report.dim(*dim).name.as_str()).take(MOST).collect();
        let (zh, en) = (coded.join("、"), coded.join(", "));
        (!coded.is_empty()).then(|| {
            say!(
                "确是新的，在报告里用 members 声明它（{zh}），编码写在名称前面",
                "if it is new, declare it in the report with `members` ({en}), its code before its name"
            )
            .into()
        })
    })
}

/// What can stand in a place for members of some dimensions, where that is little.
pub(super) fn choices(report: &Report, dims: &[DimId]) -> Option<Say> {
    let of = |dim: &DimId| {
        let data = report.dim(*dim);
        let mut all: Vec<MemberId> = data.by_name.values().flatten().copied().take(FEW + 1).collect();
        all.sort_unstable();
        let few = !data.open && !all.is_empty() && all.len() <= FEW;
        // a sign stands in a row as it is
        let name = |member: MemberId| match &report.member(member).name {
            sign if is_sign(sign) => sign.clone(),
            name => row_name(name),
        };
        few.then(|| (data.name.as_str(), all.into_iter().map(name).collect()))
    };
    let told: Vec<(&str, Vec<String>)> = dims.iter().filter_map(of).take(MOST).collect();
    let list = |colon: &str, comma: &str, semicolon: &str| {
        let each = told.iter().map(|(name, all)| format!("{name}{colon}{}", all.join(comma)));
        each.collect::<Vec<_>>().join(semicolon)
    };
    let (zh, en) = (list("：", "、", "；"), list(": ", ", ", "; "));
    (!told.is_empty()).then(|| say!("这里可以写 {zh}", "what can stand here: {en}"))
}

fn proposed(report: &Report, rows: impl Iterator<Item = (DimId, String)>) -> Option<Proposed> {
    let line = |(dim, row): (DimId, String)| format!("members {} {{ {row} }}", report.dim(dim).name);
    let lines: Vec<String> = rows.map(line).take(MOST).collect();
    let (zh, en) = (lines.join(" 或 "), lines.join(" or "));
    let says = say!("确是新的，在报告里先声明它：{zh}", "if it is new, declare it first in the report: {en}");
    (!lines.is_empty()).then_some(Proposed { says, lines })
}

/// A member that is declared elsewhere, with those above it, as it is declared here.
pub(super) fn declared_again(report: &Report, member: MemberId) -> String {
    nested(lines(report, member))
}

/// The rows of a member and of those above it, outermost first.
fn lines(report: &Report, member: MemberId) -> Vec<String> {
    let mut line: Vec<MemberId> = report.lineage(member).collect();
    line.reverse();
    let row = |id: &MemberId| {
        let member = report.member(*id);
        let name = if member.name.is_empty() { String::new() } else { row_name(&member.name) };
        format!("{} {name}", member.part).trim().to_owned()
    };
    line.iter().map(row).collect()
}

/// A member beneath another at the level where rows may stand, as it is declared in an open dimension.
pub(super) fn finer<'r>(report: &'r Report, member: MemberId, axis: &LedgerAxis) -> Option<(&'r str, String)> {
    let data = report.dim(axis.dim);
    let own = report.member(member);
    let level = axis.grain.filter(|_| data.open)?;
    let row = |(_, width): &(String, Option<usize>)| match width {
        Some(width) => format!("{:0width$} {NAME}", 1),
        None => NAME.to_owned(),
    };
    let mut rows = lines(report, member);
    rows.extend(data.levels.get(own.level + 1..=level)?.iter().map(row));
    Some((&data.name, nested(rows)))
}

fn is_coded(report: &Report, dim: DimId) -> bool {
    let data = report.dim(dim);
    data.levels.iter().any(|(_, width)| width.is_some()) || !data.by_code.is_empty()
}

/// The finest level at which rows of a ledger stand in a dimension.
fn grain(report: &Report, dim: DimId) -> usize {
    let axes = report.ledgers.iter().flat_map(|ledger| &ledger.axes);
    axes.filter(|axis| axis.dim == dim).filter_map(|axis| axis.grain).max().unwrap_or(0)
}

/// A name at the level where rows may stand, beneath the first members above or such as their levels are called.
fn named_row(report: &Report, words: &str, dim: DimId) -> String {
    let (data, level) = (report.dim(dim), grain(report, dim));
    let mut rows = vec![row_name(words)];
    if level > 0 {
        let first = first_at(report, &data.roots, level - 1);
        let above = match first {
            Some(first) => lines(report, first),
            None => data.levels[..level].iter().map(|(name, _)| row_name(name)).collect(),
        };
        rows.splice(0..0, above);
    }
    nested(rows)
}

/// The first member at a level beneath some, or one of them.
fn first_at(report: &Report, members: &[MemberId], level: usize) -> Option<MemberId> {
    let own = members.iter().filter(|id| !report.is_former(**id));
    own.copied().find_map(|id| match report.member(id).level == level {
        true => Some(id),
        false => first_at(report, &report.member(id).children, level),
    })
}

/// A code at the level where rows may stand, with those above it that there are not yet; `None` where its digits make no
/// code of the dimension.
fn coded_row(report: &Report, code: &str, beside: Option<&str>, dim: DimId) -> Option<String> {
    let (data, mut rest) = (report.dim(dim), code);
    if !is_coded(report, dim) {
        return None;
    }
    let mut rows = Vec::new();
    let (mut level, mut done) = (0, 0);
    while !rest.is_empty() {
        let width = data.levels.get(level)?.1.unwrap_or(rest.len());
        let part = rest.get(..width)?;
        (rest, done, level) = (&rest[width..], done + width, level + 1);
        let known = data.by_code.get(&code[..done]).map(|id| report.member(*id).name.as_str());
        let name = if rest.is_empty() { beside.or(known) } else { known };
        rows.push(format!(
            "{part} {}",
            name.filter(|name| can_be_name(name)).map_or_else(|| NAME.to_owned(), row_name)
        ));
    }
    (level > grain(report, dim)).then(|| nested(rows))
}

/// Rows one within the other.
fn nested(rows: Vec<String>) -> String {
    let depth = rows.len().saturating_sub(1);
    rows.join(" { ") + &" }".repeat(depth)
}

/// Whether words can be what something is called: no number, no mark of the language, no sentence.
fn can_be_name(words: &str) -> bool {
    let mark = |c: char| {
        matches!(
            c,
            '=' | '＝'
                | ','
                | '，'
                | ';'
                | '；'
                | ':'
                | '：'
                | '{'
                | '}'
                | '｛'
                | '｝'
                | '['
                | ']'
                | '［'
                | '］'
                | '|'
                | '｜'
        ) || matches!(c, '*' | '<' | '>' | '≥' | '≤' | '"' | '“' | '”' | '。' | '！' | '？' | '!' | '?' | '\\')
            || c.is_control()
    };
    let first = words.chars().next();
    first.is_some_and(|first| !first.is_numeric() && !matches!(first, '-' | '－' | '+' | '.' | '¥' | '￥' | '$' | '%'))
        && words.chars().any(char::is_alphabetic)
        && words.chars().count() < PROSE
        && !words.contains(mark)
        && !words.contains("//")
        && !keywords().any(|keyword| keyword.english == words || keyword.chinese == words)
}
