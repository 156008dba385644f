//! What is wrong between the rows of an array. The rows themselves are read all the same, but no JSON reader takes the file.

use super::pos::Pos;

/// One kind of fault between rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// No comma between two items.
    NoComma,
    /// A comma with no item before it.
    ExtraComma,
    /// A comma before the bracket that ends the array.
    TrailingComma,
    /// A bracket that ends what was not begun.
    Stray,
    /// Another array behind the end of the first.
    Another,
    /// Something else behind the end of the array.
    Behind,
    /// The input ends before the array does.
    CutOff,
}

impl Gap {
    /// All, in the order in which they are told.
    pub const ALL: [Gap; 7] =
        [Gap::NoComma, Gap::ExtraComma, Gap::TrailingComma, Gap::Stray, Gap::Another, Gap::Behind, Gap::CutOff];
}

/// Kinds of faults at one place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kinds(u8);

impl Kinds {
    /// Adds one.
    pub fn add(&mut self, gap: Gap) {
        self.0 |= 1 << gap as u8;
    }

    /// Adds all of another place.
    pub fn join(&mut self, other: Kinds) {
        self.0 |= other.0;
    }
}

/// How often each kind of fault was met, and behind which row first; `None` where no row stands before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gaps([(u64, Option<Pos>); Gap::ALL.len()]);

impl Gaps {
    /// Adds what was met behind a row.
    pub fn add(&mut self, kinds: Kinds, behind: Option<Pos>) {
        for (gap, own) in Gap::ALL.into_iter().zip(&mut self.0) {
            if kinds.0 & 1 << gap as u8 != 0 {
                if own.0 == 0 {
                    own.1 = behind;
                }
                own.0 += 1;
            }
        }
    }

    /// The kinds that were met: how often, and behind which row first.
    pub fn met(&self) -> impl Iterator<Item = (Gap, u64, Option<Pos>)> {
        Gap::ALL
            .into_iter()
            .zip(self.0)
            .filter(|(_, (times, _))| *times > 0)
            .map(|(gap, (times, pos))| (gap, times, pos))
    }
}
