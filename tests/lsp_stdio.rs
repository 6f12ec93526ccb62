//! The language server as a program: over standard input and output, and in Neovim, where that is installed.

use std::io::{BufReader, Write};
use std::process::{Command, Stdio};

use lsp_server::Message;
use serde_json::{Value, json};

use crate::support::{read, repository};

/// The program as it was built for the tests.
const PROGRAM: &str = env!("CARGO_BIN_EXE_budgetc");

fn request(id: i32, method: &str, params: Value) -> Message {
    lsp_server::Request { id: id.into(), method: method.to_owned(), params }.into()
}

fn notification(method: &str, params: Value) -> Message {
    lsp_server::Notification { method: method.to_owned(), params }.into()
}

#[test]
fn it_serves_over_standard_input_and_output() {
    let (folder, cache) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let file = folder.path().join("page.budget");
    std::fs::write(&file, "document \"A\" style std.style.plain { \"{a}\" }\n").unwrap();
    let mut server = Command::new(PROGRAM);
    server.args(["--lang", "en", "lsp", "--stdio"]).env("XDG_CACHE_HOME", cache.path());
    let mut server = server.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = server.stdin.take().unwrap();
    let mut output = BufReader::new(server.stdout.take().unwrap());
    let mut send = |message: Message| message.write(&mut input).unwrap();
    let root = format!("file://{}", folder.path().display());
    send(request(1, "initialize", json!({ "processId": null, "rootUri": root, "capabilities": {} })));
    let first = Message::read(&mut output).unwrap().unwrap();
    assert!(matches!(&first, Message::Response(response) if response.response_result.is_ok()), "{first:?}");
    send(notification("initialized", json!({})));
    let told = Message::read(&mut output).unwrap().unwrap();
    let Message::Notification(told) = told else { panic!("{told:?}") };
    assert_eq!(told.params["diagnostics"][0]["code"], "B0201", "{told:?}");
    // the library lies where an editor can open it, and nobody changes it there
    let position = json!({ "line": 0, "character": 30 });
    let document = json!({ "uri": format!("file://{}", file.display()) });
    send(request(2, "textDocument/definition", json!({ "textDocument": document, "position": position })));
    let Message::Response(answer) = Message::read(&mut output).unwrap().unwrap() else { panic!() };
    let place = answer.response_result.unwrap()[0]["uri"].as_str().unwrap().to_owned();
    let style = std::path::PathBuf::from(place.strip_prefix("file://").unwrap());
    assert_eq!(std::fs::read_to_string(&style).unwrap(), read("stdlib/style/plain.typ"));
    assert!(std::fs::metadata(&style).unwrap().permissions().readonly());
    send(request(3, "shutdown", Value::Null));
    assert!(matches!(Message::read(&mut output).unwrap(), Some(Message::Response(_))));
    send(notification("exit", Value::Null));
    input.flush().unwrap();
    drop(input);
    assert!(server.wait().unwrap().success());
}

/// What a program writes that is no message.
#[test]
fn what_is_no_message_is_refused_in_words() {
    let cache = tempfile::tempdir().unwrap();
    let served = |bytes: &[u8]| {
        let mut server = Command::new(PROGRAM);
        server.args(["--lang", "en", "lsp"]).env("XDG_CACHE_HOME", cache.path()).current_dir(cache.path());
        server.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut server = server.spawn().unwrap();
        server.stdin.take().unwrap().write_all(bytes).unwrap();
        let done = server.wait_with_output().unwrap();
        let said = [done.stdout, done.stderr].map(|text| String::from_utf8(text).unwrap());
        (done.status.code(), said)
    };
    let framed = |text: &str| format!("Content-Length: {}\r\n\r\n{text}", text.len());
    let begin = framed(r#"{"id":1,"method":"initialize","params":{"capabilities":{}}}"#);
    let end = [framed(r#"{"id":2,"method":"shutdown"}"#), framed(r#"{"method":"exit"}"#)].concat();
    let (code, [told, said]) =
        served([begin.clone(), framed("{\"id\":"), framed("{\"id\":7}"), end].concat().as_bytes());
    assert_eq!((code, said.as_str()), (Some(0), ""), "{told}");
    assert!(told.contains("window/logMessage") && told.contains("no JSON"), "{told}");
    assert!(told.contains("\"id\":7,\"error\""), "{told}");
    // a length that nobody sends takes no room, and a client that leaves is no mistake
    for gone in ["Content-Length: 99999999999999\r\n\r\n{}", "Content-Length: 99999999999999999999\r\n\r\n", ""] {
        let (code, [told, said]) = served(format!("{begin}{gone}").as_bytes());
        let torn = gone.contains("99999999999999999999");
        assert_eq!(code, Some(if torn { 2 } else { 1 }), "{gone}: {told} {said}");
        assert_eq!(said.contains("its length is no number"), torn, "{said}");
    }
}

#[test]
fn neovim_shows_findings_and_names() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let report = read("reports/nanchong-shebao-2024.budget");
    std::fs::write(root.join("library.budget"), "let 试验项 = 1\nparam 别名 : text = \"x\"\n").unwrap();
    let report = format!("use library\n{report}\nlevel B0711 off\ntext 试 = \"{{试验项}}{{别名}}\"\n");
    std::fs::write(root.join("report.budget"), report).unwrap();
    let out = root.join("seen.json");
    let mut editor = Command::new("nvim");
    editor
        .args(["--headless", "-u", "NONE", "-c"])
        .arg(format!("luafile {}", repository().join("tests/nvim.lua").display()));
    editor.current_dir(root).env("BUDGETC", PROGRAM).env("REPORT", "report.budget").env("OUT", &out);
    editor.env("XDG_CACHE_HOME", root.join("cache")).env("NAME", "试验项").env("RENAMED", "别名");
    editor
        .env("ROW", "208-05-01 行政单位离退休  *79.92")
        .env("TYPED", "208-05")
        .env("RIGHT", "79.92")
        .env("WRONG", "79.29")
        .env("CODE", "B0301");
    let Ok(done) = editor.stdin(Stdio::null()).output() else {
        println!("left out: there is no Neovim");
        return;
    };
    let seen = std::fs::read_to_string(&out).unwrap_or_else(|_| panic!("{done:?}"));
    let seen: Value = serde_json::from_str(&seen).unwrap();
    assert_eq!(seen["log"], json!([]), "{seen:#}");
    assert_eq!(seen["jump"], json!(["library.budget", "let 试验项 = 1"]));
    assert_eq!(seen["renamed"], "text 试 = \"{试验项}{another}\"");
    let offered: Vec<&str> = seen["offered"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
    assert!(offered.len() > 3 && offered.iter().all(|label| label.starts_with("208-05")), "{offered:?}");
    assert!(seen["found"].as_array().unwrap().iter().any(|found| found[0] == "B0301"), "{seen:#}");
    assert_eq!(seen["left"], 0);
}
