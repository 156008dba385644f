//! Records of one size in a temporary file, for more of them than the memory is to hold. The file has no name, so that nothing
//! is left of it however the run ends.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::marker::PhantomData;
use std::ops::Range;
use std::sync::{Mutex, MutexGuard};

/// What is kept of a row, as bytes that are always as many.
pub trait Flat: Copy {
    /// How many.
    const BYTES: usize;

    /// Appends them.
    fn put(&self, out: &mut Vec<u8>);

    /// Reads them again; `bytes` are [`Flat::BYTES`] long.
    fn take(bytes: &[u8]) -> Self;
}

/// Bytes read and written at a time.
const AT_ONCE: usize = 1 << 20;

/// Records on disk, in the order in which they were appended.
pub struct Spill<T> {
    file: Mutex<File>,
    records: u64,
    of: PhantomData<fn() -> T>,
}

impl<T: Flat> Spill<T> {
    /// An empty file in the folder for temporary files.
    ///
    /// # Errors
    /// No file can be made there.
    pub fn new() -> io::Result<Self> {
        Ok(Spill { file: Mutex::new(tempfile::tempfile()?), records: 0, of: PhantomData })
    }

    /// How many records there are.
    pub fn len(&self) -> u64 {
        self.records
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.records == 0
    }

    /// Appends records.
    ///
    /// # Errors
    /// The disk is full, or cannot be written to.
    pub fn append(&mut self, records: &[T]) -> io::Result<()> {
        self.write(self.records, records)?;
        self.records += records.len() as u64;
        Ok(())
    }

    /// Writes records over those from place `at` on.
    ///
    /// # Errors
    /// The disk cannot be written to.
    pub fn write(&self, at: u64, records: &[T]) -> io::Result<()> {
        let mut file = self.file();
        file.seek(SeekFrom::Start(at * T::BYTES as u64))?;
        let mut bytes = Vec::with_capacity((records.len() * T::BYTES).min(AT_ONCE));
        for part in records.chunks((AT_ONCE / T::BYTES).max(1)) {
            bytes.clear();
            part.iter().for_each(|record| record.put(&mut bytes));
            file.write_all(&bytes)?;
        }
        Ok(())
    }

    /// Reads the records of a range of places.
    ///
    /// # Errors
    /// The disk cannot be read.
    pub fn read(&self, places: Range<u64>) -> io::Result<Vec<T>> {
        let count = (places.end - places.start) as usize;
        let (mut records, step) = (Vec::with_capacity(count), (AT_ONCE / T::BYTES).max(1));
        let mut bytes = vec![0; count.min(step) * T::BYTES];
        let mut file = self.file();
        file.seek(SeekFrom::Start(places.start * T::BYTES as u64))?;
        while records.len() < count {
            let part = &mut bytes[..(count - records.len()).min(step) * T::BYTES];
            file.read_exact(part)?;
            records.extend(part.chunks_exact(T::BYTES).map(T::take));
        }
        Ok(records)
    }

    fn file(&self) -> MutexGuard<'_, File> {
        self.file.lock().expect("nothing panics while it holds the file")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Flat for u32 {
        const BYTES: usize = 4;

        fn put(&self, out: &mut Vec<u8>) {
            out.extend_from_slice(&self.to_le_bytes());
        }

        fn take(bytes: &[u8]) -> Self {
            u32::from_le_bytes(bytes.try_into().expect("four bytes"))
        }
    }

    #[test]
    fn what_was_written_is_read_again() {
        let mut spill = Spill::<u32>::new().unwrap();
        assert!(spill.is_empty());
        spill.append(&(0..700_000).collect::<Vec<u32>>()).unwrap();
        spill.append(&[7, 8]).unwrap();
        spill.write(3, &[33]).unwrap();
        assert_eq!(spill.read(2..5).unwrap(), [2, 33, 4]);
        assert_eq!((spill.read(699_999..700_002).unwrap(), spill.len()), (vec![699_999, 7, 8], 700_002));
        assert!(spill.read(700_001..700_003).is_err());
    }
}
