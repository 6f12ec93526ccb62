//! `budgetc std`: the standard library, to look into; pages of it and of a project's own modules.

use std::path::{Path, PathBuf};

use unicode_width::UnicodeWidthStr;

use super::input;
use super::output::DASH;
use super::{Disk, Outcome, ProjectArgs, Voice, output, terminal};
use crate::base::Say;
use crate::base::near::did_you_mean;
use crate::doc::{self, LibraryPage};
use crate::library::LibraryFile;
use crate::project;
use crate::say;

#[derive(clap::Subcommand)]
pub(super) enum Options {
    /// List its modules and styles, with the first sentence of each
    List {
        #[command(flatten)]
        project: ProjectArgs,
    },
    /// Print a file of it
    Show {
        /// As `budgetc std list` names it, e.g. std.style.plain
        name: String,
        #[command(flatten)]
        project: ProjectArgs,
    },
    /// Say what modules declare, what a report fills in and where each thing is used, as Markdown
    Doc {
        /// Modules as they stand after `use`, of the library or of the project in this folder; a folder's path is all
        /// below it; all of the library where none is named
        modules: Vec<String>,
        /// A folder for the pages, a file each; otherwise they go to standard output
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
        #[command(flatten)]
        project: ProjectArgs,
    },
}

impl Options {
    pub fn project(&self) -> &ProjectArgs {
        match self {
            Options::List { project } | Options::Show { project, .. } | Options::Doc { project, .. } => project,
        }
    }
}

pub(super) fn run(options: &Options, voice: &Voice) -> Outcome {
    let (project, found) = input::project(Path::new(DASH), options.project(), voice);
    let library = ProjectLibrary { project, modules: Vec::new() };
    let library = ProjectLibrary { modules: library.project.library.modules(&Disk), ..library };
    found.worse(match options {
        Options::List { .. } => terminal::print(library.list().as_bytes(), voice),
        Options::Show { name, .. } => library.show(name, voice),
        Options::Doc { modules, out, .. } => library.pages(modules, out.as_deref(), voice),
    })
}

/// The standard library of the project in this folder.
struct ProjectLibrary {
    project: project::Project,
    modules: Vec<LibraryFile>,
}

impl ProjectLibrary {
    /// A line for each: its name and the first sentence of its first line.
    fn list(&self) -> String {
        let width = self.modules.iter().map(|module| module.name.width()).max().unwrap_or(0);
        let line = |module: &LibraryFile| {
            let text = self.project.library.text(module, &Disk).unwrap_or_default();
            let first = text.lines().next().unwrap_or("").trim_start_matches("//").trim();
            let first = doc::first_sentence(first);
            format!("{}{}  {first}\n", module.name, " ".repeat(width - module.name.width()))
        };
        self.modules.iter().map(line).collect()
    }

    fn show(&self, name: &str, voice: &Voice) -> Outcome {
        let named = self.modules.iter().find(|module| module.name == name);
        match named.and_then(|module| self.project.library.text(module, &Disk)) {
            Some(text) => terminal::print(text.as_bytes(), voice),
            None => self.unknown(name, voice),
        }
    }

    fn unknown(&self, name: &str, voice: &Voice) -> Outcome {
        let near = project::nearest(name, [self.modules.clone(), self.project.modules(&Disk)].concat());
        let list = || say!("budgetc std list 列出全部", "`budgetc std list` lists them");
        let Say { zh, en } = did_you_mean(&near).unwrap_or_else(list);
        terminal::trouble(&say!("库里没有 {name}；{zh}", "there is no {name} in the library; {en}"), voice);
        Outcome::Trouble
    }

    /// The pages of some modules, or of the whole library; where several are asked for by one name, with their list.
    fn pages(&self, names: &[String], out: Option<&Path>, voice: &Voice) -> Outcome {
        let own = self.project.modules(&Disk);
        let all = || self.modules.iter().filter(|module| module.is_budget).chain(&own);
        let below = |module: &LibraryFile, name: &str| {
            module.name.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        if let Some(name) = names.iter().find(|name| !all().any(|module| below(module, name))) {
            return self.unknown(name, voice);
        }
        let is_wanted = |module: &LibraryFile| names.iter().any(|name| below(module, name));
        // what the library declares may be used in the project, and the other way round it may not
        let read = self.modules.iter().filter(|module| module.is_budget).chain(own.iter().filter(|own| is_wanted(own)));
        let read: Result<Vec<doc::Module>, _> =
            read.map(|module| doc::Module::load(&module.name, &self.project, &Disk)).collect();
        let modules = match read {
            Ok(modules) => modules,
            Err(reason) => {
                terminal::trouble(&reason.reason(), voice);
                return Outcome::Trouble;
            }
        };
        let alone = |name: &String| all().any(|module| module.name == *name);
        let listed =
            |module: &doc::Module| names.is_empty() || all().any(|own| own.name == module.name && is_wanted(own));
        let pages = doc::pages(&modules, listed, voice.lang);
        let pages: Vec<LibraryPage> = pages
            .into_iter()
            .filter(|page| page.module.is_some() || names.is_empty() || !names.iter().all(alone))
            .collect();
        match out {
            Some(folder) => write(&pages, folder, voice),
            None => {
                let texts: Vec<&str> = pages.iter().map(|page| page.text.as_str()).collect();
                terminal::print(texts.join("\n").as_bytes(), voice)
            }
        }
    }
}

fn write(pages: &[LibraryPage], folder: &Path, voice: &Voice) -> Outcome {
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
