//! `chancery link`: what is linked, decisions, and services on loopback that answer well and badly.

use std::io::Write;
use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::support::endpoint::{Endpoint, run};
use crate::support::server::Server;
use crate::support::{Folder, Run};

/// The document is a source, and nothing to be linked.
const FACTS: &str = "document: {id: notes, title: Notes}
entities:
  - person: {name: Jane Doe}
  - person: {name: John Roe}
  - person: {name: Ilham Aliyew}
  - organization: {name: Society of Friends of Minsk}
";

/// Answers each request with what the function makes of its number.
fn service(answer: impl Fn(usize) -> Vec<u8> + Send + 'static) -> Endpoint {
    let number = AtomicUsize::new(0);
    Endpoint::new(move |_, stream| {
        let _ = stream.write_all(&answer(number.fetch_add(1, Ordering::SeqCst)));
    })
}

fn http(status: &str, more: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n{more}\r\n{body}").into_bytes()
}

/// One candidate for each of so many queries of version 0.2.
fn good(queries: usize) -> Vec<u8> {
    let one = r#"{"result": [{"id": "Q42", "name": "Somebody", "score": 71.5, "match": true, "features": [{"id": "name", "value": 0.9}]}]}"#;
    let all: Vec<String> = (0..queries).map(|n| format!("\"q{n}\": {one}")).collect();
    http("200 OK", "Content-Type: application/json\r\n", &format!("{{{}}}", all.join(",")))
}

fn linked(folder: &Folder, more: &[&str]) -> Run {
    run(folder, &[&["link", "facts.yaml", "--wait", "0"], more].concat())
}

#[test]
fn what_is_linked_and_what_is_in_doubt_is_told() {
    let folder = Folder::with("facts.yaml", FACTS);
    let run = linked(&folder, &["--format", "tsv"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    let states: Vec<(&str, &str)> = run.out.lines().skip(1).filter_map(|l| l.split_once('\t')).collect();
    let of = |name: &str| states.iter().find(|(_, rest)| rest.starts_with(name)).map(|(state, _)| *state);
    assert_eq!((of("person:jane-doe"), of("person:ilham-aliyew")), (Some("unlinked"), Some("doubtful")));
    assert!(run.out.contains("perhaps `Ilham Aliyev` (Q57371)"), "{}", run.out);
    assert!(run.err.contains("0 linked, 3 unlinked, 1 doubtful"), "{}", run.err);
}

#[test]
fn a_decision_is_written_with_who_when_and_why_and_links() {
    let folder = Folder::with("facts.yaml", FACTS);
    let decide = |what: &str| {
        linked(
            &folder,
            &[
                "registry/links.yaml",
                "--accept",
                what,
                "--by",
                "A. Editor",
                "--on",
                "2026-01-31",
                "--evidence",
                "her \"page\"",
                "--into",
                "registry/links.yaml",
            ][usize::from(!folder.path().join("registry/links.yaml").exists())..],
        )
    };
    let run = decide("person:jane-doe=Q42424242");
    assert_eq!(run.status, Some(0), "{}", run.err);
    assert_eq!(decide("person:john-roe=none").status, Some(0));
    let text = folder.read("registry/links.yaml");
    assert!(text.ends_with(
        "additions:\n  - {to: person:jane-doe, wikidata: Q42424242, decided by: \"A. Editor\", decided on: 2026-01-31, evidence: \"her \\\"page\\\"\"}\n  \
         - {to: person:john-roe, without: wikidata, decided by: \"A. Editor\", decided on: 2026-01-31, evidence: \"her \\\"page\\\"\"}\n"
    ), "{text}");
    let run = folder.run(&["link", "facts.yaml", "registry", "--all"]);
    assert!(
        run.out.contains("linked: Jane Doe (person:jane-doe, Q42424242); decided by A. Editor on 2026-01-31"),
        "{}",
        run.out
    );
    assert!(run.err.contains("1 linked, 1 unlinked, 1 doubtful, 1 without"), "{}", run.err);
    let run = folder.run(&["export", "facts.yaml", "registry"]);
    assert!(run.out.contains("owl:sameAs wd:Q42424242"), "{}", run.out);
    // What contradicts is not written, and what is not an item is not either.
    for (wrong, code) in [
        ("person:jane-doe=Q43", "two-decisions"),
        ("person:ilham-aliyew=Q57371", "shared-identifier"),
        ("person:ilham-aliyew=Douglas", ""),
    ] {
        let run = decide(wrong);
        assert_eq!(run.status, Some(1), "{wrong}: {}", run.err);
        assert!(run.err.contains(code) && run.err.contains("nothing is written"), "{wrong}: {}", run.err);
    }
    assert_eq!(folder.read("registry/links.yaml"), text);
    let run = decide("person:jane-do=Q1");
    assert!(run.status == Some(2) && run.err.contains("did you mean `person:jane-doe`?"), "{}", run.err);
}

#[test]
fn a_decision_that_names_nothing_is_told_what_it_could_name() {
    let decide = |facts: &str, what: &str| {
        let folder = Folder::with("facts.yaml", facts);
        let run = linked(&folder, &["--accept", what, "--by", "A", "--into", "links.yaml"]);
        assert!(run.status == Some(2) && folder.names() == ["facts.yaml"], "{what}: {}", run.err);
        run.err
    };
    for what in ["", "=", "Q42", "person:jane-doe=", "=Q42"] {
        let told = decide(FACTS, what);
        assert!(told.contains("person:jane-doe=Q42") && told.contains("without an item: "), "{what}: {told}");
    }
    // A label leads to its name, and what is like nothing to what is open.
    assert!(decide(FACTS, "jane doe=Q42").contains("did you mean `person:jane-doe`?"));
    let told = decide(FACTS, "zzzz=Q42");
    assert!(
        told.contains("`person:john-roe`") && told.contains("`organization:society-of-friends-of-minsk`"),
        "{told}"
    );
    let linked = "entities:\n  - person: {name: Jane Doe, wikidata: Q42424242}\n";
    assert!(decide(linked, "zzzz=Q42").contains("every entity of the sources has its item"));
}

#[test]
fn what_is_added_is_held_as_an_entity_of_ones_own() {
    let facts = "additions:\n  - {to: state:france, naem: Gaul}\n  - {to: state:fiji, part of: Nowhere}\n  - {to: state:chad, id: tchad}\n";
    let folder = Folder::with("facts.yaml", facts);
    let run = folder.run(&["export", "facts.yaml"]);
    assert_eq!(run.status, Some(1));
    let said: Vec<(String, String)> = run.said().into_iter().map(|one| (one.code, one.place)).collect();
    let expected = [("unknown-key", 2, 24), ("unknown-name", 3, 31), ("unknown-key", 4, 22)];
    assert_eq!(said, expected.map(|(code, line, column)| (code.to_owned(), format!("facts.yaml:{line}:{column}"))));
    assert!(run.err.contains("not a key of this kind"), "{}", run.err);
    // The time of names that is added counts.
    folder.file(
        "facts.yaml",
        "entities:\n  - organization: {name: Old League}\nadditions:\n  - {to: Old League, names hold: ../1950}\n",
    );
    let run = folder.run(&["match", "--source", "facts.yaml", "--on", "1960", "Old League"]);
    assert!(run.out.contains("no answer, other-time"), "{}", run.out);
}

#[test]
fn two_decisions_for_one_entity_are_an_error() {
    let folder = Folder::with("facts.yaml", FACTS);
    folder.file("links.yaml", "additions:\n  - {to: person:jane-doe, wikidata: Q42, decided by: A, decided on: 2026-01-31}\n  - {to: person:jane-doe, without: wikidata, decided by: B, decided on: 2026-02-01}\n");
    let run = folder.run(&["link", "facts.yaml", "links.yaml"]);
    assert_eq!(run.status, Some(1));
    assert!(run.err.contains("error[two-decisions]") && run.err.contains("links.yaml:3:"), "{}", run.err);
}

#[test]
fn a_service_proposes_and_links_nothing() {
    let folder = Folder::with("facts.yaml", FACTS);
    let endpoint = service(|_| good(4));
    let run = linked(&folder, &["--service", &endpoint.url, "--answers", "a.jsonl"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    assert!(run.out.contains("unlinked: Jane Doe"), "{}", run.out);
    assert!(run.out.contains(" 71.5 Q42 Somebody: , considered the same by the service [name 0.9]"), "{}", run.out);
    // What was answered is not asked again.
    let run = linked(&folder, &["--service", &endpoint.url, "--answers", "a.jsonl"]);
    assert!(run.out.contains("Q42 Somebody"), "{}", run.out);
    assert_eq!(endpoint.heard().len(), 1);
}

#[test]
fn a_run_that_broke_off_goes_on_where_it_was() {
    let folder = Folder::with("facts.yaml", FACTS);
    let endpoint = service(|number| if number == 1 { http("403 Forbidden", "", "") } else { good(2) });
    let run = linked(&folder, &["--service", &endpoint.url, "--answers", "a.jsonl", "--batch", "2"]);
    assert_eq!(run.status, Some(2));
    assert!(run.err.contains("403") && run.err.contains("2 of 4 were answered"), "{}", run.err);
    // The last line was cut off as it was written.
    let kept = folder.read("a.jsonl");
    folder.file("a.jsonl", &kept[..kept.len() - 9]);
    let run = linked(&folder, &["--service", &endpoint.url, "--answers", "a.jsonl", "--batch", "2"]);
    assert_eq!(run.status, Some(0), "{}", run.err);
    assert_eq!(endpoint.heard().len(), 4);
    assert_eq!(run.out.matches("Q42 Somebody").count(), 4, "{}", run.out);
}

#[test]
fn passing_faults_are_asked_again_and_lasting_ones_are_told() {
    let folder = Folder::with("facts.yaml", FACTS);
    let once = |bad: Vec<u8>| service(move |number| if number == 0 { bad.clone() } else { good(4) });
    for (bad, said) in [
        (http("429 Too Many Requests", "Retry-After: 0\r\n", ""), "429"),
        (http("500 Internal Server Error", "", "oops"), "500"),
        (http("200 OK", "", "<html>"), "not one of the Entity Reconciliation API"),
        (http("200 OK", "", "{\"q0\": {\"result\": [7]}}"), "not one of the Entity Reconciliation API"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"q0\"".to_vec(), "the answer is incomplete"),
    ] {
        let run = linked(&folder, &["--service", &once(bad).url]);
        assert_eq!(run.status, Some(0), "{said}: {}", run.err);
        assert!(run.err.contains(said) && run.err.contains("asking again"), "{said}: {}", run.err);
    }
    let never = service(|_| http("503 Service Unavailable", "", ""));
    let run = linked(&folder, &["--service", &never.url]);
    assert_eq!((run.status, never.heard().len()), (Some(2), 5), "{}", run.err);
    assert!(run.err.contains("503") && run.err.contains("asked 5 times"), "{}", run.err);
    // What is not linked is told all the same.
    assert!(run.out.contains("unlinked: Jane Doe"), "{}", run.out);
    let slow = service(|_| {
        std::thread::sleep(Duration::from_secs(2));
        good(4)
    });
    let run = linked(&folder, &["--service", &slow.url, "--patience", "0.2"]);
    assert!(run.status == Some(2) && run.err.contains("no answer"), "{}", run.err);
    let free = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a port");
    let run = linked(&folder, &["--service", &format!("http://{free}/")]);
    assert!(run.status == Some(2) && run.err.contains("failed: no answer"), "{}", run.err);
    let run = linked(&folder, &["--service", "facts.yaml"]);
    assert!(run.status == Some(2) && run.err.contains("http://"), "{}", run.err);
}

#[test]
fn client_and_server_understand_one_another() {
    let folder = Folder::with(
        "facts.yaml",
        "entities:\n  - organization: {name: Belarusian, id: a}\n  - place: {name: Minsk, id: my-minsk}\n",
    );
    let server = Server::start();
    let runs: Vec<Run> = ["0.2", "1.0-draft"]
        .map(|api| {
            run(&folder, &["link", "facts.yaml", "--service", &format!("{}/{api}", server.address), "--api", api])
        })
        .into();
    for run in runs {
        assert_eq!(run.status, Some(0), "{}", run.err);
        assert!(run.out.contains("100.0 place/minsk Minsk") && run.out.contains("[name "), "{}", run.out);
    }
}
