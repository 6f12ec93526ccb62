//! `budgetc build FILE`

use std::borrow::Cow;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::input;
use super::output::DASH;
use super::output::{self, Output};
use super::pages::{self, Press};
use super::{Gate, Outcome, ProjectArgs, Voice, parallel, progress, terminal};
use crate::base::Say;
use crate::emit;
use crate::project::{Checked, Evaluated};
use crate::say;
use crate::session::{self, OutputKind, Unwritten};

/// The format that is set with fonts, as pages.
const PDF: &str = "pdf";

#[derive(clap::Args)]
pub(super) struct Options {
    /// The reports; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
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
    pub project: ProjectArgs,
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
    let session = input::session(&options.project);
    if let [file] = options.files.as_slice() {
        let (sign, mut outcome) = (Some(input::checking(file, voice)), Outcome::Trouble);
        let done = input::ask(&session, file).with(|it| {
            drop(sign);
            outcome = write(file, &drafted(it.checked, options), || bytes(it, options, &press), options, voice);
        });
        return input::answered(file, done, voice).map_or(Outcome::Trouble, |()| outcome);
    }
    let mut outcome = Outcome::Clean;
    let make = |file: &PathBuf| {
        input::ask(&session, file).with(|it| {
            let checked = drafted(it.checked, options);
            let made = options.gate.passes(&checked).then(|| bytes(it, options, &press));
            (checked.into_owned(), made)
        })
    };
    let make = |file: &PathBuf| {
        let made = make(file);
        input::forget(&session, file);
        made
    };
    parallel::in_turn(&options.files, make, |file, read| {
        let one = match input::answered(file, read, voice) {
            // made as soon as nothing stands against it
            Ok((checked, made)) => {
                write(file, &checked, || made.unwrap_or(Err(Unwritten::Trouble(vec![]))), options, voice)
            }
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
fn bytes(it: &Evaluated<'_, '_>, options: &Options, press: &Press<'_>) -> Result<Vec<u8>, Unwritten> {
    match emit::find(&options.format) {
        Some(format) => session::write(it, &OutputKind::File(format, options.draft)),
        None => press.set(it, options.draft),
    }
}

/// Says what was found and writes the document, whose bytes are made when nothing stands against it.
fn write(
    file: &Path,
    checked: &Checked,
    make: impl FnOnce() -> Result<Vec<u8>, Unwritten>,
    options: &Options,
    voice: &Voice,
) -> Outcome {
    let name = input::shown_name(file);
    terminal::findings(&checked.sources, &checked.problems, voice);
    terminal::closing(checked, &name, voice);
    if !options.gate.passes(checked) {
        return unwritten(checked.is_sound(), voice);
    }
    let format = emit::find(&options.format);
    let path = options.output.clone().unwrap_or_else(|| file.with_extension(format.map_or(PDF, |it| it.extension)));
    let Some(output) = open(&path, format.is_none(), checked, voice) else { return Outcome::Trouble };
    let sign = progress::start(&say!("排版 {name}", "setting the pages of {name}"), voice);
    let made = make();
    drop(sign);
    let bytes = match made {
        Ok(bytes) => bytes,
        Err(unset) => match pages::say_unwritten(&unset, checked, voice) {
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
fn open(path: &Path, binary: bool, checked: &Checked, voice: &Voice) -> Option<Output> {
    let shown = path.display();
    let against = if binary && output::to_terminal(path) {
        say!(
            "PDF 不能印在终端上：请写 -o 文件名，或把输出接到别的程序",
            "a PDF cannot be shown on a terminal: name a file with -o, or pipe the output on"
        )
    } else if output::replaces(path, &checked.read) {
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
        say!("有提示也算不合格（deny），没有写出文件", "there are warnings, which are denied: nothing was written")
    } else {
        say!("有错误，没有写出文件", "there are errors: nothing was written")
    };
    terminal::line(&text, voice);
    Outcome::Findings
}

/// A report as it is to be written: a draft only if that is asked for, and then it must have a word for it.
fn drafted<'c>(checked: &'c Checked, options: &Options) -> Cow<'c, Checked> {
    match session::undrafted(checked).filter(|_| options.draft) {
        None => Cow::Borrowed(checked),
        Some(against) => {
            let mut checked = checked.clone();
            checked.problems.push(against);
            Cow::Owned(checked)
        }
    }
}
