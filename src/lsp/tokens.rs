//! The colours of names, by what they mean; the rest an editor colours by its grammar.

use gen_lsp_types as lsp;

use super::ask::{Answered, Ask};
use super::convert::number;
use crate::model::Meaning;

/// The kinds of tokens, in the order of their numbers.
const KINDS: [&str; 9] =
    ["namespace", "type", "enum", "enumMember", "struct", "property", "parameter", "variable", "function"];
/// What a token may be besides.
const MODIFIERS: [&str; 1] = ["declaration"];

pub(super) fn legend() -> lsp::SemanticTokensLegend {
    lsp::SemanticTokensLegend {
        token_types: KINDS.map(str::to_owned).to_vec(),
        token_modifiers: MODIFIERS.map(str::to_owned).to_vec(),
    }
}

fn kind(meaning: Meaning) -> &'static str {
    match meaning {
        Meaning::Former(_) => "namespace",
        Meaning::Measure(_) | Meaning::Unit(..) => "type",
        Meaning::Dimension(_) | Meaning::Level(..) => "enum",
        Meaning::Member(_) => "enumMember",
        Meaning::Ledger(_) | Meaning::Form(_) | Meaning::Rows(_) | Meaning::Columns(_) => "struct",
        Meaning::Attribute(..) | Meaning::Field(..) | Meaning::Column(_) => "property",
        Meaning::Param(_) | Meaning::Argument(..) => "parameter",
        Meaning::Let(_) | Meaning::Share(_) => "variable",
        Meaning::Text(_) | Meaning::Section(_) | Meaning::Check(_) => "function",
    }
}

pub(super) fn tokens(ask: &Ask<'_>, params: lsp::SemanticTokensParams) -> Answered<Option<lsp::SemanticTokens>> {
    let Some(at) = ask.file(&params.text_document.uri)? else { return Ok(None) };
    let names = &at.checked.report.names;
    let here =
        |file: crate::base::FileId| at.checked.places.get(file.0 as usize).is_some_and(|place| *place == at.file);
    let of = |all: &[(crate::base::Span, Meaning)], declares: bool| {
        let own = all.iter().filter(|(span, _)| here(span.file));
        own.map(|(span, meaning)| (span.start, span.end, kind(*meaning), declares)).collect::<Vec<_>>()
    };
    let mut all = of(names.declared(), true);
    all.extend(of(names.used(), false));
    // where one name lies in another, the longer one comes first and is left to the grammar
    all.sort_unstable_by_key(|(start, end, _, declares)| (*start, *end, !declares));
    all.dedup_by_key(|(start, ..)| *start);
    let mut data = Vec::with_capacity(all.len());
    let text = &at.source.text;
    // where the last token begins and ends: columns of a long line are counted on from there, not from its beginning
    let (mut line, mut column, mut begin, mut last) = (0, 0, 0, 0);
    for (start, end, kind, declares) in all {
        let (from, to) = (start as usize, end as usize);
        let (Some(between), Some(word)) = (text.get(begin..from), text.get(from..to)) else { continue };
        // a token lies in one line and overlaps no other
        if from < last || word.is_empty() || word.contains('\n') {
            continue;
        }
        let lines = between.matches('\n').count();
        let place = match lines {
            // the mark of the encoding at a text's beginning is no column
            0 if begin > 0 => {
                lsp::Position { line, character: column + number(ask.places().encoding.columns(between)) }
            }
            _ => ask.places().position(&at.source, from),
        };
        data.push(lsp::SemanticToken {
            delta_line: place.line - line,
            delta_start: if place.line == line { place.character - column } else { place.character },
            length: number(ask.places().encoding.columns(word)),
            token_type: KINDS.iter().position(|own| *own == kind).unwrap_or_default() as u32,
            token_modifiers_bitset: u32::from(declares),
        });
        (line, column, begin, last) = (place.line, place.character, from, to);
    }
    Ok(Some(lsp::SemanticTokens { result_id: None, data }))
}
