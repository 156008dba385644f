//! Texts that are JSON in a string, or hold some: arguments of tool calls, results of tools, logs. Their escapes are read
//! back to depth 3, with a map of places, so that rules see `电话138…` where `\u7535\u8bdd138…` stands.
//!
//! `\"`, `\/` and `\uXXXX` are hardly anything else, and all escapes of a text that has one are read. Line ends and tabs that
//! are written out are common in code: by themselves they are read only in strings that JSON could hold.

use memchr::{memchr_iter, memchr2, memrchr2};

use crate::example::{Signs, Span, Text};

/// How often a text is read back.
const DEPTH: usize = 3;

/// A text without its escapes, and where each of its places came from.
pub struct Unpacked {
    text: String,
    /// Of each level, the outer first: places in the inner text after an escape, and those in the outer one.
    levels: Vec<Shifts>,
}

impl Unpacked {
    /// The inner text, if the text has escapes that only JSON in a string has.
    pub fn of(text: &Text<'_>) -> Option<Unpacked> {
        if !text.scan.signs.meets(Signs::ESCAPE) {
            return None;
        }
        let (mut inner, shifts) = read_once(text.text)?;
        let mut levels = vec![shifts];
        while levels.len() < DEPTH
            && let Some((next, shifts)) = read_once(&inner)
        {
            inner = next;
            levels.push(shifts);
        }
        Some(Unpacked { text: inner, levels })
    }

    /// Whether a text would be read back.
    pub fn is(text: &Text<'_>) -> bool {
        text.scan.signs.meets(Signs::ESCAPE) && (is_packed(text.text) || !lined_strings(text.text).is_empty())
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

/// Places in an inner text, each with the place in the outer one.
type Shifts = Vec<(u32, u32)>;

/// A text with its escapes read once, if it has any that count.
fn read_once(text: &str) -> Option<(String, Shifts)> {
    if is_packed(text) {
        return Some(unescape(text, std::slice::from_ref(&(0..text.len()))));
    }
    let strings = lined_strings(text);
    (!strings.is_empty()).then(|| unescape(text, &strings))
}

/// Whether a text has `\"`, `\/` or `\uXXXX`.
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

/// The strings of JSON that write out a line end or a tab, in a text without `\"`. They open after a sign of JSON, close before
/// one, and have no other escapes than those of JSON: a regular expression or a path is none.
fn lined_strings(text: &str) -> Vec<Span> {
    let bytes = text.as_bytes();
    let mut strings = Vec::new();
    let (mut floor, mut from) = (0, 0);
    for at in memchr_iter(b'\\', bytes) {
        if at < from {
            continue;
        }
        from = at + 2;
        if !matches!(bytes.get(at + 1), Some(b'n' | b'r' | b't')) {
            continue;
        }
        // Each byte is passed once in either direction: what lies before the last escape is settled.
        let open = memrchr2(b'"', b'\n', &bytes[floor..at]).map(|own| floor + own);
        floor = at;
        let Some(open) = open.filter(|open| bytes[*open] == b'"' && opens_string(bytes, *open)) else { continue };
        let Some(close) = memchr2(b'"', b'\n', &bytes[at..]).map(|own| at + own) else { break };
        (floor, from) = (close + 1, close + 1);
        if bytes[close] == b'"' && closes_string(bytes, close) && has_only_escapes(&bytes[open + 1..close]) {
            strings.push(open + 1..close);
        }
    }
    strings
}

/// White space between a string of JSON and the sign beside it, in bytes: that of a line end with what is set in.
const MARGIN: usize = 80;

fn opens_string(bytes: &[u8], open: usize) -> bool {
    let sign = bytes[..open].iter().rev().take(MARGIN).find(|b| !b.is_ascii_whitespace());
    sign.map_or(open < MARGIN, |b| b":,[{".contains(b))
}

fn closes_string(bytes: &[u8], close: usize) -> bool {
    let sign = bytes[close + 1..].iter().take(MARGIN).find(|b| !b.is_ascii_whitespace());
    sign.map_or(bytes.len() - close <= MARGIN, |b| b":,]}".contains(b))
}

/// Whether every backslash begins an escape of JSON.
fn has_only_escapes(string: &[u8]) -> bool {
    let mut from = 0;
    memchr_iter(b'\\', string).all(|at| {
        let inside = at < from;
        from = if inside { from } else { at + 2 };
        inside || matches!(string.get(at + 1), Some(b'\\' | b'b' | b'f' | b'n' | b'r' | b't'))
    })
}

/// Reads the escapes of JSON once, wherever they stand in some parts of a text; what is none stays.
fn unescape(text: &str, parts: &[Span]) -> (String, Shifts) {
    let bytes = text.as_bytes();
    let (mut out, mut shifts, mut from) = (String::with_capacity(text.len()), Vec::new(), 0);
    for part in parts {
        for at in memchr_iter(b'\\', &bytes[part.clone()]).map(|at| part.start + at) {
            if at < from {
                continue;
            }
            let Some((c, length)) = escape(bytes, at) else { continue };
            out.push_str(&text[from..at]);
            out.push(c);
            from = at + length;
            shifts.push((out.len() as u32, from as u32));
        }
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

    #[test]
    fn lines_in_strings_of_json_are_read() {
        for (packed, inner) in [
            (r#"{"a":"b\nc"}"#, "{\"a\":\"b\nc\"}"),
            (r#"See: {"a": "b\tc", "d": 1} now"#, "See: {\"a\": \"b\tc\", \"d\": 1} now"),
            ("{\n  \"a\": \"é\\r\\nc\"\n}", "{\n  \"a\": \"é\r\nc\"\n}"),
            (r#"["b\nc", "x"]"#, "[\"b\nc\", \"x\"]"),
            (r#""b\nc""#, "\"b\nc\""),
            (r#"\nabla {"a":"b\nc"} \nabla"#, "\\nabla {\"a\":\"b\nc\"} \\nabla"),
            (r#"{"a":"b\nc","p":"C:\\new"}"#, "{\"a\":\"b\nc\",\"p\":\"C:\\\\new\"}"),
        ] {
            let unpacked = read(packed).unwrap();
            assert_eq!(unpacked.text, inner);
            let at = inner.find('c').unwrap();
            assert_eq!(&packed[unpacked.origin(&(at..at + 1))], "c");
        }
    }

    #[test]
    fn lines_elsewhere_are_not() {
        for text in [
            r#"printf("a\nb");"#,
            r#"print("a\tb" + x)"#,
            r#"x = "a\nb""#,
            r#"{"p": "\d+\n"}"#,
            r#"{"p": "C:\Users\nina"}"#,
            r#"{"p": "C:\\Users\\nina"}"#,
            r#"{"a": "b", c: \n}"#,
            "{\"a\": \"b\n\\nc\"}",
            r#"{"a": "open\n"#,
            r"$\nabla \times \theta$",
        ] {
            assert!(read(text).is_none(), "{text}");
            assert!(!Unpacked::is(&Text::new(text, Pointer::ROOT, Role::User, false)), "{text}");
        }
    }

    /// Each level at most halves; nothing goes deeper than three.
    #[test]
    fn bombs_end() {
        let bomb = "\\".repeat(1_000_000) + "\"";
        assert!(read(&bomb).is_none_or(|own| own.levels.len() <= DEPTH));
        for unit in ["\\n", "\"\\n", ":\"\\n", ":\"\\n\n", "\\n\"", "{\"\\n\""] {
            read(&unit.repeat(400_000));
        }
        let quotes = "\\\"".repeat(500_000);
        assert_eq!(read(&quotes).unwrap().text.len(), 500_000);
    }
}
