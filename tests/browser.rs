//! The HTML report in a real browser: it opens without a word on the console and without a request, filters work, and
//! hostile data stay text. Without Chromium these tests say so and pass; `.ci/run` installs it where it can.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a panic is how a test fails; a test without its browser says so"
)]

mod support;

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use support::inert::html;
use support::{root, run, run_in, scratch, stderr, stdout};

fn chromium() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let found = std::env::split_paths(&path).flat_map(|folder| names.map(|name| folder.join(name)));
    let found = found.into_iter().find(|program| program.is_file());
    if found.is_none() {
        eprintln!("skipped: there is no Chromium in PATH");
    }
    found
}

/// What a browser made of a page.
struct Seen {
    /// The document after scripts ran.
    dom: String,
    /// Lines of the console.
    console: Vec<String>,
    /// What was asked of the server, the page itself left out.
    requests: Vec<String>,
}

/// Opens a page from a server of its own.
fn open(browser: &Path, name: &str, page: &str) -> Seen {
    let profile = scratch(&format!("browser-{name}"));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let requests = Arc::new(Mutex::new(Vec::new()));
    let (body, log) = (page.to_owned(), Arc::clone(&requests));
    // Ends with the test.
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let mut head = [0; 4096];
            let n = stream.read(&mut head).unwrap_or(0);
            let line = String::from_utf8_lossy(&head[..n]).lines().next().unwrap_or_default().to_owned();
            if line.starts_with("GET /report.html ") {
                let head =
                    "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\nContent-Length:";
                let _ = write!(stream, "{head} {}\r\n\r\n{body}", body.len());
            } else if !line.is_empty() {
                log.lock().unwrap().push(line);
            }
        }
    });
    let output = Command::new(browser)
        .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-extensions"])
        .args(["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--window-size=500,900"])
        .args(["--enable-logging=stderr", "--virtual-time-budget=3000", "--dump-dom"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(format!("http://127.0.0.1:{port}/report.html"))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let dom = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(dom.contains("</html>"), "{name}: the page did not open: {said}");
    let console = said.lines().filter(|line| line.contains("CONSOLE")).map(str::to_owned).collect();
    let requests = requests.lock().unwrap().clone();
    Seen { dom, console, requests }
}

/// The page with another script behind its own, whose value is kept in the document.
fn driven(page: &str, script: &str) -> String {
    let (head, rest) = page.split_once("script-src 'sha256-").unwrap();
    let (_, rest) = rest.split_once(';').unwrap();
    let page = format!("{head}script-src 'unsafe-inline';{rest}");
    let keep = "document.body.dataset.result = JSON.stringify(result)";
    page.replace("</body>", &format!("<script>const result = (() => {{ {script} }})(); {keep};</script></body>"))
}

fn result(browser: &Path, name: &str, page: &str, script: &str) -> Value {
    let seen = open(browser, name, &driven(page, script));
    assert_eq!(seen.console, Vec::<String>::new(), "{name}");
    let (_, rest) = seen.dom.split_once("data-result=\"").unwrap_or_else(|| panic!("{name}: the script did not run"));
    let text = rest.split_once('"').unwrap().0.replace("&quot;", "\"").replace("&lt;", "<").replace("&amp;", "&");
    serde_json::from_str(&text).unwrap()
}

fn sample() -> String {
    stdout(&run(&["render", "fixtures/formats/report.json", "--format", "html"]))
}

#[test]
fn the_page_opens_without_a_word_or_a_request() {
    let Some(browser) = chromium() else { return };
    let page = sample();
    let seen = open(&browser, "opens", &page);
    assert_eq!((seen.console, seen.requests), (Vec::new(), Vec::new()));
    assert!(seen.dom.contains("13 of 13 rules, 19 examples shown"), "the script ran under the policy");
    // The check of the console can fail: a script that is not the one that the policy names is refused.
    let other = page.replace("tools.hidden = false", "tools.hidden = true");
    assert_eq!(open(&browser, "refused", &other).console.len(), 1);
    // Without scripts everything is there but the filters.
    let (head, rest) = page.split_once("<script>").unwrap();
    let plain = format!("{head}{}", rest.split_once("</script>").unwrap().1);
    let plain = open(&browser, "plain", &plain);
    assert!(plain.dom.contains("id=\"tools\" role=\"search\" hidden"), "no filter without its script");
    assert_eq!(plain.dom.matches("class=\"finding\"").count(), 19);
}

#[test]
fn filters_and_keys_work() {
    let Some(browser) = chromium() else { return };
    let script = r"
        const $ = (id) => document.getElementById(id);
        const rules = () => [...document.querySelectorAll('details.rule')].filter((el) => !el.hidden).map((el) => el.id);
        const open = () => document.querySelectorAll('details.rule[open]').length;
        const type = (text) => { $('search').value = text; $('search').dispatchEvent(new Event('input')); };
        const click = (value) => document.querySelector(`#tools input[value=${value}]`).click();
        const key = (key, on) => on.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
        const out = {};
        out.all = rules().length;
        out.first = open();
        type('Polarity nothing'); out.words = rules();
        type('mammal'); out.text = rules(); out.shown = $('shown').textContent;
        type('no such thing'); out.none = rules().length;
        type(''); out.back = rules().length; out.closed = open();
        click('error'); out.mild = rules();
        click('warn'); out.info = rules().length;
        click('error'); click('warn');
        $('family').value = 'privacy'; $('family').dispatchEvent(new Event('change')); out.family = rules();
        $('family').value = ''; $('family').dispatchEvent(new Event('change'));
        $('expand').click(); out.expanded = open();
        $('collapse').click(); out.collapsed = open();
        key('/', document.body); out.focus = document.activeElement.id;
        type('x'); key('Escape', $('search')); out.escaped = [$('search').value, rules().length];
        location.hash = '#FT601';
        out.linked = document.querySelectorAll('.raise a[href^=\'#FT\']').length > 0;
        out.fits = document.documentElement.scrollWidth <= document.documentElement.clientWidth;
        out.labelled = [...document.querySelectorAll('input,select,svg[role=img]')].every((el) => el.ariaLabel || el.closest('label'));
        out.heads = [...document.querySelectorAll('table')].every((el) => el.querySelector('th[scope=row]') && el.querySelector('th[scope=col]'));
        return out;";
    let seen = result(&browser, "filters", &sample(), script);
    let want = json!({
        "all": 13, "first": 1, "words": [], "none": 0, "text": ["FT401"], "shown": "1 of 13 rules, 2 examples shown",
        "back": 13, "closed": 1, "mild": ["FT812", "FT601", "FT701", "FT104", "FT304", "FT807", "FT813", "FT310"], "info": 2,
        "family": ["FT601"], "expanded": 13, "collapsed": 0, "focus": "search", "escaped": ["", 13], "linked": true,
        "fits": true, "labelled": true, "heads": true,
    });
    assert_eq!(seen, want);
}

/// Scripts, handlers, bidirectional marks, NUL and strings of a megabyte: text, and a small page.
#[test]
fn hostile_data_stay_text() {
    let folder = scratch("browser-data");
    let mark = "window.pwned=1";
    let poisons = [
        format!("<script>{mark}</script></script><script>{mark}</script>"),
        format!("\"><img src=x onerror={mark}><svg onload={mark}>"),
        format!("' onmouseover='{mark}' x='"),
        "</style></title><iframe srcdoc='<script>parent.pwned=1</script>'></iframe>".into(),
        format!(
            "</pre></details><a href=javascript:{mark}>x</a><base href=//x.invalid><meta http-equiv=refresh content=0>"
        ),
        "\u{202e}\u{2066}desrever\0\u{1}\u{fffe}<!-- --!> <![CDATA[".into(),
        "A".repeat(1 << 20),
        format!("{}<script>{mark}</script>", "é".repeat(1 << 19)),
    ];
    let mut rows = String::new();
    for poison in &poisons {
        for row in [
            json!({"messages": [{"role": poison, "content": poison}, {"role": "assistant", "content": poison, poison: 1}]}),
            json!({"prompt": poison, "completion": "Yes"}),
            json!({"prompt": poison, "completion": "No"}),
            json!({ poison: poison }),
        ] {
            rows += &format!("{row}\n");
        }
        rows += &format!("{{\"prompt\": \"{poison}\n{poison}\n");
    }
    for n in 0..40 {
        rows += &format!("{}\n", json!({"prompt": format!("Sort {n}"), "completion": poisons[n % 6]}));
    }
    let name = "<script>x&'\".jsonl";
    fs::write(folder.join(name), rows).unwrap();
    let output = run_in(&folder, &[name, "--format", "html", "--profile", "all", "--exit-zero"]);
    assert!(!stderr(&output).contains("panicked"), "{}", stderr(&output));
    let page = stdout(&output);
    html(&page);
    assert!(page.len() < 1 << 20, "{} bytes", page.len());
    let Some(browser) = chromium() else { return };
    let seen = open(&browser, "hostile", &page);
    assert_eq!((seen.console, seen.requests), (Vec::new(), Vec::new()));
    let script = "return [window.pwned === undefined, document.scripts.length, \
        document.querySelectorAll('img,iframe,object,base,form,a[href^=javascript]').length, \
        document.title.startsWith('<script>x&'), document.querySelectorAll('details.rule').length > 5];";
    assert_eq!(result(&browser, "hostile-driven", &page, script), json!([true, 2, 0, true, true]));
}

/// Large results give a page that is not larger for it.
#[test]
fn the_folder_of_fixtures_fits_in_a_small_page() {
    let page = stdout(&run_in(&root().join("fixtures"), &["planted", "cases", "--format", "html", "--exit-zero"]));
    html(&page);
    assert!(page.len() < 600 << 10, "{} bytes", page.len());
}
