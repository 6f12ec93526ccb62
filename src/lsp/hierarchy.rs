//! What a figure is made of, and what it feeds, as editors walk through calls; and, for who asks for them, values behind holes.

use gen_lsp_types as lsp;
use serde::{Deserialize, Serialize};

use super::ask::{Answered, Ask, At, json};
use crate::base::{Exact, Span};
use crate::explain::{Answer, FigureNode, FigureTree};
use crate::session::{Printing, Spot};

/// More parts of a figure, or places that print it, are not told at once.
const MOST: usize = 200;

/// How an item is found again: the figure that was asked for, and the way down from it.
#[derive(Serialize, Deserialize)]
struct Way {
    uri: lsp::Uri,
    position: lsp::Position,
    parts: Vec<usize>,
}

pub(super) fn prepare(
    ask: &Ask<'_>,
    params: lsp::CallHierarchyPrepareParams,
) -> Answered<Option<Vec<lsp::CallHierarchyItem>>> {
    let lsp::TextDocumentPositionParams { text_document, position } = params.text_document_position_params;
    let way = Way { uri: text_document.uri, position, parts: Vec::new() };
    let Some((at, tree)) = tree(ask, &way)? else { return Ok(None) };
    Ok(Some(vec![item(ask, &at, &tree.root, way)]))
}

/// What a figure is made of.
pub(super) fn outgoing(
    ask: &Ask<'_>,
    params: lsp::CallHierarchyOutgoingCallsParams,
) -> Answered<Option<Vec<lsp::CallHierarchyOutgoingCall>>> {
    let Some(way) = way_of(&params.item) else { return Ok(None) };
    let Some((at, tree)) = tree(ask, &way)? else { return Ok(None) };
    let Some(node) = down(&tree.root, &way.parts) else { return Ok(None) };
    let part = |(number, part): (usize, &FigureNode)| {
        let parts = way.parts.iter().copied().chain([number]).collect();
        let to = item(ask, &at, part, Way { uri: way.uri.clone(), position: way.position, parts });
        lsp::CallHierarchyOutgoingCall { to, from_ranges: vec![params.item.selection_range] }
    };
    Ok(Some(node.parts.iter().enumerate().take(MOST).map(part).collect()))
}

/// What a figure feeds: all that prints it.
pub(super) fn incoming(
    ask: &Ask<'_>,
    params: lsp::CallHierarchyIncomingCallsParams,
) -> Answered<Option<Vec<lsp::CallHierarchyIncomingCall>>> {
    let Some(at) = ask.at(&params.item.uri, params.item.selection_range.start)? else { return Ok(None) };
    let mut calls = Vec::new();
    for printing in at.question.printing(&at.file, at.byte)?.into_iter().take(MOST) {
        let Printing { text, on, at: place } = printing;
        let Some(lsp::Location { uri, range }) = ask.locations([place]).into_iter().next() else { continue };
        let detail = match on {
            Spot::Cell(form, ..) | Spot::Around(form) => form,
            Spot::Sentence(words) => words,
        };
        let way = Way { uri: uri.clone(), position: range.start, parts: Vec::new() };
        let from = called(text, Some(detail), (uri, range), way);
        calls.push(lsp::CallHierarchyIncomingCall { from, from_ranges: vec![range] });
    }
    Ok(Some(calls))
}

/// The values of a file's holes behind them; nothing unless the client has asked for that when it came.
pub(super) fn hints(ask: &Ask<'_>, params: lsp::InlayHintParams) -> Answered<Option<Vec<lsp::InlayHint>>> {
    if !ask.desk.client().hints {
        return Ok(None);
    }
    let Some(at) = ask.file(&params.text_document.uri)? else { return Ok(None) };
    let asked = ask.places().bytes(&at.source, params.range);
    let mut hints: Vec<lsp::InlayHint> = Vec::new();
    for Printing { text, at: place, .. } in at.question.printed_in(&at.file)? {
        let line = at.source.text.get(place.end..).unwrap_or_default().split('\n').next().unwrap_or_default();
        let behind =
            line.find(['}', '｝']).map_or(0, |brace| brace + line[brace..].chars().next().map_or(0, char::len_utf8));
        let position = ask.places().position(&at.source, place.end + behind);
        // what prints several numbers has none of its own
        let told = hints.iter().any(|hint| hint.position == position);
        if asked.contains(&place.start) && !told && !text.is_empty() {
            let kind = Some(lsp::InlayHintKind::Type);
            hints.push(lsp::InlayHint::new(position, text.into(), kind, None, None, Some(true), None, None));
        }
    }
    Ok(Some(hints))
}

fn tree<'d>(ask: &Ask<'d>, way: &Way) -> Answered<Option<(At<'d>, FigureTree)>> {
    let Some(at) = ask.at(&way.uri, way.position)? else { return Ok(None) };
    let Answer::Trees(trees) = at.question.figure(&at.file, at.byte)? else { return Ok(None) };
    Ok(trees.into_iter().next().map(|tree| (at, tree)))
}

fn down<'t>(root: &'t FigureNode, parts: &[usize]) -> Option<&'t FigureNode> {
    parts.iter().try_fold(root, |node, part| node.parts.get(*part))
}

fn way_of(item: &lsp::CallHierarchyItem) -> Option<Way> {
    serde_json::from_value(item.data.clone()?).ok()
}

/// A figure as an editor shows it: its number, and in what words the sources speak of it.
fn item(ask: &Ask<'_>, at: &At<'_>, node: &FigureNode, way: Way) -> lsp::CallHierarchyItem {
    let number = node.number.as_ref().and_then(Exact::to_decimal);
    let number = number.map(|number| format!("{} {}", number.normalize(), node.symbol).trim().to_owned());
    let name = number.unwrap_or_else(|| node.words.clone());
    let place = |span: Span| {
        let place = at.checked.places.get(span.file.0 as usize)?.clone();
        let (start, end) = (span.start as usize, span.end as usize);
        let location = crate::session::Location { file: place, start, end, carried: false };
        ask.locations([location]).into_iter().next()
    };
    let here = || lsp::Location { uri: way.uri.clone(), range: lsp::Range { start: way.position, end: way.position } };
    let lsp::Location { uri, range } = node.place.and_then(place).unwrap_or_else(here);
    called(name, Some(node.words.clone()), (uri, range), way)
}

fn called(name: String, detail: Option<String>, at: (lsp::Uri, lsp::Range), way: Way) -> lsp::CallHierarchyItem {
    let (uri, range) = at;
    lsp::CallHierarchyItem::new(name, lsp::SymbolKind::Number, None, detail, uri, range, range, Some(json(way)))
}
