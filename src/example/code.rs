//! The parts of a text that are code: fenced blocks and inline spans of Markdown. Rules about prose skip them.

use memchr::{memchr, memchr_iter};

use super::scan::Span;

/// Code spans of one text, in order.
#[derive(Debug)]
pub struct Code(Vec<Span>);

impl Code {
    /// Finds the code in a text; linear in its length.
    pub fn of(text: &str) -> Code {
        let runs = runs(text.as_bytes());
        let twins = twins(&runs);
        let (mut spans, mut line_end, mut i) = (Vec::new(), 0, 0);
        while i < runs.len() {
            let (from, ticks) = runs[i];
            let twin = twins[i].map(|twin| (twin, runs[twin].0 + ticks));
            let fence = ticks >= 3
                && text[..from].bytes().rev().take_while(|b| *b != b'\n').take(8).all(|b| b == b' ' || b == b'\t');
            if from >= line_end {
                line_end = memchr(b'\n', &text.as_bytes()[from..]).map_or(text.len(), |n| from + n);
            }
            match twin {
                Some((next, to)) if fence || to <= line_end => {
                    spans.push(from..to);
                    i = next;
                }
                // A block that was cut off is code up to the end.
                None if fence => {
                    spans.push(from..text.len());
                    break;
                }
                _ => {}
            }
            i += 1;
        }
        Code(spans)
    }

    /// Whether the byte at `at` is in code.
    pub fn holds(&self, at: usize) -> bool {
        let next = self.0.partition_point(|span| span.start <= at);
        next > 0 && at < self.0[next - 1].end
    }
}

/// Runs of backticks: where and how many.
fn runs(bytes: &[u8]) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for at in memchr_iter(b'`', bytes) {
        match runs.last_mut() {
            Some((from, ticks)) if *from + *ticks == at => *ticks += 1,
            _ => runs.push((at, 1)),
        }
    }
    runs
}

/// For each run the next one of the same length.
fn twins(runs: &[(usize, usize)]) -> Vec<Option<usize>> {
    let mut last = std::collections::BTreeMap::new();
    let mut twins = vec![None; runs.len()];
    for (i, (_, ticks)) in runs.iter().enumerate().rev() {
        twins[i] = last.insert(*ticks, i);
    }
    twins
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Vec<&str> {
        Code::of(text).0.into_iter().map(|span| &text[span]).collect()
    }

    #[test]
    fn finds_blocks_and_spans() {
        assert_eq!(code("Use `a` and ``b ` c``."), ["`a`", "``b ` c``"]);
        assert_eq!(code("So:\n```\nx `y`\n```\nand `z`"), ["```\nx `y`\n```", "`z`"]);
        assert_eq!(code("So:\n  ```rust\nlet x"), ["```rust\nlet x"]);
    }

    #[test]
    fn lone_ticks_are_no_code() {
        assert_eq!(code("`tis late.\nNo `twas early"), [""; 0]);
        assert_eq!(code("plain"), [""; 0]);
        assert_eq!(code("it`s one tick"), [""; 0]);
    }

    #[test]
    fn holds_is_half_open() {
        let code = Code::of("a `b` c");
        assert_eq!((0..7).filter(|at| code.holds(*at)).collect::<Vec<_>>(), [2, 3, 4]);
    }
}
