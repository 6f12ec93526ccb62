//! `budgetc lsp`

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;

use lsp_server::{Connection, Message};

use super::{Disk, Outcome, ProjectArgs, Voice, terminal};
use crate::base::{Date, Lang, Say};
use crate::library;
use crate::lsp::frames::{self, Framed};
use crate::lsp::{Setup, serve};
use crate::project::{Files, Unread};

/// So many entries of the folders that an editor opens are looked at, and so deep: it may open a home folder.
const MOST_ENTRIES: usize = 20_000;
const DEEPEST: usize = 12;

#[derive(clap::Args)]
pub(super) struct Options {
    /// Talk over standard input and output, as it does in any case: some editors say so
    #[arg(long, hide = true)]
    stdio: bool,
    #[command(flatten)]
    pub project: ProjectArgs,
}

pub(super) fn run(options: Options, lang: Option<Lang>, voice: &Voice) -> Outcome {
    let (connection, threads) = stdio();
    let setup = Setup { files: Arc::new(Editor), given: options.project.given(), library: unpacked(), lang };
    let served = serve(&connection, setup).map_err(|error| error.to_string());
    drop(connection);
    let joined = threads.into_iter().try_for_each(|thread| {
        let done = thread.join().unwrap_or_else(|_| Err(io::Error::other("a mistake of the program, please tell us")));
        done.map_err(|error| error.to_string())
    });
    match joined.and(served) {
        Ok(true) => Outcome::Clean,
        // as the protocol has it of a client that left without a word
        Ok(false) => Outcome::Findings,
        Err(error) => {
            terminal::trouble(&Say { zh: error.clone(), en: error }, voice);
            Outcome::Trouble
        }
    }
}

/// A connection over standard input and output, and the threads that read and write.
fn stdio() -> (Connection, [JoinHandle<io::Result<()>>; 2]) {
    let (answers, written) = crossbeam_channel::bounded::<Message>(0);
    let (messages, receiver) = crossbeam_channel::bounded(0);
    let refusals = answers.clone();
    let reader = std::thread::spawn(move || {
        let mut input = io::stdin().lock();
        loop {
            let (message, to) = match frames::read(&mut input)? {
                Framed::End => return Ok(()),
                Framed::Message(message) => (message, &messages),
                Framed::Refused(refusal) => (refusal, &refusals),
            };
            let last = matches!(&message, Message::Notification(note) if note.method == "exit");
            // where nobody listens any more, nothing is left to be read
            if to.send(message).is_err() || last {
                return Ok(());
            }
        }
    });
    let writer = std::thread::spawn(move || {
        let mut output = io::stdout().lock();
        written.into_iter().try_for_each(|message| message.write(&mut output))
    });
    (Connection { sender: answers, receiver }, [reader, writer])
}

/// The files of the carried library in a folder where an editor may open them; none where they cannot be written.
fn unpacked() -> Option<PathBuf> {
    let folder = dirs::cache_dir()?.join("budgetc").join(concat!("std-", env!("CARGO_PKG_VERSION")));
    for file in library::modules() {
        write_once(&folder.join(&file.path), library::text(&file.path)?).ok()?;
    }
    Some(folder)
}

/// Writes a file that nobody is to change, unless it says that already.
fn write_once(path: &Path, text: &str) -> std::io::Result<()> {
    if std::fs::read(path).is_ok_and(|known| known == text.as_bytes()) {
        return Ok(());
    }
    let folder = path.parent().unwrap_or(path);
    std::fs::create_dir_all(folder)?;
    // two editors may begin at once: each file comes whole
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    std::io::Write::write_all(&mut file, text.as_bytes())?;
    let mut rights = file.as_file().metadata()?.permissions();
    rights.set_readonly(true);
    file.as_file().set_permissions(rights)?;
    file.persist(path)?;
    Ok(())
}

/// The disk, of which only so much is looked through.
struct Editor;

impl Files for Editor {
    fn read(&self, path: &Path) -> Result<Vec<u8>, Unread> {
        Disk.read(path)
    }

    fn real(&self, path: &Path) -> Result<PathBuf, Unread> {
        Disk.real(path)
    }

    fn exists(&self, path: &Path) -> bool {
        Disk.exists(path)
    }

    fn names(&self, folder: &Path) -> Vec<String> {
        Disk.names(folder)
    }

    fn below(&self, folder: &Path) -> Vec<PathBuf> {
        let mut files = Vec::new();
        let (mut open, mut seen) = (vec![(folder.to_path_buf(), 0)], 0);
        while let Some((folder, depth)) = open.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                seen += 1;
                if seen > MOST_ENTRIES {
                    return files;
                }
                let name = entry.file_name();
                let passed = name.to_string_lossy().starts_with('.') || name == "node_modules" || name == "target";
                match entry.file_type() {
                    Ok(kind) if kind.is_dir() && !passed && depth < DEEPEST => open.push((entry.path(), depth + 1)),
                    Ok(kind) if kind.is_file() => files.push(entry.path()),
                    _ => {}
                }
            }
        }
        files
    }

    fn here(&self) -> Option<PathBuf> {
        Disk.here()
    }

    fn today(&self) -> Date {
        Disk.today()
    }
}
