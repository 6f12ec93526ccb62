//! The variables of a style: what a document may say otherwise of it without another style.
//!
//! A variable is a line `#let NAME = "WORDS"` of a style's text under one or more lines `/// …`, which say what it is.

use super::codes::STYLE_VARIABLE;
use crate::base::near::{self, Nearest};
use crate::base::{Diagnostic, Span};
use crate::document::StyleValue;
use crate::model::Report;
use crate::say;

/// A variable of a style.
pub struct Variable<'s> {
    /// Its name.
    pub name: &'s str,
    /// What it is and may be, as the style says it.
    pub about: String,
    /// Its value where a document says nothing.
    pub value: &'s str,
    /// Its line in the style's text, from 0.
    line: usize,
}

/// The variables of a style's text, in their order.
pub fn variables(style: &str) -> Vec<Variable<'_>> {
    let mut found = Vec::new();
    let mut about: Vec<&str> = Vec::new();
    for (line, text) in style.lines().enumerate() {
        if let Some(words) = text.strip_prefix("///") {
            about.push(words.trim());
            continue;
        }
        let declared = text.strip_prefix("#let ").and_then(|rest| rest.split_once(" = \""));
        let declared = declared.and_then(|(name, rest)| Some((name, rest.strip_suffix('"')?)));
        if let Some((name, value)) = declared.filter(|_| !about.is_empty()) {
            found.push(Variable { name, about: about.join(" "), value, line });
        }
        about.clear();
    }
    found
}

/// A style's text with values of its variables; `literal` writes words as a string of Typst.
pub fn with_values(style: &str, values: &[StyleValue], literal: impl Fn(&str) -> String) -> String {
    if values.is_empty() {
        return style.to_owned();
    }
    let mut lines: Vec<String> = style.lines().map(str::to_owned).collect();
    for Variable { name, line, .. } in variables(style) {
        if let Some(value) = values.iter().find(|value| value.name == name) {
            lines[line] = format!("#let {name} = {}", literal(&value.words));
        }
    }
    lines.join("\n")
}

/// Says of each name that no variable of the style has.
pub(super) fn unknown(report: &Report, style: &str, problems: &mut Vec<Diagnostic>) {
    let Some(document) = report.document.as_ref().filter(|_| !style.is_empty()) else { return };
    let known: Vec<&str> = variables(style).iter().map(|variable| variable.name).collect();
    for setting in document.settings.iter().filter(|setting| !known.contains(&setting.name.as_str())) {
        let name = &setting.name;
        let error = Diagnostic::new(
            STYLE_VARIABLE,
            setting.span,
            say!("样式没有变量「{name}」", "the style has no variable `{name}`"),
        );
        let mut nearest = Nearest::above(near::NOT_CLOSE);
        nearest.extend(known.iter().map(|known| (near::likeness(name, known), known)));
        problems.push(match near::did_you_mean(&nearest.into_all()) {
            Some(asked) => error.note(asked),
            None if known.is_empty() => error.note(say!(
                "这个样式没有变量：删去，或换一个样式",
                "this style has no variables: remove it, or name another style"
            )),
            None => {
                let (zh, en) = (known.join("、"), known.join(", "));
                error.note(say!("它的变量有：{zh}", "its variables are {en}"))
            }
        });
    }
}

/// Says of variables that their values are none that the style understands, with what the style says they may be.
pub fn refused_values(report: &Report, style: &str, names: &[String]) -> Vec<Diagnostic> {
    let Some(document) = &report.document else { return Vec::new() };
    let variables = variables(style);
    let refused = |name: &String| {
        let place = document.settings.iter().find(|setting| setting.name == *name);
        let place: Span = place.map_or(document.span, |setting| setting.words.span);
        let error = Diagnostic::new(
            STYLE_VARIABLE,
            place,
            say!("样式的变量「{name}」不能是这个值", "the style's variable `{name}` cannot be this"),
        );
        let about = variables.iter().find(|variable| variable.name == *name);
        match about.map(|variable| &variable.about) {
            Some(about) => error.note(say!("{about}", "{about}")),
            None => error,
        }
    };
    names.iter().map(refused).collect()
}
