//! Entries that do nothing are told.

use std::fs;

use serde_json::{Value, json};

use super::support::{run_in, scratch, stderr};

/// What does nothing, what is said of it, and the like that does something.
const ENTRIES: [(&str, &str, &str); 14] = [
    (
        "select = [\"FT4\", \"FT601\"]\nextend-ignore = [\"contradiction\"]",
        "`FT4` selects no rule",
        "select = [\"FT4\"]",
    ),
    ("select = [\"FT601\"]\nignore = [\"FT4\"]", "`FT4` leaves out no rule", "ignore = [\"FT4\"]"),
    ("ignore = [\"FT4\"]\nlevels = { FT401 = \"warn\" }", "`FT401` has a level", "levels = { FT401 = \"warn\" }"),
    (
        "ignore = [\"FT818\"]\n[rules.overlong-text]\ntimes = 20",
        "`overlong-text` has options",
        "[rules.overlong-text]\ntimes = 20",
    ),
    (
        "[privacy]\nallow = [\"domain:lumenpost.io\", \"domain:lumenpost.com\"]",
        "entry 2 of the allowed values",
        "[privacy]\nallow = [\"domain:lumenpost.io\", \"regex:.*@lumenpost.io\"]",
    ),
    (
        "labels = [\"billing\", \"shipping\", \"returns\"]",
        "no example has the label `returns`",
        "labels = [\"Billing\", \"shipping\"]",
    ),
    ("allow-answers = [\"^never said\"]", "entry 1 of the allowed answers", ""),
    ("exclude = [\"data/c.jsonl\"]", "`data/c.jsonl` leaves out no file", "exclude = [\"data/b.jsonl\"]"),
    ("include = [\"*.txt\"]", "`*.txt` adds no file", ""),
    (
        "[[overrides]]\nfiles = [\"data/a.jsonl\", \"data/x.jsonl\"]\nignore = [\"FT601\"]",
        "`data/x.jsonl` meets none",
        "[[overrides]]\nfiles = [\"data/a.jsonl\", \"data/b.jsonl\"]\nignore = [\"FT601\"]",
    ),
    (
        "[[overrides]]\nfiles = [\"data/*\"]\nignore = [\"FT601\"]\nlevels = { FT6 = \"info\" }",
        "`FT6` of the override",
        "[[overrides]]\nfiles = [\"data/*\"]\nlevels = { FT6 = \"info\" }",
    ),
    (
        "[[custom]]\nname = \"tool-word\"\nphrases = [\"x\"]\nin = \"tool\"",
        "`tool-word` has nothing to look at",
        "[[custom]]\nname = \"tool-word\"\nphrases = [\"x\"]\nin = \"user\"",
    ),
    (
        "[[custom]]\nname = \"meta\"\npointer = \"/meta\"\nschema = { type = \"object\" }",
        "`meta` has nothing to look at",
        "[[custom]]\nname = \"meta\"\npointer = \"/prompt\"\nschema = { type = \"string\" }",
    ),
    // A budget that is not spent is a limit that holds.
    ("ignore = [\"FT215\"]\n[gate.budget]\nFT215 = 3", "`FT215` has a budget", "[gate.budget]\nFT215 = 3"),
];

/// Entries that do nothing, each told at its line, and the same entries where they do something.
#[test]
fn entries_that_do_nothing_are_told() {
    let folder = scratch("config-unused");
    fs::create_dir_all(folder.join("data")).unwrap();
    let mut rows = String::new();
    for n in 0..24 {
        let label = if n % 2 == 0 { "billing" } else { "shipping" };
        rows += &format!(
            "{}\n",
            json!({"prompt": format!("Sort this: parcel {n} from orders.desk{n}@lumenpost.io"), "completion": label})
        );
    }
    fs::write(folder.join("data/a.jsonl"), &rows).unwrap();
    fs::write(folder.join("data/b.jsonl"), rows.replace("parcel", "letter")).unwrap();
    let told = |config: &str, args: &[&str]| -> Vec<String> {
        fs::write(folder.join("ft-lint.toml"), format!("inputs = [\"data\"]\n{config}")).unwrap();
        let output = run_in(&folder, &[args, &["--format", "json", "--exit-zero"]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let unused = report["summary"]["unused"].as_array().unwrap();
        let said = stderr(&output);
        assert!(unused.is_empty() || said.contains("ft-lint.toml:"), "{said}");
        unused.iter().map(|entry| entry.as_str().unwrap().to_owned()).collect()
    };
    for (useless, said, useful) in ENTRIES {
        let entries = told(useless, &[]);
        assert!(entries.len() == 1 && entries[0].contains(said), "{useless}: {entries:?}");
        assert!(entries[0].contains("(line "), "{useless}: {entries:?}");
        assert_eq!(told(useful, &[]), [] as [String; 0], "{useful}");
        // A run over a part of what is configured, or a sample, shows nothing.
        assert_eq!(told(useless, &["data/a.jsonl"]), [] as [String; 0], "{useless}");
        assert_eq!(told(useless, &["--sample", "5"]), [] as [String; 0], "{useless}");
        // Flags that select other rules leave the file's entries about rules without a say.
        let about_files = useless.contains("clude = ") || useless.contains("x.jsonl") || useless.starts_with("labels");
        let narrowed = told(useless, &["--select", "FT8"]);
        assert!(narrowed.is_empty() || about_files, "{useless}: {narrowed:?}");
    }
    // What is allowed is never written out.
    let entry = told("[privacy]\nallow = [\"value:jane.doe@lumenpost.com\"]", &[]);
    assert!(entry.len() == 1 && !entry[0].contains("jane"), "{entry:?}");
    // The same for any number of threads.
    let config = "[privacy]\nallow = [\"kind:EMAIL\", \"domain:lumenpost.com\"]";
    assert_eq!(told(config, &["--threads", "1"]), told(config, &["--threads", "4", "--read-buffer", "100"]));
    // Answers that are allowed.
    let rows: String = (0..40)
        .map(|n| format!("{}\n", json!({"prompt": format!("What of bird number {n}, and of its {} eggs?", n * 7), "completion": "I would have to look that up in the large book."})))
        .collect();
    fs::remove_file(folder.join("data/b.jsonl")).unwrap();
    fs::write(folder.join("data/a.jsonl"), rows).unwrap();
    let entries = told("allow-answers = [\"^I would have\", \"large book\", \"^never\"]", &[]);
    assert!(entries.len() == 1 && entries[0].contains("entry 3 of the allowed answers"), "{entries:?}");
}
