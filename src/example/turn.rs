//! What the model is conditioned on and what it learns to answer, as pairs with keys: the ground that duplicates and
//! contradictions stand on.

use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use super::answer::{Answer, Kind};
use super::canonical::canonical;
use super::lower::{Example, Message};
use super::normal::{Form, is_code, normalize};
use super::shape::Shape;

/// One context and the answer trained on.
#[derive(Clone, Copy, Debug)]
pub struct Turn {
    /// Index of the answering message; the context is all messages before it.
    pub answer: usize,
    /// Running number of the turn in the example, from 0.
    pub number: usize,
    /// Whether no trained turn follows.
    pub last: bool,
}

/// The keys of one turn.
#[derive(Clone, Copy, Debug)]
pub struct TurnKey {
    /// XXH3-128 of the normalized context, roles and tools included.
    pub context: u128,
    /// XXH3-64 of the context as written.
    pub context_form: u64,
    /// XXH3-64 of the first 128 bytes of the normalized answer.
    pub answer: u64,
    /// Whether the normalized answer goes on after them, so that equal keys need a second look.
    pub long: bool,
    /// XXH3-64 of the answer as written.
    pub answer_form: u64,
    /// What kind of answer it is.
    pub kind: Kind,
}

/// The turns of an example that are trained on.
pub(super) fn turns(example: &Example<'_>) -> Vec<Turn> {
    let answers: Vec<usize> =
        (0..example.messages.len()).filter(|&i| example.messages[i].trained && !example.messages[i].rejected).collect();
    let count = answers.len();
    answers.into_iter().enumerate().map(|(number, answer)| Turn { answer, number, last: number + 1 == count }).collect()
}

impl Example<'_> {
    /// The text of a message: its content, or its tool calls in canonical form where it has none.
    pub fn said(&self, message: &Message<'_>) -> String {
        let texts = &self.texts[message.content.clone()];
        match (texts, message.calls) {
            ([], Some(calls)) => {
                let mut out = Vec::new();
                canonical(calls, &mut out);
                String::from_utf8(out).expect("canonical JSON is text")
            }
            ([one], _) => one.text.to_owned(),
            _ => texts.iter().map(|text| text.text).collect::<Vec<_>>().join("\n"),
        }
    }

    /// The system text of the example, if it has one.
    pub fn system(&self) -> Option<&str> {
        let message = self.messages.iter().find(|message| message.role == super::Role::System)?;
        self.texts[message.content.clone()].first().map(|text| text.text)
    }

    /// The message that asks for the answer of a turn: the last one before it, rejected answers left out.
    pub fn question(&self, turn: Turn) -> Option<&Message<'_>> {
        self.messages[..turn.answer].iter().rfind(|message| !message.rejected && !message.content.is_empty())
    }
}

/// Gives each turn with its keys to `visit`. `buffer` is only room to work in.
pub fn key_of(example: &Example<'_>, buffer: &mut Vec<u8>, visit: &mut dyn FnMut(Turn, TurnKey)) {
    let turns = &example.turns;
    let Some(last) = turns.last() else { return };
    let mut context = Context::new(example, buffer);
    let mut next = turns.iter().peekable();
    for (i, message) in example.messages.iter().enumerate().take(last.answer + 1) {
        if next.peek().is_some_and(|turn| turn.answer == i) {
            let turn = *next.next().expect("peeked");
            visit(turn, context.key(example, message, buffer));
        }
        if i < last.answer && !message.rejected {
            context.add(example, message, buffer);
        }
    }
}

/// The keys of an answer alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnswerKey {
    /// See [`TurnKey::answer`].
    pub answer: u64,
    /// See [`TurnKey::long`].
    pub long: bool,
    /// See [`TurnKey::answer_form`].
    pub form: u64,
}

/// Bytes of a normalized answer that its key is made of. Answers are most of the data, and two rows seldom share a
/// context: the rest is compared only where they do.
const PREFIX: usize = 128;
/// Bytes of an answer as written that nearly always give [`PREFIX`] normalized ones.
const WRITTEN: usize = 320;

/// The keys of an answer.
pub fn answer_key(said: &str, buffer: &mut Vec<u8>) -> AnswerKey {
    buffer.clear();
    let form = xxh3_64(said.as_bytes());
    let cut = (WRITTEN..said.len()).find(|at| said.is_char_boundary(*at));
    normal_form(&said[..cut.unwrap_or(said.len())], Form::Words, buffer);
    // The cut may go through a word and an accent; what is well before it is the same as in the whole.
    if cut.is_some() && buffer.len() < PREFIX + 64 {
        buffer.clear();
        normal_form(said, Form::Words, buffer);
    }
    let long = buffer.len() > PREFIX;
    AnswerKey { answer: xxh3_64(&buffer[..buffer.len().min(PREFIX)]), long, form }
}

/// XXH3-64 of the whole normalized answer.
pub fn whole_answer(said: &str) -> u64 {
    let mut buffer = Vec::new();
    normal_form(said, Form::Words, &mut buffer);
    xxh3_64(&buffer)
}

/// Running digest of the messages before a turn.
struct Context {
    normal: Vec<u8>,
    written: Vec<u8>,
    empty: bool,
}

impl Context {
    fn new(example: &Example<'_>, buffer: &mut Vec<u8>) -> Self {
        let mut context = Context { normal: Vec::with_capacity(64), written: Vec::with_capacity(32), empty: true };
        if let Some(tools) = example.tools {
            buffer.clear();
            canonical(tools, buffer);
            context.normal.extend_from_slice(&xxh3_128(buffer).to_le_bytes());
        }
        context
    }

    fn add(&mut self, example: &Example<'_>, message: &Message<'_>, buffer: &mut Vec<u8>) {
        self.normal.push(message.role as u8);
        for text in &example.texts[message.content.clone()] {
            buffer.clear();
            normal_form(text.text, Form::Prompt, buffer);
            self.normal.extend_from_slice(&xxh3_128(buffer).to_le_bytes());
            self.written.extend_from_slice(&xxh3_64(text.text.as_bytes()).to_le_bytes());
            self.empty &= text.text.trim().is_empty();
        }
        if let Some(calls) = message.calls {
            buffer.clear();
            canonical(calls, buffer);
            self.normal.extend_from_slice(&xxh3_128(buffer).to_le_bytes());
            self.empty = false;
        }
    }

    fn key(&self, example: &Example<'_>, message: &Message<'_>, buffer: &mut Vec<u8>) -> TurnKey {
        let one;
        let said = if let [text] = &example.texts[message.content.clone()] {
            text.text
        } else {
            one = example.said(message);
            one.as_str()
        };
        let AnswerKey { answer, long, form } = answer_key(said, buffer);
        let aside = beside(example);
        // Without a context nothing can contradict; equal texts still meet.
        let context = if self.empty { xxh3_128(buffer) } else { xxh3_128(&self.normal) };
        TurnKey {
            context,
            context_form: xxh3_64(&self.written),
            answer: answer ^ aside,
            long,
            answer_form: form ^ aside,
            kind: if self.empty { Kind::Free } else { Answer::kind_of(said) },
        }
    }
}

/// What belongs to the answer beside its text: the rejected answer, or the verdict on it.
fn beside(example: &Example<'_>) -> u64 {
    let mut mixed = 0;
    for message in example.messages.iter().filter(|message| message.rejected) {
        for text in &example.texts[message.content.clone()] {
            mixed ^= xxh3_64(text.text.as_bytes()).rotate_left(1);
        }
    }
    let verdict = matches!(example.shape, Shape::Kto | Shape::Chat | Shape::Sharegpt | Shape::Stepwise);
    for key in ["label", "kto_tag", "labels"].iter().filter(|_| verdict) {
        if let Some(label) = example.json.get(key) {
            let mut out = Vec::new();
            canonical(label, &mut out);
            mixed ^= xxh3_64(&out).rotate_left(2);
        }
    }
    mixed
}

/// The normal form that suits the text: code keeps its case and punctuation; a text of punctuation only stays as it is.
fn normal_form(text: &str, form: Form, out: &mut Vec<u8>) {
    normalize(text, if is_code(text) { Form::Code } else { form }, out);
    if out.is_empty() {
        out.extend_from_slice(text.as_bytes());
    }
}
