//! Strings of a row that no message holds: descriptions of tools, notes, metadata, addresses of pictures.

use smallvec::SmallVec;

use super::json::{Json, Object};
use super::lower::Example;
use super::pointer::{Step, write};

/// Shows each string of at least `least` bytes that is none of the example's texts, with its JSON Pointer once that is asked
/// for. Pictures and sound that are written out are passed over.
pub fn aside(example: &Example<'_>, least: usize, visit: &mut dyn FnMut(&str, &dyn Fn() -> String)) {
    let mut texts: SmallVec<[usize; 8]> = example.texts.iter().map(|text| text.text.as_ptr().addr()).collect();
    texts.sort_unstable();
    Walk { texts, least, path: Vec::new(), visit }.members(example.json);
}

struct Walk<'w, 'e> {
    /// Where the texts of the example stand in memory; sorted, for there may be very many.
    texts: SmallVec<[usize; 8]>,
    least: usize,
    path: Vec<Step<'e>>,
    visit: &'w mut dyn FnMut(&str, &dyn Fn() -> String),
}

impl<'e> Walk<'_, 'e> {
    fn members(&mut self, object: &'e Object<'_>) {
        for (key, value) in &object.0 {
            self.path.push(Step::Key(key));
            self.value(value);
            self.path.pop();
        }
    }

    fn is_text(&self, string: &str) -> bool {
        self.texts.binary_search(&string.as_ptr().addr()).is_ok()
    }

    fn value(&mut self, value: &'e Json<'_>) {
        match value {
            // A text of the example is this very string.
            Json::String(text) if text.len() >= self.least && !text.starts_with("data:") && !self.is_text(text) => {
                let steps = &self.path;
                (self.visit)(text, &|| write(steps));
            }
            Json::Array(items) => {
                for (i, item) in items.iter().enumerate() {
                    self.path.push(Step::Index(i));
                    self.value(item);
                    self.path.pop();
                }
            }
            Json::Object(object) => self.members(object),
            _ => {}
        }
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
