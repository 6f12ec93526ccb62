//! Git tells the meaning, checks what is committed, and is as it was afterwards: in real repositories.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::cli::CLEAN;

/// A repository with a home of its own, so that nothing of this machine's configuration matters.
struct Place {
    folder: tempfile::TempDir,
}

/// What stands for a `PATH` without budgetc: only what git's text needs.
fn plain_path() -> String {
    let own = Path::new(env!("CARGO_BIN_EXE_budgetc")).parent().unwrap().to_path_buf();
    let all = std::env::var_os("PATH").unwrap();
    let without = std::env::split_paths(&all).filter(|path| *path != own && !path.join("budgetc").exists());
    std::env::join_paths(without).unwrap().into_string().unwrap()
}

fn with_budgetc() -> String {
    format!("{}:{}", Path::new(env!("CARGO_BIN_EXE_budgetc")).parent().unwrap().display(), plain_path())
}

impl Place {
    fn new() -> Place {
        let place = Place { folder: tempfile::tempdir().unwrap() };
        std::fs::create_dir(place.top()).unwrap();
        place.git(&["init", "-q", "-b", "main"]);
        place.write("tea.budget", CLEAN);
        place.commit("Tea");
        place
    }

    fn top(&self) -> PathBuf {
        self.folder.path().join("repo")
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.top().join(name), text).unwrap();
    }

    fn run_in(&self, folder: &Path, path: &str, program: &str, arguments: &[&str]) -> Output {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(folder);
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GIT_")) {
            command.env_remove(name);
        }
        command.env("PATH", path).env("HOME", self.folder.path()).env("LC_ALL", "en_US.UTF-8");
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        for who in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{who}_NAME"), "Tea").env(format!("GIT_{who}_EMAIL"), "tea@example.org");
        }
        command.output().unwrap()
    }

    fn try_git(&self, arguments: &[&str]) -> Output {
        self.run_in(&self.top(), &with_budgetc(), "git", arguments)
    }

    fn git(&self, arguments: &[&str]) -> String {
        said(self.try_git(arguments))
    }

    fn budgetc(&self, arguments: &[&str]) -> String {
        said(self.run_in(&self.top(), &with_budgetc(), env!("CARGO_BIN_EXE_budgetc"), arguments))
    }

    fn commit(&self, message: &str) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", message]);
    }

    /// Every file by name, with its bytes and whether it may be run.
    fn state(&self) -> BTreeMap<PathBuf, (Vec<u8>, bool)> {
        use std::os::unix::fs::PermissionsExt;
        let mut state = BTreeMap::new();
        let mut folders = vec![self.top()];
        while let Some(folder) = folders.pop() {
            state.insert(folder.clone(), (Vec::new(), true));
            for entry in std::fs::read_dir(&folder).unwrap().map(Result::unwrap) {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let runs = entry.metadata().unwrap().permissions().mode() & 0o111 != 0;
                    state.insert(path.clone(), (std::fs::read(&path).unwrap(), runs));
                }
            }
        }
        state
    }
}

fn said(output: Output) -> String {
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}{err}");
    out.into_owned()
}

fn edited() -> String {
    CLEAN.replace("tea 2.50", "tea 2.75").replace("5.50", "5.75")
}

#[test]
fn git_diff_tells_the_meaning_above_the_text() {
    let place = Place::new();
    place.budgetc(&["git", "install", "--yes"]);
    place.commit("Budgets in git");
    place.write("tea.budget", &edited());
    let text = place.git(&["diff", "--no-ext-diff"]);
    let told = place.git(&["diff"]);
    let (meaning, below) = told.split_once("diff --git ").unwrap();
    assert!(meaning.contains("spending tea") && meaning.contains("2.5dollars → 2.75dollars"), "{told}");
    assert_eq!(format!("diff --git {below}"), text, "the text is git's own");
    assert!(text.contains("--- a/tea.budget\n+++ b/tea.budget\n"), "{text}");
    // the whole is a patch still
    std::fs::write(place.folder.path().join("patch"), &told).unwrap();
    place.git(&["apply", "-R", "../patch"]);
    assert_eq!(std::fs::read_to_string(place.top().join("tea.budget")).unwrap(), CLEAN);
    // a file that comes, one that goes, one with another name
    place.write("茶.budget", CLEAN);
    place.git(&["add", "-A"]);
    let text = place.git(&["diff", "--cached", "--no-ext-diff"]);
    assert!(place.git(&["diff", "--cached"]).ends_with(&text), "{}", place.git(&["diff", "--cached"]));
    place.commit("Another");
    place.git(&["rm", "-q", "茶.budget"]);
    let text = place.git(&["diff", "--cached", "--no-ext-diff"]);
    assert!(place.git(&["diff", "--cached"]).ends_with(&text), "{}", place.git(&["diff", "--cached"]));
    // only the layout
    place.commit("Gone");
    place.write("tea.budget", &CLEAN.replace("tea 2.50;", "tea   2.50;"));
    assert!(place.git(&["diff"]).contains("no change in meaning"), "{}", place.git(&["diff"]));
    // a version that makes no sense is shown all the same
    place.write("tea.budget", "items {{{ 3");
    assert!(place.git(&["diff"]).ends_with(&place.git(&["diff", "--no-ext-diff"])));
    assert!(place.git(&["log", "-p", "--ext-diff", "-1"]).contains("diff --git"));
}

#[test]
fn uninstall_leaves_no_trace() {
    let place = Place::new();
    let before = place.state();
    place.budgetc(&["git", "install", "--yes"]);
    let installed = place.state();
    assert_ne!(before, installed);
    place.budgetc(&["git", "install", "--yes"]);
    assert_eq!(place.state(), installed, "twice is once");
    place.budgetc(&["git", "uninstall"]);
    assert_eq!(place.state(), before);
    // what is committed goes with a commit
    place.budgetc(&["git", "install", "--yes"]);
    place.commit("Attributes");
    let said = place.run_in(&place.top(), &with_budgetc(), env!("CARGO_BIN_EXE_budgetc"), &["git", "uninstall"]);
    assert!(String::from_utf8_lossy(&said.stderr).contains("so commit its change too"), "{said:?}");
    place.git(&["reset", "-q", "--hard", "HEAD~1"]);
    // without a folder for hooks
    std::fs::remove_dir_all(place.top().join(".git/hooks")).unwrap();
    let before = place.state();
    place.budgetc(&["git", "install", "--yes"]);
    place.budgetc(&["git", "uninstall"]);
    assert_eq!(place.state(), before);
}

#[test]
fn what_others_wrote_stays_byte_for_byte() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    place.write(".gitattributes", "*.pdf binary\n*.budget text eol=lf");
    let hook = place.top().join(".git/hooks/pre-commit");
    std::fs::write(&hook, "#!/bin/bash\ntouch ran\nexit 0").unwrap();
    std::fs::set_permissions(&hook, std::fs::Permissions::from_mode(0o755)).unwrap();
    place.git(&["config", "diff.word.textconv", "cat"]);
    let before = place.state();
    place.budgetc(&["git", "install", "--yes"]);
    place.write("tea.budget", &CLEAN.replace("5.50", "5.55"));
    place.git(&["add", "tea.budget"]);
    assert!(!place.try_git(&["commit", "-m", "Wrong"]).status.success());
    place.write("tea.budget", &edited());
    place.commit("Right");
    assert!(place.top().join("ran").exists(), "the other's hook runs too");
    place.git(&["reset", "-q", "--hard", "HEAD~1"]);
    place.write(".gitattributes", "*.pdf binary\n*.budget text eol=lf");
    place.budgetc(&["git", "install", "--yes"]);
    place.budgetc(&["git", "uninstall"]);
    let after = place.state();
    for name in [".gitattributes", ".git/config", ".git/hooks/pre-commit", "tea.budget"] {
        let path = place.top().join(name);
        assert_eq!(after.get(&path), before.get(&path), "{name}");
    }
    // a hook that is no shell script, and a driver of one's own
    std::fs::write(&hook, "#!/usr/bin/python3\nprint()\n").unwrap();
    place.git(&["config", "diff.budget.command", "true"]);
    let before = place.state();
    place.budgetc(&["git", "install", "--yes"]);
    place.budgetc(&["git", "uninstall"]);
    assert_eq!(place.state(), before);
}

#[test]
fn nothing_is_written_without_consent() {
    let place = Place::new();
    let before = place.state();
    let output = place.run_in(&place.top(), &with_budgetc(), env!("CARGO_BIN_EXE_budgetc"), &["git", "install"]);
    assert_eq!(output.status.code(), Some(2));
    let listed = String::from_utf8_lossy(&output.stdout).into_owned();
    for what in [".gitattributes", "diff.budget.command", ".git/hooks/pre-commit"] {
        assert!(listed.contains(what), "{listed}");
    }
    assert_eq!(place.state(), before);
    // outside of a repository, in one without files, without git
    let run = |folder: &Path, path: &str| {
        let output = place.run_in(folder, path, env!("CARGO_BIN_EXE_budgetc"), &["git", "install", "--yes"]);
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    assert!(run(place.folder.path(), &with_budgetc()).contains("in no repository"));
    place.git(&["clone", "-q", "--bare", ".", "../bare"]);
    assert!(run(&place.folder.path().join("bare"), &with_budgetc()).contains("bare repository"));
    assert!(run(&place.top(), "/nowhere").contains("git is not found"));
}

#[test]
fn it_works_in_a_worktree_and_in_a_submodule() {
    let place = Place::new();
    place.git(&["worktree", "add", "-q", "../tree"]);
    place.git(&["clone", "-q", ".", "../other"]);
    let allow = "protocol.file.allow=always";
    place.git(&["-c", allow, "submodule", "--quiet", "add", "../other", "sub"]);
    place.commit("With a module");
    for folder in [place.folder.path().join("tree"), place.top().join("sub")] {
        let git = |arguments: &[&str]| place.run_in(&folder, &with_budgetc(), "git", arguments);
        let before = place.state();
        let install = ["git", "install", "--yes"];
        said(place.run_in(&folder, &with_budgetc(), env!("CARGO_BIN_EXE_budgetc"), &install));
        std::fs::write(folder.join("tea.budget"), CLEAN.replace("2.50", "2.75")).unwrap();
        let told = said(git(&["diff"]));
        assert!(told.contains("2.5dollars → 2.75dollars"), "{told}");
        assert!(told.ends_with(&said(git(&["diff", "--no-ext-diff"]))), "{told}");
        said(git(&["add", "-A"]));
        let stopped = git(&["commit", "-m", "Wrong"]);
        assert!(String::from_utf8_lossy(&stopped.stderr).contains("error[B0301]"));
        said(git(&["reset", "-q", "--hard"]));
        let uninstall = ["git", "uninstall"];
        said(place.run_in(&folder, &with_budgetc(), env!("CARGO_BIN_EXE_budgetc"), &uninstall));
        let after = place.state();
        let kept = |state: &BTreeMap<PathBuf, (Vec<u8>, bool)>| {
            let own = |path: &Path| path.ends_with("config") || path.to_string_lossy().contains("hooks");
            state.iter().filter(|(path, _)| own(path)).map(|(path, is)| (path.clone(), is.clone())).collect::<Vec<_>>()
        };
        assert_eq!(kept(&before), kept(&after));
        assert!(!folder.join(".gitattributes").exists());
    }
}

#[test]
fn without_budgetc_git_shows_its_text_and_commits() {
    let place = Place::new();
    place.budgetc(&["git", "install", "--yes"]);
    place.write("tea.budget", &CLEAN.replace("2.50", "2.75"));
    let git = |arguments: &[&str]| place.run_in(&place.top(), &plain_path(), "git", arguments);
    assert_eq!(said(git(&["diff"])), place.git(&["diff", "--no-ext-diff"]));
    said(git(&["add", "-A"]));
    let committed = git(&["commit", "-q", "-m", "Unchecked"]);
    let warned = String::from_utf8_lossy(&committed.stderr).into_owned();
    said(committed);
    assert_eq!(warned.lines().count(), 1, "{warned}");
    assert!(warned.contains("budgetc is not found"), "{warned}");
}

#[test]
fn a_commit_is_judged_by_what_is_staged() {
    let place = Place::new();
    place.budgetc(&["git", "install", "--yes"]);
    place.write("module.budget", "measure money { dollars }\nledger spending { amount : money; item }\n");
    place.write(
        "uses.budget",
        "use module\ndimension item { tea; cake }\nitems spending { tea 2.50; total 2.50 }\n\
         document \"Tea\" style std.style.plain { \"We spend {spending}.\" }\n",
    );
    place.write("tea.budget", &CLEAN.replace("5.50", "5.55"));
    place.git(&["add", "-A"]);
    // mended in the folder, broken in what is staged
    place.write("tea.budget", CLEAN);
    let stopped = place.try_git(&["commit", "-m", "Wrong"]);
    let told = String::from_utf8_lossy(&stopped.stderr).into_owned();
    assert!(!stopped.status.success() && told.contains("tea.budget:") && told.contains("--no-verify"), "{told}");
    place.git(&["add", "tea.budget"]);
    // and the other way round; all is well, so nothing is said
    place.write("tea.budget", "broken {");
    let passed = place.try_git(&["commit", "-q", "-m", "Right"]);
    assert_eq!(String::from_utf8_lossy(&passed.stderr), "");
    assert!(passed.status.success());
    // a module is judged by the report that uses it
    place.write("module.budget", "measure money { dollars }\n");
    place.git(&["add", "module.budget"]);
    let stopped = place.try_git(&["commit", "-m", "Wrong"]);
    assert!(String::from_utf8_lossy(&stopped.stderr).contains("uses.budget"), "a report that uses it fails");
    assert!(!stopped.status.success());
    place.git(&["commit", "-q", "-m", "Wrong all the same", "--no-verify"]);
}

/// A name may begin as an option does.
#[test]
fn names_that_begin_with_a_dash_are_names() {
    for name in ["-x.budget", "--lang=en.budget", "-"] {
        let name = if name == "-" { "-.budget" } else { name };
        let place = Place::new();
        place.write(name, CLEAN);
        place.commit("Dash");
        place.budgetc(&["git", "install", "--yes"]);
        place.write(name, &edited());
        let told = place.git(&["diff"]);
        assert!(told.contains("2.5dollars → 2.75dollars"), "{told}");
        assert!(told.ends_with(&place.git(&["diff", "--no-ext-diff"])), "{told}");
        std::fs::write(place.folder.path().join("patch"), &told).unwrap();
        place.git(&["apply", "-R", "../patch"]);
        assert_eq!(std::fs::read_to_string(place.top().join(name)).unwrap(), CLEAN);
        // one that comes and one that goes
        for arguments in [["rm", "-q", "--", name], ["reset", "-q", "--hard", "HEAD"]] {
            place.git(&arguments);
            assert!(place.git(&["diff", "--cached"]).ends_with(&place.git(&["diff", "--cached", "--no-ext-diff"])));
        }
    }
}

const SHARED: &str = "measure money { dollars }\nledger spending { amount : money; item }\n";

/// A report that needs a module, a former report, a style and a picture.
const NEEDY: &str = "use shared\nuse \"last.budget\" as last\ndimension item { tea; cake }\n\
    items spending { tea 2.50; total 2.50 }\n\
    document \"Tea\" style look {\n  \"We spend {spending}, {last.spending} before.\"\n  \
    picture \"a.svg\" alt \"Tea\"\n}\n";

fn needy() -> Place {
    let place = Place::new();
    place.write("shared.budget", SHARED);
    place.write("last.budget", &format!("{SHARED}dimension item {{ tea; cake }}\nitems spending {{ tea 2.00 }}\n"));
    place.write("a.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><path d='M0 0h9'/></svg>");
    place.write("look.typ", "#import \"words.typ\": *\n");
    place.write("words.typ", "// none\n");
    place.write("budget.toml", "");
    place.write("needy.budget", NEEDY);
    place.budgetc(&["fmt", "needy.budget", "shared.budget", "last.budget"]);
    place.commit("Needy");
    place.budgetc(&["git", "install", "--yes"]);
    place.commit("Attributes");
    place
}

#[test]
fn a_commit_that_takes_away_what_a_report_needs_is_stopped() {
    let place = needy();
    for (name, stops) in
        [("a.svg", true), ("shared.budget", true), ("last.budget", true), ("look.typ", true), ("tea.budget", false)]
    {
        place.git(&["rm", "-q", "--", name]);
        let done = place.try_git(&["commit", "-q", "-m", "Gone"]);
        let told = String::from_utf8_lossy(&done.stderr).into_owned();
        assert_eq!(!done.status.success(), stops, "{name}: {told}");
        assert!(!stops || told.contains("needy.budget:"), "{name}: {told}");
        place.git(&["reset", "-q", "--hard", "HEAD"]);
    }
    // what cannot be read any more, and what nobody needs
    place.write("a.svg", "<svg");
    place.git(&["add", "-A"]);
    assert!(!place.try_git(&["commit", "-q", "-m", "Torn"]).status.success());
    place.git(&["reset", "-q", "--hard", "HEAD"]);
    place.write("b.svg", "<svg");
    place.commit("Nobody's");
}

/// A module that has another name now is read under the name that it had.
#[test]
fn a_version_is_read_among_the_files_of_its_time() {
    let place = needy();
    // its style sets no page
    let commit = |message: &str| place.git(&["commit", "-qanm", message]);
    place.git(&["mv", "shared.budget", "common.budget"]);
    let text = std::fs::read_to_string(place.top().join("needy.budget")).unwrap();
    place.write("needy.budget", &text.replace("use shared", "use common"));
    let unmoved = |told: &str| {
        assert!(told.contains("use shared is now called common"), "{told}");
        assert!(!told.contains("has errors"), "{told}");
    };
    unmoved(&place.git(&["diff", "--", "needy.budget"]));
    unmoved(&place.git(&["diff", "HEAD", "--", "needy.budget"]));
    unmoved(&place.budgetc(&["diff", "--lang", "en", "HEAD", "--", "needy.budget"]));
    commit("Common");
    unmoved(&place.git(&["show", "--ext-diff", "--format=", "--", "needy.budget"]));
    place.write("needy.budget", &text.replace("use shared", "use common").replace("2.50", "2.60"));
    commit("More");
    unmoved(&place.git(&["diff", "HEAD~2", "HEAD~1", "--", "needy.budget"]));
}
