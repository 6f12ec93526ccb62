//! Two texts word by word. Chinese writes no blanks between words: they are told by ICU's dictionary (Unicode Standard
//! Annex 29, "Unicode Text Segmentation", leaves them to one). A figure with its unit is one word.

use icu_segmenter::options::WordBreakInvariantOptions;
use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed};
use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::{Is, Piece};
use crate::document::Prose;

/// Cuts texts into words.
pub(super) struct Cutter(WordSegmenterBorrowed<'static>);

/// Signs that end a sentence.
const ENDS: &[char] = &['。', '！', '？', '；', '!', '?', ';', '\n'];

/// Signs between which the parts of a sentence may change places.
const PARTS: &[char] = &['，', '、', '；', '。', '：', ',', ';', ':', '\n'];

impl Cutter {
    pub fn new() -> Cutter {
        Cutter(WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()))
    }

    fn cut<'p>(&self, prose: &'p Prose) -> Vec<&'p str> {
        let mut words = Vec::new();
        for run in &prose.runs {
            if run.figure.is_some() {
                words.push(run.text.as_str());
                continue;
            }
            let mut from = 0;
            for end in self.0.segment_str(&run.text) {
                words.extend(run.text.get(from..end).filter(|word| !word.is_empty()));
                from = end;
            }
        }
        words
    }

    /// The sentences that read otherwise, each with what stays of it.
    pub fn sentences(&self, old: &Prose, new: &Prose) -> Vec<Vec<Piece>> {
        let steps = settled(steps(&self.cut(old), &self.cut(new)));
        let mut sentences = Vec::new();
        let mut own: Vec<(Is, &str)> = Vec::new();
        for (is, word) in steps {
            own.push((is, word));
            if is == Is::Same && word.ends_with(ENDS) {
                sentences.push(std::mem::take(&mut own));
            }
        }
        sentences.push(own);
        sentences.retain(|words| words.iter().any(|(is, _)| *is != Is::Same));
        sentences.into_iter().map(|words| pieces(&words)).collect()
    }
}

/// Each word of both texts, with what became of it.
fn steps<'p>(old: &[&'p str], new: &[&'p str]) -> Vec<(Is, &'p str)> {
    let mut steps = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, old, new) {
        let (tag, was, is) = op.as_tag_tuple();
        if tag == DiffTag::Equal {
            steps.extend(new[is].iter().map(|word| (Is::Same, *word)));
        } else {
            steps.extend(old[was].iter().map(|word| (Is::Old, *word)));
            steps.extend(new[is].iter().map(|word| (Is::New, *word)));
        }
    }
    steps
}

/// A single short word that stays between two changes is no island to land on: it is told as changed with them.
fn settled(steps: Vec<(Is, &str)>) -> Vec<(Is, &str)> {
    let changed = |at: Option<usize>| at.and_then(|at| steps.get(at)).is_some_and(|(is, _)| *is != Is::Same);
    let mut settled: Vec<(Is, &str)> = Vec::with_capacity(steps.len());
    // old words first within one change
    let mut waiting: Vec<(Is, &str)> = Vec::new();
    for (at, (is, word)) in steps.iter().enumerate() {
        let between = changed(at.checked_sub(1)) && changed(Some(at + 1));
        let island = between && word.chars().count() < 2 && !word.ends_with(ENDS) && !word.ends_with(PARTS);
        match is {
            Is::Same if island => {
                settled.push((Is::Old, word));
                waiting.push((Is::New, word));
            }
            Is::Same => {
                settled.append(&mut waiting);
                settled.push((Is::Same, word));
            }
            Is::Old => settled.push((Is::Old, word)),
            Is::New => waiting.push((Is::New, word)),
        }
    }
    settled.append(&mut waiting);
    settled
}

fn pieces(words: &[(Is, &str)]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for (is, word) in words {
        match pieces.last_mut() {
            Some(last) if last.is == *is => last.text.push_str(word),
            _ => pieces.push(Piece { is: *is, text: (*word).to_owned() }),
        }
    }
    pieces
}

/// Whether two texts say the same parts in another order.
pub(super) fn reordered(old: &str, new: &str) -> bool {
    let parts = |text: &str| {
        let mut parts: Vec<String> = text.split(PARTS).map(|part| part.trim().to_owned()).collect();
        parts.retain(|part| !part.is_empty());
        parts.sort_unstable();
        parts
    };
    old != new && parts(old) == parts(new)
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

    fn shown(old: &str, new: &str) -> String {
        let sentences = Cutter::new().sentences(&Prose::words(old), &Prose::words(new));
        let piece = |piece: &Piece| match piece.is {
            Is::Same => piece.text.clone(),
            Is::Old => format!("[-{}-]", piece.text),
            Is::New => format!("{{+{}+}}", piece.text),
        };
        sentences.iter().map(|pieces| pieces.iter().map(piece).collect::<String>()).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn words_change_whole_and_only_their_sentences_are_told() {
        let cases = [
            ("湖边有树。山上有雪。", "湖边有树。山下有雪。", "[-山上-]{+山下+}有雪。"),
            ("支持乡村振兴工作。", "支持城市更新工作。", "支持[-乡村振兴-]{+城市更新+}工作。"),
            ("it snows; it rains", "it snows; it pours", " it [-rains-]{+pours+}"),
            ("同样的话。", "同样的话。", ""),
            ("一句。", "一句。又一句。", "{+又一句。+}"),
        ];
        for (old, new, want) in cases {
            assert_eq!(shown(old, new), want);
        }
    }

    #[test]
    fn parts_in_another_order_say_the_same() {
        assert!(reordered("主要是：树三棵、花两盆。", "主要是：花两盆、树三棵。"));
        assert!(!reordered("树三棵、花两盆。", "花三棵、树两盆。"));
        assert!(!reordered("树三棵。", "树三棵。"));
    }
}
