//! How alike two prompts are, by their characters. What both share with many other rows says nothing and is left out.

use std::ops::Range;
use std::sync::OnceLock;

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::tokens::{Word, words_of};
use crate::example::{Headers, Signs, normal_prompt};

/// Longer texts, in characters, are compared by what their words begin with.
const LONG: usize = 20_000;

/// The prompt of one turn.
#[derive(Clone, Debug, Default)]
pub struct Prompt {
    /// Its texts.
    pub texts: Vec<String>,
    /// What is in each of them.
    signs: Vec<Signs>,
    /// All its words, once they were asked for.
    words: OnceLock<Vec<Word>>,
    /// The character 4-grams of what it does not share with many rows: hashes, sorted, each once.
    own: Vec<u32>,
    /// Those of all of it, once they were asked for.
    whole: OnceLock<Vec<u32>>,
    /// A number for what it shares with many rows, and how many words that has; 0 where it shares nothing.
    header: u64,
    shared: usize,
}

impl Prompt {
    /// The prompt with these texts, and what is in each.
    pub fn of<'t>(all: impl Iterator<Item = (&'t str, Signs)>) -> Prompt {
        let (texts, signs) = all.map(|(text, signs)| (text.to_owned(), signs)).unzip();
        Prompt { texts, signs, ..Prompt::default() }
    }

    /// The prompt, ready to be compared with others; what `headers` name in its first text is no part of the likeness.
    pub fn without(self, headers: &Headers) -> Prompt {
        let (mut header, mut shared) = (0, 0);
        let own = self.grams(&mut |i, normal| {
            let rest = if i == 0 { headers.strip_ends(normal) } else { 0..normal.len() };
            if rest.len() < normal.len() {
                let (head, tail) = (&normal[..rest.start], &normal[rest.end..]);
                let words = head.split(|b| *b == b' ').chain(tail.split(|b| *b == b' '));
                shared = words.filter(|word| !word.is_empty()).count();
                header = xxh3_64_with_seed(tail, xxh3_64_with_seed(head, 1));
            }
            rest
        });
        Prompt { own, header, shared, ..self }
    }

    /// The grams of the normal form of each text, by its number, as far as `part` takes it in.
    fn grams(&self, part: &mut dyn FnMut(usize, &[u8]) -> Range<usize>) -> Vec<u32> {
        let (mut normal, mut grams) = (Vec::new(), Vec::new());
        for (i, (text, signs)) in self.texts.iter().zip(&self.signs).enumerate() {
            normal.clear();
            normal_prompt(text, *signs, &mut normal);
            grams_of(&String::from_utf8_lossy(&normal[part(i, &normal)]), &mut grams);
        }
        set(grams)
    }

    /// All its words; most prompts are never asked for them.
    pub fn words(&self) -> &[Word] {
        self.words.get_or_init(|| {
            let mut words = Vec::new();
            self.texts.iter().for_each(|text| words_of(text, &mut words));
            words
        })
    }

    /// Jaccard of the character 4-grams of two prompts: of what they do not share with many rows, where both share the same.
    pub fn likeness(&self, other: &Prompt) -> f64 {
        if self.header == other.header { jaccard(&self.own, &other.own) } else { jaccard(self.whole(), other.whole()) }
    }

    /// How many words of both are left out of their likeness.
    pub fn shared_with(&self, other: &Prompt) -> usize {
        if self.header == other.header { self.shared.max(other.shared) } else { 0 }
    }

    fn whole(&self) -> &[u32] {
        self.whole.get_or_init(|| self.grams(&mut |_, normal| 0..normal.len()))
    }
}

/// Jaccard of two sorted sets.
pub fn jaccard(one: &[u32], other: &[u32]) -> f64 {
    let (mut at, mut there, mut both) = (0, 0, 0usize);
    while at < one.len() && there < other.len() {
        let (own, its) = (one[at], other[there]);
        both += usize::from(own == its);
        at += usize::from(own <= its);
        there += usize::from(its <= own);
    }
    let all = one.len() + other.len() - both;
    if all == 0 { 1.0 } else { both as f64 / all as f64 }
}

/// Hashes as a set: sorted, each once.
pub(super) fn set(mut grams: Vec<u32>) -> Vec<u32> {
    grams.sort_unstable();
    grams.dedup();
    grams
}

/// Appends the hashes of the character 4-grams of a text in its normal form; of a very long one those that words begin with.
pub(super) fn grams_of(text: &str, out: &mut Vec<u32>) {
    let chars: Vec<u64> = text.chars().map(u64::from).collect();
    let mixed = |hash: u64, c: &u64| (hash ^ c).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(31);
    let hash = |gram: &[u64]| (gram.iter().fold(0u64, mixed) >> 32) as u32;
    if chars.len() < 4 {
        if !chars.is_empty() {
            out.push(hash(&chars));
        }
    } else if chars.len() <= LONG {
        out.extend(chars.windows(4).map(hash));
    } else {
        let space = u64::from(b' ');
        out.extend(chars.windows(5).filter(|near| near[0] == space || near[1] > 0x2E80).map(|near| hash(&near[1..])));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "name the department of our shop that has to answer the message which follows here";

    fn prompt(text: &str, headers: &Headers) -> Prompt {
        Prompt::of([(text, Signs::of_bytes(text))].into_iter()).without(headers)
    }

    fn headers(heads: &[&str]) -> Headers {
        let head = |head: &&str| (crate::example::ends_of(format!("{head} x").as_bytes()).0, head.as_bytes().to_vec());
        Headers { heads: heads.iter().map(head).collect(), ..Headers::default() }
    }

    #[test]
    fn likeness_is_the_part_that_both_have() {
        assert!((jaccard(&[1, 2, 3], &[2, 3, 4]) - 0.5).abs() < 1e-9);
        assert!((jaccard(&[], &[]) - 1.0).abs() < 1e-9 && jaccard(&[1], &[]) == 0.0);
    }

    #[test]
    fn what_both_share_with_many_is_left_out() {
        let headers = headers(&[HEAD]);
        let [lamp, soup] = ["the lamp came broken", "my soup was cold again"].map(|own| format!("{HEAD} {own}"));
        assert!(prompt(&lamp, &Headers::default()).likeness(&prompt(&soup, &Headers::default())) > 0.6);
        let (lamp, soup) = (prompt(&lamp, &headers), prompt(&soup, &headers));
        assert!(lamp.likeness(&soup) < 0.1 && lamp.shared_with(&soup) == 15);
    }

    #[test]
    fn what_only_one_shares_is_no_part_of_the_other() {
        let other = "say in one word which of our people has caused the trouble that is told in this letter";
        let headers = headers(&[HEAD, other]);
        let own = "the lamp came broken and nobody answers";
        let (one, two) = (prompt(&format!("{HEAD} {own}"), &headers), prompt(&format!("{other} {own}"), &headers));
        assert!(one.likeness(&two) < 0.6 && one.shared_with(&two) == 0);
        // With a word before it nothing is known of the beginning.
        let more = prompt(&format!("please {HEAD} {own}"), &headers);
        assert!(one.likeness(&more) > 0.9);
    }
}
