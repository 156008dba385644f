//! FT203 missing-key. The page is `rules/FT203-missing-key.md`.

use serde::{Deserialize, Serialize};

use crate::example::{Example, Object, Shape};
use crate::rules::catalogue::Level;
use crate::rules::contract::{FoldRule, SchemaRule, Sink};
use crate::rules::facts::{Facts, Smallest};
use crate::rules::redact::quoted;
use crate::rules::schema::Reading;

/// FT203: a required key is not there.
pub struct MissingKey;

impl SchemaRule for MissingKey {
    fn check(&self, row: &Reading<'_, '_>, sink: &mut Sink<'_>) {
        row.report_flaws(sink, "FT203");
        if row.profile.is_generic()
            && row.example.shape == Shape::PromptOnly
            && let Some((key, meant)) = misspelt_answer(row.example.json)
        {
            let message = format!("`{meant}` is missing; is `{}` meant?", quoted(key, 40));
            row.report_at(sink, Level::Error, "", message).help(format!("rename it to `{meant}`"));
        }
    }
}

/// Keys that hold the answer to a `prompt`.
const ANSWERS: [&str; 4] = ["completion", "response", "chosen", "rejected"];

/// Keys that hold it where the prompt has another name.
const ELSEWHERE: [&str; 5] = ["output", "outputs", "reply", "text", "assistant"];

/// A key of a prompt without an answer that is a slip of one of those, or the name of an answer elsewhere, and the key that is
/// meant.
pub fn misspelt_answer<'r>(row: &'r Object<'_>) -> Option<(&'r str, &'static str)> {
    let near = |key: &str, known: &str| {
        key != known
            && key.len().abs_diff(known.len()) <= known.len() / 3
            && strsim::damerau_levenshtein(&key.to_lowercase(), known) <= known.len() / 3
    };
    let missed = || ANSWERS.into_iter().filter(|known| !row.has(known));
    let slip = row.keys().filter(|key| *key != "prompt" && !ANSWERS.contains(key)).find_map(|key| {
        let meant = missed().find(|known| near(key, known))?;
        Some((key, meant))
    });
    slip.or_else(|| {
        let (key, _) =
            row.0.iter().find(|(key, value)| ELSEWHERE.contains(&key.as_ref()) && value.as_str().is_some())?;
        Some((key.as_ref(), "completion"))
    })
}

/// Rows that are named one by one; those above are counted.
const NAMED: usize = 1000;

/// Rows of a prompt alone: how many, and where; at most 8 KiB.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromptsAlone {
    count: u64,
    first: Smallest<NAMED>,
}

impl FoldRule for MissingKey {
    type State = PromptsAlone;

    fn observe(&self, state: &mut PromptsAlone, example: &Example<'_>) {
        if example.shape == Shape::PromptOnly && misspelt_answer(example.json).is_none() {
            state.count += 1;
            state.first.add(example.row.pos);
        }
    }

    fn merge(&self, left: &mut PromptsAlone, right: PromptsAlone) {
        left.count += right.count;
        left.first.merge(&right.first);
    }

    /// A prompt alone is a row for reinforcement learning; among pairs it is a row that lost its answer. A named consumer
    /// says itself what its rows need.
    fn conclude(&self, state: &PromptsAlone, facts: &Facts, sink: &mut Sink<'_>) {
        let answer = match facts.main_shape() {
            Some(Shape::PromptCompletion | Shape::Kto) => "`completion`",
            Some(Shape::Preference) => "`chosen` and `rejected`",
            _ => return,
        };
        if !facts.profile.is_generic() {
            return;
        }
        for pos in state.first.iter() {
            let message = format!("`prompt` without {answer}, which other rows have");
            sink.report_row(pos, "", message).help("add the answer or remove the row");
        }
        if state.count > NAMED as u64 {
            let message = format!("{} rows are a `prompt` without {answer}, {NAMED} of them are named", state.count);
            sink.report_data("prompts alone", message).rest();
        }
    }
}
