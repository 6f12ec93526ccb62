//! B0705: one thing under two names.

use rustc_hash::{FxHashMap, FxHashSet};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::Lint;
use super::words::{Piece, Root, is_own_file, prose};
use super::{Finding, LintContext};
use crate::base::{Diagnostic, Span, alike};
use crate::codes;
use crate::model::{ExprKind, FactValueKind, Member, MemberId, Part, Report};
use crate::say;

codes! {
    TWO_NAMES = "B0705", Warning, since "0.1.0": "一样东西两个名称", "One thing under two names";
}

pub(super) const LINT: Lint = Lint {
    codes: ALL,
    finds: &[["one thing under two names", "the name that is found"]],
    of_former: false,
    run: check,
};

/// Narrower names, in columns of which a wide sign takes two, differ by a sign or two and mean different things.
const LONG: usize = 10;
/// So many signs may be missing from a name.
const MISSING: usize = 2;

/// So many members of one name speak for all of them: a list may say thirteen names under thousands of codes.
const SPEAKERS: usize = 4;

/// So many wordings that differ in nothing but blanks and widths are compared with a name.
const ALIKE: usize = 16;

/// A wording in the project's own files.
struct Wording {
    text: String,
    span: Span,
    /// The member whose name it is; none for words in a sentence.
    member: Option<MemberId>,
}

pub(super) fn check(context: &LintContext<'_, '_>, found: &mut Vec<Finding>) {
    let report = context.evaluator.report;
    let wordings = wordings(context);
    let mut folded: FxHashMap<u64, Vec<(usize, Vec<char>)>> = FxHashMap::default();
    for (index, wording) in wordings.iter().enumerate() {
        let text = fold(&wording.text);
        let same = folded.entry(whole(&text)).or_default();
        if same.len() < ALIKE {
            same.push((index, text));
        }
    }
    let names: FxHashSet<&str> = report.own_members().map(|(_, member)| member.name.as_str()).collect();
    let mut told: FxHashSet<(&str, &str)> = FxHashSet::default();
    for id in speakers(report, |_| true) {
        let member = report.member(id);
        let name = fold(&member.name);
        for hash in std::iter::once(whole(&name)).chain(shorter(&name)) {
            for (wording, other) in folded.get(&hash).into_iter().flatten().map(|(at, text)| (&wordings[*at], text)) {
                let like = if *other == name { wording.text != member.name } else { lacks(&name, other) };
                let own_name = wording.member.is_none() && names.contains(wording.text.as_str());
                if like
                    && !own_name
                    && !apart(report, id, wording, *other == name)
                    && !declared(report, id, &wording.text)
                    && told.insert((&member.name, &wording.text))
                {
                    found.push(say(context, id, wording));
                }
            }
        }
    }
}

/// Members with names. Of those that have a name in common a few speak for all, coded ones and others each for theirs.
fn speakers(report: &Report, wanted: impl Fn(&Member) -> bool) -> Vec<MemberId> {
    let mut count: FxHashMap<(&str, bool), usize> = FxHashMap::default();
    let named = report.own_members().filter(|(_, member)| !member.name.is_empty() && wanted(member));
    let few = named.filter(|(_, member)| {
        let count = count.entry((&member.name, member.code.is_empty())).or_default();
        *count += 1;
        *count <= SPEAKERS
    });
    few.map(|(id, _)| id).collect()
}

/// Names and words that the project writes itself: names of its members, and in its sentences what stands between marks.
fn wordings(context: &LintContext<'_, '_>) -> Vec<Wording> {
    let report = context.evaluator.report;
    let mut all = Vec::new();
    for id in speakers(report, |member| is_own_file(context, member.span.file)) {
        let member = report.member(id);
        all.push(Wording { text: member.name.clone(), span: member.span, member: Some(id) });
    }
    let facts = report.facts.iter().flat_map(|fact| fact.values.iter().flatten());
    let texts = facts.filter(|value| matches!(value.kind, FactValueKind::Text(_))).map(|value| value.span);
    let words = prose(context).into_iter().filter_map(|said| match said.piece {
        // a title is short, and may be another word than what stands under it
        Piece::Words(span) if said.root != Root::Form => Some(span),
        Piece::Words(_) | Piece::Constant(_) => None,
    });
    let mut seen: FxHashSet<&str> = FxHashSet::default();
    for span in words.chain(texts.filter(|span| is_own_file(context, span.file))) {
        let text = context.sources.slice(span);
        let file = &context.sources.get(span.file).text;
        // what touches a hole goes on in it
        let touches = |word: &str, at: usize| {
            let (start, end) = (span.start as usize + at, span.start as usize + at + word.len());
            file[..start].ends_with(['}', '｝']) || file[end..].starts_with(['{', '｛'])
        };
        for word in text.split(|c: char| c.is_whitespace() || "、，。；：！？,;:!?“”\"‘’《》".contains(c))
        {
            // words of narrow letters are inflected: a house, two houses
            let at = word.as_ptr() as usize - text.as_ptr() as usize;
            let wide = word.width() >= LONG && word.width() > word.chars().count();
            if wide && !touches(word, at) && seen.insert(word) {
                let start = span.start + at as u32;
                let place = Span { start, end: start + word.len() as u32, ..span };
                all.push(Wording { text: word.to_owned(), span: place, member: None });
            }
        }
    }
    all
}

/// Letters as the plain ones that they look like, brackets of one kind, without blanks.
fn fold(text: &str) -> Vec<char> {
    let narrow = |c: char| match c {
        '【' | '〔' => '[',
        '】' | '〕' => ']',
        _ => c,
    };
    let text: String = text.chars().filter(|c| !c.is_whitespace()).map(narrow).collect();
    if alike::is_odd(&text) { alike::plain_letters(&text).chars().collect() } else { text.chars().collect() }
}

const BASE: u64 = 0x0100_0193_0000_01b3;

fn step(hash: u64, c: char) -> u64 {
    hash.wrapping_mul(BASE).wrapping_add(c as u64 + 1)
}

fn whole(name: &[char]) -> u64 {
    name.iter().fold(0, |hash, c| step(hash, *c))
}

/// The hashes of a name without one or two neighbouring signs, its first two kept.
fn shorter(name: &[char]) -> Vec<u64> {
    if name.iter().filter_map(|c| c.width()).sum::<usize>() <= LONG {
        return Vec::new();
    }
    let mut powers = vec![1u64];
    let mut tails = vec![0u64];
    for (done, c) in name.iter().rev().enumerate() {
        tails.push(tails[done].wrapping_add((*c as u64 + 1).wrapping_mul(powers[done])));
        powers.push(powers[done].wrapping_mul(BASE));
    }
    let mut all = Vec::new();
    let mut head = 0;
    for (at, c) in name.iter().enumerate() {
        for missing in 1..=MISSING {
            if at >= 2 && at + missing <= name.len() {
                let left = name.len() - at - missing;
                all.push(head_with(head, powers[left]).wrapping_add(tails[left]));
            }
        }
        head = step(head, *c);
    }
    all
}

fn head_with(head: u64, power: u64) -> u64 {
    head.wrapping_mul(power)
}

/// Whether one name is the other without one or two neighbouring signs. Numbers count something, and what stands first
/// says which: those differ on purpose.
fn lacks(name: &[char], other: &[char]) -> bool {
    let Some(missing) = name.len().checked_sub(other.len()).filter(|missing| (1..=MISSING).contains(missing)) else {
        return false;
    };
    let same = name.iter().zip(other).take_while(|(a, b)| a == b).count();
    let counts = |c: &char| c.is_numeric() || "一二三四五六七八九十".contains(*c);
    let long = other.iter().filter_map(|c| c.width()).sum::<usize>() >= LONG;
    long && same >= 2 && name[same + missing..] == other[same..] && !name[same..same + missing].iter().any(counts)
}

/// Names that are alike on purpose: of members of one line, and of coded ones, which their codes tell apart.
fn apart(report: &Report, id: MemberId, wording: &Wording, same: bool) -> bool {
    let Some(other) = wording.member else { return false };
    let coded = |id: MemberId| !report.member(id).code.is_empty();
    let line = report.within(id, other) || report.within(other, id);
    // of two that differ in signs alone the later one is told
    id == other || line || !same && (coded(id) || coded(other)) || same && id > other && own_twice(report, id, other)
}

fn own_twice(report: &Report, id: MemberId, other: MemberId) -> bool {
    report.member(id).span.file == report.member(other).span.file
}

/// Whether a member carries the other wording as an attribute: then it is meant.
fn declared(report: &Report, id: MemberId, text: &str) -> bool {
    report.member(id).attributes.iter().flatten().any(|expr| match &expr.kind {
        ExprKind::Text(template) => {
            template.parts.iter().any(|part| matches!(part, Part::Words(words, _) if words == text))
        }
        _ => false,
    })
}

fn say(context: &LintContext<'_, '_>, id: MemberId, wording: &Wording) -> Finding {
    let member = context.evaluator.report.member(id);
    let (text, name) = (&wording.text, &member.name);
    let message = say!(
        "「{text}」和「{name}」像是同一样东西的两个名称",
        "`{text}` and `{name}` look like two names of one thing"
    );
    let problem = Diagnostic::new(TWO_NAMES, wording.span, message)
        .related(member.span, say!("另一个名称写在这里", "the other name is written here"));
    let problem = alike::differing_letters(text, name).into_iter().fold(problem, Diagnostic::note).note(say!(
        "用同一个名称；确是两样东西的，让名称差得明白些",
        "use one name; if they are two things, let their names say so"
    ));
    Finding::new(text, problem)
}
