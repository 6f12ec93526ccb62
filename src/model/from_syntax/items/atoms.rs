//! Atoms of rows, each put where the ledger has a place for it.

use smallvec::SmallVec;

use super::super::find::Found;
use super::super::finder::MemberFinder;
use super::super::names::{code_digits, member_words, string, template_words, unknown};
use super::super::namesakes::Place;
use super::super::step::{apart, over};
use super::row::{Amounts, Draft, ItemBlock, is_to_write};
use crate::base::near::likeness;
use crate::base::{Decimal, Diagnostic, Span, exact};
use crate::model::codes::{CONFLICTING_MEMBERS, MISMATCHED_NAME, SURPLUS_IN_ROW, TYPE_MISMATCH, UNKNOWN_MEMBER};
use crate::model::{DimId, FactValue, FactValueKind, Meaning, MemberId, Type, UnitRef};
use crate::say;
use crate::syntax::ast::{self, Word};
use crate::syntax::codes::MALFORMED_CODE;
use crate::syntax::{self, Node};

/// Reads the words of rows.
pub(super) struct RowReader<'b, 'a> {
    pub(super) below: &'b mut MemberFinder<'a>,
    /// The block that they stand in.
    pub(super) block: &'b ItemBlock,
}
over!(RowReader, MemberFinder);

impl<'a> RowReader<'_, 'a> {
    pub(super) fn atoms(&mut self, row: ast::Row<'a>, draft: &mut Draft, amounts: Amounts) {
        let ((), mut found) = apart(self, |step| step.words_of(row, draft, amounts));
        if !found.is_empty() && matches!(amounts, Amounts::Last) {
            self.slipped_amount(row, &mut found, draft);
        }
        self.problems.add(found);
    }

    fn words_of(&mut self, row: ast::Row<'a>, draft: &mut Draft, amounts: Amounts) {
        let atoms: SmallVec<[Word<'a>; 8]> = row.words().collect();
        let behind = |index: usize| atoms.get(index + 1).copied().filter(|next| !is_to_write(*next));
        let numeric = |atom: &Word<'a>| atom.is_bare_number();
        let own = if amounts == Amounts::Last { self.remark(&atoms, draft) } else { None };
        let atoms = &atoms[..own.unwrap_or(atoms.len())];
        let last = atoms.iter().rposition(|atom| !matches!(atom, Word::Labelled(_)));
        let mut code: Option<MemberId> = None;
        let mut over = 0;
        for (index, atom) in atoms.iter().copied().enumerate() {
            // it was told with the words before it
            if index < over {
                continue;
            }
            let whole = numeric(&atom) && !atom.text().contains(['.', '-', '－']);
            let is_amount = Some(index) == last && matches!(amounts, Amounts::Last);
            let named = matches!(behind(index), Some(Word::Name(_)));
            let two_numbers = whole && !is_amount && !named && last.is_some_and(|last| numeric(&atoms[last]));
            let told = self.problems.count() > 0 && !draft.sound;
            if numeric(&atom) && Some(index) != last && amounts != Amounts::None {
                over = index + self.taken_together(row, &atoms[index..], draft).unwrap_or(0);
                if over > index {
                    continue;
                }
            }
            if let Some(words) = self.parted(&atoms[index..], code, draft) {
                (code, over) = (None, index + words);
                continue;
            }
            let mut read = |step: &mut Self| match atom {
                _ if is_to_write(atom) => step.number_to_write(atom.span(), draft),
                Word::Labelled(labelled) => step.labelled(labelled, draft),
                Word::Pasted(_) if step.pasted_atom(atom, draft) => {}
                Word::Glued(glued) => step.slipped_code(glued, draft),
                Word::Code(_) | Word::Dashed(_) | Word::Pointed(_) => {
                    code = step.code_atom(atom, behind(index), draft);
                }
                Word::Quantity(_) if two_numbers && step.number_too_many(atom, draft) => {}
                Word::Quantity(_) if whole && !is_amount => {
                    code = step.code_atom(atom, behind(index), draft);
                }
                Word::Quantity(quantity) if step.stuck_code(quantity, behind(index), draft) => {}
                Word::Quantity(quantity) if step.unquoted_name(quantity, draft) => {}
                Word::Quantity(quantity) => step.quantity_atom(quantity, draft),
                _ => step.name_atom(atom, row, draft, code.take()),
            };
            // what a row that was reported says further is no error of its own
            if told {
                apart(self, read);
            } else {
                read(self);
            }
        }
    }

    /// A code with its name stuck to it: reported, and read as it was meant.
    fn slipped_code(&mut self, atom: Node<'a>, draft: &mut Draft) {
        let cut = atom.text().find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(0);
        let name = Some(&atom.text()[cut..]);
        let Some(code) = self.code_of(&atom.text()[..cut], name, atom.span(), draft) else { return };
        let name = &atom.text()[cut..];
        let span = Span { start: atom.span().start + cut as u32, ..atom.span() };
        self.check_name(code, name, span);
    }

    /// `205教育` reads as a quantity of an odd unit; where 205 is the code of 教育 it is a code with its name stuck to it.
    fn stuck_code(&mut self, atom: ast::Quantity<'a>, behind: Option<Word<'a>>, draft: &mut Draft) -> bool {
        let block = self.block;
        let (Some(number), Some(name)) = (atom.number(), atom.unit()) else { return false };
        let digits = code_digits(number.text());
        let axes = self.report.ledger(block.ledger).axes.iter().map(|axis| axis.dim).zip(&draft.members);
        let meant = axes.filter_map(|(dim, scope)| {
            let prefix = scope.map(|(scope, _)| self.report.member(scope).code.clone()).unwrap_or_default();
            let by_code = &self.report.dim(dim).by_code;
            by_code.get(&format!("{prefix}{digits}")).or_else(|| by_code.get(digits.as_ref())).copied()
        });
        let Some(code) = meant.into_iter().find(|id| self.report.member(*id).name == name.text()) else { return false };
        let (slice, mut spaced) = (atom.text(), format!("{} {}", number.text(), name.text()));
        // the amount may be stuck to it too
        let mut whole = atom.span();
        if let Some(amount) = behind.filter(|amount| amount.span().start == whole.end) {
            spaced = format!("{spaced} {}", amount.text());
            whole.end = amount.span().end;
        }
        let message = say!("编码与名称之间要空一格：{slice}", "a code and its name are parted by a blank: {slice}");
        let error =
            Diagnostic::new(MALFORMED_CODE, atom.span(), message).label(say!("写作 {spaced}", "write {spaced}"));
        self.report(error.fix(whole, spaced));
        self.means(number.span(), Meaning::Member(code));
        self.means(name.span(), Meaning::Member(code));
        self.place_member(draft, code, atom.span());
        true
    }

    /// A code: it may continue the code of the scope that it stands in.
    fn code_atom(&mut self, atom: Word<'a>, behind: Option<Word<'a>>, draft: &mut Draft) -> Option<MemberId> {
        let name = behind.filter(|next| next.is_name());
        let name = name.map(|next| member_words(next).0);
        if let Word::Pointed(pointed) = atom {
            let member = self.code_of(atom.text(), name.as_deref(), atom.span(), draft)?;
            self.report(syntax::joined(pointed));
            return Some(member);
        }
        self.code_of(atom.text(), name.as_deref(), atom.span(), draft)
    }

    fn code_of(&mut self, text: &str, name: Option<&str>, span: Span, draft: &mut Draft) -> Option<MemberId> {
        let block = self.block;
        let digits = code_digits(text);
        let mut found: Vec<(usize, MemberId)> = Vec::new();
        for (index, dim) in block.own.iter().enumerate() {
            let within = draft.members[index].map(|(scope, _)| format!("{}{digits}", self.report.member(scope).code));
            let dim = self.report.dim(*dim);
            let hit = within.and_then(|code| dim.by_code.get(&code)).or_else(|| dim.by_code.get(digits.as_ref()));
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
                self.means(span, Meaning::Member(*member));
                self.place_member(draft, *member, span);
                Some(*member)
            }
            [] => {
                draft.sound = false;
                if !self.in_other_block(&digits, name, span, draft) {
                    self.no_member(&digits, text, true, span, &block.own, name);
                }
                None
            }
            _ => {
                draft.sound = false;
                let members: Vec<MemberId> = found.iter().map(|(_, member)| *member).collect();
                self.ambiguous(&digits, span, &block.own, &members, Place::Row);
                None
            }
        }
    }

    /// A name: of the code before it, of a member, or (quoted) a text.
    fn name_atom(&mut self, atom: Word<'a>, row: ast::Row<'a>, draft: &mut Draft, code: Option<MemberId>) {
        let block = self.block;
        let words = member_words(atom).0;
        let unlabelled =
            matches!(atom, Word::Name(_)) && matches!(self.report.find(&words, false, &block.all), Found::None);
        if unlabelled && self.report.ledger(block.ledger).fields.iter().any(|field| field.name == *words) {
            draft.sound = false;
            let message = say!("「{words}」之后要写冒号", "a colon belongs behind `{words}`");
            let error = Diagnostic::new(UNKNOWN_MEMBER, atom.span(), message);
            self.report(error.note(say!("写作 {words}: 值", "write {words}: VALUE")));
            return;
        }
        if let Some(code) = code {
            if self.report.member(code).name == words {
                self.means(atom.span(), Meaning::Member(code));
                self.attest(code);
                return;
            }
            let own = self.report.member(code).dim;
            let others: Vec<DimId> = block.all.iter().copied().filter(|dim| *dim != own).collect();
            let quoted_text = matches!(atom, Word::Quoted(_)) && self.text_field(draft).is_some();
            if matches!(self.report.find(&words, false, &others), Found::None) && !quoted_text {
                self.other_name(draft, code, &words, atom.span());
                return;
            }
        }
        let dims = if row.is_total() { &block.all } else { &block.own };
        let mut found = self.report.find(&words, false, dims);
        if matches!(found, Found::Many) {
            // beneath its scope there may be only one of that name
            let scopes: Vec<MemberId> = draft.members.iter().flatten().map(|(scope, _)| *scope).collect();
            found = self.report.find_beneath(&words, dims, &scopes).map_or(found, Found::One);
        }
        match found {
            Found::One(member) => {
                self.means(atom.span(), Meaning::Member(member));
                self.attest(member);
                self.place_member(draft, member, atom.span());
            }
            Found::Many => {
                // what was wrong above may have told which is meant
                if std::mem::replace(&mut draft.sound, false) {
                    self.ambiguous_name(&words, false, atom.span(), dims, Place::Row);
                }
            }
            Found::None => match (atom, self.text_field(draft)) {
                (Word::Quoted(quoted), Some(field)) => {
                    self.still_to_write(quoted.span(), &words);
                    let kind = FactValueKind::Text(string(quoted));
                    draft.values[field] = Some(FactValue { kind, span: quoted.span() });
                }
                _ => {
                    draft.sound = false;
                    self.no_word(atom, row, dims, draft);
                }
            },
        }
    }

    /// A name behind a code that is not the code's: misspelt, or one of a dimension that the row does not name yet.
    fn other_name(&mut self, draft: &mut Draft, code: MemberId, words: &str, span: Span) {
        let block = self.block;
        let axes = self.report.ledger(block.ledger).axes.clone();
        let free = axes.iter().zip(&draft.members).filter(|(_, member)| member.is_none()).map(|(axis, _)| axis.dim);
        let free: Vec<DimId> = free.collect();
        let own = self.report.member(code).dim;
        if let Found::One(other) = self.report.find(words, false, &[own]) {
            // the code or the name is wrong, and nobody knows which: the row may stand anywhere
            draft.sound = false;
            match self
                .block_around(code, draft)
                .filter(|_| self.report.member(other).part == self.report.member(code).part)
            {
                Some(scope) => self.of_other_block(other, scope, span),
                None => self.other_code(code, other, span),
            }
            if let Some(index) = axes.iter().position(|axis| axis.dim == own) {
                draft.members[index] = None;
            }
        } else if !self.closest_members(words, &free, likeness(words, &self.report.member(code).name)).is_empty() {
            draft.sound = false;
            self.no_member(words, words, false, span, &free, None);
        } else {
            self.check_name(code, words, span);
        }
    }

    /// A code and a name that are each another member's.
    fn other_code(&mut self, code: MemberId, name: MemberId, span: Span) {
        let (of_code, of_name) = (self.report.display(code), self.report.display(name));
        let message = say!("编码与名称不是同一个成员的", "the code and the name are not of one member");
        let error = Diagnostic::new(MISMATCHED_NAME, span, message);
        let error = error.label(say!("这个名称的编码：{of_name}", "this name's code: {of_name}"));
        let error = error
            .related(self.report.member(code).span, say!("这个编码的名称：{of_code}", "this code's name: {of_code}"));
        self.report(error.note(say!("写「{of_code}」，或写「{of_name}」", "write `{of_code}` or `{of_name}`")));
    }

    /// The next field that a quoted text can fill.
    fn text_field(&self, draft: &Draft) -> Option<usize> {
        let fields = &self.report.ledger(self.block.ledger).fields;
        let free = |ty: Type| {
            fields.iter().enumerate().position(|(index, field)| field.ty == ty && draft.values[index].is_none())
        };
        free(Type::Text).or_else(|| free(Type::Value))
    }

    pub(super) fn place_member(&mut self, draft: &mut Draft, member: MemberId, span: Span) {
        let block = self.block;
        let dim = self.report.member(member).dim;
        if self.report.is_former(member) {
            draft.sound = false;
            self.not_any_more(member, span);
        }
        let Some(index) = self.report.ledger(block.ledger).axes.iter().position(|axis| axis.dim == dim) else {
            draft.further.push((member, span));
            return;
        };
        if let Some((before, first)) = draft.members[index]
            && !self.report.within(member, before)
        {
            draft.sound = false;
            // which of the two is meant, nobody knows
            draft.members[index] = None;
            let (a, b) = (self.report.display(before), self.report.display(member));
            self.report(
                Diagnostic::new(
                    CONFLICTING_MEMBERS,
                    span,
                    say!("这一行已经是「{a}」，不能又是「{b}」", "this row is `{a}` already and cannot be `{b}` too"),
                )
                .related(first, say!("先在这里写的", "said here"))
                .note(say!("只留一个，或分成两行", "keep one of them, or write two rows")),
            );
            return;
        }
        draft.members[index] = Some((member, span));
    }

    fn quantity_atom(&mut self, atom: ast::Quantity<'a>, draft: &mut Draft) {
        let Some((value, unit)) = self.quantity(atom) else {
            draft.sound = false;
            return;
        };
        self.place_quantity(Word::Quantity(atom), value, unit, None, draft);
    }

    /// Puts a quantity into the field of that name, else into the first free field that can take its unit.
    pub(super) fn place_quantity(
        &mut self,
        atom: Word<'a>,
        value: Decimal,
        unit: UnitRef,
        label: Option<usize>,
        draft: &mut Draft,
    ) {
        let block = self.block;
        let fields = &self.report.ledger(block.ledger).fields;
        let takes = |ty: &Type| match (&unit, ty) {
            (UnitRef::Bare, Type::Amount(_) | Type::Number | Type::Value) => true,
            (UnitRef::Bare, Type::Year) => value.fract().is_zero(),
            (UnitRef::Bare, Type::Count(_)) => label.is_some(),
            (UnitRef::Bare, _) => false,
            (_, Type::Value) => true,
            (unit, ty) => self.report.unit_type(unit) == *ty,
        };
        let free = |index: &usize| draft.values[*index].is_none() && label.is_none_or(|label| label == *index);
        let mut candidates = (0..fields.len()).filter(free).filter(|index| takes(&fields[*index].ty));
        let first = candidates.next();
        // what may stand in an amount is one before it is a year
        let apt = |index: &usize| !matches!(fields[*index].ty, Type::Value | Type::Year);
        let exact = first.filter(apt).or_else(|| candidates.find(apt));
        let Some(field) = exact.or(first) else {
            draft.sound = false;
            let fields = &self.report.ledger(block.ledger).fields;
            let amount = fields
                .iter()
                .zip(&draft.values)
                .any(|(field, value)| matches!(field.ty, Type::Amount(_)) && value.is_none());
            let symbol = atom.quantity().and_then(ast::Quantity::unit);
            if let (UnitRef::Named(_), true, Some(symbol)) = (&unit, amount, symbol) {
                // an amount is still wanted: the unit is misspelt rather than the number one too many
                self.unknown_unit(symbol);
                return;
            }
            let error = match label.filter(|label| draft.values[*label].is_none()) {
                Some(label) => self.other_kind(label, &unit, atom),
                None => self.too_many(&unit, atom),
            };
            self.report(error);
            return;
        };
        let Ok((value, unit)) = self.as_of(&fields[field].ty, value, unit) else {
            draft.sound = false;
            self.too_large(atom.span());
            return;
        };
        draft.values[field] = Some(FactValue { kind: FactValueKind::Quantity(value, unit), span: atom.span() });
    }

    /// A quantity as one of a field's type: a bare number has the unit of its block or of the field.
    fn as_of(&self, ty: &Type, value: Decimal, unit: UnitRef) -> Result<(Decimal, UnitRef), exact::Overflow> {
        match (ty, &unit) {
            (Type::Amount(measure), UnitRef::Bare) => {
                let unit = match &self.block.unit {
                    UnitRef::Of(own, index) if own == measure => UnitRef::Of(*own, *index),
                    _ => UnitRef::Of(*measure, self.report.measures[measure.ix()].shown),
                };
                Ok((self.report.to_base(value, &unit)?, unit))
            }
            (Type::Count(name), UnitRef::Bare) => Ok((value, UnitRef::Named(name.clone()))),
            _ => Ok((value, unit)),
        }
    }

    /// A quantity for which a row has no field left.
    fn too_many(&self, unit: &UnitRef, atom: Word<'a>) -> Diagnostic {
        let block = self.block;
        let words = self.report.unit_words(unit);
        let name = &self.report.ledger(block.ledger).name;
        let message = say!(
            "多出一个数：台账「{name}」的这一行没有地方放{words}",
            "a number too many: this row of ledger `{name}` has no place for {words}",
            words
        );
        Diagnostic::new(SURPLUS_IN_ROW, atom.span(), message).note(match unit {
            UnitRef::Bare => say!("留下对的一个，删去另一个", "keep the right one and remove the other"),
            _ => say!("检查单位，或是否多写了一个数", "check the unit, or whether there is a number too many"),
        })
    }

    /// A quantity behind the name of a field that takes another kind.
    fn other_kind(&self, label: usize, unit: &UnitRef, atom: Word<'a>) -> Diagnostic {
        let block = self.block;
        let field = &self.report.ledger(block.ledger).fields[label];
        let (want, have) = (self.report.type_name(&field.ty), self.report.unit_words(unit));
        let name = &field.name;
        let message =
            say!("「{name}」要{want}，写的却是{have}", "`{name}` takes {want}, and {have} is written", want, have);
        let error = Diagnostic::new(TYPE_MISMATCH, atom.span(), message);
        if field.ty == Type::Year {
            return error.note(say!("写作 {name}: 四位数，不带单位", "write {name}: and four digits, without a unit"));
        }
        let symbol = match &field.ty {
            Type::Number => "",
            Type::Count(unit) => unit,
            Type::Ratio => "%",
            Type::Amount(measure) => {
                let measure = &self.report.measures[measure.ix()];
                &measure.units[measure.shown].symbol
            }
            _ => return error,
        };
        error.note(say!("写作 {name}: 数{symbol}", "write {name}: NUMBER{symbol}"))
    }

    /// `field: value` or `dimension: member`.
    fn labelled(&mut self, labelled: ast::Labelled<'a>, draft: &mut Draft) {
        let block = self.block;
        let (Some(name), Some(value)) = (labelled.name(), labelled.value()) else { return };
        let ledger = self.report.ledger(block.ledger);
        let field = ledger.fields.iter().position(|field| field.name == name.text());
        let axis = ledger.axes.iter().map(|axis| axis.dim).find(|dim| self.report.dim(*dim).name == name.text());
        let of_axis = axis.map(Meaning::Dimension);
        if let Some(meaning) = field.map(|field| Meaning::Field(block.ledger, field)).or(of_axis) {
            self.means(name.span(), meaning);
        }
        match (field, axis) {
            (Some(field), _) => match value {
                Word::Quantity(quantity) => match self.quantity(quantity) {
                    Some((number, unit)) => self.place_quantity(value, number, unit, Some(field), draft),
                    None => draft.sound = false,
                },
                Word::Pasted(_) if self.pasted_atom(value, draft) => {}
                _ if is_to_write(value) => self.number_to_write(value.span(), draft),
                Word::Template(template)
                    if matches!(self.report.ledger(block.ledger).fields[field].ty, Type::Text | Type::Value) =>
                {
                    let text = template_words(template);
                    self.still_to_write(value.span(), &text);
                    draft.values[field] = Some(FactValue { kind: FactValueKind::Text(text), span: value.span() });
                }
                _ => {
                    draft.sound = false;
                    let want = self.report.type_name(&self.report.ledger(block.ledger).fields[field].ty);
                    self.error(TYPE_MISMATCH, value.span(), say!("这里要{want}", "{want} is wanted here", want));
                }
            },
            (None, Some(dim)) => match self.member_in(value, &[dim], Place::Row, &[]) {
                Some(member) => self.place_member(draft, member, value.span()),
                None => draft.sound = false,
            },
            (None, None) => {
                draft.sound = false;
                if syntax::is_keyword(name.text(), "kw_total") {
                    let total = name.text();
                    let message = say!("「{total}」之后不写冒号", "no colon stands behind `{total}`");
                    let error = Diagnostic::new(UNKNOWN_MEMBER, name.span(), message);
                    self.report(error.note(say!("写作 {total} 数", "write {total} NUMBER")));
                    return;
                }
                let ledger = self.report.ledger(block.ledger);
                let dims = ledger.axes.iter().map(|axis| self.report.dim(axis.dim).name.as_str());
                let words = dims.chain(ledger.fields.iter().map(|field| field.name.as_str()));
                let near = self.closest(name.text(), words);
                let what = say!("字段或维度", "field or dimension");
                self.report(unknown(UNKNOWN_MEMBER, &what, name.text(), name.span(), &near));
            }
        }
    }
}
