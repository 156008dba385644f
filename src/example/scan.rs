//! One look at the bytes of a text, shared by all rules: which signs occur, where digits and long tokens stand.
//!
//! A rule that needs a sign is not called for a text without it, so that sixty rules do not read the text sixty times.

use std::ops::{BitOr, Range};

/// A half-open range of bytes in a text.
pub type Span = Range<usize>;

/// A set of things that one look at a text can find.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Signs(u16);

impl Signs {
    /// Nothing: a rule with this trigger is never called.
    pub const NONE: Signs = Signs(0);
    /// A digit `0`–`9`.
    pub const DIGIT: Signs = Signs(1);
    /// The character `@`.
    pub const AT: Signs = Signs(1 << 1);
    /// `<` or `[`.
    pub const BRACKET: Signs = Signs(1 << 2);
    /// A backslash or `&`: literal escapes and entities.
    pub const ESCAPE: Signs = Signs(1 << 3);
    /// A byte beyond ASCII.
    pub const NON_ASCII: Signs = Signs(1 << 4);
    /// A line feed.
    pub const LINE_BREAK: Signs = Signs(1 << 5);
    /// `{`, `;` or `:`, which lines of code end in.
    pub const CODE_MARK: Signs = Signs(1 << 6);
    /// A backtick.
    pub const BACKTICK: Signs = Signs(1 << 7);
    /// A line that begins like the head of a turn (`Human:`, `### Response`), after other text.
    pub const LINE_HEAD: Signs = Signs(1 << 8);
    /// A run of 16 or more bytes without white space, quotes or brackets.
    pub const LONG_TOKEN: Signs = Signs(1 << 9);
    /// Always set: the rule looks at the beginning or end of every text, or at the text as a whole.
    pub const ALWAYS: Signs = Signs(1 << 10);

    /// Whether the two sets share a sign.
    pub fn meets(self, other: Signs) -> bool {
        self.0 & other.0 != 0
    }

    /// The signs that single bytes of `text` are, from [`Signs::DIGIT`] to [`Signs::BACKTICK`].
    pub fn of_bytes(text: &str) -> Signs {
        // Sixteen sets side by side: the compiler makes one vector of them.
        let mut sets = [0u8; 16];
        let mut chunks = text.as_bytes().chunks_exact(16);
        for chunk in chunks.by_ref() {
            for (set, byte) in sets.iter_mut().zip(chunk) {
                *set |= sign_of(*byte);
            }
        }
        let rest = chunks.remainder().iter().fold(0, |all, byte| all | SIGN_OF[usize::from(*byte)]);
        Signs(u16::from(sets.into_iter().fold(rest, |all, set| all | set)))
    }
}

impl BitOr for Signs {
    type Output = Signs;

    fn bitor(self, other: Signs) -> Signs {
        Signs(self.0 | other.0)
    }
}

/// The signs that a byte is.
#[allow(clippy::needless_bitwise_bool, reason = "lazy operators are branches, which do not become vectors")]
#[inline]
const fn sign_of(byte: u8) -> u8 {
    const fn sign(yes: bool, sign: Signs) -> u8 {
        if yes { sign.0 as u8 } else { 0 }
    }
    sign(byte.wrapping_sub(b'0') < 10, Signs::DIGIT)
        | sign(byte == b'@', Signs::AT)
        | sign((byte == b'<') | (byte == b'['), Signs::BRACKET)
        | sign((byte == b'\\') | (byte == b'&'), Signs::ESCAPE)
        | sign(byte >= 128, Signs::NON_ASCII)
        | sign(byte == b'\n', Signs::LINE_BREAK)
        | sign((byte == b'{') | (byte == b';') | (byte == b':'), Signs::CODE_MARK)
        | sign(byte == b'`', Signs::BACKTICK)
}

/// [`sign_of`] for single bytes.
const SIGN_OF: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = sign_of(byte as u8);
        byte += 1;
    }
    table
};

/// What one look at a text found.
#[derive(Clone, Debug, Default)]
pub struct Scan {
    /// What occurs.
    pub signs: Signs,
    /// Maximal runs of ASCII digits.
    pub digits: Vec<(u32, u32)>,
    /// Runs of at least 16 bytes without a byte that ends a token.
    pub tokens: Vec<(u32, u32)>,
}

/// Shortest run that counts as a long token: every run of so many bytes covers a whole aligned word of eight.
const LONG: usize = 16;

/// Bytes that end a token.
const BREAKS: [bool; 256] = {
    let mut table = [false; 256];
    let breaks = b" \t\r\n\"'`(){}[]<>,;|";
    let mut i = 0;
    while i < breaks.len() {
        table[breaks[i] as usize] = true;
        i += 1;
    }
    table
};

/// Whether a byte of `word` is white space or a control; quicker than marking each.
const fn has_blank(word: u64) -> bool {
    word.wrapping_sub(ONES * 0x21) & !word & HIGHS != 0
}

/// The high bit of each byte of `word` that is white space or a control.
const fn blanks_in(word: u64) -> u64 {
    !((word & !HIGHS) + ONES * (0x80 - 0x21)) & !word & HIGHS
}

/// The high bit of each byte of `word` that is an ASCII digit.
pub(super) const fn digits_in(word: u64) -> u64 {
    let low = word & !HIGHS;
    (ONES * (127 + 0x3A) - low) & !word & (low + ONES * (127 - 0x2F)) & HIGHS
}

/// 1 in each byte of a word.
pub(super) const ONES: u64 = u64::MAX / 255;
/// The high bit of each byte of a word.
pub(super) const HIGHS: u64 = ONES * 128;

/// Eight bytes from `at` on; beyond the end there are zeros.
pub(super) fn eight(bytes: &[u8], at: usize) -> u64 {
    if let Some(Ok(whole)) = bytes.get(at..at + 8).map(TryInto::try_into) {
        return u64::from_le_bytes(whole);
    }
    let rest = &bytes[at.min(bytes.len())..];
    rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte))
}

impl Scan {
    /// Looks at a text once for the signs of its bytes, then eight bytes at a time for what is longer than a byte.
    pub fn of(text: &str) -> Scan {
        let bytes = text.as_bytes();
        let mut scan = Scan { signs: Signs::ALWAYS | Signs::of_bytes(text), ..Scan::default() };
        if scan.signs.meets(Signs::DIGIT) {
            scan.words::<true>(bytes);
        } else {
            scan.words::<false>(bytes);
        }
        if !scan.tokens.is_empty() {
            scan.signs = scan.signs | Signs::LONG_TOKEN;
        }
        if scan.signs.meets(Signs::LINE_BREAK) && has_line_head(bytes) {
            scan.signs = scan.signs | Signs::LINE_HEAD;
        }
        scan
    }

    /// Finds long tokens, each of which covers a whole aligned word without white space, and digit runs if there are any.
    fn words<const DIGITS: bool>(&mut self, bytes: &[u8]) {
        let mut chunks = bytes.chunks_exact(8);
        let mut done = 0;
        for (i, chunk) in chunks.by_ref().enumerate() {
            let word = u64::from_le_bytes(chunk.try_into().expect("chunks of eight"));
            if DIGITS && digits_in(word) != 0 {
                self.add_digits(bytes, i * 8, digits_in(word));
            }
            if !has_blank(word) && i * 8 >= done && is_long(bytes, i * 8) {
                done = self.token_around(bytes, i * 8);
            }
        }
        let rest = bytes.len() - chunks.remainder().len();
        if DIGITS {
            self.add_digits(bytes, rest, digits_in(eight(bytes, rest)));
        }
    }

    /// Adds the digit runs that begin in the eight bytes at `at`, whose digits are marked in `digits`.
    fn add_digits(&mut self, bytes: &[u8], at: usize, mut digits: u64) {
        while digits != 0 {
            let from = at + digits.trailing_zeros() as usize / 8;
            if self.digits.last().is_none_or(|last| from >= last.1 as usize) {
                let length = bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
                self.digits.push((from as u32, (from + length) as u32));
            }
            digits &= digits - 1;
        }
    }

    /// Adds the long tokens between the white space around the byte `at`; gives the place of the white space after it.
    fn token_around(&mut self, bytes: &[u8], at: usize) -> usize {
        let from = bytes[..at].iter().rposition(|b| *b <= b' ').map_or(0, |n| n + 1);
        let to = bytes[at..].iter().position(|b| *b <= b' ').map_or(bytes.len(), |n| at + n);
        let mut start = from;
        if to - from >= LONG {
            for i in (from..to).filter(|i| BREAKS[bytes[*i] as usize]).chain([to]) {
                if i - start >= LONG {
                    self.tokens.push((start as u32, i as u32));
                }
                start = i + 1;
            }
        }
        to
    }

    /// The digit runs as ranges.
    pub fn digit_runs(&self) -> impl Iterator<Item = Span> + '_ {
        self.digits.iter().map(|&(from, to)| from as usize..to as usize)
    }

    /// The long tokens as ranges.
    pub fn long_tokens(&self) -> impl Iterator<Item = Span> + '_ {
        self.tokens.iter().map(|&(from, to)| from as usize..to as usize)
    }
}

/// Whether the eight bytes at `at`, which have no white space, may be part of a long token: most are of a word that ends soon.
fn is_long(bytes: &[u8], at: usize) -> bool {
    let before = if at < 8 { 0 } else { blanks_in(eight(bytes, at - 8)).leading_zeros() / 8 };
    let after = blanks_in(eight(bytes, at + 8)).trailing_zeros() / 8;
    before + 8 + after >= LONG as u32
}

/// Whether a line after the first begins like the head of a turn.
fn has_line_head(bytes: &[u8]) -> bool {
    memchr::memchr_iter(b'\n', bytes).any(|at| matches!(bytes.get(at + 1), Some(b'H' | b'U' | b'A' | b'S' | b'#')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_rules_trigger_on() {
        let scan = Scan::of("call 415 or mail a@b.co,\n### Response: abcdefghijklmnop_0123");
        assert!(scan.signs.meets(Signs::DIGIT) && scan.signs.meets(Signs::AT) && scan.signs.meets(Signs::LINE_HEAD));
        assert!(!scan.signs.meets(Signs::BRACKET | Signs::NON_ASCII | Signs::ESCAPE));
        assert_eq!(scan.digit_runs().collect::<Vec<_>>(), [5..8, 56..60]);
        assert_eq!(scan.long_tokens().count(), 1);
        assert_eq!(Scan::of("plain words only, and more").signs, Signs::ALWAYS);
        let code = Scan::of("if x:\n  `y`").signs;
        assert!(code.meets(Signs::CODE_MARK) && code.meets(Signs::LINE_BREAK) && code.meets(Signs::BACKTICK));
    }

    proptest::proptest! {
        #[test]
        fn the_table_finds_every_byte(text in "[ a-z0-9@<\\[\\\\&é\n{;:`]{0,12}") {
            let signs = Signs::of_bytes(&text);
            for (sign, bytes) in [
                (Signs::DIGIT, "0123456789"),
                (Signs::AT, "@"),
                (Signs::BRACKET, "<["),
                (Signs::ESCAPE, "\\&"),
                (Signs::NON_ASCII, "é"),
                (Signs::LINE_BREAK, "\n"),
                (Signs::CODE_MARK, "{;:"),
                (Signs::BACKTICK, "`"),
            ] {
                proptest::prop_assert_eq!(signs.meets(sign), text.contains(|c| bytes.contains(c)));
            }
        }

        #[test]
        fn eight_at_a_time_finds_what_one_at_a_time_does(text in "[ a-z0-9/:\"é\n]{0,80}") {
            let scan = Scan::of(&text);
            let runs = |is: &dyn Fn(u8) -> bool, least: usize| {
                let mut runs = Vec::new();
                let mut start = 0;
                for (i, b) in text.bytes().enumerate().chain([(text.len(), b' ')]) {
                    if !is(b) || i == text.len() {
                        if i - start >= least {
                            runs.push((start as u32, i as u32));
                        }
                        start = i + 1;
                    }
                }
                runs
            };
            proptest::prop_assert_eq!(&scan.digits, &runs(&|b| b.is_ascii_digit(), 1));
            proptest::prop_assert_eq!(&scan.tokens, &runs(&|b| !BREAKS[b as usize], LONG));
        }
    }
}
