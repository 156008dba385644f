//! The report as JSON, and its JSON Schema.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};

use super::model::Report;

/// Writes the report. Keys stand in a fixed order.
pub fn json(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    json_pretty(report, out)
}

/// Writes a value on many lines.
pub(super) fn json_pretty(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(&mut *out, Logged(PrettyFormatter::new())))?;
    out.write_all(b"\n")
}

/// Writes a value on one line.
pub(super) fn json_line(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(&mut *out, Logged(CompactFormatter)))?;
    out.write_all(b"\n")
}

/// JSON for a log: `##[` and `##vso[` are commands to build runners wherever they stand in a line, so their bracket is
/// written as an escape, which readers of JSON do not see. So is what ends a line for some readers (U+0085, U+2028, U+2029),
/// DEL and the controls of C1, and marks that turn the direction of what stands around them.
struct Logged<F>(F);

fn is_seen_by_logs(c: char) -> bool {
    matches!(c, '\u{7F}'..='\u{9F}' | '\u{2028}' | '\u{2029}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn log_safe<W: ?Sized + Write>(text: &str, out: &mut W) -> io::Result<()> {
    if !text.contains("##") {
        return out.write_all(text.as_bytes());
    }
    out.write_all(text.replace("##[", "##\\u005b").replace("##vso[", "##vso\\u005b").as_bytes())
}

type Out<'o, W> = &'o mut W;

impl<F: Formatter> Formatter for Logged<F> {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: Out<'_, W>, text: &str) -> io::Result<()> {
        let mut rest = text;
        while let Some(at) = rest.find(is_seen_by_logs) {
            let c = rest[at..].chars().next().unwrap_or_default();
            log_safe(&rest[..at], out)?;
            write!(out, "\\u{:04x}", c as u32)?;
            rest = &rest[at + c.len_utf8()..];
        }
        log_safe(rest, out)
    }

    fn begin_array<W: ?Sized + Write>(&mut self, out: Out<'_, W>) -> io::Result<()> {
        self.0.begin_array(out)
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: Out<'_, W>) -> io::Result<()> {
        self.0.end_array(out)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: Out<'_, W>, first: bool) -> io::Result<()> {
        self.0.begin_array_value(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, out: Out<'_, W>) -> io::Result<()> {
        self.0.end_array_value(out)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: Out<'_, W>) -> io::Result<()> {
        self.0.begin_object(out)
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: Out<'_, W>) -> io::Result<()> {
        self.0.end_object(out)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: Out<'_, W>, first: bool) -> io::Result<()> {
        self.0.begin_object_key(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: Out<'_, W>) -> io::Result<()> {
        self.0.begin_object_value(out)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, out: Out<'_, W>) -> io::Result<()> {
        self.0.end_object_value(out)
    }
}

/// The JSON Schema of the report, generated from its types.
pub fn schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(Report).to_value();
    if let Some(object) = schema.as_object_mut() {
        object.insert("title".into(), super::SCHEMA.into());
    }
    schema
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_written_as_escapes() {
        let text = ["a ##[error]b", "##vso[task]\n", "# ## [x] ##"];
        let mut line = Vec::new();
        json_line(&text, &mut line).expect("memory takes it");
        let line = String::from_utf8(line).expect("JSON is UTF-8");
        assert!(!line.contains("##[") && !line.contains("##vso["), "{line}");
        assert_eq!(serde_json::from_str::<Vec<String>>(&line).expect("it is JSON"), text);
    }
}
