//! The files of a document's pictures: found, read and looked at, so that a page cannot fail on them later.

use std::io::{Cursor, Read};
use std::path::{Component, Path, PathBuf};

use super::{drawing, places};
use crate::base::{Diagnostic, Say};
use crate::model::{DocItem, Report};
use crate::project::codes::UNUSABLE_PICTURE;
use crate::project::files::Files;
use crate::say;

/// A picture has no more points than this, in millions: unpacked it would fill the memory.
const MOST_POINTS: u64 = 50;

/// The largest profile of colours, in bytes unpacked.
const LARGEST_PROFILE: u64 = 4 << 20;

/// A picture's file.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Where it lies below the root folder, with `/` between folders.
    pub path: String,
    /// What it holds.
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
) -> Vec<Picture> {
    each(report, (roots, files), problems, looked)
}

/// The same without a look at what they show.
pub(super) fn unlooked(
    report: &Report,
    roots: &[PathBuf],
    files: &dyn Files,
    problems: &mut Vec<Diagnostic>,
) -> Vec<Picture> {
    each(report, (roots, files), problems, |_, _| Ok(""))
}

fn each(
    report: &Report,
    (roots, files): (&[PathBuf], &dyn Files),
    problems: &mut Vec<Diagnostic>,
    media: fn(&str, &[u8]) -> Result<&'static str, Say>,
) -> Vec<Picture> {
    let mut pictures: Vec<Picture> = Vec::new();
    let mut open: Vec<&DocItem> = report.document.iter().flat_map(|document| &document.items).collect();
    while let Some(item) = open.pop() {
        open.extend(item.children());
        let DocItem::Picture(named) = item else { continue };
        if pictures.iter().any(|picture| picture.path == named.path) {
            continue;
        }
        let path = &named.path;
        match bytes(path, roots, files).and_then(|bytes| Ok((media(path, &bytes)?, bytes))) {
            Ok((media, bytes)) => pictures.push(Picture { path: path.clone(), bytes, media }),
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
        Ok(image::ImageFormat::Png | image::ImageFormat::Jpeg) => raster(bytes),
        _ => drawing::check(bytes).map(|()| "image/svg+xml"),
    }
}

/// The same of a picture made of points.
pub(super) fn raster(bytes: &[u8]) -> Result<&'static str, Say> {
    let damaged = |error| say!("文件坏了（{error}）", "the file is damaged ({error})");
    let format = image::guess_format(bytes).map_err(damaged)?;
    let media = if format == image::ImageFormat::Png { "image/png" } else { "image/jpeg" };
    if media == "image/jpeg" && is_of_inks(bytes) {
        return Err(say!(
            "是印刷用的四色（CMYK）图，PDF/A 不能存档：另存为 RGB",
            "it is in the four inks of printing (CMYK), which PDF/A cannot keep: save it as RGB"
        ));
    }
    if media == "image/png" && has_large_profile(bytes) {
        return Err(say!(
            "所带的颜色特性文件（ICC）太大：另存为 sRGB",
            "the colour profile (ICC) that it carries is too large: save it as sRGB"
        ));
    }
    let reader = || image::ImageReader::with_format(Cursor::new(bytes), format);
    let (width, height) = reader().into_dimensions().map_err(damaged)?;
    if u64::from(width) * u64::from(height) > MOST_POINTS * 1_000_000 {
        return Err(say!(
            "太大：{width} × {height} 点，最多 {MOST_POINTS} 百万点",
            "it is too large: {width} by {height} points, of {MOST_POINTS} million at most"
        ));
    }
    reader().decode().map(|_| media).map_err(damaged)
}

/// Whether the profile of a PNG is more than any real one when it is unpacked. Only so much of it is.
fn has_large_profile(bytes: &[u8]) -> bool {
    let mut rest = bytes.get(8..).unwrap_or_default();
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let length = u32::from_be_bytes(*length) as usize;
        let (Some(kind), Some(data)) = (after.get(..4), after.get(4..4 + length)) else { return false };
        if kind == b"IDAT" {
            return false;
        }
        if kind == b"iCCP" {
            // a name, its end, the way of packing
            let packed = data.iter().position(|byte| *byte == 0).and_then(|end| data.get(end + 2..));
            let unpacked = flate2::read::ZlibDecoder::new(packed.unwrap_or_default()).take(LARGEST_PROFILE + 1);
            return std::io::copy(&mut { unpacked }, &mut std::io::sink()).is_ok_and(|size| size > LARGEST_PROFILE);
        }
        rest = after.get(8 + length..).unwrap_or_default();
    }
    false
}

/// Whether a JPEG is made of inks: there is no profile of them to go by.
fn is_of_inks(bytes: &[u8]) -> bool {
    use zune_jpeg::zune_core::{bytestream::ZCursor, colorspace::ColorSpace};
    let mut decoder = zune_jpeg::JpegDecoder::new(ZCursor::new(bytes));
    decoder.decode_headers().is_ok() && matches!(decoder.input_colorspace(), Some(ColorSpace::CMYK | ColorSpace::YCCK))
}
