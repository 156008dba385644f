//! Texts that are JSON in a string, or hold some: arguments of tool calls, results of tools, logs. Their escapes are read
//! back to depth 3, with a map of places, so that rules see `电话138…` where `\u7535\u8bdd138…` stands.

use memchr::memchr_iter;

use crate::example::{Signs, Span, Text};

/// How often a text is read back.
const DEPTH: usize = 3;

/// A text without its escapes, and where each of its places came from.
pub struct Unpacked {
    text: String,
    /// Of each level, the outer first: places in the inner text after an escape, and those in the outer one.
    levels: Vec<Vec<(u32, u32)>>,
}

impl Unpacked {
    /// The inner text, if the text has escapes that only JSON in a string has.
    pub fn of(text: &Text<'_>) -> Option<Unpacked> {
        if !text.scan.signs.meets(Signs::ESCAPE) || !is_packed(text.text) {
            return None;
        }
        let (mut inner, shifts) = unescape(text.text);
        let mut levels = vec![shifts];
        while levels.len() < DEPTH && is_packed(&inner) {
            let (next, shifts) = unescape(&inner);
            inner = next;
            levels.push(shifts);
        }
        Some(Unpacked { text: inner, levels })
    }

    /// The inner text, as of the same message.
    pub fn read<'u>(&'u self, outer: &Text<'u>) -> Text<'u> {
        Text::new(&self.text, outer.pointer, outer.role, outer.trained)
    }

    /// Where a part of the inner text stands in the outer one.
    pub fn origin(&self, span: &Span) -> Span {
        let out = |at: usize| self.levels.iter().rev().fold(at, |at, level| place(level, at));
        out(span.start)..out(span.end)
    }
}

fn place(shifts: &[(u32, u32)], at: usize) -> usize {
    match shifts.partition_point(|(own, _)| *own as usize <= at) {
        0 => at,
        n => shifts[n - 1].1 as usize + (at - shifts[n - 1].0 as usize),
    }
}

/// Whether a text has `\"`, `\/` or `\uXXXX`. Line ends that are written out are common in code and do not count.
fn is_packed(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr_iter(b'\\', bytes).any(|at| match bytes.get(at + 1) {
        Some(b'"' | b'/') => true,
        Some(b'u') => unit(bytes, at).is_some(),
        _ => false,
    })
}

/// The UTF-16 unit of `\uXXXX` at a byte.
fn unit(bytes: &[u8], at: usize) -> Option<u32> {
    let digits = bytes.get(at..at + 6).filter(|own| own.starts_with(b"\\u"))?;
    digits[2..].iter().try_fold(0, |n, b| Some(n * 16 + char::from(*b).to_digit(16)?))
}

/// Reads the escapes of JSON once, wherever they stand; what is none stays.
fn unescape(text: &str) -> (String, Vec<(u32, u32)>) {
    let bytes = text.as_bytes();
    let (mut out, mut shifts, mut from) = (String::with_capacity(text.len()), Vec::new(), 0);
    for at in memchr_iter(b'\\', bytes) {
        if at < from {
            continue;
        }
        let Some((c, length)) = escape(bytes, at) else { continue };
        out.push_str(&text[from..at]);
        out.push(c);
        from = at + length;
        shifts.push((out.len() as u32, from as u32));
    }
    out.push_str(&text[from..]);
    (out, shifts)
}

/// The character of an escape, and its bytes.
fn escape(bytes: &[u8], at: usize) -> Option<(char, usize)> {
    Some(match bytes.get(at + 1)? {
        sign @ (b'"' | b'/' | b'\\') => (char::from(*sign), 2),
        b'n' => ('\n', 2),
        b'r' => ('\r', 2),
        b't' => ('\t', 2),
        b'u' => match unit(bytes, at)? {
            high @ 0xD800..=0xDBFF => {
                let low = unit(bytes, at + 6).filter(|low| (0xDC00..0xE000).contains(low))?;
                (char::from_u32(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))?, 12)
            }
            // A null would end a text for some readers, and is none of what rules look for.
            0 => (' ', 6),
            code => (char::from_u32(code)?, 6),
        },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::{Pointer, Role};

    fn read(text: &str) -> Option<Unpacked> {
        Unpacked::of(&Text::new(text, Pointer::ROOT, Role::User, false))
    }

    #[test]
    fn escapes_are_read_to_depth_three() {
        for (packed, inner, value, outer) in [
            (r#"{\"a\":\"b c\"}"#, r#"{"a":"b c"}"#, "b c", "b c"),
            (r"\u7535\u8bdd138", "电话138", "138", "138"),
            (r#"\\\"x\\\": \\\"y\\\""#, r#""x": "y""#, "y", "y"),
            (r#"\"a\/b\""#, r#""a/b""#, "a/b", r"a\/b"),
            (r#"\"\ud83d\ude00 z\""#, "\"😀 z\"", "z", "z"),
            (r#"\"caf\u00e9\""#, "\"café\"", "café", r"caf\u00e9"),
        ] {
            let unpacked = read(packed).unwrap();
            assert_eq!(unpacked.text, inner);
            let at = inner.rfind(value).unwrap();
            assert_eq!(&packed[unpacked.origin(&(at..at + value.len()))], outer);
        }
    }

    #[test]
    fn other_backslashes_stay() {
        for text in [r"\d{3}-\d{4}", r"C:\Users\ann\x", r"a\nb", r"\u12", "plain", r"\ud83d alone"] {
            assert!(read(text).is_none_or(|own| own.text == text), "{text}");
        }
    }

    /// Each level at most halves; nothing goes deeper than three.
    #[test]
    fn bombs_end() {
        let bomb = "\\".repeat(1_000_000) + "\"";
        assert!(read(&bomb).is_none_or(|own| own.levels.len() <= DEPTH));
        let quotes = "\\\"".repeat(500_000);
        assert_eq!(read(&quotes).unwrap().text.len(), 500_000);
    }
}
