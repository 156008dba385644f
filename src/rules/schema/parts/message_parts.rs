//! One message whose content is a list of parts, for what looks at the parts.

use crate::example::{Json, Object};
use crate::rules::catalogue::Level;
use crate::rules::contract::Sink;
use crate::rules::schema::Reading;
use crate::rules::schema::reading::{Conversation, Entry};

/// One message whose content is a list of parts.
pub struct MessageParts<'m, 'r, 'e> {
    /// The row as the consumer reads it.
    pub row: &'m Reading<'r, 'e>,
    /// The list of messages.
    pub list: &'m Conversation<'r, 'e>,
    /// The message.
    pub entry: &'m Entry<'r, 'e>,
    /// The types of parts that its role may have.
    pub allowed: &'r [String],
}

impl MessageParts<'_, '_, '_> {
    /// JSON Pointer of the list of parts.
    pub fn content(&self) -> String {
        self.list.key(self.entry, &self.list.talk.content_key)
    }

    /// Reports a breach at a place of the row, if the consumer minds and nothing was said of the place.
    pub fn tell(&self, what: (&str, Level), at: &str, message: String, help: &str, sink: &mut Sink<'_>) {
        if !self.row.flawed(at)
            && let Some(finding) = self.row.report(sink, what, at, message)
        {
            finding.help(help);
        }
    }
}

/// Keys under which other layouts have the text of a part.
const TEXTS: [&str; 4] = ["text", "content", "value", "data"];

/// The key of a part that is meant as `wanted`: a slip of it, or the same thing in another layout.
pub fn meant_as<'p>(wanted: &str, part: &'p Object<'_>) -> Option<&'p str> {
    let far = (wanted.len() / 3).max(1);
    let others = || part.keys().filter(|key| *key != "type" && key.len().abs_diff(wanted.len()) <= far);
    let near = others().find(|key| strsim::damerau_levenshtein(&key.to_lowercase(), wanted) <= far);
    near.or_else(|| part.keys().find(|key| TEXTS.contains(key) && part.get(key).and_then(Json::as_str).is_some()))
}
