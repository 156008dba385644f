//! FT705 identical-preference. The page is `rules/FT705-identical-preference.md`.

use crate::example::{Example, Message, fold_label, whole_answer};
use crate::rules::contract::{ExampleRule, Sink};

/// FT705: the answer that is preferred is the one that is turned down.
pub struct IdenticalPreference;

impl ExampleRule for IdenticalPreference {
    fn check(&self, example: &Example<'_>, sink: &mut Sink<'_>) {
        if !example.messages.last().is_some_and(|message| message.rejected) {
            return;
        }
        let (chosen, rejected) =
            example.messages.split_at(example.messages.partition_point(|message| !message.rejected));
        let Some(answer) = chosen.iter().rev().find(|message| message.trained) else { return };
        // Where both hold a whole conversation, each of its messages is compared.
        let own = &chosen[chosen.len().saturating_sub(rejected.len())..];
        let pairs = if own.len() == rejected.len() { own } else { std::slice::from_ref(answer) };
        let others = &rejected[rejected.len() - pairs.len()..];
        let said = rejected.iter().any(|message| !example.said(message).trim().is_empty());
        if said && pairs.iter().zip(others).all(|(a, b)| is_same(example, a, b)) {
            let text = example.texts.get(answer.content.start).filter(|_| !answer.content.is_empty());
            let pointer = text.map_or(answer.pointer, |text| text.pointer);
            sink.report(pointer, "the preferred answer is the one that is turned down")
                .help("write another answer on one side, or drop the row");
        }
    }
}

/// Whether two messages say the same but for case, punctuation and spaces; signs of numbers and names (`C++`) count.
fn is_same(example: &Example<'_>, a: &Message<'_>, b: &Message<'_>) -> bool {
    let (a, b) = (example.said(a), example.said(b));
    a == b || opens_alike(&a, &b) && whole_answer(&a) == whole_answer(&b) && fold_label(&a) == fold_label(&b)
}

/// Whether the first letters of two texts are equal; most answers that differ do so at once.
fn opens_alike(a: &str, b: &str) -> bool {
    let first = |text: &str| -> Vec<u8> {
        text.bytes().filter(u8::is_ascii_alphanumeric).map(|b| b.to_ascii_lowercase()).take(16).collect()
    };
    !a.is_ascii() || !b.is_ascii() || first(a) == first(b)
}
