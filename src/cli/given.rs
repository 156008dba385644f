//! Flags and variables as values of the configuration, each with the name it was given by.

use toml::{Table, Value};

use super::args::Check;
use crate::config::{Given, Origin};
use crate::failure::Failure;

/// What was given beside the file, in the order in which it joins.
pub fn given(check: &Check) -> Result<Vec<Given>, Failure> {
    let mut all = plain(check);
    for (id, table, pairs) in [("level", "levels", &check.level), ("budget", "gate.budget", &check.budget)] {
        for (name, value) in pairs {
            let mut path: Vec<String> = table.split('.').map(str::to_owned).collect();
            path.push(name.clone());
            all.push(Given { path, value: Value::from(value.clone()), origin: origin(check, id) });
        }
    }
    for setting in &check.set {
        set(setting, &origin(check, "set"), &mut all)?;
    }
    Ok(all)
}

fn plain(check: &Check) -> Vec<Given> {
    let text = |value: &Option<String>| value.clone().map(Value::from);
    let number = |value: Option<u64>| value.map(|n| Value::from(i64::try_from(n).unwrap_or(i64::MAX)));
    let list = |items: &[String]| (!items.is_empty()).then(|| strings(items.iter().cloned()));
    let rules = |items: &[String]| {
        let parts = items.iter().flat_map(|item| item.split(',')).map(str::trim);
        let named: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
        // A list of nothing stays one, and is told.
        let named = if named.is_empty() { vec![""] } else { named };
        (!items.is_empty()).then(|| strings(named.into_iter().map(str::to_owned)))
    };
    let values = [
        ("ruleset", "ruleset", text(&check.ruleset)),
        ("profile", "profile", text(&check.profile)),
        ("include", "include", list(&check.include)),
        ("exclude", "exclude", list(&check.exclude)),
        ("select", "select", rules(&check.select)),
        ("ignore", "ignore", rules(&check.ignore)),
        ("extend_select", "extend-select", rules(&check.extend_select)),
        ("extend_ignore", "extend-ignore", rules(&check.extend_ignore)),
        ("privacy", "privacy.certainty", check.privacy.map(|sure| Value::from(sure.name()))),
        ("person", "privacy.person", check.person.then(|| Value::from(true))),
        ("allow", "privacy.allow", list(&check.allow)),
        ("fail_on", "gate.fail-on", text(&check.fail_on)),
        ("max_warnings", "gate.max-warnings", number(check.max_warnings)),
        ("min_score", "gate.min-score", check.min_score.map(Value::from)),
        ("labels", "labels", rules(&check.labels)),
        ("label_mode", "label-mode", check.label_mode.map(|mode| Value::from(mode.name()))),
        ("allow_answer", "allow-answers", list(&check.allow_answer)),
        ("no_near", "near", check.no_near.then(|| Value::from(false))),
        ("baseline", "baseline", text(&check.baseline)),
        ("max_findings", "max-findings", number(check.max_findings)),
        ("max_row_bytes", "max-row-bytes", number(check.max_row_bytes)),
    ];
    let one = |(id, path, value): (&str, &str, Option<Value>)| {
        let path = path.split('.').map(str::to_owned).collect();
        Some(Given { path, value: value?, origin: origin(check, id) })
    };
    values.into_iter().filter_map(one).collect()
}

fn strings(items: impl Iterator<Item = String>) -> Value {
    Value::Array(items.map(Value::from).collect())
}

/// The option by the name that was typed, or the variable.
fn origin(check: &Check, id: &str) -> Origin {
    if check.from_environment.contains(id) {
        Origin::Environment(format!("FT_LINT_{}", id.to_uppercase()))
    } else {
        Origin::Flag(format!("--{}", id.replace('_', "-")))
    }
}

/// `KEY=VALUE` as TOML; a value that is no TOML is a string.
fn set(setting: &str, origin: &Origin, out: &mut Vec<Given>) -> Result<(), Failure> {
    let bad =
        |what: String| Failure::BadOption { what, advice: "for example --set rules.overlong-text.characters=20000" };
    let (key, value) = setting.split_once('=').ok_or_else(|| bad(format!("`--set {setting}` has no `=`")))?;
    let quoted = || format!("{key} = {}", Value::from(value.trim()));
    let table: Table = setting
        .parse()
        .or_else(|_| quoted().parse())
        .map_err(|why: toml::de::Error| bad(format!("`--set {setting}` is no key and value: {}", why.message())))?;
    leaves(&table, &mut Vec::new(), origin, out);
    Ok(())
}

fn leaves(table: &Table, path: &mut Vec<String>, origin: &Origin, out: &mut Vec<Given>) {
    for (key, value) in table {
        path.push(key.clone());
        match value {
            Value::Table(inner) if !inner.is_empty() => leaves(inner, path, origin, out),
            _ => out.push(Given { path: path.clone(), value: value.clone(), origin: origin.clone() }),
        }
        path.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_key_can_be_set() {
        let read = |setting: &str| {
            let check = Check { set: vec![setting.into()], ..Check::default() };
            given(&check).map(|given| (given[0].path.join("."), given[0].value.to_string()))
        };
        assert_eq!(read("gate.min-score=90").expect("right"), ("gate.min-score".into(), "90".into()));
        assert_eq!(read("profile=openai-chat").expect("right"), ("profile".into(), "\"openai-chat\"".into()));
        assert_eq!(read("select=[\"FT4\"]").expect("right"), ("select".into(), "[\"FT4\"]".into()));
        assert_eq!(read("gate.budget.duplicate=0.5%").expect("right").1, "\"0.5%\"");
        assert!(read("profile").is_err() && read("a b=1").is_err());
    }

    #[test]
    fn flags_and_variables_are_told_apart() {
        let mut check = Check { profile: Some("x".into()), min_score: Some(3.0), ..Check::default() };
        check.from_environment.insert("min_score".into());
        let origins: Vec<String> = given(&check).expect("right").iter().map(|given| given.origin.to_string()).collect();
        assert_eq!(origins, ["flag --profile", "environment FT_LINT_MIN_SCORE"]);
    }
}
