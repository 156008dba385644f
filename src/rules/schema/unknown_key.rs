//! FT205 unknown-key. The page is `rules/FT205-unknown-key.md`.

use crate::example::{Dialect, Example};
use crate::rules::contract::{ExampleRule, Sink};
use crate::rules::redact::quoted;

/// FT205: a message key that no consumer reads.
pub struct UnknownKey;

const CHAT: [&str; 29] = [
    "role",
    "content",
    "name",
    "weight",
    "refusal",
    "audio",
    "tool_calls",
    "tool_call_id",
    "function_call",
    "reasoning_content",
    "reasoning",
    "thinking",
    "train",
    "train_detail",
    "loss",
    "loss_scale",
    "loss_weight",
    "prefix",
    "text",
    "images",
    "videos",
    "audios",
    "id",
    "tools",
    "annotations",
    "parts",
    "tool_plan",
    "citations",
    "loss_mask",
];
const SHAREGPT: [&str; 11] =
    ["from", "value", "weight", "loss", "train", "images", "videos", "audios", "tools", "name", "label"];

impl ExampleRule for UnknownKey {
    fn check(&self, example: &Example<'_>, sink: &mut Sink<'_>) {
        for list in &example.conversations {
            let known: &[&str] = if list.dialect == Dialect::Chat { &CHAT } else { &SHAREGPT };
            for entry in &list.entries {
                for key in entry.object.keys().filter(|key| !known.contains(key)) {
                    let nearest = known
                        .iter()
                        .map(|known| (strsim::damerau_levenshtein(known, &key.to_lowercase()), *known))
                        .min();
                    let shown = quoted(key, 40);
                    let finding = sink.report(entry.pointer().key(key), format!("unknown key `{shown}` in a message"));
                    match nearest.filter(|(distance, known)| *distance <= known.len() / 3) {
                        Some((_, meant)) => finding.help(format!("did you mean `{meant}`?")),
                        None => finding.help("remove it, or keep it beside the list of messages"),
                    };
                }
            }
        }
    }
}
