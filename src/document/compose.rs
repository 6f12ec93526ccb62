//! The document filled in: headings numbered, texts evaluated, forms laid out as tables.

use super::numbering::number_by_pattern;
use super::{Block, Document, Picture, Prose, StyleValue, table, written};
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
    let mut composer =
        Composer { evaluator, numbering: &model.numbering, counters: Vec::new(), list: None, blocks: Vec::new() };
    composer.items(&model.items, &env);
    evaluator.composing(None);
    let title = evaluator.template(&model.title, &env).plain();
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

struct Composer<'e, 'm> {
    evaluator: &'e Evaluator<'m>,
    numbering: &'m [String],
    /// How many headings there are so far at each depth of the current path.
    counters: Vec<usize>,
    /// The pattern and counter of the list around.
    list: Option<(&'m str, usize)>,
    blocks: Vec<Block>,
}

impl<'m> Composer<'_, 'm> {
    fn items(&mut self, items: &'m [DocItem], env: &Env<'m>) {
        self.counters.push(0);
        for item in items {
            self.item(item, env);
        }
        self.counters.pop();
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
                let title = self.evaluator.template(title, env);
                self.blocks.push(Block::Contents(title));
            }
            DocItem::Section(_, title, at, items) => {
                let inner = env.narrow(self.evaluator.report, at);
                let text = self.evaluator.template(title, &inner);
                let (depth, number) = self.next_heading();
                self.blocks.push(Block::Heading { place: written(title), depth, number, text });
                self.items(items, &inner);
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
                let (depth, number) = self.next_heading();
                let form = &self.evaluator.report.forms[id.ix()];
                let table = table::compose(self.evaluator, form, env, depth, number);
                self.blocks.push(Block::Table(table));
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

    /// The depth and number of the next heading at the current path.
    fn next_heading(&mut self) -> (usize, String) {
        let depth = self.counters.len();
        let Some(count) = self.counters.last_mut() else { return (1, String::new()) };
        *count += 1;
        let pattern = self.numbering.get(depth - 1).map_or("", String::as_str);
        (depth, number_by_pattern(pattern, *count))
    }
}
