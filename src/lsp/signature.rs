//! What a row takes that is being typed.

use gen_lsp_types as lsp;

use super::ask::{Answered, Ask};
use super::convert::number;

pub(super) fn help(ask: &Ask<'_>, params: lsp::SignatureHelpParams) -> Answered<Option<lsp::SignatureHelp>> {
    let lsp::TextDocumentPositionParams { text_document, position } = params.text_document_position_params;
    let Some(at) = ask.at(&text_document.uri, position)? else { return Ok(None) };
    let Some(row) = at.question.row_shape(&at.file, at.byte)? else { return Ok(None) };
    let parameter = |part: &String| lsp::ParameterInformation {
        label: lsp::ParameterInformationLabel::String(part.clone()),
        documentation: None,
    };
    let signature = lsp::SignatureInformation {
        label: format!("{}  {}", row.ledger, row.parts.join("  ")),
        parameters: Some(row.parts.iter().map(parameter).collect()),
        ..Default::default()
    };
    let active = row.next.map(|next| number(next).into());
    Ok(Some(lsp::SignatureHelp { signatures: vec![signature], active_signature: Some(0), active_parameter: active }))
}
