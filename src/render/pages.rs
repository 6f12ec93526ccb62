//! The pages that explain findings: the folder `docs/errors/`, carried in the program.

use include_dir::{Dir, include_dir};

use crate::base::{Code, Lang};
use crate::{base, check, document, eval, expect, lint, localize, model, project, session, syntax};

static PAGES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/docs/errors");

/// A page in one language. Its file is `# B0301 中文 / English`, then a part for each language.
pub struct ErrorPage {
    /// The code that it explains.
    pub code: Code,
    /// What it says, as Markdown.
    pub body: &'static str,
}

/// All codes that are declared, in order.
pub fn codes() -> Vec<Code> {
    let rooms = [
        base::codes::ALL,
        syntax::codes::ALL,
        model::codes::ALL,
        eval::codes::ALL,
        check::codes::ALL,
        document::codes::ALL,
        localize::codes::ALL,
        expect::codes::ALL,
        lint::codes::ALL,
        project::codes::ALL,
        session::codes::ALL,
    ];
    let mut all = rooms.concat();
    all.extend(lint::codes());
    all.sort_unstable();
    all
}

/// All pages, by code.
pub fn pages(lang: Lang) -> Vec<ErrorPage> {
    codes().into_iter().filter_map(|code| page(code, lang)).collect()
}

/// The page of a code.
pub(super) fn page(code: Code, lang: Lang) -> Option<ErrorPage> {
    let text = PAGES.get_file(format!("{code}.md"))?.contents_utf8()?;
    let (_, parts) = text.split_once("\n\n## 中文\n")?;
    let (zh, en) = parts.split_once("\n## English\n")?;
    Some(ErrorPage { code, body: if lang == Lang::Zh { zh } else { en } })
}

impl ErrorPage {
    /// Its first paragraph in one line.
    pub(super) fn summary(&self) -> String {
        let first = self.body.trim_start().split("\n\n").next().unwrap_or("");
        first.trim().replace('\n', " ")
    }
}
