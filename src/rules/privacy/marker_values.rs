//! More made-up values for markers: numbers of patients, vehicles and phones, wallets, credentials as they stand on the wire,
//! and noise that looks like all of these and is none.

use super::checks::{ean, luhn};
use super::device_id::vin_check;
use super::marker_keys::to_base64;
use super::markers::{DIGITS, HEX, LOWER, Random, UPPER, numbered};
use super::medical_id::{is_dea, is_nhs};
use super::wallet_checks::{Base58, bech32_sum, to_base58, with_capitals};

/// Tries for a value whose check holds by chance.
const TRIES: usize = 200_000;

/// Words that made-up passwords hold.
const WORDS: &[&str] =
    &["Lantern", "moss", "Quarry", "teapot", "Violet", "harbor", "Cobalt", "fern", "Nimbus", "otter"];

/// Numbers of patients, of those who treat them, of vehicles, phones and parcels.
pub fn record(name: &str, random: &mut Random) -> Option<String> {
    let mut until = |form: &mut dyn FnMut(&mut Random) -> String, test: &dyn Fn(&[u8]) -> bool| {
        (0..TRIES).map(|_| form(random)).find(|value| test(value.as_bytes()))
    };
    match name {
        "uk-nhs" => until(&mut |r| r.text("456789", 1) + &r.text(DIGITS, 9), &is_nhs),
        "us-npi" => until(&mut |r| r.text("12", 1) + &r.text(DIGITS, 9), &|value| luhn(&[b"80840", value].concat())),
        "us-dea" => until(&mut |r| r.text("ABFM", 1) + &r.text(UPPER, 1) + &r.text(DIGITS, 7), &is_dea),
        "us-mbi" => {
            let letters = "ACDEFGHJKMNPQRTUVWXY";
            let of = |class: char| match class {
                'C' => random.text("123456789", 1),
                'A' => random.text(letters, 1),
                _ => random.text(DIGITS, 1),
            };
            Some("CANNANNAANN".chars().map(of).collect())
        }
        "vin" => {
            let letters = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789";
            until(
                &mut |r| r.text("1345", 1) + &r.text("CFGHN", 1) + &r.text(letters, 11) + &r.text(DIGITS, 4),
                &|value| vin_check(value) && value.iter().filter(|b| b.is_ascii_uppercase()).count() > 4,
            )
        }
        "vin-eu" => until(
            &mut |r| {
                format!(
                    "WVWZZZ{}{}",
                    r.text("1359", 1) + &r.text("JKNP", 1) + "Z",
                    r.text("XYW", 1) + "W" + &r.text(DIGITS, 6)
                )
            },
            &|value| !vin_check(value),
        ),
        "imei" => Some(numbered(["3569", "8647", "3538"][random.below(3)], 15, random)),
        _ => None,
    }
}

/// Addresses of wallets.
pub fn wallet(name: &str, random: &mut Random) -> Option<String> {
    let mut bytes = |n: usize| (0..n).map(|_| random.below(256) as u8).collect::<Vec<u8>>();
    Some(match name {
        "btc" => to_base58(&[vec![0], bytes(20)].concat(), Base58::Bitcoin, true),
        "btc-script" => to_base58(&[vec![5], bytes(20)].concat(), Base58::Bitcoin, true),
        "xrp" => to_base58(&[vec![0], bytes(20)].concat(), Base58::Ripple, true),
        "sol" => to_base58(&bytes(32), Base58::Bitcoin, false),
        "eth" => format!("0x{}", with_capitals(&random.text(HEX, 40))),
        "eth-lower" => format!("0x{}", random.text(HEX, 40)),
        "btc-segwit" => {
            let letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
            let head = format!("bc1q{}", random.text(letters, 32));
            let sum = bech32_sum(&head);
            let sign = |i: u32| char::from(letters.as_bytes()[(sum >> (5 * (5 - i)) & 31) as usize]);
            head + &(0..6).map(sign).collect::<String>()
        }
        _ => return None,
    })
}

/// Credentials that are known by their place or their parts.
pub fn wire(name: &str, random: &mut Random) -> Option<String> {
    let b62 = [DIGITS, UPPER, LOWER].concat();
    let b64u = [&b62, "-_"].concat();
    Some(match name {
        "password" => password(random),
        "basic-auth" => packed(&format!("desk.{}:{}", random.text(LOWER, 4), password(random))),
        "jwt" => {
            let url = |json: &str| packed(json).trim_end_matches('=').replace('+', "-").replace('/', "_");
            let claims = format!("{{\"sub\":\"{}\",\"exp\":19{}}}", random.text(DIGITS, 6), random.text(DIGITS, 8));
            format!("{}.{}.{}", url("{\"alg\":\"HS256\",\"typ\":\"JWT\"}"), url(&claims), random.text(&b64u, 42) + "k")
        }
        "private-key" | "ec-key" | "ssh-key" => {
            let title = match name {
                "private-key" => "RSA ",
                "ec-key" => "EC ",
                _ => "OPENSSH ",
            };
            let lines: Vec<String> = (0..5).map(|_| random.text(&[&b62, "+/"].concat(), 64)).collect();
            let (dashes, word) = ("-----", ["PRIV", "ATE KEY"].concat());
            format!("{dashes}BEGIN {title}{word}{dashes}\n{}\n{dashes}END {title}{word}{dashes}", lines.join("\n"))
        }
        "azure-client-secret" => format!("{}8Q~{}", random.text(&b62, 3), random.text(&b62, 34)),
        "azure-signature" => random.text(&b62, 43) + "%3D",
        "telegram-token" => format!("{}:AA{}", random.text("5678", 1) + &random.text(DIGITS, 9), random.text(&b62, 33)),
        "terraform-token" => format!("{}.atlasv1.{}", random.text(&b62, 14), random.text(&b62, 67)),
        "mailchimp-key" => format!("{}-us{}", random.text(HEX, 32), random.below(20) + 1),
        "teams-webhook" => format!(
            "https://lumenpost.webhook.office.com/webhookb2/{}@{}/IncomingWebhook/{}/{}",
            uuid(random),
            uuid(random),
            random.text(HEX, 32),
            uuid(random)
        ),
        _ => return None,
    })
}

/// What a person types: a word with digits and a sign, or letters, digits and signs in a mixture.
fn password(random: &mut Random) -> String {
    let word = WORDS[random.below(WORDS.len())];
    let digits = random.text("2345679", 1) + &random.text("13579", 1) + &random.text("02468", 1);
    match random.below(5) {
        0 => format!("{word}-{digits}7"),
        1 => format!("{word}{digits}!"),
        2 => format!("{word}_{}{digits}", random.text(UPPER, 2)),
        3 => format!(
            "{}{digits}{}",
            random.text("bcdfgh", 2) + &random.text("KLMNPR", 2) + "#",
            random.text("stvwxz", 3)
        ),
        _ => format!("{}@{word}{digits}", random.text("23456789", 1)),
    }
}

/// Base64 with its padding.
fn packed(text: &str) -> String {
    let spare = (3 - text.len() % 3) % 3;
    let whole = to_base64(&[text.as_bytes(), &[0; 2][..spare]].concat());
    format!("{}{}", &whole[..whole.len() - spare], &"=="[..spare])
}

fn uuid(random: &mut Random) -> String {
    [8, 4, 4, 4, 12].map(|n| random.text(HEX, n)).join("-")
}

/// Values that are random and mean no one: `hex-40`, `b64-300`, numbers of books and goods.
pub fn noise(name: &str, random: &mut Random) -> Option<String> {
    let until = |random: &mut Random, head: &str, test: &dyn Fn(&[u8]) -> bool| {
        (0..TRIES)
            .map(|_| head.to_string() + &random.text(DIGITS, 13 - head.len()))
            .find(|value| test(value.as_bytes()))
    };
    match name {
        "uuid" => return Some(uuid(random)),
        "isbn" => return until(random, "9783", &ean),
        "ean" => return until(random, "4008", &ean),
        "orcid" => {
            return Some(format!(
                "0000-000{}-{}-{}",
                random.text("123", 1),
                random.text(DIGITS, 4),
                random.text(DIGITS, 4)
            ));
        }
        _ => {}
    }
    let (set, count) = name.split_once('-')?;
    let count: usize = count.parse().ok()?;
    let letters = match set {
        "hex" => HEX.to_string(),
        "b62" => [DIGITS, UPPER, LOWER].concat(),
        "b64" => [DIGITS, UPPER, LOWER, "+/"].concat(),
        "b64u" => [DIGITS, UPPER, LOWER, "-_"].concat(),
        "digits" => DIGITS.to_string(),
        _ => return None,
    };
    Some(random.text(&letters, count))
}
