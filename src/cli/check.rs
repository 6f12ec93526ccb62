//! `budgetc check FILE…`

use std::path::{Path, PathBuf};

use super::input;
use super::output::DASH;
use super::pages::{self, FontChoices, Press};
use super::watch::Watching;
use super::{Gate, Outcome, ProjectArgs, Voice, fix, terminal};
use crate::base::Say;
use crate::project::Checked;
use crate::render::{self, CheckRun};
use crate::say;

#[derive(clap::Args)]
pub(super) struct Options {
    /// The reports; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// How to say what was found: with the source, to standard error; or, to standard output, one line a finding, or
    /// one text for programs
    #[arg(long, value_enum, default_value_t = CheckFormat::Human)]
    format: CheckFormat,
    /// Make the repairs that are certain, in the files themselves; say what is left
    #[arg(long)]
    fix: bool,
    /// List what the reports stand by and what they do not look for, too, to standard output; json always has it
    #[arg(long)]
    accepted: bool,
    /// Set the pages, too, and say what only they show: a character without a glyph, a table too wide
    #[arg(long)]
    pages: bool,
    #[command(flatten)]
    fonts: FontChoices,
    #[command(flatten)]
    watching: Watching,
    #[command(flatten)]
    gate: Gate,
    #[command(flatten)]
    pub project: ProjectArgs,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum CheckFormat {
    Human,
    Short,
    Json,
    Sarif,
}

pub(super) fn run(options: &Options, voice: &Voice) -> Outcome {
    if let Some(against) = against(options) {
        terminal::trouble(&against, voice);
        return Outcome::Trouble;
    }
    if !input::is_read_once(&options.files, voice) {
        return Outcome::Trouble;
    }
    if options.fix {
        terminal::watch(voice);
    }
    options.watching.run(&options.files, &options.project, voice, || all(options, voice))
}

/// Checks the reports once.
fn all(options: &Options, voice: &Voice) -> Outcome {
    let press = Press::to_look_at(&options.fonts);
    let session = input::session(&options.project);
    let mut run = CheckRun { here: std::env::current_dir().ok(), ..CheckRun::default() };
    let mut outcome = Outcome::Clean;
    for file in &options.files {
        let read = if options.fix {
            let (read, done) = fix::mend(&session, file, voice);
            outcome = outcome.worse(done);
            input::answered(file, read, voice)
        } else {
            input::read(&session, file, voice)
        };
        let name = input::shown_name(file);
        match read {
            Ok(mut checked) => {
                if options.pages
                    && let Err(all) = pages::look(&press, &mut checked)
                {
                    all.iter().for_each(|text| terminal::trouble(text, voice));
                    outcome = Outcome::Trouble;
                }
                let passes = options.gate.passes(&checked);
                let told = tell(options, &checked, &name, voice);
                outcome = outcome.worse(told).worse(if passes { Outcome::Clean } else { Outcome::Findings });
                run.reports.push((name, checked));
            }
            Err(reason) => {
                outcome = Outcome::Trouble;
                run.unread.push((name, reason));
            }
        }
    }
    match options.format {
        CheckFormat::Human | CheckFormat::Short => outcome,
        CheckFormat::Json => outcome.worse(terminal::print(render::json::emit(&run, voice.lang).as_bytes(), voice)),
        CheckFormat::Sarif => outcome.worse(terminal::print(render::sarif::emit(&run, voice.lang).as_bytes(), voice)),
    }
}

/// What was asked for and makes no sense.
fn against(options: &Options) -> Option<Say> {
    if let Some(against) = options.watching.against(&options.files) {
        return Some(against);
    }
    if options.fix && options.files.iter().any(|file| file == Path::new(DASH)) {
        return Some(say!(
            "--fix 改的是文件；标准输入不是文件，请写明文件名",
            "--fix changes files; standard input is none: name the file"
        ));
    }
    if let Some(named) = options.fonts.named().filter(|_| !options.pages) {
        return Some(say!("{named} 只与 --pages 同用", "{named} goes with --pages"));
    }
    (options.accepted && options.format == CheckFormat::Sarif).then(|| {
        say!(
            "SARIF 只写问题，不写认可的偏差；请用 --format json",
            "SARIF holds findings, not accepted deviations: take --format json"
        )
    })
}

/// Tells of one report where a form does so report by report.
fn tell(options: &Options, checked: &Checked, name: &str, voice: &Voice) -> Outcome {
    let mut text = match options.format {
        CheckFormat::Human => {
            terminal::findings(&checked.sources, &checked.problems, voice);
            String::new()
        }
        CheckFormat::Short => render::short(&checked.sources, &checked.problems, voice.lang),
        CheckFormat::Json | CheckFormat::Sarif => return Outcome::Clean,
    };
    if options.accepted {
        text.push_str(&render::accepted(checked, voice.lang));
    }
    let printed = terminal::print(text.as_bytes(), voice);
    terminal::closing(checked, name, voice);
    printed
}
