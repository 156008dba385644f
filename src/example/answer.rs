//! What an answer says: a choice, a polarity, a number, JSON, or free text. Two answers can contradict each other only
//! where both say the same kind of thing.

use super::label::is_short;
use super::number::{has_final_number, last_bytes, may_have_cue, number_in};
use super::polarity::{TONGUES, is_understood, opens_with_polarity, polarity};
use super::signs::Signs;
use super::spoken::{NUMBER_WORDS, behind_a};
use super::value::Value;

/// What kind of thing an answer says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Anything; never contradicts.
    Free,
    /// Free, but short enough to be a class label.
    Short,
    /// Yes or no.
    Polarity,
    /// One number.
    Number,
    /// One letter of a multiple choice.
    Choice,
    /// A JSON object or array.
    Json,
}

impl Kind {
    /// Every kind, in the order of their numbers.
    pub const ALL: [Kind; 6] = [Kind::Free, Kind::Short, Kind::Polarity, Kind::Number, Kind::Choice, Kind::Json];
}

/// An answer that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Its kind.
    pub kind: Kind,
    /// What it says.
    pub value: Value,
}

impl Answer {
    /// Reads an answer. `JSON` is parsed only when it is asked for its value; its kind follows from its brackets.
    pub fn read(text: &str) -> Answer {
        let trimmed = text.trim();
        let value = choice(trimmed)
            .map(|letter| (Kind::Choice, Value::Choice(letter)))
            .or_else(|| polarity(trimmed).map(|yes| (Kind::Polarity, Value::Polarity(yes))))
            .or_else(|| number_in(trimmed).map(|(n, decimals, unit)| (Kind::Number, Value::Number(n, decimals, unit))))
            .or_else(|| json(trimmed).map(|value| (Kind::Json, Value::Json(value))));
        let (kind, value) = value.unwrap_or((if is_short_text(text) { Kind::Short } else { Kind::Free }, Value::Free));
        Answer { kind, value }
    }

    /// Reads the answer to a prompt: a yes or no in another language than English counts only under a prompt of that language.
    pub fn read_under(text: &str, prompt: &str) -> Answer {
        let read = Answer::read(text);
        if read.kind == Kind::Polarity && !is_understood(text.trim(), prompt) {
            // What the first word says does not count; the whole may be a number or a label still.
            let short = is_short_text(text);
            return Answer { kind: if short { Kind::Short } else { Kind::Free }, value: Value::Free };
        }
        read
    }

    /// The kind alone; cheap for the most answers, which are free. `short`: whether it is short enough for a label.
    pub fn kind_of(text: &str, short: bool) -> Kind {
        let trimmed = text.trim();
        if opens_like_prose(trimmed.as_bytes()) && !may_have_cue(trimmed) {
            return if short { Kind::Short } else { Kind::Free };
        }
        let long = trimmed.len() > 400;
        if long
            && !(opens_with_polarity(trimmed)
                || has_final_number(trimmed)
                || looks_like_json(trimmed)
                || ends_with_choice(trimmed))
        {
            return Kind::Free;
        }
        if looks_like_json(trimmed) {
            return Kind::Json;
        }
        Answer::read(text).kind
    }
}

/// Lengths (as bits) of the known first words with a certain letter as their first, second and last one.
const KNOWN: [[u32; 26]; 3] = {
    let mut table = [[0; 26]; 3];
    let mut tongue = 0;
    while tongue < TONGUES.len() {
        table = with(table, TONGUES[tongue].yes);
        table = with(table, TONGUES[tongue].no);
        tongue += 1;
    }
    with(table, &NUMBER_WORDS)
};

/// A table like [`KNOWN`] with more words in it.
const fn with(mut table: [[u32; 26]; 3], words: &[&str]) -> [[u32; 26]; 3] {
    let mut i = 0;
    while i < words.len() {
        let word = words[i].as_bytes();
        let letters = [word[0], word[1], word[word.len() - 1]];
        let mut place = 0;
        while place < 3 {
            if letters[place].is_ascii_lowercase() {
                table[place][(letters[place] - b'a') as usize] |= 1 << word.len();
            }
            place += 1;
        }
        i += 1;
    }
    table
}

/// Whether a text opens with an ASCII word that is no polarity, no number and no letter of a choice: told by its length and
/// three of its letters, which nearly always suffices.
fn opens_like_prose(text: &[u8]) -> bool {
    let length = text.iter().take(31).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let [first, .., last] = &text[..length] else {
        // One letter is prose only as a word before others; most often it is the choice of an answer.
        let one = length == 1 && text[0].is_ascii_alphabetic() && text.get(1) == Some(&b' ');
        return one && !std::str::from_utf8(text).is_ok_and(|text| behind_a(text).is_some());
    };
    let lengths = |place: usize, byte: u8| {
        let letter = byte.to_ascii_lowercase().wrapping_sub(b'a');
        KNOWN[place].get(usize::from(letter)).copied().unwrap_or(0)
    };
    let known = lengths(0, *first) & lengths(1, text[1]) & lengths(2, *last);
    first.is_ascii_alphabetic() && known >> length & 1 == 0 && text.get(length).is_none_or(u8::is_ascii)
}

pub(super) fn is_short_text(text: &str) -> bool {
    is_short(text, Signs::of_bytes(text))
}

fn choice(text: &str) -> Option<char> {
    let letter = |text: &str| {
        let mut chars = text.chars();
        let first = chars.next().filter(|c| ('A'..='H').contains(c))?;
        chars.as_str().is_empty().then_some(first)
    };
    let bare = text.trim_matches('*').trim_end_matches('.').trim_start_matches('(').trim_end_matches(')');
    if let Some(letter) = letter(bare) {
        return Some(letter);
    }
    let opened = text.strip_prefix('(').unwrap_or(text);
    if let Some((head, rest)) = opened.split_once(')')
        && rest.starts_with(' ')
        && !text.contains('\n')
        && let Some(letter) = letter(head)
    {
        return Some(letter);
    }
    let tail = announced(text)?;
    letter(tail.trim_end_matches(['.', ')', '*']).trim_start_matches(['(', '*']))
}

fn ends_with_choice(text: &str) -> bool {
    announced(text).is_some()
}

/// What stands behind `The answer is` or `Answer:` at the end of a text.
fn announced(text: &str) -> Option<&str> {
    let tail = last_bytes(text, 24);
    memchr::memchr(b'w', tail.as_bytes())?;
    ["nswer is ", "nswer: "].into_iter().find_map(|cue| Some(tail.rsplit_once(cue)?.1))
}

fn looks_like_json(text: &str) -> bool {
    (text.starts_with('{') && text.ends_with('}')) || (text.starts_with('[') && text.ends_with(']'))
}

fn json(text: &str) -> Option<serde_json::Value> {
    if looks_like_json(text) { serde_json::from_str(text).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::super::value::close;
    use super::*;
    use proptest::prelude::*;

    fn value(text: &str) -> Value {
        Answer::read(text).value
    }

    #[test]
    fn kinds_are_told_apart() {
        for (text, kind) in [
            ("B", Kind::Choice),
            ("(C)", Kind::Choice),
            ("D.", Kind::Choice),
            ("A) Paris", Kind::Choice),
            ("So the answer is (B).", Kind::Choice),
            ("Answer: B", Kind::Choice),
            ("**A**", Kind::Choice),
            ("Yes, that is correct.", Kind::Polarity),
            ("No, that's false.", Kind::Polarity),
            ("Yep, no problem", Kind::Polarity),
            ("a dozen", Kind::Number),
            ("thirty five", Kind::Number),
            ("The answer is twenty one.", Kind::Number),
            ("+4", Kind::Number),
            ("(4)", Kind::Number),
            ("Yes", Kind::Polarity),
            ("no.", Kind::Polarity),
            ("Yes, because it is taught widely and has many libraries to use.", Kind::Polarity),
            ("nein", Kind::Polarity),
            ("42", Kind::Number),
            ("$1,000.50", Kind::Number),
            ("12 apples", Kind::Number),
            ("50 %", Kind::Number),
            ("We add and get this.\n#### 18", Kind::Number),
            ("{\"a\": 1}", Kind::Json),
            ("card arrival", Kind::Short),
            ("A dog is an animal that many people keep.", Kind::Free),
            ("No problem!", Kind::Short),
            ("Yes or no", Kind::Short),
            ("True/False", Kind::Short),
            ("3:30", Kind::Short),
            ("2020-01-01", Kind::Short),
        ] {
            assert_eq!(Answer::read(text).kind, kind, "{text}");
            assert_eq!(Answer::kind_of(text, is_short_text(text)), kind, "{text}");
        }
    }

    #[test]
    fn choices_are_letters_up_to_h() {
        for (text, letter) in [("A", 'A'), ("(H)", 'H'), ("C.", 'C'), ("B) Rome", 'B'), ("(D) Oslo", 'D')] {
            assert_eq!(value(text), Value::Choice(letter), "{text}");
        }
        for text in ["Let us see. The answer is (A)", "Thus, the answer is B.", "The final answer is **C**"] {
            assert!(matches!(value(text), Value::Choice(_)), "{text}");
        }
        for text in ["I", "a", "AB", "A man", "(A", "B-52 bombers fly", "A)text", "Vitamin C"] {
            let read = Answer::read(text).kind;
            assert!(read != Kind::Choice || text == "(A", "{text}");
        }
    }

    #[test]
    fn numbers_are_read_as_they_are_written() {
        for (text, number) in [
            ("1,234,567", 1_234_567.0),
            ("1'234", 1234.0),
            ("1_000", 1000.0),
            ("1\u{202f}000", 1000.0),
            ("1\u{a0}000", 1000.0),
            ("$1,000.00", 1000.0),
            ("-€5", -5.0),
            ("1/2", 0.5),
            ("half", 0.5),
            ("Twelve", 12.0),
            ("dozen", 12.0),
            ("2 dozen", 24.0),
            ("twenty-one", 21.0),
            ("two hundred", 200.0),
            ("2 million", 2e6),
            ("5k", 5000.0),
            ("ninety", 90.0),
            ("50 %", 50.0),
            ("12 apples.", 12.0),
            ("####18", 18.0),
            ("It is so.\n#### -1,000", -1000.0),
            ("so \\boxed{42}.", 42.0),
            ("The final answer is: 7", 7.0),
            ("We add. Answer = 3.50", 3.5),
            ("Answer:12", 12.0),
            ("The answer is $18.", 18.0),
        ] {
            assert!(matches!(value(text), Value::Number(n, ..) if close(n, number)), "{text}: {:?}", value(text));
        }
        for text in [
            "1,23",
            "12,34,5",
            "3:30",
            "2020-01-01",
            "5-10",
            "v1.2.3",
            "+49 30 12345",
            "12 green apples",
            "1/0",
            "5 or 6",
            "one of them",
            "The answer is 4 because 2 and 2 are four and not five.",
            "room 5",
            "half of it",
        ] {
            assert!(!matches!(value(text), Value::Number(..)), "{text}: {:?}", value(text));
        }
    }

    proptest! {
        #[test]
        fn the_kind_alone_is_that_of_the_whole_reading(
            text in "(A|B\\)|\\(C|Yes|no|ja|sí|Ten|half|the|Answer is|[a-z]{1,5})?[ .,:)éa-zA-H0-9\n]{0,6}(nswer is 4|#### 3|\\\\boxed\\{2\\})?"
        ) {
            let trimmed = text.trim();
            let read = Answer::read(&text).kind;
            // JSON is told by its brackets; all else must agree.
            prop_assume!(!looks_like_json(trimmed));
            prop_assert_eq!(Answer::kind_of(&text, is_short_text(&text)), read);
        }
    }
}
