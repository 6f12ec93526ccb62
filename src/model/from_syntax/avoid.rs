//! Words that are not to be written.

use super::declare::Declarer;
use super::names::string;
use crate::base::{Diagnostic, FileId};
use crate::model::Avoided;
use crate::model::codes::UNWRITTEN_TEXT;
use crate::say;
use crate::syntax::ast;

impl<'a> Declarer<'_, 'a> {
    /// Words that are not to be written, and what is written instead.
    pub(super) fn avoid(&mut self, file: FileId, decl: ast::AvoidDecl<'a>) {
        for row in decl.rows() {
            let mut said = row.words();
            let Some(word) = said.next() else { continue };
            let (span, words) = (word.span(), string(word));
            if words.trim().is_empty() {
                let message = say!("这里没有字", "there are no words here");
                self.report(
                    Diagnostic::new(UNWRITTEN_TEXT, span, message)
                        .note(say!("写上不该用的字", "write the words that are not to be used")),
                );
                continue;
            }
            let same = |own: &&Avoided| own.words == words && own.span.file == file;
            if let Some(first) = self.report.avoided.iter().find(same).map(|own| own.span) {
                self.said_twice(&words, span, first);
                continue;
            }
            let (instead, because) = (said.next().map(string), row.because().map(string).unwrap_or_default());
            self.report.avoided.push(Avoided { words, instead, because, span });
        }
    }
}
