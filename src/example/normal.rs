//! Normal forms: texts that mean the same to a reader get the same key. ASCII goes through a table, everything else
//! through NFKC and full case folding (Unicode Standard Annex 15, CaseFolding.txt); both give the same form.

use caseless::Caseless;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Which normal form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Folded words, one space between them; for answers.
    Words,
    /// Like `Words`, with what tells numbers and formulas apart: decimal points, signs, operators, `C#`, `C++`; for
    /// prompts.
    Prompt,
    /// Only white space is collapsed; for code.
    Code,
}

/// Appends the normal form of `text` to `out` (which is not cleared).
pub fn normalize(text: &str, form: Form, out: &mut Vec<u8>) {
    if form == Form::Code {
        return collapse(text, out);
    }
    if is_plain(text.as_bytes()) {
        words_of(text.as_bytes(), form, out);
    } else {
        let folded = fold(text);
        words_of(folded.as_bytes(), form, out);
    }
}

/// The form `Words` as a string.
pub fn words(text: &str) -> String {
    let mut out = Vec::new();
    normalize(text, Form::Words, &mut out);
    String::from_utf8(out).expect("normal forms of text are text")
}

/// Whether a text is code, where case and punctuation mean something: it has a fenced block, or more than 30 % of its
/// lines end in `{`, `}`, `;` or `:`.
pub fn is_code(text: &str) -> bool {
    if memchr::memmem::find(text.as_bytes(), b"```").is_some() {
        return true;
    }
    if memchr::memchr3(b'{', b';', b':', text.as_bytes()).is_none() || !text.contains('\n') {
        return false;
    }
    let (mut lines, mut ended) = (0, 0);
    for line in text.lines().map(str::trim_end).filter(|line| !line.is_empty()) {
        lines += 1;
        ended += usize::from(line.ends_with(['{', '}', ';', ':']));
    }
    lines > 1 && ended * 10 > lines * 3
}

fn collapse(text: &str, out: &mut Vec<u8>) {
    for word in text.split_whitespace() {
        if !out.is_empty() && out.last() != Some(&b' ') {
            out.push(b' ');
        }
        out.extend_from_slice(word.as_bytes());
    }
}

/// NFKC and case folding of the parts beyond ASCII. An ASCII letter before such a part goes with it, because an accent
/// may follow it; one after it cannot combine backwards.
fn fold(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len() + 8);
    let mut from = 0;
    while from < bytes.len() {
        let ascii = from + ascii_prefix(&bytes[from..]);
        let keep = if ascii < bytes.len() && ascii > from { ascii - 1 } else { ascii };
        out.push_str(&text[from..keep]);
        if ascii == bytes.len() {
            break;
        }
        let end = bytes[ascii..].iter().position(u8::is_ascii).map_or(bytes.len(), |n| ascii + n);
        let part = &text[keep..end];
        out.extend(part.chars().nfkc().default_case_fold().nfkc());
        from = end;
    }
    out
}

/// Length of the ASCII text that `bytes` begins with.
fn ascii_prefix(bytes: &[u8]) -> usize {
    let whole = bytes.chunks(32).take_while(|chunk| chunk.is_ascii()).map(<[u8]>::len).sum::<usize>();
    whole + bytes[whole..].iter().take_while(|b| b.is_ascii()).count()
}

/// Whether all that is not ASCII is of the block General Punctuation (quotes, dashes, spaces): whatever NFKC makes of it, it
/// separates words.
fn is_plain(bytes: &[u8]) -> bool {
    let mut at = 0;
    loop {
        at += ascii_prefix(&bytes[at..]);
        match bytes.get(at..at + 3) {
            Some([0xE2, 0x80 | 0x81, last]) if !(bytes[at + 1] == 0x81 && *last > 0x9E) => at += 3,
            _ => return at == bytes.len(),
        }
    }
}

const SEPARATOR: u8 = 0;
const OPERATOR: u8 = 1;
/// No entry of the table: a byte beyond ASCII.
const WIDE: u8 = 255;

/// For ASCII: the folded letter, digit or `_`; 1 for bytes that may mean something to a formula; 0 for separators.
const TABLE: [u8; 128] = {
    let mut table = [SEPARATOR; 128];
    let mut b = 0u8;
    while b < 128 {
        if b.is_ascii_alphanumeric() || b == b'_' {
            table[b as usize] = b.to_ascii_lowercase();
        }
        b += 1;
    }
    let operators = b".,-+*/=<>^%#$";
    let mut i = 0;
    while i < operators.len() {
        table[operators[i] as usize] = OPERATOR;
        i += 1;
    }
    table
};

fn words_of(bytes: &[u8], form: Form, out: &mut Vec<u8>) {
    out.reserve(bytes.len() + 2);
    let start = out.len();
    let mut i = 0;
    while i < bytes.len() {
        i = plain_run(bytes, i, form, start, out);
        let Some(&b) = bytes.get(i) else { break };
        i += if b >= 128 { wide(&bytes[i..], form, start, out) } else { 1 + operator(bytes, i, start, out) };
    }
    if out.len() > start && out.last() == Some(&b' ') {
        out.pop();
    }
}

/// Folds letters, digits and separators from `i` on, eight letters and spaces at a time where it can and without a branch
/// for each byte where it cannot; stops where a byte needs a look at its neighbours.
fn plain_run(bytes: &[u8], mut i: usize, form: Form, start: usize, out: &mut Vec<u8>) -> usize {
    const BATCH: usize = 256;
    let looks_around = form == Form::Prompt;
    let mut batch = [0u8; BATCH + 8];
    let mut after_space = out.len() == start || out.last() == Some(&b' ');
    let mut filled = 0;
    'bytes: while i < bytes.len() {
        if filled >= BATCH {
            out.extend_from_slice(&batch[..filled]);
            filled = 0;
        }
        if let Some(eight) = bytes.get(i..i + 8).and_then(|eight| eight.try_into().ok())
            && let Some((folded, ends_in_space)) = letters_and_spaces(u64::from_le_bytes(eight), after_space)
        {
            batch[filled..filled + 8].copy_from_slice(&folded.to_le_bytes());
            filled += 8;
            i += 8;
            after_space = ends_in_space;
            continue;
        }
        for &b in &bytes[i..bytes.len().min(i + 8)] {
            let folded = if b < 128 { TABLE[b as usize] } else { WIDE };
            if folded == WIDE || (folded == OPERATOR && looks_around) {
                break 'bytes;
            }
            let word = folded > OPERATOR;
            batch[filled] = if word { folded } else { b' ' };
            filled += usize::from(word || !after_space);
            after_space = !word;
            i += 1;
        }
    }
    out.extend_from_slice(&batch[..filled]);
    i
}

/// Eight bytes in lower case, and whether the last is a space, if they are all ASCII letters and single spaces.
/// `after_space`: whether a space stands before them.
fn letters_and_spaces(eight: u64, after_space: bool) -> Option<(u64, bool)> {
    const ONES: u64 = u64::MAX / 255;
    const HIGHS: u64 = ONES * 128;
    if eight & HIGHS != 0 {
        return None;
    }
    let lower = eight | (ONES * 0x20);
    let letters = (lower + ONES * (0x80 - u64::from(b'a'))) & !(lower + ONES * (0x7F - u64::from(b'z'))) & HIGHS;
    let off_space = eight ^ (ONES * u64::from(b' '));
    let spaces = !(off_space + ONES * 0x7F) & HIGHS;
    let doubled = spaces & ((spaces << 8) | if after_space { 0x80 } else { 0 });
    ((letters | spaces) == HIGHS && doubled == 0).then_some((eight | (letters >> 2), spaces >> 63 != 0))
}

fn space(start: usize, out: &mut Vec<u8>) {
    if out.len() > start && out.last() != Some(&b' ') {
        out.push(b' ');
    }
}

/// One character beyond ASCII (already folded); gives its length in bytes.
fn wide(bytes: &[u8], form: Form, start: usize, out: &mut Vec<u8>) -> usize {
    let len = match bytes[0] {
        0xC0..=0xDF => 2,
        0xE0..=0xEF => 3,
        _ => 4,
    };
    let c = std::str::from_utf8(&bytes[..len.min(bytes.len())]).ok().and_then(|s| s.chars().next()).unwrap_or(' ');
    if c.is_alphanumeric() || is_combining_mark(c) {
        out.extend_from_slice(&bytes[..len]);
    } else if form == Form::Prompt && is_currency(c) {
        space(start, out);
        out.extend_from_slice(&bytes[..len]);
        out.push(b' ');
    } else {
        space(start, out);
    }
    len
}

fn is_currency(c: char) -> bool {
    matches!(c, '¢' | '£' | '¤' | '¥' | '\u{20A0}'..='\u{20CF}' | '฿')
}

/// A byte that tells prompts apart where it touches a number, a formula or a name; gives the extra bytes it took.
fn operator(bytes: &[u8], i: usize, start: usize, out: &mut Vec<u8>) -> usize {
    let before = i.checked_sub(1).map(|p| bytes[p]);
    let after = bytes.get(i + 1).copied();
    let digit = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_digit());
    let letter = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_alphabetic());
    let near = || [nearest(bytes[..i].iter().rev()), nearest(bytes[i + 1..].iter())];
    match bytes[i] {
        b'.' | b',' if digit(before) && digit(after) => out.push(bytes[i]),
        b'#' if letter(before) => out.push(b'#'),
        b'+' if letter(before) && after == Some(b'+') => {
            out.extend_from_slice(b"++");
            return 1;
        }
        b'%' | b'$' => alone(bytes[i], start, out),
        b'-' | b'*' | b'/' if near().into_iter().any(digit) => alone(bytes[i], start, out),
        b'<' | b'>' | b'=' | b'+' | b'^' if near().into_iter().any(|b| digit(b) || letter(b)) => {
            alone(bytes[i], start, out);
        }
        _ => space(start, out),
    }
    0
}

/// An operator as a word of its own, so that `5-3` equals `5 - 3`.
fn alone(byte: u8, start: usize, out: &mut Vec<u8>) {
    space(start, out);
    out.push(byte);
    out.push(b' ');
}

fn nearest<'b>(mut bytes: impl Iterator<Item = &'b u8>) -> Option<u8> {
    bytes.find(|b| **b != b' ').copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn prompt(text: &str) -> String {
        let mut out = Vec::new();
        normalize(text, Form::Prompt, &mut out);
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn spellings_of_one_prompt_are_equal() {
        for form in ["classify this", "Classify this:", "CLASSIFY THIS", "classify this.", " “Classify”\u{a0}this… "]
        {
            assert_eq!(prompt(form), "classify this");
        }
        assert_eq!(prompt("Is Python good?"), prompt("is python good ?"));
        assert_eq!(prompt("CAFÉ"), prompt("cafe\u{301}"));
        assert_eq!(prompt("ＡＢＣ"), prompt("abc"));
        assert_eq!(prompt("STRASSE"), prompt("straße"));
        assert_eq!(prompt("5-3"), prompt("5 - 3"));
    }

    #[test]
    fn different_prompts_stay_different() {
        for (a, b) in [
            ("-5", "5"),
            ("1.5", "15"),
            ("C", "C++"),
            ("C", "C#"),
            ("5 - 3", "5 + 3"),
            ("a < b", "a > b"),
            ("5 %", "5"),
            ("€5", "$5"),
            ("is it", "is it not"),
        ] {
            assert_ne!(prompt(a), prompt(b), "{a} and {b}");
        }
    }

    #[test]
    fn code_is_told_by_its_lines() {
        assert!(is_code("```\nx\n```") && is_code("int main() {\n  return 0;\n}"));
        assert!(!is_code("Buy milk;\nthen call home\nand rest.\nGood.") && !is_code("One line; only"));
    }

    proptest! {
        #[test]
        fn the_table_gives_the_same_as_the_full_path(text in "[ -~]{0,40}") {
            let mut fast = Vec::new();
            words_of(text.as_bytes(), Form::Prompt, &mut fast);
            let full: String = text.chars().nfkc().default_case_fold().nfkc().collect();
            let mut slow = Vec::new();
            words_of(full.as_bytes(), Form::Prompt, &mut slow);
            prop_assert_eq!(&fast, &slow);
        }

        #[test]
        fn folding_in_parts_is_folding_the_whole(text in "[a-zA-Zéàñöß\u{300}\u{301}ﬁＡ“” .]{0,24}") {
            let whole: String = text.chars().nfkc().default_case_fold().nfkc().collect();
            let mut a = Vec::new();
            words_of(whole.as_bytes(), Form::Words, &mut a);
            let mut b = Vec::new();
            normalize(&text, Form::Words, &mut b);
            prop_assert_eq!(a, b);
        }
    }
}
