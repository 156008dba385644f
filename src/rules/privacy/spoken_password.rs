//! Passwords and keys in sentences and behind switches of commands: `my password is …`, `mysql -p…`. The words are in
//! `rules/patterns/password.toml`. For FT621.

use std::sync::LazyLock;

use super::assigned_value::value_at;
use super::assignment::{Promise, hints, name_before, promise};
use super::context::{self, AHEAD, BACK};
use super::password::{Hit, keeps};
use super::password_value::{Manner, is_key, is_password, is_pin};
use super::record_value::is_uuid;
use crate::example::Span;
use crate::rules::content::patterns::list;
use crate::rules::glance::Glance;

/// Words that announce a password, that say what it is for, that announce a key, and that stand before the value. Looked up
/// once, because they are asked for at each number.
struct Known {
    cues: &'static [&'static str],
    purposes: &'static [&'static str],
    key_cues: &'static [&'static str],
    verbs: &'static [&'static str],
    /// The last words of those after which a value may stand.
    glance: Glance,
}

/// Words that announce a key by themselves.
const KEYS: [&str; 3] = ["token", "key", "secret"];

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let words = |key| list("password", "spoken", key);
    let mut glance = Glance::NONE;
    for cue in words("verbs").iter().chain(words("cues")).chain(&KEYS) {
        glance.add(cue.rsplit(' ').next().unwrap_or(cue).as_bytes());
    }
    Known { cues: words("cues"), purposes: words("for"), key_cues: words("key_cues"), verbs: words("verbs"), glance }
});

/// Whether a folded question asks for a password.
pub fn is_password_asked(question: &str) -> bool {
    context::holds(question, KNOWN.cues)
}

/// In India a PIN code is a postal code of six digits.
pub fn is_postal(text: &str, span: &Span) -> bool {
    let head = context::fold(context::before(text, span.start, 20));
    span.len() == 6 && context::holds(&head, &["pin code", "postal code", "pincode", "code"])
}

/// Whether a pin without a verb is one of a plug or a board: `pin 4821 of the connector`.
fn is_contact(text: &str, head: &str, span: &Span) -> bool {
    const BOARDS: &[&str] =
        &["gpio", "connector", "header", "board", "led", "socket", "pinout", "arduino", "chip", "jumper", "pin code"];
    let tail = context::fold(context::after(text, span.end, AHEAD));
    tail.starts_with(" of ") || context::holds(head, BOARDS) || context::holds(&tail, BOARDS)
}

/// The password in a sentence around some digits; and the end of what was looked at.
pub fn spoken(text: &str, run: &Span) -> (Option<Hit>, usize) {
    let bytes = text.as_bytes();
    let inside = |b: &&u8| **b > b' ' && **b < 0x80 && !matches!(**b, b'"' | b'`' | b'<' | b'>');
    let back = bytes[run.start.saturating_sub(64)..run.start].iter().rev().take_while(inside).count();
    let ahead = bytes[run.end..].iter().take(64).take_while(inside).count();
    let (mut from, end) = (run.start - back, run.end + ahead);
    from += usize::from(matches!(bytes[from], b'\'' | b'('));
    if bytes[from..].starts_with(b"-p") && end - from > 7 {
        return (switched(text, &(from + 2..end)), end);
    }
    if end - from < 4 || end - from > 68 {
        return (None, end);
    }
    if let Some(hit) = paired(text, from) {
        let end = hit.span.end.max(end);
        return (Some(hit), end);
    }
    if bytes[..from].ends_with(b"-p ") || bytes[..from].ends_with(b"-p '") {
        return (switched(text, &(from..end)), end);
    }
    if !announced(bytes, from) {
        return (None, end);
    }
    let whole = &text[from..end];
    let value = whole.trim_end_matches(['.', ',', ':', ';', ')', ']', '\'', '*', '?']);
    let pin = value.strip_suffix('#').filter(|pin| is_pin(pin));
    let value = pin.unwrap_or(value);
    let span = from..from + value.len();
    (promised(text, &span).map(|promise| Hit { span, promise, hash: false }), end)
}

/// `define('DB_PASSWORD', 'value')`: name and value as two strings of a call.
fn paired(text: &str, from: usize) -> Option<Hit> {
    let bytes = text.as_bytes();
    let open = from.checked_sub(1).filter(|at| matches!(bytes[*at], b'"' | b'\''))?;
    let back = bytes[..open].iter().rev().take_while(|b| **b == b' ').count();
    let comma = (open - back).checked_sub(1).filter(|at| bytes[*at] == b',')?;
    comma.checked_sub(1).filter(|at| matches!(bytes[*at], b'"' | b'\''))?;
    let name = name_before(text, comma)?;
    keeps(text, promise(&text[name])?, &value_at(text, open)?)
}

/// `mysql -p'value'`: the value touches the switch.
fn switched(text: &str, span: &Span) -> Option<Hit> {
    let value = text[span.clone()].trim_end_matches(['.', ',', ')']);
    let own = value.trim_matches('\'');
    let manner = if own.len() < value.len() { Manner::Quoted } else { Manner::Bare };
    let from = span.start + (value.len() - value.trim_start_matches('\'').len());
    let client = context::before(text, span.start, 2 * BACK);
    let good = ["mysql", "mariadb", "sshpass"].iter().any(|own| client.contains(own)) && is_password(own, manner);
    good.then(|| Hit { span: from..from + own.len(), promise: Promise::Password, hash: false })
}

/// Whether the word before a place can stand between a cue and its value; cheap, because nearly none can.
fn announced(bytes: &[u8], at: usize) -> bool {
    let head = &bytes[at.saturating_sub(48)..at];
    let blanks = head.iter().rev().take_while(|b| matches!(b, b' ' | b'"' | b'\'' | b'`' | b'*')).count();
    if matches!(head[..head.len() - blanks].last(), Some(b':' | b'=')) {
        return hints(head);
    }
    let head = &head[..head.len()
        - head.iter().rev().take_while(|b| matches!(b, b' ' | b'"' | b'\'' | b'`' | b'*' | b':')).count()];
    if head.last().is_some_and(|b| *b >= 0x80) {
        // The last character is of a script in which the cues are written: Latin, Cyrillic, kana, Han, Hangul.
        let first = head.iter().rev().find(|b| **b >= 0xC0);
        return first.is_some_and(|b| matches!(b, 0xC2..=0xC5 | 0xD0 | 0xD1 | 0xE2..=0xEF));
    }
    let word = &head[head.len() - head.iter().rev().take_while(|b| b.is_ascii_alphabetic() || **b == b'\'').count()..];
    KNOWN.glance.may_be(word)
        && KNOWN.verbs.iter().chain(KNOWN.cues).chain(&KEYS).any(|cue| {
            // Of `mot de passe` it may be the last word.
            let begin = cue.len().checked_sub(word.len());
            begin.is_some_and(|at| {
                word.eq_ignore_ascii_case(&cue.as_bytes()[at..]) && (at == 0 || cue.as_bytes()[at - 1] == b' ')
            })
        })
}

fn promised(text: &str, span: &Span) -> Option<Promise> {
    let head = context::fold(context::before(text, span.start, BACK + 8));
    let head = head.trim_end_matches(['"', '\'', '`', '*', ' ', ':', '(']);
    let Some(gap) = context::last(head, KNOWN.cues) else {
        let signed = text[..span.start].trim_end_matches([' ', '"', '\'', '`', '*']).ends_with([':', '=']);
        return key_in_prose(head, &text[span.clone()], signed);
    };
    let (before, between) = head.split_at(head.len() - gap);
    let sentence = between.contains(['.', '!', '?', ';', '\n', ',']);
    let negative = [
        "not", "reset", "required", "must", "should", "least", "than", "never", "length", "minimum", "hash", "hashed",
        "change", "every",
    ];
    let words = || between.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty());
    let verb = words().any(|word| KNOWN.verbs.contains(&word)) || between.chars().any(context::unspaced);
    // `reset to`, `changed to`: what follows is the new one.
    let set = words().next_back() == Some("to");
    // `pass the data to component2`.
    let handed = set && before.ends_with("pass") && words().count() > 1;
    if sentence
        || handed
        || words().count() > 6
        || words().any(|word| negative.contains(&word) && !(set && matches!(word, "reset" | "change")))
    {
        return None;
    }
    let value = &text[span.clone()];
    let bare = between.trim().is_empty();
    // After a sign a few words may say what the password is for.
    let signed = text[..span.start].trim_end_matches([' ', '"', '\'', '`', '*']).ends_with([':', '=']);
    let meant = signed && words().next().is_some_and(|word| KNOWN.purposes.contains(&word));
    if (before.ends_with("pin") || before.ends_with("passcode"))
        && (verb || bare && !is_contact(text, head, span))
        && is_pin(value)
        && !is_postal(text, span)
    {
        return Some(Promise::Pin);
    }
    let mixed = value.bytes().any(|b| b.is_ascii_punctuation() || b.is_ascii_uppercase());
    let holds = is_password(value, Manner::Prose) && (verb || meant || bare && !signed && mixed && value.len() >= 8);
    (holds && !before.ends_with("pin")).then_some(Promise::Password)
}

/// A random value after a word for keys: `the api token i use is …`, `token …`.
fn key_in_prose(head: &str, value: &str, signed: bool) -> Option<Promise> {
    let gap = context::last(head, KNOWN.key_cues)?;
    let between = &head[head.len() - gap..];
    let words = || between.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty());
    let verb =
        words().next_back().is_some_and(|word| KNOWN.verbs.contains(&word)) || between.chars().any(context::unspaced);
    // After a sign the name decides, which is looked at elsewhere.
    let bare =
        !signed && between.trim().is_empty() && value.len() >= 20 && value.bytes().any(|b| b.is_ascii_uppercase());
    let broken = between.contains(['.', '!', '?', ';', '\n', ',']) || words().count() > 6;
    let public =
        ["public", "primary", "foreign", "cache", "page", "commit", "hash", "sort", "partition", "idempotency"];
    let other = context::holds(head, &public);
    (!broken && !other && (verb || bare) && is_key(value) && !is_uuid(value)).then_some(Promise::Key)
}
