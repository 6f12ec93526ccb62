//! PDFs: the same bytes twice, and the text in them.

use std::process::Command;

use crate::support::repository;

#[test]
fn two_builds_are_identical() {
    let folder = tempfile::tempdir().unwrap();
    let report = repository().join("reports/nanchong-shebao-2024.budget");
    let build = |name: &str| {
        let path = folder.path().join(name);
        let mut command = Command::new(env!("CARGO_BIN_EXE_budgetc"));
        command.arg("build").arg(&report).arg("-o").arg(&path).env_remove("BUDGETC_FONTS").current_dir(folder.path());
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        std::fs::read(path).unwrap()
    };
    let first = build("a.pdf");
    assert!(first.starts_with(b"%PDF-"));
    assert_eq!(first, build("b.pdf"));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "no temporary file is left");
}
