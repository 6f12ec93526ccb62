//! How often the figure that is wrong is found: `cargo bench --bench culprits -- [report] [derived] [pairs] [crossed]`,
//! all of them if none is named; `misses` lists what is not found, `few` makes a tenth of the mutants, `times` none.

#[allow(dead_code, reason = "the other benches use the rest")]
#[path = "ledger.rs"]
mod ledger;
mod mutants;

use std::time::Instant;

use budgetc::base::Confidence;
use mutants::{Classes, Dice, KINDS, Kind, Mutant, Report, SLIPS, Said, parallel};

const REPORT: &str = include_str!("../reports/nanchong-shebao-2024.budget");

/// Mutants of one figure in one way.
const EACH: usize = 4;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let said = |word: &str| arguments.iter().any(|argument| argument == word);
    let (few, misses) = (said("few"), said("misses"));
    let all = !["report", "derived", "pairs", "crossed"].iter().any(|part| said(part));
    let report = Report::new(REPORT.to_owned());
    if all || said("report") {
        single("The report", &report, few, misses);
    }
    if all || said("derived") {
        single("The report without its stated totals", &report.derived(), few, misses);
    }
    if all || said("pairs") {
        pairs(&report, if few { 100 } else { 1_000 }, misses);
    }
    if all || said("crossed") {
        let mutants = if said("times") { 0 } else { 300 };
        crossed(if few { 10_000 } else { 100_000 }, if few { mutants / 5 } else { mutants }, misses);
    }
}

/// Every figure, wrong in every way.
fn single(title: &str, report: &Report, few: bool, misses: bool) {
    let mut dice = Dice(1);
    let mut mutants = Vec::new();
    for figure in 0..report.figures.len() {
        for (kind, _) in KINDS {
            let all = report.mutants(figure, *kind, &mut dice);
            mutants.extend(dice.some(all, EACH));
        }
    }
    let count = if few { mutants.len() / 10 } else { mutants.len() };
    let mutants = dice.some(mutants, count);
    let classes = report.classes();
    let said: Vec<Said> = parallel(&mutants, |mutant| report.judge(&[mutant]).remove(0));
    let guarded = |figure: usize| classes[figure].is_some();
    println!("\n## {title}: {} figures typed\n", report.figures.len());
    for figure in (0..report.figures.len()).filter(|figure| !guarded(*figure)) {
        let (line, row) = report.row(figure);
        println!("in no identity: line {line}: {row}");
    }
    let judged: Vec<(&Mutant, &Said)> =
        mutants.iter().zip(&said).filter(|(mutant, _)| guarded(mutant.figure)).collect();
    let money = |mutant: &Mutant| report.text[report.figures[mutant.figure].span.clone()].contains('.');
    let (amounts, others): (Vec<_>, Vec<_>) = judged.iter().copied().partition(|(mutant, _)| money(mutant));
    println!("\nAmounts of money:");
    table(report, &amounts, &classes);
    if !others.is_empty() {
        println!("\nCounts, and weights of which only the sum of a dozen is known:");
        table(report, &others, &classes);
    }
    if misses {
        list(report, &judged, &classes);
    } else {
        examples(report, &judged, &classes);
    }
}

fn table(report: &Report, judged: &[(&Mutant, &Said)], classes: &Classes) {
    println!(
        "\n| what was done | mutants | found | first is right | among first three | nothing named | wrong certain fix | errors | open | first is right, of the others | accused | strongly, wrong | likely, wrong |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
    let rows = KINDS.iter().map(|(kind, name)| (Some(*kind), *name)).chain([(None, "all slips")]);
    for (kind, name) in rows {
        let of = |mutant: &Mutant| kind.map_or(mutant.kind.is_slip(), |kind| mutant.kind == kind);
        let own: Vec<_> = judged.iter().filter(|(mutant, _)| of(mutant)).collect();
        if own.is_empty() {
            continue;
        }
        let count = |wanted: &dyn Fn(&Said) -> bool| own.iter().filter(|(_, said)| wanted(said)).count();
        let errors: usize = own.iter().map(|(_, said)| said.errors).sum();
        let decided: Vec<_> =
            own.iter().filter(|(mutant, said)| report.rival(mutant, said, classes).is_none()).collect();
        let right = decided.iter().filter(|(_, said)| said.rank == Some(0)).count();
        println!(
            "| {name} | {} | {} | {} | {} | {} | {} | {:.2} | {} | {} | {} | {} | {} |",
            own.len(),
            share(count(&|said| said.errors > 0), own.len()),
            share(count(&|said| said.rank == Some(0)), own.len()),
            share(count(&|said| said.rank.is_some_and(|rank| rank < 3)), own.len()),
            count(&|said| said.silent),
            count(&|said| said.wrong_fix),
            errors as f64 / own.len() as f64,
            own.len() - decided.len(),
            share(right, decided.len()),
            share(count(&|said| said.accuses), own.len()),
            count(&|said| said.innocent == Some(Confidence::Strong)),
            share(count(&|said| said.innocent.is_some_and(|said| said <= Confidence::Likely)), own.len()),
        );
    }
}

fn share(part: usize, whole: usize) -> String {
    format!("{:.1} %", 100.0 * part as f64 / whole.max(1) as f64)
}

fn is_miss(said: &Said) -> bool {
    let accused = said.innocent.is_some_and(|said| said <= Confidence::Likely);
    said.errors == 0 || said.rank != Some(0) || said.wrong_fix || accused
}

/// What is not found, or not first.
fn list(report: &Report, judged: &[(&Mutant, &Said)], classes: &Classes) {
    for (mutant, said) in judged.iter().filter(|(_, said)| is_miss(said)) {
        println!("\n{}{}", told(report, mutant), rival(report, mutant, said, classes).unwrap_or_default());
        println!("  {}", if said.wrong_fix { "WRONG FIX".to_owned() } else { format!("right at {:?}", said.rank) });
        said.words.iter().for_each(|word| println!("  {word}"));
    }
}

/// One example of each kind for what arithmetic leaves open, and what was said of it.
fn examples(report: &Report, judged: &[(&Mutant, &Said)], classes: &Classes) {
    for (kind, _) in KINDS {
        let mut own = judged.iter().filter(|(mutant, said)| mutant.kind == *kind && said.rank != Some(0));
        let open = own.find_map(|(mutant, said)| Some((mutant, said, rival(report, mutant, said, classes)?)));
        if let Some((mutant, said, rival)) = open {
            println!("\n{}{rival}", told(report, mutant));
            said.words.iter().for_each(|word| println!("  {word}"));
        }
    }
}

fn rival(report: &Report, mutant: &Mutant, said: &Said, classes: &Classes) -> Option<String> {
    let (other, meant) = report.rival(mutant, said, classes)?;
    let (line, row) = report.row(other);
    Some(format!(" [open: line {line} `{row}` may have been {meant}]"))
}

fn told(report: &Report, mutant: &Mutant) -> String {
    let (line, row) = report.row(mutant.figure);
    let name = KINDS.iter().find(|(kind, _)| *kind == mutant.kind).map_or("", |(_, name)| name);
    format!("line {line}: {row}: {name}: `{}`", mutant.typed())
}

/// Two figures wrong at once.
fn pairs(report: &Report, count: usize, misses: bool) {
    let classes = report.classes();
    let free: Vec<usize> = (0..report.figures.len()).filter(|figure| classes[*figure].is_some()).collect();
    let mut dice = Dice(2);
    let mut all = Vec::new();
    while all.len() < count {
        let mut one = || {
            let figure = free[dice.below(free.len())];
            let (kind, _) = SLIPS[dice.below(SLIPS.len())];
            let mut ways = report.mutants(figure, kind, &mut dice);
            (!ways.is_empty()).then(|| ways.swap_remove(dice.below(ways.len())))
        };
        if let (Some(a), Some(b)) = (one(), one())
            && a.apart(&b)
        {
            all.push((a, b));
        }
    }
    let said: Vec<Vec<Said>> = parallel(&all, |(a, b)| report.judge(&[a, b]));
    let found = said.iter().filter(|both| both[0].errors > 0).count();
    println!("\n## Two figures wrong: {count} pairs, {} found\n", share(found, count));
    println!("| named | by a first suspect of a finding | by any suspect |\n|---|---|---|");
    for (named, words) in [(2, "both"), (1, "one"), (0, "none")] {
        let of = |right: fn(&Said) -> bool| {
            let count = |both: &&Vec<Said>| both.iter().filter(|said| right(said)).count() == named;
            share(said.iter().filter(count).count(), said.len())
        };
        println!("| {words} | {} | {} |", of(|said| said.leads), of(|said| said.rank.is_some()));
    }
    let few = if misses { usize::MAX } else { 3 };
    let shown = |both: &Vec<Said>| both[0].errors == 0 || (misses && both.iter().any(|said| !said.leads));
    for ((a, b), both) in all.iter().zip(&said).filter(|(_, both)| shown(both)).take(few) {
        println!("\n{}\n{}", told(report, a), told(report, b));
        println!("  right at {:?} and {:?}", both[0].rank, both[1].rank);
        both[0].words.iter().for_each(|word| println!("  {word}"));
    }
}

/// A large report with totals across and down: single figures wrong, and the time that many of them take.
fn crossed(cells: usize, count: usize, misses: bool) {
    let report = Report::new(ledger::crossed(cells));
    let mut dice = Dice(3);
    let (facts, totals): (Vec<usize>, Vec<usize>) =
        (0..report.figures.len()).partition(|figure| report.figures[*figure].row.is_some());
    // totals of an item are many: half of the totals are others
    let down: Vec<usize> = totals.iter().copied().filter(|total| report.words(*total).contains('栏')).collect();
    let draw = |dice: &mut Dice, kind: Kind| loop {
        let of = [&facts, &totals, &down][dice.below(3)];
        let mut ways = report.mutants(of[dice.below(of.len())], kind, dice);
        if !ways.is_empty() {
            break ways.swap_remove(dice.below(ways.len()));
        }
    };
    let mutants: Vec<Mutant> = (0..count).map(|number| draw(&mut dice, SLIPS[number % SLIPS.len()].0)).collect();
    let said: Vec<Said> = parallel(&mutants, |mutant| report.judge(&[mutant]).remove(0));
    println!("\n## {} cells in four columns, {} figures typed\n", facts.len(), report.figures.len());
    let judged: Vec<(&Mutant, &Said)> = mutants.iter().zip(&said).collect();
    // each figure lies in identities of its own: nothing is left open
    let classes = vec![None; report.figures.len()];
    table(&report, &judged, &classes);
    if misses {
        list(&report, &judged, &classes);
    }
    let clean = cost(&report.text);
    println!("\n| errors | CPU seconds | × without errors |\n|---|---|---|\n| 0 | {clean:.3} | |");
    for wrong in [1, 10, 100, 1_000].into_iter().filter(|wrong| *wrong * 20 <= facts.len()) {
        let step = facts.len() / wrong;
        let spread = (0..wrong).map(|number| {
            let kind = [Kind::Swapped, Kind::Substituted, Kind::Tenfold][number % 3];
            let mut own = number * step..facts.len();
            let ways = own.find_map(|at| report.mutants(facts[at], kind, &mut dice).pop());
            ways.unwrap()
        });
        let spread: Vec<Mutant> = spread.collect();
        let text = report.mistyped(&spread.iter().collect::<Vec<_>>());
        let spent = cost(&text);
        println!("| {wrong} | {spent:.3} | {:.2} |", spent / clean);
    }
}

/// The least CPU seconds of three checks: a shared machine only ever adds.
fn cost(text: &str) -> f64 {
    let once = || {
        let (started, clock) = (spent(), Instant::now());
        drop(mutants::check(text));
        match (started, spent()) {
            (Some(started), Some(ended)) => (ended - started) as f64 / 1e9,
            _ => clock.elapsed().as_secs_f64(),
        }
    };
    (0..3).map(|_| once()).fold(f64::INFINITY, f64::min)
}

/// Nanoseconds that this thread has run; `None` where the system does not say.
fn spent() -> Option<u64> {
    std::fs::read_to_string("/proc/thread-self/schedstat").ok()?.split(' ').next()?.parse().ok()
}
