//! Where in the sources lies what only shows when pages are made.

use crate::base::{Diagnostic, FileId, Sources, Span};
use crate::document::Document;
use crate::project::codes::{MISSING_GLYPH, TABLE_TOO_WIDE};
use crate::say;
use crate::syntax::ast::{self, Decl};
use crate::syntax::{Node, parse};

/// The beginning of the report.
pub(super) const START: Span = Span { file: FileId(0), start: 0, end: 0 };

/// How many further places of one character are shown.
const SHOWN: usize = 4;

/// An error for each character that cannot be printed, at the first place in the sources where it may come from: the
/// report's own files first, then the library's. `document` is the place of what no source says, such as a sign of the
/// style's own.
pub fn unprintable(sources: &Sources, document: Option<Span>, chars: &[char]) -> Vec<Diagnostic> {
    let mut errors = Vec::new();
    for c in chars {
        let places = places(sources, *c);
        let (first, others) = match places.split_first() {
            Some((first, others)) => (*first, others),
            None => (document.unwrap_or(START), [].as_slice()),
        };
        let code = format!("U+{:04X}", u32::from(*c));
        let private = matches!(u32::from(*c), 0xE000..=0xF8FF | 0xF0000..);
        // What cannot be seen would only tear the line.
        let unseen = private || c.is_control() || c.is_whitespace() || *c == '\u{feff}';
        let shown = if unseen { code } else { format!("{c} ({code})") };
        let mut error = Diagnostic::new(
            MISSING_GLYPH,
            first,
            say!("字符 {shown} 印不出来", "the character {shown} cannot be printed"),
        );
        error = if private {
            error
                .label(say!("自造字，各处认法不同，不能存档", "a private character, which may not be archived"))
                .note(say!("换成正式编码的字", "write a character that has a code of its own"))
        } else {
            error.label(say!("字体里没有这个字", "no font has it")).note(say!(
                "换一个字符；或用 --font-path 指明有这个字的字体的文件夹，或用 --system-fonts 加上系统字体",
                "write another character, name a folder with a font that has it by --font-path, \
                 or add the system's fonts by --system-fonts"
            ))
        };
        for place in others.iter().take(SHOWN) {
            error = error.related(*place, say!("这里也有", "here, too"));
        }
        errors.push(error);
    }
    errors.sort_by_key(|error| error.primary.span);
    errors
}

/// Every place of a character in words that may be printed.
fn places(sources: &Sources, c: char) -> Vec<Span> {
    let (mut own, mut library) = (Vec::new(), Vec::new());
    for (id, source) in sources.iter() {
        if !source.text.contains(c) {
            continue;
        }
        let found = if source.is_standard() { &mut library } else { &mut own };
        let (tree, _) = parse(&source.text, id);
        for decl in ast::declarations(tree.root(&source.text)) {
            // Checks speak to the reader of the report's text, not to that of its pages.
            if !matches!(decl, Decl::Check(_) | Decl::Accept(_) | Decl::Use(_)) {
                in_node(*decl, c, found);
            }
        }
    }
    own.extend(library);
    own
}

fn in_node(node: Node<'_>, c: char, found: &mut Vec<Span>) {
    let mut leaf = true;
    for child in node.children() {
        leaf = false;
        in_node(child, c, found);
    }
    // A declared name is not printed, a member's is.
    if leaf && !node.is_name() {
        let Span { file, start, .. } = node.span();
        for (at, found_char) in node.raw().match_indices(c) {
            let start = start + at as u32;
            found.push(Span { file, start, end: start + found_char.len() as u32 });
        }
    }
}

/// An error for each form, by name, whose table does not fit the page.
pub fn too_wide(document: &Document, forms: &[String]) -> Vec<Diagnostic> {
    let error = |form: &String| {
        let place = document.tables().find(|table| table.id == *form).map(|table| table.place);
        let place = place.or(document.place).unwrap_or(START);
        let error = Diagnostic::new(
            TABLE_TOO_WIDE,
            place,
            say!("表格「{form}」的各栏在一页上放不下", "the columns of form `{form}` do not fit across a page"),
        );
        error.note(say!(
            "写上 landscape 横排，缩短栏名，少列几栏，或把表分成两张",
            "set it `landscape`, shorten its columns, drop some, or split it in two"
        ))
    };
    forms.iter().map(error).collect()
}
