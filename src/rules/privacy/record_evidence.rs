//! Whether cue and value together are enough for the id of a record: what the cue says, how the value is written, and whether
//! the text takes it back.

use super::context::{self, AHEAD, BACK};
use super::record_court::is_of_a_court;
use super::record_lead::{Lead, is_verb};
use super::record_places::is_named;
use super::record_rows::{counts, is_first};
use super::record_table::Strength;
use super::record_value::{
    is_code, is_filed, is_key, is_locator, is_never, is_numbered, is_prose, is_shaped, is_ticket, is_uuid,
};
use crate::example::Span;

/// Words near a value by which the text itself calls it an example.
const EXAMPLES: &[&str] = &[
    "example",
    "e.g",
    "eg",
    "sample",
    "such as",
    "placeholder",
    "dummy",
    "format",
    "z.b",
    "beispiel",
    "ejemplo",
    "exemple",
];

/// Words near the serial number of a certificate, which is public.
const CERTIFICATES: &[&str] = &["certificate", "cert", "issuer", "version", "signature", "ca"];

/// Least characters of an id.
pub const SHORTEST: usize = 4;

/// Whether a value may be an id, and what announces it is enough.
pub fn is_good(text: &str, span: &Span, lead: &Lead) -> bool {
    let value = &text[span.clone()];
    let fits = (SHORTEST..=32).contains(&value.len()) || is_uuid(value);
    fits && !is_never(value)
        && accepts(text, span, lead)
        && !is_called_example(text, span, lead)
        && !is_of_a_court(text, span, lead)
}

/// Whether the text itself calls a value an example, or its owner publishes it.
fn is_called_example(text: &str, span: &Span, lead: &Lead) -> bool {
    let head = context::fold(context::before(text, span.start, BACK));
    let tail = context::fold(context::after(text, span.end, AHEAD));
    let public =
        lead.kind.subtype == "device-id" && [&head, &tail].iter().any(|part| context::holds(part, CERTIFICATES));
    // A host of the reserved names says nothing of a long number in its path.
    let long = text[span.clone()].len() >= HOSTED && !is_sequence(&text[span.clone()]);
    let called = |part: &str| {
        let hosts = long && part.contains("example.");
        if hosts {
            context::holds(&part.replace("example.", "host."), EXAMPLES)
        } else {
            context::holds(part, EXAMPLES)
        }
    };
    public || called(&head) || called(&tail)
}

/// Least characters of a value that is no sample although its host is one.
const HOSTED: usize = 7;

/// Whether cue, qualifier and value together are enough.
fn accepts(text: &str, span: &Span, lead: &Lead) -> bool {
    let value = &text[span.clone()];
    let digits = digits(value);
    let mixed = digits < value.len();
    // `tickets 8266374, 5249429 and …`, and no `parcels 4829173`.
    if lead.plural {
        // `client.tickets.get(97888373)`.
        let call = text[..span.start].trim_end_matches(['"', '\'']).strip_suffix('(');
        let called = digits >= 5 && call.is_some_and(|name| name.ends_with(|c: char| c.is_ascii_alphabetic()));
        let several = lead.sign == ' ' && digits >= 5 && is_first(text, span);
        return lead.cue != "issues"
            && !is_range(value)
            && !lead.summed
            && if called {
                true
            } else if mixed {
                is_key(value) || is_numbered(value)
            } else {
                several
            };
    }
    if is_of_a_program(value, lead)
        || is_public(value, lead)
        || is_uid(text, span, lead)
        || is_product(text, span, lead)
    {
        return false;
    }
    let named = is_named(lead);
    // `the holder of policy 4285808567`.
    let long = lead.previous == "of" && digits >= 8 && !is_round(value) && !is_day(value);
    let written = is_key(value) || mixed && is_numbered(value) || long;
    let quantity = is_verb(&lead.previous) && !written;
    if !named && (quantity || is_range(value)) {
        return false;
    }
    if named { is_enough_named(value, lead) } else { is_enough_alone(text, span, lead) }
}

/// Ids of programs and of one moment: long random names, and UUIDs after words that programs have as well.
fn is_of_a_program(value: &str, lead: &Lead) -> bool {
    let digits = digits(value);
    let mixed = digits < value.len();
    let uuid = is_uuid(value);
    let handle = lead.cue == "request" && mixed && value.len() >= 12 && !is_shaped(value) && !is_numbered(value);
    let passing = uuid && matches!(lead.kind.subtype, "ticket-id" | "device-id");
    let bare = lead.kind.subtype == "user-id" && lead.strength == Strength::Whole && uuid && !lead.qualified;
    handle
        || passing
        || bare
        || lead.cue == "tenant" && uuid
        || lead.cue == "client" && (uuid || !mixed && digits >= 12 || value.len() >= 20)
}

/// A name that ends in `Uid` without the name of someone before it, and whole numbers as Java writes long ones:
/// `serialVersionUID = 735346060214387081L`, `appUid = 482917`.
fn is_uid(text: &str, span: &Span, lead: &Lead) -> bool {
    #[rustfmt::skip]
    const PEOPLE: &[&str] = &[
        "user", "customer", "client", "member", "account", "owner", "auth", "firebase", "person", "player", "employee", "patient", "student", "sender",
        "author", "buyer", "seller", "profile", "login", "contact", "receiver", "recipient", "guest", "driver", "staff", "subscriber", "parent", "child",
    ];
    if !matches!(lead.cue.as_str(), "uid" | "uuid" | "guid") {
        return false;
    }
    let head = text[..span.start].trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
    let letters = head.bytes().rev().take(2 * BACK).take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
    let named = letters > lead.cue.len() && !PEOPLE.contains(&lead.previous.as_str());
    named && head.to_ascii_lowercase().ends_with(&lead.cue)
}

/// The name of a part behind the words of a data sheet: `order code STM32F4`, `ordering number B23012`.
fn is_product(text: &str, span: &Span, lead: &Lead) -> bool {
    if lead.cue != "order" && lead.cue != "ordering" {
        return false;
    }
    let head = context::fold(context::before(text, span.start, BACK));
    let sheet = context::last(
        &head,
        &["order code", "order codes", "ordering code", "ordering number", "ordering no", "ordering"],
    );
    let letters = text[span.clone()].bytes().take_while(u8::is_ascii_alphabetic).count();
    // `order code ORD-48213` is an order's.
    let part = letters > 0 && !text[span.start + letters..].starts_with('-');
    sheet.is_some_and(|at| at < 8) && (part || lead.cue == "ordering" || head.contains("ordering"))
}

/// Numbers of public documents, and years: `issue #1234`, `pull request 12`, `Executive Order No. 14028`.
fn is_public(value: &str, lead: &Lead) -> bool {
    // `issue OPS-6968` is a key of someone's desk.
    let issue = lead.cue == "issue" && !(lead.sign != '#' && (is_key(value) || is_ticket(value)));
    let merged = lead.cue == "request" && matches!(lead.previous.as_str(), "pull" | "merge" | "feature");
    let decree = lead.cue == "order"
        && matches!(lead.previous.as_str(), "executive" | "administrative" | "ministerial" | "presidential" | "royal");
    let year = !lead.qualified
        && lead.strength == Strength::Whole
        && value.len() == 4
        && value.get(..2).is_some_and(|first| ("19".."21").contains(&first));
    issue || merged || decree || year
}

/// Whether a value is enough behind words that say that a number of a record follows.
fn is_enough_named(value: &str, lead: &Lead) -> bool {
    let digits = digits(value);
    let least = match lead.kind.subtype {
        // Programs count their users from one; samples in code are round or in order.
        "user-id" if lead.qualified && !is_round(value) && !is_sequence(value) => 5,
        "user-id" | "device-id" => 6,
        _ => 4,
    };
    let small = digits < least || lead.cue == "file" && (digits < 5 || !lead.qualified);
    match () {
        () if is_locator(value) => lead.kind.subtype == "booking-id" || digits >= 3,
        () if digits < value.len() => {
            lead.kind.subtype == "ticket-id" && is_ticket(value)
                || is_shaped(value)
                || is_uuid(value)
                || is_code(value)
                || value.len() >= 6 && !is_prose(value)
        }
        () => digits >= 4 && !small,
    }
}

/// Whether a value is enough behind a cue that does not say that a number follows.
fn is_enough_alone(text: &str, span: &Span, lead: &Lead) -> bool {
    let value = &text[span.clone()];
    let digits = digits(value);
    let mixed = digits < value.len();
    // `in case UTC-12` is no case.
    let ticket = lead.kind.subtype == "ticket-id" && is_ticket(value) && lead.previous != "in";
    if is_uuid(value) || is_shaped(value) || ticket {
        return true;
    }
    if lead.summed || is_statement(text, span) {
        return false;
    }
    let is_count = || is_round(value) || counts(text, span.end);
    match (lead.strength, lead.sign) {
        // `case CS-48213`, `PO 4500012345`: what no count and no rank looks like.
        (Strength::Record, ' ') | (_, ':') if is_locator(value) && lead.kind.subtype == "booking-id" => true,
        (Strength::Weak, ' ') if mixed => {
            is_key(value) || is_filed(value) || is_numbered(value) || lead.cue.starts_with("ref") && is_locator(value)
        }
        (Strength::Weak, ' ') => {
            let least = if digits == 5 && is_subject(text, span, lead) { 5 } else { least(lead) };
            (least..=16).contains(&digits) && !is_day(value) && !is_count()
        }
        (_, '#') => {
            let least = if lead.strength == Strength::Record { 4 } else { 5 };
            if mixed { is_code(value) } else { digits >= least }
        }
        (_, ':') if !mixed && is_tight(text, span) && is_assigned(lead) => digits >= 5 && !is_count(),
        (Strength::Record, ':') => {
            if mixed {
                is_code(value)
            } else {
                digits >= 5
            }
        }
        (Strength::Record, _) | (Strength::Weak, ':') if mixed => is_code(value),
        (Strength::Record, _) => digits >= 5 && !is_count(),
        // `Case: 48213` in a line of its own.
        (Strength::Weak, ':') if lead.previous.is_empty() && CASES.contains(&lead.cue.as_str()) => {
            digits >= 5 && !is_day(value) && !is_count()
        }
        // `user: 8323847109` is what a user says.
        (Strength::Weak, ':') => !is_person(lead) && (9..=16).contains(&digits) && !is_count(),
        _ => false,
    }
}

/// Names of cases that head a line.
const CASES: [&str; 5] = ["case", "ticket", "incident", "complaint", "reference"];

/// Whether five digits behind the name of someone or of a transaction are told apart by it: `patient 65068 was seen`.
fn is_subject(text: &str, span: &Span, lead: &Lead) -> bool {
    const PEOPLE: [&str; 8] =
        ["patient", "student", "member", "customer", "employee", "subscriber", "pupil", "policyholder"];
    const DEEDS: [&str; 3] = ["transaction", "transfer", "payout"];
    #[rustfmt::skip]
    const VERBS: &[&str] = &[
        "was", "is", "has", "had", "did", "does", "will", "can", "cannot", "got", "needs", "paid", "went", "says", "said", "came", "never", "failed", "hasn",
        "isn", "wasn", "didn", "asked", "called", "wants", "cleared", "bounced",
    ];
    let value = &text[span.clone()];
    if is_sequence(value) || is_round(value) {
        return false;
    }
    let tail = context::after(text, span.end, AHEAD);
    let next = tail.strip_prefix(' ').and_then(|rest| rest.split(|c: char| !c.is_alphabetic()).next()).unwrap_or("");
    let acts = VERBS.contains(&next);
    let ends = next.is_empty() && !tail.starts_with(['.', ',', '-', '/', '+', ' ', '%'])
        || tail.starts_with(". ")
        || tail == ".";
    let cue = lead.cue.as_str();
    PEOPLE.contains(&cue) && (acts || ends) || DEEDS.contains(&cue) && acts
}

/// Whether a value stands in a statement of a program: `order = 10000;`.
fn is_statement(text: &str, span: &Span) -> bool {
    let value = &text[span.clone()];
    let assigned = text[..span.start].ends_with("= ");
    assigned && value.bytes().all(|b| b.is_ascii_digit()) && (text[span.end..].starts_with(';') || is_round(value))
}

/// Fewest digits behind an everyday word: sums of money are shorter than most ids, and programs count a lot.
fn least(lead: &Lead) -> usize {
    match lead.kind.subtype {
        "user-id" | "device-id" => 8,
        _ if matches!(lead.cue.as_str(), "cuenta" | "compte" | "conta" | "conto") => 8,
        _ if lead.cue == "file" => 8,
        // Sums of money are told without a sign.
        "loan-id" => 9,
        "transaction-id" | "invoice-id" | "loyalty-id" | "account-id" => 7,
        _ if lead.cue == "request" => 7,
        _ => 6,
    }
}

/// Whether a value stands right behind the sign of an assignment, as in a log: `user=722414`.
fn is_tight(text: &str, span: &Span) -> bool {
    text[..span.start].strip_suffix('=').is_some_and(|head| head.ends_with(|c: char| c.is_ascii_alphabetic()))
}

/// Whether a program assigns ids to such names, and no sizes.
fn is_assigned(lead: &Lead) -> bool {
    const SIZES: [&str; 7] = ["max", "min", "num", "total", "n", "per", "avg"];
    !SIZES.contains(&lead.previous.as_str())
        && lead.kind.subtype != "device-id"
        && !matches!(
            lead.cue.as_str(),
            "request" | "file" | "session" | "bill" | "payment" | "loan" | "visit" | "meter"
        )
}

/// Whether a cue names someone, who says or holds what stands behind a colon.
fn is_person(lead: &Lead) -> bool {
    matches!(lead.kind.subtype, "user-id" | "customer-id" | "employee-id" | "medical-id" | "student-id" | "device-id")
}

fn digits(value: &str) -> usize {
    value.bytes().filter(u8::is_ascii_digit).count()
}

/// Round numbers are of things; long ones end with two zeros by chance.
pub fn is_round(value: &str) -> bool {
    value.ends_with(if value.len() < 7 { "00" } else { "000" })
}

/// A day written in eight digits: `20240311`.
pub fn is_day(value: &str) -> bool {
    let part = |range: std::ops::Range<usize>| value.get(range).and_then(|part| part.parse::<u32>().ok()).unwrap_or(0);
    value.len() == 8
        && (1900..2100).contains(&part(0..4))
        && (1..=12).contains(&part(4..6))
        && (1..=31).contains(&part(6..8))
}

/// Digits that go up by one, as samples do: `12345`, `1234567`.
pub fn is_sequence(value: &str) -> bool {
    let digits: Vec<u8> = value.bytes().filter(u8::is_ascii_digit).collect();
    digits.len() >= 4 && digits.windows(2).all(|pair| pair[0] + 1 == pair[1] || pair == b"90")
}

/// Two round numbers of one length, the second higher: `4000-4999`.
fn is_range(value: &str) -> bool {
    value.split_once('-').is_some_and(|(from, to)| {
        let digits = |part: &str| part.len() < 6 && part.bytes().all(|b| b.is_ascii_digit());
        let round = from.ends_with(['0', '1']) && to.ends_with(['0', '9']);
        from.len() == to.len() && digits(from) && digits(to) && from < to && round
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_say_what_they_are() {
        assert!(is_round("4500") && is_round("4500000") && !is_round("45001") && !is_round("4829100"));
        assert!(is_day("20240311") && !is_day("20241311") && !is_day("2024031"));
        assert!(is_sequence("12345") && is_sequence("ORD-123456") && !is_sequence("48213") && !is_sequence("123"));
        assert!(is_range("4000-4999") && !is_range("7731-4402"));
        assert!(is_tight("user=5", &(5..6)) && !is_tight("user = 5", &(7..8)) && !is_tight("x[0]=5", &(5..6)));
    }
}
