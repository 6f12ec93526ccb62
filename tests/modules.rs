//! The files of the program as modules: what each imports, and where what it names is declared.

use std::collections::BTreeMap;

use crate::support::files;

/// A path without `crate`.
pub type Path = Vec<String>;

/// A file's code.
pub struct Module {
    pub file: String,
    /// Without comments.
    pub text: String,
    /// What its imports name, each by its name here.
    pub named: BTreeMap<String, Path>,
    /// What it imports all of.
    pub whole: Vec<Path>,
    /// All that it names elsewhere for itself, not only to hand it on.
    pub imports: Vec<Path>,
}

/// The files as modules, without their tests.
pub fn modules() -> BTreeMap<Path, Module> {
    let path = |file: &str| -> Path {
        let parts = file.trim_start_matches("src/").trim_end_matches(".rs").split('/');
        parts.filter(|part| *part != "mod" && *part != "lib").map(str::to_owned).collect()
    };
    let sources: BTreeMap<Path, (String, String)> = files("src", ".rs")
        .into_iter()
        .map(|(file, text)| {
            let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or("");
            let code: String = code
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                // how far something is seen is no import
                .map(|line| format!("{}\n", line.replace("pub(in super::super)", "pub")))
                .collect();
            (path(&file), (file, code))
        })
        .collect();
    let read = |(here, (file, text)): (&Path, &(String, String))| {
        let (named, whole, imports) = (BTreeMap::new(), Vec::new(), Vec::new());
        let mut module = Module { file: file.clone(), text: text.clone(), named, whole, imports };
        let mut own = |path: &[String], name: &str, handed_on: bool| {
            let Some(path) = absolute(here, path, &sources) else { return };
            if name == "*" {
                module.whole.push(path.clone());
            } else {
                module.named.insert(name.to_owned(), path.clone());
            }
            if !handed_on {
                module.imports.push(path);
            }
        };
        let mut code = String::new();
        let mut rest = text.as_str();
        while let Some((line, behind)) = rest.split_once('\n') {
            // what an inner module or a function imports is read as any path
            match line.split_once("use ").filter(|(before, _)| before.is_empty() || before.starts_with("pub")) {
                Some((before, _)) => {
                    let start = rest.find("use ").unwrap_or(0) + 4;
                    let (tree, behind) = rest[start..].split_once(';').unwrap_or_default();
                    each_import(tree, &[], &mut |path, name| own(path, name, !before.is_empty()));
                    rest = behind;
                }
                None => {
                    code.push_str(line);
                    code.push('\n');
                    rest = behind;
                }
            }
        }
        each_path(&code, &mut |path| module.imports.extend(absolute(here, path, &sources)));
        (here.clone(), module)
    };
    sources.iter().map(read).collect()
}

/// Each path of a tree of imports, with the name that it has here; `*` for all that is there.
fn each_import(tree: &str, before: &[String], then: &mut dyn FnMut(&[String], &str)) {
    let mut depth = 0;
    let parts = tree.split(|c| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        c == ',' && depth == 0
    });
    for part in parts.map(str::trim).filter(|part| !part.is_empty()) {
        let (head, inner) = part.split_once('{').map_or((part, None), |(head, inner)| (head, Some(inner)));
        let (head, name) = head.split_once(" as ").map_or((head, None), |(head, name)| (head, Some(name.trim())));
        let names = head.split("::").map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
        let mut path: Path = before.iter().cloned().chain(names).collect();
        if let Some(inner) = inner {
            each_import(inner.trim_end().strip_suffix('}').unwrap_or(inner), &path, then);
            continue;
        }
        let last = path.pop_if(|name| name == "*" || name == "self" && !before.is_empty());
        let own = last.filter(|name| name == "*").or_else(|| path.last().cloned()).unwrap_or_default();
        then(&path, name.unwrap_or(&own));
    }
}

/// Each path that is written in the code itself.
fn each_path(code: &str, then: &mut dyn FnMut(&[String])) {
    let inner = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    for start in ["crate::", "super::"].iter().flat_map(|start| code.match_indices(start)).map(|(at, _)| at) {
        if !code[..start].ends_with(inner) {
            let path: String = code[start..].chars().take_while(|c| inner(*c)).collect();
            let path: Path = path.split("::").filter(|part| !part.is_empty()).map(str::to_owned).collect();
            then(&path);
        }
    }
}

/// A path from the root; none of another crate.
fn absolute<T>(here: &[String], path: &[String], all: &BTreeMap<Path, T>) -> Option<Path> {
    let mut from = here.to_vec();
    let mut rest = path;
    match rest.first()?.as_str() {
        "crate" => (from, rest) = (Vec::new(), &rest[1..]),
        "self" => rest = &rest[1..],
        "super" => {
            while rest.first().is_some_and(|name| name == "super") {
                from.pop();
                rest = &rest[1..];
            }
        }
        first => {
            let child: Path = from.iter().cloned().chain([first.to_owned()]).collect();
            all.get(&child)?;
        }
    }
    Some(from.into_iter().chain(rest.iter().cloned()).collect())
}

/// The file that declares what a path names, wherever it is handed on.
pub fn file_of<'m>(all: &'m BTreeMap<Path, Module>, path: &[String]) -> Option<&'m str> {
    let (length, module) = (0..=path.len()).rev().find_map(|length| Some((length, all.get(&path[..length])?)))?;
    let Some(name) = path.get(length) else { return Some(&module.file) };
    let beyond = &path[length + 1..];
    if let Some(found) = module.named.get(name) {
        return file_of(all, &[found.as_slice(), beyond].concat());
    }
    let declares = |module: &Module| {
        let kinds = ["struct", "enum", "fn", "type", "const", "static", "trait", "mod"];
        let after =
            kinds.iter().flat_map(|kind| module.text.split(&format!("{kind} {name}")).skip(1).collect::<Vec<_>>());
        after.into_iter().any(|after| !after.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    };
    let handed_on = module.whole.iter().filter_map(|path| all.get(path)).find(|other| declares(other));
    Some(handed_on.filter(|_| !declares(module)).map_or(&module.file, |other| &other.file))
}
