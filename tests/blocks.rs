//! One slip of the layout at every place of its kind: a brace too many, missing or elsewhere, a head that is gone, a block that
//! stands twice. It is one finding, at the slip; what is certain gives the report back.

use budgetc::base::{Diagnostic, Severity};
use budgetc::project::Checked;

use crate::culprits::mutants::parallel;
use crate::support::{check, read, shown};

/// Blocks of each kind, nested and not; it checks clean.
const SMALL: &str = r#"measure money {
  dollars
  thousand = 1000dollars
}
dimension purpose levels group, item {
  staff {
    wages
    pensions
  }
  goods {
    water
    power
  }
}
dimension source {
  grant
  fees
}
ledger spending {
  amount : money
  purpose
  source
}

items spending in dollars {
  grant {
    wages                                                    40.00
    pensions                                                  8.00
    total                                                    48.00
  }
  fees {
    water                                                     3.00
    power                                                     5.00
    total                                                     8.00
  }
  total                                                      56.00
}
check shares "staff are paid by the grant" : spending[staff] == spending[grant]

form costs "Costs" in dollars {
  rows of spending {
    line "Total" {
      each purpose
    }
  }
  column "Purpose" = name
  column "Amount" = spending
}
document "Report" style std.style.plain lang "en" {
  section "Summary" {
    "The office spent {spending in dollars}."
    costs
  }
}
"#;

/// A block as lines of its text: its head and its closing brace.
struct Block {
    head: usize,
    end: usize,
}

fn blocks(lines: &[&str]) -> Vec<Block> {
    let (mut open, mut all) = (Vec::new(), Vec::new());
    for (at, line) in lines.iter().enumerate() {
        let says = line.split("//").next().unwrap_or("").trim();
        if says == "}" {
            all.push(Block { head: open.pop().unwrap(), end: at });
        } else if says.ends_with('{') {
            open.push(at);
        }
    }
    all
}

fn indent(line: &str) -> &str {
    &line[..line.len() - line.trim_start().len()]
}

/// A report with one slip, and the lines between which it is to be told.
struct Slipped {
    text: String,
    from: usize,
    to: usize,
    /// What it is, for a message.
    what: String,
}

/// The slips of a kind in a block: the lines of the report then, and what the slip is.
type Kind = fn(&[&str], &Block) -> Vec<(Vec<String>, String)>;

/// Every slip of a kind, or one in so many.
fn slips(text: &str, step: usize, kind: Kind) -> Vec<Slipped> {
    let lines: Vec<&str> = text.lines().collect();
    let mut all = Vec::new();
    for block in blocks(&lines) {
        for (mut changed, what) in kind(&lines, &block) {
            changed.push(String::new());
            // of a copy either is the place
            let to = block.end + if what.starts_with("twice") { block.end - block.head + 3 } else { 2 };
            all.push(Slipped { text: changed.join("\n"), from: block.head, to, what });
        }
    }
    all.into_iter().step_by(step).collect()
}

fn owned(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

fn without_end(lines: &[&str], block: &Block) -> Vec<(Vec<String>, String)> {
    let mut text = owned(lines);
    text.remove(block.end);
    vec![(text, format!("no end of line {}", block.head + 1))]
}

fn end_twice(lines: &[&str], block: &Block) -> Vec<(Vec<String>, String)> {
    let mut beneath = owned(lines);
    beneath.insert(block.end, lines[block.end].to_owned());
    let mut beside = owned(lines);
    beside[block.end].push('}');
    vec![(beneath, format!("}} beneath line {}", block.end + 1)), (beside, format!("}} beside line {}", block.end + 1))]
}

fn end_within(lines: &[&str], block: &Block) -> Vec<(Vec<String>, String)> {
    let with = |at: usize, line: String, what: &str| {
        let mut text = owned(lines);
        text.insert(at + 1, line);
        (text, format!("{what} behind line {}", at + 1))
    };
    let rows = (block.head..block.end).filter(|at| !lines[*at].trim().is_empty());
    rows.flat_map(|at| {
        [
            with(at, format!("{}}}", indent(lines[block.head])), "}"),
            with(at, format!("{}  }}", indent(lines[at])), "deep }"),
        ]
    })
    .collect()
}

fn end_too_early(lines: &[&str], block: &Block) -> Vec<(Vec<String>, String)> {
    let rows = block.head + 1..block.end - 1;
    rows.map(|at| {
        let mut text = owned(lines);
        let end = text.remove(block.end);
        text.insert(at + 1, end);
        (text, format!("the end of line {} behind line {}", block.head + 1, at + 1))
    })
    .collect()
}

fn without_head(lines: &[&str], block: &Block) -> Vec<(Vec<String>, String)> {
    let mut text = owned(lines);
    text.remove(block.head);
    vec![(text, format!("no line {}", block.head + 1))]
}

fn brace_elsewhere(lines: &[&str], block: &Block) -> Vec<(Vec<String>, String)> {
    let head = lines[block.head].split(" //").next().unwrap_or("").trim_end();
    let head = head.strip_suffix('{').unwrap_or(head).trim_end();
    let mut lost = owned(lines);
    lost[block.head] = head.to_owned();
    let mut beneath = lost.clone();
    beneath.insert(block.head + 1, format!("{}{{", indent(lines[block.head])));
    let number = block.head + 1;
    vec![(lost, format!("no {{ on line {number}")), (beneath, format!("{{ beneath line {number}"))]
}

fn twice(lines: &[&str], block: &Block) -> Vec<(Vec<String>, String)> {
    // of a list of words a copy says nothing new
    if block.end - block.head < 3 || lines[block.head].contains(['"']) && indent(lines[block.head]).len() > 1 {
        return Vec::new();
    }
    let mut text = owned(lines);
    text.splice(block.end + 1..block.end + 1, owned(&lines[block.head..=block.end]));
    vec![(text, format!("twice line {}", block.head + 1))]
}

fn errors(checked: &Checked) -> Vec<&Diagnostic> {
    checked.problems.iter().filter(|problem| problem.severity == Severity::Error).collect()
}

/// What became of slips.
#[derive(Debug, Default)]
struct Count {
    all: usize,
    /// Told in one finding, and within the block.
    one: usize,
    placed: usize,
    /// Given back by certain repairs.
    mended: usize,
    /// Without a finding: nothing has changed in meaning.
    silent: usize,
    told: Vec<String>,
}

fn count(report: &str, slips: &[Slipped]) -> Count {
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let original = words(report);
    let found = parallel(slips, |slip| {
        let checked = check(&slip.text);
        let errors = errors(&checked);
        let line = errors.first().map(|first| slip.text[..first.primary.span.start as usize].matches('\n').count());
        let placed = line.is_some_and(|line| (slip.from..=slip.to).contains(&line));
        let mut fixes: Vec<_> = errors.iter().flat_map(|error| &error.fixes).collect();
        fixes.sort_by_key(|fix| std::cmp::Reverse(fix.span));
        let mut text = slip.text.clone();
        for fix in &fixes {
            text.replace_range(fix.span.range(), &fix.text);
        }
        // a repair gives the report back as it was
        assert!(fixes.is_empty() || words(&text) == original, "{}: {}\n{text}", slip.what, shown(&checked));
        (errors.len(), placed, !fixes.is_empty(), format!("{}: {}", slip.what, shown(&checked)))
    });
    let mut count = Count { all: slips.len(), ..Count::default() };
    for (errors, placed, mended, shown) in found {
        count.one += usize::from(errors == 1);
        count.silent += usize::from(errors == 0);
        count.placed += usize::from(placed);
        count.mended += usize::from(mended);
        if errors > 1 || errors == 1 && !placed {
            count.told.push(shown);
        }
    }
    count
}

/// Of a hundred slips: how many are one finding in their block, and how many are mended.
const KINDS: [(&str, Kind, usize, usize); 7] = [
    ("no end", without_end, 100, 100),
    ("an end twice", end_twice, 100, 60),
    ("an end within", end_within, 100, 50),
    ("an end too early", end_too_early, 100, 50),
    ("no head", without_head, 100, 0),
    ("a brace elsewhere", brace_elsewhere, 100, 50),
    ("a block twice", twice, 100, 100),
];

fn measure(report: &str, step: usize) {
    assert!(check(report).problems.is_empty(), "{}", shown(&check(report)));
    for (name, kind, placed, mended) in KINDS {
        let count = count(report, &slips(report, step, kind));
        println!(
            "{name}: {} all, {} one, {} placed, {} mended, {} silent",
            count.all, count.one, count.placed, count.mended, count.silent
        );
        let told = count.all - count.silent;
        let all = count.told.join("\n");
        assert!(count.placed * 100 >= told * placed && count.one == told, "{name}: {count:?}\n{all}");
        assert!(count.mended * 100 >= told * mended, "{name}: {} of {told} are mended", count.mended);
    }
}

#[test]
fn a_slip_of_the_layout_is_one_finding_where_it_stands() {
    measure(SMALL, 1);
}

#[test]
fn and_so_it_is_in_a_whole_report() {
    let starter = read("stdlib/starter/2024.budget");
    measure(&starter, 9);
}

/// What a paste brings along on a row of an account, or takes from it.
#[test]
fn pasted_marks_are_one_finding_and_taken_away() {
    let row = "    pensions                                                  8.00\n";
    let declared = "check shares";
    let rows = [
        "    • pensions 8.00\n",
        "    •pensions 8.00\n",
        "    - pensions 8.00\n",
        "    2. pensions 8.00\n",
        "    （二）pensions 8.00\n",
        "    ② pensions 8.00\n",
        "    | pensions | 8.00 |\n",
        "    pensions, 8.00\n",
        "    pensions 8.00 ／／ as agreed\n",
        "    # as agreed\n    pensions 8.00\n",
        "    -- as agreed\n    pensions 8.00\n",
        "    ------\n    pensions 8.00\n",
        "    &nbsp;pensions 8.00\n",
        "    pensions: 8.00\n",
    ];
    let wrong = rows.map(|pasted| SMALL.replace(row, pasted)).into_iter();
    let heads = ["• check shares", "1. check shares", "# Checks\ncheck shares", "```\ncheck shares"];
    let joined = ["}\ncheck", "\"Costs\" in dollars {\n  rows", "= name\n  column", "}.\"\n    costs"];
    let wrong = wrong.chain(heads.map(|head| SMALL.replace(declared, head)));
    let wrong = wrong.chain(
        joined
            .iter()
            .filter(|part| !part.contains('{'))
            .map(|part| SMALL.replace(part, &part.split_whitespace().collect::<Vec<_>>().join(" "))),
    );
    let wrong = wrong.chain([SMALL.replace("lang \"en\"", "lang ‘en’"), SMALL.replace("lang \"en\"", "lang «en»")]);
    for text in wrong {
        let checked = check(&text);
        assert_eq!(checked.problems.len(), 1, "{}", shown(&checked));
        let mut fixes = checked.problems[0].fixes.clone();
        assert!(!fixes.is_empty(), "{}", shown(&checked));
        fixes.sort_by_key(|fix| std::cmp::Reverse(fix.span));
        let mut mended = text.clone();
        for fix in fixes {
            mended.replace_range(fix.span.range(), &fix.text);
        }
        assert!(check(&mended).problems.is_empty(), "{mended}{}", shown(&check(&mended)));
    }
}
