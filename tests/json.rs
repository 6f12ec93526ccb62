//! The JSON: as its schema and its page say, and closed in itself.

use std::collections::{BTreeMap, BTreeSet};

use budgetc::base::Exact;
use budgetc::base::exact::parse;
use budgetc::emit::json::{emit, schema};
use serde_json::Value;

use crate::reports::open;
use crate::support::{check, fenced, files, read, repository, shown};

const SCHEMA: &str = "docs/schema/report-2.json";

fn json(checked: &budgetc::project::Checked) -> Value {
    serde_json::from_str(&checked.evaluated(emit)).unwrap()
}

fn disclosure() -> Value {
    json(&open("reports/nanchong-shebao-2024.budget"))
}

#[test]
fn the_schema_is_that_of_the_types() {
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(repository().join(SCHEMA), schema()).unwrap();
    }
    let written = std::fs::read_to_string(repository().join(SCHEMA)).unwrap_or_default();
    assert!(written == schema(), "{SCHEMA} is not up to date: UPDATE_SCHEMA=1 cargo test schema");
}

/// Those with errors too, though none of them is written.
#[test]
fn every_report_follows_the_schema() {
    let validator = jsonschema::validator_for(&serde_json::from_str(&schema()).unwrap()).unwrap();
    let paths = ["reports", "tests"].iter().flat_map(|folder| files(folder, ".budget"));
    for (path, _) in paths {
        let report = json(&open(&path));
        let faults: Vec<String> =
            validator.iter_errors(&report).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
        assert!(faults.is_empty(), "{path}\n{}", faults.join("\n"));
    }
    let mut report = json(&check(""));
    assert!(validator.is_valid(&report), "an empty report");
    report["version"] = 1.into();
    assert!(!validator.is_valid(&report), "another version");
    let mut report = disclosure();
    report["facts"][0]["values"]["金额"]["number"] = 907.82.into();
    assert!(!validator.is_valid(&report), "a figure as a JSON number");
}

/// Each block marked with a pointer is what stands there in the JSON of the page's report.
#[test]
fn the_page_shows_what_is_written() {
    let blocks = fenced(&read("docs/json.md"));
    let (_, report) = blocks.iter().find(|(mark, _)| mark == "budget").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tea.budget");
    std::fs::write(&path, report).unwrap();
    std::fs::write(folder.path().join("tea.svg"), "<svg xmlns='http://www.w3.org/2000/svg'/>").unwrap();
    let checked = open(path.to_str().unwrap());
    assert!(checked.problems.is_empty(), "{}", shown(&checked));
    let written = json(&checked);
    let mut parts = BTreeSet::new();
    for (mark, text) in &blocks {
        if let Some(pointer) = mark.strip_prefix("json ").filter(|pointer| pointer.starts_with('/')) {
            let shown: Value = serde_json::from_str(text).unwrap();
            assert_eq!(Some(&shown), written.pointer(pointer), "{pointer}");
            parts.insert(pointer.split('/').nth(1).unwrap().to_owned());
        }
    }
    let all = written.as_object().unwrap().keys().filter(|part| *part != "version").cloned();
    assert_eq!(parts, all.collect(), "every part is shown");
}

/// JSON numbers only count.
#[test]
fn no_figure_is_a_json_number() {
    fn walk(value: &Value, key: &str) {
        match value {
            Value::Number(number) => {
                assert!(
                    matches!(
                        key,
                        "version" | "amounts" | "start" | "column" | "colspan" | "rowspan" | "depth" | "part"
                    ),
                    "{key}: {number}"
                );
            }
            Value::Array(items) => items.iter().for_each(|item| walk(item, key)),
            Value::Object(map) => map.iter().for_each(|(key, value)| walk(value, key)),
            Value::Null | Value::Bool(_) | Value::String(_) => {}
        }
    }
    walk(&disclosure(), "");
}

/// Every object below a value that has the key.
fn having<'a>(value: &'a Value, key: &str) -> Vec<&'a Value> {
    let inner: Vec<&Value> = match value {
        Value::Array(items) => items.iter().collect(),
        Value::Object(map) => map.values().collect(),
        _ => Vec::new(),
    };
    let own = value.get(key).is_some().then_some(value);
    own.into_iter().chain(inner.into_iter().flat_map(|inner| having(inner, key))).collect()
}

#[test]
fn holes_stand_where_they_say() {
    let report = disclosure();
    let mut seen = 0;
    for words in having(&report, "holes") {
        let text: Vec<char> = words["text"].as_str().unwrap().chars().collect();
        for hole in words["holes"].as_array().unwrap() {
            let (start, shown) = (hole["start"].as_u64().unwrap() as usize, hole["text"].as_str().unwrap());
            assert_eq!(text[start..start + shown.chars().count()].iter().collect::<String>(), shown);
            seen += 1;
        }
    }
    assert!(seen > 300, "{seen}");
}

/// From the JSON alone, in base units: every amount in a form is the sum of the facts' fields that it says it is made of.
#[test]
fn amounts_can_be_made_again_from_the_facts() {
    let number = |value: &Value| Exact::from(parse(value.as_str().unwrap()).unwrap());
    let mut made = 0;
    for path in ["reports/nanchong-shebao-2024.budget", "reports/town/2025.budget"] {
        let report = json(&open(path));
        let worth = |unit: &Value| {
            let units = |measure: &Value| measure["units"].get(unit.as_str().unwrap()).cloned();
            report["measures"].as_array().unwrap().iter().find_map(units).map(|worth| number(&worth))
        };
        let mut written = BTreeMap::new();
        for field in report["facts"].as_array().unwrap().iter().flat_map(|fact| fact["values"].as_object().unwrap()) {
            written.insert(field.1["place"].as_str().unwrap(), field.1);
        }
        for hole in having(&report["forms"], "from") {
            let Some(unit) = worth(&hole["unit"]) else { continue };
            let mut sum = Exact::ZERO;
            for part in hole["from"].as_array().unwrap() {
                let list = part["amounts"].as_u64().unwrap() as usize;
                for place in report["amounts"][list].as_array().unwrap() {
                    let amount = written[place.as_str().unwrap()];
                    let amount = number(&amount["number"]).times(worth(&amount["unit"]).unwrap()).unwrap();
                    sum = sum.plus(amount.times(number(&part["times"])).unwrap()).unwrap();
                }
            }
            assert_eq!(number(&hole["number"]).times(unit).unwrap().to_string(), sum.to_string(), "{hole}");
            made += 1;
        }
    }
    assert!(made > 300, "{made}");
}

#[test]
fn accepted_deviations_say_why_by_how_much_and_where() {
    let report = disclosure();
    let accepted: Vec<&Value> = having(&report["checks"], "accepted");
    assert_eq!(accepted.len(), 6);
    let by = |gap: &str| accepted.iter().any(|it| it["sides"]["difference"] == gap && it["accepted"]["by"] == gap);
    assert!(by("-3"), "by how much");
    let of = |code: &str| accepted.iter().any(|check| check["at"]["功能科目"]["code"] == code);
    assert!(of("208-01-99") && of("208-99-99"), "each at its own members");
    let places: BTreeSet<&str> = accepted.iter().map(|check| check["accepted"]["place"].as_str().unwrap()).collect();
    assert_eq!(places.len(), 6, "each at its own place");
    let lints: Vec<&Value> = having(&report["lints"], "accepted");
    assert!(lints.iter().all(|lint| !lint["accepted"]["because"].as_str().unwrap().is_empty()) && !lints.is_empty());
}
