//! Finds the configuration and reads it: `ft-lint.toml`, or `[tool.ft-lint]` in `pyproject.toml`. What is wrong in it is
//! shown at its place.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::schema::Config;
use crate::failure::Failure;

/// The file's name.
pub const NAME: &str = "ft-lint.toml";
/// The file that may hold it as a part.
pub const PYPROJECT: &str = "pyproject.toml";
/// Bytes that a configuration has at most.
const MOST: u64 = 1 << 20;

/// A configuration as it was read.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// Its path as it is shown.
    pub name: String,
    /// The folder that its paths are counted from.
    pub folder: PathBuf,
    /// Its text.
    pub text: String,
    /// Keys before its own: `tool`, `ft-lint` in a `pyproject.toml`.
    pub(super) base: &'static [&'static str],
    /// What it says, without types.
    pub table: toml::Table,
}

/// The configuration for a working directory: looked for from there up to the root of the repository, or in that folder
/// alone where there is no repository.
pub fn discover(folder: &Path) -> Result<Option<Loaded>, Failure> {
    let root = folder.ancestors().find(|above| above.join(".git").exists()).unwrap_or(folder);
    for above in folder.ancestors() {
        let own = above.join(NAME);
        if own.exists() {
            // Nobody named it: what is no file could be waited for without end.
            if !own.is_file() && !own.is_dir() {
                return Err(Failure::Unusable {
                    path: shown(&own, folder),
                    why: "it is no file".into(),
                    advice: "a configuration is a file: ft-lint.toml".into(),
                });
            }
            return read(&own, &shown(&own, folder)).map(Some);
        }
        let python = above.join(PYPROJECT);
        if python.is_file()
            && let Some(loaded) = read_part(&python, &shown(&python, folder))?
        {
            return Ok(Some(loaded));
        }
        if above == root {
            break;
        }
    }
    Ok(None)
}

/// The path from the working directory, as a person would write it.
fn shown(path: &Path, folder: &Path) -> String {
    let mut up = String::new();
    for above in folder.ancestors() {
        if let Ok(below) = path.strip_prefix(above) {
            return up + &below.to_string_lossy().replace('\\', "/");
        }
        up.push_str("../");
    }
    path.to_string_lossy().into_owned()
}

/// Reads a configuration that was named.
pub fn read(path: &Path, name: &str) -> Result<Loaded, Failure> {
    if path.file_name().is_some_and(|file| file == PYPROJECT) {
        return read_part(path, name)?.ok_or_else(|| Failure::Unusable {
            path: name.into(),
            why: "it has no section `[tool.ft-lint]`".into(),
            advice: "add the section, or name a file of its own".into(),
        });
    }
    let text = text(path, name)?;
    load(path, name, &text, &[])
}

/// The part of a `pyproject.toml`; `None` where it has none.
fn read_part(path: &Path, name: &str) -> Result<Option<Loaded>, Failure> {
    let text = text(path, name)?;
    // A file of another tool is none of our business unless it speaks of us.
    if !text.contains("ft-lint") {
        return Ok(None);
    }
    let whole = load(path, name, &text, &["tool", "ft-lint"])?;
    Ok((!whole.table.is_empty() || text.contains("tool.ft-lint")).then_some(whole))
}

fn text(path: &Path, name: &str) -> Result<String, Failure> {
    let unusable = |why: String, advice: &str| Failure::Unusable { path: name.into(), why, advice: advice.into() };
    let metadata = fs::metadata(path)
        .map_err(|why| unusable(why.to_string(), "check the path; `ft-lint init` writes a configuration"))?;
    if metadata.is_dir() {
        return Err(unusable("it is a folder".into(), "a configuration is a file: ft-lint.toml"));
    }
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(|why| unusable(why.to_string(), "check the file's permissions"))?;
    file.take(MOST + 1)
        .read_to_end(&mut bytes)
        .map_err(|why| unusable(why.to_string(), "check the file's permissions"))?;
    if bytes.len() as u64 > MOST {
        return Err(unusable("it has more than 1 MiB".into(), "is it a data file? a configuration is a few lines"));
    }
    let binary = bytes.contains(&0);
    match String::from_utf8(bytes) {
        Ok(text) if !binary => Ok(text),
        _ => Err(unusable("it is not text in UTF-8".into(), "is it a data file? a configuration is TOML")),
    }
}

fn load(path: &Path, name: &str, text: &str, base: &'static [&'static str]) -> Result<Loaded, Failure> {
    // A byte order mark is of no use here, and no harm.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).to_owned();
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut loaded = Loaded { name: name.into(), folder: folder.to_path_buf(), text, base, table: toml::Table::new() };
    let whole: toml::Table = loaded.text.parse().map_err(|why| loaded.refuse(&why))?;
    let mut table = Some(&whole);
    for key in base {
        table = table.and_then(|table| table.get(*key)).and_then(toml::Value::as_table);
    }
    loaded.table = table.cloned().unwrap_or_default();
    loaded.typed()?;
    Ok(loaded)
}

impl Loaded {
    /// What it says, with types.
    pub fn typed(&self) -> Result<Config, Failure> {
        #[derive(Deserialize)]
        struct Python {
            tool: Option<Tool>,
        }
        #[derive(Deserialize)]
        struct Tool {
            #[serde(rename = "ft-lint")]
            own: Option<Config>,
        }
        let read = || -> Result<Config, toml::de::Error> {
            if self.base.is_empty() {
                return toml::from_str(&self.text);
            }
            let whole: Python = toml::from_str(&self.text)?;
            Ok(whole.tool.and_then(|tool| tool.own).unwrap_or_default())
        };
        read().map_err(|why| self.refuse(&why))
    }

    /// A path that counts from the folder of the file, as it is named from the working directory.
    pub fn beside(&self, path: &str) -> String {
        match self.name.rsplit_once('/') {
            Some((folder, _)) if !Path::new(path).is_absolute() => {
                let (mut folder, mut path) = (folder, path.strip_prefix("./").unwrap_or(path));
                while let Some(above) = path.strip_prefix("../")
                    && let (rest, last) = folder.rsplit_once('/').unwrap_or(("", folder))
                    && !matches!(last, "" | "..")
                    && !(rest.is_empty() && folder.starts_with('/'))
                {
                    (folder, path) = (rest, above);
                }
                if folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") }
            }
            _ => path.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loaded(text: &str) -> Result<Loaded, Failure> {
        load(Path::new("x/ft-lint.toml"), "ft-lint.toml", text, &[])
    }

    #[test]
    fn places_are_found_by_path() {
        let text = "profile = \"generic\"\n[gate]\nmin-score = 9\n[gate.budget]\nduplicate = \"1%\"\n[[overrides]]\nfiles = [\"a\", \"b\"]\n";
        let loaded = loaded(text).expect("right");
        let line = |path: &[&str]| loaded.line(path);
        assert_eq!(line(&["profile"]), Some(1));
        assert_eq!(line(&["gate", "min-score"]), Some(3));
        assert_eq!(line(&["gate", "budget", "duplicate"]), Some(5));
        assert_eq!(line(&["overrides", "0", "files", "1"]), Some(7));
        assert_eq!(&loaded.text[loaded.place(&["overrides", "0", "files", "1"]).expect("there")], "\"b\"");
    }

    #[test]
    fn paths_count_from_the_file() {
        let beside = |name: &str, path: &str| Loaded { name: name.into(), ..loaded("").expect("right") }.beside(path);
        assert_eq!(beside("ft-lint.toml", "data/a"), "data/a");
        assert_eq!(beside("conf/ft-lint.toml", "./data/a"), "conf/data/a");
        assert_eq!(beside("conf/ft-lint.toml", "../data/a"), "data/a");
        assert_eq!(beside("a/b/ft-lint.toml", "../../../data"), "../data");
        assert_eq!(beside("../ft-lint.toml", "../data"), "../../data");
        assert_eq!(beside("/etc/ft-lint.toml", "../data"), "/etc/../data");
        assert_eq!(beside("conf/ft-lint.toml", "/data"), "/data");
    }

    #[test]
    fn errors_name_the_nearest_key() {
        for (text, want) in [
            ("profil = \"x\"", "did you mean `profile`"),
            ("[gate]\nmin_score = 3", "did you mean `min-score`"),
            ("[gate]\nfail-on = \"eror\"", "did you mean `error`"),
            ("[rules.overlong-txt]", "did you mean `overlong-text`"),
            ("[[ignore]]\nrul = \"x\"", "did you mean `rule`"),
            ("zebra = 1", "known are `ruleset`"),
        ] {
            let Err(Failure::Document { advice: Some(advice), .. }) = loaded(text) else { panic!("{text}") };
            assert!(advice.contains(want), "{text}: {advice}");
        }
        assert!(
            loaded("select = 3").is_err() && loaded("a = ").is_err() && loaded("[gate]\nmax-warnings = -1").is_err()
        );
    }
}
