//! Parameters of a tool as the validator reads them, with what is said in other ways said as JSON Schema does: Gemini's
//! types in upper case, its numbers as text, and `nullable`.

use serde_json::{Map, Value};

use super::breach::Breach;
use super::schema_cost::resolve;
use crate::example::Json;
use crate::rules::redact::quoted;

/// What keeps arguments from being held against a schema.
#[derive(Default)]
pub struct Odd {
    /// A reference that leads out of the schema, or one that only a whole resolver can follow.
    pub elsewhere: bool,
    /// A reference into the schema that leads nowhere.
    pub dangling: Option<Breach>,
}

/// What a value inside a schema is.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Schema,
    /// An object whose members are schemas.
    Map,
    /// A schema or an array of them.
    Schemas,
    Plain,
}

impl Place {
    fn of(keyword: &str) -> Place {
        match keyword {
            "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas" | "dependencies" => {
                Place::Map
            }
            "items"
            | "additionalItems"
            | "additionalProperties"
            | "unevaluatedItems"
            | "unevaluatedProperties"
            | "contains"
            | "propertyNames"
            | "not"
            | "if"
            | "then"
            | "else"
            | "prefixItems"
            | "allOf"
            | "anyOf"
            | "oneOf" => Place::Schemas,
            _ => Place::Plain,
        }
    }
}

/// The parameters as a schema.
pub fn schema(json: &Json<'_>, gemini: bool, odd: &mut Odd) -> Value {
    let mut reader = Reader { gemini, odd, references: Vec::new(), path: String::new() };
    let mut value = reader.read(json, Place::Schema);
    let references = std::mem::take(&mut reader.references);
    if let Value::Object(members) = &mut value {
        // The name of the whole, from which references would be counted.
        members.remove("$id");
        if members.get("id").is_some_and(Value::is_string) {
            members.remove("id");
        }
    }
    odd.dangling = references.into_iter().find_map(|(inside, reference)| {
        let why = format!("`{}` leads nowhere", quoted(&reference, 60));
        let help = "define it under `$defs`, or write the schema in its place".into();
        resolve(&value, &reference).is_none().then_some(Breach { inside, why, help })
    });
    value
}

/// A value as it is.
pub fn plain(json: &Json<'_>) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) if number.integer && !number.lost => Value::from(number.value as i64),
        Json::Number(number) => Value::from(number.value),
        Json::String(text) => Value::from(text.as_ref()),
        Json::Array(items) => items.iter().map(plain).collect(),
        Json::Object(object) => object.0.iter().map(|(key, value)| (key.to_string(), plain(value))).collect(),
    }
}

struct Reader<'o> {
    gemini: bool,
    odd: &'o mut Odd,
    /// Local references with their places.
    references: Vec<(String, String)>,
    path: String,
}

impl Reader<'_> {
    fn read(&mut self, json: &Json<'_>, place: Place) -> Value {
        match (json, place) {
            (Json::Object(object), Place::Schema | Place::Schemas | Place::Map) => {
                let mut members = Map::new();
                for (key, value) in &object.0 {
                    let inner = if place == Place::Map { Place::Schema } else { Place::of(key) };
                    let read = self.below(key, |reader| {
                        if place != Place::Map {
                            reader.reference(key, value);
                        }
                        reader.read(value, inner)
                    });
                    let read = if self.gemini && place != Place::Map { spelled(key, read) } else { read };
                    members.insert(key.to_string(), read);
                }
                if place != Place::Map {
                    nullable(&mut members);
                }
                Value::Object(members)
            }
            (Json::Array(items), Place::Schemas) => {
                let mut list = Vec::new();
                for (i, item) in items.iter().enumerate() {
                    list.push(self.below(&i.to_string(), |reader| reader.read(item, Place::Schema)));
                }
                Value::Array(list)
            }
            _ => plain(json),
        }
    }

    fn below<T>(&mut self, key: &str, look: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.path.len();
        self.path.push('/');
        self.path.push_str(&crate::example::escape(key));
        let looked = look(self);
        self.path.truncate(length);
        looked
    }

    /// Notes where a reference leads. Names for other references to find make the resolver's work hard to foresee.
    fn reference(&mut self, key: &str, value: &Json<'_>) {
        let Some(text) = value.as_str() else { return };
        match key {
            "$ref" if text == "#" || text.starts_with("#/") && !text.contains('%') => {
                self.references.push((self.path.clone(), text.to_owned()));
            }
            "$ref" | "$dynamicRef" | "$recursiveRef" | "$anchor" | "$dynamicAnchor" => self.odd.elsewhere = true,
            "$id" | "id" if self.path != "/$id" && self.path != "/id" => self.odd.elsewhere = true,
            _ => {}
        }
    }
}

/// Gemini writes types in upper case and whole numbers as text.
fn spelled(key: &str, value: Value) -> Value {
    match (key, &value) {
        ("type", Value::String(name)) if name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_') => {
            if name == "TYPE_UNSPECIFIED" { Value::from("string") } else { Value::from(name.to_ascii_lowercase()) }
        }
        (
            "minItems" | "maxItems" | "minLength" | "maxLength" | "minProperties" | "maxProperties" | "minimum"
            | "maximum",
            Value::String(text),
        ) => text.parse::<i64>().map_or(value, Value::from),
        _ => value,
    }
}

/// The dialect of `OpenAPI` says so that a value may be `null`.
fn nullable(members: &mut Map<String, Value>) {
    if members.get("nullable") != Some(&Value::Bool(true)) {
        return;
    }
    if let Some(Value::String(name)) = members.get("type") {
        let both = vec![Value::from(name.as_str()), Value::from("null")];
        if name != "null" {
            members.insert("type".into(), Value::Array(both));
        }
    }
    if let Some(Value::Array(values)) = members.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
}
