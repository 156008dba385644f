//! The saved document, schema `ft-lint/report/1`. Within a number keys may be added, never removed, renamed or retyped.

mod finding;
mod gate;
mod statistics;
mod summary;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use finding::{EditReport, ExcerptReport, FindingReport, FixReport, RegionReport, RelatedReport, SpanReport};
pub use gate::{AbsentReport, BaselineReport, BudgetReport, GateReport};
pub use statistics::{ContextTarget, LabelCount, LabelReport, Lengths, Readiness, Stats};
pub use summary::{
    FamilyReport, Fixable, HouseReport, Levels, NotChecked, ProfileReport, Raise, RuleReport, Summary, SuppressedReport,
};

/// Name and number of the document's schema.
pub const SCHEMA: &str = "ft-lint/report/1";

/// The report of one run.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// `ft-lint/report/1`.
    pub schema: String,
    /// The program that wrote it.
    pub tool: Tool,
    /// What decided the verdict.
    pub config: Config,
    /// Which rows were looked at, where it is not all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample: Option<SampleReport>,
    /// When the gate fails, and what became of its budgets.
    #[serde(default)]
    pub gate: GateReport,
    /// The inputs in order.
    pub inputs: Vec<InputReport>,
    /// Verdict, score and counts; whole.
    pub summary: Summary,
    /// Numbers about the data.
    pub stats: Stats,
    /// What the data are good for.
    pub readiness: Readiness,
    /// Findings about rows in row order, then of rules about the data set by code and row.
    pub findings: Vec<FindingReport>,
    /// Whether findings were left out of the list; counts are whole all the same.
    pub truncated: bool,
    /// What the baseline says, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<BaselineReport>,
}

/// The program.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs, reason = "the keys say it")]
pub struct Tool {
    pub name: String,
    pub version: String,
    /// Version of the rules' meaning.
    pub ruleset: String,
}

/// The options that decide findings and verdict.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Config {
    /// The consumer whose rules hold.
    pub profile: String,
    /// The configuration file, if there was one.
    pub path: Option<String>,
    /// XXH3-64 of the options.
    pub hash: String,
}

/// A sample of the rows.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SampleReport {
    /// Rows that were asked for.
    pub wanted: u64,
    /// What the choice started from.
    pub seed: u64,
    /// Rows that were looked at.
    pub rows: u64,
    /// Rows of all inputs.
    pub of: u64,
}

/// One input.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct InputReport {
    /// Path as given.
    pub path: String,
    /// Unpacked bytes.
    pub bytes: u64,
    /// Rows, blank ones included.
    pub rows: u64,
    /// Rows that are JSON objects.
    pub examples: u64,
    /// XXH3-64 of the unpacked bytes.
    pub hash: String,
    /// The shape of most examples.
    pub shape: Option<String>,
    /// The consumer that it is for, where that is another one than `config.profile`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
}
