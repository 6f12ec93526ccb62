//! The shape of a text: its declarations, what folds, what is selected around a place, links to other files, its layout.

use gen_lsp_types as lsp;

use super::ask::{Answered, Ask};
use crate::base::Source;
use crate::format;
use crate::model::Meaning;
use crate::session::{Outline, OutlineKind, folds, outline, outline_of, surroundings};

/// So many symbols of the workspace are told at once.
const MOST_SYMBOLS: usize = 200;

pub(super) fn symbols(
    ask: &Ask<'_>,
    params: lsp::DocumentSymbolParams,
) -> Answered<Option<lsp::DocumentSymbolResponse>> {
    let Some((source, tree)) = ask.tree(&params.text_document.uri)? else { return Ok(None) };
    let all: Vec<lsp::DocumentSymbol> =
        outline_of(&source.text, &tree).into_iter().map(|one| symbol(ask, &source, one)).collect();
    Ok(Some(all.into()))
}

fn symbol(ask: &Ask<'_>, source: &Source, one: Outline) -> lsp::DocumentSymbol {
    let children: Vec<_> = one.children.into_iter().map(|child| symbol(ask, source, child)).collect();
    #[expect(deprecated, reason = "a field of the type that has to be given")]
    lsp::DocumentSymbol {
        name: one.name,
        detail: Some(one.keyword).filter(|keyword| !keyword.is_empty()),
        kind: symbol_kind(one.kind),
        range: ask.places().range(source, one.range),
        selection_range: ask.places().range(source, one.named),
        tags: None,
        deprecated: None,
        children: (!children.is_empty()).then_some(children),
    }
}

fn symbol_kind(kind: OutlineKind) -> lsp::SymbolKind {
    match kind {
        OutlineKind::Module => lsp::SymbolKind::Module,
        OutlineKind::Value => lsp::SymbolKind::Constant,
        OutlineKind::Kind => lsp::SymbolKind::Enum,
        OutlineKind::Figures => lsp::SymbolKind::Array,
        OutlineKind::Ledger => lsp::SymbolKind::Struct,
        OutlineKind::Check => lsp::SymbolKind::Event,
        OutlineKind::Words => lsp::SymbolKind::String,
        OutlineKind::Form => lsp::SymbolKind::Class,
        OutlineKind::Document => lsp::SymbolKind::File,
        OutlineKind::Member => lsp::SymbolKind::EnumMember,
    }
}

pub(super) fn workspace_symbols(
    ask: &Ask<'_>,
    params: lsp::WorkspaceSymbolParams,
) -> Answered<Option<lsp::WorkspaceSymbolResponse>> {
    let wanted = params.query.to_lowercase();
    let mut all = Vec::new();
    let mut files = std::collections::BTreeSet::new();
    for report in ask.reports()? {
        let Ok(checked) = ask.question(&report).check() else { continue };
        for ((_, source), place) in checked.sources.iter().zip(&checked.places) {
            if source.home == crate::base::Home::Carried || !files.insert(place.clone()) {
                continue;
            }
            let Some(uri) = ask.places().uri(place) else { continue };
            let members = checked.report.names.declared().iter().filter_map(|(span, meaning)| {
                let own =
                    checked.places.get(span.file.0 as usize) == Some(place) && matches!(meaning, Meaning::Member(_));
                own.then(|| (checked.sources.slice(*span).to_owned(), lsp::SymbolKind::EnumMember, span.range()))
            });
            let outline = outline(&source.text).into_iter().map(|one| (one.name, symbol_kind(one.kind), one.named));
            for (name, kind, range) in outline.chain(members) {
                if all.len() < MOST_SYMBOLS && name.to_lowercase().contains(&wanted) {
                    let range = ask.places().range(source, range);
                    let location = lsp::Location { uri: uri.clone(), range }.into();
                    let (tags, container_name) = (None, Some(source.path.clone()));
                    let base_symbol_information = lsp::BaseSymbolInformation { name, kind, tags, container_name };
                    all.push(lsp::WorkspaceSymbol { location, data: None, base_symbol_information });
                }
            }
        }
    }
    Ok(Some(all.into()))
}

pub(super) fn folding(ask: &Ask<'_>, params: lsp::FoldingRangeParams) -> Answered<Option<Vec<lsp::FoldingRange>>> {
    let Some((source, tree)) = ask.tree(&params.text_document.uri)? else { return Ok(None) };
    let ranges = folds(&source.text, &tree).into_iter().map(|range| ask.places().range(&source, range));
    let fold = |range: lsp::Range| {
        (range.start.line < range.end.line).then(|| lsp::FoldingRange {
            start_line: range.start.line,
            end_line: range.end.line,
            ..Default::default()
        })
    };
    Ok(Some(ranges.filter_map(fold).collect()))
}

pub(super) fn selections(
    ask: &Ask<'_>,
    params: lsp::SelectionRangeParams,
) -> Answered<Option<Vec<lsp::SelectionRange>>> {
    let Some((source, tree)) = ask.tree(&params.text_document.uri)? else { return Ok(None) };
    let around = |position: &lsp::Position| {
        let byte = ask.places().byte(&source, *position);
        let mut found: Option<lsp::SelectionRange> = None;
        // from the outermost inwards
        for range in surroundings(&source.text, &tree, byte) {
            let range = ask.places().range(&source, range);
            found = Some(lsp::SelectionRange { range, parent: found.map(Box::new) });
        }
        let here = lsp::Range { start: *position, end: *position };
        found.unwrap_or(lsp::SelectionRange { range: here, parent: None })
    };
    Ok(Some(params.positions.iter().map(around).collect()))
}

pub(super) fn links(ask: &Ask<'_>, params: lsp::DocumentLinkParams) -> Answered<Option<Vec<lsp::DocumentLink>>> {
    let Some(at) = ask.file(&params.text_document.uri)? else { return Ok(None) };
    let link = at.question.links(&at.file)?.into_iter().filter_map(|link| {
        let range = ask.places().range(&at.source, link.at.range());
        Some(lsp::DocumentLink { range, target: Some(ask.places().uri(&link.to.file)?), ..Default::default() })
    });
    Ok(Some(link.collect()))
}

pub(super) fn format(ask: &Ask<'_>, params: lsp::DocumentFormattingParams) -> Answered<Option<Vec<lsp::TextEdit>>> {
    let Some((_, source)) = ask.text(&params.text_document.uri) else { return Ok(None) };
    Ok(Some(laid_out(ask, &source, |_| true)))
}

pub(super) fn format_range(
    ask: &Ask<'_>,
    params: lsp::DocumentRangeFormattingParams,
) -> Answered<Option<Vec<lsp::TextEdit>>> {
    let Some((_, source)) = ask.text(&params.text_document.uri) else { return Ok(None) };
    let lines = params.range.start.line..=params.range.end.line;
    Ok(Some(laid_out(ask, &source, |range| lines.contains(&range.start.line) && lines.contains(&range.end.line))))
}

/// The edits that lay a text out, line by line, as far as they are wanted.
fn laid_out(ask: &Ask<'_>, source: &Source, wanted: impl Fn(&lsp::Range) -> bool) -> Vec<lsp::TextEdit> {
    let Some(new) = format::format(&source.text, None) else { return Vec::new() };
    let edits = crate::session::line_edits(&source.text, &new).into_iter();
    let edits = edits.map(|(bytes, new_text)| lsp::TextEdit { range: ask.places().range(source, bytes), new_text });
    edits.filter(|edit| wanted(&edit.range)).collect()
}
