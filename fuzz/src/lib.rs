//! What must hold of any input: one function a target. `tests/fuzz.rs` replays the kept inputs through the same.

use std::collections::HashSet;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use budgetc::base::{Date, Diagnostic, FileId, Lang, Source, Sources};
use budgetc::document::{Block, Document, Picture, Prose, Table};
use budgetc::format::format;
use budgetc::project::{self, Checked, Files, Unread};
use budgetc::syntax::Kind;
use budgetc::tables::{self, TableNote};
use budgetc::{emit as formats, render, syntax};
use serde_json::Value;

/// Any text has a tree that loses nothing, and its findings lie within it.
pub fn parse(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let (tree, problems) = syntax::parse(&text, FileId(0));
    assert_eq!(tree.root(&text).span().range(), 0..text.len(), "the root is the whole text");
    let mut lost = letters(&text);
    for node in tree.nodes(&text) {
        let range = node.span().range();
        assert!(text.get(range.clone()).is_some(), "{:?} at {range:?} is no piece of the text", node.kind());
        let mut at = range.start;
        for child in node.all_children() {
            let child = child.span().range();
            assert!(child.start >= at && child.end <= range.end, "nodes out of order at {child:?}");
            at = child.end;
        }
        if node.all_children().next().is_none() {
            lost -= letters(node.raw());
        }
    }
    // of a conflict that a merge left, one side is read
    assert!(lost == 0 || syntax::is_conflicted(&text), "letters that are in no node");
    let mut sources = Sources::default();
    sources.add(Source::new("page.budget".into(), text));
    problems.iter().for_each(|problem| lies_within(problem, &sources));
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

/// Any text can be laid out.
pub fn fmt(bytes: &[u8]) {
    laid_out(&String::from_utf8_lossy(bytes));
}

/// What is written, without blanks and without what `fmt` may change: marks in their full width, curly quotation marks.
fn signs(text: &str) -> String {
    let plain = |c: char| match c {
        '！'..='～' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '“' | '”' => '"',
        c => c,
    };
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{feff}').map(plain).collect()
}

/// The kinds of all nodes, and the comments.
pub fn shape(text: &str) -> (Vec<Kind>, Vec<String>) {
    let (tree, _) = syntax::parse(text, FileId(0));
    let (comments, nodes): (Vec<_>, Vec<_>) = tree.nodes(text).partition(|node| node.kind() == Kind::COMMENT);
    let kind = |kind| match kind {
        Kind::wide_text => Kind::str_text,
        Kind::curly_text => Kind::short_text,
        kind => kind,
    };
    let comments = comments.iter().map(|node| node.text().to_owned()).collect();
    (nodes.iter().map(|node| kind(node.kind())).collect(), comments)
}

/// A text as `fmt` lays it out: nothing is lost, nothing reads otherwise, and what is laid out stays so.
pub fn laid_out(text: &str) -> String {
    let again = format(text, None).unwrap_or_else(|| panic!("would not read the same:\n{text}"));
    assert_eq!(signs(text), signs(&again), "something is lost:\n{text}");
    assert_eq!(format(&again, None).as_deref(), Some(again.as_str()), "laid out twice is another:\n{text}");
    assert_eq!(shape(text), shape(&again), "it reads otherwise:\n{text}");
    again
}

/// Any file can be checked, its findings lie within the files and can be shown; a sound one can be written.
pub fn check(bytes: &[u8]) {
    let checked = checked(bytes);
    for problem in &checked.problems {
        lies_within(problem, &checked.sources);
    }
    for lang in [Lang::Zh, Lang::En] {
        let shown = render::plain(&checked.sources, &checked.problems, lang);
        assert!(
            checked.problems.iter().all(|problem| shown.contains(problem.code.number())),
            "a finding is not shown: {shown}"
        );
    }
    if checked.is_sound() {
        is_written(&checked);
    }
}

/// So often `words.budget` prints the words and nothing beside them, but for two places where quotation marks change.
const PLACES: usize = 47;

/// Any words may stand wherever words can: they come out again as they went in.
pub fn emit(bytes: &[u8]) {
    let words = String::from_utf8_lossy(bytes);
    let checked = checked(report(&words).as_bytes());
    is_written(&checked);
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    let (wanted, printed) = (bare(&words.replace('｛', "{")), self::words(&checked.document));
    let often = printed.iter().filter(|word| bare(word) == wanted).count();
    assert!(often >= PLACES || wanted.is_empty() || !checked.is_sound(), "{often} of {PLACES} times: {wanted:?}");
    let _ = render::plain(&checked.sources, &checked.problems, Lang::En);
}

/// `words.budget` with these words put in.
pub fn report(words: &str) -> String {
    // the one sign that cannot be doubled
    let words = words.replace('｛', "{");
    let line = words.replace('\n', " ");
    let plain = line.replace('\\', "\\\\").replace('"', "\\\"");
    let braces = |text: &str| text.replace('{', "{{").replace('}', "}}");
    let (template, curly) = (braces(&plain), braces(&line.replace('”', "“")));
    let lines = braces(&words.replace('"', "'"));
    let mut pieces = include_str!("words.budget").split('@');
    let mut report = pieces.next().unwrap_or("").to_owned();
    for piece in pieces {
        let (kind, rest) = piece.split_at(1);
        report += match kind {
            "p" => &plain,
            "t" => &template,
            "c" => &curly,
            _ => &lines,
        };
        report += rest;
    }
    report
}

/// A report that stands alone, but for the library.
struct Alone<'b>(&'b [u8]);

impl Files for Alone<'_> {
    fn read(&self, path: &Path) -> Result<Vec<u8>, Unread> {
        if path == Path::new("page.budget") { Ok(self.0.to_vec()) } else { Err(Unread::Missing) }
    }

    fn real(&self, path: &Path) -> Result<PathBuf, Unread> {
        Ok(path.to_path_buf())
    }

    fn exists(&self, path: &Path) -> bool {
        path == Path::new("page.budget")
    }

    fn today(&self) -> Date {
        Date::MIN
    }
}

fn checked(bytes: &[u8]) -> Checked {
    let files = Alone(bytes);
    let loaded = project::load(Path::new("page.budget"), Some(Path::new("")), &files).expect("the report itself");
    project::check(loaded, &files)
}

fn lies_within(problem: &Diagnostic, sources: &Sources) {
    let spans = problem.related.iter().map(|label| label.span).chain(problem.fixes.iter().map(|fix| fix.span));
    for span in spans.chain([problem.primary.span]) {
        let there = sources.get(span.file).text.get(span.range()).is_some();
        assert!(there, "{} at {:?} is no piece of the text", problem.code, span.range());
    }
}

/// Every word of the document stands in each format as it is.
fn is_written(checked: &Checked) {
    let document = &checked.document;
    // in a table with notes words have marks
    if document.tables().any(|table| table.all_words().any(|words| words.notes().next().is_some())) {
        return;
    }
    let words = words(document);
    let typst = formats::typst::emit(document, &checked.style);
    let data = typst.rsplit("// What follows is written by the compiler: data only.").next().unwrap_or("");
    let mut wanted = words.iter().peekable();
    for literal in literals(data) {
        if wanted.next_if(|word| **word == literal).is_none() {
            assert!(
                ["", "head", "label", "text", "number", "code"].contains(&literal.as_str()),
                "not a word: {literal:?}"
            );
        }
    }
    assert_eq!(wanted.next(), None, "words that are not in the Typst text");

    let json: Value = serde_json::from_str(&checked.evaluated(formats::json::emit)).expect("JSON");
    let mut strings = HashSet::new();
    gather(&json, &mut strings);
    for block in &document.blocks {
        if let Block::Paragraph { text, .. } = block {
            assert!(strings.contains(text.plain().as_str()), "not in the JSON: {:?}", text.plain());
        }
    }
}

/// Any bytes end in a grid or a message: as a file, or as a part of one, which the first byte says.
pub fn tables(bytes: &[u8]) {
    let Some((kind, rest)) = bytes.split_first() else { return };
    let file = match kind % 6 {
        1 => packed(&[("xl/workbook.xml", WORKBOOK), ("xl/_rels/workbook.xml.rels", LINKS), ("xl/part", rest)]),
        2 => packed(&[("xl/workbook.bin", rest), ("xl/_rels/workbook.bin.rels", LINKS), ("xl/part", rest)]),
        3 => packed(&[("content.xml", rest)]),
        4 => packed(&[("xl/workbook.xml", rest), ("xl/_rels/workbook.xml.rels", rest), ("xl/part", rest)]),
        5 => sectors(rest),
        _ => rest.to_vec(),
    };
    let Ok((book, notes)) = tables::read("book", &file) else { return };
    for sheet in &book.sheets {
        assert!(sheet.cells.is_sorted_by(|one, next| one.place < next.place), "cells out of order");
        let extents = sheet.merges.iter().flatten();
        extents.for_each(|extent| assert!(extent.first < extent.last, "merged cells that are none"));
    }
    let known = |name: &str| name.is_empty() || book.sheets.iter().any(|sheet| sheet.name == name);
    let told = |note: &TableNote| known(&note.sheet) || note.place.is_none();
    assert!(notes.iter().all(told), "a note of no sheet");
}

const WORKBOOK: &[u8] = br#"<workbook><sheets><sheet name="S" id="a"/></sheets></workbook>"#;
/// One part is everything.
const LINKS: &[u8] =
    br#"<R><Relationship Id="a" Type="worksheet" Target="part"/><Relationship Id="b" Type="styles" Target="part"/>
    <Relationship Id="c" Type="sharedStrings" Target="part"/></R>"#;

fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in parts {
        zip.start_file(*name, stored).expect("a part");
        zip.write_all(bytes).expect("room in memory");
    }
    zip.finish().expect("a zip file").into_inner()
}

/// A file of sectors whose one stream has these bytes, made longer.
fn sectors(stream: &[u8]) -> Vec<u8> {
    let count = stream.len().div_ceil(512).max(8);
    let long = |number: usize| u32::try_from(number).unwrap_or(0).to_le_bytes();
    let mut file = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    file.resize(512, 0xff);
    file[30..32].copy_from_slice(&[9, 0]);
    file[48..52].copy_from_slice(&long(1));
    file[56..60].copy_from_slice(&long(4096));
    file[76..80].copy_from_slice(&long(0));
    // the table, the directory, the stream
    let table =
        [vec![0xfd, 0xff, 0xff, 0xff, 0xfe, 0xff, 0xff, 0xff], (3..count + 2).flat_map(long).collect()].concat();
    file.extend([table, vec![0xfe]].concat());
    file.resize(1024, 0xff);
    file.extend("Workbook".encode_utf16().flat_map(u16::to_le_bytes));
    file.resize(1024 + 64, 0);
    file.extend([18, 0]);
    file.resize(1024 + 116, 0);
    file.extend([long(2), long(count * 512)].concat());
    file.resize(1536, 0);
    file.extend(stream);
    file.resize(1536 + count * 512, 0);
    file
}

/// The words of a document in the order in which they are written.
fn words(document: &Document) -> Vec<String> {
    let Document { title, author, lang, subject, draft, blocks, .. } = document;
    let mut words: Vec<String> = vec![title.clone(), author.clone(), lang.clone()];
    words.extend([subject, draft].into_iter().filter(|text| !text.is_empty()).cloned());
    for block in blocks {
        match block {
            Block::Cover(lines) => words.extend(lines.iter().map(Prose::plain)),
            Block::Contents(title) => words.push(title.plain()),
            Block::Heading { number, text, listed, .. } => {
                words.extend([number.clone(), text.plain()]);
                words.extend(listed.iter().chain(text.notes()).map(Prose::plain));
            }
            Block::Paragraph { number, text, .. } => {
                words.extend([number.clone(), text.plain()]);
                words.extend(text.notes().map(Prose::plain));
            }
            Block::Table(table) => words.extend(table_words(table)),
            Block::Picture(Picture { path, alt, title, .. }) => {
                words.extend([format!("/{path}"), alt.plain()]);
                words.extend(Some(title.plain()).filter(|title| !title.is_empty()));
            }
        }
    }
    words
}

fn table_words(table: &Table) -> Vec<String> {
    let Table { id, number, title, label, left, right, header, body, notes, .. } = table;
    let mut words: Vec<String> = table.listed.iter().map(Prose::plain).collect();
    words.extend([id.clone(), number.clone()]);
    words.extend([title, label, left, right].map(Prose::plain));
    let cells = header.iter().flatten().chain(body.iter().flat_map(|row| &row.cells));
    words.extend(cells.map(|cell| &cell.text).chain(notes).map(Prose::plain));
    words
}

/// Reads the string literals of Typst text; what stands between them must be calls and numbers.
fn literals(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let (mut chars, mut before) = (text.chars(), String::new());
    while let Some(c) = chars.next() {
        if c != '"' {
            before.push(c);
            assert!(c.is_ascii_alphanumeric() || "#()[].,:-% \n".contains(c), "{c:?} stands outside of strings");
            continue;
        }
        let mut literal = String::new();
        loop {
            match chars.next().expect("the end of a string") {
                '"' => break,
                '\\' => literal.push(escape(&mut chars)),
                c => {
                    assert!(!c.is_control(), "{c:?} as it is in a string");
                    literal.push(c);
                }
            }
        }
        // what a style measures is no word of its own
        if !["letters: ", "tail: "].iter().any(|name| before.ends_with(name)) {
            found.push(literal);
        }
        before.clear();
    }
    found
}

fn escape(chars: &mut std::str::Chars<'_>) -> char {
    match chars.next() {
        Some(c @ ('\\' | '"')) => c,
        Some('n') => '\n',
        Some('r') => '\r',
        Some('t') => '\t',
        Some('u') => {
            let code: String = chars.by_ref().skip(1).take_while(|c| *c != '}').collect();
            u32::from_str_radix(&code, 16).ok().and_then(char::from_u32).expect("a character's number")
        }
        other => panic!("no escape: {other:?}"),
    }
}

fn gather<'v>(value: &'v Value, strings: &mut HashSet<&'v str>) {
    match value {
        Value::String(text) => drop(strings.insert(text)),
        Value::Array(items) => items.iter().for_each(|item| gather(item, strings)),
        Value::Object(keys) => keys.values().for_each(|item| gather(item, strings)),
        _ => {}
    }
}
