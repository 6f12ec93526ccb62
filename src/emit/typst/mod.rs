//! The document as one self-contained Typst file: the style's text, then calls of its functions with data.
//!
//! Every word of the document stands in a string literal, so none of it can be markup or code. What a page looks like
//! is the style's affair; it must define `disclosure`, `cover`, `contents`, `part-title`, `running-text`, `section`, `para`, `picture`
//! and `data-table`, whose parameters are those written here. The path of a picture's file begins at the root folder. A
//! part that begins with a table hands its title to that table.

mod room;
mod table;

use crate::document::{Block, Document, Prose};
use crate::project::with_values;

/// Writes the document in a style as Typst text, as the draft that it is where it has a word for that.
pub fn emit(document: &Document, style: &str) -> String {
    written(document, style, &document.draft)
}

/// Writes the document in a style as Typst text that is no draft.
pub fn finished(document: &Document, style: &str) -> String {
    written(document, style, "")
}

fn written(document: &Document, style: &str, draft: &str) -> String {
    let mut out = with_values(style.trim_end(), &document.settings, literal);
    out.push_str("\n\n// What follows is written by the compiler: data only.\n\n");
    out.push_str(&format!("#show: disclosure.with({})\n\n", head(document, draft)));
    let wide = ["zh", "ja", "ko"].iter().any(|lang| document.lang.starts_with(lang));
    let mut levels = Levels::default();
    let mut blocks = document.blocks.iter().peekable();
    // whether the blocks before are text that runs on over pages
    let mut running = false;
    while let Some(block) = blocks.next() {
        if running != runs(block) {
            out.push_str(if running { "]\n\n" } else { "#running-text[\n" });
            running = !running;
        }
        match (part(block, &mut levels), blocks.peek()) {
            // The style decides whether the part's title and its first table share a page.
            (Some(part), Some(Block::Table(table))) => {
                out.push_str(&table::call(table, Some(part), levels.enter(table.depth), wide));
                blocks.next();
            }
            (Some(part), _) => out.push_str(&format!("#part-title({part})\n\n")),
            (None, _) => out.push_str(&call(block, &mut levels, wide)),
        }
    }
    if running {
        out.push_str("]\n");
    }
    out
}

/// Whether a block is text that runs on over pages with that beside it.
fn runs(block: &Block) -> bool {
    match block {
        Block::Heading { depth, .. } => *depth > 1,
        Block::Paragraph { .. } | Block::Picture(_) => true,
        Block::Cover(_) | Block::Contents(_) | Block::Table(_) => false,
    }
}

/// The arguments of a part's title; none of what is no part.
fn part(block: &Block, levels: &mut Levels) -> Option<String> {
    let Block::Heading { depth: depth @ (0 | 1), number, text, listed, .. } = block else { return None };
    let level = levels.enter(*depth);
    Some(format!("{}, {}, level: {level}{}{}", literal(number), prose(text), as_listed(listed), notes(text)))
}

/// What is not said is left out: the style has defaults.
fn head(document: &Document, draft: &str) -> String {
    let Document { title, author, lang, subject, .. } = document;
    let texts: [(_, &str); 5] =
        [("title", title), ("author", author), ("lang", lang), ("subject", subject), ("draft", draft)];
    let texts =
        texts.into_iter().filter(|(name, text)| !text.is_empty() || matches!(*name, "title" | "author" | "lang"));
    let mut parts: Vec<String> = texts.map(|(name, text)| format!("{name}: {}", literal(text))).collect();
    if let Some(date) = document.date {
        let (year, month, day) = (date.year(), u8::from(date.month()), date.day());
        parts.push(format!("date: datetime(year: {year}, month: {month}, day: {day})"));
    }
    parts.join(", ")
}

/// The call for one block.
fn call(block: &Block, levels: &mut Levels, wide: bool) -> String {
    match block {
        Block::Cover(lines) => format!("#cover({})\n\n", array(lines.iter().map(prose))),
        Block::Contents(title) => format!("#contents({})\n\n", prose(title)),
        Block::Heading { depth, number, text, listed, .. } => {
            let level = levels.enter(*depth);
            let (number, listed, notes, text) = (literal(number), as_listed(listed), notes(text), prose(text));
            format!("#section({depth}, {number}, {text}, level: {level}{listed}{notes})\n\n")
        }
        Block::Paragraph { number, text, .. } => {
            format!("#para({}, {}{})\n\n", literal(number), prose(text), notes(text))
        }
        Block::Table(table) => table::call(table, None, levels.enter(table.depth), wide),
        Block::Picture(picture) => {
            let (path, alt) = (literal(&format!("/{}", picture.path)), prose(&picture.alt));
            let title = Some(&picture.title).filter(|title| !title.is_empty());
            let title = title.map_or(String::new(), |title| format!(", title: {}", prose(title)));
            let width = picture.width.map_or(String::new(), |width| format!(", width: {width}%"));
            format!("#picture({path}, alt: {alt}{title}{width})\n\n")
        }
    }
}

/// Turns depths into heading levels without a gap: a reader of an accessible PDF must not meet level 3 under level 1.
#[derive(Default)]
struct Levels {
    /// The depths of the headings that the next one may stand under.
    open: Vec<usize>,
}

impl Levels {
    fn enter(&mut self, depth: usize) -> usize {
        while self.open.last().is_some_and(|open| *open >= depth) {
            self.open.pop();
        }
        self.open.push(depth);
        self.open.len()
    }
}

/// The argument that says what the contents say of a heading; none where they say the heading.
fn as_listed(listed: &Option<Prose>) -> String {
    listed.as_ref().map_or(String::new(), |listed| format!(", listed: {}", prose(listed)))
}

/// The argument that says where in a text, in bytes, marks of notes stand, and what the notes say; none where there are none.
fn notes(prose: &Prose) -> String {
    let mut at = 0;
    let mut notes = Vec::new();
    for run in &prose.runs {
        notes.extend(run.note.as_ref().map(|note| format!("(at: {at}, words: {})", literal(&note.plain()))));
        at += run.text.len();
    }
    if notes.is_empty() { String::new() } else { format!(", notes: {}", array(notes.into_iter())) }
}

fn prose(prose: &Prose) -> String {
    literal(&prose.plain())
}

/// An array on one line. The trailing comma makes a single item an array, too.
fn array(items: impl Iterator<Item = String>) -> String {
    let items: String = items.map(|item| item + ", ").collect();
    format!("({})", items.trim_end_matches(' '))
}

/// An array with a line for each item.
fn lines(items: impl Iterator<Item = String>) -> String {
    let items: String = items.map(|item| format!("    {item},\n")).collect();
    if items.is_empty() { "()".to_string() } else { format!("(\n{items}  )") }
}

/// A Typst string literal that means exactly this text.
fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // The two separators would end a line of the file; the rest cannot be seen there.
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                out.push_str(&format!("\\u{{{:x}}}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::sample;

    #[test]
    fn text_is_text() {
        assert_eq!(literal("#let *x* = $1$ // no"), "\"#let *x* = $1$ // no\"");
        assert_eq!(literal("a\"b\\\" #panic()"), r#""a\"b\\\" #panic()""#);
        assert_eq!(literal("end\\"), r#""end\\""#);
        assert_eq!(literal("1\n2\r3\t4"), r#""1\n2\r3\t4""#);
        assert_eq!(literal("\u{0}\u{1b}\u{2028}"), r#""\u{0}\u{1b}\u{2028}""#);
        assert_eq!(literal("合 计“#”"), "\"合 计“#”\"");
    }

    #[test]
    fn one_item_is_an_array() {
        assert_eq!(array(["1".to_string()].into_iter()), "(1,)");
        assert_eq!(array(["1".to_string(), "2".to_string()].into_iter()), "(1, 2,)");
        assert_eq!(array(std::iter::empty()), "()");
        assert_eq!(lines(std::iter::empty()), "()");
    }

    #[test]
    fn levels_have_no_gap() {
        let mut levels = Levels::default();
        let seen: Vec<usize> = [1, 3, 3, 2, 3, 1, 2].map(|depth| levels.enter(depth)).to_vec();
        assert_eq!(seen, [1, 2, 2, 2, 3, 1, 2]);
    }

    #[test]
    fn a_document_is_its_style_and_calls() {
        let document = sample::document();
        let expected = r##"#let disclosure(body, ..data) = body

// What follows is written by the compiler: data only.

#show: disclosure.with(title: "Apples", author: "Farm", lang: "en", subject: "What grew", date: datetime(year: 2024, month: 3, day: 1))

#cover(("A \"quoted\" #title", "2024",))

#contents("Contents")

#part-title("Part 1", "Apples", level: 1)

#running-text[
#section(3, "", "Harvest", level: 2, listed: "The harvest")

#para("1.", "We picked 15 t", notes: ((at: 14, words: "After the \"storm\"."),))

#picture("/orchard.png", alt: "Trees in rows", title: "The orchard", width: 60%)

]

#data-table(
  id: "yield",
  level: 2,
  number: "1.",
  title: "Yield",
  label: "Table 1",
  landscape: true,
  left: "",
  right: "in t",
  columns: (
    (kind: "text", width: 4, head: 8, word: 8, shared: 0, letters: "All", names: true, wide: 12),
    (kind: "number", width: 5, head: 7, word: 7, shared: 0),
  ),
  header: (
    ("Orchard", "Apples",),
  ),
  body: (
    ("All", "15.00",),
  ),
  totals: (0,),
  notes: ("Windfalls included.",),
)

"##;
        assert_eq!(emit(&document, "#let disclosure(body, ..data) = body\n"), expected);
    }
}
