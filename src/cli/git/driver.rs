//! What changed in meaning between two versions of a file, as git hands them over. The text follows, by git itself.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::repository::said;
use super::{Outcome, Voice, terminal};
use crate::base::{Date, Say};
use crate::cli::Color;
use crate::cli::diff::Tree;
use crate::cli::revision::Revision;
use crate::diff::{Side, compare};
use crate::project::{self, Disk, Files, Unread};
use crate::render::diff::{self as render, Compare, Compared};
use crate::say;

/// As git calls it: path, then file, object and mode of the old version and of the new one; of a renamed file the new
/// name, and what git says of it.
#[derive(clap::Args)]
pub(in crate::cli) struct Options {
    #[arg(hide = true, required = true, num_args = 1.., allow_hyphen_values = true)]
    given: Vec<PathBuf>,
}

pub(super) fn run(options: &Options, voice: &Voice) -> Result<Outcome, Say> {
    let [path, old, was, _, new, is, _, renamed @ ..] = options.given.as_slice() else {
        return Err(say!("这个命令由 git 调用，见 docs/git.md", "git calls this command, see docs/git.md"));
    };
    let (was, is) = (side(path, old, was)?, side(renamed.first().unwrap_or(path), new, is)?);
    let mut compared = Compared::default();
    let name = |path: &Path| path.display().to_string();
    match (was, is) {
        (Some(was), Some(is)) => compared.pairs.push(pair(path, &was, &is)?),
        (None, Some(_)) => compared.added.push(name(path)),
        (Some(_), None) => compared.removed.push(name(path)),
        (None, None) => {}
    }
    let voice = Voice { color: colour(voice), ..*voice };
    terminal::coloured(&voice, |to| {
        render::human(to, &compared, voice.lang)?;
        writeln!(to)
    });
    Ok(Outcome::Clean)
}

/// As git colours what stands below it.
fn colour(voice: &Voice) -> Color {
    let terminal = if std::io::stdout().is_terminal() { "true" } else { "false" };
    match said(Path::new("."), &["config", "--get-colorbool", "color.diff", terminal]).as_deref() {
        Some("true") => Color::Always,
        Some(_) => Color::Never,
        None => voice.color,
    }
}

/// A version of a file; none where it was not there, or is no more.
fn side(given: &Path, file: &Path, object: &Path) -> Result<Option<Version>, Say> {
    if file == Path::new("/dev/null") || file == Path::new("nul") {
        return Ok(None);
    }
    let top = Path::new(".").canonicalize().map_err(|error| unread(given, &error.into()))?;
    let bytes = Disk.read(file).map_err(|error| unread(given, &error))?;
    let (path, object) = (top.join(given), object.to_string_lossy());
    let version = |around| Version { path: path.clone(), bytes: bytes.clone(), around };
    // the work tree has no object
    if object.chars().all(|c| c == '0') {
        return Ok(Some(version(Tree::Now)));
    }
    let whole = |tree: &Rc<Revision>| {
        let loaded = project::load(&path, None, &version(Tree::Then(Rc::clone(tree))));
        loaded.is_ok_and(|loaded| loaded.problems.iter().all(|problem| problem.code != "B0204"))
    };
    let tree = Revision::with(&top, given, &object, &whole);
    Ok(Some(version(tree.map_or(Tree::Now, Tree::Then))))
}

fn unread(path: &Path, error: &Unread) -> Say {
    let (shown, Say { zh, en }) = (path.display(), error.reason());
    say!("读不了 {shown}：{zh}", "cannot read {shown}: {en}")
}

fn pair(path: &Path, was: &Version, is: &Version) -> Result<Compare, Say> {
    let load = |version: &Version, beside| {
        project::load_beside(&version.path, None, version, beside).map_err(|error| unread(path, &error))
    };
    let old = load(was, None)?;
    let new = load(is, Some(&old))?;
    let (old, new) = (Side::new(old, was), Side::new(new, is));
    let name = |version: &Version| {
        let top = Path::new(".").canonicalize().unwrap_or_default();
        version.path.strip_prefix(top).unwrap_or(&version.path).display().to_string()
    };
    let (names, errors) = ((name(was), name(is)), (old.errors(), new.errors()));
    Ok(Compare { old: names.0, new: names.1, errors, changes: compare(&old, &new) })
}

/// One file as it stands in a version, among the others of a tree that holds this version. Git does not tell which
/// revisions it compares.
struct Version {
    path: PathBuf,
    bytes: Vec<u8>,
    around: Tree,
}

impl Files for Version {
    fn read(&self, path: &Path) -> Result<Vec<u8>, Unread> {
        if path == self.path { Ok(self.bytes.clone()) } else { self.around.files().read(path) }
    }

    fn real(&self, path: &Path) -> Result<PathBuf, Unread> {
        if path == self.path { Ok(path.to_path_buf()) } else { self.around.files().real(path) }
    }

    fn exists(&self, path: &Path) -> bool {
        path == self.path || self.around.files().exists(path)
    }

    fn names(&self, folder: &Path) -> Vec<String> {
        self.around.files().names(folder)
    }

    fn today(&self) -> Date {
        Disk.today()
    }
}
