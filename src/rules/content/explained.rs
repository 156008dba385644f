//! Whether a text itself says what a gap stands for: `write to XXXX@bugs.test, where XXXX is the number of the bug`. For FT807.

use memchr::memmem;

use super::boundary;
use super::patterns::list;

/// Bytes before a gap in which the words that explain it stand.
const NEAR: usize = 24;
/// Places of one gap that are looked at.
const LOOKS: usize = 20;

/// Whether a word before one of its places speaks of the token, or one behind it; or whether it stands once as a part of
/// something longer, an address or a path, and once alone.
pub fn is_explained(text: &str, token: &str) -> bool {
    let (mut alone, mut inside) = (false, false);
    let said = memmem::find_iter(text.as_bytes(), token.as_bytes()).take(LOOKS).any(|at| {
        let (before, after) = (&text[..at], &text[at + token.len()..]);
        let (last, next) = (before.chars().next_back(), after.chars().next());
        let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        if letter(last) && letter(token.chars().next()) || letter(next) && letter(token.chars().next_back()) {
            return false;
        }
        let part = |c: Option<char>| c.is_some_and(|c| "@/\\:=_".contains(c));
        let joined = part(last) || part(next) && after.chars().nth(1).is_some_and(char::is_alphanumeric);
        inside |= joined;
        alone |= !joined;
        let near = before[boundary(before, before.len().saturating_sub(NEAR))..].to_lowercase();
        let near = near.trim_end_matches(['"', '\'', '“', '‘', '«', '„', '<', '[', '`']);
        let told = |key: &str| list("gap", "explained", key);
        told("before")
            .iter()
            .any(|word| near.strip_suffix(word).is_some_and(|rest| !rest.ends_with(char::is_alphabetic)))
            || told("after")
                .iter()
                .any(|word| after.trim_start_matches(['"', '\'', '”', '’', '»', '`']).starts_with(word))
    });
    said || alone && inside
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_explain_their_tokens() {
        for (text, token) in [
            ("Write to XXXX@bugs.test, where XXXX is the bug number.", "XXXX"),
            ("Skriv till XXXX@bugs.test; XXXX är numret.", "XXXX"),
            ("Replace {{name}} with your own name.", "{{name}}"),
            ("In it, {user_name} stands for the guest.", "{user_name}"),
            ("Schreibe an XXXX, wobei XXXX die Nummer ist.", "XXXX"),
            ("Open /log/XXXX/a.txt; XXXX counts up.", "XXXX"),
        ] {
            assert!(is_explained(text, token), "{text}");
        }
        for (text, token) in [
            ("Your room is XXXX.", "XXXX"),
            ("Call 555-XXXX or write to XXXX-YY.", "XXXX"),
            ("Dear {{name}}, the prize of {{name}} is here.", "{{name}}"),
            ("{{name}} is the winner.", "{{name}}"),
            ("Somewhere TODO stands.", "TODO"),
            ("XXXX, XXXX and XXXX.", "XXXX"),
            ("Mail {{name}}@shop.test now.", "{{name}}"),
        ] {
            assert!(!is_explained(text, token), "{text}");
        }
    }
}
