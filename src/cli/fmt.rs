//! `budgetc fmt FILE…`

use std::io;
use std::path::{Path, PathBuf};

use super::input;
use super::output::DASH;
use super::{Disk, LangChoice, Outcome, ProjectArgs, Voice, output, terminal};
use crate::base::{Lang, Say};
use crate::format;
use crate::project::{Files, Unread, read_all};
use crate::say;

#[derive(clap::Args)]
pub(super) struct Options {
    /// The files; `-` is standard input, which is laid out to standard output
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Write nothing: list the files that would change, and fail where there are such
    #[arg(long)]
    check: bool,
    /// Write all keywords in Chinese or in English; otherwise as budget.toml says, else each stays as it is
    #[arg(long, value_enum, value_name = "LANG")]
    keywords: Option<LangChoice>,
}

pub(super) fn run(options: &Options, voice: &Voice) -> Outcome {
    if !input::is_read_once(&options.files, voice) {
        return Outcome::Trouble;
    }
    terminal::watch(voice);
    // several files are mostly of one project
    let mut outcome = input::project(&options.files[0], &ProjectArgs::default(), voice).1;
    let mut changed = Vec::new();
    for file in &options.files {
        let of_project = input::settings(file, &ProjectArgs::default()).keywords;
        let keywords = options.keywords.map(LangChoice::lang).or(of_project);
        match lay_out(file, keywords, options.check) {
            Ok(true) => changed.push(input::shown_name(file)),
            Ok(false) => {}
            Err(against) => {
                terminal::trouble(&against, voice);
                outcome = Outcome::Trouble;
            }
        }
    }
    if options.check {
        let list: String = changed.iter().map(|name| format!("{name}\n")).collect();
        outcome = outcome.worse(terminal::print(list.as_bytes(), voice));
        outcome = outcome.worse(if changed.is_empty() { Outcome::Clean } else { Outcome::Findings });
    }
    // an editor may read both outputs as one
    if options.files.iter().any(|file| file != Path::new(DASH)) {
        terminal::line(&told(changed.len(), options), voice);
    }
    outcome
}

fn told(changed: usize, options: &Options) -> Say {
    let all = options.files.len();
    if options.check {
        say!("要整理的文件 {changed} 个，共 {all} 个", "files to lay out: {changed} of {all}")
    } else {
        say!("整理了 {changed} 个文件，共 {all} 个", "files laid out: {changed} of {all}")
    }
}

/// Lays a file out and says whether that changes it. A file that it does not change is not written.
///
/// # Errors
/// What stands against it; then the file is as it was.
fn lay_out(file: &Path, keywords: Option<Lang>, check: bool) -> Result<bool, Say> {
    let text = read(file)?;
    let laid_out = format::format(&text, keywords);
    let changes = laid_out.as_ref().is_some_and(|laid_out| *laid_out != text);
    let is_stream = file == Path::new(DASH);
    if !check && (changes || is_stream) {
        let text = laid_out.as_ref().unwrap_or(&text);
        output::open(file)
            .and_then(|output| output.write(text.as_bytes()))
            .map_err(|error| terminal::unwritable(file, &error))?;
    }
    let name = input::shown_name(file);
    laid_out.map(|_| changes).ok_or_else(|| {
        say!(
            "{name} 整理后读起来会不一样，没有改动；这是程序的毛病，请告诉我们",
            "{name} would not read the same and is left as it is; this is a mistake of the program, please tell us"
        )
    })
}

fn read(file: &Path) -> Result<String, Say> {
    let bytes = if file == Path::new(DASH) { read_all(io::stdin().lock()) } else { Disk.read(file) };
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).map_err(|_| Unread::Encoding));
    text.map_err(|error| {
        let (name, reason) = (input::shown_name(file), error.reason());
        match error {
            Unread::Folder => say!(
                "读不了 {name}：{reason}；请写明文件，例如 {name}/*.budget",
                "cannot read {name}: {reason}; name files, e.g. {name}/*.budget",
                reason
            ),
            _ => say!("读不了 {name}：{reason}", "cannot read {name}: {reason}", reason),
        }
    })
}
