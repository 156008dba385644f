//! What the rules of this family look for, as data: the tables of `rules/patterns`, one file per rule or subject. A section
//! holds lists of strings; `match` and `pass` are examples, and tests.

/// A section of a table.
pub struct Section {
    /// Its name.
    pub name: &'static str,
    lists: &'static [(&'static str, &'static [&'static str])],
}

include!(concat!(env!("OUT_DIR"), "/patterns.rs"));

impl Section {
    /// The strings of a key; none where the section has no such key.
    pub fn list(&self, key: &str) -> &'static [&'static str] {
        self.lists.iter().find(|(name, _)| *name == key).map_or(&[], |(_, list)| *list)
    }

    /// All its lists.
    pub fn lists(&self) -> impl Iterator<Item = &'static [&'static str]> {
        self.lists.iter().map(|(_, list)| *list)
    }
}

/// The sections of a table.
pub fn table(file: &str) -> &'static [Section] {
    TABLES.iter().find(|(name, _)| *name == file).map_or(&[], |(_, sections)| *sections)
}

/// One list of a table.
pub fn list(file: &str, section: &str, key: &str) -> &'static [&'static str] {
    table(file).iter().find(|own| own.name == section).map_or(&[], |own| own.list(key))
}

/// Words that are looked for as the whole of a text, with only signs around and between their letters.
pub struct BareWords {
    longest: usize,
    /// A bit for each small letter that a word begins with.
    firsts: u32,
}

impl BareWords {
    /// What tells most texts from the words of some lists.
    pub fn of(lists: &[&[&str]]) -> BareWords {
        let words = || lists.iter().copied().flatten();
        BareWords {
            longest: words().map(|word| word.len()).max().unwrap_or(0),
            firsts: words().fold(0, |firsts, word| firsts | 1 << (word.as_bytes()[0] & 31)),
        }
    }

    /// The letters and digits of a text in small letters, if they may be one of the words.
    pub fn bare(&self, text: &str) -> Option<String> {
        let first = text.bytes().find(|b| b.is_ascii_alphanumeric() || !b.is_ascii())?;
        if first.is_ascii() && self.firsts >> (first & 31) & 1 == 0 {
            return None;
        }
        // A character that is no ASCII may fold to as little as one byte of a word.
        if text.bytes().filter(u8::is_ascii_alphanumeric).nth(self.longest).is_some() {
            return None;
        }
        Some(text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_says_something() {
        for (file, sections) in TABLES {
            for section in *sections {
                assert!(!section.lists.is_empty(), "{file}: [{}]", section.name);
                for (key, list) in section.lists {
                    assert!(!list.is_empty(), "{file}: {key} of [{}]", section.name);
                }
            }
        }
        assert!(!list("refusal", "en", "opens").is_empty() && list("refusal", "en", "none").is_empty());
    }
}
