//! Characters that nobody sees, or that make what follows look like something else (Unicode Technical Report 36,
//! "Unicode Security Considerations").

use std::borrow::Cow;

/// Whether a character changes the direction of what follows.
pub fn changes_direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether a character has neither a shape nor a part in writing: separators that only some programs take for the end
/// of a line, marks for machines, fillers. Joiners and selectors of a variant are not among them.
pub fn is_blind(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{2064}'
        | '\u{206a}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}')
}

/// A text with a picture in place of each character that a terminal would obey instead of showing it. Ends of lines and
/// tabs are left.
pub fn visible(text: &str) -> Cow<'_, str> {
    let obeyed = |c: char| (c.is_control() && c != '\n' && c != '\t') || changes_direction(c);
    if text.contains(obeyed) {
        Cow::Owned(text.chars().map(|c| if obeyed(c) { picture(c) } else { c }).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// Unicode has pictures of the control characters of ASCII.
fn picture(c: char) -> char {
    match u32::from(c) {
        code @ 0..0x20 => char::from_u32(0x2400 + code).unwrap_or(char::REPLACEMENT_CHARACTER),
        0x7f => '\u{2421}',
        _ => char::REPLACEMENT_CHARACTER,
    }
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn terminals_get_pictures() {
        assert_eq!(visible("\u{1b}[2J\r\u{7f}\u{9b}31m\u{202e}\u{0}"), "␛[2J␍␡\u{fffd}31m\u{fffd}␀");
        assert_eq!(visible("一\te\u{301}\n😀"), "一\te\u{301}\n😀");
    }
}
