//! FT303 type-drift. The page is `rules/FT303-type-drift.md`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::example::{Example, Json, Object};
use crate::rules::{Facts, FoldRule, Level, Sink, Spots};

/// A key whose JSON type is another one in most rows.
pub struct TypeDrift;

/// Above so many pairs of key and type the rows have no common keys.
const MAX_KINDS: usize = 512;
/// Rows of each key and type that are named; all types are kept, because the usual one is known only at the end.
const NAMED: usize = 50;
/// Keys of the formats themselves: another type than text or a list there is the matter of FT204.
const TEXT_KEYS: [&str; 16] = [
    "prompt",
    "completion",
    "chosen",
    "rejected",
    "instruction",
    "input",
    "output",
    "text",
    "messages",
    "conversations",
    "role",
    "content",
    "from",
    "value",
    "query",
    "response",
];

/// Rows per key and type; at most 512 pairs, and then none.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Kinds {
    kinds: BTreeMap<u64, Kind>,
    too_many: bool,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Kind {
    /// The key, `messages[].content` for one in the items of a list.
    path: String,
    /// The type.
    name: String,
    rows: u64,
    first: Spots<(), NAMED>,
}

impl Kinds {
    fn cap(&mut self) {
        self.too_many |= self.kinds.len() > MAX_KINDS;
        if self.too_many {
            self.kinds.clear();
        }
    }
}

impl FoldRule for TypeDrift {
    type State = Kinds;

    fn observe(&self, state: &mut Kinds, example: &Example<'_>) {
        let mut seen = Seen::default();
        for (key, value) in &example.json.0 {
            add(state, &mut seen, example, &Place { outer: None, key }, value);
            match value {
                Json::Object(object) => inner(state, &mut seen, example, (key, None), object),
                Json::Array(items) => {
                    for (i, object) in items.iter().enumerate().filter_map(|(i, item)| Some((i, item.as_object()?))) {
                        inner(state, &mut seen, example, (key, Some(i)), object);
                    }
                }
                _ => {}
            }
        }
        state.cap();
    }

    fn merge(&self, left: &mut Kinds, right: Kinds) {
        left.too_many |= right.too_many;
        for (hash, kind) in right.kinds {
            let own = left.kinds.entry(hash).or_default();
            (own.path, own.name) = (kind.path, kind.name);
            own.rows += kind.rows;
            own.first.merge(kind.first);
        }
        left.cap();
    }

    fn conclude(&self, state: &Kinds, _: &Facts, sink: &mut Sink<'_>) {
        let mut paths: BTreeMap<&str, Vec<&Kind>> = BTreeMap::new();
        state.kinds.values().for_each(|kind| paths.entry(&kind.path).or_default().push(kind));
        for kinds in paths.values().filter(|kinds| kinds.len() > 1) {
            let rows: u64 = kinds.iter().map(|kind| kind.rows).sum();
            // Of equals the one that comes first in the alphabet is the usual one.
            let Some(usual) = kinds.iter().max_by_key(|kind| (kind.rows, std::cmp::Reverse(&kind.name))) else {
                continue;
            };
            for kind in kinds.iter().filter(|kind| kind.name != usual.name) {
                report(kind, usual, rows, sink);
            }
        }
    }
}

fn report(kind: &Kind, usual: &Kind, rows: u64, sink: &mut Sink<'_>) {
    let key = kind.path.rsplit(['.', ']']).next().unwrap_or_default();
    // Formats take both; only a loader that wants one column of one type does not.
    let both = TEXT_KEYS.contains(&key);
    let level = if both { Level::Warn } else { Level::Error };
    for (pos, pointer, ()) in kind.first.iter() {
        let message =
            format!("`{}` is {} here and {} in {} of {rows} rows", kind.path, kind.name, usual.name, usual.rows);
        sink.report_row(pos, pointer, message)
            .level(level)
            .help("write it in one type; a loader that reads columns stops at the first other one");
    }
    if kind.first.unnamed() > 0 {
        let message =
            format!("`{}` is {} in {} of {rows} rows; {NAMED} of them are named", kind.path, kind.name, kind.rows);
        sink.report_data(&kind.path, message).level(level);
    }
}

/// The pairs of key and type in one row; most rows have few, and those need no room on the heap.
#[derive(Default)]
struct Seen {
    few: [u64; 16],
    length: usize,
    more: Vec<u64>,
}

impl Seen {
    /// Adds a hash; whether it is new.
    fn add(&mut self, hash: u64) -> bool {
        if self.few[..self.length].contains(&hash) || self.more.contains(&hash) {
            return false;
        }
        if self.length < self.few.len() {
            self.few[self.length] = hash;
            self.length += 1;
        } else if self.more.len() < MAX_KINDS {
            // A row with more kinds than a state holds ends the matter anyway.
            self.more.push(hash);
        }
        true
    }
}

/// Where a value stands: a key of the row, or one below it, perhaps in an item of a list.
struct Place<'p> {
    outer: Option<(&'p str, Option<usize>)>,
    key: &'p str,
}

impl Place<'_> {
    fn pointer(&self) -> String {
        let key = crate::example::escape(self.key);
        match self.outer {
            None => format!("/{key}"),
            Some((outer, None)) => format!("/{}/{key}", crate::example::escape(outer)),
            Some((outer, Some(i))) => format!("/{}/{i}/{key}", crate::example::escape(outer)),
        }
    }

    fn path(&self) -> String {
        let (key, list) = (self.key, |i: Option<usize>| if i.is_some() { "[]" } else { "" });
        self.outer.map_or_else(|| key.to_owned(), |(outer, i)| format!("{outer}{}.{key}", list(i)))
    }
}

fn inner(state: &mut Kinds, seen: &mut Seen, example: &Example<'_>, outer: (&str, Option<usize>), object: &Object<'_>) {
    for (key, value) in &object.0 {
        add(state, seen, example, &Place { outer: Some(outer), key }, value);
    }
}

fn add(state: &mut Kinds, seen: &mut Seen, example: &Example<'_>, place: &Place<'_>, value: &Json<'_>) {
    let text = matches!(value, Json::String(_) | Json::Array(_));
    if state.too_many || *value == Json::Null || !text && TEXT_KEYS.contains(&place.key) {
        return;
    }
    let outer = place.outer.map_or(0, |(key, i)| xxh3_64_with_seed(key.as_bytes(), 1 + u64::from(i.is_some())));
    let hash = xxh3_64_with_seed(place.key.as_bytes(), outer)
        ^ value.type_name().len() as u64
        ^ u64::from(value.type_name().as_bytes()[2]) << 8;
    // Messages repeat their keys; a row counts once.
    if !seen.add(hash) {
        return;
    }
    let kind = state.kinds.entry(hash).or_insert_with(|| Kind {
        path: place.path(),
        name: value.type_name().to_owned(),
        ..Kind::default()
    });
    kind.rows += 1;
    if kind.first.has_room(example.row.pos) {
        kind.first.add(example.row.pos, place.pointer(), ());
    } else {
        kind.first.skip();
    }
}
