//! FT604 bank-account. The page is `rules/FT604-bank-account.md`.
//!
//! International numbers are read from their two letters and check digits. All others are digits like any, and need a word
//! that names them just before.

use super::announced::{Around, Talk, announces};
use super::bank_code::bank_code;
use super::columns;
use super::context::{self, AHEAD, BACK, byte_at, edge_at, edge_before};
use super::edges::emphasis;
use super::hit::Hit;
use super::iban;
use super::numbers::Plain;
use super::record_evidence::is_day;
use crate::example::{Example, Signs, Span, Text};
use crate::rules::{Confidence, Level, Sink, TextRule};

/// Words that announce an international number; without one, small letters are no number.
const IBANS: &[&str] =
    &["iban", "account", "konto", "kontonummer", "compte", "cuenta", "conto", "rekening", "bankverbindung"];
/// Words that announce an American routing number.
const ROUTING: &[&str] = &["routing", "aba", "rtn", "routing number", "transit number"];
/// Words that announce an account.
const ACCOUNTS: &[&str] = &[
    "account number",
    "account no",
    "account num",
    "acct",
    "account",
    "acct number",
    "acc",
    "acc no",
    "acc number",
    "acct no",
    "checking account",
    "savings account",
    "kontonummer",
    "konto-nr",
    "konto",
    "numéro de compte",
    "cuenta",
    "número de cuenta",
    "conto",
    "rekeningnummer",
    "账号",
    "卡号",
    "口座番号",
    "계좌번호",
    "checking",
    "savings",
];
/// Those of them that say that a number follows, wherever they stand.
const NUMBERS: &[&str] = &[
    "account number",
    "account no",
    "account num",
    "acct number",
    "acct no",
    "kontonummer",
    "numéro de compte",
    "número de cuenta",
    "rekeningnummer",
    "账号",
    "口座番号",
    "계좌번호",
];
/// Words without which an account may be one in a shop.
const BANKS: &[&str] = &[
    "bank",
    "routing",
    "iban",
    "sort code",
    "checking",
    "savings",
    "wire",
    "deposit",
    "swift",
    "bic",
    "blz",
    "aba",
    "bankleitzahl",
    "transfer",
    "überweisung",
    "banque",
    "virement",
    "banco",
    "transferencia",
    "bonifico",
    "银行",
    "銀行",
    "은행",
    "payout",
    "direct debit",
    "standing order",
    "payable to",
    "pay to",
];
/// Words between a cue and its value.
pub(super) const BETWEEN: &[&str] = &[
    "number", "no", "nr", "num", "is", "code", "my", "the", "and", "bank", "account", "acct", "a", "ist", "est", "es",
    "for", "号", "は", "是",
];

/// Finds bank accounts.
pub struct BankAccount;

/// Fewest digits of an account; those of letters, as in Malta, are counted too.
const LEAST: u32 = 4;

impl TextRule for BankAccount {
    fn trigger(&self) -> Signs {
        // Codes of banks are words of capitals.
        Signs::NUMBER | Signs::ODD_DIGIT | Signs::CAPITALS
    }

    fn check(&self, text: &Text<'_>, example: &Example<'_>, sink: &mut Sink<'_>) {
        let plain = Plain::of(text);
        let talk = Talk { shown: plain.text, text, example };
        let mut seen = 0;
        for (i, run) in plain.candidates(LEAST) {
            if run.start < seen {
                continue;
            }
            let hit = international(plain.text, &run).or_else(|| national(&plain, i, talk));
            if let Some(mut hit) = hit {
                seen = hit.span.end;
                hit.span = plain.origin(&hit.span);
                hit.report(text, sink);
            }
        }
        let codes = if text.scan.signs.meets(Signs::CAPITALS) { bank_code(text.text) } else { Vec::new() };
        for span in codes {
            let hit = Hit {
                span,
                kind: "BANK_ACCOUNT",
                subtype: "bic",
                name: "bank code",
                level: Level::Warn,
                sure: Confidence::Likely,
                rank: 55,
            };
            hit.report(text, sink);
        }
    }
}

fn hit(span: Span, subtype: &'static str, name: &'static str) -> Hit {
    Hit { span, kind: "BANK_ACCOUNT", subtype, name, level: Level::Error, sure: Confidence::Likely, rank: 58 }
}

/// An international number whose check digits begin a run.
fn international(text: &str, run: &Span) -> Option<Hit> {
    let at = run.start.checked_sub(2).filter(|at| run.len() >= 2 && text.is_char_boundary(*at))?;
    let letters = &text[at..run.start];
    if !iban::is_country(letters)
        || edge_before(text, at).is_ascii_alphanumeric()
        || matches!(edge_before(text, at), b'_' | b'-')
    {
        return None;
    }
    let span = at..at + iban::read(&text[at..])?;
    let small = letters.bytes().any(|b| b.is_ascii_lowercase());
    let value = &text[span.clone()];
    if small && !context::holds(&context::fold(context::before(text, at, BACK)), IBANS) {
        return None;
    }
    let sample = iban::is_sample(value);
    Some(Hit {
        span,
        kind: "IBAN",
        subtype: if sample { "sample" } else { "iban" },
        name: if sample { "sample of an IBAN" } else { "IBAN" },
        level: if sample { Level::Info } else { Level::Error },
        sure: Confidence::Certain,
        rank: 70,
    })
}

/// Digits that a word before them makes an account, a routing number or a sort code.
fn national(plain: &Plain<'_>, i: usize, talk: Talk<'_>) -> Option<Hit> {
    let text = plain.text;
    let run = plain.run(i)?;
    let sort = sort_code(plain, i);
    if run.len() < 6 && sort.is_none() {
        return None;
    }
    let left = edge_before(text, run.start);
    let end = sort.as_ref().map_or(run.end, |span| span.end);
    let (right, beyond) = (edge_at(text, end), byte_at(text, end + 1));
    let apart = !left.is_ascii_alphanumeric() && !b"_./+$@%-".contains(&left);
    let whole = !right.is_ascii_alphanumeric()
        && (right != b'_' || emphasis(text, end) > 0)
        && !(b".-/".contains(&right) && beyond.is_ascii_alphanumeric())
        && !(right == b',' && beyond.is_ascii_digit());
    if !apart || !whole {
        return None;
    }
    let head = match columns::cell_header(text, &(run.start..end)) {
        Some(name) => context::fold(name) + ": ",
        None => context::fold(context::before(text, run.start, BACK + 10)),
    };
    let around = Around::of(talk, &(run.start..end));
    let named = |cues: &[&str]| announces(&head, cues, BETWEEN) || around.announce(cues, BETWEEN);
    let near = || {
        let tail = context::fold(context::after(text, run.end, AHEAD + 20));
        context::holds(&head, BANKS) || context::holds(&tail, BANKS)
    };
    // A sort code and eight digits are an account where money is spoken of.
    let eight = |run: Option<Span>| run.is_some_and(|run| run.len() == 8);
    if sort.is_some() && plain.gap(i + 2, 1) == Some(" ") && eight(plain.run(i + 3)) && near() {
        return sort.map(|span| hit(span, "uk-sort-code", "sort code"));
    }
    if run.len() == 8 && i > 2 && plain.gap(i - 1, 1) == Some(" ") && sort_code(plain, i - 3).is_some() && near() {
        return Some(hit(run, "account", "bank account"));
    }
    if let Some(span) = sort {
        return (announces(&head, &["sc"], BETWEEN) || named(&["sort code", "sortcode", "sort codes"]))
            .then(|| hit(span, "uk-sort-code", "sort code"));
    }
    let digits = &text.as_bytes()[run.clone()];
    if run.len() == 9 && is_routing(digits) && named(ROUTING) {
        return Some(hit(run, "us-routing", "routing number"));
    }
    if run.len() == 8 && named(&["blz", "bankleitzahl"]) {
        return Some(hit(run, "de-blz", "bank code"));
    }
    // `the account is 12345678 days old`: without a word such as `number` a verb announces nothing.
    let vague = head.trim_end().ends_with(" is") && !head.contains("number") && !head.contains("no");
    // `checking 20240311 backups`: a day or a count behind a verb.
    let verb = head.trim_end().ends_with("checking") && (is_day(&text[run.clone()]) || is_plural(&text[run.end..]));
    let account = !vague
        && !verb
        && (6..=17).contains(&run.len())
        && (announces(&head, ACCOUNTS, BETWEEN) || around.announce(NUMBERS, BETWEEN))
        && near()
        && super::checks::distinct(digits) > 2;
    account.then(|| hit(run, "account", "bank account"))
}

/// Whether a word in the plural follows: then a number is one of things.
fn is_plural(tail: &str) -> bool {
    let word = tail.strip_prefix(' ').and_then(|rest| rest.split(|c: char| !c.is_ascii_lowercase()).next());
    word.is_some_and(|word| word.len() > 3 && word.ends_with('s'))
}

/// Two, two and two digits with hyphens.
fn sort_code(plain: &Plain<'_>, i: usize) -> Option<Span> {
    let runs = [plain.run(i)?, plain.run(i + 1)?, plain.run(i + 2)?];
    let joined = plain.gap(i, 1) == Some("-") && plain.gap(i + 1, 1) == Some("-");
    (joined && runs.iter().all(|run| run.len() == 2)).then(|| runs[0].start..runs[2].end)
}

/// The check of the American Bankers Association, and the districts that are in use.
pub fn is_routing(digits: &[u8]) -> bool {
    let digit = |i: usize| u32::from(digits[i] - b'0');
    let sum =
        3 * (digit(0) + digit(3) + digit(6)) + 7 * (digit(1) + digit(4) + digit(7)) + digit(2) + digit(5) + digit(8);
    let district = digit(0) * 10 + digit(1);
    sum.is_multiple_of(10) && matches!(district, 0..=12 | 21..=32 | 61..=72 | 80) && sum > 0
}

#[cfg(test)]
mod tests {
    use super::super::harness::{finds, found, silent};
    use super::super::markers::expand;
    use super::*;

    #[test]
    fn accounts_are_found() {
        let iban = expand("{{iban}}");
        let spaced = expand("{{iban-spaced}}");
        for (text, value) in [
            (format!("My IBAN is {iban}."), &iban),
            (format!("Überweisen Sie auf {spaced} bis Freitag"), &spaced),
            (format!("{{\"iban\":\"{iban}\"}}"), &iban),
            (format!("账号{iban}。"), &iban),
        ] {
            finds(&BankAccount, "FT604", &[(&text, &[value])]);
        }
        let routing = expand("{{us-routing}}");
        finds(
            &BankAccount,
            "FT604",
            &[
                (&format!("Routing number: {routing}, account number 4821397755"), &[&routing, "4821397755"]),
                ("sort code 20-32-53 and account number 48213977", &["20-32-53", "48213977"]),
                ("my bank account number is 4821397755", &["4821397755"]),
                ("BLZ 37040044, Kontonummer 48213977", &["37040044", "48213977"]),
                ("BIC: COBADEFFXXX 1", &["COBADEFFXXX"]),
            ],
        );
    }

    #[test]
    fn other_digits_are_no_accounts() {
        silent(
            &BankAccount,
            "FT604",
            &[
                "DE99370400440532013000",
                "DE1234",
                "the account number 48213977 is blocked",
                "open 20-32-53 today",
                "sort 12-05-24",
                "sorted by date, sort 01-02-23",
                "checking 20240311 backups",
                "checking 48213977 backups",
                "Swift DOCUMENT",
                "swift DOCUMENT types",
                "SWIFT actors are ISOLATED by the compiler 5",
                "routing number 123456789",
                "routing 192168001",
                "GB2312 encoding",
                "SE 100 and NO 200",
                "account for 1000000 rows",
                "bank holiday 20241105",
                "BIC is short for bank identifier code 9362",
                "Taylor Swift 1989",
                "the account is 20241105 days old, said the bank",
                "FR1234567890123456789012345",
            ],
        );
        let sample = ["DE89", "3704", "0044", "0532", "0130", "00"].concat();
        assert_eq!(found(&BankAccount, "FT604", &sample)[0].level, Level::Info);
    }
}
