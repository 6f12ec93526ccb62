//! The columns that the rows of named sets speak of: some form that has the set must have them.

use std::collections::{BTreeMap, BTreeSet};

use super::forms::{FormReader, column_ids};
use crate::base::Span;
use crate::model::{FormBody, FormId, Report, RowItem, RowKind, RowsId};

impl FormReader<'_, '_> {
    /// Reports the columns that no form has which has the set. Of a set that stands in no form nothing is known.
    pub(super) fn columns_of_row_sets(&mut self) {
        let mut known: BTreeMap<RowsId, Option<BTreeMap<String, Span>>> = BTreeMap::new();
        for (index, form) in self.report.forms.iter().enumerate() {
            let gaps = self.form_gaps.get(&FormId(index as u32)).filter(|gaps| !gaps.torn);
            for body in form.body.parts() {
                for id in placed(&self.report, body) {
                    let own = known.entry(id).or_insert_with(|| Some(BTreeMap::new()));
                    // where some columns could not be read any name may be theirs
                    let Some(gaps) = gaps else {
                        *own = None;
                        continue;
                    };
                    let gone = gaps.gone.iter().map(|gone| (gone.id.clone(), gone.column));
                    own.iter_mut().for_each(|own| own.extend(gone.clone().chain(column_ids(&body.columns))));
                }
            }
        }
        let mut problems = Vec::new();
        for (id, ids) in known.into_iter().filter_map(|(id, ids)| Some((id, ids?))) {
            let ids: Vec<_> = ids.into_iter().collect();
            let mut open: Vec<&RowItem> = self.report.rows[id.ix()].head.items.iter().collect();
            while let Some(item) = open.pop() {
                let named = item.only.iter().chain(&item.hide).chain(&item.over);
                let missing = named.filter(|(word, _)| !ids.iter().any(|(id, _)| id == word));
                problems.extend(missing.map(|(word, span)| self.no_column(word, *span, &ids)));
                open.extend(&item.children);
            }
        }
        problems.into_iter().for_each(|problem| self.report(problem));
    }
}

/// The named sets whose rows a body has.
fn placed(report: &Report, body: &FormBody) -> BTreeSet<RowsId> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&RowItem> = body.rows.iter().flat_map(|rows| &rows.items).collect();
    while let Some(item) = open.pop() {
        if let RowKind::Use(id) = item.kind
            && found.insert(id)
        {
            open.extend(&report.rows[id.ix()].head.items);
        }
        open.extend(&item.children);
    }
    found
}
