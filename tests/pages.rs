//! Each finding's page is its documentation and its test.

use std::collections::BTreeSet;

use budgetc::base::Lang;
use budgetc::project::Checked;
use budgetc::render;

use crate::cli::run;
use crate::support::{check, check_beside, codes, fenced, files, repository, shown};

/// Codes that need a file which is not text, or that only `build` finds.
const WITHOUT_EXAMPLE: &[&str] = &["B0107", "B0506", "B0507", "B0508", "B0514"];

/// A report that stands beside examples of a root file.
const BESIDE: &str = "measure money { dollars }\nledger costs { amount : money; item }\ndimension item { tea }\n\
                      items costs { tea 2.50 }\ndocument \"Tea\" style std.style.plain { \"{costs}\" }\n";

/// A page in one language.
pub struct Part {
    pub code: String,
    lang: Lang,
    words: String,
    pub examples: Vec<String>,
    /// Whether these are root files.
    pub of_root: bool,
    /// Files that stand beside the examples: blocks marked `file NAME`.
    pub beside: Vec<(String, String)>,
}

pub fn parts() -> Vec<Part> {
    let mut parts = Vec::new();
    for (name, page) in files("docs/errors", ".md") {
        let code = name.trim_end_matches(".md").rsplit('/').next().unwrap().to_owned();
        let (title, both) = page.split_once("\n\n## 中文\n\n").unwrap_or_else(|| panic!("{name}: no Chinese part"));
        let (zh, en) = both.split_once("\n## English\n\n").unwrap_or_else(|| panic!("{name}: no English part"));
        let titles = title.strip_prefix(&format!("# {code} ")).and_then(|titles| titles.split_once(" / "));
        let titles = titles.unwrap_or_else(|| panic!("{name}: the title is `# {code} 中文 / English`"));
        for (lang, title, part) in [(Lang::Zh, titles.0, zh), (Lang::En, titles.1, en)] {
            let examples: Vec<String> =
                fenced(part).into_iter().filter(|(info, _)| info == "budget").map(|(_, text)| text).collect();
            let toml = fenced(part).into_iter().filter(|(info, _)| info == "toml").map(|(_, text)| text);
            let examples: Vec<String> = toml.chain(examples).collect();
            let beside = fenced(part).into_iter();
            let beside = beside.filter_map(|(info, text)| Some((info.strip_prefix("budget file ")?.to_owned(), text)));
            let beside = beside.collect();
            let words = part.split("```").step_by(2).collect::<String>();
            let of_root = part.contains("```toml\n");
            parts.push(Part {
                code: code.clone(),
                lang,
                words: format!("{title}\n{words}"),
                examples,
                of_root,
                beside,
            });
        }
    }
    parts
}

impl Part {
    fn check(&self, example: &str) -> Checked {
        if self.of_root {
            return check_beside(BESIDE, &[("budget.toml".to_owned(), example.to_owned())]);
        }
        check_beside(example, &self.beside)
    }
}

fn chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

/// A page is named as its code is declared, and each code has one.
#[test]
fn each_code_has_a_page_with_its_title() {
    let heads: Vec<String> =
        files("docs/errors", ".md").into_iter().map(|(_, page)| page.lines().next().unwrap().to_owned()).collect();
    let declared = render::codes().into_iter();
    let declared: Vec<String> =
        declared.map(|code| format!("# {code} {} / {}", code.title(Lang::Zh), code.title(Lang::En))).collect();
    let lacking: Vec<_> = declared.iter().filter(|head| !heads.contains(head)).collect();
    assert!(lacking.is_empty(), "no page in docs/errors/ begins so: {lacking:#?}");
    assert_eq!(heads, declared);
}

#[test]
fn failing_examples_fail_with_their_code_and_mended_ones_do_not() {
    for part in parts().into_iter().filter(|part| !WITHOUT_EXAMPLE.contains(&part.code.as_str())) {
        let (code, lang) = (&part.code, part.lang);
        let [bad, good] = part.examples.as_slice() else {
            panic!("{code} {lang:?}: one failing and one mended example, found {}", part.examples.len())
        };
        let found = part.check(bad);
        assert_eq!(codes(&found), [code.as_str()], "{code} {lang:?}: failing example\n{}", shown(&found));
        let found = part.check(good);
        assert!(found.problems.is_empty(), "{code} {lang:?}: mended example\n{}", shown(&found));
    }
}

#[test]
fn further_ways_out_are_clean() {
    let pages = files("docs/errors", ".md");
    let ways: Vec<String> = pages
        .iter()
        .flat_map(|(_, page)| fenced(page))
        .filter(|(info, _)| info == "budget mended")
        .map(|(_, text)| text)
        .collect();
    assert!(!ways.is_empty());
    for way in ways {
        let checked = check(&way);
        assert!(checked.problems.is_empty(), "{way}\n{}", shown(&checked));
    }
}

/// What a reader sees of each finding, in both languages: read it beside the source above.
#[test]
fn findings_read_well_in_both_languages() {
    for part in parts().into_iter().filter(|part| !WITHOUT_EXAMPLE.contains(&part.code.as_str())) {
        let checked = part.check(&part.examples[0]);
        let said = budgetc::render::plain(&checked.sources, &checked.problems, part.lang);
        let name = format!("{}_{}", part.code, if part.lang == Lang::Zh { "zh" } else { "en" });
        insta::with_settings!({ description => part.examples[0].clone(), omit_expression => true, snapshot_path => "snapshots/findings", prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(name, said);
        });
    }
}

#[test]
fn each_part_is_in_its_language() {
    for part in parts() {
        let (code, lang) = (&part.code, part.lang);
        let comments =
            part.examples.iter().flat_map(|example| example.lines()).filter_map(|line| line.split_once("//"));
        let comments = comments.map(|(_, comment)| comment).collect::<Vec<_>>();
        match lang {
            Lang::Zh => {
                assert!(
                    part.words.lines().filter(|line| !line.trim().is_empty()).all(chinese),
                    "{code}: {}",
                    part.words
                );
                assert!(comments.iter().all(|comment| chinese(comment)), "{code}: {comments:?}");
            }
            Lang::En => {
                assert!(!chinese(&part.words), "{code}: {}", part.words);
                assert!(!comments.iter().any(|comment| chinese(comment)), "{code}: {comments:?}");
            }
        }
    }
}

#[test]
fn explain_speaks_one_language() {
    let said = |arguments: &[&str]| {
        let output = run(arguments, &repository());
        (output.status.code(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, zh, _) = said(&["explain", "b0301", "--lang", "zh"]);
    assert!(code == Some(0) && zh.starts_with("# B0301 合计不平\n") && !zh.contains("English"), "{zh}");
    let (_, en, _) = said(&["explain", "B0301", "--lang", "en"]);
    assert!(en.starts_with("# B0301 A stated total is off\n") && !chinese(&en), "{en}");
    for lang in ["zh", "en"] {
        let (code, list, _) = said(&["explain", "--lang", lang]);
        assert_eq!((code, list.lines().count()), (Some(0), parts().len() / 2), "{list}");
        assert!(list.lines().all(|line| chinese(line) == (lang == "zh")), "{list}");
    }
    let (code, _, near) = said(&["explain", "B0391", "--lang", "en"]);
    assert!(code == Some(2) && near.contains("B0301 A stated total is off"), "{near}");
}

#[test]
fn every_code_that_is_raised_has_a_page_and_every_page_a_code() {
    let mut raised = BTreeSet::new();
    for (_, text) in files("src", ".rs") {
        for (at, _) in text.match_indices("\"B0") {
            let code = text.get(at + 1..at + 6).unwrap_or("");
            if text[at + 6..].starts_with('"') && code[1..].bytes().all(|byte| byte.is_ascii_digit()) {
                raised.insert(code.to_owned());
            }
        }
    }
    let pages: BTreeSet<String> = files("docs/errors", ".md")
        .iter()
        .map(|(name, _)| name.rsplit('/').next().unwrap().trim_end_matches(".md").to_owned())
        .collect();
    let apart: Vec<_> = raised.symmetric_difference(&pages).collect();
    assert!(apart.is_empty(), "raised in src/ without a page in docs/errors/, or the other way round: {apart:?}");
}
