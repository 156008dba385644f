//! Where a cue can stand when it does not stand right before its value: at the head of a column, before a comma or a bracket,
//! farther away in the sentence, or behind the value.

use std::sync::LazyLock;

use super::behind;
use super::columns;
use super::context::{self, BACK, byte_at, byte_before};
use super::record_cues::{cue_within, kind, kind_within};
use super::record_lead::{Lead, lead};
use super::record_table::{AROUND, Kind, Strength};
use super::record_value::{is_desk, is_key, is_numbered, is_payment};
use crate::example::Span;
use crate::rules::glance::Glance;

/// What announces a value in talk, beside the verbs.
const TOLD: [&str; 10] = ["its", "me", "say", "says", "called", "it's", "reads", "shows", "under", "as"];
/// A cue behind its value: `4829173 is my order number`.
pub fn named_behind(text: &str, span: &Span) -> Option<Lead> {
    // `since 2009, my membership number is …` names what follows.
    let value = &text[span.clone()];
    if value.len() == 4 && (value.starts_with("19") || value.starts_with("20")) {
        return None;
    }
    let (clause, at) = behind::clause(text, span.end)?;
    // The name itself is a word or two.
    let name = clause[at..].split_inclusive(' ').take(3).collect::<String>();
    kind_within(&name).map(Lead::asked).or_else(|| {
        // `48213-77 is the order i mean`, and no `48213 is the order volume`.
        let mut words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let (kind, strength) = words.next().and_then(kind).filter(|(_, strength)| *strength == Strength::Record)?;
        let owned = clause[..at].split(' ').any(|word| matches!(word, "the" | "my" | "our" | "your" | "his" | "her"));
        let counted = words.next().is_some_and(|next| OTHER.contains(&next));
        (owned && !counted).then(|| Lead { strength, qualified: false, sign: '#', ..Lead::asked(kind) })
    })
}

/// The name of the column that a value stands in, as what announces it.
pub fn headed(text: &str, span: &Span) -> Option<Lead> {
    let name = columns::header(text, span)?;
    let name = name.trim_matches(['"', '*', ' ']);
    let named = name.strip_suffix('#').map_or_else(|| format!("{name}: "), |name| format!("{name} no: "));
    // `| Ticket |` over `HD-6759`: a name alone is enough for what no count looks like.
    let value = &text[span.clone()];
    let capital = value.bytes().any(|b| b.is_ascii_uppercase());
    let written = is_key(value) || is_desk(value) || capital && is_numbered(value);
    // A column of numbers below the bare name of a record: `| Ticket |` over `48213`.
    let alone = name.trim_matches(['#', '№', ' ', '"', '*']).chars().all(char::is_alphabetic);
    let plain = value.len() >= 5 && value.bytes().all(|b| b.is_ascii_digit()) && !value.ends_with("00");
    let bare = |lead: &Lead| match lead.strength {
        Strength::Record => written || alone && plain,
        _ => written && alone && !matches!(lead.kind.subtype, "device-id" | "user-id"),
    };
    lead(&named, named.len()).filter(|lead| is_named(lead) || !lead.plural && bare(lead))
}

/// What a number may be besides a record's.
#[rustfmt::skip]
const OTHER: &[&str] = &[
    "length", "limit", "size", "count", "total", "maximum", "max", "min", "minimum", "average", "range", "default", "column", "field",
    "amount", "price", "balance", "value", "age", "year", "population", "format", "digits", "characters", "version", "volume", "base",
    "rate", "page", "temperature", "cost", "sales", "revenue", "budget", "worth", "salary", "income", "saldo", "solde", "summe", "coût", "betrag", "montant", "importe", "importo", "valor", "prix", "preis", "sum",
];

/// A first look at the words that announce a value from farther away.
static ANNOUNCES: LazyLock<Glance> = LazyLock::new(|| {
    let mut glance = Glance::at(&[&TOLD, &NUMBERS]);
    AROUND.verbs.iter().for_each(|verb| glance.add(verb.as_bytes()));
    glance
});

/// A cue farther away in the same sentence, whose value a verb or a colon announces: `the order number on my receipt is 4829173`,
/// `ref no. on the letter: 48213`, `the account has number 4829173`.
pub fn told(text: &str, span: &Span) -> Option<Lead> {
    // Before most numbers stands none of them, which a few bytes tell.
    let near = &text.as_bytes()[span.start.saturating_sub(16)..span.start];
    let signs = near.iter().rev().take_while(|b| b" \"'`*:#".contains(b)).count();
    let (near, signs) = near.split_at(near.len() - signs);
    let colon = signs.starts_with(b": ");
    if !near.last().is_some_and(|b| b"streyd".contains(b) || *b >= 0x80 || colon && b.is_ascii_alphabetic()) {
        return None;
    }
    let letters = near.iter().rev().take_while(|b| b.is_ascii_alphabetic()).count();
    let (rest, word) = near.split_at(near.len() - letters);
    let known = |word: &str| AROUND.verbs.contains(&word) || TOLD.contains(&word) || NUMBERS.contains(&word);
    let announces = |word: &[u8]| ANNOUNCES.may_be(word) && std::str::from_utf8(word).is_ok_and(known);
    if !colon && rest.last().is_some_and(|b| b.is_ascii() && *b != b'\'') && !announces(word) {
        return None;
    }
    let window = context::before(text, span.start, 2 * BACK);
    let line = window.rsplit('\n').next().unwrap_or(window);
    let head = line.trim_end_matches([' ', '"', '\'', '`', '*', ':', '“', '#']);
    let verb = head.rsplit(' ').next().unwrap_or("");
    if !(known(verb) || colon && head.bytes().filter(|b| *b == b' ').count() > 1) {
        return None;
    }
    let mut sentences = head.rsplit(['.', '?', '!', ';']);
    let mut sentence = sentences.next().unwrap_or(head);
    // `They gave me a case reference. It is CR-48213.`
    if POINTS.contains(&context::fold(sentence).trim()) {
        sentence = sentences.next()?;
    } else if colon {
        // A number of a record may be shortened: `ref no. on the letter`.
        sentence = head.rsplit([';', ',']).next().unwrap_or(head);
    }
    let folded = context::fold(sentence);
    let other = folded.split(|c: char| !c.is_alphanumeric()).any(|word| OTHER.contains(&word));
    if other || !NUMBERS.contains(&verb) && sentence.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    // `They ask for the customer number; I tell them it's 48213.`
    let pointed = || {
        let points = [" it's", " it is"].iter().any(|end| folded.ends_with(end));
        (points && !head.bytes().any(|b| b.is_ascii_digit())).then(|| kind_within(&context::fold(head)))?
    };
    let kind = kind_within(&folded).or_else(pointed);
    // `my account with you is 9993105600`, `a ticket has been created for you: 57338608`: no sum looks like that.
    let value = &text[span.clone()];
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let long = digits >= 7 || digits < value.len() && digits >= 4 && (is_key(value) || is_numbered(value));
    // Files, requests and sessions are of programs, loans are sums.
    let owned = |(kind, strength): &(&Kind, Strength)| {
        *strength == Strength::Record
            || digits < value.len()
            || !matches!(kind.subtype, "ticket-id" | "transaction-id" | "loan-id" | "device-id" | "user-id")
    };
    let far = |words: &str| before_small(words).filter(|found| long && owned(found)).map(Lead::far);
    if colon && !known(verb) {
        // A few words stand between the name and the colon; a name right before it is a key.
        let near: Vec<&str> = folded.trim_end().rsplitn(8, ' ').skip(1).take(6).collect();
        let near: Vec<&str> = near.into_iter().rev().collect();
        let near = near.join(" ");
        let last = folded.trim_end();
        let points = |end: &str| last.strip_suffix(end).is_some_and(|head| head.ends_with(' '));
        let pointed =
            ["you", "me", "us", "him", "her", "them", "follows", "below", "here"].iter().any(|end| points(end));
        return kind_within(&near).map(Lead::asked).or_else(|| far(last).filter(|_| pointed));
    }
    let numbered = || cue_within(&folded).filter(|_| NUMBERS.contains(&verb)).map(|(kind, _)| kind);
    kind.or_else(numbered).map(Lead::asked).or_else(|| far(&folded))
}

/// The last cue in folded words, if only small words stand behind it: `my account with you is`, and no `customer phone is`.
fn before_small(folded: &str) -> Option<(&'static Kind, Strength)> {
    #[rustfmt::skip]
    const SMALL: &[&str] = &[
        "with", "at", "you", "your", "us", "our", "here", "there", "the", "my", "bank", "company", "sent", "gave", "me", "that", "i", "we", "have",
        "has", "had", "on", "for", "which", "in", "question", "from", "this", "to", "been", "was", "is", "created", "opened", "logged", "filed",
        "raised", "mentioned", "above", "still", "its", "it", "s", "says", "say", "shows", "reads", "under", "as", "him", "her", "them", "would",
        "be", "should", "bei", "ihnen", "chez", "vous", "con", "ustedes", "ist", "est", "es", "called",
    ];
    let words = folded.rsplit(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.take(9).find_map(|word| (!SMALL.contains(&word)).then(|| kind(word)))?
}

/// Nouns and participles before a value, whose cue may stand anywhere in the sentence.
const NUMBERS: [&str; 5] = ["number", "numbered", "nummer", "numéro", "número"];

/// Sentences that only point to the one before.
const POINTS: [&str; 12] = [
    "it is",
    "it's",
    "it s",
    "its",
    "that is",
    "that's",
    "this is",
    "here it is",
    "it was",
    "es ist",
    "das ist",
    "c'est",
];

/// A label on the line above a value that is all of its line: `Case ID`.
pub fn labelled(text: &str, span: &Span) -> Option<Lead> {
    let bytes = text.as_bytes();
    let ends = matches!(bytes.get(span.end), None | Some(b'\n' | b'\r'));
    if !ends || byte_before(text, span.start) != b'\n' {
        return None;
    }
    let label = text[..span.start].trim_end().rsplit('\n').next()?.trim().trim_end_matches([':', '*', '.']);
    let short = label.len() <= 60 && label.split(' ').count() <= 5 && !label.bytes().any(|b| b.is_ascii_digit());
    let named = format!("{}: ", label.trim_matches(['*', '#', '|', ' ']));
    (short && !label.is_empty()).then(|| lead(&named, named.len()).filter(is_named))?
}

/// The id behind the name of a collection in a path: `/v2/customers/4829173/orders`.
pub fn in_path(text: &str, token: &Span) -> Option<(Span, Lead)> {
    const SAMPLES: [&str; 4] = ["12345", "123456", "1234567", "12345678"];
    let mut at = token.start;
    let mut named = None;
    for part in text[token.clone()].split('/') {
        let span = at..at + part.len();
        at = span.end + 1;
        if let Some(kind) = named.take() {
            let digits = part.len() >= 5 && part.bytes().all(|b| b.is_ascii_digit());
            // `GB-2024-52622`, `VS690040`.
            let numbered = is_numbered(part) && part.bytes().any(|b| b.is_ascii_uppercase());
            let written = numbered || is_key(part) || is_desk(part) || is_payment(part);
            if digits && !SAMPLES.contains(&part) || written {
                return Some((span, Lead::asked(kind)));
            }
        }
        let lower = part.to_ascii_lowercase();
        named = lower
            .strip_suffix('s')
            .and_then(kind)
            .filter(|(kind, strength)| {
                let person = matches!(
                    kind.subtype,
                    "booking-id" | "employee-id" | "student-id" | "medical-id" | "claim-id" | "policy-id"
                );
                *strength == Strength::Record || person || lower == "members"
            })
            .map(|(kind, _)| kind);
    }
    None
}

/// A value that explains the name of a thing which someone owns: `your request (368927)`, `my order, 6670125034, has`.
pub fn apposed(text: &str, span: &Span) -> Option<Lead> {
    const OWNERS: [&str; 9] = ["my", "your", "our", "his", "her", "their", "this", "the", "that"];
    let head = &text[..span.start];
    let head = head.strip_suffix(" (").or_else(|| head.strip_suffix(", "))?;
    let open = byte_before(text, span.start) == b'(';
    let closed = if open { byte_at(text, span.end) == b')' } else { byte_at(text, span.end) == b',' };
    let value = &text[span.clone()];
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let long = digits >= 6 || open && digits == 5 || digits >= 4 && is_key(value);
    let lead = lead(text, head.len()).filter(|lead| closed && long && !lead.plural)?;
    let owned = OWNERS.contains(&lead.previous.as_str());
    let money = value.len() < 7 && value.ends_with("00") || value.ends_with("000");
    (is_named(&lead) || owned && !money && !matches!(lead.kind.subtype, "device-id" | "user-id"))
        .then(|| Lead::asked(lead.kind))
}

/// Whether the words before a value say that it is a number of a record.
pub fn is_named(lead: &Lead) -> bool {
    let owner =
        matches!(lead.previous.as_str(), "our" | "your") && matches!(lead.cue.as_str(), "ref" | "reference" | "file");
    lead.qualified || lead.strength == Strength::Whole || owner
}
