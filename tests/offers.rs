//! What an editor offers about a finding, obeyed: the finding is gone, and fewer are left than before.

use std::path::Path;
use std::sync::Arc;

use budgetc::base::FileId;
use budgetc::project::{Checked, ProjectOptions};
use budgetc::session::Session;
use budgetc::syntax::UNWRITTEN;

use crate::culprits::mutants::{Dice, parallel};
use crate::fixes::slips::{KINDS, Text, slip};
use crate::pages::parts;
use crate::support::{Memory, repository, shown};

/// What somebody writes where the text says that something is to be written.
const WRITTEN: &str = "所里批过的";

fn session(text: &str, beside: &[(String, String)]) -> Session {
    let others = beside.iter().map(|(name, text)| (name.into(), text.clone().into_bytes()));
    let files = [("page.budget".into(), text.to_owned().into_bytes())].into_iter().chain(others).collect();
    Session::new(Arc::new(Memory::of(files)), ProjectOptions { root: Some("".into()), std: None })
}

fn checked(session: &Session) -> Arc<Checked> {
    session.ask(Path::new("page.budget")).check().unwrap()
}

/// Obeys all that is offered of a report: how much could be written, how much of it is offered, and what stands against that.
fn tried(text: &str, beside: &[(String, String)]) -> (usize, usize, Vec<String>) {
    let session = session(text, beside);
    let before = checked(&session);
    let (mut written, mut offered, mut bad) = (0, 0, Vec::new());
    for problem in &before.problems {
        written += problem.offers.len();
        for offer in session.ask(Path::new("page.budget")).offers(problem).unwrap() {
            offered += 1;
            if offer.span.file != FileId(0) {
                continue;
            }
            let at = |byte: u32| (byte as usize).min(text.len());
            let (start, end) = (&text[..at(offer.span.start)], &text[at(offer.span.end)..]);
            let new = format!("{start}{}{end}", offer.text.replace(UNWRITTEN, WRITTEN));
            session.edit(Path::new("page.budget"), new.into_bytes());
            let after = checked(&session);
            let same = |checked: &Checked| {
                let all = checked.problems.iter();
                all.filter(|one| one.code == problem.code && one.message == problem.message).count()
            };
            // what was to be filled in may be what a check then speaks of
            let filled = usize::from(offer.text.contains(UNWRITTEN));
            if after.problems.len() >= before.problems.len() + filled || same(&after) >= same(&before) {
                bad.push(format!("── {} {:?}\n{}", problem.code, offer.text, shown(&after)));
            }
        }
        session.revert(Path::new("page.budget"));
    }
    (written, offered, bad)
}

fn none_is_bad(tried: impl IntoIterator<Item = (usize, usize, Vec<String>)>, at_least: usize) {
    let (mut written, mut offered, mut bad) = (0, 0, Vec::new());
    for one in tried {
        written += one.0;
        offered += one.1;
        bad.extend(one.2);
    }
    assert!(bad.is_empty(), "{} of {offered}\n{}", bad.len(), bad.join("\n"));
    // nearly all that could be written is offered
    assert!(offered >= at_least && offered * 20 > written * 19, "{offered} of {written}");
}

/// Findings of all codes.
#[test]
fn each_offer_leaves_fewer_findings() {
    let parts = parts();
    let parts = parts.iter().filter(|part| !part.of_root);
    let examples = parts.flat_map(|part| part.examples.iter().map(move |one| (one, &part.beside)));
    none_is_bad(examples.map(|(example, beside)| tried(example, beside)), 40);
}

/// Slips of many kinds in a whole report, and its lines left out one by one.
#[test]
fn each_offer_about_a_slip_leaves_fewer_findings() {
    let report = Text::read(&repository().join("stdlib/starter"), "2024.budget");
    let mut dice = Dice(17);
    let slips = (0..52).filter_map(|number| slip(KINDS[number % KINDS.len()], &report.text, &mut dice));
    let mut texts: Vec<String> = slips.map(|slip| slip.in_text(&report.text)).collect();
    let lines: Vec<&str> = report.text.split_inclusive('\n').collect();
    let said = lines.iter().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with("//"));
    let without = said.map(|(number, _)| [&lines[..number], &lines[number + 1..]].concat().concat());
    texts.extend(without.step_by(3));
    none_is_bad(parallel(&texts, |text| tried(text, &[])), 30);
}
