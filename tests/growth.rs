//! Reports made to be slow: four times as much of anything costs about four times as much. `benches/growth.rs` measures
//! the same at a hundred thousand.

#[path = "../benches/adverse.rs"]
mod adverse;

use std::time::Instant;

use adverse::{Kind, SHAPES};
use budgetc::base::{Lang, Severity};

use crate::support::check;

const FEW: usize = 250;
const TIMES: usize = 4;

/// Something that walks a whole list for each of its rows costs sixteen times as much for four times as much.
const MOST: f64 = 8.0;

/// Less than this is lost among other things.
const NOISE: f64 = 0.05;

/// Seconds of this thread on a processor, else of the clock.
fn spent() -> f64 {
    thread_local!(static START: Instant = Instant::now());
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|told| told.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| START.with(|start| start.elapsed().as_secs_f64()), |nanoseconds| nanoseconds / 1e9)
}

/// What it costs to check a report of so many, to show what was found, and to write it as JSON.
fn cost(shape: &adverse::Shape, n: usize) -> f64 {
    let text = (shape.make)(n);
    let start = spent();
    let checked = check(&text);
    let shown = budgetc::render::plain(&checked.sources, &checked.problems, Lang::Zh);
    let json = crate::support::json(&checked);
    let spent = spent() - start;
    let first = checked.problems.first().map(|problem| (problem.code.number(), &problem.message.zh));
    assert_eq!(shape.kind != Kind::Wrong, first.is_none(), "{}: {first:?}", shape.name);
    let errors = checked.problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    assert!(shown.len() < 4_000 * n, "{}: {} bytes of messages", shape.name, shown.len());
    assert!(json.len() < 8_000 * n, "{}: {} bytes of JSON, {errors} errors", shape.name, json.len());
    spent
}

#[test]
fn nothing_walks_a_list_for_each_of_its_rows() {
    let mut slow = Vec::new();
    for shape in SHAPES {
        let grows = || {
            let (few, many) = (cost(shape, FEW), cost(shape, FEW * TIMES));
            (many > MOST * few + NOISE).then(|| format!("{}: {few:.3} s, {many:.3} s", shape.name))
        };
        // a busy machine may be slow for a while, but not three times in a row
        if let (Some(_), Some(_), Some(told)) = (grows(), grows(), grows()) {
            slow.push(told);
        }
    }
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}

/// A figure of which a thousand sentences speak has one list of amounts.
#[test]
fn what_many_figures_are_made_of_is_written_once() {
    let shape = SHAPES.iter().find(|shape| shape.name == "differences from everything").unwrap();
    let checked = check(&(shape.make)(100));
    let report: serde_json::Value = serde_json::from_str(&crate::support::json(&checked)).unwrap();
    let lists = report["amounts"].as_array().unwrap();
    assert_eq!(lists.len(), 101, "all of them, and each");
    for (at, paragraph) in report["paragraphs"].as_array().unwrap().iter().enumerate() {
        let from = paragraph["holes"][0]["from"].as_array().unwrap();
        let parts: Vec<(&str, usize)> = from
            .iter()
            .map(|part| {
                (
                    part["times"].as_str().unwrap(),
                    lists[part["amounts"].as_u64().unwrap() as usize].as_array().unwrap().len(),
                )
            })
            .collect();
        assert_eq!(parts, [("1", 100), ("-1", 1)], "paragraph {at}");
    }
}
