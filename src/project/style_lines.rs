//! Where the lines of a style's text stand in its files.

/// Which lines of a style's text are which of its files.
#[derive(Clone, Debug, Default)]
pub struct StyleLines(pub(super) Vec<LineRun>);

/// Lines that follow one another in the text and in their file.
#[derive(Clone, Debug)]
pub(super) struct LineRun {
    /// The number of the first in the text, from 1.
    pub(super) first: usize,
    pub(super) file: String,
    /// Its number there.
    pub(super) line: usize,
}

impl StyleLines {
    /// The file and line that a line of the text is.
    pub(super) fn place(&self, line: usize, length: usize) -> Option<String> {
        let run = self.0.iter().rev().find(|run| run.first <= line).filter(|_| line <= length)?;
        Some(format!("{}:{}", run.file, run.line + line - run.first))
    }
}
