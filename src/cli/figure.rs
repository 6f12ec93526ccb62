//! Where a figure of a report comes from, and what figures there are to ask for.

use std::path::Path;

use super::{Outcome, ProjectArgs, Voice, input, terminal};
use crate::base::{Say, unseen::visible};
use crate::explain::{Answer, Choice, FigureTree, FormNames};
use crate::project::Checked;
use crate::render;
use crate::say;
use crate::session::Explained;

/// So many columns of a form are named where one is lacking.
const MOST: usize = 20;

/// How a figure is explained.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum ExplainFormat {
    Human,
    Json,
    Mermaid,
}

/// Explains a figure of a report.
pub(super) fn explain(
    file: &Path,
    asked: &str,
    format: ExplainFormat,
    project: &ProjectArgs,
    voice: &Voice,
) -> Outcome {
    let (session, name) = (input::session(project), input::shown_name(file));
    let explained = input::ask(&session, file).explain(asked);
    let Ok(Explained { answer, checked, lost }) = input::answered(file, explained, voice) else {
        return Outcome::Trouble;
    };
    lost.iter().for_each(|reason| terminal::line(reason, voice));
    match answer {
        Answer::Trees(trees) => told(&trees, format, &checked, voice),
        Answer::Words(words) => {
            let words = visible(&words).into_owned();
            terminal::trouble(&say!("这里只有文字，没有数：{words}", "there are words and no figure: {words}"), voice);
            Outcome::Trouble
        }
        Answer::Choices(choices, more) => {
            let message = say!("「{asked}」不止一个，请写明是哪一个：", "`{asked}` is more than one; ask for one of:");
            terminal::trouble(&message, voice);
            list_choices(&choices, more, voice);
            Outcome::Trouble
        }
        Answer::Form(names) => terminal::print(form(&names, &name, voice).as_bytes(), voice),
        Answer::NoRow(row, near) => {
            terminal::trouble(&say!("「{asked}」里没有叫「{row}」的行", "`{asked}` has no row `{row}`"), voice);
            nearest(&near, voice);
            hint(&name, voice)
        }
        Answer::NoColumn(column, columns) => {
            let message =
                say!("「{asked}」里没有叫「{column}」的栏，有：", "`{asked}` has no column `{column}`; there are:");
            terminal::trouble(&message, voice);
            columns.iter().take(MOST).for_each(|column| item(column, voice));
            Outcome::Trouble
        }
        Answer::NoPlace => {
            let message = say!(
                "「{asked}」这一处没有印出的数，也没有金额；写作 行:列，如 12:5",
                "no figure is printed or typed at `{asked}`; write LINE:COLUMN, such as 12:5"
            );
            terminal::trouble(&message, voice);
            hint(&name, voice)
        }
        Answer::Wrong(found) => {
            terminal::findings(&checked.sources, &found, voice);
            if found.is_empty() {
                let message = say!(
                    "「{asked}」不是一个数的名称，也不是式子",
                    "`{asked}` is neither the name of a figure nor an expression"
                );
                terminal::trouble(&message, voice);
            }
            hint(&name, voice)
        }
    }
}

fn told(trees: &[FigureTree], format: ExplainFormat, checked: &Checked, voice: &Voice) -> Outcome {
    let sources = &checked.sources;
    let printed = match format {
        ExplainFormat::Human => {
            terminal::coloured(voice, |writer| render::explain::human(writer, trees, sources, voice.lang))
        }
        ExplainFormat::Json => terminal::print(render::explain::json(trees, sources).as_bytes(), voice),
        ExplainFormat::Mermaid => {
            terminal::print(render::explain::mermaid(trees, sources, voice.lang).as_bytes(), voice)
        }
    };
    let errors = checked.summary().errors;
    if errors == 0 {
        return printed;
    }
    terminal::line(
        &say!(
            "报告有错误 {errors} 处，此数未必对；budgetc check 说明错在哪里",
            "the report has errors ({errors}), so this may be wrong; `budgetc check` says what they are"
        ),
        voice,
    );
    printed.worse(Outcome::Findings)
}

/// Lists what there is to ask for.
pub(super) fn list(file: &Path, project: &ProjectArgs, voice: &Voice) -> Outcome {
    let session = input::session(project);
    let (sign, listing) = (input::checking(file, voice), input::ask(&session, file).listing());
    drop(sign);
    let Ok(listing) = input::answered(file, listing, voice) else { return Outcome::Trouble };
    let mut text = String::new();
    let heading = |text: &mut String, words: Say| {
        text.push_str(words.get(voice.lang));
        text.push('\n');
    };
    heading(&mut text, say!("表格（表格.行.栏）：", "forms (FORM.ROW.COLUMN):"));
    for form in &listing.forms {
        text.push_str(&format!("  {}  {}\n", form.name, form.title));
    }
    heading(&mut text, say!("\n有名称的数：", "\nnamed figures:"));
    for (name, value) in &listing.lets {
        text.push_str(&format!("  {name}  {}\n", value.split_whitespace().collect::<Vec<_>>().join(" ")));
    }
    let example = listing.forms.iter().find_map(|form| form.example.clone()).unwrap_or_else(|| "FIGURE".to_owned());
    let name = input::shown_name(file);
    let form = listing.forms.first().map_or("FORM", |form| form.name.as_str());
    heading(
        &mut text,
        say!(
            "\n问法：\n  budgetc explain {name} {form}  这张表的行和栏\n  budgetc explain {name} {example}  一格\n  budgetc explain {name} 12:5  源文件里一处（行:列）的数\n  也可以写式子，如 名称 - 名称、台账[成员]",
            "\nask:\n  budgetc explain {name} {form}  for the rows and columns of the form\n  budgetc explain {name} {example}  for a cell\n  budgetc explain {name} 12:5  for the figure at a place (LINE:COLUMN) of the source\n  or an expression, such as NAME - NAME, LEDGER[MEMBER]"
        ),
    );
    terminal::print(visible(&text).as_bytes(), voice)
}

/// What a form's cells go by.
fn form(names: &FormNames, file: &str, voice: &Voice) -> String {
    let FormNames { name, label, title, rows, columns, example } = names;
    let label = if label.is_empty() || label.split_whitespace().collect::<String>() == *name {
        String::new()
    } else {
        format!(" {label}")
    };
    let mut text = format!("{name}{label} {title}\n");
    text.push_str(say!("行：\n", "rows:\n").get(voice.lang));
    for (name, others) in rows {
        let line = [name.as_str()].into_iter().chain(others.iter().map(String::as_str)).collect::<Vec<_>>().join("  ");
        text.push_str(&format!("  {line}\n"));
    }
    text.push_str(say!("栏：\n", "columns:\n").get(voice.lang));
    columns.iter().for_each(|name| text.push_str(&format!("  {name}\n")));
    if let Some(example) = example {
        text.push_str(
            say!("例：budgetc explain {file} {example}", "for example: budgetc explain {file} {example}")
                .get(voice.lang),
        );
        text.push('\n');
    }
    visible(&text).into_owned()
}

fn list_choices(choices: &[Choice], more: usize, voice: &Voice) {
    for choice in choices {
        item(&format!("{}  {}", choice.name, choice.says), voice);
    }
    if more > 0 {
        terminal::line(&say!("  …… 另 {more} 个", "  … and {more} more"), voice);
    }
}

fn item(text: &str, voice: &Voice) {
    terminal::line(&say!("  {text}", "  {text}"), voice);
}

fn nearest(near: &[String], voice: &Voice) {
    if !near.is_empty() {
        terminal::line(&say!("相近的有：", "close to it:"), voice);
        near.iter().for_each(|name| item(name, voice));
    }
}

fn hint(name: &str, voice: &Voice) -> Outcome {
    terminal::line(
        &say!("budgetc explain {name} 列出可以问的数", "`budgetc explain {name}` lists what can be asked"),
        voice,
    );
    Outcome::Trouble
}
