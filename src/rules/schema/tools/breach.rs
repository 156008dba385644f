//! What a value breaks of a JSON Schema, in words. A message quotes no more of the value than a short word.

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use serde_json::Value;

use crate::rules::redact::{quoted, quoted_beside};

/// One thing that does not fit, and where.
#[derive(Clone, Debug)]
pub struct Breach {
    /// JSON Pointer in the value that was checked.
    pub inside: String,
    /// What is wrong; follows the name of the value.
    pub why: String,
    /// What to do; may be empty.
    pub help: String,
}

/// Bytes of names, and number of them, that are searched for the one that was meant.
const LONGEST: usize = 64;
const COMPARED: usize = 50;

const TYPES: [&str; 7] = ["string", "integer", "number", "boolean", "object", "array", "null"];

impl Breach {
    /// The name of the value that does not fit; none where `why` names it, or it is the whole.
    pub fn subject(&self) -> Option<String> {
        let mut keys = self.inside.rsplit('/');
        let last = keys.next().filter(|key| !key.is_empty() && !self.why.starts_with('`'))?;
        let item = last.bytes().all(|b| b.is_ascii_digit());
        match keys.next().filter(|outer| item && !outer.is_empty()) {
            Some(outer) => Some(format!("an item of `{}`", quoted(outer, 40))),
            None => Some(format!("`{}`", quoted(last, 40))),
        }
    }

    /// What arguments break.
    pub fn of(error: &ValidationError<'_>) -> Breach {
        let inside = error.instance_path().to_string();
        let found = error.instance();
        let (why, help) = match error.kind() {
            Kind::Required { property } => missing(property.as_str().unwrap_or_default(), found),
            Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
                let name = unexpected.first().map(String::as_str).unwrap_or_default();
                (format!("`{}` is not a parameter", quoted(name, 40)), "remove it, or declare it".into())
            }
            Kind::Enum { options } => {
                let options = options.as_array().map(Vec::as_slice).unwrap_or_default();
                (
                    format!("is {}, want {}", shown_beside(found, options), listed(options, found)),
                    nearest(found, options),
                )
            }
            Kind::Constant { expected_value } => {
                let wanted = listed(std::slice::from_ref(expected_value.as_ref()), found);
                (format!("is {}, want {wanted}", shown(found)), String::new())
            }
            kind => (plain(kind, found), String::new()),
        };
        Breach { inside, why, help }
    }

    /// What parameters break of the schema of schemas.
    pub fn of_schema(error: &ValidationError<'_>) -> Breach {
        let inside = error.instance_path().to_string();
        let found = error.instance();
        if inside.ends_with("/type") || inside == "/type" {
            let why = match found.as_str() {
                Some(name) => format!("`{}` is no type", quoted(name, 40)),
                None => format!("is {}, want the name of a type", kind_of(found)),
            };
            let help = found
                .as_str()
                .and_then(meant)
                .map_or(format!("write one of {}", TYPES.join(", ")), |meant| format!("did you mean `{meant}`?"));
            return Breach { inside, why, help };
        }
        let mut breach = Breach::of(error);
        breach.help = match inside.rsplit('/').next() {
            Some("required") => "list the needed parameters in `required` beside `properties`".into(),
            Some("properties") => "write an object from parameter to schema".into(),
            _ => breach.help,
        };
        breach
    }
}

/// The type that a name from another language stands for.
fn meant(name: &str) -> Option<&'static str> {
    let lower = name.trim().to_lowercase();
    match lower.as_str() {
        "str" | "text" | "varchar" | "char" | "date" | "datetime" | "enum" => Some("string"),
        "int" | "long" | "int32" | "int64" => Some("integer"),
        "float" | "double" | "decimal" => Some("number"),
        "bool" => Some("boolean"),
        "dict" | "map" | "json" | "hash" => Some("object"),
        "list" | "tuple" | "set" | "sequence" => Some("array"),
        "none" | "nil" => Some("null"),
        _ => {
            let near = TYPES.into_iter().map(|known| (strsim::damerau_levenshtein(known, &lower), known)).min();
            near.filter(|(distance, _)| *distance <= 2).map(|(_, known)| known)
        }
    }
}

fn missing(name: &str, found: &Value) -> (String, String) {
    let keys = found.as_object().into_iter().flat_map(|object| object.keys()).take(COMPARED);
    let keys = keys.filter(|key| key.len() <= LONGEST && name.len() <= LONGEST);
    let near = keys.map(|key| (strsim::damerau_levenshtein(&key.to_lowercase(), &name.to_lowercase()), key)).min();
    match near.filter(|(distance, _)| *distance <= name.chars().count().div_ceil(3)) {
        Some((_, key)) => {
            let (shown, meant) = (quoted_beside(name, 40, &[key]), quoted_beside(key, 40, &[name]));
            (format!("`{shown}` is missing; is `{meant}` meant?"), format!("rename it to `{shown}`"))
        }
        None => {
            let shown = quoted(name, 40);
            (format!("`{shown}` is missing"), format!("add `{shown}`"))
        }
    }
}

fn plain(kind: &Kind, found: &Value) -> String {
    match kind {
        Kind::Type { kind } => format!("is {}, want {}", kind_of(found), wanted(kind)),
        Kind::AnyOf { .. } | Kind::OneOfNotValid { .. } => "fits none of the alternatives".into(),
        Kind::OneOfMultipleValid { .. } => "fits more than one of the alternatives, and may fit one only".into(),
        Kind::Minimum { limit } => format!("is {}, want {limit} or more", shown(found)),
        Kind::Maximum { limit } => format!("is {}, want {limit} at most", shown(found)),
        Kind::ExclusiveMinimum { limit } => format!("is {}, want more than {limit}", shown(found)),
        Kind::ExclusiveMaximum { limit } => format!("is {}, want less than {limit}", shown(found)),
        Kind::MinItems { limit } => format!("has {} items, want {limit} or more", count(found)),
        Kind::MaxItems { limit } => format!("has {} items, want {limit} at most", count(found)),
        Kind::MinLength { limit } => format!("has {} characters, want {limit} or more", count(found)),
        Kind::MaxLength { limit } => format!("has {} characters, want {limit} at most", count(found)),
        Kind::UniqueItems => "holds an item twice".into(),
        Kind::Pattern { pattern } => format!("does not match the pattern `{}`", quoted(pattern, 60)),
        Kind::FalseSchema => "may not be there".into(),
        other => format!("breaks `{}`", other.keyword()),
    }
}

fn count(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.len(),
        Value::String(text) => text.chars().count(),
        _ => 0,
    }
}

fn wanted(kind: &TypeKind) -> String {
    match kind {
        TypeKind::Single(one) => article(&one.to_string()),
        TypeKind::Multiple(several) => {
            let names: Vec<String> = several.iter().map(|one| article(&one.to_string())).collect();
            names.join(" or ")
        }
    }
}

fn article(name: &str) -> String {
    match name {
        "integer" | "object" | "array" => format!("an {name}"),
        "null" => name.into(),
        _ => format!("a {name}"),
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(number) if number.is_i64() || number.is_u64() => "an integer",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// A small value as a message shows it.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => format!("\"{}\"", quoted(text, 40)),
        Value::Number(_) | Value::Bool(_) => quoted(&value.to_string(), 40),
        other => kind_of(other).into(),
    }
}

/// A value as a message shows it beside those that it may be.
fn shown_beside(value: &Value, options: &[Value]) -> String {
    let Value::String(text) = value else { return shown(value) };
    let options: Vec<&str> = options.iter().take(COMPARED).filter_map(Value::as_str).collect();
    format!("\"{}\"", quoted_beside(text, 40, &options))
}

fn listed(options: &[Value], found: &Value) -> String {
    let found = found.as_str().unwrap_or_default();
    let word = |value: &Value| {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        format!("`{}`", quoted_beside(&text, 40, &[found]))
    };
    match options {
        [] => "nothing".into(),
        [one] => word(one),
        [.., _] if options.len() > 6 => {
            let first: Vec<String> = options[..5].iter().map(word).collect();
            format!("one of {} and {} more", first.join(", "), options.len() - 5)
        }
        [first @ .., last] => {
            format!("{} or {}", first.iter().map(word).collect::<Vec<_>>().join(", "), word(last))
        }
    }
}

/// The option that a text is a slip of.
fn nearest(found: &Value, options: &[Value]) -> String {
    let Some(text) = found.as_str().filter(|text| text.len() <= LONGEST) else { return String::new() };
    let lower = text.to_lowercase();
    let texts = options.iter().take(COMPARED).filter_map(Value::as_str).filter(|option| option.len() <= LONGEST);
    let near = texts.map(|option| (strsim::damerau_levenshtein(&option.to_lowercase(), &lower), option)).min();
    near.filter(|(distance, option)| *distance <= option.chars().count() / 3)
        .map_or(String::new(), |(_, option)| format!("did you mean `{}`?", quoted_beside(option, 40, &[text])))
}
