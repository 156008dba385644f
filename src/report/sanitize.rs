//! Untrusted text stops here: what is printed on a terminal or into a log holds no character that such a reader obeys.

use std::borrow::Cow;

/// Text on one line, with everything that a terminal or a log reader would act on shown as an escape.
///
/// Escaped are C0 and C1 controls and DEL (tab excepted), soft hyphen, Mongolian vowel separator, zero-width and
/// directional marks, bidirectional embeddings and isolates, invisible operators, the byte-order mark, interlinear
/// annotation and tag characters. `##[` and `##vso[` are commands to build runners wherever they stand in a line, and
/// `::error` is one where a line starts with it, as it may once a long text is wrapped.
pub fn line(text: &str) -> Cow<'_, str> {
    let commands = text.contains("::") && starts_of_commands(text).next().is_some();
    if !commands && !text.contains("##") && !text.chars().any(is_active) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            c if is_active(c) && (c as u32) < 0x100 => out.push_str(&format!("\\x{:02X}", c as u32)),
            c if is_active(c) => out.push_str(&format!("\\u{{{:X}}}", c as u32)),
            c => out.push(c),
        }
    }
    let out = out.replace("##[", "##\\[").replace("##vso[", "##vso\\[");
    let places: Vec<usize> = starts_of_commands(&out).collect();
    let mut out = out;
    places.into_iter().rev().for_each(|at| out.insert(at + 1, '\\'));
    Cow::Owned(out)
}

/// Commands that a GitHub runner knows.
const COMMANDS: [&str; 16] = [
    "add-mask",
    "add-matcher",
    "add-path",
    "debug",
    "echo",
    "endgroup",
    "error",
    "group",
    "internal-set-repo-path",
    "notice",
    "remove-matcher",
    "save-state",
    "set-env",
    "set-output",
    "stop-commands",
    "warning",
];

/// Where `::` stands before the name of a command, in any case.
fn starts_of_commands(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    let is_one = move |at: &usize| {
        let Some(rest) = bytes[*at..].strip_prefix(b"::") else { return false };
        let named = |name: &str| rest.get(..name.len()).is_some_and(|own| own.eq_ignore_ascii_case(name.as_bytes()));
        COMMANDS.iter().any(|name| named(name))
    };
    memchr::memchr_iter(b':', bytes).filter(is_one)
}

/// Several lines, each as [`line()`] gives it.
pub fn sanitized_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for part in text.split_inclusive('\n') {
        out.push_str(&line(part.trim_end_matches('\n')));
        out.push_str(if part.ends_with('\n') { "\n" } else { "" });
    }
    out
}

/// At most this many characters, with `…` for the rest.
pub fn clip(text: &str, chars: usize) -> Cow<'_, str> {
    match text.char_indices().nth(chars) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

/// Text for HTML and XML 1.0, in elements and in quoted attributes.
///
/// XML allows `#x9 #xA #xD #x20–#xD7FF #xE000–#xFFFD #x10000–#x10FFFF`; the others cannot even be written as references,
/// so they are shown as escapes, as [`line()`] does with all that a reader would act on.
pub fn markup(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in line(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{FFFE}' | '\u{FFFF}' => out.push_str(&format!("\\u{{{:X}}}", c as u32)),
            c => out.push(c),
        }
    }
    out
}

/// Text for Markdown as GitHub and GitLab read it: nothing in it is a mark, a tag, a link, a mention or a new cell.
pub fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let escaped = markup(text);
    let mut rest = escaped.as_str();
    while let Some(c) = rest.chars().next() {
        match c {
            // References that `markup` wrote stay as they are.
            '&' => {
                let end = rest.find(';').map_or(1, |end| end + 1);
                out.push_str(&rest[..end]);
                rest = &rest[end..];
                continue;
            }
            // A comment between mark and name: mentions and issue numbers are looked for in finished text, where references
            // are characters again.
            '@' | '#' => out.push_str(&format!("{c}<!-- -->")),
            // `www.` becomes a link, as does a scheme with its colon.
            '.' if out.ends_with(['w', 'W']) => out.push_str("&#46;"),
            '|' | '`' | '*' | '_' | '~' | '[' | ']' | '\\' | ':' | '$' => out.push_str(&format!("&#{};", c as u32)),
            c => out.push(c),
        }
        rest = &rest[c.len_utf8()..];
    }
    out
}

/// A message of ours with what it quotes in backticks as code; `escape` is that of the format, whose tags are HTML's.
///
/// In a message a single backtick begins or ends what is quoted, and two stand for one that the data hold (see
/// [`ticked`](crate::rules::redact::ticked)): of a run of them the odd one is the mark, the first of the run where code
/// begins and the last where it ends.
pub fn prose(text: &str, escape: fn(&str) -> String) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    // Whether the text is inside of code, and what is gathered since the last mark.
    let (mut open, mut part) = (false, String::new());
    let mut rest = text;
    while let Some(at) = rest.find('`') {
        let run = rest[at..].bytes().take_while(|b| *b == b'`').count();
        part.push_str(&rest[..at]);
        rest = &rest[at + run..];
        let held = "`".repeat(run / 2);
        match (run % 2 == 1, open) {
            (false, _) => part.push_str(&held),
            (true, false) => {
                out.push_str(&escape(&part));
                (open, part) = (true, held);
            }
            (true, true) => {
                out.push_str(&format!("<code>{}</code>", escape(&(part + &held))));
                (open, part) = (false, String::new());
            }
        }
    }
    part.push_str(rest);
    // A mark without its partner: the text was cut there, or is none of ours.
    let lone = if open { format!("`{part}") } else { part };
    out + &escape(&lone)
}

fn is_active(c: char) -> bool {
    matches!(c,
        '\0'..='\u{8}' | '\n'..='\u{1F}' | '\u{7F}'..='\u{9F}'
        | '\u{AD}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2028}' | '\u{2029}'
        | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn active_characters_are_shown() {
        assert_eq!(line("a\u{1b}[31mb\u{202e}c\nd"), "a\\x1B[31mb\\u{202E}c\\nd");
        assert_eq!(line("x ##[error]y ##vso[z]"), "x ##\\[error]y ##vso\\[z]");
        assert_eq!(line("a ::error ::Set-Env x::y :::group"), "a :\\:error :\\:Set-Env x::y ::\\:group");
        assert!(matches!(line("std::vector and fe80::1 and ::1"), Cow::Borrowed(_)));
        assert_eq!(markup("<b a='\"'>&\0\u{FFFF}"), "&lt;b a=&#39;&quot;&#39;&gt;&amp;\\x00\\u{FFFF}");
        assert_eq!(markdown("a|b`c`"), "a&#124;b&#96;c&#96;");
        assert_eq!(markdown("<@x"), "&lt;@<!-- -->x");
        assert_eq!((clip("é𐐀x", 2), clip("é𐐀", 2)), ("é𐐀…".into(), "é𐐀".into()));
        assert!(matches!(line("plain — text, naïve 😀\t"), Cow::Borrowed(_)));
    }
    #[test]
    fn code_is_what_stands_between_single_backticks() {
        for (message, html) in [
            ("is `a` and `b", "is <code>a</code> and `b"),
            ("`a``b` is", "<code>a`b</code> is"),
            ("is ```a``` and `b```", "is <code>`a`</code> and <code>b`</code>"),
            ("is ```` and `x`", "is `` and <code>x</code>"),
            ("is `````` and `<`", "is ``` and <code>&lt;</code>"),
            ("`````` `x`", "``` <code>x</code>"),
            ("plain", "plain"),
            ("", ""),
        ] {
            assert_eq!(prose(message, markup), html, "{message}");
        }
        // Whatever the data hold, a message that quotes it shows it, and marks what is ours and nothing else.
        let pieces = ["`", "a", "``", " ", "<", "…"];
        for n in 0..pieces.len().pow(4) {
            let word = |place: u32| pieces[n / pieces.len().pow(place) % pieces.len()];
            let data: String = (0..4).map(word).collect();
            let shown = prose(&format!("is `{}` or `b`", crate::rules::redact::ticked(&data)), markup);
            let lone = data.bytes().all(|b| b == b'`');
            let data = if lone { format!(" {data} ") } else { data };
            assert_eq!(shown, format!("is <code>{}</code> or <code>b</code>", markup(&data)));
        }
    }
}
