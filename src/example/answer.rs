//! What an answer says: a choice, a polarity, a number, JSON, or free text. Two answers can contradict each other only
//! where both say the same kind of thing.

use super::label::{LABEL_WORDS, fold_label, is_short};
use super::normal::words;
use super::number::{NUMBER_WORDS, has_final_number, last_bytes, may_have_cue, number_in};
use super::scan::Signs;

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

/// What an answer says, by its kind.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Yes (`true`) or no.
    Polarity(bool),
    /// A number with the decimals it shows and its unit (folded, may be empty).
    Number(f64, usize, String),
    /// The letter.
    Choice(char),
    /// Parsed JSON.
    Json(serde_json::Value),
    /// Nothing that can be compared.
    Free,
}

/// An answer that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Its kind.
    pub kind: Kind,
    /// What it says.
    pub value: Value,
}

/// A language with its yes and no, and words that show it and that English does not have.
struct Tongue {
    yes: &'static [&'static str],
    no: &'static [&'static str],
    shown_by: &'static [&'static str],
}

/// German, Spanish, French, Italian, Portuguese and Dutch. The words that show a language are the most frequent ones of each
/// in Wikipedia, without those that English has too.
const TONGUES: [Tongue; 6] = [
    Tongue {
        yes: &["ja"],
        no: &["nein"],
        shown_by: &[
            "der", "die", "das", "ist", "sind", "ein", "eine", "und", "nicht", "kann", "gibt", "wird", "für", "mit",
            "von", "den", "dem", "wie", "wer", "wo", "ich", "zu", "auf", "im", "sich", "auch", "haben", "hat", "liegt",
            "oder",
        ],
    },
    Tongue {
        yes: &["sí", "si"],
        no: &["no"],
        shown_by: &[
            "el", "la", "los", "las", "es", "un", "una", "de", "que", "en", "y", "está", "son", "hay", "tiene",
            "puede", "se", "con", "por", "para", "del", "al", "su", "qué", "cuál", "este", "esta",
        ],
    },
    Tongue {
        yes: &["oui"],
        no: &["non"],
        shown_by: &[
            "le", "la", "les", "est", "un", "une", "des", "de", "que", "dans", "et", "sont", "il", "elle", "peut",
            "avec", "pour", "sur", "en", "ce", "du", "au", "qui", "pas", "quel", "quelle", "cette",
        ],
    },
    Tongue {
        yes: &["sì", "si"],
        no: &["no"],
        shown_by: &[
            "il", "lo", "la", "gli", "è", "un", "una", "di", "che", "e", "sono", "può", "con", "per", "del", "della",
            "si", "le", "non", "questo", "questa", "ha", "dei", "alla",
        ],
    },
    Tongue {
        yes: &["sim"],
        no: &["não"],
        shown_by: &[
            "o", "os", "é", "um", "uma", "de", "que", "em", "e", "são", "tem", "pode", "com", "por", "para", "da",
            "dos", "na", "não", "ao", "este", "esta", "isto",
        ],
    },
    Tongue {
        yes: &["ja"],
        no: &["nee"],
        shown_by: &[
            "de", "het", "een", "en", "van", "niet", "zijn", "kan", "heeft", "met", "voor", "op", "dat", "er", "wordt",
            "deze", "dit", "wat", "wie", "ik", "je", "te", "aan", "bij", "ligt",
        ],
    },
];
/// Words that show English, where another language shares words with it.
const ENGLISH: [&str; 22] = [
    "the", "is", "are", "of", "to", "in", "for", "with", "does", "do", "can", "what", "which", "was", "it", "this",
    "that", "you", "how", "and", "or", "a",
];
/// Words of a prompt that are looked at.
const SHOWING: usize = 60;

const YES: [&str; 7] = ["yes", "true", "correct", "yep", "yeah", "affirmative", "right"];
const NO: [&str; 6] = ["no", "false", "incorrect", "nope", "negative", "wrong"];
/// Yes and no in de, es, fr, it, pt, nl, zh, ja; `no` of es and it is among the English ones.
const YES_ELSEWHERE: [&str; 10] = ["ja", "sí", "si", "oui", "sì", "sim", "是", "是的", "はい", "对"];
const NO_ELSEWHERE: [&str; 8] = ["nein", "non", "não", "nee", "否", "不是", "いいえ", "不"];
/// Openings that look like a polarity and are none.
const IDIOMS: [&str; 12] = [
    "no problem",
    "no worries",
    "no doubt",
    "no idea",
    "no clue",
    "no one",
    "no matter",
    "right now",
    "right away",
    "right click",
    "true north",
    "wrong number",
];

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
    let lists: [&[&str]; 5] = [&YES, &NO, &YES_ELSEWHERE, &NO_ELSEWHERE, &NUMBER_WORDS];
    let mut list = 0;
    while list < lists.len() {
        let mut i = 0;
        while i < lists[list].len() {
            let word = lists[list][i].as_bytes();
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
        list += 1;
    }
    table
};

/// Whether a text opens with an ASCII word that is no polarity, no number and no letter of a choice: told by its length and
/// three of its letters, which nearly always suffices.
fn opens_like_prose(text: &[u8]) -> bool {
    let length = text.iter().take(31).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let [first, .., last] = &text[..length] else {
        // One letter is prose only as a word before others; most often it is the choice of an answer.
        return length == 1 && text[0].is_ascii_alphabetic() && text.get(1) == Some(&b' ');
    };
    let lengths = |place: usize, byte: u8| {
        let letter = byte.to_ascii_lowercase().wrapping_sub(b'a');
        KNOWN[place].get(usize::from(letter)).copied().unwrap_or(0)
    };
    let known = lengths(0, *first) & lengths(1, text[1]) & lengths(2, *last);
    first.is_ascii_alphabetic() && known >> length & 1 == 0 && text.get(length).is_none_or(u8::is_ascii)
}

impl Value {
    /// Whether the two cannot both hold; `false` also where they cannot be compared.
    pub fn conflicts(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Polarity(a), Value::Polarity(b)) => a != b,
            (Value::Choice(a), Value::Choice(b)) => a != b,
            (Value::Number(a, da, ua), Value::Number(b, db, ub)) => {
                let comparable = ua == ub || ua.is_empty() || ub.is_empty();
                // A share may be written as such or in percent.
                let percent = (ua == "%") != (ub == "%") && (close(*a * 100.0, *b) || close(*a, *b * 100.0));
                comparable && !percent && !(close(*a, *b) || rounds_to(*a, *b, *db) || rounds_to(*b, *a, *da))
            }
            (Value::Json(a), Value::Json(b)) => json_conflict(a, b),
            _ => false,
        }
    }
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * 1f64.max(a.abs()).max(b.abs())
}

/// Whether `exact`, rounded to the decimals that `shown` has, is `shown`.
fn rounds_to(exact: f64, shown: f64, decimals: usize) -> bool {
    let scale = 10f64.powi(decimals as i32);
    (exact * scale).fract() != 0.0 && close((exact * scale).round() / scale, shown)
}

/// Same keys, and a closed value differs.
fn json_conflict(a: &serde_json::Value, b: &serde_json::Value) -> bool {
    use serde_json::Value as J;
    match (a, b) {
        (J::Object(a), J::Object(b)) => {
            a.len() == b.len()
                && a.keys().all(|key| b.contains_key(key))
                && a.iter().any(|(key, value)| json_conflict(value, &b[key]))
        }
        (J::Array(a), J::Array(b)) => a.len() == b.len() && a.iter().zip(b).any(|(a, b)| json_conflict(a, b)),
        (J::Bool(a), J::Bool(b)) => a != b,
        (J::Number(a), J::Number(b)) => !close(a.as_f64().unwrap_or(f64::NAN), b.as_f64().unwrap_or(f64::NAN)),
        (J::String(a), J::String(b)) => string_conflict(a, b),
        _ => false,
    }
}

fn string_conflict(a: &str, b: &str) -> bool {
    let (read_a, read_b) = (Answer::read(a), Answer::read(b));
    if read_a.value != Value::Free && read_b.value != Value::Free {
        return read_a.value.conflicts(&read_b.value);
    }
    is_short_text(a)
        && is_short_text(b)
        && words(a).split(' ').count() <= 3
        && words(b).split(' ').count() <= 3
        && fold_label(a) != fold_label(b)
}

fn is_short_text(text: &str) -> bool {
    is_short(text, Signs::of_bytes(text))
}

fn choice(text: &str) -> Option<char> {
    let letter = |text: &str| {
        let mut chars = text.chars();
        let first = chars.next().filter(|c| ('A'..='H').contains(c))?;
        chars.as_str().is_empty().then_some(first)
    };
    let bare = text.trim_end_matches('.').trim_start_matches('(').trim_end_matches(')');
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
    let (_, tail) = last_bytes(text, 24).rsplit_once("nswer is ")?;
    letter(tail.trim_end_matches(['.', ')', '*']).trim_start_matches(['(', '*']))
}

fn ends_with_choice(text: &str) -> bool {
    last_bytes(text, 24).contains("nswer is ")
}

fn opens_with_polarity(text: &str) -> bool {
    let end = text.char_indices().nth(16).map_or(text.len(), |(at, _)| at);
    polarity_word(&text[..end]).is_some()
}

/// The first word of an answer, and the text behind it.
fn first_word(text: &str) -> (&str, &str) {
    let opened = text.trim_start_matches(['*', '"', '“']);
    let ascii = opened.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let end = if opened[ascii..].starts_with(|c: char| !c.is_ascii()) {
        opened.find(|c: char| !c.is_alphanumeric()).unwrap_or(opened.len())
    } else {
        ascii
    };
    opened.split_at(end)
}

/// Whether the yes or no of an answer is English, or of the language of its prompt.
fn is_understood(answer: &str, prompt: &str) -> bool {
    let word = first_word(answer).0.to_lowercase();
    if YES.contains(&word.as_str()) || NO.contains(&word.as_str()) {
        return true;
    }
    let of = |wide: &dyn Fn(char) -> bool| prompt.chars().take(400).any(wide);
    let han = |c: char| ('\u{4E00}'..='\u{9FFF}').contains(&c);
    let kana = |c: char| ('\u{3040}'..='\u{30FF}').contains(&c);
    match word.as_str() {
        "はい" | "いいえ" => return of(&|c| han(c) || kana(c)),
        "是" | "是的" | "对" | "否" | "不是" | "不" => return of(&han),
        _ => {}
    }
    let folded = words(&prompt.chars().take(8 * SHOWING).collect::<String>());
    let shown = |list: &[&str]| folded.split(' ').take(SHOWING).filter(|word| list.contains(word)).count();
    let english = shown(&ENGLISH);
    TONGUES.iter().filter(|tongue| tongue.yes.contains(&word.as_str()) || tongue.no.contains(&word.as_str())).any(
        |tongue| {
            let own = shown(tongue.shown_by);
            own > 0 && own >= english
        },
    )
}

/// The polarity of the first word, and the text behind it.
fn polarity_word(text: &str) -> Option<(bool, &str)> {
    let (word, rest) = first_word(text);
    let is = |list: &[&str]| list.iter().any(|known| known.eq_ignore_ascii_case(word));
    let foreign = |list: &[&str]| is(list) || (!word.is_ascii() && list.contains(&word.to_lowercase().as_str()));
    if is(&YES) || foreign(&YES_ELSEWHERE) {
        Some((true, rest))
    } else if is(&NO) || foreign(&NO_ELSEWHERE) {
        Some((false, rest))
    } else {
        None
    }
}

fn polarity(text: &str) -> Option<bool> {
    let (yes, rest) = polarity_word(text)?;
    let rest = rest.trim_start_matches(['*', '"', '”']);
    let folded = words(text.lines().next().unwrap_or(""));
    if IDIOMS
        .iter()
        .any(|idiom| folded.strip_prefix(idiom).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')))
    {
        return None;
    }
    let bare = rest.is_empty() || rest.starts_with([',', '.', '!', ':', ';', '\n', '\r', '。', '，', '！', '、']);
    let short = !text.contains('\n') && folded.split(' ').count() <= LABEL_WORDS && !rest.starts_with(['/', '-']);
    // Two opposite words side by side ("yes or no", "true/false") say neither.
    let both = short && folded.split(' ').skip(1).any(|word| YES.contains(&word) || NO.contains(&word));
    ((bare || short) && !both).then_some(yes)
}

fn looks_like_json(text: &str) -> bool {
    (text.starts_with('{') && text.ends_with('}')) || (text.starts_with('[') && text.ends_with(']'))
}

fn json(text: &str) -> Option<serde_json::Value> {
    if looks_like_json(text) { serde_json::from_str(text).ok() } else { None }
}

#[cfg(test)]
mod tests {
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
    fn yes_and_no_are_read_in_the_language_of_the_prompt() {
        let kind = |answer: &str, prompt: &str| Answer::read_under(answer, prompt).kind;
        for (answer, prompt) in [
            ("Yes", "Is Berlin a city?"),
            ("No", "¿Es Madrid una ciudad?"),
            ("Ja", "Ist Berlin eine Stadt?"),
            ("Nein, sie ist klein.", "Ist die Stadt groß?"),
            ("Sí", "¿Es Madrid una ciudad?"),
            ("si", "Roma è una città?"),
            ("Oui", "Est-ce que Paris est une ville ?"),
            ("Non.", "Le chat est-il noir ?"),
            ("Sì", "La luna è piena?"),
            ("Sim", "O Porto é uma cidade?"),
            ("Não", "A lua é um planeta?"),
            ("Nee", "Ligt het huis aan de zee?"),
            ("是", "北京是城市吗？"),
            ("否", "月亮是行星吗？"),
            ("はい", "東京は都市ですか？"),
            ("いいえ。", "月は惑星ですか？"),
        ] {
            assert_eq!(kind(answer, prompt), Kind::Polarity, "{answer} to {prompt}");
        }
        for (answer, prompt) in [
            ("ja", "Which language is this text in?"),
            ("non", "What is the prefix of the word in the brackets?"),
            ("si", "Name the code of the language of this text."),
            ("sim", "What do you call the card in a phone?"),
            ("はい", "Which word is it?"),
            ("nee", "What was her name at birth?"),
        ] {
            assert_eq!(kind(answer, prompt), Kind::Short, "{answer} to {prompt}");
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

    #[test]
    fn equal_values_do_not_conflict() {
        for (a, b) in [
            ("1,000", "1000.0"),
            ("42", "The answer is 42."),
            ("half", "1/2"),
            ("0.33", "1/3"),
            ("50%", "50 %"),
            ("5 km", "5000 m"),
            ("Yes", "Yes, because."),
            ("twelve", "12"),
            ("12", "12 apples"),
            ("2 million", "2,000,000"),
            ("two hundred", "200"),
            ("0.5", "50 %"),
            ("3.14", "3.14159"),
            ("5 km", "5 miles"),
            ("{\"a\":1.0}", "{\"a\": 1}"),
            ("{\"a\":1}", "{\"b\":2}"),
        ] {
            assert!(!value(a).conflicts(&value(b)), "{a} and {b}");
        }
    }

    #[test]
    fn different_values_conflict() {
        for (a, b) in [
            ("Yes", "No"),
            ("True", "No"),
            ("18", "#### 17"),
            ("A", "B) text"),
            ("{\"a\":1}", "{\"a\":2}"),
            ("-5", "5"),
            ("1.5", "15"),
        ] {
            assert!(value(a).conflicts(&value(b)), "{a} and {b}");
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
