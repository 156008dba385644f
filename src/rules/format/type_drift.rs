//! FT303 type-drift. The page is `rules/FT303-type-drift.md`.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::example::{Example, JsonType, Step, write_pointer};
use crate::rules::contract::{FoldRule, Sink};
use crate::rules::facts::Facts;
use crate::rules::profile::{Form, Node, Profile, Type};
use crate::rules::redact::{quoted, redact_pointer};
use crate::source::Pos;

/// FT303: a key whose JSON type changes between rows.
pub struct TypeDrift;

/// Paths that are kept; of more, those with the smallest hashes.
const MAX_PATHS: usize = 4096;
/// Bytes of the keys of one path; longer paths are not looked at.
const MAX_KEYS: usize = 96;
/// Skeletons of rows that are known at a time; about 1 KiB each.
const MAX_SKELETONS: usize = 256;
/// Keys below which values are free: what a tool is called with, and descriptions of it.
const FREE: [&str; 6] = ["arguments", "parameters", "properties", "args", "input_schema", "inputSchema"];

/// The types of every path, counted by rows, with the first row of each: under 1 MiB whatever the data, no text but keys.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(into = "Columns", from = "Columns")]
pub struct Types {
    columns: Columns,
    /// Rows by skeleton that are not yet counted in `columns`.
    seen: BTreeMap<u64, Seen>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Columns(BTreeMap<u64, Column>);

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Column {
    /// Keys from the row down; none for an index.
    path: Vec<Option<String>>,
    types: BTreeMap<JsonType, Place>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Place {
    /// Rows of this type here.
    rows: u64,
    /// The first of them.
    pos: Pos,
    /// The indexes of the path where it stands there first.
    at: Vec<usize>,
}

#[derive(Clone, Debug)]
struct Seen {
    rows: u64,
    pos: Pos,
    types: BTreeMap<(u64, JsonType), Vec<usize>>,
}

impl From<Columns> for Types {
    fn from(columns: Columns) -> Self {
        Types { columns, seen: BTreeMap::new() }
    }
}

impl From<Types> for Columns {
    fn from(mut types: Types) -> Self {
        types.settle();
        types.columns
    }
}

impl Types {
    /// Looks at a row of a skeleton that is not known, or that is known from a later row only.
    fn look(&mut self, skeleton: u64, example: &Example<'_>) {
        let mut types: BTreeMap<(u64, JsonType), Vec<usize>> = BTreeMap::new();
        example.json.walk_types(&mut |hash, steps, kind| {
            let keys = steps.iter().map(|step| if let Step::Key(key) = step { key.len() } else { 0 });
            if keys.sum::<usize>() > MAX_KEYS {
                return false;
            }
            types.entry((hash, kind)).or_insert_with(|| {
                self.columns.name(hash, steps);
                steps.iter().filter_map(|step| if let Step::Index(i) = step { Some(*i) } else { None }).collect()
            });
            if types.len() > MAX_PATHS {
                types.pop_last();
            }
            true
        });
        let rows = self.seen.get(&skeleton).map_or(0, |seen| seen.rows) + 1;
        self.seen.insert(skeleton, Seen { rows, pos: example.row.pos, types });
        if self.seen.len() > MAX_SKELETONS {
            self.settle();
        }
    }

    /// Counts the rows that are known by their skeletons.
    fn settle(&mut self) {
        for (_, seen) in std::mem::take(&mut self.seen) {
            for ((hash, kind), at) in seen.types {
                if let Some(column) = self.columns.0.get_mut(&hash) {
                    column.add(kind, Place { rows: seen.rows, pos: seen.pos, at });
                }
            }
        }
    }
}

impl Columns {
    fn name(&mut self, hash: u64, steps: &[Step<'_>]) {
        let name = |step: &Step<'_>| if let Step::Key(key) = step { Some((*key).to_owned()) } else { None };
        self.0.entry(hash).or_insert_with(|| Column { path: steps.iter().map(name).collect(), ..Column::default() });
        self.cap();
    }

    fn cap(&mut self) {
        while self.0.len() > MAX_PATHS {
            self.0.pop_last();
        }
    }

    fn merge(&mut self, right: Columns) {
        for (hash, column) in right.0 {
            let own = self.0.entry(hash).or_default();
            own.path = column.path;
            column.types.into_iter().for_each(|(kind, place)| own.add(kind, place));
        }
        self.cap();
    }
}

impl Column {
    fn add(&mut self, kind: JsonType, place: Place) {
        match self.types.get_mut(&kind) {
            None => {
                self.types.insert(kind, place);
            }
            Some(own) => {
                own.rows += place.rows;
                if (place.pos, &place.at) < (own.pos, &own.at) {
                    (own.pos, own.at) = (place.pos, place.at);
                }
            }
        }
    }

    /// The path as messages show it, with `*` for an index.
    fn shown(&self) -> String {
        let steps: Vec<Step<'_>> = self.path.iter().map(|key| Step::Key(key.as_deref().unwrap_or("*"))).collect();
        quoted(&redact_pointer(&write_pointer(&steps)), 100)
    }

    /// The path with the indexes of a place.
    fn pointer(&self, place: &Place) -> String {
        let mut at = place.at.iter();
        let index = |i: Option<&usize>| Step::Index(i.copied().unwrap_or(0));
        let names = self.path.iter().map(Option::as_deref);
        let steps: Vec<Step<'_>> = names.map(|name| name.map_or_else(|| index(at.next()), Step::Key)).collect();
        write_pointer(&steps)
    }
}

impl FoldRule for TypeDrift {
    type State = Types;

    fn observe(&self, state: &mut Types, example: &Example<'_>) {
        let skeleton = example.json.skeleton();
        match state.seen.get_mut(&skeleton) {
            Some(seen) if seen.pos <= example.row.pos => seen.rows += 1,
            _ => state.look(skeleton, example),
        }
    }

    fn merge(&self, left: &mut Types, right: Types) {
        left.settle();
        left.columns.merge(right.into());
    }

    fn conclude(&self, state: &Types, facts: &Facts, sink: &mut Sink<'_>) {
        let profile = facts.profile;
        if !profile.loader && !profile.is_generic() {
            return;
        }
        let Columns(columns) = state.clone().into();
        for column in columns.values().filter(|column| column.types.len() > 1) {
            if profile.loader {
                changed(column, facts, sink);
            } else {
                unusual(column, facts, sink);
            }
        }
    }
}

/// A column of Arrow has one type: every other one than the first stops the loader.
fn changed(column: &Column, facts: &Facts, sink: &mut Sink<'_>) {
    let mut types: Vec<(&JsonType, &Place)> = column.types.iter().collect();
    types.sort_by_key(|(_, place)| (place.pos, &place.at));
    let [(first, place), others @ ..] = types.as_slice() else { return };
    for (kind, other) in others.iter().filter(|(kind, _)| !is_refused(column, **kind, facts)) {
        let (path, a, b) = (column.shown(), with_article(**first), with_article(**kind));
        let both = if other.pos == place.pos {
            format!("{a} and {b} in one row")
        } else {
            format!("{a} in {{row}} and {b} here")
        };
        let stop = format!("stops with \"Column changed from {} to {}\"", first.name(), kind.name());
        let message = format!("`{path}` is {both}; datasets below 4.7 {stop} ({})", facts.profile.name);
        sink.report_row(other.pos, column.pointer(other), message)
            .floating(format!("{path} {}", column.types.len()))
            .help("write one type in all rows; values of changing form as JSON text")
            .related(place.pos, &column.pointer(place));
    }
}

/// Where no loader is named: what most rows do not do, at a place that the format leaves free.
fn unusual(column: &Column, facts: &Facts, sink: &mut Sink<'_>) {
    let free = column.path.iter().flatten().any(|key| FREE.contains(&key.as_str()));
    let rows: u64 = column.types.values().map(|place| place.rows).sum();
    let Some((usual, main)) = column.types.iter().max_by_key(|(kind, place)| (place.rows, Reverse(**kind))) else {
        return;
    };
    if free || main.rows * 2 <= rows || forms(facts).any(|(profile, form)| is_typed(profile, form, column)) {
        return;
    }
    for (kind, other) in column.types.iter().filter(|(kind, _)| *kind != usual) {
        let (path, a, b) = (column.shown(), with_article(*kind), with_article(*usual));
        let message = format!("`{path}` is {a} here, and {b} in {} of {rows} rows", main.rows);
        sink.report_row(other.pos, column.pointer(other), message)
            .floating(format!("{path} {}", kind.name()))
            .help("write one type in all rows; what reads the file as columns stops here")
            .related(main.pos, &column.pointer(main));
    }
}

fn with_article(kind: JsonType) -> String {
    let article = if matches!(kind, JsonType::Array | JsonType::Object) { "an" } else { "a" };
    format!("{article} {}", kind.name())
}

fn forms(facts: &Facts) -> impl Iterator<Item = (&'static Profile, &'static Form)> {
    let shape = facts.main_shape();
    let profile = facts.profile;
    profile.forms.values().filter(move |form| shape.is_some_and(|shape| form.takes(shape))).map(move |f| (profile, f))
}

/// Whether another rule speaks of this type here, because the consumer does not take it.
fn is_refused(column: &Column, kind: JsonType, facts: &Facts) -> bool {
    let refuses = |node: &Node| !node.types.is_empty() && !node.types.iter().any(|own| json_type(*own) == Some(kind));
    forms(facts).any(|(profile, form)| node_at(profile, form, &column.path).is_some_and(refuses))
}

fn is_typed(profile: &Profile, form: &Form, column: &Column) -> bool {
    node_at(profile, form, &column.path).is_some_and(|node| !node.types.is_empty())
}

fn json_type(own: Type) -> Option<JsonType> {
    Some(match own {
        Type::String | Type::ArrayText | Type::ObjectText | Type::BlankText => JsonType::String,
        Type::Number | Type::Integer => JsonType::Number,
        Type::Boolean => JsonType::Boolean,
        Type::Array | Type::Messages => JsonType::Array,
        Type::Object => JsonType::Object,
        Type::Null => return None,
    })
}

/// What the form says of the value at a path.
fn node_at<'p>(profile: &'p Profile, form: &'p Form, path: &[Option<String>]) -> Option<&'p Node> {
    path.iter().try_fold(&form.row, |node, step| {
        let message = node.talk.as_ref().and_then(|name| profile.talks.get(name)).map(|talk| &talk.message);
        match step {
            None => message.or(node.items.as_deref()),
            Some(key) => {
                let own = node.keys.get(key).or_else(|| message?.keys.get(key));
                own.or(node.members.as_deref())
            }
        }
    })
}
