//! Rows in scopes: what many of them share stands around them, so that the text is short and reads well.

use rustc_hash::FxHashSet;

use super::own_rows::{OwnRow, OwnTotal};
use crate::model::{LedgerId, MemberId, Report, Type};
use crate::syntax::is_sign;

/// A row, or a scope of rows.
pub(super) enum Entry {
    /// What its rows share, outermost first, and the rows.
    Scope(Vec<MemberId>, Vec<Entry>),
    /// A fact by its number: what it says before its texts, and what behind them.
    Fact { first: Vec<MemberId>, then: Vec<MemberId>, row: usize },
    /// The total's number.
    Total(usize),
}

/// How the rows of a block are grouped.
pub(super) struct Grouping<'r> {
    report: &'r Report,
    rows: &'r [OwnRow<'r>],
    sums: &'r [OwnTotal<'r>],
    /// The axis whose members are rows.
    lines: Option<usize>,
    /// By axis: whether its members stand in the row, next to the amount.
    tail: Vec<bool>,
    coded: Vec<bool>,
    /// Whether rows hold texts, by which they are told apart.
    texts: bool,
    /// The members that are signs.
    signs: FxHashSet<MemberId>,
}

/// What is shared by all rows of a block.
pub(super) struct Grouped {
    /// Said in the block's head.
    pub at: Vec<MemberId>,
    /// Its rows.
    pub entries: Vec<Entry>,
}

impl<'r> Grouping<'r> {
    pub fn new(report: &'r Report, ledger: LedgerId, rows: &'r [OwnRow<'r>], sums: &'r [OwnTotal<'r>]) -> Grouping<'r> {
        let data = report.ledger(ledger);
        let coded: Vec<bool> = data.axes.iter().map(|axis| !report.dim(axis.dim).by_code.is_empty()).collect();
        let some_lack = |axis: usize| rows.iter().any(|row| row.members[axis].is_none());
        let tail: Vec<bool> = (0..coded.len()).map(|axis| data.axes[axis].optional || some_lack(axis)).collect();
        let texts = data.fields.iter().any(|field| field.ty == Type::Text);
        let all: FxHashSet<MemberId> = rows.iter().flat_map(|row| row.members.iter().flatten().copied()).collect();
        let signs = all.into_iter().filter(|member| is_sign(&report.member(*member).name)).collect();
        let mut grouping = Grouping { report, rows, sums, lines: None, tail, coded, texts, signs };
        if texts {
            let scopes = grouping.scopes_in_order();
            grouping.tail = (0..grouping.coded.len()).map(|axis| axis >= scopes).collect();
            grouping.lines = Some(scopes).filter(|axis| *axis < grouping.coded.len());
            return grouping;
        }
        let all: Vec<usize> = (0..rows.len()).collect();
        let most = |tail: bool| {
            let axes = (0..grouping.coded.len()).filter(|axis| grouping.tail[*axis] == tail);
            let some = axes.filter(|axis| grouping.distinct(*axis, &all) > 0);
            some.max_by_key(|axis| (grouping.distinct(*axis, &all), grouping.coded[*axis], *axis))
        };
        grouping.lines = most(false).or_else(|| most(true));
        grouping
    }

    fn distinct(&self, axis: usize, rows: &[usize]) -> usize {
        rows.iter().filter_map(|row| self.rows[*row].members[axis]).collect::<FxHashSet<_>>().len()
    }

    /// How many of the first axes can be scopes so that no row loses its place, and most of them have several rows. Rows with
    /// texts stand in an order that means something.
    fn scopes_in_order(&self) -> usize {
        let prefix = |row: &OwnRow<'_>, axes: usize| row.members[..axes].to_vec();
        let suits = |axes: &usize| {
            let changes =
                self.rows.windows(2).filter(|pair| prefix(&pair[0], *axes) != prefix(&pair[1], *axes)).count();
            let groups: FxHashSet<_> = self.rows.iter().map(|row| prefix(row, *axes)).collect();
            let whole = self.rows.iter().all(|row| row.members[*axes - 1].is_some());
            whole && groups.len() == changes + 1 && groups.len() * 2 <= self.rows.len()
        };
        (1..=self.coded.len()).take_while(suits).last().unwrap_or(0)
    }

    /// All rows and totals. `in_head`: whether a block's head can say a member.
    pub fn grouped(&self, in_head: impl Fn(MemberId) -> bool) -> Grouped {
        let rows: Vec<usize> = (0..self.rows.len()).collect();
        let sums: Vec<usize> = (0..self.sums.len()).collect();
        let mut shared = self.shared(&rows, &[]);
        // a total of more than the block's head says would stand nowhere
        let fits = |(axis, member): &(usize, MemberId)| {
            in_head(*member) && sums.iter().all(|sum| self.names(*sum, *axis, *member))
        };
        let at: Vec<(usize, MemberId)> = shared.extract_if(.., |part| fits(part)).collect();
        let done: Vec<usize> = at.iter().map(|(axis, _)| *axis).collect();
        let entries = match shared.is_empty() {
            true => self.entries(&rows, sums, &done),
            false => {
                let mut within = done.clone();
                within.extend(shared.iter().map(|(axis, _)| *axis));
                let (inner, outer) = self.parted(sums, &shared);
                let entries = self.entries(&rows, inner, &within);
                let scope = within_head(shared.into_iter().map(|(_, member)| member).collect(), entries);
                std::iter::once(scope).chain(outer.into_iter().map(Entry::Total)).collect()
            }
        };
        Grouped { at: at.into_iter().map(|(_, member)| member).collect(), entries }
    }

    /// What at least two rows all say, but for the axis of lines and what is said already; coded members first.
    fn shared(&self, rows: &[usize], done: &[usize]) -> Vec<(usize, MemberId)> {
        let [first, _, ..] = rows else { return Vec::new() };
        let open = (0..self.coded.len()).filter(|axis| Some(*axis) != self.lines && !done.contains(axis));
        let open = open.filter(|axis| !self.texts || !self.tail[*axis]);
        let same = |axis: usize| {
            let member = self.rows[*first].members[axis]?;
            rows.iter().all(|row| self.rows[*row].members[axis] == Some(member)).then_some((axis, member))
        };
        let mut shared: Vec<(usize, MemberId)> = open.filter_map(same).collect();
        shared.sort_by_key(|(axis, _)| (self.tail[*axis], !self.coded[*axis]));
        shared
    }

    /// Whether a total speaks of nothing outside a member of an axis.
    fn names(&self, sum: usize, axis: usize, member: MemberId) -> bool {
        self.sums[sum].members[axis].is_some_and(|own| self.report.within(own, member))
    }

    /// The totals that can stand in a scope of some members, and the others.
    fn parted(&self, sums: Vec<usize>, scope: &[(usize, MemberId)]) -> (Vec<usize>, Vec<usize>) {
        sums.into_iter().partition(|sum| scope.iter().all(|(axis, member)| self.names(*sum, *axis, *member)))
    }

    /// Rows and totals in a place where the axes `done` are said.
    fn entries(&self, rows: &[usize], sums: Vec<usize>, done: &[usize]) -> Vec<Entry> {
        let open = (0..self.coded.len()).filter(|axis| Some(*axis) != self.lines && !done.contains(axis));
        let outer = open.filter(|axis| !self.tail[*axis]).min_by_key(|axis| {
            if self.texts { (false, 0, *axis) } else { (!self.coded[*axis], self.distinct(*axis, rows), *axis) }
        });
        let axis = outer.filter(|_| rows.len() > 1);
        let Some(axis) = axis else {
            let lines = self.lines(rows, done);
            return lines.into_iter().chain(sums.into_iter().map(Entry::Total)).collect();
        };
        let mut left = sums;
        let mut entries = Vec::new();
        for (member, group) in self.groups(rows, axis) {
            if let [only] = group.as_slice() {
                entries.push(self.fact(*only, done));
                continue;
            }
            let inner;
            (inner, left) = self.parted(left, &[(axis, member)]);
            entries.push(self.scope((axis, member), &group, inner, done));
        }
        entries.extend(left.into_iter().map(Entry::Total));
        entries
    }

    fn scope(&self, head: (usize, MemberId), rows: &[usize], sums: Vec<usize>, done: &[usize]) -> Entry {
        let mut within: Vec<usize> = done.to_vec();
        within.push(head.0);
        let shared = self.shared(rows, &within);
        within.extend(shared.iter().map(|(axis, _)| *axis));
        let (inner, outer) = self.parted(sums, &shared);
        let entries = self.entries(rows, inner, &within);
        let also = shared.into_iter().map(|(_, member)| member);
        if outer.is_empty() {
            return within_head(std::iter::once(head.1).chain(also).collect(), entries);
        }
        let scope = Entry::Scope(also.collect(), entries);
        let totals = outer.into_iter().map(Entry::Total);
        Entry::Scope(vec![head.1], std::iter::once(scope).chain(totals).collect())
    }

    /// Rows by the member that they say on an axis, in the order of their first.
    fn groups(&self, rows: &[usize], axis: usize) -> Vec<(MemberId, Vec<usize>)> {
        let mut groups: indexmap::IndexMap<Option<MemberId>, Vec<usize>> = indexmap::IndexMap::new();
        for row in rows {
            groups.entry(self.rows[*row].members[axis]).or_default().push(*row);
        }
        groups.into_iter().filter_map(|(member, rows)| Some((member?, rows))).collect()
    }

    /// Rows that share all but the axis of lines and what stands next to amounts. Those at one member of it that are told apart
    /// by what stands there are a scope.
    fn lines(&self, rows: &[usize], done: &[usize]) -> Vec<Entry> {
        let axis = self.lines.filter(|_| !self.texts);
        let Some(axis) = axis.filter(|axis| rows.iter().all(|row| self.rows[*row].members[*axis].is_some())) else {
            return rows.iter().map(|row| self.fact(*row, done)).collect();
        };
        let mut entries = Vec::new();
        for (member, group) in self.groups(rows, axis) {
            let mut within = done.to_vec();
            within.push(axis);
            let told = |row: &usize| (0..self.coded.len()).any(|at| !within.contains(&at) && self.says(*row, at));
            if group.len() > 1 && group.iter().all(told) {
                entries.push(Entry::Scope(vec![member], group.iter().map(|row| self.fact(*row, &within)).collect()));
            } else {
                entries.extend(group.iter().map(|row| self.fact(*row, done)));
            }
        }
        entries
    }

    fn says(&self, row: usize, axis: usize) -> bool {
        self.rows[row].members[axis].is_some()
    }

    /// A row with what it says besides what is said around it: required and coded members first; those that may be left out
    /// and signs last, next to the amount.
    fn fact(&self, row: usize, done: &[usize]) -> Entry {
        let open = (0..self.coded.len()).filter(|axis| !done.contains(axis));
        let said = open.filter_map(|axis| Some((axis, self.rows[row].members[axis]?)));
        let is_line = |axis: usize| Some(axis) == self.lines;
        let (mut first, mut then): (Vec<_>, Vec<_>) = said.partition(|(axis, _)| is_line(*axis) || !self.tail[*axis]);
        // of one row alone none is a line
        first.sort_by_key(|(axis, _)| (is_line(*axis) && self.rows.len() > 1, !self.coded[*axis]));
        then.sort_by_key(|(_, member)| self.signs.contains(member));
        let members = |said: Vec<(usize, MemberId)>| said.into_iter().map(|(_, member)| member).collect();
        Entry::Fact { first: members(first), then: members(then), row }
    }
}

/// A scope; one that would hold nothing but another is one with it.
fn within_head(mut head: Vec<MemberId>, mut entries: Vec<Entry>) -> Entry {
    if let [Entry::Scope(..)] = entries.as_slice()
        && let Some(Entry::Scope(inner, rows)) = entries.pop()
    {
        head.extend(inner);
        return Entry::Scope(head, rows);
    }
    Entry::Scope(head, entries)
}
