//! Made-up values for examples and tests: markers such as `{{github-token}}` stand in the rule pages, so that no page and
//! no test holds anything that looks like a credential to a secret scanner. The values are valid, and the same each time.

use xxhash_rust::xxh3::xxh3_64;

use super::bank_account;
use super::checks::{distinct, longest_staircase, luhn};
use super::iban;
use super::id_forms::IDS;
use super::marker_keys::{cloud_key, code_token, model_key, token};
use super::marker_values::{noise, record, wallet, wire};
use super::samples::is_sample;
use super::secret_formats::FORMATS;

pub(super) const LOWER: &str = "abcdefghijklmnopqrstuvwxyz";
pub(super) const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
pub(super) const DIGITS: &str = "0123456789";
pub(super) const HEX: &str = "0123456789abcdef";

/// Replaces the markers in a text by values; other braces stay. One marker stands for one value.
pub fn expand(text: &str) -> String {
    replace(text, &mut |body| value(body, 0))
}

/// The same with other values for each seed, and another for each place where a marker stands. A marker can also say how
/// its value is written (`{{card-visa:4-}}`: fours with hyphens) or be drawn (`{{=AB-####}}`).
pub fn expand_with(text: &str, seed: u64) -> String {
    let mut place = 0;
    replace(text, &mut |body| {
        place += 1;
        value(body, seed.wrapping_mul(1_000_003).wrapping_add(place * 7919))
    })
}

fn replace(text: &str, value: &mut dyn FnMut(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("{{") {
        out.push_str(&rest[..at]);
        let body = &rest[at + 2..];
        if let Some((value, end)) = body.find("}}").and_then(|end| Some((value(&body[..end])?, end))) {
            out.push_str(&value);
            rest = &body[end + 2..];
        } else {
            out.push_str("{{");
            rest = body;
        }
    }
    out.push_str(rest);
    out
}

/// The value of a marker: the first of its made-up values that does not look like a sample.
fn value(body: &str, seed: u64) -> Option<String> {
    if let Some(picture) = body.strip_prefix('=') {
        return (0..1000)
            .map(|round| picture_of(picture, &mut Random(xxh3_64(picture.as_bytes()) ^ seed).at(round)))
            .find(|value| !is_even(value));
    }
    if body == "test-card" {
        return Some(["4242"; 4].concat());
    }
    let (name, layout) = body.split_once(':').unwrap_or((body, ""));
    let value =
        (0..1000).map_while(|round| draw(name, seed + round)).find(|value| !is_sample(value) && !is_plain(value))?;
    Some(if layout.is_empty() { value } else { laid_out(&value, layout) })
}

/// A picture of a value: `#` is a digit, `^` one from 2 to 9, `@` a capital, `&` a small letter, `~` a hexadecimal digit,
/// `*` a letter or digit; all else stands for itself.
fn picture_of(picture: &str, random: &mut Random) -> String {
    let b62 = [DIGITS, UPPER, LOWER].concat();
    let one = |sign: char| match sign {
        '#' => random.text(DIGITS, 1),
        '^' => random.text("23456789", 1),
        '@' => random.text(UPPER, 1),
        '&' => random.text(LOWER, 1),
        '~' => random.text(HEX, 1),
        '*' => random.text(&b62, 1),
        sign => sign.to_string(),
    };
    picture.chars().map(one).collect()
}

/// Whether the digits of a picture came out in order or nearly all alike, as no one's would.
fn is_even(value: &str) -> bool {
    let digits: Vec<u8> = value.bytes().filter(u8::is_ascii_digit).collect();
    digits.len() > 3 && (longest_staircase(&digits) > 3 || distinct(&digits) < 3.min(digits.len() as u32 - 1))
}

/// A value in another dress: `wide` digits, `lower` case, `escaped` line ends, groups (`4` of four with blanks, `4-` with
/// hyphens), or a pattern in which `#` stands for the next character.
fn laid_out(value: &str, layout: &str) -> String {
    let plain = || value.chars().filter(char::is_ascii_alphanumeric);
    match layout {
        "wide" => value.chars().map(|c| if c.is_ascii_digit() { wide(c) } else { c }).collect(),
        "lower" => value.to_lowercase(),
        "escaped" => value.replace('\n', "\\n"),
        "encoded" => value.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D"),
        _ if layout.starts_with(|c: char| c.is_ascii_digit()) => {
            let size = layout[..1].parse().unwrap_or(4);
            let sign = if layout.len() > 1 { &layout[1..] } else { " " };
            let chars: Vec<char> = plain().collect();
            chars.chunks(size).map(|part| part.iter().collect::<String>()).collect::<Vec<_>>().join(sign)
        }
        _ => {
            let mut chars = plain();
            let mut out: String =
                layout.chars().filter_map(|sign| if sign == '#' { chars.next() } else { Some(sign) }).collect();
            out.extend(chars);
            out
        }
    }
}

fn wide(digit: char) -> char {
    char::from_u32(digit as u32 - '0' as u32 + 0xFF10).unwrap_or(digit)
}

/// Whether the digits of a value run in order or are too few kinds.
fn is_plain(value: &str) -> bool {
    let digits: Vec<u8> = value.bytes().filter(u8::is_ascii_digit).collect();
    let numeric = digits.len() == value.chars().filter(|c| *c != ' ').count();
    numeric
        && (distinct(&digits) < 6.min(digits.len() as u32 - 2)
            || longest_staircase(&digits) > 3
            || value.starts_with("400"))
}

fn draw(name: &str, round: u64) -> Option<String> {
    // Variants of one value share its seed.
    let seed = name.trim_end_matches("-bad-crc").trim_end_matches("-bad-luhn").trim_end_matches("-spaced");
    let mut random = Random(xxh3_64(seed.as_bytes()).wrapping_add(round));
    code_token(name, &mut random)
        .or_else(|| cloud_key(name, &mut random))
        .or_else(|| model_key(name, &mut random))
        .or_else(|| card(name, &mut random))
        .or_else(|| account(name, &mut random))
        .or_else(|| record(name, &mut random))
        .or_else(|| wallet(name, &mut random))
        .or_else(|| wire(name, &mut random))
        .or_else(|| noise(name, &mut random))
        .or_else(|| FORMATS.iter().find(|format| format.subtype == name).and_then(|format| token(format, round)))
        .or_else(|| identity(name, &mut random))
}

/// Numbers of cards: no one's, but with the right check digit.
fn card(name: &str, random: &mut Random) -> Option<String> {
    Some(match name {
        "payment-card" => numbered("4", 16, random),
        "payment-card-spaced" => {
            let digits = numbered("4", 16, random);
            [&digits[..4], &digits[4..8], &digits[8..12], &digits[12..]].join(" ")
        }
        "payment-card-bad-luhn" => {
            let mut digits = numbered("4", 16, random);
            let check = digits.pop().and_then(|c| c.to_digit(10)).unwrap_or(0);
            format!("{digits}{}", (check + 1) % 10)
        }
        "amex-card" => numbered("37", 15, random),
        _ => {
            let heads: (&[&str], usize) = match name.strip_prefix("card-")? {
                "visa" => (&["4539", "4716", "4485", "4929", "4556"], 16),
                "visa-19" => (&["4539"], 19),
                "mastercard" => (&["5176", "5289", "5412", "5396", "5537", "2274", "2391", "2655"], 16),
                "amex" => (&["3472", "3795", "3768"], 15),
                "discover" => (&["6011", "6471", "6528"], 16),
                "jcb" => (&["3530", "3561", "3587"], 16),
                "diners" => (&["3047", "3621", "3892"], 14),
                "unionpay" => (&["6214", "6228", "6236"], 16),
                "unionpay-19" => (&["6217", "6230"], 19),
                "maestro" => (&["5018", "6304", "6759"], 16),
                "mir" => (&["2200", "2202"], 16),
                _ => return None,
            };
            let head = heads.0[random.below(heads.0.len())];
            numbered(head, heads.1, random)
        }
    })
}

/// Accounts: no one's, but with the right check.
fn account(name: &str, random: &mut Random) -> Option<String> {
    let iban = |random: &mut Random| {
        let body = random.text(DIGITS, 18);
        (2..99).map(|check| format!("DE{check:02}{body}")).find(|value| iban::read(value).is_some())
    };
    match name {
        "iban" => iban(random),
        "iban-spaced" => {
            let value = iban(random)?;
            let parts: Vec<&str> =
                (0..value.len()).step_by(4).map(|at| &value[at..(at + 4).min(value.len())]).collect();
            Some(parts.join(" "))
        }
        "us-routing" => {
            let body = format!("0{}", random.text(DIGITS, 7)).replacen("00", "02", 1);
            (0..10).map(|check| format!("{body}{check}")).find(|value| bank_account::is_routing(value.as_bytes()))
        }
        _ => iban::drawn(name.strip_prefix("iban-")?, &mut |letters, len| random.text(letters, len)),
    }
}

/// Identity numbers: no one's, but with the right check; with `-bad` at the end of the name with a wrong one.
fn identity(name: &str, random: &mut Random) -> Option<String> {
    let (own, right) = name.strip_suffix("-bad").map_or((name, true), |own| (own, false));
    let id = IDS.iter().find(|id| id.subtype == own)?;
    let plain = || id.forms.iter().map(|(form, _)| *form).find(|form| form.bytes().all(|b| b.is_ascii_alphanumeric()));
    let form = match own {
        "us-ssn" | "us-itin" | "fi-hetu" | "se-personnummer" | "dk-cpr" => id.forms[0].0,
        "uk-driver" => "LLLLLddddddLLdLL",
        _ => plain().unwrap_or(id.forms[0].0),
    };
    (0..200_000).find_map(|_| {
        let value = drawn(form, random);
        let plain: Vec<u8> = value.bytes().filter(u8::is_ascii_alphanumeric).collect();
        ((id.check)(&plain) == right).then_some(value)
    })
}

/// Characters for a written form.
fn drawn(form: &str, random: &mut Random) -> String {
    let one = |sign: char| match sign {
        'd' | 'A' | 'X' => random.text(DIGITS, 1),
        'L' => random.text(UPPER, 1),
        sign => sign.to_string(),
    };
    form.chars().map(one).collect()
}

pub(super) fn numbered(head: &str, len: usize, random: &mut Random) -> String {
    let body = head.to_string() + &random.text(DIGITS, len - head.len() - 1);
    let whole = |check: u8| format!("{body}{check}");
    (0..10).map(whole).find(|digits| luhn(digits.as_bytes())).expect("one of ten digits is right")
}

/// A small generator (SplitMix64): the same values on every machine, now and later.
pub(super) struct Random(pub(super) u64);

impl Random {
    /// The generator after some rounds.
    fn at(mut self, round: u64) -> Random {
        self.0 = self.0.wrapping_add(round.wrapping_mul(0xA076_1D64_78BD_642F));
        self
    }

    /// A number below `end`.
    pub(super) fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(super) fn text(&mut self, alphabet: &str, len: usize) -> String {
        let letters = alphabet.as_bytes();
        (0..len).map(|_| char::from(letters[(self.next() % letters.len() as u64) as usize])).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::checks::crc_tail;
    use super::*;

    #[test]
    fn markers_become_values() {
        assert_eq!(expand("a {{payment-card}} b"), expand("a {{payment-card}} b"));
        assert_eq!(expand("{{payment-card-spaced}}").replace(' ', ""), expand("{{payment-card}}"));
        assert!(crc_tail(&expand("{{npm-token}}").as_bytes()[4..]));
        assert!(!crc_tail(&expand("{{github-token-bad-crc}}").as_bytes()[4..]));
        assert!(luhn(expand("{{amex-card}}").as_bytes()) && !luhn(expand("{{payment-card-bad-luhn}}").as_bytes()));
        assert_eq!(expand("{{test-card}}").len(), 16);
    }

    #[test]
    fn other_braces_stay() {
        for text in ["{{name}}", "{{", "}}{{", "{{{payment", "a {{b}} {{c", "{x: {y}}"] {
            assert_eq!(expand(text), text);
        }
    }
}
