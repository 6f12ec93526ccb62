//! The document as PDF pages, for `budgetc build`.

use std::path::PathBuf;

use super::input::Report;
use super::{Outcome, Voice, terminal};
use crate::say;

#[derive(clap::Args)]
pub(super) struct Choices {
    /// Folders with fonts, searched before the bundled ones
    #[arg(long, value_name = "DIR")]
    font_path: Vec<PathBuf>,
    /// Use the system's fonts, too: a style takes official faces from there where they are installed
    #[arg(long)]
    system_fonts: bool,
    /// Leave the sources and the figures out of the PDF
    #[arg(long)]
    no_attach: bool,
}

/// Sets the pages. What is wrong is said here, where it lies in the sources: then there are findings, else trouble.
#[cfg(feature = "pdf")]
pub(super) fn set(report: &Report, choices: &Choices, voice: &Voice) -> Result<Vec<u8>, Outcome> {
    use super::progress;
    use crate::pdf::{self, PdfError};
    use crate::project::{too_wide, unprintable};

    let (document, sources, name) = (&report.checked.document, &report.checked.sources, &report.name);
    if document.place.is_none() {
        let nothing = say!("报告里没有 document，没有可印的", "the report has no `document`: nothing to print");
        terminal::trouble(&nothing, voice);
        return Err(Outcome::Trouble);
    }
    let date = made::date().map_err(|said| {
        terminal::trouble(&said, voice);
        Outcome::Trouble
    })?;
    let sign = progress::start(&say!("排版 {name}", "setting the pages of {name}"), voice);
    let rendered = pdf::render(
        &crate::emit::typst::emit(document),
        &pdf::Options {
            font_dirs: pdf::find_font_dirs(&choices.font_path),
            system_fonts: choices.system_fonts,
            ident: document.title.clone(),
            date: date.map(|date| (date.year(), u8::from(date.month()), date.day())),
            attachments: if choices.no_attach { vec![] } else { made::attachments(&report.checked) },
        },
    );
    drop(sign);
    let found = match rendered {
        Ok(bytes) => return Ok(bytes),
        Err(PdfError::Unprintable(chars)) => unprintable(sources, document.place, &chars),
        Err(PdfError::TooWide(forms)) => too_wide(sources, document.place, &forms),
        Err(error) => {
            error.messages().iter().for_each(|message| terminal::trouble(message, voice));
            return Err(Outcome::Trouble);
        }
    };
    terminal::findings(sources, &found, voice);
    Err(Outcome::Findings)
}

#[cfg(not(feature = "pdf"))]
pub(super) fn set(_: &Report, choices: &Choices, voice: &Voice) -> Result<Vec<u8>, Outcome> {
    let Choices { font_path: _, system_fonts: _, no_attach: _ } = choices;
    terminal::trouble(&say!("这个程序没有编入 PDF 功能", "this program was built without PDF"), voice);
    Err(Outcome::Trouble)
}

/// What a PDF says of its making.
#[cfg(feature = "pdf")]
mod made {
    use crate::base::{Say, Source};
    use crate::document::{Date, date::from_epoch};
    use crate::emit;
    use crate::pdf::{Attachment, Relation};
    use crate::project::Checked;
    use crate::say;

    /// The day for a document that has none: of the environment variable that builds set which can be repeated.
    pub(super) fn date() -> Result<Option<Date>, Say> {
        const VARIABLE: &str = "SOURCE_DATE_EPOCH";
        let Some(seconds) = std::env::var_os(VARIABLE) else { return Ok(None) };
        let seconds = seconds.to_string_lossy();
        from_epoch(&seconds).map(Some).ok_or_else(|| {
            say!(
                "环境变量 {VARIABLE} 应是从 1970 年起的秒数，而不是「{seconds}」",
                "the environment variable {VARIABLE} must be seconds since 1970, not `{seconds}`"
            )
        })
    }

    /// All that the document was made of, the library's files too, so that it can be made again; and its figures.
    pub(super) fn attachments(checked: &Checked) -> Vec<Attachment> {
        let source = |source: &Source| Attachment {
            name: source.name.clone(),
            bytes: source.text.clone().into_bytes(),
            media: "text/plain",
            relation: Relation::Source,
        };
        let mut all: Vec<Attachment> = checked.sources.iter().map(|(_, file)| source(file)).collect();
        // What was read from standard input, too, gets a name that files may have.
        let report = all.first().map_or("", |report| report.name.trim_end_matches(".budget"));
        let report = report.trim_matches(['<', '>']).to_owned();
        if let Some(first) = all.first_mut() {
            first.name = format!("{report}.budget");
        }
        all.push(Attachment {
            name: format!("{report}.json"),
            bytes: emit::json::emit(checked).into_bytes(),
            media: "application/json",
            relation: Relation::Data,
        });
        all
    }
}
