//! `budgetc completions SHELL`: what makes a shell complete the command line.

use clap_complete::Shell;

use super::{Outcome, Voice, terminal};

#[derive(clap::Args)]
pub(super) struct Options {
    /// The shell to write for
    shell: Shell,
}

pub(super) fn run(options: &Options, mut command: clap::Command, voice: &Voice) -> Outcome {
    let mut script = Vec::new();
    let name = command.get_name().to_owned();
    clap_complete::generate(options.shell, &mut command, name, &mut script);
    terminal::print(&script, voice)
}
