//! What clients of the language server do besides what the protocol says, each by a name.

use std::sync::Arc;

use lsp_server::ErrorCode;
use serde_json::{Value, json};

use budgetc::base::Encoding;

use crate::lsp::{Client, uri};

const REPORT: &str = "document \"A\" style std.style.plain { \"a\" }\n";
const WRONG: &str = "document \"A\" style std.style.plain { \"{a}\" }\n";

/// The findings that the next message tells of a file.
fn published(client: &mut Client, name: &str) -> Vec<Value> {
    let told = client.told("textDocument/publishDiagnostics");
    assert_eq!(told["uri"], uri(name), "{told:#}");
    told["diagnostics"].as_array().unwrap().clone()
}

#[test]
fn findings_are_taken_back_when_they_are_mended() {
    let mut client = Client::pushed(&[("a.budget", REPORT)]);
    client.open("a.budget", WRONG);
    assert_eq!(published(&mut client, "a.budget").len(), 1);
    client.change("a.budget", 2, REPORT);
    assert!(published(&mut client, "a.budget").is_empty());
}

#[test]
fn a_request_that_is_cancelled_is_answered_so() {
    let mut client = Client::pulling(Encoding::Utf16);
    let id = client.send("workspace/diagnostic", json!({ "previousResultIds": [] }));
    client.tell("$/cancelRequest", json!({ "id": 2 }));
    let answer = client.answer(&id);
    // it may have been done already; what was given up says so
    if let Err(error) = answer.response_result {
        assert_eq!(error.code, ErrorCode::RequestCanceled as i32);
    }
    // one that nobody knows is passed over
    client.tell("$/cancelRequest", json!({ "id": 99 }));
    client.tell("$/cancelRequest", json!({}));
}

#[test]
fn a_change_after_the_close_is_passed_over() {
    let mut client = Client::pushed(&[("a.budget", REPORT)]);
    client.open("a.budget", WRONG);
    assert_eq!(published(&mut client, "a.budget").len(), 1);
    client.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri("a.budget") } }));
    assert!(published(&mut client, "a.budget").is_empty(), "what is stored counts again");
    client.change("a.budget", 3, WRONG);
    let symbols = client.ask("textDocument/documentSymbol", json!({ "textDocument": { "uri": uri("a.budget") } }));
    assert_eq!(symbols[0]["name"], "A");
}

#[test]
fn of_versions_in_the_wrong_order_the_newer_one_counts() {
    let mut client = Client::pulling(Encoding::Utf16);
    client.open("b.budget", REPORT);
    client.change("b.budget", 3, WRONG);
    client.change("b.budget", 2, REPORT);
    assert_eq!(client.findings("b.budget").len(), 1);
}

#[test]
fn a_part_of_a_text_may_be_sent_all_the_same() {
    let mut client = Client::pulling(Encoding::Utf16);
    client.open("b.budget", REPORT);
    let at = |character: u32| json!({ "line": 0, "character": character });
    let document = json!({ "uri": uri("b.budget"), "version": 2 });
    let start = REPORT.find("\"a\"").unwrap() as u32;
    let change = json!([{ "range": { "start": at(start + 1), "end": at(start + 2) }, "text": "{a}" }]);
    client.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": change }));
    assert_eq!(client.findings("b.budget").len(), 1);
}

#[test]
fn a_file_that_was_renamed_is_another() {
    let mut client = Client::pushed(&[("a.budget", REPORT)]);
    client.open("a.budget", WRONG);
    assert_eq!(published(&mut client, "a.budget").len(), 1);
    client.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri("a.budget") } }));
    assert!(published(&mut client, "a.budget").is_empty());
    client.open("b.budget", WRONG);
    assert_eq!(published(&mut client, "b.budget").len(), 1);
}

#[test]
fn what_another_program_saves_is_read_but_where_a_text_is_open() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let file = root.join("a.budget");
    std::fs::write(&file, REPORT).unwrap();
    let name = format!("file://{}", file.display());
    let mut client = Client::over(Arc::new(budgetc::cli::Disk), root.to_str().unwrap(), false, Encoding::Utf16);
    let saved = |client: &Client, text: &str| {
        std::fs::write(&file, text).unwrap();
        let change = json!({ "changes": [{ "uri": name, "type": 2 }] });
        client.tell("workspace/didChangeWatchedFiles", change);
    };
    let findings = |client: &mut Client| {
        let told = client.told("textDocument/publishDiagnostics");
        assert_eq!(told["uri"], name.as_str());
        told["diagnostics"].as_array().unwrap().len()
    };
    saved(&client, WRONG);
    assert_eq!(findings(&mut client), 1);
    // what is typed and not stored counts, whatever is stored
    let document = json!({ "uri": name, "languageId": "budget", "version": 1, "text": REPORT });
    client.tell("textDocument/didOpen", json!({ "textDocument": document }));
    assert_eq!(findings(&mut client), 0);
    saved(&client, &format!("// again\n{WRONG}"));
    client.tell("textDocument/didClose", json!({ "textDocument": { "uri": name } }));
    assert_eq!(findings(&mut client), 1);
}

#[test]
fn a_text_that_was_never_stored_is_checked() {
    let mut client = Client::pulling(Encoding::Utf16);
    let document = json!({ "uri": "untitled:Untitled-1", "languageId": "budget", "version": 1, "text": WRONG });
    client.tell("textDocument/didOpen", json!({ "textDocument": document }));
    let answer = client.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": "untitled:Untitled-1" } }));
    assert_eq!(answer["items"].as_array().unwrap().len(), 1, "{answer:#}");
}

#[test]
fn a_file_of_another_kind_of_place_has_nothing() {
    let mut client = Client::pulling(Encoding::Utf16);
    let document = json!({ "uri": "git:/w/a.budget?HEAD", "languageId": "budget", "version": 1, "text": WRONG });
    client.tell("textDocument/didOpen", json!({ "textDocument": document.clone() }));
    let answer = client.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": document["uri"] } }));
    assert_eq!(answer["items"], json!([]), "{answer:#}");
}

#[test]
fn what_is_not_offered_and_what_makes_no_sense_is_an_error() {
    let mut client = Client::pulling(Encoding::Utf16);
    let id = client.send("textDocument/typeDefinition", json!({}));
    assert_eq!(client.answer(&id).response_result.unwrap_err().code, ErrorCode::MethodNotFound as i32);
    let id = client.send("textDocument/hover", json!({ "position": "here" }));
    assert_eq!(client.answer(&id).response_result.unwrap_err().code, ErrorCode::InvalidParams as i32);
    client.tell("textDocument/didChange", json!("nothing"));
}

#[test]
fn places_beyond_a_text_are_its_end() {
    let mut client = Client::pulling(Encoding::Utf16);
    client.open("b.budget", REPORT);
    for (line, character) in [(0, 9_999), (9_999, 0), (u32::MAX, u32::MAX)] {
        let at = json!({ "line": line, "character": character });
        for method in ["hover", "definition", "completion", "signatureHelp", "prepareRename", "documentHighlight"] {
            client.ask_at(&format!("textDocument/{method}"), "b.budget", &at, json!({}));
        }
    }
}
