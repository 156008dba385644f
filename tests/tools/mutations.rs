//! Ways to break rows that are right.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{layouts, lint};

/// Changes the JSON text of a string.
fn inside(row: &mut Value, pointer: &str, change: impl FnOnce(&mut Value)) {
    let slot = row.pointer_mut(pointer).unwrap();
    let mut value: Value = serde_json::from_str(slot.as_str().unwrap()).unwrap();
    change(&mut value);
    *slot = value.to_string().into();
}

fn remove(row: &mut Value, pointer: &str) {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match row.pointer_mut(parent).unwrap() {
        Value::Array(items) => drop(items.remove(key.parse().unwrap())),
        Value::Object(members) => assert!(members.remove(key).is_some(), "{pointer}"),
        _ => panic!("{pointer}"),
    }
}

type Change = Box<dyn Fn(&mut Value)>;

fn set(pointer: &'static str, value: Value) -> Change {
    Box::new(move |row| *row.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}")) = value.clone())
}

fn without(pointer: &'static str) -> Change {
    Box::new(move |row| remove(row, pointer))
}

fn text(pointer: &'static str, inner: &'static str, value: Value) -> Change {
    Box::new(move |row| inside(row, pointer, |text| *text.pointer_mut(inner).unwrap() = value.clone()))
}

/// A tool under another name, and its call too.
fn renamed(row: &mut Value, name: &str) {
    for pointer in ["/tools/0/function/name", "/messages/2/tool_calls/0/function/name"] {
        *row.pointer_mut(pointer).unwrap() = name.into();
    }
}

/// One definition stands twice.
fn twice(row: &mut Value) {
    let tools = row["tools"].as_array_mut().unwrap();
    let copy = tools[1].clone();
    tools.push(copy);
}

const ARGUMENTS: &str = "/messages/2/tool_calls/0/function/arguments";

const TURN: &str = "/conversations/1/value";

/// A layout by its number, what breaks it, and the rule that says so.
fn mutations() -> Vec<(usize, Change, &'static str)> {
    vec![
        // Definitions.
        (0, without("/tools/0/function/name"), "FT214"),
        (0, set("/tools/0/function/name", json!(7)), "FT214"),
        (0, Box::new(|row| renamed(row, "fore cast")), "FT214"),
        (0, Box::new(|row| renamed(row, &"f".repeat(65))), "FT214"),
        (0, Box::new(twice), "FT214"),
        (0, set("/tools/0/function/parameters/properties/days/type", json!("int")), "FT214"),
        (0, set("/tools/0/function/parameters/properties/days/minimum", json!("1")), "FT214"),
        (0, set("/tools/0/function/parameters/properties/unit/enum", json!("celsius")), "FT214"),
        (0, set("/tools/0/function/parameters/required", json!("place")), "FT214"),
        (0, set("/tools/0/function/parameters/properties", json!([])), "FT214"),
        (0, set("/tools/0/function/parameters/properties/place/$ref", json!("#/$defs/spot")), "FT214"),
        (0, set("/tools/0/function/parameters", json!("{}")), "FT214"),
        (0, set("/tools/0", json!("forecast")), "FT214"),
        (0, set("/tools", json!({"forecast": {}})), "FT214"),
        (2, set("/tools", json!("[{]")), "FT214"),
        (2, text("/tools", "/0/parameters/properties/days/type", json!("float32")), "FT214"),
        (3, set("/toolConfig/tools/0/toolSpec/inputSchema/json/type", json!("string")), "FT214"),
        (4, set("/tools/0/functionDeclarations/0/parameters/properties/days/type", json!("INT")), "FT214"),
        // Names of calls.
        (0, set("/messages/2/tool_calls/0/function/name", json!("forecasts")), "FT215"),
        (0, set("/tools/0/function/name", json!("weather")), "FT215"),
        (0, without("/tools/0"), "FT215"),
        (0, without("/tools"), "FT215"),
        (0, set("/tools", json!([])), "FT215"),
        (2, text(TURN, "/0/name", json!("weather")), "FT215"),
        (2, text("/tools", "/0/name", json!("weather")), "FT215"),
        (3, set("/messages/1/content/1/toolUse/name", json!("weather")), "FT215"),
        (4, set("/tools/0/functionDeclarations/1/name", json!("watch")), "FT215"),
        // Arguments.
        (0, set(ARGUMENTS, json!("{\"place\":{\"city\":\"Oslo\"}")), "FT216"),
        (0, set(ARGUMENTS, json!("{'place':{'city':'Oslo'}}")), "FT216"),
        (0, set(ARGUMENTS, json!("[]")), "FT216"),
        (0, set(ARGUMENTS, json!("\"{}\"")), "FT216"),
        (0, set(ARGUMENTS, json!("null")), "FT216"),
        (0, set(ARGUMENTS, json!("")), "FT216"),
        (0, text(ARGUMENTS, "/days", json!("3")), "FT216"),
        (0, text(ARGUMENTS, "/days", json!(15)), "FT216"),
        (0, text(ARGUMENTS, "/days", json!(2.5)), "FT216"),
        (0, text(ARGUMENTS, "/unit", json!("kelvin")), "FT216"),
        (0, text(ARGUMENTS, "/at", json!("noon")), "FT216"),
        (0, text(ARGUMENTS, "/tags", json!(["a", "a"])), "FT216"),
        (0, text(ARGUMENTS, "/tags/1", json!(1)), "FT216"),
        (0, text(ARGUMENTS, "/place/near", json!({})), "FT216"),
        (0, text(ARGUMENTS, "/place", json!({"city": "Oslo", "zip": "0150"})), "FT216"),
        (0, set("/messages/2/tool_calls/1/function/arguments", json!("{\"zone\":\"UTC\"}")), "FT216"),
        (1, set("/messages/2/tool_calls/0/function/arguments/days", json!("3")), "FT216"),
        (2, text(TURN, "/0/arguments", json!({"days": 3})), "FT216"),
        (2, text(TURN, "/0/arguments", json!("{\"days\": 3}")), "FT216"),
        (2, set(TURN, json!("forecast()")), "FT216"),
        (3, set("/messages/1/content/1/toolUse/input", json!({"place": "Oslo"})), "FT216"),
        (3, set("/messages/1/content/1/toolUse/input", json!([1])), "FT216"),
        (4, set("/contents/1/parts/0/functionCall/args/city", json!(null)), "FT216"),
        // Calls and answers.
        (0, without("/messages/3"), "FT217"),
        (0, without("/messages/2"), "FT217"),
        (0, set("/messages/3/tool_call_id", json!("call_x")), "FT217"),
        (0, set("/messages/3/tool_call_id", json!("call_a")), "FT217"),
        (0, set("/messages/2/tool_calls/1/id", json!("call_a")), "FT217"),
        (0, set("/messages/7/tool_calls/0/id", json!("call_a")), "FT217"),
        (0, set("/messages/3/role", json!("user")), "FT217"),
        (2, without("/conversations/2"), "FT217"),
        (2, without("/conversations/1"), "FT217"),
        (3, without("/messages/2/content/0"), "FT217"),
        (3, without("/messages/1/content/1"), "FT217"),
        (3, set("/messages/2/content/0/toolResult/toolUseId", json!("use_a")), "FT217"),
        (4, without("/contents/2/parts/1"), "FT217"),
        (4, set("/contents/2/parts/1/functionResponse/name", json!("forecast")), "FT217"),
        // Parts.
        (0, set("/messages/1/content", json!([{"type": "txt", "text": "hello"}])), "FT218"),
        (0, set("/messages/1/content", json!([{"type": "text"}])), "FT218"),
        (
            0,
            set("/messages/1/content", json!([{"type": "image_url", "image_url": "https://example.com/a.png"}])),
            "FT218",
        ),
        (0, set("/messages/1/content", json!([{"type": "image_url", "image_url": {}}])), "FT218"),
        (0, set("/messages/1/content", json!([["hello"]])), "FT218"),
        (
            0,
            set(
                "/messages/0/content",
                json!([{"type": "image_url", "image_url": {"url": "https://example.com/a.png"}}]),
            ),
            "FT218",
        ),
    ]
}

#[test]
fn each_way_to_break_them_is_flagged() {
    let (layouts, mutations) = (layouts(), mutations());
    let mut rows = Vec::new();
    for (layout, change, _) in &mutations {
        let mut row = layouts[*layout].clone();
        change(&mut row);
        rows.push(row);
    }
    let found = lint("tools-broken", &rows, "generic");
    let mut wrong = String::new();
    for (i, (_, _, code)) in mutations.iter().enumerate() {
        let codes = found.get(&(i + 1)).cloned().unwrap_or_default();
        if codes != BTreeSet::from([(*code).to_owned()]) {
            writeln!(wrong, "mutation {} should give {code} only, gives {codes:?}: {}", i + 1, rows[i]).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
