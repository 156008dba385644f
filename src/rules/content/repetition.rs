//! FT814 repetition. The page is `rules/FT814-repetition.md`.

use xxhash_rust::xxh3::xxh3_64;

use super::answers::answer_of;
use super::patterns::list;
use super::prompt::Prompt;
use crate::example::{Example, Signs, Span, Text, is_code, places};
use crate::rules::redact::{quoted, ticked};
use crate::rules::{Sink, TextRule};

/// An answer that says the same again and again.
pub struct Repetition;

/// Characters of a sentence or line that counts …
const SENTENCE: usize = 12;
/// … how often it stands at least …
const TIMES: usize = 4;
/// … and how often one that is shorter, for the answer to be looked at as a whole.
const SHORT_TIMES: usize = 12;
/// … and its share of the answer, in percent.
const SHARE: usize = 30;
/// Words from which on runs of four words are counted, and the share of different ones that is enough, in percent.
const WORDS: usize = 50;
const DIFFERENT: usize = 40;
/// The same letter so often in a row is no word.
const RUN: usize = 30;
/// Bytes without the end of a sentence in which words may repeat unseen.
const UNBROKEN: usize = 300;
/// Bytes that fifty short words take, and those within which a loop of them begins anew.
const DENSE: usize = 140;
const PERIOD: usize = 56;

impl TextRule for Repetition {
    fn trigger(&self) -> Signs {
        Signs::ALWAYS
    }

    fn needs(&self) -> Signs {
        Signs::ANSWER
    }

    fn check(&self, text: &Text<'_>, example: &Example<'_>, sink: &mut Sink<'_>) {
        let run = text.scan.long_tokens().filter(|token| token.len() >= RUN).find_map(|token| run(text.text, token));
        let Some(found) = (match run {
            Some(span) => letters(text, span),
            None if may_repeat(text.text, text.scan.signs) => words(text),
            None => None,
        }) else {
            return;
        };
        let Some(answer) = answer_of(text, example) else { return };
        if Prompt::given(example, answer.at).asks(list("repetition", "all", "asked")) {
            return;
        }
        let (span, message) = found;
        sink.report(text.pointer, message)
            .span(span)
            .help("shorten the answer, or remove the row; a model that looped wrote it");
    }
}

fn letters(text: &Text<'_>, span: Span) -> Option<(Span, String)> {
    let c = text.text[span.clone()].chars().next()?;
    let count = text.text[span.clone()].chars().count();
    (!text.code().holds(span.start))
        .then(|| (span, format!("`{}` stands {count} times in a row", ticked(&c.to_string()))))
}

fn words(text: &Text<'_>) -> Option<(Span, String)> {
    if is_code(text.text, text.scan.signs) || text.text.trim_start().starts_with(['{', '[', '<', '|']) {
        return None;
    }
    // Rows of a matrix in TeX are a table.
    let table = text.text.contains("\\\\") && text.text.contains('&');
    sentence(text).or_else(|| if table { None } else { four_words(text.text) })
}

/// Whether a sentence or line may stand four times: four that begin alike, or a long stretch without an end. Cheap, because
/// every answer goes through it.
fn may_repeat(text: &str, signs: Signs) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() < SENTENCE * TIMES {
        return false;
    }
    let mut seen = [0u8; 256];
    let mut last = 0;
    // By how it begins and how long it is: sentences that only begin alike are no repetition.
    let mut is_common = |from: usize, to: usize| {
        // Sentences have a space before them, lines may not.
        let from = from + usize::from(bytes.get(from) == Some(&b' '));
        let word = |part: &[u8]| u64::from_le_bytes(part.try_into().expect("eight bytes"));
        let (mixed, times) = match bytes.get(from..from + SENTENCE) {
            Some(start) if from + SENTENCE <= to => {
                (word(&start[..8]) ^ word(&start[SENTENCE - 8..]).rotate_left(29), TIMES)
            }
            Some(start) if from < to => (word(&start[..8]) << (8 * (8 - (to - from).min(8))), SHORT_TIMES),
            _ => return false,
        };
        let mixed = (mixed ^ (to - from) as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let slot = &mut seen[(mixed >> 56) as usize];
        *slot = slot.saturating_add(1);
        *slot >= times as u8
    };
    // In a shorter stretch words repeat often enough only where its middle comes back at once.
    let loops = |from: usize, to: usize| {
        if to - from <= DENSE {
            return false;
        }
        let middle = from.midpoint(to);
        let (start, rest) = bytes[middle..to.min(middle + PERIOD)].split_at(8);
        rest.windows(8).any(|part| part == start) || bytes[middle + 1..].starts_with(start)
    };
    for at in places(bytes, [b'.', b'\n', b'!', b'?']) {
        if at - last > UNBROKEN || is_common(last, at) || loops(last, at) {
            return true;
        }
        last = at + 1;
    }
    bytes.len() - last > UNBROKEN
        || loops(last, bytes.len())
        || is_common(last, bytes.len())
        || signs.meets(Signs::NON_ASCII) && text.matches('。').take(TIMES).count() == TIMES
}

/// A letter or sign that stands in a row in a token; not digits, rules and fillers.
fn run(text: &str, token: Span) -> Option<Span> {
    let (mut from, mut last, mut count) = (token.start, None, 0);
    let rest = text.get(token.clone())?;
    for (at, c) in rest.char_indices().chain([(rest.len(), '\0')]) {
        if last == Some(c) {
            count += 1;
            continue;
        }
        if let Some(c) = last.filter(|c: &char| c.is_alphabetic() || "!?.…。".contains(*c) || u32::from(*c) > 0x1F000)
            && count >= RUN
            && (!".…。".contains(c) || is_trailing(text, from, token.start + at, c))
            // Zeros of binary data in letters are not what a model loops in.
            && (count * c.len_utf8() * 2 >= token.len())
        {
            return Some(from..token.start + at);
        }
        (from, last, count) = (token.start + at, Some(c), 1);
    }
    None
}

/// Whether dots are no leaders to a number of a page and no line to write on: they stand right behind a word and end their line,
/// and no other line has such dots.
fn is_trailing(text: &str, from: usize, to: usize, dot: char) -> bool {
    let row: String = std::iter::repeat_n(dot, RUN).collect();
    let behind = text[..from].ends_with(char::is_alphanumeric);
    let last = text[to..].lines().next().unwrap_or_default().trim().is_empty();
    behind && last && !text[..from].contains(&row) && !text[to..].contains(&row)
}

/// The sentences and lines of a text.
fn sentences(text: &str) -> impl Iterator<Item = Span> + '_ {
    let bytes = text.as_bytes();
    let mut from = 0;
    // The dots of an address or a number end no sentence.
    let inside = |at: usize| bytes.get(at + 1).is_some_and(|b| b.is_ascii_alphanumeric() || b"/_-=&".contains(b));
    // Wide full stops, exclamation and question marks end in bytes that are looked at closer.
    let is_end = |at: usize| match bytes[at] {
        b'\n' => true,
        b'.' | b'!' | b'?' => !inside(at),
        0x82 => bytes[..at].ends_with(&[0xE3, 0x80]),
        0x81 | 0x9F => bytes[..at].ends_with(&[0xEF, 0xBC]),
        _ => false,
    };
    let ends: Vec<usize> = if text.is_ascii() {
        places(bytes, [b'.', b'\n', b'!', b'?']).filter(|at| is_end(*at)).collect()
    } else {
        (0..bytes.len()).filter(|at| is_end(*at)).collect()
    };
    let last = bytes.len().checked_sub(1).filter(|last| ends.last() != Some(last));
    ends.into_iter().chain(last).filter_map(move |at| {
        let part = &text[from..=at];
        let start = from + part.len() - part.trim_start().len();
        from = at + 1;
        let length = part.trim().len();
        (length >= SENTENCE).then(|| start..start + length)
    })
}

/// Whether a part is a sentence; parts of tables, rules and code are none.
fn is_sentence(text: &Text<'_>, span: &Span) -> bool {
    let part = &text.text[span.clone()];
    let plain = part.chars().filter(|c| c.is_alphanumeric()).count() * 2 > part.chars().count();
    let long = part.chars().take(SENTENCE).count() == SENTENCE;
    long && plain && !part.contains(['|', '\t']) && !text.code().holds(span.start)
}

/// A sentence that stands often and makes much of the answer.
fn sentence(text: &Text<'_>) -> Option<(Span, String)> {
    let mut all: Vec<(u64, usize, Span)> =
        sentences(text.text).map(|span| (xxh3_64(text.text[span.clone()].as_bytes()), span.start, span)).collect();
    all.sort_unstable_by_key(|(hash, start, _)| (*hash, *start));
    let most = all.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() >= TIMES).filter_map(|same| {
        let open: Vec<&Span> = same.iter().map(|(_, _, span)| span).filter(|span| is_sentence(text, span)).collect();
        let (count, first) = (open.len(), open.first()?);
        (count >= TIMES && count * first.len() * 100 >= SHARE * text.text.len()).then(|| (count, (*first).clone()))
    });
    let (count, span) = most.max_by_key(|(count, span)| (count * span.len(), std::cmp::Reverse(span.start)))?;
    let shown = quoted(&text.text[span.clone()], 40);
    Some((span, format!("`{shown}` stands {count} times in the answer")))
}

/// Runs of four words that come back.
fn four_words(text: &str) -> Option<(Span, String)> {
    let words = word_hashes(text);
    if words.len() < WORDS {
        return None;
    }
    let mut fours: Vec<u64> = words
        .windows(4)
        .map(|four| four.iter().fold(0, |hash, word| (hash ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15)))
        .collect();
    let all = fours.len();
    // Those that fall on different bits are different, which is enough for most answers.
    let mut seen = [0u64; 64];
    let different = fours.iter().filter(|four| {
        let (slot, bit) = (&mut seen[(**four >> 58) as usize], 1 << (**four >> 52 & 63));
        let new = *slot & bit == 0;
        *slot |= bit;
        new
    });
    if different.count() * 100 >= DIFFERENT * all {
        return None;
    }
    fours.sort_unstable();
    fours.dedup();
    let share = fours.len() * 100 / all;
    (share < DIFFERENT).then(|| (0..text.len(), format!("only {share} % of the answer's word sequences are different")))
}

/// For a byte of a word what it counts as; 0 for all others.
const LETTERS: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let b = byte as u8;
        table[byte] = if b.is_ascii_alphanumeric() || b >= 128 || b == b'\'' { b | 0x20 } else { 0 };
        byte += 1;
    }
    table
};

/// A hash of each word; letters of ASCII count alike in both cases.
fn word_hashes(text: &str) -> Vec<u64> {
    let (mut words, mut hash) = (Vec::with_capacity(text.len() / 5), 0u64);
    for byte in text.bytes().chain([b' ']) {
        let letter = LETTERS[usize::from(byte)];
        if letter != 0 {
            hash = (hash ^ u64::from(letter)).wrapping_mul(0x0100_0000_01B3);
        } else if hash != 0 {
            words.push(hash);
            hash = 0;
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::super::bench::answer;
    use super::*;
    use crate::rules::Check;

    fn count(prompt: &str, text: &str) -> usize {
        answer(&Check::Text(Box::new(Repetition)), prompt, text).len()
    }

    #[test]
    fn loops_are_found() {
        for text in [
            "The lamp is red. ".repeat(5),
            format!("There is more. {}", "We thank you for your patience. ".repeat(4)),
            "and then the cat sat on the mat ".repeat(30),
            "- a lamp made of brass\n".repeat(6),
            format!("Oh n{}", "o".repeat(40)),
            "灯是红色的，在架子上面。".repeat(6),
            "哈".repeat(40),
            "😀".repeat(35),
            "Is it here now? ".repeat(5),
            "I do not know what to say ".repeat(20),
            "Ha! Ha! Oh no! ".repeat(30),
            format!("Wait{}", ".".repeat(45)),
            format!("Well{}\nNo.", "…".repeat(30)),
        ] {
            assert_eq!(count("Tell me of it.", &text), 1, "{text}");
        }
    }

    #[test]
    fn texts_that_come_back_to_something_are_not() {
        let steps: Vec<String> =
            (1..12).map(|n| format!("Step {n}: turn box {n} to the left and wait {n} minutes. ")).collect();
        let report =
            "The harbour opened in spring. The harbour was small. The harbour grew fast. The harbour is old now.";
        for text in [
            &steps.concat(),
            report,
            "Yes. Yes. Yes. Yes. Yes.",
            &"-".repeat(80),
            &"=".repeat(80),
            &format!("1{}", "0".repeat(100)),
            "| a lamp of brass | 5 |\n| a lamp of brass | 5 |\n| a lamp of brass | 5 |\n| a lamp of brass | 5 |",
            "```\nprint(lamp)\nprint(lamp)\nprint(lamp)\nprint(lamp)\n```",
            "x = turn(lamp);\nx = turn(lamp);\nx = turn(lamp);\nx = turn(lamp);",
            "{\"a\": \"lamp of brass\", \"b\": \"lamp of brass\", \"c\": \"lamp of brass\", \"d\": \"lamp of brass\"}",
            &format!("iVBORw0KGgo{}9kT7x", "A".repeat(40)).repeat(9),
            "Name: ____________________________________________",
            "Chapter one ........................................ 5",
            "Chapter one........................................5\nChapter two....................................12",
            "Name........................................\nDate........................................",
            "Signed: ........................................",
            &format!("{}\nSee above.", ".".repeat(60)),
            "Wait.............",
            &(1..9)
                .map(|n| format!("[0.1.{n}]: https://forge.test/lamps/shop/compare/v0.1.{n}...v0.1.{}\n", n + 1))
                .collect::<String>(),
            &format!("\\begin{{pmatrix}}\n{}\\end{{pmatrix}}", "0 & 0 & 1 \\\\\n".repeat(14)),
        ] {
            assert_eq!(count("Tell me of it.", text), 0, "{text}");
        }
        for prompt in ["Write a song.", "Repeat it five times.", "A nursery rhyme, please", "Write a poem"] {
            assert_eq!(count(prompt, &"Row, row, row your boat. ".repeat(5)), 0, "{prompt}");
        }
    }
}
