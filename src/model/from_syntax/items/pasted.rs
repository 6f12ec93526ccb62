//! Numbers in rows that are written as other programs write them, where the ledger helps to tell what they say.

use super::super::find::Found;
use super::super::names::{ascii, code_digits};
use super::super::step::apart;
use super::atoms::RowReader;
use super::row::Draft;
use crate::base::pasted::{self, Pasted};
use crate::base::{Diagnostic, Span, exact};
use crate::model::{Type, UnitRef};
use crate::syntax::ast::{self, Word};
use crate::syntax::codes::{AMBIGUOUS_NUMBER, JOINED_ROWS, MALFORMED_NUMBER};
use crate::{say, syntax};

impl<'a> RowReader<'_, 'a> {
    /// A word that reads as a number of another program; `false` where it is a name.
    pub(super) fn pasted_atom(&mut self, atom: Word<'a>, draft: &mut Draft) -> bool {
        let block = self.block;
        let text = atom.text();
        if !matches!(self.report.find(text, false, &block.all), Found::None) {
            return false;
        }
        let Some(number) = self.number(text) else { return false };
        self.pasted_number(text, &number, atom, atom.span(), draft);
        true
    }

    /// A pasted number whose unit, if it has one, is known.
    pub(super) fn number<'t>(&self, text: &'t str) -> Option<Pasted<'t>> {
        let known = |unit: &str| matches!(unit, "" | "%" | "％") || self.report.unit(unit).is_some();
        let counts = |unit: &str| {
            let fields = self.report.ledgers.iter().flat_map(|ledger| &ledger.fields);
            fields.into_iter().any(|field| field.ty == Type::Count(unit.to_owned()))
        };
        pasted::read(text).filter(|number| known(number.unit) || counts(number.unit))
    }

    /// Says what to write instead, and puts the number where it belongs, so that nothing else is missed in its row.
    fn pasted_number(&mut self, text: &str, number: &Pasted<'_>, atom: Word<'a>, span: Span, draft: &mut Draft) {
        let problem = self.told(text, number, span);
        self.report(problem);
        let unit = match ascii(number.unit).as_ref() {
            "" => UnitRef::Bare,
            "%" => UnitRef::Percent,
            symbol => self
                .report
                .unit(symbol)
                .map_or_else(|| UnitRef::Named(symbol.to_owned()), |(measure, unit)| UnitRef::Of(measure, unit)),
        };
        let value = number.readings.first().map(|reading| exact::parse(reading));
        if let Some(Ok(value)) = value.map(|value| value.and_then(|value| self.report.to_base(value, &unit))) {
            apart(self, |step| step.place_quantity(atom, value, unit, None, draft));
        }
        draft.sound = false;
    }

    /// What to write instead of a pasted number.
    pub(super) fn told(&self, text: &str, number: &Pasted<'_>, span: Span) -> Diagnostic {
        self.about_money(text, number, span).unwrap_or_else(|| syntax::misread_number(text, number, span))
    }

    /// A sign of money says which money, and with it which unit: not always that of the block.
    fn about_money(&self, text: &str, number: &Pasted<'_>, span: Span) -> Option<Diagnostic> {
        let block = self.block;
        let (money, [reading]) = (number.money?, number.readings.as_slice()) else { return None };
        let fields = &self.report.ledger(block.ledger).fields;
        let (measure, unit) = match block.unit {
            UnitRef::Of(measure, unit) => (measure, unit),
            _ => fields.iter().find_map(|field| match field.ty {
                Type::Amount(measure) => Some((measure, self.report.measures[measure.ix()].shown)),
                _ => None,
            })?,
        };
        let units = &self.report.measures[measure.ix()].units;
        let of = |unit: &crate::model::Unit| {
            let example = unit.pattern.as_ref().map(|pattern| pattern.write(exact::Decimal::ONE, true));
            pasted::is_money_of(money, &unit.symbol) || example.is_some_and(|example| example.contains(money))
        };
        let own = units.iter().find(|unit| unit.factor == exact::Decimal::ONE);
        let (symbol, whole) = (units[unit].symbol.as_str(), own.map_or("", |own| own.symbol.as_str()));
        if !units.iter().any(of) {
            let plain = format!("{reading}{}", number.unit);
            let message = say!(
                "「{text}」看来是数额，但「{money}」不是「{symbol}」的符号",
                "`{text}` looks like an amount, but `{money}` is no sign of `{symbol}`"
            );
            let error = Diagnostic::new(MALFORMED_NUMBER, span, message).label(say!("写作 {plain}", "write {plain}"));
            return Some(error.note(say!("若是另一种货币，先折算", "convert it first if it is another currency")));
        }
        let other = number.unit.is_empty() && units[unit].factor != exact::Decimal::ONE;
        other.then(|| {
            let message = say!(
                "「{text}」不止一种读法：{reading}{symbol} 或 {reading}{whole}",
                "`{text}` can be read in more than one way: {reading}{symbol} or {reading}{whole}"
            );
            let note = say!(
                "「{money}」说的多半是「{whole}」，而这里的数以「{symbol}」计；照原表，写其中一个",
                "`{money}` mostly means `{whole}`, and numbers here are in `{symbol}`; write the one that the original means"
            );
            Diagnostic::new(AMBIGUOUS_NUMBER, span, message).note(note)
        })
    }

    /// A number and what stands behind it that belong together: groups of digits, a unit. Gives how many words that are.
    pub(super) fn taken_together(&mut self, row: ast::Row<'a>, run: &[Word<'a>], draft: &mut Draft) -> Option<usize> {
        let next = *run.get(1)?;
        if self.two_rows(row, run, draft) {
            return Some(run.len());
        }
        match next {
            Word::Quantity(_) => self.spaced(row, run, draft),
            Word::Name(_) => self.unit_apart(run[0], next, draft).then_some(2),
            _ => None,
        }
    }

    /// `05 水费 0.80  06 电费 5.20`: behind an amount, another member where the row has one already, and another amount.
    fn two_rows(&mut self, row: ast::Row<'a>, run: &[Word<'a>], draft: &mut Draft) -> bool {
        let block = self.block;
        let (amount, next) = (run[0], run[1]);
        let numeric = |atom: &Word<'a>| atom.is_bare_number();
        let last = run.last().is_some_and(numeric) && run.len() > 2 && amount.text().contains('.');
        if !last || !matches!(next, Word::Code(_) | Word::Quantity(_) | Word::Name(_)) {
            return false;
        }
        let own = |axis: usize| draft.members[axis].filter(|(_, span)| span.start >= row.span().start);
        let axes = self.report.ledger(block.ledger).axes.iter().map(|axis| axis.dim).enumerate();
        let digits = code_digits(next.text());
        let mut again = axes.filter(|(axis, dim)| {
            let Some((before, _)) = own(*axis) else { return false };
            let data = self.report.dim(*dim);
            let scope = self.report.member(before).parent.map_or("", |above| self.report.member(above).code.as_str());
            match next {
                Word::Name(_) => data.by_name.contains_key(next.text()),
                _ => {
                    data.by_code.contains_key(digits.as_ref()) || data.by_code.contains_key(&format!("{scope}{digits}"))
                }
            }
        });
        let Some((axis, _)) = again.next() else { return false };
        let gap = Span { start: amount.span().end, end: next.span().start, ..row.span() };
        let message = say!("两行写在了一行里", "two rows stand in one line");
        let error = Diagnostic::new(JOINED_ROWS, next.span(), message);
        let error = error.label(say!("另起一行", "begin a line here"));
        // and so may more rows
        let further = run.windows(2).skip(2).filter(|pair| numeric(&pair[0]) && pair[0].text().contains('.'));
        let gaps = further.map(|pair| Span { start: pair[0].span().end, end: pair[1].span().start, ..row.span() });
        self.report(std::iter::once(gap).chain(gaps).fold(error, |error, gap| error.fix(gap, row.next_line())));
        // either row
        draft.members[axis] = None;
        draft.sound = false;
        true
    }

    /// `1 020.00`: what reads as codes and an amount may be one number, its groups parted by blanks. Gives how many words
    /// it takes up where it was told as one.
    fn spaced(&mut self, row: ast::Row<'a>, run: &[Word<'a>], draft: &mut Draft) -> Option<usize> {
        let block = self.block;
        let words = spaced_words(row, run)?;
        let (first, last) = (run[0], run[words - 1]);
        let span = first.span().to(last.span());
        let text = run[..words].iter().map(|atom| atom.text()).collect::<Vec<_>>().join(" ");
        let number = self.number(&text).filter(|number| number.blanks)?;
        let plain = format!("{}{}", number.readings.first()?, number.unit);
        let digits = code_digits(first.text());
        let axes = self.report.ledger(block.ledger).axes.clone();
        let coded = |index: &usize| !self.report.dim(axes[*index].dim).by_code.is_empty();
        let open = |index: &usize| match draft.members[*index] {
            Some((member, _)) => !self.report.fine_enough(member, &axes[*index]),
            None => true,
        };
        let free: Vec<usize> = (0..axes.len()).filter(coded).filter(open).collect();
        let code = |index: &usize| {
            let prefix = draft.members[*index].map(|(scope, _)| self.report.member(scope).code.as_str());
            let by_code = &self.report.dim(axes[*index].dim).by_code;
            let within = by_code.get(&format!("{}{digits}", prefix.unwrap_or_default()));
            within.or_else(|| by_code.get(digits.as_ref())).copied()
        };
        let own = free.iter().find_map(code);
        let wanted = free.iter().any(|index| !axes[*index].optional);
        // no number of its own begins with a zero
        let padded = run[1..words].iter().any(|atom| atom.text().starts_with('0') && !atom.text().starts_with("0."));
        let problem = match own {
            // a row that lacks its code otherwise
            Some(_) if !padded && (wanted || words > 2) => return None,
            Some(code) => {
                let (shown, amount) = (self.report.display(code), last.text());
                let message = say!(
                    "「{text}」读作编码 {digits} 和数 {amount}，也可能是一个数 {plain}",
                    "`{text}` reads as code {digits} and number {amount}, and may be one number, {plain}"
                );
                let note = say!(
                    "是一个数，写作 {plain}；是编码和数，写上名称：{shown} {amount}",
                    "one number is written {plain}; a code and a number with the name: {shown} {amount}"
                );
                Diagnostic::new(AMBIGUOUS_NUMBER, span, message).note(note)
            }
            None if free.is_empty() && !padded => one_or_several(&run[..words], &text, &plain, span),
            None if free.is_empty() => syntax::misread_number(&text, &number, span),
            None => {
                let message = say!(
                    "没有编码「{digits}」；「{text}」看来是一个数",
                    "there is no code `{digits}`; `{text}` looks like one number"
                );
                let way = say!(
                    "是一个数，写作 {plain}；是编码，改正它",
                    "one number is written {plain}; mend the code if it is one"
                );
                Diagnostic::new(AMBIGUOUS_NUMBER, span, message).note(way)
            }
        };
        self.report(problem);
        draft.sound = false;
        Some(words)
    }

    /// `1200 批次`: a unit touches its number. `number` and `unit` stand side by side; gives whether that was told.
    fn unit_apart(&mut self, number: Word<'a>, unit: Word<'a>, draft: &mut Draft) -> bool {
        let block = self.block;
        let (symbol, digits) = (ascii(unit.text()).into_owned(), number.text());
        let fields = &self.report.ledger(block.ledger).fields;
        let free = |index: &usize| draft.values[*index].is_none();
        let takes = |wanted: &Type| (0..fields.len()).filter(free).any(|index| fields[index].ty == *wanted);
        let known = symbol == "%" || self.report.unit(&symbol).is_some() || takes(&Type::Count(symbol.clone()));
        let whole = !digits.contains('.');
        let is_code = || {
            let digits = code_digits(digits);
            whole && block.own.iter().any(|dim| self.report.dim(*dim).by_code.contains_key(digits.as_ref()))
        };
        let names = || !self.close_names(&symbol, &block.all).is_empty();
        let meant = known || takes(&Type::Value) && !is_code() && !names();
        if !meant || !matches!(self.report.find(unit.text(), false, &self.all_dims()), Found::None) {
            return false;
        }
        let (span, plain) = (number.span().to(unit.span()), format!("{digits}{symbol}"));
        let message =
            say!("单位要紧跟数字，中间不空：{digits} {symbol}", "a unit touches its number: {digits} {symbol}");
        let error = Diagnostic::new(MALFORMED_NUMBER, span, message).label(say!("写作 {plain}", "write {plain}"));
        self.report(error.fix(span, plain));
        draft.sound = false;
        true
    }
}

/// So many numbers side by side may be the groups of one: one to three digits, then three each, a blank between them.
fn spaced_words(row: ast::Row<'_>, run: &[Word<'_>]) -> Option<usize> {
    let digits = |atom: &Word<'_>| ascii(atom.text()).trim_start_matches('-').to_owned();
    let group = |text: &str| text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    let first = digits(&run[0]);
    if !(1..=3).contains(&first.len()) || !first.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number = |atom: &&Word<'_>| atom.quantity().is_some() && !atom.text().starts_with(['-', '－']);
    let words = 1 + run[1..].iter().take_while(number).count();
    let last = digits(run.get(words.checked_sub(1)?).filter(|_| words > 1)?);
    let end = last.find(|c: char| !c.is_ascii_digit()).unwrap_or(last.len());
    let whole = group(&last[..end]) && run[1..words - 1].iter().all(|atom| group(&digits(atom)));
    let text = row.raw().get((run[0].span().end - row.span().start) as usize..)?;
    let beside = text.chars().take_while(|c| pasted::is_blank(*c)).count() == 1;
    let padded = digits(&run[1]).starts_with('0') && !digits(&run[1]).starts_with("0.");
    (whole && (beside || padded)).then_some(words)
}

/// Numbers side by side that may be one, where no code is wanted.
fn one_or_several(run: &[Word<'_>], text: &str, plain: &str, span: Span) -> Diagnostic {
    let apart = run.iter().map(|atom| atom.text()).collect::<Vec<_>>();
    let (zh, en) = (apart.join("、"), apart.join(", "));
    let message = say!(
        "「{text}」可能是一个数 {plain}，也可能是几个数：{zh}",
        "`{text}` may be one number, {plain}, or several: {en}"
    );
    let way = say!(
        "是一个数，写作 {plain}；是几个数，各写上单位",
        "one number is written {plain}; of several each is written with its unit"
    );
    Diagnostic::new(AMBIGUOUS_NUMBER, span, message).note(way)
}
