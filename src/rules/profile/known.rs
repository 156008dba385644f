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

/// The known name nearest to one that is not.
pub fn nearest(name: &str) -> Option<&'static str> {
    let lower = name.to_lowercase();
    let near = all().iter().map(|profile| {
        let part = lower.len() > 2 && profile.name.contains(&lower) || lower.contains(&profile.name);
        let distance = strsim::damerau_levenshtein(&profile.name, &lower);
        (if part { 0 } else { distance }, profile.name.as_str())
    });
    near.filter(|(distance, _)| *distance <= 4).min().map(|(_, name)| name)
}
