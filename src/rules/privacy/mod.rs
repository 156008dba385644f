//! Rules about personal data, secrets and ids. Each looks only at the places that the one scan of a text points to, and in
//! a window of a few characters around them; none searches a whole text, and none ever writes a value into a message.

pub mod ids;
pub mod markers;
pub mod mask;

mod allow;
mod announced;
mod assigned_value;
mod assignment;
mod bank_account;
mod bank_code;
mod behind;
mod birth;
mod checks;
mod columns;
mod commands;
mod context;
mod copied_id;
mod crypto_wallet;
mod dates;
mod device_id;
mod edges;
mod email_address;
mod formats;
mod half_redacted;
mod hints;
mod hit;
mod iban;
mod id_checks;
mod id_forms;
mod ip_address;
mod ip_versions;
mod linked_identity;
mod local_user_path;
mod mail_domain;
mod marker_keys;
mod marker_values;
mod marks;
mod medical_id;
mod national_id;
mod numbers;
mod passport;
mod password;
mod password_value;
mod payment_card;
mod person;
mod person_names;
mod phone_form;
mod phone_groups;
mod phone_national;
mod phone_number;
mod phone_plan;
mod phone_words;
mod placeholder_drift;
mod postal;
mod record_again;
mod record_court;
mod record_cues;
mod record_evidence;
mod record_glance;
mod record_id;
mod record_lead;
mod record_parent;
mod record_places;
mod record_rows;
mod record_self;
mod record_span;
mod record_table;
mod record_token;
mod record_value;
mod repeated_id;
mod samples;
mod secret;
mod secret_anchors;
mod secret_formats;
mod secret_keys;
mod secret_wire;
mod spoken_password;
mod sql_columns;
#[cfg(test)]
mod tables;
mod talk;
mod ungrounded_id;
mod unpacked;
mod wallet_checks;
mod word_index;

pub use allow::Allow;
pub use bank_account::BankAccount;
pub use copied_id::CopiedId;
pub use crypto_wallet::CryptoWallet;
pub use device_id::DeviceId;
pub use email_address::EmailAddress;
pub use half_redacted::HalfRedacted;
pub use hints::with_hints;
pub use ip_address::IpAddress;
pub use linked_identity::LinkedIdentity;
pub use local_user_path::LocalUserPath;
pub use mask::mask;
pub use medical_id::MedicalId;
pub use national_id::NationalId;
pub use password::Password;
pub use payment_card::PaymentCard;
pub use person::Person;
pub use phone_number::PhoneNumber;
pub use placeholder_drift::PlaceholderDrift;
pub use record_id::RecordId;
pub use repeated_id::RepeatedId;
pub use secret::{Secret, aside};
pub use ungrounded_id::UngroundedId;
pub use unpacked::Unpacked;

/// Runs one rule over one text, as the user's message.
#[cfg(test)]
mod harness {
    use crate::example::{Example, parse};
    use crate::rules::{ExampleRule, Finding, Sink, TextRule, by_code};
    use crate::source::Row;

    /// The secrets beside the messages of a row.
    pub fn beside(row: &str) -> Vec<Finding> {
        let bytes = row.as_bytes();
        let parsed = parse(bytes).expect("tests are JSON");
        let example = Example::lower(Row::alone(bytes), parsed.json.as_object().expect("tests are objects"));
        let mut found = Vec::new();
        let mut sink = Sink::new(by_code("FT620"), Some(example.row.pos), &mut found);
        ExampleRule::check(&super::Secret, &example, &mut sink);
        found
    }

    /// The findings of a rule in all texts of a row.
    pub fn in_row(rule: &dyn TextRule, code: &str, row: &str) -> Vec<Finding> {
        let bytes = row.as_bytes();
        let row = Row::alone(bytes);
        let parsed = parse(bytes).expect("tests are JSON");
        let example = Example::lower(row, parsed.json.as_object().expect("tests are objects"));
        let mut found = Vec::new();
        for text in &example.texts {
            if rule.wants(text.scan.signs) {
                rule.check(text, &example, &mut Sink::new(by_code(code), Some(row.pos), &mut found));
            }
        }
        found
    }

    /// The findings in one prompt.
    pub fn found(rule: &dyn TextRule, code: &str, text: &str) -> Vec<Finding> {
        let text = serde_json::to_string(text).expect("strings are JSON");
        in_row(rule, code, &format!("{{\"prompt\":{text},\"completion\":\"ok\"}}"))
    }

    /// Fails with every text in which the rule finds something else than the values given for it.
    #[track_caller]
    pub fn finds(rule: &dyn TextRule, code: &str, cases: &[(&str, &[&str])]) {
        let wrong: Vec<String> = cases
            .iter()
            .map(|(text, values)| (text, values, spans(rule, code, text)))
            .filter(|(_, values, found)| *values != found)
            .map(|(text, values, found)| format!("{text}\n    want {values:?}\n    have {found:?}"))
            .collect();
        assert!(wrong.is_empty(), "{code}:\n{}", wrong.join("\n"));
    }

    /// Fails with every text in which the rule finds anything.
    #[track_caller]
    pub fn silent(rule: &dyn TextRule, code: &str, texts: &[&str]) {
        finds(rule, code, &texts.iter().map(|text| (*text, &[][..])).collect::<Vec<_>>());
    }

    /// What the findings in one prompt point to.
    pub fn spans(rule: &dyn TextRule, code: &str, text: &str) -> Vec<String> {
        found(rule, code, text)
            .into_iter()
            .map(|finding| text[finding.span.expect("leaks have a span")].to_string())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::harness::{beside, in_row};
    use super::*;
    use crate::rules::{TextRule, by_code};

    const RULES: &[(&str, &dyn TextRule)] = &[
        ("FT601", &EmailAddress),
        ("FT602", &PhoneNumber),
        ("FT603", &PaymentCard),
        ("FT604", &BankAccount),
        ("FT605", &NationalId),
        ("FT606", &MedicalId),
        ("FT607", &IpAddress),
        ("FT608", &CryptoWallet),
        ("FT609", &Person::PLAIN),
        ("FT610", &DeviceId),
        ("FT611", &LocalUserPath),
        ("FT620", &Secret),
        ("FT621", &Password),
        ("FT630", &RecordId),
    ];

    /// The rows of the blocks of a page that begin with a label.
    fn rows(code: &str, label: &str) -> Vec<String> {
        let page = by_code(code).page;
        let fence = format!("```jsonl {label}\n");
        let blocks = page.split(&fence).skip(1).filter_map(|rest| rest.split("```").next());
        blocks.flat_map(str::lines).map(markers::expand).collect()
    }

    #[test]
    fn every_bad_row_of_a_page_is_found() {
        for &(code, rule) in RULES {
            for row in rows(code, "bad") {
                let is_beside = code == "FT620" && !beside(&row).is_empty();
                assert!(is_beside || !in_row(rule, code, &row).is_empty(), "{code}: {row}");
            }
        }
    }

    #[test]
    fn no_good_row_of_a_page_is_found() {
        for &(code, rule) in RULES {
            for row in rows(code, "good") {
                let found = in_row(rule, code, &row);
                assert!(found.is_empty(), "{code}: {row}\n{found:?}");
            }
        }
    }

    #[test]
    fn messages_keep_the_value_and_the_style() {
        for &(code, rule) in RULES {
            for row in rows(code, "bad") {
                for finding in in_row(rule, code, &row) {
                    let leak = finding.leak.expect("privacy findings name what leaked");
                    assert!(
                        !finding.message.contains(&leak.value) && !leak.mask.contains(&leak.value),
                        "{code}: {row}"
                    );
                    assert!(!finding.message.ends_with('.'), "{code}: {}", finding.message);
                }
            }
        }
    }

    #[test]
    fn odd_texts_do_not_break_a_rule() {
        let odd = [
            "",
            "é@é.é",
            "+",
            "+é12345678",
            "订单号é12345",
            "(a",
            "sk-é",
            "١٢٣٤٥٦٧٨٩٠١٢٣",
            "１",
            "customer id é1234é",
            "\u{200B}1\u{200B}",
        ];
        for &(code, rule) in RULES {
            for text in odd {
                for n in [1, 3, 50] {
                    harness::spans(rule, code, &text.repeat(n));
                }
            }
        }
    }

    /// A rule that reads a text for every number in it would not end here in a day.
    #[test]
    fn large_texts_end() {
        for unit in [
            "7",
            "@",
            "eyJ",
            "-----BEGIN ",
            "1 ",
            "12-",
            "+49 ",
            "a1",
            "sk-",
            ".sk-",
            "order id ",
            "4111 ",
            "（",
            "646-731-",
        ] {
            let text = unit.repeat(60_000 / unit.len());
            for &(code, rule) in RULES {
                harness::found(rule, code, &text);
            }
        }
    }
}
