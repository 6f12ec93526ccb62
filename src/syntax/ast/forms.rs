//! Row sets and forms.

use super::*;

choices! {
    /// A row of a row set, or a loop of a document.
    RowItem { Line(Line) = line_item, Each(EachItem) = each_item | loop_item, Use(Node) = rows_use }

    /// What stands in a form.
    FormItem {
        Rows(RowsDecl) = rows_item,
        Column(ColumnItem) = column_item,
        Look(ColumnLook) = column_look,
        Hide(ColumnNames) = hide_clause,
        Only(ColumnNames) = only_clause,
        Side(FormGroup) = side_item,
        Band(FormGroup) = band_item,
        Cells(CellsItem) = cells_item,
        Note(Remark) = note_item,
        Empty(Remark) = empty_item,
        Set(Node) = columns_use,
        Unread(Node) = junk_row,
    }

    /// What stands in a column set, or in a group of columns.
    ColumnSetItem { Column(ColumnItem) = column_item, Set(Node) = columns_use, Unread(Node) = junk_row }

    /// What a form says of itself, before its braces and in them.
    FormPart {
        /// What it lists and computes.
        Content(Node) = rows_item | column_item | columns_use | side_item | band_item | cells_item | at_clause | grid_clause,
        Note(Remark) = note_item,
        Empty(Remark) = empty_item,
        Listed(Node) = listed_clause,
        No(Node) = no_clause,
        Unit(Node) = in_clause,
        Left(Node) = left_clause,
        Right(Node) = right_clause,
        Policy(Node) = policy_clause,
        Digits(Node) = digits_clause,
        Hide(ColumnNames) = hide_clause,
        Only(ColumnNames) = only_clause,
        Look(ColumnLook) = column_look,
        Example(PatternClause) = pattern_clause,
    }
}

views! {
    /// Rows of ledgers: a row set with a name, or those of a form.
    RowsDecl = rows_decl | rows_item { leaf name: ident, one of: OfClause, one at: AtClause, one set: RowSet }
    RowSet = row_set { each items: RowItem }
    Line = line_item { one words: Template }
    EachItem = each_item | loop_item { flag is_fact: fact_flag, one axis: Axis, flag is_all: kw_all }
    RowOptions = line_item | each_item | loop_item | rows_use {
        one at: AtClause,
        one label: Template in as_clause,
        leaf mark: ident in mark_clause,
        one numbered: Quoted in numbered_clause,
        flag is_aside: aside_flag,
        each only: ColumnRef in only_clause,
        each hide: ColumnRef in hide_clause,
        each over: ColumnRef in over_clause,
        one set: RowSet,
    }
    ColumnRef = column_ref { one quoted: Quoted }

    FormDecl = form_decl {
        leaf name: ident,
        one title: Template,
        one listed: Template in listed_clause,
        one no: Template in no_clause,
        one at: AtClause,
        leaf grid: number in grid_clause,
        one left: Argument in left_clause,
        one right: Argument in right_clause,
        flag is_landscape: landscape_flag,
        one body: FormBody,
        same manner: Manner,
    }
    FormBody = form_body { each items: FormItem, each rows: RowsDecl }
    ColumnsDecl = columns_decl { leaf name: ident, one set: ColumnSet }
    ColumnSet = column_set { each items: ColumnSetItem }
    ColumnItem = column_item {
        one members: AllMembers,
        one heading: Template,
        one at: AtClause,
        leaf width: number in wide_clause,
        one numbered: Quoted in numbered_clause,
        one merged: Axis in span_clause,
        one group: ColumnSet,
        same manner: Manner,
    }
    /// What an amendment says of a column of the form.
    ColumnLook = column_look {
        one column: ColumnRef,
        one title: Template,
        leaf width: number in wide_clause,
        one numbered: Quoted in numbered_clause,
        one example: PatternClause,
    }
    ColumnNames = hide_clause | only_clause { each names: ColumnRef }
    AllMembers = all_members { one axis: Axis }
    FormGroup = side_item | band_item { one title: Template, one body: FormBody }
    CellsItem = cells_item { each cells: Cell }
    Cell = cell { one value: Expression, leaf width: number in wide_clause, same manner: Manner }
    Remark = note_item | empty_item { one words: Argument }
}

impl<'t> RowItem<'t> {
    /// What it says besides what it lists.
    pub(crate) fn options(self) -> RowOptions<'t> {
        RowOptions::known(*self)
    }
}

impl<'t> FormDecl<'t> {
    /// All that it says of itself.
    pub(crate) fn said(self) -> impl Iterator<Item = FormPart<'t>> {
        self.parts().chain(self.body().into_iter().flat_map(|body| body.parts()))
    }
}

impl<'t> ColumnItem<'t> {
    /// Its name, which stands before its heading.
    pub(crate) fn name(self) -> Option<Node<'t>> {
        self.children().take_while(|child| child.kind() != Kind::template).find(|child| child.kind() == Kind::ident)
    }

    /// What its cells hold, behind its heading.
    pub(crate) fn value(self) -> Option<Expression<'t>> {
        let mut behind =
            self.children().skip_while(|child| !matches!(child.kind(), Kind::template | Kind::all_members));
        behind.by_ref().next();
        behind.find_map(Expression::of)
    }
}
