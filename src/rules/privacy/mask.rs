//! What a report may show of a value: enough to find it in one's own data, never enough to recover it.

/// A masked form of `value`, by the kind of entity.
///
/// Mail addresses keep two letters at either end, digits their last two to four, secrets the prefix that names their kind
/// and the number of characters after it.
pub fn mask(value: &str, kind: &str) -> String {
    match kind {
        "EMAIL" => email(value),
        "SECRET" => secret(value),
        // Not even its length in full words: nothing of a password is shown but that.
        "PASSWORD" => format!("…REDACTED({})", value.chars().count()),
        _ => tail(value),
    }
}

fn email(value: &str) -> String {
    let Some((local, domain)) = value.split_once('@') else { return "…@…".into() };
    let count = local.chars().count();
    // A short local part is not given away: one letter of three, none of one.
    let shown = if count > 4 { 2 } else { usize::from(count > 1) };
    let head: String = local.chars().take(shown).collect();
    let labels = domain.chars().count();
    let end: String = domain.chars().skip(labels.saturating_sub(2)).collect();
    format!("{head}…@…{end}")
}

fn secret(value: &str) -> String {
    let head = prefix(value);
    format!("{head}…REDACTED({})", value.chars().count() - head.len())
}

/// The part of a secret that only names its kind: up to the first `-` or `_`, or a known prefix without either.
fn prefix(value: &str) -> &str {
    let known = ["AKIA", "ASIA", "ABIA", "ACCA", "AIza", "ABSK", "ya29."];
    if let Some(known) = known.into_iter().find(|known| value.starts_with(known)) {
        return &value[..known.len()];
    }
    // Capitals before the separator may be chance; small letters and digits are the name of a service.
    match value.bytes().position(|b| !b.is_ascii_lowercase() && !b.is_ascii_digit()) {
        Some(at) if at < 9 && value.len() > 24 && matches!(value.as_bytes()[at], b'-' | b'_') => &value[..=at],
        _ => "",
    }
}

fn tail(value: &str) -> String {
    let all: Vec<char> = value.chars().filter(|c| c.is_alphanumeric()).collect();
    let shown = match all.len() {
        0..=3 => 0,
        4..=9 => 2,
        10..=13 => 3,
        _ => 4,
    };
    let end: String = all[all.len() - shown..].iter().collect();
    format!("…{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_shows_little() {
        assert_eq!(mask("johanna@lumenpost.io", "EMAIL"), "jo…@…io");
        assert_eq!(mask("jo@lumenpost.io", "EMAIL"), "j…@…io");
        assert_eq!(mask("j@lumenpost.io", "EMAIL"), "…@…io");
        assert_eq!(mask("written [at] out", "EMAIL"), "…@…");
        assert_eq!(mask(&format!("sk-{}", "k".repeat(48)), "SECRET"), "sk-…REDACTED(48)");
        assert_eq!(mask(&"q".repeat(40), "SECRET"), "…REDACTED(40)");
        assert_eq!(mask("+44 20 8742 6193", "PHONE"), "…193");
        assert_eq!(mask("12345", "RECORD_ID"), "…45");
        assert_eq!(mask("123", "RECORD_ID"), "…");
    }

    #[test]
    fn odd_values_do_not_break_it() {
        for kind in ["EMAIL", "SECRET", "PHONE", "RECORD_ID", "CREDIT_CARD", ""] {
            for value in ["", "é", "é-ééééééééééééééé", "@", "a@", "@b", "漢字@漢字.中国"] {
                mask(value, kind);
            }
        }
    }
}
