//! From what a run gave to the report: names, numbers and places worked out, nothing judged anew.

mod context;
mod finding;
mod profiles;
mod statistics;
mod summary;
mod unchecked;

pub use context::Context;
pub use finding::{finding, row_of};
pub(super) use unchecked::{DESELECTED, NEWER};

use super::model::{BudgetReport, Config, FindingReport, GateReport, InputReport, Report, SCHEMA, Tool};
use super::wording::round;
use crate::engine::{Outcome, Plan, RULESET};
use crate::gate::{Counted as Gated, Gate, Judged, Limit};
use crate::rules::{Facts, Family};
use crate::score::{Counted, Score, Whole, score, scored};
use crate::source::{InputRead, Pos};
use context::sample;
use finding::{finding_with, lines};
use statistics::{readiness, stats};
use summary::{summary, total};
use unchecked::MIN_FREE;

/// The scores of examples that are not 100, with their row: for `--scores`, in row order.
pub fn scores(outcome: &Outcome) -> Vec<(Pos, f64)> {
    let row = |row: &[crate::engine::Penalty]| {
        let lost: u64 = row.iter().map(|penalty| u64::from(penalty.millionths())).sum();
        (row[0].pos, (1_000_000 - lost.min(1_000_000)) as f64 / 10_000.0)
    };
    outcome.penalties.chunk_by(|a, b| a.pos == b.pos).map(row).collect()
}

/// The report without what the program itself adds to it: notes and failures.
pub fn build(context: &Context<'_>, outcome: &Outcome) -> Report {
    let score = score_of(context.plan, outcome);
    let judged = judge(context, outcome, &score);
    let lines = lines(context.plan, outcome);
    let findings: Vec<FindingReport> = outcome
        .found
        .iter()
        .map(|placed| finding_with(placed, context.plan, &outcome.read, context.show_values, &lines))
        .collect();
    let counted: u64 = outcome.counts.iter().map(|counts| counts.findings).sum();
    Report {
        schema: SCHEMA.into(),
        tool: Tool {
            name: "ft-lint".into(),
            version: env!("CARGO_PKG_VERSION").into(),
            ruleset: context.ruleset.unwrap_or(RULESET).into(),
        },
        config: Config {
            profile: context.profile.into(),
            path: context.config_path.map(str::to_owned),
            hash: format!("xxh3:{:016x}", context.config_hash),
        },
        sample: sample(context, outcome),
        gate: gate(context.gate, &judged),
        inputs: inputs(context.plan, outcome),
        summary: summary(context, outcome, &score, judged.reasons),
        stats: stats(&outcome.facts, &score),
        readiness: readiness(&outcome.facts),
        truncated: (findings.len() as u64) < counted,
        findings,
        baseline: None,
    }
}

/// What the run scores.
fn score_of(plan: &Plan, outcome: &Outcome) -> Score {
    let families: Vec<Family> = plan.rules.iter().map(|rule| rule.meta.family).collect();
    let whole: Vec<Whole> = outcome
        .whole
        .iter()
        .map(|(rule, finding)| Whole { rule: *rule, level: finding.level, weight: finding.weight })
        .collect();
    // Rows of which none could be read have no score.
    let rows = if outcome.facts.examples == 0 { 0 } else { outcome.facts.rows };
    score(&Counted {
        rows,
        families: &families,
        penalties: &outcome.penalties,
        whole: &whole,
        applies: &applies(&outcome.facts),
    })
}

/// What the gate says of the score as it is shown, and of the counts.
fn judge(context: &Context<'_>, outcome: &Outcome, score: &Score) -> Judged {
    let score = total(outcome, score);
    let rules = context.plan.rules.iter().zip(&outcome.counts);
    let rules: Vec<(&str, [u64; 3])> = rules.map(|(rule, counts)| (rule.meta.code, counts.levels)).collect();
    let rows_of = |codes: &[&str]| outcome.rows_of(context.plan, codes);
    let (rows, lines) = (outcome.facts.rows, outcome.facts.lines());
    context.gate.judge(&Gated { rules: &rules, score, rows, lines, rows_of: &rows_of })
}

/// The gate, and what became of its budgets.
fn gate(gate: &Gate, judged: &Judged) -> GateReport {
    let budgets = gate.budgets.iter().zip(&judged.budgets).map(|(budget, spent)| BudgetReport {
        rules: budget.name.clone(),
        limit_rows: if let Limit::Rows(rows) = budget.limit { Some(rows) } else { None },
        limit_share: if let Limit::Share(share) = budget.limit { Some(share) } else { None },
        rows: spent.rows,
        share: round(spent.share, 6),
        holds: spent.holds,
    });
    GateReport {
        fail_on: gate.fail_on,
        max_warnings: gate.max_warnings,
        warnings: judged.warnings,
        min_score: gate.min_score,
        budgets: budgets.collect(),
    }
}

/// Families that apply: which ones follows from the shape of the data, never from findings.
fn applies(facts: &Facts) -> Vec<Family> {
    let pairs = facts.state.turns > 0;
    scored()
        .filter(|family| match family {
            Family::Balance => !facts.labels.spaces.is_empty() || facts.state.free.seen() >= MIN_FREE,
            Family::Contradiction => pairs,
            _ => true,
        })
        .collect()
}

fn inputs(plan: &Plan, outcome: &Outcome) -> Vec<InputReport> {
    let one = |(facts, read): (&crate::rules::InputFacts, &InputRead)| InputReport {
        path: facts.name.clone(),
        bytes: read.bytes,
        rows: facts.counts.rows,
        examples: facts.counts.examples,
        hash: format!("xxh3:{:016x}", read.hash),
        shape: facts.counts.shapes.iter().max_by_key(|(_, count)| **count).map(|(shape, _)| shape.name().to_owned()),
        profile: (plan.consumer_of(facts.index) > 0)
            .then(|| plan.profile_of(plan.consumer_of(facts.index)).name.clone()),
    };
    outcome.facts.inputs.iter().zip(&outcome.read).map(one).collect()
}
