//! Numbers as they print, by example: `as "1,000.00", "(1,000.00)", "—"`.

use super::names::string;
use super::problems::Problems;
use crate::base::{Diagnostic, Span};
use crate::model::codes::{TYPE_MISMATCH, UNCLEAR_EXAMPLE};
use crate::model::{Pattern, Report, Type};
use crate::say;
use crate::syntax::ast::{PatternClause, Quoted};

/// How numbers are written, where a clause says so.
pub(super) fn pattern_of(clause: Option<PatternClause<'_>>, problems: &mut Problems) -> Option<Pattern> {
    let clause = clause?;
    let mut written = clause.examples();
    let (first, second, third) = (written.next()?, written.next(), written.next());
    let negative = second.map(string);
    let pattern = Pattern::read(clause.span(), &string(first), negative.as_deref(), third.map(string));
    if pattern.is_none() {
        problems.tell(unclear(clause.span(), first.inner(), second.filter(|_| third.is_none()).map(Quoted::inner)));
    }
    pattern
}

/// What to say of an example that cannot be read; `last` stands behind it as the last one.
fn unclear(span: Span, example: &str, last: Option<&str>) -> Diagnostic {
    let message = say!("看不出这里怎样写数", "this does not show how a number is written");
    let error = Diagnostic::new(UNCLEAR_EXAMPLE, span, message);
    if example.contains("1.000") && !example.contains("1.000,") {
        return error.note(say!(
            "「1.000」可以是一千，也可以是三位小数：一千写作 1,000 或 1.000,00，三位小数写作 1,000.000",
            "`1.000` may be one thousand, or three decimal places: write 1,000 or 1.000,00 for the one, 1,000.000 for the other"
        ));
    }
    if let Some(words) = last.filter(|words| !words.contains(|c: char| c.is_ascii_digit())) {
        return error.note(say!(
            "没有数时印什么写在第三个，第二个是负数：as \"{example}\", \"-{example}\", \"{words}\"",
            "what stands where there is no number comes third, behind a negative one: as \"{example}\", \"-{example}\", \"{words}\""
        ));
    }
    error.note(say!(
        "以 1 或 1,000 为例，如 as \"¥1,000.00\"；负数可另举一例，数的写法相同",
        "write 1 or 1,000 as an example: as \"$1,000.00\"; a second example may show a negative amount, its number written alike"
    ))
}

/// What to say of an example behind what is no number.
pub(super) fn no_number(report: &Report, ty: &Type, span: Span) -> Option<Diagnostic> {
    if matches!(ty, Type::Amount(_) | Type::Count(_) | Type::Number | Type::Ratio | Type::Unknown) {
        return None;
    }
    let have = report.type_name(ty);
    let message =
        say!("as 举例说明数怎样印，这里却是{have}", "`as` shows how a number prints, and this is {have}", have);
    let error = Diagnostic::new(TYPE_MISMATCH, span, message);
    Some(error.note(match ty {
        Type::Text => say!(
            "写在文字里那个数的花括号里：{{数 as \"1,000\"}}",
            "write it in the braces of a number of that text: {{FIGURE as \"1,000\"}}"
        ),
        _ => say!("删去 as：它照原样印出", "remove the `as`: it prints as it is"),
    }))
}
