//! Canonical form of a value: keys sorted, no white space. Two rows with the same content have the same one, however
//! they are written.

use std::io::Write;

use xxhash_rust::xxh3::xxh3_64;

use super::json::Json;

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
        Json::Object(object) => {
            let mut order: Vec<usize> = (0..object.0.len()).collect();
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
                canonical(value, out);
            }
            out.push(b'}');
        }
    }
}

fn string(text: &str, out: &mut Vec<u8>) {
    serde_json::to_writer(out, text).expect("strings are always JSON");
}

/// Fingerprint of a finding: XXH3-64 of the rule's code, the record (canonical, or its bytes where it does not parse)
/// and the JSON Pointer. It survives reordering, appending and renaming, and changes when the record does.
pub fn fingerprint(code: &str, record: &[u8], pointer: &str) -> u64 {
    let mut bytes = Vec::with_capacity(code.len() + record.len() + pointer.len() + 2);
    for part in [code.as_bytes(), record, pointer.as_bytes()] {
        bytes.extend_from_slice(part);
        bytes.push(0);
    }
    xxh3_64(&bytes)
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
}
