//! What is done while no message waits: reports are checked anew, and what was found is told to clients that do not ask for it.

use std::collections::BTreeSet;
use std::path::PathBuf;

use gen_lsp_types as lsp;

use super::ask::{Ask, json};
use super::desk::Desk;
use super::diagnostics::{found, together};
use crate::base::Cancel;

/// Does one thing that nobody waits for; whether there was one.
pub(super) fn do_what_is_due(desk: &mut Desk) -> bool {
    // of what is open first
    let open = desk.due.iter().find(|report| desk.is_open(report)).cloned();
    let Some(report) = open.or_else(|| desk.due.first().cloned()) else { return false };
    desk.due.remove(&report);
    let found = found(&Ask { desk, cancel: &Cancel::default() }, &report).unwrap_or_default();
    // a module is told by the reports that use it
    if desk.is_own(&report) {
        desk.told.insert(report, found);
    } else {
        desk.told.remove(&report);
    }
    if !desk.client().pulls {
        publish(desk);
    }
    true
}

/// Tells what was found in each file, where that is other than what the client shows.
fn publish(desk: &mut Desk) {
    let found = desk.told.values().flat_map(|found| found.files.keys());
    let files: BTreeSet<PathBuf> = found.chain(desk.published.keys()).cloned().collect();
    for file in files {
        let Some(uri) = desk.places.uri(&file) else { continue };
        let diagnostics = together(desk.told.values().filter_map(|found| found.files.get(&file)));
        if desk.published.get(&file).map_or(&[][..], Vec::as_slice) == diagnostics {
            continue;
        }
        let version = desk.version(&file);
        let params = lsp::PublishDiagnosticsParams { uri, version, diagnostics: diagnostics.clone() };
        desk.notify("textDocument/publishDiagnostics", json(params));
        if diagnostics.is_empty() {
            desk.published.remove(&file);
        } else {
            desk.published.insert(file, diagnostics);
        }
    }
}
