//! The files that next year's report uses: its own of that year, and last year's report as the former one.

use rustc_hash::FxHashMap;

use super::paths::moved;
use super::{ChangesByFile, Renewal, is_own};
use crate::base::{FileId, Lang};
use crate::project::Checked;
use crate::syntax::ast::{UseDecl, declarations};
use crate::syntax::quoted;

/// So many years back a former report is looked for by the year in its name.
const MOST_YEARS: u32 = 9;

/// What last year's report calls its own former one; else a name that nothing has.
pub(super) fn former_name(checked: &Checked, lang: Lang) -> String {
    let Some(tree) = checked.trees.first() else { return String::new() };
    let root = tree.root(&checked.sources.get(FileId(0)).text);
    let own = declarations::<UseDecl<'_>>(root).filter(|used| used.report().is_some()).find_map(UseDecl::name);
    if let Some(own) = own {
        return own.text().to_owned();
    }
    let taken = |name: &str| {
        let declared = checked.report.names.declared().iter();
        declared.into_iter().any(|(place, _)| checked.sources.slice(*place) == name)
    };
    let plain = if lang == Lang::Zh { "上年" } else { "last_year" };
    let more = (2..).map(|number| format!("{plain}{number}"));
    std::iter::once(plain.to_owned()).chain(more).find(|name| !taken(name)).unwrap_or_default()
}

impl Renewal<'_> {
    /// Names next year's files where last year's were named, and lets last year's report be the former one.
    pub(super) fn uses(&self, named: &FxHashMap<FileId, String>, edits: &mut ChangesByFile) {
        for (place, used) in self.checked.links.iter().filter(|(place, _)| named.contains_key(&place.file)) {
            if let Some(path) = named.get(used).filter(|_| is_own(self.checked, *used)) {
                let dotted = path.strip_suffix(".budget").unwrap_or(path).replace('/', ".");
                edits.entry(place.file).or_default().replace(place.range(), dotted);
            }
        }
        let last = &self.checked.sources.get(FileId(0)).name;
        for file in named.keys() {
            let Some(tree) = self.checked.trees.get(file.0 as usize) else { continue };
            let text = self.checked.sources.get(*file).text.as_str();
            let uses: Vec<UseDecl<'_>> = declarations(tree.root(text)).collect();
            let former = uses.iter().filter(|used| used.report().is_some());
            let mut is_first = *file == FileId(0);
            for report in former.filter_map(|used| used.report()) {
                // of several, each is older than the one before
                let older = (1..=MOST_YEARS).filter_map(|years| self.years.0.checked_sub(years));
                let mut moved = older.filter_map(|year| moved(report.inner(), (year, year + 1)));
                let path = if is_first { Some(last.clone()) } else { moved.next() };
                is_first = false;
                if let Some(path) = path {
                    edits.entry(*file).or_default().replace(report.span().range(), quoted(&path));
                }
            }
            if *file == FileId(0) {
                let used = if is_first { format!("\nuse {} as {}", quoted(last), self.former) } else { String::new() };
                let at = uses.last().map_or(0, |used| used.span().range().end);
                let at = text.get(at..).and_then(|behind| behind.find('\n')).map_or(text.len(), |end| at + end);
                edits.entry(*file).or_default().replace(at..at, format!("{used}{}", self.years_to_set()));
            }
        }
    }
}
