//! Items: rows of atoms, typed against the fields of their ledger.

use std::collections::hash_map::Entry;

use super::coords::Found;
use super::names::{code_digits, member_words, string};
use super::{Builder, Def, Scope};
use crate::base::{Diagnostic, FileId, Span};
use crate::model::{DimId, Fact, FactValue, FactValueKind, Filter, LedgerId, MemberId, Narrow, Stated, Type, UnitRef};
use crate::say;
use crate::syntax::{Kind, Node};

/// What the rows of a block share.
struct Block {
    ledger: LedgerId,
    /// Where its rows begin: what stands before is the file's or the block's.
    start: u32,
    file: FileId,
    /// The unit of bare numbers.
    unit: UnitRef,
    /// The file's and the block's own coordinates: all that `:=` sees.
    at: Filter,
}

/// What a row has been found to say so far; scopes hand theirs on to their rows.
#[derive(Clone)]
struct Draft {
    members: Vec<Option<(MemberId, Span)>>,
    /// Members of attribute axes, in stated totals.
    further: Vec<(MemberId, Span)>,
    values: Vec<Option<FactValue>>,
    sound: bool,
}

impl Draft {
    fn fact(self, ledger: LedgerId, span: Span) -> Fact {
        let members = self.members.into_iter().map(|member| member.map(|(member, _)| member)).collect();
        Fact { ledger, members, values: self.values, span }
    }
}

impl<'a> Builder<'a> {
    pub(super) fn items(&mut self, file: FileId, node: Node<'a>) {
        let Some(name) = node.child(Kind::ident) else { return };
        let Some(Def::Ledger(ledger)) = self.lookup(name.text()) else {
            let near =
                super::names::closest(name.text(), self.report.ledgers.iter().map(|ledger| ledger.name.as_str()));
            let near = near.map(str::to_owned);
            self.report(super::names::unknown(
                "B0201",
                &say!("台账", "ledger"),
                name.text(),
                name.span(),
                near.as_deref(),
            ));
            // what was meant lacks these rows: nothing can be said of its sums
            if let Some(Def::Ledger(meant)) = near.as_deref().and_then(|near| self.lookup(near)) {
                let data = self.report.ledger(meant);
                let (members, values) = (vec![None; data.axes.len()], vec![None; data.fields.len()]);
                self.report.broken.push(Fact { ledger: meant, members, values, span: name.span() });
            }
            return;
        };
        let dims = self.axes_of(&[ledger]);
        let own = self.at(node.child(Kind::at_clause), &dims);
        let mut at = self.file_at.get(&file).cloned().unwrap_or_default();
        at.parts.retain(|(dim, ..)| dims.contains(dim));
        at.parts.extend(own.parts);
        let unit = self.in_unit(node.child(Kind::in_clause)).unwrap_or(UnitRef::Bare);
        let mut draft = Draft {
            members: vec![None; self.report.ledger(ledger).axes.len()],
            further: Vec::new(),
            values: vec![None; self.report.ledger(ledger).fields.len()],
            sound: true,
        };
        for (_, narrow, span) in &at.parts {
            if let Narrow::Members(members) = narrow {
                members.iter().for_each(|member| self.place_member(ledger, &mut draft, *member, *span));
            }
        }
        if let Some(rows) = node.child(Kind::block) {
            let block = Block { ledger, start: rows.span().start, file, unit, at };
            self.item_rows(rows, &block, &draft);
        }
    }

    fn item_rows(&mut self, rows: Node<'a>, block: &Block, draft: &Draft) {
        for row in rows.children() {
            match row.kind() {
                Kind::total_row => self.total(row, block, draft.clone()),
                Kind::row => match row.child(Kind::block) {
                    Some(inner) => {
                        let mut scope = draft.clone();
                        self.atoms(row, block, &mut scope, Amounts::None);
                        self.item_rows(inner, block, &scope);
                    }
                    None => self.fact(row, block, draft.clone()),
                },
                Kind::junk_row => self.broken(row, block.ledger, draft.clone()),
                _ => {}
            }
        }
    }

    fn fact(&mut self, row: Node<'a>, block: &Block, mut draft: Draft) {
        let refers = row.child(Kind::refer);
        self.atoms(row, block, &mut draft, if refers.is_some() { Amounts::Labelled } else { Amounts::Last });
        if let Some(refer) = refers {
            self.refer(refer, block, &mut draft);
        }
        self.defaults(block.ledger, &mut draft);
        if draft.sound && self.complete(row, block.ledger, &draft) {
            let fact = draft.fact(block.ledger, row.span());
            match self.same_place(&fact) {
                None => self.report.facts.push(fact),
                Some(first) => {
                    self.report(
                        Diagnostic::error(
                            "B0210",
                            row.span(),
                            say!("这一行与另一行坐标相同", "another row stands at the same coordinates"),
                        )
                        .related(first, say!("另一行在这里", "the other one"))
                        .note(say!(
                            "合并成一行，或用另一个维度区分",
                            "merge them, or tell them apart by a further dimension"
                        )),
                    );
                    self.report.broken.push(fact);
                }
            }
        } else {
            self.broken(row, block.ledger, draft);
        }
    }

    /// The row of a fact at the same coordinates with the same texts.
    fn same_place(&mut self, fact: &Fact) -> Option<Span> {
        let texts = fact.values.iter().flatten().filter_map(|value| match &value.kind {
            FactValueKind::Text(text) => Some(text.clone()),
            _ => None,
        });
        let key = (fact.ledger, fact.members.clone(), texts.collect());
        match self.places.entry(key) {
            Entry::Occupied(first) => Some(*first.get()),
            Entry::Vacant(free) => {
                free.insert(fact.span);
                None
            }
        }
    }

    /// A row that was reported: whatever it may be part of cannot be checked.
    fn broken(&mut self, row: Node<'a>, ledger: LedgerId, draft: Draft) {
        let fact = draft.fact(ledger, row.span());
        self.report.broken.push(fact);
    }

    fn refer(&mut self, node: Node<'a>, block: &Block, draft: &mut Draft) {
        let Some(body) = node.children().last() else { return };
        let expr = self.expr(body, &Scope::default());
        if expr.ty == Type::Unknown {
            draft.sound = false;
            return;
        }
        let fields = &self.report.ledger(block.ledger).fields;
        let free = |index: &usize| draft.values[*index].is_none();
        let exact = (0..fields.len()).filter(free).find(|index| fields[*index].ty == expr.ty);
        let loose = || (0..fields.len()).filter(free).find(|index| fields[*index].ty == Type::Value);
        match exact.or_else(loose) {
            Some(index) => {
                let kind = FactValueKind::Refer(Box::new(expr), block.at.clone());
                draft.values[index] = Some(FactValue { kind, span: body.span() });
            }
            None => {
                draft.sound = false;
                let have = self.type_name(&expr.ty);
                let (zh, en) = (&have.zh, &have.en);
                self.error(
                    "B0213",
                    body.span(),
                    say!("这个台账没有空着的字段放{zh}", "no free field of this ledger takes {en}"),
                );
            }
        }
    }

    fn total(&mut self, row: Node<'a>, block: &Block, mut draft: Draft) {
        draft.values = vec![None; draft.values.len()];
        self.atoms(row, block, &mut draft, Amounts::Last);
        if !draft.sound {
            return;
        }
        let own = draft.members.iter().flatten();
        let parts = own.chain(&draft.further).map(|(member, span)| {
            let dim = self.report.member(*member).dim;
            (dim, Narrow::Members(vec![*member]), *span)
        });
        let at = Filter { parts: parts.collect() };
        let here = |span: &Span| span.file == block.file && span.start > block.start;
        let said: Vec<MemberId> = draft
            .members
            .iter()
            .flatten()
            .chain(&draft.further)
            .filter(|(_, span)| here(span))
            .map(|(member, _)| *member)
            .collect();
        let mut any = false;
        for (field, value) in draft.values.into_iter().enumerate() {
            if let Some(FactValue { kind: FactValueKind::Quantity(amount, unit), span }) = value {
                any = true;
                let (ledger, at, said) = (block.ledger, at.clone(), said.clone());
                self.report.stated.push(Stated { ledger, field, at, amount, unit, span, said });
            }
        }
        if !any {
            self.error("B0211", row.span(), say!("合计这一行没有数", "this total states no number"));
        }
    }

    fn atoms(&mut self, row: Node<'a>, block: &Block, draft: &mut Draft, amounts: Amounts) {
        let atoms: Vec<Node<'a>> =
            row.children().filter(|atom| !matches!(atom.kind(), Kind::kw_total | Kind::refer | Kind::block)).collect();
        let numeric = |atom: &Node<'a>| atom.kind() == Kind::quantity && !atom.has(Kind::unit);
        let last = atoms.iter().rposition(|atom| atom.kind() != Kind::labelled);
        let total = row.kind() == Kind::total_row;
        let mut code: Option<MemberId> = None;
        for (index, atom) in atoms.iter().enumerate() {
            let whole = numeric(atom) && !atom.text().contains(['.', '-', '－']);
            let is_amount = Some(index) == last && matches!(amounts, Amounts::Last);
            match atom.kind() {
                Kind::labelled => self.labelled(*atom, block, draft),
                Kind::grouped | Kind::wide_point => self.slipped_number(*atom, block, draft),
                Kind::glued => self.slipped_code(*atom, block, draft),
                Kind::code => code = self.code_atom(*atom, block, draft),
                Kind::quantity if whole && !is_amount => code = self.code_atom(*atom, block, draft),
                Kind::quantity => self.quantity_atom(*atom, block, draft),
                _ => {
                    self.name_atom(*atom, block, draft, code.take(), total);
                }
            }
        }
    }

    /// A number with grouping commas or a full-width point: reported, and read as it was meant.
    fn slipped_number(&mut self, atom: Node<'a>, block: &Block, draft: &mut Draft) {
        let plain: String = super::names::ascii(atom.text()).chars().filter(|c| !matches!(c, ',' | '，')).collect();
        let plain = plain.replace(['。', '．'], ".");
        let end = plain.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '-').unwrap_or(plain.len());
        let unit = match &plain[end..] {
            "" => UnitRef::Bare,
            "%" => UnitRef::Percent,
            symbol => self
                .report
                .unit(symbol)
                .map_or_else(|| UnitRef::Named(symbol.to_owned()), |(measure, unit)| UnitRef::Of(measure, unit)),
        };
        match crate::base::exact::parse(&plain[..end]).and_then(|value| self.to_base(value, &unit)) {
            Ok(value) => self.place_quantity(atom, value, unit, None, block, draft),
            Err(_) => draft.sound = false,
        }
    }

    /// A code with its name stuck to it: reported, and read as it was meant.
    fn slipped_code(&mut self, atom: Node<'a>, block: &Block, draft: &mut Draft) {
        let cut = atom.text().find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(0);
        let Some(code) = self.code_of(&atom.text()[..cut], atom.span(), block, draft) else { return };
        let name = &atom.text()[cut..];
        self.check_name(code, name, atom.span());
    }

    /// A code: it may continue the code of the scope that it stands in.
    fn code_atom(&mut self, atom: Node<'a>, block: &Block, draft: &mut Draft) -> Option<MemberId> {
        self.code_of(atom.text(), atom.span(), block, draft)
    }

    fn code_of(&mut self, text: &str, span: Span, block: &Block, draft: &mut Draft) -> Option<MemberId> {
        let digits = code_digits(text);
        let mut found: Vec<(usize, MemberId)> = Vec::new();
        let axes: Vec<DimId> = self.report.ledger(block.ledger).axes.iter().map(|axis| axis.dim).collect();
        for (index, dim) in axes.iter().enumerate() {
            let within = draft.members[index].map(|(scope, _)| format!("{}{digits}", self.report.member(scope).code));
            let dim = self.report.dim(*dim);
            let hit = within.and_then(|code| dim.by_code.get(&code)).or_else(|| dim.by_code.get(&digits));
            found.extend(hit.map(|hit| (index, *hit)));
        }
        // A code that continues its scope wins over one that merely looks alike elsewhere.
        if found.len() > 1 {
            let continues = |(index, hit): &(usize, MemberId)| {
                draft.members[*index].is_some_and(|(scope, _)| self.report.within(*hit, scope) && *hit != scope)
            };
            let inner: Vec<_> = found.iter().filter(|hit| continues(hit)).copied().collect();
            if inner.len() == 1 {
                found = inner;
            }
        }
        match found.as_slice() {
            [(_, member)] => {
                self.place_member(block.ledger, draft, *member, span);
                Some(*member)
            }
            [] => {
                draft.sound = false;
                self.no_member(&digits, true, span, &axes);
                None
            }
            _ => {
                draft.sound = false;
                let members: Vec<MemberId> = found.iter().map(|(_, member)| *member).collect();
                self.ambiguous(&digits, span, &members);
                None
            }
        }
    }

    /// A name: of the code before it, of a member, or (quoted) a text.
    fn name_atom(&mut self, atom: Node<'a>, block: &Block, draft: &mut Draft, code: Option<MemberId>, total: bool) {
        let words = member_words(atom).0;
        if let Some(code) = code {
            if self.report.member(code).name == words {
                return;
            }
            let own = self.report.member(code).dim;
            let others: Vec<DimId> = self.axes_of(&[block.ledger]).into_iter().filter(|dim| *dim != own).collect();
            let quoted_text = atom.kind() == Kind::string && self.text_field(block.ledger, draft).is_some();
            if matches!(self.find(&words, false, &others), Found::None) && !quoted_text {
                self.check_name(code, &words, atom.span());
                return;
            }
        }
        let own: Vec<DimId> = self.report.ledger(block.ledger).axes.iter().map(|axis| axis.dim).collect();
        let dims = if total { self.axes_of(&[block.ledger]) } else { own };
        let mut found = self.find(&words, false, &dims);
        if let Found::Many(all) = &found {
            // beneath its scope there may be only one of that name
            let scoped = |member: &MemberId| {
                draft
                    .members
                    .iter()
                    .flatten()
                    .any(|(scope, _)| *scope != *member && self.report.within(*member, *scope))
            };
            let inner: Vec<MemberId> = all.iter().filter(|member| scoped(member)).copied().collect();
            if let [one] = inner.as_slice() {
                found = Found::One(*one);
            }
        }
        match found {
            Found::One(member) => self.place_member(block.ledger, draft, member, atom.span()),
            Found::Many(members) => {
                draft.sound = false;
                self.ambiguous(&words, atom.span(), &members);
            }
            Found::None => match self.text_field(block.ledger, draft) {
                Some(field) if atom.kind() == Kind::string => {
                    draft.values[field] =
                        Some(FactValue { kind: FactValueKind::Text(string(atom)), span: atom.span() });
                }
                _ => {
                    draft.sound = false;
                    self.no_member(&words, false, atom.span(), &dims);
                }
            },
        }
    }

    /// The next field that a quoted text can fill.
    fn text_field(&self, ledger: LedgerId, draft: &Draft) -> Option<usize> {
        let fields = &self.report.ledger(ledger).fields;
        let free = |ty: Type| {
            fields.iter().enumerate().position(|(index, field)| field.ty == ty && draft.values[index].is_none())
        };
        free(Type::Text).or_else(|| free(Type::Value))
    }

    fn place_member(&mut self, ledger: LedgerId, draft: &mut Draft, member: MemberId, span: Span) {
        let dim = self.report.member(member).dim;
        let Some(index) = self.report.ledger(ledger).axes.iter().position(|axis| axis.dim == dim) else {
            draft.further.push((member, span));
            return;
        };
        if let Some((before, first)) = draft.members[index]
            && !self.report.within(member, before)
        {
            draft.sound = false;
            let (a, b) = (self.report.display(before), self.report.display(member));
            self.report(
                Diagnostic::error(
                    "B0226",
                    span,
                    say!("这一行已经是「{a}」，不能又是「{b}」", "this row is `{a}` already and cannot be `{b}` too"),
                )
                .related(first, say!("先在这里写的", "said here")),
            );
            return;
        }
        draft.members[index] = Some((member, span));
    }

    fn quantity_atom(&mut self, atom: Node<'a>, block: &Block, draft: &mut Draft) {
        let Some((value, unit)) = self.quantity(atom) else {
            draft.sound = false;
            return;
        };
        self.place_quantity(atom, value, unit, None, block, draft);
    }

    /// Puts a quantity into the field of that name, else into the first free field that can take its unit.
    fn place_quantity(
        &mut self,
        atom: Node<'a>,
        value: crate::base::Decimal,
        unit: UnitRef,
        label: Option<usize>,
        block: &Block,
        draft: &mut Draft,
    ) {
        let fields = &self.report.ledger(block.ledger).fields;
        let takes = |ty: &Type| match (&unit, ty) {
            (UnitRef::Bare, Type::Amount(_) | Type::Number | Type::Value | Type::Count(_)) => true,
            (UnitRef::Bare, _) => false,
            (_, Type::Value) => true,
            (unit, ty) => self.unit_type(unit) == *ty,
        };
        let free = |index: &usize| draft.values[*index].is_none() && label.is_none_or(|label| label == *index);
        let mut candidates = (0..fields.len()).filter(free).filter(|index| takes(&fields[*index].ty));
        let first = candidates.next();
        let exact = first
            .filter(|index| fields[*index].ty != Type::Value)
            .or_else(|| candidates.find(|index| fields[*index].ty != Type::Value));
        let Some(field) = exact.or(first) else {
            draft.sound = false;
            let words = self.unit_words(&unit);
            let (zh, en) = (&words.zh, &words.en);
            let name = self.report.ledger(block.ledger).name.clone();
            let error = Diagnostic::error(
                "B0212",
                atom.span(),
                say!(
                    "台账「{name}」没有空着的字段放这个数（{zh}）",
                    "no free field of ledger `{name}` takes this number ({en})"
                ),
            );
            self.report(
                error.note(say!(
                    "检查单位，或是否多写了一个数",
                    "check the unit, or whether there is a number too many"
                )),
            );
            return;
        };
        let (value, unit) = match (&fields[field].ty, &unit) {
            (Type::Amount(measure), UnitRef::Bare) => {
                let unit = match &block.unit {
                    UnitRef::Of(own, index) if own == measure => UnitRef::Of(*own, *index),
                    _ => UnitRef::Of(*measure, self.report.measures[measure.ix()].shown),
                };
                match self.to_base(value, &unit) {
                    Ok(value) => (value, unit),
                    Err(_) => {
                        draft.sound = false;
                        self.too_large(atom.span());
                        return;
                    }
                }
            }
            (Type::Count(name), UnitRef::Bare) => (value, UnitRef::Named(name.clone())),
            _ => (value, unit),
        };
        draft.values[field] = Some(FactValue { kind: FactValueKind::Quantity(value, unit), span: atom.span() });
    }

    /// `field: value` or `dimension: member`.
    fn labelled(&mut self, node: Node<'a>, block: &Block, draft: &mut Draft) {
        let (Some(name), Some(value)) = (node.child(Kind::ident), node.children().nth(1)) else { return };
        let ledger = self.report.ledger(block.ledger);
        let field = ledger.fields.iter().position(|field| field.name == name.text());
        let axis = ledger.axes.iter().map(|axis| axis.dim).find(|dim| self.report.dim(*dim).name == name.text());
        match (field, axis) {
            (Some(field), _) => match value.kind() {
                Kind::quantity => match self.quantity(value) {
                    Some((number, unit)) => self.place_quantity(value, number, unit, Some(field), block, draft),
                    None => draft.sound = false,
                },
                Kind::template
                    if matches!(self.report.ledger(block.ledger).fields[field].ty, Type::Text | Type::Value) =>
                {
                    let text = super::names::template_words(value);
                    draft.values[field] = Some(FactValue { kind: FactValueKind::Text(text), span: value.span() });
                }
                _ => {
                    draft.sound = false;
                    let want = self.type_name(&self.report.ledger(block.ledger).fields[field].ty);
                    let (zh, en) = (&want.zh, &want.en);
                    self.error("B0213", value.span(), say!("这里要{zh}", "{en} is wanted here"));
                }
            },
            (None, Some(dim)) => match self.member_of(value, dim) {
                Some(member) => self.place_member(block.ledger, draft, member, value.span()),
                None => draft.sound = false,
            },
            (None, None) => {
                draft.sound = false;
                let ledger = self.report.ledger(block.ledger);
                let dims = ledger.axes.iter().map(|axis| self.report.dim(axis.dim).name.as_str());
                let words = dims.chain(ledger.fields.iter().map(|field| field.name.as_str()));
                let near = super::names::closest(name.text(), words).map(str::to_owned);
                self.report(super::names::unknown(
                    "B0203",
                    &say!("字段或维度", "field or dimension"),
                    name.text(),
                    name.span(),
                    near.as_deref(),
                ));
            }
        }
    }

    fn defaults(&self, ledger: LedgerId, draft: &mut Draft) {
        let ledger = self.report.ledger(ledger);
        for (member, axis) in draft.members.iter_mut().zip(&ledger.axes) {
            if member.is_none() {
                *member = axis.default.map(|default| (default, axis.span));
            }
        }
    }

    /// Whether a fact has all it needs: a member at the grain of each dimension, a value in each field.
    fn complete(&mut self, row: Node<'a>, ledger: LedgerId, draft: &Draft) -> bool {
        let data = self.report.ledger(ledger).clone();
        let mut whole = true;
        for (member, axis) in draft.members.iter().zip(&data.axes) {
            let dim = &self.report.dim(axis.dim).name;
            match member {
                None if axis.optional => {}
                None => {
                    whole = false;
                    let error = Diagnostic::error(
                        "B0211",
                        row.span(),
                        say!("这一行没有写明「{dim}」", "this row does not say its `{dim}`"),
                    );
                    self.report(
                        error.note(say!(
                            "在行里、外层或 at 里写上",
                            "say it in the row, in a scope around it, or in `at`"
                        )),
                    );
                }
                Some((member, span)) if self.report.member(*member).level < axis.grain => {
                    whole = false;
                    let level = &self.report.dim(axis.dim).levels[axis.grain].0;
                    let shown = self.report.display(*member);
                    let mut error = Diagnostic::error(
                        "B0209",
                        *span,
                        say!(
                            "「{shown}」不够细：这个台账要写到「{level}」",
                            "`{shown}` is too coarse: this ledger's facts stand at `{level}`"
                        ),
                    );
                    if let Some(child) = self.report.member(*member).children.first() {
                        let child = self.report.display(*child);
                        error = error.note(say!(
                            "例如「{child}」；合计请以 合计 开头",
                            "such as `{child}`; a total begins with `total`"
                        ));
                    }
                    self.report(error);
                }
                Some(_) => {}
            }
        }
        for (value, field) in draft.values.iter().zip(&data.fields) {
            if value.is_none() && !field.optional {
                whole = false;
                let name = &field.name;
                self.error("B0211", row.span(), say!("这一行没有写「{name}」", "this row has no `{name}`"));
            }
        }
        whole
    }
}

/// Which bare numbers of a row are amounts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Amounts {
    /// None: the row is a scope.
    None,
    /// None but those with a unit: `:=` gives the amount.
    Labelled,
    /// The last one.
    Last,
}
