//! Normal forms: texts that mean the same to a reader get the same key. ASCII is folded sixteen bytes at a time, everything else
//! through NFKC and full case folding (Unicode Standard Annex 15, CaseFolding.txt); both give the same form.

use wide::u8x16;

use super::fold::{fold, is_plain};
use super::operators::{beyond_ascii, operator};
use super::signs::Signs;
use super::sixteen::{self, within};

/// Which normal form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Folded words, one space between them.
    Words,
    /// Like `Words`, with what tells numbers and formulas apart: decimal points, signs, operators, `C#`, `C++`; for
    /// answers.
    Answer,
    /// Like `Answer`, with pictures: a prompt may ask about them; for prompts.
    Prompt,
    /// Only white space is collapsed; for code.
    Code,
}

/// Appends the normal form of `text` to `out` (which is not cleared). `signs` are those of the text or of a longer one.
pub fn normalize(text: &str, signs: Signs, form: Form, out: &mut Vec<u8>) {
    if form == Form::Code {
        return collapse(text, out);
    }
    let form = (form, signs.meets(Signs::DIGIT) && signs.meets(Signs::PAREN | Signs::BRACKET | Signs::ESCAPE));
    if !signs.meets(Signs::NON_ASCII) || is_plain(text.as_bytes()) {
        words_of(text.as_bytes(), form, out);
    } else {
        let folded = fold(text);
        words_of(folded.as_bytes(), form, out);
    }
}

/// The form `Words` as a string.
pub fn words(text: &str) -> String {
    let mut out = Vec::new();
    let signs = if text.is_ascii() { Signs::NONE } else { Signs::NON_ASCII };
    normalize(text, signs, Form::Words, &mut out);
    String::from_utf8(out).expect("normal forms of text are text")
}

/// Whether a text is code, where case and punctuation mean something: it has a fenced block, or more than 30 % of its
/// lines end in `{`, `}`, `;`, or in a `:` that an indented line follows; the colons of `Text: …` and `Label:` are prose.
/// `signs` are those of the text or of a longer one.
pub fn is_code(text: &str, signs: Signs) -> bool {
    if signs.meets(Signs::BACKTICK) && text.contains("```") {
        return true;
    }
    if !signs.meets(Signs::CODE_MARK) || !signs.meets(Signs::LINE_BREAK) || !text.contains(['{', ';', ':']) {
        return false;
    }
    let (mut lines, mut ended, mut opened) = (0, 0, None);
    for line in text.lines().map(str::trim_end).filter(|line| !line.is_empty()) {
        let indent = line.len() - line.trim_start().len();
        lines += 1;
        ended += usize::from(line.ends_with(['{', '}', ';']));
        ended += usize::from(opened.is_some_and(|outer| outer < indent));
        opened = line.ends_with(':').then_some(indent);
    }
    lines > 1 && ended * 10 > lines * 3
}

/// Letters of scripts without spaces between words: Han, Kana, Thai, Lao, Khmer, Myanmar.
pub fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{3040}'..='\u{30FF}'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

fn collapse(text: &str, out: &mut Vec<u8>) {
    for word in text.split_whitespace() {
        if !out.is_empty() && out.last() != Some(&b' ') {
            out.push(b' ');
        }
        out.extend_from_slice(word.as_bytes());
    }
}

/// Sixteen bytes at a time as far as they are letters, digits and separators; what depends on its
/// neighbours goes through a function of its own. Brackets and `&` are looked at where `maths` says that there may be a formula.
fn words_of(bytes: &[u8], (form, maths): (Form, bool), out: &mut Vec<u8>) {
    out.reserve(bytes.len() + 32);
    let start = out.len();
    // Whether a space here would be the first thing, or a second one.
    let mut spaced = true;
    let mut i = 0;
    while i < bytes.len() {
        let part = Sixteen::of(bytes, i, form, maths);
        let good = (part.slow.trailing_zeros() as usize).min(16).min(bytes.len() - i);
        part.append(good, spaced, out);
        i += good;
        let Some(&byte) = bytes.get(i).filter(|_| good < 16) else {
            spaced = out.len() == start || out.last() == Some(&b' ');
            continue;
        };
        if byte.is_ascii() {
            i += operator(bytes, i, start, out);
        } else {
            i += beyond_ascii(&bytes[i..], form, start, out) - 1;
        }
        spaced = out.len() == start || out.last() == Some(&b' ');
        i += 1;
    }
    if out.len() > start && out.last() == Some(&b' ') {
        out.pop();
    }
}

/// Sixteen bytes in small letters, with spaces for separators.
struct Sixteen {
    folded: u128,
    /// A bit for each separator.
    gaps: u32,
    /// A bit for each byte that depends on its neighbours.
    slow: u32,
}

impl Sixteen {
    #[inline]
    fn of(bytes: &[u8], at: usize, form: Form, maths: bool) -> Sixteen {
        let all = u8x16::from(sixteen::from(bytes, at, b' '));
        let is = |byte: u8| all.simd_eq(u8x16::splat(byte));
        let lower = all | u8x16::splat(0x20);
        let (letters, digits) = (within(lower, b'a', b'z'), within(all, b'0', b'9'));
        let kept = letters | digits | is(b'_');
        let folded = (lower & letters) | (all & kept & !letters) | (u8x16::splat(b' ') & !kept);
        let mut slow = all.to_bitmask();
        if form != Form::Words {
            let signs = within(all, b'#', b'%') | within(all, b'*', b'+') | within(all, b'<', b'>');
            slow |= (signs | is(b'-') | is(b'/') | is(b'^')).to_bitmask();
            let next = bytes.get(at + 16).copied().unwrap_or(b' ');
            let before_digit = digits.to_bitmask() >> 1 | u32::from(next.is_ascii_digit()) << 15;
            let prior = at.checked_sub(1).map_or(b' ', |prior| bytes[prior]);
            let behind_digit = digits.to_bitmask() << 1 | u32::from(prior.is_ascii_digit());
            slow |= (is(b'.') | is(b',')).to_bitmask() & before_digit;
            let before_equals = is(b'=').to_bitmask() >> 1 | u32::from(next == b'=') << 15;
            slow |= is(b'!').to_bitmask() & (before_equals | behind_digit & 0xFFFF);
            if maths {
                slow |= (is(b'(') | is(b'[') | is(b'&')).to_bitmask();
                slow |= (is(b')') | is(b']')).to_bitmask() & behind_digit;
            }
        }
        Sixteen { folded: u128::from_le_bytes(folded.to_array()), gaps: !kept.to_bitmask() & 0xFFFF, slow }
    }

    /// Appends the first `good` bytes, of several separators in a row the first. `spaced`: whether one stands before.
    #[inline]
    fn append(&self, good: usize, spaced: bool, out: &mut Vec<u8>) {
        let mut doubled = self.gaps & (self.gaps << 1 | u32::from(spaced)) & ((1 << good) - 1);
        let (mut folded, mut done) = (self.folded, 0);
        loop {
            // Steps of known length wait for nothing.
            let upto = if doubled == 0 { good } else { doubled.trailing_zeros() as usize };
            let length = out.len() + upto - done;
            out.extend_from_slice(&folded.to_le_bytes());
            out.truncate(length);
            if doubled == 0 {
                return;
            }
            doubled &= doubled - 1;
            folded = self.folded >> (8 * upto) >> 8;
            done = upto + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use caseless::Caseless;
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    use super::super::operators::space;
    use super::*;

    fn prompt(text: &str) -> String {
        let mut out = Vec::new();
        normalize(text, Signs::of_bytes(text), Form::Prompt, &mut out);
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn spellings_of_one_prompt_are_equal() {
        for form in ["classify this", "Classify this:", "CLASSIFY THIS", "classify this.", " “Classify”\u{a0}this… "]
        {
            assert_eq!(prompt(form), "classify this");
        }
        assert_eq!(prompt("Is Python good?"), prompt("is python good ?"));
        assert_eq!(prompt("CAFÉ"), prompt("cafe\u{301}"));
        assert_eq!(prompt("ＡＢＣ"), prompt("abc"));
        assert_eq!(prompt("STRASSE"), prompt("straße"));
        assert_eq!(prompt("5-3"), prompt("5 - 3"));
        assert_eq!(prompt("5 − 3"), prompt("5 - 3"));
        assert_eq!(prompt("The sum is **42**"), prompt("the sum is 42."));
        assert_eq!(prompt("a well-known and/or e-mail"), prompt("a well known and or e mail"));
        assert_eq!(prompt("take .5"), prompt("take 0.5"));
        assert_eq!(prompt("It is 5! (See the 3 lamps)"), prompt("it is 5 see the 3 lamps"));
        assert_eq!(prompt("I paid 40 (or 50), why?"), prompt("I paid 40 or 50 why"));
    }

    #[test]
    fn different_prompts_stay_different() {
        for (a, b) in [
            ("-5", "5"),
            ("1.5", "15"),
            ("C", "C++"),
            ("C", "C#"),
            ("5 - 3", "5 + 3"),
            ("a < b", "a > b"),
            ("5 %", "5"),
            ("€5", "$5"),
            ("is it", "is it not"),
            ("What is 7 × 8?", "What is 7 ÷ 8?"),
            ("x ∈ A", "x ∉ A"),
            ("x-y", "x*y"),
            ("m/n", "m*n"),
            ("√16", "16"),
            ("30°", "30"),
            (".5", "5"),
            ("-$40", "$40"),
            ("½", "12"),
            ("Name the mood: 😀", "Name the mood: 😡"),
            ("What is (4 + 6) / 2?", "What is 4 + 6 / 2?"),
            ("What is 2 * (3 + 4)?", "What is 2 * 3 + 4?"),
            ("What is 10²?", "What is 102?"),
            ("What is 5!?", "What is 5?"),
            ("5! / 3!", "5 / 3"),
            ("Sort [1, 2], 3", "Sort 1, 2, 3"),
            ("Is 1 in [0, 1)?", "Is 1 in [0, 1]?"),
            ("1 == a && b", "1 == a, b"),
        ] {
            assert_ne!(prompt(a), prompt(b), "{a} and {b}");
        }
    }

    #[test]
    fn code_is_told_by_its_lines() {
        let is_code = |text: &str| is_code(text, Signs::of_bytes(text));
        assert!(is_code("```\nx\n```") && is_code("int main() {\n  return 0;\n}"));
        assert!(is_code("def f(x):\n    return x") && is_code("for a in b:\n\tif a:\n\t\tc(a)\nd()"));
        for prose in
            ["Text: I love it\nSentiment:", "Translate it:\nGood day\n\nFinnish:", "Tips:\n- one\n- two", "Q:\nA:"]
        {
            assert!(!is_code(prose), "{prose}");
        }
        assert!(!is_code("Buy milk;\nthen call home\nand rest.\nGood.") && !is_code("One line; only"));
    }

    const SEPARATOR: u8 = 0;
    const OPERATOR: u8 = 1;

    /// For ASCII: the folded letter, digit or `_`; 1 for bytes that may mean something to a formula; 0 for separators.
    const TABLE: [u8; 128] = {
        let mut table = [SEPARATOR; 128];
        let mut b = 0u8;
        while b < 128 {
            if b.is_ascii_alphanumeric() || b == b'_' {
                table[b as usize] = b.to_ascii_lowercase();
            }
            b += 1;
        }
        let operators = b".,-+*/=<>^%#$!()[]&";
        let mut i = 0;
        while i < operators.len() {
            table[operators[i] as usize] = OPERATOR;
            i += 1;
        }
        table
    };

    /// The normal form by its definition, a character at a time.
    fn by_definition(text: &str, form: Form) -> Vec<u8> {
        let mut out = Vec::new();
        let mut i = 0;
        while let Some(&byte) = text.as_bytes().get(i) {
            match TABLE.get(byte as usize) {
                None => i += beyond_ascii(&text.as_bytes()[i..], form, 0, &mut out) - 1,
                Some(&OPERATOR) if form != Form::Words => i += operator(text.as_bytes(), i, 0, &mut out),
                Some(&(SEPARATOR | OPERATOR)) => space(0, &mut out),
                Some(&letter) => out.push(letter),
            }
            i += 1;
        }
        let end = out.trim_ascii_end().len();
        out.truncate(end);
        out
    }

    proptest! {
        #[test]
        fn sixteen_bytes_at_a_time_fold_like_single_ones(text in "[a-zA-Z0-9 _.,\\-+/#$%€é“”\n]{0,60}") {
            for form in [Form::Words, Form::Answer, Form::Prompt] {
                let mut fast = Vec::new();
                words_of(text.as_bytes(), (form, true), &mut fast);
                prop_assert_eq!(fast, by_definition(&text, form));
            }
        }

        #[test]
        fn the_table_gives_the_same_as_the_full_path(text in "[ -~]{0,40}") {
            let mut fast = Vec::new();
            words_of(text.as_bytes(), (Form::Prompt, true), &mut fast);
            let full: String = text.chars().nfkc().default_case_fold().nfkc().collect();
            let mut slow = Vec::new();
            words_of(full.as_bytes(), (Form::Prompt, true), &mut slow);
            prop_assert_eq!(&fast, &slow);
        }

        #[test]
        fn folding_in_parts_is_folding_the_whole(text in "[a-zA-ZéÀñÖß×÷Ющя中鿿\u{300}\u{301}ﬁＡΐΣ한ᄀ\u{1161}“”–… .]{0,24}") {
            let whole: String = text.chars().nfkc().default_case_fold().nfkc().collect();
            let mut a = Vec::new();
            words_of(whole.as_bytes(), (Form::Words, true), &mut a);
            let mut b = Vec::new();
            normalize(&text, Signs::NON_ASCII, Form::Words, &mut b);
            prop_assert_eq!(a, b);
        }
    }
}
