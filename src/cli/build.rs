//! `budgetc build FILE`

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::input::{self, DASH, Report};
use super::output::{self, Output};
use super::pages::{self, Press, Unset};
use super::{Gate, Outcome, Project, Voice, parallel, progress, terminal};
use crate::base::{Diagnostic, Say};
use crate::emit;
use crate::project::Checked;
use crate::say;

/// The format that is not text.
const PDF: &str = "pdf";

#[derive(clap::Args)]
pub(super) struct Options {
    /// The reports; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Where to write, `-` is standard output; otherwise beside the report, with the format's ending
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// What to write
    #[arg(long, value_parser = formats(), default_value = default_format())]
    format: String,
    /// Mark each page as a draft, with the document's own word
    #[arg(long)]
    draft: bool,
    #[command(flatten)]
    gate: Gate,
    #[command(flatten)]
    pages: pages::Choices,
    #[command(flatten)]
    project: Project,
}

fn formats() -> clap::builder::PossibleValuesParser {
    let pdf = cfg!(feature = "pdf").then_some(PDF);
    clap::builder::PossibleValuesParser::new(pdf.into_iter().chain(emit::FORMATS.iter().map(|format| format.name)))
}

fn default_format() -> &'static str {
    if cfg!(feature = "pdf") { PDF } else { emit::FORMATS[0].name }
}

pub(super) fn run(options: &Options, voice: &Voice) -> Outcome {
    if let Some(against) = against(options) {
        terminal::trouble(&against, voice);
        return Outcome::Trouble;
    }
    if !input::is_read_once(&options.files, voice) {
        return Outcome::Trouble;
    }
    terminal::watch(voice);
    let press = Press::new(&options.pages);
    let root = options.project.root.as_deref();
    if let [file] = options.files.as_slice() {
        let Ok(mut report) = input::read(file, root, voice) else { return Outcome::Trouble };
        draft(&mut report.checked, options.draft);
        return write(file, &report, None, options, &press, voice);
    }
    let mut outcome = Outcome::Clean;
    let make = |file: &PathBuf| {
        let mut read = input::silently(file, root);
        if let Ok(report) = &mut read {
            draft(&mut report.checked, options.draft);
        }
        let sound = read.as_ref().ok().filter(|report| options.gate.passes(&report.checked));
        let bytes = sound.map(|report| bytes(report, options, &press));
        (read, bytes)
    };
    parallel::in_turn(&options.files, make, |file, (read, bytes)| {
        let one = match input::said(file, read, voice) {
            Ok(report) => write(file, &report, bytes, options, &press, voice),
            Err(_) => Outcome::Trouble,
        };
        outcome = outcome.worse(one);
    });
    outcome
}

/// What was asked for and makes no sense.
fn against(options: &Options) -> Option<Say> {
    let format = emit::find(&options.format);
    let name = &options.format;
    if options.files.len() > 1 && options.output.is_some() {
        return Some(say!("几份报告不能写到同一个 --output", "several reports cannot share one --output"));
    }
    if options.output.is_none() && options.files.iter().any(|file| file == Path::new(DASH)) {
        return Some(say!(
            "报告来自标准输入时，请用 -o 写明写到哪里",
            "a report from standard input needs -o to say where to write"
        ));
    }
    if let Some(folder) = options.output.as_deref().filter(|path| output::names_folder(path)) {
        return Some(terminal::unwritable(folder, &ErrorKind::IsADirectory.into()));
    }
    if options.draft && format.is_some_and(|format| !format.drafts) {
        return Some(say!("{name} 没有草稿：--draft 不用于它", "{name} has no drafts: --draft makes no sense with it"));
    }
    let for_pages = options.pages.named().filter(|_| format.is_some())?;
    Some(say!("{for_pages} 只用于 PDF，不用于 {name}", "{for_pages} is for PDF and makes no sense with {name}"))
}

/// What is to be written of a report, or why there is nothing.
fn bytes(report: &Report, options: &Options, press: &Press) -> Result<Vec<u8>, Unset> {
    match emit::find(&options.format) {
        Some(format) => Ok((format.write)(&report.checked).into_bytes()),
        None => press.set(&report.checked),
    }
}

/// Says what was found and writes the document; its bytes are made here if they are not there yet.
fn write(
    file: &Path,
    report: &Report,
    made: Option<Result<Vec<u8>, Unset>>,
    options: &Options,
    press: &Press,
    voice: &Voice,
) -> Outcome {
    let checked = &report.checked;
    terminal::findings(&checked.sources, &checked.problems, voice);
    terminal::closing(checked, &report.name, voice);
    if !options.gate.passes(checked) {
        return unwritten(checked.is_sound(), voice);
    }
    let format = emit::find(&options.format);
    let path = options.output.clone().unwrap_or_else(|| file.with_extension(format.map_or(PDF, |it| it.extension)));
    let Some(output) = open(&path, format.is_none(), report, voice) else { return Outcome::Trouble };
    let name = &report.name;
    let sign = progress::start(&say!("排版 {name}", "setting the pages of {name}"), voice);
    let made = made.unwrap_or_else(|| bytes(report, options, press));
    drop(sign);
    let bytes = match made {
        Ok(bytes) => bytes,
        Err(unset) => match unset.said(checked, voice) {
            Outcome::Findings => return unwritten(false, voice),
            trouble => return trouble,
        },
    };
    let shown = path.display();
    match output.write(&bytes) {
        Ok(()) => {
            if path != Path::new(DASH) {
                terminal::line(&say!("已写出 {shown}", "wrote {shown}"), voice);
            }
            Outcome::Clean
        }
        Err(error) => {
            terminal::trouble(&terminal::unwritable(&path, &error), voice);
            Outcome::Trouble
        }
    }
}

/// The place to write to, made ready before the work; nothing where it will not do, which is said.
fn open(path: &Path, binary: bool, report: &Report, voice: &Voice) -> Option<Output> {
    let shown = path.display();
    let against = if binary && output::to_terminal(path) {
        say!(
            "PDF 不能印在终端上：请写 -o 文件名，或把输出接到别的程序",
            "a PDF cannot be shown on a terminal: name a file with -o, or pipe the output on"
        )
    } else if output::replaces(path, &report.files) {
        say!(
            "不能写到 {shown}：它是这份报告自己的源文件。请用 -o 写到别处",
            "cannot write {shown}: it is a source of this very report. Write elsewhere with -o"
        )
    } else {
        match output::open(path) {
            Ok(output) => return Some(output),
            Err(error) => terminal::unwritable(path, &error),
        }
    };
    terminal::trouble(&against, voice);
    None
}

/// Says that nothing was written: for errors, or because warnings are denied.
fn unwritten(denied: bool, voice: &Voice) -> Outcome {
    let text = if denied {
        say!("有提示，按 --deny warnings 没有写出文件", "there are warnings, which are denied: nothing was written")
    } else {
        say!("有错误，没有写出文件", "there are errors: nothing was written")
    };
    terminal::line(&text, voice);
    Outcome::Findings
}

/// A document is a draft only if that is asked for; then it must have a word for it.
fn draft(checked: &mut Checked, wanted: bool) {
    let document = &mut checked.document;
    if !wanted {
        document.draft.clear();
    } else if let (true, Some(place)) = (document.draft.is_empty(), document.place) {
        let error =
            Diagnostic::error("B0507", place, say!("文档没有写明草稿的字样", "the document has no word for a draft"));
        checked.problems.push(error.note(say!(
            "在 document 后写上 draft \"……\"，或不用 --draft",
            "write draft \"…\" behind `document`, or leave --draft out"
        )));
    }
}
