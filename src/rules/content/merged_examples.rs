//! FT805 merged-examples. The page is `rules/FT805-merged-examples.md`.

use memchr::memchr_iter;

use super::answers::answer_of;
use super::boundary;
use super::patterns::list;
use super::prompt::Prompt;
use crate::example::{Example, Role, Signs, Span, Text};
use crate::rules::redact::ticked;
use crate::rules::{Edit, FixKind, Sink, TextRule};

/// An answer that goes on with the next example of the list that it was cut from.
pub struct MergedExamples;

/// Spaces that may stand before a head.
const INDENT: usize = 3;

impl TextRule for MergedExamples {
    fn trigger(&self) -> Signs {
        Signs::LINE_BREAK
    }

    fn needs(&self) -> Signs {
        Signs::TRAINED
    }

    fn check(&self, text: &Text<'_>, example: &Example<'_>, sink: &mut Sink<'_>) {
        if text.role == Role::Other {
            return;
        }
        let Some(head) = head(text.text).filter(|head| !text.code().holds(head.start)) else { return };
        let Some(answer) = answer_of(text, example) else { return };
        let prompt = Prompt::given(example, answer.at);
        let line = text.text[head.clone()].trim_end();
        if prompt.asks(list("merged", "all", "asked")) || prompt.holds(line) {
            return;
        }
        let cut = text.text[..head.start].trim_end().len();
        sink.report(text.pointer, format!("the answer goes on with another example, `{}`", ticked(line)))
            .span(head)
            .help("split the row into its examples, or cut the answer before the second one")
            .fix(
                FixKind::Unsafe,
                "cut the answer before the second example",
                vec![Edit { span: cut..text.text.len(), replacement: String::new() }],
            );
    }
}

/// The first line after other text that begins another example.
fn head(text: &str) -> Option<Span> {
    memchr_iter(b'\n', text.as_bytes()).find_map(|end| {
        let indent = text.as_bytes()[end + 1..].iter().take(INDENT).take_while(|b| **b == b' ').count();
        let line = end + 1 + indent;
        let first = text.as_bytes().get(line)?;
        if *first != b'#' && !first.is_ascii_digit() {
            return None;
        }
        let rest = &text[line..];
        let length = marked(rest).or_else(|| numbered(rest, &text[..line])).or_else(|| ruled(rest))?;
        (!text[..end].trim().is_empty()).then_some(line..line + length)
    })
}

/// `## Instruction:`, `### Response:`
fn marked(rest: &str) -> Option<usize> {
    let name = rest.strip_prefix("###").or_else(|| rest.strip_prefix("##"))?.strip_prefix(' ')?;
    let is = |known: &str| name.get(..known.len()).is_some_and(|own| own.eq_ignore_ascii_case(known));
    let known = list("merged", "all", "names").iter().find(|known| is(known))?;
    Some(rest.len() - name.len() + known.len())
}

/// `3. Instruction:`; `3. Input:` and `3. Output:` not as a step of a list, because steps have names too: with the output of the same
/// number behind it, or with no step before it.
fn numbered(rest: &str, before: &str) -> Option<usize> {
    let digits = rest.bytes().take(4).take_while(u8::is_ascii_digit).count();
    let number = &rest[..digits];
    let name = rest[digits..].strip_prefix(". ").filter(|_| digits > 0)?;
    let length = |name: &str| digits + 2 + name.len();
    if name.starts_with("Instruction:") {
        return Some(length("Instruction:"));
    }
    let near = &rest[..boundary(rest, 4_000)];
    let part = ["Input:", "Output:"].into_iter().find(|part| name.starts_with(part))?;
    let paired = part == "Input:" && near.contains(&format!("\n{number}. Output:"));
    // The step before it, or one of the same number.
    let stepped = || {
        let step = number.parse::<u32>().map_or(0, |n| n.saturating_sub(1));
        let has = |n: u32| {
            let head = format!("{n}.");
            before[boundary(before, before.len().saturating_sub(4_000))..]
                .lines()
                .any(|line| line.trim_start().starts_with(&head))
        };
        step == 0 || has(step)
    };
    (paired || !stepped()).then(|| length(part))
}

/// A line of `#` with the number of the next example on the line below it.
fn ruled(rest: &str) -> Option<usize> {
    let (rule, below) = rest.split_once('\n')?;
    let rule = rule.trim_end();
    let digits = below.bytes().take(4).take_while(u8::is_ascii_digit).count();
    (rule.len() >= 2 && rule.bytes().all(|b| b == b'#') && digits > 0 && below[digits..].starts_with('.'))
        .then_some(rule.len())
}

#[cfg(test)]
mod tests {
    use super::super::bench::answer;
    use super::*;
    use crate::rules::Check;

    fn count(prompt: &str, text: &str) -> usize {
        answer(&Check::Text(Box::new(MergedExamples)), prompt, text).len()
    }

    #[test]
    fn the_examples_of_the_table_hold() {
        for text in list("merged", "all", "match") {
            assert_eq!(count("Name a fruit.", text), 1, "{text}");
        }
        for text in list("merged", "all", "pass") {
            assert_eq!(count("Name a fruit.", text), 0, "{text}");
        }
        assert_eq!(count("Write an instruction for a model.", "Here.\n### Response:\nDone"), 0);
        assert_eq!(count("Go on:\n### Response:", "A.\n### Response:\nB"), 0);
    }
}
