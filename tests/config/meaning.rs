//! What the entries mean: levels, selectors, budgets, labels, options of rules.

use std::fs;

use ft_lint::rules::{CATALOGUE, RuleOptions};
use serde_json::{Value, json};

use super::consumers::for_three;
use super::support::{blocks, codes, exits, json, run_in, stderr, stdout};
use super::{key, repository};

#[test]
fn levels_selectors_and_overrides_do_what_they_say() {
    let folder = repository(
        "levels",
        "extend-select = [\"FT101\"]\nignore = [\"FT1\"]\n[levels]\nFT2 = \"info\"\nunknown-role = \"warn\"\nmissing-key = \"off\"\n\
         [[overrides]]\nfiles = [\"data/old/**\"]\nignore = [\"FT204\"]\nlevels = { FT201 = \"error\" }\nreason = \"frozen\"\n",
    );
    let report = json(&folder, &["data/chat.jsonl"]);
    let found = codes(&report);
    assert!(found.contains(&"FT101") && !found.contains(&"FT104") && !found.contains(&"FT203"), "{found:?}");
    let level = |report: &Value, code: &str, input: u64| {
        let finding =
            report["findings"].as_array().unwrap().iter().find(|one| one["code"] == code && one["input"] == input);
        finding.map(|finding| finding["level"].as_str().unwrap().to_owned())
    };
    assert_eq!(level(&report, "FT201", 0).as_deref(), Some("warn"));
    assert_eq!(level(&report, "FT204", 0).as_deref(), Some("info"));
    let both = json(&folder, &["data/chat.jsonl", "data/old/chat.jsonl"]);
    assert_eq!(
        (level(&both, "FT201", 0).as_deref(), level(&both, "FT201", 1).as_deref()),
        (Some("warn"), Some("error"))
    );
    assert_eq!((level(&both, "FT204", 0).as_deref(), level(&both, "FT204", 1)), (Some("info"), None));
    assert_eq!(both["summary"]["suppressed"]["overrides"], 1);
    // What is given by flag wins over the overrides of the file.
    let flags = ["data/old/chat.jsonl", "--level", "FT201=info", "--extend-select", "FT204"];
    let flagged = json(&folder, &flags);
    assert_eq!(
        (level(&flagged, "FT201", 0).as_deref(), level(&flagged, "FT204", 0).as_deref()),
        (Some("info"), Some("info"))
    );
    let shown = stdout(&exits(&folder, &["config", "data/old/chat.jsonl"], 0));
    assert!(shown.contains("FT204 = \"off\"  override 1 (ft-lint.toml:7)"), "{shown}");
    // A selection on the command line sets those of the file aside.
    assert_eq!(codes(&json(&folder, &["data/chat.jsonl", "--select", "FT104"])), ["FT104"]);
    // Deselected rules are named as not checked.
    let unchecked = report["summary"]["not_checked"].as_array().unwrap();
    assert!(unchecked.iter().any(|one| one["code"] == "FT203"), "{unchecked:?}");
}

#[test]
fn overrides_select_rules_and_profiles_bring_their_levels() {
    // Only what the override selects speaks of its files; a blank row is an error to this consumer alone.
    let overrides = "[[overrides]]\nfiles = [\"rows/gemini/**\", \"rows/batch/**\"]\nselect = [\"FT104\"]\nprofile = \"bedrock-claude\"\n";
    let folder = for_three("select", overrides);
    for file in ["rows/chat.jsonl", "rows/batch/a.jsonl"] {
        let text = fs::read_to_string(folder.join(file)).unwrap();
        fs::write(folder.join(file), text.replacen('\n', "\n\n", 1)).unwrap();
    }
    let text = stdout(&run_in(&folder, &["--format", "concise"]));
    let of = |file: &str| text.lines().filter(|line| line.starts_with(file)).collect::<Vec<_>>();
    assert_eq!(of("rows/batch"), ["rows/batch/a.jsonl:2:1: error[FT104] blank row"], "{text}");
    assert!(
        of("rows/gemini").is_empty() && of("rows/chat").contains(&"rows/chat.jsonl:2:1: warn[FT104] blank row"),
        "{text}"
    );
}

#[test]
fn budgets_decide_instead_of_levels() {
    let folder = repository("budgets", "");
    let codes = |args: &[&str]| {
        run_in(&folder, &[&["data/chat.jsonl", "--select", "FT201,FT204"], args].concat()).status.code()
    };
    assert_eq!(codes(&[]), Some(1));
    assert_eq!(codes(&["--budget", "FT2=2"]), Some(0));
    assert_eq!(codes(&["--budget", "FT2=1"]), Some(1));
    assert_eq!(codes(&["--budget", "FT201=1", "--budget", "wrong-type=2%"]), Some(0));
    assert_eq!(codes(&["--budget", "FT201=1,wrong-type=1%"]), Some(1));
    assert_eq!(codes(&["--budget", "FT201=x"]), Some(2));
    fs::write(
        folder.join("ft-lint.toml"),
        "[gate.budget]\nunknown-role = 1\nwrong-type = \"5%\"\nduplicate = \"0.5%\"\n",
    )
    .unwrap();
    let output = exits(&folder, &["data/chat.jsonl", "--select", "FT201,FT204,FT701", "--format", "json"], 0);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let budgets = report["gate"]["budgets"].as_array().unwrap();
    assert_eq!(
        (&budgets[1]["rules"], &budgets[1]["limit_rows"], &budgets[1]["rows"]),
        (&json!("unknown-role"), &json!(1), &json!(1))
    );
    assert!(budgets.iter().all(|budget| budget["holds"] == true));
    assert_eq!(stderr(&output), "", "a budget that is not spent is a limit that holds");
    assert_eq!(stderr(&exits(&folder, &["data/chat.jsonl", "--select", "FT201,FT204,FT701", "--quiet"], 0)), "");
}

#[test]
fn rules_have_options() {
    let folder = repository("options", "");
    let row =
        |n: usize, label: &str| format!("{{\"prompt\":\"What is ticket {n} about?\",\"completion\":\"{label}\"}}\n");
    let rows: String = (0..40).map(|n| row(n, if n < 30 { "billing" } else { "returns" })).collect();
    fs::write(folder.join("data.jsonl"), rows).unwrap();
    let level = |args: &[&str]| {
        let report = json(&folder, &[&["data.jsonl", "--select", "FT502"], args].concat());
        report["findings"][0]["level"].as_str().map(str::to_owned)
    };
    assert_eq!(level(&[]), None);
    assert_eq!(
        level(&["--set", "rules.class-imbalance.error-share=0.7", "--set", "rules.class-imbalance.warn-share=0.6"])
            .as_deref(),
        Some("error")
    );
    fs::write(folder.join("ft-lint.toml"), "[rules.class-imbalance]\ninfo-evenness = 0.9\n").unwrap();
    assert_eq!(level(&[]).as_deref(), Some("info"));
}

#[test]
fn labels_stand_in_the_configuration() {
    let folder = repository("labels", "labels = [\"billing\", \"returns\"]\n");
    let row =
        |n: usize, label: &str| format!("{{\"prompt\":\"What is ticket {n} about?\",\"completion\":\"{label}\"}}\n");
    let rows: String = (0..40).map(|n| row(n, ["billing", "returns"][n % 2])).collect();
    fs::write(folder.join("data.jsonl"), rows + &row(40, "shipping")).unwrap();
    let found = |args: &[&str]| {
        let report = json(&folder, &[&["data.jsonl", "--select", "FT308"], args].concat());
        report["summary"]["levels"]["error"].as_u64().unwrap()
    };
    assert_eq!(found(&[]), 1);
    assert_eq!(found(&["--labels", "billing,returns,shipping"]), 0);
    assert_eq!(found(&["--no-config"]), 0);
    assert_eq!(
        key(&folder, &[("FT_LINT_LABEL_MODE", "on")], &[], "label-mode"),
        "label-mode = \"on\"  # environment FT_LINT_LABEL_MODE"
    );
    for (text, place) in [
        ("labels = [\"a\", \" \"]", "1:16"),
        ("labels = [\"a\"]\nlabel-mode = \"off\"", "2:14"),
        ("label-mode = \"yes\"", "1:14"),
        ("allow-answers = [\"(\"]", "1:18"),
    ] {
        fs::write(folder.join("ft-lint.toml"), text).unwrap();
        let told = stderr(&exits(&folder, &["data.jsonl"], 2));
        assert!(told.contains(&format!("ft-lint.toml:{place}")), "{text}: {told}");
    }
}

/// The pages tell the defaults, and no rule has options that its page does not tell.
#[test]
fn the_pages_list_the_options_with_their_defaults() {
    let code = toml::Table::try_from(RuleOptions::default()).unwrap();
    let mut told = toml::Table::new();
    for meta in CATALOGUE {
        for block in blocks(meta.page).iter().filter(|block| block.label == "toml options") {
            let table: toml::Table = block.body.parse().unwrap();
            let rules = table["rules"].as_table().unwrap();
            assert_eq!(rules.keys().collect::<Vec<_>>(), [meta.name], "{}", meta.code);
            told.extend(rules.clone());
        }
    }
    assert_eq!(told, code);
}
