//! One view of tools and their use for all the ways in which rows write them: definitions, calls and answers, each with
//! its place. Reads; judges nothing.

mod layouts;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

pub use layouts::{read, reason};

use super::breach::Breach;
use super::tool_list::{Definition, ToolList};
use crate::example::{Json, Object, Role};
use crate::rules::schema::reading::Reading;
use crate::rules::schema::reading::place::Place;

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
    pub fn of(row: &Reading<'r, '_>) -> Self {
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
pub fn mentioned(json: &Object<'_>) -> bool {
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
