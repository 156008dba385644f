//! FT630 record-id. The page is `rules/FT630-record-id.md`.
//!
//! An id has no check digit: what stands before the value decides. From each digit the value is cut out, and the few words
//! before it are read backwards: connectors, qualifiers (`number`, `id`), then the cue (`order`, `customer`).

use super::columns;
use super::context::{self, AHEAD, BACK};
use super::mask::mask;
use super::numbers::Plain;
use super::record_cues::{Kind, Strength, cue_within, kind_within};
use super::record_lead::{Lead, is_verb, lead};
use super::record_parent::{field, owned, tagged};
use super::record_places::{
    headed, in_path, in_subject, is_named, joined, labelled, named_behind, named_by_itself, told,
};
use super::record_rows::{counts, is_first, listed};
use super::record_span::{capitals, grouped, is_part, opens_group, stands_alone, token, trim};
use super::record_value::{
    UUID, is_code, is_filed, is_key, is_locator, is_never, is_numbered, is_payment, is_prose, is_shaped, is_uuid,
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
        let (mut seen, mut last) = (0, None);
        for run in plain.runs.iter().map(|&(from, to)| from as usize..to as usize) {
            if run.start < seen || run.len() < LEAST && !is_part(&plain.text, &run) && !opens_group(&plain.text, &run) {
                continue;
            }
            let token = token(&plain.text, &run, seen);
            seen = token.end;
            let asked = |at: usize| {
                let question = talk::question(&plain.text, at, text, example)?;
                kind_within(&question).or_else(|| bare_question(&question)).map(Lead::asked)
            };
            let found = record(&plain.text, token.clone(), &asked).or_else(|| {
                let (span, kind) = last.clone()?;
                listed(&plain.text, &span, token).map(|own| (own, kind))
            });
            if let Some((span, kind)) = found {
                seen = seen.max(span.end);
                report(text, plain.origin(&span), kind, sink);
                last = Some((span, kind));
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

/// The id in a token, if the words before it announce one.
fn record(text: &str, token: Span, asked: &dyn Fn(usize) -> Option<Lead>) -> Option<(Span, &'static Kind)> {
    if let Some(found) = grouped(text, &token).and_then(|span| in_groups(text, span, asked)) {
        return Some(found);
    }
    if text[token.clone()].contains('/')
        && let Some((span, lead)) = in_path(text, &token).filter(|(span, lead)| is_good(text, span, lead))
    {
        return Some((span, lead.kind));
    }
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
    let good = |span: &Span, lead: &Lead| is_good(text, span, lead);
    let leads: [&dyn Fn() -> Option<Lead>; 11] = [
        &|| lead(text, span.start),
        &|| headed(text, &span),
        &|| told(text, &span),
        &|| named_by_itself(text, &span),
        &|| owned(text, &span),
        &|| tagged(text, &span),
        &|| field(text, &span),
        &|| named_behind(text, &span),
        &|| in_subject(text, &span),
        &|| labelled(text, &span),
        &|| asked(span.start),
    ];
    if let Some(lead) = leads.iter().find_map(|find| find().filter(|lead| good(&span, lead))) {
        return Some((span, lead.kind));
    }
    // `policy number AB 123456`.
    if let Some(whole) = capitals(text, span.start).map(|at| at..span.end)
        && let Some(lead) = lead(text, whole.start).filter(|lead| is_named(lead) && good(&whole, lead))
    {
        return Some((whole, lead.kind));
    }
    joined(text, span).filter(|(span, lead)| good(span, lead)).map(|(span, lead)| (span, lead.kind))
}

/// The kind of a question that is no more than a name: `policy? it's AX-48213`.
fn bare_question(question: &str) -> Option<&'static Kind> {
    let few = question.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).count() <= 3;
    few.then(|| cue_within(question).map(|(kind, _)| kind))?
}

/// Whether a value may be an id, and what announces it is enough.
fn is_good(text: &str, span: &Span, lead: &Lead) -> bool {
    let value = &text[span.clone()];
    let fits = (4..=32).contains(&value.len()) || is_uuid(value);
    fits && !is_never(value) && accepts(text, span, lead) && !is_called_example(text, span, lead)
}

/// An id written in groups, which only words that say so announce: `file number 24 162 934`.
fn in_groups(text: &str, span: Span, asked: &dyn Fn(usize) -> Option<Lead>) -> Option<(Span, &'static Kind)> {
    let own = lead(text, span.start)
        .or_else(|| headed(text, &span))
        .or_else(|| labelled(text, &span))
        .or_else(|| asked(span.start));
    if let Some(lead) = own.filter(is_named) {
        return is_good(text, &span, &lead).then_some((span, lead.kind));
    }
    let whole = capitals(text, span.start)?..span.end;
    let lead = lead(text, whole.start).filter(is_named)?;
    is_good(text, &whole, &lead).then_some((whole, lead.kind))
}

/// Whether the text itself calls a value an example, or its owner publishes it.
fn is_called_example(text: &str, span: &Span, lead: &Lead) -> bool {
    let head = context::fold(context::before(text, span.start, BACK));
    let tail = context::fold(context::after(text, span.end, AHEAD));
    let public =
        lead.kind.subtype == "device-id" && [&head, &tail].iter().any(|part| context::holds(part, CERTIFICATES));
    public || context::holds(&head, EXAMPLES) || context::holds(&tail, EXAMPLES)
}

/// Whether cue, qualifier and value together are enough.
fn accepts(text: &str, span: &Span, lead: &Lead) -> bool {
    let value = &text[span.clone()];
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let small = matches!(lead.kind.subtype, "user-id" | "device-id") && digits < 6
        || lead.cue == "file" && (digits < 5 || !lead.qualified);
    let mixed = digits < value.len();
    // `tickets 8266374, 5249429 and …`, and no `parcels 4829173`.
    if lead.plural {
        let several = lead.sign == ' ' && digits >= 5 && is_first(text, span);
        return lead.cue != "issues"
            && !is_range(value)
            && if mixed { is_key(value) || is_numbered(value) } else { several };
    }
    // A request of a program is known by a long random name; a bare year is none of a record.
    let handle = lead.cue == "request" && mixed && value.len() >= 12 && !is_shaped(value);
    let year = !lead.qualified
        && lead.strength == Strength::Whole
        && value.len() == 4
        && value.get(..2).is_some_and(|first| ("19".."21").contains(&first));
    if handle || year {
        return false;
    }
    // A UUID after `request` or `device` is of a program and of one moment.
    let passing = is_uuid(value) && matches!(lead.kind.subtype, "ticket-id" | "device-id");
    let bare = lead.kind.subtype == "user-id" && lead.strength == Strength::Whole && is_uuid(value) && !lead.qualified;
    let machine = bare
        || lead.cue == "tenant" && is_uuid(value)
        || lead.cue == "client" && (is_uuid(value) || !mixed && digits >= 12 || value.len() >= 20);
    let shaped = is_uuid(value) || is_shaped(value);
    let named = is_named(lead);
    // `issue #1234` is public; `issue OPS-6968` is a key of someone's desk.
    if lead.cue == "request" && matches!(lead.previous.as_str(), "pull" | "merge" | "feature")
        || lead.cue == "issue" && !(lead.sign != '#' && is_key(value))
    {
        return false;
    }
    if passing || machine || is_verb(&lead.previous) && !named && !is_key(value) || !named && is_range(value) {
        return false;
    }
    match (named, lead.strength, lead.sign) {
        (true, _, _) if is_locator(value) => lead.kind.subtype == "booking-id" || digits >= 3,
        (true, _, _) if mixed => shaped || is_code(value) || value.len() >= 6 && !is_prose(value),
        (true, _, _) => digits >= 4 && !small,
        (_, _, _) if shaped => true,
        // `case CS-48213`, `PO 4500012345`: what no count and no rank looks like.
        (_, Strength::Record, ' ') | (_, _, ':') if is_locator(value) && lead.kind.subtype == "booking-id" => true,
        (_, Strength::Weak, ' ') if mixed => is_key(value) || is_filed(value) || is_numbered(value) && !is_range(value),
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
        (_, Strength::Weak, ':') if mixed => is_code(value),
        // `user: 8323847109` is what a user says.
        (_, Strength::Weak, ':') => {
            let person =
                matches!(lead.kind.subtype, "user-id" | "customer-id" | "employee-id" | "medical-id" | "student-id");
            let other = person || lead.kind.subtype == "device-id";
            !other && (9..=16).contains(&digits) && !value.ends_with("00") && !counts(text, span.end)
        }
        _ => false,
    }
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
