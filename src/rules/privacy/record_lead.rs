//! The words before a value, read backwards: connectors, qualifiers (`number`, `id`), then the cue (`order`, `customer`).
//! Before most numbers stands a word that is none of these; a look at its letters is all that they cost.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::context::{self, BACK};
use super::record_cues::{Kind, Strength, kind, last_words, qualifier};

/// What stands before a value.
pub struct Lead {
    /// The kind of record.
    pub kind: &'static Kind,
    /// How much the cue says.
    pub strength: Strength,
    /// A word such as `number` or `id`.
    pub qualified: bool,
    /// The sign between cue and value, `:` before `#`.
    pub sign: char,
    /// The word before the cue.
    pub previous: String,
}

/// The words before a value, read backwards.
pub fn lead(text: &str, at: usize) -> Option<Lead> {
    if !may_lead(text.as_bytes(), at) {
        return None;
    }
    let window = context::before(text, at, BACK);
    let line = window.rsplit('\n').next().unwrap_or(window);
    if line.ends_with(['<', '{', '>']) && !line.ends_with("=>") && !line.ends_with("->") {
        return None;
    }
    let folded = context::fold(line);
    let mut rest = folded.as_str();
    let mut sign = ' ';
    let mut qualified = false;
    for _ in 0..8 {
        let (head, found) = connector(rest);
        if found != ' ' && sign != ':' {
            sign = found;
        }
        let (before, word) = last_word(head)?;
        let stopped = head.len() < rest.len() && rest[head.len()..].trim_start().starts_with('.');
        if let Some((kind, strength)) = kind(word) {
            let compound =
                qualifier(word).is_some() && last_word(before.trim_end()).is_some_and(|(_, word)| kind_of(word));
            if !compound {
                let prior = last_word(connector(before).0).map_or("", |(_, word)| word);
                let qualified = qualified || named_before(before);
                let whole = !stopped || matches!(word, "acct" | "cust" | "ref" | "a/c");
                return whole.then(|| Lead { kind, strength, qualified, sign, previous: prior.into() });
            }
        }
        match (qualifier(word), word) {
            (Some(stop), _) if !stopped || stop => qualified = true,
            (None, "is" | "was" | "ist" | "est" | "es" | "è" | "lautet") if !qualified_after(rest, head) => {}
            _ => return None,
        }
        rest = before;
    }
    None
}

fn kind_of(word: &str) -> bool {
    kind(word).is_some()
}

/// Whether a sign already stood between a verb and the value: `is: 5` is no announcement of an id.
fn qualified_after(rest: &str, head: &str) -> bool {
    rest[head.len()..].contains('.')
}

/// Whether a word before a place can stand just before an id; a quick look at a few bytes, which settles most numbers.
pub fn may_lead(bytes: &[u8], at: usize) -> bool {
    let near = &bytes[at.saturating_sub(BACK)..at];
    let signs = near.iter().rev().take_while(|b| b" \t\r:=#-(\"'`*>[.\\".contains(b)).count();
    match near[..near.len() - signs].last() {
        // Nothing on this line, or nothing near.
        None | Some(b'\n') => false,
        Some(b) if b.is_ascii() => b.is_ascii_alphanumeric() && may_announce(&near[..near.len() - signs]),
        Some(_) => true,
    }
}

/// Takes connectors off the end; tells the strongest sign among them, or a space.
fn connector(part: &str) -> (&str, char) {
    let head = part.trim_end_matches(|c: char| c.is_whitespace() || ":=#-–—(\"'`*>[.：＝是为はの은는\\".contains(c));
    let signs = &part[head.len()..];
    let has = |set: &[char]| signs.contains(set);
    let sign = match () {
        () if has(&[':', '=', '>', '：', '＝']) => ':',
        () if has(&['#']) => '#',
        () => ' ',
    };
    (head, sign)
}

/// The last word of a part, and what stands before it.
fn last_word(part: &str) -> Option<(&str, &str)> {
    let own = |c: char| c.is_alphanumeric() || matches!(c, 'º' | '°');
    let word = part.len() - part.trim_end_matches(own).len();
    // `a/c` and the like are one word.
    let slashed = part.ends_with("a/c");
    let at = if slashed { part.len() - 3 } else { part.len() - word };
    (at < part.len()).then(|| (&part[..at], &part[at..]))
}

/// Whether a qualifier stands before the cue: `número de cliente`, `n° commande`, `id of customer`.
fn named_before(before: &str) -> bool {
    let mut rest = before.trim_end();
    for _ in 0..3 {
        let Some((head, word)) = last_word(rest.trim_end_matches(['\'', '’', ' '])) else { return false };
        match word {
            "numéro" | "número" | "numero" | "n°" | "nº" | "nummer" => return true,
            "de" | "del" | "della" | "du" | "d" | "di" | "der" | "la" | "of" | "the" => rest = head,
            _ => return false,
        }
    }
    false
}

/// Longest word that is looked up, in bytes.
const WORD: usize = 24;

/// Whether the last word of some bytes can stand just before an id. Looks at ASCII letters only, and allocates nothing.
fn may_announce(bytes: &[u8]) -> bool {
    static LAST: LazyLock<HashSet<&'static str>> = LazyLock::new(|| last_words().collect());
    // By length, a bit for each first and last letter that words of it have.
    static ENDS: LazyLock<[[u32; 2]; WORD]> = LazyLock::new(|| {
        let mut ends = [[0; 2]; WORD];
        for word in LAST.iter().filter(|word| word.len() < WORD && word.is_ascii()) {
            let (first, last) = (word.as_bytes()[0], word.as_bytes()[word.len() - 1]);
            ends[word.len()][0] |= 1 << (first & 31);
            ends[word.len()][1] |= 1 << (last & 31);
        }
        ends
    });
    if !bytes.last().is_some_and(u8::is_ascii_alphabetic) {
        return true;
    }
    let count = bytes.iter().rev().take(WORD).take_while(|b| b.is_ascii_alphabetic()).count();
    let word = &bytes[bytes.len() - count..];
    // The last part of `customerId`; a word beyond ASCII, or with `/`, goes the long way.
    let before = bytes.len().checked_sub(count + 1).map_or(b' ', |at| bytes[at]);
    if before >= 0x80 || before == b'/' || count == WORD {
        return true;
    }
    let capital =
        word.iter().rposition(u8::is_ascii_uppercase).filter(|at| *at > 0 && word[at - 1].is_ascii_lowercase());
    let known = |word: &[u8]| {
        let (Some(first), Some(last)) = (word.first(), word.last()) else { return false };
        let ends = ENDS[word.len()];
        if ends[0] >> (first & 31) & 1 == 0 || ends[1] >> (last & 31) & 1 == 0 {
            return false;
        }
        let mut lower = [0; WORD];
        lower[..word.len()].copy_from_slice(word);
        lower[..word.len()].make_ascii_lowercase();
        std::str::from_utf8(&lower[..word.len()]).is_ok_and(|word| LAST.contains(word))
    };
    known(word) || capital.is_some_and(|at| known(&word[at..]))
}

/// Words before a cue that make it a verb or a rank: `to order 12000`, `of order 10000`, `in order`.
pub fn is_verb(word: &str) -> bool {
    matches!(
        word,
        "to" | "of"
            | "in"
            | "i"
            | "we"
            | "you"
            | "they"
            | "can"
            | "will"
            | "please"
            | "would"
            | "per"
            | "each"
            | "every"
            | "evaluation"
            | "execution"
            | "sort"
            | "sorting"
            | "byte"
            | "freq"
            | "frequency"
            | "reverse"
            | "alphabetical"
            | "numerical"
            | "chronological"
            | "ascending"
            | "descending"
            | "first"
            | "second"
            | "third"
            | "court"
            | "executive"
    )
}
