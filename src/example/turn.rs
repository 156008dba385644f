//! What the model is conditioned on and what it learns to answer, as pairs with keys: the ground that duplicates and
//! contradictions stand on.

use smallvec::SmallVec;
use xxhash_rust::xxh3::{Xxh3, xxh3_64, xxh3_128};

use super::answer::{Answer, Kind};
use super::answer_key::{AnswerKey, answer_key, normal_opening, opening};
use super::canonical::{canonical, canonical_calls};
use super::json::Json;
use super::label::{CLASS_KEYS, is_blank, is_short};
use super::lower::Example;
use super::message::{Message, Role, Text, is_media};
use super::normal::{Form, is_code, normalize};
use super::outline::{Headers, Outline, Outliner};
use super::shape::Shape;
use super::signs::Signs;

/// One context and the answer trained on.
#[derive(Clone, Copy, Debug)]
pub struct Turn {
    /// Index of the answering message; the context is all messages before it.
    pub answer: usize,
    /// Running number of the turn in the example, from 0.
    pub number: usize,
    /// Whether no trained turn follows.
    pub last: bool,
    /// Whether the answer is one text that is short enough for a class label.
    pub short: bool,
}

/// The keys of one turn.
#[derive(Clone, Copy, Debug)]
pub struct TurnKey {
    /// XXH3-128 of the normalized context, roles and tools included.
    pub context: u128,
    /// XXH3-64 of the context as written.
    pub context_form: u64,
    /// XXH3-64 of the first 64 bytes of the normalized answer.
    pub answer: u64,
    /// Whether the normalized answer goes on after them, so that equal keys need a second look.
    pub long: bool,
    /// XXH3-64 of the answer as written.
    pub answer_form: u64,
    /// What kind of answer it is.
    pub kind: Kind,
}

/// The turns of an example that are trained on.
pub(super) fn turns(example: &Example<'_>) -> SmallVec<[Turn; 1]> {
    let mut turns: SmallVec<[Turn; 1]> = SmallVec::new();
    for (answer, message) in example.messages.iter().enumerate() {
        if message.trained && !message.rejected {
            if let Some(turn) = turns.last_mut() {
                turn.last = false;
            }
            let texts = &example.texts[message.content.clone()];
            let short = texts.len() == 1 && is_short(texts[0].text, texts[0].scan.signs);
            turns.push(Turn { answer, number: turns.len(), last: true, short });
        }
    }
    turns
}

impl<'e> Example<'e> {
    /// The text of a message: its content, or its tool calls in canonical form where it has none.
    pub fn said(&self, message: &Message<'_>) -> String {
        let texts = &self.texts[message.content.clone()];
        match (texts, message.calls) {
            ([], Some(calls)) => {
                let mut out = Vec::new();
                canonical_calls(calls, &mut out);
                String::from_utf8(out).expect("canonical JSON is text")
            }
            ([one], _) => one.text.to_owned(),
            _ => texts.iter().map(|text| text.text).collect::<Vec<_>>().join("\n"),
        }
    }

    /// The system text of the example, if it has one.
    pub fn system(&self) -> Option<&str> {
        let message = self.messages.iter().find(|message| message.role == Role::System)?;
        self.texts[message.content.clone()].first().map(|text| text.text)
    }

    /// The texts that a turn is compared by: those before it but for system texts, or its answer where there are none.
    pub fn prompt_texts(&self, turn: Turn) -> impl Iterator<Item = &Text<'e>> {
        let before = self.messages[..turn.answer].iter().filter(|message| !message.rejected);
        let said = before.clone().any(|message| {
            message.calls.is_some() || self.texts[message.content.clone()].iter().any(|text| !is_blank(text.text))
        });
        let own = (!said).then(|| &self.messages[turn.answer]);
        let before = before.filter(move |message| said && message.role != Role::System);
        before.chain(own).flat_map(|message| &self.texts[message.content.clone()])
    }

    /// The message that asks for the answer of a turn: the last one before it, rejected answers left out.
    pub fn question(&self, turn: Turn) -> Option<&Message<'e>> {
        self.messages[..turn.answer].iter().rfind(|message| !message.rejected && !message.content.is_empty())
    }
}

/// Room to work in, kept from row to row.
#[derive(Debug, Default)]
pub struct Scratch {
    /// One normalized text.
    text: Vec<u8>,
    /// Hashes of the normalized messages before a turn.
    normal: Vec<u8>,
    /// Hashes of the same as written.
    written: Vec<u8>,
    /// The last system text with its hashes, normalized and as written.
    system: (String, u128, u64),
    /// The outline of the context, where it is wanted.
    outliner: Option<Box<Outliner>>,
}

impl Scratch {
    /// Room in which contexts are outlined as well, without these headers.
    pub fn with_outlines(headers: Headers) -> Self {
        Scratch { outliner: Some(Box::new(Outliner::new(headers))), ..Scratch::default() }
    }

    /// The outline of the context of the last turn that [`key_of`] saw.
    pub fn outline(&self) -> Option<Outline> {
        self.outliner.as_ref()?.finish()
    }

    /// Hashes of a text, normalized and as written. Rows mostly share their system text, often a long one.
    fn hashes(&mut self, text: &Text<'_>) -> (u128, u64) {
        let is_system = text.role == Role::System;
        if !is_system || text.text != self.system.0 {
            self.text.clear();
            normal_form(text.text, text.scan.signs, Form::Prompt, &mut self.text);
            let (normal, written) = (xxh3_128(&self.text), xxh3_64(text.text.as_bytes()));
            if !is_system {
                if let Some(outliner) = &mut self.outliner {
                    outliner.add(text, &self.text);
                }
                return (normal, written);
            }
            self.system = (text.text.to_owned(), normal, written);
        }
        if let Some(outliner) = &mut self.outliner {
            outliner.keep_apart(self.system.1 as u64);
        }
        (self.system.1, self.system.2)
    }
}

/// Gives each turn with its keys to `visit`.
pub fn key_of(example: &Example<'_>, scratch: &mut Scratch, visit: &mut dyn FnMut(Turn, TurnKey)) {
    if let Some(outliner) = &mut scratch.outliner {
        outliner.clear();
    }
    let Some(last) = example.turns.last() else { return };
    let mut context = Context::new(example, scratch);
    let mut next = example.turns.iter().peekable();
    for (i, message) in example.messages.iter().enumerate().take(last.answer + 1) {
        if let Some(turn) = next.next_if(|turn| turn.answer == i) {
            visit(*turn, context.key(example, *turn));
        }
        if i < last.answer && !message.rejected {
            context.add(example, message);
        }
    }
    if context.empty {
        context.outline_answer(example, *last);
    }
}

/// Turns above which the messages before each are hashed as they come, and not anew for each turn: that costs more for few, and
/// for very many it does not take the square of their number.
const MANY_TURNS: usize = 16;

/// Running digest of the messages before a turn.
struct Context<'s> {
    scratch: &'s mut Scratch,
    aside: u64,
    empty: bool,
    /// What is hashed so far, normalized and as written, with the bytes of each.
    hashed: Option<Box<[(Xxh3, usize); 2]>>,
}

impl<'s> Context<'s> {
    fn new(example: &Example<'_>, scratch: &'s mut Scratch) -> Self {
        scratch.normal.clear();
        scratch.written.clear();
        let hashed = (example.turns.len() > MANY_TURNS).then(Box::default);
        let mut context = Context { scratch, aside: beside(example), empty: true, hashed };
        if let Some(tools) = example.tools {
            context.add_value(tools, canonical);
        }
        for (_, value) in example.json.0.iter().filter(|(key, _)| MEDIA.contains(&key.as_ref())) {
            context.add_value(value, canonical);
        }
        context
    }

    fn add(&mut self, example: &Example<'_>, message: &Message<'_>) {
        self.scratch.normal.push(message.role as u8);
        if let Some(outliner) = &mut self.scratch.outliner {
            outliner.keep_apart(message.role as u64 + 1);
        }
        for text in &example.texts[message.content.clone()] {
            let (normal, written) = self.scratch.hashes(text);
            self.scratch.normal.extend_from_slice(&normal.to_le_bytes());
            self.scratch.written.extend_from_slice(&written.to_le_bytes());
            self.empty &= is_blank(text.text);
        }
        if let Some(calls) = message.calls {
            self.add_value(calls, canonical_calls);
            self.empty = false;
        }
        for part in message.parts.unwrap_or_default().iter().filter(|part| is_media(part)) {
            let called = part.get("type").and_then(Json::as_str).is_some_and(|kind| kind.starts_with("tool"));
            self.add_value(part, if called { canonical_calls } else { canonical });
            self.empty = false;
        }
    }

    fn add_value(&mut self, value: &Json<'_>, form: fn(&Json<'_>, &mut Vec<u8>)) {
        let Scratch { text: buffer, normal, .. } = &mut *self.scratch;
        buffer.clear();
        form(value, buffer);
        let hash = xxh3_128(buffer);
        normal.extend_from_slice(&hash.to_le_bytes());
        if let Some(outliner) = &mut self.scratch.outliner {
            outliner.keep_apart(hash as u64);
        }
    }

    /// A text without a context is outlined itself.
    fn outline_answer(&mut self, example: &Example<'_>, turn: Turn) {
        let Scratch { text: buffer, outliner: Some(outliner), .. } = &mut *self.scratch else { return };
        for text in &example.texts[example.messages[turn.answer].content.clone()] {
            buffer.clear();
            normal_form(text.text, text.scan.signs, Form::Prompt, buffer);
            outliner.add(text, buffer);
        }
    }

    /// Hashes of the messages so far, normalized and as written.
    fn digest(&mut self) -> (u128, u64) {
        let Scratch { normal, written, .. } = &*self.scratch;
        let Some(hashed) = &mut self.hashed else { return (xxh3_128(normal), xxh3_64(written)) };
        for ((hash, done), bytes) in hashed.iter_mut().zip([normal, written]) {
            hash.update(&bytes[*done..]);
            *done = bytes.len();
        }
        (hashed[0].0.digest128(), hashed[1].0.digest())
    }

    fn key(&mut self, example: &Example<'_>, turn: Turn) -> TurnKey {
        let message = &example.messages[turn.answer];
        let one;
        let (said, signs, short) = if let [text] = &example.texts[message.content.clone()] {
            (text.text, text.scan.signs, turn.short)
        } else {
            one = example.said(message);
            let signs = Signs::of_bytes(&one);
            (one.as_str(), signs, is_short(&one, signs))
        };
        let AnswerKey { answer, long, form } = answer_key(said, signs, &mut self.scratch.text);
        // Without a context nothing can contradict; equal texts still meet.
        let digest = self.digest();
        let (context, kind) = if self.empty {
            normal_opening(said, opening(said), signs, &mut self.scratch.text);
            (xxh3_128(&self.scratch.text), Kind::Free)
        } else {
            (digest.0, Answer::kind_of(said, short))
        };
        TurnKey {
            context,
            context_form: digest.1,
            answer: answer ^ self.aside,
            long,
            answer_form: form ^ self.aside,
            kind,
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
    let may_judge = example.shape == Shape::Stepwise || judges_one(example);
    // A class that is no word is no answer.
    let is_alone = example.shape == Shape::Text && example.messages.len() == 1;
    let classes: &[&str] = if is_alone { &CLASS_KEYS } else { &[] };
    for key in VERDICTS.iter().chain(&["labels"]).filter(|_| may_judge).chain(classes) {
        if let Some(label) = example.json.get(key) {
            let mut out = Vec::new();
            canonical(label, &mut out);
            mixed ^= xxh3_64(&out).rotate_left(2);
        }
    }
    mixed
}

/// Keys of pictures, sound and files beside the messages: an answer is about them too.
const MEDIA: [&str; 11] =
    ["image", "images", "image_path", "image_url", "img", "video", "videos", "audio", "audios", "file", "files"];

/// Keys beside an answer that say whether it is wanted.
const VERDICTS: [&str; 2] = ["label", "kto_tag"];

/// Whether rows of this shape may say whether their only answer is wanted.
fn judges_one(example: &Example<'_>) -> bool {
    matches!(example.shape, Shape::Kto | Shape::Chat | Shape::Sharegpt)
}

/// Whether the only answer of an example is wanted, if it says so.
pub fn verdict(example: &Example<'_>) -> Option<bool> {
    let said = VERDICTS.iter().filter(|_| judges_one(example)).find_map(|key| example.json.get(key))?;
    if let Json::Bool(wanted) = said { Some(*wanted) } else { None }
}

/// The normal form of a text of a prompt in which `signs` are, as its key is made of it.
pub fn normal_prompt(text: &str, signs: Signs, out: &mut Vec<u8>) {
    normal_form(text, signs, Form::Prompt, out);
}

/// The normal form that suits the text: code keeps its case and punctuation; a text of punctuation only stays as it is.
pub(super) fn normal_form(text: &str, signs: Signs, form: Form, out: &mut Vec<u8>) {
    normalize(text, signs, if is_code(text, signs) { Form::Code } else { form }, out);
    if out.is_empty() {
        out.extend_from_slice(text.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::parse;
    use crate::source::Row;

    #[test]
    fn turns_of_long_conversations_have_the_keys_of_short_ones() {
        let say = |n: usize| {
            format!(r#"{{"role":"user","content":"Lamp {n}?"}},{{"role":"assistant","content":"It is lamp {n}."}}"#)
        };
        let keys = |turns: usize| -> Vec<(u128, u64, u64)> {
            let row = format!(r#"{{"messages":[{}]}}"#, (0..turns).map(say).collect::<Vec<_>>().join(","));
            let parsed = parse(row.as_bytes()).expect("JSON");
            let example = Example::lower(Row::alone(row.as_bytes()), parsed.json.as_object().expect("an object"));
            let mut keys = Vec::new();
            key_of(&example, &mut Scratch::default(), &mut |_, key| {
                keys.push((key.context, key.context_form, key.answer));
            });
            keys
        };
        let (short, long) = (keys(MANY_TURNS), keys(3 * MANY_TURNS));
        assert_eq!((short.len(), long.len()), (MANY_TURNS, 3 * MANY_TURNS));
        assert_eq!(short, long[..MANY_TURNS]);
    }
}
