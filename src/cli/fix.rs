//! The repairs that are certain, made in the files themselves: `budgetc check --fix`.

use std::path::Path;
use std::sync::Arc;

use super::input;
use super::output;
use super::{Disk, Outcome, Voice, terminal};
use crate::base::{Fix, Say, Sources};
use crate::project::{Checked, Files};
use crate::say;
use crate::session::{Repaired, Session, Unanswered, repaired};

/// A repair may uncover another mistake that can be repaired; so often this is looked for.
const ROUNDS: usize = 16;

/// Makes the repairs in a report and in the files that it uses, and gives the report as it is then.
pub(super) fn mend(session: &Session, file: &Path, voice: &Voice) -> (Result<Arc<Checked>, Unanswered>, Outcome) {
    let mut read = input::ask(session, file).check();
    for _ in 0..ROUNDS {
        let Ok(checked) = &read else { break };
        let files = repaired(checked);
        if files.is_empty() {
            break;
        }
        let mut outcome = Outcome::Clean;
        for file in files {
            match write(&file) {
                Ok(()) => all_told(&file.fixes, &checked.sources).iter().for_each(|said| terminal::line(said, voice)),
                Err(against) => {
                    terminal::trouble(&against, voice);
                    outcome = Outcome::Trouble;
                }
            }
        }
        session.refresh();
        read = input::ask(session, file).check();
        if outcome == Outcome::Trouble {
            return (read, outcome);
        }
    }
    (read, Outcome::Clean)
}

/// Writes a file anew with repairs in it.
fn write(Repaired { source, text, .. }: &Repaired<'_>) -> Result<(), Say> {
    let path = Path::new(&source.path);
    let name = &source.path;
    // a file that is no UTF-8 was not read as it stands there
    if Disk.read(path).ok().as_deref() != Some(source.stored.as_ref().unwrap_or(&source.text).as_bytes()) {
        return Err(say!(
            "{name} 不是 UTF-8 编码，或刚被别的程序改过，没有改动",
            "{name} is not UTF-8, or another program has just changed it: left as it is"
        ));
    }
    output::open(path)
        .and_then(|output| output.write(text.as_bytes()))
        .map_err(|error| terminal::unwritable(path, &error))
}

/// The repairs of a file as they are told: those of line ends, of which each line has one, together.
fn all_told(fixes: &[&Fix], sources: &Sources) -> Vec<Say> {
    let of_end = |fix: &&&Fix| matches!(sources.slice(fix.span), "\r" | "\n") && fix.text == "\n";
    let ends: Vec<&&Fix> = fixes.iter().filter(of_end).collect();
    let together = ends.first().filter(|_| ends.len() > 1).map(|first| {
        let (name, count) = (&sources.get(first.span.file).path, ends.len());
        say!("{name}: 换行改为 LF，共 {count} 处", "{name}: {count} line ends are LF now")
    });
    let alone = fixes.iter().filter(|fix| together.is_none() || !of_end(fix)).map(|fix| told(fix, sources));
    together.iter().cloned().chain(alone).collect()
}

/// A repair as it is told when it is made.
fn told(fix: &Fix, sources: &Sources) -> Say {
    let source = sources.get(fix.span.file);
    let (line, _) = source.line_column(fix.span.range().start);
    let (name, before, after) = (&source.path, sources.slice(fix.span), &fix.text);
    let lines = after.trim().lines().count();
    match (before, after.as_str()) {
        (before, _) if lines > 1 && before.trim().is_empty() => {
            say!("{name}:{line}: 添上 {lines} 行", "{name}:{line}: {lines} lines added")
        }
        ("", after) => say!("{name}:{line}: 添上「{after}」", "{name}:{line}: `{after}` added"),
        (before, "") => say!("{name}:{line}: 删去「{before}」", "{name}:{line}: `{before}` removed"),
        (before, after) => {
            say!("{name}:{line}: 「{before}」改为「{after}」", "{name}:{line}: `{before}` is now `{after}`")
        }
    }
}
