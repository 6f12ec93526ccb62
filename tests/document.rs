//! The neutral document: where its parts come from in the sources, and where its cells stand.

use std::collections::BTreeMap;

use budgetc::base::Span;
use budgetc::document::{Block, Cell, Table};
use budgetc::project::Checked;

use crate::reports::open;
use crate::support::{check, files, shown};

const REPORT: &str = r#"
measure money { dollars }
dimension what { tents; tables; music }
dimension way { given; spent }
ledger costs { amount : money; what; way }
items costs { given { tents 3; tables 2; music 4 }; spent { tents 1; music 2 } }
text closing = "We spent {costs[spent]}."
form Listed "Rows" {
  rows of costs { line "All"; each what }
  column "What" = name
  column "Amounts" { column "Given" = costs[given]; column "Spent" = costs[spent] }
}
form Paired "Sides" {
  side "In" { rows of costs at given { each what; line "Sum" mark a }; column "What" = name; column "In it" = costs }
  side "Out" { rows of costs at spent { line "Sum" mark a }; column "For" = name; column "Out of it" = costs }
}
form Stacked "Bands" grid 3 {
  band { cells "Music" wide 2 costs[music] }
  band "By kind" { rows of costs { each what }; column "Kind" = name; column "All of it" = costs }
}
document "Fair" style std.style.plain numbering "1." {
  section "First, {costs}" { "A sentence."; closing; Listed }
  section "{costs}" { Paired; Stacked }
}
"#;

fn slice(checked: &Checked, place: Span) -> &str {
    checked.sources.slice(place).lines().next().unwrap_or_default().trim()
}

/// A cell as it prints, with the words that declare its column and its row.
fn declared(checked: &Checked, cell: &Cell) -> String {
    let said = |place: Option<Span>| place.map_or("-", |place| slice(checked, place));
    format!("{} < {} < {}", cell.text.plain(), said(cell.places.column), said(cell.places.row))
}

#[test]
fn what_is_printed_says_where_it_is_declared() {
    let checked = check(REPORT);
    assert!(checked.problems.is_empty(), "{}", shown(&checked));
    let said = |block: &Block| match block {
        Block::Heading { place, .. } => format!("heading {}", place.map_or("-", |place| slice(&checked, place))),
        Block::Paragraph { place, .. } => format!("paragraph {}", slice(&checked, *place)),
        Block::Table(table) => format!("table {}", slice(&checked, table.place)),
        other => panic!("{other:?}"),
    };
    let blocks: Vec<String> = checked.document.blocks.iter().map(said).collect();
    insta::assert_snapshot!("places_of_blocks", blocks.join("\n"));
    let mut cells = Vec::new();
    for table in checked.document.tables() {
        cells.push(format!("{}:", table.id));
        cells.extend(table.header.iter().flatten().map(|cell| declared(&checked, cell)));
        cells.extend(table.cells().map(|cell| declared(&checked, cell)));
    }
    insta::assert_snapshot!("places_of_cells", cells.join("\n"));
}

/// What stands in the contents: numbers and words, each a step further in than what it is under.
fn outline(options: &str, body: &str) -> String {
    let forms = REPORT
        .split("document ")
        .next()
        .unwrap()
        .replace("form Listed \"Rows\"", "form Listed \"Rows\" no \"Table 1\"");
    let checked = check(&format!("{forms}document \"Fair\" style std.style.plain {options} {{\n{body}\n}}\n"));
    assert!(
        checked.problems.iter().all(|problem| matches!(problem.code.number(), "B0711" | "B0726")),
        "{}",
        shown(&checked)
    );
    let line = |depth: usize, number: &str, words: String| format!("{}{number} {words}", "> ".repeat(depth - 1));
    let said = |block: &Block| match block {
        Block::Heading { depth, number, text, listed, .. } => {
            Some(line(*depth, number, listed.as_ref().unwrap_or(text).plain()))
        }
        Block::Table(table) => {
            Some(line(table.depth, &table.number, table.listed.as_ref().unwrap_or(&table.title).plain()))
        }
        _ => None,
    };
    checked.document.blocks.iter().filter_map(said).collect::<Vec<_>>().join("\n")
}

#[test]
fn headings_are_listed_and_numbered_as_they_say() {
    let body = r#"
  part "Before" numbered "" { section "One" }
  part "Body" {
    section "One" contents "First, {costs}" at spent
    Listed
    section "Apart" numbered "" { section "Under it" }
    Paired
    section "Two" numbering "(a)" { section "x"; section "y"; Listed }
  }
  part "Tables" numbering "1." { Listed; Paired }
  part "Lists" numbered "Annex A" numbering "A.1", "A.1.1" {
    section "x" { section "y" }
    each what of costs { section "{what}" }
  }
  part "Words" { section "z" }
  part "More" numbered "Annex A" numbering "A.1" { Listed }"#;
    let said = outline(r#"numbering "Part 1", "1.""#, body);
    insta::assert_snapshot!("numbers_of_headings", said);
    // a form with a number of its own is passed over
    assert_eq!(outline(r#"numbering "1.""#, "Paired; Listed; Stacked"), "1. Sides\n Rows\n2. Bands");
}

#[test]
fn notes_stand_beside_the_words() {
    let body = r#"section "One{note "Of {costs}."}" { "We paid {costs[spent]}{note "So far, {costs[given]} before."} in all."; closing }"#;
    let text = REPORT
        .replace("line \"All\"", "line \"All{note \"Music, too\"}\"")
        .replace("column \"What\"", "note \"Rounded.\"\n  column \"What{note \"As booked\"}\"")
        .replace("spent {costs[spent]}.", "spent {costs[spent]}{note \"Again.\"}.");
    let expected = "expect Listed { All | 9.00 | 3.00; tents | 3.00 | 1.00; tables | 2.00; music | 4.00 | 2.00; note \"As booked\"; note \"Music, too\"; note \"Rounded.\" }";
    let checked = check(
        &format!("{text}{expected}").replace("  section \"{costs}\"", &format!("  {body}\n  section \"{{costs}}\"")),
    );
    let problems = shown(&checked);
    assert!(checked.problems.is_empty(), "{problems}");
    let said = budgetc::emit::typst::emit(&checked.document, "");
    insta::assert_snapshot!(
        "notes_in_typst",
        said.lines()
            .filter(|line| ["note", "¹", "²"].iter().any(|sign| line.contains(sign)))
            .collect::<Vec<_>>()
            .join("\n")
    );
}

/// In a title an empty line is the end of a line, in other words that of a paragraph.
#[test]
fn titles_in_two_languages_have_two_lines() {
    let two = |words: &str| format!("\"\"\"\n{words}\n\nin {words}\"\"\"");
    let mut text = REPORT.replace("\"{costs}\"", &two("Second")).replace("\"A sentence.\"", &two("words"));
    for title in ["Fair", "Sides", "In", "In it", "By kind", "All"] {
        text = text.replace(&format!("\"{title}\""), &two(title));
    }
    let checked = check(&text);
    assert!(checked.problems.is_empty(), "{}", shown(&checked));
    let mut said = vec![checked.document.title.clone()];
    for block in &checked.document.blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph { text, .. } => said.push(text.plain()),
            Block::Table(table) => said.extend(table.all_words().map(|words| words.plain())),
            _ => {}
        }
    }
    said.retain(|words| words.contains("in ") || words.contains('\n'));
    assert_eq!(
        said,
        ["Fair", "in words", "All", "Second", "Sides", "In", "In it", "By kind"].map(|title| match title {
            "in words" => title.to_owned(),
            title => format!("{title}\nin {title}"),
        })
    );
}

/// Each place of a grid is covered by one cell, and each cell says which it covers.
#[test]
fn cells_share_out_their_grid() {
    let mut tables = 0;
    let made = files("tests/forms", ".budget").into_iter().map(|(name, text)| (name, check(&text)));
    let reports = ["reports/nanchong-shebao-2024.budget", "reports/dept/2024.budget", "reports/town/2025.budget"];
    let all = reports.map(|report| (report.to_owned(), open(report)));
    for (name, checked) in made.chain(all).chain([("made".to_owned(), check(REPORT))]) {
        for table in checked.document.tables() {
            shared_out(&format!("{name} {}", table.id), table, &mut table.header.iter().flatten(), table.header.len());
            shared_out(&format!("{name} {}", table.id), table, &mut table.cells(), table.body.len());
            tables += 1;
        }
    }
    assert!(tables > 30, "{tables}");
}

fn shared_out(name: &str, table: &Table, cells: &mut dyn Iterator<Item = &Cell>, height: usize) {
    let mut covered: BTreeMap<(usize, usize), &Cell> = BTreeMap::new();
    for cell in cells {
        for row in cell.row..cell.row + cell.rowspan {
            for column in cell.column..cell.column + cell.colspan {
                let other = covered.insert((row, column), cell);
                assert!(other.is_none(), "{name}: {cell:?} covers {other:?}");
            }
        }
    }
    let places = (0..height).flat_map(|row| (0..table.columns.len()).map(move |column| (row, column)));
    assert!(covered.into_keys().eq(places), "{name}");
}
