//! What is said can be acted upon: other files by name, shares of what was looked at, advice that fits.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::fs;
use std::path::Path;

use ft_lint::rules::{CATALOGUE, FixKind};
use serde_json::{Value, json};
use support::{blocks, exits, json, root, run, run_in, scratch, stderr, stdout};

fn pair(prompt: &str, answer: &str) -> String {
    format!("{}\n", json!({"prompt": prompt, "completion": answer}))
}

fn messages(report: &Value) -> Vec<&str> {
    report["findings"].as_array().unwrap().iter().map(|finding| finding["message"].as_str().unwrap()).collect()
}

/// A number that stands for a file says nothing to a reader; in the same file the row is enough.
#[test]
fn another_file_is_named() {
    let folder = scratch("messages-files");
    fs::create_dir(folder.join("data")).unwrap();
    fs::write(folder.join("data/a.jsonl"), pair("Is it open?", "Yes") + &pair("Is it red?", "Yes")).unwrap();
    fs::write(folder.join("data/b.jsonl"), pair("Is it open?", "No") + &pair("Is it red?", "Yes")).unwrap();
    let report = json(&folder, &["data"]);
    let said = messages(&report);
    assert!(said.iter().any(|text| text.contains("in row 1 of `data/b.jsonl`")), "{said:?}");
    assert!(said.iter().any(|text| text.contains("row 2 of `data/a.jsonl`")), "{said:?}");
    let other = report["findings"].as_array().unwrap().iter().find(|own| own["code"] == "FT401").unwrap();
    assert_eq!(other["related"][0]["input"], 1, "JSON has the index too");
    for format in ["human", "concise", "markdown", "html", "junit", "github", "sarif"] {
        let text = stdout(&run_in(&folder, &["data", "--format", format]));
        assert!(!text.contains("of input "), "{format}");
        assert!(text.contains("data/b.jsonl"), "{format}");
    }
    fs::write(folder.join("one.jsonl"), pair("Is it open?", "Yes") + &pair("Is it open?", "No")).unwrap();
    let said = json(&folder, &["one.jsonl"]);
    assert!(messages(&said).iter().all(|text| !text.contains("one.jsonl")), "{said}");
}

#[test]
fn the_file_of_a_profiles_reason_is_named() {
    let folder = scratch("messages-profiles");
    let chat =
        |role: &str| json!({"messages": [{"role": "user", "content": "Hi"}, {"role": role, "content": "Hello."}]});
    fs::write(folder.join("a.jsonl"), format!("{}\n", chat("assistant")).repeat(20)).unwrap();
    fs::write(folder.join("b.jsonl"), format!("{}\n{}\n", chat("assistant"), chat("robot"))).unwrap();
    for (format, wanted) in [
        ("human", "row 2 of `b.jsonl`: "),
        ("markdown", "row 2 of <code>b.jsonl</code>&#58; "),
        ("html", "row 2 of <code>b.jsonl</code>: "),
    ] {
        let text = stdout(&run_in(&folder, &["a.jsonl", "b.jsonl", "--format", format]));
        assert!(text.contains(wanted), "{format}: {text}");
    }
    let text = stdout(&run_in(&folder, &["b.jsonl"]));
    assert!(text.contains("    row 2: ") && !text.contains("of `b.jsonl`"), "{text}");
}

/// No share is above one, and a file without any row is no good file.
#[test]
fn blank_rows_have_a_share_of_all_lines() {
    let folder = scratch("messages-blank");
    fs::write(
        folder.join("a.jsonl"),
        format!("\n{}\n \n{}", pair("Is it open?", "Yes").trim(), pair("And now?", "No")),
    )
    .unwrap();
    let report = json(&folder, &["a.jsonl", "--select", "FT104,FT801", "--budget", "FT104=50%,FT801=0"]);
    assert_eq!(
        (&report["summary"]["rules"][0]["rows"], &report["summary"]["rules"][0]["share"]),
        (&json!(2), &json!(0.5))
    );
    let budgets = &report["gate"]["budgets"];
    assert_eq!((&budgets[0]["share"], &budgets[0]["holds"]), (&json!(0.5), &json!(true)), "{budgets}");
    for text in ["\n", "\n\n \n", " ", "\r\n\t\r\n"] {
        fs::write(folder.join("blank.jsonl"), text).unwrap();
        let output = exits(&folder, &["blank.jsonl"], 2);
        assert!(stderr(&output).contains("`blank.jsonl` holds blank lines only"), "{text:?}: {}", stderr(&output));
        exits(&folder, &["a.jsonl", "blank.jsonl"], 2);
    }
}

/// A hundred is what is left when the last rule is repaired, and only then.
#[test]
fn repairing_all_gives_a_hundred() {
    let folder = scratch("messages-raise");
    let clean = pair("Is it open?", "Yes") + &pair("Is it shut?", "No");
    fs::write(folder.join("one.jsonl"), format!("{clean}{}", pair("Tell me of {{name}} and of its long way home", "")))
        .unwrap();
    let raise = |args: &[&str]| json(&folder, args)["summary"]["raise"].clone();
    let alone = raise(&["one.jsonl", "--select", "FT801"]);
    assert_eq!(alone[0]["score"], 100.0, "{alone}");
    fs::write(folder.join("two.jsonl"), format!("{clean}{}{}", pair("Why?", ""), pair("Say it", "It is {{name}}.")))
        .unwrap();
    let two = raise(&["two.jsonl", "--select", "FT801,FT807"]);
    assert!(
        two.as_array().unwrap().len() == 2
            && two.as_array().unwrap().iter().all(|own| own["score"].as_f64() < Some(100.0)),
        "{two}"
    );
}

/// Bytes that are no text, and the mark that stands for them, are shown where they are.
#[test]
fn excerpts_show_what_cannot_be_read() {
    let folder = scratch("messages-bytes");
    fs::write(folder.join("a.jsonl"), b"{\"prompt\":\"caf\xE9 \",\"completion\":\"Yes\"}\n").unwrap();
    let text = stdout(&run_in(&folder, &["a.jsonl", "--select", "FT102"]));
    assert!(text.contains("caf\\xE9 "), "{text}");
    fs::write(folder.join("b.jsonl"), pair("Where is it?", "\u{FFFD}In the caf\u{FFFD}")).unwrap();
    let report = json(&folder, &["b.jsonl", "--select", "FT811", "--excerpts"]);
    let shown = report["findings"][0]["excerpt"]["text"].as_str().unwrap();
    assert!(shown.contains("\"\u{FFFD}In the caf\u{FFFD}\""), "{shown}");
    // What the window cuts is left out whole.
    fs::write(
        folder.join("c.jsonl"),
        pair(&"é😀".repeat(400), &format!("{} {{{{name}}}} {}", "é😀".repeat(400), "é😀".repeat(400))),
    )
    .unwrap();
    for shift in 0..8 {
        let text = fs::read_to_string(folder.join("c.jsonl")).unwrap().replacen("é😀", &"x".repeat(shift), 1);
        fs::write(folder.join("d.jsonl"), text).unwrap();
        let report = json(&folder, &["d.jsonl", "--select", "FT807", "--excerpts"]);
        let shown = report["findings"][0]["excerpt"]["text"].as_str().unwrap();
        assert!(
            shown.contains("{{name}}") && !shown.contains('\u{FFFD}') && !shown.contains("\\x"),
            "{shift}: {shown}"
        );
    }
}

#[test]
fn a_part_of_the_data_tells_nothing_of_the_baseline() {
    let folder = scratch("messages-baseline");
    fs::write(folder.join("a.jsonl"), pair("Why?", "N/A")).unwrap();
    fs::write(folder.join("b.jsonl"), pair("And then?", "N/A")).unwrap();
    fs::write(folder.join("ft-lint.toml"), "inputs = [\"a.jsonl\", \"b.jsonl\"]\nbaseline = \"base.json\"\n").unwrap();
    let written = exits(&folder, &["--update-baseline"], 0);
    assert!(stderr(&written).contains("2 findings known"), "{}", stderr(&written));
    let part = exits(&folder, &["a.jsonl"], 0);
    assert_eq!(stderr(&part), "");
    let report = json(&folder, &["a.jsonl"]);
    assert_eq!((&report["summary"]["suppressed"]["stale"], &report["baseline"]["absent"]), (&json!(0), &json!([])));
    fs::write(folder.join("b.jsonl"), pair("And then?", "We went home.")).unwrap();
    let whole = stderr(&exits(&folder, &[], 0));
    assert!(whole.contains("1 of 2 findings in `base.json` matches nothing"), "{whole}");
    // Without a configuration nobody knows what is all of the data: the advice says what it holds for.
    let alone = stderr(&exits(&folder, &["--no-config", "--baseline", "base.json", "a.jsonl"], 0));
    assert!(alone.contains("if this run read all of the data"), "{alone}");
}

#[test]
fn names_that_stand_for_many_rules_are_said_to() {
    let folder = scratch("messages-rules");
    for (name, count) in [("privacy", 0), ("FT7", 0), ("ft70", 0), ("ALL", CATALOGUE.len())] {
        let said = stderr(&exits(&folder, &["rule", name], 2));
        assert!(
            said.contains(&format!("`ft-lint rules {name}` lists them")) && !said.contains("did you mean"),
            "{said}"
        );
        let listed = stdout(&exits(&folder, &["rules", name], 0));
        let meant = CATALOGUE.iter().filter(|meta| meta.is_meant(name).is_some()).count();
        assert_eq!(listed.lines().count(), meant);
        assert!(count == 0 || meant == count);
    }
    assert!(stderr(&exits(&folder, &["rules", "privcy"], 2)).contains("did you mean `privacy`?"));
    assert_eq!(stdout(&exits(&folder, &["rules", "FT401,balance"], 0)).lines().count(), 9);
    assert!(stderr(&exits(&folder, &["--select", "house", "x"], 2)).contains("declares no rule of the house"));
    let toml = "[[custom]]\nname = \"old-product\"\nphrases = [\"Blue Heron\"]\n";
    fs::write(folder.join("ft-lint.toml"), toml).unwrap();
    fs::write(folder.join("a.jsonl"), pair("What is it?", "The Blue Heron.") + &pair("And that?", "")).unwrap();
    let report = json(&folder, &["a.jsonl", "--select", "house"]);
    assert_eq!(support::codes(&report), ["CUSTOM-old-product"]);
    assert_eq!(support::codes(&json(&folder, &["a.jsonl", "--ignore", "house"])), ["FT212", "FT801"]);
    assert_eq!(stdout(&exits(&folder, &["rules", "house"], 0)).lines().count(), 1);
    fs::write(folder.join("ft-lint.toml"), toml.replace("old-product", "house")).unwrap();
    assert!(stderr(&exits(&folder, &["a.jsonl"], 2)).contains("rule or family of the program"));
}

/// Every name below such a title can be looked up, or is said to be none of the rules.
#[test]
fn levels_of_a_profile_are_explained() {
    for profile in ["openai-chat", "together", "mistral"] {
        let text = stdout(&run(&["profiles", profile]));
        let mut rules = false;
        for line in text.lines() {
            if line.ends_with("explains one)") {
                rules = true;
            } else if !line.starts_with("  ") {
                rules = false;
            } else if rules {
                let code = line.split_whitespace().next().unwrap();
                assert_eq!(run(&["rule", code]).status.code(), Some(0), "{profile}: {line}");
            }
        }
        assert!(text.contains("no rules of their own") || !text.contains("empty-call-list"), "{text}");
    }
}

#[test]
fn paths_that_are_not_there_get_advice_that_fits() {
    let folder = scratch("messages-paths");
    fs::create_dir(folder.join("out")).unwrap();
    fs::write(folder.join("train.jsonl"), pair("Why?", "So.")).unwrap();
    let said = |args: &[&str]| stderr(&exits(&folder, args, 2));
    assert!(said(&["trian.jsonl"]).contains("did you mean `train.jsonl`?"));
    for far in ["nope", "in", "tests", "main.json"] {
        assert!(!said(&[far]).contains("did you mean"), "{far}");
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("gone.jsonl", folder.join("link.jsonl")).unwrap();
        let broken = said(&["link.jsonl"]);
        assert!(broken.contains("a link to `gone.jsonl`") && !broken.contains("did you mean"), "{broken}");
    }
    fs::write(folder.join("own.toml"), "").unwrap();
    for command in ["rules", "config", "init"] {
        let before = said(&["--config", "own.toml", command]);
        assert!(before.contains(&format!("its options go behind it: ft-lint {command}")), "{before}");
    }
    let twice = said(&["--set", "near=3", "--set", "max-findings=5", "train.jsonl"]);
    assert!(twice.contains("`flag --set`") && !twice.contains("flag --set, flag --set"), "{twice}");
    assert!(!said(&["--threads", "0", "train.jsonl"]).contains("read-buffer"));
}

#[test]
fn scores_may_go_to_standard_output() {
    let folder = scratch("messages-scores");
    fs::write(folder.join("a.jsonl"), pair("Why?", "") + &pair("And then?", "We went home.")).unwrap();
    let output = exits(&folder, &["a.jsonl", "--scores", "-", "-o", "json=r.json", "-o", "human=r.txt", "--quiet"], 2);
    assert!(stderr(&output).contains("two outputs to standard output"), "the report of --format goes there");
    let output = exits(&folder, &["a.jsonl", "--scores", "-", "-o", "r.txt", "--quiet"], 1);
    let line: Value = serde_json::from_str(stdout(&output).trim()).unwrap();
    assert_eq!((&line["input"], &line["row"]), (&json!(0), &json!(1)));
    assert!(!Path::new(&folder.join("-")).exists());
}

#[test]
fn counts_of_one_are_singular() {
    let folder = scratch("messages-one");
    fs::write(folder.join("a.jsonl"), pair("Why?", "N/A")).unwrap();
    fs::write(folder.join("ft-lint.toml"), "exclude = [\"a.jsonl\"]").unwrap();
    assert!(stdout(&exits(&folder, &["a.jsonl", "--statistics", "--no-config"], 1)).contains("(1 row)"));
    let toml = stdout(&exits(&folder, &["init", "a.jsonl", "--stdout"], 0));
    assert!(toml.contains("(1 row).") && toml.contains("# Today: 1 error, 0 warnings, "), "{toml}");
    let out = stderr(&exits(&folder, &["a.jsonl", "--force-exclude"], 0));
    assert!(out.contains("leaves out the one file"), "{out}");
    let limit = exits(&folder, &["a.jsonl", "--no-config", "--level", "FT802=warn", "--max-warnings", "0"], 1);
    assert!(stdout(&limit).contains("1 warning, allowed are 0"), "{}", stdout(&limit));
}

/// What `--labels` refuses is said once; with the option given nobody is told to give it.
#[test]
fn a_label_that_is_none_is_said_once() {
    let folder = scratch("messages-labels");
    let rows: String = (0..60)
        .map(|n| pair(&format!("Parcel {n} came late"), "shipping") + &pair(&format!("Bill {n} is wrong"), "billing"))
        .collect();
    fs::write(folder.join("a.jsonl"), rows + &pair("The van broke down", "shiping") + &pair("The sum is off", "bill"))
        .unwrap();
    let of_label = |args: &[&str]| -> Vec<(String, u64)> {
        let report = json(&folder, &[&["a.jsonl", "--select", "FT305,FT306,FT308"], args].concat());
        let one = |own: &Value| (own["code"].as_str().unwrap().to_owned(), own["row"].as_u64().unwrap());
        report["findings"].as_array().unwrap().iter().map(one).collect()
    };
    assert_eq!(of_label(&[]), [("FT305".to_owned(), 121), ("FT306".to_owned(), 122)]);
    let given = of_label(&["--labels", "shipping,billing"]);
    assert_eq!(given, [("FT308".to_owned(), 121), ("FT308".to_owned(), 122)]);
}

/// Formats of a consumer that are for another task are not named as refusing, but as what they are.
#[test]
fn formats_for_another_task_stand_apart() {
    let folder = scratch("messages-tasks");
    let row = |n: usize, key: &str| {
        let messages = [
            json!({"role": "user", "content": format!("What of bird {n}, and of its {} eggs?", n * 7)}),
            json!({"role": "assistant", "content": format!("It has {n} of them, and they are blue.")}),
        ];
        let mut row = json!({"messages": messages});
        if !key.is_empty() {
            row[key] = json!("x");
        }
        format!("{row}\n")
    };
    fs::write(folder.join("a.jsonl"), (0..40).map(|n| row(n, "")).collect::<String>()).unwrap();
    let human = stdout(&exits(&folder, &["a.jsonl"], 0));
    assert!(human.contains("accepted by") && human.contains("openai-chat"), "{human}");
    let aside = human.replace("\n  ", " ");
    assert!(aside.contains("not for openai-rft (retired): every row is refused"), "{human}");
    assert_eq!(human.matches("openai-rft").count(), 1, "{human}");
    assert!(human.contains("refused by cohere-chat"), "a consumer of whose formats none fits is named: {human}");
    let whole = stdout(&exits(&folder, &["a.jsonl", "--profile", "all"], 0));
    assert!(whole.contains("openai-rft"), "{whole}");
}

/// The first example of the README is what the program prints, and so is what it says of repairs.
#[test]
fn the_readme_shows_what_is_printed() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let all = blocks(&readme);
    let block = all.iter().find(|block| block.label == "console").unwrap();
    let (command, shown) = block.body.split_once('\n').unwrap();
    let args: Vec<&str> = command.strip_prefix("$ ft-lint ").unwrap().split(' ').collect();
    let printed = stdout(&exits(&root(), &args, 1));
    let plain = |text: &str| text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim().to_owned();
    if std::env::var_os("UPDATE").is_some() {
        let fresh = readme.replacen(&block.body, &format!("{command}\n{}\n", plain(&printed)), 1);
        fs::write(root().join("README.md"), fresh).unwrap();
        return;
    }
    assert_eq!(plain(shown), plain(&printed), "UPDATE=1 cargo test --test messages");
    let codes: Vec<&str> = CATALOGUE.iter().filter(|meta| meta.fix != FixKind::None).map(|meta| meta.code).collect();
    let (last, others) = codes.split_last().unwrap();
    let sentence = format!("Findings of {} and {last} carry a repair", others.join(", "));
    assert!(readme.contains(&sentence), "{sentence}");
}

/// Whatever stands in place of a text, one finding says what is wanted there.
#[test]
fn a_value_of_another_type_is_told_once_and_what_is_wanted() {
    let folder = scratch("messages-types");
    let text_or_list = "want a string or a list of messages";
    for (key, row, wanted) in [
        ("prompt", json!({"prompt": "Name a herb.", "completion": "Dill."}), text_or_list),
        ("completion", json!({"prompt": "Name a herb.", "completion": "Dill."}), text_or_list),
        ("instruction", json!({"instruction": "Name a herb.", "output": "Dill."}), "want a string"),
        ("text", json!({"text": "Dill goes well with fish."}), "want a string"),
    ] {
        for wrong in ["3", "null", "true", "{\"a\":1}", "[\"x\"]"] {
            let mut row = row.clone();
            row[key] = serde_json::from_str(wrong).unwrap();
            fs::write(folder.join("x.jsonl"), format!("{row}\n")).unwrap();
            let report = json(&folder, &["x.jsonl", "--select", "schema"]);
            let told = messages(&report);
            assert!(told.len() == 1 && told[0].starts_with(&format!("`{key}` is ")), "{row}: {told:?}");
            assert!(told[0].ends_with(wanted), "{row}: {told:?}");
        }
    }
}
