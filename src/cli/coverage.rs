//! `budgetc coverage FILE…`: how well each typed figure is guarded.

use std::path::PathBuf;
use std::sync::Arc;

use super::{Outcome, ProjectArgs, Voice, input, terminal};
use crate::localize::Coverage;
use crate::project::Checked;
use crate::render;

#[derive(clap::Args)]
pub(super) struct Options {
    /// The reports; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// How to say it: as a table, or for programs
    #[arg(long, value_enum, default_value_t = CoverageFormat::Human)]
    format: CoverageFormat,
    #[command(flatten)]
    pub project: ProjectArgs,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum CoverageFormat {
    Human,
    Json,
}

pub(super) fn run(options: &Options, voice: &Voice) -> Outcome {
    if !input::is_read_once(&options.files, voice) {
        return Outcome::Trouble;
    }
    let session = input::session(&options.project);
    let (mut outcome, mut covered) = (Outcome::Clean, Vec::new());
    for file in &options.files {
        let (sign, question) = (input::checking(file, voice), input::ask(&session, file));
        // what is not checked because of an error would seem unguarded
        let found = question.coverage();
        drop(sign);
        match input::answered(file, found, voice) {
            Err(_) => outcome = Outcome::Trouble,
            Ok((checked, Some(coverage))) => covered.push((input::shown_name(file), checked, coverage)),
            Ok((checked, None)) => {
                terminal::findings(&checked.sources, &checked.problems, voice);
                terminal::closing(&checked, &input::shown_name(file), voice);
                outcome = outcome.worse(Outcome::Findings);
            }
        }
    }
    let text = match options.format {
        CoverageFormat::Human => {
            let table = |(_, checked, coverage): &(String, Arc<Checked>, Coverage)| {
                render::coverage::human(coverage, &checked.sources, voice.lang)
            };
            covered.iter().map(table).collect::<Vec<_>>().join("\n")
        }
        CoverageFormat::Json => {
            let all =
                covered.iter().map(|(name, checked, coverage)| (name.clone(), &checked.sources, coverage.clone()));
            render::coverage::json(&all.collect::<Vec<_>>())
        }
    };
    outcome.worse(terminal::print(text.as_bytes(), voice))
}
