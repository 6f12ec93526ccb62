//! `budgetc std`: the library that the program carries, to look into.

use std::path::{Path, PathBuf};

use unicode_width::UnicodeWidthStr;

use super::{Disk, Outcome, Voice, output, terminal};
use crate::doc::{self, Page};
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
    /// Say what its modules declare, what a report fills in and where each thing is used, as Markdown
    Doc {
        /// Modules as `budgetc std list` names them; all where none is named
        modules: Vec<String>,
        /// A folder for the pages, a file each; otherwise they go to standard output
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
}

pub(super) fn run(options: &Options, voice: &Voice) -> Outcome {
    match options {
        Options::List => terminal::print(list(&library::modules()).as_bytes(), voice),
        Options::Show { name } => show(name, voice),
        Options::Doc { modules, out } => pages(modules, out.as_deref(), voice),
    }
}

/// A line for each: its name and the first sentence of its first line.
fn list(modules: &[Module]) -> String {
    let width = modules.iter().map(|module| module.name.width()).max().unwrap_or(0);
    let line = |module: &Module| {
        let first = module.text.lines().next().unwrap_or("").trim_start_matches("//").trim();
        let first = doc::first_sentence(first);
        format!("{}{}  {first}\n", module.name, " ".repeat(width - module.name.width()))
    };
    modules.iter().map(line).collect()
}

fn show(name: &str, voice: &Voice) -> Outcome {
    if let Some(module) = library::modules().iter().find(|module| module.name == name) {
        return terminal::print(module.text.as_bytes(), voice);
    }
    unknown(name, voice)
}

fn unknown(name: &str, voice: &Voice) -> Outcome {
    let way = match library::nearest(name) {
        Some(near) => say!("是不是 {near}？", "did you mean {near}?"),
        None => say!("budgetc std list 列出全部", "`budgetc std list` lists them"),
    };
    let (zh, en) = (way.zh, way.en);
    terminal::trouble(&say!("库里没有 {name}；{zh}", "there is no {name} in the library; {en}"), voice);
    Outcome::Trouble
}

/// The pages of some modules, or of all of them with their list.
fn pages(names: &[String], out: Option<&Path>, voice: &Voice) -> Outcome {
    let known = library::modules();
    let is_known = |name: &&String| known.iter().any(|module| module.is_budget && module.name == **name);
    if let Some(name) = names.iter().find(|name| !is_known(name)) {
        return unknown(name, voice);
    }
    let modules = match doc::carried(&Disk) {
        Ok(modules) => modules,
        Err(reason) => {
            terminal::trouble(&reason.reason(), voice);
            return Outcome::Trouble;
        }
    };
    let wanted = |page: &Page| names.is_empty() || names.iter().any(|name| page.is_of(name));
    let pages: Vec<Page> = doc::pages(&modules, voice.lang).into_iter().filter(wanted).collect();
    match out {
        Some(folder) => write(&pages, folder, voice),
        None => {
            let texts: Vec<&str> = pages.iter().map(|page| page.text.as_str()).collect();
            terminal::print(texts.join("\n").as_bytes(), voice)
        }
    }
}

fn write(pages: &[Page], folder: &Path, voice: &Voice) -> Outcome {
    let made = std::fs::create_dir_all(folder);
    if let Err(error) = made {
        terminal::trouble(&terminal::unwritable(folder, &error), voice);
        return Outcome::Trouble;
    }
    for page in pages {
        let path = folder.join(&page.file);
        if let Err(error) = output::open(&path).and_then(|output| output.write(page.text.as_bytes())) {
            terminal::trouble(&terminal::unwritable(&path, &error), voice);
            return Outcome::Trouble;
        }
    }
    let (count, shown) = (pages.len(), folder.display());
    terminal::line(&say!("已写出 {count} 页到 {shown}", "wrote {count} pages to {shown}"), voice);
    Outcome::Clean
}
