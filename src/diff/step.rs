//! The step from an old thing to a new one: what became of it, what it said, how far a number moved. Docstrings speak to the
//! reader of a file, as those of [`super::changes`] do.

use schemars::JsonSchema;
use serde::Serialize;

use crate::base::Exact;
use crate::base::json::JsonNumber;

/// What became of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Became {
    /// It was not there before.
    Added,
    /// It is there no more.
    Removed,
    /// It says something else.
    Changed,
    /// It says the same and stands elsewhere.
    Moved,
    /// Perhaps it stands in a row of the other side that cannot be read: nobody knows.
    Unread,
}

/// What was written or is computed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "Value")]
pub struct DiffValue {
    /// As it is typed or printed.
    pub text: String,
    /// Where it is a number: the number, exact, in `unit`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "JsonNumber")]
    pub number: Option<JsonNumber>,
    /// The number's unit; left out of pure numbers and words.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[schemars(default)]
    pub unit: String,
    /// The number itself, to reckon with.
    #[serde(skip)]
    pub(super) exact: Option<Exact>,
}

/// By how much a number moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Moved {
    /// New minus old, in the unit of the new number.
    pub difference: JsonNumber,
    /// The difference in per cent of the old number, to two places; left out where the old one is zero, and of shares.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "JsonNumber")]
    pub rate: Option<JsonNumber>,
}

impl Moved {
    /// From one number to another of the same unit; none where that has too many digits.
    pub(super) fn between(old: &Exact, new: &Exact, share: bool) -> Option<Moved> {
        let difference = new.minus(old).ok()?;
        let rate = || {
            let times = difference.times(Exact::integer(100)).ok()?.over(old.abs())?.ok()?;
            times.round(2).ok().map(|rate| JsonNumber::from(Exact::from(rate.normalize())))
        };
        let rate = if share { None } else { rate() };
        Some(Moved { difference: difference.into(), rate })
    }
}
