//! Which script and which language a text is written in, as far as that is sure. For FT815.

use std::sync::LazyLock;

use whatlang::{Detector, Lang, Script};

use super::boundary;
use super::common_words::{common_language, words_of};
use super::patterns::list;
use super::prose::plain_words;
use crate::example::places;

/// Bytes of a text that are looked at.
const NEAR: usize = 600;
/// Bytes in which English shows.
const EARLY: usize = 240;
/// Letters of a language that can be told, and its words.
pub const LETTERS: usize = 60;
const WORDS: usize = 10;
/// Small words of a language that have to be there for its trigrams to count.
const BACKED: u8 = 2;

/// The beginning of a text.
pub fn beginning(text: &str) -> &str {
    &text[..boundary(text, NEAR)]
}

/// Whether two common words of English stand near the beginning, of which other languages have one at most. Cheap, because
/// every prompt and answer goes through it.
pub fn is_english(text: &str) -> bool {
    let common = &*COMMON;
    let near = &text.as_bytes()[..text.len().min(EARLY)];
    // What the words count as, together.
    let (mut found, mut from) = (0, 0);
    for to in places(near, [b' ']).chain([near.len()]) {
        // A mark behind a word is none of it, and a capital is its letter.
        let length = to - from - usize::from(to > from && b".,?!:;".contains(&near[to - 1]));
        found += common.worth(near, from, length);
        if found > OWN {
            return true;
        }
        from = to + 1;
    }
    false
}

/// What a word counts as that only English has, and one that other languages have too: fewer of these fit in the beginning.
const OWN: u32 = 128;
const SHARED: u32 = 1;

static COMMON: LazyLock<Common> = LazyLock::new(|| {
    let words = [("english", OWN), ("shared", SHARED)]
        .into_iter()
        .flat_map(|(key, worth)| list("language", "all", key).iter().map(move |word| (word.as_bytes(), worth)))
        .filter(|(word, _)| (2..=8).contains(&word.len()))
        .map(|(word, worth)| (number(word), worth));
    let words: Vec<(u64, u32)> = words.collect();
    // One in a dozen factors gives each word a slot of its own.
    (0..)
        .find_map(|i: u64| Common::of(&words, (2 * i + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15)))
        .expect("there are factors enough")
});

/// The common words of English as numbers, each in the only slot where it can be: no branch hangs on which word one is.
struct Common {
    factor: u64,
    slots: [(u64, u32); SLOTS],
}

/// Slots of the table of common words.
const SLOTS: usize = 1024;

impl Common {
    /// The table with a factor; `None` where two words would share a slot.
    fn of(words: &[(u64, u32)], factor: u64) -> Option<Common> {
        let mut common = Common { factor, slots: [(0, 0); SLOTS] };
        for (word, worth) in words {
            let slot = common.slot(*word);
            if common.slots[slot].1 != 0 {
                return None;
            }
            common.slots[slot] = (*word, *worth);
        }
        Some(common)
    }

    fn slot(&self, word: u64) -> usize {
        (word.wrapping_mul(self.factor) >> 54) as usize % SLOTS
    }

    /// What the word of `length` bytes at a place counts as; 0 for none of the words.
    #[allow(clippy::needless_bitwise_bool, reason = "lazy operators are branches, which no predictor foresees")]
    fn worth(&self, bytes: &[u8], from: usize, length: usize) -> u32 {
        let fits = (2..=8).contains(&length);
        let length = length.clamp(2, 8);
        let small = 0x2020_2020_2020_2020 & u64::MAX >> (64 - 8 * length as u32);
        let word = word_of(bytes, from, length) | small;
        let (known, worth) = self.slots[self.slot(word)];
        // A shift, since a product becomes a branch too.
        worth >> (31 * u32::from(!fits | (known != word)))
    }
}

/// At most eight bytes as one number.
pub(super) fn number(word: &[u8]) -> u64 {
    let mut eight = [0; 8];
    eight[..word.len()].copy_from_slice(word);
    u64::from_le_bytes(eight)
}

/// The word of at most eight bytes at a place, as [`number`] gives it.
pub(super) fn word_of(bytes: &[u8], from: usize, length: usize) -> u64 {
    match bytes.get(from..from + 8) {
        Some(eight) => {
            u64::from_le_bytes(eight.try_into().expect("eight bytes")) & u64::MAX >> (64 - 8 * length as u32)
        }
        None => number(&bytes[from..bytes.len().min(from + length)]),
    }
}

/// Whether all letters in the beginning are Latin: besides ASCII only first bytes of Latin letters, marks and punctuation.
#[allow(clippy::needless_bitwise_bool, reason = "lazy operators are branches, which do not become vectors")]
pub fn is_latin(text: &str) -> bool {
    // Without branches inside a chunk, so that the compiler makes vectors of it.
    let latin = |chunk: &[u8]| chunk.iter().fold(true, |all, b| all & ((*b < 0xCE) | (*b == 0xE2)));
    text.as_bytes()[..text.len().min(NEAR)].chunks(64).all(latin)
}

/// Scripts that Chinese and Japanese use.
pub fn is_eastern(script: Script) -> bool {
    matches!(script, Script::Mandarin | Script::Hiragana | Script::Katakana)
}

/// A language, and how it was told.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Spoken {
    /// The language.
    pub language: Lang,
    /// Whether its small words tell it; else its trigrams do.
    pub by_words: bool,
}

/// The language of the beginning of a text, if it can be told and all of the beginning is in it.
pub fn language(text: &str) -> Option<Spoken> {
    let near = beginning(text);
    let english = is_english(near);
    let letters = near.chars().filter(|c| c.is_alphabetic()).take(LETTERS).count();
    // English shows in fewer words.
    if !english && (letters < LETTERS || near.split_whitespace().take(WORDS).count() < WORDS) {
        return None;
    }
    let middle = boundary(near, near.len() / 2);
    let middle = near[middle..].find(' ').map_or(middle, |space| middle + space);
    let halves = [&near[..middle], &near[middle..]];
    let common = common_language(near);
    // The title of a book makes no English text, nor a quoted word a foreign one.
    if english && common.is_none() {
        let own = halves.iter().all(|half| common_language(half).is_none());
        return own.then_some(Spoken { language: Lang::Eng, by_words: true });
    }
    if let Some(language) = common.filter(|_| !english) {
        let own =
            halves.iter().all(|half| !is_english(half) && common_language(half).is_none_or(|own| own == language));
        return own.then_some(Spoken { language, by_words: true });
    }
    if english {
        return None;
    }
    let language = sure(near)?;
    let long = near.chars().filter(|c| c.is_alphabetic()).take(2 * LETTERS).count() == 2 * LETTERS;
    let own = !long || halves.iter().all(|half| sure(half) == Some(language));
    own.then_some(Spoken { language, by_words: false })
}

/// Chinese or Japanese, where a text is surely one of them.
pub fn eastern(text: &str) -> Option<Lang> {
    let (mut letters, mut kana, mut signs) = (0, 0, 0);
    let chinese = list("language", "all", "chinese");
    for c in beginning(text).chars().filter(|c| c.is_alphabetic()) {
        letters += 1;
        kana += usize::from(matches!(c, '\u{3041}'..='\u{30FF}'));
        signs += usize::from(chinese.iter().any(|sign| sign.starts_with(c)));
    }
    match () {
        () if letters < 12 => None,
        () if kana * 5 >= letters => Some(Lang::Jpn),
        () if kana == 0 && signs >= 2 && signs * 25 >= letters => Some(Lang::Cmn),
        () => None,
    }
}

fn sure(text: &str) -> Option<Lang> {
    static KNOWN: LazyLock<Detector> = LazyLock::new(|| {
        use Lang::{
            Bul, Cat, Ces, Dan, Deu, Ell, Eng, Fin, Fra, Hrv, Hun, Ind, Ita, Jpn, Kor, Nld, Nob, Pol, Por, Ron, Rus,
            Slk, Slv, Spa, Srp, Swe, Tur, Ukr, Vie,
        };
        Detector::with_allowlist(vec![
            Bul, Cat, Ces, Dan, Deu, Ell, Eng, Fin, Fra, Hrv, Hun, Ind, Ita, Jpn, Kor, Nld, Nob, Pol, Por, Ron, Rus,
            Slk, Slv, Spa, Srp, Swe, Tur, Ukr, Vie,
        ])
    });
    let info = KNOWN.detect(&plain_words(text))?;
    // Trigrams take Swedish for Dutch; a text in a language whose small words are known has some of them.
    let backed = words_of(text, info.lang()).is_none_or(|count| count >= BACKED);
    (info.is_reliable() && backed).then_some(info.lang())
}

/// Whether two languages are too near to each other.
pub fn are_near(a: Lang, b: Lang) -> bool {
    list("language", "all", "near").iter().any(|group| group.contains(a.code()) && group.contains(b.code()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_shows_early() {
        assert!(is_english("The lamp is on the shelf") && is_english("What is it and how does it work?"));
        for other in [
            "Mi hijo me recomendó esta página y nadie me supo ayudar con ella",
            "¿Cuándo van a recoger el vale y a quién?",
            "Es war in Hamburg, was man an der Elbe will",
            "Il me semble que on me doit de l'argent",
            "Do Porto a Lisboa, as contas do mês",
            "Wat is dit of wat we were in de stad",
        ] {
            assert!(!is_english(other), "{other}");
        }
        assert!(!is_english("Die Lampe steht im Regal") && !is_english("") && !is_english("La lampe est sur le rayon"));
    }

    #[test]
    fn languages_are_told_where_they_are_sure() {
        let german = "Der Hafen wurde im Frühjahr eröffnet und wuchs schnell, weil viele Boote aus dem Norden mit Holz und Wolle kamen.";
        let french = "Le port a ouvert au printemps et il a grandi très vite, parce que beaucoup de bateaux du nord apportaient du bois.";
        let language = |text: &str| language(text).map(|spoken| spoken.language);
        assert_eq!((language(german), language(french)), (Some(Lang::Deu), Some(Lang::Fra)));
        assert_eq!((language("Der Hafen"), language("1 2 3 4 5 6 7 8 9 10 11 12")), (None, None));
        assert_eq!(eastern("东京塔是日本东京的一座电视塔。"), Some(Lang::Cmn));
        assert_eq!(eastern("東京タワーは東京にある電波塔です。"), Some(Lang::Jpn));
        assert_eq!((eastern("東京、横浜、大阪、名古屋、札幌、福岡、仙台"), eastern("Tokyo")), (None, None));
    }
}
