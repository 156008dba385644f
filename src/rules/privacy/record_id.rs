//! FT630 record-id. The page is `rules/FT630-record-id.md`.
//!
//! An id has no check digit: what stands before the value decides. From each digit the value is cut out, and the few words
//! before it are read backwards: connectors, qualifiers (`number`, `id`), then the cue (`order`, `customer`).

use super::columns;
use super::context;
use super::mask::mask;
use super::numbers::Plain;
use super::record_again::{Known, before, found_in};
use super::record_cues::{cue_within, kind_within};
use super::record_evidence::{SHORTEST, is_good};
use super::record_lead::{Lead, lead};
use super::record_parent::{field, owned, tagged};
use super::record_places::{apposed, headed, in_path, is_named, labelled, named_behind, told};
use super::record_rows::{alike, listed};
use super::record_self::{attached, bracketed, in_subject, joined, named_by_itself};
use super::record_span::{capitals, grouped, is_part, opens_group, stands_alone, token, trim};
use super::record_table::Kind;
use super::record_value::{UUID, is_locator, is_payment};
use super::talk;
use crate::example::{Example, Signs, Span, Text};
use crate::rules::{Confidence, Leak, Sink, TextRule};

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
        let (mut known, mut spans, mut new) = (Known::of(sink), Vec::new(), false);
        for run in plain.runs.iter().map(|&(from, to)| from as usize..to as usize) {
            if run.start < seen || run.len() < LEAST && !is_part(plain.text, &run) && !opens_group(plain.text, &run) {
                continue;
            }
            let token = token(plain.text, &run, seen);
            seen = token.end;
            let asked = |at: usize| {
                let question = talk::question(plain.text, at, text, example)?;
                kind_within(&question).or_else(|| bare_question(&question)).map(Lead::asked)
            };
            let in_row = || {
                let (span, kind) = last.clone()?;
                let own =
                    listed(plain.text, &span, token.clone()).or_else(|| alike(plain.text, &span, token.clone()))?;
                Some((own, kind))
            };
            let found = record(plain.text, token.clone(), &asked).or_else(in_row);
            if let Some((span, kind)) = found.or_else(|| known.at(plain.text, token)) {
                seen = seen.max(span.end);
                new |= known.add(&plain.text[span.clone()], kind);
                spans.push(plain.origin(&span));
                report(text, plain.origin(&span), kind, sink);
                last = Some((span, kind));
            }
        }
        if new {
            again(text, example, &known, &spans, sink);
        }
    }
}

/// Reports what stands in a text, and in those before it, of the values that were found in it.
fn again(text: &Text<'_>, example: &Example<'_>, known: &Known, spans: &[Span], sink: &mut Sink<'_>) {
    for (span, kind) in known.places(text, spans) {
        report(text, span, kind, sink);
    }
    for before in before(example, text) {
        let found = found_in(sink, before);
        for (span, kind) in known.places(before, &found) {
            report(before, span, kind, sink);
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
    if value.len() >= SHORTEST
        && let Some(lead) = announced(text, &span, asked, &|lead| is_good(text, &span, lead))
    {
        return Some((span, lead.kind));
    }
    // `policy number AB 123456`.
    if let Some(whole) = capitals(text, span.start).map(|at| at..span.end)
        && let Some(lead) = lead(text, whole.start).filter(|lead| is_named(lead) && good(&whole, lead))
    {
        return Some((whole, lead.kind));
    }
    if let Some((own, lead)) = attached(text, &span).filter(|(own, lead)| good(own, lead)) {
        return Some((own, lead.kind));
    }
    joined(text, span).filter(|(span, lead)| good(span, lead)).map(|(span, lead)| (span, lead.kind))
}

/// What announces a value, if it is good. In the middle of a sentence words alone can; elsewhere signs and lines as well.
fn announced(
    text: &str,
    span: &Span,
    asked: &dyn Fn(usize) -> Option<Lead>,
    good: &dyn Fn(&Lead) -> bool,
) -> Option<Lead> {
    const BY_WORDS: bool = false;
    const BY_SIGNS: bool = true;
    let leads: [(bool, &dyn Fn() -> Option<Lead>); 13] = [
        (BY_WORDS, &|| lead(text, span.start)),
        (BY_SIGNS, &|| headed(text, span)),
        (BY_WORDS, &|| told(text, span)),
        (BY_WORDS, &|| named_by_itself(text, span)),
        (BY_SIGNS, &|| owned(text, span)),
        (BY_SIGNS, &|| tagged(text, span)),
        (BY_SIGNS, &|| field(text, span)),
        (BY_WORDS, &|| named_behind(text, span)),
        (BY_SIGNS, &|| in_subject(text, span)),
        (BY_SIGNS, &|| bracketed(text, span)),
        (BY_SIGNS, &|| apposed(text, span)),
        (BY_SIGNS, &|| labelled(text, span)),
        (BY_WORDS, &|| asked(span.start)),
    ];
    let spoken = matches!(text.as_bytes()[..span.start], [.., b'a'..=b'z', b' ']);
    leads.iter().filter(|(signs, _)| !(*signs && spoken)).find_map(|(_, find)| find().filter(good))
}

/// The kind of a question that is no more than a name: `policy? it's AX-48213`.
fn bare_question(question: &str) -> Option<&'static Kind> {
    let few = question.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).count() <= 3;
    few.then(|| cue_within(question).map(|(kind, _)| kind))?
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
    // `policy POL 734 582 534`: letters and three groups are no quantity.
    let long = text[span].bytes().filter(u8::is_ascii_digit).count() >= 9;
    let lead = lead(text, whole.start).filter(|lead| is_named(lead) || long && !lead.plural)?;
    is_good(text, &whole, &lead).then_some((whole, lead.kind))
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
            ("look up ORD-48213 please", "ORD-48213"),
            ("any news on TKT48213?", "TKT48213"),
            ("refund pay_8fK2m91xQ4 now", "pay_8fK2m91xQ4"),
            ("[#HX-565-81105] New reply", "HX-565-81105"),
            ("order no86124318", "86124318"),
            ("OrderNo.51555568", "51555568"),
            ("Your order, 6670125034, has shipped", "6670125034"),
            ("Your request (368927) was closed", "368927"),
            ("<td>Customer no.</td><td>3342545</td>", "3342545"),
            ("my dad's customer number at your bank would be 22617580 I think", "22617580"),
            ("my client id is still 4282536", "4282536"),
            ("login user=722414 failed", "722414"),
            ("musteri numarasi 4829173", "4829173"),
            ("https://shop.example.com/account/orders/738623679", "738623679"),
            ("dossiernummer 86.136939", "86.136939"),
            ("policy POL 734 582 534 lapses", "POL 734 582 534"),
            ("FedEx 880206053658 - when", "880206053658"),
            ("My package RR473124829GB is stuck", "RR473124829GB"),
            ("KdNr: 4542661", "4542661"),
            ("candidate 8549050 passed", "8549050"),
            ("lead 00Q76AV6D6rGk0E converted", "00Q76AV6D6rGk0E"),
            ("My account with you is 9993105600 now", "9993105600"),
            ("A ticket has been created for you: 57338608", "57338608"),
            ("The complaint was logged under CMP-95485", "CMP-95485"),
            ("Could you look into #12445127 for me?", "12445127"),
            ("I'm the holder of policy 4285808567.", "4285808567"),
            ("account no 796 798 5416 is", "796 798 5416"),
            ("Matter no. 72515.4397 is", "72515.4397"),
            ("The number you gave, 760322610, is not a valid order number.", "760322610"),
            ("i want to cancel my order its 75617272", "75617272"),
            ("Kunden-Nr.: 1045231", "1045231"),
            ("Customer record 7721742 was merged", "7721742"),
            ("P.O. No. PO280084 dated", "PO280084"),
            ("the receipt says 16115650, and", "16115650"),
            ("| Case # | Status |\n|---|---|\n| 35974178 | Open |", "35974178"),
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
    fn numbers_of_programs_and_things_are_not_ids() {
        for text in [
            "return 12345678",
            "job id 48213377",
            "Executive Order No. 14028",
            "INV-2024 and CASE-2024",
            "ORD-12345",
            "see https://api.example.com/orders/12345",
            "max_request=65535",
            "meter=48213",
            "the session of 20240311",
            "session 20240311",
            "the policy, 1996, is old",
            "a request (2500)",
            "[#1234] fix",
            "no86124318",
            "color=482133",
            "user=100000",
            "the payment 482133",
            "candidates 8549050",
            "the order is still 12 long",
            "my_constant_user_12345",
            "user_name_12345",
            "48.8566, 2.3522",
            "location 48.856613",
            "the book BOOK1",
            "voucher code WELCOME2024",
            "TRACK-01 and CONF-20",
            "montant de la commande 48213",
            "total factura 48213",
            "kwota zamówienia 48213",
            "the account revenue is 48213456",
            "the loan is 4821345",
            "Customer phone: 4768758718",
            "the customer phone is 4768758718",
            "Bestellungen: 104523",
            "Kunden 104523",
            "pedidos: 104523",
            "trace_id=4bf92f3577b34da6a3ce929d0e0e4736",
            "order weight in grams: 4821345",
            "my brother is 4821345",
            "the file is 48213456 long",
            "color: #12445127",
            "see #12345",
            "Treasure guide (#1546300)",
            "SF bug #1004669 and issue #1559549",
            "see #1200313",
            "[#111942]: https",
            "unicode('0123')",
            "returncode 3221225477",
            "byte order 45670123",
            "leak references (gh-94755), run",
            "\"ApplicationId\": \"339ohji\"",
            "--application-id 6e0b7591a90841d2b5d93fa11143e5a7",
            "String.Symbol: \"#19177C\"",
            "item #1546300 and SKU #15463008",
            "return self.type\ny = f(\"E\", 2021, 6)",
            "#20240311",
            "tickets.slice(12)",
            "number 796 798 5416",
            "no 72515.4397",
        ] {
            assert_eq!(ids(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn long_tokens_cost_little() {
        assert_eq!(ids(&format!("order id {}", "1a-".repeat(300_000))), Vec::<String>::new());
    }
}
