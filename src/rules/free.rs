//! What free answers have in common: how they begin, how they end, how long they are. For FT507 and FT508.
//!
//! Kept is a sample: the 4,096 answers whose rows have the smallest hashes. It is the same however the data are cut, and of
//! fewer answers it is all of them.

use std::collections::HashMap;

use memchr::{memchr_iter, memrchr_iter};
use serde::{Deserialize, Serialize, Serializer};
use xxhash_rust::xxh3::xxh3_64;

use crate::example::{Answer, Example, Kind, Turn, is_unspaced, words};
use crate::source::Pos;

/// Fewest answers whose beginnings and ends are compared.
const FEWEST: u64 = 100;
/// Answers that are kept.
const SAMPLE: usize = 4096;
/// Words at the beginning and at the end of an answer.
const OPENING: usize = 5;
const ENDING: usize = 8;
/// Characters of an ending in a script without spaces, where a word has about two: eight kana are no more than a verb's end.
const UNSPACED: usize = 16;
/// Fewest different words of an ending.
const DISTINCT: usize = 5;
/// Bytes at the beginning and at the end in which they stand.
const NEAR: usize = 200;
/// Shortest answer that a limit may have cut, in characters.
const CUT: usize = 256;

/// One answer of the sample; 48 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Sampled {
    rank: u64,
    pos: Pos,
    /// Hashes of the first and the last words; 0 where there are too few, and in answers that say something closed.
    opening: u64,
    ending: u64,
    /// Characters, where the answer is long and does not end a sentence.
    length: u32,
    free: bool,
    /// Hash of the answer: copies of one answer have nothing in common but that.
    whole: u64,
}

/// Free answers: how many, and a sample of them; under 400 KiB.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FreeAnswers {
    seen: u64,
    #[serde(serialize_with = "smallest")]
    sample: Vec<Sampled>,
    /// Ranks above it are none of the smallest.
    #[serde(skip)]
    bar: Option<u64>,
}

/// The sample as it is in the end: merging may hold more for a while.
fn smallest<S: Serializer>(sample: &[Sampled], out: S) -> Result<S::Ok, S::Error> {
    let mut sample = sample.to_vec();
    sample.sort_unstable();
    sample.truncate(SAMPLE);
    out.collect_seq(sample)
}

/// Answers that have something in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    /// The hash of what they share, or their length.
    pub what: u64,
    /// How many different ones there are in the sample.
    pub count: u64,
    /// The first rows of those.
    pub rows: Vec<Pos>,
}

impl FreeAnswers {
    /// Adds the last answer of an example, if it is more than a label.
    pub fn observe(&mut self, example: &Example<'_>, turn: Turn) {
        let message = &example.messages[turn.answer];
        let [text] = &example.texts[message.content.clone()] else { return };
        if turn.short || message.calls.is_some() {
            return;
        }
        let bare = text.text.trim();
        if bare.is_empty() || bare.starts_with(['{', '[']) {
            return;
        }
        self.seen += 1;
        let rank = rank(example.row.pos);
        if self.bar.is_none_or(|bar| rank <= bar) {
            self.sample.push(Sampled::of(bare, rank, example.row.pos));
            self.cut();
        }
    }

    fn cut(&mut self) {
        if self.sample.len() >= 2 * SAMPLE {
            let (_, last, _) = self.sample.select_nth_unstable(SAMPLE - 1);
            self.bar = Some(last.rank);
            self.sample.truncate(SAMPLE);
        }
    }

    /// Adds those of another part.
    pub fn merge(&mut self, other: FreeAnswers) {
        self.seen += other.seen;
        self.sample.extend(other.sample);
        self.cut();
    }

    /// A part of data of which some rows are known to be none of the sample.
    pub fn below(bar: Option<u64>) -> Self {
        FreeAnswers { bar, ..FreeAnswers::default() }
    }

    /// See [`FreeAnswers::below`].
    pub fn bar(&self) -> Option<u64> {
        self.bar
    }

    fn sampled(&self) -> Vec<Sampled> {
        let mut sample = self.sample.clone();
        sample.sort_unstable();
        sample.truncate(SAMPLE);
        sample.retain(|own| own.free);
        sample
    }

    /// How many answers were more than a label and no JSON.
    pub fn seen(&self) -> u64 {
        self.seen
    }

    /// Free answers in the sample.
    pub fn count(&self) -> u64 {
        self.sampled().len() as u64
    }

    /// Whether the sample is all there is.
    pub fn is_whole(&self) -> bool {
        self.seen <= SAMPLE as u64
    }

    /// Beginnings that 20 % of at least 100 free answers share.
    pub fn openings(&self) -> Vec<Shared> {
        self.frequent(20, |own| own.opening)
    }

    /// Ends that 10 % of at least 100 free answers share.
    pub fn endings(&self) -> Vec<Shared> {
        self.frequent(10, |own| own.ending)
    }

    fn frequent(&self, percent: u64, of: fn(&Sampled) -> u64) -> Vec<Shared> {
        let all = if self.seen < FEWEST { 0 } else { self.count() };
        if all < FEWEST { Vec::new() } else { self.shared((all * percent).div_ceil(100), of) }
    }

    /// Lengths that at least `least` long answers of the sample share that do not end a sentence.
    pub fn lengths(&self, least: u64) -> Vec<Shared> {
        self.shared(least, |own| u64::from(own.length))
    }

    /// The most frequent first.
    fn shared(&self, least: u64, of: fn(&Sampled) -> u64) -> Vec<Shared> {
        let mut rows: HashMap<u64, Vec<Pos>> = HashMap::new();
        let mut sample = self.sampled();
        sample.retain(|own| of(own) != 0);
        sample.sort_unstable_by_key(|own| (of(own), own.whole, own.pos));
        sample.dedup_by_key(|own| (of(own), own.whole));
        for own in &sample {
            rows.entry(of(own)).or_default().push(own.pos);
        }
        let shared = |(what, mut rows): (u64, Vec<Pos>)| {
            rows.sort_unstable();
            let count = rows.len() as u64;
            rows.truncate(5);
            Shared { what, count, rows }
        };
        let mut all: Vec<Shared> =
            rows.into_iter().filter(|(_, rows)| rows.len() as u64 >= least).map(shared).collect();
        all.sort_unstable_by_key(|own| (std::cmp::Reverse(own.count), own.what));
        all
    }
}

/// A number by which rows are drawn; of splitmix64.
fn rank(pos: Pos) -> u64 {
    let mut z = (u64::from(pos.block) << 32 | u64::from(pos.row)).wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Sampled {
    fn of(answer: &str, rank: u64, pos: Pos) -> Sampled {
        let free = Answer::kind_of(answer, false) == Kind::Free;
        let mut own = Sampled { rank, pos, opening: 0, ending: 0, length: 0, free, whole: 0 };
        if free {
            own.whole = xxh3_64(answer.as_bytes());
            own.opening = opening(answer);
            own.ending = ending(answer);
            if answer.len() >= CUT && !ends_sentence(answer) {
                own.length = answer.chars().count() as u32;
                own.length *= u32::from(own.length as usize >= CUT);
            }
        }
        own
    }
}

/// Hash of the first five words of an answer; 0 if it has fewer.
pub fn opening(answer: &str) -> u64 {
    let answer = answer.trim();
    let end = (NEAR..answer.len()).find(|at| answer.is_char_boundary(*at)).unwrap_or(answer.len());
    let folded = words(&answer[..end]);
    if folded.is_ascii() {
        // A word may be cut where the text is: only one with a space behind it is whole.
        let last = || (end == answer.len()).then_some(folded.len());
        let end = memchr_iter(b' ', folded.as_bytes()).chain(last()).nth(OPENING - 1);
        return end.map_or(0, |end| hash(&folded[..end]));
    }
    let all = tokens(&folded);
    let whole = all.len() - usize::from(end < answer.len()).min(all.len());
    if whole < OPENING { 0 } else { hash(&all[..OPENING].join(" ")) }
}

/// Hash of the last eight words of an answer; 0 if it has fewer, or fewer than five different ones.
pub fn ending(answer: &str) -> u64 {
    let answer = answer.trim();
    let from = answer.len().saturating_sub(NEAR);
    let from = (from..=answer.len()).find(|at| answer.is_char_boundary(*at)).unwrap_or(answer.len());
    let folded = words(&answer[from..]);
    let begin = if folded.is_ascii() {
        let first = || (from == 0).then_some(0);
        memrchr_iter(b' ', folded.as_bytes()).map(|space| space + 1).chain(first()).nth(ENDING - 1)
    } else {
        None
    };
    let mut last = match begin {
        Some(begin) => folded[begin..].split(' ').collect(),
        None if folded.is_ascii() => return 0,
        None => whole_tokens(&folded, from > 0),
    };
    let unspaced = last.iter().rev().take(ENDING).filter(|word| word.chars().all(is_unspaced)).count() * 2 > ENDING;
    let least = if unspaced { UNSPACED } else { ENDING };
    if last.len() < least {
        return 0;
    }
    last.drain(..last.len() - least);
    let own = hash(&last.join(" "));
    last.sort_unstable();
    last.dedup();
    if last.len() < DISTINCT { 0 } else { own }
}

fn hash(words: &str) -> u64 {
    xxh3_64(words.as_bytes()).max(1)
}

/// The words of folded text; of scripts without spaces each character is one.
pub fn tokens(folded: &str) -> Vec<&str> {
    let mut out = Vec::new();
    for word in folded.split(' ').filter(|word| !word.is_empty()) {
        if word.is_ascii() {
            out.push(word);
            continue;
        }
        let mut from = 0;
        for (at, c) in word.char_indices().filter(|(_, c)| is_unspaced(*c)) {
            if from < at {
                out.push(&word[from..at]);
            }
            from = at + c.len_utf8();
            out.push(&word[at..from]);
        }
        if from < word.len() {
            out.push(&word[from..]);
        }
    }
    out
}

/// The same without the first one, if that may be a part of a word.
fn whole_tokens(folded: &str, cut: bool) -> Vec<&str> {
    let mut all = tokens(folded);
    all.drain(..usize::from(cut).min(all.len()));
    all
}

/// Whether the last character ends a sentence, a quotation, a block or a table.
fn ends_sentence(answer: &str) -> bool {
    answer.trim_end().ends_with([
        '.', '!', '?', '…', '。', '！', '？', '।', '؟', ':', ';', '"', '\'', '”', '’', '»', '」', ')', ']', '}', '>',
        '`', '*', '_', '|', '）', '】',
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn openings_and_endings_are_folded_words() {
        let (a, b) = ("Sure! Here is the answer to it.", "sure, here is THE answer: one, two");
        assert_eq!(opening(a), opening(b));
        assert_ne!(opening(a), opening("Sure! Here is an answer to it."));
        assert_eq!((opening("Only four words here"), ending("too few words for an end")), (0, 0));
        let end = "Let me know if you have any other questions";
        assert_eq!(ending(&format!("First text. {end}!")), ending(&format!("Quite another one; {end}")));
        let end = "何かほかにご質問があればお知らせください";
        assert_ne!(ending(&format!("一つ目の文です。{end}。")), 0);
        assert_eq!(ending(&format!("一つ目の文です。{end}。")), ending(&format!("別の答えだ。{end}！")));
        assert_ne!(ending("駅の近くの店で買うことができます。"), ending("箱の中の鍵で開けることができます。"));
        assert_eq!(ending("開けることができます。"), 0);
        assert_eq!(ending("no no no no no no no no no no"), 0);
        assert_eq!(opening("你好我是你的助手"), opening("你好，我是你们"));
        assert_ne!(opening(&"word ".repeat(100)), 0);
        assert_eq!(opening(&"x".repeat(5_000_000)), 0);
    }

    #[test]
    fn the_sample_is_the_same_in_any_order() {
        let own = |row: u32| {
            let pos = Pos { block: 0, row };
            Sampled { rank: rank(pos), pos, opening: 1, ending: 0, length: 0, free: true, whole: u64::from(row) }
        };
        let part = |rows: std::ops::Range<u32>| {
            let mut part = FreeAnswers::default();
            for row in rows {
                part.seen += 1;
                part.sample.push(own(row));
                part.cut();
            }
            part
        };
        let dump = |part: &FreeAnswers| serde_json::to_string(part).expect("plain data");
        let whole = part(0..20_000);
        let mut other = part(9_000..20_000);
        other.merge(part(0..4_000));
        other.merge(part(4_000..9_000));
        assert_eq!(dump(&whole), dump(&other));
        assert_eq!((whole.count(), whole.is_whole(), whole.openings().len()), (4_096, false, 1));
    }
}
