//! The words of texts.

use std::rc::Rc;

use super::env::{Bound, ShareValue};
use super::known::Wanted;
use super::{Env, Evaluator, PARAGRAPH, PrintPlace, Prose, Value};
use crate::base::Diagnostic;
use crate::model::codes::UNWRITTEN_TEXT;
use crate::model::{Expr, ExprKind, Format, Loop, LoopSource, Part, Property, Show, Template, Type};
use crate::say;
use crate::syntax;

impl<'m> Evaluator<'m> {
    /// A text filled in. Zero denominators and texts that nobody set are errors in it.
    pub fn template(&self, template: &'m Template, env: &Env<'m>) -> Prose {
        let env = Env { strict: true, ..env.clone() };
        let mut prose = Prose::default();
        self.parts(&template.parts, &env, &mut prose);
        prose.joined()
    }

    /// A title filled in: its paragraphs are its lines.
    pub fn title(&self, template: &'m Template, env: &Env<'m>) -> Prose {
        self.template(template, env).in_lines()
    }

    fn parts(&self, parts: &'m [Part], env: &Env<'m>, prose: &mut Prose) {
        for part in parts {
            match part {
                Part::Words(words, _) => prose.push(words),
                Part::Join => prose.push(super::prose::JOIN),
                Part::Break => {
                    self.next_paragraph();
                    prose.runs.push(super::Run::words(PARAGRAPH));
                }
                Part::Note(words) => {
                    let mut note = Prose::default();
                    self.parts(&words.parts, env, &mut note);
                    prose.note(&note.joined());
                }
                Part::Show(show) => prose.append(self.asking(|| self.hole(show, env))),
                Part::If(branches, otherwise) => self.asking(|| {
                    if let Some(taken) = self.branch(branches, otherwise, env) {
                        self.parts(&taken.parts, env, prose);
                    }
                }),
                Part::For(each) => self.repeat(each, env, prose),
            }
        }
    }

    /// The branch to take; none where its condition is unknown.
    fn branch(&self, branches: &'m [(Expr, Template)], otherwise: &'m Template, env: &Env<'m>) -> Option<&'m Template> {
        for (condition, body) in branches {
            match self.eval(condition, env) {
                Value::Bool(true) => return Some(body),
                Value::Bool(false) => {}
                _ => return None,
            }
        }
        Some(otherwise)
    }

    fn hole(&self, show: &'m Show, env: &Env<'m>) -> Prose {
        let value = self.eval(&show.expr, env);
        let wanted = matches!(show.expr.ty, Type::Text) || matches!(show.expr.kind, ExprKind::Param(_));
        if matches!(value, Value::Blank) && wanted {
            if !self.of_several(&show.expr, env) {
                self.report_unset(&show.expr, env);
            }
            return Prose::default();
        }
        let Some(grid) = env.grid else { return self.show(&show.expr, value, &show.format, PrintPlace::Text, env) };
        let Format { unit, digits, example, bare } = &show.format;
        let of_cell = grid.own;
        let is_amount = matches!(show.expr.ty, Type::Amount(_));
        let format = Format {
            unit: *unit,
            // the hole's own example is nearer than the cell's places
            digits: digits.or(of_cell.digits.filter(|_| example.is_none())),
            example: example.as_ref().or(of_cell.example.as_ref().filter(|_| is_amount)).cloned(),
            bare: *bare || of_cell.bare,
        };
        self.show(&show.expr, value, &format, PrintPlace::Grid(grid.sheet), env)
    }

    /// A text is needed here and nobody wrote it.
    pub fn report_unset(&self, expr: &'m Expr, env: &Env<'m>) {
        let mut error = Diagnostic::new(
            UNWRITTEN_TEXT,
            expr.span,
            say!("这里要的文字没有人写", "the text wanted here was never set"),
        );
        if let Some(place) = env.label.as_deref().map(Prose::plain).filter(|label| !label.is_empty()) {
            error = error.label(say!("在「{place}」这里", "at `{place}`"));
        }
        error = match &expr.kind {
            ExprKind::Param(id) => {
                let param = &self.report.params[id.ix()];
                let name = &param.name;
                if let Some(set) = param.set {
                    let message = say!(
                        "「{name}」写的是空文字，而文中要用到",
                        "`{name}` is set to no words, and they are wanted"
                    );
                    let error = Diagnostic::new(UNWRITTEN_TEXT, set, message)
                        .related(expr.span, say!("用在这里", "wanted here"))
                        .note(say!("写上文字", "write the words"));
                    return self.unset_once(param.span, error);
                }
                return self.want(Wanted::Param(*id), expr.span);
            }
            // a form whose ledger is unknown has a unit that is unknown
            ExprKind::Unit if !self.report.forms.is_empty() && self.report.lacks_ledgers() => return,
            ExprKind::Unit => {
                error.message =
                    say!("这里没有表格，也就没有表格的单位", "there is no form here, and so no unit of one");
                let error = error.note(say!("直接写出单位的名称", "write the unit's name itself"));
                error.note(syntax::printed_hole("…"))
            }
            ExprKind::Property(inner, Property::Attribute(dim, index)) => match self.bearer(inner, env) {
                Some(member) => return self.want(Wanted::Attribute(*dim, *index, member), expr.span),
                None => error,
            },
            _ => error,
        };
        self.problem(error);
    }

    fn repeat(&self, each: &'m Loop, env: &Env<'m>, prose: &mut Prose) {
        let whole = env.narrow(self.report, &each.at);
        let rounds: Vec<Env<'m>> = match &each.source {
            LoopSource::Members(dim, level, ledgers) => {
                let members = if ledgers.is_empty() {
                    self.ledgers.all_members(&whole.coords, *dim, *level)
                } else {
                    self.ledgers.members(ledgers, &whole.coords, *dim, *level)
                };
                members.into_iter().map(|member| whole.member(self.report, *dim, member)).collect()
            }
            LoopSource::Unknown => return,
            LoopSource::Rows(id) => {
                let head = &self.report.rows[id.ix()].head;
                self.rows(head, &whole, &[]).into_iter().map(|row| row.env).collect()
            }
        };
        let of = Rc::new(self.loop_whole(each, &whole));
        let shares = match &each.share {
            None => vec![ShareValue::Blank; rounds.len()],
            Some(share) => self.shares(share, &of, &rounds),
        };
        let mut texts = Vec::new();
        for (mut round, value) in rounds.into_iter().zip(shares) {
            if !self.another_round(each.span) {
                return;
            }
            if let Some(share) = &each.share {
                let mut bound = (*env.shares).clone();
                let part = Rc::new(round.clone());
                bound.push(Bound { share, value, whole: Rc::clone(&of), part });
                round.shares = Rc::new(bound);
            }
            let mut text = Prose::default();
            self.parts(&each.body.parts, &round, &mut text);
            texts.push(text);
        }
        // what says nothing is not parted from its neighbours
        texts.retain(|text: &Prose| !text.is_empty());
        let count = texts.len();
        for (index, text) in texts.into_iter().enumerate() {
            if index > 0 {
                if !each.sep.is_empty() {
                    prose.unjoin();
                }
                let last = index + 1 == count;
                prose.push(each.last.as_ref().filter(|_| last).unwrap_or(&each.sep));
            }
            prose.append(text);
        }
    }

    /// Where the whole of a loop's shares is read: at the loop's own coordinates, with a row set's header.
    fn loop_whole(&self, each: &'m Loop, env: &Env<'m>) -> Env<'m> {
        match &each.source {
            LoopSource::Rows(id) => env.narrow(self.report, &self.report.rows[id.ix()].head.at),
            LoopSource::Members(..) | LoopSource::Unknown => env.clone(),
        }
    }
}
