//! What closed answers say, and when two of them cannot both hold.

use std::borrow::Cow;

use super::answer::{Answer, is_short_text};
use super::label::fold_label;
use super::normal::words;

/// What an answer says, by its kind.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Yes (`true`) or no.
    Polarity(bool),
    /// A number with the decimals it shows and its unit (folded, may be empty).
    Number(f64, usize, String),
    /// The letter.
    Choice(char),
    /// Parsed JSON.
    Json(serde_json::Value),
    /// Nothing that can be compared.
    Free,
}

impl Value {
    /// Whether the two cannot both hold; `false` also where they cannot be compared.
    pub fn conflicts(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Polarity(a), Value::Polarity(b)) => a != b,
            (Value::Choice(a), Value::Choice(b)) => a != b,
            (Value::Number(a, da, ua), Value::Number(b, db, ub)) => {
                let comparable = ua == ub || ua.is_empty() || ub.is_empty();
                // A share may be written as such or in percent.
                let percent = (ua == "%") != (ub == "%") && (close(*a * 100.0, *b) || close(*a, *b * 100.0));
                let same = close(*a, *b) || rounds_to(*a, *b, *db) || rounds_to(*b, *a, *da);
                let grouped = is_grouped(*a, *da, *b) && *db == 0 || is_grouped(*b, *db, *a) && *da == 0;
                comparable && !percent && !same && !grouped
            }
            (Value::Json(a), Value::Json(b)) => json_conflict(a, b),
            _ => false,
        }
    }

    /// Whether both are JSON with the same keys of which only free texts differ.
    pub fn is_worded_otherwise(&self, other: &Value) -> bool {
        matches!((self, other), (Value::Json(a), Value::Json(b)) if !json_conflict(a, b) && json_texts_differ(a, b))
    }
}

pub(super) fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * 1f64.max(a.abs()).max(b.abs())
}

/// Whether the point of a number may stand between thousands, as in `1.250` for 1250: then it is the other one.
fn is_grouped(pointed: f64, decimals: usize, whole: f64) -> bool {
    decimals == 3 && pointed.abs() >= 1.0 && pointed.abs() < 1000.0 && close(pointed * 1000.0, whole)
}

/// Whether `exact`, rounded to the decimals that `shown` has, is `shown`.
fn rounds_to(exact: f64, shown: f64, decimals: usize) -> bool {
    let scale = 10f64.powi(decimals as i32);
    (exact * scale).fract() != 0.0 && close((exact * scale).round() / scale, shown)
}

/// Same keys, and a closed value differs.
fn json_conflict(a: &serde_json::Value, b: &serde_json::Value) -> bool {
    use serde_json::Value as J;
    match (a, b) {
        (J::Object(a), J::Object(b)) => {
            a.len() == b.len()
                && a.keys().all(|key| b.contains_key(key))
                && a.iter().any(|(key, value)| json_conflict(value, &b[key]))
        }
        (J::Array(a), J::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).any(|(a, b)| json_conflict(a, b)) && !same_members(a, b)
        }
        _ => scalar(a).zip(scalar(b)).is_some_and(|(a, b)| string_conflict(&a, &b)),
    }
}

/// A value that is no list and no object, as text.
fn scalar(value: &serde_json::Value) -> Option<Cow<'_, str>> {
    use serde_json::Value as J;
    match value {
        J::String(text) => Some(text.as_str().into()),
        J::Bool(_) | J::Number(_) => Some(value.to_string().into()),
        _ => None,
    }
}

/// Whether two lists of the same length have the same members, in any order.
fn same_members(a: &[serde_json::Value], b: &[serde_json::Value]) -> bool {
    let sorted = |list: &[serde_json::Value]| {
        let mut members: Vec<String> = list.iter().map(|value| words(&value.to_string())).collect();
        members.sort_unstable();
        members
    };
    sorted(a) == sorted(b)
}

/// Same keys, and a text differs by more than its spelling.
fn json_texts_differ(a: &serde_json::Value, b: &serde_json::Value) -> bool {
    use serde_json::Value as J;
    match (a, b) {
        (J::Object(a), J::Object(b)) => {
            a.len() == b.len()
                && a.keys().all(|key| b.contains_key(key))
                && a.iter().any(|(key, value)| json_texts_differ(value, &b[key]))
        }
        (J::Array(a), J::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).any(|(a, b)| json_texts_differ(a, b)) && !same_members(a, b)
        }
        (J::String(a), J::String(b)) => {
            let free = |text: &str| Answer::read(text).value == Value::Free;
            a != b && free(a) && free(b) && words(a) != words(b)
        }
        _ => false,
    }
}

fn string_conflict(a: &str, b: &str) -> bool {
    let (read_a, read_b) = (Answer::read(a), Answer::read(b));
    if read_a.value != Value::Free && read_b.value != Value::Free {
        return read_a.value.conflicts(&read_b.value);
    }
    is_short_text(a)
        && is_short_text(b)
        && words(a).split(' ').count() <= 3
        && words(b).split(' ').count() <= 3
        && fold_label(a) != fold_label(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Value {
        Answer::read(text).value
    }

    #[test]
    fn equal_values_do_not_conflict() {
        for (a, b) in [
            ("1,000", "1000.0"),
            ("42", "The answer is 42."),
            ("half", "1/2"),
            ("0.33", "1/3"),
            ("50%", "50 %"),
            ("5 km", "5000 m"),
            ("5 km", "5 kilometres"),
            ("50 km/h", "50 km/h."),
            ("3 feet", "3 ft"),
            ("Yes", "Yes, because."),
            ("twelve", "12"),
            ("12", "12 apples"),
            ("2 million", "2,000,000"),
            ("two hundred", "200"),
            ("0.5", "50 %"),
            ("3.14", "3.14159"),
            ("5 km", "5 miles"),
            ("{\"a\":1.0}", "{\"a\": 1}"),
            ("{\"a\":1}", "{\"b\":2}"),
            ("{\"tags\":[\"a\",\"b\"]}", "{\"tags\":[\"b\",\"a\"]}"),
            ("[{\"a\":1},{\"a\":2}]", "[{\"a\":2},{\"a\":1}]"),
            ("{\"n\":0.3333}", "{\"n\":0.33333}"),
            ("{\"u\":\"yes\"}", "{\"u\":true}"),
            ("twenty one", "21"),
            ("two hundred fifty", "250"),
            ("The answer is twenty one.", "21"),
            ("(4)", "4"),
            ("+4", "4"),
            ("1.000", "1000"),
            ("1.250 kg", "1,250 kg"),
            ("３", "3"),
        ] {
            assert!(!value(a).conflicts(&value(b)), "{a} and {b}");
        }
    }

    #[test]
    fn different_values_conflict() {
        for (a, b) in [
            ("Yes", "No"),
            ("True", "No"),
            ("18", "#### 17"),
            ("1", "1000"),
            ("1.250", "1.251"),
            ("1.250", "1251"),
            ("３", "4"),
            ("A", "B) text"),
            ("{\"a\":1}", "{\"a\":2}"),
            ("-5", "5"),
            ("5 m", "6 metres"),
            ("50 km/h", "58 km/h"),
            ("1.5", "15"),
            ("{\"u\":\"4\"}", "{\"u\":5}"),
            ("{\"u\":\"yes\"}", "{\"u\":false}"),
            ("a dozen", "13"),
            ("Yes, that is correct.", "No, that is incorrect."),
            ("Yep, no problem", "No"),
            ("**A**", "**B**"),
        ] {
            assert!(value(a).conflicts(&value(b)), "{a} and {b}");
        }
    }

    #[test]
    fn free_texts_in_json_are_told_apart_from_values() {
        let worded = |a: &str, b: &str| value(a).is_worded_otherwise(&value(b));
        let note = r#"{"n": 1, "note": "the parcel came late and was wet"}"#;
        assert!(worded(note, r#"{"note": "a wet parcel arrived after the feast", "n": 1}"#));
        for other in [
            note,
            r#"{"n": 2, "note": "a wet parcel arrived after the feast"}"#,
            r#"{"n": 1, "note": "The parcel came late, and was wet."}"#,
            r#"{"n": 1, "text": "a wet parcel arrived after the feast"}"#,
            r#"{"n": 1}"#,
            "a wet parcel arrived after the feast",
        ] {
            assert!(!worded(note, other), "{other}");
        }
    }
}
