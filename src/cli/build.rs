//! `budgetc build FILE`

use std::borrow::Cow;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::folder::OutputFolder;
use super::input;
use super::output::{self, DASH, Output};
use super::pages::{self, Press};
use super::watch::Watching;
use super::{Gate, Outcome, ProjectArgs, Voice, parallel, progress, terminal};
use crate::base::Say;
use crate::emit::{self, FormatOptions, OutputBytes, OutputFormat, OutputShape};
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
    /// Where to write, `-` is standard output; otherwise beside the report, with the format's ending. Of csv, a folder
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// What to write
    #[arg(long, value_parser = formats(), default_value = default_format())]
    format: String,
    /// Mark each page as a draft, with the document's own word
    #[arg(long)]
    draft: bool,
    #[command(flatten)]
    watching: Watching,
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
    options.watching.run(&options.files, &options.project, voice, || all(options, voice))
}

/// Builds the reports once.
fn all(options: &Options, voice: &Voice) -> Outcome {
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
    if let Some(against) = options.watching.against(&options.files) {
        return Some(against);
    }
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
    let makes_folder = format.is_some_and(|format| format.shape == OutputShape::Folder);
    if makes_folder && options.output.as_deref() == Some(Path::new(DASH)) {
        return Some(say!(
            "{name} 是一个文件夹，不能写到标准输出：请用 -o 写明文件夹",
            "{name} is a folder and cannot go to standard output: name a folder with -o"
        ));
    }
    let names_folder = |path: &&Path| output::names_folder(path) && !makes_folder;
    if let Some(folder) = options.output.as_deref().filter(names_folder) {
        return Some(terminal::unwritable(folder, &ErrorKind::IsADirectory.into()));
    }
    if options.draft && format.is_some_and(|format| !format.drafts) {
        return Some(say!("{name} 没有草稿：--draft 不用于它", "{name} has no drafts: --draft makes no sense with it"));
    }
    let for_pages = options.pages.named().filter(|_| format.is_some())?;
    Some(say!("{for_pages} 只用于 PDF，不用于 {name}", "{for_pages} is for PDF and makes no sense with {name}"))
}

/// What is to be written of a report, or why there is nothing.
fn bytes(it: &Evaluated<'_, '_>, options: &Options, press: &Press<'_>) -> Result<OutputBytes, Unwritten> {
    let Some(format) = emit::find(&options.format) else { return press.set(it, options.draft) };
    let date = match format.shape {
        OutputShape::Binary => pages::made_on().map_err(|said| Unwritten::Trouble(vec![said]))?,
        OutputShape::Text | OutputShape::Folder => None,
    };
    session::write(it, &OutputKind::Format(format, FormatOptions { draft: options.draft, date }))
}

/// Where a report is written of which nobody says it: beside it, under its name with the format's ending.
fn beside(file: &Path, format: Option<&OutputFormat>) -> PathBuf {
    match format {
        None => file.with_extension(PDF),
        Some(format) if format.shape == OutputShape::Folder => {
            let stem = file.file_stem().unwrap_or_default().to_string_lossy();
            file.with_file_name(format!("{stem}-{}", format.extension))
        }
        Some(format) => file.with_extension(format.extension),
    }
}

/// Says what was found and writes the document, whose bytes are made when nothing stands against it.
fn write(
    file: &Path,
    checked: &Checked,
    make: impl FnOnce() -> Result<OutputBytes, Unwritten>,
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
    let path = options.output.clone().unwrap_or_else(|| beside(file, format));
    let Some(output) = open(&path, format, checked, voice) else { return Outcome::Trouble };
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
    let written = match (output, bytes) {
        (Target::File(output), OutputBytes::File(bytes)) => output.write(&bytes),
        (Target::Folder(folder), OutputBytes::Folder(files)) => folder.write(&files, &checked.read),
        // a format's shape says which of the two it makes
        (Target::File(_), OutputBytes::Folder(_)) | (Target::Folder(_), OutputBytes::File(_)) => Ok(()),
    };
    match written {
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

/// A place that is ready to be written to.
enum Target {
    File(Output),
    Folder(OutputFolder),
}

/// The place to write to, made ready before the work; nothing where it will not do, which is said.
fn open(path: &Path, format: Option<&OutputFormat>, checked: &Checked, voice: &Voice) -> Option<Target> {
    let shown = path.display();
    let shape = format.map_or(OutputShape::Binary, |format| format.shape);
    let name = format.map_or_else(|| "PDF".to_owned(), |format| format.name.to_owned());
    let against = if shape == OutputShape::Binary && output::to_terminal(path) {
        say!(
            "{name} 不能印在终端上：请写 -o 文件名，或把输出接到别的程序",
            "{name} cannot be shown on a terminal: name a file with -o, or pipe the output on"
        )
    } else if shape == OutputShape::Folder {
        match OutputFolder::open(path) {
            Ok(folder) => return Some(Target::Folder(folder)),
            Err(against) => against,
        }
    } else if output::replaces(path, &checked.read) {
        say!(
            "不能写到 {shown}：它是这份报告自己的源文件。请用 -o 写到别处",
            "cannot write {shown}: it is a source of this very report. Write elsewhere with -o"
        )
    } else {
        match output::open(path) {
            Ok(output) => return Some(Target::File(output)),
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
