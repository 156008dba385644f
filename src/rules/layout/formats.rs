//! How answers of one kind are laid out, and what nearly all of them have in common.

use std::collections::BTreeMap;

use memchr::memchr2;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::super::facts::Smallest;
use crate::example::Signs;
use crate::source::Pos;

/// Sets of keys that are told apart.
const MAX_KEY_SETS: usize = 8;

/// Longest answer in one line that is short, in bytes.
const LINE: usize = 160;

/// Longest JSON answer whose keys are looked at, in bytes.
const JSON: usize = 64 << 10;

pub(super) const HABIT: u64 = 95;

/// Fewest rows that have a habit, and the share of them that makes it one, in percent.
pub(super) const MIN_ROWS: u64 = 20;

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
pub(super) struct Formats<const K: usize> {
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

impl<const K: usize> Formats<K> {
    /// Adds an answer.
    pub(super) fn add(&mut self, look: Look, pos: Pos) {
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

    /// Adds those of another part.
    pub(super) fn merge(&mut self, other: Formats<K>) {
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
    pub(super) fn habits(&self) -> Vec<(Odd, u64, u64, Vec<Pos>)> {
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

/// What one look at an answer tells.
#[derive(Clone, Copy)]
pub(super) struct Look {
    json: bool,
    fenced: bool,
    /// One short line, or several lines.
    line: Option<bool>,
    keys: Option<u64>,
}

impl Look {
    /// Looks; none at an answer that is blank.
    pub(super) fn at(text: &str, signs: Signs) -> Option<Look> {
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
pub(super) fn key_set(object: &str) -> u64 {
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
