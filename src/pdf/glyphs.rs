//! Characters that a laid out document cannot show.

use std::collections::BTreeSet;

use typst::layout::{Frame, FrameItem};
use typst::text::TextItem;
use typst_layout::PagedDocument;

/// The characters of the document that no font shows, and those that PDF/A forbids because every reader may take them
/// for another thing: the private ones, and marks that are no text. Sorted.
pub(super) fn missing(document: &PagedDocument) -> Vec<char> {
    let mut found = BTreeSet::new();
    for page in document.pages() {
        in_frame(&page.frame, &mut found);
    }
    found.into_iter().collect()
}

fn in_frame(frame: &Frame, found: &mut BTreeSet<char>) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => in_frame(&group.frame, found),
            FrameItem::Text(text) => in_text(text, found),
            _ => {}
        }
    }
}

fn in_text(item: &TextItem, found: &mut BTreeSet<char>) {
    found.extend(item.text.chars().filter(|c| is_forbidden(*c)));
    // Glyph 0 is what a font shows for all that it lacks.
    for glyph in item.glyphs.iter().filter(|glyph| glyph.id == 0) {
        found.extend(item.text.get(glyph.range()).unwrap_or_default().chars());
    }
}

fn is_forbidden(c: char) -> bool {
    let private = matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{ffffd}' | '\u{100000}'..='\u{10fffd}');
    private || matches!(c, '\0' | '\u{feff}' | '\u{fffe}')
}
