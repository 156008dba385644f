//! Made-up keys and tokens for examples and tests, with the check sums that their formats demand. See `markers`.

use super::checks::{base62, crc32};
use super::formats::{Format, Part, Proof, Set};
use super::markers::{DIGITS, HEX, LOWER, Random, UPPER};
use super::samples::is_sample;
use super::wallet_checks::bech32_sum;

const BASE32: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Tokens of code forges and package registries.
pub(super) fn code_token(name: &str, random: &mut Random) -> Option<String> {
    let b62 = [DIGITS, UPPER, LOWER].concat();
    let b64u = [DIGITS, UPPER, LOWER, "-_"].concat();
    Some(match name {
        "github-token" => format!("ghp_{}", summed(random, false)),
        "github-token-bad-crc" => format!("ghp_{}", summed(random, true)),
        "github-oauth" => format!("gho_{}", summed(random, false)),
        "github-fine-grained" => format!("github_pat_{}_{}", random.text(&b62, 22), random.text(&b62, 59)),
        "gitlab-token" => format!("glpat-{}", random.text(&b62, 20)),
        "npm-token" => format!("npm_{}", summed(random, false)),
        "pypi-token" => format!("pypi-{}{}", "AgEIcHlwaS5vcmc", random.text(&b64u, 99) + &random.text(&b62, 1)),
        "rubygems-token" => format!("rubygems_{}", random.text(HEX, 48)),
        "docker-token" => format!("dckr_pat_{}", random.text(&b62, 27)),
        _ => return None,
    })
}

/// Keys of clouds.
pub(super) fn cloud_key(name: &str, random: &mut Random) -> Option<String> {
    let b64 = [DIGITS, UPPER, LOWER, "+/"].concat();
    let b62 = [DIGITS, UPPER, LOWER].concat();
    Some(match name {
        "aws-key-id" => format!("AKIA{}", random.text(BASE32, 16)),
        "aws-secret" => random.text(&b62, 20) + "/" + &random.text(&b62, 19),
        "google-api-key" => format!("AIza{}", random.text(&b62, 35)),
        "azure-storage-key" => random.text(&b64, 86) + "==",
        _ => return None,
    })
}

/// Keys of model providers.
pub(super) fn model_key(name: &str, random: &mut Random) -> Option<String> {
    let b62 = [DIGITS, UPPER, LOWER].concat();
    let b64u = [DIGITS, UPPER, LOWER, "-_"].concat();
    let letters = [UPPER, LOWER].concat();
    // base64 of the provider's name, as it stands in the middle of its keys.
    let middle = ["T3Blb", "kFJ"].concat();
    Some(match name {
        "openai-key" => format!("sk-proj-{}{middle}{}", random.text(&b64u, 74), random.text(&b62, 74)),
        "openai-legacy-key" => format!("sk-{}{middle}{}", random.text(&b62, 20), random.text(&b62, 20)),
        "anthropic-key" => format!("sk-ant-api03-{}AA", random.text(&b64u, 93)),
        "openrouter-key" => format!("sk-or-v1-{}", random.text(HEX, 64)),
        "deepseek-key" => format!("sk-{}", random.text(HEX, 32)),
        "huggingface-token" => format!("hf_{}", random.text(&letters, 34)),
        "groq-key" => format!("gsk_{}", random.text(&b62, 52)),
        "replicate-token" => format!("r8_{}", random.text(&b62, 37)),
        "perplexity-key" => format!("pplx-{}", random.text(&b62, 48)),
        "xai-key" => format!("xai-{}", random.text(&b62, 80)),
        _ => return None,
    })
}

/// A value of a format, with its check where that can be made.
pub fn token(format: &Format, seed: u64) -> Option<String> {
    (0..50).find_map(|round| {
        let mut random = Random(seed.wrapping_mul(977).wrapping_add(round));
        let mut value = format.prefix.to_string();
        for part in format.parts {
            match part {
                Part::Run(set, len) => value.push_str(&random.text(&alphabet(*set), *len)),
                Part::Span(set, least, most) => {
                    // The ends are letters, which no sentence takes away.
                    value.push_str(&random.text(&alphabet(*set), least.midpoint(*most).min(least + 40) - 1));
                    value.push_str(&random.text(&alphabet(*set).replace(['-', '_', '.', '=', '%', '+', '/'], ""), 1));
                }
                Part::Text(text) => value.push_str(text),
            }
        }
        let value = prove(format.proof, value)?;
        (format.read(value.as_bytes(), 0) == Some(value.len()) && !is_sample(&value[format.prefix.len()..]))
            .then_some(value)
    })
}

/// A value with the check that its format demands.
fn prove(proof: Proof, value: String) -> Option<String> {
    let head = |n: usize| value[..value.len() - n].to_string();
    Some(match proof {
        Proof::Crc62 => {
            let prefix = value.find('_')? + 1;
            let head = head(6);
            let sum = crc32(&head.as_bytes()[prefix..]);
            head + &String::from_utf8_lossy(&base62(sum))
        }
        Proof::Crc36 => {
            let head = head(7);
            let mut sum = crc32(head.as_bytes());
            let mut tail = String::new();
            for _ in 0..7 {
                tail.insert(0, char::from_digit(sum % 36, 36)?);
                sum /= 36;
            }
            head + &tail
        }
        Proof::Crc16 => {
            let head = head(9);
            format!("{head}_{:08x}", crc32(head.as_bytes()))
        }
        Proof::Bech32 => {
            let head = head(6);
            let letters = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";
            // Six signs are 30 bits: too many to try, so they are worked out from the polynomial.
            let sum = bech32_sum(&head);
            head + &(0..6)
                .map(|i| char::from(letters.as_bytes()[(sum >> (5 * (5 - i)) & 31) as usize]))
                .collect::<String>()
        }
        Proof::Snowflake => {
            // Numbers that begin with 1, 4 or 8 give M, N and O in base64.
            let digits = match value.as_bytes()[0] {
                b'M' => "117264829453217688",
                b'N' => "417264829453217688",
                _ => "817264829453217688",
            };
            let dot = value.find('.')?;
            to_base64(digits.as_bytes()) + &value[dot..]
        }
        Proof::Shape | Proof::Cue(_) => value,
    })
}

/// Base64 of bytes in threes.
pub fn to_base64(bytes: &[u8]) -> String {
    let letters = [UPPER, LOWER, DIGITS, "+/"].concat();
    let group = |three: &[u8]| {
        let bits = u32::from(three[0]) << 16 | u32::from(three[1]) << 8 | u32::from(three[2]);
        (0..4).map(|i| char::from(letters.as_bytes()[(bits >> (18 - 6 * i) & 63) as usize])).collect::<String>()
    };
    bytes.chunks_exact(3).map(group).collect()
}

fn alphabet(set: Set) -> String {
    (0_u8..128).filter(|b| set.has(*b)).map(char::from).collect()
}

/// Thirty characters and their check sum, or one that is off by one.
fn summed(random: &mut Random, wrong: bool) -> String {
    let body = random.text(&[DIGITS, UPPER, LOWER].concat(), 30);
    let sum = crc32(body.as_bytes()) ^ u32::from(wrong);
    body + &String::from_utf8_lossy(&base62(sum))
}
