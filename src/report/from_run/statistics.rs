//! Numbers about the data, and what the data are good for.

use super::super::model::{ContextTarget, LabelCount, LabelReport, Lengths, Readiness, Stats};
use super::super::wording::round;
use crate::example::{Role, Shape};
use crate::rules::balance::Measures;
use crate::rules::labels::{LabelSpace, NO_TASK, listed as label_listed};
use crate::rules::redact::redact;
use crate::rules::{Facts, LengthStats};
use crate::score::Score;

/// Labels that a label space lists.
const LABELS: usize = 50;

/// Counts and lengths of the data; `score` has how the examples did.
pub(super) fn stats(facts: &Facts, score: &Score) -> Stats {
    Stats {
        examples: facts.examples,
        shapes: facts.shapes.iter().map(|(shape, count)| (shape.name().to_owned(), *count)).collect(),
        messages: lengths(&facts.state.messages),
        roles: facts.state.roles.iter().map(|(role, count)| (role.name().to_owned(), *count)).collect(),
        lengths: ContextTarget {
            context: lengths(&facts.state.context_bytes),
            target: lengths(&facts.state.target_bytes),
        },
        labels: labels(facts),
        score_histogram: score.histogram.to_vec(),
    }
}

fn lengths(stats: &LengthStats) -> Lengths {
    if stats.count() == 0 {
        return Lengths::default();
    }
    Lengths {
        total: stats.sum(),
        p50: stats.quantile(0.5),
        p90: stats.quantile(0.9),
        p99: stats.quantile(0.99),
        max: stats.max(),
    }
}

/// Label spaces with their measures and most frequent labels.
fn labels(facts: &Facts) -> Vec<LabelReport> {
    let one = |space: &LabelSpace| {
        let measures = Measures::of(space);
        let mut counts: Vec<LabelCount> = space
            .classes()
            .values()
            .map(|label| LabelCount {
                label: redact(&label_listed(&label.forms[0].0)),
                count: label.count,
                forms: label.forms.len() as u64,
            })
            .collect();
        counts.sort_by(|a, b| b.count.cmp(&a.count).then(a.label.cmp(&b.label)));
        counts.truncate(LABELS);
        LabelReport {
            task: if space.task == NO_TASK { "data set".into() } else { format!("{:016x}", space.task) },
            field: (!space.field.is_empty()).then(|| redact(&space.field)),
            examples: space.examples,
            classes: measures.classes as u64,
            majority: round(measures.majority, 4),
            ratio: round(measures.ratio, 2),
            evenness: round(measures.evenness, 4),
            effective: round(measures.effective, 2),
            counts,
        }
    };
    facts.labels.spaces.iter().map(one).collect()
}

/// How many examples there are, and what they teach.
pub(super) fn readiness(facts: &Facts) -> Readiness {
    let size_band = match facts.examples {
        0..50 => "< 50",
        50..500 => "50-500",
        500..=10_000 => "500-10000",
        _ => "> 10000",
    };
    let labelled: u64 = facts.labels.spaces.iter().map(|space| space.examples).sum();
    let tools = facts.state.roles.get(&Role::Tool).copied().unwrap_or(0);
    let task = match facts.main_shape() {
        Some(Shape::Text | Shape::Tokens) => "text",
        Some(
            Shape::Preference
            | Shape::PreferenceOpenai
            | Shape::ChatPreference
            | Shape::Kto
            | Shape::ContentsPreference,
        ) => "preference",
        _ if labelled * 2 > facts.examples => "classification",
        _ if tools * 4 > facts.examples => "tool use",
        Some(shape) if shape.is_chat() => "conversation",
        _ => "free form",
    };
    Readiness { size_band: size_band.into(), task: task.into() }
}
