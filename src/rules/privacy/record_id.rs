//! FT630 record-id. The page is `rules/FT630-record-id.md`.
//!
//! An id has no check digit: what stands before the value decides. From each digit the value is cut out, and the few words
//! before it are read backwards: connectors, qualifiers (`number`, `id`), then the cue (`order`, `customer`).

use super::columns;
use super::context::{self, AHEAD, BACK, byte_at, byte_before};
use super::mask::mask;
use super::numbers::Plain;
use super::record_cues::{Kind, Strength, VERBS, kind, kind_within};
use super::record_lead::{Lead, is_verb, lead};
use super::record_value::{
    UUID, is_code, is_key, is_locator, is_never, is_parcel, is_payment, is_prose, is_shaped, is_uuid,
};
use super::talk;
use crate::example::{Example, Signs, Span, Text};
use crate::rules::{Confidence, Leak, Sink, TextRule};

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

/// Names of those who carry parcels.
const CARRIERS: &[&str] = &[
    "ups",
    "usps",
    "fedex",
    "dhl",
    "dpd",
    "gls",
    "royal mail",
    "parcel",
    "package",
    "tracking",
    "track",
    "shipped",
    "post",
];
/// What announces a value in talk, beside the verbs.
const TOLD: [&str; 5] = ["me", "say", "says", "called", "it's"];
/// Fewest digits of an id.
const LEAST: usize = 3;

/// Finds ids of records.
pub struct RecordId;

impl TextRule for RecordId {
    fn trigger(&self) -> Signs {
        Signs::DIGIT | Signs::ODD_DIGIT
    }

    fn check(&self, text: &Text<'_>, example: &Example<'_>, sink: &mut Sink<'_>) {
        let plain = Plain::of(text);
        let mut seen = 0;
        for run in plain.runs.iter().map(|&(from, to)| from as usize..to as usize) {
            if run.start < seen || run.len() < LEAST && !is_part(&plain.text, &run) {
                continue;
            }
            let token = token(&plain.text, &run, seen);
            seen = token.end;
            let asked = |at: usize| {
                let question = talk::question(&plain.text, at, text, example)?;
                kind_within(&question).map(Lead::asked)
            };
            if let Some((span, kind)) = record(&plain.text, token, &asked) {
                report(text, plain.origin(&span), kind, sink);
            }
        }
    }
}

fn report(text: &Text<'_>, span: Span, kind: &Kind, sink: &mut Sink<'_>) {
    let value = &text.text[span.clone()];
    let masked = mask(value, "RECORD_ID");
    let mark = kind.subtype.replace('-', "_").to_uppercase();
    sink.report(text.pointer, format!("{} `{masked}` in {}", kind.name, context::place(text)))
        .confidence(Confidence::Likely, 0.8)
        .help(format!("replace it by a mark such as `<{mark}_1>`"))
        .leak(Leak { kind: "RECORD_ID", subtype: kind.subtype.into(), mask: masked, value: value.into(), rank: 45 })
        .span(span);
}

/// Whether a run of digits is part of a longer value.
fn is_part(text: &str, run: &Span) -> bool {
    is_value(byte_before(text, run.start)) || is_value(byte_at(text, run.end))
}

/// Characters of a value.
fn is_value(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'/')
}

/// The run of value characters around some digits; not before `floor`, so that a long text is walked once.
fn token(text: &str, run: &Span, floor: usize) -> Span {
    let bytes = text.as_bytes();
    let back = bytes[floor..run.start].iter().rev().take_while(|b| is_value(**b)).count();
    let ahead = bytes[run.end..].iter().take_while(|b| is_value(**b)).count();
    run.start - back..run.end + ahead
}

/// The id in a token, if the words before it announce one.
fn record(text: &str, token: Span, asked: &dyn Fn(usize) -> Option<Lead>) -> Option<(Span, &'static Kind)> {
    if token.len() > UUID + 24 || !(stands_alone(text, &token) || columns::header(text, &token).is_some()) {
        return None;
    }
    let span = trim(text, token);
    let value = &text[span.clone()];
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    // A locator of six characters may have one digit.
    if digits < LEAST && !is_locator(value) && !is_payment(value) {
        return None;
    }
    let good = |span: &Span, lead: &Lead| {
        let value = &text[span.clone()];
        let fits = (4..=32).contains(&value.len()) || is_uuid(value);
        fits && !is_never(value) && accepts(text, span, lead) && !is_called_example(text, span, lead)
    };
    let leads: [&dyn Fn() -> Option<Lead>; 5] = [
        &|| lead(text, span.start),
        &|| headed(text, &span),
        &|| told(text, &span),
        &|| named_by_itself(text, &span),
        &|| asked(span.start),
    ];
    if let Some(lead) = leads.iter().find_map(|find| find().filter(|lead| good(&span, lead))) {
        return Some((span, lead.kind));
    }
    joined(text, span).filter(|(span, lead)| good(span, lead)).map(|(span, lead)| (span, lead.kind))
}

/// Whether the text itself calls a value an example, or its owner publishes it.
fn is_called_example(text: &str, span: &Span, lead: &Lead) -> bool {
    let head = context::fold(context::before(text, span.start, BACK));
    let tail = context::fold(context::after(text, span.end, AHEAD));
    let public =
        lead.kind.subtype == "device-id" && [&head, &tail].iter().any(|part| context::holds(part, CERTIFICATES));
    public || context::holds(&head, EXAMPLES) || context::holds(&tail, EXAMPLES)
}

/// Whether nothing touches a token that makes it a sum of money, a time, a path or a part of a name.
fn stands_alone(text: &str, token: &Span) -> bool {
    let (left, right) = (byte_before(text, token.start), byte_at(text, token.end));
    let beyond = byte_at(text, token.end + 1);
    let money = text[..token.start].ends_with(['$', '€', '£', '¥', '.', '\\', '@', '+', '%', '~', '&']);
    let goes_on = match right {
        b'.' | b',' | b':' => beyond.is_ascii_alphanumeric(),
        b'%' | b'@' | b'(' | b'\\' | b'+' | b'*' => right != b'*' || beyond != b'*',
        _ => false,
    };
    let split = left == b',' && token.start > 1 && byte_before(text, token.start - 1).is_ascii_digit();
    let escaped = right == b'\\' && matches!(beyond, b'n' | b'"' | b't');
    !money && !split && (!goes_on || escaped)
}

/// A token without the signs at its ends.
fn trim(text: &str, token: Span) -> Span {
    let value = &text[token.clone()];
    let head = value.len() - value.trim_start_matches(['-', '_', '/']).len();
    let tail = value.len() - value.trim_end_matches(['-', '_', '/']).len();
    if head + tail >= value.len() { token } else { token.start + head..token.end - tail }
}

/// The name of the column that a value stands in, as what announces it.
fn headed(text: &str, span: &Span) -> Option<Lead> {
    let name = columns::header(text, span)?;
    let named = format!("{}: ", name.trim_matches(['"', '*', ' ']));
    lead(&named, named.len()).filter(|lead| lead.qualified || lead.strength == Strength::Whole)
}

/// A cue farther away in the same sentence, whose value a verb announces: `the order number on my receipt is 4829173`.
fn told(text: &str, span: &Span) -> Option<Lead> {
    const OTHER: &[&str] = &[
        "length",
        "limit",
        "size",
        "count",
        "total",
        "maximum",
        "max",
        "min",
        "minimum",
        "average",
        "range",
        "default",
        "column",
        "field",
        "amount",
        "price",
        "balance",
        "value",
        "age",
        "year",
        "population",
    ];
    // Before most numbers stands no verb, which a few bytes tell.
    let near = &text.as_bytes()[span.start.saturating_sub(16)..span.start];
    let near = &near[..near.len() - near.iter().rev().take_while(|b| b" \"'`*:#".contains(b)).count()];
    if !near.last().is_some_and(|b| b"streyd".contains(b) || *b >= 0x80) {
        return None;
    }
    let letters = near.iter().rev().take_while(|b| b.is_ascii_alphabetic()).count();
    let (rest, word) = near.split_at(near.len() - letters);
    let announces = |word: &[u8]| {
        VERBS.iter().chain(&TOLD).any(|verb| verb.as_bytes().first() == word.first() && verb.as_bytes() == word)
    };
    if rest.last().is_some_and(|b| b.is_ascii() && *b != b'\'') && !announces(word) {
        return None;
    }
    let window = context::before(text, span.start, 2 * BACK);
    let line = window.rsplit('\n').next().unwrap_or(window);
    let head = line.trim_end_matches([' ', '"', '\'', '`', '*', ':', '“', '#']);
    let verb = head.rsplit(' ').next().unwrap_or("");
    if !(VERBS.contains(&verb) || TOLD.contains(&verb)) {
        return None;
    }
    let sentence = head.rsplit(['.', '?', '!', ';']).next().unwrap_or(head);
    let folded = context::fold(sentence);
    let other = folded.split(|c: char| !c.is_alphanumeric()).any(|word| OTHER.contains(&word));
    let digits = sentence.bytes().any(|b| b.is_ascii_digit());
    kind_within(&folded).filter(|_| !other && !digits).map(Lead::asked)
}

/// A value whose shape is used by nothing else: ids of payments, numbers of parcels whose check digit is right beside the
/// name of a carrier.
fn named_by_itself(text: &str, span: &Span) -> Option<Lead> {
    let value = &text[span.clone()];
    if is_payment(value) {
        return kind("transaction").map(|(kind, _)| Lead::asked(kind));
    }
    if !is_parcel(value) {
        return None;
    }
    let head = context::fold(context::before(text, span.start, BACK));
    let tail = context::fold(context::after(text, span.end, AHEAD));
    let near = |part: &str| context::holds(part, CARRIERS);
    (near(&head) || near(&tail)).then(|| kind("tracking").map(|(kind, _)| Lead::asked(kind)))?
}

/// A cue that is a part of the token: `order-48213`, `CUST_48213`.
fn joined(text: &str, span: Span) -> Option<(Span, Lead)> {
    let value = &text[span.clone()];
    let at = value.find(['-', '_'])?;
    let tail = &value[at + 1..];
    let (kind, strength) = kind(&value[..at].to_ascii_lowercase())?;
    let whole = tail.len() >= 5 && tail.bytes().all(|b| b.is_ascii_digit()) && strength == Strength::Record;
    let lead = Lead { kind, strength, qualified: false, sign: '#', previous: String::new(), program: false };
    (whole && byte_before(text, span.start) != b'/').then(|| (span.start + at + 1..span.end, lead))
}

/// Whether cue, qualifier and value together are enough.
fn accepts(text: &str, span: &Span, lead: &Lead) -> bool {
    let value = &text[span.clone()];
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let small = matches!(lead.kind.subtype, "user-id" | "device-id") && digits < 6;
    let mixed = digits < value.len();
    // A UUID after `request` or `device` is of a program and of one moment.
    let passing = is_uuid(value) && matches!(lead.kind.subtype, "ticket-id" | "device-id");
    let bare = lead.kind.subtype == "user-id" && lead.strength == Strength::Whole && is_uuid(value) && !lead.qualified;
    let machine = bare || lead.program && (is_uuid(value) || !mixed && digits >= 12 || value.len() >= 20);
    let shaped = is_uuid(value) || is_shaped(value);
    let named = lead.qualified || lead.strength == Strength::Whole;
    if passing || machine || is_verb(&lead.previous) && !named && !is_key(value) || !named && is_range(value) {
        return false;
    }
    match (named, lead.strength, lead.sign) {
        (true, _, _) if is_locator(value) => lead.kind.subtype == "booking-id" || digits >= 3,
        (true, _, _) if mixed => shaped || is_code(value) || value.len() >= 6 && !is_prose(value),
        (true, _, _) => digits >= 4 && !small,
        (_, _, _) if shaped => true,
        (_, _, ':') if is_locator(value) && lead.kind.subtype == "booking-id" => true,
        // `case CS-48213`, `PO 4500012345`: what no count and no rank looks like.
        (_, Strength::Weak, ' ') if mixed => is_key(value),
        (_, Strength::Weak, ' ') => (8..=16).contains(&digits) && !value.ends_with("00") && !counts(text, span.end),
        (_, Strength::Record, ':' | '#') => {
            if mixed {
                is_code(value)
            } else {
                digits >= if lead.sign == '#' { 4 } else { 5 }
            }
        }
        (_, Strength::Record, _) if mixed => is_code(value),
        (_, Strength::Record, _) => digits >= 5 && !value.ends_with("00") && !counts(text, span.end),
        (_, Strength::Weak, '#') => {
            if mixed {
                is_code(value)
            } else {
                digits >= 5
            }
        }
        (_, Strength::Weak, ':') => mixed && is_code(value),
        _ => false,
    }
}

/// Two numbers of one length, the second higher: `4000-4999`.
fn is_range(value: &str) -> bool {
    value.split_once('-').is_some_and(|(from, to)| {
        let digits = |part: &str| part.len() < 6 && part.bytes().all(|b| b.is_ascii_digit());
        from.len() == to.len() && digits(from) && digits(to) && from < to
    })
}

/// Whether a noun in the plural follows: then the value is a number of things.
fn counts(text: &str, at: usize) -> bool {
    let tail = context::after(text, at, AHEAD);
    let Some(rest) = tail.strip_prefix(' ') else { return false };
    let word: String = rest.chars().take_while(|c| c.is_alphabetic()).collect();
    word.len() > 3
        && word.ends_with('s')
        && word.starts_with(char::is_lowercase)
        && !matches!(word.as_str(), "does" | "still" | "ships")
}

#[cfg(test)]
mod tests {
    use super::super::harness::{found, spans};
    use super::*;

    fn ids(text: &str) -> Vec<String> {
        spans(&RecordId, "FT630", text)
    }

    #[test]
    fn cues_announce_ids() {
        for (text, id) in [
            ("Customer ID 12345 inquiry", "12345"),
            ("Where is order number 4829173?", "4829173"),
            ("Ticket INC0048213 is still open", "INC0048213"),
            ("My booking no. 7731-4402 is locked", "7731-4402"),
            ("Bestellnummer: 4829173, wo", "4829173"),
            ("{\"customer_id\": \"C-48213\"}", "C-48213"),
            ("{\"customer_id\": 48213}", "48213"),
            ("\"orderId\": \"A-4711-22\"", "A-4711-22"),
            ("customerId=48213&x=1", "48213"),
            ("cust_no: 48213", "48213"),
            ("Order #4829 has not come", "4829"),
            ("**Order ID:** 48213", "48213"),
            ("my order 4829173 is late", "4829173"),
            ("número de cliente 48213", "48213"),
            ("n° de commande : 48213", "48213"),
            ("我的订单号是4829173，谢谢", "4829173"),
            ("注文番号：4829173です", "4829173"),
            ("The account number is 48213377.", "48213377"),
            ("invoice INV-2024-0031 is due", "INV-2024-0031"),
            ("user id 9f1c2e4a-77b1-4c2d-9e0f-1a2b3c4d5e6f", "9f1c2e4a-77b1-4c2d-9e0f-1a2b3c4d5e6f"),
            ("Acct. no. 48213", "48213"),
            ("order-48213", "48213"),
            ("customer_id,name,city\n48213,Ann,Leeds", "48213"),
            ("| Order No. | Item |\n|---|---|\n| 4829173 | lamp |", "4829173"),
            ("{\\\"customer_id\\\": \\\"C-48213\\\"}", "C-48213"),
        ] {
            assert_eq!(ids(text), [id], "{text}");
        }
    }

    #[test]
    fn the_kind_is_named() {
        let finding = found(&RecordId, "FT630", "Customer ID 12345 called").remove(0);
        assert_eq!(finding.message, "customer id `…45` in the user message");
        assert_eq!(finding.leak.unwrap().subtype, "customer-id");
    }

    #[test]
    fn other_numbers_are_not_ids() {
        for text in [
            "order {order_id}",
            "Ticket <ticket-id>",
            "<CUSTOMER_ID_1>",
            "order confirmed",
            "customer_id INTEGER NOT NULL",
            "GET /orders/:id",
            "order total is $4500.00",
            "I want to order 1200 boxes",
            "tickets cost 4000",
            "case 3 of the proof",
            "of the order of 10000",
            "issue #1234",
            "RFC 8259",
            "order on 2024-11-05",
            "model 4821",
            "order number, for example ABC123",
            "order number: ABC123",
            "customer id 000000",
            "case 12000",
            "3 orders",
            "order of magnitude 10^5",
            "in order 12345, 2",
            "chapter 1234",
            "account balance 12345.67",
            "order id: 4500.00",
            "step 1000 in order",
            "customer_id VARCHAR(1000)",
            "order_id: uint64",
            "the customer paid 12000 dollars",
            "order 15000 units",
            "in the case of 10000 people",
            "border 48213",
            "orders: 48213",
            "the number of customers is 15000",
            "claim 100000",
            "the bill was 12000",
            "policy 2030",
            "a request of 12345",
            "students 12345",
            "uid=1000(root)",
            "HIGH_UID=29999",
            "uid = 0o4000000000",
            "uuid: 9f1c2e4a-77b1-4c2d-9e0f-1a2b3c4d5e6f",
            "evaluation order #11205",
            "freq_order = GB2312_CHAR_TO_FREQ_ORDER",
            "certificate serial number: 00C48C8D",
            "user 12345",
            "order 24-hour",
            "Customer Service: 1-800",
            "case No. 2:19-cv-01234",
            "the order was 48213 dollars",
            "customer since 2015-2019",
        ] {
            assert_eq!(ids(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn long_tokens_cost_little() {
        assert_eq!(ids(&format!("order id {}", "1a-".repeat(300_000))), Vec::<String>::new());
    }
}
