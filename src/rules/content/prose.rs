//! Which letters of a text are its own words, by script: addresses, paths, identifiers, options and names of products are the
//! same in every language. For FT815.

use whatlang::{Script, detect_script};

use super::common_words::small_words;
use super::language::{beginning, is_eastern};

/// Letters from which on a text shows its script, and the share of one script, in percent.
const LETTERS: usize = 12;
const SHARE: usize = 60;
/// Small words of a language with Latin letters that make its text prose, or plain words that do in a whole sentence.
const SMALL: u8 = 2;
const PLAIN: usize = 4;

/// The words of the beginning of a text, by the script of their letters.
pub struct Prose {
    letters: Vec<(Script, usize)>,
    /// Latin words in small letters.
    plain: usize,
    /// Whether they are a text of some language, and not a list of names or commands.
    spoken: bool,
}

impl Prose {
    /// Those of a text.
    pub fn of(text: &str) -> Prose {
        let near = beginning(text);
        let mut prose = Prose { letters: Vec::new(), plain: 0, spoken: false };
        for piece in pieces(near).filter(|piece| is_word(piece)) {
            prose.plain += usize::from(is_plain(piece));
            piece.chars().filter(|c| c.is_alphabetic()).for_each(|c| prose.add(c));
        }
        // A synopsis ends in dots, and has its options in brackets.
        let whole =
            near.trim_end().ends_with(['.', '!', '?', '"', ')']) && !near.contains("..") && !near.contains("[ ");
        prose.spoken = small_words(near) >= SMALL || whole && prose.plain >= PLAIN;
        prose
    }

    fn add(&mut self, c: char) {
        let Some(script) = script_of(c) else { return };
        match self.letters.iter_mut().find(|(own, _)| *own == script) {
            Some((_, count)) => *count += 1,
            None => self.letters.push((script, 1)),
        }
    }

    /// The script of most of it, if it is enough and surely prose.
    pub fn script(&self) -> Option<Script> {
        let all: usize = self.letters.iter().map(|(_, count)| count).sum();
        let weight = |of: &dyn Fn(Script) -> bool| -> usize {
            self.letters
                .iter()
                .filter(|(script, _)| of(*script))
                .map(|(script, count)| count * weight_of(*script))
                .sum()
        };
        let (main, _) =
            self.letters.iter().max_by_key(|(script, count)| (count * weight_of(*script), *script as u8))?;
        let own = weight(&|script| is_same(script, *main));
        let enough = all >= LETTERS && own * 100 >= weight(&|_| true) * SHARE;
        (enough && (*main != Script::Latin || self.spoken)).then_some(*main)
    }

    /// How many letters of a script it has.
    pub fn letters_of(&self, script: Script) -> usize {
        self.letters.iter().filter(|(own, _)| is_same(*own, script)).map(|(_, count)| count).sum()
    }
}

/// How many letters of an alphabet one letter says as much as.
fn weight_of(script: Script) -> usize {
    match script {
        Script::Mandarin | Script::Hangul => 3,
        Script::Hiragana | Script::Katakana => 2,
        _ => 1,
    }
}

fn is_same(a: Script, b: Script) -> bool {
    a == b || is_eastern(a) && is_eastern(b)
}

/// The script of a letter.
pub fn script_of(c: char) -> Option<Script> {
    if c.is_ascii() {
        return c.is_ascii_alphabetic().then_some(Script::Latin);
    }
    detect_script(c.encode_utf8(&mut [0; 4]))
}

/// The plain words of a text with Latin letters, for trigrams.
pub fn plain_words(text: &str) -> String {
    let words: Vec<&str> = pieces(text).filter(|piece| is_word(piece)).collect();
    words.join(" ")
}

/// What white space parts, and where a script without spaces begins or ends.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace().flat_map(|chunk| {
        let (mut rest, mut side) = (chunk, None);
        std::iter::from_fn(move || {
            let end = rest.char_indices().find(|(_, c)| {
                let own = is_unspaced(*c);
                side.replace(own).is_some_and(|last| last != own)
            });
            let (piece, after) = rest.split_at(end.map_or(rest.len(), |(at, _)| at));
            (rest, side) = (after, None);
            (!piece.is_empty()).then_some(piece)
        })
    })
}

/// Letters and signs of scripts that have no spaces between words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}') || c >= '\u{2E80}'
}

/// Whether a piece is a word of some language: no address, path, identifier, option, call or abbreviation.
fn is_word(piece: &str) -> bool {
    let bare = piece.trim_matches(|c: char| !c.is_alphanumeric() && !"-_/\\@$#<>[]{}|=+*~".contains(c));
    let joined = |c: char| c.is_alphabetic() || "'’-·".contains(c) || !c.is_ascii() && !c.is_numeric();
    let letters = || bare.chars().filter(|c| c.is_alphabetic());
    if !bare.starts_with(char::is_alphabetic) || !bare.chars().all(joined) {
        // A sign of another script may have anything beside it.
        return bare.chars().any(|c| c.is_alphabetic() && script_of(c) != Some(Script::Latin)) && !bare.contains("://");
    }
    // `poll(2)` lost its bracket above.
    let called = piece.contains('(') && !piece.starts_with('(');
    let inner = letters().skip(1).any(char::is_uppercase);
    let latin = letters().all(|c| script_of(c) == Some(Script::Latin));
    !latin || !(called || inner)
}

/// Whether a word is in small letters of Latin script.
fn is_plain(word: &str) -> bool {
    word.chars().filter(|c| c.is_alphabetic()).all(|c| c.is_lowercase() && script_of(c) == Some(Script::Latin))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn script(text: &str) -> Option<Script> {
        Prose::of(text).script()
    }

    #[test]
    fn prose_has_a_script() {
        for (text, own) in [
            ("面包在二楼的货架上，灯也在那里", Script::Mandarin),
            ("Привет, как дела?", Script::Cyrillic),
            ("The lamp is on the shelf.", Script::Latin),
            ("Lamppu seisoo hyllyllä ikkunan vieressä.", Script::Latin),
            ("请用 npm install 命令安装它，然后再运行一次。", Script::Mandarin),
            ("이 파일은 https://shop.test/lamps/brass 에서 받을 수 있습니다", Script::Hangul),
            ("Выполни pip install requests и потом ещё раз проверь всё это в папке.", Script::Cyrillic),
        ] {
            assert_eq!(script(text), Some(own), "{text}");
        }
    }

    #[test]
    fn names_commands_and_addresses_have_none() {
        for text in [
            "short",
            "",
            "support@international-example.com",
            "https://downloads.example.org/releases/latest/stable",
            "epoll_create(2), poll(2), select(2), sigaction(2)",
            "mt [-V] [-f device] operation [count]",
            "Python, JavaScript, Scratch, Ruby",
            "groff -me [ options ] file ...\ntroff -me [ options ] file ...",
            "MKTAYIAKQRQISFVKSHFSRQLEERLGLIEVQ",
            "git commit -am message",
            "/usr/local/share/doc/program/README.txt",
            "user.getProfile().displayName, userName, first_name",
            "Kuala Lumpur, Buenos Aires, Rio de Janeiro",
            "1 2 3 4 5 6 7 8 9 10 11 12",
        ] {
            assert_eq!(script(text), None, "{text}");
        }
    }

    #[test]
    fn letters_of_the_prompt_are_counted() {
        let of = |text: &str, script: Script| Prose::of(text).letters_of(script);
        assert_eq!(of("先安装 Node.js，再运行 npm", Script::Mandarin), 6);
        assert_eq!(of("こちらからどうぞ：https://shop.test/lamps", Script::Hiragana), 8);
        assert_eq!(of("Выполни команду pip install requests", Script::Cyrillic), 14);
        assert_eq!(of("The lamp is red", Script::Cyrillic), 0);
    }
}
