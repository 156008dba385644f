//! Values that somebody wrote as a sample, and values that are as random as a key.

use super::checks::{distinct, entropy, longest_staircase, one_rules};

/// Words in values that are no secrets; compared in lower case.
const SAMPLES: &[&str] = &[
    "example",
    "sample",
    "dummy",
    "fake",
    "placeholder",
    "changeme",
    "redacted",
    "your",
    "xxxx",
    "****",
    "....",
    "…",
    "<",
    ">",
    "{{",
    "${",
    "$(",
    "%s",
    "insert",
    "replace",
    "todo",
    "foobar",
    "not-a-real",
    "test-key",
    "abcdefghijklmnop",
    "0123456789abcdef",
    "1234567890",
    "qwerty",
    // The key of the payment provider's manual, the storage of a manual, and the play server of an object store.
    "4ec39hqlyjwd",
    "wjalrxutnfemi",
    "q3am3uq867spq",
    "zuf+tfteslswru7",
    "django-insecure",
    // The end of the key of the storage emulator.
    "khbheksogmgw",
];

/// Whether a value is a sample by its own characters.
pub fn is_sample(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    SAMPLES.iter().any(|word| lower.match_indices(word).any(|(at, _)| says(value, at, word)))
        || is_monotone(value.as_bytes())
}

/// Characters from which on a short word may stand in a value by chance.
const CHANCE: usize = 24;

/// Whether a word in a value is one that somebody wrote: in a long run of random letters four of them make a word by chance,
/// but hardly in one case, and with no other letter of that case beside them.
fn says(value: &str, at: usize, word: &str) -> bool {
    let letters = word.bytes().all(|b| b.is_ascii_alphabetic());
    if value.len() < CHANCE || word.len() > 5 || !letters {
        return true;
    }
    let (bytes, end) = (value.as_bytes(), at + word.len());
    let own = &bytes[at..end];
    let lower = own[1..].iter().all(u8::is_ascii_lowercase);
    let upper = own.iter().all(u8::is_ascii_uppercase);
    let beside =
        |b: Option<&u8>| b.is_some_and(|b| if lower { b.is_ascii_lowercase() } else { b.is_ascii_uppercase() });
    let before = at.checked_sub(1).and_then(|at| bytes.get(at));
    (lower || upper) && (!beside(before) || lower && own[0].is_ascii_uppercase() || !beside(bytes.get(end)))
}

/// Whether the characters of a value run in order, or are nearly all the same.
fn is_monotone(value: &[u8]) -> bool {
    distinct(value) <= 4 || one_rules(value) || longest_staircase(value) >= 6
}

/// Whether 40 characters are as random as a key: all three classes, no hash, no path.
pub fn is_random(value: &[u8]) -> bool {
    let count = |test: fn(&u8) -> bool| value.iter().filter(|b| test(b)).count();
    count(u8::is_ascii_uppercase) >= 4
        && count(u8::is_ascii_lowercase) >= 4
        && count(u8::is_ascii_digit) >= 2
        && value.split(|b| *b == b'/').count() <= 5
        && entropy(value) >= 4.2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_known() {
        for value in [
            concat!("AKIA", "IOSFODNN7EXAMPLE"),
            "sk-your-key",
            "hf_xxxxxxxxxx",
            "gsk_abcdefq",
            "r8_aaaaaaaab",
            "<key>",
        ] {
            assert!(is_sample(value), "{value}");
        }
        assert!(!is_random(b"da39a3ee5e6b4b0d3255bfef95601890afd80709"));
        assert!(!is_random(b"com/lumenpost/shop/delivery/Controller12"));
    }
}
