//! The keywords, read from the grammar: it is the one table of them.

use std::collections::HashMap;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::{Kind, Node, Tree};

const GRAMMAR: &str = include_str!("../../grammar/budget.pest");

/// A keyword in its two spellings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keyword {
    /// Its grammar rule, e.g. `kw_use`.
    pub rule: &'static str,
    /// As it is written in English, in small letters.
    pub english: &'static str,
    /// As it is written in Chinese.
    pub chinese: &'static str,
}

static KEYWORDS: LazyLock<Vec<Keyword>> = LazyLock::new(|| {
    let own = GRAMMAR.lines().filter(|line| line.starts_with("kw_"));
    let all = own.filter_map(|line| {
        let rule = line.split_once(" = ")?.0;
        let mut quoted = line.split('"').skip(1).step_by(2);
        let spellings: Vec<&str> = quoted.by_ref().filter(|word| !word.trim().is_empty() && *word != "\\t").collect();
        match spellings.as_slice() {
            [english, chinese] => Some(Keyword { rule, english, chinese }),
            // `for each` is two words in English
            [_, _, chinese] => Some(Keyword { rule, english: "for each", chinese }),
            _ => None,
        }
    });
    all.collect()
});

/// All keywords in the grammar's order.
pub fn keywords() -> impl Iterator<Item = Keyword> {
    KEYWORDS.iter().copied()
}

/// The grammar rules of each word that is a keyword, in the grammar's order.
static BY_WORD: LazyLock<FxHashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut by_word: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
    for keyword in keywords() {
        by_word.entry(keyword.english).or_default().push(keyword.rule);
        by_word.entry(keyword.chinese).or_default().push(keyword.rule);
    }
    by_word
});

/// The grammar rule of a word that is a keyword.
pub fn rule_of(word: &str) -> Option<&'static str> {
    BY_WORD.get(word)?.first().copied()
}

/// Whether a word is the keyword of a grammar rule, in either spelling.
pub fn is_keyword(word: &str, rule: &str) -> bool {
    BY_WORD.get(word).is_some_and(|rules| rules.contains(&rule))
}

static BY_KIND: LazyLock<HashMap<Kind, Keyword>> = LazyLock::new(|| {
    // a rule's name is what the derive calls its variant
    let named: HashMap<String, Kind> = Kind::all_rules().iter().map(|kind| (format!("{kind:?}"), *kind)).collect();
    keywords().filter_map(|keyword| Some((*named.get(keyword.rule)?, keyword))).collect()
});

/// The keyword that a node is.
pub fn keyword(kind: Kind) -> Option<Keyword> {
    BY_KIND.get(&kind).copied()
}

/// The keywords of a text, each as it is written, in its order.
pub fn keywords_of<'t>(text: &'t str, tree: &'t Tree) -> impl Iterator<Item = (Keyword, &'t str)> {
    tree.nodes(text).filter_map(|node| Some((keyword(node.kind())?, node.text())))
}

/// The keyword that stands at a byte of a text.
pub fn keyword_at(text: &str, tree: &Tree, byte: usize) -> Option<Keyword> {
    let here = |node: &Node<'_>| {
        let range = node.span().range();
        range.start <= byte && byte <= range.start + node.text().len()
    };
    tree.nodes(text).filter(here).find_map(|node| keyword(node.kind()))
}

/// The page that tells of each keyword.
const PAGE: &str = include_str!("../../docs/keywords.md");

/// What is told of a keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeywordPage {
    /// What it says, in Chinese.
    pub zh: &'static str,
    /// The same in English.
    pub en: &'static str,
    /// How it is written.
    pub example: &'static str,
}

/// What is told of the keyword of a grammar rule.
pub fn keyword_page(rule: &str) -> Option<KeywordPage> {
    let Keyword { english, chinese, .. } = keywords().find(|keyword| keyword.rule == rule)?;
    let head = format!("| `{english}` `{chinese}` | ");
    let mut cells = PAGE.lines().find_map(|line| line.strip_prefix(&head))?.trim_end_matches(" |").splitn(3, " | ");
    let (zh, en) = (cells.next()?, cells.next()?);
    Some(KeywordPage { zh, en, example: cells.next()?.trim_matches('`') })
}
