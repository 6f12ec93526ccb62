//! Declarations, but for forms and documents.

use super::*;

choices! {
    /// A declaration, or what could not be read as one.
    Decl {
        Use(UseDecl) = use_decl,
        Param(ParamDecl) = param_decl,
        Set(SetDecl) = set_decl,
        At(AtDecl) = at_decl,
        Measure(MeasureDecl) = measure_decl,
        Dimension(DimensionDecl) = dimension_decl,
        Members(MembersDecl) = members_decl,
        Successors(SuccessorsDecl) = successors_decl,
        Avoid(AvoidDecl) = avoid_decl,
        Ledger(LedgerDecl) = ledger_decl,
        Tags(TagsDecl) = tags_decl,
        Items(ItemsDecl) = items_decl,
        Let(LetDecl) = let_decl,
        Rows(RowsDecl) = rows_decl,
        Columns(ColumnsDecl) = columns_decl,
        Check(CheckDecl) = check_decl,
        Level(LevelDecl) = level_decl,
        Accept(AcceptDecl) = accept_decl,
        Text(TextDecl) = text_decl,
        Form(FormDecl) = form_decl,
        Expect(ExpectDecl) = expect_decl,
        Section(Section) = part_decl | section_decl,
        Document(DocumentDecl) = document_decl,
        Unread(Node) = junk_decl,
    }

    /// A row of a ledger's declaration.
    LedgerRow { Field(ValueField) = value_field, Axis(AxisField) = axis_field, Unread(Node) = junk_row }

    /// What pins an accepted deviation.
    Pin { Quantity(Quantity) = quantity, Words(Quoted) = string }

    /// The level of a check or lint.
    LevelWord { Off(Node) = kw_off, Warn(Node) = kw_warn, Error(Node) = kw_error }
}

impl<'t> Decl<'t> {
    /// The name that it gives or speaks of.
    pub(crate) fn name(self) -> Option<Node<'t>> {
        self.child(Kind::ident)
    }
}

/// The declarations of a file.
pub(crate) fn declarations<'t, V: View<'t>>(root: Node<'t>) -> impl Iterator<Item = V> {
    root.parts()
}

views! {
    UseDecl = use_decl { leaf module: module_path, one report: Quoted, leaf name: ident }

    ParamDecl = param_decl { leaf name: ident, one ty: TypeRef, flag is_optional: optional_flag }
    TypeRef = type_ref { leaf unit: unit }
    /// A name and its value, or a unit and how its amounts print.
    SetDecl = set_decl { leaf name: ident, leaf unit: unit, one example: PatternClause }
    AtDecl = at_decl { one coords: Coords }

    MeasureDecl = measure_decl { leaf name: ident, leaf usual: unit in in_clause, each units: UnitDecl }
    UnitDecl = unit_decl { leaf symbol: unit, one factor: Quantity, one pattern: PatternClause }
    PatternClause = pattern_clause { each examples: Quoted }

    DimensionDecl = dimension_decl {
        leaf name: ident,
        flag is_open: open_flag,
        one levels: LevelsClause,
        each attributes: AttributeDef in attributes_clause,
        one block: Block,
    }
    LevelsClause = levels_clause { each levels: LevelDef, one code_pattern: Quoted }
    LevelDef = level { leaf name: ident, leaf width: number }
    AttributeDef = attribute { leaf name: ident, one ty: TypeRef, flag is_optional: optional_flag }

    MembersDecl = members_decl { leaf name: ident, one block: Block }
    SuccessorsDecl = successors_decl { leaf name: ident, each rows: Succession }
    Succession = succession { one old: NamedMember, each heirs: Heir }
    Heir = heir { one member: NamedMember, one share: Quantity }
    /// A code, a name, or a code and its name.
    NamedMember = named_member { each words: Word }

    AvoidDecl = avoid_decl { each rows: Avoided }
    Avoided = avoided { each words: Quoted, one because: Quoted in because_clause }

    LedgerDecl = ledger_decl { leaf name: ident, each rows: LedgerRow }
    ValueField = value_field { leaf name: ident, one ty: TypeRef, flag is_optional: optional_flag }
    AxisField = axis_field { one axis: Axis, flag is_optional: optional_flag, one default: MemberRef }

    /// What other programs are told of some things.
    TagsDecl = tags_decl { leaves names: ident, each tags: Tag }
    Tag = tag { leaf key: ident, one words: Quoted }

    ItemsDecl = items_decl {
        leaf name: ident,
        one unit: InClause,
        one at: AtClause,
        each within: WithinClause,
        one block: Block,
        one refer: Refer,
    }
    /// `:=` and what stands behind it.
    Refer = refer { one expression: Expression }

    LetDecl = let_decl { leaf name: ident }
    TextDecl = text_decl { leaf name: ident, each parameters: Parameter, one body: Template }
    Parameter = parameter { leaf name: ident, one ty: TypeRef }

    CheckDecl = check_decl {
        leaf name: ident,
        one title: Quoted,
        one keys: KeysClause,
        one guard: Expression in guard_clause,
        flag is_warning: warn_flag,
    }
    KeysClause = keys_clause { each axes: Axis, one of: OfClause, one at: Coords }

    LevelDecl = level_decl { leaf name: ident, one level: LevelWord }
    AcceptDecl = accept_decl {
        leaf name: ident,
        one filter: Filter,
        one subject: Quoted,
        one part: PartClause,
        one by: ByClause,
        one because: Quoted in because_clause,
        one who: Quoted in who_clause,
        one until: Quoted in until_clause,
    }
    PartClause = part_clause { leaf number: number }
    ByClause = by_clause { each pins: Pin }
}

impl<'t> ParamDecl<'t> {
    /// Its default, if it has one.
    pub(crate) fn value(self) -> Option<Expression<'t>> {
        self.children().last().and_then(Expression::of)
    }
}

impl<'t> AttributeDef<'t> {
    /// Its default, if it has one.
    pub(crate) fn value(self) -> Option<Expression<'t>> {
        self.children().last().and_then(Expression::of)
    }
}

impl<'t> SetDecl<'t> {
    pub(crate) fn value(self) -> Option<Expression<'t>> {
        self.children().last().and_then(Expression::of)
    }
}

impl<'t> LetDecl<'t> {
    pub(crate) fn value(self) -> Option<Expression<'t>> {
        self.children().last().and_then(Expression::of)
    }
}

impl<'t> CheckDecl<'t> {
    /// What must hold: the last expression of its own, for its name is one too.
    pub(crate) fn body(self) -> Option<Expression<'t>> {
        self.parts().last()
    }

    /// What stands before its guard.
    pub(crate) fn head(self) -> impl Iterator<Item = Node<'t>> {
        let is_head =
            |node: &Node<'t>| matches!(node.kind(), Kind::kw_check | Kind::ident | Kind::string | Kind::keys_clause);
        self.children().take_while(is_head)
    }
}
