//! Check digits and check sums: Luhn, EAN, CRC-32 written in base 62 or 36, and the measures of randomness that tell a
//! key from a word. Nothing here knows what a value is for.

/// Digits of base 62 in the order that forges and registries use: `0-9A-Za-z`.
const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Whether ASCII digits pass the Luhn check (ISO/IEC 7812-1, annex B).
pub fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(i, digit)| {
            let value = u32::from(digit - b'0');
            if i % 2 == 0 { value } else { value * 2 - if value > 4 { 9 } else { 0 } }
        })
        .sum();
    !digits.is_empty() && sum.is_multiple_of(10)
}

/// Whether ASCII digits pass the check of EAN-13, EAN-8 and UPC: weights 1 and 3 from the right.
pub fn ean(digits: &[u8]) -> bool {
    let sum: u32 =
        digits.iter().rev().enumerate().map(|(i, d)| u32::from(d - b'0') * if i % 2 == 0 { 1 } else { 3 }).sum();
    !digits.is_empty() && sum.is_multiple_of(10)
}

/// CRC-32 as in IEEE 802.3. Bit by bit: it only ever sees the body of one token.
pub fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ if crc & 1 == 1 { 0xEDB8_8320 } else { 0 })
    })
}

/// A check sum as six digits of base 62, padded with `0` on the left.
pub fn base62(mut value: u32) -> [u8; 6] {
    let mut out = [b'0'; 6];
    for place in out.iter_mut().rev() {
        *place = BASE62[(value % 62) as usize];
        value /= 62;
    }
    out
}

/// Whether the last six characters of a token's body are the check sum of those before them.
pub fn crc_tail(body: &[u8]) -> bool {
    body.len() > 6 && {
        let (head, tail) = body.split_at(body.len() - 6);
        base62(crc32(head)) == *tail
    }
}

/// Number of different bytes.
pub fn distinct(bytes: &[u8]) -> u32 {
    let (mut low, mut high) = (0_u128, 0_u128);
    for byte in bytes {
        if *byte < 128 { low |= 1 << byte } else { high |= 1 << (byte - 128) }
    }
    low.count_ones() + high.count_ones()
}

/// Length of the longest run of bytes that go up or down by one (`abcdef`, `654321`).
pub fn longest_staircase(bytes: &[u8]) -> usize {
    let (mut best, mut run, mut step) = (usize::from(!bytes.is_empty()), 1, 0);
    for pair in bytes.windows(2) {
        let next = i16::from(pair[1]) - i16::from(pair[0]);
        if next.abs() != 1 {
            (run, step) = (1, 0);
        } else if next == step {
            run += 1;
        } else {
            (run, step) = (2, next);
        }
        best = best.max(run);
    }
    best
}

/// Whether one byte makes up more than half.
pub fn one_rules(bytes: &[u8]) -> bool {
    let mut counts = [0_usize; 256];
    for byte in bytes {
        counts[*byte as usize] += 1;
    }
    counts.iter().any(|count| count * 2 > bytes.len())
}

/// Shannon entropy in bits per byte.
pub fn entropy(bytes: &[u8]) -> f64 {
    let mut counts = [0_usize; 256];
    for byte in bytes {
        counts[*byte as usize] += 1;
    }
    let whole = bytes.len() as f64;
    counts
        .iter()
        .filter(|count| **count > 0)
        .map(|count| *count as f64 / whole)
        .map(|share| -share * share.log2())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_check_values_hold() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert!(luhn(b"79927398713") && !luhn(b"79927398710") && !luhn(b""));
        assert!(ean(b"9783161484100") && !ean(b"9783161484101"));
        assert_eq!(&base62(0), b"000000");
        assert_eq!(&base62(61), b"00000z");
        assert_eq!(&base62(u32::MAX), b"4gfFC3");
    }

    #[test]
    fn a_tail_must_be_the_sum_of_its_head() {
        let mut body = b"lampshade".to_vec();
        body.extend(base62(crc32(b"lampshade")));
        assert!(crc_tail(&body));
        body[0] = b'L';
        assert!(!crc_tail(&body) && !crc_tail(b"abc"));
    }

    #[test]
    fn order_and_chance_differ() {
        assert_eq!(longest_staircase(b"xxabcdefq"), 6);
        assert_eq!(longest_staircase(b"987651"), 5);
        assert_eq!(longest_staircase(b"a1b1c1"), 1);
        assert!(one_rules(b"aaab") && !one_rules(b"aabb"));
        assert_eq!(distinct(b"abca"), 3);
        assert!(entropy(b"aaaa") < 0.1 && entropy(b"abcdefgh") > 2.9);
    }
}
