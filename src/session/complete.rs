//! What may stand at a place, while the row around it is still being typed: told by the declaration's keyword, the braces and
//! brackets that are open, and the words before. The rest of the report is read as it stands.

use std::collections::BTreeSet;
use std::path::Path;

use rustc_hash::FxHashSet;

use super::context::{Context, Wanted};
use super::place::{Location, files_at, location};
use super::question::{Question, Unanswered};
use super::rows::{self, Said};
use crate::base::{FileId, Span};
use crate::lint;
use crate::model::{DimId, LedgerId, MemberId, Report, Type};
use crate::project::{Checked, Files};
use crate::syntax::{keywords, written_member};

/// A word that may stand at a place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Candidate {
    /// As it is written.
    pub text: String,
    /// What the word stands for.
    pub kind: Sort,
    /// More of it: a member's code as it is written there, a form's title, a type.
    pub says: String,
    /// Whether it is likelier than others of its kind: it has facts, or a row is wanted.
    pub likely: bool,
}

impl Candidate {
    fn of(kind: Sort, text: String) -> Candidate {
        Candidate { text, kind, says: String::new(), likely: false }
    }
}

/// What a candidate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is what the language calls so")]
pub enum Sort {
    Row,
    Keyword,
    Module,
    Style,
    Measure,
    Unit,
    Dimension,
    Level,
    Attribute,
    Member,
    Ledger,
    Field,
    Param,
    Let,
    Text,
    Argument,
    Rows,
    ColumnSet,
    Form,
    Column,
    Section,
    Check,
    Lint,
}

/// What may stand at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// The word that is being typed, which a candidate replaces; it is empty where none is.
    pub at: Location,
    /// That word.
    pub word: String,
    /// What fits, in order.
    pub candidates: Vec<Candidate>,
}

impl Question<'_> {
    /// What may stand at a byte of a file and begins as the word there does.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn completion(&self, file: &Path, byte: usize) -> Result<Completion, Unanswered> {
        let mut offered = self.may_stand(file, byte)?;
        let typed = offered.word.to_lowercase();
        offered.candidates.retain(|one| one.text.trim_start_matches('"').to_lowercase().starts_with(&typed));
        Ok(offered)
    }

    /// All that may stand at a byte of a file.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn may_stand(&self, file: &Path, byte: usize) -> Result<Completion, Unanswered> {
        let checked = self.check()?;
        self.guarded(|| {
            let path = self.whole(file);
            let Some(file) = files_at(&checked, &path).into_iter().next() else {
                let at = Location { file: path, start: byte, end: byte, carried: false };
                return Ok(Completion { at, word: String::new(), candidates: Vec::new() });
            };
            let text = &checked.sources.get(file).text;
            let context = Context::new(text, &checked.trees[file.0 as usize], byte);
            let span = Span { file, start: context.word.start as u32, end: context.word.end as u32 };
            let mut gathered = Gathered { checked: &checked, file, files: self.files(), all: BTreeSet::new() };
            gathered.gather(&context, text);
            let mut candidates: Vec<Candidate> = gathered.all.into_iter().collect();
            // members of a classification in its order
            let code = |one: &Candidate| if one.kind == Sort::Member { one.says.clone() } else { String::new() };
            candidates.sort_by_cached_key(|one| (one.kind, !one.likely, code(one)));
            let word = text[context.word.clone()].to_owned();
            Ok(Completion { at: location(&checked, span), word, candidates })
        })
    }
}

/// Of so many members those that fit behind a row's number are told.
const FEW: usize = 100;

struct Gathered<'c> {
    checked: &'c Checked,
    file: FileId,
    files: &'c dyn Files,
    all: BTreeSet<Candidate>,
}

impl Gathered<'_> {
    fn report(&self) -> &Report {
        &self.checked.report
    }

    fn add(&mut self, kind: Sort, text: impl Into<String>, says: impl Into<String>) {
        self.all.insert(Candidate { text: text.into(), kind, says: says.into(), likely: false });
    }

    /// A keyword in both spellings.
    fn keywords(&mut self, rules: &[&str]) {
        for keyword in keywords().filter(|keyword| rules.contains(&keyword.rule)) {
            self.add(Sort::Keyword, keyword.english, keyword.chinese);
            self.add(Sort::Keyword, keyword.chinese, keyword.english);
        }
    }

    fn add_all<'n>(&mut self, kind: Sort, names: impl IntoIterator<Item = &'n str>) {
        // what has a point stands in a former report
        names.into_iter().filter(|name| !name.contains('.')).for_each(|name| self.add(kind, name, ""));
    }

    fn gather(&mut self, context: &Context<'_>, text: &str) {
        match &context.wanted {
            Wanted::Nothing => {}
            Wanted::Declaration => {
                let rules: Vec<_> =
                    keywords().map(|keyword| keyword.rule).filter(|rule| context.declares(rule)).collect();
                self.keywords(&rules);
            }
            Wanted::Module(style) => {
                let modules = self.checked.project.library.modules(self.files);
                for module in modules.into_iter().filter(|module| module.is_budget != *style) {
                    self.add(if *style { Sort::Style } else { Sort::Module }, module.name, "");
                }
            }
            Wanted::Unit => self.units(),
            Wanted::Type => self.types(),
            Wanted::Ledger => self.ledgers(),
            Wanted::Dimension => self.dimensions(),
            Wanted::Form => self.forms(),
            Wanted::Check => {
                let checks: Vec<_> =
                    self.report().checks.iter().map(|one| (one.name.clone(), one.title.clone())).collect();
                checks.into_iter().for_each(|(name, title)| self.add(Sort::Check, name, title));
                lint::codes().for_each(|code| self.add(Sort::Lint, code.number(), ""));
            }
            Wanted::Weight => self.keywords(&["kw_off", "kw_warn", "kw_error"]),
            Wanted::Because => self.keywords(&["kw_because"]),
            Wanted::Settable => {
                self.settable();
                self.units();
                self.row_sets();
                self.column_sets();
            }
            Wanted::SetTo(name) if self.report().rows.iter().any(|rows| rows.name == *name) => self.row_sets(),
            Wanted::SetTo(name) if self.report().column_sets.iter().any(|set| set.name == *name) => self.column_sets(),
            Wanted::SetTo(_) => self.expression(),
            Wanted::Column(form) => self.columns(form),
            Wanted::Row(ledger) => self.row(ledger, context, text),
            Wanted::MemberRow(dim) => self.member_row(dim, context),
            Wanted::Labelled(members, owner, label) => self.labelled(*members, owner, label),
            Wanted::FormPart => {
                self.row_sets();
                self.column_sets();
            }
            Wanted::RowSet => self.row_sets(),
            Wanted::ColumnSet => self.column_sets(),
            Wanted::Coordinates(head) => self.coordinates(head.as_deref()),
            Wanted::Item => self.items(),
            Wanted::Part(head) => self.parts(head),
            Wanted::Expression(arguments) => {
                self.expression();
                self.add_all(Sort::Argument, arguments.iter().copied());
            }
        }
    }

    fn units(&mut self) {
        let units: Vec<_> =
            self.report().measures.iter().flat_map(|of| of.units.iter().map(|unit| unit.symbol.clone())).collect();
        units.into_iter().for_each(|symbol| self.add(Sort::Unit, symbol, ""));
    }

    fn types(&mut self) {
        let measures: Vec<String> = self.report().measures.iter().map(|measure| measure.name.clone()).collect();
        measures.into_iter().for_each(|name| self.add(Sort::Measure, name, ""));
        self.dimensions();
        self.keywords(&["kw_text", "kw_year", "kw_number", "kw_ratio", "kw_value"]);
    }

    fn ledgers(&mut self) {
        let names: Vec<String> = self.report().ledgers.iter().map(|ledger| ledger.name.clone()).collect();
        self.add_all(Sort::Ledger, names.iter().map(String::as_str));
    }

    fn dimensions(&mut self) {
        let own = self.report().dims.iter().filter(|dim| dim.space == 0);
        let names: Vec<String> = own.map(|dim| dim.name.clone()).collect();
        self.add_all(Sort::Dimension, names.iter().map(String::as_str));
    }

    fn forms(&mut self) {
        let names: Vec<String> = self.report().forms.iter().map(|form| form.name.clone()).collect();
        self.add_all(Sort::Form, names.iter().map(String::as_str));
    }

    fn settable(&mut self) {
        let params: Vec<String> = self.report().params.iter().map(|one| one.name.clone()).collect();
        let lets: Vec<String> = self.report().lets.iter().map(|one| one.name.clone()).collect();
        let texts: Vec<String> = self.report().texts.iter().map(|one| one.name.clone()).collect();
        for (kind, names) in [(Sort::Param, params), (Sort::Let, lets), (Sort::Text, texts)] {
            self.add_all(kind, names.iter().map(String::as_str));
        }
    }

    fn expression(&mut self) {
        self.settable();
        self.ledgers();
        self.dimensions();
    }

    fn row_sets(&mut self) {
        let names: Vec<String> = self.report().rows.iter().map(|rows| rows.name.clone()).collect();
        self.add_all(Sort::Rows, names.iter().map(String::as_str));
    }

    fn column_sets(&mut self) {
        let names: Vec<String> = self.report().column_sets.iter().map(|set| set.name.clone()).collect();
        self.add_all(Sort::ColumnSet, names.iter().map(String::as_str));
    }

    fn items(&mut self) {
        self.forms();
        let sections: Vec<String> = self.report().sections.iter().map(|one| one.name.clone()).collect();
        let texts: Vec<String> = self.report().texts.iter().map(|one| one.name.clone()).collect();
        let words = self.report().params.iter().filter(|one| one.ty == Type::Text);
        let params: Vec<String> = words.map(|one| one.name.clone()).collect();
        for (kind, names) in [(Sort::Section, sections), (Sort::Text, texts), (Sort::Param, params)] {
            self.add_all(kind, names.iter().map(String::as_str));
        }
    }

    fn columns(&mut self, form: &str) {
        use crate::model::{Column, ColumnKind, FormBody};
        fn walk<'f>(columns: &'f [Column], all: &mut Vec<&'f str>) {
            for column in columns {
                all.push(&column.id);
                if let ColumnKind::Group(inner) = &column.kind {
                    walk(inner, all);
                }
            }
        }
        fn body<'f>(of: &'f FormBody, all: &mut Vec<&'f str>) {
            walk(&of.columns, all);
            of.sides.iter().for_each(|(_, inner)| body(inner, all));
            of.bands.iter().for_each(|(_, inner)| body(inner, all));
        }
        let mut all = Vec::new();
        let report = self.checked.report.clone();
        report.forms.iter().filter(|own| own.name == form).for_each(|form| body(&form.body, &mut all));
        all.into_iter().for_each(|id| self.add(Sort::Column, written_member(id), ""));
    }

    /// A row of facts: rows that are wanted, members of its axes, its fields and axes as labels, `total`.
    fn row(&mut self, ledger: &str, context: &Context<'_>, text: &str) {
        let Some(id) = self.ledger(ledger) else { return };
        let (checked, report) = (self.checked, &self.checked.report);
        let row = text.get(context.row.clone()).unwrap_or_default();
        let around = Said::with_file(checked, self.file, &context.heads);
        let own = Said::at(checked, self.file, std::slice::from_ref(&context.row));
        // what is being typed of a code is no part of the row yet
        let typed = row.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '-').trim();
        let (numbered, last) = (typed.split_whitespace().any(is_amount), typed.split_whitespace().last().unwrap_or(""));
        if typed.is_empty() {
            for row in rows::wanted(checked, id, &around) {
                self.all.insert(Candidate { likely: true, ..Candidate::of(Sort::Row, row) });
            }
            self.keywords(&["kw_total"]);
        }
        let facts = rows::with_facts(report, Some(id));
        let data = report.ledger(id);
        for axis in &data.axes {
            // behind a code stands its name
            if let Some(said) = around.coded(report, axis.dim, last) {
                let name = &report.member(said).name;
                if !name.is_empty() {
                    self.all.insert(Candidate { likely: true, ..Candidate::of(Sort::Member, written_member(name)) });
                }
            // what stands behind the number says little, and hardly a code
            } else if own.get(axis.dim).is_none() && !(numbered && report.dim(axis.dim).size as usize > FEW) {
                self.members(axis.dim, &around, &facts);
            }
        }
        data.axes.iter().for_each(|axis| self.add(Sort::Dimension, format!("{}:", report.dim(axis.dim).name), ""));
        data.fields.iter().for_each(|field| self.add(Sort::Field, format!("{}:", field.name), ""));
    }

    fn member_row(&mut self, dim: &str, context: &Context<'_>) {
        let Some(id) = self.dim(dim) else { return };
        let around = Said::at(self.checked, self.file, &context.heads);
        let facts = rows::with_facts(self.report(), None);
        self.members(id, &around, &facts);
        let attributes = self.checked.report.dim(id).attributes.iter();
        attributes.for_each(|one| self.add(Sort::Attribute, format!("{}:", one.name), ""));
    }

    /// What stands behind the label of an axis or an attribute.
    fn labelled(&mut self, members: bool, owner: &str, label: &str) {
        let report = &self.checked.report;
        let dim = if members {
            let attributes = self.dim(owner).map_or(&[][..], |dim| &report.dim(dim).attributes);
            attributes.iter().find_map(|one| match one.ty {
                Type::Member(dim) if one.name == label => Some(dim),
                _ => None,
            })
        } else {
            let axes = self.ledger(owner).map(|ledger| report.axes(ledger)).unwrap_or_default();
            axes.into_iter().find(|dim| report.dim(*dim).name == label)
        };
        if let Some(dim) = dim {
            self.members(dim, &Said::default(), &rows::with_facts(report, None));
        }
    }

    /// Coordinates behind a ledger or a figure, or of all dimensions.
    fn coordinates(&mut self, head: Option<&str>) {
        let report = &self.checked.report;
        let ledger = head.and_then(|head| self.ledger(head));
        let dims: Vec<DimId> = match ledger {
            Some(ledger) => report.axes(ledger),
            None => (0..report.dims.len() as u32).map(DimId).collect(),
        };
        let facts = rows::with_facts(report, ledger);
        for dim in dims.into_iter().filter(|dim| report.dim(*dim).space == 0) {
            self.add(Sort::Dimension, format!("{}:", report.dim(dim).name), "");
            self.members(dim, &Said::default(), &facts);
        }
    }

    /// The members of a dimension, their codes as far as nothing around says them.
    fn members(&mut self, dim: DimId, said: &Said, facts: &FxHashSet<MemberId>) {
        let report = &self.checked.report;
        for (index, own) in report.members.iter().enumerate().filter(|(_, own)| own.dim == dim && !own.name.is_empty())
        {
            let id = MemberId(index as u32);
            if report.is_former(id) {
                continue;
            }
            if let Some(says) = said.code(report, id) {
                let (text, likely) = (written_member(&own.name), facts.contains(&id));
                self.all.insert(Candidate { text, kind: Sort::Member, says, likely });
            }
        }
    }

    /// What stands behind a name and a point.
    fn parts(&mut self, head: &str) {
        let report = self.checked.report.clone();
        if let Some(ledger) = self.ledger(head) {
            report.ledger(ledger).fields.iter().for_each(|field| self.add(Sort::Field, field.name.clone(), ""));
        }
        if let Some(dim) = self.dim(head) {
            let data = report.dim(dim);
            data.levels.iter().for_each(|(level, _)| self.add(Sort::Level, level.clone(), ""));
            data.attributes.iter().for_each(|one| self.add(Sort::Attribute, one.name.clone(), ""));
        }
        // a former report's names stand behind its own
        let prefix = format!("{head}.");
        let former = |name: &str| name.strip_prefix(&prefix).filter(|rest| !rest.contains('.')).map(str::to_owned);
        report.ledgers.iter().filter_map(|one| former(&one.name)).for_each(|name| self.add(Sort::Ledger, name, ""));
        report.lets.iter().filter_map(|one| former(&one.name)).for_each(|name| self.add(Sort::Let, name, ""));
        report.params.iter().filter_map(|one| former(&one.name)).for_each(|name| self.add(Sort::Param, name, ""));
        report.texts.iter().filter_map(|one| former(&one.name)).for_each(|name| self.add(Sort::Text, name, ""));
    }

    fn ledger(&self, name: &str) -> Option<LedgerId> {
        let own = self.report().ledgers.iter().position(|ledger| ledger.name == name)?;
        Some(LedgerId(own as u32))
    }

    fn dim(&self, name: &str) -> Option<DimId> {
        // a file that a former report uses speaks of that report's dimensions
        let space = self.checked.spaces.get(self.file.0 as usize).copied().unwrap_or(0);
        let own = self.report().dims.iter().position(|dim| dim.name == name && dim.space == space)?;
        Some(DimId(own as u32))
    }
}

/// Whether a word of a row is its number: a code has no point and no unit.
pub(super) fn is_amount(word: &str) -> bool {
    let digits = word.trim_start_matches(['-', '－', '+']);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.contains(|c: char| !c.is_ascii_digit() && c != '-' && c != '{')
}
