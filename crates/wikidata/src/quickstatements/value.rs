//! How a value is written in each dialect, or that it cannot be.

use std::collections::HashSet;

use super::command::{Command, Creation, Subject};
use super::decimal::{Decimal, calculated, deviation, digits};
use super::dialect::Dialect;
use super::refusal::{Reason, Unwritable};
use super::time::{Date, normalised};
use crate::model::{Content, DataValue, Rank, Time};

/// What the tools call the item that was created last.
pub(super) const LAST: &str = "LAST";

/// The item of the Earth.
const EARTH: &str = "Q2";

/// The precision that the tools give a place where they are given none, in degrees.
const USUAL_PRECISION: f64 = 0.000_001;

/// The precisions of a place that version 3 knows, in addition to the usual one, with their names.
const PRECISIONS: [(f64, &str); 12] = [
    (10.0, "1"),
    (1.0, "0"),
    (0.1, "-1"),
    (0.01, "-2"),
    (0.001, "-3"),
    (0.000_1, "-4"),
    (0.000_01, "-5"),
    (1.0 / 60.0, "arcmin"),
    (1.0 / 3_600.0, "arcsec"),
    (1.0 / 36_000.0, "arcsec10"),
    (1.0 / 360_000.0, "arcsec100"),
    (1.0 / 3_600_000.0, "arcsec1000"),
];

/// `31` of `Q31`, where it counts from 1 and has no noughts before it.
fn number_of(id: &str, letter: char) -> Option<&str> {
    id.strip_prefix(letter).filter(|number| digits(number) && !number.starts_with('0'))
}

/// What both versions take for an entity: items, properties, files, lexemes, their forms and senses; no schemas.
pub(super) fn is_entity(id: &str) -> bool {
    let whole = |id: &str| ['Q', 'P', 'M', 'L'].into_iter().any(|letter| number_of(id, letter).is_some());
    match id.split_once('-') {
        None => whole(id),
        Some((lexeme, part)) => {
            number_of(lexeme, 'L').is_some() && (number_of(part, 'F').is_some() || number_of(part, 'S').is_some())
        }
    }
}

/// Where a value is, for a refusal.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) subject: &'a str,
    pub(super) property: &'a str,
}

/// Writes one entry.
#[derive(Clone, Copy)]
pub(super) struct Scribe {
    pub(super) dialect: Dialect,
    pub(super) entry: usize,
}

impl Scribe {
    pub(super) fn refusal(self, place: Place<'_>, value: &str, reason: Reason) -> Unwritable {
        Unwritable {
            dialect: self.dialect,
            entry: self.entry,
            place: format!("{} {}", place.subject, place.property),
            value: value.to_owned(),
            reason,
        }
    }

    /// The faults that only a whole new item shows.
    pub(super) fn check_creation(self, creation: &Creation) -> Result<(), Unwritable> {
        let place = Place { subject: LAST, property: "label" };
        if creation.labels.is_empty() && creation.statements.is_empty() {
            return Err(self.refusal(place, "", Reason::EmptyItem));
        }
        let mut said = HashSet::new();
        for (letter, language, text) in creation.terms() {
            // The later label would take the place of the earlier one.
            if !said.insert((letter, language)) {
                return Err(self.refusal(place, text, Reason::Twice));
            }
        }
        let mut said = HashSet::new();
        for command in &creation.statements {
            let property = &command.main.property;
            let place = Place { subject: LAST, property };
            // Version 2 makes two statements of it and version 3 one.
            if !said.insert((property, self.main(place, command, true)?)) && !command.new {
                return Err(self.refusal(place, &shown(&command.main.content), Reason::Twice));
            }
        }
        Ok(())
    }

    /// The first column.
    pub(super) fn subject(self, command: &Command, created: bool) -> Result<&str, Unwritable> {
        match &command.subject {
            Subject::Created if created => Ok(LAST),
            Subject::Item(id) if !created && is_entity(id) => Ok(id),
            subject => {
                let (id, reason) = match subject {
                    Subject::Item(id) if !created => (id.as_str(), Reason::Id),
                    Subject::Item(id) => (id.as_str(), Reason::Astray),
                    Subject::Created => (LAST, Reason::Astray),
                };
                Err(self.refusal(Place { subject: id, property: &command.main.property }, id, reason))
            }
        }
    }

    /// `P463`, with another letter where it is part of a reference.
    pub(super) fn property(self, place: Place<'_>, property: &str, letter: char) -> Result<String, Unwritable> {
        match number_of(property, 'P') {
            Some(number) => Ok(format!("{letter}{number}")),
            None => Err(self.refusal(place, property, Reason::Id)),
        }
    }

    pub(super) fn rank(
        self,
        place: Place<'_>,
        command: &Command,
        created: bool,
    ) -> Result<Option<&'static str>, Unwritable> {
        let Some(rank) = command.rank else { return Ok(None) };
        if self.dialect.has_ranks() {
            return Ok(Some(match rank {
                Rank::Deprecated => "R-",
                Rank::Normal => "R0",
                Rank::Preferred => "R+",
            }));
        }
        // What is new has the normal rank without a word.
        if rank == Rank::Normal && (created || command.new) {
            return Ok(None);
        }
        Err(self.refusal(place, rank.name(), Reason::Rank))
    }

    /// The main value. It says which statement is meant, so a time that may be there already is left as it is.
    pub(super) fn main(self, place: Place<'_>, command: &Command, created: bool) -> Result<String, Unwritable> {
        self.content(place, &command.main.content, created, created || command.new)
    }

    pub(super) fn content(
        self,
        place: Place<'_>,
        content: &Content,
        created: bool,
        normalise: bool,
    ) -> Result<String, Unwritable> {
        let value = match content {
            Content::Value(value) => return self.value(place, value, normalise),
            Content::SomeValue => "somevalue",
            Content::NoValue => "novalue",
        };
        // Version 2 gathers all that is said of a new item, and then writes every snak as one with a value.
        if created && self.dialect != Dialect::Version3 {
            return Err(self.refusal(place, value, Reason::CreatedWithoutValue));
        }
        Ok(value.to_owned())
    }

    fn value(self, place: Place<'_>, value: &DataValue, normalise: bool) -> Result<String, Unwritable> {
        match value {
            DataValue::Entity(id) if is_entity(id) => Ok(id.clone()),
            DataValue::Entity(id) => Err(self.refusal(place, id, Reason::Id)),
            DataValue::Text(text) => Ok(format!("\"{}\"", self.text(place, text)?)),
            DataValue::Monolingual { language, text } => {
                Ok(format!("{}:\"{}\"", self.language(place, language)?, self.text(place, text)?))
            }
            DataValue::Time(time) => self.time(place, time, normalise),
            DataValue::Quantity { amount, unit, bounds } => {
                let number = self.quantity(place, amount, bounds.as_ref())?;
                let Some(unit) = unit else { return Ok(number) };
                let item = number_of(unit, 'Q').ok_or_else(|| self.refusal(place, unit, Reason::Id))?;
                Ok(format!("{number}U{item}"))
            }
            DataValue::Globe { latitude, longitude, precision, globe } => {
                let (latitude, longitude) = (self.degrees(place, latitude)?, self.degrees(place, longitude)?);
                let globe = self.globe(place, globe)?;
                let precision = precision.as_deref().map(|p| self.precision(place, p)).transpose()?;
                Ok(format!("@{latitude}/{longitude}{globe}{}", precision.unwrap_or_default()))
            }
        }
    }

    /// A text, if the tool reads it as it is.
    pub(super) fn text<'a>(self, place: Place<'_>, text: &'a str) -> Result<&'a str, Unwritable> {
        self.flaw(text).map_or(Ok(text), |reason| Err(self.refusal(place, text, reason)))
    }

    fn flaw(self, text: &str) -> Option<Reason> {
        if text.is_empty() {
            return Some(Reason::Empty);
        }
        // Wikibase takes no tab and no line break either, and no spaces at the ends.
        if text.contains(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')) {
            return Some(Reason::Control);
        }
        if text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace) {
            return Some(Reason::Space);
        }
        match self.dialect {
            // The tool finds a text by its first and its last quotation mark, so those inside do no harm.
            Dialect::Version1 => {
                if text.contains("/*") || text.contains("*/") {
                    return Some(Reason::CommentMark);
                }
                text.contains("||").then_some(Reason::Bar)
            }
            Dialect::Csv => {
                // Version 3 makes straight quotation marks of these, and takes off three of them at either end.
                if text.contains(['“', '”']) || text.contains("\"\"") {
                    return Some(Reason::Quotation);
                }
                // Version 2 reads tables with a function that knows an escape RFC 4180 does not
                // (<https://www.php.net/manual/en/function.fgetcsv.php>).
                (text.contains("\\\"") || text.ends_with('\\')).then_some(Reason::Backslash)
            }
            Dialect::Version3 => {
                if text.contains("/*") || text.contains("*/") {
                    return Some(Reason::CommentMark);
                }
                // Some versions of the tool split at bars in texts and comments too
                // (<https://github.com/wikimediabrasil/quickstatements3/issues/344> and 232).
                if text.contains('|') {
                    return Some(Reason::Bar);
                }
                // The tool takes each odd quotation mark of the whole batch with the next one for a text, across lines,
                // and three in a row for one mark. What is between two texts must then have no backslash.
                let marks = text.matches('"').count();
                if text.contains(['“', '”']) || text.contains("\"\"") || marks % 2 == 1 {
                    return Some(Reason::Quotation);
                }
                if marks > 0 && text.contains('\\') || text.ends_with('\\') {
                    return Some(Reason::Backslash);
                }
                text.contains("___QSTS3_PLACEHOLDER___").then_some(Reason::Placeholder)
            }
        }
    }

    /// A language code: no version knows digits in one.
    pub(super) fn language<'a>(self, place: Place<'_>, language: &'a str) -> Result<&'a str, Unwritable> {
        let first = language.split('-').next().unwrap_or_default();
        let letters = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase());
        if first.len() >= 2 && language.split('-').all(letters) {
            Ok(language)
        } else {
            Err(self.refusal(place, language, Reason::Language))
        }
    }

    /// `+1993-00-00T00:00:00Z/9`, with `/J` behind it where it is a date of the Julian calendar.
    fn time(self, place: Place<'_>, time: &Time, normalise: bool) -> Result<String, Unwritable> {
        if time.precision > 11 {
            return Err(self.refusal(place, &time.text, Reason::FinerThanDay));
        }
        let within = |part: &str, least: bool, most: u8| {
            part.parse().is_ok_and(|number: u8| (u8::from(least)..=most).contains(&number))
        };
        let whole = Date::of(&time.text).is_some_and(|date| {
            within(date.month, time.precision >= 10, 12) && within(date.day, time.precision >= 11, 31)
        });
        if !whole {
            return Err(self.refusal(place, &time.text, Reason::Time));
        }
        let text = if normalise { normalised(time).text } else { time.text.clone() };
        Ok(format!("{text}/{}{}", time.precision, if time.julian { "/J" } else { "" }))
    }

    /// `10`, `10~1`, and in version 3 also `10[8,11]`.
    fn quantity(self, place: Place<'_>, amount: &str, bounds: Option<&(String, String)>) -> Result<String, Unwritable> {
        let written = self.amount(place, amount)?;
        let Some((low, high)) = bounds else { return Ok(written.to_owned()) };
        let (lower, upper) = (self.amount(place, low)?, self.amount(place, high)?);
        let refused = || self.refusal(place, &format!("{written}[{lower},{upper}]"), Reason::Bounds);
        let (Some(middle), Some(bottom), Some(top)) = (Decimal::of(written), Decimal::of(lower), Decimal::of(upper))
        else {
            return Err(refused());
        };
        match deviation(middle, bottom, top) {
            // Version 3 writes a zero of more decimal places with an exponent.
            Some(deviation)
                if calculated(middle, deviation, bottom, top)
                    && (self.dialect != Dialect::Version3 || middle.scale <= 6) =>
            {
                Ok(format!("{written}~{deviation}"))
            }
            // Only version 3 can express the bounds themselves.
            _ if self.dialect == Dialect::Version3 => Ok(format!("{written}[{lower},{upper}]")),
            _ => Err(refused()),
        }
    }

    /// A decimal number without a plus sign.
    fn amount<'a>(self, place: Place<'_>, amount: &'a str) -> Result<&'a str, Unwritable> {
        let written = amount.strip_prefix('+').unwrap_or(amount);
        let unsigned = written.strip_prefix('-').unwrap_or(written);
        let (whole, fraction) = unsigned.split_once('.').map_or((unsigned, None), |(w, f)| (w, Some(f)));
        let number = digits(whole) && fraction.is_none_or(digits) && (whole == "0" || !whole.starts_with('0'));
        let nought = unsigned.bytes().all(|b| matches!(b, b'0' | b'.'));
        // Version 3 gives a negative zero two signs, and writes what is very small with an exponent.
        let small = self.dialect == Dialect::Version3
            && whole == "0"
            && fraction.is_some_and(|fraction| {
                let noughts = fraction.len() - fraction.trim_start_matches('0').len();
                noughts > if nought { 6 } else { 5 }
            });
        if number && !(nought && written.starts_with('-')) && !small {
            Ok(written)
        } else {
            Err(self.refusal(place, amount, Reason::Number))
        }
    }

    /// A latitude or longitude.
    fn degrees<'a>(self, place: Place<'_>, degrees: &'a str) -> Result<&'a str, Unwritable> {
        if Decimal::of(degrees).is_some() { Ok(degrees) } else { Err(self.refusal(place, degrees, Reason::Number)) }
    }

    /// What says version 3 the globe.
    fn globe(self, place: Place<'_>, globe: &str) -> Result<String, Unwritable> {
        match number_of(globe, 'Q') {
            None => Err(self.refusal(place, globe, Reason::Id)),
            Some(_) if globe == EARTH => Ok(String::new()),
            Some(number) if self.dialect == Dialect::Version3 => Ok(format!("/G{number}")),
            Some(_) => Err(self.refusal(place, globe, Reason::Globe)),
        }
    }

    /// What says version 3 the precision of a place. The usual one is not stated: its older versions know no other, and
    /// version 2 never does.
    fn precision(self, place: Place<'_>, precision: &str) -> Result<String, Unwritable> {
        let Ok(number) = precision.parse::<f64>() else {
            return Err(self.refusal(place, precision, Reason::Number));
        };
        let near = |other: f64| (number / other - 1.0).abs() < 1e-9;
        if near(USUAL_PRECISION) {
            return Ok(String::new());
        }
        match PRECISIONS.iter().find(|&&(known, _)| near(known)) {
            Some((_, name)) if self.dialect == Dialect::Version3 => Ok(format!("/{name}")),
            _ => Err(self.refusal(place, precision, Reason::GlobePrecision)),
        }
    }
}

/// A value for a refusal.
pub(super) fn shown(content: &Content) -> String {
    match content {
        Content::SomeValue => "somevalue".to_owned(),
        Content::NoValue => "novalue".to_owned(),
        Content::Value(
            DataValue::Entity(text)
            | DataValue::Text(text)
            | DataValue::Monolingual { text, .. }
            | DataValue::Time(Time { text, .. }),
        ) => text.clone(),
        Content::Value(DataValue::Quantity { amount, .. }) => amount.clone(),
        Content::Value(DataValue::Globe { latitude, longitude, .. }) => format!("{latitude}/{longitude}"),
    }
}
