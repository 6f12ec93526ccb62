//! Paths of modules, former reports, styles and pictures as other programs write them.

use super::keywords::rule_of;
use crate::base::{Diagnostic, Span};
use crate::say;
use crate::syntax::codes::UNREADABLE;

/// A path that is not written as it is here, at the place where reading stopped.
pub(super) fn path_slip_at(slice: &str, offset: usize, span: Span) -> Option<Diagnostic> {
    let ends = |c: char| c.is_whitespace() || matches!(c, '{' | '｛' | ';' | '；');
    let start =
        slice.get(..offset)?.rfind(ends).map_or(0, |at| at + slice[at..].chars().next().map_or(1, char::len_utf8));
    let (path, quoted) = match slice[start..].strip_prefix('"') {
        Some(inside) => (inside.split(['"', '\n']).next()?, true),
        None => (slice[start..].split(ends).next()?, false),
    };
    let length = path.len() + if quoted { 2 } else { 0 };
    let keyword = slice[..start].split_whitespace().last().and_then(rule_of)?;
    let begin = span.start - (offset - start) as u32;
    let whole = Span { start: begin, end: begin + length as u32, ..span };
    let plain = path.replace("\\\\", "/").replace('\\', "/");
    if plain.is_empty() || !matches!(keyword, "kw_use" | "kw_picture" | "kw_style") {
        return None;
    }
    let named =
        slice.get(start + length..)?.split_whitespace().next().is_some_and(|word| rule_of(word) == Some("kw_as"));
    if keyword != "kw_style" && (quoted || named || keyword == "kw_picture") {
        let at = path.find('\\');
        if at.is_none() && (quoted || keyword == "kw_picture") {
            return None;
        }
        let place = match at.filter(|_| quoted) {
            Some(at) => Span { start: begin + 1 + at as u32, end: begin + 2 + at as u32, ..span },
            None => whole,
        };
        let message = match at {
            Some(_) => say!("文件夹之间写「/」，不写「\\」", "`/` stands between folders, not `\\`"),
            None => say!("文件名要写在引号里", "a file's name is written in quotes"),
        };
        return Some(Diagnostic::new(UNREADABLE, place, message).fix(whole, format!("\"{plain}\"")));
    }
    if !quoted && !plain.contains('/') {
        return None;
    }
    let message = say!(
        "库和样式的路径不加引号，用点隔开",
        "the path of a module or style has points between its parts, and no quotes"
    );
    let error = Diagnostic::new(UNREADABLE, whole, message);
    let ending = if keyword == "kw_style" { ".typ" } else { ".budget" };
    let parts: Vec<&str> = plain.trim_start_matches("./").trim_end_matches(ending).split('/').collect();
    let sound = |part: &&str| !part.is_empty() && *part != ".." && !part.contains([':', '"', ' ']);
    if !parts.iter().all(sound) {
        return Some(error.note(say!(
            "从根文件夹（budget.toml 所在的）写起，如 use 库.名称",
            "it begins at the root folder, the one with budget.toml, such as use library.name"
        )));
    }
    let dotted = parts.join(".");
    Some(error.label(say!("写作 {dotted}", "write {dotted}")).fix(whole, dotted))
}
