//! `budgetc explain [CODE]`: the page of a finding in one language; without a code, a line for each finding.

use include_dir::{Dir, include_dir};

use super::{Outcome, Voice, terminal};
use crate::base::Lang;
use crate::say;

static PAGES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/docs/errors");

#[derive(clap::Args)]
pub(super) struct Options {
    /// The code, e.g. B0301
    code: Option<String>,
}

/// A page: `# B0301 中文 / English`, then a part for each language.
struct Page {
    code: &'static str,
    title: &'static str,
    body: &'static str,
}

fn pages(lang: Lang) -> Vec<Page> {
    let mut pages: Vec<Page> = PAGES.files().filter_map(|file| page(file.contents_utf8()?, lang)).collect();
    pages.sort_by_key(|page| page.code);
    pages
}

fn page(text: &'static str, lang: Lang) -> Option<Page> {
    let (head, parts) = text.split_once("\n\n## 中文\n")?;
    let (code, titles) = head.strip_prefix("# ")?.split_once(' ')?;
    let (zh, en) = (titles.split_once(" / ")?, parts.split_once("\n## English\n")?);
    let (title, body) = match lang {
        Lang::Zh => (zh.0, en.0),
        Lang::En => (zh.1, en.1),
    };
    Some(Page { code, title, body })
}

pub(super) fn run(options: &Options, voice: &Voice) -> Outcome {
    let pages = pages(voice.lang);
    let line = |page: &Page| format!("{} {}\n", page.code, page.title);
    let Some(code) = &options.code else {
        return terminal::print(pages.iter().map(line).collect::<String>().as_bytes(), voice);
    };
    let code = code.to_ascii_uppercase();
    if let Some(page) = pages.iter().find(|page| page.code == code) {
        return terminal::print(format!("# {}{}", line(page), page.body).as_bytes(), voice);
    }
    terminal::trouble(&say!("没有编号 {code}", "there is no code {code}"), voice);
    let close = |page: &&Page| strsim::damerau_levenshtein(page.code, &code) <= 1;
    let near: String = pages.iter().filter(close).take(5).map(|page| format!("  {}", line(page))).collect();
    let (near_zh, near_en) = (near.trim_end(), near.trim_end());
    if near.is_empty() {
        terminal::line(&say!("budgetc explain 列出全部编号", "`budgetc explain` lists all codes"), voice);
    } else {
        terminal::line(&say!("相近的有：\n{near_zh}", "close to it:\n{near_en}"), voice);
    }
    Outcome::Trouble
}
