//! `budgetc new DIR`: a project with a report that checks and builds as it stands; or next year's report from last year's.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::output::DASH;
use super::{Disk, Outcome, ProjectArgs, Voice, input, terminal};
use crate::base::Say;
use crate::library;
use crate::project::{Checked, Files, ROOT_FILE};
use crate::renew::{NextYear, next_year};
use crate::say;

#[derive(clap::Args)]
pub(super) struct Options {
    /// The folder to make; it must be empty if it is there. With --from it may be the project's own
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// Last year's report: next year's is drafted from it, with its figures blank
    #[arg(long, value_name = "LAST")]
    pub from: Option<PathBuf>,
}

/// A file to write: its path below the folder, and its bytes.
type NewFile = (PathBuf, Vec<u8>);

pub(super) fn run(options: &Options, voice: &Voice) -> Outcome {
    let made = match &options.from {
        Some(last) => from_last(&options.dir, last),
        None => from_starter(&options.dir),
    };
    match made {
        Ok(told) => {
            terminal::line(&told, voice);
            Outcome::Clean
        }
        Err(against) => {
            terminal::trouble(&against, voice);
            Outcome::Trouble
        }
    }
}

/// Writes the starter; says what was made.
fn from_starter(dir: &Path) -> Result<Say, Say> {
    let starter = library::starter();
    let files: Vec<NewFile> = starter.iter().map(|(name, text)| (name.into(), text.as_bytes().to_vec())).collect();
    write_all(dir, &files, false)?;
    let report =
        starter.iter().map(|(name, _)| name.as_str()).find(|name| name.ends_with(".budget")).unwrap_or_default();
    let shown = dir.display();
    Ok(say!(
        "已建立 {shown}。样稿是其中的 {report}，照里面的说明改成您单位的。进入这个文件夹，运行：\n  budgetc build {report}",
        "made {shown}. In it, {report} is a report to start from; its comments say what to replace. Go there and run:\n  budgetc build {report}"
    ))
}

/// Writes next year's report: beside the last one in its project, or with all that it needs in a new folder. Says what was made.
fn from_last(dir: &Path, last: &Path) -> Result<Say, Say> {
    if last == Path::new(DASH) {
        return Err(say!("--from 之后写去年报告的文件名", "--from takes the file of last year's report"));
    }
    let shown = last.display();
    let session = input::session(&ProjectArgs::default());
    let unread = |reason: Say| say!("读不了 {shown}：{reason}", "cannot read {shown}: {reason}", reason);
    let checked = session.ask(last).check().map_err(|error| unread(error.reason()))?;
    let next = next_year(&checked).map_err(|reason| {
        say!("不能由 {shown} 起草：{reason}", "nothing can be drafted from {shown}: {reason}", reason)
    })?;
    let roots = &checked.project.roots;
    let here = Disk.real(dir).is_ok_and(|dir| roots.iter().any(|root| Disk.real(root).is_ok_and(|root| root == dir)));
    let mut files: Vec<NewFile> =
        next.files.iter().map(|(path, text)| (path.into(), text.as_bytes().to_vec())).collect();
    if !here {
        files.extend(needed(&checked)?);
    }
    write_all(dir, &files, here)?;
    Ok(told(dir, &next))
}

fn told(dir: &Path, next: &NextYear) -> Say {
    let report = if dir == Path::new(".") { PathBuf::from(&next.report) } else { dir.join(&next.report) };
    let (report, year, count) = (report.display(), next.years.1, next.files.len());
    say!(
        "已写好 {year} 年的报告 {report}（新文件 {count} 个），要做的写在它开头。运行：\n  budgetc check {report}",
        "wrote the report for {year}, {report} (new files: {count}); what is to be done stands at its head. Run:\n  budgetc check {report}"
    )
}

/// All that the last report was read from, and the root file.
fn needed(checked: &Checked) -> Result<Vec<NewFile>, Say> {
    let mut files: Vec<NewFile> = Vec::new();
    let roots: Vec<PathBuf> = checked.project.roots.iter().filter_map(|root| Disk.real(root).ok()).collect();
    let mut read = checked.read.clone();
    read.extend(checked.project.roots.iter().map(|root| root.join(ROOT_FILE)).filter(|file| Disk.exists(file)));
    for path in &read {
        let shown = path.display();
        let below = Disk.real(path).ok();
        let below =
            below.and_then(|path| roots.iter().find_map(|root| path.strip_prefix(root).ok().map(Path::to_owned)));
        let below = below.ok_or_else(|| {
            say!(
                "{shown} 在去年的文件夹之外，不能一起复制；请写在去年的文件夹里：budgetc new 那个文件夹 --from …",
                "{shown} lies outside the last report's folder and cannot be copied: name that folder as DIR"
            )
        })?;
        if files.iter().any(|(known, _)| *known == below) {
            continue;
        }
        let bytes = Disk.read(path).map_err(|error| {
            let reason = error.reason();
            say!("读不了 {shown}：{reason}", "cannot read {shown}: {reason}", reason)
        })?;
        files.push((below, bytes));
    }
    // the root file, and what editors are told: all of the starter but its report
    let others = library::starter().into_iter().filter(|(name, _)| !name.ends_with(".budget"));
    for (name, text) in others {
        if files.iter().all(|(path, _)| path != Path::new(&name)) {
            files.push((name.into(), text.as_bytes().to_vec()));
        }
    }
    Ok(files)
}

/// Writes files into a folder that is new or empty; or, where it may hold others, of which none has the path of a new one. Nothing
/// is written unless all can be, as far as that can be known before.
fn write_all(dir: &Path, files: &[NewFile], beside_others: bool) -> Result<(), Say> {
    let shown = dir.display();
    let failed = |error: io::Error| {
        let (zh, en) = terminal::reason(&error);
        say!("建不了 {shown}：{zh}", "cannot make {shown}: {en}")
    };
    let taken = files.iter().enumerate().find(|(at, (path, _))| {
        dir.join(path).symlink_metadata().is_ok() || files.iter().take(*at).any(|(before, _)| before == path)
    });
    if !beside_others && !is_free(dir).map_err(failed)? {
        return Err(say!(
            "{shown} 不是空文件夹，什么也没有写。请换一个新的文件夹名",
            "{shown} is not an empty folder: nothing was written. Name a new one"
        ));
    }
    if let Some((_, (path, _))) = taken {
        let path = path.display();
        return Err(say!(
            "{shown} 里已有 {path}，什么也没有写",
            "{path} is already there in {shown}: nothing was written"
        ));
    }
    for (path, bytes) in files {
        let path = dir.join(path);
        path.parent().map_or(Ok(()), fs::create_dir_all).map_err(failed)?;
        fs::File::create_new(path).and_then(|mut file| file.write_all(bytes)).map_err(failed)?;
    }
    Ok(())
}

/// Whether a folder is new or empty.
fn is_free(dir: &Path) -> io::Result<bool> {
    match fs::read_dir(dir).map(|entries| entries.count()) {
        Ok(entries) => Ok(entries == 0),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => Ok(false),
        Err(error) => Err(error),
    }
}
