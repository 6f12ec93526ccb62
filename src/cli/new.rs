//! `budgetc new DIR`: a project with a report that checks and builds as it stands.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{Outcome, Voice, terminal};
use crate::library;
use crate::say;

#[derive(clap::Args)]
pub(super) struct Options {
    /// The folder to make; it must be empty if it is there
    #[arg(value_name = "DIR")]
    dir: PathBuf,
}

pub(super) fn run(options: &Options, voice: &Voice) -> Outcome {
    let shown = options.dir.display();
    let files = library::starter();
    match fill(&options.dir, &files) {
        Ok(true) => {}
        Ok(false) => {
            let text = say!(
                "{shown} 不是空文件夹，什么也没有写。请换一个新的文件夹名",
                "{shown} is not an empty folder: nothing was written. Name a new one"
            );
            terminal::trouble(&text, voice);
            return Outcome::Trouble;
        }
        Err(error) => {
            let (zh, en) = terminal::reason(&error);
            terminal::trouble(&say!("建不了 {shown}：{zh}", "cannot make {shown}: {en}"), voice);
            return Outcome::Trouble;
        }
    }
    let report = files.iter().map(|(name, _)| *name).find(|name| name.ends_with(".budget")).unwrap_or_default();
    let text = say!(
        "已建立 {shown}。样稿是其中的 {report}，照里面的说明改成您单位的。进入这个文件夹，运行：\n  budgetc build {report}",
        "made {shown}. In it, {report} is a report to start from; its comments say what to replace. Go there and run:\n  budgetc build {report}"
    );
    terminal::line(&text, voice);
    Outcome::Clean
}

/// Fills a folder that is new or empty; `false` where it is neither. Nothing that is there is overwritten.
fn fill(dir: &Path, files: &[(&str, &str)]) -> io::Result<bool> {
    match fs::read_dir(dir).map(|entries| entries.count()) {
        Ok(0) => {}
        Ok(_) => return Ok(false),
        Err(error) if error.kind() == io::ErrorKind::NotFound => fs::create_dir_all(dir)?,
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => return Ok(false),
        Err(error) => return Err(error),
    }
    for (name, text) in files {
        fs::File::create_new(dir.join(name))?.write_all(text.as_bytes())?;
    }
    Ok(true)
}
