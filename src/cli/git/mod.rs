//! `budgetc git install|uninstall`, and what git then calls.

mod block;
mod driver;
mod hook;
mod install;
mod repository;

use super::{Outcome, Voice, terminal};
use crate::base::Say;

#[derive(clap::Subcommand)]
pub(super) enum Options {
    /// Let `git diff` tell the meaning above the text, and check what is committed; asks before it writes
    Install(install::Options),
    /// Take away all that `install` wrote
    Uninstall,
    /// What git calls for a difference: tells its meaning
    #[command(hide = true)]
    DiffDriver(driver::Options),
    /// What git calls before a commit: checks what is staged
    #[command(hide = true)]
    PreCommit,
}

pub(super) fn run(options: &Options, voice: &Voice) -> Outcome {
    let done = match options {
        Options::Install(options) => install::install(options, voice),
        Options::Uninstall => install::uninstall(voice),
        Options::DiffDriver(options) => driver::run(options, voice),
        Options::PreCommit => hook::run(voice),
    };
    done.unwrap_or_else(|reason: Say| {
        terminal::trouble(&reason, voice);
        Outcome::Trouble
    })
}
