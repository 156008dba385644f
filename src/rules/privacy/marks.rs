//! Marks that stand where a value was taken out: `<EMAIL>`, `[PHONE_1]`, `{{name}}`, `XXX-XX-1234`. Tells the entity and the
//! style of each.

use std::sync::LazyLock;

use memchr::{memchr3_iter, memmem};

use super::context;

use crate::example::{Signs, Span, Text};

/// Names in marks, in lower case with `_`, and the entity each stands for. Ids of records are named by their kind.
const NAMES: &[(&str, &str)] = &[
    ("email", "EMAIL"),
    ("e_mail", "EMAIL"),
    ("email_address", "EMAIL"),
    ("mail", "EMAIL"),
    ("phone", "PHONE"),
    ("phone_number", "PHONE"),
    ("telephone", "PHONE"),
    ("tel", "PHONE"),
    ("mobile", "PHONE"),
    ("name", "PERSON"),
    ("person", "PERSON"),
    ("person_name", "PERSON"),
    ("full_name", "PERSON"),
    ("first_name", "PERSON"),
    ("last_name", "PERSON"),
    ("customer_name", "PERSON"),
    ("address", "ADDRESS"),
    ("street_address", "ADDRESS"),
    ("credit_card", "CREDIT_CARD"),
    ("card", "CREDIT_CARD"),
    ("card_number", "CREDIT_CARD"),
    ("credit_card_number", "CREDIT_CARD"),
    ("iban", "IBAN"),
    ("bank_account", "BANK_ACCOUNT"),
    ("account_number", "account-id"),
    ("ssn", "NATIONAL_ID"),
    ("us_ssn", "NATIONAL_ID"),
    ("national_id", "NATIONAL_ID"),
    ("passport", "PASSPORT"),
    ("passport_number", "PASSPORT"),
    ("driver_license", "DRIVER_LICENSE"),
    ("dob", "DATE_OF_BIRTH"),
    ("date_of_birth", "DATE_OF_BIRTH"),
    ("ip", "IP_ADDRESS"),
    ("ip_address", "IP_ADDRESS"),
    ("secret", "SECRET"),
    ("api_key", "SECRET"),
    ("token", "SECRET"),
    ("password", "PASSWORD"),
    ("customer_id", "customer-id"),
    ("customer_number", "customer-id"),
    ("client_id", "customer-id"),
    ("order_id", "order-id"),
    ("order_number", "order-id"),
    ("ticket_id", "ticket-id"),
    ("ticket_number", "ticket-id"),
    ("account_id", "account-id"),
    ("invoice_id", "invoice-id"),
    ("invoice_number", "invoice-id"),
    ("tracking_id", "tracking-id"),
    ("tracking_number", "tracking-id"),
    ("booking_id", "booking-id"),
    ("employee_id", "employee-id"),
    ("transaction_id", "transaction-id"),
    ("user_id", "user-id"),
    ("medical_id", "MEDICAL_ID"),
    ("wallet", "CRYPTO_WALLET"),
    ("vin", "VEHICLE_ID"),
    ("device_id", "DEVICE_ID"),
    ("iban_code", "IBAN"),
    ("iban_number", "IBAN"),
    ("credit_debit_number", "CREDIT_CARD"),
    ("credit_debit_card", "CREDIT_CARD"),
    ("debit_card", "CREDIT_CARD"),
    ("us_social_security_number", "NATIONAL_ID"),
    ("social_security_number", "NATIONAL_ID"),
    ("bank_account_number", "BANK_ACCOUNT"),
    ("us_bank_number", "BANK_ACCOUNT"),
    ("us_passport", "PASSPORT"),
    ("us_driver_license", "DRIVER_LICENSE"),
    ("driver_license_number", "DRIVER_LICENSE"),
    ("phonenumber", "PHONE"),
];

/// Longest name in a mark, with its number.
const LONGEST: usize = 28;

/// A mark in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// What it stands for.
    pub entity: &'static str,
    /// How it is written, with `NAME` for the name: `<NAME_1>`, `[name]`.
    pub style: String,
    /// Its bytes.
    pub span: Span,
}

/// The entity that marks are named after, of a leak.
pub fn entity_of<'l>(kind: &'l str, subtype: &'l str) -> &'l str {
    if kind == "RECORD_ID" { subtype } else { kind }
}

/// The marks of a text; most have nothing that one is made of.
#[inline]
pub fn marks(text: &Text<'_>) -> Vec<Mark> {
    let signs = text.scan.signs;
    let brackets = signs.meets(Signs::BRACKET | Signs::BRACE);
    let crosses = signs.meets(Signs::DIGIT | Signs::AT) && signs.meets(Signs::STAR | Signs::AT | Signs::CAPITALS);
    if brackets || crosses { marks_of(text.text, brackets, crosses) } else { Vec::new() }
}

fn marks_of(text: &str, brackets: bool, crosses: bool) -> Vec<Mark> {
    let (mut found, mut seen) = (Vec::new(), 0);
    let bytes = if brackets { text.as_bytes() } else { &[] };
    for at in memchr3_iter(b'<', b'[', b'{', bytes) {
        if at >= seen
            && let Some(mark) = bracketed(text, at)
        {
            seen = mark.span.end;
            found.push(mark);
        }
    }
    if crosses {
        found.extend(crossed(text));
    }
    found
}

/// A name in brackets.
fn bracketed(text: &str, at: usize) -> Option<Mark> {
    let bytes = text.as_bytes();
    let double = bytes.get(at + 1) == Some(&bytes[at]);
    let from = at + 1 + usize::from(double);
    let close = match bytes[at] {
        b'<' => b'>',
        b'[' => b']',
        _ => b'}',
    };
    // Nearly all brackets are of code: one look at the first letter.
    bytes.get(from).filter(|b| b.is_ascii_alphabetic() || **b == b' ')?;
    let len = bytes[from..].iter().take(LONGEST).position(|b| *b == close)?;
    let end = from + len + 1 + usize::from(double);
    if double && bytes.get(from + len + 1) != Some(&close) {
        return None;
    }
    let inner = text.get(from..from + len)?.trim();
    let named = inner.trim_end_matches(|c: char| c.is_ascii_digit());
    let numbered = named.len() < inner.len();
    let name = named.trim_end_matches(['_', '-', ' ']).to_ascii_lowercase().replace(['-', ' '], "_");
    // `[REDACTED_EMAIL]`, `[email removed]`.
    let name = DONE.iter().find_map(|done| part(&name, done)).unwrap_or(&name);
    let (known, entity) = NAMES.iter().find(|(own, _)| *own == name)?;
    let upper = !inner.bytes().any(|b| b.is_ascii_lowercase());
    // Tags, indexes and format strings are written small.
    let index = at > 0 && (bytes[at - 1].is_ascii_alphanumeric() || matches!(bytes[at - 1], b'$' | b']' | b')' | b'%'));
    let link = matches!(bytes.get(end), Some(b'(' | b':'));
    let square = bytes[at] == b'[';
    // Tags have names of one word; those of data are closed again.
    let tag = || !named.contains('_') || text.as_bytes()[end..].windows(2).take(CLOSED).any(|pair| pair == b"</");
    let small = !upper && !double && !square && (bytes[at] != b'<' || tag());
    let code = !upper && square && (index || link);
    if small || code || (index && bytes[at] == b'{') {
        return None;
    }
    let case = if upper { "NAME" } else { "name" };
    let number = if numbered { "_1" } else { "" };
    let (open, shut) = (&text[at..from], &text[from + len..end]);
    if double && open == "{{" && text[from..from + len].starts_with(' ') && is_lesson(text, at) {
        return None;
    }
    // Another name for the same is another way of writing it; names of persons have parts.
    let first = NAMES.iter().find(|(_, own)| own == entity).is_some_and(|(own, _)| own == known);
    let case = if first || *entity == "PERSON" || *entity == "ADDRESS" {
        case
    } else {
        named.trim_end_matches(['_', '-', ' '])
    };
    Some(Mark { entity, style: format!("{open}{case}{number}{shut}"), span: at..end })
}

/// Bytes behind a mark in which a tag would be closed.
const CLOSED: usize = 120;

/// Words beside the name of what was taken out.
const DONE: [&str; 5] = ["redacted", "removed", "hidden", "masked", "protected"];

/// The other part of a name of which one is `done`.
fn part<'n>(name: &'n str, done: &str) -> Option<&'n str> {
    name.strip_prefix(done)
        .and_then(|rest| rest.strip_prefix('_'))
        .or_else(|| name.strip_suffix(done)?.strip_suffix('_'))
}

/// Whether the text around speaks of templates: `explain {{ email }} in jinja`.
fn is_lesson(text: &str, at: usize) -> bool {
    let near = [context::before(text, at, 120), context::after(text, at, 160)].concat().to_lowercase();
    ["jinja", "template", "liquid", "handlebars", "mustache", "twig", "django", "angular", "vue"]
        .iter()
        .any(|word| near.contains(word))
}

/// Beginnings of crossed-out values, and of names between signs that are no brackets; the searches are built once.
static CROSSED: LazyLock<Vec<memmem::Finder<'static>>> =
    LazyLock::new(|| ["XXX-XX-", "***", "xxx@xxx", "__", "«"].map(memmem::Finder::new).into());

/// Crosses and stars in place of characters, and names such as `__EMAIL__`.
fn crossed(text: &str) -> Vec<Mark> {
    let mut found = Vec::new();
    for form in CROSSED.iter() {
        let mut seen = 0;
        for at in form.find_iter(text.as_bytes()) {
            let mark = if at < seen {
                None
            } else {
                match form.needle() {
                    b"XXX-XX-" => Some(mark(text, "NATIONAL_ID", at, 7)),
                    b"xxx@xxx" => Some(mark(text, "EMAIL", at, 7)),
                    b"***" => starred(text, at, &mut seen),
                    b"__" => between(text, at, "__", "__"),
                    _ => between(text, at, "«", "»"),
                }
            };
            seen = mark.as_ref().map_or(seen, |mark| mark.span.end);
            found.extend(mark);
        }
    }
    found
}

fn mark(text: &str, entity: &'static str, at: usize, len: usize) -> Mark {
    Mark { entity, style: text[at..at + len].into(), span: at..at + len }
}

/// What a row of stars stands for: `***-**-1234`, `j***@gmail.com`, `**** **** **** 1234`. `seen` is moved behind the row.
fn starred(text: &str, at: usize, seen: &mut usize) -> Option<Mark> {
    let stars = text.as_bytes()[at..].iter().take_while(|b| **b == b'*').count();
    let end = at + stars;
    *seen = end;
    let rest = &text[end..];
    if stars == 3 && rest.starts_with("-**-") {
        return Some(mark(text, "NATIONAL_ID", at, 7));
    }
    if rest.starts_with('@') {
        return Some(Mark { entity: "EMAIL", style: "***@".into(), span: at..end + 1 });
    }
    let row = text[at..].bytes().take(24).take_while(|b| matches!(b, b'*' | b' ' | b'-')).count();
    let crossed = text[at..at + row].bytes().filter(|b| *b == b'*').count();
    let digits = text[at + row..].bytes().take(5).take_while(u8::is_ascii_digit).count();
    (crossed == 12 && digits == 4).then(|| {
        *seen = at + row;
        Mark { entity: "CREDIT_CARD", style: "**** **** **** 1234".into(), span: at..at + row + digits }
    })
}

/// A name in capitals between two signs: `__EMAIL__`, `«PHONE_1»`.
fn between(text: &str, at: usize, open: &str, close: &str) -> Option<Mark> {
    let inner = text.get(at + open.len()..)?;
    let len =
        inner.bytes().take(LONGEST).take_while(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_').count();
    // The signs at the end may be of the name's own characters.
    let whole = inner[..len].trim_end_matches('_');
    let rest = &inner[whole.len()..];
    let named = whole.trim_end_matches(|c: char| c.is_ascii_digit());
    let name = named.trim_end_matches('_').to_ascii_lowercase();
    let joined = text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
    let (_, entity) = NAMES.iter().find(|(own, _)| *own == name)?;
    let number = if named.len() < whole.len() { "_1" } else { "" };
    let end = at + open.len() + whole.len() + close.len();
    let goes_on = || text[end..].starts_with(|c: char| c.is_alphanumeric() || c == '_');
    (rest.starts_with(close) && !joined && !goes_on()).then(|| Mark {
        entity,
        style: format!("{open}NAME{number}{close}"),
        span: at..end,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::{Pointer, Role};

    fn found(text: &str) -> Vec<(&'static str, String)> {
        let text = Text::new(text, Pointer::ROOT, Role::User, false);
        marks(&text).into_iter().map(|mark| (mark.entity, mark.style)).collect()
    }

    #[test]
    fn marks_are_read() {
        for (text, entity, style) in [
            ("mail <EMAIL>", "EMAIL", "<NAME>"),
            ("mail <EMAIL_2>.", "EMAIL", "<NAME_1>"),
            ("call [PHONE]", "PHONE", "[NAME]"),
            ("call [phone number]", "PHONE", "[phone number]"),
            ("Dear {{name}},", "PERSON", "{{name}}"),
            ("id {{ORDER_ID}}", "order-id", "{{NAME}}"),
            ("SSN XXX-XX-1234", "NATIONAL_ID", "XXX-XX-"),
            ("[REDACTED_EMAIL]", "EMAIL", "[NAME]"),
            ("[email redacted]", "EMAIL", "[name]"),
            ("<IBAN_CODE>", "IBAN", "<IBAN_CODE>"),
            ("[EMAIL_ADDRESS]", "EMAIL", "[EMAIL_ADDRESS]"),
            ("[US_SOCIAL_SECURITY_NUMBER_1]", "NATIONAL_ID", "[US_SOCIAL_SECURITY_NUMBER_1]"),
            ("<account_number>", "account-id", "<name>"),
            ("Mail {{ email }} soon", "EMAIL", "{{name}}"),
            ("at ***@***.com 1", "EMAIL", "***@"),
            ("at j***@gmail.com 1", "EMAIL", "***@"),
            ("[email protected]", "EMAIL", "[name]"),
            ("to «EMAIL» 1", "EMAIL", "«NAME»"),
            ("to __EMAIL_2__ 1", "EMAIL", "__NAME_1__"),
            ("card **** **** **** 1234", "CREDIT_CARD", "**** **** **** 1234"),
            ("card ****-****-****-1234", "CREDIT_CARD", "**** **** **** 1234"),
            ("SSN ***-**-1234", "NATIONAL_ID", "***-**-"),
        ] {
            assert_eq!(found(text), [(entity, style.to_string())], "{text}");
        }
    }

    #[test]
    fn code_has_no_marks() {
        for text in [
            "<address>x</address>",
            "<account_number>5</account_number>",
            "<redacted>",
            "[removed]",
            "Explain {{ email }} in a jinja template",
            "row[name]",
            "[email](mailto:x)",
            "{name}",
            "a < b",
            "f\"{email}\"",
            "[1]",
            "<b>name</b>",
            "List<Token>",
            "{ token }",
            "${name}",
            "<",
            "[",
            "{{",
            "__EMAIL 1A",
            "x__EMAIL__ 1A",
            "__EMAIL__X 1A",
            "***bold*** 1A",
            "**** 1234 1A",
            "__init__ 1A",
            "****\n1234 1A",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
