//! The facts of former reports, each in its own terms first and then in those of the reports around it.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::carry_forward::take_over;
use crate::base::codes::NUMBER_TOO_LONG;
use crate::base::{Decimal, Diagnostic, Overflow, exact};
use crate::model::{Expr, ExprKind, Fact, FactId, FactValueKind, MemberId, Members, Report, Taken, Type, UnitRef};
use crate::say;

/// Makes the facts that ledgers take over, and gives those of former reports their places in the reports that use them. From
/// the innermost report outward: each so is what it was when it was made.
pub fn settle(report: &mut Report) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for space in (0..report.former.within.len().max(1)).rev() {
        problems.extend(take_over(report, space));
        if space != 0 {
            problems.extend(outward(report, space));
        }
    }
    problems
}

/// Puts what a space and those within it say in terms of the space around.
fn outward(report: &mut Report, space: usize) -> Vec<Diagnostic> {
    let around = report.former.within[space];
    let within = |inner: &usize| report.former.within.get(*inner).copied().filter(|_| *inner != 0);
    let lies_in = |inner: usize| std::iter::successors(Some(inner), within).any(|outer| outer == space);
    let moved: Vec<bool> = report.ledgers.iter().map(|ledger| lies_in(ledger.space)).collect();
    for index in (0..moved.len()).filter(|index| moved[*index]) {
        let axes = &report.ledgers[index].axes;
        let (old, new): (Vec<_>, Vec<_>) = axes.iter().map(|axis| (axis.dim, report.dim_in(axis.dim, around))).unzip();
        let ledger = &mut report.ledgers[index];
        ledger.before.push(old);
        ledger.axes.iter_mut().zip(new).for_each(|(axis, dim)| axis.dim = dim);
    }
    let (mut facts, mut places, mut problems) = (Vec::new(), Vec::new(), Vec::new());
    let mut shares = FxHashMap::default();
    for (index, fact) in std::mem::take(&mut report.facts).into_iter().enumerate() {
        let first = facts.len() as u32;
        let before = report.former.parts.get(&FactId(index as u32)).copied().unwrap_or(Decimal::ONE);
        if moved[fact.ledger.ix()] {
            match parts(report, &fact, before) {
                Ok(parts) => {
                    for (part, share) in parts {
                        if share != Decimal::ONE {
                            shares.insert(FactId(facts.len() as u32), share);
                        }
                        facts.push(part);
                    }
                }
                Err(_) => {
                    problems.push(too_long(&fact));
                    report.broken.push(Fact { members: unknown(&fact.members), ..fact });
                }
            }
        } else {
            facts.push(fact);
        }
        places.push(first..facts.len() as u32);
    }
    follow(&mut facts, &places);
    (report.facts, report.former.parts) = (facts, shares);
    for mut fact in std::mem::take(&mut report.broken) {
        if moved[fact.ledger.ix()] {
            let one = |member: &Option<MemberId>| match report.stands_for((*member)?).as_slice() {
                [(heir, _)] => Some(*heir),
                _ => None,
            };
            let members = fact.members.iter().map(one).collect();
            fact.before.push(std::mem::replace(&mut fact.members, members));
        }
        report.broken.push(fact);
    }
    problems
}

fn unknown(members: &Members) -> Members {
    members.iter().map(|_| None).collect()
}

/// A fact as what stands for its members has it: one, or several, with the share of what is written. `before`: the share that
/// it has already.
fn parts(report: &Report, fact: &Fact, before: Decimal) -> Result<Vec<(Fact, Decimal)>, Overflow> {
    let mut places = vec![(fact.members.clone(), Decimal::ONE)];
    for (axis, member) in fact.members.iter().enumerate() {
        let Some(member) = member else { continue };
        let heirs = report.stands_for(*member);
        let mut next = Vec::with_capacity(places.len() * heirs.len());
        for (members, share) in &places {
            for (heir, part) in &heirs {
                let mut members = members.clone();
                members[axis] = Some(*heir);
                next.push((members, exact::mul(*share, *part)?));
            }
        }
        places = next;
    }
    let part = |(members, share): (Members, Decimal)| {
        let mut part = fact.clone();
        part.before.push(std::mem::replace(&mut part.members, members));
        if share != Decimal::ONE {
            scale(report, &mut part, share)?;
        }
        Ok((part, exact::mul(before, share)?))
    };
    places.into_iter().map(part).collect()
}

/// Leaves a share of what adds up in a fact; words, rates and years are not shared out.
fn scale(report: &Report, fact: &mut Fact, share: Decimal) -> Result<(), Overflow> {
    let fields = &report.ledger(fact.ledger).fields;
    for (value, field) in fact.values.iter_mut().zip(fields) {
        let Some(value) =
            value.as_mut().filter(|_| matches!(field.ty, Type::Amount(_) | Type::Count(_) | Type::Number))
        else {
            continue;
        };
        match &mut value.kind {
            FactValueKind::Quantity(amount, _) => *amount = exact::mul(*amount, share)?,
            FactValueKind::Taken(taken) => {
                for one in taken {
                    one.times = exact::mul(one.times, share)?;
                }
            }
            FactValueKind::Refer(expr, _) => {
                let (span, ty) = (expr.span, expr.ty.clone());
                let part = Expr { kind: ExprKind::Quantity(share.into(), UnitRef::Bare), ty: Type::Number, span };
                let whole = std::mem::replace(expr.as_mut(), Expr::unknown(span));
                **expr = Expr { kind: ExprKind::Mul(Box::new(whole), Box::new(part)), ty, span };
            }
            FactValueKind::Text(_) => {}
        }
    }
    Ok(())
}

/// Lets what takes facts over follow them to their new places.
fn follow(facts: &mut [Fact], places: &[Range<u32>]) {
    if facts.len() == places.len() && places.iter().all(|place| place.len() == 1) {
        return;
    }
    for value in facts.iter_mut().flat_map(|fact| fact.values.iter_mut().flatten()) {
        if let FactValueKind::Taken(taken) = &mut value.kind {
            let moved = |one: &Taken| {
                places[one.fact.ix()].clone().map(|id| Taken { fact: FactId(id), ..*one }).collect::<Vec<_>>()
            };
            *taken = taken.iter().flat_map(moved).collect();
        }
    }
}

fn too_long(fact: &Fact) -> Diagnostic {
    let (whole, fraction) = (exact::WHOLE_DIGITS, exact::FRACTION_DIGITS);
    let message = say!(
        "这个数太长：小数点前最多 {whole} 位，后最多 {fraction} 位",
        "this number is too long: at most {whole} digits before the point and {fraction} after it"
    );
    let error = Diagnostic::new(NUMBER_TOO_LONG, fact.span, message);
    error.note(say!("检查单位，或多打的数字", "check its unit, or digits too many"))
}
