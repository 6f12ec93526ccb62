//! What is wanted and nobody wrote: parameters, and attributes of members. All of them are told together, with the lines to
//! write in the report.

use super::known::Wanted;
use super::{Evaluator, FxIndexMap, Value};
use crate::base::{Diagnostic, FileId, Span};
use crate::model::codes::UNWRITTEN_TEXT;
use crate::model::{DimId, Expr, ExprKind, MemberId, ParamId, Type};
use crate::say;
use crate::syntax::{self, UNWRITTEN};

/// The report itself.
const ENTRY: FileId = FileId(0);

/// So many further places are shown.
const SHOWN: usize = 3;

/// So many names stand in a message, and so many members of one attribute are written out.
const NAMED: usize = 3;
const WRITTEN: usize = 40;

impl<'m> Evaluator<'m> {
    /// Notes that something is wanted at a place and was never written.
    pub(super) fn want(&self, wanted: Wanted, span: Span) {
        self.found.borrow_mut().wanted.entry(wanted).or_insert(span);
    }

    /// The member whose attribute an expression asks for.
    pub(super) fn bearer(&self, inner: &'m Expr, env: &super::Env<'m>) -> Option<MemberId> {
        match self.quietly(|| self.eval(inner, env)) {
            Value::Member(member) => Some(member),
            _ => None,
        }
    }

    /// What was wanted so far and never written. `year`: one that may stand in the report.
    pub fn unwritten(&self, year: u32) -> Vec<Diagnostic> {
        let mut params: FxIndexMap<&str, Vec<(ParamId, Span)>> = FxIndexMap::default();
        let mut attributes: FxIndexMap<DimId, FxIndexMap<MemberId, Vec<(usize, Span)>>> = FxIndexMap::default();
        for (id, span) in &self.report.unset {
            self.want(Wanted::Param(*id), *span);
        }
        let all = std::mem::take(&mut self.found.borrow_mut().wanted);
        for (wanted, span) in all {
            match wanted {
                Wanted::Param(id) => {
                    let name = &self.report.params[id.ix()].name;
                    let report = name.rsplit_once('.').map_or("", |(report, _)| report);
                    params.entry(report).or_default().push((id, span));
                }
                Wanted::Attribute(dim, index, member) => {
                    attributes.entry(dim).or_default().entry(member).or_default().push((index, span));
                }
            }
        }
        let params = params.into_iter().map(|(report, params)| self.unset_params(report, params, year));
        let attributes = attributes.into_iter().map(|(dim, members)| self.unset_attributes(dim, members));
        params.chain(attributes).collect()
    }

    /// Parameters of the report, or of a former report by its name.
    fn unset_params(&self, report: &str, mut params: Vec<(ParamId, Span)>, year: u32) -> Diagnostic {
        // in the order of their declaration: that is how a library means them to be read
        params.sort_by_key(|(id, _)| *id);
        let own = |id: ParamId| {
            let name = self.report.params[id.ix()].name.as_str();
            name.rsplit('.').next().unwrap_or(name)
        };
        let names: Vec<&str> = params.iter().map(|(id, _)| own(*id)).collect();
        let (zh, en) = listed(&names);
        let message = match names.as_slice() {
            [only] => say!("「{only}」没有设定，文中要用到", "`{only}` is wanted and was never set"),
            _ => say!("{zh}没有设定，文中要用到", "{en} are wanted and were never set"),
        };
        let here = params.iter().find(|(_, span)| span.file == ENTRY).map(|(_, span)| *span);
        let behind = self.last_set().filter(|_| here.is_none() && report.is_empty());
        let start = Span { file: ENTRY, start: 0, end: 0 };
        let place = here.or(behind).unwrap_or(if report.is_empty() { start } else { params[0].1 });
        let mut error = Diagnostic::new(UNWRITTEN_TEXT, place, message);
        if behind.is_some() {
            error = error.label(say!("在这后面写", "write it behind this"));
        }
        let others = params.iter().map(|(_, span)| *span).filter(|span| *span != place).take(SHOWN);
        error = others.fold(error, |error, span| error.related(span, say!("用在这里", "wanted here")));
        if let [(only, _)] = params.as_slice() {
            let declared = self.report.params[only.ix()].span;
            error = error.related(declared, say!("在这里声明", "declared here"));
        }
        let line = |(id, _): &(ParamId, Span)| format!("set {} = {}", own(*id), self.placeholder(*id, year));
        let lines = params.iter().map(line).collect::<Vec<_>>().join("\n");
        if report.is_empty() {
            error = error.offer_lines(ENTRY, &lines);
        }
        error.note(if report.is_empty() {
            say!(
                "在报告里写上，等号后面换成实际的内容：\n{lines}",
                "write in the report, with what is true behind `=`:\n{lines}"
            )
        } else {
            say!(
                "在以前的报告「{report}」里写上，等号后面换成实际的内容：\n{lines}",
                "write in the former report `{report}`, with what is true behind `=`:\n{lines}"
            )
        })
    }

    /// The last place where the report sets something.
    fn last_set(&self) -> Option<Span> {
        let report = self.report;
        let set = report.params.iter().map(|param| param.set);
        let set = set.chain(report.lets.iter().map(|own| own.set)).chain(report.texts.iter().map(|text| text.set));
        set.flatten().filter(|span| span.file == ENTRY).max()
    }

    /// What may be written for a parameter, of its kind and to be replaced.
    fn placeholder(&self, id: ParamId, year: u32) -> String {
        let dates = self.report.document.as_ref().and_then(|document| document.date.as_ref());
        if dates.is_some_and(|date| matches!(date.kind, ExprKind::Param(param) if param == id)) {
            return format!("\"{year}-01-31\"");
        }
        match &self.report.params[id.ix()].ty {
            Type::Year => year.to_string(),
            other => self.blank_of(other),
        }
    }

    fn blank_of(&self, ty: &Type) -> String {
        match ty {
            Type::Amount(_) | Type::Count(_) | Type::Ratio => format!("0{}", self.symbol(&self.shown_unit(ty))),
            Type::Number | Type::Year => "0".to_owned(),
            Type::Member(dim) => self.some_member(*dim),
            _ => syntax::quoted(UNWRITTEN),
        }
    }

    /// A member of a dimension, as a value is written.
    fn some_member(&self, dim: DimId) -> String {
        let data = self.report.dim(dim);
        let named = |id: &MemberId| {
            let name = &self.report.member(*id).name;
            let plain = !name.is_empty()
                && !name.contains(['{', '}'])
                && data.by_name.get(name).is_some_and(|same| same.len() == 1);
            plain && !self.report.is_former(*id)
        };
        let mut all =
            (0..self.report.members.len() as u32).map(MemberId).filter(|id| self.report.member(*id).dim == dim);
        all.find(named).map_or_else(|| UNWRITTEN.to_owned(), |id| syntax::quoted(&self.report.member(id).name))
    }

    /// Members of a dimension that lack attributes.
    fn unset_attributes(&self, dim: DimId, members: FxIndexMap<MemberId, Vec<(usize, Span)>>) -> Diagnostic {
        let data = self.report.dim(dim);
        let name = |index: usize| data.attributes[index].name.as_str();
        let shown: Vec<String> = members.keys().map(|id| self.report.display(*id)).collect();
        let (zh, en) = listed(&shown.iter().map(String::as_str).collect::<Vec<_>>());
        let mut lacking: Vec<usize> = members.values().flatten().map(|(index, _)| *index).collect();
        lacking.sort_unstable();
        lacking.dedup();
        let (of_zh, of_en) = listed(&lacking.iter().map(|index| name(*index)).collect::<Vec<_>>());
        let message = say!("{zh}没有填写{of_zh}，文中要用到", "{of_en} of {en} is wanted and was never written");
        let declared = members.keys().map(|id| self.report.member(*id).span);
        let (own, others): (Vec<Span>, Vec<Span>) = declared.partition(|span| span.file == ENTRY);
        let wanted = members[0][0].1;
        let place = own.first().copied().unwrap_or(wanted);
        let mut error = Diagnostic::new(UNWRITTEN_TEXT, place, message);
        if place != wanted {
            error = error.related(wanted, say!("用在这里", "wanted here"));
        }
        for span in own.iter().skip(1).chain(&others).take(SHOWN) {
            error = error.related(*span, say!("这里也没有", "this one lacks it too"));
        }
        for index in lacking.iter().take(SHOWN) {
            error = error.related(data.attributes[*index].span, say!("在这里声明", "declared here"));
        }
        let line = |(id, lacking): (&MemberId, &Vec<(usize, Span)>)| {
            let values = lacking.iter().map(|(index, _)| (name(*index), self.blank_of(&data.attributes[*index].ty)));
            let values: String = values.map(|(name, value)| format!("  {name}: {value}")).collect();
            format!("  {}{values}", self.row_head(*id))
        };
        let mut lines: Vec<String> = members.iter().take(WRITTEN).map(line).collect();
        if let Some(more) = members.len().checked_sub(WRITTEN).filter(|more| *more > 0) {
            lines.push(format!("  // + {more}"));
        }
        let lines = format!("members {} {{\n{}\n}}", data.name, lines.join("\n"));
        // a row that is there already takes them at its end: then these lines would be a second one
        if own.is_empty() {
            error = error.offer_lines(ENTRY, &lines);
        }
        error.note(say!(
            "在报告里写上（已有这一行的，在行末补上），引号里换成实际的内容：\n{lines}",
            "write in the report (where the row is there already, at its end), with what is true in the quotes:\n{lines}"
        ))
    }

    /// How a row of `members` names a member.
    fn row_head(&self, id: MemberId) -> String {
        let name = &self.report.member(id).name;
        let words = if name.is_empty() { String::new() } else { syntax::row_name(name) };
        format!("{} {words}", self.report.code(id)).trim().to_owned()
    }
}

/// The first of some names, and how many there are.
fn listed(names: &[&str]) -> (String, String) {
    let first = &names[..names.len().min(NAMED)];
    let zh = first.iter().map(|name| format!("「{name}」")).collect::<String>();
    let en = first.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match names.len() - first.len() {
        0 => (zh, en),
        more => (format!("{zh}等 {} 项", names.len()), format!("{en} and {more} more")),
    }
}
