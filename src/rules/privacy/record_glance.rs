//! The quick look before a cue is looked for: whether the last word before a number can stand just before an id. It reads a few
//! bytes, allocates nothing, and settles nearly all numbers.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::context::BACK;
use super::record_cues::{all_words, last_words};
use super::record_table::AROUND;

/// Whether a word before a place can stand just before an id; a quick look at a few bytes, which settles most numbers.
pub fn may_lead(bytes: &[u8], at: usize) -> bool {
    let near = &bytes[at.saturating_sub(BACK)..at];
    let signs = near.iter().rev().take_while(|b| b" \t\r:=#-(\"'`*>[{.,?\\".contains(b)).count();
    let near = without_blanks(&near[..near.len() - signs]);
    // `Order <b>48213</b>`.
    if bytes[..at].ends_with(b">") && near.len() > 1 && INLINE.iter().any(|tag| near.ends_with(tag.as_bytes())) {
        return true;
    }
    // An answer behind its label: `id? A: 48213`.
    if near.ends_with(b"? A") || near.ends_with(b"? R") {
        return true;
    }
    match near.last() {
        // Nothing on this line, or nothing near.
        None | Some(b'\n') => false,
        Some(b) if b.is_ascii() => b.is_ascii_alphanumeric() && may_announce(near),
        Some(_) => ends_a_cue(near),
    }
}

/// Some bytes without the no-break spaces at their end, which stand before a colon in French, and the signs before those.
fn without_blanks(mut near: &[u8]) -> &[u8] {
    while let [head @ .., 0xC2, 0xA0] | [head @ .., 0xE2, 0x80, 0xAF | 0x89] = near {
        let signs = head.iter().rev().take_while(|b| b" \t:=#-(\"'`*".contains(b)).count();
        near = &head[..head.len() - signs];
    }
    near
}

/// Whether the last character, which is beyond ASCII, ends a word that can stand just before an id, or is a connector.
fn ends_a_cue(near: &[u8]) -> bool {
    static LAST: LazyLock<HashSet<char>> = LazyLock::new(|| {
        all_words()
            .filter_map(|word| word.chars().next_back())
            .chain("：＝是为はの은는이가№–—°º”“’».，、？「『«‘„【（の".chars())
            .collect()
    });
    let start = near.iter().rposition(|b| *b >= 0xC0).unwrap_or(0);
    // Capitals are folded only later.
    std::str::from_utf8(&near[start..]).is_ok_and(|last| {
        last.chars().next().is_none_or(|c| LAST.contains(&c) || c.to_lowercase().any(|c| LAST.contains(&c)))
    })
}

/// Elements of HTML that stand inside of a sentence.
pub const INLINE: &[&str] = &["b", "strong", "em", "i", "u", "code", "mark", "span", "td", "dd"];

/// Longest word that is looked up, in bytes.
const WORD: usize = 24;

/// Whether the last word of some bytes can stand just before an id. Looks at ASCII letters only, and allocates nothing.
fn may_announce(bytes: &[u8]) -> bool {
    static LAST: LazyLock<HashSet<&'static str>> = LazyLock::new(|| last_words().collect());
    // By length and first letter, a bit for each second and last letter that such words have.
    static ENDS: LazyLock<[[[u32; 2]; 32]; WORD]> = LazyLock::new(|| {
        let mut ends = [[[0; 2]; 32]; WORD];
        for word in LAST.iter().filter(|word| word.len() < WORD && word.is_ascii()).map(|word| word.as_bytes()) {
            let own = &mut ends[word.len()][usize::from(word[0] & 31)];
            own[0] |= 1 << (word[1.min(word.len() - 1)] & 31);
            own[1] |= 1 << (word[word.len() - 1] & 31);
        }
        ends
    });
    if !bytes.last().is_some_and(u8::is_ascii_alphabetic)
        || [&b"nummer"[..], b"nr", b"numero", b"nro", b"tunnus"].iter().any(|tail| ends_with(bytes, tail))
    {
        return true;
    }
    let count = bytes.iter().rev().take(WORD).take_while(|b| b.is_ascii_alphabetic()).count();
    let word = &bytes[bytes.len() - count..];
    if word == b"on" {
        return [&b"numero on"[..], b"numeroni on", b"tunnus on", b"koodi on"]
            .iter()
            .any(|tail| ends_with(bytes, tail));
    }
    if word.eq_ignore_ascii_case(b"in") {
        let names = [&b"id "[..], b"no ", b"number ", b"num ", b"ref "];
        let head = &bytes[..bytes.len() - 2];
        return names
            .iter()
            .any(|name| head.len() >= name.len() && head[head.len() - name.len()..].eq_ignore_ascii_case(name));
    }
    if word == b"to" {
        return bytes.len() > 4 && matches!(bytes[bytes.len() - 4], b'a' | b'y' | b'i' | 0x80..);
    }
    // The last part of `customerId`; a word beyond ASCII, or with `/`, goes the long way.
    let before = bytes.len().checked_sub(count + 1).map_or(b' ', |at| bytes[at]);
    if before >= 0x80 || before == b'/' || count == WORD {
        return true;
    }
    // `my account number's 48213377`.
    if word == b"s" && before == b'\'' {
        return true;
    }
    let capital =
        word.iter().rposition(u8::is_ascii_uppercase).filter(|at| *at > 0 && word[at - 1].is_ascii_lowercase());
    let known = |word: &[u8]| {
        let (Some(first), Some(last)) = (word.first(), word.last()) else { return false };
        let ends = ENDS[word.len()][usize::from(first & 31)];
        let second = word.get(1).unwrap_or(first);
        if ends[0] >> (second & 31) & 1 == 0 || ends[1] >> (last & 31) & 1 == 0 {
            return false;
        }
        let mut lower = [0; WORD];
        lower[..word.len()].copy_from_slice(word);
        lower[..word.len()].make_ascii_lowercase();
        std::str::from_utf8(&lower[..word.len()]).is_ok_and(|word| LAST.contains(word))
    };
    let own = &word[capital.unwrap_or(0)..];
    known(word) || capital.is_some() && known(own) || own.strip_suffix(b"s").is_some_and(known) || is_joined(own)
}

/// Whether some bytes end with a word in letters of either case.
fn ends_with(bytes: &[u8], tail: &[u8]) -> bool {
    bytes.len() >= tail.len() && bytes[bytes.len() - tail.len()..].eq_ignore_ascii_case(tail)
}

/// Whether a word may be a cue and a qualifier in one: `userid`.
fn is_joined(word: &[u8]) -> bool {
    word.len() > 4
        && AROUND.joined.iter().any(|tail| {
            word.len() > tail.len() + 2 && word[word.len() - tail.len()..].eq_ignore_ascii_case(tail.as_bytes())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_words_lead_to_no_id() {
        let leads = |text: &str| may_lead(text.as_bytes(), text.len());
        for text in [
            "KLANTNUMMER: ",
            "client\u{A0}: ",
            "client :\u{202F}",
            "order ",
            "orderId: ",
            "Bestellnummer ",
            "my account number's ",
            "siparis ",
            "<td>",
            "id? A: ",
        ] {
            assert!(leads(text), "{text}");
        }
        for text in ["lamp ", "the lamps, ", "", "\n", "Anna has ", "x * ", "in ", "and then to "] {
            assert!(!leads(text), "{text}");
        }
    }
}
