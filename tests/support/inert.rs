//! What holds for every rendering, whatever the data: its reader sees text and obeys nothing in it.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::collections::BTreeSet;

use regex::Regex;
use roxmltree::{Document, ParsingOptions};
use serde_json::Value;

/// All formats but those of the raw report.
pub const VIEWS: [&str; 12] = [
    "human",
    "concise",
    "sarif",
    "github",
    "gitlab",
    "junit",
    "markdown",
    "html",
    "rdjson",
    "rdjsonl",
    "azure",
    "prometheus",
];

/// Characters that a terminal obeys or hides, as `outputs.md` lists them; line feeds end lines.
pub fn is_active(c: char) -> bool {
    matches!(c as u32,
        0..=8 | 0xB..=0x1F | 0x7F..=0x9F | 0xAD | 0x180E | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F
        | 0xFEFF | 0xFFF9..=0xFFFB | 0xE0000..=0xE007F)
}

/// Checks a rendering; panics where something in it would be obeyed.
#[track_caller]
pub fn inert(format: &str, text: &str) {
    let active: Vec<String> = text.chars().filter(|c| is_active(*c)).map(|c| c.escape_unicode().to_string()).collect();
    assert!(active.is_empty(), "{format}: {:?}", &active[..active.len().min(5)]);
    if format != "github" {
        let command = text.lines().find(|line| line.trim_start().starts_with("::"));
        assert!(command.is_none(), "{format}: {command:?}");
    }
    let logged = if format == "azure" { azure(text) } else { text.to_owned() };
    assert!(!logged.contains("##[") && !logged.contains("##vso["), "{format}");
    match format {
        "github" => github(text),
        "sarif" | "gitlab" | "rdjson" => json(&serde_json::from_str(text).unwrap(), format),
        "rdjsonl" => text.lines().for_each(|line| json(&serde_json::from_str(line).unwrap(), format)),
        "junit" => junit(text),
        "html" => html(text),
        "markdown" => markdown(text),
        "prometheus" => prometheus(text),
        _ => {}
    }
}

/// No string, once decoded, holds what a page would obey.
fn json(value: &Value, format: &str) {
    match value {
        Value::String(text) => {
            assert!(!text.chars().any(|c| is_active(c) && c != '\n'), "{format}: {text:?}");
        }
        Value::Array(items) => items.iter().for_each(|item| json(item, format)),
        Value::Object(object) => object.values().for_each(|value| json(value, format)),
        _ => {}
    }
}

/// Each line is one command, read as the runner reads it.
fn github(text: &str) {
    let line_form = Regex::new(r"^::(error|warning|notice) ((?:[a-zA-Z]+=[^:,\r\n]*,?)+)::(.*)$").unwrap();
    for line in text.lines() {
        let parts = line_form.captures(line).unwrap_or_else(|| panic!("github: {line}"));
        let keys: BTreeSet<&str> = parts[2].split(',').map(|pair| pair.split('=').next().unwrap()).collect();
        assert!(keys.is_subset(&BTreeSet::from(["file", "line", "endLine", "col", "endColumn", "title"])), "{line}");
        assert!(parts[3].chars().count() <= 4096, "{line}");
    }
}

/// Each line is one command or a plain one; gives the text without the commands' heads.
fn azure(text: &str) -> String {
    let head = Regex::new(r"^##vso\[task\.logissue type=(error|warning);(?:[a-z]+=[^;\]]*;)*\]").unwrap();
    let plain = |line: &str| match head.find(line) {
        Some(found) => line[found.end()..].to_owned(),
        None if line.starts_with("ft-lint: ") => line.to_owned(),
        None => panic!("azure: {line}"),
    };
    text.lines().map(plain).collect::<Vec<_>>().join("\n")
}

/// The document, with unique names, counts that agree and no empty suite.
pub fn junit(text: &str) {
    let document = Document::parse(text).unwrap_or_else(|why| panic!("junit: {why}"));
    let number = |node: roxmltree::Node<'_, '_>, name: &str| node.attribute(name).unwrap().parse::<usize>().unwrap();
    let root = document.root_element();
    assert_eq!(root.tag_name().name(), "testsuites");
    let mut sums = [0; 3];
    for suite in root.children().filter(roxmltree::Node::is_element) {
        assert_eq!(suite.tag_name().name(), "testsuite");
        let cases: Vec<_> = suite.children().filter(roxmltree::Node::is_element).collect();
        let with =
            |name: &str| cases.iter().filter(|case| case.children().any(|child| child.has_tag_name(name))).count();
        let counts = [cases.len(), with("failure"), with("error")];
        assert!(!cases.is_empty() && cases.iter().all(|case| case.has_tag_name("testcase")));
        assert_eq!(["tests", "failures", "errors"].map(|name| number(suite, name)), counts);
        assert_eq!(number(suite, "skipped"), with("skipped"));
        let names: BTreeSet<_> =
            cases.iter().map(|case| (case.attribute("classname"), case.attribute("name"))).collect();
        assert_eq!(names.len(), cases.len(), "of cases with one name only the first is kept");
        for child in cases.iter().flat_map(roxmltree::Node::children).filter(roxmltree::Node::is_element) {
            assert!(["failure", "error", "skipped", "system-out"].contains(&child.tag_name().name()));
            assert!(child.children().all(|text| text.is_text()), "data are no elements");
        }
        sums = std::array::from_fn(|i| sums[i] + counts[i]);
    }
    assert_eq!(["tests", "failures", "errors"].map(|name| number(root, name)), sums);
}

const TAGS: &str = "html head meta link title style body a header div p h1 h2 h3 span ul li ol svg circle text rect line dl dt \
    dd nav main section table thead tbody tr th td b strong input fieldset label select option button details summary code \
    pre mark footer script";

/// Reads the page strictly: elements and attributes are those of the renderer, and nothing is fetched or run but the one
/// script that the policy names.
pub fn html(text: &str) {
    // Style and script are the program's own, and no XML.
    let cut = |text: &str, tag: &str| {
        let (head, rest) = text.split_once(&format!("<{tag}>")).unwrap();
        let (_, tail) = rest.split_once(&format!("</{tag}>")).unwrap();
        format!("{head}<{tag}></{tag}>{tail}")
    };
    let strict = cut(&cut(text, "style"), "script");
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    let page = Document::parse_with_options(&strict, options).unwrap_or_else(|why| panic!("html: {why}"));
    let tags: BTreeSet<&str> = TAGS.split_whitespace().collect();
    let mut scripts = 0;
    for node in page.descendants().filter(roxmltree::Node::is_element) {
        let name = node.tag_name().name();
        assert!(tags.contains(name), "html: <{name}>");
        scripts += usize::from(name == "script");
        for attribute in node.attributes() {
            let (key, value) = (attribute.name(), attribute.value());
            assert!(!key.starts_with("on") && !["src", "srcset", "action", "style", "ping"].contains(&key), "{key}");
            assert!(key != "href" || value.starts_with('#') || value == "data:,", "{value}");
        }
    }
    assert_eq!(scripts, 1);
    let policy =
        page.descendants().find(|node| node.attribute("http-equiv") == Some("Content-Security-Policy")).unwrap();
    let policy = policy.attribute("content").unwrap();
    assert!(policy.starts_with("default-src 'none';") && policy.contains("script-src 'sha256-"), "{policy}");
    assert!(text.len() < 4 << 20, "{} bytes", text.len());
}

/// Only the tags of the renderer stand in it, each cell is whole, and nothing becomes a mention or a link.
fn markdown(text: &str) {
    let tag = Regex::new(r"<[^>]*>?").unwrap();
    let known = ["details", "details open", "summary", "code", "b", "!-- --"];
    for found in tag.find_iter(text) {
        let name = found.as_str().trim_start_matches('<').trim_start_matches('/').trim_end_matches('>');
        assert!(known.contains(&name), "markdown: {}", found.as_str());
    }
    let mention = Regex::new(r"@\w|(?:^|[^&])#\d|https?://|www\.|\]\(").unwrap();
    assert!(!mention.is_match(text), "markdown: {:?}", mention.find(text));
    let mut columns = 0;
    for line in text.lines() {
        let cells = line.matches('|').count();
        if line.starts_with('|') {
            columns = if columns == 0 { cells } else { columns };
            assert_eq!(cells, columns, "markdown: {line}");
        } else {
            assert_eq!(cells, 0, "markdown: {line}");
            columns = 0;
        }
        let open = line.starts_with("- ") || line.starts_with("## ") || line.starts_with('<') || line.starts_with('|');
        assert!(open || !line.starts_with(['#', '>', '=', '+', '*', '\t', ' ']), "markdown: {line}");
    }
    assert!(text.len() < 1 << 20, "a step may write 1 MiB");
}

/// Each line is a comment of two known kinds or a sample with quoted labels; each gauge is described once.
pub fn prometheus(text: &str) {
    let sample = Regex::new(
        r#"^(ft_lint_[a-z_]+)(\{(?:[a-z]+="(?:[^"\\\n]|\\["\\n])*"(?:,|\}))+)? -?[0-9]+(?:\.[0-9]+)?(?:e-?[0-9]+)?$"#,
    )
    .unwrap();
    let about = Regex::new(r"^# (HELP|TYPE) (ft_lint_[a-z_]+) (.+)$").unwrap();
    let mut described = BTreeSet::new();
    let mut samples = BTreeSet::new();
    for line in text.lines() {
        if let Some(parts) = about.captures(line) {
            assert!(described.insert((parts[1].to_owned(), parts[2].to_owned())), "{line}");
            assert!(&parts[1] != "TYPE" || &parts[3] == "gauge", "{line}");
        } else {
            let parts = sample.captures(line).unwrap_or_else(|| panic!("prometheus: {line}"));
            assert!(described.contains(&("TYPE".into(), parts[1].to_owned())), "{line}");
            assert!(samples.insert(line.rsplit_once(' ').unwrap().0.to_owned()), "twice: {line}");
        }
    }
    assert!(text.ends_with('\n'));
}
