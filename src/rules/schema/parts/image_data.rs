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
    /// How colours are written, as far as the head of the picture says.
    pub mode: Option<Mode>,
}

/// How a picture writes its colours, by the names of imaging libraries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// RGB, or RGBA.
    Colour,
    /// Shades of grey, with transparency or without.
    Grey,
    /// Numbers of a table of colours.
    Palette,
    /// Inks of a printer.
    Cmyk,
}

impl Mode {
    /// In words that follow "image is".
    pub fn words(self) -> &'static str {
        match self {
            Mode::Colour => "RGB",
            Mode::Grey => "in shades of grey",
            Mode::Palette => "in colours of a palette",
            Mode::Cmyk => "CMYK",
        }
    }
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
        let mode = match format {
            Some("png") => png_mode(data),
            Some("jpeg") => jpeg_mode(data),
            _ => None,
        };
        ImageData { fault, bytes: data.len() * 3 / 4, format, mode }
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

/// The decoded byte at a place.
fn byte(data: &[u8], at: usize) -> Option<u8> {
    let (letter, shift) = (at / 3 * 4 + at % 3, 2 * (at % 3 + 1));
    let (high, low) = (value(*data.get(letter)?)?, value(*data.get(letter + 1)?)?);
    Some(((high << shift | low >> (6 - shift)) & 0xFF) as u8)
}

fn number(data: &[u8], at: usize) -> Option<usize> {
    Some(usize::from(byte(data, at)?) << 8 | usize::from(byte(data, at + 1)?))
}

/// Colour type of the header chunk (PNG specification, 11.2.1).
fn png_mode(data: &[u8]) -> Option<Mode> {
    if !(0..4).all(|i| byte(data, 12 + i) == Some(b"IHDR"[i])) {
        return None;
    }
    match byte(data, 25)? {
        0 | 4 => Some(Mode::Grey),
        3 => Some(Mode::Palette),
        2 | 6 => Some(Mode::Colour),
        _ => None,
    }
}

/// Segments of a JPEG picture that are looked at before its frame must have begun.
const SEGMENTS: usize = 1000;

/// Components of the frame (ITU-T T.81, B.2.2). The frame may stand behind metadata of any length, which are skipped.
fn jpeg_mode(data: &[u8]) -> Option<Mode> {
    let mut at = 2;
    for _ in 0..SEGMENTS {
        let (mark, kind) = (byte(data, at)?, byte(data, at + 1)?);
        match (mark, kind) {
            (0xFF, 0xFF) => at += 1,
            (0xFF, 0x01 | 0xD0..=0xD7) => at += 2,
            (0xFF, 0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF) => {
                return match byte(data, at + 9)? {
                    1 => Some(Mode::Grey),
                    3 => Some(Mode::Colour),
                    4 => Some(Mode::Cmyk),
                    _ => None,
                };
            }
            (0xFF, 0xC4 | 0xC8 | 0xCC | 0xDB..=0xFE) => at += 2 + number(data, at + 2)?.max(2),
            _ => return None,
        }
    }
    None
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

    /// Base64 of bytes.
    fn encoded(bytes: &[u8]) -> String {
        const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut out = String::new();
        for group in bytes.chunks(3) {
            let bits = group.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
            let letter = |i: usize| LETTERS[(bits >> (18 - 6 * i)) as usize & 63] as char;
            (0..4).for_each(|i| out.push(if i <= group.len() { letter(i) } else { '=' }));
        }
        out
    }

    fn png(colours: u8) -> Vec<u8> {
        [&b"\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR\0\0\0\x10\0\0\0\x10\x08"[..], &[colours, 0, 0, 0]].concat()
    }

    /// A picture with so many components, behind as many bytes of metadata.
    fn jpeg(components: u8, metadata: u16) -> Vec<u8> {
        let [high, low] = (metadata + 2).to_be_bytes();
        let before = [&[0xFF, 0xD8, 0xFF, 0xE1, high, low][..], &vec![0xC0; usize::from(metadata)]].concat();
        [&before[..], &[0xFF, 0xFF, 0xC2, 0, 17, 8, 0, 16, 0, 16, components, 1, 0x22, 0]].concat()
    }

    #[test]
    fn colours_stand_in_the_head_of_a_picture() {
        let mode = |bytes: &[u8]| ImageData::read(&encoded(bytes)).mode;
        let types = [0, 2, 3, 4, 6, 7].map(|colours| mode(&png(colours)));
        let (grey, colour) = (Some(Mode::Grey), Some(Mode::Colour));
        assert_eq!(types, [grey, colour, Some(Mode::Palette), grey, colour, None]);
        for metadata in [0, 1, 2, 3, 40_000] {
            let modes = [1, 3, 4, 2].map(|components| mode(&jpeg(components, metadata)));
            assert_eq!(modes, [grey, colour, Some(Mode::Cmyk), None], "{metadata}");
        }
        // Whatever is cut off or made up says nothing.
        (0..jpeg(1, 9).len() - 4).for_each(|end| assert_eq!(mode(&jpeg(1, 9)[..end]), None, "{end}"));
        assert_eq!((mode(&png(0)[..25]), mode(b"\xFF\xD8\xFF\0\0\0"), mode(&[0xFF; 5000])), (None, None, None));
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
