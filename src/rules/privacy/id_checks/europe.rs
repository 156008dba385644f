//! Identity numbers of Europe.

use super::super::checks::{ean, luhn};
use super::{alike, digit, is_day, is_ddmmyy, mod_11_digit, number, weighted};

/// United Kingdom, national insurance number: prefixes that are given out.
pub fn uk_nino(b: &[u8]) -> bool {
    let never = ["BG", "GB", "KN", "NK", "NT", "TN", "ZZ"].iter().any(|pair| b.starts_with(pair.as_bytes()));
    !b"DFIQUV".contains(&b[0])
        && !b"DFIOQUV".contains(&b[1])
        && !never
        && (b'A'..=b'D').contains(&b[8])
        && !b.starts_with(b"AB123456")
        && !alike(&b[2..8])
}

/// France, registration number: sex, year, month, place; the key is the rest to 97 (`INSEE`). Corsica counts as 19 and 18.
pub fn fr_nir(b: &[u8]) -> bool {
    let mut body = b[..13].to_vec();
    match &b[5..7] {
        b"2A" => body[5..7].copy_from_slice(b"19"),
        b"2B" => body[5..7].copy_from_slice(b"18"),
        _ => {}
    }
    let month = number(&b[3..5]);
    let plausible =
        matches!(b[0], b'1' | b'2') && ((1..=12).contains(&month) || (20..=42).contains(&month) || month >= 50);
    plausible && body.iter().all(u8::is_ascii_digit) && 97 - number(&body) % 97 == number(&b[13..])
}

/// Germany, tax number of a person: one digit two or three times among the first ten, and ISO/IEC 7064 mod 11,10.
pub fn de_steuer_id(b: &[u8]) -> bool {
    let mut counts = [0_usize; 10];
    b[..10].iter().for_each(|own| counts[digit(*own) as usize] += 1);
    let twice = counts.iter().filter(|n| **n == 2).count();
    let thrice = counts.iter().filter(|n| **n == 3).count();
    b[0] != b'0' && twice + thrice == 1 && counts.iter().all(|n| *n < 4) && mod_11_10(b)
}

/// ISO/IEC 7064 mod 11,10, the check digit last.
pub fn mod_11_10(b: &[u8]) -> bool {
    let (body, check) = b.split_at(b.len() - 1);
    let product = body.iter().fold(10, |product, b| {
        let sum = (digit(*b) + product) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (11 - product) % 10 == digit(check[0])
}

/// Germany, pension insurance: area, birth date, initial, serial, check; the letter counts as its place in the alphabet.
pub fn de_pension(b: &[u8]) -> bool {
    let letter = b[8] - b'A' + 1;
    let mut digits = b[..8].to_vec();
    digits.extend([b'0' + letter / 10, b'0' + letter % 10]);
    digits.extend(&b[9..11]);
    let crossed = |n: u32| n / 10 + n % 10;
    let sum: u32 =
        digits.iter().zip([2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1]).map(|(b, weight)| crossed(digit(*b) * weight)).sum();
    is_ddmmyy(&b[2..8]) && sum % 10 == digit(b[11])
}

/// Spain, citizens and foreigners: the letter is the number's rest to 23.
pub fn es_dni(b: &[u8]) -> bool {
    let head = match b[0] {
        b'Y' => 10_000_000,
        b'Z' => 20_000_000,
        _ => 0,
    };
    let n = head + number(&b[..8]);
    b"TRWAGMYFPDXBNJZSQVHLCKE"[(n % 23) as usize] == b[8]
        && (b[0] > b'9' || n > 99_999)
        && number(&b[..8]) != 12_345_678
        && !alike(&b[1..8])
}

/// Italy, tax code: letters of name, date, place; the last letter is a sum by place (`DM 23/12/1976`).
pub fn it_codice_fiscale(b: &[u8]) -> bool {
    const ODD: [u32; 26] =
        [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
    let value = |b: u8| if b.is_ascii_digit() { b - b'0' } else { b - b'A' };
    let sum: u32 = b[..15]
        .iter()
        .enumerate()
        .map(|(i, b)| if i % 2 == 0 { ODD[value(*b) as usize] } else { u32::from(value(*b)) })
        .sum();
    let places = [6, 7, 9, 10, 12, 13, 14].iter().all(|i| b[*i].is_ascii_digit() || b"LMNPQRSTUV".contains(&b[*i]));
    let letters =
        b[..6].iter().all(u8::is_ascii_uppercase) && b"ABCDEHLMPRST".contains(&b[8]) && b[11].is_ascii_uppercase();
    places && letters && b'A' + (sum % 26) as u8 == b[15] && b != b"RSSMRA80A01H501U"
}

/// Poland: the century is in the month.
pub fn pl_pesel(b: &[u8]) -> bool {
    let sum = weighted(&b[..10], &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3]);
    is_day(number(&b[4..6]), number(&b[2..4]) % 20) && (10 - sum % 10) % 10 == digit(b[10]) && !alike(b)
}

/// Netherlands, citizen service number: the test of eleven.
pub fn nl_bsn(b: &[u8]) -> bool {
    let nine: Vec<u8> = if b.len() == 8 { [&b"0"[..], b].concat() } else { b.to_vec() };
    let sum = weighted(&nine[..8], &[9, 8, 7, 6, 5, 4, 3, 2]);
    sum % 11 == digit(nine[8]) && !alike(b) && number(b) != 123_456_782
}

/// Belgium: the rest to 97 of the first nine, with a 2 before them for those born from 2000 on.
pub fn be_national(b: &[u8]) -> bool {
    let (body, check) = (number(&b[..9]), number(&b[9..]));
    let month = number(&b[2..4]) % 20;
    month <= 12
        && number(&b[4..6]) <= 31
        && !alike(b)
        && (97 - body % 97 == check || 97 - (2_000_000_000 + body) % 97 == check)
}

/// Sweden: a date, also 60 days later for those without residence, and Luhn over ten digits.
pub fn se_personnummer(b: &[u8]) -> bool {
    let ten = &b[b.len() - 10..];
    let day = number(&ten[4..6]);
    let century = b.len() == 10 || matches!(&b[..2], b"18" | b"19" | b"20");
    century && is_day(if day > 60 { day - 60 } else { day }, number(&ten[2..4])) && luhn(ten) && number(&ten[6..]) != 0
}

/// Finland, without the sign of the century: the last character is the rest to 31 of the nine digits.
pub fn fi_hetu(b: &[u8]) -> bool {
    let n = number(&b[..6]) * 1000 + number(&b[b.len() - 4..b.len() - 1]);
    is_ddmmyy(b) && b"0123456789ABCDEFHJKLMNPRSTUVWXY"[(n % 31) as usize] == b[b.len() - 1] && !b.ends_with(b"0000")
}

/// Norway: two digits to 11.
pub fn no_fodselsnummer(b: &[u8]) -> bool {
    let check = |sum: u32| (11 - sum % 11) % 11;
    let (day, month) = (number(&b[..2]), number(&b[2..4]));
    let day = if day > 40 { day - 40 } else { day };
    is_day(day, if month > 40 { month - 40 } else { month })
        && check(weighted(&b[..9], &[3, 7, 6, 1, 8, 9, 4, 5, 2])) == digit(b[9])
        && check(weighted(&b[..10], &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2])) == digit(b[10])
}

/// Denmark: a date; the old check digit no longer holds for all.
pub fn dk_cpr(b: &[u8]) -> bool {
    is_ddmmyy(b) && number(&b[6..]) != 0
}

/// Switzerland: an EAN-13 of country 756.
pub fn ch_ahv(b: &[u8]) -> bool {
    b.starts_with(b"756") && ean(b) && b != b"7569217076985"
}

/// Austria: the fourth digit checks the others.
pub fn at_svnr(b: &[u8]) -> bool {
    let sum = weighted(&b[..3], &[3, 7, 9]) + weighted(&b[4..], &[5, 8, 4, 2, 1, 6]);
    b[0] != b'0' && is_ddmmyy(&b[4..]) && sum % 11 == digit(b[3])
}

/// Portugal, tax number.
pub fn pt_nif(b: &[u8]) -> bool {
    let sum = weighted(&b[..8], &[9, 8, 7, 6, 5, 4, 3, 2]);
    b"1235689".contains(&b[0]) && mod_11_digit(sum) == digit(b[8]) && !alike(b) && number(b) != 123_456_789
}

/// United Kingdom, driver: surname, birth date in six digits, initials.
pub fn uk_driver(b: &[u8]) -> bool {
    let month = number(&b[6..8]) % 50;
    let name = b[..5]
        .iter()
        .rposition(u8::is_ascii_uppercase)
        .is_some_and(|last| b[..=last].iter().all(u8::is_ascii_uppercase));
    name && is_day(number(&b[8..10]), month)
        && b[11..13].iter().all(|b| b.is_ascii_uppercase() || *b == b'9')
        && b[14..].iter().all(u8::is_ascii_uppercase)
}
