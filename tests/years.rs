//! A field may be a year: typed, asked for, computed with, printed and compared.

use crate::support::{check, codes, compare, json, outline, shown};

const HEAD: &str = "measure money in dollars { dollars }\ndimension kind { Road; Hall; Pond }\n\
    ledger work { cost : money; since : year; until : year optional; kind }\n";

fn report(rows: &str) -> String {
    format!(
        "{HEAD}items work {{ {rows} }}\ncheck order for each kind of work: work.until - work.since <= 9\n\
         form works \"Works\" no \"1\" in dollars {{ rows of work {{ line \"All\"; each kind }}\n\
         column \"What\" = name\ncolumn \"Since\" = work.since\ncolumn \"Cost\" = work }}\n\
         document \"A\" style std.style.plain lang \"en\" {{ \"From {{work.since[Road]}} to {{work.since[Road] + 5}}.\"; works }}\n"
    )
}

#[test]
fn a_year_is_typed_printed_and_compared() {
    let old = check(&report("Road since: 2019 5.00; Hall 6dollars 2020 until: 2024; Pond until: 2030 7dollars 2021"));
    assert_eq!(codes(&old), [""; 0], "{}", shown(&old));
    let page = outline(&old.document);
    for line in ["From 2019 to 2024.", "Road | 2019 | 5", "Hall | 2020 | 6", "Pond | 2021 | 7", "All |  | 18"] {
        assert!(page.contains(line), "{line}: {page}");
    }
    let facts: serde_json::Value = serde_json::from_str(&json(&old)).unwrap();
    assert_eq!(facts["facts"][1]["values"]["until"]["number"], "2024", "{}", facts["facts"][1]);
    let new = check(&report("Road since: 2018 5.00; Hall 6dollars 2020 until: 2024; Pond until: 2030 7dollars 2021"));
    let changes = compare(&old, &new);
    assert_eq!(changes.facts.len(), 1);
    assert_eq!(changes.facts[0].fields[0].name, "since");
}

#[test]
fn what_is_no_year_is_told_with_a_way_that_works() {
    for (rows, code, way) in [
        ("Road since: 2019.5 5.00", "B0213", "Road since: 2019 5.00"),
        ("Road since: 2019dollars 5.00", "B0213", "Road since: 2019 5.00"),
        ("Road 5.00", "B0211", "Road since: 2019 5.00"),
        ("Road since: 2019 5.00; total since: 2019", "B0213", "Road since: 2019 5.00"),
    ] {
        let checked = check(&report(rows).replace("{work.since[Road] + 5}", "it"));
        assert_eq!(codes(&checked), [code], "{rows}: {}", shown(&checked));
        let mended = check(&report(way));
        assert_eq!(codes(&mended), [""; 0], "{way}: {}", shown(&mended));
    }
}
