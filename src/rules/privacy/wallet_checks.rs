//! Checks of wallet addresses: base 58 with a double SHA-256, bech32, and the capitals of EIP-55.

use sha2::{Digest, Sha256};
use sha3::Keccak256;

const BITCOIN: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const RIPPLE: &[u8; 58] = b"rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz";
const BECH32: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/// Characters of base 58 as bytes, the highest first.
fn base58(value: &[u8], alphabet: &[u8; 58]) -> Option<Vec<u8>> {
    let mut bytes: Vec<u8> = Vec::with_capacity(40);
    for b in value {
        let mut carry = alphabet.iter().position(|own| own == b)? as u32;
        for byte in &mut bytes {
            carry += u32::from(*byte) * 58;
            *byte = carry as u8;
            carry >>= 8;
        }
        while carry > 0 {
            bytes.push(carry as u8);
            carry >>= 8;
        }
    }
    bytes.extend(value.iter().take_while(|b| **b == alphabet[0]).map(|_| 0));
    bytes.reverse();
    Some(bytes)
}

/// Whether 25 bytes end with the first four of the double hash of the others.
fn checked(bytes: &[u8]) -> bool {
    bytes.len() == 25 && Sha256::digest(Sha256::digest(&bytes[..21]))[..4] == bytes[21..]
}

/// An address of Bitcoin and its kin that begins with 1 or 3.
pub fn bitcoin(value: &str) -> bool {
    base58(value.as_bytes(), BITCOIN).is_some_and(|bytes| checked(&bytes) && matches!(bytes[0], 0 | 5))
}

/// An address of XRP.
pub fn ripple(value: &str) -> bool {
    base58(value.as_bytes(), RIPPLE).is_some_and(|bytes| checked(&bytes) && bytes[0] == 0)
}

/// Thirty-two bytes in base 58; there is no check.
pub fn solana(value: &str) -> bool {
    base58(value.as_bytes(), BITCOIN).is_some_and(|bytes| bytes.len() == 32)
}

/// The check of bech32 and bech32m (BIP 173, BIP 350), in one case.
pub fn bech32(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    if lower != value && value.to_ascii_uppercase() != value {
        return false;
    }
    let Some((head, data)) = lower.rsplit_once('1') else { return false };
    data.len() >= 6 && matches!(polynomial(head, data), Some(1 | 0x2BC8_30A3))
}

/// The polynomial of a human-readable part and of data, both in small letters.
fn polynomial(head: &str, data: &str) -> Option<u32> {
    let step = |sum: u32, value: u8| {
        let top = sum >> 25;
        let sum = (sum & 0x1FF_FFFF) << 5 ^ u32::from(value);
        [0x3B6A_57B2, 0x2650_8E6D, 0x1EA1_19FA, 0x3D42_33DD, 0x2A14_62B3]
            .iter()
            .enumerate()
            .fold(sum, |sum, (i, term)| if top >> i & 1 == 1 { sum ^ term } else { sum })
    };
    let sum = head.bytes().map(|b| b >> 5).chain([0]).chain(head.bytes().map(|b| b & 31)).fold(1, step);
    data.bytes().try_fold(sum, |sum, b| Some(step(sum, BECH32.iter().position(|own| *own == b)? as u8)))
}

/// The 30 bits that the last six characters must have, for a value without them.
pub fn bech32_sum(value: &str) -> u32 {
    let lower = value.to_ascii_lowercase();
    let (head, data) = lower.rsplit_once('1').unwrap_or(("", &lower));
    polynomial(head, &format!("{data}qqqqqq")).unwrap_or(0) ^ 1
}

/// Forty hexadecimal digits whose capitals are those that their hash demands (EIP-55).
pub fn eip55(digits: &str) -> bool {
    with_capitals(digits) == digits
}

/// Forty hexadecimal digits with the capitals that their hash demands.
pub fn with_capitals(digits: &str) -> String {
    let lower = digits.to_ascii_lowercase();
    let hash = Keccak256::digest(&lower);
    let capital = |(i, c): (usize, char)| {
        let nibble = hash[i / 2] >> (4 * (1 - i % 2)) & 0xF;
        if nibble >= 8 { c.to_ascii_uppercase() } else { c }
    };
    lower.chars().enumerate().map(capital).collect()
}

/// Bytes in base 58, with the first four of their double hash where those are asked for.
pub fn to_base58(bytes: &[u8], alphabet: Base58, checked: bool) -> String {
    let mut bytes = bytes.to_vec();
    if checked {
        let hash = Sha256::digest(Sha256::digest(&bytes));
        bytes.extend(&hash[..4]);
    }
    let mut digits: Vec<u8> = Vec::new();
    for byte in &bytes {
        let mut carry = u32::from(*byte);
        for digit in &mut digits {
            carry += u32::from(*digit) << 8;
            *digit = (carry % 58) as u8;
            carry /= 58;
        }
        while carry > 0 {
            digits.push((carry % 58) as u8);
            carry /= 58;
        }
    }
    digits.extend(bytes.iter().take_while(|byte| **byte == 0).map(|_| 0));
    let letters = if alphabet == Base58::Ripple { RIPPLE } else { BITCOIN };
    digits.iter().rev().map(|digit| char::from(letters[*digit as usize])).collect()
}

/// Two orders of the same 58 letters and digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Base58 {
    /// That of Bitcoin, which others took over.
    Bitcoin,
    /// That of XRP.
    Ripple,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_addresses_pass() {
        // The first block, the examples of BIP 173, BIP 350 and EIP-55, and the first account of XRP.
        assert!(bitcoin("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa") && bitcoin("3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy"));
        assert!(!bitcoin("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb") && !bitcoin("1A1zP1eP5QGefi2DMPTfTL5SLmv7Divf0a"));
        assert!(
            bech32("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4")
                && bech32("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0")
        );
        assert!(
            !bech32("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5")
                && !bech32("bc1")
                && !bech32("Bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4")
        );
        for address in [
            "5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
            "fB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
            "dbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
        ] {
            assert!(eip55(address) && !eip55(&address.replacen('5', "6", 1)), "{address}");
        }
        assert!(ripple("rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh") && !ripple("rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTi"));
        assert!(solana("11111111111111111111111111111111") && !solana("So1"));
    }
}
