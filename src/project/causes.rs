//! Findings with one cause are one finding: a name that means nothing wherever it stands, a library that is not used.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::OnceLock;

use super::files::Files;
use super::load::Loaded;
use super::places::{self, dotted_path};
use super::standard::Library;
use crate::base::{Code, Diagnostic, FileId, Say, Severity, Span, Topic};
use crate::model::Report;
use crate::say;
use crate::syntax::ast::{Decl, declarations};
use crate::syntax::{UNWRITTEN, parse};

/// So many names at least lead to a library that declares them.
const ENOUGH: usize = 4;

/// So many lead to a module of the project that does.
const FEW: usize = 2;

/// So many further places of one mistake are shown.
const SHOWN: usize = 3;

/// Puts together what has one cause; `Err` with the one finding where a library is missing and nothing else can be said.
pub(super) fn join_causes(
    mut found: Vec<Diagnostic>,
    loaded: &mut Loaded,
    report: &Report,
    files: &dyn Files,
) -> Result<Vec<Diagnostic>, Box<Diagnostic>> {
    if loaded.headless {
        // of rows whose head is gone nobody knows what they declare, and what belongs to it
        found.retain(|problem| !problem.code.is_of_names());
    } else if loaded.incomplete || !loaded.lost.is_empty() {
        // what stands in a file that could not be read is not unknown
        found.retain(|problem| !problem.is_about(Topic::Elsewhere) && !problem.is_about(Topic::Ledger));
    } else if let Some(only) = unused(&found, loaded, files).or_else(|| unused_module(&found, loaded, files)) {
        return Err(Box::new(only));
    } else if report.lacks_ledgers() {
        // what its fields are and along what it stands was to be said there
        let mut torn: Vec<Span> = report.torn_ledgers.values().copied().collect();
        torn.sort_unstable();
        let there = |span: Span| {
            let before = torn.partition_point(|torn| (torn.file, torn.start) <= (span.file, span.start));
            before.checked_sub(1).is_some_and(|at| torn[at].file == span.file && span.end <= torn[at].end)
        };
        found.retain(|problem| !problem.is_about(Topic::Ledger) || there(problem.primary.span));
    }
    let of_former = |problem: &Diagnostic| loaded.space_of[problem.primary.span.file.0 as usize] != 0;
    if loaded.all_problems().any(|problem| of_former(problem) && problem.severity == Severity::Error) {
        // what a former report says behind its name nobody knows, where it could not be read
        let behind_a_name = |problem: &Diagnostic| {
            let span = problem.primary.span;
            problem.is_about(Topic::Name) && loaded.sources.get(span.file).text[..span.start as usize].ends_with('.')
        };
        found.retain(|problem| !behind_a_name(problem));
    }
    // where a brace is gone two rows may be the head of a block and its first row
    let torn = |file: FileId| {
        loaded.all_problems().any(|problem| problem.primary.span.file == file && problem.is_about(Topic::Brace))
    };
    for joined in found.iter_mut().filter(|problem| problem.is_about(Topic::SlipInLine)) {
        if torn(joined.primary.span.file) {
            joined.fixes.clear();
        }
    }
    found.extend(loaded.take_problems());
    Ok(same(found, loaded))
}

/// What to say of the names in a report if one of the project's modules declares them and is not used.
fn unused_module(found: &[Diagnostic], loaded: &Loaded, files: &dyn Files) -> Option<Diagnostic> {
    let own = |file: FileId| loaded.space_of[file.0 as usize] == 0 && !loaded.sources.get(file).is_standard();
    let unknown: Vec<&Diagnostic> =
        found.iter().filter(|problem| problem.is_about(Topic::Name) && own(problem.primary.span.file)).collect();
    let names: BTreeSet<&str> = unknown.iter().map(|problem| loaded.sources.slice(problem.primary.span)).collect();
    if names.len() < FEW {
        return None;
    }
    let read = |path: &String| loaded.sources.iter().any(|(_, source)| source.name == *path);
    let others = places::modules(&loaded.project.roots, files).into_iter().filter(|path| !read(path));
    let declared = others.filter_map(|path| {
        let (_, bytes) = places::find(&path, &loaded.project.roots, files).ok()?;
        let module = ModuleOutline::read(&String::from_utf8(bytes).ok()?);
        Some((names.iter().filter(|name| module.names.contains(**name)).count(), path))
    });
    let (most, path) = declared.max_by(|a, b| a.0.cmp(&b.0).then_with(|| b.1.cmp(&a.1)))?;
    if most < FEW || most * 2 < names.len() {
        return None;
    }
    // where most of them stand it is wanted most
    let at = |problem: &Diagnostic| problem.primary.span.file;
    let place = |one: &&&Diagnostic| unknown.iter().filter(|other| at(other) == at(one)).count();
    let first = unknown.iter().max_by_key(|one| (place(one), std::cmp::Reverse(one.primary.span)))?;
    let module = dotted_path(path);
    let note = say!(
        "有 {most} 个这样的名称，{module} 里都有：在文件开头写 use {module}",
        "{most} such names are declared by {module}: write `use {module}` at the beginning of the file"
    );
    Some(Diagnostic { notes: vec![note.into()], fixes: vec![], ..(*first).clone() })
}

/// What to say of the names if a library is missing that declares them, at the first of them.
fn unused(found: &[Diagnostic], loaded: &Loaded, files: &dyn Files) -> Option<Diagnostic> {
    let note = missing_library(found, loaded, files)?;
    let first = found.iter().find(|problem| problem.is_about(Topic::Elsewhere))?;
    // what would be the nearest name, if the library were there, nobody knows
    Some(Diagnostic { notes: vec![note.into()], fixes: vec![], ..first.clone() })
}

fn missing_library(found: &[Diagnostic], loaded: &Loaded, files: &dyn Files) -> Option<Say> {
    let own = |file: FileId| loaded.space_of[file.0 as usize] == 0 && !loaded.sources.get(file).is_standard();
    let unknown = found.iter().filter(|problem| problem.is_about(Topic::Elsewhere) && own(problem.primary.span.file));
    let names: BTreeSet<&str> = unknown.map(|problem| loaded.sources.slice(problem.primary.span)).collect();
    let count = names.len();
    if count < ENOUGH {
        return None;
    }
    if let Some((declared, module)) = declaring(&names, &loaded.project.library, files) {
        return Some(say!(
            "有 {declared} 个这样的名称，库 {module} 里都有：在文件开头写 use {module}",
            "{declared} such names are declared by the library {module}: write `use {module}` at the beginning"
        ));
    }
    let declares = |(file, tree): (FileId, &crate::syntax::Tree)| {
        let text = &loaded.sources.get(file).text;
        loaded.space_of[file.0 as usize] == 0
            && declarations(tree.root(text)).any(|decl| matches!(decl, Decl::Ledger(_) | Decl::Dimension(_)))
    };
    let mut all = loaded.sources.iter().map(|(file, _)| file).zip(&loaded.trees);
    (!all.any(declares)).then(|| {
        say!(
            "这份报告没有引用库，写的名称都还没有意义：在开头写 use 和库的名称，budgetc std list 列出有哪些",
            "this report uses no library, so that no name means anything yet: begin with `use` and a library, which \
             `budgetc std list` lists"
        )
    })
}

/// The module of the library that, with all that it uses, declares most of some names, and how many: at least half of them.
/// Of those that declare as many the one is meant that uses the others, or that has a document; where that is not one, none.
fn declaring(names: &BTreeSet<&str>, library: &Library, files: &dyn Files) -> Option<(usize, String)> {
    static CARRIED: OnceLock<BTreeMap<String, ModuleOutline>> = OnceLock::new();
    let read = || {
        let all = library.modules(files).into_iter().filter(|module| module.is_budget);
        all.filter_map(|module| Some((ModuleOutline::read(&library.text(&module, files)?), module.name)))
            .map(|(module, name)| (name, module))
            .collect()
    };
    let in_folder: BTreeMap<String, ModuleOutline>;
    let modules = match library {
        Library::Carried => CARRIED.get_or_init(read),
        Library::Folder(_) => {
            in_folder = read();
            &in_folder
        }
    };
    let reach = |name: &String| {
        let (mut open, mut all) = (vec![name.clone()], BTreeSet::new());
        while let Some(next) = open.pop() {
            if let Some(module) = modules.get(&next).filter(|_| all.insert(next)) {
                open.extend(module.uses.iter().cloned());
            }
        }
        all
    };
    let reaches: BTreeMap<&String, BTreeSet<String>> = modules.keys().map(|name| (name, reach(name))).collect();
    let of_all = |all: &BTreeSet<String>| {
        names
            .iter()
            .filter(|name| all.iter().any(|one| modules.get(one).is_some_and(|it| it.names.contains(**name))))
            .count()
    };
    let most = reaches.values().map(of_all).max().filter(|most| most * 2 >= names.len())?;
    let best: Vec<&String> = reaches.iter().filter(|(_, all)| of_all(all) == most).map(|(name, _)| *name).collect();
    let used = |name: &String| best.iter().any(|other| *other != name && reaches[*other].contains(name));
    let mut upper: Vec<&String> = best.iter().copied().filter(|name| !used(name)).collect();
    if upper.len() > 1 {
        upper.retain(|name| reaches[*name].iter().any(|one| modules.get(one).is_some_and(|it| it.has_document)));
    }
    match upper.as_slice() {
        [only] => Some((most, (*only).clone())),
        _ => None,
    }
}

/// What a module of the library declares and uses.
struct ModuleOutline {
    names: BTreeSet<String>,
    uses: Vec<String>,
    has_document: bool,
}

impl ModuleOutline {
    fn read(text: &str) -> ModuleOutline {
        let (tree, _) = parse(text, FileId(0));
        let mut module = ModuleOutline { names: BTreeSet::new(), uses: Vec::new(), has_document: false };
        for decl in declarations(tree.root(text)) {
            match decl {
                Decl::Use(used) => module.uses.extend(used.module().map(|path| path.text().to_owned())),
                Decl::Param(_)
                | Decl::Text(_)
                | Decl::Let(_)
                | Decl::Ledger(_)
                | Decl::Dimension(_)
                | Decl::Measure(_)
                | Decl::Form(_)
                | Decl::Rows(_)
                | Decl::Columns(_)
                | Decl::Section(_) => module.names.extend(decl.name().map(|name| name.text().to_owned())),
                Decl::Document(_) => module.has_document = true,
                _ => {}
            }
        }
        module
    }
}

/// What is wrong in many places for one cause.
#[derive(PartialEq, Eq, Hash)]
enum Cause {
    /// A word that means nothing.
    Word(Code, String, String),
    /// A place with which many disagree.
    Place(Span),
}

fn cause(problem: &Diagnostic, loaded: &Loaded) -> Option<Cause> {
    if let Some(first) = problem.related.first().filter(|_| problem.is_about(Topic::Clash)) {
        return Some(Cause::Place(first.span));
    }
    let word = loaded.sources.slice(problem.primary.span);
    // numbers that are still to be written, by file
    if problem.is_about(Topic::Sparse) && word == UNWRITTEN {
        return Some(Cause::Word(problem.code, problem.primary.span.file.0.to_string(), word.to_owned()));
    }
    let what = if problem.is_about(Topic::Name) {
        String::new()
    } else if problem.is_about(Topic::Word) {
        problem.message.zh.clone()
    } else {
        return None;
    };
    Some(Cause::Word(problem.code, what, word.to_owned()))
}

/// One cause in many places is one finding, at the first of them, with all its repairs.
fn same(mut found: Vec<Diagnostic>, loaded: &Loaded) -> Vec<Diagnostic> {
    found.sort_by_key(|problem| problem.primary.span);
    let mut kept: Vec<Diagnostic> = Vec::new();
    let mut first: HashMap<Cause, (usize, usize)> = HashMap::new();
    for problem in found {
        let Some(cause) = cause(&problem, loaded) else {
            kept.push(problem);
            continue;
        };
        let Some((at, more)) = first.get_mut(&cause) else {
            first.insert(cause, (kept.len(), 0));
            kept.push(problem);
            continue;
        };
        let one = &mut kept[*at];
        if one.primary.span == problem.primary.span {
            continue;
        }
        *more += 1;
        if *more <= SHOWN {
            one.related.push(crate::base::Label { span: problem.primary.span, text: say!("这里也是", "here too") });
        }
        // all of it is mended at once, or nothing
        if one.fixes.is_empty() || problem.fixes.is_empty() {
            one.fixes.clear();
        } else {
            one.fixes.extend(problem.fixes);
        }
    }
    for (cause, (at, more)) in first.into_iter().filter(|(_, (_, more))| *more > 0) {
        let places = more + 1;
        kept[at].notes.insert(0, say!("同一处错，共 {places} 处", "the same in {places} places").into());
        if let Cause::Place(_) = cause {
            kept[at].notes.insert(
                1,
                say!(
                    "这几处都与先写的那一处不合：看看错的是不是那一处",
                    "all of them disagree with what was said before: perhaps that is what is wrong"
                )
                .into(),
            );
        }
    }
    kept
}
