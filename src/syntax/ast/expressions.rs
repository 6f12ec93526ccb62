//! Expressions, and the clauses that several things share.

use super::*;

choices! {
    /// An expression. A level of the grammar that adds nothing makes no node.
    Expression {
        Quantity(Quantity) = quantity,
        Pasted(Node) = grouped,
        Template(Template) = template,
        Name(Node) = ident,
        Postfix(Postfix) = postfix,
        Any(Operator) = any_expr,
        Count(Count) = count_expr,
        Abs(Operator) = abs_expr,
        Printed(Printed) = printed_expr,
        Negation(Operator) = unary,
        Not(Denial) = not_expr,
        Or(Operands) = or_expr | check_or,
        And(Operands) = and_expr | check_and,
        Comparison(Comparison) = comparison,
        Sum(Chain) = sum,
        Product(Chain) = product,
        /// A condition of a check with the difference that it allows.
        Tolerant(Tolerant) = check_part,
    }

    /// What stands behind a figure or a name.
    Suffix { Filter(Filter) = filter, Access(Access) = member_access, Arguments(Arguments) = arguments }

    /// Where an expression or a clause names what the report declares.
    Naming {
        /// Names of members, fields and levels.
        Inner(Node) = coords | member_access,
        Name(Node) = ident | ledger_ref,
        Axis(Axis) = axis,
        Postfix(Postfix) = postfix,
    }
}

views! {
    Quantity = quantity { leaf number: number, leaf unit: unit }
    /// A figure or name with what stands behind it.
    Postfix = postfix { one head: Expression, each suffixes: Suffix }
    Filter = filter { one coords: Coords }
    Access = member_access { leaf name: ident }
    Arguments = arguments { each arguments: Argument }
    Argument = argument { one value: Expression }

    /// An operator before its one operand.
    Operator = any_expr | abs_expr | unary { one operand: Expression }
    Count = count_expr { one axis: Axis, one of: Expression }
    Printed = printed_expr { one operand: Expression, same manner: Manner }
    Denial = not_expr { leaves denials: kw_not, one operand: Expression }
    Operands = or_expr | and_expr | check_or | check_and { each operands: Expression }
    Comparison = comparison { each operands: Expression, leaf operator: compare_op, flag is_has: kw_has }
    /// Operands with an operator between each two.
    Chain = sum | product { each operands: Expression }
    Tolerant = check_part { one condition: Expression, one within: WithinClause }

    /// A dimension, perhaps with one of its levels.
    Axis = axis { leaf name: ident }
    Coords = coords | keys_at { each parts: Coord }
    Coord = coord | key_coord { leaf label: ident, flag is_star: star, flag is_any: any_member, each members: MemberRef }
    MemberRef = member_ref { one word: Word }

    AtClause = at_clause { one coords: Coords }
    OfClause = of_clause { leaves ledgers: ledger_ref }
    InClause = in_clause { leaf unit: unit }
    WithinClause = within_clause { one quantity: Quantity }

    /// The clauses that say how a figure is printed.
    Manner = show_hole | printed_expr | share_clause | cell | column_item | form_decl {
        one unit: InClause,
        leaf digits: number in digits_clause,
        one example: PatternClause,
        flag is_bare: bare_flag,
        one policy: PolicyWord in policy_clause,
    }
}

choices! {
    /// How figures are rounded together.
    PolicyWord { Largest(Node) = kw_largest, Last(Node) = kw_last, Plain(Node) = kw_plain, Controlled(Node) = kw_controlled }
}

impl<'t> Axis<'t> {
    pub(crate) fn level(self) -> Option<Node<'t>> {
        self.children_of(Kind::ident).nth(1)
    }
}

impl<'t> Chain<'t> {
    /// Its operators, each with the operand behind it.
    pub(crate) fn further(self) -> impl Iterator<Item = (Node<'t>, Expression<'t>)> {
        let mut behind = self.children().skip(1);
        std::iter::from_fn(move || behind.next().zip(behind.next().and_then(Expression::of)))
    }
}

impl<'t> Expression<'t> {
    /// The conditions that it joins, or the chain's operands.
    pub(crate) fn operands(self) -> impl Iterator<Item = Expression<'t>> {
        self.parts()
    }
}

impl<'t> Node<'t> {
    /// The last `within` below it.
    pub(crate) fn within_below(self) -> Option<WithinClause<'t>> {
        last_below(self, Kind::within_clause).and_then(WithinClause::of)
    }

    /// Whether a comment stands in it.
    pub(crate) fn has_comment(self) -> bool {
        last_below(self, Kind::COMMENT).is_some()
    }
}

fn last_below<'t>(node: Node<'t>, kind: Kind) -> Option<Node<'t>> {
    let mut below: Vec<Node<'t>> = node.all_children().collect();
    while let Some(node) = below.pop() {
        if node.kind() == kind {
            return Some(node);
        }
        below.extend(node.all_children());
    }
    None
}
