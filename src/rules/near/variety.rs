//! Prompts that may have many right answers: those that ask for chance or for one of many, and those whose answer hangs on the
//! time or the person. The words are in `rules/patterns/near.toml`.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::rules::content::patterns::list;

/// Phrases of whole words, by their first word.
struct Phrases(HashMap<&'static str, Vec<&'static str>>);

impl Phrases {
    fn of(list: &[&'static str]) -> Phrases {
        let mut phrases = Phrases(HashMap::new());
        for phrase in list {
            phrases.0.entry(phrase.split(' ').next().unwrap_or(phrase)).or_default().push(phrase);
        }
        phrases
    }

    /// Whether one of them stands in folded words.
    fn stand_in(&self, words: &str) -> bool {
        let mut at = 0;
        words.split(' ').any(|word| {
            let rest = &words[at..];
            at += word.len() + 1;
            let whole =
                |phrase: &&str| rest.strip_prefix(phrase).is_some_and(|end| end.is_empty() || end.starts_with(' '));
            self.0.get(word).is_some_and(|phrases| phrases.iter().any(whole))
        })
    }
}

/// What asks for one of many answers.
struct Variety {
    /// Says so wherever it stands.
    phrases: Phrases,
    /// What is wanted, and the words before it that ask.
    wanted: HashSet<&'static str>,
    lead: HashSet<&'static str>,
    /// Asks where it opens a request, which small words may open as well.
    opens: HashSet<&'static str>,
    polite: HashSet<&'static str>,
}

static VARIETY: LazyLock<Variety> = LazyLock::new(|| {
    let words = |key: &str| list("near", "variety", key);
    let set = |key: &str| words(key).iter().copied().collect();
    Variety {
        phrases: Phrases::of(words("words")),
        wanted: set("wanted"),
        lead: set("lead"),
        opens: set("opens"),
        polite: set("polite"),
    }
});

/// Words between a word that asks and what is wanted: `give me just another`.
const LEAD: usize = 3;

/// Whether a prompt, as folded words, asks for chance or for one of many answers.
pub fn asks_variety(words: &str) -> bool {
    let variety = &*VARIETY;
    let mut before = [""; LEAD];
    variety.phrases.stand_in(words)
        || words.split(' ').any(|word| {
            let asked = || before.iter().any(|word| variety.lead.contains(word));
            // `Suggest a name` opens a request; `the results suggest` does not.
            let opens = || before[LEAD - 1].is_empty() || variety.polite.contains(before[LEAD - 1]);
            let asks = variety.wanted.contains(word) && asked() || variety.opens.contains(word) && opens();
            before.rotate_left(1);
            before[LEAD - 1] = word;
            asks
        })
}

/// Whether the answer to a prompt, as folded words, hangs on the time or the person.
pub fn depends(words: &str) -> bool {
    static DEPENDS: LazyLock<Phrases> = LazyLock::new(|| Phrases::of(list("near", "variety", "depends")));
    DEPENDS.stand_in(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_whole_words() {
        assert!(asks_variety("pick a number") && asks_variety("give me a random word") && depends("what is my name"));
        assert!(!asks_variety("the difference") && !depends("mystery currents") && !asks_variety(""));
        for asks in [
            "give me another word for happy",
            "suggest a name for a cat",
            "could you please suggest a colour",
            "tell me a different joke",
            "what is another name for it",
            "roll a die",
            "flip a coin for me",
            "surprise me",
            "make up a name",
            "brainstorm names",
            "choose any of these",
        ] {
            assert!(asks_variety(asks), "{asks}");
        }
        for tells in [
            "she bought another five apples how many are there",
            "i tried with another browser and the card still fails",
            "the results suggest that it works is it true",
            "two lamps of different heights stand there how high is the taller one",
            "what a surprise the soup was great",
            "they suggest that prices rise",
            "he lost a roll of tape",
        ] {
            assert!(!asks_variety(tells), "{tells}");
        }
    }
}
