//! What is said of tables and rows that are not there, and of numbers that nothing could be compared with.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::candidates::Variable;
use super::findings::{FindingKind, ImportFinding};
use super::patterns::{CellPattern, RowMembers, bare};
use super::settling::{PassedCells, Settling, Told};
use crate::import::ReadFact;
use crate::ledger::AxisSet;
use crate::model::{Fact, LedgerId, Report};
use crate::say;
use crate::solve::{Solution, Solved};

/// So many rows that a table lacks are named.
const MOST_ROWS: usize = 5;

impl Settling<'_, '_> {
    /// The rows that a table lacks though others tell what they say: one note for each table. `doubted` are facts of such rows.
    pub(super) fn lacking(
        &self,
        doubted: &[Variable],
        variables: &[Variable],
        solution: &Solution,
    ) -> Vec<ImportFinding> {
        let report = self.report();
        let mut rows: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        let counts = |solved: &Solved| !matches!(solved, Solved::Value { value: 0, .. });
        let found = variables.iter().zip(&solution.unknowns).filter(|(_, solved)| counts(solved));
        for (variable, _) in found.filter(|(variable, _)| doubted.contains(variable)) {
            let fact = bare(report, variable.ledger, variable.members.clone());
            let own = self.patterns.iter().flatten();
            let own = own.filter(|pattern| (pattern.ledger, pattern.field) == (variable.ledger, variable.field));
            for pattern in own.filter(|pattern| pattern.shows(report, &fact) == Some(false)) {
                let Some(key) = pattern.key_of(report, &fact).filter(|key| !pattern.blank.contains(key)) else {
                    continue;
                };
                let (of_table, name) = (rows.entry(pattern.table).or_default(), row_name(report, pattern, &key));
                if !of_table.contains(&name) {
                    of_table.push(name);
                }
            }
        }
        rows.into_iter().map(|(table, rows)| self.without_rows(table, &rows)).collect()
    }

    fn without_rows(&self, table: usize, rows: &[String]) -> ImportFinding {
        let place = self.table_name(table);
        let (shown, count) = (rows.iter().take(MOST_ROWS).cloned().collect::<Vec<_>>().join("、"), rows.len());
        ImportFinding::whole(
            FindingKind::Note,
            say!(
                "{place} 少了 {count} 行，别的表格里有，按别的表格读：{shown}",
                "{place} lacks {count} rows that other tables have, and these are taken: {shown}"
            ),
            say!("这张表是从哪里来的，看看是不是漏了", "see whether they were lost where that table comes from"),
        )
    }

    /// What is said of numbers that nothing could be compared with, of each ledger once.
    pub(super) fn passed(&self, told: &Told, asked: &FxHashSet<LedgerId>) -> Vec<ImportFinding> {
        let passed = told.passed.iter().filter(|(ledger, passed)| passed.count > 0 && !asked.contains(ledger));
        let mut passed: Vec<_> = passed.collect();
        passed.sort_by_key(|(ledger, _)| **ledger);
        passed.into_iter().map(|(ledger, passed)| self.not_compared(*ledger, passed)).collect()
    }

    fn not_compared(&self, ledger: LedgerId, passed: &PassedCells) -> ImportFinding {
        let report = self.report();
        let (count, forms) = (passed.count, self.telling(ledger, &passed.axes).join("、"));
        let mut axes: Vec<&str> = passed.axes.iter().map(|dim| report.dim(*dim).name.as_str()).collect();
        axes.dedup();
        axes.truncate(1);
        let (axes, ledger) = (axes.join("、"), &report.ledger(ledger).name);
        let text = if axes.is_empty() {
            say!(
                "有 {count} 个数没有核对：表格没有写明「{ledger}」的各行",
                "{count} numbers were not compared: the tables do not tell the rows of `{ledger}`"
            )
        } else {
            say!(
                "有 {count} 个数没有核对：表格没有按「{axes}」列出「{ledger}」的全部各行",
                "{count} numbers were not compared: the tables do not list all rows of `{ledger}` by `{axes}`"
            )
        };
        let way_out = if forms.is_empty() {
            say!("这些行写在报告里", "write these rows in the report")
        } else {
            say!("加上这些表格就能知道：{forms}", "these tables would tell: {forms}")
        };
        ImportFinding::whole(FindingKind::Question, text, way_out)
    }

    /// What is said of facts that have no member of an axis, or its default, only for want of a table that would tell: one question
    /// for each axis.
    pub(super) fn presumed_of(&self, facts: &[ReadFact]) -> Vec<ImportFinding> {
        let report = self.report();
        let mut found: BTreeMap<(LedgerId, usize), (usize, Vec<&str>)> = BTreeMap::new();
        let own = |read: &ReadFact| {
            let mut own = report.own_facts().map(|id| &report.facts[id.ix()]);
            own.any(|fact| (fact.ledger, &fact.members) == (read.ledger, &read.members))
        };
        for read in facts.iter().filter(|read| !own(read)) {
            let fact = bare(report, read.ledger, read.members.clone());
            for (axis, data) in report.ledger(read.ledger).axes.iter().enumerate() {
                let presumed = (data.optional || data.default.is_some()) && read.members[axis] == data.default;
                if !presumed || self.is_told(&fact, axis) {
                    continue;
                }
                let lists = |pattern: &CellPattern| {
                    pattern.ledger == read.ledger
                        && (pattern.keys.iter().any(|(dim, _)| *dim == data.dim)
                            || pattern.coords.get(data.dim).is_some_and(|set| *set != AxisSet::Any))
                        && pattern.coords.axes().all(|(dim, set)| {
                            let path = report.axis_path(read.ledger, dim).filter(|path| path.axis != axis);
                            let member = |path| report.fact_member(&fact, path);
                            path.is_none_or(|path| member(path).is_some_and(|member| set.holds(report, member)))
                        })
                };
                let forms = self.missing.iter().filter(|form| form.always && form.patterns.iter().any(lists));
                let forms: Vec<&str> = forms.map(|form| form.name.as_str()).collect();
                if !forms.is_empty() {
                    let (count, names) = found.entry((read.ledger, axis)).or_default();
                    *count += 1;
                    names.extend(forms.into_iter().filter(|form| !names.contains(form)).collect::<Vec<_>>());
                }
            }
        }
        found.into_iter().map(|((ledger, axis), (count, forms))| self.presumes(ledger, axis, count, &forms)).collect()
    }

    fn is_told(&self, fact: &Fact, axis: usize) -> bool {
        let report = self.report();
        let own = self.patterns.iter().flatten().filter(|pattern| pattern.ledger == fact.ledger);
        let mut own = own.filter(|pattern| pattern.shows(report, fact) == Some(true));
        let listed = || {
            let mut facts = self.tables.iter().flat_map(|table| &table.facts);
            facts.any(|own| (own.ledger, &own.members) == (fact.ledger, &fact.members))
        };
        own.any(|pattern| pattern.axes(report).contains(&axis)) || listed()
    }

    fn presumes(&self, ledger: LedgerId, axis: usize, count: usize, forms: &[&str]) -> ImportFinding {
        let report = self.report();
        let data = &report.ledger(ledger).axes[axis];
        let (ledger, dim, forms) = (&report.ledger(ledger).name, &report.dim(data.dim).name, forms.join("、"));
        let text = match data.default {
            Some(member) => {
                let member = &report.member(member).name;
                say!(
                    "「{ledger}」有 {count} 笔没有表格写明「{dim}」，按「{member}」写",
                    "no table tells the `{dim}` of {count} rows of `{ledger}`: `{member}` is taken"
                )
            }
            None => say!(
                "「{ledger}」有 {count} 笔没有表格写明「{dim}」，按没有写",
                "no table tells the `{dim}` of {count} rows of `{ledger}`: they are written without"
            ),
        };
        let way_out = say!("加上这些表格就能知道：{forms}", "these tables would tell: {forms}");
        ImportFinding::whole(FindingKind::Question, text, way_out)
    }

    /// What is said of forms that the document places and no table is.
    pub(super) fn absent(&self) -> Option<ImportFinding> {
        let always = self.missing.iter().filter(|missing| missing.always);
        let names: Vec<&str> = always.map(|missing| missing.name.as_str()).collect();
        let (count, names) = (names.len(), names.join("、"));
        (count > 0).then(|| {
            ImportFinding::whole(
                FindingKind::Note,
                say!(
                    "报告的 {count} 张表格没有对应的表：{names}",
                    "no table is one of these {count} forms of the report: {names}"
                ),
                say!("需要的，一起导入", "import them with the others if they are wanted"),
            )
        })
    }

    /// A table as it is called: its form, and its sheet.
    fn table_name(&self, table: usize) -> String {
        let own = &self.tables[table];
        let place = (self.places)(own.sheet, crate::tables::SheetPlace { row: 0, column: 0 });
        let sheet = place.sheet.trim();
        if sheet.is_empty() { place.workbook } else { format!("{}!{sheet}", place.workbook) }
    }
}

/// A row by the names of its members.
fn row_name(report: &Report, pattern: &CellPattern, key: &RowMembers) -> String {
    let names: Vec<String> = key.iter().map(|member| report.display(*member)).collect();
    if names.is_empty() {
        let single = pattern.coords.axes().filter_map(|(dim, _)| pattern.coords.single(dim));
        return single.map(|member| report.display(member)).collect::<Vec<_>>().join(" ");
    }
    names.join(" ")
}
