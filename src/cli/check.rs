//! `budgetc check FILE…`

use std::path::PathBuf;

use super::{Outcome, Project, Voice, input, terminal};

#[derive(clap::Args)]
pub(super) struct Options {
    /// The reports; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    project: Project,
}

pub(super) fn run(options: &Options, voice: &Voice) -> Outcome {
    if !input::is_read_once(&options.files, voice) {
        return Outcome::Trouble;
    }
    let mut outcome = Outcome::Clean;
    for file in &options.files {
        outcome = match (input::read(file, options.project.root.as_deref(), voice), outcome) {
            (None, _) | (_, Outcome::Trouble) => Outcome::Trouble,
            (Some(report), before) => {
                terminal::report(&report.checked, &report.name, voice);
                if report.checked.is_sound() { before } else { Outcome::Findings }
            }
        };
    }
    outcome
}
