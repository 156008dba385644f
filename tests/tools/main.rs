//! Tools and their use, checked with real rows: hard ones that are right and not flagged, and each of many ways to break
//! them, which is.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod mutations;
#[path = "../support/mod.rs"]
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
