//! Where some bytes stand in a text that has many of them: 64 bytes are looked at together, which is quicker than to search for
//! the next one each time.

use wide::u8x16;

use super::sixteen;

/// The places of the bytes that are one of `wanted` (none of them 0), in order.
pub fn places<const N: usize>(bytes: &[u8], wanted: [u8; N]) -> impl Iterator<Item = usize> + '_ {
    let wanted = wanted.map(u8x16::splat);
    let of = move |at: usize| {
        let own = u8x16::from(sixteen::from(bytes, at, 0));
        u64::from(wanted.iter().fold(u8x16::ZERO, |all, byte| all | own.simd_eq(*byte)).to_bitmask())
    };
    // One step for many bytes: whether there is one more place is hard to foresee.
    let of_64 = move |at: usize| {
        if at + 64 <= bytes.len() {
            of(at) | of(at + 16) << 16 | of(at + 32) << 32 | of(at + 48) << 48
        } else {
            (at..bytes.len()).step_by(16).fold(0, |all, from| all | of(from) << (from - at))
        }
    };
    let (mut at, mut found) = (0, 0);
    std::iter::from_fn(move || {
        while found == 0 {
            if at >= bytes.len() {
                return None;
            }
            found = of_64(at);
            at += 64;
        }
        let place = at - 64 + found.trailing_zeros() as usize;
        found &= found - 1;
        Some(place)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_places_are_found() {
        for length in 0..200 {
            let text: Vec<u8> = (0..length).map(|i| b"a.b c! "[i % 7]).collect();
            let wanted: Vec<usize> = (0..length).filter(|i| b".!".contains(&text[*i])).collect();
            assert_eq!(places(&text, [b'.', b'!']).collect::<Vec<_>>(), wanted);
        }
        assert_eq!(places(&[0, b'x', 0], [b'.']).count(), 0);
    }
}
