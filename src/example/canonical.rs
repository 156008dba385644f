//! Canonical form of a value: keys sorted, no white space. Two rows with the same content have the same one, however
//! they are written.

use std::io::Write;

use xxhash_rust::xxh3::xxh3_64;

use super::exact;
use super::json::{Json, Object};

/// Appends the canonical form of `json` to `out`. Of a repeated key the last value counts.
pub fn canonical(json: &Json<'_>, out: &mut Vec<u8>) {
    match json {
        Json::Null => out.extend_from_slice(b"null"),
        Json::Bool(value) => out.extend_from_slice(if *value { b"true" } else { b"false" }),
        Json::Number(number) if number.integer => write!(out, "{:.0}", number.value).expect("memory takes all"),
        Json::Number(number) => write!(out, "{:?}", number.value).expect("memory takes all"),
        Json::String(text) => string(text, out),
        Json::Array(items) => {
            out.push(b'[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(b',');
                }
                canonical(item, out);
            }
            out.push(b']');
        }
        Json::Object(object) => members(object, &[], out, |_, value, out| canonical(value, out)),
    }
}

/// Writes the members of an object but for some keys, sorted, each value by `write`.
fn members(object: &Object<'_>, but: &[&str], out: &mut Vec<u8>, mut write: impl FnMut(&str, &Json<'_>, &mut Vec<u8>)) {
    let mut order: Vec<usize> = (0..object.0.len()).filter(|i| !but.contains(&object.0[*i].0.as_ref())).collect();
    order.sort_by(|a, b| object.0[*a].0.cmp(&object.0[*b].0).then(a.cmp(b)));
    out.push(b'{');
    let mut first = true;
    for (n, &i) in order.iter().enumerate() {
        let (key, value) = &object.0[i];
        if order.get(n + 1).is_some_and(|&next| object.0[next].0 == *key) {
            continue;
        }
        if !first {
            out.push(b',');
        }
        first = false;
        string(key, out);
        out.push(b':');
        write(key, value, out);
    }
    out.push(b'}');
}

/// Keys by which a call is named within its row: another row gives the same call another name.
const NAMES: [&str; 4] = ["id", "call_id", "tool_call_id", "tool_use_id"];

/// Appends the canonical form of calls of tools, or of what one gave: without the names that only their row knows, and with
/// arguments as what they say where they are JSON in a string.
pub fn canonical_calls(calls: &Json<'_>, out: &mut Vec<u8>) {
    match calls {
        Json::Array(items) => {
            out.push(b'[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(b',');
                }
                canonical_calls(item, out);
            }
            out.push(b']');
        }
        Json::Object(object) => members(object, &NAMES, out, called),
        other => canonical(other, out),
    }
}

fn called(key: &str, value: &Json<'_>, out: &mut Vec<u8>) {
    match (key, value) {
        ("function", Json::Object(function)) => members(function, &[], out, called),
        ("arguments", Json::String(text)) => match exact::read(text) {
            Ok((arguments @ (Json::Object(_) | Json::Array(_)), _)) => canonical(&arguments, out),
            _ => canonical(value, out),
        },
        _ => canonical(value, out),
    }
}

fn string(text: &str, out: &mut Vec<u8>) {
    serde_json::to_writer(out, text).expect("strings are always JSON");
}

/// Fingerprint of a finding: XXH3-64 of the rule's code, the hash of the record (canonical, or its bytes where it does not
/// parse) and the JSON Pointer. It survives reordering, appending and renaming, and changes when the record does.
pub fn fingerprint(code: &str, record: u64, pointer: &str) -> u64 {
    xxh3_64(format!("{code}\0{record:016x}\0{pointer}").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_and_spacing_do_not_matter() {
        let form = |text: &str| {
            let mut out = Vec::new();
            canonical(&super::super::parse(text.as_bytes()).expect("JSON").json, &mut out);
            String::from_utf8(out).expect("text")
        };
        assert_eq!(form(r#"{ "b": [1, 2.50, null], "a": "\u0041" }"#), r#"{"a":"A","b":[1,2.5,null]}"#);
        assert_eq!(form(r#"{"a":1,"a":2}"#), r#"{"a":2}"#);
    }

    #[test]
    fn calls_are_the_same_whatever_their_names() {
        let form = |text: &str| {
            let mut out = Vec::new();
            canonical_calls(&super::super::parse(text.as_bytes()).expect("JSON").json, &mut out);
            String::from_utf8(out).expect("text")
        };
        let call = |id: &str, arguments: &str| {
            let arguments = serde_json::to_string(arguments).expect("text");
            form(&format!(
                r#"[{{"id":"{id}","type":"function","function":{{"name":"find","arguments":{arguments}}}}}]"#
            ))
        };
        assert_eq!(call("a1", r#"{"row":5,"id":7}"#), call("b2", r#"{ "id": 7, "row": 5 }"#));
        assert_ne!(call("a1", r#"{"row":5,"id":7}"#), call("a1", r#"{"row":5,"id":8}"#));
        assert_ne!(call("a1", "row 5"), call("a1", "row 6"));
        assert_ne!(form(r#"{"name":"find","arguments":{"id":1}}"#), form(r#"{"name":"find","arguments":{"id":2}}"#));
    }
}
