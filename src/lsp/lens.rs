//! Above each block of typed figures: how well they are guarded.

use gen_lsp_types as lsp;

use super::ask::{Answered, Ask};
use crate::say;

pub(super) fn lenses(ask: &Ask<'_>, params: lsp::CodeLensParams) -> Answered<Option<Vec<lsp::CodeLens>>> {
    let Some(at) = ask.file(&params.text_document.uri)? else { return Ok(None) };
    let Some(guards) = at.question.guards(&at.file)? else { return Ok(Some(Vec::new())) };
    let mut lenses = Vec::new();
    for (_, block) in at.question.blocks(&at.file)? {
        let inside =
            guards.figures.iter().filter(|figure| block.start <= figure.at.start && figure.at.end <= block.end);
        let (mut count, mut bare, mut fewest) = (0, 0, usize::MAX);
        for figure in inside {
            count += 1;
            bare += usize::from(figure.identities == 0);
            fewest = fewest.min(figure.identities);
        }
        if count == 0 {
            continue;
        }
        let said = match bare {
            0 => say!(
                "{count} 个数，每个至少有 {fewest} 条检查核对",
                "figures: {count}, each guarded by at least {fewest} checks"
            ),
            _ => say!("{count} 个数，其中 {bare} 个没有检查核对", "figures: {count}, of which no check guards {bare}"),
        };
        let title = said.get(ask.desk.lang()).to_owned();
        // a lens is shown by its command; this one does nothing
        let command = lsp::Command { title, command: String::new(), ..Default::default() };
        let range = ask.places().range(&at.source, block.start..block.start);
        lenses.push(lsp::CodeLens { range, command: Some(command), data: None });
    }
    Ok(Some(lenses))
}
