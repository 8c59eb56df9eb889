//! `chancery serve --reconcile`: the registry over HTTP, in both versions of the Entity Reconciliation API.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::support::Folder;
use crate::support::server::Server;
use serde_json::{Value, json};

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
        found[0]["features"].as_array().is_some_and(|f| f.iter().any(|f| f["id"] == "iso3" && f["value"] == 0)),
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
    let many: Vec<Value> =
        (0..200).map(|n| json!({ "query": "x", "properties": [{ "pid": "also", "v": vec![n; 101] }] })).collect();
    let (status, answer) =
        server.queries(&many.into_iter().enumerate().map(|(n, query)| (n.to_string(), query)).collect());
    assert_eq!(status, 413, "{answer}");
    let (status, answer) = server.post("/1.0-draft/match", "application/json", "{\"queries\": 1}");
    assert_eq!(status, 400, "{answer}");
    let (status, answer) = server.post("/0.2", "application/x-www-form-urlencoded", "queries=nonsense");
    assert_eq!(status, 400);
    assert!(answer["error"].as_str().is_some_and(|why| why.contains("not JSON")), "{answer}");
    let (status, _) = server.post("/1.0-draft/match", "application/json", &" ".repeat(17 << 20));
    assert_eq!(status, 413);
    // A name of a megabyte is not a name, and does no harm.
    assert!(server.asked(&json!({ "query": "x".repeat(1 << 20) })).is_empty());
    assert_eq!(server.get("/0.2/preview?id=no/such").0, 404);
    assert_eq!(server.get("/0.2/suggest/thing").0, 404);
}

#[test]
fn a_query_that_is_wrong_harms_no_other() {
    let server = Server::start();
    let wrong = [
        json!(null),
        json!({}),
        json!({ "query": "" }),
        json!({ "query": " " }),
        json!(7),
        json!({ "query": "Belarus", "limit": -1 }),
        json!({ "query": "Belarus", "properties": [{ "v": 1 }] }),
        json!({ "properties": [{ "pid": "iso3", "v": null }] }),
    ];
    let mut batch: serde_json::Map<String, Value> =
        wrong.iter().enumerate().map(|(n, query)| (format!("w{n}"), query.clone())).collect();
    batch.insert("good".to_owned(), json!({ "query": "Belarus" }));
    let (status, answer) = server.queries(&Value::Object(batch));
    assert_eq!(status, 200, "{answer}");
    assert_eq!(answer["good"]["result"][0]["match"], true);
    for n in 0..wrong.len() {
        let told = &answer[format!("w{n}")];
        assert_eq!(told["result"], json!([]), "{n}: {told}");
        assert!(told["error"].as_str().is_some_and(|why| !why.is_empty()), "{n}: {told}");
    }
    let name = json!({ "conditions": [{ "matchType": "name", "propertyValue": "Belarus" }] });
    let queries =
        json!({ "queries": [null, { "conditions": [] }, { "conditions": [{ "propertyValue": "x" }] }, name] });
    let (status, answer) = server.post("/1.0-draft/match", "application/json", &queries.to_string());
    assert_eq!(status, 200, "{answer}");
    let results = answer["results"].as_array().expect("results");
    assert!(results[..3].iter().all(|told| told["candidates"] == json!([]) && told["error"].is_string()), "{answer}");
    assert_eq!(results[3]["candidates"][0]["match"], true);
}

/// The features of what was not understood, by what they are about.
fn unclear(candidate: &Value) -> Vec<String> {
    let features = candidate["features"].as_array().cloned().unwrap_or_default();
    let id = |feature: &Value| Some(feature["id"].as_str()?.strip_prefix("not-understood:")?.to_owned());
    features.iter().filter_map(id).collect()
}

#[test]
fn what_is_not_understood_rules_a_match_out() {
    let server = Server::start();
    let asked = |name: &str, pid: &str, v: Value| {
        server.asked(&json!({ "query": name, "properties": [{ "pid": pid, "v": v }] }))
    };
    for date in ["05/03/1905", "unknown", "905", "1905?", "../..", "XXXX-07", "19O5", "1905.5", "9999", "2999"] {
        let found = asked("Russia", "date", json!(date));
        assert!(!found.is_empty() && found.iter().all(|c| c["match"] == false), "{date}: {found:?}");
        assert!(found.iter().all(|c| unclear(c) == ["date"] && c["score"].as_u64() < Some(100)), "{date}: {found:?}");
    }
    // What goes on since then was borne by several.
    let found = asked("Russia", "date", json!("1905/.."));
    assert!(found.len() > 1 && found.iter().all(|c| c["match"] == false), "{found:?}");
    let several = asked("Russia", "date", json!(["1905", "1950"]));
    assert!(several.iter().all(|c| c["match"] == false && unclear(c) == ["date"]), "{several:?}");
    // A property that nothing has is told with the nearest one, and one that this kind has not.
    for (pid, value) in [("iso33", "BLR"), ("colour", "green"), ("sender", "Belarus")] {
        let found = asked("Belarus", pid, json!(value));
        assert_eq!((found[0]["match"].as_bool(), unclear(&found[0])), (Some(false), vec![pid.to_owned()]), "{found:?}");
    }
    assert!(asked("Belarus", "iso33", json!("BLR"))[0]["description"].as_str().is_some_and(|d| d.contains("`iso3`?")));
    // A type that is not known is told, alone and beside one that is.
    for kind in [json!("spaceship"), json!(["state", "stat"])] {
        let found = server.asked(&json!({ "query": "Belarus", "type": kind }));
        assert_eq!((found[0]["id"].as_str(), found[0]["match"].as_bool()), (Some("state/belarus"), Some(false)));
        assert_eq!(unclear(&found[0]), ["type"]);
    }
    // So is a key of the query.
    let found = server.asked(&json!({ "query": "Belarus", "props": [] }));
    assert_eq!((found[0]["match"].as_bool(), unclear(&found[0])), (Some(false), vec!["props".to_owned()]));
    let drafted = |more: &str| {
        let condition = format!("{{\"matchType\": \"name\", \"propertyValue\": \"Belarus\", {more}}}");
        let condition: Value = serde_json::from_str(&condition).expect("JSON");
        server.drafted(&json!({ "conditions": [condition] }))
    };
    for more in ["\"matchQualifier\": \"Wildcard\"", "\"matchQuantifier\": \"none\"", "\"nearly\": 1"] {
        assert!(drafted(more).iter().all(|c| c["match"] == false && !unclear(c).is_empty()), "{more}");
    }
    // A name is not an identifier.
    let found = server.drafted(&json!({ "conditions": [{ "matchType": "id", "propertyValue": "Belarus" }] }));
    assert_eq!((found[0]["match"].as_bool(), unclear(&found[0])), (Some(false), vec!["id".to_owned()]));
}

#[test]
fn tables_may_come_with_floats_and_empty_cells() {
    let server = Server::start();
    let matched = |query: Value| {
        let found = server.asked(&query);
        assert!(found[0]["match"] == true && unclear(&found[0]).is_empty(), "{query}: {found:?}");
        found[0]["id"].as_str().unwrap_or_default().to_owned()
    };
    for date in
        [json!("1905.0"), json!(1905.0), json!(1905), json!("1905-03-05T00:00:00Z"), json!("1905-03-05 00:00:00")]
    {
        let id = matched(json!({ "query": "Russia", "properties": [{ "pid": "date", "v": date }] }));
        assert_eq!(id, "state/russian-empire", "{date}");
    }
    for cow in [json!(370), json!(370.0), json!("370.0"), json!("370")] {
        assert_eq!(matched(json!({ "query": "Belarus", "properties": [{ "pid": "cow", "v": cow }] })), "state/belarus");
    }
    // What is empty is not a contradiction, and nothing that was asked.
    for empty in [json!(null), json!(""), json!(" "), json!([]), json!([null, ""])] {
        for pid in ["date", "iso3", "no-such-property"] {
            let query = json!({ "query": "Belarus", "properties": [{ "pid": pid, "v": empty }] });
            let found = server.asked(&query);
            assert_eq!(matched(query), "state/belarus");
            assert_eq!(found[0]["features"].as_array().map(Vec::len), Some(1), "{found:?}");
        }
    }
    // A code of several is decided by the time.
    let by_code = |date: &str| json!({ "properties": [{ "pid": "cow", "v": "365" }, { "pid": "date", "v": date }] });
    assert_eq!(matched(by_code("1905")), "state/russian-empire");
    assert!(server.asked(&by_code("long ago")).iter().all(|c| c["match"] == false));
    // An item may be pasted with its address.
    for item in ["Q184", "http://www.wikidata.org/entity/Q184"] {
        let query = json!({ "query": "Belarus", "properties": [{ "pid": "wikidata", "v": item }] });
        assert_eq!(matched(query), "state/belarus");
    }
}

/// Queries made at random of parts that are understood and parts that are not: with one that is not, nothing matches.
#[test]
fn no_match_where_any_part_is_not_understood() {
    let server = Server::start();
    let mut seed = 7_u64;
    let mut next = |most: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap_or_default() % most
    };
    let good =
        [("iso3", "BLR"), ("cow", "370"), ("wikidata", "Q184"), ("date", "2001"), ("iso3", ""), ("date", "2001.0")];
    let bad = [
        ("iso3", "b"),
        ("date", "2001?"),
        ("dat", "2001"),
        ("ISO3", "BLR"),
        ("wikidata", "184"),
        ("date", "01/02/2001"),
    ];
    let mut matched = [0, 0];
    let mut batch = serde_json::Map::new();
    for n in 0..400 {
        let wrong = next(2);
        let mut properties: Vec<Value> = Vec::new();
        let mut add = |(pid, v): (&str, &str)| properties.push(json!({ "pid": pid, "v": v }));
        (0..next(4)).for_each(|_| add(good[next(good.len())]));
        if wrong == 1 {
            add(bad[next(bad.len())]);
        }
        (0..next(2)).for_each(|_| add(good[next(good.len())]));
        let mut query = json!({ "query": "Belarus", "properties": properties, "type": "state" });
        if wrong == 1 && next(3) == 0 {
            query["type"] = json!("empire");
        }
        batch.insert(format!("{wrong}-{n}"), query);
    }
    let (status, answer) = server.queries(&Value::Object(batch.clone()));
    assert_eq!(status, 200, "{answer}");
    for (key, told) in answer.as_object().expect("answers") {
        let is_match = told["result"].as_array().expect("candidates").iter().any(|c| c["match"] == true);
        matched[usize::from(key.starts_with('1'))] += usize::from(is_match);
        assert!(!(is_match && key.starts_with('1')), "{}: {told}", batch[key]);
    }
    assert!(matched[0] > 100 && matched[1] == 0, "{matched:?}");
}

#[test]
fn an_address_leads_to_the_entity() {
    let server = Server::start();
    for (version, template) in [("0.2", "{{id}}"), ("1.0-draft", "{id}")] {
        let (_, manifest) = server.get(&format!("/{version}"));
        let manifest: Value = serde_json::from_str(&manifest).expect("JSON");
        assert_eq!(manifest["batchSize"], 1000);
        let url = manifest["view"]["url"].as_str().expect("a template").to_owned();
        assert!(url.contains(template), "{url}");
        let follow = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build();
        let follow: ureq::Agent = follow.into();
        let mut page = follow.get(url.replace(template, "state%2Fbelarus")).call().expect("a page");
        let text = page.body_mut().read_to_string().expect("text");
        assert!(
            text.contains("<h1>Belarus</h1>") && text.contains("https://www.wikidata.org/") || text.contains("/Q184\""),
            "{text}"
        );
        let item = follow.get(url.replace(template, "Q184")).call().expect("an answer");
        let to = item.headers().get("location").and_then(|to| to.to_str().ok()).unwrap_or_default();
        assert!(item.status().as_u16() == 303 && to.ends_with("/Q184"), "{item:?}");
        assert_eq!(follow.get(url.replace(template, "no-such")).call().expect("an answer").status().as_u16(), 404);
    }
}

#[test]
fn a_key_that_stands_twice_in_a_batch_is_told_and_harms_no_other() {
    let server = Server::start();
    let batch = r#"{"q0": {"query": "Belarus"}, "q0": {"query": "Peru"}, "q1": {"query": "Chad"}}"#;
    let encoded: String = batch.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let (status, answer) = server.post("/0.2", "application/x-www-form-urlencoded", &format!("queries={encoded}"));
    assert_eq!((status, &answer["q0"]["result"]), (200, &json!([])), "{answer}");
    assert!(answer["q0"]["error"].as_str().is_some_and(|why| why.contains("more than once")), "{answer}");
    assert_eq!(answer["q1"]["result"][0]["id"], "state/chad", "{answer}");
}

#[test]
fn an_extension_is_bounded_and_answers_each_pair_once() {
    let server = Server::start();
    let ask = |ids: Vec<&str>, properties: Vec<String>| {
        let properties: Vec<Value> = properties.into_iter().map(|id| json!({ "id": id })).collect();
        let body = json!({ "ids": ids, "properties": properties }).to_string();
        server.post("/1.0-draft/extend", "application/json", &body)
    };
    let (status, answer) = ask(vec!["state/belarus"; 1000], vec!["iso3".to_owned(); 10_000]);
    assert_eq!(status, 200, "{answer}");
    assert_eq!(answer["rows"].as_array().map(Vec::len), Some(1));
    assert_eq!(answer["rows"][0]["properties"], json!([{ "id": "iso3", "values": [{ "str": "BLR" }] }]));
    // An entity may be named as `chancery match` writes it.
    let (_, answer) = ask(vec!["state:belarus", "state:no-such"], vec!["iso3".to_owned()]);
    assert_eq!(answer["rows"][0]["properties"][0]["values"], json!([{ "str": "BLR" }]), "{answer}");
    assert_eq!(answer["rows"][1]["properties"][0]["values"], json!([]), "{answer}");
    let names: Vec<String> = (0..1000).map(|n| format!("x{n}")).collect();
    let (status, answer) = ask(names.iter().map(String::as_str).collect(), names.clone());
    assert_eq!(status, 413, "{answer}");
    assert!(answer["error"].as_str().is_some_and(|why| why.contains("the limit is 10000")), "{answer}");
}

#[test]
fn only_json_and_forms_are_taken() {
    let server = Server::start();
    let queries = "{\"queries\": []}";
    for kind in ["text/plain", "application/xml", "multipart/form-data; boundary=x", ""] {
        let (status, answer) = server.post("/1.0-draft/match", kind, queries);
        assert!(
            status == 415 && answer["error"].as_str().is_some_and(|why| why.contains("application/json")),
            "{kind}: {answer}"
        );
    }
    assert_eq!(server.post("/1.0-draft/match", "Application/JSON; charset=utf-8", queries).0, 200);
    let request = Server::agent().get(format!("{}/0.2", server.address)).header("Origin", "http://elsewhere.example");
    let answer = request.call().expect("an answer");
    assert!(answer.headers().get("access-control-allow-credentials").is_none(), "{answer:?}");
}

#[test]
fn other_sites_may_ask_and_previews_hold_no_foreign_markup() {
    let server = Server::start();
    let request = Server::agent().get(format!("{}/0.2", server.address)).header("Origin", "http://127.0.0.1:3333");
    let answer = request.call().expect("an answer");
    let allowed =
        answer.headers().get("access-control-allow-origin").and_then(|v| v.to_str().ok()).map(ToOwned::to_owned);
    assert!(matches!(allowed.as_deref(), Some("*" | "http://127.0.0.1:3333")), "{allowed:?}");
    let page =
        Server::agent().get(format!("{}/0.2/preview?id=state/belarus", server.address)).call().expect("an answer");
    let policy = page.headers().get("Content-Security-Policy").expect("a policy").to_str().expect("text");
    assert!(policy.contains("default-src 'none'"), "{policy}");
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
