//! Files that are for other consumers.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::repository;
use super::support::{exits, json, run_in, stdout};

/// Rows for three consumers in one folder, each in the form of its own.
pub fn for_three(name: &str, overrides: &str) -> PathBuf {
    let folder = repository(name, &format!("profile = \"openai-chat\"\ninputs = [\"rows\"]\n{overrides}"));
    let write = |path: &str, rows: &[Value]| {
        fs::create_dir_all(folder.join(path).parent().unwrap()).unwrap();
        fs::write(folder.join(path), rows.iter().map(|row| format!("{row}\n")).collect::<String>()).unwrap();
    };
    let chat = |i: u32| json!({"messages": [{"role": "user", "content": format!("What is {i} plus {i}, in words?")}, {"role": "assistant", "content": format!("It makes {}.", 2 * i)}]});
    let turn = |role: &str, text: String| json!({"role": role, "parts": [{"text": text}]});
    let contents = |i: u32| json!({"contents": [turn("user", format!("Name river number {i} of the list.")), turn("model", format!("River {i} is long."))]});
    let request = |i: u32| json!({"custom_id": format!("r{}", i % 2), "method": "POST", "url": "/v1/embeddings", "body": {"model": "m", "input": format!("text {i}")}});
    write("rows/chat.jsonl", &(0..12).map(chat).collect::<Vec<_>>());
    write("rows/gemini/a.jsonl", &(0..2).map(contents).collect::<Vec<_>>());
    write("rows/batch/a.jsonl", &(0..3).map(request).collect::<Vec<_>>());
    folder
}

const FOR_THREE: &str = "[[overrides]]\nfiles = [\"rows/gemini/**\"]\nprofile = \"vertex-gemini-sft\"\n\
    [[overrides]]\nfiles = [\"rows/batch/**\"]\nprofile = \"openai-batch\"\n";

#[test]
fn files_of_another_consumer_are_judged_by_its_profile_alone() {
    let said = |folder: &Path, args: &[&str]| {
        let output =
            run_in(folder, &[&["--format", "concise", "--select", "schema,file,FT301,FT302,FT303"], args].concat());
        stdout(&output).lines().map(str::to_owned).collect::<Vec<_>>()
    };
    // Everything at once is none of them.
    let mixed = for_three("mixed", "");
    assert!(said(&mixed, &[]).iter().any(|line| line.contains("error[FT301]")));
    let folder = for_three("three", FOR_THREE);
    let want = [
        // The ids of requests repeat, and only those.
        "rows/batch/a.jsonl:3:52: error[FT220] `custom_id` `r0` also in row 1 (openai-batch) [/custom_id]",
        // Limits count the rows that a consumer is given: 12 of its own, and not 17.
        "data set: info[FT220] 12 rows; 50 or more are advised (openai-chat)",
        "data set: info[FT220] 2 rows; 100 or more are advised (vertex-gemini-sft)",
    ];
    let mut found = said(&folder, &[]);
    found.sort();
    let mut sorted = want.map(str::to_owned).to_vec();
    sorted.sort();
    assert_eq!(found, sorted);
    assert_eq!(said(&folder, &["--threads", "1"]), said(&folder, &["--threads", "4", "--read-buffer", "100"]));
    // The report says which inputs are for whom.
    let report = json(&folder, &[]);
    let of: Vec<&Value> = report["inputs"].as_array().unwrap().iter().map(|input| &input["profile"]).collect();
    assert_eq!(of, [&json!("openai-batch"), &Value::Null, &json!("vertex-gemini-sft")]);
    assert_eq!(report["config"]["profile"], "openai-chat");
    assert!(!report["summary"]["not_checked"].to_string().contains("FT2xx"), "{}", report["summary"]["not_checked"]);
    let unread = json(&folder, &["rows/gemini", "--no-config"])["summary"]["not_checked"].to_string();
    assert!(
        unread.contains("keys and roles of contents rows: only with a profile, such as `vertex-gemini-sft`"),
        "{unread}"
    );
    assert!(!report["summary"]["unused"].to_string().contains("override"), "{}", report["summary"]["unused"]);
    // Each of the three would take what it is given; what others would do with all rows is said of all rows.
    let verdict = |report: &Value, name: &str| {
        let all = report["summary"]["profiles"].as_array().unwrap();
        all.iter().find(|own| own["profile"] == name).unwrap().clone()
    };
    let own = ["openai-chat", "vertex-gemini-sft", "openai-batch", "together"].map(|name| verdict(&report, name));
    assert_eq!(
        own.each_ref().map(|own| own["verdict"].as_str().unwrap()),
        ["accepts", "accepts", "rejects", "rejects"]
    );
    assert_eq!((own[2]["row"].as_u64(), own[2]["input"].as_u64()), (Some(3), Some(0)), "{}", own[2]);
    assert_eq!(own[3]["reason"], "row is batch", "{}", own[3]);
    fs::write(folder.join("rows/gemini/b.jsonl"), "{\"contents\": 5}\n{oops}\n").unwrap();
    let worse = json(&folder, &[]);
    assert_eq!(
        (verdict(&worse, "vertex-gemini-sft")["verdict"].as_str(), verdict(&worse, "openai-chat")["verdict"].as_str()),
        (Some("rejects"), Some("accepts"))
    );
    assert_eq!(verdict(&worse, "vertex-gemini-sft")["rows"], 2);
    fs::remove_file(folder.join("rows/gemini/b.jsonl")).unwrap();
    // A flag wins over the file, and a later override over an earlier one.
    assert!(said(&folder, &["--profile", "openai-chat"]).iter().any(|line| line.contains("row is contents")));
    let later =
        format!("{FOR_THREE}[[overrides]]\nfiles = [\"rows/gemini/a.jsonl\"]\nprofile = \"vertex-gemini-rl\"\n");
    let later = for_three("later", &later);
    assert!(said(&later, &[]).iter().any(|line| line.contains("(vertex-gemini-rl)")));
    let shown = stdout(&exits(&later, &["config", "rows/gemini/a.jsonl", "rows/chat.jsonl"], 0));
    assert!(shown.contains("#   profile = \"vertex-gemini-rl\"  override 3 (ft-lint.toml:9)"), "{shown}");
    assert!(
        !shown.contains("#   profile = \"vertex-gemini-sft\"") && shown.contains("# rows/chat.jsonl\n#   no override")
    );
}
