//! Untrusted text stops here: what is printed on a terminal or into a log holds no character that such a reader obeys.

use std::borrow::Cow;

/// Text on one line, with everything that a terminal or a log reader would act on shown as an escape.
///
/// Escaped are C0 and C1 controls and DEL (tab excepted), soft hyphen, Mongolian vowel separator, zero-width and
/// directional marks, bidirectional embeddings and isolates, invisible operators, the byte-order mark, interlinear
/// annotation and tag characters. `##[` and `##vso[` are commands to build runners wherever they stand in a line.
pub fn line(text: &str) -> Cow<'_, str> {
    if !text.contains("##") && !text.chars().any(is_active) {
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
    Cow::Owned(out.replace("##[", "##\\[").replace("##vso[", "##vso\\["))
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
        assert!(matches!(line("plain — text, naïve 😀\t"), Cow::Borrowed(_)));
    }
}
