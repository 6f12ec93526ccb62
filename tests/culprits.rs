//! The measure of the search for the figure that is wrong (`benches/culprits.rs`), on few mutants: none goes unseen.

#[allow(dead_code, reason = "the measure uses the rest")]
#[path = "../benches/mutants.rs"]
pub mod mutants;

use budgetc::base::Confidence;
use mutants::{Dice, KINDS, Mutant, Report, Said, parallel};

/// Every few mutants one is tried.
const STEP: usize = 24;

#[test]
fn a_mistyped_figure_is_found() {
    let report = Report::new(crate::support::read("reports/nanchong-shebao-2024.budget"));
    let mut dice = Dice(1);
    let pairs = (0..report.figures.len()).flat_map(|figure| KINDS.iter().map(move |(kind, _)| (figure, *kind)));
    let all: Vec<Mutant> = pairs.flat_map(|(figure, kind)| report.mutants(figure, kind, &mut dice)).collect();
    let mutants: Vec<&Mutant> = all.iter().step_by(STEP).collect();
    assert!(mutants.len() > 100, "{} mutants", mutants.len());
    let said: Vec<Said> = parallel(&mutants, |mutant| report.judge(&[*mutant]).remove(0));
    for (mutant, said) in mutants.iter().zip(&said) {
        let (line, row) = report.row(mutant.figure);
        assert!(said.errors > 0, "line {line}, {row}: `{}` goes unseen", mutant.typed());
        assert!(!said.wrong_fix, "line {line}, {row}: {:?}: `{}` is mended wrongly", mutant.kind, mutant.typed());
    }
    // an amount of money lies in several identities: its own slip is what explains them best
    let slips = mutants.iter().zip(&said).filter(|(mutant, _)| mutant.kind.is_slip());
    let amounts = slips.filter(|(mutant, _)| report.words(mutant.figure).contains('.'));
    let (right, all) =
        amounts.fold((0, 0), |(right, all), (_, said)| (right + usize::from(said.rank == Some(0)), all + 1));
    assert!(all > 60 && right * 10 >= all * 9, "the first suspect is right for {right} of {all} amounts");
    // whatever was done, an innocent figure is accused seldom, and never strongly
    let accused = |most| said.iter().filter(|said| said.innocent.is_some_and(|said| said <= most)).count();
    assert_eq!(accused(Confidence::Strong), 0);
    assert!(accused(Confidence::Likely) * 100 <= 3 * said.len(), "{} of {}", accused(Confidence::Likely), said.len());
}
