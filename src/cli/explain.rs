//! `budgetc explain`: the page of a finding by its code (without one, a line for each), or where a figure of a report comes
//! from.

use std::path::Path;

use super::figure::{self, ExplainFormat};
use super::{Outcome, ProjectArgs, Voice, output, terminal};
use crate::base::{Code, Lang, Severity};
use crate::render::{self, ErrorPage};
use crate::say;

#[derive(clap::Args)]
pub(super) struct Options {
    /// The code of a finding, e.g. B0301; or a report, `-` for standard input
    #[arg(value_name = "CODE|FILE")]
    pub what: Option<String>,
    /// A figure of the report: FORM.ROW.COLUMN, a name, an expression, LINE:COLUMN; without one, list what there is
    #[arg(value_name = "FIGURE", allow_hyphen_values = true)]
    figure: Option<String>,
    /// How to say a figure: as a tree, for programs, as a chart for a page of Markdown
    #[arg(long, value_enum, default_value_t = ExplainFormat::Human)]
    format: ExplainFormat,
    #[command(flatten)]
    pub project: ProjectArgs,
}

pub(super) fn run(options: &Options, voice: &Voice) -> Outcome {
    let project = &options.project;
    match (&options.what, &options.figure) {
        (None, _) => codes(voice),
        (Some(file), Some(asked)) => figure::explain(Path::new(file), asked, options.format, project, voice),
        (Some(file), None) if is_file(file) => figure::list(Path::new(file), project, voice),
        (Some(code), None) => page(code, voice),
    }
}

/// Whether something that stands alone is a report and no code.
fn is_file(word: &str) -> bool {
    word == output::DASH || word.contains(['.', '/', '\\']) || (!is_code(word) && Path::new(word).exists())
}

fn is_code(word: &str) -> bool {
    let digits = word.strip_prefix(['B', 'b']);
    digits.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

fn line(code: Code, lang: Lang) -> String {
    format!("{code} {}\n", code.title(lang))
}

/// A page with its title, how much its findings weigh and since when there are any.
fn text(page: &ErrorPage, lang: Lang) -> String {
    let (head, since) = (line(page.code, lang), page.code.since());
    let level = match page.code.level() {
        Severity::Error => say!("错误，自 {since} 版起", "error, since {since}"),
        Severity::Warning => say!("提示，自 {since} 版起", "warning, since {since}"),
    };
    format!("# {head}\n{}\n{}", level.get(lang), page.body)
}

fn codes(voice: &Voice) -> Outcome {
    terminal::print(
        render::codes().into_iter().map(|code| line(code, voice.lang)).collect::<String>().as_bytes(),
        voice,
    )
}

fn page(code: &str, voice: &Voice) -> Outcome {
    let pages = render::pages(voice.lang);
    let code = code.to_ascii_uppercase();
    if let Some(page) = pages.iter().find(|page| page.code.number() == code) {
        return terminal::print(text(page, voice.lang).as_bytes(), voice);
    }
    terminal::trouble(&say!("没有编号 {code}", "there is no code {code}"), voice);
    let close = |page: &&ErrorPage| strsim::damerau_levenshtein(page.code.number(), &code) <= 1;
    let near: String =
        pages.iter().filter(close).take(5).map(|page| format!("  {}", line(page.code, voice.lang))).collect();
    let (near_zh, near_en) = (near.trim_end(), near.trim_end());
    if near.is_empty() {
        terminal::line(&say!("budgetc explain 列出全部编号", "`budgetc explain` lists all codes"), voice);
    } else {
        terminal::line(&say!("相近的有：\n{near_zh}", "close to it:\n{near_en}"), voice);
    }
    Outcome::Trouble
}
