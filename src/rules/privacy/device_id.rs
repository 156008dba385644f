//! FT610 device-id. The page is `rules/FT610-device-id.md`.

use super::announced::announces;
use super::checks::{distinct, luhn};
use super::columns;
use super::context::{self, AHEAD, BACK, CANCEL, byte_at, byte_before, edge_at, edge_before};
use super::edges::emphasis;
use super::hit::Hit;
use super::numbers::Plain;
use super::phone_number::measured;
use crate::example::{Example, Signs, Span, Text};
use crate::rules::{Confidence, Level, Sink, TextRule};

const VEHICLES: &[&str] = &[
    "vin",
    "chassis",
    "fahrgestell",
    "fahrgestellnummer",
    "fin",
    "vehicle identification",
    "frame number",
    "bastidor",
    "telaio",
    "车架号",
];
/// Words by which a number whose check digit is right is a vehicle's.
const CARS: &[&str] = &[
    "car",
    "truck",
    "van",
    "vehicle",
    "lorry",
    "suv",
    "sedan",
    "pickup",
    "motorcycle",
    "bike",
    "auto",
    "fahrzeug",
    "wagen",
    "voiture",
    "véhicule",
    "coche",
    "vehículo",
    "carro",
    "veículo",
    "veicolo",
    "plate",
    "registration",
    "mileage",
    "dealer",
    "recall",
    "lease",
];
const PHONES: &[&str] = &["imei", "imei1", "imei2"];
const SERIALS: &[&str] = &[
    "serial number",
    "serial no",
    "serial",
    "s/n",
    "sn",
    "device id",
    "seriennummer",
    "numéro de série",
    "número de serie",
    "numero di serie",
    "序列号",
];
const BETWEEN: &[&str] =
    &["number", "no", "nr", "num", "is", "id", "code", "the", "my", "ist", "est", "es", "号", "は", "是"];
/// Words near a serial number that is public or no device's.
const OTHERS: &[&str] =
    &["certificate", "cert", "issuer", "signature", "ca", "port", "console", "killer", "example", "e.g", "zone", "soa"];

/// Finds the numbers of vehicles, phones and other devices.
pub struct DeviceId;

/// Characters of the shortest number.
const LEAST: usize = 6;

impl TextRule for DeviceId {
    fn trigger(&self) -> Signs {
        Signs::DIGIT | Signs::ODD_DIGIT
    }

    fn check(&self, text: &Text<'_>, _: &Example<'_>, sink: &mut Sink<'_>) {
        let plain = Plain::of(text);
        let mut seen = 0;
        for run in plain.runs.iter().map(|&(from, to)| from as usize..to as usize) {
            if run.start < seen || run.len() < LEAST && !is_part(plain.text, &run) {
                continue;
            }
            let token = token(plain.text, &run, seen);
            seen = token.end;
            if let Some(mut hit) = device(plain.text, token) {
                hit.span = plain.origin(&hit.span);
                hit.report(text, sink);
            }
        }
    }
}

/// Whether a run of digits is part of a longer value.
fn is_part(text: &str, run: &Span) -> bool {
    let own = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    own(byte_before(text, run.start)) || own(byte_at(text, run.end))
}

/// Letters, digits and hyphens around some digits.
fn token(text: &str, run: &Span, floor: usize) -> Span {
    let bytes = text.as_bytes();
    let own = |b: &&u8| b.is_ascii_alphanumeric() || **b == b'-';
    let back = bytes[floor.min(run.start)..run.start].iter().rev().take_while(own).count();
    let ahead = bytes[run.end..].iter().take_while(own).count();
    run.start - back..run.end + ahead
}

fn hit(span: Span, kind: &'static str, subtype: &'static str, name: &'static str, sure: Confidence) -> Hit {
    Hit { span, kind, subtype, name, level: Level::Warn, sure, rank: 48 }
}

fn device(text: &str, token: Span) -> Option<Hit> {
    let value = &text[token.clone()];
    if !(LEAST..=24).contains(&value.len()) || value.bytes().any(|b| b.is_ascii_lowercase()) {
        return None;
    }
    let (left, right) = (edge_before(text, token.start), edge_at(text, token.end));
    // What has the length and the check of a number of its own goes on behind no comma.
    let whole = matches!(value.len(), 15 | 17) && value.bytes().all(|b| b.is_ascii_alphanumeric());
    let goes_on =
        (b"./_".contains(&right) || right == b',' && !whole) && byte_at(text, token.end + 1).is_ascii_alphanumeric();
    let column = if right == b',' || left == b',' { columns::header(text, &token) } else { None };
    if b"_./+$@%\\".contains(&left)
        || goes_on && column.is_none()
        || right == b'_' && emphasis(text, token.end) == 0
        || matches!(right, b'@' | b'%')
        || column.is_none() && left == b',' && byte_before(text, token.start - 1).is_ascii_digit()
    {
        return None;
    }
    // The name of the column of a value stands for the words before it.
    let head = || context::fold(column.unwrap_or_else(|| context::before(text, token.start, BACK)));
    let plain: Vec<u8> = value.bytes().filter(|b| *b != b'-').collect();
    if value.len() == 17 && plain.len() == 17 && is_vin(&plain) {
        let tail = context::fold(context::after(text, token.end, AHEAD));
        let head = head();
        let cued = context::holds(&head, VEHICLES) || context::holds(&tail, VEHICLES);
        let serial = plain[13..].iter().all(u8::is_ascii_digit);
        let built = vin_check(&plain) && serial && plain[0].is_ascii_digit();
        let car = || context::holds(&head, CARS) || context::holds(&tail, CARS);
        return (cued || built || serial && vin_check(&plain) && car()).then(|| {
            hit(
                token,
                "VEHICLE_ID",
                "vin",
                "vehicle number",
                if vin_check(&plain) { Confidence::Certain } else { Confidence::Likely },
            )
        });
    }
    if plain.len() == 15 && plain.iter().all(u8::is_ascii_digit) && luhn(&plain) && distinct(&plain) > 3 {
        let head = head();
        let office = ["35", "86"].iter().any(|tac| plain.starts_with(tac.as_bytes()));
        let quiet =
            context::last(&head, CANCEL).is_none_or(|at| context::last(&head, PHONES).is_some_and(|own| own <= at));
        let listed = matches!(right, b',' | b']') || left == b'[';
        let whole = plain.len() == value.len();
        return (announces(&head, PHONES, BETWEEN) || office && quiet && !listed && whole)
            .then(|| hit(token, "DEVICE_ID", "imei", "IMEI", Confidence::Likely));
    }
    let digits = plain.iter().filter(|b| b.is_ascii_digit()).count();
    let zone = plain.len() == 10 && plain.starts_with(b"20") && digits == 10;
    let dated = zone || matches!(value.split('-').map(str::len).collect::<Vec<_>>()[..], [4, 2, 2] | [2, 2, 4]);
    if digits < 4 || plain.len() < 6 || dated || distinct(&plain) < 3 {
        return None;
    }
    let head = head();
    let tail = context::fold(context::after(text, token.end, AHEAD));
    let other = context::holds(&head, OTHERS) || context::holds(&tail, OTHERS) || measured(&tail);
    (!other && announces(&head, SERIALS, BETWEEN))
        .then(|| hit(token, "DEVICE_ID", "serial-number", "serial number", Confidence::Likely))
}

/// Seventeen characters without I, O and Q, of both kinds.
fn is_vin(b: &[u8]) -> bool {
    let letters = b.iter().filter(|b| b.is_ascii_uppercase()).count();
    !b.iter().any(|b| b"IOQ".contains(b)) && (2..=12).contains(&letters) && distinct(b) > 5
}

/// The ninth character checks the others (49 CFR 565.15).
pub fn vin_check(b: &[u8]) -> bool {
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let value = |b: u8| match b {
        b'0'..=b'9' => u32::from(b - b'0'),
        b'A'..=b'I' => u32::from(b - b'A') + 1,
        b'J'..=b'R' => u32::from(b - b'J') + 1,
        _ => u32::from(b - b'S') + 2,
    };
    let sum: u32 = b.iter().zip(WEIGHTS).map(|(b, weight)| value(*b) * weight).sum();
    b"0123456789X"[(sum % 11) as usize] == b[8]
}

#[cfg(test)]
mod tests {
    use super::super::harness::{finds, silent};
    use super::*;

    #[test]
    fn numbers_are_found() {
        // The published example of the check digit, and constructed ones.
        assert!(vin_check(b"1M8GDM9AXKP042788") && vin_check(b"11111111111111111") && !vin_check(b"1M8GDM9A1KP042788"));
        let imei = ["490154", "203237", "518"].concat();
        let own = ["356938", "035643", "809"].concat();
        finds(
            &DeviceId,
            "FT610",
            &[
                ("It is a 1M8GDM9AXKP042788, red", &["1M8GDM9AXKP042788"]),
                ("VIN: WVWZZZ1JZ3W386752", &["WVWZZZ1JZ3W386752"]),
                (&format!("IMEI {imei}"), &[&imei]),
                (&format!("phone {own} was lost"), &[&own]),
                ("Serial number: C02XK4821397", &["C02XK4821397"]),
                ("S/N 48-2139-77", &["48-2139-77"]),
            ],
        );
    }

    #[test]
    fn other_codes_are_not() {
        silent(
            &DeviceId,
            "FT610",
            &[
                "WVWZZZ1JZ3W386752",
                "id 378282246310005",
                "IMEI 490154203237519",
                "certificate serial number: 00C48C8D11",
                "serial port 9600",
                "serial: 112177 baud",
                "serial 2024-11-05",
                "the serial number is missing",
                "[356938035643809, 1]",
                "seed 356938035643809",
                "AAAAAAAAAAAAAAAA1",
                "serial number 000000",
                "a series of 12345678",
                "SHA256-3B0C44298FC1C14",
            ],
        );
    }
}
