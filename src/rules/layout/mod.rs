//! How answers are laid out, in all rows and by task, and which system prompts there are. For FT312 and FT313.

use std::collections::BTreeMap;

use memchr::memchr2;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::facts::Smallest;
use super::labels::Table;
use crate::example::{Example, Signs, Turn};
use crate::source::Pos;

/// Above so many tasks, and above so many system prompts, they are not told apart.
const MAX_TASKS: usize = 512;
const MAX_SYSTEMS: usize = 1024;
/// Sets of keys that are told apart.
const MAX_KEY_SETS: usize = 8;
/// Longest answer in one line that is short, in bytes.
const LINE: usize = 160;
/// Longest JSON answer whose keys are looked at, in bytes.
const JSON: usize = 64 << 10;
/// Fewest rows that have a habit, and the share of them that makes it one, in percent.
const MIN_ROWS: u64 = 20;
const HABIT: u64 = 95;
/// Rows that are named, of the whole and of one task.
pub const NAMED: usize = 200;
const NAMED_IN_TASK: usize = 8;

/// How an answer differs from nearly all others of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Odd {
    /// They are JSON.
    Json,
    /// They stand in a fenced block.
    Fenced,
    /// They are one line.
    Line,
    /// They have other keys.
    Keys,
}

/// The layout of answers; the places are those of the first `K` rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Formats<const K: usize> {
    rows: u64,
    json: u64,
    fenced: u64,
    line: u64,
    no_json: Smallest<K>,
    not_fenced: Smallest<K>,
    lines: Smallest<K>,
    /// JSON objects by the set of their keys; empty where there are too many sets.
    keys: BTreeMap<u64, (u64, Smallest<K>)>,
    many_keys: bool,
}

/// What one look at an answer tells.
#[derive(Clone, Copy)]
struct Look {
    json: bool,
    fenced: bool,
    /// One short line, or several lines.
    line: Option<bool>,
    keys: Option<u64>,
}

impl Look {
    fn at(text: &str, signs: Signs) -> Option<Look> {
        let bare = text.trim();
        let (first, last) = (*bare.as_bytes().first()?, *bare.as_bytes().last()?);
        let json = matches!((first, last), (b'{', b'}') | (b'[', b']'));
        let fenced = first == b'`' && bare.starts_with("```") && bare.ends_with("```");
        let several = signs.meets(Signs::LINE_BREAK) && bare.contains('\n');
        let line = if several { Some(false) } else { (bare.len() <= LINE).then_some(true) };
        let keys = if json && first == b'{' && bare.len() <= JSON { Some(key_set(bare)) } else { None };
        Some(Look { json, fenced, line, keys })
    }
}

/// A hash of the keys of a JSON object, whatever their order.
fn key_set(object: &str) -> u64 {
    let bytes = object.as_bytes();
    let (mut depth, mut at, mut sum) = (0, 0, 0u64);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            b'"' => {
                let end = string_end(bytes, at + 1);
                let after = bytes[end..].iter().skip(1).find(|byte| !byte.is_ascii_whitespace());
                if depth == 1 && after == Some(&b':') {
                    sum = sum.wrapping_add(xxh3_64(&bytes[at..end]));
                }
                at = end;
            }
            _ => {}
        }
        at += 1;
    }
    sum
}

/// The place of the quotation mark that ends a string.
fn string_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(found) = memchr2(b'"', b'\\', bytes.get(at..).unwrap_or_default()) {
        if bytes[at + found] == b'"' {
            return at + found;
        }
        at += found + 2;
    }
    bytes.len()
}

impl<const K: usize> Formats<K> {
    fn add(&mut self, look: Look, pos: Pos) {
        self.rows += 1;
        self.json += u64::from(look.json);
        self.fenced += u64::from(look.fenced);
        self.line += u64::from(look.line == Some(true));
        if !look.json {
            self.no_json.add(pos);
        }
        if !look.fenced {
            self.not_fenced.add(pos);
        }
        if look.line == Some(false) {
            self.lines.add(pos);
        }
        if let Some(keys) = look.keys.filter(|_| !self.many_keys) {
            let (count, first) = self.keys.entry(keys).or_default();
            *count += 1;
            first.add(pos);
            self.cap();
        }
    }

    fn cap(&mut self) {
        self.many_keys |= self.keys.len() > MAX_KEY_SETS;
        if self.many_keys {
            self.keys.clear();
        }
    }

    fn merge(&mut self, other: Formats<K>) {
        self.rows += other.rows;
        self.json += other.json;
        self.fenced += other.fenced;
        self.line += other.line;
        self.no_json.merge(&other.no_json);
        self.not_fenced.merge(&other.not_fenced);
        self.lines.merge(&other.lines);
        self.many_keys |= other.many_keys;
        for (keys, (count, first)) in other.keys {
            let own = self.keys.entry(keys).or_default();
            own.0 += count;
            own.1.merge(&first);
        }
        self.cap();
    }

    /// What nearly all answers have, and how many do.
    fn habits(&self) -> Vec<(Odd, u64, u64, Vec<Pos>)> {
        let mut habits = Vec::new();
        let mut add = |odd, count: u64, of: u64, rows: Vec<Pos>| {
            if of >= MIN_ROWS && count < of && count * 100 >= of * HABIT {
                habits.push((odd, count, of, rows));
            }
        };
        let places = |first: &Smallest<K>| first.iter().collect::<Vec<Pos>>();
        add(Odd::Json, self.json, self.rows, places(&self.no_json));
        add(Odd::Fenced, self.fenced, self.rows, places(&self.not_fenced));
        // Answers in several lines; one long line is still one.
        add(Odd::Line, self.line, self.rows, places(&self.lines));
        let of: u64 = self.keys.values().map(|(count, _)| count).sum();
        if let Some((usual, (count, _))) = self.keys.iter().max_by_key(|(_, (count, _))| *count) {
            let others = self.keys.iter().filter(|(keys, _)| *keys != usual);
            let mut rows: Vec<Pos> = others.flat_map(|(_, (_, first))| first.iter()).collect();
            rows.sort_unstable();
            add(Odd::Keys, *count, of, rows);
        }
        habits
    }
}

/// One system prompt.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct System {
    /// Examples with it.
    pub count: u64,
    /// The first of them.
    pub first: Smallest<8>,
}

/// How answers are laid out, and which system prompts there are; under 1 MiB.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Layout {
    whole: Formats<NAMED>,
    tasks: Table<Formats<NAMED_IN_TASK>>,
    many_tasks: bool,
    systems: Table<System>,
    many_systems: bool,
    /// Chats with a system prompt, those without, and the first of these.
    led: u64,
    bare: u64,
    bare_rows: Smallest<NAMED>,
}

impl Layout {
    /// A part of data of which it is known that there are too many tasks or system prompts.
    pub fn without((many_tasks, many_systems): (bool, bool)) -> Self {
        Layout { many_tasks, many_systems, ..Layout::default() }
    }

    /// Whether there are too many tasks, and too many system prompts.
    pub fn given_up(&self) -> (bool, bool) {
        (self.many_tasks, self.many_systems)
    }

    /// Adds the last turn of an example, which is of this task.
    pub fn observe(&mut self, example: &Example<'_>, turn: Turn, task: u64) {
        let pos = example.row.pos;
        let has_system = task & 1 == 1;
        if has_system {
            self.led += 1;
            if !self.many_systems {
                let own = self.systems.0.entry(task).or_default();
                own.count += 1;
                own.first.add(pos);
            }
        } else if example.shape.is_chat() {
            self.bare += 1;
            self.bare_rows.add(pos);
        }
        let message = &example.messages[turn.answer];
        if let [text] = &example.texts[message.content.clone()]
            && message.calls.is_none()
            && let Some(look) = Look::at(text.text, text.scan.signs)
        {
            self.whole.add(look, pos);
            if !self.many_tasks {
                self.tasks.0.entry(task).or_default().add(look, pos);
            }
        }
        self.cap();
    }

    /// Too many is absorbing.
    fn cap(&mut self) {
        if !self.many_tasks && self.tasks.0.len() > MAX_TASKS {
            self.many_tasks = true;
        }
        if !self.many_systems && self.systems.0.len() > MAX_SYSTEMS {
            self.many_systems = true;
        }
        if self.many_tasks && !self.tasks.0.is_empty() {
            self.tasks = Table::default();
        }
        if self.many_systems && !self.systems.0.is_empty() {
            self.systems = Table::default();
        }
    }

    /// Adds those of another part.
    pub fn merge(&mut self, other: Layout) {
        self.whole.merge(other.whole);
        self.many_tasks |= other.many_tasks;
        self.many_systems |= other.many_systems;
        for (task, formats) in other.tasks.into_sorted() {
            self.tasks.0.entry(task).or_default().merge(formats);
        }
        for (system, count) in other.systems.into_sorted() {
            let own = self.systems.0.entry(system).or_default();
            own.count += count.count;
            own.first.merge(&count.first);
        }
        self.led += other.led;
        self.bare += other.bare;
        self.bare_rows.merge(&other.bare_rows);
        self.cap();
    }

    /// Rows whose answer is laid out in another way than nearly all, with how many those are of how many.
    pub fn odd(&self) -> Vec<(Pos, Odd, u64, u64)> {
        let mut habits = self.whole.habits();
        let told = |habits: &[(Odd, u64, u64, Vec<Pos>)], odd| habits.iter().any(|own| own.0 == odd);
        for (_, task) in self.tasks.sorted() {
            let own: Vec<_> = task.habits().into_iter().filter(|own| !told(&habits, own.0)).collect();
            habits.extend(own);
        }
        let rows = habits
            .into_iter()
            .flat_map(|(odd, count, of, rows)| rows.into_iter().map(move |pos| (pos, odd, count, of)));
        let mut odd: Vec<_> = rows.collect();
        odd.sort_by_key(|(pos, odd, ..)| (*pos, *odd as u8));
        odd
    }

    /// The system prompts by hash, with their counts.
    pub fn systems(&self) -> Vec<(u64, &System)> {
        self.systems.sorted()
    }

    /// Chats without a system prompt where nearly all have one: the first of them, how many, and of how many.
    pub fn without_system(&self) -> Option<(&Smallest<NAMED>, u64, u64)> {
        let all = self.led + self.bare;
        let usual = all >= MIN_ROWS && self.bare > 0 && self.led * 100 >= all * HABIT;
        usual.then_some((&self.bare_rows, self.bare, all))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_objects_are_told_apart() {
        assert_eq!(key_set(r#"{"a":1,"b":{"c":2}}"#), key_set(r#"{ "b" : [{"x":"}"}], "a" : "\"{" }"#));
        assert_ne!(key_set(r#"{"a":1}"#), key_set(r#"{"b":1}"#));
        assert_ne!(key_set(r#"{"a":"b"}"#), key_set(r#"{"a":1,"b":1}"#));
        assert_eq!(key_set(r#"{"a":"b"#), key_set(r#"{"a""#).wrapping_add(key_set(r#"{"a":1}"#)));
    }

    #[test]
    fn layouts_are_seen() {
        let look = |text: &str| Look::at(text, Signs::of_bytes(text)).map(|look| (look.json, look.fenced, look.line));
        assert_eq!(look(" {\"a\": 1} "), Some((true, false, Some(true))));
        assert_eq!(look("```json\n{}\n```"), Some((false, true, Some(false))));
        assert_eq!(look("yes\n"), Some((false, false, Some(true))));
        assert_eq!(look(&"word ".repeat(60)), Some((false, false, None)));
        assert_eq!(look("  "), None);
    }
}
