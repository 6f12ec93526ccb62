//! The catalogues that the library carries: a code stands once, in the width of its level, and each file says where its codes
//! come from.

use std::collections::BTreeMap;

use budgetc::base::FileId;
use budgetc::model::{DimId, MemberId, Report};

use crate::support::{check, codes, files, shown};

/// A file of codes.
struct Catalogue {
    /// The edition's year, which is the folder's name.
    year: String,
    /// The dimension, which is the file's name.
    name: String,
    text: String,
}

fn catalogues() -> Vec<Catalogue> {
    let below = |(path, text): (String, String)| {
        let (year, file) = path.strip_prefix("stdlib/china/")?.split_once('/')?;
        // a folder of another name holds a form set
        year.parse::<u16>().ok()?;
        Some(Catalogue { year: year.to_owned(), name: file.trim_end_matches(".budget").to_owned(), text })
    };
    files("stdlib/china", ".budget").into_iter().filter_map(below).collect()
}

/// What is wrong with the members of the open dimensions, each with its code or name.
fn faults(report: &Report) -> Vec<String> {
    let mut faults = Vec::new();
    let mut siblings: BTreeMap<(DimId, Option<MemberId>, &str), usize> = BTreeMap::new();
    let mut whole: BTreeMap<(DimId, &str), usize> = BTreeMap::new();
    for member in report.members.iter().filter(|member| report.dim(member.dim).open) {
        let (dim, name) = (report.dim(member.dim), &member.name);
        let at = format!("{} {name}", member.code);
        let width = dim.levels[member.level].1;
        if width != Some(member.part.len()) || !member.part.bytes().all(|byte| byte.is_ascii_digit()) {
            faults.push(format!("{at}: width"));
        }
        if member.part.bytes().all(|byte| byte == b'0') {
            faults.push(format!("{at}: no number"));
        }
        if name.is_empty() || name.chars().any(|c| c.is_whitespace() || c.is_control() || c.is_ascii_punctuation()) {
            faults.push(format!("{at}: name"));
        }
        if name.matches('（').count() != name.matches('）').count()
            || name.matches('“').count() != name.matches('”').count()
        {
            faults.push(format!("{at}: brackets"));
        }
        *siblings.entry((member.dim, member.parent, name)).or_default() += 1;
        *whole.entry((member.dim, &member.code)).or_default() += 1;
    }
    faults.extend(siblings.iter().filter(|(_, count)| **count > 1).map(|((.., name), _)| format!("{name}: twice")));
    faults.extend(whole.iter().filter(|(_, count)| **count > 1).map(|((_, code), _)| format!("{code}: twice")));
    faults
}

#[test]
fn codes_stand_once_and_are_well_formed() {
    let all = catalogues();
    assert!(all.len() >= 3);
    for Catalogue { year, name, .. } in &all {
        let checked = check(&format!("use std.china.{year}.{name}\n"));
        assert!(checked.problems.is_empty(), "{name}\n{}", shown(&checked));
        assert_eq!(faults(&checked.report), Vec::<String>::new(), "{name}");
        let dim = checked.report.dims.iter().find(|dim| dim.name == *name);
        assert!(dim.is_some_and(|dim| dim.open && dim.size > 0), "{name}: an open dimension of the file's name");
        // rows of one block stand in the order of their codes, so that a missing one is seen
        let mut written: BTreeMap<FileId, Vec<&str>> = BTreeMap::new();
        for member in checked.report.members.iter().filter(|member| !member.code.is_empty()) {
            written.entry(member.span.file).or_default().push(&member.code);
        }
        assert!(written.values().all(|codes| codes.is_sorted()), "{name}: the order of codes");
    }
}

/// The head says which edition it is, where its codes come from and how many of them it has.
#[test]
fn each_head_names_edition_source_and_extent() {
    for Catalogue { year, name, text } in catalogues() {
        let head: String = text.lines().take_while(|line| line.starts_with("//")).collect();
        let edition = format!("版本：财政部《{year}年政府收支分类科目》");
        for wanted in [edition.as_str(), "来源：", "收录程度：", "members"] {
            assert!(head.contains(wanted), "{name}: {wanted}");
        }
    }
}

/// A planted fault of each kind is found: by the compiler, or else by the test above.
#[test]
fn planted_faults_are_found() {
    let text = catalogues().into_iter().find(|catalogue| catalogue.name == "功能科目").unwrap().text;
    let row = "      06 社会发展\n";
    assert_eq!(text.matches(row).count(), 1);
    let plant = |fault: &str| check(&text.replace(row, &format!("{row}{fault}\n")));
    for (fault, code) in [
        ("      06 社会发展", "B0207"),
        ("      06 社会事业", "B0207"),
        ("      6 社会事业", "B0223"),
        ("      006 社会事业", "B0223"),
        ("      0x 社会事业", "B0212"),
    ] {
        let checked = plant(fault);
        assert!(codes(&checked).contains(&code), "{fault}\n{}", shown(&checked));
    }
    for (fault, found) in [
        ("      51", "2130551 : name"),
        ("      00 社会事业", "2130500 社会事业: no number"),
        ("      51 \"社会 事业\"", "2130551 社会 事业: name"),
        ("      51 \"社会事业 \"", "2130551 社会事业 : name"),
        ("      51 社会发展", "社会发展: twice"),
        ("      51 社会事业（村级", "2130551 社会事业（村级: brackets"),
        ("      社会事业", " 社会事业: width"),
    ] {
        let checked = plant(fault);
        let faults = faults(&checked.report);
        assert!(faults.iter().any(|one| one == found), "{fault}: {faults:?}\n{}", shown(&checked));
    }
}
