//! Reads all inputs one after the other, ahead of the checks, and keeps what is known of each as a whole.

use std::io::{self, Read};

use xxhash_rust::xxh3::Xxh3Default;

use super::blocks::{Block, BlockReader, Limits};
use super::gaps::Gaps;
use super::inputs::{Input, Origin};
use super::pos::{Grid, GridCursor};
use super::sniff::{Foreign, Framing, sniff};
use super::spool::Spool;
use super::unpack::{Packing, Unpacked, open, unpack};

/// Bytes looked at to tell what an input is.
const HEAD: usize = 64 << 10;

/// What is known of an input once it is read.
#[derive(Debug)]
pub struct InputRead {
    /// Unpacked bytes, the mark U+FEFF included.
    pub bytes: u64,
    /// XXH3-64 of the unpacked bytes.
    pub hash: u64,
    /// How it was compressed.
    pub packing: Packing,
    /// Whether it starts with the bytes EF BB BF.
    pub mark: bool,
    /// How rows are found, or why there are none.
    pub framing: Result<Framing, Foreign>,
    /// Number of its first grid block.
    pub base: u32,
    /// Where its grid blocks begin, and rows in them.
    pub grid: Grid,
    /// Rows read.
    pub rows: u64,
    /// What is wrong between the rows of an array.
    pub gaps: Gaps,
    /// Why reading stopped early.
    pub failure: Option<io::Error>,
    /// Why the copy of what can be read only once is not on disk but in memory.
    pub crowded: Option<io::Error>,
    /// A copy of the unpacked bytes where the input cannot be read again, or only by unpacking it from its start. A packed
    /// file for whose copy there is no room has none.
    pub spool: Option<Spool>,
}

/// Told of the reading as it goes.
pub trait Watch: Sync {
    /// `bytes` more unpacked bytes were read.
    fn read(&self, bytes: u64);

    /// `rows` more were checked.
    fn checked(&self, _rows: u64) {}
}

/// Reads every input in order. `free` gives a buffer to fill, `send` takes a block and says whether to go on.
pub fn read_all(
    inputs: &[Input],
    limits: Limits,
    watch: &dyn Watch,
    mut free: impl FnMut() -> Vec<u8>,
    mut send: impl FnMut(Block) -> bool,
) -> Vec<InputRead> {
    let (mut base, mut seq) = (0, 0);
    let mut done = Vec::new();
    for (index, input) in inputs.iter().enumerate() {
        let mut deliver = |mut block: Block| {
            (block.input, block.seq) = (index, seq);
            seq += 1;
            send(block)
        };
        let read = read_one(input, base, limits, watch, &mut free, &mut deliver);
        base = read.base + read.grid.starts.len() as u32;
        done.push(read);
    }
    done
}

fn read_one(
    input: &Input,
    base: u32,
    limits: Limits,
    watch: &dyn Watch,
    free: &mut dyn FnMut() -> Vec<u8>,
    deliver: &mut dyn FnMut(Block) -> bool,
) -> InputRead {
    let mut cursor = GridCursor::new(base);
    let mut read = InputRead {
        bytes: 0,
        hash: 0,
        packing: Packing::Plain,
        mark: false,
        framing: Ok(Framing::Lines),
        base,
        grid: Grid::default(),
        rows: 0,
        gaps: Gaps::default(),
        failure: None,
        crowded: None,
        spool: None,
    };
    let needed = input.is_read_once();
    let before = stamp(&input.origin);
    let opened = match &input.origin {
        Origin::Stdin => unpack(io::stdin()),
        Origin::File(path) => open(path),
    };
    match opened {
        Ok((packing, reader)) => {
            read.packing = packing;
            let spool = if needed {
                let (spool, why) = Spool::somewhere();
                read.crowded = why;
                Some(spool)
            } else if packing == Packing::Plain {
                None
            } else {
                Spool::new().ok()
            };
            let hash = Xxh3Default::new();
            let mut tap = Tap { reader, ended: false, hash, bytes: 0, spool, needed, crowded: None, watch };
            read.failure = rows(&mut tap, &mut read, &mut cursor, limits, free, deliver).err();
            if read.failure.is_none() && stamp(&input.origin) != before {
                read.failure = Some(io::Error::other("it was changed while it was read"));
            }
            (read.bytes, read.hash, read.spool) = (tap.bytes, tap.hash.digest(), tap.spool);
            read.crowded = read.crowded.take().or(tap.crowded);
        }
        Err(why) => read.failure = Some(why),
    }
    read.grid = cursor.into_grid();
    read
}

fn rows(
    tap: &mut Tap<'_>,
    read: &mut InputRead,
    cursor: &mut GridCursor,
    limits: Limits,
    free: &mut dyn FnMut() -> Vec<u8>,
    deliver: &mut dyn FnMut(Block) -> bool,
) -> io::Result<()> {
    let mut head = Vec::new();
    let mut failure = tap.by_ref().take(HEAD as u64).read_to_end(&mut head).err();
    read.mark = head.starts_with(b"\xEF\xBB\xBF");
    if read.mark {
        head.drain(..3);
    }
    read.framing = sniff(&head);
    let Ok(framing) = read.framing else {
        return failure.map_or_else(|| io::copy(tap, &mut io::sink()).map(|_| ()), Err);
    };
    let mut blocks = BlockReader::new(tap, framing, head, if read.mark { 3 } else { 0 }, limits);
    loop {
        match blocks.next(cursor, free()) {
            Ok(Some(block)) => {
                read.rows += block.len() as u64;
                if !deliver(block) {
                    break;
                }
            }
            Ok(None) => break,
            Err(why) => failure = Some(why),
        }
    }
    read.gaps = blocks.gaps();
    failure.map_or(Ok(()), Err)
}

/// Length and time of the last change of a plain file: where they are others behind its end than before its beginning, what
/// was read is neither the old file nor the new one.
fn stamp(origin: &Origin) -> Option<impl PartialEq + use<>> {
    match origin {
        Origin::File(path) => {
            let known = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?;
            Some((known.len(), known.modified().ok()))
        }
        Origin::Stdin => None,
    }
}

/// Counts, hashes and, where asked, keeps what passes through.
struct Tap<'w> {
    reader: Unpacked,
    /// An error is the end: a decoder that has failed is not asked again.
    ended: bool,
    hash: Xxh3Default,
    bytes: u64,
    spool: Option<Spool>,
    /// Whether the run cannot do without the copy, and goes on in memory where there is no room on disk.
    needed: bool,
    /// Why it did.
    crowded: Option<io::Error>,
    watch: &'w dyn Watch,
}

impl Read for Tap<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.ended {
            return Ok(0);
        }
        let read = self.reader.read(buffer);
        self.ended = read.as_ref().is_err_and(|why| why.kind() != io::ErrorKind::Interrupted);
        let n = read?;
        self.hash.update(&buffer[..n]);
        self.bytes += n as u64;
        self.watch.read(n as u64);
        if let Some(spool) = &mut self.spool
            && let Err(why) = spool.append(&buffer[..n])
        {
            if self.needed {
                spool.move_to_memory(&buffer[..n])?;
                self.crowded = Some(why);
            } else {
                self.spool = None;
            }
        }
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};
    use std::path::PathBuf;

    use super::*;

    /// Shortens a file as soon as some of it was read.
    struct Cutting(PathBuf, bool);

    impl Watch for Cutting {
        fn read(&self, _: u64) {
            if self.1 {
                File::options().write(true).open(&self.0).and_then(|file| file.set_len(20)).expect("a file");
            }
        }
    }

    #[test]
    fn a_file_that_changes_while_it_is_read_gives_no_verdict() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.jsonl");
        for cut in [false, true] {
            fs::write(&path, "{\"a\":1}\n".repeat(50_000)).expect("written");
            let input = Input { name: "x".into(), origin: Origin::File(path.clone()) };
            let limits = Limits { buffer: 4096, max_row: 1000 };
            let read = read_all(&[input], limits, &Cutting(path.clone(), cut), Vec::new, |_| true);
            let why = read[0].failure.as_ref().map(ToString::to_string);
            assert_eq!(why.as_deref(), cut.then_some("it was changed while it was read"));
        }
    }
}
