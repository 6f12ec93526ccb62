//! The files of a document's pictures: found, read and looked at, so that a page cannot fail on them later.

use std::io::Cursor;
use std::path::{Component, Path};
use std::sync::atomic::{AtomicBool, Ordering};

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
    if media == "image/jpeg" && is_of_inks(bytes) {
        return Err(say!(
            "是印刷用的四色（CMYK）图，PDF/A 不能存档：另存为 RGB",
            "it is in the four inks of printing (CMYK), which PDF/A cannot keep: save it as RGB"
        ));
    }
    guessed.into_iter().for_each(|format| reader.set_format(format));
    match reader.decode() {
        Ok(_) => Ok(media),
        Err(image::ImageError::Limits(_)) => {
            Err(say!("太大：一边不能超过 {LARGEST} 点", "it is too large: no side may have more than {LARGEST} points"))
        }
        Err(error) => Err(say!("文件坏了（{error}）", "the file is damaged ({error})")),
    }
}

/// Whether a JPEG is made of inks: there is no profile of them to go by.
fn is_of_inks(bytes: &[u8]) -> bool {
    use zune_jpeg::zune_core::{bytestream::ZCursor, colorspace::ColorSpace};
    let mut decoder = zune_jpeg::JpegDecoder::new(ZCursor::new(bytes));
    decoder.decode_headers().is_ok() && matches!(decoder.input_colorspace(), Some(ColorSpace::CMYK | ColorSpace::YCCK))
}

fn drawing(bytes: &[u8]) -> Result<&'static str, Say> {
    let links = AtomicBool::new(false);
    let image_href_resolver = usvg::ImageHrefResolver {
        resolve_string: Box::new(|_, _| {
            links.store(true, Ordering::Relaxed);
            None
        }),
        ..usvg::ImageHrefResolver::default()
    };
    let read = usvg::Tree::from_data(bytes, &usvg::Options { image_href_resolver, ..usvg::Options::default() });
    match read {
        Ok(_) if links.load(Ordering::Relaxed) => {
            Err(say!("图中引用了别的图片文件：把它嵌入这个 SVG", "it links to another picture: embed that in the SVG"))
        }
        Ok(_) => Ok("image/svg+xml"),
        Err(usvg::Error::InvalidSize) => {
            Err(say!("SVG 没有写明大小（width、height 或 viewBox）", "the SVG says no size (width, height or viewBox)"))
        }
        Err(_) => Err(say!("不是 PNG、JPEG 或 SVG 图片", "it is no PNG, JPEG or SVG picture")),
    }
}
