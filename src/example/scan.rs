//! One look at the bytes of a text, shared by all rules: which signs occur, where digits, numbers and long tokens stand.
//!
//! A rule that needs a sign is not called for a text without it, so that sixty rules do not read the text sixty times.
//! Sixteen bytes are looked at together; only the few that are no letter, digit, blank or common mark are looked up.

use std::ops::Range;

use smallvec::SmallVec;
use wide::u8x16;

use super::signs::{SIGN_OF, Signs};
use super::sixteen::{padded, within};

/// A half-open range of bytes in a text.
pub type Span = Range<usize>;

/// What one look at a text found.
#[derive(Clone, Debug, Default)]
pub struct Scan {
    /// What occurs.
    pub signs: Signs,
    /// Maximal runs of ASCII digits.
    pub digits: SmallVec<[(u32, u32); 4]>,
    /// Digit runs that may belong together, at least four digits in each.
    pub clusters: SmallVec<[Cluster; 2]>,
    /// Runs of at least 16 bytes without a byte that ends a token.
    pub tokens: SmallVec<[(u32, u32); 1]>,
}

/// Digit runs with at most six bytes between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cluster {
    /// Index of the first run.
    pub first: u32,
    /// Index behind the last run.
    pub end: u32,
    /// How many digits they have in all.
    pub digits: u32,
}

/// Bytes between two runs of one number: ` NWBK ` between the groups of an IBAN.
const GAP: u32 = 6;
/// Fewest digits of a number that any rule looks at.
const FEW: u32 = 4;
/// Shortest run that counts as a long token.
const LONG: usize = 16;

/// Bytes that end a token, beside white space and controls.
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

/// Sixteen bytes by class, a bit for each.
struct Sixteen {
    digits: u32,
    blanks: u32,
    capitals: u32,
    wide: u32,
    /// Those that are looked up.
    others: u32,
}

impl Sixteen {
    #[allow(clippy::inline_always, reason = "measured: a call for each sixteen bytes costs a third of the look")]
    #[inline(always)]
    fn of(bytes: [u8; 16]) -> Sixteen {
        let all = u8x16::from(bytes);
        let upto = |v: u8x16, to: u8| v.min(u8x16::splat(to)).simd_eq(v);
        let is = |byte: u8| all.simd_eq(u8x16::splat(byte));
        let letters = within(all | u8x16::splat(0x20), b'a', b'z');
        let digits = within(all, b'0', b'9');
        let plain = letters | digits | is(b' ') | is(b',') | is(b'.') | is(b'\'') | is(b'-');
        let wide = all.to_bitmask();
        Sixteen {
            digits: digits.to_bitmask(),
            blanks: upto(all, b' ').to_bitmask(),
            // Of letters, those without the bit that makes them small.
            capitals: (letters & upto(all, b'Z')).to_bitmask(),
            wide,
            others: !(plain.to_bitmask() | wide) & 0xFFFF,
        }
    }
}

/// Where the one pass over a text stands.
struct Pass<'t> {
    bytes: &'t [u8],
    scan: Scan,
    signs: u32,
    /// Behind the last blank.
    word: usize,
    /// 1 where the byte before is a capital.
    capital: u32,
}

impl Scan {
    /// Looks at a text once.
    pub fn of(text: &str) -> Scan {
        let bytes = text.as_bytes();
        let mut pass = Pass { bytes, scan: Scan::default(), signs: Signs::ALWAYS.0, word: 0, capital: 0 };
        let mut chunks = bytes.chunks_exact(16);
        let mut at = 0;
        for chunk in chunks.by_ref() {
            pass.step(at, &Sixteen::of(chunk.try_into().expect("chunks of sixteen")));
            at += 16;
        }
        let rest = chunks.remainder();
        if !rest.is_empty() {
            pass.step(at, &Sixteen::of(padded(rest, b' ')));
        }
        pass.finish()
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

impl Pass<'_> {
    #[allow(clippy::inline_always, reason = "measured: a call for each sixteen bytes costs a third of the look")]
    #[inline(always)]
    fn step(&mut self, at: usize, sixteen: &Sixteen) {
        if sixteen.blanks != 0 {
            let first = at + sixteen.blanks.trailing_zeros() as usize;
            self.token(first);
            self.word = at + 32 - sixteen.blanks.leading_zeros() as usize;
        }
        let pairs = sixteen.capitals & (sixteen.capitals << 1 | self.capital);
        self.capital = sixteen.capitals >> 15;
        if sixteen.digits | sixteen.wide | sixteen.others | pairs != 0 {
            self.rare(at, sixteen, pairs);
        }
    }

    /// What most sixteen bytes have nothing of.
    #[inline(never)]
    fn rare(&mut self, at: usize, sixteen: &Sixteen, pairs: u32) {
        if sixteen.digits != 0 {
            self.digits(at as u32, sixteen.digits);
        }
        self.signs |= if pairs != 0 { Signs::CAPITALS.0 } else { 0 };
        self.signs |= if sixteen.wide != 0 { Signs::NON_ASCII.0 } else { 0 };
        let mut others = sixteen.others;
        while others != 0 {
            self.other(at + others.trailing_zeros() as usize);
            others &= others - 1;
        }
    }

    #[inline]
    fn other(&mut self, at: usize) {
        let byte = self.bytes[at];
        self.signs |= SIGN_OF[usize::from(byte)];
        if byte == b'\n' {
            match self.bytes.get(at + 1) {
                Some(b'H' | b'U' | b'A' | b'S' | b'#') => self.signs |= Signs::LINE_HEAD.0,
                Some(b'\n' | b' ' | b'\t' | b'\r') if has_blank_lines(&self.bytes[at..]) => {
                    self.signs |= Signs::BLANK_LINES.0;
                }
                _ => {}
            }
        }
    }

    /// Adds the digit runs among sixteen bytes; one may go on from the bytes before.
    fn digits(&mut self, at: u32, mut digits: u32) {
        while digits != 0 {
            let from = digits.trailing_zeros();
            let length = (!(digits >> from)).trailing_zeros();
            digits &= !(((1 << length) - 1) << from);
            match self.scan.digits.last_mut() {
                Some(last) if last.1 == at + from => last.1 += length,
                _ => self.scan.digits.push((at + from, at + from + length)),
            }
        }
    }

    /// Ends the word that goes on to `end`.
    #[allow(clippy::inline_always, reason = "measured: a call for each sixteen bytes costs a third of the look")]
    #[inline(always)]
    fn token(&mut self, end: usize) {
        if end >= self.word + LONG {
            self.tokens(self.word, end);
        }
    }

    fn tokens(&mut self, from: usize, to: usize) {
        let mut start = from;
        for i in (from..to).filter(|i| BREAKS[self.bytes[*i] as usize]).chain([to]) {
            if i - start >= LONG {
                self.scan.tokens.push((start as u32, i as u32));
            }
            start = i + 1;
        }
    }

    fn finish(mut self) -> Scan {
        self.token(self.bytes.len());
        if !self.scan.digits.is_empty() {
            self.signs |= Signs::DIGIT.0;
            self.clusters();
        }
        if !self.scan.clusters.is_empty() {
            self.signs |= Signs::NUMBER.0;
        }
        if !self.scan.tokens.is_empty() {
            self.signs |= Signs::LONG_TOKEN.0;
        }
        if self.signs & Signs::NON_ASCII.0 != 0 && self.has_odd_digit() {
            self.signs |= Signs::ODD_DIGIT.0;
        }
        self.scan.signs = Signs(self.signs);
        self.scan
    }

    /// Puts digit runs together.
    fn clusters(&mut self) {
        let runs = &self.scan.digits;
        let mut own = Cluster { first: 0, end: 0, digits: 0 };
        for (i, (from, to)) in runs.iter().enumerate() {
            if i > 0 && from - runs[i - 1].1 > GAP {
                if own.digits >= FEW {
                    self.scan.clusters.push(own);
                }
                own = Cluster { first: i as u32, end: i as u32, digits: 0 };
            }
            own.end += 1;
            own.digits += to - from;
        }
        if own.digits >= FEW {
            self.scan.clusters.push(own);
        }
    }

    /// Whether digits touch something beyond ASCII, or a byte begins full-width or Arabic-Indic ones, among others.
    fn has_odd_digit(&self) -> bool {
        let touched = |(from, to): &(u32, u32)| {
            let before = (*from as usize).checked_sub(1).map(|at| self.bytes[at]);
            [before, self.bytes.get(*to as usize).copied()].into_iter().flatten().any(|b| b >= 0x80)
        };
        self.scan.digits.iter().any(touched) || memchr::memchr3(0xEF, 0xD9, 0xDB, self.bytes).is_some()
    }
}

/// Whether five line feeds stand at the beginning, with only blanks between them.
fn has_blank_lines(bytes: &[u8]) -> bool {
    let mut feeds = 0;
    for byte in bytes {
        match byte {
            b'\n' if feeds == 4 => return true,
            b'\n' => feeds += 1,
            b' ' | b'\t' | b'\r' => {}
            _ => return false,
        }
    }
    false
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
        for (text, sign) in [
            ("one of the ones BY it", Signs::CAPITALS),
            ("a\n\n\n\n\nb", Signs::BLANK_LINES),
            ("a\r\n\r\n\r\n \r\n\r\nb", Signs::BLANK_LINES),
            ("a line of words\nHuman", Signs::LINE_HEAD),
            ("bell \u{7}", Signs::CONTROL),
            ("n 12é", Signs::ODD_DIGIT),
            ("n １２", Signs::ODD_DIGIT),
            ("12 of 34", Signs::NUMBER),
        ] {
            assert!(Scan::of(text).signs.meets(sign), "{text}");
        }
        for text in ["By It and A B", "a\n\nb", "n 12 é", "Page 12 of part 34.", "a\tb\r\n", "a\n \n \n \n  b\n"] {
            let signs = Signs::CAPITALS | Signs::BLANK_LINES | Signs::ODD_DIGIT | Signs::NUMBER | Signs::CONTROL;
            assert!(!Scan::of(text).signs.meets(signs), "{text}");
        }
        let code = Scan::of("if x:\n  `y`").signs;
        assert!(code.meets(Signs::CODE_MARK) && code.meets(Signs::LINE_BREAK) && code.meets(Signs::BACKTICK));
    }

    #[test]
    fn runs_that_may_belong_together_are_numbers() {
        let numbers = |text: &str| {
            let scan = Scan::of(text);
            scan.clusters.iter().map(|cluster| (cluster.first, cluster.end, cluster.digits)).collect::<Vec<_>>()
        };
        assert_eq!(numbers("GB29 NWBK 6016, then 12 and more 415-555"), [(0, 2, 6), (3, 5, 6)]);
        assert_eq!(numbers("1 of 23, 4 at all"), [(0, 3, 4)]);
        assert_eq!(numbers("12 things in 345"), []);
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
                (Signs::BRACE, "{"),
                (Signs::ASSIGN, ":"),
                (Signs::SLASH, "\\"),
            ] {
                proptest::prop_assert_eq!(signs.meets(sign), text.contains(|c| bytes.contains(c)));
            }
        }

        #[test]
        fn sixteen_at_a_time_find_what_one_at_a_time_does(text in "[ a-z0-9/:\"é\n]{0,80}") {
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
            proptest::prop_assert_eq!(scan.digits.as_slice(), runs(&|b| b.is_ascii_digit(), 1));
            proptest::prop_assert_eq!(scan.tokens.as_slice(), runs(&|b| !BREAKS[b as usize], LONG));
        }
    }
}
