//! FT310 separator-drift. The page is `rules/FT310-separator-drift.md`.

use serde::{Deserialize, Serialize};

use crate::example::{Example, Shape, is_blank};
use crate::rules::contract::{FoldRule, Sink};
use crate::rules::facts::Facts;
use crate::rules::spots::Spots;

/// FT310: prompts or answers that do not agree on what stands around them.
pub struct SeparatorDrift;

/// Fewest rows that can agree on something.
const MIN_ROWS: u64 = 20;
/// Rows of each kind that are named.
const NAMED: usize = 50;
/// Longest separator in bytes.
const LONGEST: usize = 16;
/// Kinds that are told apart on each side; a separator is one of few.
const MOST: usize = 16;

/// Kinds of what stands at one side, in order, with their first rows; the empty kind stands for nothing. A list, because
/// nearly all rows are of one kind of a few.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Side {
    kinds: Vec<(String, Spots<(), NAMED>)>,
    many: bool,
}

impl Side {
    fn add(&mut self, kind: &str, example: &Example<'_>, text: usize) {
        if self.many {
            return;
        }
        let (pos, spots) = (example.row.pos, self.of(kind));
        if spots.has_room(pos) {
            spots.add(pos, example.texts[text].pointer, ());
        } else {
            spots.skip();
        }
        self.cap();
    }

    /// The rows of a kind.
    fn of(&mut self, kind: &str) -> &mut Spots<(), NAMED> {
        // Two empty texts are not compared: that is slow, by processors that read what is not there.
        let same = |own: &str| own.len() == kind.len() && (own.is_empty() || own == kind);
        let at = self.kinds.iter().position(|(own, _)| same(own)).unwrap_or_else(|| {
            let at = self.kinds.partition_point(|(own, _)| own.as_str() < kind);
            self.kinds.insert(at, (kind.to_owned(), Spots::default()));
            at
        });
        &mut self.kinds[at].1
    }

    fn merge(&mut self, other: Side) {
        self.many |= other.many;
        for (kind, spots) in other.kinds {
            self.of(&kind).merge(spots);
        }
        self.cap();
    }

    fn cap(&mut self) {
        self.many |= self.kinds.len() > MOST;
        if self.many {
            self.kinds.clear();
        }
    }

    /// Reports the rows that do not do what at least half of them do: the prompt or answer `what` starts or ends (`verb`)
    /// without `mark`. `quiet`: a kind that another rule tells.
    fn conclude(&self, [what, verb, mark]: [&str; 3], quiet: Option<&str>, sink: &mut Sink<'_>) {
        let kinds = || self.kinds.iter().map(|(kind, spots)| (kind, spots));
        let all: u64 = kinds().map(|(_, spots)| spots.count()).sum();
        let Some((usual, most)) = kinds().max_by_key(|(_, spots)| spots.count()) else { return };
        if all < MIN_ROWS || most.count() * 2 < all || most.count() == all {
            return;
        }
        for (kind, spots) in kinds().filter(|(kind, _)| *kind != usual && Some(kind.as_str()) != quiet) {
            let (own, rest) = (shown(kind, mark), shown(usual, mark));
            let message = format!("{what} {verb} {own}; in {} of {all} rows it {verb} {rest}", most.count());
            for (pos, pointer, ()) in spots.iter() {
                sink.report_row(pos, pointer, message.clone()).help("use the same in all rows, and in your program");
            }
            if spots.unnamed() > 0 {
                let more = format!("{message}: {} rows, {NAMED} of them are named", spots.count());
                sink.report_data(format!("{what} {kind}"), more);
            }
        }
    }
}

fn shown(kind: &str, mark: &str) -> String {
    match kind {
        "" => format!("without {mark}"),
        " " => "with a space".into(),
        _ => format!("with `{}`", kind.replace('\n', "\\n").replace('\t', "\\t").replace('\r', "\\r")),
    }
}

/// What stands before and behind answers, and behind prompts; under 200 KiB.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sides {
    starts: Side,
    ends: Side,
    prompts: Side,
}

impl FoldRule for SeparatorDrift {
    type State = Sides;

    fn observe(&self, state: &mut Sides, example: &Example<'_>) {
        let Some(turn) = example.turns.last() else { return };
        let answer = example.messages[turn.answer].content.clone();
        if answer.len() == 1 && !is_blank(example.texts[answer.start].text) {
            let text = example.texts[answer.start].text;
            state.starts.add(leading(text), example, answer.start);
            state.ends.add(stop(text), example, answer.start);
        }
        if example.shape == Shape::PromptCompletion
            && let Some(prompt) = example.question(*turn)
            && !is_blank(example.texts[prompt.content.start].text)
        {
            state.prompts.add(separator(example.texts[prompt.content.start].text), example, prompt.content.start);
        }
    }

    fn merge(&self, left: &mut Sides, right: Sides) {
        left.starts.merge(right.starts);
        left.ends.merge(right.ends);
        left.prompts.merge(right.prompts);
    }

    fn conclude(&self, state: &Sides, _: &Facts, sink: &mut Sink<'_>) {
        state.starts.conclude(["the answer", "starts", "white space"], None, sink);
        // That some answers end in white space is the matter of FT311.
        state.ends.conclude(["the answer", "ends", "a stop sequence"], Some("\n"), sink);
        state.prompts.conclude(["the prompt", "ends", "a separator"], None, sink);
    }
}

/// White space before a text: a space, a line break, or both.
fn leading(text: &str) -> &str {
    let end = text.len() - text.trim_start().len();
    &text[..end.min(LONGEST).min(floor(text, end.min(LONGEST)))]
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// Words that end answers of completion models.
const STOPS: [&str; 10] =
    ["###", " END", "\nEND", "</s>", "<|endoftext|>", "<|im_end|>", "<|eot_id|>", "[END]", "<END>", "<EOS>"];

/// The stop sequence at the end of an answer.
fn stop(text: &str) -> &'static str {
    if text.ends_with('\n') && !text.trim_end().ends_with(STOPS[0]) {
        return "\n";
    }
    let last = text.trim_end().as_bytes().last();
    if !matches!(last, Some(b'#' | b'D' | b'>' | b']')) {
        return "";
    }
    STOPS.into_iter().find(|stop| text.trim_end().ends_with(stop)).unwrap_or("")
}

/// The separator at the end of a prompt: arrows, rules, number signs and line breaks, with the white space around them.
/// Punctuation of sentences is none.
fn separator(text: &str) -> &str {
    // What most prompts end in is none of it.
    match text.as_bytes().last() {
        Some(b':') => return field(text).unwrap_or(""),
        Some(b) if b.is_ascii_alphanumeric() || b".?!,\"')".contains(b) => return "",
        _ => {}
    }
    if let Some(mark) = MARKS.into_iter().find(|mark| text.ends_with(mark)) {
        let before = text[..text.len() - mark.len()].trim_end().len();
        return &text[before.max(floor(text, text.len().saturating_sub(LONGEST)))..];
    }
    let mark = |c: char| c.is_whitespace() || "#-=>|~*→".contains(c);
    let from = text.len() - text.chars().rev().take_while(|c| mark(*c)).map(char::len_utf8).sum::<usize>();
    let tail = &text[from..];
    let bare = tail.trim();
    let is_sign = ["->", "=>", "→", "##", "--", "==", "||"].iter().any(|sign| bare.contains(sign));
    // Behind a word they close what stands in bold.
    let is_sign = is_sign || ["~~", "**"].iter().any(|sign| bare.contains(sign) && !tail.starts_with(sign));
    if tail.len() <= LONGEST && (is_sign || tail.contains('\n') || tail == " ") { tail } else { "" }
}

/// Marks that no prompt has for another reason.
const MARKS: [&str; 4] = ["[SEP]", "<|sep|>", "<sep>", "</s>"];

/// The name of a field on a line of its own that the answer is to follow: `\n\nAnswer:`, with the line breaks before it.
fn field(text: &str) -> Option<&str> {
    let tail = &text[floor(text, text.len().saturating_sub(LONGEST))..];
    let (before, line) = tail.rsplit_once('\n')?;
    let named = line.len() > 1 && line[..line.len() - 1].bytes().all(|b| b.is_ascii_alphabetic());
    let from = text.len() - tail.len() + before.trim_end_matches(['\n', '\r']).len();
    named.then(|| &text[from..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_are_no_punctuation() {
        for (text, own) in [
            ("Great lamp ->", " ->"),
            ("Great lamp\n\n###\n\n", "\n\n###\n\n"),
            ("Great lamp =>", " =>"),
            ("Great lamp\n", "\n"),
            ("Great lamp ", " "),
            ("Is it great?", ""),
            ("The sum is 2 -", ""),
            ("Use C#", ""),
            ("**Bold**", ""),
            ("Explain **this**", ""),
            ("Great lamp **", " **"),
            ("Great lamp\n\nAnswer:", "\n\nAnswer:"),
            ("Great lamp\nA:", "\nA:"),
            ("Great lamp [SEP]", " [SEP]"),
            ("Answer this:", ""),
            ("Text\nTranslate all that stands here:", ""),
            ("a > b", ""),
        ] {
            assert_eq!(separator(text), own, "{text}");
        }
        for (text, own) in [
            ("yes END", " END"),
            ("yes ###", "###"),
            ("THE END", " END"),
            ("LEGEND", ""),
            ("a > b", ""),
            ("yes\n", "\n"),
        ] {
            assert_eq!(stop(text), own, "{text}");
        }
        assert_eq!((leading(" yes"), leading("\n\nyes"), leading("yes")), (" ", "\n\n", ""));
    }
}
