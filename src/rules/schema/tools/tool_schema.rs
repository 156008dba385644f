//! The `parameters` of a tool: whether they are a JSON Schema, and what arguments break of it. Equal parameters are
//! compiled once. Nothing is fetched: a reference that leads out of the parameters is not followed.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, OnceLock, PoisonError, RwLock};

use jsonschema::error::ValidationErrorKind as Kind;
use jsonschema::{Draft, PatternOptions, ValidationError, Validator};
use serde_json::Value;
use xxhash_rust::xxh3::xxh3_128;

use super::breach::Breach;
use super::schema_cost::{LEVELS, cost};
use super::schema_value::{Odd, schema};
use crate::example::Json;

/// How much work a look at one call's arguments may be: places of the schema that meet one value, times values. Far above
/// what tools need; a hostile schema costs no more.
const MOST_WORK: u64 = 200_000;

/// Bytes of parameters whose compiled forms are kept; above it all are dropped.
const KEPT: usize = 1 << 19;

/// Bytes that a compiled pattern may take.
const PATTERN: usize = 1 << 17;

/// The parameters of a tool.
pub struct ToolSchema {
    /// Why they are not a JSON Schema.
    pub fault: Option<Breach>,
    /// The schema, where arguments can be held against it.
    value: Option<Value>,
    draft: Draft,
    cost: u64,
    /// Compiled when the first call asks.
    validator: OnceLock<Option<Validator>>,
}

/// Compiled forms by the hash of what they were made of. Only what it costs hangs on what is in it.
#[derive(Default)]
struct Cache {
    entries: HashMap<u128, Arc<ToolSchema>>,
    bytes: usize,
}

static CACHE: LazyLock<RwLock<Cache>> = LazyLock::new(RwLock::default);

impl ToolSchema {
    /// Reads parameters; `gemini` takes its spelling of types.
    pub fn of(parameters: &Json<'_>, gemini: bool) -> Arc<ToolSchema> {
        let mut bytes = vec![u8::from(gemini)];
        encode(parameters, &mut bytes);
        let key = xxh3_128(&bytes);
        if let Some(known) = CACHE.read().unwrap_or_else(PoisonError::into_inner).entries.get(&key) {
            return Arc::clone(known);
        }
        let fresh = Arc::new(ToolSchema::read(parameters, gemini));
        let mut cache = CACHE.write().unwrap_or_else(PoisonError::into_inner);
        if cache.bytes + bytes.len() > KEPT {
            *cache = Cache::default();
        }
        cache.bytes += bytes.len();
        cache.entries.insert(key, Arc::clone(&fresh));
        fresh
    }

    fn read(parameters: &Json<'_>, gemini: bool) -> ToolSchema {
        let mut odd = Odd::default();
        let value = schema(parameters, gemini, &mut odd);
        let draft = draft(&value);
        let fault = odd.dangling.take().or_else(|| fault(&value, draft));
        let cost = cost(&value);
        let usable = fault.is_none() && !odd.elsewhere && cost <= MOST_WORK;
        ToolSchema { fault, value: usable.then_some(value), draft, cost, validator: OnceLock::new() }
    }

    /// What the arguments break: the first thing, and how many more. `None` where they fit, or cannot be judged.
    pub fn breach(&self, arguments: &Value) -> Option<(Breach, usize)> {
        let schema = self.value.as_ref()?;
        let (values, levels) = size(arguments);
        if values.saturating_mul(self.cost) > MOST_WORK || levels > LEVELS {
            return None;
        }
        let validator = self.validator.get_or_init(|| compile(schema, self.draft)).as_ref()?;
        if validator.is_valid(arguments) {
            return None;
        }
        let errors: Vec<ValidationError<'_>> = validator.iter_errors(arguments).take(100).collect();
        first(&errors)
    }
}

/// The error to tell, and how many more there are. A parameter that is missing says more than one that is too many; a
/// misspelled one is both, and told once.
fn first(errors: &[ValidationError<'_>]) -> Option<(Breach, usize)> {
    let missing = errors.iter().position(|error| matches!(error.kind(), Kind::Required { .. }));
    let told = &errors.get(missing.unwrap_or(0))?;
    let breach = Breach::of(told);
    let same = |error: &&ValidationError<'_>| {
        matches!(error.kind(), Kind::AdditionalProperties { unexpected } if unexpected.len() == 1)
            && breach.why.contains("is missing; is")
            && error.instance_path() == told.instance_path()
    };
    let more = errors.len() - 1 - errors.iter().filter(same).count().min(errors.len() - 1);
    Some((breach, more))
}

/// What holds values against a schema of the user.
pub fn validator(schema: &Value) -> Option<Validator> {
    compile(schema, draft(schema))
}

/// A schema whose patterns the linear engine does not take is not used.
fn compile(schema: &Value, draft: Draft) -> Option<Validator> {
    let options = jsonschema::options()
        .with_draft(draft)
        .offline()
        .should_validate_formats(false)
        .with_pattern_options(PatternOptions::regex().size_limit(PATTERN).dfa_size_limit(PATTERN));
    options.build(schema).ok()
}

/// The draft that the schema names; the newest where it names none.
fn draft(schema: &Value) -> Draft {
    let named = schema.get("$schema").and_then(Value::as_str).unwrap_or_default();
    let known = [
        ("draft-04", Draft::Draft4),
        ("draft-06", Draft::Draft6),
        ("draft-07", Draft::Draft7),
        ("2019-09", Draft::Draft201909),
    ];
    known.into_iter().find(|(word, _)| named.contains(word)).map_or(Draft::Draft202012, |(_, draft)| draft)
}

/// Why the value is no schema. Drafts differ in small things and tools rarely name theirs, so that one that takes it is
/// enough.
fn fault(value: &Value, draft: Draft) -> Option<Breach> {
    let first = against(value, draft)?;
    let fits =
        [Draft::Draft202012, Draft::Draft7, Draft::Draft4].into_iter().any(|other| against(value, other).is_none());
    (!fits).then_some(first)
}

fn against(value: &Value, draft: Draft) -> Option<Breach> {
    let judged = match draft {
        Draft::Draft4 => jsonschema::draft4::meta::validate(value),
        Draft::Draft6 => jsonschema::draft6::meta::validate(value),
        Draft::Draft7 => jsonschema::draft7::meta::validate(value),
        Draft::Draft201909 => jsonschema::draft201909::meta::validate(value),
        _ => jsonschema::draft202012::meta::validate(value),
    };
    judged.err().map(|error| Breach::of_schema(&error))
}

/// Values in it, and how deep they nest.
fn size(value: &Value) -> (u64, u8) {
    let below: Vec<(u64, u8)> = match value {
        Value::Array(items) => items.iter().map(size).collect(),
        Value::Object(members) => members.values().map(size).collect(),
        _ => return (1, 0),
    };
    let values = below.iter().map(|(values, _)| values).sum::<u64>();
    (values + 1, below.iter().map(|(_, levels)| levels + 1).max().unwrap_or(0))
}

/// Writes a value so that only equal ones, keys in the same order, have the same bytes.
fn encode(json: &Json<'_>, out: &mut Vec<u8>) {
    let text = |kind: u8, text: &str, out: &mut Vec<u8>| {
        out.push(kind);
        out.extend_from_slice(&(text.len() as u64).to_le_bytes());
        out.extend_from_slice(text.as_bytes());
    };
    match json {
        Json::Null => out.push(0),
        Json::Bool(value) => out.push(1 + u8::from(*value)),
        Json::Number(number) => {
            out.push(3 + u8::from(number.integer));
            out.extend_from_slice(&number.value.to_le_bytes());
        }
        Json::String(string) => text(5, string, out),
        Json::Array(items) => {
            items.iter().for_each(|item| encode(item, out));
            out.push(6);
        }
        Json::Object(object) => {
            for (key, value) in &object.0 {
                text(7, key, out);
                encode(value, out);
            }
            out.push(8);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::parse;

    fn read(schema: &str) -> Arc<ToolSchema> {
        ToolSchema::of(&parse(schema.as_bytes()).expect("JSON").json, false)
    }

    fn breach(schema: &str, arguments: &str) -> Option<String> {
        let value = serde_json::from_str(arguments).expect("JSON");
        read(schema).breach(&value).map(|(breach, more)| format!("{} {} +{more}", breach.inside, breach.why))
    }

    #[test]
    fn schemas_that_tools_have_are_taken() {
        let taken = [
            "{}",
            r#"{"type":"object"}"#,
            r#"{"type":"object","properties":{},"required":[]}"#,
            r#"{"type":"object","properties":{"a":{"type":["string","null"],"enum":["x",null]}}}"#,
            r##"{"type":"object","$defs":{"p":{"type":"object","properties":{"next":{"$ref":"#/$defs/p"}}}},"properties":{"p":{"$ref":"#/$defs/p"}}}"##,
            r#"{"type":"object","properties":{"a":{"type":"array","items":[{"type":"string"}]}}}"#,
            r#"{"$schema":"http://json-schema.org/draft-04/schema#","type":"object","properties":{"n":{"type":"number","minimum":0,"exclusiveMinimum":true}}}"#,
            r#"{"type":"object","properties":{"a":{"$ref":"https://example.com/a.json"}}}"#,
            r#"{"type":"object","properties":{"enum":{"type":"string"},"type":{"type":"string"},"$ref":{"type":"string"},"required":{"type":"boolean"}}}"#,
            r#"{"type":"object","properties":{"a":{"type":"string","nullable":true,"example":3,"format":"date","x-order":1}}}"#,
            r#"{"$id":"https://example.com/tool","type":"object","properties":{"a":{"type":"string","pattern":"^(?!x)[a-z]+$"}}}"#,
        ];
        for schema in taken {
            let fault = read(schema).fault.as_ref().map(|fault| fault.why.clone());
            assert_eq!(fault, None, "{schema}");
        }
    }

    #[test]
    fn what_is_no_schema_is_told_with_its_place() {
        let why = |schema: &str| {
            let schema = read(schema);
            schema.fault.as_ref().map(|fault| format!("{} {}", fault.inside, fault.why)).unwrap_or_default()
        };
        assert_eq!(
            why(r#"{"type":"object","properties":{"n":{"type":"int"}}}"#),
            "/properties/n/type `int` is no type"
        );
        assert_eq!(
            why(r#"{"type":"object","properties":{"n":{"type":"string","required":true}}}"#),
            "/properties/n/required is a boolean, want an array"
        );
        assert_eq!(
            why(r##"{"type":"object","properties":{"n":{"$ref":"#/$defs/n"}}}"##),
            "/properties/n/$ref `#/$defs/n` leads nowhere"
        );
        assert_eq!(why(r#"{"type":"object","properties":["n"]}"#), "/properties is an array, want an object");
    }

    #[test]
    fn arguments_are_held_against_it() {
        let schema = r#"{"type":"object","properties":{"city":{"type":"string"},"days":{"type":"integer"},"unit":{"enum":["c","f"]}},"required":["city"],"additionalProperties":false}"#;
        assert_eq!(breach(schema, r#"{"city":"Oslo","days":2,"unit":"c"}"#), None);
        assert_eq!(breach(schema, r#"{"days":2}"#).as_deref(), Some(" `city` is missing +0"));
        assert_eq!(
            breach(schema, r#"{"city":"x","days":"2"}"#).as_deref(),
            Some("/days is a string, want an integer +0")
        );
        assert_eq!(breach(schema, r#"{"city":"x","unit":"k"}"#).as_deref(), Some("/unit is \"k\", want `c` or `f` +0"));
        assert_eq!(breach(schema, r#"{"city":"x","z":1}"#).as_deref(), Some(" `z` is not a parameter +0"));
        // A number without a fraction is an integer, however it is written.
        assert_eq!(breach(schema, r#"{"city":"x","days":2.0}"#), None);
    }

    /// Schemas that would take for ever, or the whole stack, are not followed.
    #[test]
    fn hostile_schemas_cost_little() {
        let mut levels = String::new();
        for i in 0..40 {
            let next = i + 1;
            levels += &format!(
                r##""a{i}":{{"allOf":[{{"$ref":"#/$defs/a{next}"}},{{"$ref":"#/$defs/a{next}"}}],"properties":{{"x":{{"$ref":"#/$defs/a{next}"}},"y":{{"$ref":"#/$defs/a{next}"}}}}}},"##
            );
        }
        let doubling = format!(r##"{{"$defs":{{{levels}"a40":{{}}}},"$ref":"#/$defs/a0"}}"##);
        let mut chain = String::new();
        for i in 0..20_000 {
            chain += &format!(r##""a{i}":{{"$ref":"#/$defs/a{}"}},"##, i + 1);
        }
        let chain = format!(r##"{{"$defs":{{{chain}"a20000":{{}}}},"$ref":"#/$defs/a0"}}"##);
        for schema in [
            r##"{"$ref":"#"}"##,
            r##"{"allOf":[{"$ref":"#"},{"$ref":"#"}]}"##,
            r##"{"properties":{"a":{"allOf":[{"$ref":"#"},{"$ref":"#"}]}}}"##,
            doubling.as_str(),
            chain.as_str(),
        ] {
            assert_eq!(breach(schema, r#"{"a":{"a":{"a":{"a":1}}}}"#), None);
        }
        // Long lists and many patterns are not gone through for each of many values.
        let names: Vec<String> = (0..20_000).map(|i| format!("\"n{i}\"")).collect();
        let list = format!("[{}]", names.join(","));
        let empty = format!("[{}]", vec!["{}"; 20_000].join(","));
        let patterns: Vec<String> = (0..2_000).map(|i| format!(r#""p{i}":{{"pattern":"(a{{900}}){{90}}"}}"#)).collect();
        assert_eq!(breach(&format!(r#"{{"items":{{"enum":{list}}}}}"#), &list), None);
        assert_eq!(breach(&format!(r#"{{"items":{{"required":{list}}}}}"#), &empty), None);
        assert_eq!(breach(&format!(r#"{{"properties":{{{}}}}}"#, patterns.join(",")), r#"{"p1":"b"}"#), None);
        // Inlining what is named twice at each level would double the work as well.
        let mut wide = String::new();
        for i in 0..30 {
            let next = i + 1;
            wide += &format!(
                r##""a{i}":{{"properties":{{"x":{{"$ref":"#/$defs/a{next}"}},"y":{{"$ref":"#/$defs/a{next}"}}}}}},"##
            );
        }
        let wide = format!(r##"{{"$defs":{{{wide}"a30":{{"type":"string"}}}},"$ref":"#/$defs/a0"}}"##);
        assert_eq!(breach(&wide, r#"{"x":{"y":{}}}"#), None);
    }
}
