//! The command line: one file a command. Exit code 0: clean; 1: findings; 2: usage, input or output.

mod build;
mod check;
mod explain;
mod terminal;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::base::Lang;

/// Budget disclosures from figures typed once: checked, and set as a finished PDF.
#[derive(Parser)]
#[command(version, about, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Language of messages; otherwise from the locale
    #[arg(long, global = true, value_enum)]
    lang: Option<LangChoice>,
    /// When to colour messages
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    color: Color,
}

#[derive(Subcommand)]
enum Command {
    /// Check reports and say what is wrong with them
    Check(check::Options),
    /// Check a report and write its document
    Build(build::Options),
    /// Explain a finding by its code, e.g. B0301
    Explain(explain::Options),
}

/// What names a report.
#[derive(Args)]
struct Project {
    /// The project's root folder, where `use` looks; otherwise the nearest one above that holds budget.toml
    #[arg(long)]
    root: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LangChoice {
    Zh,
    En,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

/// What every command needs to speak.
struct Voice {
    lang: Lang,
    color: Color,
}

/// How a command ended.
enum Outcome {
    Clean,
    Findings,
    Trouble,
}

/// Runs the program on its arguments.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let voice = Voice { lang: language(cli.lang), color: cli.color };
    let outcome = match cli.command {
        Command::Check(options) => check::run(&options, &voice),
        Command::Build(options) => build::run(&options, &voice),
        Command::Explain(options) => explain::run(&options, &voice),
    };
    ExitCode::from(match outcome {
        Outcome::Clean => 0,
        Outcome::Findings => 1,
        Outcome::Trouble => 2,
    })
}

/// The language asked for, else the locale's: Chinese for `zh…`, English for another language, Chinese where the locale
/// names none, as a report's first readers are.
fn language(choice: Option<LangChoice>) -> Lang {
    match choice {
        Some(LangChoice::Zh) => return Lang::Zh,
        Some(LangChoice::En) => return Lang::En,
        None => {}
    }
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    match locale.as_deref() {
        None | Some("C" | "POSIX" | "C.UTF-8") => Lang::Zh,
        Some(locale) if locale.starts_with("zh") => Lang::Zh,
        Some(_) => Lang::En,
    }
}
