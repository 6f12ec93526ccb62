//! Reads a report and all that it uses.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::base::near::did_you_mean;
use crate::base::{Diagnostic, FileId, Home, Source, Sources, Span};
use crate::library;
use crate::model::Space;
use crate::model::codes::FORMER_MISUSED;
use crate::project::codes::{CIRCULAR_USE, MISSING_FILE, NOT_UTF8};
use crate::project::files::{Files, Unread};
use crate::project::places::{self, dotted_path, file_of};
use crate::project::settings::{Faulty, Project, ProjectOptions};
use crate::project::standard::{Found, Library, nearest};
use crate::project::trees::Trees;
use crate::say;
use crate::syntax::ast::{Decl, UseDecl, declarations};
use crate::syntax::codes::TOO_LARGE;
use crate::syntax::{Node, Tree, as_seen, declaration_rule, unread_tree};

/// A file with more bytes than this that are no UTF-8 is written in another encoding.
const SLIPS: usize = 16;

/// Files may use one another this deep.
const DEEPEST: usize = 64;

/// The files of a report, parsed.
#[derive(Clone)]
pub struct Loaded {
    /// Their texts; the report itself is the first.
    pub sources: Sources,
    /// Where each lies, from the root of the file system; those of the library that the program carries, below that.
    pub places: Vec<PathBuf>,
    /// Their trees, by file.
    pub trees: Vec<Tree>,
    /// Used files before those that use them.
    pub order: Vec<FileId>,
    /// The report, and the former reports that it uses: each has names of its own.
    pub spaces: Vec<Space>,
    /// By file: the space it belongs to. A module that several use is read for each.
    pub space_of: Vec<usize>,
    /// The files that each uses itself, by file.
    pub uses: Vec<Vec<FileId>>,
    /// Where a file is named, and which one.
    pub links: Vec<(Span, FileId)>,
    /// What is wrong with them and with what they use.
    pub problems: Vec<Diagnostic>,
    /// By file: what is wrong in its text, as it is read.
    pub misread: Vec<Vec<Diagnostic>>,
    /// Whether a file that is named was not found, or one holds bytes that are no text.
    pub incomplete: bool,
    /// Whether rows in them stand in no block, whose head is gone.
    pub headless: bool,
    /// The project that it belongs to.
    pub project: Project,
    /// The spaces of which files could not be read: nobody knows what stands there.
    pub lost: Vec<usize>,
}

/// Reads the report `entry` and all that it uses. `root` overrides the project's root folder.
///
/// # Errors
/// Where the report itself cannot be read; a used file that cannot be is a diagnostic.
pub fn load(entry: &Path, root: Option<&Path>, files: &dyn Files) -> Result<Loaded, Unread> {
    let given = ProjectOptions { root: root.map(Path::to_path_buf), std: None };
    load_with(entry, &given, files, &Trees::default())
}

/// The same with trees that were made before, which takes in those that are made now.
///
/// # Errors
/// Where the report itself cannot be read.
pub fn load_with(entry: &Path, given: &ProjectOptions, files: &dyn Files, trees: &Trees) -> Result<Loaded, Unread> {
    let bytes = files.read(entry)?;
    // behind the report, if anything is to be said of it
    let (project, faulty) = Project::of(entry, given, files, FileId(1));
    let shown = entry.display().to_string();
    let mut loader = Loader::new(project, files, trees);
    let own = entry.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let place = places::absolute_path(entry, files);
    let below = place.strip_prefix(&loader.loaded.project.roots[0]).ok();
    // a way out of the root and back in names no place below it
    let below = below.filter(|path| path.components().all(|part| matches!(part, Component::Normal(_))));
    let alone = || entry.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let name = below.map_or_else(alone, |path| path.to_string_lossy().replace('\\', "/"));
    loader.reports.push(name.clone());
    let id = loader.add(Source::new(shown, String::new()).with_name(name), place, bytes);
    loader.known.insert((0, own), id);
    if let Some(faulty) = faulty {
        loader.faulty(faulty);
    }
    loader.uses(id);
    Ok(loader.loaded)
}

/// Reads a module by itself, as a report names it, and all that it uses.
///
/// # Errors
/// Where the module itself cannot be read.
pub fn load_module(path: &str, project: &Project, files: &dyn Files) -> Result<Loaded, Unread> {
    let (source, place, bytes) = module(path, "budget", project, files)?;
    let trees = Trees::default();
    let mut loader = Loader::new(project.clone(), files, &trees);
    let id = loader.add(source, place, bytes);
    loader.known.insert((0, path.to_owned()), id);
    loader.uses(id);
    Ok(loader.loaded)
}

/// A file by its dotted path: the library's, or one below the root.
fn module(path: &str, extension: &str, project: &Project, files: &dyn Files) -> Result<Found, Unread> {
    match standard(path) {
        Some(path) => project.library.file(&file_of(path, extension), files),
        None => below(&file_of(path, extension), &project.roots, files),
    }
}

/// What stands behind the first segment of a dotted path into the standard library; none where it leads elsewhere.
fn standard(path: &str) -> Option<&str> {
    let (first, below) = path.split_once('.').unwrap_or((path, ""));
    (first == library::ROOT).then_some(below)
}

/// A file by its path below the root.
fn below(relative: &str, roots: &[PathBuf], files: &dyn Files) -> Result<Found, Unread> {
    let (path, bytes) = places::find(relative, roots, files)?;
    let source = Source::new(places::shown_path(&path, files), String::new()).with_name(relative.to_owned());
    Ok((source, places::absolute_path(&path, files), bytes))
}

/// Says of a module or style that is not there where it was looked for, and which is near.
pub(super) fn missing(
    problem: Diagnostic,
    error: &Unread,
    (path, extension): (&str, &str),
    project: &Project,
    files: &dyn Files,
    not: &[String],
) -> Diagnostic {
    let (roots, library) = (&project.roots, &project.library);
    match error {
        Unread::Missing if standard(path).is_some() => {
            let problem = match library {
                Library::Carried => problem,
                Library::Folder(folder) => {
                    let below = file_of(standard(path).unwrap_or_default(), extension);
                    problem.note(places::searched(&below, std::slice::from_ref(folder), files))
                }
            };
            let list = || say!("budgetc std list 列出自带的库", "`budgetc std list` lists the library");
            problem.note(did_you_mean(&nearest(path, library.modules(files))).unwrap_or_else(list))
        }
        Unread::Missing => {
            let stem = path.strip_suffix(extension).and_then(|path| path.strip_suffix('.'));
            let meant = stem.filter(|stem| places::find(&file_of(stem, extension), roots, files).is_ok());
            match meant {
                Some(meant) => {
                    let span = problem.primary.span;
                    problem.label(say!("不写扩展名：{meant}", "without the ending: {meant}")).fix(span, meant)
                }
                None => unfound(problem, &file_of(path, extension), roots, files, (dotted_path, not)),
            }
        }
        _ => problem,
    }
}

/// Says of a file that is not there where it was looked for, and which is near, as it is named.
fn unfound(
    problem: Diagnostic,
    relative: &str,
    roots: &[PathBuf],
    files: &dyn Files,
    (named, not): (fn(String) -> String, &[String]),
) -> Diagnostic {
    let near: Vec<String> = places::nearest_files(relative, roots, files, not).into_iter().map(named).collect();
    let problem = did_you_mean(&near).into_iter().fold(problem, Diagnostic::note);
    problem.note(places::searched(relative, roots, files))
}

/// A style's text by its dotted path, and the file as messages name it.
pub(super) fn style(path: &str, project: &Project, files: &dyn Files) -> Result<(String, String), Unread> {
    let (source, _, bytes) = module(path, "typ", project, files)?;
    Ok((String::from_utf8(bytes).map_err(|_| Unread::Encoding)?, source.path))
}

/// What a `use` says.
struct Use {
    path: String,
    /// Whether it is a file's own path, not a module's.
    quoted: bool,
    /// What stands before its names, and where it is written.
    name: Option<(String, Span)>,
    span: Span,
}

fn used(decl: UseDecl<'_>) -> Option<Use> {
    let report = decl.report().map(|report| (report.inner().trim_end(), report.span()));
    let (path, span) = report.or_else(|| decl.module().map(|module| (module.text(), module.span())))?;
    let name = decl.name().map(|name| (name.text().to_owned(), name.span()));
    Some(Use { path: path.to_owned(), quoted: decl.report().is_some(), name, span })
}

/// A module under a name of its own, or a report without one.
fn ill_used(quoted: bool, path: &str, span: Span) -> Diagnostic {
    if quoted {
        let message = say!("引用以前的报告要起一个名字", "a former report is used under a name");
        let module = path.strip_suffix(".budget").unwrap_or(path).replace('/', ".");
        let way = say!(
            "写作 use \"{path}\" as 上年；引用库不加引号：use {module}",
            "write `use \"{path}\" as former`; a module stands without quotes: use {module}"
        );
        return Diagnostic::new(FORMER_MISUSED, span, message).note(way);
    }
    let message = say!("引用库不能另起名字", "a module is used under no other name");
    let named = path.strip_suffix(".budget").unwrap_or(path);
    let file = format!("{}.budget", named.replace('.', "/"));
    let way = say!(
        "去掉 as；若是引用以前的报告，写文件名：use \"{file}\" as 名字",
        "leave `as` away; a former report is named by its file: use \"{file}\" as NAME"
    );
    Diagnostic::new(FORMER_MISUSED, span, message).note(way)
}

struct Loader<'f> {
    loaded: Loaded,
    files: &'f dyn Files,
    trees: &'f Trees,
    /// Modules by space and dotted path.
    known: HashMap<(usize, String), FileId>,
    /// The modules being read, to find circles.
    path: Vec<FileId>,
    /// The reports being read, each used by the one before.
    reports: Vec<String>,
    /// The former reports that each space uses, with the name there.
    formers: Vec<(usize, String, String)>,
    /// The space of what is being read.
    space: usize,
    /// Whether nobody knows which standard library is meant.
    libraryless: bool,
}

impl<'f> Loader<'f> {
    fn new(project: Project, files: &'f dyn Files, trees: &'f Trees) -> Loader<'f> {
        let loaded = Loaded {
            sources: Sources::default(),
            places: Vec::new(),
            trees: Vec::new(),
            order: Vec::new(),
            spaces: vec![Space::default()],
            space_of: Vec::new(),
            uses: Vec::new(),
            links: Vec::new(),
            problems: Vec::new(),
            misread: Vec::new(),
            incomplete: false,
            headless: false,
            project,
            lost: Vec::new(),
        };
        Loader {
            loaded,
            files,
            trees,
            known: HashMap::new(),
            path: Vec::new(),
            reports: Vec::new(),
            formers: Vec::new(),
            space: 0,
            libraryless: false,
        }
    }

    /// Takes in a root file for what is wrong in it; it says nothing of the report.
    fn faulty(&mut self, faulty: Faulty) {
        let id = self.loaded.sources.add(faulty.source);
        self.loaded.trees.push(unread_tree(&self.loaded.sources.get(id).text, id));
        self.loaded.places.push(faulty.place);
        self.loaded.space_of.push(self.space);
        self.loaded.uses.push(Vec::new());
        self.loaded.misread.push(Vec::new());
        self.loaded.problems.extend(faulty.problems);
        self.libraryless = faulty.libraryless;
    }

    /// Takes in a file with its text.
    fn add(&mut self, source: Source, place: PathBuf, bytes: Vec<u8>) -> FileId {
        // the mark at the beginning says so
        let utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
        let (text, broken) = match String::from_utf8(bytes) {
            Ok(text) => (text, None),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                (String::from_utf8_lossy(error.as_bytes()).into_owned(), Some(at as u32))
            }
        };
        let id = FileId(self.loaded.trees.len() as u32);
        let hidden = if source.home == Home::Carried { None } else { as_seen(&text, id) };
        let source = match hidden {
            None => source.with_text(text),
            Some((seen, problem)) => {
                self.loaded.problems.push(problem);
                source.with_text(seen).stored_as(text)
            }
        };
        self.loaded.sources.add(source);
        self.loaded.places.push(place);
        self.loaded.space_of.push(self.space);
        if let Some(at) = broken {
            self.loaded.incomplete = true;
            let span = Span { file: id, start: at, end: at + 3 };
            let message = if utf16 {
                say!("文件是 UTF-16 编码，不是 UTF-8", "the file is UTF-16, not UTF-8")
            } else {
                say!("文件不是 UTF-8 编码", "the file is not UTF-8")
            };
            let error = Diagnostic::new(NOT_UTF8, span, message);
            self.loaded.problems.push(error.note(say!(
                "在编辑器里另存为 UTF-8（记事本：另存为，编码选 UTF-8）",
                "save it as UTF-8 in your editor"
            )));
        }
        let source = self.loaded.sources.share(id);
        let text = &source.text;
        // a slip leaves the rest readable; a file in another encoding is no text at all
        let foreign = utf16 || broken.is_some() && text.matches(char::REPLACEMENT_CHARACTER).count() > SLIPS;
        let (tree, problems) =
            if foreign { (unread_tree(text, id), Vec::new()) } else { self.trees.read(&source, id, id == FileId(0)) };
        if foreign {
            self.loaded.lost.push(self.space);
        }
        self.loaded.trees.push(tree);
        self.loaded.uses.push(Vec::new());
        self.loaded.misread.push(problems);
        id
    }

    /// Reads what a file uses, then puts the file itself in order.
    fn uses(&mut self, id: FileId) {
        self.path.push(id);
        let text = &self.loaded.sources.get(id).text;
        let root = self.loaded.trees[id.0 as usize].root(text);
        let uses: Vec<Use> = declarations(root).filter_map(used).collect();
        let first = |node: Node<'_>| declaration_rule(node.text().split_whitespace().next().unwrap_or(""));
        if declarations(root).any(|decl| matches!(decl, Decl::Unread(node) if first(node) == Some("kw_use"))) {
            self.loaded.lost.push(self.space);
        }
        for used in uses {
            if self.path.len() >= DEEPEST {
                let message =
                    say!("引用一层套一层，超过 {DEEPEST} 层", "files use one another more than {DEEPEST} deep");
                let error = Diagnostic::new(TOO_LARGE, used.span, message);
                self.loaded.lost.push(self.space);
                self.loaded.problems.push(error.note(say!("让报告直接引用它", "use it from the report itself")));
                continue;
            }
            match (used.quoted, used.name) {
                (false, None) => self.module(&used.path, used.span),
                (true, Some(name)) => self.former(&used.path, name, used.span),
                (quoted, _) => {
                    self.loaded.lost.push(self.space);
                    self.loaded.problems.push(ill_used(quoted, &used.path, used.span));
                }
            }
        }
        self.path.pop();
        self.loaded.order.push(id);
    }

    /// Takes in a module of the library that was read before.
    fn carried(&mut self, path: &str) -> Option<FileId> {
        let source = self.trees.carried(&format!("{}.budget", path.replace('.', "/")))?;
        let id = self.loaded.sources.add(Arc::clone(&source));
        self.loaded.places.push(PathBuf::from(&source.path));
        self.loaded.trees.push(self.trees.read(&source, id, false).0);
        self.loaded.misread.push(Vec::new());
        self.loaded.uses.push(Vec::new());
        self.loaded.space_of.push(self.space);
        Some(id)
    }

    fn module(&mut self, path: &str, span: Span) {
        let known = (self.space, path.to_owned());
        if let Some(known) = self.known.get(&known).copied() {
            if self.path.contains(&known) {
                let error = self.circle(path, span);
                self.loaded
                    .problems
                    .push(error.note(say!("把两边都要用的移到第三个文件里", "move what both need to a third file")));
            } else {
                self.used(known, span);
            }
            return;
        }
        let read = match self.carried(path) {
            Some(id) => Ok(id),
            None => {
                let found = module(path, "budget", &self.loaded.project, self.files);
                found.map(|(source, place, bytes)| self.add(source, place, bytes))
            }
        };
        match read {
            Ok(id) => {
                self.used(id, span);
                self.known.insert(known, id);
                self.uses(id);
            }
            Err(error) => {
                self.loaded.lost.push(self.space);
                if !(self.libraryless && standard(path).is_some()) {
                    self.unread(path, span, &error);
                }
            }
        }
    }

    fn circle(&self, path: &str, span: Span) -> Diagnostic {
        let circle: Vec<&str> = self.path.iter().map(|id| self.loaded.sources.get(*id).path.as_str()).collect();
        let circle = circle.join(" → ");
        Diagnostic::new(CIRCULAR_USE, span, say!("「{path}」绕回到了自己", "`{path}` leads back to itself"))
            .note(say!("路径：{circle}", "by way of {circle}"))
    }

    /// Reads a former report, with all that it uses, into a space of its own.
    fn former(&mut self, path: &str, (name, named): (String, Span), span: Span) {
        if self.reports.iter().any(|report| report == path) {
            let error = self.circle(path, span);
            self.loaded
                .problems
                .push(error.note(say!("以前的报告不能引用以后的", "a former report uses none after it")));
            return;
        }
        let loaded = (self.space, path.to_owned(), name.clone());
        if self.formers.contains(&loaded) {
            // files of one report may each use the same
            return;
        }
        self.formers.push(loaded);
        match below(path, &self.loaded.project.roots, self.files) {
            Ok((source, place, bytes)) => {
                let around = self.space;
                self.space = self.loaded.spaces.len();
                self.loaded.spaces.push(Space { within: around, name, named, span });
                self.reports.push(path.to_owned());
                let id = self.add(source, place, bytes);
                self.loaded.links.push((span, id));
                self.uses(id);
                self.reports.pop();
                self.space = around;
            }
            Err(Unread::Missing) => {
                let message = say!("没有文件「{path}」", "there is no file `{path}`");
                let mut error = Diagnostic::new(MISSING_FILE, span, message);
                if !path.ends_with(".budget") {
                    error = error.note(say!(
                        "写文件的全名：\"{path}.budget\"；引用库不加引号：use 路径",
                        "write the file's whole name: \"{path}.budget\"; a module stands without quotes: use PATH"
                    ));
                }
                let roots = &self.loaded.project.roots;
                self.loaded.incomplete = true;
                let error = unfound(error, path, roots, self.files, (|near| near, &self.reports));
                self.loaded.problems.push(error);
            }
            Err(error) => self.unread(path, span, &error),
        }
    }

    /// Notes that the file being read uses another, which it names at a place.
    fn used(&mut self, id: FileId, span: Span) {
        self.loaded.links.push((span, id));
        if let Some(user) = self.path.last() {
            self.loaded.uses[user.0 as usize].push(id);
        }
    }

    fn unread(&mut self, path: &str, span: Span, error: &Unread) {
        self.loaded.incomplete = true;
        if !matches!(error, Unread::Missing) {
            let reason = error.reason();
            let message = say!("读不了模块「{path}」：{reason}", "cannot read module `{path}`: {reason}", reason);
            self.loaded.problems.push(Diagnostic::new(MISSING_FILE, span, message));
            return;
        }
        let problem = Diagnostic::new(MISSING_FILE, span, say!("没有模块「{path}」", "there is no module `{path}`"));
        let dotted = path.replace(['。', '．'], ".");
        if dotted != path {
            let problem = problem.label(say!("写作 {dotted}", "write {dotted}")).fix(span, dotted);
            self.loaded.problems.push(problem);
            return;
        }
        let project = &self.loaded.project;
        let problem = missing(problem, error, (path, "budget"), project, self.files, &self.reports);
        self.loaded.problems.push(problem);
    }
}
