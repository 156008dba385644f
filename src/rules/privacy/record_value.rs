//! What a value itself says: that it can be no id (a date, a unit, a sample), or that it is written as only ids are.
//! Knows nothing of the words around it.

/// Length of a UUID, the longest value.
pub const UUID: usize = 36;

/// Values that are no ids whatever stands before them: dates, types, units, docket numbers, samples.
pub fn is_never(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let parts: Vec<&str> = lower.split(['-', '/', '_']).collect();
    let number = |part: &str| part.parse::<u32>().ok().filter(|_| part.len() <= 4);
    let dated = parts.len() == 3 && parts.iter().all(|part| number(part).is_some()) && {
        let lens = [parts[0].len(), parts[1].len(), parts[2].len()];
        matches!(lens, [4, 1..=2, 1..=2] | [1..=2, 1..=2, 2 | 4])
    };
    let years = parts.len() == 2 && parts.iter().all(|part| number(part).is_some_and(|n| (1800..2200).contains(&n)));
    let stamp = lower.len() >= 10
        && lower.as_bytes()[4] == b'-'
        && lower.as_bytes()[7] == b'-'
        && lower[..4].parse::<u32>().is_ok()
        && lower[8..].contains('t');
    let head = lower.trim_end_matches(|c: char| c.is_ascii_digit());
    let typed = matches!(
        head,
        "int"
            | "uint"
            | "float"
            | "varchar"
            | "char"
            | "sha"
            | "sha-"
            | "md"
            | "utf-"
            | "base"
            | "ean"
            | "iso"
            | "rfc"
            | "cve-"
    );
    let sample = matches!(
        lower.as_str(),
        "abc123" | "abc1234" | "abc12345" | "xyz123" | "xyz789" | "xyz-000" | "abc-123" | "abc-1234" | "xyz-123"
    );
    let zeros = lower.bytes().filter(u8::is_ascii_digit).all(|b| b == b'0');
    let empty = zeros && lower.matches('0').count() > 2 || lower.contains("xxx");
    let unit = lower.trim_start_matches(|c: char| c.is_ascii_digit());
    let measured = unit.len() < lower.len()
        && matches!(
            unit,
            "st" | "nd" | "rd" | "th" | "s" | "k" | "m" | "km" | "kg" | "g" | "px" | "ms" | "gb" | "mb" | "kwh" | "x"
        );
    // The dockets of courts are public: `19-cv-01234`, `C-131/12`.
    let docket = matches!(parts[..], [_, "cv" | "cr", n, ..] if (4..=5).contains(&n.len()) && !parts[3..].iter().any(|part| number(part).is_some()))
        || lower.contains('/')
            && matches!(parts[..], ["c" | "t", n, year] if number(n).is_some() && year.len() == 2 && number(year).is_some());
    let standard = ["iso", "rfc", "cve", "nist", "ieee", "ansi", "astm", "din", "fips", "utf", "http", "sha", "covid"]
        .iter()
        .any(|head| {
            lower
                .strip_prefix(head)
                .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '/'))
        });
    // Those of Germany: `3 U 153/10`, `7 AZR 83/17`.
    let register = value.split(' ').collect::<Vec<_>>();
    let docket = docket
        || matches!(register[..], [chamber, letters, file] if chamber.bytes().all(|b| b.is_ascii_digit())
            && letters.bytes().all(|b| b.is_ascii_alphabetic())
            && file.split_once('/').is_some_and(|(n, year)| number(n).is_some() && number(year).is_some()));
    let literal = ["0x", "0o", "0b"].iter().any(|head| lower.starts_with(head));
    dated || years || stamp || literal || typed || sample || empty || measured || docket || standard
}

/// A number and a year, in either order: `1234/2023`, `21/04471`.
pub fn is_docket(value: &str) -> bool {
    let digits = |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let year = |part: &str| {
        digits(part, 4) && (part.len() == 2 || part.parse::<u32>().is_ok_and(|year| (1950..2100).contains(&year)))
    };
    value.split_once('/').is_some_and(|(a, b)| year(a) && digits(b, 6) || digits(a, 6) && year(b))
}

/// The number of a file and its year: `2052/2024`.
pub fn is_filed(value: &str) -> bool {
    value.split_once('/').is_some_and(|(number, year)| {
        (3..=7).contains(&number.len())
            && number.bytes().all(|b| b.is_ascii_digit())
            && year.len() == 4
            && year.parse::<u32>().is_ok_and(|year| (1980..2100).contains(&year))
    })
}

/// Whether a value is a UUID.
pub fn is_uuid(value: &str) -> bool {
    let lens = value.split('-').map(str::len);
    value.len() == UUID && lens.eq([8, 4, 4, 4, 12]) && value.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit())
}

/// Capitals and digits in groups, as ids are written: `INC0048213`, `C-48213`, `7731-4402`.
pub fn is_code(value: &str) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let lower = value.bytes().any(|b| b.is_ascii_lowercase());
    let letters = value.chars().any(char::is_uppercase);
    // Names of constants have digits too, but few.
    let named = value.bytes().filter(u8::is_ascii_uppercase).count() > 2 * digits;
    !lower && !named && (letters && digits >= 3 || digits >= 6)
}

/// Whether a value is made of words rather than of letters and digits: `24-hour`, `covid19-related`.
pub fn is_prose(value: &str) -> bool {
    value.split(['-', '_', '/']).any(|part| part.len() >= 4 && part.bytes().all(|b| b.is_ascii_lowercase()))
}

/// Shapes of ids that are known: service desks, payments, parcels, international post.
pub fn is_shaped(value: &str) -> bool {
    if !value.is_ascii() {
        return false;
    }
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let upper = |part: &str| part.bytes().all(|b| b.is_ascii_uppercase());
    let desk = is_desk(value);
    let payment = is_payment(value);
    let parcel = value
        .strip_prefix("1Z")
        .is_some_and(|n| n.len() == 16 && n.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()));
    let market = value.split('-').map(str::len).eq([3, 7, 7]) && digits(&value.replace('-', ""));
    let post = value.len() == 13 && upper(&value[..2]) && upper(&value[11..]) && postal(&value[2..11]);
    desk || payment || parcel || market || post || is_crm(value)
}

/// Ids of records in one system of customer relations: 15 or 18 letters and digits behind the key of a kind.
fn is_crm(value: &str) -> bool {
    matches!(value.len(), 15 | 18)
        && ["001", "003", "005", "00Q", "500", "006"].iter().any(|key| value.starts_with(key))
        && value.bytes().all(|b| b.is_ascii_alphanumeric())
        && value[3..].bytes().filter(u8::is_ascii_alphabetic).count() > 3
}

/// The numbers of service desks: `INC0048213`.
pub fn is_desk(value: &str) -> bool {
    ["INC", "REQ", "CHG", "RITM", "PRB", "TASK"]
        .iter()
        .any(|head| value.strip_prefix(head).is_some_and(|n| n.len() == 7 && n.bytes().all(|b| b.is_ascii_digit())))
}

/// A few capitals and five digits or more, or seven digits with a sign among them: `CS123575`, `HJ/2323/24`, `6616/2024`.
pub fn is_numbered(value: &str) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let capitals = value.bytes().filter(u8::is_ascii_uppercase).count();
    let signs = value.bytes().filter(u8::is_ascii_punctuation).count();
    let letters = value.bytes().filter(u8::is_ascii_alphabetic).count();
    letters == capitals && signs < 4 && (capitals > 0 && capitals <= 4 && digits >= 5 || capitals == 0 && digits >= 7)
}

/// The ids of one provider of payments: a prefix and letters of both cases with digits.
pub fn is_payment(value: &str) -> bool {
    let prefixed = value.as_bytes().iter().take(5).any(|b| *b == b'_');
    prefixed
        && ["cus_", "pi_", "ch_", "sub_", "in_", "txn_", "py_", "re_", "dp_", "du_", "card_", "seti_", "po_", "tr_"]
            .iter()
            .any(|head| {
                value.strip_prefix(head).is_some_and(|n| {
                    let any = |test: fn(&u8) -> bool| n.bytes().any(|b| test(&b));
                    (14..=27).contains(&n.len())
                        && n.bytes().all(|b| b.is_ascii_alphanumeric())
                        && any(u8::is_ascii_uppercase)
                        && any(u8::is_ascii_lowercase)
                        && any(u8::is_ascii_digit)
                })
            })
}

/// Capitals, a hyphen and digits, as tickets and claims are numbered: `CS-48213`.
pub fn is_key(value: &str) -> bool {
    value.split_once('-').is_some_and(|(head, tail)| {
        (1..=10).contains(&head.len())
            && head.bytes().all(|b| b.is_ascii_uppercase())
            && (4..=10).contains(&tail.len())
            && tail.bytes().all(|b| b.is_ascii_digit())
    })
}

/// A team in capitals, a hyphen and a number, as desks number their tickets: `OPS-19`; no standard and no product.
pub fn is_ticket(value: &str) -> bool {
    #[rustfmt::skip]
    const OTHERS: [&str; 28] = [
        "AES", "RSA", "SHA", "MD", "TLS", "SSL", "PEP", "USB", "RTX", "GTX", "GPT", "MP", "ES", "HLA", "PM", "UTC", "GMT", "SARS", "TCP", "UDP", "MPEG",
        "UTF", "ISO", "RFC", "COVID", "HTTP", "CVE", "ECMA",
    ];
    value.split_once('-').is_some_and(|(head, tail)| {
        (2..=10).contains(&head.len())
            && head.bytes().all(|b| b.is_ascii_uppercase())
            && (2..=7).contains(&tail.len())
            && tail.bytes().all(|b| b.is_ascii_digit())
            && !OTHERS.contains(&head)
    })
}

/// Six capitals and digits with some of both, as airlines write bookings.
pub fn is_locator(value: &str) -> bool {
    value.len() == 6
        && value.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        && value.bytes().any(|b| b.is_ascii_digit())
        && value.bytes().any(|b| b.is_ascii_uppercase())
}

/// Numbers of parcels whose check digit is right: `1Z` and sixteen characters, or twenty to twenty-two digits from 91 to 95.
pub fn is_parcel(value: &str) -> bool {
    let weighed = |values: &[u32], odd: u32, even: u32| {
        values.iter().rev().enumerate().map(|(i, value)| value * if i % 2 == 0 { odd } else { even }).sum::<u32>()
    };
    if let Some(body) = value.strip_prefix("1Z").filter(|body| body.len() == 16 && body.is_ascii()) {
        // Letters count as the rest to ten of their place after `C`.
        let number = |b: u8| if b.is_ascii_digit() { u32::from(b - b'0') } else { (u32::from(b) + 7) % 10 };
        let values: Vec<u32> = body[..15].bytes().map(number).collect();
        let sum: u32 = values.iter().enumerate().map(|(i, value)| value * if i % 2 == 0 { 1 } else { 2 }).sum();
        return body.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
            && (10 - sum % 10) % 10 == number(body.as_bytes()[15]);
    }
    let digits = (20..=22).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_digit());
    digits && ("91".."96").contains(&&value[..2]) && {
        let values: Vec<u32> = value[..value.len() - 1].bytes().map(|b| u32::from(b - b'0')).collect();
        (10 - weighed(&values, 3, 1) % 10) % 10 == u32::from(value.as_bytes()[value.len() - 1] - b'0')
    }
}

/// The number of an item of international post, from a country whose post many use.
pub fn is_post(value: &str) -> bool {
    #[rustfmt::skip]
    const COUNTRIES: &[&str] = &[
        "AE", "AR", "AT", "AU", "BE", "BG", "BR", "CA", "CH", "CL", "CN", "CO", "CZ", "DE", "DK", "EE", "EG", "ES", "FI", "FR", "GB", "GR", "HK", "HR",
        "HU", "ID", "IE", "IL", "IN", "IT", "JP", "KR", "KZ", "LT", "LU", "LV", "MA", "MX", "MY", "NG", "NL", "NO", "NZ", "PE", "PH", "PK", "PL", "PT",
        "RO", "RS", "RU", "SA", "SE", "SG", "SI", "SK", "TH", "TR", "TW", "UA", "US", "UY", "VN", "ZA",
    ];
    value.len() == 13
        && value.is_ascii()
        && value.as_bytes()[..2].iter().all(u8::is_ascii_uppercase)
        && COUNTRIES.contains(&&value[11..])
        && postal(&value[2..11])
}

/// The check digit of international post: eight digits with weights, then 11 less the rest.
fn postal(digits: &str) -> bool {
    if digits.len() != 9 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let sum: u32 = digits.bytes().zip([8, 6, 4, 2, 3, 5, 9, 7]).map(|(b, weight)| u32::from(b - b'0') * weight).sum();
    let check = match 11 - sum % 11 {
        10 => 0,
        11 => 5,
        n => n,
    };
    u32::from(digits.as_bytes()[8] - b'0') == check
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_values_are_never_ids() {
        for value in [
            "2024-11-05",
            "05/11/2024",
            "5/11/24",
            "2015-2019",
            "2024-11-05T12",
            "uint64",
            "varchar255",
            "ABC123",
            "000000",
            "100km",
            "0x00000004",
            "19-cv-01234",
            "3 U 153/10",
            "7 AZR 83/17",
            "XXXX1234",
        ] {
            assert!(is_never(value), "{value}");
        }
        for value in ["12345", "C-48213", "7731-4402", "A-4711-22", "INC0048213", "20241105"] {
            assert!(!is_never(value), "{value}");
        }
    }

    #[test]
    fn ids_have_shapes() {
        for value in ["INC0048213", "cus_Nf7sK2pQx9LmVd", "701-4829173-5520164", "1Z5R89390357567127", "RR473124829GB"]
        {
            assert!(is_shaped(value), "{value}");
        }
        for value in ["INC48213", "cus_x", "12345", "RR473124820GB", "word", ""] {
            assert!(!is_shaped(value), "{value}");
        }
        assert!(is_code("C-48213") && is_code("7731-4402") && !is_code("24-hour") && !is_code("GB2312_CHAR_TO_FREQ"));
        assert!(is_prose("covid19-related") && !is_prose("a1b2-c3d4"));
        assert!(!is_uuid("48213"));
    }
}
