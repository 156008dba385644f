//! `ft-lint.toml` as types. The JSON Schema of the file comes from here, and so do the names that "did you mean" knows.

mod gate;
mod rules;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use gate::{Budget, FailOn, Gate};
pub use rules::{Certainty, Custom, Ignore, Known, LabelMode, Privacy, Switch};

use crate::rules::RuleOptions;

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
