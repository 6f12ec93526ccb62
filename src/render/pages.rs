//! The pages that explain findings: the folder `docs/errors/`, carried in the program.

use include_dir::{Dir, include_dir};

use crate::base::Lang;

static PAGES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/docs/errors");

/// A page in one language. Its file is `# B0301 中文 / English`, then a part for each language.
pub struct Page {
    /// The code that it explains.
    pub code: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// The rest, as Markdown.
    pub body: &'static str,
}

/// All pages, by code.
pub fn pages(lang: Lang) -> Vec<Page> {
    let mut pages: Vec<Page> = PAGES.files().filter_map(|file| read(file.contents_utf8()?, lang)).collect();
    pages.sort_by_key(|page| page.code);
    pages
}

/// The page of a code.
pub(super) fn page(code: &str, lang: Lang) -> Option<Page> {
    read(PAGES.get_file(format!("{code}.md"))?.contents_utf8()?, lang)
}

fn read(text: &'static str, lang: Lang) -> Option<Page> {
    let (head, parts) = text.split_once("\n\n## 中文\n")?;
    let (code, titles) = head.strip_prefix("# ")?.split_once(' ')?;
    let (zh, en) = (titles.split_once(" / ")?, parts.split_once("\n## English\n")?);
    let (title, body) = match lang {
        Lang::Zh => (zh.0, en.0),
        Lang::En => (zh.1, en.1),
    };
    Some(Page { code, title, body })
}

impl Page {
    /// Its first paragraph in one line.
    pub(super) fn summary(&self) -> String {
        let first = self.body.trim_start().split("\n\n").next().unwrap_or("");
        first.trim().replace('\n', " ")
    }
}
