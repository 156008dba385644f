//! What a format of secrets is made of: prefix, characters, lengths, check sum; and its reader. The formats themselves
//! are in `secret_formats`; where in a text they may start is the business of `secret`.

use super::checks::{crc_tail, crc32};
use super::wallet_checks::bech32;
use crate::rules::Level;

/// Characters of a part.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Set {
    /// A–Z a–z 0–9.
    B62,
    /// B62 and `-_`.
    B64u,
    /// B62 and `+/`.
    B64,
    /// B64u and `.`: signed tokens with dots.
    Dotted,
    /// 0–9 a–f.
    Hex,
    /// A–Z a–z.
    Letters,
    /// A–Z 2–7.
    B32,
    /// a–z 0–9.
    Lower,
    /// B62 and `_.~-`.
    Azure,
    /// 0–9.
    Digits,
    /// A–Z 0–9.
    Upper,
    /// 0–9 A–F.
    UpperHex,
    /// B64 and `=`.
    Padded,
    /// Padded and `%`: base64 in a URL.
    Encoded,
    /// The alphabet of bech32 in capitals.
    Bech32,
}

impl Set {
    /// Whether the set has this byte.
    pub fn has(self, b: u8) -> bool {
        match self {
            Set::B62 => b.is_ascii_alphanumeric(),
            Set::B64u => b.is_ascii_alphanumeric() || b == b'-' || b == b'_',
            Set::B64 => b.is_ascii_alphanumeric() || b == b'+' || b == b'/',
            Set::Dotted => b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'),
            Set::Hex => b.is_ascii_digit() || (b'a'..=b'f').contains(&b),
            Set::Letters => b.is_ascii_alphabetic(),
            Set::B32 => b.is_ascii_uppercase() || (b'2'..=b'7').contains(&b),
            Set::Lower => b.is_ascii_lowercase() || b.is_ascii_digit(),
            Set::Azure => b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'~' | b'-'),
            Set::Digits => b.is_ascii_digit(),
            Set::Upper => b.is_ascii_uppercase() || b.is_ascii_digit(),
            Set::UpperHex => b.is_ascii_digit() || (b'A'..=b'F').contains(&b),
            Set::Padded => Set::B64.has(b) || b == b'=',
            Set::Encoded => Set::B64.has(b) || matches!(b, b'=' | b'%' | b'-' | b'_'),
            Set::Bech32 => b"QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L".contains(&b),
        }
    }
}

/// One part of what follows a prefix.
#[derive(Clone, Copy)]
pub enum Part {
    /// So many characters of a set.
    Run(Set, usize),
    /// From so many to so many characters of a set, as many as there are.
    Span(Set, usize, usize),
    /// These characters.
    Text(&'static str),
}

/// What must hold beside the shape.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// Nothing: the shape is enough.
    Shape,
    /// The last six characters are the CRC-32 of the others in base 62.
    Crc62,
    /// The last seven characters are the CRC-32 of all before them in base 36.
    Crc36,
    /// The last eight characters are the CRC-32, in hexadecimal, of all before the last `_`.
    Crc16,
    /// The check of bech32.
    Bech32,
    /// The part before the first dot is the base64 of a number of 17 to 20 digits.
    Snowflake,
    /// One of these words in the window.
    Cue(&'static [&'static str]),
}

/// A format of secrets.
pub struct Format {
    /// Its name in reports, e.g. `github-token`.
    pub subtype: &'static str,
    /// What it is in words.
    pub name: &'static str,
    /// How it starts.
    pub prefix: &'static str,
    /// What follows.
    pub parts: &'static [Part],
    /// What must hold besides.
    pub proof: Proof,
    /// How bad it is.
    pub level: Level,
    /// Bytes at the start that are no part of the value itself.
    pub key: usize,
}

/// A format of level error whose shape is enough.
pub const fn format(subtype: &'static str, name: &'static str, prefix: &'static str, parts: &'static [Part]) -> Format {
    Format { subtype, name, prefix, parts, proof: Proof::Shape, level: Level::Error, key: 0 }
}

impl Format {
    /// Asks for more than the shape.
    pub const fn proven(mut self, proof: Proof) -> Format {
        self.proof = proof;
        self
    }

    /// The first bytes are the name of the value.
    pub const fn after_key(mut self, key: usize) -> Format {
        self.key = key;
        self
    }

    /// A token of a test account: it opens nothing of value, and shows how the real ones are kept.
    pub const fn warn(mut self) -> Format {
        self.level = Level::Warn;
        self
    }

    /// An id that is public, or opens nothing by itself.
    pub const fn info(mut self) -> Format {
        self.level = Level::Info;
        self
    }

    /// The length of the secret that starts at `at`, if one does: prefix, parts, and nothing of its characters after it.
    pub fn read(&self, bytes: &[u8], at: usize) -> Option<usize> {
        if !bytes[at..].starts_with(self.prefix.as_bytes()) {
            return None;
        }
        let mut end = at + self.prefix.len();
        for part in self.parts {
            end += part.read(&bytes[end..])?;
        }
        match self.parts.last()? {
            Part::Run(set, _) if closes(*set, bytes.get(end)) => {}
            Part::Text(_) if closes(Set::B64, bytes.get(end)) => {}
            Part::Span(set, min, _) if closes(*set, bytes.get(end)) => end -= tail(&bytes[at..end], *min),
            _ => return None,
        }
        let body = &bytes[at + self.prefix.len()..end];
        let holds = match self.proof {
            Proof::Crc62 => crc_tail(body),
            Proof::Crc36 => crc36(&bytes[at..end]),
            Proof::Crc16 => crc16(&bytes[at..end]),
            Proof::Bech32 => std::str::from_utf8(&bytes[at..end]).is_ok_and(bech32),
            Proof::Snowflake => snowflake(&bytes[at..end]),
            Proof::Shape | Proof::Cue(_) => true,
        };
        holds.then_some(end - at)
    }
}

impl Part {
    fn read(&self, bytes: &[u8]) -> Option<usize> {
        let count = |set: Set, most: usize| bytes.iter().take(most).take_while(|b| set.has(**b)).count();
        match *self {
            Part::Run(set, n) => (count(set, n) == n).then_some(n),
            Part::Span(set, min, max) => Some(count(set, max)).filter(|n| *n >= min),
            Part::Text(text) => bytes.starts_with(text.as_bytes()).then_some(text.len()),
        }
    }
}

/// Whether a value of this set ends before this byte.
fn closes(set: Set, next: Option<&u8>) -> bool {
    next.is_none_or(|b| !b.is_ascii_alphanumeric() && (!set.has(*b) || *b == b'.'))
}

/// Bytes at the end that belong to the sentence: a format of no fixed length may have swallowed them.
fn tail(value: &[u8], min: usize) -> usize {
    let spare = value.iter().rev().take_while(|b| matches!(b, b'.' | b'-' | b',')).count();
    spare.min(value.len().saturating_sub(min))
}

fn crc36(value: &[u8]) -> bool {
    let Some(at) = value.len().checked_sub(7) else { return false };
    let sum = value[at..].iter().try_fold(0_u64, |sum, b| Some(sum * 36 + u64::from(char::from(*b).to_digit(36)?)));
    sum == Some(u64::from(crc32(&value[..at])))
}

/// Base 16, the digits of which stand after the last `_`.
fn crc16(value: &[u8]) -> bool {
    let Some(at) = value.len().checked_sub(9) else { return false };
    value[at] == b'_' && format!("{:08x}", crc32(&value[..at])).as_bytes() == &value[at + 1..]
}

fn snowflake(value: &[u8]) -> bool {
    let head = value.split(|b| *b == b'.').next().unwrap_or_default();
    base64(head).is_some_and(|id| (17..=20).contains(&id.len()) && id.iter().all(u8::is_ascii_digit))
}

/// The bytes that base64 stands for, in either alphabet, with or without `=` at the end.
pub fn base64(value: &[u8]) -> Option<Vec<u8>> {
    let body: &[u8] = &value[..value.len() - value.iter().rev().take_while(|b| **b == b'=').count()];
    let mut out = Vec::with_capacity(body.len() * 3 / 4);
    let (mut bits, mut count) = (0_u32, 0);
    for b in body {
        let six = match b {
            b'A'..=b'Z' => b - b'A',
            b'a'..=b'z' => b - b'a' + 26,
            b'0'..=b'9' => b - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(six)) & 0xFFFF;
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
        }
    }
    (body.len() % 4 != 1).then_some(out)
}

/// A key that has no prefix of its own: 3 characters, a digit, `Q~`, and 31 to 34 more.
pub const AZURE_CLIENT: Format =
    format("azure-client-secret", "Azure client secret", "Q~", &[Part::Span(Set::Azure, 31, 34)]);

#[cfg(test)]
mod tests {
    use super::super::markers::expand;
    use super::super::samples::is_sample;
    use super::super::secret_formats::FORMATS;
    use super::*;

    fn read(value: &str) -> Option<(&'static str, usize)> {
        FORMATS.iter().find_map(|format| Some((format.subtype, format.read(value.as_bytes(), 0)?)))
    }

    #[test]
    fn markers_are_of_their_format() {
        for name in [
            "github-token",
            "github-oauth",
            "github-fine-grained",
            "gitlab-token",
            "npm-token",
            "pypi-token",
            "rubygems-token",
            "docker-token",
            "aws-key-id",
            "google-api-key",
            "openai-key",
            "openai-legacy-key",
            "anthropic-key",
            "openrouter-key",
            "deepseek-key",
            "huggingface-token",
            "groq-key",
            "replicate-token",
            "perplexity-key",
            "xai-key",
        ] {
            let value = expand(&format!("{{{{{name}}}}}"));
            assert_eq!(read(&value), Some((name, value.len())), "{name}");
            assert_eq!(read(&format!("{value}. Then")), Some((name, value.len())), "{name}");
            assert_eq!(
                read(&format!("{value}x")).filter(|_| name != "pypi-token" && name != "xai-key"),
                None,
                "{name}"
            );
            assert!(!is_sample(&value), "{name}");
        }
    }

    #[test]
    fn lengths_and_sums_matter() {
        assert_eq!(read(&expand("{{github-token-bad-crc}}")), None);
        assert_eq!(read("ghp_short"), None);
        assert_eq!(read(""), None);
        let value = expand("{{anthropic-key}}");
        assert_eq!(read(&value[..value.len() - 1]), None);
    }

    #[test]
    fn a_routable_token_ends_with_its_sum() {
        let head = format!("glpat-{}.01.1q", expand("{{docker-token}}").replace("dckr_pat_", ""));
        let mut sum = crc32(head.as_bytes());
        let mut tail = Vec::new();
        for _ in 0..7 {
            tail.insert(0, char::from_digit(sum % 36, 36).unwrap());
            sum /= 36;
        }
        let value = head.clone() + &tail.iter().collect::<String>();
        assert_eq!(read(&value), Some(("gitlab-token", value.len())));
        assert_eq!(read(&format!("{head}0000000")), None);
    }
}
