//! FT607 ip-address. The page is `rules/FT607-ip-address.md`.
//!
//! Four small numbers with dots are more often a version than an address, so the words around and the numbers themselves
//! decide. Only addresses that anyone on the network can have are reported.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::context::{self, AHEAD, BACK, byte_at, byte_before, edge_at, edge_before};
use super::edges::emphasis;
use super::hit::Hit;
use super::ip_versions::{CHANGES, VERSIONS, follows_version, is_compared, is_of_program};
use super::numbers::Plain;
use crate::example::{Example, Signs, Span, Text};
use crate::rules::{Confidence, Level, Sink, TextRule};

/// Words that announce an address.
const CUES: &[&str] = &[
    "ip",
    "ips",
    "ipv4",
    "ipv6",
    "client",
    "remote",
    "from",
    "host",
    "addr",
    "address",
    "src",
    "server",
    "x-forwarded-for",
    "forwarded",
    "ping",
    "ssh",
    "login",
    "dst",
    "peer",
    "gateway",
    "nameserver",
    "visitor",
];
/// Words that announce where something comes from, and versions as well.
const WEAK: &[&str] = &["from", "client", "server"];
/// Finds the addresses of machines.
pub struct IpAddress;

impl TextRule for IpAddress {
    fn trigger(&self) -> Signs {
        Signs::DIGIT | Signs::ODD_DIGIT
    }

    fn check(&self, text: &Text<'_>, _: &Example<'_>, sink: &mut Sink<'_>) {
        let plain = Plain::of(text);
        let mut seen = 0;
        for i in 0..plain.runs.len() {
            let Some(run) = plain.run(i).filter(|run| run.start >= seen) else { continue };
            let hit = four(&plain, i).or_else(|| hexadecimal(plain.text, &run, &mut seen));
            if let Some(mut hit) = hit {
                seen = hit.span.end;
                hit.span = plain.origin(&hit.span);
                hit.report(text, sink);
            }
        }
    }
}

fn hit(span: Span, subtype: &'static str, name: &'static str, level: Level) -> Hit {
    Hit { span, kind: "IP_ADDRESS", subtype, name, level, sure: Confidence::Likely, rank: 35 }
}

/// Four runs of up to three digits with dots.
fn four(plain: &Plain<'_>, i: usize) -> Option<Hit> {
    let dotted = (0..3).all(|n| plain.gap(i + n, 1) == Some("."));
    if !dotted || plain.run(i)?.len() > 3 {
        return None;
    }
    let text = plain.text;
    let span = plain.run(i)?.start..plain.run(i + 3)?.end;
    let address: Ipv4Addr = text[span.clone()].parse().ok()?;
    let (left, right) = (edge_before(text, span.start), edge_at(text, span.end));
    let url = text[..span.start].ends_with("//");
    let inside = left.is_ascii_alphanumeric()
        || b"_.-+$\\%".contains(&left)
        || (left == b'/' && !url)
        || (left == b'^' || left == b'~');
    let goes_on = right.is_ascii_alphanumeric()
        || right == b'+'
        || matches!(right, b'_' | b'*') && emphasis(text, span.end) == 0
        || (b".-".contains(&right) && byte_at(text, span.end + 1).is_ascii_alphanumeric());
    let network = right == b'/' && byte_at(text, span.end + 1).is_ascii_digit();
    if inside || goes_on || network || !is_public(address) {
        return None;
    }
    let head = context::fold(context::before(text, span.start, BACK));
    let tail = context::fold(context::after(text, span.end, AHEAD));
    // `'user'@'81.45.207.19'`, as data bases write it.
    let account = text[..span.start].ends_with("'@'").then_some(0);
    let cue = account.or_else(|| context::last(&head, CUES));
    let version = context::last(&head, VERSIONS);
    let changed = || context::holds(&head, CHANGES) && context::last(&head, &strong()).is_none();
    let beaten = version.is_some_and(|version| cue.is_none_or(|cue| version < cue) || changed())
        || follows_version(plain, i)
        || is_of_program(&head)
        || context::first(&tail, &["version", "release", "build", "firmware"]).is_some_and(|at| at < 3);
    let compared = is_compared(&text[..span.start], &head) && !head.contains("ip") && cue.is_none()
        || left == b'=' && byte_before(text, span.start - 1) == b'=';
    // One address in 250 is made of numbers below 64; most paragraphs and versions are.
    let small = address.octets().iter().all(|octet| *octet < 64);
    let named =
        context::last(&head, &["ip", "ips", "ipv4", "addr", "address", "x-forwarded-for", "ping", "host"]).is_some();
    // `pkg@23.45.67.89` is a version, `root@81.45.207.19` a login.
    let user = || LOGINS.iter().any(|login| text[..span.start - 1].ends_with(login));
    let package = left == b'@'
        && byte_before(text, span.start - 1).is_ascii_alphanumeric()
        && context::last(&head, &["ssh", "scp", "sftp", "rsync", "mysql", "psql", "sip"]).is_none()
        && !text[..span.start].contains("://")
        && !user();
    if beaten || compared || package || (small && !named && !url) {
        return None;
    }
    let resolver = matches!(
        address.octets(),
        [8, 8, 8, 8]
            | [8, 8, 4, 4]
            | [1, 1, 1, 1]
            | [1, 0, 0, 1]
            | [9, 9, 9, 9]
            | [208, 67, 222, 222 | 220]
            | [4, 2, 2, 1..=6]
    );
    Some(if resolver {
        hit(span, "resolver", "address of a public resolver", Level::Info)
    } else {
        hit(span, "ipv4", "IP address", Level::Warn)
    })
}

/// The cues that no version follows.
pub(super) fn strong() -> Vec<&'static str> {
    CUES.iter().filter(|cue| !WEAK.contains(cue)).copied().collect()
}

/// Users that log in to machines.
const LOGINS: [&str; 10] =
    ["root", "ubuntu", "admin", "ec2-user", "deploy", "git", "user", "centos", "debian", "administrator"];

/// Whether an address belongs to a machine on the public network, and not to a document, a private network or a mask.
pub fn is_public(address: Ipv4Addr) -> bool {
    const SAMPLES: [[u8; 4]; 8] = [
        [1, 2, 3, 4],
        [4, 3, 2, 1],
        [5, 6, 7, 8],
        [2, 3, 4, 5],
        [123, 123, 123, 123],
        [11, 22, 33, 44],
        [123, 45, 67, 89],
        [12, 34, 56, 78],
    ];
    let [a, b, c, d] = address.octets();
    let shared = a == 100 && (64..128).contains(&b);
    let special =
        matches!(a, 0 | 10 | 127 | 224..) || (a == 192 && b == 0 && c < 3) || (a == 198 && matches!(b, 18 | 19));
    let alike = a == b && b == c && c == d && !matches!(a, 1 | 8 | 9);
    let sample = SAMPLES.contains(&[a, b, c, d]) || [a, b, c] == [1, 2, 3] || alike;
    !(shared
        || special
        || sample
        || d == 0 && c == 0
        || address.is_private()
        || address.is_link_local()
        || address.is_documentation())
}

/// Addresses of machines in hexadecimal: version 6, or that of a network card. `seen` is moved behind what was looked at.
fn hexadecimal(text: &str, run: &Span, seen: &mut usize) -> Option<Hit> {
    let bytes = text.as_bytes();
    let own = |b: &&u8| b.is_ascii_hexdigit() || matches!(**b, b':' | b'-' | b'.');
    // Most runs stand alone, or at the end of a sentence.
    let goes_on = |b: u8| b.is_ascii_hexdigit() || b == b':';
    let near = bytes[run.end..].iter().take(4).take_while(|b| b.is_ascii_hexdigit()).count();
    let (sign, next) = (byte_at(text, run.end + near), byte_at(text, run.end + near + 1));
    let before = byte_before(text, run.start);
    let joined = matches!(before, b':' | b'-' | b'.') || before.is_ascii_hexdigit();
    let continued = matches!(sign, b':' | b'-' | b'.') && goes_on(next);
    if !(joined || continued) {
        return None;
    }
    let back = bytes[(*seen).min(run.start)..run.start].iter().rev().take(40).take_while(own).count();
    let ahead = bytes[run.end..].iter().take(46).take_while(own).count();
    let whole = run.start - back..run.end + ahead;
    *seen = whole.end;
    let value = text[whole.clone()].trim_end_matches(['.', ':', '-']);
    let value = value.trim_start_matches(['-', '.']);
    let start = text[whole.start..].find(value)? + whole.start;
    let span = start..start + value.len();
    let (left, right) = (byte_before(text, span.start), byte_at(text, span.end));
    if left.is_ascii_alphanumeric()
        || right.is_ascii_alphanumeric()
        || matches!(left, b'_' | b':' | b'.')
        || right == b'_'
    {
        return None;
    }
    // Six clock values: only a word makes pairs of digits an address.
    let clocks = value.contains(':') && value.len() == 17 && !value.bytes().any(|b| b.is_ascii_alphabetic());
    let cued = || {
        let head = context::fold(context::before(text, span.start, BACK));
        context::holds(&head, &["mac", "ether", "hwaddr", "bssid", "device", "lladdr", "hardware"])
    };
    card(value)
        .filter(|()| !clocks || cued())
        .map(|()| Hit {
            span: span.clone(),
            kind: "MAC_ADDRESS",
            subtype: "mac",
            name: "MAC address",
            level: Level::Info,
            sure: Confidence::Likely,
            rank: 35,
        })
        .or_else(|| six(value).then(|| hit(span, "ipv6", "IP address", Level::Warn)))
}

/// A public address of version 6 with at least four groups written out.
fn six(value: &str) -> bool {
    let groups = value.split(':').filter(|group| !group.is_empty()).count();
    let Ok(address) = value.parse::<Ipv6Addr>() else { return false };
    let [a, b, ..] = address.segments();
    let documentation = (a == 0x2001 && b == 0xDB8) || (0x3FFF..0x4000).contains(&a) || a == 0x2002;
    groups >= 4 && (0x2000..0x4000).contains(&a) && !documentation && value.len() >= 14
}

/// The address of a network card: six pairs, or three groups of four.
fn card(value: &str) -> Option<()> {
    let pairs = |sign: char| {
        value.len() == 17 && value.split(sign).count() == 6 && value.split(sign).all(|pair| pair.len() == 2)
    };
    let quads = value.len() == 14 && value.split('.').count() == 3 && value.split('.').all(|part| part.len() == 4);
    let plain: String = value.chars().filter(char::is_ascii_hexdigit).map(|c| c.to_ascii_lowercase()).collect();
    let sample = [
        "001122334455",
        "aabbccddeeff",
        "123456789abc",
        "000000000000",
        "ffffffffffff",
        "0123456789ab",
        "112233445566",
        "deadbeefcafe",
        "001a2b3c4d5e",
        "00005e005300",
    ]
    .iter()
    .any(|own| plain == *own || (plain.len() == 12 && plain[..10] == own[..10] && own.starts_with("00005e0053")));
    let letters = plain.bytes().any(|b| b.is_ascii_alphabetic());
    // Three groups of four are also how weights of letters and versions are written.
    let mixed = value.split('.').filter(|part| part.bytes().any(|b| b.is_ascii_alphabetic())).count();
    let dated = quads && mixed < 2;
    ((pairs(':') || pairs('-') || quads)
        && !sample
        && !dated
        && super::checks::distinct(plain.as_bytes()) > 3
        && (letters || pairs(':')))
    .then_some(())
}

#[cfg(test)]
mod tests {
    use super::super::harness::{finds, found, silent};
    use super::*;

    #[test]
    fn addresses_are_found() {
        finds(
            &IpAddress,
            "FT607",
            &[
                ("Login from 81.45.207.19 failed", &["81.45.207.19"]),
                ("http://81.45.207.19:8080/x", &["81.45.207.19"]),
                ("{\"ip\": \"81.45.207.19\"}", &["81.45.207.19"]),
                ("client 2a02:8109:9ac0:4e1c::17.", &["2a02:8109:9ac0:4e1c::17"]),
                ("the card 3c:52:82:4f:1a:07 is", &["3c:52:82:4f:1a:07"]),
                ("3C-52-82-4F-1A-07", &["3C-52-82-4F-1A-07"]),
                ("3c52.824f.1a07", &["3c52.824f.1a07"]),
                ("ping 8.8.8.8", &["8.8.8.8"]),
                ("<td>73.116.204.65</td>", &["73.116.204.65"]),
                ("it says\n> 73.116.204.65", &["73.116.204.65"]),
                ("logged in => 81.24.159.22", &["81.24.159.22"]),
                ("nslookup -> 81.24.159.22", &["81.24.159.22"]),
                ("rhost=81.24.159.22", &["81.24.159.22"]),
                ("<EMAIL> 24.159.152.227", &["24.159.152.227"]),
                ("upgrade the server at host 81.24.159.22", &["81.24.159.22"]),
            ],
        );
        assert_eq!(found(&IpAddress, "FT607", "ping 8.8.8.8")[0].level, Level::Info);
    }

    #[test]
    fn versions_and_reserved_addresses_are_silent() {
        silent(
            &IpAddress,
            "FT607",
            &[
                "version 81.45.207.19",
                "pkg@81.45.207.19",
                "lamp-ui@81.45.207.19",
                "12:30:45:10:20:31",
                "Chrome/120.0.99.109",
                "firmware 4.12.33.9",
                "see 3.2.1.4 for more",
                "as in 23.2.4.1, paragraph two",
                "OID 1.3.6.1.4.1",
                "192.168.1.10 and 10.0.0.5 and 172.16.0.1",
                "127.0.0.1 0.0.0.0 255.255.255.0 169.254.1.1 100.64.0.1",
                "192.0.2.10 198.51.100.7 203.0.113.9",
                "1.2.3.4",
                "81.45.207.0/24",
                "224.0.0.251",
                "2001:db8::8a2e:370:7334",
                "fe80::1ff:fe23:4567:890a",
                "::1",
                "10:22:33",
                "std::vec::Vec<u8>::new()",
                "00:11:22:33:44:55 aa:bb:cc:dd:ee:ff",
                "00-00-5E-00-53-01",
                "ff:ff:ff:ff:ff:ff",
                "de:ad:be:ef:00:11:22:33:44:55",
                "2024-11-05 10:15:00",
                "numpy==1.26.4.0",
                "256.300.1.1",
                "1.22.333.4444",
                "[.038A.0020.0004]",
                "x81.45.207.19",
                "81.45.207.19.5",
                "Assembly, Version=81.45.207.19",
                "12:34:56:78:90:12:34",
                "rgb 81.45.207",
                "pkg-81.45.207.19",
                ">=81.45.207.19",
                "pkg>81.45.207.19",
                "pkg > 81.45.207.19",
                "if a < b and v > 81.45.207.19",
                "conda install pkg=81.45.207.19",
                "<version>81.45.207.19</version>",
                "Upgrade from 29.45.59.48 to 81.45.207.19",
                "Updated lamp from 81.45.207.19 to 81.45.207.20",
                "sections 81.45.207.19, 81.45.207.20 and 81.45.207.21",
                "lamp.exe 118.81.98.39; lamp.dll: 131.90.160.78",
                "rule 120.66.56.40",
                "bump lamp 120.66.56.40",
            ],
        );
    }
}
