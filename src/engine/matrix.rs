//! How the consumers take all rows: a few counts, whatever the data.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::verdict::{Judge, Refusal, Verdict};
use crate::example::{Example, Shape};
use crate::rules::schema::MemberStats;
use crate::rules::{Hashed, Uneven};
use crate::source::Pos;

/// Rows refused by one profile, or rows of one shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused<R> {
    /// How many rows.
    pub rows: u64,
    /// The first of them.
    pub first: Pos,
    /// Why that one.
    pub reason: R,
}

/// How the profiles take the rows: a few counts, whatever the data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matrix {
    /// Rows that profiles of their shape refuse, by index of the profile.
    pub refused: BTreeMap<u16, Refused<Refusal>>,
    /// Rows by shape.
    pub shapes: BTreeMap<Shape, Refused<()>>,
    /// By profile and field that all rows or none must have: what rows have there, each with its first row; the two
    /// that came first.
    fields: BTreeMap<(u16, u8), Vec<(u64, Pos)>>,
    /// By profile and wish, the members that all rows must have alike.
    members: BTreeMap<(u16, u8), MemberStats>,
    /// By profile and wish, rows that are counted, and the first of them.
    counted: BTreeMap<(u16, u8), (u64, Pos)>,
    /// By the place of a text that is to be different in all rows, the rows that repeat one.
    pub repeats: BTreeMap<usize, Repeat>,
}

impl Matrix {
    /// The fields of a profile that only some rows have, or with other values: index of the field, the first row, the
    /// first that differs, and whether the first one has it.
    pub fn uneven(&self, profile: usize) -> impl Iterator<Item = Uneven> + '_ {
        let of_profile = self.fields.range((profile as u16, 0)..=(profile as u16, u8::MAX));
        of_profile.filter_map(|((_, field), values)| match values.as_slice() {
            [(first, a), (other, b)] => {
                Some(Uneven { field: usize::from(*field), first: *a, other: *b, there: [*first != 0, *other != 0] })
            }
            _ => None,
        })
    }

    /// The objects of a profile whose members all rows should have alike, with the index of the wish.
    pub fn members(&self, profile: usize) -> impl Iterator<Item = (usize, &MemberStats)> + '_ {
        let of_profile = self.members.range((profile as u16, 0)..=(profile as u16, u8::MAX));
        of_profile.map(|((_, wish), stats)| (usize::from(*wish), stats))
    }

    /// Rows that a profile counts: the index of the wish, how many, and the first.
    pub fn counted(&self, profile: usize) -> impl Iterator<Item = (usize, u64, Pos)> + '_ {
        let of_profile = self.counted.range((profile as u16, 0)..=(profile as u16, u8::MAX));
        of_profile.map(|((_, wish), (rows, first))| (usize::from(*wish), *rows, *first))
    }

    /// Adds that of another part.
    pub fn merge(&mut self, other: Matrix) {
        other.members.into_iter().for_each(|(wish, stats)| add_members(&mut self.members, wish, stats));
        other.counted.into_iter().for_each(|(wish, rows)| add_counted(&mut self.counted, wish, rows));
        other.refused.into_iter().for_each(|(profile, refused)| add(&mut self.refused, profile, refused));
        other.shapes.into_iter().for_each(|(shape, rows)| add(&mut self.shapes, shape, rows));
        for (field, values) in other.fields {
            let own = self.fields.entry(field).or_default();
            values.into_iter().for_each(|value| add_value(own, value));
        }
    }

    fn count(&mut self, shape: Shape, verdict: &Verdict, rows: u64, first: Pos) {
        add(&mut self.shapes, shape, Refused { rows, first, reason: () });
        for reason in &verdict.refusals {
            add(&mut self.refused, reason.profile, Refused { rows, first, reason: reason.clone() });
        }
        for (wish, members) in &verdict.members {
            add_members(&mut self.members, *wish, MemberStats::of(members, rows, first));
        }
        for wish in &verdict.counted {
            add_counted(&mut self.counted, *wish, (rows, first));
        }
        for (profile, (field, value)) in &verdict.fields {
            add_value(self.fields.entry((*profile, *field)).or_default(), (*value, first));
        }
    }
}

/// Rows that repeat a text of an earlier row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// How many.
    pub rows: u64,
    /// The first of them.
    pub first: Pos,
    /// The row whose text that one repeats.
    pub other: Pos,
}

impl Repeat {
    /// Adds rows that repeat the text with this place.
    pub fn add(map: &mut BTreeMap<usize, Repeat>, unique: usize, more: Repeat) {
        let own = map.entry(unique).or_insert(Repeat { rows: 0, ..more });
        own.rows += more.rows;
        if more.first < own.first {
            (own.first, own.other) = (more.first, more.other);
        }
    }
}

fn add_members(map: &mut BTreeMap<(u16, u8), MemberStats>, wish: (u16, u8), more: MemberStats) {
    match map.entry(wish) {
        Entry::Vacant(entry) => {
            entry.insert(more);
        }
        Entry::Occupied(mut own) => own.get_mut().merge(more),
    }
}

fn add_counted(map: &mut BTreeMap<(u16, u8), (u64, Pos)>, wish: (u16, u8), (rows, first): (u64, Pos)) {
    let own = map.entry(wish).or_insert((0, first));
    *own = (own.0 + rows, own.1.min(first));
}

fn add<K: Ord, R>(map: &mut BTreeMap<K, Refused<R>>, key: K, more: Refused<R>) {
    match map.get_mut(&key) {
        None => {
            map.insert(key, more);
        }
        Some(own) => {
            own.rows += more.rows;
            if more.first < own.first {
                (own.first, own.reason) = (more.first, more.reason);
            }
        }
    }
}

/// Adds a first place of a value; keeps the two values that came first, whatever the order of adding.
fn add_value(values: &mut Vec<(u64, Pos)>, (value, first): (u64, Pos)) {
    match values.iter_mut().find(|(known, _)| *known == value) {
        Some((_, own)) => *own = first.min(*own),
        None => values.push((value, first)),
    }
    values.sort_unstable_by_key(|(_, pos)| *pos);
    values.truncate(2);
}

/// What was seen of the rows with one key in one part.
struct Seen {
    shape: Shape,
    verdict: Arc<Verdict>,
    rows: u64,
    first: Pos,
}

/// The rows of one part, by key.
pub struct Tally<'j> {
    judge: &'j Judge,
    seen: HashMap<u64, Seen, Hashed>,
    matrix: Matrix,
}

impl<'j> Tally<'j> {
    /// No rows yet.
    pub fn new(judge: &'j Judge) -> Self {
        Tally { judge, seen: HashMap::default(), matrix: Matrix::default() }
    }

    /// Counts a row, and says whether the profile of the run finds something in it.
    pub fn row(&mut self, example: &Example<'_>) -> bool {
        let key = self.judge.key(example);
        if let Some(seen) = key.and_then(|key| self.seen.get_mut(&key)) {
            seen.rows += 1;
            return seen.verdict.busy;
        }
        let verdict = self.judge.judge(key, example);
        let (shape, first, busy) = (example.shape, example.row.pos, verdict.busy);
        match key {
            Some(key) => {
                self.seen.insert(key, Seen { shape, verdict, rows: 1, first });
            }
            None => self.matrix.count(shape, &verdict, 1, first),
        }
        busy
    }

    /// The counts of the part.
    pub fn finish(self) -> Matrix {
        let mut matrix = self.matrix;
        // Merging does not hang on the order: counts add, and the first place wins.
        let mut seen: Vec<Seen> = self.seen.into_values().collect();
        seen.sort_unstable_by_key(|seen| seen.first);
        seen.iter().for_each(|seen| matrix.count(seen.shape, &seen.verdict, seen.rows, seen.first));
        matrix
    }
}
