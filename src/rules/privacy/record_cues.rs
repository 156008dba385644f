//! The words that announce the id of a record, by kind and by how much they say, in several languages.

/// How much a cue says by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// Says "number" itself (`Bestellnummer`, `PNR`): enough alone.
    Whole,
    /// Names a record: with a qualifier, with `#` or `:`, or before a value that can be nothing else.
    Record,
    /// An everyday word: only with a qualifier, or with `#` before a value with letters.
    Weak,
}

/// A kind of record.
pub struct Kind {
    /// Its name in reports.
    pub subtype: &'static str,
    /// Its name in messages.
    pub name: &'static str,
    words: &'static [(&'static str, Strength)],
}

use std::collections::HashMap;
use std::sync::LazyLock;

use Strength::{Record, Weak, Whole};

/// The kinds. Words are in lower case; those of scripts without spaces may end a longer word.
#[rustfmt::skip]
static KINDS: &[Kind] = &[
    Kind { subtype: "customer-id", name: "customer id", words: &[
        ("customer", Record), ("client", Record), ("cust", Record), ("member", Weak), ("membership", Weak), ("subscriber", Record),
        ("consumer", Weak), ("kunde", Record), ("kunden", Record), ("kundennummer", Whole), ("kundennr", Whole), ("cliente", Record),
        ("klant", Record), ("klantnummer", Whole), ("mitgliedsnummer", Whole), ("kundnummer", Whole), ("顧客番号", Whole),
        ("会員番号", Whole), ("客户编号", Whole), ("客户号", Whole), ("会员号", Whole), ("고객번호", Whole), ("회원번호", Whole)] },
    Kind { subtype: "order-id", name: "order id", words: &[
        ("order", Record), ("purchase", Weak), ("po", Weak), ("bestellung", Record), ("bestellnummer", Whole), ("bestellnr", Whole),
        ("auftrag", Record), ("auftragsnummer", Whole), ("commande", Record), ("pedido", Record), ("ordine", Record),
        ("bestelling", Record), ("bestelnummer", Whole), ("ordernummer", Whole), ("注文番号", Whole), ("订单号", Whole),
        ("订单编号", Whole), ("주문번호", Whole)] },
    Kind { subtype: "ticket-id", name: "ticket id", words: &[
        ("ticket", Record), ("case", Weak), ("incident", Record), ("request", Weak), ("reference", Weak), ("ref", Weak),
        ("pratica", Weak), ("vorgang", Record), ("vorgangsnummer", Whole), ("ticketnummer", Whole), ("aktenzeichen", Weak),
        ("dossier", Weak), ("工单号", Whole), ("受付番号", Whole)] },
    Kind { subtype: "account-id", name: "account id", words: &[
        ("account", Record), ("acct", Record), ("a/c", Record), ("konto", Record), ("kontonummer", Whole), ("compte", Weak),
        ("cuenta", Weak), ("账号", Whole), ("口座番号", Whole), ("계좌번호", Whole)] },
    Kind { subtype: "invoice-id", name: "invoice id", words: &[
        ("invoice", Record), ("bill", Weak), ("rechnung", Record), ("rechnungsnummer", Whole), ("facture", Record),
        ("factura", Record), ("fattura", Record), ("factuurnummer", Whole), ("請求書番号", Whole), ("发票号", Whole)] },
    Kind { subtype: "policy-id", name: "policy id", words: &[
        ("policy", Weak), ("police", Weak), ("versicherungsnummer", Whole), ("policennummer", Whole)] },
    Kind { subtype: "claim-id", name: "claim id", words: &[("claim", Weak), ("schadennummer", Whole)] },
    Kind { subtype: "tracking-id", name: "tracking id", words: &[
        ("tracking", Record), ("parcel", Record), ("shipment", Record), ("sendung", Record), ("sendungsnummer", Whole),
        ("colis", Weak), ("envío", Weak), ("运单号", Whole), ("快递单号", Whole), ("운송장번호", Whole)] },
    Kind { subtype: "booking-id", name: "booking id", words: &[
        ("booking", Record), ("reservation", Record), ("confirmation", Weak), ("pnr", Whole), ("itinerary", Weak),
        ("buchung", Record), ("buchungsnummer", Whole), ("réservation", Record), ("reserva", Record), ("予約番号", Whole),
        ("예약번호", Whole)] },
    Kind { subtype: "employee-id", name: "employee id", words: &[
        ("employee", Record), ("staff", Weak), ("badge", Weak), ("personnel", Weak), ("mitarbeiter", Record),
        ("mitarbeiternummer", Whole), ("personalnummer", Whole), ("工号", Whole), ("社員番号", Whole)] },
    Kind { subtype: "student-id", name: "student id", words: &[
        ("student", Weak), ("matrikelnummer", Whole), ("学号", Whole), ("学籍番号", Whole)] },
    Kind { subtype: "medical-id", name: "patient id", words: &[("patient", Weak), ("mrn", Whole), ("chart", Weak)] },
    Kind { subtype: "loan-id", name: "loan id", words: &[("loan", Weak), ("mortgage", Weak)] },
    Kind { subtype: "loyalty-id", name: "loyalty id", words: &[("loyalty", Weak), ("frequent flyer", Weak), ("flyer", Weak)] },
    Kind { subtype: "rx-id", name: "prescription id", words: &[("prescription", Weak), ("rx", Weak)] },
    Kind { subtype: "transaction-id", name: "transaction id", words: &[("transaction", Weak), ("payment", Weak), ("txn", Weak)] },
    Kind { subtype: "user-id", name: "user id", words: &[("session", Weak), ("user", Weak), ("uid", Whole)] },
    Kind { subtype: "device-id", name: "device id", words: &[("device", Weak), ("serial", Weak), ("meter", Weak)] },
];

/// Words that stand between a cue and its value and say that the value is an id. `true`: may end with a full stop.
const QUALIFIERS: &[(&str, bool)] = &[
    ("number", false),
    ("numbers", false),
    ("no", true),
    ("nr", true),
    ("num", true),
    ("id", false),
    ("ids", false),
    ("code", false),
    ("ref", true),
    ("reference", false),
    ("identifier", false),
    ("nummer", false),
    ("numéro", false),
    ("número", false),
    ("numero", false),
    ("num", true),
    ("nº", false),
    ("n°", false),
    ("key", false),
    ("locator", false),
];

/// Whether a word says that an id follows; the flag tells whether a full stop may follow it.
pub fn qualifier(word: &str) -> Option<bool> {
    QUALIFIERS.iter().find(|(own, _)| *own == word).map(|(_, stop)| *stop)
}

/// All words of ASCII letters that can stand just before an id: cues, qualifiers, and verbs between them and the id.
pub fn last_words() -> impl Iterator<Item = &'static str> {
    let cues = KINDS.iter().flat_map(|kind| kind.words).map(|(word, _)| *word);
    let qualifiers = QUALIFIERS.iter().map(|(word, _)| *word);
    cues.chain(qualifiers).chain(["is", "was", "ist", "est", "es", "lautet", "c"]).filter(|word| word.is_ascii())
}

/// The words of ASCII letters; nearly all words of a text are looked up here.
static ASCII: LazyLock<HashMap<&str, (&Kind, Strength)>> = LazyLock::new(|| {
    let words = KINDS
        .iter()
        .rev()
        .flat_map(|kind| kind.words.iter().rev().map(move |(word, strength)| (kind, *word, *strength)));
    words.filter(|(_, word, _)| word.is_ascii()).map(|(kind, word, strength)| (word, (kind, strength))).collect()
});

/// The kind that a word announces.
pub fn kind(word: &str) -> Option<(&'static Kind, Strength)> {
    if word.is_ascii() {
        return ASCII.get(word).copied();
    }
    KINDS.iter().find_map(|kind| {
        let spaced = !word.chars().next_back().is_some_and(super::context::unspaced);
        let fits = |own: &str| if spaced { own == word } else { !own.is_ascii() && word.ends_with(own) };
        kind.words.iter().find(|(own, _)| fits(own)).map(|(_, strength)| (kind, *strength))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_announce_kinds() {
        for (word, subtype, strength) in [
            ("order", "order-id", Record),
            ("bestellnummer", "order-id", Whole),
            ("我的订单号", "order-id", Whole),
            ("case", "ticket-id", Weak),
            ("customer", "customer-id", Record),
        ] {
            let (kind, own) = kind(word).unwrap();
            assert_eq!((kind.subtype, own), (subtype, strength));
        }
        for word in ["orders", "border", "issue", "model", "版本号", "", "x"] {
            assert!(kind(word).is_none(), "{word}");
        }
        assert_eq!(qualifier("no"), Some(true));
        assert_eq!(qualifier("number"), Some(false));
        assert_eq!(qualifier("total"), None);
    }
}
