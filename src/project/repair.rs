//! The repairs that are certain, as texts: who writes them is another matter.

use std::collections::BTreeMap;

use super::Checked;
use crate::base::{Diagnostic, FileId, Fix, Home};

/// The repairs of one file by the place where they begin.
pub type Repairs<'c> = BTreeMap<u32, &'c Fix>;

/// The repairs that can be made at once: all of a finding or none, and none that meet. What is left waits until these are
/// made, when it may be gone.
pub fn repairs(checked: &Checked) -> BTreeMap<FileId, Repairs<'_>> {
    let mut all: BTreeMap<FileId, Repairs<'_>> = BTreeMap::new();
    for Diagnostic { fixes, .. } in &checked.problems {
        let free = |fix: &Fix| {
            // what stands there already would never be done
            let source = checked.sources.get(fix.span.file);
            source.stored.as_ref().unwrap_or(&source.text).get(fix.span.range()) != Some(fix.text.as_str())
                && source.home != Home::Carried
                && all.get(&fix.span.file).is_none_or(|own| fits(own, fix))
        };
        if fixes.iter().all(free) {
            for fix in fixes {
                all.entry(fix.span.file).or_default().insert(fix.span.start, fix);
            }
        }
    }
    all
}

/// Whether a repair meets none of those beside it.
fn fits(repairs: &Repairs<'_>, fix: &Fix) -> bool {
    let before = repairs.range(..=fix.span.start).next_back();
    let after = repairs.range(fix.span.start..).next();
    before.is_none_or(|(start, before)| *start < fix.span.start && before.span.end <= fix.span.start)
        && after.is_none_or(|(start, _)| fix.span.end <= *start)
}

/// A text with repairs made in it.
pub fn repaired(text: &str, repairs: &Repairs<'_>) -> String {
    let mut text = text.to_owned();
    for fix in repairs.values().rev() {
        text.replace_range(fix.span.range(), &fix.text);
    }
    text
}
