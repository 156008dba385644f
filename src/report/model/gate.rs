//! When the gate fails and which findings are known, as the report has them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::finding::FindingReport;
use crate::rules::Level;

/// When the gate fails.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct GateReport {
    /// Findings of this level or worse fail; null where no level does.
    pub fail_on: Option<Level>,
    /// More warnings fail.
    pub max_warnings: Option<u64>,
    /// Warnings of rules that no budget judges.
    #[serde(default)]
    pub warnings: u64,
    /// A lower score fails.
    pub min_score: Option<f64>,
    /// Rows in which rules may find something.
    pub budgets: Vec<BudgetReport>,
}

/// One budget.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct BudgetReport {
    /// Code, name, family or prefix.
    pub rules: String,
    /// Rows that are allowed, where it is a count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit_rows: Option<u64>,
    /// Share of the rows that is allowed, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit_share: Option<f64>,
    /// Rows with a finding.
    pub rows: u64,
    /// Their share.
    pub share: f64,
    /// Whether the budget holds.
    pub holds: bool,
}

/// A baseline and this run. Its lists are capped like those of findings; `summary.suppressed` has whole counts.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct BaselineReport {
    /// Its path.
    pub path: String,
    /// Findings of this run that it holds; they are in no other list or number but `summary.suppressed.baseline`.
    pub findings: Vec<FindingReport>,
    /// Findings that it holds and this run did not have.
    pub absent: Vec<AbsentReport>,
}

/// A finding that is no longer there.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct AbsentReport {
    /// Rule code.
    pub code: String,
    /// Fingerprint.
    pub fingerprint: String,
    /// How many: a record may have stood several times.
    pub count: u32,
}
