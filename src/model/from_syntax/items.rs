//! Items: rows of atoms, typed against the fields of their ledger.

mod amounts;
mod apart;
mod atoms;
mod coarse;
mod head;
mod pasted;
mod rounded;
mod row;
mod take_over;
mod whole;
mod words;

use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;

pub(super) use apart::ItemsReader;
use apart::Shared;
use atoms::RowReader;
use row::{Amounts, Draft, ItemBlock};

use super::coords::lacks;
use super::names::unknown;
use super::step::{self, each};
use super::table::Def;
use super::typer::Scope;
use crate::base::{Decimal, Diagnostic, FileId, Span};
use crate::model::codes::{DUPLICATE_ROW, INCOMPLETE_ROW, TYPE_MISMATCH, UNKNOWN_NAME};
use crate::model::{
    Fact, FactId, FactValue, FactValueKind, Filter, LedgerAxis, LedgerId, MemberId, Narrow, RowBlock, Stated, Type,
    UnitRef,
};
use crate::say;
use crate::syntax::Node;
use crate::syntax::ast::{self, View};

/// The amounts of a fact.
fn amounts(fact: &Fact) -> impl Iterator<Item = Option<(Decimal, &UnitRef)>> {
    fact.values.iter().flatten().map(|value| match &value.kind {
        FactValueKind::Quantity(amount, unit) => Some((*amount, unit)),
        _ => None,
    })
}

/// Two rows of the same; `same`: their amounts are the same too.
fn written_twice(row: Span, first: Span, same: bool) -> Diagnostic {
    let message = if same {
        say!("这一行写了两遍", "this row is written twice")
    } else {
        say!(
            "同一笔写了两行：除数额外，两行说的都一样",
            "two rows for the same thing: they differ in nothing but the amount"
        )
    };
    let error = Diagnostic::new(DUPLICATE_ROW, row, message).related(first, say!("另一行在这里", "the other one"));
    error.note(if same {
        say!("删去一行", "remove one of them")
    } else {
        say!(
            "留下对的一行；若确是两笔，合并成一行，或写明各属哪个成员来区分",
            "keep the right one; if both are, merge them or tell them apart by a further member"
        )
    })
}

/// The texts of a fact.
fn texts(fact: &Fact) -> impl Iterator<Item = &str> {
    fact.values.iter().flatten().filter_map(|value| match &value.kind {
        FactValueKind::Text(text) => Some(text.as_str()),
        _ => None,
    })
}

impl<'a> ItemsReader<'_, 'a> {
    /// Reads all items, each file's own coordinates first.
    pub(super) fn read(&mut self) {
        each(self, ItemsReader::file_coordinates);
        each(self, ItemsReader::items);
        self.report.rounded.sort_by_key(|block| block.span);
        self.count_lacking();
    }

    /// Reads the words of a row in a block.
    fn row<'r>(&'r mut self, block: &'r ItemBlock) -> RowReader<'r, 'a> {
        RowReader { below: self, block }
    }

    pub(super) fn items(&mut self, file: FileId, decl: ast::ItemsDecl<'a>) {
        let Some(name) = decl.name() else { return };
        let Some(Def::Ledger(ledger)) = self.named(name) else {
            let near = self.closest(name.text(), self.report.ledgers.iter().map(|ledger| ledger.name.as_str()));
            let what = say!("台账", "ledger");
            self.no_such(name.text(), unknown(UNKNOWN_NAME, &what, name.text(), name.span(), &near));
            // what was meant lacks these rows: nothing can be said of its sums
            for near in &near {
                if let Some(Def::Ledger(meant)) = self.lookup(near) {
                    self.unreadable_rows(meant, name.span());
                }
            }
            if near.is_empty() {
                let space = self.space;
                self.report.lost.push(space);
            }
            return;
        };
        if self.report.torn_ledgers.contains_key(&ledger) {
            self.unreadable_rows(ledger, name.span());
            return;
        }
        if decl.block().is_none() {
            // what another ledger's facts become has no rows to tell
            return self.items_of(file, decl, ledger, usize::MAX);
        }
        let own = self.block_apart(|step| step.items_of(file, decl, ledger, usize::MAX));
        let wrong = if self.space == 0 { self.wrong_head(file, decl, (ledger, name.span()), &own) } else { None };
        match wrong {
            Some(error) => {
                self.namesakes.attested.extend(own.attested);
                self.report(error);
            }
            None => self.take_in(own),
        }
    }

    /// Reads a block as rows of a ledger, whatever its head names.
    /// `most_broken`: where more rows could not be read no more are, since the block is only tried.
    fn items_of(&mut self, file: FileId, decl: ast::ItemsDecl<'a>, ledger: LedgerId, most_broken: usize) {
        let Some(name) = decl.name() else { return };
        let dims = self.axes_of(&[ledger]);
        let coords = decl.at().and_then(ast::AtClause::coords);
        let own = self.at(decl.at(), &dims);
        let torn = lacks(coords, &own) || self.torn.files.contains(&file);
        let mut at = self.items.file_at.get(&file).cloned().unwrap_or_default();
        self.rounded(decl, ledger);
        if let Some(body) = decl.refer().and_then(ast::Refer::expression) {
            self.take_over(ledger, at, own, body);
            return;
        }
        at.parts.extend(own.parts);
        let clause = decl.unit();
        let unit = self.in_unit(clause);
        if let (Some(clause), None) = (clause, &unit) {
            // nobody knows how much these rows are
            self.unreadable_rows(ledger, clause.span());
        }
        let unit = unit.unwrap_or(UnitRef::Bare);
        let Some(rows) = decl.block() else { return };
        self.report.given.insert(ledger);
        let head = clause.map_or(name.span(), |clause| clause.span());
        self.note_block(RowBlock { ledger, rows: rows.span(), head, says_unit: Some(clause.is_some()) });
        let block = ItemBlock {
            ledger,
            own: self.report.ledger(ledger).axes.iter().map(|axis| axis.dim).collect(),
            all: dims,
            start: rows.span().start,
            file,
            unit,
            at,
            rounded: decl.within().next().is_some(),
            most_broken,
        };
        let draft = self.around(&block, !torn);
        self.item_rows(rows, &block, &draft);
    }

    /// What is said before the rows of a block. A fact takes what its ledger has a place for; a `:=` sees all.
    fn around(&mut self, block: &ItemBlock, sound: bool) -> Draft {
        let ledger = self.report.ledger(block.ledger);
        let (members, values) = (vec![None; ledger.axes.len()], vec![None; ledger.fields.len()]);
        let mut draft = Draft { members, further: Vec::new(), values, sound };
        for (_, narrow, span) in block.at.parts.iter().filter(|(dim, ..)| block.all.contains(dim)) {
            if let Narrow::Members(members) = narrow {
                members.iter().for_each(|member| self.row(block).place_member(&mut draft, *member, *span));
            }
        }
        draft
    }

    /// What a former report wrote is not looked into.
    fn note_block(&mut self, block: RowBlock) {
        if self.space == 0 {
            self.report.blocks.push(block);
        }
    }

    fn item_rows(&mut self, rows: ast::Block<'a>, block: &ItemBlock, draft: &Draft) {
        let mut own = draft.clone();
        for row in rows.rows() {
            if self.report.broken.len() > block.most_broken {
                return;
            }
            own.clone_from(draft);
            match row {
                ast::BlockRow::Total(row) => self.total(row, block, &mut own),
                ast::BlockRow::Row(row) => match row.block() {
                    Some(inner) => {
                        let head = Span { end: inner.span().start, ..row.span() };
                        let inner_block = RowBlock { ledger: block.ledger, rows: inner.span(), head, says_unit: None };
                        self.note_block(inner_block);
                        self.row(block).atoms(row, &mut own, Amounts::None);
                        self.item_rows(inner, block, &own);
                    }
                    None if self.row(block).bare_number(row, rows) => self.broken(*row, block.ledger, &mut own),
                    None => self.fact(row, block, &mut own),
                },
                ast::BlockRow::Unread(row) => self.broken(row, block.ledger, &mut own),
            }
        }
    }

    fn fact(&mut self, row: ast::Row<'a>, block: &ItemBlock, draft: &mut Draft) {
        let (lacks, found) = step::apart(self, |step| step.row_lacks(row, block, draft));
        if let Some(fields) = &lacks {
            self.tell_of_row(row, (found, fields), block, draft);
        } else {
            self.problems.add(found);
        }
        if lacks.is_none() {
            let fact = draft.fact(block.ledger, row.span());
            match self.same_place(&fact) {
                None => self.items.block.facts.push(fact),
                Some((first, same)) => {
                    self.report(written_twice(row.span(), first, same));
                    self.report.broken.push(fact);
                }
            }
        } else {
            self.broken(*row, block.ledger, draft);
        }
    }

    /// Reads a row that is to be a fact; where it has not all that one needs, the fields that it lacks.
    fn row_lacks(&mut self, row: ast::Row<'a>, block: &ItemBlock, draft: &mut Draft) -> Option<Vec<usize>> {
        let refers = row.refer();
        self.row(block).atoms(row, draft, if refers.is_some() { Amounts::Labelled } else { Amounts::Last });
        if let Some(refer) = refers {
            self.refer(refer, block, draft);
        }
        if !draft.sound {
            return Some(Vec::new());
        }
        self.defaults(block.ledger, draft);
        let placed = self.is_placed(row, block.ledger, draft);
        let fields = self.report.ledger(block.ledger).fields.iter().zip(&draft.values).enumerate();
        let lacking = fields.filter(|(_, (field, value))| value.is_none() && !field.optional);
        let lacking: Vec<usize> = lacking.map(|(index, _)| index).collect();
        (!placed || !lacking.is_empty()).then_some(lacking)
    }

    /// The row of a fact at the same coordinates with the same texts. A fact without such a row is noted as the next of
    /// the report's. With the row, whether it says the same amounts.
    fn same_place(&mut self, fact: &Fact) -> Option<(Span, bool)> {
        let mut hasher = FxHasher::default();
        (fact.ledger, &fact.members).hash(&mut hasher);
        texts(fact).for_each(|text| text.hash(&mut hasher));
        let mut place = hasher.finish();
        while let Some(first) = self.items.rows.places.get(&place).or_else(|| self.items.block.places.get(&place)) {
            let first = self.fact_read(*first);
            if (first.ledger, &first.members) == (fact.ledger, &fact.members) && texts(first).eq(texts(fact)) {
                return Some((first.span, amounts(first).eq(amounts(fact))));
            }
            // another fact that happens to have this number
            place = place.wrapping_add(1);
        }
        let next = self.report.facts.len() + self.items.block.facts.len();
        self.items.block.places.insert(place, FactId(next as u32));
        None
    }

    /// A row that was reported: whatever it may be part of cannot be checked.
    fn broken(&mut self, row: Node<'a>, ledger: LedgerId, draft: &mut Draft) {
        let fact = draft.fact(ledger, row.span());
        self.report.broken.push(fact);
    }

    fn refer(&mut self, refer: ast::Refer<'a>, block: &ItemBlock, draft: &mut Draft) {
        let Some(body) = refer.expression() else { return };
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
                let have = self.report.type_name(&expr.ty);
                self.error(
                    TYPE_MISMATCH,
                    body.span(),
                    say!("这个台账没有空着的字段放{have}", "no free field of this ledger takes {have}", have),
                );
            }
        }
    }

    fn total(&mut self, row: ast::Row<'a>, block: &ItemBlock, draft: &mut Draft) {
        // a former report has checked its own; what it published of rounded figures it still prints
        if self.space != 0 && !block.rounded {
            return;
        }
        draft.values.fill(None);
        let ((), found) = step::apart(self, |step| step.row(block).atoms(row, draft, Amounts::Last));
        if !draft.sound {
            self.tell_of_row(row, (found, &[]), block, draft);
            return;
        }
        self.problems.add(found);
        let own = draft.members.iter().flatten();
        let parts = own.chain(&draft.further).map(|(member, span)| {
            let dim = self.report.member(*member).dim;
            (dim, Narrow::Members([*member].into()), *span)
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
        let fields = &self.report.ledger(block.ledger).fields;
        let year = (0..fields.len()).find(|index| fields[*index].ty == Type::Year && draft.values[*index].is_some());
        if let Some((name, span)) = year.and_then(|at| Some((&fields[at].name, draft.values[at].as_ref()?.span))) {
            let message = say!("「{name}」是年份，没有合计", "`{name}` is a year, and years have no total");
            self.report(Diagnostic::new(TYPE_MISMATCH, span, message).note(say!("删去这一行", "remove this row")));
            return;
        }
        let mut any = false;
        for (field, value) in draft.values.iter_mut().enumerate() {
            if let Some(FactValue { kind: FactValueKind::Quantity(amount, unit), span }) = value.take() {
                any = true;
                let (ledger, at, said) = (block.ledger, at.clone(), said.clone());
                self.report.stated.push(Stated { ledger, field, at, amount, unit, span, said });
            }
        }
        if !any {
            let message = say!("合计这一行没有数", "this total states no number");
            let error = Diagnostic::new(INCOMPLETE_ROW, row.span(), message);
            self.report(
                error.note(say!("在行末写上原表印出的合计", "write the number that was stated at the end of the row")),
            );
        }
    }

    /// Rows that lack the same are told once.
    pub(super) fn count_lacking(&mut self) {
        for (shared, all) in std::mem::take(&mut self.items.rows.shared) {
            let Some(problem) = all.told.and_then(|told| self.problems.of(told)).filter(|_| all.count > 1) else {
                continue;
            };
            let (rows, more) = (all.count, all.count - 1);
            match shared {
                Shared::Lacks(..) => {
                    problem.notes.push(say!("另有 {more} 行也是这样", "more rows in this file lack it: {more}").into());
                }
                Shared::TooCoarse(..) => {
                    problem.related.extend(all.related);
                    problem.notes.insert(0, say!("同一处错，共 {rows} 行", "the same in {rows} rows").into());
                }
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

    /// Whether a fact has a member at the grain of each dimension.
    fn is_placed(&mut self, row: ast::Row<'a>, ledger: LedgerId, draft: &Draft) -> bool {
        let data = self.report.ledger(ledger);
        let fine = |(member, axis): (&Option<(MemberId, Span)>, &LedgerAxis)| match member {
            None => axis.optional,
            Some((member, _)) => self.report.fine_enough(*member, axis),
        };
        if draft.members.iter().zip(&data.axes).all(fine) {
            return true;
        }
        let axes = data.axes.clone();
        for (member, axis) in draft.members.iter().zip(&axes) {
            match member {
                None if axis.optional => {}
                None => {
                    let shared = Shared::Lacks(row.span().file, axis.dim);
                    if self.told_before(shared).is_some() {
                        continue;
                    }
                    let dim = &self.report.dim(axis.dim).name;
                    let message = say!("这一行没有写明「{dim}」", "this row does not say its `{dim}`");
                    let error = Diagnostic::new(INCOMPLETE_ROW, row.span(), message).note(say!(
                        "写在这一行里，或写在外层；整个文件都一样的，在文件前面写一行：at 成员",
                        "say it in the row or around it; where the whole file is the same, in a line before: at MEMBER"
                    ));
                    self.tell_of_rows(shared, error);
                }
                Some((member, _)) if self.report.fine_enough(*member, axis) => {}
                Some((member, span)) => self.too_coarse(*member, *span, ledger, axis),
            }
        }
        false
    }
}

impl<'a> ItemsReader<'_, 'a> {
    pub(super) fn file_coordinates(&mut self, file: FileId, decl: ast::AtDecl<'a>) {
        let items = self.decls.iter().filter(|(own, node)| *own == file && ast::ItemsDecl::of(*node).is_some());
        let items: Vec<_> = items.map(|(_, node)| *node).collect();
        let coords = decl.coords();
        let filter = coords.map_or_else(Filter::default, |coords| self.coords_over(coords, &items, &[]));
        if self.items.file_at.contains_key(&file) {
            let first = self.items.file_at.get(&file).and_then(|filter| filter.parts.first()).map(|part| part.2);
            self.said_twice("at", decl.span(), first.unwrap_or(decl.span()));
            return;
        }
        if lacks(coords, &filter) {
            self.torn.files.push(file);
        }
        self.items.file_at.insert(file, filter);
    }
}
