//! A page of its own: old at the left, new at the right, nothing fetched from elsewhere.

use maud::{DOCTYPE, Markup, PreEscaped, html as page};

use super::outline::{Item, Section, one_sided, remarks, sections};
use super::{Compare, Compared};
use crate::base::Lang;
use crate::diff::{Became, PieceChange, WordsPiece};
use crate::say;

const STYLE: &str = include_str!("page.css");

/// What was compared, as a page.
pub fn html(compared: &Compared, lang: Lang) -> String {
    let tag = match lang {
        Lang::Zh => "zh-CN",
        Lang::En => "en",
    };
    let title = say!("含义比对", "What changed in meaning");
    let markup = page! {
        (DOCTYPE)
        html lang=(tag) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title.get(lang)) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                h1 { (title.get(lang)) }
                @for pair in &compared.pairs { (one(pair, lang)) }
                @for (became, name, said) in one_sided(compared) {
                    p class=(class(became)) { code { (name) } " " (said.get(lang)) }
                }
            }
        }
    };
    markup.into_string() + "\n"
}

fn one(pair: &Compare, lang: Lang) -> Markup {
    let (old, new) = (say!("原", "old"), say!("现", "new"));
    page! {
        article {
            header {
                div { small { (old.get(lang)) } " " strong { (pair.old) } }
                div { small { (new.get(lang)) } " " strong { (pair.new) } }
            }
            @for remark in remarks(pair) { p .remark { (remark.get(lang)) } }
            @for section in sections(pair) { (part(&section, lang)) }
        }
    }
}

fn part(section: &Section, lang: Lang) -> Markup {
    let title = section.title.get(lang);
    let rows = section.items.iter().any(|item| matches!(item, Item::Row { .. } | Item::Judged { .. }));
    page! {
        @if section.inner { h3 { (title) } } @else { h2 { (title) } }
        @if rows { (table(section, lang)) }
        @for item in &section.items {
            @match item {
                Item::Row { .. } | Item::Judged { .. } => {}
                Item::Line(said) => p { (said.get(lang)) }
                Item::Words { became, section, pieces } => section.words class=(class(*became)) {
                    @if !section.get(lang).is_empty() { h4 { (section.get(lang)) } }
                    div { p .old { (words(pieces, PieceChange::Old)) } p .new { (words(pieces, PieceChange::New)) } }
                }
            }
        }
    }
}

fn table(section: &Section, lang: Lang) -> Markup {
    let heads =
        [say!("什么", "what"), say!("原", "old"), say!("现", "new"), say!("变动", "change"), say!("位置", "place")];
    page! {
        table {
            thead { tr { @for head in &heads { th scope="col" { (head.get(lang)) } } } }
            tbody {
                @for item in &section.items {
                    @if let Item::Row { became, what, old, new, moved, place } = item {
                        tr class=(class(*became)) {
                            th scope="row" { (what.get(lang)) }
                            td .old { (old.get(lang)) }
                            td .new { (new.get(lang)) }
                            td { (moved.get(lang)) }
                            td { @if !place.is_empty() { code { (place) } } }
                        }
                    } @else if let Item::Judged { what, old, new, moved } = item {
                        tr {
                            th scope="row" { (what.get(lang)) }
                            td { (old.get(lang)) }
                            td { (new.get(lang)) }
                            td { (moved.get(lang)) }
                            td {}
                        }
                    }
                }
            }
        }
    }
}

/// One side's words, those marked that the other lacks.
fn words(pieces: &[WordsPiece], side: PieceChange) -> Markup {
    page! {
        @for piece in pieces {
            @if piece.is == PieceChange::Same {
                (piece.text)
            } @else if piece.is == side {
                @if side == PieceChange::Old { del { (piece.text) } } @else { ins { (piece.text) } }
            }
        }
    }
}

fn class(became: Became) -> &'static str {
    match became {
        Became::Added => "added",
        Became::Removed => "removed",
        Became::Changed => "changed",
        Became::Moved => "moved",
        Became::Unread => "unread",
    }
}
