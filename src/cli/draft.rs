//! An output that replaces a file only once it is whole: whoever stops the run halfway keeps the old one.

use std::fs::{self, File};
use std::io::{self, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// What is written. Nothing of it is lost or left over when the run is stopped: it lies in a file without a name until
/// [`Draft::finish`] puts it in place. A pipe or a device gets it as it comes.
pub struct Draft(Kind);

enum Kind {
    Straight(Box<dyn Write + Send>),
    Held { text: BufWriter<File>, path: PathBuf },
}

impl Draft {
    /// What goes straight to where it is wanted.
    pub fn straight(out: impl Write + Send + 'static) -> Draft {
        Draft(Kind::Straight(Box::new(BufWriter::new(out))))
    }

    /// What goes to a path.
    ///
    /// # Errors
    /// The file cannot be written, or no file can be made in its folder.
    pub fn to(path: &Path) -> io::Result<Draft> {
        let path = target(path);
        if is_special(&path) {
            return Ok(Draft::straight(File::create(&path)?));
        }
        let is_there = path.exists();
        if is_there {
            // What may not be written is not replaced either.
            File::options().append(true).open(&path)?;
        }
        match tempfile::tempfile_in(folder(&path)) {
            Ok(text) => Ok(Draft(Kind::Held { text: BufWriter::new(text), path })),
            // A folder that takes no new file may hold one that can be written.
            Err(_) if is_there => Ok(Draft(Kind::Held { text: BufWriter::new(tempfile::tempfile()?), path })),
            Err(why) => Err(why),
        }
    }

    /// Puts what was written in place.
    ///
    /// # Errors
    /// The disk is full, or the file cannot be replaced; then the old one is still there.
    pub fn finish(self) -> io::Result<()> {
        match self.0 {
            Kind::Straight(mut out) => out.flush(),
            Kind::Held { text, path } => {
                let mut text = text.into_inner().map_err(io::IntoInnerError::into_error)?;
                replace(&path, &mut |out| {
                    text.rewind()?;
                    io::copy(&mut text, out).map(|_| ())
                })
            }
        }
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.0 {
            Kind::Straight(out) => out.write(bytes),
            Kind::Held { text, .. } => text.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.0 {
            Kind::Straight(out) => out.flush(),
            Kind::Held { text, .. } => text.flush(),
        }
    }
}

/// Writes a new file beside the old one and puts it in its place, with its permissions. Where the folder takes no new file,
/// or the old one cannot be moved away, such as one that is mounted by itself, that one is written over.
fn replace(path: &Path, fill: &mut dyn FnMut(&mut File) -> io::Result<()>) -> io::Result<()> {
    use io::ErrorKind::{CrossesDevices, PermissionDenied, ReadOnlyFilesystem, ResourceBusy};
    let over = |why: io::Error, fill: &mut dyn FnMut(&mut File) -> io::Result<()>| match why.kind() {
        PermissionDenied | ReadOnlyFilesystem | ResourceBusy | CrossesDevices if path.exists() => {
            fill(&mut File::create(path)?)
        }
        _ => Err(why),
    };
    let mut made = tempfile::Builder::new();
    made.prefix(".ft-lint-");
    #[cfg(unix)]
    made.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut new = match made.tempfile_in(folder(path)) {
        Ok(new) => new,
        Err(why) => return over(why, fill),
    };
    let _named = Named::note(new.path());
    fill(new.as_file_mut())?;
    if let Ok(old) = fs::metadata(path) {
        new.as_file().set_permissions(old.permissions())?;
    }
    match new.persist(path) {
        Ok(_) => Ok(()),
        Err(failed) => over(failed.error, fill),
    }
}

/// The file with a name that is being filled, for who stops the run just then.
static NAMED: Mutex<Option<PathBuf>> = Mutex::new(None);

/// Notes a file as long as it is filled.
struct Named;

impl Named {
    fn note(path: &Path) -> Named {
        *NAMED.lock().unwrap_or_else(PoisonError::into_inner) = Some(path.to_path_buf());
        Named
    }
}

impl Drop for Named {
    fn drop(&mut self) {
        *NAMED.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// Takes away what a run that is stopped now would leave behind.
pub fn discard() {
    if let Some(path) = NAMED.lock().unwrap_or_else(PoisonError::into_inner).take() {
        // It may be in its place already, or gone; nothing is left to do then.
        let _ = fs::remove_file(path);
    }
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Links that are followed; a system follows about as many.
const LINKS: usize = 40;

/// The file that a path means, at the end of all links; the first on the way that is no plain file.
fn target(path: &Path) -> PathBuf {
    let mut own = path.to_path_buf();
    for _ in 0..LINKS {
        match fs::read_link(&own) {
            Ok(next) if !is_special(&own) => own = folder(&own).join(next),
            _ => break,
        }
    }
    own
}

/// Whether a path is a device, a pipe or a name of an open file, which nothing may take the place of.
fn is_special(path: &Path) -> bool {
    let named = [("/dev", "/dev/shm"), ("/proc", "/proc/.")];
    named.iter().any(|(all, but)| path.starts_with(all) && !path.starts_with(but))
        || fs::metadata(path).is_ok_and(|known| !known.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_being_filled_is_taken_away_and_no_other() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("report.json");
        let names = || fs::read_dir(folder.path()).expect("a folder").count();
        let halfway = replace(&path, &mut |out| {
            out.write_all(b"half")?;
            assert_eq!(names(), 1);
            discard();
            assert_eq!(names(), 0);
            Err(io::Error::other("stopped"))
        });
        assert!(halfway.is_err() && names() == 0);
        replace(&path, &mut |out| out.write_all(b"whole")).expect("written");
        discard();
        assert_eq!(fs::read(&path).expect("there"), b"whole");
    }
}
