//! Opens an input and takes off its compression, told by its first bytes and not by its name.

use std::fs::File;
use std::io::{self, Chain, Cursor, Read};

/// What an input was packed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// Not compressed.
    Plain,
    /// gzip, of any number of members.
    Gzip,
    /// Zstandard, of any number of frames.
    Zstd,
}

/// Reads unpacked bytes.
pub type Unpacked = Box<dyn Read + Send>;

/// Looks at the first bytes of `reader` and gives the unpacked stream.
pub fn unpack(mut reader: impl Read + Send + 'static) -> io::Result<(Packing, Unpacked)> {
    let mut head = [0; 4];
    let mut seen = 0;
    while seen < head.len() {
        match reader.read(&mut head[seen..])? {
            0 => break,
            n => seen += n,
        }
    }
    let whole: Chain<Cursor<Vec<u8>>, _> = Cursor::new(head[..seen].to_vec()).chain(reader);
    Ok(match &head[..seen] {
        [0x1f, 0x8b, ..] => (Packing::Gzip, Box::new(flate2::read::MultiGzDecoder::new(whole))),
        [0x28, 0xb5, 0x2f, 0xfd] => (Packing::Zstd, Box::new(zstd::Decoder::new(whole)?)),
        _ => (Packing::Plain, Box::new(whole)),
    })
}

/// Opens a file and unpacks it; see [`unpack`].
pub fn open(path: &std::path::Path) -> io::Result<(Packing, Unpacked)> {
    unpack(File::open(path)?)
}
