//! FT804 no-input-marker. The page is `rules/FT804-no-input-marker.md`.

use std::sync::LazyLock;

use super::patterns::{BareWords, list};
use super::prompt::{Prompt, message_of};
use crate::example::{Example, Signs, Span, Text};
use crate::rules::redact::ticked;
use crate::rules::{Edit, FixKind, Sink, TextRule};

/// A prompt that spells out that it has no input: `<noinput>`, `N/A`.
pub struct NoInputMarker;

/// Bytes from the end in which the last line is looked for.
const LAST: usize = 48;

/// What tells most lines from the words.
static WORDS: LazyLock<BareWords> =
    LazyLock::new(|| BareWords::of(&[list("placeholder", "input", "words"), list("placeholder", "input", "bare")]));

impl TextRule for NoInputMarker {
    fn trigger(&self) -> Signs {
        Signs::ALWAYS
    }

    fn needs(&self) -> Signs {
        Signs::QUESTION
    }

    fn check(&self, text: &Text<'_>, example: &Example<'_>, sink: &mut Sink<'_>) {
        if text.text.len() > LAST && !text.scan.signs.meets(Signs::LINE_BREAK) && !text.text.ends_with(' ') {
            return;
        }
        let Some(line) = last_line(text.text) else { return };
        let whole = line.start == 0;
        let marker = text.text[line.clone()].trim();
        let (words, bare) = (list("placeholder", "input", "words"), list("placeholder", "input", "bare"));
        let Some(folded) = WORDS.bare(marker) else { return };
        let known = words.contains(&folded.as_str())
            || bare.contains(&folded.as_str()) && (is_input(text, &line) || is_apart(&text.text[..line.start], marker));
        if !known || marker.ends_with('?') {
            return;
        }
        let Some((at, _)) = message_of(text, example) else { return };
        if whole && at + 1 == example.messages.len()
            || Prompt::before(example, at).asks(list("placeholder", "input", "asked"))
        {
            return;
        }
        let cut = text.text[..line.start].trim_end().len();
        sink.report(text.pointer, format!("`{}` stands where an input would be", ticked(marker)))
            .span(line.start..line.start + text.text[line.clone()].trim_end().len())
            .help("leave the input empty, as your program will")
            .fix(
                FixKind::Unsafe,
                "remove the marker",
                vec![Edit { span: cut..text.text.len(), replacement: String::new() }],
            );
    }
}

/// The last line that is not blank, if it is short.
fn last_line(text: &str) -> Option<Span> {
    let end = text.trim_end().len();
    let from = text.as_bytes()[end.saturating_sub(LAST)..end].iter().rposition(|b| *b == b'\n');
    let start = match from {
        Some(at) => end.saturating_sub(LAST) + at + 1,
        None if end <= LAST => 0,
        None => return None,
    };
    let start = start + text[start..end].len() - text[start..end].trim_start().len();
    (start < end).then_some(start..end)
}

/// Whether a marker is in brackets, or a paragraph of its own behind a whole sentence: no option of a list.
fn is_apart(before: &str, marker: &str) -> bool {
    let sentence = before.trim_end().ends_with(['.', '?', '!', ':']);
    let paragraph = before.trim_end_matches([' ', '\t', '\r']).ends_with("\n\n") || before.ends_with("\n\r\n");
    // `What does this word mean?` and the word.
    let meant = || Prompt::text(before).asks(list("placeholder", "input", "asked"));
    sentence && (paragraph || marker.starts_with(['[', '(', '<'])) && !meant()
}

/// Whether a line is the input: a field of its own, or behind the word.
fn is_input(text: &Text<'_>, line: &Span) -> bool {
    let before = text.text[..line.start].trim_end().trim_end_matches(['*', '#', ' ']);
    if line.start == 0 {
        return text.pointer.to_string() == "/input";
    }
    before.ends_with("Input:") || before.ends_with("input:") || before.ends_with("INPUT:")
}

#[cfg(test)]
mod tests {
    use super::super::bench::found;
    use super::*;
    use crate::rules::Check;

    fn count(json: &serde_json::Value) -> usize {
        found(&Check::Text(Box::new(NoInputMarker)), &json.to_string()).len()
    }

    #[test]
    fn the_examples_of_the_table_hold() {
        let row = |input: &str| serde_json::json!({"instruction": "Write a line about rain.", "input": input, "output": "It falls."});
        let prompt =
            |line: &str| serde_json::json!({"prompt": format!("Write a line.\n{line}\n"), "completion": "It falls."});
        for text in list("placeholder", "input", "match") {
            assert_eq!((count(&row(text)), count(&prompt(text))), (1, 1), "{text}");
        }
        for text in list("placeholder", "input", "pass") {
            assert_eq!((count(&row(text)), count(&prompt(text))), (0, 0), "{text}");
        }
    }

    #[test]
    fn bare_words_are_markers_only_as_an_input() {
        let row = |input: &str| serde_json::json!({"instruction": "Write a line about rain.", "input": input, "output": "It falls."});
        assert_eq!((count(&row("N/A")), count(&row("None")), count(&row("none"))), (1, 1, 1));
        let prompt = |text: &str| count(&serde_json::json!({"prompt": text, "completion": "B"}));
        assert_eq!(prompt("Which is it?\nA cat\nA dog\nNone"), 0);
        assert_eq!(prompt("Write a line.\n\n### Input:\nNone"), 1);
        assert_eq!(prompt("None"), 0);
        assert_eq!((prompt("Write a line about rain.\n\nN/A"), prompt("Write a line about rain.\n[n/a]\n")), (1, 1));
        assert_eq!(prompt("Which is it?\n\nA cat\n\nA dog\n\nNone"), 0);
        assert_eq!(prompt("Which word is meant?\n\nNone") + prompt("It is an island.\n\nMalta"), 0);
        let word = serde_json::json!({"instruction": "Translate the word.", "input": "None", "output": "Keine"});
        assert_eq!(count(&word), 0);
    }
}
