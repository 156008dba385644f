//! Tables whose keys are hashes already, or numbers that differ in few bits.

use std::hash::{BuildHasherDefault, Hasher};

/// Builds the hasher of such a table.
pub type Hashed = BuildHasherDefault<Same>;

/// Hands a `u64` through, and spreads a `u32`.
#[derive(Default)]
pub struct Same(u64);

impl Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {
        unreachable!("only numbers are hashed");
    }

    fn write_u32(&mut self, value: u32) {
        self.write_u64(u64::from(value).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    }

    fn write_u64(&mut self, value: u64) {
        // A table looks at the highest bits and at the lowest ones; some keys have a meaning in the lowest.
        self.0 = value.rotate_left(20);
    }
}
