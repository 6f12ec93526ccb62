//! XML as a stream of events, bounded in size and depth.

use std::borrow::Cow;
use std::io::BufRead;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::metered::Metered;
use super::room::{DEEPEST, LARGEST_EVENT};
use super::unreadable::Unreadable;

/// A part of a package, event by event. What the part unpacks to is taken from a store that all parts share.
pub struct Events<'p, R> {
    reader: Reader<Metered<'p, R>>,
    buffer: Vec<u8>,
    depth: usize,
    part: &'p str,
}

impl<'p, R: BufRead> Events<'p, R> {
    /// The events of a part with this name.
    pub fn new(bytes: Metered<'p, R>, part: &'p str) -> Self {
        let mut reader = Reader::from_reader(bytes);
        reader.config_mut().allow_dangling_amp = true;
        Events { reader, buffer: Vec::new(), depth: 0, part }
    }

    /// The next event, `Eof` at the end.
    ///
    /// # Errors
    ///
    /// The part is damaged, cut off, too large or too deep.
    pub fn next(&mut self) -> Result<Event<'_>, Unreadable> {
        self.buffer.clear();
        self.reader.get_mut().begin(LARGEST_EVENT);
        let event = match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => event,
            Err(_) if self.reader.get_ref().is_full() => return Err(Unreadable::unpacked()),
            Err(_) => return Err(Unreadable::damaged(self.part)),
        };
        match &event {
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            Event::Eof if self.depth > 0 => return Err(Unreadable::damaged(self.part)),
            // nothing of a workbook declares types or entities
            Event::DocType(_) => return Err(Unreadable::damaged(self.part)),
            _ => {}
        }
        if self.depth > DEEPEST { Err(Unreadable::damaged(self.part)) } else { Ok(event) }
    }
}

/// The name of an element without its prefix.
pub fn name<'e>(start: &'e BytesStart<'_>) -> &'e str {
    local(start.name().0)
}

/// A name without its prefix.
pub fn local(name: &str) -> &str {
    // names are short, and each element has one
    let colon = name.bytes().rposition(|byte| byte == b':');
    colon.and_then(|at| name.get(at + 1..)).unwrap_or(name)
}

/// The attributes of an element by their names without prefixes, as they are written.
pub fn attributes<'e>(start: &'e BytesStart<'_>) -> impl Iterator<Item = (&'e str, Cow<'e, str>)> {
    let mut all = start.attributes();
    all.with_checks(false);
    all.filter_map(Result::ok).map(|attribute| (local(attribute.key.0), value(&attribute)))
}

fn value<'e>(attribute: &quick_xml::events::attributes::Attribute<'e>) -> Cow<'e, str> {
    if attribute.value.contains(['&', '\n', '\t', '\r']) {
        attribute.normalized_value(XmlVersion::Implicit1_0).unwrap_or_else(|_| attribute.value.clone())
    } else {
        attribute.value.clone()
    }
}

/// One attribute of an element.
pub fn attribute<'e>(start: &'e BytesStart<'_>, wanted: &str) -> Option<Cow<'e, str>> {
    attributes(start).find(|(name, _)| *name == wanted).map(|(_, value)| value)
}

/// Whether a value says yes.
pub fn yes(value: &str) -> bool {
    matches!(value, "1" | "true" | "on")
}

/// What an event says in words: text, or a sign that is written as `&amp;` or `&#38;`.
pub fn words<'e>(event: &'e Event<'_>) -> Option<Cow<'e, str>> {
    match event {
        Event::Text(text) => Some(text.xml10_content()),
        Event::CData(text) => Some(text.xml10_content()),
        Event::GeneralRef(reference) => Some(match reference.resolve_char_ref() {
            Ok(Some(c)) => Cow::Owned(c.to_string()),
            _ => Cow::Borrowed(match reference.xml10_content().as_ref() {
                "amp" => "&",
                "lt" => "<",
                "gt" => ">",
                "quot" => "\"",
                "apos" => "'",
                _ => "\u{fffd}",
            }),
        }),
        _ => None,
    }
}
