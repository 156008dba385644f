//! FT203 missing-key. The page is `rules/FT203-missing-key.md`.

use serde::{Deserialize, Serialize};

use crate::example::{Example, Shape};
use crate::rules::contract::{FoldRule, SchemaRule, Sink};
use crate::rules::facts::{Facts, Smallest};
use crate::rules::schema::Reading;

/// FT203: a required key is not there.
pub struct MissingKey;

impl SchemaRule for MissingKey {
    fn check(&self, row: &Reading<'_, '_>, sink: &mut Sink<'_>) {
        row.report_flaws(sink, "FT203");
    }
}
/// Rows of a prompt alone: how many, and the first of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromptsAlone {
    count: u64,
    first: Smallest,
}

impl FoldRule for MissingKey {
    type State = PromptsAlone;

    fn observe(&self, state: &mut PromptsAlone, example: &Example<'_>) {
        if example.shape == Shape::PromptOnly {
            state.count += 1;
            state.first.add(example.row.pos);
        }
    }

    fn merge(&self, left: &mut PromptsAlone, right: PromptsAlone) {
        left.count += right.count;
        left.first.merge(&right.first);
    }

    /// A prompt alone is a row for reinforcement learning; among pairs it is a row that lost its answer.
    fn conclude(&self, state: &PromptsAlone, facts: &Facts, sink: &mut Sink<'_>) {
        let answer = match facts.main_shape() {
            Some(Shape::PromptCompletion | Shape::Kto) => "completion",
            Some(Shape::Preference) => "chosen` and `rejected",
            _ => return,
        };
        let mut rows = state.first.iter();
        let Some(first) = rows.next() else { return };
        let count = if state.count > 1 { format!(" ({} rows)", state.count) } else { String::new() };
        let finding = sink
            .report_row(first, "", format!("`prompt` without `{answer}`{count}"))
            .floating("prompts alone")
            .help("add the answer or remove the row");
        rows.for_each(|pos| {
            finding.related(pos, "");
        });
    }
}
