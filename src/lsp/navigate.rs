//! Names: where they come from, where they stand, and other names for them. The references of a figure are every cell and sentence
//! that prints it, too.

use std::collections::HashMap;

use gen_lsp_types as lsp;

use super::ask::{Answered, Ask};
use crate::base::Say;
use crate::say;
use crate::session::Renamed;

pub(super) fn definition(ask: &Ask<'_>, params: lsp::DefinitionParams) -> Answered<Option<lsp::DefinitionResponse>> {
    let lsp::TextDocumentPositionParams { text_document, position } = params.text_document_position_params;
    let Some(at) = ask.at(&text_document.uri, position)? else { return Ok(None) };
    let mut declared = at.question.definition(&at.file, at.byte)?;
    if declared.is_empty() {
        // a total comes from its rows
        declared.extend(at.question.stated(&at.file, at.byte)?.into_iter().flat_map(|total| total.rows));
    }
    let mut found = ask.locations(declared);
    // a code and the name behind it are one place to go to
    found.dedup_by(|later, first| later.uri == first.uri && later.range.start.line == first.range.start.line);
    Ok((!found.is_empty()).then(|| lsp::Definition::LocationList(found).into()))
}

pub(super) fn references(ask: &Ask<'_>, params: lsp::ReferenceParams) -> Answered<Option<Vec<lsp::Location>>> {
    let lsp::TextDocumentPositionParams { text_document, position } = params.text_document_position_params;
    let Some(at) = ask.at(&text_document.uri, position)? else { return Ok(None) };
    let own = params.context.include_declaration;
    let named = at.question.references(&at.file, at.byte)?.into_iter();
    let mut all: Vec<_> = named.filter(|one| own || !one.declares).map(|one| one.at).collect();
    for printed in at.question.printing(&at.file, at.byte)? {
        // the hole that names a figure is among its names already
        let told = all.iter().any(|place| {
            place.file == printed.at.file && printed.at.start <= place.start && place.end <= printed.at.end
        });
        if !told {
            all.push(printed.at);
        }
    }
    all.sort();
    all.dedup();
    Ok(Some(ask.locations(all)))
}

pub(super) fn highlight(
    ask: &Ask<'_>,
    params: lsp::DocumentHighlightParams,
) -> Answered<Option<Vec<lsp::DocumentHighlight>>> {
    let lsp::TextDocumentPositionParams { text_document, position } = params.text_document_position_params;
    let Some(at) = ask.at(&text_document.uri, position)? else { return Ok(None) };
    let own = at.question.references(&at.file, at.byte)?.into_iter().filter(|one| one.at.file == at.file);
    let shown = own.map(|one| lsp::DocumentHighlight {
        range: ask.places().range(&at.source, one.at.range()),
        kind: Some(if one.declares { lsp::DocumentHighlightKind::Write } else { lsp::DocumentHighlightKind::Read }),
    });
    Ok(Some(shown.collect()))
}

/// The name that can be changed at a place, or why it may not be; nothing where none stands there.
pub(super) fn prepare_rename(
    ask: &Ask<'_>,
    params: lsp::PrepareRenameParams,
) -> Answered<Result<Option<lsp::PrepareRenameResult>, Say>> {
    let lsp::TextDocumentPositionParams { text_document, position } = params.text_document_position_params;
    let Some(at) = ask.at(&text_document.uri, position)? else { return Ok(Ok(None)) };
    Ok(at.question.nameable(&at.file, at.byte)?.map(|name| {
        let name = name.filter(|name| name.file == at.file)?;
        Some(ask.places().range(&at.source, name.range()).into())
    }))
}

/// What a new name changes, or why it may not be.
pub(super) fn rename(ask: &Ask<'_>, params: lsp::RenameParams) -> Answered<Result<lsp::WorkspaceEdit, Say>> {
    let lsp::TextDocumentPositionParams { text_document, position } = params.text_document_position_params;
    let nothing = || say!("这里没有可以改的名称", "there is no name here that could be changed");
    let Some(at) = ask.at(&text_document.uri, position)? else { return Ok(Err(nothing())) };
    // other reports that use the name are asked, too
    for report in ask.reports()? {
        if let Err(crate::session::Unanswered::Cancelled) = ask.question(&report).check() {
            return Err(crate::session::Unanswered::Cancelled);
        }
    }
    let edits = match at.question.rename(&at.file, at.byte, &params.new_name)? {
        Renamed::Edits(edits) => edits,
        Renamed::Refused(reason) => return Ok(Err(reason)),
    };
    Ok(Ok(workspace_edit(ask, edits)))
}

/// Edits as an editor makes them.
pub(super) fn workspace_edit(ask: &Ask<'_>, edits: Vec<crate::session::Edit>) -> lsp::WorkspaceEdit {
    let mut changes: HashMap<lsp::Uri, Vec<lsp::TextEdit>> = HashMap::new();
    let mut sources = HashMap::new();
    for edit in edits {
        let source = sources.entry(edit.at.file.clone()).or_insert_with(|| ask.source(&edit.at.file));
        let place = source.as_ref().and_then(|source| ask.places().location(&edit.at, source));
        if let Some(lsp::Location { uri, range }) = place {
            changes.entry(uri).or_default().push(lsp::TextEdit { range, new_text: edit.text });
        }
    }
    lsp::WorkspaceEdit { changes: Some(changes), ..Default::default() }
}
