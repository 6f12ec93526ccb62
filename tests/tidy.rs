//! The house is as ARCHITECTURE.md draws it.

use std::collections::{BTreeMap, BTreeSet};

use crate::modules::{Module, Path, file_of, modules};
use crate::support::{files, read};

/// Rooms by floor, as in ARCHITECTURE.md; imports point down only.
const FLOORS: &[&[&str]] = &[
    &["base"],
    &["rounding", "solve", "syntax", "library", "pdf", "tables"],
    &["model", "format"],
    &["ledger"],
    &["eval"],
    &["check", "document"],
    &["localize", "lint", "expect"],
    &["project"],
    &["emit", "doc", "explain"],
    &["diff", "import", "renew"],
    &["session"],
    &["render"],
    &["lsp"],
    &["cli"],
];

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

fn room(path: &str) -> &str {
    path.trim_start_matches("src/").split(['/', '.']).next().unwrap()
}

#[test]
fn imports_point_down() {
    for (name, text) in files("src", ".rs") {
        let here = room(&name);
        if matches!(here, "lib" | "main") {
            continue;
        }
        let own = floor(here).unwrap_or_else(|| panic!("{name} is in no room"));
        for (at, _) in text.match_indices("crate::") {
            let target: String = text[at + 7..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if let Some(other) = floor(&target).filter(|_| target != here) {
                assert!(other < own, "{name} on floor {} imports {target} on floor {}", own + 1, other + 1);
            }
        }
    }
}

/// No file imports what imports it, by whatever way: each is understood with those below it alone. What a file calls in the
/// folder of its own name by path, as `child::run`, is no import: it is the folder's front.
#[test]
fn no_circle_of_files() {
    let all = modules();
    let needs = |module: &Module| -> BTreeSet<&str> {
        let needs = module.imports.iter().filter_map(|path| file_of(&all, path));
        needs.filter(|file| *file != module.file).collect()
    };
    let mut left: BTreeMap<&str, BTreeSet<&str>> =
        all.values().map(|module| (module.file.as_str(), needs(module))).collect();
    assert!(left.values().map(BTreeSet::len).sum::<usize>() > 1_000, "the imports are not read");
    // what imports nothing that is left lies in no circle, nor does what nothing imports that is left
    loop {
        let used: BTreeSet<&str> = left.values().flatten().copied().collect();
        let before = left.len();
        left.retain(|file, needs| used.contains(file) && !needs.is_empty());
        let files: BTreeSet<&str> = left.keys().copied().collect();
        left.values_mut().for_each(|needs| needs.retain(|file| files.contains(file)));
        if left.len() == before {
            break;
        }
    }
    assert!(left.is_empty(), "files that import one another in a circle: {left:#?}");
}

/// A type that another room uses shares its name with no other: who reads the name there knows which one is meant.
#[test]
fn type_names_are_their_own() {
    let all = modules();
    let mut declared: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for module in all.values() {
        for name in types(&module.text) {
            declared.entry(name).or_default().insert(&module.file);
        }
    }
    let used: BTreeSet<(&str, &str)> = all.values().flat_map(|module| types_of_others(&all, module)).collect();
    let shared = used.iter().filter_map(|(name, file)| {
        let others: Vec<&str> = declared.get(name)?.iter().copied().filter(|other| other != file).collect();
        (declared[name].contains(file) && !others.is_empty()).then_some((*name, *file, others))
    });
    let shared: Vec<_> = shared.collect();
    assert!(used.len() > 100, "the types are not read");
    assert!(shared.is_empty(), "types that share their names: {shared:#?}");
}

/// The types that a file's text declares.
fn types(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| {
        let code = line.trim_start();
        let code = match code.strip_prefix("pub") {
            Some(rest) if rest.starts_with('(') => rest.split_once(") ").map_or(code, |(_, code)| code),
            Some(rest) => rest.trim_start(),
            None => code,
        };
        let (kind, rest) = code.split_once(' ')?;
        // an indented `type` is one of a trait's
        let is_type = matches!(kind, "struct" | "enum" | "trait" | "union") || kind == "type" && !line.starts_with(' ');
        rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().filter(|_| is_type)
    })
}

/// What a file names of other rooms, with the file that declares it.
fn types_of_others<'m>(all: &'m BTreeMap<Path, Module>, module: &'m Module) -> BTreeSet<(&'m str, &'m str)> {
    // what is named behind an imported module
    let behind = module.named.iter().flat_map(|(name, path)| {
        let head = format!("{name}::");
        let whole = move |at: usize| !module.text[..at].ends_with(|c: char| c.is_alphanumeric() || "_:".contains(c));
        let starts: Vec<usize> = module.text.match_indices(&head).map(|(at, _)| at).filter(|at| whole(*at)).collect();
        starts.into_iter().map(move |at| {
            let next = module.text[at + head.len()..].split(|c: char| !c.is_alphanumeric() && c != '_').next();
            path.iter().cloned().chain(next.map(str::to_owned)).collect::<Path>()
        })
    });
    let paths = module.imports.iter().cloned().chain(behind);
    let found = paths.filter_map(|path| {
        let at = path.iter().position(|name| name.starts_with(char::is_uppercase))?;
        let file = file_of(all, &path[..=at])?;
        let name = all.values().find(|other| other.file == file).into_iter().flat_map(|other| types(&other.text));
        let name = name.into_iter().find(|name| *name == path[at])?;
        (room(file) != room(&module.file)).then_some((name, file))
    });
    found.collect()
}

#[test]
fn only_their_rooms_name_typst_and_pest() {
    for (name, text) in files("src", ".rs") {
        let code: String =
            text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        if room(&name) != "pdf" {
            for word in ["use typst", "typst_pdf", "typst_layout", "typst_kit"] {
                assert!(!code.contains(word), "{name} names {word}");
            }
        }
        if room(&name) != "syntax" {
            assert!(!code.contains("pest::") && !code.contains("pest_derive"), "{name} names pest");
        }
    }
}

/// What kind a node is and in what order its parts stand, the typed views know.
#[test]
fn only_the_syntax_knows_kinds_of_nodes() {
    for (name, text) in files("src", ".rs").into_iter().filter(|(name, _)| room(name) != "syntax") {
        let imports = text.split("use ").filter_map(|text| text.split_once(';')).map(|(import, _)| import);
        for import in imports.filter(|import| import.starts_with("crate::syntax")) {
            let mut words = import.split(|c: char| !c.is_alphanumeric());
            assert!(!words.any(|word| word == "Kind"), "{name} imports the kinds of nodes");
        }
        for word in ["syntax::Kind", ".children().nth(", ".children_of(", "node.kind()"] {
            assert!(!text.contains(word), "{name} looks into nodes by `{word}`");
        }
        let mut before = text.match_indices("Kind::").map(|(at, _)| text[..at].chars().next_back());
        let other = before.all(|c| c.is_some_and(|c| c.is_alphanumeric()));
        assert!(other, "{name} has a `Kind` that may be taken for the kind of a node");
    }
}

/// What follows from a finding its code declares, and what is only tried gives findings of its own: nobody asks for the codes
/// of others, or cuts a list of findings back.
#[test]
fn no_finding_is_taken_back() {
    for (name, text) in files("src", ".rs") {
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or("");
        for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
            let compared = ["code == ", "code != "].into_iter().any(|word| {
                line.split_once(word).is_some_and(|(_, behind)| behind.starts_with(|c: char| c.is_ascii_uppercase()))
            });
            assert!(!compared, "{name} asks for a code: {line}");
            let cut =
                ["problems.", "findings."].into_iter().filter_map(|list| line.split_once(list)).any(|(_, behind)| {
                    ["truncate(", "pop()", "pop_if(", "drain("].into_iter().any(|cut| behind.starts_with(cut))
                });
            assert!(!cut, "{name} takes findings back: {line}");
        }
    }
}

/// What reaches outside: files, the environment, the clock, other programs, a terminal.
const OUTSIDE: &[&str] = &[
    "std::fs",
    "fs::",
    "std::env",
    " env::",
    "std::process",
    "File::open",
    "SystemTime",
    "Instant::",
    "::now_utc",
    "::now_local",
    "current_dir",
    "std::path::absolute",
    ".is_dir()",
    ".is_file()",
    ".canonicalize()",
    ".metadata()",
    "stdin()",
    "stdout()",
    "stderr()",
    "print!(",
    "println!(",
];

/// All else gets what it needs through `project::Files`, and from whoever asks. Fonts are looked for in the folders that are
/// named, by Typst's own scan.
#[test]
fn only_the_command_line_reaches_outside() {
    for (name, text) in files("src", ".rs") {
        if matches!(room(&name), "cli" | "main") {
            continue;
        }
        let code = text.split("#[cfg(test)]").next().unwrap_or("");
        for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
            // a module of that name is none of the system's
            let own = line.starts_with("use ") || line.starts_with("pub use ");
            for word in OUTSIDE.iter().filter(|word| line.contains(**word)) {
                let fine = own && *word == " env::" || name == "src/pdf/fonts.rs" && *word == ".is_dir()";
                assert!(fine, "{name} reaches outside by `{word}`: {line}");
            }
        }
    }
}

/// A report is evaluated where a question about it is answered, and nowhere again.
#[test]
fn only_the_session_evaluates() {
    for (name, text) in files("src", ".rs") {
        let code = text.split("#[cfg(test)]").next().unwrap_or("");
        if code.contains("Evaluator::new(") {
            assert!(matches!(room(&name), "session" | "project" | "eval"), "{name} evaluates a report by itself");
        }
        assert!(room(&name) != "cli" || !code.contains("project::check("), "{name} asks no session");
    }
}

/// Longer files give their reason in ARCHITECTURE.md.
/// Functions that are longer than others, each with its reason.
const LONG: &[(&str, &str, &str)] =
    &[("src/eval/numbers.rs", "eval", "an arm for each kind of expression, most of one line")];

#[test]
fn files_and_functions_are_short() {
    for (name, text) in files("src", ".rs") {
        let lines = text.lines().count();
        assert!(lines <= 500, "{name} has {lines} lines");
        let mut start = None;
        for (number, line) in text.lines().enumerate() {
            let indent = line.len() - line.trim_start().len();
            let head = line.trim_start();
            if start.is_none()
                && (head.starts_with("fn ")
                    || head.starts_with("pub fn ")
                    || head.starts_with("pub(super) fn ")
                    || head.starts_with("pub(crate) fn "))
            {
                start = Some((number, indent, head.to_owned()));
            }
            if let Some((first, level, head)) = &start
                && head_closes(line, *level)
            {
                let long = number - first + 1;
                let reason = LONG.iter().any(|(file, own, _)| *file == name && *own == function_name(head));
                assert!(long <= 60 || reason, "{name}: `{head}` has {long} lines");
                start = None;
            }
        }
    }
}

fn head_closes(line: &str, level: usize) -> bool {
    line.trim() == "}" && line.len() - line.trim_start().len() == level
        || line.trim_end().ends_with("{}") && line.contains("fn ")
}

fn function_name(head: &str) -> &str {
    head.split("fn ").nth(1).unwrap_or("").split(['(', '<']).next().unwrap_or("")
}

/// The steps in which a report is read are structs that one reader can hold in mind.
#[test]
fn steps_of_the_model_are_small() {
    let (mut methods, mut fields) = (BTreeMap::<String, usize>::new(), 0);
    for (name, text) in files("src/model/from_syntax", ".rs") {
        let code = text.split("#[cfg(test)]").next().unwrap();
        let mut lines = code.lines();
        while let Some(line) = lines.next() {
            let body = |lines: &mut std::str::Lines<'_>| -> Vec<String> {
                lines.by_ref().take_while(|line| *line != "}").map(str::to_owned).collect()
            };
            let word = |line: &str| line.split(['<', ' ', '{']).find(|word| !word.is_empty()).unwrap_or("").to_owned();
            if let Some((_, behind)) = line.split_once("struct ").filter(|_| line.ends_with('{')) {
                let own = body(&mut lines).iter().filter(|line| line.contains(": ") && !line.contains("//")).count();
                assert!(own <= 12, "{name}: `{}` has {own} fields", word(behind));
                fields += own;
            } else if line.starts_with("impl") && line.ends_with('{') && !line.contains(" for ") {
                let behind = if line.starts_with("impl<") { line.split_once("> ").unwrap().1 } else { &line[5..] };
                let own = body(&mut lines).iter().filter(|line| line.starts_with("    ") && is_method(line)).count();
                *methods.entry(word(behind)).or_default() += own;
            }
        }
    }
    assert!(fields > 60 && methods.values().sum::<usize>() > 250, "the steps are not read");
    methods.iter().for_each(|(step, own)| assert!(*own <= 40, "`{step}` has {own} methods"));
}

fn is_method(line: &str) -> bool {
    let head = line.trim_start();
    line.len() - head.len() == 4
        && ["fn ", "pub fn ", "pub(super) fn ", "pub(in super::super) fn "].iter().any(|own| head.starts_with(own))
}

/// Words of the domain that the library is for. None may stand in the compiler, not even as an escape.
const DOMAIN: &[&str] = &[
    "预算",
    "科目",
    "经费",
    "支出",
    "收入",
    "拨款",
    "结转",
    "部门",
    "绩效",
    "三公",
    "社会保障",
    "南充",
    "四川",
    "万元",
    "亿元",
    "公用",
    "人员",
    "项目",
    "持平",
    "定性",
    "空表说明",
    "财政",
    "决算",
    "基金",
    "采购",
    "budget line",
    "appropriation",
    "expenditure",
    "revenue",
];

#[test]
fn the_compiler_knows_no_domain() {
    let grammar = read("grammar/budget.pest");
    let grammar: String =
        grammar.lines().map(|line| line.split("//").next().unwrap_or("")).collect::<Vec<_>>().join("\n");
    let mut texts = vec![("grammar/budget.pest".to_owned(), grammar)];
    for (name, text) in files("src", ".rs") {
        // examples in comments may speak of anything
        let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        texts.push((name, code.join("\n")));
    }
    for (name, text) in texts {
        let text = unescape(&text);
        for word in DOMAIN {
            assert!(!text.contains(word), "{name} knows the word {word}");
        }
    }
}

/// `\u{9884}` as the character that it stands for.
fn unescape(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("\\u{") {
        plain.push_str(&rest[..at]);
        let code: String = rest[at + 3..].chars().take_while(char::is_ascii_hexdigit).collect();
        plain.extend(u32::from_str_radix(&code, 16).ok().and_then(char::from_u32));
        rest = &rest[at + 3 + code.len()..];
    }
    plain + rest
}

/// Each message is said in both languages, the Chinese one first.
#[test]
fn messages_are_in_both_languages() {
    let chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    // words without a sentence of their own: what they hold was said in both languages before
    let bare = |text: &str| {
        let mut depth = 0i32;
        let outside = text.chars().filter(|c| {
            depth += i32::from(*c == '{') - i32::from(*c == '}');
            depth == 0 && *c != '}'
        });
        !outside.into_iter().any(char::is_alphabetic)
    };
    for (name, text) in files("src", ".rs") {
        for (at, _) in text.match_indices("say!(") {
            let Some((zh, rest)) = literal(&text[at + 5..]) else { continue };
            let Some((en, _)) = rest.trim_start().strip_prefix(',').and_then(literal) else { continue };
            if bare(&zh) && bare(&en) {
                continue;
            }
            assert!(chinese(&zh), "{name}: no Chinese in {zh:?}");
            assert!(!chinese(&en), "{name}: Chinese in {en:?}");
            assert!(!zh.contains('`'), "{name}: names stand in 「」 in Chinese: {zh:?}");
            assert!(!en.contains(['「', '」', '，', '。', '：', '；']), "{name}: Chinese signs in {en:?}");
        }
    }
}

/// A string literal at the beginning of a text, and what follows it.
fn literal(text: &str) -> Option<(String, &str)> {
    let inner = text.trim_start().strip_prefix('"')?;
    let mut escaped = false;
    let end = inner.char_indices().find(|(_, c)| {
        let ends = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        ends
    })?;
    Some((inner[..end.0].to_owned(), &inner[end.0 + 1..]))
}

/// A code stands as a string where it is declared, and nowhere else.
#[test]
fn codes_are_constants() {
    for (path, text) in files("src", ".rs") {
        let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or("");
        let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        for line in lines.filter(|line| {
            line.split("\"B0")
                .skip(1)
                .any(|code| code.get(..3).is_some_and(|three| three.bytes().all(|c| c.is_ascii_digit())))
        }) {
            let declares = line.contains(", since \"");
            assert!(declares, "{path}: {line}");
        }
    }
}
