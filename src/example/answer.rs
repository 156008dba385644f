//! What an answer says: a choice, a polarity, a number, JSON, or free text. Two answers can contradict each other only
//! where both say the same kind of thing.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::normal::{Form, normalize, words};

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

const YES: [&str; 7] = ["yes", "true", "correct", "yep", "yeah", "affirmative", "right"];
const NO: [&str; 6] = ["no", "false", "incorrect", "nope", "negative", "wrong"];
/// Yes and no in de, es, fr, it, pt, nl, zh, ja; `no` of es and it is among the English ones.
const YES_ELSEWHERE: [&str; 9] = ["ja", "sí", "oui", "sì", "sim", "是", "是的", "はい", "对"];
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

/// Longest answer, in characters of its folded form, that can be a label.
const LABEL_CHARS: usize = 48;
/// Most words of a label, and of a bare polarity.
const LABEL_WORDS: usize = 6;

/// Whether an answer is short enough for a class label: one line, 1–6 words, at most 48 characters.
pub fn is_short(answer: &str) -> bool {
    let line = answer.trim();
    if line.is_empty() || line.len() > 4 * LABEL_CHARS || line.contains('\n') {
        return false;
    }
    let (count, length) = if line.is_ascii() {
        measure(line)
    } else {
        let folded = words(line);
        (folded.split(' ').filter(|word| !word.is_empty()).count(), folded.chars().count())
    };
    (1..=LABEL_WORDS).contains(&count) && length <= LABEL_CHARS
}

/// Words and characters of the folded form of ASCII text, without making it.
fn measure(line: &str) -> (usize, usize) {
    let is_word = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
    let runs = line.as_bytes().chunk_by(|a, b| is_word(a) == is_word(b)).filter(|run| is_word(&run[0]));
    let (mut count, mut length) = (0, 0);
    for run in runs.take(LABEL_WORDS + 1) {
        count += 1;
        length += run.len();
    }
    (count, length + count.saturating_sub(1))
}

/// The fold key of a label: without a leading `label:`, wrapping marks, case, spaces and punctuation. Signs and
/// operators stay, because `+1` and `-1` are two labels.
pub fn fold_label(answer: &str) -> String {
    let bare = unwrap_label(answer);
    let mut out = Vec::new();
    normalize(bare, Form::Prompt, &mut out);
    out.retain(|b| *b != b' ' && *b != b'_');
    let folded = String::from_utf8(out).expect("normal forms of text are text");
    if folded.is_empty() { bare.trim().to_owned() } else { folded }
}

fn unwrap_label(answer: &str) -> &str {
    let marks: &[char] = &['"', '\'', '`', '*', '[', ']', '(', ')', '“', '”', ' '];
    let bare = answer.trim().trim_matches(marks);
    for head in ["label", "class", "category", "intent", "sentiment", "answer", "output"] {
        let Some(start) = bare.get(..head.len()) else { continue };
        let rest = bare[head.len()..].trim_start();
        if start.eq_ignore_ascii_case(head) && rest.starts_with([':', '=', '-']) {
            return rest[1..].trim().trim_matches(marks);
        }
    }
    bare
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
        let (kind, value) = value.unwrap_or((if is_short(text) { Kind::Short } else { Kind::Free }, Value::Free));
        Answer { kind, value }
    }

    /// The kind alone; cheap for long answers, which are nearly all free.
    pub fn kind_of(text: &str) -> Kind {
        let trimmed = text.trim();
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

impl Value {
    /// Whether the two cannot both hold; `false` also where they cannot be compared.
    pub fn conflicts(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Polarity(a), Value::Polarity(b)) => a != b,
            (Value::Choice(a), Value::Choice(b)) => a != b,
            (Value::Number(a, da, ua), Value::Number(b, db, ub)) => {
                let comparable = ua == ub || ua.is_empty() || ub.is_empty();
                comparable && !(close(*a, *b) || rounds_to(*a, *b, *db) || rounds_to(*b, *a, *da))
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
    is_short(a)
        && is_short(b)
        && words(a).split(' ').count() <= 3
        && words(b).split(' ').count() <= 3
        && fold_label(a) != fold_label(b)
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

/// The end of a text: at most so many bytes, from a character's start on.
fn last_bytes(text: &str, bytes: usize) -> &str {
    let from = text.len().saturating_sub(bytes);
    let from = (from..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    &text[from..]
}

fn opens_with_polarity(text: &str) -> bool {
    let end = text.char_indices().nth(16).map_or(text.len(), |(at, _)| at);
    polarity_word(&text[..end]).is_some()
}

/// The polarity of the first word, and the text behind it.
fn polarity_word(text: &str) -> Option<(bool, &str)> {
    let opened = text.trim_start_matches(['*', '"', '“']);
    let ascii = opened.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let end = if opened[ascii..].starts_with(|c: char| !c.is_ascii()) {
        opened.find(|c: char| !c.is_alphanumeric()).unwrap_or(opened.len())
    } else {
        ascii
    };
    let (word, rest) = opened.split_at(end);
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

fn has_final_number(text: &str) -> bool {
    final_number(text).is_some()
}

fn number_in(text: &str) -> Option<(f64, usize, String)> {
    final_number(text).or_else(|| if text.len() <= 64 && !text.contains('\n') { quantity(text) } else { None })
}

/// What every cue in words has in common; built once.
static CUE: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("nswer"));

/// The number that ends a worked answer: `#### N`, `\boxed{N}`, `the answer is N`.
fn final_number(text: &str) -> Option<(f64, usize, String)> {
    let tail = last_bytes(text, 80).trim_end();
    // One of the cues must stand there, and each has one of these bytes.
    if memchr::memchr3(b'#', b'{', b'=', tail.as_bytes()).is_none() && CUE.find(tail.as_bytes()).is_none() {
        return None;
    }
    if let Some((_, number)) = tail.rsplit_once("#### ") {
        return quantity(number);
    }
    if let Some((_, boxed)) = tail.rsplit_once("\\boxed{") {
        let end = boxed.find('}')?;
        return if boxed[end + 1..].trim_matches(['$', '.', ' ', ')', '\\', ']']).is_empty() {
            quantity(&boxed[..end])
        } else {
            None
        };
    }
    let lower = tail.to_ascii_lowercase();
    let cues = ["answer is: ", "answer is ", "answer = ", "answer: "];
    let at = cues.iter().filter_map(|cue| lower.rfind(cue).map(|at| at + cue.len())).max()?;
    quantity(&tail[at..])
}

const NUMBER_WORDS: [(&str, f64); 31] = [
    ("zero", 0.0),
    ("one", 1.0),
    ("two", 2.0),
    ("three", 3.0),
    ("four", 4.0),
    ("five", 5.0),
    ("six", 6.0),
    ("seven", 7.0),
    ("eight", 8.0),
    ("nine", 9.0),
    ("ten", 10.0),
    ("eleven", 11.0),
    ("twelve", 12.0),
    ("thirteen", 13.0),
    ("fourteen", 14.0),
    ("fifteen", 15.0),
    ("sixteen", 16.0),
    ("seventeen", 17.0),
    ("eighteen", 18.0),
    ("nineteen", 19.0),
    ("twenty", 20.0),
    ("thirty", 30.0),
    ("forty", 40.0),
    ("fifty", 50.0),
    ("sixty", 60.0),
    ("seventy", 70.0),
    ("eighty", 80.0),
    ("ninety", 90.0),
    ("hundred", 100.0),
    ("dozen", 12.0),
    ("half", 0.5),
];

/// One number with an optional currency before it and one unit word or `%` after it.
fn quantity(text: &str) -> Option<(f64, usize, String)> {
    let text = text.trim().trim_end_matches(['.', '*', '!']).trim_start_matches('*').trim();
    let word_end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    let word = text[..word_end].to_ascii_lowercase();
    if let Some((_, value)) = NUMBER_WORDS.iter().find(|(name, _)| *name == word) {
        return Some((*value, 0, unit(&text[word_end..])?));
    }
    let (negative, text) = text.strip_prefix(['-', '−']).map_or((false, text), |rest| (true, rest));
    let currency: &[char] = &['$', '€', '£', '¥', '₹', ' '];
    let text = text.trim_start_matches(currency);
    let (negative, text) = text.strip_prefix('-').map_or((negative, text), |rest| (true, rest));
    let end =
        text.find(|c: char| !(c.is_ascii_digit() || ".,'_\u{a0}\u{202f}\u{2009}".contains(c))).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let digits = digits.trim_end_matches(|c: char| !c.is_ascii_digit());
    let (mut value, mut decimals) = plain_number(digits)?;
    let mut rest = rest;
    if let Some(below) = rest.strip_prefix('/') {
        let end = below.find(|c: char| !c.is_ascii_digit()).unwrap_or(below.len());
        let (divisor, _) = plain_number(&below[..end])?;
        if divisor == 0.0 {
            return None;
        }
        value /= divisor;
        decimals = 15;
        rest = &below[end..];
    }
    Some((if negative { -value } else { value }, decimals, unit(rest)?))
}

/// Digits with groups of three and a decimal point; gives the value and the decimals shown.
fn plain_number(digits: &str) -> Option<(f64, usize)> {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut groups = whole.split(|c: char| !c.is_ascii_digit());
    let first = groups.next()?;
    let grouped = groups.clone().next().is_some();
    if grouped && (first.len() > 3 || first.is_empty() || !groups.all(|group| group.len() == 3)) {
        return None;
    }
    let plain: String = whole.chars().filter(char::is_ascii_digit).collect();
    format!("{}.{}", if plain.is_empty() { "0" } else { &plain }, if fraction.is_empty() { "0" } else { fraction })
        .parse()
        .ok()
        .map(|value| (value, fraction.trim_end_matches('0').len()))
}

/// At most one unit word, folded; `None` when more follows.
fn unit(rest: &str) -> Option<String> {
    let rest = rest.trim();
    if rest == "%" || rest.eq_ignore_ascii_case("percent") {
        return Some("%".into());
    }
    let one_word =
        !rest.contains(char::is_whitespace) && rest.chars().all(|c| c.is_alphabetic() || "°²³€$£".contains(c));
    one_word.then(|| rest.to_lowercase().trim_end_matches('s').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn ascii_is_measured_as_it_folds() {
        for line in ["card arrival", "a_b c-d!", "one two three four five six", "Yes.", "x".repeat(49).as_str(), "--"] {
            let folded = words(line);
            let counted = (folded.split(' ').filter(|word| !word.is_empty()).count(), folded.chars().count());
            assert_eq!(measure(line), counted, "{line}");
        }
        assert!(is_short("card arrival") && !is_short("one two three four five six seven") && !is_short("--"));
    }

    #[test]
    fn labels_fold() {
        for form in ["Positive", "positive.", " POSITIVE ", "label: positive", "**Positive**", "\"positive\""] {
            assert_eq!(fold_label(form), "positive");
        }
        assert_eq!(fold_label("card_arrival"), fold_label("Card Arrival"));
        assert_ne!(fold_label("+1"), fold_label("-1"));
        assert_ne!(fold_label("C#"), fold_label("C++"));
        assert_eq!(fold_label("👍"), "👍");
    }
}
