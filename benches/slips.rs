//! Reports with one slip in their text, and what the repairs that are called certain make of it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use budgetc::base::{Date, FileId};
use budgetc::emit;
use budgetc::project::{self, Checked, Files, Unread, repaired, repairs};

use super::mutants::Dice;

/// A report and the files that it uses; the first is the report.
pub struct Text {
    pub name: String,
    pub entry: PathBuf,
    files: BTreeMap<PathBuf, Vec<u8>>,
    pub text: String,
    /// What it prints.
    print: String,
}

/// What became of a slip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// No repair was offered as certain.
    Left,
    /// The report prints what it printed.
    Mended,
    /// A repair changed what was no mistake, or made another of it.
    Spoilt,
    /// The repairs do not come to an end.
    Restless,
}

/// Files in memory.
struct Memory<'a>(&'a BTreeMap<PathBuf, Vec<u8>>, &'a Path, &'a str);

impl Files for Memory<'_> {
    fn read(&self, path: &Path) -> Result<Vec<u8>, Unread> {
        if path == self.1 {
            return Ok(self.2.as_bytes().to_vec());
        }
        self.0.get(path).cloned().ok_or(Unread::Missing)
    }

    fn real(&self, path: &Path) -> Result<PathBuf, Unread> {
        Ok(path.to_path_buf())
    }

    fn exists(&self, path: &Path) -> bool {
        self.0.contains_key(path)
    }

    fn today(&self) -> Date {
        Date::MIN
    }
}

/// So often are repairs made before they must come to an end.
const ROUNDS: usize = 16;

impl Text {
    /// A report in a folder, with all that is beside and below it.
    pub fn read(folder: &Path, entry: &str) -> Text {
        let mut files = BTreeMap::new();
        let mut folders = vec![folder.to_path_buf()];
        while let Some(inner) = folders.pop() {
            for path in std::fs::read_dir(inner).unwrap().map(|entry| entry.unwrap().path()) {
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files.insert(path.strip_prefix(folder).unwrap().to_path_buf(), std::fs::read(&path).unwrap());
                }
            }
        }
        let text = String::from_utf8(files[Path::new(entry)].clone()).unwrap();
        let name = folder.join(entry).to_string_lossy().into_owned();
        let mut report = Text { name, entry: entry.into(), files, text, print: String::new() };
        let checked = report.check(&report.text);
        assert!(checked.is_sound(), "{}", report.name);
        report.print = emit::typst::emit(&checked.document, &checked.style);
        report
    }

    pub fn check(&self, text: &str) -> Checked {
        let files = Memory(&self.files, &self.entry, text);
        project::check(project::load(&self.entry, Some(Path::new("")), &files).unwrap(), &files)
    }

    /// What the repairs make of a text with a slip in these lines of the report, and the text they leave.
    pub fn fate(&self, slip: &Slip) -> (Fate, String) {
        let wrong = slip.in_text(&self.text);
        let (mut text, mut left) = (wrong.clone(), ROUNDS);
        let checked = loop {
            let checked = self.check(&text);
            let all = repairs(&checked);
            let Some(own) = all.get(&FileId(0)) else { break checked };
            let next = repaired(&text, own);
            if left == 0 || next == text {
                return (Fate::Restless, text);
            }
            (text, left) = (next, left - 1);
        };
        if text == wrong {
            return (Fate::Left, text);
        }
        let same = text.split_whitespace().eq(self.text.split_whitespace());
        // a repair may say the same in another way, such as with half-width marks
        let prints = || checked.is_sound() && emit::typst::emit(&checked.document, &checked.style) == self.print;
        (if same || (slip.holds(&self.text, &text) && prints()) { Fate::Mended } else { Fate::Spoilt }, text)
    }
}

/// A slip: these bytes of the report became others.
#[derive(Clone, Debug)]
pub struct Slip {
    pub kind: &'static str,
    pub place: Range<usize>,
    pub typed: String,
}

impl Slip {
    pub fn in_text(&self, text: &str) -> String {
        format!("{}{}{}", &text[..self.place.start], self.typed, &text[self.place.end..])
    }

    /// Whether what parts two texts lies in the lines of the slip.
    fn holds(&self, right: &str, now: &str) -> bool {
        let (a, b) = (right.as_bytes(), now.as_bytes());
        let ahead = a.iter().zip(b).take_while(|(a, b)| a == b).count();
        let behind = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
        let start = right[..self.place.start].rfind('\n').map_or(0, |at| at + 1);
        let end = right[self.place.end..].find('\n').map_or(right.len(), |at| self.place.end + at);
        ahead >= start && right.len() - behind.min(right.len()) <= end
    }
}

/// Words and numbers of a text, with the signs between them left out; what stands behind `//` too.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let code = line.find("//").unwrap_or(line.len());
        let mut start = None;
        for (offset, c) in line[..code].char_indices().chain([(code, ' ')]) {
            let inside = c.is_alphanumeric() || matches!(c, '.' | '-') && start.is_some();
            match (inside, start) {
                (true, None) => start = Some(at + offset),
                (false, Some(from)) => {
                    words.push(from..at + offset);
                    start = None;
                }
                _ => {}
            }
        }
        at += line.len();
    }
    words
}

/// The kinds of slips.
pub const KINDS: &[&str] = &[
    "letter",
    "code",
    "wide",
    "quote",
    "brace",
    "row twice",
    "words swapped",
    "unit",
    "number",
    "glued",
    "row gone",
    "rows swapped",
    "declared",
];

/// One slip of a kind; `None` where the dice fall on nothing that it can happen to.
pub fn slip(kind: &'static str, text: &str, dice: &mut Dice) -> Option<Slip> {
    let all = words(text);
    let is_number =
        |word: &&Range<usize>| text[(*word).clone()].bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-');
    let pick = |wanted: &dyn Fn(&&Range<usize>) -> bool, dice: &mut Dice| {
        let some: Vec<&Range<usize>> = all.iter().filter(wanted).collect();
        (!some.is_empty()).then(|| some[dice.below(some.len())].clone())
    };
    let line = |at: usize| {
        let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
        start..text[at..].find('\n').map_or(text.len(), |end| at + end + 1)
    };
    let one = |of: &[&str], dice: &mut Dice| -> Option<Range<usize>> {
        let found: Vec<(usize, &str)> = of.iter().flat_map(|mark| text.match_indices(mark)).collect();
        (!found.is_empty()).then(|| found[dice.below(found.len())]).map(|(at, mark)| at..at + mark.len())
    };
    let (place, typed) = match kind {
        "letter" => {
            let word = pick(&|word| !is_number(word) && text[(*word).clone()].chars().count() > 1, dice)?;
            (word.clone(), misspelt(&text[word], text, dice))
        }
        // the first words of lines that end in `{`, and of rows of members
        "declared" => {
            let opens = |word: &&Range<usize>| {
                let line = &text[line(word.start)];
                !is_number(word) && (line.contains('{') || line.contains(": \"")) && word.len() > 3
            };
            let word = pick(&opens, dice)?;
            (word.clone(), misspelt(&text[word], text, dice))
        }
        "code" => {
            let word = pick(&|word| is_number(word) && !text[(*word).clone()].contains('.'), dice)?;
            let digits = &text[word.clone()];
            let typed = match dice.below(4) {
                0 => digits.replacen('-', ".", 3),
                1 => digits.replacen('-', "—", 3),
                2 => digits.replace('-', ""),
                _ => {
                    let at = dice.below(digits.len());
                    format!("{}{}{}", &digits[..at], dice.below(10), &digits[at + 1..])
                }
            };
            (word, typed)
        }
        "wide" => {
            let place = one(
                &["{", "}", ":", "=", ";", ",", "[", "]", "(", ")", "\"", ".", "-", "<", "%", "1", "2", "0"],
                dice,
            )?;
            let wide = text[place.clone()].chars().next()?;
            (place, char::from_u32(wide as u32 + 0xfee0)?.to_string())
        }
        "quote" => {
            let place = one(&["\""], dice)?;
            let typed = ["", "“", "”", "'", "「", "\"\""][dice.below(6)];
            (place, typed.to_owned())
        }
        "brace" => {
            let place = one(&["{", "}"], dice)?;
            let mark = text[place.clone()].to_owned();
            let typed = [String::new(), mark.repeat(2), format!("\n{mark}")][dice.below(3)].clone();
            (place, typed)
        }
        "row twice" | "row gone" | "rows swapped" => {
            let own = line(pick(&|_| true, dice)?.start);
            let row = &text[own.clone()];
            match kind {
                "row twice" => (own.clone(), row.repeat(2)),
                "row gone" => (own.clone(), String::new()),
                _ => {
                    let next = line(own.end.min(text.len()));
                    (
                        own.start..next.end.max(own.end),
                        format!("{}{row}", &text[next.start.max(own.end)..next.end.max(own.end)]),
                    )
                }
            }
        }
        "words swapped" => {
            let at = dice.below(all.len().checked_sub(1)?);
            let (a, b) = (all[at].clone(), all[at + 1].clone());
            (a.start..b.end, format!("{}{}{}", &text[b.clone()], &text[a.end..b.start], &text[a]))
        }
        "unit" => {
            let units = ["万元", "元", "个", "辆", "台", "人", "%", "thousand", "dollars"];
            let place = one(&units, dice)?;
            (place, units[dice.below(units.len())].to_owned())
        }
        "number" => {
            let word = pick(&|word| is_number(word) && text[(*word).clone()].contains('.'), dice)?;
            let digits = &text[word.clone()];
            let typed = match dice.below(8) {
                0 => format!("¥{digits}"),
                1 => format!("￥{digits}"),
                2 => digits.replace('.', "。"),
                3 => digits.replace('.', ","),
                4 => format!("{},{}", &digits[..1], &digits[1..]),
                5 => digits.replace('0', "O"),
                6 => digits.replace('.', ". "),
                // a sign or brackets would make it another number
                _ => digits.chars().map(|c| char::from_u32(c as u32 + 0xfee0).unwrap_or(c)).collect(),
            };
            (word, typed)
        }
        _ => {
            let blank = one(&[" "], dice)?;
            (blank, String::new())
        }
    };
    (text[place.clone()] != typed).then_some(Slip { kind, place, typed })
}

/// A word with one letter gone, twice, another, or two in the other order.
fn misspelt(word: &str, text: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = dice.below(letters.len());
    match dice.below(4) {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, letters[at]),
        2 if at + 1 < letters.len() => letters.swap(at, at + 1),
        _ => {
            let others: Vec<char> = text.chars().filter(|c| c.is_alphabetic()).collect();
            letters[at] = others[dice.below(others.len())];
        }
    }
    letters.into_iter().collect()
}
