//! One view of tools and their use for all the ways in which rows write them: definitions, calls and answers, each with
//! its place. Reads; judges nothing.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use super::breach::Breach;
use super::place::Place;
use super::reading::{Conversation, Entry, Reading};
use super::schema_value::plain;
use super::tool_list::{Definition, ToolList};
use crate::example::{FaultKind, Json, Object, Role, parse};
use crate::rules::redact::quoted;

/// The tools of a row and their use.
pub struct ToolUse<'r> {
    /// Lists of definitions.
    pub lists: Vec<Rc<ToolList<'r>>>,
    /// What the messages do with tools: for each list of messages of the reading one entry per message.
    pub talks: Vec<Rc<Vec<Acts<'r>>>>,
}

/// What one message does with tools.
#[derive(Default)]
pub struct Acts<'r> {
    /// Its calls.
    pub calls: Vec<Call<'r>>,
    /// The calls that it answers.
    pub answers: Vec<Answer<'r>>,
    /// The place of a list of calls without any.
    pub empty: Option<Place<'r>>,
}

/// How calls and answers find each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pairing {
    /// By ids: OpenAI's `tool_calls`, Converse.
    Ids,
    /// By the name of the function: OpenAI's older `function_call`.
    Function,
    /// By their place: turns of ShareGPT.
    Turns,
    /// By name, in order: Gemini.
    Names,
}

/// One call of a tool.
pub struct Call<'r> {
    /// Where it stands.
    pub place: Place<'r>,
    /// How it finds its answer.
    pub pairing: Pairing,
    /// The name of the tool.
    pub name: Option<(String, Place<'r>)>,
    /// Its id.
    pub id: Option<(String, Place<'r>)>,
    /// The arguments.
    pub arguments: Arguments,
    /// Where they stand.
    pub arguments_place: Place<'r>,
    /// What they break of the schema they were last held against: most profiles ask the same.
    breach: RefCell<Option<Held>>,
}

/// A schema, by its address, and what the arguments break of it: the first thing, and how many more.
type Held = (usize, Option<(Breach, usize)>);

/// The arguments of a call.
pub enum Arguments {
    /// There are none.
    Absent,
    /// They are read; an object where the row is right.
    Read(serde_json::Value),
    /// They are text that is not JSON, and why.
    Broken(String),
    /// They are text that holds text: encoded twice.
    Twice,
}

/// One answer to a call.
pub struct Answer<'r> {
    /// Where it stands.
    pub place: Place<'r>,
    /// How it finds its call.
    pub pairing: Pairing,
    /// The id of the call.
    pub id: Option<(String, Place<'r>)>,
    /// The name of the tool.
    pub name: Option<String>,
}

impl<'r> ToolUse<'r> {
    /// Reads the tools of a row as a profile reads the row.
    pub(super) fn of(row: &Reading<'r, '_>) -> Self {
        let talks = row.talks.iter().map(|list| row.shared.acts(list)).collect();
        let mut lists: Vec<_> = row.tools.iter().map(|(at, value)| row.shared.list(at, value)).collect();
        for (at, value) in well_known(row.example.json) {
            if !row.tools.iter().any(|(known, _)| *known == at) {
                lists.push(row.shared.list(&at, value));
            }
        }
        for list in &row.talks {
            for entry in list.entries.iter().filter(|entry| entry.role == Role::System) {
                if let Some(tools) = entry.object.get("tools") {
                    lists.push(row.shared.list(&list.key(entry, "tools"), tools));
                }
            }
        }
        ToolUse { lists, talks }
    }

    /// All definitions.
    pub fn definitions(&self) -> impl Iterator<Item = &Definition<'r>> {
        self.lists.iter().flat_map(|list| &list.definitions)
    }

    /// All calls in the order of the row.
    pub fn calls(&self) -> impl Iterator<Item = &Call<'r>> {
        self.talks.iter().flat_map(|acts| acts.iter()).flat_map(|act| &act.calls)
    }
}

/// Places where consumers look for definitions.
fn well_known<'r>(json: &'r Object<'_>) -> impl Iterator<Item = (String, &'r Json<'r>)> {
    let outer = ["", "/input", "/body", "/toolConfig"];
    let inner = ["tools", "functions", "available_tools"];
    outer.into_iter().flat_map(move |outer| {
        let object = if outer.is_empty() { Some(json) } else { json.get(&outer[1..]).and_then(Json::as_object) };
        inner.into_iter().filter_map(move |key| Some((format!("{outer}/{key}"), object?.get(key)?)))
    })
}

/// Whether the row has to do with tools at all.
pub(super) fn mentioned(json: &Object<'_>) -> bool {
    let name = |key: &str| matches!(key, "tools" | "functions" | "available_tools" | "toolConfig");
    json.0.iter().any(|(key, value)| match value {
        Json::Array(items) => name(key) || items.iter().filter_map(Json::as_object).any(acts),
        Json::Object(object) => name(key) || acts(object) || mentioned_below(object),
        Json::String(text) => name(key) && !text.is_empty(),
        _ => false,
    })
}

fn mentioned_below(object: &Object<'_>) -> bool {
    object.0.iter().any(|(key, value)| {
        matches!(key.as_ref(), "tools" | "functions")
            || value.as_array().unwrap_or_default().iter().filter_map(Json::as_object).any(acts)
    })
}

/// Whether a message calls or answers.
fn acts(message: &Object<'_>) -> bool {
    message.0.iter().any(|(key, value)| match (key.as_ref(), value) {
        ("tool_calls" | "function_call" | "tool_call_id" | "tools", _) => true,
        ("role" | "from", Json::String(role)) => Role::of(role) == Role::Tool || is_call_turn(role),
        ("content" | "parts", Json::Array(parts)) => parts.iter().filter_map(Json::as_object).any(|part| {
            part.keys().any(|key| matches!(key, "toolUse" | "toolResult" | "functionCall" | "functionResponse"))
        }),
        _ => false,
    })
}

/// Roles that say that the whole turn is a call.
fn is_call_turn(role: &str) -> bool {
    role.eq_ignore_ascii_case("function_call") || role.eq_ignore_ascii_case("tool_call")
}

/// What the messages of a list do.
pub(super) fn read<'r>(list: &Conversation<'r, '_>) -> Vec<Acts<'r>> {
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

fn text_of<'r>(object: &Object<'_>, key: &str, at: &Place<'r>) -> Option<(String, Place<'r>)> {
    let text = object.get(key).and_then(Json::as_str).filter(|text| !text.is_empty())?;
    Some((text.to_owned(), at.key(key)))
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

/// Why text is not JSON. What is said of rows is left out.
pub(super) fn reason(kind: &FaultKind) -> String {
    match kind {
        FaultKind::BadWord(word) => format!("`{}` is not a JSON value", quoted(word, 20)),
        FaultKind::TwoValues => "two values after each other".into(),
        FaultKind::Blank => "it is empty".into(),
        kind => kind.to_string().split(';').next().unwrap_or_default().to_owned(),
    }
}

impl Call<'_> {
    /// What the arguments break of the definition's schema: the first thing, and how many more.
    pub fn breach(&self, definition: &Definition<'_>) -> Option<(Breach, usize)> {
        let schema = definition.schema.as_ref().filter(|_| definition.root_type.is_none())?;
        let Arguments::Read(value) = &self.arguments else { return None };
        let key = Arc::as_ptr(schema) as usize;
        let mut memo = self.breach.borrow_mut();
        if let Some((known, breach)) = &*memo
            && *known == key
        {
            return breach.clone();
        }
        let breach = schema.breach(value);
        *memo = Some((key, breach.clone()));
        breach
    }
}
