//! What a file says otherwise than the files that it uses: which files lie above which, and forms without a title, which
//! amend those of used files.

use std::collections::BTreeMap;
use std::mem::{Discriminant, discriminant};

use rustc_hash::FxHashMap;

use super::forms::FormReader;
use super::looks::Looks;
use super::names::unknown;
use super::table::Def;
use crate::base::{Diagnostic, FileId, Span};
use crate::model::FormId;
use crate::model::codes::{AMENDMENT_WITH_ROWS, UNKNOWN_NAME};
use crate::say;
use crate::syntax::ast::{FormDecl, FormPart};
use crate::syntax::{Node, UNWRITTEN};

impl<'a> FormReader<'_, 'a> {
    /// Lets forms without a title amend those of their names. What a file above says of an option counts; notes add up.
    pub(super) fn amend_forms(&mut self) {
        let all = self.own_decls().into_iter().filter(|(_, form): &(_, FormDecl<'a>)| form.title().is_none());
        let mut said: FxHashMap<(FormId, Discriminant<FormPart<'a>>), Span> = FxHashMap::default();
        let mut looks: BTreeMap<FormId, Looks> = BTreeMap::new();
        for (file, decl) in all {
            let Some(name) = decl.name() else { continue };
            let Some(id) = self.amended(file, name) else { continue };
            let known = self.problems.count();
            for part in decl.said() {
                match part {
                    FormPart::Content(content) => self.not_amendable(name, content),
                    FormPart::Note(note) => {
                        let note = self.words(note.words());
                        self.report.forms[id.ix()].body.notes.extend(note);
                    }
                    FormPart::Look(look) => self.look_of_column(id, file, look, looks.entry(id).or_default()),
                    FormPart::Hide(_)
                    | FormPart::Only(_)
                    | FormPart::Listed(_)
                    | FormPart::No(_)
                    | FormPart::Unit(_)
                    | FormPart::Left(_)
                    | FormPart::Right(_)
                    | FormPart::Policy(_)
                    | FormPart::Digits(_)
                    | FormPart::Example(_)
                    | FormPart::Empty(_) => {
                        let first = said.insert((id, discriminant(&part)), part.span());
                        if let Some(first) = first.filter(|first| !self.is_above(file, first.file)) {
                            // two before the braces are told with all repeated clauses
                            let before = |span| decl.children().any(|child| child.span() == span);
                            if !(before(first) && before(part.span())) {
                                self.said_twice(name.text(), part.span(), first);
                            }
                            continue;
                        }
                        let looks = looks.entry(id).or_default();
                        match part {
                            FormPart::Empty(empty) => {
                                self.report.forms[id.ix()].body.empty = self.words(empty.words());
                            }
                            FormPart::Hide(names) => self.look_of_form(id, names, false, looks),
                            FormPart::Only(names) => self.look_of_form(id, names, true, looks),
                            _ => {}
                        }
                    }
                }
            }
            if self.problems.count() == known {
                let form = self.report.forms[id.ix()].clone();
                self.report.forms[id.ix()] = self.form_options(decl, form);
            }
        }
        looks.iter().for_each(|(id, looks)| self.looks(*id, looks));
    }

    /// The form that a declaration without a title speaks of.
    fn amended(&mut self, file: FileId, name: Node<'a>) -> Option<FormId> {
        let word = name.text();
        let Some((Def::Form(id), declared)) = self.table.of_key(word) else {
            let names = self.report.forms.iter().map(|form| form.name.as_str());
            let near = self.closest(word, names);
            let error = unknown(UNKNOWN_NAME, &say!("表格", "form"), word, name.span(), &near);
            self.no_such(word, error.note(say!(
                "没有标题的 form 补充一张已有的表；新的表要写标题：form {word} \"{UNWRITTEN}\" {{ … }}",
                "a form without a title amends one that there is; a new one has a title: form {word} \"{UNWRITTEN}\" {{ … }}"
            )));
            return None;
        };
        self.means(name.span(), Def::Form(id));
        let above = self.is_above(file, declared.file);
        if !above {
            self.not_above(word, name.span(), declared);
        }
        above.then_some(id)
    }

    fn not_amendable(&mut self, name: Node<'a>, item: Node<'a>) {
        let word = name.text();
        let message = say!(
            "补充表格「{word}」时不能改它列什么、算什么",
            "what form `{word}` lists and computes cannot be amended"
        );
        let error = Diagnostic::new(AMENDMENT_WITH_ROWS, item.span(), message);
        self.report(error.note(say!(
            "这里可以写 note、empty、no、contents、in、by、digits、as、left、right、landscape、hide、only 和不带算式的 column；库用名称放的行和栏，用 set \
             换；别的，另起名称声明一张自己的表",
            "note, empty, no, contents, in, by, digits, as, left, right, landscape, hide, only and a column without an expression may stand here; \
             rows and columns that the form has by name are replaced by `set`; else declare a form of your own under another name"
        )));
    }
}
