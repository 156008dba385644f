//! Private keys in text form, and signed tokens: both say what they are in their first part, and are believed only with
//! the rest of them there.

use memchr::memmem;

use super::context::{self, BACK};
use super::formats::{Set, base64};
use super::samples::is_sample;
use super::secret::Hit;
use crate::example::Span;
use crate::rules::{Confidence, Level};

/// In two parts, for scanners that take the header for a key.
const BEGIN: &str = concat!("-----BE", "GIN ");
/// What such a header ends with.
const KEY: &str = concat!("PRIV", "ATE KEY");
/// Characters of base64 that make a body.
const BODY: usize = 64;

/// Private keys: a header of a private key and at least 64 characters of its body; line ends may be written out. Keys of
/// service accounts are told from others by what stands around them.
pub fn private_keys(text: &str) -> Vec<Hit> {
    let bytes = text.as_bytes();
    let mut hits: Vec<Hit> = memmem::find_iter(bytes, PUTTY).filter_map(|at| putty_key(text, at)).collect();
    let mut seen = 0;
    for at in memmem::find_iter(bytes, BEGIN) {
        let hit = if at >= seen { private_key(text, at) } else { None };
        if let Some(hit) = hit {
            seen = hit.span.end;
            hits.push(hit);
        }
    }
    hits
}

/// First words of the files in which `PuTTY` keeps keys, and the line before the part that is no one else's.
const PUTTY: &str = "PuTTY-User-Key-File-";
const PRIVATE: &str = "Private-Lines:";
/// Least characters of that part: those of the shortest kind of key.
const SHORTEST: usize = 40;

/// A key of `PuTTY`, with the lines of its private part.
fn putty_key(text: &str, at: usize) -> Option<Hit> {
    let window = context::after(text, at, 8000);
    let line = at + window.find(PRIVATE)? + PRIVATE.len();
    let rest = &text[line..];
    let digits = rest.trim_start_matches(' ').trim_start_matches(|c: char| c.is_ascii_digit());
    let body = digits.trim_start_matches(['\r', '\n', '\\', ' ']);
    let body = if digits.starts_with('\\') { body.strip_prefix('n').unwrap_or(body) } else { body };
    let len = body.bytes().take_while(|b| Set::Padded.has(*b)).count();
    if len < SHORTEST || is_sample(&body[..len]) {
        return None;
    }
    // Up to the line of the check of all, or to the end of the first line of the key.
    let from = text.len() - body.len();
    let mac = context::after(text, from, 8000).find("Private-MAC:").map(|mac| from + mac);
    let end = mac.map_or(from + len, |mac| {
        let head = text[mac..].find(|c: char| c == ':' || c.is_whitespace()).map_or(mac, |colon| mac + colon + 1);
        let blank = text[head..].len() - text[head..].trim_start_matches(' ').len();
        head + blank + text[head + blank..].bytes().take_while(u8::is_ascii_hexdigit).count()
    });
    let (subtype, name) = ("private-key", "private key");
    Some(Hit { span: at..end, subtype, name, level: Level::Error, sure: Confidence::Certain })
}

fn private_key(text: &str, at: usize) -> Option<Hit> {
    let head = context::after(text, at + BEGIN.len(), 40);
    let title = &head[..head.find("-----")?];
    if !title.contains(KEY) {
        return None;
    }
    let from = at + BEGIN.len() + title.len() + 5;
    let mut body = String::with_capacity(BODY);
    let mut rest = &text[from..];
    // The body may be broken anywhere, and headers of its own may stand before it.
    let mut lines = 0;
    while body.len() < BODY && lines < 12 {
        let line = rest.trim_start_matches(['\n', '\r', ' ', '\t', '\\', '"', '+', '>', ',', '\'']);
        let line = line.strip_prefix(['n', 'r']).filter(|_| rest.starts_with('\\')).unwrap_or(line);
        let len = line.bytes().take_while(|b| Set::Padded.has(*b)).count();
        if line[len..].starts_with(':') {
            rest = line.split_once('\n').map_or("", |(_, rest)| rest);
        } else if len == 0 {
            return None;
        } else {
            body.push_str(&line[..len]);
            rest = &line[len..];
        }
        lines += 1;
    }
    if body.len() < BODY || is_sample(&body[..BODY]) {
        return None;
    }
    // A key has a few thousand characters; without an end the span stops where the body was read to.
    let tail = context::after(text, from, 8000);
    let end = match tail.find("-----END") {
        Some(end) => from + end + tail[end + 8..].find("-----").map_or(8, |more| more + 13),
        None => text.len() - rest.len(),
    };
    let account = context::before(text, at, BACK).contains("private_key")
        && (context::before(text, at, 2000).contains("service_account")
            || context::after(text, end.min(text.len()), 2000).contains("service_account"));
    let (subtype, name) =
        if account { ("google-service-account", "Google service account key") } else { ("private-key", "private key") };
    Some(Hit { span: at..end.min(text.len()), subtype, name, level: Level::Error, sure: Confidence::Certain })
}

/// The end of 2024: tokens that ran out before were of no use when this rule was written. Rules have no clock.
const STALE: u64 = 1_735_689_600;

/// A signed token (RFC 7519) that starts at a byte: header and payload are JSON, and the header names an algorithm.
pub fn signed_token(text: &str, at: usize, end: usize) -> Option<Hit> {
    let token = &text[at..end];
    let mut parts = token.splitn(3, '.');
    let (head, payload, tail) = (parts.next()?, parts.next()?, parts.next()?);
    let signature = tail.bytes().take_while(|b| Set::B64u.has(*b)).count();
    let own = |part: &str| !part.is_empty() && part.len() <= 8000 && part.bytes().all(|b| Set::B64u.has(b));
    if signature < 20 || !own(head) || !own(payload) || !payload.starts_with("eyJ") {
        return None;
    }
    let header: serde_json::Value = serde_json::from_slice(&base64(head.as_bytes())?).ok()?;
    let algorithm = header.get("alg")?.as_str()?;
    let claims = base64(payload.as_bytes())?;
    let sample = memmem::find(&claims, b"\"1234567890\"").is_some() && memmem::find(&claims, b"John Doe").is_some();
    if algorithm.eq_ignore_ascii_case("none") || sample {
        return None;
    }
    let claims: serde_json::Value = serde_json::from_slice(&claims).ok()?;
    let stale = claims.get("exp").and_then(serde_json::Value::as_u64).is_some_and(|exp| exp < STALE);
    let len = head.len() + payload.len() + 2 + signature;
    let span: Span = at..at + len;
    let (name, level) = if stale { ("expired signed token", Level::Warn) } else { ("signed token", Level::Error) };
    Some(Hit { span, subtype: "jwt", name, level, sure: Confidence::Certain })
}

#[cfg(test)]
mod tests {
    use super::super::harness::{found, spans};
    use super::super::markers::expand;
    use super::super::secret::Secret;
    use super::*;

    fn kinds(text: &str) -> Vec<(String, Level)> {
        found(&Secret, "FT620", text)
            .into_iter()
            .map(|finding| (finding.leak.unwrap().subtype, finding.level))
            .collect()
    }

    fn key(title: &str, line: &str) -> String {
        let body = expand("{{azure-storage-key}}").replace('=', "");
        let body = [&body[..64], &body[..64], "q8=="].join(line);
        format!("-----BEGIN {title}-----{line}{body}{line}-----END {title}-----")
    }

    #[test]
    fn keys_with_a_body_are_found() {
        for title in ["", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED ", "DSA "] {
            for line in ["\n", "\\n", "\r\n", "\n    "] {
                let key = key(&format!("{title}{KEY}"), line);
                let text = format!("Use this: {key} please");
                assert_eq!(spans(&Secret, "FT620", &text), std::slice::from_ref(&key), "{title}{line:?}");
            }
        }
        let block = key(&format!("PGP {KEY} BLOCK"), "\n");
        assert_eq!(kinds(&block), [("private-key".into(), Level::Error)]);
        let account = format!("{{\"type\": \"service_account\", \"private_key\": \"{}\"}}", key(KEY, "\\n"));
        assert_eq!(kinds(&account), [("google-service-account".into(), Level::Error)]);
    }

    #[test]
    fn headers_alone_and_public_keys_are_not() {
        let header = format!("-----BEGIN {KEY}-----");
        for text in [
            header.clone(),
            format!("{header}\n...\n-----END"),
            format!("{header}\n<your key>\n"),
            format!("{header}\n{}\n", "x".repeat(64)),
            key("PUBLIC KEY", "\n"),
            key("CERTIFICATE", "\n"),
            header.repeat(50),
        ] {
            assert_eq!(kinds(&text), [], "{text}");
        }
    }

    #[test]
    fn signed_tokens_are_read() {
        let part = |json: &str| {
            super::super::marker_keys::to_base64(
                format!("{json:width$}", width = json.len().div_ceil(3) * 3).as_bytes(),
            )
            .replace('+', "-")
            .replace('/', "_")
        };
        let sign = "q7Zp2Lx9Vb4Nc8RtWmK3dH5s";
        let token = |head: &str, body: &str| format!("{}.{}.{sign}", part(head), part(body));
        let head = r#"{"alg":"HS256","typ":"JWT"}"#;
        let good = token(head, r#"{"sub":"48213","exp":1893456000}"#);
        assert_eq!(spans(&Secret, "FT620", &format!("Bearer {good}.")), [good]);
        assert_eq!(kinds(&token(head, r#"{"sub":"48213","exp":1500000000}"#)), [("jwt".into(), Level::Warn)]);
        for text in [
            token(r#"{"alg":"none","typ":"JWT"}"#, r#"{"sub":"48213"}"#),
            token(r#"{"typ":"JWT"}"#, r#"{"sub":"48213"}"#),
            token(head, r#"{"sub":"1234567890","name":"John Doe"}"#),
            format!("{}.{}", part(head), part(r#"{"sub":"48213"}"#)),
        ] {
            assert_eq!(kinds(&text), [], "{text}");
        }
    }
}
