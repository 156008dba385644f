//! International bank account numbers: length and characters by country, and the check to 97 (ISO 13616; the registry of
//! the standard's authority).

/// Country and what follows its two check digits: numbers of characters, `n` digits, `a` capitals, `c` either.
#[rustfmt::skip]
const COUNTRIES: &[(&str, &str)] = &[
    ("AD", "8n12c"), ("AE", "19n"), ("AL", "8n16c"), ("AT", "16n"), ("AZ", "4a20c"), ("BA", "16n"), ("BE", "12n"), ("BG", "4a6n8c"),
    ("BH", "4a14c"), ("BI", "23n"), ("BR", "23n1a1c"), ("BY", "4c4n16c"), ("CH", "5n12c"), ("CR", "18n"), ("CY", "8n16c"), ("CZ", "20n"),
    ("DE", "18n"), ("DJ", "23n"), ("DK", "14n"), ("DO", "4c20n"), ("EE", "16n"), ("EG", "25n"), ("ES", "20n"), ("FI", "14n"),
    ("FK", "2a12n"), ("FO", "14n"), ("FR", "10n11c2n"), ("GB", "4a14n"), ("GE", "2a16n"), ("GI", "4a15c"), ("GL", "14n"), ("GR", "7n16c"),
    ("GT", "4c20c"), ("HR", "17n"), ("HU", "24n"), ("IE", "4a14n"), ("IL", "19n"), ("IQ", "4a15n"), ("IS", "22n"), ("IT", "1a10n12c"),
    ("JO", "4a4n18c"), ("KW", "4a22c"), ("KZ", "3n13c"), ("LB", "4n20c"), ("LC", "4a24c"), ("LI", "5n12c"), ("LT", "16n"), ("LU", "3n13c"),
    ("LV", "4a13c"), ("LY", "21n"), ("MC", "10n11c2n"), ("MD", "2c18c"), ("ME", "18n"), ("MK", "3n10c2n"), ("MN", "16n"), ("MR", "23n"),
    ("MT", "4a5n18c"), ("MU", "4a19n3a"), ("NI", "4a20n"), ("NL", "4a10n"), ("NO", "11n"), ("OM", "3n16c"), ("PK", "4a16c"), ("PL", "24n"),
    ("PS", "4a21c"), ("PT", "21n"), ("QA", "4a21c"), ("RO", "4a16c"), ("RS", "18n"), ("RU", "14n15c"), ("SA", "2n18c"), ("SC", "4a20n3a"),
    ("SD", "14n"), ("SE", "20n"), ("SI", "15n"), ("SK", "20n"), ("SM", "1a10n12c"), ("SO", "19n"), ("ST", "21n"), ("SV", "4a20n"),
    ("TL", "19n"), ("TN", "20n"), ("TR", "5n1n16c"), ("UA", "6n19c"), ("VA", "18n"), ("VG", "4a16n"), ("XK", "16n"), ("YE", "4a4n18c"),
];

/// Numbers that banks and the standard print as samples. The bars keep them from looking like someone's.
const SAMPLES: &[&str] = &[
    "GB29|NWBK|6016|1331|9268|19",
    "GB82|WEST|1234|5698|7654|32",
    "DE89|3704|0044|0532|0130|00",
    "FR14|2004|1010|0505|0001|3M02|606",
    "NL91|ABNA|0417|1643|00",
    "ES91|2100|0418|4502|0005|1332",
    "IT60|X054|2811|1010|0000|0123|456",
    "BE68|5390|0754|7034",
    "CH93|0076|2011|6238|5295|7",
    "AT61|1904|3002|3457|3201",
    "PL61|1090|1014|0000|0712|1981|2874",
    "PT50|0002|0123|1234|5678|9015|4",
    "SE45|5000|0000|0583|9825|7466",
    "NO93|8601|1117|947",
    "DK50|0040|0440|1162|43",
    "FI21|1234|5600|0007|85",
    "IE29|AIBK|9311|5212|3456|78",
];

/// The shape of a country's numbers after country and check digits, part by part.
fn shape(country: &str) -> Option<Vec<(usize, u8)>> {
    let (_, shape) = COUNTRIES.iter().find(|(own, _)| *own == country)?;
    let mut parts = Vec::new();
    let mut count = 0;
    for b in shape.bytes() {
        if b.is_ascii_digit() {
            count = count * 10 + usize::from(b - b'0');
        } else {
            parts.push((count, b));
            count = 0;
        }
    }
    Some(parts)
}

/// Whether an account number begins with these two letters, in any case.
pub fn is_country(letters: &str) -> bool {
    letters.bytes().all(|b| b.is_ascii_alphabetic())
        && COUNTRIES.iter().any(|(own, _)| own.eq_ignore_ascii_case(letters))
}

/// The length of the account number at the start of a text, with its blanks, if there is one: the country's length and
/// characters, and the rest 1 to 97.
pub fn read(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let country = text.get(..2)?.to_ascii_uppercase();
    let parts = shape(&country)?;
    let whole = 4 + parts.iter().map(|(count, _)| count).sum::<usize>();
    let mut plain = Vec::with_capacity(whole);
    let mut at = 0;
    while plain.len() < whole {
        let b = *bytes.get(at)?;
        let gap = matches!(b, b' ' | b'-') && at > 0 && bytes[at - 1].is_ascii_alphanumeric();
        if b.is_ascii_alphanumeric() {
            plain.push(b.to_ascii_uppercase());
        } else if !gap {
            return None;
        }
        at += 1;
    }
    let mut place = 4;
    let fits = parts.iter().all(|(count, class)| {
        let part = &plain[place..place + count];
        place += count;
        part.iter().all(|b| match class {
            b'n' => b.is_ascii_digit(),
            b'a' => b.is_ascii_uppercase(),
            _ => true,
        })
    });
    (fits && rest_97(&plain) == 1 && !bytes.get(at).is_some_and(u8::is_ascii_alphanumeric)).then_some(at)
}

/// A made-up number of a country, in small letters or capitals, from random text of an alphabet; with `-bad` behind it one
/// with wrong check digits.
pub fn drawn(name: &str, random: &mut dyn FnMut(&str, usize) -> String) -> Option<String> {
    let (country, right) = name.strip_suffix("-bad").map_or((name, true), |country| (country, false));
    let country = country.to_ascii_uppercase();
    let mut body = String::new();
    for (count, class) in shape(&country)? {
        let letters = match class {
            b'n' => "0123456789",
            b'a' => "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
            _ => "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        };
        body += &random(letters, count);
    }
    let written = |check: u32| format!("{country}{check:02}{body}");
    let check = (2..99).find(|check| rest_97(written(*check).as_bytes()) == 1)?;
    Some(written(if right { check } else { (check + 5) % 97 }))
}

/// The rest to 97 with the first four characters moved to the end and letters counted from 10.
fn rest_97(plain: &[u8]) -> u32 {
    plain[4..].iter().chain(&plain[..4]).fold(0, |rest, b| {
        if b.is_ascii_digit() {
            (rest * 10 + u32::from(b - b'0')) % 97
        } else {
            (rest * 100 + u32::from(b - b'A') + 10) % 97
        }
    })
}

/// Whether a number is a printed sample.
pub fn is_sample(value: &str) -> bool {
    let plain: String = value.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    SAMPLES.iter().any(|sample| sample.replace('|', "") == plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_samples_are_right() {
        for sample in SAMPLES {
            let plain = sample.replace('|', "");
            assert_eq!(read(&plain), Some(plain.len()), "{sample}");
            assert!(is_sample(&plain));
            let spaced = sample.replace('|', " ");
            assert_eq!(read(&format!("{spaced} then")), Some(spaced.len()), "{sample}");
            let last = plain.as_bytes()[plain.len() - 1];
            let other = format!("{}{}", &plain[..plain.len() - 1], if last == b'9' { '8' } else { '9' });
            assert_eq!(read(&other), None, "{sample}");
        }
    }

    #[test]
    fn other_texts_are_none() {
        for text in [
            "",
            "DE",
            "DE89",
            "XX89370400440532013000",
            "DE8937040044053201300X",
            "DE89 3704 0044 0532 0130",
            "1234567",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
