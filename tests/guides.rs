//! The guides are followed word for word in an empty folder: what they tell the reader to type is typed, what they show
//! is compared.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{fenced, files, read};

/// Goes through a guide's blocks. `budget FILE` and `typ FILE` add to a file, `diff FILE` changes lines of it, `console`
/// holds commands behind `$` and what they print; a line `…` there stands for any lines.
fn follow(page: &str, locale: &str) {
    let folder = tempfile::tempdir().unwrap();
    let mut here = folder.path().to_path_buf();
    let mut wrong = String::new();
    for (info, text) in fenced(&read(page)) {
        match info.split_once(' ') {
            Some(("diff", file)) => change(&here.join(file), &text),
            Some((_, file)) => append(&here.join(file), &text),
            None if info == "console" => console(&text, &mut here, locale, &mut wrong),
            None => {}
        }
    }
    assert!(wrong.is_empty(), "{page}\n{wrong}");
}

fn append(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let before = std::fs::read_to_string(path).map_or_else(|_| String::new(), |before| before + "\n");
    std::fs::write(path, before + text).unwrap();
}

fn change(path: &Path, diff: &str) {
    let side = |sign: char| -> String {
        let lines = diff.lines().filter(|line| line.starts_with([sign, ' ']));
        lines.map(|line| format!("{}\n", &line[1..])).collect()
    };
    let (old, new) = (side('-'), side('+'));
    let before = std::fs::read_to_string(path).unwrap();
    assert_eq!(before.matches(&old).count(), 1, "{}: {old}", path.display());
    std::fs::write(path, before.replace(&old, &new)).unwrap();
}

fn console(text: &str, here: &mut PathBuf, locale: &str, wrong: &mut String) {
    for part in text.split("$ ").skip(1) {
        let (command, expected) = part.split_once('\n').unwrap();
        if let Some(folder) = command.strip_prefix("cd ") {
            here.push(folder);
            continue;
        }
        let bin = Path::new(env!("CARGO_BIN_EXE_budgetc")).parent().unwrap();
        let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("{{ {command}; }} 2>&1")]).current_dir(&*here);
        shell.env("PATH", path).env("LC_ALL", locale).env_remove("BUDGETC_FONTS");
        // a repository in which nothing of this machine's configuration matters
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GIT_")) {
            shell.env_remove(name);
        }
        shell.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        for who in ["AUTHOR", "COMMITTER"] {
            shell.env(format!("GIT_{who}_NAME"), "Reader").env(format!("GIT_{who}_EMAIL"), "reader@example.org");
        }
        let found = String::from_utf8(shell.output().unwrap().stdout).unwrap();
        // no editor keeps the blanks at the end of a line
        let found: String = found.lines().map(|line| format!("{}\n", line.trim_end())).collect();
        if !agrees(expected.trim_end(), found.trim_end()) {
            write!(wrong, "$ {command}\n{found}\n").unwrap();
        }
    }
}

/// Whether a text is as expected, with anything where the expectation has a line `…`.
fn agrees(expected: &str, found: &str) -> bool {
    let parts: Vec<&str> = expected.split('…').map(str::trim).collect();
    let [first, middle @ .., last] = parts.as_slice() else { return expected == found };
    let Some(mut rest) = found.strip_prefix(first) else { return false };
    for part in middle {
        let Some((_, after)) = rest.split_once(part) else { return false };
        rest = after;
    }
    rest.ends_with(last)
}

#[test]
fn the_officers_guide_is_true() {
    follow("docs/guide.md", "C");
}

/// The table of stumbling blocks quotes messages, with `…` for what differs.
#[test]
fn the_messages_that_the_guide_quotes_are_said() {
    let guide = read("docs/guide.md");
    let (_, table) = guide.split_once("## 常见的绊脚石").unwrap();
    let rows = table.lines().filter_map(|line| line.strip_prefix("| ")?.split_once(" |"));
    let quoted: Vec<&str> = rows.flat_map(|(said, _)| said.split('`').skip(1).step_by(2)).collect();
    let said: String = files("src", ".rs").into_iter().map(|(_, text)| text).collect();
    assert!(quoted.len() > 3, "{quoted:?}");
    for message in quoted {
        let parts = message.split(['…', '：']).filter(|part| !part.is_empty());
        let lost: Vec<&str> = parts.filter(|part| !said.contains(*part)).collect();
        assert!(lost.is_empty(), "`{message}` is not said: {lost:?}");
    }
}

#[test]
fn the_engineers_guide_is_true() {
    follow("docs/library.md", "en_US.UTF-8");
}

/// What it says of tables of other programs, with a workbook that a report prints.
#[cfg(unix)]
#[test]
fn the_page_on_tables_is_true() {
    follow("docs/tables.md", "C");
}

/// What it says of git, in a repository of its own.
#[cfg(unix)]
#[test]
fn the_page_on_git_is_true() {
    follow("docs/git.md", "en_US.UTF-8");
}
