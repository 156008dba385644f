//! The data of a picture in a `data:` address: whether it is base64, how large it is, and what its first bytes say.

/// What is known of the data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageData {
    /// Why it is not base64.
    pub fault: Option<String>,
    /// Bytes when decoded.
    pub bytes: usize,
    /// The format that the first bytes say.
    pub format: Option<&'static str>,
}

impl ImageData {
    /// Reads base64 by RFC 4648, section 4, padded. Looks at every character once and decodes only the beginning.
    pub fn read(text: &str) -> ImageData {
        let bytes = text.as_bytes();
        let padding = bytes.iter().rev().take(2).take_while(|b| **b == b'=').count();
        let data = &bytes[..bytes.len() - padding];
        let wrong = data.iter().position(|b| value(*b).is_none());
        let fault = match wrong {
            Some(at) => Some(format!("character {} is none of its letters", text[..at].chars().count() + 1)),
            None if data.is_empty() => Some("it is empty".into()),
            None if !bytes.len().is_multiple_of(4) => Some(format!("{} characters, want a multiple of 4", bytes.len())),
            None => None,
        };
        let format = if fault.is_none() { format_of(&start(data)) } else { None };
        ImageData { fault, bytes: data.len() * 3 / 4, format }
    }
}

fn value(letter: u8) -> Option<u32> {
    let value = match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        b'0'..=b'9' => letter - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}

/// The first bytes.
fn start(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for group in data[..data.len().min(16)].chunks(4) {
        let bits = group.iter().fold(0, |bits, letter| bits << 6 | value(*letter).unwrap_or(0));
        let whole = bits << (6 * (4 - group.len()));
        out.extend_from_slice(&whole.to_be_bytes()[1..group.len()]);
    }
    out
}

fn format_of(start: &[u8]) -> Option<&'static str> {
    let known: [(&str, &[u8]); 5] =
        [("jpeg", b"\xFF\xD8\xFF"), ("png", b"\x89PNG\r\n\x1A\n"), ("gif", b"GIF8"), ("bmp", b"BM"), ("pdf", b"%PDF")];
    if start.starts_with(b"RIFF") && start.get(8..12) == Some(b"WEBP") {
        return Some("webp");
    }
    known.into_iter().find(|(_, magic)| start.starts_with(magic)).map(|(format, _)| format)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_known_by_their_first_bytes() {
        let format = |text: &str| ImageData::read(text).format;
        assert_eq!(format("/9j/4AAQSkZJRg=="), Some("jpeg"));
        assert_eq!(format("iVBORw0KGgo="), Some("png"));
        assert_eq!(format("R0lGODlhAQABAA=="), Some("gif"));
        assert_eq!(format("UklGRhoAAABXRUJQ"), Some("webp"));
        assert_eq!(format("aGVsbG8="), None);
    }

    #[test]
    fn what_is_not_base64_is_told() {
        let fault = |text: &str| ImageData::read(text).fault;
        assert_eq!(fault("iVBORw0KGgo="), None);
        assert_eq!(fault("iVBORw0KGgo").as_deref(), Some("11 characters, want a multiple of 4"));
        assert_eq!(fault("iVBO Rw0KGgo=").as_deref(), Some("character 5 is none of its letters"));
        assert_eq!(fault("é").as_deref(), Some("character 1 is none of its letters"));
        assert_eq!(fault("====").as_deref(), Some("character 1 is none of its letters"));
        assert_eq!(fault("").as_deref(), Some("it is empty"));
        assert_eq!(ImageData::read("iVBORw0KGgo=").bytes, 8);
        assert_eq!(ImageData::read("QUI=").bytes, 2);
    }
}
