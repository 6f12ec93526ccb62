//! What is known of a figure, a member or another name at a place.

use codespan_reporting::term::termcolor::Buffer;
use gen_lsp_types as lsp;

use super::ask::{Answered, Ask, At};
use crate::base::Lang;
use crate::explain::{Answer, FigureTree};
use crate::model::{Meaning, MemberId};
use crate::render;
use crate::say;
use crate::session::{Spot, StatedTotal};
use crate::syntax::KeywordPage;

/// So many lines of a figure's trace are shown, and so many places that print it.
const MOST_LINES: usize = 4;
const MOST_PLACES: usize = 3;

pub(super) fn hover(ask: &Ask<'_>, params: lsp::HoverParams) -> Answered<Option<lsp::Hover>> {
    let lsp::TextDocumentPositionParams { text_document, position } = params.text_document_position_params;
    let Some(at) = ask.at(&text_document.uri, position)? else { return Ok(None) };
    let named = at.question.name_at(&at.file, at.byte)?;
    let mut said = Vec::new();
    if let Some((_, Meaning::Member(member))) = named {
        said.push(of_member(ask, &at, member)?);
    } else if let Answer::Trees(trees) = at.question.figure(&at.file, at.byte)? {
        said.extend(trees.iter().take(1).map(|tree| of_figure(ask, &at, tree)));
        said.extend(printed(ask, &at)?);
        said.extend(guarded(ask, &at)?);
    }
    if said.is_empty() {
        said.extend(stated(ask, &at)?);
    }
    if said.is_empty() && named.is_some() {
        said.extend(declared(ask, &at)?);
    }
    if said.is_empty() && named.is_none() {
        said.extend(at.question.keyword_at(&at.file, at.byte)?.map(|told| of_keyword(ask, told)));
    }
    if said.is_empty() {
        return Ok(None);
    }
    let contents = lsp::MarkupContent { kind: lsp::MarkupKind::Markdown, value: said.join("\n\n") };
    let range = named.map(|(place, _)| ask.places().range(&at.source, place.range()));
    Ok(Some(lsp::Hover { contents: contents.into(), range }))
}

/// A figure: its value, and the first lines of what makes it.
fn of_figure(ask: &Ask<'_>, at: &At<'_>, tree: &FigureTree) -> String {
    let mut buffer = Buffer::no_color();
    // writing to memory cannot fail
    drop(render::explain::human(&mut buffer, std::slice::from_ref(tree), &at.checked.sources, ask.desk.lang()));
    let text = String::from_utf8_lossy(buffer.as_slice()).into_owned();
    let all = text.trim_end().lines().count();
    let mut lines: Vec<&str> = text.lines().take(MOST_LINES).collect();
    if all > MOST_LINES {
        lines.push("…");
    }
    format!("```text\n{}\n```", lines.join("\n"))
}

/// A stated total: what its rows make, and whether that is it.
fn stated(ask: &Ask<'_>, at: &At<'_>) -> Answered<Option<String>> {
    let Some(total) = at.question.stated(&at.file, at.byte)? else { return Ok(None) };
    let StatedTotal { ledger, stated, sum, gap, count, .. } = &total;
    let said = match gap {
        None => say!(
            "**列示的合计 {stated}**\n\n与「{ledger}」{count} 行之和相等。合计只核对，不引用。",
            "**a stated total: {stated}**\n\nThe rows of `{ledger}` ({count}) make the same. A total is checked and never used."
        ),
        Some(gap) => say!(
            "**列示的合计 {stated}**\n\n「{ledger}」{count} 行之和为 {sum}，差 {gap}。合计只核对，不引用。",
            "**a stated total: {stated}**\n\nThe rows of `{ledger}` ({count}) make {sum}: a difference of {gap}. A total is checked and never used."
        ),
    };
    let printed = printed(ask, at)?;
    Ok(Some(
        [Some(said.get(ask.desk.lang()).to_owned()), printed].into_iter().flatten().collect::<Vec<_>>().join("\n\n"),
    ))
}

/// Where a figure is printed.
fn printed(ask: &Ask<'_>, at: &At<'_>) -> Answered<Option<String>> {
    let all = at.question.printing(&at.file, at.byte)?;
    let mut spots: Vec<String> = Vec::new();
    for one in &all {
        let spot = match &one.on {
            Spot::Cell(form, ..) | Spot::Around(form) => form.clone(),
            Spot::Sentence(words) => format!("「{}」", words.chars().take(24).collect::<String>()),
        };
        if !spots.contains(&spot) {
            spots.push(spot);
        }
    }
    let (count, more) = (all.len(), spots.len() > MOST_PLACES);
    spots.truncate(MOST_PLACES);
    let (zh, en) = (spots.join("、") + if more { " 等" } else { "" }, spots.join(", ") + if more { " …" } else { "" });
    let said = match count {
        1 => say!("印在一处：{zh}", "printed in one place: {en}"),
        _ => say!("印在 {count} 处：{zh}", "printed in {count} places: {en}"),
    };
    Ok((count > 0).then(|| said.get(ask.desk.lang()).to_owned()))
}

/// How many identities guard a typed figure.
fn guarded(ask: &Ask<'_>, at: &At<'_>) -> Answered<Option<String>> {
    let Some(guards) = at.question.guards(&at.file)? else { return Ok(None) };
    let figure = guards.figures.iter().find(|figure| figure.at.start <= at.byte && at.byte <= figure.at.end);
    Ok(figure.map(|figure| {
        let said = match figure.identities {
            0 => say!("没有检查核对这个数", "no check guards this figure"),
            count => say!("{count} 条检查核对这个数", "checks that guard this figure: {count}"),
        };
        said.get(ask.desk.lang()).to_owned()
    }))
}

/// A member: its code and name, what it lies beneath, and its amounts, a former report's among them.
fn of_member(ask: &Ask<'_>, at: &At<'_>, member: MemberId) -> Answered<String> {
    let report = &at.checked.report;
    let mut above: Vec<String> = report.lineage(member).skip(1).map(|id| report.display(id)).collect();
    above.reverse();
    let dim = &report.dim(report.member(member).dim).name;
    let said = say!("{dim}的成员", "member of {dim}");
    let mut lines = vec![format!("**{}**", plain(&report.display(member))), said.get(ask.desk.lang()).to_owned()];
    if !above.is_empty() {
        lines.push(plain(&above.join(" › ")));
    }
    let amounts = at.question.amounts(member)?.into_iter().take(MOST_LINES);
    let amounts = amounts.map(|own| format!("* {} {}", plain(&own.ledger), plain(&own.amount)));
    let amounts = amounts.collect::<Vec<_>>().join("\n");
    if !amounts.is_empty() {
        lines.push(amounts);
    }
    Ok(lines.join("\n\n"))
}

/// The line in which a name is declared.
fn declared(ask: &Ask<'_>, at: &At<'_>) -> Answered<Option<String>> {
    let Some(home) = at.question.definition(&at.file, at.byte)?.into_iter().next() else { return Ok(None) };
    let Some(source) = ask.source(&home.file) else { return Ok(None) };
    let (before, behind) = source.text.split_at(source.text.floor_char_boundary(home.start));
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let line = format!("{}{}", &before[start..], behind.split('\n').next().unwrap_or_default());
    Ok(Some(format!("```budget\n{}\n```", line.trim())))
}

/// A keyword: what it says, and how it is written.
fn of_keyword(ask: &Ask<'_>, told: KeywordPage) -> String {
    let meaning = if ask.desk.lang() == Lang::Zh { told.zh } else { told.en };
    format!("{meaning}\n\n```budget\n{}\n```", told.example)
}

/// Words in which nothing is Markdown.
fn plain(words: &str) -> String {
    let marks = |c: char| matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '!');
    words.chars().flat_map(|c| marks(c).then_some('\\').into_iter().chain([c])).collect()
}
