//! The forms of the library, tested in the language itself: each file in `tests/forms/` is a small report that says what its
//! forms print.

use std::collections::BTreeSet;
use std::path::Path;

use budgetc::cli::Disk;
use budgetc::project;

use crate::support::{check_files, codes, files, repository, shown};

#[test]
fn forms_print_what_is_expected() {
    let all = files("tests/forms", ".budget");
    assert!(!all.is_empty());
    for (name, _) in all {
        let loaded = project::load(&repository().join(&name), None, &Disk).unwrap();
        let checked = project::check(loaded, &Disk);
        assert!(checked.problems.is_empty(), "{name}\n{}", shown(&checked));
        let report = &checked.report;
        let expected: BTreeSet<_> = report.expects.iter().map(|expect| expect.form).collect();
        let forgotten: Vec<_> = (0..report.forms.len() as u32).map(budgetc::model::FormId).collect();
        let forgotten = forgotten.iter().filter(|form| !expected.contains(form));
        let forgotten: Vec<_> = forgotten.map(|form| &report.forms[form.ix()].name).collect();
        assert!(forgotten.is_empty(), "{name} does not say what these print: {forgotten:?}");
    }
}

/// Whatever a form prints can be written down: the repair of an empty `expect` is met by the table that it was made of.
#[test]
fn what_is_written_down_is_what_prints() {
    for (folder, entry) in
        [("reports", "reports/nanchong-shebao-2024.budget"), ("reports/town", "reports/town/2025.budget")]
    {
        let all = files(folder, "");
        let below = |name: &str| Path::new(name).strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
        let check = |text: &str| {
            let other = all.iter().filter(|(name, _)| name != entry).map(|(name, text)| (below(name), text.clone()));
            let own = (below(entry), text.to_owned());
            let files: Vec<(String, String)> = other.chain([own]).collect();
            let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
            check_files(&below(entry), &files)
        };
        let (_, mut text) = all.iter().find(|(name, _)| name == entry).unwrap().clone();
        for form in &check(&text).report.forms {
            text.push_str(&format!("expect {} {{ }}\n", form.name));
        }
        let empty = check(&text);
        assert_eq!(codes(&empty), ["B0309"], "{}", shown(&empty));
        for problem in empty.problems.iter().rev() {
            for fix in &problem.fixes {
                text.replace_range(fix.span.range(), &fix.text);
            }
        }
        let written = check(&text);
        assert!(written.problems.is_empty(), "{}", shown(&written));
    }
}
