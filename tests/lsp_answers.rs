//! What the language server answers to each request on a small report, under both ways of counting columns, as one page to read.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Value, json};

use budgetc::base::Encoding;

use crate::lsp::{Client, FIRST, LIBRARY, uri};
use crate::support::read;

/// A request: its method, the place in the text where it is made (before and behind), and what else it says.
type Asked = (&'static str, Option<(&'static str, &'static str)>, Value);

fn asked() -> Vec<Asked> {
    let (none, context) = (json!({}), json!({ "context": { "includeDeclaration": true } }));
    let options = json!({ "options": { "tabSize": 2, "insertSpaces": true } });
    vec![
        ("textDocument/diagnostic", None, none.clone()),
        ("workspace/diagnostic", None, json!({ "previousResultIds": [] })),
        ("textDocument/hover", Some(("repairs 3", "0")), none.clone()),
        ("textDocument/hover", Some(("total 42", ".5")), none.clone()),
        ("textDocument/hover", Some(("k { f", "ees 12.5")), none.clone()),
        ("textDocument/hover", Some(("spent {sp", "ent}")), none.clone()),
        ("textDocument/hover", Some(("docu", "ment")), none.clone()),
        ("textDocument/hover", Some(("  Tab", "le1")), none.clone()),
        ("textDocument/definition", Some(("𠀀 We spent {", "spent}")), none.clone()),
        ("textDocument/definition", Some(("total 42", ".5")), none.clone()),
        ("textDocument/references", Some(("fees 12", ".5")), context.clone()),
        ("textDocument/references", Some(("k { f", "ees 12.5")), context),
        ("textDocument/documentHighlight", Some(("k { f", "ees 12.5")), none.clone()),
        ("textDocument/prepareRename", Some(("k { f", "ees 12.5")), none.clone()),
        ("textDocument/rename", Some(("k { f", "ees 12.5")), json!({ "newName": "dues" })),
        ("textDocument/rename", Some(("k { f", "ees 12.5")), json!({ "newName": "repairs" })),
        ("textDocument/prepareRename", Some(("style std.sty", "le.plain")), none.clone()),
        ("textDocument/completion", Some(("12.5; ", "repairs")), none.clone()),
        ("textDocument/completion", Some(("𠀀 We spent {", "spent}")), none.clone()),
        ("textDocument/signatureHelp", Some(("fees 12.5; ", "repairs")), none.clone()),
        ("textDocument/signatureHelp", Some(("fees ", "12.5; ")), none.clone()),
        ("textDocument/codeAction", Some(("total 4", "2.5")), json!({ "context": { "diagnostics": [] } })),
        ("textDocument/codeLens", None, none.clone()),
        ("textDocument/semanticTokens/full", None, none.clone()),
        ("textDocument/documentSymbol", None, none.clone()),
        ("workspace/symbol", None, json!({ "query": "s" })),
        ("textDocument/foldingRange", None, none.clone()),
        ("textDocument/selectionRange", Some(("𠀀 We spent {sp", "ent}")), none.clone()),
        ("textDocument/documentLink", None, none.clone()),
        ("textDocument/inlayHint", Some(("𠀀 We spent {sp", "ent}")), none.clone()),
        ("textDocument/prepareCallHierarchy", Some(("𠀀 We spent {sp", "ent}")), none.clone()),
        ("callHierarchy/incomingCalls", Some(("fees 12", ".5")), none.clone()),
        ("callHierarchy/outgoingCalls", Some(("𠀀 We spent {sp", "ent}")), none),
        ("textDocument/formatting", None, options.clone()),
        ("textDocument/rangeFormatting", Some(("We ", "spent")), options),
    ]
}

/// A place or a range in few signs: the rest is as it was sent.
fn brief(value: &Value) -> Value {
    let number = |value: &Value| value.as_u64().map(|number| number + 1);
    let place = |value: &Value| Some(format!("{}:{}", number(&value["line"])?, number(&value["character"])?));
    match value {
        Value::Object(all) => {
            let range = || Some(format!("{} to {}", place(all.get("start")?)?, place(all.get("end")?)?));
            match range() {
                Some(range) if all.len() == 2 => json!(range),
                _ => {
                    let mut all: Vec<(String, Value)> = all
                        .iter()
                        .map(|(key, value)| match key.as_str() {
                            // what it is says nothing; that it is there does
                            "resultId" => (key.clone(), json!("…")),
                            // the finding stands above as it is asked for
                            "diagnostics" => {
                                (key.clone(), value.as_array().unwrap().iter().map(|one| one["code"].clone()).collect())
                            }
                            _ => (key.clone(), brief(value)),
                        })
                        .collect();
                    if all.iter().any(|(key, _)| key.starts_with("file:")) {
                        all.sort_by(|one, other| one.0.cmp(&other.0));
                    }
                    Value::Object(all.into_iter().collect())
                }
            }
        }
        // what is coloured: line and column from the one before, length, kind
        Value::Array(all) if all.len() > 4 && all.iter().all(Value::is_u64) => {
            let token = |token: &[Value]| token.iter().take(4).map(ToString::to_string).collect::<Vec<_>>().join(" ");
            json!(all.chunks(5).map(token).collect::<Vec<_>>().join(", "))
        }
        Value::Array(all) => Value::Array(all.iter().map(brief).collect()),
        other => other.clone(),
    }
}

fn answer(client: &mut Client, text: &str, (method, place, more): &Asked) -> String {
    let mut params = more.as_object().unwrap().clone();
    if method.starts_with("textDocument") {
        params.insert("textDocument".to_owned(), json!({ "uri": uri("first.budget") }));
    }
    if let Some((before, behind)) = place {
        let at = client.place(text, before, behind);
        params.insert("range".to_owned(), json!({ "start": at, "end": at }));
        params.insert("positions".to_owned(), json!([at]));
        params.insert("position".to_owned(), at);
    }
    // what is made of a figure is asked of the item that stands for it
    if method.starts_with("callHierarchy") {
        params.insert("textDocument".to_owned(), json!({ "uri": uri("first.budget") }));
        let items = client.ask("textDocument/prepareCallHierarchy", Value::Object(params.clone()));
        params.insert("item".to_owned(), items[0].clone());
    }
    let id = client.send(method, Value::Object(params));
    match client.answer(&id).response_result {
        Ok(answer) => serde_json::to_string_pretty(&brief(&answer)).unwrap(),
        Err(error) => format!("refused: {}", error.message),
    }
}

/// What is asked of a report where one figure does not fit its total and one is typed into a sentence; the rest of one that is sound.
const OF_FINDINGS: [&str; 3] = ["textDocument/diagnostic", "workspace/diagnostic", "textDocument/codeAction"];

#[test]
fn each_request_is_answered_so() {
    let sound = FIRST.replace("  Table1", "    Table1");
    let wrong = FIRST.replace("repairs 30", "repairs 31").replace("and fees", "12.5k, and fees");
    let mut page = format!("library.budget:\n{LIBRARY}\n");
    for (number, (text, of_findings)) in [(&wrong, true), (&sound, false)].into_iter().enumerate() {
        write!(page, "first.budget, {}:\n{text}\n", number + 1).unwrap();
        let mut clients = [Encoding::Utf8, Encoding::Utf16].map(|encoding| {
            let client = Client::pulling(encoding);
            client.open("first.budget", text);
            client
        });
        for asked in asked().into_iter().filter(|(method, ..)| OF_FINDINGS.contains(method) == of_findings) {
            let place = asked.1.map_or(String::new(), |(before, behind)| format!(" at {before}|{behind}"));
            let more = if asked.2 == json!({}) { String::new() } else { format!(" {}", asked.2) };
            let [narrow, wide] = clients.each_mut().map(|client| answer(client, text, &asked));
            write!(page, "── {}{place}{more}\n{wide}\n", asked.0).unwrap();
            if narrow != wide {
                let differs = narrow.lines().zip(wide.lines()).filter(|(narrow, wide)| narrow != wide);
                let lines: Vec<&str> = differs.map(|(narrow, _)| narrow.trim()).collect();
                writeln!(page, "counted in bytes: {}", lines.join(" ")).unwrap();
                assert_eq!(narrow.lines().count(), wide.lines().count(), "{narrow}\n{wide}");
            }
        }
    }
    insta::assert_snapshot!("lsp_answers", page);
}

/// A request that is added is asked here.
#[test]
fn no_request_is_left_out() {
    let source = read("src/lsp/answers.rs");
    let routes = source.matches("Request => ").count() + source.matches("Request::METHOD) {").count();
    let methods: BTreeSet<&str> = asked().into_iter().map(|(method, ..)| method).collect();
    assert_eq!(routes, methods.len(), "{methods:?}");
}
