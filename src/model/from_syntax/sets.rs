//! What a `set` gives: a parameter its value; a let or a text of a used file another body than its own.

use rustc_hash::FxHashMap;

use super::names::unknown;
use super::{Builder, Def, Scope};
use crate::base::{Diagnostic, FileId, Span};
use crate::model::codes::{CANNOT_OVERRIDE, TYPE_MISMATCH, UNKNOWN_NAME};
use crate::model::{Expr, ExprKind, Format, LetId, ParamId, Part, Show, Template, Type};
use crate::say;
use crate::syntax::Node;
use crate::syntax::ast::{Expression, SetDecl, View};

impl<'a> Builder<'a> {
    /// Finds what is set, before any expression is typed. Of several `set`s that in the uppermost file counts.
    pub(super) fn sets(&mut self) {
        let decls = self.decls.iter().filter_map(|(file, node)| Some((*file, SetDecl::of(*node)?)));
        let decls: Vec<_> = decls.collect();
        let mut known: FxHashMap<(usize, &str), (FileId, Span)> = FxHashMap::default();
        for (file, set) in decls {
            self.space = self.table.space_of.get(&file).copied().unwrap_or(0);
            let (Some(name), Some(value)) = (set.name(), set.value()) else { continue };
            let Some(def) = self.settable(file, name) else { continue };
            if let Some((_, first)) =
                known.get(&(self.space, name.text())).copied().filter(|(other, _)| !self.is_above(file, *other))
            {
                self.said_twice(name.text(), name.span(), first);
                continue;
            }
            known.insert((self.space, name.text()), (file, name.span()));
            match def {
                Def::Param(id) => {
                    if self.report.params[id.ix()].set.is_some() {
                        self.settings.params.retain(|(other, ..)| *other != id);
                    }
                    self.settings.params.push((id, value, self.space));
                    self.report.params[id.ix()].set = Some(name.span());
                }
                Def::Let(id) => {
                    self.settings.lets.insert(id, value);
                    self.report.lets[id.ix()].set = Some(name.span());
                }
                Def::Text(id) => {
                    self.settings.texts.insert(id, value);
                    self.report.texts[id.ix()].set = Some(name.span());
                }
                _ => {}
            }
        }
        self.space = 0;
    }

    /// What a `set` may speak of: any parameter, and a let or text that a file beneath declares.
    fn settable(&mut self, file: FileId, name: Node<'a>) -> Option<Def> {
        let word = name.text();
        match self.table.names.get(self.key(word).as_ref()).copied() {
            Some((def @ Def::Param(_), _)) => {
                self.means(name.span(), def);
                Some(def)
            }
            Some((def @ (Def::Let(_) | Def::Text(_)), declared)) => {
                self.means(name.span(), def);
                let above = self.is_above(file, declared.file);
                if !above {
                    self.not_above(word, name.span(), declared);
                }
                above.then_some(def)
            }
            _ => {
                let params = self.report.params.iter().map(|param| param.name.as_str());
                let lets = self.report.lets.iter().map(|own| own.name.as_str());
                let names = params.chain(lets).chain(self.report.texts.iter().map(|text| text.name.as_str()));
                let near = self.closest(word, names);
                let what = say!("参数、文本或 let", "parameter, text or let");
                self.report(unknown(UNKNOWN_NAME, &what, word, name.span(), &near));
                // what was meant is not unset but unknown
                for near in &near {
                    if let Some(Def::Param(meant)) = self.lookup(near) {
                        self.report.params[meant.ix()].value.get_or_insert(Expr::unknown(name.span()));
                    }
                }
                None
            }
        }
    }

    /// Something is said otherwise by a file that does not use the one which says it.
    pub(super) fn not_above(&mut self, name: &str, span: Span, declared: Span) {
        let message = say!(
            "「{name}」只能由引用它的文件改写",
            "`{name}` can be said otherwise only by a file that uses the one that declares it"
        );
        let way = if span.file == declared.file {
            say!("就在本文件，改声明它的地方即可", "it is declared in this very file: change it there")
        } else {
            say!(
                "把这一处移到报告里，或用 use 引用声明它的文件",
                "move this to the report, or `use` the file that declares it"
            )
        };
        let error =
            Diagnostic::new(CANNOT_OVERRIDE, span, message).related(declared, say!("在这里声明", "declared here"));
        self.report(error.note(way));
    }

    /// Types what parameters are set to.
    pub(super) fn set_params(&mut self) {
        for (id, value, space) in self.settings.params.clone() {
            self.space = space;
            let ParamId(index) = id;
            let ty = self.report.params[index as usize].ty.clone();
            if let (Type::Count(unit), Expression::Name(_)) = (&ty, value)
                && self.no_such_name(value.text(), &Scope::default())
            {
                let message = say!("这里要以「{unit}」计的个数", "a count of {unit} is wanted here");
                let error = Diagnostic::new(TYPE_MISMATCH, value.span(), message);
                self.report(error.note(say!(
                    "写作 数{unit}；没有的，写作 0{unit}",
                    "write NUMBER{unit}; where there is none, 0{unit}"
                )));
                self.report.params[index as usize].value = Some(Expr::unknown(value.span()));
                continue;
            }
            let value = self.typed_value(value, &ty, &Scope::default());
            // a text without words is as good as none
            let blank = matches!(&value.kind, ExprKind::Text(template) if template.is_blank());
            self.report.params[index as usize].value = (!blank).then_some(value);
        }
        self.space = 0;
    }

    /// A let that is set must stay of its type. Its own body is typed when all lets are: what it quotes may be set too.
    pub(super) fn same_types(&mut self) {
        let mut set: Vec<LetId> = self.settings.lets.keys().copied().collect();
        set.sort_unstable();
        for id in set {
            let (decl, space) = self.lets.nodes[id.ix()];
            let Some(own) = decl.value() else { continue };
            self.space = space;
            let own = self.expr(own, &Scope::default());
            self.space = 0;
            let set = &self.report.lets[id.ix()].expr;
            if self.fits(&own.ty, &set.ty) {
                if own.ty != Type::Unknown {
                    self.report.lets[id.ix()].expr.ty = own.ty;
                }
                continue;
            }
            let set = set.clone();
            self.want(&set, &own.ty);
            self.report.lets[id.ix()].expr = Expr::unknown(set.span);
        }
    }

    /// What a text is set to: words of its own, or another text by its name, which is given the same arguments.
    pub(super) fn rewritten(&mut self, value: Expression<'a>, scope: &Scope) -> Template {
        if let Expression::Template(template) = value {
            return self.own_words(template, scope);
        }
        let is_name = matches!(value, Expression::Name(_));
        let chosen = match self.lookup(value.text()) {
            Some(def @ Def::Text(id)) if is_name => {
                self.means(value.span(), def);
                Some(id)
            }
            _ => None,
        };
        let expr = match chosen {
            Some(id) if self.report.texts[id.ix()].parameters.len() == scope.parameters.len() => {
                let argument = |(index, (_, ty)): (usize, &(String, Type))| Expr {
                    kind: ExprKind::Arg(index),
                    ty: ty.clone(),
                    span: value.span(),
                };
                let arguments = scope.parameters.iter().enumerate().map(argument).collect();
                self.call(id, arguments, value.span())
            }
            // a word alone names a ready text: one that there is not is no text to print
            None if is_name && self.lookup(value.text()).is_none() => {
                let names = self.report.texts.iter().map(|text| text.name.as_str());
                let near = self.closest(value.text(), names);
                let error = unknown(UNKNOWN_NAME, &say!("文本", "text"), value.text(), value.span(), &near);
                self.report(error.note(say!("自己的话写在引号里", "words of your own stand in quotes")));
                Expr::unknown(value.span())
            }
            _ => self.typed_value(value, &Type::Text, scope),
        };
        Template { parts: vec![Part::Show(Show { expr, format: Format::default() })] }
    }
}
