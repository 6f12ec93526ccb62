//! Totals of rounded figures that print as they were published: two that contradict one another, and forms that cannot print one.

use super::{Outcome, cover};
use crate::base::{Diagnostic, Exact, FileId};
use crate::check::codes::{CONFLICTING_TOTALS, UNPRINTABLE_TOTAL};
use crate::eval::{Env, Evaluator};
use crate::model::{Form, FormBody, Leaf, Policy, Stated};
use crate::say;

pub(super) fn check(evaluator: &Evaluator<'_>, outcome: &mut Outcome) {
    let report = evaluator.report;
    if report.rounded.is_empty() {
        return;
    }
    outcome
        .problems
        .extend(evaluator.rival_totals().into_iter().map(|(first, second)| rivals(evaluator, first, second)));
    let places = cover::form_places(evaluator);
    for (index, form) in report.forms.iter().enumerate().filter(|(_, form)| form.policy != Policy::Plain) {
        let nowhere = Env::default();
        let own: Vec<&Env<'_>> = places.iter().filter(|(id, _)| id.ix() == index).map(|(_, env)| env).collect();
        let own = if own.is_empty() { vec![&nowhere] } else { own };
        let found =
            own.into_iter().find_map(|env| stands(evaluator, &form.body, &env.form(report, form).printed(true)));
        outcome.problems.extend(found.map(|(stated, items)| refused(evaluator, form, stated, items)));
    }
}

fn rivals(evaluator: &Evaluator<'_>, first: &Stated, second: &Stated) -> Diagnostic {
    let ty = &evaluator.report.ledger(second.ledger).fields[second.field].ty;
    let said = |stated: &Stated| evaluator.spoken_in(&Exact::from(stated.amount), ty, &stated.unit);
    let (a, b, name) = (said(first), said(second), &evaluator.report.ledger(second.ledger).name);
    let message = say!(
        "{name}的同一个合计列示了两个数：{a}、{b}，印哪一个没有写明",
        "one total of {name} is stated as two numbers, {a} and {b}: it is not said which prints"
    );
    let error =
        Diagnostic::new(CONFLICTING_TOTALS, second.span, message).related(first.span, say!("列示 {a}", "stated {a}"));
    error.label(say!("列示 {b}", "stated {b}")).note(say!(
        "留下公布的那一个，删去另一个；两个都公布过的，把较粗的一个写成检查：check 名称: {name} == 数 within 容差",
        "keep the one that was published and remove the other; if both were, state the coarser one as a check: \
         `check NAME: {name} == NUMBER within QUANTITY`"
    ))
}

/// A stated total that a body prints and its items do not make, with what they make.
fn stands<'m>(evaluator: &Evaluator<'m>, body: &'m FormBody, env: &Env<'m>) -> Option<(&'m Stated, Exact)> {
    let leaves = body.leaves();
    let spanned: Vec<_> = leaves.iter().filter_map(|leaf| leaf.merge).collect();
    for head in &body.rows {
        for row in evaluator.rows(head, env, &spanned).iter().filter(|row| !row.silent) {
            let printed = |leaf: &&Leaf<'m>| cover::is_number(leaf) && leaf.prints && !leaf.hidden(row.item);
            for leaf in leaves.iter().filter(printed) {
                let (_, cell) = cover::cell_place(evaluator, row, leaf);
                let Some(stated) = evaluator.published_in(leaf.expr, &cell).into_iter().next() else { continue };
                let sum = evaluator.number(leaf.expr, &cell.printed(false));
                let shown = evaluator.number(leaf.expr, &cell);
                if let (Some(sum), Some(shown)) = (sum, shown)
                    && sum != shown
                {
                    return Some((stated, sum));
                }
            }
        }
    }
    let bands = body.bands.iter().map(|(_, band)| band);
    body.sides.iter().map(|(_, side)| side).chain(bands).find_map(|inner| stands(evaluator, inner, env))
}

fn refused(evaluator: &Evaluator<'_>, form: &Form, stated: &Stated, items: Exact) -> Diagnostic {
    let ty = &evaluator.report.ledger(stated.ledger).fields[stated.field].ty;
    let said = |number: Exact| evaluator.spoken_in(&number, ty, &stated.unit);
    let (name, own, sum) = (&form.name, said(stated.amount.into()), said(items));
    let policy = form.policy.word();
    let message = say!(
        "表格「{name}」把各格一起舍入（by {policy}），列示的合计 {own} 却不是各项之和 {sum}，不能照印",
        "form `{name}` rounds its cells together (`by {policy}`), and the stated total {own} is not what its items make, {sum}: it cannot print"
    );
    let error =
        Diagnostic::new(UNPRINTABLE_TOTAL, form.span, message).related(stated.span, say!("列示 {own}", "stated {own}"));
    let own = if form.span.file == FileId(0) {
        say!("从表格「{name}」删去 by {policy}", "remove `by {policy}` from form `{name}`")
    } else {
        say!("在报告里写 form {name} by plain", "write `form {name} by plain` in the report")
    };
    error.note(say!(
        "照公布的印：{own}；要各项相加相符：删去这个列示的合计，让合计由各项相加",
        "to print what was published {own}; to print what adds up remove the stated total, so that its items make it",
        own
    ))
}
