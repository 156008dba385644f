//! Outputs of a run that is stopped, or that go to what is no plain file.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use super::support::{exits, ft_lint, run_in, scratch, stderr, stdout};
use super::{BAD, HERB};

/// The names in a folder.
fn names(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

#[test]
fn a_run_that_is_stopped_leaves_the_old_outputs() {
    let folder = scratch("broken-stopped");
    let old = ["a.json", "b.jsonl", "c.txt", "s.jsonl"];
    old.iter().for_each(|name| fs::write(folder.join(name), "old").unwrap());
    let mut child = ft_lint()
        .current_dir(&folder)
        .env("TMPDIR", &folder)
        .args(["-", "-o", "json=a.json", "-o", "jsonl=b.jsonl", "-o", "concise=c.txt", "--scores", "s.jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut pipe = child.stdin.take().unwrap();
    for _ in 0..40 {
        pipe.write_all(BAD.repeat(4_000).as_bytes()).unwrap();
    }
    std::thread::sleep(Duration::from_millis(300));
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(names(&folder), old);
    old.iter().for_each(|name| assert_eq!(fs::read_to_string(folder.join(name)).unwrap(), "old", "{name}"));
}

#[test]
fn a_new_output_takes_the_place_of_the_old() {
    let folder = scratch("broken-replaced");
    fs::write(folder.join("data.jsonl"), HERB).unwrap();
    fs::write(folder.join("old.json"), "x".repeat(100_000)).unwrap();
    exits(&folder, &["data.jsonl", "-o", "json=old.json", "-o", "sarif=new.sarif", "--scores", "s"], 0);
    for name in ["old.json", "new.sarif"] {
        let text = fs::read(folder.join(name)).unwrap();
        serde_json::from_slice::<serde_json::Value>(&text).unwrap();
    }
    assert_eq!(names(&folder), ["data.jsonl", "new.sarif", "old.json", "s"]);
    let output = exits(&folder, &["data.jsonl", "-o", "json=none/x.json"], 2);
    assert!(stderr(&output).contains("none/x.json"), "{}", stderr(&output));
}

#[cfg(unix)]
#[test]
fn links_pipes_devices_and_permissions_stay() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let folder = scratch("broken-links");
    fs::write(folder.join("data.jsonl"), HERB).unwrap();
    fs::create_dir(folder.join("far")).unwrap();
    fs::write(folder.join("far/r.json"), "old").unwrap();
    fs::set_permissions(folder.join("far/r.json"), fs::Permissions::from_mode(0o640)).unwrap();
    symlink("far/r.json", folder.join("link.json")).unwrap();
    symlink("far/new.json", folder.join("dangling.json")).unwrap();
    for (name, real) in [("link.json", "far/r.json"), ("dangling.json", "far/new.json")] {
        exits(&folder, &["data.jsonl", "-o", &format!("json={name}")], 0);
        assert!(fs::symlink_metadata(folder.join(name)).unwrap().is_symlink(), "{name}");
        assert!(fs::read_to_string(folder.join(real)).unwrap().contains("\"verdict\": \"pass\""), "{name}");
    }
    let mode = |name: &str| fs::metadata(folder.join(name)).unwrap().permissions().mode() & 0o777;
    fs::write(folder.join("usual"), "").unwrap();
    assert_eq!((mode("far/r.json"), mode("far/new.json")), (0o640, mode("usual")));
    // The shell holds the file open: another one in its place would be lost.
    symlink("/dev/stdout", folder.join("out")).unwrap();
    for out in ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "out"] {
        let run = format!("exec \"$0\" data.jsonl -o json={out} --quiet > kept.txt");
        let program = env!("CARGO_BIN_EXE_ft-lint");
        let status =
            std::process::Command::new("sh").current_dir(&folder).args(["-c", &run, program]).status().unwrap();
        assert_eq!(status.code(), Some(0), "{out}");
        assert!(fs::read_to_string(folder.join("kept.txt")).unwrap().contains("\"verdict\": \"pass\""), "{out}");
    }
    exits(&folder, &["data.jsonl", "-o", "json=/dev/null"], 0);
    assert!(fs::metadata("/dev/null").unwrap().permissions().mode() & 0o222 != 0);
}

#[test]
fn the_job_summary_is_added_to_however_it_is_named() {
    let folder = scratch("broken-summary");
    fs::write(folder.join("data.jsonl"), HERB).unwrap();
    fs::write(folder.join("sum.md"), "before\n").unwrap();
    for name in ["sum.md", "./sum.md"] {
        let mut command = ft_lint();
        command.current_dir(&folder).env("GITHUB_STEP_SUMMARY", folder.join("sum.md"));
        command.args(["data.jsonl", "-o", &format!("markdown={name}")]).output().unwrap();
    }
    let text = fs::read_to_string(folder.join("sum.md")).unwrap();
    assert!(text.starts_with("before\n") && text.matches("1 row").count() >= 2, "{text}");
}

#[test]
fn the_last_of_an_option_counts_and_slips_are_told() {
    let folder = scratch("broken-options");
    fs::write(folder.join("data.jsonl"), HERB).unwrap();
    let last = run_in(&folder, &["data.jsonl", "--format", "json", "--quiet", "--format", "concise", "--quiet"]);
    assert_eq!((last.status.code(), stdout(&last)), (Some(0), String::new()));
    assert!(stderr(&run_in(&folder, &["chek", "data.jsonl"])).contains("did you mean the command `check`?"));
    assert!(stderr(&run_in(&folder, &["--profile", "opnai", "data.jsonl"])).contains("did you mean `openai-"));
    assert!(!stderr(&run_in(&folder, &["data", "data.jsonl"])).contains("the command"));
}

#[test]
fn lines_of_jsonl_are_lines_for_every_reader() {
    let folder = scratch("broken-separators");
    let role = "us\u{2028}e\u{85}r\u{2029}\u{202e}x";
    let row = serde_json::json!({"messages": [{"role": role, "content": "hi there you"}, {"role": "assistant", "content": "fine answer"}]});
    fs::write(folder.join("data.jsonl"), format!("{row}\n")).unwrap();
    let output = exits(&folder, &["data.jsonl", "--format", "jsonl"], 1);
    let text = stdout(&output);
    assert!(text.contains("\\u2028") && text.contains("\\u0085") && text.contains("\\u202e"), "{text}");
    assert!(!text.contains(['\u{2028}', '\u{2029}', '\u{85}', '\u{202e}']));
    let first: serde_json::Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    assert!(first["message"].as_str().unwrap().contains(role), "{first}");
}

#[test]
fn pages_of_rules_hold_no_rows_that_a_test_makes() {
    let folder = scratch("broken-pages");
    for code in ["FT401", "FT501", "FT102", "FT101"] {
        let page = stdout(&exits(&folder, &["rule", code], 0));
        assert!(!page.contains("@repeat") && !page.contains("{{n}}") && page.len() < 9_000, "{code}\n{page}");
        assert!(page.contains("## Bad") && page.contains("## Good") && page.contains("## Fix"), "{code}");
        assert_eq!(page.lines().filter(|line| line.starts_with("```")).count() % 2, 0, "{code}");
    }
}
