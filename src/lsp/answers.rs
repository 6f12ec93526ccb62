//! Which request is answered by what.

use std::panic::{AssertUnwindSafe, catch_unwind};

use gen_lsp_types as lsp;
use lsp_server::{ErrorCode, Request, RequestId, Response, ResponseError};
use serde_json::Value;

use super::ask::{Answered, Ask, json};
use super::desk::Desk;
use super::{actions, completion, diagnostics, hierarchy, hover, lens, navigate, outline, signature, tokens};
use crate::base::{Cancel, Say};
use crate::session::Unanswered;

/// Why a request has no answer: the code of the protocol, in words, and what goes with it.
pub(super) struct Failure(pub ErrorCode, pub String, pub Option<Value>);

impl Failure {
    pub fn response(self, id: RequestId) -> Response {
        let Failure(code, message, data) = self;
        Response { id, response_result: Err(ResponseError { code: code as i32, message, data }) }
    }
}

/// Answers a request.
pub(super) fn answer(desk: &Desk, request: Request, cancel: &Cancel) -> Result<Value, Failure> {
    let Request { method, params, .. } = request;
    let ask = Ask { desk, cancel };
    // what a request leaves behind is nothing: it only reads
    catch_unwind(AssertUnwindSafe(|| ask.route(&method, params))).unwrap_or_else(|_| {
        Err(Failure(ErrorCode::InternalError, format!("{method}: a mistake of the program, please tell us"), None))
    })
}

impl Ask<'_> {
    fn route(&self, method: &str, params: Value) -> Result<Value, Failure> {
        use lsp::Request as Method;
        macro_rules! routes {
            ($($request:ident => $answer:path),+ $(,)?) => {
                $(if method == String::from(lsp::$request::METHOD) {
                    return self.with::<lsp::$request>(params, |params| $answer(self, params));
                })+
            };
        }
        routes! {
            DocumentDiagnosticRequest => diagnostics::of_document,
            WorkspaceDiagnosticRequest => diagnostics::of_workspace,
            HoverRequest => hover::hover,
            DefinitionRequest => navigate::definition,
            ReferencesRequest => navigate::references,
            DocumentHighlightRequest => navigate::highlight,
            CompletionRequest => completion::complete,
            SignatureHelpRequest => signature::help,
            CodeActionRequest => actions::actions,
            CodeLensRequest => lens::lenses,
            SemanticTokensRequest => tokens::tokens,
            DocumentSymbolRequest => outline::symbols,
            WorkspaceSymbolRequest => outline::workspace_symbols,
            FoldingRangeRequest => outline::folding,
            SelectionRangeRequest => outline::selections,
            CallHierarchyPrepareRequest => hierarchy::prepare,
            CallHierarchyIncomingCallsRequest => hierarchy::incoming,
            CallHierarchyOutgoingCallsRequest => hierarchy::outgoing,
            InlayHintRequest => hierarchy::hints,
            DocumentLinkRequest => outline::links,
            DocumentFormattingRequest => outline::format,
            DocumentRangeFormattingRequest => outline::format_range,
        }
        let refused = |said: Say| Failure(ErrorCode::RequestFailed, said.get(self.desk.lang()).to_owned(), None);
        if method == String::from(lsp::RenameRequest::METHOD) {
            return navigate::rename(self, read(params)?).map_err(failure)?.map(json).map_err(refused);
        }
        if method == String::from(lsp::PrepareRenameRequest::METHOD) {
            return navigate::prepare_rename(self, read(params)?).map_err(failure)?.map(json).map_err(refused);
        }
        Err(Failure(ErrorCode::MethodNotFound, format!("{method} is not offered"), None))
    }

    fn with<R: lsp::Request>(
        &self,
        params: Value,
        answer: impl FnOnce(R::Params) -> Answered<R::Result>,
    ) -> Result<Value, Failure> {
        let params = read(params)?;
        let answered = answer(params);
        if self.cancel.is_cancelled() {
            return Err(failure(Unanswered::Cancelled));
        }
        answered.map(json).map_err(failure)
    }
}

fn read<P: serde::de::DeserializeOwned>(params: Value) -> Result<P, Failure> {
    serde_json::from_value(params).map_err(|error| Failure(ErrorCode::InvalidParams, error.to_string(), None))
}

fn failure(unanswered: Unanswered) -> Failure {
    match unanswered {
        Unanswered::Cancelled => Failure(ErrorCode::RequestCanceled, "cancelled".to_owned(), None),
        other => Failure(ErrorCode::InternalError, other.reason().en, None),
    }
}
