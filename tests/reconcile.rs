//! `chancery serve --reconcile`: the registry over HTTP, in both versions of the Entity Reconciliation API.

#![allow(dead_code, reason = "of what the tests share, each takes what it needs")]

#[path = "support/server.rs"]
mod server;
mod support;

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use server::Server;
use support::Folder;

impl Server {
    fn agent() -> ureq::Agent {
        ureq::Agent::config_builder().http_status_as_error(false).build().into()
    }

    fn get(&self, path: &str) -> (u16, String) {
        let mut answer = Self::agent().get(format!("{}{path}", self.address)).call().expect("an answer");
        (answer.status().as_u16(), answer.body_mut().read_to_string().expect("text"))
    }

    fn post(&self, path: &str, kind: &str, body: &str) -> (u16, Value) {
        let request = Self::agent().post(format!("{}{path}", self.address)).header("Content-Type", kind);
        let mut answer = request.send(body).expect("an answer");
        let text = answer.body_mut().read_to_string().expect("text");
        (answer.status().as_u16(), serde_json::from_str(&text).unwrap_or(Value::String(text)))
    }

    /// The candidates for one query of version 0.2.
    fn asked(&self, query: &Value) -> Vec<Value> {
        let (status, answer) = self.queries(&json!({ "q": query }));
        assert_eq!(status, 200, "{answer}");
        answer["q"]["result"].as_array().expect("candidates").clone()
    }

    fn queries(&self, batch: &Value) -> (u16, Value) {
        let encoded: String = batch.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect();
        self.post("/0.2", "application/x-www-form-urlencoded", &format!("queries={encoded}"))
    }

    fn drafted(&self, query: &Value) -> Vec<Value> {
        let (status, answer) =
            self.post("/1.0-draft/match", "application/json", &json!({ "queries": [query] }).to_string());
        assert_eq!(status, 200, "{answer}");
        answer["results"][0]["candidates"].as_array().expect("candidates").clone()
    }
}

fn told(candidates: &[Value]) -> Vec<(&str, u64, bool)> {
    let one = |c: &'_ Value| (c["score"].as_u64().unwrap_or_default(), c["match"].as_bool().unwrap_or_default());
    candidates.iter().map(|c| (c["id"].as_str().unwrap_or_default(), one(c).0, one(c).1)).collect()
}

#[test]
fn a_match_is_proven_and_what_is_alike_is_none() {
    let server = Server::start();
    let found = server.asked(&json!({ "query": "Belarus", "type": "state" }));
    assert_eq!(told(&found), [("state/belarus", 100, true)]);
    let found = server.asked(&json!({ "query": "Bellarus" }));
    assert_eq!(told(&found)[0], ("state/belarus", 87, false));
    assert!(server.asked(&json!({ "query": "Belarus", "type": "city" })).iter().all(|c| c["match"] == false));
    assert!(server.asked(&json!({ "query": "Belarus", "type": "spaceship" })).is_empty());
    // Two bear the name: both come, neither is proven, and a limit of one hides no better one.
    let found = server.asked(&json!({ "query": "Congo", "type": "state" }));
    assert_eq!(told(&found).iter().map(|c| c.2).collect::<Vec<_>>(), [false, false]);
    let found = server.asked(&json!({ "query": "Belarus", "limit": 1 }));
    assert_eq!(told(&found), [("state/belarus", 100, true)]);
}

#[test]
fn properties_and_dates_decide() {
    let server = Server::start();
    let dated = |date: &str| {
        server.asked(&json!({ "query": "Germany", "type": "state", "properties": [{ "pid": "date", "v": date }] }))
    };
    assert_eq!(told(&dated("1900")), [("state/german-empire", 100, true)]);
    assert_eq!(told(&dated("2000")), [("state/germany", 100, true)]);
    assert!(dated("1970").iter().all(|c| c["match"] == false));
    // A second identifier that contradicts lowers the score, and says so.
    let found = server.asked(&json!({ "query": "Belarus", "properties": [{ "pid": "iso3", "v": "UKR" }] }));
    assert_eq!(told(&found), [("state/belarus", 70, false)]);
    assert!(
        found[0]["features"].as_array().is_some_and(|f| f.contains(&json!({ "id": "iso3", "value": 0 }))),
        "{found:?}"
    );
    let found = server.asked(&json!({ "properties": [{ "pid": "iso3", "v": "BLR" }] }));
    assert_eq!(told(&found), [("state/belarus", 100, true)]);
    // A code is one as it is written.
    assert!(server.asked(&json!({ "properties": [{ "pid": "iso3", "v": "blr" }] })).is_empty());
    // An entity is named by its identifier here, by its item, or by a name.
    for country in ["state/belarus", "Q184", "Belarus"] {
        let found =
            server.asked(&json!({ "query": "Minsk", "properties": [{ "pid": "country", "v": { "id": country } }] }));
        assert!(told(&found)[0].2, "{country}: {found:?}");
    }
    let condition = |required: bool, quantifier: &str| {
        server.drafted(&json!({ "conditions": [
            { "matchType": "name", "propertyValue": "Belarus" },
            { "matchType": "property", "propertyId": "iso3", "propertyValue": ["UKR", "BLR"], "required": required, "matchQuantifier": quantifier }
        ] }))
    };
    assert_eq!(told(&condition(true, "any")), [("state/belarus", 100, true)]);
    assert!(condition(true, "all").is_empty());
    assert_eq!(told(&condition(false, "none")), [("state/belarus", 70, false)]);
}

#[test]
fn bad_questions_are_refused_with_the_reason() {
    let server = Server::start();
    let many: serde_json::Map<String, Value> =
        (0..1001).map(|n| (format!("q{n}"), json!({ "query": "Belarus" }))).collect();
    let (status, answer) = server.queries(&Value::Object(many));
    assert_eq!(status, 413, "{answer}");
    let (status, answer) = server.post("/1.0-draft/match", "application/json", "{\"queries\": [{}]}");
    assert_eq!(status, 400);
    assert!(answer["error"].as_str().is_some_and(|why| why.contains("query 0: `conditions`")), "{answer}");
    let (status, answer) = server.post("/0.2", "application/x-www-form-urlencoded", "queries=nonsense");
    assert_eq!(status, 400);
    assert!(answer["error"].as_str().is_some_and(|why| why.contains("no JSON")), "{answer}");
    let (status, _) = server.post("/1.0-draft/match", "application/json", &" ".repeat(17 << 20));
    assert_eq!(status, 413);
    // A name of a megabyte is no name, and does no harm.
    assert!(server.asked(&json!({ "query": "x".repeat(1 << 20) })).is_empty());
    assert_eq!(server.get("/0.2/preview?id=no/such").0, 404);
    assert_eq!(server.get("/0.2/suggest/thing").0, 404);
}

#[test]
fn other_sites_may_ask_and_previews_hold_no_foreign_markup() {
    let server = Server::start();
    let request = Server::agent().get(format!("{}/0.2", server.address)).header("Origin", "http://127.0.0.1:3333");
    let answer = request.call().expect("an answer");
    let allowed =
        answer.headers().get("access-control-allow-origin").and_then(|v| v.to_str().ok()).map(ToOwned::to_owned);
    assert!(matches!(allowed.as_deref(), Some("*" | "http://127.0.0.1:3333")), "{allowed:?}");
    let (status, page) = server.get("/1.0-draft/preview?id=state/belarus");
    assert_eq!(status, 200);
    assert!(page.contains("<h1>Belarus</h1>") && page.contains("Q184"), "{page}");
    let (_, found) = server.get("/0.2/suggest/entity?prefix=bela");
    let found: Value = serde_json::from_str(&found).expect("JSON");
    assert_eq!(found["result"][0]["id"], "state/belarus");
}

#[test]
fn a_thousand_names_take_milliseconds() {
    let server = Server::start();
    let names: Vec<&str> =
        include_str!("expected/hard-names.tsv").lines().skip(1).filter_map(|line| line.split('\t').next()).collect();
    let batch: serde_json::Map<String, Value> =
        (0..1000).map(|n| (format!("q{n}"), json!({ "query": names[n % names.len()] }))).collect();
    let batch = Value::Object(batch);
    let (status, answer) = server.queries(&batch);
    assert_eq!((status, answer.as_object().map(serde_json::Map::len)), (200, Some(1000)));
    let start = std::time::Instant::now();
    let _ = server.queries(&batch);
    let took = start.elapsed();
    println!("1,000 names in {took:?}");
    // Without optimisation, and beside other tests; docs/matching.md has the figure of a release.
    assert!(took.as_secs() < 5, "{took:?}");
}

#[test]
fn a_port_that_is_taken_is_told() {
    let server = Server::start();
    let port = server.address.rsplit(':').next().expect("a port");
    let run = Folder::new().run(&["serve", "--reconcile", "--port", port]);
    assert_eq!(run.status, Some(2));
    assert!(run.err.contains("another port is chosen with --port"), "{}", run.err);
}

/// The schemas and examples of both versions, by a validator in Python.
#[test]
fn the_schemas_and_examples_of_both_versions_hold() {
    let said = |what: &str| {
        assert!(std::env::var("CHANCERY_FOREIGN").as_deref() != Ok("required"), "{what}");
        let _ = writeln!(std::io::stderr(), "SKIPPED: {what}");
    };
    let Some(data) = std::env::var_os("CHANCERY_REAL_DATA") else {
        let _ = writeln!(std::io::stderr(), "SKIPPED: the examples of the API, because CHANCERY_REAL_DATA is not set");
        return;
    };
    let python = std::env::var_os("CHANCERY_PYTHON").unwrap_or_else(|| "python3".into());
    let modules = Command::new(&python).args(["-c", "import jsonschema, referencing"]).stderr(Stdio::null()).status();
    if !modules.is_ok_and(|status| status.success()) {
        return said("no Python with jsonschema");
    }
    let server = Server::start();
    let script = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/foreign/reconcile.py");
    let folder = std::path::Path::new(&data).join("reconciliation");
    let output = Command::new(python).arg("-B").arg(script).arg(&server.address).arg(folder).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    println!("{}", String::from_utf8_lossy(&output.stdout));
}
