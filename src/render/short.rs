//! One line a finding, as compilers write them: to be searched, counted and clicked on.

use super::{address, place, suspected};
use crate::base::unseen::visible;
use crate::base::{Diagnostic, Lang, Say, Severity, Sources};
use crate::check::Verdict;
use crate::model::{Grounds, Level};
use crate::project::Checked;
use crate::say;

/// `file:line:column: error[B0301]: message`, and behind it what is perhaps wrong: one line a finding.
pub fn short(sources: &Sources, problems: &[Diagnostic], lang: Lang) -> String {
    let mut text = String::new();
    for problem in problems {
        let at = place(problem, sources);
        let weight = match problem.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let suspect = suspected(problem, at, sources, lang);
        let (at, code, message) = (address(at, sources), problem.code, problem.message.get(lang));
        line(&mut text, &format!("{at}: {weight}[{code}]: {message}{suspect}"));
    }
    text
}

/// One line for each deviation and each lint's finding that a report stands by: where, which, by how much, why, who
/// answers for it and how long. And one for each check and lint that it switches off, or lets weigh less.
pub fn accepted(checked: &Checked, lang: Lang) -> String {
    let mut text = String::new();
    for identity in &checked.identities {
        let (Verdict::Accepted(grounds), Some(span)) = (&identity.verdict, identity.accepted) else { continue };
        let name = &identity.name;
        let instance = identity.instance_words(&checked.report);
        let sides = identity.sides.as_ref().map_or_else(
            || {
                let accept = checked.report.accepts.iter().find(|accept| accept.span == span);
                let by = accept.and_then(|accept| accept.by.as_ref()).map(|by| checked.sources.slice(by.span));
                by.map_or_else(Say::default, |by| say!("{by}；", "{by}; "))
            },
            |sides| {
                let (left, right, gap) = sides.words();
                say!("左 {left}，右 {right}，差 {gap}；", "left {left}, right {right}, difference {gap}; ")
            },
        );
        let (instance, sides) = (instance.get(lang), sides.get(lang));
        let what = say!("认可「{name}」{instance}：{sides}", "accepted {name}{instance}: {sides}");
        stands(&mut text, &address(span, &checked.sources), &what, grounds, lang);
    }
    for lint in &checked.lints {
        let (code, subject) = (lint.problem.code, &lint.subject);
        let what = say!("认可 {code}「{subject}」：", "accepted {code} `{subject}`: ");
        stands(&mut text, &address(lint.span, &checked.sources), &what, &lint.grounds, lang);
    }
    for set in checked.lowered_levels() {
        let name = &set.name;
        let what = match (set.level, set.check) {
            (Level::Off, Some(_)) => say!("不查「{name}」", "not looked for: {name}"),
            (Level::Off, None) => say!("不查 {name}", "not looked for: {name}"),
            _ => say!("「{name}」不成立只算提示", "only a warning: {name}"),
        };
        let title =
            set.check.map(|check| checked.report.checks[check].title.as_str()).filter(|title| !title.is_empty());
        let (zh, en) = title.map_or_else(Default::default, |title| (format!("：{title}"), format!(": {title}")));
        let what = Say { zh: what.zh + &zh, en: what.en + &en };
        line(&mut text, &format!("{}: {}", address(set.span, &checked.sources), what.get(lang)));
    }
    for check in checked.idle.iter().map(|check| &checked.report.checks[*check]) {
        let (name, title) = (&check.name, &check.title);
        let (zh, en) =
            if title.is_empty() { Default::default() } else { (format!("：{title}"), format!(": {title}")) };
        let what =
            say!("前提处处不成立，一例也没有查「{name}」{zh}", "the guard holds nowhere, nothing tried: {name}{en}");
        line(&mut text, &format!("{}: {}", address(check.span, &checked.sources), what.get(lang)));
    }
    text
}

fn stands(text: &mut String, at: &str, what: &Say, grounds: &Grounds, lang: Lang) {
    let because = &grounds.because;
    let who = (!grounds.who.is_empty()).then(|| {
        let name = &grounds.who;
        say!("责任人：{name}", "{name}")
    });
    let until = grounds.until.map(|(day, _)| say!("有效至 {day}", "until {day}"));
    let more: Vec<String> = who.into_iter().chain(until).map(|say| say.get(lang).to_owned()).collect();
    let more = match (more.is_empty(), lang) {
        (true, _) => String::new(),
        (false, Lang::Zh) => format!("（{}）", more.join("，")),
        (false, Lang::En) => format!(" ({})", more.join(", ")),
    };
    line(text, &format!("{at}: {}{because}{more}", what.get(lang)));
}

/// Whatever a source says, a line is a line and commands no terminal.
fn line(text: &mut String, line: &str) {
    text.push_str(&visible(&line.replace(['\n', '\r'], " ")));
    text.push('\n');
}
