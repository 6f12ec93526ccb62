//! What can be done about a finding: repairs that are certain, and guesses that are named so.

use std::ops::Range;

use gen_lsp_types as lsp;

use super::ask::{Answered, Ask, At};
use super::diagnostics::Shown;
use super::navigate::workspace_edit;
use crate::base::{Diagnostic, FileId, Say, Span};
use crate::say;
use crate::session::{Edit, Location};
use crate::syntax::{UNWRITTEN, keywords};

/// What is offered.
pub(super) fn kinds() -> Vec<lsp::CodeActionKind> {
    vec![lsp::CodeActionKind::QuickFix, lsp::CodeActionKind::RefactorRewrite, lsp::CodeActionKind::SourceFixAll]
}

pub(super) fn actions(ask: &Ask<'_>, params: lsp::CodeActionParams) -> Answered<Option<Vec<lsp::CodeActionResponse>>> {
    let Some(at) = ask.file(&params.text_document.uri)? else { return Ok(None) };
    let asked = ask.places().bytes(&at.source, params.range);
    let wanted = |kind: &lsp::CodeActionKind| {
        let only = params.context.only.as_ref();
        only.is_none_or(|only| only.iter().any(|one| kind.to_string().starts_with(&one.to_string())))
    };
    let mut all = Vec::new();
    let here = |span: Span| {
        at.checked.places.get(span.file.0 as usize).is_some_and(|place| *place == at.file)
            && (span.start as usize) <= asked.end
            && asked.start <= span.end as usize
    };
    if wanted(&lsp::CodeActionKind::QuickFix) {
        let touched = |problem: &&Diagnostic| {
            let labels = std::iter::once(&problem.primary).chain(&problem.related).map(|label| label.span);
            labels.chain(problem.suspects.iter().map(|suspect| suspect.span)).any(here)
        };
        let shown = Shown::new(ask, &at.checked);
        for problem in at.checked.problems.iter().filter(touched) {
            all.extend(Offers { ask, shown: &shown, problem }.actions(&at)?);
        }
    }
    if wanted(&lsp::CodeActionKind::RefactorRewrite) {
        all.extend(totals(ask, &at, &asked)?);
    }
    if wanted(&lsp::CodeActionKind::SourceFixAll) {
        let edits = at.question.fixes()?;
        if !edits.is_empty() {
            let title = say!("改正全部有把握的差错", "make all certain repairs").get(ask.desk.lang()).to_owned();
            let edit = Some(workspace_edit(ask, edits));
            let kind = Some(lsp::CodeActionKind::SourceFixAll);
            all.push(lsp::CodeAction { title, kind, edit, ..Default::default() });
        }
    }
    Ok(Some(all.into_iter().map(Into::into).collect()))
}

/// Totals that the block around a place could state, each with a place for the number: it is on paper, not in the rows.
fn totals(ask: &Ask<'_>, at: &At<'_>, asked: &Range<usize>) -> Answered<Vec<lsp::CodeAction>> {
    let blocks = at.question.blocks(&at.file)?;
    let here = |range: &Range<usize>| range.start <= asked.start && asked.end <= range.end;
    let Some((ledger, block)) = blocks.into_iter().find(|(_, range)| here(range)) else { return Ok(Vec::new()) };
    let Some(guards) = at.question.guards(&at.file)? else { return Ok(Vec::new()) };
    let Some(total) = keywords().find(|keyword| keyword.rule == "kw_total") else { return Ok(Vec::new()) };
    let total = if at.question.spelling(&at.file)?.is_chinese(total.rule) { total.chinese } else { total.english };
    let text = at.source.text.get(block.clone()).unwrap_or_default();
    let Some(brace) = text.rfind(['}', '｝']) else { return Ok(Vec::new()) };
    let apart = text[..brace].ends_with('\n');
    let offered = guards.totals.into_iter().filter(|(own, _)| *own == ledger).map(|(_, coordinates)| {
        let row = [total, &coordinates, UNWRITTEN].join(" ").replace("  ", " ");
        let says = say!("写上合计「{row}」", "state the total `{row}`");
        let new = if apart { format!("  {row}\n") } else { format!("; {row} ") };
        let place = block.start + brace;
        let place = Location { file: at.file.clone(), start: place, end: place, carried: false };
        lsp::CodeAction {
            title: says.get(ask.desk.lang()).to_owned(),
            kind: Some(lsp::CodeActionKind::RefactorRewrite),
            edit: Some(workspace_edit(ask, vec![Edit { at: place, text: new }])),
            ..Default::default()
        }
    });
    Ok(offered.collect())
}

/// What is offered for one finding.
struct Offers<'a> {
    ask: &'a Ask<'a>,
    shown: &'a Shown<'a>,
    problem: &'a Diagnostic,
}

impl Offers<'_> {
    fn actions(&self, at: &At<'_>) -> Answered<Vec<lsp::CodeAction>> {
        let mut all = Vec::new();
        if !self.problem.fixes.is_empty() {
            let message = &self.problem.message;
            let edits = self.problem.fixes.iter().map(|fix| (fix.span, fix.text.clone()));
            let title = say!("改正：{message}", "repair: {message}", message);
            all.push(lsp::CodeAction { is_preferred: Some(true), ..self.action(&title, edits.collect()) });
        }
        for suspect in &self.problem.suspects {
            let (repaired, reason) = (&suspect.repaired, &suspect.reason);
            let title = say!("猜测：改为 {repaired}（{reason}）", "a guess: write {repaired} ({reason})", reason);
            all.push(self.action(&title, vec![(suspect.span, repaired.clone())]));
        }
        for offer in at.question.offers(self.problem)? {
            all.push(self.action(&offer.says, vec![(offer.span, offer.text.clone())]));
        }
        Ok(all)
    }

    fn action(&self, title: &Say, edits: Vec<(Span, String)>) -> lsp::CodeAction {
        let edits = edits.into_iter().filter_map(|(span, text)| Some(Edit { at: self.location(span)?, text }));
        lsp::CodeAction {
            title: title.get(self.ask.desk.lang()).to_owned(),
            kind: Some(lsp::CodeActionKind::QuickFix),
            diagnostics: Some(vec![self.shown.diagnostic_at_home(self.problem)]),
            edit: Some(workspace_edit(self.ask, edits.collect())),
            ..Default::default()
        }
    }

    fn location(&self, span: Span) -> Option<Location> {
        let FileId(file) = span.file;
        let place = self.shown.checked().places.get(file as usize)?;
        Some(Location { file: place.clone(), start: span.start as usize, end: span.end as usize, carried: false })
    }
}
