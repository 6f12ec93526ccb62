//! Ends of rows that look like an amount and are not written as one.

use super::super::find::Found;
use super::super::names::ascii;
use super::super::problems::Apart;
use super::super::step::apart;
use super::atoms::RowReader;
use super::row::Draft;
use crate::base::{Diagnostic, Span};
use crate::model::Type;
use crate::model::codes::{INCOMPLETE_ROW, UNKNOWN_MEMBER};
use crate::say;
use crate::syntax::ast::{self, Word};
use crate::syntax::{UNWRITTEN, is_keyword};

/// Where a figure begins that ends a word.
fn figure(word: &str) -> Option<usize> {
    let cut = word.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').len();
    let figure = &word[cut..];
    let whole = figure.starts_with(|c: char| c.is_ascii_digit()) && figure.ends_with(|c: char| c.is_ascii_digit());
    (cut > 0 && whole && figure.matches('.').count() == 1).then_some(cut)
}

impl<'a> RowReader<'_, 'a> {
    /// A number whose place is held: nothing is known of the row until it is written.
    pub(super) fn number_to_write(&mut self, place: Span, draft: &mut Draft) {
        draft.sound = false;
        let message = say!(
            "「{UNWRITTEN}」是占位的，数还没有写",
            "`{UNWRITTEN}` holds a place: its number is still to be written"
        );
        let way = say!("换成数；没有的，删去这一行", "write the number in its place, or remove the row");
        self.report(Diagnostic::new(INCOMPLETE_ROW, place, message).note(way));
    }

    /// What was found at the end of a row is said anew where an amount is wanted and that end looks like one.
    pub(super) fn slipped_amount(&mut self, row: ast::Row<'a>, found: &mut Apart, draft: &mut Draft) {
        let block = self.block;
        let atoms: Vec<Word<'a>> = row.words().filter(|atom| !matches!(atom, Word::Labelled(_))).collect();
        let Some(last) = atoms.last() else { return };
        let joined = |pair: &[Word<'a>]| {
            pair[0].span().end == pair[1].span().start || matches!(pair[0].text(), "." | "=" | "＝")
        };
        let first = (0..atoms.len()).rev().take_while(|index| atoms.get(*index..*index + 2).is_none_or(joined)).last();
        let first = first.unwrap_or(0);
        let span = Span { start: atoms[first].span().start, ..last.span() };
        let numeric = |ty: &Type| matches!(ty, Type::Amount(_) | Type::Count(_) | Type::Number | Type::Value);
        let fields = &self.report.ledger(block.ledger).fields;
        let wanted = fields.iter().zip(&draft.values).any(|(field, value)| {
            numeric(&field.ty) && value.as_ref().is_none_or(|value| value.span.start >= span.start)
        });
        if !wanted {
            return;
        }
        let place = found.first().map(|(_, first)| first.primary.span);
        if place.is_none_or(|place| place.start < span.start || place.end > span.end) {
            return;
        }
        let from = (span.start - row.span().start) as usize;
        let text = row.raw().get(from..from + (span.end - span.start) as usize).unwrap_or("");
        let error = match self.number(text) {
            Some(number) if number.readings.iter().any(|own| format!("{own}{}", ascii(number.unit)) == ascii(text)) => {
                return;
            }
            Some(number) => self.told(text, &number, span),
            None => {
                let before = first.checked_sub(1).map(|before| atoms[before]);
                let coded = matches!(before, Some(Word::Code(_) | Word::Quantity(_)));
                let Some(error) = self.stuck_figure(*last, coded, atoms.len() == 1, draft) else { return };
                error
            }
        };
        draft.sound = false;
        *found = apart(self, |step| step.report(error)).1;
    }

    /// `奖金31.00`: a name with an amount stuck to it. The blank is certain where the name is known. `coded`: its code
    /// stands before it; `alone`: it is all of its row.
    fn stuck_figure(&self, atom: Word<'a>, coded: bool, alone: bool, draft: &Draft) -> Option<Diagnostic> {
        let glued = match atom {
            Word::Glued(_) => true,
            Word::Name(_) => false,
            _ => return None,
        };
        let code = atom.text().find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(0);
        let word = atom.text().get(code..)?;
        let said =
            |name: &str| draft.members.iter().flatten().any(|(member, _)| self.report.member(*member).name == name);
        let known = |name: &str| match coded || glued {
            true => said(name),
            false => {
                matches!(self.report.find(name, false, &self.all_dims()), Found::One(_))
                    || alone && is_keyword(name, "kw_total")
            }
        };
        let cuts = word.char_indices().map(|(cut, _)| cut).skip(1);
        let named = cuts.filter(|cut| known(&word[..*cut])).filter(|cut| self.number(&word[*cut..]).is_some()).last();
        let cut = named.or_else(|| figure(word))?;
        let ((name, stuck), stuck_word) = (word.split_at(cut), word);
        let number = self.number(stuck).and_then(|number| Some(format!("{}{}", number.readings.first()?, number.unit)));
        let plain = number.unwrap_or_else(|| stuck.to_owned());
        let (span, spaced) =
            (Span { start: atom.span().start + code as u32, ..atom.span() }, format!("{name} {plain}"));
        if named.is_none() && !alone {
            let message = say!("数额里有文字：{stuck_word}", "there are words in the amount: {stuck_word}");
            let error = Diagnostic::new(UNKNOWN_MEMBER, span, message);
            return Some(error.note(say!(
                "只写数：{plain}；是负数，写作 -{plain}；「{name}」若是名称，与数之间空一格",
                "write the number alone: {plain}; one below zero is -{plain}; a blank parts it from `{name}` if that is a name"
            )));
        }
        let message = say!(
            "名称与数之间要空一格：{name} {stuck}",
            "a blank is missing between the name and the figure: {name} {stuck}"
        );
        let error = Diagnostic::new(UNKNOWN_MEMBER, span, message).label(say!("写作 {spaced}", "write {spaced}"));
        let certain = named.is_some() && plain == stuck && !glued;
        Some(if certain { error.fix(span, spaced) } else { error })
    }

    /// A row of nothing but a number among others: nobody knows what it is, a total or a fact.
    pub(super) fn bare_number(&mut self, row: ast::Row<'a>, rows: ast::Block<'a>) -> bool {
        let mut words = row.words();
        let alone = words.next().is_some_and(|word| word.quantity().is_some()) && words.next().is_none();
        if !alone || row.refer().is_some() || rows.rows().nth(1).is_none() {
            return false;
        }
        let message = say!("这一行只有一个数", "this row is a number and nothing else");
        let error = Diagnostic::new(INCOMPLETE_ROW, row.span(), message);
        self.report(error.note(say!(
            "是合计，前面写「合计」；否则前面写编码或名称",
            "a total begins with `total`; else a code or a name stands before it"
        )));
        true
    }

    /// A name that begins with a digit reads as a quantity of an odd unit.
    pub(super) fn unquoted_name(&mut self, atom: ast::Quantity<'a>, draft: &mut Draft) -> bool {
        let block = self.block;
        if atom.unit().is_none_or(|unit| self.report.unit(unit.text()).is_some()) {
            return false;
        }
        let Found::One(member) = self.report.find(atom.text(), false, &block.all) else { return false };
        let (name, quoted) = (atom.text(), format!("\"{}\"", atom.text()));
        let message = say!("以数字开头的名称要加引号：{name}", "a name that begins with a digit is quoted: {name}");
        let error =
            Diagnostic::new(UNKNOWN_MEMBER, atom.span(), message).label(say!("写作 {quoted}", "write {quoted}"));
        self.report(error.fix(atom.span(), quoted));
        self.place_member(draft, member, atom.span());
        true
    }
}
