//! `budgetc explain CODE`: the page of a finding.

use include_dir::{Dir, include_dir};

use super::{Outcome, Voice, terminal};
use crate::say;

static PAGES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/docs/errors");

#[derive(clap::Args)]
pub(super) struct Options {
    /// The code, e.g. B0301
    code: String,
}

pub(super) fn run(options: &Options, voice: &Voice) -> Outcome {
    let code = options.code.to_ascii_uppercase();
    match PAGES.get_file(format!("{code}.md")).and_then(|page| page.contents_utf8()) {
        Some(page) => terminal::print(page.as_bytes(), voice),
        None => {
            terminal::trouble(&say!("没有编号为 {code} 的说明", "there is no page for {code}"), voice);
            Outcome::Trouble
        }
    }
}
