//! FT806 template-token. The page is `rules/FT806-template-token.md`.

use serde::{Deserialize, Serialize};

use super::patterns::list;
use super::prompt::{Prompt, message_of};
use super::template_mark::{heads, last_mark, marks};
use crate::example::{Example, Role, Shape, Signs, Span, Text};
use crate::rules::{Edit, Facts, FixKind, FoldRule, Level, NAMED, Sink, Spots, TextRule};

/// A mark of a chat template in an answer, or the head of another turn.
pub struct TemplateToken;

/// Answers from which on the same end of all of them is a habit.
const ALL: u64 = 10;
/// Bytes of what is struck out in an answer that is nothing else.
const STRUCK: usize = 80;

impl TextRule for TemplateToken {
    fn trigger(&self) -> Signs {
        Signs::BRACKET | Signs::LINE_HEAD
    }

    fn needs(&self) -> Signs {
        Signs::TRAINED
    }

    fn check(&self, text: &Text<'_>, example: &Example<'_>, sink: &mut Sink<'_>) {
        let marks: Vec<Span> = marks(text.text).collect();
        let heads = if text.role == Role::Other { Vec::new() } else { heads(text.text) };
        if marks.is_empty() && heads.is_empty() {
            return;
        }
        let Some((answer, message)) = message_of(text, example) else { return };
        if message.rejected {
            return;
        }
        let prompt = Prompt::given(example, answer);
        let open = |span: &Span| !text.code().holds(span.start);
        let marks: Vec<Span> = marks.into_iter().filter(open).collect();
        if let Some(mark) = foreign(text.text, &marks, &prompt)
            && !is_stop(example, text, &marks)
        {
            report_mark(text, mark, &marks, sink);
        }
        let heads: Vec<Span> = heads.into_iter().filter(open).collect();
        if let Some(head) = unasked(text.text, &heads, &prompt, wants_turns) {
            let name = text.text[head.clone()].trim_end_matches(':');
            sink.report(
                text.pointer,
                format!("the answer goes on with the head of another turn, `{name}:`{}", more(heads.len())),
            )
            .level(Level::Warn)
            .span(head.clone())
            .help("cut the answer before the head, or split it into messages")
            .fix(FixKind::Unsafe, "cut the answer before the head", cut_from(text.text, head.start));
        }
    }
}

fn more(count: usize) -> String {
    if count > 1 { format!(", and {} more", count - 1) } else { String::new() }
}

/// Reports a mark. A plain text that begins with one is a whole conversation, written out on purpose.
fn report_mark(text: &Text<'_>, mark: Span, marks: &[Span], sink: &mut Sink<'_>) {
    let count = marks.len();
    let token = &text.text[mark.clone()];
    if text.role == Role::Other && text.text[..mark.start].trim().is_empty() && count > 1 {
        sink.report(text.pointer, format!("the text is written out with marks of a template, first `{token}`"))
            .level(Level::Info)
            .span(mark)
            .help("make sure that the trainer adds no marks of its own");
        return;
    }
    let finding = sink
        .report(text.pointer, format!("`{token}` is a mark of a chat template{}", more(count)))
        .span(mark.clone())
        .help("remove it; the trainer adds the marks");
    let trailing = trailing(text.text);
    if marks.iter().all(|mark| trailing.iter().any(|edit| edit.span.end >= mark.end && edit.span.start <= mark.start)) {
        finding.fix(FixKind::Safe, "remove the marks from the end", trailing);
    } else if !text.text[..mark.start].trim().is_empty() {
        finding.fix(FixKind::Unsafe, "cut the answer before the mark", cut_from(text.text, mark.start));
    }
}

/// The edit that removes the marks at the end of an answer, and the white space before them.
fn trailing(text: &str) -> Vec<Edit> {
    let mut end = text.len();
    // Each `</s>` looks back through the text for its partner; a limit keeps texts full of them linear.
    for _ in 0..16 {
        let Some(mark) = last_mark(&text[..end]) else { break };
        end = text[..mark].trim_end().len();
    }
    if end == text.len() { Vec::new() } else { cut_from(text, end) }
}

/// Whether the marks are one at the end of a plain answer, as files for completion models have it in every row: then the
/// data set as a whole is judged.
fn is_stop(example: &Example<'_>, text: &Text<'_>, marks: &[Span]) -> bool {
    marks.len() == 1 && is_plain(example) && last_mark(text.text) == Some(marks[0].start)
}

/// Shapes without a chat template of their own.
fn is_plain(example: &Example<'_>) -> bool {
    matches!(example.shape, Shape::PromptCompletion | Shape::QueryResponse | Shape::Instruction)
}

/// Answers that end in a mark; under 50 KiB.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Stops {
    answers: u64,
    ends: Spots<String>,
    /// The least and the greatest of the marks: equal where all are.
    range: Option<(String, String)>,
}

impl Stops {
    fn widen(&mut self, least: String, greatest: String) {
        self.range = Some(match self.range.take() {
            Some((a, b)) => (a.min(least), b.max(greatest)),
            None => (least, greatest),
        });
    }
}

impl FoldRule for TemplateToken {
    type State = Stops;

    fn observe(&self, state: &mut Stops, example: &Example<'_>) {
        if !is_plain(example) {
            return;
        }
        for text in example.texts.iter().filter(|text| text.trained) {
            state.answers += 1;
            let Some(at) = text.scan.signs.meets(Signs::BRACKET).then(|| last_mark(text.text)).flatten() else {
                continue;
            };
            let marks: Vec<Span> = marks(text.text).filter(|span| !text.code().holds(span.start)).collect();
            let Some((answer, _)) = message_of(text, example) else { continue };
            let prompt = || Prompt::given(example, answer);
            if marks.len() == 1 && marks[0].start == at && foreign(text.text, &marks, &prompt()).is_some() {
                let mark = text.text[marks[0].clone()].to_owned();
                state.widen(mark.clone(), mark.clone());
                state.ends.add(example.row.pos, text.pointer, mark);
            }
        }
    }

    fn merge(&self, left: &mut Stops, right: Stops) {
        left.answers += right.answers;
        left.ends.merge(right.ends);
        if let Some((least, greatest)) = right.range {
            left.widen(least, greatest);
        }
    }

    fn conclude(&self, state: &Stops, _: &Facts, sink: &mut Sink<'_>) {
        let count = state.ends.count();
        let Some((least, greatest)) = &state.range else { return };
        if count == state.answers && count >= ALL && least == greatest {
            sink.report_data("stop", format!("every answer ends in `{least}`"))
                .level(Level::Info)
                .help("right where your program stops at it; a trainer with a chat template adds its own");
            return;
        }
        for (pos, pointer, mark) in state.ends.iter() {
            sink.report_row(pos, pointer, format!("`{mark}` is a mark of a chat template"))
                .help("remove it; the trainer adds the marks")
                .fix_later(FixKind::Safe, "remove the marks from the end", trailing);
        }
        if state.ends.unnamed() > 0 {
            sink.report_data("ends", format!("{count} answers end in a mark of a template; {NAMED} of them are named"))
                .rest();
        }
    }
}

/// The edit that ends a text at `end`, without white space before it.
fn cut_from(text: &str, end: usize) -> Vec<Edit> {
    vec![Edit { span: text[..end].trim_end().len()..text.len(), replacement: String::new() }]
}

/// Whether a prompt speaks of marks of templates.
fn about_marks(prompt: &Prompt<'_>) -> bool {
    prompt.asks(list("template", "marks", "asked"))
}

/// The first mark that the prompt did not ask for.
fn foreign(text: &str, marks: &[Span], prompt: &Prompt<'_>) -> Option<Span> {
    unasked(text, marks, prompt, about_marks).filter(|_| !is_struck(text, marks, prompt))
}

/// Whether a text is one struck-out element, `<s>20 euros</s>`, and the prompt speaks of such elements. Marks around a whole
/// answer have spaces inside, or an answer about HTML and not a few words.
fn is_struck(text: &str, marks: &[Span], prompt: &Prompt<'_>) -> bool {
    let inside = || text.trim().strip_prefix("<s>")?.strip_suffix("</s>");
    let short = |inside: &str| {
        !inside.is_empty()
            && inside.len() <= STRUCK
            && !inside.starts_with(char::is_whitespace)
            && !inside.ends_with(|c: char| c.is_whitespace() || ".!?。".contains(c))
            && !inside.contains(['<', '`', '\n'])
    };
    marks.len() == 2 && inside().is_some_and(short) && prompt.asks(list("template", "marks", "struck"))
}

/// Whether a prompt orders a text in which several speak.
fn wants_turns(prompt: &Prompt<'_>) -> bool {
    let orders = |key| prompt.asks(list("orders", "all", key));
    prompt.asks(list("template", "turns", "wanted"))
        || prompt.asks(list("template", "turns", "asked")) && (orders("writes") || orders("gives"))
}

/// The first span whose text the prompt does not hold, unless the prompt asks for such things.
fn unasked(text: &str, spans: &[Span], prompt: &Prompt<'_>, asks: fn(&Prompt<'_>) -> bool) -> Option<Span> {
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
            return (!asks(prompt)).then(|| span.clone());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::bench::{chat, found, pair, with};
    use super::*;
    use crate::rules::{Check, Finding, by_code};

    fn check() -> Check {
        Check::Text(Box::new(TemplateToken))
    }

    fn spans(prompt: &str, text: &str) -> Vec<String> {
        let found: Vec<Finding> = found(&check(), &chat(prompt, text));
        found.into_iter().filter_map(|finding| finding.span).map(|span| text[span].to_owned()).collect()
    }

    #[test]
    fn the_examples_of_the_table_hold() {
        for section in super::super::patterns::table("template") {
            for text in section.list("match") {
                assert_eq!(spans("Do you ship?", text).len(), 1, "{text}");
            }
            for text in section.list("pass") {
                assert_eq!(spans("How does it work?", text), [""; 0], "{text}");
            }
        }
        assert_eq!(found(&check(), &chat("Hi", "Yes\nUser: more?"))[0].level, Level::Warn);
        assert_eq!(spans("Hi", "`a` <|eot_id|>"), ["<|eot_id|>"]);
        assert_eq!(spans("Hi", "```\n<start_of_turn>user\n```"), [""; 0]);
    }

    #[test]
    fn repairs_cut_what_stands_at_the_end() {
        let fixed = |text: &str| {
            let finding = found(&check(), &chat("Hi", text)).remove(0);
            let fix = finding.fix.expect("a repair");
            let crate::rules::Edits::Known(edits) = fix.edits else { panic!("edits are known") };
            (fix.safety, format!("{}{}", &text[..edits[0].span.start], edits[0].replacement))
        };
        assert_eq!(fixed("Yes. <|im_end|>\n"), (FixKind::Safe, "Yes.".into()));
        assert_eq!(fixed("Yes.<eos><|im_end|>"), (FixKind::Safe, "Yes.".into()));
        assert_eq!(fixed("Yes. [INST] And? [/INST] No."), (FixKind::Unsafe, "Yes.".into()));
        assert_eq!(fixed("Yes.\nUser: more?"), (FixKind::Unsafe, "Yes.".into()));
    }

    fn stops(answers: &[&str]) -> Vec<(Level, String)> {
        let mut state = Stops::default();
        for answer in answers {
            let mut part = Stops::default();
            with(&pair("Hi", answer), |example| TemplateToken.observe(&mut part, example));
            FoldRule::merge(&TemplateToken, &mut state, part);
        }
        let mut out: Vec<Finding> = Vec::new();
        let facts = Facts::new(Vec::new(), crate::rules::FactsState::default());
        TemplateToken.conclude(&state, &facts, &mut Sink::new(by_code("FT806"), None, &mut out));
        out.into_iter().map(|finding| (finding.level, finding.message)).collect()
    }

    #[test]
    fn one_stop_sequence_in_all_answers_is_a_habit() {
        let all = stops(&["Yes.</s>"; 10]);
        assert_eq!(all, [(Level::Info, "every answer ends in `</s>`".into())]);
        assert_eq!(stops(&["Yes.</s>"; 9])[0].0, Level::Error);
        let mixed = [["Yes.</s>"; 9].as_slice(), &["Yes.<|im_end|>"]].concat();
        assert!(stops(&mixed).iter().all(|(level, _)| *level == Level::Error));
        assert_eq!(stops(&["Yes."; 10]), []);
        assert_eq!(stops(&["Use `</s>`"; 10]), []);
    }

    #[test]
    fn is_silent_where_the_prompt_asks() {
        assert_eq!(spans("What does <|im_end|> mean?", "<|im_end|> ends a turn"), [""; 0]);
        assert_eq!(spans("What does im_end mean?", "<|im_end|> ends a turn"), [""; 0]);
        assert_eq!(spans("Name a special token", "[CLS]"), [""; 0]);
        for prompt in [
            "HTML für durchgestrichen?",
            "Strike out this word: lamp",
            "Comment barrer « lampe » ?",
            "打ち消し線を付けて",
        ] {
            assert_eq!(spans(prompt, "<s>lamp</s>"), [""; 0], "{prompt}");
        }
        for (prompt, text, mark) in [
            ("HTML for bold?", "<b>lamp</b></s>", "</s>"),
            ("HTML for bold?", "<s> lamp </s>", "<s>"),
            ("HTML for bold?", "<s>Put b around it.</s>", "<s>"),
            ("HTML for bold?", "<s><b>lamp</b></s>", "<s>"),
            ("HTML for bold?", "<s>lamp", "<s>"),
            ("HTML for bold?", "<s>lamp</s><|im_end|>", "<|im_end|>"),
            ("Which lamp?", "<s>lamp</s>", "<s>"),
        ] {
            assert_eq!(spans(prompt, text), [mark], "{prompt} {text}");
        }
        assert_eq!(spans("Write a dialogue.", "Night.\nUser: Hi\nAssistant: Hello"), [""; 0]);
        assert_eq!(spans("Continue:\nUser: a\nHuman: b", "c\nUser: d"), [""; 0]);
        assert_eq!(spans("Give me an example of a chat.", "Sure.\nUser: Hi\nAssistant: Hello"), [""; 0]);
        assert_eq!(spans("Write a JavaScript description", "c\nUser: d"), ["User:"]);
        for prompt in ["How do I play chess?", "How do I run a script?", "When is my job interview?"] {
            assert_eq!(spans(prompt, "At noon.\nHuman: and then?\nAssistant: At one."), ["Human:"], "{prompt}");
        }
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
