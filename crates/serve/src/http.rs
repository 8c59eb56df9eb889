//! The registry over HTTP. What is answered is made by [`crate::reconcile`]; here is only HTTP.
//!
//! Nothing that a client does takes more than its share: a body has a size and a time in which it comes, few large bodies
//! are taken at once, and answers are made by as many threads as there are cores. Connections are bounded in `listen.rs`.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Form, Path, Query, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use chancery_model::registry::Registry;
use chancery_model::schema::Schema;
use http_body_util::BodyExt;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::OwnedSemaphorePermit as Place;
use tower_http::cors::{Any, CorsLayer};

use crate::listen::{self, Turn};
use crate::reconcile::{Refusal, Service, Version, View, batch_0_2, batch_1_0};
use crate::room::Room;

/// No request is larger than this, in bytes.
const MAX_REQUEST: usize = 4 << 20;

/// A body that is no larger than this is read whenever it comes.
const SMALL: usize = 64 << 10;

/// How many larger bodies are held at once.
const LARGE_AT_ONCE: u32 = 32;

/// How many answers there are at once.
const ANSWERS_AT_ONCE: u32 = 128;

/// How long a client may take to send a body.
const BODY: Duration = Duration::from_secs(20);

/// What a server offers, and what the program around it does for it.
pub struct Offer {
    /// The kinds of the entities.
    pub schema: Schema,
    /// The entities.
    pub registry: Registry,
    /// What the IRIs of the entities begin with.
    pub base: String,
    /// Gives memory that is free back to the system, once many clients are gone.
    pub give_back: fn(),
}

/// What is served, which never changes, and how much of it at once.
struct Served {
    offer: Offer,
    /// Who sends a large body.
    large: Room,
    /// Whose answer is made, or was made and is not taken yet.
    answers: Room,
}

impl Served {
    fn service(&self) -> Service<'_> {
        Service { schema: &self.offer.schema, registry: &self.offer.registry, base: &self.offer.base }
    }
}

/// Serves the Entity Reconciliation API at an address until the future of `stop` ends; then open requests are finished,
/// within a second. `stop` is called on the runtime of the server, before it listens. `bound` is called with the
/// address, which has a port of its own where port 0 was asked for.
///
/// # Errors
/// When the server cannot be started, or the address cannot be used.
pub fn serve<S: Future<Output = ()>>(
    offer: Offer,
    address: SocketAddr,
    stop: impl FnOnce() -> io::Result<S>,
    bound: impl FnOnce(SocketAddr),
) -> io::Result<()> {
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let give_back = offer.give_back;
    let served = Arc::new(Served { offer, large: Room::of(LARGE_AT_ONCE), answers: Room::of(ANSWERS_AT_ONCE) });
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(cores)
        .enable_all()
        .build()?;
    let ended = runtime.block_on(async {
        let stop = stop()?;
        let listener = listen::at(address)?;
        bound(listener.local_addr()?);
        let answers = served.answers.clone();
        listen::serve(listener, router(served), answers, give_back, stop).await;
        Ok(())
    });
    runtime.shutdown_timeout(listen::LAST);
    ended
}

type Shared = State<Arc<Served>>;

fn router(served: Arc<Served>) -> Router {
    let old = Router::new().route("/", get(get_0_2).post(post_0_2)).route("/extend/propose", get(propose));
    let new = Router::new()
        .route("/", get(manifest_1_0))
        .route("/match", post(match_1_0))
        .route("/extend", post(extend_1_0))
        .route("/extend/propose", get(propose));
    let common = || {
        let router = Router::new().route("/suggest/{what}", get(suggest));
        router.route("/preview", get(preview)).route("/view", get(view))
    };
    // Any site may ask, without cookies or passwords: there is nothing here that is not for everyone.
    let cors = CorsLayer::new().allow_origin(Any).allow_methods([Method::GET, Method::POST]).allow_headers(Any);
    Router::new()
        .route("/", get(|| async { page(INDEX) }))
        // With and without the slash at the end: clients write both.
        .route("/0.2/", get(get_0_2).post(post_0_2))
        .nest("/0.2", old.merge(common()))
        .route("/1.0-draft/", get(manifest_1_0))
        .nest("/1.0-draft", new.merge(common()))
        .layer(middleware::from_fn_with_state(served.clone(), whole_body))
        .layer(DefaultBodyLimit::max(MAX_REQUEST))
        .layer(cors)
        .with_state(served)
}

/// Reads the body before anything is made of it: of a kind that only those send who mean to, no larger than it may be, and
/// in time.
async fn whole_body(State(served): Shared, request: Request, next: Next) -> Response {
    let turn = request.extensions().get::<Turn>().cloned().unwrap_or_default();
    if request.method() != Method::POST {
        return answered(&served, &turn, request, next).await;
    }
    let length = header(request.headers(), header::CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
    if length != Some(0) && !is_known_kind(request.headers()) {
        let why = "the body is JSON (application/json) or a form (application/x-www-form-urlencoded)";
        return wrong(StatusCode::UNSUPPORTED_MEDIA_TYPE, why);
    }
    let (parts, body) = request.into_parts();
    let (whole, _place) = match read(&served, &turn, body).await {
        Ok(read) => read,
        Err(answer) => return answer,
    };
    answered(&served, &turn, Request::from_parts(parts, Body::from(whole)), next).await
}

/// Makes an answer, which has a place until the client has taken it: so only that many answers wait for their clients.
async fn answered(served: &Served, turn: &Turn, request: Request, next: Next) -> Response {
    let _ours = turn.ours();
    let place = served.answers.place().await.ok();
    let answer = next.run(request).await;
    turn.send(place);
    answer
}

/// Reads a body, and takes a place for a large one; or makes the answer that says why not.
async fn read(served: &Served, turn: &Turn, mut body: Body) -> Result<(Vec<u8>, Option<Place>), Response> {
    let mut whole = Some(Vec::new());
    let late = || wrong(StatusCode::REQUEST_TIMEOUT, &format!("the body did not come within {} s", BODY.as_secs()));
    let broken = |error| wrong(StatusCode::BAD_REQUEST, &format!("the body did not come whole: {error}"));
    let read = tokio::time::timeout(BODY, read_to(SMALL, &mut body, &mut whole)).await;
    if read.map_err(|_| late())?.map_err(broken)? {
        return Ok((whole.unwrap_or_default(), None));
    }
    let place = {
        let _ours = turn.ours();
        served.large.place().await.ok()
    };
    tokio::select! {
        read = tokio::time::timeout(BODY, read_to(usize::MAX, &mut body, &mut whole)) => {
            read.map_err(|_| late())?.map_err(broken)?;
        }
        () = served.large.wanted() => {
            return Err(wrong(StatusCode::REQUEST_TIMEOUT, "the body came too slowly while others wait"));
        }
    }
    let most = MAX_REQUEST >> 20;
    let too_large =
        || wrong(StatusCode::PAYLOAD_TOO_LARGE, &format!("a body has at most {most} MiB; send less at once"));
    Ok((whole.ok_or_else(too_large)?, place))
}

/// Reads on until there is more than `most` of a body; says whether it has ended. Of one that is too large nothing is kept,
/// but it is read to its end: a client listens once it has sent all.
async fn read_to(most: usize, body: &mut Body, whole: &mut Option<Vec<u8>>) -> Result<bool, axum::Error> {
    while whole.as_ref().is_none_or(|whole| whole.len() <= most) {
        let Some(frame) = body.frame().await else { return Ok(true) };
        let Ok(data) = frame?.into_data() else { continue };
        *whole = whole.take().filter(|whole| whole.len() + data.len() <= MAX_REQUEST);
        if let Some(whole) = whole {
            whole.extend_from_slice(&data);
        }
    }
    Ok(false)
}

fn header(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// A browser sends text/plain to any site without asking first; JSON it does not, and forms are what OpenRefine sends.
fn is_known_kind(headers: &HeaderMap) -> bool {
    let kind = header(headers, header::CONTENT_TYPE).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    ["application/json", "application/x-www-form-urlencoded"].iter().any(|known| kind.eq_ignore_ascii_case(known))
}

/// Makes an answer away from the threads that talk to clients; the runtime has as many for that as there are cores.
async fn made(served: Arc<Served>, make: impl FnOnce(&Served) -> Response + Send + 'static) -> Response {
    let made = tokio::task::spawn_blocking(move || make(&served));
    made.await.unwrap_or_else(|_| wrong(StatusCode::INTERNAL_SERVER_ERROR, "the answer could not be made"))
}

const INDEX: &str = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Chancery</title></head>\
<body><h1>Chancery</h1><p>A service of the Entity Reconciliation API: <a href=\"/0.2\">version 0.2</a> for OpenRefine, and \
<a href=\"/1.0-draft\">the draft of 1.0</a>.</p></body></html>";

/// What a page may load: nothing. Clients show previews in a frame, so that is not forbidden.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

fn page(html: impl Into<String>) -> Response {
    ([(header::CONTENT_SECURITY_POLICY, POLICY)], Html(html.into())).into_response()
}

/// The address at which the client sees this version.
fn root(headers: &HeaderMap, version: &str) -> String {
    format!("http://{}/{version}", header(headers, header::HOST).unwrap_or("127.0.0.1"))
}

fn answer(value: &Value) -> Response {
    written(value.to_string())
}

fn written(json: String) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], json).into_response()
}

fn wrong(status: StatusCode, why: &str) -> Response {
    let mut response = answer(&json!({ "error": why }));
    *response.status_mut() = status;
    response
}

fn refuse(refusal: &Refusal) -> Response {
    let status = match refusal {
        Refusal::Malformed(_) => StatusCode::BAD_REQUEST,
        Refusal::TooMany { .. } => StatusCode::PAYLOAD_TOO_LARGE,
    };
    wrong(status, &refusal.to_string())
}

fn written_or_refused(told: Result<String, Refusal>) -> Response {
    told.map_or_else(|refusal| refuse(&refusal), written)
}

/// The parameters of version 0.2, in the address or in a form.
#[derive(Deserialize)]
struct Asked {
    queries: Option<String>,
    extend: Option<String>,
}

async fn get_0_2(State(served): Shared, headers: HeaderMap, Query(asked): Query<Asked>) -> Response {
    made(served, move |served| answer_0_2(served, &headers, &asked)).await
}

async fn post_0_2(State(served): Shared, headers: HeaderMap, Form(asked): Form<Asked>) -> Response {
    made(served, move |served| answer_0_2(served, &headers, &asked)).await
}

fn answer_0_2(served: &Served, headers: &HeaderMap, asked: &Asked) -> Response {
    let service = served.service();
    if let Some(extend) = &asked.extend {
        return written_or_refused(service.extend(extend.as_bytes(), Version::V0_2));
    }
    let Some(queries) = &asked.queries else {
        return answer(&service.manifest(Version::V0_2, &root(headers, "0.2")));
    };
    let batch = match batch_0_2(queries) {
        Ok(batch) => batch,
        Err(why) => return refuse(&Refusal::Malformed(why)),
    };
    let (keys, queries): (Vec<_>, Vec<_>) = batch.into_iter().unzip();
    let told = service.match_all(&queries, Version::V0_2);
    let one = |(key, told): (String, String)| format!("{}:{told}", Value::from(key));
    let all = |told: Vec<String>| keys.into_iter().zip(told).map(one).collect::<Vec<_>>().join(",");
    written_or_refused(told.map(|told| format!("{{{}}}", all(told))))
}

async fn manifest_1_0(State(served): Shared, headers: HeaderMap) -> Response {
    answer(&served.service().manifest(Version::V1_0, &root(&headers, "1.0-draft")))
}

async fn match_1_0(State(served): Shared, body: Bytes) -> Response {
    made(served, move |served| match batch_1_0(&body) {
        Ok(batch) => {
            let told = served.service().match_all(&batch, Version::V1_0);
            written_or_refused(told.map(|told| format!("{{\"results\":[{}]}}", told.join(","))))
        }
        Err(why) => refuse(&Refusal::Malformed(why)),
    })
    .await
}

async fn extend_1_0(State(served): Shared, body: Bytes) -> Response {
    made(served, move |served| written_or_refused(served.service().extend(&body, Version::V1_0))).await
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
    made(served, move |served| {
        let service = served.service();
        match what.as_str() {
            "entity" => answer(&service.suggest_entities(&begun.prefix, begun.offset)),
            "type" => answer(&service.suggest_types(&begun.prefix, begun.offset)),
            "property" => answer(&service.suggest_properties(&begun.prefix, begun.offset)),
            _ => StatusCode::NOT_FOUND.into_response(),
        }
    })
    .await
}

#[derive(Deserialize)]
struct Shown {
    #[serde(default)]
    id: String,
}

fn no_entity(id: &str) -> Response {
    (StatusCode::NOT_FOUND, format!("there is no entity `{id}`")).into_response()
}

async fn preview(State(served): Shared, Query(shown): Query<Shown>) -> Response {
    made(served, move |served| match served.service().preview(&shown.id) {
        Some(page) => self::page(page),
        None => no_entity(&shown.id),
    })
    .await
}

async fn view(State(served): Shared, Query(shown): Query<Shown>) -> Response {
    made(served, move |served| match served.service().view(&shown.id) {
        Some(View::Elsewhere(address)) => Redirect::to(&address).into_response(),
        Some(View::Page(page)) => self::page(page),
        None => no_entity(&shown.id),
    })
    .await
}
