//! Next year's report from last year's: what is blank is told, and once it is filled in the report builds.

use std::path::{Path, PathBuf};

use crate::cli::{run, stderr};
use crate::support::{files, repository};

/// The reports of the repository, each with the one that is drafted from it.
const REPORTS: [(&str, &str); 6] = [
    ("nanchong-shebao-2024.budget", "nanchong-shebao-2025.budget"),
    ("chengpu-chengguan-2026.budget", "chengpu-chengguan-2027.budget"),
    ("qingling-shuili-2023.budget", "qingling-shuili-2024.budget"),
    ("dept/2024.budget", "2025.budget"),
    ("district/2024.budget", "2025.budget"),
    ("town/2025.budget", "2026.budget"),
];

const BLANK: &str = "……";

fn without_blanks(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a line of last year's may stand for one with blanks, in each of which no quotation mark stands.
fn fits(blank: &str, old: &str) -> bool {
    let mut pieces = blank.split(BLANK);
    let Some(mut rest) = pieces.next().and_then(|first| old.strip_prefix(first)) else { return false };
    for piece in pieces {
        let (filling, behind) = if piece.is_empty() { (rest, "") } else { rest.split_once(piece).unwrap_or(("", "?")) };
        if filling.is_empty() || filling.contains('"') {
            return false;
        }
        rest = behind;
    }
    rest.is_empty()
}

/// A file with last year's words in its blanks, and its accepted deviations back.
fn filled(new: &str, old: &str) -> String {
    let mut old = old.lines();
    let mut text = String::new();
    for line in new.lines() {
        let blank = without_blanks(line);
        let line = match blank.strip_prefix("// ") {
            Some(behind) if behind.starts_with("accept ") || behind.starts_with("set ") => behind,
            None if blank.contains(BLANK) => {
                old.find(|old| fits(&blank, &without_blanks(old))).unwrap_or_else(|| panic!("nothing fits {line}"))
            }
            _ => line,
        };
        text.push_str(line);
        text.push('\n');
    }
    text
}

fn copied(folder: &Path) {
    for (name, text) in files("reports", "") {
        let path = folder.join(Path::new(&name).strip_prefix("reports").unwrap());
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

/// Drafts a report in a folder of its own, which is given.
fn drafted(last: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let last = repository().join("reports").join(last);
    let made = run(&["new", "next", "--from", last.to_str().unwrap(), "--lang", "en"], folder.path());
    assert_eq!(made.status.code(), Some(0), "{}", stderr(&made));
    let next = folder.path().join("next");
    (folder, next)
}

#[test]
fn a_drafted_report_says_only_what_is_to_be_written_or_looked_at() {
    for (last, next) in REPORTS {
        let (_folder, dir) = drafted(last);
        let said = run(&["check", next, "--format", "short", "--lang", "en"], &dir);
        let said = String::from_utf8(said.stdout).unwrap();
        let errors: Vec<&str> = said.lines().filter(|line| line.contains("error[")).collect();
        assert!(errors.iter().any(|line| line.contains("B0211")), "{next}: {said}");
        assert!(errors.iter().all(|line| line.contains("[B0211]") || line.contains("[B0401]")), "{next}: {said}");
        let warnings = said.lines().filter(|line| line.contains("warning["));
        // what is still to be written, and deadlines that have passed
        let to_do = |line: &str| line.contains("[B0401]") || line.contains("[B0706]");
        assert!(warnings.clone().all(to_do), "{next}: {said}");
        let laid_out = run(&["fmt", "--check", next], &dir);
        assert_eq!(laid_out.status.code(), Some(0), "{next} is not laid out");
    }
}

#[test]
fn a_drafted_report_that_is_filled_in_builds() {
    for (last, next) in REPORTS {
        let (_folder, dir) = drafted(last);
        let old = repository().join("reports").join(last);
        let mut pairs = vec![(dir.join(next), old.clone())];
        let units = dir.join(next.trim_end_matches(".budget"));
        for unit in std::fs::read_dir(&units).into_iter().flatten().map(Result::unwrap) {
            pairs.push((unit.path(), old.with_extension("").join(unit.file_name())));
        }
        for (new, old) in pairs {
            let text = filled(&std::fs::read_to_string(&new).unwrap(), &std::fs::read_to_string(old).unwrap());
            // this year is last year again, where that is used
            let (before, published) = text.split_once("items 公布变化 in 元 {").unwrap_or((&text, ""));
            let text = match published.split_once("// ── ") {
                Some((rows, behind)) => {
                    let zero = |line: &str| {
                        let words = line.split(' ').map(|word| {
                            let end =
                                word.trim_start_matches(['-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '.']);
                            if word.contains('.') { format!("0.00{end}") } else { word.to_owned() }
                        });
                        words.collect::<Vec<_>>().join(" ")
                    };
                    let rows: Vec<String> = rows.lines().map(zero).collect();
                    format!("{before}items 公布变化 in 元 {{{}\n// ── {behind}", rows.join("\n"))
                }
                None => text,
            };
            std::fs::write(new, text).unwrap();
        }
        let built = run(&["build", next, "--format", "typst", "--lang", "en"], &dir);
        assert_eq!(built.status.code(), Some(0), "{next}: {}", stderr(&built));
    }
}

#[test]
fn next_year_is_drafted_beside_the_last_and_shares_what_is_of_no_year() {
    let folder = tempfile::tempdir().unwrap();
    copied(folder.path());
    let dept = folder.path().join("dept");
    let made = run(&["new", ".", "--from", "2024.budget", "--lang", "en"], &dept);
    assert_eq!(made.status.code(), Some(0), "{}", stderr(&made));
    assert!(stderr(&made).contains("budgetc check 2025.budget"), "{}", stderr(&made));
    let report = std::fs::read_to_string(dept.join("2025.budget")).unwrap();
    for line in [
        "use 2025.机关",
        "use \"2024.budget\" as 上年",
        "set 年度 = 2025",
        "set 部门全称 = \"青溪市教育和体育局\"",
        "set 人员变化原因 = \"……\"",
        "items 上年支出 := 上年.支出",
        "//   511-004 青溪市启智学校 -> 511-004 青溪市特殊教育学校",
        "  数量指标 \"更新健身路径\" ≥ 40条",
    ] {
        assert!(report.contains(&format!("{line}\n")), "{line}: {report}");
    }
    assert!(dept.join("2025/机关.budget").is_file() && !dept.join("科目-2025.budget").exists());
    let again = run(&["new", ".", "--from", "2024.budget", "--lang", "en"], &dept);
    assert_eq!(again.status.code(), Some(2));
    assert!(stderr(&again).contains("is already there in .: nothing was written"), "{}", stderr(&again));
    assert_eq!(std::fs::read_to_string(dept.join("2025.budget")).unwrap(), report);
}

#[test]
fn what_no_report_can_be_drafted_from_is_told_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("yearless.budget", "document \"A\" style std.style.plain lang \"en\" { \"Words.\" }\n");
    write("wrong.budget", "param year : year = 2024\ndocument \"A\" style std.style.plain { \"{yaer}\" }\n");
    write("right.budget", "param year : year = 2024\ndocument \"A\" style std.style.plain { \"{year}\" }\n");
    for (last, dir, said) in [
        ("yearless.budget", "next", "it does not say its year"),
        ("wrong.budget", "next", "it has errors"),
        ("gone.budget", "next", "cannot read gone.budget"),
        ("-", "next", "--from takes the file of last year's report"),
        ("right.budget", "right.budget", "is not an empty folder"),
    ] {
        let refused = run(&["new", dir, "--from", last, "--lang", "en"], folder.path());
        assert_eq!(refused.status.code(), Some(2), "{last}");
        assert!(stderr(&refused).contains(said), "{last}: {}", stderr(&refused));
    }
    assert!(!folder.path().join("next").exists());
    let made = run(&["new", "next", "--from", "right.budget"], folder.path());
    assert_eq!(made.status.code(), Some(0), "{}", stderr(&made));
    let text = std::fs::read_to_string(folder.path().join("next/right-2025.budget")).unwrap();
    assert!(text.contains("use \"right.budget\" as 上年"), "{text}");
}

/// Words that stand only where a difference is told are blank next year; a `let` is what it stands for.
#[test]
fn words_behind_a_difference_are_blank_by_whatever_name() {
    const REPORT: &str = r#"param year : year = 2024
param cause : text
param greeting : text
measure money in dollars { dollars }
dimension purpose { roads; ditches }
ledger spending { amount : money; purpose }
ledger income { amount : money; purpose }
let surplus = income - spending
let hello = greeting
set cause = "It rained."
set greeting = "Dear readers."
items spending in dollars { roads 20; ditches 30 }
items income in dollars { roads 25; ditches 30 }
"#;
    for difference in ["surplus", "income - spending"] {
        let folder = tempfile::tempdir().unwrap();
        let told = format!("{{hello}}\"; \"{{if {difference} > 0dollars}}Less: {{cause}} {{greeting}}{{end}}");
        let text = format!("{REPORT}document \"Accounts\" style std.style.plain {{ \"{told}\" }}\n");
        std::fs::write(folder.path().join("last-2024.budget"), text).unwrap();
        let made = run(&["new", "next", "--from", "last-2024.budget", "--lang", "en"], folder.path());
        assert_eq!(made.status.code(), Some(0), "{}", stderr(&made));
        let text = std::fs::read_to_string(folder.path().join("next/last-2025.budget")).unwrap();
        assert!(text.contains("set cause = \"……\"") && text.contains("set greeting = \"Dear readers.\""), "{text}");
    }
}
