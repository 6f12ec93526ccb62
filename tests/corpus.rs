//! Annotated files: `// error B0301 @ "931.87"` on the line above the place where it is expected. The text quoted is what
//! the caret must stand under (its beginning, for long places). A file without annotations must be clean.

use budgetc::base::Severity;

use crate::support::{check, files, outline, shown};

/// `(line, severity, code, text)`, in order.
type Expected = (usize, Severity, String, String);

fn expected(text: &str) -> Vec<Expected> {
    let mut all = Vec::new();
    let mut waiting = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let note = line.trim_start().strip_prefix("// ");
        let found = note.and_then(|note| {
            let (severity, rest) = match (note.strip_prefix("error "), note.strip_prefix("warning ")) {
                (Some(rest), _) => (Severity::Error, rest),
                (_, Some(rest)) => (Severity::Warning, rest),
                _ => return None,
            };
            let (code, quoted) = rest.split_once(" @ ")?;
            Some((severity, code.to_owned(), quoted.trim().trim_matches('"').to_owned()))
        });
        match found {
            Some(found) => waiting.push(found),
            None => all.extend(waiting.drain(..).map(|(severity, code, text)| (index + 1, severity, code, text))),
        }
    }
    all
}

#[test]
fn corpus_raises_what_it_says() {
    let mut wrong = Vec::new();
    for (name, text) in files("tests/corpus", ".budget") {
        let checked = check(&text);
        let mut found: Vec<(usize, Severity, String, String)> = checked
            .problems
            .iter()
            .map(|problem| {
                let span = problem.primary.span;
                let line = checked.sources.get(span.file).line_column(span.start as usize).0;
                (line, problem.severity, problem.code.number().to_owned(), checked.sources.slice(span).to_owned())
            })
            .collect();
        let mut missing = Vec::new();
        for want in expected(&text) {
            let hit = found.iter().position(|have| {
                (have.0, have.1, &have.2) == (want.0, want.1, &want.2)
                    && (have.3.starts_with(&want.3) || want.3.starts_with(&have.3))
            });
            match hit {
                Some(hit) => drop(found.remove(hit)),
                None => missing.push(want),
            }
        }
        if !missing.is_empty() || !found.is_empty() {
            wrong.push(format!("{name}\n  missing: {missing:?}\n  not expected: {found:?}\n{}", shown(&checked)));
        }
    }
    assert!(wrong.is_empty(), "{} files\n\n{}", wrong.len(), wrong.join("\n"));
}

/// What the rules print, where a rule is about printing.
#[test]
fn rules_print() {
    for (name, text) in files("tests/corpus/rules", ".budget") {
        let checked = check(&text);
        if !checked.document.blocks.is_empty() {
            let stem = name.rsplit('/').next().unwrap().trim_end_matches(".budget").to_owned();
            insta::with_settings!({ description => text, omit_expression => true }, {
                insta::assert_snapshot!(stem, outline(&checked.document));
            });
        }
    }
}
