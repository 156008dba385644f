//! Opens an input and takes off its compression, told by its first bytes and not by its name.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Chain, Cursor, Read};

use flate2::bufread::GzDecoder;

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
        [0x1f, 0x8b, ..] => (Packing::Gzip, Box::new(Members(Some(GzDecoder::new(BufReader::new(whole)))))),
        [0x28, 0xb5, 0x2f, 0xfd] => (Packing::Zstd, Box::new(Frames(zstd::Decoder::new(whole)?))),
        _ => (Packing::Plain, Box::new(whole)),
    })
}

/// Opens a file and unpacks it; see [`unpack`].
pub fn open(path: &std::path::Path) -> io::Result<(Packing, Unpacked)> {
    unpack(File::open(path)?)
}

/// The frames of a Zstandard file. What its library cannot read is no error of the system but damage.
struct Frames<R: BufRead>(zstd::Decoder<'static, R>);

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer).map_err(|why| match why.kind() {
            io::ErrorKind::Other => io::Error::new(io::ErrorKind::InvalidData, why),
            _ => why,
        })
    }
}

/// The members of a gzip file one after the other. Zero bytes behind a member are padding, as tapes and some stores write
/// it; gzip and its kin pass over them.
struct Members<R>(Option<GzDecoder<R>>);

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(decoder) = &mut self.0 {
            let n = decoder.read(buffer)?;
            if n > 0 || buffer.is_empty() {
                return Ok(n);
            }
            let rest = self.0.take().map(GzDecoder::into_inner);
            self.0 = rest.map(behind_padding).transpose()?.flatten().map(GzDecoder::new);
        }
        Ok(0)
    }
}

/// The reader behind zero bytes; none where nothing follows them.
fn behind_padding<R: BufRead>(mut reader: R) -> io::Result<Option<R>> {
    loop {
        let bytes = match reader.fill_buf() {
            Ok(bytes) => bytes,
            Err(why) if why.kind() == io::ErrorKind::Interrupted => continue,
            Err(why) => return Err(why),
        };
        if bytes.is_empty() {
            return Ok(None);
        }
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        let more = zeros < bytes.len();
        reader.consume(zeros);
        if more {
            return Ok(Some(reader));
        }
    }
}
