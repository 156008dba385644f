//! Whether the rows are sorted by label, for FT505: how often the label changes from one row to the next.
//!
//! Parts of the data arrive in any order, so what is kept are stretches of rows that follow each other, with the label at
//! both ends; stretches that touch become one.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use crate::source::Pos;

/// Most stretches that may lie apart: one for each 8 MiB of data, and one more for each row that is no example.
const MOST: usize = 4096;
/// Labels that are told apart; of more the rows cannot be sorted by them in a way that matters.
const LABELS: usize = 1024;
/// Bytes of a label that are looked at.
const BYTES: usize = 64;

/// Rows that follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Stretch {
    last: Pos,
    /// Labels of the first and the last row that has one; 0 for none.
    labels: [u64; 2],
    changes: u64,
}

/// Where labels change; under 350 KiB.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    #[serde(with = "by_place")]
    stretches: BTreeMap<Pos, Stretch>,
    labels: BTreeSet<u64>,
    rows: u64,
    many: bool,
}

/// Places are no keys of JSON: a table by place is written as a list.
mod by_place {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serializer};

    use super::Stretch;
    use crate::source::Pos;

    pub fn serialize<S: Serializer>(table: &BTreeMap<Pos, Stretch>, out: S) -> Result<S::Ok, S::Error> {
        out.collect_seq(table)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<Pos, Stretch>, D::Error> {
        Ok(Vec::<(Pos, Stretch)>::deserialize(from)?.into_iter().collect())
    }
}

/// What a label is told apart by: without case and the signs at its ends; those between its words are as spaces.
pub fn order_key(label: &str) -> u64 {
    let own = |b: &u8| b.is_ascii_alphanumeric() || !b.is_ascii();
    let bytes = label.as_bytes();
    let Some(from) = bytes.iter().position(own) else { return xxh3_64(label.trim().as_bytes()).max(1) };
    let to = bytes.iter().rposition(own).map_or(from, |last| last + 1).min(from + BYTES);
    let mut kept = [b' '; BYTES];
    for (kept, byte) in kept.iter_mut().zip(&bytes[from..to]) {
        *kept = if own(byte) { byte.to_ascii_lowercase() } else { b' ' };
    }
    xxh3_64(&kept[..to - from]).max(1)
}

impl Order {
    /// Whether it still matters which label a row has.
    pub fn wants_labels(&self) -> bool {
        !self.many
    }

    /// Adds a row with its label (see `order_key`), or 0 if it has none. Rows come in order.
    pub fn add(&mut self, pos: Pos, label: u64) {
        if self.many {
            return;
        }
        self.rows += u64::from(label != 0);
        match self.stretches.last_entry() {
            Some(mut last) if follows(last.get().last, pos) => {
                let stretch = last.get_mut();
                stretch.last = pos;
                if label != 0 && label != stretch.labels[1] {
                    stretch.changes += u64::from(stretch.labels[1] != 0);
                    self.note(label);
                }
            }
            _ => {
                self.stretches.insert(pos, Stretch { last: pos, labels: [label; 2], changes: 0 });
                self.note(label);
                self.cap();
            }
        }
    }

    /// A label at the end of the last stretch.
    fn note(&mut self, label: u64) {
        if label == 0 {
            return;
        }
        if let Some(mut last) = self.stretches.last_entry() {
            let labels = &mut last.get_mut().labels;
            *labels = [if labels[0] == 0 { label } else { labels[0] }, label];
        }
        if self.labels.insert(label) {
            self.cap();
        }
    }

    /// Adds those of another part.
    pub fn merge(&mut self, other: Order) {
        self.rows += other.rows;
        self.many |= other.many;
        self.labels.extend(other.labels);
        for (first, stretch) in other.stretches {
            self.join(first, stretch);
        }
        self.cap();
    }

    fn join(&mut self, mut first: Pos, mut stretch: Stretch) {
        if let Some((start, before)) = self.stretches.range(..first).next_back().map(|(start, own)| (*start, *own))
            && follows(before.last, first)
        {
            stretch = before.and(stretch);
            self.stretches.remove(&start);
            first = start;
        }
        let next = Pos { block: stretch.last.block, row: stretch.last.row.saturating_add(1) };
        if let Some(after) = self.stretches.remove(&next) {
            stretch = stretch.and(after);
        }
        self.stretches.insert(first, stretch);
    }

    /// Too many is absorbing.
    fn cap(&mut self) {
        if self.many || self.stretches.len() > MOST || self.labels.len() > LABELS {
            *self = Order { many: true, ..Order::default() };
        }
    }

    /// Rows with a label, different labels, and how many runs of one label there are; `None` if there is too much to tell.
    pub fn runs(&self) -> Option<(u64, u64, u64)> {
        let whole = self.stretches.values().copied().reduce(Stretch::and)?;
        let runs = whole.changes + u64::from(whole.labels[0] != 0);
        (!self.many).then_some((self.rows, self.labels.len() as u64, runs))
    }
}

impl Stretch {
    /// This one and one behind it.
    fn and(self, after: Stretch) -> Stretch {
        let meet = [self.labels[1], after.labels[0]];
        let change = meet[0] != meet[1] && !meet.contains(&0);
        let first = if self.labels[0] == 0 { after.labels[0] } else { self.labels[0] };
        let last = if after.labels[1] == 0 { self.labels[1] } else { after.labels[1] };
        let changes = self.changes + after.changes + u64::from(change);
        Stretch { last: after.last, labels: [first, last], changes }
    }
}

fn follows(before: Pos, after: Pos) -> bool {
    before.block == after.block && before.row.checked_add(1) == Some(after.row)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(labels: &[u64], from: u32) -> Order {
        let mut order = Order::default();
        for (row, label) in (from..).zip(labels) {
            order.add(Pos { block: 0, row }, *label);
        }
        order
    }

    #[test]
    fn runs_are_counted_over_all_cuts() {
        let labels = [1, 1, 0, 2, 2, 1, 0, 0, 3, 3];
        let whole = order(&labels, 0);
        assert_eq!(whole.runs(), Some((7, 3, 4)));
        for cut in 1..labels.len() {
            let (left, right) = labels.split_at(cut);
            let mut late = order(right, cut as u32);
            late.merge(order(left, 0));
            assert_eq!(late, whole, "cut at {cut}");
        }
        assert_eq!(order(&[0, 0], 0).runs(), Some((0, 0, 0)));
    }

    #[test]
    fn case_and_marks_do_not_tell_labels_apart() {
        assert_eq!(order_key(" Card-Arrival."), order_key("card_arrival"));
        assert_ne!(order_key("+"), order_key("-"));
    }
}
