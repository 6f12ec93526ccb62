//! A field behind the brackets of its ledger: `支出[甲].说明` for `支出.说明[甲]`.

use super::table::Def;
use super::typer::Typer;
use crate::base::{Diagnostic, Span};
use crate::model::codes::{TYPE_MISMATCH, UNKNOWN_MEMBER};
use crate::model::{Expr, LedgerId};
use crate::say;
use crate::syntax::Node;
use crate::syntax::ast::Suffix;

impl<'a> Typer<'a> {
    /// What was meant, where a field of a ledger stands behind its brackets, and how much of what follows says it. `head` is
    /// the ledger as it is written.
    pub(super) fn field_behind(
        &mut self,
        ledger: LedgerId,
        head: (&str, Span),
        rest: &[Suffix<'a>],
        whole: Node<'a>,
    ) -> Option<(Expr, usize)> {
        let filter = |suffix: &Suffix<'a>| if let Suffix::Filter(filter) = suffix { Some(*filter) } else { None };
        let filters: Vec<_> = rest.iter().map_while(filter).collect();
        let Some(Suffix::Access(access)) = rest.get(filters.len()).filter(|_| !filters.is_empty()) else { return None };
        let name = access.name()?.text();
        let data = self.report.ledger(ledger);
        data.fields.iter().find(|field| field.name == name)?;
        let code = if data.figure().is_some() { UNKNOWN_MEMBER } else { TYPE_MISMATCH };
        let (word, start) = head;
        let from = (start.end - whole.span().start) as usize;
        let to = (access.span().start - whole.span().start) as usize;
        let meant = format!("{word}.{name}{}", whole.raw()[from..to].trim());
        let span = start.to(access.span());
        let message = say!("字段写在方括号前面：{word}.{name}", "a field stands before the brackets: {word}.{name}");
        let error = Diagnostic::new(code, span, message).label(say!("写作 {meant}", "write {meant}"));
        self.report(error.fix(span, meant));
        let field = self.field(ledger, start, *access);
        let used = filters.len() + 1;
        Some((filters.into_iter().fold(field, |expr, filter| self.filter(expr, filter)), used))
    }

    /// The same for a ledger of this report, as it stands at the head of an expression.
    pub(super) fn own_field_behind(
        &mut self,
        head: Node<'a>,
        rest: &[Suffix<'a>],
        whole: Node<'a>,
    ) -> Option<(Expr, usize)> {
        let Some(Def::Ledger(ledger)) = self.lookup(head.text()) else {
            return None;
        };
        let found = self.field_behind(ledger, (head.text(), head.span()), rest, whole)?;
        self.means(head.span(), Def::Ledger(ledger));
        Some(found)
    }
}
