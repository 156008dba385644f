//! FT803 short-answer. The page is `rules/FT803-short-answer.md`.

use serde::{Deserialize, Serialize};

use super::answers::{Answer, answers};
use super::patterns::list;
use super::prompt::Prompt;
use crate::example::{Example, Kind, words};
use crate::rules::{Facts, FoldRule, LengthStats, NAMED, Sink, Spots};

/// A word or two where the other answers are texts.
pub struct ShortAnswer;

/// Fewest answers to judge by.
const MIN_ANSWERS: u64 = 20;
/// Bytes of thirty words.
const TEXT: u64 = 180;
/// Longest answer in bytes that can have fewer than three words.
const LONGEST: usize = 60;

/// Lengths of all answers and the places of very short ones; under 60 KiB.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Lengths {
    bytes: LengthStats,
    short: Spots<u8>,
}

impl FoldRule for ShortAnswer {
    type State = Lengths;

    fn observe(&self, state: &mut Lengths, example: &Example<'_>) {
        for answer in answers(example) {
            state.bytes.add(answer.text.text.len() as u64);
            if answer.text.text.len() <= LONGEST
                && let Some(count) = few_words(&answer)
                && wants_text(&Prompt::question(example, answer.at))
            {
                state.short.add(example.row.pos, answer.text.pointer, count);
            }
        }
    }

    fn merge(&self, left: &mut Lengths, right: Lengths) {
        left.bytes.merge(&right.bytes);
        left.short.merge(right.short);
    }

    fn conclude(&self, state: &Lengths, _: &Facts, sink: &mut Sink<'_>) {
        let (answers, short) = (state.bytes.count(), state.short.count());
        // Where one in five is short, short answers are part of the task.
        if answers < MIN_ANSWERS || state.bytes.quantile(0.5) < TEXT || short * 5 > answers {
            return;
        }
        let usual = state.bytes.quantile(0.5) / 6;
        for (pos, pointer, count) in state.short.iter() {
            let words = if *count == 1 { "one word".into() } else { format!("{count} words") };
            sink.report_row(
                pos,
                pointer,
                format!("the answer is {words}; half of the answers have about {usual} words or more"),
            )
            .help("write a full answer, or say in the prompt that one word is wanted");
        }
        if state.short.unnamed() > 0 {
            sink.report_data("many", format!("{short} answers have fewer than three words; {NAMED} of them are named"))
                .rest();
        }
    }
}

/// Whether the prompt asks for more than a word.
fn wants_text(prompt: &Prompt<'_>) -> bool {
    prompt.asks(list("short", "all", "texts")) && !prompt.asks(list("short", "all", "asked"))
}

/// How many words an answer has, if it has one or two and is no value of its own.
fn few_words(answer: &Answer<'_, '_>) -> Option<u8> {
    let text = answer.text.text.trim();
    // Of three pieces with a letter each gives a word or more.
    let piece = |piece: &&str| piece.bytes().any(|b| b.is_ascii_alphanumeric());
    if text.split_ascii_whitespace().filter(piece).nth(2).is_some() {
        return None;
    }
    if text.is_empty() || answer.message.calls.is_some() || !text.chars().any(char::is_alphabetic) {
        return None;
    }
    let folded = words(text);
    let unspaced = folded.chars().filter(|c| *c >= '\u{E00}').count();
    let count = folded.split(' ').filter(|word| !word.is_empty()).count().max(unspaced);
    let read = matches!(crate::example::Answer::kind_of(text, true), Kind::Short | Kind::Free);
    (read && count < 3 && !text.contains(['`', '\\', '=', '/', '_'])).then_some(count as u8)
}

#[cfg(test)]
mod tests {
    use super::super::bench::{pair, with};
    use super::*;

    #[test]
    fn the_examples_of_the_table_hold() {
        let few = |text: &str| with(&pair("Hi", text), |example| answers(example).next().and_then(|a| few_words(&a)));
        for text in list("short", "all", "match") {
            assert!(few(text).is_some(), "{text}");
        }
        for text in list("short", "all", "pass") {
            assert!(few(text).is_none(), "{text}");
        }
    }
}
