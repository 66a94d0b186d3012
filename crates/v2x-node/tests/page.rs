//! The page in a real browser: it connects, draws, and lists the road users.
//!
//! Chromium is driven over its debugging pipe (NUL-separated JSON on file descriptors 3 and 4), which needs no library.
//! Where no Chromium is installed the test says so and passes. With `V2X_SCREENSHOT=file.png` it leaves a picture of the page.

mod common;

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use common::{config, start};
use serde_json::{Value, json};
use v2x_node::{SystemClock, demo};

/// The first browser of the usual names on the path.
fn browser() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let files = std::env::split_paths(&path).flat_map(|folder| names.map(|name| folder.join(name)));
    std::iter::once(std::env::var_os("V2X_CHROMIUM").map(PathBuf::from))
        .flatten()
        .chain(files)
        .find(|file| file.is_file())
}

/// A headless Chromium with one page.
struct Browser {
    process: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    calls: u64,
    session: Option<String>,
    profile: PathBuf,
}

impl Browser {
    fn start(program: &PathBuf) -> Self {
        let profile = std::env::temp_dir().join(format!("v2x-node-page-{}", std::process::id()));
        // The shell puts our pipes where Chromium looks for them.
        let script = "exec \"$0\" --headless=new --no-sandbox --disable-gpu --hide-scrollbars \
                      --remote-debugging-pipe --user-data-dir=\"$1\" about:blank \
                      3<&0 4>&1 </dev/null >/dev/null 2>/dev/null";
        let mut process = Command::new("sh")
            .args(["-c", script])
            .arg(program)
            .arg(&profile)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("there is a shell");
        let to = process.stdin.take().expect("it was asked for");
        let from = BufReader::new(process.stdout.take().expect("it was asked for"));
        let mut browser = Self { process, to, from, calls: 0, session: None, profile };
        let target = browser.call("Target.createTarget", json!({ "url": "about:blank" }));
        let attach = json!({ "targetId": target["targetId"], "flatten": true });
        let session = browser.call("Target.attachToTarget", attach);
        browser.session = session["sessionId"].as_str().map(str::to_owned);
        let size = json!({ "width": 1500, "height": 950, "deviceScaleFactor": 1, "mobile": false });
        browser.call("Emulation.setDeviceMetricsOverride", size);
        browser
    }

    /// Calls a method of the debugging protocol and waits for its result.
    fn call(&mut self, method: &str, params: Value) -> Value {
        self.calls += 1;
        let mut call = json!({ "id": self.calls, "method": method, "params": params });
        if let Some(session) = &self.session {
            call["sessionId"] = json!(session);
        }
        self.to.write_all(format!("{call}\0").as_bytes()).expect("the browser lives");
        loop {
            let mut message = Vec::new();
            self.from.read_until(0, &mut message).expect("the browser lives");
            assert_eq!(message.pop(), Some(0), "the browser ended during {method}");
            let message: Value = serde_json::from_slice(&message).expect("the browser speaks JSON");
            if message["id"] == self.calls {
                assert!(message["error"].is_null(), "{method}: {message}");
                return message["result"].clone();
            }
        }
    }

    fn evaluate(&mut self, expression: &str) -> Value {
        let result =
            self.call("Runtime.evaluate", json!({ "expression": expression, "returnByValue": true }));
        assert!(result["exceptionDetails"].is_null(), "{expression}: {result}");
        result["result"]["value"].clone()
    }

    /// Evaluates again until the value fits, at most half a minute.
    fn until(&mut self, expression: &str, fits: impl Fn(&Value) -> bool) -> Value {
        for _ in 0..150 {
            let value = self.evaluate(expression);
            if fits(&value) {
                return value;
            }
            std::thread::sleep(Duration::from_millis(200));
        }
        panic!("{expression} is {}", self.evaluate(expression));
    }

    fn screenshot(&mut self, file: &str) {
        let shot = self.call("Page.captureScreenshot", json!({ "format": "png" }));
        std::fs::write(file, base64(shot["data"].as_str().expect("a picture")))
            .expect("the file can be written");
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}

/// RFC 4648, section 4, for the screenshot.
fn base64(text: &str) -> Vec<u8> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut octets, mut bits, mut count) = (Vec::new(), 0_u32, 0);
    for digit in text.bytes().filter_map(|c| ALPHABET.iter().position(|a| *a == c)) {
        bits = bits << 6 | digit as u32;
        count += 6;
        if count >= 8 {
            count -= 8;
            octets.push((bits >> count) as u8);
        }
    }
    octets
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_shows_road_users() {
    let Some(program) = browser() else {
        println!("skipped: no chromium found (apt-get install chromium, or set V2X_CHROMIUM)");
        return;
    };
    let (node, udp, http) = start(config(), SystemClock).await;
    let look = move || {
        let mut browser = Browser::start(&program);
        browser.call("Page.navigate", json!({ "url": format!("http://{http}/") }));
        // Nothing sends yet: the page says that it waits.
        browser.until("document.querySelector('#status')?.textContent", |text| text == "waiting");
        assert_eq!(browser.evaluate("document.querySelector('#empty').hidden"), false);
        browser
    };
    let mut browser = tokio::task::spawn_blocking(look).await.expect("the page waits");
    let scenario = tokio::spawn(demo::play(1, udp, SystemClock));
    let look = move || {
        let rows = "document.querySelectorAll('#tracks tr.track').length";
        browser.until(rows, |rows| rows.as_u64() > Some(9));
        browser.until("document.querySelectorAll('#signals li').length", |signals| *signals == 6);
        browser.until("document.querySelector('#status').textContent", |text| text == "live");
        assert_eq!(browser.evaluate("document.querySelector('#empty').hidden"), true);
        let drawn = "(() => { const c = document.querySelector('#road'); \
                     const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data; \
                     return new Set(new Uint32Array(d.buffer)).size; })()";
        browser.until(drawn, |colours| colours.as_u64() > Some(50));
        let moving = "Math.max(...[...document.querySelectorAll('#tracks tr.track')].map(r => +r.children[3].textContent))";
        browser.until(moving, |speed| speed.as_f64() > Some(20.0));
        if let Ok(file) = std::env::var("V2X_SCREENSHOT") {
            std::thread::sleep(Duration::from_secs(4));
            browser.screenshot(&file);
        }
        browser
    };
    let browser = tokio::task::spawn_blocking(look).await.expect("the page shows what it should");
    scenario.abort();
    node.stop().await.expect("nothing panicked, and the page's open stream holds nothing up");
    drop(browser);
}
