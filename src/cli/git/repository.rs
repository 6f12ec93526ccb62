//! The repository around the current folder.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::base::Say;
use crate::say;

pub(super) struct Repository {
    /// The top of the work tree, links followed.
    pub top: PathBuf,
    /// Where git keeps what all work trees share.
    pub common: PathBuf,
    /// Where hooks lie.
    pub hooks: PathBuf,
}

impl Repository {
    /// # Errors
    /// That there is none, or no git.
    pub fn here() -> Result<Repository, Say> {
        if let Err(error) = Command::new("git").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status() {
            return Err(match error.kind() {
                ErrorKind::NotFound => say!("找不到 git，请先安装", "git is not found: install it first"),
                _ => say!("运行不了 git：{error}", "cannot run git: {error}"),
            });
        }
        let here = Path::new(".");
        let Some(top) = git_line(here, &["rev-parse", "--show-toplevel"]).filter(|top| !top.is_empty()) else {
            return Err(if git_line(here, &["rev-parse", "--is-bare-repository"]).as_deref() == Some("true") {
                say!(
                    "这是没有工作文件的仓库（bare）；请到有文件的克隆里运行",
                    "this is a bare repository, without files to work on: run it in a clone that has them"
                )
            } else {
                say!(
                    "这个文件夹不在 git 的仓库里；请到仓库里运行，新建仓库用 git init",
                    "this folder is in no repository of git: run it in one; `git init` makes one"
                )
            });
        };
        let top = PathBuf::from(top);
        let top = top.canonicalize().unwrap_or(top);
        let within = |arguments: &[&str]| {
            let path = git_line(&top, arguments).map(|path| top.join(path));
            let path = path.ok_or_else(|| say!("git 没有回答", "git did not answer"))?;
            Ok::<PathBuf, Say>(path.canonicalize().unwrap_or(path))
        };
        let common = within(&["rev-parse", "--git-common-dir"])?;
        let hooks = within(&["rev-parse", "--git-path", "hooks"])?;
        Ok(Repository { common, hooks, top })
    }

    /// What the repository's own configuration says.
    pub fn config(&self, key: &str) -> Option<String> {
        git_line(&self.top, &["config", "--local", "--get", key])
    }

    /// Sets a key of the repository's own configuration, or takes it away.
    ///
    /// # Errors
    /// What git says against it.
    pub fn set(&self, key: &str, value: Option<&str>) -> Result<(), Say> {
        let mut command = Command::new("git");
        command.current_dir(&self.top).args(["config", "--local"]);
        match value {
            Some(value) => command.args([key, value]),
            None => command.args(["--unset", key]),
        };
        let reason = match command.output() {
            Ok(output) if output.status.success() => return Ok(()),
            Ok(output) => String::from_utf8_lossy(&output.stderr).trim().to_owned(),
            Err(error) => error.to_string(),
        };
        Err(say!("写不了 git 的配置：{reason}", "cannot write the configuration of git: {reason}"))
    }

    /// Whether git keeps a file's history.
    pub fn tracks(&self, path: &Path) -> bool {
        git_line(&self.top, &["ls-files", "--", &self.shown_path(path)]).is_some_and(|files| !files.is_empty())
    }

    /// A path as it is seen from the top.
    pub fn shown_path(&self, path: &Path) -> String {
        path.strip_prefix(&self.top).unwrap_or(path).display().to_string()
    }
}

/// One line that git says.
pub(super) fn git_line(folder: &Path, arguments: &[&str]) -> Option<String> {
    let said = super::super::revision::git(folder, arguments)?;
    Some(String::from_utf8(said).ok()?.trim_end_matches(['\n', '\r']).to_owned())
}
