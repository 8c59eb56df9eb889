//! A date's text that has been understood.

use std::fmt;
use std::str::FromStr;

use super::bounds::Bounds;
use super::date::Date;
use super::error::EdtfError;
use super::expression::Form;
use super::{parse, remedy};

/// A text of the Extended Date/Time Format, levels 0 to 2 (ISO 8601-2:2019; Library of Congress, 2019).
///
/// Two values are equal where their texts are: `2004-06~` and `~2004-~06` mean the same and are different texts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Edtf {
    text: String,
    pub(super) form: Form,
    level: u8,
}

/// Whether a text of EDTF means more than its bounds: it is approximate or uncertain, or has digits that are not specified.
#[must_use]
pub fn is_vague(text: &str) -> bool {
    text.contains(['~', '?', '%', 'X'])
}

impl Edtf {
    /// Reads a text of level 0, 1 or 2.
    ///
    /// | level | what | clause (Library of Congress, 2019) |
    /// |---|---|---|
    /// | 0 | `1985`, `1985-04`, `1985-04-12` | L0 Date |
    /// | 0 | `1985-04-12T23:20:30`, `…Z`, `…-04`, `…+04:30` | L0 Date and Time |
    /// | 0 | `1964/2008`, `2004-02-01/2005` | L0 Time Interval |
    /// | 1 | `Y170000002`, `Y-170000002` | L1 Letter-prefixed calendar year |
    /// | 1 | `2001-21` to `2001-24` | L1 Seasons |
    /// | 1 | `1984?`, `2004-06~`, `2004-06-11%` | L1 Qualification of a date (complete) |
    /// | 1 | `201X`, `20XX`, `2004-XX`, `1985-04-XX`, `1985-XX-XX` | L1 Unspecified digits from the right |
    /// | 1 | `1985/..`, `../1985`, `1985/`, `/1985`, `1984?/2004%` | L1 Extended interval |
    /// | 1 | `-1985` | L1 Negative calendar year |
    /// | 2 | `Y-17E7` | L2 Exponential year |
    /// | 2 | `1950S2`, `Y171010000S3`, `Y3388E2S3` | L2 Significant digits |
    /// | 2 | `2001-25` to `2001-41` | L2 Sub-year groupings |
    /// | 2 | `[1667,1668,1670..1672]`, `{..1984}` | L2 Set representation |
    /// | 2 | `2004-06~-11`, `?2004-06-~11` | L2 Qualification |
    /// | 2 | `156X-12-25`, `XXXX-12-XX`, `1XXX-XX`, `1984-1X` | L2 Unspecified digit |
    /// | 2 | `2004-06-XX/2004-07-03` | L2 Interval |
    ///
    /// White space around the text and around the commas of a set is dropped; everything else is kept as it is.
    /// `/` alone says nothing and is refused. A time of day is complete to the second and is in no interval or set.
    ///
    /// # Errors
    ///
    /// [`EdtfError`] with the place in the text as given, and a remedy: `17.10.2006` is stated to be `2006-10-17`.
    pub fn parse(text: &str) -> Result<Self, EdtfError> {
        let (form, level) = parse::read(text).map_err(|fault| remedy::explain(text, fault))?;
        let trimmed = text.trim();
        let text = match form {
            Form::Set(..) => trimmed.chars().filter(|c| !c.is_whitespace()).collect(),
            _ => trimmed.to_owned(),
        };
        Ok(Self { text, form, level })
    }

    /// The text as EDTF has it: what was given, without the white space around it (and, in a set, within it).
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The lowest level of EDTF that knows this text: 0, 1 or 2.
    ///
    /// Within an interval the Library of Congress gives level 1 only to open and unknown ends, to dates qualified as a
    /// whole and to negative years; unspecified digits there are its level 2, and so are, since it names them at no
    /// lower level, seasons and `Y` years.
    #[must_use]
    pub fn level(&self) -> u8 {
        self.level
    }

    /// The precision of the text in Wikidata's numbers: 7 century, 8 decade, 9 year, 10 month, 11 day.
    ///
    /// It is the precision as written: `2011~` is 9. A season or quarter is 9, there is no nearer number; `2004-XX`
    /// is 9, `156X-12-25` is 8. `None` where no number fits: `XXXX-07`, `1XXX`, `../..`. Of an interval or set it is
    /// that of the coarsest date in it.
    #[must_use]
    pub fn precision(&self) -> Option<u8> {
        self.form.points().into_iter().map(|point| point.precision()).min().flatten()
    }

    /// Whether the text fixes the begin or the end to one year: whether both bounds of that end are known and are in
    /// the same year. `1993/..` does, `2011~`, `XXXX-07`, `201X` and `[..1918]` do not.
    #[must_use]
    pub fn dated_to_year(&self) -> bool {
        let bounds = self.bounds();
        let same = |earliest: Option<Date>, latest: Option<Date>| {
            earliest.zip(latest).is_some_and(|(earliest, latest)| earliest.year() == latest.year())
        };
        same(bounds.begin_earliest, bounds.begin_latest) || same(bounds.end_earliest, bounds.end_latest)
    }

    /// The first and the last year that the digits of each date in it allow, without regard to qualification. A date that
    /// says nothing of its year (`XXXX-07`) has none.
    pub fn years(&self) -> impl Iterator<Item = (i32, i32)> {
        self.form.points().into_iter().filter(|point| !point.year.is_unstated()).map(|point| point.year.span())
    }

    /// A name for one segment of an IRI, different for every text.
    ///
    /// The slash of an interval becomes `..`, an open end `open`, an unknown end `unknown`; every character outside
    /// *iunreserved* (RFC 3987, 2.2) is percent-encoded. `2006-10-17/2006-10-18` is `2006-10-17..2006-10-18`, `1993/..`
    /// is `1993..open`, `1984?` is `1984%3F`. (A `..` within a set stays; a set's name begins with `%5B` or `%7B`,
    /// which no interval's does.)
    #[must_use]
    pub fn iri_name(&self) -> String {
        let Form::Interval(..) = self.form else {
            return encode(&self.text);
        };
        let name = |end: &str| match end {
            "" => "unknown".to_owned(),
            ".." => "open".to_owned(),
            date => encode(date),
        };
        let (begin, end) = self.text.split_once('/').unwrap_or((&self.text, ""));
        format!("{}..{}", name(begin), name(end))
    }

    /// The four bounds that follow from the text alone, inclusive.
    ///
    /// | text | begin | end | because |
    /// |---|---|---|---|
    /// | `2006-10-17` | that day | that day | a day is the finest we mention |
    /// | `2006-10-17T23:20:30-04` | that day | that day | the day as written, in its own zone: a fact's day is that of its place |
    /// | `1993` | in the year | in the year | it happened within the year, not all through it |
    /// | `201X`, `156X-12-25`, `1984-1X` | first to last day that the digits allow | the same | each `X` is any digit that makes a day |
    /// | `XXXX-07` | – | – | nothing is said of the year |
    /// | `2001-21` … `2001-32` | in the year | in the year | a season's months differ by hemisphere and by reckoning; ISO 8601-2 groups them within the year |
    /// | `2001-33` … `2001-41` | in its months | in its months | quarters, thirds and halves of the year are fixed |
    /// | `1950S2` | 1900 to 1999 | the same | only two digits are significant; the estimate itself proves nothing |
    /// | `2011~`, `2011?`, `2011%` | – | – | a qualified date proves nothing |
    /// | `2004-06-~11` | in 2004-06 | the same | what is left of the first qualified part is known; what is right of it is not relied on |
    /// | `1993/1995` | in 1993 | in 1995 | each end as that date by itself |
    /// | `1993/..`, `1993/` | in 1993 | – | an open or unknown end proves nothing, not even that it is after the begin's year |
    /// | `[1667,1670..1672]` | 1667 to 1672 | the same | it is one of them: the hull |
    /// | `{1667,1670..1672}` | 1667 to 1672 | the same | the hull too: there may be gaps, so no day within is certain |
    /// | `[..1918]` | not after 1918 | not after 1918 | |
    #[must_use]
    pub fn bounds(&self) -> Bounds {
        self.form.bounds()
    }

    /// The bounds by which names are looked up. They are not proof: a date that is qualified (`1905~`, `1905?`) is
    /// taken for the years about it, and what goes on (`1991/..`) or has been so always (`../1991`) reaches beyond
    /// every day that is known, so that a name which passed from one entity to the next in that time is ambiguous.
    #[must_use]
    pub fn reach(&self) -> Bounds {
        self.form.reach()
    }

    /// The text in readable English: `17–18 October 2006`, `since 1993`, `until 2015`, `about 2011`,
    /// `July of an unstated year`. For reading only: two texts may have the same label.
    #[must_use]
    pub fn label_en(&self) -> String {
        self.form.label()
    }

    /// The text as it reads in a sentence on what happened then: `in May 1975`, `on 17 October 2006`,
    /// `from 17 to 18 October 2006`, `since 1993`, `about 2011`.
    #[must_use]
    pub fn when_en(&self) -> String {
        self.form.when()
    }
}

fn encode(text: &str) -> String {
    use fmt::Write as _;
    let mut name = String::with_capacity(text.len() + 8);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            name.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(name, "%{byte:02X}");
        }
    }
    name
}

impl fmt::Display for Edtf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl AsRef<str> for Edtf {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl FromStr for Edtf {
    type Err = EdtfError;

    /// See [`Edtf::parse`].
    fn from_str(text: &str) -> Result<Self, EdtfError> {
        Self::parse(text)
    }
}
