//! FT201 unknown-role. The page is `rules/FT201-unknown-role.md`.

use crate::example::{Dialect, Example};
use crate::rules::contract::{ExampleRule, Sink};
use crate::rules::redact::quoted;

/// FT201: a role that trainers and providers do not accept.
pub struct UnknownRole;

const CHAT: [&str; 6] = ["system", "developer", "user", "assistant", "tool", "function"];
const SHAREGPT: [&str; 12] = [
    "human",
    "gpt",
    "system",
    "observation",
    "function_call",
    "tool",
    "user",
    "assistant",
    "chatgpt",
    "model",
    "bot",
    "function_response",
];
/// Roles of single consumers that generic data may carry.
const LOCAL: [&str; 3] = ["tool_call", "tool_response", "ipython"];

impl ExampleRule for UnknownRole {
    fn check(&self, example: &Example<'_>, sink: &mut Sink<'_>) {
        for list in &example.conversations {
            let known: &[&str] = if list.dialect == Dialect::Chat { &CHAT } else { &SHAREGPT };
            for entry in &list.entries {
                let Some(role) = entry.role_name else { continue };
                if known.contains(&role) || LOCAL.contains(&role) {
                    continue;
                }
                let shown = quoted(role, 40);
                let finding =
                    sink.report(entry.pointer().key(list.dialect.role_key()), format!("`{shown}` is not a role"));
                match meant(role, known) {
                    Some(meant) => finding.help(format!("did you mean `{meant}`?")),
                    None => finding.help(format!("use one of {}", known[..5.min(known.len())].join(", "))),
                };
            }
        }
    }
}

/// The role that a name stands for in other formats, or the nearest in spelling.
fn meant(role: &str, known: &[&'static str]) -> Option<&'static str> {
    let lower = role.trim().to_lowercase();
    let pairs = [
        ("human", "user"),
        ("gpt", "assistant"),
        ("bot", "assistant"),
        ("model", "assistant"),
        ("chatbot", "assistant"),
        ("ai", "assistant"),
        ("chatgpt", "assistant"),
        ("customer", "user"),
        ("agent", "assistant"),
        ("observation", "tool"),
        ("function_call", "assistant"),
    ];
    let mapped = pairs.iter().find(|(from, _)| *from == lower).map(|(_, to)| *to);
    let near = || {
        let nearest = known.iter().map(|known| (strsim::damerau_levenshtein(known, &lower), *known)).min();
        nearest.filter(|(distance, known)| *distance <= known.len() / 3).map(|(_, known)| known)
    };
    mapped.filter(|to| known.contains(to)).or_else(near)
}
