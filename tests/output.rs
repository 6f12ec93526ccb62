//! A document is written whole or not at all, and what stands against it is said.

use std::path::Path;
use std::process::{Command, Output};

use crate::cli::{CLEAN, run, stderr};

const OLD: &str = "the old document";

/// A folder with a clean report and an older document beside it.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("tea.budget"), CLEAN).unwrap();
    std::fs::write(folder.path().join("tea.json"), OLD).unwrap();
    folder
}

/// That writing was refused with these words, and that the folder is as it was.
fn refused(output: &Output, words: &str, folder: &Path) {
    assert_eq!(output.status.code(), Some(2), "{}", stderr(output));
    assert!(stderr(output).contains(words), "{}", stderr(output));
    unchanged(folder, 2);
}

fn unchanged(folder: &Path, files: usize) {
    assert_eq!(std::fs::read_to_string(folder.join("tea.json")).unwrap(), OLD);
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), files, "no temporary file is left");
}

#[test]
fn what_cannot_be_written_is_said_with_path_and_reason() {
    let folder = folder();
    let build =
        |path: &str| run(&["build", "tea.budget", "--format", "json", "--lang", "en", "-o", path], folder.path());
    refused(&build("none/tea.json"), "cannot write none/tea.json: no such file or folder", folder.path());
    refused(&build("."), "cannot write .: it is a folder", folder.path());
    refused(&build("tea.json/x"), "a part of the path is no folder", folder.path());
    let zh = run(&["build", "tea.budget", "--format", "json", "-o", "."], folder.path());
    refused(&zh, "写不了 .：这是一个文件夹", folder.path());
}

#[test]
fn a_report_does_not_replace_its_own_sources() {
    let folder = tempfile::tempdir().unwrap();
    let report = CLEAN.replace("std.style.plain", "tea").replace("measure", "use shop\nmeasure");
    std::fs::write(folder.path().join("tea.budget"), report).unwrap();
    std::fs::write(folder.path().join("shop.budget"), "// a module\n").unwrap();
    std::fs::write(folder.path().join("tea.typ"), "// a style\n").unwrap();
    for (format, place) in [("typst", None), ("json", Some("tea.budget")), ("json", Some("../shop.budget"))] {
        let place = place.map(|place| place.replace("..", folder.path().to_str().unwrap()));
        let mut arguments = vec!["build", "tea.budget", "--lang", "en", "--format", format];
        arguments.extend(place.iter().flat_map(|place| ["-o", place]));
        let output = run(&arguments, folder.path());
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains("a source of this very report"), "{}", stderr(&output));
    }
    assert_eq!(std::fs::read_to_string(folder.path().join("tea.typ")).unwrap(), "// a style\n");
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn shell(script: &str, folder: &Path) -> Output {
        let mut command = Command::new("sh");
        command.args(["-c", script]).current_dir(folder).env("BUDGETC", env!("CARGO_BIN_EXE_budgetc"));
        command.output().unwrap()
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_device_is_said_and_stays_a_device() {
        let folder = folder();
        let build = "$BUDGETC build tea.budget --format json --lang en -o";
        refused(
            &shell(&format!("{build} /dev/full"), folder.path()),
            "cannot write /dev/full: the disk is full",
            folder.path(),
        );
        refused(
            &shell(&format!("{build} - >/dev/full"), folder.path()),
            "cannot write -: the disk is full",
            folder.path(),
        );
        refused(
            &shell("$BUDGETC explain B0301 --lang en >/dev/full", folder.path()),
            "the disk is full",
            folder.path(),
        );
    }

    #[test]
    fn a_limit_on_the_size_of_files_leaves_the_old_file() {
        let folder = folder();
        let script = "ulimit -f 1; exec $BUDGETC build tea.budget --format typst --lang en -o tea.json";
        refused(
            &shell(script, folder.path()),
            "cannot write tea.json: the file is larger than the system allows",
            folder.path(),
        );
    }

    #[test]
    fn a_closed_pipe_is_no_error() {
        let folder = folder();
        let script = "{ $BUDGETC build tea.budget --format typst -o -; echo $? >&2; } | true";
        let output = shell(script, folder.path());
        assert!(stderr(&output).ends_with("0\n") && !stderr(&output).contains("panick"), "{}", stderr(&output));
    }

    #[test]
    fn links_permissions_and_devices_stay_what_they_are() {
        let folder = folder();
        std::os::unix::fs::symlink("tea.json", folder.path().join("link.json")).unwrap();
        std::fs::set_permissions(folder.path().join("tea.json"), std::fs::Permissions::from_mode(0o640)).unwrap();
        let output = shell("$BUDGETC build tea.budget --format json -o link.json", folder.path());
        assert!(output.status.success(), "{}", stderr(&output));
        assert!(folder.path().join("link.json").is_symlink());
        assert_ne!(std::fs::read_to_string(folder.path().join("tea.json")).unwrap(), OLD);
        let mode = std::fs::metadata(folder.path().join("tea.json")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
        let script = "umask 027; $BUDGETC build tea.budget --format typst; stat -c %a tea.typ 2>/dev/null || stat -f %Lp tea.typ";
        assert_eq!(String::from_utf8_lossy(&shell(script, folder.path()).stdout).trim(), "640");
    }

    /// The unfinished file is there from the moment the pages are being set, so that the signal surely finds it.
    #[cfg(feature = "pdf")]
    /// A file with a second name is written within: both names still lead to one file.
    #[test]
    fn a_second_name_stays_one_of_the_same_file() {
        use std::os::unix::fs::MetadataExt;
        let folder = folder();
        let output = shell(
            "$BUDGETC build tea.budget --format json && ln tea.json more.json && echo old > tea.json",
            folder.path(),
        );
        assert!(output.status.success());
        let output = shell("$BUDGETC build tea.budget --format json", folder.path());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let data = |name: &str| std::fs::metadata(folder.path().join(name)).unwrap();
        assert_eq!((data("tea.json").ino(), data("tea.json").nlink()), (data("more.json").ino(), 2));
        assert!(std::fs::read_to_string(folder.path().join("more.json")).unwrap().contains("\"Tea\""));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3, "nothing else is left");
    }

    #[test]
    fn an_interrupted_run_leaves_the_old_file_and_no_other() {
        let report = crate::support::repository().join("reports/nanchong-shebao-2024.budget");
        for signal in ["INT", "TERM"] {
            let folder = folder();
            let mut command = Command::new(env!("CARGO_BIN_EXE_budgetc"));
            command.arg("build").arg(&report).args(["--lang", "en", "-q", "-o", "tea.json"]);
            command.current_dir(folder.path()).env_remove("BUDGETC_FONTS").stderr(std::process::Stdio::piped());
            let mut child = command.spawn().unwrap();
            while std::fs::read_dir(folder.path()).unwrap().count() < 3 {
                assert!(child.try_wait().unwrap().is_none(), "it ended before it was interrupted");
                std::thread::sleep(std::time::Duration::from_millis(2));
            }
            let killed = Command::new("kill").args(["-s", signal, &child.id().to_string()]).status().unwrap();
            assert!(killed.success());
            let output = child.wait_with_output().unwrap();
            assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
            assert!(stderr(&output).contains("interrupted: ") && stderr(&output).contains("tea.json was not written"));
            unchanged(folder.path(), 2);
        }
    }
}
