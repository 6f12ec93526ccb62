//! What a new user meets: a report to start from, the library to look into, help for the shell.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::cli::{CLEAN, run, stderr};

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Runs the program with this text as its standard input.
fn piped(arguments: &[&str], input: &str, folder: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_budgetc"));
    command.args(arguments).current_dir(folder).env("LC_ALL", "C");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // one that is refused is not read to its end
    drop(child.stdin.take().unwrap().write_all(input.as_bytes()));
    child.wait_with_output().unwrap()
}

#[test]
fn a_new_report_checks_clean_and_builds() {
    let folder = tempfile::tempdir().unwrap();
    let made = run(&["new", "mine"], folder.path());
    assert_eq!(made.status.code(), Some(0), "{}", stderr(&made));
    let mine = folder.path().join("mine");
    assert!(mine.join("budget.toml").is_file() && mine.join(".gitignore").is_file());
    let built = run(&["build", "2024.budget", "--format", "json", "--lang", "en"], &mine);
    assert_eq!(built.status.code(), Some(0), "{}", stderr(&built));
    let said = stderr(&built);
    assert!(
        !said.contains("warning") && !said.contains("not checked") && said.contains("accepted deviations 0"),
        "{said}"
    );
    assert!(mine.join("2024.json").is_file());
}

#[test]
fn nothing_is_overwritten_by_a_new_report() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("2024.budget"), "// mine").unwrap();
    for place in [".", "2024.budget"] {
        let refused = run(&["new", place, "--lang", "en"], folder.path());
        assert_eq!(refused.status.code(), Some(2));
        assert!(stderr(&refused).contains("is not an empty folder: nothing was written"), "{}", stderr(&refused));
    }
    assert_eq!(std::fs::read_to_string(folder.path().join("2024.budget")).unwrap(), "// mine");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    assert_eq!(run(&["new", "empty"], folder.path()).status.code(), Some(0));
}

#[test]
fn the_library_is_listed_and_shown() {
    let folder = tempfile::tempdir().unwrap();
    let list = stdout(&run(&["std", "list"], folder.path()));
    assert!(!list.contains("starter"), "the starter is no module");
    for line in list.lines() {
        let (name, about) = line.split_once(' ').unwrap();
        assert!(!about.trim().is_empty(), "{name} does not say what it is");
        let shown = run(&["std", "show", name], folder.path());
        assert!(shown.status.success() && stdout(&shown).lines().next().unwrap().contains(about.trim()), "{name}");
    }
    let slip = run(&["std", "show", "std.style.plian", "--lang", "en"], folder.path());
    assert_eq!(slip.status.code(), Some(2));
    assert!(stderr(&slip).contains("did you mean `std.style.plain`?"), "{}", stderr(&slip));
}

#[test]
fn shells_and_manuals_are_served() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(stdout(&run(&["completions", shell], folder.path())).contains("explain"), "{shell}");
    }
    assert!(stdout(&run(&["man"], folder.path())).contains(".TH budgetc 1"));
    assert!(stdout(&run(&["man", "build"], folder.path())).contains("budgetc\\-build"));
    assert_eq!(run(&["man", "bake"], folder.path()).status.code(), Some(2));
}

#[test]
fn without_a_command_the_help_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let bare = run(&[], folder.path());
    assert_eq!(bare.status.code(), Some(2));
    assert!(stderr(&bare).contains("用法：") && stderr(&bare).contains("budgetc new"), "{}", stderr(&bare));
}

#[test]
fn quiet_says_only_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("tea.budget"), CLEAN).unwrap();
    std::fs::write(folder.path().join("bad.budget"), CLEAN.replace("5.50", "5.55")).unwrap();
    let clean = run(&["build", "tea.budget", "--format", "typst", "-q"], folder.path());
    assert_eq!((clean.status.code(), stderr(&clean).as_str()), (Some(0), ""));
    let bad = run(&["build", "bad.budget", "--format", "typst", "--quiet", "--lang", "en"], folder.path());
    assert_eq!(bad.status.code(), Some(1));
    assert!(stderr(&bad).contains("error[B0301]") && !stderr(&bad).contains("identities"), "{}", stderr(&bad));
}

#[test]
fn a_dash_is_standard_input_and_output() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("shop.budget"), "param shop : text = \"Corner\"\n").unwrap();
    let report = CLEAN.replace("We spend", "{shop} spends").replace("measure", "use shop\nmeasure");
    let checked = piped(&["check", "-", "--lang", "en"], &report, folder.path());
    assert_eq!(checked.status.code(), Some(0), "{}", stderr(&checked));
    assert!(stderr(&checked).starts_with("<stdin>: facts 2"), "{}", stderr(&checked));
    let built = piped(&["build", "-", "-o", "-", "--format", "json"], &report, folder.path());
    let value: serde_json::Value = serde_json::from_slice(&built.stdout).unwrap();
    assert_eq!(value["report"]["title"], "Tea");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is written");
    let twice = piped(&["check", "-", "-", "--lang", "en"], &report, folder.path());
    assert_eq!(twice.status.code(), Some(2), "{}", stderr(&twice));
    let nowhere = piped(&["build", "-", "--lang", "en"], &report, folder.path());
    assert_eq!(nowhere.status.code(), Some(2));
    assert!(stderr(&nowhere).contains("-o"), "{}", stderr(&nowhere));
    let bad = piped(&["check", "-", "--lang", "en"], &report.replace("5.50", "5.55"), folder.path());
    assert_eq!(bad.status.code(), Some(1));
    assert!(stderr(&bad).contains("<stdin>:5:"), "{}", stderr(&bad));
}

/// What the README shows is what the program says.
#[test]
fn the_readme_shows_what_is_said() {
    let readme = crate::support::read("README.md");
    let sample = readme.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = "reports/nanchong-shebao-2024.budget";
    let text = crate::support::read(path).replace("56.63\n    221", "56.36\n    221");
    std::fs::create_dir(folder.path().join("reports")).unwrap();
    std::fs::write(folder.path().join(path), text).unwrap();
    let said = stderr(&run(&["check", path, "--quiet", "--lang", "zh"], folder.path()));
    assert!(said.contains(sample.trim_end()), "{said}\n{sample}");
}
