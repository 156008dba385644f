//! The one number that an answer gives: alone, with a unit, or at the end of a worked answer.

use std::sync::LazyLock;

use memchr::memmem::Finder;

/// Whether a worked answer ends in a number.
pub(super) fn has_final_number(text: &str) -> bool {
    final_number(text).is_some()
}

/// The number that an answer gives, with the decimals it shows and its unit.
pub(super) fn number_in(text: &str) -> Option<(f64, usize, String)> {
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

/// The end of a text: at most so many bytes, from a character's start on.
pub(super) fn last_bytes(text: &str, bytes: usize) -> &str {
    let from = text.len().saturating_sub(bytes);
    let from = (from..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    &text[from..]
}
