//! A field behind the brackets of its ledger: `支出[甲].说明` for `支出.说明[甲]`.

use super::{Builder, Def};
use crate::base::{Diagnostic, Span};
use crate::model::{Expr, LedgerId};
use crate::say;
use crate::syntax::{Kind, Node};

impl<'a> Builder<'a> {
    /// What was meant, where a field of a ledger stands behind its brackets, and how much of what follows says it. `head` is
    /// the ledger as it is written.
    pub(super) fn field_behind(
        &mut self,
        ledger: LedgerId,
        head: (&str, Span),
        rest: &[Node<'a>],
        whole: Node<'a>,
    ) -> Option<(Expr, usize)> {
        let brackets = rest.iter().take_while(|part| part.kind() == Kind::filter).count();
        let access = rest.get(brackets).filter(|part| brackets > 0 && part.kind() == Kind::member_access)?;
        let name = access.child(Kind::ident)?.text();
        let data = self.report.ledger(ledger);
        data.fields.iter().find(|field| field.name == name)?;
        let code = if data.figure().is_some() { "B0203" } else { "B0213" };
        let (word, start) = head;
        let from = (start.end - whole.span().start) as usize;
        let to = (access.span().start - whole.span().start) as usize;
        let meant = format!("{word}.{name}{}", whole.raw()[from..to].trim());
        let span = start.to(access.span());
        let message = say!("字段写在方括号前面：{word}.{name}", "a field stands before the brackets: {word}.{name}");
        let error = Diagnostic::error(code, span, message).label(say!("写作 {meant}", "write {meant}"));
        self.report(error.fix(span, meant));
        let field = self.field(ledger, start, *access);
        let narrowed = rest[..brackets].iter().fold(field, |expr, filter| self.filter(expr, *filter));
        Some((narrowed, brackets + 1))
    }

    /// The same for a ledger of this report, as it stands at the head of an expression.
    pub(super) fn own_field_behind(
        &mut self,
        head: Node<'a>,
        rest: &[Node<'a>],
        whole: Node<'a>,
    ) -> Option<(Expr, usize)> {
        let Some(Def::Ledger(ledger)) = self.lookup(head.text()).filter(|_| head.kind() == Kind::ident) else {
            return None;
        };
        let found = self.field_behind(ledger, (head.text(), head.span()), rest, whole)?;
        self.means(head.span(), Def::Ledger(ledger));
        Some(found)
    }
}
