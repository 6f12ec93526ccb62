//! Two texts word by word. Chinese writes no blanks between words: they are told by ICU's dictionary (Unicode Standard
//! Annex 29, "Unicode Text Segmentation", leaves them to one). A figure with its unit is one word.

use icu_segmenter::options::WordBreakInvariantOptions;
use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed};
use rustc_hash::FxHashSet;
use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::{PieceChange, WordsPiece};
use crate::document::Prose;

/// Cuts texts into words.
pub(super) struct Cutter(WordSegmenterBorrowed<'static>);

/// Signs that end a sentence.
const ENDS: &[char] = &['。', '！', '？', '；', '!', '?', ';', '\n'];

/// Signs between the parts of a sentence.
const PARTS: &[char] = &['，', '、', '；', '。', '：', ',', ';', ':', '\n'];

/// Figures are looked for in the other side's words while that takes no more steps than this.
const MOST: usize = 1 << 26;

/// A sentence of two texts.
#[derive(Default)]
pub(super) struct Sentence {
    /// What stays of it and what does not.
    pub pieces: Vec<WordsPiece>,
    /// Its figures that print the same, and whether each is typed now; otherwise it was.
    pub typed: Vec<(String, bool)>,
}

/// A word of a text.
#[derive(Clone, Copy)]
struct Word<'p> {
    text: &'p str,
    /// Whether it is computed.
    computed: bool,
}

/// A word of two texts.
#[derive(Clone, Copy)]
struct Step<'p> {
    is: PieceChange,
    text: &'p str,
    /// Of a word that both have and only one computes: whether it is typed now.
    typed: Option<bool>,
}

impl Cutter {
    pub fn new() -> Cutter {
        Cutter(WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()))
    }

    /// The words of a text; what reads as one of these figures is one, whether it is computed or typed.
    fn cut<'p>(&self, plain: &'p str, prose: &Prose, figures: &FxHashSet<&str>) -> Vec<Word<'p>> {
        let own = computed_places(prose);
        let mut whole: Vec<(usize, usize)> = own.clone();
        if figures.len().saturating_mul(plain.len()) < MOST {
            let found = |figure: &&str| {
                let length = figure.len();
                let found = plain.match_indices(*figure).map(|(at, _)| (at, at + length));
                found.filter(|(start, end)| stands_alone(plain, *start, *end)).collect::<Vec<_>>()
            };
            whole.extend(figures.iter().flat_map(found));
        }
        whole.sort_unstable();
        let mut words = Vec::new();
        let (mut from, mut next, mut inside, mut first) = (0, 0, 0, 0);
        for end in self.0.segment_str(plain) {
            while let Some((_, until)) = whole.get(next).filter(|(start, _)| *start < end) {
                inside = inside.max(*until);
                next += 1;
            }
            if end <= from || end < inside {
                continue;
            }
            first += own[first..].iter().take_while(|(_, until)| *until <= from).count();
            let computed = own.get(first).is_some_and(|(start, _)| *start < end);
            words.extend(plain.get(from..end).map(|text| Word { text, computed }));
            from = end;
        }
        words
    }

    /// The sentences that read otherwise, or of which a figure came to be typed or computed.
    pub fn sentences(&self, old: &Prose, new: &Prose) -> Vec<Sentence> {
        let (was, is) = (old.plain(), new.plain());
        let figures: FxHashSet<&str> = figures(old).chain(figures(new)).collect();
        let steps = settled(steps(&self.cut(&was, old, &figures), &self.cut(&is, new, &figures)));
        let ends = |step: &Step<'_>| step.is == PieceChange::Same && step.text.ends_with(ENDS);
        let told = |own: &[Step<'_>]| {
            let differs = own.iter().any(|step| step.is != PieceChange::Same || step.typed.is_some());
            let typed = own.iter().filter_map(|step| Some((step.text.to_owned(), step.typed?)));
            differs.then(|| Sentence { pieces: pieces(own), typed: typed.collect() })
        };
        steps.split_inclusive(ends).filter_map(told).collect()
    }
}

/// The figures that a text prints.
fn figures(prose: &Prose) -> impl Iterator<Item = &str> {
    let runs = prose.runs.iter().filter(|run| run.figure.is_some() && !run.text.is_empty());
    runs.map(|run| run.text.as_str())
}

/// Where a text's computed figures stand.
pub(super) fn computed_places(prose: &Prose) -> Vec<(usize, usize)> {
    let mut at = 0;
    let mut all = Vec::new();
    for run in &prose.runs {
        let end = at + run.text.len();
        all.extend((run.figure.is_some() && end > at).then_some((at, end)));
        at = end;
    }
    all
}

/// Whether a figure's text is not the middle of a longer number.
fn stands_alone(plain: &str, start: usize, end: usize) -> bool {
    let inner = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let digit = |c: char| c.is_ascii_digit();
    let (figure, mut behind) = (&plain[start..end], plain[end..].chars());
    let longer_before = figure.starts_with(digit) && plain[..start].ends_with(inner);
    let (next, second) = (behind.next(), behind.next());
    let goes_on = next.is_some_and(digit) || next.is_some_and(inner) && second.is_some_and(digit);
    !(longer_before || figure.ends_with(digit) && goes_on)
}

/// Each word of both texts, with what became of it.
fn steps<'p>(old: &[Word<'p>], new: &[Word<'p>]) -> Vec<Step<'p>> {
    let texts = |words: &[Word<'p>]| -> Vec<&'p str> { words.iter().map(|word| word.text).collect() };
    let mut steps = Vec::new();
    let alone = |is| move |word: &Word<'p>| Step { is, text: word.text, typed: None };
    for op in capture_diff_slices(Algorithm::Myers, &texts(old), &texts(new)) {
        let (tag, was, is) = op.as_tag_tuple();
        if tag == DiffTag::Equal {
            let both = old[was].iter().zip(&new[is]).map(|(old, new)| Step {
                is: PieceChange::Same,
                text: new.text,
                typed: (old.computed != new.computed).then_some(old.computed),
            });
            steps.extend(both);
        } else {
            steps.extend(old[was].iter().map(alone(PieceChange::Old)));
            steps.extend(new[is].iter().map(alone(PieceChange::New)));
        }
    }
    steps
}

/// A single short word that stays between two changes is no island to land on: it is told as changed with them.
fn settled(steps: Vec<Step<'_>>) -> Vec<Step<'_>> {
    let changed = |at: Option<usize>| at.and_then(|at| steps.get(at)).is_some_and(|step| step.is != PieceChange::Same);
    let mut settled: Vec<Step<'_>> = Vec::with_capacity(steps.len());
    // old words first within one change
    let mut waiting: Vec<Step<'_>> = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        let between = changed(at.checked_sub(1)) && changed(Some(at + 1));
        let island =
            between && step.text.chars().count() < 2 && !step.text.ends_with(ENDS) && !step.text.ends_with(PARTS);
        match step.is {
            PieceChange::Same if island => {
                settled.push(Step { is: PieceChange::Old, ..*step });
                waiting.push(Step { is: PieceChange::New, ..*step });
            }
            PieceChange::Same => {
                settled.append(&mut waiting);
                settled.push(*step);
            }
            PieceChange::Old => settled.push(*step),
            PieceChange::New => waiting.push(*step),
        }
    }
    settled.append(&mut waiting);
    settled
}

fn pieces(steps: &[Step<'_>]) -> Vec<WordsPiece> {
    let mut pieces: Vec<WordsPiece> = Vec::new();
    for step in steps {
        match pieces.last_mut() {
            Some(last) if last.is == step.is => last.text.push_str(step.text),
            _ => pieces.push(WordsPiece { is: step.is, text: step.text.to_owned() }),
        }
    }
    pieces
}

/// How much two texts have in common, in thousandths: their characters, whatever the order.
pub(super) fn likeness(old: &[char], new: &[char]) -> usize {
    let (mut old, mut new) = (old.iter().peekable(), new.iter().peekable());
    let all = old.len() + new.len();
    let mut common = 0usize;
    while let (Some(a), Some(b)) = (old.peek(), new.peek()) {
        match a.cmp(b) {
            std::cmp::Ordering::Less => drop(old.next()),
            std::cmp::Ordering::Greater => drop(new.next()),
            std::cmp::Ordering::Equal => {
                common += 2;
                old.next();
                new.next();
            }
        }
    }
    (common * 1000).checked_div(all).unwrap_or(1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(old: &Prose, new: &Prose) -> String {
        let sentences = Cutter::new().sentences(old, new);
        let piece = |piece: &WordsPiece| match piece.is {
            PieceChange::Same => piece.text.clone(),
            PieceChange::Old => format!("[-{}-]", piece.text),
            PieceChange::New => format!("{{+{}+}}", piece.text),
        };
        let one = |sentence: &Sentence| {
            let typed = sentence.typed.iter().map(|(text, now)| format!(" <{text} {now}>"));
            sentence.pieces.iter().map(piece).chain(typed).collect::<String>()
        };
        sentences.iter().map(one).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn words_change_whole_and_only_their_sentences_are_told() {
        let cases = [
            ("湖边有树。山上有雪。", "湖边有树。山下有雪。", "[-山上-]{+山下+}有雪。"),
            ("支持乡村振兴工作。", "支持城市更新工作。", "支持[-乡村振兴-]{+城市更新+}工作。"),
            ("it snows; it rains", "it snows; it pours", " it [-rains-]{+pours+}"),
            ("同样的话。", "同样的话。", ""),
            ("一句。", "一句。又一句。", "{+又一句。+}"),
            ("树3棵、花2盆。", "花3棵、树2盆。", "[-树-]{+花+}3棵、[-花-]{+树+}2盆。"),
        ];
        for (old, new, want) in cases {
            assert_eq!(shown(&Prose::words(old), &Prose::words(new)), want);
        }
    }

    /// A text whose figures stand in braces.
    fn with_figures(text: &str) -> Prose {
        let mut prose = Prose::default();
        for part in text.split_inclusive(['{', '}']) {
            match part.strip_suffix('}') {
                Some(figure) => prose.runs.push(crate::document::sample::run(figure)),
                None => prose.push(part.trim_end_matches('{')),
            }
        }
        prose
    }

    #[test]
    fn what_prints_the_same_is_the_same_word() {
        let cases = [
            ("水费{3.25kg}，电费{2.16kg}。", "水费3.25kg，电费{2.16kg}。", "水费3.25kg，电费2.16kg。 <3.25kg true>"),
            ("共5项，{5}。", "共{5}项，{5}。", "共5项，5。 <5 false>"),
            ("高于。水费{3.25kg}。", "低于。水费3.25kg。", "[-高于-]{+低于+}。|水费3.25kg。 <3.25kg true>"),
            ("花{3.2kg}", "花{13.2kg}", "花[-3.2kg-]{+13.2kg+}"),
            ("花{3.2}公斤", "花3.25公斤", "花[-3.2-]{+3.25+}公斤"),
        ];
        for (old, new, want) in cases {
            assert_eq!(shown(&with_figures(old), &with_figures(new)), want);
        }
    }
}
