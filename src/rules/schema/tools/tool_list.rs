//! A list of tool definitions, in any of the ways that rows write them.

use std::sync::Arc;

use super::tool_schema::ToolSchema;
use super::tool_use::reason;
use crate::example::{Json, Object, parse};
use crate::rules::schema::reading::place::Place;

/// One list of definitions.
pub struct ToolList<'r> {
    /// Where it stands.
    pub place: Place<'r>,
    /// Why it cannot be read as a list.
    pub fault: Option<String>,
    /// What it defines.
    pub definitions: Vec<Definition<'r>>,
    /// Items that define nothing: where, and what they are.
    pub strays: Vec<(Place<'r>, &'static str)>,
}

/// Whose way of writing a tool it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// `{"type": "function", "function": {…}}`, and the function alone.
    OpenAi,
    /// `{"toolSpec": {…}}`
    Converse,
    /// `{"functionDeclarations": [{…}]}`
    Gemini,
}

/// One tool.
pub struct Definition<'r> {
    /// Where its name and parameters stand.
    pub place: Place<'r>,
    /// Who writes so.
    pub dialect: Dialect,
    /// Its name; an error holds the type of what stands there instead.
    pub name: Result<String, Option<&'static str>>,
    /// Where the name is missing, a key that is a slip of one that holds it, and that one.
    pub near: Option<(String, &'static str)>,
    /// Whether arguments must fit to the letter.
    pub strict: bool,
    /// Where its parameters stand.
    pub parameters: Place<'r>,
    /// The type of parameters that are no object.
    pub not_object: Option<&'static str>,
    /// The parameters, if they are an object.
    pub schema: Option<Arc<ToolSchema>>,
    /// The type that the parameters have as a whole, where that is not `object`.
    pub root_type: Option<String>,
    /// Whether the parameters name values where a schema would have its words.
    pub bare: bool,
}

impl<'r> ToolList<'r> {
    /// Reads a list, or the JSON text of one.
    pub fn read(pointer: &str, value: &'r Json<'_>) -> Self {
        let place = Place::new(pointer.to_owned());
        let mut list = ToolList { place, fault: None, definitions: Vec::new(), strays: Vec::new() };
        match value {
            Json::String(text) if text.trim().is_empty() => {}
            Json::String(text) => {
                list.place = Place::in_text(pointer.to_owned(), text);
                match parse(text.as_bytes()) {
                    Ok(parsed) => list.fill(&parsed.json),
                    Err(fault) => list.fault = Some(format!("is text that is not JSON: {}", reason(&fault.kind))),
                }
            }
            value => list.fill(value),
        }
        list
    }

    fn fill(&mut self, value: &Json<'_>) {
        match value {
            Json::Array(items) => {
                for (i, item) in items.iter().enumerate() {
                    let place = self.place.index(i);
                    match item {
                        Json::Object(item) => self.item(item, &place),
                        other => self.strays.push((place, other.type_name())),
                    }
                }
            }
            Json::Null => {}
            other => self.fault = Some(format!("is {}, want an array", other.type_name())),
        }
    }

    fn item(&mut self, item: &Object<'_>, place: &Place<'r>) {
        for key in ["functionDeclarations", "function_declarations"] {
            if let Some(Json::Array(functions)) = item.get(key) {
                for (i, function) in functions.iter().enumerate() {
                    let at = place.key(key).index(i);
                    match function {
                        Json::Object(function) => self.definitions.push(define(function, at, Dialect::Gemini)),
                        other => self.strays.push((at, other.type_name())),
                    }
                }
                return;
            }
        }
        let inner = |key: &str| item.get(key).and_then(Json::as_object);
        if let Some(spec) = inner("toolSpec") {
            self.definitions.push(define(spec, place.key("toolSpec"), Dialect::Converse));
        } else if let Some(function) = inner("function") {
            self.definitions.push(define(function, place.key("function"), Dialect::OpenAi));
        } else if item.has("name") || item.has("parameters") || item.has("function") || item.has("description") {
            self.definitions.push(define(item, place.clone(), Dialect::OpenAi));
        } else if let Some(custom) = inner("custom") {
            self.definitions.push(define(custom, place.key("custom"), Dialect::OpenAi));
        } else if item.0.is_empty() || item.get("type").and_then(Json::as_str) == Some("function") {
            self.definitions.push(define(item, place.clone(), Dialect::OpenAi));
        }
        // Anything else is a tool of the service, or a mark for its cache.
    }
}

/// A key that is a slip of one that holds the name.
fn near(function: &Object<'_>) -> Option<(String, &'static str)> {
    let slip = |own: &str, known: &str| {
        own.len().abs_diff(known.len()) <= 2 && own != known && {
            strsim::damerau_levenshtein(&own.to_lowercase(), known) <= known.len() / 3
        }
    };
    let held = ["function", "name"];
    function.keys().find_map(|own| Some((own.to_owned(), held.into_iter().find(|known| slip(own, known))?)))
}

fn define<'r>(function: &Object<'_>, place: Place<'r>, dialect: Dialect) -> Definition<'r> {
    let name = match function.get("name") {
        Some(Json::String(name)) => Ok(name.to_string()),
        None => Err(None),
        Some(other) => Err(Some(other.type_name())),
    };
    let near = name.is_err().then(|| near(function)).flatten();
    let strict = function.get("strict") == Some(&Json::Bool(true));
    let (key, value) = ["parameters", "inputSchema", "input_schema", "parametersJsonSchema"]
        .into_iter()
        .find_map(|key| Some((key, function.get(key)?)))
        .map_or(("parameters", None), |(key, value)| (key, Some(value)));
    let mut parameters = place.key(key);
    // Converse has the schema under `json`.
    let value = match value.and_then(|value| value.get("json")) {
        Some(inner) if key == "inputSchema" => {
            parameters = parameters.key("json");
            Some(inner)
        }
        _ => value,
    };
    let object = value.and_then(Json::as_object);
    let not_object = value.filter(|value| !matches!(value, Json::Object(_) | Json::Null)).map(Json::type_name);
    let bare = object.is_some_and(bare);
    let root_type = object.and_then(|object| object.get("type")).and_then(Json::as_str);
    let root_type = root_type.filter(|name| !name.eq_ignore_ascii_case("object")).map(str::to_owned);
    let gemini = dialect == Dialect::Gemini;
    let schema = value.filter(|value| !bare && value.as_object().is_some());
    let schema = schema.map(|value| ToolSchema::of(value, gemini));
    Definition { place, dialect, name, near, strict, parameters, not_object, schema, root_type, bare }
}

/// Names of values stand where the words of a schema should: `{"city": {"type": "string"}}`.
fn bare(parameters: &Object<'_>) -> bool {
    let word = |key: &str| {
        key.starts_with(['$', 'x'])
            || matches!(
                key,
                "type"
                    | "properties"
                    | "required"
                    | "items"
                    | "anyOf"
                    | "allOf"
                    | "oneOf"
                    | "not"
                    | "if"
                    | "enum"
                    | "const"
                    | "definitions"
                    | "additionalProperties"
                    | "patternProperties"
                    | "title"
                    | "description"
                    | "default"
                    | "nullable"
                    | "strict"
                    | "propertyNames"
                    | "dependentSchemas"
            )
    };
    let schema = |value: &Json<'_>| value.get("type").is_some_and(|kind| kind.as_str().is_some());
    !parameters.0.is_empty() && parameters.0.iter().all(|(key, value)| !word(key) && schema(value))
}
