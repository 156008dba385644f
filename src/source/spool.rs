//! A copy of what can be read only once, or only from its start: standard input, pipes, packed files. It lies in a temporary file
//! without a name, so that nothing is left of it however the run ends; in memory where there is no room for one.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::Mutex;

/// Unpacked bytes of an input.
#[derive(Debug)]
pub struct Spool {
    place: Place,
    /// Bytes that were appended.
    length: u64,
}

#[derive(Debug)]
enum Place {
    Disk(Mutex<File>),
    Memory(Vec<u8>),
}

impl Spool {
    /// An empty one in the folder for temporary files.
    ///
    /// # Errors
    /// No file can be made there.
    pub fn new() -> io::Result<Self> {
        Ok(Spool { place: Place::Disk(Mutex::new(tempfile::tempfile()?)), length: 0 })
    }

    /// An empty one there, or in memory, with the reason why.
    pub fn somewhere() -> (Self, Option<io::Error>) {
        match Spool::new() {
            Ok(spool) => (spool, None),
            Err(why) => (Spool { place: Place::Memory(Vec::new()), length: 0 }, Some(why)),
        }
    }

    /// Appends bytes. Nothing may have been read before.
    ///
    /// # Errors
    /// The disk is full, or cannot be written to.
    pub fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.place {
            Place::Disk(file) => file.get_mut().expect(NO_PANIC).write_all(bytes)?,
            Place::Memory(all) => all.extend_from_slice(bytes),
        }
        self.length += bytes.len() as u64;
        Ok(())
    }

    /// Goes on in memory with `bytes`, which could not be appended; what was, is read into it.
    ///
    /// # Errors
    /// The disk cannot be read.
    pub fn move_to_memory(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Place::Disk(file) = &mut self.place {
            let file = file.get_mut().expect(NO_PANIC);
            file.seek(SeekFrom::Start(0))?;
            let mut all = Vec::new();
            file.take(self.length).read_to_end(&mut all)?;
            self.place = Place::Memory(all);
        }
        self.append(bytes)
    }

    /// Reads its bytes from `offset` on; any number of readers may do so at a time.
    pub fn from(&self, offset: u64) -> impl Read {
        Reader { spool: self, offset }
    }
}

const NO_PANIC: &str = "nothing panics while it holds the file";

struct Reader<'s> {
    spool: &'s Spool,
    offset: u64,
}

impl Read for Reader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = match &self.spool.place {
            Place::Disk(file) => {
                let mut file = file.lock().expect(NO_PANIC);
                file.seek(SeekFrom::Start(self.offset))?;
                file.read(buffer)?
            }
            Place::Memory(all) => all.get(self.offset as usize..).unwrap_or_default().read(buffer)?,
        };
        self.offset += n as u64;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_do_not_move_each_other() {
        let mut spool = Spool::new().unwrap();
        spool.append(b"0123").unwrap();
        for memory in [false, true] {
            if memory {
                spool.move_to_memory(b"abc").unwrap();
            } else {
                spool.append(b"456789").unwrap();
            }
            let (mut one, mut other) = (spool.from(2), spool.from(6));
            let next = |reader: &mut dyn Read| {
                let mut two = [0; 2];
                reader.read_exact(&mut two).unwrap();
                two
            };
            assert_eq!(
                [next(&mut one), next(&mut other), next(&mut one), next(&mut other)],
                [*b"23", *b"67", *b"45", *b"89"]
            );
            let mut rest = Vec::new();
            other.read_to_end(&mut rest).unwrap();
            assert_eq!(rest, if memory { b"abc".as_slice() } else { b"" });
        }
    }
}
