//! Facts whose values stand elsewhere, by `:=` or taken over: each is computed once, in chains of a bounded length.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::known::Memo;
use super::{Env, Evaluator, Trace, Value, parts};
use crate::base::{Diagnostic, Exact, Span};
use crate::model::codes::CIRCLE;
use crate::model::{FactId, FactValueKind};
use crate::say;
use crate::syntax::codes::TOO_LARGE;

/// A chain of facts that refer to one another is no longer than this.
const LONGEST: usize = 1_000;

/// So many are computed within one another, each asked for before the one that it refers to is known.
const DEEPEST: usize = 10_000;

/// So much of the stack must be left for one more fact of a chain, and so much is added where it is not, in bytes.
const RED_ZONE: usize = 256 << 10;
const MORE: usize = 4 << 20;

impl<'m> Evaluator<'m> {
    /// The value of a fact that refers to others, computed once. The length of a chain is that of the chain itself, whoever
    /// asks for it first and wherever in it.
    pub(super) fn referred(&self, key: (FactId, usize), span: Span, compute: impl FnOnce() -> Value) -> Value {
        match self.known.values.borrow().get(&key) {
            Some(Memo::Done(value, length)) => {
                self.bounds.followed.set(self.bounds.followed.get().max(*length));
                return value.clone();
            }
            Some(Memo::Busy) => {
                let message = say!("这个 := 绕回到了自己", "this `:=` leads back to itself");
                let error = Diagnostic::new(CIRCLE, span, message);
                self.problem(error.note(say!("让其中一处写出数来", "write a number in one of the places")));
                return Value::Unknown;
            }
            None => {}
        }
        if self.bounds.under_way.get() >= DEEPEST {
            return self.too_long(span);
        }
        self.known.values.borrow_mut().insert(key, Memo::Busy);
        let (followed, depth) = (self.bounds.followed.replace(0), self.bounds.depth.replace(0));
        self.bounds.under_way.set(self.bounds.under_way.get() + 1);
        let mut value = stacker::maybe_grow(RED_ZONE, MORE, compute);
        self.bounds.under_way.set(self.bounds.under_way.get() - 1);
        self.bounds.depth.set(depth);
        let length = self.bounds.followed.get() + 1;
        // what rests on one that is too long is as unknown, and no further finding
        if length > LONGEST && !matches!(value, Value::Unknown) {
            value = self.too_long(span);
        }
        self.bounds.followed.set(followed.max(length));
        self.known.values.borrow_mut().insert(key, Memo::Done(value.clone(), length));
        value
    }

    fn too_long(&self, span: Span) -> Value {
        let message = say!(
            ":= 一个引一个，连着超过 {LONGEST} 个",
            "`:=` rows refer to one another in a chain of more than {LONGEST}"
        );
        let error = Diagnostic::new(TOO_LARGE, span, message);
        self.problem(error.note(say!("让其中一处写出数来", "write a number in one of the places")));
        Value::Unknown
    }

    /// What a fact's field is made of: itself where it is written, what it refers to otherwise. Computed once, for a fact
    /// that is referred to twice would be followed twice, and the one before it four times.
    pub fn fact_trace(&self, id: FactId, field: usize) -> Option<Rc<Trace>> {
        let value = self.report.facts[id.ix()].values[field].as_ref();
        let (Some(FactValueKind::Refer(..) | FactValueKind::Taken(_)), key) = (value.map(|it| &it.kind), (id, field))
        else {
            let terms = BTreeMap::from([((id, field), Exact::integer(1))]);
            return Some(Rc::new(Trace { terms, ..Trace::default() }));
        };
        if let Some(known) = self.known.traces.borrow().get(&key) {
            return known.clone();
        }
        // what leads back to itself, or too far, has been reported by its value: no trace goes that way
        let known = !matches!(self.fact_value(id, field), Value::Unknown);
        let found = if known { stacker::maybe_grow(RED_ZONE, MORE, || self.made_of(id, field)) } else { None };
        let found = found.map(Rc::new);
        self.known.traces.borrow_mut().insert(key, found.clone());
        found
    }

    fn made_of(&self, id: FactId, field: usize) -> Option<Trace> {
        let value = self.report.facts[id.ix()].values[field].as_ref()?;
        match &value.kind {
            FactValueKind::Refer(expr, at) => self.trace(expr, &Env::default().narrow(self.report, at)),
            FactValueKind::Taken(taken) => {
                let mut sum = Trace::default();
                for one in taken {
                    let own = Exact::from(one.times);
                    for (key, times) in &self.fact_trace(one.fact, one.field)?.terms {
                        parts::add(&mut sum.terms, *key, times.times(&own).ok()?)?;
                    }
                }
                Some(sum)
            }
            FactValueKind::Quantity(..) | FactValueKind::Text(_) => None,
        }
    }
}
