//! The language server and texts that are being typed: it says what the command says, answers whatever it is asked, and forgets.

use serde_json::{Value, json};

use budgetc::base::{Encoding, Lang};
use budgetc::project::ProjectOptions;
use budgetc::render::{self, CheckRun};
use budgetc::session::Session;

use crate::fmt::Dice;
use crate::lsp::{Client, uri};
use crate::support::{Memory, read};

/// What `check --format json` finds in a text: code, place in bytes, message.
fn command(text: &str) -> Vec<(String, String)> {
    let files = Memory::of(vec![("/w/page.budget".into(), text.as_bytes().to_vec())]);
    let options = ProjectOptions { root: Some("/w".into()), std: None };
    let session = Session::new(std::sync::Arc::new(files), options);
    let checked = session.ask(std::path::Path::new("/w/page.budget")).check().unwrap();
    let run = CheckRun { reports: vec![("page".to_owned(), checked)], ..CheckRun::default() };
    let found: Value = serde_json::from_str(&render::json::emit(&run, Lang::En)).unwrap();
    let of = |one: &Value| {
        let string = |key: &str| one[key].as_str().unwrap().to_owned();
        (string("code"), string("message"))
    };
    found["reports"][0]["diagnostics"].as_array().unwrap().iter().map(of).collect()
}

/// What the server finds in it.
fn server(client: &mut Client) -> Vec<(String, String)> {
    let of = |one: &Value| {
        let message = one["message"].as_str().unwrap().lines().next().unwrap_or_default();
        (one["code"].as_str().unwrap().to_owned(), message.to_owned())
    };
    client.findings("page.budget").iter().map(of).collect()
}

/// A text that somebody is typing: a piece taken out, doubled or put elsewhere.
fn torn(dice: &mut Dice, text: &str) -> String {
    let mut all: Vec<char> = text.chars().collect();
    for _ in 0..1 + dice.below(3) {
        let (from, length) = (dice.below(all.len().max(1)), dice.below(12));
        let to = (from + length).min(all.len());
        let piece: Vec<char> = all[from.min(to)..to].to_vec();
        match dice.below(3) {
            0 => drop(all.drain(from.min(to)..to)),
            1 => all.splice(from..from, piece).for_each(drop),
            _ => {
                let at = dice.below(all.len().max(1));
                all.splice(at..at, piece).for_each(drop);
            }
        }
    }
    all.into_iter().collect()
}

/// The first part of the message is what the command says; nothing is told that it does not tell.
#[test]
fn after_any_edits_the_findings_are_those_of_the_command() {
    let text = read("reports/chengpu-chengguan-2026.budget");
    let mut client = Client::of(&[("page.budget", &text)], true, Encoding::Utf16);
    client.open("page.budget", &text);
    assert_eq!(server(&mut client), command(&text));
    let mut dice = Dice(7);
    let mut now = text.clone();
    for version in 2..22 {
        now = if dice.below(4) == 0 { text.clone() } else { torn(&mut dice, &now) };
        client.change("page.budget", version, &now);
        assert_eq!(server(&mut client), command(&now), "{now}");
    }
}

/// Every request, at any place of any text.
#[test]
fn torn_texts_are_answered() {
    let text = read("reports/chengpu-chengguan-2026.budget");
    let mut client = Client::of(&[("page.budget", &text)], true, Encoding::Utf8);
    client.open("page.budget", &text);
    let mut dice = Dice(11);
    let document = json!({ "uri": uri("page.budget") });
    for version in 2..14 {
        let now = torn(&mut dice, &text);
        client.change("page.budget", version, &now);
        let at = json!({ "line": dice.below(now.lines().count() + 1), "character": dice.below(60) });
        for method in ["hover", "definition", "completion", "signatureHelp", "documentHighlight"] {
            client.ask_at(&format!("textDocument/{method}"), "page.budget", &at, json!({}));
        }
        client.ask_at(
            "textDocument/references",
            "page.budget",
            &at,
            json!({ "context": { "includeDeclaration": true } }),
        );
        for method in ["codeLens", "semanticTokens/full", "documentSymbol", "foldingRange", "documentLink"] {
            client.ask(&format!("textDocument/{method}"), json!({ "textDocument": document }));
        }
        let range = json!({ "start": at, "end": at });
        let context = json!({ "diagnostics": [] });
        client.ask("textDocument/codeAction", json!({ "textDocument": document, "range": range, "context": context }));
        client.ask("textDocument/selectionRange", json!({ "textDocument": document, "positions": [at] }));
        let options = json!({ "tabSize": 2, "insertSpaces": true });
        client.ask("textDocument/formatting", json!({ "textDocument": document, "options": options }));
        client.ask("workspace/symbol", json!({ "query": "支" }));
        for method in ["rename", "prepareRename"] {
            let params = json!({ "textDocument": document, "position": at, "newName": "新名" });
            let id = client.send(&format!("textDocument/{method}"), params);
            if let Err(error) = client.answer(&id).response_result {
                assert_eq!(error.code, lsp_server::ErrorCode::RequestFailed as i32, "{error:?}");
            }
        }
    }
}
