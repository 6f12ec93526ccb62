//! `within` where there are no two sides that it could be of: beside `or` or `not`, of more than one comparison, of none.

use super::identities::CheckReader;
use crate::base::{Decimal, Diagnostic, Say};
use crate::model::codes::MISPLACED_WITHIN;
use crate::model::{CompareOp, Expr, ExprKind};
use crate::say;
use crate::syntax::Node;
use crate::syntax::ast::{self, Expression, WithinClause};

impl<'a> CheckReader<'_, 'a> {
    /// Whether a difference is allowed beside `or`, which is reported.
    pub(super) fn is_compound(&mut self, check: ast::CheckDecl<'a>, body: Expression<'a>) -> bool {
        let within = if let Expression::Or(_) = body { body.within_below() } else { None };
        if let Some(within) = within {
            let sides: Vec<Side<'a>> = body.operands().map(Side::of).collect();
            self.beside_or(check, within, &sides);
        }
        within.is_some()
    }

    /// The difference that is allowed between the two sides of a comparison; anything else is reported.
    pub(super) fn tolerance(
        &mut self,
        check: ast::CheckDecl<'a>,
        condition: Expression<'a>,
        within: WithinClause<'a>,
        expr: &Expr,
    ) -> Option<Decimal> {
        match (&expr.kind, condition) {
            (ExprKind::Unknown, _) => return None,
            (ExprKind::Compare(op, ..), Expression::Comparison(_)) if *op != CompareOp::Ne => {
                return Some(self.gap(within.quantity()?, expr)?.0);
            }
            (ExprKind::Compare(..), Expression::Comparison(_)) | (ExprKind::Not(_), _) => {
                let way = turned(condition, within).map(|body| written(check, guard(check, &[]), &body));
                let message = say!(
                    "within 说两边最多差多少，不能用于否定",
                    "`within` says how far two sides may differ: it cannot allow anything of a denial"
                );
                self.refused(within, message, way);
            }
            (ExprKind::Or(..), _) => {
                let sides: Vec<Side<'a>> = condition.operands().map(|node| Side { node, within: None }).collect();
                let mut compared =
                    sides.iter().enumerate().filter(|(_, side)| matches!(side.node, Expression::Comparison(_)));
                let only = match (compared.next(), compared.next()) {
                    (Some((only, _)), None) => Some(only),
                    _ => None,
                };
                let meant = |(number, side): (usize, Side<'a>)| Side {
                    within: Some(within).filter(|_| Some(number) == only),
                    ..side
                };
                let sides: Vec<Side<'a>> = sides.into_iter().enumerate().map(meant).collect();
                self.beside_or(check, within, &sides);
            }
            (ExprKind::And(..), _) => {
                let way = say!(
                    "写在每个比较后面：甲 == 乙 within 0.01元 and 丙 == 丁 within 0.01元",
                    "write it behind each comparison: `A == B within 0.01yuan and C == D within 0.01yuan`"
                );
                let message =
                    say!("within 属于一个比较，这里有几个", "`within` belongs to one comparison, and here are several");
                self.report(Diagnostic::new(MISPLACED_WITHIN, within.span(), message).note(way));
            }
            _ => {
                let message = say!(
                    "within 说两边最多差多少，这里没有可比的两边",
                    "`within` says how far two sides may differ, and here are none"
                );
                let way = say!("删去 within", "remove `within`");
                self.report(Diagnostic::new(MISPLACED_WITHIN, within.span(), message).note(way));
            }
        }
        None
    }

    fn beside_or(&mut self, check: ast::CheckDecl<'a>, within: WithinClause<'a>, sides: &[Side<'a>]) {
        let message = say!(
            "within 不能写在「或」的旁边：两边不是一个比较，允许差多少说不清",
            "`within` cannot stand beside `or`: what may differ must be one comparison"
        );
        let way = guarded(check, sides);
        self.refused(within, message, way);
    }

    fn refused(&mut self, within: WithinClause<'a>, message: Say, way: Option<String>) {
        let note = match way {
            Some(way) => say!("写成 {way}", "write it as `{way}`"),
            None => say!(
                "把何时才核对写成前提：check 名称 if 何时核对: 甲 == 乙 within 差额",
                "say in a guard where it is asked: `check NAME if GUARD: A == B within DIFFERENCE`"
            ),
        };
        self.report(Diagnostic::new(MISPLACED_WITHIN, within.span(), message).note(note));
    }
}

/// One of several conditions of which one must hold, and what it allows.
#[derive(Clone, Copy)]
struct Side<'a> {
    node: Expression<'a>,
    within: Option<WithinClause<'a>>,
}

impl<'a> Side<'a> {
    fn of(node: Expression<'a>) -> Side<'a> {
        match node {
            Expression::Tolerant(part) => Side { node: part.condition().unwrap_or(node), within: part.within() },
            node => Side { node, within: None },
        }
    }

    /// As it may be written by itself.
    fn text(&self) -> Option<String> {
        let Some(within) = self.within else { return text(*self.node) };
        match turned(self.node, within).filter(|_| !is_equality(self.node)) {
            Some(turned) => Some(turned),
            None => Some(format!("{} {}", text(*self.node)?, text(*within)?)),
        }
    }

    /// What holds where it does not.
    fn negated(&self) -> Option<String> {
        match (self.node, self.within) {
            (Expression::And(_), _) if self.node.within_below().is_some() => None,
            (Expression::Comparison(_), Some(within)) if is_equality(self.node) => turned(self.node, within),
            (_, Some(_)) => None,
            (Expression::Not(denial), None) if denial.denials().count() == 1 => in_brackets(denial.operand()?),
            (_, None) => in_brackets(self.node).map(|text| format!("not {text}")),
        }
    }
}

/// The check with the side that allows a difference under a guard that says the others do not hold.
fn guarded(check: ast::CheckDecl<'_>, sides: &[Side<'_>]) -> Option<String> {
    let allows = |side: &Side<'_>| side.within.is_some() || side.node.within_below().is_some();
    let asked = sides.iter().rposition(allows)?;
    let others = sides.iter().enumerate().filter(|(number, _)| *number != asked);
    let others: Option<Vec<String>> = others.map(|(_, side)| side.negated()).collect();
    Some(written(check, guard(check, &others?), &sides[asked].text()?))
}

/// What a check's guard would be with further conditions.
fn guard(check: ast::CheckDecl<'_>, more: &[String]) -> Option<String> {
    let own = check.guard().map(in_brackets).into_iter();
    let all: Option<Vec<String>> = own.chain(more.iter().cloned().map(Some)).collect();
    all.filter(|all| !all.is_empty()).map(|all| all.join(" and "))
}

/// A check with another guard and body.
fn written(check: ast::CheckDecl<'_>, guard: Option<String>, body: &str) -> String {
    let head: Vec<String> = check.head().filter_map(text).collect();
    let guard = guard.map_or_else(String::new, |guard| format!(" if {guard}"));
    let warn = if check.is_warning() { " warn" } else { "" };
    format!("{}{guard}: {body}{warn}", head.join(" "))
}

/// What a comparison's denial means, with a difference allowed: of equal sides that they differ by more, of others the
/// opposite.
fn turned(condition: Expression<'_>, within: WithinClause<'_>) -> Option<String> {
    let (denied, condition) = match condition {
        Expression::Not(denial) => (true, denial.operand()?),
        condition => (false, condition),
    };
    let Expression::Comparison(comparison) = condition else { return None };
    let (mut sides, op) = (comparison.operands(), comparison.operator()?);
    let (left, right) = (sides.next()?, sides.next()?);
    let simple = !matches!(right, Expression::Sum(_) | Expression::Negation(_) | Expression::Quantity(_));
    let (left, right, quantity) = (text(*left)?, text(*right)?, text(*within.quantity()?)?);
    let opposite = match op.text() {
        "<" | "＜" | ">" | "＞" | "<=" | "≤" | ">=" | "≥" if !denied => return None,
        "<" | "＜" => ">=",
        ">" | "＞" => "<=",
        "<=" | "≤" => ">",
        ">=" | "≥" => "<",
        "!=" | "≠" if denied => return Some(format!("{left} == {right} within {quantity}")),
        _ => {
            let right = if simple { right } else { format!("({right})") };
            return Some(format!("abs({left} - {right}) > {quantity}"));
        }
    };
    Some(format!("{left} {opposite} {right} within {quantity}"))
}

fn is_equality(node: Expression<'_>) -> bool {
    let Expression::Comparison(comparison) = node else { return false };
    comparison.operator().is_some_and(|op| matches!(op.text(), "==" | "＝＝" | "=＝" | "＝="))
}

/// A node's text where more may be joined to it by `and`.
fn in_brackets(node: Expression<'_>) -> Option<String> {
    let loose = matches!(node, Expression::Or(_) | Expression::And(_));
    text(*node).map(|text| if loose { format!("({text})") } else { text })
}

/// A node's text on one line, none where a comment stands in it.
fn text(node: Node<'_>) -> Option<String> {
    let lines = node.text().lines().map(str::trim).collect::<Vec<_>>();
    (!node.has_comment()).then(|| lines.join(" "))
}
