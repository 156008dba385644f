//! Finds what no output may show: every leak in a row, for excerpts, and in a line that quotes the data, for messages.
//! All privacy rules look, whether or not they were selected.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};
use std::ops::Range;
use std::sync::{OnceLock, RwLock};

use super::catalogue::{Family, Meta, by_code};
use super::contract::{Check, Sink, TextRule};
use super::finding::Finding;
use super::options::Options;
use super::privacy::Unpacked;
use super::registry::REGISTRY;
use crate::example::{Example, Json, Object, Span, locate, parse};
use crate::source::Row;

/// The privacy rules about texts.
fn rules() -> &'static [(&'static Meta, Box<dyn TextRule>)] {
    static RULES: OnceLock<Vec<(&'static Meta, Box<dyn TextRule>)>> = OnceLock::new();
    RULES.get_or_init(|| {
        // An excerpt shows no name either, whether or not names were asked for.
        let options = Options { person: true, ..Options::default() };
        let rules = REGISTRY.iter().map(|entry| (by_code(entry.code), (entry.build)(&options)));
        let privacy = rules.filter(|(meta, _)| meta.family == Family::Privacy);
        let text_rule = |check| if let Check::Text(rule) = check { Some(rule) } else { None };
        privacy
            .flat_map(|(meta, checks)| checks.into_iter().filter_map(text_rule).map(move |rule| (meta, rule)))
            .collect()
    })
}

/// Every leak in a row, as a range of its bytes, with its mask; sorted. Keys and numbers are looked at too, and all of a row
/// that is no JSON.
pub fn leaks(row: &[u8]) -> Vec<(Range<usize>, String)> {
    let mut ranges = Vec::new();
    let parsed = parse(row);
    let broken = parsed.is_err();
    if let Ok(parsed) = parsed {
        let mut strings = Vec::new();
        collect(&parsed.json, &mut String::new(), &mut strings);
        for (pointer, text) in strings {
            let located = |(span, mask): (Span, String)| Some((locate(row, &pointer, Some(&span))?, mask));
            ranges.extend(found(text).into_iter().filter_map(located).map(|(at, mask)| (at.start..at.end, mask)));
        }
    }
    let mut offset = 0;
    for chunk in row.utf8_chunks() {
        let placed = |(span, mask): (Span, String)| (offset + span.start..offset + span.end, mask);
        ranges.extend(found(chunk.valid()).into_iter().map(placed));
        if let Some(blank) = broken.then(|| without_escapes(chunk.valid())).flatten() {
            ranges.extend(found(&blank).into_iter().map(placed));
        }
        offset += chunk.valid().len() + chunk.invalid().len();
    }
    let again: Vec<_> = known_again(row, &ranges).collect();
    ranges.extend(again);
    ranges.extend(long_numbers(row).map(|range| (range.clone(), format!("…({} digits)", range.len()))));
    ranges.sort_by_key(|(range, _)| (range.start, Reverse(range.end)));
    ranges
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

/// Values of which other places are looked for at most.
const KNOWN: usize = 64;
/// Bytes of such a value at least; a shorter one stands in many places by chance.
pub const KNOWN_BYTES: usize = 6;

/// Where the values that were found stand once more, in a place that does not tell what they are.
fn known_again<'r>(
    row: &'r [u8],
    found: &[(Range<usize>, String)],
) -> impl Iterator<Item = (Range<usize>, String)> + use<'r> {
    let mut known: Vec<(&'r [u8], String)> = Vec::new();
    for (range, mask) in found.iter().filter(|(range, _)| range.len() >= KNOWN_BYTES) {
        let value = &row[range.clone()];
        if known.len() < KNOWN && !known.iter().any(|(own, _)| *own == value) {
            known.push((value, mask.clone()));
        }
    }
    known.into_iter().flat_map(move |(value, mask)| {
        memchr::memmem::find_iter(row, value).map(move |at| (at..at + value.len(), mask.clone())).collect::<Vec<_>>()
    })
}

/// Masks in what is said of a row the values that leaks were found with in the same row: where they stand by themselves, no
/// rule knows them.
pub fn hide_known(found: &mut [Finding]) {
    let leaks = found.iter().filter_map(|finding| finding.leak.as_ref());
    let long = leaks.filter(|leak| leak.value.len() >= KNOWN_BYTES);
    let known: BTreeMap<String, String> =
        long.take(KNOWN).map(|leak| (leak.value.clone(), leak.mask.clone())).collect();
    for finding in found.iter_mut().filter(|finding| finding.leak.is_none()) {
        for (value, mask) in &known {
            if finding.message.contains(value.as_str()) {
                finding.message = finding.message.replace(value, mask);
            }
        }
    }
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

/// The beginning of a text as a message quotes it between backticks; see [`ticked`].
pub fn quoted(text: &str, chars: usize) -> String {
    ticked(&excerpt(text, chars))
}

/// Data between the backticks of a message: those that the data hold are written twice, so that a single one always ends
/// what is quoted. Where they are all that there is, blanks keep them apart from those of the message.
pub fn ticked(text: &str) -> String {
    let lone = !text.is_empty() && text.bytes().all(|b| b == b'`');
    let twice = text.replace('`', "``");
    if lone { format!(" {twice} ") } else { twice }
}

/// The beginning of a text that is shown. Masked before it is cut, so that no half of a secret is left.
pub fn excerpt(text: &str, chars: usize) -> String {
    let enough = text.char_indices().nth(chars + 400).map_or(text, |(end, _)| &text[..end]);
    let masked = redact(enough);
    let cut: String = masked.chars().take(chars).collect();
    if cut.len() < masked.len() || enough.len() < text.len() { cut + "…" } else { cut }
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

/// Leaks in one string, sorted; where they overlap, the first and longest.
fn found(text: &str) -> Vec<(Span, String)> {
    let object = Object::new(vec![(Cow::Borrowed("text"), Json::String(Cow::Borrowed(text)))]);
    let row = Row::alone(&[]);
    let example = Example::lower(row, &object);
    let mut findings: Vec<Finding> = Vec::new();
    for text in &example.texts {
        let unpacked = Unpacked::of(text);
        let read = unpacked.as_ref().map(|own| own.read(text));
        let shown = read.as_ref().unwrap_or(text);
        for (meta, rule) in rules() {
            if rule.wants(shown.scan.signs) {
                rule.check(shown, &example, &mut Sink::new(meta, None, &mut findings));
            }
        }
        if let Some(own) = unpacked {
            findings.iter_mut().for_each(|finding| finding.span = finding.span.as_ref().map(|span| own.origin(span)));
        }
    }
    let mut spans: Vec<(Span, String)> =
        findings.into_iter().filter_map(|finding| Some((finding.span?, finding.leak?.mask))).collect();
    spans.sort_by_key(|(span, _)| (span.start, Reverse(span.end)));
    spans.dedup_by(|later, earlier| later.0.start < earlier.0.end);
    spans
}

/// Bytes of a key that is looked at by itself.
const LEAST: usize = 8;

/// A JSON Pointer with every leak in its keys masked. A key with a `/` is written with `~1`, in which no URL is known.
pub fn redact_pointer(pointer: &str) -> String {
    let pointer = redact(pointer);
    // A key alone, since what it is may not be known behind the slash; a short one holds nothing.
    if !pointer.split('/').any(|step| step.len() >= LEAST) {
        return pointer;
    }
    let plain = |step: &str| {
        if step.len() < LEAST {
            return step.to_owned();
        }
        let key = step.replace("~1", "/").replace("~0", "~");
        let masked = redact(&key);
        if masked == key { step.to_owned() } else { masked.replace('~', "~0").replace('/', "~1") }
    };
    pointer.split('/').map(plain).collect::<Vec<_>>().join("/")
}

/// A line with every leak in it masked.
pub fn redact(line: &str) -> String {
    if !line.bytes().any(|b| b.is_ascii_digit() || b == b'@') && line.len() < 16 || is_clean(line) {
        return line.to_owned();
    }
    let mut out = String::with_capacity(line.len());
    let mut at = 0;
    for (span, mask) in found(line) {
        out.push_str(&line[at..span.start]);
        out.push_str(&mask);
        at = span.end;
    }
    if at == 0 {
        keep_clean(line);
    }
    out + &line[at..]
}

/// Lines in which nothing was found. Pointers and advice are the same in many findings, and looking at them is most of what a
/// report of many findings costs. At most 512 of 160 bytes: about 100 KiB.
static CLEAN: OnceLock<RwLock<HashSet<String>>> = OnceLock::new();
const CLEAN_LINES: usize = 512;
const CLEAN_LINE: usize = 160;

fn is_clean(line: &str) -> bool {
    let known = |lines: &RwLock<HashSet<String>>| lines.read().is_ok_and(|lines| lines.contains(line));
    line.len() <= CLEAN_LINE && CLEAN.get().is_some_and(known)
}

fn keep_clean(line: &str) {
    if line.len() <= CLEAN_LINE
        && let Ok(mut lines) = CLEAN.get_or_init(RwLock::default).write()
        && lines.len() < CLEAN_LINES
    {
        lines.insert(line.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::super::privacy::markers::expand;
    use super::*;

    fn hidden(row: &str) -> bool {
        let row = expand(row);
        let mut shown = row.clone();
        for (range, _) in leaks(row.as_bytes()).into_iter().rev() {
            if shown.is_char_boundary(range.start) && range.end <= shown.len() && shown.is_char_boundary(range.end) {
                let stars = "*".repeat(range.len());
                shown.replace_range(range, &stars);
            }
        }
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
    fn escapes_are_left_out_in_place() {
        assert_eq!(without_escapes(r"a\nb\qc\\nd\é\").as_deref(), Some("a \nb  c  \nd é "));
        assert_eq!(without_escapes(r"caf\u00e9order 12").as_deref(), Some("caf      order 12"));
        assert_eq!(without_escapes("plain"), None);
    }
}
