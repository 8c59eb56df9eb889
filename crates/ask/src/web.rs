//! Asking other machines over HTTP: how the program identifies itself, which certificates it trusts, and how replies
//! are shown.

use ureq::Agent;
use ureq::tls::{RootCerts, TlsConfig};

/// How often a server may send a question elsewhere.
pub const REDIRECTS: u32 = 5;

/// How much of foreign words is shown, in characters.
const SHOWN: usize = 200;

/// An agent that trusts the certificates that the machine trusts, and gives every status as an answer. Each request names
/// its own time limit.
#[must_use]
pub fn agent() -> Agent {
    // As of its browsers: an institution may have added its own.
    let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
    Agent::config_builder()
        .tls_config(tls)
        .user_agent(concat!("chancery/", env!("CARGO_PKG_VERSION"), " (repository-less)"))
        .max_redirects(REDIRECTS)
        .http_status_as_error(false)
        .build()
        .new_agent()
}

/// Foreign words on one line of a terminal: cut, and without control characters.
#[must_use]
pub fn printable(text: &str) -> String {
    let text = text.trim();
    let cut: String = text.chars().take(SHOWN).collect();
    let mut shown = chancery_model::tame::line(&cut).into_owned();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_words_are_cut_and_tamed() {
        assert_eq!(printable(" a\u{1b}[2Jb\n"), "a\\u{1b}[2Jb");
        assert_eq!(printable(&"x".repeat(SHOWN + 1)).chars().count(), SHOWN + 1);
    }
}
