//! The figure that is wrong: what is suspected, of which slip, and when nobody is accused.

use budgetc::base::Confidence;
use budgetc::project::Checked;

use crate::support::{check, codes, shown};

/// The same money by purpose and by kind, with totals; grants are one of its sources.
const TOWN: &str = r#"measure money { dollars; thousands = 1000dollars }
dimension purpose levels class 1, item 2 { 1 roads { 01 gravel; 02 salt; 03 signs }; 2 water { 01 pumps; 02 pipes; 03 taps } }
dimension kind { wages; goods; works }
ledger planned { amount : money; purpose.item }
ledger booked { amount : money; kind }
ledger income { amount : money }
items planned {
  1 roads { 01 gravel 412.50; 02 salt 138.27; 03 signs 64.19; total 614.96 }
  2 water { 01 pumps 305.84; 02 pipes 91.46; 03 taps 27.30; total 424.60 }
  total 1039.56
}
items booked {
  wages 530.12
  goods 281.77
  works 227.67
  total 1039.56
}
items income { 1039.56 }
check spent "what is planned is booked": planned == booked
check paid "what comes in is spent": income == planned
"#;

/// The town with some slips.
fn slipped(slips: &[(&str, &str)]) -> Checked {
    let text = slips.iter().fold(TOWN.to_owned(), |text, (right, wrong)| {
        assert_eq!(text.matches(right).count(), 1, "{right}");
        text.replace(right, wrong)
    });
    check(&text)
}

#[test]
fn each_slip_is_told() {
    assert!(slipped(&[]).problems.is_empty(), "{}", shown(&slipped(&[])));
    for (right, wrong, written, repaired, reason) in [
        ("412.50", "421.50", "421.50", "412.50", "digits 1 and 2 swapped"),
        ("64.19", "64.99", "64.99", "64.19", "9 in place of 1"),
        ("91.46", "9.46", "9.46", "91.46", "digit 1 left out"),
        ("91.46", "911.46", "911.46", "91.46", "digit 1 too many"),
        ("91.46", "914.60", "914.60", "91.46", "decimal point off by 1"),
        ("305.84", "30584", "30584", "305.84", "decimal point off by 2"),
        ("305.84", "0.30584", "0.30584", "305.84", "it is in thousands, the unit here is dollars"),
        ("138.27", "-138.27", "-138.27", "138.27", "wrong sign"),
        ("goods 281.77", "goods 563.54", "563.54", "281.77", "twice the amount"),
        ("total 424.60", "total 397.30", "397.30", "424.60", "leaves out 2-03 taps 27.30"),
        ("total 424.60", "total 516.06", "516.06", "424.60", "counts twice 2-02 pipes 91.46"),
        ("total 614.96", "total 412.50", "412.50", "614.96", "leaves out 1-02 salt 138.27, 1-03 signs 64.19"),
        ("; 02 salt 138.27", "", "", "138.27", "a row is missing here"),
        ("wages 530.12\n  goods", "wages 530.12\n  works", "", "", ""),
    ] {
        let checked = slipped(&[(right, wrong)]);
        if repaired.is_empty() {
            assert_eq!(codes(&checked), ["B0210"], "{}", shown(&checked));
            continue;
        }
        let [problem] = checked.problems.as_slice() else { panic!("{wrong}: one error\n{}", shown(&checked)) };
        let first = problem.suspects.first().unwrap_or_else(|| panic!("{wrong}\n{}", shown(&checked)));
        let found = (checked.sources.slice(first.span), first.repaired.as_str(), first.reason.en.as_str());
        assert_eq!(found, (written, repaired, reason), "{}", shown(&checked));
        // a row that is gone leaves a gap that any other figure may have made
        let accused = first.confidence < Confidence::Weak;
        assert_eq!(accused, reason != "a row is missing here", "{}", shown(&checked));
        assert!(!accused || problem.primary.span == first.span, "{wrong}: the finding stands there");
    }
}

/// Of two rows with the same figure either may be the copy.
#[test]
fn a_copied_figure_is_told() {
    let checked = slipped(&[("64.19", "138.27")]);
    let [problem] = checked.problems.as_slice() else { panic!("{}", shown(&checked)) };
    let told: Vec<(&str, &str)> =
        problem.suspects.iter().map(|suspect| (suspect.repaired.as_str(), suspect.reason.en.as_str())).collect();
    assert_eq!(told, [("64.19", "the same as a neighbour: perhaps copied"); 2], "{}", shown(&checked));
}

#[test]
fn where_two_would_do_neither_is_accused() {
    // both are one digit off, and lie in the same identities
    let checked = slipped(&[("138.27", "138.57")]);
    let [problem] = checked.problems.as_slice() else { panic!("{}", shown(&checked)) };
    assert_eq!(checked.sources.slice(problem.primary.span), "614.96", "it stays at the total");
    let named: Vec<&str> = problem.suspects.iter().map(|suspect| checked.sources.slice(suspect.span)).collect();
    assert!(named == ["412.50", "138.57"], "{named:?}");
    assert!(problem.suspects.iter().all(|suspect| suspect.confidence == Confidence::Weak));
}

#[test]
fn two_errors_are_a_weaker_guess() {
    let checked = slipped(&[("305.84", "308.54"), ("281.77", "218.77")]);
    let mut found: Vec<(&str, &str)> = Vec::new();
    for suspect in checked.problems.iter().filter_map(|problem| problem.suspects.first()) {
        found.push((checked.sources.slice(suspect.span), &suspect.repaired));
        assert_eq!(suspect.confidence, Confidence::Weak);
    }
    assert_eq!(found, [("308.54", "305.84"), ("218.77", "281.77")], "{}", shown(&checked));
}

#[test]
fn what_nothing_explains_says_so_once() {
    let checked = slipped(&[("412.50", "907.13"), ("281.77", "56.02"), ("91.46", "3.81")]);
    assert!(checked.problems.iter().all(|problem| problem.suspects.is_empty()), "{}", shown(&checked));
    let notes: Vec<&str> = checked.problems[0].notes.iter().map(|note| note.text.en.as_str()).collect();
    assert!(notes[0].contains("no single figure makes them all hold"), "{notes:?}");
    assert!(checked.problems.len() < 4, "{}", shown(&checked));
}

/// A deviation that the report stands by takes part as what it is: the right figure lies in it and leaves it as it was.
#[test]
fn accepted_deviations_take_part() {
    let slips = [("items income { 1039.56 }", "items income { 1040.56 }"), ("138.27", "183.27")];
    let text = slips.iter().fold(TOWN.to_owned(), |text, (right, wrong)| text.replace(right, wrong));
    let checked = check(&(text + "accept paid by 1.00dollars because \"a gift\"\n"));
    let [problem] = checked.problems.as_slice() else { panic!("{}", shown(&checked)) };
    assert_eq!(problem.suspects[0].repaired, "138.27", "{}", shown(&checked));
    assert_eq!(problem.suspects[0].confidence, Confidence::Likely);
}

/// Where all that fails is a deviation, its amount may be what is wrong.
#[test]
fn a_changed_deviation_stays_at_its_place() {
    let text = TOWN.replace("items income { 1039.56 }", "items income { 1040.56 }");
    let checked = check(&(text + "accept paid by 2.00dollars because \"a gift\"\n"));
    let [problem] = checked.problems.as_slice() else { panic!("{}", shown(&checked)) };
    assert_eq!((problem.code.number(), checked.sources.slice(problem.primary.span)), ("B0304", "2.00dollars"));
}

/// Rounded figures need not agree to the digit: a repair must bring them near enough, and break nothing.
#[test]
fn tolerances_hold_after_a_repair() {
    let near = TOWN
        .replace("planned == booked", "planned == booked within 0.05dollars")
        .replace("  total 1039.56\n}\nitems income", "}\nitems income");
    assert!(check(&near).problems.is_empty());
    let checked = check(&near.replace("goods 281.77", "goods 218.77"));
    let [problem] = checked.problems.as_slice() else { panic!("{}", shown(&checked)) };
    assert!(problem.suspects.iter().any(|suspect| suspect.repaired == "281.77"), "{}", shown(&checked));
}

/// A finding says which tables and sentences print the figure.
#[test]
fn what_an_error_reaches_is_said() {
    let form = r#"
form plan "Plan" no "Table 1" in dollars { rows of planned { line "All"; each purpose.item }; column "Purpose" = name; column "Amount" = planned }
document "Plan" style std.style.plain { plan; "Roads take {planned[1]}. Water takes {planned[2]}." }
"#;
    let checked = check(&(TOWN.replace("412.50", "421.50") + form));
    let notes = |code: &str| {
        let problem = checked.problems.iter().find(|problem| problem.code.number() == code).unwrap();
        problem.notes.iter().map(|note| note.text.en.clone()).collect::<Vec<_>>()
    };
    let reaches = notes("B0301").into_iter().find(|note| note.starts_with("reaches")).unwrap();
    assert!(reaches.contains("Table 1") && reaches.contains("Roads take 623.96 dollars"), "{reaches}");
    assert!(!reaches.contains("Water"), "{reaches}");
}

/// A row that was the only one of its kind leaves checks without a figure of its ledger: they say where it belongs.
#[test]
fn the_only_row_of_its_kind_is_missed() {
    let text = r#"measure money { dollars }
dimension year { last; this }
dimension purpose { roads; water }
ledger spending { amount : money; year; purpose }
ledger booked { amount : money; year }
items spending { this roads 412.50; this water 305.84; last water 27.30; total this 718.34; total 745.64 }
items booked { this 718.34; last 27.30 }
check booking "what is spent is booked" for each year: spending == booked
"#;
    assert!(check(text).problems.is_empty(), "{}", shown(&check(text)));
    let checked = check(&text.replace(" last water 27.30;", ""));
    let [problem] = checked.problems.as_slice() else { panic!("{}", shown(&checked)) };
    assert_eq!(problem.suspects[0].repaired, "27.30", "{}", shown(&checked));
    assert_eq!(problem.suspects[0].reason.en, "a row is missing here");
    assert!(problem.notes.iter().any(|note| note.text.en == "the row belongs to: last"), "{}", shown(&checked));
}

/// Nor is anybody accused where no total stands and a row may be gone from one side of a check.
#[test]
fn a_row_may_be_gone_from_a_check() {
    let text = r#"measure money { dollars }
dimension item { gravel; salt; signs; pumps }
dimension kind { wages; goods }
ledger planned { amount : money; item }
ledger paid { amount : money; kind }
ledger change { amount : money; kind }
items planned { gravel 412.50; salt 138.27; signs 64.19; pumps 305.84 }
items paid { wages 620.80; goods 300.00 }
items change { wages -15.00 }
check spent "what is planned is paid": planned == paid
check grown "the change as it was told": planned + change[wages] == 905.80dollars
"#;
    assert!(check(text).problems.is_empty(), "{}", shown(&check(text)));
    for (row, first, repaired) in [(" signs 64.19;", "", "64.19"), (" wages -15.00 ", "905.80dollars", "")] {
        let checked = check(&text.replace(row, ""));
        let [problem] = checked.problems.as_slice() else { panic!("{}", shown(&checked)) };
        assert!(problem.suspects.iter().all(|one| one.confidence == Confidence::Weak), "{}", shown(&checked));
        match problem.suspects.first() {
            Some(one) => {
                assert_eq!((checked.sources.slice(one.span), &*one.repaired), (first, repaired), "{}", shown(&checked))
            }
            None => assert_eq!(repaired, "", "{}", shown(&checked)),
        }
    }
}

/// A check that quotes what another ledger takes over fails with the total that lacks the same row.
#[test]
fn a_row_that_is_taken_over_is_missed_once() {
    let text = r#"measure money { dollars }
dimension purpose { roads; water; guests }
ledger spending { amount : money; purpose }
ledger watched { amount : money; purpose }
ledger before { amount : money; purpose }
items spending { roads 412.50; water 305.84; guests 27.30; total 745.64 }
items watched := spending[guests]
items before { guests 27.30 }
check held "as much as last year": watched == before
"#;
    assert!(check(text).problems.is_empty(), "{}", shown(&check(text)));
    let checked = check(&text.replace(" guests 27.30; total", " total"));
    let [problem] = checked.problems.as_slice() else { panic!("{}", shown(&checked)) };
    assert_eq!(problem.suspects[0].reason.en, "a row is missing here", "{}", shown(&checked));
}

/// How many members there are is no figure, and yet it guards one.
#[test]
fn a_count_of_members_guards_a_figure() {
    let text = r#"measure money { dollars }
dimension purpose { roads; water }
dimension kind { works; goods }
ledger spending { amount : money; purpose }
ledger plan { number : count pcs; kind }
items spending { roads 412.50; water 305.84 }
items plan { works 2pcs; goods 5pcs; total 7pcs }
check listed "as many works as purposes": plan[works] == count purpose of spending
"#;
    assert!(check(text).problems.is_empty(), "{}", shown(&check(text)));
    let checked = check(&text.replace("works 2pcs", "works 3pcs"));
    let [problem] = checked.problems.as_slice() else { panic!("{}", shown(&checked)) };
    assert_eq!(problem.suspects[0].repaired, "2pcs", "{}", shown(&checked));
    assert_eq!(problem.suspects.len(), 1);
}

/// What holds a row too much and what lacks it agree on the amount: the row stands under the wrong code.
#[test]
fn a_row_in_the_wrong_place_is_told() {
    let text = TOWN.replace("03 taps }", "03 taps; 04 sand }");
    let text = text.replace("; 02 salt 138.27", "").replace("01 pumps 305.84;", "01 pumps 305.84; 04 sand 138.27;");
    let checked = check(&text);
    let [problem] = checked.problems.as_slice() else { panic!("{}", shown(&checked)) };
    assert_eq!(checked.sources.slice(problem.primary.span), "138.27", "{}", shown(&checked));
    assert_eq!(problem.suspects[0].reason.en, "this row is in the wrong place");
    assert!(problem.notes.iter().any(|note| note.text.en == "the row belongs to: 1 roads"), "{}", shown(&checked));
}

/// Two amounts that changed places are one finding; where the other sides of the checks may have done so, both pairs are named.
#[test]
fn amounts_that_changed_places_are_one_finding() {
    let whole = slipped(&[("pumps 305.84", "pumps 138.27"), ("salt 138.27", "salt 305.84")]);
    let [problem] = whole.problems.as_slice() else { panic!("{}", shown(&whole)) };
    let told = |problem: &budgetc::base::Diagnostic, checked: &Checked| -> Vec<(String, String, Confidence)> {
        let suspects = problem.suspects.iter();
        let told =
            suspects.map(|one| (checked.sources.slice(one.span).to_owned(), one.repaired.clone(), one.confidence));
        told.collect()
    };
    let pair = |one: &str, other: &str| (one.to_owned(), other.to_owned());
    let own: Vec<(String, String)> = told(problem, &whole).into_iter().map(|(a, b, _)| (a, b)).collect();
    assert_eq!(own, [pair("305.84", "138.27"), pair("138.27", "305.84")], "{}", shown(&whole));
    let either = TOWN.replace("goods 281.77", "goods 138.27").replace("works 227.67", "works 371.17")
        + "dimension party { host; guest }\nledger shared { amount : money; party }\nitems shared { host 138.27; guest 371.17 }\n\
           check hosts \"the host pays the goods\": shared[host] == booked[goods]\n\
           check guests \"the guest pays the works\": shared[guest] == booked[works]\n";
    assert!(check(&either).problems.is_empty(), "{}", shown(&check(&either)));
    let checked = check(&either.replace("host 138.27; guest 371.17", "host 371.17; guest 138.27"));
    let [problem] = checked.problems.as_slice() else { panic!("{}", shown(&checked)) };
    assert!(told(problem, &checked).iter().all(|one| one.2 == Confidence::Weak), "{}", shown(&checked));
    assert!(problem.suspects.len() > 1, "{}", shown(&checked));
}

/// Where three figures could be a keystroke from the right one, the row that may be missing, or is zero, is named too.
#[test]
fn a_row_that_may_be_missing_is_named_beside_weak_suspects() {
    for gone in ["  works 227.67\n", "works 227.67"] {
        let checked = check(&TOWN.replace(gone, if gone.ends_with('\n') { "" } else { "works 0" }));
        let said = shown(&checked);
        assert!(said.contains("a row seems to be missing here: 227.67") || said.contains("a row is missing"), "{said}");
    }
}

/// Where a row is gone, or a value of another paper stands, any figure may be wrong: all that may be are named, none accused.
#[test]
fn a_missing_row_is_never_the_only_word() {
    let checked = slipped(&[("64.19", "31.07")]);
    let [problem] = checked.problems.as_slice() else { panic!("{}", shown(&checked)) };
    assert!(problem.suspects.iter().all(|suspect| suspect.confidence == Confidence::Weak), "{}", shown(&checked));
    let named: Vec<&str> = problem.suspects.iter().map(|suspect| checked.sources.slice(suspect.span)).collect();
    assert_eq!(named, ["", "412.50", "138.27", "31.07"], "{}", shown(&checked));
}

/// A figure that was copied into two ledgers from one wrong paper is one finding, which names both places.
#[test]
fn one_slip_in_two_ledgers_is_one_finding() {
    let town = TOWN.replace("goods 281.77", "goods 138.27").replace("works 227.67", "works 371.17")
        + "check salted \"salt is the only goods\": planned[1-02] == booked[goods]\n";
    assert!(check(&town).problems.is_empty(), "{}", shown(&check(&town)));
    let checked = check(&town.replace("138.27", "183.27"));
    let [problem] = checked.problems.as_slice() else { panic!("{}", shown(&checked)) };
    let told: Vec<(&str, &str)> = problem
        .suspects
        .iter()
        .map(|suspect| (checked.sources.slice(suspect.span), suspect.repaired.as_str()))
        .collect();
    assert_eq!(told, [("183.27", "138.27"); 2], "{}", shown(&checked));
}

/// All amounts of a block are off by one ratio: the block is what is wrong, whatever else of it fails.
#[test]
fn a_block_in_another_unit_is_one_finding() {
    let found = |text: &str| {
        let checked = check(text);
        let [problem] = checked.problems.as_slice() else { panic!("{}", shown(&checked)) };
        assert_eq!(problem.code.number(), "B0317");
        (checked.sources.slice(problem.primary.span).trim().to_owned(), problem.primary.text.en.clone())
    };
    let told = found(&TOWN.replace("items booked {", "items booked in thousands {"));
    assert_eq!(told, ("in thousands".to_owned(), "perhaps `in dollars`".to_owned()));
    let thousands = TOWN.replace("items", "items_").replace("items_ income {", "items income in thousands {");
    let thousands =
        thousands.replace("items_", "items").replace("in thousands { 1039.56 }", "in thousands { 1.03956 }");
    let told = found(&thousands.replace("items planned {", "items planned in thousands {"));
    assert_eq!(told, ("in thousands".to_owned(), "perhaps `in dollars`".to_owned()));
    let rows = "01 pumps 305.84; 02 pipes 91.46; 03 taps 27.30; total 424.60";
    let times = "01 pumps 30584; 02 pipes 9146; 03 taps 2730; total 42460";
    let told = found(&TOWN.replace(rows, times));
    assert_eq!(told, ("2 water".to_owned(), "these seem to be 100 times too large".to_owned()));
    // one figure in another unit is that figure, with its total beside it too
    let one = check(&TOWN.replace("305.84", "0.30584"));
    assert_eq!(codes(&one), ["B0301"], "{}", shown(&one));
    let alone = TOWN.replace("02 pipes 91.46; 03 taps 27.30; total 424.60", "total 305.84");
    let alone = alone.replace("1039.56", "920.80").replace("works 227.67", "works 108.91");
    assert!(check(&alone).problems.is_empty(), "{}", shown(&check(&alone)));
    let tenfold = check(&alone.replacen("305.84", "3058.4", 1));
    assert_eq!(codes(&tenfold), ["B0301"], "{}", shown(&tenfold));
    assert_eq!(tenfold.problems[0].suspects[0].repaired, "305.84", "{}", shown(&tenfold));
}

/// While rows are not read, the figure may stand in one of them.
#[test]
fn nobody_is_suspected_while_rows_are_unread() {
    let slip = TOWN.replace("281.77", "218.77");
    assert!(!check(&slip).problems[0].suspects.is_empty());
    for (right, wrong) in [
        ("02 pipes 91.46", "09 pipes 91.46"),
        ("02 pipes 91.46", "02 pipes ] 91.46"),
        ("items booked {", "gone booked {"),
    ] {
        let checked = check(&slip.replace(right, wrong));
        let sums = checked
            .problems
            .iter()
            .filter(|problem| problem.code.number() == "B0301" || problem.code.number() == "B0302");
        for problem in sums {
            assert!(problem.suspects.is_empty(), "{wrong}: {}", shown(&checked));
            assert!(!problem.notes.iter().any(|note| note.text.en.contains("nothing else")), "{}", shown(&checked));
        }
    }
    // what stands in a ledger apart from it is known
    let apart = "ledger lent { amount : money; kind }\nitems lent { wages 10.27; goods 31.55; total 41.28 }\n";
    let checked = check(&(TOWN.replace("02 pipes 91.46", "09 pipes 91.46") + apart));
    let lent = checked.problems.iter().find(|problem| problem.message.en.contains("lent")).unwrap();
    assert!(!lent.suspects.is_empty(), "{}", shown(&checked));
}

/// A total of rows that refer to others may be right where one of them refers to the wrong thing.
#[test]
fn rows_that_refer_are_shown_beside_their_total() {
    let text = TOWN.to_owned()
        + "dimension task { paving; piping }\nledger tasks { amount : money; task }\n\
           items tasks {\n  paving := planned[1-01]\n  piping := planned[2-02]\n  total 503.96\n}\n";
    assert!(check(&text).problems.is_empty(), "{}", shown(&check(&text)));
    let other = check(&text.replace("piping := planned[2-02]", "piping := planned[2-01]"));
    assert!(shown(&other).contains("or this row refers to the wrong thing"), "{}", shown(&other));
    let checked = check(&text.replace("piping := planned[2-02]", "piping := planned[1-01]"));
    let [problem] = checked.problems.as_slice() else { panic!("{}", shown(&checked)) };
    let rows = problem.related.iter().filter(|label| label.text.en == "this row and another refer to the same");
    assert_eq!(rows.count(), 2, "{}", shown(&checked));
    assert!(problem.primary.text.en.starts_with("if the rows refer to the right things"), "{}", shown(&checked));
    assert!(problem.suspects.iter().all(|one| one.confidence == Confidence::Weak), "{}", shown(&checked));
}

/// A figure that is the same as its neighbour in several digits is so by copying sooner than by chance.
#[test]
fn a_copied_figure_keeps_an_innocent_one_from_being_accused() {
    let text = r#"measure money { dollars }
dimension item { all; grants; running }
ledger now { amount : money; item }
ledger before { amount : money; item }
ledger change { amount : money; item }
items now { running 26.80 }
items before { running 27.30 }
items change { all 1.50; grants 4.50; running -0.50 }
check grown "the change as it was told": now[running] - before[running] == change[running]
"#;
    assert!(check(text).problems.is_empty(), "{}", shown(&check(text)));
    let checked = check(&text.replace("-0.50", "4.50"));
    let [problem] = checked.problems.as_slice() else { panic!("{}", shown(&checked)) };
    assert!(problem.suspects.iter().all(|one| one.confidence == Confidence::Weak), "{}", shown(&checked));
    assert!(problem.suspects.iter().any(|one| one.repaired == "-0.50"), "{}", shown(&checked));
}

/// Amounts that changed places leave a check without room for a further row: none is said to be missing.
#[test]
fn no_row_is_missed_beside_the_only_one() {
    let town = TOWN.to_owned() + "check wages \"taps are wages\": planned[2-03] + 502.82dollars == booked[wages]\n";
    assert!(check(&town).problems.is_empty(), "{}", shown(&check(&town)));
    let swapped = town.replace("02 pipes 91.46; 03 taps 27.30", "02 pipes 27.30; 03 taps 91.46");
    let checked = check(&swapped);
    let [problem] = checked.problems.as_slice() else { panic!("{}", shown(&checked)) };
    assert!(problem.suspects.iter().all(|one| one.reason.en != "a row is missing here"), "{}", shown(&checked));
}

/// A row of one ledger that another lacks leaves the other rows as they are, above all those that both ledgers have.
#[test]
fn what_both_sides_say_is_not_accused() {
    let text = r#"measure money { dollars }
dimension house { north; south }
dimension item { water; power }
ledger planned { amount : money; house; item }
ledger booked { amount : money; house; item }
items planned { north water 783.23; south water 700.00; north power 12.50; south power 31.40 }
items booked { north water 783.23; south water 700.00; north power 12.50; south power 31.40 }
check same "as planned" for each item: planned == booked
"#;
    assert!(check(text).problems.is_empty(), "{}", shown(&check(text)));
    let booked = "booked { north water 783.23; south water 700.00; north power 12.50";
    for (right, wrong) in [
        ("booked { north water 783.23; south water 700.00;", "booked { north water 783.23;"),
        (booked, "booked { north water 783.23; south water 687.50; north power 25.00"),
    ] {
        assert_eq!(text.matches(right).count(), 1, "{right}");
        let checked = check(&text.replace(right, wrong));
        assert!(!checked.problems.is_empty());
        let suspects = checked.problems.iter().flat_map(|problem| &problem.suspects);
        assert!(suspects.into_iter().all(|one| one.confidence == Confidence::Weak), "{}", shown(&checked));
    }
}

/// A limit that is passed by ten times says nothing of a unit.
#[test]
fn limits_say_nothing_of_units() {
    let text = "measure money { dollars; thousands = 1000dollars }\ndimension item { a; b; c }\n\
                ledger planned { amount : money; item }\nitems planned { a 1000.00; b 300.00; c 120.00 }\n\
                check limit \"at most a hundred\" for each item: planned <= 100dollars\n";
    let checked = check(text);
    assert!(codes(&checked).iter().all(|code| *code == "B0302"), "{}", shown(&checked));
}
