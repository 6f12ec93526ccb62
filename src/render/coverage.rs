//! How well each typed figure is guarded: as a table for people, as JSON for programs.

use schemars::JsonSchema;
use serde::Serialize;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::address;
use super::json::{Place, place};
use crate::base::json::schema_of;
use crate::base::unseen::visible;
use crate::base::{FileId, Lang, Say, Sources};
use crate::localize::{Coverage, Guarded, Proposal};
use crate::say;

/// Counted up when a reader of the old shape would misread the new one.
const VERSION: u32 = 1;

/// So many runs of lines are named where figures stand that one cannot be told from.
const MOST_TWINS: usize = 4;

/// A longer name is cut, in columns of a terminal.
const WIDEST_NAME: usize = 28;

/// The columns of the table.
const COLUMNS: usize = 7;

/// The report, a table of all its figures, what it comes to, and the totals that would help. Where all figures stand in one
/// file, that is named instead and once.
pub fn human(coverage: &Coverage, sources: &Sources, lang: Lang) -> String {
    let first = coverage.figures.first().map(|figure| figure.span.file);
    let only = first.filter(|file| coverage.figures.iter().all(|figure| figure.span.file == *file));
    let head = [
        say!("行:列", "line:column"),
        say!("名称", "name"),
        say!("台账", "ledger"),
        say!("数", "figure"),
        say!("等式", "identities"),
        say!("其中独立", "independent"),
        say!("分不开的（行号）", "not told from (lines)"),
    ];
    let mut rows = vec![head.map(|say| say.get(lang).to_owned())];
    if only.is_none() {
        rows[0][0] = say!("文件:行:列", "file:line:column").get(lang).to_owned();
    }
    rows.extend(coverage.figures.iter().map(|figure| row(figure, only.is_some(), sources)));
    let mut text = format!("{}\n\n", visible(&sources.get(only.unwrap_or(FileId(0))).path));
    text.push_str(&table(&rows));
    text.push('\n');
    for line in summary(coverage).iter().chain(&coverage.totals.iter().map(total).collect::<Vec<_>>()) {
        text.push_str(&visible(line.get(lang)));
        text.push('\n');
    }
    text
}

fn row(figure: &Guarded, one_file: bool, sources: &Sources) -> [String; COLUMNS] {
    let (line, column) = sources.get(figure.span.file).line_column(figure.span.range().start);
    [
        if one_file { format!("{line}:{column}") } else { visible(&address(figure.span, sources)).into_owned() },
        cut(&visible(&figure.name)),
        cut(&visible(&figure.ledger)),
        visible(sources.slice(figure.span)).into_owned(),
        figure.identities.to_string(),
        figure.independent.to_string(),
        lines(figure, sources),
    ]
}

/// The lines of a figure's twins, each once, neighbours as a range; with the file where it is another.
fn lines(figure: &Guarded, sources: &Sources) -> String {
    let mut runs: Vec<(FileId, usize, usize)> = Vec::new();
    for span in &figure.twins {
        let line = sources.get(span.file).line_column(span.range().start).0;
        match runs.last_mut() {
            Some((file, _, last)) if *file == span.file && line <= *last + 1 => *last = line,
            _ => runs.push((span.file, line, line)),
        }
    }
    let shown = runs.iter().take(MOST_TWINS).map(|(file, first, last)| {
        let file = if *file == figure.span.file { "" } else { &format!("{}:", sources.get(*file).path) };
        if first == last { format!("{file}{first}") } else { format!("{file}{first}-{last}") }
    });
    let mut shown: Vec<String> = shown.collect();
    if runs.len() > MOST_TWINS {
        shown.push("…".to_owned());
    }
    visible(&shown.join(" ")).into_owned()
}

fn cut(name: &str) -> String {
    if name.width() <= WIDEST_NAME {
        return name.to_owned();
    }
    let mut kept = String::new();
    for c in name.chars() {
        if kept.width() + c.width().unwrap_or(0) >= WIDEST_NAME {
            break;
        }
        kept.push(c);
    }
    kept + "…"
}

/// Columns as wide as terminals show them.
fn table(rows: &[[String; COLUMNS]]) -> String {
    let widths: Vec<usize> =
        (0..COLUMNS).map(|column| rows.iter().map(|row| row[column].width()).max().unwrap_or(0)).collect();
    let mut text = String::new();
    for row in rows {
        let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, width))| {
            let blank = " ".repeat(width - cell.width());
            // numbers to the right
            if (3..6).contains(&column) { format!("{blank}{cell}") } else { format!("{cell}{blank}") }
        });
        let line = cells.collect::<Vec<_>>().join("  ");
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn summary(coverage: &Coverage) -> Vec<Say> {
    let all = coverage.figures.len();
    let count = |wanted: fn(&&Guarded) -> bool| coverage.figures.iter().filter(wanted).count();
    let (none, twins) = (count(|figure| figure.identities == 0), count(|figure| !figure.twins.is_empty()));
    vec![say!(
        "共 {all} 个数。不在任何等式里的 {none} 个：写错了查不出。与别的数分不开的 {twins} 个：写错了查得出，单凭等式指不出是哪一个。",
        "figures: {all}; in no identity: {none}, where an error cannot be found; not to be told from another: {twins}, where it is found and the identities alone do not say which"
    )]
}

fn total(total: &Proposal) -> Say {
    let Proposal { ledger, at, guards, parts } = total;
    let row = if at.is_empty() { String::new() } else { format!(" {}", at.join(" ")) };
    let mut say = say!(
        "再写一个合计会有用：items {ledger} 里的 合计{row}",
        "one more total would help: `total{row}` in items {ledger}"
    );
    if *guards > 0 {
        say.zh.push_str(&format!("，{guards} 个数从此有等式"));
        say.en.push_str(&format!("; figures that nothing guards: {guards}"));
    }
    if *parts > 0 {
        say.zh.push_str(&format!("，{parts} 对数从此分得开"));
        say.en.push_str(&format!("; pairs told apart: {parts}"));
    }
    say
}

/// The same of several reports as indented JSON with a newline at its end; each under the name that it was called by.
pub fn json(reports: &[(String, &Sources, Coverage)]) -> String {
    let report = |(name, sources, coverage): &(String, &Sources, Coverage)| JsonReport {
        file: name.clone(),
        figures: coverage.figures.iter().map(|own| figure(own, sources)).collect(),
        totals: coverage.totals.iter().map(Total::from).collect(),
    };
    let file = File { version: VERSION, reports: reports.iter().map(report).collect() };
    // Writing to memory cannot fail, and every key is a string.
    serde_json::to_string_pretty(&file).unwrap_or_default() + "\n"
}

fn figure(figure: &Guarded, sources: &Sources) -> JsonFigure {
    JsonFigure {
        place: place(figure.span, sources),
        name: figure.name.clone(),
        ledger: figure.ledger.clone(),
        text: sources.slice(figure.span).to_owned(),
        identities: figure.identities,
        independent: figure.independent,
        twins: figure.twins.iter().map(|span| place(*span, sources)).collect(),
    }
}

/// The JSON Schema of what [`json`] writes, indented, with a newline at its end.
pub fn schema() -> String {
    schema_of::<File>()
}

/// How well each typed figure of reports is guarded by its identities.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "Coverage, version 1")]
struct File {
    /// The version of this format. It is counted up when a reader of the old one would misread the new one; keys may be
    /// added without that.
    #[schemars(extend("const" = VERSION))]
    version: u32,
    /// The reports, in the order in which they were named; those with errors are left out.
    reports: Vec<JsonReport>,
}

/// A report.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Report")]
struct JsonReport {
    /// The report as it was named; `<stdin>` for standard input.
    file: String,
    /// Each amount, count and number that a fact types, in source order.
    figures: Vec<JsonFigure>,
    /// Totals that are not stated and would help most, best first; each one's gain is beside those before it.
    totals: Vec<Total>,
}

/// A typed figure.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Figure")]
struct JsonFigure {
    #[serde(flatten)]
    place: Place,
    /// What its row is called: the row's first text, else the last member that the row names.
    name: String,
    /// The ledger of its fact.
    ledger: String,
    /// As it is typed.
    text: String,
    /// The identities that it lies in, of those that must hold to the digit. In none: an error cannot be found.
    identities: usize,
    /// How many of these do not follow from the others.
    independent: usize,
    /// The figures that lie in just the same identities: an error in one cannot be told from an error in another by the
    /// identities alone.
    twins: Vec<Place>,
}

/// A total that the report could state.
#[derive(Serialize, JsonSchema)]
struct Total {
    /// Of which ledger.
    ledger: String,
    /// At which members, as they are written in coordinates.
    at: Vec<String>,
    /// How many figures that lie in no identity it would guard.
    guards: usize,
    /// How many pairs of figures it would tell apart.
    parts: usize,
}

impl From<&Proposal> for Total {
    fn from(total: &Proposal) -> Total {
        Total { ledger: total.ledger.clone(), at: total.at.clone(), guards: total.guards, parts: total.parts }
    }
}
