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

/// What a finding is about, as far as others depend on it: which of them follow from it, and which way to read a text is better.
/// A code declares it, so that nobody has to know the codes of others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Topic {
    /// A text that is not there or was not read whole: nobody knows what else it says.
    Unread,
    /// What a file declares that was perhaps not read.
    Elsewhere,
    /// A name that nothing declares, whatever it is to be.
    Name,
    /// A word that is none of what may stand there: the same word is the same mistake wherever it stands.
    Word,
    /// What disagrees with another place, the first that it shows: wherever it does, that place may be what is wrong.
    Clash,
    /// What a ledger declares: its dimensions, the types and units of its fields.
    Ledger,
    /// The words of a line: a stray mark between them may be what is wrong.
    Line,
    /// A row in which a number was perhaps read as a code.
    NumberAsCode,
    /// A row that lacks or leaves open something: it may be of its block all the same.
    Sparse,
    /// The head of a block: whether it may be mended at once, a check of the mended report says.
    Head,
    /// A line that makes no sense or a block whose braces are wrong: rows around it may not be rows.
    Brace,
    /// A slip that another reading of the text undoes.
    Slip,
    /// Such a slip within a line, whose words must make sense without it.
    SlipInLine,
    /// What the report stands by: the amount that it says may be what is wrong.
    Acceptance,
}

/// What identifies a kind of finding, in messages, in reports and in other programs; it never changes its meaning.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code {
    number: &'static str,
    level: Severity,
    since: &'static str,
    zh: &'static str,
    en: &'static str,
    topics: &'static [Topic],
}

impl Code {
    /// A code that is declared: its number, how much its findings weigh, the version that first had it, and its title in
    /// Chinese and English.
    pub const fn new(number: &'static str, level: Severity, since: &'static str, [zh, en]: [&'static str; 2]) -> Code {
        Code { number, level, since, zh, en, topics: &[] }
    }

    /// The same with what its findings are about.
    #[must_use]
    pub const fn about(self, topics: &'static [Topic]) -> Code {
        Code { topics, ..self }
    }

    /// Whether its findings are about something.
    pub fn is_about(self, topic: Topic) -> bool {
        self.topics.contains(&topic)
    }

    /// `B0301`; its page is `docs/errors/B0301.md`.
    pub const fn number(self) -> &'static str {
        self.number
    }

    /// Whether it is of the hundred of names, rows and types.
    pub fn is_of_names(self) -> bool {
        self.number.starts_with("B02")
    }

    /// Whether it is of the hundred of how a text is written.
    pub fn is_of_writing(self) -> bool {
        self.number.starts_with("B01")
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

/// Declares codes: `NAME = "B0101", Error, since "0.1.0": "中文", "English";`, before the colon `about Line | Brace` where others
/// depend on what it is about, its [`Topic`]s.
#[macro_export]
macro_rules! codes {
    ($($name:ident = $number:literal, $level:ident, since $since:literal $(about $($topic:ident)|+)?: $zh:literal, $en:literal;)+) => {
        $(
            #[doc = $en]
            pub const $name: $crate::base::Code =
                $crate::base::Code::new($number, $crate::base::Severity::$level, $since, [$zh, $en])
                    $(.about(&[$($crate::base::Topic::$topic),+]))?;
        )+

        /// The codes of this room, in the order in which they are declared.
        pub const ALL: &[$crate::base::Code] = &[$($name),+];
    };
}
