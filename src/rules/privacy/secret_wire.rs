//! Credentials by where they stand: before the host of a URL, in a header, on a command line, in the files of clients.

use memchr::memmem;

use super::context::{self, BACK, byte_at, byte_before};
use super::formats::{Set, base64};
use super::password_value::{Manner, is_password};
use super::samples::is_sample;
use super::secret::Hit;
use crate::example::Span;
use crate::rules::{Confidence, Level};

/// Passwords that mean none; in lower case.
const NONE: &[&str] = &[
    "password",
    "pass",
    "passwd",
    "pwd",
    "secret",
    "root",
    "guest",
    "user",
    "admin",
    "example",
    "test",
    "postgres",
    "mysql",
    "token",
    "pw",
    "mypassword",
    "username",
    "changeme",
    "default",
    "rabbitmq",
    "redis",
    "mongo",
    "x",
    "oauth2",
    "oauth",
    "hunter2",
    "x-oauth-basic",
    "p4ssw0rd",
    "passw0rd",
    "password123",
    "userpass",
    "pass123",
    "123456",
    "foo",
    "bar",
    "api",
    "key",
    "db_password",
    "hostname",
];

fn hit(span: Span, subtype: &'static str, name: &'static str) -> Hit {
    Hit { span, subtype, name, level: Level::Error, sure: Confidence::Likely }
}

/// The password in `scheme://user:password@host` in a long token.
pub fn url_password(text: &str, token: &Span) -> Option<Hit> {
    let url = &text[token.clone()];
    let at = memmem::find(url.as_bytes(), b"://")?;
    let rest = &url[at + 3..];
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    // A sentence that goes on without a space may hold another `@`; a host may have other letters.
    let written = rest[..end].find(|c: char| !c.is_ascii()).unwrap_or(end);
    let at_host = rest[..written].rfind('@').or_else(|| rest[..end].rfind('@'))?;
    let (user, host) = (&rest[..at_host], &rest[at_host + 1..end]);
    let (_, password) = user.split_once(':')?;
    let from = token.start + at + 3 + user.len() - password.len();
    let span = from..from + password.len();
    let lower = password.to_ascii_lowercase();
    let host = host.split(':').next().unwrap_or("");
    let nowhere = host.is_empty()
        || host.starts_with("localhost")
        || host.starts_with("127.")
        || host.contains("example")
        || host == "host"
        || host.starts_with("hostname")
        || !host.contains('.') && host.len() < 3;
    let word = password.bytes().all(|b| b.is_ascii_lowercase());
    let reference = password.contains(['$', '{', '<', '[', '%', '*', '(']) && !percent(password);
    let spelled = NONE.contains(&lower.as_str())
        || is_sample(password)
        || lower.contains("password")
        || lower.contains("secret")
        || (lower.bytes().all(|b| b == b'x'));
    let idle = nowhere && word || host.contains("example.");
    let good = password.len() >= 4 && !spelled && !reference && !idle;
    let named = url[..at].bytes().rev().take_while(|b| b.is_ascii_alphanumeric() || *b == b'+').count() >= 2;
    (good && named && !(word && password.len() < 6)).then(|| hit(span, "url-password", "password in a URL"))
}

/// The password at the end of a line of `.pgpass`: host, port, data base, user, password.
pub fn password_file(text: &str, token: &Span) -> Option<Hit> {
    let line = &text[token.clone()];
    let mut parts = line.splitn(5, ':');
    let (host, port, base, user, password) =
        (parts.next()?, parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let number = (2..=5).contains(&port.len()) && port.bytes().all(|b| b.is_ascii_digit());
    let name = |part: &str| {
        part == "*" || !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b))
    };
    let opens = matches!(byte_before(text, token.start), b'\n' | 0 | b'"' | b'\'' | b'`' | b' ');
    let good = opens
        && (number || port == "*")
        && [host, base, user].iter().all(|part| name(part))
        && (host == "*" || host.contains('.') || host == "localhost" || number);
    let spoken = password.len() >= 6 && !password.contains(':') && is_password(password, Manner::Bare);
    (good && spoken && !base.bytes().all(|b| b.is_ascii_digit()))
        .then(|| hit(token.end - password.len()..token.end, "password-file", "password of a data base"))
}

/// Whether every `%` stands before two hexadecimal digits, and no other sign of a reference is there.
fn percent(value: &str) -> bool {
    !value.contains(['$', '{', '<', '[', '*', '('])
        && value
            .split('%')
            .skip(1)
            .all(|part| part.len() >= 2 && part.as_bytes()[..2].iter().all(u8::is_ascii_hexdigit))
}

/// A token after `Bearer`, `Basic`, or the `auth` of a registry.
pub fn header(text: &str, token: &Span) -> Option<Hit> {
    let head = context::before(text, token.start, 40);
    let trimmed = head.trim_end_matches([' ', '"', '\'', ':', '`']);
    // A sentence of a script without spaces goes on right behind the value; dots say that it is cut off.
    let written = &text[token.clone()];
    let end = written.find(|c: char| !c.is_ascii()).unwrap_or(written.len());
    let value = written[..end].trim_end_matches(['.', ':', '!', '?', '*']);
    if written[end..].starts_with('…') {
        return None;
    }
    let span = token.start..token.start + value.len();
    if trimmed.ends_with("Basic") || trimmed.ends_with("basic") && head.to_ascii_lowercase().contains("authorization") {
        return encoded(value).then(|| hit(span, "basic-credentials", "basic credentials"));
    }
    if trimmed.ends_with("\"auth") || trimmed.ends_with("_auth") || trimmed.ends_with("_auth=") {
        return encoded(value).then(|| hit(span, "registry-credentials", "credentials of a registry"));
    }
    let bearer = trimmed.ends_with("Bearer")
        || trimmed.ends_with("bearer") && head.to_ascii_lowercase().contains("authorization");
    let set = |b: u8| Set::Padded.has(b) || Set::Azure.has(b);
    let random = value.bytes().any(|b| b.is_ascii_digit()) && value.bytes().any(|b| b.is_ascii_alphabetic());
    let good = bearer
        && value.len() >= 20
        && value.bytes().all(set)
        && random
        && !is_sample(value)
        && super::password_value::is_key(value.trim_end_matches('='));
    good.then(|| hit(span, "bearer-token", "bearer token"))
}

/// Whether base64 stands for a name, a colon and a password that is one.
fn encoded(value: &str) -> bool {
    let Some(plain) = base64(value.as_bytes()).and_then(|plain| String::from_utf8(plain).ok()) else { return false };
    let Some((user, password)) = plain.split_once(':') else { return false };
    let printable = plain.bytes().all(|b| b.is_ascii_graphic());
    let lower = password.to_ascii_lowercase();
    printable
        && !user.is_empty()
        && password.len() >= 4
        && !NONE.contains(&lower.as_str())
        && !is_sample(password)
        && !lower.contains("password")
}

/// Credentials on a command line: `curl -u name:password`, `--password value`, `mysql -pvalue`.
pub fn command(text: &str) -> Vec<Hit> {
    let bytes = text.as_bytes();
    let mut hits = Vec::new();
    if memmem::find(bytes, b"curl ").is_some() {
        for flag in [" -u ", " --user "] {
            hits.extend(memmem::find_iter(bytes, flag).filter_map(|at| basic(text, at + flag.len())));
        }
    }
    for flag in ["--password", "--passwd", "--pass"] {
        hits.extend(memmem::find_iter(bytes, flag).filter_map(|at| switch(text, at + flag.len())));
    }
    if memmem::find(bytes, b"mysql").is_some() {
        hits.extend(memmem::find_iter(bytes, b" -p").filter_map(|at| mysql(text, at + 3)));
    }
    hits
}

/// A word on a command line, without its quotes.
fn word(text: &str, at: usize) -> Option<(Span, bool)> {
    let quote = byte_at(text, at);
    if matches!(quote, b'"' | b'\'') {
        let len = text[at + 1..].bytes().take(80).position(|b| b == quote)?;
        return Some((at + 1..at + 1 + len, true));
    }
    let len = text.as_bytes()[at..]
        .iter()
        .take(80)
        .take_while(|b| b.is_ascii_graphic() && !matches!(**b, b'"' | b'\'' | b'`' | b'|' | b';'))
        .count();
    let value = text[at..at + len].trim_end_matches(['.', ',', ')', '\\']);
    (!value.is_empty()).then(|| (at..at + value.len(), false))
}

fn basic(text: &str, at: usize) -> Option<Hit> {
    let (span, _) = word(text, at)?;
    let (user, password) = text[span.clone()].split_once(':')?;
    let lower = password.to_ascii_lowercase();
    let good = password.len() >= 6
        && !user.is_empty()
        && !NONE.contains(&lower.as_str())
        && !is_sample(password)
        && !password.contains(['$', '{', '<', '[', '('])
        && !lower.contains("password");
    let word = password.bytes().all(|b| b.is_ascii_lowercase() || b == b'-' || b == b'_');
    (good && !word && !user.contains(['$', '<']))
        .then(|| hit(span.start + user.len() + 1..span.end, "command-password", "password on a command line"))
}

fn switch(text: &str, at: usize) -> Option<Hit> {
    if !matches!(byte_at(text, at), b' ' | b'=') {
        return None;
    }
    let (span, quoted) = word(text, at + 1)?;
    let manner = if quoted { Manner::Quoted } else { Manner::Bare };
    (is_password(&text[span.clone()], manner) && !text[span.clone()].starts_with('-'))
        .then(|| hit(span, "command-password", "password on a command line"))
}

/// `mysql -pvalue`: the value touches the switch.
fn mysql(text: &str, at: usize) -> Option<Hit> {
    let (span, quoted) = word(text, at)?;
    let near = context::before(text, at, BACK + 40).contains("mysql");
    let manner = if quoted { Manner::Quoted } else { Manner::Bare };
    let good = near && !byte_before(text, span.start).is_ascii_whitespace() && is_password(&text[span.clone()], manner);
    good.then(|| hit(span, "command-password", "password on a command line"))
}

/// Longest manifest that is read, in lines.
const LINES: usize = 80;

/// The values of a Kubernetes `Secret`.
pub fn manifest(text: &str) -> Vec<Hit> {
    let mut hits = Vec::new();
    for at in memmem::find_iter(text.as_bytes(), b"kind: Secret") {
        if byte_at(text, at + 12).is_ascii_alphanumeric() {
            continue;
        }
        let mut inside = None;
        let mut from = at;
        for line in text[at..].split_inclusive('\n').take(LINES) {
            let (start, own) = (from, line.trim_end());
            from += line.len();
            let indent = own.len() - own.trim_start().len();
            match own.trim_start() {
                "data:" | "stringData:" => inside = Some((own.trim_start() == "data:", indent)),
                "---" => break,
                _ if inside.is_some_and(|(_, level)| indent <= level) => inside = None,
                pair => {
                    let Some((packed, _)) = inside else { continue };
                    let Some((_, value)) = pair.split_once(": ") else { continue };
                    let value = value.trim();
                    // In a string of JSON the last value ends with it.
                    let open = value.trim_start_matches(['"', '\'']);
                    let value = open.split(['"', '\'']).next().unwrap_or(open);
                    let plain = if packed {
                        base64(value.as_bytes()).and_then(|plain| String::from_utf8(plain).ok())
                    } else {
                        Some(value.to_string())
                    };
                    let good = value.len() >= 8
                        && plain.is_some_and(|plain| {
                            plain.len() >= 6
                                && !is_sample(&plain)
                                && plain.bytes().any(|b| !b.is_ascii_lowercase())
                                && !NONE.contains(&plain.to_ascii_lowercase().as_str())
                        });
                    if good && let Some(place) = own.find(value) {
                        hits.push(hit(
                            start + place..start + place + value.len(),
                            "kubernetes-secret",
                            "value of a Kubernetes secret",
                        ));
                    }
                }
            }
        }
    }
    hits
}

#[cfg(test)]
mod tests {
    use super::super::harness::{finds, silent};
    use super::super::marker_keys::to_base64;
    use super::super::secret::Secret;

    #[test]
    fn credentials_are_found_by_their_place() {
        let pair = to_base64(b"desk:Lantern2291zz");
        finds(
            &Secret,
            "FT620",
            &[
                ("postgres://shop:Lantern-2291@db.lumenpost.io:5432/shop", &["Lantern-2291"]),
                ("url = \"mongodb+srv://shop:Lantern2291@c0.lumenpost.net/x\"", &["Lantern2291"]),
                (&format!("Authorization: Basic {pair}"), &[&pair]),
                (&format!("ヘッダーはAuthorization: Basic {pair}です"), &[&pair]),
                (&format!("请求头 Authorization: Basic {pair}，谢谢"), &[&pair]),
                (&format!("{{\"auth\": \"{pair}\"}}"), &[&pair]),
                ("Authorization: Bearer q7Zp2Lx9Vb4Nc8RtWmK3dH5s", &["q7Zp2Lx9Vb4Nc8RtWmK3dH5s"]),
                ("curl -u desk:Lantern2291 https://api.lumenpost.io/v1", &["Lantern2291"]),
                ("mysqldump_of_all_tables --password=Lantern2291 shop", &["Lantern2291"]),
                ("mysql -u desk -p'Lantern2291' some_long_database", &["Lantern2291"]),
                (
                    "apiVersion: v1\nkind: Secret\nmetadata:\n  name: a_long_name_of_it\nstringData:\n  key: Lantern2291\n",
                    &["Lantern2291"],
                ),
            ],
        );
    }

    #[test]
    fn samples_and_references_are_not() {
        silent(
            &Secret,
            "FT620",
            &[
                "postgres://user:password@localhost:5432/db",
                "postgres://user:pass@db.lumenpost.io/shop_data",
                "mysql://root:root@localhost/shop_database",
                "redis://:secret@localhost:6379/0_and_more",
                "https://user:${TOKEN}@git.lumenpost.io/l.git",
                "https://lumenpost.io:8080/path@2x/with-more",
                "http://name:***@lumenpost.io/long/enough",
                "amqp://guest:guest@rabbitmq:5672/vhost_a",
                "Authorization: Basic dXNlcjpwYXNzd29yZA==",
                "Authorization: Basic dXNlcjpwYXNzd29yZA==です",
                "Authorization: Basic 認証です",
                "Authorization: Basic bG90c2U6aElyTlF6…",
                "Authorization: Bearer 7f3k9Qm2Xw81Lz0pRt5v…",
                "Authorization: Bearer <your-access-token>",
                "Authorization: Bearer YOUR_ACCESS_TOKEN_HERE1",
                "Bearer authentication-is-described-in-part-2",
                "curl -u user:pass https://api.lumenpost.io/v1",
                "curl -u $USER:$TOKEN https://api.lumenpost.io/v1",
                "psql --password prompt_for_the_password_here",
                "kind: SecretList_of_many_long_names_2",
                "Basic understanding_of_the_subject_matter1",
            ],
        );
    }
}
