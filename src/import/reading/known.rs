//! Which member of a dimension a row speaks of.

use rustc_hash::FxHashMap;

use super::words::{plain, without_number};
use crate::eval::Evaluator;
use crate::ledger::Coords;
use crate::model::{DimId, MemberId, Report};

/// The members of a report by their names in plain words.
pub(super) struct KnownMembers {
    by_name: FxHashMap<(DimId, String), Vec<MemberId>>,
}

/// A member that a table names and the report does not have.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct NewKey {
    pub dim: DimId,
    /// The member above it, as far as the rows around tell.
    pub above: Option<MemberId>,
    /// The digits of its whole code; may be empty.
    pub code: String,
    /// Its name as it is written.
    pub name: String,
}

/// Rows with labels of their own are tried with so many members.
const MOST_TRIED: usize = 64;

impl KnownMembers {
    pub fn new(report: &Report) -> KnownMembers {
        let mut by_name: FxHashMap<(DimId, String), Vec<MemberId>> = FxHashMap::default();
        for index in 0..report.members.len() as u32 {
            let (id, member) = (MemberId(index), &report.members[index as usize]);
            if !report.is_former(id) && !report.former.lent.contains(&id) {
                by_name.entry((member.dim, plain(&member.name))).or_default().push(id);
            }
        }
        KnownMembers { by_name }
    }

    /// The members of a name.
    pub fn named(&self, dim: DimId, name: &str) -> &[MemberId] {
        let of = |name: &str| self.by_name.get(&(dim, name.to_owned()));
        of(name).or_else(|| of(without_number(name)?)).map_or(&[], Vec::as_slice)
    }

    /// Codes that stand in columns of their own as one: each filled up to its level's width. Empty where a level between is blank.
    pub fn joined(&self, report: &Report, dim: DimId, codes: &[(usize, &str)]) -> String {
        let levels = &report.dim(dim).levels;
        let mut joined = String::new();
        for (level, (_, width)) in levels.iter().enumerate() {
            let Some((_, digits)) = codes.iter().find(|(at, _)| *at == level) else { break };
            let Some(digits) = super::words::code_digits(digits) else { break };
            match width {
                // a whole code may stand in each column
                Some(width) if digits.len() > *width => joined = digits,
                Some(width) => joined += &format!("{digits:0>width$}"),
                None => joined += &digits,
            }
        }
        joined
    }

    /// The members at a level that a row may speak of, and the one that it names and that there is not.
    pub fn find(
        &self,
        evaluator: &Evaluator<'_>,
        coords: &Coords,
        (dim, level): (DimId, Option<usize>),
        said: &SaidMember,
        labelled: bool,
    ) -> (Vec<MemberId>, Option<NewKey>) {
        let report = evaluator.report;
        let fits = |id: &MemberId| report.is_at(*id, level) && coords.allows(report, *id);
        let coded_one = self.coded(report, dim, coords, &said.code);
        if let Some(id) = coded_one.filter(fits) {
            return (vec![id], None);
        }
        let mut found: Vec<MemberId> = self.named(dim, &said.name).iter().copied().filter(fits).collect();
        if found.is_empty() && (labelled || said.code.is_empty() && said.name.is_empty()) {
            found = evaluator.ledgers.all_members(coords, dim, level);
            found.truncate(MOST_TRIED);
        }
        let misspelt = self.named(dim, &said.name).iter().any(|id| is_sibling(report, *id, &said.code));
        // a code that the name's member does not have speaks of another one
        if !said.code.is_empty() && report.dim(dim).levels.iter().any(|(_, width)| width.is_some()) {
            found.retain(|id| report.member(*id).code.is_empty() || labelled);
        }
        let lowest = level.is_none_or(|level| level + 1 == report.dim(dim).levels.len());
        let coded = report.dim(dim).levels.iter().any(|(_, width)| width.is_some());
        let names_one = !said.raw.is_empty() && (!coded || !said.code.is_empty()) && (lowest || coded);
        // a code that is another member's makes no new one, nor does one beside the code of its name
        let unknown =
            (found.is_empty() && !misspelt && coded_one.is_none() && report.dim(dim).open && names_one).then(|| {
                NewKey {
                    dim,
                    above: coords.single(dim),
                    code: if coded { said.code.clone() } else { String::new() },
                    name: said.raw.clone(),
                }
            });
        (found, unknown)
    }

    /// The member of a code, or of its end beneath the member that holds there.
    fn coded(&self, report: &Report, dim: DimId, coords: &Coords, code: &str) -> Option<MemberId> {
        if code.is_empty() {
            return None;
        }
        let by_code = &report.dim(dim).by_code;
        let beneath = || Some(report.member(coords.single(dim)?).code.clone() + code);
        by_code.get(code).or_else(|| by_code.get(&beneath()?)).copied()
    }
}

/// Whether a code would be a member beside one that there is.
fn is_sibling(report: &Report, id: MemberId, code: &str) -> bool {
    let own = &report.member(id).code;
    let above = report.lineage(id).nth(1).map_or("", |above| report.member(above).code.as_str());
    !code.is_empty() && own.len() == code.len() && code.starts_with(above)
}

/// What a row says of its member of an axis.
#[derive(Clone, Debug, Default)]
pub(super) struct SaidMember {
    /// The digits of its whole code, as far as the row says them; may be empty.
    pub code: String,
    /// Its name in plain words; may be empty.
    pub name: String,
    /// The same as it is written.
    pub raw: String,
}

impl SaidMember {
    pub fn is_empty(&self) -> bool {
        self.code.is_empty() && self.name.is_empty()
    }
}
