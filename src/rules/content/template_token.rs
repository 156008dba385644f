//! FT806 template-token. The page is `rules/FT806-template-token.md`.

use memchr::{memchr_iter, memchr2_iter, memmem};

use super::code::Code;
use super::prompt::{Prompt, message_of};
use crate::example::{Example, Role, Signs, Span, Text};
use crate::rules::{Level, Sink, TextRule};

/// A mark of a chat template in an answer, or the head of another turn.
pub struct TemplateToken;

/// Marks that are always written the same way.
const MARKS: [&str; 16] = [
    "[INST]",
    "[/INST]",
    "<<SYS>>",
    "<</SYS>>",
    "<start_of_turn>",
    "<end_of_turn>",
    "<bos>",
    "<eos>",
    "<pad>",
    "<unk>",
    "<mask>",
    "[PAD]",
    "[CLS]",
    "[SEP]",
    "[UNK]",
    "[MASK]",
];

/// Bytes in which an element of HTML or SVG is looked for; a limit keeps texts full of marks linear.
const NEAR: usize = 2000;

/// Beginnings of names in `<|…|>` that stand for an image or a sound, or for reasoning: a matter of the layout.
const OTHER_NAMES: [&str; 8] =
    ["image", "audio", "video", "vision", "think", "begin_of_thought", "end_of_thought", "begin_of_solution"];

/// Prompts about the marks themselves.
const ABOUT_MARKS: [&str; 16] = [
    "special token",
    "control token",
    "stop token",
    "chat template",
    "prompt template",
    "prompt format",
    "chatml",
    "tokeniz",
    "tokenis",
    "eos.",
    "bos.",
    "bert.",
    "end-of-sequence",
    "end-of-text",
    "end of sequence",
    "masked language",
];

/// Heads of turns, as they stand at the start of a line.
const HEADS: [&str; 8] =
    ["Human:", "User:", "Assistant:", "### Human:", "### User:", "### Assistant:", "### Instruction:", "### Response:"];

/// Names before a colon that are turns too; another one makes the lines a list of terms.
const SPEAKERS: [&str; 12] = [
    "human",
    "user",
    "assistant",
    "system",
    "ai",
    "bot",
    "agent",
    "answer",
    "response",
    "question",
    "instruction",
    "a",
];

/// Prompts that ask for turns.
const ABOUT_TURNS: [&str; 34] = [
    "dialog",
    "script.",
    "scripts.",
    "screenplay",
    "interview",
    "transcri",
    "chat.",
    "chats.",
    "chatbot",
    "chat log",
    "play.",
    "plays.",
    "conversation",
    "role-play",
    "roleplay",
    "skit",
    "scene",
    "debate",
    "diálogo",
    "guion",
    "entrevista",
    "conversa",
    "gespräch",
    "drehbuch",
    "entretien",
    "intervista",
    "conversazione",
    "theater",
    "theatre",
    "q&a",
    "对话",
    "剧本",
    "会話",
    "対話",
];

impl TextRule for TemplateToken {
    fn trigger(&self) -> Signs {
        Signs::BRACKET | Signs::LINE_HEAD
    }

    fn check(&self, text: &Text<'_>, example: &Example<'_>, sink: &mut Sink<'_>) {
        if !text.trained {
            return;
        }
        let marks: Vec<Span> = marks(text.text).collect();
        let heads = if text.role == Role::Other { Vec::new() } else { heads(text.text) };
        if marks.is_empty() && heads.is_empty() {
            return;
        }
        let Some((answer, message)) = message_of(text, example) else { return };
        if message.rejected {
            return;
        }
        let (code, prompt) = (Code::of(text.text), Prompt::before(example, answer));
        let open = |span: &Span| !code.holds(span.start);
        let marks: Vec<Span> = marks.into_iter().filter(open).collect();
        if let Some(mark) = unasked(text.text, &marks, &prompt, &ABOUT_MARKS) {
            report_mark(text, mark, marks.len(), sink);
        }
        let heads: Vec<Span> = heads.into_iter().filter(open).collect();
        if let Some(head) = unasked(text.text, &heads, &prompt, &ABOUT_TURNS) {
            let name = text.text[head.clone()].trim_end_matches(':');
            sink.report(
                text.pointer,
                format!("the answer goes on with the head of another turn, `{name}:`{}", more(heads.len())),
            )
            .level(Level::Warn)
            .span(head)
            .help("cut the answer before the head, or split it into messages");
        }
    }
}

fn more(count: usize) -> String {
    if count > 1 { format!(", and {} more", count - 1) } else { String::new() }
}

/// Reports a mark. A plain text that begins with one is a whole conversation, written out on purpose.
fn report_mark(text: &Text<'_>, mark: Span, count: usize, sink: &mut Sink<'_>) {
    let token = &text.text[mark.clone()];
    if text.role == Role::Other && text.text[..mark.start].trim().is_empty() && count > 1 {
        sink.report(text.pointer, format!("the text is written out with marks of a template, first `{token}`"))
            .level(Level::Info)
            .span(mark)
            .help("make sure that the trainer adds no marks of its own");
        return;
    }
    sink.report(text.pointer, format!("`{token}` is a mark of a chat template{}", more(count)))
        .span(mark)
        .help("remove it; the trainer adds the marks");
}

/// The first span whose text the prompt does not hold, unless the prompt is about such things.
fn unasked(text: &str, spans: &[Span], prompt: &Prompt<'_>, about: &[&str]) -> Option<Span> {
    let mut seen: Vec<&str> = Vec::new();
    for span in spans {
        let token = &text[span.clone()];
        // Eight different marks that are all in the prompt show enough.
        if seen.contains(&token) || seen.len() == 8 {
            continue;
        }
        seen.push(token);
        let name = token.trim_matches(['<', '|', '>']);
        let named = (name.contains('_') || name == "endoftext") && prompt.holds(name);
        if !named && !prompt.holds(token) {
            return (!prompt.asks(about)).then(|| span.clone());
        }
    }
    None
}

/// The marks in a text, in order.
fn marks(text: &str) -> impl Iterator<Item = Span> + '_ {
    let mut free = 0;
    memchr2_iter(b'<', b'[', text.as_bytes()).filter_map(move |at| {
        let end = (at >= free).then(|| mark_at(text, at)).flatten()?;
        free = end;
        Some(at..end)
    })
}

/// The end of the mark that starts at `at`, if one does.
fn mark_at(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    if let Some(name) = rest.strip_prefix("<|") {
        let length = name.bytes().take(31).take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
        let is_mark = (2..=30).contains(&length)
            && name[length..].starts_with("|>")
            && !OTHER_NAMES.iter().any(|other| name.starts_with(other));
        return is_mark.then_some(at + length + 4);
    }
    if let Some(name) = rest.strip_prefix("<｜") {
        let length = name
            .chars()
            .take(40)
            .take_while(|c| !c.is_whitespace() && !"<>｜".contains(*c))
            .map(char::len_utf8)
            .sum::<usize>();
        return (length > 0 && name[length..].starts_with("｜>")).then_some(at + "<｜".len() + length + "｜>".len());
    }
    if let Some(after) = rest.strip_prefix("</s>") {
        let last = after.trim_start().is_empty();
        let paired = || memmem::rfind(&text.as_bytes()[..at], b"<s>").is_some_and(|open| !is_whole(text, open));
        return (last && !paired()).then_some(at + 4);
    }
    if rest.starts_with("<s>") {
        let paired =
            || memmem::find(rest.as_bytes(), b"</s>").is_some_and(|close| !rest[close + 4..].trim().is_empty());
        return (is_whole(text, at) && !paired()).then_some(at + 3);
    }
    let mark = MARKS.iter().find(|mark| rest.starts_with(**mark))?;
    let near = &rest.as_bytes()[..rest.len().min(NEAR)];
    let element = mark.starts_with('<') && memmem::find(near, mark.replacen('<', "</", 1).as_bytes()).is_some();
    let link = mark.starts_with('[') && rest[mark.len()..].starts_with('(');
    (!element && !link).then_some(at + mark.len())
}

/// Whether `<s>` at `open` begins the text: then it is the mark of a beginning and not an element of HTML.
fn is_whole(text: &str, open: usize) -> bool {
    text[..open].trim_end().is_empty()
}

/// Heads of turns at line starts after other text; not those in a list of terms.
fn heads(text: &str) -> Vec<Span> {
    let mut heads = Vec::new();
    let (mut line, mut said) = (0, false);
    for end in memchr_iter(b'\n', text.as_bytes()) {
        let (before, start) = (&text[line..end], end + 1);
        line = start;
        said |= !before.trim_start().is_empty();
        let Some(head) = HEADS.iter().find(|head| text[start..].starts_with(**head)) else { continue };
        let after = text[start..].lines().nth(1).unwrap_or("");
        if said && !is_term(before) && !is_term(after) {
            heads.push(start..start + head.len());
        }
    }
    heads
}

/// Whether a line begins like an entry of a list of terms: a few words and a colon with text behind it.
fn is_term(line: &str) -> bool {
    let line = line.trim_start_matches(|c: char| c.is_whitespace() || c.is_ascii_digit() || "-*•.#".contains(c));
    let Some((name, rest)) = line.split_once(": ") else { return false };
    let name = name.trim_end_matches('*');
    name.len() <= 24
        && !name.is_empty()
        && !rest.trim().is_empty()
        && !SPEAKERS.contains(&name.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::super::bench::{answer, found};
    use super::*;
    use crate::rules::{Check, Finding};

    fn check() -> Check {
        Check::Text(Box::new(TemplateToken))
    }

    fn spans(prompt: &str, text: &str) -> Vec<String> {
        let findings: Vec<Finding> = answer(&check(), prompt, text);
        findings.into_iter().map(|finding| text[finding.span.expect("set")].to_owned()).collect()
    }

    #[test]
    fn flags_marks() {
        for (text, mark) in [
            ("Yes.<|im_end|>", "<|im_end|>"),
            ("Yes. [INST] And? [/INST]", "[INST]"),
            ("Yes.</s>\n", "</s>"),
            ("<s> Yes", "<s>"),
            ("<s>Yes</s>", "<s>"),
            ("Yes<end_of_turn>\n<start_of_turn>user", "<end_of_turn>"),
            ("Yes<｜end▁of▁sentence｜>", "<｜end▁of▁sentence｜>"),
            ("<<SYS>> Be brief <</SYS>>", "<<SYS>>"),
            ("It is [MASK] now", "[MASK]"),
            ("`a` <|eot_id|>", "<|eot_id|>"),
            ("Yes\nUser: more?", "User:"),
            ("Yes\n\n### Response:\nNo", "### Response:"),
            ("Yes\nHuman: more?\nAssistant: no", "Human:"),
        ] {
            assert_eq!(spans("Do you ship?", text), [mark], "{text}");
        }
        assert_eq!(answer(&check(), "Hi", "Yes\nUser: more?")[0].level, Level::Warn);
    }

    #[test]
    fn leaves_other_signs_alone() {
        for text in [
            "Use <| to the left and |> to the right.",
            "Put [x] before it and [ ] after it.",
            "Write `<|endoftext|>` or `</s>`.",
            "```\n<start_of_turn>user\n```",
            "<p><s>20 euros</s> 15 euros</p>",
            "now <s>20 euros</s>",
            "<s>20</s> 15 euros",
            "<think>7 times 13</think>91",
            "<tool_call>{}</tool_call>",
            "<image> shows <|image|>",
            "<svg><mask><rect/></mask></svg>",
            "see [SEP](https://example.org)",
            "x <- c[INST_1]; a <|b|> c",
            "if a < b and c[0] > d",
            "User: at the very start",
            "There are two roles. The user: may knock.",
            "Two roles:\nUser: may knock\nAdmin: may open",
            "Roles:\nAdmin: may open\nUser: may knock",
            "Steps\nUsers: all of them",
            "# Title\n## Response\ntext",
        ] {
            assert_eq!(spans("How does it work?", text), [""; 0], "{text}");
        }
    }

    #[test]
    fn is_silent_where_the_prompt_asks() {
        assert_eq!(spans("What does <|im_end|> mean?", "<|im_end|> ends a turn"), [""; 0]);
        assert_eq!(spans("What does im_end mean?", "<|im_end|> ends a turn"), [""; 0]);
        assert_eq!(spans("Name a special token", "[CLS]"), [""; 0]);
        assert_eq!(spans("Write a dialogue.", "Night.\nUser: Hi\nAssistant: Hello"), [""; 0]);
        assert_eq!(spans("Continue:\nUser: a\nHuman: b", "c\nUser: d"), [""; 0]);
        assert_eq!(spans("Write a JavaScript description", "c\nUser: d"), ["User:"]);
    }

    #[test]
    fn plain_texts_may_hold_turns() {
        let level = |json: &str| found(&check(), json).iter().map(|finding| finding.level).collect::<Vec<_>>();
        assert_eq!(level(r#"{"text":"A play.\nUser: Hi\nAssistant: Hello"}"#), []);
        assert_eq!(level(r#"{"text":"<|im_start|>user\nHi<|im_end|>"}"#), [Level::Info]);
        assert_eq!(found(&check(), r#"{"text":"The end.</s>"}"#).len(), 1);
        assert_eq!(level(r#"{"prompt":"Hi<|im_end|>","completion":"Yes"}"#), []);
        assert_eq!(level(r#"{"prompt":"Hi","chosen":"Yes","rejected":"No<|im_end|>"}"#), []);
    }
}
