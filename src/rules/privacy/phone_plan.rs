//! Numbering plans: country codes with the lengths of their numbers, the rules of North America, and the ranges that are
//! set aside for fiction. Works on digits alone.

use super::checks::{distinct, longest_staircase};

/// Country code, shortest and longest national number (ITU-T E.164 and the national plans).
#[rustfmt::skip]
const COUNTRIES: &[(u16, u8, u8)] = &[
    (1, 10, 10), (7, 10, 10), (20, 8, 10), (27, 9, 9), (30, 10, 10), (31, 9, 9), (32, 8, 9), (33, 9, 9), (34, 9, 9),
    (36, 8, 9), (39, 6, 11), (40, 9, 9), (41, 9, 9), (43, 7, 13), (44, 9, 10), (45, 8, 8), (46, 7, 10), (47, 8, 8),
    (48, 9, 9), (49, 7, 12), (51, 8, 9), (52, 10, 10), (53, 8, 8), (54, 10, 11), (55, 10, 11), (56, 9, 9), (57, 8, 10),
    (58, 10, 10), (60, 8, 10), (61, 9, 9), (62, 8, 12), (63, 8, 10), (64, 8, 10), (65, 8, 8), (66, 8, 9), (81, 9, 10),
    (82, 8, 10), (84, 9, 10), (86, 10, 11), (90, 10, 10), (91, 10, 10), (92, 9, 10), (93, 9, 9), (94, 9, 9), (95, 7, 10),
    (98, 10, 10), (211, 9, 9), (212, 9, 9), (213, 8, 9), (216, 8, 8), (218, 8, 9), (220, 7, 7), (221, 9, 9), (222, 8, 8),
    (223, 8, 8), (224, 8, 9), (225, 10, 10), (226, 8, 8), (227, 8, 8), (228, 8, 8), (229, 8, 10), (230, 7, 8), (231, 7, 9),
    (232, 8, 8), (233, 9, 9), (234, 8, 10), (235, 8, 8), (236, 8, 8), (237, 9, 9), (238, 7, 7), (239, 7, 7), (240, 9, 9),
    (241, 7, 8), (242, 9, 9), (243, 9, 9), (244, 9, 9), (245, 7, 9), (246, 7, 7), (248, 7, 7), (249, 9, 9), (250, 9, 9),
    (251, 9, 9), (252, 7, 9), (253, 8, 8), (254, 9, 9), (255, 9, 9), (256, 9, 9), (257, 8, 8), (258, 8, 9), (260, 9, 9),
    (261, 9, 9), (262, 9, 9), (263, 8, 9), (264, 8, 9), (265, 7, 9), (266, 8, 8), (267, 7, 8), (268, 8, 8), (269, 7, 7),
    (291, 7, 7), (297, 7, 7), (298, 6, 6), (299, 6, 6), (350, 8, 8), (351, 9, 9), (352, 6, 9), (353, 7, 9), (354, 7, 7),
    (355, 8, 9), (356, 8, 8), (357, 8, 8), (358, 6, 10), (359, 8, 9), (370, 8, 8), (371, 8, 8), (372, 7, 8), (373, 8, 8),
    (374, 8, 8), (375, 9, 9), (376, 6, 9), (377, 8, 9), (378, 6, 10), (380, 9, 9), (381, 8, 9), (382, 8, 8), (383, 8, 8),
    (385, 8, 9), (386, 8, 8), (387, 8, 8), (389, 8, 8), (420, 9, 9), (421, 9, 9), (423, 7, 9), (501, 7, 7), (502, 8, 8),
    (503, 8, 8), (504, 8, 8), (505, 8, 8), (506, 8, 8), (507, 7, 8), (508, 6, 6), (509, 8, 8), (590, 9, 9), (591, 8, 8),
    (592, 7, 7), (593, 8, 9), (594, 9, 9), (595, 9, 9), (596, 9, 9), (597, 6, 7), (598, 8, 8), (599, 7, 8), (670, 7, 8),
    (672, 6, 6), (673, 7, 7), (674, 7, 7), (675, 7, 8), (676, 5, 7), (677, 5, 7), (678, 5, 7), (679, 7, 7), (680, 7, 7),
    (682, 5, 5), (685, 5, 7), (686, 5, 8), (687, 6, 6), (688, 5, 6), (689, 6, 8), (691, 7, 7), (692, 7, 7), (850, 8, 10),
    (852, 8, 8), (853, 8, 8), (855, 8, 9), (856, 8, 10), (880, 8, 10), (886, 8, 9), (960, 7, 7), (961, 7, 8), (962, 8, 9),
    (963, 8, 9), (964, 8, 10), (965, 8, 8), (966, 8, 9), (967, 7, 9), (968, 8, 8), (970, 8, 9), (971, 8, 9), (972, 8, 9),
    (973, 8, 8), (974, 8, 8), (975, 8, 8), (976, 8, 8), (977, 8, 10), (992, 9, 9), (993, 8, 8), (994, 9, 9), (995, 9, 9),
    (996, 9, 9), (998, 9, 9),
];

/// Beginnings of national numbers that are set aside for drama, by country; without the trunk 0.
#[rustfmt::skip]
const FICTION: &[(u16, &[&str])] = &[
    (44, &[
        "2079460", "1134960", "1144960", "1154960", "1164960", "1174960", "1184960", "1214960", "1314960", "1414960",
        "1514960", "1614960", "1914980", "2896496", "2920180", "1632960", "7700900", "8081570", "9098790", "3069990",
    ]),
    (61, &[
        "25550", "35550", "75550", "85550", "27010", "37010", "77010", "87010", "491570006", "491570110", "491570156",
        "491570157", "491570158", "491570159",
    ]),
    (33, &["19900", "26191", "35301", "46571", "53649", "63998"]),
    (49, &["3023125", "6990009", "4066969", "2214710", "8999998", "15228817386", "17139200"]),
    (46, &[
        "31390060", "31390061", "31390062", "31390063", "31390064", "40628040", "40628041", "40628042", "40628043",
        "40628044", "8465004", "7017406",
    ]),
];

/// Splits international digits into country code and national number, if the code exists and the length is allowed. A
/// trunk 0 in brackets, as in `+44 (0)20`, is left out.
pub fn country(digits: &str) -> Option<(u16, &str)> {
    (1..=3).find_map(|n| {
        let (code, national) = (digits.get(..n)?.parse::<u16>().ok()?, &digits[n..]);
        let (_, least, most) = COUNTRIES.iter().find(|country| country.0 == code)?;
        let trunk = if code == 39 { national } else { national.strip_prefix('0').unwrap_or(national) };
        let allowed = (*least as usize..=*most as usize).contains(&trunk.len()) && (code != 1 || is_nanp(trunk));
        allowed.then_some((code, trunk))
    })
}

/// Whether ten digits are a number of North America: area and exchange start with 2–9, and neither is `N11`.
pub fn is_nanp(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    let part = |at: usize| bytes[at] >= b'2' && &bytes[at + 1..at + 3] != b"11";
    // Areas `N9N` are kept for longer numbers, and of the round ones only 800 and 900 are in use.
    let area = || bytes[1] != b'9' && (&bytes[1..3] != b"00" || matches!(bytes[0], b'8' | b'9'));
    bytes.len() == 10 && part(0) && part(3) && area()
}

/// Whether anyone may call a number of North America or the United Kingdom for nothing: a company's, not a person's.
pub fn is_toll_free(code: u16, national: &str) -> bool {
    let heads: &[&str] = match code {
        1 => &["800", "888", "877", "866", "855", "844", "833", "822"],
        // Without its country: behind the trunk 0 these are free in most of Europe, and in Japan, India or New Zealand.
        0 | 44 => &["800", "808"],
        49 | 33 | 34 | 39 | 41 | 31 => &["800"],
        _ => &[],
    };
    heads.iter().any(|head| national.starts_with(head))
}

/// Whether a number of North America is set aside for fiction.
pub fn is_nanp_fiction(national: &str) -> bool {
    let (area, exchange, line) = (&national[..3], &national[3..6], &national[6..]);
    let reserved =
        exchange == "555" && ((area == "800" && line == "0199") || (area != "800" && line.starts_with("01")));
    reserved || area == "555" || (exchange == "555" && line == "1234")
}

/// Whether a national number without its trunk 0 is set aside for drama, in a country or, with 0, in any.
pub fn is_fiction(code: u16, national: &str) -> bool {
    if code == 1 && national.len() == 10 {
        return is_nanp_fiction(national);
    }
    FICTION.iter().filter(|(own, _)| code == 0 || *own == code).any(|(own, heads)| {
        let len = national.len();
        let fits = match own {
            44 => len == 10,
            61 | 33 => len == 9,
            _ => (8..=11).contains(&len),
        };
        fits && heads.iter().any(|head| national.starts_with(head))
    })
}

/// Digits in order that make a number one that nobody has: `1234567890`.
const IN_ORDER: usize = 9;

/// Whether digits are made up: in order from one end to the other, or nearly all the same. Six in order among others are someone's.
pub fn is_placeholder(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    let staircase = longest_staircase(bytes);
    let turns = bytes.windows(2).filter(|pair| pair[0] != pair[1]).count();
    distinct(bytes) < 3
        || turns < 4
        || staircase >= IN_ORDER
        || staircase == bytes.len()
        || digits.contains("5551234")
        || digits.contains("000000")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn country_codes_have_their_lengths() {
        assert_eq!(country("442087426193"), Some((44, "2087426193")));
        assert_eq!(country("4402087426193"), Some((44, "2087426193")));
        assert_eq!(country("493077164420"), Some((49, "3077164420")));
        assert_eq!(country("35312345678"), Some((353, "12345678")));
        for digits in ["", "4420", "9991234567", "16462112094", "1646731209", "21012345678"] {
            assert_eq!(country(digits), None, "{digits}");
        }
    }

    #[test]
    fn north_america_has_its_rules() {
        assert!(is_nanp("6467312094"));
        for digits in ["1467312094", "6461312094", "9117312094", "6464112094", "646731209", "2907312094", "5007312094"]
        {
            assert!(!is_nanp(digits), "{digits}");
        }
    }

    #[test]
    fn fiction_is_known() {
        for (code, national) in [
            (1, "2125550143"),
            (1, "8005550199"),
            (44, "2079460123"),
            (0, "7700900123"),
            (61, "491570156"),
            (33, "199001234"),
            (49, "3023125000"),
            (46, "313900612"),
        ] {
            assert!(is_fiction(code, national), "{national}");
        }
        for (code, national) in [(1, "6467312094"), (1, "8005550100"), (44, "2087426193"), (0, "3077164420")] {
            assert!(!is_fiction(code, national), "{national}");
        }
        assert!(is_placeholder("1234567890") && is_placeholder("0000000000") && !is_placeholder("6467312094"));
        assert!(is_placeholder("441234567890") && is_placeholder("7654321"));
        assert!(!is_placeholder("13812345678") && !is_placeholder("02071234567") && !is_placeholder("07911123456"));
    }
}
