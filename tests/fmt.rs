//! `budgetc fmt`: nothing is lost, nothing reads otherwise, and what is laid out stays so.

use budgetc::base::{FileId, Lang};
use budgetc::cli::Disk;
use budgetc::format::format;
use budgetc::project;
use budgetc::syntax::{Kind, keywords, parse};

use crate::cli::{CLEAN, run, stderr};
use crate::fuzz::targets::{laid_out, shape};
use crate::support::{fenced, files, outline, read, repository, sources};

#[test]
fn every_file_here_keeps_what_it_says() {
    for (_, text) in sources() {
        laid_out(&text);
    }
}

#[test]
fn the_reports_and_the_library_are_laid_out() {
    for (name, text) in files("stdlib", ".budget").into_iter().chain(files("reports", ".budget")) {
        assert!(format(&text, None).as_deref() == Some(text.as_str()), "budgetc fmt {name}");
    }
}

/// What the pages show is what `fmt` writes, but where they show full-width marks or a layout that is wrong.
#[test]
fn the_examples_of_the_pages_are_laid_out() {
    let mut otherwise = Vec::new();
    for (name, page) in files("docs", ".md") {
        let blocks = fenced(&page).into_iter().filter(|(info, _)| info.split(' ').next() == Some("budget"));
        let left = blocks.filter(|(_, text)| format(text, None).as_deref() != Some(text.as_str()));
        let left = left.filter(|_| !name.ends_with("B0112.md"));
        otherwise.extend(left.map(|(_, text)| format!("{name}\n{text}")));
    }
    assert!(otherwise.iter().all(|text| text.contains('：')), "{otherwise:#?}");
    assert_eq!(otherwise.len(), 2, "{otherwise:#?}");
}

/// Random numbers, the same on each machine: a linear congruential generator (Knuth's MMIX constants).
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end.max(1)
    }

    pub fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }
}

/// What is put in anywhere: blanks, marks without their other half, full-width marks, comments, line ends.
pub const SLIPS: &[&str] = &[
    " ",
    "   ",
    "\t",
    "\u{3000}",
    "\u{a0}",
    "\n",
    "\n\n\n",
    "\r\n",
    " // 说明\n",
    "//",
    ";",
    "；",
    "{",
    "}",
    "｛",
    "｝",
    "[",
    "］",
    "(",
    "）",
    "\"",
    "“",
    "”",
    "\"\"\"",
    ":",
    "：",
    "=",
    "＝",
    "：＝",
    ",",
    "，",
    "|",
    "｜",
    "-",
    "－",
    "——",
    "１２",
    "９．5",
    "1,000",
    "5%",
    "５％",
    "≥",
    "合计",
    "total ",
    "for  each ",
    "->",
    "→",
    ".",
    "208-01",
    "\u{feff}",
    "\\",
    "x",
    "项目: ",
    "用途： “甲”",
    "{ }",
    "{x",
];

const WIDE: &[(char, char)] = &[
    ('{', '｛'),
    ('}', '｝'),
    ('[', '［'),
    (']', '］'),
    ('(', '（'),
    (')', '）'),
    (',', '，'),
    (';', '；'),
    (':', '：'),
    ('=', '＝'),
    ('|', '｜'),
    ('0', '０'),
    ('7', '７'),
    ('%', '％'),
    ('*', '＊'),
    ('+', '＋'),
    ('-', '－'),
    ('"', '“'),
    ('<', '＜'),
];

/// A few declarations of the files here, one after the other, and some slips of the hand in them.
fn made(dice: &mut Dice, pieces: &[String]) -> String {
    let count = 1 + dice.below(3);
    let mut text: String = (0..count).map(|_| pieces[dice.below(pieces.len())].clone() + "\n").collect();
    for _ in 0..dice.below(6) {
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let at = places[dice.below(places.len())];
        match dice.below(6) {
            0 | 1 => text.insert_str(at, dice.of(SLIPS)),
            2 => {
                let (plain, wide) = WIDE[dice.below(WIDE.len())];
                text = text.replace(plain, &wide.to_string());
            }
            3 => drop(text.get(at..).and_then(|rest| rest.chars().next()).map(|_| text.remove(at))),
            4 => text = text.replacen([' ', '\n'], dice.of(&["", "  ", "\t", "\n", " // 甲\n"]), dice.below(20)),
            _ if dice.below(4) == 0 => text.truncate(at),
            _ => text = text.replace('\n', "\r\n"),
        }
    }
    text
}

/// The declarations of all files here, one by one.
pub fn pieces() -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for (_, text) in sources() {
        pieces.extend(text.split("\n\n").filter(|piece| piece.len() < 600).map(str::to_owned));
    }
    pieces
}

#[test]
fn ten_thousand_made_files_keep_what_they_say() {
    let pieces = pieces();
    for seed in 0..10_000 {
        laid_out(&made(&mut Dice(seed), &pieces));
    }
}

#[test]
fn keywords_change_and_change_back() {
    for (name, text) in sources() {
        let zh = format(&text, Some(Lang::Zh)).unwrap_or_else(|| panic!("{name}"));
        let en = format(&zh, Some(Lang::En)).unwrap_or_else(|| panic!("{name}"));
        assert_eq!(shape(&text), shape(&zh), "{name}");
        assert_eq!(format(&text, Some(Lang::En)).as_deref(), Some(en.as_str()), "{name}");
        let (tree, _) = parse(&zh, FileId(0));
        for node in tree.nodes(&zh) {
            if let Some(word) = budgetc::syntax::keyword(node.kind()) {
                assert_eq!(node.text(), word.chinese, "{name}");
            }
        }
    }
    assert!(keywords().count() > 60);
}

/// A figure that becomes longer or shorter changes its own line and no other.
#[test]
fn a_changed_figure_is_one_line() {
    let text = format(&read("reports/nanchong-shebao-2024.budget"), None).unwrap();
    let (tree, _) = parse(&text, FileId(0));
    let amounts: Vec<_> =
        tree.nodes(&text).filter(|node| node.kind() == Kind::quantity).map(|node| node.span().range()).collect();
    assert!(amounts.len() > 150);
    for (place, other) in amounts.into_iter().zip(["1234567890.5", "5.1", "-31.20", "0.000001"].iter().cycle()) {
        let unit = text[place.clone()].trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == '-');
        let changed = format!("{}{other}{unit}{}", &text[..place.start], &text[place.end..]);
        let changed = budgetc::format::format(&changed, None).unwrap();
        let differ = text.lines().zip(changed.lines()).filter(|(one, two)| one != two).count();
        assert_eq!((differ, text.lines().count()), (1, changed.lines().count()), "{other} at {place:?}");
    }
}

/// The published reports say the same when somebody has typed them carelessly and `fmt` has laid them out.
#[test]
fn a_report_prints_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.budget");
    let printed = |text: &str| {
        std::fs::write(&path, text).unwrap();
        let checked = project::check(project::load(&path, None, &Disk).unwrap(), &Disk);
        let summary = checked.summary();
        (outline(&checked.document), summary.facts, summary.identities, summary.hold, summary.errors, summary.warnings)
    };
    for name in
        ["reports/nanchong-shebao-2024.budget", "reports/qingling-shuili-2023.budget", "stdlib/starter/2024.budget"]
    {
        let text = read(name);
        let careless =
            text.replace("  ", "\t ").replace(" = \"", "＝\"").replace(" {\n", "｛\n\n\n").replace(": ", "：");
        let laid_out = format(&careless, None).unwrap();
        assert_ne!(careless, laid_out);
        assert!(printed(&text) == printed(&laid_out), "{name}");
    }
}

/// Which side of a conflict is meant is not for `fmt` to say.
#[test]
fn what_a_merge_left_stays() {
    let left = "items   甲 {\n<<<<<<< HEAD\n  茶   1\n=======\n  茶 2\n>>>>>>> other\n}\n";
    assert_eq!(format(left, None).as_deref(), Some(left));
    // no more than a line of such signs
    assert_eq!(format("// a\n=======\nlet   a = 1\n", None).as_deref(), Some("// a\n=======\nlet a = 1\n"));
}

#[test]
fn signs_become_plain() {
    assert_eq!(laid_out("items 指标 { 甲 ＞＝ 5%；乙 ＝ 3% }\n"), "items 指标 { 甲 >= 5%; 乙 = 3% }\n");
}

#[test]
fn an_officers_page_is_laid_out() {
    let typed = "\u{feff}\n\n参数 年度：年份＝２０２５   \r\n\r\n\r\n\r\nitems 支出 in 万元｛ // 单位：万元\r\n\r\n当年 基本支出｛\r\n208-01-01 行政运行   523.880\r\n\
                 ２08-05-05   机关单位基本养老保险缴费支出 －68.7 //照录\r\n这一行 ] 错了\r\n合计 \t 7 ｝\r\n\r\n｝\r\n\
                 check 甲 “相等” ： 支出 ［当年，208］ ＝＝\r\n３万元\r\ntext 乙=“共｛支出 ｝，“三公”另列”\r\n";
    insta::assert_snapshot!(laid_out(typed).replace('\r', "").replace('\u{feff}', "<BOM>"));
}

#[test]
fn the_command_writes_lists_and_pipes() {
    let folder = tempfile::tempdir().unwrap();
    let careless = CLEAN.replace("tea 2.50", "tea   ２.50");
    std::fs::write(folder.path().join("tea.budget"), CLEAN).unwrap();
    std::fs::write(folder.path().join("bad.budget"), &careless).unwrap();
    std::fs::write(folder.path().join("latin.budget"), b"set a = \"\xe9\"\n").unwrap();
    let files = ["tea.budget", "bad.budget"];
    let listed = run(&["fmt", "--check", files[0], files[1], "--lang", "en"], folder.path());
    assert_eq!((listed.status.code(), listed.stdout.as_slice()), (Some(1), b"bad.budget\n".as_slice()));
    assert_eq!(std::fs::read_to_string(folder.path().join("bad.budget")).unwrap(), careless, "nothing is written");
    let done = run(&["fmt", "latin.budget", files[0], files[1], ".", "--lang", "en"], folder.path());
    assert_eq!(done.status.code(), Some(2), "{}", stderr(&done));
    assert!(stderr(&done).contains("latin.budget: the file is not UTF-8"), "{}", stderr(&done));
    assert!(stderr(&done).contains("name files, e.g. ./*.budget"), "{}", stderr(&done));
    assert_eq!(std::fs::read_to_string(folder.path().join("bad.budget")).unwrap(), CLEAN, "the others are done");
    assert_eq!(std::fs::read(folder.path().join("latin.budget")).unwrap(), b"set a = \"\xe9\"\n");
    let clean = run(&["fmt", "--check", files[0], files[1]], folder.path());
    assert_eq!((clean.status.code(), clean.stdout.len()), (Some(0), 0));
    let piped = piped(&["fmt", "-", "--keywords", "zh"], &careless);
    assert!(piped.starts_with("计量 money { dollars }\n台账 spending { amount : money; item }\n"), "{piped}");
}

fn piped(arguments: &[&str], text: &str) -> String {
    use std::io::Write;
    use std::process::{Command, Stdio};
    let mut command = Command::new(env!("CARGO_BIN_EXE_budgetc"));
    command
        .args(arguments)
        .current_dir(repository())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.stderr.is_empty(), "an editor may read both outputs as one: {}", stderr(&output));
    String::from_utf8(output.stdout).unwrap()
}
