//! Texts with holes: the grammar gives a flat run of pieces; here they become branches and loops.

use std::sync::Arc;

use super::around::inside;
use super::examples::{no_number, pattern_of};
use super::extent::DEEPEST;
use super::names::{small_number, string, template_words, unescape, unknown};
use super::table::Def;
use super::typer::{Scope, Typer};
use crate::base::{Diagnostic, Span};
use crate::model::codes::{ARGUMENT_COUNT, SHARE_ROUNDING, TYPE_MISMATCH, UNKNOWN_NAME};
use crate::model::{
    Expr, ExprKind, Filter, Format, LedgerId, Loop, LoopSource, Meaning, Part, Policy, Share, Show, Template, TextId,
    Type,
};
use crate::say;
use crate::syntax::ast::{self, Expression, HoleKind, Piece, PolicyWord};
use crate::syntax::codes::{TOO_LARGE, UNMATCHED_BRACE};
use crate::syntax::{self, Node};

/// A branch or loop that is still open.
enum Frame {
    If { span: Span, branches: Vec<(Expr, Template)>, condition: Option<Expr>, outer: Vec<Part> },
    For { each: Box<Loop>, shares: usize, outer: Vec<Part> },
}

impl Frame {
    /// The parts around it, with itself as the last of them.
    fn close(self, body: Template, scope: &mut Scope) -> Vec<Part> {
        match self {
            Frame::If { mut branches, condition, mut outer, .. } => {
                let otherwise = match condition {
                    Some(condition) => {
                        branches.push((condition, body));
                        Template::default()
                    }
                    None => body,
                };
                outer.push(Part::If(branches, otherwise));
                outer
            }
            Frame::For { mut each, shares, mut outer } => {
                each.body = body;
                scope.shares.truncate(shares);
                outer.push(Part::For(each));
                outer
            }
        }
    }
}

impl<'a> Typer<'a> {
    pub(super) fn template(&mut self, template: ast::Template<'a>, scope: &Scope) -> Template {
        let pieces: Vec<Piece<'a>> = template.pieces().collect();
        let mut scope = scope.clone();
        let mut frames: Vec<Frame> = Vec::new();
        let mut parts: Vec<Part> = Vec::new();
        for (index, piece) in pieces.iter().enumerate() {
            if frames.len() > DEEPEST {
                let message =
                    say!("{{if}} 和 {{for}} 套得超过 {DEEPEST} 层", "{{if}} and {{for}} nest more than {DEEPEST} deep");
                let error = Diagnostic::new(TOO_LARGE, piece.span(), message);
                self.report(error.note(say!("多半是前面少写了 {{end}}", "an {{end}} is probably missing before")));
                return Template::default();
            }
            match piece {
                Piece::Hole(hole) => {
                    let Some(inner) = hole.inner() else { continue };
                    self.hole(inner, &pieces[index + 1..], &mut scope, &mut frames, &mut parts);
                }
                Piece::Unread(_) => {}
                Piece::Words(words) => {
                    let (first, last) = (index == 0, index + 1 == pieces.len());
                    match words.is_long() {
                        true => lines(*piece, first, last, &mut parts),
                        false => parts.push(Part::Words(unescape(*piece), piece.span())),
                    }
                    lone_brace(**words).into_iter().for_each(|error| self.report(error));
                }
            }
        }
        while let Some(frame) = frames.pop() {
            let (span, word) = match &frame {
                Frame::If { span, .. } => (*span, "if"),
                Frame::For { each, .. } => (each.span, "for each"),
            };
            let error = Diagnostic::new(
                UNMATCHED_BRACE,
                span,
                say!("「{{{word}}}」没有对应的 {{end}}", "`{{{word}}}` has no {{end}}"),
            );
            self.report(
                error.note(say!("在它管到的文字之后写 {{end}}", "write {{end}} after the words that it governs")),
            );
            let inner = std::mem::take(&mut parts);
            parts = match frame {
                Frame::If { outer, .. } | Frame::For { outer, .. } => outer,
            };
            parts.extend(inner);
        }
        Template { parts }
    }

    fn hole(
        &mut self,
        inner: HoleKind<'a>,
        behind: &[Piece<'a>],
        scope: &mut Scope,
        frames: &mut Vec<Frame>,
        parts: &mut Vec<Part>,
    ) {
        match inner {
            HoleKind::Show(hole) => {
                let show = match hole.value() {
                    Some(Expression::Name(word)) if self.no_such_name(word.text(), scope) => {
                        self.no_such(word.text(), words_in_braces(word));
                        Show { expr: Expr::unknown(word.span()), format: Format::default() }
                    }
                    _ => self.show(hole, scope),
                };
                parts.push(Part::Show(show));
            }
            HoleKind::If(hole) => {
                let condition = self.condition(hole, scope);
                let outer = std::mem::take(parts);
                frames.push(Frame::If { span: inner.span(), branches: Vec::new(), condition: Some(condition), outer });
            }
            HoleKind::ElseIf(_) | HoleKind::Else(_) => {
                let next = if let HoleKind::ElseIf(hole) = inner { Some(self.condition(hole, scope)) } else { None };
                match frames.last_mut() {
                    Some(Frame::If { branches, condition: condition @ Some(_), .. }) => {
                        let body = Template { parts: std::mem::take(parts) };
                        branches.extend(condition.take().map(|condition| (condition, body)));
                        *condition = next;
                    }
                    _ => self.report(stray(*inner, "else")),
                }
            }
            HoleKind::Note(note) => {
                let words = note.words().map(|words| self.template(words, scope)).unwrap_or_default();
                parts.push(Part::Note(words));
            }
            HoleKind::End(_) => match frames.pop() {
                Some(frame) => {
                    let body = Template { parts: std::mem::take(parts) };
                    *parts = frame.close(body, scope);
                }
                None => self.report(stray(*inner, "end")),
            },
            HoleKind::For(hole) => {
                let shares = scope.shares.len();
                if let Some(each) = self.for_head(hole, behind, scope) {
                    frames.push(Frame::For { each: Box::new(each), shares, outer: std::mem::take(parts) });
                } else {
                    // keep the pairs matched: what is inside is dropped with its head
                    let each = Loop::empty(inner.span());
                    frames.push(Frame::For { each: Box::new(each), shares, outer: std::mem::take(parts) });
                }
            }
        }
    }

    /// The condition of an `if` hole.
    fn condition(&mut self, node: ast::IfHole<'a>, scope: &Scope) -> Expr {
        match node.condition() {
            Some(inner) => self.yes_or_no(inner, scope),
            None => Expr::unknown(node.span()),
        }
    }

    /// An expression that must be yes or no.
    pub(super) fn yes_or_no(&mut self, node: Expression<'a>, scope: &Scope) -> Expr {
        let expr = self.expr(node, scope);
        if !matches!(expr.ty, Type::Bool | Type::Unknown) {
            let error = Diagnostic::new(TYPE_MISMATCH, expr.span, say!("这里要一个判断", "a condition is wanted here"));
            self.report(error.note(say!("例如 any 甲 或 甲 > 乙", "such as `any X` or `A > B`")));
        }
        expr
    }

    fn show(&mut self, node: ast::ShowHole<'a>, scope: &Scope) -> Show {
        let expr = match node.value() {
            Some(inner) => self.expr(inner, scope),
            None => Expr::unknown(node.span()),
        };
        let mut format = self.format(node.manner(), &expr);
        if let ExprKind::Share(slot) = expr.kind {
            let asked = scope.shares.iter().find(|(_, own, _)| *own == slot).and_then(|(.., digits)| *digits);
            format.digits = format.digits.or(asked);
        }
        Show { expr, format }
    }

    /// A text with its arguments.
    pub(super) fn call(&mut self, id: TextId, arguments: Vec<Expr>, span: Span) -> Expr {
        let text = &self.report.texts[id.ix()];
        if text.parameters.len() != arguments.len() {
            let (name, want, have) = (&text.name, text.parameters.len(), arguments.len());
            let declared = text.span;
            let error = Diagnostic::new(
                ARGUMENT_COUNT,
                span,
                say!("「{name}」要 {want} 个参数，给了 {have} 个", "`{name}` takes {want} arguments, {have} given"),
            );
            let names: Vec<&str> =
                self.report.texts[id.ix()].parameters.iter().map(|(name, _)| name.as_str()).collect();
            let call = format!("{name}({})", names.join(", "));
            let error = error.related(declared, say!("在这里声明", "declared here"));
            self.report(error.note(say!("写作 {call}", "write {call}")));
            return Expr::unknown(span);
        }
        let wanted: Vec<Type> = text.parameters.iter().map(|(_, ty)| ty.clone()).collect();
        for (argument, ty) in arguments.iter().zip(&wanted) {
            self.want(argument, ty);
        }
        Expr { kind: ExprKind::Call(id, arguments), ty: Type::Text, span }
    }

    /// The clauses that say how a value is printed.
    pub(super) fn format(&mut self, node: ast::Manner<'a>, expr: &Expr) -> Format {
        let clause = node.unit();
        let unit = match (self.in_unit(clause), &expr.ty) {
            (Some(crate::model::UnitRef::Of(measure, unit)), Type::Amount(own)) if measure == *own => Some(unit),
            (Some(unit), _) => {
                let words = self.report.unit_words(&unit);
                let have = self.report.type_name(&expr.ty);
                let span = clause.map_or(node.span(), |clause| clause.span());
                self.error(
                    TYPE_MISMATCH,
                    span,
                    say!("{have}不能以{words}的单位印出", "{have} cannot be printed in a unit of {words}", words, have),
                );
                None
            }
            (None, _) => None,
        };
        let mut example = pattern_of(node.example(), &mut self.problems).map(Arc::new);
        if let Some(error) = example.as_ref().and_then(|own| no_number(&self.report, &expr.ty, own.span)) {
            self.report(error);
            example = None;
        }
        Format { unit, digits: places(node), example, bare: node.is_bare() }
    }

    fn for_head(&mut self, node: ast::ForHole<'a>, behind: &[Piece<'a>], scope: &mut Scope) -> Option<Loop> {
        let axis = node.axis()?;
        let ledgers = self.ledgers(node.of());
        let share_clause = node.share();
        let Some((source, over)) = self.loop_source(axis, &ledgers) else {
            // the name is bound all the same, so that its uses are no errors of their own
            let name = share_clause.and_then(ast::ShareClause::name);
            scope.shares.extend(name.map(|name| (name.text().to_owned(), 0, None)));
            return None;
        };
        let clause = node.at();
        let at = match &source {
            LoopSource::Members(dim, ..) if over.is_empty() => {
                let inside: Vec<Node<'a>> = inside(behind).iter().map(|piece| **piece).collect();
                self.at_over(clause, &inside, &[*dim])
            }
            _ => {
                let dims = self.axes_of(&over);
                self.at(clause, &dims)
            }
        };
        let whole = !over.is_empty() || node.of().is_none();
        let share = share_clause.and_then(|clause| self.share(clause, &over, whole, scope));
        let (sep, last) = (node.sep().map(string).unwrap_or_default(), node.last().map(string));
        Some(Loop { source, span: node.span(), at, share, sep, last, body: Template::default() })
    }

    /// A loop ranges over a dimension's members or over a named row set.
    fn loop_source(&mut self, axis: ast::Axis<'a>, ledgers: &[LedgerId]) -> Option<(LoopSource, Vec<LedgerId>)> {
        if let Some(def @ Def::Rows(rows)) = self.lookup(axis.text()) {
            self.means(axis.span(), def);
            return Some((LoopSource::Rows(rows), self.report.rows[rows.ix()].head.ledgers.clone()));
        }
        let (dim, level) = self.axis(axis)?;
        let level = self.report.level_or_leaves(dim, level);
        Some((LoopSource::Members(dim, level, ledgers.to_vec()), ledgers.to_vec()))
    }

    /// `whole`: the ledgers are all that were named.
    fn share(
        &mut self,
        node: ast::ShareClause<'a>,
        ledgers: &[LedgerId],
        whole: bool,
        scope: &mut Scope,
    ) -> Option<Share> {
        let name = node.name()?;
        let of = match (node.of_what(), ledgers.first()) {
            (Some(of), _) => self.expr(of, scope),
            (None, Some(ledger)) => {
                let field = self.report.ledger(*ledger).figure();
                let ty = field.map_or(Type::Unknown, |field| self.report.ledger(*ledger).fields[field].ty.clone());
                let kind = field.map_or(ExprKind::Unknown, |field| ExprKind::Field(*ledger, field));
                Expr { kind, ty, span: node.span() }
            }
            (None, None) => {
                // the name is bound all the same, so that its uses are no errors of their own
                scope.shares.push((name.text().to_owned(), 0, None));
                if !whole {
                    return None;
                }
                let error = Diagnostic::new(TYPE_MISMATCH, node.span(), say!("不知道是谁的占比", "a share of what?"));
                self.report(error.note(say!("写明 of：share 名称 of 算式", "say `share NAME of EXPRESSION`")));
                return None;
            }
        };
        let policy = policy(node.manner()).unwrap_or(Policy::Largest);
        if policy == Policy::Controlled {
            let message = say!(
                "占比只有一行，没有行列两个方向，不能按 controlled 舍入",
                "shares have one direction only: `controlled` rounds rows against columns"
            );
            self.report(Diagnostic::new(SHARE_ROUNDING, node.span(), message).note(say!(
                "改用 by largest 或 by last，占比就合计 100%",
                "with `by largest` or `by last` the shares make 100%"
            )));
        }
        let digits = places(node.manner());
        self.shares += 1;
        let slot = self.shares;
        self.report.names.declare(name.span(), Meaning::Share(slot));
        scope.shares.push((name.text().to_owned(), slot, digits));
        Some(Share { slot, of, policy, digits: digits.unwrap_or(2), span: node.span() })
    }
}

/// What to say of a brace in words that closes none.
fn lone_brace(piece: Node<'_>) -> Option<Diagnostic> {
    // most words have none
    let words = piece.raw().as_bytes();
    if memchr::memchr(b'}', words).is_none() && memchr::memmem::find(words, "｝".as_bytes()).is_none() {
        return None;
    }
    let mut signs = piece.raw().char_indices().peekable();
    while let Some((at, sign)) = signs.next() {
        let doubled = sign == '}' && signs.next_if(|(_, next)| *next == '}').is_some();
        if doubled || !matches!(sign, '}' | '｝') {
            continue;
        }
        let start = piece.span().start + at as u32;
        let span = Span { start, end: start + sign.len_utf8() as u32, ..piece.span() };
        let message = say!("文字里的「{sign}」之前没有「{{」与它配对", "no `{{` in the text belongs to this `{sign}`");
        let error = Diagnostic::new(UNMATCHED_BRACE, span, message).note(syntax::printed_brace("}}"));
        let way = say!(
            "若它是算式的末尾，在算式前补上「{{」；多打的就删去",
            "if it ends an expression, write the `{{` before that; if it is one too many, remove it"
        );
        return Some(error.note(way));
    }
    None
}

/// A name in braces that is none, nor nearly one: perhaps words that are to be printed as they stand.
fn words_in_braces(word: Node<'_>) -> Diagnostic {
    let error = unknown(UNKNOWN_NAME, &say!("名称", "name"), word.text(), word.span(), &[]);
    error.note(syntax::printed_hole(word.text()))
}

fn stray(node: Node<'_>, word: &str) -> Diagnostic {
    let error = Diagnostic::new(UNMATCHED_BRACE, node.span(), say!("多出的 {{{word}}}", "a {{{word}}} too many"));
    error.note(say!("它之前没有相应的 {{if}} 或 {{for each}}", "no {{if}} or {{for each}} is open here"))
}

/// The decimal places that a clause asks for.
pub(super) fn places(manner: ast::Manner<'_>) -> Option<u32> {
    Some(small_number(manner.digits()?).min(6) as u32)
}

/// How a clause asks for rounding.
pub(super) fn policy(manner: ast::Manner<'_>) -> Option<Policy> {
    Some(match manner.policy()? {
        PolicyWord::Largest(_) => Policy::Largest,
        PolicyWord::Last(_) => Policy::Last,
        PolicyWord::Plain(_) => Policy::Plain,
        PolicyWord::Controlled(_) => Policy::Controlled,
    })
}

impl Loop {
    fn empty(span: Span) -> Loop {
        let source = LoopSource::Unknown;
        Loop {
            source,
            span,
            at: Filter::default(),
            share: None,
            sep: String::new(),
            last: None,
            body: Template::default(),
        }
    }
}

/// Words over several lines: lines are trimmed, a single end of line joins, an empty line ends the paragraph. `first`
/// and `last`: the text's own ends, where line ends are layout of the source only.
fn lines(piece: Piece<'_>, first: bool, last: bool, parts: &mut Vec<Part>) {
    let words = unescape(piece);
    // what is escaped is no end of line: a line of the words is one of the source
    let mut written = piece.raw().split('\n');
    let mut end = piece.span().start;
    let rows: Vec<&str> = words.split('\n').collect();
    let mut pending: Option<Part> = None;
    for (index, row) in rows.iter().enumerate() {
        let (at_start, at_end) = (index == 0, index + 1 == rows.len());
        let start = end;
        end += written.next().map_or(0, |line| line.len() as u32 + 1);
        let row = if at_start { row.trim_end_matches('\r') } else { row.trim_start() };
        let row = if at_end { row } else { row.trim_end() };
        if row.is_empty() && ((first && at_start) || (last && at_end)) {
            continue;
        }
        if row.is_empty() && !at_start && !at_end {
            pending = Some(Part::Break);
            continue;
        }
        let begun = !(first && parts.is_empty());
        parts.extend(pending.take().filter(|_| begun));
        if !row.is_empty() {
            let span = Span { start, end: end.min(piece.span().end), ..piece.span() };
            parts.push(Part::Words(row.to_owned(), span));
        }
        pending = Some(Part::Join);
    }
}

impl<'a> Typer<'a> {
    /// Words that are written in place or stand elsewhere: a text, a parameter.
    pub(super) fn words(&mut self, argument: Option<ast::Argument<'a>>) -> Option<Template> {
        let argument = argument?;
        if let Some(ast::Expression::Template(template)) = argument.value() {
            return Some(self.template(template, &Scope::default()));
        }
        let expr = self.argument(argument, &Scope::default());
        Some(Template { parts: vec![Part::Show(Show { expr, format: Format::default() })] })
    }

    /// Words that a message may have written to be replaced.
    pub(super) fn own_words(&mut self, words: ast::Template<'a>, scope: &Scope) -> Template {
        self.still_to_write(words.span(), &template_words(words));
        self.template(words, scope)
    }
}
