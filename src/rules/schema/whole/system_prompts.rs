//! More than one system prompt in a file, where a consumer counts them.

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use crate::example::{Example, is_blank};
use crate::rules::Distinct;
use crate::rules::contract::{FoldRule, Sink};
use crate::rules::facts::Facts;

/// Counts system prompts. It is built only for consumers that ask.
pub struct SystemPrompts;

/// Different system prompts, exact below 1,000; 8 KiB at most.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prompts(Distinct<1000>);

impl FoldRule for SystemPrompts {
    type State = Prompts;

    fn observe(&self, state: &mut Prompts, example: &Example<'_>) {
        if let Some(text) = example.system().filter(|text| !is_blank(text)) {
            state.0.add(xxh3_64(text.as_bytes()));
        }
    }

    fn merge(&self, left: &mut Prompts, right: Prompts) {
        left.0.merge(&right.0);
    }

    fn conclude(&self, state: &Prompts, facts: &Facts, sink: &mut Sink<'_>) {
        let (count, exact) = state.0.count();
        let Some(level) = facts.profile.system_prompts.and_then(|setting| setting.0).filter(|_| count > 1) else {
            return;
        };
        let about = if exact { "" } else { "about " };
        let message = format!("{about}{count} different system prompts ({})", facts.profile.name);
        sink.report_data("system-prompts", message)
            .level(level)
            .help("a model that is used with one system prompt is best trained with it");
    }
}
