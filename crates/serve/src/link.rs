//! A client of the Entity Reconciliation API, versions 0.2 and 1.0-draft: names to the candidates of a service.
//!
//! A batch that fails in passing (no answer, 429, 5xx, nonsense) is asked again after a wait that doubles, or that the
//! service names. What a service says is a proposal: nothing here links anything.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use ureq::http::header::RETRY_AFTER;
use ureq::typestate::WithBody;
use ureq::{Agent, RequestBuilder};

use crate::reconcile::Version;
use chancery_ask::web;

/// Wikidata's own service, which speaks version 0.2.
pub const WIKIDATA: &str = "https://wikidata.reconci.link/en/api";

/// How often a batch is asked for.
const ATTEMPTS: u32 = 5;

/// The longest wait that a service may name.
const LONGEST_WAIT: Duration = Duration::from_secs(120);

/// The largest answer, in bytes.
const MAX_ANSWER: u64 = 16 << 20;

/// What a service proposes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// The identifier in the service.
    pub id: String,
    /// Its name there.
    #[serde(default)]
    pub name: String,
    /// What it is, in words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// How sure the service is; its scale is its own.
    #[serde(default)]
    pub score: f64,
    /// Whether the service holds it for the same.
    #[serde(default, rename = "match")]
    pub matches: bool,
    /// By what the score came about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub features: Vec<Value>,
}

/// A service that is asked.
pub struct Client {
    agent: Agent,
    url: String,
    version: Version,
    /// How long a request may take.
    patience: Duration,
    /// The wait before the second attempt; it doubles.
    wait: Duration,
}

impl Client {
    /// A client that gives each request so much time, and waits so long before the second attempt.
    #[must_use]
    pub fn new(url: &str, version: Version, patience: Duration, wait: Duration) -> Self {
        Self { agent: web::agent(), url: url.trim_end_matches('/').to_owned(), version, patience, wait }
    }

    /// What is proposed for each name, in their order. `told` hears why a batch is asked again, and after how long.
    ///
    /// # Errors
    /// Why the service gave no answer at last.
    pub fn ask(&self, names: &[&str], told: &mut dyn FnMut(&str, Duration)) -> Result<Vec<Vec<Proposal>>, String> {
        let mut wait = self.wait;
        for attempt in 1.. {
            let failed = match self.once(names) {
                Ok(answer) => return Ok(answer),
                Err(failed) => failed,
            };
            if !failed.passing || attempt == ATTEMPTS {
                return Err(match attempt {
                    1 => failed.why,
                    _ => format!("{}, asked {attempt} times", failed.why),
                });
            }
            let pause = failed.wait.unwrap_or(wait).min(LONGEST_WAIT);
            told(&failed.why, pause);
            std::thread::sleep(pause);
            wait *= 2;
        }
        Err("no request was sent to the service".to_owned())
    }

    fn post(&self, url: &str) -> RequestBuilder<WithBody> {
        self.agent.post(url).config().timeout_global(Some(self.patience)).build()
    }

    fn once(&self, names: &[&str]) -> Result<Vec<Vec<Proposal>>, Failed> {
        let sent = match self.version {
            Version::V0_2 => {
                let queries: Map<String, Value> =
                    names.iter().enumerate().map(|(at, name)| (format!("q{at}"), json!({ "query": name }))).collect();
                self.post(&self.url).send_form([("queries", Value::Object(queries).to_string())])
            }
            Version::V1_0 => {
                let query = |name| json!({ "conditions": [{ "matchType": "name", "propertyValue": name }] });
                let batch = json!({ "queries": names.iter().map(query).collect::<Vec<_>>() });
                let request = self.post(&format!("{}/match", self.url));
                request.header("Content-Type", "application/json").send(batch.to_string())
            }
        };
        let mut answer = sent.map_err(|error| Failed::passing(format!("no answer: {error}")))?;
        let status = answer.status();
        let wait = answer.headers().get(RETRY_AFTER).and_then(|v| v.to_str().ok()?.trim().parse().ok());
        if status.as_u16() == 429 || status.is_server_error() {
            let why = format!("the answer is {status}");
            return Err(Failed { why, passing: true, wait: wait.map(Duration::from_secs) });
        }
        if !status.is_success() {
            return Err(Failed { why: format!("the answer is {status}"), passing: false, wait: None });
        }
        let text = answer.body_mut().with_config().limit(MAX_ANSWER).read_to_string();
        let text = text.map_err(|error| Failed::passing(format!("the answer is incomplete: {error}")))?;
        let nonsense = || Failed::passing("the answer is not one of the Entity Reconciliation API".to_owned());
        let told: Value = serde_json::from_str(&text).map_err(|_| nonsense())?;
        let of = |at: usize| match self.version {
            Version::V0_2 => told.get(format!("q{at}")).and_then(|one| one.get("result")),
            Version::V1_0 => told.get("results").and_then(|all| all.get(at)).and_then(|one| one.get("candidates")),
        };
        let read = |at: usize| serde_json::from_value(of(at)?.clone()).ok();
        (0..names.len()).map(read).collect::<Option<Vec<Vec<Proposal>>>>().ok_or_else(nonsense)
    }
}

/// Why there was no answer.
struct Failed {
    why: String,
    /// Whether asking again may help.
    passing: bool,
    wait: Option<Duration>,
}

impl Failed {
    fn passing(why: String) -> Self {
        Self { why, passing: true, wait: None }
    }
}
