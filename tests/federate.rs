//! `chancery query --federate`: SERVICE against an endpoint on loopback, and against what is none.

use std::io::{Read, Write};

use crate::support::endpoint::{Endpoint, run, send};
use crate::support::{Folder, Run};

/// One fact, so that there is something to join with.
const FACTS: &str = "document: {id: notes, title: Notes}\nfacts:\n  - row: 1\n    says:\n      - membership: {member: France, organization: NATO, status: full}\n";

/// Two rows: France has a population here, and so has something that the facts do not know.
const POPULATIONS: &str = r#"{"head":{"vars":["state","people"]},"results":{"bindings":[
    {"state":{"type":"uri","value":"https://w3id.org/chancery/id/state/france"},
     "people":{"type":"literal","datatype":"http://www.w3.org/2001/XMLSchema#integer","value":"65"}},
    {"state":{"type":"uri","value":"http://example.org/nowhere"},
     "people":{"type":"literal","datatype":"http://www.w3.org/2001/XMLSchema#integer","value":"1"}}]}}"#;

const JSON: &str = "application/sparql-results+json";

/// A port on which nothing listens.
const NOWHERE: &str = "http://127.0.0.1:1/sparql";

impl Endpoint {
    /// Asks which states that are known here have a population there.
    fn ask(&self, silent: &str, arguments: &[&str]) -> Run {
        let url = &self.url;
        federated(
            &format!(
                "SELECT ?state ?people {{ ?state a chy:State . SERVICE {silent}<{url}> {{ ?state ?p ?people }} }}"
            ),
            arguments,
        )
    }

    /// The code, the message and the other words of the error, with the endpoint taken out; the error stands at it.
    fn error(&self, arguments: &[&str]) -> (String, String, String) {
        let run = self.ask("", arguments);
        assert_eq!((run.status, run.out.as_str()), (Some(2), "state,people\r\n"), "{}", run.err);
        let said = run.said();
        let [said] = said.as_slice() else { panic!("one error: {}", run.err) };
        assert_eq!(said.marked, format!("<{}>", self.url));
        assert!(said.message.contains(&format!("the endpoint <{}>", self.url)), "{}", said.message);
        assert!(said.help.iter().any(|help| help.contains("SERVICE SILENT")), "{}", run.err);
        (said.code.clone(), said.message.replace(&self.url, "URL"), run.err)
    }
}

fn federated(query: &str, arguments: &[&str]) -> Run {
    let folder = Folder::with("notes.yaml", FACTS);
    let given = ["query", "--federate", "--source", "notes.yaml", "--format", "csv", "--expression", query];
    run(&folder, &given.iter().chain(arguments).copied().collect::<Vec<_>>())
}

#[test]
fn rows_of_an_endpoint_are_joined_with_the_facts() {
    let endpoint = Endpoint::with("200 OK", "application/sparql-results+json; charset=utf-8", POPULATIONS);
    let run = endpoint.ask("", &[]);
    assert_eq!(run.out, "state,people\r\nhttps://w3id.org/chancery/id/state/france,65\r\n", "{}", run.err);
    assert_eq!(run.status, Some(0));
    let heard = endpoint.heard();
    let [(head, _)] = heard.as_slice() else { panic!("asked once: {heard:?}") };
    let head = head.to_lowercase();
    let agent = concat!("user-agent: chancery/", env!("CARGO_PKG_VERSION"), " (repository-less)\r\n");
    assert!(head.starts_with("get /sparql?query=select") && head.contains(agent), "{head}");
    assert!(head.contains("accept: application/sparql-results+json"), "{head}");
}

#[test]
fn an_endpoint_is_asked_the_same_thing_once() {
    let endpoint = Endpoint::with("200 OK", JSON, POPULATIONS);
    let url = &endpoint.url;
    let run = federated(
        &format!(
            "SELECT ?state ?label ?people {{ VALUES ?state {{ state:france state:spain state:italy }}
             OPTIONAL {{ SERVICE <{url}> {{ ?state ?p ?people }} }} }} ORDER BY ?state"
        ),
        &[],
    );
    assert_eq!((run.status, run.out.lines().count()), (Some(0), 4), "{}{}", run.out, run.err);
    assert!(run.out.contains("france,,65\r\n"), "{}", run.out);
    assert_eq!(endpoint.heard().len(), 1);
}

#[test]
fn a_long_pattern_is_posted() {
    let endpoint = Endpoint::with("200 OK", JSON, POPULATIONS);
    let long = "x".repeat(3000);
    let query =
        format!("SELECT ?people {{ SERVICE <{}> {{ ?state ?p ?people FILTER (?p != \"{long}\") }} }}", endpoint.url);
    let run = federated(&query, &[]);
    assert_eq!(run.out, "people\r\n65\r\n1\r\n", "{}", run.err);
    let (head, body) = &endpoint.heard()[0];
    assert!(head.starts_with("POST /sparql HTTP"), "{head}");
    assert!(head.to_lowercase().contains("content-type: application/sparql-query\r\n"), "{head}");
    assert!(body.starts_with("SELECT") && body.contains(&long), "{body}");
}

#[test]
fn a_redirection_keeps_the_query_and_has_an_end() {
    let endpoint = Endpoint::new(|path, stream| match path.strip_prefix("/sparql") {
        Some(query) => send(stream, "302 Found", &format!("Location: /moved{query}\r\n"), ""),
        None => send(stream, "200 OK", &format!("Content-Type: {JSON}\r\n"), POPULATIONS),
    });
    assert!(endpoint.ask("", &[]).out.ends_with("france,65\r\n"));
    let heard = endpoint.heard();
    assert!(heard.len() == 2 && heard[1].0.starts_with("GET /moved?query=SELECT"), "{heard:?}");

    let endpoint = Endpoint::new(|path, stream| send(stream, "302 Found", &format!("Location: {path}\r\n"), ""));
    let (code, message, _) = endpoint.error(&[]);
    assert_eq!(code, "service-unreachable");
    assert!(message.contains("redirects more than 5 times"), "{message}");
    assert_eq!(endpoint.heard().len(), 6);
}

#[test]
fn an_endpoint_that_is_not_there_is_named() {
    let endpoint = Endpoint::nowhere(NOWHERE);
    let (code, message, _) = endpoint.error(&[]);
    assert_eq!(code, "service-unreachable");
    assert!(message.starts_with("the endpoint <URL> cannot be reached: "), "{message}");
}

#[test]
fn an_endpoint_that_refuses_is_told_with_its_words() {
    let endpoint = Endpoint::with("500 Internal Server Error", "text/plain", "\nout of \u{1b}[31mmemory\nat line 1");
    let (code, message, err) = endpoint.error(&[]);
    assert_eq!(code, "service-refused");
    assert_eq!(message, "the endpoint <URL> answered 500 Internal Server Error");
    assert!(err.contains("it says: out of \\u{1b}[31mmemory\n"), "{err}");

    let endpoint = Endpoint::new(|_, stream| send(stream, "429 Too Many Requests", "Retry-After: 30\r\n", ""));
    let (code, message, err) = endpoint.error(&[]);
    assert_eq!(code, "service-refused");
    assert!(message.ends_with("answered 429 Too Many Requests"), "{message}");
    assert!(err.contains("accepts requests again after 30 seconds"), "{err}");
}

#[test]
fn nonsense_is_no_answer() {
    for (kind, body, why) in [
        (JSON, "{\"head\": nonsense", "is not a SPARQL result: "),
        (JSON, "", "is not a SPARQL result: "),
        (JSON, "{\"head\":{},\"boolean\":true}", "true or false"),
        (
            JSON,
            "{\"head\":{\"vars\":[\"a\"]},\"results\":{\"bindings\":[{\"a\":{\"type\":\"x\"}}]}}",
            "is not a SPARQL result",
        ),
        ("text/html", "<html></html>", "answered text/html, which is not a SPARQL result"),
        ("text/plain", "hello", "answered text/plain, which is not a SPARQL result"),
    ] {
        let (code, message, _) = Endpoint::with("200 OK", kind, body).error(&[]);
        assert_eq!(code, "service-answer", "{body}");
        assert!(message.contains(why), "{message}");
    }
    let endpoint = Endpoint::new(|_, stream| stream.write_all(b"SSH-2.0-OpenSSH_9.2\r\n").unwrap());
    assert_eq!(endpoint.error(&[]).0, "service-unreachable");
}

/// Two rows are promised and the second is never sent.
fn broken_off() -> Endpoint {
    Endpoint::new(|_, stream| {
        let head = format!("HTTP/1.1 200 OK\r\nContent-Type: {JSON}\r\nContent-Length: {}\r\n\r\n", POPULATIONS.len());
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(&POPULATIONS.as_bytes()[..POPULATIONS.len() - 40]).unwrap();
    })
}

fn slow() -> Endpoint {
    Endpoint::new(|_, stream| {
        let mut byte = [0];
        // Until the other side gives up.
        let _ = stream.read(&mut byte);
    })
}

#[test]
fn an_answer_that_breaks_off_gives_no_rows() {
    let (code, message, _) = broken_off().error(&[]);
    assert_eq!(code, "service-unreachable");
    assert!(message.contains("the connection to the endpoint <URL> failed"), "{message}");
}

#[test]
fn a_slow_endpoint_is_given_up() {
    let endpoint = slow();
    let run = endpoint.ask("", &["--timeout", "1"]);
    assert_eq!(run.status, Some(2), "{}", run.err);
    assert_eq!(run.codes(), ["service-slow"], "{}", run.err);
    assert!(run.err.contains(&format!("the endpoint <{}> did not answer within 1 s", endpoint.url)), "{}", run.err);
}

#[test]
fn an_answer_that_does_not_end_is_given_up() {
    let endpoint = Endpoint::new(|_, stream| {
        let _ = write!(stream, "HTTP/1.1 200 OK\r\nContent-Type: {JSON}\r\n\r\n");
        // Until the other side gives up.
        while stream.write_all(&[b' '; 1 << 16]).is_ok() {}
    });
    let (code, message, _) = endpoint.error(&[]);
    assert_eq!(code, "service-too-large");
    assert_eq!(message, "the endpoint <URL> answered with more than 64 MiB, the limit");
}

#[test]
fn silent_goes_on_as_if_nothing_was_said() {
    let gone = Endpoint::nowhere(NOWHERE);
    let refused = Endpoint::with("500 Internal Server Error", "text/plain", "no");
    let nonsense = Endpoint::with("200 OK", JSON, "nonsense");
    let ftp = Endpoint::nowhere("ftp://127.0.0.1/");
    for endpoint in [gone, refused, nonsense, ftp, broken_off()] {
        let run = federated(
            &format!("SELECT ?x ?people {{ BIND (7 AS ?x) SERVICE SILENT <{}> {{ ?s ?p ?people }} }}", endpoint.url),
            &[],
        );
        assert_eq!((run.status, run.out.as_str()), (Some(0), "x,people\r\n7,\r\n"), "{}", run.err);
    }
}

#[test]
fn an_endpoint_in_a_variable_or_with_a_prefix_is_asked_too() {
    let endpoint = Endpoint::with("200 OK", JSON, POPULATIONS);
    let url = &endpoint.url;
    let base = url.strip_suffix("sparql").unwrap();
    let run =
        federated(&format!("PREFIX e: <{base}> SELECT ?people {{ SERVICE e:sparql {{ ?state ?p ?people }} }}"), &[]);
    assert_eq!(run.out, "people\r\n65\r\n1\r\n", "{}", run.err);
    let run = federated("SELECT * { SERVICE <ftp://127.0.0.1/> { ?s ?p ?o } }", &[]);
    assert_eq!((run.status, run.codes()), (Some(2), vec!["service-scheme".to_owned()]), "{}", run.err);
}

#[test]
fn nothing_is_asked_without_the_flag() {
    let endpoint = Endpoint::with("200 OK", JSON, POPULATIONS);
    let folder = Folder::with("notes.yaml", FACTS);
    let service = format!("SERVICE <{}> {{ ?state ?p ?people }}", endpoint.url);
    let of_all = format!("#+ summary: Asks elsewhere\nSELECT * {{ {service} }}");
    folder.file("own/elsewhere.rq", of_all);
    let own = ["query", "elsewhere", "--queries", "own", "--source", "notes.yaml"];
    for given in [&own[..], &["query", "--source", "notes.yaml", "-e", &format!("SELECT * {{ {service} }}")]] {
        let refused = run(&folder, given);
        assert_eq!((refused.status, refused.out.as_str()), (Some(2), ""), "{}", refused.err);
        assert_eq!(refused.codes(), ["service-off"]);
        assert!(refused.said()[0].help.iter().any(|help| help.contains("--federate")), "{}", refused.err);
    }
    assert!(endpoint.heard().is_empty());
    let allowed = run(&folder, &[&own[..], &["--federate", "--format", "csv"]].concat());
    assert_eq!(allowed.status, Some(0), "{}", allowed.err);
    assert_eq!(endpoint.heard().len(), 1);
}
