//! FT608 crypto-wallet. The page is `rules/FT608-crypto-wallet.md`.
//!
//! Addresses stand in long tokens; each has a first sign and a length of its own, and then a check.

use super::checks::distinct;
use super::context::{self, AHEAD, BACK};
use super::hit::Hit;
use super::wallet_checks::{bech32, bitcoin, eip55, ripple, solana};
use crate::example::{Example, Signs, Span, Text};
use crate::rules::{Confidence, Level, Sink, TextRule};

/// Words that announce an address; those without a check need one.
const CUES: &[&str] = &[
    "wallet", "wallets", "btc", "bitcoin", "eth", "ethereum", "ether", "address", "usdt", "usdc", "send to", "xrp",
    "metamask", "钱包", "地址",
];
const SOLANA: &[&str] = &["solana", "sol", "phantom", "spl", "wallet"];

/// Finds the addresses of wallets.
pub struct CryptoWallet;

impl TextRule for CryptoWallet {
    fn trigger(&self) -> Signs {
        Signs::LONG_TOKEN
    }

    fn check(&self, text: &Text<'_>, _: &Example<'_>, sink: &mut Sink<'_>) {
        for token in text.scan.long_tokens() {
            let mut start = token.start;
            let bytes = text.text.as_bytes();
            for at in token.clone().filter(|at| !bytes[*at].is_ascii_alphanumeric()).chain([token.end]) {
                if (25..=64).contains(&(at - start))
                    && let Some(hit) = wallet(text.text, start..at)
                {
                    hit.report(text, sink);
                }
                start = at + 1;
            }
        }
    }
}

fn wallet(text: &str, span: Span) -> Option<Hit> {
    let value = &text[span.clone()];
    let cued = |words: &[&str]| {
        let head = context::fold(context::before(text, span.start, BACK));
        let tail = context::fold(context::after(text, span.end, AHEAD));
        context::holds(&head, words) || context::holds(&tail, words)
    };
    let (subtype, name, sure) = match value.as_bytes()[0] {
        b'1' | b'3' if value.len() <= 35 && bitcoin(value) => ("bitcoin", "Bitcoin address", Confidence::Certain),
        b'b' | b'B' if matches!(value.len(), 42 | 62) && value[..3].eq_ignore_ascii_case("bc1") && bech32(value) => {
            ("bitcoin", "Bitcoin address", Confidence::Certain)
        }
        b'r' if value.len() <= 35 && ripple(value) => ("xrp", "XRP address", Confidence::Certain),
        b'0' if value.len() == 42 => {
            return ethereum(value, cued).map(|sure| hit(span, "ethereum", "Ethereum address", sure));
        }
        _ if (43..=44).contains(&value.len()) && is_mixed(value) && solana(value) && cued(SOLANA) => {
            ("solana", "Solana address", Confidence::Likely)
        }
        _ => return None,
    };
    Some(hit(span, subtype, name, sure))
}

fn hit(span: Span, subtype: &'static str, name: &'static str, sure: Confidence) -> Hit {
    Hit { span, kind: "CRYPTO_WALLET", subtype, name, level: Level::Warn, sure, rank: 68 }
}

/// `0x` and 40 digits: in both cases the capitals must be right, in one case a word must be near.
fn ethereum(value: &str, cued: impl Fn(&[&str]) -> bool) -> Option<Confidence> {
    let digits = value.strip_prefix("0x")?;
    let hex = digits.bytes().all(|b| b.is_ascii_hexdigit());
    // Contracts of the system and burned money have long runs of one digit.
    if !hex || digits.starts_with("00000000") || distinct(digits.as_bytes()) < 8 {
        return None;
    }
    let has = |test: fn(&u8) -> bool| digits.bytes().any(|b| test(&b));
    if has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase) {
        return eip55(digits).then_some(Confidence::Certain);
    }
    cued(CUES).then_some(Confidence::Likely)
}

fn is_mixed(value: &str) -> bool {
    let has = |test: fn(&u8) -> bool| value.bytes().any(|b| test(&b));
    has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::super::harness::{finds, silent};
    use super::*;

    #[test]
    fn addresses_are_found() {
        finds(
            &CryptoWallet,
            "FT608",
            &[
                ("send it to 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa.", &["1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"]),
                (
                    "bitcoin:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4?amount=1",
                    &["bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"],
                ),
                ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", &["0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"]),
                (
                    "my eth wallet 0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
                    &["0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"],
                ),
                ("钱包rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh。", &["rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh"]),
                (
                    "my solana wallet 7Np41oeYqPefeNQEHSv1UDhYrehxin3NStELsSKCT4K2",
                    &["7Np41oeYqPefeNQEHSv1UDhYrehxin3NStELsSKCT4K2"],
                ),
            ],
        );
    }

    #[test]
    fn hashes_and_constants_are_not() {
        silent(
            &CryptoWallet,
            "FT608",
            &[
                "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",
                "commit da39a3ee5e6b4b0d3255bfef95601890afd80709",
                "0x0000000000000000000000000000000000000000 address",
                "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
                "0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "7Np41oeYqPefeNQEHSv1UDhYrehxin3NStELsSKCT4K2",
                "https://lumenpost.io/3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLx",
                "rustc_codegen_ssa_and_the_rest_of_it",
                "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
            ],
        );
    }
}
