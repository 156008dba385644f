//! Secrets that do not begin with their name: a mark stands in their middle or at their end, or only their length and a
//! word near them give them away.

use memchr::{memchr_iter, memmem};

use super::context::{self, AHEAD, BACK};
use super::formats::{AZURE_CLIENT, Set};
use super::record_value::is_uuid;
use super::samples::is_random;
use super::secret::{BLOB, Hit, SHORTEST, is_real};
use crate::example::Span;
use crate::rules::{Confidence, Level};

/// Secrets in a token that are found by a mark in their middle, or by their length alone.
pub fn anchored(text: &str, token: &Span) -> Vec<Hit> {
    let bytes = &text.as_bytes()[token.clone()];
    let mut hits: Vec<Hit> = memchr_iter(b'~', bytes).filter_map(|at| azure_client(text, token.start + at)).collect();
    hits.extend(azure_signature(text, token));
    hits.extend(telegram(text, token));
    hits.extend(terraform(text, token));
    hits.extend(mailchimp(text, token));
    hits.extend(teams(text, token));
    for run in runs(text, token) {
        hits.extend(aws_secret(text, &run));
        hits.extend(storage_key(text, &run));
        hits.extend(cued(text, &run));
    }
    hits
}

/// The parts of a token in ASCII: a sentence of a script without spaces touches what it quotes.
fn runs(text: &str, token: &Span) -> Vec<Span> {
    let mut runs = Vec::new();
    let mut from = token.start;
    for (at, c) in text[token.clone()].char_indices().filter(|(_, c)| !c.is_ascii()) {
        runs.push(from..token.start + at);
        from = token.start + at + c.len_utf8();
    }
    runs.push(from..token.end);
    runs.retain(|run| run.len() >= SHORTEST);
    runs
}

/// Three characters, a digit, `Q~` and 31 to 34 more.
fn azure_client(text: &str, tilde: usize) -> Option<Hit> {
    let bytes = text.as_bytes();
    let at = tilde.checked_sub(5)?;
    let own =
        bytes[at..at + 3].iter().all(|b| Set::Azure.has(*b)) && bytes[at + 3].is_ascii_digit() && bytes[at + 4] == b'Q';
    let open = at == 0 || !Set::Azure.has(bytes[at - 1]);
    let len = AZURE_CLIENT.read(bytes, at + 4).filter(|_| own && open)?;
    let span = at..at + 4 + len;
    let name = AZURE_CLIENT.name;
    is_real(text, &span, 6).then_some(Hit {
        span,
        subtype: AZURE_CLIENT.subtype,
        name,
        level: Level::Error,
        sure: Confidence::Certain,
    })
}

/// `sig=` in a URL that also has `sv=`: a signed right to a storage account.
fn azure_signature(text: &str, token: &Span) -> Option<Hit> {
    let bytes = &text.as_bytes()[token.clone()];
    // Such URLs are short; a long token is not searched further.
    let head = &bytes[..bytes.len().min(2000)];
    let query = memmem::find(head, b"?").filter(|at| memmem::find(&head[*at..], b"sv=").is_some())?;
    let at = query + memmem::find(&head[query..], b"sig=")? + 4;
    let (mut end, mut count) = (at, 0);
    while let Some(b) = head.get(end) {
        match b {
            b'%' if head.len() > end + 2 => end += 3,
            b if Set::B64.has(*b) || *b == b'=' => end += 1,
            _ => break,
        }
        count += 1;
    }
    let span = token.start + at..token.start + end;
    let real = count == 44 && text.is_char_boundary(span.end) && is_real(text, &span, 0);
    real.then_some(Hit {
        span,
        subtype: "azure-signature",
        name: "Azure shared access signature",
        level: Level::Error,
        sure: Confidence::Certain,
    })
}

/// Forty characters of base64 beside a cue or a key id.
fn aws_secret(text: &str, token: &Span) -> Option<Hit> {
    let bytes = text.as_bytes();
    // The value ends its token; before it stands at most a name and `=` or `:`.
    let spare = bytes[token.clone()].iter().rev().take(2).take_while(|b| matches!(b, b'.' | b':')).count();
    let end = token.end - spare;
    let at = end.checked_sub(40).filter(|at| *at >= token.start)?;
    let open = at == token.start || matches!(bytes[at - 1], b'=' | b':');
    if !open || !bytes[at..end].iter().all(|b| Set::B64.has(*b)) || !is_random(&bytes[at..end]) {
        return None;
    }
    let head = context::fold(context::before(text, at, BACK));
    let near = context::before(text, at, BLOB);
    let far = context::after(text, end, BLOB);
    let id = |part: &str| ["AKIA", "ASIA"].iter().any(|id| part.contains(id));
    let cue = context::holds(&head, &["aws", "secret"]) || id(near) || id(far);
    let span = at..end;
    (cue && is_real(text, &span, 0)).then_some(Hit {
        span,
        subtype: "aws-secret",
        name: "AWS secret key",
        level: Level::Error,
        sure: Confidence::Likely,
    })
}

/// Number of the bot, a colon, and 35 characters that begin with `AA`.
fn telegram(text: &str, token: &Span) -> Option<Hit> {
    let bytes = &text.as_bytes()[..token.end];
    let colon = token.start + memmem::find(&bytes[token.clone()], b":AA")?;
    let digits = bytes[token.start..colon].iter().rev().take_while(|b| b.is_ascii_digit()).count();
    let start = colon - digits;
    let own = bytes[colon + 1..].iter().take(36).take_while(|b| Set::B64u.has(**b)).count();
    // In a URL the word `bot` touches the number.
    let open = start == token.start || !bytes[start - 1].is_ascii_alphanumeric() || text[..start].ends_with("/bot");
    let span = start..colon + 1 + own;
    let good = (8..=10).contains(&digits) && own == 35 && open && is_real(text, &span, digits + 1);
    good.then(|| certain(span, "telegram-token", "bot token of Telegram"))
}

/// Fourteen characters, `.atlasv1.`, and 60 to 70 more.
fn terraform(text: &str, token: &Span) -> Option<Hit> {
    let bytes = &text.as_bytes()[..token.end];
    let mark = token.start + memmem::find(&bytes[token.clone()], b".atlasv1.")?;
    let start = mark.checked_sub(14).filter(|start| *start >= token.start)?;
    let own = bytes[mark + 9..].iter().take(71).take_while(|b| Set::B64u.has(**b)).count();
    let open = start == token.start || !bytes[start - 1].is_ascii_alphanumeric();
    let span = start..mark + 9 + own;
    let good = bytes[start..mark].iter().all(u8::is_ascii_alphanumeric) && (60..=70).contains(&own) && open;
    (good && is_real(text, &span, 0)).then(|| certain(span, "terraform-token", "Terraform token"))
}

/// Thirty-two hexadecimal digits and `-us` with the number of a data centre.
fn mailchimp(text: &str, token: &Span) -> Option<Hit> {
    let bytes = &text.as_bytes()[..token.end];
    let mark = token.start + memmem::find(&bytes[token.clone()], b"-us")?;
    let start = mark.checked_sub(32).filter(|start| *start >= token.start)?;
    let digits = bytes[mark + 3..].iter().take(3).take_while(|b| b.is_ascii_digit()).count();
    let open = start == token.start || !bytes[start - 1].is_ascii_alphanumeric();
    let closed = bytes.get(mark + 3 + digits).is_none_or(|b| !b.is_ascii_alphanumeric());
    let span = start..mark + 3 + digits;
    let good = bytes[start..mark].iter().all(|b| Set::Hex.has(*b)) && (1..=2).contains(&digits) && open && closed;
    (good && is_real(text, &span, 0)).then(|| certain(span, "mailchimp-key", "Mailchimp key"))
}

/// The URL by which Microsoft Teams takes messages: two UUIDs, 32 digits and a third.
fn teams(text: &str, token: &Span) -> Option<Hit> {
    let url = &text[token.clone()];
    let at = memmem::find(url.as_bytes(), b".webhook.office.com/webhookb2/")?;
    let path = &url[at + 30..];
    let (ids, rest) = path.split_once("/IncomingWebhook/")?;
    let (one, two) = ids.split_once('@')?;
    let secret = rest.get(..32)?;
    let good = is_uuid(one) && is_uuid(two) && secret.bytes().all(|b| b.is_ascii_hexdigit());
    let from = token.start + url.find("https://").unwrap_or(at);
    let end = token.start + url.len() - rest.len()
        + rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '/' | '-'))).unwrap_or(rest.len());
    good.then(|| certain(from..end, "teams-webhook", "webhook of Microsoft Teams"))
}

/// Eighty-six characters of base64 and `==` beside the name of the storage that they open.
fn storage_key(text: &str, token: &Span) -> Option<Hit> {
    let bytes = text.as_bytes();
    let at = token.end.checked_sub(88).filter(|at| *at >= token.start && bytes[..token.end].ends_with(b"=="))?;
    let own = bytes[at..token.end - 2].iter().all(|b| Set::B64.has(*b));
    let open = at == token.start || matches!(bytes[at - 1], b'=' | b':');
    let head = context::fold(context::before(text, at, 2 * BACK));
    let cue = own && open && context::holds(&head, &["azure", "storage", "account key", "cosmos", "windows"]);
    let span = at..token.end;
    (cue && is_real(text, &span, 0)).then_some(Hit {
        span,
        subtype: "azure-storage-key",
        name: "Azure storage key",
        level: Level::Error,
        sure: Confidence::Likely,
    })
}

/// Keys that are known only by their length and a word near them: characters, length, words, name.
const CUED: &[(Set, usize, &[&str], &str, &str)] = &[
    (Set::Hex, 40, &["wandb", "weights and biases"], "wandb-key", "W&B key"),
    (Set::Hex, 32, &["datadog", "dd api key", "dd_api_key"], "datadog-key", "Datadog key"),
    (Set::Hex, 40, &["datadog", "dd app key"], "datadog-key", "Datadog application key"),
    (Set::Hex, 32, &["twilio", "auth token"], "twilio-token", "Twilio token"),
    (Set::Hex, 37, &["cloudflare", "global api key"], "cloudflare-key", "Cloudflare key"),
    (Set::B64u, 40, &["cloudflare"], "cloudflare-token", "Cloudflare token"),
    (Set::Upper, 16, &["confluent", "ccloud", "sasl"], "confluent-key", "Confluent key"),
    (Set::B64, 64, &["confluent", "ccloud", "sasl", "kafka"], "confluent-secret", "Confluent secret"),
    (
        Set::Hex,
        32,
        &["openweather", "openweathermap", "mailgun", "api key", "apikey", "secret key"],
        "hex-key",
        "API key",
    ),
];

/// A token, or what follows its `=` or `:`, of a length that a word near it makes a key.
fn cued(text: &str, token: &Span) -> Option<Hit> {
    let whole = &text[token.clone()];
    let own = whole.trim_end_matches(['.', ':', '!', '?', '*']);
    let at = own.rfind(['=', ':']).map_or(0, |at| at + 1);
    let value = &own[at..];
    let span = token.start + at..token.start + own.len();
    let fits = |set: Set, len: usize| value.len() == len && value.bytes().all(|b| set.has(b));
    if let Some(hit) = cued_parts(text, &span) {
        return Some(hit);
    }
    if !matches!(value.len(), 16 | 32 | 37 | 40 | 64)
        || !value.bytes().any(|b| b.is_ascii_digit())
        || !value.bytes().any(|b| b.is_ascii_alphabetic())
    {
        return None;
    }
    let head = context::fold(context::before(text, span.start, BACK));
    let tail = context::fold(context::after(text, span.end, AHEAD));
    let hash = ["md5", "sha1", "sha", "hash", "commit", "checksum", "digest", "etag", "trace", "uuid", "example"];
    if context::holds(&head, &hash) || !is_real(text, &span, 0) {
        return None;
    }
    let (_, _, _, subtype, name) = CUED.iter().find(|(set, len, words, ..)| {
        let mixed = *set != Set::B64u || is_random(value.as_bytes());
        fits(*set, *len) && mixed && (context::holds(&head, words) || context::holds(&tail, words))
    })?;
    Some(Hit { span, subtype, name, level: Level::Error, sure: Confidence::Likely })
}

/// Keys in parts, which a word near them tells from ids: a UUID, or 32, 8 and 8 hexadecimal digits.
fn cued_parts(text: &str, span: &Span) -> Option<Hit> {
    let value = &text[span.clone()];
    let mailgun = value.len() == 50
        && value.split('-').map(str::len).eq([32, 8, 8])
        && value.bytes().all(|b| b == b'-' || Set::Hex.has(b));
    if !mailgun && !is_uuid(value) {
        return None;
    }
    let head = context::before(text, span.start, BACK);
    let folded = context::fold(head);
    let (good, subtype, name) = if mailgun {
        (context::holds(&folded, &["mailgun"]), "mailgun-key", "Mailgun key")
    } else if head.ends_with("_authToken=") {
        (true, "npm-token", "token of a registry")
    } else {
        let keyed = ["key", "token", "auth"].iter().any(|word| context::holds(&folded, &[word]));
        (keyed && context::holds(&folded, &["heroku"]), "heroku-key", "Heroku key")
    };
    (good && is_real(text, span, 0)).then(|| Hit {
        span: span.clone(),
        subtype,
        name,
        level: Level::Error,
        sure: Confidence::Likely,
    })
}

fn certain(span: Span, subtype: &'static str, name: &'static str) -> Hit {
    Hit { span, subtype, name, level: Level::Error, sure: Confidence::Certain }
}
