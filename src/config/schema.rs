//! `ft-lint.toml` as types. The JSON Schema of the file comes from here, and so do the names that "did you mean" knows.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::de::{self, Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

use crate::rules::{Level, RuleOptions, Where};

/// The configuration. Every key may be left out.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// Version of the rules' meaning, such as `0.1`: rules that came later do not run, so that an upgrade turns nothing red.
    pub ruleset: Option<String>,
    /// The consumer whose rules hold; `ft-lint profiles` lists them.
    pub profile: Option<String>,
    /// What is checked when the command line names no input: files, folders, patterns, from the folder of this file.
    pub inputs: Vec<String>,
    /// Patterns of files that folders are searched for besides `.jsonl` and `.ndjson`.
    pub include: Vec<String>,
    /// Patterns of files and folders that are left out, from the folder of this file.
    pub exclude: Vec<String>,
    /// Rules that run, all when empty: codes, names, families, prefixes (`FT6`), `ALL`.
    pub select: Vec<String>,
    /// Rules that do not run, or single findings that are known.
    pub ignore: Vec<Ignore>,
    /// Rules that run besides `select`, whatever `ignore` says.
    pub extend_select: Vec<String>,
    /// Rules that do not run besides those of `ignore`.
    pub extend_ignore: Vec<String>,
    /// Findings that are known, written by `--update-baseline`; from the folder of this file.
    pub baseline: Option<String>,
    /// The labels that there are; another one is an error (FT308).
    pub labels: Vec<String>,
    /// Whether answers are class labels.
    pub label_mode: Option<LabelMode>,
    /// Regular expressions for answers that may stand under many prompts (FT506).
    pub allow_answers: Vec<String>,
    /// Whether prompts are compared for likeness (FT703, FT401); off keeps 128 bytes less for each row.
    pub near: Option<bool>,
    /// A longer row is reported and skipped, in bytes.
    pub max_row_bytes: Option<u64>,
    /// Findings listed per rule; all are counted.
    pub max_findings: Option<usize>,
    /// Levels by code, name, family or prefix; the narrowest wins.
    pub levels: BTreeMap<String, Switch>,
    /// Options of single rules, by name; their pages list them.
    pub rules: RuleOptions,
    /// What counts as a leak.
    pub privacy: Privacy,
    /// When the gate fails.
    pub gate: Gate,
    /// What is different for some files.
    pub overrides: Vec<Override>,
    /// Rules of the house.
    pub custom: Vec<Custom>,
}

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

/// The level from which findings fail the gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names say it")]
pub enum FailOn {
    Error,
    Warn,
    Info,
    Never,
}

/// When the gate fails.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Gate {
    /// Fail on findings of this level or worse.
    pub fail_on: Option<FailOn>,
    /// Fail on more warnings than this.
    pub max_warnings: Option<u64>,
    /// Fail on a lower score than this, 0–100.
    pub min_score: Option<f64>,
    /// Rows in which a rule may find something, by code, name, family or prefix. Such a rule is judged by its budget alone.
    pub budget: BTreeMap<String, Budget>,
}

/// Rows: a count, or a share such as `0.5%`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Budget {
    /// That many rows.
    Rows(u64),
    /// That share of the rows, 0–1.
    Share(f64),
}

impl Budget {
    /// Reads `12` or `0.5%`.
    pub fn read(text: &str) -> Result<Budget, String> {
        let want = || format!("`{text}` is no budget: want a count of rows such as 12, or a share such as 0.5%");
        if let Some(number) = text.trim().strip_suffix('%') {
            let percent: f64 = number.trim().parse().map_err(|_| want())?;
            return if (0.0..=100.0).contains(&percent) { Ok(Budget::Share(percent / 100.0)) } else { Err(want()) };
        }
        text.trim().parse().map(Budget::Rows).map_err(|_| want())
    }
}

impl fmt::Display for Budget {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Budget::Rows(rows) => write!(out, "{rows}"),
            Budget::Share(share) => write!(out, "{} %", (share * 1e8).round() / 1e6),
        }
    }
}

impl JsonSchema for Budget {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Budget".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "Rows: a count, or a share such as `0.5%`.",
            "anyOf": [
                {"type": "integer", "minimum": 0},
                {"type": "string", "pattern": "^[0-9]+(\\.[0-9]+)?%?$"}
            ]
        })
    }
}

impl<'de> Deserialize<'de> for Budget {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl Visitor<'_> for Either {
            type Value = Budget;

            fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
                out.write_str("a count of rows such as 12, or a share such as \"0.5%\"")
            }

            fn visit_i64<E: de::Error>(self, rows: i64) -> Result<Budget, E> {
                u64::try_from(rows).map(Budget::Rows).map_err(|_| E::custom("a budget is 0 or more"))
            }

            fn visit_u64<E: de::Error>(self, rows: u64) -> Result<Budget, E> {
                Ok(Budget::Rows(rows))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Budget, E> {
                Budget::read(text).map_err(E::custom)
            }
        }
        deserializer.deserialize_any(Either)
    }
}

/// What is different for some files.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Override {
    /// Patterns of the files, from the folder of this file.
    pub files: Vec<String>,
    /// The consumer that they are for, where it is another one; limits of rows and files are judged by these files alone.
    pub profile: Option<String>,
    /// The only rules that speak of them; all that run when empty.
    pub select: Vec<String>,
    /// Rules that say nothing about them.
    pub ignore: Vec<String>,
    /// Levels of findings in them.
    pub levels: BTreeMap<String, Switch>,
    /// Why.
    pub reason: Option<String>,
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

/// The JSON Schema of the file.
pub fn schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(Config).to_value();
    if let Some(object) = schema.as_object_mut() {
        object.insert("title".into(), "ft-lint/config/1".into());
    }
    schema
}

/// Serializable for tests and `ft-lint config`: the rule options with their defaults.
pub fn rule_defaults() -> toml::Table {
    fn table(value: &impl Serialize) -> toml::Table {
        toml::Table::try_from(value).expect("options are plain tables")
    }
    table(&RuleOptions::default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn budgets_are_counts_or_shares() {
        assert_eq!(Budget::read("12"), Ok(Budget::Rows(12)));
        assert_eq!(Budget::read("0.5%"), Ok(Budget::Share(0.005)));
        assert_eq!(Budget::read(" 100 % "), Ok(Budget::Share(1.0)));
        for bad in ["", "-1", "0.5", "101%", "-1%", "nan%", "x", "%"] {
            assert!(Budget::read(bad).is_err(), "{bad}");
        }
        assert_eq!((Budget::Share(0.005).to_string(), Budget::Rows(3).to_string()), ("0.5 %".into(), "3".into()));
    }
}
