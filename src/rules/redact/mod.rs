//! Finds what no output may show: every leak in a row, for excerpts, and in a line that quotes the data, for messages.
//! All privacy rules look, whether or not they were selected.

mod known;
mod row;
mod stretch;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::sync::{OnceLock, RwLock};

use super::catalogue::{Family, Meta, by_code};
use super::contract::{Check, Sink, TextRule};
use super::finding::{Finding, Leak};
use super::options::Options;
use super::privacy::Unpacked;
use super::registry::REGISTRY;
use crate::example::{Example, Json, Object};
use crate::source::Row;
use known::KNOWN;
pub use known::{KNOWN_BYTES, Known};
pub use row::leaks;
pub use stretch::{Stretch, covered, merged};

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
            if let Some(help) = finding.help.as_mut().filter(|help| help.contains(value.as_str())) {
                *help = help.replace(value, mask);
            }
        }
    }
}

/// The beginning of a text as a message quotes it between backticks; see [`ticked`].
pub fn quoted(text: &str, chars: usize) -> String {
    ticked(&excerpt(text, chars))
}

/// [`quoted`] for one of two texts that are named side by side because they are alike: what is a value in the other is masked
/// here as well, also inside of a longer word, and nothing is shown that is a slip away from one.
pub fn quoted_beside(text: &str, chars: usize, beside: &[&str]) -> String {
    let mut others = Vec::new();
    for other in beside.iter().filter(|other| !needs_no_look(other)) {
        others.extend(found(other).into_iter().map(|own| (&other[own.range], own.mask, own.rank)));
    }
    if others.is_empty() {
        return quoted(text, chars);
    }
    let known = Known::of_values(others.iter().map(|(value, mask, rank)| (*value, mask.as_str(), *rank)));
    let mut stretches = found(text);
    stretches.extend(known.stretches(text.as_bytes()));
    let slip = |value: &str| {
        text.len() <= 2 * SLIP_BYTES && value.len() <= SLIP_BYTES && strsim::damerau_levenshtein(text, value) <= 2
    };
    if stretches.is_empty() && others.iter().any(|(value, ..)| slip(value)) {
        return "…".into();
    }
    ticked(&excerpt(&covered(text, &merged(stretches)), chars))
}

/// Bytes of a value that slips are told of.
const SLIP_BYTES: usize = 100;

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

/// Leaks in one string; merged.
fn found(text: &str) -> Vec<Stretch> {
    let object = Object::new(vec![(Cow::Borrowed("text"), Json::String(Cow::Borrowed(text)))]);
    let own = look(&Example::lower(Row::alone(&[]), &object));
    merged(own.into_iter().map(|(_, stretch)| stretch).collect())
}

/// Leaks in the texts of an example, with the pointers of the texts. None loses to another that it overlaps.
fn look(example: &Example<'_>) -> Vec<(String, Stretch)> {
    let mut findings: Vec<Finding> = Vec::new();
    for text in &example.texts {
        let from = findings.len();
        let unpacked = Unpacked::of(text);
        let read = unpacked.as_ref().map(|own| own.read(text));
        let shown = read.as_ref().unwrap_or(text);
        for (meta, rule) in rules() {
            if rule.wants(shown.scan.signs) {
                rule.check(shown, example, &mut Sink::new(meta, None, &mut findings));
            }
        }
        if let Some(own) = unpacked {
            let inner = findings[from..].iter_mut();
            inner.for_each(|finding| finding.span = finding.span.as_ref().map(|span| own.origin(span)));
        }
    }
    let stretch = |finding: Finding| {
        let (range, Leak { mask, rank, .. }) = (finding.span?, finding.leak?);
        Some((finding.pointer, Stretch { range, mask, rank }))
    };
    findings.into_iter().filter_map(stretch).collect()
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
    if needs_no_look(line) {
        return line.to_owned();
    }
    let stretches = found(line);
    if stretches.is_empty() {
        keep_clean(line);
    }
    covered(line, &stretches)
}

/// Lines in which nothing was found. Pointers and advice are the same in many findings, and looking at them is most of what a
/// report of many findings costs. At most 512 of 160 bytes: about 100 KiB.
static CLEAN: OnceLock<RwLock<HashSet<String>>> = OnceLock::new();
const CLEAN_LINES: usize = 512;
const CLEAN_LINE: usize = 160;

/// Whether there is no need to look at a line.
fn needs_no_look(line: &str) -> bool {
    !line.bytes().any(|b| b.is_ascii_digit() || b == b'@') && line.len() < 16 || is_clean(line)
}

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
