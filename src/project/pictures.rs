//! The files of a document's pictures: found, read and looked at, so that a page cannot fail on them later.

use std::path::{Component, Path, PathBuf};

use super::{drawing, places, raster};
use crate::base::{Diagnostic, Say};
use crate::model::{DocItem, Report};
use crate::project::codes::UNUSABLE_PICTURE;
use crate::project::files::Files;
use crate::say;

/// A picture's file, read whole.
#[derive(Clone, Debug)]
pub struct PictureFile {
    /// Where it lies below the root folder, with `/` between folders.
    pub path: String,
    /// The file's bytes, as they were read.
    pub bytes: Vec<u8>,
    /// Its media type; empty where nobody looked.
    pub media: &'static str,
}

/// The kinds of pictures: the endings of their files, and their media types.
const KINDS: [(&[&str], &str); 3] =
    [(&["png"], "image/png"), (&["jpg", "jpeg"], "image/jpeg"), (&["svg"], "image/svg+xml")];

/// Reads the pictures that the document shows, each once. What is wrong with one is said where it is named.
pub(super) fn read(
    report: &Report,
    roots: &[PathBuf],
    files: &dyn Files,
    problems: &mut Vec<Diagnostic>,
) -> Vec<PictureFile> {
    each(report, (roots, files), problems, looked)
}

/// The same without a look at what they show.
pub(super) fn unlooked(
    report: &Report,
    roots: &[PathBuf],
    files: &dyn Files,
    problems: &mut Vec<Diagnostic>,
) -> Vec<PictureFile> {
    each(report, (roots, files), problems, |_, _| Ok(""))
}

fn each(
    report: &Report,
    (roots, files): (&[PathBuf], &dyn Files),
    problems: &mut Vec<Diagnostic>,
    media: fn(&str, &[u8]) -> Result<&'static str, Say>,
) -> Vec<PictureFile> {
    let mut pictures: Vec<PictureFile> = Vec::new();
    let mut open: Vec<&DocItem> = report.document.iter().flat_map(|document| &document.items).collect();
    while let Some(item) = open.pop() {
        open.extend(item.children());
        let DocItem::Picture(named) = item else { continue };
        if pictures.iter().any(|picture| picture.path == named.path) {
            continue;
        }
        let path = &named.path;
        match bytes(path, roots, files).and_then(|bytes| Ok((media(path, &bytes)?, bytes))) {
            Ok((media, bytes)) => pictures.push(PictureFile { path: path.clone(), bytes, media }),
            Err(reason) => {
                let message = say!("用不了图片「{path}」：{reason}", "cannot use picture `{path}`: {reason}", reason);
                let error = Diagnostic::new(UNUSABLE_PICTURE, named.span, message).note(say!(
                    "图片放在报告所在的文件夹里，从那里写起，如 picture \"images/大厅.jpg\"",
                    "a picture lies in the report's folder and is named from there, such as picture \"images/hall.jpg\""
                ));
                let meant = plain(path).filter(|meant| meant != path && places::find(meant, roots, files).is_ok());
                problems.push(match meant {
                    Some(meant) => error.fix(named.span, format!("\"{meant}\"")),
                    None => error,
                });
            }
        }
    }
    pictures.sort_by(|a, b| a.path.cmp(&b.path));
    pictures
}

fn bytes(path: &str, roots: &[PathBuf], files: &dyn Files) -> Result<Vec<u8>, Say> {
    if path.contains('\\') {
        return Err(say!("文件夹之间写「/」，不写「\\」", "`/` stands between folders, not `\\`"));
    }
    if plain(path).as_deref() != Some(path) {
        return Err(say!(
            "要写根文件夹之下的路径，各段之间写一个「/」",
            "its path must be one below the root folder, with one `/` between folders"
        ));
    }
    places::find(path, roots, files).map(|(_, bytes)| bytes).map_err(|unread| unread.reason())
}

/// A picture's media type, if its name is one of that type.
fn looked(path: &str, bytes: &[u8]) -> Result<&'static str, Say> {
    let media = media(bytes)?;
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
    let fits = KINDS.iter().any(|(endings, kind)| *kind == media && endings.contains(&ending.as_str()));
    if !fits {
        let kind = media.trim_start_matches("image/").trim_end_matches("+xml").to_uppercase();
        return Err(say!(
            "内容是 {kind}，文件名却以「.{ending}」结尾",
            "it is {kind}, and its name ends in `.{ending}`"
        ));
    }
    Ok(media)
}

/// A path below the root folder as it should be written; `None` where it leads elsewhere.
fn plain(path: &str) -> Option<String> {
    let path = path.replace('\\', "/");
    let is_plain = |part: Component<'_>| match part {
        Component::Normal(name) => name.to_str().map(str::to_owned),
        _ => None,
    };
    let parts = Path::new(&path).components().filter(|part| *part != Component::CurDir).map(is_plain);
    let parts = parts.collect::<Option<Vec<String>>>()?;
    let is_file = !parts.is_empty() && !path.contains(['\0', '"', ':']);
    is_file.then(|| parts.join("/"))
}

/// What kind of picture some bytes are, all of it read once.
fn media(bytes: &[u8]) -> Result<&'static str, Say> {
    match image::guess_format(bytes) {
        Ok(image::ImageFormat::Png | image::ImageFormat::Jpeg) => raster::check(bytes),
        _ => drawing::check(bytes).map(|()| "image/svg+xml"),
    }
}
