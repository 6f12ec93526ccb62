//! The command line: one file a command. Exit code 0: clean; 1: findings; 2: usage, input or output.

mod build;
mod check;
mod chinese;
mod completions;
mod coverage;
mod diff;
mod disk;
mod explain;
mod figure;
mod fix;
mod fmt;
mod folder;
mod git;
mod import;
mod input;
mod library;
mod lsp;
mod man;
mod new;
mod output;
mod pages;
mod parallel;
mod progress;
mod revision;
mod terminal;
mod watch;

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

pub use disk::Disk;

use crate::base::{Lang, Say};
use crate::project::{Checked, ProjectOptions};

const AFTER: &str = "\
Begin with `budgetc new DIR`: it makes a folder with a report that works, to be made yours.

Exit status: 0 clean, 1 findings in a report, 2 trouble with usage, input or output.";

/// Budget disclosures from figures typed once: checked, and set as a finished PDF.
#[derive(Parser)]
#[command(version, about, max_term_width = 100, after_help = AFTER)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Language of messages, Chinese or English; otherwise as budget.toml says, else from the locale
    #[arg(long, global = true, value_enum)]
    lang: Option<LangChoice>,
    /// When to colour messages; auto is on a terminal
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    color: Color,
    /// Say only what is wrong: no closing lines, no progress
    #[arg(short, long, global = true)]
    quiet: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Make a folder with a report to start from, or draft next year's report from last year's
    New(new::Options),
    /// Check reports and say what is wrong with them
    Check(check::Options),
    /// Check reports and write their documents
    Build(build::Options),
    /// Take tables of other programs into a report: its forms are read backwards
    Import(import::Options),
    /// Say what changed in meaning between two reports: versions, years, folders, revisions of git
    Diff(diff::Options),
    /// Lay out reports: blanks, marks, where amounts stand; no figure and no word is changed
    Fmt(fmt::Options),
    /// Let git tell what changed in meaning, and check what is committed
    #[command(subcommand)]
    Git(git::Options),
    /// Say how well each typed figure is guarded: where an error could not be found, or not be told from another
    Coverage(coverage::Options),
    /// Explain a finding by its code, or where a figure of a report comes from; without either, list all codes
    Explain(explain::Options),
    /// Look into the library that the program carries
    #[command(subcommand)]
    Std(library::Options),
    /// Serve an editor: findings, figures and names while one types, by the Language Server Protocol over standard input and output
    Lsp(lsp::Options),
    /// Print a script that lets a shell complete commands and options
    Completions(completions::Options),
    /// Print the manual page, for `man -l -`
    Man(man::Options),
}

impl Command {
    /// The first file that it is about, and what is said of its project; a file in the current folder where it is about that.
    fn subject(&self) -> (Option<Cow<'_, Path>>, Option<&ProjectArgs>) {
        static HERE: ProjectArgs = ProjectArgs { root: None, std: None };
        let here = || Some(Cow::Borrowed(Path::new(output::DASH)));
        let first = |files: &'_ [PathBuf]| files.first().cloned().map(Cow::Owned);
        match self {
            Command::Check(options) => (first(&options.files), Some(&options.project)),
            Command::Build(options) => (first(&options.files), Some(&options.project)),
            Command::Import(options) => (Some(Cow::Borrowed(options.into.as_path())), Some(&options.project)),
            Command::Coverage(options) => (first(&options.files), Some(&options.project)),
            Command::Explain(options) => {
                (options.what.as_ref().map(|what| Cow::Borrowed(Path::new(what))), Some(&options.project))
            }
            // a folder may be a project's root itself
            Command::Diff(options) => (Some(Cow::Owned(Path::new(&options.old).join("."))), Some(&options.project)),
            Command::Fmt(options) => (first(&options.files), Some(&HERE)),
            Command::Std(options) => (here(), Some(options.project())),
            Command::Git(_) => (here(), Some(&HERE)),
            Command::New(options) => (options.from.as_deref().map(Cow::Borrowed), Some(&HERE)),
            Command::Lsp(options) => (None, Some(&options.project)),
            Command::Completions(_) | Command::Man(_) => (None, None),
        }
    }
}

/// What names a report.
#[derive(Args, Default)]
struct ProjectArgs {
    /// The project's root folder, where `use` looks; otherwise the nearest one above that holds budget.toml
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// Read the standard library from this folder instead of the one that the program carries
    #[arg(long, value_name = "DIR")]
    std: Option<PathBuf>,
}

impl ProjectArgs {
    fn given(&self) -> ProjectOptions {
        ProjectOptions { root: self.root.clone(), std: self.std.clone() }
    }
}

/// What stands against a report besides errors.
#[derive(Args, Default)]
struct Gate {
    /// Take warnings, too, as a reason to fail; `deny = "warnings"` in budget.toml says it of all reports of a project
    #[arg(long, value_name = "WHAT")]
    deny: Option<Denied>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Denied {
    Warnings,
}

impl Gate {
    /// Whether a report may pass.
    fn passes(&self, checked: &Checked) -> bool {
        let summary = checked.summary();
        let denied = self.deny.is_some() || checked.project.settings.deny;
        summary.errors == 0 && (!denied || summary.warnings == 0)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LangChoice {
    Zh,
    En,
}

impl LangChoice {
    fn lang(self) -> Lang {
        match self {
            LangChoice::Zh => Lang::Zh,
            LangChoice::En => Lang::En,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

/// What every command needs to speak.
#[derive(Clone, Copy)]
struct Voice {
    lang: Lang,
    color: Color,
    quiet: bool,
}

/// How a command ended; the number is the program's exit code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    Clean = 0,
    Findings = 1,
    Trouble = 2,
}

impl Outcome {
    /// The worse of two.
    fn worse(self, other: Outcome) -> Outcome {
        self.max(other)
    }
}

/// Runs the program on its arguments.
pub fn run() -> ExitCode {
    let cli = match parsed() {
        Ok(cli) => cli,
        Err(outcome) => return ExitCode::from(outcome as u8),
    };
    let (file, project) = cli.command.subject();
    let of_project = || input::settings(&file?, project?).lang;
    let lang = cli.lang.map(LangChoice::lang).or_else(of_project);
    let voice = Voice { lang: lang.unwrap_or_else(locale), color: cli.color, quiet: cli.quiet };
    if let Some(against) = project.and_then(input::against) {
        terminal::trouble(&against, &voice);
        return ExitCode::from(Outcome::Trouble as u8);
    }
    let outcome = match cli.command {
        Command::New(options) => new::run(&options, &voice),
        Command::Check(options) => check::run(&options, &voice),
        Command::Build(options) => build::run(&options, &voice),
        Command::Import(options) => import::run(&options, &voice),
        Command::Diff(options) => diff::run(&options, &voice),
        Command::Fmt(options) => fmt::run(&options, &voice),
        Command::Git(options) => git::run(&options, &voice),
        Command::Coverage(options) => coverage::run(&options, &voice),
        Command::Explain(options) => explain::run(&options, &voice),
        Command::Std(options) => library::run(&options, &voice),
        Command::Lsp(options) => lsp::run(options, cli.lang.map(LangChoice::lang), &voice),
        Command::Completions(options) => completions::run(&options, Cli::command(), &voice),
        Command::Man(options) => man::run(&options, Cli::command(), &voice),
    };
    ExitCode::from(outcome as u8)
}

/// Reads the command line; help and errors of usage are in the language of messages.
fn parsed() -> Result<Cli, Outcome> {
    let lang = wanted(std::env::args_os()).map_or_else(locale, LangChoice::lang);
    if lang == Lang::En {
        return Ok(Cli::parse());
    }
    let matches = chinese::translated(Cli::command()).try_get_matches();
    matches.and_then(|matches| Cli::from_arg_matches(&matches)).map_err(|error| {
        let Some(text) = chinese::error(&error) else { error.exit() };
        terminal::trouble(&Say { zh: text, en: error.to_string() }, &Voice { lang, color: Color::Auto, quiet: false });
        Outcome::Trouble
    })
}

/// What `--lang` says, before the command line is understood.
fn wanted(arguments: impl Iterator<Item = std::ffi::OsString>) -> Option<LangChoice> {
    let mut arguments = arguments.skip(1).map(|argument| argument.to_string_lossy().into_owned());
    while let Some(argument) = arguments.next() {
        let value = match argument.strip_prefix("--lang") {
            Some("") => arguments.next(),
            Some(value) => value.strip_prefix('=').map(str::to_owned),
            None => None,
        };
        if let Some(choice) = value.and_then(|value| LangChoice::from_str(&value, false).ok()) {
            return Some(choice);
        }
    }
    None
}

/// The locale's language: Chinese for `zh…`, English for another language, Chinese where the locale names none, as a report's
/// first readers are.
fn locale() -> Lang {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    match locale.as_deref() {
        None | Some("C" | "POSIX" | "C.UTF-8") => Lang::Zh,
        Some(locale) if locale.starts_with("zh") => Lang::Zh,
        Some(_) => Lang::En,
    }
}
