//! The document filled in: headings numbered, texts evaluated, forms laid out as tables.

use super::numbering::{number_by_pattern, number_within};
use super::{Block, Document, Picture, Prose, StyleValue, listed, table, written};
use crate::base::{Date, Diagnostic, date};
use crate::eval::{Env, Evaluator, PrintPlace, Value};
use crate::model::codes::INVALID_DATE;
use crate::model::{DocItem, Expr, ExprKind, Format, LedgerId, RowItem, StyleSetting};
use crate::say;

/// Composes the report's document; an empty one where the report has none.
pub fn compose<'m>(evaluator: &Evaluator<'m>) -> Document {
    let Some(model) = &evaluator.report.document else { return Document::default() };
    let env = Env::default().printed(true);
    let words = |expr: &'m Option<Expr>| {
        let value = expr.as_ref().map(|expr| evaluator.eval(expr, &env));
        value.and_then(|value| evaluator.words(&value)).unwrap_or_default()
    };
    let setting = |setting: &'m StyleSetting| {
        let value = evaluator.words(&evaluator.eval(&setting.words, &env));
        StyleValue { name: setting.name.clone(), words: value.unwrap_or_default() }
    };
    let numbering = Numbering { patterns: &model.numbering, from: 1, of_part: false };
    let mut composer =
        Composer { evaluator, numbering, counted: Vec::new(), around: Vec::new(), list: None, blocks: Vec::new() };
    composer.items(&model.items, &env);
    evaluator.composing(None);
    let title = evaluator.title(&model.title, &env).plain();
    Document {
        title,
        lang: model.lang.clone(),
        author: words(&model.author),
        subject: words(&model.subject),
        date: model.date.as_ref().and_then(|date| day(evaluator, date, &words(&model.date))),
        draft: words(&model.draft),
        settings: model.settings.iter().map(setting).collect(),
        place: Some(model.span),
        blocks: composer.blocks,
    }
}

/// The day that a document is dated. Where the words are no day, that is said where they are written.
fn day(evaluator: &Evaluator<'_>, expr: &Expr, words: &str) -> Option<Date> {
    let day = date::parse(words);
    if day.is_none() && !words.is_empty() {
        let written = match &expr.kind {
            ExprKind::Param(param) => {
                evaluator.report.params[param.ix()].value.as_ref().map_or(expr.span, |set| set.span)
            }
            _ => expr.span,
        };
        let error = Diagnostic::new(INVALID_DATE, written, say!("「{words}」不是日期", "`{words}` is no date"));
        let example = read_day(words).unwrap_or_else(|| "2024-03-05".to_owned());
        evaluator.problem(error.note(say!("写成 {example} 这样", "write it as {example}")));
    }
    day
}

/// The day that words of another form say, as it is to be written.
fn read_day(words: &str) -> Option<String> {
    let numbers = words.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
    let numbers: Option<Vec<u32>> = numbers.map(|digits| digits.parse().ok()).collect();
    let [year, month, day] = numbers?[..] else { return None };
    let day = format!("{year:04}-{month:02}-{day:02}");
    date::parse(&day).map(|_| day)
}

/// The patterns of the headings' numbers in some part of the document.
#[derive(Clone, Copy)]
struct Numbering<'m> {
    patterns: &'m [String],
    /// The depth that the first pattern is for.
    from: usize,
    /// Whether a part or section says them. They count forms that have numbers of their own, too.
    of_part: bool,
}

struct Composer<'e, 'm> {
    evaluator: &'e Evaluator<'m>,
    numbering: Numbering<'m>,
    /// For each depth of the current path how many headings there are so far, by the pattern of their numbers.
    counted: Vec<Vec<(&'m str, usize)>>,
    /// The headings around that have numbers: how many each makes.
    around: Vec<usize>,
    /// The pattern and counter of the list around.
    list: Option<(&'m str, usize)>,
    blocks: Vec<Block>,
}

impl<'m> Composer<'_, 'm> {
    fn items(&mut self, items: &'m [DocItem], env: &Env<'m>) {
        self.counted.push(Vec::new());
        for item in items {
            self.item(item, env);
        }
        self.counted.pop();
    }

    /// Items beside the current ones rather than beneath them: branches and loops.
    fn beside(&mut self, items: &'m [DocItem], env: &Env<'m>) {
        for item in items {
            self.item(item, env);
        }
    }

    fn item(&mut self, item: &'m DocItem, env: &Env<'m>) {
        let evaluator = self.evaluator;
        if evaluator.is_cancelled() {
            return;
        }
        evaluator.composing(Some(self.blocks.len()));
        evaluator.asking(|| self.block(item, env));
    }

    fn block(&mut self, item: &'m DocItem, env: &Env<'m>) {
        match item {
            DocItem::Cover(expr) => {
                let lines = self.prose(expr, env).paragraphs();
                self.blocks.push(Block::Cover(lines));
            }
            DocItem::Contents(title) => {
                let title = self.evaluator.title(title, env);
                self.blocks.push(Block::Contents(title));
            }
            DocItem::Section(heading, items) => {
                let inner = env.narrow(self.evaluator.report, &heading.at);
                let text = self.evaluator.title(&heading.title, &inner);
                let listed = listed(self.evaluator, heading.listed.as_ref(), &text, &inner);
                let (depth, outer) = (self.counted.len(), (self.numbering, self.around.len()));
                let (number, count) = self.next_number(heading.numbered.as_deref());
                self.blocks.push(Block::Heading { place: written(&heading.title), depth, number, text, listed });
                if let Some(patterns) = &heading.numbering {
                    self.numbering = Numbering { patterns, from: depth + 1, of_part: true };
                }
                self.around.extend(count);
                self.items(items, &inner);
                self.numbering = outer.0;
                self.around.truncate(outer.1);
            }
            DocItem::List(pattern, items) => {
                let outer = self.list.replace((pattern, 0));
                self.beside(items, env);
                self.list = outer;
            }
            DocItem::Each(ledgers, item, body) => self.each(ledgers, item, body, env),
            DocItem::If(branches, otherwise) => self.branch(branches, otherwise, env),
            DocItem::Paragraphs(expr) => self.paragraphs(expr, env),
            DocItem::Picture(picture) => {
                let words = |words| self.evaluator.template(words, env);
                self.blocks.push(Block::Picture(Picture {
                    place: picture.span,
                    path: picture.path.clone(),
                    alt: words(&picture.alt),
                    title: picture.title.as_ref().map(words).unwrap_or_default(),
                    width: picture.width,
                }));
            }
            DocItem::Form(id) => {
                let form = &self.evaluator.report.forms[id.ix()];
                let mut table = table::compose(self.evaluator, form, env, self.counted.len(), String::new());
                if self.numbering.of_part || table.label.is_empty() {
                    table.number = self.next_number(None).0;
                }
                self.blocks.push(Block::Table(Box::new(table)));
            }
        }
    }

    fn branch(&mut self, branches: &'m [(Expr, Vec<DocItem>)], otherwise: &'m [DocItem], env: &Env<'m>) {
        for (condition, body) in branches {
            match self.evaluator.eval(condition, env) {
                Value::Bool(true) => return self.beside(body, env),
                Value::Bool(false) => {}
                _ => return,
            }
        }
        self.beside(otherwise, env);
    }

    fn each(&mut self, ledgers: &'m [LedgerId], item: &'m RowItem, body: &'m [DocItem], env: &Env<'m>) {
        for inner in self.evaluator.each(ledgers, item, env) {
            self.beside(body, &inner);
        }
    }

    fn paragraphs(&mut self, expr: &'m Expr, env: &Env<'m>) {
        let pattern = self.list.as_mut().map(|(pattern, count)| {
            *count += 1;
            number_by_pattern(pattern, *count)
        });
        let mut number = pattern.unwrap_or_default();
        for text in self.prose(expr, env).paragraphs() {
            let number = std::mem::take(&mut number);
            self.blocks.push(Block::Paragraph { place: expr.span, number, text });
        }
    }

    fn prose(&self, expr: &'m Expr, env: &Env<'m>) -> Prose {
        let strict = env.strict(true);
        let value = self.evaluator.eval(expr, &strict);
        if matches!(value, Value::Blank) {
            self.evaluator.report_unset(expr, &strict);
            return Prose::default();
        }
        self.evaluator.show(expr, value, &Format::default(), PrintPlace::Text, &strict)
    }

    /// The number of the next heading at the current path, by a pattern of its own or that of its depth, and how many it
    /// makes. Where there is no pattern it has none and is not counted.
    fn next_number(&mut self, own: Option<&'m str>) -> (String, Option<usize>) {
        let Numbering { patterns, from, .. } = self.numbering;
        let of_depth = || Some(patterns.get(self.counted.len() - from)?.as_str());
        let pattern = own.or_else(of_depth).filter(|pattern| !pattern.is_empty());
        let (Some(pattern), Some(counted)) = (pattern, self.counted.last_mut()) else { return (String::new(), None) };
        let at = counted.iter().position(|(other, _)| *other == pattern).unwrap_or_else(|| {
            counted.push((pattern, 0));
            counted.len() - 1
        });
        counted[at].1 += 1;
        let count = counted[at].1;
        (number_within(pattern, &self.around, count), Some(count))
    }
}
