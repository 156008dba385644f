//! FT603 payment-card. The page is `rules/FT603-payment-card.md`.
//!
//! A card is 12 to 19 digits, unseparated or in the groups that are printed on cards, with an issuer's range, a length that
//! this issuer uses and the right Luhn digit. One random number in ten passes Luhn, so bare runs in code need a cue.

use super::checks::{distinct, ean, luhn};
use super::columns;
use super::context::{self, AHEAD, BACK, CANCEL};
use super::edges;
use super::mask::mask;
use super::numbers::Plain;
use crate::example::{Example, Signs, Span, Text};
use crate::rules::{Confidence, Leak, Level, Sink, TextRule};

/// Words that say that a number is a card's.
const CUES: &[&str] = &[
    "card",
    "cards",
    "visa",
    "mastercard",
    "amex",
    "american express",
    "discover",
    "maestro",
    "credit",
    "debit",
    "cc",
    "pan",
    "cvv",
    "cvc",
    "exp",
    "expires",
    "expiry",
    "ccnum",
    "creditcard",
    "kreditkarte",
    "karte",
    "kartennummer",
    "carte",
    "tarjeta",
    "cartão",
    "carta",
    "kaart",
    "kort",
    "卡号",
    "信用卡",
    "银行卡",
    "カード",
    "카드",
];

/// Numbers that payment providers publish for tests; a bar stands in each, so that no list of card numbers is in the source.
const TESTS: &[&str] = &[
    "4111|1111|1111|1111",
    "4012|8888|8888|1881",
    "4222|2222|2222|2",
    "4242|4242|4242|4242",
    "5555|5555|5555|4444",
    "5105|1051|0510|5100",
    "2223|0031|2200|3222",
    "2223|0000|4840|0011",
    "5200|8282|8282|8210",
    "3782|822463|10005",
    "3714|496353|98431",
    "3787|344936|71000",
    "6011|1111|1111|1117",
    "6011|0009|9013|9424",
    "3056|930902|5904",
    "3852|000002|3237",
    "3056|9300|0902|0004",
    "3530|1113|3330|0000",
    "3566|0020|2036|0505",
    "6200|0000|0000|0005",
];

/// Groups that are printed on cards, by number of digits; longer ones before those that they begin with.
const GROUPS: &[&[usize]] = &[
    &[4, 4, 4, 4, 3],
    &[4, 4, 4, 4, 2],
    &[4, 4, 4, 4, 1],
    &[4, 4, 4, 4],
    &[4, 4, 4, 3],
    &[4, 4, 4, 2],
    &[4, 4, 4, 1],
    &[4, 6, 5],
    &[4, 6, 4],
];

/// Finds the numbers of payment cards.
pub struct PaymentCard;

/// What the digits and their surroundings say.
struct Card {
    span: Span,
    digits: String,
    issuer: &'static str,
    cue: bool,
}

/// Fewest digits of a card.
const LEAST: u32 = 12;

impl TextRule for PaymentCard {
    fn trigger(&self) -> Signs {
        Signs::NUMBER | Signs::ODD_DIGIT
    }

    fn check(&self, text: &Text<'_>, _: &Example<'_>, sink: &mut Sink<'_>) {
        let plain = Plain::of(text);
        let mut next = 0;
        for (i, _) in plain.candidates(LEAST) {
            if i >= next
                && let Some((card, used)) = card(&plain, i)
            {
                next = i + used;
                report(text, &plain, &card, sink);
            }
        }
    }
}

fn report(text: &Text<'_>, plain: &Plain<'_>, card: &Card, sink: &mut Sink<'_>) {
    let span = plain.origin(&card.span);
    let masked = mask(&card.digits, "CREDIT_CARD");
    let (sure, share) = if card.cue { (Confidence::Certain, 1.0) } else { (Confidence::Likely, 0.8) };
    sink.report(text.pointer, format!("payment card number `{masked}` in {}", context::place(text)))
        .level(Level::Error)
        .confidence(sure, share)
        .help("replace it by a mark such as `<CREDIT_CARD_1>`")
        .leak(Leak {
            kind: "CREDIT_CARD",
            subtype: card.issuer.into(),
            mask: masked,
            value: text.text[span.clone()].to_string(),
            rank: 80,
        })
        .span(span);
}

/// The card that starts at run `i`, with the number of runs it takes.
fn card(plain: &Plain<'_>, i: usize) -> Option<(Card, usize)> {
    let run = plain.run(i)?;
    match run.len() {
        12..=19 => written(plain, run, 1),
        4 => grouped(plain, i).find_map(|(span, used)| written(plain, span, used)),
        _ => None,
    }
}

/// The card that takes a span of some runs.
fn written(plain: &Plain<'_>, span: Span, used: usize) -> Option<(Card, usize)> {
    let digits = plain.digits(&span);
    let (issuer, common) = issuer(&digits)?;
    if !luhn(digits.as_bytes()) || is_test(&digits) {
        return None;
    }
    let column = columns::header(plain.text, &span).is_some_and(|name| context::holds(&context::fold(name), CUES));
    if !column && !stands_alone(plain, &span) {
        return None;
    }
    let cue = column || cue(plain, &span)?;
    // Ranges and lengths that many other numbers share count only beside a word.
    let rare = !common || matches!(digits.len(), 12..=14 | 17..=19);
    let alone = used == 1 && (rare || in_code(plain.text, &span));
    // So do numbers of four digits with a small one behind them.
    let rest = used > 3 && matches!(digits.len() % 4, 1 | 2);
    let bare = !cue && (alone || rest);
    let barcode = digits.len() == 13 && ean(digits.as_bytes()) && !cue;
    (!bare && !barcode).then_some((Card { span, digits, issuer, cue }, used))
}

/// Groups by one kind of separator from run `i` on, and how many they are; the longest first. A group of four more on either
/// side makes it a list of numbers.
pub fn grouped<'p>(plain: &'p Plain<'_>, i: usize) -> impl Iterator<Item = (Span, usize)> + 'p {
    let separator = plain.gap(i, 1).filter(|gap| matches!(*gap, " " | "-" | "."));
    let same = move |j: usize| separator.is_some() && plain.gap(j, 1) == separator;
    let fits = move |groups: &&[usize]| {
        groups.iter().enumerate().all(|(k, len)| {
            plain.run(i + k).is_some_and(|run| run.len() == *len) && (k + 1 == groups.len() || same(i + k))
        })
    };
    GROUPS.iter().copied().filter(fits).filter_map(move |groups| {
        let last = i + groups.len() - 1;
        let listed = (i > 0 && same(i - 1) && plain.run(i - 1)?.len() == 4)
            || (same(last) && plain.run(last + 1).is_some_and(|run| run.len() == 4));
        // Page numbers and keys of tables go up by little from group to group.
        let number = |k: usize| plain.run(i + k).and_then(|run| plain.text[run].parse::<u32>().ok()).unwrap_or(0);
        let rising = groups.len() == 4
            && (1..4).filter(|k| (1..40).contains(&number(*k).wrapping_sub(number(k - 1)))).count() > 1;
        (!listed && !rising).then_some((plain.run(i)?.start..plain.run(last)?.end, groups.len()))
    })
}

/// The issuer of a number by its first digits and length; `false` for ranges that need a cue.
pub fn issuer(digits: &str) -> Option<(&'static str, bool)> {
    let head = |n: usize| digits.get(..n).and_then(|head| head.parse::<u32>().ok()).unwrap_or(0);
    let (one, two, three, four) = (head(1), head(2), head(3), head(4));
    let len = digits.len();
    let long = (16..=19).contains(&len);
    Some(match () {
        () if one == 4 && matches!(len, 13 | 16 | 19) => ("visa", true),
        () if len == 16 && ((51..=55).contains(&two) || (2221..=2720).contains(&four)) => ("mastercard", true),
        () if len == 15 && (two == 34 || two == 37) => ("amex", true),
        () if long && (four == 6011 || (644..=649).contains(&three) || two == 65) => ("discover", true),
        () if long && (3528..=3589).contains(&four) => ("jcb", true),
        () if (14..=19).contains(&len)
            && ((300..=305).contains(&three) || four == 3095 || two == 36 || two == 38 || two == 39) =>
        {
            ("diners", len == 14)
        }
        () if long && (two == 62 || two == 81) => ("unionpay", two == 62),
        () if matches!(four, 5018 | 5020 | 5038 | 5893 | 6304 | 6759 | 6761..=6763) => ("maestro", len == 16),
        () if long && (2200..=2204).contains(&four) => ("mir", true),
        () if len == 16 && (two == 60 || two == 82 || three == 508) => ("rupay", false),
        () => return None,
    })
}

/// Published test numbers, the range that one provider keeps for tests, and numbers made of few digits.
pub fn is_test(digits: &str) -> bool {
    let published = |test: &str| test.bytes().filter(|b| *b != b'|').eq(digits.bytes());
    distinct(digits.as_bytes()) < 4 || digits.starts_with("400000") || TESTS.iter().any(|test| published(test))
}

/// Whether nothing that belongs to a longer number, name or sum touches the digits.
pub fn stands_alone(plain: &Plain<'_>, span: &Span) -> bool {
    edges::stands_apart(plain.text, span)
}

/// Whether a cue is near; `None` where another word says that the number is no card.
fn cue(plain: &Plain<'_>, span: &Span) -> Option<bool> {
    let head = context::fold(context::before(plain.text, span.start, BACK));
    let tail = context::fold(context::after(plain.text, span.end, AHEAD));
    let near = context::last(&head, CUES).or_else(|| context::first(&tail, CUES));
    let other = context::last(&head, CANCEL);
    match (near, other) {
        (Some(near), Some(other)) => (near <= other).then_some(true),
        (Some(_), None) => Some(true),
        (None, Some(_)) => None,
        (None, None) => {
            let measured =
                [" =", "=", " *", " +", " x ", " pixels", " usd", " eur", "%", " mod ", " modulo", " / ", " ^"]
                    .iter()
                    .any(|sign| tail.starts_with(sign));
            (!measured).then_some(false)
        }
    }
}

/// Whether the digits stand like a value in code: assigned, in a list, in quotes, as an argument.
fn in_code(text: &str, span: &Span) -> bool {
    let left = text[..span.start].trim_end_matches(' ').bytes().next_back().unwrap_or(0);
    let right = text[span.end..].trim_start_matches(' ').bytes().next().unwrap_or(0);
    let keyed = left == b':' && context::before(text, span.start, 4).contains(['"', '\'']);
    let listed =
        right == b',' && text[span.end..].trim_start_matches([' ', ',']).starts_with(|c: char| c.is_ascii_digit());
    keyed || listed || matches!(left, b'=' | b'[' | b'(' | b'"' | b'\'' | b'#') || matches!(right, b']' | b'}')
}

#[cfg(test)]
mod tests {
    use super::super::harness::spans;
    use super::super::markers::expand;
    use super::*;

    fn found(text: &str) -> Vec<String> {
        spans(&PaymentCard, "FT603", &expand(text))
    }

    #[test]
    fn cards_are_found() {
        for text in [
            "Charge my card {{payment-card}} please",
            "{{payment-card}}",
            "{{payment-card-spaced}} 12/27 123",
            "Amex: {{amex-card}}.",
            "卡号{{payment-card}}。",
            "{\"card_number\": \"{{payment-card}}\"}",
            "card:\\n{{payment-card}}\\n",
            "Keller,{{payment-card-spaced}},open",
            "Keller,{{payment-card}},open",
            "card {{payment-card-spaced}},thanks",
            "card **{{payment-card-spaced}}**.",
            "_{{payment-card-spaced}}_",
            "7,{{payment-card-spaced}},9",
            "card {{payment-card-spaced}} 123",
            "card {{payment-card-spaced}} 7 times declined",
        ] {
            assert_eq!(found(text).len(), 1, "{text}");
        }
    }

    /// A number in groups of four, with the digit that makes its sum right.
    fn in_fours(digits: &str) -> String {
        let whole = ('0'..='9').map(|last| format!("{digits}{last}")).find(|all| luhn(all.as_bytes())).unwrap();
        whole.as_bytes().chunks(4).map(|four| str::from_utf8(four).unwrap()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_rest_of_a_group_needs_a_word() {
        for digits in ["3658190734682", "430682915570", "36058190734682917", "3605819073468291"] {
            let card = in_fours(digits);
            assert_eq!(found(&format!("my card is {card}")), [card.as_str()]);
            assert!(found(&format!("the rows are {card}")).is_empty());
        }
    }

    #[test]
    fn odd_digits_and_spaces_are_read() {
        let wide: String =
            expand("{{payment-card}}").chars().map(|c| char::from_u32(c as u32 - 0x30 + 0xFF10).unwrap()).collect();
        assert_eq!(spans(&PaymentCard, "FT603", &format!("カード{wide}です")), [wide]);
        let spaced = expand("{{payment-card-spaced}}").replace(' ', "\u{A0}");
        assert_eq!(spans(&PaymentCard, "FT603", &format!("carte {spaced}, merci")), [spaced]);
    }

    #[test]
    fn other_numbers_are_not() {
        for text in [
            "card {{payment-card-bad-luhn}}",
            "card {{test-card}}",
            "id={{payment-card}}",
            "[{{payment-card}}, 1]",
            "seed {{payment-card}}",
            "x = 0.{{payment-card}}",
            "{{payment-card}}7",
            "0,{{payment-card}}",
            "7,{{payment-card}} rows",
            "x_{{payment-card}}",
            "{{payment-card}}_x",
            "a/{{payment-card-spaced}}",
            "{{payment-card}},5 m",
            "a{{payment-card}}",
            "1234 {{payment-card-spaced}}",
            "{{payment-card-spaced}} 4821",
            "order total $ {{payment-card}} = 5",
            "Convert the timestamp 1731849302123",
            "ISBN 978-3-16-148410-0",
            "0000-0002-1825-0097",
            "card 4444 4444 4444 4448",
            "1111 2222 3333 4444",
        ] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn published_test_numbers_pass_luhn() {
        for test in TESTS {
            assert!(luhn(test.replace('|', "").as_bytes()), "{test}");
        }
    }
}
