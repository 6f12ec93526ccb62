//! Nothing in a text is ever run: whatever a source says is printed as itself, wherever it stands, or refused.

use std::collections::{HashMap, HashSet};
use std::process::Command;

use budgetc::base::Severity;
use budgetc::pdf::{self, PdfError};
use hayro_syntax::Pdf;
use hayro_syntax::content::ops::{
    BeginMarkedContentWithProperties, ShowText, ShowTexts, TextFont, TypedInstruction as Op,
};
use hayro_syntax::object::{Dict, Object, Stream};
use hayro_syntax::page::Page;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};

use crate::pdf::{attached, built, folder, metadata, text};
use crate::support::{check, codes, shown};

/// The styles, each with a language.
const STYLES: [(&str, &str); 2] = [("std.style.plain", "en"), ("std.style.公文", "zh-CN")];

/// How many places of a document hold a text of their own.
const PLACES: usize = 24;

/// A string without holes.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A template that says exactly this.
fn template(text: &str) -> String {
    quoted(text).replace('{', "{{").replace('}', "}}")
}

/// A report with these texts, each at a place of its own, from the first on; they begin again where there are fewer.
fn report(texts: &[String], (style, lang): (&str, &str)) -> String {
    let mut texts = texts.iter().cycle();
    let [member, sep] = [(); 2].map(|()| quoted(texts.next().unwrap()));
    let [remark, about, param, text, title, no, left, right, line, group, column, note] =
        [(); 12].map(|()| template(texts.next().unwrap()));
    let [empty, band, cell, name, author, subject, cover, contents, part, section] =
        [(); 10].map(|()| template(texts.next().unwrap()));
    format!(
        "measure money {{ dollars }}
dimension item with about : text {{ {member} about: {about}; cake about: \"c\"; ghost about: \"g\" }}
ledger spending {{ amount : money; item; remark : text }}
items spending {{ {member} 2.50 remark: {remark}; cake 3.00 remark: \"none\" }}
param place : text
set place = {param}
text story = {text}
form full {title} no {no} left {left} right {right} {{
  rows of spending {{ line {line}; each item }}
  column {group} {{ column \"name\" = name; column \"about\" = item.about; column \"remark\" = spending.remark }}
  column {column} = spending
  note {note}
}}
form bare \"Bare\" {{
  rows of spending at ghost {{ line \"all\"; each item }}
  column \"name\" = name
  empty {empty}
}}
form boxes \"Boxes\" grid 2 {{ band {band} {{ cells {cell} }} }}
document {name} style {style} lang \"{lang}\" author {author} subject {subject} {{
  cover {cover}
  contents {contents}
  part {part} {{
    section {section} {{ place; story; members }}
  }}
  part \"Tables\" {{ full; bare; boxes }}
}}
text members = \"\"\"{{for each item of spending sep {sep}}}{{name}}{{end}}\"\"\"
"
    )
}

/// What is the same but for the ends of lines: runs of blanks collapse.
fn close(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn render(source: &str) -> Result<Vec<u8>, PdfError> {
    let checked = check(source);
    let sound = checked.problems.iter().all(|problem| problem.severity != Severity::Error);
    assert!(sound, "{source}\n{}", shown(&checked));
    let typst = budgetc::emit::typst::emit(&checked.document, &checked.style);
    let fonts = pdf::Fonts::find(&[crate::support::repository().join("assets/fonts")], false).unwrap();
    pdf::render(&typst, &fonts, pdf::RenderOptions::default())
}

/// The characters that the codes of a font stand for, by its table for readers.
fn characters(font: &Dict<'_>) -> HashMap<u16, String> {
    let table = font.get::<Stream<'_>>("ToUnicode").expect("a table of characters");
    let table = String::from_utf8(table.decoded().unwrap().into_owned()).unwrap();
    let units = |hex: &str| -> Vec<u16> {
        let digits = hex.trim_matches(['<', '>']);
        (0..digits.len() / 4).map(|at| u16::from_str_radix(&digits[4 * at..4 * at + 4], 16).unwrap()).collect()
    };
    let mut found = HashMap::new();
    assert!(!table.contains("beginbfrange"), "ranges are not read here");
    for block in table.split("beginbfchar").skip(1) {
        let block = block.split("endbfchar").next().unwrap();
        for line in block.lines().filter(|line| !line.trim().is_empty()) {
            let (code, words) = line.trim().split_once(' ').unwrap();
            found.insert(units(code)[0], String::from_utf16(&units(&words.replace(' ', ""))).unwrap());
        }
    }
    found
}

/// The text of a page as a reader copies it, in the order in which it is drawn.
fn drawn(page: &Page<'_>, out: &mut String) {
    let mut fonts: HashMap<Vec<u8>, HashMap<u16, String>> = HashMap::new();
    let mut font = Vec::new();
    // whether what is inside was said otherwise already
    let mut open: Vec<bool> = Vec::new();
    let mut operations = page.typed_operations();
    while let Some(operation) = operations.next() {
        let mut show = |bytes: &[u8], open: &[bool]| {
            if !open.contains(&true) {
                let code = |pair: &[u8]| u16::from_be_bytes([pair[0], pair[1]]);
                out.extend(bytes.chunks(2).filter_map(|pair| fonts[&font].get(&code(pair)).map(String::as_str)));
            }
        };
        match operation {
            Op::TextFont(TextFont(name, _)) => {
                font = name.as_str().as_bytes().to_vec();
                let table = || characters(&page.resources().get_font(name).unwrap());
                fonts.entry(font.clone()).or_insert_with(table);
            }
            Op::ShowText(ShowText(string)) => show(string.as_bytes(), &open),
            Op::ShowTexts(ShowTexts(pieces)) => {
                pieces.iter::<Object<'_>>().filter_map(Object::into_string).for_each(|it| show(it.as_bytes(), &open));
            }
            Op::BeginMarkedContentWithProperties(BeginMarkedContentWithProperties(_, properties)) => {
                let said = properties.clone().into_dict().and_then(|dict| dict.get::<Object<'_>>("ActualText"));
                let said = said.and_then(Object::into_string);
                out.extend(said.iter().map(|words| text(words.as_bytes())));
                open.push(said.is_some());
            }
            Op::BeginMarkedContent(_) => open.push(false),
            Op::EndMarkedContent(_) => drop(open.pop()),
            _ => {}
        }
    }
}

/// The bookmarks.
fn bookmarks(pdf: &Pdf) -> Vec<String> {
    fn walk(item: &Dict<'_>, out: &mut Vec<String>) {
        let mut next = item.get::<Dict<'_>>("First");
        while let Some(item) = next {
            out.push(text(item.get::<Object<'_>>("Title").unwrap().into_string().unwrap().as_bytes()));
            walk(&item, out);
            next = item.get::<Dict<'_>>("Next");
        }
    }
    let mut out = Vec::new();
    let root: Dict<'_> = pdf.xref().get(pdf.xref().root_id()).unwrap();
    walk(&root.get::<Dict<'_>>("Outlines").unwrap(), &mut out);
    out
}

/// The text of all pages, without blanks.
fn pages(pdf: &Pdf) -> String {
    let mut all = String::new();
    pdf.pages().iter().for_each(|page| drawn(page, &mut all));
    close(&all)
}

/// Whether all of a report's texts are found where a reader finds them; else what is missing.
fn missing(texts: &[String], style: (&str, &str)) -> Option<String> {
    let source = report(texts, style);
    let bytes = match render(&source) {
        Ok(bytes) => bytes,
        Err(error) => return Some(format!("{error}\n{source}")),
    };
    let pdf = Pdf::new(bytes).unwrap();
    let page = pages(&pdf);
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    let said = entities.iter().fold(metadata(&pdf), |said, (entity, sign)| said.replace(entity, sign));
    let (said, marks) = (close(&said), close(&bookmarks(&pdf).join(" ")));
    let at = |place: usize| close(&texts[place % texts.len()]);
    let places = (0..PLACES).map(|place| match place {
        17..=19 => (place, &said),
        _ => (place, &page),
    });
    // the form's title, the part and the section
    let places = places.chain([(6, &marks), (22, &marks), (23, &marks)]);
    let lost: HashSet<_> = places.filter(|(place, text)| !text.contains(&at(*place))).map(|(place, _)| place).collect();
    let lost: Vec<String> = lost.iter().map(|place| format!("{place}: {}", texts[place % texts.len()])).collect();
    (!lost.is_empty()).then(|| format!("{style:?} {lost:#?} not in\n{page}\n{said}\n{marks}"))
}

/// Pieces that mean something to Typst, to PDF, to a shaper of text, or to the language itself.
const PIECES: &[&str] = &[
    "#let x = 1",
    "#read(\"/etc/passwd\")",
    "*bold*",
    "_em_",
    "$x^2$",
    "@ref",
    "<label>",
    "\\",
    "\\n",
    "\\u{1b}",
    "]",
    "[",
    "//",
    "/* */",
    "= ",
    "- ",
    "+ ",
    "/ a: b",
    "```",
    "`raw`",
    "~",
    "--",
    "---",
    "...",
    "-?",
    "\"",
    "'",
    "“",
    "”",
    "‘",
    "’",
    "#",
    "#;",
    ")",
    "(",
    "))",
    "%%EOF",
    "endstream",
    "endobj",
    "<<",
    ">>",
    "/Name",
    "0 R",
    "&amp;",
    "<b>",
    "{",
    "}",
    "{{",
    "{if",
    "{end}",
    "fi",
    "ffl",
    "ffi",
    "Tj",
    "e\u{301}",
    "a\u{308}\u{323}",
    "ñ",
    "ß",
    "Ω",
    "Жж",
    "预算",
    "（",
    "）",
    "，",
    "《",
    "…",
    "—",
    "％",
    "  ",
    " ",
    "\t",
    "\u{a0}",
    "\u{3000}",
    "https://a.example/b?c=d&e",
    "%",
    "合 计",
    "$",
    "€",
    "1.",
    "0",
];

/// A text of several pieces and letters, with a mark at its end by which it is told from others.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => proptest::sample::select(PIECES).prop_map(str::to_owned),
        1 => "[ -~]{1,8}",
        1 => "[À-ÿ]{1,4}",
        1 => "[a-zé]{20,90}",
    ];
    proptest::collection::vec(piece, 1..5).prop_map(|pieces| pieces.concat())
}

/// With the environment's `PROPTEST_CASES` so many reports are tried, others each time.
#[test]
fn any_text_is_printed_as_itself() {
    let mut config = Config { failure_persistence: None, max_shrink_iters: 60, ..Config::default() };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        (config.cases, config.rng_seed) = (16, RngSeed::Fixed(1));
    }
    let texts = proptest::collection::vec(hostile(), PLACES);
    let ran = TestRunner::new(config).run(&texts, |texts| {
        let texts: Vec<String> = texts.iter().enumerate().map(|(at, text)| format!("{text} {at}q")).collect();
        for style in STYLES {
            let missing = missing(&texts, style);
            prop_assert!(missing.is_none(), "{}", missing.unwrap_or_default());
        }
        Ok(())
    });
    assert!(ran.is_ok(), "{}", ran.err().unwrap());
}

/// What a text may try to be; each is printed.
const PRINTED: &[(&str, &str)] = &[
    ("a call", "#panic(\"run\")"),
    ("a file", "#read(\"/etc/passwd\")"),
    ("a file put in", "#import \"std/style/tables.typ\": *"),
    ("the end of a string, and code", "\"); #panic(\"run\") //"),
    ("an escaped end of a string", "\\\"); #panic()"),
    ("an escape", "\\u{1f600} \\n \\"),
    ("the end of content", "]; #panic() ["),
    ("emphasis", "*bold* _slanted_ `raw` ```typ #x```"),
    ("mathematics", "$sum_(i=0)^n x$"),
    ("a reference", "@table <table> #label(\"table\")"),
    ("a heading", "== heading"),
    ("a list", "- item + item / term: words"),
    ("signs for others", "-- --- ... ~ -? \"a\" 'b'"),
    ("a comment", "/* hidden */ // hidden"),
    ("an address", "https://example.org/a/rather/long/address?of=page&no=1#here"),
    ("the end of a string of a PDF", "a) Tj (b \\) \\( <</A 1>> %%EOF"),
    ("the end of a stream", "endstream endobj 1 0 obj"),
    ("markup of metadata", "</rdf:li>&amp;<b>&#65;]]>"),
    ("a hole that is none", "{if 1} {spending} {end} {{ }}"),
    ("ligatures", "office waffle fi ffl ft"),
    ("accents", "e\u{301}a\u{308}\u{323} é"),
    ("one long word", "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen"),
    ("blanks", "  a   b\u{a0}\u{a0}c\u{3000}\td  "),
    ("quotation marks", "“ ” ‘ ’ \" ' 「 」 « »"),
];

#[test]
fn what_looks_like_code_is_printed() {
    assert_eq!(PRINTED.len(), PLACES);
    for style in STYLES {
        // each stands at two places, of which one is a name or a text and the other a title or a cell
        for turn in [0, PLACES / 2] {
            let mut texts: Vec<String> = PRINTED.iter().map(|(name, text)| format!("{text} :{name}")).collect();
            texts.rotate_left(turn);
            assert_eq!(missing(&texts, style), None);
        }
    }
}

#[test]
fn what_nobody_sees_is_refused() {
    for (name, text) in [
        ("a null character", "a\0b"),
        ("an escape character", "\u{1b}[2J"),
        ("a command in one character", "\u{9b}31m"),
        ("a turn of direction", "\u{202e}evil"),
        ("a line that ends for some", "// a\u{2028}b"),
        ("a paragraph that ends for some", "a\u{2029}b"),
        ("a filler", "\u{3164}"),
        ("letters for machines", "a\u{e0041}\u{e0042}"),
        ("an invisible sign", "2\u{2062}3"),
    ] {
        let found = codes(&check(&report(&[text.to_owned()], STYLES[0])));
        assert!(found.contains(&"B0108"), "{name}: {found:?}");
    }
    for c in ['😀', '\u{e000}', '\u{fffd}'] {
        let found = render(&report(&[format!("a{c}b")], STYLES[0]));
        assert_eq!(found, Err(PdfError::Unprintable(vec![c])));
    }
}

#[test]
fn signs_of_units_patterns_and_drafts_are_printed() {
    let source = "measure money { dollars as \"#*$1.00]\" }
dimension item { tea; cake }
ledger spending { amount : money; item }
items spending { tea 2.50; cake 3.25 }
document \"T\" style std.style.plain numbering \"*1* #\", \"= A\\\\\" lang \"en\" draft \"#[d]\" {
  part \"P\" { section \"S\" { list numbered \"$1$ @\" { each item of spending { \"{name}: {spending}\" } } } }
}
";
    let page = pages(&Pdf::new(render(source).unwrap()).unwrap());
    for part in ["*1*#P", "=A\\S", "$1$@tea:#*$2.50]", "$2$@cake:#*$3.25]", "#[d]"] {
        assert!(page.contains(part), "{part} is not in\n{page}");
    }
}

/// Letters from right to left are drawn so: the last one first.
#[test]
fn hebrew_runs_to_the_left() {
    let page = pages(&Pdf::new(render(&report(&["a שלום b".to_owned()], STYLES[0])).unwrap()).unwrap());
    assert!(page.contains("aםולשb"), "{page}");
}

#[cfg(unix)]
#[test]
fn names_of_files_are_names() {
    let tea = "measure money { dollars }\ndimension item { tea }\nledger spending { amount : money; item }\n\
               items spending { tea 2.50 }\ndocument \"T\" style std.style.plain lang \"en\" { \"{spending}\" }\n";
    for name in ["a b", "-o", "#panic()", "\") #x", "$x$ @y <z>", "two\nlines", "预算é😀", "\u{1b}[31mred", "e\u{301}"]
    {
        let file = format!("{name}.budget");
        let folder = folder(&[(&file, tea)]);
        let pdf = Pdf::new(built(folder.path(), &[&format!("./{file}")], None)).unwrap();
        let names: Vec<String> = attached(&pdf).into_iter().map(|(name, ..)| name).collect();
        assert_eq!(names[..2], [file, format!("{name}.json")]);
    }
}

/// Neither a source nor the name of its file commands the terminal.
#[cfg(unix)]
#[test]
fn messages_command_no_terminal() {
    let evil = "\u{1b}]0;title\u{7}\u{1b}[2J\u{9b}31m\u{202e}\u{8}";
    let file = format!("{evil}.budget");
    let source =
        format!("text a = \"{evil}\" {evil}\rb\nlet {evil} = {evil}\nuse {evil}\nmembers x {{ \"{evil}\" }}\n");
    let folder = folder(&[(&file, &source)]);
    for (lang, file) in [("en", file.as_str()), ("zh", file.as_str()), ("en", "gone\u{1b}[2J.budget")] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_budgetc"));
        let output = command.args(["check", "--lang", lang, file]).current_dir(folder.path()).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        let obeyed: Vec<char> = said.chars().filter(|c| (c.is_control() && *c != '\n') || *c == '\u{202e}').collect();
        assert!(obeyed.is_empty() && said.contains('␛'), "{obeyed:?} in {said:?}");
    }
}
