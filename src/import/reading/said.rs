//! What is said of cells that contradict one another and of facts that no cell settles.

use indexmap::IndexMap;
use rustc_hash::FxHashMap;

use super::candidates::{LedgerSources, Untold, Variable};
use super::findings::ImportFinding;
use super::patterns::bare;
use super::read::FindingKind;
use super::settling::{Missing, Settling};
use super::system::{From, amount};
use crate::base::Say;
use crate::model::{LedgerId, MemberId, UnitRef};
use crate::say;
use crate::solve::{Component, Contradiction, Correction, System};

impl Settling<'_, '_> {
    pub(super) fn untold(&self, untold: &Untold) -> ImportFinding {
        let report = self.evaluator.report;
        match untold {
            Untold::Axis(ledger, dim) => {
                let forms = self.telling(*ledger, &[*dim]);
                let (ledger, dim) = (&report.ledger(*ledger).name, &report.dim(*dim).name);
                ImportFinding::whole(
                    FindingKind::Question,
                    say!("这些表格都没有写明「{ledger}」的「{dim}」", "no table tells the `{dim}` of `{ledger}`"),
                    match &forms[..] {
                        [] => say!("加上按「{dim}」分列的表格", "add a table that lists it by `{dim}`"),
                        forms => {
                            let forms = forms.join("、");
                            say!("加上这些表格就能知道：{forms}", "these tables would tell: {forms}")
                        }
                    },
                )
            }
            Untold::TooMany(ledger) => {
                let ledger = &report.ledger(*ledger).name;
                ImportFinding::whole(
                    FindingKind::Question,
                    say!("「{ledger}」可能的行太多，无法逐一试", "`{ledger}` has too many rows that might be meant"),
                    say!("分几次导入，或加上更细的表格", "import in several runs, or add a more detailed table"),
                )
            }
        }
    }

    /// What is said where no table tells an axis of a ledger, so that its default is taken.
    pub(super) fn presumed(&self, source: &LedgerSources<'_>) -> Option<ImportFinding> {
        let report = self.report();
        let told: Vec<usize> = source.patterns.iter().flat_map(|pattern| pattern.axes(report)).collect();
        let axes = report.ledger(source.ledger).axes.iter().enumerate();
        let presumed = axes.filter_map(|(at, axis)| Some((axis, axis.default.filter(|_| !told.contains(&at))?)));
        let said: Vec<String> = presumed
            .map(|(axis, member)| format!("{}: {}", report.dim(axis.dim).name, report.member(member).name))
            .collect();
        let (said, ledger) = (said.join("、"), &report.ledger(source.ledger).name);
        let text = say!(
            "没有表格写明「{ledger}」的这几项，按默认的写：{said}",
            "no table tells these of `{ledger}`, so the defaults are taken: {said}"
        );
        let way_out = say!("不是这样的，加上分列的表格", "where that is not so, add a table that tells them");
        (!said.is_empty()).then(|| ImportFinding::whole(FindingKind::Note, text, way_out))
    }

    /// What is said of cells that contradict one another.
    pub(super) fn contradiction(&self, one: &Contradiction, system: &System, from: &[From]) -> ImportFinding {
        let cells = Disputed { settling: self, system, from };
        if let [only] = one.equations[..]
            && system.equations[only as usize].terms.is_empty()
        {
            let amount = cells.says(only);
            return cells.error(
                only,
                say!("这里写 {amount}，却没有一行合得成它", "this says {amount}, and no rows make it"),
                say!("补上组成它的行，或改正这个数", "add the rows that it is made of, or mend the number"),
            );
        }
        let of_cells = || one.single.iter().filter(|own| self.place(from[own.equation as usize]).is_some());
        let numbers: Vec<&Correction> = of_cells().filter(|own| !own.blank).collect();
        let suspects: Vec<&Correction> = if numbers.is_empty() { of_cells().collect() } else { numbers };
        match suspects[..] {
            [only] => {
                let others = cells.list(&one.equations, Some(only.equation));
                let (have, want) = (cells.says(only.equation), cells.spoken(only.equation, only.least));
                cells.error(
                    only.equation,
                    say!(
                        "这里写 {have}，其他各格合起来应是 {want}",
                        "this says {have}; all other cells make it {want}"
                    ),
                    say!("改正这一格；与它相关的格：{others}", "mend this cell; cells that depend on it: {others}"),
                )
            }
            [] => self.entangled(one, &cells),
            [first, ..] => {
                let each: Vec<String> = suspects.iter().map(|own| cells.with_amount(own.equation)).collect();
                let each = each.join("、");
                cells.error(
                    first.equation,
                    say!(
                        "这几格里有一格写错了，凭数字分不出是哪一格：{each}",
                        "one of these cells is wrong, and the numbers do not tell which: {each}"
                    ),
                    say!("对照原件改正", "compare them with where they come from"),
                )
            }
        }
    }

    /// What is said where no single cell explains a contradiction.
    fn entangled(&self, one: &Contradiction, cells: &Disputed<'_, '_, '_>) -> ImportFinding {
        let first = one.equations.iter().copied().find(|own| self.place(cells.from[*own as usize]).is_some());
        let others = cells.list(&one.equations, None);
        let sets = one.several.iter().filter_map(|set| {
            let each = set.iter().map(|change| Some(cells.with_amount(change.first()?.equation)));
            Some(each.collect::<Option<Vec<String>>>()?.join(" + "))
        });
        let sets: Vec<String> = sets.take(MOST_SETS).collect();
        let text = if sets.is_empty() {
            say!("这些格互相矛盾：{others}", "these cells contradict one another: {others}")
        } else {
            let sets = sets.join("；");
            say!(
                "这里不止一格写错。可能是这几组中的一组：{sets}",
                "more than one cell is wrong here. It may be one of these sets: {sets}"
            )
        };
        let place = first.and_then(|own| self.place(cells.from[own as usize]));
        let way_out = say!("改正其中写错的", "mend those that are wrong");
        ImportFinding { place, kind: FindingKind::Error, text, way_out: Some(way_out) }
    }

    /// What no cell settles, and what would: one question for each ledger.
    pub(super) fn questions(&self, components: &[&Component], variables: &[Variable]) -> Vec<ImportFinding> {
        let of_ledger = |unknown: &u32| variables[*unknown as usize].ledger;
        // checks tie facts of several ledgers
        let unknowns = components.iter().flat_map(|component| &component.unknowns);
        let mut ledgers: Vec<LedgerId> = unknowns.map(of_ledger).collect();
        ledgers.sort_unstable();
        ledgers.dedup();
        let of = |one: LedgerId| {
            let holds = move |component: &&Component| component.unknowns.iter().any(|own| of_ledger(own) == one);
            components.iter().copied().filter(holds).collect::<Vec<_>>()
        };
        ledgers.into_iter().map(|one| self.question(one, &of(one), variables)).collect()
    }

    fn question(&self, ledger: LedgerId, components: &[&Component], variables: &[Variable]) -> ImportFinding {
        let report = self.report();
        let unknowns = components.iter().flat_map(|component| &component.unknowns).copied();
        let unknowns: Vec<u32> = unknowns.filter(|own| variables[*own as usize].ledger == ledger).collect();
        let name = |unknown: &u32| {
            let members = variables[*unknown as usize].members.iter().flatten();
            members.map(|member| report.member(*member).name.as_str()).collect::<Vec<_>>().join(" ")
        };
        let some: Vec<String> = unknowns.iter().take(MOST_NAMED).map(name).collect();
        let (some, more) = (some.join("；"), if unknowns.len() > MOST_NAMED { "……" } else { "" });
        let axes: Vec<&str> = (0..report.ledger(ledger).axes.len())
            .filter(|axis| components.iter().any(|component| differ(ledger, component, *axis, variables)))
            .map(|axis| report.dim(report.ledger(ledger).axes[axis].dim).name.as_str())
            .collect();
        let settles = |missing: &&Missing| components.iter().any(|one| self.would_settle(missing, one, variables));
        let settles: Vec<&str> = self.missing.iter().filter(settles).map(|missing| missing.name.as_str()).collect();
        let (count, axes, book) = (unknowns.len(), axes.join("、"), &report.ledger(ledger).name);
        let way_out = if settles.is_empty() {
            say!("没有表格写到这一层：请在报告里逐行写明", "no table goes so far: write these rows in the report")
        } else {
            let forms = settles.join("、");
            say!("加上这些表格就能知道：{forms}", "these tables would tell: {forms}")
        };
        let text = say!(
            "「{book}」有 {count} 笔各是多少，从表格里看不出来，因为没有分「{axes}」：{some}{more}",
            "how much each of {count} rows of `{book}` is the tables do not tell, for they are not by `{axes}`: {some}{more}"
        );
        ImportFinding { place: None, kind: FindingKind::Question, text, way_out: Some(way_out) }
    }

    pub(super) fn would_settle(&self, missing: &Missing, component: &Component, variables: &[Variable]) -> bool {
        let report = self.report();
        missing.patterns.iter().any(|pattern| {
            let mut cells: FxHashMap<Vec<MemberId>, Vec<(u32, i64)>> = FxHashMap::default();
            for unknown in &component.unknowns {
                let variable = &variables[*unknown as usize];
                if (variable.ledger, variable.field) == (pattern.ledger, pattern.field)
                    && let Some(key) = pattern.key_of(report, &bare(report, variable.ledger, variable.members.clone()))
                {
                    cells.entry(key.to_vec()).or_default().push((*unknown, 1));
                }
            }
            cells.values().any(|terms| component.settled_by(terms))
        })
    }
}

/// Whether facts of a ledger that are not settled have several members on an axis.
fn differ(ledger: LedgerId, component: &Component, axis: usize, variables: &[Variable]) -> bool {
    let own = component.unknowns.iter().map(|unknown| &variables[*unknown as usize]);
    let mut members = own.filter(|one| one.ledger == ledger).map(|one| one.members[axis]);
    let first = members.next();
    members.any(|member| Some(member) != first)
}

/// So many facts of a question are named.
const MOST_NAMED: usize = 3;
/// So many sets of wrong cells are told.
const MOST_SETS: usize = 3;
/// So many cells of a contradiction are told.
const MOST_CELLS: usize = 8;

/// Cells that contradict one another, to be spoken of.
struct Disputed<'d, 'a, 'm> {
    settling: &'d Settling<'a, 'm>,
    system: &'d System,
    from: &'d [From],
}

impl Disputed<'_, '_, '_> {
    fn error(&self, equation: u32, text: Say, way_out: Say) -> ImportFinding {
        let from = self.from.get(equation as usize);
        let place = from.and_then(|from| self.settling.place(*from));
        ImportFinding { place, kind: FindingKind::Error, text, way_out: Some(way_out) }
    }

    /// What a cell says.
    fn says(&self, equation: u32) -> String {
        self.spoken(equation, self.system.equations[equation as usize].value)
    }

    /// An amount in a cell's unit.
    fn spoken(&self, equation: u32, value: i128) -> String {
        let evaluator = self.settling.evaluator;
        let unit = self.settling.unit(self.from[equation as usize]).unwrap_or(UnitRef::Bare);
        let scaled = amount(value).and_then(|value| evaluator.in_unit(&value.into(), &unit)?.to_decimal());
        scaled.map_or_else(String::new, |scaled| format!("{}{}", scaled.normalize(), evaluator.symbol(&unit)))
    }

    fn with_amount(&self, equation: u32) -> String {
        let place = self.settling.place(self.from[equation as usize]).map(|place| place.to_string());
        format!("{} ({})", place.unwrap_or_default(), self.says(equation))
    }

    /// Some cells, each sheet named once, without the one of which they are told.
    fn list(&self, equations: &[u32], without: Option<u32>) -> String {
        let others = equations.iter().filter(|own| Some(**own) != without);
        let places = others.filter_map(|own| self.settling.place(self.from[*own as usize]));
        let mut sheets: IndexMap<String, Vec<String>> = IndexMap::new();
        for place in places.take(MOST_CELLS) {
            sheets.entry(place.table()).or_default().push(place.place.name());
        }
        let each = sheets.iter().map(|(sheet, cells)| format!("{sheet}!{}", cells.join("、")));
        each.collect::<Vec<_>>().join("；")
    }
}
