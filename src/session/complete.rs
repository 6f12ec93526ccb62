//! What may stand at a place, while the row around it is still being typed: told by the declaration's keyword, the braces and
//! brackets that are open, and the words before. The rest of the report is read as it stands.

use std::collections::BTreeSet;
use std::path::Path;

use super::context::{Context, Wanted};
use super::place::{Location, files_at, location};
use super::question::{Question, Unanswered};
use crate::base::{FileId, Span};
use crate::model::{DimId, LedgerId, Report, Type};
use crate::project::{Checked, Files};
use crate::syntax::{keywords, written_member};

/// A word that may stand at a place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Candidate {
    /// As it is written.
    pub text: String,
    /// What the word stands for.
    pub kind: Sort,
    /// More of it: a member's code, a form's title, a type.
    pub says: String,
}

/// What a candidate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is what the language calls so")]
pub enum Sort {
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
            gathered.gather(&context);
            let mut candidates: Vec<Candidate> = gathered.all.into_iter().collect();
            candidates.sort_by_key(|one| one.kind);
            let word = text[context.word.clone()].to_owned();
            Ok(Completion { at: location(&checked, span), word, candidates })
        })
    }
}

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
        self.all.insert(Candidate { text: text.into(), kind, says: says.into() });
    }

    fn add_all<'n>(&mut self, kind: Sort, names: impl IntoIterator<Item = &'n str>) {
        // what has a point stands in a former report
        names.into_iter().filter(|name| !name.contains('.')).for_each(|name| self.add(kind, name, ""));
    }

    fn gather(&mut self, context: &Context<'_>) {
        match &context.wanted {
            Wanted::Nothing => {}
            Wanted::Declaration => {
                let rules: Vec<_> = keywords().filter(|keyword| context.declares(keyword.rule)).collect();
                for keyword in rules {
                    self.add(Sort::Keyword, keyword.english, keyword.chinese);
                    self.add(Sort::Keyword, keyword.chinese, keyword.english);
                }
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
            }
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
            Wanted::Row(ledger) => self.row(ledger),
            Wanted::MemberRow(dim) => self.member_row(dim),
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
        let built_in = ["kw_text", "kw_year", "kw_number", "kw_ratio", "kw_value"];
        for keyword in keywords().filter(|keyword| built_in.contains(&keyword.rule)) {
            self.add(Sort::Keyword, keyword.english, keyword.chinese);
            self.add(Sort::Keyword, keyword.chinese, keyword.english);
        }
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

    /// A row of facts: members of its axes, its fields and axes as labels, `total`.
    fn row(&mut self, ledger: &str) {
        let Some(id) = self.ledger(ledger) else { return };
        let report = self.checked.report.clone();
        let data = report.ledger(id);
        data.axes.iter().for_each(|axis| self.members(axis.dim));
        data.axes.iter().for_each(|axis| self.add(Sort::Dimension, format!("{}:", report.dim(axis.dim).name), ""));
        data.fields.iter().for_each(|field| self.add(Sort::Field, format!("{}:", field.name), ""));
        for total in keywords().filter(|keyword| keyword.rule == "kw_total") {
            self.add(Sort::Keyword, total.english, total.chinese);
            self.add(Sort::Keyword, total.chinese, total.english);
        }
    }

    fn member_row(&mut self, dim: &str) {
        let Some(id) = self.dim(dim) else { return };
        self.members(id);
        let attributes: Vec<String> = self.report().dim(id).attributes.iter().map(|one| one.name.clone()).collect();
        attributes.into_iter().for_each(|name| self.add(Sort::Attribute, format!("{name}:"), ""));
    }

    /// Coordinates behind a ledger or a figure, or of all dimensions.
    fn coordinates(&mut self, head: Option<&str>) {
        let dims: Vec<DimId> = match head.and_then(|head| self.ledger(head)) {
            Some(ledger) => self.report().axes(ledger),
            None => (0..self.report().dims.len() as u32).map(DimId).collect(),
        };
        for dim in dims.into_iter().filter(|dim| self.checked.report.dim(*dim).space == 0) {
            let name = self.report().dim(dim).name.clone();
            self.add(Sort::Dimension, format!("{name}:"), "");
            self.members(dim);
        }
    }

    fn members(&mut self, dim: DimId) {
        let report = self.checked.report.clone();
        for (index, own) in report.members.iter().enumerate().filter(|(_, own)| own.dim == dim && !own.name.is_empty())
        {
            let id = crate::model::MemberId(index as u32);
            if !report.is_former(id) {
                self.add(Sort::Member, written_member(&own.name), report.code(id));
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
