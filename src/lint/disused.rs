//! B0721: words that are not to be written: names that a member had before, and those that the library says to avoid.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};
use unicode_width::UnicodeWidthStr;

use super::Lint;
use super::words::{Piece, is_own_file, prose};
use super::{Finding, LintContext};
use crate::base::{Diagnostic, Span};
use crate::codes;
use crate::model::{Avoided, FactValueKind, GoneMember, MemberId, Report};
use crate::say;

codes! {
    DISUSED_WORD = "B0721", Warning, since "0.1.0": "不该用的字眼", "Words that are not to be used";
}

pub(super) const LINT: Lint = Lint {
    codes: ALL,
    finds: &[["a name that its member has no more, or words that are declared to be avoided", "the words"]],
    of_former: false,
    run: check,
};

/// A narrower name, in columns of which a wide sign takes two, is a usual word as well: it is a name only where its level stands
/// behind it.
const LONG: usize = 10;

/// Before a name that is called the former one.
const FORMERLY: [&str; 6] = ["原", "原名", "原称", "former", "formerly", "previously"];

/// What is not to be written.
struct Disused<'m> {
    word: &'m str,
    why: Why<'m>,
    /// Current names in which it is contained, by their length: there it is no word by itself.
    within: BTreeMap<usize, FxHashSet<&'m str>>,
}

/// A longer name stands in no sentence.
const LONGEST: usize = 240;

#[derive(Clone, Copy)]
enum Why<'m> {
    Gone(&'m GoneMember),
    Avoided(&'m Avoided),
}

pub(super) fn check(context: &LintContext<'_, '_>, found: &mut Vec<Finding>) {
    let report = context.evaluator.report;
    let disused = disused(report);
    if disused.is_empty() {
        return;
    }
    let lengths: BTreeSet<usize> = disused.keys().map(|word| word.len()).collect();
    let texts = report.facts.iter().flat_map(|fact| fact.values.iter().flatten());
    let texts = texts.filter(|value| matches!(value.kind, FactValueKind::Text(_))).map(|value| value.span);
    let words = prose(context).into_iter().filter_map(|said| match said.piece {
        Piece::Words(span) => Some(span),
        Piece::Constant(_) => None,
    });
    for span in words.chain(texts.filter(|span| is_own_file(context, span.file))) {
        let words = context.sources.slice(span);
        let mut rest = 0;
        for (at, _) in words.char_indices().filter(|(at, _)| *at >= rest).collect::<Vec<_>>() {
            let longest = lengths.iter().rev().find_map(|length| disused.get(words.get(at..at + length)?));
            let Some(one) = longest.filter(|one| at >= rest && stands_alone(report, one, words, at)) else { continue };
            rest = at + one.word.len();
            let place = Span { start: span.start + at as u32, end: span.start + rest as u32, ..span };
            found.extend(say(report, &disused, one, place));
        }
    }
}

/// The words that are not to be written.
fn disused(report: &Report) -> FxHashMap<&str, Disused<'_>> {
    let mut all: FxHashMap<&str, Disused<'_>> = FxHashMap::default();
    for gone in report.former.gone.iter().filter(|gone| report.dim(gone.dim).space == 0) {
        if let Some(word) = gone.name.as_deref().filter(|word| !word.is_empty()) {
            all.entry(word).or_insert(Disused { word, why: Why::Gone(gone), within: BTreeMap::new() });
        }
    }
    let names =
        || report.own_members().filter(|(id, _)| !report.is_former(*id)).map(|(_, member)| member.name.as_str());
    if !all.is_empty() {
        // another member may have it now
        names().for_each(|name| {
            all.remove(name);
        });
    }
    for avoided in &report.avoided {
        let word = avoided.words.as_str();
        all.insert(word, Disused { word, why: Why::Avoided(avoided), within: BTreeMap::new() });
    }
    let lengths: BTreeSet<usize> = all.keys().map(|word| word.len()).collect();
    for name in names().filter(|name| !lengths.is_empty() && name.len() <= LONGEST) {
        for (at, _) in name.char_indices() {
            for length in lengths.iter().take_while(|length| at + **length <= name.len()) {
                if let Some(one) = name.get(at..at + length).and_then(|word| all.get_mut(word)) {
                    one.within.entry(name.len()).or_default().insert(name);
                }
            }
        }
    }
    all
}

/// Whether the words at a place are those, and no part of others.
fn stands_alone(report: &Report, one: &Disused<'_>, words: &str, at: usize) -> bool {
    let end = at + one.word.len();
    let (before, behind) = (&words[..at], &words[end..]);
    let narrow = |c: char| c.is_ascii_alphanumeric();
    let cut = one.word.starts_with(narrow) && before.ends_with(narrow)
        || one.word.ends_with(narrow) && behind.starts_with(narrow);
    let longer = one.within.iter().any(|(length, names)| {
        let first = end.saturating_sub(*length);
        (first..=at).any(|from| words.get(from..from + length).is_some_and(|name| names.contains(name)))
    });
    !cut && !longer
        && match one.why {
            Why::Avoided(_) => true,
            Why::Gone(gone) => is_a_name(report, gone, one.word, before, behind),
        }
}

/// Whether words are a former name and no usual word, and not called the former one.
fn is_a_name(report: &Report, gone: &GoneMember, word: &str, before: &str, behind: &str) -> bool {
    let level = behind.trim_start().strip_prefix(['（', '(']).unwrap_or_default();
    let named = || {
        let mut levels = report.dim(gone.dim).levels.iter();
        levels.any(|(name, _)| level.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with(['）', ')'])))
    };
    let before = before.trim_end_matches(['“', '"', '「', '《', '\'', '‘', ' ']);
    !FORMERLY.iter().any(|word| before.ends_with(word)) && (word.width() >= LONG || named())
}

fn say(report: &Report, all: &FxHashMap<&str, Disused<'_>>, one: &Disused<'_>, place: Span) -> Option<Finding> {
    let problem = match one.why {
        Why::Gone(gone) => former(report, one.word, gone, place),
        // they are right as they are, though others are part of them
        Why::Avoided(avoided) if avoided.instead.as_deref() == Some(one.word) => return None,
        Why::Avoided(avoided) => {
            let again = |words: &str| {
                let others = all.values().filter(|other| words.contains(other.word));
                others
                    .into_iter()
                    .any(|other| !matches!(other.why, Why::Avoided(own) if own.instead.as_deref() == Some(other.word)))
            };
            avoid(avoided, place, again)
        }
    };
    Some(Finding::new(one.word, problem))
}

/// A name that its member has no more.
fn former(report: &Report, word: &str, gone: &GoneMember, place: Span) -> Diagnostic {
    let problem = match gone.heirs.as_slice() {
        [(heir, _)] if is_renamed(report, gone, *heir) => {
            let now = &report.member(*heir).name;
            let message =
                say!("「{word}」是以前的名称，现在叫「{now}」", "`{word}` is a former name: it is `{now}` now");
            instead(Diagnostic::new(DISUSED_WORD, place, message), place, now, true)
        }
        heirs => {
            let heirs: Vec<String> = heirs.iter().map(|(heir, _)| report.display(*heir)).collect();
            let (zh, en) = (heirs.join("、"), heirs.join(", "));
            let message =
                say!("「{word}」已经取消，现在由「{zh}」接替", "there is no `{word}` any more: `{en}` stands for it");
            Diagnostic::new(DISUSED_WORD, place, message).note(say!(
                "改写现在的；说的是以前的事，在它前面写上「原」，或认可它",
                "write what there is now; where it speaks of the past, write `former` before it, or accept it"
            ))
        }
    };
    problem.related(gone.span, say!("这里写明由谁接替", "this says what stands for it"))
}

/// Whether what stands for a name is the same thing under another one: the same code, or, without codes, the heir of no other.
fn is_renamed(report: &Report, gone: &GoneMember, heir: MemberId) -> bool {
    let same = |other: &&GoneMember| matches!(other.heirs.as_slice(), [(own, _)] if *own == heir);
    match report.member(heir).code.is_empty() {
        true => report.former.gone.iter().filter(same).count() == 1,
        false => gone.name.as_ref() == Some(&gone.word) && gone.shown != gone.word,
    }
}

/// Words that are declared to be avoided; `again` says whether words have some in them.
fn avoid(avoided: &Avoided, place: Span, again: impl Fn(&str) -> bool) -> Diagnostic {
    let (word, because) = (&avoided.words, &avoided.because);
    let why = if because.is_empty() { say!("", "") } else { say!("：{because}", ": {because}") };
    let message = say!("这份文档不用「{word}」{why}", "`{word}` is not used in this document{why}", why);
    let problem = Diagnostic::new(DISUSED_WORD, place, message);
    let problem = match &avoided.instead {
        Some(words) => instead(problem, place, words, !again(words)),
        None => problem.note(say!("改写这一处", "write it otherwise")),
    };
    problem.related(avoided.span, say!("在这里声明", "declared here"))
}

/// With what is written instead.
fn instead(problem: Diagnostic, place: Span, words: &str, certain: bool) -> Diagnostic {
    // what would end the text or open a hole cannot be put into it as it is
    let plain = !words.contains(['"', '“', '”', '{', '}', '｛', '｝', '\\', '\n']);
    if certain && plain {
        return problem.label(say!("应为「{words}」", "it is `{words}`")).fix(place, words);
    }
    problem.note(say!("改写「{words}」", "write `{words}`"))
}
