//! What the report says of a run beside its outcome.

use super::super::model::SampleReport;
use crate::engine::{Outcome, Plan};
use crate::gate::Gate;

/// What the report says of the run beside its outcome.
pub struct Context<'c> {
    /// The plan that ran.
    pub plan: &'c Plan,
    /// Name of the profile.
    pub profile: &'c str,
    /// XXH3-64 of the options.
    pub config_hash: u64,
    /// Whether values of privacy findings are written.
    pub show_values: bool,
    /// The configuration file.
    pub config_path: Option<&'c str>,
    /// Version of the rules' meaning that the user stays with.
    pub ruleset: Option<&'c str>,
    /// When the gate fails.
    pub gate: &'c Gate,
}

/// Which rows were looked at; none where it was all of them.
pub(super) fn sample(context: &Context<'_>, outcome: &Outcome) -> Option<SampleReport> {
    let sample = context.plan.sample.as_ref()?;
    let rows = outcome.facts.inputs.iter().map(|input| input.counts.rows).sum();
    Some(SampleReport { wanted: sample.wanted as u64, seed: sample.seed, rows, of: sample.rows })
}
