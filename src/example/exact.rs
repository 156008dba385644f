//! The exact parser: slower, run only on rows that the fast one refused. It says what is wrong and where, and it reads
//! two things that the fast one cannot: halves of surrogate pairs, and numbers beyond a double.

use std::borrow::Cow;

use super::fault::{Fault, FaultKind};
use super::json::{Json, Number, Object};
use super::pointer::escape;

/// Deepest nesting that is read.
const MAX_DEPTH: usize = 128;

/// Reads one row; gives its value and the pointers of strings with half of a surrogate pair.
pub fn read(text: &str) -> Result<(Json<'_>, Vec<String>), Fault> {
    let mut reader = Reader { text, bytes: text.as_bytes(), at: 0, path: Vec::new(), lone_surrogates: Vec::new() };
    reader.space();
    if reader.peek().is_none() {
        return Err(reader.fault(FaultKind::Blank));
    }
    let json = reader.value()?;
    reader.space();
    match reader.peek() {
        None => Ok((json, reader.lone_surrogates)),
        Some(b'{' | b'[' | b'"') => Err(reader.fault(FaultKind::TwoValues)),
        Some(b'#' | b'/') => Err(reader.fault(FaultKind::Comment)),
        Some(_) => Err(reader.fault(FaultKind::TrailingText)),
    }
}

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    path: Vec<String>,
    lone_surrogates: Vec<String>,
}

type Read<T> = Result<T, Fault>;

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn fault(&self, kind: FaultKind) -> Fault {
        Fault { kind, at: self.at }
    }

    fn char(&self) -> char {
        self.text[self.at..].chars().next().unwrap_or(' ')
    }

    fn value(&mut self) -> Read<Json<'a>> {
        match self.peek() {
            Some(b'{') => self.object(),
            Some(b'[') => self.array(),
            Some(b'"') => self.string().map(Json::String),
            Some(b'-' | b'+' | b'.' | b'0'..=b'9') => self.number(),
            Some(b'\'') => Err(self.fault(FaultKind::SingleQuotes)),
            Some(b'/' | b'#') => Err(self.fault(FaultKind::Comment)),
            Some(b) if b.is_ascii_alphabetic() => self.word(),
            Some(_) => Err(self.fault(FaultKind::Unexpected(self.char(), "a value"))),
            None => Err(self.fault(FaultKind::CutOff("a row"))),
        }
    }

    fn word(&mut self) -> Read<Json<'a>> {
        let rest = &self.text[self.at..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        let json = match &rest[..end] {
            "true" => Json::Bool(true),
            "false" => Json::Bool(false),
            "null" => Json::Null,
            "NaN" | "nan" => return Err(self.fault(FaultKind::NotANumber("NaN"))),
            "Infinity" | "inf" => return Err(self.fault(FaultKind::NotANumber("Infinity"))),
            "None" => return Err(self.fault(FaultKind::PythonWord("None"))),
            "True" => return Err(self.fault(FaultKind::PythonWord("True"))),
            "False" => return Err(self.fault(FaultKind::PythonWord("False"))),
            cut if self.at + end == self.text.len()
                && ["true", "false", "null"].iter().any(|word| word.starts_with(cut)) =>
            {
                return Err(Fault { kind: FaultKind::CutOff("a word"), at: self.text.len() });
            }
            other => return Err(self.fault(FaultKind::BadWord(other.chars().take(200).collect()))),
        };
        self.at += end;
        Ok(json)
    }

    fn deeper(&self) -> Read<()> {
        if self.path.len() < MAX_DEPTH { Ok(()) } else { Err(self.fault(FaultKind::TooDeep)) }
    }

    fn object(&mut self) -> Read<Json<'a>> {
        self.deeper()?;
        self.at += 1;
        let mut members = Vec::new();
        loop {
            self.space();
            match self.peek() {
                Some(b'}') if members.is_empty() => break,
                Some(b'}') => return Err(self.fault(FaultKind::TrailingComma)),
                Some(b'"') => {}
                Some(b'\'') => return Err(self.fault(FaultKind::SingleQuotes)),
                Some(b'/' | b'#') => return Err(self.fault(FaultKind::Comment)),
                Some(b) if b.is_ascii_alphabetic() || b == b'_' => return Err(self.fault(FaultKind::UnquotedKey)),
                Some(_) => return Err(self.fault(FaultKind::Unexpected(self.char(), "a key in double quotes"))),
                None => return Err(self.fault(FaultKind::CutOff("an object"))),
            }
            let key = self.string()?;
            self.space();
            match self.peek() {
                Some(b':') => self.at += 1,
                None => return Err(self.fault(FaultKind::CutOff("an object"))),
                Some(_) => return Err(self.fault(FaultKind::MissingColon)),
            }
            self.space();
            self.path.push(escape(&key).into_owned());
            let value = self.value()?;
            self.path.pop();
            members.push((key, value));
            if self.ends(b'}', "an object")? {
                break;
            }
        }
        self.at += 1;
        Ok(Json::Object(Object::new(members)))
    }

    fn array(&mut self) -> Read<Json<'a>> {
        self.deeper()?;
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.space();
            match self.peek() {
                Some(b']') if items.is_empty() => break,
                Some(b']') => return Err(self.fault(FaultKind::TrailingComma)),
                None => return Err(self.fault(FaultKind::CutOff("an array"))),
                Some(_) => {}
            }
            self.path.push(items.len().to_string());
            items.push(self.value()?);
            self.path.pop();
            if self.ends(b']', "an array")? {
                break;
            }
        }
        self.at += 1;
        Ok(Json::Array(items))
    }

    /// After a member or item: `true` at the closing bracket, `false` after a comma.
    fn ends(&mut self, close: u8, what: &'static str) -> Read<bool> {
        self.space();
        match self.peek() {
            Some(b) if b == close => Ok(true),
            Some(b',') => {
                self.at += 1;
                Ok(false)
            }
            Some(b'"' | b'{' | b'[' | b'0'..=b'9') => Err(self.fault(FaultKind::MissingComma)),
            Some(b'/' | b'#') => Err(self.fault(FaultKind::Comment)),
            Some(_) => {
                Err(self
                    .fault(FaultKind::Unexpected(self.char(), if close == b'}' { "`,` or `}`" } else { "`,` or `]`" })))
            }
            None => Err(self.fault(FaultKind::CutOff(what))),
        }
    }

    fn number(&mut self) -> Read<Json<'a>> {
        let rest = &self.text[self.at..];
        if rest.starts_with("-Infinity") {
            return Err(self.fault(FaultKind::NotANumber("-Infinity")));
        }
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"+-.".contains(c)).unwrap_or(rest.len());
        let word = &rest[..end];
        let integer = !word.contains(['.', 'e', 'E']);
        if serde_json::from_str::<serde_json::value::Number>(word).is_err() && !too_large(word) {
            let cut = self.at + end == self.text.len();
            return Err(self.fault(if cut { FaultKind::CutOff("a number") } else { FaultKind::BadNumber }));
        }
        let value: f64 = word.parse().unwrap_or(f64::INFINITY);
        self.at += end;
        let lost = value.is_infinite() || (integer && word.parse::<i64>().map_or(true, |n| n.unsigned_abs() > 1 << 53));
        Ok(Json::Number(Number { value, integer, lost }))
    }

    fn string(&mut self) -> Read<Cow<'a, str>> {
        let open = self.at;
        self.at += 1;
        let mut owned: Option<String> = None;
        let mut from = self.at;
        loop {
            match self.peek() {
                None => return Err(Fault { kind: FaultKind::CutInString, at: self.at.max(open) }),
                Some(b'"') => break,
                Some(b'\\') => {
                    let text = owned.get_or_insert_default();
                    text.push_str(&self.text[from..self.at]);
                    let c = self.escape()?;
                    owned.get_or_insert_default().push(c);
                    from = self.at;
                }
                Some(b'\n' | b'\r') => return Err(self.fault(FaultKind::LineBreakInString)),
                Some(b) if b < 0x20 => return Err(self.fault(FaultKind::ControlInString(b))),
                Some(_) => self.at += 1,
            }
        }
        let tail = &self.text[from..self.at];
        self.at += 1;
        Ok(match owned {
            Some(text) => Cow::Owned(text + tail),
            None => Cow::Borrowed(tail),
        })
    }

    fn escape(&mut self) -> Read<char> {
        let cut = Fault { kind: FaultKind::CutInString, at: self.text.len() };
        let Some(kind) = self.bytes.get(self.at + 1) else { return Err(cut) };
        let simple = match kind {
            b'"' | b'\\' | b'/' => *kind as char,
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.code_point(cut),
            _ => {
                let c = self.text[self.at + 1..].chars().next().unwrap_or(' ');
                return Err(self.fault(FaultKind::BadEscape(c)));
            }
        };
        self.at += 2;
        Ok(simple)
    }

    fn code_point(&mut self, cut: Fault) -> Read<char> {
        let unit = |at: usize| {
            let digits = self.bytes.get(at..at + 4)?;
            let digits = std::str::from_utf8(digits).ok().filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
            u32::from_str_radix(digits, 16).ok()
        };
        let Some(first) = unit(self.at + 2) else {
            return Err(if self.bytes.len() < self.at + 6 { cut } else { self.fault(FaultKind::BadEscape('u')) });
        };
        let second = self.bytes[self.at + 6..].starts_with(b"\\u").then(|| unit(self.at + 8)).flatten();
        if let (0xD800..=0xDBFF, Some(low @ 0xDC00..=0xDFFF)) = (first, second) {
            self.at += 12;
            return Ok(char::from_u32(0x10000 + ((first - 0xD800) << 10) + (low - 0xDC00)).unwrap_or('\u{FFFD}'));
        }
        self.at += 6;
        Ok(char::from_u32(first).unwrap_or_else(|| {
            let pointer: String = self.path.iter().flat_map(|step| ["/", step]).collect();
            if self.lone_surrogates.last() != Some(&pointer) {
                self.lone_surrogates.push(pointer);
            }
            '\u{FFFD}'
        }))
    }
}

/// A well-formed number that only overflows.
fn too_large(word: &str) -> bool {
    let (mantissa, exponent) = word.split_once(['e', 'E']).unwrap_or((word, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let whole = whole.strip_prefix('-').unwrap_or(whole);
    let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let are_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    [digits, whole, fraction].into_iter().all(are_digits) && (whole == "0" || !whole.starts_with('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn why(text: &str) -> String {
        let fault = read(text).expect_err("not JSON");
        format!("{} at {}", fault.kind, fault.at)
    }

    #[test]
    fn names_the_usual_mistakes() {
        assert_eq!(why(r#"{"a":1,}"#), "trailing comma at 7");
        assert_eq!(why("{'a':1}"), "single quotes; JSON strings take double quotes at 1");
        assert_eq!(why(r#"{"a":None}"#), "`None` is Python, not JSON; the row looks like a printed dict at 5");
        assert_eq!(why(r#"{"a":NaN}"#), "`NaN` is not JSON; write null or a string at 5");
        assert_eq!(why(r#"{"a":"b"#), "cut off in the middle of a string at 7");
        assert_eq!(why(r#"{"a":1"#), "cut off in the middle of an object at 6");
        assert_eq!(why(r#"{"a":1}{"b":2}"#), "two values on one line at 7");
        assert_eq!(why(r#"{"a" 1}"#), "expected `:` after the key at 5");
        assert_eq!(why(r#"{"a":1 "b":2}"#), "missing comma at 7");
        assert_eq!(why(r"{a:1}"), "key without double quotes at 1");
        assert_eq!(why("{\"a\":\"b\nc\"}"), "unescaped line break in a string; write `\\n` at 7");
        assert_eq!(why(r#"{"a":"\x41"}"#), "`\\x` is not a JSON escape at 6");
        assert_eq!(why(r#"{"a":01}"#), "not a valid number at 5");
        assert_eq!(why("  "), "blank row at 2");
        assert_eq!(why(&"[".repeat(200)), "nested more than 128 levels deep at 128");
    }

    #[test]
    fn reads_what_the_fast_parser_cannot() {
        let (json, lone) = read(r#"{"a":["\ud83d\ude00","x\ud800y"]}"#).expect("readable");
        assert_eq!(lone, ["/a/1"]);
        assert_eq!(json.get("a").and_then(|a| a.as_array()).map(|a| a[0].clone()), Some(Json::String("😀".into())));
        let lost = |text: &str| matches!(read(text).expect("readable").0, Json::Number(n) if n.lost);
        assert!(lost("9007199254740993") && lost("123456789012345678901") && lost("1e400"));
        for long in [
            "9".repeat(309),
            format!("-{}", "9".repeat(5000)),
            format!("1{}.5", "0".repeat(400)),
            format!("{}e1", "9".repeat(400)),
        ] {
            assert!(lost(&long), "{long}");
        }
        for bad in [
            "0".repeat(400),
            format!("{}.", "9".repeat(400)),
            format!("--{}", "9".repeat(400)),
            format!("{}e", "9".repeat(400)),
        ] {
            assert!(read(&bad).is_err(), "{bad}");
        }
        assert!(!lost("1e20") && !lost("9007199254740992") && !lost("-5"));
    }
}
