//! What nodes are to the layout of a file: which are one word, and what the marks between their parts mean.

use super::*;

choices! {
    /// A node that is one word, where its text may be written in more than one way.
    Spelled {
        Access(Access) = member_access,
        Negation(Node) = negation,
        /// Digits and operators, which have full-width twins.
        Plain(Node) = number | number_code | code | compare_op | sum_op | product_op | star | sign,
        Quantity(Quantity) = quantity,
        Quoted(Quoted) = string,
        Template(Template) = template,
        Expected(ExpectedRow) = expected_row,
    }
}

/// What a node makes of the marks between its parts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Around {
    /// Braces are those of a hole.
    Hole,
    /// A bracket touches the word before it.
    Call,
    /// A colon belongs to `:=`.
    Refer,
    /// A colon stands before a type.
    Typed,
    Other,
}

impl<'t> Node<'t> {
    /// Whether it is one word, whatever it is made of.
    pub(crate) fn is_one_word(self) -> bool {
        match self.kind() {
            Kind::quantity | Kind::string | Kind::template | Kind::axis | Kind::ledger_ref | Kind::module_path => true,
            Kind::member_access | Kind::expected_row => true,
            // brackets with nothing in them
            Kind::file | Kind::block | Kind::row_set | Kind::column_set | Kind::form_body => false,
            Kind::document_body | Kind::expected | Kind::arguments => false,
            _ => self.all_children().next().is_none(),
        }
    }

    /// Whether a line break in it parts one thing from the next.
    pub(crate) fn parts_lines(self) -> bool {
        matches!(
            self.kind(),
            Kind::file
                | Kind::block
                | Kind::row_set
                | Kind::column_set
                | Kind::form_body
                | Kind::document_body
                | Kind::expected
                | Kind::measure_decl
                | Kind::ledger_decl
                | Kind::successors_decl
                | Kind::avoid_decl
                | Kind::tags_decl
        )
    }

    /// What it makes of the marks between its parts.
    pub(crate) fn around(self) -> Around {
        match self.kind() {
            Kind::hole => Around::Hole,
            Kind::arguments | Kind::abs_expr | Kind::printed_expr | Kind::text_decl => Around::Call,
            Kind::refer => Around::Refer,
            Kind::param_decl | Kind::attribute | Kind::value_field | Kind::parameter => Around::Typed,
            _ => Around::Other,
        }
    }

    /// Whether another node is of its kind, whatever the quotation marks around them.
    pub(crate) fn is_like(self, other: Node<'_>) -> bool {
        let kind = |node: Node<'_>| match node.kind() {
            Kind::wide_text => Kind::str_text,
            Kind::curly_text => Kind::short_text,
            kind => kind,
        };
        kind(self) == kind(other)
    }

    /// Whether it is a name.
    pub(crate) fn is_name(self) -> bool {
        self.kind() == Kind::ident
    }

    /// Whether it is the words of a text, where blanks are meant.
    pub(crate) fn is_words(self) -> bool {
        matches!(self.kind(), Kind::long_text | Kind::short_text | Kind::curly_text | Kind::str_text | Kind::wide_text)
    }

    /// Whether it is a comment.
    pub(crate) fn is_comment(self) -> bool {
        self.kind() == Kind::COMMENT
    }

    /// The keyword that it is.
    pub(crate) fn keyword(self) -> Option<Keyword> {
        keyword(self.kind())
    }
}
