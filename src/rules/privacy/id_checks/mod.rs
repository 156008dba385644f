//! Check digits of identity numbers, by country. Each function is given the characters of a value without separators, in
//! upper case and of the right number and classes, and says whether they are a number that could have been issued.

mod europe;
mod world;

pub use europe::*;
pub use world::*;

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

fn mod_11_digit(sum: u32) -> u32 {
    match sum % 11 {
        0 | 1 => 0,
        rest => 11 - rest,
    }
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
