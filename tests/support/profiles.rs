//! The profiles and their sample files, for the tests about them.
#![allow(dead_code, clippy::unwrap_used, reason = "each test binary uses a part; a panic is how a test fails")]

use std::fs;
use std::path::{Path, PathBuf};

use ft_lint::example::{Example, Json, parse};
use ft_lint::rules::profile::{Profile, all};
use ft_lint::rules::schema::{Reading, Shared};
use ft_lint::source::Row;

use super::root;

/// All profiles but the one that names no consumer.
pub fn consumers() -> impl Iterator<Item = &'static Profile> {
    all().iter().filter(|profile| !profile.is_generic())
}

/// The folder of a profile's samples of one kind.
pub fn folder(profile: &Profile, kind: &str) -> PathBuf {
    root().join("fixtures/profiles").join(&profile.name).join(kind)
}

/// The samples of one kind, sorted.
pub fn samples(profile: &Profile, kind: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder(profile, kind)) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// The last part of a path.
pub fn file_name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

/// Reads each row of a file as the profile does.
pub fn each_reading(profile: &'static Profile, path: &Path, mut look: impl FnMut(usize, &Reading<'_, '_>)) {
    let text = fs::read(path).unwrap();
    for (number, line) in text.split(|byte| *byte == b'\n').enumerate() {
        read(profile, line, |reading| look(number + 1, reading));
    }
}

/// Reads one row as the profile does, if it is an object.
pub fn read(profile: &'static Profile, line: &[u8], look: impl FnOnce(&Reading<'_, '_>)) {
    let Ok(parsed) = parse(line) else { return };
    let Json::Object(object) = &parsed.json else { return };
    let example = Example::lower(row(line), object);
    let shared = Shared::new(&example);
    look(&Reading::new(&example, profile, &shared));
}

fn row(line: &[u8]) -> Row<'_> {
    Row { ended: true, ..Row::alone(line) }
}
