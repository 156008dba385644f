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
    /// Runs of at least [`LONG`] bytes without a byte that ends a token.
    pub tokens: Vec<(u32, u32)>,
}

/// Shortest run that counts as a long token.
const LONG: usize = 16;

/// What a byte means to the scan; 0 for nearly all letters.
const PLAIN: u8 = 0;
const BREAK: u8 = 1;
const DIGIT: u8 = 2;
const AT: u8 = 3;
const OPEN: u8 = 4;
const SLASH: u8 = 5;
const LINE: u8 = 6;

const CLASSES: [u8; 256] = {
    let mut table = [PLAIN; 256];
    let breaks = b" \t\r\"'`(){}]>,;|";
    let mut i = 0;
    while i < breaks.len() {
        table[breaks[i] as usize] = BREAK;
        i += 1;
    }
    let mut digit = b'0';
    while digit <= b'9' {
        table[digit as usize] = DIGIT;
        digit += 1;
    }
    table[b'@' as usize] = AT;
    table[b'<' as usize] = OPEN;
    table[b'[' as usize] = OPEN;
    table[b'\\' as usize] = SLASH;
    table[b'&' as usize] = SLASH;
    table[b'\n' as usize] = LINE;
    table
};

impl Scan {
    /// Looks at a text once.
    pub fn of(text: &str) -> Scan {
        let bytes = text.as_bytes();
        let mut scan = Scan { signs: Signs::ALWAYS, ..Scan::default() };
        if !text.is_ascii() {
            scan.signs = scan.signs | Signs::NON_ASCII;
        }
        let (mut broke, mut i) = (0, 0);
        while i < bytes.len() {
            let class = CLASSES[bytes[i] as usize];
            if class == PLAIN {
                i += 1;
                continue;
            }
            match class {
                DIGIT => {
                    let run = bytes[i..].iter().take_while(|b| b.is_ascii_digit()).count();
                    scan.digits.push((i as u32, (i + run) as u32));
                    i += run;
                    continue;
                }
                AT => scan.signs = scan.signs | Signs::AT,
                SLASH => scan.signs = scan.signs | Signs::ESCAPE,
                _ => {
                    scan.token(broke, i);
                    broke = i + 1;
                    if class == OPEN {
                        scan.signs = scan.signs | Signs::BRACKET;
                    } else if class == LINE && matches!(bytes.get(i + 1), Some(b'H' | b'U' | b'A' | b'S' | b'#')) {
                        scan.signs = scan.signs | Signs::LINE_HEAD;
                    }
                }
            }
            i += 1;
        }
        scan.token(broke, bytes.len());
        if !scan.digits.is_empty() {
            scan.signs = scan.signs | Signs::DIGIT;
        }
        if !scan.tokens.is_empty() {
            scan.signs = scan.signs | Signs::LONG_TOKEN;
        }
        scan
    }

    fn token(&mut self, from: usize, to: usize) {
        if to - from >= LONG {
            self.tokens.push((from as u32, to as u32));
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_rules_trigger_on() {
        let scan = Scan::of("call 415 or mail a@b.co,\n### Response: abcdefghijklmnop_0123");
        assert!(scan.signs.meets(Signs::DIGIT) && scan.signs.meets(Signs::AT) && scan.signs.meets(Signs::LINE_HEAD));
        assert!(!scan.signs.meets(Signs::BRACKET | Signs::NON_ASCII | Signs::ESCAPE));
        assert_eq!(scan.digit_runs().collect::<Vec<_>>(), [5..8, 55..59]);
        assert_eq!(scan.long_tokens().count(), 1);
        assert_eq!(Scan::of("plain words only, and more").signs, Signs::ALWAYS);
    }
}
