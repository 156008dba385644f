//! What a text can have, as a set of bits: rules state which they wait for.

use std::ops::BitOr;

/// A set of things that one look at a text can find, and of what the text is to its example.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Signs(pub(super) u32);

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
    /// Four digits or more that may be one number; see [`super::Scan::clusters`].
    pub const NUMBER: Signs = Signs(1 << 11);
    /// Digits may be written in other signs than `0`–`9`, or have something beyond ASCII beside them.
    pub const ODD_DIGIT: Signs = Signs(1 << 12);
    /// `/` or a backslash.
    pub const SLASH: Signs = Signs(1 << 13);
    /// `=`, `:` or `>`, which may give a name its value.
    pub const ASSIGN: Signs = Signs(1 << 14);
    /// `{`.
    pub const BRACE: Signs = Signs(1 << 15);
    /// `(`.
    pub const PAREN: Signs = Signs(1 << 16);
    /// `$` or `%`.
    pub const DOLLAR: Signs = Signs(1 << 17);
    /// `*`.
    pub const STAR: Signs = Signs(1 << 18);
    /// A control character of ASCII other than a tab and line ends.
    pub const CONTROL: Signs = Signs(1 << 19);
    /// Five line feeds with only blanks between them.
    pub const BLANK_LINES: Signs = Signs(1 << 20);
    /// Two capital letters of ASCII in a row.
    pub const CAPITALS: Signs = Signs(1 << 21);
    /// The model learns to produce the text.
    pub const TRAINED: Signs = Signs(1 << 22);
    /// The model learns to produce it as an assistant.
    pub const ANSWER: Signs = Signs(1 << 23);
    /// A user says it.
    pub const QUESTION: Signs = Signs(1 << 24);

    /// Whether all signs of `other` are in the set.
    pub fn holds(self, other: Signs) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether the two sets share a sign.
    pub fn meets(self, other: Signs) -> bool {
        self.0 & other.0 != 0
    }

    /// The signs of a text.
    pub fn of_bytes(text: &str) -> Signs {
        super::scan::Scan::of(text).signs
    }
}

impl BitOr for Signs {
    type Output = Signs;

    fn bitor(self, other: Signs) -> Signs {
        Signs(self.0 | other.0)
    }
}

/// The signs that a byte is, of those that are looked up.
const fn sign_of(byte: u8) -> u32 {
    match byte {
        b'@' => Signs::AT.0,
        b'<' | b'[' => Signs::BRACKET.0,
        b'\\' => Signs::ESCAPE.0 | Signs::SLASH.0,
        b'&' => Signs::ESCAPE.0,
        b'\n' => Signs::LINE_BREAK.0,
        b'{' => Signs::CODE_MARK.0 | Signs::BRACE.0,
        b';' => Signs::CODE_MARK.0,
        b':' => Signs::CODE_MARK.0 | Signs::ASSIGN.0,
        b'=' | b'>' => Signs::ASSIGN.0,
        b'`' => Signs::BACKTICK.0,
        b'/' => Signs::SLASH.0,
        b'(' => Signs::PAREN.0,
        b'$' | b'%' => Signs::DOLLAR.0,
        b'*' => Signs::STAR.0,
        b'\t' | b'\r' => 0,
        0..0x20 | 0x7F => Signs::CONTROL.0,
        _ => 0,
    }
}

/// [`sign_of`] for each byte.
pub(super) const SIGN_OF: [u32; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = sign_of(byte as u8);
        byte += 1;
    }
    table
};
