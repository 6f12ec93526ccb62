//! Declarations that mean the same under another name.

use rustc_hash::{FxHashMap, FxHashSet};

use super::RenamedDeclaration;
use super::written::{Declared, Word, Written, half};

/// What may be called otherwise and stay the same: what is named to be used, not to be matched by its name.
const NAMED: &[&str] = &["let", "text", "rows", "columns", "section", "part", "form", "check", "use"];

/// What the old report's declarations are called in the new one.
#[derive(Default)]
pub(super) struct Names {
    renamed: Vec<RenamedDeclaration>,
    now: FxHashMap<String, String>,
}

impl Names {
    pub fn new(old: &Written, new: &Written) -> Names {
        let has = |all: &Written| -> FxHashSet<(&'static str, String)> {
            all.declared.iter().map(|own| (own.keyword, own.name.clone())).collect()
        };
        let (was, is) = (has(old), has(new));
        let alone = |own: &&Declared, other: &FxHashSet<(&'static str, String)>| {
            NAMED.contains(&own.keyword) && !own.amends && !other.contains(&(own.keyword, own.name.clone()))
        };
        let mut gone: Vec<&Declared> = old.declared.iter().filter(|own| alone(own, &is)).collect();
        let mut come: Vec<&Declared> = new.declared.iter().filter(|own| alone(own, &was)).collect();
        let mut names = Names::default();
        // what uses another renamed one is known only once that is
        while let Some((old, new)) = names.next(&gone, &come) {
            let (old, new) = (gone.remove(old), come.remove(new));
            names.now.insert(old.name.clone(), new.name.clone());
            names.renamed.push(RenamedDeclaration {
                keyword: old.keyword,
                old: old.name.clone(),
                new: new.name.clone(),
            });
        }
        names
    }

    fn next(&self, gone: &[&Declared], come: &[&Declared]) -> Option<(usize, usize)> {
        gone.iter().enumerate().find_map(|(at, old)| {
            let same = |new: &&Declared| old.keyword == new.keyword && self.says_same(&old.words, &new.words);
            Some((at, come.iter().position(same)?))
        })
    }

    pub fn renamed(&self) -> Vec<RenamedDeclaration> {
        self.renamed.clone()
    }

    /// What the old report's declaration is called in the new one.
    pub fn now<'n>(&'n self, keyword: &str, name: &'n str) -> &'n str {
        let renamed = self.renamed.iter().find(|renamed| renamed.keyword == keyword && renamed.old == name);
        renamed.map_or(name, |renamed| &renamed.new)
    }

    /// Whether words of the old report are the new one's, names apart that changed.
    pub fn says_same(&self, old: &[Word], new: &[Word]) -> bool {
        let same = |(old, new): (&Word, &Word)| match (old, new) {
            (Word::Name(old), Word::Name(new)) => self.now.get(old).unwrap_or(old) == new,
            (old, new) => old == new,
        };
        old.len() == new.len() && old.iter().zip(new).all(same)
    }

    /// The same of an expression as it is written.
    pub fn alike(&self, old: &str, new: &str) -> bool {
        let words = |text: &str| -> Vec<Word> {
            let inner = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
            let bare: String = text.chars().filter(|c| !c.is_whitespace()).map(half).collect();
            let mut words: Vec<Word> = Vec::new();
            for c in bare.chars() {
                match words.last_mut() {
                    Some(Word::Name(word)) if inner(c) => word.push(c),
                    Some(Word::Other(word)) if !inner(c) => word.push(c),
                    _ if inner(c) => words.push(Word::Name(c.to_string())),
                    _ => words.push(Word::Other(c.to_string())),
                }
            }
            words
        };
        self.says_same(&words(old), &words(new))
    }
}
