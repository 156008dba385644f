//! Strings of a row that no message holds: descriptions of tools, notes, metadata, addresses of pictures.

use super::json::Json;
use super::lower::Example;
use super::pointer::{Step, write};

/// Shows each string of at least `least` bytes that is none of the example's texts, with its JSON Pointer once that is asked
/// for. Pictures and sound that are written out are passed over.
pub fn aside(example: &Example<'_>, least: usize, visit: &mut dyn FnMut(&str, &dyn Fn() -> String)) {
    let mut path = Vec::new();
    for (key, value) in &example.json.0 {
        path.push(Step::Key(key));
        walk(example, value, least, &mut path, visit);
        path.pop();
    }
}

fn walk<'e>(
    example: &Example<'_>,
    value: &'e Json<'_>,
    least: usize,
    path: &mut Vec<Step<'e>>,
    visit: &mut dyn FnMut(&str, &dyn Fn() -> String),
) {
    match value {
        Json::String(text) => {
            // A text of the example is this very string.
            let is_text = || example.texts.iter().any(|own| std::ptr::eq(own.text.as_ptr(), text.as_ptr()));
            if text.len() >= least && !text.starts_with("data:") && !is_text() {
                let steps = &*path;
                visit(text, &|| write(steps));
            }
        }
        Json::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                path.push(Step::Index(i));
                walk(example, item, least, path, visit);
                path.pop();
            }
        }
        Json::Object(object) => {
            for (key, value) in &object.0 {
                path.push(Step::Key(key));
                walk(example, value, least, path, visit);
                path.pop();
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::parse;
    use crate::source::Row;

    fn found(row: &str) -> Vec<String> {
        let parsed = parse(row.as_bytes()).expect("JSON");
        let example = Example::lower(Row::alone(row.as_bytes()), parsed.json.as_object().expect("an object"));
        let mut found = Vec::new();
        aside(&example, 10, &mut |text, place| found.push(format!("{} {text}", place())));
        found
    }

    #[test]
    fn texts_of_the_example_are_not_aside() {
        for row in [
            r#"{"prompt":"Where is the lamp?","completion":"It is on the \"table\"."}"#,
            r#"{"messages":[{"role":"user","content":"Where is the lamp?"},{"role":"assistant","content":"On the table."}]}"#,
            r#"{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAABBBB"}}]}]}"#,
        ] {
            assert_eq!(found(row), [""; 0], "{row}");
        }
    }

    #[test]
    fn all_other_strings_are() {
        let row = r#"{"prompt":"Where is the lamp?","completion":"It is on the table.","meta":{"a/b":["short","a long note"]}}"#;
        assert_eq!(found(row), ["/meta/a~1b/1 a long note"]);
        assert_eq!(found(r#"{"odd":"a shape of its own"}"#), ["/odd a shape of its own"]);
    }
}
