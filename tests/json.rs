//! The JSON: as its schema and its page say, and closed in itself.

use std::collections::{BTreeMap, BTreeSet};

use budgetc::base::Exact;
use budgetc::base::exact::parse;
use budgetc::emit::json::{emit, schema};
use serde_json::Value;

use crate::reports::open;
use crate::support::{check, fenced, files, read, repository, shown};

const SCHEMA: &str = "docs/schema/report-1.json";

fn json(checked: &budgetc::project::Checked) -> Value {
    serde_json::from_str(&emit(checked)).unwrap()
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

#[test]
fn every_report_follows_the_schema() {
    let validator = jsonschema::validator_for(&serde_json::from_str(&read(SCHEMA)).unwrap()).unwrap();
    let paths = ["reports", "tests/town"].iter().flat_map(|folder| files(folder, ".budget"));
    for (path, _) in paths {
        let report = json(&open(&path));
        let faults: Vec<String> =
            validator.iter_errors(&report).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
        assert!(faults.is_empty(), "{path}\n{}", faults.join("\n"));
    }
    let mut report = json(&check(""));
    assert!(validator.is_valid(&report), "an empty report");
    report["version"] = 2.into();
    assert!(!validator.is_valid(&report), "another version");
}

/// Each block marked with a pointer is what stands there in the JSON of the page's report.
#[test]
fn the_page_shows_what_is_written() {
    let blocks = fenced(&read("docs/json.md"));
    let (_, report) = blocks.iter().find(|(mark, _)| mark == "budget").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tea.budget");
    std::fs::write(&path, report).unwrap();
    let checked = open(path.to_str().unwrap());
    assert!(checked.problems.is_empty(), "{}", shown(&checked));
    let written = json(&checked);
    let mut parts = BTreeSet::new();
    for (mark, text) in &blocks {
        if let Some(pointer) = mark.strip_prefix("json ") {
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
                assert!(matches!(key, "version" | "start" | "column" | "colspan" | "rowspan"), "{key}: {number}");
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

/// From the JSON alone: places in `from` are places of facts' fields, and the sums of a form are theirs.
#[test]
fn totals_can_be_made_again_from_the_facts() {
    let report = disclosure();
    let mut written = BTreeMap::new();
    for fact in report["facts"].as_array().unwrap() {
        for field in fact["values"].as_object().unwrap().values() {
            written.insert(field["place"].as_str().unwrap(), field);
        }
    }
    for made in having(&report, "from") {
        for place in made["from"].as_array().unwrap() {
            assert!(written.contains_key(place.as_str().unwrap()), "{place} is no fact");
        }
    }
    let forms = report["forms"].as_array().unwrap();
    let form = forms.iter().find(|form| form["label"] == "表 1").unwrap();
    let mut sums = 0;
    for hole in having(&form["rows"], "from") {
        let amounts = hole["from"].as_array().unwrap().iter().map(|place| &written[place.as_str().unwrap()]);
        let sum = amounts.fold(Exact::ZERO, |sum, amount| {
            assert_eq!(amount["unit"], hole["unit"]);
            sum.plus(Exact::from(parse(amount["number"].as_str().unwrap()).unwrap())).unwrap()
        });
        assert_eq!(hole["number"], sum.to_string());
        sums += 1;
    }
    assert!(sums > 5, "{sums}");
}

#[test]
fn accepted_deviations_say_why_by_how_much_and_where() {
    let report = disclosure();
    let accepted: Vec<&Value> = having(&report, "accepted");
    assert_eq!(accepted.len(), 5);
    let [first, ..] = accepted.as_slice() else { unreachable!() };
    assert_eq!((&first["sides"]["difference"], &first["accepted"]["by"]), (&"-3".into(), &"-3".into()));
    let places: BTreeSet<&str> = accepted.iter().map(|check| check["accepted"]["place"].as_str().unwrap()).collect();
    assert_eq!(places.len(), 5, "each at its own place");
}
