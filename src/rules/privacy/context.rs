//! What stands around a value: windows of a few characters, cue words before them, and where a text belongs. Windows keep
//! every look at the surroundings at a constant cost, however long the text is.

use memchr::memchr_iter;

use crate::example::{Role, Text};

/// Characters looked at before a value.
pub const BACK: usize = 40;
/// Characters looked at after a value.
pub const AHEAD: usize = 20;

/// Words that make a value of digits a measure, a version or a public number.
pub const CANCEL: &[&str] = &[
    "version",
    "ver",
    "v",
    "release",
    "build",
    "firmware",
    "oid",
    "isbn",
    "issn",
    "doi",
    "arxiv",
    "pmid",
    "orcid",
    "rfc",
    "iso",
    "ieee",
    "cve",
    "kb",
    "commit",
    "sha",
    "md5",
    "hash",
    "checksum",
    "digest",
    "seed",
    "epoch",
    "timestamp",
    "unix time",
    "pixels",
    "px",
    "width",
    "height",
    "resolution",
    "population",
    "km",
    "kg",
    "mm",
    "usd",
    "eur",
    "total",
    "price",
    "sum",
    "product of",
    "modulo",
    "prime",
    "factorial",
    "sequence",
    "array",
    "matrix",
    "lat",
    "lon",
    "page",
    "chapter",
    "verse",
    "section",
    "line",
    "sku",
    "part no",
    "model",
    "barcode",
    "ean",
    "upc",
    "lot",
    "batch",
    "cas",
    "tracking",
    "score",
    "ratio",
    "imei",
];

/// The last `chars` characters before byte `at`, without a word that the cut went through.
pub fn before(text: &str, at: usize, chars: usize) -> &str {
    let mut from = at.saturating_sub(chars);
    if !text.as_bytes()[from..at].is_ascii() {
        let mut left = chars;
        from = at;
        // The first byte of a character is no continuation of one.
        while from > 0 && left > 0 {
            from -= 1;
            left -= usize::from(text.is_char_boundary(from));
        }
    }
    let cut = text[..from].chars().next_back().is_some_and(char::is_alphanumeric);
    let part = &text[from..at];
    if cut { part.trim_start_matches(|c: char| c.is_alphanumeric() && c.is_ascii()) } else { part }
}

/// The first `chars` characters from byte `at` on.
pub fn after(text: &str, at: usize, chars: usize) -> &str {
    let to = text[at..].char_indices().nth(chars).map_or(text.len(), |(i, _)| at + i);
    &text[at..to]
}

/// Lower case, with the parts of `camelCase` and `snake_case` names apart. One letter before a capital stays with it, so
/// that a brand such as `iPhone` is no cue.
pub fn fold(part: &str) -> String {
    let mut out = String::with_capacity(part.len() + 8);
    let mut small = 0;
    for c in part.chars() {
        if c.is_ascii_lowercase() || c == ' ' {
            small = if c == ' ' { 0 } else { small + 1 };
            out.push(c);
            continue;
        }
        if is_caseless(c) {
            small = 0;
            out.push(c);
            continue;
        }
        if c.is_uppercase() && small > 1 {
            out.push(' ');
        }
        small = if c.is_lowercase() { small + 1 } else { 0 };
        match c {
            // Blanks that hold a line together stand before the colon in French.
            '_' | '\u{A0}' | '\u{202F}' | '\u{2009}' => out.push(' '),
            // Its small letter has a second dot, which no word of Turkish is spelled with.
            'İ' => out.push('i'),
            _ => out.extend(c.to_lowercase()),
        }
    }
    out
}

/// Whether a character is of a script without capitals (Hebrew to Burmese, Han, kana, Hangul), which most are that are beyond
/// the first few hundred.
fn is_caseless(c: char) -> bool {
    matches!(c, '\u{0590}'..='\u{109F}' | '\u{2E80}'..='\u{A63F}' | '\u{AC00}'..='\u{FAFF}')
}

/// The pairs of bytes in a window, and those at the beginning of a word: nearly all words that are looked for begin with a
/// pair that is not there. Lists of cues are long, windows are short, and most windows hold no word of any list.
struct Pairs {
    starts: [u64; 16],
    all: [u64; 16],
}

impl Pairs {
    fn of(folded: &str) -> Pairs {
        let mut pairs = Pairs { starts: [0; 16], all: [0; 16] };
        let mut before = b' ';
        for pair in folded.as_bytes().windows(2) {
            let bit = Pairs::bit(pair[0], pair[1]);
            pairs.all[bit / 64] |= 1 << (bit % 64);
            pairs.starts[bit / 64] |= u64::from(!before.is_ascii_alphanumeric()) << (bit % 64);
            before = pair[0];
        }
        pairs
    }

    fn bit(one: u8, two: u8) -> usize {
        (usize::from(one) * 37 + usize::from(two)) % 1024
    }

    /// Whether a word may stand in the window.
    fn may_hold(&self, word: &str) -> bool {
        let [one, two, ..] = *word.as_bytes() else { return true };
        let bit = Pairs::bit(one, two);
        let set = if one < 0x80 { &self.starts } else { &self.all };
        set[bit / 64] >> (bit % 64) & 1 == 1
    }
}

/// Bytes from the end of the last of `words` in a folded window to the window's end. Words of ASCII and other alphabets
/// with spaces must stand alone; those of scripts without spaces may stand anywhere.
pub fn last(folded: &str, words: &[&str]) -> Option<usize> {
    let pairs = Pairs::of(folded);
    let words = words.iter().filter(|word| pairs.may_hold(word));
    words.filter_map(|word| places(folded, word).last().map(|at| folded.len() - at - word.len())).min()
}

/// Whether one of `words` stands in a folded window.
pub fn holds(folded: &str, words: &[&str]) -> bool {
    let pairs = Pairs::of(folded);
    words.iter().any(|word| pairs.may_hold(word) && places(folded, word).next().is_some())
}

/// Bytes from the start of a folded window to the first of `words` in it.
pub fn first(folded: &str, words: &[&str]) -> Option<usize> {
    let pairs = Pairs::of(folded);
    words.iter().filter(|word| pairs.may_hold(word)).filter_map(|word| places(folded, word).next()).min()
}

fn places<'w>(folded: &'w str, word: &'w str) -> impl Iterator<Item = usize> + 'w {
    let first = word.as_bytes().first().copied().unwrap_or(0);
    let starts =
        memchr_iter(first, folded.as_bytes()).filter(move |at| folded.as_bytes()[*at..].starts_with(word.as_bytes()));
    starts.filter(move |at| stands(folded, *at, word))
}

/// Whether a word that is at a place stands there by itself, or is of a script without spaces.
pub fn stands(folded: &str, at: usize, word: &str) -> bool {
    let own = |c: char| c.is_alphanumeric() && !unspaced(c);
    word.chars().next().is_some_and(unspaced)
        || (!folded[..at].chars().next_back().is_some_and(own)
            && !folded[at + word.len()..].chars().next().is_some_and(own))
}

/// Whether a character belongs to a script that is written without spaces (Han, kana, Hangul with its particles, Thai).
pub fn unspaced(c: char) -> bool {
    matches!(c, '\u{0E00}'..='\u{0E7F}' | '\u{1100}'..='\u{11FF}' | '\u{3000}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}')
}

/// The byte before `at`, or 0.
pub fn byte_before(text: &str, at: usize) -> u8 {
    if at == 0 { 0 } else { text.as_bytes()[at - 1] }
}

/// The byte before `at`, or a space where a literal `\n` or `\t` stands there: JSON in a string keeps its escapes.
pub fn edge_before(text: &str, at: usize) -> u8 {
    let byte = byte_before(text, at);
    let escaped = matches!(byte, b'n' | b't' | b'r') && byte_before(text, at - 1) == b'\\';
    if escaped { b' ' } else { byte }
}

/// The byte at `at`, or a space where an escape such as `\n` or `\"` stands there.
pub fn edge_at(text: &str, at: usize) -> u8 {
    let byte = byte_at(text, at);
    let escaped = byte == b'\\' && matches!(byte_at(text, at + 1), b'n' | b't' | b'r' | b'"');
    if escaped { b' ' } else { byte }
}

/// The byte at `at`, or 0.
pub fn byte_at(text: &str, at: usize) -> u8 {
    text.as_bytes().get(at).copied().unwrap_or(0)
}

/// Where a text belongs, in words.
pub fn place(text: &Text<'_>) -> String {
    if text.role == Role::Other { "the text".into() } else { format!("the {} message", text.role.name()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_keep_to_characters_and_whole_words() {
        let text = "数字がここに並ぶ half-word 12345 then";
        let at = text.find("12345").unwrap();
        assert_eq!(before(text, at, 7), "-word ");
        assert_eq!(before(text, at, 400), &text[..at]);
        assert_eq!(after(text, at, 3), "123");
        assert_eq!(after(text, at, 400), &text[at..]);
        for chars in 0..40 {
            before(text, at, chars);
            after(text, 0, chars);
        }
    }

    #[test]
    fn words_stand_alone() {
        assert!(holds(&fold("customerPhone: "), &["phone"]));
        assert!(
            holds(&fold("SİPARİŞ NUMARASI: "), &["sipariş"])
                && holds(&fold("code\u{A0}client\u{202F}: "), &["code client"])
        );
        assert!(holds(&fold("phone_number="), &["phone"]));
        assert!(holds("电话", &["电话"]) && holds("请打电话给", &["电话"]));
        assert!(!holds(&fold("my iPhone "), &["phone"]));
        assert!(!holds("microphones on", &["phone"]) && !holds("public", &["lic"]) && !holds("using", &["sin"]));
    }

    #[test]
    fn the_nearest_word_counts() {
        assert_eq!(last("call or call 5", &["call"]), Some(2));
        assert_eq!(last("no cue", &["call"]), None);
        assert_eq!(first(" is a cell", &["cell"]), Some(6));
    }
}
