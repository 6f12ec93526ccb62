//! `budgetc man [COMMAND]`: the manual page.

use clap_mangen::Man;

use super::{Outcome, Voice, terminal};
use crate::say;

#[derive(clap::Args)]
pub(super) struct Options {
    /// The command whose page it is to be; otherwise the program's
    command: Option<String>,
}

pub(super) fn run(options: &Options, mut program: clap::Command, voice: &Voice) -> Outcome {
    program.build();
    let page = match &options.command {
        None => Some(program),
        Some(name) => program.find_subcommand(name).cloned(),
    };
    let Some(page) = page else {
        let name = options.command.as_deref().unwrap_or_default();
        terminal::trouble(&say!("没有命令 {name}", "there is no command {name}"), voice);
        return Outcome::Trouble;
    };
    let mut text = Vec::new();
    match Man::new(page).render(&mut text) {
        Ok(()) => terminal::print(&text, voice),
        Err(error) => {
            terminal::trouble(&say!("{error}", "{error}"), voice);
            Outcome::Trouble
        }
    }
}
