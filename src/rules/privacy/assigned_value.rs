//! The value on the right of a sign, cut out of code or a sentence.

use super::context::byte_at;
use crate::example::Span;

/// A value and how it is written.
#[derive(Debug, PartialEq, Eq)]
pub struct Value {
    /// Its bytes, without quotes.
    pub span: Span,
    /// Whether it stands in quotes.
    pub quoted: bool,
}

/// Longest value in bytes that is cut out.
const VALUE: usize = 400;

/// The value that begins at `at` or after blanks there: in quotes, or up to white space.
pub fn value_at(text: &str, at: usize) -> Option<Value> {
    let bytes = text.as_bytes();
    let mut from = at;
    while from < at + 4 && matches!(byte_at(text, from), b' ' | b'\t' | b'*') {
        from += 1;
    }
    // The prefixes of string literals (`b"`, `r"`, `f"`), and quotes that are themselves escaped.
    if matches!(byte_at(text, from), b'b' | b'r' | b'f' | b'u' | b'@')
        && matches!(byte_at(text, from + 1), b'"' | b'\'')
    {
        from += 1;
    }
    let escaped = byte_at(text, from) == b'\\' && matches!(byte_at(text, from + 1), b'"' | b'\'');
    from += usize::from(escaped);
    let quote = byte_at(text, from);
    if matches!(quote, b'"' | b'\'' | b'`') {
        let body = &bytes[from + 1..(from + 1 + VALUE).min(bytes.len())];
        let len = body.iter().position(|b| *b == quote || *b == b'\n')?;
        let len = if escaped && len > 0 && body[len - 1] == b'\\' { len - 1 } else { len };
        return (body.get(len).is_some_and(|b| *b != b'\n') && len > 0)
            .then_some(Value { span: from + 1..from + 1 + len, quoted: true });
    }
    let rest = &bytes[from.min(bytes.len())..(from + VALUE).min(bytes.len())];
    let ends = |b: &u8| *b <= b' ' || matches!(b, b'"' | b'\'' | b'`' | b'<' | b'>' | b'|' | b';') || *b >= 0x80;
    let len = rest.iter().position(ends).unwrap_or(rest.len());
    let whole = &text[from.min(text.len())..from.min(text.len()) + len];
    let whole = whole.split_once("\\n").map_or(whole, |(line, _)| line);
    let whole = next_pair(whole).map_or(whole, |at| &whole[..at]);
    let value = whole.trim_end_matches(['.', ',', ':', '*', '!', '?', ')', ']', '}', '\\']);
    // A sign at the end may be a part of a password: it stays where the sentence goes on after it.
    let kept = whole[value.len()..].starts_with(['!', '?']) && value.len() >= 5 && from + whole.len() < text.len();
    let len = value.len() + usize::from(kept);
    (len > 0).then_some(Value { span: from..from + len, quoted: false })
}

/// Where the next pair of a form begins: `&name=`.
fn next_pair(whole: &str) -> Option<usize> {
    whole.match_indices('&').map(|(at, _)| at).find(|at| {
        let rest = &whole[at + 1..];
        let name =
            rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'[' | b']')).count();
        name > 0 && rest[name..].starts_with('=')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_cut_out() {
        for (text, value, quoted) in [
            ("= \"a b\" + c", "a b", true),
            (" lamp-7Q, then", "lamp-7Q", false),
            (": \\\"abc\\\"}", "abc", true),
            ("= b'x1'", "x1", true),
            (" lamp7!", "lamp7", false),
            (" lamp7! ok", "lamp7!", false),
            (" lamp7\\nnext", "lamp7", false),
        ] {
            let at = text.find(['=', ':']).map_or(0, |at| at + 1);
            let found = value_at(text, at).unwrap();
            assert_eq!((&text[found.span], found.quoted), (value, quoted), "{text}");
        }
        assert_eq!(value_at("= ", 2), None);
        assert_eq!(value_at("=\"open", 1), None);
    }
}
