//! Another name for what is named at a place. What would come of it is tried before it is offered: all names mean then what they
//! mean now, nothing new is found, and the pages say the same but for the name.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::names::{Index, Known, Named};
use super::place::{Edit, Location, files_at, location};
use super::question::{Question, Unanswered};
use crate::base::{Code, Diagnostic, Say, Span};
use crate::document::{Block, Document};
use crate::model::{ExpectedKind, Meaning};
use crate::project::Checked;
use crate::say;
use crate::syntax::{quoted, written_member};

/// So much of a line is told.
const SHOWN: usize = 40;

/// What comes of a new name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Renamed {
    /// What is to be changed, in files' order.
    Edits(Vec<Edit>),
    /// Why it cannot be.
    Refused(Say),
}

impl Question<'_> {
    /// The name at a byte of a file, if it can be changed, else why not; nothing where no name stands there.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn nameable(&self, file: &Path, byte: usize) -> Result<Result<Option<Location>, Say>, Unanswered> {
        let all = [Known { report: self.path(), checked: self.check()? }];
        self.guarded(|| {
            let index = Index::new(&all[0].checked);
            let Some(Named::Thing(span, _)) = index.at(&self.whole(file), byte) else { return Ok(Ok(None)) };
            let checked = &all[0].checked;
            let span = trimmed(span, checked.sources.slice(span));
            let name = Renaming::new(&all, &self.whole(file), byte, "x");
            Ok(name.map(|_| Some(location(checked, span))))
        })
    }

    /// Gives what is named at a byte of a file another name, in all reports that the session knows.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn rename(&self, file: &Path, byte: usize, new: &str) -> Result<Renamed, Unanswered> {
        let all = self.with_others()?;
        let words = self.guarded(|| Ok(Renaming::new(&all, &self.whole(file), byte, new)))?;
        let renaming = match words {
            Ok(renaming) => renaming,
            Err(refused) => return Ok(Renamed::Refused(refused)),
        };
        let mut against = None;
        for repeated in [false, true] {
            let edits = self.guarded(|| Ok(renaming.edits(repeated)))?;
            // what only repeats the name is changed where it must be, and only then
            if repeated && edits.len() == renaming.edits(false).len() {
                break;
            }
            match self.tried(&renaming, &edits)? {
                None => return Ok(Renamed::Edits(edits)),
                Some(reason) => against = Some(reason),
            }
        }
        Ok(Renamed::Refused(against.unwrap_or_else(nothing)))
    }

    /// What stands against some edits.
    fn tried(&self, renaming: &Renaming<'_>, edits: &[Edit]) -> Result<Option<Say>, Unanswered> {
        let session = self.scratch();
        for (file, text) in changed(renaming.all, edits) {
            session.edit(&file, text.into_bytes());
        }
        for known in renaming.all {
            let new = session.ask_until(&known.report, self.cancel()).check()?;
            let new = Known { report: known.report.clone(), checked: new };
            let against = self.guarded(|| Ok(renaming.against(known, &new, edits)))?;
            if against.is_some() {
                return Ok(against);
            }
        }
        Ok(None)
    }
}

fn nothing() -> Say {
    say!("这里没有可以改的名称", "there is no name here that could be changed")
}

/// A name, what bears it, and the new one.
struct Renaming<'k> {
    all: &'k [Known],
    home: Location,
    old: String,
    new: String,
    meaning: Meaning,
}

impl<'k> Renaming<'k> {
    fn new(all: &'k [Known], path: &Path, byte: usize, new: &str) -> Result<Renaming<'k>, Say> {
        let own = all.first().ok_or_else(nothing)?;
        let index = Index::new(&own.checked);
        let Some(Named::Thing(span, meaning)) = index.at(path, byte) else { return Err(nothing()) };
        let home = index.home(meaning).ok_or_else(nothing)?;
        let old = name_of(&own.checked, &index, meaning).ok_or_else(nothing)?;
        let old_name = &old;
        if home.carried {
            return Err(say!(
                "「{old_name}」是库里的名称，库随程序带着，改不了",
                "`{old_name}` is a name of the library that the program carries, which cannot be changed"
            ));
        }
        if bare(own.checked.sources.slice(span)) != old {
            return Err(say!(
                "这里写的不是「{old_name}」这个名称：编码不能这样改",
                "what stands here is not the name `{old_name}`: a code cannot be changed so"
            ));
        }
        let plain = new.chars().all(|c| !c.is_control() && !matches!(c, '"' | '\\' | '“' | '”' | '{' | '}'));
        if new.trim() != new || new.is_empty() || !plain {
            return Err(say!("「{new}」不能作名称", "`{new}` cannot be a name"));
        }
        Ok(Renaming { all, home, old, new: new.to_owned(), meaning })
    }

    /// Each place where the old name stands for the thing; `repeated`: where a text repeats it, too, which must read as the pages
    /// do.
    fn edits(&self, repeated: bool) -> Vec<Edit> {
        let mut edits = BTreeSet::new();
        for known in self.all {
            let index = Index::new(&known.checked);
            let mut add = |span: Span, text: String| edits.extend([Edit { at: location(&known.checked, span), text }]);
            for (span, _) in index.places(&index.at_home(&self.home)) {
                let written = known.checked.sources.slice(span);
                if bare(written) == self.old {
                    add(trimmed(span, written), self.spelled(written.trim()));
                }
            }
            if repeated {
                repeats(&known.checked, &self.old).into_iter().for_each(|(span, whole)| {
                    add(span, if whole { quoted(&self.new) } else { self.new.clone() });
                });
            }
        }
        edits.into_iter().collect()
    }

    /// The new name as it is written where the old one is written so.
    fn spelled(&self, written: &str) -> String {
        match written.chars().next() {
            Some('"') => format!("\"{}\"", self.new),
            Some('“') => format!("“{}”", self.new),
            _ if matches!(self.meaning, Meaning::Member(_)) => written_member(&self.new),
            _ => self.new.clone(),
        }
    }

    /// What is otherwise in a report than it was, but for the name.
    fn against(&self, old: &Known, new: &Known, edits: &[Edit]) -> Option<Say> {
        if let Some(found) = come(&old.checked, &new.checked) {
            let (zh, en) = (&found.message.zh, &found.message.en);
            return Some(say!("改了名称就会有：{zh}", "with the new name there would be: {en}"));
        }
        if meanings(old, edits) != meanings(new, &[]) {
            return Some(self.mixed_up(old));
        }
        let pages = |checked: &Checked| {
            let text = said(&checked.document);
            // the longer one first, in which the other may stand
            let (long, short) =
                if self.new.len() > self.old.len() { (&self.new, &self.old) } else { (&self.old, &self.new) };
            text.replace(long.as_str(), "\0").replace(short.as_str(), "\0")
        };
        let (was, is) = (pages(&old.checked), pages(&new.checked));
        (was != is).then(|| {
            let differs = was.lines().zip(is.lines()).find(|(was, is)| was != is);
            let short = |line: &str| line.replace('\0', &self.old).chars().take(SHOWN).collect::<String>();
            let (was, is) = differs.map_or((String::new(), String::new()), |(was, is)| (short(was), short(is)));
            say!(
                "改了名称，印出的内容就会不同：「{was}」成了「{is}」",
                "with the new name the pages would say something else: `{is}` in place of `{was}`"
            )
        })
    }

    /// What a new name is taken for: what bears it already, if anything does.
    fn mixed_up(&self, known: &Known) -> Say {
        let (new, checked) = (&self.new, &known.checked);
        let bears = |span: &&(Span, Meaning)| bare(checked.sources.slice(span.0)) == *new;
        let Some((span, _)) = checked.report.names.declared().iter().find(bears) else {
            return say!(
                "改成「{new}」，就会与别的名称相混",
                "`{new}` would be taken for something else, or something else for it"
            );
        };
        let source = checked.sources.get(span.file);
        let (path, line) = (&source.path, source.line_column(span.start as usize).0);
        say!(
            "改成「{new}」，就会与别的名称相混：{path} 第 {line} 行已有这个名称",
            "`{new}` would be taken for something else, or something else for it: {path}, line {line}, has that name already"
        )
    }
}

/// All that a document says, whatever room it takes.
fn said(document: &Document) -> String {
    let Document { title, lang, author, subject, date, draft, blocks, .. } = document;
    let mut all = format!("{title}\n{lang}\n{author}\n{subject}\n{date:?}\n{draft}\n");
    let mut add = |words: String| all.extend([words.as_str(), "\n"]);
    for block in blocks {
        match block {
            Block::Cover(lines) => lines.iter().for_each(|line| add(line.spelled().plain())),
            Block::Contents(text) => add(text.spelled().plain()),
            Block::Heading { depth, number, text, listed, .. } => {
                add(format!("{depth} {number} {}", text.spelled().plain()));
                listed.iter().for_each(|listed| add(listed.spelled().plain()));
            }
            Block::Paragraph { number, text, .. } => add(format!("{number} {}", text.spelled().plain())),
            Block::Picture(picture) => {
                add(format!("{} {}", picture.alt.spelled().plain(), picture.title.spelled().plain()))
            }
            Block::Table(table) => {
                let around = [&table.title, &table.label, &table.left, &table.right].into_iter().chain(&table.listed);
                around.chain(&table.notes).for_each(|prose| add(prose.spelled().plain()));
                let rows = table.header.iter().chain(table.body.iter().map(|row| &row.cells));
                for cell in rows.flatten() {
                    add(format!("{}x{} {}", cell.colspan, cell.rowspan, cell.text.spelled().plain()));
                }
            }
        }
    }
    all
}

/// What something is called.
fn name_of(checked: &Checked, index: &Index<'_>, meaning: Meaning) -> Option<String> {
    match meaning {
        Meaning::Member(member) => Some(checked.report.member(member).name.clone()).filter(|name| !name.is_empty()),
        _ => index.declared(meaning).first().map(|span| bare(checked.sources.slice(*span)).to_owned()),
    }
}

/// A name without its quotation marks.
fn bare(written: &str) -> &str {
    let written = written.trim();
    let inner = |open, close| written.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
    inner('"', '"').or_else(|| inner('“', '”')).unwrap_or(written)
}

/// The place of what is written without the blanks around it.
fn trimmed(span: Span, written: &str) -> Span {
    let start = span.start + (written.len() - written.trim_start().len()) as u32;
    Span { start, end: start + written.trim().len() as u32, ..span }
}

/// Where a text says a name by itself: a cell that a form is expected to print, the subject of a lint that is accepted. Whether
/// the quotation marks belong to the place.
fn repeats(checked: &Checked, name: &str) -> Vec<(Span, bool)> {
    let report = &checked.report;
    let rows = report.expects.iter().flat_map(|expect| &expect.rows);
    let cells = rows.flat_map(|row| match &row.kind {
        ExpectedKind::Row { cells, .. } => cells.as_slice(),
        ExpectedKind::Note(_) | ExpectedKind::Any => &[],
    });
    let same = cells.filter(|cell| cell.text.as_deref() == Some(name));
    let mut all: Vec<(Span, bool)> = same
        .map(|cell| {
            let written = checked.sources.slice(cell.span);
            (trimmed(cell.span, written), written.trim_start().starts_with('"'))
        })
        .collect();
    for accept in report.lint_accepts.iter().filter(|accept| accept.subject == name) {
        let source = checked.sources.get(accept.span.file);
        let behind = &source.text[accept.span.end as usize..];
        let subject = quoted(name);
        if let Some(at) = behind.find(&subject).filter(|at| behind[..*at].trim().is_empty()) {
            let start = accept.span.end + at as u32;
            all.push((Span { start, end: start + subject.len() as u32, ..accept.span }, true));
        }
    }
    all
}

/// A finding that there was not.
fn come<'n>(old: &Checked, new: &'n Checked) -> Option<&'n Diagnostic> {
    let mut left: BTreeMap<Code, usize> = BTreeMap::new();
    old.problems.iter().for_each(|problem| *left.entry(problem.code).or_default() += 1);
    new.problems.iter().find(|problem| match left.get_mut(&problem.code) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    })
}

/// What each name of a report means, by places as they are after some edits.
fn meanings(known: &Known, edits: &[Edit]) -> BTreeSet<(Location, Location)> {
    let index = Index::new(&known.checked);
    let names = &known.checked.report.names;
    let all = names.declared().iter().chain(names.used());
    let moved = |location: Location| Location {
        start: after(&location.file, location.start, edits),
        end: after(&location.file, location.end, edits),
        ..location
    };
    let pair = |(span, meaning): &(Span, Meaning)| {
        Some((moved(location(&known.checked, *span)), moved(index.home(*meaning)?)))
    };
    all.filter_map(pair).collect()
}

/// Where a byte of a file stands after some edits.
fn after(file: &Path, byte: usize, edits: &[Edit]) -> usize {
    let before = edits.iter().filter(|edit| edit.at.file == file && edit.at.end <= byte);
    before.fold(byte as isize, |byte, edit| byte + edit.text.len() as isize - edit.at.range().len() as isize) as usize
}

/// The files that edits change, with their new texts.
fn changed(all: &[Known], edits: &[Edit]) -> BTreeMap<PathBuf, String> {
    let mut texts: BTreeMap<PathBuf, String> = BTreeMap::new();
    // from the last to the first, so that each stands where it did
    for edit in edits.iter().rev() {
        let stored = || {
            let held = all.iter().find_map(|known| {
                let file = files_at(&known.checked, &edit.at.file).into_iter().next()?;
                Some(known.checked.sources.get(file).text.clone())
            });
            held.unwrap_or_default()
        };
        let text = texts.entry(edit.at.file.clone()).or_insert_with(stored);
        text.replace_range(edit.at.range(), &edit.text);
    }
    texts
}
