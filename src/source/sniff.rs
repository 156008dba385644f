//! What a file is, told from its beginning: JSON Lines, one JSON document, or something that is no JSON at all.

/// How the rows of an input are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// One row a line.
    Lines,
    /// One JSON array; each element is a row.
    Array,
    /// JSON objects spread over several lines; each is a row.
    Documents,
    /// JSON objects behind each other on one line; each is a row.
    Joined,
    /// One row a line, where a carriage return alone ends lines.
    Returns,
}

impl Framing {
    /// What ends a row, where rows are lines.
    pub fn line_end(self) -> Option<u8> {
        match self {
            Framing::Lines => Some(b'\n'),
            Framing::Returns => Some(b'\r'),
            Framing::Array | Framing::Documents | Framing::Joined => None,
        }
    }
}

/// A file that holds no rows, named as what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Foreign {
    /// Its name, as in "the file is …".
    pub name: &'static str,
    /// How to get JSON Lines from it.
    pub advice: &'static str,
    /// Whether the fault is the text encoding (then it is FT102 and not FT107).
    pub encoding: bool,
}

const fn foreign(name: &'static str, advice: &'static str) -> Foreign {
    Foreign { name, advice, encoding: false }
}

const MAGIC: [(usize, &[u8], Foreign); 17] = [
    (
        0,
        b"PAR1",
        foreign(
            "Parquet",
            "convert it: `python -c \"import pandas as p; p.read_parquet('in').to_json('out.jsonl', orient='records', lines=True)\"`",
        ),
    ),
    (0, b"ARROW1", foreign("an Arrow file", "convert it with `pyarrow` or `datasets` to JSON Lines")),
    (0, b"version https://git-lfs", foreign("a Git LFS pointer", "fetch the data: `git lfs pull`")),
    (0, b"PK\x03\x04", foreign("a zip archive", "unpack it first: `unzip`")),
    (0, b"\x1F\x8B", foreign("compressed twice (gzip inside)", "unpack it once more: `gunzip`")),
    (0, b"\x28\xB5\x2F\xFD", foreign("compressed twice (Zstandard inside)", "unpack it once more: `zstd -d`")),
    (0, b"\x1F\x9D", foreign("compressed with `compress` (.Z)", "unpack it first: `gunzip`")),
    (0, b"\x04\x22\x4D\x18", foreign("LZ4-compressed", "unpack it first: `lz4 -d`")),
    (0, b"7z\xBC\xAF\x27\x1C", foreign("a 7z archive", "unpack it first: `7z x`")),
    (0, b"Rar!\x1A\x07", foreign("a RAR archive", "unpack it first: `unrar x`")),
    (0, b"\x89HDF\r\n\x1A\n", foreign("an HDF5 file", "write one JSON object per line from Python")),
    (0, b"BZh", foreign("bzip2-compressed", "unpack it first: `bzip2 -d`")),
    (0, b"\xFD7zXZ\x00", foreign("xz-compressed", "unpack it first: `xz -d`")),
    (257, b"ustar", foreign("a tar archive", "unpack it first: `tar -xf`")),
    (0, b"%PDF", foreign("a PDF document", "extract the text and write one JSON object per line")),
    (
        0,
        b"SQLite format 3\x00",
        foreign("an SQLite database", "export it: `sqlite3 -json file 'select …' | jq -c '.[]'`"),
    ),
    (0, b"\x93NUMPY", foreign("a NumPy array", "write one JSON object per line from Python")),
];

/// What the beginning of an input (the first 64 KiB are plenty) says it is. The mark U+FEFF is already taken off.
pub fn sniff(head: &[u8]) -> Result<Framing, Foreign> {
    for (at, magic, kind) in MAGIC {
        if head.get(at..).is_some_and(|rest| rest.starts_with(magic)) {
            return Err(kind);
        }
    }
    if let Some(name) = wide_encoding(head) {
        let advice = if name == "UTF-32" {
            "save it as UTF-8: `iconv -f UTF-32 -t UTF-8`"
        } else {
            "save it as UTF-8: `iconv -f UTF-16 -t UTF-8`"
        };
        return Err(Foreign { name, advice, encoding: true });
    }
    let text = head.trim_ascii_start();
    let lower: Vec<u8> = text.iter().take(16).map(u8::to_ascii_lowercase).collect();
    if lower.starts_with(b"<!doctype html") || lower.starts_with(b"<html") {
        return Err(foreign("an HTML page", "download the raw file, not the page that shows it"));
    }
    if lower.starts_with(b"<?xml") {
        return Err(foreign("XML", "write one JSON object per line"));
    }
    match text.first() {
        Some(b'[') if is_array_of_rows(text) => Ok(Framing::Array),
        Some(b'{') if is_spread_over_lines(text) => Ok(Framing::Documents),
        Some(b'{') if ends_lines_with_returns(text) => Ok(Framing::Returns),
        Some(b'{') if is_joined(text) => Ok(Framing::Joined),
        Some(b'{' | b'[') | None => Ok(Framing::Lines),
        Some(_) => table(text).or_else(|| prose(text)).map_or(Ok(Framing::Lines), Err),
    }
}

fn wide_encoding(head: &[u8]) -> Option<&'static str> {
    match head {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => return Some("UTF-32"),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => return Some("UTF-16"),
        _ => {}
    }
    let sample = &head[..head.len().min(256)];
    if is_four_byte(sample, |[a, b, c, d]| [a, b, c, d]) || is_four_byte(sample, |[a, b, c, d]| [d, c, b, a]) {
        return Some("UTF-32");
    }
    let zeros = |odd: usize| sample.iter().skip(odd).step_by(2).filter(|&&b| b == 0).count();
    let half = sample.len() / 2;
    let (even, odd) = (zeros(0), zeros(1));
    (half >= 4 && even.max(odd) * 10 >= half * 8 && even.min(odd) * 10 < half * 2).then_some("UTF-16")
}

/// Whether each four bytes, the most significant first once `ordered`, are a character, nearly all of them of the first 256.
fn is_four_byte(sample: &[u8], ordered: impl Fn([u8; 4]) -> [u8; 4]) -> bool {
    let (characters, _) = sample.as_chunks::<4>();
    let characters = characters.iter().map(|character| ordered(*character));
    let low = characters.clone().filter(|character| character[..3] == [0; 3] && character[3] > 0).count();
    low >= 2 && low * 10 >= characters.len() * 8 && characters.into_iter().all(|[a, b, ..]| a == 0 && b <= 0x10)
}

/// A `[` opens the file's array unless the first line is an array of its own: then the rows are arrays (FT103), or it is one
/// bad row, if it does not hold as many objects as stand on lines behind it. Nor does one
/// that is no sound beginning and has rows of its own behind it: then the first row is a bad one.
fn is_array_of_rows(text: &[u8]) -> bool {
    let line = text.split(|&b| b == b'\n').next().unwrap_or_default().trim_ascii();
    let inner = line[1..].trim_ascii_start();
    let closes = serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok();
    let more = text.len() > line.len() && !text[line.len()..].trim_ascii().is_empty();
    if closes && more {
        let rest = &text[line.len()..];
        return are_arrays_of_rows(line, rest) || is_more_than_its_rest(line, rest);
    }
    matches!(inner.first(), None | Some(b'{' | b'[' | b']' | b'"')) && (is_sound_beginning(line) || !rows_follow(text))
}

/// Whether an array on one line holds as many objects as the lines behind it are, of which none begins an array.
fn is_more_than_its_rest(line: &[u8], rest: &[u8]) -> bool {
    let items: Vec<serde_json::Value> = serde_json::from_slice(line).unwrap_or_default();
    let objects = items.iter().filter(|item| item.is_object()).count();
    let mut lines = rest.split(|&b| b == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    let is_row = |line: &[u8]| line.starts_with(b"{");
    let more = lines.clone().filter(|line| is_row(line)).count();
    objects > 0 && objects >= more && lines.all(is_row)
}

/// Whether the first line is an array of rows, and others follow it, as files have them that were joined. Messages on their
/// own are no rows: then each line is a conversation that lacks its key.
fn are_arrays_of_rows(line: &[u8], rest: &[u8]) -> bool {
    let items: Vec<serde_json::Value> = serde_json::from_slice(line).unwrap_or_default();
    let is_message =
        |item: &serde_json::Value| ["role", "from", "type", "content"].iter().any(|key| item.get(key).is_some());
    let are_rows = items.iter().all(|item| item.is_object() && !is_message(item));
    let lines = rest.split(|&b| b == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    let begin = |line: &[u8]| matches!(line[0], b'[' | b'{' | b']' | b'}' | b',' | b'"');
    are_rows && lines.clone().all(begin) && lines.clone().any(|line| line[0] == b'[') && rows_in(lines, is_message)
}

/// Whether no whole line is an array of something else than rows.
fn rows_in<'t>(mut lines: impl Iterator<Item = &'t [u8]>, is_message: impl Fn(&serde_json::Value) -> bool) -> bool {
    lines.all(|line| match serde_json::from_slice::<Vec<serde_json::Value>>(line) {
        Ok(items) => items.iter().all(|item| item.is_object() && !is_message(item)),
        Err(_) => true,
    })
}

/// Whether a line is whole items of an array, or its bracket alone.
fn is_sound_beginning(line: &[u8]) -> bool {
    let items = line.strip_suffix(b",").unwrap_or(line).trim_ascii_end();
    line == b"[" || serde_json::from_slice::<serde::de::IgnoredAny>(&[items, b"]"].concat()).is_ok()
}

/// Lines behind the first that are looked at.
const LINES: usize = 32;

/// Whether most of the lines behind the first are objects on their own; the last line may be cut off.
fn rows_follow(text: &[u8]) -> bool {
    let lines = text.split(|&b| b == b'\n').skip(1).map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    let is_row = |line: &[u8]| {
        let read = serde_json::from_slice::<serde::de::IgnoredAny>(line);
        line.starts_with(b"{") && (read.is_ok() || read.is_err_and(|why| why.is_eof()) && text.ends_with(line))
    };
    let looked: Vec<bool> = lines.take(LINES).map(is_row).collect();
    looked.iter().filter(|row| **row).count() * 2 > looked.len()
}

/// An object that goes on in the next line, and that line is not the start of another row.
fn is_spread_over_lines(text: &[u8]) -> bool {
    let mut lines = text.split(|&b| b == b'\n').map(<[u8]>::trim_ascii);
    let first = lines.next().unwrap_or_default();
    let Some(second) = lines.find(|line| !line.is_empty()) else { return false };
    let open = first.ends_with(b"{") || first.ends_with(b",") || first.ends_with(b"[");
    open && matches!(second.first(), Some(b'"' | b'}' | b'{' | b']'))
        && (second[0] != b'{' || first.ends_with(b"["))
        && !rows_follow(text)
}

/// Whether carriage returns stand where line feeds should: there are none of these but at the end, and nearly all that is between returns
/// begins as rows do.
fn ends_lines_with_returns(text: &[u8]) -> bool {
    let lines = text.split(|&b| b == b'\r').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    let (all, rows) = lines.fold((0, 0), |(all, rows), line| (all + 1, rows + usize::from(line.starts_with(b"{"))));
    all > 1 && rows * 4 >= all * 3 && memchr::memchr(b'\n', text.trim_ascii_end()).is_none()
}

/// Whether the first line is an object and the beginning of another one, and no rows on lines of their own follow.
fn is_joined(text: &[u8]) -> bool {
    let line = text.split(|&b| b == b'\n').next().unwrap_or_default();
    let mut values = serde_json::Deserializer::from_slice(line).into_iter::<serde::de::IgnoredAny>();
    let first = values.next().is_some_and(|value| value.is_ok());
    let rest = line[values.byte_offset()..].trim_ascii_start();
    let rest = rest.strip_prefix(b",").map_or(rest, <[u8]>::trim_ascii_start);
    first && rest.starts_with(b"{") && !rows_follow(text)
}

/// Text that people or programs write in lines, by how it begins; none of its lines may begin as a row does.
fn prose(text: &[u8]) -> Option<Foreign> {
    let mut lines = text.split(|&b| b == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    let first = lines.clone().next()?;
    let digits =
        |range: std::ops::Range<usize>| first.get(range).is_some_and(|part| part.iter().all(u8::is_ascii_digit));
    let is_dated = digits(0..4) && digits(5..7) && digits(8..10) && first[4] == b'-' && first[7] == b'-';
    let is_item = |line: &[u8]| line.strip_prefix(b"- ").is_some_and(|item| memchr::memmem::find(item, b":").is_some());
    let kind = if first == b"---" || first.starts_with(b"%YAML") || is_item(first) {
        foreign("YAML", "read it with a YAML library and write one JSON object per line")
    } else if first.starts_with(b"# ") || first.starts_with(b"## ") || first.starts_with(b"```") {
        foreign("Markdown or another text with `#` lines", "write one JSON object per line")
    } else if is_dated {
        foreign("a log or another text with dated lines", "write one JSON object per line")
    } else {
        return None;
    };
    let two = lines.clone().nth(1).is_some();
    (two && !lines.any(|line| matches!(line[0], b'{' | b'['))).then_some(kind)
}

/// Tables by what stands between their fields. Python reads the delimiter as it is written here.
const TABLES: [(u8, Foreign); 3] = [
    (
        b',',
        foreign(
            "a CSV table",
            "convert it: `python -c \"import csv,json,sys; [print(json.dumps(r)) for r in csv.DictReader(sys.stdin)]\" < in > out.jsonl`",
        ),
    ),
    (
        b'\t',
        foreign(
            "a table with tabs between the fields (TSV)",
            "convert it: `python -c \"import csv,json,sys; [print(json.dumps(r)) for r in csv.DictReader(sys.stdin, delimiter='\\t')]\" < in > out.jsonl`",
        ),
    ),
    (
        b';',
        foreign(
            "a CSV table with `;` between the fields",
            "convert it: `python -c \"import csv,json,sys; [print(json.dumps(r)) for r in csv.DictReader(sys.stdin, delimiter=';')]\" < in > out.jsonl`",
        ),
    ),
];

/// Two lines with the same number (two or more) of separated fields and no brace at their start.
fn table(text: &[u8]) -> Option<Foreign> {
    let mut lines = text.split(|&b| b == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    let head = lines.next()?;
    let fields = |line: &[u8], by: u8| memchr::memchr_iter(by, line).count();
    let words = |by: u8| {
        head.split(|&b| b == by).all(|name| {
            let name = name.trim_ascii();
            !name.is_empty()
                && name.len() <= 40
                && name.iter().all(|b| b.is_ascii_alphanumeric() || b"_-\" .".contains(b))
        })
    };
    let row = lines.next()?;
    let fits = |by: u8| fields(head, by) >= 1 && words(by) && fields(row, by) >= fields(head, by) && row[0] != b'{';
    TABLES.into_iter().find(|(by, _)| fits(*by)).map(|(_, kind)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_framings_apart() {
        assert_eq!(sniff(b"{\"a\":1}\n{\"a\":2}\n"), Ok(Framing::Lines));
        assert_eq!(sniff(b"[\n {\"a\":1},\n {\"a\":2}]"), Ok(Framing::Array));
        assert_eq!(sniff(b"[{\"a\":1},{\"a\":2}]"), Ok(Framing::Array));
        assert_eq!(sniff(b"[1,2]\n[3,4]\n"), Ok(Framing::Lines));
        assert_eq!(sniff(b"{\n  \"a\": 1\n}\n{\n  \"a\": 2\n}\n"), Ok(Framing::Documents));
        assert_eq!(sniff(b"{\"a\":\n{\"a\":2}\n"), Ok(Framing::Lines), "a row cut off is not pretty-printing");
        assert_eq!(sniff(b"{\"a\":1,\n{\"a\":2}\n"), Ok(Framing::Lines));
        assert_eq!(sniff(b""), Ok(Framing::Lines));
        for bad in ["[[[[", "[{\"prompt\":\"x", "{", "{\"a\":[", "{\"a\":[{", "["] {
            for rows in ["{\"a\":1}\n{\"a\":2}\n", "{\"a\":1}\n{\"a\":2}", "{\"a\":1}\n\n{\"a\":2}\n{\"a\": tru\n"] {
                let want = if bad == "[" { Framing::Array } else { Framing::Lines };
                assert_eq!(sniff(format!("{bad}\n{rows}").as_bytes()), Ok(want), "{bad} {rows}");
            }
        }
        for array in [
            "[{\"a\":1},\n{\"a\":2}",
            "[{\"a\":1}\n,{\"a\":2}\n]",
            "[[\n{\"a\":1}\n],[\n{\"a\":2}\n]]",
            "[{\"a\":\n{\"a\":2}\n}]",
        ] {
            assert_eq!(sniff(array.as_bytes()), Ok(Framing::Array), "{array}");
        }
        for documents in
            ["{\"a\":[\n{\"a\":1}\n]}\n{\"a\":[\n{\"a\":1}\n]}\n", "{\n\"a\":1}\n{\n\"a\":2}\n", "{\n}\n{\n}\n"]
        {
            assert_eq!(sniff(documents.as_bytes()), Ok(Framing::Documents), "{documents}");
        }
        assert_eq!(sniff(b"not json, really\nnor is this\n"), Ok(Framing::Lines));
        for array in [
            "[{\"a\":1},{\"a\":2}]\n{\"a\":3}\n",
            "[1,{\"a\":2}]\n{\"a\":3}",
            "[{\"a\":1},{\"a\":2}]\n\n{\"a\":3}\n{\"a\":4}",
            "[{\"a\":1}]\n[{\"a\":2}]\n",
            "[]\n[{\"a\":2}]\n",
            "\n\n [{\"a\":1}]\n\n\n[\n{\"a\":2},\n{\"a\":3}\n]\n",
            "[{\"a\":1},{\"a\":2}]\n[{\"a\":3},\n{\"a\":4}]\n[{\"a\":",
        ] {
            assert_eq!(sniff(array.as_bytes()), Ok(Framing::Array), "{array}");
        }
        for joined in ["{\"a\":1}{\"a\":2}", "{\"a\":1} {\"a\":2}\n", "{\"a\":1}{\"a\":\n", "{\"a\":1}, {\"a\":2}"] {
            assert_eq!(sniff(joined.as_bytes()), Ok(Framing::Joined), "{joined}");
        }
        for returns in
            ["{\"a\":1}\r{\"a\":2}", "{\"a\":1}\r{\"a\":2}\r\n", "{\"a\":1\r{\"a\":2}\r\r{\"a\":3}\r{\"a\":4}\r"]
        {
            assert_eq!(sniff(returns.as_bytes()), Ok(Framing::Returns), "{returns:?}");
        }
        for lines in [
            "{\"a\":1}{\"a\":2}\n{\"a\":3}\n",
            "{\"a\":1}\r{\"a\":2}\n{\"a\":3}\r\n",
            "{\"a\":1}\r\n{\"a\":3}\r\n",
            "{\"a\":1}\r\n",
            "{\"a\":1}\r",
            "{\"a\":1} \"b\"",
            "{\"a\":1},\n{\"a\":2},\n",
            "{\r\"a\":1\r}\r",
            "[{\"role\":\"user\"}]\n[{\"role\":\"user\"}]\n",
            "[]\n[{\"from\":\"human\"}]\n",
            "[{\"a\":1}]\n[\"a\"]\n",
            "[{\"a\":1}]\n[{\"a\":2}]\noops\n",
            "[{\"a\":1}]\n{\"a\":2}\n{\"a\":3}\n",
            "[]\n{\"a\":2}\n",
            "[\"a\"]\n{\"a\":2}\n",
            "[{\"a\":1},{\"a\":2}]\noops\n",
            "# 1\n{\"a\":2}\n",
            "- a: 1\n{\"a\":2}\n",
            "---\n[1]\n",
            "2024-01-01\n{\"a\":2}\n",
            "# one line",
            "-1\n-2\n",
            "2024\n2025\n",
        ] {
            assert_eq!(sniff(lines.as_bytes()), Ok(Framing::Lines), "{lines}");
        }
    }

    #[test]
    fn names_what_is_no_json() {
        assert_eq!(sniff(b"prompt,completion\nhello,hi\n").unwrap_err().name, "a CSV table");
        let tabs = sniff(b"prompt\tcompletion\nhello, you\thi\n").unwrap_err();
        assert!(tabs.name.contains("TSV") && tabs.advice.contains(r"delimiter='\t'"), "{tabs:?}");
        let semicolons = sniff(b"prompt;completion\nhello, you;hi\n").unwrap_err();
        assert!(semicolons.name.contains("`;`") && semicolons.advice.contains("delimiter=';'"), "{semicolons:?}");
        assert_eq!(sniff(b"<!DOCTYPE html><html>").unwrap_err().name, "an HTML page");
        assert_eq!(sniff(b"PAR1....").unwrap_err().name, "Parquet");
        for (head, name) in [
            (b"\x1F\x8B\x08".as_slice(), "twice (gzip"),
            (b"\x28\xB5\x2F\xFD", "twice (Zstandard"),
            (b"\x1F\x9D\x90", ".Z"),
            (b"\x04\x22\x4D\x18d", "LZ4"),
            (b"7z\xBC\xAF\x27\x1C\x00", "7z"),
            (b"---\nprompt: a\n", "YAML"),
            (b"- prompt: a\n  completion: b\n", "YAML"),
            (b"# Data\n\nSome words.\n", "Markdown"),
            (b"2024-05-01T10:00:00 INFO start\n2024-05-01T10:00:01 INFO end\n", "log"),
        ] {
            assert!(sniff(head).unwrap_err().name.contains(name), "{name}");
        }
        assert!(sniff(b"\xFF\xFE{\0\"\0a\0").unwrap_err().encoding);
        assert!(sniff(b"{\0\"\0a\0\"\0:\x001\0}\0").unwrap_err().encoding);
        let wide =
            |order: fn(u32) -> [u8; 4], text: &str| -> Vec<u8> { text.chars().flat_map(|c| order(c as u32)).collect() };
        for text in ["{\"a\":1}\n", "{\"a\":\"éu😀\"}\n{\"b\":\"ß\"}\n"] {
            for order in [u32::to_be_bytes, u32::to_le_bytes] {
                assert_eq!(sniff(&wide(order, text)).unwrap_err().name, "UTF-32");
            }
        }
    }
}
