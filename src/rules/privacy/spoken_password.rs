//! Passwords and keys in sentences and calls: `my password is …`, `set_password("…")`. The words are in
//! `rules/patterns/password.toml`. For FT621.

use std::sync::LazyLock;

use super::assigned_value::value_at;
use super::assignment::{Promise, hints, name_before, promise};
use super::commands::{argument, touching};
use super::context::{self, AHEAD, BACK, byte_at};
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

/// Bytes that a password has at least.
const LEAST: usize = 4;

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
    // In French a code of a PIN is a PIN.
    span.len() == 6
        && !context::holds(&head, &["code pin"])
        && context::holds(&head, &["pin code", "postal code", "pincode", "code"])
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
    if end - from < LEAST {
        return (None, end);
    }
    from += usize::from(matches!(bytes[from], b'\'' | b'('));
    // `**value**` is bold.
    let stars = bytes[from..run.start].iter().take_while(|b| **b == b'*').count();
    from +=
        if stars < 4 && bytes[..end].ends_with(b"*") || bytes[from + stars..end].contains(&b'*') { stars } else { 0 };
    if let Some(hit) = touching(text, &(from..end)) {
        return (Some(hit), end);
    }
    if end - from < LEAST || end - from > 68 {
        return (None, end);
    }
    if let Some(hit) = paired(text, from)
        .or_else(|| fallback(text, from))
        .or_else(|| set(text, from, run.start))
        .or_else(|| argument(text, &(from..end)))
    {
        let end = hit.span.end.max(end);
        return (Some(hit), end);
    }
    if let Some(hit) = named_behind(text, &(from..end)) {
        return (Some(hit), end);
    }
    if let Some(hit) = apposed(text, &(from..end)) {
        return (Some(hit), end);
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

/// `use velvet3170 as the password`: the word stands behind its value.
fn named_behind(text: &str, span: &Span) -> Option<Hit> {
    let tail = text[span.end..].strip_prefix(" as ")?;
    let tail = context::fold(context::after(tail, 0, 2 * AHEAD));
    let words = tail.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut words = words.skip_while(|word| {
        matches!(*word, "the" | "my" | "your" | "a" | "his" | "her" | "our" | "their" | "new" | "temporary")
    });
    let named = words.next().is_some_and(|word| matches!(word, "password" | "passphrase" | "passcode"));
    // `as the password manager`, `as a password field`.
    let whole = words
        .next()
        .is_none_or(|word| matches!(word, "for" | "and" | "to" | "on" | "when" | "until" | "if" | "in" | "please"));
    let value = &text[span.clone()];
    (named && whole && is_password(value, Manner::Prose)).then(|| Hit {
        span: span.clone(),
        promise: Promise::Password,
        hash: false,
    })
}

/// `his password, Moss8071x, has`: the value explains the word.
fn apposed(text: &str, span: &Span) -> Option<Hit> {
    let whole = &text[span.clone()];
    let value = whole.strip_suffix(',').filter(|_| text[..span.start].ends_with(", "))?;
    let head = context::fold(context::before(text, span.start - 2, BACK));
    let (before, word) = head.rsplit_once(' ')?;
    let owned = matches!(before.rsplit(' ').next(), Some("my" | "his" | "her" | "our" | "your" | "their"));
    let named = matches!(word, "password" | "passphrase" | "passwort" | "passcode");
    let span = span.start..span.end - 1;
    (owned && named && is_password(value, Manner::Prose)).then_some(Hit {
        span,
        promise: Promise::Password,
        hash: false,
    })
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

/// `process.env.API_KEY || "value"`, `os.getenv("API_KEY") or "value"`: what is taken where a program is given nothing.
fn fallback(text: &str, from: usize) -> Option<Hit> {
    let bytes = text.as_bytes();
    let open = from.checked_sub(1).filter(|at| matches!(bytes[*at], b'"' | b'\'' | b'`'))?;
    let head = text[..open].strip_suffix(' ')?;
    let head = [" ||", " ??", " or", " ?:", " |"].iter().find_map(|sign| head.strip_suffix(sign))?;
    let name = name_before(text, head.trim_end_matches(')').len())?;
    keeps(text, promise(&text[name])?, &value_at(text, open)?)
}

/// `client.setApiKey("value")`: the only string of a call that sets it.
fn set(text: &str, from: usize, digits: usize) -> Option<Hit> {
    let bytes = text.as_bytes();
    // A single quote ends no token.
    let single = || bytes[from..digits].windows(2).rposition(|pair| pair == b"('").map(|at| from + at + 1);
    let open = from.checked_sub(1).filter(|at| matches!(bytes[*at], b'"' | b'\'')).or_else(single)?;
    let paren = open.checked_sub(1).filter(|at| bytes[*at] == b'(')?;
    let name = name_before(text, paren)?;
    let own = text[name.clone()].rsplit(['.', ' ']).next()?;
    let held = ["set", "with", "use"].iter().find_map(|verb| own.strip_prefix(verb))?;
    let part = held.starts_with(|c: char| c == '_' || c.is_ascii_uppercase());
    let value = value_at(text, open)?;
    let alone = matches!(byte_at(text, value.span.end + 1), b')' | b',');
    if !part || !alone {
        return None;
    }
    keeps(text, promise(held.trim_start_matches('_'))?, &value)
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
        return true;
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
        "change", "every", "manager", "managers", "such", "like", "named", "called",
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
