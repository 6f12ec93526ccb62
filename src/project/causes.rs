//! Findings with one cause are one finding: a name that means nothing wherever it stands, a library that is not used.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::load::Loaded;
use crate::base::{Diagnostic, FileId, Say};
use crate::library;
use crate::say;
use crate::syntax::{Kind, parse};

/// So many names at least lead to a library that declares them.
const ENOUGH: usize = 4;

/// So many further places of one mistake are shown.
const SHOWN: usize = 3;

/// Whether a problem is that a name means nothing.
fn of_names(problem: &Diagnostic) -> bool {
    matches!(problem.code, "B0201" | "B0202" | "B0203" | "B0214" | "B0216")
}

/// Puts together what has one cause; `Err` with the one finding where a library is missing and nothing else can be said.
pub(super) fn join(mut found: Vec<Diagnostic>, loaded: &Loaded) -> Result<Vec<Diagnostic>, Box<Diagnostic>> {
    if loaded.problems.iter().any(|problem| matches!(problem.code, "B0204" | "B0107")) {
        // what stands in a file that could not be read is not unknown
        found.retain(|problem| !of_names(problem));
    } else if let Some(note) = unused(&found, loaded)
        && let Some(first) = found.iter().find(|problem| of_names(problem))
    {
        // what would be the nearest name, if the library were there, nobody knows
        return Err(Box::new(Diagnostic { notes: vec![note], fixes: vec![], ..first.clone() }));
    }
    Ok(same(found, loaded))
}

/// What to say of the names if a library is missing that declares them.
fn unused(found: &[Diagnostic], loaded: &Loaded) -> Option<Say> {
    let own = |file: FileId| loaded.space_of[file.0 as usize] == 0 && !loaded.sources.get(file).carried;
    let unknown = found.iter().filter(|problem| of_names(problem) && own(problem.primary.span.file));
    let names: BTreeSet<&str> = unknown.map(|problem| loaded.sources.slice(problem.primary.span)).collect();
    let count = names.len();
    if count < ENOUGH {
        return None;
    }
    if let Some((declared, module)) = declaring(&names) {
        return Some(say!(
            "有 {declared} 个这样的名称，库 {module} 里都有：在文件开头写 use {module}",
            "{declared} such names are declared by the library {module}: write `use {module}` at the beginning"
        ));
    }
    let declares = |(file, tree): (FileId, &crate::syntax::Tree)| {
        let text = &loaded.sources.get(file).text;
        loaded.space_of[file.0 as usize] == 0
            && tree.root(text).children().any(|node| matches!(node.kind(), Kind::ledger_decl | Kind::dimension_decl))
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
fn declaring(names: &BTreeSet<&str>) -> Option<(usize, String)> {
    let modules: BTreeMap<String, Module> = library::modules()
        .into_iter()
        .filter(|module| module.is_budget)
        .map(|module| (module.name, Module::read(module.text)))
        .collect();
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
struct Module {
    names: BTreeSet<String>,
    uses: Vec<String>,
    has_document: bool,
}

impl Module {
    fn read(text: &str) -> Module {
        let (tree, _) = parse(text, FileId(0));
        let mut module = Module { names: BTreeSet::new(), uses: Vec::new(), has_document: false };
        for node in tree.root(text).children() {
            match node.kind() {
                Kind::use_decl => module.uses.extend(node.child(Kind::module_path).map(|path| path.text().to_owned())),
                Kind::param_decl
                | Kind::text_decl
                | Kind::let_decl
                | Kind::ledger_decl
                | Kind::dimension_decl
                | Kind::measure_decl
                | Kind::form_decl
                | Kind::rows_decl
                | Kind::section_decl => module.names.extend(node.child(Kind::ident).map(|name| name.text().to_owned())),
                Kind::document_decl => module.has_document = true,
                _ => {}
            }
        }
        module
    }
}

/// One word that means nothing in many places is one finding, at the first of them, with all its repairs.
fn same(mut found: Vec<Diagnostic>, loaded: &Loaded) -> Vec<Diagnostic> {
    found.sort_by_key(|problem| problem.primary.span);
    let repeats = |problem: &Diagnostic| of_names(problem) && problem.code != "B0216";
    let mut kept: Vec<Diagnostic> = Vec::new();
    let mut first: HashMap<(&str, String, String), (usize, usize)> = HashMap::new();
    let mut places: Vec<(usize, Diagnostic)> = Vec::new();
    for problem in found {
        if !repeats(&problem) {
            kept.push(problem);
            continue;
        }
        let word = loaded.sources.slice(problem.primary.span).to_owned();
        let next = kept.len();
        match first.entry((problem.code, problem.message.zh.clone(), word)) {
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert((next, 0));
                kept.push(problem);
            }
            std::collections::hash_map::Entry::Occupied(mut entry) => {
                entry.get_mut().1 += 1;
                places.push((entry.get().0, problem));
            }
        }
    }
    for (at, other) in places {
        let one = &mut kept[at];
        if one.related.len() < SHOWN {
            one.related.push(crate::base::Label { span: other.primary.span, text: say!("这里也是", "here too") });
        }
        // all of it is mended at once, or nothing
        if one.fixes.is_empty() || other.fixes.is_empty() {
            one.fixes.clear();
        } else {
            one.fixes.extend(other.fixes);
        }
    }
    for (at, more) in first.into_values().filter(|(_, more)| *more > 0) {
        let places = more + 1;
        kept[at].notes.insert(0, say!("同一处错，共 {places} 处", "the same in {places} places"));
    }
    kept
}
