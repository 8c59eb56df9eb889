//! The tokens of Turtle and its relatives.

use super::bounds::{Exceeded, MAX_NESTING};
use super::scan::{Meter, Scan};
use memchr::{memchr2, memchr3};

/// Turtle, TriG, N-Triples and N-Quads.
#[derive(Default)]
pub(super) struct Turtle {
    state: Token,
    meter: Meter,
}

/// Where one is in Turtle.
#[derive(Default, Clone, Copy)]
enum Token {
    #[default]
    Plain,
    /// After `\` outside of quotes.
    Escape,
    /// After `<`: an IRI, or a triple term.
    Less,
    /// After `>` outside of an IRI: perhaps the end of a triple term.
    Greater,
    Iri,
    Comment,
    /// After one quotation mark, or two.
    Quote(u8, u8),
    /// In a string within one mark on each side; whether a backslash is before.
    Short(u8, bool),
    /// In a string within three; how many marks were met in a row, and whether a backslash is before.
    Long(u8, u8, bool),
}

impl Turtle {
    /// A byte outside of IRIs, strings and comments.
    fn plain(&mut self, byte: u8, at: u64) -> Result<Token, Exceeded> {
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' | b',' | b';' | b'.' => self.meter.end(),
            b'(' | b'[' | b'{' => {
                self.meter.end();
                self.meter.open(at, MAX_NESTING)?;
            }
            b')' | b']' | b'}' => {
                self.meter.end();
                self.meter.close();
            }
            _ => {
                if matches!(byte, b'#' | b'<' | b'"' | b'\'') {
                    self.meter.end();
                }
                self.meter.begin(at);
                return Ok(match byte {
                    b'#' => Token::Comment,
                    b'<' => Token::Less,
                    b'>' => Token::Greater,
                    b'"' | b'\'' => Token::Quote(byte, 1),
                    b'\\' => Token::Escape,
                    _ => Token::Plain,
                });
            }
        }
        Ok(Token::Plain)
    }

    fn next(&mut self, byte: u8, at: u64) -> Result<Token, Exceeded> {
        let end = |meter: &mut Meter| {
            meter.end();
            Ok(Token::Plain)
        };
        match self.state {
            Token::Plain => self.plain(byte, at),
            Token::Escape => Ok(Token::Plain),
            Token::Less if byte == b'<' => {
                self.meter.open(at, MAX_NESTING)?;
                end(&mut self.meter)
            }
            Token::Greater if byte == b'>' => {
                self.meter.close();
                end(&mut self.meter)
            }
            Token::Greater => self.plain(byte, at),
            Token::Less | Token::Iri => match byte {
                b'>' | b' ' | b'\n' | b'"' => end(&mut self.meter),
                _ => Ok(Token::Iri),
            },
            Token::Comment if byte == b'\n' || byte == b'\r' => end(&mut self.meter),
            Token::Comment => Ok(Token::Comment),
            Token::Quote(mark, 1) if byte == mark => Ok(Token::Quote(mark, 2)),
            Token::Quote(mark, 1) => {
                self.state = Token::Short(mark, false);
                self.next(byte, at)
            }
            Token::Quote(mark, _) if byte == mark => Ok(Token::Long(mark, 0, false)),
            // An empty string.
            Token::Quote(..) => {
                self.meter.end();
                self.plain(byte, at)
            }
            Token::Short(mark, true) | Token::Long(mark, _, true) => Ok(if matches!(self.state, Token::Short(..)) {
                Token::Short(mark, false)
            } else {
                Token::Long(mark, 0, false)
            }),
            Token::Short(mark, false) => match byte {
                b'\\' => Ok(Token::Short(mark, true)),
                // No string goes over the end of a line.
                b'\n' => end(&mut self.meter),
                _ if byte == mark => end(&mut self.meter),
                _ => Ok(Token::Short(mark, false)),
            },
            Token::Long(mark, marks, false) => match byte {
                _ if byte == mark && marks == 2 => end(&mut self.meter),
                _ if byte == mark => Ok(Token::Long(mark, marks + 1, false)),
                _ => Ok(Token::Long(mark, 0, byte == b'\\')),
            },
        }
    }

    /// How many of the bytes change nothing where one is.
    fn skip(&self, bytes: &[u8]) -> usize {
        let found = match self.state {
            Token::Comment => memchr2(b'\n', b'\r', bytes),
            Token::Iri => memchr3(b'>', b' ', b'\n', bytes),
            Token::Short(mark, false) => memchr3(mark, b'\\', b'\n', bytes),
            Token::Long(mark, 0, false) => memchr2(mark, b'\\', bytes),
            _ => Some(0),
        };
        found.unwrap_or(bytes.len())
    }
}

impl Scan for Turtle {
    fn scan(&mut self, bytes: &[u8], at: u64) -> Result<(), Exceeded> {
        let mut index = 0;
        while index < bytes.len() {
            index += self.skip(&bytes[index..]);
            let Some(byte) = bytes.get(index) else { break };
            let here = at + index as u64;
            self.meter.hold(here)?;
            self.state = self.next(*byte, here)?;
            index += 1;
        }
        self.meter.hold(at + bytes.len() as u64)
    }

    fn term(&self, at: u64) -> u64 {
        self.meter.length(at)
    }
}
