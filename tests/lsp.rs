//! The language server over a connection in memory. Every message that it sends is waited for, or the test fails.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use lsp_server::{Connection, Message, Notification, ProtocolError, Request, RequestId, Response};
use serde_json::{Value, json};

use budgetc::base::{Encoding, Lang, Position, Source};
use budgetc::lsp::{Setup, serve};
use budgetc::project::{Files, ProjectOptions};

use crate::support::Memory;

/// A library and two reports over it.
pub const LIBRARY: &str = r#"measure money in k { dollars; k = 1000dollars }
dimension what levels class 2, group 2 { 10 行政运行 { 01 fees; 02 repairs } }
dimension year { this; last }
ledger costs { what; year; amount: money }
let spent = costs
form Table1 "Costs" no "Table 1" in k {
  rows of costs at this { line "All"; each what.group }
  column "What" = name
  column Amount "Amount" = costs
}
"#;

pub const FIRST: &str = r#"// 甲𠀀: two units of UTF-16, four bytes
use library
at this
items costs in k { fees 12.5; repairs 30; total 42.5 }
document "First" style std.style.plain {
  "甲𠀀 We spent {spent}, and fees {costs[fees]}."
  Table1
}
"#;

const SECOND: &str =
    "use library\nat last\nitems costs { fees 1k }\ndocument \"Second\" style std.style.plain { \"{costs[fees]}\" }\n";

/// A client of a server that runs in a thread of its own.
pub struct Client {
    connection: Connection,
    server: Option<JoinHandle<Result<bool, ProtocolError>>>,
    next: i32,
    /// What came while something else was waited for.
    inbox: Vec<Notification>,
    pub encoding: Encoding,
    /// What the server answered first.
    pub offered: Value,
}

/// A file of the workspace as the protocol names it.
pub fn uri(name: &str) -> String {
    format!("file:///w/{name}")
}

/// What a client is able to do, but for how it counts.
fn able(pulls: bool, encoding: Encoding) -> Value {
    let encodings = if encoding == Encoding::Utf8 { json!(["utf-8", "utf-16"]) } else { json!(["utf-16"]) };
    let mut text = json!({ "publishDiagnostics": { "relatedInformation": true } });
    if pulls {
        text["diagnostic"] = json!({ "relatedInformation": true });
    }
    json!({ "general": { "positionEncodings": encodings }, "textDocument": text })
}

impl Client {
    /// A client of one folder with some files.
    pub fn of(files: &[(&str, &str)], pulls: bool, encoding: Encoding) -> Client {
        let files = files.iter().map(|(name, text)| (format!("/w/{name}").into(), text.as_bytes().to_vec())).collect();
        Client::over(Arc::new(Memory::of(files)), "/w", pulls, encoding)
    }

    /// A client of one folder.
    pub fn over(files: Arc<dyn Files>, folder: &str, pulls: bool, encoding: Encoding) -> Client {
        let (own, other) = Connection::memory();
        let setup = Setup {
            files,
            given: ProjectOptions { root: Some(folder.into()), std: None },
            library: Some("/library".into()),
            lang: Some(Lang::En),
        };
        let server = std::thread::spawn(move || serve(&other, setup));
        let mut client = Client {
            connection: own,
            server: Some(server),
            next: 0,
            inbox: Vec::new(),
            encoding,
            offered: Value::Null,
        };
        let folders = json!([{ "uri": format!("file://{folder}"), "name": "w" }]);
        client.offered = client.ask(
            "initialize",
            json!({
                "processId": null,
                "rootUri": null,
                "workspaceFolders": folders,
                "capabilities": able(pulls, encoding),
                "initializationOptions": { "inlayHints": pulls },
            }),
        );
        client.tell("initialized", json!({}));
        client
    }

    /// One that asks for findings by itself, over the two reports.
    pub fn pulling(encoding: Encoding) -> Client {
        Client::of(&[("library.budget", LIBRARY), ("first.budget", FIRST), ("second.budget", SECOND)], true, encoding)
    }

    /// One that is told of them.
    pub fn pushed(files: &[(&str, &str)]) -> Client {
        Client::of(files, false, Encoding::Utf16)
    }

    pub fn tell(&self, method: &str, params: Value) {
        self.connection.sender.send(Notification { method: method.to_owned(), params }.into()).unwrap();
    }

    /// Sends a request without waiting for its answer.
    pub fn send(&mut self, method: &str, params: Value) -> RequestId {
        self.next += 1;
        let id = RequestId::from(self.next);
        let request = Request { id: id.clone(), method: method.to_owned(), params };
        self.connection.sender.send(request.into()).unwrap();
        id
    }

    fn receive(&self) -> Message {
        let waited = self.connection.receiver.recv_timeout(Duration::from_secs(60));
        waited.expect("the server sends nothing")
    }

    /// Waits for the answer to a request.
    pub fn answer(&mut self, id: &RequestId) -> Response {
        loop {
            match self.receive() {
                Message::Response(response) if response.id == *id => return response,
                Message::Notification(note) => self.inbox.push(note),
                other => panic!("not asked for: {other:?}"),
            }
        }
    }

    /// Asks and waits for the answer.
    pub fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.send(method, params);
        self.answer(&id).response_result.unwrap_or_else(|error| panic!("{method}: {error:?}"))
    }

    /// Waits for a notification.
    pub fn told(&mut self, method: &str) -> Value {
        if let Some(at) = self.inbox.iter().position(|note| note.method == method) {
            return self.inbox.remove(at).params;
        }
        match self.receive() {
            Message::Notification(note) if note.method == method => note.params,
            other => panic!("waiting for {method}: {other:?}"),
        }
    }

    pub fn open(&self, name: &str, text: &str) {
        let document = json!({ "uri": uri(name), "languageId": "budget", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }

    pub fn change(&self, name: &str, version: i32, text: &str) {
        let document = json!({ "uri": uri(name), "version": version });
        self.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": [{ "text": text }] }));
    }

    /// The place behind `before` and before `behind` in a text.
    pub fn place(&self, text: &str, before: &str, behind: &str) -> Value {
        let found = text.find(&format!("{before}{behind}")).unwrap_or_else(|| panic!("{before}{behind} is not there"));
        let Position { line, column } =
            Source::new(String::new(), text.to_owned()).position(found + before.len(), self.encoding);
        json!({ "line": line, "character": column })
    }

    /// A request about such a place.
    pub fn ask_at(&mut self, method: &str, name: &str, position: &Value, more: Value) -> Value {
        let mut params = json!({ "textDocument": { "uri": uri(name) }, "position": position });
        params.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
        self.ask(method, params)
    }

    /// What stands at a range of a text.
    pub fn slice<'t>(&self, text: &'t str, range: &Value) -> &'t str {
        let source = Source::new(String::new(), text.to_owned());
        let byte = |place: &Value| {
            let number = |key: &str| place[key].as_u64().unwrap() as usize;
            source.byte(Position { line: number("line"), column: number("character") }, self.encoding)
        };
        &text[byte(&range["start"])..byte(&range["end"])]
    }

    /// The findings that the client asks for.
    pub fn findings(&mut self, name: &str) -> Vec<Value> {
        let answer = self.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": uri(name) } }));
        assert_eq!(answer["kind"], "full", "{answer}");
        answer["items"].as_array().unwrap().clone()
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let id = self.send("shutdown", Value::Null);
        let answered = self.answer(&id);
        assert!(answered.response_result.is_ok(), "{answered:?}");
        self.tell("exit", Value::Null);
        let served = self.server.take().unwrap().join().expect("the server panicked");
        assert!(served.unwrap(), "the server saw no shutdown");
        assert!(self.inbox.is_empty(), "nobody waited for {:?}", self.inbox);
    }
}

/// Asks the same under both ways of counting.
fn both(ask: impl Fn(&mut Client)) {
    for encoding in [Encoding::Utf8, Encoding::Utf16] {
        let mut client = Client::pulling(encoding);
        client.open("first.budget", FIRST);
        ask(&mut client);
    }
}

#[test]
fn the_encoding_is_negotiated() {
    assert_eq!(Client::pulling(Encoding::Utf8).offered["capabilities"]["positionEncoding"], "utf-8");
    assert_eq!(Client::pulling(Encoding::Utf16).offered["capabilities"]["positionEncoding"], "utf-16");
}

#[test]
fn findings_are_those_of_the_text_that_is_open() {
    both(|client| {
        assert_eq!(client.findings("first.budget"), Vec::<Value>::new());
        let wrong = FIRST.replace("repairs 30", "repairs 31");
        client.change("first.budget", 2, &wrong);
        let found = client.findings("first.budget");
        assert_eq!(found.len(), 1, "{found:#?}");
        assert_eq!(
            (&found[0]["code"], &found[0]["severity"], &found[0]["source"]),
            (&json!("B0301"), &json!(1), &json!("budgetc"))
        );
        let related: Vec<String> = found[0]["relatedInformation"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| client.slice(&wrong, &one["location"]["range"]).to_owned())
            .collect();
        assert!(related.iter().any(|place| place == "31"), "{related:?}");
        client.change("first.budget", 3, FIRST);
        assert_eq!(client.findings("first.budget"), Vec::<Value>::new());
    });
}

#[test]
fn what_did_not_change_is_not_sent_again() {
    both(|client| {
        let params = json!({ "textDocument": { "uri": uri("first.budget") } });
        let id = client.ask("textDocument/diagnostic", params.clone())["resultId"].clone();
        let again = client
            .ask("textDocument/diagnostic", json!({ "textDocument": params["textDocument"], "previousResultId": id }));
        assert_eq!(again["kind"], "unchanged");
        // a change in a module is one of the reports that use it
        client.open("library.budget", &LIBRARY.replace("01 fees", "01 dues"));
        let broken = client
            .ask("textDocument/diagnostic", json!({ "textDocument": params["textDocument"], "previousResultId": id }));
        assert_eq!(broken["kind"], "full", "{broken:#}");
    });
}

#[test]
fn the_workspace_has_findings_of_files_that_are_not_open() {
    both(|client| {
        client.open("library.budget", &LIBRARY.replace("let spent = costs", "let spent = cost"));
        let all = client.ask("workspace/diagnostic", json!({ "previousResultIds": [] }));
        let of = |name: &str| {
            let found = all["items"].as_array().unwrap().iter().find(|file| file["uri"] == uri(name));
            found.unwrap_or_else(|| panic!("{name}: {all:#}"))["items"].as_array().unwrap().len()
        };
        // both reports use the module: what is wrong there is told once
        assert_eq!((of("library.budget"), of("first.budget"), of("second.budget")), (1, 0, 0), "{all:#}");
    });
}

#[test]
fn a_figure_says_what_makes_it_and_where_it_is_printed() {
    both(|client| {
        let at = client.place(FIRST, "repairs 3", "0");
        let hover = client.ask_at("textDocument/hover", "first.budget", &at, json!({}));
        let text = hover["contents"]["value"].as_str().unwrap();
        assert!(
            text.contains("30") && text.contains("Table1") && text.contains("checks that guard this figure: "),
            "{text}"
        );
        let at = client.place(FIRST, "spent {sp", "ent}");
        let hover = client.ask_at("textDocument/hover", "first.budget", &at, json!({}));
        assert!(hover["contents"]["value"].as_str().unwrap().contains("42.5"), "{hover:#}");
        let at = client.place(FIRST, "k { f", "ees 12.5");
        let hover = client.ask_at("textDocument/hover", "first.budget", &at, json!({}));
        let text = hover["contents"]["value"].as_str().unwrap();
        assert!(text.contains("10-01 fees") && text.contains("10 行政运行"), "{text}");
        let at = client.place(FIRST, "docu", "ment");
        let hover = client.ask_at("textDocument/hover", "first.budget", &at, json!({}));
        assert!(
            hover["contents"]["value"].as_str().unwrap().starts_with("says what the document is made of"),
            "{hover}"
        );
    });
}

#[test]
fn a_stated_total_says_what_its_rows_make() {
    both(|client| {
        let told = |client: &mut Client, text: &str| {
            let at = client.place(text, "total 42", ".5");
            let hover = client.ask_at("textDocument/hover", "first.budget", &at, json!({}));
            hover["contents"]["value"].as_str().unwrap().to_owned()
        };
        let text = told(client, FIRST);
        assert!(text.contains("42.50 k") && text.contains("make the same"), "{text}");
        let at = client.place(FIRST, "total 42", ".5");
        let rows = client.ask_at("textDocument/definition", "first.budget", &at, json!({}));
        assert_eq!(client.slice(FIRST, &rows[0]["range"]), "12.5");
        let wrong = FIRST.replace("repairs 30", "repairs 31");
        client.change("first.budget", 2, &wrong);
        let text = told(client, &wrong);
        assert!(text.contains("43.50 k") && text.contains("difference of 1.00 k"), "{text}");
    });
}

#[test]
fn names_lead_to_where_they_come_from() {
    both(|client| {
        let definition = |client: &mut Client, before: &str, behind: &str| {
            let at = client.place(FIRST, before, behind);
            client.ask_at("textDocument/definition", "first.budget", &at, json!({}))
        };
        let spent = definition(client, "We spent {sp", "ent}");
        assert_eq!(spent[0]["uri"], uri("library.budget"));
        assert_eq!(client.slice(LIBRARY, &spent[0]["range"]), "spent");
        let module = definition(client, "use lib", "rary");
        assert_eq!(module[0]["uri"], uri("library.budget"));
        let form = definition(client, "  Tab", "le1");
        assert_eq!(client.slice(LIBRARY, &form[0]["range"]), "Table1");
        assert_eq!(definition(client, "document \"Fi", "rst"), Value::Null);
    });
}

#[test]
fn a_figure_is_referred_to_by_all_that_prints_it() {
    both(|client| {
        let at = client.place(FIRST, "fees 12", ".5");
        let context = json!({ "context": { "includeDeclaration": true } });
        let all = client.ask_at("textDocument/references", "first.budget", &at, context.clone());
        let places: Vec<(String, String)> = all
            .as_array()
            .unwrap()
            .iter()
            .map(|place| {
                let text = if place["uri"] == uri("first.budget") { FIRST } else { LIBRARY };
                (place["uri"].as_str().unwrap().to_owned(), client.slice(text, &place["range"]).to_owned())
            })
            .collect();
        assert!(places.iter().any(|(_, text)| text.contains("costs[fees]")), "{places:?}");
        assert!(places.iter().any(|(_, text)| text.contains("spent")), "{places:?}");
        assert!(places.iter().any(|(file, _)| *file == uri("library.budget")), "{places:?}");
        // a name: of the other report, too, when the server knows it
        client.ask("workspace/diagnostic", json!({ "previousResultIds": [] }));
        let at = client.place(FIRST, "k { f", "ees 12.5");
        let all = client.ask_at("textDocument/references", "first.budget", &at, context);
        assert!(all.as_array().unwrap().iter().any(|place| place["uri"] == uri("second.budget")), "{all:#}");
    });
}

#[test]
fn a_name_is_changed_everywhere() {
    both(|client| {
        let at = client.place(FIRST, "k { f", "ees 12.5");
        let prepared = client.ask_at("textDocument/prepareRename", "first.budget", &at, json!({}));
        assert_eq!(client.slice(FIRST, &prepared), "fees");
        let edit = client.ask_at("textDocument/rename", "first.budget", &at, json!({ "newName": "dues" }));
        let changes = edit["changes"].as_object().unwrap();
        let count = |name: &str| changes.get(&uri(name)).map_or(0, |all| all.as_array().unwrap().len());
        assert_eq!((count("library.budget"), count("first.budget"), count("second.budget")), (1, 2, 2), "{edit:#}");
        // the library that the program carries keeps its names; a name that is there already is refused in words
        let params = json!({ "textDocument": { "uri": uri("first.budget") }, "position": at, "newName": "repairs" });
        let id = client.send("textDocument/rename", params);
        let refused = client.answer(&id).response_result.unwrap_err();
        assert!(refused.message.contains("more than one `repairs`"), "{refused:?}");
    });
}

#[test]
fn members_are_found_by_code_name_and_initials() {
    both(|client| {
        for (typed, wanted) in [
            ("10-0", "10-01 fees"),
            ("rep", "10-02 repairs"),
            ("xz", "10 行政运行"),
            ("hzyh", "10 行政运行"),
            ("运行", "10 行政运行"),
        ] {
            let text = FIRST.replace("total 42.5", &format!("{typed} 1; total 42.5"));
            client.change("first.budget", client.next + 1, &text);
            let at = client.place(&text, typed, " 1; total");
            let offered = client.ask_at("textDocument/completion", "first.budget", &at, json!({}));
            let items = offered["items"].as_array().unwrap();
            let item =
                items.iter().find(|item| item["label"] == wanted).unwrap_or_else(|| panic!("{typed}: {offered:#}"));
            assert!(item["filterText"].as_str().unwrap().contains(typed), "{item:#}");
            // the edit is explicit, and takes the place of all that was typed
            assert_eq!(client.slice(&text, &item["textEdit"]["range"]), typed);
        }
    });
}

#[test]
fn keywords_are_offered_in_the_files_own_spelling() {
    both(|client| {
        let text = format!("{FIRST}\nch");
        client.change("first.budget", 2, &text);
        let at = client.place(&text, "\nch", "");
        let offered = client.ask_at("textDocument/completion", "first.budget", &at, json!({}));
        let labels: Vec<&str> =
            offered["items"].as_array().unwrap().iter().map(|item| item["label"].as_str().unwrap()).collect();
        assert_eq!(labels, ["check"], "{offered:#}");
    });
}

#[test]
fn a_row_says_what_it_takes() {
    both(|client| {
        let at = client.place(FIRST, "fees 12.5; ", "repairs");
        let help = client.ask_at("textDocument/signatureHelp", "first.budget", &at, json!({}));
        assert_eq!(help["signatures"][0]["label"], "costs  what  year  amount", "{help:#}");
        // the first thing that the row does not say yet
        assert_eq!(help["activeParameter"], json!(0), "{help:#}");
        let at = client.place(FIRST, "fees ", "12.5; ");
        let help = client.ask_at("textDocument/signatureHelp", "first.budget", &at, json!({}));
        assert_eq!(help["activeParameter"], json!(2), "{help:#}");
        let at = client.place(FIRST, "docu", "ment");
        assert_eq!(client.ask_at("textDocument/signatureHelp", "first.budget", &at, json!({})), Value::Null);
    });
}

#[test]
fn findings_have_ways_out() {
    both(|client| {
        let actions = |client: &mut Client, text: &str, before: &str, behind: &str| {
            let at = client.place(text, before, behind);
            let range = json!({ "start": at, "end": at });
            let context = json!({ "diagnostics": [], "only": ["quickfix"] });
            let document = json!({ "uri": uri("first.budget") });
            client
                .ask("textDocument/codeAction", json!({ "textDocument": document, "range": range, "context": context }))
        };
        let change = |action: &Value| action["edit"]["changes"][uri("first.budget")][0]["newText"].clone();
        // a repair that is certain
        let wrong = FIRST.replace("document", "docment");
        client.change("first.budget", 2, &wrong);
        let certain = actions(client, &wrong, "docm", "ent");
        assert_eq!(
            (&certain[0]["kind"], &certain[0]["isPreferred"]),
            (&json!("quickfix"), &json!(true)),
            "{certain:#}"
        );
        assert_eq!(change(&certain[0]), "document", "{certain:#}");
        // a guess, which says that it is one
        let wrong = FIRST.replace("repairs 30", "repairs 39");
        client.change("first.budget", 3, &wrong);
        let guessed = actions(client, &wrong, "total 42", ".5");
        let all = guessed.as_array().unwrap();
        let guess = all.iter().find(|one| change(one) == "30").unwrap_or_else(|| panic!("{guessed:#}"));
        assert!(guess["title"].as_str().unwrap().starts_with("a guess: write 30"), "{guess:#}");
        assert_eq!(guess["isPreferred"], Value::Null);
    });
}

#[test]
fn a_total_that_nobody_states_is_offered_with_a_place_for_its_number() {
    let bare = FIRST.replace("; total 42.5", "");
    let mut client = Client::of(&[("library.budget", LIBRARY), ("first.budget", &bare)], true, Encoding::Utf16);
    client.open("first.budget", &bare);
    let at = client.place(&bare, "fees ", "12.5");
    let range = json!({ "start": at, "end": at });
    let context = json!({ "diagnostics": [], "only": ["refactor"] });
    let document = json!({ "uri": uri("first.budget") });
    let actions =
        client.ask("textDocument/codeAction", json!({ "textDocument": document, "range": range, "context": context }));
    let change = &actions[0]["edit"]["changes"][uri("first.budget")][0];
    assert_eq!(
        (&actions[0]["title"], &change["newText"]),
        (&json!("state the total `total ……`"), &json!("; total …… ")),
        "{actions:#}"
    );
    let at = client.place(&bare, "k { f", "ees");
    let hover = client.ask_at("textDocument/hover", "first.budget", &at, json!({}));
    assert!(hover["contents"]["value"].as_str().unwrap().contains("* costs 12.50 k"), "{hover:#}");
}

#[test]
fn a_text_has_a_shape() {
    both(|client| {
        let document = json!({ "textDocument": { "uri": uri("first.budget") } });
        let symbols = client.ask("textDocument/documentSymbol", document.clone());
        let names: Vec<&str> = symbols.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["library", "this", "costs", "First"], "{symbols:#}");
        client.open("library.budget", LIBRARY);
        let library = json!({ "textDocument": { "uri": uri("library.budget") } });
        let symbols = client.ask("textDocument/documentSymbol", library);
        let what = symbols.as_array().unwrap().iter().find(|one| one["name"] == "what").unwrap();
        let group = &what["children"][0];
        assert_eq!((&group["name"], &group["children"][1]["name"]), (&json!("10 行政运行"), &json!("02 repairs")));
        assert_eq!(client.slice(LIBRARY, &group["selectionRange"]), "10 行政运行");
        let folds = client.ask("textDocument/foldingRange", document.clone());
        assert_eq!(folds, json!([{ "startLine": 4, "endLine": 7 }]));
        let links = client.ask("textDocument/documentLink", document.clone());
        assert_eq!(links[0]["target"], uri("library.budget"));
        assert!(links[1]["target"].as_str().unwrap().starts_with("file:///library/style/"), "{links:#}");
        let at = client.place(FIRST, "spent {sp", "ent}");
        let around = client
            .ask("textDocument/selectionRange", json!({ "textDocument": document["textDocument"], "positions": [at] }));
        assert_eq!(client.slice(FIRST, &around[0]["range"]), "spent");
        let lenses = client.ask("textDocument/codeLens", document);
        assert_eq!(lenses[0]["command"]["title"], "figures: 2, each guarded by at least 1 checks", "{lenses:#}");
    });
}

#[test]
fn the_layout_is_that_of_the_command() {
    both(|client| {
        let loose = FIRST.replace("items costs in k {", "items   costs in k{").replace("  Table1", "Table1");
        client.change("first.budget", 2, &loose);
        let options = json!({ "tabSize": 8, "insertSpaces": false });
        let document = json!({ "uri": uri("first.budget") });
        let edits = client.ask("textDocument/formatting", json!({ "textDocument": document, "options": options }));
        assert_eq!(edits.as_array().unwrap().len(), 2, "{edits:#}");
        let whole = budgetc::format::format(&loose, None).unwrap();
        let line = |number: usize| json!({ "line": number, "character": 0 });
        assert_eq!(edits[0]["range"], json!({ "start": line(3), "end": line(4) }));
        assert_eq!(edits[0]["newText"], format!("{}\n", whole.lines().nth(3).unwrap()));
        let range = json!({ "start": line(5), "end": line(8) });
        let edits = client.ask(
            "textDocument/rangeFormatting",
            json!({ "textDocument": document, "options": options, "range": range }),
        );
        assert_eq!(edits.as_array().unwrap().len(), 1, "{edits:#}");
    });
}

#[test]
fn a_figure_leads_to_what_makes_it_and_what_it_feeds() {
    both(|client| {
        let at = client.place(FIRST, "We spent {sp", "ent}");
        let items = client.ask_at("textDocument/prepareCallHierarchy", "first.budget", &at, json!({}));
        assert_eq!(items[0]["name"], "42.5 k", "{items:#}");
        // down to what is typed
        let (mut item, mut seen) = (items[0].clone(), Vec::new());
        loop {
            let parts = client.ask("callHierarchy/outgoingCalls", json!({ "item": item }));
            let Some(part) = parts.as_array().unwrap().first() else { break };
            item = part["to"].clone();
            seen.push(item["name"].as_str().unwrap().to_owned());
            assert!(seen.len() < 10, "{seen:?}");
        }
        assert_eq!((seen.last().unwrap().as_str(), &item["uri"]), ("12.5 k", &json!(uri("first.budget"))), "{seen:?}");
        let prints = client.ask("callHierarchy/incomingCalls", json!({ "item": item }));
        let prints = prints.as_array().unwrap();
        assert!(prints.iter().any(|one| one["from"]["detail"] == "Table1"), "{prints:#?}");
        // what the client keeps may make no sense
        let torn = json!({ "item": { "name": "x", "kind": 16, "uri": uri("first.budget"), "range": item["range"],
            "selectionRange": item["range"], "data": { "parts": [7] } } });
        assert_eq!(client.ask("callHierarchy/outgoingCalls", torn), Value::Null);
    });
}

#[test]
fn values_stand_behind_holes_where_they_are_wanted() {
    let whole = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } });
    let params = json!({ "textDocument": { "uri": uri("first.budget") }, "range": whole });
    both(|client| {
        let hints = client.ask("textDocument/inlayHint", params.clone());
        let labels: Vec<&str> = hints.as_array().unwrap().iter().map(|one| one["label"].as_str().unwrap()).collect();
        assert_eq!(labels, ["42.5 k", "12.5 k"], "{hints:#}");
        assert_eq!(hints[0]["position"], client.place(FIRST, "{spent}", ","));
    });
    let mut others = Client::of(&[("library.budget", LIBRARY), ("first.budget", FIRST)], false, Encoding::Utf16);
    assert_eq!(others.ask("textDocument/inlayHint", params), Value::Null);
}

#[test]
fn names_are_coloured_by_what_they_mean() {
    both(|client| {
        let answer =
            client.ask("textDocument/semanticTokens/full", json!({ "textDocument": { "uri": uri("first.budget") } }));
        let legend = client.offered["capabilities"]["semanticTokensProvider"]["legend"]["tokenTypes"].clone();
        let data: Vec<usize> =
            answer["data"].as_array().unwrap().iter().map(|one| one.as_u64().unwrap() as usize).collect();
        let (mut line, mut column, mut said) = (0, 0, Vec::new());
        for token in data.chunks(5) {
            column = if token[0] == 0 { column + token[1] } else { token[1] };
            line += token[0];
            let place = |column: usize| json!({ "line": line, "character": column });
            let range = json!({ "start": place(column), "end": place(column + token[2]) });
            said.push(format!("{}:{}", client.slice(FIRST, &range), legend[token[3]].as_str().unwrap()));
        }
        for wanted in ["this:enumMember", "costs:struct", "fees:enumMember", "spent:variable", "Table1:struct"] {
            assert!(said.iter().any(|one| one == wanted), "{wanted}: {said:?}");
        }
    });
}

/// The page's table is what the server offers, no more and no less.
#[test]
fn the_page_tells_what_is_offered() {
    let client = Client::pulling(Encoding::Utf16);
    let offered = client.offered["capabilities"].as_object().unwrap().keys();
    let mut offered: Vec<&str> = offered.map(String::as_str).filter(|key| key.ends_with("Provider")).collect();
    let page = crate::support::read("docs/editor.md");
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("Provider` |"));
    let mut told: Vec<String> = rows.map(|(name, _)| format!("{name}Provider")).collect();
    offered.sort_unstable();
    told.sort_unstable();
    assert_eq!(offered, told);
}
