//! Members of one name, and how each is written so that it is meant.

use super::finder::MemberFinder;
use crate::base::{Diagnostic, Say, Span};
use crate::model::codes::AMBIGUOUS_NAME;
use crate::model::{DimId, MemberId, Report};
use crate::say;
use crate::syntax::{row_name, written_member};

/// So many members of one name are listed.
const MOST: usize = 8;

/// Where a member is named.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In a row: members above it may stand before it.
    Row,
    /// Among coordinates: members above it may stand beside it.
    Coordinates,
    /// Where only one member can stand.
    Alone,
}

impl<'a> MemberFinder<'a> {
    /// A name that several members have.
    pub(super) fn ambiguous_name(&mut self, words: &str, code: bool, span: Span, dims: &[DimId], place: Place) {
        let members: Vec<MemberId> =
            dims.iter().flat_map(|dim| self.report.of_name(words, code, *dim)).copied().take(MOST + 1).collect();
        self.ambiguous(words, span, dims, &members, place);
    }

    /// Lists the first of the members that a word may mean, each as it is written so that it is meant.
    pub(super) fn ambiguous(&mut self, words: &str, span: Span, dims: &[DimId], members: &[MemberId], place: Place) {
        let listed = &members[..members.len().min(MOST)];
        let ways: Vec<Say> = listed.iter().filter_map(|id| way_to(&self.report, *id, dims, place)).collect();
        let mut error =
            Diagnostic::new(AMBIGUOUS_NAME, span, say!("叫「{words}」的不止一个", "there is more than one `{words}`"));
        if !ways.is_empty() {
            let (zh, en): (Vec<&str>, Vec<&str>) = ways.iter().map(|way| (way.zh.as_str(), way.en.as_str())).unzip();
            let (mut zh, mut en) = (zh.join("；"), en.join("; "));
            if members.len() > MOST {
                zh.push_str(" 等");
                en.push_str(", and more");
            }
            error = error.note(say!("要的是哪一个，就写：{zh}", "write the one that is meant: {en}"));
        }
        if ways.len() < listed.len() {
            error = error.note(say!(
                "其余的分不开：在声明里改名，或给这个维度编码",
                "the others cannot be told apart: rename them where they are declared, or give the dimension codes"
            ));
        }
        self.report(error);
    }
}

/// How a member is written so that no other can be meant.
fn way_to(report: &Report, id: MemberId, dims: &[DimId], place: Place) -> Option<Say> {
    let own = report.member(id);
    let dim = &report.dim(own.dim).name;
    let label = if place == Place::Alone { String::new() } else { format!("{dim}: ") };
    if !own.code.is_empty() {
        let above = own.parent.map_or("", |above| report.member(above).name.as_str());
        let code = report.code(id);
        return Some(match above {
            "" => say!("{label}{code}", "{label}{code}"),
            above => say!("{label}{code}（{above}）", "{label}{code} ({above})"),
        });
    }
    let named = place != Place::Alone && report.named(own.dim, &own.name).len() == 1;
    let labelled = || Some(format!("{label}{}", written_member(&own.name)));
    let way = if named { labelled() } else { path_to(report, id, dims, place) }?;
    Some(say!("{way}", "{way}"))
}

/// A member behind those above it that single it out.
fn path_to(report: &Report, id: MemberId, dims: &[DimId], place: Place) -> Option<String> {
    let own = report.member(id);
    let (written, between) = match place {
        Place::Row => (row_name(&own.name), " "),
        Place::Coordinates => (written_member(&own.name), ", "),
        Place::Alone => return None,
    };
    if dims.iter().map(|dim| report.named(*dim, &own.name).len()).sum::<usize>() == 1 {
        return Some(written);
    }
    // of a name that the one above has too either may be meant
    let above = report.lineage(id).skip(1).filter(|above| report.member(*above).name != own.name);
    let alone = above.filter(|above| report.find_beneath(&own.name, dims, &[*above]) == Some(id));
    let path = alone.filter_map(|above| path_to(report, above, dims, place)).next()?;
    Some(format!("{path}{between}{written}"))
}
