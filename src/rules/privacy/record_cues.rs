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

/// The kinds. Words are in lower case; those of scripts without spaces may end a longer word. Words that end in `nummer` or
/// `nr` are told by their beginning, see [`STEMS`].
#[rustfmt::skip]
static KINDS: &[Kind] = &[
    Kind { subtype: "customer-id", name: "customer id", words: &[
        ("müşteri", Record), ("üye", Weak), ("üyelik", Weak), ("zákazníka", Record), ("zákazník", Record), ("clientului", Record), ("pelanggan", Record), ("клієнта", Record), ("고객", Weak), ("회원", Weak), ("العميل", Weak), ("לקוח", Weak), ("客户", Weak), ("会员", Weak), ("asiakas", Record), ("library", Weak), 
        ("customer", Record), ("client", Record), ("cust", Record), ("member", Weak), ("subscription", Weak), ("donor", Weak), ("applicant", Weak), ("guest", Weak), ("cardholder", Weak), ("beneficiary", Weak), ("membership", Weak), ("subscriber", Record),
        ("consumer", Weak), ("kunde", Record), ("kunden", Weak), ("kd", Weak), ("mitglied", Weak), ("mitglieds", Weak), ("cliente", Record), ("klant", Record),
        ("abonné", Weak), ("adhérent", Weak), ("socio", Weak), ("tessera", Weak), ("lid", Weak), ("klienta", Record), ("klient", Record), ("kund", Record),
        ("клиента", Record), ("клиент", Record), ("顧客番号", Whole), ("会員番号", Whole), ("お客様番号", Whole), ("客户编号", Whole), ("客户号", Whole), ("会员号", Whole),
        ("会员编号", Whole), ("客户id", Whole), ("고객번호", Whole), ("회원번호", Whole)] },
    Kind { subtype: "order-id", name: "order id", words: &[
        ("sipariş", Record), ("objednávky", Record), ("objednávka", Record), ("comanda", Record), ("comandă", Record), ("comenzi", Weak), ("comenzii", Record), ("pesanan", Record), ("замовлення", Record), ("rendelés", Record), ("주문", Weak), ("الطلب", Weak), ("طلب", Weak), ("הזמנה", Weak), ("hàng", Weak), ("受注番号", Whole), ("订单号码", Whole), ("ऑर्डर", Record), 
        ("order", Record), ("purchase", Weak), ("po", Weak), ("bestellung", Record), ("bestell", Weak), ("auftrag", Record), ("auftrags", Weak),
        ("commande", Record), ("pedido", Record), ("ordine", Record), ("bestelling", Record), ("encomenda", Record), ("zamówienia", Record),
        ("zamówienie", Record), ("заказа", Record), ("заказ", Record), ("rma", Whole), ("beställning", Record), ("ordre", Record), ("tilaus", Record),
        ("注文番号", Whole), ("订单号", Whole), ("订单编号", Whole), ("订单", Record), ("订单id", Whole), ("주문번호", Whole), ("訂單編號", Whole), ("訂單號", Whole)] },
    Kind { subtype: "ticket-id", name: "ticket id", words: &[
        ("sprawa", Weak), ("reklamacji", Weak), ("reklamacja", Weak), 
        ("file", Weak), ("issue", Weak), ("az", Whole), ("gz", Whole), ("geschäftszeichen", Whole), ("kenmerk", Whole), ("réf", Weak), ("rif", Weak), ("riferimento", Weak), ("talep", Record), ("sag", Weak), ("sak", Weak), ("reklamation", Weak), ("zgłoszenie", Record), ("tiketti", Record), ("文件编号", Whole), ("申请编号", Whole), ("整理番号", Whole), ("문의", Weak), ("접수", Weak), 
        ("ticket", Record), ("eticket", Record), ("appointment", Weak), ("case", Weak), ("incident", Record), ("request", Weak), ("reference", Weak), ("ref", Weak), ("enquiry", Weak), ("complaint", Weak),
        ("pratica", Weak), ("vorgang", Record), ("vorgangs", Weak), ("aktenzeichen", Whole), ("dossier", Weak), ("expediente", Weak), ("incidencia", Weak),
        ("protocolo", Weak), ("chamado", Weak), ("zgłoszenia", Record), ("sprawy", Weak), ("заявки", Record), ("обращения", Record), ("zaak", Weak), ("ärende", Weak),
        ("工单号", Whole), ("工单编号", Whole), ("受付番号", Whole), ("問い合わせ番号", Whole), ("お問い合わせ番号", Whole), ("参考号", Whole), ("案件编号", Whole),
        ("접수번호", Whole), ("문의번호", Whole)] },
    Kind { subtype: "account-id", name: "account id", words: &[
        ("umowa", Weak), ("acc", Weak), 
        ("hesap", Weak), ("sözleşme", Weak), ("contrattuale", Weak), ("계약", Weak), 
        ("account", Record), ("acct", Record), ("a/c", Record), ("konto", Record), ("compte", Weak), ("cuenta", Weak), ("conta", Weak), ("konta", Weak),
        ("contract", Weak), ("vertrag", Weak), ("vertrags", Weak), ("contrat", Weak), ("contrato", Weak), ("contratto", Weak), ("umowy", Weak), ("договора", Weak), ("договор", Weak), ("заказ", Record),
        ("счета", Weak), ("账号", Whole), ("合同号", Whole), ("合同编号", Whole), ("口座番号", Whole), ("契約番号", Whole), ("계좌번호", Whole), ("계약번호", Whole)] },
    Kind { subtype: "invoice-id", name: "invoice id", words: &[
        ("fiscal", Weak), ("nota", Weak), ("nf", Weak), ("paragon", Weak), 
        ("kassenzeichen", Whole), ("faturu", Record), ("számla", Record), ("lasku", Record), 
        ("invoice", Record), ("bill", Weak), ("receipt", Weak), ("rechnung", Record), ("rechnungs", Weak), ("facture", Record), ("factura", Record), ("fattura", Record),
        ("fatura", Record), ("factuur", Record), ("faktury", Record), ("faktura", Record), ("請求書番号", Whole), ("发票号", Whole), ("发票号码", Whole)] },
    Kind { subtype: "policy-id", name: "policy id", words: &[
        ("polisa", Weak), 
        ("poliçe", Weak), ("versicherungsschein", Weak), 
        ("policy", Weak), ("police", Weak), ("póliza", Weak), ("polizza", Weak), ("apólice", Weak), ("polisy", Weak), ("polis", Weak), ("保单号", Whole), ("증권번호", Whole)] },
    Kind { subtype: "claim-id", name: "claim id", words: &[("szkody", Weak), ("szkoda", Weak), ("schade", Weak), ("claim", Weak), ("claimant", Weak), ("sinistre", Weak), ("siniestro", Weak), ("sinistro", Weak)] },
    Kind { subtype: "tracking-id", name: "tracking id", words: &[
        ("takip", Weak), ("kargo", Weak), ("운송장", Weak), ("송장", Weak), ("お問い合わせ伝票番号", Whole), ("przesyłka", Weak), 
        ("tracking", Record), ("parcel", Record), ("shipment", Record), ("consignment", Record), ("waybill", Record), ("awb", Whole), ("sendung", Record), ("paket", Weak),
        ("colis", Weak), ("suivi", Weak), ("envío", Weak), ("seguimiento", Weak), ("guía", Weak), ("spedizione", Weak), ("rastreio", Weak), ("przesyłki", Weak),
        ("отправления", Weak), ("zending", Weak), ("ups", Weak), ("usps", Weak), ("fedex", Weak), ("dhl", Weak), ("dpd", Weak), ("gls", Weak), ("hermes", Weak),
        ("运单号", Whole), ("快递单号", Whole), ("物流单号", Whole), ("单号", Whole), ("追跡番号", Whole), ("伝票番号", Whole), ("운송장번호", Whole), ("송장번호", Whole)] },
    Kind { subtype: "booking-id", name: "booking id", words: &[
        ("rezerwacja", Record), 
        ("rezervasyon", Record), ("rezervace", Record), ("varaus", Record), ("예약", Weak), 
        ("booking", Record), ("reservation", Record), ("confirmation", Weak), ("conf", Weak), ("pnr", Whole), ("itinerary", Weak), ("record locator", Whole), ("locator", Weak),
        ("buchung", Record), ("buchungs", Weak), ("buchungscode", Whole), ("réservation", Record), ("reserva", Record), ("prenotazione", Record), ("boeking", Record),
        ("boekings", Weak), ("rezerwacji", Record), ("брони", Record), ("localizador", Whole), ("予約番号", Whole), ("確認番号", Whole), ("预订号", Whole), ("订票号", Whole),
        ("确认号", Whole), ("예약번호", Whole)] },
    Kind { subtype: "employee-id", name: "employee id", words: &[
        ("pracownik", Weak), 
        ("dipendente", Weak), ("werknemer", Weak), ("funcionário", Weak), ("personel", Weak), ("sicil", Weak), 
        ("employee", Record), ("emp", Weak), ("staff", Weak), ("badge", Record), ("personnel", Weak), ("payroll", Weak), ("mitarbeiter", Record), ("personal", Weak), ("matricule", Whole),
        ("empleado", Weak), ("pracownika", Weak), ("工号", Whole), ("员工编号", Whole), ("社員番号", Whole), ("사번", Whole)] },
    Kind { subtype: "student-id", name: "student id", words: &[
        ("student", Weak), ("matrikel", Weak), ("étudiant", Weak), ("matrícula", Whole), ("matricola", Whole), ("学号", Whole), ("学籍番号", Whole), ("학번", Whole)] },
    Kind { subtype: "medical-id", name: "patient id", words: &[("住院号", Whole), ("门诊号", Whole), ("患者番号", Whole), ("患者id", Whole), ("paciente", Weak), ("patient", Weak), ("pat", Weak), ("mrn", Whole), ("chart", Weak), ("病历号", Whole), ("診察券番号", Whole)] },
    Kind { subtype: "loan-id", name: "loan id", words: &[("loan", Weak), ("mortgage", Weak)] },
    Kind { subtype: "loyalty-id", name: "loyalty id", words: &[("loyalty", Weak), ("rewards", Weak), ("frequent flyer", Weak), ("flyer", Weak)] },
    Kind { subtype: "rx-id", name: "prescription id", words: &[("prescription", Weak), ("rx", Weak)] },
    Kind { subtype: "transaction-id", name: "transaction id", words: &[
        ("transaction", Weak), ("payment", Weak), ("txn", Weak), ("payout", Weak), ("流水号", Whole), ("交易号", Whole), ("交易编号", Whole)] },
    Kind { subtype: "user-id", name: "user id", words: &[("session", Weak), ("user", Weak), ("uid", Whole), ("用户id", Whole), ("用户编号", Whole), ("ユーザーid", Whole)] },
    Kind { subtype: "device-id", name: "device id", words: &[("device", Weak), ("serial", Weak), ("meter", Weak)] },
];

/// Beginnings of Germanic words that end in `nummer` or `nr`, and the kind that such a word announces.
const STEMS: &[(&str, &str)] = &[
    ("kund", "customer-id"),
    ("klant", "customer-id"),
    ("mitglied", "customer-id"),
    ("medlem", "customer-id"),
    ("lid", "customer-id"),
    ("bestel", "order-id"),
    ("auftrag", "order-id"),
    ("order", "order-id"),
    ("ordre", "order-id"),
    ("ticket", "ticket-id"),
    ("vorgang", "ticket-id"),
    ("fall", "ticket-id"),
    ("antrag", "ticket-id"),
    ("referenz", "ticket-id"),
    ("dossier", "ticket-id"),
    ("zaak", "ticket-id"),
    ("sag", "ticket-id"),
    ("ärende", "ticket-id"),
    ("vertrag", "account-id"),
    ("konto", "account-id"),
    ("contract", "account-id"),
    ("rechnung", "invoice-id"),
    ("beleg", "invoice-id"),
    ("faktu", "invoice-id"),
    ("factuur", "invoice-id"),
    ("police", "policy-id"),
    ("polis", "policy-id"),
    ("versicherungsschein", "policy-id"),
    ("versicherung", "policy-id"),
    ("schaden", "claim-id"),
    ("sendung", "tracking-id"),
    ("paket", "tracking-id"),
    ("zending", "tracking-id"),
    ("buchung", "booking-id"),
    ("boeking", "booking-id"),
    ("reserv", "booking-id"),
    ("bokning", "booking-id"),
    ("mitarbeiter", "employee-id"),
    ("personal", "employee-id"),
    ("personeel", "employee-id"),
    ("matrikel", "student-id"),
    ("patient", "medical-id"),
    ("patiënt", "medical-id"),
    ("transaktion", "transaction-id"),
    ("benutzer", "user-id"),
    ("zähler", "device-id"),
    ("sak", "ticket-id"),
    ("reklamation", "ticket-id"),
    ("schein", "policy-id"),
    ("akten", "ticket-id"),
    ("tilaus", "order-id"),
    ("asiakas", "customer-id"),
    ("jäsen", "customer-id"),
    ("lasku", "invoice-id"),
    ("varaus", "booking-id"),
    ("seuranta", "tracking-id"),
    ("lähetys", "tracking-id"),
    ("viite", "ticket-id"),
    ("sopimus", "account-id"),
    ("potilas", "medical-id"),
    ("henkilöstö", "employee-id"),
    ("försäkring", "policy-id"),
    ("kolli", "tracking-id"),
    ("anställning", "employee-id"),
];

/// The kind of a Germanic compound: `Bestellnummer`, `Vertragskontonr`, `klantnummer`.
fn compound(word: &str) -> Option<(&'static Kind, Strength)> {
    let stem = ["nummern", "nummer", "numret", "nr", "numeroni", "numero", "nro"]
        .iter()
        .find_map(|tail| word.strip_suffix(tail))?;
    let (_, subtype) = STEMS.iter().find(|(own, _)| stem.starts_with(own))?;
    KINDS.iter().find(|kind| kind.subtype == *subtype).map(|kind| (kind, Whole))
}

/// The kind of a name in which cue and qualifier are one word: `userid`, `orderno`, `custnum`.
fn joined(word: &str) -> Option<(&'static Kind, Strength)> {
    let stem = JOINED.iter().find_map(|tail| word.strip_suffix(tail)).filter(|stem| stem.len() > 2)?;
    SPACED.get(stem).map(|(kind, _)| (*kind, Whole))
}

/// Qualifiers at the end of such names.
pub const JOINED: &[&str] = &["number", "num", "id", "no", "ref", "code"];

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
    ("n", true),
    ("nº", false),
    ("n°", false),
    ("key", false),
    ("locator", false),
    ("numer", false),
    ("номер", false),
    ("código", false),
    ("codice", false),
    ("kod", false),
    ("référence", false),
    ("referencia", false),
    ("referência", false),
    ("zeichen", false),
    ("#", false),
    ("nro", true),
    ("č", true),
    ("čís", true),
    ("º", true),
    ("sz", true),
    ("číslo", false),
    ("numarası", false),
    ("numaram", false),
    ("numaranız", false),
    ("numara", false),
    ("numărul", false),
    ("nomor", false),
    ("referenz", false),
    ("referens", false),
    ("viite", false),
    ("kennung", false),
    ("codigo", false),
    ("№", false),
    ("番", false),
    ("번호", false),
    ("नंबर", false),
    ("संख्या", false),
    ("क्रमांक", false),
    ("编号", false),
    ("号码", false),
    ("号", false),
    ("番号", false),
];

/// Verbs between a cue and its value.
pub const VERBS: &[&str] =
    &["is", "was", "ist", "war", "lautet", "est", "es", "è", "é", "jest", "är", "er", "reads", "это"];
/// Words between such a verb and the value.
pub const ARTICLES: &[&str] =
    &["le", "la", "el", "il", "o", "the", "die", "der", "de", "het", "now", "just", "actually"];

/// Whether a word says that an id follows; the flag tells whether a full stop may follow it.
pub fn qualifier(word: &str) -> Option<bool> {
    QUALIFIERS.iter().find(|(own, _)| *own == word).map(|(_, stop)| *stop)
}

/// Those of ASCII letters.
pub fn last_words() -> impl Iterator<Item = &'static str> {
    all_words().filter(|word| word.is_ascii())
}

/// All words that can stand just before an id: cues, qualifiers, and verbs between them and the id.
pub fn all_words() -> impl Iterator<Item = &'static str> {
    let cues = KINDS.iter().flat_map(|kind| kind.words).map(|(word, _)| *word);
    let qualifiers = QUALIFIERS.iter().map(|(word, _)| *word);
    cues.chain(qualifiers)
        .chain(VERBS.iter().chain(ARTICLES).chain(super::record_lead::PARTICIPLES).copied())
        .chain(super::record_lead::CARDS.iter().copied())
        .chain(["c"])
}

/// The words of scripts with spaces; nearly all words of a text are looked up here.
static SPACED: LazyLock<HashMap<&str, (&Kind, Strength)>> = LazyLock::new(|| {
    let words = KINDS
        .iter()
        .rev()
        .flat_map(|kind| kind.words.iter().rev().map(move |(word, strength)| (kind, *word, *strength)));
    words.filter(|(_, word, _)| is_spaced(word)).map(|(kind, word, strength)| (word, (kind, strength))).collect()
});

/// The words of scripts without spaces, which end whatever stands before a value.
static UNSPACED: LazyLock<Vec<(&str, (&Kind, Strength))>> = LazyLock::new(|| {
    let words = KINDS.iter().flat_map(|kind| kind.words.iter().map(move |(word, strength)| (*word, (kind, *strength))));
    words.filter(|(word, _)| !is_spaced(word)).collect()
});

fn is_spaced(word: &str) -> bool {
    word.is_ascii() || !word.chars().any(super::context::unspaced)
}

/// The kind that a word announces.
pub fn kind(word: &str) -> Option<(&'static Kind, Strength)> {
    if is_spaced(word) {
        return SPACED.get(word).copied().or_else(|| compound(word)).or_else(|| joined(word));
    }
    UNSPACED.iter().find(|(own, _)| word.ends_with(own)).map(|(_, found)| *found)
}

/// The kind that a cue with a qualifier announces somewhere in folded words: `your order number`, `numéro de commande`. The
/// last one counts.
pub fn kind_within(folded: &str) -> Option<&'static Kind> {
    const BETWEEN: &[&str] =
        &["de", "del", "della", "dell", "di", "d", "of", "the", "your", "my", "votre", "su", "do", "da"];
    let words: Vec<&str> = folded
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, 'º' | '°')))
        .filter(|word| !word.is_empty())
        .collect();
    let mut last = None;
    for (i, word) in words.iter().enumerate() {
        let Some((own, strength)) = kind(word) else { continue };
        // `booking reference`: the second word only says that an id is meant.
        if qualifier(word).is_some() && i > 0 && kind(words[i - 1]).is_some() {
            continue;
        }
        let after = words.get(i + 1).is_some_and(|next| qualifier(next).is_some());
        let before = words[..i].iter().rev().take(3).find(|word| !BETWEEN.contains(word));
        let named = before.is_some_and(|word| qualifier(word).is_some() && *word != "no");
        if strength == Whole || after || named || matches!(*word, "reference" | "ref") {
            last = Some(own);
        }
    }
    let written = |kind: &&'static Kind| {
        kind.words.iter().any(|(word, strength)| *strength == Whole && !word.is_ascii() && folded.contains(word))
    };
    last.or_else(|| if folded.is_ascii() { None } else { KINDS.iter().find(written) })
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
        for word in ["orders", "border", "model", "paid", "casino", "版本号", "", "x"] {
            assert!(kind(word).is_none(), "{word}");
        }
        assert_eq!(qualifier("no"), Some(true));
        assert_eq!(qualifier("number"), Some(false));
        assert_eq!(qualifier("total"), None);
    }
}
