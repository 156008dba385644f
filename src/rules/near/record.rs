//! What is kept of a row until all are read: the sketch of its prompt and a little of its answer.

use serde::{Deserialize, Serialize};

use crate::example::{BINS, Kind, Outline, Sketch, Turn, TurnKey};
use crate::source::Pos;

/// The last turn of one row; 128 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NearRecord {
    /// The row.
    pub pos: Pos,
    /// Of the shared beginning and end that its prompt may have; see [`crate::example::ends_of`].
    pub head: u32,
    /// See `head`.
    pub tail: u32,
    /// Hash of the answer but for spelling, as far as its key goes.
    pub answer: u32,
    /// 8 bits of the turn's number, 8 of the kind, 8 of the answer's length.
    packed: u32,
    /// 16 bits of the key of the prompt.
    pub key: u16,
    /// The sketch of the prompt.
    pub sketch: Sketch,
}

/// Steps of a length in which it doubles.
const OCTAVE: u32 = 8;
/// Steps by which the lengths of two answers may differ that share 0.8 of their 4-grams: a factor of 1.25, and one for rounding.
const STEPS: u32 = 4;

impl NearRecord {
    /// The record of the last turn of a row; `length` is that of its answer in bytes.
    pub fn new(pos: Pos, turn: &Turn, key: &TurnKey, length: usize, outline: &Outline) -> NearRecord {
        let kind = Kind::ALL.iter().position(|kind| *kind == key.kind).unwrap_or(0) as u32;
        let packed = turn.number.min(255) as u32 | kind << 8 | step(length) << 16;
        let Outline { sketch, head, tail } = *outline;
        NearRecord {
            pos,
            head,
            tail,
            answer: (key.answer ^ key.answer >> 32) as u32,
            packed,
            key: key.context as u16,
            sketch,
        }
    }

    /// All but the key and the sketch, as numbers.
    pub(super) fn fields(&self) -> [u32; 6] {
        [self.pos.block, self.pos.row, self.head, self.tail, self.answer, self.packed]
    }

    /// The record that [`NearRecord::fields`], a key and a sketch came from.
    pub(super) fn of([block, row, head, tail, answer, packed]: [u32; 6], key: u16, bins: [u16; BINS]) -> NearRecord {
        NearRecord { pos: Pos { block, row }, head, tail, answer, packed, key, sketch: Sketch(bins) }
    }

    /// Number of the turn in its example; 255 stands for all later ones.
    pub fn turn(&self) -> usize {
        (self.packed & 0xFF) as usize
    }

    /// The kind of the answer.
    pub fn kind(&self) -> Kind {
        Kind::ALL[(self.packed >> 8 & 0x7) as usize]
    }

    /// Whether the answer can be compared with others by what it says.
    pub fn is_closed(&self) -> bool {
        self.kind() != Kind::Free
    }

    /// A number for what is asked, spelling aside.
    pub fn identity(&self) -> u64 {
        let mixed = |all: u64, bin: &u16| (all ^ u64::from(*bin)).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29);
        self.sketch.0.iter().fold(u64::from(self.key), mixed)
    }

    /// Whether the prompts are the same but for spelling.
    pub fn same_prompt(&self, other: &NearRecord) -> bool {
        self.key == other.key && self.sketch == other.sketch
    }

    /// Whether the two answers can be the same, or contradict each other.
    pub fn comparable(&self, other: &NearRecord) -> bool {
        let near_length = (self.packed >> 16).abs_diff(other.packed >> 16) <= STEPS;
        self.answer == other.answer
            || match (self.is_closed(), other.is_closed()) {
                (true, true) => true,
                (false, false) => near_length,
                _ => false,
            }
    }
}

/// The logarithm of a length, in steps.
fn step(length: usize) -> u32 {
    let length = length.max(1) as u64;
    let power = length.ilog2();
    let rest = (length << 3 >> power) as u32 & 7;
    (power * OCTAVE + rest).min(255)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_small() {
        assert_eq!(size_of::<NearRecord>(), 128);
    }

    #[test]
    fn steps_are_parts_of_octaves() {
        assert_eq!((step(1), step(2), step(3), step(1000), step(1500)), (0, 8, 12, 79, 83));
        assert!(step(1 << 30) <= 255 && step(usize::MAX) == 255);
    }
}
