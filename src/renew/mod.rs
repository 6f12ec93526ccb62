//! Next year's report from last year's: the year moved, last year used as the former report, names and texts kept, figures blank.

mod blanks;
mod notice;
mod paths;
mod reasons;
mod settings;
mod text_changes;
mod uses;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::base::{FileId, Lang, Say};
use crate::format;
use crate::model::{ExprKind, Type};
use crate::project::Checked;
use crate::say;
use notice::Notice;
use text_changes::TextChanges;

/// Next year's report as it is to be filled in.
#[derive(Debug)]
pub struct NextYear {
    /// The year of the last report, and the next.
    pub years: (u32, u32),
    /// The report's path below the root of the project.
    pub report: String,
    /// Its files, the report first, each with its path below the root and its text. What both years share is not among them.
    pub files: Vec<(String, String)>,
}

/// The changes of a report's files.
type ChangesByFile = FxHashMap<FileId, TextChanges>;

/// What next year's report is made of.
struct Renewal<'c> {
    checked: &'c Checked,
    years: (u32, u32),
    /// What the former report is called.
    former: String,
}

/// Drafts next year's report. The notice at its head, which says what is to be done, is in the document's language, as far as there is
/// one in it: Chinese, else English.
///
/// # Errors
/// Why there is none: the last report has errors, or no year.
pub fn next_year(checked: &Checked) -> Result<NextYear, Say> {
    if !checked.is_sound() {
        return Err(say!("它有错误，先改正", "it has errors: correct them first"));
    }
    let year = last_year(checked).ok_or_else(|| {
        say!(
            "它没有写明年度：要有一个类型为 year 的参数，设为一个数",
            "it does not say its year: a parameter of the type `year` has to be set to a number"
        )
    })?;
    let lang = if checked.document.lang.starts_with("zh") { Lang::Zh } else { Lang::En };
    let former = uses::former_name(checked, lang);
    let renewal = Renewal { checked, years: (year, year + 1), former };
    let mut notice = Notice::default();
    let mut edits = ChangesByFile::default();
    renewal.figures(&mut edits);
    renewal.settings(&mut edits, &mut notice);
    let named = renewal.named_files(&edits);
    renewal.declarations(&named, &mut edits, &mut notice);
    renewal.uses(&named, &mut edits);
    Ok(renewal.finished(named, edits, notice, lang))
}

/// Whether a file is the report's own, not a former report's nor the library's.
fn is_own(checked: &Checked, file: FileId) -> bool {
    checked.spaces.get(file.0 as usize) == Some(&0) && !checked.sources.get(file).is_standard()
}

/// The year that the report is of: what the first parameter that is one was set to, else its default.
fn last_year(checked: &Checked) -> Option<u32> {
    let mut years: Vec<_> = settings::years(checked).collect();
    // what is set comes before what is not
    years.sort_by_key(|param| param.set.is_none());
    years.into_iter().find_map(|param| match &param.value.as_ref()?.kind {
        ExprKind::Quantity(year, _) if param.ty == Type::Year => year.to_string().parse().ok(),
        _ => None,
    })
}

impl Renewal<'_> {
    fn is_own(&self, file: FileId) -> bool {
        is_own(self.checked, file)
    }

    /// The files of next year by name: those in which something of the year stands, and those that use one.
    fn named_files(&self, edits: &ChangesByFile) -> FxHashMap<FileId, String> {
        let mut of_year: FxHashSet<FileId> = edits.keys().copied().collect();
        of_year.insert(FileId(0));
        let links = || self.checked.links.iter().filter(|(place, _)| self.is_own(place.file));
        // each round finds a file more, or is the last
        while let Some((place, _)) =
            links().find(|(place, used)| of_year.contains(used) && !of_year.contains(&place.file))
        {
            of_year.insert(place.file);
        }
        let path = |file: FileId| paths::next_path(&self.checked.sources.get(file).name, self.years);
        of_year.into_iter().map(|file| (file, path(file))).collect()
    }

    /// The texts with their edits, laid out.
    fn finished(
        &self,
        named: FxHashMap<FileId, String>,
        mut edits: ChangesByFile,
        mut notice: Notice,
        lang: Lang,
    ) -> NextYear {
        let mut named: Vec<(FileId, String)> = named.into_iter().collect();
        named.sort_by_key(|(file, _)| *file);
        let mut files: Vec<(String, String)> = Vec::new();
        for (file, path) in named {
            let source = self.checked.sources.get(file);
            let before = source.stored.as_ref().unwrap_or(&source.text);
            let text = edits.remove(&file).unwrap_or_default().made_in(before);
            let text = format::format(&text, None).unwrap_or(text);
            notice.years_named += naming_years(&text, self.years.0);
            files.push((path, text));
        }
        let report = files.first().map(|(path, _)| path.clone()).unwrap_or_default();
        if let Some((_, text)) = files.first_mut() {
            let last = &self.checked.sources.get(FileId(0)).name;
            let head = notice.text(self.years, (last, &report), &self.former, lang);
            *text = format!("{head}\n{text}");
        }
        NextYear { years: self.years, report, files }
    }
}

/// How many lines name the last year or the one before, comments and files apart.
fn naming_years(text: &str, last: u32) -> usize {
    let names = |line: &&str| {
        let code = line.split("//").next().unwrap_or("");
        let used = ["use ", "引用 "].iter().any(|word| code.trim_start().starts_with(word));
        !used && [last, last.saturating_sub(1)].iter().any(|year| paths::year_at(code, *year).is_some())
    };
    text.lines().filter(names).count()
}
