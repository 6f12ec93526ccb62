//! Broken and hostile input: each is a finding at its place, and nothing else is disturbed. One row a case.

use std::fs;
use std::path::Path;
use std::process::Command;

use budgetc::base::{Diagnostic, FileId, Severity};

use crate::support::{check, check_bytes, check_files, codes, outline, read, shown};

/// A measure, a ledger and two rows: what the cases are put into.
const HEAD: &str = "measure money { dollars }\ndimension kind { Red; Blue }\nledger spending { amount: money; kind }\n\
    items spending { Red 1; Blue 2; total 3 }\n";

/// The name of a case, what stands behind the head, the codes of its errors.
type Case = (&'static str, String, &'static [&'static str]);

fn cases() -> Vec<Case> {
    let many = |text: &str| text.repeat(20_000);
    let chain = |step: fn(usize) -> String| (0..20_000).map(step).collect::<String>();
    let digits = |whole: usize, fraction: usize| format!("{}.{}", "9".repeat(whole), "9".repeat(fraction));
    let max = digits(18, 6);
    vec![
        ("a mark of the encoding inside", "let a = 1 \u{feff}+ 2".into(), &["B0108"]),
        ("a null character", "let a = 1\0".into(), &["B0108"]),
        ("an escape character", "text a = \"\u{1b}[2J\"".into(), &["B0108"]),
        ("a lone carriage return", "// hidden\rlet a = b".into(), &["B0108"]),
        ("a turn of direction", "text a = \"\u{202e}evil\u{202c}\"".into(), &["B0108"]),
        ("an invisible blank", "let a = 1 +\u{200b} 2".into(), &["B0108"]),
        ("a full-width point", "items spending { Red 1．5 }".into(), &["B0104"]),
        ("an open wide brace", "measure length ｛".into(), &["B0101"]),
        ("a wide blank before what is not finished", "let a =\u{3000}1 +".into(), &["B0101"]),
        ("a separator of lines where a declaration begins", "\u{2028}let a = 1".into(), &["B0101", "B0108"]),
        ("18 digits before the point", format!("let a = {}", digits(18, 6)), &[]),
        ("19 digits before the point", format!("let a = {}", digits(19, 1)), &["B0225"]),
        ("7 digits behind the point", format!("let a = {}", digits(1, 7)), &["B0225"]),
        ("a long product", format!("check c: {max} * {max} * {max} == 1"), &["B0302"]),
        ("a sum of unlike fractions", format!("check c: {max} / 7 + {max} / 999999999999 == 1"), &["B0302"]),
        ("a comparison of unlike fractions", format!("check c: {max} / 7 < {max} / 999999999999"), &["B0302"]),
        ("zero beneath, in a branch that is taken", "text t = \"{if 1 < 2}{1 / (1 - 1)}{end}\"".into(), &["B0402"]),
        ("zero beneath, in a branch that is not", "text t = \"{if 1 > 2}{1 / (1 - 1)}{end}\"".into(), &[]),
        ("zero beneath, in a check", "check c: 1 / (1 - 1) == 1".into(), &["B0402"]),
        ("open braces", many("{"), &["B0106"]),
        ("open round brackets", format!("let a = {}1{}", many("("), many(")")), &["B0106"]),
        ("open wide brackets", format!("let a = {}1", many("（")), &["B0106"]),
        ("brackets over lines", format!("let a = {}1", many("(1 +\n")), &["B0106"]),
        ("brackets behind comments", format!("let a = {}1", many("(1 + // more\n")), &["B0106"]),
        ("open square brackets", format!("let a = spending{}", many("[")), &["B0101"]),
        ("blocks in blocks", format!("items spending {{\n{}", many("Red {\n")), &["B0106"]),
        ("blocks in a comment", format!("items spending {{\n] 1\n// {}\n}}", many("{")), &["B0106"]),
        ("holes in holes", format!("text t = \"{}\"", many("{name(\"")), &["B0106"]),
        ("conditions in conditions", format!("text t = \"{}\"", many("{if 1 < 2}")), &["B0106"]),
        ("brackets closed in strings", format!("let a = {}1", many("(\")\" + ")), &["B0106"]),
        ("open brackets in a comment", format!("// {}", many("(")), &[]),
        ("a long sum", format!("let a = 1{}", many(" + 1")), &["B0106"]),
        ("a long condition", format!("check c: 1 == 1{}", many(" or 1 == 2")), &["B0106"]),
        ("any of any", format!("check c: {} spending", many("any ")), &["B0101"]),
        ("not of not", format!("check c: {} any spending", many("not ")), &[]),
        ("filters behind filters", format!("let a = spending{}", many("[Red]")), &["B0106"]),
        ("fields of fields", format!("let a = spending{}", many(".amount")), &["B0106"]),
        ("signs before signs", format!("let a = {}1", many("- ")), &["B0101"]),
        ("names of later names", chain(|n| format!("let a{n} = a{}\n", n + 1)) + "let a20000 = 1", &["B0106"]),
        (
            "names of earlier names",
            "let a0 = 1\n".to_owned() + &chain(|n| format!("let a{} = a{n}\n", n + 1)),
            &["B0106"],
        ),
        (
            "names that double",
            "let a0 = 1\n".to_owned() + &doubling(|n| format!("let a{} = a{n} + a{n}\n", n + 1)),
            &["B0106"],
        ),
        (
            "texts that double",
            "text a0 = \"x\"\n".to_owned() + &doubling(|n| format!("text a{} = \"{{a{n}}}{{a{n}}}\"\n", n + 1)),
            &["B0106"],
        ),
        (
            "texts of later texts",
            chain(|n| format!("text a{n} = \"{{a{}}}\"\n", n + 1)) + "text a20000 = \"\"",
            &["B0106"],
        ),
        (
            "row sets that double",
            "rows a0 of spending { line \"x\" }\n".to_owned()
                + &doubling(|n| format!("rows a{} of spending {{ a{n}; a{n} }}\n", n + 1)),
            &["B0106"],
        ),
        (
            "column sets that double",
            "columns a0 { column \"x\" = 1 }\n".to_owned()
                + &doubling(|n| format!("columns a{} {{ a{n}; a{n} }}\n", n + 1)),
            &["B0106"],
        ),
        (
            "column sets of later sets",
            chain(|n| format!("columns a{n} {{ a{} }}\n", n + 1)) + "columns a20000 { column \"x\" = 1 }",
            &["B0106"],
        ),
        (
            "groups of later groups",
            chain(|n| format!("columns a{n} {{ column \"g\" {{ a{} }} }}\n", n + 1))
                + "columns a20000 { column \"x\" = 1 }",
            &["B0106"],
        ),
        ("a column set in a circle", "columns a { b }\ncolumns b { column \"x\" { a } }".into(), &["B0220"]),
        ("loops in loops", loops(), &["B0106"]),
        ("a grid too wide", form("grid 4294967295", "band { cells \"a\" wide 4294967295 }"), &["B0106"]),
        (
            "a column too wide",
            form("", "rows of spending { each kind }; column \"a\" wide 999999999 = name"),
            &["B0106"],
        ),
        (
            "columns beyond any number",
            form("", &format!("rows of spending {{ each kind }}; column \"a\" wide {} = name", digits(30, 1))),
            &["B0106"],
        ),
        ("rows of later rows", references(20_000, |n| format!("m{n} := s[m{}]", n + 1)), &["B0106"]),
        ("rows of earlier rows", references(20_000, |n| format!("m{} := s[m{n}] + 1dollars", n + 1)), &["B0106"]),
        (
            "rows that double",
            references(90, |n| format!("m{} := s[m{n}] + s[m{n}]", n + 1)) + "check c: s[m60] > 1dollars",
            &[],
        ),
        ("rows within rows", levels(12), &[]),
        ("rows within rows beyond any number", levels(24), &["B0106"]),
        ("a name in a circle", "let a = b\nlet b = a".into(), &["B0220"]),
        ("a backslash in quotes", "text a = \"a\\b\"".into(), &["B0101"]),
        ("one key word twenty thousand times", many("let "), &["B0101"]),
        ("quotes", many("\""), &["B0101"]),
        ("one very long word", format!("let a = {}", "x".repeat(1_000_000)), &["B0201"]),
        (
            "two thousand checks that fail",
            chain(|n| format!("check c{n}: spending == {}dollars\n", n + 4))
                .lines()
                .take(2000)
                .collect::<Vec<_>>()
                .join("\n"),
            &["B0302"],
        ),
    ]
}

fn form(options: &str, body: &str) -> String {
    format!("form t \"t\" {options} {{ {body} }}")
}

fn doubling(step: fn(usize) -> String) -> String {
    (0..60).map(step).collect()
}

/// Rows of a ledger of their own, each by its number; what none gives is typed.
fn references(count: usize, step: fn(usize) -> String) -> String {
    let members: Vec<String> = (0..=count).map(|n| format!("m{n}")).collect();
    let rows: Vec<String> = (0..count).map(step).collect();
    let typed = if rows[0].starts_with("m0") { count } else { 0 };
    format!(
        "dimension step {{ {} }}\nledger s {{ amount: money; step }}\nitems s {{\n{}\nm{typed} 1\n}}\n",
        members.join("; "),
        rows.join("\n")
    )
}

/// A form whose rows are all members of so many dimensions, each within the one before.
fn levels(count: usize) -> String {
    let dims: String = (0..count).map(|n| format!("dimension d{n} {{ x{n}; y{n} }}\n")).collect();
    let axes: Vec<String> = (0..count).map(|n| format!("d{n}")).collect();
    let places: Vec<String> = (0..count).map(|n| format!("x{n}")).collect();
    let rows: String = axes.iter().map(|axis| format!("all {axis} {{ ")).collect();
    let body = format!("rows of s {{ {rows} line \"x\" {} }}; column \"a\" = s", "}".repeat(count));
    format!(
        "{dims}ledger s {{ amount: money; {} }}\nitems s {{ {} 1 }}\n{}",
        axes.join("; "),
        places.join(" "),
        form("", &body)
    )
}

/// Five loops over forty members each, one in another.
fn loops() -> String {
    let members: Vec<String> = (0..40).map(|n| format!("m{n}")).collect();
    let members = members.join("; ");
    let dims: String = (0..5).map(|n| format!("dimension d{n} {{ {members} }}\n")).collect();
    let heads: String = (0..5).map(|n| format!("{{for each d{n}}}")).collect();
    format!("{dims}text t = \"{heads}x{}\"", "{end}".repeat(5))
}

/// Puts the texts and names that a case declares where they are evaluated.
fn document(case: &str) -> String {
    let shown = if case.contains("text t =") || case.contains("form t ") {
        "t"
    } else if case.contains("text a60") {
        "a60"
    } else {
        "\"x\""
    };
    format!("document \"d\" style std.style.plain lang \"en\" {{ {shown} }}\n")
}

/// What is found is what is asked, on a stack of the usual two megabytes; the head's facts are checked all the same.
#[test]
fn each_is_an_error_at_its_place() {
    let mut wrong = Vec::new();
    for (name, case, wanted) in cases() {
        let text = format!("{HEAD}{}{case}\n", document(&case));
        let checked = check(&text);
        let errors = checked.problems.iter().filter(|problem| problem.severity == Severity::Error);
        let mut found: Vec<_> = errors.map(|problem| problem.code.number()).collect();
        found.sort_unstable();
        found.dedup();
        // a file whose brackets nest too deep is not read at all
        let unread = wanted == ["B0106"] && checked.report.facts.is_empty();
        let own = checked.report.facts.iter().filter(|fact| fact.ledger.ix() == 0).count();
        if found != wanted || (own != 2 && !unread) {
            let shown: String = shown(&checked).chars().take(500).collect();
            wrong.push(format!(
                "{name}: {found:?} instead of {wanted:?}, {} facts\n{shown}",
                checked.report.facts.len()
            ));
        }
        let source = &checked.sources.get(FileId(0)).text;
        let within = |problem: &Diagnostic| source.get(problem.primary.span.range()).is_some();
        assert!(checked.problems.iter().all(within), "{name}: a place outside the text");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Windows' line ends and a mark of the encoding change nothing but bytes.
#[test]
fn line_ends_and_marks_change_nothing() {
    let report = read("reports/nanchong-shebao-2024.budget");
    let plain = outline(&check(&report).document);
    for text in [report.replace('\n', "\r\n"), format!("\u{feff}{report}"), report.replace("    ", "\t")] {
        let checked = check(&text);
        assert!(checked.is_sound(), "{}", shown(&checked));
        assert!(plain == outline(&checked.document), "the document differs");
    }
}

#[test]
fn bytes_that_are_no_text_are_an_error() {
    let mut bytes = format!("{HEAD}{}let a = 1\nlet b = ", document("")).into_bytes();
    bytes.extend([0xff, 0xfe, b'\n']);
    let checked = check_bytes(&bytes);
    assert!(codes(&checked).contains(&"B0107"), "{:?}", codes(&checked));
    assert_eq!(checked.report.facts.len(), 2);
}

/// A file in another encoding is one error, not one for each of its lines.
#[test]
fn a_file_in_another_encoding_is_one_error() {
    let gbk: Vec<u8> = b"items \xd6\xa7\xb3\xf6 {\n".repeat(20);
    let checked = check_bytes(&gbk);
    let found: Vec<_> = checked.problems.iter().map(|problem| problem.code.number()).collect();
    assert_eq!(found, ["B0107"]);
}

#[test]
fn files_that_lead_back_are_an_error() {
    let files: [(&str, &[u8]); 2] = [("page.budget", b"use other\n"), ("other.budget", b"use page\n")];
    assert!(codes(&check_files("page.budget", &files)).contains(&"B0208"));
}

/// The codes of a report on the disk, or what the program says when it cannot read it.
fn program(report: &Path) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_budgetc"))
        .args(["check", "--lang", "en"])
        .arg(report)
        .env_remove("BUDGETC_FONTS")
        .output()
        .unwrap();
    assert!(output.status.code().is_some(), "ended by a signal");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[cfg(unix)]
#[test]
fn only_regular_files_of_the_project_are_read() {
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("secret.budget"), "let a = 1\n").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("budget.toml"), "").unwrap();
    fs::create_dir(at("folder.budget")).unwrap();
    std::os::unix::fs::symlink(outside.path().join("secret.budget"), at("link.budget")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", at("device.budget")).unwrap();
    std::os::unix::fs::symlink(at("inside.budget"), at("fine.budget")).unwrap();
    fs::write(at("inside.budget"), "let inside = 1\n").unwrap();
    fs::File::create(at("large.budget")).unwrap().set_len(100 << 20).unwrap();
    let rows = [
        ("folder", "it is a folder, not a file"),
        ("link", "a link leads out of the root folder"),
        ("device", "a link leads out of the root folder"),
        ("large", "the file is larger than 64 MiB"),
        ("gone", "there is no module `gone`"),
        ("..", "`..` makes no sense here"),
        ("/etc/passwd", "the path of a module or style has points between its parts"),
    ];
    for (module, said) in rows {
        fs::write(at("report.budget"), format!("use fine\nuse {module}\n{HEAD}{}", document(""))).unwrap();
        let stderr = program(&at("report.budget"));
        assert!(stderr.contains(said) && stderr.contains("report.budget:2:"), "{module}: {stderr}");
        assert!(stderr.contains("facts 2"), "{module}: {stderr}");
    }
    for (report, said) in [
        (at("folder.budget"), "it is a folder"),
        (at("device.budget"), "it is a device or a pipe"),
        (at("large.budget"), "larger than 64 MiB"),
        (at("gone.budget"), "there is no such file"),
    ] {
        let stderr = program(&report);
        assert!(stderr.contains("cannot read") && stderr.contains(said), "{stderr}");
    }
}

/// A file that is no text may be one line of many thousand signs: the part around the place is shown.
#[test]
fn long_lines_are_shown_in_part() {
    let long = format!("measure 钱 {{ 元 }} // {}\n", "长".repeat(5_000));
    let checked = check(&format!("{}check 何 何处 {}", long, "// 长".repeat(5_000)));
    assert!(!checked.problems.is_empty());
    let shown = shown(&checked);
    assert!(shown.lines().all(|line| line.chars().count() < 300) && shown.contains("page.budget:2:"), "{shown}");
    let noise: Vec<u8> = (0..60_000u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8 | 0x80).collect();
    assert!(shown_bytes(&noise).len() < 3_000);
}

#[test]
fn another_encoding_is_named() {
    let text = "measure 钱 { 元 }\n";
    let little: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let big: Vec<u8> = [0xfe, 0xff].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    for bytes in [little, big] {
        let checked = check_bytes(&bytes);
        assert_eq!(codes(&checked), ["B0107"]);
        assert!(checked.problems[0].message.en.contains("UTF-16"));
    }
}

fn shown_bytes(bytes: &[u8]) -> String {
    shown(&check_bytes(bytes))
}

/// Two conflicts: one finding; what is above, and what is around, is checked.
#[test]
fn a_conflict_is_one_finding_and_the_upper_side_is_checked() {
    let clean = crate::cli::CLEAN
        .replace("tea 2.50; cake 3.00", "\n<<<<<<< HEAD\ntea 2.50\n=======\n茶 {{ 9\n>>>>>>> b\ncake 3.00")
        + "<<<<<<< HEAD\r\n||||||| base\r\nlet x =\r\n=======\r\nlet y = \"\r\n>>>>>>> b\r\n";
    let checked = check(&clean);
    assert_eq!(codes(&checked), ["B0109"], "{}", shown(&checked));
    assert_eq!((checked.summary().facts, checked.summary().hold), (2, 1));
    assert!(shown(&checked).contains("conflicts in this file besides: 1"), "{}", shown(&checked));
    let wrong = check(&clean.replace("tea 2.50\n=", "tea 2.55\n="));
    assert_eq!(codes(&wrong), ["B0109", "B0301"], "{}", shown(&wrong));
    // a line of signs is no conflict
    let stray = codes(&check("// =======\nlet a = 1\n// >>>>>>> b\n<<<<<<< a\n"));
    assert!(!stray.is_empty() && !stray.contains(&"B0109"), "{stray:?}");
}

/// What a check says of a report that shows a picture.
fn shows(name: &str, bytes: &[u8]) -> Vec<Diagnostic> {
    let report = format!("{HEAD}document \"d\" style std.style.plain lang \"en\" {{ picture \"{name}\" alt \"x\" }}\n");
    let found = check_files("page.budget", &[("page.budget", report.as_bytes()), ("a.svg", bytes), ("a.png", bytes)]);
    found.problems.into_iter().filter(|problem| problem.code.number() == "B0511").collect()
}

fn svg(inside: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"100\" \
         height=\"100\">{inside}</svg>"
    )
}

/// A picture that would take minutes, gigabytes, or that no page can show, is an error where it is named.
#[test]
fn drawings_are_bounded() {
    let copies: String = (0..12)
        .map(|n| format!("<g id=\"g{}\">{}</g>", n + 1, format!("<use xlink:href=\"#g{n}\"/>").repeat(8)))
        .collect();
    let copies = format!("<defs><g id=\"g0\"><path d=\"M0 0h1\"/></g>{copies}</defs><use xlink:href=\"#g12\"/>");
    let marked = format!(
        "<marker id=\"m\"><g>{}</g></marker><path d=\"M0 0{}\" marker-mid=\"url(#m)\"/>",
        "<path d=\"M0 0h1\"/>".repeat(3_000),
        " 1 1".repeat(3_000)
    );
    let filter = |inside: &str| {
        svg(&format!("<filter id=\"f\">{inside}</filter><rect filter=\"url(#f)\" width=\"90\" height=\"90\"/>"))
    };
    let inner = svg("<rect width=\"9\" height=\"9\"/>").replace('"', "'").replace('<', "%3C").replace('>', "%3E");
    let rows = [
        (svg("<rect width=\"9\" height=\"9\"/>"), ""),
        (filter("<feGaussianBlur stdDeviation=\"2\"/><feOffset dx=\"1\"/>"), ""),
        (filter("<feTurbulence baseFrequency=\"0.5\" numOctaves=\"1000000\"/>"), "filters take too long"),
        (filter("<feMorphology radius=\"3000\"/>"), "filters take too long"),
        (svg("<foreignObject width=\"9\" height=\"9\"><body/></foreignObject>"), "foreignObject"),
        (svg(&copies), "too complex"),
        (svg(&marked), "too complex"),
        (svg(&format!("<image width=\"9\" height=\"9\" xlink:href=\"data:image/svg+xml,{inner}\"/>")), "another SVG"),
        (svg("<image width=\"9\" height=\"9\" xlink:href=\"b.png\"/>"), "links to another picture"),
        ("\u{1f}no".into(), "no PNG, JPEG or SVG"),
    ];
    for (drawing, wanted) in rows {
        let found = shows("a.svg", drawing.as_bytes());
        let said = found.first().map_or("", |problem| problem.message.en.as_str());
        assert!(said.contains(wanted) && said.is_empty() == wanted.is_empty(), "{wanted}: {said}");
    }
    assert!(shows("a.svg", &[0x1f, 0x8b, 8, 0])[0].message.en.contains("compressed"));
}

#[test]
fn profiles_and_points_of_pictures_are_bounded() {
    use std::io::Write;
    let of_size = |width, height| {
        let mut bytes = std::io::Cursor::new(Vec::new());
        image::GrayImage::new(width, height).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        bytes.into_inner()
    };
    assert!(shows("a.png", &of_size(4, 4)).is_empty());
    assert!(shows("a.png", &of_size(60_000, 1_000))[0].message.en.contains("too large: 60000 by 1000 points"));
    let profile = |size: usize| {
        let mut packed = flate2::write::ZlibEncoder::new(b"p\0\0".to_vec(), flate2::Compression::best());
        packed.write_all(&vec![0; size]).unwrap();
        let data = packed.finish().unwrap();
        let mut png = of_size(4, 4);
        let mut chunk = (data.len() as u32).to_be_bytes().to_vec();
        chunk.extend(b"iCCP");
        chunk.extend(&data);
        let mut sum = flate2::Crc::new();
        sum.update(&chunk[4..]);
        chunk.extend(sum.sum().to_be_bytes());
        // behind the signature and the header
        png.splice(33..33, chunk);
        png
    };
    assert!(shows("a.png", &profile(3_000)).is_empty());
    assert!(shows("a.png", &profile(50 << 20))[0].message.en.contains("(ICC)"));
}

/// A path that only this program would understand is mended where the picture is there, and told where it is not.
#[test]
fn paths_of_pictures_are_plain() {
    let drawing = svg("<rect width=\"9\" height=\"9\"/>");
    for (path, fixed) in
        [("./a.svg", Some("\"a.svg\"")), ("x//a.svg", None), (".//a.svg", Some("\"a.svg\"")), ("/a.svg", None)]
    {
        let found = shows(path, drawing.as_bytes());
        assert_eq!(found[0].fixes.first().map(|fix| fix.text.as_str()), fixed, "{path}");
    }
}
