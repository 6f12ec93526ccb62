//! A figure as a Mermaid chart, which many a page of Markdown draws.

use super::{address, origin, remark, rounding, shown, worth};
use crate::base::unseen::visible;
use crate::base::{Lang, Sources};
use crate::explain::{FigureNode, FigureTree, NodeKind, Role};
use crate::say;

/// Figures as one chart, from what is printed at the left to what is typed at the right.
pub fn mermaid(trees: &[FigureTree], sources: &Sources, lang: Lang) -> String {
    let mut chart = Chart { text: "flowchart LR\n".to_owned(), sources, lang };
    for (number, tree) in trees.iter().enumerate() {
        let prefix = format!("f{number}n");
        let root = &tree.root;
        let (printed, symbol) = super::top(root, lang);
        let mut lines = vec![tree.name.clone(), format!("{printed}{symbol}")];
        lines.extend(rounding(root).map(|said| said.get(lang).to_owned()));
        chart.node(&format!("{prefix}0"), &lines, ("([", "])"));
        chart.beneath(root, &prefix);
    }
    chart.text
}

struct Chart<'s> {
    text: String,
    sources: &'s Sources,
    lang: Lang,
}

impl Chart<'_> {
    fn node(&mut self, id: &str, lines: &[String], around: (&str, &str)) {
        let label: Vec<String> = lines.iter().map(|line| escaped(line)).collect();
        self.text.push_str(&format!("  {id}{}\"{}\"{}\n", around.0, label.join("<br>"), around.1));
    }

    fn edge(&mut self, from: &str, to: &str, role: Role) {
        let arrow = match role {
            Role::Minus => " -- \"−\" --> ",
            Role::Over => " -- \"÷\" --> ",
            Role::Times => " -- \"×\" --> ",
            Role::Plus | Role::Is => " --> ",
            Role::Of => " -.-> ",
        };
        self.text.push_str(&format!("  {from}{arrow}{to}\n"));
    }

    fn beneath(&mut self, node: &FigureNode, prefix: &str) {
        let own = format!("{prefix}{}", node.id);
        let (parts, more, sum) = shown(node);
        for part in parts {
            if let NodeKind::Again(first) = part.kind {
                self.edge(&own, &format!("{prefix}{first}"), part.role);
                continue;
            }
            let id = format!("{prefix}{}", part.id);
            let unit = if part.number.is_some() { part.symbol.as_str() } else { "" };
            let said = [rounding(part), remark(part), origin(part)]
                .into_iter()
                .flatten()
                .map(|say| say.get(self.lang).to_owned());
            let mut lines = vec![part.words.clone(), format!("{}{unit}", worth(part, self.lang))];
            lines.extend(said);
            lines.extend(part.place.map(|span| address(span, self.sources)));
            self.node(&id, &lines, ("[", "]"));
            self.edge(&own, &id, part.role);
            self.beneath(part, prefix);
        }
        if more > 0 {
            let id = format!("{own}more");
            let words = say!("另 {more} 笔", "rows besides: {more}").get(self.lang).to_owned();
            self.node(&id, &[words, format!("{}{}", sum.unwrap_or_default(), node.symbol)], ("[", "]"));
            self.edge(&own, &id, Role::Plus);
        }
    }
}

/// Words that mean nothing to the chart: signs of Mermaid, HTML and Markdown by their numbers.
fn escaped(words: &str) -> String {
    let mut text = String::new();
    let words = visible(words);
    let mut signs = words.chars().peekable();
    while let Some(c) = signs.next() {
        let plain = match c {
            // at the beginning, or before a blank, they make a list of it
            '-' => !text.is_empty(),
            '.' => signs.peek().is_some_and(|next| *next != ' '),
            ' ' | ',' | ':' | '/' | '%' | '=' | '(' | ')' | '[' | ']' => true,
            c => c.is_alphanumeric() || !c.is_ascii(),
        };
        if plain {
            text.push(c);
        } else {
            text.push_str(&format!("#{};", u32::from(c)));
        }
    }
    text
}
