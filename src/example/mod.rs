//! One row as an [`Example`]: parsed once, its shape found, lowered to messages and texts that every rule sees alike.

use std::collections::HashMap;

mod answer;
mod answer_key;
mod aside;
mod calls;
mod canonical;
mod code;
mod exact;
mod fault;
mod fold;
mod json;
mod label;
mod layouts;
mod locate;
mod lower;
mod members;
mod message;
mod normal;
mod number;
mod operators;
mod outline;
mod places;
mod plain;
mod pointer;
mod polarity;
mod room;
mod scan;
mod shape;
mod signs;
mod sixteen;
mod skeleton;
mod sketch;
mod spoken;
mod turn;
mod value;

pub use answer::{Answer, Kind};
pub use answer_key::{AnswerKey, answer_key, whole_answer};
pub use aside::aside;
pub use canonical::{canonical, fingerprint};
pub use code::Code;
pub use fault::{Fault, FaultKind};
pub use json::{Json, Number, Object};
pub use label::{CLASS_KEYS, cased_label, fold_label, is_blank, is_short};
pub use locate::{Located, locate, locate_all};
pub use lower::Example;
pub use message::{Message, Role, Text};
pub use normal::{Form, is_code, is_unspaced, normalize, words};
pub use operators::{is_operator, is_picture};
pub use outline::{HEADER, Headers, Outline, ends_of};
pub use places::places;
pub use plain::PlainCopy;
pub use pointer::{Pointer, Step, escape, write as write_pointer};
pub use polarity::yes_or_no;
pub use room::Room;
pub use scan::{Cluster, Scan, Span};
pub use shape::{Shape, nearest_shape};
pub use signs::Signs;
pub use skeleton::{JsonType, SKELETON_DEPTH, hash_key};
pub use sketch::{BANDS, BINS, ROWS, Sketch, Sketcher};
pub use spoken::{NUMBER_WORDS, spoken_number};
pub use turn::{Scratch, Turn, TurnKey, key_of, normal_prompt, verdict};
pub use value::Value;

/// What parsing one row gave: the value, and what was noticed on the way.
#[derive(Debug)]
pub struct Parsed<'a> {
    /// The value of the row.
    pub json: Json<'a>,
    /// Pointers of members whose key stands more than once in their object.
    pub repeated_keys: Vec<String>,
    /// Pointers of numbers that a double-precision reader changes.
    pub lost_numbers: Vec<String>,
    /// Pointers of strings with half of a surrogate pair; it reads as U+FFFD.
    pub lone_surrogates: Vec<String>,
}

impl Parsed<'_> {
    /// Whether it is an object, and nothing was noticed.
    pub fn is_plain(&self) -> bool {
        let noticed = [&self.repeated_keys, &self.lost_numbers, &self.lone_surrogates];
        self.json.as_object().is_some() && noticed.iter().all(|pointers| pointers.is_empty())
    }
}

/// Parses one row. The fast parser goes first; what it refuses is read again by the exact one, which knows why.
pub fn parse(bytes: &[u8]) -> Result<Parsed<'_>, Fault> {
    let text = utf8(bytes)?;
    let (json, notable, lone_surrogates) = match json::read(text) {
        Some((json, notable)) => (json, notable, Vec::new()),
        None => exact::read(text).map(|(json, lone_surrogates)| (json, true, lone_surrogates))?,
    };
    let mut parsed = Parsed { json: Json::Null, repeated_keys: Vec::new(), lost_numbers: Vec::new(), lone_surrogates };
    if notable {
        note(&json, &mut Vec::new(), &mut parsed);
    }
    parsed.json = json;
    Ok(parsed)
}

fn utf8(bytes: &[u8]) -> Result<&str, Fault> {
    // The quick look does not say where.
    simdutf8::basic::from_utf8(bytes)
        .or_else(|_| std::str::from_utf8(bytes).map_err(|why| Fault::utf8(bytes, why.valid_up_to())))
}

/// Walks the value once for what readers disagree about.
fn note<'j>(json: &'j Json<'_>, path: &mut Vec<Step<'j>>, parsed: &mut Parsed<'_>) {
    match json {
        Json::Number(number) if number.lost => parsed.lost_numbers.push(pointer::write(path)),
        Json::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                path.push(Step::Index(i));
                note(item, path, parsed);
                path.pop();
            }
        }
        Json::Object(object) => {
            let mut seen = Seen::of(object);
            for (i, (key, value)) in object.0.iter().enumerate() {
                path.push(Step::Key(key));
                if seen.repeats(object, i) {
                    parsed.repeated_keys.push(pointer::write(path));
                }
                note(value, path, parsed);
                path.pop();
            }
        }
        _ => {}
    }
}

/// Finds repeated keys: by comparing in the small objects that rows are made of, by a table in large ones.
enum Seen<'j> {
    Few,
    Many(HashMap<&'j str, usize>),
}

impl<'j> Seen<'j> {
    fn of(object: &Object<'_>) -> Self {
        if object.0.len() <= json::FEW { Seen::Few } else { Seen::Many(HashMap::with_capacity(object.0.len())) }
    }

    /// Whether the key of member `i` stands for the second time: one finding per repeated key.
    fn repeats(&mut self, object: &'j Object<'_>, i: usize) -> bool {
        let key = object.0[i].0.as_ref();
        match self {
            Seen::Few => object.0[..i].iter().filter(|(other, _)| other == key).count() == 1,
            Seen::Many(counts) => {
                let count = counts.entry(key).or_insert(0);
                *count += 1;
                *count == 2
            }
        }
    }
}
