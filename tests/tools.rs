//! Tools and their use, checked with real rows: hard ones that are right and not flagged, and each of many ways to break
//! them, which is.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

use serde_json::{Value, json};
use support::{run_in, scratch, stdout};

const RULES: &str = "FT214,FT215,FT216,FT217,FT218";

/// Codes by row, from 1.
fn lint(name: &str, rows: &[Value], profile: &str) -> BTreeMap<usize, BTreeSet<String>> {
    let folder = scratch(name);
    let mut text = String::new();
    rows.iter().for_each(|row| writeln!(text, "{row}").unwrap());
    fs::write(folder.join("data.jsonl"), text).unwrap();
    let args = ["--format", "concise", "--exit-zero", "--select", RULES, "--profile", profile, "data.jsonl"];
    let output = run_in(&folder, &args);
    assert_ne!(output.status.code(), Some(101), "panicked: {}", String::from_utf8_lossy(&output.stderr));
    let mut codes: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    for line in stdout(&output).lines() {
        let Some(rest) = line.strip_prefix("data.jsonl:") else { continue };
        let row = rest.split(':').next().unwrap().parse().unwrap();
        let code = &line[line.find("[FT").unwrap() + 1..][..5];
        codes.entry(row).or_default().insert(code.into());
    }
    codes
}

/// A schema with all that tools use: definitions that refer to themselves, alternatives, lists, nothing more allowed.
fn schema() -> Value {
    json!({
        "type": "object",
        "$defs": {
            "place": {"type": "object", "properties": {"city": {"type": "string", "minLength": 1}, "near": {"$ref": "#/$defs/place"}}, "required": ["city"], "additionalProperties": false}
        },
        "properties": {
            "place": {"$ref": "#/$defs/place"},
            "days": {"type": "integer", "minimum": 1, "maximum": 14},
            "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]},
            "at": {"anyOf": [{"type": "string", "pattern": "^[0-9]{2}:[0-9]{2}$"}, {"type": "null"}]},
            "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 3, "uniqueItems": true}
        },
        "required": ["place"],
        "additionalProperties": false
    })
}

fn arguments() -> Value {
    json!({"place": {"city": "大阪", "near": {"city": "京都"}}, "days": 3, "unit": "celsius", "at": null, "tags": ["rain", "wind"]})
}

/// The same conversation in each layout: parallel calls answered in another order, then one call without arguments.
fn layouts() -> Vec<Value> {
    let none = || json!({"type": "object", "properties": {}, "additionalProperties": false});
    let call = |id: &str, name: &str, arguments: Value| json!({"id": id, "type": "function", "function": {"name": name, "arguments": arguments}});
    let text = |value: Value| Value::from(value.to_string());
    let openai = |arguments: &dyn Fn(Value) -> Value| {
        json!({
            "tools": [
                {"type": "function", "function": {"name": "forecast", "description": "How the weather will be", "parameters": schema(), "strict": true}},
                {"type": "function", "function": {"name": "clock", "parameters": none()}}
            ],
            "messages": [
                {"role": "system", "content": "You help with travel."},
                {"role": "user", "content": "How warm will it be, and how late is it?"},
                {"role": "assistant", "tool_calls": [call("call_a", "forecast", arguments(self::arguments())), call("call_b", "clock", arguments(json!({})))]},
                {"role": "tool", "tool_call_id": "call_b", "content": "12:30"},
                {"role": "tool", "tool_call_id": "call_a", "content": "{\"degrees\": 12}"},
                {"role": "assistant", "content": "12 degrees, and half past twelve."},
                {"role": "user", "content": "And now?"},
                {"role": "assistant", "content": "One moment.", "tool_calls": [call("call_c", "clock", json!(""))]},
                {"role": "tool", "tool_call_id": "call_c", "content": "12:31"},
                {"role": "assistant", "content": "12:31."}
            ]
        })
    };
    let sharegpt = json!({
        "conversations": [
            {"from": "human", "value": "How warm will it be?"},
            {"from": "function_call", "value": json!([{"name": "forecast", "arguments": arguments()}, {"name": "clock", "arguments": {}}]).to_string()},
            {"from": "observation", "value": "12 degrees"},
            {"from": "gpt", "value": "12 degrees."}
        ],
        "tools": json!([{"name": "forecast", "description": "How the weather will be", "parameters": schema()}, {"name": "clock", "parameters": none()}]).to_string()
    });
    let converse = json!({
        "schemaVersion": "bedrock-conversation-2024",
        "toolConfig": {"tools": [
            {"toolSpec": {"name": "forecast", "description": "How the weather will be", "inputSchema": {"json": schema()}}},
            {"toolSpec": {"name": "clock", "description": "How late it is", "inputSchema": {"json": none()}}}
        ]},
        "messages": [
            {"role": "user", "content": [{"text": "How warm will it be?"}]},
            {"role": "assistant", "content": [{"text": "Let me look."}, {"toolUse": {"toolUseId": "use_a", "name": "forecast", "input": arguments()}}, {"toolUse": {"toolUseId": "use_b", "name": "clock", "input": {}}}]},
            {"role": "user", "content": [{"toolResult": {"toolUseId": "use_b", "content": [{"text": "12:30"}]}}, {"toolResult": {"toolUseId": "use_a", "content": [{"json": {"degrees": 12}}]}}]},
            {"role": "assistant", "content": [{"text": "12 degrees."}]}
        ]
    });
    let upper = json!({"type": "OBJECT", "properties": {"city": {"type": "STRING"}, "days": {"type": "INTEGER", "nullable": true}, "tags": {"type": "ARRAY", "items": {"type": "STRING"}, "maxItems": "3"}}, "required": ["city"]});
    let gemini = json!({
        "tools": [{"functionDeclarations": [{"name": "forecast", "description": "How the weather will be", "parameters": upper}, {"name": "clock"}]}],
        "contents": [
            {"role": "user", "parts": [{"text": "How warm will it be?"}]},
            {"role": "model", "parts": [{"functionCall": {"name": "forecast", "args": {"city": "大阪", "days": null}}}, {"functionCall": {"name": "clock"}}]},
            {"role": "user", "parts": [{"functionResponse": {"name": "forecast", "response": {"degrees": 12}}}, {"functionResponse": {"name": "clock", "response": {"time": "12:30"}}}]},
            {"role": "model", "parts": [{"text": "12 degrees."}]}
        ]
    });
    vec![openai(&text), openai(&|value| value), sharegpt, converse, gemini]
}

#[test]
fn hard_rows_that_are_right_are_not_flagged() {
    assert_eq!(lint("tools-right", &layouts(), "generic"), BTreeMap::new());
    assert_eq!(lint("tools-right-openai", &layouts()[..1], "openai-chat"), BTreeMap::new());
    assert_eq!(lint("tools-right-together", &layouts()[..1], "together"), BTreeMap::new());
    assert_eq!(lint("tools-right-bedrock", &layouts()[3..4], "bedrock-nova"), BTreeMap::new());
}

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

/// Every value of every layout, replaced by one of each type: findings or none, never a panic.
#[test]
fn wrong_types_at_every_level_are_survived() {
    fn pointers(value: &Value, at: &str, out: &mut Vec<String>) {
        out.push(at.to_owned());
        match value {
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(i, item)| pointers(item, &format!("{at}/{i}"), out));
            }
            Value::Object(members) => {
                members.iter().for_each(|(key, item)| pointers(item, &format!("{at}/{key}"), out));
            }
            _ => {}
        }
    }
    let values = [json!(null), json!(1), json!("x"), json!([1, "a", null, {}])];
    let mut rows = Vec::new();
    for layout in layouts() {
        let mut places = Vec::new();
        pointers(&layout, "", &mut places);
        for place in places.iter().skip(1) {
            for value in &values {
                let mut row = layout.clone();
                *row.pointer_mut(place).unwrap() = value.clone();
                rows.push(row);
            }
        }
    }
    for profile in ["generic", "openai-chat"] {
        lint("tools-types", &rows, profile);
    }
}

/// What a model says in a call, and what a tool answers, is text in whatever layout: a mail address in it is found at its
/// place, and one that is a key, or lies deeper than anything a tool takes, is not.
#[test]
fn values_in_calls_are_texts() {
    let mail = "orders.desk@lumenpost.io";
    let arguments = json!({"to": [{"n": 1, "mail": mail}], "a/b": "no mail", mail: true});
    let call = |arguments: &Value| json!({"id": "call_1", "type": "function", "function": {"name": "send", "arguments": arguments}});
    let chat = |message: Value| json!({"messages": [{"role": "user", "content": "Send it to the desk."}, message]});
    let converse = |part: Value| {
        json!({"schemaVersion": "bedrock-conversation-2024", "messages": [
            {"role": "user", "content": [{"text": "Send it to the desk."}]}, {"role": "assistant", "content": [part]}
        ]})
    };
    let gemini = |part: Value| json!({"contents": [{"role": "user", "parts": [{"text": "Send it."}]}, {"role": "model", "parts": [part]}]});
    let mut deep = json!(mail);
    (0..7).for_each(|_| deep = json!([deep]));
    let rows = [
        (
            chat(json!({"role": "assistant", "content": null, "tool_calls": [call(&arguments)]})),
            "/messages/1/tool_calls/0/function/arguments/to/0/mail",
        ),
        (
            chat(json!({"role": "assistant", "function_call": {"name": "send", "arguments": arguments}})),
            "/messages/1/function_call/arguments/to/0/mail",
        ),
        (
            chat(json!({"role": "assistant", "tool_calls": [call(&json!(json!({"to": mail}).to_string()))]})),
            "/messages/1/tool_calls/0/function/arguments",
        ),
        (
            converse(json!({"toolUse": {"toolUseId": "t", "name": "send", "input": arguments}})),
            "/messages/1/content/0/toolUse/input/to/0/mail",
        ),
        (
            converse(json!({"toolResult": {"toolUseId": "t", "content": [{"json": {"by": mail}}]}})),
            "/messages/1/content/0/toolResult/content/0/json/by",
        ),
        (
            gemini(json!({"functionCall": {"name": "send", "args": arguments}})),
            "/contents/1/parts/0/functionCall/args/to/0/mail",
        ),
        (
            gemini(json!({"functionResponse": {"name": "send", "response": {"by": mail}}})),
            "/contents/1/parts/0/functionResponse/response/by",
        ),
        (chat(json!({"role": "assistant", "tool_calls": [call(&json!({"to": deep}))]})), ""),
        (chat(json!({"role": "assistant", "tool_calls": [call(&json!({"to": 5, "is": [null, true]}))]})), ""),
    ];
    let folder = scratch("tools-values");
    for (row, pointer) in rows {
        fs::write(folder.join("data.jsonl"), format!("{row}\n")).unwrap();
        let told = stdout(&run_in(&folder, &["data.jsonl", "--select", "FT601", "--format", "concise"]));
        let places: Vec<&str> =
            told.lines().map(|line| line.rsplit_once(" [").map_or("", |(_, at)| at.trim_end_matches(']'))).collect();
        let want: &[&str] = if pointer.is_empty() { &[] } else { &[pointer] };
        assert_eq!(places, want, "{row}");
        let column = row.to_string().rfind(mail).unwrap_or_default();
        assert!(
            want.is_empty()
                || pointer.ends_with("arguments")
                || told.starts_with(&format!("data.jsonl:1:{}:", column + 1)),
            "{told}"
        );
    }
}
