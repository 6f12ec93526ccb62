//! Words as they can be written so that they are read as themselves.

use pest::Parser;

use super::Kind;
use super::parser::BudgetParser;

/// What a message writes where whoever obeys it writes words of their own.
pub const UNWRITTEN: &str = "……";

/// Words in quotation marks.
pub fn quoted(words: &str) -> String {
    format!("\"{}\"", words.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A member's name as it is written in coordinates: bare, or in quotes where it would be read otherwise.
pub fn written_member(name: &str) -> String {
    if is_bare(name) { name.to_owned() } else { quoted(name) }
}

/// The same at the beginning of a row.
pub fn row_name(name: &str) -> String {
    let read = BudgetParser::parse(Kind::only_row, name).ok();
    let row = read.and_then(|mut read| read.next()?.into_inner().next()).filter(|row| row.as_rule() == Kind::row);
    let mut atoms = row.into_iter().flat_map(|row| row.into_inner());
    let bare = atoms.next().is_some_and(|word| word.as_rule() == Kind::member_name && word.as_str() == name);
    if bare && atoms.next().is_none() { name.to_owned() } else { quoted(name) }
}

/// Whether a name is one of the signs that stand in a row without quotes.
pub fn is_sign(name: &str) -> bool {
    BudgetParser::parse(Kind::sign, name).is_ok_and(|read| read.as_str() == name)
}

fn is_bare(name: &str) -> bool {
    let Ok(mut read) = BudgetParser::parse(Kind::only_coord, name) else { return false };
    let only = read.next().and_then(|all| all.into_inner().next()).filter(|coord| coord.as_str() == name);
    let named = only.and_then(|coord| coord.into_inner().next()).filter(|member| member.as_str() == name);
    named.is_some_and(|member| {
        member.as_rule() == Kind::member_ref && member.into_inner().all(|word| word.as_rule() == Kind::member_name)
    })
}

#[cfg(test)]
mod tests {
    use super::written_member;

    #[test]
    fn what_would_be_read_otherwise_is_quoted() {
        for bare in ["甲", "维修（护）费", "anything", "甲、乙", "by", "合计", "≥", "甲·乙", "（甲）"]
        {
            assert_eq!(written_member(bare), bare);
        }
        for odd in [
            "any",
            "有",
            "any（甲）",
            "*重点",
            "＊",
            "-其他",
            "其中：丙",
            "丁|戊",
            "丁｜戊",
            "甲 乙",
            "甲,乙",
            "甲，乙",
            "1号",
            "２号",
            "甲]",
            "甲］",
            "甲//乙",
            "甲=乙",
            "甲{乙",
            "“甲”",
            " 甲",
            "甲 ",
        ] {
            assert_eq!(written_member(odd), format!("\"{odd}\""));
        }
        assert_eq!(written_member(r#"甲"乙\丙"#), r#""甲\"乙\\丙""#);
    }
}
