//! Characters that were written out and never read back, as FT811 looks for them: `\u00e9`, `\xe9`, `&amp;`, `&#39;`.

use memchr::memchr2_iter;

use crate::example::Span;

/// One escape or entity, and the character it stands for.
#[derive(Debug, PartialEq, Eq)]
pub struct Escaped {
    /// The bytes of it.
    pub span: Span,
    /// What it stands for.
    pub becomes: char,
}

/// The entities of HTML that texts pick up on their way, without `&` and `;`.
const ENTITIES: [(&str, char); 36] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{A0}'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("sbquo", '‚'),
    ("bdquo", '„'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("hellip", '…'),
    ("bull", '•'),
    ("middot", '·'),
    ("copy", '©'),
    ("reg", '®'),
    ("trade", '™'),
    ("deg", '°'),
    ("euro", '€'),
    ("pound", '£'),
    ("times", '×'),
    ("eacute", 'é'),
    ("egrave", 'è'),
    ("agrave", 'à'),
    ("aacute", 'á'),
    ("oacute", 'ó'),
    ("ntilde", 'ñ'),
    ("ccedil", 'ç'),
    ("auml", 'ä'),
    ("ouml", 'ö'),
    ("uuml", 'ü'),
];

/// All of them in a text, in order.
pub fn escaped(text: &str) -> impl Iterator<Item = Escaped> + '_ {
    let mut free = 0;
    memchr2_iter(b'\\', b'&', text.as_bytes()).filter_map(move |at| {
        if at < free {
            return None;
        }
        let (length, becomes) = escape(&text[at..]).or_else(|| entity(&text[at..]))?;
        free = at + length;
        Some(Escaped { span: at..free, becomes })
    })
}

/// `\uXXXX`, two of them for one character beyond the first plane, or `\xXX` of Latin-1. Below U+00A0 only the quotation marks
/// that encoders write out.
fn escape(text: &str) -> Option<(usize, char)> {
    let (head, digits) = (text.get(..2)?, if text.starts_with("\\x") { 2 } else { 4 });
    if !matches!(head, "\\u" | "\\x") {
        return None;
    }
    let code = hex(text, 2, digits)?;
    let length = 2 + digits;
    if (0xD800..0xDC00).contains(&code) && text[length..].starts_with("\\u") {
        let low = hex(text, length + 2, 4).filter(|low| (0xDC00..0xE000).contains(low))?;
        return Some((length + 6, char::from_u32(0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00))?));
    }
    let becomes = char::from_u32(code)?;
    let plain = digits == 4 && matches!(becomes, '\'' | '"' | '&' | '<' | '>');
    (code >= 0xA0 || plain).then_some((length, becomes))
}

fn hex(text: &str, from: usize, digits: usize) -> Option<u32> {
    let digits = text.get(from..from + digits).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
    u32::from_str_radix(digits, 16).ok()
}

fn entity(text: &str) -> Option<(usize, char)> {
    let end = text.bytes().take(10).position(|b| b == b';')?;
    let name = text.get(1..end)?;
    let becomes = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|c| !c.is_control())?
        }
        None => ENTITIES.iter().find(|(known, _)| *known == name)?.1,
    };
    Some((end + 1, becomes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(&str, char)> {
        escaped(text).map(|found| (&text[found.span.clone()], found.becomes)).collect()
    }

    #[test]
    fn escapes_and_entities_are_read() {
        assert_eq!(
            read(r"caf\u00e9, caf\xe9, \ud83d\ude00 isn\u2019t"),
            [(r"\u00e9", 'é'), (r"\xe9", 'é'), (r"\ud83d\ude00", '😀'), (r"\u2019", '’')]
        );
        assert_eq!(
            read("a &amp; b &#39;c&#x27; &eacute;&nbsp;"),
            [("&amp;", '&'), ("&#39;", '\''), ("&#x27;", '\''), ("&eacute;", 'é'), ("&nbsp;", '\u{a0}')]
        );
    }

    #[test]
    fn other_backslashes_and_ampersands_are_not() {
        for text in [
            r"\underline{x} \xi \x \u \u12 \xzz",
            r"C:\users\anna and \x1b[0m \x41 \u0041",
            "R&D; Q&A; a && b; &; &unknown; &#; &#xzz; AT&T",
            "\\uD83D alone",
            "&é;",
        ] {
            assert_eq!(read(text), [], "{text}");
        }
    }
}
