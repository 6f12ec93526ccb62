//! How reports are written: their declarations word by word, whatever the layout, and what changed in the writing alone.

use crate::base::Sources;
use crate::project::Checked;
use crate::syntax::Node;
use crate::syntax::ast::{self, Decl};

/// A piece of a declaration.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Word {
    /// A name, which may be another's.
    Name(String),
    /// Anything else.
    Other(String),
}

/// A declaration of a report's own files.
#[derive(Debug)]
pub(super) struct Declared {
    /// The keyword that it begins with, in English.
    pub keyword: &'static str,
    pub name: String,
    /// What it says behind its name.
    pub words: Vec<Word>,
    /// Whether it only says otherwise what a file above declares: then its name is not its own.
    pub amends: bool,
}

/// The declarations of a report's own files, but for those whose content is compared by meaning.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub declared: Vec<Declared>,
    /// Those that make the pages: what they say is looked at only where the pages read the same.
    pub paged: Vec<Declared>,
}

impl Written {
    pub fn of(checked: &Checked) -> Written {
        let (mut declared, mut paged) = (Vec::new(), Vec::new());
        for (file, source) in checked.sources.iter() {
            let index = file.0 as usize;
            if source.is_standard() || checked.spaces[index] > 0 {
                continue;
            }
            let root = checked.trees[index].root(&source.text);
            for decl in ast::declarations(root) {
                if is_paged(decl) {
                    paged.extend(Declared::of(decl, checked).map(Declared::unspaced));
                } else {
                    declared.extend(Declared::of(decl, checked));
                }
            }
        }
        Written { declared, paged }
    }
}

fn is_paged(decl: Decl<'_>) -> bool {
    matches!(decl, Decl::Document(_) | Decl::Set(_))
}

impl Declared {
    fn of(decl: Decl<'_>, checked: &Checked) -> Option<Declared> {
        let mut children = decl.children();
        let start = children.next();
        let keyword = || Some(start?.keyword()?.english);
        match decl {
            Decl::Items(items) => return Declared::block(items),
            // what these say is compared as members and deviations
            Decl::Members(_) | Decl::At(_) | Decl::Accept(_) | Decl::Unread(_) => return None,
            Decl::Use(decl) => return used(decl, checked),
            _ => {}
        }
        let (start, keyword) = (start?, keyword()?);
        if let Decl::Document(document) = decl {
            // its title has holes as its texts have
            let title = document.title().map_or("", |title| title.text());
            let (mut words, mut at) = (Vec::new(), start.span().end as usize);
            children.for_each(|child| collect(child, *decl, &mut at, &mut words));
            return Some(Declared {
                keyword,
                name: title.trim_matches(['"', '“', '”']).to_owned(),
                words,
                amends: false,
            });
        }
        let name = children.next()?;
        let mut words = Vec::new();
        let mut at = name.span().end as usize;
        children.for_each(|child| collect(child, *decl, &mut at, &mut words));
        gap(*decl, at, decl.span().end as usize, &mut words);
        let amends = matches!(decl, Decl::Form(form) if form.title().is_none());
        Some(Declared { keyword, name: name.text().to_owned(), words, amends })
    }

    /// A block of facts, as far as it says more than its rows: how they were rounded, or that there are none.
    fn block(items: ast::ItemsDecl<'_>) -> Option<Declared> {
        let within = items.within().next().map(|clause| clause.raw().split_whitespace().skip(1).collect());
        let none = items.block().filter(|block| block.rows().next().is_none());
        let said: Vec<Word> = within.into_iter().chain(none.map(|_| String::new())).map(Word::Other).collect();
        let name = items.name()?.text().to_owned();
        (!said.is_empty()).then_some(Declared { keyword: "items", name, words: said, amends: false })
    }

    /// The same without blanks and ends of lines in its texts.
    fn unspaced(mut self) -> Declared {
        for word in &mut self.words {
            if let Word::Other(text) = word {
                text.retain(|c| !c.is_whitespace());
            }
        }
        self
    }
}

/// A `use`: what it says is the file that it names, so that one under another name is the same.
fn used(decl: ast::UseDecl<'_>, checked: &Checked) -> Option<Declared> {
    let (path, file) = match decl.report() {
        Some(report) => (report.text(), report.text().trim_matches(['"', '“', '”']).to_owned()),
        None => {
            let path = decl.module()?.text();
            (path, format!("{}.budget", path.replace('.', "/")))
        }
    };
    let text = checked.sources.iter().find(|(_, source)| source.name == file).map(|(_, source)| bare(&source.text));
    let words = text.into_iter().map(Word::Other).collect();
    Some(Declared { keyword: "use", name: path.to_owned(), words, amends: false })
}

/// The words of a node, with the marks before each.
fn collect(node: Node<'_>, whole: Node<'_>, at: &mut usize, words: &mut Vec<Word>) {
    let span = node.span();
    let mut children = node.all_children().peekable();
    if children.peek().is_none() {
        gap(whole, *at, span.start as usize, words);
        *at = (*at).max(span.end as usize);
        match node.keyword() {
            _ if node.is_comment() => {}
            Some(keyword) => words.push(Word::Other(keyword.english.to_owned())),
            None if node.is_name() => words.push(Word::Name(node.text().to_owned())),
            None if node.is_words() => words.push(Word::Other(node.raw().to_owned())),
            None => words.push(Word::Other(node.text().chars().map(half).collect())),
        }
        return;
    }
    children.for_each(|child| collect(child, whole, at, words));
}

/// The marks between two nodes of a declaration.
fn gap(whole: Node<'_>, from: usize, to: usize, words: &mut Vec<Word>) {
    let start = whole.span().start as usize;
    let between = from.checked_sub(start).zip(to.checked_sub(start));
    let text = between.and_then(|(from, to)| whole.raw().get(from..to)).unwrap_or("");
    let marks: String = text.chars().filter(|c| !c.is_whitespace()).map(half).collect();
    if !marks.is_empty() {
        words.push(Word::Other(marks));
    }
}

/// A full-width mark as the half-width one that means the same to the grammar.
pub(super) fn half(c: char) -> char {
    match c {
        '“' | '”' => '"',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        c => c,
    }
}

/// What changed in the writing where nothing did in meaning.
pub(super) struct Manner {
    pub layout: bool,
    pub order: bool,
}

/// Compares the report's own files as they stand, and without blanks and comments. The same signs elsewhere are another
/// order.
pub(super) fn manner(old: &Sources, new: &Sources) -> Manner {
    let texts = |sources: &Sources, plain: &dyn Fn(&str) -> String| -> String {
        let own = sources.iter().filter(|(_, source)| !source.is_standard());
        let mut texts: Vec<String> = own.map(|(_, source)| plain(&source.text)).collect();
        texts.sort_unstable();
        texts.concat()
    };
    let raw = |text: &str| text.to_owned();
    let (old_raw, new_raw) = (texts(old, &raw), texts(new, &raw));
    let (old_bare, new_bare) = (texts(old, &bare), texts(new, &bare));
    let order = old_bare != new_bare && counts(&old_bare) == counts(&new_bare);
    let layout = counts(&old_raw) != counts(&new_raw) || !order && old_raw != new_raw;
    Manner { layout, order }
}

/// How often each byte stands in a text.
fn counts(text: &str) -> [usize; 256] {
    let mut counts = [0; 256];
    text.bytes().for_each(|byte| counts[usize::from(byte)] += 1);
    counts
}

/// A text without blanks and comments, its full-width marks as half-width ones.
fn bare(text: &str) -> String {
    let code = text.lines().map(|line| line.split("//").next().unwrap_or(line));
    code.flat_map(str::chars).filter(|c| !c.is_whitespace()).map(half).collect()
}
