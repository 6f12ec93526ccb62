//! Words that hold others.

use super::{Env, Evaluator, Value};
use crate::model::Expr;

impl<'m> Evaluator<'m> {
    /// Whether words hold one of several others. Blank has no words, and so none in it.
    pub(super) fn has(&self, words: &'m Expr, parts: &'m [Expr], env: &Env<'m>) -> Value {
        let own = match self.eval(words, env) {
            Value::Unknown => return Value::Unknown,
            Value::Quoted(number, unit) => {
                let (number, symbol) = self.written_parts(&number, &unit);
                number + &symbol
            }
            value => self.words(&value).unwrap_or_default(),
        };
        let mut unknown = false;
        let found = parts.iter().any(|part| match self.eval(part, env) {
            Value::Unknown => {
                unknown = true;
                false
            }
            value => self.words(&value).is_some_and(|part| !part.is_empty() && own.contains(&part)),
        });
        if unknown && !found { Value::Unknown } else { Value::Bool(found) }
    }
}
