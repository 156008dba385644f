//! Check digits of identity numbers, by country. Each function is given the characters of a value without separators, in
//! upper case and of the right number and classes, and says whether they are a number that could have been issued.

use super::checks::{ean, luhn};

fn digit(b: u8) -> u32 {
    u32::from(b.wrapping_sub(b'0'))
}

fn number(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|b| b.is_ascii_digit()).fold(0, |n, b| n * 10 + u64::from(b - b'0'))
}

/// The sum of digits times weights.
fn weighted(bytes: &[u8], weights: &[u32]) -> u32 {
    bytes.iter().zip(weights).map(|(b, weight)| digit(*b) * weight).sum()
}

fn alike(bytes: &[u8]) -> bool {
    bytes.windows(2).all(|pair| pair[0] == pair[1])
}

/// Whether a day and a month exist.
pub fn is_day(day: u64, month: u64) -> bool {
    let most = match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=most).contains(&day)
}

/// `YYMMDD` at the start.
fn is_yymmdd(bytes: &[u8]) -> bool {
    is_day(number(&bytes[4..6]), number(&bytes[2..4]))
}

/// `DDMMYY` at the start.
fn is_ddmmyy(bytes: &[u8]) -> bool {
    is_day(number(&bytes[..2]), number(&bytes[2..4]))
}

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

fn mod_11_digit(sum: u32) -> u32 {
    match sum % 11 {
        0 | 1 => 0,
        rest => 11 - rest,
    }
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

/// The check digit of a machine-readable passport: weights 7, 3, 1; letters count from 10, `<` as nothing (ICAO 9303).
pub fn mrz(field: &[u8], check: u8) -> bool {
    let value = |b: u8| match b {
        b'0'..=b'9' => u32::from(b - b'0'),
        b'A'..=b'Z' => u32::from(b - b'A') + 10,
        _ => 0,
    };
    let sum: u32 = field.iter().zip([7, 3, 1].iter().cycle()).map(|(b, weight)| value(*b) * weight).sum();
    sum % 10 == digit(check)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Samples that offices publish, and constructed numbers. The bars keep them from looking like someone's.
    type Case = (&'static str, fn(&[u8]) -> bool, &'static [&'static str]);

    #[rustfmt::skip]
    const CHECKED: &[Case] = &[
        ("ca-sin", ca_sin, &["3901|3962|4", "4412|1547|2", "5038|5280|8"]),
        ("au-tfn", au_tfn, &["8765|4321|0", "2524|2731|6", "3551|5058|7", "5140|2614|0"]),
        ("in-aadhaar", in_aadhaar, &["2207|7642|6565", "5557|5918|3623", "6388|3170|1073"]),
        ("br-cpf", br_cpf, &["5299|8224|725", "5787|2009|773", "7800|6394|369", "0147|1213|455"]),
        ("br-cnpj", br_cnpj, &["0000|0000|0001|91", "9582|7852|7749|32", "0350|7262|4012|02", "3580|1837|3996|10"]),
        ("fr-nir", fr_nir, &["2550|8141|6802|538", "1541|1421|9790|309", "1580|9571|5469|994", "2301|0176|9813|743", "1850|82A1|0097|855", "1850|92A5|4441|521", "1850|22A1|2752|785"]),
        ("de-steuer-id", de_steuer_id, &["8609|5742|719", "4703|6892|816", "3710|0825|900", "9816|3054|751", "9813|0759|240"]),
        ("de-pension", de_pension, &["1507|0649|C103", "7412|0477|C706", "7905|0570|K173", "3611|0190|D753"]),
        ("es-dni", es_dni, &["X248|2300|W", "5436|2315|K", "4422|3290|V", "4441|4397|V", "1047|5510|E"]),
        ("it-codice-fiscale", it_codice_fiscale, &["MRTM|TT25|D09F|205Z", "DSFY|EH00|A23J|531K", "QKUG|GW70|T25A|365R", "CKHT|YB41|R28J|532P"]),
        ("pl-pesel", pl_pesel, &["4405|1401|359", "0207|0803|628", "5211|0965|931", "9305|2573|585", "8412|2578|953"]),
        ("nl-bsn", nl_bsn, &["1112|2233|3", "3655|4948|4", "8821|7673|0", "0929|9866|5"]),
        ("be-national", be_national, &["8507|3003|328", "5205|1698|649", "5407|2414|824", "5410|1155|528", "0510|0660|105", "0501|2479|581", "0512|0363|872"]),
        ("se-personnummer", se_personnummer, &["8112|1898|76", "1981|1218|9876", "8911|1470|91", "5110|1258|52", "5602|1189|28"]),
        ("fi-hetu", fi_hetu, &["2105|63-5|87S", "2601|64-9|71D", "2404|85-8|812"]),
        ("no-fodselsnummer", no_fodselsnummer, &["0202|8526|612", "1801|7926|744", "1712|5516|165"]),
        ("ch-ahv", ch_ahv, &["7560|8164|9049|3", "7562|5408|0490|4", "7562|7990|1953|1"]),
        ("at-svnr", at_svnr, &["1237|0101|80", "4997|0105|82", "1277|2101|60", "7418|0201|90"]),
        ("pt-nif", pt_nif, &["2817|9309|3", "1705|1706|3", "1324|4705|3"]),
        ("tr-tckn", tr_tckn, &["1000|0000|146", "7697|9352|570", "4143|7901|638", "5622|2919|286"]),
        ("za-id", za_id, &["8001|0150|0908|7", "5804|1602|4208|7", "7408|1515|7508|9", "9401|1678|8608|5"]),
        ("cn-resident", cn_resident, &["1101|0519|4912|3100|2X", "4405|3719|5104|2234|23", "4405|2819|8704|2240|21", "4405|3219|9305|1323|21"]),
        ("jp-my-number", jp_my_number, &["1234|5678|9018", "0519|1485|2203", "1882|6760|9410", "5615|4677|3509"]),
        ("sg-nric", sg_nric, &["S811|6474|F", "S870|3990|J", "G597|5259|L", "T520|5190|D"]),
        ("mx-curp", mx_curp, &["BOXW|3108|20HN|ERXN|09", "ZZIW|6201|14HD|FIQR|01", "DASN|9306|02HD|FFAG|08", "ATLD|5701|15HD|FEGS|04"]),
        ("il-id", il_id, &["8356|8523|1", "8822|2498|3", "6837|2331|6"]),
        ("th-id", th_id, &["1558|7761|0105|7", "3329|8304|9435|9", "1523|5723|3984|1"]),
        ("verhoeff", verhoeff, &["2363", "2207|7642|6565", "5557|5918|3623"]),
        ("mod-11-10", mod_11_10, &["0792", "8609|5742|719", "3710|0825|900"]),
    ];

    fn bytes(value: &str) -> Vec<u8> {
        value.bytes().filter(|b| !matches!(b, b'|' | b'-')).collect()
    }

    #[test]
    fn a_right_check_passes_and_any_other_fails() {
        let mut wrong = Vec::new();
        for (name, check, values) in CHECKED {
            assert!(values.len() >= 3, "{name}");
            for value in *values {
                let mut own = bytes(value);
                if !check(&own) {
                    wrong.push(format!("{name}: {value} is right"));
                }
                let last = own.len() - 1;
                let all: &[u8] = if own[last].is_ascii_digit() && *name != "fi-hetu" {
                    b"0123456789"
                } else {
                    b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                };
                let right = own[last];
                for other in all.iter().filter(|other| **other != right) {
                    own[last] = *other;
                    if check(&own) {
                        wrong.push(format!("{name}: {value} passes with {}", char::from(*other)));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    /// Name, check, right numbers, wrong ones.
    type Range = (&'static str, fn(&[u8]) -> bool, &'static [&'static str], &'static [&'static str]);

    #[rustfmt::skip]
    const PLAUSIBLE: &[Range] = &[
        ("us-ssn", us_ssn, &["5362|2145|7", "0010|1000|1", "7731|1442|9"], &["0001|2345|6", "6661|2345|6", "9001|2345|6", "1230|0456|7", "1234|5000|0", "0780|5112|0"]),
        ("us-itin", us_itin, &["9007|0123|4", "9128|8123|4", "9999|2100|1"], &["9006|6123|4", "8127|0123|4", "9009|3123|4"]),
        ("uk-nino", uk_nino, &["JG10|3759|A", "SY48|2913|C", "AA48|2913|D"], &["BG10|3759|A", "DA10|3759|A", "AO10|3759|A", "JG10|3759|E"]),
        ("in-pan", in_pan, &["AFZP|K719|0K", "BNZA|A231|8J", "AAAC|R505|5K"], &["AFZX|K719|0K", "ABCD|E123|4F", "BNZZ|A231|8J"]),
        ("dk-cpr", dk_cpr, &["0707|6142|85", "2110|6256|29", "3112|9912|34"], &["3213|9912|34", "0013|9912|34", "0101|9900|00"]),
        ("kr-rrn", kr_rrn, &["5503|1116|7520|1", "8508|0317|9849|5", "7605|2418|5561|6"], &["9713|1390|1990|2", "9710|1399|9999|9", "9710|1300|1990|2"]),
        ("au-medicare", au_medicare, &["4864|9208|31", "2741|3748|47", "5718|3417|04"], &["1864|9208|31", "4864|9208|41"]),
    ];

    #[test]
    fn numbers_without_a_check_have_ranges() {
        let mut wrong = Vec::new();
        for (name, check, right, bad) in PLAUSIBLE {
            wrong.extend(
                right.iter().filter(|value| !check(&bytes(value))).map(|value| format!("{name}: {value} is right")),
            );
            wrong.extend(
                bad.iter().filter(|value| check(&bytes(value))).map(|value| format!("{name}: {value} is wrong")),
            );
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn machine_readable_fields_have_check_digits() {
        // The specimen of ICAO 9303, part 4.
        assert!(mrz(b"L898902C3", b'6') && mrz(b"740812", b'2') && mrz(b"120415", b'9') && !mrz(b"L898902C3", b'7'));
        assert!(uk_driver(b"MORGA657054SM9IJ") && uk_driver(b"FOX99812149AB9ZZ") && !uk_driver(b"MORGA657994SM9IJ"));
    }
}
