//! FT218 invalid-content-part. The page is `rules/FT218-invalid-content-part.md`.

use super::parts::file_part;
use super::parts::image_part::{self, Image};
use super::parts::message_parts::{MessageParts, meant_as};
use super::reading::{Conversation, Entry};
use crate::example::{Json, Object, Role};
use crate::rules::catalogue::Level;
use crate::rules::contract::{SchemaRule, Sink};
use crate::rules::redact::quoted;
use crate::rules::schema::Reading;

/// FT218: content parts of a type, a form or a place that the consumer does not take.
pub struct InvalidContentPart;

impl SchemaRule for InvalidContentPart {
    fn check(&self, row: &Reading<'_, '_>, sink: &mut Sink<'_>) {
        row.report_flaws(sink, "FT218");
        row.talks.iter().filter(|list| !list.talk.apart.is_empty()).for_each(|list| apart(row, list, sink));
        let (mut all, mut told) = (0, false);
        for list in row.talks.iter().filter(|list| !list.talk.parts.is_empty()) {
            for entry in &list.entries {
                let Some(Json::Array(parts)) = entry.object.get(&list.talk.content_key) else { continue };
                let Some(allowed) = allowed(list, entry) else { continue };
                let message = MessageParts { row, list, entry, allowed };
                message.check(parts, sink);
                let images = parts.iter().filter(|part| Image::is(part)).count();
                told |= message.count(images, sink);
                all += images;
            }
        }
        // One message with too many is the cause of a row with too many.
        if !told {
            image_part::per_row(row, all, sink);
        }
        file_part::per_row(row, sink);
    }
}

/// Parts of kinds that may not stand in one row.
fn apart(row: &Reading<'_, '_>, list: &Conversation<'_, '_>, sink: &mut Sink<'_>) {
    let key = list.talk.content_key.as_str();
    let parts = || {
        let contents = list.entries.iter().filter_map(|entry| Some((entry, entry.object.get(key)?.as_array()?)));
        contents.flat_map(|(entry, parts)| parts.iter().enumerate().map(move |(i, part)| (entry, i, part)))
    };
    let has = |part: &Json<'_>, key: &str| !matches!(part.get(key), None | Some(Json::Null));
    for (own, others) in &list.talk.apart {
        let Some(other) = others.iter().find(|other| parts().any(|(.., part)| has(part, other))) else { continue };
        let Some((entry, i, _)) = parts().find(|(.., part)| has(part, own)) else { continue };
        let (at, message) = (format!("{}/{i}", list.key(entry, key)), format!("`{own}` in a row with `{other}`"));
        if let Some(finding) = row.report(sink, ("parts-apart", Level::Error), at, message) {
            finding.help(format!("remove the `{own}` parts"));
        }
    }
}

/// The types of parts for the role of a message; none where the profile does not say.
fn allowed<'r>(list: &Conversation<'r, '_>, entry: &Entry<'_, '_>) -> Option<&'r [String]> {
    let parts = &list.talk.parts;
    let own = entry.role_name.and_then(|name| parts.get(name));
    let like = || parts.iter().find(|(name, _)| entry.role != Role::Other && Role::of(name) == entry.role);
    own.or_else(|| like().map(|(_, types)| types)).map(Vec::as_slice)
}

impl MessageParts<'_, '_, '_> {
    fn check(&self, parts: &[Json<'_>], sink: &mut Sink<'_>) {
        for (i, part) in parts.iter().enumerate() {
            let at = format!("{}/{i}", self.content());
            if self.row.flawed(&at) {
                continue;
            }
            match part {
                Json::Object(part) => self.part(part, &at, sink),
                other => {
                    let message = format!("part is {}, want an object with `type`", other.type_name());
                    let help = "write {\"type\": \"text\", \"text\": …}";
                    self.tell(("part-type", Level::Error), &at, message, help, sink);
                }
            }
        }
        let refusal = |part: &Json<'_>| part.get("type").and_then(Json::as_str) == Some("refusal");
        if parts.len() > 1 && parts.iter().any(refusal) && self.allowed.iter().any(|kind| kind == "refusal") {
            let message = "a `refusal` part beside other parts".into();
            self.tell(("refusal-alone", Level::Error), &self.content(), message, "keep the refusal only", sink);
        }
    }

    fn part(&self, part: &Object<'_>, at: &str, sink: &mut Sink<'_>) {
        let kind = match part.get("type") {
            Some(Json::String(kind)) => kind.as_ref(),
            Some(other) => {
                let message = format!("`type` of the part is {}, want a string", other.type_name());
                return self.tell(("part-type", Level::Error), &format!("{at}/type"), message, "write a string", sink);
            }
            None => {
                let key = part.keys().find(|key| matches!(*key, "text" | "image_url" | "image"));
                let help = format!("add \"type\": \"{}\"", key.unwrap_or("text"));
                return self.tell(("part-type", Level::Error), at, "part without `type`".into(), &help, sink);
            }
        };
        if !self.allowed.iter().any(|known| known == kind) {
            return self.unknown(kind, at, sink);
        }
        match kind {
            "text" | "refusal" => self.text(part, kind, at, sink),
            "image_url" => image_part::check(self, part, at, sink),
            _ => {}
        }
    }

    /// A type that is not taken here: in this role, or at all.
    fn unknown(&self, kind: &str, at: &str, sink: &mut Sink<'_>) {
        let at = format!("{at}/type");
        let elsewhere = self.list.talk.parts.values().any(|types| types.iter().any(|known| known == kind));
        let role = self.entry.shown_role();
        if elsewhere && kind.contains("image") {
            let message = format!("image in a `{role}` message; only user messages may carry images");
            self.tell(("image-role", Level::Error), &at, message, "move it into a user message", sink);
            return;
        }
        let message = format!("part type `{}` is not taken in a `{role}` message", quoted(kind, 40));
        let help = match self.meant(kind) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("use {}", self.allowed.join(" or ")),
        };
        self.tell(("part-type", Level::Error), &at, message, &help, sink);
    }

    fn meant(&self, kind: &str) -> Option<&str> {
        let lower = kind.to_lowercase();
        let sense = match lower.as_str() {
            "image" | "img" | "input_image" | "image_base64" | "picture" => "image_url",
            "input_text" | "output_text" | "string" | "txt" | "markdown" => "text",
            other => other,
        };
        let known = || self.allowed.iter().map(String::as_str);
        let same = known().find(|known| *known == sense);
        let near = || known().map(|known| (strsim::damerau_levenshtein(known, &lower), known)).min();
        let slip = || near().filter(|(distance, known)| lower.len() <= 40 && *distance <= known.len() / 3);
        same.or_else(|| slip().map(|(_, known)| known))
    }

    /// A part whose text stands under its own type: `text`, `refusal`.
    fn text(&self, part: &Object<'_>, kind: &str, at: &str, sink: &mut Sink<'_>) {
        // Some trainers read the text of a part under other keys.
        let other = self.row.profile.is_generic() && (part.has("content") || part.has("value"));
        let (message, pointer) = match part.get(kind) {
            Some(Json::String(_)) => return,
            None if other => return,
            None => {
                let near = meant_as(kind, part);
                let near = near.map_or(String::new(), |near| format!("; is `{}` meant?", quoted(near, 40)));
                (format!("{kind} part without `{kind}`{near}"), at.to_owned())
            }
            Some(found) => {
                (format!("`{kind}` of the part is {}, want a string", found.type_name()), format!("{at}/{kind}"))
            }
        };
        self.tell(("part-text", Level::Error), &pointer, message, "write the text as a string", sink);
    }

    /// Whether the message has too many images; it is then reported. Looks at its weight as well.
    fn count(&self, images: usize, sink: &mut Sink<'_>) -> bool {
        let limits = &self.list.talk.images;
        let most = limits.per_message.filter(|max| images > *max);
        if let Some(max) = most {
            let message = format!("{images} images in the message, want {max} at most");
            let help = "split the message, or remove images";
            self.tell(("image-count", Level::Error), &self.content(), message, help, sink);
        }
        let weight = self.entry.object.get("weight");
        let trained = match weight {
            Some(Json::Number(number)) => number.value != 0.0,
            Some(Json::Bool(value)) => *value,
            _ => false,
        };
        if limits.untrained && images > 0 && trained {
            let message = "a message with an image is trained on".into();
            let pointer = self.list.key(self.entry, "weight");
            self.tell(("image-weight", Level::Error), &pointer, message, "write `weight` 0, or remove it", sink);
        }
        most.is_some()
    }
}
