//! How well figures are guarded: what the table says of a figure is what changing it shows.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use budgetc::base::{Date, Lang};
use budgetc::check::{Identity, IdentitySource};
use budgetc::cli::Disk;
use budgetc::localize::{Coverage, Guarded};
use budgetc::model::ExprKind;
use budgetc::project::{self, Checked, Files, Unread};
use budgetc::render::coverage as forms;

use crate::cli::{CLEAN, run};
use crate::reports::open;
use crate::support::{check, coverage, read, repository};

const SCHEMA: &str = "docs/schema/coverage-1.json";

const VILLAGE: &str = r#"
measure money { dollars }
dimension purpose levels kind 1, item 2 { 1 roads { 01 gravel; 02 salt }; 2 water { 01 pumps; 02 pipes; 03 taps } }
dimension year { last; this }
ledger spending { amount : money; purpose.item }
ledger grants { amount : money; year }
ledger received { amount : money; year }
ledger booked { amount : money; year }
items spending {
  1 roads { 01 gravel 40.50; 02 salt 12.25; total 52.75 }
  2 water { 01 pumps 30.00; 02 pipes 9.10; 03 taps 2.40 }
}
items grants { this 94.25 }
items received { this 94.25 }
items booked { this 94.25 }
check one "": grants == received
check two "": received == booked
check three "": grants == booked
"#;

/// The disk, but for one file.
struct Over(PathBuf, String);

impl Over {
    fn check(&self) -> Checked {
        project::check(project::load(&self.0, None, self).unwrap(), self)
    }
}

impl Files for Over {
    fn read(&self, path: &Path) -> Result<Vec<u8>, Unread> {
        if path == self.0 { Ok(self.1.clone().into_bytes()) } else { Disk.read(path) }
    }

    fn real(&self, path: &Path) -> Result<PathBuf, Unread> {
        Disk.real(path)
    }

    fn exists(&self, path: &Path) -> bool {
        Disk.exists(path)
    }

    fn today(&self) -> Date {
        Disk.today()
    }
}

fn at<'c>(checked: &Checked, coverage: &'c Coverage, figure: &str) -> &'c Guarded {
    let wanted = |own: &&Guarded| checked.sources.slice(own.span) == figure;
    coverage.figures.iter().find(wanted).unwrap()
}

#[test]
fn figures_are_guarded_by_their_identities() {
    let checked = check(VILLAGE);
    let coverage = coverage(&checked);
    let gravel = at(&checked, &coverage, "40.50");
    assert_eq!((gravel.identities, gravel.independent), (1, 1));
    let twins: Vec<&str> = gravel.twins.iter().map(|span| checked.sources.slice(*span)).collect();
    assert_eq!(twins, ["12.25"]);
    let pumps = at(&checked, &coverage, "30.00");
    assert_eq!((pumps.identities, pumps.twins.len()), (0, 0), "no total: nothing guards it, and nothing is like it");
    // the third check follows from the other two
    let grant = at(&checked, &coverage, "94.25");
    assert_eq!((grant.identities, grant.independent), (2, 2));
    assert!(coverage.figures.iter().map(|figure| figure.span).is_sorted());
    // a total of everything guards the three; what another would add is counted after that
    let first = &coverage.totals[0];
    assert_eq!((first.ledger.as_str(), first.at.as_slice(), first.guards), ("spending", [].as_slice(), 3));
    let (zh, en) = (Lang::Zh, Lang::En);
    insta::assert_snapshot!("coverage_village", forms::human(&coverage, &checked.sources, en));
    insta::assert_snapshot!("coverage_village_zh", forms::human(&coverage, &checked.sources, zh));
}

#[test]
fn identities_that_follow_from_others_do_not_count() {
    // the three checks in one: each figure lies in all of them
    let text = VILLAGE.replace("check one \"\": grants", "check one \"\": grants + booked - booked");
    let checked =
        check(&text.replace("check two \"\": received == booked", "check two \"\": received - grants == 0dollars"));
    let coverage = coverage(&checked);
    let grant = at(&checked, &coverage, "94.25");
    assert_eq!((grant.identities, grant.independent), (3, 2));
}

/// Whether an identity is a bound: it holds of many figures, and guards none.
fn bounds(checked: &Checked, identity: &Identity) -> bool {
    let IdentitySource::Declared(number, part) = identity.source else { return false };
    // a reason that is held against a figure says no more than which way it went
    match &checked.report.checks[number].parts[part].expr.kind {
        ExprKind::Compare(how, ..) => format!("{how:?}") != "Eq",
        ExprKind::Not(inner) => matches!(inner.kind, ExprKind::Has(..)),
        kind => matches!(kind, ExprKind::Has(..)),
    }
}

/// What stands in no identity can be changed and nothing but a bound is passed; of all else an error is found.
#[test]
fn what_is_said_to_be_unguarded_is() {
    for path in
        ["reports/town/2025.budget", "reports/nanchong-shebao-2024.budget", "reports/qingling-shuili-2023.budget"]
    {
        let checked = open(path);
        let coverage = coverage(&checked);
        let entry = &checked.sources.get(budgetc::base::FileId(0)).text;
        let mut seen = BTreeSet::new();
        // each kind once: a whole check for each figure takes long
        for figure in coverage.figures.iter().filter(|figure| figure.span.file.0 == 0) {
            if !seen.insert((figure.identities.min(3), figure.twins.len().min(2))) && figure.identities > 0 {
                continue;
            }
            let mut text = entry.clone();
            let sign = usize::from(checked.sources.slice(figure.span).starts_with('-'));
            text.insert(figure.span.start as usize + sign, '1');
            let changed = Over(repository().join(path), text).check();
            let found = changed.identities.iter().any(|own| own.finding.is_some() && !bounds(&changed, own));
            assert_eq!(found, figure.identities > 0, "{path} {}", checked.sources.slice(figure.span));
        }
        assert!(seen.len() > 2, "{path}: {seen:?}");
    }
}

/// A total is proposed where somebody may have published it.
#[test]
fn totals_are_proposed_of_amounts_along_codes_and_levels() {
    let of = |declared: &str| {
        let text = format!(
            "measure money {{ dollars }}\ndimension item {{ tea; cake; pie }}\ndimension place levels part, street \
             {{ 1 north {{ 01 mill; 02 lake }} }}\n{declared}"
        );
        coverage(&check(&text)).totals
    };
    assert!(of("ledger told { amount : money; item }\nitems told { tea 1; cake 2; pie 4 }").is_empty());
    assert!(of("ledger share { weight : number; place.street }\nitems share { 1-01 mill 1; 1-02 lake 2 }").is_empty());
    let totals = of("ledger paid { amount : money; place.street }\nitems paid { 1-01 mill 1; 1-02 lake 2 }");
    // the same two figures are in each total: one is enough
    assert_eq!((totals.len(), totals[0].guards), (1, 2));
    let totals = of("ledger paid { amount : money; item; place.street }\n\
                     items paid { tea 1-01 mill 1; tea 1-02 lake 2; cake 1-01 mill 3; total cake 3 }");
    assert!(totals.iter().all(|total| !total.at.iter().any(|at| at == "tea")), "{totals:?}");
}

#[test]
fn several_reports_are_covered_at_once() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["one.budget", "two.budget"] {
        std::fs::write(folder.path().join(name), CLEAN).unwrap();
    }
    let told = run(&["coverage", "one.budget", "two.budget", "--format", "json"], folder.path());
    let value: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
    let cake = &value["reports"][1]["figures"][1];
    assert_eq!((&value["reports"][0]["file"], &cake["name"]), (&"one.budget".into(), &"cake".into()), "{value}");
    let missing = run(&["coverage", "none.budget", "two.budget"], folder.path());
    assert_eq!(missing.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&missing.stdout).starts_with("two.budget"), "the other is told all the same");
}

#[test]
fn the_schema_of_coverage_is_that_of_the_types() {
    let schema = forms::schema();
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(repository().join(SCHEMA), &schema).unwrap();
    }
    assert!(read(SCHEMA) == schema, "{SCHEMA} is not up to date: UPDATE_SCHEMA=1 cargo test schema");
    let checked = check(VILLAGE);
    let validator = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    let written = forms::json(&[("page.budget".to_owned(), &checked.sources, coverage(&checked))]);
    let written = serde_json::from_str(&written).unwrap();
    assert!(validator.is_valid(&written), "{:?}", validator.iter_errors(&written).collect::<Vec<_>>());
}

/// What nothing vouches for is listed: a paragraph without figures, unless a check reads its words; a text that is not set; a check
/// that was tried nowhere.
#[test]
fn what_nothing_vouches_for_is_listed() {
    let text = format!(
        "{VILLAGE}param reason : text\nparam thanks : text optional\nparam purpose_of_it : text\n\
         set reason = \"the winter was hard\"\nset purpose_of_it = \"roads and water\"\n\
         check wording \"\": not reason has \"summer\"\n\
         check idle \"never tried\" if spending > 900dollars: spending == grants\nlevel B0703 off\n\
         document \"Village\" style std.style.plain lang \"en\" {{\n\
         \"We spent {{spending}}.\"\n\"That is so because {{reason}}.\"\n\"It is for {{purpose_of_it}}.\"\n}}\n"
    );
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.budget"), text).unwrap();
    let said = run(&["coverage", "--words", "--lang", "en", "a.budget"], folder.path());
    let said = String::from_utf8(said.stdout).unwrap();
    for line in ["1 of 3", "It is for roads and water.", "not set: 1", "thanks", "tried nowhere: 1", "idle never tried"]
    {
        assert!(said.contains(line), "{line}\n{said}");
    }
    assert!(!said.contains("because") && !said.contains("wording"), "{said}");
}
