//! What a word before a value says: the kind of record that it announces and how much it says, by itself, in a compound or
//! among other words.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::record_lead::PROGRAM;
use super::record_table::Strength::{self, Whole};
use super::record_table::{AROUND, KINDS, Kind, PLAIN_STEMS, PLAINS, is_spaced};

/// The kind of a compound: `Bestellnummer`, `Vertragskontonr`, `klantnummer`, `tilausnumero`.
fn compound(word: &str) -> Option<(&'static Kind, Strength)> {
    let stem = AROUND.compounds.iter().find_map(|tail| word.strip_suffix(tail))?;
    let known = |kind: &&Kind| kind.stems.iter().any(|own| stem.starts_with(own));
    let plain = || PLAIN_STEMS.iter().find(|(own, _)| stem.starts_with(own.as_str())).map(|(_, kind)| *kind);
    KINDS.iter().find(known).or_else(plain).map(|kind| (kind, Whole))
}

/// The kind of a name in which cue and qualifier are one word: `userid`, `orderno`, `custnum`.
fn joined(word: &str) -> Option<(&'static Kind, Strength)> {
    let stem = AROUND
        .joined
        .iter()
        .find_map(|tail| word.strip_suffix(tail))
        .filter(|stem| stem.len() > 2 && !PROGRAM.contains(stem))?;
    SPACED.get(stem).map(|(kind, _)| (*kind, Whole))
}

/// The kind of a name in a script without spaces that ends in the word for a number: `我的订单编号`.
fn written(word: &str) -> Option<(&'static Kind, Strength)> {
    let stem = AROUND.written.iter().find_map(|tail| word.strip_suffix(tail))?;
    let stem = stem.strip_suffix(['的', 'の', ' ']).unwrap_or(stem);
    let ends = |kind: &&Kind| kind.written.iter().any(|own| stem.ends_with(own));
    KINDS.iter().find(ends).map(|kind| (kind, Whole))
}

/// Whether a word says that an id follows; the flag tells whether a full stop may follow it.
pub fn qualifier(word: &str) -> Option<bool> {
    static QUALIFIERS: LazyLock<HashMap<&str, bool>> = LazyLock::new(|| {
        let plain = AROUND.plain.iter().map(|word| (*word, false));
        plain.chain(AROUND.stopped.iter().map(|word| (*word, true))).collect()
    });
    QUALIFIERS.get(word).copied()
}

/// Those of ASCII letters.
pub fn last_words() -> impl Iterator<Item = &'static str> {
    all_words().filter(|word| word.is_ascii())
}

/// All words that can stand just before an id: cues, qualifiers, and verbs between them and the id.
pub fn all_words() -> impl Iterator<Item = &'static str> {
    let cues = KINDS.iter().flat_map(|kind| &kind.words).map(|(word, _)| *word);
    let plain = PLAINS.iter().map(|(word, _)| word.as_str());
    let own = &*AROUND;
    let around = [
        own.plain,
        own.stopped,
        own.verbs,
        own.articles,
        own.participles,
        own.cards,
        own.owners,
        own.calls,
        own.written,
    ];
    cues.chain(plain).chain(around.into_iter().flatten().copied()).chain(["c"])
}

/// The words of scripts with spaces; nearly all words of a text are looked up here.
static SPACED: LazyLock<HashMap<&str, (&Kind, Strength)>> = LazyLock::new(|| {
    let words = KINDS
        .iter()
        .rev()
        .flat_map(|kind| kind.words.iter().rev().map(move |(word, strength)| (kind, *word, *strength)));
    let own = words.filter(|(_, word, _)| is_spaced(word)).map(|(kind, word, strength)| (word, (kind, strength)));
    // A word of a list counts before the plain spelling of another.
    PLAINS.iter().rev().map(|(word, found)| (word.as_str(), *found)).chain(own).collect()
});

/// The words of scripts without spaces, which end whatever stands before a value.
static UNSPACED: LazyLock<Vec<(&str, (&Kind, Strength))>> = LazyLock::new(|| {
    let words = KINDS.iter().flat_map(|kind| kind.words.iter().map(move |(word, strength)| (*word, (kind, *strength))));
    words.filter(|(word, _)| !is_spaced(word)).collect()
});

/// The kind that a word announces.
pub fn kind(word: &str) -> Option<(&'static Kind, Strength)> {
    if is_spaced(word) {
        return SPACED
            .get(word)
            .copied()
            .or_else(|| compound(word))
            .or_else(|| joined(word))
            .or_else(|| prefixed(word));
    }
    let whole = UNSPACED.iter().find(|(own, (_, strength))| *strength == Whole && word.ends_with(own));
    let other = || UNSPACED.iter().find(|(own, _)| word.ends_with(own)).map(|(_, found)| *found);
    whole.map(|(_, found)| *found).or_else(|| written(word)).or_else(other)
}

/// Arabic and Hebrew join "and", "the", "to" and "in" to the word behind them.
fn prefixed(word: &str) -> Option<(&'static Kind, Strength)> {
    let mut rest = word.strip_prefix(['و', 'ו', 'ה', 'ל', 'ב', 'ל'])?;
    rest = rest.strip_prefix("ال").filter(|rest| SPACED.contains_key(rest)).unwrap_or(rest);
    SPACED.get(rest).copied()
}

/// The kind that a cue with a qualifier announces somewhere in folded words: `your order number`, `numéro de commande`. The
/// last one counts.
pub fn kind_within(folded: &str) -> Option<&'static Kind> {
    let words: Vec<&str> = folded
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, 'º' | '°')))
        .filter(|word| !word.is_empty())
        .collect();
    let between = AROUND.between;
    let mut last = None;
    for (i, word) in words.iter().enumerate() {
        let Some((own, strength)) = kind(word) else { continue };
        // `booking reference`: the second word only says that an id is meant.
        if qualifier(word).is_some() && i > 0 && kind(words[i - 1]).is_some() {
            continue;
        }
        let after = words.get(i + 1).is_some_and(|next| qualifier(next).is_some());
        let before = words[..i].iter().rposition(|word| !between.contains(word)).filter(|at| i - at <= 3);
        let named =
            before.is_some_and(|at| qualifier(words[at]).is_some() && words[at] != "no" && is_lone(&words, at, i));
        if strength == Whole || after || named || is_reference(&words, i) {
            last = Some(own);
        }
    }
    let written = |kind: &&'static Kind| {
        kind.words.iter().any(|(word, strength)| *strength == Whole && !word.is_ascii() && folded.contains(word))
    };
    last.or_else(|| if folded.is_ascii() { None } else { KINDS.iter().find(written) })
}

/// Whether a number and the thing that it is of belong together: `the number on the receipt`, and no `phone number for the
/// courier`.
fn is_lone(words: &[&str], number: usize, thing: usize) -> bool {
    const PLACES: &[&str] = &["on", "from", "for", "auf", "sur", "en"];
    const OPENINGS: &[&str] =
        &["the", "a", "your", "my", "our", "this", "that", "which", "what", "is", "die", "le", "el", "il"];
    let placed = words[number + 1..thing].iter().any(|word| PLACES.contains(word));
    !placed || number == 0 || OPENINGS.contains(&words[number - 1])
}

/// `your reference`, `the ref is`: what is referred to is a record, and no `reference temperature`.
fn is_reference(words: &[&str], i: usize) -> bool {
    const LEADS: &[&str] = &[
        "is", "was", "for", "on", "with", "to", "from", "please", "in", "at", "of", "here", "below", "they", "i",
        "you", "when",
    ];
    matches!(words[i], "reference" | "ref") && words.get(i + 1).is_none_or(|next| LEADS.contains(next))
}

/// The last cue in folded words, with a qualifier or without one.
pub fn cue_within(folded: &str) -> Option<(&'static Kind, Strength)> {
    folded.rsplit(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(14).find_map(kind)
}

#[cfg(test)]
mod tests {
    use super::super::record_table::Strength::{Record, Weak};
    use super::*;
    use crate::rules::content::patterns::list;

    #[test]
    fn words_announce_kinds() {
        for (word, subtype, strength) in [
            ("order", "order-id", Record),
            ("bestellnummer", "order-id", Whole),
            ("我的订单号", "order-id", Whole),
            ("case", "ticket-id", Weak),
            ("customer", "customer-id", Record),
        ] {
            let (kind, own) = kind(word).unwrap();
            assert_eq!((kind.subtype, own), (subtype, strength));
        }
        for word in ["orders", "border", "model", "paid", "casino", "版本号", "", "x"] {
            assert!(kind(word).is_none(), "{word}");
        }
        assert_eq!(qualifier("no"), Some(true));
        assert_eq!(qualifier("number"), Some(false));
        for word in list("records", "qualifiers", "match") {
            assert!(qualifier(word).is_some(), "{word}");
        }
        for word in list("records", "qualifiers", "pass") {
            assert!(qualifier(word).is_none(), "{word}");
        }
    }
}
