//! NFKC and full case folding (Unicode Standard Annex 15, CaseFolding.txt) of the parts of a text that are beyond ASCII.

use caseless::Caseless;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// NFKC and case folding of the parts beyond ASCII. An ASCII letter before such a part goes with it, because an accent
/// may follow it; one after it cannot combine backwards.
pub(super) fn fold(text: &str) -> String {
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
        fold_part(&text[keep..end], &mut out);
        from = end;
    }
    out
}

/// The folded form of a character that NFKC leaves alone wherever it stands: letters of Western Europe and Russia, marks of
/// punctuation, ideographs. Among themselves such characters do not combine.
fn plain_fold(c: char) -> Option<char> {
    match c {
        '\0'..='\x7F' => Some(c.to_ascii_lowercase()),
        'À'..='Ö' | 'Ø'..='Þ' | 'А'..='Я' => char::from_u32(u32::from(c) + 0x20),
        'à'..='ÿ' | 'а'..='я' | '×' | '–' | '—' | '‘' | '’' | '“' | '”' | '一'..='鿿' => Some(c),
        _ => None,
    }
}

/// NFKC and case folding of one part. Most parts are in that form before and after they are folded, which is quicker to see
/// than to make.
fn fold_part(part: &str, out: &mut String) {
    let is_normal = |text: &str| is_nfkc_quick(text.chars()) == IsNormalized::Yes;
    let from = out.len();
    if part.chars().all(|c| plain_fold(c).map(|own| out.push(own)).is_some()) {
        return;
    }
    out.truncate(from);
    if part.contains(is_superscript) {
        let raised = |c: char| is_superscript(c).then_some('^').into_iter().chain(c.nfkc());
        return fold_part(&part.chars().flat_map(raised).collect::<String>(), out);
    }
    if is_normal(part) {
        out.extend(part.chars().default_case_fold());
    } else {
        out.extend(part.chars().nfkc().default_case_fold());
    }
    if !is_normal(&out[from..]) {
        let folded = out.split_off(from);
        out.extend(folded.chars().nfkc());
    }
}

/// Digits that are written as exponents.
fn is_superscript(c: char) -> bool {
    matches!(c, '²' | '³' | '¹' | '⁰' | '\u{2074}'..='\u{2079}')
}

/// Length of the ASCII text that `bytes` begins with.
fn ascii_prefix(bytes: &[u8]) -> usize {
    let whole = bytes.chunks(32).take_while(|chunk| chunk.is_ascii()).map(<[u8]>::len).sum::<usize>();
    whole + bytes[whole..].iter().take_while(|b| b.is_ascii()).count()
}

/// Whether all that is not ASCII is of the block General Punctuation (quotes, dashes, spaces): whatever NFKC makes of it, it
/// separates words.
pub(super) fn is_plain(bytes: &[u8]) -> bool {
    let mut at = 0;
    loop {
        at += ascii_prefix(&bytes[at..]);
        match bytes.get(at..at + 3) {
            Some([0xE2, 0x80 | 0x81, last]) if !(bytes[at + 1] == 0x81 && *last > 0x9E) => at += 3,
            _ => return at == bytes.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_characters_are_folded_like_all_others() {
        for c in ('\0'..='\u{FFFF}').filter(|c| plain_fold(*c).is_some()) {
            let full: String = std::iter::once(c).nfkc().default_case_fold().nfkc().collect();
            assert_eq!(plain_fold(c).map(String::from), Some(full), "{c}");
            assert!(is_nfkc_quick(std::iter::once(c)) == IsNormalized::Yes);
        }
    }
}
