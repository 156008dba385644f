//! Which task an example belongs to.

use xxhash_rust::xxh3::xxh3_64;

use crate::example::{Example, Shape, Turn, is_blank};

/// Characters of the prompt that make a task.
const HEAD_CHARS: usize = 60;
/// The task of examples without a common head or system prompt.
pub const NO_TASK: u64 = 0;

/// The task of an example: odd for a system prompt, even for the head of a prompt. An instruction with an input of its own
/// is a head, however short.
pub fn task_of(example: &Example<'_>, turn: Turn) -> u64 {
    if let Some(system) = example.system().filter(|text| !is_blank(text)) {
        return xxh3_64(system.as_bytes()) | 1;
    }
    let mut before = example.messages[..turn.answer].iter().filter(|message| !message.content.is_empty());
    let Some(first) = before.next() else { return NO_TASK };
    let prompt = example.texts[first.content.start].text;
    let end = match prompt.as_bytes().get(..=HEAD_CHARS) {
        None => None,
        Some(head) if head.is_ascii() => Some(HEAD_CHARS),
        Some(_) => prompt.char_indices().nth(HEAD_CHARS).map(|(end, _)| end),
    };
    let whole = || (example.shape == Shape::Instruction && before.next().is_some()).then_some(prompt.len());
    end.or_else(whole).map_or(NO_TASK, |end| xxh3_64(&prompt.as_bytes()[..end]) & !1)
}

/// Whether it is a task by its system prompt.
pub fn has_system(task: u64) -> bool {
    task & 1 == 1
}
