//! How well the figures of a file are guarded, and what its rows take.

use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;

use super::complete::is_amount;
use super::context::{Context, Wanted};
use super::place::{Location, files_at, location};
use super::question::{Question, Unanswered};
use super::rows::Said;
use crate::eval::Env;
use crate::localize;
use crate::model::{Ledger, LedgerId, MemberId, Report, Type};
use crate::syntax::ast::{Decl, declarations};
use crate::syntax::{KeywordPage, Tree, keyword_at, keyword_page, keywords_of};

/// A typed figure, and how many identities it lies in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureGuard {
    /// Where it is typed.
    pub at: Location,
    /// The identities; no bounds, which only a large error breaks.
    pub identities: usize,
}

/// How the figures of a file are guarded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guards {
    /// Each typed figure, in the file's order.
    pub figures: Vec<FigureGuard>,
    /// Totals that are not stated and would help most: the ledger, and the coordinates as they are written.
    pub totals: Vec<(String, String)>,
}

/// What the facts at a member come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberAmount {
    /// The ledger; one of a former report behind that report's name.
    pub ledger: String,
    /// The amount, with its unit.
    pub amount: String,
}

/// How a file spells its keywords.
#[derive(Clone, Debug, Default)]
pub struct FileSpelling {
    /// Whether the first one is Chinese.
    first: Option<bool>,
    /// By grammar rule: whether it is, where it first stands.
    each: HashMap<&'static str, bool>,
}

impl FileSpelling {
    /// Whether a keyword is to be Chinese: as it is written elsewhere in the file, else as the file's first one is.
    pub fn is_chinese(&self, rule: &str) -> bool {
        self.each.get(rule).copied().or(self.first).unwrap_or(true)
    }
}

/// What a row of a ledger takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowShape {
    /// The ledger.
    pub ledger: String,
    /// Its dimensions and fields, as they are written; in brackets what may be left out.
    pub parts: Vec<String>,
    /// Which of them is to be said next; none where all are said.
    pub next: Option<usize>,
}

impl Question<'_> {
    /// How the figures that are typed in a file are guarded; none where the report has errors.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn guards(&self, file: &Path) -> Result<Option<Guards>, Unanswered> {
        let path = self.whole(file);
        self.with(|it| {
            let checked = it.checked;
            checked.is_sound().then(|| {
                let coverage = localize::coverage(it.evaluator, &checked.sources, &checked.identities);
                let files = files_at(checked, &path);
                let own = coverage.figures.iter().filter(|figure| files.contains(&figure.span.file));
                let guard =
                    own.map(|figure| FigureGuard { at: location(checked, figure.span), identities: figure.identities });
                let totals = coverage.totals.iter().map(|total| (total.ledger.clone(), total.at.join(" ")));
                Guards { figures: guard.collect(), totals: totals.collect() }
            })
        })
    }

    /// What the facts at a member come to, in each ledger that has some there.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn amounts(&self, member: MemberId) -> Result<Vec<MemberAmount>, Unanswered> {
        self.with(|it| {
            let report = &it.checked.report;
            let dim = report.member(member).dim;
            let env = Env::default().member(report, dim, member);
            let amount = |(number, ledger): (usize, &Ledger)| {
                let field = ledger.figure()?;
                let id = LedgerId(number as u32);
                // a ledger that does not stand along the member's dimension comes to the same anywhere
                if !report.axes(id).contains(&dim) {
                    return None;
                }
                let total = it.evaluator.total(id, field, &env.coords)?.ok()??;
                let amount = it.evaluator.spoken(&total, &ledger.fields[field].ty);
                Some(MemberAmount { ledger: ledger.name.clone(), amount })
            };
            report.ledgers.iter().enumerate().filter_map(amount).collect()
        })
    }

    /// The blocks of rows of facts in a file: the ledger of each, and its bytes to the brace at its end.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn blocks(&self, file: &Path) -> Result<Vec<(String, Range<usize>)>, Unanswered> {
        self.of_file(file, |text, tree| {
            let block = |decl: Decl<'_>| {
                let Decl::Items(_) = decl else { return None };
                let start = decl.span().range().start;
                Some((decl.name()?.text().to_owned(), start..start + decl.text().len()))
            };
            declarations(tree.root(text)).filter_map(block).collect()
        })
    }

    /// How a file spells its keywords.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn spelling(&self, file: &Path) -> Result<FileSpelling, Unanswered> {
        self.of_file(file, |text, tree| {
            let mut spelling = FileSpelling::default();
            for (keyword, written) in keywords_of(text, tree) {
                let chinese = !written.is_ascii();
                spelling.first.get_or_insert(chinese);
                spelling.each.entry(keyword.rule).or_insert(chinese);
            }
            spelling
        })
    }

    /// What is told of the keyword at a byte of a file.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn keyword_at(&self, file: &Path, byte: usize) -> Result<Option<KeywordPage>, Unanswered> {
        self.of_file(file, |text, tree| keyword_page(keyword_at(text, tree, byte)?.rule))
    }

    /// What the row takes that stands at a byte of a file; none where no row of facts stands there.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn row_shape(&self, file: &Path, byte: usize) -> Result<Option<RowShape>, Unanswered> {
        let place = self.of_file(file, |text, tree| {
            let Context { wanted, heads, row, .. } = Context::new(text, tree, byte);
            let (ledger, label) = match wanted {
                Wanted::Row(ledger) => (ledger, None),
                Wanted::Labelled(false, ledger, label) => (ledger, Some(label.to_owned())),
                _ => return None,
            };
            let numbered = text[row.clone()].split_whitespace().any(is_amount);
            let said: Vec<Range<usize>> = heads.into_iter().chain([row]).collect();
            Some((ledger.to_owned(), RowSoFar { label, numbered, said }))
        })?;
        let checked = self.check()?;
        self.guarded(|| {
            let file = files_at(&checked, &self.whole(file)).into_iter().next();
            let shape = |(ledger, row): (String, RowSoFar)| {
                let said = Said::with_file(&checked, file?, &row.said);
                shape(&checked.report, &ledger, &row, &said)
            };
            Ok(place.and_then(shape))
        })
    }

    /// Asks something of a file's text and tree.
    fn of_file<T: Default>(&self, file: &Path, ask: impl FnOnce(&str, &Tree) -> T) -> Result<T, Unanswered> {
        let checked = self.check()?;
        self.guarded(|| {
            let file = files_at(&checked, &self.whole(file)).into_iter().next();
            Ok(file
                .map(|file| ask(&checked.sources.get(file).text, &checked.trees[file.0 as usize]))
                .unwrap_or_default())
        })
    }
}

/// What a row says before the place where somebody types.
struct RowSoFar {
    /// The label before what is being typed.
    label: Option<String>,
    /// Whether its number is there.
    numbered: bool,
    /// Where its members stand: in the row and around it.
    said: Vec<Range<usize>>,
}

fn shape(report: &Report, name: &str, row: &RowSoFar, said: &Said) -> Option<RowShape> {
    let ledger = report.ledgers.iter().find(|ledger| ledger.name == name)?;
    let optional = |named: String, optional: bool| if optional { format!("[{named}]") } else { named };
    let mut parts = Vec::new();
    // whether each part is labelled, said, and may be left out
    let mut state = Vec::new();
    for axis in &ledger.axes {
        let name = &report.dim(axis.dim).name;
        let may_lack = axis.optional || axis.default.is_some();
        parts.push(optional(name.clone(), may_lack));
        state.push((row.label.as_ref() == Some(name), said.get(axis.dim).is_some(), may_lack));
    }
    for (number, field) in ledger.fields.iter().enumerate() {
        let ty = match &field.ty {
            Type::Amount(measure) => report.measures[measure.ix()].name.clone(),
            Type::Count(unit) => unit.clone(),
            Type::Member(dim) => report.dim(*dim).name.clone(),
            _ => String::new(),
        };
        let label = if number == 0 { String::new() } else { format!("{}: ", field.name) };
        let written = format!("{label}{}", if ty.is_empty() || number == 0 { &field.name } else { &ty });
        parts.push(optional(written, field.optional));
        let there = row.numbered && ledger.figure() == Some(number);
        state.push((row.label.as_ref() == Some(&field.name), there, field.optional));
    }
    let find = |wanted: &dyn Fn(&(bool, bool, bool)) -> bool| state.iter().position(wanted);
    let next = find(&|part| part.0);
    let next = next.or_else(|| find(&|part| !part.1 && !part.2)).or_else(|| find(&|part| !part.1));
    Some(RowShape { ledger: name.to_owned(), parts, next })
}
