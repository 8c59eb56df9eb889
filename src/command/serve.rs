//! `chancery serve`: the registry over HTTP. What is answered is made by [`crate::reconcile`]; here is only HTTP.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Form, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use clap::Args;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tower_http::cors::CorsLayer;

use super::session;
use super::{SourceArgs, Status, fail, say};
use crate::reconcile::{BATCH, Refusal, Service, Version, batch_0_2, batch_1_0};
use crate::registry::Registry;
use crate::schema::Schema;

/// No request is larger than this, in bytes.
const MAX_REQUEST: usize = 16 << 20;

/// Serve the registry to OpenRefine and other clients of the Entity Reconciliation API
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  chancery serve --reconcile                      in OpenRefine, add the service http://127.0.0.1:7878/0.2
  chancery serve --reconcile --source notes.yaml  with the entities of notes.yaml
  chancery serve --reconcile --port 0             at a port that is free; which one is told

Version 0.2 of the API is served under /0.2, the draft of 1.0 under /1.0-draft. It listens on this machine alone unless
--host says otherwise, and ends with Ctrl-C.

Exit status: 1 the sources have errors, 2 could not run.")]
pub struct ServeArgs {
    /// Serve the Entity Reconciliation API
    #[arg(long, required = true)]
    reconcile: bool,
    /// Listen on this address
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    host: IpAddr,
    /// Listen on this port; 0 for one that is free
    #[arg(long, value_name = "PORT", default_value_t = 7878)]
    port: u16,
    /// Files and folders of facts whose entities are offered too
    #[arg(long = "source", short, value_name = "PATH")]
    sources: Vec<PathBuf>,
    #[command(flatten)]
    common: SourceArgs,
}

/// What is served: never changed once it is read.
struct Served {
    schema: Schema,
    registry: Registry,
    base: String,
}

impl Served {
    fn service(&self) -> Service<'_> {
        Service { schema: &self.schema, registry: &self.registry, base: &self.base }
    }
}

/// Runs the command.
pub fn run(args: &ServeArgs) -> Status {
    let session = match session::registry(&args.common, &args.sources) {
        Ok(session) => session,
        Err(status) => return status,
    };
    let served = Arc::new(Served {
        schema: session.loaded.schema,
        registry: session.outcome.registry,
        base: args.common.base.clone(),
    });
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_io().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&format!("the server cannot be started: {error}")),
    };
    let address = SocketAddr::new(args.host, args.port);
    let ended = runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(address).await?;
        let bound = listener.local_addr()?;
        say(&format!("{} entities at http://{bound}/0.2 and http://{bound}/1.0-draft", served.registry.len()));
        axum::serve(listener, router(served)).await
    });
    match ended {
        Ok(()) => Status::Fine,
        Err(error) => fail(&format!("cannot serve at {address}: {error}; another port is chosen with --port")),
    }
}

type Shared = State<Arc<Served>>;

fn router(served: Arc<Served>) -> Router {
    let old = Router::new().route("/", get(get_0_2).post(post_0_2)).route("/extend/propose", get(propose));
    let new = Router::new()
        .route("/", get(manifest_1_0))
        .route("/match", post(match_1_0))
        .route("/extend", post(extend_1_0))
        .route("/extend/propose", get(propose));
    let common = || Router::new().route("/suggest/{what}", get(suggest)).route("/preview", get(preview));
    Router::new()
        .route("/", get(|| async { Html(INDEX) }))
        // With and without the slash at the end: clients write both.
        .route("/0.2/", get(get_0_2).post(post_0_2))
        .nest("/0.2", old.merge(common()))
        .route("/1.0-draft/", get(manifest_1_0))
        .nest("/1.0-draft", new.merge(common()))
        .layer(DefaultBodyLimit::max(MAX_REQUEST))
        .layer(CorsLayer::very_permissive())
        .with_state(served)
}

const INDEX: &str = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Chancery</title></head>\
<body><h1>Chancery</h1><p>A service of the Entity Reconciliation API: <a href=\"/0.2\">version 0.2</a> for OpenRefine, and \
<a href=\"/1.0-draft\">the draft of 1.0</a>.</p></body></html>";

/// The address at which the client sees this version.
fn root(headers: &HeaderMap, version: &str) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("127.0.0.1");
    format!("http://{host}/{version}")
}

fn answer(value: &Value) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}

fn refuse(refusal: &Refusal) -> Response {
    let (status, why) = match refusal {
        Refusal::Malformed(why) => (StatusCode::BAD_REQUEST, why.clone()),
        Refusal::TooMany(count) => {
            (StatusCode::PAYLOAD_TOO_LARGE, format!("{count} at once are too many; a batch has {BATCH} at most"))
        }
    };
    let told = json!({ "error": why });
    (status, [(header::CONTENT_TYPE, "application/json")], told.to_string()).into_response()
}

/// The parameters of version 0.2, in the address or in a form.
#[derive(Deserialize)]
struct Asked {
    queries: Option<String>,
    extend: Option<String>,
}

async fn get_0_2(State(served): Shared, headers: HeaderMap, Query(asked): Query<Asked>) -> Response {
    answer_0_2(&served, &headers, &asked)
}

async fn post_0_2(State(served): Shared, headers: HeaderMap, Form(asked): Form<Asked>) -> Response {
    answer_0_2(&served, &headers, &asked)
}

fn answer_0_2(served: &Served, headers: &HeaderMap, asked: &Asked) -> Response {
    let service = served.service();
    if let Some(extend) = &asked.extend {
        return match service.extend(extend.as_bytes(), Version::V0_2) {
            Ok(told) => answer(&told),
            Err(refusal) => refuse(&refusal),
        };
    }
    let Some(queries) = &asked.queries else {
        return answer(&service.manifest(Version::V0_2, &root(headers, "0.2")));
    };
    let batch = match batch_0_2(queries) {
        Ok(batch) if batch.len() > BATCH => return refuse(&Refusal::TooMany(batch.len())),
        Ok(batch) => batch,
        Err(why) => return refuse(&Refusal::Malformed(why)),
    };
    let (keys, queries): (Vec<_>, Vec<_>) = batch.into_iter().unzip();
    let results = service.match_all(&queries, Version::V0_2);
    let told: Map<String, Value> =
        keys.into_iter().zip(results).map(|(key, result)| (key, json!({ "result": result }))).collect();
    answer(&Value::Object(told))
}

async fn manifest_1_0(State(served): Shared, headers: HeaderMap) -> Response {
    answer(&served.service().manifest(Version::V1_0, &root(&headers, "1.0-draft")))
}

async fn match_1_0(State(served): Shared, body: Bytes) -> Response {
    let batch = match batch_1_0(&body) {
        Ok(batch) if batch.len() > BATCH => return refuse(&Refusal::TooMany(batch.len())),
        Ok(batch) => batch,
        Err(why) => return refuse(&Refusal::Malformed(why)),
    };
    let results = served.service().match_all(&batch, Version::V1_0);
    let told: Vec<Value> = results.into_iter().map(|candidates| json!({ "candidates": candidates })).collect();
    answer(&json!({ "results": told }))
}

async fn extend_1_0(State(served): Shared, body: Bytes) -> Response {
    match served.service().extend(&body, Version::V1_0) {
        Ok(told) => answer(&told),
        Err(refusal) => refuse(&refusal),
    }
}

#[derive(Deserialize)]
struct Proposed {
    #[serde(rename = "type", default)]
    kind: String,
    limit: Option<usize>,
}

async fn propose(State(served): Shared, Query(asked): Query<Proposed>) -> Response {
    answer(&served.service().propose(&asked.kind, asked.limit))
}

#[derive(Deserialize)]
struct Begun {
    #[serde(default)]
    prefix: String,
    #[serde(default, alias = "cursor")]
    offset: usize,
}

async fn suggest(State(served): Shared, Path(what): Path<String>, Query(begun): Query<Begun>) -> Response {
    let service = served.service();
    match what.as_str() {
        "entity" => answer(&service.suggest_entities(&begun.prefix, begun.offset)),
        "type" => answer(&service.suggest_types(&begun.prefix, begun.offset)),
        "property" => answer(&service.suggest_properties(&begun.prefix, begun.offset)),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

#[derive(Deserialize)]
struct Previewed {
    #[serde(default)]
    id: String,
}

async fn preview(State(served): Shared, Query(asked): Query<Previewed>) -> Response {
    match served.service().preview(&asked.id) {
        Some(page) => Html(page).into_response(),
        None => (StatusCode::NOT_FOUND, format!("there is no entity `{}`", asked.id)).into_response(),
    }
}
