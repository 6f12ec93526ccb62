//! Typst text and fonts to PDF: the only room that names Typst.
//!
//! The same text with the same fonts gives the same bytes: no clock, no network, no file but the fonts.

mod attach;
mod fonts;
mod glyphs;
mod options;
mod world;

pub use attach::{Attachment, Relationship};
pub use fonts::Fonts;
pub use options::RenderOptions;

use std::fmt;
use std::path::PathBuf;

use typst::comemo;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::base::Say;
use crate::say;
use world::World;

/// PDF/A wants a date in every file. A document without one gets a day that nobody takes for real.
const NO_DATE: (i32, u8, u8) = (1970, 1, 1);

/// For how many documents a part of a layout is kept that none of them used again.
const KEPT: usize = 3;

/// What a style says, with the form's name behind it, where a table does not fit the page.
const TOO_WIDE: &str = "panicked with: too wide: ";

/// What a style says, with a variable's name behind it, where it does not understand the value.
const REFUSED: &str = "panicked with: no value of ";

/// Why there is no PDF.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PdfError {
    /// A font folder that was named is not there.
    NoFolder(PathBuf),
    /// None of these folders holds a font.
    NoFonts(Vec<PathBuf>),
    /// Characters that cannot be printed: no font has them, or PDF/A forbids them.
    Unprintable(Vec<char>),
    /// Forms whose tables do not fit the page, by name.
    TooWide(Vec<String>),
    /// Variables of the style, by name, whose values it does not understand.
    Refused(Vec<String>),
    /// What Typst says, each with the line of the text that it is about.
    Typst(Vec<(Option<usize>, String)>),
}

impl PdfError {
    /// The reasons, one by one. Typst's own are in English.
    pub fn messages(&self) -> Vec<Say> {
        match self {
            PdfError::NoFolder(path) => {
                let path = path.display();
                vec![say!("没有字体文件夹 {path}", "there is no font folder {path}")]
            }
            PdfError::NoFonts(paths) if paths.is_empty() => vec![say!(
                "找不到字体：请用 --font-path 或环境变量 BUDGETC_FONTS 指明字体文件夹",
                "no fonts found: name their folder with --font-path or in the environment variable BUDGETC_FONTS"
            )],
            PdfError::NoFonts(paths) => {
                let paths: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
                let paths = paths.join(", ");
                vec![say!("这些文件夹里没有字体：{paths}", "no fonts in {paths}")]
            }
            PdfError::Unprintable(chars) => {
                let shown = |c: &char| format!("U+{:04X}", u32::from(*c));
                let chars = chars.iter().map(shown).collect::<Vec<_>>().join(", ");
                vec![say!("印不出这些字符：{chars}", "these characters cannot be printed: {chars}")]
            }
            PdfError::TooWide(forms) => {
                let forms = forms.join(", ");
                vec![say!("这些表格太宽：{forms}", "these forms are too wide: {forms}")]
            }
            PdfError::Refused(names) => {
                let names = names.join(", ");
                vec![say!("样式的这些变量的值不对：{names}", "the style does not understand the values of {names}")]
            }
            PdfError::Typst(said) => {
                let at = |line: &usize| format!(" (line {line} of the Typst text)");
                let one = |(line, text): &(Option<usize>, String)| {
                    let line = line.as_ref().map(at).unwrap_or_default();
                    say!("{text}{line}", "{text}{line}")
                };
                said.iter().map(one).collect()
            }
        }
    }
}

impl fmt::Display for PdfError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let messages: Vec<String> = self.messages().into_iter().map(|say| say.en).collect();
        f.write_str(&messages.join("\n"))
    }
}

impl std::error::Error for PdfError {}

/// Lays out a Typst text and gives the PDF's bytes.
///
/// The file conforms to PDF/A-3a (it can be archived, and may carry attachments) and PDF/UA-1 (it can be read aloud).
/// A warning counts as an error: each of Typst's means that a page may not look as it was meant to.
pub fn render(source: &str, fonts: &Fonts, options: RenderOptions) -> Result<Vec<u8>, PdfError> {
    let RenderOptions { ident, date, attachments, pictures } = options;
    // what the last few documents had in common is kept for this one, the rest is not
    comemo::evict(KEPT);
    let world = World::new(source, attachments, pictures, &fonts.library, &fonts.store);
    pages(&world, ident, date)
}

fn pages(world: &World<'_>, ident: String, date: Option<(i32, u8, u8)>) -> Result<Vec<u8>, PdfError> {
    let compiled = typst::compile::<PagedDocument>(world);
    let document = compiled.output.map_err(|errors| world.explain(&errors))?;
    let missing = glyphs::missing(&document);
    if !missing.is_empty() {
        return Err(PdfError::Unprintable(missing));
    }
    if !compiled.warnings.is_empty() {
        return Err(world.explain(&compiled.warnings));
    }
    let standards = PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1])
        .map_err(|error| PdfError::Typst(vec![(None, error.message().to_string())]))?;
    let (year, month, day) = date.unwrap_or(NO_DATE);
    let options = PdfOptions {
        ident: Smart::Custom(ident),
        creator: Smart::Custom(Some(format!("budgetc {}", env!("CARGO_PKG_VERSION")))),
        timestamp: Datetime::from_ymd_hms(year, month, day, 0, 0, 0).map(Timestamp::new_utc),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options).map_err(|errors| world.explain(&errors))
}

impl World<'_> {
    /// Typst's diagnostics: where each points to, the message and its hints.
    fn explain(&self, diagnostics: &[SourceDiagnostic]) -> PdfError {
        let named = |prefix: &str| -> Vec<String> {
            diagnostics.iter().filter_map(|said| said.message.strip_prefix(prefix)).map(str::to_owned).collect()
        };
        let (wide, refused) = (named(TOO_WIDE), named(REFUSED));
        if !wide.is_empty() {
            return PdfError::TooWide(wide);
        }
        if !refused.is_empty() {
            return PdfError::Refused(refused);
        }
        PdfError::Typst(diagnostics.iter().map(|said| (self.line(said), message(said))).collect())
    }
}

fn message(diagnostic: &SourceDiagnostic) -> String {
    let hints = diagnostic.hints.iter().map(|hint| format!("; hint: {}", hint.v));
    std::iter::once(diagnostic.message.to_string()).chain(hints).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn render(source: &str, system_fonts: bool) -> Result<Vec<u8>, PdfError> {
        let fonts = Fonts::find(&[concat!(env!("CARGO_MANIFEST_DIR"), "/assets/fonts").into()], system_fonts)?;
        super::render(source, &fonts, RenderOptions { ident: "test".to_string(), ..RenderOptions::default() })
    }

    const HEAD: &str = r#"#set document(title: "一")
#set text(font: "FandolSong", lang: "zh")
"#;

    #[test]
    fn the_same_text_gives_the_same_bytes() {
        let source = format!("{HEAD}= 第一\n正文");
        let first = render(&source, false).unwrap();
        assert!(first.starts_with(b"%PDF-1.7"));
        assert_eq!(first, render(&source, false).unwrap());
    }

    #[test]
    fn errors_say_where() {
        let error = render(&format!("{HEAD}#nothing"), false).unwrap_err();
        assert_eq!(error.to_string(), "unknown variable: nothing (line 3 of the Typst text)");
    }

    #[test]
    fn the_systems_fonts_are_there_only_when_asked_for() {
        let bundled =
            r#"("FandolFang R", "FandolHei", "FandolKai", "FandolSong", "Liberation Serif", "Noto Serif SC")"#;
        let source = format!("{HEAD}#assert.eq(sys.inputs.families, {bundled})\n");
        assert_eq!(render(&source, false).err(), None);
        let source = format!("{HEAD}#assert({bundled}.all(family => family in sys.inputs.families))\n");
        assert_eq!(render(&source, true).err(), None);
    }

    #[test]
    fn what_no_font_shows_is_named() {
        let error = render(&format!("{HEAD}正文 \u{1F600}，\u{E123}。\n= 龘\u{4DB5}"), false).unwrap_err();
        assert_eq!(error, PdfError::Unprintable(vec!['\u{E123}', '\u{1F600}']));
    }

    #[test]
    fn an_unknown_family_is_no_silent_matter() {
        let error = render(&format!("{HEAD}#text(font: \"No Such Face\")[a]"), false).unwrap_err();
        assert!(error.to_string().starts_with("unknown font family: no such face"), "{error}");
    }

    #[test]
    fn the_clock_is_not_asked() {
        let error = render(&format!("{HEAD}#datetime.today().display()"), false).unwrap_err();
        assert!(error.to_string().starts_with("unable to get the current date"), "{error}");
    }

    #[test]
    fn folders_must_be_there() {
        let gone = PathBuf::from("no/such/folder");
        assert_eq!(Fonts::find(std::slice::from_ref(&gone), false).err(), Some(PdfError::NoFolder(gone)));
        assert_eq!(Fonts::find(&[], false).err(), Some(PdfError::NoFonts(vec![])));
    }
}
