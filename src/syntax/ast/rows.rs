//! Rows of members and facts, and rows that a form is expected to print.

use super::*;

choices! {
    /// A row of a block.
    BlockRow { Row(Row) = row, Total(Row) = total_row, Unread(Node) = junk_row }

    /// A word of a row, or of what names a member elsewhere.
    Word {
        Labelled(Labelled) = labelled,
        Quoted(Quoted) = string,
        Template(Template) = template,
        Code(Node) = code | number_code,
        Dashed(Node) = dashed,
        Pointed(Node) = pointed,
        Glued(Node) = glued,
        Pasted(Node) = pasted,
        Quantity(Quantity) = quantity,
        Sign(Node) = sign,
        Name(Node) = member_name,
        /// What stands where an expression may.
        Expression(Node) = ident | grouped | postfix | any_expr | count_expr | abs_expr | printed_expr | unary | not_expr
            | or_expr | and_expr | comparison | sum | product,
    }

    /// A row of what a form is expected to print.
    ExpectedLine { Note(ExpectedNote) = expected_note, Row(ExpectedRow) = expected_row, Unread(Node) = junk_row }
}

views! {
    Block = block { each rows: BlockRow }
    Row = row | total_row {
        each words: Word,
        each labelled: Labelled,
        leaf pointed: pointed,
        one refer: Refer,
        one block: Block,
    }
    /// A name, a colon and a value.
    Labelled = labelled { leaf name: ident }

    ExpectDecl = expect_decl { leaf name: ident, one at: AtClause, one expected: Expected }
    Expected = expected { each lines: ExpectedLine }
    ExpectedNote = expected_note { one words: Quoted }
    ExpectedRow = expected_row { each cells: ExpectedCell }
    ExpectedCell = expected_cell { one quoted: Quoted, leaf words: cell_words }
}

impl<'t> Block<'t> {
    /// Its rows but for totals and what could not be read.
    pub(crate) fn plain_rows(self) -> impl Iterator<Item = Row<'t>> {
        self.children_of(Kind::row).map(Row)
    }
}

impl Row<'_> {
    /// Whether it states a total.
    pub(crate) fn is_total(self) -> bool {
        self.kind() == Kind::total_row
    }
}

impl<'t> Labelled<'t> {
    pub(crate) fn value(self) -> Option<Word<'t>> {
        self.children().nth(1).and_then(Word::of)
    }
}

impl<'t> Word<'t> {
    /// The quantity that it is.
    pub(crate) fn quantity(self) -> Option<Quantity<'t>> {
        Quantity::of(*self)
    }

    /// Whether it is a number with a unit.
    pub(crate) fn has_unit(self) -> bool {
        self.quantity().is_some_and(|quantity| quantity.unit().is_some())
    }

    /// Whether it is a number without a unit.
    pub(crate) fn is_bare_number(self) -> bool {
        self.quantity().is_some_and(|quantity| quantity.unit().is_none())
    }

    /// Whether it is a word or a text in quotes.
    pub(crate) fn is_name(self) -> bool {
        matches!(self, Word::Name(_) | Word::Quoted(_))
    }
}
