//! What a project says in its root file: the options that hold for all its reports, each under the option's name.

use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::files::{Files, Unread};
use super::places::{self, ROOT_FILE, dotted_path};
use super::standard::Library;
use crate::base::near::{Nearest, did_you_mean, likeness};
use crate::base::{Diagnostic, FileId, Lang, Say, Source, Sources, Span};
use crate::library::LibraryFile;
use crate::project::codes::INVALID_SETTINGS;
use crate::say;

/// A longer root file is none.
const LONGEST: usize = 64 << 10;

/// A key that has less in common with one that there is was not meant for it.
const CLOSE: f64 = 0.4;

/// The keys, each with the values that it may have; none where that is a folder.
const KEYS: [(&str, &[&str]); 4] =
    [("std", &[]), ("lang", &["zh", "en"]), ("keywords", &["zh", "en"]), ("deny", &["warnings"])];

/// What is said of a project from outside, which counts before its root file.
#[derive(Clone, Debug, Default)]
pub struct ProjectOptions {
    /// Its root folder, where it is not to be looked for.
    pub root: Option<PathBuf>,
    /// The folder of the standard library.
    pub std: Option<PathBuf>,
}

/// What a project's root file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProjectSettings {
    /// The folder of the standard library.
    pub std: Option<PathBuf>,
    /// The language of messages.
    pub lang: Option<Lang>,
    /// The language that `fmt` writes keywords in.
    pub keywords: Option<Lang>,
    /// Whether warnings are a reason to fail.
    pub deny: bool,
}

/// The project that a report belongs to.
#[derive(Clone, Debug, Default)]
pub struct Project {
    /// Its root folders: the first, and that of the real file where the report is reached by a link.
    pub roots: Vec<PathBuf>,
    /// The standard library that it reads.
    pub library: Library,
    /// What its root file says.
    pub settings: ProjectSettings,
}

/// A root file in which something is wrong.
pub(super) struct Faulty {
    pub source: Source,
    pub place: PathBuf,
    pub problems: Vec<Diagnostic>,
    /// Whether nobody knows which library is meant.
    pub libraryless: bool,
}

impl Project {
    /// The project of a report; findings lie in `file`, which the root file is to be.
    pub(super) fn of(
        entry: &Path,
        given: &ProjectOptions,
        files: &dyn Files,
        file: FileId,
    ) -> (Project, Option<Faulty>) {
        let roots = given.root.as_ref().map_or_else(|| places::roots(entry, files), |root| vec![root.clone()]);
        let mut reader = Reader { root: &roots[0], files, file, settings: ProjectSettings::default() };
        let (text, problems) = reader.read();
        let settings = reader.settings;
        let folder = given.std.clone().or_else(|| settings.std.clone());
        let library = folder.map_or(Library::Carried, Library::Folder);
        let faulty = (!problems.is_empty()).then(|| {
            let path = roots[0].join(ROOT_FILE);
            let source = Source::new(places::shown_path(&path, files), text).with_name(ROOT_FILE.to_owned());
            // a folder that was named and holds none is not kept
            let libraryless = given.std.is_none() && settings.std.is_none();
            Faulty { source, place: places::absolute_path(&path, files), problems, libraryless }
        });
        (Project { roots, library, settings }, faulty)
    }

    /// The project's own files that may be modules, by name.
    pub fn modules(&self, files: &dyn Files) -> Vec<LibraryFile> {
        let all = places::modules(&self.roots, files).into_iter();
        let mut modules: Vec<LibraryFile> =
            all.map(|path| LibraryFile { name: dotted_path(path.clone()), path, is_budget: true }).collect();
        modules.sort_unstable();
        modules
    }
}

/// The project of a file without the file, and what is wrong in its root file.
pub fn project_of(entry: &Path, given: &ProjectOptions, files: &dyn Files) -> (Project, Sources, Vec<Diagnostic>) {
    let (mut sources, mut problems) = (Sources::default(), Vec::new());
    let (project, faulty) = Project::of(entry, given, files, FileId(0));
    if let Some(faulty) = faulty {
        sources.add(faulty.source);
        problems = faulty.problems;
    }
    (project, sources, problems)
}

struct Reader<'r> {
    root: &'r Path,
    files: &'r dyn Files,
    file: FileId,
    settings: ProjectSettings,
}

impl Reader<'_> {
    /// Reads the file, if there is one, and gives its text and what is wrong in it.
    fn read(&mut self) -> (String, Vec<Diagnostic>) {
        let text = match self.text() {
            Ok(Some(text)) => text,
            Ok(None) => return (String::new(), Vec::new()),
            Err(reason) => return (String::new(), vec![self.unread(&reason)]),
        };
        let (table, errors) = DeTable::parse_recoverable(&text);
        let mut wrong = self.keys(table.get_ref());
        // what is wrong with the keys of a torn file follows from that
        if let Some(error) = errors.first() {
            wrong = vec![self.torn(error.span().unwrap_or(0..0), error.message())];
        }
        wrong.sort_by_key(|problem| problem.primary.span);
        (text, wrong)
    }

    /// The file's text, if there is one, or why it cannot be read.
    fn text(&self) -> Result<Option<String>, Say> {
        match self.files.read(&self.root.join(ROOT_FILE)) {
            Ok(bytes) if bytes.len() > LONGEST => {
                let most = LONGEST >> 10;
                Err(say!("文件超过 {most} KiB", "the file is larger than {most} KiB"))
            }
            Ok(bytes) => String::from_utf8(bytes).map(Some).map_err(|_| Unread::Encoding.reason()),
            Err(Unread::Missing | Unread::Folder) => Ok(None),
            Err(error) => Err(error.reason()),
        }
    }

    fn unread(&self, reason: &Say) -> Diagnostic {
        let message = say!("读不了 {ROOT_FILE}：{reason}", "cannot read {ROOT_FILE}: {reason}", reason);
        Diagnostic::new(INVALID_SETTINGS, self.span(0..0), message).note(every())
    }

    fn torn(&self, at: std::ops::Range<usize>, said: &str) -> Diagnostic {
        let message = say!("{ROOT_FILE} 这里不成 TOML", "{ROOT_FILE} is no TOML here");
        let said = said.lines().next().unwrap_or_default();
        let error = Diagnostic::new(INVALID_SETTINGS, self.span(at), message);
        error.label(say!("读到这里读不下去", "{said}")).note(every())
    }

    /// Takes in what the keys say, and gives what is wrong with them.
    fn keys(&mut self, table: &DeTable<'_>) -> Vec<Diagnostic> {
        let found = table.iter().filter_map(|(key, value)| {
            let name = key.get_ref().as_ref();
            match KEYS.iter().find(|(known, _)| *known == name) {
                Some((known, values)) => self.value(known, values, value),
                None => Some(self.unknown(name, key.span())),
            }
        });
        found.collect()
    }

    fn unknown(&self, name: &str, at: std::ops::Range<usize>) -> Diagnostic {
        let message = say!("{ROOT_FILE} 里没有「{name}」这一项", "{ROOT_FILE} has no key `{name}`");
        let mut near = Nearest::above(CLOSE);
        near.extend(KEYS.iter().map(|(known, _)| (likeness(name, known), *known)));
        let error = Diagnostic::new(INVALID_SETTINGS, self.span(at), message);
        let error = did_you_mean(&near.into_all()).into_iter().fold(error, Diagnostic::label);
        error.note(every())
    }

    fn value(&mut self, key: &str, values: &[&str], value: &Spanned<DeValue<'_>>) -> Option<Diagnostic> {
        let said = value.get_ref().as_str();
        let lang =
            said.and_then(|said| [("zh", Lang::Zh), ("en", Lang::En)].into_iter().find(|(name, _)| *name == said));
        match (key, said) {
            ("std", Some(folder)) => return self.library(folder, value.span()),
            (_, Some(said)) if values.contains(&said) => match key {
                "lang" => self.settings.lang = lang.map(|(_, lang)| lang),
                "keywords" => self.settings.keywords = lang.map(|(_, lang)| lang),
                _ => self.settings.deny = true,
            },
            _ => {
                let message = say!("「{key}」不能是这个值", "`{key}` cannot have this value");
                let error = Diagnostic::new(INVALID_SETTINGS, self.span(value.span()), message);
                return Some(error.note(one(key, values)));
            }
        }
        None
    }

    /// Takes in the folder of the library, which is named from the root folder.
    fn library(&mut self, named: &str, at: std::ops::Range<usize>) -> Option<Diagnostic> {
        let folder = self.root.join(named);
        let missing = Library::Folder(folder.clone()).why_missing(self.files);
        if missing.is_none() {
            self.settings.std = Some(folder);
        }
        missing.map(|(message, way)| Diagnostic::new(INVALID_SETTINGS, self.span(at), message).note(way))
    }

    fn span(&self, at: std::ops::Range<usize>) -> Span {
        Span { file: self.file, start: at.start as u32, end: at.end as u32 }
    }
}

/// How one key is written.
fn one(key: &str, values: &[&str]) -> Say {
    if values.is_empty() {
        return say!("写作 {key} = \"文件夹\"", "write {key} = \"FOLDER\"");
    }
    let all: Vec<String> = values.iter().map(|value| format!("{key} = \"{value}\"")).collect();
    let (zh, en) = (all.join(" 或 "), all.join(" or "));
    say!("写作 {zh}", "write {en}")
}

/// How all keys are written.
fn every() -> Say {
    let all = |folder: &str| {
        let one = |(key, values): &(&str, &[&str])| {
            let values: Vec<String> = values.iter().map(|value| format!("\"{value}\"")).collect();
            format!("{key} = {}", if values.is_empty() { format!("\"{folder}\"") } else { values.join("|") })
        };
        KEYS.iter().map(one).collect::<Vec<_>>()
    };
    let (zh, en) = (all("文件夹").join("、"), all("FOLDER").join(", "));
    say!("可以写的，一行一项：{zh}", "what there is, one a line: {en}")
}
