//! The columns of `INSERT INTO t (a, b) VALUES (1, 2)`: which of them a value goes to.

use memchr::memmem;

use crate::example::Span;

/// Bytes before a value in which its statement is looked for.
const REACH: usize = 2_000;

/// The name of the column that a value of a statement goes to.
pub fn column<'t>(text: &'t str, span: &Span) -> Option<&'t str> {
    let bytes = text.as_bytes();
    let edge = |b: &&u8| !matches!(b, b' ' | b'\'' | b'"' | b'N');
    let left = bytes[..span.start].iter().rev().take(4).find(edge)?;
    let right = bytes[span.end..].iter().take(3).find(edge)?;
    if !matches!(left, b',' | b'(') || !matches!(right, b',' | b')') {
        return None;
    }
    let floor = span.start.saturating_sub(REACH);
    let head = &bytes[floor..span.start];
    let words = memmem::rfind(head, b"VALUES").or_else(|| memmem::rfind(head, b"values"))?;
    let list = head[..words].trim_ascii_end().strip_suffix(b")")?;
    let open = memchr::memrchr(b'(', list)?;
    let tuple = open_tuple(&head[words..])?;
    let place = commas(&head[words + tuple + 1..]);
    let names = text.get(floor + open + 1..floor + list.len())?;
    let name = names.split(',').nth(place)?.trim_matches([' ', '`', '"', '[', ']', '\n', '\r', '\t']);
    (!name.is_empty() && name.len() < 64).then_some(name)
}

/// Where the row of values begins that is open at the end of some bytes.
fn open_tuple(bytes: &[u8]) -> Option<usize> {
    let (mut open, mut quoted) = (None, false);
    for (at, b) in bytes.iter().enumerate() {
        match b {
            b'\'' => quoted = !quoted,
            b'(' if !quoted => open = Some(at),
            b')' if !quoted => open = None,
            _ => {}
        }
    }
    open
}

/// Commas outside of quotes.
fn commas(bytes: &[u8]) -> usize {
    let mut quoted = false;
    bytes
        .iter()
        .filter(|b| {
            quoted ^= **b == b'\'';
            **b == b',' && !quoted
        })
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<&str> {
        let at = text.find("48213").unwrap();
        column(text, &(at..at + 5))
    }

    #[test]
    fn values_go_to_columns() {
        for (text, name) in [
            ("INSERT INTO t (id, phone) VALUES (1, 48213);", "phone"),
            ("insert into t (`id`, `cc`) values ('a, b', '48213')", "cc"),
            ("INSERT INTO t (id, x) VALUES (1, 2), (48213, 3)", "id"),
        ] {
            assert_eq!(of(text), Some(name), "{text}");
        }
        for text in ["f(1, 48213)", "VALUES (1, 48213)", "INSERT INTO t (a) VALUES (1); f(2, 48213)", "48213"] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
