//! The tokens of JSON-LD.

use super::bounds::{Exceeded, Excess, MAX_CONTEXT_KEY, MAX_CONTEXT_TERMS, MAX_NESTING_JSON};
use super::scan::{Meter, Scan};
use memchr::memchr2;

/// JSON.
#[derive(Default)]
pub(super) struct Json {
    quoted: bool,
    escaped: bool,
    meter: Meter,
    /// The beginning of the text that was read last, as it is spelled.
    text: Vec<u8>,
    depth: usize,
    context: Context,
}

/// The place of a context of JSON-LD.
#[derive(Default, Clone, Copy)]
enum Context {
    #[default]
    Nowhere,
    /// The value after this is one.
    Next,
    /// In the brackets of this depth; so many keys were seen in it.
    Within { depth: usize, keys: usize },
}

impl Json {
    /// Keeps what may be the key `@context`.
    fn keep(&mut self, bytes: &[u8]) {
        let room = (MAX_CONTEXT_KEY + 1).saturating_sub(self.text.len());
        self.text.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }

    fn is_context(&self) -> bool {
        let spelled = [b"\"", &self.text[..], b"\""].concat();
        self.text.len() <= MAX_CONTEXT_KEY
            && (self.text == b"@context" || self.text.contains(&b'\\'))
            && serde_json::from_slice::<String>(&spelled).is_ok_and(|key| key == "@context")
    }

    /// A colon after a key.
    fn key(&mut self, here: u64) -> Result<(), Exceeded> {
        if let Context::Within { keys, .. } = &mut self.context {
            *keys += 1;
            let is_within = *keys <= MAX_CONTEXT_TERMS;
            return if is_within { Ok(()) } else { Err(Exceeded { excess: Excess::Context, at: here }) };
        }
        self.context = if self.is_context() { Context::Next } else { Context::Nowhere };
        Ok(())
    }

    fn open(&mut self) {
        self.depth += 1;
        if let Context::Next = self.context {
            self.context = Context::Within { depth: self.depth, keys: 0 };
        }
    }

    fn close(&mut self) {
        if let Context::Within { depth, .. } = self.context
            && depth == self.depth
        {
            self.context = Context::Nowhere;
        }
        self.depth = self.depth.saturating_sub(1);
    }
}

impl Scan for Json {
    fn scan(&mut self, bytes: &[u8], at: u64) -> Result<(), Exceeded> {
        let mut index = 0;
        while index < bytes.len() {
            if self.quoted && !self.escaped {
                let rest = &bytes[index..];
                let plain = memchr2(b'"', b'\\', rest).unwrap_or(rest.len());
                self.keep(&rest[..plain]);
                index += plain;
            }
            let Some(byte) = bytes.get(index) else { break };
            let here = at + index as u64;
            index += 1;
            self.meter.hold(here)?;
            match byte {
                _ if self.escaped => {
                    self.keep(&[*byte]);
                    self.escaped = false;
                }
                b'\\' if self.quoted => {
                    self.keep(b"\\");
                    self.escaped = true;
                }
                b'"' => {
                    self.quoted = !self.quoted;
                    self.meter.end();
                    if self.quoted {
                        self.meter.begin(here);
                        self.text.clear();
                    }
                }
                _ if self.quoted => {}
                b'{' | b'[' => {
                    self.meter.end();
                    self.open();
                    self.meter.open(here, MAX_NESTING_JSON)?;
                }
                b'}' | b']' => {
                    self.meter.end();
                    self.meter.close();
                    self.close();
                }
                b':' => {
                    self.meter.end();
                    self.key(here)?;
                }
                b' ' | b'\t' | b'\r' | b'\n' | b',' => self.meter.end(),
                _ => self.meter.begin(here),
            }
        }
        self.meter.hold(at + bytes.len() as u64)
    }

    fn term(&self, at: u64) -> u64 {
        self.meter.length(at)
    }
}
