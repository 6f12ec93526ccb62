//! `budgetc coverage FILE…`: how well each typed figure is guarded, or of which words nothing was checked.

use std::path::PathBuf;
use std::sync::Arc;

use super::{Outcome, ProjectArgs, Voice, input, terminal};
use crate::project::Checked;
use crate::render;
use crate::session::{Question, Unanswered};

#[derive(clap::Args)]
pub(super) struct Options {
    /// The reports; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// How to say it: as a table, or for programs
    #[arg(long, value_enum, default_value_t = CoverageFormat::Human)]
    format: CoverageFormat,
    /// Lists what nothing vouches for instead: paragraphs without figure or check, texts never set, checks never tried
    #[arg(long, conflicts_with = "format")]
    words: bool,
    #[command(flatten)]
    pub project: ProjectArgs,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum CoverageFormat {
    Human,
    Json,
}

pub(super) fn run(options: &Options, voice: &Voice) -> Outcome {
    if options.words {
        let (outcome, found) = each(options, voice, |question| question.unvouched());
        let lists =
            found.iter().map(|(_, checked, found)| render::vouched::unvouched(found, &checked.sources, voice.lang));
        return outcome.worse(terminal::print(lists.collect::<Vec<_>>().join("\n").as_bytes(), voice));
    }
    // what is not checked because of an error would seem unguarded
    let (outcome, covered) = each(options, voice, |question| question.coverage());
    let text = match options.format {
        CoverageFormat::Human => {
            let table = covered
                .iter()
                .map(|(_, checked, coverage)| render::coverage::human(coverage, &checked.sources, voice.lang));
            table.collect::<Vec<_>>().join("\n")
        }
        CoverageFormat::Json => {
            let all =
                covered.iter().map(|(name, checked, coverage)| (name.clone(), &checked.sources, coverage.clone()));
            render::coverage::json(&all.collect::<Vec<_>>())
        }
    };
    outcome.worse(terminal::print(text.as_bytes(), voice))
}

/// What is answered of each report; of one with errors these are told instead.
fn each<T>(
    options: &Options,
    voice: &Voice,
    ask: impl Fn(&Question<'_>) -> Result<(Arc<Checked>, Option<T>), Unanswered>,
) -> (Outcome, Vec<(String, Arc<Checked>, T)>) {
    let mut answers = Vec::new();
    if !input::is_read_once(&options.files, voice) {
        return (Outcome::Trouble, answers);
    }
    let session = input::session(&options.project);
    let mut outcome = Outcome::Clean;
    for file in &options.files {
        let (sign, question) = (input::checking(file, voice), input::ask(&session, file));
        let found = ask(&question);
        drop(sign);
        match input::answered(file, found, voice) {
            Err(_) => outcome = Outcome::Trouble,
            Ok((checked, Some(answer))) => answers.push((input::shown_name(file), checked, answer)),
            Ok((checked, None)) => {
                terminal::findings(&checked.sources, &checked.problems, voice);
                terminal::closing(&checked, &input::shown_name(file), voice);
                outcome = outcome.worse(Outcome::Findings);
            }
        }
    }
    (outcome, answers)
}
