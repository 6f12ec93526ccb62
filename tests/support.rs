//! Files in memory, and small views of what the compiler makes of them.

use std::collections::HashMap;

use std::path::{Path, PathBuf};

use budgetc::base::date::{Date, from_epoch};
use budgetc::diff::{self, Changes};
use budgetc::document::{Block, Document};
use budgetc::eval::Evaluator;
use budgetc::localize::{self, Coverage};
use budgetc::project::{self, Checked, Evaluated, Files, Unread};

/// The repository's folder.
pub fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A file of the repository.
pub fn read(path: &str) -> String {
    std::fs::read_to_string(repository().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every file below a folder of the repository with one of these endings, by path.
pub fn files(folder: &str, ending: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![repository().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                let name = path.strip_prefix(repository()).unwrap().to_string_lossy().into_owned();
                found.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// All `.budget` files of the repository.
pub fn sources() -> Vec<(String, String)> {
    ["stdlib", "reports", "tests"].iter().flat_map(|folder| files(folder, ".budget")).collect()
}

/// Files that exist only in memory, over the disk for those that are not.
#[derive(Default)]
pub struct Memory(HashMap<PathBuf, Vec<u8>>);

impl FromIterator<(&'static str, String)> for Memory {
    fn from_iter<I: IntoIterator<Item = (&'static str, String)>>(files: I) -> Memory {
        Memory(files.into_iter().map(|(name, text)| (PathBuf::from(name), text.into_bytes())).collect())
    }
}

impl Memory {
    /// Files by their paths.
    pub fn of(files: Vec<(PathBuf, Vec<u8>)>) -> Memory {
        Memory(files.into_iter().collect())
    }
}

impl Files for Memory {
    fn read(&self, path: &Path) -> Result<Vec<u8>, Unread> {
        self.0.get(path).cloned().ok_or(Unread::Missing)
    }

    fn real(&self, path: &Path) -> Result<PathBuf, Unread> {
        Ok(path.to_path_buf())
    }

    fn exists(&self, path: &Path) -> bool {
        self.0.contains_key(path)
    }

    fn names(&self, folder: &Path) -> Vec<String> {
        let below = self.0.keys().filter_map(|path| path.strip_prefix(folder).ok()?.components().next());
        let mut names: Vec<String> = below.map(|name| name.as_os_str().to_string_lossy().into_owned()).collect();
        names.sort();
        names.dedup();
        names
    }

    fn below(&self, folder: &Path) -> Vec<PathBuf> {
        let mut all: Vec<PathBuf> = self.0.keys().filter(|path| path.starts_with(folder)).cloned().collect();
        all.sort();
        all
    }

    /// New Year of 2025.
    fn today(&self) -> Date {
        from_epoch("1735689600").unwrap()
    }
}

/// The picture that every report checked by [`check`] finds.
const HALL: (&str, &[u8]) = (
    "images/hall.svg",
    b"<svg xmlns='http://www.w3.org/2000/svg' width='40' height='20'><rect width='40' height='20' fill='teal'/></svg>",
);

/// Checks a report that stands alone, but for a picture.
pub fn check(text: &str) -> Checked {
    check_bytes(text.as_bytes())
}

pub fn check_bytes(bytes: &[u8]) -> Checked {
    check_files("page.budget", &[("page.budget", bytes), HALL])
}

/// Checks a report among other files.
pub fn check_beside(text: &str, beside: &[(String, String)]) -> Checked {
    let others = beside.iter().map(|(name, text)| (name.as_str(), text.as_bytes()));
    let files: Vec<(&str, &[u8])> = [("page.budget", text.as_bytes()), HALL].into_iter().chain(others).collect();
    check_files("page.budget", &files)
}

/// A report, with what it always says before its own words, over a province's library and, if there is one, a city's,
/// which uses that.
pub fn check_over(library: &str, always: &str, report: &str, city: &str) -> Checked {
    let uses = if city.is_empty() { "use 省" } else { "use 市" };
    let report = format!("{uses}\n{always}{report}");
    let city = format!("use 省\n{city}");
    let files = [("r.budget", report.as_bytes()), ("省.budget", library.as_bytes()), ("市.budget", city.as_bytes())];
    check_files("r.budget", &files)
}

/// Checks a report among files of one folder.
pub fn check_files(entry: &str, files: &[(&str, &[u8])]) -> Checked {
    let memory = Memory(files.iter().map(|(name, bytes)| (PathBuf::from(name), bytes.to_vec())).collect());
    let loaded = project::load(Path::new(entry), Some(Path::new("")), &memory).unwrap();
    let checked = project::check(loaded, &memory);
    // no repair changes nothing
    for fix in checked.problems.iter().flat_map(|problem| &problem.fixes) {
        let source = checked.sources.get(fix.span.file);
        let stored = source.stored.as_ref().unwrap_or(&source.text);
        assert_ne!(stored.get(fix.span.range()), Some(fix.text.as_str()), "{}", shown(&checked));
    }
    checked
}

/// A report examined to be compared.
pub fn examined(entry: &str, files: &Memory) -> Checked {
    let resolved = project::load(Path::new(entry), Some(Path::new("")), files).unwrap().resolve();
    resolved.examine(&Evaluator::new(&resolved.report).without_origins(), files)
}

/// What parts two reports.
pub fn compare(old: &Checked, new: &Checked) -> Changes {
    let (was, is) = (Evaluator::new(&old.report), Evaluator::new(&new.report));
    let of = |checked, evaluator| Evaluated { checked, evaluator, composed: false };
    diff::compare(&of(old, &was), &of(new, &is))
}

/// A report as JSON.
pub fn json(checked: &Checked) -> String {
    checked.evaluated(budgetc::emit::json::emit)
}

/// How its figures are guarded.
pub fn coverage(checked: &Checked) -> Coverage {
    checked.evaluated(|it| localize::coverage(it.evaluator, &checked.sources, &checked.identities))
}

/// The codes of what was found, sorted, each once.
pub fn codes(checked: &Checked) -> Vec<&'static str> {
    let mut codes: Vec<_> = checked.problems.iter().map(|problem| problem.code.number()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// What was found, as it is shown, without colour.
pub fn shown(checked: &Checked) -> String {
    budgetc::render::plain(&checked.sources, &checked.problems, budgetc::base::Lang::En)
}

/// A document in one line a paragraph and a row.
pub fn outline(document: &Document) -> String {
    let mut lines = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Cover(cover) => lines.extend(cover.iter().map(|line| format!("COVER {}", line.plain()))),
            Block::Contents(title) => lines.push(format!("CONTENTS {}", title.plain())),
            Block::Heading { depth, number, text, .. } => {
                lines.push(format!("{} {number}{}", "#".repeat(*depth), text.plain()));
            }
            Block::Paragraph { number, text, .. } => lines.push(format!("{number}{}", text.plain())),
            Block::Picture(picture) => {
                lines.push(format!("PICTURE {} [{}] {}", picture.path, picture.alt.plain(), picture.title.plain()));
            }
            Block::Table(table) => {
                let (depth, number) = ("#".repeat(table.depth), &table.number);
                lines.push(format!("{depth} {number}{} [{}]", table.title.plain(), table.label.plain()));
                lines.push(format!("{} / {}", table.left.plain(), table.right.plain()));
                let cells = |cells: &[budgetc::document::Cell]| {
                    let shown = cells.iter().map(|cell| {
                        let merged = match (cell.colspan, cell.rowspan) {
                            (1, 1) => String::new(),
                            (wide, high) => format!("<{wide}x{high}>"),
                        };
                        format!("{}{merged}", cell.text.plain())
                    });
                    shown.collect::<Vec<_>>().join(" | ")
                };
                lines.extend(table.header.iter().map(|row| format!("= {}", cells(row))));
                lines.extend(
                    table.body.iter().map(|row| format!("{} {}", if row.fixed { "*" } else { "-" }, cells(&row.cells))),
                );
                lines.extend(table.notes.iter().map(|note| format!("NOTE {}", note.plain())));
            }
        }
    }
    lines.join("\n")
}

/// The fenced blocks of a page whose info string satisfies `wanted`, with the info string.
pub fn fenced(page: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in page.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => open = Some((info.trim().to_owned(), String::new())),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some((_, text)), None) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => {}
        }
    }
    blocks
}
