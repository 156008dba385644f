//! A first look at a word, such as the one beside a value: whether it may be one of a list. It reads two letters and a length, and
//! settles nearly all words; the list itself is asked only for the rest.

/// For each first letter and length, a bit for each last letter that words of a list have; letters by their lowest five bits, so
/// that capitals are as small ones, and lengths by their lowest four.
pub struct Glance([[u32; 16]; 32]);

impl Glance {
    /// A look at no words.
    pub const NONE: Glance = Glance([[0; 16]; 32]);

    /// A look at the words of some lists.
    pub const fn at(lists: &[&[&str]]) -> Glance {
        let mut glance = Glance::NONE;
        let mut list = 0;
        while list < lists.len() {
            let mut word = 0;
            while word < lists[list].len() {
                glance.add(lists[list][word].as_bytes());
                word += 1;
            }
            list += 1;
        }
        glance
    }

    /// Adds a word, which is not empty.
    pub const fn add(&mut self, word: &[u8]) {
        let (first, last) = (word[0], word[word.len() - 1]);
        self.0[(first & 31) as usize][word.len() & 15] |= 1 << (last & 31);
    }

    /// Whether some bytes may be one of the words, in any case of ASCII letters.
    pub fn may_be(&self, word: &[u8]) -> bool {
        let (Some(first), Some(last)) = (word.first(), word.last()) else { return false };
        self.0[usize::from(first & 31)][word.len() & 15] >> (last & 31) & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_list_may_be_and_few_others() {
        const WORDS: &[&str] = &["order", "номер", "at", "a"];
        let glance = Glance::at(&[WORDS]);
        for word in WORDS.iter().chain(&["Order", "AT"]) {
            assert!(glance.may_be(word.as_bytes()), "{word}");
        }
        for other in ["", "of", "orders", "border", "b"] {
            assert!(!glance.may_be(other.as_bytes()), "{other}");
        }
    }
}
