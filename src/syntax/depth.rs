//! How deep brackets nest, measured before the parser recurses into them.
//!
//! The scan follows code, strings and the holes in strings as the grammar does. Braces are counted a second time whatever
//! they stand in, because what the grammar does not understand it takes up by its braces alone; those levels are cheap.

/// Brackets may nest this deep; the deepest real file needs nine. Deeper ones would exhaust the parser's stack.
pub(super) const DEEPEST: usize = 64;

/// Braces in strings and comments need not be closed, but where many are open, one of them may be no such brace.
const MOST_BRACES: usize = 512;

/// What the scan is inside of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    /// A bracket of code that ends with this character.
    Bracket(char),
    /// A hole of a string.
    Hole,
    /// `"…"`.
    Short,
    /// `“…”`.
    Curly,
    /// `"""…"""`.
    Long,
}

/// The byte at which brackets nest too deep.
pub(super) fn too_deep(text: &str) -> Option<usize> {
    let mut stack: Vec<Inside> = Vec::new();
    let mut braces = 0usize;
    let mut at = 0;
    while let Some(c) = next(text, &mut at) {
        let here = at;
        at += c.len_utf8();
        match stack.last() {
            Some(Inside::Short | Inside::Curly | Inside::Long) => at += string(c, &text[here..], &mut stack),
            _ if c == '\n' && goes_on(&text[..here]) => {}
            _ => at += code(c, &text[here..], &mut stack),
        }
        // what is taken along counts by its braces too
        for c in text.get(here..at).unwrap_or("").chars() {
            match c {
                '{' | '｛' => braces += 1,
                '}' | '｝' => braces = braces.saturating_sub(1),
                _ => {}
            }
        }
        if stack.len() > DEEPEST || braces > MOST_BRACES {
            return Some(here);
        }
    }
    None
}

/// Whether brackets may be open beyond the end of this line, as the grammar's `more` allows; a comment may hide that.
fn goes_on(text: &str) -> bool {
    let line = text.rsplit('\n').next().unwrap_or("");
    let signs = [
        ',', '，', '=', '＝', '≠', '<', '＜', '≤', '>', '＞', '≥', '+', '＋', '-', '－', '*', '＊', '×', '/', '／', '÷',
    ];
    let words = ["and", "且", "or", "或"];
    let line_end = line.trim_end();
    line.contains("//") || line_end.ends_with(signs) || words.iter().any(|word| line_end.ends_with(word))
}

/// By byte: whether a character that matters begins with it; of “ ” and of full-width brackets the first bytes are two.
const MATTERS: [bool; 256] = {
    let (mut all, bytes) = ([false; 256], *b"{}()\"\\/\n\xE2\xEF");
    let mut at = 0;
    while at < bytes.len() {
        all[bytes[at] as usize] = true;
        at += 1;
    }
    all
};

/// The next character that matters, from `at` on; `at` is moved to it.
fn next(text: &str, at: &mut usize) -> Option<char> {
    loop {
        *at += text.as_bytes().get(*at..)?.iter().position(|byte| MATTERS[usize::from(*byte)])?;
        match text.get(*at..)?.chars().next()? {
            c @ ('{' | '}' | '(' | ')' | '"' | '\\' | '/' | '\n' | '“' | '”' | '｛' | '｝' | '（' | '）') => {
                return Some(c);
            }
            other => *at += other.len_utf8(),
        }
    }
}

/// One character of code or of a hole; how many more bytes it takes along.
fn code(c: char, rest: &str, stack: &mut Vec<Inside>) -> usize {
    match c {
        '{' | '｛' => stack.push(Inside::Bracket('}')),
        '(' | '（' => stack.push(Inside::Bracket(')')),
        '}' | '｝' if matches!(stack.last(), Some(Inside::Hole | Inside::Bracket('}'))) => drop(stack.pop()),
        ')' | '）' if stack.last() == Some(&Inside::Bracket(')')) => drop(stack.pop()),
        '"' if rest.starts_with("\"\"\"") => {
            stack.push(Inside::Long);
            return 2;
        }
        '"' => stack.push(Inside::Short),
        '“' => stack.push(Inside::Curly),
        '/' if rest.starts_with("//") => return rest.find('\n').unwrap_or(rest.len()) - 1,
        // round brackets, holes and short strings end with their line
        '\n' => end_line(stack),
        _ => {}
    }
    0
}

/// One character of a string; how many more bytes it takes along.
fn string(c: char, rest: &str, stack: &mut Vec<Inside>) -> usize {
    let kind = stack.last().copied();
    let twice = || rest.chars().nth(1) == Some(c);
    match (c, kind) {
        ('\n', Some(Inside::Short | Inside::Curly)) => end_line(stack),
        ('"', Some(Inside::Short)) | ('”', Some(Inside::Curly)) => drop(stack.pop()),
        ('"', Some(Inside::Long)) if rest.starts_with("\"\"\"") => {
            stack.pop();
            return 2;
        }
        ('\\', Some(Inside::Short)) => {
            return rest.chars().nth(1).filter(|c| matches!(c, '"' | '\\')).map_or(0, char::len_utf8);
        }
        ('{' | '｛', _) if twice() => return c.len_utf8(),
        ('{' | '｛', _) => stack.push(Inside::Hole),
        _ => {}
    }
    0
}

fn end_line(stack: &mut Vec<Inside>) {
    while matches!(stack.last(), Some(Inside::Hole | Inside::Short | Inside::Curly | Inside::Bracket(')'))) {
        stack.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_nests_counts() {
        let many = |text: &str| text.repeat(DEEPEST * 3);
        for fine in [
            many("// ((( \"\n"),
            many("a（护 \n"),
            many("\"x(\"; "),
            many("{ ( [ ) }\n"),
            many("\"a {b} {{ c\"\n"),
            many("let a = \"unclosed (\n"),
            many("\"\"\"\n {f(\"(\")} \n\"\"\" "),
        ] {
            assert_eq!(too_deep(&fine), None, "{}", &fine[..20]);
        }
        for deep in [many("a {\n"), many("("), many("（"), many("{a(\")\" + "), many("\"{a("), many("b（） {\n")] {
            assert!(too_deep(&deep).is_some(), "{}", &deep[..10]);
        }
        assert!(too_deep(&"// {\n".repeat(MOST_BRACES * 2)).is_some());
    }
}
