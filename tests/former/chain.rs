//! Chains of years, each read by the next: whatever is asked of a former report is what that report prints itself.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use budgetc::base::Severity;
use budgetc::document::Block;
use budgetc::project::Checked;

use crate::support::{check_files, shown};

const LIBRARY: &str = r#"
measure money { crowns; thousand = 1000crowns }
dimension kind { plain; odd }
dimension item open levels class 1, item 2 with kind : kind = plain
dimension project open
dimension side { left; right }
ledger spending { amount : money; heads : count people optional; note : text optional; item.item; project optional; side = left }
ledger last { amount : money; item.item; project optional }
ledger by_class { amount : money; item.class }
"#;

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % most
    }

    fn one<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[self.below(of.len())]
    }
}

/// What one year calls things.
#[derive(Clone, Default)]
struct Year {
    /// Code beneath class 1, name, whether it is odd.
    items: Vec<(usize, String, bool)>,
    projects: BTreeSet<String>,
    successors: Vec<String>,
}

const PROJECTS: [&str; 9] = ["Pier", "Lamp", "Jetty", "Dyke", "Weir", "Quay", "Lock", "Buoy", "Mole"];

fn next(year: &Year, dice: &mut Dice) -> Year {
    let mut new = Year { successors: Vec::new(), ..year.clone() };
    let mut gone: BTreeSet<String> = BTreeSet::new();
    for project in &year.projects {
        let free: Vec<&str> =
            PROJECTS.into_iter().filter(|name| !new.projects.contains(*name) && !gone.contains(*name)).collect();
        let (share, rest) = *dice.one(&[(30, 70), (50, 50), (99, 1), (8, 92)]);
        match dice.below(7) {
            // nothing stands for it
            0 => drop(new.projects.remove(project)),
            1 if !free.is_empty() => {
                let heir = (*dice.one(&free)).to_owned();
                new.projects.remove(project);
                new.successors.push(format!("project {{ {project} -> {heir} }}"));
                new.projects.insert(heir);
                gone.insert(project.clone());
            }
            2 if free.len() > 1 => {
                let heir = (*dice.one(&free)).to_owned();
                // what was split may be one of its parts
                let other = if dice.below(2) == 0 { project.clone() } else { free[0].to_owned() };
                if heir != other {
                    new.successors.push(format!("project {{ {project} -> {heir} {share}%, {other} {rest}% }}"));
                    new.projects.remove(project);
                    if other != *project {
                        gone.insert(project.clone());
                    }
                    new.projects.extend([heir, other]);
                }
            }
            3 => {
                let others: Vec<String> = new.projects.iter().filter(|other| *other != project).cloned().collect();
                if !others.is_empty() {
                    let heir = dice.one(&others).clone();
                    new.projects.remove(project);
                    new.successors.push(format!("project {{ {project} -> {heir} }}"));
                    gone.insert(project.clone());
                }
            }
            _ => {}
        }
    }
    // what was to stand for another may be gone itself by now
    let lost = |line: &String| {
        let heirs = line.split("->").nth(1).unwrap_or_default();
        heirs.split(',').all(|heir| {
            new.projects
                .contains(heir.trim_matches(|c: char| !c.is_alphabetic()).split_whitespace().next().unwrap_or_default())
        })
    };
    let kept: Vec<String> = new.successors.iter().filter(|line| lost(line)).cloned().collect();
    new.successors = kept;
    let whole: Vec<(usize, String, bool)> = year.items.clone();
    for (code, name, odd) in &whole {
        match dice.below(6) {
            0 if new.items.len() > 1 => {
                new.items.retain(|(own, ..)| own != code);
                let (heir, words, _) = dice.one(&new.items).clone();
                if dice.below(3) > 0 {
                    new.successors.push(format!("item {{ 1-{code:02} {name} -> 1-{heir:02} {words} }}"));
                }
            }
            1 => new.items.iter_mut().filter(|(own, ..)| own == code).for_each(|item| item.2 = !odd),
            2 => {
                let free = (1..90).find(|own| !year.items.iter().chain(&new.items).any(|item| item.0 == *own));
                new.items.extend(free.map(|own| (own, format!("Item{own}x{}", dice.below(100)), dice.below(2) == 0)));
            }
            _ => {}
        }
    }
    new.items.sort();
    if new.projects.is_empty() {
        new.projects.insert("Mole".to_owned());
    }
    new.successors.retain(|line| {
        let heir = line.split("-> 1-").nth(1).and_then(|heir| heir.split_whitespace().next());
        heir.is_none_or(|heir| new.items.iter().any(|(code, ..)| format!("{code:02}") == heir))
    });
    new
}

/// The figures and texts that every year has, each with what it says.
fn figures(year: &Year, has_former: bool, dice: &mut Dice) -> Vec<(String, String)> {
    let projects: Vec<&String> = year.projects.iter().collect();
    let mut all: Vec<String> = Vec::new();
    for ledger in if has_former { &["spending", "last"][..] } else { &["spending"] } {
        all.push((*ledger).to_owned());
        for _ in 0..3 {
            all.push(format!("{ledger}[project: {}]", dice.one(&projects)));
            all.push(format!("{ledger}[1-{:02}]", dice.one(&year.items).0));
        }
        all.push(format!("{ledger}[kind: odd]"));
        all.push(format!("{ledger}[kind: plain, project: any]"));
        all.push(
            format!("{ledger}[project: {}|{}, 1]", projects[0], projects[projects.len() - 1])
                .replace(&format!("{0}|{0}", projects[0]), projects[0]),
        );
        all.push(format!("{ledger} - {ledger}[project: {}] * 50%", dice.one(&projects)));
        all.push(format!("count project of {ledger}"));
    }
    all.push("spending.heads".to_owned());
    all.push("by_class".to_owned());
    all.push("count project".to_owned());
    all.push("count item.item".to_owned());
    all.push("spending[side: right] + spending[project: *, side: left]".to_owned());
    let lets = all.into_iter().enumerate().map(|(index, expr)| (format!("f{index}"), format!("let f{index} = {expr}")));
    let mut texts = vec![
        "{for each project of spending sep \", \"}{name} {spending}{if any spending.note} noted{end}{end}".to_owned(),
        "{for each project sep \", \"}{name}{end}".to_owned(),
        "{for each item.item of spending sep \", \"}{name} {item.item.code} {item.kind.name} {spending}{end}"
            .to_owned(),
        "{for each kind of spending share part sep \", \"}{name} {part}{end}".to_owned(),
        format!("{{if any spending.note[project: {}]}}noted{{else}}not{{end}}", dice.one(&projects)),
    ];
    if has_former {
        texts.push("{for each project of last sep \", \"}{name} {last}{end}".to_owned());
        texts.push("{for each item.item of last sep \", \"}{name} {last}{end}".to_owned());
        texts.push("{for each project of before.spending sep \", \"}{name} {before.spending}{end}".to_owned());
        texts.push("{before.t0}".to_owned());
    }
    let texts = texts.into_iter().enumerate();
    lets.chain(texts.map(|(index, text)| (format!("t{index}"), format!("text t{index} = \"\"\"{text}\"\"\""))))
        .collect()
}

/// The report of a year, and the names that it can be asked for.
fn report(number: usize, year: &Year, dice: &mut Dice) -> (String, Vec<String>) {
    let mut text = "use library\n".to_owned();
    if number > 0 {
        writeln!(text, "use \"y{}.budget\" as before", number - 1).unwrap();
        writeln!(text, "items last := before.spending").unwrap();
    }
    let items =
        year.items.iter().map(|(code, name, odd)| format!("{code:02} {name}{}", if *odd { "  kind: odd" } else { "" }));
    writeln!(text, "members item {{ 1 All {{ {} }} }}", items.collect::<Vec<_>>().join("; ")).unwrap();
    let projects: Vec<&String> = year.projects.iter().collect();
    writeln!(
        text,
        "members project {{ {} }}",
        projects.iter().map(|name| name.as_str()).collect::<Vec<_>>().join("; ")
    )
    .unwrap();
    for line in &year.successors {
        writeln!(text, "successors {line}").unwrap();
    }
    writeln!(text, "items spending {{").unwrap();
    let mut said = BTreeSet::new();
    for _ in 0..12 {
        let (code, project, right) = (dice.one(&year.items).0, dice.below(projects.len() + 1), dice.below(5) == 0);
        if !said.insert((code, project, right)) {
            continue;
        }
        let project = projects.get(project).map_or("", |name| name.as_str());
        let side = if right { " right" } else { "" };
        let heads = if dice.below(3) == 0 { format!(" {}people", dice.below(9) + 1) } else { String::new() };
        let note = if dice.below(4) == 0 { format!(" note: \"n{}\"", dice.below(9)) } else { String::new() };
        writeln!(text, "  1-{code:02} {project}{side}{heads}{note} {}.{:02}crowns", dice.below(2000), dice.below(100))
            .unwrap();
    }
    writeln!(text, "}}\nitems by_class := spending").unwrap();
    let figures = figures(year, number > 0, dice);
    for (_, line) in &figures {
        writeln!(text, "{line}").unwrap();
    }
    (text, figures.into_iter().map(|(name, _)| name).collect())
}

/// A report with a document that says some names, a paragraph each.
fn saying(report: &str, names: &[String]) -> String {
    let holes: Vec<String> = names.iter().map(|name| format!("  \"{{{name}}};\"")).collect();
    format!("{report}document \"x\" style std.style.plain lang \"en\" {{\n{}\n}}\n", holes.join("\n"))
}

fn lines(checked: &Checked) -> Vec<String> {
    let paragraphs = checked.document.blocks.iter().filter_map(|block| match block {
        Block::Paragraph { text, .. } => Some(text.plain()),
        _ => None,
    });
    paragraphs.collect()
}

#[test]
fn what_is_asked_of_a_former_report_is_what_it_prints() {
    for seed in 0..80 {
        let mut dice = Dice(seed);
        let items = (1..5).map(|code| (code, format!("Item{code}"), code == 2)).collect();
        let projects = ["Pier", "Lamp", "Jetty"].map(str::to_owned).into();
        let mut year = Year { items, projects, successors: Vec::new() };
        let mut years: Vec<(String, Vec<String>)> = Vec::new();
        for number in 0..2 + seed as usize % 3 {
            if number > 0 {
                year = next(&year, &mut dice);
            }
            years.push(report(number, &year, &mut dice));
        }
        let names: Vec<String> = (0..years.len()).map(|number| format!("y{number}.budget")).collect();
        let build = |entry: usize, text: &str| {
            let mut files: Vec<(&str, &[u8])> = vec![("library.budget", LIBRARY.as_bytes())];
            files.extend(years[..entry].iter().zip(&names).map(|((text, _), name)| (name.as_str(), text.as_bytes())));
            files.push(("entry.budget", text.as_bytes()));
            let checked = check_files("entry.budget", &files);
            let errors = checked.problems.iter().filter(|problem| problem.severity == Severity::Error);
            assert_eq!(errors.count(), 0, "seed {seed}, year {entry}\n{text}\n{}", shown(&checked));
            lines(&checked)
        };
        let own: Vec<Vec<String>> =
            years.iter().enumerate().map(|(number, (text, names))| build(number, &saying(text, names))).collect();
        for entry in 1..years.len() {
            for asked in 0..entry {
                let prefix = "before.".repeat(entry - asked);
                let names: Vec<String> = years[asked].1.iter().map(|name| format!("{prefix}{name}")).collect();
                let text = saying(&years[entry].0, &names);
                let said = build(entry, &text);
                for ((name, said), own) in names.iter().zip(&said).zip(&own[asked]) {
                    let all: Vec<&str> = years[..=entry].iter().map(|(text, _)| text.as_str()).collect();
                    assert_eq!(said, own, "seed {seed}: {name} in year {entry}\n{}", all.join("\n----\n"));
                }
                assert_eq!(said.len(), own[asked].len());
            }
        }
    }
}
