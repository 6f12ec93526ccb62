//! The codes of findings. Each is declared once, with [`codes!`](crate::codes), in the room that raises it.

use std::fmt;

use super::Lang;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The document must not be published so.
    Error,
    /// Worth a look.
    Warning,
}

/// What identifies a kind of finding, in messages, in reports and in other programs; it never changes its meaning.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code {
    number: &'static str,
    level: Severity,
    since: &'static str,
    zh: &'static str,
    en: &'static str,
}

impl Code {
    /// A code that is declared: its number, how much its findings weigh, the version that first had it, and its title in
    /// Chinese and English.
    pub const fn new(number: &'static str, level: Severity, since: &'static str, [zh, en]: [&'static str; 2]) -> Code {
        Code { number, level, since, zh, en }
    }

    /// `B0301`; its page is `docs/errors/B0301.md`.
    pub const fn number(self) -> &'static str {
        self.number
    }

    /// The hundred that its number lies in: `B03`.
    pub fn family(self) -> &'static str {
        self.number.get(..3).unwrap_or(self.number)
    }

    /// How much its findings weigh where a report does not say otherwise.
    pub const fn level(self) -> Severity {
        self.level
    }

    /// The version of the program that first had it.
    pub const fn since(self) -> &'static str {
        self.since
    }

    /// What it is called.
    pub const fn title(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.number)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.number)
    }
}

/// Declares codes: `NAME = "B0101", Error, since "0.1.0": "中文", "English";`.
#[macro_export]
macro_rules! codes {
    ($($name:ident = $number:literal, $level:ident, since $since:literal: $zh:literal, $en:literal;)+) => {
        $(
            #[doc = $en]
            pub const $name: $crate::base::Code =
                $crate::base::Code::new($number, $crate::base::Severity::$level, $since, [$zh, $en]);
        )+

        /// The codes of this room, in the order in which they are declared.
        pub const ALL: &[$crate::base::Code] = &[$($name),+];
    };
}
