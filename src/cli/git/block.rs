//! Our lines in a file that may be another's: between two marks, so that they can be taken out again and nothing else is
//! touched.

use std::ops::Range;

const BEGIN: &str = "# budgetc: begin";
const END: &str = "# budgetc: end\n";

/// What was there before us, noted in the first mark.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    /// A file of another's.
    File,
    /// The folder, without the file.
    Folder,
    /// Neither the folder nor the file.
    Nothing,
}

impl Before {
    fn mark(self) -> &'static str {
        match self {
            Before::File => "\n",
            Before::Folder => ", with the file\n",
            Before::Nothing => ", with the folder\n",
        }
    }
}

/// Where our lines stand, and what was there before.
fn place(bytes: &[u8]) -> Option<(Range<usize>, Before)> {
    let find = |from: usize, text: &str| {
        let rest = bytes.get(from..)?;
        rest.windows(text.len()).position(|window| window == text.as_bytes()).map(|at| from + at)
    };
    let start = find(0, BEGIN)?;
    let end = find(start, END)? + END.len();
    let rest = bytes.get(start + BEGIN.len()..)?;
    let all = [Before::File, Before::Folder, Before::Nothing];
    let before = all.into_iter().find(|before| rest.starts_with(before.mark().as_bytes()))?;
    Some((start..end, before))
}

/// A file with our lines at a place in it; none where they stand there already.
pub(super) fn with(bytes: &[u8], at: usize, lines: &str, before: Before) -> Option<Vec<u8>> {
    let before = place(bytes).map_or(before, |(_, before)| before);
    let (mut new, at) = without(bytes).map_or_else(|| (bytes.to_vec(), at), |(rest, at, _)| (rest, at));
    let block = format!("{BEGIN}{}{lines}{END}", before.mark());
    new.splice(at..at, block.into_bytes());
    (new != bytes).then_some(new)
}

/// A file without our lines, where they stood, and what was there before them; none where they do not stand there.
pub(super) fn without(bytes: &[u8]) -> Option<(Vec<u8>, usize, Before)> {
    let (own, before) = place(bytes)?;
    let mut rest = bytes.to_vec();
    let at = own.start;
    rest.drain(own);
    Some((rest, at, before))
}
