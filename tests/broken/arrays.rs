//! Arrays that are broken between their items, and rows that only begin like one.

use std::fs;

use serde_json::Value;

use super::support::{codes, exits, json, scratch, stdout};
use super::{BAD, HERB, TREE};

/// Code, row, line, column and message of what is found of this rule.
fn found(report: &Value, code: &str) -> Vec<(u64, u64, u64, String)> {
    let own = report["findings"].as_array().unwrap().iter().filter(|finding| finding["code"] == code);
    let number = |finding: &Value, key: &str| finding[key].as_u64().unwrap_or(0);
    own.map(|finding| {
        let message = finding["message"].as_str().unwrap().to_owned();
        (number(finding, "row"), number(finding, "line"), number(finding, "column"), message)
    })
    .collect()
}

#[test]
fn what_is_wrong_between_items_is_told_at_its_place() {
    let folder = scratch("broken-arrays");
    let (one, two) = (HERB.trim(), TREE.trim());
    let (first, second) = (one.len() as u64 + 2, two.len() as u64 + 1);
    for (text, want) in [
        (format!("[{one},\n{two}"), vec![(2, 2, second, "cut off")]),
        (format!("[{one},\n{two},\n"), vec![(2, 2, second, "cut off")]),
        (format!("[{one}\n{two}]"), vec![(1, 1, first, "missing comma")]),
        (format!("[{one} {two}]"), vec![(1, 1, first, "missing comma")]),
        (format!("[{one},,\n{two}]"), vec![(1, 1, first, "too many")]),
        (format!("[\n,{one},\n{two}]"), vec![(0, 0, 0, "before the first")]),
        (format!("[{one},\n{two},\n]\n"), vec![(2, 2, second, "trailing comma")]),
        (format!("[{one},\n{two}]\n{one}\n"), vec![(2, 2, second, "text behind")]),
        (format!("[{one},\n{two}],\n"), vec![(2, 2, second, "text behind")]),
        (format!("[{one},\n{two}]]\n"), vec![(2, 2, second, "text behind")]),
        (format!("[{one},\n{two}][{one}]\n"), vec![(2, 2, second, "another array")]),
        (
            format!("[{one}]\n[{two}]\n[{one}]\n"),
            vec![(1, 1, first, "another array begins behind this item; one JSON document holds one (2 such")],
        ),
        (format!("\n\n[{one}]\n\n[\n{two}\n]\n"), vec![(1, 3, first, "another array")]),
        (format!("[{one},\n{two}}}]\n"), vec![(2, 2, second, "bracket")]),
        (
            format!("[{one}\n{two}\n{two}\n{two}\n]"),
            vec![(1, 1, first, "missing comma behind this item of the array (3 such")],
        ),
        (format!("[{one}\n{two},\n]"), vec![(1, 1, first, "missing"), (2, 2, second, "trailing")]),
    ] {
        fs::write(folder.join("x.json"), &text).unwrap();
        for buffer in ["1", "7", "100", "500000"] {
            let report = json(&folder, &["x.json", "--read-buffer", buffer, "--max-row-bytes", "1000"]);
            let own = found(&report, "FT101");
            assert_eq!(own.len(), want.len(), "{text} {own:?}");
            for (own, want) in own.iter().zip(&want) {
                assert_eq!((own.0, own.1, own.2), (want.0, want.1, want.2), "{text} {own:?}");
                assert!(own.3.contains(want.3), "{text} {own:?}");
            }
            let verdicts = report["summary"]["profiles"].as_array().unwrap();
            assert!(verdicts.iter().all(|profile| profile["verdict"] != "accepts"), "{text}");
        }
        exits(&folder, &["x.json"], 1);
        exits(&folder, &["x.json", "--profile", "hf-datasets", "--select", "FT101"], 1);
    }
}

#[test]
fn places_hold_beside_rows_that_are_skipped() {
    let folder = scratch("broken-skipped");
    let long = format!("{{\"prompt\":\"{}\"}}", "x".repeat(5_000));
    let text = format!("[{},\n{long}\n{long},\n{},,\n{long},]", HERB.trim(), TREE.trim());
    fs::write(folder.join("x.json"), text).unwrap();
    for buffer in ["1", "300", "500000"] {
        let report = json(&folder, &["x.json", "--read-buffer", buffer, "--max-row-bytes", "1000"]);
        let rows: Vec<u64> = found(&report, "FT101").iter().map(|own| own.0).collect();
        assert_eq!((rows, &report["inputs"][0]["rows"]), (vec![2, 4, 5], &5.into()), "{buffer}");
    }
}

/// Files of arrays that were joined are read whole; lines that are conversations without a key are not taken for them.
#[test]
fn arrays_behind_each_other_are_read_and_told() {
    let folder = scratch("broken-joined");
    let (one, two) = (HERB.trim(), TREE.trim());
    for text in [format!("[{one},{two}]\n[{one}]\n"), format!("\n[]\n[{one}]\n\n[\n{two},\n{one}]")] {
        fs::write(folder.join("x.json"), &text).unwrap();
        for buffer in ["1", "30", "500000"] {
            let report = json(&folder, &["x.json", "--read-buffer", buffer]);
            let own = &report["inputs"][0];
            assert_eq!((&own["rows"], &own["examples"]), (&3.into(), &3.into()), "{text}");
            assert!(found(&report, "FT101")[0].3.contains("another array begins"), "{text}");
            assert!(found(&report, "FT107")[0].3.contains("JSON arrays of 3 items"), "{text}");
        }
        exits(&folder, &["x.json"], 1);
    }
    let talk =
        "[{\"role\":\"user\",\"content\":\"Where is it?\"},{\"role\":\"assistant\",\"content\":\"On its way.\"}]\n";
    fs::write(folder.join("x.jsonl"), talk.repeat(2)).unwrap();
    let report = json(&folder, &["x.jsonl", "--select", "file"]);
    assert_eq!((codes(&report), found(&report, "FT103").len()), (vec!["FT103"], 2));
    let help = |report: &Value| report["findings"][0]["help"].as_str().unwrap().to_owned();
    assert!(help(&report).contains("{\"messages\": […]}"));
    fs::write(folder.join("x.jsonl"), format!("{HERB}[{one},{two}]\n")).unwrap();
    let report = json(&folder, &["x.jsonl", "--select", "file"]);
    assert_eq!((codes(&report), &report["inputs"][0]["examples"]), (vec!["FT103"], &1.into()));
    assert!(help(&report).contains("jq -c 'if type"), "{}", help(&report));
}

/// A bad row in an array on one line costs itself only, in the whole program.
#[test]
fn rows_behind_an_open_quote_in_one_line_are_looked_at() {
    let folder = scratch("broken-one-line");
    let mail = ["karla.voss", "@", "lumenpost.io"].concat();
    let leak = format!("{{\"prompt\":\"Mail {mail}\",\"completion\":\"g h i\"}}");
    let talk = |said: &str| serde_json::json!({"messages": [{"role": "user", "content": "Q"}, {"role": "assistant", "content": said}]});
    let leaks = talk(&format!("Write to {mail}")).to_string();
    let open = talk("open").to_string().replacen("open\"", "open", 1);
    for (bad, next) in [
        ("{\"prompt\":\"a b c, \"completion\":\"d e f\"}", &leak),
        ("{\"prompt\":\"a \"b\" c\",\"completion\":\"d e f\"}", &leak),
        ("{\"prompt\":\"a b c\",\"completion\":\"5\" disk\"}", &leak),
        ("{\"prompt\":\"a b c\",\"completion\":\"d e f}", &leak),
        ("{\"prompt\":\"a b c\",\"completion\":\"d e f\"", &leak),
        (open.as_str(), &leaks),
    ] {
        let text = format!("[{next}, {bad}, {next}, {next}]");
        fs::write(folder.join("x.json"), &text).unwrap();
        let reports: Vec<Value> = ["1", "64", "1024", "4194304"]
            .iter()
            .map(|buffer| json(&folder, &["x.json", "--read-buffer", buffer, "--select", "FT101,FT601"]))
            .collect();
        let own = &reports[0]["inputs"][0];
        assert_eq!((&own["rows"], &own["examples"]), (&4.into(), &3.into()), "{text}");
        assert_eq!((found(&reports[0], "FT101").len(), found(&reports[0], "FT601").len()), (1, 3), "{text}");
        assert!(reports.iter().all(|report| report["findings"] == reports[0]["findings"]), "{text}");
    }
}

#[test]
fn whole_arrays_are_no_broken_ones() {
    let folder = scratch("broken-whole");
    let (one, two) = (HERB.trim(), TREE.trim());
    let nested = format!("[\n  {{\"a\": [1, [2, {{}}], \"],[\"], \"b\": {{\"c\": [{one}]}}}},\n  {two}\n]\n");
    for text in [
        format!("[{one},{two}]"),
        format!("\u{feff}[\n{one}\n,\n{two}\n]\n\n"),
        format!("[ {one} ]  "),
        nested,
        format!("{}\n", serde_json::to_string_pretty(&[serde_json::from_str::<Value>(one).unwrap()]).unwrap()),
        format!("{one}\n{two}\n"),
        "[]".to_owned(),
    ] {
        fs::write(folder.join("x.json"), &text).unwrap();
        for buffer in ["1", "7", "500000"] {
            assert_eq!(found(&json(&folder, &["x.json", "--read-buffer", buffer]), "FT101"), [], "{text}");
        }
    }
    fs::write(folder.join("x.json"), format!("[{one}]")).unwrap();
    assert!(stdout(&exits(&folder, &["x.json"], 0)).contains("array of 1 item;"));
}

#[test]
fn one_bad_first_row_swallows_no_others() {
    let folder = scratch("broken-first");
    let rest = format!("{HERB}{TREE}");
    for first in ["[[[[", "[{\"prompt\":\"x", "{", "{\"prompt\":[", "[{", "{\"messages\":[{", "[{\"prompt\":"] {
        fs::write(folder.join("x.jsonl"), format!("{first}\n{rest}")).unwrap();
        let report = json(&folder, &["x.jsonl"]);
        assert_eq!((&report["inputs"][0]["rows"], &report["inputs"][0]["examples"]), (&3.into(), &2.into()), "{first}");
        assert_eq!(codes(&report), ["FT101"], "{first}");
    }
}

#[test]
fn rows_behind_a_broken_one_are_looked_at() {
    let folder = scratch("broken-resync");
    let mail = ["karla.voss", "@", "lumenpost.io"].concat();
    let wrong = [
        "{\"prompt\":\"a b c, \"completion\":\"d e f\"}",
        "{\"prompt\":\"a b c\",\"completion\":\"d e f\"",
        "{\"prompt\":[{\"role\":\"user\",\"content\":\"a b c\"}",
        "{\"prompt\":\"a b c\",\"completion\":\"d e f",
    ];
    let leak = format!("{{\"prompt\":\"Mail {mail}\",\"completion\":\"g h i\"}}");
    let typed = "{\"prompt\":5,\"completion\":\"j k l\"}";
    for bad in wrong {
        for (begin, between, end) in [("[\n", ",\n", "\n]"), ("[", ",\n ", "]\n"), ("[\r\n", ",\r\n", "\r\n]\r\n")] {
            let text = format!("{begin}{}{end}", [bad, &leak, typed].join(between));
            fs::write(folder.join("x.json"), &text).unwrap();
            let mut reports = Vec::new();
            for (buffer, threads) in [("1", "1"), ("40", "2"), ("500000", "1")] {
                let report = json(&folder, &["x.json", "--read-buffer", buffer, "--threads", threads]);
                assert_eq!(report["inputs"][0]["rows"], 3, "{text}");
                let found = codes(&report);
                let told = ["FT101", "FT601", "FT204"].iter().all(|code| found.contains(code));
                assert!(told && found.iter().filter(|code| **code == "FT101").count() == 1, "{text}\n{found:?}");
                reports.push(report["findings"].clone());
            }
            assert!(reports.iter().all(|findings| *findings == reports[0]), "{text}");
        }
    }
}

#[test]
fn one_broken_row_among_many_is_one() {
    let folder = scratch("broken-many");
    let row = |n: usize| serde_json::json!({"prompt": format!("Name stone {n}."), "completion": format!("It is number {n}.")});
    let harm = |text: String| text.replacen("\"It", "It", 1);
    let pretty = |n: usize| serde_json::to_string_pretty(&row(n)).unwrap();
    let rows: Vec<String> =
        (0..2_000).map(|n| if n == 1_000 { harm(row(n).to_string()) } else { row(n).to_string() }).collect();
    let spread: Vec<String> = (0..2_000).map(|n| if n == 1_000 { harm(pretty(n)) } else { pretty(n) }).collect();
    for (name, text) in [
        ("x.json", format!("[\n{}\n]\n", rows.join(",\n"))),
        ("y.json", format!("[\n  {}\n]\n", spread.join(",\n").replace('\n', "\n  "))),
        ("z.jsonl", spread.join("\n")),
    ] {
        fs::write(folder.join(name), text).unwrap();
        let report = json(&folder, &[name]);
        let own = &report["inputs"][0];
        assert_eq!((&own["rows"], &own["examples"]), (&2_000.into(), &1_999.into()), "{name}");
        assert_eq!(found(&report, "FT101").len(), 1, "{name}");
    }
}

#[test]
fn an_array_with_a_row_behind_it_is_read_whole() {
    let folder = scratch("broken-behind");
    let (one, two) = (HERB.trim(), TREE.trim());
    fs::write(folder.join("x.jsonl"), format!("[{one},{two}]\n{BAD}")).unwrap();
    let report = json(&folder, &["x.jsonl"]);
    assert_eq!((&report["inputs"][0]["rows"], &report["inputs"][0]["examples"]), (&3.into(), &2.into()));
    assert!(found(&report, "FT101").iter().any(|own| own.3.contains("text behind")));
    fs::write(folder.join("x.jsonl"), format!("{}\n{HERB}", "[".repeat(200_000))).unwrap();
    let report = json(&folder, &["x.jsonl"]);
    assert_eq!((&report["inputs"][0]["rows"], &report["inputs"][0]["examples"]), (&2.into(), &1.into()));
}

#[test]
fn spread_rows_with_crlf_have_no_carriage_returns_of_their_own() {
    let folder = scratch("broken-crlf");
    let rows: Vec<Value> = [HERB, TREE].iter().map(|row| serde_json::from_str(row).unwrap()).collect();
    let documents: String = rows.iter().map(|row| serde_json::to_string_pretty(row).unwrap() + "\n").collect();
    for text in [documents, serde_json::to_string_pretty(&rows).unwrap()] {
        let text = text.replace('\n', "\r\n");
        fs::write(folder.join("x.json"), &text).unwrap();
        let report = json(&folder, &["x.json"]);
        assert_eq!((found(&report, "FT108"), &report["inputs"][0]["examples"]), (Vec::new(), &2.into()), "{text}");
        fs::write(folder.join("x.json"), text.replacen(": ", ":\r ", 1)).unwrap();
        assert_eq!(found(&json(&folder, &["x.json"]), "FT108").len(), 1, "{text}");
    }
}

#[test]
fn the_other_row_is_named_with_its_line() {
    let folder = scratch("broken-lines");
    let pair = |said: &str| serde_json::json!({"prompt": "Is 7 a prime?", "completion": said});
    let rows = [pair("Yes"), serde_json::from_str(HERB).unwrap(), pair("No")];
    fs::write(folder.join("x.json"), serde_json::to_string_pretty(&rows).unwrap()).unwrap();
    let report = json(&folder, &["x.json", "--select", "FT401"]);
    let own = &report["findings"][0];
    assert_eq!((&own["row"], &own["line"], &own["related"][0]["line"]), (&1.into(), &3.into(), &10.into()));
    assert!(own["message"].as_str().unwrap().ends_with("`No` in row 3 (line 10)"), "{own}");
    assert!(stdout(&exits(&folder, &["x.json", "--select", "FT401"], 1)).contains("see row 3 (line 10)"));
    let lines: String = rows.iter().map(|row| format!("{row}\n")).collect();
    fs::write(folder.join("x.jsonl"), lines).unwrap();
    let report = json(&folder, &["x.jsonl", "--select", "FT401"]);
    assert_eq!(report["findings"][0]["related"][0].get("line"), None);
}
