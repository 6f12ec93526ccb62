//! `budgetc coverage FILE…`: how well each typed figure is guarded.

use std::path::PathBuf;

use super::{Outcome, Project, Voice, input, terminal};
use crate::render;

#[derive(clap::Args)]
pub(super) struct Options {
    /// The reports; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
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
    if !input::is_read_once(&options.files, voice) {
        return Outcome::Trouble;
    }
    let mut outcome = Outcome::Clean;
    let mut reports = Vec::new();
    for file in &options.files {
        match input::read(file, options.project.root.as_deref(), voice) {
            Err(_) => outcome = Outcome::Trouble,
            Ok(report) if report.checked.is_sound() => reports.push(report),
            // what is not checked because of an error would seem unguarded
            Ok(report) => {
                terminal::findings(&report.checked.sources, &report.checked.problems, voice);
                terminal::closing(&report.checked, &report.name, voice);
                outcome = outcome.worse(Outcome::Findings);
            }
        }
    }
    let covered = reports.into_iter().map(|report| (report.name, report.checked));
    let covered: Vec<_> = covered.map(|(name, checked)| (name, checked.coverage(), checked.sources)).collect();
    let text = match options.format {
        Format::Human => {
            let tables =
                covered.iter().map(|(_, coverage, sources)| render::coverage::human(coverage, sources, voice.lang));
            tables.collect::<Vec<_>>().join("\n")
        }
        Format::Json => {
            let all = covered.iter().map(|(name, coverage, sources)| (name.clone(), sources, coverage.clone()));
            render::coverage::json(&all.collect::<Vec<_>>())
        }
    };
    outcome.worse(terminal::print(text.as_bytes(), voice))
}
