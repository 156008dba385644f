//! What an answer says as a label: the answer itself, or the short fields of a JSON object.

use super::task::task_of;
use crate::example::{Example, Json, Pointer, Signs, Turn, is_short, parse};

/// Longest answer, in bytes, that is looked at; more is white space or no label.
const LONGEST: usize = 256;
/// Most fields of a JSON object that is read field by field.
const MOST_FIELDS: usize = 2;
/// Fields that say how sure something is, and not what it is.
const MEASURES: [&str; 8] = ["confidence", "score", "probability", "prob", "certainty", "likelihood", "weight", "id"];

/// Gives each label of an answer to `visit`, with the field that it stands in (empty for a bare answer). `short`: whether the
/// answer is short enough for a label.
pub fn labels_of(text: &str, short: bool, visit: &mut dyn FnMut(&str, &str)) {
    if text.len() > LONGEST || text.is_empty() {
        return;
    }
    let bare = text.trim();
    if bare.starts_with('{') && bare.ends_with('}') {
        if fields(bare, visit) {
            return;
        }
    }
    if short {
        visit("", text);
    }
}

/// Whether the text is a JSON object; each of its fields is visited if all are short.
fn fields(text: &str, visit: &mut dyn FnMut(&str, &str)) -> bool {
    let Ok(parsed) = parse(text.as_bytes()) else { return false };
    let Json::Object(object) = &parsed.json else { return false };
    let short = |value: &Json<'_>| match value {
        Json::String(text) => is_short(text, Signs::of_bytes(text)),
        Json::Bool(_) | Json::Number(_) | Json::Null => true,
        Json::Array(_) | Json::Object(_) => false,
    };
    if object.0.len() > MOST_FIELDS || !object.0.iter().all(|(_, value)| short(value)) {
        return true;
    }
    for (name, value) in &object.0 {
        match value {
            Json::String(text) => visit(name, text),
            Json::Bool(yes) => visit(name, if *yes { "true" } else { "false" }),
            Json::Number(number) if number.integer && !MEASURES.contains(&name.to_ascii_lowercase().as_str()) => {
                visit(name, &format!("{:.0}", number.value));
            }
            _ => {}
        }
    }
    true
}

/// The labels of one example, for rules that look at it again.
pub struct Labelled<'e> {
    /// Its task.
    pub task: u64,
    /// Where the answer stands.
    pub pointer: Pointer<'e>,
    /// Fields (empty for a bare answer) and labels as written.
    pub labels: Vec<(String, String)>,
}

/// The labels of the last answer of an example.
pub fn labelled<'e>(example: &Example<'e>) -> Option<Labelled<'e>> {
    let turn: Turn = *example.turns.last()?;
    let message = &example.messages[turn.answer];
    let [text] = &example.texts[message.content.clone()] else { return None };
    let mut labels = Vec::new();
    if message.calls.is_none() {
        labels_of(text.text, turn.short, &mut |field, label| labels.push((field.to_owned(), label.to_owned())));
    }
    Some(Labelled { task: task_of(example, turn), pointer: text.pointer, labels })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, String)> {
        let mut out = Vec::new();
        labels_of(text, is_short(text, Signs::of_bytes(text)), &mut |field, label| {
            out.push((field.to_owned(), label.to_owned()));
        });
        out
    }

    fn pair(field: &str, label: &str) -> (String, String) {
        (field.to_owned(), label.to_owned())
    }

    #[test]
    fn short_objects_are_read_field_by_field() {
        assert_eq!(read("Positive "), [pair("", "Positive ")]);
        assert_eq!(read(r#"{"label": "Positive", "confidence": 0.9}"#), [pair("label", "Positive")]);
        assert_eq!(read("{\n  \"label\": \"a b\",\n  \"score\": 93\n}"), [pair("label", "a b")]);
        assert_eq!(read(r#"{"topic":"lamps","urgent":true}"#), [pair("topic", "lamps"), pair("urgent", "true")]);
        assert_eq!(read(r#"{"stars":4}"#), [pair("stars", "4")]);
    }

    #[test]
    fn other_objects_are_no_labels() {
        for text in [
            r#"{"a":"b","c":"d","e":"f"}"#,
            r#"{"label":"one two three four five six seven"}"#,
            r#"{"a":{"b":1}}"#,
            "{}",
            r#"{"score":0.5}"#,
        ] {
            assert_eq!(read(text), [], "{text}");
        }
        assert_eq!(read("{positive}"), [pair("", "{positive}")]);
        assert_eq!(read(&format!("yes{}", " ".repeat(300))), []);
    }
}
