//! Shares of a whole, rounded so that they make it.

use super::env::ShareValue;
use super::{Env, Evaluator, Value};
use crate::base::{Decimal, Diagnostic, Exact, Overflow, Span, exact};
use crate::eval::codes::PARTS_MISS_WHOLE;
use crate::model::codes::SHARE_ROUNDING;
use crate::model::{Policy, Share};
use crate::rounding::{self, Real};
use crate::say;

impl<'m> Evaluator<'m> {
    /// Where shares stand that are rounded each for itself and print another sum than a hundred, with that sum.
    pub fn plain_shares(&self) -> Vec<(Span, Decimal)> {
        let mut all = self.plain.borrow().clone();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// One share a round, in per cent.
    pub(super) fn shares(&self, share: &'m Share, whole: &Env<'m>, rounds: &[Env<'m>]) -> Vec<ShareValue> {
        let all = |value| vec![value; rounds.len()];
        // parts make the sum of their items, not what was published of it
        let sum = |env: &Env<'m>| self.number(&share.of, &env.printed(false));
        let Some(total) = sum(whole) else { return all(ShareValue::Unknown) };
        let parts: Option<Vec<Exact>> = rounds.iter().map(sum).collect();
        let Some(parts) = parts else { return all(ShareValue::Unknown) };
        if total.is_zero() {
            return match self.zero_denominator(&Env { strict: !rounds.is_empty(), ..whole.clone() }, share.span, None) {
                Value::Blank => all(ShareValue::Blank),
                _ => all(ShareValue::Unknown),
            };
        }
        self.makes_the_whole(&share.of, whole);
        if !self.parts_make(share, &total, &parts) {
            return all(ShareValue::Unknown);
        }
        if share.policy == Policy::Largest && parts.iter().any(|part| part.is_negative()) {
            self.problem(
                Diagnostic::new(
                    SHARE_ROUNDING,
                    share.span,
                    say!(
                        "有的部分是负数，不能按最大余数分摊",
                        "a part is negative: the largest remainder does not apply"
                    ),
                )
                .note(say!("改用 by plain 或 by last", "use `by plain` or `by last`")),
            );
            return all(ShareValue::Unknown);
        }
        match percents(share, &total, &parts) {
            Ok(values) => {
                let sum = values.iter().try_fold(Decimal::ZERO, |sum, part| exact::add(sum, *part)).unwrap_or_default();
                if share.policy == Policy::Plain && !values.is_empty() && sum != Decimal::from(100) {
                    self.plain.borrow_mut().push((share.span, sum.normalize()));
                }
                values.into_iter().map(ShareValue::Percent).collect()
            }
            Err(overflow) => {
                self.exact_or_problem(Err(overflow), share.span);
                all(ShareValue::Unknown)
            }
        }
    }

    /// Parts that do not make the whole are an error and are not forced.
    fn parts_make(&self, share: &Share, total: &Exact, parts: &[Exact]) -> bool {
        let sum = parts.iter().try_fold(Exact::ZERO, |sum, part| sum.plus(part));
        let (sum, gap) = match sum.and_then(|sum| Ok((sum.clone(), sum.minus(total)?))) {
            Ok(found) => found,
            Err(overflow) => {
                self.exact_or_problem(Err(overflow), share.span);
                return false;
            }
        };
        if gap.is_zero() {
            return true;
        }
        let ty = &share.of.ty;
        let whole = self.spoken(total, ty);
        let sum = self.spoken(&sum, ty);
        let gap = self.spoken(&gap, ty);
        self.problem(
            Diagnostic::new(
                PARTS_MISS_WHOLE,
                share.span,
                say!(
                    "各部分之和 {sum}，整体 {whole}，差 {gap}：占比没有意义",
                    "the parts make {sum}, the whole is {whole}, {gap} apart: shares mean nothing"
                ),
            )
            .note(say!(
                "检查循环的 at 与行集是否漏了或多了部分",
                "see whether the loop's `at` or row set leaves parts out or adds some"
            )),
        );
        false
    }
}

/// The shares in per cent, to the share's places.
fn percents(share: &Share, total: &Exact, parts: &[Exact]) -> Result<Vec<Decimal>, Overflow> {
    let hundred = Exact::integer(100);
    let ratio = |part: &Exact| part.times(&hundred)?.over(total).unwrap_or(Err(Overflow::Fraction));
    let real = |part: &Exact| Real::new(&ratio(part)?, share.digits);
    let parts: Vec<Real> = parts.iter().map(real).collect::<Result<_, _>>()?;
    let whole = Real::new(&hundred, share.digits)?.floor;
    let units = match share.policy {
        Policy::Plain | Policy::Controlled => parts.iter().map(|part| part.nearest).collect(),
        Policy::Last => rounding::last(&parts, whole),
        Policy::Largest => rounding::largest(&parts, whole),
    };
    units.into_iter().map(|units| rounding::in_units(units, share.digits)).collect()
}
