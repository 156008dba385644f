//! A copy of what can be read only once, or only from its start: standard input, packed files. It lies in a temporary file
//! without a name, so that nothing is left of it however the run ends.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::Mutex;

/// Unpacked bytes of an input, on disk.
#[derive(Debug)]
pub struct Spool(Mutex<File>);

impl Spool {
    /// An empty one in the folder for temporary files.
    ///
    /// # Errors
    /// No file can be made there.
    pub fn new() -> io::Result<Self> {
        Ok(Spool(Mutex::new(tempfile::tempfile()?)))
    }

    /// Appends bytes. Nothing may have been read before.
    ///
    /// # Errors
    /// The disk is full, or cannot be written to.
    pub fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.get_mut().expect("nothing panics while it holds the file").write_all(bytes)
    }

    /// Reads its bytes from `offset` on; any number of readers may do so at a time.
    pub fn from(&self, offset: u64) -> impl Read {
        Reader { spool: self, offset }
    }
}

struct Reader<'s> {
    spool: &'s Spool,
    offset: u64,
}

impl Read for Reader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut file = self.spool.0.lock().expect("nothing panics while it holds the file");
        file.seek(SeekFrom::Start(self.offset))?;
        let n = file.read(buffer)?;
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
        spool.append(b"456789").unwrap();
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
        assert_eq!(other.read(&mut [0; 4]).unwrap(), 0);
    }
}
