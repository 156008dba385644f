//! Whole dates in the forms that people write: with signs, with the name of the month, in several languages.

use super::context::{self, edge_before};
use crate::example::Span;

/// Months as they begin, in English, German, French and Spanish.
const MONTHS: &[&str] = &[
    "jan", "feb", "fév", "mar", "mär", "apr", "abr", "avr", "may", "mai", "jun", "juin", "jul", "juil", "aug", "ago",
    "aoû", "sep", "oct", "okt", "nov", "dec", "dez", "déc", "dic", "ene",
];

/// Whether what touches a run of digits is what stands in dates; cheap, because most runs are in none.
pub fn could_be_date(text: &str, run: &Span) -> bool {
    let left = edge_before(text, run.start);
    if left.is_ascii_alphanumeric() || b"_$/-.".contains(&left) {
        return false;
    }
    matches!(text[run.end..].chars().next(), Some('/' | '.' | '-' | '年' | '년' | ' ' | 't' | 's' | 'n' | 'r' | ','))
}

/// Whether eight digits are a day of this or the last century and stand behind a sign: `dob=19840312`.
pub fn is_day(text: &str, run: &Span) -> bool {
    let part = |from: usize, to: usize| text[run.start + from..run.start + to].parse::<u32>().unwrap_or(0);
    let signed = matches!(edge_before(text, run.start), b' ' | b':' | b'=' | b'"' | b'\'' | b',' | b'\t' | b'|' | b'>');
    run.len() == 8
        && signed
        && (1900..=2025).contains(&part(0, 4))
        && (1..=12).contains(&part(4, 6))
        && (1..=31).contains(&part(6, 8))
}

/// A date that begins at the first run, or at a month before it; its year is between 1900 and 2025.
pub fn date(text: &str, runs: &[Span]) -> Option<Span> {
    let number = |i: usize| runs.get(i).and_then(|run| text[run.clone()].parse::<u32>().ok());
    let len = |i: usize| runs.get(i).map_or(0, Span::len);
    let gap = |i: usize| runs.get(i + 1).map_or("", |next| &text[runs[i].end..next.start]);
    let year = |i: usize| len(i) == 4 && number(i).is_some_and(|n| (1900..=2025).contains(&n));
    let day = |i: usize| len(i) <= 2 && number(i).is_some_and(|n| (1..=31).contains(&n));
    let sign = |i: usize| matches!(gap(i), "/" | "." | "-" | ". " | "年" | "月" | "년 " | "월 " | "년" | "월");
    if sign(0) && sign(1) {
        let short = len(2) == 2 && gap(1) == gap(0) && gap(0) != "-";
        if year(0) && day(1) && day(2) || day(0) && day(1) && (year(2) || short) {
            let tail = if text[runs[2].end..].starts_with('日') { 3 } else { 0 };
            return Some(runs[0].start..runs[2].end + tail);
        }
    }
    let month = |word: &str| {
        MONTHS.iter().any(|month| word.trim_matches(['.', ',', ' ', '-']).to_lowercase().starts_with(month))
            && word.split_whitespace().count() <= 3
            && word.len() < 20
    };
    // `12 March 1985`, `12. März 1985`, `12 de marzo de 1985`.
    if day(0) && year(1) {
        let between = gap(0)
            .trim_start_matches(['.', ' ', '-'])
            .trim_start_matches("th")
            .trim_start_matches("st")
            .trim_start_matches("nd")
            .trim_start_matches("rd");
        let between = between.trim_start_matches(' ').trim_start_matches("of ").trim_start_matches("de ");
        if month(between) {
            return Some(runs[0].start..runs[1].end);
        }
        // `March 12, 1985`: the month stands before.
        let head = context::before(text, runs[0].start, 12);
        let word = head.trim_end().rsplit(' ').next().unwrap_or("");
        if gap(0).len() <= 4 && gap(0).contains([',', ' ']) && word.len() >= 3 && month(word) {
            let at = runs[0].start - (head.len() - head.rfind(word)?);
            return Some(at..runs[1].end);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::Scan;

    fn found(text: &str) -> Option<&str> {
        let runs: Vec<Span> = Scan::of(text).digit_runs().collect();
        (0..runs.len()).find_map(|at| date(text, &runs[at..])).map(|span| &text[span])
    }

    #[test]
    fn dates_are_read_whole() {
        for text in [
            "1985-03-12",
            "12/03/1985",
            "12.03.85",
            "12 March 1985",
            "March 12, 1985",
            "12. März 1985",
            "12 de marzo de 1985",
            "12-Mar-1985",
            "1985年3月12",
        ] {
            assert_eq!(found(text), Some(text));
        }
        for text in ["1985-33-12", "12/03", "2 apples 1985", "99/99/1985", "1.2.3", "12 March"] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
