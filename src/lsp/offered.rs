//! What a client is offered.

use gen_lsp_types as lsp;

use super::{actions, tokens};
use crate::base::Encoding;

/// What a client is told when it comes.
pub(super) fn answer(encoding: Encoding) -> lsp::InitializeResult {
    let encoding = match encoding {
        Encoding::Utf8 => lsp::PositionEncodingKind::UTF8,
        _ => lsp::PositionEncodingKind::UTF16,
    };
    let capabilities = lsp::ServerCapabilities {
        position_encoding: Some(encoding),
        text_document_sync: Some(lsp::TextDocumentSync::Options(lsp::TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(lsp::TextDocumentSyncKind::Full),
            save: Some(lsp::Save::Bool(true)),
            ..Default::default()
        })),
        ..offered()
    };
    let version = Some(env!("CARGO_PKG_VERSION").to_owned());
    lsp::InitializeResult { capabilities, server_info: Some(lsp::ServerInfo { name: "budgetc".to_owned(), version }) }
}
/// What any client is offered.
fn offered() -> lsp::ServerCapabilities {
    lsp::ServerCapabilities {
        diagnostic_provider: Some(lsp::DiagnosticProvider::DiagnosticOptions(lsp::DiagnosticOptions {
            identifier: Some("budgetc".to_owned()),
            inter_file_dependencies: true,
            workspace_diagnostics: true,
            ..Default::default()
        })),
        hover_provider: Some(true.into()),
        definition_provider: Some(true.into()),
        references_provider: Some(true.into()),
        document_highlight_provider: Some(true.into()),
        rename_provider: Some(lsp::RenameProvider::RenameOptions(lsp::RenameOptions {
            prepare_provider: Some(true),
            ..Default::default()
        })),
        // input methods swallow characters: these only help where they arrive
        completion_provider: Some(lsp::CompletionOptions {
            trigger_characters: Some(["{", "[", ".", ":"].map(str::to_owned).to_vec()),
            ..Default::default()
        }),
        signature_help_provider: Some(lsp::SignatureHelpOptions::default()),
        code_action_provider: Some(lsp::CodeActionProvider::CodeActionOptions(lsp::CodeActionOptions {
            code_action_kinds: Some(actions::kinds()),
            ..Default::default()
        })),
        // complete at once: what is resolved later races with what the client shows
        code_lens_provider: Some(lsp::CodeLensOptions { resolve_provider: Some(false), ..Default::default() }),
        semantic_tokens_provider: Some(lsp::SemanticTokensProvider::SemanticTokensOptions(
            lsp::SemanticTokensOptions {
                legend: tokens::legend(),
                full: Some(lsp::Full::Bool(true)),
                ..Default::default()
            },
        )),
        document_symbol_provider: Some(true.into()),
        workspace_symbol_provider: Some(true.into()),
        folding_range_provider: Some(true.into()),
        selection_range_provider: Some(true.into()),
        call_hierarchy_provider: Some(true.into()),
        inlay_hint_provider: Some(true.into()),
        document_link_provider: Some(lsp::DocumentLinkOptions::default()),
        document_formatting_provider: Some(true.into()),
        document_range_formatting_provider: Some(true.into()),
        ..Default::default()
    }
}
