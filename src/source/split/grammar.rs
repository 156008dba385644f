//! Whether brackets, strings, commas and colons of a value stand where JSON has them. What is in strings, words and numbers
//! is not looked at: nothing in them can hide where a value ends, but a line break in a string.

/// Brackets that may be open at a time; rows are refused from far fewer on.
const DEPTH: usize = 512;

/// Follows one value, byte by byte outside its strings.
#[derive(Clone, Debug)]
pub struct Grammar {
    /// Where each open bracket stands, and whether it is that of an object.
    open: Vec<(u64, bool)>,
    want: Want,
    /// Whether the byte before belongs to a word or a number.
    in_word: bool,
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
        Grammar { open: Vec::new(), want: Want::Value, in_word: false }
    }

    /// Stands before a value.
    pub fn begin(&mut self) {
        self.open.clear();
        (self.want, self.in_word) = (Want::Value, false);
    }

    /// Where the brackets stand that are open now, in order.
    pub fn open(&self) -> impl Iterator<Item = u64> {
        self.open.iter().map(|(at, _)| *at)
    }

    /// A blank follows.
    pub fn end_word(&mut self) {
        self.in_word = false;
    }

    /// Takes a byte that stands at `at` outside a string, or begins one; whether it may stand there.
    pub fn take(&mut self, byte: u8, at: u64) -> bool {
        if self.in_word && byte.is_ascii_alphanumeric() {
            return true;
        }
        let in_word = std::mem::take(&mut self.in_word);
        let is_value = matches!(self.want, Want::Value | Want::First);
        let in_object = self.open.last().is_some_and(|(_, object)| *object);
        self.want = match byte {
            b' ' | b'\t' | b'\r' | b'\n' => return true,
            b'"' if is_value => Want::Next,
            b'"' if matches!(self.want, Want::Key | Want::FirstKey) => Want::Colon,
            b'{' | b'[' if is_value && self.open.len() < DEPTH => {
                self.open.push((at, byte == b'{'));
                if byte == b'{' { Want::FirstKey } else { Want::First }
            }
            b'}' if in_object && matches!(self.want, Want::FirstKey | Want::Next) => self.shut(),
            b']' if !in_object && matches!(self.want, Want::First | Want::Next) => self.shut(),
            b',' if self.want == Want::Next => {
                if in_object {
                    Want::Key
                } else {
                    Want::Value
                }
            }
            b':' if self.want == Want::Colon => Want::Value,
            b'"' | b'{' | b'[' | b'}' | b']' | b',' | b':' => return false,
            _ if is_value || in_word => {
                self.in_word = true;
                Want::Next
            }
            _ => return false,
        };
        true
    }

    fn shut(&mut self) -> Want {
        self.open.pop();
        Want::Next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the first byte stands that may not; strings have no quotes inside here.
    fn first_fault(text: &str) -> Option<usize> {
        let mut grammar = Grammar::new();
        let mut in_string = false;
        text.bytes().enumerate().find_map(|(at, byte)| {
            if in_string {
                in_string = byte != b'"';
                return None;
            }
            in_string = byte == b'"';
            (!grammar.take(byte, at as u64)).then_some(at)
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
        for (text, at) in [
            ("{\"a\":1 2}", 7),
            ("{\"a\":\"b\"\"c\"}", 8),
            ("{\"a\" 1}", 5),
            ("{\"a\":1,}", 7),
            ("{\"a\":1,{", 7),
            ("[1,]", 3),
            ("[1}", 2),
            ("{\"a\":]", 5),
            ("{a:1}", 1),
            ("{\"a\":1:", 6),
        ] {
            assert_eq!(first_fault(text), Some(at), "{text}");
        }
        assert_eq!(first_fault(&"[".repeat(600)), Some(DEPTH));
    }
}
