//! `budgetc check FILE…`

use std::path::{Path, PathBuf};

use super::{Outcome, Project, Voice, terminal};
use crate::project::{self, Checked, Disk};
use crate::say;

#[derive(clap::Args)]
pub(super) struct Options {
    /// The reports
    #[arg(required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    project: Project,
}

pub(super) fn run(options: &Options, voice: &Voice) -> Outcome {
    let mut outcome = Outcome::Clean;
    for file in &options.files {
        outcome = match (read(file, options.project.root.as_deref(), voice), outcome) {
            (None, _) | (_, Outcome::Trouble) => Outcome::Trouble,
            (Some(checked), before) => {
                terminal::report(&checked, &file.display().to_string(), voice);
                if checked.is_sound() { before } else { Outcome::Findings }
            }
        };
    }
    outcome
}

/// Loads and checks a report; nothing where it cannot be read.
pub(super) fn read(file: &Path, root: Option<&Path>, voice: &Voice) -> Option<Checked> {
    match project::load(file, root, &Disk) {
        Ok(loaded) => Some(project::check(loaded, &Disk)),
        Err(error) => {
            let (file, reason) = (file.display(), error.reason());
            let (zh, en) = (&reason.zh, &reason.en);
            terminal::trouble(&say!("读不了 {file}：{zh}", "cannot read {file}: {en}"), voice);
            None
        }
    }
}
