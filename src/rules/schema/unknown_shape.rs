//! FT202 unknown-shape. The page is `rules/FT202-unknown-shape.md`.

use crate::example::{Shape, nearest_shape};
use crate::rules::contract::{SchemaRule, Sink};
use crate::rules::redact::quoted;
use crate::rules::schema::Reading;

/// FT202: the keys of the row fit no layout that the consumer takes.
pub struct UnknownShape;

impl SchemaRule for UnknownShape {
    fn check(&self, row: &Reading<'_, '_>, sink: &mut Sink<'_>) {
        let unknown = row.example.shape == Shape::Unknown;
        if row.form.is_some() || row.profile.is_generic() && !unknown {
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

/// The row has a shape, and the consumer takes others.
fn other(row: &Reading<'_, '_>, sink: &mut Sink<'_>) {
    let forms = row
        .profile
        .forms
        .values()
        .map(|form| form.keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", "));
    let wanted = forms.collect::<Vec<_>>().join(" or ");
    let message = format!("row is {}, want {wanted}", row.example.shape.name());
    row.report_at(sink, sink.level(), "", message).help(format!(
        "convert it, or pick another profile; `ft-lint profiles {}` shows what is taken",
        row.profile.name
    ));
}
