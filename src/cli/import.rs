//! `budgetc import TABLES… --into REPORT`

use std::io::Read;
use std::path::{Path, PathBuf};

use super::output::{self, DASH};
use super::{Outcome, ProjectArgs, Voice, input, terminal};
use crate::base::{Diagnostic, Say, Severity};
use crate::import::{FindingKind, ImportFinding, SpliceChange, SpliceChangeKind};
use crate::say;
use crate::session::TakenIn;
use crate::syntax::UNWRITTEN;
use crate::tables::{self, Workbook};

#[derive(clap::Args)]
pub(super) struct Options {
    /// Workbooks and text tables: xlsx, xlsm, xlsb, xls, ods, csv, tsv; `-` is what was copied from a spreadsheet
    #[arg(required = true, value_name = "TABLES")]
    pub tables: Vec<PathBuf>,
    /// The report whose forms the tables are, and which takes in what they tell
    #[arg(long, value_name = "REPORT")]
    pub into: PathBuf,
    /// Write what the tables tell there instead, as declarations by themselves; `-` is standard output
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Write nothing; fail where the report says something else than the tables
    #[arg(long, conflicts_with = "output")]
    check: bool,
    /// Take away facts that a table would print and leaves blank
    #[arg(long)]
    remove: bool,
    #[command(flatten)]
    pub project: ProjectArgs,
}

/// Larger files are no workbooks.
const LARGEST: u64 = 512 * 1024 * 1024;

pub(super) fn run(options: &Options, voice: &Voice) -> Outcome {
    if !input::is_read_once(&options.tables, voice) {
        return Outcome::Trouble;
    }
    let mut books = Vec::new();
    for path in &options.tables {
        match read(path, voice) {
            Some(book) => books.push(book),
            None => return Outcome::Trouble,
        }
    }
    let session = input::session(&options.project);
    let done = input::ask(&session, &options.into).take_in(&books, options.remove);
    let Ok(taken) = input::answered(&options.into, done, voice) else { return Outcome::Trouble };
    if let Some(torn) = torn(options, &taken) {
        terminal::trouble(&torn, voice);
        return Outcome::Findings;
    }
    tell(&taken, voice);
    if taken.imported.tables.is_empty() {
        let text = say!(
            "没有一张表是这份报告的表格，报告没有改动",
            "none of the tables is a form of this report, which stays as it is"
        );
        terminal::trouble(&text, voice);
        return Outcome::Findings;
    }
    let errors = errors(&taken);
    if errors > 0 {
        let text = say!(
            "有 {errors} 处要先改正，报告没有改动",
            "{errors} places must be mended first: the report stays as it is"
        );
        terminal::line(&text, voice);
        return Outcome::Findings;
    }
    let open = taken.imported.findings.iter().any(|finding| finding.kind == FindingKind::Question);
    let kept = taken.changes.iter().any(|change| change.kind == SpliceChangeKind::Kept);
    let outcome = if open || kept { Outcome::Findings } else { Outcome::Clean };
    outcome.worse(finish(options, &taken, voice))
}

/// So many of rows that are taken away are named.
const MOST_NAMED: usize = 6;

/// How many findings keep anything from being written.
fn errors(taken: &TakenIn) -> usize {
    taken.imported.findings.iter().filter(|finding| finding.kind == FindingKind::Error).count()
}

/// Reads a file as a workbook; says why it cannot be read.
fn read(path: &Path, voice: &Voice) -> Option<Workbook> {
    let name = path.file_name().map_or_else(|| DASH.to_owned(), |name| name.to_string_lossy().into_owned());
    let bytes = match bytes(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            let (zh, en) = terminal::reason(&error);
            terminal::trouble(&say!("读不了 {name}：{zh}", "cannot read {name}: {en}"), voice);
            return None;
        }
    };
    match tables::read(&name, &bytes) {
        Ok((book, notes)) => {
            for note in notes {
                let place = note.place.map(|place| format!("!{}", place.name())).unwrap_or_default();
                let sheet = if note.sheet.is_empty() { String::new() } else { format!("!{}", note.sheet.trim()) };
                let text = note.text;
                terminal::line(&say!("{name}{sheet}{place}：{text}", "{name}{sheet}{place}: {text}", text), voice);
            }
            Some(book)
        }
        Err(unreadable) => {
            let (reason, way) = (unreadable.reason, unreadable.way_out);
            terminal::trouble(
                &say!("读不了 {name}：{reason}。{way}", "cannot read {name}: {reason}. {way}", reason, way),
                voice,
            );
            None
        }
    }
}

fn bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if path == Path::new(DASH) {
        std::io::stdin().lock().take(LARGEST).read_to_end(&mut bytes)?;
    } else {
        std::fs::File::open(path)?.take(LARGEST).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// Why tables are not taken into a report that cannot be read itself: they might be understood otherwise, and rows might be
/// written into what is torn.
fn torn(options: &Options, taken: &TakenIn) -> Option<Say> {
    let torn = |problem: &&Diagnostic| problem.severity == Severity::Error && problem.code.number().starts_with("B01");
    let count = taken.checked.problems.iter().filter(torn).count();
    let file = options.into.display();
    (count > 0).then(|| {
        say!(
            "{file} 有 {count} 处写法错误，什么也没有读进去：先运行 budgetc check {file} 改正",
            "{file} has syntax errors ({count}), so nothing is taken in: budgetc check {file} tells them"
        )
    })
}

/// Says what was found: the tables, what is to be mended, what changes.
fn tell(taken: &TakenIn, voice: &Voice) {
    for table in &taken.imported.tables {
        let (place, form, rows, cells) = (&table.place, &table.form, table.rows, table.cells);
        terminal::line(
            &say!("{place} 是「{form}」：{rows} 行，{cells} 个数", "{place} is `{form}`: {rows} rows, {cells} numbers"),
            voice,
        );
    }
    taken.imported.findings.iter().for_each(|finding| say(finding, voice));
    // where nothing is written, nothing changes
    if errors(taken) == 0 {
        tell_changes(taken, voice);
    }
}

/// Says what changes in the report.
fn tell_changes(taken: &TakenIn, voice: &Voice) {
    for member in &taken.declared {
        let (code, name, dim) = (&member.code, &member.name, &taken.checked.report.dim(member.dim).name);
        let space = if code.is_empty() { "" } else { " " };
        terminal::line(&say!("新增{dim}：{code}{space}{name}", "new in `{dim}`: {code}{space}{name}"), voice);
    }
    // rows that waited for a number and got none are many and say little
    let (idle, others): (Vec<_>, Vec<_>) =
        taken.changes.iter().partition(|own| own.kind == SpliceChangeKind::Removed && own.old == UNWRITTEN);
    terminal::all_said(others.into_iter().map(row), voice);
    let (count, some): (_, Vec<&str>) =
        (idle.len(), idle.iter().take(MOST_NAMED).map(|own| own.words.as_str()).collect());
    if count > 0 {
        let more = if count > MOST_NAMED { "……" } else { "" };
        let (zh, en) = (some.join("、") + more, some.join(", ") + more);
        terminal::said(
            &say!(
                "表里没有的 {count} 行「……」删去了：{zh}",
                "rows of `……` that no table fills are taken away ({count}): {en}"
            ),
            voice,
        );
    }
    for gone in &taken.gone {
        terminal::line(
            &say!(
                "表里是空的，报告里还有：{gone}（要删去请加 --remove）",
                "blank in the tables, still in the report: {gone} (--remove takes it away)"
            ),
            voice,
        );
    }
}

fn say(finding: &ImportFinding, voice: &Voice) {
    let place = finding.place.as_ref().map(|place| format!("{place}: ")).unwrap_or_default();
    let text = &finding.text;
    let (text, way) = (text.clone(), finding.way_out.clone());
    let kind = match finding.kind {
        FindingKind::Error => say!("要改正", "to mend"),
        FindingKind::Question => say!("不能确定", "not settled"),
        FindingKind::Note => say!("请注意", "note"),
    };
    terminal::said(&say!("{kind}：{place}{text}", "{kind}: {place}{text}", kind, text), voice);
    if let Some(way) = way {
        terminal::said(&say!("  {way}", "  {way}", way), voice);
    }
}

fn row(change: &SpliceChange) -> Say {
    let SpliceChange { words, old, new, reason, .. } = change;
    let reason = reason.clone();
    match change.kind {
        SpliceChangeKind::Added => say!("新增 {words} {new}", "added {words} {new}"),
        SpliceChangeKind::Changed => say!("{words}：{old} → {new}", "{words}: {old} → {new}"),
        SpliceChangeKind::Removed => say!("删去 {words} {old}", "removed {words} {old}"),
        SpliceChangeKind::Kept => say!(
            "没有改 {words}：{old}，表里是 {new}。{reason}",
            "left {words} at {old}, tables say {new}: {reason}",
            reason
        ),
    }
}

/// Writes, or says what would be written.
fn finish(options: &Options, taken: &TakenIn, voice: &Voice) -> Outcome {
    let (tables, cells) = (taken.imported.tables.len(), taken.imported.cells);
    let closing = |text: Say| {
        terminal::line(
            &say!("{tables} 张表，{cells} 个数相符。{text}", "{tables} tables, {cells} numbers agree. {text}", text),
            voice,
        )
    };
    if options.check {
        let differs = !taken.files.is_empty() || !taken.gone.is_empty();
        closing(if differs {
            say!("报告与表格不一致", "the report differs from the tables")
        } else {
            say!("报告与表格一致", "the report agrees with the tables")
        });
        return if differs { Outcome::Findings } else { Outcome::Clean };
    }
    let report: Vec<(PathBuf, String)> = match &options.output {
        Some(path) => vec![(path.clone(), taken.text())],
        None => taken.files.iter().chain(&taken.origins).cloned().collect(),
    };
    if report.is_empty() {
        closing(say!("没有要改的", "nothing changes"));
        return Outcome::Clean;
    }
    let mut written: Vec<String> = Vec::new();
    for (path, text) in report {
        match output::open(&path).and_then(|output| output.write(text.as_bytes())) {
            Ok(()) if path == Path::new(DASH) => {}
            Ok(()) => written.push(from_here(&path)),
            Err(error) => {
                terminal::trouble(&terminal::unwritable(&path, &error), voice);
                return Outcome::Trouble;
            }
        }
    }
    if !written.is_empty() {
        let (zh, en) = (written.join("、"), written.join(", "));
        closing(say!("已写入 {zh}", "wrote {en}"));
    }
    Outcome::Clean
}

/// A path as one writes it in this folder.
fn from_here(path: &Path) -> String {
    let here = std::env::current_dir().and_then(std::fs::canonicalize);
    let inside = here.ok().and_then(|here| path.strip_prefix(here).ok().map(Path::to_owned));
    inside.as_deref().unwrap_or(path).display().to_string()
}
