//! `budgetc diff OLD [NEW] [-- PATH…]`

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::revision::{self, Revision};
use super::{Disk, Outcome, ProjectArgs, Voice, progress, terminal};
use crate::base::Say;
use crate::diff::RenamedDeclaration;
use crate::project::Files;
use crate::render::diff::{self as render, Compare, Compared};
use crate::say;
use crate::session::{self, ComparedSide, Difference, Pairing, Session};

#[derive(clap::Args)]
pub(super) struct Options {
    /// What to compare: a file, a folder or a revision of git; `REVISION:PATH` is a file in a revision
    #[arg(value_name = "OLD")]
    pub old: String,
    /// What to compare it with; otherwise the files as they stand now
    #[arg(value_name = "NEW")]
    new: Option<String>,
    /// Only these files or folders, behind `--`; with revisions
    #[arg(last = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How to say it: for people, for a merge request, as a page of its own, or for programs
    #[arg(long, value_enum, default_value_t = DiffFormat::Human)]
    format: DiffFormat,
    /// Exit with 1 where anything changed in meaning or on the pages
    #[arg(long)]
    exit_code: bool,
    #[command(flatten)]
    pub project: ProjectArgs,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum DiffFormat {
    Human,
    Markdown,
    Html,
    Json,
}

/// Where files are read from: as they stand now, or a revision.
#[derive(Clone)]
pub(super) struct FileTree {
    pub session: Arc<Session>,
    files: Arc<dyn Files>,
    /// The revision's name; none of the files as they stand now.
    then: Option<String>,
}

impl FileTree {
    /// The files as they stand now.
    pub fn now(options: &Options) -> FileTree {
        let files: Arc<dyn Files> = Arc::new(Disk);
        FileTree { session: Arc::new(Session::new(Arc::clone(&files), options.project.given())), files, then: None }
    }

    /// A revision beside it, or beside another.
    fn then(&self, revision: Revision) -> FileTree {
        let name = revision.name.clone();
        let files: Arc<dyn Files> = Arc::new(revision);
        FileTree { session: Arc::new(self.session.beside(Arc::clone(&files))), files, then: Some(name) }
    }

    /// A file as messages name it.
    fn shown(&self, path: &Path) -> String {
        match &self.then {
            None => here(path),
            Some(revision) => format!("{revision}:{}", here(path)),
        }
    }
}

/// A path as one would type it in the current folder.
fn here(path: &Path) -> String {
    let folder = std::env::current_dir().ok().and_then(|folder| folder.canonicalize().ok());
    let below = folder.as_deref().and_then(|folder| path.strip_prefix(folder).ok());
    below.unwrap_or(path).display().to_string()
}

/// One of the two that are compared.
enum Given {
    /// A file or a folder of a tree.
    At(FileTree, PathBuf),
    /// A revision, whatever is asked of it.
    Whole(FileTree),
}

/// What belongs together of two trees.
struct Found {
    old: FileTree,
    new: FileTree,
    pairs: Vec<Pairing>,
}

impl Found {
    fn new(old: (FileTree, &Path), new: (FileTree, &Path)) -> Found {
        let pairs = session::pairs((old.0.files.as_ref(), old.1), (new.0.files.as_ref(), new.1));
        Found { old: old.0, new: new.0, pairs }
    }
}

pub(super) fn run(options: &Options, voice: &Voice) -> Outcome {
    let found = match found(options) {
        Ok(found) => found,
        Err(reason) => {
            terminal::trouble(&reason, voice);
            return Outcome::Trouble;
        }
    };
    let sign = progress::start(&say!("比对", "comparing"), voice);
    let mut compared = Compared::default();
    let mut outcome = Outcome::Clean;
    for Found { old, new, pairs } in found {
        for pair in pairs {
            match pair {
                Pairing::Both(was, is, renamed) => match one((&old, &was), (&new, &is), renamed) {
                    Ok(pair) => compared.pairs.push(pair),
                    Err(reason) => {
                        terminal::trouble(&reason, voice);
                        outcome = Outcome::Trouble;
                    }
                },
                Pairing::Old(path) => compared.removed.push(old.shown(&path)),
                Pairing::New(path) => compared.added.push(new.shown(&path)),
            }
        }
    }
    drop(sign);
    let differs = options.exit_code && compared.differs();
    outcome.worse(tell(options.format, &compared, voice)).worse(if differs {
        Outcome::Findings
    } else {
        Outcome::Clean
    })
}

/// Compares one report with another.
fn one(old: (&FileTree, &Path), new: (&FileTree, &Path), renamed: bool) -> Result<Compare, Say> {
    let found = old.0.session.ask(old.1).differences(&new.0.session.ask(new.1));
    let Difference { mut changes, errors } = found.map_err(|(side, error)| {
        let (tree, path) = if side == ComparedSide::Old { old } else { new };
        let (name, reason) = (tree.shown(path), error.reason());
        say!("读不了 {name}：{reason}", "cannot read {name}: {reason}", reason)
    })?;
    if renamed {
        let (old, new) = (here(old.1), here(new.1));
        changes.writing.renamed.insert(0, RenamedDeclaration { keyword: "file", old, new });
    }
    Ok(Compare { old: old.0.shown(old.1), new: new.0.shown(new.1), errors, changes })
}

fn tell(format: DiffFormat, compared: &Compared, voice: &Voice) -> Outcome {
    match format {
        DiffFormat::Human => terminal::coloured(voice, |to| render::human(to, compared, voice.lang)),
        DiffFormat::Markdown => terminal::print(render::markdown(compared, voice.lang).as_bytes(), voice),
        DiffFormat::Html => terminal::print(render::html(compared, voice.lang).as_bytes(), voice),
        DiffFormat::Json => terminal::print(render::json(compared).as_bytes(), voice),
    }
}

/// What belongs together of what was named.
fn found(options: &Options) -> Result<Vec<Found>, Say> {
    let around = options.paths.first().map_or_else(|| PathBuf::from("."), |path| folder_of(path));
    let now = FileTree::now(options);
    let old = given(&options.old, &around, &now)?;
    let new = options.new.as_deref().map(|new| given(new, &around, &now)).transpose()?;
    match (old, new) {
        (Given::Whole(old), None) => each(options, &old, &now),
        (Given::Whole(old), Some(Given::Whole(new))) => each(options, &old, &new),
        (_, _) if !options.paths.is_empty() => {
            Err(say!("「--」之后的路径只能跟在 git 的版本后面", "paths behind `--` go with revisions of git"))
        }
        (Given::Whole(old), Some(Given::At(tree, path))) => Ok(vec![Found::new((old, &path), (tree, &path))]),
        (Given::At(tree, path), Some(Given::Whole(new))) => Ok(vec![Found::new((tree, &path), (new, &path))]),
        (Given::At(tree, old), Some(Given::At(other, new))) => Ok(vec![Found::new((tree, &old), (other, &new))]),
        (Given::At(..), None) => {
            let old = &options.old;
            Err(say!(
                "只写了一个「{old}」：再写一个与它比；与 git 里的比，写 budgetc diff HEAD -- {old}",
                "only `{old}` is named: name another to compare it with; for the version that git keeps, \
                 `budgetc diff HEAD -- {old}`"
            ))
        }
    }
}

/// The files and folders that were named, in two trees; the current folder where none was.
fn each(options: &Options, old: &FileTree, new: &FileTree) -> Result<Vec<Found>, Say> {
    let all = [PathBuf::from(".")];
    let paths = if options.paths.is_empty() { &all[..] } else { &options.paths };
    let mut all_found = Vec::new();
    for path in paths {
        let whole = whole(path);
        let found = Found::new((old.clone(), &whole), (new.clone(), &whole));
        if found.pairs.is_empty() {
            let shown = path.display();
            return Err(say!(
                "两边都没有「{shown}」下的 .budget 文件",
                "there is no .budget file at `{shown}` on either side"
            ));
        }
        all_found.push(found);
    }
    Ok(all_found)
}

fn given(name: &str, around: &Path, now: &FileTree) -> Result<Given, Say> {
    let path = Path::new(name);
    if path.exists() {
        return Ok(Given::At(now.clone(), whole(path)));
    }
    if let Some(revision) = Revision::find(name, around) {
        return Ok(Given::Whole(now.then(revision)));
    }
    let within = name.split_once(':').and_then(|(revision, path)| Some((Revision::find(revision, around)?, path)));
    if let Some((revision, path)) = within {
        // as git reads it: from the top, or from here where it begins with a point
        let path = if path.starts_with('.') { whole(Path::new(path)) } else { revision.top.join(path) };
        return Ok(Given::At(now.then(revision), path));
    }
    Err(revision::unfound(name))
}

/// A path from the root of the file system, links followed as far as it exists.
fn whole(path: &Path) -> PathBuf {
    if let Ok(path) = path.canonicalize() {
        return path;
    }
    match (path.parent(), path.file_name()) {
        (Some(folder), Some(name)) if !folder.as_os_str().is_empty() => whole(folder).join(name),
        (_, Some(name)) => whole(Path::new(".")).join(name),
        _ => path.to_path_buf(),
    }
}

/// The nearest folder of a path that there is.
fn folder_of(path: &Path) -> PathBuf {
    let whole = whole(path);
    whole.ancestors().find(|folder| folder.is_dir()).map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}
