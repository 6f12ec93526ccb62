//! What editors show agrees with the compiler: they know its keywords and no others, and light up what its tree calls a
//! keyword and nothing that it calls a name, a code, a text or a comment.

use std::collections::BTreeSet;
use std::ops::Range;
use std::process::{Command, Stdio};

use budgetc::base::FileId;
use budgetc::syntax::{Kind, keywords, parse};
use syntaxmate::{GrammarRegistry, Tokenizer, TokenizerOptions};

use crate::support::{read, repository, sources};

const GRAMMAR: &str = "editors/vscode/syntaxes/budget.tmLanguage.json";
const VIM: &str = "editors/vim/syntax/budget.vim";

/// Its text in three quotes has no end: to the compiler it runs into the next, in an editor it stops at the next declaration.
const SWALLOWED: &str = "tests/corpus/errors/slip-long-text.budget";

/// The bytes of a token, and its scopes from the outermost to the innermost.
type Token = (Range<usize>, Vec<String>);

/// One tokenizer for many files.
struct Colours(Tokenizer);

impl Colours {
    fn new() -> Colours {
        let mut registry = GrammarRegistry::new();
        let grammar = registry.add_json(&read(GRAMMAR)).unwrap();
        registry.validate_regexes().unwrap();
        registry.validate().unwrap();
        Colours(Tokenizer::new(&registry, grammar, TokenizerOptions::default()).unwrap())
    }

    /// The tokens of each line.
    fn of(&mut self, text: &str) -> Vec<Vec<Token>> {
        let (mut state, mut start) = (self.0.initial_state(), 0);
        let lines = text.split('\n').map(|line| {
            let tokens = self.0.tokenize_line(line, &mut state).unwrap().require_complete().unwrap();
            let tokens = tokens.tokens().iter().map(|token| {
                let range = token.range();
                let scopes = token.scopes().flat_map(str::split_whitespace).skip(1);
                let scopes = scopes.map(|scope| scope.trim_end_matches(".budget").to_owned()).collect();
                (start + range.start..start + range.end.min(line.len()), scopes)
            });
            let tokens: Vec<Token> = tokens.filter(|(range, _)| !range.is_empty()).collect();
            start += line.len() + 1;
            tokens
        });
        lines.collect()
    }
}

/// What a reader sees of a byte.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Shown {
    Keyword,
    Comment,
    Code,
    Number,
    Text,
    Other,
}

impl Shown {
    /// Units and signs are keywords by name, but not by colour.
    fn by_scopes(scopes: &[String]) -> Shown {
        let Some(scope) = scopes.last() else { return Shown::Other };
        match scope.as_str() {
            "keyword.other.unit" => Shown::Other,
            "keyword.operator.wordlike" => Shown::Keyword,
            operator if operator.starts_with("keyword.operator") => Shown::Other,
            keyword if keyword.starts_with("keyword.") => Shown::Keyword,
            comment if comment.starts_with("comment.") => Shown::Comment,
            "constant.other.code" => Shown::Code,
            "constant.numeric" => Shown::Number,
            text if text.starts_with("string.") || text == "constant.character.escape" => Shown::Text,
            _ => Shown::Other,
        }
    }

    fn by_group(group: &str) -> Shown {
        match group.trim_start_matches("budget") {
            "Declaration" | "Clause" | "Link" | "Style" | "Item" | "Definer" | "In" | "At" | "Fact" | "RowsOf"
            | "FieldWord" | "Total" | "Control" | "Loop" | "Word" | "Any" => Shown::Keyword,
            "Comment" => Shown::Comment,
            "Code" | "RowCode" | "MemberCode" => Shown::Code,
            "Number" => Shown::Number,
            "String" | "Template" | "Escape" => Shown::Text,
            _ => Shown::Other,
        }
    }
}

/// Each keyword stands in the file with its other spelling behind it, and nothing else Chinese does.
fn knows_the_keywords(path: &str, text: &str, space: &str, between: &[&str]) {
    let words: BTreeSet<&str> =
        text.split(|c: char| c.is_ascii() || !c.is_alphabetic()).filter(|w| !w.is_empty()).collect();
    let known: BTreeSet<&str> = keywords().map(|keyword| keyword.chinese).collect();
    assert_eq!(words, known, "{path}");
    for keyword in keywords() {
        let english = keyword.english.replace(' ', space);
        let pair = between.iter().any(|between| text.contains(&format!("{english}{between}{}", keyword.chinese)));
        assert!(pair, "{path}: {keyword:?} is missing");
    }
}

#[test]
fn editors_know_every_keyword_and_no_other() {
    knows_the_keywords(GRAMMAR, &read(GRAMMAR), r"\\s+", &["|"]);
    let vim = read(VIM);
    let vim: Vec<&str> = vim.lines().filter(|line| !line.starts_with('"')).collect();
    knows_the_keywords(VIM, &vim.join("\n"), r"\s\+", &[" ", r"\|"]);
}

/// What an editor shows wrongly in a file; `shown` says as what it shows a byte.
fn disagreements(name: &str, text: &str, shown: &dyn Fn(usize) -> Shown) -> Vec<String> {
    let (tree, _) = parse(text, FileId(0));
    let wrong = tree.nodes(text).filter_map(|node| {
        let range = node.span().range();
        let mut bytes = range.clone().filter(|at| !matches!(text.as_bytes()[*at], b'\n' | b'\r')).map(shown);
        let right = match node.kind() {
            Kind::COMMENT => bytes.all(|shown| shown == Shown::Comment),
            Kind::code => bytes.all(|shown| shown == Shown::Code),
            Kind::number => bytes.all(|shown| shown == Shown::Number),
            Kind::str_text | Kind::wide_text | Kind::long_text | Kind::short_text | Kind::curly_text => {
                bytes.all(|shown| shown == Shown::Text)
            }
            Kind::member_name | Kind::ident | Kind::segment | Kind::unit | Kind::cell_words | Kind::number_code => {
                bytes.all(|shown| shown != Shown::Keyword)
            }
            kind if format!("{kind:?}").starts_with("kw_") => bytes.all(|shown| shown == Shown::Keyword),
            _ => true,
        };
        let line = text[..range.start].matches('\n').count() + 1;
        let told = || format!("{name}:{line}: {:?} `{}` is {:?}", node.kind(), node.text(), shown(range.start));
        (!right).then(told)
    });
    wrong.collect()
}

/// The grammar of VS Code and the compiler's tree, over every file.
#[test]
fn colours_agree_with_the_tree() {
    let mut colours = Colours::new();
    let mut wrong = Vec::new();
    for (name, text) in sources().into_iter().filter(|(name, _)| name != SWALLOWED) {
        let mut bytes = vec![Shown::Other; text.len()];
        for (range, scopes) in colours.of(&text).iter().flatten() {
            bytes[range.clone()].fill(Shown::by_scopes(scopes));
        }
        wrong.extend(disagreements(&name, &text, &|at| bytes[at]));
    }
    assert!(wrong.is_empty(), "{} places:\n{}", wrong.len(), wrong.join("\n"));
}

/// The same of Vim, where it is installed, over the files without syntax errors: it does not end what was left open.
#[test]
fn colours_in_vim_agree_with_the_tree() {
    let folder = tempfile::tempdir().unwrap();
    let (script, out) = (folder.path().join("dump.vim"), folder.path().join("groups"));
    std::fs::write(&script, DUMP).unwrap();
    let root = repository();
    let mut vim = Command::new("vim");
    vim.args(["-Nu", "NONE", "-es", "--cmd", "set encoding=utf-8"]).arg("--cmd");
    vim.arg(format!("set rtp^={}", root.join("editors/vim").display()));
    vim.args(["-c", "filetype plugin on | syntax on", "-S"]).arg(&script).env("OUT", &out).current_dir(&root);
    let sources: Vec<_> = sources().into_iter().filter(|(_, text)| parse(text, FileId(0)).1.is_empty()).collect();
    let done = vim.arg("--").args(sources.iter().map(|(name, _)| name)).stdin(Stdio::null()).output();
    if done.is_err() {
        println!("left out: there is no Vim");
        return;
    }
    let groups = std::fs::read_to_string(&out).unwrap();
    let mut files = groups.split_terminator("\u{c}\n");
    let mut wrong = Vec::new();
    for (name, text) in sources {
        let mut bytes = vec![Shown::Other; text.len()];
        for run in files.next().unwrap().lines() {
            let (at, group) = run.split_once(' ').unwrap();
            bytes[at.parse::<usize>().unwrap()..].fill(Shown::by_group(group));
        }
        wrong.extend(disagreements(&name, &text, &|at| bytes[at]));
    }
    assert!(wrong.is_empty(), "{} places:\n{}", wrong.len(), wrong.join("\n"));
}

/// Writes for each file where the group changes, and to what.
const DUMP: &str = r#"
let s:out = []
for s:file in argv()
  execute 'edit' fnameescape(s:file)
  let [s:last, s:names] = [-1, {}]
  for s:line in range(1, line('$'))
    let s:column = 1
    for s:char in split(getline(s:line), '\zs')
      let s:id = synID(s:line, s:column, 1)
      if s:id != s:last
        call add(s:out, (line2byte(s:line) + s:column - 2) . ' ' . synIDattr(s:id, 'name'))
        let s:last = s:id
      endif
      let s:column += len(s:char)
    endfor
  endfor
  call add(s:out, "\f")
endfor
call writefile(s:out, $OUT)
qall!
"#;

/// Each line, and beneath it its words with their innermost scopes.
fn shown(text: &str, lines: Vec<Vec<Token>>) -> String {
    let mut shown = String::new();
    for (line, tokens) in text.split('\n').zip(lines) {
        let words = tokens.iter().filter_map(|(range, scopes)| {
            let (word, scope) = (text[range.clone()].trim(), scopes.last()?);
            (!word.is_empty() && !scope.starts_with("punctuation.")).then(|| format!("{word}‹{scope}›"))
        });
        let words: Vec<String> = words.collect();
        shown.push_str(&format!("{line}\n    {}\n", words.join(" ")));
    }
    shown
}

#[test]
fn colours_of_whole_files() {
    let mut colours = Colours::new();
    for path in [
        "stdlib/starter/2024.budget",
        "stdlib/sichuan/2024/文本.budget",
        "tests/forms/final-account-small-2023.budget",
        "tests/corpus/zh-keywords.budget",
        "editors/vscode/tests/torn.budget",
    ] {
        let text = read(path);
        let name = path.rsplit('/').next().unwrap().trim_end_matches(".budget");
        insta::with_settings!({ omit_expression => true, snapshot_path => "snapshots/editors", prepend_module_to_snapshot => false, description => path }, {
            insta::assert_snapshot!(name, shown(&text, colours.of(&text)));
        });
    }
}
