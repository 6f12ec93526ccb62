//! What nothing vouches for, as a list for people.

use super::address;
use crate::base::unseen::visible;
use crate::base::{FileId, Lang, Sources, Span};
use crate::localize::Unvouched;
use crate::say;

/// So many letters of a paragraph are shown.
const SHOWN: usize = 40;

/// The report, and a list of each kind with its count.
pub fn unvouched(found: &Unvouched, sources: &Sources, lang: Lang) -> String {
    let (paragraphs, all) = (found.paragraphs.len(), found.all_paragraphs);
    let (unset, untried) = (found.unset.len(), found.untried.len());
    let mut text = format!("{}\n\n", visible(&sources.get(FileId(0)).path));
    let mut list = |head: crate::base::Say, rows: Vec<(Span, String)>| {
        text.push_str(head.get(lang));
        text.push('\n');
        for (span, words) in rows {
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
            let cut = if words.chars().count() > SHOWN { "…" } else { "" };
            let shown: String = words.chars().take(SHOWN).collect();
            text.push_str(&format!("  {}  {}{cut}\n", visible(&address(span, sources)), visible(&shown)));
        }
        text.push('\n');
    };
    list(
        say!(
            "没有数、也没有检查问到的段落：{paragraphs}（共 {all} 段）",
            "paragraphs without a figure and of which no check asks: {paragraphs} of {all}"
        ),
        found.paragraphs.clone(),
    );
    list(
        say!("没有写的文字参数：{unset}", "parameters for texts that were not set: {unset}"),
        found.unset.iter().map(|(name, span)| (*span, name.clone())).collect(),
    );
    let titled = |(name, title, span): &(String, String, Span)| {
        (*span, if title.is_empty() { name.clone() } else { format!("{name} {title}") })
    };
    list(
        say!("没有核对到任何内容的检查：{untried}", "checks that were tried nowhere: {untried}"),
        found.untried.iter().map(titled).collect(),
    );
    text.truncate(text.trim_end().len());
    text + "\n"
}
