//! How cells look, as far as it says something of what they hold.

use std::collections::HashMap;
use std::sync::Arc;

use super::format::{self, Shows};
use super::room;
use super::unreadable::Unreadable;

/// A cell's look.
#[derive(Clone, Default)]
pub struct Look {
    /// Its number format; none for the general one.
    pub format: Option<Arc<str>>,
    /// What of a number that shows: of positive ones, of negative ones, of zero.
    pub shows: [Shows; 3],
    /// Its letters are red.
    pub red: bool,
}

/// The looks of a workbook, by number.
#[derive(Default)]
pub struct Looks {
    formats: HashMap<u32, Arc<str>>,
    looks: Vec<Look>,
    plain: Look,
}

impl Looks {
    /// The look of a number; a plain one where there is none.
    pub fn look(&self, number: usize) -> &Look {
        self.looks.get(number).unwrap_or(&self.plain)
    }

    /// Adds a number format. One too long to be any is left out.
    pub fn format(&mut self, id: u32, code: &str) {
        if code.len() < 1024 && self.formats.len() < room::MOST_PARTS {
            self.formats.insert(id, code.into());
        }
    }

    /// Adds the next look, by its number format, in letters that are red or not.
    pub fn add(&mut self, format: u32, red: bool) -> Result<(), Unreadable> {
        let format = self.formats.get(&format).cloned().or_else(|| format::builtin(format).map(Arc::from));
        let shows = format.as_deref().map_or_else(Default::default, format::shows);
        let format = format.filter(|format| !format.eq_ignore_ascii_case("general"));
        room::push(&mut self.looks, Look { format, shows, red })
    }
}
