//! What the server knows between two messages: the texts that are open, the reports, what was told of them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crossbeam_channel::Sender;
use gen_lsp_types as lsp;
use lsp_server::{Message, Notification, Request};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::client::Client;
use super::convert::{Places, path_of};
use super::workspace::{Workspace, is_report};
use crate::base::{Lang, Source};
use crate::library;
use crate::project::{Files, ProjectOptions, ROOT_FILE};
use crate::session::Session;

/// What a server works with.
pub struct Setup {
    /// The files; what is edited lies over them.
    pub files: Arc<dyn Files>,
    /// What is said of projects besides their root files.
    pub given: ProjectOptions,
    /// A folder in which the files of the carried library lie for editors to open; none where they lie nowhere.
    pub library: Option<PathBuf>,
    /// The language of messages; none: that of the client.
    pub lang: Option<Lang>,
}

/// What was found in a report.
#[derive(Default)]
pub(super) struct Found {
    /// Its findings, by file.
    pub files: BTreeMap<PathBuf, Vec<lsp::Diagnostic>>,
    /// The files that it was read from.
    pub uses: BTreeSet<PathBuf>,
}

/// A text that a client has open.
struct OpenText {
    version: i32,
    text: Arc<str>,
}

pub(super) struct Desk {
    pub session: Session,
    pub places: Places,
    client: Client,
    sender: Sender<Message>,
    open: HashMap<PathBuf, OpenText>,
    workspace: Workspace,
    /// Reports that are to be checked anew.
    pub due: BTreeSet<PathBuf>,
    /// By report: what was found in it.
    pub told: BTreeMap<PathBuf, Found>,
    /// By file: what the client shows of it; nothing where it shows nothing.
    pub published: HashMap<PathBuf, Vec<lsp::Diagnostic>>,
}

impl Desk {
    pub fn new(setup: Setup, client: Client, sender: Sender<Message>) -> Desk {
        let places = Places { encoding: client.encoding, library: setup.library };
        let workspace = Workspace::new(client.folders.clone(), places.library.clone());
        let session = Session::new(setup.files, setup.given);
        Desk {
            session,
            places,
            client,
            sender,
            open: HashMap::new(),
            workspace,
            due: BTreeSet::new(),
            told: BTreeMap::new(),
            published: HashMap::new(),
        }
    }

    pub fn lang(&self) -> Lang {
        self.client.lang
    }

    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Asks a client that is ready to tell of files that other programs change.
    fn begin(&mut self) {
        if self.client.watches {
            let watchers =
                ["**/*.budget", "**/*.typ", "**/budget.toml"].map(|glob| serde_json::json!({ "globPattern": glob }));
            self.request(
                "client/registerCapability",
                serde_json::json!({ "registrations": [{
                "id": "watch",
                "method": "workspace/didChangeWatchedFiles",
                "registerOptions": { "watchers": watchers },
            }] }),
            );
        }
    }

    /// Takes a notification in. What makes no sense is passed over: there is nobody to answer.
    pub fn take(&mut self, Notification { method, params }: Notification) {
        match method.as_str() {
            "initialized" => self.begin(),
            "textDocument/didOpen" => self.with(params, Desk::opened),
            "textDocument/didChange" => self.with(params, Desk::changed),
            "textDocument/didClose" => self.with(params, Desk::closed),
            "textDocument/didSave" => self.with(params, Desk::saved),
            "workspace/didChangeWatchedFiles" => self.with(params, Desk::changed_outside),
            "workspace/didChangeWorkspaceFolders" => self.with(params, Desk::changed_folders),
            _ => {}
        }
    }

    fn with<P: DeserializeOwned>(&mut self, params: Value, take: fn(&mut Desk, P)) {
        if let Ok(params) = serde_json::from_value(params) {
            take(self, params);
        }
    }

    fn opened(&mut self, params: lsp::DidOpenTextDocumentParams) {
        let lsp::TextDocumentItem { uri, version, text, .. } = params.text_document;
        let Some(file) = self.places.file(&uri) else { return };
        let known = self.session.files().exists(&file);
        self.write(file, version, text, !known);
    }

    fn changed(&mut self, params: lsp::DidChangeTextDocumentParams) {
        let Some(file) = self.places.file(&params.text_document.text_document_identifier.uri) else { return };
        let version = params.text_document.version;
        // what was closed has no changes; of two that come in the wrong order the newer one counts
        let Some(open) = self.open.get(&file).filter(|open| version >= open.version) else { return };
        let mut text = open.text.to_string();
        for change in params.content_changes {
            match change {
                lsp::TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(whole) => text = whole.text,
                lsp::TextDocumentContentChangeEvent::TextDocumentContentChangePartial(part) => {
                    let bytes = self.places.bytes(&Source::new(String::new(), text.clone()), part.range);
                    text.replace_range(bytes, &part.text);
                }
            }
        }
        self.write(file, version, text, false);
    }

    /// Lets a file hold a text.
    fn write(&mut self, file: PathBuf, version: i32, text: String, is_new: bool) {
        let text: Arc<str> = text.into();
        // nobody edits the library that the program carries
        if !file.starts_with(library::ROOT) {
            self.session.edit(&file, text.as_bytes());
        }
        self.open.insert(file.clone(), OpenText { version, text });
        self.touched(&file, is_new);
    }

    fn closed(&mut self, params: lsp::DidCloseTextDocumentParams) {
        let Some(file) = self.places.file(&params.text_document.uri) else { return };
        if self.open.remove(&file).is_some() {
            self.session.revert(&file);
            let gone = !self.session.files().exists(&file);
            self.touched(&file, gone);
        }
    }

    /// Saving may have let a program change other files.
    fn saved(&mut self, params: lsp::DidSaveTextDocumentParams) {
        let Some(file) = self.places.file(&params.text_document.uri) else { return };
        self.session.refresh();
        self.touched(&file, false);
    }

    fn changed_outside(&mut self, params: lsp::DidChangeWatchedFilesParams) {
        self.session.refresh();
        let moved = params.changes.iter().any(|change| change.kind != lsp::FileChangeType::Changed);
        for change in &params.changes {
            if let Some(file) = self.places.file(&change.uri) {
                self.touched(&file, moved);
            }
        }
        self.ask_again();
    }

    fn changed_folders(&mut self, params: lsp::DidChangeWorkspaceFoldersParams) {
        let paths = |all: &[lsp::WorkspaceFolder]| all.iter().filter_map(|folder| path_of(&folder.uri)).collect();
        let gone: Vec<PathBuf> = paths(&params.event.removed);
        self.workspace.change(&gone, paths(&params.event.added));
        self.look_again();
        self.ask_again();
    }

    /// Notes which reports may say something else now. `moved`: which files there are has changed, too.
    fn touched(&mut self, file: &Path, moved: bool) {
        if moved {
            self.look_again();
        }
        // what the root file says counts for all
        let all = file.ends_with(ROOT_FILE);
        let using = self.told.iter().filter(|(report, found)| all || *report == file || found.uses.contains(file));
        let mut due: Vec<PathBuf> = using.map(|(report, _)| report.clone()).collect();
        if due.is_empty() && is_report(file) {
            due.push(file.to_path_buf());
        }
        self.due.extend(due);
    }

    /// Finds the reports anew.
    pub fn look_again(&mut self) {
        self.workspace.look_again();
        self.workspace.find(&self.session.files());
        self.due.extend(self.workspace.reports().cloned());
        self.due.extend(self.told.keys().cloned());
    }

    /// Tells a client that asks for findings by itself to do so.
    fn ask_again(&mut self) {
        if self.client.pulls && self.client.refreshes {
            self.request("workspace/diagnostic/refresh", Value::Null);
        }
    }

    pub fn notify(&self, method: &str, params: Value) {
        // who is gone needs no message
        drop(self.sender.send(Notification { method: method.to_owned(), params }.into()));
    }

    /// Asks the client for something; what it answers does not matter.
    fn request(&mut self, method: &str, params: Value) {
        let id = lsp_server::RequestId::from(method.to_owned());
        drop(self.sender.send(Request { id, method: method.to_owned(), params }.into()));
    }

    /// Whether a file is a report of the folders.
    pub fn has(&self, file: &Path) -> bool {
        self.workspace.has(file)
    }

    /// The reports of the folders, and the files that are open.
    pub fn candidates(&self) -> impl Iterator<Item = &PathBuf> {
        let open = self.open.keys().filter(|file| is_report(file) && !self.workspace.has(file));
        self.workspace.reports().chain(open)
    }

    /// Whether a report is one of the folders' own, or open and told by no other that uses it.
    pub fn is_own(&self, report: &Path) -> bool {
        let others = self.told.iter().any(|(other, told)| other != report && told.uses.contains(report));
        self.workspace.has(report) || self.open.contains_key(report) && !others
    }

    /// The text of a file as it is now.
    pub fn text(&self, file: &Path) -> Option<String> {
        match self.open.get(file) {
            Some(open) => Some(open.text.to_string()),
            None => String::from_utf8(self.session.files().read(file).ok()?).ok(),
        }
    }

    pub fn is_open(&self, file: &Path) -> bool {
        self.open.contains_key(file)
    }

    pub fn version(&self, file: &Path) -> Option<i32> {
        self.open.get(file).map(|open| open.version)
    }
}
