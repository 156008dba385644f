//! Prompts or completions that are the same in all rows, which OpenAI's old `prepare_data` tool refused.

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use crate::example::{Example, Json, Shape};
use crate::rules::catalogue::Level;
use crate::rules::contract::{FoldRule, Sink};
use crate::rules::facts::Facts;

/// Looks whether all prompts, or all completions, are one text.
pub struct SamePairs;

/// Rows for each different completion above which completions are classes, which may repeat.
const CLASS: u64 = 3;

/// What is known of both columns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Same {
    rows: u64,
    prompt: Text,
    completion: Text,
}

/// A column, as long as all of its texts are the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Text {
    /// No text yet.
    #[default]
    None,
    /// The hash of all texts.
    One(u64),
    /// They differ.
    Several,
}

impl Text {
    fn add(&mut self, other: &Text) {
        *self = match (&*self, other) {
            (Text::None, other) => other.clone(),
            (own, Text::None) => own.clone(),
            (Text::One(own), Text::One(other)) if own == other => Text::One(*own),
            _ => Text::Several,
        };
    }
}

impl FoldRule for SamePairs {
    type State = Same;

    fn observe(&self, state: &mut Same, example: &Example<'_>) {
        if example.shape != Shape::PromptCompletion {
            return;
        }
        if state.prompt == Text::Several && state.completion == Text::Several {
            state.rows += 1;
            return;
        }
        let text = |key| example.json.get(key).and_then(Json::as_str).map(|text| Text::One(xxh3_64(text.as_bytes())));
        if let (Some(prompt), Some(completion)) = (text("prompt"), text("completion")) {
            state.prompt.add(&prompt);
            state.completion.add(&completion);
            state.rows += 1;
        }
    }

    fn merge(&self, left: &mut Same, right: Same) {
        left.rows += right.rows;
        left.prompt.add(&right.prompt);
        left.completion.add(&right.completion);
    }

    fn by_profile(&self) -> bool {
        true
    }

    fn conclude(&self, state: &Same, facts: &Facts, sink: &mut Sink<'_>) {
        // One row shares everything with itself.
        if state.rows < 2 || !facts.profile.prepares() {
            return;
        }
        let mut say = |key: &str, message: String, help: &str| {
            sink.report_data(key, format!("{message} ({})", facts.profile.name)).level(Level::Error).help(help);
        };
        // Empty prompts are open-ended generation.
        let open = state.prompt == Text::One(xxh3_64(b""));
        if matches!(state.prompt, Text::One(_)) && !open {
            let help = "leave the prompts empty for open-ended generation, or make them differ";
            say("prompt-same", format!("all {} prompts are the same", state.rows), help);
        }
        if matches!(state.completion, Text::One(_)) && !open && state.rows <= CLASS {
            let message = format!("all {} completions are the same", state.rows);
            say("completion-same", message, "write an answer of its own for every prompt");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_differ_stay_so_in_any_order() {
        let all = [Text::None, Text::One(1), Text::One(2), Text::Several];
        for a in &all {
            for b in &all {
                let (mut left, mut right) = (a.clone(), b.clone());
                left.add(b);
                right.add(a);
                assert_eq!(left, right, "{a:?} {b:?}");
            }
        }
    }
}
