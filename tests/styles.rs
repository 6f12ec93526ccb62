//! Styles: the files that one imports, and where an error in it is told.

use budgetc::base::Lang;
use budgetc::project::{Checked, in_style};

use crate::support::{check_files, codes, files, read, shown};

const REPORT: &str = "measure money { dollars }\ndimension item { tea }\nledger costs { amount : money; item }\n\
                      items costs { tea 2.50 }\ndocument \"Tea\" style look.mine { \"{costs}\" }\n";

fn check(style: &[(&str, &str)]) -> Checked {
    let all: Vec<(&str, &[u8])> =
        [("page.budget", REPORT)].iter().chain(style).map(|(name, text)| (*name, text.as_bytes())).collect();
    check_files("page.budget", &all)
}

/// Beside the style, from the root, from the library; each file once, where it is first asked for.
#[test]
fn what_a_style_imports_is_put_in() {
    let checked = check(&[
        (
            "look/mine.typ",
            "// mine\n#import \"size.typ\": *\n#import \"/shared/face.typ\": *\n#import \"/look/size.typ\": *\n// end\n",
        ),
        ("look/size.typ", "#let size = 11pt\n"),
        ("shared/face.typ", "#import \"std/style/words.typ\": *\n#import \"bold.typ\": *\n#let face = 1\n"),
        ("shared/bold.typ", "#let bold = 1"),
    ]);
    assert!(checked.problems.is_empty(), "{}", shown(&checked));
    let words = read("stdlib/style/words.typ");
    assert_eq!(checked.style, format!("// mine\n#let size = 11pt\n{words}#let bold = 1\n#let face = 1\n// end\n"));
}

#[test]
fn a_file_that_is_not_there_is_told_where_it_is_imported() {
    let checked = check(&[("look/mine.typ", "// mine\n#import \"sise.typ\": *\n"), ("look/size.typ", "")]);
    assert_eq!(codes(&checked), ["B0204"]);
    let text = shown(&checked);
    assert!(text.contains("cannot read style file `look.sise`, which look/mine.typ:2 imports"), "{text}");
    assert!(text.contains("looked for: look/sise.typ") && text.contains("did you mean `look.size`?"), "{text}");
    let checked = check(&[("look/mine.typ", "#import \"std/style/table.typ\": *\n")]);
    assert!(shown(&checked).contains("did you mean `std.style.tables`?"), "{}", shown(&checked));
    // out of the project's folder nothing is read; a circle ends
    for style in ["#import \"../secret.typ\": *\n", "#import \"/../../etc/passwd.typ\": *\n"] {
        assert_eq!(codes(&check(&[("look/mine.typ", style), ("secret.typ", "#let secret = 1")])), ["B0204"], "{style}");
    }
    let circle =
        check(&[("look/mine.typ", "#import \"a.typ\": *\n"), ("look/a.typ", "#import \"mine.typ\": *\n// a\n")]);
    assert_eq!((codes(&circle), circle.style.as_str()), (vec![], "// a\n"));
}

/// Whatever line of the text an error is about, the file and line that are named hold it.
#[test]
fn every_line_of_a_style_is_found_in_its_file() {
    let mine = "// mine\n#import \"size.typ\": *\n\n#import \"std/style/words.typ\": *\n// end\n#import \"std/style/tables.typ\": *\n// all\n";
    let all =
        [("look/mine.typ", mine), ("look/size.typ", "// a\n#import \"std/style/pictures.typ\": *\n// b\n\n// c\n")];
    let checked = check(&all);
    let text = |name: &str| match name.strip_prefix("std/") {
        Some(below) => read(&format!("stdlib/{below}")),
        None => all.iter().find(|(own, _)| *own == name).unwrap().1.to_owned(),
    };
    let lines: Vec<&str> = checked.style.lines().collect();
    let library = files("stdlib/style", ".typ").len();
    assert!(lines.len() > 300 && library > 4);
    for (index, line) in lines.iter().enumerate() {
        let found = in_style(&checked, &[(Some(index + 1), "unknown variable: x".to_owned())]);
        let message = found[0].message.get(Lang::En);
        let place = message.strip_prefix("an error in the style, ").unwrap().split(": ").next().unwrap();
        let (file, number) = place.rsplit_once(':').unwrap();
        assert_eq!(text(file).lines().nth(number.parse::<usize>().unwrap() - 1), Some(*line), "{place}");
    }
    // what stands behind the style is the compiler's own
    assert!(in_style(&checked, &[(Some(lines.len() + 3), "x".to_owned()), (None, "x".to_owned())]).is_empty());
}

/// Pages tell it as a finding of the report.
#[cfg(feature = "pdf")]
#[test]
fn an_error_in_a_style_names_its_file_and_line() {
    let folder = tempfile::tempdir().unwrap();
    let plain =
        read("stdlib/style/plain.typ").replace("set page(paper: \"us-letter\"", "set page(papre: \"us-letter\"");
    let line = plain.lines().position(|line| line.contains("papre")).unwrap() + 1;
    std::fs::create_dir(folder.path().join("look")).unwrap();
    std::fs::write(folder.path().join("look/mine.typ"), plain).unwrap();
    std::fs::write(folder.path().join("page.budget"), REPORT).unwrap();
    let fonts = crate::support::repository().join("assets/fonts");
    let fonts = ["--font-path", fonts.to_str().unwrap()];
    for arguments in
        [&["build", "page.budget", "--lang", "en"][..], &["check", "--pages", "page.budget", "--lang", "en"]]
    {
        let output = crate::cli::run(&[arguments, &fonts[..]].concat(), folder.path());
        let text = crate::cli::stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{text}");
        assert!(
            text.contains("error[B0514]") && text.contains(&format!("look/mine.typ:{line}: unexpected argument")),
            "{text}"
        );
    }
}

const VARIABLE: &str = "// mine\n/// The room: a length\n#let room = \"1pt\"\n#let other = \"2pt\"\n";

fn with(settings: &str) -> Checked {
    let report = REPORT.replace("style look.mine", &format!("style look.mine with {settings}"));
    check_files("page.budget", &[("page.budget", report.as_bytes()), ("look/mine.typ", VARIABLE.as_bytes())])
}

/// A variable is what has a comment of its own; its words are put in as a string, whatever they are.
#[test]
fn a_document_says_a_variable_of_its_style_otherwise() {
    let checked = with("room: \"\"\"a \"b\" \\ #c {2}\"\"\"");
    assert!(checked.problems.is_empty(), "{}", shown(&checked));
    let text = budgetc::emit::typst::emit(&checked.document, &checked.style);
    assert!(text.contains("\n#let room = \"a \\\"b\\\" \\\\ #c 2\"\n#let other = \"2pt\"\n"), "{text}");
    let same = with("room: \"1pt\"");
    assert!(!same.document.prints_like(&checked.document));
}

#[test]
fn a_variable_that_there_is_not_is_told_with_those_that_there_are() {
    for (settings, said) in [("rom: \"2pt\"", "did you mean `room`?"), ("other: \"3pt\"", "its variables are room")] {
        let checked = with(settings);
        assert_eq!(codes(&checked), ["B0515"]);
        assert!(shown(&checked).contains(said), "{}", shown(&checked));
    }
    assert_eq!(codes(&with("room: \"2pt\", room: \"3pt\"")), ["B0207"]);
}

/// Over a library one variable is said otherwise and the others stay; another style begins anew.
#[test]
fn an_upper_file_says_variables_one_by_one() {
    let library = "document \"Tea\" style look.mine with room: \"2pt\", gap: \"3pt\" { \"x\" }\n";
    let style = "/// room\n#let room = \"1pt\"\n/// gap\n#let gap = \"1pt\"\n";
    let values = |report: &str| {
        let report = format!("use library\n{report}\n");
        let all: [(&str, &[u8]); 4] = [
            ("page.budget", report.as_bytes()),
            ("library.budget", library.as_bytes()),
            ("look/mine.typ", style.as_bytes()),
            ("look/other.typ", style.as_bytes()),
        ];
        let checked = check_files("page.budget", &all);
        assert!(checked.problems.is_empty(), "{}", shown(&checked));
        let mut values: Vec<String> =
            checked.document.settings.iter().map(|value| format!("{} {}", value.name, value.words)).collect();
        values.sort();
        values.join(", ")
    };
    assert_eq!(values(""), "gap 3pt, room 2pt");
    assert_eq!(values("document with room: \"5pt\""), "gap 3pt, room 5pt");
    assert_eq!(values("document style look.other with room: \"5pt\""), "room 5pt");
    assert_eq!(values("document style look.other"), "");
}
