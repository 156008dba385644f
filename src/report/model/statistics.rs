//! Numbers about the data and what they are good for, as the report has them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Numbers about the data.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Stats {
    /// Rows that are JSON objects.
    pub examples: u64,
    /// Examples per shape.
    pub shapes: BTreeMap<String, u64>,
    /// Messages per example.
    pub messages: Lengths,
    /// Messages per role.
    pub roles: BTreeMap<String, u64>,
    /// Bytes of text per example.
    pub lengths: ContextTarget,
    /// Label spaces.
    pub labels: Vec<LabelReport>,
    /// Examples by score: ten bins of ten points, and those with 100.
    pub score_histogram: Vec<u64>,
}

/// Quantiles; exact up to 16, within an eighth above.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs, reason = "the keys say it")]
pub struct Lengths {
    pub total: u64,
    pub p50: u64,
    pub p90: u64,
    pub p99: u64,
    pub max: u64,
}

/// Lengths of what is given and what is learned, in bytes of UTF-8.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs, reason = "the keys say it")]
pub struct ContextTarget {
    pub context: Lengths,
    pub target: Lengths,
}

/// One label space.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct LabelReport {
    /// `data set`, or the hash of the task's common prompt.
    pub task: String,
    /// The field of JSON answers that the labels stand in; none for bare answers.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub field: Option<String>,
    /// Examples.
    pub examples: u64,
    /// Labels, folded.
    pub classes: u64,
    /// Share of the most frequent.
    pub majority: f64,
    /// Most to least frequent.
    pub ratio: f64,
    /// Entropy over its maximum.
    pub evenness: f64,
    /// Effective number of classes.
    pub effective: f64,
    /// The most frequent labels (at most 50) with their counts.
    pub counts: Vec<LabelCount>,
}

/// One label.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs, reason = "the keys say it")]
pub struct LabelCount {
    pub label: String,
    pub count: u64,
    /// In how many spellings.
    pub forms: u64,
}

/// What the data are good for.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Readiness {
    /// `< 50`, `50-500`, `500-10000` or `> 10000` examples.
    pub size_band: String,
    /// `classification`, `tool use`, `preference`, `conversation`, `free form` or `text`.
    pub task: String,
}
