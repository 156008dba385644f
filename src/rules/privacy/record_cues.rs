//! The words that announce the id of a record, by kind and by how much they say, in many languages. They stand in
//! `rules/patterns/records.toml`.

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use Strength::{Record, Weak, Whole};

use super::context;
use crate::rules::content::patterns::{Section, list, table};

/// How much a cue says by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// Says "number" itself (`Bestellnummer`, `PNR`): enough alone.
    Whole,
    /// Names a record: with a qualifier, with `#` or `:`, or before a value that can be nothing else.
    Record,
    /// An everyday word: only with a qualifier, or with `#` before a value with letters.
    Weak,
}

/// A kind of record.
pub struct Kind {
    /// Its name in reports.
    pub subtype: &'static str,
    /// Its name in messages.
    pub name: &'static str,
    words: Vec<(&'static str, Strength)>,
    /// Beginnings of compounds.
    stems: &'static [&'static str],
    /// Names in scripts without spaces, before the word for a number.
    written: &'static [&'static str],
    /// Beginnings of values that name the record themselves.
    prefixes: &'static [&'static str],
}

impl Kind {
    fn of(section: &'static Section) -> Option<Kind> {
        let [name] = section.list("name") else { return None };
        let strengths = [("whole", Whole), ("record", Record), ("weak", Weak)];
        let words =
            strengths.iter().flat_map(|(key, strength)| section.list(key).iter().map(|word| (*word, *strength)));
        Some(Kind {
            subtype: section.name,
            name,
            words: words.collect(),
            stems: section.list("stems"),
            written: section.list("written"),
            prefixes: section.list("prefixes"),
        })
    }
}

/// The kinds.
static KINDS: LazyLock<Vec<Kind>> = LazyLock::new(|| table("records").iter().filter_map(Kind::of).collect());

/// The kind with a subtype.
pub fn kind_named(subtype: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.subtype == subtype)
}

/// The kind whose prefix a value begins with, and the prefix: `ORD-48213`, `TKT48213`, `ord_8fk2m91x`.
pub fn kind_prefixed(value: &str) -> Option<(&'static Kind, &'static str)> {
    static PREFIXES: LazyLock<HashMap<&str, &Kind>> = LazyLock::new(|| {
        KINDS.iter().flat_map(|kind| kind.prefixes.iter().map(move |prefix| (*prefix, kind))).collect()
    });
    let letters = value.bytes().take_while(u8::is_ascii_alphabetic).count();
    let end = letters + usize::from(value[letters..].starts_with('_') && value.starts_with(|c: char| c.is_lowercase()));
    PREFIXES.get_key_value(&value[..end]).map(|(prefix, kind)| (*kind, *prefix))
}

/// Fewest letters of a word that is looked up without its accents as well: shorter ones are words of other languages then.
const PLAIN: usize = 5;

/// Spellings of a word by those who leave its accents out: `siparis` for `sipariş`, `gerat` and `geraet` for `gerät`.
fn plain_spellings(word: &str) -> Vec<String> {
    /// Everyday words of English.
    const OTHER: [&str; 4] = ["operation", "credit", "expedition", "police"];
    let bare = |word: &str| -> String {
        let marked = word.nfd().filter(|c| !is_combining_mark(*c));
        marked
            .map(|c| match c {
                'ł' => 'l',
                'ø' => 'o',
                'ı' => 'i',
                'đ' => 'd',
                _ => c,
            })
            .collect()
    };
    let word = word.replace('ß', "ss");
    let spelled = word.replace('ä', "ae").replace('ö', "oe").replace('ü', "ue");
    let mut plain = vec![bare(&word), bare(&spelled)];
    plain.dedup();
    plain.retain(|own| own.is_ascii() && own.len() >= PLAIN && *own != word && !OTHER.contains(&own.as_str()));
    plain
}

/// Plain spellings of all words of scripts with spaces that are no words of a kind themselves.
static PLAINS: LazyLock<Vec<(String, (&Kind, Strength))>> = LazyLock::new(|| {
    let words = KINDS.iter().flat_map(|kind| kind.words.iter().map(move |(word, strength)| (word, (kind, *strength))));
    let words = words.filter(|(word, _)| !word.is_ascii() && is_spaced(word));
    words.flat_map(|(word, found)| plain_spellings(word).into_iter().map(move |plain| (plain, found))).collect()
});

/// A list of words.
type Words = &'static [&'static str];

/// The words that stand around cues. Looked up once, because they are asked for at each number.
pub struct Around {
    /// Words between a cue and its value, which say that the value is an id.
    pub plain: Words,
    /// Those that may end with a full stop.
    pub stopped: Words,
    /// Those that stand before the cue.
    pub before: Words,
    /// What may stand between those and the cue.
    pub between: Words,
    /// Verbs between a cue and its value.
    pub verbs: Words,
    /// Words between such a verb and the value.
    pub articles: Words,
    /// What was done to a record.
    pub participles: Words,
    /// Things with the number of a member on them.
    pub cards: Words,
    /// Whose such things are.
    pub card_owners: Words,
    /// Of whom the record is, behind its name.
    pub owners: Words,
    /// Small words between a cue and a qualifier behind it.
    pub links: Words,
    /// Calls that are given an id.
    pub calls: Words,
    /// Ends of names in which cue and qualifier are one word.
    pub joined: Words,
    /// Ends of compounds.
    pub compounds: Words,
    /// Ends of names in scripts without spaces.
    pub written: Words,
}

/// See [`Around`].
pub static AROUND: LazyLock<Around> = LazyLock::new(|| {
    let words = |key| list("records", "qualifiers", key);
    Around {
        plain: words("plain"),
        stopped: words("stopped"),
        before: words("before"),
        between: words("between"),
        verbs: words("verbs"),
        articles: words("articles"),
        participles: words("participles"),
        cards: words("cards"),
        card_owners: words("card_owners"),
        owners: words("owners"),
        links: words("links"),
        calls: words("calls"),
        joined: words("joined"),
        compounds: words("compounds"),
        written: words("written"),
    }
});

/// The kind of a compound: `Bestellnummer`, `Vertragskontonr`, `klantnummer`, `tilausnumero`.
fn compound(word: &str) -> Option<(&'static Kind, Strength)> {
    let stem = AROUND.compounds.iter().find_map(|tail| word.strip_suffix(tail))?;
    let known = |kind: &&Kind| kind.stems.iter().any(|own| stem.starts_with(own));
    let plain = || PLAIN_STEMS.iter().find(|(own, _)| stem.starts_with(own.as_str())).map(|(_, kind)| *kind);
    KINDS.iter().find(known).or_else(plain).map(|kind| (kind, Whole))
}

/// Plain spellings of stems: `stoerung`, `forsakring`.
static PLAIN_STEMS: LazyLock<Vec<(String, &Kind)>> = LazyLock::new(|| {
    let stems = KINDS.iter().flat_map(|kind| kind.stems.iter().map(move |stem| (stem, kind)));
    let stems = stems.filter(|(stem, _)| !stem.is_ascii());
    stems.flat_map(|(stem, kind)| plain_spellings(stem).into_iter().map(move |plain| (plain, kind))).collect()
});

/// The kind of a name in which cue and qualifier are one word: `userid`, `orderno`, `custnum`.
fn joined(word: &str) -> Option<(&'static Kind, Strength)> {
    let stem = AROUND.joined.iter().find_map(|tail| word.strip_suffix(tail)).filter(|stem| stem.len() > 2)?;
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

fn is_spaced(word: &str) -> bool {
    word.is_ascii() || !word.chars().any(context::unspaced)
}

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
    use super::*;

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
