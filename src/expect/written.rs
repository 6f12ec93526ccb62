//! Printed rows as they are written in an `expect`.

use unicode_width::UnicodeWidthStr;

use super::printed::Line;

/// Columns that print more are not filled up with blanks.
const WIDEST: usize = 36;

/// What stands between the braces of a block.
pub(super) fn block(lines: &[&Line]) -> String {
    let rows: String = rows(lines).lines().map(|row| format!("  {row}\n")).collect();
    format!("\n{rows}")
}

/// Rows, one a line, their bars beneath one another. Empty cells at a row's end are left out.
pub(super) fn rows(lines: &[&Line]) -> String {
    let texts: Vec<Vec<String>> = lines.iter().map(|line| cells(line)).collect();
    let columns = texts.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let widths = texts.iter().filter(|row| row.len() > column + 1).map(|row| row[column].width());
        widths.filter(|width| *width <= WIDEST).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let row = |(line, cells): (&&Line, &Vec<String>)| {
        if line.note {
            return format!("note {}", cells.concat());
        }
        let filled = cells.iter().zip(&widths).map(|(cell, width)| {
            let blanks = width.saturating_sub(cell.width());
            format!("{cell}{}", " ".repeat(blanks))
        });
        let row = filled.collect::<Vec<_>>().join(" | ");
        let row = row.trim_end();
        // a first column in which nothing prints takes no room
        if widths.first() == Some(&0) { row.trim_start().to_owned() } else { row.to_owned() }
    };
    lines.iter().zip(&texts).map(row).collect::<Vec<_>>().join("\n")
}

fn cells(line: &Line) -> Vec<String> {
    if line.note {
        return vec![quoted(line.cell(0))];
    }
    let filled = line.cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
    let mut cells: Vec<String> = line.cells[..filled].iter().map(|cell| typed(cell)).collect();
    if cells.is_empty() {
        cells.push(quoted(""));
    }
    cells
}

/// A cell as it is typed: in quotes where it would be read as something else.
fn typed(cell: &str) -> String {
    let stops = ['|', '｜', '{', '}', '｛', '｝', ';', '；'];
    let begins = ["\"", "“", "…", "...", "note", "注"];
    if cell.contains(stops) || cell.contains("//") || begins.iter().any(|word| cell.starts_with(word)) {
        quoted(cell)
    } else {
        cell.to_owned()
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
