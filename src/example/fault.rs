//! Why a row is not JSON, in words a person can act on.

use std::fmt;

/// Why a row could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// Byte offset in the row, from 0.
    pub at: usize,
}

/// What can be wrong with the text of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is described by its message below")]
pub enum FaultKind {
    InvalidUtf8 { byte: u8, guess: &'static str },
    TooDeep,
    Blank,
    TrailingComma,
    MissingComma,
    MissingColon,
    SingleQuotes,
    UnquotedKey,
    LineBreakInString,
    ControlInString(u8),
    CutInString,
    CutOff(&'static str),
    TwoValues,
    TrailingText,
    NotANumber(&'static str),
    PythonWord(&'static str),
    Comment,
    BadEscape(char),
    BadNumber,
    BadWord(String),
    Unexpected(char, &'static str),
}

impl Fault {
    /// A row with a byte that is not UTF-8 at `at`.
    pub fn utf8(bytes: &[u8], at: usize) -> Fault {
        let guess = if bytes[..at].is_ascii() && bytes[at] >= 0xA0 {
            "Latin-1 or Windows-1252"
        } else {
            "damaged or mixed text"
        };
        Fault { kind: FaultKind::InvalidUtf8 { byte: bytes[at], guess }, at }
    }

    /// Column of the place in the row, in characters from 1.
    pub fn column(&self, row: &[u8]) -> usize {
        String::from_utf8_lossy(&row[..self.at.min(row.len())]).chars().count() + 1
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match self {
            FaultKind::InvalidUtf8 { byte, guess } => {
                write!(out, "byte 0x{byte:02X} is not UTF-8; the row looks like {guess}")
            }
            FaultKind::TooDeep => write!(out, "nested more than 128 levels deep"),
            FaultKind::Blank => write!(out, "blank row"),
            FaultKind::TrailingComma => write!(out, "trailing comma"),
            FaultKind::MissingComma => write!(out, "missing comma"),
            FaultKind::MissingColon => write!(out, "expected `:` after the key"),
            FaultKind::SingleQuotes => write!(out, "single quotes; JSON strings take double quotes"),
            FaultKind::UnquotedKey => write!(out, "key without double quotes"),
            FaultKind::LineBreakInString => write!(out, "unescaped line break in a string; write `\\n`"),
            FaultKind::ControlInString(9) => write!(out, "unescaped tab in a string; write `\\t`"),
            FaultKind::ControlInString(byte) => write!(out, "unescaped control character U+{byte:04X} in a string"),
            FaultKind::CutInString => write!(out, "cut off in the middle of a string"),
            FaultKind::CutOff(what) => write!(out, "cut off in the middle of {what}"),
            FaultKind::TwoValues => write!(out, "two values on one line"),
            FaultKind::TrailingText => write!(out, "text after the end of the value"),
            FaultKind::NotANumber(word) => write!(out, "`{word}` is not JSON; write null or a string"),
            FaultKind::PythonWord(word) => {
                write!(out, "`{word}` is Python, not JSON; the row looks like a printed dict")
            }
            FaultKind::Comment => write!(out, "JSON has no comments"),
            FaultKind::BadEscape(c) => write!(out, "`\\{}` is not a JSON escape", c.escape_default()),
            FaultKind::BadNumber => write!(out, "not a valid number"),
            FaultKind::BadWord(word) => write!(out, "`{word}` is not a JSON value"),
            FaultKind::Unexpected(c @ ('\u{201c}'..='\u{201f}' | '\u{2018}'..='\u{201b}'), _) => {
                write!(out, "curly quote `{c}`; write a straight one, `\"`")
            }
            FaultKind::Unexpected('\u{feff}', _) => write!(out, "byte-order mark (U+FEFF) inside the file; remove it"),
            FaultKind::Unexpected('\0', _) => write!(out, "NUL byte (U+0000) outside of strings"),
            FaultKind::Unexpected(c, want) => write!(out, "found `{}`, expected {want}", c.escape_default()),
        }
    }
}
