//! The first few rows of many, in any order of adding.

use serde::{Deserialize, Serialize};

use crate::source::Pos;

/// The `K` smallest places seen; 8 bytes each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Smallest<const K: usize = 5>(Vec<Pos>);

impl<const K: usize> Smallest<K> {
    /// Adds a place. Places mostly come in order: then they go to the end, or are none of the first.
    pub fn add(&mut self, pos: Pos) {
        if self.0.last().is_none_or(|last| *last < pos) {
            if self.0.len() < K {
                self.0.push(pos);
            }
        } else if let Err(at) = self.0.binary_search(&pos) {
            self.0.insert(at, pos);
            self.0.truncate(K);
        }
    }

    /// Adds those of another part.
    pub fn merge(&mut self, other: &Self) {
        other.0.iter().for_each(|pos| self.add(*pos));
    }

    /// The places in order.
    pub fn iter(&self) -> impl Iterator<Item = Pos> + '_ {
        self.0.iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn smallest_keeps_five_in_order() {
        let mut smallest = Smallest::<5>::default();
        for row in [9, 3, 7, 1, 5, 3, 8, 2] {
            smallest.add(Pos { block: 0, row });
        }
        assert_eq!(smallest.iter().map(|pos| pos.row).collect::<Vec<_>>(), [1, 2, 3, 5, 7]);
    }
}
