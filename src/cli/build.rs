//! `budgetc build FILE`

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{Outcome, Project, Voice, check, terminal};
use crate::emit;
use crate::project::Checked;
use crate::say;

/// The format that is not text.
const PDF: &str = "pdf";

#[derive(clap::Args)]
pub(super) struct Options {
    /// The reports
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Where to write; otherwise beside the report, with the format's ending
    #[arg(short, long)]
    output: Option<PathBuf>,
    /// What to write
    #[arg(long, value_parser = formats(), default_value = default_format())]
    format: String,
    /// Folders with fonts, searched before the bundled ones
    #[arg(long)]
    font_path: Vec<PathBuf>,
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
    if options.files.len() > 1 && options.output.is_some() {
        terminal::trouble(&say!("几份报告不能写到同一个 --output", "several reports cannot share one --output"), voice);
        return Outcome::Trouble;
    }
    let mut outcome = Outcome::Clean;
    for file in &options.files {
        match (one(file, options, voice), &outcome) {
            (Outcome::Clean, _) | (_, Outcome::Trouble) => {}
            (worse, _) => outcome = worse,
        }
    }
    outcome
}

fn one(file: &Path, options: &Options, voice: &Voice) -> Outcome {
    let Some(checked) = check::read(file, options.project.root.as_deref(), voice) else { return Outcome::Trouble };
    terminal::report(&checked, &file.display().to_string(), voice);
    if !checked.is_sound() {
        terminal::line(&say!("有错误，没有写出文件", "there are errors: nothing was written"), voice);
        return Outcome::Findings;
    }
    let (bytes, extension) = match emit::find(&options.format) {
        Some(format) => ((format.write)(&checked).into_bytes(), format.extension),
        None => match pdf(&checked, options, voice) {
            Some(bytes) => (bytes, PDF),
            None => return Outcome::Trouble,
        },
    };
    let output = options.output.clone().unwrap_or_else(|| file.with_extension(extension));
    let shown = output.display();
    match write(&output, &bytes) {
        Ok(()) => {
            terminal::line(&say!("已写出 {shown}", "wrote {shown}"), voice);
            Outcome::Clean
        }
        Err(error) => {
            terminal::trouble(&say!("写不了 {shown}：{error}", "cannot write {shown}: {error}"), voice);
            Outcome::Trouble
        }
    }
}

/// Written beside its place, then renamed: an old file stays whole until the new one is.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut beside = tempfile::Builder::new().prefix(".budgetc-").tempfile_in(folder)?;
    beside.write_all(bytes)?;
    beside.as_file().sync_all()?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(path).map_or(0o644, |old| old.permissions().mode());
        beside.as_file().set_permissions(std::fs::Permissions::from_mode(mode))?;
    }
    beside.persist(path).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(feature = "pdf")]
fn pdf(checked: &Checked, options: &Options, voice: &Voice) -> Option<Vec<u8>> {
    let source = emit::typst::emit(&checked.document);
    let font_dirs = crate::pdf::find_font_dirs(&options.font_path);
    let rendered = crate::pdf::render(
        &source,
        &crate::pdf::Options { font_dirs, ident: checked.document.title.clone(), date: None },
    );
    match rendered {
        Ok(bytes) => Some(bytes),
        Err(error) => {
            for message in error.messages() {
                terminal::trouble(&message, voice);
            }
            None
        }
    }
}

#[cfg(not(feature = "pdf"))]
fn pdf(_: &Checked, _: &Options, voice: &Voice) -> Option<Vec<u8>> {
    terminal::trouble(&say!("这个程序没有编入 PDF 功能", "this program was built without PDF"), voice);
    None
}
