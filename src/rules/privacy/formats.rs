//! The formats of secrets that name themselves: prefix, characters, lengths, check sum. A table and its reader; where in a
//! text they may start is the business of `secret`.

use super::checks::{crc_tail, crc32, distinct, entropy, longest_staircase, one_rules};
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

const fn format(subtype: &'static str, name: &'static str, prefix: &'static str, parts: &'static [Part]) -> Format {
    Format { subtype, name, prefix, parts, proof: Proof::Shape, level: Level::Error, key: 0 }
}

impl Format {
    const fn proven(mut self, proof: Proof) -> Format {
        self.proof = proof;
        self
    }

    const fn after_key(mut self, key: usize) -> Format {
        self.key = key;
        self
    }

    const fn info(mut self) -> Format {
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
];

/// Whether a value is a sample by its own characters.
pub fn is_sample(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    SAMPLES.iter().any(|word| lower.contains(word)) || is_monotone(value.as_bytes())
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

use Part::{Run, Span, Text};
use Set::{Azure, B32, B62, B64, B64u, Dotted, Hex, Letters, Lower};

const MIDDLE: &str = concat!("T3Blb", "kFJ");
const KEY_CUES: &[&str] = &["deepseek", "api key", "apikey", "api-key", "key"];

/// The formats; those with a common prefix stand with the more certain one first.
#[rustfmt::skip]
pub const FORMATS: &[Format] = &[
    format("github-token", "GitHub token", "ghp_", &[Run(B62, 36)]).proven(Proof::Crc62),
    format("github-oauth", "GitHub OAuth token", "gho_", &[Run(B62, 36)]).proven(Proof::Crc62),
    format("github-user-token", "GitHub user token", "ghu_", &[Run(B62, 36)]).proven(Proof::Crc62),
    format("github-server-token", "GitHub server token", "ghs_", &[Run(B62, 36)]).proven(Proof::Crc62),
    format("github-server-token", "GitHub server token", "ghs_", &[Span(Dotted, 40, 800)]),
    format("github-refresh-token", "GitHub refresh token", "ghr_", &[Run(B62, 36)]).proven(Proof::Crc62),
    format("github-refresh-token", "GitHub refresh token", "ghr_", &[Span(B62, 37, 76)]),
    format("github-fine-grained", "GitHub fine-grained token", "github_pat_", &[Run(B62, 22), Text("_"), Run(B62, 59)]),
    format("gitlab-token", "GitLab token", "glpat-", &[Run(B64u, 20)]),
    format("gitlab-token", "GitLab token", "glpat-", &[Span(B64u, 27, 300), Text("."), Run(Lower, 2), Text("."), Run(Lower, 9)]).proven(Proof::Crc36),
    format("gitlab-token", "GitLab token", "glpat-", &[Span(B64u, 27, 300), Text("."), Run(Lower, 9)]).proven(Proof::Crc36),
    format("gitlab-deploy-token", "GitLab deploy token", "gldt-", &[Run(B64u, 20)]),
    format("gitlab-feed-token", "GitLab feed token", "glft-", &[Run(B64u, 20)]),
    format("gitlab-scim-token", "GitLab SCIM token", "glsoat-", &[Run(B64u, 20)]),
    format("gitlab-runner-token", "GitLab runner token", "glrt-", &[Run(B64u, 20)]),
    format("gitlab-flag-token", "GitLab feature-flag token", "glffct-", &[Run(B64u, 20)]),
    format("gitlab-mail-token", "GitLab incoming-mail token", "glimt-", &[Run(B64u, 25)]),
    format("gitlab-agent-token", "GitLab agent token", "glagent-", &[Run(B64u, 50)]),
    format("gitlab-trigger-token", "GitLab trigger token", "glptt-", &[Run(Hex, 40)]),
    format("gitlab-oauth-secret", "GitLab OAuth secret", "gloas-", &[Run(B64u, 64)]),
    format("gitlab-job-token", "GitLab job token", "glcbt-", &[Span(B62, 1, 5), Text("_"), Run(B64u, 20)]),
    format("gitlab-runner-token", "GitLab runner token", "GR1348941", &[Run(B64u, 20)]),
    format("npm-token", "npm token", "npm_", &[Run(B62, 36)]).proven(Proof::Crc62),
    format("pypi-token", "PyPI token", "pypi-AgEIcHlwaS5vcmc", &[Span(B64u, 50, 1000)]),
    format("pypi-token", "TestPyPI token", "pypi-AgENdGVzdC5weXBpLm9yZ", &[Span(B64u, 50, 1000)]),
    format("rubygems-token", "RubyGems token", "rubygems_", &[Run(Hex, 48)]),
    format("cargo-token", "Cargo registry token", "cio", &[Run(B62, 32)]).proven(Proof::Cue(&["crates", "cargo"])),
    format("nuget-key", "NuGet key", "oy2", &[Run(Lower, 43)]),
    format("docker-token", "Docker Hub token", "dckr_pat_", &[Run(B64u, 27)]),
    format("docker-token", "Docker Hub organisation token", "dckr_oat_", &[Run(B64u, 32)]),
    format("aws-key-id", "AWS access key id", "AKIA", &[Run(B32, 16)]),
    format("aws-key-id", "AWS temporary access key id", "ASIA", &[Run(B32, 16)]),
    format("aws-key-id", "AWS bearer-token id", "ABIA", &[Run(B32, 16)]),
    format("aws-key-id", "AWS context credential", "ACCA", &[Run(B32, 16)]),
    format("aws-unique-id", "AWS unique id", "AIDA", &[Run(B32, 16)]).info(),
    format("aws-unique-id", "AWS unique id", "AROA", &[Run(B32, 16)]).info(),
    format("aws-unique-id", "AWS unique id", "AGPA", &[Run(B32, 16)]).info(),
    format("aws-unique-id", "AWS unique id", "ANPA", &[Run(B32, 16)]).info(),
    format("aws-unique-id", "AWS unique id", "ANVA", &[Run(B32, 16)]).info(),
    format("aws-unique-id", "AWS unique id", "APKA", &[Run(B32, 16)]).info(),
    format("aws-bedrock-key", "AWS Bedrock key", "ABSK", &[Span(B64, 109, 269)]),
    format("aws-bedrock-key", "AWS Bedrock key", "bedrock-api-key-", &[Span(B64, 64, 2000)]),
    format("google-api-key", "Google API key", "AIza", &[Run(B64u, 35)]),
    format("google-client-secret", "Google OAuth client secret", "GOCSPX-", &[Run(B64u, 28)]),
    format("google-access-token", "Google access token", "ya29.", &[Span(B64u, 30, 1000)]),
    format("azure-storage-key", "Azure storage key", "AccountKey=", &[Run(B64, 86), Text("==")]).after_key(11),
    format("azure-shared-key", "Azure shared access key", "SharedAccessKey=", &[Run(B64, 43), Text("=")]).after_key(16),
    format("openai-legacy-key", "OpenAI key", "sk-", &[Run(B62, 20), Text(MIDDLE), Run(B62, 20)]),
    format("openai-key", "OpenAI project key", "sk-proj-", &[Run(B64u, 74), Text(MIDDLE), Run(B64u, 74)]),
    format("openai-key", "OpenAI project key", "sk-proj-", &[Run(B64u, 58), Text(MIDDLE), Run(B64u, 58)]),
    format("openai-key", "OpenAI project key", "sk-proj-", &[Run(B64u, 74), Text(MIDDLE), Run(B64u, 58)]),
    format("openai-key", "OpenAI project key", "sk-proj-", &[Run(B64u, 58), Text(MIDDLE), Run(B64u, 74)]),
    format("openai-service-key", "OpenAI service key", "sk-svcacct-", &[Run(B64u, 74), Text(MIDDLE), Run(B64u, 74)]),
    format("openai-service-key", "OpenAI service key", "sk-svcacct-", &[Run(B64u, 58), Text(MIDDLE), Run(B64u, 58)]),
    format("openai-admin-key", "OpenAI admin key", "sk-admin-", &[Run(B64u, 74), Text(MIDDLE), Run(B64u, 74)]),
    format("openai-admin-key", "OpenAI admin key", "sk-admin-", &[Run(B64u, 58), Text(MIDDLE), Run(B64u, 58)]),
    format("anthropic-key", "Anthropic key", "sk-ant-api03-", &[Run(B64u, 93), Text("AA")]),
    format("anthropic-admin-key", "Anthropic admin key", "sk-ant-admin01-", &[Run(B64u, 93), Text("AA")]),
    format("anthropic-oauth-token", "Anthropic OAuth token", "sk-ant-oat01-", &[Run(B64u, 93), Text("AA")]),
    format("openrouter-key", "OpenRouter key", "sk-or-v1-", &[Run(Hex, 64)]),
    format("deepseek-key", "DeepSeek key", "sk-", &[Run(Hex, 32)]).proven(Proof::Cue(KEY_CUES)),
    format("huggingface-token", "Hugging Face token", "hf_", &[Run(Letters, 34)]),
    format("huggingface-token", "Hugging Face organisation token", "api_org_", &[Run(Letters, 34)]),
    format("groq-key", "Groq key", "gsk_", &[Run(B62, 52)]),
    format("replicate-token", "Replicate token", "r8_", &[Run(B62, 37)]),
    format("perplexity-key", "Perplexity key", "pplx-", &[Run(B62, 48)]),
    format("xai-key", "xAI key", "xai-", &[Span(B64u, 70, 120)]),
];

/// A key that has no prefix of its own: 3 characters, a digit, `Q~`, and 31 to 34 more.
pub const AZURE_CLIENT: Format = format("azure-client-secret", "Azure client secret", "Q~", &[Span(Azure, 31, 34)]);

#[cfg(test)]
mod tests {
    use super::super::markers::expand;
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
