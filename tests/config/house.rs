//! Rules of the house.

use std::fs;

use serde_json::{Value, json};

use super::repository;
use super::support::{exits, json, run_in, stderr, stdout};

const HOUSE: &str = r#"
[[custom]]
name = "old-product"
level = "error"
phrases = ["Blue Heron"]
message = "the product has another name now"
help = "write `Grey Heron`"
in = "target"
bad = ['{"prompt":"What is it?","completion":"It is the blue heron."}']
good = ['{"prompt":"The Blue Heron?","completion":"It is the grey heron."}']

[[custom]]
name = "ticket-number"
pattern = 'T-\d{6}'
bad = ['{"prompt":"See T-123456","completion":"Yes"}']
good = ['{"prompt":"See T-12345","completion":"Yes"}']

[[custom]]
name = "has-source"
required = ["/meta/source"]
level = "info"
bad = ['{"prompt":"a","completion":"b"}']
good = ['{"prompt":"a","completion":"b","meta":{"source":"x"}}']

[[custom]]
name = "meta-shape"
pointer = "/meta"
schema = { type = "object", properties = { source = { type = "string" } } }
bad = ['{"prompt":"a","completion":"b","meta":{"source":5}}']
good = ['{"prompt":"a","completion":"b"}']
"#;

#[test]
fn rules_of_the_house_have_pages() {
    let config = "[[custom]]\nname = \"old-product\"\nphrases = [\"Blue Heron\", \"a\\u001b[31mb\"]\nhelp = \"write `Grey Heron`\"\nin = \"target\"\n\
        bad = ['{\"prompt\":\"a\",\"completion\":\"Blue Heron\"}']\ngood = ['{\"prompt\":\"a\",\"completion\":\"b\"}']\n\
        [[custom]]\nname = \"source\"\nrequired = [\"/meta/source\"]\nlevel = \"off\"\nmessage = \"where is it from?\"\n\
        [[custom]]\nname = \"shape\"\npointer = \"/meta\"\nschema = { type = \"object\" }\n\
        [[custom]]\nname = \"ticket\"\npattern = 'T-\\d+'\nlevel = \"error\"\n";
    let folder = repository("house-pages", config);
    let page = |name: &str| stdout(&exits(&folder, &["rule", name], 0));
    let one = page("old-product");
    assert_eq!(one, page("CUSTOM-OLD-PRODUCT"));
    for said in [
        "CUSTOM-old-product old-product · rule of the house · level warn · ft-lint.toml:2",
        "- `Blue Heron`",
        "learns to produce",
        "write `Grey Heron`",
        "## Bad\n\n```jsonl\n{\"prompt\":\"a\",\"completion\":\"Blue Heron\"}\n```",
        "a\\x1B[31mb",
    ] {
        assert!(one.contains(said), "{said}\n{one}");
    }
    assert!(page("source").contains("level off") && page("source").contains("- `/meta/source`"));
    assert!(page("shape").contains("\"type\": \"object\"") && page("ticket").contains("`T-\\d+`"));
    // The program's own rules need no configuration.
    assert!(page("FT401").starts_with("FT401 contradiction"));
    let table = stdout(&exits(&folder, &["rules"], 0));
    assert!(table.contains("CUSTOM-source  source") && table.contains("where is it from?"), "{table}");
    assert!(!stdout(&exits(&folder, &["rules", "--no-config"], 0)).contains("CUSTOM"));
    assert!(stderr(&exits(&folder, &["rule", "old-produkt"], 2)).contains("did you mean `old-product`?"));
    exits(&folder, &["rule", "old-product", "--no-config"], 2);
    fs::write(folder.join("ft-lint.toml"), "selct = []\n").unwrap();
    exits(&folder, &["rule", "FT401"], 0);
    let broken = exits(&folder, &["rules"], 2);
    assert!(stdout(&broken).contains("FT401") && stderr(&broken).contains("did you mean `select`"));
    exits(&folder, &["rule", "old-product"], 2);
}

#[test]
fn rules_of_the_house_run_like_all_others() {
    let folder = repository("house", HOUSE);
    let rows = [
        json!({"prompt": "What is T-123456?", "completion": "The Blue Heron is a bird.", "meta": {"source": 5}}),
        json!({"prompt": "The blue heron?", "completion": "A bird of the shore, grey above.", "meta": {"source": "x"}}),
        json!({"prompt": "Name a tree.", "completion": "The birch has white bark."}),
    ];
    fs::write(folder.join("data.jsonl"), rows.clone().map(|row| row.to_string() + "\n").concat()).unwrap();
    let concise = |args: &[&str]| stdout(&run_in(&folder, &[&["data.jsonl", "--format", "concise"], args].concat()));
    let text = concise(&["--select", "CUSTOM"]);
    let lines: Vec<&str> = text.lines().map(|line| line.split_once(": ").unwrap().1).collect();
    assert_eq!(
        lines,
        [
            "error[CUSTOM-old-product] the product has another name now [/completion]",
            "warn[CUSTOM-meta-shape] breaks the schema of `meta-shape`: `source` is an integer, want a string [/meta/source]",
            "warn[CUSTOM-ticket-number] a text matches `ticket-number` [/prompt]",
            "info[CUSTOM-has-source] `/meta/source` is missing",
        ]
    );
    assert_eq!(concise(&["--select", "old-product"]).lines().count(), 1);
    assert_eq!(concise(&["--select", "CUSTOM", "--ignore", "CUSTOM-old-product"]).lines().count(), 3);
    assert!(concise(&["--select", "CUSTOM", "--level", "old-product=info"]).contains("info[CUSTOM-old-product]"));
    exits(&folder, &["data.jsonl", "--select", "CUSTOM", "--budget", "old-product=1"], 0);
    let human = stdout(&run_in(&folder, &["data.jsonl", "--select", "CUSTOM"]));
    assert!(human.contains("write `Grey Heron`"), "{human}");
    // Those that find nothing are passed cases, and rules of the run, all the same.
    fs::write(folder.join("clean.jsonl"), rows[1].to_string() + "\n").unwrap();
    let report = json(&folder, &["clean.jsonl"]);
    let house: Vec<&Value> = report["summary"]["house"].as_array().unwrap().iter().map(|own| &own["code"]).collect();
    assert_eq!(house, ["CUSTOM-old-product", "CUSTOM-ticket-number", "CUSTOM-has-source", "CUSTOM-meta-shape"]);
    for file in ["clean.jsonl", "data.jsonl"] {
        let junit = stdout(&run_in(&folder, &[file, "--format", "junit", "--ignore", "ticket-number"]));
        let case = |name: &str, end: &str| {
            junit.matches(&format!("name=\"CUSTOM-{name} {name}\" file=\"{file}\"{end}")).count()
        };
        let passes = |name: &str| case(name, "/>") == 1 && case(name, "") == 1;
        assert_eq!(
            (passes("old-product"), passes("meta-shape")),
            (file == "clean.jsonl", file == "clean.jsonl"),
            "{junit}"
        );
        assert_eq!((case("has-source", ""), case("ticket-number", "")), (1, 0), "{junit}");
    }
    let sarif: Value = serde_json::from_str(&stdout(&run_in(&folder, &["clean.jsonl", "--format", "sarif"]))).unwrap();
    let listed = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    let own = listed.iter().find(|rule| rule["id"] == "CUSTOM-old-product").unwrap();
    assert_eq!(own["shortDescription"]["text"], "the product has another name now");
    // With a baseline too.
    let args = ["data.jsonl", "--select", "CUSTOM", "--baseline", "base.json"];
    exits(&folder, &[&args[..], &["--update-baseline"]].concat(), 0);
    assert_eq!(json(&folder, &args)["summary"]["suppressed"]["baseline"], 4);
}

#[test]
fn rules_of_the_house_are_tried_on_their_own_examples() {
    let folder = repository("house-test", HOUSE);
    let output = exits(&folder, &["config", "--test"], 0);
    assert_eq!(stdout(&output).matches("ok ").count(), 4, "{}", stdout(&output));
    for (wrong, said) in [
        (HOUSE.replace("It is the blue heron.", "It is a bird."), "bad 1: not found"),
        (HOUSE.replace("See T-12345\"", "See T-1234567\""), "good 1: a text matches"),
        (HOUSE.replace("good = ['{\"prompt\":\"a\",\"completion\":\"b\"}']", ""), "no example in `good`"),
        (HOUSE.replace("'{\"prompt\":\"a\",\"completion\":\"b\"}'", "'{\"prompt\":'"), "not JSON"),
    ] {
        fs::write(folder.join("ft-lint.toml"), wrong).unwrap();
        let output = exits(&folder, &["config", "--test"], 1);
        assert!(stdout(&output).contains(said), "{said}: {}", stdout(&output));
    }
    fs::write(folder.join("ft-lint.toml"), "").unwrap();
    exits(&folder, &["config", "--test"], 0);
}
