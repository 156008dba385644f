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
    /// A line that begins like the head of a turn (`Human:`, `### Response`), after other text.
    pub const LINE_HEAD: Signs = Signs(1 << 5);
    /// A run of 16 or more bytes without white space, quotes or brackets.
    pub const LONG_TOKEN: Signs = Signs(1 << 6);
    /// Always set: the rule looks at the beginning or end of every text, or at the text as a whole.
    pub const ALWAYS: Signs = Signs(1 << 7);

    /// Whether the two sets share a sign.
    pub fn meets(self, other: Signs) -> bool {
        self.0 & other.0 != 0
    }
}

impl BitOr for Signs {
    type Output = Signs;

    fn bitor(self, other: Signs) -> Signs {
        Signs(self.0 | other.0)
    }
}

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

/// The high bit of each byte of `word` that is below `limit` (at most 128); bytes above may be marked wrongly only when a
/// lower one is marked rightly.
const fn below(word: u64, limit: u8) -> u64 {
    word.wrapping_sub(ONES * limit as u64) & !word & HIGHS
}

/// Not zero when a byte of `word` is an ASCII digit.
const fn digits_in(word: u64) -> u64 {
    let low = word & !HIGHS;
    (ONES * (127 + 0x3A) - low) & !word & (low + ONES * (127 - 0x2F)) & HIGHS
}

const ONES: u64 = u64::MAX / 255;
const HIGHS: u64 = ONES * 128;

impl Scan {
    /// Looks at a text once, eight bytes at a time; single bytes are searched for at memory speed.
    pub fn of(text: &str) -> Scan {
        let bytes = text.as_bytes();
        let mut scan = Scan { signs: Signs::ALWAYS, ..Scan::default() };
        let mut see = |found: bool, sign: Signs| {
            if found {
                scan.signs = scan.signs | sign;
            }
        };
        see(!text.is_ascii(), Signs::NON_ASCII);
        see(
            memchr::memchr3(b'@', b'<', b'[', bytes).is_some_and(|at| memchr::memchr(b'@', &bytes[at..]).is_some()),
            Signs::AT,
        );
        see(memchr::memchr2(b'<', b'[', bytes).is_some(), Signs::BRACKET);
        see(memchr::memchr2(b'\\', b'&', bytes).is_some(), Signs::ESCAPE);
        see(has_line_head(bytes), Signs::LINE_HEAD);
        scan.words(bytes);
        if !scan.digits.is_empty() {
            scan.signs = scan.signs | Signs::DIGIT;
        }
        if !scan.tokens.is_empty() {
            scan.signs = scan.signs | Signs::LONG_TOKEN;
        }
        scan
    }

    /// Finds digit runs and long tokens.
    fn words(&mut self, bytes: &[u8]) {
        let mut chunks = bytes.chunks_exact(8);
        let (mut digits_to, mut tokens_to) = (0, 0);
        for (i, chunk) in chunks.by_ref().enumerate() {
            let word = u64::from_le_bytes(chunk.try_into().expect("chunks of eight"));
            if digits_in(word) != 0 {
                digits_to = self.digits_in_word(bytes, (i * 8).max(digits_to), i * 8 + 8);
            }
            if below(word, 0x21) == 0 && i * 8 >= tokens_to {
                tokens_to = self.token_around(bytes, i * 8);
            }
        }
        let rest = bytes.len() - chunks.remainder().len();
        self.digits_in_word(bytes, rest.max(digits_to), bytes.len());
    }

    /// Adds the digit runs that start in `from..to`; gives the end of the last one, or `to`.
    fn digits_in_word(&mut self, bytes: &[u8], from: usize, to: usize) -> usize {
        let mut i = from;
        while i < to {
            if bytes[i].is_ascii_digit() {
                let run = bytes[i..].iter().take_while(|b| b.is_ascii_digit()).count();
                self.digits.push((i as u32, (i + run) as u32));
                i += run;
            }
            i += 1;
        }
        i
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
    }

    proptest::proptest! {
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
