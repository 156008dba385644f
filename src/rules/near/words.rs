//! The word lists of `rules/patterns/near.toml`, ready to be asked.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::example::NUMBER_WORDS;
use crate::rules::content::patterns::list;

type Words = HashSet<&'static str>;

/// Everything that the lists say.
pub struct Lists {
    /// May come and go without changing what is asked.
    pub function: Words,
    /// Words that change what is asked wherever they come or go: negations, opposites, ordinals, calendar, languages, units.
    pub telling: Words,
    /// Beginnings and ends that turn a word into its opposite.
    prefixes: &'static [&'static str],
    suffixes: &'static [&'static str],
    /// Beginnings and ends that make two opposites of a stem.
    turned: Vec<(&'static str, &'static str)>,
    endings: Vec<(&'static str, &'static str)>,
    /// Words with a capital letter because a sentence begins with them.
    pub opening: Words,
    /// Forms that count as another one.
    pub same: HashMap<&'static str, String>,
    /// Other spellings of words.
    spelt: HashMap<&'static str, Vec<&'static str>>,
    /// Pairs of words that are both right and a slip apart.
    confusable: HashSet<(&'static str, &'static str)>,
    /// Words that are a slip away from another; sorted.
    real: Vec<&'static str>,
    /// Words that mean the same, by the first of each group.
    synonyms: HashMap<&'static str, &'static str>,
    /// Contractions, with the words they stand for.
    pub long: HashMap<&'static str, Vec<&'static str>>,
}

/// See `real` of [`Lists`].
const REAL_WORDS: &str = include_str!("../../../rules/patterns/real_words.txt");

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let words = |section: &str, key: &str| list("near", section, key).iter().copied();
    let function: Words = words("function", "words").collect();
    let mut telling: Words = words("antonym", "pairs").flat_map(str::split_whitespace).collect();
    for section in ["negation", "ordinal", "calendar", "language", "unit"] {
        telling.extend(words(section, "words"));
    }
    telling.retain(|word| !function.contains(word));
    let spellings = || words("spelling", "pairs").filter_map(|pair| pair.split_once(' '));
    let mut same: HashMap<&str, String> = spellings().map(|(a, b)| (a, b.to_owned())).collect();
    let mut spelt: HashMap<&str, Vec<&str>> = HashMap::new();
    spellings().for_each(|(a, b)| spelt.entry(b).or_default().push(a));
    // A number that is written out is the number.
    same.extend(NUMBER_WORDS.iter().enumerate().take(21).map(|(value, word)| (*word, value.to_string())));
    Lists {
        function,
        telling,
        prefixes: list("near", "negation", "prefixes"),
        suffixes: list("near", "negation", "suffixes"),
        turned: words("negation", "turned").filter_map(|pair| pair.split_once(' ')).collect(),
        endings: words("negation", "endings").filter_map(|pair| pair.split_once(' ')).collect(),
        opening: words("opening", "words").collect(),
        same,
        spelt,
        confusable: words("confusable", "pairs").filter_map(|pair| pair.split_once(' ')).collect(),
        real: REAL_WORDS.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace).collect(),
        synonyms: words("synonym", "groups")
            .flat_map(|group| {
                let first = group.split(' ').next().unwrap_or(group);
                group.split(' ').map(move |word| (word, first))
            })
            .collect(),
        long: words("contraction", "pairs")
            .filter_map(|pair| pair.split_once('|'))
            .map(|(short, long)| (short, long.split(' ').collect()))
            .collect(),
    }
});

/// The lists.
pub fn lists() -> &'static Lists {
    &LISTS
}

/// Whether a folded word is known to be one: it is among the lists, or among the most used words of English that look like
/// another.
pub fn is_known(word: &str) -> bool {
    LISTS.knows(word)
}

impl Lists {
    /// Whether both are words, though they look like one and a slip of it.
    pub fn are_both_words(&self, a: &str, b: &str) -> bool {
        let real = |word: &str| self.real.binary_search(&word).is_ok();
        self.confusable.contains(&(a, b)) || self.confusable.contains(&(b, a)) || real(a) && real(b)
    }

    fn knows(&self, word: &str) -> bool {
        self.function.contains(word)
            || self.telling.contains(word)
            || self.synonyms.contains_key(word)
            || self.spelt.contains_key(word)
            || self.real.binary_search(&word).is_ok()
    }

    /// A word and its other spellings.
    pub fn spellings<'w>(&'w self, word: &'w str) -> impl Iterator<Item = &'w str> {
        std::iter::once(word).chain(self.spelt.get(word).into_iter().flatten().copied())
    }

    /// Whether two words mean the same.
    pub fn mean_the_same(&self, a: &str, b: &str) -> bool {
        self.synonyms.get(a).is_some_and(|group| self.synonyms.get(b) == Some(group))
    }

    /// Whether one word is the other with a beginning or an end that turns it into its opposite, or both have one stem with
    /// opposite beginnings or ends.
    pub fn is_opposite(&self, a: &str, b: &str) -> bool {
        let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
        if short.len() < 3 {
            return false;
        }
        let begun =
            || long.strip_suffix(short).is_some_and(|prefix| self.prefixes.contains(&prefix.trim_end_matches('-')));
        let stem =
            |suffix: &str| long.strip_suffix(suffix).is_some_and(|stem| short.starts_with(stem) && stem.len() >= 3);
        // Whether one is `x` and the other `y` with the same rest, which is no shorter than a stem.
        let rest = |rests: [Option<&str>; 2]| rests[0].is_some_and(|rest| rest.len() >= 3) && rests[0] == rests[1];
        let turned = |(x, y): &(&str, &str)| {
            rest([a.strip_prefix(x), b.strip_prefix(y)]) || rest([b.strip_prefix(x), a.strip_prefix(y)])
        };
        let ends = |(x, y): &(&str, &str)| {
            rest([a.strip_suffix(x), b.strip_suffix(y)]) || rest([b.strip_suffix(x), a.strip_suffix(y)])
        };
        let stems = || self.turned.iter().any(turned) || self.endings.iter().any(ends);
        begun() || self.suffixes.iter().any(|suffix| stem(suffix)) || stems()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opposites_share_a_stem() {
        let lists = lists();
        for (a, b) in [
            ("happy", "unhappy"),
            ("possible", "impossible"),
            ("smoker", "non-smoker"),
            ("harmless", "harm"),
            ("ever", "never"),
            ("introvert", "extrovert"),
            ("payer", "payee"),
            ("careful", "careless"),
        ] {
            assert!(lists.is_opposite(a, b) && lists.is_opposite(b, a), "{a} and {b}");
        }
        for (a, b) in [
            ("happy", "happily"),
            ("lamp", "lamps"),
            ("up", "setup"),
            ("desk", "desktop"),
            ("inner", "outer"),
            ("under", "over"),
        ] {
            assert!(!lists.is_opposite(a, b), "{a} and {b}");
        }
    }

    #[test]
    fn of_two_words_neither_is_a_slip() {
        let lists = lists();
        assert!(lists.real.is_sorted() && lists.real.len() > 9_000);
        for (a, b) in [("adopt", "adapt"), ("formerly", "formally"), ("sacred", "scared"), ("untied", "united")] {
            assert!(lists.are_both_words(a, b) && lists.are_both_words(b, a), "{a} and {b}");
        }
        for (a, b) in [("adopt", "adotp"), ("language", "langauge"), ("colour", "color"), ("lamp", "lmap")] {
            assert!(!lists.are_both_words(a, b), "{a} and {b}");
        }
    }

    #[test]
    fn lists_do_not_contradict_each_other() {
        let lists = lists();
        assert!(lists.telling.len() > 300 && lists.function.len() > 30 && lists.telling.is_disjoint(&lists.function));
        assert!(list("near", "antonym", "pairs").len() >= 120);
        assert!(lists.same.iter().all(|(a, b)| *a != b.as_str() && !lists.same.contains_key(b.as_str())));
    }
}
