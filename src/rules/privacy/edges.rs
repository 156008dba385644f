//! What touches a number: whether it stands apart, as in a sentence, a cell of a table or bold type, or goes on a longer
//! number, a name or a sum.

use super::context::{byte_at, byte_before, edge_at, edge_before};
use crate::example::Span;

/// Most signs of emphasis on one side: `***bold and slanted***`.
const EMPHASIS: usize = 3;

/// Bytes of the emphasis of Markdown that closes at a place, or 0: `*` and `_` behind which no name or sum goes on.
pub fn emphasis(text: &str, at: usize) -> usize {
    let sign = byte_at(text, at);
    if !matches!(sign, b'*' | b'_') {
        return 0;
    }
    let len = text.as_bytes()[at..].iter().take(EMPHASIS + 1).take_while(|b| **b == sign).count();
    let goes_on = byte_at(text, at + len).is_ascii_alphanumeric();
    if len > EMPHASIS || goes_on { 0 } else { len }
}

/// Whether a value stands apart on both sides.
pub fn stands_apart(text: &str, span: &Span) -> bool {
    opens(text, span) && closes(text, span)
}

/// Whether nothing that belongs to a longer number or name stands before a value.
pub fn opens(text: &str, span: &Span) -> bool {
    let left = edge_before(text, span.start);
    if left.is_ascii_alphanumeric() {
        return false;
    }
    // Most values follow a blank or a quote.
    if !b"_.-/+$\\%^@,:".contains(&left) {
        return true;
    }
    let value = &text[span.clone()];
    let beyond = byte_before(text, span.start - 1);
    let joined = beyond.is_ascii_alphanumeric();
    match left {
        b'+' | b'%' | b'^' => false,
        b'$' => !is_amount(value),
        b'_' => !joined,
        b'.' => beyond == b'.' || !joined && !is_amount(value),
        b',' | b':' => !beyond.is_ascii_digit() || !continues(value),
        _ => !joined && !is_amount(value),
    }
}

/// Whether nothing that belongs to a longer number or name stands behind a value.
pub fn closes(text: &str, span: &Span) -> bool {
    let right = edge_at(text, span.end);
    let beyond = byte_at(text, span.end + 1);
    match right {
        b'%' | b'^' | b'+' | b'@' => false,
        b'_' => emphasis(text, span.end) > 0,
        b'-' | b'.' | b'/' => !beyond.is_ascii_alphanumeric(),
        // `1.234.567,89`.
        b',' => !beyond.is_ascii_digit() || !is_amount(&text[span.clone()]),
        _ => !right.is_ascii_alphanumeric(),
    }
}

/// Whether a value could be an amount or another plain number: digits, in groups of three with blanks or dots at most.
fn is_amount(value: &str) -> bool {
    let digits = value.bytes().all(|b| b.is_ascii_digit() || matches!(b, b' ' | b'.'));
    digits && value.split([' ', '.']).skip(1).all(|group| group.len() == 3)
}

/// Whether a value could go on a number before a comma: digits alone, which may be decimals, or three of them before a blank.
fn continues(value: &str) -> bool {
    let first = value.bytes().take_while(u8::is_ascii_digit).count();
    match value.as_bytes().get(first) {
        None => true,
        Some(sign) => first == 3 && *sign == b' ' && is_amount(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn apart(text: &str, value: &str) -> bool {
        let at = text.find(value).unwrap();
        stands_apart(text, &(at..at + value.len()))
    }

    #[test]
    fn values_stand_apart() {
        for value in ["48-21-3377", "4821 3377 9216", "482.133.779-21", "48213377K", "482133779"] {
            for (head, tail) in [
                ("", ""),
                ("**", "**."),
                ("*", "* and"),
                ("_", "_"),
                ("__", "__,"),
                ("***", "***"),
                ("a,", ",b"),
                ("x,", ", 7"),
                ("...", "..."),
                ("(", ")."),
                ("|", "|"),
                ("a\\n", "\\n"),
                ("\"", "\\\""),
            ] {
                assert!(apart(&format!("{head}{value}{tail}"), value), "{head}{value}{tail}");
            }
        }
        for value in ["48-21-3377", "482.133.779-21", "48213377K", "482-13-3779"] {
            for (head, tail) in [("7,", ",8"), ("12,", ",open"), ("/", ""), ("@", ""), ("$", ""), (".", ""), ("-", "")]
            {
                assert!(apart(&format!("{head}{value}{tail}"), value), "{head}{value}{tail}");
            }
        }
    }

    #[test]
    fn parts_of_more_do_not() {
        for value in ["48-21-3377", "4821 3377 9216", "482133779"] {
            for (head, tail) in [
                ("b", ""),
                ("", "a"),
                ("x_", ""),
                ("", "_x"),
                ("x-", ""),
                ("", "-x"),
                ("", "-7"),
                ("3.", ""),
                ("", ".7"),
                ("a/", ""),
                ("", "/a"),
                ("+", ""),
                ("%", ""),
                ("", "%"),
                ("", "@x"),
                ("x@", ""),
                ("x\\", "9"),
            ] {
                let text = format!("{head}{value}{tail}");
                assert!(!apart(&text, value), "{text}");
            }
        }
        for (head, value, tail) in [
            ("7,", "482133779", ""),
            ("", "482133779", ",50"),
            ("1,", "482 133 779", ""),
            ("", "482.133.779", ",00"),
            ("", "482 133 779", ",00"),
            ("$", "482133779", ""),
            ("$", "482 133 779", ""),
            (".", "482133779", ""),
        ] {
            assert!(!apart(&format!("{head}{value}{tail}"), value), "{head}{value}{tail}");
        }
    }

    #[test]
    fn emphasis_is_no_sum() {
        for (text, len) in [("**.", 2), ("* x", 1), ("_", 1), ("***", 3), ("*5", 0), ("****", 0), ("_x", 0), (" *", 0)]
        {
            assert_eq!(emphasis(text, 0), len, "{text}");
        }
    }
}
