//! How members, amounts and texts are written in a row of a ledger, so that they are read as what they are and nowhere else.

use rustc_hash::{FxHashMap, FxHashSet};

use unicode_width::UnicodeWidthStr;

use super::facts::ReadValue;
use super::numbers::{fits_as_unit, written_number};
use crate::base::Decimal;
use crate::format;
use crate::model::{DimId, Ledger, LedgerId, MeasureId, MemberId, Members, Report, Type, UnitRef};
use crate::syntax::{is_keyword, is_sign, quoted, row_name};

/// What reads the rows of a ledger's block.
pub(super) struct RowWords<'r> {
    pub report: &'r Report,
    pub ledger: &'r Ledger,
    /// Its dimensions.
    own: Vec<DimId>,
    /// Its axes, those by attributes too.
    all: Vec<DimId>,
    /// The unit of bare numbers, and how many places they have at least.
    pub unit: Option<(MeasureId, usize)>,
    pub places: u32,
    /// The coded members whose names were written already.
    named: FxHashSet<MemberId>,
    /// The names of members as they are written.
    written: FxHashMap<MemberId, Atom>,
}

/// A word of a row.
#[derive(Clone)]
pub(super) struct Atom {
    text: String,
    kind: AtomKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum AtomKind {
    /// A member, a text, or what has a label.
    Word,
    /// A member that is a sign.
    Sign,
    /// A whole number without a unit.
    Whole,
    /// Any other number.
    Amount,
}

/// A row, or another line of a block.
#[derive(Clone)]
pub(super) struct BlockLine {
    /// In how many blocks of rows it stands, beginning with the line that is given.
    pub depth: usize,
    pub text: String,
    /// Where in it the only amount begins, which is its last word.
    amount: Option<usize>,
}

impl BlockLine {
    pub fn plain(text: String) -> BlockLine {
        BlockLine { depth: 0, text, amount: None }
    }

    /// Writes it as `fmt` would lay it out, in so many blocks more.
    pub fn lay_out(&self, blocks: usize, into: &mut String) {
        let indent = format::indent(blocks + self.depth);
        into.extend(std::iter::repeat_n(' ', indent));
        let aligned = self.amount.filter(|_| !self.text.contains('\n'));
        match aligned.and_then(|at| self.text.split_at_checked(at)) {
            Some((words, amount)) => {
                let words = words.trim_end();
                into.push_str(words);
                let blanks = format::before_amount(indent + words.width(), amount);
                into.extend(std::iter::repeat_n(' ', blanks));
                into.push_str(amount);
            }
            None => into.push_str(&self.text),
        }
        into.push('\n');
    }
}

/// A row while it is written: what it says, with what stands around it.
#[derive(Clone)]
pub(super) struct RowSoFar {
    pub members: Members,
    /// By field: whether it has its value.
    filled: Vec<bool>,
    pub atoms: Vec<Atom>,
    /// The last code, where its name does not follow: numbers must not stand right behind a short one.
    code: Option<MemberId>,
    /// Whether it is the only one of its block.
    alone: bool,
}

impl RowSoFar {
    /// A row in which nothing is written, among what is said around it. `alone`: nothing else stands in its block.
    pub fn within(members: &Members, ledger: &Ledger, alone: bool) -> RowSoFar {
        let filled = vec![false; ledger.fields.len()];
        RowSoFar { members: members.clone(), filled, atoms: Vec::new(), code: None, alone }
    }

    /// Says a word that is neither a sign nor a number.
    pub fn say(&mut self, text: String) {
        self.atoms.push(Atom { text, kind: AtomKind::Word });
    }

    /// All of it.
    pub fn text(&self) -> String {
        self.atoms.iter().map(|atom| atom.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// The same as a line.
    pub fn line(&self) -> BlockLine {
        let text = self.text();
        let amounts = self.atoms.iter().filter(|atom| atom.kind == AtomKind::Amount).count();
        let amount = match self.atoms.as_slice() {
            [.., before, last] if before.kind != AtomKind::Sign => match last.kind {
                AtomKind::Amount if amounts == 1 => Some(text.len() - last.text.len()),
                AtomKind::Whole if amounts == 0 => Some(text.len() - last.text.len()),
                _ => None,
            },
            _ => None,
        };
        BlockLine { depth: 0, text, amount }
    }
}

impl<'r> RowWords<'r> {
    pub fn new(report: &'r Report, ledger: LedgerId) -> RowWords<'r> {
        let data = report.ledger(ledger);
        let own = data.axes.iter().map(|axis| axis.dim).collect();
        let all = report.axes(ledger);
        RowWords {
            report,
            ledger: data,
            own,
            all,
            unit: None,
            places: 0,
            named: FxHashSet::default(),
            written: FxHashMap::default(),
        }
    }

    /// The member of an axis that is said in words. `total`: in a row that states a total. None where they cannot say it.
    pub fn member(&mut self, row: &mut RowSoFar, member: MemberId, total: bool) -> Option<()> {
        let data = self.report.member(member);
        let axis = self.own.iter().position(|dim| *dim == data.dim);
        let labelled = |words: &RowWords<'_>| axis.and_then(|axis| words.labelled(axis, member));
        if !data.code.is_empty() && axis.is_some() {
            if self.by_code(&data.code, &row.members) == Some(member) {
                row.say(self.report.code(member));
                row.code = Some(member);
                if self.named.insert(member) {
                    self.name_of_code(row);
                }
            } else {
                row.say(labelled(self)?);
            }
        } else if self.by_name(&data.name, &row.members, total) == Some(member) {
            self.name(row, member);
            row.code = None;
        } else if let Some(labelled) = labelled(self) {
            row.say(labelled);
        } else {
            // of a name that the one above has too either may be meant
            let above = self.report.lineage(member).skip(1).find(|above| self.report.member(*above).name != data.name);
            self.member(row, above?, total)?;
            (self.by_name(&data.name, &row.members, total) == Some(member)).then_some(())?;
            self.name(row, member);
            row.code = None;
        }
        if let Some(axis) = axis {
            row.members[axis] = Some(member);
        }
        Some(())
    }

    /// The name of the code that stands last.
    fn name_of_code(&mut self, row: &mut RowSoFar) {
        let Some(member) = row.code else { return };
        if !self.report.member(member).name.is_empty() {
            self.named.insert(member);
            self.name(row, member);
            row.code = None;
        }
    }

    fn name(&mut self, row: &mut RowSoFar, member: MemberId) {
        let atom = self.written.entry(member).or_insert_with(|| {
            let name = &self.report.member(member).name;
            let text = written_name(name);
            let kind = if text == *name && is_sign(name) { AtomKind::Sign } else { AtomKind::Word };
            Atom { text, kind }
        });
        row.atoms.push(atom.clone());
    }

    /// `DIMENSION: member`, where that can be read only so.
    fn labelled(&self, axis: usize, member: MemberId) -> Option<String> {
        let data = self.report.member(member);
        let dim = self.report.dim(data.dim);
        let taken = self.ledger.fields.iter().any(|field| field.name == dim.name) || is_keyword(&dim.name, "kw_total");
        if taken {
            return None;
        }
        let (word, code) = match data.code.is_empty() {
            true => (written_name(&data.name), false),
            false => (self.report.code(member), true),
        };
        let found = self.report.only_of(if code { &data.code } else { &data.name }, code, &[self.own[axis]]);
        (found == Some(member) && !word.contains(['{', '}'])).then(|| format!("{}: {word}", dim.name))
    }

    /// What digits mean in a row: a code by itself, or beneath what is said around them.
    fn by_code(&self, digits: &str, said: &Members) -> Option<MemberId> {
        let mut found: Vec<(usize, MemberId)> = Vec::new();
        for (index, dim) in self.own.iter().enumerate() {
            let by_code = &self.report.dim(*dim).by_code;
            let within = said[index].and_then(|scope| {
                let code = &self.report.member(scope).code;
                by_code.get(&format!("{code}{digits}"))
            });
            found.extend(within.or_else(|| by_code.get(digits)).map(|hit| (index, *hit)));
        }
        if found.len() > 1 {
            let continues = |(index, hit): &(usize, MemberId)| {
                said[*index].is_some_and(|scope| scope != *hit && self.report.within(*hit, scope))
            };
            found.retain(continues);
        }
        if let [(_, member)] = found.as_slice() { Some(*member) } else { None }
    }

    fn by_name(&self, name: &str, said: &Members, total: bool) -> Option<MemberId> {
        let dims = if total { &self.all } else { &self.own };
        let scopes: Vec<MemberId> = said.iter().flatten().copied().collect();
        let found = self.report.only_of(name, false, dims);
        found.or_else(|| self.report.find_beneath(name, dims, &scopes))
    }

    /// The member as one of a block's `at`; none where that would not be read so by itself.
    pub fn coordinate(&self, member: MemberId) -> Option<String> {
        let data = self.report.member(member);
        let code = !data.code.is_empty();
        let digits = if code { &data.code } else { &data.name };
        let written = self.report.reference(member);
        if self.report.only_of(digits, code, &self.all) == Some(member) {
            return Some(written);
        }
        let found = self.report.only_of(digits, code, &[data.dim]);
        (found == Some(member)).then(|| format!("{}: {written}", self.report.dim(data.dim).name))
    }

    /// Ends the head of a scope or a row in which nothing follows the code.
    pub fn end_with_name(&mut self, row: &mut RowSoFar) {
        self.name_of_code(row);
    }

    /// A value of a field. `last`: it ends the row, so that it may be a bare number. None where it cannot be written there so
    /// that it is exactly this.
    pub fn value(&mut self, row: &mut RowSoFar, field: usize, value: &ReadValue, last: bool) -> Option<()> {
        let atom = match value {
            ReadValue::Text(text) => Atom { text: self.text(row, field, text)?, kind: AtomKind::Word },
            ReadValue::Quantity(value, unit) => {
                let atom = self.quantity(row, field, (*value, unit), last)?;
                // `301 120.00` may be one number
                if row.code.is_some_and(|code| !self.report.code(code).contains('-')) {
                    self.name_of_code(row);
                }
                atom
            }
        };
        row.filled[field] = true;
        row.atoms.push(atom);
        row.code = None;
        Some(())
    }

    fn label(&self, field: usize, value: &str) -> Option<String> {
        let name = &self.ledger.fields[field].name;
        (!is_keyword(name, "kw_total")).then(|| format!("{name}: {value}"))
    }

    fn text(&self, row: &RowSoFar, field: usize, text: &str) -> Option<String> {
        let fields = self.ledger.fields.iter().zip(&row.filled);
        let free = |ty: Type| fields.clone().position(|(own, filled)| own.ty == ty && !filled);
        if !matches!(self.ledger.fields[field].ty, Type::Text | Type::Value) {
            return None;
        }
        let bare = free(Type::Text).or_else(|| free(Type::Value)) == Some(field);
        if bare && !text.contains('\n') && !self.report.is_a_name(text, &self.all) {
            return Some(quoted(text));
        }
        self.label(field, &template(text)?)
    }

    /// A quantity: bare where that can be read only so, else behind its field's name.
    fn quantity(&self, row: &RowSoFar, field: usize, value: (Decimal, &UnitRef), last: bool) -> Option<Atom> {
        let (text, read) = self.written(field, value, last)?;
        let bare = read == UnitRef::Bare;
        let is_name = self.report.is_a_name(&text, &self.all);
        // nobody would know what it is among others
        let nameless = row.atoms.is_empty() && !row.alone;
        if self.taker(row, &read, &text) == Some(field) && !is_name && !nameless && (last || !bare) {
            let kind = if bare && !text.contains('.') { AtomKind::Whole } else { AtomKind::Amount };
            return Some(Atom { text, kind });
        }
        Some(Atom { text: self.label(field, &text)?, kind: AtomKind::Word })
    }

    /// A quantity as it is written for a field, and the unit that it is then read with.
    fn written(&self, field: usize, (value, unit): (Decimal, &UnitRef), last: bool) -> Option<(String, UnitRef)> {
        let number = |places: u32, factor: Decimal| written_number(value, factor, places);
        let of = |measure: MeasureId, unit: usize| {
            let own = self.report.measures.get(measure.ix())?.units.get(unit)?;
            Some((format!("{}{}", number(0, own.factor)?, own.symbol), UnitRef::Of(measure, unit)))
        };
        let ty = &self.ledger.fields[field].ty;
        match (ty, unit) {
            (Type::Amount(measure), UnitRef::Of(own, written)) if measure == own => {
                let block = self.unit.filter(|(block, _)| block == measure);
                let bare = block.filter(|_| last).and_then(|(_, unit)| {
                    let factor = self.report.measures.get(measure.ix())?.units.get(unit)?.factor;
                    number(self.places, factor)
                });
                if let Some(number) = bare {
                    return Some((number, UnitRef::Bare));
                }
                let others = 0..self.report.measures.get(measure.ix())?.units.len();
                let first = [block.map(|(_, unit)| unit), Some(*written)].into_iter().flatten();
                first.chain(others).find_map(|unit| of(*measure, unit))
            }
            (Type::Count(own), UnitRef::Named(unit)) if own == unit => {
                Some((format!("{}{unit}", number(0, Decimal::ONE)?), UnitRef::Named(unit.clone())))
            }
            (Type::Number | Type::Value, UnitRef::Bare) => Some((number(0, Decimal::ONE)?, UnitRef::Bare)),
            (Type::Year, UnitRef::Bare) if value.fract().is_zero() => Some((number(0, Decimal::ONE)?, UnitRef::Bare)),
            (Type::Ratio | Type::Value, UnitRef::Percent) => {
                Some((format!("{}%", number(0, Decimal::new(1, 2))?), UnitRef::Percent))
            }
            (Type::Value, UnitRef::Of(measure, unit)) => of(*measure, *unit),
            (Type::Value, UnitRef::Named(unit)) if fits_as_unit(unit) && self.report.unit(unit).is_none() => {
                Some((format!("{}{unit}", number(0, Decimal::ONE)?), UnitRef::Named(unit.clone())))
            }
            _ => None,
        }
    }

    /// The field that a quantity without a label fills.
    fn taker(&self, row: &RowSoFar, unit: &UnitRef, text: &str) -> Option<usize> {
        let takes = |ty: &Type| match (unit, ty) {
            (UnitRef::Bare, Type::Amount(_) | Type::Number | Type::Value) => true,
            (UnitRef::Bare, Type::Year) => !text.contains('.'),
            (UnitRef::Bare, _) => false,
            (_, Type::Value) => true,
            (UnitRef::Percent, ty) => *ty == Type::Ratio,
            (UnitRef::Of(measure, _), ty) => *ty == Type::Amount(*measure),
            (UnitRef::Named(name), ty) => matches!(ty, Type::Count(own) if own == name),
        };
        let fields = &self.ledger.fields;
        let free: Vec<usize> = (0..fields.len()).filter(|at| !row.filled[*at] && takes(&fields[*at].ty)).collect();
        let apt = free.iter().find(|at| !matches!(fields[**at].ty, Type::Value | Type::Year));
        apt.or(free.first()).copied()
    }
}

/// A member's name in a row.
pub(super) fn written_name(name: &str) -> String {
    if is_sign(name) && name.is_ascii() || matches!(name, "≥" | "≤") { name.to_owned() } else { row_name(name) }
}

/// A text behind a label, where braces are holes; none where no quotation marks hold it.
pub(super) fn template(text: &str) -> Option<String> {
    let text = text.replace('{', "{{").replace('}', "}}");
    if !text.contains('\n') {
        return Some(quoted(&text));
    }
    // here nothing is escaped
    (!text.contains("\"\"\"") && !text.ends_with('"')).then(|| format!("\"\"\"{text}\"\"\""))
}
