//! Notes to the words of a table: a mark where each stands, and the notes under the table, before its own.

use crate::document::{Prose, Run, Table};

/// The table with its marks and notes as words; nothing where it has none. `circled` says that numbers stand in circles, as
/// in Chinese.
pub(super) fn marked(table: &Table, circled: bool) -> Option<Table> {
    table.all_words().flat_map(Prose::notes).next()?;
    let mut marked = table.clone();
    // the contents have no marks
    if table.title.notes().next().is_some() && table.listed.is_none() {
        marked.listed = Some(Prose::words(table.title.plain()));
    }
    let mut notes = Vec::new();
    let around = [&mut marked.title, &mut marked.label, &mut marked.left, &mut marked.right];
    let body = marked.body.iter_mut().flat_map(|row| &mut row.cells);
    let cells = marked.header.iter_mut().flatten().chain(body).map(|cell| &mut cell.text);
    for prose in around.into_iter().chain(cells).chain(&mut marked.notes) {
        for run in &mut prose.runs {
            if let Some(note) = run.note.take() {
                let mark = if circled { in_circle(notes.len() + 1) } else { raised(notes.len() + 1) };
                let gap = if circled { "" } else { " " };
                notes.push(Prose::words(format!("{mark}{gap}{}", note.plain())));
                *run = Run::words(mark);
            }
        }
    }
    marked.notes.splice(0..0, notes);
    Some(marked)
}

/// `①`, as far as there are such signs.
fn in_circle(n: usize) -> String {
    let sign = match n as u32 {
        n @ 1..=20 => char::from_u32(0x2460 + n - 1),
        n @ 21..=35 => char::from_u32(0x3251 + n - 21),
        n @ 36..=50 => char::from_u32(0x32b1 + n - 36),
        _ => None,
    };
    sign.map_or_else(|| format!("（{n}）"), String::from)
}

fn raised(n: usize) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    n.to_string().bytes().map(|digit| DIGITS[usize::from(digit - b'0')]).collect()
}

#[cfg(test)]
mod tests {
    use super::{in_circle, marked, raised};
    use crate::document::{Prose, Run, sample};

    #[test]
    fn marks_count() {
        let circled: Vec<String> = [1, 20, 21, 35, 36, 50, 51].map(in_circle).to_vec();
        assert_eq!(circled, ["①", "⑳", "㉑", "㉟", "㊱", "㊿", "（51）"]);
        assert_eq!((raised(1), raised(20)), ("¹".to_owned(), "²⁰".to_owned()));
    }

    #[test]
    fn notes_stand_in_the_order_of_their_marks() {
        let document = sample::document();
        let mut table = document.tables().next().unwrap().clone();
        assert!(marked(&table, true).is_none());
        let note = |words: &str| Run { note: Some(Box::new(sample::prose(words))), ..Run::words("") };
        table.body[0].cells[1].text.runs.push(note("weighed"));
        table.title.runs.push(note("of all trees"));
        let marked = marked(&table, true).unwrap();
        assert_eq!(
            (marked.title.plain(), marked.cells().nth(1).unwrap().text.plain()),
            ("Yield①".into(), "15.00②".into())
        );
        assert_eq!(marked.listed.unwrap().plain(), "Yield");
        let notes: Vec<String> = marked.notes.iter().map(Prose::plain).collect();
        assert_eq!(notes, ["①of all trees", "②weighed", "Windfalls included."]);
    }
}
