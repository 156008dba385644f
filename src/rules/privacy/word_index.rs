//! Words looked for in windows of a few characters, found by their first two bytes: a list may be long and a look stays cheap.

use std::collections::HashMap;

use super::context::stands;

/// A list of words of two bytes or more.
pub struct WordIndex {
    /// A bit for each pair of bytes that some word begins with, folded to 1024.
    pairs: [u64; 16],
    words: HashMap<[u8; 2], Vec<&'static str>>,
}

impl WordIndex {
    /// The index of some words.
    pub fn of(list: &[&'static str]) -> WordIndex {
        let mut index = WordIndex { pairs: [0; 16], words: HashMap::new() };
        for word in list {
            let [one, two, ..] = *word.as_bytes() else { continue };
            let bit = bit(one, two);
            index.pairs[bit / 64] |= 1 << (bit % 64);
            index.words.entry([one, two]).or_default().push(word);
        }
        index
    }

    /// Where words stand in a folded window, and how long they are.
    fn places<'w>(&'w self, folded: &'w str) -> impl Iterator<Item = (usize, usize)> + 'w {
        folded.as_bytes().windows(2).enumerate().filter_map(|(at, pair)| {
            let bit = bit(pair[0], pair[1]);
            if self.pairs[bit / 64] >> (bit % 64) & 1 == 0 {
                return None;
            }
            let words = self.words.get(&[pair[0], pair[1]])?;
            let own = words.iter().filter(|word| folded.as_bytes()[at..].starts_with(word.as_bytes()));
            own.filter(|word| stands(folded, at, word)).map(|word| word.len()).max().map(|len| (at, len))
        })
    }

    /// Bytes from the end of the last of the words in a folded window to the window's end.
    pub fn last(&self, folded: &str) -> Option<usize> {
        self.places(folded).map(|(at, len)| folded.len() - at - len).min()
    }

    /// Bytes from the start of a folded window to the first of the words in it.
    pub fn first(&self, folded: &str) -> Option<usize> {
        self.places(folded).map(|(at, _)| at).next()
    }

    /// Whether one of the words stands in a folded window.
    pub fn holds(&self, folded: &str) -> bool {
        self.first(folded).is_some()
    }
}

fn bit(one: u8, two: u8) -> usize {
    (usize::from(one) * 37 + usize::from(two)) % 1024
}

#[cfg(test)]
mod tests {
    use super::super::context;
    use super::*;

    #[test]
    fn it_finds_what_a_list_finds() {
        const WORDS: &[&str] = &["call", "phone", "phone number", "电话", "тел", "call me", "số"];
        let index = WordIndex::of(WORDS);
        for text in [
            "call",
            "recall the phone",
            "my phone number is ",
            "请打电话",
            "тел ",
            "телефон",
            "",
            "c",
            "call me at",
            "số",
        ] {
            assert_eq!(index.last(text), context::last(text, WORDS), "{text}");
            assert_eq!(index.first(text), context::first(text, WORDS), "{text}");
            assert_eq!(index.holds(text), context::holds(text, WORDS), "{text}");
        }
    }
}
