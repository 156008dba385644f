//! FT807 placeholder. The page is `rules/FT807-placeholder.md`.

use std::sync::LazyLock;

use aho_corasick::packed::Searcher;
use memchr::memmem::Finder;
use memchr::{memchr2_iter, memchr3_iter};

use super::explained::is_explained;
use super::patterns::list;
use super::prompt::{Prompt, message_of};
use super::{boundary, times};
use crate::example::{Example, Signs, Span, Text, is_code};
use crate::rules::redact::ticked;
use crate::rules::{Confidence, Level, Sink, TextRule};

/// A gap that was never filled in: `{{name}}`, `[INSERT DATE]`, `TODO`.
pub struct Placeholder;

/// Longest gap in bytes.
const LONGEST: usize = 60;
/// Different gaps of one answer that are looked for in the prompt.
const TOKENS: usize = 8;

impl TextRule for Placeholder {
    fn trigger(&self) -> Signs {
        Signs::ALWAYS
    }

    fn needs(&self) -> Signs {
        Signs::TRAINED
    }

    fn check(&self, text: &Text<'_>, example: &Example<'_>, sink: &mut Sink<'_>) {
        let found = gaps(text);
        if found.is_empty() || !text.text.contains("```") && is_code(text.text, text.scan.signs) {
            return;
        }
        let Some((at, message)) = message_of(text, example).filter(|(_, message)| !message.rejected) else { return };
        // Arguments of calls and reasoning are not shown to anybody.
        if !example.texts[message.content.clone()].iter().any(|own| std::ptr::eq(own, text)) {
            return;
        }
        let prompt = Prompt::given(example, at);
        for fields in [false, true] {
            let own = found.iter().filter(|gap| gap.field == fields).map(|gap| gap.span.clone());
            let open: Vec<Span> = own.filter(|span| !text.code().holds(span.start)).collect();
            let Some(first) = unexplained(text.text, &open, &prompt) else { continue };
            let letters = if fields { list("gap", "all", "letters") } else { &[] };
            if prompt.asks(list("gap", "all", "asked")) || prompt.asks(letters) {
                continue;
            }
            let count = open.iter().filter(|span| span.start >= first.start).count();
            let message = format!("`{}` was never filled in{}", ticked(&text.text[first.clone()]), times(count));
            let finding = sink.report(text.pointer, message).span(first);
            finding.help("write what belongs there, or remove the row");
            if fields {
                finding.level(Level::Info).confidence(Confidence::Hint, 1.0);
            }
        }
    }
}

/// The first gap that neither the prompt holds nor the answer itself speaks of.
fn unexplained(text: &str, gaps: &[Span], prompt: &Prompt<'_>) -> Option<Span> {
    let mut seen: Vec<&str> = Vec::new();
    gaps.iter().find_map(|span| {
        let token = &text[span.clone()];
        // Different ones that are all meant show enough; a limit keeps texts full of them linear.
        if seen.len() == TOKENS || seen.contains(&token) {
            return None;
        }
        seen.push(token);
        (!prompt.holds(token) && !is_explained(text, token)).then(|| span.clone())
    })
}

/// One gap; a field is one that people fill in, `[Your Name]`.
struct Gap {
    span: Span,
    field: bool,
}

fn gaps(text: &Text<'_>) -> Vec<Gap> {
    static WORDS: LazyLock<Option<Searcher>> = LazyLock::new(|| Searcher::new(list("gap", "all", "words")));
    static LOREM: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("orem ipsum"));
    let mut gaps = Vec::new();
    let bytes = text.text.as_bytes();
    // All words but one are written in capitals.
    let worth = text.scan.signs.meets(Signs::CAPITALS) || LOREM.find(bytes).is_some();
    if let Some(words) = WORDS.as_ref().filter(|_| worth) {
        let mut free = 0;
        for found in words.find_iter(bytes).filter(|found| text.text.is_char_boundary(found.start())) {
            // A row of `X` is found again in each part of it.
            if found.start() < free {
                continue;
            }
            let span = whole(bytes, found.start()..found.end());
            free = span.end;
            if is_gap(text.text, &span) {
                gaps.push(Gap { span, field: false });
            }
        }
    }
    let mut free = 0;
    let braced_ones = if text.scan.signs.meets(Signs::BRACE | Signs::DOLLAR) { bytes } else { &[] };
    for at in memchr3_iter(b'{', b'%', b'$', braced_ones) {
        if let Some((length, field)) = (at >= free).then(|| braced(text.text, at)).flatten() {
            free = at + length;
            // `/users/{user_id}/orders` is a route.
            if bytes[at] == b'{' && (at > 0 && bytes[at - 1] == b'/' || bytes.get(free) == Some(&b'/')) {
                continue;
            }
            gaps.push(Gap { span: at..free, field });
        }
    }
    if text.scan.signs.meets(Signs::BRACKET) {
        let found = memchr2_iter(b'[', b'<', bytes).filter_map(|at| Some((at, bracketed(&text.text[at..])?)));
        gaps.extend(found.map(|(at, (length, field))| Gap { span: at..at + length, field }));
    }
    gaps.sort_by_key(|gap| gap.span.start);
    gaps
}

/// A word of the list; a row of `X` as long as it is.
fn whole(bytes: &[u8], span: Span) -> Span {
    let row = |end: &usize| bytes[*end..].iter().take_while(|b| **b == b'X').count();
    let more = if bytes[span.start] == b'X' { row(&span.end) } else { 0 };
    span.start..span.end + more
}

/// Whether a word of the list stands alone and for something that is missing.
fn is_gap(text: &str, span: &Span) -> bool {
    let bytes = text.as_bytes();
    let beside = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
    let joined =
        span.start.checked_sub(1).is_some_and(|before| beside(bytes.get(before))) || beside(bytes.get(span.end));
    // `TODO-list` and `#TODO` name something.
    let named =
        bytes.get(span.end) == Some(&b'-') || span.start > 0 && matches!(bytes[span.start - 1], b'#' | b'.' | b'/');
    // `// TODO` and `# TODO` are comments of a program.
    let near = &text[boundary(text, span.start.saturating_sub(LONGEST))..span.start];
    let line = near.rsplit('\n').next().unwrap_or_default().trim();
    let comment = ["//", "#", "--", "/*", "*", "%", ";"].contains(&line) || line.ends_with("//");
    !(joined || comment || named && bytes[span.start] != b'X' || is_another_todo(text, span))
}

/// Whether `TODO` is no gap: the word for "all" of Spanish and Portuguese in capitals, beside other small words of these, or
/// the name of a file or list, in a column or beside a word for one.
fn is_another_todo(text: &str, span: &Span) -> bool {
    let rest = &text[span.end..];
    if &text[span.clone()] != "TODO" || rest.starts_with(':') {
        return false;
    }
    // The first column of a list of files.
    if rest.starts_with("  ") || rest.starts_with('\t') {
        return true;
    }
    let own = |word: &str| {
        let word = word.to_lowercase();
        ["todo_of_spain", "todo_files"].iter().any(|key| list("gap", "all", key).contains(&word.as_str()))
    };
    let split = |c: char| !c.is_alphabetic();
    let before = &text[boundary(text, span.start.saturating_sub(LONGEST))..span.start];
    let after = &rest[..boundary(rest, LONGEST)];
    before.split(split).rev().filter(|word| !word.is_empty()).take(4).any(own)
        || after.split(split).filter(|word| !word.is_empty()).take(4).any(own)
}

/// `{{ name }}`, `${NAME}`, `{first_name}`, `%%NAME%%`; not where a formula or a format is written.
fn braced(text: &str, at: usize) -> Option<(usize, bool)> {
    let rest = &text[at..];
    let before = text[..at].chars().next_back();
    if before.is_some_and(|c| c.is_alphanumeric() || "\\^_{}$%#".contains(c)) {
        return None;
    }
    let inner = |open: &str, close: &str| {
        let inner = rest.strip_prefix(open)?;
        let end =
            inner.as_bytes()[..inner.len().min(LONGEST)].windows(close.len()).position(|w| w == close.as_bytes())?;
        Some((inner.get(..end)?, open.len() + end + close.len()))
    };
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.len() >= 2
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_. |-".contains(&b))
    };
    let upper =
        |name: &str| name.len() >= 3 && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
    let snake = |name: &str| {
        is_name(name)
            && name.trim_matches('_').split_once('_').is_some_and(|(first, _)| first.len() > 1)
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    };
    if let Some((name, length)) = inner("{{", "}}") {
        return (is_name(name.trim()) && !rest[length..].starts_with(['}', '^', '_'])).then_some((length, false));
    }
    if let Some((name, length)) = inner("${", "}") {
        return (upper(name) || snake(name)).then_some((length, false));
    }
    if let Some((name, length)) = inner("%%", "%%") {
        return upper(name).then_some((length, false));
    }
    let (name, length) = inner("{", "}")?;
    snake(name).then_some((length, false))
}

/// `[INSERT DATE]`, `[TBD]`, `<insert name>`, `<your_key>`; `[Your Name]` is a field.
fn bracketed(rest: &str) -> Option<(usize, bool)> {
    let close = if rest.starts_with('[') { b']' } else { b'>' };
    let end = rest.as_bytes()[..rest.len().min(LONGEST)].iter().position(|b| *b == close)?;
    let inner = rest.get(1..end)?;
    let length = end + 1;
    if inner.contains(['\n', '[', '<', '=', '/', '|']) || rest[length..].starts_with(['(', '[', ':']) {
        return None;
    }
    let folded = inner.to_lowercase();
    let head = |heads: &[&str]| heads.iter().any(|head| folded.starts_with(head));
    if close == b'>' {
        return head(list("gap", "all", "angles")).then_some((length, false));
    }
    if head(list("gap", "all", "brackets")) || list("gap", "all", "alone").contains(&inner) {
        return Some((length, false));
    }
    let words: Vec<&str> = inner.split([' ', '/', '\'', '’']).collect();
    let titled = words.iter().all(|word| word.starts_with(|c: char| c.is_ascii_uppercase()) || word.len() <= 3);
    let letters = inner.chars().all(|c| c.is_alphabetic() || " /'’-".contains(c));
    let known =
        folded.split([' ', '/', '\'', '’']).next().is_some_and(|first| list("gap", "all", "fields").contains(&first));
    (titled && letters && known && words.len() <= 5).then_some((length, true))
}

#[cfg(test)]
mod tests {
    use super::super::bench::answer;
    use super::*;
    use crate::rules::Check;

    fn levels(prompt: &str, text: &str) -> Vec<Level> {
        answer(&Check::Text(Box::new(Placeholder)), prompt, text).into_iter().map(|finding| finding.level).collect()
    }

    #[test]
    fn the_examples_of_the_table_hold() {
        for text in list("gap", "all", "match") {
            assert_eq!(levels("Greet the guest.", text), [Level::Warn], "{text}");
        }
        for text in list("gap", "all", "match_fields") {
            assert_eq!(levels("Greet the guest.", text), [Level::Info], "{text}");
        }
        for text in list("gap", "all", "pass") {
            assert_eq!(levels("Greet the guest.", text), [], "{text}");
        }
    }

    #[test]
    fn prompts_that_want_gaps_get_them() {
        for prompt in
            ["Write a letter template.", "Show a Jinja snippet", "Fill {{name}} in later", "Regex for it", "Write SQL."]
        {
            assert_eq!(levels(prompt, "Dear {{name}}, welcome."), [], "{prompt}");
        }
        assert_eq!(levels("Write a cover letter.", "Dear [Hiring Manager], …\n[Your Name]"), []);
        assert_eq!(levels("Write a cover letter.", "Dear {first_name}, …"), [Level::Warn]);
    }

    #[test]
    fn an_earlier_answer_is_no_prompt() {
        let row = r#"{"messages":[{"role":"user","content":"When?"},{"role":"assistant","content":"At {{time}}."},
            {"role":"user","content":"And back?"},{"role":"assistant","content":"At {{time}} too."}]}"#;
        assert_eq!(super::super::bench::found(&Check::Text(Box::new(Placeholder)), row).len(), 2);
    }

    #[test]
    fn a_row_of_crosses_is_one_gap() {
        let row = "X".repeat(100_000);
        assert_eq!(levels("Which room?", &row), [Level::Warn]);
        assert_eq!(levels("Which room?", &format!("a{row}")), []);
        let found = answer(&Check::Text(Box::new(Placeholder)), "Which room?", "XXXX or XXXXXXXXX, `XXXX`");
        assert!(found[0].message.ends_with("2 times"), "{}", found[0].message);
    }
}
