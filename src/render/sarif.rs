//! The findings as SARIF 2.1.0 (OASIS, "Static Analysis Results Interchange Format"), for code hosts and their gates.
//!
//! Only certain repairs are `fixes`, which a host offers to make; what is only suspected lies in the properties and among
//! the related places. Deviations that the report stands by are no findings and left out.

use std::collections::BTreeMap;
use std::path::Path;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::{CheckRun, json, pages, place, reasoned, suspected};
use crate::base::{Code, Diagnostic, FileId, Fix, Home, Lang, Say, Severity, Sources, Span};
use crate::say;

/// What stands for itself in the path of a URI (RFC 3986, "unreserved").
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// What the library's files lie below: no place on this machine.
const LIBRARY: &str = "LIBRARY";

/// The files of a report, and the folder from which they are named.
struct NamedFiles<'r> {
    sources: &'r Sources,
    here: Option<&'r Path>,
}

/// What was found, as an indented SARIF log with a newline at its end.
pub fn emit(run: &CheckRun, lang: Lang) -> String {
    let found =
        || run.reports.iter().flat_map(|(_, checked)| checked.problems.iter().map(move |found| (found, checked)));
    let codes: BTreeMap<Code, usize> = found().map(|(found, _)| (found.code, 0)).collect();
    let codes: BTreeMap<Code, usize> = codes.into_keys().zip(0..).collect();
    // what two reports share is found once in each
    let mut results: Vec<Value> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for (found, checked) in found() {
        let result = result(
            found,
            &NamedFiles { sources: &checked.sources, here: run.here.as_deref() },
            codes[&found.code],
            lang,
        );
        if seen.insert(result.to_string()) {
            results.push(result);
        }
    }
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": env!("CARGO_PKG_NAME"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": codes.keys().map(|code| rule(*code, lang)).collect::<Vec<_>>(),
            } },
            "language": match lang { Lang::Zh => "zh", Lang::En => "en" },
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": { LIBRARY: { "description": {
                "text": say!("程序自带的库", "the library that the program carries").get(lang),
            } } },
            "invocations": [{
                "executionSuccessful": run.unread.is_empty(),
                "toolExecutionNotifications": run.unread.iter().map(|(file, reason)| json!({
                    "level": "error",
                    "message": { "text": format!("{file}: {}", reason.get(lang)) },
                })).collect::<Vec<_>>(),
            }],
            "results": results,
        }],
    });
    // Writing to memory cannot fail, and every key is a string.
    serde_json::to_string_pretty(&log).unwrap_or_default() + "\n"
}

fn rule(code: Code, lang: Lang) -> Value {
    let page = pages::page(code, lang);
    let (about, body) = page.map_or_else(Default::default, |page| (page.summary(), page.body));
    json!({
        "id": code.number(),
        "shortDescription": { "text": code.title(lang) },
        "fullDescription": { "text": about },
        "help": { "text": about, "markdown": body.trim() },
    })
}

fn result(found: &Diagnostic, files: &NamedFiles<'_>, rule: usize, lang: Lang) -> Value {
    let at = place(found, files.sources);
    let mut text = found.message.get(lang).to_owned() + &suspected(found, at, files.sources, lang);
    for note in found.notes.iter().map(|note| &note.text) {
        text.push('\n');
        text.push_str(note.get(lang));
    }
    let labelled = std::iter::once(&found.primary).filter(|label| label.span != at).chain(&found.related);
    let mut related: Vec<Value> = labelled.map(|label| location(label.span, label.text.get(lang), files)).collect();
    for suspect in &found.suspects {
        let Say { zh, en } = reasoned(suspect);
        let suspected = location(suspect.span, say!("疑{zh}", "perhaps {en}").get(lang), files);
        // the finding may have said so itself
        if !related.contains(&suspected) {
            related.push(suspected);
        }
    }
    let mut result = json!({
        "ruleId": found.code.number(),
        "ruleIndex": rule,
        "level": match found.severity { Severity::Error => "error", Severity::Warning => "warning" },
        "message": { "text": text },
        "locations": [{ "physicalLocation": physical(at, files) }],
        "relatedLocations": related,
    });
    if !found.fixes.is_empty() {
        result["fixes"] = json!([fix(&found.fixes, files)]);
    }
    if !found.suspects.is_empty() {
        result["properties"] = json!({ "suspects": json::suspects(found, files.sources, lang) });
    }
    result
}

fn fix(fixes: &[Fix], files: &NamedFiles<'_>) -> Value {
    let mut changed: BTreeMap<_, Vec<Value>> = BTreeMap::new();
    for fix in fixes {
        let replacement = json!({ "deletedRegion": region(fix.span, files), "insertedContent": { "text": fix.text } });
        changed.entry(fix.span.file).or_default().push(replacement);
    }
    let change = |(file, replacements)| json!({ "artifactLocation": artifact(file, files), "replacements": Value::Array(replacements) });
    json!({ "artifactChanges": changed.into_iter().map(change).collect::<Vec<_>>() })
}

fn location(span: Span, words: &str, files: &NamedFiles<'_>) -> Value {
    let place = physical(span, files);
    if words.is_empty() {
        json!({ "physicalLocation": place })
    } else {
        json!({ "physicalLocation": place, "message": { "text": words } })
    }
}

fn physical(span: Span, files: &NamedFiles<'_>) -> Value {
    json!({ "artifactLocation": artifact(span.file, files), "region": region(span, files) })
}

/// Lines and columns from 1, the end exclusive.
fn region(span: Span, files: &NamedFiles<'_>) -> Value {
    let source = files.sources.get(span.file);
    let ((line, column), (last, end)) = (source.line_column(span.range().start), source.line_column(span.range().end));
    json!({ "startLine": line, "startColumn": column, "endLine": last, "endColumn": end })
}

/// A file as a URI: relative to the folder that the program was run in, or to the library.
fn artifact(file: FileId, files: &NamedFiles<'_>) -> Value {
    let source = files.sources.get(file);
    if source.home == Home::Carried {
        return json!({ "uri": uri(&source.path), "uriBaseId": LIBRARY });
    }
    let path = std::path::Path::new(&source.path);
    let below = files.here.and_then(|here| path.strip_prefix(here).ok());
    let below = below.unwrap_or(path);
    let path = below.display().to_string().replace('\\', "/");
    let path = path.strip_prefix("./").unwrap_or(&path);
    let scheme = match below.is_absolute() {
        true if path.starts_with('/') => "file://",
        true => "file:///",
        false => "",
    };
    json!({ "uri": format!("{scheme}{}", uri(path)) })
}

fn uri(path: &str) -> String {
    utf8_percent_encode(path, ENCODED).to_string()
}
