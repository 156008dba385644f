//! Sixteen bytes of a text at a time, for what looks at all of them at once.

use wide::u8x16;

/// The sixteen bytes from `at` on, which lies in the text; `fill` stands behind its end.
#[inline]
pub fn from(bytes: &[u8], at: usize, fill: u8) -> [u8; 16] {
    match bytes.get(at..at + 16) {
        Some(whole) => whole.try_into().expect("sixteen bytes"),
        None => padded(&bytes[at..], fill),
    }
}

/// At most sixteen bytes, with `fill` behind them.
#[inline]
pub fn padded(bytes: &[u8], fill: u8) -> [u8; 16] {
    let mut own = [fill; 16];
    own[..bytes.len()].copy_from_slice(bytes);
    own
}

/// All bits of each byte that is one of `first` to `last`, none of the others.
#[inline]
pub fn within(bytes: u8x16, first: u8, last: u8) -> u8x16 {
    bytes.max(u8x16::splat(first)).min(u8x16::splat(last)).simd_eq(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_behind_the_end_is_filled() {
        let text = b"0123456789abcdefgh";
        assert_eq!(&from(text, 0, b' '), b"0123456789abcdef");
        assert_eq!(&from(text, 2, b' '), b"23456789abcdefgh");
        assert_eq!(&from(text, 15, b' '), b"fgh             ");
        assert_eq!(padded(b"", 0), [0; 16]);
    }

    #[test]
    fn both_ends_of_a_range_are_within() {
        let bytes = u8x16::from(padded(b"/09:\x00\xff", b' '));
        assert_eq!(within(bytes, b'0', b'9').to_bitmask(), 0b0110);
    }
}
