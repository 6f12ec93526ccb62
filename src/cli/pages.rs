//! The document as PDF pages, for `budgetc build`.

use std::path::PathBuf;
#[cfg(feature = "pdf")]
use std::sync::OnceLock;

use super::{Outcome, Voice, terminal};
use crate::base::{Diagnostic, Say};
#[cfg(feature = "pdf")]
use crate::pdf::{self, Fonts, PdfError};
use crate::project::Checked;
#[cfg(feature = "pdf")]
use crate::project::{too_wide, undocumented, unprintable};
#[cfg(not(feature = "pdf"))]
use crate::say;

/// Where fonts are looked for.
#[derive(clap::Args, Default)]
pub(super) struct FontChoices {
    /// Folders with fonts, searched before the bundled ones
    #[arg(long, value_name = "DIR")]
    font_path: Vec<PathBuf>,
    /// Use the system's fonts, too: a style takes official faces from there where they are installed
    #[arg(long)]
    system_fonts: bool,
}

#[derive(clap::Args)]
pub(super) struct Choices {
    #[command(flatten)]
    fonts: FontChoices,
    /// Leave the sources and the figures out of the PDF
    #[arg(long)]
    no_attach: bool,
}

impl Choices {
    /// The first of these that was made.
    pub(super) fn named(&self) -> Option<&'static str> {
        self.fonts.named().or(self.no_attach.then_some("--no-attach"))
    }
}

impl FontChoices {
    /// The first of these that was made.
    pub(super) fn named(&self) -> Option<&'static str> {
        let fonts = (!self.font_path.is_empty()).then_some("--font-path");
        fonts.or(self.system_fonts.then_some("--system-fonts"))
    }
}

/// Why there are no pages.
pub(super) enum Unset {
    /// Something that is not in the sources.
    Trouble(Vec<Say>),
    /// Findings in the sources.
    #[cfg_attr(not(feature = "pdf"), expect(dead_code, reason = "without PDF no page shows any"))]
    Findings(Vec<Diagnostic>),
}

impl Unset {
    /// Says it.
    pub(super) fn said(&self, checked: &Checked, voice: &Voice) -> Outcome {
        match self {
            Unset::Trouble(all) => {
                all.iter().for_each(|text| terminal::trouble(text, voice));
                Outcome::Trouble
            }
            Unset::Findings(found) => {
                terminal::findings(&checked.sources, found, voice);
                Outcome::Findings
            }
        }
    }
}

/// Sets pages, for one report after another or several at once.
#[cfg(feature = "pdf")]
pub(super) struct Press<'c> {
    choices: &'c FontChoices,
    attach: bool,
    /// Looked for when the first pages are set.
    fonts: OnceLock<Result<Fonts, PdfError>>,
}

#[cfg(feature = "pdf")]
impl<'c> Press<'c> {
    pub(super) fn new(choices: &'c Choices) -> Press<'c> {
        Press { choices: &choices.fonts, attach: !choices.no_attach, fonts: OnceLock::new() }
    }

    /// For pages that nobody keeps.
    pub(super) fn to_look_at(choices: &'c FontChoices) -> Press<'c> {
        Press { choices, attach: false, fonts: OnceLock::new() }
    }

    /// The pages of a report, or why there are none.
    pub(super) fn set(&self, checked: &Checked) -> Result<Vec<u8>, Unset> {
        let (document, sources) = (&checked.document, &checked.sources);
        if document.place.is_none() {
            return Err(Unset::Findings(vec![undocumented()]));
        }
        let date = made::date().map_err(|said| Unset::Trouble(vec![said]))?;
        let choices = self.choices;
        let find = || Fonts::find(&pdf::find_font_dirs(&choices.font_path), choices.system_fonts);
        let fonts = self.fonts.get_or_init(find).as_ref().map_err(|error| Unset::Trouble(error.messages()))?;
        let options = pdf::Options {
            ident: document.title.clone(),
            date: date.map(|date| (date.year(), u8::from(date.month()), date.day())),
            attachments: if self.attach { made::attachments(checked) } else { vec![] },
            pictures: checked.pictures.iter().map(|one| (one.path.clone(), one.bytes.clone())).collect(),
        };
        pdf::render(&crate::emit::typst::emit(document), fonts, &options).map_err(|error| match error {
            PdfError::Unprintable(chars) => Unset::Findings(unprintable(sources, document.place, &chars)),
            PdfError::TooWide(forms) => Unset::Findings(too_wide(sources, document.place, &forms)),
            error => Unset::Trouble(error.messages()),
        })
    }
}

/// Puts what only laid-out pages show to the findings of a report that has no error so far.
///
/// # Errors
/// Why there are no pages, where that is nothing in the sources.
pub(super) fn look(press: &Press, checked: &mut Checked) -> Result<(), Vec<Say>> {
    if !checked.is_sound() || checked.document.place.is_none() {
        return Ok(());
    }
    checked.document.draft.clear();
    match press.set(checked) {
        Ok(_) => Ok(()),
        Err(Unset::Findings(found)) => {
            checked.add(found);
            Ok(())
        }
        Err(Unset::Trouble(all)) => Err(all),
    }
}

/// What stands for it in a program without PDF.
#[cfg(not(feature = "pdf"))]
pub(super) struct Press;

#[cfg(not(feature = "pdf"))]
impl Press {
    pub(super) fn new(choices: &Choices) -> Press {
        let Choices { fonts, no_attach: _ } = choices;
        Press::to_look_at(fonts)
    }

    pub(super) fn to_look_at(choices: &FontChoices) -> Press {
        let FontChoices { font_path: _, system_fonts: _ } = choices;
        Press
    }

    pub(super) fn set(&self, _: &Checked) -> Result<Vec<u8>, Unset> {
        Err(Unset::Trouble(vec![say!("这个程序没有编入 PDF 功能", "this program was built without PDF")]))
    }
}

/// What a PDF says of its making.
#[cfg(feature = "pdf")]
mod made {
    use super::super::input::STDIN;
    use crate::base::date::{Date, EPOCH, from_epoch};
    use crate::base::{Say, Source};
    use crate::emit;
    use crate::pdf::{Attachment, Relation};
    use crate::project::Checked;
    use crate::say;

    /// The day for a document that has none: of the environment variable that builds set which can be repeated.
    pub(super) fn date() -> Result<Option<Date>, Say> {
        let Some(seconds) = std::env::var_os(EPOCH) else { return Ok(None) };
        let seconds = seconds.to_string_lossy();
        from_epoch(&seconds).map(Some).ok_or_else(|| {
            say!(
                "环境变量 {EPOCH} 应是从 1970 年起的秒数，而不是「{seconds}」",
                "the environment variable {EPOCH} must be seconds since 1970, not `{seconds}`"
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
        // what a former report uses too is there once
        let mut names = std::collections::HashSet::new();
        all.retain(|file| names.insert(file.name.clone()));
        // What was read from standard input, too, gets a name that files may have.
        let report = all.first().map_or("", |report| report.name.trim_end_matches(".budget"));
        let report = match report.strip_suffix(STDIN) {
            Some(folder) => format!("{folder}stdin"),
            None => report.to_owned(),
        };
        if let Some(first) = all.first_mut() {
            first.name = format!("{report}.budget");
        }
        all.extend(checked.pictures.iter().map(|picture| Attachment {
            name: picture.path.clone(),
            bytes: picture.bytes.clone(),
            media: picture.media,
            relation: Relation::Source,
        }));
        all.push(Attachment {
            name: format!("{report}.json"),
            bytes: emit::json::emit(checked).into_bytes(),
            media: "application/json",
            relation: Relation::Data,
        });
        all
    }
}
