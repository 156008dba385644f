//! What the configuration says of rules: levels, findings that are known, labels, privacy, rules of the house.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, Visitor};

use crate::rules::{Level, Where};

/// A level, or `off`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Switch {
    Error,
    Warn,
    Info,
    Off,
}

impl Switch {
    /// The level; none for `off`.
    pub fn level(self) -> Option<Level> {
        match self {
            Switch::Error => Some(Level::Error),
            Switch::Warn => Some(Level::Warn),
            Switch::Info => Some(Level::Info),
            Switch::Off => None,
        }
    }
}

/// Whether answers are class labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LabelMode {
    /// Where they look like it: short answers, few different ones.
    Auto,
    /// Always.
    On,
    /// Never.
    Off,
}

/// An entry of `ignore`: rules, or findings that are known.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema)]
#[serde(untagged)]
pub enum Ignore {
    /// Rules that do not run.
    Rules(String),
    /// Findings that are known.
    Findings(Known),
}

/// Findings that are known and do not count. All that is given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Known {
    /// Code, name, family or prefix.
    pub rule: Option<String>,
    /// JSON Pointer of the finding, or of what it is in; `*` stands for any one step.
    pub pointer: Option<String>,
    /// Patterns of files, from the folder of this file.
    pub files: Vec<String>,
    /// The finding's fingerprint, as reports have it.
    pub fingerprint: Option<String>,
    /// Why it is all right.
    pub reason: String,
}

impl<'de> Deserialize<'de> for Ignore {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Ignore;

            fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
                out.write_str("the name of a rule, or a table with `rule`, `pointer`, `files`, `fingerprint`, `reason`")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Ignore, E> {
                Ok(Ignore::Rules(text.into()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Ignore, A::Error> {
                Known::deserialize(de::value::MapAccessDeserializer::new(map)).map(Ignore::Findings)
            }
        }
        deserializer.deserialize_any(Either)
    }
}

/// How sure a privacy finding must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// Check digits and fixed prefixes only.
    Certain,
    /// Also valid formats, and values that a word announces.
    Likely,
    /// Also weak formats that no word announces.
    All,
}

/// What counts as a leak.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Privacy {
    /// How sure a finding must be.
    pub certainty: Option<Certainty>,
    /// Whether names of persons are looked for (FT609).
    pub person: Option<bool>,
    /// What may stand in the data: a value, or `domain:`, `regex:`, `pointer:`, `kind:` with what is meant.
    pub allow: Vec<String>,
}

/// A rule of the house. Exactly one of `pattern`, `phrases`, `required` and `schema` says what it looks for.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Custom {
    /// Its name, kebab-case; its code is `CUSTOM-` and the name.
    pub name: String,
    /// Its level; `warn` when not said.
    pub level: Option<Switch>,
    /// What is wrong, in one line.
    pub message: Option<String>,
    /// What to do.
    pub help: Option<String>,
    /// In which texts `pattern` and `phrases` are looked for; all when not said.
    #[serde(rename = "in")]
    pub place: Option<Where>,
    /// A regular expression that texts may not match.
    pub pattern: Option<String>,
    /// Words or phrases that texts may not hold, whatever their case.
    pub phrases: Vec<String>,
    /// JSON Pointers of keys that every row has.
    pub required: Vec<String>,
    /// JSON Pointer of what `schema` is about; the row when not said.
    pub pointer: Option<String>,
    /// A JSON Schema.
    #[schemars(with = "Option<BTreeMap<String, serde_json::Value>>")]
    pub schema: Option<toml::Table>,
    /// Rows in which it must find something: `ft-lint config --test` tries them.
    pub bad: Vec<String>,
    /// Rows in which it may find nothing.
    pub good: Vec<String>,
}
