//! A token.

use std::borrow::Cow;

/// What a token is to those beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Word,
    Comment,
    /// A brace of a block, and what closes it.
    Open,
    Close,
    /// A brace of a hole, or another bracket: what is in it touches it. `joined` to the word before it.
    Into {
        joined: bool,
    },
    Out,
    Comma,
    Semicolon,
    /// The colon behind a label; one before a type is a word.
    Label,
    Bar,
    /// `.name` behind a figure.
    Access,
    Negation,
}

pub(super) struct Token<'t> {
    pub(super) mark: Mark,
    pub(super) text: Cow<'t, str>,
    /// Line breaks before it.
    pub(super) breaks: u32,
    /// Whether they part nothing: a line goes on here.
    pub(super) goes_on: bool,
    /// An amount that ends a row: the row's first token.
    pub(super) amount_of: Option<usize>,
    /// The label of an attribute, which stands apart.
    pub(super) is_apart: bool,
    /// The blanks before it, where they are the writer's at the beginning of a line.
    pub(super) lead: Option<&'t str>,
}
