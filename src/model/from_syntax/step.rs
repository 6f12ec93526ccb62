//! The steps in which a report is read. Each knows what those before it know, as if it were its own, and nothing of those
//! behind it.

use super::problems::Apart;
use super::resolver::Resolver;
use crate::base::FileId;
use crate::syntax::ast::View;

/// A step, for which names mean what they mean in the space that is being read.
pub(super) trait Step<'a> {
    /// What is known of names.
    fn names(&mut self) -> &mut Resolver<'a>;
}

impl<'a> Step<'a> for Resolver<'a> {
    fn names(&mut self) -> &mut Resolver<'a> {
        self
    }
}

/// Lets a step that borrows another have all that the other has.
macro_rules! over {
    ($step:ident, $below:ident) => {
        impl<'a> std::ops::Deref for $step<'_, 'a> {
            type Target = $below<'a>;

            fn deref(&self) -> &$below<'a> {
                self.below
            }
        }

        impl<'a> std::ops::DerefMut for $step<'_, 'a> {
            fn deref_mut(&mut self) -> &mut $below<'a> {
                self.below
            }
        }

        impl<'a> $crate::model::from_syntax::step::Step<'a> for $step<'_, 'a> {
            fn names(&mut self) -> &mut $crate::model::from_syntax::resolver::Resolver<'a> {
                self.below.names()
            }
        }
    };
}
pub(super) use over;

/// Reads the declarations of a kind, each in its own space, the report's own first.
pub(super) fn each<'a, S: Step<'a>, V: View<'a>>(step: &mut S, read: fn(&mut S, FileId, V)) {
    let names = step.names();
    for (space, file, decl) in names.table.each(&names.decls) {
        in_space(step, space, |step| read(step, file, decl));
    }
}

/// Reads those that are no former report's: what one checks and prints is its own affair.
pub(super) fn each_own<'a, S: Step<'a>, V: View<'a>>(step: &mut S, read: fn(&mut S, FileId, V)) {
    let names = step.names();
    for (file, decl) in names.table.own(&names.decls) {
        read(step, file, decl);
    }
}

/// Reads something in which names are those of a space.
pub(super) fn in_space<'a, S: Step<'a>, T>(step: &mut S, space: usize, read: impl FnOnce(&mut S) -> T) -> T {
    let around = std::mem::replace(&mut step.names().space, space);
    let read = read(step);
    step.names().space = around;
    read
}

/// Reads something apart: what it gives, and what was found wrong.
pub(super) fn apart<'a, S: Step<'a>, T>(step: &mut S, read: impl FnOnce(&mut S) -> T) -> (T, Apart) {
    let mut found = Apart::new();
    step.names().problems.exchange(&mut found);
    let read = read(step);
    step.names().problems.exchange(&mut found);
    (read, found)
}

/// Reads something within others of its kind, whose number is counted: `read` is given it, itself among them.
pub(super) fn deeper<S, T>(step: &mut S, count: fn(&mut S) -> &mut usize, read: impl FnOnce(&mut S, usize) -> T) -> T {
    let deep = *count(step) + 1;
    *count(step) = deep;
    let read = read(step, deep);
    *count(step) = deep - 1;
    read
}
