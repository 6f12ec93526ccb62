//! What may stand where somebody types: by code, by name, or by the first letters of how a name is read.

use std::ops::Range;

use gen_lsp_types as lsp;

use super::ask::{Answered, Ask};
use super::initials::initials;
use crate::base::Lang;
use crate::lint;
use crate::say;
use crate::session::{Candidate, Sort};
use crate::syntax::rule_of;

/// So many words are offered at once; the editor asks again with each letter.
const MOST: usize = 200;

pub(super) fn complete(ask: &Ask<'_>, params: lsp::CompletionParams) -> Answered<Option<lsp::CompletionResponse>> {
    let lsp::TextDocumentPositionParams { text_document, position } = params.text_document_position_params;
    let Some(at) = ask.at(&text_document.uri, position)? else { return Ok(None) };
    let offered = at.question.may_stand(&at.file, at.byte)?;
    let text = &at.source.text;
    let word = offered.at.start.min(at.byte)..at.byte;
    let code = code(text, at.byte).filter(|code| code.start < word.start);
    let typed = |range: &Range<usize>| text.get(range.clone()).unwrap_or("").to_lowercase();
    let (plain, coded) = (typed(&word), code.as_ref().map(typed));
    let spelling = at.question.spelling(&at.file)?;
    let mut items = Vec::new();
    for candidate in offered.candidates {
        // a keyword in the spelling that the file has
        if candidate.kind == Sort::Keyword {
            let rule = rule_of(&candidate.text).unwrap_or_default();
            if candidate.text.is_ascii() == spelling.is_chinese(rule) {
                continue;
            }
        }
        let member = matches!(candidate.kind, Sort::Member | Sort::Row);
        let (typed, range) = match (&coded, &code) {
            (Some(coded), Some(code)) if member => (coded, code),
            _ => (&plain, &word),
        };
        if let Some(rank) = rank(&candidate, typed) {
            items.push((rank, candidate, range.clone()));
        }
    }
    items.sort_by_key(|(rank, candidate, _)| (*rank, !candidate.likely, candidate.kind));
    let is_incomplete = items.len() > MOST;
    let item = |(number, (_, candidate, range)): (usize, (u8, Candidate, Range<usize>))| {
        item(number, candidate, ask.places().range(&at.source, range), ask.desk.lang())
    };
    let items = items.into_iter().take(MOST).enumerate().map(item).collect();
    Ok(Some(lsp::CompletionList { is_incomplete, items, ..Default::default() }.into()))
}

/// What is being typed of a code, whose groups are joined by dashes.
fn code(text: &str, byte: usize) -> Option<Range<usize>> {
    let before = text.get(..byte)?;
    let start = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '-').len();
    (start < byte && before[start..].starts_with(|c: char| c.is_ascii_digit())).then_some(start..byte)
}

/// The code and the name that a candidate may be found by.
fn code_and_name(candidate: &Candidate) -> (&str, &str) {
    let Candidate { text, kind, says, .. } = candidate;
    match kind {
        Sort::Member => (says, text),
        Sort::Row if text.starts_with(|c: char| c.is_ascii_digit()) => text.split_once(' ').unwrap_or((text, "")),
        _ => ("", text),
    }
}

/// How well a candidate fits what is typed, 0 best; none where it does not.
fn rank(candidate: &Candidate, typed: &str) -> Option<u8> {
    let (code, name) = code_and_name(candidate);
    let name = name.trim_start_matches(['"', '“']).to_lowercase();
    if name.starts_with(typed) {
        return Some(0);
    }
    let digits = |text: &str| text.replace('-', "");
    if !code.is_empty() && digits(code).starts_with(&digits(typed)) {
        return Some(0);
    }
    if typed.is_ascii() && initials(&name).iter().any(|letters| letters.starts_with(typed)) {
        return Some(1);
    }
    name.contains(typed).then_some(2)
}

fn item(number: usize, candidate: Candidate, range: lsp::Range, lang: Lang) -> lsp::CompletionItem {
    let (code, name) = code_and_name(&candidate);
    let letters = initials(name).join(" ");
    let found_by = [code, name, &code.replace('-', ""), &letters].map(str::to_owned);
    let Candidate { text, kind, says, .. } = candidate;
    let coded = kind == Sort::Member && !says.is_empty();
    let label = if coded { format!("{says} {text}") } else { text };
    let says = match kind {
        Sort::Lint => lint::codes().find(|code| code.number() == label).map(|code| code.title(lang).to_owned()),
        Sort::Row => Some(say!("还没有的一行", "a row that is not there yet").get(lang).to_owned()),
        _ => (!coded && !says.is_empty()).then_some(says),
    };
    lsp::CompletionItem {
        kind: Some(shown_as(kind)),
        detail: says,
        // in this order, whatever the editor thinks of the letters
        sort_text: Some(format!("{number:05}")),
        filter_text: Some(found_by.iter().filter(|one| !one.is_empty()).cloned().collect::<Vec<_>>().join(" ")),
        text_edit: Some(lsp::TextEdit { range, new_text: label.clone() }.into()),
        label,
        ..Default::default()
    }
}

fn shown_as(kind: Sort) -> lsp::CompletionItemKind {
    use lsp::CompletionItemKind as Shown;
    match kind {
        Sort::Row => Shown::Snippet,
        Sort::Keyword => Shown::Keyword,
        Sort::Module | Sort::Style => Shown::Module,
        Sort::Measure | Sort::Unit => Shown::Unit,
        Sort::Dimension => Shown::Enum,
        Sort::Level | Sort::Attribute | Sort::Field | Sort::Column => Shown::Field,
        Sort::Member => Shown::EnumMember,
        Sort::Ledger => Shown::Struct,
        Sort::Param | Sort::Argument => Shown::Variable,
        Sort::Let => Shown::Constant,
        Sort::Text | Sort::Section => Shown::Text,
        Sort::Rows | Sort::ColumnSet | Sort::Form => Shown::Class,
        Sort::Check | Sort::Lint => Shown::Event,
    }
}
