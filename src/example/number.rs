//! The one number that an answer gives: alone, with a unit, or at the end of a worked answer.

use unicode_normalization::UnicodeNormalization;

use super::spoken::spoken;

/// Whether a worked answer ends in a number.
pub(super) fn has_final_number(text: &str) -> bool {
    final_number(text).is_some()
}

/// The number that an answer gives, with the decimals it shows and its unit.
pub(super) fn number_in(text: &str) -> Option<(f64, usize, String)> {
    let alone = || {
        if text.len() > 64 || text.contains('\n') {
            return None;
        }
        // Digits of full width are as good as others.
        if text.contains(|c| matches!(c, '\u{FF10}'..='\u{FF19}')) {
            quantity(&text.nfkc().collect::<String>())
        } else {
            quantity(text)
        }
    };
    final_number(text).or_else(alone)
}

/// Whether a final number or choice may be announced at the end of a text: one of the bytes or the word that every cue has
/// stands there. Prose seldom has a `w` before `er`, so looking for that byte is quicker than looking for the word.
pub(super) fn may_have_cue(text: &str) -> bool {
    let tail = &text.as_bytes()[text.len().saturating_sub(TAIL)..];
    let answer = |at: usize| tail[..at].ends_with(b"ns") && tail[at..].starts_with(b"wer");
    memchr::memchr3(b'#', b'{', b'=', tail).is_some() || memchr::memchr_iter(b'w', tail).any(answer)
}

/// Bytes at the end of a text in which its final number is announced.
const TAIL: usize = 80;

/// The number that ends a worked answer: `#### N`, `\boxed{N}`, `the answer is N`.
fn final_number(text: &str) -> Option<(f64, usize, String)> {
    if !may_have_cue(text) {
        return None;
    }
    let tail = last_bytes(text, TAIL).trim_end();
    if let Some((_, number)) = tail.rsplit_once("####") {
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
    let at = lower.rfind("answer")? + "answer".len();
    let rest = lower[at..].trim_start();
    let rest = rest.strip_prefix("is").filter(|rest| !rest.starts_with(char::is_alphabetic)).unwrap_or(rest);
    let said = rest.trim_start().trim_start_matches([':', '=']);
    // Something must stand between the word and the number, and be more than a space.
    (said.len() < lower[at..].trim_start().len()).then(|| quantity(&tail[tail.len() - said.len()..]))?
}

/// One number with an optional currency before it and one unit word or `%` after it.
fn quantity(text: &str) -> Option<(f64, usize, String)> {
    let text = text.trim().trim_end_matches(['.', '*', '!']).trim_start_matches('*').trim();
    let text = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).unwrap_or(text);
    if let Some((value, rest)) = spoken(text) {
        return Some((value, 0, unit(rest)?));
    }
    let (negative, text) = text.strip_prefix(['-', '−']).map_or((false, text), |rest| (true, rest));
    // One digit or more behind a plus is a number; a dozen are a telephone's.
    let plus = text.strip_prefix('+').filter(|rest| rest.len() < 8 && rest.starts_with(|c: char| c.is_ascii_digit()));
    let text = plus.unwrap_or(text);
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
    let (value, rest) = multiplied(if negative { -value } else { value }, rest);
    Some((value, decimals, unit(rest)?))
}

/// A number times the word behind it: `2 million`, `5k`.
fn multiplied(value: f64, rest: &str) -> (f64, &str) {
    let word = rest.trim_start();
    let end = word.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(word.len());
    let times = match &word[..end] {
        "k" | "K" if word.len() == rest.len() => 1e3,
        "hundred" => 1e2,
        "thousand" => 1e3,
        "million" => 1e6,
        "billion" => 1e9,
        "dozen" => 12.0,
        _ => return (value, rest),
    };
    (value * times, &word[end..])
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
        // Three digits may be thousands, and are told as three.
        .map(|value| (value, if fraction.len() == 3 { 3 } else { fraction.trim_end_matches('0').len() }))
}

/// At most one unit word, folded; `None` when more follows.
fn unit(rest: &str) -> Option<String> {
    let rest = rest.trim();
    if rest == "%" || rest.eq_ignore_ascii_case("percent") {
        return Some("%".into());
    }
    // `km/h` is one word; `5/` and `5 /h` are none.
    let is_unit = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphabetic() || "°²³€$£".contains(c));
    let one_word = rest.is_empty() || rest.split('/').count() <= 2 && rest.split('/').all(is_unit);
    one_word.then(|| {
        let lower = rest.to_lowercase();
        let one = if lower.len() > 1 { lower.trim_end_matches('s') } else { &lower };
        UNITS.iter().find(|(long, _)| *long == one).map_or(one, |(_, short)| short).to_owned()
    })
}

/// Units of which a short and a long form are in use (SI Brochure, 9th edition, and customary ones), without a plural `s`.
const UNITS: [(&str, &str); 34] = [
    ("metre", "m"),
    ("meter", "m"),
    ("kilometre", "km"),
    ("kilometer", "km"),
    ("centimetre", "cm"),
    ("centimeter", "cm"),
    ("millimetre", "mm"),
    ("millimeter", "mm"),
    ("gram", "g"),
    ("kilogram", "kg"),
    ("milligram", "mg"),
    ("litre", "l"),
    ("liter", "l"),
    ("millilitre", "ml"),
    ("milliliter", "ml"),
    ("second", "s"),
    ("sec", "s"),
    ("minute", "min"),
    ("hour", "h"),
    ("hr", "h"),
    ("mile", "mi"),
    ("foot", "ft"),
    ("feet", "ft"),
    ("inch", "in"),
    ("inche", "in"),
    ("yard", "yd"),
    ("pound", "lb"),
    ("ounce", "oz"),
    ("kmh", "km/h"),
    ("kph", "km/h"),
    ("celsiu", "°c"),
    ("euro", "eur"),
    ("dollar", "usd"),
    ("watt", "w"),
];

/// The end of a text: at most so many bytes, from a character's start on.
pub(super) fn last_bytes(text: &str, bytes: usize) -> &str {
    let from = text.len().saturating_sub(bytes);
    let from = (from..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    &text[from..]
}
