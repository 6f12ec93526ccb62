//! The wording of what is said of broken identities.

use super::reach::Reach;
use super::search::{Group, Suspicion};
use super::slip::Slip;
use crate::base::{Confidence, Diagnostic, Label, NoteRole, Say, Suspect};
use crate::say;

/// A finding at its own place, with the first of several that are as likely.
pub(super) fn with_first_suspect(mut problem: Diagnostic, first: &Suspicion, stated: bool) -> Diagnostic {
    let text = suspicion_label(first);
    problem.related.clear();
    if first.span == problem.primary.span {
        problem.primary.text = text;
    } else {
        problem.related.push(Label { span: first.span, text });
    }
    problem.notes.retain(|note| !stated && note.role == NoteRole::WayOut);
    problem.suspects.push(suspect(first, Confidence::Weak));
    problem
}

/// With the row that may be missing instead, where it is not shown.
pub(super) fn with_missing_row(problem: Diagnostic, group: &Group, confidence: Confidence) -> Diagnostic {
    let missing = group.single.iter().find(|one| one.slip == Slip::Missing).filter(|_| confidence == Confidence::Weak);
    match missing.filter(|missing| problem.suspects.iter().all(|shown| shown.span != missing.span)) {
        Some(Suspicion { repaired, .. }) => problem.note(say!(
            "也可能是少了一行，或有一行写成了零：差 {repaired}",
            "or a row is missing, or one was written as zero: {repaired} is lacking"
        )),
        None => problem,
    }
}

/// What is said at the place of a suspicion.
pub(super) fn suspicion_label(suspicion: &Suspicion) -> Say {
    let words = suspicion.slip.words();
    let repaired = &suspicion.repaired;
    match suspicion.slip {
        Slip::Missing => say!("疑在此后少一行：{repaired}", "a row seems to be missing here: {repaired}"),
        Slip::Moved => say!("疑放错了地方", "this row seems to be in the wrong place"),
        Slip::Surplus => say!("疑为多余的一行", "this row seems to be one too many"),
        Slip::Other => say!("疑为 {repaired}", "perhaps {repaired}"),
        _ => say!("疑为 {repaired}（{words}）", "perhaps {repaired} ({words})", words),
    }
}

pub(super) fn suspect(suspicion: &Suspicion, confidence: Confidence) -> Suspect {
    Suspect { span: suspicion.span, repaired: suspicion.repaired.clone(), reason: suspicion.slip.words(), confidence }
}

/// Why no figure is accused.
pub(super) fn why_none_accused(group: &Group) -> Say {
    if group.unsure {
        return say!(
            "有的行没有读懂，或有的等式因此没有核对：先改好那些，才知道这里是哪个数错了",
            "some rows could not be read, or some identities not be checked: mend those first, then it will show which figure is wrong here"
        );
    }
    let (count, ways) = (group.broken.len(), group.single.len());
    match (count, ways) {
        (1, 0) => say!("没有哪个数改一笔就能使它成立", "no slip of one figure makes it hold"),
        (_, 0) => say!(
            "这一处与相关的等式共 {count} 条不平，没有哪一个数单独改正能使它们都成立",
            "{count} identities that belong together fail, and no single figure makes them all hold"
        ),
        _ => say!(
            "其中 {ways} 个数各自都能改得使它成立，没有一个像是笔误，仅凭数字分不出是哪一个",
            "any of {ways} figures could be changed to make it hold, none looks like a slip: the numbers alone do not tell"
        ),
    }
}

/// What speaks for a suspicion.
pub(super) fn suspicion_basis(group: &Group, first: &Suspicion, confidence: Confidence) -> Say {
    let (count, repaired) = (group.broken.len(), &first.repaired);
    let others = group.single.len() - 1;
    let ways = others + 1;
    if confidence == Confidence::Weak && others > 0 {
        return match count {
            1 => say!(
                "依据: 有 {ways} 处改动各自都能使它成立，且不影响其他等式，仅凭数字分不出是哪一处",
                "basis: each of {ways} changes makes it hold and breaks nothing else; the numbers alone do not tell which"
            ),
            _ => say!(
                "依据: 同时不平的 {count} 条等式，有 {ways} 处改动各自都能使它们全部成立，且不影响其他等式，仅凭数字分不出是哪一处",
                "basis: each of {ways} changes makes all {count} identities that fail hold and breaks nothing else; the numbers alone do not tell which"
            ),
        };
    }
    let mut say = match (&first.slip, count) {
        (Slip::Moved, _) => say!(
            "依据: 不平的 {count} 条等式，有它的都多这个数，该有它的都少这个数",
            "basis: of {count} identities that fail, those that hold it have as much too much, those that should hold it too little"
        ),
        (Slip::Missing, _) => say!(
            "依据: 不平的 {count} 条等式都差同一个数，添上这一行后全部成立",
            "basis: all {count} identities that fail lack the same amount; with this row they hold"
        ),
        (Slip::Exchanged, _) => say!(
            "依据: 这两处的数对调后，不平的 {count} 条等式全部成立，且不影响其他等式",
            "basis: with these two the other way round all {count} identities that fail hold, and nothing else breaks"
        ),
        _ if !first.twins.is_empty() => {
            let places = first.twins.len() + 1;
            say!(
                "依据: {places} 处写着同一个数，彼此相符，想必是照同一个错数抄的；都改为 {repaired} 后，不平的 {count} 条等式全部成立，且不影响其他等式",
                "basis: {places} places say the same and agree with each other, as if copied from one mistake; with {repaired} in each, all {count} identities that fail hold, and nothing else breaks"
            )
        }
        (_, 1) => say!(
            "依据: 改为 {repaired} 后成立，且不影响其他等式",
            "basis: with {repaired} it holds, and nothing else breaks"
        ),
        _ => say!(
            "依据: 同时不平的 {count} 条等式都含此数；改为 {repaired} 后全部成立，且不影响其他等式",
            "basis: all {count} identities that fail hold this figure; with {repaired} they hold, and nothing else breaks"
        ),
    };
    if others > 0 {
        say.zh.push_str(&format!("；另有 {others} 处改动也能解释，但不如此处像"));
        say.en.push_str(&format!("; other changes, less likely: {others}"));
    }
    say
}

/// The tables and sentences that a wrong figure reaches.
pub(super) fn reached_places(reach: &Reach) -> Say {
    let tables: Vec<Say> = reach.tables.iter().map(|name| say!("{name}", "{name}")).collect();
    let (mut zh, mut en) = list(&tables);
    let (tables, sentences) = (reach.more_tables, reach.more_sentences);
    if tables > 0 {
        zh.push_str(&format!(" 等，另有 {tables} 张表"));
        en.push_str(&format!(", and {tables} more tables"));
    }
    for (number, sentence) in &reach.sentences {
        zh.push_str(&format!("；正文{number}「{sentence}」"));
        en.push_str(&format!("; in the text {number} “{sentence}”"));
    }
    if sentences > 0 {
        zh.push_str(&format!(" 等，另有 {sentences} 句"));
        en.push_str(&format!(", and {sentences} more sentences"));
    }
    say!("牵连: {zh}", "reaches: {en}")
}

pub(super) fn list(names: &[Say]) -> (String, String) {
    let all = |lang: fn(&Say) -> &str, between: &str| names.iter().map(lang).collect::<Vec<_>>().join(between);
    (all(|say| &say.zh, "、"), all(|say| &say.en, ", "))
}
