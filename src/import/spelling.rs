//! Which spelling of a keyword a report's own files use.

use crate::base::Lang;
use crate::syntax::{Tree, keywords};

/// The keywords of rows and members as a report writes them.
#[derive(Clone, Debug)]
pub struct Spelling {
    /// `items`.
    pub items: &'static str,
    /// `in`.
    pub unit: &'static str,
    /// `at`.
    pub at: &'static str,
    /// `within`.
    pub within: &'static str,
    /// `total`.
    pub total: &'static str,
    /// `members`.
    pub members: &'static str,
}

impl Spelling {
    /// As a project asks for it, else as most such words stand in some files, else English; a total that they never state as
    /// the document's language says it.
    pub fn of(wanted: Option<Lang>, document: Lang, files: &[(&Tree, &str)]) -> Spelling {
        let spelled = |rule: &str| {
            let own = files.iter().flat_map(|(tree, text)| tree.nodes(text));
            let own = own.filter(|node| node.keyword().is_some_and(|keyword| keyword.rule == rule));
            let balance: i64 = own.map(|node| if node.text().is_ascii() { -1 } else { 1 }).sum();
            let default = balance == 0 && rule == "kw_total" && document == Lang::Zh;
            let chinese = wanted.map_or(balance > 0 || default, |lang| lang == Lang::Zh);
            let keyword = keywords().find(|keyword| keyword.rule == rule);
            keyword.map_or("", |keyword| if chinese { keyword.chinese } else { keyword.english })
        };
        Spelling {
            items: spelled("kw_items"),
            unit: spelled("kw_in"),
            at: spelled("kw_at"),
            within: spelled("kw_within"),
            total: spelled("kw_total"),
            members: spelled("kw_members"),
        }
    }
}
