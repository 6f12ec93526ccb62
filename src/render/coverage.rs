//! How well each typed figure is guarded: as a table for people, as JSON for programs.

use schemars::JsonSchema;
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::address;
use super::json::{Place, place};
use crate::base::unseen::visible;
use crate::base::{Lang, Say, Sources};
use crate::emit::json::schema_of;
use crate::say;
use crate::web::{Coverage, Guarded, Proposal};

/// Counted up when a reader of the old shape would misread the new one.
const VERSION: u32 = 1;

/// So many of the figures that one cannot be told from are named.
const MOST_TWINS: usize = 4;

/// A table of all figures, what it comes to, and the totals that would help.
pub fn human(coverage: &Coverage, sources: &Sources, lang: Lang) -> String {
    let head = [
        say!("位置", "place"),
        say!("数", "figure"),
        say!("等式", "identities"),
        say!("其中独立", "independent"),
        say!("分不开的", "not told from"),
    ];
    let mut rows = vec![head.map(|say| say.get(lang).to_owned())];
    rows.extend(coverage.figures.iter().map(|figure| row(figure, sources)));
    let mut text = table(&rows);
    text.push('\n');
    for line in summary(coverage).iter().chain(&coverage.totals.iter().map(total).collect::<Vec<_>>()) {
        text.push_str(&visible(line.get(lang)));
        text.push('\n');
    }
    text
}

fn row(figure: &Guarded, sources: &Sources) -> [String; 5] {
    let line = |span: &crate::base::Span| sources.get(span.file).line_column(span.range().start).0.to_string();
    let mut twins: Vec<String> = figure.twins.iter().take(MOST_TWINS).map(line).collect();
    if figure.twins.len() > MOST_TWINS {
        twins.push("…".to_owned());
    }
    [
        address(figure.span, sources),
        visible(sources.slice(figure.span)).into_owned(),
        figure.identities.to_string(),
        figure.independent.to_string(),
        twins.join(" "),
    ]
}

/// Columns as wide as terminals show them.
fn table(rows: &[[String; 5]]) -> String {
    let widths: Vec<usize> =
        (0..5).map(|column| rows.iter().map(|row| row[column].width()).max().unwrap_or(0)).collect();
    let mut text = String::new();
    for row in rows {
        let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, width))| {
            let blank = " ".repeat(width - cell.width());
            // numbers to the right
            if (1..4).contains(&column) { format!("{blank}{cell}") } else { format!("{cell}{blank}") }
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
        say.en.push_str(&format!("; guards {guards} figures that nothing does"));
    }
    if *parts > 0 {
        say.zh.push_str(&format!("，{parts} 对数从此分得开"));
        say.en.push_str(&format!("; tells {parts} pairs of figures apart"));
    }
    say
}

/// The same as indented JSON with a newline at its end.
pub fn json(coverage: &Coverage, sources: &Sources) -> String {
    let figure = |figure: &Guarded| Figure {
        place: place(figure.span, sources),
        text: sources.slice(figure.span).to_owned(),
        identities: figure.identities,
        independent: figure.independent,
        twins: figure.twins.iter().map(|span| place(*span, sources)).collect(),
    };
    let total = |total: &Proposal| Total {
        ledger: total.ledger.clone(),
        at: total.at.clone(),
        guards: total.guards,
        parts: total.parts,
    };
    let file = File {
        version: VERSION,
        figures: coverage.figures.iter().map(figure).collect(),
        totals: coverage.totals.iter().map(total).collect(),
    };
    // Writing to memory cannot fail, and every key is a string.
    serde_json::to_string_pretty(&file).unwrap_or_default() + "\n"
}

/// The JSON Schema of what [`json`] writes, indented, with a newline at its end.
pub fn schema() -> String {
    schema_of::<File>()
}

/// How well each typed figure of a report is guarded by its identities.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "Coverage, version 1")]
struct File {
    /// The version of this format. It is counted up when a reader of the old one would misread the new one; keys may be
    /// added without that.
    #[schemars(extend("const" = VERSION))]
    version: u32,
    /// Each amount, count and number that a fact types, in source order.
    figures: Vec<Figure>,
    /// Totals that are not stated and would help most, best first.
    totals: Vec<Total>,
}

/// A typed figure.
#[derive(Serialize, JsonSchema)]
struct Figure {
    #[serde(flatten)]
    place: Place,
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
