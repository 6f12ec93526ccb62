//! PDFs: what they say about themselves, what they carry, the same bytes twice, and what stops them.

use std::path::Path;
use std::process::{Command, Output};

use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};

use crate::support::{files, repository};

/// Runs `build`, in English, without anything of the machine's own.
fn build(folder: &Path, arguments: &[&str], epoch: Option<&str>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_budgetc"));
    command.args(["build", "--lang", "en"]).args(arguments).current_dir(folder);
    command.env_remove("BUDGETC_FONTS").env_remove("SOURCE_DATE_EPOCH");
    command.envs(epoch.map(|seconds| ("SOURCE_DATE_EPOCH", seconds)));
    command.output().unwrap()
}

pub fn built(folder: &Path, arguments: &[&str], epoch: Option<&str>) -> Vec<u8> {
    let path = folder.join("out.pdf");
    let output = build(folder, &[arguments, &["-o", "out.pdf"]].concat(), epoch);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let bytes = std::fs::read(&path).unwrap();
    std::fs::remove_file(path).unwrap();
    bytes
}

pub fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

/// The attached files: name, relationship, media type, bytes.
pub fn attached(pdf: &Pdf) -> Vec<(String, String, String, Vec<u8>)> {
    let root: Dict<'_> = pdf.xref().get(pdf.xref().root_id()).unwrap();
    let Some(files) = root.get::<Array<'_>>("AF") else { return Vec::new() };
    let name = |dict: &Dict<'_>, key: &str| dict.get::<Name<'_>>(key).unwrap().as_str().to_owned();
    let file = |spec: Dict<'_>| {
        let stream = spec.get::<Dict<'_>>("EF").unwrap().get::<Stream<'_>>("F").unwrap();
        let shown = text(spec.get::<Object<'_>>("UF").unwrap().into_string().unwrap().as_bytes());
        assert!(stream.dict().get::<Dict<'_>>("Params").unwrap().contains_key("ModDate"), "{shown}");
        (shown, name(&spec, "AFRelationship"), name(stream.dict(), "Subtype"), stream.decoded().unwrap().into_owned())
    };
    let mut all: Vec<_> = files.iter::<Dict<'_>>().map(file).collect();
    all.sort();
    all
}

/// A text string of a PDF: UTF-16 behind its mark, else ASCII here.
pub fn text(bytes: &[u8]) -> String {
    let Some(wide) = bytes.strip_prefix(b"\xfe\xff") else { return String::from_utf8(bytes.to_vec()).unwrap() };
    let units: Vec<u16> = wide.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
    String::from_utf16(&units).unwrap()
}

/// The XMP metadata.
pub fn metadata(pdf: &Pdf) -> String {
    let root: Dict<'_> = pdf.xref().get(pdf.xref().root_id()).unwrap();
    let stream = root.get::<Stream<'_>>("Metadata").unwrap();
    String::from_utf8(stream.decoded().unwrap().into_owned()).unwrap()
}

/// The town's report and its library.
fn town() -> tempfile::TempDir {
    let all = [".budget", ".typ", ".toml"].iter().flat_map(|ending| files("reports/town", ending));
    let below = |(path, text): (String, String)| (path.replace("reports/town/", ""), text);
    let all: Vec<(String, String)> = all.map(below).collect();
    folder(&all.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect::<Vec<_>>())
}

#[test]
fn a_pdf_says_what_it_is_and_carries_what_it_was_made_of() {
    let folder = town();
    let pdf = Pdf::new(built(folder.path(), &["2025.budget"], Some("0"))).unwrap();
    let said = metadata(&pdf);
    for part in [
        "Town of Alder Creek: 2025 Budget in Brief",
        "<rdf:li>Town of Alder Creek</rdf:li>",
        "What Alder Creek will receive and spend in 2025",
        "en-US",
        "<pdfaid:part>3</pdfaid:part>",
        "<pdfuaid:part>1</pdfuaid:part>",
        // the report's own date, not the environment's
        "<xmp:CreateDate>2024-10-07",
    ] {
        assert!(said.contains(part), "{part} is not in\n{said}");
    }
    let root: Dict<'_> = pdf.xref().get(pdf.xref().root_id()).unwrap();
    let bookmarks = root.get::<Dict<'_>>("Outlines").unwrap();
    let first = bookmarks.get::<Dict<'_>>("First").unwrap().get::<Object<'_>>("Title").unwrap();
    assert_eq!(text(first.into_string().unwrap().as_bytes()), "Part I The Year in Brief");
    let files = attached(&pdf);
    let seen: Vec<_> =
        files.iter().map(|(name, what, media, _)| (name.as_str(), what.as_str(), media.as_str())).collect();
    let own = [("2025.budget", "Source", "text/plain"), ("2025.json", "Data", "application/json")];
    assert_eq!(seen[..2], own);
    assert_eq!(seen[2], ("library.accounts.budget", "Source", "text/plain"));
    assert_eq!(files[0].3, std::fs::read(folder.path().join("2025.budget")).unwrap());
    let json = build(folder.path(), &["2025.budget", "--format", "json", "-o", "out.json"], None);
    assert!(json.status.success());
    assert_eq!(files[1].3, std::fs::read(folder.path().join("out.json")).unwrap());
    let without = Pdf::new(built(folder.path(), &["2025.budget", "--no-attach"], None)).unwrap();
    assert_eq!(attached(&without), []);
    assert_eq!(without.pages().len(), pdf.pages().len());
}

#[test]
fn builds_are_identical_wherever_the_project_lies() {
    let report = std::fs::read_to_string(repository().join("reports/nanchong-shebao-2024.budget")).unwrap();
    let files = [("budget.toml", ""), ("reports/shebao.budget", report.as_str())];
    let (one, other) = (folder(&files), folder(&files));
    let first = built(one.path(), &["reports/shebao.budget"], None);
    assert!(first.starts_with(b"%PDF-"));
    assert_eq!(first, built(one.path(), &["reports/shebao.budget"], None));
    assert_eq!(first, built(&other.path().join("reports"), &["shebao.budget"], None));
    assert_eq!(std::fs::read_dir(one.path()).unwrap().count(), 2, "no temporary file is left");
    let pdf = Pdf::new(first).unwrap();
    assert_eq!(
        attached(&pdf).iter().filter(|(name, what, ..)| name.starts_with("std.") && what == "Source").count(),
        19
    );
}

const TEA: &str = "measure money { dollars }\nledger spending { amount : money; item }\ndimension item { tea; cake }\n\
                   items spending { tea 2.50; cake 3.00 }\n\
                   document \"Tea\" style std.style.plain { \"We spend {spending}.\" }\n";

/// Several reports are set at once and share what they have in common: none of it may leak from one into another.
#[test]
fn reports_built_together_are_as_those_built_alone() {
    let other = TEA.replace("tea 2.50", "tea 7.25").replace("\"Tea\"", "\"Other tea\"");
    let wrong = TEA.replace("cake 3.00", "cake 3.00; total 9.00");
    let files = [("a.budget", TEA), ("b.budget", &other), ("wrong.budget", &wrong), ("c.budget", TEA)];
    let folder = folder(&files);
    let alone: Vec<_> = ["a.budget", "b.budget", "c.budget"].map(|name| built(folder.path(), &[name], None)).into();
    let output = build(folder.path(), &files.map(|(name, _)| name), None);
    assert_eq!(output.status.code(), Some(1));
    let together = ["a.pdf", "b.pdf", "c.pdf"].map(|name| std::fs::read(folder.path().join(name)).unwrap());
    assert!(alone == together, "a document differs");
    assert!(!folder.path().join("wrong.pdf").exists());
    let said = String::from_utf8_lossy(&output.stderr);
    let places: Vec<_> = files.iter().map(|(name, _)| said.find(&format!("{name}: facts")).unwrap()).collect();
    assert!(places.is_sorted(), "told of in the order in which they were named: {said}");
}

#[test]
fn a_report_without_a_date_takes_that_of_the_environment() {
    let folder = folder(&[("tea.budget", TEA)]);
    let date = |epoch| metadata(&Pdf::new(built(folder.path(), &["tea.budget"], epoch)).unwrap());
    assert!(date(Some("1709251200")).contains("<xmp:CreateDate>2024-03-01"));
    assert!(date(None).contains("<xmp:CreateDate>1970-01-01"), "the day that nobody takes for real");
    let output = build(folder.path(), &["tea.budget"], Some("yesterday"));
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("SOURCE_DATE_EPOCH must be seconds since 1970, not `yesterday`"), "{said}");
    assert!(!folder.path().join("tea.pdf").exists());
}

#[test]
fn a_character_that_no_font_has_is_an_error_at_its_place() {
    let texts = TEA.replace("tea; cake", "tea; \"cake 😀\"").replace("cake 3.00", "\"cake 😀\" 3.00");
    let texts = texts.replace("We spend", "On {for each item of spending sep \", \"}{name}{end} \u{e123} we spend");
    // what stands in comments and checks is not printed
    let texts = format!("// 😀\ncheck sound \"😀\": spending <= 9dollars\n{texts}");
    let folder = folder(&[("tea.budget", &texts)]);
    let output = build(folder.path(), &["tea.budget"], None);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains("error[B0506]: the character 😀 (U+1F600) cannot be printed\n  ┌─ tea.budget:5:29"),
        "{said}"
    );
    assert!(said.contains("character U+E123 cannot be printed\n  ┌─ tea.budget:7:92"), "{said}");
    assert!(said.contains("--font-path") && said.contains("--system-fonts"), "{said}");
    assert!(said.contains("nothing was written") && !folder.path().join("tea.pdf").exists(), "{said}");
}

#[test]
fn a_draft_says_so_on_each_page() {
    let folder = town();
    let report = "2025.budget";
    let plain = built(folder.path(), &[report, "--no-attach"], None);
    let draft = built(folder.path(), &[report, "--no-attach", "--draft"], None);
    let drawn = |bytes: Vec<u8>| -> Vec<Vec<u8>> {
        let pdf = Pdf::new(bytes).unwrap();
        pdf.pages().iter().map(|page| page.page_stream().unwrap_or_default().to_vec()).collect()
    };
    let (plain, draft) = (drawn(plain), drawn(draft));
    assert_eq!(plain.len(), draft.len());
    assert!(plain.iter().zip(&draft).all(|(plain, draft)| plain != draft), "a page without the word");
    std::fs::write(folder.path().join("tea.budget"), TEA).unwrap();
    let output = build(folder.path(), &["tea.budget", "--draft"], None);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("error[B0507]") && said.contains("tea.budget:5:10"), "{said}");
}

#[test]
fn a_table_too_wide_for_the_page_is_an_error_at_its_form() {
    let columns: String =
        (0..40).map(|n| format!("  column \"Column {n}\" = spending + 100000000000dollars digits 6\n")).collect();
    let form = format!("form broad \"Broad\" {{\n  rows of spending {{ each item }}\n{columns}}}\n");
    let texts = form + &TEA.replace("{ \"We", "{ broad; \"We");
    let folder = folder(&[("tea.budget", &texts)]);
    let output = build(folder.path(), &["tea.budget"], None);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("error[B0508]") && said.contains("tea.budget:1:6"), "{said}");
}

/// Whatever would leave no room for words, or make type that no page can hold, is told where it is said.
#[test]
fn a_value_that_makes_pages_impossible_is_told_at_its_place() {
    for value in [
        "page-margins: \"300mm 1mm 1mm 1mm\"",
        "page-margins: \"1mm 300mm 1mm 1mm\"",
        "text-size: \"0pt\"",
        "text-size: \"9999pt\"",
        "largest-in-tables: \"0pt\"",
        "least-row: \"30cm\"",
        "rule-width: \"300pt\"",
    ] {
        let folder =
            folder(&[("tea.budget", &TEA.replace("std.style.plain", &format!("std.style.plain with {value}")))]);
        let output = build(folder.path(), &["tea.budget"], None);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{value}: {said}");
        assert!(said.contains("error[B0515]") && said.contains("tea.budget:5:"), "{value}: {said}");
    }
}

#[test]
fn a_table_without_rows_has_its_titles() {
    let form = "form none \"None\" {\n  rows of spending at water { each item }\n  column \"What\" = name\n  column \"How much\" = spending\n}\n";
    let texts = form.to_owned() + &TEA.replace("cake }", "cake; water }").replace("{ \"We", "{ none; \"We");
    built(folder(&[("tea.budget", &texts)]).path(), &["tea.budget"], None);
}

#[test]
fn pictures_are_carried_and_the_same_bytes_made() {
    let report = "document \"Hall\" style std.style.plain lang \"en\" {\n  picture \"a/hall.png\" alt \"A hall\" title \"The hall\"\n  \
                  picture \"hall.jpg\" alt \"A hall\" wide 30%\n  picture \"hall.svg\" alt \"A hall\"\n}\n";
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='900'><rect width='40' height='900' fill='teal'/></svg>";
    let folder = folder(&[("r.budget", report), ("hall.svg", svg), ("a/budget.toml", "")]);
    for (name, format) in [("a/hall.png", image::ImageFormat::Png), ("hall.jpg", image::ImageFormat::Jpeg)] {
        std::fs::write(folder.path().join(name), crate::wording::picture(format)).unwrap();
    }
    let bytes = built(folder.path(), &["r.budget"], None);
    assert!(bytes == built(folder.path(), &["r.budget"], None));
    let carried = attached(&Pdf::new(bytes).unwrap());
    let media: Vec<(&str, &str, &str)> =
        carried.iter().map(|(name, relation, media, _)| (name.as_str(), relation.as_str(), media.as_str())).collect();
    for picture in [("a.hall.png", "image/png"), ("hall.jpg", "image/jpeg"), ("hall.svg", "image/svg+xml")] {
        assert!(media.contains(&(picture.0, "Source", picture.1)), "{media:?}");
    }
    // shown all the same where nothing is attached
    let alone = built(folder.path(), &["r.budget", "--no-attach"], None);
    assert!(attached(&Pdf::new(alone).unwrap()).is_empty());
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("hall.jpg"), crate::wording::picture(image::ImageFormat::Jpeg)).unwrap();
    #[cfg(unix)]
    {
        std::fs::remove_file(folder.path().join("hall.jpg")).unwrap();
        std::os::unix::fs::symlink(outside.path().join("hall.jpg"), folder.path().join("hall.jpg")).unwrap();
        let output = build(folder.path(), &["r.budget", "-o", "out.pdf"], None);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("B0511") && said.contains("a link leads out of the root folder"), "{said}");
        assert!(!folder.path().join("out.pdf").exists());
    }
}

/// How often each element of the structure stands below one, with the scopes of headers.
fn elements(element: &Dict<'_>, found: &mut std::collections::BTreeMap<String, usize>) {
    if let Some(kind) = element.get::<Name<'_>>("S") {
        let attributes =
            element.get::<Array<'_>>("A").and_then(|all| all.iter::<Dict<'_>>().find(|one| one.contains_key("Scope")));
        let attributes = attributes.or_else(|| element.get::<Dict<'_>>("A"));
        let scope = attributes.and_then(|one| one.get::<Name<'_>>("Scope"));
        let scope = scope.map_or(String::new(), |scope| format!(" {}", scope.as_str()));
        *found.entry(format!("{}{scope}", kind.as_str())).or_default() += 1;
    }
    match element.get::<Array<'_>>("K") {
        Some(below) => below.iter::<Dict<'_>>().for_each(|below| elements(&below, found)),
        None => element.get::<Dict<'_>>("K").into_iter().for_each(|below| elements(&below, found)),
    }
}

/// Who hears a table hears one, however many pages it has, and the name of its row with each figure.
#[test]
fn a_table_over_pages_is_one_table_with_named_rows() {
    let items: String = (0..90).map(|item| format!("tea{item} {item}.50\n")).collect();
    let members: String = (0..90).map(|item| format!("tea{item}; ")).collect();
    let report = format!(
        "measure money {{ dollars }}\ndimension item {{ {members} }}\nledger costs {{ amount : money; item }}\n\
         items costs {{\n{items}}}\nform table \"Tea\" {{\n  rows of costs {{ line \"All\"; each item }}\n  \
         column \"Item\" = name\n  column \"Costs\" = costs\n}}\n\
         document \"Tea\" style std.style.plain lang \"en\" {{ table }}\n"
    );
    let pdf = Pdf::new(built(folder(&[("r.budget", report.as_str())]).path(), &["r.budget"], None)).unwrap();
    assert!(pdf.pages().len() > 1);
    let root: Dict<'_> = pdf.xref().get(pdf.xref().root_id()).unwrap();
    let mut found = std::collections::BTreeMap::new();
    elements(&root.get::<Dict<'_>>("StructTreeRoot").unwrap(), &mut found);
    let count = |name: &str| found.get(name).copied().unwrap_or_default();
    let counted = ["Table", "TR", "TH Column", "TH Row", "TD"].map(count);
    assert_eq!(counted, [1, 92, 2, 91, 91], "{found:?}");
}
