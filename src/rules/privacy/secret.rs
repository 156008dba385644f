//! FT620 secret. The page is `rules/FT620-secret.md`.
//!
//! Only long tokens of the scan are looked at, and in them only places where a name can start; there the table of formats
//! decides. Passwords and assignments without a known format are another rule's.

use memchr::memchr_iter;
use memchr::memmem;

use super::context::{self, AHEAD, BACK};
use super::formats::{AZURE_CLIENT, FORMATS, Format, Proof, Set, is_random, is_sample};
use super::mask::mask;
use crate::example::{Example, Signs, Span, Text};
use crate::rules::{Confidence, Leak, Level, Sink, TextRule};

/// Characters of base64 in a row that make a blob.
const BLOB: usize = 200;

/// Account of the storage emulator; its key is published.
const EMULATOR: &str = "devstoreaccount1";

/// Finds tokens, keys and other credentials.
pub struct Secret;

/// A credential in a text.
struct Hit {
    span: Span,
    subtype: &'static str,
    name: &'static str,
    level: Level,
    sure: Confidence,
}

impl TextRule for Secret {
    fn trigger(&self) -> Signs {
        Signs::LONG_TOKEN
    }

    fn check(&self, text: &Text<'_>, _: &Example<'_>, sink: &mut Sink<'_>) {
        for token in text.scan.long_tokens() {
            let mut at = token.start;
            while at < token.end {
                let hit = if STARTS[text.text.as_bytes()[at] as usize] { hit_at(text.text, at) } else { None };
                at = hit.as_ref().map_or(at + 1, |hit| hit.span.end.max(at + 1));
                if let Some(hit) = hit {
                    report(text, &hit, sink);
                }
            }
            for hit in anchored(text.text, &token) {
                report(text, &hit, sink);
            }
        }
        if let Some(hit) = service_account(text.text) {
            report(text, &hit, sink);
        }
    }
}

fn report(text: &Text<'_>, hit: &Hit, sink: &mut Sink<'_>) {
    let value = &text.text[hit.span.clone()];
    let place = context::place(text);
    let outcome = if text.trained { ": the model would learn to produce it" } else { "" };
    sink.report(text.pointer, format!("{} in {place}{outcome}", hit.name))
        .level(hit.level)
        .confidence(hit.sure, if hit.sure == Confidence::Certain { 1.0 } else { 0.8 })
        .help("revoke it first, then replace it by a mark such as `<SECRET_1>`")
        .leak(Leak {
            kind: "SECRET",
            subtype: hit.subtype.into(),
            mask: mask(value, "SECRET"),
            value: value.into(),
            rank: 90,
        })
        .span(hit.span.clone());
}

/// The first bytes of all formats.
static STARTS: [bool; 256] = starts();

const fn starts() -> [bool; 256] {
    let mut table = [false; 256];
    let mut i = 0;
    while i < FORMATS.len() {
        table[FORMATS[i].prefix.as_bytes()[0] as usize] = true;
        i += 1;
    }
    table
}

/// Whether a name can start here: not inside another one, though after a literal `\n` or an escaped byte of a URL.
fn can_start(bytes: &[u8], at: usize) -> bool {
    let back = |n: usize| if at >= n { bytes[at - n] } else { 0 };
    let inside = back(1).is_ascii_alphanumeric() || matches!(back(1), b'-' | b'_');
    let escaped = back(2) == b'\\' && matches!(back(1), b'n' | b't' | b'r');
    let encoded = back(3) == b'%' && back(2).is_ascii_hexdigit() && back(1).is_ascii_hexdigit();
    !inside || escaped || encoded
}

/// The secret of a known format that starts at a byte.
fn hit_at(text: &str, at: usize) -> Option<Hit> {
    let bytes = text.as_bytes();
    let (first, second) = (bytes[at], bytes.get(at + 1)?);
    if !can_start(bytes, at) {
        return None;
    }
    let mut close = FORMATS.iter().filter(|format| {
        let prefix = format.prefix.as_bytes();
        prefix[0] == first && prefix[1] == *second
    });
    close.find_map(|format| hit(text, at, format))
}

fn hit(text: &str, at: usize, format: &Format) -> Option<Hit> {
    let len = format.read(text.as_bytes(), at)?;
    let span = at + format.key..at + len;
    if !is_real(text, &span, format.prefix.len() - format.key) || in_blob(text.as_bytes(), at) {
        return None;
    }
    let sure = match format.proof {
        Proof::Cue(words) => {
            let head = context::fold(context::before(text, at, BACK));
            let tail = context::fold(context::after(text, at + len, AHEAD));
            if !context::holds(&head, words) && !context::holds(&tail, words) {
                return None;
            }
            Confidence::Likely
        }
        _ => Confidence::Certain,
    };
    Some(Hit { span, subtype: format.subtype, name: format.name, level: format.level, sure })
}

/// Whether a value is neither a sample nor cut off; `head` bytes of it are a prefix and prove nothing.
fn is_real(text: &str, span: &Span, head: usize) -> bool {
    let rest = &text[span.end..];
    let cut = ["...", "…", "*", "${", "{{", "<your"].iter().any(|mark| rest.starts_with(mark));
    let emulator = || context::before(text, span.start, BLOB).contains(EMULATOR);
    !cut && !is_sample(&text[span.start + head..span.end]) && !emulator()
}

/// Whether a place is inside a blob of base64; a prefix at its very start counts.
fn in_blob(bytes: &[u8], at: usize) -> bool {
    let blob = |b: &&u8| Set::B64.has(**b) || Set::B64u.has(**b);
    let back = bytes[..at].iter().rev().take(BLOB).take_while(blob).count();
    let ahead = bytes[at..].iter().take(BLOB).take_while(blob).count();
    back > 24 && back + ahead >= BLOB
}

/// Secrets in a token that are found by a mark in their middle, or by their length alone.
fn anchored(text: &str, token: &Span) -> Vec<Hit> {
    let bytes = &text.as_bytes()[token.clone()];
    let mut hits: Vec<Hit> = memchr_iter(b'~', bytes).filter_map(|at| azure_client(text, token.start + at)).collect();
    hits.extend(azure_signature(text, token));
    hits.extend(aws_secret(text, token));
    hits
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

/// A Google service account: its type and a private key with a body, in one JSON text; reported once.
fn service_account(text: &str) -> Option<Hit> {
    // In two parts, for scanners that take the header for a key.
    const KEY: &str = concat!("-----BEGIN PRIV", "ATE KEY-----");
    let kind = memmem::find(text.as_bytes(), b"service_account")?;
    let at = memmem::find(text.as_bytes(), KEY.as_bytes())?;
    if kind.abs_diff(at) > 4000 || !context::before(text, at, BACK).contains("private_key") {
        return None;
    }
    let body = &text[at + KEY.len()..];
    let body = body.strip_prefix("\\n").or_else(|| body.strip_prefix('\n')).unwrap_or(body);
    let long = body.bytes().take(64).filter(|b| Set::B64.has(*b)).count() == 64;
    let end = memmem::find(body.as_bytes(), b"-----END")?;
    let tail = text.len() - body.len() + end;
    (long && !is_sample(&body[..64])).then_some(Hit {
        span: at..tail,
        subtype: "google-service-account",
        name: "Google service account key",
        level: Level::Error,
        sure: Confidence::Certain,
    })
}

#[cfg(test)]
mod tests {
    use super::super::harness::{found, spans};
    use super::super::markers::expand;
    use super::*;

    fn subtypes(text: &str) -> Vec<String> {
        found(&Secret, "FT620", &expand(text)).into_iter().map(|finding| finding.leak.unwrap().subtype).collect()
    }

    #[test]
    fn tokens_are_found_wherever_they_stand() {
        for text in [
            "The token is {{github-token}}.",
            "({{github-token}})",
            "令牌{{github-token}}。",
            "https://x:{{github-token}}@github.com/a/b",
            "export GITHUB_TOKEN={{github-token}}",
            "\\n{{github-token}}\\n",
            "t=%22{{github-token}}%22",
        ] {
            assert_eq!(subtypes(text), ["github-token"], "{text}");
            assert_eq!(spans(&Secret, "FT620", &expand(text)), [expand("{{github-token}}")], "{text}");
        }
    }

    #[test]
    fn some_need_a_cue() {
        assert_eq!(subtypes("DEEPSEEK_API_KEY={{deepseek-key}}"), ["deepseek-key"]);
        assert_eq!(subtypes("the hash {{deepseek-key}}"), Vec::<String>::new());
        assert_eq!(subtypes("aws_secret_access_key={{aws-secret}}"), ["aws-secret"]);
        assert_eq!(subtypes("{{aws-key-id}} and {{aws-secret}}"), ["aws-key-id", "aws-secret"]);
        assert_eq!(subtypes("the value {{aws-secret}} here"), Vec::<String>::new());
    }

    #[test]
    fn connection_strings_and_signatures_are_found() {
        assert_eq!(subtypes("EndpointsProtocol=https;AccountKey={{azure-storage-key}};x=y"), ["azure-storage-key"]);
        let key = expand("{{azure-storage-key}}").replace(['+', '/', '='], "q");
        let url = format!("https://lamp.blob.core.windows.net/a?sv=2023-01-03&sig={}%3D", &key[..43]);
        assert_eq!(subtypes(&url), ["azure-signature"]);
        assert_eq!(subtypes(&format!("id abc8Q~{} ok", &key[..34])), ["azure-client-secret"]);
        let account = format!(
            "{{\"type\": \"service_account\", \"private_key\": \"-----BEGIN {} KEY-----\\n{}\\n-----END\"}}",
            "PRIVATE",
            &key[..64]
        );
        assert_eq!(subtypes(&account), ["google-service-account"]);
    }

    #[test]
    fn look_alikes_are_not() {
        for text in [
            "Is {{github-token-bad-crc}} real?",
            "x{{github-token}}",
            "my-{{aws-key-id}}",
            "{{aws-key-id}}Q",
            concat!("AKIA", "IOSFODNN7EXAMPLE"),
            concat!("ghp", "_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"),
            "sk-your-key-goes-here-0000000000000000",
            concat!("hf", "_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
            "{{groq-key}}...",
            "UseDevelopmentStorage;devstoreaccount1;AccountKey={{azure-storage-key}}",
            "secret da39a3ee5e6b4b0d3255bfef95601890afd80709",
            "aws s3 cp com/lumenpost/shop/delivery/Controller12",
            "task-force-and-risk-management-for-everyone",
            "process.env.GITHUB_TOKEN_FOR_PUBLISHING",
            "https://example.com/a/very/long/path?sig=short&sv=1",
            concat!(
                "{\"type\": \"service_account\", \"private_key\": \"-----BEGIN PRIV",
                "ATE KEY-----\\n...\\n-----END\"}"
            ),
        ] {
            assert_eq!(subtypes(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn blobs_are_not_searched() {
        let noise: String = expand("{{azure-storage-key}}").replace("==", "").repeat(4);
        assert_eq!(
            subtypes(&format!("data:image/png;base64,{noise}/{{{{aws-key-id}}}}/{noise}")),
            Vec::<String>::new()
        );
    }

    #[test]
    fn messages_name_the_kind_and_never_the_value() {
        let finding = found(&Secret, "FT620", &expand("{{github-token}}")).remove(0);
        assert_eq!(finding.message, "GitHub token in the user message");
        assert_eq!(finding.leak.unwrap().mask, "ghp_…REDACTED(36)");
    }
}
