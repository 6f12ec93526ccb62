//! What changed in meaning between two versions of a file, as git hands them over. The text follows, by git itself.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::repository::git_line;
use super::{Outcome, Voice, terminal};
use crate::base::Say;
use crate::cli::revision::Revision;
use crate::cli::{Color, Disk};
use crate::project::{self, Files, ProjectOptions, Unread};
use crate::render::diff::{self as render, Compare, Compared};
use crate::say;
use crate::session::{Difference, Session};

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
    let session = Session::new(Arc::new(Disk), ProjectOptions::default());
    let (was, is) = (side(&session, path, old, was)?, side(&session, renamed.first().unwrap_or(path), new, is)?);
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
    match git_line(Path::new("."), &["config", "--get-colorbool", "color.diff", terminal]).as_deref() {
        Some("true") => Color::Always,
        Some(_) => Color::Never,
        None => voice.color,
    }
}

/// One file as it stands in a version, among the others of a tree that holds this version. Git does not tell which
/// revisions it compares.
struct Version {
    path: PathBuf,
    session: Session,
}

impl Version {
    fn new(path: &Path, bytes: &[u8], session: Session) -> Version {
        session.edit(path, bytes);
        Version { path: path.to_path_buf(), session }
    }

    /// Whether all that the file uses is there.
    fn is_whole(&self) -> bool {
        let loaded = project::load(&self.path, None, &self.session.files());
        loaded.is_ok_and(|loaded| !loaded.incomplete)
    }
}

/// A version of a file; none where it was not there, or is no more.
fn side(session: &Session, given: &Path, file: &Path, object: &Path) -> Result<Option<Version>, Say> {
    if file == Path::new("/dev/null") || file == Path::new("nul") {
        return Ok(None);
    }
    let top = Path::new(".").canonicalize().map_err(|error| unread(given, &Unread::from(error).reason()))?;
    let bytes = Disk.read(file).map_err(|error| unread(given, &error.reason()))?;
    let (path, object) = (top.join(given), object.to_string_lossy());
    let now = || Some(Version::new(&path, &bytes, session.beside(Arc::new(Disk))));
    // the work tree has no object
    if object.chars().all(|c| c == '0') {
        return Ok(now());
    }
    let then = |tree: Arc<Revision>| Version::new(&path, &bytes, session.beside(tree));
    let tree = Revision::with(&top, given, &object, &|tree| then(Arc::clone(tree)).is_whole());
    Ok(tree.map(then).or_else(now))
}

fn unread(path: &Path, reason: &Say) -> Say {
    let (shown, Say { zh, en }) = (path.display(), reason);
    say!("读不了 {shown}：{zh}", "cannot read {shown}: {en}")
}

fn pair(path: &Path, was: &Version, is: &Version) -> Result<Compare, Say> {
    let found = was.session.ask(&was.path).differences(&is.session.ask(&is.path));
    let Difference { changes, errors } = found.map_err(|(_, error)| unread(path, &error.reason()))?;
    let name = |version: &Version| {
        let top = Path::new(".").canonicalize().unwrap_or_default();
        version.path.strip_prefix(top).unwrap_or(&version.path).display().to_string()
    };
    Ok(Compare { old: name(was), new: name(is), errors, changes })
}
