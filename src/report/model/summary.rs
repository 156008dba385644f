//! Verdict, score and counts, as the report has them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::rules::Level;

/// Verdict, score and counts.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// `pass`, `fail`, or `none` where the run could not be completed.
    pub verdict: String,
    /// 0, 1 or 2.
    pub exit_code: u8,
    /// Why the gate failed.
    pub reasons: Vec<String>,
    /// 0–100; null without examples.
    pub score: Option<f64>,
    /// By family name.
    pub families: BTreeMap<String, FamilyReport>,
    /// Findings per level.
    pub levels: Levels,
    /// Rules with findings, by code.
    pub rules: Vec<RuleReport>,
    /// The costliest rules and the score if all their findings were repaired.
    pub raise: Vec<Raise>,
    /// Findings that the program can repair.
    pub fixable: Fixable,
    /// Findings that are known; they are in no other number here.
    #[serde(default)]
    pub suppressed: SuppressedReport,
    /// Entries of the configuration and the baseline that matched nothing.
    #[serde(default)]
    pub unused: Vec<String>,
    /// How each known consumer would take the data set.
    #[serde(default)]
    pub profiles: Vec<ProfileReport>,
    /// Rules of the house that ran.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub house: Vec<HouseReport>,
    /// What was not looked at, and why.
    pub not_checked: Vec<NotChecked>,
    /// Problems of the run, such as inputs that could not be read.
    pub failures: Vec<String>,
}

/// A rule of the house.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct HouseReport {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its level.
    pub level: Level,
    /// What is wrong where it finds something.
    pub about: String,
}

/// Findings that are known.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct SuppressedReport {
    /// By the baseline.
    pub baseline: u64,
    /// By entries of `ignore`.
    pub ignored: u64,
    /// By overrides that turn a rule off for some files.
    pub overrides: u64,
    /// Findings of the baseline that match nothing any more.
    pub stale: u64,
}

/// One family.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct FamilyReport {
    /// 0–100; null where the family does not apply to the data.
    pub score: Option<f64>,
    /// Findings.
    pub findings: u64,
    /// Weight in the total.
    pub weight: f64,
}

/// Findings per level.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs, reason = "the keys say it")]
pub struct Levels {
    pub error: u64,
    pub warn: u64,
    pub info: u64,
}

/// One rule with findings.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs, reason = "the keys say it")]
pub struct RuleReport {
    pub code: String,
    pub name: String,
    pub family: String,
    /// The worst level of its findings.
    pub level: Level,
    pub findings: u64,
    /// Rows that it found something in.
    pub rows: u64,
    /// Share of all rows that are not blank; for rules of family `file` of all rows.
    pub share: f64,
    /// Findings that the program can repair.
    pub fixable: u64,
    /// Points of the score that it costs.
    pub points: f64,
}

/// What repairing one rule's findings gives.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs, reason = "the keys say it")]
pub struct Raise {
    pub code: String,
    pub name: String,
    /// The score without them.
    pub score: f64,
}

/// Findings that the program can repair.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs, reason = "the keys say it")]
pub struct Fixable {
    pub safe: u64,
    #[serde(rename = "unsafe")]
    pub risky: u64,
}

/// How one consumer would take the data set. Keys that do not apply are left out.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ProfileReport {
    /// Id of the profile.
    pub profile: String,
    /// Whether the consumer takes new jobs.
    pub live: bool,
    /// `accepts`, `rejects`, or `other-shape` where it takes rows of other shapes.
    pub verdict: String,
    /// Rows with an error under this profile.
    pub rows: u64,
    /// The rule of the first reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The first reason, one line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Index into `inputs` of the first reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<usize>,
    /// Row of the first reason, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// JSON Pointer of the first reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
}

/// What was not looked at: a rule, or a part of what it looks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs, reason = "the keys say it")]
pub struct NotChecked {
    pub code: String,
    pub name: String,
    pub reason: String,
    /// Whether the rule did look, and this is what it left out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub part: bool,
}
