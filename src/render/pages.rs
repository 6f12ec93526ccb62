//! The pages that explain findings: the folder `docs/errors/`, carried in the program.

use include_dir::{Dir, include_dir};

use crate::base::Lang;

static PAGES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/docs/errors");

/// The page of a code, in both languages, as Markdown.
pub fn page(code: &str) -> Option<&'static str> {
    PAGES.get_file(format!("{code}.md"))?.contents_utf8()
}

/// The title and the first words of a page in one language. A page begins with `# CODE 中文 / English`, then a paragraph
/// in each.
pub(super) fn summary(page: &str, lang: Lang) -> (String, String) {
    let mut parts = page.split("\n\n");
    let title = parts.next().and_then(|title| title.split_once(' ')?.1.split_once(' ')).map_or("", |title| title.1);
    let (zh, en) = title.split_once(" / ").unwrap_or((title, title));
    let mut paragraph = |index, joint| parts.nth(index).unwrap_or("").trim().replace('\n', joint);
    match lang {
        Lang::Zh => (zh.to_owned(), paragraph(0, "")),
        Lang::En => (en.to_owned(), paragraph(1, " ")),
    }
}
