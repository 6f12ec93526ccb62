//! A code and a name that disagree, and which of the two the other places speak for.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::finder::{MemberFinder, Misnamed};
use super::names::{twin, typed_name};
use super::problems::{Problems, Told};
use crate::base::near::likeness;
use crate::base::{Diagnostic, Say, Span, alike};
use crate::model::codes::{MISMATCHED_NAME, UNKNOWN_CODE};
use crate::model::{Meaning, MemberId, Report};
use crate::say;

/// So many places that say the same outweigh one declaration.
const MANY: usize = 3;

/// So many places are shown.
const SHOWN: usize = 3;

fn digits(text: &str) -> impl PartialEq {
    text.chars().filter(char::is_ascii_digit).collect::<String>()
}

/// Whether one name is so like another that it can only be a slip of it: where they share little, the code may be wrong.
fn is_misspelt(name: &str, right: &str) -> bool {
    let signs = name.chars().count().max(right.chars().count());
    match strsim::damerau_levenshtein(name, right) {
        1 => signs > 2,
        differ => differ * 4 <= signs,
    }
}

fn two_things() -> Say {
    say!(
        "编码和名称不是一回事：看看错的是哪一个",
        "the code and the name are two different things: see which of them is wrong"
    )
}

impl<'a> MemberFinder<'a> {
    /// Notes that a member's name stands where it belongs.
    pub(super) fn attest(&mut self, member: MemberId) {
        if self.space == 0 {
            self.namesakes.attested.push(member);
        }
    }

    /// Reports a name that is not its code's.
    pub(super) fn check_name(&mut self, member: MemberId, name: &str, span: Span) {
        let right = self.report.member(member).name.clone();
        if right == name || right.is_empty() {
            self.means(span, Meaning::Member(member));
            return;
        }
        let code = self.report.display(member);
        let error = Diagnostic::new(
            MISMATCHED_NAME,
            span,
            say!("这个编码的名称不是「{name}」", "`{name}` is not this code's name"),
        );
        let declared = self.report.member(member).span;
        if alike::are_twins(name, &right) {
            self.report(
                twin(error, name, &right, declared.file == span.file).related(declared, say!("{code}", "{code}")),
            );
            return;
        }
        let error = error.label(say!("应为「{right}」", "it is `{right}`")).related(declared, say!("{code}", "{code}"));
        match self.meant_instead(member, name) {
            Some(other) => self.report(error.note(other)),
            // digits that are too many may be a figure
            None if digits(name) != digits(&right) => self.report(error),
            None => {
                let error = if is_misspelt(name, &right) { error.fix(span, typed_name(&right)) } else { error };
                let told = self.problems.tell(error);
                self.namesakes.misnamed.push(Misnamed { member, name: name.to_owned(), span, told });
            }
        }
    }

    /// Says of the members, with their codes, whose names are nearer to what is written than that of the member
    /// at the code.
    fn meant_instead(&self, member: MemberId, name: &str) -> Option<Say> {
        let own = likeness(name, &self.report.member(member).name);
        let nearest = self.closest_members(name, &[self.report.member(member).dim], own);
        let nearest: Vec<String> = nearest.into_iter().map(|id| self.report.display(id)).collect();
        let (zh, en) = (nearest.join("」或「"), nearest.join("` or `"));
        (!nearest.is_empty()).then(|| {
            say!(
                "写的倒像是「{zh}」：看看错的是不是编码",
                "what is written looks like `{en}`: perhaps it is the code that is wrong"
            )
        })
    }
}

/// A code that is a member's but for the part of one above it, which the same file declares: the declaration may be what is
/// wrong.
pub(super) fn misdeclared_code(
    report: &Report,
    code: &str,
    shown: &str,
    near: MemberId,
    span: Span,
) -> Option<Diagnostic> {
    let meant = &report.member(near).code;
    let part = |above: &MemberId| {
        let above = report.member(*above);
        let part = above.code.len() - above.part.len()..above.code.len();
        let same = |range: std::ops::Range<usize>| code.get(range.clone()) == meant.get(range);
        let one = code.len() == meant.len() && same(0..part.start) && same(part.end..code.len());
        (one && above.span.file == span.file).then(|| code.get(part)).flatten()
    };
    let (above, part) = report.lineage(near).skip(1).find_map(|above| Some((above, part(&above)?)))?;
    let (data, display) = (report.member(above), report.display(near));
    let (own, outer) = (report.code(above), data.parent.map(|outer| report.code(outer) + "-"));
    let right = outer.unwrap_or_default() + part;
    let message = say!("没有叫「{shown}」的编码", "there is no code `{shown}`");
    let error = Diagnostic::new(UNKNOWN_CODE, span, message);
    Some(error.related(data.span, say!("声明的是 {own}", "declared as {own}")).note(say!(
        "声明写错的，改成 {right}；没有写错的，这里写「{display}」",
        "if the declaration is wrong, write {right} there; if it is right, write `{display}` here"
    )))
}

/// Which of two names is right is certain where the other places say so. A declaration is one place, and may be the one
/// that is wrong; one of another file speaks for all who use it.
pub(super) fn settle_names(members: &mut MemberFinder<'_>) {
    let mut places: BTreeMap<(MemberId, String), Vec<(Span, Told)>> = BTreeMap::new();
    for Misnamed { member, name, span, told } in std::mem::take(&mut members.namesakes.misnamed) {
        places.entry((member, name)).or_default().push((span, told));
    }
    let mut attested: FxHashMap<MemberId, usize> = FxHashMap::default();
    members.namesakes.attested.iter().for_each(|member| *attested.entry(*member).or_default() += 1);
    let mut gone: Vec<Told> = Vec::new();
    for ((member, name), places) in places {
        let mut spans: Vec<Span> = places.iter().map(|(span, _)| *span).collect();
        spans.sort_unstable();
        spans.dedup();
        let declared = members.report.member(member).span;
        let attested = attested.get(&member).copied().unwrap_or(0);
        let abroad = declared.file != spans[0].file;
        let right = members.report.member(member).name.clone();
        let mut own: Vec<Told> = places.into_iter().map(|(_, told)| told).collect();
        own.retain(|told| members.problems.of(*told).is_some());
        own.sort_unstable();
        if spans.len() < 1 + attested + usize::from(abroad) {
            if !is_misspelt(&name, &right) {
                own.into_iter().for_each(|told| add_note(&mut members.problems, told, two_things()));
            }
            continue;
        }
        if attested == 0 && !abroad && spans.len() >= MANY {
            let error = misdeclared(&members.report, member, &name, &spans);
            match own.split_first().and_then(|(first, others)| Some((members.problems.of(*first)?, others))) {
                Some((first, others)) => {
                    *first = error;
                    gone.extend(others);
                }
                None => members.report(error),
            }
            continue;
        }
        let (here, there) = (spans.len(), 1 + attested);
        for told in own {
            let Some(problem) = members.problems.of(told) else { continue };
            problem.fixes.clear();
            problem.primary.text = say!("声明的是「{right}」", "it was declared as `{right}`");
            let counts = say!(
                "「{name}」写了 {here} 处，「{right}」写了 {there} 处：分不出哪个对，改正错的那个",
                "written as `{name}`: {here}, as `{right}`: {there}; which is right does not show, mend the other"
            );
            problem.notes.push(counts.into());
        }
    }
    gone.sort_unstable();
    members.problems.join(&gone);
}

fn add_note(problems: &mut Problems, told: Told, note: Say) {
    if let Some(problem) = problems.of(told) {
        problem.notes.push(note.into());
    }
}

/// A declaration that all other places contradict.
fn misdeclared(report: &Report, member: MemberId, name: &str, spans: &[Span]) -> Diagnostic {
    let (code, count) = (report.code(member), spans.len());
    let (right, declared) = (&report.member(member).name, report.member(member).span);
    let message = say!(
        "编码 {code} 声明的名称是「{right}」，别处 {count} 次都写「{name}」",
        "code {code} is declared as `{right}`, and written as `{name}` in all {count} other places"
    );
    let error = Diagnostic::new(MISMATCHED_NAME, declared, message).label(say!("疑为「{name}」", "perhaps `{name}`"));
    let error = spans
        .iter()
        .take(SHOWN)
        .fold(error, |error, span| error.related(*span, say!("这里写「{name}」", "here it is `{name}`")));
    error
        .note(say!("改正声明；若声明是对的，改正别处", "mend the declaration; if it is right, mend the others"))
        .fix(declared, typed_name(name))
}
