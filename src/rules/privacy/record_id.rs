//! FT630 record-id. The page is `rules/FT630-record-id.md`.
//!
//! An id has no check digit: what stands before the value decides. From each digit the value is cut out, and the few words
//! before it are read backwards: connectors, qualifiers (`number`, `id`), then the cue (`order`, `customer`).

use super::context;
use super::mask::mask;
use super::numbers::Plain;
use super::record_again::{Known, before, found_in};
use super::record_cues::kind_within;
use super::record_lead::Lead;
use super::record_rows::{alike, listed};
use super::record_span::{is_part, opens_group, token};
use super::record_table::Kind;
use super::record_token::{bare_question, owned_question, record};
use super::talk;
use crate::example::{Example, Signs, Span, Text};
use crate::rules::{Confidence, Leak, Sink, TextRule};

/// Fewest digits of an id.
pub const LEAST: usize = 3;

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
                let named = kind_within(&question).or_else(|| bare_question(&question)).map(Lead::asked);
                named.or_else(|| owned_question(&question))
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
            ("session id: 35031", "35031"),
            ("KUNDENNUMMER: 4930665", "4930665"),
            ("RECHNUNGSNUMMER: 4930665", "4930665"),
            ("SİPARİŞ NUMARASI: 4930665", "4930665"),
            ("Numéro de client\u{A0}: 6401870", "6401870"),
            ("student id\u{202F}: TR-012470", "TR-012470"),
            ("customer number\u{A0}O618655", "O618655"),
            ("userUid = 482917", "482917"),
            ("order code ORD-48213", "ORD-48213"),
            ("user_id=48213", "48213"),
            ("{\"session_id\": 48213}", "48213"),
            ("patient 65068 was seen", "65068"),
            ("transaction 48213 failed", "48213"),
            ("member 48213 has paid", "48213"),
            ("Case: 48213", "48213"),
            ("Estuve en el juzgado. Mi número de cliente es 1234/2023.", "1234/2023"),
            ("Ich war beim Gericht. Ticketnummer 4471/23 ist offen", "4471/23"),
            ("customer number 1234/2023, as the court knows", "1234/2023"),
            ("ticket OPS-19 is open", "OPS-19"),
            ("see issue OPS-194", "OPS-194"),
            ("GET /orders/GB-2024-52622", "GB-2024-52622"),
            ("request FA-2024-75364 was closed", "FA-2024-75364"),
            ("Can I move my reservation? It's 4545303", "4545303"),
            ("| Case # | Status |\n|---|---|\n| 35974178 | Open |", "35974178"),
        ] {
            assert_eq!(ids(text), [id], "{text}");
        }
    }

    #[test]
    fn rows_may_have_longer_numbers() {
        for (text, n) in [
            ("cancel orders 8397878 and 99120457", 2),
            ("tickets 4829173, 52494 and 1552447 are open", 3),
            ("order number 4829173, 10115 Berlin", 1),
            ("order number 4829173, 50000 points", 1),
            ("order number 4829173 and 50000 points", 1),
            ("order number 4829173, 52494, 61713", 1),
            ("order number 4829173 and 52494 boxes", 1),
        ] {
            assert_eq!(ids(text).len(), n, "{text}");
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
            "¿Qué sala lleva el expediente 1234/2023 del juzgado?",
            "Que dit le dossier n° 21/04471 du tribunal ?",
            "Was steht unter Az. 4471/23 beim Landgericht?",
            "ref. 2023/4471 del Tribunal Supremo",
            "case no. 1234/2023 of the court",
            "The Court of Appeal decided in case no. 1234/2023.",
            "La cour a joint le dossier n° 21/04471.",
            "zaaknummer 1234/2023 bij de rechtbank",
            "numer sprawy 1234/23 w sądzie",
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
            "switch (order) { default: order = 10000; }",
            "order = 48213;",
            "user_id=12345",
            "user_id = 10000",
            "patient 65068.5",
            "the student 20000",
            "student 48213-dollar loan",
            "the transaction 48213",
            "in case UTC-12 is set",
            "case HTTP-404",
            "issue COVID-19",
            "ticket A-4",
            "the case: 48213",
            "Case: 20240311",
            "GET /orders/2024-01-15",
            "How much is my order? It's 4545303",
            "Where is my order? It's 45000",
            "What is a reservation? It's 4545303",
            "request 0af7651916cd43dd",
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
            "static final long serialVersionUID = 735346060214387081L;",
            "appUid = 482917",
            "Az. 3 U 153/10",
            "Aktenzeichen: 7 AZR 83/17",
            "order code STM32F4",
            "Order code: TPS1079MM/NOPB",
            "ordering number B23012",
            "model RFD-8013",
            "\"sku\": \"TKT48213\"",
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
