//! FT620 secret. The page is `rules/FT620-secret.md`.
//!
//! Only long tokens of the scan are looked at, and in them only places where a name can start; there the table of formats
//! decides. Passwords and assignments without a known format are another rule's.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::context::{self, AHEAD, BACK};
use super::edges::emphasis;
use super::formats::{Format, Part, Proof, Set};
use super::mask::mask;
use super::samples::is_sample;
use super::secret_anchors::anchored;
use super::secret_formats::FORMATS;
use super::secret_keys::{private_keys, signed_token};
use super::secret_wire::{command, header, manifest, password_file, url_password};
use crate::example::{self, Example, Scan, Signs, Span, Text};
use crate::rules::{Check, Confidence, ExampleRule, Finding, Leak, Level, Sink, TextRule};

/// Characters of base64 in a row that make a blob.
pub const BLOB: usize = 200;

/// Account of the storage emulator; its key is published.
const EMULATOR: &str = "devstoreaccount1";

/// Finds tokens, keys and other credentials.
pub struct Secret;

/// A credential in a text.
#[derive(Clone, Debug)]
pub struct Hit {
    /// Its bytes in the text.
    pub span: Span,
    /// What exactly.
    pub subtype: &'static str,
    /// The same in words.
    pub name: &'static str,
    /// How bad it is.
    pub level: Level,
    /// How sure.
    pub sure: Confidence,
}

/// Bytes of ASCII in a row that a secret has at least.
pub const SHORTEST: usize = 16;

impl TextRule for Secret {
    fn trigger(&self) -> Signs {
        Signs::LONG_TOKEN
    }

    fn check(&self, text: &Text<'_>, _: &Example<'_>, sink: &mut Sink<'_>) {
        let outcome = if text.trained { ": the model would learn to produce it" } else { "" };
        for hit in secrets(text.text, &text.scan) {
            let message = format!("{} in {}{outcome}", hit.name, context::place(text));
            report(text.text, &hit, sink.report(text.pointer, message));
        }
    }
}

/// The checks of the rule, with one for what stands beside the messages.
pub fn aside(mut checks: Vec<Check>) -> Vec<Check> {
    checks.push(Check::Example(Box::new(Secret)));
    checks
}

impl ExampleRule for Secret {
    /// A file leaves the house as a whole: what stands beside the messages as well.
    fn check(&self, example: &Example<'_>, sink: &mut Sink<'_>) {
        example::aside(example, SHORTEST, &mut |text, pointer| {
            let scan = Scan::of(text);
            if scan.signs.meets(Signs::LONG_TOKEN) {
                for hit in secrets(text, &scan) {
                    report(text, &hit, sink.report(pointer(), format!("{} beside the messages", hit.name)));
                }
            }
        });
    }
}

/// The credentials in a text, in order.
fn secrets(text: &str, scan: &Scan) -> Vec<Hit> {
    let mut hits = Vec::new();
    let mut longest = 0;
    let mut long = scan.long_tokens().filter(|token| is_written(&text.as_bytes()[token.clone()])).peekable();
    if long.peek().is_none() {
        return hits;
    }
    for token in long {
        let mut at = token.start;
        while at < token.end {
            let hit = if STARTS[text.as_bytes()[at] as usize] { hit_at(text, at, token.end) } else { None };
            at = hit.as_ref().map_or(at + 1, |hit| hit.span.end.max(at + 1));
            hits.extend(hit);
        }
        longest = longest.max(token.len());
        hits.extend(anchored(text, &token));
        hits.extend(url_password(text, &token));
        hits.extend(header(text, &token));
        hits.extend(password_file(text, &token));
    }
    // Lines of a key have 64 characters, but where each character of a line end is written out none is a line.
    if longest >= 48 {
        hits.extend(private_keys(text));
    }
    hits.extend(command(text));
    hits.extend(manifest(text));
    settled(hits)
}

/// Whether enough ASCII stands in a row for a secret: sentences of scripts without spaces are long tokens too.
fn is_written(token: &[u8]) -> bool {
    token.is_ascii() || token.split(|b| !b.is_ascii()).any(|part| part.len() >= SHORTEST)
}

/// Hits in the order of the text. Of two that overlap the more certain one stays, then the longer, then the first.
fn settled(mut hits: Vec<Hit>) -> Vec<Hit> {
    let weight = |hit: &Hit| (hit.sure == Confidence::Certain, hit.span.len());
    hits.sort_by(|a, b| weight(b).cmp(&weight(a)).then(a.span.start.cmp(&b.span.start)));
    let mut kept: Vec<Hit> = Vec::new();
    if hits.len() > 1 {
        let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
        for hit in hits {
            let before = taken.range(..hit.span.end).next_back();
            if before.is_none_or(|(_, end)| *end <= hit.span.start) {
                taken.insert(hit.span.start, hit.span.end);
                kept.push(hit);
            }
        }
    } else {
        kept = hits;
    }
    kept.sort_by_key(|hit| hit.span.start);
    kept
}

fn report(text: &str, hit: &Hit, finding: &mut Finding) {
    let value = &text[hit.span.clone()];
    finding
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

/// The formats whose prefix begins with a byte, in the order of the table.
fn by_first(b: u8) -> &'static [&'static Format] {
    static INDEX: LazyLock<Vec<Vec<&'static Format>>> = LazyLock::new(|| {
        let mut index: Vec<Vec<&'static Format>> = vec![Vec::new(); 256];
        FORMATS.iter().for_each(|format| index[format.prefix.as_bytes()[0] as usize].push(format));
        index
    });
    &INDEX[b as usize]
}

/// Whether a name can start here: not inside another one, though after a literal `\n` or an escaped byte of a URL.
fn can_start(bytes: &[u8], at: usize) -> bool {
    let back = |n: usize| if at >= n { bytes[at - n] } else { 0 };
    // `_token_` is slanted.
    let marks = (1..=3).take_while(|n| back(*n) == b'_').count();
    let beyond = back(marks + 1);
    let slanted = marks > 0 && !beyond.is_ascii_alphanumeric() && !matches!(beyond, b'-' | b'_' | b'.' | b'/');
    let inside = back(1).is_ascii_alphanumeric() || matches!(back(1), b'-' | b'_') && !slanted;
    let escaped = back(2) == b'\\' && matches!(back(1), b'n' | b't' | b'r');
    let encoded = back(3) == b'%' && back(2).is_ascii_hexdigit() && back(1).is_ascii_hexdigit();
    !inside || escaped || encoded
}

/// The secret of a known format that starts at a byte.
fn hit_at(text: &str, at: usize, end: usize) -> Option<Hit> {
    let bytes = text.as_bytes();
    let (first, second) = (bytes[at], bytes.get(at + 1)?);
    if !can_start(bytes, at) {
        return None;
    }
    // A signed token names itself in base64: `eyJ` is `{"`.
    if bytes[at..].starts_with(b"eyJ")
        && let Some(hit) = signed_token(text, at, end)
    {
        return Some(hit);
    }
    let close = by_first(first).iter().filter(|format| format.prefix.as_bytes().get(1).is_none_or(|b| b == second));
    close.copied().find_map(|format| hit(text, at, format))
}

fn hit(text: &str, at: usize, format: &Format) -> Option<Hit> {
    let len = format.read(text.as_bytes(), at)?;
    let span = at + format.key..at + len;
    // A value of a fixed length is whole, whatever follows.
    let whole = matches!(format.parts.last(), Some(Part::Run(..)));
    if !is_whole(text, &span, whole)
        || !is_no_sample(text, &span, format.prefix.len() - format.key)
        || in_blob(text.as_bytes(), at)
        || is_slug(&text[span.start + format.prefix.len() - format.key..span.end])
    {
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

/// Whether a value is words and small numbers with hyphens, as a page is named after its title.
fn is_slug(body: &str) -> bool {
    let small = |part: &str| part.bytes().all(|b| b.is_ascii_lowercase());
    let number = |part: &str| part.len() < 5 && part.bytes().all(|b| b.is_ascii_digit());
    body.split('-').count() > 4 && body.split('-').all(|part| small(part) || number(part))
}

/// Whether a value is neither a sample nor cut off; `head` bytes of it are a prefix and prove nothing.
pub fn is_real(text: &str, span: &Span, head: usize) -> bool {
    is_whole(text, span, false) && is_no_sample(text, span, head)
}

/// Whether a value is not cut off. Dots cut one of a `fixed` length no more; stars do, but for those of emphasis.
fn is_whole(text: &str, span: &Span, fixed: bool) -> bool {
    let rest = &text[span.end..];
    let dots = !fixed && ["...", "…"].iter().any(|mark| rest.starts_with(mark));
    let stars = rest.bytes().take_while(|b| *b == b'*').count();
    let before = text[..span.start].bytes().rev().take_while(|b| *b == b'*').count();
    let masked = stars > 2 && before != stars || stars > 0 && emphasis(text, span.end) == 0;
    !(dots || masked || ["${", "{{", "<your"].iter().any(|mark| rest.starts_with(mark)))
}

fn is_no_sample(text: &str, span: &Span, head: usize) -> bool {
    !is_sample(&text[span.start + head..span.end]) && !is_emulator(text, span.start)
}

/// Whether a key is that of the storage emulator, which is published.
pub fn is_emulator(text: &str, at: usize) -> bool {
    context::before(text, at, BLOB).contains(EMULATOR)
}

/// Whether a place is inside a blob of base64; a prefix at its very start counts.
fn in_blob(bytes: &[u8], at: usize) -> bool {
    let blob = |b: &&u8| Set::B64.has(**b) || Set::B64u.has(**b);
    let back = bytes[..at].iter().rev().take(BLOB).take_while(blob).count();
    let ahead = bytes[at..].iter().take(BLOB).take_while(blob).count();
    back > 24 && back + ahead >= BLOB
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
    fn a_script_without_spaces_may_touch_a_key() {
        assert_eq!(subtypes("AWSの秘密鍵 aws secret: {{aws-secret}}です"), ["aws-secret"]);
        assert_eq!(subtypes("aws secret「{{aws-secret}}」を使う"), ["aws-secret"]);
        assert_eq!(subtypes("トークンは{{github-token}}です"), ["github-token"]);
        assert_eq!(subtypes("値は{{aws-secret}}です"), [""; 0]);
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
            "**{{github-token}}**.",
            "*{{github-token}}*",
            "***{{github-token}}***, and",
            "_{{github-token}}_",
            "{{github-token}}...",
            "{{github-token}}… then",
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
            "{{github-token}}****",
            "{{github-token}}***",
            "{{github-token}}*x",
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
