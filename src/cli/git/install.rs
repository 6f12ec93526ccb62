//! What is written into a repository, with consent, and taken away again.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use super::block::{self, Before};
use super::repository::Repository;
use super::{Outcome, Voice, terminal};
use crate::base::Say;
use crate::cli::output;
use crate::say;

#[derive(clap::Args)]
pub(in crate::cli) struct Options {
    /// Write without asking, for scripts
    #[arg(long)]
    yes: bool,
}

const ATTRIBUTES: &str = "*.budget diff=budget\n";

/// The meaning by budgetc, if it is there, and below it the text by git alone, whose names are those of two folders `a`
/// and `b`. It must end well, or git ends too.
const COMMAND: &str = concat!(
    r#"f() { budgetc git diff-driver -- "$@" 2>/dev/null; ( unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_EXTERNAL_DIFF; "#,
    r#"x=$(git config diff.budget.xfuncname); t=$(mktemp -d) || exit; "#,
    r#"put() { [ "$2" = /dev/null ] || { mkdir -p "$(dirname "$t/$1")"; cat <"$2" >"$t/$1"; chmod "${3#100}" "$t/$1"; }; }; "#,
    r#"put "a/$1" "$2" "$4"; put "b/${8:-$1}" "$5" "$7"; cd "$t"; p=--no-prefix o="a/$1" n="b/${8:-$1}"; "#,
    r#"[ "$2" != /dev/null ] || { cd b; p=--no-ext-diff o=$2 n=$1; }; [ "$5" != /dev/null ] || { cd a; p=--no-ext-diff o=$1 n=$5; }; "#,
    r#"git --no-pager -c diff.default.xfuncname="$x" diff --no-ext-diff --no-index $p -- "$o" "$n"; "#,
    r#"cd /; rm -rf "$t" ) 2>/dev/null; :; }; f"#,
);

/// A hunk is headed by the declaration that it lies in.
const HEADING: &str = "^[^][:space:]/})][^{]*";

const KEYS: &[(&str, &str)] = &[("diff.budget.command", COMMAND), ("diff.budget.xfuncname", HEADING)];

/// What a command of ours calls, whatever version wrote it.
const OURS: &str = "budgetc git diff-driver";

const SHEBANG: &str = "#!/bin/sh\n";

const HOOK: &str = "\
# Checks the budget files that are about to be committed; git commit --no-verify goes without.
if command -v budgetc >/dev/null 2>&1; then
  budgetc git pre-commit || exit 1
else
  echo '没有找到 budgetc，.budget 文件未经核对 / budgetc is not found: budget files are committed unchecked' >&2
fi
";

/// One thing to write.
enum Step {
    File { path: PathBuf, bytes: Vec<u8>, before: Before, what: Say },
    Key { name: &'static str, value: &'static str, what: Say },
}

/// What is to be written, and what is left to the reader.
#[derive(Default)]
struct Plan {
    steps: Vec<Step>,
    left: Vec<Say>,
}

pub(super) fn install(options: &Options, voice: &Voice) -> Result<Outcome, Say> {
    let repository = Repository::here()?;
    let mut plan = Plan::default();
    attributes(&repository, &mut plan)?;
    keys(&repository, &mut plan);
    hook(&repository, &mut plan)?;
    for left in &plan.left {
        terminal::line(left, voice);
    }
    if plan.steps.is_empty() {
        terminal::line(&say!("已经装好，没有要写的", "all is installed: there is nothing to write"), voice);
        return Ok(Outcome::Clean);
    }
    let list = plan.steps.iter().map(|step| format!("  {}\n", step.told(&repository).get(voice.lang)));
    let list: String = list.collect();
    let head = say!("将写入：\n", "this will be written:\n");
    terminal::print(format!("{}{list}", head.get(voice.lang)).as_bytes(), voice);
    if !options.yes && !consent(voice)? {
        terminal::line(&say!("什么也没有写", "nothing was written"), voice);
        return Ok(Outcome::Clean);
    }
    terminal::watch(voice);
    for step in &plan.steps {
        step.take(&repository)?;
    }
    terminal::line(
        &say!("装好了；撤销用 budgetc git uninstall", "installed; `budgetc git uninstall` undoes it"),
        voice,
    );
    Ok(Outcome::Clean)
}

/// Asks the reader.
///
/// # Errors
/// Where there is nobody to ask.
fn consent(voice: &Voice) -> Result<bool, Say> {
    if !io::stdin().is_terminal() {
        return Err(say!(
            "没有终端可以询问，什么也没有写；同意就加上 --yes",
            "there is no terminal to ask at, so nothing was written; if you agree, add --yes"
        ));
    }
    let question = say!("继续？[y/N] ", "Go on? [y/N] ");
    let mut stderr = io::stderr();
    drop(write!(stderr, "{}", question.get(voice.lang)).and_then(|()| stderr.flush()));
    let mut answer = String::new();
    drop(io::stdin().read_line(&mut answer));
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes" | "是"))
}

impl Step {
    fn told(&self, repository: &Repository) -> Say {
        let (name, Say { zh, en }) = match self {
            Step::File { path, what, .. } => (repository.shown_path(path), what),
            Step::Key { name, what, .. } => (format!("git config {name}"), what),
        };
        say!("{name}  {zh}", "{name}  {en}")
    }

    fn take(&self, repository: &Repository) -> Result<(), Say> {
        match self {
            Step::File { path, bytes, before, .. } => {
                let folder = path.parent().filter(|_| *before == Before::Nothing);
                let made = folder.map_or(Ok(()), fs::create_dir_all);
                made.and_then(|()| write(path, bytes)).map_err(|error| terminal::unwritable(path, &error))?;
                if path.ends_with("pre-commit") && *before != Before::File {
                    executable(path).map_err(|error| terminal::unwritable(path, &error))?;
                }
                Ok(())
            }
            Step::Key { name, value, .. } => repository.set(name, Some(value)),
        }
    }
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    output::open(path)?.write(bytes)
}

#[cfg(unix)]
fn executable(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    // whoever may read it may run it
    let mode = fs::metadata(path)?.permissions().mode();
    fs::set_permissions(path, fs::Permissions::from_mode(mode | ((mode & 0o444) >> 2)))
}

#[cfg(not(unix))]
fn executable(_: &Path) -> io::Result<()> {
    Ok(())
}

/// A file's bytes and what was there before us.
fn read(path: &Path) -> Result<(Vec<u8>, Before), Say> {
    match fs::read(path) {
        Ok(bytes) => Ok((bytes, Before::File)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let folder = path.parent().is_some_and(Path::is_dir);
            Ok((Vec::new(), if folder { Before::Folder } else { Before::Nothing }))
        }
        Err(error) => {
            let (shown, (zh, en)) = (path.display(), terminal::reason(&error));
            Err(say!("读不了 {shown}：{zh}", "cannot read {shown}: {en}"))
        }
    }
}

/// Our line comes first, so that those of others go before it.
fn attributes(repository: &Repository, plan: &mut Plan) -> Result<(), Say> {
    let path = repository.top.join(".gitattributes");
    let (bytes, before) = read(&path)?;
    let at = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    if let Some(bytes) = block::with(&bytes, at, ATTRIBUTES, before) {
        let what = say!(
            "一行：.budget 文件的差异由 budgetc 说明",
            "one line: differences of .budget files are told by budgetc"
        );
        plan.steps.push(Step::File { path, bytes, before, what });
    }
    Ok(())
}

fn keys(repository: &Repository, plan: &mut Plan) {
    let command = repository.config("diff.budget.command");
    if let Some(other) = command.filter(|command| !command.contains(OURS)) {
        plan.left.push(say!(
            "diff.budget.command 已另有设置，保留不动：{other}",
            "diff.budget.command is set otherwise and stays as it is: {other}"
        ));
        return;
    }
    let whats = [
        say!("git diff 先说含义，再列文字", "git diff tells the meaning, then the text"),
        say!("文字差异的段首写明在哪一块", "each part of the text is headed by its block"),
    ];
    for ((name, value), what) in KEYS.iter().zip(whats) {
        if repository.config(name).as_deref() != Some(*value) {
            plan.steps.push(Step::Key { name, value, what });
        }
    }
}

fn hook(repository: &Repository, plan: &mut Plan) -> Result<(), Say> {
    let path = repository.hooks.join("pre-commit");
    let shown = path.display();
    let by_hand = "budgetc git pre-commit || exit 1";
    if ![&repository.common, &repository.top].iter().any(|own| path.starts_with(own)) {
        plan.left.push(say!(
            "core.hooksPath 指到仓库之外，别的仓库也用，没有动 {shown}；要查提交，请自行加上：{by_hand}",
            "core.hooksPath leads out of the repository, others use it too, so {shown} stays as it is; \
             to have commits checked, add yourself: {by_hand}"
        ));
        return Ok(());
    }
    let (old, before) = read(&path)?;
    let new = if before == Before::File {
        let Some(at) = behind_shebang(&old) else {
            plan.left.push(say!(
                "{shown} 不是 sh 脚本，没有动；要查提交，请自行让它运行：{by_hand}",
                "{shown} is no script for sh and stays as it is; to have commits checked, let it run: {by_hand}"
            ));
            return Ok(());
        };
        block::with(&old, at, HOOK, before)
    } else {
        block::with(SHEBANG.as_bytes(), SHEBANG.len(), HOOK, before)
    };
    if let Some(bytes) = new {
        let what = say!("提交前核对将提交的 .budget 文件", "before a commit, checks its .budget files");
        plan.steps.push(Step::File { path, bytes, before, what });
    }
    Ok(())
}

/// Where a shell's script begins; before whatever else it does, for it may end anywhere.
fn behind_shebang(bytes: &[u8]) -> Option<usize> {
    let end = bytes.iter().position(|byte| *byte == b'\n')? + 1;
    let line = std::str::from_utf8(bytes.get(..end)?).ok()?;
    let mut words = line.strip_prefix("#!")?.split_whitespace();
    let program = words.next()?.rsplit('/').next()?;
    let shell = if program == "env" { words.next()? } else { program };
    matches!(shell, "sh" | "bash" | "dash" | "ksh" | "zsh").then_some(end)
}

pub(super) fn uninstall(voice: &Voice) -> Result<Outcome, Say> {
    let repository = Repository::here()?;
    terminal::watch(voice);
    let mut done = false;
    let own = repository.config("diff.budget.command").is_some_and(|command| command.contains(OURS));
    for (name, value) in KEYS {
        let ours = repository.config(name).is_some_and(|set| set == *value || own && *value == COMMAND);
        if ours {
            repository.set(name, None)?;
            done = true;
        }
    }
    let mut committed = false;
    for (path, bare) in [(repository.top.join(".gitattributes"), ""), (repository.hooks.join("pre-commit"), SHEBANG)] {
        let (bytes, _) = read(&path)?;
        let Some((rest, _, before)) = block::without(&bytes) else { continue };
        take_away(&path, &rest, before, bare).map_err(|error| terminal::unwritable(&path, &error))?;
        committed |= repository.tracks(&path);
        done = true;
    }
    let said = if committed {
        say!(
            "已全部撤去；.gitattributes 提交过，请把它的改动也提交",
            "all is taken away; .gitattributes was committed, so commit its change too"
        )
    } else if done {
        say!("已全部撤去", "all is taken away")
    } else {
        say!("没有装过，没有要撤的", "nothing is installed: there is nothing to take away")
    };
    terminal::line(&said, voice);
    Ok(Outcome::Clean)
}

/// Leaves what is not ours; where that is nothing, not even the file.
fn take_away(path: &Path, rest: &[u8], before: Before, bare: &str) -> io::Result<()> {
    if before == Before::File || rest != bare.as_bytes() {
        return write(path, rest);
    }
    fs::remove_file(path)?;
    if before == Before::Nothing {
        // another's file in it keeps the folder
        drop(path.parent().map(fs::remove_dir));
    }
    Ok(())
}
