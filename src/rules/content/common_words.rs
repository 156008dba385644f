//! Which of some frequent languages a text is in, told by its small words alone. Quick, and enough to see that a prompt and its
//! answer are in the same one; where they may differ, trigrams decide (`language.rs`).

use std::sync::LazyLock;

use whatlang::Lang;

use super::language::{number, word_of};
use super::patterns::list;
use crate::example::places;

/// Languages with words in `rules/patterns/language.toml`.
const LANGUAGES: [(&str, Lang); 8] = [
    ("en", Lang::Eng),
    ("de", Lang::Deu),
    ("es", Lang::Spa),
    ("fr", Lang::Fra),
    ("it", Lang::Ita),
    ("pt", Lang::Por),
    ("nl", Lang::Nld),
    // Swedish, Danish and Norwegian, which share many: together against Dutch and German, and told apart by trigrams.
    ("nordic", Lang::Swe),
];
/// Bytes of a text that are looked at.
const EARLY: usize = 320;
/// Words of a language that show it, and how many more these are than those of any other.
const FEWEST: u8 = 3;
const LEAD: u8 = 2;
/// Slots of the table of words; more than four times as many as there are words.
const SLOTS: usize = 2048;

/// How many small words of each language stand near the beginning of a text.
fn counts(text: &str) -> [u8; LANGUAGES.len()] {
    // The words of one to eight bytes as numbers, each in a slot by its hash or in one of the next, with a bit for each language.
    static TABLE: LazyLock<[(u64, u8); SLOTS]> = LazyLock::new(|| {
        let mut table = [(0, 0); SLOTS];
        for (bit, (language, _)) in LANGUAGES.iter().enumerate() {
            for word in list("language", language, "words").iter().filter(|word| word.len() <= 8) {
                let number = number(word.as_bytes());
                let mut at = slot(number);
                while table[at % SLOTS].0 != 0 && table[at % SLOTS].0 != number {
                    at += 1;
                }
                table[at % SLOTS] = (number, table[at % SLOTS].1 | 1 << bit);
            }
        }
        table
    });
    let table = &*TABLE;
    let near = &text.as_bytes()[..text.len().min(EARLY)];
    let (mut counts, mut from) = ([0u8; LANGUAGES.len()], 0);
    for to in places(near, [b' ']).chain([near.len()]) {
        let length = to - from - usize::from(to > from && b".,?!:;".contains(&near[to - 1]));
        if (1..=8).contains(&length) {
            let word = word_of(near, from, length);
            let mut slots = (slot(word)..).map(|at| table[at % SLOTS]).take_while(|(known, _)| *known != 0);
            let bits = slots.find(|(known, _)| *known == word).map_or(0, |(_, bits)| bits);
            counts.iter_mut().enumerate().for_each(|(bit, count)| *count += bits >> bit & 1);
        }
        from = to + 1;
    }
    counts
}

/// Whether small words say that two texts are in one language: then trigrams, which are slow, need not be asked.
pub fn share_a_language(asked: &str, said: &str) -> bool {
    let (asked, said) = (counts(asked), counts(said));
    let most = |counts: &[u8]| counts.iter().copied().max().unwrap_or(0);
    let (a, b) = (most(&asked), most(&said));
    a >= 1 && b >= 2 && asked.iter().zip(&said).any(|(x, y)| *x == a && *y == b)
}

/// How many small words of one language stand near the beginning of a text, of the one with most of them.
pub fn small_words(text: &str) -> u8 {
    counts(text).into_iter().max().unwrap_or(0)
}

/// The same of a given language; `None` for one without a list.
pub fn words_of(text: &str, language: Lang) -> Option<u8> {
    let bit = LANGUAGES.iter().position(|(_, own)| *own == language).filter(|_| language != Lang::Swe)?;
    Some(counts(text)[bit])
}

/// The language of a text other than English; `None` where its small words do not tell.
pub fn common_language(text: &str) -> Option<Lang> {
    let counts = counts(text);
    let best = (0..counts.len()).max_by_key(|bit| counts[*bit])?;
    let clear = counts.iter().enumerate().all(|(bit, count)| bit == best || *count + LEAD <= counts[best]);
    (counts[best] >= FEWEST && clear)
        .then_some(LANGUAGES[best].1)
        .filter(|language| !matches!(language, Lang::Eng | Lang::Swe))
}

fn slot(word: u64) -> usize {
    (word.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 53) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_words_tell_the_language() {
        for (text, language) in [
            (
                "Der Hafen wurde im Frühjahr eröffnet und ist nicht groß, die Boote liegen mit dem Bug zum Ufer.",
                Lang::Deu,
            ),
            ("El puerto abrió en primavera y los barcos del norte se quedan por la noche en el muelle.", Lang::Spa),
            ("Le port est dans la baie et les bateaux du nord sont là pour la nuit avec des marchands.", Lang::Fra),
            ("Het dorp is niet groot en er zijn een haven en een kerk, met de toren op het plein.", Lang::Nld),
        ] {
            assert_eq!(common_language(text), Some(language), "{text}");
        }
        for text in [
            "The harbour opened in spring and grew fast.",
            "",
            "12 34 56",
            "Satama avattiin keväällä ja kasvoi nopeasti.",
            "Det finns några problem som kan lösas genom att skicka med vissa parametrar till programmet, om en skärm visar fel bild.",
            "Der er nogle ting, som kan ses på en skærm, hvis man ikke har den rette fil til at vise det.",
        ] {
            assert_eq!(common_language(text), None, "{text}");
        }
    }
}
