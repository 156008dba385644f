//! What a row holds that no output may show.

use std::ops::Range;

use super::known::{KNOWN, KNOWN_BYTES, Known};
use super::stretch::{Stretch, merged};
use super::{found, look};
use crate::example::{Example, Json, locate, parse};
use crate::source::Row;

/// All that a row may not show, in ranges of its bytes; merged. Its texts are looked at as the engine does, and each of its strings
/// by itself; keys and numbers too, and all of a row that is no JSON.
pub fn leaks(row: &[u8], known: &Known) -> Vec<Stretch> {
    let mut all = known.stretches(row);
    let parsed = parse(row);
    let broken = parsed.is_err();
    if let Ok(parsed) = parsed {
        let mut strings = Vec::new();
        collect(&parsed.json, &mut String::new(), &mut strings);
        for (pointer, text) in strings {
            let mut own = found(text);
            own.extend(known.stretches(text.as_bytes()));
            all.extend(own.into_iter().filter_map(|stretch| located(row, &pointer, stretch)));
        }
        if let Some(object) = parsed.json.as_object() {
            let own = look(&Example::lower(Row::alone(row), object));
            all.extend(own.into_iter().filter_map(|(pointer, stretch)| located(row, &pointer, stretch)));
        }
    }
    let mut offset = 0;
    for chunk in row.utf8_chunks() {
        let text = chunk.valid();
        let blanks = broken.then(|| [without_escapes(text), Some(without_marks(text))]);
        let own = blanks.into_iter().flatten().flatten().flat_map(|text| found(&text)).chain(found(text));
        all.extend(own.map(|Stretch { range, mask, rank }| Stretch {
            range: offset + range.start..offset + range.end,
            mask,
            rank,
        }));
        offset += text.len() + chunk.invalid().len();
    }
    let again: Vec<Stretch> = known_again(row, &all).collect();
    all.extend(again);
    all.extend(long_numbers(row).map(|range| Stretch { mask: format!("…({} digits)", range.len()), range, rank: 0 }));
    merged(all)
}

fn located(row: &[u8], pointer: &str, Stretch { range, mask, rank }: Stretch) -> Option<Stretch> {
    let at = locate(row, pointer, Some(&range))?;
    Some(Stretch { range: at.start..at.end, mask, rank })
}

/// A text with blanks and line ends in place of what begins with a backslash, of the same length; `None` if it has none. In a
/// row that is no JSON nothing tells which escapes are meant, and one before a value must not hide it.
fn without_escapes(text: &str) -> Option<String> {
    memchr::memchr(b'\\', text.as_bytes())?;
    let mut out = String::with_capacity(text.len());
    let (mut escaped, mut digits) = (false, 0);
    for c in text.chars() {
        digits = if escaped && c == 'u' { 5 } else { usize::saturating_sub(digits, 1) };
        match c {
            '\\' => out.push(' '),
            c if (1..5).contains(&digits) && c.is_ascii_hexdigit() => out.push(' '),
            'n' | 'r' if escaped => out.push('\n'),
            c if escaped && c.is_ascii_alphabetic() => out.push(' '),
            c => out.push(c),
        }
        escaped = c == '\\';
    }
    Some(out)
}

/// A text with line ends in place of the marks of JSON, of the same length: what stands between them is a text of its own.
fn without_marks(text: &str) -> String {
    text.replace(['{', '}', '[', ']', '"', ',', ':'], "\n")
}

/// Where the values that were found stand once more, in a place that does not tell what they are.
fn known_again<'r>(row: &'r [u8], found: &[Stretch]) -> impl Iterator<Item = Stretch> + use<'r> {
    let mut known: Vec<(&'r [u8], Stretch)> = Vec::new();
    for stretch in found.iter().filter(|own| own.range.len() >= KNOWN_BYTES) {
        let value = &row[stretch.range.clone()];
        if known.len() < KNOWN && !known.iter().any(|(own, _)| *own == value) {
            known.push((value, stretch.clone()));
        }
    }
    known.into_iter().flat_map(move |(value, Stretch { mask, rank, .. })| {
        let at = memchr::memmem::find_iter(row, value);
        at.map(|at| Stretch { range: at..at + value.len(), mask: mask.clone(), rank }).collect::<Vec<_>>()
    })
}

/// Runs of twelve digits or more. What they are cannot be told where no word says it, as in a bare JSON number; nobody
/// needs to read them in an excerpt.
fn long_numbers(row: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let runs = row.chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit()).scan(0, |end, run| {
        *end += run.len();
        Some((*end - run.len()..*end, run[0].is_ascii_digit()))
    });
    runs.filter(|(range, digits)| *digits && range.len() >= 12).map(|(range, _)| range)
}

fn collect<'j>(json: &'j Json<'_>, pointer: &mut String, out: &mut Vec<(String, &'j str)>) {
    match json {
        Json::String(text) => out.push((pointer.clone(), text)),
        Json::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                enter(item, &i.to_string(), pointer, out);
            }
        }
        Json::Object(object) => {
            for (key, value) in &object.0 {
                enter(value, &key.replace('~', "~0").replace('/', "~1"), pointer, out);
            }
        }
        _ => {}
    }
}

fn enter<'j>(json: &'j Json<'_>, step: &str, pointer: &mut String, out: &mut Vec<(String, &'j str)>) {
    let length = pointer.len();
    pointer.push('/');
    pointer.push_str(step);
    collect(json, pointer, out);
    pointer.truncate(length);
}

#[cfg(test)]
mod tests {
    use super::super::super::privacy::markers::expand;
    use super::*;

    fn starred(row: &str) -> String {
        let stars = |own: Stretch| Stretch { mask: "*".repeat(own.range.len()), ..own };
        let stretches: Vec<Stretch> = leaks(row.as_bytes(), &Known::default()).into_iter().map(stars).collect();
        super::super::stretch::covered(row, &stretches)
    }

    fn hidden(row: &str) -> bool {
        let shown = starred(&expand(row));
        let value = expand("{{github-token}}");
        !shown.contains(&value) && !shown.contains("Tundra.13Qk") && !shown.contains("6785233")
    }

    #[test]
    fn broken_rows_show_nothing() {
        for row in [
            r#"{"prompt":"a\npassword is Tundra.13Qk","completion":x}"#,
            r#"{"prompt":"a\\npassword is Tundra.13Qk","completion":x}"#,
            r#"{"prompt":"a\torder number 6785233","completion":x}"#,
            r#"{"prompt":"a\norder number 6785233"#,
            r#"{"prompt":"a\q{{github-token}}","completion":"x"}"#,
            r#"{"prompt":"é\q{{github-token}}\q","completion":"x"}"#,
            r#"{"prompt":"a\u{{github-token}}"#,
        ] {
            assert!(hidden(row), "{row}");
        }
    }

    #[test]
    fn values_between_the_marks_of_a_broken_row_are_texts() {
        let phone = ["+49 30", " 901871"].concat();
        for row in [
            format!("{{{phone}:1}}"),
            format!("[{phone}:{phone}]"),
            format!("{{a:{phone}}}"),
            format!("{{\"{phone}\":}}"),
            phone.clone(),
        ] {
            assert!(!starred(&row).contains("901871"), "{row}: {}", starred(&row));
        }
        for plain in
            ["{12:30}", "{\"a\": 5, \"b\": [1, 2, 3}", "[2024, 11, 26, 10:30:15", "{prompt: \"hi\", completion: 7}"]
        {
            assert_eq!(starred(plain), plain);
        }
    }

    #[test]
    fn escapes_are_left_out_in_place() {
        assert_eq!(without_escapes(r"a\nb\qc\\nd\é\").as_deref(), Some("a \nb  c  \nd é "));
        assert_eq!(without_escapes(r"caf\u00e9order 12").as_deref(), Some("caf      order 12"));
        assert_eq!(without_escapes("plain"), None);
    }
}
