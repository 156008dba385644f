//! A part of type `image_url`: its address, and the picture in it.

use super::image_data::Mode;
use super::message_parts::{MessageParts, meant_as};
use crate::example::{Json, Object};
use crate::rules::catalogue::Level;
use crate::rules::contract::Sink;
use crate::rules::redact::quoted;
use crate::rules::schema::Reading;

/// A picture among content parts.
pub struct Image;

impl Image {
    /// Whether the part is one.
    pub fn is(part: &Json<'_>) -> bool {
        part.get("type").and_then(Json::as_str).is_some_and(|kind| matches!(kind, "image_url" | "image"))
    }
}

/// More images in the row than the consumer takes.
pub fn per_row(row: &Reading<'_, '_>, images: usize, sink: &mut Sink<'_>) {
    let limited = row.talks.iter().find_map(|list| Some((list, list.talk.images.per_row?)));
    let Some((list, max)) = limited.filter(|(_, max)| images > *max) else { return };
    let message = format!("{images} images in the row, want {max} at most");
    if let Some(finding) = row.report(sink, ("image-count", Level::Error), &list.pointer, message) {
        finding.help("remove images, or split the row");
    }
}

/// Looks at one part.
pub fn check(message: &MessageParts<'_, '_, '_>, part: &Object<'_>, at: &str, sink: &mut Sink<'_>) {
    let at = format!("{at}/image_url");
    let form = "write \"image_url\": {\"url\": …}";
    let wrong = |found: String, at: &str, sink: &mut Sink<'_>| {
        message.tell(("image-url", Level::Error), at, found, form, sink);
    };
    let object = match part.get("image_url") {
        Some(Json::Object(object)) => object,
        Some(other) => {
            return wrong(format!("`image_url` is {}, want {{\"url\": …}}", other.type_name()), &at, sink);
        }
        None => return wrong("image part without `image_url`".into(), at.trim_end_matches("/image_url"), sink),
    };
    match object.get("url") {
        Some(Json::String(url)) => address(message, url, &format!("{at}/url"), sink),
        Some(other) => wrong(format!("`url` is {}, want a string", other.type_name()), &format!("{at}/url"), sink),
        None => {
            let near = meant_as("url", object);
            let near = near.map_or(String::new(), |near| format!("; is `{}` meant?", quoted(near, 40)));
            wrong(format!("`image_url` without `url`{near}"), &at, sink);
        }
    }
    match object.get("detail") {
        None => {}
        // What is filled into columns is null where it was not there.
        Some(Json::Null) if message.row.profile.is_generic() || message.row.profile.loader => {}
        Some(Json::String(detail)) if matches!(detail.as_ref(), "auto" | "low" | "high") => {}
        Some(other) => {
            let found =
                other.as_str().map_or_else(|| other.type_name().to_owned(), |text| format!("`{}`", quoted(text, 20)));
            let words = format!("`detail` is {found}, want `auto`, `low` or `high`");
            let help = "write one of the three, or remove the key";
            message.tell(("image-detail", Level::Error), &format!("{at}/detail"), words, help, sink);
        }
    }
}

/// The kind of an address.
fn scheme(url: &str) -> &str {
    let end = url.bytes().take(12).position(|b| b == b':');
    let name =
        end.map(|end| &url[..end]).filter(|name| name.bytes().all(|b| b.is_ascii_alphanumeric()) && name.len() > 1);
    name.unwrap_or("a path")
}

fn address(message: &MessageParts<'_, '_, '_>, url: &str, at: &str, sink: &mut Sink<'_>) {
    let limits = &message.list.talk.images;
    let kind = scheme(url);
    if url.trim().is_empty() {
        let help = "write the address, or remove the part";
        return message.tell(("image-url", Level::Error), at, "`url` is empty".into(), help, sink);
    }
    if !limits.from.is_empty() && !limits.from.iter().any(|known| known == kind) {
        let wanted: Vec<&str> =
            limits.from.iter().map(|from| if from == "data" { "base64 data" } else { from }).collect();
        let found = match kind {
            "data" => "base64 data".to_owned(),
            "a path" => "a path, or data without `data:image/…;base64,`".to_owned(),
            kind => format!("a `{}` address", quoted(kind, 20)),
        };
        let words = format!("image is {found}, want {}", wanted.join(" or "));
        let help = if limits.from.iter().any(|from| from == "https") {
            "put the image on the web, or write data:image/…;base64,…"
        } else {
            "write data:image/…;base64,…"
        };
        return message.tell(("image-scheme", Level::Error), at, words, help, sink);
    }
    if kind == "data" {
        data(message, url, at, sink);
    }
}

fn one_of(words: &[String]) -> String {
    match words {
        [first @ .., last] if !first.is_empty() => format!("{} or {last}", first.join(", ")),
        _ => words.concat(),
    }
}

/// `data:image/png;base64,…`
fn data(message: &MessageParts<'_, '_, '_>, url: &str, at: &str, sink: &mut Sink<'_>) {
    let limits = &message.list.talk.images;
    let form = "write data:image/png;base64, and the data";
    let mut tell = |check: &str, level: Level, words: String, help: &str| {
        message.tell((check, level), at, words, help, sink);
    };
    let head = url.find(',').filter(|end| *end <= 100).map_or("", |end| &url[..end]);
    let Some(kind) = head.strip_suffix(";base64").and_then(|head| head.strip_prefix("data:")) else {
        return tell("image-data", Level::Error, "image data is not `data:image/…;base64,`".into(), form);
    };
    let Some(format) = kind.strip_prefix("image/") else {
        return tell("image-data", Level::Error, format!("data is `{}`, want an image", quoted(kind, 40)), form);
    };
    if !limits.formats.is_empty() && !limits.formats.iter().any(|known| known == format) {
        let words = format!("image is `{}`, want {}", quoted(format, 20), one_of(&limits.formats));
        let slip = matches!(format.to_ascii_lowercase().as_str(), "jpg" | "jpeg" | "pjpeg");
        let help = if slip { "write image/jpeg" } else { "convert the image" };
        return tell("image-format", Level::Error, words, help);
    }
    let facts = message.row.shared.image(url, head.len() + 1);
    if let Some(fault) = &facts.fault {
        let words = format!("image data is not base64: {fault}");
        return tell("image-data", Level::Error, words, "encode the bytes of the image once more");
    }
    if let Some(max) = limits.bytes.filter(|max| facts.bytes > *max) {
        let words = format!("image of {} bytes, want {max} at most", facts.bytes);
        return tell("image-size", Level::Error, words, "scale the image down");
    }
    let declared = if format.eq_ignore_ascii_case("jpg") { "jpeg".into() } else { format.to_ascii_lowercase() };
    let known = matches!(declared.as_str(), "jpeg" | "png" | "webp" | "gif");
    if known && facts.format != Some(declared.as_str()) {
        let words = match facts.format {
            Some(found) => format!("image data is {found}, the address says {declared}"),
            None => format!("image data is not {declared}"),
        };
        return tell("image-bytes", Level::Warn, words, "write the type that the data have, or encode the image again");
    }
    if let Some(mode) = facts.mode.filter(|mode| limits.colour && *mode != Mode::Colour) {
        let words = format!("image is {}, want RGB or RGBA", mode.words());
        tell("image-mode", Level::Error, words, "convert the image to RGB");
    }
}
