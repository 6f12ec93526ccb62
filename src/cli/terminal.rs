//! What the commands print: findings and closing lines to standard error, what was asked for to standard output.

use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::Path;

use codespan_reporting::term::termcolor::{
    Buffer, BufferedStandardStream, Color as Ink, ColorChoice, ColorSpec, WriteColor,
};

use super::{Color, Outcome, Voice, output, progress};
use crate::base::{Diagnostic, Lang, Say, Sources};
use crate::project::{Checked, Summary};
use crate::render::{self, Visible};
use crate::say;

/// Whatever a source or the name of a file says, it commands no terminal.
/// Written in large pieces: a finding is made of hundreds of small ones. Each use of it ends with a flush, at the latest
/// when it is dropped.
fn stderr(voice: &Voice) -> Visible<BufferedStandardStream> {
    let choice = match voice.color {
        Color::Always => ColorChoice::Always,
        Color::Never => ColorChoice::Never,
        Color::Auto if std::io::stderr().is_terminal() => ColorChoice::Auto,
        Color::Auto => ColorChoice::Never,
    };
    Visible(BufferedStandardStream::stderr(choice))
}

/// Prints what was asked for to standard output, in colours where that is a terminal.
pub(super) fn coloured(voice: &Voice, write: impl FnOnce(&mut dyn WriteColor) -> io::Result<()>) -> Outcome {
    let mut text = match voice.color {
        Color::Always => Buffer::ansi(),
        Color::Auto if io::stdout().is_terminal() => Buffer::ansi(),
        Color::Auto | Color::Never => Buffer::no_color(),
    };
    // writing to memory cannot fail
    drop(write(&mut Visible(&mut text)));
    print(text.as_slice(), voice)
}

/// Findings with their source.
pub(super) fn findings(sources: &Sources, found: &[Diagnostic], voice: &Voice) {
    let mut stream = stderr(voice);
    // a closed pipe is the reader's choice, not our error
    drop(render::human(&mut stream, sources, found, voice.lang).and_then(|()| stream.flush()));
}

/// The closing line of one report.
pub(super) fn closing(checked: &Checked, name: &str, voice: &Voice) {
    if voice.quiet {
        return;
    }
    let mut stream = stderr(voice);
    let summary = checked.summary();
    let mendable = checked.problems.iter().filter(|problem| !problem.fixes.is_empty()).count();
    let mut line = counts(&summary);
    if mendable > 0 {
        line.zh.push_str(&format!("；其中 {mendable} 处可由 check --fix 改正"));
        line.en.push_str(&format!("; of these check --fix mends {mendable}"));
    }
    let ink = if summary.errors > 0 { Ink::Red } else { Ink::Green };
    drop(stream.set_color(ColorSpec::new().set_bold(true).set_fg(Some(ink))));
    drop(write!(stream, "{name}"));
    drop(stream.reset());
    drop(writeln!(stream, "{}", line.get(voice.lang)));
}

/// `: facts 95; identities 120, …`: numbers behind their words, so that none needs a plural.
fn counts(summary: &Summary) -> Say {
    let Summary { facts, identities, hold, accepted, accepted_lints, off, unchecked, expected, errors, warnings } =
        summary;
    let mut line = say!(
        "：事实 {facts} 项；等式 {identities} 条，成立 {hold} 条，认可偏差 {accepted} 条",
        ": facts {facts}; identities {identities}, hold {hold}, accepted deviations {accepted}"
    );
    if *accepted_lints > 0 {
        line.zh.push_str(&format!("，认可提示 {accepted_lints} 条"));
        line.en.push_str(&format!(", accepted lints {accepted_lints}"));
    }
    if *off > 0 {
        line.zh.push_str(&format!("，不查 {off} 项"));
        line.en.push_str(&format!(", not looked for {off}"));
    }
    if *unchecked > 0 {
        line.zh.push_str(&format!("，未能核对 {unchecked} 条"));
        line.en.push_str(&format!(", not checked {unchecked}"));
    }
    if *expected > 0 {
        line.zh.push_str(&format!("；期望的表 {expected} 张"));
        line.en.push_str(&format!("; expected tables {expected}"));
    }
    if errors + warnings > 0 {
        line.zh.push_str(&format!("；错误 {errors} 处，提示 {warnings} 处"));
        line.en.push_str(&format!("; errors {errors}, warnings {warnings}"));
    }
    line
}

/// One line of trouble with input or output.
pub(super) fn trouble(text: &Say, voice: &Voice) {
    let mut stream = stderr(voice);
    drop(stream.set_color(ColorSpec::new().set_bold(true).set_fg(Some(Ink::Red))));
    let word = if voice.lang == Lang::Zh { "错误" } else { "error" };
    drop(write!(stream, "{word}: "));
    drop(stream.reset());
    drop(writeln!(stream, "{}", text.get(voice.lang)));
}

/// A line of what was found; also where only that is wanted.
pub(super) fn said(text: &Say, voice: &Voice) {
    drop(writeln!(stderr(voice), "{}", text.get(voice.lang)));
}

/// Many of them, written at once.
pub(super) fn all_said(texts: impl Iterator<Item = Say>, voice: &Voice) {
    let mut stream = stderr(voice);
    for text in texts {
        drop(writeln!(stream, "{}", text.get(voice.lang)));
    }
}

/// One closing line.
pub(super) fn line(text: &Say, voice: &Voice) {
    if !voice.quiet {
        drop(writeln!(stderr(voice), "{}", text.get(voice.lang)));
    }
}

/// Prints what was asked for to standard output.
pub(super) fn print(text: &[u8], voice: &Voice) -> Outcome {
    let Err(error) = output::stdout(text) else { return Outcome::Clean };
    let (zh, en) = reason(&error);
    trouble(&say!("写不了标准输出：{zh}", "cannot write to standard output: {en}"), voice);
    Outcome::Trouble
}

/// Why the system refused, in both languages where it is a common reason, else in the system's own words.
pub(super) fn reason(error: &io::Error) -> (String, String) {
    let Say { zh, en } = match error.kind() {
        ErrorKind::NotFound => say!("没有这个文件或文件夹", "no such file or folder"),
        ErrorKind::PermissionDenied => say!("没有权限", "permission denied"),
        ErrorKind::IsADirectory => say!("这是一个文件夹，请写明文件名", "it is a folder; name a file"),
        ErrorKind::NotADirectory => say!("路径中有一段不是文件夹", "a part of the path is no folder"),
        ErrorKind::StorageFull => say!("磁盘已满", "the disk is full"),
        ErrorKind::QuotaExceeded => say!("磁盘配额已用完", "the disk quota is used up"),
        ErrorKind::FileTooLarge => say!("文件超出了系统允许的大小", "the file is larger than the system allows"),
        ErrorKind::ReadOnlyFilesystem => say!("磁盘是只读的", "the disk is read-only"),
        _ => say!("{error}", "{error}"),
    };
    (zh, en)
}

/// That a file cannot be written.
pub(super) fn unwritable(path: &Path, error: &io::Error) -> Say {
    let (shown, (zh, en)) = (path.display(), reason(error));
    say!("写不了 {shown}：{zh}", "cannot write {shown}: {en}")
}

/// Takes an unfinished file away when the work is interrupted, and says so.
pub(super) fn watch(voice: &Voice) {
    let voice = *voice;
    output::on_interruption(Outcome::Trouble as i32, move |name| {
        progress::leave();
        let name = name.map_or_else(Say::default, |name| say!("，没有写出 {name}", ": {name} was not written"));
        trouble(&say!("已中断{name}", "interrupted{name}", name), &voice);
    });
}
