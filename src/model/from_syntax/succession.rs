//! What stands for members that there are no more.

use super::declare::Declarer;
use super::names::member_words;
use crate::base::{Decimal, Diagnostic, FileId, exact};
use crate::model::codes::{INCOMPLETE_SUCCESSION, MISMATCHED_NAME};
use crate::model::{DimId, GoneMember, Meaning, MemberId};
use crate::say;
use crate::syntax::ast;

impl<'a> Declarer<'_, 'a> {
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
        let Some(shares) = self.shares(row, dim) else { return };
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
        let name = old.words().nth(usize::from(code)).map(|name| member_words(name).0.into_owned());
        for member in known {
            self.means(first.span(), Meaning::Member(member));
            if let Some(name) = name.as_ref().filter(|name| code && self.report.is_renaming(member, name, &shares)) {
                self.renamed(old, dim, name, shares);
                return;
            }
            if !self.still_right(member, old, &shares) {
                return;
            }
            self.report.former.heirs.insert(member, shares.clone());
        }
        let (word, shown) = (words.into_owned(), old.text().to_owned());
        self.report.former.gone.push(GoneMember { dim, word, name, shown, heirs: shares, span: old.span() });
    }

    /// A code that has another name now: its amounts stay where they are.
    fn renamed(&mut self, old: ast::NamedMember<'a>, dim: DimId, name: &str, heirs: Vec<(MemberId, Decimal)>) {
        let first = self.report.former.gone.iter().find(|gone| gone.dim == dim && gone.word == name);
        match first.map(|gone| (gone.shown.clone(), gone.span)) {
            Some((shown, first)) => self.said_twice(&shown, old.span(), first),
            None => {
                let (word, name, shown) = (name.to_owned(), Some(name.to_owned()), old.text().to_owned());
                self.report.former.gone.push(GoneMember { dim, word, name, shown, heirs, span: old.span() });
            }
        }
    }

    /// The members that stand for another, each with its share; together they make the whole.
    fn shares(&mut self, row: ast::Succession<'a>, dim: DimId) -> Option<Vec<(MemberId, Decimal)>> {
        let heirs: Vec<ast::Heir<'a>> = row.heirs().collect();
        let mut shares = Vec::new();
        for heir in &heirs {
            let member = heir.member().and_then(|member| self.heir(member, dim))?;
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
                return None;
            };
            let outside = share <= Decimal::ZERO || share > Decimal::ONE;
            if outside || shares.iter().any(|(other, _)| *other == member) {
                let message = say!("这里的比例不是一份", "this is no share");
                let error = Diagnostic::new(INCOMPLETE_SUCCESSION, heir.span(), message);
                self.report(error.note(say!(
                    "每个成员写一次，比例在 0 与 100% 之间",
                    "each member stands once, with a share between 0 and 100%"
                )));
                return None;
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
            return None;
        }
        Some(shares)
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
}
