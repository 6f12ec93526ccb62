//! The program as people run it.

use std::path::Path;
use std::process::{Command, Output};

use crate::support::repository;

pub fn run(arguments: &[&str], folder: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_budgetc"));
    command.args(arguments).current_dir(folder).env_remove("BUDGETC_FONTS").env("LC_ALL", "C");
    command.output().unwrap()
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

pub const CLEAN: &str = "measure money { dollars }\nledger spending { amount : money; item }\ndimension item { tea; cake }\n\
                     items spending { tea 2.50; cake 3.00; total 5.50 }\n\
                     document \"Tea\" style std.style.plain { \"We spend {spending}.\" }\n";

#[test]
fn exit_codes_tell_clean_findings_and_trouble() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("tea.budget"), CLEAN).unwrap();
    std::fs::write(folder.path().join("bad.budget"), CLEAN.replace("5.50", "5.55")).unwrap();
    let clean = run(&["check", "tea.budget", "--lang", "en"], folder.path());
    assert_eq!(clean.status.code(), Some(0), "{}", stderr(&clean));
    assert!(
        stderr(&clean).contains("tea.budget: facts 2; identities 1, hold 1, accepted deviations 0"),
        "{}",
        stderr(&clean)
    );
    let findings = run(&["check", "tea.budget", "bad.budget", "--lang", "en"], folder.path());
    assert_eq!(findings.status.code(), Some(1));
    assert!(stderr(&findings).contains("error[B0301]"), "{}", stderr(&findings));
    assert_eq!(run(&["check", "none.budget"], folder.path()).status.code(), Some(2));
    assert_eq!(run(&["chekc"], folder.path()).status.code(), Some(2));
}

#[test]
fn build_writes_text_formats_and_leaves_an_old_file_whole_when_it_cannot() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("tea.budget"), CLEAN).unwrap();
    let json = run(&["build", "tea.budget", "--format", "json"], folder.path());
    assert_eq!(json.status.code(), Some(0), "{}", stderr(&json));
    let written = std::fs::read_to_string(folder.path().join("tea.json")).unwrap();
    let value: serde_json::Value = serde_json::from_str(&written).unwrap();
    assert_eq!(value["report"]["title"], "Tea");
    assert!(written.contains("5.5"));
    std::fs::write(folder.path().join("tea.budget"), CLEAN.replace("5.50", "5.55")).unwrap();
    let findings = run(&["build", "tea.budget", "--format", "json"], folder.path());
    assert_eq!(findings.status.code(), Some(1));
    assert_eq!(std::fs::read_to_string(folder.path().join("tea.json")).unwrap(), written, "the old file survives");
    let nowhere = run(&["build", "tea.budget", "--format", "json", "-o", "none/tea.json"], folder.path());
    assert_ne!(nowhere.status.code(), Some(0));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "no temporary file is left");
}

/// Help and errors of usage follow the language of messages.
#[test]
fn usage_is_told_in_the_language_of_messages() {
    let said = |arguments: &[&str], locale: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_budgetc"));
        let output = command.args(arguments).current_dir(repository()).env("LC_ALL", locale).output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned() + &stderr(&output))
    };
    let (code, help) = said(&["--help"], "zh_CN.UTF-8");
    assert!(
        code == Some(0) && help.contains("用法：") && help.contains("核对报告") && !help.contains("Print"),
        "{help}"
    );
    assert!(said(&["build", "--help"], "en_US.UTF-8").1.contains("Usage:"));
    let rows: &[(&[&str], &str)] = &[
        (&["chekc"], "没有命令「chekc」；是不是「check」？"),
        (&["check"], "缺少 <FILE>"),
        (&["check", "--lagn", "zh"], "不认识「--lagn」；是不是「--lang」？"),
        (&["build", "a", "--format", "doc"], "不能写「doc」；可以写：pdf、typst、json"),
    ];
    for (arguments, words) in rows {
        let (code, text) = said(arguments, "zh_CN.UTF-8");
        assert!(code == Some(2) && text.contains(words) && !text.contains("error"), "{text}");
        assert!(said(arguments, "en_US.UTF-8").1.starts_with("error: "));
    }
}

/// Carets stand under wide characters: as many columns as the text above them is wide.
#[test]
fn carets_stand_under_wide_text() {
    let text =
        "dimension 果 { 苹果 }\nmeasure 钱 { 元 }\nledger 账 { 数 : 钱; 果 }\nitems 账 { 苹果 3.00; 合计 4.00 }\n";
    let checked = crate::support::check(text);
    insta::assert_snapshot!(crate::support::shown(&checked));
}

/// Whoever keeps an editor without a server has findings whenever a file is stored.
#[test]
fn watching_checks_again_after_each_change() {
    use std::io::{BufRead, BufReader};
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tea.budget");
    std::fs::write(&file, CLEAN).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_budgetc"));
    command.args(["check", "--watch", "--lang", "en", "tea.budget"]).current_dir(folder.path());
    let mut watching = command.stderr(std::process::Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(watching.stderr.take().unwrap()).lines().map(Result::unwrap);
    assert!(lines.find(|line| line.contains("facts 2")).is_some());
    assert!(lines.find(|line| line.contains("Ctrl-C")).is_some());
    // a date of a whole second, as some disks have it, must differ, too
    let later = std::time::SystemTime::now() + std::time::Duration::from_secs(5);
    std::fs::write(&file, CLEAN.replace("5.50", "5.55")).unwrap();
    std::fs::File::options().write(true).open(&file).unwrap().set_modified(later).unwrap();
    assert!(lines.find(|line| line.contains("error[B0301]")).is_some());
    watching.kill().unwrap();
    watching.wait().unwrap();
    let refused = run(&["check", "--watch", "-"], folder.path());
    assert_eq!(refused.status.code(), Some(2), "{}", stderr(&refused));
}
