//! What stands at the head of the new report: what is to be done.

use crate::base::Lang;
use crate::say;
use crate::syntax::UNWRITTEN;

/// What is said besides what holds of every report.
#[derive(Debug, Default)]
pub(super) struct Notice {
    /// Settings that were kept and have to be looked at.
    pub kept: Vec<String>,
    /// Whether parts became comments.
    pub commented: bool,
    /// How many lines name last year or the one before.
    pub years_named: usize,
}

impl Notice {
    /// The notice, each line a comment: of the last report's file and the new one's, and what the last report is called there.
    pub fn text(&self, (old, new): (u32, u32), (last, report): (&str, &str), former: &str, lang: Lang) -> String {
        let before = old.saturating_sub(1);
        let mut lines = vec![say!(
            "{new} 年的报告，由 {last} 起草：年度已改，名称、文字照旧。填好一项，删去一项：",
            "The report for {new}, drafted from {last}: the year is moved, names and texts are kept. Remove each line when it is done:"
        )];
        lines.push(say!(
            "数写作 {UNWRITTEN} 的，换成 {new} 年的数；没有的，删去那一行。写作 \"{UNWRITTEN}\" 的原因，照新的增减写。",
            "Write the figure of {new} for each {UNWRITTEN}, or remove its row; write for each \"{UNWRITTEN}\" why figures differ."
        ));
        lines.push(say!(
            "{last} 在这里叫「{former}」：手写的上年数可以从它取来，写作 items 台账 := {former}.台账。",
            "{last} is `{former}` here: figures of {old} need not be typed, as in `items LEDGER := {former}.LEDGER`."
        ));
        if self.years_named > 0 {
            let lines_named = self.years_named;
            lines.push(say!(
                "有 {lines_named} 行写着 {before} 或 {old}：搜这两个数，逐处核对。",
                "Lines that name {before} or {old}: {lines_named}. Search for both, and look at each."
            ));
        }
        if !self.kept.is_empty() {
            let (zh, en) = (self.kept.join("、"), self.kept.join(", "));
            lines.push(say!("设定照去年，要核对：{zh}。", "Settings that are as they were, to be looked at: {en}."));
        }
        if self.commented {
            lines.push(say!(
                "去年才有的认可、接替等，前面加了 //：今年还要的，去掉 //；不要的，删去。",
                "What held of {old} alone (accepted deviations, successors) is behind //: take the // away or remove it."
            ));
        }
        lines.push(say!("核对：budgetc check {report}", "Check it: budgetc check {report}"));
        let mut text = String::new();
        for (at, line) in lines.iter().enumerate() {
            let line = line.get(lang);
            let number = if at == 0 { String::new() } else { format!("  {at}. ") };
            text.push_str(&format!("// {number}{line}\n"));
        }
        text
    }
}
