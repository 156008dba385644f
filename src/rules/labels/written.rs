//! What an answer says as a label: the answer itself, or the short fields of a JSON object; and labels beside a text.

use super::task::{NO_TASK, task_of};
use crate::example::{CLASS_KEYS, Example, Json, Shape, Signs, Turn, escape, is_short, parse};

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
    let is_object = bare.starts_with('{') && bare.ends_with('}') && fields(bare, visit);
    if short && !is_object {
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

/// Gives each label that stands beside the text to `visit`, with its JSON Pointer: `label` of a text, and all that a
/// classifier learns.
pub fn labels_beside(example: &Example<'_>, visit: &mut dyn FnMut(&[&str], &str, &str)) {
    let mut say = |path: &[&str], field: &str, value: &Json<'_>| match value {
        Json::String(text) if text.len() <= LONGEST && is_short(text, Signs::of_bytes(text)) => {
            visit(path, field, text);
        }
        Json::Bool(yes) => visit(path, field, if *yes { "true" } else { "false" }),
        Json::Number(number) if number.integer => visit(path, field, &format!("{:.0}", number.value)),
        _ => {}
    };
    if example.shape == Shape::Text {
        if let Some((key, value)) = CLASS_KEYS.iter().find_map(|key| Some((*key, example.json.get(key)?))) {
            say(&[key], key, value);
        }
    } else if let Some(Json::Object(labels)) = example.json.get("labels") {
        labels.0.iter().for_each(|(field, value)| say(&["labels", field], field, value));
    }
}

/// The task and the field of the label that an answer may be. A class beside a text has its key for a field.
pub fn place_of(example: &Example<'_>, turn: Turn) -> (u64, &'static str) {
    let is_class = example.shape == Shape::Text && example.messages.len() > 1;
    match CLASS_KEYS.into_iter().find(|key| is_class && example.json.has(key)) {
        Some(key) => (NO_TASK, key),
        None => (task_of(example, turn), ""),
    }
}

/// Whether the labels of an example stand beside its text.
pub fn has_labels_beside(example: &Example<'_>) -> bool {
    matches!(example.shape, Shape::Text | Shape::Classify)
}

/// The label that stands beside a conversation or an answer, for those who sort the rows: a short text under `label`.
pub fn label_aside<'x>(example: &'x Example<'_>) -> Option<&'x str> {
    match example.json.get(ASIDE).filter(|_| !has_labels_beside(example))? {
        Json::String(text) if text.len() <= LONGEST && is_short(text, Signs::of_bytes(text)) => Some(text),
        _ => None,
    }
}

/// Its key.
pub(super) const ASIDE: &str = "label";

/// One label of an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Where it stands.
    pub pointer: String,
    /// Its field; empty for a bare answer.
    pub field: String,
    /// As it is written.
    pub label: String,
    /// Whether it stands beside the conversation; see [`label_aside`].
    pub aside: bool,
}

/// The labels of one example, for rules that look at it again.
pub struct Labelled {
    /// Its task.
    pub task: u64,
    /// Its labels; none where the answer is no label.
    pub labels: Vec<Written>,
}

/// The labels of the last answer of an example, or beside its text.
pub fn labelled(example: &Example<'_>) -> Labelled {
    let mut labels = Vec::new();
    if has_labels_beside(example) {
        labels_beside(example, &mut |path, field, label| {
            let pointer = path.iter().flat_map(|step| ["/".into(), escape(step)]).collect();
            labels.push(Written { pointer, field: field.to_owned(), label: label.to_owned(), aside: false });
        });
        return Labelled { task: NO_TASK, labels };
    }
    if let Some(label) = label_aside(example) {
        let (pointer, field) = (format!("/{ASIDE}"), ASIDE.to_owned());
        labels.push(Written { pointer, field, label: label.to_owned(), aside: true });
    }
    let Some(turn) = example.turns.last() else { return Labelled { task: NO_TASK, labels } };
    let message = &example.messages[turn.answer];
    if let [text] = &example.texts[message.content.clone()]
        && message.calls.is_none()
    {
        labels_of(text.text, turn.short, &mut |field, label| {
            labels.push(Written {
                pointer: text.pointer.to_string(),
                field: field.to_owned(),
                label: label.to_owned(),
                aside: false,
            });
        });
    }
    Labelled { task: task_of(example, *turn), labels }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Row;

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

    #[test]
    fn labels_beside_a_text_are_read() {
        let of = |row: &str| {
            let parsed = parse(row.as_bytes()).expect("JSON");
            let Json::Object(object) = &parsed.json else { unreachable!("an object") };
            let row = Row::alone(row.as_bytes());
            let own = labelled(&Example::lower(row, object));
            own.labels.into_iter().map(|own| format!("{}={} {}", own.field, own.label, own.pointer)).collect::<Vec<_>>()
        };
        assert_eq!(of(r#"{"text":"a lamp","label":"spam"}"#), ["label=spam /label"]);
        assert_eq!(of(r#"{"text":"a lamp","label":3}"#), ["label=3 /label"]);
        assert_eq!(of(r#"{"text":"a lamp","labels":{"a/b":"x","c":["y"]}}"#), ["a/b=x /labels/a~1b"]);
        assert_eq!(of(r#"{"text":"a lamp"}"#), Vec::<String>::new());
        assert_eq!(of(r#"{"prompt":"a lamp","completion":"ham"}"#), ["=ham /completion"]);
        assert_eq!(of(r#"{"prompt":"a","completion":"ham","label":"x"}"#), ["label=x /label", "=ham /completion"]);
        assert_eq!(of(r#"{"prompt":"a","completion":"ham","label":true}"#), ["=ham /completion"]);
    }
}
