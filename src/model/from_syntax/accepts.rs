//! Levels, and what the report stands by.

use super::identities::CheckReader;
use super::names::{string, unknown};
use crate::base::{Diagnostic, FileId, Say, Span, date};
use crate::model::codes::{DUPLICATE_DECLARATION, INVALID_ACCEPT, INVALID_DATE, UNKNOWN_NAME};
use crate::model::{Accept, By, DimId, Filter, Grounds, Level, LintAccept, Meaning, Narrow, Pinned, SetLevel};
use crate::say;
use crate::syntax::ast::{self, LevelWord, Pin};
use crate::syntax::{self, Node, UNWRITTEN};

impl<'a> CheckReader<'_, 'a> {
    /// The level of a check or a lint. What the report itself says counts more than what its library does.
    pub(super) fn set_level(&mut self, file: FileId, decl: ast::LevelDecl<'a>) {
        let Some(name) = decl.name() else { return };
        let level = match decl.level() {
            Some(LevelWord::Off(_)) => Level::Off,
            Some(LevelWord::Warn(_)) => Level::Warn,
            Some(LevelWord::Error(_)) | None => Level::Error,
        };
        let check = self.by_name.get(name.text()).copied();
        if let Some(check) = check {
            self.means(name.span(), Meaning::Check(check));
        }
        if check.is_none() && !is_code(name.text()) {
            self.unknown_check(name);
            return;
        }
        let own = self.table.is_entry(file);
        if let Some((first, by_entry)) = self.levelled.get(name.text()).copied() {
            if by_entry == own {
                self.level_twice(name, first);
                return;
            }
            if by_entry {
                return;
            }
        }
        let before = self.levelled.insert(name.text().to_owned(), (name.span(), own));
        let set = before.and_then(|_| self.report.levels.iter().position(|other| other.name == name.text()));
        let before = set.map(|set| self.report.levels.remove(set).usual);
        let usual = before.or(check.map(|check| self.report.checks[check].level)).unwrap_or(Level::Warn);
        if let Some(check) = check {
            self.report.checks[check].level = level;
        }
        self.report.levels.push(SetLevel { span: name.span(), name: name.text().to_owned(), check, usual, level });
    }

    fn level_twice(&mut self, name: Node<'a>, first: Span) {
        let word = name.text();
        let message = say!("「{word}」的级别写了两次", "the level of `{word}` is set twice");
        let error = Diagnostic::new(DUPLICATE_DECLARATION, name.span(), message)
            .related(first, say!("第一次在这里", "first here"));
        self.report(error.note(say!("只留一处", "keep one of them")));
    }

    fn unknown_check(&mut self, name: Node<'a>) {
        let near = self.closest(name.text(), self.by_name.keys().map(String::as_str));
        self.no_such(name.text(), unknown(UNKNOWN_NAME, &say!("检查", "check"), name.text(), name.span(), &near));
    }

    pub(super) fn accept(&mut self, _: FileId, decl: ast::AcceptDecl<'a>) {
        let Some(name) = decl.name() else { return };
        let Some(check) = self.by_name.get(name.text()).copied() else {
            if is_code(name.text()) {
                self.accept_lint(name, decl);
            } else {
                self.unknown_check(name);
                self.meant_for(name);
            }
            return;
        };
        self.means(name.span(), Meaning::Check(check));
        let dims: Vec<DimId> = self.report.checks[check].keys.iter().map(|(dim, _)| *dim).collect();
        let coords = decl.filter().and_then(ast::Filter::coords);
        let at = coords.map_or_else(Filter::default, |coords| self.coords(coords, &dims));
        let wanted = coords.map_or(0, |coords| coords.parts().count());
        let part = self.part_of(check, name, decl.part());
        let clause = decl.by();
        let by = clause.and_then(|clause| self.by(check, part.unwrap_or(0), clause));
        let mut torn = at.parts.len() < wanted || part.is_none() || (clause.is_some() && by.is_none());
        let part = part.unwrap_or(0);
        if let Some(subject) = decl.subject() {
            let message = say!("检查的一例用方括号写明", "an instance of a check is named in brackets");
            let (word, of) = (name.text(), string(subject));
            let of = syntax::written_member(&of);
            let note = say!("写成 accept {word}[{of}]", "write it as `accept {word}[{of}]`");
            self.report(Diagnostic::new(INVALID_ACCEPT, subject.span(), message).note(note));
            torn = true;
        }
        let grounds = self.grounds(decl);
        if !torn {
            let first = *self.accepted.entry((check, part, place(&at))).or_insert(name.span());
            if first != name.span() {
                self.accepted_twice(name.span(), first);
                return;
            }
        }
        self.report.accepts.push(Accept { span: name.span(), check, part, at, by, grounds, torn });
    }

    /// Which part of a check is accepted: of several, the one of that number.
    fn part_of(&mut self, check: usize, name: Node<'a>, clause: Option<ast::PartClause<'a>>) -> Option<usize> {
        let count = self.report.checks[check].parts.len();
        let number = clause.and_then(ast::PartClause::number);
        let part = number.and_then(|number| number.text().parse::<usize>().ok()).and_then(|part| part.checked_sub(1));
        let word = name.text();
        let (span, message) = match (number, part) {
            (None, _) if count == 1 => return Some(0),
            (Some(_), Some(part)) if part < count && count > 1 => return Some(part),
            (None, _) => {
                let message = say!("检查「{word}」有 {count} 部分", "check `{word}` has {count} parts");
                (name.span(), message)
            }
            (Some(number), _) if count == 1 => {
                let message = say!("检查「{word}」不分部分", "check `{word}` has no parts");
                self.error_with_note(number.span(), message, say!("删去 part", "remove `part`"));
                return None;
            }
            (Some(number), _) => {
                let message = say!("检查「{word}」只有 {count} 部分", "check `{word}` has {count} parts");
                (number.span(), message)
            }
        };
        let note = say!(
            "写明认可第几部分，从 1 数起：accept {word} part 1 …",
            "say which, counted from 1: `accept {word} part 1 …`"
        );
        self.error_with_note(span, message, note);
        None
    }

    fn error_with_note(&mut self, span: Span, message: Say, note: Say) {
        self.report(Diagnostic::new(INVALID_ACCEPT, span, message).note(note));
    }

    /// What is pinned. A difference must be of the kind of the sides that are compared.
    fn by(&mut self, check: usize, part: usize, clause: ast::ByClause<'a>) -> Option<By> {
        let expr = self.report.checks[check].parts[part].expr.clone();
        let mut pins = Vec::new();
        for pin in clause.pins() {
            pins.push(match pin {
                Pin::Words(words) => Pinned { words: string(words), number: None },
                Pin::Quantity(quantity) => {
                    Pinned { words: quantity.text().to_owned(), number: Some(self.gap(quantity, &expr)?) }
                }
            });
        }
        Some(By { pins, span: clause.pins().next()?.span().to(clause.pins().last()?.span()) })
    }

    /// An acceptance of a check of nearly this name: what fails there is not reported again.
    fn meant_for(&mut self, name: Node<'a>) {
        let near = self.closest(name.text(), self.by_name.keys().map(String::as_str));
        let meant: Vec<usize> = near.iter().filter_map(|near| self.by_name.get(near)).copied().collect();
        for check in meant {
            let grounds = Grounds { because: String::new(), who: String::new(), until: None };
            let at = Filter::default();
            let accept = Accept { span: name.span(), check, part: 0, at, by: None, grounds, torn: true };
            self.report.accepts.push(accept);
        }
    }

    /// Whether there is such a lint, and such a finding, the lints know.
    fn accept_lint(&mut self, name: Node<'a>, decl: ast::AcceptDecl<'a>) {
        let grounds = self.grounds(decl);
        let (span, code) = (name.span(), name.text().to_owned());
        if let Some(clause) = decl.by().map(|by| *by).or_else(|| decl.filter().map(|filter| *filter)) {
            let message = say!(
                "{code} 是提示，没有差额，也没有坐标",
                "{code} is a lint: it has no difference and no coordinates"
            );
            let note = say!(
                "写明提示所说的对象和理由：accept {code} \"{UNWRITTEN}\" because \"{UNWRITTEN}\"",
                "write what the finding is about, and the reason: `accept {code} \"{UNWRITTEN}\" because \"{UNWRITTEN}\"`"
            );
            self.report(Diagnostic::new(INVALID_ACCEPT, clause.span(), message).note(note));
            return;
        }
        let Some(subject) = decl.subject().map(string) else {
            let message = say!("没有写认可的是哪一处", "it is not said which finding is accepted");
            let note = say!(
                "写明提示所说的对象和理由：accept {code} \"{UNWRITTEN}\" because \"{UNWRITTEN}\"",
                "write what the finding is about, and the reason: `accept {code} \"{UNWRITTEN}\" because \"{UNWRITTEN}\"`"
            );
            self.report(Diagnostic::new(INVALID_ACCEPT, span, message).note(note));
            return;
        };
        let key = (code.clone(), subject.clone());
        if let Some(first) = self.accepted_lints.get(&key).copied() {
            self.accepted_twice(span, first);
            return;
        }
        self.accepted_lints.insert(key, span);
        self.report.lint_accepts.push(LintAccept { span, code, subject, grounds });
    }

    fn accepted_twice(&mut self, span: Span, first: Span) {
        let error =
            Diagnostic::new(DUPLICATE_DECLARATION, span, say!("同一处认可了两次", "the same is accepted twice"))
                .related(first, say!("第一次在这里", "first here"));
        self.report(error.note(say!("只留一条 accept", "keep one `accept`")));
    }

    /// Why, who answers for it, and how long.
    fn grounds(&mut self, decl: ast::AcceptDecl<'a>) -> Grounds {
        let mut said = |written: Option<ast::Quoted<'a>>, empty, way| {
            let Some(written) = written else { return String::new() };
            let said = string(written);
            if said.trim().is_empty() {
                self.report(Diagnostic::new(INVALID_ACCEPT, written.span(), empty).note(way));
            }
            self.still_to_write(written.span(), &said);
            said
        };
        let because = said(
            decl.because(),
            say!("没有写理由", "no reason is given"),
            say!("写明为什么认可", "say why it is accepted"),
        );
        let who = said(
            decl.who(),
            say!("没有写由谁负责", "nobody is named"),
            say!("写明由谁负责，或删去 who", "say who answers for it, or remove `who`"),
        );
        let until = decl.until().and_then(|written| {
            let words = string(written);
            let day = date::parse(&words);
            if day.is_none() {
                let error =
                    Diagnostic::new(INVALID_DATE, written.span(), say!("「{words}」不是日期", "`{words}` is no date"));
                self.report(error.note(say!("写成 2024-03-05 这样", "write it as 2024-03-05")));
            }
            Some((day?, written.span()))
        });
        Grounds { because, who, until }
    }
}

/// Whether a word is written as the code of a finding.
fn is_code(word: &str) -> bool {
    word.strip_prefix('B').is_some_and(|digits| digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The members that a filter names, in whatever order it does.
fn place(at: &Filter) -> Vec<(DimId, Narrow)> {
    let mut parts: Vec<(DimId, Narrow)> = at.parts.iter().map(|(dim, narrow, _)| (*dim, narrow.clone())).collect();
    parts.sort_unstable();
    parts.dedup();
    parts
}
