//! Whether brackets, strings, commas and colons of a value stand where JSON has them, and what a byte that does not stand
//! there puts in doubt. What is in strings, words and numbers is not looked at: nothing in them can hide where a value ends,
//! but a line break in a string.

use super::member::{Member, Run};

/// Brackets that may be open at a time; rows are refused from far fewer on.
const DEPTH: usize = 512;

/// What a byte says of the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may stand there.
    Sound,
    /// It may not, and leaves no doubt of what is a string and what is open.
    Loose,
    /// It may not, and what is open is in doubt: a bracket of the other kind, or none where one was due.
    Torn,
    /// It may not, and where strings begin and end is in doubt: a quote is missing, or there is one too many.
    Lost,
}

/// What a member says of the place that it stands at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Behind the value.
    Behind,
    /// In the value; whether brackets led there without a doubt.
    Inside(bool),
}

/// Follows one value, byte by byte outside its strings.
#[derive(Clone, Debug)]
pub struct Grammar {
    /// Where each open bracket stands, and whether it is that of an object.
    open: Vec<(u64, bool)>,
    /// Brackets beyond [`DEPTH`].
    deeper: u64,
    want: Want,
    /// Whether the byte before belongs to a word or a number.
    in_word: bool,
    /// Whether the value or key before is a string.
    after_string: bool,
    /// The last bracket that stood where a key is due.
    misplaced: Option<u64>,
}

/// What may come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Want {
    Value,
    /// A value, or the bracket that ends the empty array.
    First,
    Key,
    /// A key, or the bracket that ends the empty object.
    FirstKey,
    Colon,
    /// A comma, or the bracket that ends what is open.
    Next,
}

impl Grammar {
    /// A grammar before any value.
    pub fn new() -> Self {
        let open = Vec::new();
        Grammar { open, deeper: 0, want: Want::Value, in_word: false, after_string: false, misplaced: None }
    }

    /// Stands before a value.
    pub fn begin(&mut self) {
        self.open.clear();
        *self = Grammar { open: std::mem::take(&mut self.open), ..Grammar::new() };
    }

    /// Where the brackets stand that are open now, in order.
    pub fn open(&self) -> impl Iterator<Item = u64> {
        self.open.iter().map(|(at, _)| *at)
    }

    /// How many brackets are open.
    pub fn depth(&self) -> u64 {
        self.open.len() as u64 + self.deeper
    }

    /// Takes a byte that stands at `at` outside a string, or begins one.
    pub fn take(&mut self, byte: u8, at: u64) -> Verdict {
        if self.in_word && byte.is_ascii_alphanumeric() {
            return Verdict::Sound;
        }
        let in_word = std::mem::take(&mut self.in_word);
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => Verdict::Sound,
            b'"' => self.quote(),
            b'{' | b'[' => self.begins(byte == b'{', at),
            b'}' | b']' => self.ends(byte == b'}'),
            b',' => {
                let sound = self.want == Want::Next;
                self.want = if self.in_object() { Want::Key } else { Want::Value };
                if sound { Verdict::Sound } else { Verdict::Loose }
            }
            b':' => {
                let sound = self.want == Want::Colon;
                self.want = Want::Value;
                if sound {
                    Verdict::Sound
                } else if self.in_object() {
                    Verdict::Loose
                } else {
                    // A member in an array: it is not the array that is open.
                    Verdict::Torn
                }
            }
            _ => self.word(in_word),
        }
    }

    fn in_object(&self) -> bool {
        self.open.last().is_some_and(|(_, object)| *object)
    }

    fn quote(&mut self) -> Verdict {
        self.want = match self.want {
            Want::Value | Want::First => Want::Next,
            Want::Key | Want::FirstKey => Want::Colon,
            Want::Colon | Want::Next => return Verdict::Lost,
        };
        self.after_string = true;
        Verdict::Sound
    }

    fn word(&mut self, in_word: bool) -> Verdict {
        let verdict = match self.want {
            _ if in_word => Verdict::Sound,
            Want::Value | Want::First => Verdict::Sound,
            Want::Colon | Want::Next if self.after_string => return Verdict::Lost,
            _ => Verdict::Loose,
        };
        self.want = match self.want {
            Want::Key | Want::FirstKey | Want::Colon => Want::Colon,
            _ => Want::Next,
        };
        (self.in_word, self.after_string) = (true, false);
        verdict
    }

    fn begins(&mut self, object: bool, at: u64) -> Verdict {
        let verdict = match self.want {
            Want::Value | Want::First if self.open.len() < DEPTH => Verdict::Sound,
            Want::Key | Want::FirstKey => {
                self.misplaced = Some(at);
                Verdict::Torn
            }
            Want::Colon | Want::Next if self.after_string => return Verdict::Lost,
            // A comma is missing, or one bracket stands for another, or too many are open.
            _ => Verdict::Torn,
        };
        self.push(object, at);
        verdict
    }

    fn push(&mut self, object: bool, at: u64) {
        if self.open.len() < DEPTH {
            self.open.push((at, object));
        } else {
            self.deeper += 1;
        }
        self.want = if object { Want::FirstKey } else { Want::First };
        self.after_string = false;
    }

    fn ends(&mut self, object: bool) -> Verdict {
        let verdict = match self.want {
            _ if self.deeper > 0 => Verdict::Loose,
            _ if self.in_object() != object => Verdict::Torn,
            Want::First | Want::FirstKey | Want::Next => Verdict::Sound,
            _ => Verdict::Loose,
        };
        // The array's own bracket does not end an object in it.
        if verdict != Verdict::Torn || object || self.depth() > 1 {
            self.pop();
        }
        (self.want, self.after_string) = (Want::Next, false);
        verdict
    }

    fn pop(&mut self) {
        if self.deeper > 0 {
            self.deeper -= 1;
        } else {
            self.open.pop();
        }
    }

    /// Whether a member begins with the last bracket that stood where a key is due.
    pub fn is_misplaced(&self, member: &Member) -> bool {
        self.misplaced == Some(member.first)
    }

    /// The last bracket was none: what it ended is open.
    pub fn reopen(&mut self, object: bool, at: u64) {
        self.push(object, at);
        self.want = Want::Next;
    }

    /// A member was met that begins with a bracket where a key is due: what is open there lacks its end.
    pub fn close_before(&mut self, member: &Member) -> Level {
        (0..member.openers.len()).for_each(|_| self.pop());
        self.enter(member, 0)
    }

    /// A member was met where it was in doubt what is a string: the brackets right before it tell what is open, and its
    /// colon that no string is.
    pub fn find_in(&mut self, member: &Member) -> Level {
        if !member.comma {
            self.opened(&member.openers, member.first);
            return Level::Inside(member.colon);
        }
        let most = member.closers.len().min(self.open.len());
        let fits = |ends: &usize| self.fits(&member.closers, *ends) && self.may_hold(*ends, member);
        let ends = (0..=most).rev().find(fits).filter(|_| self.deeper == 0);
        // Brackets that end nothing may be those of a text, or one of them may stand for another.
        let sure = ends == Some(member.closers.len());
        match self.enter(member, ends.unwrap_or(0)) {
            Level::Inside(entered) => Level::Inside(sure && entered),
            Level::Behind => Level::Behind,
        }
    }

    /// Whether the last of the brackets in `run` end the innermost ones that are open.
    fn fits(&self, run: &Run, ends: usize) -> bool {
        let own = self.open.iter().rev().take(ends).map(|(_, object)| *object);
        own.eq((run.len() - ends..run.len()).map(|n| run.is_object(n)))
    }

    /// Whether the member may stand in what is open once so many brackets have ended.
    fn may_hold(&self, ends: usize, member: &Member) -> bool {
        let holds = self.open.len().checked_sub(ends + 1).map(|n| self.open[n].1);
        holds.map_or(member.openers.len() > 0, |object| object == (member.openers.len() == 0))
    }

    /// Ends so many brackets, and those that cannot hold the member; then goes into it. One that nothing can hold changes
    /// nothing.
    fn enter(&mut self, member: &Member, ends: usize) -> Level {
        let Some(ends) = (ends..=self.open.len()).find(|ends| self.may_hold(*ends, member)) else {
            return Level::Inside(false);
        };
        self.deeper = 0;
        self.open.truncate(self.open.len() - ends);
        if self.open.is_empty() {
            return Level::Behind;
        }
        self.opened(&member.openers, member.first);
        Level::Inside(true)
    }

    fn opened(&mut self, run: &Run, at: u64) {
        (0..run.len()).for_each(|n| self.push(run.is_object(n), at));
        (self.want, self.in_word, self.after_string) = (Want::Value, false, false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the first byte stands that may not, and what it puts in doubt; strings have no quotes inside here.
    fn first_fault(text: &str) -> Option<(usize, Verdict)> {
        let mut grammar = Grammar::new();
        let mut in_string = false;
        text.bytes().enumerate().find_map(|(at, byte)| {
            if in_string {
                in_string = byte != b'"';
                return None;
            }
            in_string = byte == b'"';
            let verdict = grammar.take(byte, at as u64);
            (verdict != Verdict::Sound).then_some((at, verdict))
        })
    }

    #[test]
    fn sound_values_are_taken_whole() {
        for text in [
            "{}",
            "[]",
            "{\"a\":{},\"b\":[]}",
            " { \"a\" : [ 1 , -2.5e+3, true,null ] , \"b\" : \"x,]}\" }\n",
            "[[[\"a\"],{\"b\":[{}]}],\"\"]",
        ] {
            assert_eq!(first_fault(text), None, "{text}");
        }
    }

    #[test]
    fn the_first_fault_is_found() {
        for (text, at, verdict) in [
            ("{\"a\":1 2}", 7, Verdict::Loose),
            ("{\"a\":\"b\"\"c\"}", 8, Verdict::Lost),
            ("{\"a\":\"b\"c\"}", 8, Verdict::Lost),
            ("{\"a\":\"b\"{\"c\"}", 8, Verdict::Lost),
            ("{\"a\":1\"b\"}", 6, Verdict::Lost),
            ("{\"a\" 1}", 5, Verdict::Lost),
            ("{\"a\":1,}", 7, Verdict::Loose),
            ("{\"a\":1,{", 7, Verdict::Torn),
            ("[1,]", 3, Verdict::Loose),
            ("[1,,2]", 3, Verdict::Loose),
            ("[{}{}]", 3, Verdict::Torn),
            ("[1}", 2, Verdict::Torn),
            ("{\"a\":]", 5, Verdict::Torn),
            ("{a:1}", 1, Verdict::Loose),
            ("{\"a\":1:", 6, Verdict::Loose),
            ("[\"a\":1]", 4, Verdict::Torn),
        ] {
            assert_eq!(first_fault(text), Some((at, verdict)), "{text}");
        }
        assert_eq!(first_fault(&"[".repeat(600)), Some((DEPTH, Verdict::Torn)));
    }
}
