//! `--watch`: does the same again whenever a file changes that the reports are read from.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use super::output::DASH;
use super::{Outcome, ProjectArgs, Voice, input, terminal};
use crate::base::Say;
use crate::say;

/// How often the files are looked at. Asking for their dates works on every disk, those of a network too.
const PAUSE: Duration = Duration::from_millis(300);

#[derive(clap::Args)]
pub(super) struct Watching {
    /// Do it again whenever a file changes that the reports are read from, until Ctrl-C
    #[arg(long)]
    watch: bool,
}

impl Watching {
    /// What stands against it.
    pub fn against(&self, files: &[PathBuf]) -> Option<Say> {
        (self.watch && files.iter().any(|file| file == Path::new(DASH))).then(|| {
            say!(
                "--watch 看的是文件；标准输入不是文件，请写明文件名",
                "--watch looks at files; standard input is none: name the file"
            )
        })
    }

    /// Does something once, or again after each change.
    pub fn run(&self, files: &[PathBuf], project: &ProjectArgs, voice: &Voice, once: impl Fn() -> Outcome) -> Outcome {
        if !self.watch {
            return once();
        }
        loop {
            // as they are before: what changes meanwhile is seen, too
            let seen = dates(files, project);
            once();
            let count = seen.len();
            let waiting =
                say!("看着 {count} 个文件，按 Ctrl-C 结束", "files that are watched: {count}; Ctrl-C ends it");
            terminal::line(&waiting, voice);
            let changed = loop {
                let now = dates_of(seen.keys());
                if let Some((path, _)) = now.iter().find(|(path, date)| seen.get(*path) != Some(*date)) {
                    break path.display().to_string();
                }
                sleep(PAUSE);
            };
            terminal::line(&say!("\n── {changed} 有改动 ──", "\n── {changed} has changed ──"), voice);
        }
    }
}

/// When the files of some reports were changed; none of those that are not there.
fn dates(files: &[PathBuf], project: &ProjectArgs) -> BTreeMap<PathBuf, Option<SystemTime>> {
    let session = input::session(project);
    let read = files.iter().filter_map(|file| input::ask(&session, file).check().ok());
    let read: Vec<PathBuf> = read.flat_map(|checked| checked.read.clone()).collect();
    dates_of(files.iter().chain(&read))
}

fn dates_of<'p>(paths: impl Iterator<Item = &'p PathBuf>) -> BTreeMap<PathBuf, Option<SystemTime>> {
    let date = |path: &PathBuf| fs::metadata(path).and_then(|data| data.modified()).ok();
    paths.map(|path| (path.clone(), date(path))).collect()
}
