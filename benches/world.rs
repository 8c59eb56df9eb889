//! A world of its own in JSON Lines, large enough for the questions to be hard: the same number gives the same bytes.
//!
//! 200 states, 300 organisations, 40,000 accreditations, 100,000 memberships, 20,000 treaties; and visits, relations,
//! recognitions, trade, stances and incorporations. The states are the world's own, so that it does not change with the
//! registry. The first of them are the busiest, so that a pair of them has something of everything.

use std::io::{self, Write};

use crate::random::Random;

const STATES: usize = 200;
const ORGANISATIONS: usize = 300;
const ACCREDITATIONS: usize = 40_000;
const MEMBERSHIPS: usize = 100_000;
const TREATIES: usize = 20_000;
const VISITS: usize = 10_000;
const RECOGNITIONS: usize = 2_000;
const STANCES: usize = 1_000;
const EMPIRES: usize = 20;
const CONTESTED: usize = 10;

/// Half of what happens between two states happens between two of the first so many.
const BUSY: usize = 20;

/// States whose trade with one another is known, year by year.
const TRADING: usize = 30;

const MISSIONS: &[&str] = &["embassy", "embassy", "embassy", "embassy", "high commission", "legation"];
const STATUSES: &[&str] =
    &["member", "full", "full", "full", "associate", "observer", "candidate", "suspended", "withdrawn"];
const LEVELS: &[&str] = &["head of state", "head of government", "foreign minister", "minister", "working level"];
const SUBJECTS: &[&str] = &["trade", "defence", "culture", "energy", "transport"];
const RECOGNISED: &[&str] = &["recognized", "not recognized", "de facto", "withdrawn"];
const STANCE: &[&str] = &["neutral", "support", "opposition", "peaceful-resolution"];

/// The lines of the world, in the order in which they are written.
struct World<'a, W> {
    out: &'a mut W,
    random: Random,
    row: usize,
}

fn state(n: usize) -> String {
    format!("Realm {:03}", n + 1)
}

fn capital(n: usize) -> String {
    format!("Seat of Realm {:03}", n + 1)
}

fn president(n: usize) -> String {
    format!("President of Realm {:03}", n + 1)
}

fn organisation(n: usize) -> String {
    format!("League {:03}", n + 1)
}

fn empire(n: usize) -> String {
    format!("Empire {:02}", n + 1)
}

fn contested(n: usize) -> String {
    format!("Contested Land {:02}", n + 1)
}

fn treaty(n: usize) -> String {
    format!("Treaty {:05}", n + 1)
}

/// Writes the world. Every line is one entity or one fact.
pub fn facts(out: &mut impl Write) -> io::Result<()> {
    writeln!(out, r#"{{"document": {{"id": "world", "title": "A generated world"}}}}"#)?;
    let mut world = World { out, random: Random(7), row: 0 };
    world.entities()?;
    world.accreditations()?;
    world.memberships()?;
    world.treaties()?;
    world.visits()?;
    world.relations()?;
    world.opinions()?;
    world.trade()?;
    world.incorporations()
}

impl<W: Write> World<'_, W> {
    fn entity(&mut self, kind: &str, keys: &str) -> io::Result<()> {
        writeln!(self.out, r#"{{"entities": [{{"{kind}": {{{keys}}}}}]}}"#)
    }

    /// A fact that the source asserts, mostly; else a forecast, another's word, or a denial.
    fn fact(&mut self, kind: &str, keys: &str) -> io::Result<()> {
        let said = match self.random.below(100) {
            0..2 => r#""modality": "forecast", "hedge": "might", "#.to_owned(),
            2..4 => format!(r#""speaker": "{}", "#, president(self.random.below(STATES))),
            4 => r#""polarity": "denies", "#.to_owned(),
            _ => String::new(),
        };
        self.said(&said, kind, keys)?;
        // What one row says another sometimes says again.
        if self.random.below(50) == 0 { self.said("", kind, keys) } else { Ok(()) }
    }

    fn said(&mut self, how: &str, kind: &str, keys: &str) -> io::Result<()> {
        self.row += 1;
        writeln!(self.out, r#"{{"row": {}, {how}"{kind}": {{{keys}}}}}"#, self.row)
    }

    /// Two states that differ, half of the time two of the busy ones.
    fn pair(&mut self) -> (usize, usize) {
        let among = if self.random.below(2) == 0 { BUSY } else { STATES };
        let a = self.random.below(among);
        (a, (a + 1 + self.random.below(among - 1)) % among)
    }

    fn day(&mut self, year: usize) -> String {
        format!("{year}-{:02}-{:02}", 1 + self.random.below(12), 1 + self.random.below(28))
    }

    /// When something lasting began and ended, in all the ways and precisions in which it is known; nothing, often.
    fn spell(&mut self) -> String {
        let begin = 1950 + self.random.below(60);
        let end = begin + 1 + self.random.below(30);
        let span = match self.random.below(12) {
            0..3 => return String::new(),
            3 => format!("{begin}/{end}"),
            4 => format!("{begin}/.."),
            5 => format!("{}/..", self.day(begin)),
            6 => format!("{}/{}", self.day(begin), self.day(end)),
            7 => format!("{begin}-{:02}/{end}-{:02}", 1 + self.random.below(12), 1 + self.random.below(12)),
            8 => format!("{begin}~/{end}"),
            9 => format!("../{end}"),
            10 => return format!(r#", "during": {{"end latest": "{end}-12-31"}}"#),
            _ => return format!(r#", "during": {{"begin earliest": "{begin}-01-01", "begin latest": "{end}-06-30"}}"#),
        };
        format!(r#", "during": "{span}""#)
    }

    fn entities(&mut self) -> io::Result<()> {
        for n in 0..STATES {
            let item = if n % 3 == 0 { String::new() } else { format!(r#", "wikidata": "Q{}""#, 900_000_000 + n) };
            self.entity("state", &format!(r#""name": "{}"{item}"#, state(n)))?;
            self.entity("place", &format!(r#""name": "{}", "country": "{}""#, capital(n), state(n)))?;
            self.entity("person", &format!(r#""name": "{}""#, president(n)))?;
        }
        for n in 0..ORGANISATIONS {
            let item = if n % 2 == 0 { String::new() } else { format!(r#", "wikidata": "Q{}""#, 900_001_000 + n) };
            self.entity("international organization", &format!(r#""name": "{}"{item}"#, organisation(n)))?;
        }
        for n in 0..EMPIRES {
            self.entity("state", &format!(r#""name": "{}""#, empire(n)))?;
        }
        for n in 0..CONTESTED {
            self.entity("polity", &format!(r#""name": "{}""#, contested(n)))?;
        }
        Ok(())
    }

    /// Each state to most of the others, at the receiver's capital or from another's; then to organisations.
    fn accreditations(&mut self) -> io::Result<()> {
        let mut written = 0;
        for sender in 0..STATES {
            for receiver in (0..STATES).filter(|receiver| *receiver != sender) {
                let (seat, residence) = match self.random.below(20) {
                    0..15 => (receiver, "resident"),
                    15..19 => (self.random.below(STATES), "non-resident"),
                    _ => continue,
                };
                let kind = if residence == "resident" { self.random.one(MISSIONS) } else { "embassy" };
                let closed = if kind != "embassy" && self.random.below(10) == 0 { r#", "closed": "1999""# } else { "" };
                let during = if self.random.below(4) == 0 { self.spell() } else { String::new() };
                self.fact(
                    "accreditation",
                    &format!(
                        r#""mission": {{"mission": {{"sender": "{}", "type": "{kind}", "seat": "{}"{closed}}}}}, "receiver": "{}", "residence": "{residence}"{during}"#,
                        state(sender), capital(seat), state(receiver)
                    ),
                )?;
                written += 1;
            }
        }
        for n in 0..ACCREDITATIONS - written {
            let (sender, organisation) = (n % STATES, organisation(n / STATES));
            let seat = capital(n / STATES);
            self.fact(
                "accreditation",
                &format!(
                    r#""mission": {{"mission": {{"sender": "{}", "type": "permanent mission", "seat": "{seat}"}}}}, "receiver": "{organisation}""#,
                    state(sender)
                ),
            )?;
        }
        Ok(())
    }

    /// Spells of belonging, one after another or overlapping; of several precisions, under several statuses.
    fn memberships(&mut self) -> io::Result<()> {
        for _ in 0..MEMBERSHIPS {
            let (member, organisation) = (self.random.below(STATES), organisation(self.random.below(ORGANISATIONS)));
            let (status, during) = (self.random.one(STATUSES), self.spell());
            self.fact(
                "membership",
                &format!(
                    r#""member": "{}", "organization": "{organisation}", "status": "{status}"{during}"#,
                    state(member)
                ),
            )?;
        }
        Ok(())
    }

    /// Treaties of two, signed by both or by nobody that is named, ratified by both, one or neither.
    fn treaties(&mut self) -> io::Result<()> {
        for n in 0..TREATIES {
            let ((a, b), name) = (self.pair(), treaty(n));
            let subject = self.random.one(SUBJECTS);
            let keys =
                format!(r#""name": "{name}", "between": ["{}", "{}"], "subject": "{subject}""#, state(a), state(b));
            self.entity("treaty", &keys)?;
            let year = 1950 + self.random.below(70);
            let signed = self.day(year);
            if self.random.below(20) == 0 {
                let keys = format!(r#""instrument": "{name}", "action": "signature", "during": "{signed}""#);
                self.fact("treaty action", &keys)?;
                continue;
            }
            for party in [a, b] {
                let party = state(party);
                self.fact(
                    "treaty action",
                    &format!(
                        r#""instrument": "{name}", "action": "signature", "party": "{party}", "during": "{signed}""#
                    ),
                )?;
                if self.random.below(10) < 6 {
                    let (action, when) = (self.random.one(&["ratification", "ratification", "acceptance"]), year + 1);
                    self.fact(
                        "treaty action",
                        &format!(
                            r#""instrument": "{name}", "action": "{action}", "party": "{party}", "during": "{when}""#
                        ),
                    )?;
                }
            }
            if self.random.below(3) == 0 {
                let keys = format!(r#""instrument": "{name}", "action": "entry into force", "during": "{}""#, year + 2);
                self.fact("treaty action", &keys)?;
            }
        }
        Ok(())
    }

    /// Visits of presidents; during each fourth something is signed, as part of it or on its days.
    fn visits(&mut self) -> io::Result<()> {
        for n in 0..VISITS {
            let ((from, to), year) = (self.pair(), 1950 + self.random.below(70));
            let (month, day) = (1 + self.random.below(12), 1 + self.random.below(25));
            let level = self.random.one(LEVELS);
            let during = match self.random.below(6) {
                0 => String::new(),
                1 => format!(r#", "during": "{year}""#),
                2 => format!(r#", "during": "{year}-{month:02}""#),
                _ => format!(r#", "during": "{year}-{month:02}-{day:02}/{year}-{month:02}-{:02}""#, day + 2),
            };
            let signs = n % 4 == 0;
            let id = if signs { format!(r#""id": "visit-{n}", "#) } else { String::new() };
            let keys = format!(
                r#"{id}"visitor": "{}", "on behalf of": "{}", "host": "{}", "level": "{level}"{during}"#,
                president(from),
                state(from),
                state(to)
            );
            if !signs {
                self.fact("visit", &keys)?;
                continue;
            }
            self.said("", "visit", &keys)?;
            let name = format!("Visit Protocol {:05}", n + 1);
            let between = format!(r#""name": "{name}", "between": ["{}", "{}"]"#, state(from), state(to));
            self.entity("treaty", &between)?;
            let part = if n % 8 == 0 { format!(r#", "part of": "visit-{n}""#) } else { String::new() };
            let when = format!("{year}-{month:02}-{:02}", day + 1);
            for party in [from, to] {
                self.fact(
                    "treaty action",
                    &format!(
                        r#""instrument": "{name}", "action": "signature", "party": "{}", "during": "{when}"{part}"#,
                        state(party)
                    ),
                )?;
            }
        }
        Ok(())
    }

    /// Relations of nearly all with nearly all, some broken, some of these restored.
    fn relations(&mut self) -> io::Result<()> {
        for a in 0..STATES {
            for b in a + 1..STATES {
                let between = format!(r#""between": ["{}", "{}"]"#, state(a), state(b));
                let begin = 1950 + self.random.below(40);
                match self.random.below(20) {
                    0 => continue,
                    1 => self.fact("diplomatic relation", &between)?,
                    _ => self.fact("diplomatic relation", &format!(r#"{between}, "during": "{begin}/..""#))?,
                }
                if self.random.below(15) == 0 {
                    let broken = begin + 1 + self.random.below(20);
                    let kind = self.random.one(&["severance", "suspension"]);
                    self.fact(kind, &format!(r#"{between}, "during": "{broken}""#))?;
                    if self.random.below(2) == 0 {
                        let again = broken + 1 + self.random.below(5);
                        self.fact("restoration", &format!(r#"{between}, "during": "{again}""#))?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Who recognises whom, and what is thought of conflicts: two stances of each holder that contradict one another.
    fn opinions(&mut self) -> io::Result<()> {
        for _ in 0..RECOGNITIONS {
            let (by, of) = (state(self.random.below(STATES)), contested(self.random.below(CONTESTED)));
            let (status, during) = (self.random.one(RECOGNISED), self.spell());
            self.fact("recognition", &format!(r#""by": "{by}", "of": "{of}", "status": "{status}"{during}"#))?;
        }
        for n in 0..STANCES {
            let holder = self.random.below(STATES);
            let on = contested(self.random.below(CONTESTED));
            let first = self.random.below(STANCE.len());
            let second = (first + 1 + self.random.below(STANCE.len() - 1)) % STANCE.len();
            let keys = format!(r#""holder": "{}", "on": "{on}""#, state(holder));
            let speaker = format!(r#""speaker": "{}", "#, president(holder));
            self.said(&speaker, "stance", &format!(r#""id": "stance-{n}", {keys}, "stance": "{}""#, STANCE[first]))?;
            let against = format!(r#"{keys}, "stance": "{}", "conflicts": "stance-{n}""#, STANCE[second]);
            self.said("", "stance", &against)?;
        }
        Ok(())
    }

    /// Figures year by year for the pairs of the first states, some of them twice, and a forecast ahead of each five.
    fn trade(&mut self) -> io::Result<()> {
        for a in 0..TRADING {
            for b in a + 1..TRADING {
                let between = format!(r#""between": ["{}", "{}"]"#, state(a), state(b));
                for year in 1995..2020 {
                    let value = 1 + self.random.below(100_000);
                    let keys = format!(r#"{between}, "value": "{value} million USD", "during": "{year}""#);
                    self.fact("trade", &keys)?;
                    if year % 5 == 0 {
                        let value = 1 + self.random.below(100_000);
                        let keys = format!(r#"{between}, "value": "{value} million USD", "during": "{}""#, year + 1);
                        self.said(r#""modality": "forecast", "hedge": "might", "#, "trade", &keys)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn incorporations(&mut self) -> io::Result<()> {
        for part in 0..STATES {
            for whole in [part % EMPIRES, (part / 7) % EMPIRES] {
                let during = self.spell();
                self.fact(
                    "incorporation",
                    &format!(r#""part": "{}", "whole": "{}"{during}"#, state(part), empire(whole)),
                )?;
            }
        }
        Ok(())
    }
}
