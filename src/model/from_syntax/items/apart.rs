//! What a block of rows gives, apart from what was read before: a block may be read as other ledgers' only to learn whether they
//! take it.

use rustc_hash::{FxHashMap, FxHashSet};

use super::super::finder::Misnamed;
use super::super::problems::{Apart, Told};
use super::super::step::over;
use super::super::typer::Typer;
use crate::base::{Diagnostic, FileId, Label, Span};
use crate::model::{DimId, Fact, FactId, Filter, LedgerId, Meaning, MemberId, ParamId, RoundedBlock, RowBlock, Stated};

/// The work of one run: a row that is read again costs one.
const WORK: usize = 500_000;

/// What many rows of a file may have in common that is told once.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Shared {
    /// A dimension that they lack.
    Lacks(FileId, DimId),
    /// A dimension in which they are too coarse for their ledger.
    TooCoarse(FileId, LedgerId, DimId),
}

/// The rows that have something in common.
#[derive(Default)]
pub(super) struct Rows {
    /// The problem of the first, which tells of all.
    pub(super) told: Option<Told>,
    pub(super) count: usize,
    /// Where some of the others are.
    pub(super) related: Vec<Label>,
}

/// The facts of a block, and what its rows have in common.
#[derive(Default)]
pub(super) struct RowsRead {
    pub(super) facts: Vec<Fact>,
    /// The facts by a number made of what no other fact may share: ledger, members, texts.
    pub(super) places: FxHashMap<u64, FactId>,
    pub(super) shared: FxHashMap<Shared, Rows>,
}

/// The items of a report while they are read.
pub(in super::super) struct ItemsRead {
    /// Each file's own coordinates.
    pub(in super::super) file_at: FxHashMap<FileId, Filter>,
    /// What the rows read so far have given, and those of the block that is being read.
    pub(super) rows: RowsRead,
    pub(super) block: RowsRead,
    /// How many rows may still be read to try them as another ledger's.
    pub(super) heads_left: usize,
}

impl Default for ItemsRead {
    fn default() -> ItemsRead {
        ItemsRead {
            file_at: FxHashMap::default(),
            rows: RowsRead::default(),
            block: RowsRead::default(),
            heads_left: WORK,
        }
    }
}

/// All that was read of a block.
#[derive(Default)]
pub(super) struct BlockRead {
    pub(super) problems: Apart,
    pub(super) rows: RowsRead,
    pub(super) broken: Vec<Fact>,
    stated: Vec<Stated>,
    blocks: Vec<RowBlock>,
    rounded: Vec<RoundedBlock>,
    unset: Vec<(ParamId, Span)>,
    used: Vec<(Span, Meaning)>,
    misnamed: Vec<Misnamed>,
    pub(super) attested: Vec<MemberId>,
    given: FxHashSet<LedgerId>,
}

/// Reads the items of ledgers.
pub(in super::super) struct ItemsReader<'b, 'a> {
    pub(super) below: &'b mut Typer<'a>,
    pub(super) items: ItemsRead,
}
over!(ItemsReader, Typer);

impl<'b, 'a> ItemsReader<'b, 'a> {
    pub(in super::super) fn new(below: &'b mut Typer<'a>) -> ItemsReader<'b, 'a> {
        ItemsReader { below, items: ItemsRead::default() }
    }
}

impl<'a> ItemsReader<'_, 'a> {
    /// Reads a block by itself.
    pub(super) fn block_apart(&mut self, read: impl FnOnce(&mut Self)) -> BlockRead {
        let mut block = BlockRead::default();
        self.exchange(&mut block);
        read(self);
        self.exchange(&mut block);
        block
    }

    fn exchange(&mut self, block: &mut BlockRead) {
        use std::mem::swap;
        swap(&mut self.items.block, &mut block.rows);
        swap(&mut self.namesakes.misnamed, &mut block.misnamed);
        swap(&mut self.namesakes.attested, &mut block.attested);
        self.problems.exchange(&mut block.problems);
        let report = &mut self.report;
        report.names.exchange(&mut block.used);
        swap(&mut report.given, &mut block.given);
        swap(&mut report.broken, &mut block.broken);
        swap(&mut report.stated, &mut block.stated);
        swap(&mut report.blocks, &mut block.blocks);
        swap(&mut report.rounded, &mut block.rounded);
        swap(&mut report.unset, &mut block.unset);
    }

    /// Takes in what was read of a block.
    pub(super) fn take_in(&mut self, block: BlockRead) {
        self.problems.add(block.problems);
        self.namesakes.misnamed.extend(block.misnamed);
        self.namesakes.attested.extend(block.attested);
        let report = &mut self.report;
        block.used.into_iter().for_each(|(span, meaning)| report.names.note(span, meaning));
        report.given.extend(block.given);
        report.broken.extend(block.broken);
        report.stated.extend(block.stated);
        report.blocks.extend(block.blocks);
        report.rounded.extend(block.rounded);
        report.unset.extend(block.unset);
        report.facts.extend(block.rows.facts);
        self.items.rows.places.extend(block.rows.places);
        for (shared, rows) in block.rows.shared {
            let all = self.items.rows.shared.entry(shared).or_default();
            all.told = all.told.or(rows.told);
            all.count += rows.count;
            all.related.extend(rows.related);
        }
    }

    /// A fact that was read before, or in the block that is being read.
    pub(super) fn fact_read(&self, id: FactId) -> &Fact {
        let before = self.report.facts.len();
        if id.ix() < before { &self.report.facts[id.ix()] } else { &self.items.block.facts[id.ix() - before] }
    }

    /// Tells of the first of the rows that have something in common.
    pub(super) fn tell_of_rows(&mut self, shared: Shared, problem: Diagnostic) {
        let told = Some(self.problems.tell(problem));
        self.items.block.shared.insert(shared, Rows { told, count: 1, related: Vec::new() });
    }

    /// Whether something was told of another row. The row is counted among those that share it, which gives how many did before.
    pub(super) fn told_before(&mut self, shared: Shared) -> Option<usize> {
        let before = self.items.rows.shared.get(&shared).map(|rows| rows.count);
        let own = self.items.block.shared.get(&shared).map(|rows| rows.count);
        let told = before.or(own)?;
        self.items.block.shared.entry(shared).or_default().count += 1;
        Some(told + before.and(own).unwrap_or(0))
    }
}
