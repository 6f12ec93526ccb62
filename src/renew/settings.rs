//! What the report sets: its year is moved, reasons and figures become blanks.

use super::notice::Notice;
use super::reasons::{Reason, reasons};
use super::{ChangesByFile, Renewal, is_own};
use crate::base::Span;
use crate::model::{Param, ParamId, Type};
use crate::project::Checked;
use crate::syntax::ast::{Decl, Expression, ParamDecl, SetDecl, declarations};
use crate::syntax::{UNWRITTEN, quoted};

/// The report's parameters that are years.
pub(super) fn years(checked: &Checked) -> impl Iterator<Item = &Param> {
    let own = |place: Span| checked.spaces.get(place.file.0 as usize) == Some(&0);
    checked.report.params.iter().filter(move |param| param.ty == Type::Year && own(param.span))
}

impl Renewal<'_> {
    /// Moves the years that are set, and blanks what is set to a figure or a reason. What has a default is kept as it is set, for without
    /// it the default would count unseen: the notice names it.
    pub(super) fn settings(&self, edits: &mut ChangesByFile, notice: &mut Notice) {
        let reasons = reasons(&self.checked.report);
        for (at, param) in self.checked.report.params.iter().enumerate() {
            let Some((place, set)) = self.set_at(param) else { continue };
            let Some(value) = set.value() else { continue };
            let edits = edits.entry(place.file);
            match (&param.ty, value) {
                (Type::Year, Expression::Quantity(year)) => {
                    let moved = year.text().parse::<u32>().map(|year| (year + 1).to_string());
                    let Ok(moved) = moved else { continue };
                    edits.or_default().replace(year.span().range(), moved);
                }
                (Type::Text, _) if reasons.contains(&Reason::Param(ParamId(at as u32))) => {
                    edits.or_default().replace(value.span().range(), quoted(UNWRITTEN));
                }
                (Type::Amount(_) | Type::Count(_), Expression::Quantity(_)) if self.must_be_set(param) => {
                    let text = &self.checked.sources.get(place.file).text;
                    edits.or_default().comment_out(text, set.span().range());
                    notice.commented = true;
                }
                (Type::Amount(_) | Type::Count(_) | Type::Number | Type::Ratio, Expression::Quantity(_)) => {
                    notice.kept.push(param.name.clone());
                }
                _ => {}
            }
        }
    }

    /// Where the report's own files set a parameter.
    fn set_at(&self, param: &Param) -> Option<(Span, SetDecl<'_>)> {
        let place = param.set.filter(|place| is_own(self.checked, place.file))?;
        let root = self.checked.trees.get(place.file.0 as usize)?.root(&self.checked.sources.get(place.file).text);
        let mut sets = declarations::<Decl<'_>>(root).filter_map(|decl| match decl {
            Decl::Set(set) => Some(set),
            _ => None,
        });
        sets.find(|set| set.name().is_some_and(|name| name.span() == place)).map(|set| (place, set))
    }

    /// Whether a parameter has no default and may not stay unset.
    fn must_be_set(&self, param: &Param) -> bool {
        let file = param.span.file;
        let Some(tree) = self.checked.trees.get(file.0 as usize) else { return false };
        let mut declared = declarations::<ParamDecl<'_>>(tree.root(&self.checked.sources.get(file).text));
        let declared = declared.find(|own| own.name().is_some_and(|name| name.span() == param.span));
        !param.optional && declared.is_some_and(|own| own.value().is_none())
    }

    /// Lines that set the years which last year's report left at their defaults; none where it set one.
    pub(super) fn years_to_set(&self) -> String {
        let mut set = String::new();
        for param in years(self.checked) {
            if param.set.is_some() {
                return String::new();
            }
            set.push_str(&format!("\nset {} = {}", param.name, self.years.1));
        }
        set
    }
}
