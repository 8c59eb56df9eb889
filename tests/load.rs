//! `chancery serve` under clients that are slow, many, or ask for much: none fails for another's sake, and the memory
//! that was taken is given back. In full with CHANCERY_LOAD=full; else a tenth of it.
#![cfg(target_os = "linux")]
use crate::support;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::support::server::Server;
use serde_json::json;

/// What the server may hold more after all this than before, in KiB.
const MORE: u64 = 20 << 10;

fn is_full() -> bool {
    std::env::var("CHANCERY_LOAD").as_deref() == Ok("full")
}

fn of_all(most: usize) -> usize {
    if is_full() { most } else { most / 10 }
}

/// As many descriptors for the test itself as the system allows.
fn own_descriptors() {
    let mut limit = rustix::process::getrlimit(rustix::process::Resource::Nofile);
    limit.current = limit.maximum;
    rustix::process::setrlimit(rustix::process::Resource::Nofile, limit).expect("descriptors");
}

fn connect(server: &Server) -> TcpStream {
    let stream = TcpStream::connect(server.address.trim_start_matches("http://")).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a time limit");
    stream
}

/// A client that asks and does not read the answer.
fn asked(server: &Server, path: &str, body: &str) -> TcpStream {
    let mut stream = connect(server);
    let head = format!("POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ");
    let _ = stream.write_all(format!("{head}{}\r\n\r\n{body}", body.len()).as_bytes());
    stream
}

/// Many requests by several clients, each over a connection that stays open; each is answered with 200. Gives the longest
/// time that one took.
fn ask(server: &Server, count: usize, clients: usize, path: &str, kind: &str, body: &str) -> Duration {
    let next = AtomicUsize::new(0);
    let longest = Mutex::new(Duration::ZERO);
    let one = || {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(30)))
            .build()
            .into();
        while next.fetch_add(1, Ordering::Relaxed) < count {
            let request = agent.post(format!("{}{path}", server.address)).header("Content-Type", kind);
            let begun = Instant::now();
            let mut answer = request.send(body).unwrap_or_else(|error| panic!("{path}: {error}"));
            let text = answer.body_mut().with_config().limit(64 << 20).read_to_string().expect("text");
            assert_eq!(answer.status().as_u16(), 200, "{text}");
            let mut longest = longest.lock().expect("no panic");
            *longest = begun.elapsed().max(*longest);
        }
    };
    std::thread::scope(|scope| {
        (0..clients).for_each(|_| drop(scope.spawn(one)));
    });
    longest.into_inner().expect("no panic")
}

fn ordinary(server: &Server, count: usize) -> Duration {
    let batch = json!({ "a": { "query": "Belarus", "type": "state" }, "b": { "query": "Bellarus" } }).to_string();
    let encoded: String = batch.bytes().map(|byte| format!("%{byte:02X}")).collect();
    ask(server, count, 8, "/0.2", "application/x-www-form-urlencoded", &format!("queries={encoded}"))
}

/// The largest extension that is answered: of a thousand states and organisations ten properties with many values.
fn largest(server: &Server) -> String {
    let found = |kind: &str| -> Vec<String> {
        let agent: ureq::Agent = ureq::Agent::config_builder().build().into();
        let mut ids = Vec::new();
        for prefix in 'a'..='z' {
            for offset in (0..200).step_by(20) {
                let address = format!("{}/0.2/suggest/entity?prefix={prefix}&cursor={offset}", server.address);
                let mut answer = agent.get(address).call().expect("an answer");
                let told: serde_json::Value =
                    serde_json::from_str(&answer.body_mut().read_to_string().expect("text")).expect("JSON");
                let told = told["result"].as_array().cloned().unwrap_or_default();
                ids.extend(
                    told.iter()
                        .filter_map(|one| Some(one["id"].as_str()?.to_owned()))
                        .filter(|id| id.starts_with(kind)),
                );
            }
        }
        ids.sort();
        ids.dedup();
        ids
    };
    let mut ids = found("");
    ids.truncate(1000);
    assert_eq!(ids.len(), 1000);
    let properties = ["name", "also", "iso3", "iso2", "cow", "wikidata", "names hold", "country", "founded", "kind"];
    json!({ "ids": ids, "properties": properties.map(|id| json!({ "id": id })) }).to_string()
}

/// Clients that send a byte and wait, by what they have begun.
fn slow_clients(server: &Server, count: usize) -> Vec<TcpStream> {
    let body = "POST /1.0-draft/match HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ";
    let begun =
        [String::new(), "GET /0.2 HT".to_owned(), format!("{body}9\r\n\r\n{{"), format!("{body}4000000\r\n\r\n{{")];
    let one = |n: usize| {
        let mut stream = connect(server);
        // Who is cut off meanwhile does not matter.
        let _ = stream.write_all(begun[n % begun.len()].as_bytes());
        stream
    };
    (0..count).map(one).collect()
}

#[test]
fn slow_clients_and_many_connections_harm_nobody_and_memory_returns() {
    own_descriptors();
    for descriptors in if is_full() { &[256, 1024][..] } else { &[100][..] } {
        under_load(*descriptors);
    }
}

fn under_load(descriptors: usize) {
    let server = Server::with_descriptors(descriptors);
    ordinary(&server, 100);
    let before = server.memory();
    println!("{descriptors} descriptors, {} MiB", before >> 10);
    let told = |what: &str, longest: Duration| println!("{what}: at most {longest:?}, {} MiB", server.memory() >> 10);

    let slow = slow_clients(&server, of_all(600));
    told("ordinary requests beside slow clients", ordinary(&server, of_all(1_000)));
    // More connections than there are descriptors: whoever has kept the server waiting makes room.
    let many: Vec<TcpStream> = (0..descriptors + of_all(2_000)).map(|_| connect(&server)).collect();
    told("behind connections that idle", ordinary(&server, of_all(1_000)));
    drop((slow, many));
    let body = largest(&server);
    let unread: Vec<TcpStream> = (0..of_all(300)).map(|_| asked(&server, "/1.0-draft/extend", &body)).collect();
    told("beside clients that do not read", ordinary(&server, of_all(1_000)));
    drop(unread);
    let longest = ask(&server, of_all(1_000), 8, "/1.0-draft/extend", "application/json", &body);
    told("the largest extensions", longest);
    told("ordinary requests", ordinary(&server, of_all(10_000)));
    // Connections that idle are closed in a while, and threads that wait end.
    std::thread::sleep(Duration::from_secs(12));
    ordinary(&server, 10);
    let after = server.memory();
    println!("memory: {before} KiB before, {after} KiB after");
    assert!(after < before + MORE, "{before} KiB before, {after} KiB after");
}

#[test]
fn a_slow_client_is_cut_off_and_an_unfinished_body_is_told() {
    let server = Server::with_descriptors(256);
    let mut idle = connect(&server);
    let mut body = connect(&server);
    body.write_all(
        b"POST /1.0-draft/match HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{",
    )
    .expect("the server listens");
    let begun = Instant::now();
    let mut told = String::new();
    let _ = idle.read_to_string(&mut told);
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
    let mut told = String::new();
    let _ = body.read_to_string(&mut told);
    assert!(told.starts_with("HTTP/1.1 408 ") && told.contains("did not come within 20 s"), "{told}");
    assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
}

#[test]
fn what_is_under_way_is_finished_when_the_server_is_stopped() {
    // Below `nohup` a server goes on after HUP, and where a shell started it in the background after INT, as it should.
    for signal in ["TERM", "INT", "HUP"].into_iter().filter(|signal| !support::is_ignored(signal)) {
        let mut server = Server::start();
        let mut waiting = connect(&server);
        let names: Vec<serde_json::Value> = (0..40)
            .map(|n| json!({ "conditions": [{ "matchType": "name", "propertyValue": format!("Bellarus {n}") }] }))
            .collect();
        let body = json!({ "queries": names }).to_string();
        let head = "POST /1.0-draft/match HTTP/1.1\r\nHost: x\r\nContent-Type: application/json";
        waiting
            .write_all(format!("{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len()).as_bytes())
            .expect("it listens");
        std::thread::sleep(Duration::from_millis(20));
        let begun = Instant::now();
        assert_eq!(server.stopped(signal), Some(0), "{signal}");
        let took = begun.elapsed();
        assert!(took < Duration::from_millis(1_500), "{signal}: {took:?}");
        let mut told = String::new();
        waiting.read_to_string(&mut told).expect("an answer");
        assert!(told.starts_with("HTTP/1.1 200 ") && told.ends_with("]}"), "{signal}: {told}");
    }
}
