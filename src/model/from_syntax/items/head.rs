//! A block of items whose head names another ledger than its rows are written for: few of them can be placed, and another
//! ledger takes them. They are read as the other's to learn that.

use super::super::table::Def;
use super::apart::{BlockRead, ItemsReader, Shared};
use crate::base::{Diagnostic, FileId, Say, Span, Topic};
use crate::model::LedgerId;
use crate::model::codes::WRONG_BLOCK_HEAD;
use crate::say;
use crate::syntax::ast;

/// Fewer rows tell of their head only where all of them are another ledger's, and then it is not certain.
const ROWS: usize = 3;

/// So many rows may hold mistakes of their own.
const SPARE: usize = 2;

/// In a report with more ledgers the rows are not tried.
const MOST_LEDGERS: usize = 100;

/// So many ledgers are named.
const NAMED: usize = 3;

/// A ledger that takes the rows, and how many findings are left then.
type Fit = (LedgerId, usize);

impl<'a> ItemsReader<'_, 'a> {
    /// What to say of a block that was read so that most of its rows could not be placed: that its head is wrong, in place of
    /// all that was found in it, if other ledgers take them.
    pub(super) fn wrong_head(
        &mut self,
        file: FileId,
        decl: ast::ItemsDecl<'a>,
        (own, name): (LedgerId, Span),
        read: &BlockRead,
    ) -> Option<Diagnostic> {
        let broken = read.broken.len();
        let rows = broken + read.rows.facts.len();
        if broken * 2 <= rows || rows < ROWS && broken < rows {
            return None;
        }
        let lacks = self.still_lacking(own, read).map(|lacks| lacks.into_iter().map(str::to_owned).collect::<Vec<_>>());
        if lacks.as_ref().is_some_and(|lacks| lacks.len() < 2 || broken < rows) {
            return None;
        }
        let fits = self.takers(file, decl, own, rows);
        let left = fits.iter().map(|(_, left)| *left).min()?;
        let best: Vec<LedgerId> = fits.into_iter().filter(|fit| fit.1 == left).map(|fit| fit.0).collect();
        let whole = best.len() == 1 && left == 0;
        if !whole && (rows < ROWS || lacks.is_some()) {
            return None;
        }
        for ledger in best.iter().copied().chain([own]) {
            self.report.given.insert(ledger);
            self.unreadable_rows(ledger, name);
        }
        let mut error = self.of_others(own, name, (broken, rows), &best);
        if let Some(lacks) = &lacks {
            let (own, zh, en) = (&self.report.ledger(own).name, lacks.join("、"), lacks.join(", "));
            error = error
                .note(say!("若确是「{own}」的行，还缺：{zh}", "if they are rows of `{own}`, they still lack: {en}"));
        } else if rows < ROWS {
            error = error.note(say!(
                "台账没有写错的话，是行写错了地方",
                "if the ledger is right, the rows stand in the wrong place"
            ));
        } else if whole {
            error = error.fix(name, self.report.ledger(best[0]).name.clone());
        }
        Some(error)
    }

    /// What the rows of a block lack, where nothing else is wrong with most of them: they may be this ledger's all the same.
    fn still_lacking(&self, own: LedgerId, read: &BlockRead) -> Option<Vec<&str>> {
        let shared = read.rows.shared.iter().filter(|(shared, _)| matches!(shared, Shared::Lacks(..)));
        let more: usize = shared.map(|(_, rows)| rows.count).sum();
        let little = |problem: &Diagnostic| problem.is_about(Topic::Sparse);
        let strange = read.problems.iter().filter(|(_, problem)| !little(problem)).count();
        if strange > 0 && strange * 2 >= more {
            return None;
        }
        let (report, ledger) = (&self.report, self.report.ledger(own));
        let broken = &read.broken;
        let axes = ledger.axes.iter().enumerate().filter(|(_, axis)| !axis.optional);
        let axes = axes.filter(|(index, _)| broken.iter().any(|fact| fact.members[*index].is_none()));
        let fields = ledger.fields.iter().enumerate().filter(|(_, field)| !field.optional);
        let fields = fields.filter(|(index, _)| broken.iter().any(|fact| fact.values[*index].is_none()));
        let axes = axes.map(|(_, axis)| report.dim(axis.dim).name.as_str());
        Some(axes.chain(fields.map(|(_, field)| field.name.as_str())).collect())
    }

    fn of_others(&self, own: LedgerId, name: Span, (broken, rows): (usize, usize), best: &[LedgerId]) -> Diagnostic {
        let named = |ledger: &LedgerId| self.report.ledger(*ledger).name.as_str();
        let own = named(&own);
        let message = if broken == rows {
            say!(
                "块里的行不合「{own}」：一行也放不进去（共 {rows} 行）",
                "these rows do not fit `{own}`: none of {rows} can be placed there"
            )
        } else {
            say!(
                "块里的行多半不合「{own}」：{rows} 行里有 {broken} 行放不进去",
                "these rows do not fit `{own}`: {broken} of {rows} cannot be placed there"
            )
        };
        let error = Diagnostic::new(WRONG_BLOCK_HEAD, name, message);
        error.note(match best {
            [only] => {
                let only = named(only);
                say!("它们合「{only}」：写作 items {only}", "they fit `{only}`: write `items {only}`")
            }
            several => several_fit(several.iter().map(named).collect()),
        })
    }

    /// The other ledgers that take the rows of a block but for a few, as far as that costs little.
    fn takers(&mut self, file: FileId, decl: ast::ItemsDecl<'a>, own: LedgerId, rows: usize) -> Vec<Fit> {
        let declared = (0..self.report.ledgers.len()).map(|index| LedgerId(index as u32));
        let others: Vec<LedgerId> = declared
            .filter(|id| *id != own && self.lookup(&self.report.ledger(*id).name) == Some(Def::Ledger(*id)))
            .filter(|id| !self.report.torn_ledgers.contains_key(id))
            .collect();
        if others.len() > MOST_LEDGERS {
            return Vec::new();
        }
        let spare = SPARE.min(rows.saturating_sub(1) / 4);
        let mut fits = Vec::new();
        for ledger in others {
            // where not all are tried nobody knows whether another takes them too
            let Some(left) = self.items.heads_left.checked_sub(rows) else { return Vec::new() };
            self.items.heads_left = left;
            fits.extend(self.tried(file, decl, ledger, spare));
        }
        fits
    }

    /// Reads a block as another ledger's to learn whether it takes the rows.
    fn tried(&mut self, file: FileId, decl: ast::ItemsDecl<'a>, ledger: LedgerId, spare: usize) -> Option<Fit> {
        // nothing that is near is looked for
        let near = self.near.hold(0);
        let read = self.block_apart(|step| step.items_of(file, decl, ledger, spare));
        self.near.hold(near);
        let fits = read.broken.len() <= spare && !read.rows.facts.is_empty();
        fits.then_some((ledger, read.problems.len()))
    }
}

fn several_fit(mut names: Vec<&str>) -> Say {
    let more = names.len() > NAMED;
    names.truncate(NAMED);
    let (zh, en) = (names.join("」「"), names.join("`, `"));
    if more {
        return say!(
            "它们合「{zh}」等几个台账：看看该写哪一个",
            "they fit several ledgers, such as `{en}`: see which is meant"
        );
    }
    say!("它们合「{zh}」：看看该写哪一个", "they fit `{en}`: see which is meant")
}
