//! `budgetc std`: the library that the program carries, to look into.

use unicode_width::UnicodeWidthStr;

use super::{Outcome, Voice, terminal};
use crate::library::{self, Module};
use crate::say;

#[derive(clap::Subcommand)]
pub(super) enum Options {
    /// List its modules and styles, with the first sentence of each
    List,
    /// Print a file of it
    Show {
        /// As `budgetc std list` names it, e.g. std.style.plain
        name: String,
    },
}

pub(super) fn run(options: &Options, voice: &Voice) -> Outcome {
    match options {
        Options::List => terminal::print(list(&library::modules()).as_bytes(), voice),
        Options::Show { name } => show(name, voice),
    }
}

/// A line for each: its name and the first sentence of its first line.
fn list(modules: &[Module]) -> String {
    let width = modules.iter().map(|module| module.name.width()).max().unwrap_or(0);
    let line = |module: &Module| {
        let first = module.text.lines().next().unwrap_or("").trim_start_matches("//").trim();
        let first = first.split_inclusive("。").next().unwrap_or("");
        let first = first.split_once(". ").map_or(first, |(sentence, _)| sentence);
        format!("{}{}  {first}\n", module.name, " ".repeat(width - module.name.width()))
    };
    modules.iter().map(line).collect()
}

fn show(name: &str, voice: &Voice) -> Outcome {
    if let Some(module) = library::modules().iter().find(|module| module.name == name) {
        return terminal::print(module.text.as_bytes(), voice);
    }
    let way = match library::nearest(name) {
        Some(near) => say!("是不是 {near}？", "did you mean {near}?"),
        None => say!("budgetc std list 列出全部", "`budgetc std list` lists them"),
    };
    let (zh, en) = (way.zh, way.en);
    terminal::trouble(&say!("库里没有 {name}；{zh}", "there is no {name} in the library; {en}"), voice);
    Outcome::Trouble
}
