//! The written forms of identity numbers, by country: groups and signs, what must hold, and the words that announce them.
//! A table and its reader; where in a text a form may stand is the business of `national_id`.

use super::id_checks as check;
use crate::rules::Level;

/// What a form needs besides its check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Nothing: signs or letters make it distinctive.
    Shape,
    /// A word near it.
    Cue,
}

/// An identity number.
pub struct Id {
    /// Its name in reports.
    pub subtype: &'static str,
    /// Its name in messages.
    pub name: &'static str,
    /// How it is written: `d` a digit, `L` a letter, `A` a letter or digit, `X` a digit or `X`; all else stands for itself.
    pub forms: &'static [(&'static str, Need)],
    /// What the characters without signs must fulfil.
    pub check: fn(&[u8]) -> bool,
    /// Whether the check is arithmetic, so that passing it says much.
    pub sums: bool,
    /// Words that announce it, folded.
    pub cues: &'static [&'static str],
    /// How bad it is.
    pub level: Level,
}

use Need::{Cue, Shape};

const fn id(
    subtype: &'static str,
    name: &'static str,
    forms: &'static [(&'static str, Need)],
    check: fn(&[u8]) -> bool,
    cues: &'static [&'static str],
) -> Id {
    Id { subtype, name, forms, check, sums: true, cues, level: Level::Error }
}

impl Id {
    /// For numbers without a check digit.
    const fn unsummed(mut self) -> Id {
        self.sums = false;
        self
    }

    const fn info(mut self) -> Id {
        self.level = Level::Info;
        self
    }
}

/// Words that announce the number of a person in any country.
pub const GENERIC: &[&str] = &[
    "national id",
    "national identification",
    "id number",
    "identity number",
    "identification number",
    "tax id",
    "tax number",
    "taxpayer",
    "id card",
    "identity card",
    "personal number",
    "personal id",
];

/// The numbers. Of two that are written alike, the one with the stronger check stands first.
#[rustfmt::skip]
pub const IDS: &[Id] = &[
    id("us-itin", "US taxpayer number", &[("ddd-dd-dddd", Shape), ("ddd dd dddd", Cue), ("ddddddddd", Cue)], check::us_itin, &["itin", "taxpayer"]).unsummed(),
    id("us-ssn", "US social security number", &[("ddd-dd-dddd", Shape), ("ddd dd dddd", Shape), ("ddddddddd", Cue)], check::us_ssn,
        &["ssn", "social security", "social security number", "ss#", "social", "ssns"]).unsummed(),
    id("uk-nino", "UK national insurance number", &[("LLddddddL", Shape), ("LL dd dd dd L", Shape), ("LL-dd-dd-dd-L", Shape), ("LL dddddd L", Shape)], check::uk_nino,
        &["national insurance", "ni number", "nino"]).unsummed(),
    id("ca-sin", "Canadian social insurance number", &[("ddd-ddd-ddd", Shape), ("ddd ddd ddd", Cue), ("ddddddddd", Cue)], check::ca_sin,
        &["sin", "social insurance", "nas", "assurance sociale"]),
    id("au-tfn", "Australian tax file number", &[("ddd ddd ddd", Cue), ("ddd-ddd-ddd", Cue), ("ddddddddd", Cue), ("dddddddd", Cue)], check::au_tfn, &["tfn", "tax file", "tax file number"]),
    id("in-aadhaar", "Aadhaar number", &[("dddd dddd dddd", Shape), ("dddd-dddd-dddd", Shape), ("dddddddddddd", Cue)], check::in_aadhaar,
        &["aadhaar", "aadhar", "uidai", "uid", "आधार"]),
    id("in-pan", "Indian permanent account number", &[("LLLLLddddL", Shape)], check::in_pan, &["pan", "permanent account", "pan card", "pan no"]).unsummed(),
    id("br-cpf", "CPF", &[("ddd.ddd.ddd-dd", Shape), ("ddddddddd-dd", Shape), ("ddddddddddd", Cue)], check::br_cpf, &["cpf", "cpfs"]),
    id("br-cnpj", "CNPJ", &[("dd.ddd.ddd/dddd-dd", Shape), ("dddddddddddddd", Cue)], check::br_cnpj, &["cnpj"]).info(),
    id("fr-nir", "French social security number", &[
        ("d dd dd dd ddd ddd dd", Shape), ("d dd dd dA ddd ddd dd", Shape), ("ddddddddddddddd", Shape), ("dddddAdddddddd", Shape),
        ("ddddddAdddddddd", Shape), ("ddddddddddddd dd", Shape), ("d-dd-dd-dd-ddd-ddd-dd", Shape), ("d dd dd dd ddd ddd/dd", Shape),
        ("d.dd.dd.dd.ddd.ddd.dd", Shape), ("d dd dd dd ddd ddd - dd", Shape)], check::fr_nir,
        &["sécurité sociale", "nir", "sécu", "insee", "securite sociale"]),
    id("de-steuer-id", "German tax number", &[("ddddddddddd", Cue), ("dd ddd ddd ddd", Cue)], check::de_steuer_id,
        &["steuer-id", "steuer id", "steuerid", "idnr", "id-nr", "steueridentifikationsnummer", "steuer-identifikationsnummer", "steuer-idnr", "identifikationsnummer", "steuernummer", "tin"]),
    id("de-pension", "German pension number", &[("ddddddddLddd", Shape), ("dd dddddd L ddd", Shape)], check::de_pension, &["rentenversicherung", "rentenversicherungsnummer", "sv-nummer", "sozialversicherungsnummer"]),
    id("es-dni", "Spanish identity number", &[("ddddddddL", Shape), ("dddddddd-L", Shape), ("dddddddd L", Cue), ("dd.ddd.ddd-L", Shape), ("dd.ddd.dddL", Shape)], check::es_dni, &["dni", "nif", "nie", "documento"]),
    id("es-nie", "Spanish foreigner number", &[("LdddddddL", Shape), ("L-ddddddd-L", Shape), ("Lddddddd-L", Shape)], es_nie, &["nie", "dni", "nif", "extranjero"]),
    id("it-codice-fiscale", "Italian tax code", &[("LLLLLLAALAALAAAL", Shape), ("LLL LLL ddLdd LdddL", Shape)], check::it_codice_fiscale, &["codice fiscale", "cf", "c.f."]),
    id("pl-pesel", "PESEL", &[("ddddddddddd", Cue)], check::pl_pesel, &["pesel", "peselu", "peselem"]),
    id("nl-bsn", "Dutch citizen service number", &[("ddddddddd", Cue), ("dddddddd", Cue), ("dddd.dd.ddd", Cue), ("ddd.ddd.ddd", Cue), ("dddd dd ddd", Cue)], check::nl_bsn, &["bsn", "bsn-nummer", "bsnnummer", "burgerservicenummer", "sofinummer", "burger service nummer"]),
    id("be-national", "Belgian national number", &[("dd.dd.dd-ddd.dd", Shape), ("ddddddddddd", Cue), ("dd.dd.dd ddd.dd", Shape), ("dddddd-ddd-dd", Cue), ("dd dd dd ddd dd", Cue), ("dd dd dd-ddd dd", Cue), ("dd.dd.dd.ddd.dd", Cue)], check::be_national, &["rijksregister", "rijksregisternummer", "registre national", "numéro national", "nationaal nummer", "insz", "niss"]),
    id("se-personnummer", "Swedish personal number", &[("dddddd-dddd", Shape), ("dddddd+dddd", Shape), ("dddddddd-dddd", Shape), ("dddddddddddd", Cue), ("dddddddddd", Cue)], check::se_personnummer, &["personnummer", "samordningsnummer", "personnr", "personnumret", "pnr"]),
    id("fi-hetu", "Finnish identity code", &[("dddddd-dddA", Shape), ("dddddd+dddA", Shape), ("ddddddLdddA", Shape)], fi_hetu, &["henkilötunnus", "henkilötunnukseni", "hetu", "personbeteckning", "sotu"]),
    id("no-fodselsnummer", "Norwegian identity number", &[("ddddddddddd", Cue), ("dddddd ddddd", Cue)], check::no_fodselsnummer, &["fødselsnummer", "fodselsnummer", "personnummer", "fnr", "d-nummer", "fødselsnummeret", "personnummeret", "fødselsnr"]),
    id("dk-cpr", "Danish CPR number", &[("dddddd-dddd", Cue), ("dddddd dddd", Cue), ("dddddddddd", Cue)], check::dk_cpr, &["cpr", "cpr-nummer", "cpr-nr", "cpr nr", "personnummer", "cprnr", "cpr-nummeret", "personnummeret"]).unsummed(),
    id("ch-ahv", "Swiss social insurance number", &[("ddd.dddd.dddd.dd", Shape), ("ddddddddddddd", Cue), ("ddd dddd dddd dd", Shape)], check::ch_ahv, &["ahv", "avs", "ahv-nummer", "sozialversicherungsnummer", "numéro avs", "ahv-nr"]),
    id("at-svnr", "Austrian social insurance number", &[("dddddddddd", Cue), ("dddd dddddd", Cue), ("dddd-dddddd", Cue), ("dddd dd dd dd", Cue)], check::at_svnr, &["svnr", "sv-nr", "sv-nummer", "sozialversicherungsnummer", "versicherungsnummer", "sv nummer"]),
    id("pt-nif", "Portuguese tax number", &[("ddddddddd", Cue), ("ddd ddd ddd", Cue)], check::pt_nif, &["nif", "contribuinte", "número de contribuinte", "número fiscal"]),
    id("tr-tckn", "Turkish identity number", &[("ddddddddddd", Cue)], check::tr_tckn, &["tc kimlik", "t.c. kimlik", "kimlik no", "kimlik", "kimliği", "tckn", "tc no", "t.c. no", "tcno"]),
    id("za-id", "South African identity number", &[("ddddddddddddd", Shape), ("dddddd dddd ddd", Cue), ("dddddd dddd dd d", Cue)], check::za_id, &["id number", "sa id", "identity number", "id no"]),
    id("kr-rrn", "Korean resident number", &[("dddddd-ddddddd", Shape)], check::kr_rrn, &["주민등록번호", "rrn", "주민번호", "resident registration"]).unsummed(),
    id("cn-resident", "Chinese resident number", &[("dddddddddddddddddX", Shape)], check::cn_resident, &["身份证", "身份证号", "resident id", "证件号"]),
    id("jp-my-number", "Japanese personal number", &[("dddddddddddd", Cue), ("dddd dddd dddd", Cue), ("dddd-dddd-dddd", Cue)], check::jp_my_number, &["マイナンバー", "my number", "個人番号", "mynumber"]),
    id("sg-nric", "Singapore identity number", &[("LdddddddL", Shape)], sg_nric, &["nric", "fin"]),
    id("mx-curp", "CURP", &[("LLLLddddddLLLLLLAd", Shape)], check::mx_curp, &["curp"]),
    id("il-id", "Israeli identity number", &[("ddddddddd", Cue), ("d-dddddddd", Cue), ("dddddddd-d", Cue)], check::il_id, &["teudat zehut", "ת\"ז", "ת.ז", "תעודת זהות", "מספר זהות"]),
    id("th-id", "Thai identity number", &[("d-dddd-ddddd-dd-d", Shape), ("d dddd ddddd dd d", Shape), ("ddddddddddddd", Cue)], check::th_id, &["บัตรประชาชน", "เลขประจำตัวประชาชน", "thai id"]),
    id("uk-driver", "UK driving licence number", &[("AAAAAddddddAAALL", Shape), ("AAAAAddddddAAdLL", Shape)], check::uk_driver, &["licence", "license", "driving", "driver", "dvla"]).unsummed(),
];

fn es_nie(b: &[u8]) -> bool {
    matches!(b[0], b'X' | b'Y' | b'Z') && check::es_dni(b)
}

fn sg_nric(b: &[u8]) -> bool {
    matches!(b[0], b'S' | b'T' | b'F' | b'G' | b'M') && check::sg_nric(b)
}

/// The letter of the century is no part of the sum.
fn fi_hetu(b: &[u8]) -> bool {
    let century = b.len() == 10 || b"ABCDEFUVWXY".contains(&b[6]);
    let plain = if b.len() == 11 { [&b[..6], &b[7..]].concat() } else { b.to_vec() };
    century && check::fi_hetu(&plain)
}

/// A form as it is searched for: the letters before its first digits, and how many digits those are.
pub struct Entry {
    /// The number.
    pub id: &'static Id,
    /// The form.
    pub form: &'static str,
    /// What it needs.
    pub need: Need,
    /// Bytes before the first digits.
    pub letters: usize,
}

/// All forms that may begin at a run of digits: by the number of digits that they begin with, or begin with after letters.
pub fn by_run(run: usize, after_letter: bool) -> impl Iterator<Item = &'static Entry> {
    use std::sync::LazyLock;
    static INDEX: LazyLock<Vec<Vec<Entry>>> = LazyLock::new(|| {
        let mut index: Vec<Vec<Entry>> = (0..24).map(|_| Vec::new()).collect();
        for id in IDS {
            for (form, need) in id.forms {
                let entry = |letters| Entry { id, form, need: *need, letters };
                let letters = form.bytes().take_while(|b| !matches!(b, b'd' | b'A' | b'X')).count();
                let digits = form.bytes().skip(letters).take_while(|b| *b == b'd').count();
                // Where a letter may stand for a digit, the first sure digits are searched for, and any run may begin there.
                match () {
                    // Nines fill up a short name: the digits begin after one to five letters.
                    () if form.starts_with('A') => index[0].extend((1..=5).map(entry)),
                    () if form.as_bytes()[letters] == b'A' || digits == 0 => index[0].push(entry(letters)),
                    // `A` and `X` may lengthen the run of digits.
                    () if form.as_bytes().get(letters + digits).is_some_and(|b| matches!(b, b'A' | b'X')) => {
                        let more =
                            form.bytes().skip(letters + digits).take_while(|b| matches!(b, b'A' | b'X' | b'd')).count();
                        index[digits..=digits + more].iter_mut().for_each(|list| list.push(entry(letters)));
                    }
                    () => index[digits].push(entry(letters)),
                }
            }
        }
        index
    });
    INDEX.get(run).into_iter().flatten().chain(INDEX[0].iter().filter(move |_| after_letter))
}

/// Reads a form at the start of some bytes: its length, its characters without signs in upper case, and whether letters are
/// small.
pub fn read(form: &str, bytes: &[u8]) -> Option<(Vec<u8>, bool)> {
    let own = bytes.get(..form.len())?;
    let fits = |(want, b): (u8, &u8)| match want {
        b'd' => b.is_ascii_digit(),
        b'L' => b.is_ascii_alphabetic(),
        b'A' => b.is_ascii_alphanumeric(),
        b'X' => b.is_ascii_digit() || matches!(b, b'X' | b'x'),
        sign => sign == *b,
    };
    // Nearly every run of digits fits no form; nothing is copied for those.
    if !form.bytes().zip(own).all(fits) {
        return None;
    }
    let plain = own.iter().filter(|b| b.is_ascii_alphanumeric()).map(u8::to_ascii_uppercase).collect();
    Some((plain, own.iter().any(u8::is_ascii_lowercase)))
}
