//! A report as bytes: any format, or pages with all that they are made of attached.

use crate::base::{Diagnostic, Say};
use crate::emit::{FormatOptions, OutputBytes, OutputFormat};
use crate::project::{Checked, Evaluated, undocumented};
use crate::say;

/// What a report is to be written as.
pub enum OutputKind<'f> {
    /// A file or folder of a format.
    Format(&'f OutputFormat, FormatOptions),
    /// Pages as PDF.
    #[cfg(feature = "pdf")]
    Pages(Pages<'f>),
}

use crate::session::codes::NO_DRAFT_WORD;
#[cfg(feature = "pdf")]
pub use pages::Pages;

/// Why there are no bytes.
#[derive(Debug)]
pub enum Unwritten {
    /// Something that is not in the sources.
    Trouble(Vec<Say>),
    /// Findings in the sources, which only laid-out pages show.
    Findings(Vec<Diagnostic>),
}

/// The bytes of a report that has no errors.
///
/// # Errors
/// Why there are none.
pub fn write(it: &Evaluated<'_, '_>, wanted: &OutputKind<'_>) -> Result<OutputBytes, Unwritten> {
    match wanted {
        // what shows a document has nothing to show: a file that was half stored must not take the place of a whole one
        OutputKind::Format(format, _) if format.drafts && it.checked.document.place.is_none() => {
            Err(Unwritten::Findings(vec![undocumented()]))
        }
        OutputKind::Format(format, options) => {
            (format.write)(it, options).map_err(|against| Unwritten::Trouble(vec![against]))
        }
        #[cfg(feature = "pdf")]
        OutputKind::Pages(pages) => pages.write(it).map(OutputBytes::File),
    }
}

/// What stands against a draft: the document must have a word for it.
pub fn undrafted(checked: &Checked) -> Option<Diagnostic> {
    let document = &checked.document;
    let place = document.place.filter(|_| document.draft.is_empty())?;
    let message = say!("文档没有写明草稿的字样", "the document has no word for a draft");
    Some(Diagnostic::new(NO_DRAFT_WORD, place, message).note(say!(
        "在 document 后写上 draft \"……\"，或不用 --draft",
        "write draft \"……\" behind `document`, or leave --draft out"
    )))
}

#[cfg(feature = "pdf")]
mod pages {
    use super::Unwritten;
    use crate::base::{Date, Source};
    use crate::emit;
    use crate::pdf::{self, Attachment, Fonts, PdfError, Relationship};
    use crate::project::{Checked, Evaluated, STDIN, in_style, refused_values, too_wide, undocumented, unprintable};

    /// How pages are set.
    pub struct Pages<'f> {
        /// The fonts that they are set in.
        pub fonts: &'f Fonts,
        /// The day for a document that has none.
        pub date: Option<Date>,
        /// Whether the sources and the figures are attached.
        pub attach: bool,
        /// Whether each page is marked as a draft.
        pub draft: bool,
    }

    impl Pages<'_> {
        /// The pages of a report as PDF.
        pub(super) fn write(&self, it: &Evaluated<'_, '_>) -> Result<Vec<u8>, Unwritten> {
            let attachments = if self.attach { attachments(it) } else { Vec::new() };
            self.set(it.checked, attachments)
        }

        /// Sets the pages only to see what they show.
        pub fn look(&self, checked: &Checked) -> Result<(), Unwritten> {
            self.set(checked, Vec::new()).map(drop)
        }

        fn set(&self, checked: &Checked, attachments: Vec<Attachment>) -> Result<Vec<u8>, Unwritten> {
            let (document, sources) = (&checked.document, &checked.sources);
            if document.place.is_none() {
                return Err(Unwritten::Findings(vec![undocumented()]));
            }
            let options = pdf::RenderOptions {
                ident: document.title.clone(),
                date: self.date.map(|date| (date.year(), u8::from(date.month()), date.day())),
                attachments,
                pictures: checked.pictures.iter().map(|one| (one.path.clone(), one.bytes.clone())).collect(),
            };
            let emit = if self.draft { emit::typst::emit } else { emit::typst::finished };
            let text = emit(document, &checked.style);
            pdf::render(&text, self.fonts, options).map_err(|error| match error {
                PdfError::Unprintable(chars) => Unwritten::Findings(unprintable(sources, document.place, &chars)),
                PdfError::Refused(names) => {
                    Unwritten::Findings(refused_values(&checked.report, &checked.style, &names))
                }
                PdfError::TooWide(forms) => Unwritten::Findings(too_wide(document, &forms)),
                PdfError::Typst(said) if !in_style(checked, &said).is_empty() => {
                    Unwritten::Findings(in_style(checked, &said))
                }
                error => Unwritten::Trouble(error.messages()),
            })
        }
    }

    /// All that the document was made of, the library's files too, so that it can be made again; and its figures.
    fn attachments(it: &Evaluated<'_, '_>) -> Vec<Attachment> {
        let checked = it.checked;
        let source = |source: &Source| Attachment {
            path: source.name.clone(),
            bytes: source.text.clone().into_bytes(),
            media: "text/plain",
            relation: Relationship::Source,
        };
        let mut all: Vec<Attachment> = checked.sources.iter().map(|(_, file)| source(file)).collect();
        // what a former report uses too is there once
        let mut names = std::collections::HashSet::new();
        all.retain(|file| names.insert(file.path.clone()));
        // what was read from standard input, too, gets a name that files may have
        let report = all.first().map_or("", |report| report.path.trim_end_matches(".budget"));
        let report = match report.strip_suffix(STDIN) {
            Some(folder) => format!("{folder}stdin"),
            None => report.to_owned(),
        };
        if let Some(first) = all.first_mut() {
            first.path = format!("{report}.budget");
        }
        all.extend(checked.pictures.iter().map(|picture| Attachment {
            path: picture.path.clone(),
            bytes: picture.bytes.clone(),
            media: picture.media,
            relation: Relationship::Source,
        }));
        all.push(Attachment {
            path: format!("{report}.json"),
            bytes: emit::json::emit(it).into_bytes(),
            media: "application/json",
            relation: Relationship::Data,
        });
        all
    }
}
