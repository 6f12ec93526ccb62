//! `budgetc explain [CODE]`: the page of a finding in one language; without a code, a line for each finding.

use super::{Outcome, Voice, terminal};
use crate::render::{self, Page};
use crate::say;

#[derive(clap::Args)]
pub(super) struct Options {
    /// The code, e.g. B0301
    code: Option<String>,
}

pub(super) fn run(options: &Options, voice: &Voice) -> Outcome {
    let pages = render::pages(voice.lang);
    let line = |page: &Page| format!("{} {}\n", page.code, page.title);
    let Some(code) = &options.code else {
        return terminal::print(pages.iter().map(line).collect::<String>().as_bytes(), voice);
    };
    let code = code.to_ascii_uppercase();
    if let Some(page) = pages.iter().find(|page| page.code == code) {
        return terminal::print(format!("# {}{}", line(page), page.body).as_bytes(), voice);
    }
    terminal::trouble(&say!("没有编号 {code}", "there is no code {code}"), voice);
    let close = |page: &&Page| strsim::damerau_levenshtein(page.code, &code) <= 1;
    let near: String = pages.iter().filter(close).take(5).map(|page| format!("  {}", line(page))).collect();
    let (near_zh, near_en) = (near.trim_end(), near.trim_end());
    if near.is_empty() {
        terminal::line(&say!("budgetc explain 列出全部编号", "`budgetc explain` lists all codes"), voice);
    } else {
        terminal::line(&say!("相近的有：\n{near_zh}", "close to it:\n{near_en}"), voice);
    }
    Outcome::Trouble
}
