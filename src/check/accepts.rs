//! Deviations that the report stands by.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Outcome;
use super::pins::{self, Pin};
use super::trial::Trial;
use crate::base::near::{NOT_CLOSE, Nearest, did_you_mean, likeness};
use crate::base::{Date, Diagnostic, Say, Severity, Span};
use crate::check::codes::{EXPIRED_ACCEPT, UNUSED_ACCEPT};
use crate::eval::Evaluator;
use crate::model::codes::INVALID_ACCEPT;
use crate::model::{Accept, Check, DimId, Grounds, Level, MemberId, Narrow, Report};
use crate::say;

/// What an acceptance is of: a condition of a check, at members.
type Place = (usize, usize, Vec<(DimId, MemberId)>);

/// The acceptances of checks, by what they are of.
pub(super) struct Accepts {
    found: FxHashMap<Place, usize>,
    /// By check, its acceptances that were not reported.
    own: FxHashMap<usize, Vec<usize>>,
    /// The checks of which an acceptance has been reported: it may be meant for what fails.
    torn: FxHashSet<usize>,
    used: Vec<bool>,
}

impl Accepts {
    pub(super) fn of(report: &Report) -> Accepts {
        let whole = report.accepts.iter().enumerate().filter(|(_, accept)| !accept.torn);
        let mut own: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
        whole.clone().for_each(|(index, accept)| own.entry(accept.check).or_default().push(index));
        let found = whole.filter_map(|(index, accept)| Some((place_of(report, accept)?, index))).collect();
        let torn = report.accepts.iter().filter(|accept| accept.torn).map(|accept| accept.check).collect();
        Accepts { found, own, torn, used: vec![false; report.accepts.len()] }
    }

    /// The acceptance of a condition of an instance, by its number in the report.
    pub(super) fn find(&self, check: &Check, index: usize, key: &[MemberId], part: usize) -> Option<usize> {
        // most checks have none
        if self.found.is_empty() {
            return None;
        }
        self.found.get(&(index, part, members(check, key))).copied()
    }

    /// The acceptances of instances that a check has not; each is reported, and so used up.
    pub(super) fn strays(&mut self, report: &Report, index: usize, trials: &[Trial]) -> Vec<usize> {
        let Some(own) = self.own.get(&index) else { return Vec::new() };
        let own: Vec<(usize, Option<Place>)> =
            own.iter().map(|number| (*number, place_of(report, &report.accepts[*number]))).collect();
        let check = &report.checks[index];
        let places: FxHashSet<Place> =
            trials.iter().map(|trial| (index, trial.part, members(check, &trial.key))).collect();
        let stray = |place: &Option<Place>| place.as_ref().is_none_or(|place| !places.contains(place));
        let strays: Vec<usize> = own.into_iter().filter(|(_, place)| stray(place)).map(|(number, _)| number).collect();
        strays.iter().for_each(|stray| self.used[*stray] = true);
        strays
    }

    pub(super) fn is_torn(&self, check: usize) -> bool {
        self.torn.contains(&check)
    }

    pub(super) fn use_up(&mut self, accept: usize) {
        self.used[accept] = true;
    }

    /// Nobody knows what was accepted of a check that cannot be read.
    pub(super) fn all_used(&mut self, report: &Report, check: usize) {
        for (accept, used) in report.accepts.iter().zip(&mut self.used) {
            *used |= accept.check == check;
        }
    }

    /// Reports the acceptances that nothing needed. While other identities fail, one that holds may do so because of the
    /// same error.
    pub(super) fn unused(self, report: &Report, outcome: &mut Outcome) {
        let error = |found: &Diagnostic| found.severity == Severity::Error;
        let broken = outcome.identities.iter().any(|identity| identity.finding.as_ref().is_some_and(error));
        for (accept, _) in report.accepts.iter().zip(self.used).filter(|(accept, used)| !used && !accept.torn) {
            let check = &report.checks[accept.check];
            let name = &check.name;
            let message = if check.level == Level::Off {
                say!("没有用到这条认可：检查「{name}」设为不查", "nothing to accept: check `{name}` is off")
            } else if broken {
                continue;
            } else {
                say!("没有用到这条认可：检查「{name}」在此成立", "nothing to accept: check `{name}` holds here")
            };
            let error = Diagnostic::new(UNUSED_ACCEPT, accept.span, message);
            outcome.problems.push(error.note(say!("删去这条 accept", "remove this `accept`")));
        }
    }
}

/// Where an acceptance stands; none where it names more or less than one member of an axis.
fn place_of(report: &Report, accept: &Accept) -> Option<Place> {
    let one = |(dim, narrow, _): &(DimId, Narrow, Span)| match narrow {
        Narrow::Members(members) if members.len() == 1 => Some((*dim, members[0])),
        _ => None,
    };
    let mut members: Vec<(DimId, MemberId)> = accept.at.parts.iter().map(one).collect::<Option<_>>()?;
    members.sort_unstable();
    members.dedup();
    // a member above another only says which is meant, unless the check has an axis for each
    let axes = report.checks[accept.check].keys.len();
    let all = members.clone();
    let above = |id: MemberId| all.iter().any(|(_, other)| *other != id && report.within(*other, id));
    members.retain(|(_, id)| all.len() <= axes || !above(*id));
    Some((accept.check, accept.part, members))
}

fn members(check: &Check, key: &[MemberId]) -> Vec<(DimId, MemberId)> {
    let mut members: Vec<(DimId, MemberId)> = check.keys.iter().zip(key).map(|((dim, _), id)| (*dim, *id)).collect();
    members.sort_unstable();
    members
}

/// What an acceptance says of a deviation that is another.
pub(super) fn changed_deviation(evaluator: &Evaluator<'_>, accept: &Accept, pins: &[Pin]) -> Diagnostic {
    let span = accept.by.as_ref().map_or(accept.span, |by| by.span);
    let now = pins::written_pins(evaluator, pins);
    let gap = matches!(pins, [Pin::Gap(..)]);
    let turned: Vec<Pin> = pins.iter().map(Pin::turned).collect();
    let message = match &accept.by {
        Some(_) if pins.is_empty() => {
            let message = say!("这个条件没有两边可写", "this condition has no sides to be pinned");
            return Diagnostic::new(INVALID_ACCEPT, span, message).way_out(say!("删去 by", "remove `by`"));
        }
        Some(_) if gap && pins::are(evaluator, &turned, accept.by.as_ref()) => {
            let message = say!(
                "正负号反了：左边减右边是 {now}",
                "the sign is the other way round: left minus right is {now}",
                now
            );
            return Diagnostic::new(INVALID_ACCEPT, span, message).way_out(say!(
                "写成 by {now}",
                "write `by {now}`",
                now
            ));
        }
        Some(_) if gap => say!("差额变了：现在是 {now}", "the deviation has changed: it is {now} now", now),
        Some(_) => say!("认可的变了：现在是 {now}", "what was accepted has changed: it is {now} now", now),
        None if gap => say!("要写明认可的差额：现在是 {now}", "say which deviation is accepted: it is {now} now", now),
        None => say!("要写明认可的是什么：现在是 {now}", "say what is accepted: it is {now} now", now),
    };
    Diagnostic::new(INVALID_ACCEPT, span, message).way_out(say!(
        "查明原因，再写 by {now}",
        "find out why, then write `by {now}`",
        now
    ))
}

/// The acceptance of an instance that there is not. It is perhaps meant for a trial that fails: by the same difference, else
/// by members that are written nearly so. That one, by its number, is not reported again; of several none is known to be meant.
pub(super) fn stray_acceptance(
    evaluator: &Evaluator<'_>,
    accept: &Accept,
    trials: &[Trial],
    failing: &[(usize, Vec<Pin>)],
) -> (Option<usize>, Diagnostic) {
    let report = evaluator.report;
    let check = &report.checks[accept.check];
    let name = &check.name;
    let own = accept.at.parts.iter().filter_map(|(_, narrow, _)| match narrow {
        Narrow::Members(members) => members.first().copied(),
        Narrow::Any | Narrow::Free => None,
    });
    let own = written_members(report, check, &own.collect::<Vec<_>>());
    let mut meant = Nearest::above(NOT_CLOSE);
    meant.extend(failing.iter().map(|(number, pins)| {
        let same = accept.by.is_some() && pins::are(evaluator, pins, accept.by.as_ref());
        let members = written_members(report, check, &trials[*number].key);
        // the same difference is nearer than any members
        (likeness(&own, &members) + f64::from(u8::from(same)), (*number, format!("{name}[{members}]")))
    }));
    let meant = meant.into_all();
    let message = if own.is_empty() {
        say!(
            "检查「{name}」分实例，没有写认可的是哪一个",
            "check `{name}` has instances: it is not said which is accepted"
        )
    } else {
        say!("检查「{name}」没有「{own}」这一实例", "check `{name}` has no instance [{own}]")
    };
    let error = Diagnostic::new(UNUSED_ACCEPT, accept.span, message);
    let number = match meant.as_slice() {
        [(number, _)] => Some(*number),
        _ => None,
    };
    let names: Vec<String> = meant.into_iter().map(|(_, shown)| shown).collect();
    let fails = |asked: Say| Say { zh: asked.zh + "检查在那里不成立", en: asked.en + " The check fails there" };
    let mend =
        || say!("改正方括号里的成员，或删去这条 accept", "mend the members in brackets, or remove this `accept`");
    (number, error.note(did_you_mean(&names).map_or_else(mend, fails)))
}

/// The members of an instance as they are written in brackets: with their axis where another has a member of that name,
/// behind those above them where their own has another.
pub(super) fn written_members(report: &Report, check: &Check, key: &[MemberId]) -> String {
    let labelled = |id: MemberId| {
        let (member, written) = (report.member(id), report.reference(id));
        let same = |dim: &DimId| {
            let dim = report.dim(*dim);
            let (names, codes) = (&dim.by_name, &dim.by_code);
            if member.code.is_empty() { names.contains_key(&member.name) } else { codes.contains_key(&member.code) }
        };
        let shared = check.keys.iter().any(|(dim, _)| *dim != member.dim && same(dim));
        if shared { format!("{}: {written}", report.dim(member.dim).name) } else { written }
    };
    let one = |id: &MemberId| {
        let member = report.member(*id);
        let namesakes = report.dim(member.dim).by_name.get(&member.name).map_or(0, Vec::len);
        if !member.code.is_empty() || namesakes < 2 {
            return labelled(*id);
        }
        let mut line: Vec<String> = report.lineage(*id).map(labelled).collect();
        line.reverse();
        line.join(", ")
    };
    key.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// Whether the last day of an acceptance has passed.
pub fn is_over(grounds: &Grounds, day: Date) -> bool {
    grounds.until.is_some_and(|(until, _)| until < day)
}

/// The acceptances whose last day has passed by the `dated` document's own day, or by today.
pub fn expired(report: &Report, day: Date, dated: bool) -> Vec<Diagnostic> {
    let now = if dated {
        say!("而文档的日期是 {day}", "and the document's date is {day}")
    } else {
        say!("而今天已是 {day}", "and today is {day}")
    };
    let (now, now_en) = (&now.zh, &now.en);
    let grounds = report.accepts.iter().map(|accept| &accept.grounds);
    let grounds = grounds.chain(report.lint_accepts.iter().map(|accept| &accept.grounds));
    let over = grounds.filter_map(|grounds| {
        let (until, span) = grounds.until.filter(|_| is_over(grounds, day))?;
        let error = Diagnostic::new(
            EXPIRED_ACCEPT,
            span,
            say!("这条认可到 {until} 为止，{now}", "this is accepted until {until}, {now_en}"),
        );
        Some(match grounds.who.as_str() {
            "" => error,
            who => error.label(say!("责任人：{who}", "{who} answers for it")),
        })
    });
    over.map(|error| {
        error.note(say!(
            "办结了的，删去这条 accept；还须保留的，重新商定日期和理由",
            "remove the `accept` if the matter is settled; if it must stand, agree on a new day and reason"
        ))
    })
    .collect()
}
