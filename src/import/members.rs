//! New members as text: `members` declarations, laid out.

use indexmap::IndexMap;
use unicode_width::UnicodeWidthStr;

use super::spelling::Spelling;
use crate::format;
use crate::model::{DimId, MemberId, Report};
use crate::syntax::row_name;

/// The rows of a declaration may stand in one line that is no wider than this.
const WIDE: usize = 88;

/// A member that a report does not have yet.
#[derive(Clone, Debug)]
pub struct NewMember {
    /// The dimension, an open one.
    pub dim: DimId,
    /// What it stands beneath; none at the top.
    pub parent: Option<NewParent>,
    /// Its own part of the code, digits only; empty where the dimension has none.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// What a new member stands beneath.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewParent {
    /// A member that there is.
    Known(MemberId),
    /// One of the new members, by its place among them.
    New(usize),
}

/// Rows of members that are being put together, each with those beneath it.
#[derive(Default)]
struct MemberRows(IndexMap<String, MemberRows>);

/// A name as it can stand in a source: on one line, without blanks at its ends.
pub fn one_line(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A `members` declaration for each dimension that has new members, those above them reopened. Siblings keep their order.
/// Names are written on [`one_line`].
pub fn members(report: &Report, new: &[NewMember], spelling: &Spelling) -> String {
    let mut dims: Vec<DimId> = Vec::new();
    new.iter().filter(|member| report.dim(member.dim).open).for_each(|member| {
        if !dims.contains(&member.dim) {
            dims.push(member.dim);
        }
    });
    let mut text = String::new();
    for dim in dims {
        let mut top = MemberRows::default();
        for (at, _) in new.iter().enumerate().filter(|(_, member)| member.dim == dim) {
            let mut rows = &mut top;
            for head in path(report, new, at) {
                rows = rows.0.entry(head).or_default();
            }
        }
        let head = format!("{} {}", spelling.members, report.dim(dim).name);
        text.push_str(&written(&head, &top));
        text.push('\n');
    }
    format::format(&text, None).unwrap_or(text)
}

/// The rows from the top down to a new member.
fn path(report: &Report, new: &[NewMember], at: usize) -> Vec<String> {
    let mut path = Vec::new();
    let mut next = Some(NewParent::New(at));
    // more steps than levels would be a circle
    let levels = new.get(at).map_or(0, |own| report.dim(own.dim).levels.len());
    while let Some(member) = next.filter(|_| path.len() < levels) {
        next = match member {
            NewParent::New(at) => new.get(at).and_then(|own| {
                path.push(row(&own.code, &one_line(&own.name)));
                own.parent
            }),
            NewParent::Known(known) => {
                let above = report.lineage(known).map(|id| report.member(id));
                path.extend(above.map(|own| row(&own.part, &own.name)));
                None
            }
        };
    }
    path.reverse();
    path
}

fn row(code: &str, name: &str) -> String {
    let name = if name.is_empty() { String::new() } else { row_name(name) };
    format!("{code} {name}").trim().to_owned()
}

fn written(head: &str, rows: &MemberRows) -> String {
    if rows.0.is_empty() {
        return head.to_owned();
    }
    let inner: Vec<String> = rows.0.iter().map(|(text, rows)| written(text, rows)).collect();
    let few = inner.iter().map(String::len).sum::<usize>() <= WIDE * 2;
    if few && let Some(line) = in_one_line(head, &inner) {
        return line;
    }
    format!("{head} {{\n{}\n}}", inner.join("\n"))
}

/// A head and its rows in one line; none where that is too wide.
fn in_one_line(head: &str, rows: &[String]) -> Option<String> {
    let line = format!("{head} {{ {} }}", rows.join("; "));
    (line.width() <= WIDE && !line.contains('\n')).then_some(line)
}
