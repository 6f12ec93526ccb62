//! B0703: an amount that somebody typed and that the document does not print.

use rustc_hash::FxHashSet;

use super::Lint;
use super::words::is_own_file;
use super::{ENTRY, Finding, LintContext, figures, level};
use crate::base::{Diagnostic, Span};
use crate::codes;
use crate::eval::{Env, Evaluator};
use crate::ledger::Coords;
use crate::lint::unused::UNUSED;
use crate::model::{
    DocItem, Expr, ExprKind, Fact, FactId, FactValueKind, FormBody, FormId, LedgerId, LetId, Level, ParamId, Part,
    Quoted, Report, Template, TextId, Type, parts_alone, visit_template,
};
use crate::say;

codes! {
    UNPRINTED_AMOUNT = "B0703", Warning, since "0.1.0": "没有印出来的数", "An amount that nothing prints";
}

pub(super) const LINT: Lint = Lint {
    codes: ALL,
    finds: &[["an amount that nothing prints and no check uses", "its members; of a whole ledger its name"]],
    of_former: false,
    run: check,
};

pub(super) fn check(context: &LintContext<'_, '_>, found: &mut Vec<Finding>) {
    let report = context.evaluator.report;
    if report.document.is_none() || !context.sound {
        return;
    }
    let mut printed: FxHashSet<Span> = FxHashSet::default();
    // figures that sum the same amounts share their list of them
    let mut lists: FxHashSet<*const Span> = FxHashSet::default();
    figures::each_printed(context.document, &mut |figure| {
        let new = figure.origin.iter().filter(|part| lists.insert(part.spans.as_ptr()));
        printed.extend(new.flat_map(|part| part.spans.iter().copied()));
    });
    let mut read = read(context.evaluator);
    // what another lint has told is known
    found.iter().flat_map(|finding| &finding.facts).for_each(|fact| read[fact.ix()] = true);
    let mut ledgers: Vec<Seen> = report.ledgers.iter().map(|_| Seen::default()).collect();
    for (index, fact) in report.facts.iter().enumerate() {
        let fields = &report.ledger(fact.ledger).fields;
        let seen = &mut ledgers[fact.ledger.ix()];
        for (value, field) in fact.values.iter().zip(fields) {
            let typed = value.as_ref().filter(|value| matches!(value.kind, FactValueKind::Quantity(..)));
            let Some(value) = typed.filter(|_| matches!(field.ty, Type::Amount(_) | Type::Count(_) | Type::Number))
            else {
                continue;
            };
            if printed.contains(&value.span) || read[index] {
                seen.used = true;
            } else {
                seen.idle.push((fact, value.span));
            }
        }
    }
    for (index, seen) in ledgers.into_iter().enumerate() {
        seen.say(context, LedgerId(index as u32), found);
    }
}

/// What becomes of a ledger's amounts.
#[derive(Default)]
struct Seen<'m> {
    /// Whether some are printed or asked for.
    used: bool,
    /// Those that are neither.
    idle: Vec<(&'m Fact, Span)>,
}

impl Seen<'_> {
    fn say(self, context: &LintContext<'_, '_>, ledger: LedgerId, found: &mut Vec<Finding>) {
        let name = &context.evaluator.report.ledger(ledger).name;
        let idle: Vec<_> = self.idle.into_iter().filter(|(_, span)| is_own_file(context, span.file)).collect();
        if let (false, Some((_, first))) = (self.used, idle.first()) {
            let count = idle.len();
            let message = say!(
                "台账「{name}」的数（{count} 个）不在任何表格和文字里，也没有检查用到",
                "the amounts of `{name}` ({count}) are in no table and no sentence, and no check uses them"
            );
            found.push(way_out(Diagnostic::new(UNPRINTED_AMOUNT, *first, message), name.clone()));
            return;
        }
        for (fact, span) in idle {
            let words = label(context, fact);
            let message = say!(
                "「{name}」的这一笔（{words}）不在任何表格和文字里，也没有检查用到",
                "this amount of `{name}` ({words}) is in no table and no sentence, and no check uses it"
            );
            found.push(way_out(Diagnostic::new(UNPRINTED_AMOUNT, span, message), words));
        }
    }
}

fn way_out(problem: Diagnostic, subject: String) -> Finding {
    let problem = problem.note(say!(
        "看看哪张表格该有它（表格的 at 和行是否漏了它）；没有用的就删去",
        "see which form should have it (does its `at` or its rows leave it out?); what is of no use can go"
    ));
    Finding::new(subject, problem)
}

/// A fact as a message says it: its members.
fn label(context: &LintContext<'_, '_>, fact: &Fact) -> String {
    let names: Vec<String> = fact.members.iter().flatten().map(|id| context.evaluator.report.display(*id)).collect();
    if names.is_empty() { context.evaluator.report.ledger(fact.ledger).name.clone() } else { names.join("，") }
}

/// Which facts the checks ask for, or the document without printing them.
fn read(evaluator: &Evaluator<'_>) -> Vec<bool> {
    let report = evaluator.report;
    let mut asked = AskedFacts { evaluator, facts: vec![false; report.facts.len()], lists: FxHashSet::default() };
    for check in &report.checks {
        let env = Env::default().narrow(report, &check.at);
        check.exprs().for_each(|expr| asked.expr(expr, &env));
    }
    report.texts.iter().for_each(|text| asked.template(&text.body));
    let values = report.params.iter().filter_map(|param| param.value.as_ref());
    let written = report.members.iter().flat_map(|member| member.attributes.iter().flatten());
    values.chain(written).for_each(|expr| asked.words(expr));
    for form in &report.forms {
        form.body.leaves().iter().for_each(|leaf| asked.words(leaf.expr));
    }
    report.document.iter().for_each(|document| asked.items(&document.items));
    for expect in &report.expects {
        let form = &report.forms[expect.form.ix()];
        asked.body(&form.body, &Env::default().narrow(report, &expect.at).form(report, form));
    }
    if level(report, UNUSED) != Some(Level::Off) {
        asked.unused(report);
    }
    asked.facts
}

struct AskedFacts<'e, 'm> {
    evaluator: &'e Evaluator<'m>,
    facts: Vec<bool>,
    /// Where ledgers were asked already.
    lists: FxHashSet<(LedgerId, Coords)>,
}

impl<'m> AskedFacts<'_, 'm> {
    /// All facts that an expression may read at these coordinates or narrower ones.
    fn expr(&mut self, expr: &'m Expr, env: &Env<'m>) {
        let report = self.evaluator.report;
        match &expr.kind {
            ExprKind::Field(ledger, _) | ExprKind::Facts(ledger) => {
                if self.lists.insert((*ledger, env.coords.clone())) {
                    let facts: Vec<FactId> = self.evaluator.ledgers.matching(*ledger, &env.coords).collect();
                    facts.into_iter().for_each(|fact| self.fact(fact));
                }
            }
            ExprKind::At(inner, filter) => self.expr(inner, &env.column(report, filter)),
            ExprKind::Let(id) => self.expr(&report.lets[id.ix()].expr, env),
            ExprKind::Text(_)
            | ExprKind::Param(_)
            | ExprKind::Arg(_)
            | ExprKind::Call(..)
            | ExprKind::Level(..)
            | ExprKind::Any(_)
            | ExprKind::Count(..)
            | parts_alone!() => expr.children().into_iter().for_each(|inner| self.expr(inner, env)),
        }
    }

    /// What a declaration reads that nothing uses: that it is unused is told already.
    fn unused(&mut self, report: &'m Report) {
        let (quoted, env) = (Quoted::of(report), Env::default());
        for (index, own) in report.lets.iter().enumerate().filter(|(_, own)| own.span.file == ENTRY) {
            if !quoted.lets.contains(&LetId(index as u32)) {
                self.expr(&own.expr, &env);
            }
        }
        let texts = report.texts.iter().enumerate().filter(|(_, own)| own.span.file == ENTRY);
        let texts = texts.filter(|(index, _)| !quoted.texts.contains(&TextId(*index as u32)));
        let params = report.params.iter().enumerate().filter(|(_, own)| own.set.is_some_and(|set| set.file == ENTRY));
        let params = params.filter(|(index, _)| !quoted.params.contains(&ParamId(*index as u32)));
        let values = params.filter_map(|(_, own)| match &own.value.as_ref()?.kind {
            ExprKind::Text(template) => Some(template),
            _ => None,
        });
        for template in texts.map(|(_, own)| &own.body).chain(values) {
            visit_template(template, &mut |expr| self.expr(expr, &env));
        }
        for (index, form) in report.forms.iter().enumerate().filter(|(_, own)| own.span.file == ENTRY) {
            if !quoted.forms.contains(&FormId(index as u32)) {
                self.body(&form.body, &env.form(report, form));
            }
        }
    }

    fn body(&mut self, body: &'m FormBody, env: &Env<'m>) {
        body.leaves().iter().for_each(|leaf| self.expr(leaf.expr, env));
        body.cells.iter().flatten().for_each(|cell| self.expr(&cell.expr, env));
        let bands = body.bands.iter().map(|(_, band)| band);
        body.sides.iter().map(|(_, side)| side).chain(bands).for_each(|inner| self.body(inner, env));
    }

    fn fact(&mut self, id: FactId) {
        if std::mem::replace(&mut self.facts[id.ix()], true) {
            return;
        }
        let report = self.evaluator.report;
        for value in report.facts[id.ix()].values.iter().flatten() {
            if let FactValueKind::Refer(expr, at) = &value.kind {
                self.expr(expr, &Env::default().narrow(report, at));
            }
        }
    }

    /// What words ask and do not print: conditions, wholes of shares, counts; and what texts are handed that ask it.
    fn template(&mut self, template: &'m Template) {
        for part in &template.parts {
            match part {
                Part::Words(..) | Part::Join | Part::Break => {}
                Part::Show(show) => self.words(&show.expr),
                Part::Note(words) => self.template(words),
                Part::If(branches, otherwise) => {
                    for (condition, body) in branches {
                        self.expr(condition, &Env::default());
                        self.template(body);
                    }
                    self.template(otherwise);
                }
                Part::For(each) => {
                    let whole = Env::default().narrow(self.evaluator.report, &each.at);
                    each.share.iter().for_each(|share| self.expr(&share.of, &whole));
                    self.template(&each.body);
                }
            }
        }
    }

    fn words(&mut self, expr: &'m Expr) {
        match &expr.kind {
            ExprKind::Text(template) => self.template(template),
            ExprKind::Any(inner) | ExprKind::Count(_, _, Some(inner)) => self.expr(inner, &Env::default()),
            ExprKind::Call(id, arguments) => {
                let decides = decided(&self.evaluator.report.texts[id.ix()].body);
                for (index, argument) in arguments.iter().enumerate() {
                    if decides.contains(&index) {
                        self.expr(argument, &Env::default());
                    }
                    self.words(argument);
                }
            }
            ExprKind::Param(_)
            | ExprKind::Let(_)
            | ExprKind::Arg(_)
            | ExprKind::Field(..)
            | ExprKind::Facts(_)
            | ExprKind::At(..)
            | ExprKind::Level(..)
            | ExprKind::Count(..)
            | parts_alone!() => expr.children().into_iter().for_each(|inner| self.words(inner)),
        }
    }

    fn items(&mut self, items: &'m [DocItem]) {
        for item in items {
            match item {
                DocItem::Cover(expr) | DocItem::Paragraphs(expr) => self.words(expr),
                DocItem::Section(heading, items) => {
                    heading.words().for_each(|words| self.template(words));
                    self.items(items);
                }
                DocItem::List(_, items) | DocItem::Each(_, _, items) => self.items(items),
                DocItem::If(branches, otherwise) => {
                    for (condition, items) in branches {
                        self.expr(condition, &Env::default());
                        self.items(items);
                    }
                    self.items(otherwise);
                }
                DocItem::Picture(picture) => {
                    self.template(&picture.alt);
                    picture.title.iter().for_each(|title| self.template(title));
                }
                DocItem::Contents(_) | DocItem::Form(_) => {}
            }
        }
    }
}

/// The parameters of a text that its conditions read.
fn decided(template: &Template) -> FxHashSet<usize> {
    fn arguments(expr: &Expr, all: &mut FxHashSet<usize>) {
        if let ExprKind::Arg(index) = expr.kind {
            all.insert(index);
        }
        expr.children().into_iter().for_each(|inner| arguments(inner, all));
    }
    fn conditions(template: &Template, all: &mut FxHashSet<usize>) {
        for part in &template.parts {
            match part {
                Part::If(branches, otherwise) => {
                    for (condition, body) in branches {
                        arguments(condition, all);
                        conditions(body, all);
                    }
                    conditions(otherwise, all);
                }
                Part::For(each) => conditions(&each.body, all),
                _ => {}
            }
        }
    }
    let mut all = FxHashSet::default();
    conditions(template, &mut all);
    // a text that hands them on may decide by them too
    visit_template(template, &mut |expr| {
        if let ExprKind::Call(_, handed) = &expr.kind {
            handed.iter().for_each(|expr| arguments(expr, &mut all));
        }
    });
    all
}
