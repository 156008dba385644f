//! What all rows of a file have, or none: which of it one row has, and with which value.

use xxhash_rust::xxh3::xxh3_64;

use crate::example::{Json, Object};
use crate::rules::profile::{Counted, Profile, Uniform};

/// A field of a profile that all rows or none must have, by index, and what a row has there: 0 for nothing, else a number
/// that stands for the value where values must be the same.
pub type Field = (u8, u64);

/// What the row has of the fields that the profile wants in all rows or in none.
pub fn fields(profile: &Profile, row: &Object<'_>) -> Vec<Field> {
    let one = |(index, field): (usize, &Uniform)| {
        let found = find(row, &field.path);
        let value = found.map_or(0, |value| if field.same { class(value) } else { 1 });
        (index as u8, value)
    };
    profile.uniform.iter().enumerate().map(one).collect()
}

/// The first value of the row at a path of a profile.
pub fn find<'j, 'a>(row: &'j Object<'a>, path: &str) -> Option<&'j Json<'a>> {
    let steps: Vec<&str> = path.split('/').collect();
    in_object(row, &steps)
}

/// Which of the rows that the profile counts this is, by index.
pub fn counted(profile: &Profile, row: &Object<'_>) -> Vec<u8> {
    let has = |wish: &Counted| wish.paths.iter().any(|path| find(row, path).is_some());
    (0..).zip(&profile.counted).filter(|(_, wish)| has(wish)).map(|(index, _)| index).collect()
}

/// A number for a value: equal for equal texts, numbers and booleans, and for lists and objects as such.
fn class(value: &Json<'_>) -> u64 {
    let text = match value {
        Json::String(text) => format!("s{text}"),
        Json::Number(number) => format!("n{}", number.value),
        Json::Bool(value) => format!("b{value}"),
        other => other.type_name().to_owned(),
    };
    xxh3_64(text.as_bytes()).max(1)
}

fn in_object<'j, 'a>(object: &'j Object<'a>, steps: &[&str]) -> Option<&'j Json<'a>> {
    match steps {
        [] => None,
        ["**", rest @ ..] => {
            let deeper = |(_, value): &'j (std::borrow::Cow<'a, str>, Json<'a>)| in_value(value, steps);
            in_object(object, rest).or_else(|| object.0.iter().find_map(deeper))
        }
        [key, rest @ ..] => object.get(key).and_then(|value| in_value(value, rest)),
    }
}

/// The first value at the path below `value`; `null` is nothing.
fn in_value<'j, 'a>(value: &'j Json<'a>, steps: &[&str]) -> Option<&'j Json<'a>> {
    match (steps, value) {
        ([], Json::Null) => None,
        ([], value) => Some(value),
        (["*", rest @ ..], Json::Array(items)) => items.iter().find_map(|item| in_value(item, rest)),
        (["**", ..], Json::Array(items)) => items.iter().find_map(|item| in_value(item, steps)),
        (_, Json::Object(object)) => in_object(object, steps),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::parse;

    fn found(path: &str, row: &str) -> bool {
        let parsed = parse(row.as_bytes()).expect("JSON");
        find(parsed.json.as_object().expect("an object"), path).is_some()
    }

    #[test]
    fn paths() {
        let row = r#"{"system":null,"weight":1,"messages":[{"content":[{"text":"a"},{"image":{"x":1}}]}]}"#;
        assert!(found("weight", row) && !found("system", row) && !found("tools", row));
        assert!(found("messages/*/content/*/image", row) && !found("messages/*/content/*/video", row));
        assert!(found("messages/**/image", row) && found("**/x", row) && !found("**/y", row));
    }
}
