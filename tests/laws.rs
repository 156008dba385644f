//! The laws of rules about the data set: states merge in any grouping and order, an empty state changes nothing, and what
//! is found does not depend on how the data were cut. Every rule of the registry is held to them without being named.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::any::Any;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use ft_lint::engine::{self, Judge, Outcome, Part, Plan, Privacy, Selection, Settled, check_block};
use ft_lint::example::{Example, Json, parse};
use ft_lint::rules::near::{Link, NearRecord, NearTable, Pair, Told, candidates};
use ft_lint::rules::{
    AnyFold, Channel, Check, Facts, FactsState, Finding, Group, GroupRule, Leak, Quotes, Record, Sink, by_code,
};
use ft_lint::source::{BlockReader, Framing, GridCursor, Input, Limits, Origin, Pos, Row, Watch};
use serde_json::{Value, json};
use support::{Random, root, scratch, shuffle};

struct Silent;

impl Watch for Silent {
    fn read(&self, _bytes: u64) {}
}

fn plan(inputs: &[&Path], buffer: usize, threads: usize) -> Plan {
    let input = |path: &&Path| Input {
        name: path.file_name().unwrap().to_string_lossy().into_owned(),
        origin: Origin::File(path.to_path_buf()),
    };
    Plan {
        inputs: inputs.iter().map(input).collect(),
        limits: Limits { buffer, max_row: 1 << 26 },
        threads,
        rules: Plan::rules(&Selection::default(), ft_lint::rules::profile::generic()).unwrap(),
        profile: ft_lint::rules::profile::generic(),
        privacy: Privacy::default(),
        labels: ft_lint::rules::labels::LabelOptions::default(),
        max_findings: 1_000_000,
        near: true,
        ..Plan::default()
    }
}

/// Rows of all fixtures in a random order: every shape, every defect, repeated and blank ones.
fn material(seed: u64) -> Vec<String> {
    rows_of(&["good", "planted"], seed)
}

fn rows_of(folders: &[&str], seed: u64) -> Vec<String> {
    let mut rows = Vec::new();
    for folder in folders {
        let mut paths: Vec<_> =
            fs::read_dir(root().join("fixtures").join(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        rows.extend(
            paths
                .iter()
                .flat_map(|path| fs::read_to_string(path).unwrap().lines().map(str::to_owned).collect::<Vec<_>>()),
        );
    }
    shuffle(&mut rows, &mut Random(seed));
    rows
}

fn row(at: usize, bytes: &[u8]) -> Row<'_> {
    let pos = Pos { block: (at / 100) as u32, row: (at % 100) as u32 };
    let (number, line) = (at as u64 + 1, at as u64 + 1);
    Row { pos, number, line, ended: true, ..Row::alone(bytes) }
}

/// The states of some parts, merged in a random order and grouping.
fn merged<S>(mut states: Vec<S>, random: &mut Random, merge: &dyn Fn(&mut S, S)) -> S {
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
                    fold.observe(state.as_mut(), example);
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

/// The parts of `bytes` cut into blocks, and what they give when they are put together in a random grouping.
type Parts = (Vec<String>, Vec<String>, [Vec<Record>; 3], Vec<NearRecord>);

/// See [`Parts`]: findings, states, records of three channels, sketches.
fn parts(plan: &Plan, bytes: &[u8], buffer: usize, seed: u64) -> Parts {
    let settled = Settled::new(plan);
    let mut reader = BlockReader::new(bytes, Framing::Lines, Vec::new(), 0, Limits { buffer, max_row: 1 << 26 });
    let mut cursor = GridCursor::new(0);
    let mut parts = Vec::new();
    let judge = Judge::new(plan);
    while let Some(block) = reader.next(&mut cursor, Vec::new()).unwrap() {
        parts.push(check_block(plan, &block, &settled, &judge));
    }
    let found =
        parts.iter().flat_map(|part| &part.found).map(|placed| format!("{:?} {}", placed.at, say(&placed.finding)));
    let found = found.collect();
    let mut records: Vec<Record> = parts.iter().flat_map(|part| part.records.clone()).collect();
    records.sort_unstable();
    let mut ids: Vec<Record> = parts.iter().flat_map(|part| part.ids.clone()).collect();
    ids.sort_unstable();
    let mut uniques: Vec<Record> = parts.iter().flat_map(|part| part.uniques.clone()).collect();
    uniques.sort_unstable();
    let near = parts.iter().flat_map(|part| part.near.clone()).collect();
    let merge = |left: &mut Part, right: Part| {
        left.facts.merge(right.facts);
        left.counts.iter_mut().zip(&right.counts).for_each(|(own, more)| own.merge(more));
        left.penalties.extend(right.penalties);
        left.matrix.merge(right.matrix);
    };
    parts.push(Part::empty(plan));
    let mut whole = merged(parts, &mut Random(seed), &merge);
    whole.penalties.sort_unstable();
    let states = vec![
        serde_json::to_string(&whole.facts).unwrap(),
        format!("{:?}", whole.counts),
        format!("{:?}", whole.penalties),
        format!("{:?}", whole.matrix),
    ];
    (found, states, [records, ids, uniques], near)
}

fn say(finding: &Finding) -> String {
    let Finding { rule, level, message, pointer, span, related, .. } = finding;
    format!("{} {level:?} {message} {pointer} {span:?} {related:?}", rule.code)
}

#[test]
fn blocks_may_be_cut_anywhere() {
    let plan = plan(&[], 1 << 20, 1);
    let rows = &rows_of(&["planted"], 2)[..240];
    for (seed, end) in [(1, "\n"), (2, "\r\n"), (3, "\n\n"), (4, "\r\n \n")] {
        let mut text = rows.join(end);
        if seed > 2 {
            text += end;
        }
        let bytes = text.as_bytes();
        let whole = parts(&plan, bytes, bytes.len() * 2, 0);
        assert!(
            whole.0.len() > 10 && whole.2[0].len() > 100 && whole.3.len() > 100,
            "{} findings, {} records",
            whole.0.len(),
            whole.2[0].len()
        );
        let newline = bytes.iter().enumerate().filter(|(_, b)| **b == b'\n').nth(120).unwrap().0;
        for buffer in [1, 7, 64, 1_000, newline - 1, newline, newline + 1, newline + 2, bytes.len()] {
            let cut = parts(&plan, bytes, buffer, seed + buffer as u64);
            assert!(cut == whole, "line ends {end:?}, buffer {buffer}");
        }
    }
    assert_eq!(parts(&plan, b"", 1, 1), parts(&plan, b"", 100, 2), "no rows at all");
}

/// All that a run says, as text.
fn told(outcome: &Outcome) -> Vec<String> {
    let mut told: Vec<String> = outcome
        .found
        .iter()
        .map(|placed| format!("{:?} {:x}:{} {}", placed.at, placed.fingerprint, placed.copy, say(&placed.finding)))
        .collect();
    told.push(format!("{:?} {:?}", outcome.counts, outcome.penalties));
    told.push(format!("{:?}", outcome.whole.iter().map(|(rule, finding)| (rule, say(finding))).collect::<Vec<_>>()));
    told.push(serde_json::to_string(&outcome.facts.state).unwrap());
    told
}

#[test]
fn runs_do_not_depend_on_cuts_and_threads() {
    let folder = scratch("laws-runs");
    let path = |name: &str, bytes: &[u8]| {
        fs::write(folder.join(name), bytes).unwrap();
        folder.join(name)
    };
    let hello = |n: usize| json!({"prompt": "Say hello", "completion": if n.is_multiple_of(3) { "Yes" } else { "No" }});
    let many: Vec<String> = (0..20_000).map(|n| hello(n).to_string()).collect();
    // The first 64 KiB are read as one to tell what an input is: a long first row uses them up.
    let long = json!({"prompt": "p ".repeat(40_000), "completion": "It is long."}).to_string();
    let mixed = format!("{long}\r\n{}", material(3).join("\r\n\n"));
    let inputs = [
        path("a.jsonl", many.join("\n").as_bytes()),
        path("b.jsonl", mixed.as_bytes()),
        path("c.jsonl", b""),
        path("d.jsonl", b"\r\n \n\n"),
        path("e.jsonl", format!("{}\n", material(4).join("\n")).as_bytes()),
    ];
    let inputs: Vec<&Path> = inputs.iter().map(AsRef::as_ref).collect();
    let run = |buffer, threads| told(&engine::run(&plan(&inputs, buffer, threads), &Silent, None));
    let whole = run(1 << 24, 1);
    assert!(whole.iter().filter(|line| line.contains(" FT401 ")).count() > 3 && whole.len() > 20_000);
    let newline = long.len() + 1;
    for (buffer, threads) in [(4_096, 8), (newline - 1, 2), (newline, 3), (newline + 1, 2)] {
        let again = run(buffer, threads);
        let at = again.iter().zip(&whole).find(|(a, b)| a != b);
        assert!(again == whole, "buffer {buffer}, {threads} threads: {at:#?}");
    }
}

/// Sketches say nothing of where a row stands: in any order of the rows the same pairs are candidates.
#[test]
fn candidates_do_not_depend_on_the_order_of_rows() {
    let plan = plan(&[], 1 << 20, 1);
    let mut random = Random(6);
    // Of copies the first one is compared, so that there are none.
    let mut rows: Vec<String> = rows_of(&["good"], 6).into_iter().filter(|row| !row.contains("messages")).collect();
    for n in 0..60 {
        let text = format!("How does the clerk of shop {} clean the copper lamp on the shelf by the door", n / 3 + 30);
        let text = ["{}?", "Please, {}?", "{} in winter?"][n % 3].replace("{}", &text);
        rows.push(json!({"prompt": text, "completion": "With salt and half a lemon."}).to_string());
    }
    // One template in very many rows, and prompts with many answers.
    let things = ["lamp", "chair", "rug", "kettle", "mirror", "shelf", "bench", "clock", "stove", "bowl"];
    for n in 0..200 {
        let text =
            format!("Tell me what you know of the {} and the {} in the hall", things[n % 10], things[n / 10 % 10]);
        let text = [text.clone(), format!("Please {text} now"), format!("{text} by the old door")][n / 100 % 3].clone();
        rows.push(json!({"prompt": text, "completion": format!("It is old and has story {}.", n % 9)}).to_string());
        let text = format!("Is the gate of yard {} open at noon on market days", n / 90 * 11 + 30);
        rows.push(json!({"prompt": text, "completion": format!("Ask keeper {n} about that.")}).to_string());
    }
    let pairs = |rows: &[String]| -> BTreeSet<[String; 2]> {
        let (_, _, _, near) = parts(&plan, rows.join("\n").as_bytes(), 1 << 16, 1);
        let text = |at: u32| {
            let at = near[at as usize].pos.row as usize;
            rows[at].clone()
        };
        let sorted = |pair: &Pair| {
            let mut both = [text(pair.a), text(pair.b)];
            both.sort();
            both
        };
        let mut table = NearTable::from(near.clone());
        let found = candidates(&table, None).unwrap().expect("few rows are no crowd");
        // On disk they are the same.
        table.spill(1).unwrap();
        assert_eq!(candidates(&table, None).unwrap().as_ref(), Some(&found));
        found.iter().map(sorted).collect()
    };
    let whole = pairs(&rows);
    assert!(whole.len() >= 60, "{} pairs", whole.len());
    for _ in 0..3 {
        shuffle(&mut rows, &mut random);
        assert_eq!(pairs(&rows), whole);
    }
}

/// What a rule makes of near pairs does not hang on the order in which they were compared.
#[test]
fn near_rules_keep_nothing_between_pairs() {
    let plan = plan(&[], 1 << 20, 1);
    let facts = Facts::new(Vec::new(), FactsState::default());
    let place = |row: usize| (Pos { block: 0, row: row as u32 }, 0);
    let told = |n: usize| Told {
        pointers: ["/a".into(), "/b".into()],
        answers: [["Yes", "No"][n % 2].into(), "No".into()],
        values: [1 - n as u64 % 2, 0],
        kind: if n % 2 == 1 { "agree" } else { "polarity" },
        slips: Vec::new(),
        depends: n.is_multiple_of(5),
    };
    let link = |n: usize| Link { places: [place(n % 7), place(7 + n)], key: n as u64, told: Some(Box::new(told(n))) };
    let mut rules = 0;
    for rule in &plan.rules {
        for check in &rule.checks {
            let Check::Near(near) = check else { continue };
            let conclude = |links: &[Link]| {
                let mut found = Vec::new();
                near.conclude(links, &facts, &mut Sink::new(rule.meta, None, &mut found));
                let mut told: Vec<String> =
                    found.iter().map(|finding| format!("{:?} {}", finding.pos, say(finding))).collect();
                told.sort();
                told
            };
            let links: Vec<Link> = (0..40).map(link).collect();
            let whole = conclude(&links);
            assert!(!whole.is_empty() && conclude(&[]).is_empty(), "{}", rule.meta.code);
            let (left, right) = links.split_at(13);
            let mut again = [right, left].concat();
            again.sort_by_key(|link| link.places);
            let mut sorted = links.clone();
            sorted.sort_by_key(|link| link.places);
            assert_eq!(conclude(&again), conclude(&sorted), "{}", rule.meta.code);
            near.thin(&mut sorted);
            assert_eq!(conclude(&sorted), conclude(&links), "{}", rule.meta.code);
            rules += 1;
        }
    }
    assert_eq!(rules, 2, "rules about near prompts");
}

/// Records of a group arrive in any order; sorted by key and place they are judged alike, and each rule alone.
#[test]
fn group_rules_keep_nothing_between_groups() {
    let plan = plan(&[], 1 << 20, 1);
    let text = material(5).join("\n");
    let (_, _, channels, _) = parts(&plan, text.as_bytes(), 512, 1);
    let facts = Facts::new(Vec::new(), FactsState::default());
    let reduce = |rule: &dyn GroupRule, meta, order: &[usize]| {
        let of = match rule.channel() {
            Channel::Id => 1,
            Channel::Unique => 2,
            Channel::Context | Channel::Answer => 0,
        };
        let records = &channels[of];
        let mut records: Vec<Record> = order.iter().filter_map(|at| records.get(*at)).copied().collect();
        records.sort_by_key(|record| (record.key(), record.pos, record.turn()));
        let mut groups: Vec<Group<'_>> =
            records.chunk_by(|a, b| a.key() == b.key()).map(|records| Group { records }).collect();
        shuffle(&mut groups, &mut Random(order.len() as u64 + order[0] as u64));
        let mut found = Vec::new();
        for group in &groups {
            rule.reduce(group, &Quotes::default(), &facts, &mut Sink::new(meta, None, &mut found));
        }
        let mut told: Vec<String> = found.iter().map(|finding| format!("{:?} {}", finding.pos, say(finding))).collect();
        told.sort();
        told
    };
    let mut order: Vec<usize> = (0..channels.iter().map(Vec::len).max().unwrap()).collect();
    let mut rules = 0;
    for rule in &plan.rules {
        for check in &rule.checks {
            let Check::Group(group) = check else { continue };
            let whole = reduce(group.as_ref(), rule.meta, &order);
            for seed in 0..3 {
                shuffle(&mut order, &mut Random(seed));
                assert_eq!(reduce(group.as_ref(), rule.meta, &order), whole, "{}", rule.meta.code);
            }
            order.sort_unstable();
            rules += 1;
        }
    }
    assert!(rules >= 5, "the registry has group rules");
}
