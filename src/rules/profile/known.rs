//! The profiles that are built in, by name.

use std::sync::LazyLock;

use super::Profile;

/// Written by `rules/build.rs` from `rules/profiles/*.toml`, `extends` resolved; sorted by name.
const TEXT: &str = include_str!(concat!(env!("OUT_DIR"), "/profiles.json"));

static PROFILES: LazyLock<Vec<Profile>> =
    LazyLock::new(|| serde_json::from_str(TEXT).expect("the build script and a test have read the profiles"));

/// All profiles, sorted by name; `generic` is one of them.
pub fn all() -> &'static [Profile] {
    &PROFILES
}

/// The profile of this name; case and `_` for `-` are forgiven.
pub fn find(name: &str) -> Option<&'static Profile> {
    let wanted = name.trim().to_ascii_lowercase().replace('_', "-");
    all().iter().find(|profile| profile.name == wanted)
}

/// The place of a profile among all.
pub fn index(profile: &Profile) -> usize {
    all().iter().position(|known| known.name == profile.name).expect("profiles are known ones")
}

/// What holds where no consumer is named.
pub fn generic() -> &'static Profile {
    find("generic").expect("rules/profiles/generic.toml is part of the package")
}

/// Names that are told for one that is not known.
const TOLD: usize = 6;

/// The known names that one that is not may mean: those that it begins, or is a part of, or the nearest one.
pub fn nearest(name: &str) -> Vec<&'static str> {
    let lower = name.trim().to_lowercase().replace('_', "-");
    let names = || all().iter().map(|profile| profile.name.as_str());
    let begun: Vec<&str> = names().filter(|known| lower.len() > 2 && known.starts_with(&lower)).collect();
    if !begun.is_empty() {
        return begun.into_iter().take(TOLD).collect();
    }
    let part = |known: &&str| lower.len() > 2 && (known.contains(&lower) || lower.contains(*known));
    let distance_of = strsim::damerau_levenshtein;
    let distance = |known: &str| distance_of(known, &lower);
    let near = names().map(|known| (distance(known), known)).filter(|(distance, known)| *distance <= known.len() / 3);
    let near: Vec<&str> = near.min().into_iter().map(|(_, known)| known).collect();
    if !near.is_empty() {
        return near;
    }
    let parts: Vec<&str> = names().filter(part).take(TOLD).collect();
    if !parts.is_empty() {
        return parts;
    }
    // A slip in the name of whose they are.
    let whose =
        |known: &&str| known.split('-').next().is_some_and(|whose| whose.len() > 3 && distance_of(whose, &lower) < 2);
    names().filter(whose).take(TOLD).collect()
}
