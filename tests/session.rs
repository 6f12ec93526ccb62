//! The session by itself: no command line, files in memory, edits over them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use budgetc::base::Cancel;
use budgetc::diff::Became;
use budgetc::emit;
use budgetc::explain::Answer;
use budgetc::project::{self, Checked, Files, ProjectOptions, Unread};
use budgetc::session::{Location, OutputKind, Question, Renamed, Session, Sort, Spot, Unanswered, write};
use budgetc::syntax::{Kind, keywords};

use crate::fmt::Dice;
use crate::support::{Memory, shown};

/// What both reports use.
const LIBRARY: &str = r#"measure money in k { dollars; k = 1000dollars }
dimension what open { 1 fees; 2 repairs }
dimension year { this; last }
ledger costs { what; year; amount: money }
let spent = costs
let of_repairs = costs[2, this]
text thanks(whom: text) = "We thank {whom}."
form Table1 "Costs" no "Table 1" in k {
  rows of costs at this { line "All"; each what hide Share }
  column "What" = name
  column Amount "Amount" = costs
  column Share "Share" = costs / spent digits 1
}
"#;

const FIRST: &str = r#"use library
at this
param who: text = "all"
items costs in k { fees 12.5; repairs 30 }
check enough: spent >= 10k
document "First" style std.style.plain {
  "We spent {spent}, {of_repairs} of it on repairs, and fees {costs[fees]}."
  thanks(who)
  Table1
}
expect Table1 { All | 42.50 | 100.0%; fees | 12.50 | ; repairs | 30.00 | }
"#;

const SECOND: &str =
    "use library\nat last\nitems costs { fees 1k }\ndocument \"Second\" style std.style.plain { \"{costs[fees]}\" }\n";

fn memory() -> Memory {
    let files = [("library.budget", LIBRARY), ("first.budget", FIRST), ("second.budget", SECOND)];
    files.into_iter().map(|(name, text)| (name, text.to_owned())).collect()
}

/// Files without a folder.
fn at_hand() -> ProjectOptions {
    ProjectOptions { root: Some(PathBuf::new()), std: None }
}

fn session() -> Session {
    Session::new(Arc::new(memory()), at_hand())
}

fn first(session: &Session) -> Question<'_> {
    session.ask(Path::new("first.budget"))
}

/// The byte of a text at which a piece of it begins, and the place where it stands.
fn at(text: &str, piece: &str) -> usize {
    assert_eq!(text.matches(piece).count(), 1, "{piece}");
    text.find(piece).unwrap()
}

fn codes(checked: &Checked) -> Vec<&'static str> {
    checked.problems.iter().map(|problem| problem.code.number()).collect()
}

/// The pieces of texts at some places, each with its file.
fn pieces(places: impl IntoIterator<Item = Location>) -> Vec<String> {
    let text = |path: &Path| String::from_utf8(memory().read(path).unwrap()).unwrap();
    let piece = |place: Location| {
        let line = text(&place.file)[..place.start].matches('\n').count() + 1;
        format!("{}:{line} {}", place.file.display(), &text(&place.file)[place.range()])
    };
    places.into_iter().map(piece).collect()
}

fn edited(files: &[(&str, &str)], renamed: &Renamed) -> Vec<(String, String)> {
    let Renamed::Edits(edits) = renamed else { panic!("{renamed:?}") };
    let mut all: Vec<(String, String)> = files.iter().map(|(name, text)| ((*name).into(), (*text).into())).collect();
    for edit in edits.iter().rev() {
        let (_, text) = all.iter_mut().find(|(name, _)| Path::new(name) == edit.at.file).unwrap();
        text.replace_range(edit.at.range(), &edit.text);
    }
    all
}

#[test]
fn it_may_be_asked_from_any_thread() {
    fn both<T: Send + Sync>() {}
    both::<Session>();
    both::<Cancel>();
}

#[test]
fn an_edit_lies_over_what_is_stored() {
    let session = session();
    let whole = first(&session).check().unwrap();
    assert_eq!(codes(&whole), Vec::<&str>::new());
    assert!(Arc::ptr_eq(&whole, &first(&session).check().unwrap()), "nothing has changed");
    let asked = first(&session);
    session.edit(Path::new("first.budget"), FIRST.replace("repairs 30 }", "repairs 31 }").into_bytes());
    // a question sees the files as they were when it was asked
    assert_eq!(codes(&asked.check().unwrap()), Vec::<&str>::new());
    assert_eq!(codes(&first(&session).check().unwrap()), ["B0309", "B0309"]);
    session.remove(Path::new("library.budget"));
    assert!(codes(&first(&session).check().unwrap()).contains(&"B0204"));
    session.revert(Path::new("library.budget"));
    session.revert(Path::new("first.budget"));
    assert_eq!(codes(&first(&session).check().unwrap()), Vec::<&str>::new());
    session.edit(Path::new("third.budget"), SECOND.as_bytes().to_vec());
    assert_eq!(codes(&session.ask(Path::new("third.budget")).check().unwrap()), Vec::<&str>::new());
    let missing = session.ask(Path::new("fourth.budget")).check();
    assert!(matches!(missing, Err(Unanswered::Unread(Unread::Missing))));
}

#[test]
fn a_name_leads_to_where_it_is_declared() {
    let session = session();
    let of = |text: &str, piece: &str, skip: usize| {
        let file = if text == LIBRARY { "library.budget" } else { "first.budget" };
        pieces(first(&session).definition(Path::new(file), at(text, piece) + skip).unwrap())
    };
    assert_eq!(of(FIRST, "{of_repairs}", 1), ["library.budget:6 of_repairs"]);
    assert_eq!(of(FIRST, "costs[fees]", 0), ["library.budget:4 costs"]);
    assert_eq!(of(FIRST, "costs[fees]", 6), ["library.budget:2 1", "library.budget:2 fees"]);
    assert_eq!(of(FIRST, "fees 12.5", 2), ["library.budget:2 1", "library.budget:2 fees"]);
    assert_eq!(of(FIRST, "at this", 3), ["library.budget:3 this"]);
    assert_eq!(of(FIRST, "10k", 2), ["library.budget:1 k"]);
    assert_eq!(of(FIRST, "thanks(", 0), ["library.budget:7 thanks"]);
    assert_eq!(of(FIRST, "expect Table1", 8), ["library.budget:8 Table1"]);
    assert_eq!(of(FIRST, "use library", 5), ["library.budget:1 "]);
    assert_eq!(of(LIBRARY, "{whom}", 1), ["library.budget:7 whom"]);
    assert_eq!(of(LIBRARY, "hide Share", 5), ["library.budget:12 Share"]);
    assert_eq!(of(LIBRARY, "amount: money", 8), ["library.budget:1 money"]);
    assert_eq!(of(FIRST, "We spent", 1), Vec::<String>::new());
}

#[test]
fn all_uses_of_a_name_are_found_in_forms_sentences_and_other_reports() {
    let session = session();
    let references = |piece: &str, skip: usize| {
        let found = first(&session).references(Path::new("library.budget"), at(LIBRARY, piece) + skip).unwrap();
        let declaring = found.iter().filter(|one| one.declares).count();
        (declaring, pieces(found.into_iter().map(|one| one.at)))
    };
    let own = references("let spent", 4);
    assert_eq!(own.0, 1);
    assert_eq!(
        own.1,
        ["first.budget:5 spent", "first.budget:7 spent", "library.budget:5 spent", "library.budget:12 spent"]
    );
    // a report counts once the session was asked about it
    let alone = references("ledger costs", 7).1;
    session.ask(Path::new("second.budget")).check().unwrap();
    let both = references("ledger costs", 7).1;
    let others: Vec<&String> = both.iter().filter(|place| !alone.contains(place)).collect();
    assert_eq!(others, ["second.budget:3 costs", "second.budget:4 costs"]);
}

#[test]
fn a_new_name_changes_all_uses_and_nothing_on_the_pages() {
    let session = session();
    session.ask(Path::new("second.budget")).check().unwrap();
    let files = [("library.budget", LIBRARY), ("first.budget", FIRST), ("second.budget", SECOND)];
    let rename = |file: &str, byte: usize, new: &str| first(&session).rename(Path::new(file), byte, new).unwrap();
    let pages = |session: &Session, name: &str| {
        let checked = session.ask(Path::new(name)).check().unwrap();
        assert_eq!(codes(&checked), Vec::<&str>::new());
        crate::support::outline(&checked.document)
    };
    let before = (pages(&session, "first.budget"), pages(&session, "second.budget"));
    for (piece, skip, new) in [
        ("ledger costs", 7, "outlay"),
        ("let spent", 4, "总额"),
        ("dimension what", 10, "kind"),
        ("thanks(", 0, "gratitude"),
        ("whom: text", 0, "somebody"),
        ("form Table1", 5, "Costs"),
        ("column Share", 7, "Part"),
        ("amount: money", 0, "sum"),
        ("measure money", 8, "cash"),
    ] {
        let renamed = rename("library.budget", at(LIBRARY, piece) + skip, new);
        let other = Session::new(
            Arc::new(Memory::of(
                edited(&files, &renamed).into_iter().map(|(name, text)| (name.into(), text.into_bytes())).collect(),
            )),
            at_hand(),
        );
        assert_eq!(before, (pages(&other, "first.budget"), pages(&other, "second.budget")), "{piece}");
    }
    // a member is printed, and its rows are expected by its name
    let renamed = rename("first.budget", at(FIRST, "fees 12.5"), "late fees");
    let new = edited(&files, &renamed);
    assert!(new[0].1.contains("{ 1 \"late fees\"; 2 repairs }"), "{}", new[0].1);
    assert!(new[1].1.contains("{ \"late fees\" 12.5; repairs 30 }"), "{}", new[1].1);
    assert!(new[1].1.contains("and fees {costs[\"late fees\"]}"), "{}", new[1].1);
    assert!(new[1].1.contains("; late fees | 12.50 | ;"), "{}", new[1].1);
}

/// What a former report's forms say of a module that both use is changed with it, though the later report does not read them.
#[test]
fn a_new_name_reaches_former_reports() {
    const LATER: &str = "use library\nuse \"first.budget\" as before\nat this\nitems costs { fees 2k }\nlet grown = costs - before.spent\ncheck more: grown != 1k\n";
    let session = session();
    session.edit(Path::new("later.budget"), LATER.as_bytes().to_vec());
    let later = session.ask(Path::new("later.budget"));
    assert_eq!(codes(&later.check().unwrap()), Vec::<&str>::new());
    let files = [("library.budget", LIBRARY), ("first.budget", FIRST), ("later.budget", LATER)];
    let renamed = later.rename(Path::new("library.budget"), at(LIBRARY, "let spent") + 4, "outgo").unwrap();
    let new = edited(&files, &renamed);
    assert!(new[1].1.contains("check enough: outgo >= 10k") && new[1].1.contains("We spent {outgo}"), "{}", new[1].1);
    assert!(new[2].1.contains("costs - before.outgo"), "{}", new[2].1);
    let renamed = later.rename(Path::new("later.budget"), at(LATER, "before.spent") + 1, "former").unwrap();
    let new = edited(&files, &renamed);
    assert!(new[2].1.contains("as former\n") && new[2].1.contains("former.spent"), "{}", new[2].1);
    let found = later.definition(Path::new("later.budget"), at(LATER, "\"first.budget\"") + 2).unwrap();
    assert_eq!((found[0].file.as_path(), found[0].start), (Path::new("first.budget"), 0));
}

/// What a report says otherwise of its library is changed with it: row sets that stand for others, columns of amended forms.
#[test]
fn a_new_name_reaches_what_is_said_otherwise() {
    let rows =
        "rows lines of costs { line \"All\"; each what hide Share }\nrows few of costs { line \"All\" hide Share }\n";
    let library = LIBRARY.replace("line \"All\"; each what hide Share", "lines") + rows;
    let report = FIRST.split("expect").next().unwrap().to_owned();
    let report = report + "set lines = few\nform Table1 { hide Share; column Amount \"Money\" wide 9 }\n";
    let session = session();
    session.edit(Path::new("library.budget"), library.clone().into_bytes());
    session.edit(Path::new("first.budget"), report.clone().into_bytes());
    assert_eq!(codes(&first(&session).check().unwrap()), Vec::<&str>::new());
    let renamed = |file: &str, byte: usize, new: &str| {
        let renamed = first(&session).rename(Path::new(file), byte, new).unwrap();
        let files = [("library.budget", library.as_str()), ("first.budget", report.as_str())];
        edited(&files, &renamed).into_iter().map(|(_, text)| text).collect::<String>()
    };
    let all = renamed("library.budget", at(&library, "rows lines") + 5, "every");
    assert!(all.contains("{ every }") && all.contains("rows every of") && all.contains("set every = few"), "{all}");
    let few = renamed("first.budget", at(&report, "= few") + 2, "one");
    assert!(few.contains("rows one of") && few.contains("set lines = one"), "{few}");
    let sum = renamed("first.budget", at(&report, "column Amount") + 8, "Sum");
    assert!(sum.contains("column Sum \"Amount\"") && sum.contains("column Sum \"Money\" wide 9"), "{sum}");
    let share = renamed("first.budget", at(&report, "hide Share") + 6, "Part");
    assert_eq!(share.matches("hide Part").count(), 3, "{share}");
}

#[test]
fn a_name_that_would_be_taken_for_another_is_refused() {
    let session = session();
    let refused = |byte: usize, new: &str| match first(&session).rename(Path::new("library.budget"), byte, new).unwrap()
    {
        Renamed::Refused(reason) => reason.en,
        edits => panic!("{new}: {edits:?}"),
    };
    let spent = at(LIBRARY, "let spent") + 4;
    for new in ["costs", "what", "thanks", "name", "1st", "a b", "", " x", "\"x\""] {
        refused(spent, new);
    }
    assert_eq!(refused(at(LIBRARY, "We thank"), "x"), "there is no name here that could be changed");
    assert!(refused(at(LIBRARY, "1 fees"), "3").contains("a code cannot be changed"));
    let in_library = first(&session).rename(Path::new("std/style/plain.typ"), 0, "x").unwrap();
    assert!(matches!(in_library, Renamed::Refused(_)));
}

#[test]
fn what_may_stand_in_a_torn_row_is_known() {
    let session = session();
    let complete = |before: &str, typed: &str| {
        let torn = FIRST.replacen(before, &format!("{before}{typed}"), 1);
        session.edit(Path::new("first.budget"), torn.clone().into_bytes());
        let byte = torn.find(&format!("{before}{typed}")).unwrap() + before.len() + typed.len();
        let found = first(&session).completion(Path::new("first.budget"), byte).unwrap();
        let all = found.candidates.into_iter().map(|one| (one.kind, one.text)).collect::<Vec<_>>();
        (found.at.range().len(), all)
    };
    let has = |found: &[(Sort, String)], kind, text: &str| found.contains(&(kind, text.to_owned()));
    let (word, row) = complete("repairs 30", "; re");
    assert_eq!((word, row), (2, vec![(Sort::Member, "repairs".to_owned())]));
    let (_, row) = complete("repairs 30", ";  ");
    for (kind, text) in
        [(Sort::Member, "fees"), (Sort::Dimension, "year:"), (Sort::Field, "amount:"), (Sort::Keyword, "total")]
    {
        assert!(has(&row, kind, text), "{text}: {row:?}");
    }
    let (_, hole) = complete("We spent {", "");
    assert!(has(&hole, Sort::Let, "of_repairs") && has(&hole, Sort::Ledger, "costs"), "{hole:?}");
    let (_, coordinates) = complete("costs[", "");
    assert!(has(&coordinates, Sort::Member, "repairs") && has(&coordinates, Sort::Dimension, "what:"));
    assert!(!has(&coordinates, Sort::Ledger, "costs"));
    let (_, unit) = complete("items costs in ", "");
    assert_eq!(unit, [(Sort::Unit, "dollars".to_owned()), (Sort::Unit, "k".to_owned())]);
    let (_, items) = complete("style std.style.plain {\n  ", "T");
    assert!(items.contains(&(Sort::Form, "Table1".to_owned())), "{items:?}");
    let (_, set) = complete("use library", "\nset w");
    assert_eq!(set, [(Sort::Param, "who".to_owned())]);
    let (_, set) = complete("use library", "\nset k");
    assert_eq!(set, [(Sort::Unit, "k".to_owned())]);
    let sets = "\nrows lines of costs { each what }\ncolumns cells { column \"x\" = costs }";
    let (_, rows) = complete("use library", &format!("{sets}\nset lines = "));
    assert_eq!(rows, [(Sort::Rows, "lines".to_owned())]);
    let (_, columns) = complete("use library", &format!("{sets}\nset cells = "));
    assert_eq!(columns, [(Sort::ColumnSet, "cells".to_owned())]);
    let (_, columns) = complete("use library", "\nform Table1 { column Am");
    assert_eq!(columns, [(Sort::Column, "Amount".to_owned())]);
    let (_, columns) = complete("use library", "\nform Table1 { hide Share; only ");
    assert!(has(&columns, Sort::Column, "What"), "{columns:?}");
    let (_, modules) = complete("use library", "\nuse std.china.2024.");
    assert!(!modules.is_empty() && modules.iter().all(|(kind, _)| *kind == Sort::Module));
    let (_, text) = complete("We spent", " a");
    assert_eq!(text, []);
    let (_, declared) = complete("use library", "\npar");
    assert!(has(&declared, Sort::Keyword, "param"), "{declared:?}");
}

#[test]
fn a_figure_is_explained_at_its_place_and_found_on_the_pages() {
    let session = session();
    let question = first(&session);
    let figure = |file: &str, byte: usize| match question.figure(Path::new(file), byte).unwrap() {
        Answer::Trees(trees) => trees.into_iter().map(|tree| tree.root.nodes().len()).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    // a hole, down to the two amounts; an amount
    assert!(figure("first.budget", at(FIRST, "{spent}") + 1)[0] >= 3);
    assert_eq!(figure("first.budget", at(FIRST, "12.5;")), [2]);
    let cell = question.explain("Table1.All.Amount").unwrap();
    assert!(matches!(cell.answer, Answer::Trees(trees) if trees[0].root.nodes().len() >= 3));
    let printing = |byte| question.printing(Path::new("first.budget"), byte).unwrap();
    let fees = printing(at(FIRST, "12.5;"));
    let spots: Vec<&Spot> = fees.iter().map(|one| &one.on).collect();
    let cell = |row, column| Spot::Cell("Table1".to_owned(), row, column);
    assert!(spots.contains(&&cell(0, 1)) && spots.contains(&&cell(1, 1)) && !spots.contains(&&cell(2, 1)));
    let texts: Vec<&str> =
        fees.iter().filter(|one| matches!(one.on, Spot::Sentence(_))).map(|one| one.text.as_str()).collect();
    assert_eq!(texts, ["42.5 k", "12.5 k"]);
    let named = question.printing(Path::new("library.budget"), at(LIBRARY, "let of_repairs") + 4).unwrap();
    assert_eq!(named.iter().map(|one| one.text.as_str()).collect::<Vec<_>>(), ["30 k"]);
}

/// What is known of a report is kept for the next question, until somebody needs it no more.
#[test]
fn what_is_forgotten_is_found_anew() {
    let session = session();
    let check = || first(&session).check().unwrap();
    assert!(std::sync::Arc::ptr_eq(&check(), &check()));
    let kept = check();
    session.forget(Path::new("first.budget"));
    let anew = check();
    assert!(!std::sync::Arc::ptr_eq(&kept, &anew));
    assert_eq!(shown(&kept), shown(&anew));
}

#[test]
fn a_report_is_evaluated_once_for_each_question() {
    let evaluations = |ask: &dyn Fn(&Session)| {
        let session = session();
        ask(&session);
        session.evaluations()
    };
    let json = emit::find("json").unwrap();
    for (name, ask) in [
        ("check", &(|session: &Session| drop(first(session).check())) as &dyn Fn(&Session)),
        ("build", &|session| {
            drop(first(session).with(|it| write(it, &OutputKind::Format(json, emit::FormatOptions::default()))))
        }),
        ("coverage", &|session| drop(first(session).coverage())),
        ("explain a cell", &|session| drop(first(session).explain("Table1.All.Amount"))),
        ("explain an expression", &|session| drop(first(session).explain("spent - 1k"))),
        ("explain a place", &|session| drop(first(session).explain("4:24"))),
        ("list", &|session| drop(first(session).listing())),
    ] {
        assert_eq!(evaluations(ask), 1, "{name}");
    }
    let (old, new) = (session(), session());
    let new = old.beside(Arc::new(memory())).evaluations() + new.evaluations();
    assert_eq!(new, 0);
    let other = old.beside(Arc::new(memory()));
    let found = first(&old).differences(&other.ask(Path::new("second.budget"))).unwrap();
    assert_eq!((old.evaluations(), other.evaluations()), (1, 1));
    assert!(found.changes.facts.iter().any(|fact| fact.became == Became::Removed));
    // what is asked of a report that was checked evaluates it once more, and checks nothing again
    let known = session();
    first(&known).check().unwrap();
    first(&known).with(|it| write(it, &OutputKind::Format(json, emit::FormatOptions::default()))).unwrap().unwrap();
    assert_eq!(known.evaluations(), 2);
}

#[test]
fn a_question_can_be_given_up_and_one_that_fails_ends_alone() {
    let session = session();
    let cancel = Cancel::default();
    let question = session.ask_until(Path::new("first.budget"), &cancel);
    cancel.cancel();
    assert!(matches!(question.check(), Err(Unanswered::Cancelled)));
    // given up on the way
    let cancel = Cancel::default();
    let asked = session.ask_until(Path::new("first.budget"), &cancel).with(|_| cancel.cancel());
    assert!(matches!(asked, Err(Unanswered::Cancelled)));
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let failed = first(&session).with(|_| panic!("by mistake"));
    std::panic::set_hook(hook);
    assert!(matches!(failed, Err(Unanswered::Panicked(said)) if said == "by mistake"));
    assert_eq!(codes(&first(&session).check().unwrap()), Vec::<&str>::new());
}

#[test]
fn several_threads_get_the_same_answers() {
    let session = session();
    let alone = first(&session).check().unwrap();
    let text = emit::typst::emit(&alone.document, &alone.style);
    std::thread::scope(|scope| {
        for thread in 0..2 {
            let (session, text) = (&session, &text);
            scope.spawn(move || {
                for round in 0..4 {
                    session.edit(Path::new("second.budget"), format!("{SECOND}// {thread} {round}\n").into_bytes());
                    let checked = first(session).check().unwrap();
                    assert_eq!(emit::typst::emit(&checked.document, &checked.style), *text);
                    let second = session.ask(Path::new("second.budget"));
                    assert_eq!(codes(&second.check().unwrap()), Vec::<&str>::new());
                    let found = second.definition(Path::new("second.budget"), at(SECOND, "items costs") + 7);
                    assert_eq!(pieces(found.unwrap()), ["library.budget:4 costs"]);
                }
            });
        }
    });
}

#[cfg(feature = "pdf")]
#[test]
fn pages_are_bytes() {
    use budgetc::pdf::Fonts;
    use budgetc::session::Pages;
    let session = session();
    let fonts = Fonts::find(&[crate::support::repository().join("assets/fonts")], false).unwrap();
    let pages = |attach| OutputKind::Pages(Pages { fonts: &fonts, date: None, attach, draft: false });
    let pdf = |attach| first(&session).with(|it| write(it, &pages(attach))).unwrap().unwrap();
    let (emit::OutputBytes::File(with), emit::OutputBytes::File(without)) = (pdf(true), pdf(false)) else { panic!() };
    assert!(with.starts_with(b"%PDF-") && without.starts_with(b"%PDF-") && with.len() > without.len());
}

/// Each name in the files of a report is noted with what it means, wherever it stands: so none is left out by a rename.
#[test]
fn every_name_is_noted() {
    for path in [
        "reports/nanchong-shebao-2024.budget",
        "reports/qingling-shuili-2023.budget",
        "reports/town/2025.budget",
        "reports/dept/2024.budget",
    ] {
        let session = Session::new(Arc::new(budgetc::cli::Disk), ProjectOptions::default());
        let checked = session.ask(&crate::support::repository().join(path)).check().unwrap();
        let names = &checked.report.names;
        let noted: std::collections::HashSet<_> =
            names.declared().iter().chain(names.used()).map(|(span, _)| *span).collect();
        let mut left = Vec::new();
        // what a former report prints is not read
        let own =
            checked.sources.iter().zip(&checked.trees).filter(|((file, _), _)| checked.spaces[file.0 as usize] == 0);
        for ((_, source), tree) in own {
            // a mark is declared nowhere: it pairs the rows of two sides that write the same word; nor is a key of tags, a
            // word of other programs
            let free = |kind: Kind| matches!(kind, Kind::mark_clause | Kind::tag);
            let undeclared: Vec<_> = tree.nodes(&source.text).filter(|node| free(node.kind())).collect();
            let undeclared: Vec<_> =
                undeclared.iter().filter_map(|node| node.child(Kind::ident)).map(|word| word.span()).collect();
            let idents = tree.nodes(&source.text).filter(|node| node.kind() == Kind::ident);
            for node in idents.filter(|node| !undeclared.contains(&node.span())) {
                let span = budgetc::base::Span { end: node.span().start + node.text().len() as u32, ..node.span() };
                // words of the language, and codes of lints, are nobody's names
                let own = keywords().any(|word| word.english == node.text() || word.chinese == node.text());
                let code = node.text().strip_prefix('B').is_some_and(|rest| rest.parse::<u16>().is_ok());
                if !noted.contains(&span) && !own && !code {
                    let (line, column) = source.line_column(span.range().start);
                    left.push(format!("{}:{line}:{column} {}", source.name, node.text()));
                }
            }
        }
        assert_eq!(left, Vec::<String>::new(), "{path}: {}", left.len());
    }
}

/// What a change to a file may do to it.
fn changed(text: &str, dice: &mut Dice) -> String {
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let (a, b) = (places[dice.below(places.len())], places[dice.below(places.len())]);
    let (start, end) = (a.min(b), a.max(b).min(a.min(b) + 40));
    let end = text.floor_char_boundary(end);
    let piece =
        dice.of(&["", " ", "1", "k", "\n", "{", "}", "[", "costs", "fees", "\"", ", ", "甲", "let x = spent\n"]);
    match dice.below(3) {
        0 => format!("{}{piece}{}", &text[..start], &text[start..]),
        1 => format!("{}{}", &text[..start], &text[end.max(start)..]),
        _ => format!("{}{piece}{}", &text[..start], &text[end.max(start)..]),
    }
}

/// After any series of edits the session says what a fresh check of the same files does.
#[test]
fn a_session_answers_as_a_fresh_check_does() {
    for seed in 0..24 {
        let mut dice = Dice(seed * 7919 + 1);
        let session = session();
        let mut files: Vec<(PathBuf, Option<String>)> =
            [("library.budget", LIBRARY), ("first.budget", FIRST), ("second.budget", SECOND)]
                .map(|(name, text)| (PathBuf::from(name), Some(text.to_owned())))
                .to_vec();
        for step in 0..12 {
            let (name, text) = &mut files[dice.below(3)];
            match (dice.below(12), &mut *text) {
                (0, _) => {
                    session.remove(name);
                    *text = None;
                }
                (1, _) | (_, None) => {
                    session.revert(name);
                    *text = Some(String::from_utf8(memory().read(name).unwrap()).unwrap());
                }
                (_, Some(text)) => {
                    *text = changed(text, &mut dice);
                    session.edit(name, text.clone().into_bytes());
                }
            }
            let stored = files.iter().filter_map(|(name, text)| Some((name.clone(), text.clone()?.into_bytes())));
            let stored = Memory::of(stored.collect());
            for name in ["first.budget", "second.budget"] {
                let fresh = project::load(Path::new(name), Some(Path::new("")), &stored);
                match (session.ask(Path::new(name)).check(), fresh) {
                    (Err(Unanswered::Unread(_)), Err(_)) => {}
                    (Ok(ours), Ok(loaded)) => {
                        same(&ours, &project::check(loaded, &stored), &format!("{seed} {step} {name}"))
                    }
                    (ours, fresh) => panic!("{name}: {:?} but {:?}", ours.is_ok(), fresh.is_ok()),
                }
            }
        }
    }
}

fn same(ours: &Checked, fresh: &Checked, what: &str) {
    assert_eq!(ours.problems, fresh.problems, "{what}");
    let verdicts = |checked: &Checked| -> Vec<String> {
        checked.identities.iter().map(|one| format!("{} {:?} {:?}", one.name, one.span, one.verdict)).collect()
    };
    assert_eq!(verdicts(ours), verdicts(fresh), "{what}");
    assert_eq!(crate::support::json(ours), crate::support::json(fresh), "{what}");
}
