//! What editors show agrees with the compiler: they know its keywords and no others, and light up what its tree calls a
//! keyword and nothing that it calls a name, a code, a text or a comment.

use std::collections::BTreeSet;
use std::ops::Range;

use budgetc::base::FileId;
use budgetc::syntax::{Kind, keywords, parse};
use syntaxmate::{GrammarRegistry, Tokenizer, TokenizerOptions};

use crate::support::{read, sources};

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

/// Whether a theme shows it as a keyword: units and signs bear the name too, but not the colour.
fn is_keyword(scope: &str) -> bool {
    scope.starts_with("keyword.")
        && scope != "keyword.other.unit"
        && (!scope.starts_with("keyword.operator") || scope == "keyword.operator.wordlike")
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

/// The grammar of VS Code and the compiler's tree, over every file.
#[test]
fn colours_agree_with_the_tree() {
    let mut colours = Colours::new();
    let mut wrong = Vec::new();
    for (name, text) in sources().into_iter().filter(|(name, _)| name != SWALLOWED) {
        let mut scopes: Vec<&[String]> = vec![&[]; text.len()];
        let lines = colours.of(&text);
        for (range, of) in lines.iter().flatten() {
            scopes[range.clone()].fill(of);
        }
        let (tree, _) = parse(&text, FileId(0));
        for node in tree.nodes(&text) {
            let range = node.span().range();
            let of = || range.clone().filter(|at| !matches!(text.as_bytes()[*at], b'\n' | b'\r')).map(|at| scopes[at]);
            let all = |what: &str| of().all(|scopes| scopes.iter().any(|scope| scope.starts_with(what)));
            let lit = |scopes: &[String]| scopes.iter().any(|scope| is_keyword(scope));
            let right = match node.kind() {
                Kind::COMMENT => all("comment."),
                Kind::code => all("constant.other.code"),
                Kind::number => all("constant.numeric"),
                Kind::str_text | Kind::wide_text | Kind::long_text | Kind::short_text | Kind::curly_text => {
                    all("string.") && !of().any(lit)
                }
                Kind::member_name | Kind::ident | Kind::segment | Kind::unit | Kind::cell_words | Kind::number_code => {
                    !of().any(lit)
                }
                kind if format!("{kind:?}").starts_with("kw_") => of().all(lit),
                _ => true,
            };
            if !right {
                let line = text[..range.start].matches('\n').count() + 1;
                wrong.push(format!("{name}:{line}: {:?} `{}`: {:?}", node.kind(), node.text(), scopes[range.start]));
            }
        }
    }
    assert!(wrong.is_empty(), "{} places:\n{}", wrong.len(), wrong.join("\n"));
}

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
        insta::with_settings!({ snapshot_path => "snapshots/editors", prepend_module_to_snapshot => false, description => path }, {
            insta::assert_snapshot!(name, shown(&text, colours.of(&text)));
        });
    }
}
