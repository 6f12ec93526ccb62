//! The files of a document's pictures: found, read and looked at, so that a page cannot fail on them later.

use std::io::Cursor;
use std::path::{Component, Path};

use crate::base::{Diagnostic, Say};
use crate::model::{DocItem, Report};
use crate::project::files::{Files, Unread};
use crate::say;

/// No side of a picture may have more points: unpacked it would fill the memory.
const LARGEST: u32 = 20_000;

/// A picture's file.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Where it lies below the root folder, with `/` between folders.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
    /// Its media type.
    pub media: &'static str,
}

/// The kinds of pictures: the endings of their files, and their media types.
const KINDS: [(&[&str], &str); 3] =
    [(&["png"], "image/png"), (&["jpg", "jpeg"], "image/jpeg"), (&["svg"], "image/svg+xml")];

/// Reads the pictures that the document shows, each once. What is wrong with one is said where it is named.
pub(super) fn read(report: &Report, root: &Path, files: &dyn Files, problems: &mut Vec<Diagnostic>) -> Vec<Picture> {
    let mut pictures: Vec<Picture> = Vec::new();
    let mut open: Vec<&DocItem> = report.document.iter().flat_map(|document| &document.items).collect();
    while let Some(item) = open.pop() {
        open.extend(item.children());
        let DocItem::Picture(named) = item else { continue };
        if pictures.iter().any(|picture| picture.path == named.path) {
            continue;
        }
        match one(&named.path, root, files) {
            Ok(picture) => pictures.push(picture),
            Err(reason) => {
                let (path, zh, en) = (&named.path, &reason.zh, &reason.en);
                let message = say!("用不了图片「{path}」：{zh}", "cannot use picture `{path}`: {en}");
                let error = Diagnostic::error("B0511", named.span, message);
                problems.push(error.note(say!(
                    "图片放在报告所在的文件夹里，从那里写起，如 picture \"images/大厅.jpg\"",
                    "a picture lies in the report's folder and is named from there, such as picture \"images/hall.jpg\""
                )));
            }
        }
    }
    pictures.sort_by(|a, b| a.path.cmp(&b.path));
    pictures
}

fn one(path: &str, root: &Path, files: &dyn Files) -> Result<Picture, Say> {
    let plain = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    if !plain || path.contains(['\\', '\0']) || path.is_empty() {
        return Err(say!(
            "要写根文件夹之下的路径，各段之间写「/」",
            "its path must be one below the root folder, with `/` between folders"
        ));
    }
    let file = root.join(path);
    let bytes = file_below(&file, root, files).map_err(|unread| unread.reason())?;
    let media = media(&bytes)?;
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
    let fits = KINDS.iter().any(|(endings, kind)| *kind == media && endings.contains(&ending.as_str()));
    if !fits {
        let kind = media.trim_start_matches("image/").trim_end_matches("+xml").to_uppercase();
        return Err(say!(
            "内容是 {kind}，文件名却以「.{ending}」结尾",
            "it is {kind}, and its name ends in `.{ending}`"
        ));
    }
    Ok(Picture { path: path.to_owned(), bytes, media })
}

fn file_below(file: &Path, root: &Path, files: &dyn Files) -> Result<Vec<u8>, Unread> {
    // a link must not lead out of the project
    if !files.real(file)?.starts_with(files.real(root)?) {
        return Err(Unread::Outside);
    }
    files.read(file)
}

/// What kind of picture some bytes are, all of it read once.
fn media(bytes: &[u8]) -> Result<&'static str, Say> {
    let mut reader = image::ImageReader::new(Cursor::new(bytes));
    let mut limits = image::Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(LARGEST), Some(LARGEST));
    reader.limits(limits);
    let guessed = image::guess_format(bytes).ok();
    let media = match guessed {
        Some(image::ImageFormat::Png) => "image/png",
        Some(image::ImageFormat::Jpeg) => "image/jpeg",
        _ => return drawing(bytes),
    };
    guessed.into_iter().for_each(|format| reader.set_format(format));
    match reader.decode() {
        Ok(_) => Ok(media),
        Err(image::ImageError::Limits(_)) => {
            Err(say!("太大：一边不能超过 {LARGEST} 点", "it is too large: no side may have more than {LARGEST} points"))
        }
        Err(error) => Err(say!("文件坏了（{error}）", "the file is damaged ({error})")),
    }
}

fn drawing(bytes: &[u8]) -> Result<&'static str, Say> {
    let text = std::str::from_utf8(bytes).unwrap_or("");
    let is_svg = roxmltree::Document::parse(text).is_ok_and(|tree| tree.root_element().tag_name().name() == "svg");
    let none = || say!("不是 PNG、JPEG 或 SVG 图片", "it is no PNG, JPEG or SVG picture");
    is_svg.then_some("image/svg+xml").ok_or_else(none)
}
