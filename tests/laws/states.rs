//! The laws of states: they merge in any grouping and order, and an empty one changes nothing.

use std::any::Any;

use ft_lint::engine::{Plan, Selection};
use ft_lint::example::{Example, Json, parse};
use ft_lint::rules::{AnyFold, Check, FactsState, Finding, Leak, by_code};
use serde_json::{Value, json};

use super::support::{Random, shuffle};
use super::{material, row};

/// The states of some parts, merged in a random order and grouping.
pub fn merged<S>(mut states: Vec<S>, random: &mut Random, merge: &dyn Fn(&mut S, S)) -> S {
    while states.len() > 1 {
        let taken = states.swap_remove(random.below(states.len()));
        let into = random.below(states.len());
        merge(&mut states[into], taken);
    }
    states.pop().unwrap()
}

/// Cuts `rows` at random, builds a state of each part, adds empty ones, and merges; the whole is the same each time.
fn is_lawful<S>(
    what: &str,
    rows: &[String],
    start: &dyn Fn() -> S,
    observe: &dyn Fn(&mut S, &Example<'_>),
    merge: &dyn Fn(&mut S, S),
    dump: &dyn Fn(&S) -> String,
) {
    let fold = |from: usize, to: usize| {
        let mut state = start();
        for (at, text) in rows.iter().enumerate().take(to).skip(from) {
            let Ok(parsed) = parse(text.as_bytes()) else { continue };
            let Json::Object(object) = &parsed.json else { continue };
            observe(&mut state, &Example::lower(row(at, text.as_bytes()), object));
        }
        state
    };
    let whole = dump(&fold(0, rows.len()));
    for round in 0..4 {
        let mut random = Random(round);
        let mut cuts: Vec<usize> = (0..[1, 2, 9, 40][round as usize]).map(|_| random.below(rows.len())).collect();
        cuts.extend([0, rows.len()]);
        cuts.sort_unstable();
        let mut states: Vec<S> = cuts.windows(2).map(|cut| fold(cut[0], cut[1])).collect();
        states.extend([start(), start()]);
        let again = dump(&merged(states, &mut random, merge));
        assert!(again == whole, "{what}: {}", first_difference(&again, &whole));
    }
    let mut left = start();
    merge(&mut left, fold(0, rows.len()));
    let mut right = fold(0, rows.len());
    merge(&mut right, start());
    assert!(dump(&left) == whole && dump(&right) == whole, "{what}: an empty state is not neutral");
    let mut empty = start();
    merge(&mut empty, start());
    assert_eq!(dump(&empty), dump(&start()), "{what}");
}

fn first_difference(a: &str, b: &str) -> String {
    let at = a.bytes().zip(b.bytes()).position(|(a, b)| a != b).unwrap_or(a.len().min(b.len()));
    let from = at.saturating_sub(60);
    let part = |text: &str| String::from_utf8_lossy(&text.as_bytes()[from..(at + 80).min(text.len())]).into_owned();
    format!("\n…{}\n…{}", part(a), part(b))
}

type State = Box<dyn Any + Send>;

/// What a rule about texts would have found: a value at the start of every long text.
fn leaked(example: &Example<'_>) -> Vec<Finding> {
    let leak = |text: &ft_lint::example::Text<'_>| {
        let mut finding = Finding::new(by_code("FT601"), "e-mail address".into());
        let (subtype, mask, value) = ("address".into(), "…".into(), text.text.chars().take(9).collect());
        finding.pointer = text.pointer.to_string();
        finding.leak = Some(Leak { kind: "EMAIL", subtype, mask, value, rank: 50 });
        finding
    };
    example.texts.iter().filter(|text| text.text.len() > 40).map(leak).collect()
}

fn every_state_is_lawful(rows: &[String]) {
    states_are_lawful(rows, "generic");
}

fn states_are_lawful(rows: &[String], profile: &str) {
    let rules = Plan::rules(&Selection::default(), ft_lint::rules::profile::find(profile).unwrap()).unwrap();
    let mut folds = 0;
    for rule in &rules {
        for check in &rule.checks {
            let Check::Fold(fold) = check else { continue };
            let fold: &dyn AnyFold = fold.as_ref();
            is_lawful(
                rule.meta.code,
                rows,
                &|| fold.start(),
                &|state: &mut State, example| {
                    fold.observe(state.as_mut(), &[example]);
                    fold.observe_leaks(state.as_mut(), example, &leaked(example));
                },
                &|left: &mut State, right| fold.merge(left.as_mut(), right),
                &|state: &State| fold.dump(state.as_ref()),
            );
            folds += 1;
        }
    }
    assert!(folds >= 3, "the registry has fold rules");
    is_lawful(
        "facts",
        rows,
        &FactsState::default,
        &|state, example| state.observe(0, example),
        &FactsState::merge,
        &|state| serde_json::to_string(state).unwrap(),
    );
}

#[test]
fn states_of_all_kinds_of_rows() {
    every_state_is_lawful(&material(1));
    every_state_is_lawful(&[String::new(), "{}".into(), " ".into()]);
}

/// Consumers that ask for more than others: what is built for them alone.
#[test]
fn states_that_some_consumers_ask_for() {
    let mut rows = material(6);
    rows.truncate(250);
    for n in 0..40 {
        let (end, start) = (if n == 7 { "" } else { " ->" }, ["", " "][n % 2]);
        rows.push(
            json!({"prompt": format!("Item {}{end}", n % 9), "completion": format!("{start}No {n}.\n")}).to_string(),
        );
        let messages =
            json!([{"role": "system", "content": format!("Be {}.", n % 5)}, {"role": "user", "content": "a"}]);
        rows.push(json!({"messages": messages, "answer": n % 3, "one": "x", "kind": if n > 3 { json!("a") } else { json!(1) }}).to_string());
    }
    shuffle(&mut rows, &mut Random(8));
    for profile in ["openai-completion", "azure-chat", "azure-rft"] {
        states_are_lawful(&rows, profile);
    }
}

/// More keys, labels and tasks than a state may hold, reached only together, and reached by each part alone.
#[test]
fn states_above_their_caps() {
    let keys = |n: usize| json!({format!("key{n}"): 1, "prompt": "a", "completion": "b"}).to_string();
    every_state_is_lawful(&(0..700).map(keys).collect::<Vec<_>>());
    let value = |n: usize| if n.is_multiple_of(2) { json!(n) } else { json!([n.to_string()]) };
    let wide = |n: usize| {
        let members = (0..150).map(|i| (format!("key{}", (n * 100 + i) % 5_500), value(n + i)));
        Value::Object(members.collect()).to_string()
    };
    every_state_is_lawful(&(0..60).map(wide).collect::<Vec<_>>());
    let row = |n: usize| {
        let system = format!("You are clerk {n} of the lamp shop.");
        let messages = json!([
            {"role": "system", "content": system},
            {"role": "user", "content": format!("Sort parcel {}", n % 7)},
            {"role": "assistant", "content": format!("label {}", n % 4_500)},
        ]);
        json!({ "messages": messages }).to_string()
    };
    let rows: Vec<String> = (0..9_000).map(row).collect();
    let state = |rows: &[String]| {
        is_lawful(
            "facts",
            rows,
            &FactsState::default,
            &|state, example| state.observe(0, example),
            &FactsState::merge,
            &|state| serde_json::to_string(state).unwrap(),
        );
    };
    state(&rows[..4_400]);
    state(&rows);
}

/// More forms, heads, layouts and free answers than are kept, some in one task and some in all together.
#[test]
fn states_of_answers_above_their_caps() {
    let mut random = Random(11);
    let mut number = |n: usize| random.below(n);
    let long = "Read the note of the customer below and name what is wanted. ";
    let mut row = |n: usize| {
        let (label, head) = (number(3_000), number(1_300));
        let answer = match n % 6 {
            0 => format!("label {label}"),
            1 => json!({"label": format!("kind {}", label % 9), "sure": n % 10}).to_string(),
            2 => json!({format!("key{}", n % 13): n, "a": [1, 2], "b": {"c": "d"}}).to_string(),
            3 => ["yes", " Yes", "no\n", "No ###"][n / 6 % 4].to_owned(),
            4 => format!("```\nprint({n})\n```"),
            _ => format!("Sure, here is note {} of a longer text that has many words in it, number {n}.", n % 7),
        };
        let prompt = if n.is_multiple_of(4) { format!("Note {n} ->") } else { format!("{long}{head}, and so on") };
        let prompt = if n.is_multiple_of(3) { format!("Case {head}: {long}") } else { prompt };
        match n % 5 {
            0 => json!({"messages": [
                {"role": "system", "content": format!("{long}{}", head % 40)},
                {"role": "user", "content": prompt},
                {"role": "assistant", "content": answer},
            ]}),
            1 => json!({"instruction": format!("Task {}", head % 30), "input": prompt, "output": answer}),
            _ => json!({"prompt": prompt, "completion": answer}),
        }
        .to_string()
    };
    let mut rows: Vec<String> = (0..6_000).map(&mut row).collect();
    // Rows that are no examples leave gaps between stretches.
    (0..rows.len()).step_by(97).for_each(|at| rows[at] = "[]".into());
    let state = |rows: &[String]| {
        is_lawful(
            "facts",
            rows,
            &FactsState::default,
            &|state, example| state.observe(0, example),
            &FactsState::merge,
            &|state| serde_json::to_string(state).unwrap(),
        );
    };
    state(&rows[..700]);
    state(&rows);
    every_state_is_lawful(&rows[..700]);
}

#[test]
fn states_of_rows_that_repeat_a_key() {
    let texts = ["{\"b\":1}", "{\"a\":1,\"a\":2,\"b\":3}", "{\"a\":1,\"b\":2}", "{\"c\":1,\"b\":2,\"c\":3}"];
    let mut rows: Vec<String> = (0..80).map(|n| texts[n % 4].to_owned()).collect();
    shuffle(&mut rows, &mut Random(3));
    every_state_is_lawful(&rows);
}
