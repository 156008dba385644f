//! What makes four numbers with dots a version or a paragraph: words, a row of versions, files of programs, signs that
//! compare. For FT607.

use super::context::{self, BACK};
use super::ip_address::strong;
use super::numbers::Plain;

/// Words that make four numbers a version or a paragraph.
pub(super) const VERSIONS: &[&str] = &[
    "version",
    "versions",
    "v",
    "ver",
    "release",
    "releases",
    "released",
    "build",
    "firmware",
    "upgrade",
    "upgraded",
    "update",
    "updated",
    "section",
    "chapter",
    "oid",
    "driver",
    "patch",
    "sdk",
    "package",
    "nuget",
    "assembly",
    "publickeytoken",
    "clause",
    "paragraph",
    "table",
    "figure",
    "chrome",
    "revision",
    "rev",
    "runtime",
    "kernel",
    "plugin",
    "app",
    "since",
    "sections",
    "rule",
    "rules",
    "article",
    "bump",
    "bumps",
    "bumped",
    "enzyme",
    "ec",
    "edge",
    "chromium",
    "installer",
];
/// Verbs that go from one version to the next: `upgrade from 81.45.207.19 to 81.45.208.3` names no machine.
pub(super) const CHANGES: &[&str] = &[
    "upgrade",
    "upgraded",
    "upgrades",
    "upgrading",
    "update",
    "updated",
    "updates",
    "updating",
    "bump",
    "bumps",
    "bumped",
    "downgrade",
    "downgraded",
    "patched",
];
/// Endings of files of programs, which have versions.
const PROGRAMS: &[&str] =
    &[".exe", ".dll", ".sys", ".msi", ".ocx", ".so", ".jar", ".apk", ".msix", ".nupkg", ".deb", ".rpm", ".whl"];

/// Whether a number with dots stands before this one in a row or a range that a word calls versions or paragraphs:
/// `section 20.66.56.40 and 20.66.56.41`, `upgrade from 29.45.59.48 to 31.36.66.82`.
pub(super) fn follows_version(plain: &Plain<'_>, i: usize) -> bool {
    let Some(first) = i.checked_sub(4).and_then(|first| plain.run(first)) else { return false };
    let (Some(last), Some(own)) = (plain.run(i - 1), plain.run(i)) else { return false };
    let dotted = (0..3).all(|n| plain.gap(i - 4 + n, 1) == Some("."));
    let between = plain.text[last.end..own.start].trim_matches([' ', '`', '*', '"']);
    let row = matches!(
        between,
        "to" | "and" | "or" | "," | "->" | "=>" | "→" | "-" | "–" | "through" | "until" | "nach" | "auf"
    );
    if !dotted || !row || own.start - last.end > 12 {
        return false;
    }
    let head = context::fold(context::before(plain.text, first.start, BACK));
    let version = context::last(&head, VERSIONS);
    let cue = context::last(&head, &strong());
    version.is_some_and(|version| cue.is_none_or(|cue| version < cue)) || is_of_program(&head)
}

/// Whether words end with the name of a file of a program: `setup.exe 118.81.98.39`.
pub(super) fn is_of_program(head: &str) -> bool {
    let name = head.trim_end_matches([' ', '\t', ':', '=', ',', '(', '"', '\'', '|', '`', '*']);
    PROGRAMS.iter().any(|ending| name.ends_with(ending))
}

/// Whether a sign just before a number compares versions with it. The end of a tag, a mark of a quoted line and an arrow
/// compare nothing, and a sign of equality only where packages are named.
pub(super) fn is_compared(before: &str, head: &str) -> bool {
    let before = before.trim_end_matches([' ', '\t', '"', '\'', '[']);
    let rest = before.trim_end_matches(['=', '<', '>', '~', '^', '!']);
    let sign = &before[rest.len()..];
    match sign {
        "" | "=>" => false,
        ">" | ">>" | ">>>" => {
            !(rest.ends_with(['-', '\n'])
                || rest.trim_end_matches([' ', '\t']).ends_with(['\n', '>'])
                || rest.trim().is_empty()
                || ends_a_tag(rest))
        }
        // `"` or `'` behind it is the value of an attribute or a variable.
        "=" => {
            context::holds(head, &["install", "apt", "conda", "pip", "pin", "brew", "npm", "yum", "dnf", "requires"])
        }
        "<" => rest.ends_with(|c: char| c.is_alphanumeric()),
        _ => true,
    }
}

/// Whether a tag of HTML, of XML or a mark such as `<EMAIL>` ends here, but for its `>`.
fn ends_a_tag(rest: &str) -> bool {
    let near = context::before(rest, rest.len(), 200);
    near.rfind(['<', '>', '\n']).is_some_and(|at| {
        near.as_bytes()[at] == b'<'
            && near[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!'))
    })
}
