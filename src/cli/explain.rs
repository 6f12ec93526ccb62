//! `budgetc explain CODE`: the page of a finding.

use super::{Outcome, Voice, terminal};
use crate::{render, say};

#[derive(clap::Args)]
pub(super) struct Options {
    /// The code, e.g. B0301
    code: String,
}

pub(super) fn run(options: &Options, voice: &Voice) -> Outcome {
    let code = options.code.to_ascii_uppercase();
    match render::page(&code) {
        Some(page) => terminal::print(page.as_bytes(), voice),
        None => {
            terminal::trouble(&say!("没有编号为 {code} 的说明", "there is no page for {code}"), voice);
            Outcome::Trouble
        }
    }
}
