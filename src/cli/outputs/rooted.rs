//! Paths from the root of the repository, for readers that look files up in it.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::report::Report;

/// Puts other paths into the report and gives those that were there.
pub(super) fn swap(report: &mut Report, paths: &[String]) -> Vec<String> {
    report.inputs.iter_mut().zip(paths).map(|(input, path)| std::mem::replace(&mut input.path, path.clone())).collect()
}

/// The paths of the inputs from the root of the repository, symbolic links resolved; as they were where that cannot be
/// told.
pub(super) fn rooted(report: &Report) -> Vec<String> {
    let root = repository();
    let from_root = |path: &str| {
        let known = fs::canonicalize(path).ok()?;
        let inside = known.strip_prefix(root.as_ref()?).ok()?;
        let parts: Vec<String> = inside.components().map(|part| part.as_os_str().to_string_lossy().into()).collect();
        Some(parts.join("/"))
    };
    report.inputs.iter().map(|input| from_root(&input.path).unwrap_or_else(|| input.path.clone())).collect()
}

/// The root of the repository: what a build service calls so, if the run is inside of it, or the nearest folder with `.git`.
fn repository() -> Option<PathBuf> {
    let here = fs::canonicalize(env::current_dir().ok()?).ok()?;
    let named = ["GITHUB_WORKSPACE", "CI_PROJECT_DIR", "BUILD_SOURCESDIRECTORY"];
    let named = named.iter().filter_map(|name| fs::canonicalize(env::var_os(name)?).ok());
    let named = named.into_iter().find(|root| here.starts_with(root));
    named.or_else(|| here.ancestors().find(|folder| folder.join(".git").exists()).map(Path::to_path_buf)).or(Some(here))
}
