//! Whether a value is one that people or programs choose for secrets: neither a word, nor a reference to code, nor a sample.

use super::checks::{distinct, entropy, longest_staircase};
use super::samples::is_sample;

/// Whole values that mean "put yours here", or name what a password is; in lower case.
const NAMES: &[&str] = &[
    "password",
    "passwd",
    "pass",
    "pwd",
    "secret",
    "token",
    "key",
    "test",
    "admin",
    "root",
    "guest",
    "user",
    "none",
    "null",
    "nil",
    "true",
    "false",
    "undefined",
    "string",
    "required",
    "optional",
    "hidden",
    "masked",
    "mypassword",
    "mysecret",
    "password1",
    "password123",
    "passw0rd",
    "p@ssw0rd",
    "p@ssword",
    "secret123",
    "test123",
    "test1234",
    "testpass",
    "admin123",
    "123456",
    "12345678",
    "letmein",
    "abc123",
    "mypass",
    "userpass",
    "foo",
    "bar",
    "baz",
    "xxx",
    "todo",
    "hunter2",
];

/// How a value is announced.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// In quotes after a sign.
    Quoted,
    /// Without quotes after a sign.
    Bare,
    /// After a verb or a blank, in a sentence.
    Prose,
}

/// Number of kinds of characters: lower case, upper case, digits, signs. A capital at the start of small letters is no kind
/// of its own.
fn kinds(value: &str) -> usize {
    let bytes = value.as_bytes();
    let any = |test: fn(&u8) -> bool, from: usize| bytes[from.min(bytes.len())..].iter().any(test);
    let upper = any(u8::is_ascii_uppercase, 1) || (any(u8::is_ascii_uppercase, 0) && !any(u8::is_ascii_lowercase, 1));
    let signs = any(u8::is_ascii_punctuation, 0);
    [any(u8::is_ascii_lowercase, 0), upper, any(u8::is_ascii_digit, 0), signs].into_iter().filter(|has| *has).count()
}

/// Whether a value is written like code or a place and not like something typed: a call, a variable, a path, a template.
fn is_reference(value: &str, manner: Manner) -> bool {
    let bytes = value.as_bytes();
    let marks = ["://", "::", "->", "=>", "${", "$(", "{{", "%(", "&&", "||", "...", "/>", "</", "==", "()"];
    let starts = value.starts_with(['/', '$', '%', '~', '{', '[', '(', '<', '&', '*', ':', '=', '|', '\\'])
        || value.starts_with("./");
    let call = manner != Manner::Quoted && value.contains(['(', '[', '{', ')', '}', ']']);
    let dotted = manner != Manner::Quoted
        && value.contains('.')
        && value.split('.').all(|part| {
            part.len() > 1
                && part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        });
    let mail = value.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    let interpolated = value.contains(['{', '}'])
        && value.contains(|c: char| c.is_ascii_alphabetic())
        && value.find('{') < value.rfind('}');
    marks.iter().any(|mark| value.contains(mark))
        || starts
        || call
        || dotted
        || mail
        || interpolated
        || bytes.contains(&b' ')
}

/// Whether a value is made of words: letters in runs of four and more with separators, and hardly a digit.
fn is_wordy(value: &str) -> bool {
    let parts = || value.split(['-', '_', '.', '/', ':', ',', '+', '\'', '&', '=']);
    let word = |part: &str| part.bytes().all(|b| b.is_ascii_alphabetic());
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    // Four words with a number and a capital among them are drawn by lot.
    if parts().count() > 3
        && digits > 0
        && parts().all(|part| !part.is_empty())
        && value.bytes().any(|b| b.is_ascii_uppercase())
    {
        return false;
    }
    parts().all(|part| word(part) || part.bytes().all(|b| b.is_ascii_digit()) && part.len() < 3 && digits < 3)
        && !value.bytes().any(|b| b.is_ascii_punctuation() && !b"-_./:,+'&=".contains(&b))
}

/// Whether a value can be a password.
pub fn is_password(value: &str, manner: Manner) -> bool {
    let lower = value.to_ascii_lowercase();
    let printable = value.bytes().all(|b| b.is_ascii_graphic() || b == b' ');
    if !(6..=64).contains(&value.len()) || !printable || NAMES.contains(&lower.as_str()) || is_sample(value) {
        return false;
    }
    if is_reference(value, manner) || is_masked(value) || lower.starts_with("os.environ") {
        return false;
    }
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let kinds = kinds(value);
    let numeric = digits == value.len();
    if numeric {
        return manner != Manner::Prose
            && value.len() <= 12
            && distinct(value.as_bytes()) > 3
            && longest_staircase(value.as_bytes()) < 4;
    }
    match manner {
        Manner::Quoted => kinds >= 2 && !is_wordy(value),
        Manner::Bare => kinds >= 2 && !is_wordy(value) && (digits > 0 || kinds >= 3),
        Manner::Prose => kinds >= 2 && digits > 0 && !is_wordy(value) && !is_term(&lower) && has_core(value),
    }
}

/// In a sentence: what is left without the last sign must still be a mixture.
fn has_core(value: &str) -> bool {
    let core = value.trim_end_matches(|c: char| c.is_ascii_punctuation());
    let letters = core.bytes().any(|b| b.is_ascii_alphabetic());
    core.len() >= 5
        && letters
        && core.bytes().any(|b| b.is_ascii_digit())
        && core.split(['-', '/']).all(|part| part.len() > 1 || part.is_empty())
}

/// Terms with digits that sentences about passwords hold.
fn is_term(lower: &str) -> bool {
    let heads = [
        "sha", "md5", "bcrypt", "base64", "utf", "argon2", "pbkdf2", "aes", "rsa", "oauth", "http", "ssh", "tls",
        "256", "128", "ntlm",
    ];
    heads.iter().any(|head| lower.starts_with(head))
        || ["-character", "-digit", "-bit", "-word", "-letter", "-byte", "-day", "-hour", "-minute", "-factor", "chars"]
            .iter()
            .any(|tail| lower.contains(tail))
}

/// Stars, crosses and dots in place of a value.
fn is_masked(value: &str) -> bool {
    let stars = value.bytes().filter(|b| matches!(b, b'*' | b'x' | b'X' | b'.' | b'#' | b'_' | b'-')).count();
    stars * 2 > value.len()
}

/// A personal number: four to eight digits that are neither all alike nor in order.
pub fn is_pin(value: &str) -> bool {
    let bytes = value.as_bytes();
    (4..=8).contains(&value.len())
        && bytes.iter().all(u8::is_ascii_digit)
        && distinct(bytes) > 1
        && longest_staircase(bytes) < 4
        && !(value.len() == 4 && ("19".."21").contains(&&value[..2]))
}

/// Whether a value is as random as a key: one run of 16 to 128 characters, of two classes, not of words.
pub fn is_key(value: &str) -> bool {
    let bytes = value.as_bytes();
    let set = |b: &u8| b.is_ascii_alphanumeric() || b"+/=_-.~".contains(b);
    let core = value.trim_end_matches('=');
    if !(16..=512).contains(&value.len()) || !bytes.iter().all(set) || is_sample(value) || core.contains('=') {
        return false;
    }
    let count = |test: fn(&u8) -> bool| bytes.iter().filter(|b| test(b)).count();
    let (lower, upper, digits) =
        (count(u8::is_ascii_lowercase), count(u8::is_ascii_uppercase), count(u8::is_ascii_digit));
    let classes = usize::from(lower > 0) + usize::from(upper > 0) + usize::from(digits > 0);
    if classes < 2 || value.contains("..") || value.starts_with(['/', '.', '-', '=']) {
        return false;
    }
    let hex = core.bytes().all(|b| b.is_ascii_hexdigit());
    if hex {
        return digits >= 3 && lower + upper >= 3 && entropy(bytes) >= 2.8;
    }
    // In a long random run some letters read like a word by chance; its characters are hardly ever the same.
    let share = if core.len() < 32 { 0.87 } else { 0.84 };
    let scattered = core.len() >= 24 && entropy(core.as_bytes()) >= share * (core.len() as f64).log2();
    if !(scattered || is_unworded(core)) || lower + upper < 4 {
        return false;
    }
    let floor = if core.len() >= 24 { 3.5 } else { 3.0 };
    entropy(bytes) >= floor && digits > 0
        || digits == 0 && classes == 2 && core.len() >= 20 && turns(bytes) * 10 >= core.len() * 4
}

/// Changes between lower case, upper case, digits and signs.
fn turns(bytes: &[u8]) -> usize {
    let class = |b: u8| match b {
        b'a'..=b'z' => 0,
        b'A'..=b'Z' => 1,
        b'0'..=b'9' => 2,
        _ => 3,
    };
    bytes.windows(2).filter(|pair| class(pair[0]) != class(pair[1])).count()
}

/// Whether letters do not stand in words: runs of five and more letters that read like one make up less than 40 %.
fn is_unworded(value: &str) -> bool {
    let mut worded = 0;
    for part in value.split(|c: char| !c.is_ascii_alphabetic()) {
        let mut start = 0;
        let bytes = part.as_bytes();
        for i in 1..=bytes.len() {
            let ends = i == bytes.len() || (bytes[i].is_ascii_uppercase() && bytes[i - 1].is_ascii_lowercase());
            if ends {
                if reads(&bytes[start..i]) {
                    worded += i - start;
                }
                start = i;
            }
        }
    }
    worded * 10 < value.len() * 4
}

/// Whether letters can be read: at least four of one case, with vowels at the rate of words and no long run of consonants.
fn reads(letters: &[u8]) -> bool {
    let tail = &letters[usize::from(letters.len() > 1)..];
    let one_case = tail.iter().all(u8::is_ascii_lowercase) || letters.iter().all(u8::is_ascii_uppercase);
    let vowel = |b: &u8| b"aeiouyAEIOUY".contains(b);
    let vowels = letters.iter().filter(|b| vowel(b)).count();
    let consonants = letters.split(vowel).map(<[u8]>::len).max().unwrap_or(0);
    letters.len() >= 3 && one_case && vowels * 5 >= letters.len() && vowels * 10 <= letters.len() * 7 && consonants <= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_mix_kinds() {
        for value in ["Lantern-2291", "tr0ub4dor&3", "Gx7!pq-Zn", "Frühling".trim_end_matches("ühling"), "moss77river"]
        {
            assert_eq!(is_password(value, Manner::Bare), value != "Fr", "{value}");
        }
        for value in [
            "required",
            "password",
            "case-sensitive",
            "os.environ",
            "config.password",
            "getPassword()",
            "<password>",
            "********",
            "${DB_PASS}",
            "password_field",
            "your-password1",
            "process.env.X1",
            "changeme123",
            "req.body.password",
            "8",
            "self.pw1",
        ] {
            assert!(!is_password(value, Manner::Bare) && !is_password(value, Manner::Prose), "{value}");
        }
        assert!(!is_password("SHA256-hashed", Manner::Prose) && !is_password("8-character", Manner::Prose));
        assert!(is_password("Lantern-2291", Manner::Prose));
    }

    #[test]
    fn pins_are_digits() {
        assert!(is_pin("4827") && is_pin("739105"));
        for value in ["1234", "0000", "2024", "123", "12a4", "123456789"] {
            assert!(!is_pin(value), "{value}");
        }
    }

    #[test]
    fn keys_are_random() {
        for value in ["q7Zp2Lx9Vb4Nc8Rt", "9f8c2b71e04d6a5390fe", "kT3-9dLq_Xz71PbVn0Ww", "7h2k9d4m1x8q3z6v5b0n"] {
            assert!(is_key(value), "{value}");
        }
        for value in [
            "application-token-name",
            "getUserAccessToken1",
            "ThisIsNotASecretAtAll1",
            "a-very-long-key-name-2",
            "1234567812345678",
            "com.lumenpost.shop.token1",
            "models/gpt-neo-2.7B/tokenizer",
            "AAAAAAAAAAAAAAAA1",
            "short1A",
        ] {
            assert!(!is_key(value), "{value}");
        }
    }
}
