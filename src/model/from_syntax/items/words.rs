//! Words and numbers of rows that stand where none can: behind the amount, in two parts, in another member's block.

use super::super::find::Found;
use super::super::members::is_behind_text;
use super::super::names::{code_digits, typed_name};
use super::atoms::RowReader;
use super::row::Draft;
use crate::base::{Diagnostic, Span};
use crate::model::codes::{CONFLICTING_MEMBERS, SURPLUS_IN_ROW, UNKNOWN_MEMBER};
use crate::model::{DimId, Meaning, MemberId, Type};
use crate::syntax::ast::{self, Word};
use crate::{say, syntax};

/// A name has so many words at most.
const WORDS: usize = 5;

impl<'a> RowReader<'_, 'a> {
    /// Words behind a row's amount that are no member, no unit and near neither: a remark. Gives how many of the row's atoms
    /// stand before them.
    pub(super) fn remark(&mut self, atoms: &[Word<'a>], draft: &mut Draft) -> Option<usize> {
        let block = self.block;
        let at = atoms.iter().rposition(|atom| atom.quantity().is_some()).filter(|at| *at > 0)?;
        let (amount, behind) = (atoms[at], atoms.get(at + 1..)?);
        let (first, last) = (behind.first()?, behind.last()?);
        if !amount.has_unit() && self.is_code_or_count(amount, *first, draft) {
            return None;
        }
        let fields = &self.report.ledger(block.ledger).fields;
        let strange = |atom: &Word<'a>| {
            let word = atom.text();
            matches!(atom, Word::Name(_))
                && matches!(self.report.find(word, false, &self.all_dims()), Found::None)
                && self.close_names(word, &block.all).is_empty()
                && self.number(word).is_none()
                && fields.iter().all(|field| field.name != word)
        };
        let torn = block.all.iter().any(|dim| self.report.torn_dims.contains(dim));
        if torn || !behind.iter().all(strange) {
            return None;
        }
        let (span, number) = (first.span().to(last.span()), amount.text());
        let words = behind.iter().map(|atom| atom.text()).collect::<Vec<_>>().join(" ");
        let error = Diagnostic::new(
            SURPLUS_IN_ROW,
            span,
            say!("数额后面多出「{words}」", "`{words}` is too much behind the amount"),
        );
        draft.sound = false;
        self.report(error.note(say!(
            "是说明，移到这一行文字的最末，写作 // {words}；是成员，写在数额 {number} 前面",
            "a remark goes to the very end of the line, as `// {words}`; a member stands before the amount {number}"
        )));
        Some(at + 1)
    }

    /// Whether a number may be a code, or the word behind it its unit.
    fn is_code_or_count(&self, number: Word<'a>, word: Word<'a>, draft: &Draft) -> bool {
        let block = self.block;
        let symbols = self.report.measures.iter().flat_map(|measure| &measure.units).map(|unit| unit.symbol.as_str());
        let fields = self.report.ledger(block.ledger).fields.iter().zip(&draft.values);
        let mut free = fields.filter(|(_, value)| value.is_none()).map(|(field, _)| &field.ty);
        !number.text().contains('.') && self.is_code(number, draft)
            || free.any(|ty| *ty == Type::Value || *ty == Type::Count(word.text().to_owned()))
            || !self.closest(word.text(), symbols).is_empty()
    }

    /// Whether a member has these digits for its code, by themselves or beneath a scope.
    fn is_code(&self, number: Word<'a>, draft: &Draft) -> bool {
        let block = self.block;
        let digits = code_digits(number.text());
        block.own.iter().any(|dim| {
            let by_code = &self.report.dim(*dim).by_code;
            let scopes = draft.members.iter().flatten().map(|(scope, _)| &self.report.member(*scope).code);
            let mut codes = scopes.map(|code| format!("{code}{digits}"));
            by_code.contains_key(digits.as_ref()) || codes.any(|code| by_code.contains_key(&code))
        })
    }

    /// `办公 费`: a name with a blank in it. Gives how many words it takes up where that was told.
    pub(super) fn parted(&mut self, atoms: &[Word<'a>], code: Option<MemberId>, draft: &mut Draft) -> Option<usize> {
        let block = self.block;
        let count = atoms.iter().take(WORDS).take_while(|atom| matches!(atom, Word::Name(_))).count();
        let known = |atom: &Word<'a>| !matches!(self.report.find(atom.text(), false, &block.all), Found::None);
        let (count, member, name) = (2..=count).rev().find_map(|count| {
            let parts = &atoms[..count];
            let joined: String = parts.iter().map(|atom| atom.text()).collect();
            let spaced = parts.iter().map(|atom| atom.text()).collect::<Vec<_>>().join(" ");
            let meant = |name: &String| match code {
                Some(code) => (self.report.member(code).name == *name).then_some(code),
                None => match self.report.find(name, false, &block.own) {
                    Found::One(member) => Some(member),
                    _ => None,
                },
            };
            let (name, member) = [joined, spaced]
                .into_iter()
                .find_map(|name| Some((meant(&name)?, name)))
                .map(|(member, name)| (name, member))?;
            (!parts.iter().all(known)).then_some((count, member, name))
        })?;
        let span = atoms[0].span().to(atoms[count - 1].span());
        let written = atoms[..count].iter().map(|atom| atom.text()).collect::<Vec<_>>().join(" ");
        let typed = typed_name(&name);
        let message = match name.contains(' ') {
            true => say!("含空格的名称要加引号：{written}", "a name with blanks is quoted: {written}"),
            false => say!("名称中间多了空格：{written}", "there is a blank within the name: {written}"),
        };
        let error = Diagnostic::new(UNKNOWN_MEMBER, span, message).label(say!("写作 {typed}", "write {typed}"));
        self.report(error.fix(span, typed));
        self.means(span, Meaning::Member(member));
        if code.is_none() {
            self.place_member(draft, member, span);
        }
        Some(count)
    }

    /// A word that is no member: what it may be where the row has all its members already.
    pub(super) fn no_word(&mut self, atom: Word<'a>, row: ast::Row<'a>, dims: &[DimId], draft: &Draft) {
        let block = self.block;
        let (word, span) = (super::super::names::member_words(atom).0, atom.span());
        if matches!(atom.text(), "=" | "＝") {
            let error =
                Diagnostic::new(SURPLUS_IN_ROW, span, say!("数额前面不写「=」", "no `=` stands before an amount"));
            let way = match row.is_total() {
                true => say!(
                    "写上算好的数；合计只用来核对，不写也行",
                    "write the number itself; a total only checks the rows, and may be left out"
                ),
                false => say!(
                    "写上数；要由程序算的，写 := 算式",
                    "write the number; what is to be computed stands behind `:=`"
                ),
            };
            self.report(error.note(way));
            return;
        }
        if let Some(error) = syntax::no_amount(&word, span).filter(|_| span.end == row.span().end) {
            self.report(error);
            return;
        }
        if matches!(atom, Word::Name(_)) && is_behind_text(*row, *atom) {
            self.report(syntax::quote_within(span));
            return;
        }
        // a second member of a dimension that is said already could not stand here
        let said = |dim: &DimId| {
            let axes = self.report.ledger(block.ledger).axes.iter().zip(&draft.members);
            let mut own =
                axes.filter_map(|(axis, member)| Some((axis, (*member)?))).filter(|(axis, _)| axis.dim == *dim);
            own.any(|(axis, (member, place))| {
                let here = place.file == span.file && place.start >= row.span().start;
                here || self.report.fine_enough(member, axis)
            })
        };
        let free: Vec<DimId> = dims.iter().copied().filter(|dim| !said(dim)).collect();
        self.no_member(&word, &word, false, span, &free, None);
    }

    /// A whole number where all codes are said and an amount ends the row: there are two numbers.
    pub(super) fn number_too_many(&mut self, number: Word<'a>, draft: &mut Draft) -> bool {
        let block = self.block;
        let axes = &self.report.ledger(block.ledger).axes;
        let open = axes.iter().zip(&draft.members).any(|(axis, member)| {
            let coded = !self.report.dim(axis.dim).by_code.is_empty();
            coded && member.is_none_or(|(member, _)| !self.report.fine_enough(member, axis))
        });
        if open || self.is_code(number, draft) {
            return false;
        }
        let (text, span) = (number.text(), number.span());
        draft.sound = false;
        let message = say!("这一行多出一个数：{text}", "there is a number too many in this row: {text}");
        let error = Diagnostic::new(SURPLUS_IN_ROW, span, message);
        self.report(error.note(say!(
            "留下对的一个；确是几个数，各写上单位",
            "keep the right one; of several numbers each is written with its unit"
        )));
        true
    }

    /// The member whose block a row with a short code stands in.
    pub(super) fn block_around(&self, code: MemberId, draft: &Draft) -> Option<MemberId> {
        let data = self.report.member(code);
        let (_, place) = draft.members.iter().flatten().find(|(member, _)| *member == code)?;
        data.parent.filter(|_| place.end - place.start == data.part.len() as u32)
    }

    /// A code that its block does not have, where its name has it beneath another member.
    pub(super) fn in_other_block(&mut self, digits: &str, name: Option<&str>, span: Span, draft: &Draft) -> bool {
        let block = self.block;
        let Some(Found::One(member)) = name.map(|name| self.report.find(name, false, &block.own)) else { return false };
        let data = self.report.member(member);
        let axis = block.own.iter().position(|dim| *dim == data.dim);
        let Some((scope, _)) = axis.and_then(|axis| draft.members[axis]) else { return false };
        let other = data.part == digits && !self.report.within(member, scope);
        if other {
            self.of_other_block(member, scope, span);
        }
        other
    }

    pub(super) fn of_other_block(&mut self, member: MemberId, scope: MemberId, span: Span) {
        let above = self.report.member(member).parent.map(|above| self.report.display(above)).unwrap_or_default();
        let (own, around) = (self.report.display(member), self.report.display(scope));
        let message = say!("「{own}」写在了「{around}」的块里", "`{own}` stands in the block of `{around}`");
        let error = Diagnostic::new(CONFLICTING_MEMBERS, span, message);
        self.report(error.note(say!(
            "移到「{above}」的块里；若它确属「{around}」，改正编码和名称",
            "move the row into the block of `{above}`; if it does belong here, mend its code and its name"
        )));
    }
}
