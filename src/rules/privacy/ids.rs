//! What the rules about the data set keep of a leaked value: a hash, never the value. Two spellings of one value have one
//! hash. Also what the rules about one example share: where a value stands, and whether another text holds it.

use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use crate::example::{Example, Role};
use crate::rules::record::Record;
use crate::rules::{Finding, Leak, Level};

/// Entities whose values are counted over the data set, by their place in a record.
const COUNTED: [&str; 16] = [
    "EMAIL",
    "PHONE",
    "RECORD_ID",
    "CREDIT_CARD",
    "IBAN",
    "BANK_ACCOUNT",
    "NATIONAL_ID",
    "PASSPORT",
    "DRIVER_LICENSE",
    "MEDICAL_ID",
    "DEVICE_ID",
    "VEHICLE_ID",
    "CRYPTO_WALLET",
    "PERSON",
    "SECRET",
    "PASSWORD",
];

/// Entities that a person is known by.
const CONTACTS: [&str; 3] = ["EMAIL", "PHONE", "PERSON"];
/// Entities that point at a record.
const POINTERS: [&str; 6] = ["RECORD_ID", "NATIONAL_ID", "IBAN", "BANK_ACCOUNT", "PASSPORT", "MEDICAL_ID"];

/// Values of one example that are paired with each other; more are a list and no case.
const PAIRED: usize = 8;

/// The characters that make two spellings one value.
pub fn normalized(kind: &str, value: &str) -> String {
    match kind {
        "EMAIL" | "SECRET" | "PASSWORD" | "PERSON" => value.to_lowercase(),
        "PHONE" => {
            let digits: String = digits(value).collect();
            // The same number with its country and without.
            digits[digits.len().saturating_sub(9)..].to_string()
        }
        _ => plain(value).collect(),
    }
}

/// The digits of a value, in ASCII.
fn digits(value: &str) -> impl Iterator<Item = char> + '_ {
    value.chars().map(ascii_digit).filter(char::is_ascii_digit)
}

/// Letters and digits of a value, in capitals and ASCII digits.
fn plain(value: &str) -> impl Iterator<Item = char> + '_ {
    value.chars().map(ascii_digit).filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase)
}

/// The ASCII digit that a full-width or Arabic-Indic one stands for; all else as it is.
fn ascii_digit(c: char) -> char {
    let zero = match c {
        '\u{FF10}'..='\u{FF19}' => 0xFF10,
        '\u{0660}'..='\u{0669}' => 0x0660,
        '\u{06F0}'..='\u{06F9}' => 0x06F0,
        _ => return c,
    };
    char::from_digit(c as u32 - zero, 10).unwrap_or(c)
}

/// The key of a value.
fn key(leak: &Leak) -> u128 {
    xxh3_128(format!("{}\0{}", leak.kind, normalized(leak.kind, &leak.value)).as_bytes())
}

/// The name of an entity in messages.
pub fn named(kind: &str, subtype: &str) -> String {
    match kind {
        "RECORD_ID" => subtype.replace('-', " "),
        "EMAIL" => "e-mail address".into(),
        "CREDIT_CARD" => "payment card".into(),
        "IBAN" => kind.into(),
        _ => kind.to_lowercase().replace('_', " "),
    }
}

/// The entity in a record.
pub fn entity(record: &Record) -> &'static str {
    COUNTED[record.entity() % COUNTED.len()]
}

/// The second entity in a record of a pair.
pub fn paired(record: &Record) -> &'static str {
    COUNTED[record.other_entity() % COUNTED.len()]
}

/// Whether a leak is one whose value is followed over the data set: a company's own mailbox is not.
fn counted(finding: &Finding) -> Option<(&Leak, usize)> {
    let leak = finding.leak.as_ref().filter(|_| finding.level != Level::Info || finding.rule.code == "FT609")?;
    Some((leak, COUNTED.iter().position(|kind| *kind == leak.kind)?))
}

/// Gives the records of one example: one for each value, and one for each pair of a contact and a pointer. 40 bytes each.
pub fn records(example: &Example<'_>, leaks: &[Finding], out: &mut Vec<Record>) {
    let from = out.len();
    let pos = example.row.pos;
    let pointers: Vec<String> = example.texts.iter().map(|text| text.pointer.to_string()).collect();
    let mut contacts: Vec<(u128, usize)> = Vec::new();
    let mut targets: Vec<(u128, usize)> = Vec::new();
    for finding in leaks {
        let Some((leak, kind)) = counted(finding) else { continue };
        let system = pointers
            .iter()
            .position(|own| *own == finding.pointer)
            .is_some_and(|at| example.texts[at].role == Role::System);
        let key = key(leak);
        out.push(Record::id(key, kind, system, tail(&leak.mask), pos));
        let list = if CONTACTS.contains(&leak.kind) {
            Some(&mut contacts)
        } else {
            POINTERS.contains(&leak.kind).then_some(&mut targets)
        };
        if let Some(list) = list.filter(|list| list.len() < PAIRED && !list.iter().any(|(own, _)| *own == key)) {
            list.push((key, kind));
        }
    }
    for (one, kind) in &contacts {
        for (other, target) in &targets {
            let pair = xxh3_128(&[one.to_le_bytes(), other.to_le_bytes()].concat());
            out.push(Record::pair(pair, *kind, *target, pos));
        }
    }
    out[from..].sort_unstable();
    // A value counts once in an example; outside of the system text if it stands anywhere else.
    let mut kept = from;
    for at in from..out.len() {
        if kept > from && out[kept - 1].key() == out[at].key() {
            if !out[at].is_system() {
                out[kept - 1] = out[at];
            }
        } else {
            out[kept] = out[at];
            kept += 1;
        }
    }
    out.truncate(kept);
}

/// The mask of a value in eight bytes, where it fits; else nothing.
fn tail(mask: &str) -> u64 {
    let mut bytes = [0; 8];
    let short: String = mask.chars().rev().take_while(char::is_ascii_alphanumeric).collect();
    if short.len() > 4 {
        return 0;
    }
    for (byte, c) in bytes.iter_mut().zip(short.chars().rev()) {
        *byte = c as u8;
    }
    u64::from_le_bytes(bytes)
}

/// The mask in a record.
pub fn masked(record: &Record) -> String {
    let bytes = record.answer.to_le_bytes();
    format!("…{}", String::from_utf8_lossy(bytes.split(|b| *b == 0).next().unwrap_or_default()))
}

/// Whether a text holds a value in any spelling.
pub fn holds(text: &str, kind: &str, value: &str) -> bool {
    if memchr::memmem::find(text.as_bytes(), value.as_bytes()).is_some() {
        return true;
    }
    let wanted = normalized(kind, value);
    let plain: String = match kind {
        "EMAIL" | "PERSON" => text.to_lowercase(),
        "PHONE" => digits(text).collect(),
        "SECRET" | "PASSWORD" => return false,
        _ => plain(text).collect(),
    };
    !wanted.is_empty() && plain.contains(&wanted)
}

/// The place of a finding among the texts of its example.
pub fn text_of(example: &Example<'_>, finding: &Finding) -> Option<usize> {
    example.texts.iter().position(|text| text.pointer.to_string() == finding.pointer)
}

/// Lowers by a step the leaks in turns of the assistant that are not trained on (`"weight": 0`): nobody learns to produce them.
pub fn soften_untrained(example: &Example<'_>, found: &mut [Finding]) {
    for finding in found.iter_mut().filter(|finding| finding.leak.is_some()) {
        let text = text_of(example, finding).map(|at| &example.texts[at]);
        if text.is_some_and(|text| text.role == Role::Assistant && !text.trained) {
            finding.level = finding.level.milder();
        }
    }
}

/// A hash for the fingerprint of a group.
pub fn group_key(record: &Record) -> String {
    format!("{:016x}", xxh3_64(&record.key().to_le_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_value_are_one() {
        assert_eq!(normalized("PHONE", "+1 (646) 731-2094"), normalized("PHONE", "646.731.2094"));
        assert_eq!(normalized("RECORD_ID", "C-48213"), normalized("RECORD_ID", "c48213"));
        assert_ne!(normalized("EMAIL", "ann+x@lumenpost.io"), normalized("EMAIL", "ann@lumenpost.io"));
        assert!(
            holds("Call (646) 731 2094.", "PHONE", "646-731-2094") && !holds("Call 646 731", "PHONE", "646-731-2094")
        );
        assert!(holds("رقم ٤٨٢٩١٧٣", "RECORD_ID", "4829173") && holds("４８２９１７３", "PHONE", "482-9173"));
        assert!(holds("order 4829173", "RECORD_ID", "۴۸۲۹۱۷۳") && !holds("رقم ٤٨٢٩١٧٤", "RECORD_ID", "4829173"));
        assert!(holds("mail ANN@lumenpost.io", "EMAIL", "ann@lumenpost.io"));
    }

    #[test]
    fn masks_come_back() {
        let pos = crate::source::Pos { block: 0, row: 0 };
        assert_eq!(masked(&Record::id(1, 2, false, tail("…4460"), pos)), "…4460");
        assert_eq!(masked(&Record::id(1, 2, false, tail("…REDACTED(36)"), pos)), "…");
    }
}
