//! What is said of numbers that are written as other programs and countries write them.

use super::Node;
use crate::base::pasted::{Pasted, digit, is_group_mark, is_minus, read};
use crate::base::{Diagnostic, Span};
use crate::say;
use crate::syntax::codes::{AMBIGUOUS_NUMBER, GROUPED_NUMBER, MALFORMED_NUMBER};

/// A number in an expression. A sign of money is left to those who know the measures.
pub(super) fn find(node: Node<'_>) -> Option<Diagnostic> {
    let pasted = read(node.text())?;
    pasted.money.is_none().then(|| misread_number(node.text(), &pasted, node.span()))
}

/// What to write instead: a repair where nothing else can be meant, a question where there is more than one reading.
pub(crate) fn misread_number(text: &str, pasted: &Pasted<'_>, span: Span) -> Diagnostic {
    let readings: Vec<String> = pasted.readings.iter().map(|number| with_unit(number, pasted)).collect();
    match readings.as_slice() {
        [] => {
            let message = say!("这个数有两个小数点：{text}", "this number has two decimal points: {text}");
            Diagnostic::new(MALFORMED_NUMBER, span, message).note(say!("照原表改正", "mend it as the original has it"))
        }
        [plain] => {
            let ungrouped: String = text.chars().filter(|c| !is_group_mark(*c)).collect();
            let points: String =
                text.chars().map(|c| if matches!(c, '。' | '．') { '.' } else { digit(c).unwrap_or(c) }).collect();
            let error = if pasted.certain && ungrouped == *plain {
                let message =
                    say!("数字里不写千位分隔：{text}", "a number is written without marks between its groups: {text}");
                Diagnostic::new(GROUPED_NUMBER, span, message)
            } else if pasted.certain && points == *plain {
                Diagnostic::new(
                    MALFORMED_NUMBER,
                    span,
                    say!("小数点要写「.」：{text}", "the decimal point is a plain `.`: {text}"),
                )
            } else {
                let message =
                    say!("「{text}」看来是数额，写法不对", "`{text}` looks like an amount and is not written as one");
                Diagnostic::new(MALFORMED_NUMBER, span, message)
            };
            let error = error.label(say!("写作 {plain}", "write {plain}"));
            if pasted.certain { error.fix(span, plain) } else { error }
        }
        several => {
            let (zh, en) = (several.join(" 或 "), several.join(" or "));
            let message = say!("「{text}」不止一种读法：{zh}", "`{text}` can be read in more than one way: {en}");
            let note = say!("照原表，写其中一个", "write the one that the original means");
            Diagnostic::new(AMBIGUOUS_NUMBER, span, message).note(note)
        }
    }
}

/// One of a number's readings with its unit, as the language writes it.
pub(super) fn with_unit(number: &str, pasted: &Pasted<'_>) -> String {
    format!("{number}{}", pasted.unit.replace('％', "%"))
}

/// A dash where there is no amount.
pub(crate) fn no_amount(word: &str, span: Span) -> Option<Diagnostic> {
    if word.is_empty() || !word.chars().all(|c| is_minus(c) || c == '/') {
        return None;
    }
    let error = Diagnostic::new(MALFORMED_NUMBER, span, say!("「{word}」不是数额", "`{word}` is no amount"));
    Some(error.note(say!(
        "写上数；没有数额的，删去这一行，或写 0",
        "write the number; where there is none, leave the row out, or write 0"
    )))
}
