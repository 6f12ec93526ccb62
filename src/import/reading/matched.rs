//! Which table is which form.

use rustc_hash::FxHashSet;

use super::bands;
use super::findings::{FindingKind, ImportFinding};
use super::grid::Grid;
use super::locate::{Fit, Located, MOST_ROWS, lacking, locate};
use super::plan::FormPlan;
use crate::emit::{csv, xlsx};
use crate::model::{DocItem, Report};
use crate::say;
use crate::tables::{SheetCell, Workbook};

/// The forms that the document places, by their numbers.
pub(super) fn placed(report: &Report) -> FxHashSet<usize> {
    forms(report, &|_| true)
}

/// Those that it places whatever the report says.
pub(super) fn always_placed(report: &Report) -> FxHashSet<usize> {
    forms(report, &|item| !matches!(item, DocItem::If(..) | DocItem::Each(..)))
}

/// The forms within the document's items that are gone into.
fn forms(report: &Report, goes_in: &dyn Fn(&DocItem) -> bool) -> FxHashSet<usize> {
    fn walk<'i>(
        items: impl Iterator<Item = &'i DocItem>,
        goes_in: &dyn Fn(&DocItem) -> bool,
        found: &mut FxHashSet<usize>,
    ) {
        for item in items.filter(|item| goes_in(item)) {
            if let DocItem::Form(id) = item {
                found.insert(id.ix());
            }
            let inner: Vec<&DocItem> = item.children().collect();
            walk(inner.into_iter(), goes_in, found);
        }
    }
    let mut found = FxHashSet::default();
    walk(report.document.iter().flat_map(|document| &document.items), goes_in, &mut found);
    found
}

/// A form in a sheet: the sheet's number, the form's, where it stands.
type Match = (usize, usize, Located);

/// Of what fits without its number and title, so many of a thousand columns must be there.
const SURE: u32 = 900;

/// A table that has so many of a thousand columns of a form is told what it lacks.
const NEAR: u32 = 500;
/// So many titles are told.
const SHOWN: usize = 4;

/// Finds for each sheet the form that it is, and for each form its sheet.
pub(super) fn tables(
    report: &Report,
    plans: &[FormPlan<'_>],
    sheets: &[(&Workbook, Grid<'_>)],
) -> (Vec<Match>, Vec<ImportFinding>) {
    let mut all: Vec<Match> = Vec::new();
    for (sheet, (_, grid)) in sheets.iter().enumerate() {
        let find = |plan: &FormPlan<'_>| match plan.bands.is_empty() {
            true => locate(report, plan, grid),
            false => bands::locate(report, plan, grid),
        };
        let found = plans.iter().enumerate().filter_map(|(form, plan)| Some((sheet, form, find(plan)?)));
        all.extend(found.filter(|(_, _, located)| is_likely(&located.fit)));
    }
    // a hidden sheet is a form that no other is
    let hidden = |sheet: usize| sheets[sheet].1.sheet.hidden == Some(true);
    all.sort_by_key(|(sheet, form, located)| (hidden(*sheet), std::cmp::Reverse(rank(&located.fit)), *sheet, *form));
    let (mut sheet_taken, mut form_taken) = (FxHashSet::default(), FxHashSet::default());
    let (mut matches, mut findings): (Vec<Match>, Vec<ImportFinding>) = Default::default();
    let ranks: Vec<_> = all.iter().map(|(sheet, form, located)| (*sheet, *form, rank(&located.fit))).collect();
    for (sheet, form, located) in all {
        if sheet_taken.contains(&sheet) || form_taken.contains(&form) {
            continue;
        }
        let equal = ranks.iter().find(|(own, other, other_rank)| {
            *own == sheet && *other != form && *other_rank == rank(&located.fit) && !form_taken.contains(other)
        });
        if let Some((_, other, _)) = equal {
            let (one, other, place) = (&plans[form].form.name, &plans[*other].form.name, name(sheets, sheet));
            findings.push(ImportFinding::whole(
                FindingKind::Error,
                say!("{place} 可能是「{one}」，也可能是「{other}」", "{place} may be `{one}` as well as `{other}`"),
                say!("用表号或标题作工作表的名称", "name the sheet by the form's number or title"),
            ));
            sheet_taken.insert(sheet);
            continue;
        }
        sheet_taken.insert(sheet);
        form_taken.insert(form);
        matches.push((sheet, form, located));
    }
    matches.sort_by_key(|(sheet, ..)| *sheet);
    findings.extend(of_another_year(&matches, plans, sheets));
    let taken = SheetsTaken { sheets: &sheet_taken, forms: &form_taken, ranks: &ranks };
    findings.extend(unread(report, plans, sheets, &matches, &taken));
    (matches, findings)
}

/// What was matched, and how well each sheet fits each form.
struct SheetsTaken<'t> {
    sheets: &'t FxHashSet<usize>,
    forms: &'t FxHashSet<usize>,
    ranks: &'t [(usize, usize, Rank)],
}

/// What is said of sheets with numbers that are not read.
fn unread(
    report: &Report,
    plans: &[FormPlan<'_>],
    sheets: &[(&Workbook, Grid<'_>)],
    matches: &[Match],
    taken: &SheetsTaken<'_>,
) -> Vec<ImportFinding> {
    let hidden = |sheet: usize| sheets[sheet].1.sheet.hidden == Some(true);
    let mut findings = Vec::new();
    for (sheet, (_, grid)) in sheets.iter().enumerate().filter(|(sheet, _)| !taken.sheets.contains(sheet)) {
        let twice =
            taken.ranks.iter().find(|(own, form, rank)| *own == sheet && rank.0 > 0 && taken.forms.contains(form));
        let first = twice.and_then(|(_, form, _)| matches.iter().find(|(_, other, _)| other == form));
        match first {
            _ if !holds_numbers(grid) || is_own_list(grid) => {}
            Some((first, ..)) if holds_the_same(grid, &sheets[*first].1) => {
                findings.push(copy(&name(sheets, sheet), &name(sheets, *first)));
            }
            Some((first, form, _)) => {
                let kind = if hidden(sheet) { FindingKind::Note } else { FindingKind::Question };
                findings.push(again(kind, &name(sheets, sheet), &plans[*form].form.name, &name(sheets, *first)));
            }
            None => findings.push(unmatched(report, plans, (&name(sheets, sheet), grid))),
        }
    }
    findings
}

fn holds_numbers(grid: &Grid<'_>) -> bool {
    let number = |cell| matches!(super::grid::number(Some(cell)), super::grid::CellNumber::Number(..));
    grid.sheet.cells.iter().any(number)
}

/// Whether a sheet is a list that this program writes beside the tables of a report.
fn is_own_list(grid: &Grid<'_>) -> bool {
    grid.rows().take(MOST_ROWS).any(|row| {
        let words: Vec<String> = grid.row(row).iter().map(|cell| super::grid::said(Some(cell))).collect();
        let words = || words.iter().map(String::as_str);
        xlsx::is_title_of_list(words()) || csv::is_title_of_facts(words())
    })
}

/// What is said of tables whose titles name another year: some of a workbook are slips, all of them another workbook.
fn of_another_year(
    matches: &[Match],
    plans: &[FormPlan<'_>],
    sheets: &[(&Workbook, Grid<'_>)],
) -> Option<ImportFinding> {
    let dated: Vec<&Match> = matches.iter().filter(|(.., located)| located.fit.dated).collect();
    let (_, form, _) = dated.first()?;
    let wanted = &plans[*form].title;
    let kind = match matches.iter().any(|(.., located)| located.fit.title) {
        true => FindingKind::Note,
        false => FindingKind::Error,
    };
    let names: Vec<String> = dated.iter().take(SHOWN).map(|(sheet, ..)| name(sheets, *sheet)).collect();
    let more = if dated.len() > SHOWN { "……" } else { "" };
    let (zh, en) = (names.join("、") + more, names.join(", ") + more);
    Some(ImportFinding::whole(
        kind,
        say!(
            "标题里写的是另一年，报告印的是「{wanted}」这样的：{zh}",
            "titles name another year than the report, which prints such as `{wanted}`: {en}"
        ),
        say!(
            "只是标题没有改的，改正标题；是另一年的工作簿，不要读进这份报告",
            "mend the titles; keep a workbook of another year out of this report"
        ),
    ))
}

/// A sheet that is a form that another sheet is already.
fn again(kind: FindingKind, place: &str, form: &str, first: &str) -> ImportFinding {
    ImportFinding::whole(
        kind,
        say!(
            "{place} 也是「{form}」，已经读了 {first}，这一张没有读",
            "{place} is `{form}`, too: {first} is read, this one is not"
        ),
        say!("只留一张；几个单位的，合并到一张表里", "keep one of them; put several bodies' rows into one table"),
    )
}

/// Whether two sheets hold the same, cell for cell.
fn holds_the_same(one: &Grid<'_>, other: &Grid<'_>) -> bool {
    let cells = |grid: &Grid<'_>| grid.sheet.cells.len();
    let same = |(own, other): (&SheetCell, &SheetCell)| own.place == other.place && own.value == other.value;
    cells(one) == cells(other) && one.sheet.cells.iter().zip(&other.sheet.cells).all(same)
}

/// A sheet that is a copy of another one.
fn copy(place: &str, first: &str) -> ImportFinding {
    ImportFinding {
        place: None,
        kind: FindingKind::Note,
        text: say!("{place} 与 {first} 完全相同，只读一次", "{place} is the same as {first}, which is read"),
        way_out: None,
    }
}

fn name(sheets: &[(&Workbook, Grid<'_>)], sheet: usize) -> String {
    let (book, grid) = &sheets[sheet];
    let own = grid.sheet.name.trim();
    if own.is_empty() { book.name.clone() } else { format!("{}!{own}", book.name) }
}

/// A sheet that is none of the forms: which one is the nearest, and the titles that it lacks.
fn unmatched(report: &Report, plans: &[FormPlan<'_>], (place, grid): (&str, &Grid<'_>)) -> ImportFinding {
    let near = plans.iter().map(|plan| (lacking(report, plan, grid), plan));
    let nearest = near.filter(|((found, _), _)| *found >= NEAR).max_by_key(|((found, _), plan)| (*found, plan.placed));
    let way = match nearest {
        Some(((_, lacks), plan)) if !lacks.is_empty() => {
            let form = &plan.form.name;
            let zh = lacks.iter().take(SHOWN).map(|title| format!("「{title}」")).collect::<String>();
            let en = lacks.iter().take(SHOWN).map(|title| format!("`{title}`")).collect::<Vec<_>>().join(", ");
            say!(
                "最像「{form}」，但没有栏目{zh}：补上，或用它的标题作工作表或文件的名称",
                "most like `{form}`, but lacks {en}: add these columns, or name the sheet or file by its title"
            )
        }
        _ => say!(
            "不需要的表可以不管；需要的，核对表号、标题和栏目是否与表格所印的相同",
            "leave it if it is not wanted; else its number, title and columns must be those of the form"
        ),
    };
    ImportFinding::whole(
        FindingKind::Note,
        say!("没有认出是哪张表格：{place}", "it is none of the report's forms: {place}"),
        way,
    )
}

fn is_likely(fit: &Fit) -> bool {
    fit.number || fit.title || fit.dated || fit.columns >= SURE && fit.extra.0 <= 1
}

/// How well a sheet fits a form.
type Rank = (u32, u32, std::cmp::Reverse<u32>, bool);

/// What counts first: number and title, then columns.
fn rank(fit: &Fit) -> Rank {
    // a title of the year counts before one of another
    let title = 3 * u32::from(fit.title) + 2 * u32::from(fit.dated);
    (u32::from(fit.number) + title, fit.columns, fit.extra, fit.placed)
}
