//! How messages write calls and answers: the keys of OpenAI, parts of Converse and Gemini, turns whose text is the call.

use std::cell::RefCell;

use super::super::schema_value::plain;
use super::{Acts, Answer, Arguments, Call, Pairing, is_call_turn};
use crate::example::{FaultKind, Json, Object, Role, parse};
use crate::rules::redact::quoted;
use crate::rules::schema::reading::place::Place;
use crate::rules::schema::reading::{Conversation, Entry};

/// What the messages of a list do.
pub fn read<'r>(list: &Conversation<'r, '_>) -> Vec<Acts<'r>> {
    list.entries.iter().map(|entry| message(list, entry)).collect()
}

fn message<'r>(list: &Conversation<'r, '_>, entry: &Entry<'r, '_>) -> Acts<'r> {
    let mut acts = Acts::default();
    let at = Place::new(list.at(entry));
    if list.talk.calls.read {
        openai(entry, &at, &mut acts);
    }
    let content_place = at.key(&list.talk.content_key);
    let role = entry.role_name.unwrap_or_default();
    match entry.object.get(&list.talk.content_key) {
        Some(Json::String(text)) if is_call_turn(role) => turn(text, &content_place, &mut acts.calls),
        Some(Json::Array(parts)) => {
            for (i, part) in parts.iter().enumerate() {
                if let Some(part) = part.as_object() {
                    native(part, &content_place.index(i), &mut acts);
                }
            }
        }
        _ => {}
    }
    if entry.role == Role::Tool && acts.answers.is_empty() {
        let turns = list.talk.role_key == "from" || !matches!(role, "tool" | "function" | "ipython");
        let pairing = match role {
            _ if turns => Pairing::Turns,
            "function" => Pairing::Function,
            _ => Pairing::Ids,
        };
        let name = entry.object.get("name").and_then(Json::as_str).map(str::to_owned);
        let id = text_of(entry.object, "tool_call_id", &at);
        acts.answers.push(Answer { place: at, pairing, id, name });
    }
    acts
}

/// `tool_calls`, and the older `function_call`.
fn openai<'r>(entry: &Entry<'r, '_>, at: &Place<'r>, acts: &mut Acts<'r>) {
    if let Some(Json::Array(calls)) = entry.object.get("tool_calls") {
        let place = at.key("tool_calls");
        for (i, call) in calls.iter().enumerate() {
            let Some(object) = call.as_object() else { continue };
            let place = place.index(i);
            let inner = ["function", "custom"].into_iter().find_map(|key| Some((key, object.get(key)?.as_object()?)));
            let (function, at) = inner.map_or((object, place.clone()), |(key, inner)| (inner, place.key(key)));
            let mut call = function_call(function, at, Pairing::Ids);
            call.id = text_of(object, "id", &place);
            call.place = place;
            acts.calls.push(call);
        }
        acts.empty = calls.is_empty().then_some(place);
    }
    if let Some(Json::Object(call)) = entry.object.get("function_call") {
        acts.calls.push(function_call(call, at.key("function_call"), Pairing::Function));
    }
}

/// A call whose arguments may be text, so that findings can point into it.
fn function_call<'r>(function: &'r Object<'_>, at: Place<'r>, pairing: Pairing) -> Call<'r> {
    let mut call = call_of(function, at, "arguments", pairing);
    if let Some(Json::String(text)) = function.get("arguments") {
        call.arguments_place = Place::in_text(call.arguments_place.pointer, text);
    }
    call
}

/// Parts of Converse and of Gemini.
fn native<'r>(part: &'r Object<'_>, at: &Place<'r>, acts: &mut Acts<'r>) {
    for (key, value) in &part.0 {
        let Some(object) = value.as_object() else { continue };
        let place = at.key(key);
        let name = || object.get("name").and_then(Json::as_str).map(str::to_owned);
        match key.as_ref() {
            "toolUse" => {
                let mut call = call_of(object, place.clone(), "input", Pairing::Ids);
                call.id = text_of(object, "toolUseId", &place);
                acts.calls.push(call);
            }
            "functionCall" => {
                let mut call = call_of(object, place.clone(), "args", Pairing::Names);
                call.id = text_of(object, "id", &place);
                acts.calls.push(call);
            }
            "toolResult" => {
                let id = text_of(object, "toolUseId", &place);
                acts.answers.push(Answer { place, pairing: Pairing::Ids, id, name: None });
            }
            "functionResponse" => {
                let id = text_of(object, "id", &place);
                acts.answers.push(Answer { place, pairing: Pairing::Names, id, name: name() });
            }
            _ => {}
        }
    }
}

/// A turn whose text is the call, or a list of calls.
fn turn<'r>(text: &'r str, at: &Place<'r>, calls: &mut Vec<Call<'r>>) {
    let place = Place::in_text(at.pointer.clone(), text);
    let opaque = |arguments| Call {
        place: place.clone(),
        pairing: Pairing::Turns,
        name: None,
        id: None,
        arguments,
        arguments_place: place.clone(),
        breach: RefCell::default(),
    };
    // Thoughts before the call are taken away by those who read it.
    if text.contains("</think>") {
        return calls.push(opaque(Arguments::Absent));
    }
    match parse(text.as_bytes()) {
        Ok(parsed) => {
            let one = std::slice::from_ref(&parsed.json);
            let list = parsed.json.as_array();
            for (i, item) in list.unwrap_or(one).iter().enumerate() {
                let Some(object) = item.as_object() else { continue };
                let at = if list.is_some() { place.index(i) } else { place.clone() };
                let inner = object.get("function").and_then(Json::as_object);
                let (function, at) = inner.map_or((object, at.clone()), |inner| (inner, at.key("function")));
                let key = if function.has("arguments") { "arguments" } else { "parameters" };
                calls.push(call_of(function, at, key, Pairing::Turns));
            }
            if calls.is_empty() {
                calls.push(opaque(Arguments::Absent));
            }
        }
        Err(fault) => calls.push(opaque(Arguments::Broken(reason(&fault.kind)))),
    }
}

fn call_of<'r>(function: &Object<'_>, at: Place<'r>, key: &str, pairing: Pairing) -> Call<'r> {
    let name = text_of(function, "name", &at);
    let place = at.key(key);
    let arguments = match function.get(key) {
        None | Some(Json::Null) => Arguments::Absent,
        // A tool without parameters is called with an empty text as well.
        Some(Json::String(text)) if text.trim().is_empty() => Arguments::Read(serde_json::json!({})),
        Some(Json::String(text)) => match parse(text.as_bytes()) {
            Ok(parsed) if parsed.json.as_str().is_some() => Arguments::Twice,
            Ok(parsed) => Arguments::Read(plain(&parsed.json)),
            Err(fault) => Arguments::Broken(reason(&fault.kind)),
        },
        Some(value) => Arguments::Read(plain(value)),
    };
    Call { place: at, pairing, name, id: None, arguments, arguments_place: place, breach: RefCell::default() }
}

fn text_of<'r>(object: &Object<'_>, key: &str, at: &Place<'r>) -> Option<(String, Place<'r>)> {
    let text = object.get(key).and_then(Json::as_str).filter(|text| !text.is_empty())?;
    Some((text.to_owned(), at.key(key)))
}

/// Why text is not JSON. What is said of rows is left out.
pub fn reason(kind: &FaultKind) -> String {
    match kind {
        FaultKind::BadWord(word) => format!("`{}` is not a JSON value", quoted(word, 20)),
        FaultKind::TwoValues => "two values after each other".into(),
        FaultKind::Blank => "it is empty".into(),
        kind => kind.to_string().split(';').next().unwrap_or_default().to_owned(),
    }
}
