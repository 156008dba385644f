//! Prompts that may have many right answers: those that ask for chance or for one of many, and those whose answer hangs on the
//! time or the person. The words are in `rules/patterns/near.toml`.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::example::{is_unspaced, words};
use crate::rules::content::patterns::list;
use crate::rules::glance::Glance;

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

    /// Whether folded words begin with one of them.
    fn begin(&self, words: &str) -> bool {
        let first = words.split(' ').next().unwrap_or(words);
        let whole =
            |phrase: &&str| words.strip_prefix(phrase).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
        self.0.get(first).is_some_and(|phrases| phrases.iter().any(whole))
    }
}

/// What asks for one of many answers.
struct Variety {
    /// Says so wherever it stands.
    anywhere: Phrases,
    /// Asks where it opens a request, which small words may open as well.
    opens: Phrases,
    polite: HashSet<&'static str>,
    /// What is wanted, and the words before it that ask.
    wanted: HashSet<&'static str>,
    lead: HashSet<&'static str>,
    /// The words that any of this begins with.
    glance: Glance,
}

static VARIETY: LazyLock<Variety> = LazyLock::new(|| {
    let words = |key: &str| list("near", "variety", key);
    let set = |key: &str| words(key).iter().copied().collect();
    let mut glance = Glance::at(&[words("wanted")]);
    for phrase in words("anywhere").iter().chain(words("opens")) {
        glance.add(phrase.split(' ').next().unwrap_or(phrase).as_bytes());
    }
    Variety {
        glance,
        anywhere: Phrases::of(words("anywhere")),
        opens: Phrases::of(words("opens")),
        polite: set("polite"),
        wanted: set("wanted"),
        lead: set("lead"),
    }
});

/// Words between a word that asks and what is wanted: `give me just another`.
const LEAD: usize = 3;
/// Characters of a prompt that are looked at.
const LOOKED: usize = 4_000;

/// Whether a prompt asks for chance or for one of many answers. A text in it that only speaks of them does not.
pub fn asks_variety(prompt: &str) -> bool {
    let end = prompt.char_indices().nth(LOOKED).map_or(prompt.len(), |(at, _)| at);
    let parts = prompt[..end].split(['.', '!', '?', '\n', ';', ':', ',', '。', '！', '？', '，', '：', '；']);
    parts.map(words).any(|part| part_asks(&part) || !part.is_ascii() && asks_unspaced(&part))
}

/// Phrases of scripts without spaces, in one part or two, by their first character.
struct Unspaced {
    /// A bit for each first character, by its last six bits.
    firsts: u64,
    pairs: HashMap<char, Vec<(&'static str, &'static str)>>,
}

impl Unspaced {
    fn of(list: &[&'static str]) -> Unspaced {
        let mut own = Unspaced { firsts: 0, pairs: HashMap::new() };
        for phrase in list {
            let first = phrase.chars().next().unwrap_or(' ');
            own.firsts |= 1 << (first as u32 % 64);
            own.pairs.entry(first).or_default().push(phrase.split_once(' ').unwrap_or((phrase, "")));
        }
        own
    }

    /// Whether the first part of a phrase stands in a text, and the second somewhere behind it.
    fn holds(&self, text: &str) -> bool {
        let may = |c: char| self.firsts >> (c as u32 % 64) & 1 == 1 && is_unspaced(c);
        text.char_indices().filter(|(_, c)| may(*c)).any(|(at, c)| {
            let behind = |(first, second): &(&str, &str)| {
                text[at..].strip_prefix(first).is_some_and(|rest| rest.contains(second))
            };
            self.pairs.get(&c).is_some_and(|pairs| pairs.iter().any(behind))
        })
    }
}

/// The same of a clause without spaces between its words.
fn asks_unspaced(part: &str) -> bool {
    static ASKS: LazyLock<Unspaced> = LazyLock::new(|| Unspaced::of(list("near", "variety", "unspaced_asks")));
    ASKS.holds(part) && !list("near", "variety", "unspaced_told").iter().any(|told| part.contains(told))
}

fn part_asks(part: &str) -> bool {
    let variety = &*VARIETY;
    let (mut before, mut at) = ([""; LEAD], 0);
    part.split(' ').any(|word| {
        let rest = &part[at..];
        let asked = || before.iter().any(|word| variety.lead.contains(word));
        // `Could you suggest a name` and `I want you to` open a request; `the results suggest`, `do you suggest`, `she had to` do not.
        let [.., prior, last] = before;
        let polite = || match last {
            "you" => !matches!(prior, "do" | "did" | "does"),
            "to" => matches!(prior, "you" | "want" | "need" | "like" | "love"),
            _ => variety.polite.contains(last),
        };
        let asks = variety.glance.may_be(word.as_bytes())
            && (variety.anywhere.begin(rest)
                || (last.is_empty() || polite()) && variety.opens.begin(rest)
                || variety.wanted.contains(word) && asked());
        before.rotate_left(1);
        before[LEAD - 1] = word;
        at += word.len() + 1;
        asks
    })
}

/// Whether a prompt, as folded words, asks how words are written: then another spelling is another prompt.
pub fn is_about_spelling(words: &str) -> bool {
    static SPELLING: LazyLock<Phrases> = LazyLock::new(|| Phrases::of(list("near", "variety", "spelling")));
    holds(&SPELLING, words)
}

/// Whether it asks about words themselves, such as how many there are: then each word counts.
pub fn is_about_words(words: &str) -> bool {
    static COUNTED: LazyLock<Phrases> = LazyLock::new(|| Phrases::of(list("near", "variety", "counted")));
    is_about_spelling(words) || holds(&COUNTED, words)
}

/// Whether the answer to a prompt, as folded words, hangs on the time or the person.
pub fn depends(words: &str) -> bool {
    static DEPENDS: LazyLock<Phrases> = LazyLock::new(|| Phrases::of(list("near", "variety", "depends")));
    static UNSPACED: LazyLock<Unspaced> = LazyLock::new(|| Unspaced::of(list("near", "variety", "unspaced_depends")));
    holds(&DEPENDS, words) || !words.is_ascii() && UNSPACED.holds(words)
}

/// Whether one of the phrases stands among some words.
fn holds(phrases: &Phrases, words: &str) -> bool {
    let mut at = 0;
    words.split(' ').any(|word| {
        let rest = &words[at..];
        at += word.len() + 1;
        phrases.begin(rest)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_whole_words() {
        assert!(asks_variety("pick a number") && asks_variety("give me a random word") && depends("what is my name"));
        for now in [
            "regnet es heute in kiel",
            "¿llueve hoy",
            "il pleut aujourd'hui",
            "chove hoje",
            "今天下雨吗",
            "今日は雨ですか",
            "bugün yağmur var mı",
        ] {
            assert!(depends(now), "{now}");
        }
        for ever in [
            "ist kiel eine stadt",
            "es lima la capital",
            "東京は首都ですか",
            "北京是首都吗",
            "ankara başkent mi",
            "is mia tall",
            "what is the actual cost",
        ] {
            assert!(!depends(ever), "{ever}");
        }
        assert!(!asks_variety("the difference") && !depends("mystery currents") && !asks_variety(""));
        assert!(is_about_words("how many words has it late") && !is_about_spelling("how many words has it late"));
        assert!(
            is_about_spelling("is the grammar right he goes") && !is_about_words("what are the capitals of the north")
        );
        for asks in [
            "roll the die",
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
            "Here is a list. Pick any.",
            "Can you come up with a name, please?",
            "Say yes or no at random.",
            "Would you recommend a book?",
            "Let's roll a die.",
            "Wähle eine zufällige Zahl.",
            "Lanza una moneda: ¿sí o no?",
            "Choisis un nombre au hasard",
            "Escolha um número aleatório, por favor",
            "Puoi dirmi un numero? Scegli un colore a caso.",
            "Kies een willekeurige kleur",
            "Wylosuj liczbę od 1 do 6",
            "Rastgele bir sayı seç",
            "Подбрось монетку",
            "请随机选一个数字",
            "ランダムに色を一つ選んでください",
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
            "Do you recommend this phone for seniors?",
            "Was ist eine Zufallszahl?",
            "Ist die Zahl zufällig gerade?",
            "¿Qué es un número aleatorio?",
            "La moneda que lanza Ana es de plata. ¿De qué es?",
            "Qu'est-ce qu'une variable aléatoire ?",
            "O que é um número aleatório?",
            "Che cos'è un numero casuale?",
            "Wat is een willekeurige steekproef?",
            "Czy liczba losowa jest parzysta?",
            "Rastgelelik nedir?",
            "Что такое случайное число?",
            "什么是随机数？",
            "抛硬币正面朝上的概率是多少？",
            "ランダムとは何ですか",
            "サイコロを二回振ったときの確率は？",
            "Did the team come up with a plan?",
            "Can I choose any seat on this flight?",
            "They said: we could not pick a better day. Was it sunny?",
            "She wanted to brainstorm with the others. Did they agree?",
        ] {
            assert!(!asks_variety(tells), "{tells}");
        }
    }
}
