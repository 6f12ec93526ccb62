//! What a client is able to do.

use std::path::PathBuf;

use gen_lsp_types as lsp;

use super::convert;
use crate::base::Encoding;
use crate::base::Lang;

/// What is known of a client.
pub(super) struct Client {
    /// How it counts the columns of a line.
    pub encoding: Encoding,
    /// Whether it asks for findings by itself.
    pub pulls: bool,
    /// Whether it can be told to ask for all findings again.
    pub refreshes: bool,
    /// Whether it tells of files that other programs change, when it is asked to.
    pub watches: bool,
    /// Whether it shows places that go with a finding.
    pub relates: bool,
    /// Whether it wants values behind holes: most find that too much.
    pub hints: bool,
    /// The folders that it works in.
    pub folders: Vec<PathBuf>,
    pub lang: Lang,
}

impl Client {
    pub fn new(params: &lsp::InitializeParams, lang: Option<Lang>) -> Client {
        let able = &params.capabilities;
        let text = able.text_document.as_ref();
        let workspace = able.workspace.as_ref();
        let encodings = able.general.as_ref().and_then(|general| general.position_encodings.as_deref());
        // bytes are what the program counts itself; UTF-16 is what a client that says nothing counts
        let bytes = encodings.unwrap_or_default().contains(&lsp::PositionEncodingKind::UTF8);
        let chinese = params.locale.as_ref().is_none_or(|locale| locale.to_lowercase().starts_with("zh"));
        Client {
            encoding: if bytes { Encoding::Utf8 } else { Encoding::Utf16 },
            pulls: text.is_some_and(|text| text.diagnostic.is_some()),
            refreshes: workspace
                .and_then(|own| own.diagnostics.as_ref())
                .is_some_and(|own| own.refresh_support == Some(true)),
            watches: workspace
                .and_then(|own| own.did_change_watched_files.as_ref())
                .is_some_and(|own| own.dynamic_registration == Some(true)),
            relates: text.is_some_and(|text| {
                let pushed = text.publish_diagnostics.as_ref().map(|own| &own.diagnostics_capabilities);
                let pulled = text.diagnostic.as_ref().map(|own| &own.diagnostics_capabilities);
                [pushed, pulled].into_iter().flatten().any(|own| own.related_information == Some(true))
            }),
            hints: params.initialization_options.as_ref().is_some_and(|own| own["inlayHints"] == true),
            folders: folders(params),
            lang: lang.unwrap_or(if chinese { Lang::Zh } else { Lang::En }),
        }
    }
}

/// The folders that a client has opened, as the protocol has said it over the years.
#[expect(deprecated, reason = "older clients name one folder only")]
fn folders(params: &lsp::InitializeParams) -> Vec<PathBuf> {
    let several = match &params.workspace_folders_initialize_params.workspace_folders {
        Some(lsp::WorkspaceFolders::WorkspaceFolderList(all)) => all.iter().map(|folder| &folder.uri).collect(),
        _ => Vec::new(),
    };
    let all = if several.is_empty() { Vec::from_iter(&params.root_uri) } else { several };
    all.into_iter().filter_map(convert::path_of).collect()
}
