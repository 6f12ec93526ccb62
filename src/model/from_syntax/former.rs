//! Former reports: their names, what stands for members that there are no more, and facts that are taken over.

use std::borrow::Cow;

use super::names::{member_words, unknown};
use super::naming::last_word;
use super::{Builder, Def};
use crate::base::{Decimal, Diagnostic, FileId, Span, exact};
use crate::model::codes::{
    ABOLISHED_MEMBER, CIRCLE, FORMER_MISUSED, INCOMPLETE_SUCCESSION, MISMATCHED_NAME, TYPE_MISMATCH, UNKNOWN_NAME,
};
use crate::model::{
    DimId, Expr, ExprKind, Filter, Gone, LedgerId, Meaning, MeasureId, MemberId, Space, TakeOver, Type, Unit,
};
use crate::say;
use crate::syntax::Node;
use crate::syntax::ast::{self, Suffix};

impl<'a> Builder<'a> {
    /// Notes the spaces, and each former report's name in the space that uses it.
    pub(super) fn spaces(&mut self, spaces: &[Space]) {
        for (index, space) in spaces.iter().enumerate() {
            if index == 0 {
                self.table.prefixes.push(String::new());
                continue;
            }
            let name = format!("{}{}", self.table.prefixes[space.within], space.name);
            match self.table.names.get(&name) {
                Some((_, first)) => {
                    let first = *first;
                    self.declared_twice(&space.name, space.span, first);
                }
                None => {
                    self.table.names.insert(name.clone(), (Def::Former(index), space.span));
                    self.report.names.declare(space.named, Meaning::Former(index));
                }
            }
            self.table.prefixes.push(format!("{name}."));
        }
        self.report.former.within = spaces.iter().map(|space| space.within).collect();
        let former = self.table.space_of.iter().filter(|(_, space)| **space != 0).map(|(file, _)| *file);
        self.report.former.files = former.collect();
    }

    /// Under what a name of the space that is being read is known.
    pub(super) fn key<'n>(&self, name: &'n str) -> Cow<'n, str> {
        match self.table.prefixes.get(self.space) {
            Some(prefix) if !prefix.is_empty() => Cow::Owned(format!("{prefix}{name}")),
            _ => Cow::Borrowed(name),
        }
    }

    /// What `上年.支出` stands for: a name of a former report, with the nodes that say it. `rest` follows the first name.
    pub(super) fn former_name(&mut self, head: Node<'a>, rest: &[Suffix<'a>]) -> Option<(Option<Def>, usize, Span)> {
        let Some(Def::Former(mut space)) = self.lookup(head.text()) else { return None };
        let mut span = head.span();
        self.means(span, Meaning::Former(space));
        for (index, suffix) in rest.iter().enumerate() {
            let Suffix::Access(access) = suffix else { return None };
            let name = access.name()?;
            span = span.to(name.span());
            let key = format!("{}{}", self.table.prefixes[space], name.text());
            let def = self.table.names.get(&key).map(|(def, _)| *def);
            if let Some(def) = def {
                self.means(name.span(), def);
            }
            match def {
                Some(Def::Former(inner)) => space = inner,
                Some(def) => return Some((Some(def), index + 1, span)),
                None => {
                    let names = self
                        .table
                        .names
                        .keys()
                        .filter_map(|name| name.strip_prefix(self.table.prefixes[space].as_str()));
                    let near = self.closest(name.text(), names);
                    self.report(unknown(UNKNOWN_NAME, &say!("名称", "name"), name.text(), name.span(), &near));
                    return Some((None, index + 1, span));
                }
            }
        }
        let name = head.text();
        let message = say!("「{name}」是以前的报告，不是数", "`{name}` is a former report, not a figure");
        let error = Diagnostic::new(TYPE_MISMATCH, head.span(), message);
        self.report(error.note(say!("写明取它的什么：{name}.台账", "say what of it: {name}.LEDGER")));
        Some((None, rest.len(), span))
    }

    /// What stands behind a figure.
    pub(super) fn behind(&mut self, figure: Expr, rest: &[Suffix<'a>]) -> Expr {
        rest.iter().fold(figure, |expr, suffix| match suffix {
            Suffix::Filter(filter) => self.filter(expr, *filter),
            Suffix::Access(access) => self.access(expr, *access),
            Suffix::Arguments(arguments) => Expr::unknown(arguments.span()),
        })
    }

    /// A figure of a former report, with what stands behind its name in `whole`.
    pub(super) fn former_figure(&mut self, def: Def, span: Span, rest: &[Suffix<'a>], whole: Node<'a>) -> Expr {
        if let Def::Ledger(ledger) = def {
            let from = (span.start - whole.span().start) as usize;
            let word = &whole.raw()[from..from + (span.end - span.start) as usize];
            if let Some((expr, used)) = self.field_behind(ledger, (word, span), rest, whole) {
                return self.behind(expr, &rest[used..]);
            }
        }
        match (def, rest) {
            (Def::Ledger(ledger), [Suffix::Access(access), rest @ ..]) => {
                let field = self.field(ledger, span, *access);
                self.behind(field, rest)
            }
            // a ledger that lists things is taken over or asked for, never summed
            (Def::Ledger(ledger), rest) if self.report.ledger(ledger).figure().is_none() => {
                self.behind(Expr { kind: ExprKind::Facts(ledger), ty: Type::Number, span }, rest)
            }
            (def, rest) => {
                let figure = self.defined(def, span);
                self.behind(figure, rest)
            }
        }
    }

    /// The ledger that a name in an `of` clause means.
    pub(super) fn ledger_named(&mut self, node: Node<'a>) -> Option<LedgerId> {
        let (word, mut key) = (node.text(), self.key(node.text()).into_owned());
        key.retain(|c| !c.is_whitespace());
        match self.table.names.get(&key).map(|(def, _)| *def) {
            Some(Def::Ledger(ledger)) => {
                self.means(last_word(node), Meaning::Ledger(ledger));
                Some(ledger)
            }
            _ => {
                let ledgers = self.table.names.iter().filter(|(_, (def, _))| matches!(def, Def::Ledger(_)));
                let near = self.closest(word, ledgers.map(|(name, _)| name.as_str()));
                self.report(unknown(UNKNOWN_NAME, &say!("台账", "ledger"), word, node.span(), &near));
                None
            }
        }
    }

    /// A former report's measure is this report's, if its units are worth the same.
    pub(super) fn same_units(&mut self, own: MeasureId, units: &[Unit], name: Node<'a>) {
        let data = &self.report.measures[own.ix()];
        let worth = |unit: &Unit| data.units.iter().find(|own| own.symbol == unit.symbol).map(|own| own.factor);
        if let Some(other) = units.iter().find(|unit| worth(unit) != Some(unit.factor)) {
            let (measure, symbol, declared) = (data.name.clone(), other.symbol.clone(), data.span);
            let message = say!(
                "以前的报告里「{measure}」的单位「{symbol}」，这份报告里没有或大小不同",
                "unit `{symbol}` of `{measure}` in the former report is none of this report's, or worth otherwise"
            );
            let error = Diagnostic::new(FORMER_MISUSED, name.span(), message);
            let error = error.related(declared, say!("这份报告的", "this report's"));
            self.report(error.note(say!("两年用同样的单位", "use the same units in both")));
        }
    }

    /// A former report's dimension stands for one of this report's, if its levels are the same.
    pub(super) fn same_levels(&mut self, id: DimId) {
        let theirs = self.report.dim(id);
        let Some(of) = theirs.of else { return };
        let data = self.report.dim(of);
        if theirs.levels != data.levels {
            let (dim, declared, span) = (data.name.clone(), data.span, theirs.span);
            let message = say!(
                "以前的报告里「{dim}」的层级与这份报告的不同",
                "`{dim}` has other levels in the former report than in this one"
            );
            let error = Diagnostic::new(FORMER_MISUSED, span, message);
            let error = error.related(declared, say!("这份报告的", "this report's"));
            self.report(error.note(say!(
                "让两年的层级相同，或换一个名字",
                "give both the same levels, or one of them another name"
            )));
            // nothing of the one can be found in the other
            self.report.torn_dims.extend([id, of]);
            self.report.dims[id.ix()].of = None;
        }
    }

    /// What stands for members that there are no more.
    pub(super) fn successors(&mut self, _: FileId, decl: ast::SuccessorsDecl<'a>) {
        let Some(name) = decl.name() else { return };
        let Some(dim) = self.dim_named(name) else {
            self.unknown_dim(name.text(), name.span());
            return;
        };
        for row in decl.rows() {
            self.succession(row, dim);
        }
    }

    fn succession(&mut self, row: ast::Succession<'a>, dim: DimId) {
        let Some(old) = row.old() else { return };
        let Some(first) = old.words().next() else { return };
        let (words, code) = member_words(first);
        let heirs: Vec<ast::Heir<'a>> = row.heirs().collect();
        let mut shares = Vec::new();
        for heir in &heirs {
            let Some(member) = heir.member().and_then(|member| self.heir(member, dim)) else { return };
            let share = match heir.share() {
                Some(share) => self.quantity(share).map(|(share, _)| share),
                None if heirs.len() == 1 => Some(Decimal::ONE),
                None => None,
            };
            let Some(share) = share else {
                let message =
                    say!("分给几个成员时，要写明各占多少", "where several stand for one, each needs its share");
                let error = Diagnostic::new(INCOMPLETE_SUCCESSION, heir.span(), message);
                self.report(error.note(say!("写作 成员 60%, 成员 40%", "write MEMBER 60%, MEMBER 40%")));
                return;
            };
            let outside = share <= Decimal::ZERO || share > Decimal::ONE;
            if outside || shares.iter().any(|(other, _)| *other == member) {
                let message = say!("这里的比例不是一份", "this is no share");
                let error = Diagnostic::new(INCOMPLETE_SUCCESSION, heir.span(), message);
                self.report(error.note(say!(
                    "每个成员写一次，比例在 0 与 100% 之间",
                    "each member stands once, with a share between 0 and 100%"
                )));
                return;
            }
            shares.push((member, share));
        }
        let whole = shares.iter().try_fold(Decimal::ZERO, |sum, (_, share)| exact::add(sum, *share));
        if whole != Ok(Decimal::ONE) {
            let percent = |sum: Decimal| format!("{}%", (sum * Decimal::ONE_HUNDRED).normalize());
            let sum = whole.map_or_else(|_| String::new(), percent);
            let message = say!("各占之和是 {sum}，不是 100%", "the shares make {sum}, not 100%");
            let error = Diagnostic::new(INCOMPLETE_SUCCESSION, row.span(), message);
            self.report(error.note(say!("改比例，或补上漏写的成员", "correct a share, or add the member left out")));
            return;
        }
        let gone = &self.report.former.gone;
        if let Some(first) = gone.iter().find(|gone| gone.dim == dim && gone.word == words) {
            let (shown, first) = (first.shown.clone(), first.span);
            self.said_twice(&shown, old.span(), first);
            return;
        }
        let data = self.report.dim(dim);
        let known: Vec<MemberId> = match code {
            true => data.by_code.get(words.as_ref()).copied().into_iter().collect(),
            false => data.by_name.get(words.as_ref()).cloned().unwrap_or_default(),
        };
        for member in known {
            self.means(first.span(), Meaning::Member(member));
            if !self.still_right(member, old, &shares) {
                return;
            }
            self.report.former.heirs.insert(member, shares.clone());
        }
        let (word, shown) = (words.into_owned(), old.text().to_owned());
        self.report.former.gone.push(Gone { dim, word, shown, heirs: shares, span: old.span() });
    }

    /// Whether what a row says of a known member can be: a member that there still is has a share of its own, or was divided
    /// among those beneath it, and a name beside a code is the code's.
    fn still_right(&mut self, member: MemberId, old: ast::NamedMember<'a>, heirs: &[(MemberId, Decimal)]) -> bool {
        let shown = self.report.display(member);
        if !self.report.is_former(member)
            && !self.report.former.names.contains_key(&member)
            && !heirs.iter().any(|(heir, _)| self.report.within(*heir, member))
        {
            let message =
                say!("「{shown}」今年还有，不能由别的接替", "there still is `{shown}`: nothing else stands for it");
            let error = Diagnostic::new(INCOMPLETE_SUCCESSION, old.span(), message)
                .related(self.report.member(member).span, say!("在这里声明", "declared here"));
            self.report(error.note(say!(
                "分出去一部分的，把它自己也写上，各占多少",
                "if it was split, write it among those that stand for it, each with its share"
            )));
            return false;
        }
        let Some(name) = old.words().nth(1) else { return true };
        let words = member_words(name).0.into_owned();
        let right = self.report.former.names.get(&member).map_or(&self.report.member(member).name, |(name, _)| name);
        if *right == words {
            self.means(name.span(), Meaning::Member(member));
            return true;
        }
        let right = right.clone();
        let message = say!("这个编码的名称不是「{words}」", "`{words}` is not this code's name");
        let error = Diagnostic::new(MISMATCHED_NAME, name.span(), message);
        self.report(error.label(say!("应为「{right}」", "it is `{right}`")));
        // the code says what is meant
        true
    }

    /// A member that stands for another: one of this report's, with its right name.
    fn heir(&mut self, named: ast::NamedMember<'a>, dim: DimId) -> Option<MemberId> {
        let mut parts = named.words();
        let first = parts.next()?;
        let member = self.member_ref(first, &[dim])?;
        if self.report.is_former(member) {
            let (words, code) = member_words(first);
            self.no_member(&words, first.text(), code, first.span(), &[dim], None);
            return None;
        }
        if let Some(name) = parts.next() {
            let words = member_words(name).0.into_owned();
            self.check_name(member, &words, name.span());
        }
        Some(member)
    }

    /// A member that there is no more, named where this report's facts stand. `words` is a code's digits or a name.
    pub(super) fn gone(&mut self, words: &str, span: Span, dims: &[DimId]) -> bool {
        let Some(gone) = self.report.former.gone.iter().find(|gone| gone.word == words && dims.contains(&gone.dim))
        else {
            return false;
        };
        let heirs: Vec<String> = gone.heirs.iter().map(|(member, _)| self.report.display(*member)).collect();
        let (list, list_en) = (heirs.join("、"), heirs.join(", "));
        let shown = &gone.shown;
        let message = say!("「{shown}」已经取消", "there is no `{shown}` any more");
        let error = Diagnostic::new(ABOLISHED_MEMBER, span, message)
            .label(say!("改列 {list}", "it is {list_en} now"))
            .related(gone.span, say!("这里写明由谁接替", "this says what stands for it"));
        self.report(error);
        true
    }

    /// A whole ledger's facts from another: `items 上年支出 := 上年.支出[当年]`.
    pub(super) fn take_over(&mut self, ledger: LedgerId, file_at: Filter, at: Filter, body: ast::Expression<'a>) {
        let expr = self.expr(body, &super::Scope::default());
        if expr.ty == Type::Unknown {
            self.unreadable_rows(ledger, body.span());
            return;
        }
        let (mut filters, mut negative) = (Vec::new(), false);
        match self.source_of(&expr, &mut filters, &mut negative) {
            Some(source) if source == ledger && filters.is_empty() => {
                self.unreadable_rows(ledger, body.span());
                let name = self.report.ledger(ledger).name.clone();
                let message = say!("「{name}」取的是它自己", "`{name}` takes over itself");
                let error = Diagnostic::new(CIRCLE, body.span(), message);
                self.report(error.note(say!(
                    "取以前的报告的，把它的名字写在前面：名字.{name}",
                    "to take a former report's, write its name before: NAME.{name}"
                )));
            }
            Some(source) => {
                filters.reverse();
                let span = body.span();
                self.report.take_overs.push(TakeOver { ledger, source, filters, negative, file_at, at, span });
            }
            None => {
                self.unreadable_rows(ledger, body.span());
                let message = say!("这里要一个台账，可以带坐标", "a ledger is wanted here, perhaps with coordinates");
                let error = Diagnostic::new(TYPE_MISMATCH, body.span(), message);
                self.report(error.note(say!(
                    "写作 items 台账 := 另一个台账[成员]；算出来的数写在一行里：成员 := 式子",
                    "write items LEDGER := OTHER[members]; what is computed stands in a row: MEMBER := EXPRESSION"
                )));
            }
        }
    }

    /// The one ledger that an expression is, with what narrows it from the outermost bracket inward.
    fn source_of(&self, expr: &Expr, filters: &mut Vec<Filter>, negative: &mut bool) -> Option<LedgerId> {
        match &expr.kind {
            ExprKind::Field(ledger, field) => (self.report.ledger(*ledger).figure() == Some(*field)).then_some(*ledger),
            ExprKind::Facts(ledger) => Some(*ledger),
            ExprKind::At(inner, filter) => {
                filters.push(filter.clone());
                self.source_of(inner, filters, negative)
            }
            ExprKind::Neg(inner) => {
                *negative = !*negative;
                self.source_of(inner, filters, negative)
            }
            ExprKind::Let(id) => self.source_of(&self.report.lets[id.ix()].expr, filters, negative),
            _ => None,
        }
    }

    /// A member that only a former report has, named where this report's facts stand.
    pub(super) fn not_any_more(&mut self, member: MemberId, span: Span) {
        let (words, dim) = (self.report.member(member).name.clone(), self.report.member(member).dim);
        let code = self.report.member(member).code.clone();
        if self.gone(&code, span, &[dim]) || self.gone(&words, span, &[dim]) {
            return;
        }
        let (shown, data) = (self.report.display(member), self.report.dim(dim));
        let (name, open, row) = (data.name.clone(), data.open, self.declared_again(member));
        let message = say!("只有以前的报告里有「{shown}」", "only the former report has `{shown}`");
        let error = Diagnostic::new(ABOLISHED_MEMBER, span, message)
            .related(self.report.member(member).span, say!("在那里声明", "declared there"));
        self.report(if open {
            error.note(say!(
                "今年也有的，在这份报告里声明它：members {name} {{ {row} }}",
                "if there still is one, declare it in this report: members {name} {{ {row} }}"
            ))
        } else {
            error.note(say!("改写今年有的成员", "name a member of this report"))
        });
    }
}
