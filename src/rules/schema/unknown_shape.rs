//! FT202 unknown-shape. The page is `rules/FT202-unknown-shape.md`.

use crate::example::{Shape, nearest_shape};
use crate::rules::contract::{SchemaRule, Sink};
use crate::rules::profile::{Need, all};
use crate::rules::redact::quoted;
use crate::rules::schema::Reading;

/// FT202: the keys of the row fit no layout that the consumer takes.
pub struct UnknownShape;

impl SchemaRule for UnknownShape {
    fn check(&self, row: &Reading<'_, '_>, sink: &mut Sink<'_>) {
        let unknown = row.example.shape == Shape::Unknown;
        if row.form.is_some() || row.profile.is_generic() && (!unknown || is_asked_for(row)) {
            return;
        }
        if !unknown {
            return other(row, sink);
        }
        let object = row.example.json;
        let mut keys: Vec<String> = object.keys().take(8).map(|key| format!("`{}`", quoted(key, 30))).collect();
        if object.0.len() > 8 {
            keys.push("…".into());
        }
        let seen = if keys.is_empty() { "no keys".to_owned() } else { keys.join(", ") };
        if !row.profile.is_generic() {
            return foreign(row, &seen, sink);
        }
        let (shape, missing) = nearest_shape(object);
        let wants: Vec<String> = missing
            .iter()
            .map(|(key, meant)| match meant {
                Some(meant) => format!("`{key}` (is `{}` meant?)", quoted(meant, 40)),
                None => format!("`{key}`"),
            })
            .collect();
        let message = format!("no known shape: {seen}; for {shape} it lacks {}", wants.join(" and "));
        row.report_at(sink, sink.level(), "", message)
            .help("known shapes: chat, prompt-completion, instruction, sharegpt, preference, text and others");
    }
}

/// Whether some consumer reads rows of these keys, although they make no shape that others know.
fn is_asked_for(row: &Reading<'_, '_>) -> bool {
    let has = |key: &String| row.example.json.has(key);
    let forms = all().iter().flat_map(|profile| profile.forms.values());
    forms.filter(|form| form.takes(Shape::Unknown)).any(|form| {
        let needed = form.row.keys.iter().filter(|(_, node)| node.need == Need::Required).map(|(key, _)| key);
        !form.keys.is_empty() && form.keys.iter().chain(needed).all(has)
    })
}

/// The keys fit no shape, and no form of the consumer.
fn foreign(row: &Reading<'_, '_>, seen: &str, sink: &mut Sink<'_>) {
    let mut keys =
        row.profile.forms.values().flat_map(|form| form.keys.iter().chain(&form.row.one_of).chain(&form.row.any_of));
    let slip = keys.find_map(|key| {
        let near = row.example.json.keys().find(|own| is_slip(own, key))?;
        Some(format!("; is `{}` meant as `{key}`?", quoted(near, 40)))
    });
    let message = format!("no known shape: {seen}; want {}{}", wanted(row), slip.unwrap_or_default());
    row.report_at(sink, sink.level(), "", message).help("write the keys as the consumer names them");
}

fn is_slip(own: &str, key: &str) -> bool {
    own != key && strsim::damerau_levenshtein(&own.to_lowercase(), key) <= key.len() / 3
}

/// The keys of the forms that the consumer takes.
fn wanted(row: &Reading<'_, '_>) -> String {
    let keys = |keys: &Vec<String>| keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
    row.profile.forms.values().map(|form| keys(&form.keys)).collect::<Vec<_>>().join(" or ")
}

/// The row has a shape, and the consumer takes others.
fn other(row: &Reading<'_, '_>, sink: &mut Sink<'_>) {
    let message = format!("row is {}, want {}", row.example.shape.name(), wanted(row));
    row.report_at(sink, sink.level(), "", message).help(format!(
        "convert it, or pick another profile; `ft-lint profiles {}` shows what is taken",
        row.profile.name
    ));
}
