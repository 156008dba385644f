//! Identity numbers of the other continents.

use super::super::checks::luhn;
use super::{alike, digit, is_day, is_yymmdd, mod_11_digit, number, weighted};

/// United States, social security number: areas, groups and serials that are issued (SSA, POMS RM 10201.035).
pub fn us_ssn(b: &[u8]) -> bool {
    let (area, group, serial) = (number(&b[..3]), number(&b[3..5]), number(&b[5..]));
    let sample = matches!(
        number(b),
        123_456_789 | 78_051_120 | 219_099_999 | 987_654_320..=987_654_329 | 111_223_333 | 123_121_234 | 111_111_111
    );
    area != 0 && area != 666 && area < 900 && group != 0 && serial != 0 && !sample && !alike(b)
}

/// United States, taxpayer number of those without the other.
pub fn us_itin(b: &[u8]) -> bool {
    b[0] == b'9'
        && matches!(number(&b[3..5]), 50..=65 | 70..=88 | 90..=92 | 94..=99)
        && number(&b[5..]) != 0
        && number(b) != 987_654_321
}

/// Canada, social insurance number.
pub fn ca_sin(b: &[u8]) -> bool {
    !matches!(b[0], b'0' | b'8') && luhn(b) && !alike(b)
}

/// Australia, tax file number of nine or eight digits.
pub fn au_tfn(b: &[u8]) -> bool {
    let weights: &[u32] = if b.len() == 9 { &[1, 4, 3, 7, 5, 8, 6, 9, 10] } else { &[10, 7, 8, 4, 6, 3, 5, 1] };
    weighted(b, weights).is_multiple_of(11) && !alike(b)
}

/// Australia, medicare card: eight digits, check, issue, and sometimes the person's number.
pub fn au_medicare(b: &[u8]) -> bool {
    (b'2'..=b'6').contains(&b[0]) && weighted(&b[..8], &[1, 3, 7, 9, 1, 3, 7, 9]) % 10 == digit(b[8])
}

/// India, Aadhaar: the check of Verhoeff.
pub fn in_aadhaar(b: &[u8]) -> bool {
    b[0] > b'1' && verhoeff(b) && !alike(b)
}

/// The check of Verhoeff: multiplication in the dihedral group of the pentagon, and a permutation by place.
pub fn verhoeff(b: &[u8]) -> bool {
    const PERMUTE: [usize; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let product = |a: usize, b: usize| match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => 5 + (a + b - 5) % 5,
        (false, true) => 5 + (a - 5 + 5 - b) % 5,
        (false, false) => (a + 5 - b) % 5,
    };
    let check = b.iter().rev().enumerate().fold(0, |check, (place, b)| {
        let value = (0..place % 8).fold(digit(*b) as usize, |value, _| PERMUTE[value]);
        product(check, value)
    });
    check == 0
}

/// India, permanent account number: the fourth letter names the kind of holder.
pub fn in_pan(b: &[u8]) -> bool {
    b"ABCFGHJLPT".contains(&b[3]) && number(&b[5..9]) != 0 && !b.starts_with(b"ABCDE") && &b[5..9] != b"1234"
}

/// Brazil, person: two digits with falling weights.
pub fn br_cpf(b: &[u8]) -> bool {
    let first = mod_11_digit(weighted(&b[..9], &[10, 9, 8, 7, 6, 5, 4, 3, 2]));
    let second = mod_11_digit(weighted(&b[..10], &[11, 10, 9, 8, 7, 6, 5, 4, 3, 2]));
    first == digit(b[9]) && second == digit(b[10]) && !alike(b) && number(b) != 12_345_678_909
}

/// Brazil, company.
pub fn br_cnpj(b: &[u8]) -> bool {
    let first = mod_11_digit(weighted(&b[..12], &[5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]));
    let second = mod_11_digit(weighted(&b[..13], &[6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]));
    first == digit(b[12]) && second == digit(b[13]) && !alike(b)
}

/// Turkey: the tenth digit by sevenfold odd places less even ones, the eleventh the sum.
pub fn tr_tckn(b: &[u8]) -> bool {
    let places = |from: usize, to: usize| (from..to).step_by(2).map(|i| digit(b[i])).sum::<u32>();
    let (odd, even) = (places(0, 9), places(1, 8));
    let sum: u32 = b[..10].iter().map(|b| digit(*b)).sum();
    b[0] != b'0' && (odd * 7 + 100 - even) % 10 == digit(b[9]) && sum % 10 == digit(b[10])
}

/// South Africa: a date, citizenship, Luhn.
pub fn za_id(b: &[u8]) -> bool {
    is_yymmdd(b) && matches!(b[10], b'0' | b'1' | b'2') && luhn(b) && !alike(b)
}

/// South Korea: a date and a century; since October 2020 without a check digit.
pub fn kr_rrn(b: &[u8]) -> bool {
    is_yymmdd(b) && (b'1'..=b'8').contains(&b[6]) && !alike(&b[6..])
}

/// China: region, date, and ISO/IEC 7064 mod 11-2 (GB 11643).
pub fn cn_resident(b: &[u8]) -> bool {
    let sum = weighted(&b[..17], &[7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]);
    let year = number(&b[6..10]);
    (1900..=2035).contains(&year)
        && is_day(number(&b[12..14]), number(&b[10..12]))
        && (b'1'..=b'8').contains(&b[0])
        && b"10X98765432"[(sum % 11) as usize] == b[17]
}

/// Japan, personal number: weights 2 to 7 from the right.
pub fn jp_my_number(b: &[u8]) -> bool {
    let sum = weighted(&b[..11], &[6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]);
    mod_11_digit(sum) == digit(b[11]) && !alike(b)
}

/// Singapore: one table for citizens, one for foreigners, one for the newest series.
pub fn sg_nric(b: &[u8]) -> bool {
    let offset = match b[0] {
        b'T' | b'G' => 4,
        b'M' => 3,
        _ => 0,
    };
    let rest = ((weighted(&b[1..8], &[2, 7, 6, 5, 4, 3, 2]) + offset) % 11) as usize;
    let letter = match b[0] {
        b'S' | b'T' => b"JZIHGFEDCBA"[rest],
        b'M' => b"XWUTRQPNJLK"[10 - rest],
        _ => b"XWUTRQPNMLK"[rest],
    };
    letter == b[8] && !b[1..8].starts_with(b"1234567") && !alike(&b[1..8])
}

/// Mexico: letters of the name, date, sex, state; a weighted sum over 37 characters (`Ñ` between `N` and `O`).
pub fn mx_curp(b: &[u8]) -> bool {
    let value = |b: u8| match b {
        b'0'..=b'9' => u32::from(b - b'0'),
        b'A'..=b'N' => u32::from(b - b'A') + 10,
        _ => u32::from(b - b'A') + 11,
    };
    let sum: u32 = b[..17].iter().zip((2..=18).rev()).map(|(b, weight)| value(*b) * weight).sum();
    is_yymmdd(&b[4..10]) && b"HMX".contains(&b[10]) && (10 - sum % 10) % 10 == digit(b[17])
}

/// Israel: Luhn over nine digits.
pub fn il_id(b: &[u8]) -> bool {
    luhn(b) && !alike(b)
}

/// Thailand: weights 13 to 2.
pub fn th_id(b: &[u8]) -> bool {
    let sum = weighted(&b[..12], &[13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
    b[0] != b'0' && (11 - sum % 11) % 10 == digit(b[12]) && !alike(b)
}
