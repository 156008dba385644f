//! The table of the words that announce the id of a record, `rules/patterns/records.toml`, as it is looked up: kinds of records
//! with their words, the same words without accents, and the words around them.

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
    /// Its words, by how much they say.
    pub words: Vec<(&'static str, Strength)>,
    /// Beginnings of compounds.
    pub stems: &'static [&'static str],
    /// Names in scripts without spaces, before the word for a number.
    pub written: &'static [&'static str],
    /// Beginnings of values that name the record themselves.
    pub prefixes: &'static [&'static str],
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
pub static KINDS: LazyLock<Vec<Kind>> = LazyLock::new(|| table("records").iter().filter_map(Kind::of).collect());

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
pub static PLAINS: LazyLock<Vec<(String, (&Kind, Strength))>> = LazyLock::new(|| {
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
    /// Words of a kind that are plurals.
    pub plurals: Words,
    /// Sums and counts, of which a record is no more than the owner.
    pub sums: Words,
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
        plurals: words("plurals"),
        sums: words("sums"),
        joined: words("joined"),
        compounds: words("compounds"),
        written: words("written"),
    }
});
/// Plain spellings of stems: `stoerung`, `forsakring`.
pub static PLAIN_STEMS: LazyLock<Vec<(String, &Kind)>> = LazyLock::new(|| {
    let stems = KINDS.iter().flat_map(|kind| kind.stems.iter().map(move |stem| (stem, kind)));
    let stems = stems.filter(|(stem, _)| !stem.is_ascii());
    stems.flat_map(|(stem, kind)| plain_spellings(stem).into_iter().map(move |plain| (plain, kind))).collect()
});

/// Whether a word is of a script with spaces.
pub fn is_spaced(word: &str) -> bool {
    word.is_ascii() || !word.chars().any(context::unspaced)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_are_left_out() {
        assert_eq!(plain_spellings("gerät"), ["gerat", "geraet"]);
        assert_eq!(plain_spellings("sipariş"), ["siparis"]);
        assert_eq!(plain_spellings("złożone"), ["zlozone"]);
        for word in ["lån", "là", "opération", "заказа", "order"] {
            assert_eq!(plain_spellings(word), Vec::<String>::new(), "{word}");
        }
    }

    #[test]
    fn prefixes_name_kinds() {
        let named = |value: &str| kind_prefixed(value).map(|(kind, prefix)| (kind.subtype, prefix));
        assert_eq!(named("ORD-48213"), Some(("order-id", "ORD")));
        assert_eq!(named("ord_8fk2m91x"), Some(("order-id", "ord_")));
        for value in ["ORDX-48213", "ord-48213", "48213", "", "Ü-48213"] {
            assert_eq!(named(value), None, "{value}");
        }
    }
}
