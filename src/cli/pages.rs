//! The document as PDF pages, for `budgetc build`.

#[cfg(feature = "pdf")]
use std::collections::HashSet;
#[cfg(not(feature = "pdf"))]
use std::marker::PhantomData;
use std::path::PathBuf;
use std::sync::Arc;
#[cfg(feature = "pdf")]
use std::sync::OnceLock;

use super::{Outcome, Voice, terminal};
use crate::base::Say;
use crate::base::date::{Date, EPOCH, from_epoch};
use crate::emit::OutputBytes;
#[cfg(feature = "pdf")]
use crate::pdf::{Fonts, PdfError};
#[cfg(feature = "pdf")]
use crate::project::undocumented;
use crate::project::{Checked, Evaluated};
use crate::say;
use crate::session::Unwritten;
#[cfg(feature = "pdf")]
use crate::session::{self, OutputKind, Pages};

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

/// Says why there is no document.
pub(super) fn say_unwritten(unwritten: &Unwritten, checked: &Checked, voice: &Voice) -> Outcome {
    match unwritten {
        Unwritten::Trouble(all) => {
            all.iter().for_each(|text| terminal::trouble(text, voice));
            Outcome::Trouble
        }
        Unwritten::Findings(found) => {
            terminal::findings(&checked.sources, found, voice);
            Outcome::Findings
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
    pub(super) fn set(&self, it: &Evaluated<'_, '_>, draft: bool) -> Result<OutputBytes, Unwritten> {
        session::write(it, &OutputKind::Pages(self.pages(it.checked, draft)?))
    }

    fn look(&self, checked: &Checked) -> Result<(), Unwritten> {
        self.pages(checked, false)?.look(checked)
    }

    fn pages(&self, checked: &Checked, draft: bool) -> Result<Pages<'_>, Unwritten> {
        if checked.document.place.is_none() {
            return Err(Unwritten::Findings(vec![undocumented()]));
        }
        let date = made_on().map_err(|said| Unwritten::Trouble(vec![said]))?;
        let choices = self.choices;
        let find = || Fonts::find(&find_font_dirs(&choices.font_path), choices.system_fonts);
        let fonts = self.fonts.get_or_init(find).as_ref().map_err(|error| Unwritten::Trouble(error.messages()))?;
        Ok(Pages { fonts, date, attach: self.attach, draft })
    }
}

/// Puts what only laid-out pages show to the findings of a report that has no error so far.
///
/// # Errors
/// Why there are no pages, where that is nothing in the sources.
pub(super) fn look(press: &Press<'_>, checked: &mut Arc<Checked>) -> Result<(), Vec<Say>> {
    if !checked.is_sound() || checked.document.place.is_none() {
        return Ok(());
    }
    match press.look(checked) {
        Ok(()) => Ok(()),
        Err(Unwritten::Findings(found)) => {
            Arc::make_mut(checked).add(found);
            Ok(())
        }
        Err(Unwritten::Trouble(all)) => Err(all),
    }
}

/// What stands for it in a program without PDF.
#[cfg(not(feature = "pdf"))]
pub(super) struct Press<'c>(PhantomData<&'c ()>);

#[cfg(not(feature = "pdf"))]
impl<'c> Press<'c> {
    pub(super) fn new(choices: &'c Choices) -> Press<'c> {
        let Choices { fonts, no_attach: _ } = choices;
        Press::to_look_at(fonts)
    }

    pub(super) fn to_look_at(choices: &'c FontChoices) -> Press<'c> {
        let FontChoices { font_path: _, system_fonts: _ } = choices;
        Press(PhantomData)
    }

    pub(super) fn set(&self, it: &Evaluated<'_, '_>, _draft: bool) -> Result<OutputBytes, Unwritten> {
        self.look(it.checked).map(|()| OutputBytes::File(Vec::new()))
    }

    fn look(&self, _: &Checked) -> Result<(), Unwritten> {
        Err(Unwritten::Trouble(vec![say!("这个程序没有编入 PDF 功能", "this program was built without PDF")]))
    }
}

/// The day for a document that has none: of the environment variable that builds set which can be repeated.
pub(super) fn made_on() -> Result<Option<Date>, Say> {
    let Some(seconds) = std::env::var_os(EPOCH) else { return Ok(None) };
    let seconds = seconds.to_string_lossy();
    from_epoch(&seconds).map(Some).ok_or_else(|| {
        say!(
            "环境变量 {EPOCH} 应是从 1970 年起的秒数，而不是「{seconds}」",
            "the environment variable {EPOCH} must be seconds since 1970, not `{seconds}`"
        )
    })
}

/// The environment variable that names font folders, separated as in `PATH`.
#[cfg(feature = "pdf")]
const FONTS: &str = "BUDGETC_FONTS";

/// The folders to look into, in order: those given, those of the environment variable `BUDGETC_FONTS`, then the
/// nearest `assets/fonts` above the program itself.
#[cfg(feature = "pdf")]
fn find_font_dirs(font_paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut dirs = font_paths.to_vec();
    if let Some(paths) = std::env::var_os(FONTS) {
        dirs.extend(std::env::split_paths(&paths).filter(|path| !path.as_os_str().is_empty()));
    }
    dirs.extend(bundled());
    // to learn what the faces of a folder can show takes as long as to check a report
    let mut seen = HashSet::new();
    dirs.retain(|dir| seen.insert(dir.canonicalize().unwrap_or_else(|_| dir.clone())));
    dirs
}

#[cfg(feature = "pdf")]
fn bundled() -> Option<PathBuf> {
    // A link to the program must not hide the folders around it.
    let program = std::env::current_exe().and_then(|path| path.canonicalize()).ok()?;
    program.ancestors().map(|above| above.join("assets/fonts")).find(|dir| dir.is_dir())
}
