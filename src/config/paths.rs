//! Patterns of files, counted from the folder of the configuration, and held against inputs as they were typed.

use std::path::{Component, Path, PathBuf};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// Patterns of files.
#[derive(Clone, Debug)]
pub struct Paths {
    folder: PathBuf,
    set: GlobSet,
    /// The pattern that each glob of the set was made of.
    owners: Vec<usize>,
}

impl Paths {
    /// Compiles patterns. A pattern without `/` is a name in any folder; one that names a folder means all below it.
    pub fn compile(folder: &Path, patterns: &[String]) -> Result<Paths, (usize, String)> {
        let mut set = GlobSetBuilder::new();
        let mut owners = Vec::new();
        for (i, pattern) in patterns.iter().enumerate() {
            let plain = pattern.trim_start_matches("./").trim_end_matches('/');
            if plain.is_empty() {
                return Err((i, "the pattern is empty".into()));
            }
            let anywhere = if plain.contains('/') { plain.to_owned() } else { format!("**/{plain}") };
            for glob in [anywhere.clone(), format!("{anywhere}/**")] {
                let built = GlobBuilder::new(&glob).literal_separator(true).build();
                set.add(built.map_err(|why| (i, why.kind().to_string()))?);
                owners.push(i);
            }
        }
        let set = set.build().map_err(|why| (0, why.to_string()))?;
        Ok(Paths { folder: clean(folder), set, owners })
    }

    /// Whether a pattern means the file, which is named from the working directory.
    pub fn has(&self, path: &Path) -> bool {
        !self.set.is_empty() && self.set.is_match(self.relative(path))
    }

    /// The patterns that mean the file, by their number.
    pub fn which(&self, path: &Path) -> Vec<usize> {
        let mut found: Vec<usize> =
            self.set.matches(self.relative(path)).into_iter().map(|glob| self.owners[glob]).collect();
        found.dedup();
        found
    }

    fn relative(&self, path: &Path) -> PathBuf {
        let whole = clean(path);
        whole.strip_prefix(&self.folder).map(Path::to_path_buf).unwrap_or(whole)
    }
}

/// The absolute path without `.` and `..`; no link is followed, so that a pattern means what it says.
fn clean(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf()).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_count_from_the_folder() {
        let has = |pattern: &str, path: &str| {
            Paths::compile(Path::new("conf"), &[pattern.to_owned()]).expect("right").has(Path::new(path))
        };
        for (pattern, path) in [
            ("data/*.jsonl", "conf/data/a.jsonl"),
            ("data/*.jsonl", "./conf/../conf/data/a.jsonl"),
            ("data", "conf/data/deep/a.jsonl"),
            ("data/", "conf/data/a.jsonl"),
            ("*.jsonl", "conf/data/deep/a.jsonl"),
            ("a.jsonl", "conf/a.jsonl"),
            ("**/raw/**", "conf/x/raw/a.jsonl"),
            ("data/{a,b}.jsonl", "conf/data/b.jsonl"),
        ] {
            assert!(has(pattern, path), "{pattern} {path}");
        }
        for (pattern, path) in [
            ("data/*.jsonl", "data/a.jsonl"),
            ("data/*.jsonl", "conf/data/deep/a.jsonl"),
            ("dat", "conf/data/a.jsonl"),
            ("a.jsonl", "conf/ba.jsonl"),
        ] {
            assert!(!has(pattern, path), "{pattern} {path}");
        }
        assert!(Paths::compile(Path::new("."), &["ok".into(), "[z-a]".into()]).is_err_and(|(at, _)| at == 1));
        assert!(!Paths::compile(Path::new("."), &[]).expect("right").has(Path::new("a")));
    }
}
