//! Texts: in quotes, and with holes.

use super::*;

choices! {
    /// A piece of a text.
    Piece { Hole(Hole) = hole, Unread(Node) = junk_hole, Words(PlainWords) = long_text | short_text | curly_text }

    /// What stands in a hole.
    HoleKind {
        Show(ShowHole) = show_hole,
        If(IfHole) = if_hole,
        ElseIf(IfHole) = else_if_hole,
        Else(Node) = else_hole,
        End(Node) = end_hole,
        For(ForHole) = for_hole,
        Note(NoteHole) = note_hole,
    }
}

views! {
    NoteHole = note_hole { one words: Template }
    /// A text in quotes, without holes.
    Quoted = string {}
    /// A text with holes.
    Template = template { each pieces: Piece }
    PlainWords = long_text | short_text | curly_text {}
    Hole = hole { one inner: HoleKind }
    ShowHole = show_hole { one value: Expression, same manner: Manner }
    IfHole = if_hole | else_if_hole { one condition: Expression }
    ForHole = for_hole {
        one axis: Axis,
        one of: OfClause,
        one at: AtClause,
        one share: ShareClause,
        one sep: Quoted in sep_clause,
        one last: Quoted in last_clause,
    }
    ShareClause = share_clause { leaf name: ident, same manner: Manner }
}

impl<'t> ShareClause<'t> {
    /// What it is a share of, behind its name.
    pub(crate) fn of_what(self) -> Option<Expression<'t>> {
        self.parts().nth(1)
    }
}

impl<'t> Quoted<'t> {
    /// What stands between its marks, blanks too.
    pub(crate) fn inner(self) -> &'t str {
        self.children().next().map_or("", Node::raw)
    }
}

impl PlainWords<'_> {
    /// Whether they stand in three quotation marks, where the ends of lines are layout.
    pub(crate) fn is_long(self) -> bool {
        self.kind() == Kind::long_text
    }

    /// Whether `\` is a sign in them.
    pub(crate) fn has_escapes(self) -> bool {
        self.kind() == Kind::short_text
    }
}
