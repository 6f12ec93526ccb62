//! Tables of other programs taken into a report: new members are declared over the stored files, then the tables are read
//! once more, and what they tell is spliced in.

use std::path::PathBuf;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use super::Session;
use super::question::{Question, Unanswered};
use crate::base::{Home, Lang};
use crate::import::{
    self, FindingKind, ImportFinding, Imported, NewMember, NewParent, ReadFact, ReadValue, Spelling, SpliceChange,
    SpliceChangeKind, ToldByTables, UnknownMember, into,
};
use crate::model::{DimId, Fact, FactId, FactValue, FactValueKind, LedgerId, Members, Report};
use crate::project::{Checked, Evaluated, Origins, TableFile};
use crate::say;
use crate::tables::Workbook;

/// What tables make of a report.
pub struct TakenIn {
    /// What was read.
    pub imported: Imported,
    /// The members that are declared for it.
    pub declared: Vec<UnknownMember>,
    /// The report's files that change: their paths and whole texts.
    pub files: Vec<(PathBuf, String)>,
    /// The file that says where their facts come from, and its text.
    pub origins: Option<(PathBuf, String)>,
    /// What changes in their rows.
    pub changes: Vec<SpliceChange>,
    /// Facts that the tables print as blank, in words. They go only where that is asked for.
    pub gone: Vec<String>,
    /// The report, with the new members.
    pub checked: Arc<Checked>,
    /// The declarations of the new members.
    written: String,
}

impl TakenIn {
    /// What the tables tell, as declarations by themselves.
    pub fn text(&self) -> String {
        let spelling = spelling(&self.checked);
        let rounded = self.imported.rounded.clone();
        let empty = empty_blocks(&self.checked.report, &self.imported, &spelling);
        let context = import::ItemsContext { spelling, file_at: Vec::new(), rounded };
        let items = import::items(&self.checked.report, &self.imported.facts, &self.imported.totals, &context);
        let all = [&self.written, &items.text, &empty];
        all.into_iter().filter(|text| !text.is_empty()).cloned().collect::<Vec<_>>().join("\n")
    }
}

/// Blocks of the ledgers of which the tables print nothing but blanks.
fn empty_blocks(report: &Report, imported: &Imported, spelling: &Spelling) -> String {
    let block = |ledger: &LedgerId| format!("{} {} {{ }}\n", spelling.items, report.ledger(*ledger).name);
    imported.empty.iter().map(block).collect()
}

/// Members name members above them: so often the tables are read anew.
const MOST_ROUNDS: usize = 5;

impl Question<'_> {
    /// Takes tables into the report; nothing is stored. `remove`: facts that they print as blank go.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn take_in(&self, workbooks: &[Workbook], remove: bool) -> Result<TakenIn, Unanswered> {
        let scratch = self.scratch();
        let mut declared: Vec<UnknownMember> = Vec::new();
        let mut known: FxHashSet<(DimId, String, String)> = FxHashSet::default();
        let mut written = String::new();
        for _ in 0..MOST_ROUNDS {
            let question = scratch.ask(&self.path());
            let checked = question.check()?;
            let mut imported = question.with(|it| {
                let document = it.checked.is_sound().then_some(&it.checked.document);
                import::import(it.evaluator, workbooks, document)
            })?;
            let key = |one: &UnknownMember| (one.dim, one.code.clone(), one.name.clone());
            let again = |one: &UnknownMember| known.contains(&key(one));
            let (lost, unknown) = std::mem::take(&mut imported.unknown).into_iter().partition(again);
            imported.unknown = unknown;
            imported.findings.extend(Vec::<UnknownMember>::into_iter(lost).map(|one| not_found(&checked.report, one)));
            let new = members(&checked.report, &mut imported);
            if new.is_empty() {
                let taking = Taking { question: &question, checked: &checked, workbooks };
                return taking.taken(imported, declared, written, remove);
            }
            known.extend(imported.unknown.iter().map(key));
            declared.append(&mut imported.unknown);
            written += &declare(&scratch, &checked, &new)?;
        }
        Err(Unanswered::Panicked("members that are declared are not found".to_owned()))
    }
}

/// How the report spells keywords; a total in the document's language where it states none.
fn spelling(checked: &Checked) -> Spelling {
    let own = checked.sources.iter().filter(|(_, source)| source.home == Home::Project).count();
    let texts = checked.sources.iter().map(|(_, source)| source.text.as_str());
    let files: Vec<_> = checked.trees.iter().zip(texts).take(own).collect();
    let chinese = checked.report.document.as_ref().is_some_and(|document| document.lang.starts_with("zh"));
    Spelling::of(checked.project.settings.keywords, if chinese { Lang::Zh } else { Lang::En }, &files)
}

/// Declares members at the end of the report; what was written.
fn declare(scratch: &Session, checked: &Checked, new: &[NewMember]) -> Result<String, Unanswered> {
    let text = import::members(&checked.report, new, &spelling(checked));
    if let (Some((_, source)), Some(path)) = (checked.sources.iter().next(), checked.places.first()) {
        let whole = format!("{}\n\n{text}", source.text.trim_end());
        scratch.edit(path, whole.into_bytes());
    }
    Ok(text)
}

/// What tables name and the report has not, as members to declare. What cannot be placed is said.
fn members(report: &Report, imported: &mut Imported) -> Vec<NewMember> {
    let mut new: Vec<NewMember> = Vec::new();
    let mut placed: Vec<UnknownMember> = Vec::new();
    let mut codes: NewCodes = FxHashMap::default();
    let mut unknown = std::mem::take(&mut imported.unknown);
    // those above first
    unknown.sort_by_key(|one| (one.dim, one.code.len(), one.code.clone()));
    for one in unknown {
        match parent(report, &one, &codes) {
            Some((above, own)) => {
                new.push(NewMember { dim: one.dim, parent: above, code: own, name: one.name.clone() });
                codes.entry((one.dim, one.code.clone())).or_insert(new.len() - 1);
                placed.push(one);
            }
            None => {
                let (name, dim) = (one.name.clone(), &report.dim(one.dim).name);
                let shown = if one.code.is_empty() { name } else { format!("{} {name}", one.code) };
                imported.findings.push(ImportFinding {
                    place: Some(one.place.clone()),
                    kind: FindingKind::Error,
                    text: say!(
                        "「{shown}」在「{dim}」里没有上级，放不进去",
                        "`{shown}` has no place in `{dim}`: nothing stands above it"
                    ),
                    way_out: Some(say!(
                        "先在报告里用 members 声明它的上级",
                        "declare what is above it with `members` first"
                    )),
                });
            }
        }
    }
    imported.unknown = placed;
    new
}

/// What is said of a member that is declared for a row which still is not one of its rows.
fn not_found(report: &Report, one: UnknownMember) -> ImportFinding {
    let UnknownMember { dim, code, name, place, .. } = one;
    let dim = &report.dim(dim).name;
    let shown = if code.is_empty() { name } else { format!("{code} {name}") };
    ImportFinding {
        place: Some(place),
        kind: FindingKind::Error,
        text: say!("「{shown}」不能作「{dim}」的新成员", "`{shown}` cannot be a new member of `{dim}`"),
        way_out: Some(say!("核对它的编码、名称和上级", "check its code, its name and what stands above it")),
    }
}

/// The places of new members by their whole codes.
type NewCodes = FxHashMap<(DimId, String), usize>;

/// What a member stands beneath, and its own part of its code.
fn parent(report: &Report, one: &UnknownMember, new: &NewCodes) -> Option<(Option<NewParent>, String)> {
    let dim = report.dim(one.dim);
    let widths: Option<Vec<usize>> = dim.levels.iter().map(|(_, width)| *width).collect();
    let Some(widths) = widths else {
        // without codes only what stands at the top, or right beneath a known member
        return match one.above {
            None if dim.levels.len() == 1 => Some((None, String::new())),
            Some(above) if report.member(above).level + 2 == dim.levels.len() => {
                Some((Some(NewParent::Known(above)), String::new()))
            }
            Some(_) if dim.levels.len() == 1 => Some((None, String::new())),
            _ => None,
        };
    };
    let mut end = 0;
    let level = widths.iter().position(|width| {
        end += width;
        end == one.code.len()
    })?;
    let (above, own) = one.code.split_at(one.code.len() - widths[level]);
    if level == 0 {
        return Some((None, own.to_owned()));
    }
    let known = dim.by_code.get(above).map(|id| NewParent::Known(*id));
    let fresh = || new.get(&(one.dim, above.to_owned())).copied().map(NewParent::New);
    known.or_else(fresh).map(|above| (Some(above), own.to_owned()))
}

/// Whether tables say another value of something that was left as it is.
fn is_left(change: &SpliceChange) -> bool {
    change.kind == SpliceChangeKind::Kept && !change.new.is_empty()
}

/// The tables and the report that takes them in, its new members declared.
struct Taking<'a> {
    question: &'a Question<'a>,
    checked: &'a Arc<Checked>,
    workbooks: &'a [Workbook],
}

impl Taking<'_> {
    /// What the tables make of the report.
    fn taken(
        &self,
        imported: Imported,
        declared: Vec<UnknownMember>,
        written: String,
        remove: bool,
    ) -> Result<TakenIn, Unanswered> {
        let (spelling, report) = (spelling(self.checked), &self.checked.report);
        let told = ToldByTables {
            facts: &imported.facts,
            totals: &imported.totals,
            gone: if remove { &imported.gone } else { &[] },
            spelling: spelling.clone(),
            rounded: imported.rounded.clone(),
        };
        let mut spliced = self.question.with(|it: &Evaluated<'_, '_>| into(it, &told))?;
        let mut files: Vec<(PathBuf, String)> = Vec::new();
        for (file, text) in spliced.files {
            files.extend(self.checked.places.get(file.0 as usize).map(|path| (path.clone(), text)));
        }
        self.append(&mut files, !declared.is_empty(), &empty_blocks(report, &imported, &spelling));
        let unwritten: FxHashSet<usize> = spliced.unwritten.into_iter().collect();
        let origins = if files.is_empty() { None } else { self.origins(&imported, told.gone, &unwritten) };
        if !files.is_empty() && spliced.changes.iter().any(is_left) {
            self.follow(&ToldByTables { gone: &[], ..told }, &files, &mut spliced.changes)?;
        }
        let words = |id: &FactId| {
            let fact = &report.facts[id.ix()];
            let names: Vec<String> = fact.members.iter().flatten().map(|member| report.display(*member)).collect();
            format!("{} {}", report.ledger(fact.ledger).name, names.join(" "))
        };
        Ok(TakenIn {
            gone: imported.gone.iter().map(words).collect(),
            changes: spliced.changes,
            files,
            origins,
            declared,
            checked: Arc::clone(self.checked),
            imported,
            written,
        })
    }

    /// Drops what is said of figures that refer to others and were left: with these changed, they may be what the tables say.
    fn follow(
        &self,
        told: &ToldByTables<'_>,
        files: &[(PathBuf, String)],
        changes: &mut Vec<SpliceChange>,
    ) -> Result<(), Unanswered> {
        let scratch = self.question.scratch();
        for (path, text) in files {
            scratch.edit(path, text.clone().into_bytes());
        }
        let after = scratch.ask(&self.question.path());
        let still = after.with(|it: &Evaluated<'_, '_>| into(it, told))?.changes;
        let same = |a: &SpliceChange, b: &SpliceChange| a.words == b.words && a.new == b.new && is_left(b);
        changes.retain(|own| !is_left(own) || still.iter().any(|other| same(own, other)));
        Ok(())
    }

    /// Puts blocks of ledgers without facts at the end of the report, which changes also where members were declared.
    fn append(&self, files: &mut Vec<(PathBuf, String)>, declares: bool, blocks: &str) {
        let (Some(path), Some((_, source))) = (self.checked.places.first(), self.checked.sources.iter().next()) else {
            return;
        };
        if blocks.is_empty() && !declares {
            return;
        }
        if !files.iter().any(|(own, _)| own == path) {
            files.push((path.clone(), source.text.clone()));
        }
        if let Some((_, text)) = files.iter_mut().find(|(own, _)| own == path).filter(|_| !blocks.is_empty()) {
            *text = format!("{}\n{blocks}", text.trim_end().to_owned() + "\n");
        }
    }

    /// Where the report's facts come from, as the file beside it is to say, without a check of the changed report: what no table
    /// tells stays as it was, and what one tells and was written is known. `gone`: facts that are taken away; `unwritten`: those
    /// of the tables that could not be written.
    fn origins(&self, imported: &Imported, gone: &[FactId], unwritten: &FxHashSet<usize>) -> Option<(PathBuf, String)> {
        let (report, path) = (&self.checked.report, self.checked.places.first()?);
        let facts = imported.facts.iter().enumerate().filter(|(at, _)| !unwritten.contains(at));
        let told: Vec<(Fact, &ReadFact)> = facts.map(|(_, fact)| (as_written(report, fact), fact)).collect();
        let mut origins = self.question.origins().unwrap_or_default();
        if !origins.facts.is_empty() {
            let mut anew: FxHashSet<FactKey<'_>> = told.iter().map(|(fact, _)| key(fact)).collect();
            anew.extend(gone.iter().map(|id| key(&report.facts[id.ix()])));
            origins.keep_known(report, |fact| anew.contains(&key(fact)));
        }
        for book in self.workbooks {
            origins.tables.retain(|table| table.name != book.name);
            origins.tables.push(TableFile { name: book.name.clone(), sha256: book.hash.clone() });
        }
        for (fact, own) in &told {
            for (field, _) in &own.values {
                origins.note(report, fact, *field, own.from.clone());
            }
        }
        Some((Origins::file_of(path), origins.written()))
    }
}

/// What tells a fact from others: its texts, too.
type FactKey<'f> = (LedgerId, &'f Members, Vec<&'f str>);

fn key(fact: &Fact) -> FactKey<'_> {
    let texts = fact.values.iter().flatten().filter_map(|value| match &value.kind {
        FactValueKind::Text(words) => Some(words.as_str()),
        _ => None,
    });
    (fact.ledger, &fact.members, texts.collect())
}

/// A fact of tables as its row will say it.
fn as_written(report: &Report, fact: &ReadFact) -> Fact {
    let ledger = report.ledger(fact.ledger);
    let mut values: SmallVec<[Option<FactValue>; 1]> = ledger.fields.iter().map(|_| None).collect();
    for (field, value) in &fact.values {
        let kind = match value {
            ReadValue::Text(words) => FactValueKind::Text(words.clone()),
            ReadValue::Quantity(number, unit) => FactValueKind::Quantity(*number, unit.clone()),
        };
        values[*field] = Some(FactValue { kind, span: ledger.span });
    }
    Fact { ledger: fact.ledger, members: fact.members.clone(), before: Vec::new(), values, span: ledger.span }
}
