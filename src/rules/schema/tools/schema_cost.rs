//! How much work a JSON Schema may make: how many of its places can meet one value. Without this a schema of a few lines
//! whose references double at each level, or lead back to themselves, would hold up the run for ever.

use std::collections::BTreeMap;

use serde_json::Value;

/// Levels of nested values that are counted with; deeper arguments are not held against a schema.
pub const LEVELS: u8 = 12;

/// Most places looked at before a schema counts as too much.
const MOST_STEPS: usize = 50_000;

/// Most regular expressions that are compiled for one schema.
const MOST_PATTERNS: usize = 64;

/// Longest chain of schemas about one value.
const MOST_CHAIN: usize = 100;

/// Upper bound of the schema's places that meet values on one path down; `u64::MAX` where there is none.
pub fn cost(schema: &Value) -> u64 {
    let mut walk = Walk { root: schema, known: BTreeMap::new(), steps: 0, patterns: 0 };
    let places = walk.places(schema, LEVELS, 0);
    if walk.patterns > MOST_PATTERNS { u64::MAX } else { places }
}

struct Walk<'v> {
    root: &'v Value,
    /// By address of the schema and levels left. One that is being counted is `MAX`: to meet it again is a circle.
    known: BTreeMap<(usize, u8), u64>,
    steps: usize,
    patterns: usize,
}

impl<'v> Walk<'v> {
    fn places(&mut self, schema: &'v Value, levels: u8, chain: usize) -> u64 {
        let Value::Object(members) = schema else { return 1 };
        let key = (std::ptr::from_ref(schema) as usize, levels);
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        self.known.insert(key, u64::MAX);
        self.steps += 1;
        if self.steps > MOST_STEPS || chain > MOST_CHAIN {
            return u64::MAX;
        }
        let mut sum = 1u64;
        for (keyword, value) in members {
            sum = sum.saturating_add(self.keyword(keyword, value, levels, chain));
        }
        self.known.insert(key, sum);
        sum
    }

    fn keyword(&mut self, keyword: &str, value: &'v Value, levels: u8, chain: usize) -> u64 {
        let length = match value {
            Value::Array(items) => items.len(),
            Value::Object(members) => members.len(),
            _ => 0,
        };
        self.patterns += match keyword {
            "pattern" => 1,
            "patternProperties" => length,
            _ => 0,
        };
        let places = match keyword {
            "$ref" => match resolve(self.root, value.as_str().unwrap_or_default()) {
                Some(target) => self.places(target, levels, chain + 1),
                None => u64::MAX,
            },
            "allOf" | "anyOf" | "oneOf" | "not" | "if" | "then" | "else" => self.all(value, levels, chain + 1),
            "dependentSchemas" | "dependencies" => self.map(value, levels, chain + 1),
            _ if levels == 0 => 0,
            "properties" => self.worst(value, levels - 1),
            "patternProperties" => self.map(value, levels - 1, 0),
            "additionalProperties"
            | "items"
            | "prefixItems"
            | "additionalItems"
            | "contains"
            | "propertyNames"
            | "unevaluatedItems"
            | "unevaluatedProperties" => self.all(value, levels - 1, 0),
            _ => 0,
        };
        // Lists of names and values are gone through for each value.
        places.saturating_add(length as u64 / 8)
    }

    /// A schema, or a list of them, that may all meet one value.
    fn all(&mut self, value: &'v Value, levels: u8, chain: usize) -> u64 {
        match value {
            Value::Array(list) => self.sum(list.iter(), levels, chain),
            one => self.places(one, levels, chain),
        }
    }

    /// A map of schemas that may all meet one value.
    fn map(&mut self, value: &'v Value, levels: u8, chain: usize) -> u64 {
        value.as_object().map_or(0, |members| self.sum(members.values(), levels, chain))
    }

    fn sum(&mut self, schemas: impl Iterator<Item = &'v Value>, levels: u8, chain: usize) -> u64 {
        let mut sum = 0u64;
        for schema in schemas {
            sum = sum.saturating_add(self.places(schema, levels, chain));
        }
        sum
    }

    /// Of named members only one is the value's.
    fn worst(&mut self, value: &'v Value, levels: u8) -> u64 {
        let mut worst = 0;
        for schema in value.as_object().into_iter().flat_map(|members| members.values()) {
            worst = worst.max(self.places(schema, levels, 0));
        }
        worst
    }
}

/// The schema that a local reference leads to.
pub fn resolve<'v>(root: &'v Value, reference: &str) -> Option<&'v Value> {
    let pointer = reference.strip_prefix('#')?;
    root.pointer(pointer)
}
