//! `budgetc coverage FILE`: how well each typed figure is guarded.

use std::path::PathBuf;

use super::{Outcome, Project, Voice, input, terminal};
use crate::render;

#[derive(clap::Args)]
pub(super) struct Options {
    /// The report; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// How to say it: as a table, or for programs
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    #[command(flatten)]
    project: Project,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Human,
    Json,
}

pub(super) fn run(options: &Options, voice: &Voice) -> Outcome {
    let read = input::read(&options.file, options.project.root.as_deref(), voice);
    let report = match read {
        Ok(report) => report,
        Err(_) => return Outcome::Trouble,
    };
    // what is not checked because of an error would seem unguarded
    if !report.checked.is_sound() {
        terminal::findings(&report.checked.sources, &report.checked.problems, voice);
        terminal::closing(&report.checked, &report.name, voice);
        return Outcome::Findings;
    }
    let coverage = report.checked.coverage();
    let text = match options.format {
        Format::Human => render::coverage::human(&coverage, &report.checked.sources, voice.lang),
        Format::Json => render::coverage::json(&coverage, &report.checked.sources),
    };
    terminal::print(text.as_bytes(), voice)
}
