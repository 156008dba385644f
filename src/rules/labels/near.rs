//! Labels that are nearly another label: slips of the keyboard, and short forms.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::space::{Label, LabelSpace};
use crate::example::fold_label;
use crate::rules::content::patterns::list;

/// From so many letters on, a slip may change two of them.
const LONG: usize = 8;
/// Labels of fewer letters differ in one letter on purpose, mostly.
const SHORT: usize = 4;
/// Most rows with a slip, and how many times as many rows have the label that is meant.
const SLIPS: u64 = 3;
const MEANT: u64 = 50;

/// The pairs of a list, each as `left/right`.
fn pairs(section: &str, key: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    list("labels", section, key).iter().filter_map(|pair| pair.split_once('/'))
}

/// Whether the folded label `a` is `b` with a slip of the keyboard: one letter more, less, other or swapped, or two of these
/// in long labels. Digits, signs, opposites and names that are near to each other are no slips.
pub fn is_typo(a: &str, b: &str) -> bool {
    let (left, right): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    is_near(&left, &right) && !is_meant(a, b)
}

fn is_near(a: &[char], b: &[char]) -> bool {
    let others = |text: &[char]| text.iter().filter(|c| !c.is_alphabetic()).copied().collect::<Vec<char>>();
    let most = if b.len() >= LONG { 2 } else { 1 };
    if a == b || a.len().abs_diff(b.len()) > most || a.len() < 3 || b.len() < 3 || others(a) != others(b) {
        return false;
    }
    let a_text: String = a.iter().collect();
    let b_text: String = b.iter().collect();
    let distance = strsim::osa_distance(&a_text, &b_text);
    let enough = a.len().min(b.len()) >= SHORT || is_swap(a, b) || is_doubled(a, b) || is_doubled(b, a);
    distance <= most && enough
}

/// Whether two letters that stand side by side are swapped.
fn is_swap(a: &[char], b: &[char]) -> bool {
    let differ: Vec<usize> = (0..a.len().min(b.len())).filter(|at| a[*at] != b[*at]).collect();
    a.len() == b.len() && matches!(differ[..], [i, j] if j == i + 1 && a[i] == b[j] && a[j] == b[i])
}

/// Whether `long` is `short` with one letter written twice.
fn is_doubled(long: &[char], short: &[char]) -> bool {
    long.len() == short.len() + 1
        && (1..long.len())
            .any(|at| long[at] == long[at - 1] && long[..at] == short[..at] && long[at + 1..] == short[at..])
}

/// Whether both stand in lists of names that are closed.
fn are_names(a: &str, b: &str) -> bool {
    static NAMES: LazyLock<HashSet<&'static str>> =
        LazyLock::new(|| list("labels", "near", "names").iter().copied().collect());
    NAMES.contains(a) && NAMES.contains(b)
}

/// Whether two near words are both meant.
fn is_meant(a: &str, b: &str) -> bool {
    let both = |is: &dyn Fn(&str, &str) -> bool| is(a, b) || is(b, a);
    are_names(a, b)
        || both(&|a, b| pairs("near", "pairs").any(|(own, other)| a.contains(own) && a.replacen(own, other, 1) == b))
        || both(&|a, b| {
            pairs("near", "opposites").any(|(own, other)| {
                let stem = a.strip_prefix(own).filter(|stem| stem.len() > 2);
                stem.is_some() && stem == b.strip_prefix(other)
            })
        })
        || both(&|a, b| {
            pairs("near", "endings").any(|(own, other)| {
                let stem = a.strip_suffix(own).filter(|stem| stem.len() > 2);
                stem.is_some() && stem == b.strip_suffix(other)
            })
        })
}

/// Whether `short` is a short form of `long` (both folded): a usual one, or its beginning with three letters or more.
pub fn abbreviates(short: &str, long: &str) -> bool {
    let letters = |text: &str| text.chars().all(char::is_alphabetic);
    pairs("short", "short").any(|pair| pair == (short, long))
        || (short.len() < long.len()
            && short.chars().count() >= 3
            && long.starts_with(short)
            && letters(short)
            && letters(long)
            && !list("labels", "short", "derived").contains(&&long[short.len()..]))
}

/// What stands in the written form `long` behind its first letters that fold to `short`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Behind {
    /// The rest of a word: `bill` and `billing`.
    Letters,
    /// Another word: `card` and `card_arrival`.
    Word,
    /// A lower level: `billing` and `billing > refund`.
    Level,
}

fn behind(short: &str, long: &str) -> Behind {
    let count = short.chars().count();
    let mut letters = long.char_indices().filter(|(_, c)| c.is_alphanumeric());
    let Some((at, last)) = letters.nth(count - 1) else { return Behind::Letters };
    let rest = &long[at + last.len_utf8()..];
    match rest.chars().next() {
        _ if rest.trim_start().starts_with(['/', '>', ':', '.']) => Behind::Level,
        Some(next) if next.is_alphanumeric() && !(last.is_lowercase() && next.is_uppercase()) => Behind::Letters,
        _ => Behind::Word,
    }
}

/// Whether `short` (folded) is a short form of the label that is written `long`, inside of a word: `Yes` is none of `Yes, it is`.
pub fn shortens(short: &str, long: &str) -> bool {
    abbreviates(short, &fold_label(long)) && behind(short, long) == Behind::Letters
}

/// Whether a label that `long` begins with is a short form of it. A whole word may be a label of its own, so it must be far
/// rarer.
fn is_short_for(short: &str, count: u64, long: &str, full: &Label) -> bool {
    let least = match behind(short, full.shown()) {
        _ if !long.starts_with(short) => QUARTER,
        Behind::Letters => QUARTER,
        Behind::Word if count < WORD_ROWS => WORD,
        Behind::Word | Behind::Level => return false,
    };
    let (short, long) = (short.to_lowercase(), long.to_lowercase());
    full.count >= count * least && abbreviates(&short, &long) && !are_names(&short, &long)
}

/// How many times as frequent the long form must be, and that of which the short one is a word; the latter has fewer rows
/// than this.
const QUARTER: u64 = 4;
const WORD: u64 = 20;
const WORD_ROWS: u64 = 10;

/// What a label of a space is instead of: fold keys of slips and short forms, each with that of the label that is meant.
pub(super) type Meant = Vec<(String, String)>;

/// Labels that are a short form of another one, at most a quarter as frequent.
pub(super) fn short_forms(space: &LabelSpace) -> Meant {
    let mut found = Vec::new();
    for (short, label) in &space.labels {
        let behind =
            space.labels.range::<str, _>((std::ops::Bound::Excluded(short.as_str()), std::ops::Bound::Unbounded));
        let longer = behind.take_while(|(long, _)| long.starts_with(short.as_str()));
        let usual = pairs("short", "short").filter(|(own, _)| own == short);
        let usual = usual.filter_map(|(_, long)| space.labels.get_key_value(long));
        let best = longer
            .chain(usual)
            .filter(|(long, full)| is_short_for(short, label.count, long, full))
            .max_by_key(|(_, full)| full.count);
        found.extend(best.map(|(long, _)| (short.clone(), long.clone())));
    }
    found
}

/// Labels of at most three rows that are a slip of another one, fifty times as frequent or more. `known`: what is none.
pub(super) fn slips(space: &LabelSpace, known: &dyn Fn(&str) -> bool) -> Meant {
    let chars = |fold: &str| fold.chars().collect::<Vec<char>>();
    let meant: Vec<(&String, u64, Vec<char>, u64)> = space
        .labels
        .iter()
        .filter(|(_, label)| label.count >= MEANT)
        .map(|(fold, label)| (fold, label.count, chars(fold), letters(fold)))
        .collect();
    let mut found = Vec::new();
    let rare = space.labels.iter().filter(|(_, label)| label.count <= SLIPS && !known(label.shown()));
    for (fold, label) in rare.take(if meant.is_empty() { 0 } else { usize::MAX }) {
        let (own, bits) = (chars(fold), letters(fold));
        // A change of one letter takes one kind of letter away and adds one: most pairs need no closer look.
        let near = meant.iter().filter(|(_, count, other, others)| {
            *count >= label.count * MEANT
                && own.len().abs_diff(other.len()) <= 2
                && (bits ^ others).count_ones() <= 4
                && is_near(&own, other)
        });
        let is_cut = |other: &str| other.strip_prefix(fold.as_str()).is_some_and(|rest| rest.chars().count() > 1);
        let best = near
            .filter(|(other, ..)| !is_meant(&fold.to_lowercase(), &other.to_lowercase()) && !is_cut(other))
            .max_by_key(|(_, count, ..)| *count);
        found.extend(best.map(|(other, ..)| (fold.clone(), (*other).clone())));
    }
    found
}

/// Which characters occur, folded to 64 bits.
fn letters(text: &str) -> u64 {
    text.chars().fold(0, |bits, c| bits | 1 << (c as u32 % 64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_keyboard() {
        for (a, b) in [
            ("postive", "positive"),
            ("positvie", "positive"),
            ("negativee", "negative"),
            ("shiping", "shipping"),
            ("cardarival", "cardarrival"),
            ("complant", "complaint"),
            ("spma", "spam"),
            ("yse", "yes"),
            ("yess", "yes"),
            ("beschwrede", "beschwerde"),
            ("жалбоа", "жалоба"),
            ("level1posotive", "level1positive"),
            ("maintenence", "maintenance"),
        ] {
            assert!(is_typo(a, b), "{a} for {b}");
        }
    }

    #[test]
    fn near_labels_that_are_meant() {
        for (a, b) in [
            ("level1", "level2"),
            ("tax", "fax"),
            ("a", "b"),
            ("de", "da"),
            ("yes", "yet"),
            ("incomplete", "complete"),
            ("unavailable", "available"),
            ("increase", "decrease"),
            ("internal", "external"),
            ("tuesday", "thursday"),
            ("austria", "australia"),
            ("iran", "iraq"),
            ("employer", "employee"),
            ("nitrate", "nitrite"),
            ("hypotension", "hypertension"),
            ("cardshipping", "cardshopping"),
            ("refundrequest", "refundreason"),
            ("ham", "spam"),
            ("+1", "-1"),
            ("positive", "negative"),
        ] {
            assert!(!is_typo(a, b) && !is_typo(b, a), "{a} and {b}");
        }
    }

    #[test]
    fn short_forms_of_labels() {
        for (short, long) in
            [("pos", "positive"), ("neg", "negative"), ("comp", "complaint"), ("bill", "billing"), ("y", "yes")]
        {
            assert!(abbreviates(short, long), "{short}");
        }
        for (short, long) in
            [("hope", "hopeless"), ("ham", "spam"), ("in", "invoice"), ("level1", "level10"), ("level", "level1")]
        {
            assert!(!abbreviates(short, long), "{short}");
        }
        for (short, long) in [("pos", "Positive"), ("neg", "negative."), ("y", "Yes")] {
            assert!(shortens(short, long), "{short}");
        }
        for (short, long) in
            [("yes", "Yes, because it rains"), ("card", "card_arrival"), ("いいえ", "いいえ、ちがいます。")]
        {
            assert!(!shortens(short, long), "{short}");
        }
        assert_eq!((behind("bill", "Billing"), behind("card", "card_arrival")), (Behind::Letters, Behind::Word));
        assert_eq!(
            (behind("billing", "Billing > Refund"), behind("card", "cardArrival")),
            (Behind::Level, Behind::Word)
        );
    }
}
