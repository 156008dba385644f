//! FT601 email-address. The page is `rules/FT601-email-address.md`.
//!
//! Each `@` is looked at once: the local part is read backwards, the domain forwards, both within their legal lengths.
//! Addresses written out (`name [at] host [dot] tld`) are found by their bracket.

use std::sync::LazyLock;

use memchr::{memchr_iter, memchr3_iter, memmem};

use super::context::{self, byte_at, byte_before, unspaced};
use super::mail_domain::{is_known, is_reserved};
use super::mask::mask;
use crate::example::{Example, Signs, Span, Text};
use crate::rules::{Confidence, Leak, Level, Sink, TextRule};

/// Mailboxes of an organisation, not of a person.
const ROLES: &[&str] = &[
    "info",
    "support",
    "sales",
    "noreply",
    "no-reply",
    "donotreply",
    "do-not-reply",
    "admin",
    "hello",
    "contact",
    "privacy",
    "abuse",
    "postmaster",
    "webmaster",
    "help",
    "service",
    "feedback",
    "office",
    "press",
    "jobs",
    "careers",
    "billing",
    "team",
    "security",
    "mailer-daemon",
    "customerservice",
    "newsletter",
    "marketing",
    "enquiries",
    "inquiries",
];

/// The spelling of `@` in capitals; the search is built once.
static SPELLED: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new(" AT "));

/// Longest local part, in characters (RFC 5321, 4.5.3.1.1).
const LOCAL: usize = 64;
/// Longest domain, in bytes (RFC 1035, 2.3.4).
const DOMAIN: usize = 253;

/// Finds e-mail addresses.
pub struct EmailAddress;

impl TextRule for EmailAddress {
    fn trigger(&self) -> Signs {
        // Addresses that are written out have `(at)` or ` AT ` for it.
        Signs::AT | Signs::PAREN | Signs::BRACKET | Signs::BRACE | Signs::CAPITALS
    }

    fn check(&self, text: &Text<'_>, _: &Example<'_>, sink: &mut Sink<'_>) {
        if text.scan.signs.meets(Signs::AT) {
            for at in memchr_iter(b'@', text.text.as_bytes()) {
                if let Some(span) = address(text.text, at) {
                    report(text, span, sink);
                }
            }
        }
        for span in written_out(text.text) {
            let message = format!("e-mail address, written out, in {}", context::place(text));
            let leak = leak(&text.text[span.clone()], "written-out");
            sink.report(text.pointer, message)
                .level(Level::Info)
                .confidence(Confidence::Likely, 0.8)
                .help("replace it by a mark such as `<EMAIL_1>`")
                .leak(leak)
                .span(span);
        }
    }
}

fn leak(value: &str, subtype: &str) -> Leak {
    Leak { kind: "EMAIL", subtype: subtype.into(), mask: mask(value, "EMAIL"), value: value.into(), rank: 50 }
}

fn report(text: &Text<'_>, span: Span, sink: &mut Sink<'_>) {
    let value = &text.text[span.clone()];
    let local = value.split('@').next().unwrap_or("").to_ascii_lowercase();
    let role = ROLES.contains(&local.split('+').next().unwrap_or(""));
    let leak = leak(value, if role { "role-mailbox" } else { "address" });
    let what = if role { "role mailbox" } else { "e-mail address" };
    sink.report(text.pointer, format!("{what} `{}` in {}", leak.mask, context::place(text)))
        .level(if role { Level::Info } else { Level::Warn })
        .confidence(Confidence::Certain, 1.0)
        .help("replace it by a mark such as `<EMAIL_1>`")
        .leak(leak)
        .span(span);
}

/// The address around the `@` at a byte.
fn address(text: &str, at: usize) -> Option<Span> {
    let start = local(text, at)?;
    let end = domain(text, at + 1)?;
    let (name, host) = (&text[start..at], &text[at + 1..end]);
    let next = byte_at(text, end);
    let glued = next == b'_' && byte_at(text, end + 1).is_ascii_alphanumeric();
    if glued || matches!(next, b'@' | b'(') || is_file(host) || is_reserved(name, host) {
        return None;
    }
    if name == "git" || in_authority(text, start) || is_remote_path(text, name, end) || is_package(text, start, at) {
        return None;
    }
    Some(start..end)
}

/// Whether a character may stand in a local part.
fn is_local(c: char) -> bool {
    // What is not seen cuts no address: where nothing stands before it, it is trimmed.
    if matches!(c, '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{AD}' | '\u{FEFF}') {
        return true;
    }
    if c.is_ascii() { c.is_ascii_alphanumeric() || ".!#$%&'*+/=?^_{}~-".contains(c) } else { c.is_alphanumeric() }
}

/// Where the local part before the `@` at a byte begins.
fn local(text: &str, at: usize) -> Option<usize> {
    let mut start = at;
    for (count, (i, c)) in text[..at].char_indices().rev().enumerate() {
        // `=` and `/` are legal, but in texts they end a key or a path.
        if !is_local(c) || matches!(c, '=' | '/' | '?' | '&') {
            break;
        }
        if count >= LOCAL {
            return None;
        }
        // In scripts without spaces the words before an address touch it.
        if unspaced(c) && start < at && text[start..at].is_ascii() {
            break;
        }
        start = i;
    }
    // Marks of emphasis, quotes and templates; a literal `\n` before the address.
    let part = text[start..at].trim_start_matches(|c: char| !c.is_alphanumeric());
    let start = at - part.len();
    let escaped = byte_before(text, start) == b'\\' && matches!(byte_at(text, start), b'n' | b't' | b'r');
    let start = if escaped { start + 1 } else { start };
    let part = &text[start..at];
    // A star between words is legal, and much more often of emphasis: `mail *ann@lumenpost.io*`.
    let start = part.rfind('*').map_or(start, |star| start + star + 1);
    let part = &text[start..at];
    let dots = part.is_empty() || part.starts_with('.') || part.ends_with('.') || part.contains("..");
    (!dots && !part.contains(['{', '}', '$', '%'])).then_some(start)
}

/// Where the domain that begins at a byte ends: at least two labels, the last a known top-level domain.
fn domain(text: &str, from: usize) -> Option<usize> {
    let mut end = from;
    for (i, c) in text[from..].char_indices() {
        let legal = c.is_ascii_alphanumeric() || c == '-' || c == '.' || (!c.is_ascii() && c.is_alphanumeric());
        let glued = unspaced(c) && text[..from + i].ends_with(|c: char| c.is_ascii_alphanumeric());
        if !legal || glued || i > DOMAIN {
            break;
        }
        end = from + i + c.len_utf8();
    }
    let mut host = text[from..end].trim_end_matches(['.', '-']);
    // A sentence that begins without a space: `a@b.co.Thanks`.
    while let Some((head, tail)) = host.rsplit_once('.') {
        if !head.contains('.') || is_known(host) || !tail.starts_with(char::is_uppercase) {
            break;
        }
        host = head;
    }
    let labels = host.split('.');
    let whole = labels.clone().count() >= 2
        && labels
            .clone()
            .all(|label| !label.is_empty() && label.len() <= 63 && !label.starts_with('-') && !label.ends_with('-'));
    (whole && host.len() <= DOMAIN && is_known(host)).then_some(from + host.len())
}

/// File names for screens with a high resolution: `logo@2x.png`.
fn is_file(host: &str) -> bool {
    let first = host.split('.').next().unwrap_or("");
    first.len() <= 3 && first.ends_with('x') && first[..first.len() - 1].bytes().all(|b| b.is_ascii_digit())
}

/// Whether a place is between `://` and the host of a URL.
fn in_authority(text: &str, start: usize) -> bool {
    let head = context::before(text, start, 128);
    let Some((_, tail)) = head.rsplit_once("://") else { return false };
    !tail.contains(|c: char| c.is_whitespace() || matches!(c, '/' | '?' | '#' | '"' | '\'' | '<' | '>' | ')'))
}

/// `git@host:path` and the like.
fn is_remote_path(text: &str, name: &str, end: usize) -> bool {
    if byte_at(text, end) != b':' {
        return false;
    }
    let rest = context::after(text, end + 1, 60);
    let path = rest.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | ',')).next().unwrap_or("");
    !path.is_empty() && (name == "git" || path.contains('/') || path.starts_with('~'))
}

/// `@scope/name@next.tag`: the name of a package with a version.
fn is_package(text: &str, start: usize, at: usize) -> bool {
    let head = context::before(text, start, LOCAL);
    let word = head.rsplit(char::is_whitespace).next().unwrap_or("");
    let scoped = word.trim_start_matches(['"', '\'', '`', '(']).starts_with('@') && word.ends_with('/');
    scoped || (word.ends_with('@') && text[start..at].contains('/'))
}

/// Addresses in the form `name [at] host [dot] tld`, also with round or curly brackets, and ` AT … DOT `.
fn written_out(text: &str) -> Vec<Span> {
    let bytes = text.as_bytes();
    let mut spans = Vec::new();
    for open in memchr3_iter(b'(', b'[', b'{', bytes) {
        if let [_, b'a' | b'A', b't' | b'T', b')' | b']' | b'}', ..] = bytes[open..] {
            spans.extend(spelled(text, open, open + 4));
        }
    }
    for at in SPELLED.find_iter(bytes) {
        spans.extend(spelled(text, at, at + 4).filter(|span| text[span.clone()].contains(" DOT ")));
    }
    spans
}

/// The address around a spelled-out `@` that takes the bytes from `open` to `close`.
fn spelled(text: &str, open: usize, close: usize) -> Option<Span> {
    let head = context::before(text, open, LOCAL).trim_end_matches(' ');
    let name = head.rsplit(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+'))).next()?;
    let tail = context::after(text, close, 100);
    let (host, len) = spelled_host(tail)?;
    let good = !name.is_empty() && is_known(&host) && !is_reserved(name, &host);
    let gap = context::before(text, open, LOCAL).len() - head.len();
    good.then(|| open - gap - name.len()..close + len)
}

/// The host at the start of a text, with its dots in place, and the bytes it takes. At least one dot must be spelled out.
fn spelled_host(tail: &str) -> Option<(String, usize)> {
    const DOTS: [&str; 7] = ["[dot]", "(dot)", "{dot}", "[DOT]", "(DOT)", " dot ", " DOT "];
    let (mut host, mut at, mut spelled) = (String::new(), 0, false);
    at += tail.len() - tail.trim_start_matches(' ').len();
    loop {
        let rest = &tail[at..];
        let len = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.')).count();
        let label = rest[..len].trim_end_matches('.');
        if label.is_empty() {
            return None;
        }
        host.push_str(label);
        at += label.len();
        let rest = &tail[at..];
        let spaces = rest.len() - rest.trim_start_matches(' ').len();
        let mark = DOTS.iter().find_map(|dot| {
            let from = if dot.starts_with(' ') { 0 } else { spaces };
            rest[from..].starts_with(dot).then_some(from + dot.len())
        });
        match mark {
            Some(len) => {
                let next = &rest[len..];
                at += len + next.len() - next.trim_start_matches(' ').len();
                host.push('.');
                spelled = true;
            }
            None => return spelled.then_some((host, at)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::harness::{found, spans};
    use super::*;

    fn addresses(text: &str) -> Vec<String> {
        spans(&EmailAddress, "FT601", text)
    }

    #[test]
    fn addresses_are_cut_out_of_their_sentence() {
        for (text, address) in [
            ("to orders@lumenpost.io.", "orders@lumenpost.io"),
            ("mail=returns@lumenpost.io", "returns@lumenpost.io"),
            ("Reply to returns.desk+eu@shop.lumenpost.co.uk!", "returns.desk+eu@shop.lumenpost.co.uk"),
            ("**ann@lumenpost.io**", "ann@lumenpost.io"),
            ("<ann@lumenpost.io>", "ann@lumenpost.io"),
            ("邮箱ann@lumenpost.com请回复", "ann@lumenpost.com"),
            ("jürgen@grüße.de schreibt", "jürgen@grüße.de"),
            ("a\\nann@lumenpost.io", "ann@lumenpost.io"),
            ("ann@lumenpost.io.Thanks", "ann@lumenpost.io"),
            ("https://lumenpost.net/?m=ann@lumenpost.io&x=1", "ann@lumenpost.io"),
            ("ann@mail.xn--p1ai", "ann@mail.xn--p1ai"),
        ] {
            assert_eq!(addresses(text), [address], "{text}");
        }
    }

    #[test]
    fn role_mailboxes_and_spelled_addresses_are_milder() {
        for text in [
            "support@lumenpost.io",
            "orders [at] lumenpost [dot] io",
            "orders(at)lumenpost(dot)io",
            "ann AT lumenpost DOT io",
        ] {
            let findings = found(&EmailAddress, "FT601", text);
            assert_eq!(findings.iter().map(|finding| finding.level).collect::<Vec<_>>(), [Level::Info], "{text}");
        }
    }

    #[test]
    fn other_uses_of_the_sign_are_not_addresses() {
        for text in [
            "user@example.com",
            "qa@mail.test",
            "root@build.localhost",
            "you@yourdomain.com",
            "a@b.example.org",
            "git@github.com:tools/lamp.git",
            "deploy@lumenpost.io:/var/www/html",
            "@lamp/core@1.2.3",
            "lodash@4.17.21",
            "lamp@sha256:e3b0c442",
            "logo@2x.png",
            "icon@3x.webp",
            "deploy@buildbox",
            "https://deploy@git.lumenpost.io/l.git",
            "https://x:y@git.lumenpost.io/l.git",
            "@lumenpost and @app.route",
            "y = x@W.T + b",
            "a@b.dot(c)",
            "me@home",
            "john.@lumenpost.io",
            "a..b@lumenpost.io",
            "ann@-lumen.io",
            "ann@lumenpost.unknowntld",
            "x@y.1",
            "@",
            "@@@",
            "a@.b",
            "Meet me at the shop dot on time",
            "look [at] this",
            "f(at) dot io",
            "user.name@email.com",
            "{user}@lumenpost.io",
            "12@3.4",
            "photo at DOT com",
            "5 apples @ $2.50",
            "john@domain.com",
        ] {
            assert_eq!(addresses(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn many_signs_cost_little() {
        for text in ["@".repeat(300_000), "a@".repeat(150_000), "[at]".repeat(80_000), "a@b.".repeat(80_000)] {
            assert_eq!(addresses(&text), Vec::<String>::new());
        }
    }
}
