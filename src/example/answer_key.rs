//! Keys of answers: equal for answers that say the same but for spelling.

use xxhash_rust::xxh3::xxh3_64;

use super::normal::{Form, is_code, normalize};
use super::signs::Signs;
use super::turn::normal_form;

/// The keys of an answer alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnswerKey {
    /// See [`TurnKey::answer`](super::turn::TurnKey::answer).
    pub answer: u64,
    /// See [`TurnKey::long`](super::turn::TurnKey::long).
    pub long: bool,
    /// See [`TurnKey::answer_form`](super::turn::TurnKey::answer_form).
    pub form: u64,
}

/// Bytes of a normalized answer that its key is made of. Answers are most of the data, and two rows seldom share a
/// context: the rest is compared only where they do.
const PREFIX: usize = 64;
/// Bytes of an answer as written that nearly always give [`PREFIX`] normalized ones.
const WRITTEN: usize = 96;
/// Bytes of an answer as written that tell whether it is code, and that give [`PREFIX`] normalized ones where words are not
/// set apart by spaces.
const OPENING: usize = 320;

/// The keys of an answer. `signs` are those of its bytes.
pub fn answer_key(said: &str, signs: Signs, buffer: &mut Vec<u8>) -> AnswerKey {
    let opening = opening(said);
    let form = if is_code(opening, signs) { Form::Code } else { Form::Answer };
    buffer.clear();
    // Cut before white space, nothing that follows changes the words before.
    if let Some(start) = said.as_bytes().get(..WRITTEN)
        && let Some(cut) = start.iter().rposition(u8::is_ascii_whitespace)
    {
        normalize(&said[..cut], signs, form, buffer);
    }
    if buffer.len() <= PREFIX {
        normal_opening(said, opening, signs, buffer);
    }
    let long = buffer.len() > PREFIX;
    AnswerKey { answer: xxh3_64(&buffer[..buffer.len().min(PREFIX)]), long, form: xxh3_64(said.as_bytes()) }
}

/// The beginning of an answer.
pub(super) fn opening(said: &str) -> &str {
    let end = (OPENING..said.len()).find(|at| said.is_char_boundary(*at));
    &said[..end.unwrap_or(said.len())]
}

/// The normal form of the beginning of an answer, or of the whole where that is too little.
pub(super) fn normal_opening(said: &str, opening: &str, signs: Signs, buffer: &mut Vec<u8>) {
    buffer.clear();
    normal_form(opening, signs, Form::Answer, buffer);
    // The cut may go through a word and an accent; what is well before it is the same as in the whole.
    if opening.len() < said.len() && buffer.len() < PREFIX + 64 {
        buffer.clear();
        normal_form(said, signs, Form::Answer, buffer);
    }
}

/// XXH3-64 of the whole normalized answer.
pub fn whole_answer(said: &str) -> u64 {
    let mut buffer = Vec::new();
    normal_form(said, Signs::of_bytes(said), Form::Answer, &mut buffer);
    xxh3_64(&buffer)
}
