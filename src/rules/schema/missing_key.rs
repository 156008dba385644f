//! FT203 missing-key. The page is `rules/FT203-missing-key.md`.

use serde::{Deserialize, Serialize};

use crate::example::{Example, Shape};
use crate::rules::contract::{ExampleRule, FoldRule, Sink};
use crate::rules::facts::{Facts, Smallest};

/// FT203: a required key is not there.
pub struct MissingKey;

impl ExampleRule for MissingKey {
    fn check(&self, example: &Example<'_>, sink: &mut Sink<'_>) {
        for list in &example.conversations {
            let (role, content) = (list.dialect.role_key(), list.dialect.content_key());
            for entry in &list.entries {
                if !entry.object.has(role) {
                    let near = near(entry.object.keys(), role);
                    sink.report(entry.pointer(), format!("message without `{role}`{near}"))
                        .help(format!("say who speaks: add `{role}`"));
                }
                // In chat rows absent content is the business of missing-content, which knows about tool calls.
                if content == "value" && !entry.object.has(content) {
                    let near = near(entry.object.keys(), content);
                    sink.report(entry.pointer(), format!("turn without `{content}`{near}"))
                        .help(format!("add `{content}` with the text"));
                }
            }
        }
    }
}

fn near<'k>(keys: impl Iterator<Item = &'k str>, wanted: &str) -> String {
    let slip = keys.map(|key| (strsim::damerau_levenshtein(&key.to_lowercase(), wanted), key)).min();
    slip.filter(|(distance, _)| *distance <= 2).map_or(String::new(), |(_, key)| format!("; is `{key}` meant?"))
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
            .help("add the answer or remove the row");
        rows.for_each(|pos| {
            finding.related(pos, "");
        });
    }
}
