//! Before a commit: the files that are staged are checked as they are staged, and the reports that need them, or needed
//! those that are gone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::repository::Repository;
use super::{Outcome, Voice, terminal};
use crate::base::{FileId, Say};
use crate::cli::listing::of_project;
use crate::cli::pages::{self, FontChoices, Press};
use crate::cli::revision::{Revision, git};
use crate::project::{self, Files, ROOT_FILE};
use crate::say;
use crate::syntax::{Kind, Node, parse};

pub(super) fn run(voice: &Voice) -> Result<Outcome, Say> {
    let top = Repository::here()?.top;
    let staged = ["diff", "--cached", "--name-only", "--no-renames", "--no-ext-diff", "-z"];
    let staged = git(&top, &staged).ok_or_else(unlisted)?;
    let staged = String::from_utf8_lossy(&staged).into_owned();
    let staged: BTreeSet<PathBuf> =
        staged.split('\0').map(|path| top.join(path)).filter(|path| may_be_needed(path)).collect();
    if staged.is_empty() {
        return Ok(Outcome::Clean);
    }
    let index = Revision::staged(&top).ok_or_else(unlisted)?;
    let mut outcome = Outcome::Clean;
    for path in staged.iter().filter(|path| is(path, "budget") && index.exists(path)) {
        outcome = outcome.worse(laid_out(path, &top, &index, voice));
    }
    let fonts = FontChoices::default();
    let press = Press::to_look_at(&fonts);
    for path in reports(&staged, &top, &index) {
        // named as one would type it here
        let shown = path.strip_prefix(&top).unwrap_or(&path);
        let loaded = project::load(if at(&top) { shown } else { &path }, None, &index).map_err(|error| {
            let (shown, Say { zh, en }) = (shown.display(), error.reason());
            say!("读不了 {shown}：{zh}", "cannot read {shown}: {en}")
        })?;
        let mut checked = project::check(loaded, &index);
        // where pages cannot be set, as without fonts, that is no reason against the commit
        if cfg!(feature = "pdf")
            && let Err(all) = pages::look(&press, &mut checked)
        {
            all.iter().for_each(|text| terminal::trouble(text, voice));
        }
        terminal::findings(&checked.sources, &checked.problems, voice);
        outcome = outcome.worse(if checked.is_sound() { Outcome::Clean } else { Outcome::Findings });
    }
    if outcome != Outcome::Clean {
        let stopped = say!(
            "没有提交。改好后 git add，再提交；git commit --no-verify 不核对就提交",
            "not committed. Mend it, `git add`, commit again; `git commit --no-verify` commits without a check"
        );
        terminal::trouble(&stopped, voice);
    }
    Ok(outcome)
}

/// The endings of what a report may need.
const NEEDED: [&str; 6] = ["budget", "typ", "png", "jpg", "jpeg", "svg"];

fn may_be_needed(path: &Path) -> bool {
    NEEDED.iter().any(|ending| is(path, ending)) || path.ends_with(ROOT_FILE)
}

fn is(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|own| own.eq_ignore_ascii_case(ending))
}

fn unlisted() -> Say {
    say!("git 没有列出将提交的文件", "git does not list what is staged")
}

fn at(folder: &Path) -> bool {
    std::env::current_dir().and_then(|here| here.canonicalize()).is_ok_and(|here| here == *folder)
}

/// Says where a file is not as `fmt` lays it out.
fn laid_out(path: &Path, top: &Path, index: &Revision, voice: &Voice) -> Outcome {
    let text = index.read(path).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    // what cannot be read is said by the check
    if text.is_none_or(|text| format_is_clean(&text)) {
        return Outcome::Clean;
    }
    let shown = path.strip_prefix(top).unwrap_or(path).display();
    terminal::trouble(
        &say!("{shown} 没有整理；请运行 budgetc fmt {shown}", "{shown} is not laid out: run `budgetc fmt {shown}`"),
        voice,
    );
    Outcome::Findings
}

/// Whether `fmt` would leave a text as it is.
fn format_is_clean(text: &str) -> bool {
    crate::format::format(text, None).is_none_or(|laid_out| laid_out == text)
}

/// The reports among the staged files and among those that need them, however far.
fn reports(staged: &BTreeSet<PathBuf>, top: &Path, index: &Revision) -> BTreeSet<PathBuf> {
    // by what may be needed: who needs it
    let mut users: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
    let (mut all, mut documents) = (BTreeSet::new(), BTreeSet::new());
    for file in index.below(top).into_iter().filter(|path| is(path, "budget") || is(path, "typ")) {
        let Ok(bytes) = index.read(&file) else { continue };
        let text = String::from_utf8_lossy(&bytes);
        let needed = if is(&file, "typ") {
            included(&text)
        } else {
            all.insert(file.clone());
            let (tree, _) = parse(&text, FileId(0));
            if tree.root(&text).children_of(Kind::document_decl).next().is_some() {
                documents.insert(file.clone());
            }
            tree.nodes(&text).filter_map(needed).collect()
        };
        for needed in needed {
            // its path begins at the project's root, some folder above; what a style includes may lie beside it
            for folder in file.ancestors().skip(1) {
                users.entry(folder.join(&needed)).or_default().push(file.clone());
            }
        }
    }
    let mut touched = BTreeSet::new();
    let mut open: Vec<PathBuf> = staged.iter().cloned().collect();
    while let Some(file) = open.pop() {
        if file.ends_with(ROOT_FILE) {
            let folder = file.parent().unwrap_or(top);
            open.extend(all.iter().filter(|path| path.starts_with(folder)).cloned());
        }
        if touched.insert(file.clone()) {
            open.extend(users.get(&file).into_iter().flatten().cloned());
        }
    }
    let is_report = |file: &PathBuf| all.contains(file) && (documents.contains(file) || !users.contains_key(file));
    touched.into_iter().filter(is_report).collect()
}

/// The file that a node of a `.budget` file names, below its root: a module, a former report, a style, a picture.
fn needed(node: Node<'_>) -> Option<PathBuf> {
    let dotted = |ending| node.child(Kind::module_path).and_then(|path| of_project(path.text(), ending));
    let quoted = || Some(PathBuf::from(node.child(Kind::string)?.children().next()?.text()));
    match node.kind() {
        Kind::use_decl => dotted("budget").or_else(quoted),
        Kind::style_clause => dotted("typ"),
        Kind::picture_item => quoted(),
        _ => None,
    }
}

/// What a style includes.
fn included(text: &str) -> Vec<PathBuf> {
    project::included(text).filter_map(|name| of_project(name, "typ")).collect()
}
