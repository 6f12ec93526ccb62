//! What follows from something that is missing or could not be read is not told beside it, and the way out that is written
//! leads out.

use std::path::Path;

use budgetc::base::{Lang, Severity};
use budgetc::cli::Disk;
use budgetc::project::{Checked, check as checked_of, load, repaired, repairs};

use crate::support::{check, check_beside, files, read, shown};

const HEAD: &str = "measure money in dollars { dollars }\n\
    dimension kind open { Red; Blue }\n\
    dimension place open levels district 2, town 2 { 10 North { 01 Hill; 02 Lake }; 20 South { 01 Bay } }\n\
    ledger spending { amount: money; kind; place.town }\n";

/// The errors of a report.
fn errors(checked: &Checked) -> Vec<&'static str> {
    let errors = checked.problems.iter().filter(|problem| problem.severity == Severity::Error);
    errors.map(|problem| problem.code.number()).collect()
}

/// What stands behind the first line of a note: lines to be copied.
fn lines(checked: &Checked) -> String {
    let notes = checked.problems.iter().flat_map(|problem| &problem.notes);
    let behind = notes.filter_map(|note| note.text.en.split_once('\n')).map(|(_, lines)| lines);
    behind.collect::<Vec<_>>().join("\n")
}

/// The declaration that a finding proposes.
fn proposal(checked: &Checked) -> Option<String> {
    let notes = checked.problems.iter().flat_map(|problem| &problem.notes);
    let said = notes.filter_map(|note| note.text.en.split_once("in the report: "));
    said.map(|(_, way)| way.split(" or members ").next().unwrap_or(way).to_owned()).next()
}

#[test]
fn all_that_is_unset_is_told_at_once_and_the_lines_that_are_told_work() {
    let kinds = ["text", "year", "money", "count trucks", "ratio", "number", "value", "place", "kind"];
    let params: String = (0..30).map(|at| format!("param p{at}: {}\n", kinds[at % kinds.len()])).collect();
    let shown_of = |at: usize| if at % 9 >= 7 { format!("{{p{at}.name}}") } else { format!("{{p{at}}}") };
    let words: String = (0..30).map(shown_of).collect::<Vec<_>>().join(", ");
    let module = format!("{HEAD}{params}param day: text\ntext all = \"{words}\"\n");
    let report = "use library.words\nitems spending { Red 10-01 1 }\nlet of = spending[p7]\n\
        document \"A\" style std.style.plain date day { all; \"{of}\" }\n";
    let beside = [("library/words.budget".to_owned(), module)];
    let before = check_beside(report, &beside);
    assert_eq!(errors(&before), ["B0401"], "{}", shown(&before));
    let told = &before.problems[0];
    assert_eq!(told.primary.span.file.0, 0);
    assert!(told.message.en.contains("and 28 more"), "{}", told.message.en);
    let lines = lines(&before);
    for line in [
        "set p1 = 2000",
        "set p2 = 0dollars",
        "set p3 = 0trucks",
        "set p4 = 0%",
        "set p5 = 0",
        "set day = \"2000-01-31\"",
    ] {
        assert!(lines.contains(line), "{lines}");
    }
    let after = check_beside(&format!("{report}{lines}\n"), &beside);
    assert_eq!(errors(&after), [""; 0], "{}", shown(&after));
}

#[test]
fn members_that_lack_words_are_told_at_once_and_the_rows_that_are_told_work() {
    let members = "Red; Blue; \"a b\"; \"total\"; \"1st\"; \"x: y\"";
    let text = format!(
        "dimension kind open with about: text optional, plan: text optional {{ {members} }}\n\
         text all = \"{{for each kind}}{{kind.about}}{{kind.plan}}{{end}}\"\n\
         document \"A\" style std.style.plain {{ all }}\n"
    );
    let before = check(&text);
    assert_eq!(errors(&before), ["B0401"], "{}", shown(&before));
    let after = check(&format!("{text}{}\n", lines(&before)));
    assert_eq!(errors(&after), [""; 0], "{}", shown(&after));
}

/// Each thing that the starter sets, left out by itself, and all of them.
#[test]
fn what_the_starter_sets_is_told_by_the_line_to_write() {
    let text = read("stdlib/starter/2024.budget");
    let blocks: Vec<&str> = text.split_inclusive('\n').collect();
    let mut sets: Vec<String> = Vec::new();
    let mut open = false;
    for line in blocks {
        if open {
            sets.last_mut().unwrap().push_str(line);
            open = !line.trim_end().ends_with("\"\"\"");
        } else if line.starts_with("set ") {
            sets.push(line.to_owned());
            open = line.trim_end().ends_with("\"\"\"");
        }
    }
    let without = |some: &[String]| some.iter().fold(text.clone(), |text, set| text.replace(set.as_str(), ""));
    for some in sets.chunks(1).chain([&sets[..]]) {
        let less = without(some);
        let before = check(&less);
        let told: Vec<_> = before.problems.iter().filter(|problem| problem.code.number() == "B0401").collect();
        assert!(told.len() <= 1 && errors(&before).len() == told.len(), "{some:?}: {}", shown(&before));
        let after = check(&format!("{less}\n{}\n", lines(&before)));
        assert_eq!(errors(&after), [""; 0], "{some:?}: {}", shown(&after));
    }
}

#[test]
fn a_file_that_is_not_there_is_one_finding_that_says_where_it_was_looked_for() {
    let module = format!("{HEAD}items spending {{ Red 10-01 1; }}\n");
    let rest = "items spending { Blue 20-01 2; total 10 1 }\nlet a = former.spending[Red] + spending[Gren]\n\
        document \"A\" style std.style.plain { \"{former.spending} {former.gone[Red]} {spending} {a}\" }\n";
    let beside = [("library/one.budget".to_owned(), module.clone()), ("2022.budget".to_owned(), module)];
    for (uses, looked, near) in [
        ("use library.one\nuse \"2023.budget\" as former\n", "looked for: 2023.budget", Some("`2022.budget`")),
        ("use library.two\nuse \"2022.budget\" as former\n", "looked for: library/two.budget", None),
        ("use library.onne\nuse \"2022.budget\" as former\n", "looked for: library/onne.budget", Some("`library.one`")),
        ("use libary.one\nuse \"2022.budget\" as former\n", "looked for: libary/one.budget", Some("`library.one`")),
        ("use elsewhere.other\n", "looked for: elsewhere/other.budget", None),
    ] {
        let checked = check_beside(&format!("{uses}{rest}"), &beside);
        assert_eq!(errors(&checked), ["B0204"], "{uses}{}", shown(&checked));
        assert!(shown(&checked).contains(looked), "{}", shown(&checked));
        assert_eq!(near.is_some(), shown(&checked).contains("did you mean"), "{}", shown(&checked));
        assert!(near.is_none_or(|near| shown(&checked).contains(near)), "{}", shown(&checked));
    }
    let named = check_beside(&format!("use library.one.budget\nuse \"2022.budget\" as former\n{rest}"), &beside);
    assert_eq!(errors(&named), ["B0204"], "{}", shown(&named));
    assert_eq!(named.problems[0].fixes[0].text, "library.one");
}

/// What may stand in a file that is not there, nobody knows: no total is said to fail.
#[test]
fn nothing_is_said_to_fail_that_rests_on_a_file_which_is_not_there() {
    let library = files("reports/town/library", ".budget");
    let report = read("reports/town/2025.budget");
    let beside = |without: usize| -> Vec<(String, String)> {
        let kept = library.iter().enumerate().filter(|(at, _)| *at != without).map(|(_, file)| file);
        kept.map(|(name, text)| (name.replace("reports/town/", ""), text.clone())).collect()
    };
    for (at, (name, _)) in library.iter().enumerate() {
        let checked = check_beside(&report, &beside(at));
        let found: Vec<_> = checked.problems.iter().filter(|problem| !shown_style(&checked, problem)).collect();
        assert_eq!(found.len(), 1, "{name}: {}", shown(&checked));
        assert_eq!(found[0].code.number(), "B0204", "{name}");
    }
}

/// The look of the town's book is no text and so not among its files here.
fn shown_style(checked: &Checked, problem: &budgetc::base::Diagnostic) -> bool {
    checked.sources.slice(problem.primary.span) == "library.look"
}

/// A module of the project that is there and that nothing uses is named.
#[test]
fn a_module_that_is_not_used_is_named() {
    let library = files("reports/town/library", ".budget");
    let report = read("reports/town/2025.budget");
    for (user, used) in [("book", "words"), ("book", "tables"), ("ledgers", "accounts")] {
        let line = format!("use library.{used}\n");
        let own = |(name, text): &(String, String)| {
            let text = if name.ends_with(&format!("/{user}.budget")) { text.replace(&line, "") } else { text.clone() };
            (name.replace("reports/town/", ""), text)
        };
        let checked = check_beside(&report, &library.iter().map(own).collect::<Vec<_>>());
        assert_eq!(checked.problems.len(), 1, "{}", shown(&checked));
        assert!(shown(&checked).contains(&format!("write `use library.{used}`")), "{}", shown(&checked));
    }
}

/// Every name that the town's library declares, changed where it is declared: what names it is told once.
#[test]
fn a_declaration_by_another_name_is_one_finding() {
    let library = files("reports/town/library", ".budget");
    let report = read("reports/town/2025.budget");
    let look = |checked: &Checked| checked.problems.iter().filter(|problem| shown_style(checked, problem)).count();
    let mut most = (0, String::new());
    for (at, (_, text)) in library.iter().enumerate() {
        for line in text.lines() {
            let mut words = line.split([' ', ':', '(']);
            let (Some(kind), Some(name)) = (words.next(), words.next()) else { continue };
            if !["measure", "dimension", "ledger", "param"].contains(&kind) {
                continue;
            }
            let changed = line.replacen(name, &format!("{name}x"), 1);
            let own = |(index, (name, text)): (usize, &(String, String))| {
                let text = if index == at { text.replacen(line, &changed, 1) } else { text.clone() };
                (name.replace("reports/town/", ""), text)
            };
            let checked = check_beside(&report, &library.iter().enumerate().map(own).collect::<Vec<_>>());
            let count = checked.problems.len() - look(&checked);
            assert!(count >= 1, "{line}");
            if count > most.0 {
                most = (count, format!("{line}: {}", shown(&checked)));
            }
        }
    }
    assert!(most.0 <= 3, "{}", most.1);
}

#[test]
fn paths_of_other_systems_are_mended() {
    let module = ("library/one.budget".to_owned(), format!("{HEAD}let a = 1\n"));
    let former = ("old/2022.budget".to_owned(), HEAD.to_owned());
    let look = ("library/look.typ".to_owned(), read("stdlib/style/plain.typ"));
    let beside = [module, former, look];
    let rest = "items spending { Blue 20-01 2 }\n";
    for (uses, style, picture) in [
        ("use library\\one\n", "std.style.plain", "images/hall.svg"),
        ("use library/one\n", "std.style.plain", "images/hall.svg"),
        ("use library\\one.budget\n", "std.style.plain", "images\\hall.svg"),
        ("use library.one\nuse \"old\\2022.budget\" as former\n", "std.style.plain", "images/hall.svg"),
        ("use library.one\nuse old\\2022.budget as former\n", "std.style.plain", "images/hall.svg"),
        ("use library.one\n", "library\\look", "images/hall.svg"),
        ("use library.one\n", "\"library/look.typ\"", "images/hall.svg"),
    ] {
        let document =
            format!("document \"A\" style {style} {{ picture \"{picture}\" alt \"a hall\"; \"{{spending}}\" }}\n");
        let mut text = format!("{uses}{rest}{document}");
        for _ in 0..3 {
            let checked = check_beside(&text, &beside);
            assert!(checked.problems.iter().all(|problem| !problem.fixes.is_empty()), "{text}{}", shown(&checked));
            let all = repairs(&checked);
            text = all.iter().next().map_or(text.clone(), |(_, repairs)| repaired(&text, repairs));
        }
        let checked = check_beside(&text, &beside);
        assert_eq!(errors(&checked), [""; 0], "{text}{}", shown(&checked));
    }
}

/// A report that is reached by a link finds what lies beside the link, then what lies beside the real file.
#[cfg(unix)]
#[test]
fn a_report_that_is_reached_by_a_link_finds_its_files() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir(at("real")).unwrap();
    std::fs::create_dir(at("here")).unwrap();
    let report = "use one\nitems spending { Blue 20-01 2 }\ndocument \"A\" style std.style.plain { \"{spending}\" }\n";
    std::fs::write(at("real/report.budget"), report).unwrap();
    std::fs::write(at("real/one.budget"), HEAD).unwrap();
    std::os::unix::fs::symlink(at("real/report.budget"), at("here/link.budget")).unwrap();
    let run = |entry: &Path| checked_of(load(entry, None, &Disk).unwrap(), &Disk);
    let checked = run(&at("here/link.budget"));
    assert_eq!(errors(&checked), [""; 0], "{}", shown(&checked));
    // what lies beside the link comes first
    std::fs::write(at("here/one.budget"), format!("{HEAD}let beside_the_link = spendin\n")).unwrap();
    assert_eq!(errors(&run(&at("here/link.budget"))), ["B0201"]);
    std::fs::remove_file(at("here/one.budget")).unwrap();
    std::fs::remove_file(at("real/one.budget")).unwrap();
    let shown = shown(&run(&at("here/link.budget")));
    assert!(shown.contains("here/one.budget") && shown.contains("real/one.budget"), "{shown}");
}

/// Whatever is proposed to be declared can be: declared so, it is a member.
#[test]
fn what_is_proposed_to_be_declared_can_be() {
    let names = [
        "Green",
        "甲",
        "\"a b\"",
        "维修（护）费",
        "\"the first of May\"",
        "any",
        "\"total\"",
        "\"x = y\"",
        "\"x, y\"",
        "\"1st\"",
        "\"12 trucks\"",
        "\"{x}\"",
        "甲、乙",
        "\"a \\\"b\\\"\"",
        "\"//\"",
        "甲·乙",
        "≥",
        "30-01",
        "10-07",
        "3001",
        "7",
        "\"-\"",
        "\"A text that tells at length, as prose does, what the money is for.\"",
        "\"合计\"",
        "\"items\"",
        "\"。\"",
    ];
    let mut offered = 0;
    for name in names {
        let text = format!("{HEAD}items spending {{ {name} 10-01 1; Red 10-01 2 }}\n");
        for text in [text, format!("{HEAD}items spending {{ Red {name} 1; Red 10-01 2 }}\n")] {
            let before = check(&text);
            let Some(way) = proposal(&before) else { continue };
            offered += 1;
            let after = check(&format!("{text}{way}\n"));
            let unknown =
                |checked: &Checked| errors(checked).iter().filter(|code| ["B0202", "B0203"].contains(code)).count();
            assert!(unknown(&after) < unknown(&before), "{way}: {}", shown(&after));
        }
    }
    assert!(offered >= 6, "{offered}");
    for never in [
        "\"x = y\"",
        "\"x, y\"",
        "\"12 trucks\"",
        "7",
        "any",
        "\"A text that tells at length, as prose does, of money.\"",
    ] {
        let checked = check(&format!("{HEAD}items spending {{ {never} 10-01 1 }}\n"));
        assert_eq!(proposal(&checked), None, "{never}: {}", shown(&checked));
    }
}

/// Each row of the starter with its name misspelt: the row is told, and nothing that rests on it.
#[test]
fn a_row_that_is_not_read_is_one_finding_wherever_it_stands() {
    let text = read("stdlib/starter/2024.budget");
    let mut inside = false;
    let (mut tried, mut more) = (0, Vec::new());
    for line in text.lines() {
        inside = (inside || line.starts_with("items ")) && !line.starts_with('}');
        let word: Option<String> = line
            .split(|c: char| !c.is_alphabetic())
            .find(|word| word.chars().count() >= 4 && word.chars().all(|c| !c.is_ascii()))
            .map(str::to_owned);
        let (true, Some(word)) = (inside && !line.starts_with("items ") && !line.trim_start().starts_with("//"), word)
        else {
            continue;
        };
        let bad: String = word.chars().enumerate().map(|(at, c)| if at == 1 { '囧' } else { c }).collect();
        let checked = check(&text.replacen(line, &line.replacen(&word, &bad, 1), 1));
        tried += 1;
        if checked.problems.len() > 1 {
            more.push(format!("{line}\n{}", shown(&checked)));
        }
    }
    assert!(tried >= 50, "{tried}");
    assert!(more.is_empty(), "{} of {tried}: {}", more.len(), more.join("\n"));
}

#[test]
fn rows_that_are_too_coarse_are_told_once_each_with_an_example() {
    let text = format!("{HEAD}items spending {{ Red 10 North 1; Blue 20 South 2; Red 20 3; Blue 10-02 4 }}\n");
    let checked = check(&text);
    let told: Vec<_> = checked.problems.iter().filter(|problem| problem.code.number() == "B0209").collect();
    assert_eq!(told.len(), 1, "{}", shown(&checked));
    assert!(shown(&checked).contains("such as `10-01 Hill`") && shown(&checked).contains("such as `20-01 Bay`"));
    assert!(shown(&checked).contains("the same in 3 rows"));
    // beneath a district without towns there is no example, but a way to declare one
    let text = format!("{HEAD}members place {{ 30 West }}\nitems spending {{ Red 30 West 1 }}\n");
    let checked = check(&text);
    let note = checked.problems[0].notes[0].text.en.split('`').nth(1).unwrap_or("").to_owned();
    let after = check(&format!("{}{note}\n", text.replace("30 West 1", "30-01 1")));
    assert!(!shown(&after).contains("B0209") && !shown(&after).contains("B0202"), "{note}: {}", shown(&after));
}

/// A code that the report declares wrongly is one finding, wherever it is written right; the catalogue is not asked then.
#[test]
fn a_code_that_is_declared_wrongly_is_told_once() {
    let starter = read("stdlib/starter/2024.budget");
    assert_eq!(starter.matches("    26 档案事务 {").count(), 1);
    let checked = check(&starter.replace("    26 档案事务 {", "    27 档案事务 {"));
    let [problem] = checked.problems.as_slice() else { panic!("{}", shown(&checked)) };
    assert_eq!(
        (problem.code.number(), checked.sources.slice(problem.related[0].span)),
        ("B0202", "档案事务"),
        "{}",
        shown(&checked)
    );
    assert!(problem.notes.iter().any(|note| note.text.en.contains("write 201-26 there")), "{}", shown(&checked));
}

/// Blocks that disagree with what the file says of all its rows are one finding.
#[test]
fn what_disagrees_with_one_place_is_told_once() {
    let blocks: String =
        ["10-01 1", "10-02 2", "20-01 3"].map(|row| format!("items spending {{ Red {{ {row} }} }}\n")).concat();
    let checked = check(&format!("{HEAD}at place: 10-01\n{blocks}let a = spending\n"));
    let told: Vec<_> = checked.problems.iter().filter(|problem| problem.code.number() == "B0226").collect();
    assert_eq!(told.len(), 1, "{}", shown(&checked));
    assert!(shown(&checked).contains("perhaps that is what is wrong"), "{}", shown(&checked));
    assert!(budgetc::render::plain(&checked.sources, &checked.problems, Lang::Zh).contains("共 2 处"));
}

/// What is wrong in a ledger's own declaration is told, though all that rests on it is not.
#[test]
fn a_mistake_in_the_head_of_a_ledger_is_told() {
    for (field, code) in [
        ("grade : kind; place.town", "B0213"),
        ("n : number; place.town; kind = Hill", "B0216"),
        ("n : numbr; place.town; kind", "B0201"),
        ("n : number; place.city; kind", "B0201"),
    ] {
        let text =
            format!("{HEAD}ledger staff {{ {field} }}\nitems staff {{ Red 10-01 5 }}\nlet a = staff[Red] + 1dollars\n");
        let checked = check(&text);
        assert_eq!(errors(&checked), [code], "{field}: {}", shown(&checked));
    }
    let way = "{ kind; place.town }\nitems staff { Red 10-01 }\ncheck some: any staff\n";
    let mended = check(&format!("{HEAD}items spending {{ }}\nledger staff {way}"));
    assert!(errors(&mended).is_empty(), "{}", shown(&mended));
}

/// What a message writes for words is told as long as it stands there, and wherever it is proposed.
#[test]
fn words_that_hold_a_place_are_told_until_they_are_written() {
    let places = [
        "param about : text = \"……\"\n",
        "param about : text\nset about = \"……\"\n",
        "param about : text\nset about = \"…\"\n",
        "members kind { Grey about: \"……\" }\n",
        "members kind { Grey { about: \"……\" } }\n",
        "items notes { Red \"……\"; Blue \"known\" }\n",
        "items notes { Red words: \"……\"; Blue \"known\" }\n",
        "check same: spending[Red] == spending[Blue]\naccept same by 1dollars because \"……\"\n",
        "check same: spending[Red] == spending[Blue]\naccept same by 1dollars because \"as printed\" who \"……\"\n",
        "form all \"……\" in dollars { rows of spending { each kind } column \"A\" = name }\n",
    ];
    let head = "measure money in dollars { dollars }\ndimension kind open with about : text optional { Red; Blue }\n\
        ledger spending { amount : money; kind }\nledger notes { words : text; kind }\nitems spending { Red 2; Blue 1 }\n";
    for place in places {
        let told = |text: String| {
            let checked = check(&text);
            let found = checked.problems.iter().filter(|found| found.message.en.contains("holds a place"));
            (found.map(|found| (found.code, found.severity)).collect::<Vec<_>>(), shown(&checked))
        };
        let (before, said) = told(format!("{head}{place}"));
        assert!(matches!(before.as_slice(), [(code, Severity::Warning)] if code.number() == "B0401"), "{place}{said}");
        let (after, said) = told(format!("{head}{place}").replace("……", "what is true").replace('…', "what is true"));
        assert!(after.is_empty(), "{place}{said}");
    }
    // what a page prints so is no place that is held
    let checked = check(&format!("{head}document \"A\" style std.style.plain {{ \"All {{spending}} ……\" }}\n"));
    assert_eq!(errors(&checked), [""; 0]);
    assert!(!shown(&checked).contains("holds a place"), "{}", shown(&checked));
}

/// A remark behind an amount goes where it hides no other row.
#[test]
fn a_remark_among_rows_on_one_line_goes_to_its_end() {
    let text = "dimension kind { Red; Blue }\nledger spending { cost : number; kind }\n\
        items spending { Red 5.00 bought; Blue 3; total 8 }\n";
    let before = check(text);
    assert_eq!(errors(&before), ["B0212"], "{}", shown(&before));
    let way = before.problems[0].notes.iter().find_map(|note| note.text.en.split_once("as `").map(|(_, rest)| rest));
    let remark = way.and_then(|way| way.split('`').next()).unwrap();
    let after = check(&text.replace(" bought;", ";").replace("8 }\n", &format!("8 }} {remark}\n")));
    assert_eq!(errors(&after), [""; 0], "{}", shown(&after));
    assert_eq!(after.report.facts.len(), 2);
}
