//! SERVICE: a part of a query that another endpoint answers (SPARQL 1.1 Federated Query), asked by HTTP GET or, where it
//! is long, POST (SPARQL 1.1 Protocol, section 2.1).
//!
//! An answer is read whole before any row of it is used. So an endpoint that breaks off in the middle has failed, and
//! SILENT continues as if it had said nothing (Federated Query, section 3.1).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use oxigraph::model::{BlankNode, NamedNode, Term, Variable};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsParser, SliceQueryResultsParserOutput};
use spargebra::algebra::GraphPattern;
use ureq::Agent;
use ureq::http::Response;
use ureq::http::header::{ACCEPT, CONTENT_TYPE, RETRY_AFTER};

use super::answer::{Rows, ServiceFailed};
use crate::web::{self, REDIRECTS, printable};
use chancery_model::diagnostic::{Code, Diagnostic};
use chancery_model::origin::Origin;

/// How long an endpoint may take where nothing else is said: public endpoints end a query after a minute.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// The most bytes of answers that one query takes, from all its endpoints together.
const MAX_BYTES: u64 = 64 << 20;

/// The most bytes that are read of an error page. Its first line is shown.
const MAX_COMPLAINT: u64 = 8 << 10;

/// The longest query that is put into the address; servers refuse addresses of 8,000 bytes, and every character may
/// become three.
const LONGEST_ADDRESS: usize = 2_000;

const ACCEPTED: &str = "application/sparql-results+json, application/sparql-results+xml;q=0.9";

/// The endpoints of one query. The evaluator asks them through this. An endpoint is asked the same thing once, even if the
/// evaluation needs the answer several times.
pub struct Services {
    agent: Agent,
    limit: Duration,
    first_asked: OnceLock<Instant>,
    /// The places of the endpoints in the query, by their IRIs.
    places: Vec<(String, Origin)>,
    /// The place of the first SERVICE, for endpoints without a place of their own: those with a prefix, those in a
    /// variable.
    first_place: Origin,
    asked: Mutex<Asked>,
}

struct Asked {
    answers: HashMap<(NamedNode, String), Result<Rows, ServiceFailed>>,
    bytes_left: u64,
}

impl Services {
    /// `limit` is for all endpoints together, from the first question on; it is never above [`PATIENCE`].
    pub(super) fn new(limit: Option<Duration>, places: Vec<(String, Origin)>, first_place: Origin) -> Self {
        let agent = web::agent();
        let asked = Mutex::new(Asked { answers: HashMap::new(), bytes_left: MAX_BYTES });
        let limit = limit.map_or(PATIENCE, |limit| limit.min(PATIENCE));
        Self { agent, limit, first_asked: OnceLock::new(), places, first_place, asked }
    }

    /// What an endpoint says of a pattern.
    ///
    /// # Errors
    /// When it cannot be asked or gives no answer.
    pub fn rows(&self, endpoint: &NamedNode, pattern: &GraphPattern) -> Result<Rows, ServiceFailed> {
        // IRIs in the pattern are absolute, so no base is sent.
        let query = spargebra::Query::Select { dataset: None, pattern: pattern.clone(), base_iri: None }.to_string();
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (endpoint.clone(), query);
        if let Some(known) = asked.answers.get(&key) {
            return known.clone();
        }
        let answer = self.ask(endpoint, &key.1, &mut asked.bytes_left).map_err(|d| ServiceFailed(*d));
        asked.answers.insert(key, answer.clone());
        answer
    }

    fn failed(&self, endpoint: &NamedNode, code: Code, message: String) -> Diagnostic {
        let place = self.places.iter().find(|(iri, _)| iri == endpoint.as_str());
        Diagnostic::error(code, message)
            .at(place.map_or(self.first_place, |(_, place)| *place))
            .label("requested because of this")
            .help("SERVICE SILENT continues without the answer of an endpoint that fails")
    }

    fn ask(&self, endpoint: &NamedNode, query: &str, bytes_left: &mut u64) -> Result<Rows, Box<Diagnostic>> {
        let failed = |code, message| Box::new(self.failed(endpoint, code, message));
        let name = endpoint.as_str();
        let scheme = name.split(':').next().unwrap_or_default();
        if !["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
            return Err(failed(Code::ServiceScheme, format!("the endpoint <{name}> is not one of http or https")));
        }
        let passed = self.first_asked.get_or_init(Instant::now).elapsed();
        let left = self.limit.saturating_sub(passed).max(Duration::from_millis(1));
        let long = query.len() > LONGEST_ADDRESS;
        let answered = if long {
            let request = self.agent.post(name).config().timeout_global(Some(left)).build();
            request.header(ACCEPT, ACCEPTED).content_type("application/sparql-query").send(query)
        } else {
            let request = self.agent.get(name).config().timeout_global(Some(left)).build();
            request.header(ACCEPT, ACCEPTED).query("query", query).call()
        };
        let mut response = answered.map_err(|error| self.not_answered(endpoint, error))?;
        let header = |response: &Response<_>, name| {
            response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
        };
        let status = response.status();
        if !status.is_success() {
            let mut diagnostic = failed(Code::ServiceRefused, format!("the endpoint <{name}> answered {status}"));
            if let Some(wait) = header(&response, RETRY_AFTER) {
                let unit = if wait.bytes().all(|b| b.is_ascii_digit()) { " seconds" } else { "" };
                diagnostic =
                    Box::new(diagnostic.help(format!("it accepts requests again after {}{unit}", printable(&wait))));
            }
            let kind = header(&response, CONTENT_TYPE).unwrap_or_default();
            let page = response.body_mut().with_config().limit(MAX_COMPLAINT).read_to_vec().unwrap_or_default();
            let page = String::from_utf8_lossy(&page);
            if let Some(line) = page.lines().find(|line| !line.trim().is_empty() && !kind.contains("html")) {
                diagnostic = Box::new(diagnostic.remark(format!("it says: {}", printable(line))));
            }
            return Err(diagnostic);
        }
        let kind = header(&response, CONTENT_TYPE).unwrap_or_default();
        let format = QueryResultsFormat::from_media_type(&kind).filter(|format| *format != QueryResultsFormat::Csv);
        let Some(format) = format else {
            let what = if kind.is_empty() { "an answer without a media type".to_owned() } else { printable(&kind) };
            let message = format!("the endpoint <{name}> answered {what}, which is not a SPARQL result");
            return Err(Box::new(failed(Code::ServiceAnswer, message).help(format!("expected: {ACCEPTED}"))));
        };
        let read = response.body_mut().with_config().limit(*bytes_left).read_to_vec();
        let bytes = read.map_err(|error| self.not_answered(endpoint, error))?;
        *bytes_left = bytes_left.saturating_sub(bytes.len() as u64);
        answer(format, &bytes).map_err(|error| {
            let message = format!("what the endpoint <{name}> answered is not a SPARQL result: {}", printable(&error));
            failed(Code::ServiceAnswer, message)
        })
    }

    /// What went wrong on the way to an endpoint or back.
    fn not_answered(&self, endpoint: &NamedNode, error: ureq::Error) -> Box<Diagnostic> {
        let failed = |code, message| Box::new(self.failed(endpoint, code, message));
        let name = endpoint.as_str();
        match error {
            ureq::Error::Timeout(_) => {
                let limit = self.limit.as_secs_f64();
                failed(Code::ServiceSlow, format!("the endpoint <{name}> did not answer within {limit} s"))
            }
            ureq::Error::BodyExceedsLimit(_) => {
                let message =
                    format!("the endpoint <{name}> answered with more than {} MiB, the limit", MAX_BYTES >> 20);
                Box::new(
                    failed(Code::ServiceTooLarge, message)
                        .help("request less: only the pattern inside SERVICE is sent"),
                )
            }
            ureq::Error::TooManyRedirects => {
                failed(Code::ServiceUnreachable, format!("the endpoint <{name}> redirects more than {REDIRECTS} times"))
            }
            ureq::Error::HostNotFound => {
                failed(Code::ServiceUnreachable, format!("the endpoint <{name}> cannot be reached: no such host"))
            }
            ureq::Error::Io(error) => {
                let message = if error.kind() == std::io::ErrorKind::ConnectionRefused {
                    format!("the endpoint <{name}> cannot be reached: {error}")
                } else {
                    format!("the connection to the endpoint <{name}> failed: {error}")
                };
                failed(Code::ServiceUnreachable, message)
            }
            other => failed(Code::ServiceUnreachable, format!("the request to the endpoint <{name}> failed: {other}")),
        }
    }
}

/// Reads results. Their blank nodes are theirs alone, so they get new names.
fn answer(format: QueryResultsFormat, bytes: &[u8]) -> Result<Rows, String> {
    let parsed = QueryResultsParser::from_format(format).for_slice(bytes).map_err(|error| error.to_string())?;
    let SliceQueryResultsParserOutput::Solutions(solutions) = parsed else {
        return Err("it is true or false, and rows are expected".to_owned());
    };
    let variables: Arc<[Variable]> = solutions.variables().into();
    let mut nodes: HashMap<BlankNode, BlankNode> = HashMap::new();
    let mut rows = Vec::new();
    for solution in solutions {
        let solution = solution.map_err(|error| error.to_string())?;
        let renamed = solution.values().iter().map(|value| match value {
            Some(Term::BlankNode(node)) => Some(nodes.entry(node.clone()).or_default().clone().into()),
            other => other.clone(),
        });
        rows.push(renamed.collect::<Vec<_>>());
    }
    Ok((variables, rows.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_nodes_of_an_answer_are_new_ones() {
        let json = br#"{"head":{"vars":["a","b"]},"results":{"bindings":[
            {"a":{"type":"bnode","value":"1"},"b":{"type":"bnode","value":"2"}},
            {"a":{"type":"bnode","value":"1"}}]}}"#;
        let (_, rows) = answer(QueryResultsFormat::Json, json).unwrap();
        let [first, second] = &*rows else { panic!("two rows") };
        assert_eq!(first[0], second[0]);
        assert_ne!(first[0], first[1]);
        assert_ne!(first[0], Some(BlankNode::new_unchecked("1").into()));
        assert_eq!(second[1], None);
    }
}
