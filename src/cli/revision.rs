//! A version that git keeps, read without checking it out. Git itself is asked, so that all that it knows (packs,
//! worktrees, submodules, partial clones) holds here too.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Component, Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use super::Disk;
use crate::base::{Date, Say};
use crate::project::{Files, Unread};
use crate::say;

/// Links lead to one another no further than this.
const MOST_LINKS: usize = 8;

/// How git marks a link among a tree's files.
const LINK: &str = "120000";

/// All files of a commit.
pub(super) struct Revision {
    /// As it was named.
    pub name: String,
    /// The folder that git keeps, links followed.
    pub top: PathBuf,
    /// By path below it: the file's mode and object.
    files: BTreeMap<String, (String, String)>,
    objects: Mutex<Objects>,
}

/// `git cat-file --batch`, asked for one object after the other.
struct Objects {
    process: Child,
    asked: ChildStdin,
    told: BufReader<ChildStdout>,
}

impl Drop for Objects {
    fn drop(&mut self) {
        // its input is closed with us; it must not outlive this program
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// What git says, asked in a folder; none where it refuses or is not there.
pub(super) fn git(folder: &Path, arguments: &[&str]) -> Option<Vec<u8>> {
    let out = Command::new("git").current_dir(folder).args(arguments).stderr(Stdio::null()).output().ok()?;
    out.status.success().then_some(out.stdout)
}

fn line(bytes: Vec<u8>) -> Option<String> {
    Some(String::from_utf8(bytes).ok()?.trim_end_matches(['\n', '\r']).to_owned())
}

impl Revision {
    /// The commit that `name` means in the repository around a folder; none where it means none.
    pub fn find(name: &str, folder: &Path) -> Option<Revision> {
        // what begins like an option is none of git's
        if name.starts_with('-') || name.is_empty() {
            return None;
        }
        let commit = line(git(folder, &["rev-parse", "--verify", "--quiet", &format!("{name}^{{commit}}")])?)?;
        let top = PathBuf::from(line(git(folder, &["rev-parse", "--show-toplevel"])?)?);
        let listed = git(&top, &["ls-tree", "-r", "-z", "--full-tree", &commit])?;
        Revision::listed(name, top, &listed)
    }

    /// What would be committed now, in the repository with this top.
    pub fn staged(top: &Path) -> Option<Revision> {
        Revision::listed("", top.to_path_buf(), &git(top, &["ls-files", "--stage", "-z"])?)
    }

    /// A tree that holds this object at a path below the top, and with it all that is `needed`: what would be committed
    /// now, the last commit, or the last that brought the object or took it away.
    pub fn with(
        top: &Path,
        path: &Path,
        object: &str,
        needed: &dyn Fn(&Arc<Revision>) -> bool,
    ) -> Option<Arc<Revision>> {
        let path = path.to_str()?;
        let named = |name: &str| Revision::find(name, top);
        let found = || {
            let found = ["log", "-1", "--all", "--format=%H", &format!("--find-object={object}"), "--", path];
            line(git(top, &found)?).filter(|commit| !commit.is_empty())
        };
        let trees: [&dyn Fn() -> Option<Revision>; 4] =
            [&|| Revision::staged(top), &|| named("HEAD"), &|| named(&found()?), &|| named(&format!("{}^", found()?))];
        let holds = |tree: &Arc<Revision>| tree.files.get(path).is_some_and(|(_, own)| own == object) && needed(tree);
        trees.into_iter().find_map(|tree| tree().map(Arc::new).filter(holds))
    }

    fn listed(name: &str, top: PathBuf, listed: &[u8]) -> Option<Revision> {
        let mut files = BTreeMap::new();
        for entry in String::from_utf8_lossy(listed).split('\0') {
            let Some((said, path)) = entry.split_once('\t') else { continue };
            // of a commit: mode, type, object; of what is staged: mode, object, side of a conflict
            if let [mode, "blob", object] | [mode @ ("100644" | "100755" | LINK), object, "0"] =
                said.split(' ').collect::<Vec<_>>().as_slice()
            {
                files.insert(path.to_owned(), ((*mode).to_owned(), (*object).to_owned()));
            }
        }
        let mut process = Command::new("git")
            .current_dir(&top)
            .args(["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let (asked, told) = (process.stdin.take()?, BufReader::new(process.stdout.take()?));
        let objects = Mutex::new(Objects { process, asked, told });
        Some(Revision { name: name.to_owned(), top: top.canonicalize().unwrap_or(top), files, objects })
    }

    /// A path below the top, with `/` between folders and without steps back.
    fn name_of(&self, path: &Path) -> Option<String> {
        let mut parts: Vec<String> = Vec::new();
        for part in std::path::absolute(path).ok()?.strip_prefix(&self.top).ok()?.components() {
            match part {
                Component::Normal(part) => parts.push(part.to_string_lossy().into_owned()),
                Component::ParentDir => drop(parts.pop()?),
                _ => {}
            }
        }
        Some(parts.join("/"))
    }

    /// The file that a path leads to, links followed.
    fn resolved(&self, path: &Path) -> Option<String> {
        let mut name = self.name_of(path)?;
        for _ in 0..MOST_LINKS {
            match self.files.get(&name) {
                Some((mode, object)) if mode == LINK => {
                    let target = String::from_utf8(self.object(object).ok()?).ok()?;
                    let folder = self.top.join(&name).parent()?.to_path_buf();
                    name = self.name_of(&folder.join(target))?;
                }
                Some(_) => return Some(name),
                None => return None,
            }
        }
        None
    }

    fn object(&self, id: &str) -> std::io::Result<Vec<u8>> {
        let mut objects = self.objects.lock().unwrap_or_else(PoisonError::into_inner);
        writeln!(objects.asked, "{id}")?;
        objects.asked.flush()?;
        let mut said = String::new();
        objects.told.read_line(&mut said)?;
        // object, type, size; else that it is missing
        let size = said.trim_end().rsplit(' ').next().and_then(|size| size.parse::<u64>().ok());
        let size = size.ok_or(std::io::ErrorKind::NotFound)?;
        let mut bytes = Vec::new();
        objects.told.by_ref().take(size).read_to_end(&mut bytes)?;
        let mut end = [0];
        objects.told.read_exact(&mut end)?;
        Ok(bytes)
    }
}

impl Files for Revision {
    fn read(&self, path: &Path) -> Result<Vec<u8>, Unread> {
        let Some(name) = self.resolved(path) else {
            return Err(if self.below(path).is_empty() { Unread::Missing } else { Unread::Folder });
        };
        let (_, object) = self.files.get(&name).ok_or(Unread::Missing)?;
        Ok(self.object(object)?)
    }

    fn real(&self, path: &Path) -> Result<PathBuf, Unread> {
        match self.resolved(path) {
            Some(name) => Ok(self.top.join(name)),
            None if self.below(path).is_empty() => Err(Unread::Missing),
            None => Ok(self.top.join(self.name_of(path).ok_or(Unread::Missing)?)),
        }
    }

    fn exists(&self, path: &Path) -> bool {
        self.resolved(path).is_some()
    }

    fn names(&self, folder: &Path) -> Vec<String> {
        let below = self.below(folder);
        let folder = self.name_of(folder).map(|name| self.top.join(name)).unwrap_or_default();
        let first = |path: &PathBuf| path.strip_prefix(&folder).ok()?.iter().next()?.to_str().map(str::to_owned);
        below.iter().filter_map(first).collect::<BTreeSet<String>>().into_iter().collect()
    }

    /// The files at or below a path, each by its whole path.
    fn below(&self, path: &Path) -> Vec<PathBuf> {
        let Some(name) = self.name_of(path) else { return Vec::new() };
        let folder = if name.is_empty() { name.clone() } else { format!("{name}/") };
        let inside = self.files.keys().filter(|file| **file == name || file.starts_with(&folder));
        inside.map(|file| self.top.join(file)).collect()
    }

    fn here(&self) -> Option<PathBuf> {
        Disk.here()
    }

    fn today(&self) -> Date {
        Disk.today()
    }
}

/// Why something that was to be compared cannot be found.
pub(super) fn unfound(name: &str) -> Say {
    say!("「{name}」不是文件、文件夹，也不是 git 的版本", "`{name}` is no file, no folder and no revision of git")
}
