//! Before a commit: the files that are staged are checked as they are staged, and the reports that need them, or needed
//! those that are gone.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::repository::Repository;
use super::{Outcome, Voice, terminal};
use crate::base::{Lang, Say};
use crate::cli::Gate;
use crate::cli::pages::{self, FontChoices, Press};
use crate::cli::revision::{Revision, git};
use crate::project::{Files, ProjectOptions, ROOT_FILE, project_of};
use crate::say;
use crate::session::{Session, affected};

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
    let index = Arc::new(Revision::staged(&top).ok_or_else(unlisted)?);
    let mut outcome = Outcome::Clean;
    for path in staged.iter().filter(|path| is(path, "budget") && index.exists(path)) {
        outcome = outcome.worse(laid_out(path, &top, &index, voice));
    }
    let fonts = FontChoices::default();
    let press = Press::to_look_at(&fonts);
    let session = Session::new(Arc::clone(&index) as Arc<dyn Files>, ProjectOptions::default());
    for path in affected(&staged, &top, index.as_ref()) {
        // named as one would type it here
        let shown = path.strip_prefix(&top).unwrap_or(&path);
        let asked = session.ask(if at(&top) { shown } else { &path });
        let mut checked = asked.check().map_err(|error| {
            let (shown, Say { zh, en }) = (shown.display(), error.reason());
            say!("读不了 {shown}：{zh}", "cannot read {shown}: {en}")
        })?;
        // where pages cannot be set, as without fonts, that is no reason against the commit
        if cfg!(feature = "pdf")
            && let Err(all) = pages::look(&press, &mut checked)
        {
            all.iter().for_each(|text| terminal::trouble(text, voice));
        }
        terminal::findings(&checked.sources, &checked.problems, voice);
        outcome = outcome.worse(if Gate::default().passes(&checked) { Outcome::Clean } else { Outcome::Findings });
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
    let keywords = project_of(path, &ProjectOptions::default(), index).0.settings.keywords;
    if text.is_none_or(|text| format_is_clean(&text, keywords)) {
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
fn format_is_clean(text: &str, keywords: Option<Lang>) -> bool {
    crate::format::format(text, keywords).is_none_or(|laid_out| laid_out == text)
}
