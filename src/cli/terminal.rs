//! What the commands print: findings and the closing line, to standard error.

use std::io::{IsTerminal, Write};

use codespan_reporting::term::termcolor::{Color as Ink, ColorChoice, ColorSpec, StandardStream, WriteColor};

use super::{Color, Voice};
use crate::base::{Lang, Say};
use crate::check::Verdict;
use crate::project::{Checked, Summary};
use crate::render;
use crate::say;

fn stderr(voice: &Voice) -> StandardStream {
    let choice = match voice.color {
        Color::Always => ColorChoice::Always,
        Color::Never => ColorChoice::Never,
        Color::Auto if std::io::stderr().is_terminal() => ColorChoice::Auto,
        Color::Auto => ColorChoice::Never,
    };
    StandardStream::stderr(choice)
}

/// Findings, accepted deviations and the closing line of one report.
pub(super) fn report(checked: &Checked, name: &str, voice: &Voice) {
    let mut stream = stderr(voice);
    // a closed pipe is the reader's choice, not our error
    drop(render::human(&mut stream, &checked.sources, &checked.problems, voice.lang));
    for identity in &checked.identities {
        let Verdict::Accepted(because) = &identity.verdict else { continue };
        let instance = identity.instance.words(&checked.report).join("、");
        let instance = if instance.is_empty() { instance } else { format!("[{instance}]") };
        let check = &identity.name;
        let sides = identity.sides.as_ref().map_or_else(String::new, |sides| {
            let (left, right, _) = sides.words();
            format!(" {left} ≠ {right}")
        });
        let line = say!("认可 {check}{instance}{sides}：{because}", "accepted {check}{instance}{sides}: {because}");
        drop(writeln!(stream, "  {}", line.get(voice.lang)));
    }
    let summary = checked.summary();
    let ink = if summary.errors > 0 { Ink::Red } else { Ink::Green };
    drop(stream.set_color(ColorSpec::new().set_bold(true).set_fg(Some(ink))));
    drop(write!(stream, "{name}"));
    drop(stream.reset());
    drop(writeln!(stream, "{}", closing(&summary).get(voice.lang)));
}

/// `: facts 95; identities 120, …`: numbers behind their words, so that none needs a plural.
fn closing(summary: &Summary) -> Say {
    let Summary { facts, identities, hold, accepted, unchecked, errors, warnings } = summary;
    let mut line = say!(
        "：事实 {facts} 项；等式 {identities} 条，成立 {hold} 条，认可偏差 {accepted} 条",
        ": facts {facts}; identities {identities}, hold {hold}, accepted deviations {accepted}"
    );
    if *unchecked > 0 {
        line.zh.push_str(&format!("，未能核对 {unchecked} 条"));
        line.en.push_str(&format!(", not checked {unchecked}"));
    }
    if errors + warnings > 0 {
        line.zh.push_str(&format!("；错误 {errors} 处，提示 {warnings} 处"));
        line.en.push_str(&format!("; errors {errors}, warnings {warnings}"));
    }
    line
}

/// One line of trouble with input or output.
pub(super) fn trouble(text: &Say, voice: &Voice) {
    let mut stream = stderr(voice);
    drop(stream.set_color(ColorSpec::new().set_bold(true).set_fg(Some(Ink::Red))));
    let word = if voice.lang == Lang::Zh { "错误" } else { "error" };
    drop(write!(stream, "{word}: "));
    drop(stream.reset());
    drop(writeln!(stream, "{}", text.get(voice.lang)));
}

/// One plain line.
pub(super) fn line(text: &Say, voice: &Voice) {
    drop(writeln!(stderr(voice), "{}", text.get(voice.lang)));
}
