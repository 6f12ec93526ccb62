//! Pictures made of points: PNG and JPEG.

use std::io::{Cursor, Read};

use crate::base::Say;
use crate::say;

/// A picture has no more points than this, in millions: unpacked it would fill the memory.
const MOST_POINTS: u64 = 50;

/// The largest profile of colours, in bytes unpacked.
const LARGEST_PROFILE: u64 = 4 << 20;

/// The media type of a picture made of points, all of it read once.
///
/// # Errors
/// Why it cannot be set on a page.
pub(super) fn check(bytes: &[u8]) -> Result<&'static str, Say> {
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
