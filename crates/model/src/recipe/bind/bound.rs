//! A recipe bound to a table: its columns, its rules, and what its names mean.

use super::plan::Ref;
use super::rule::Rule;
use crate::origin::Origin;
use crate::recipe::column::Habits;
use crate::recipe::read::{Recipe, SPELL, Wide};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The columns of a table of years.
#[derive(Debug, Clone)]
pub(crate) struct BoundYears {
    pub year: usize,
    pub of: Vec<usize>,
    pub gaps_are_absent: bool,
}

/// A recipe bound to a table.
#[derive(Debug, Clone)]
pub struct Bound {
    pub(crate) recipe: Recipe,
    /// How many columns the table has. Cells are numbered by their columns; after them come the heading and the cell of
    /// a wide table, and the time of a spell.
    pub(crate) width: usize,
    /// The cells that each column of the recipe is read from.
    pub(crate) columns: Vec<Vec<usize>>,
    /// Those, and the cells that its translations lead to.
    pub(super) reaches: Vec<Vec<usize>>,
    /// The columns of which each cell is a reading, with their headings.
    pub(crate) wide: Option<Vec<(usize, String)>>,
    pub(crate) years: Option<BoundYears>,
    pub(crate) rules: Vec<Rule>,
    /// How the table's cells are read.
    pub(in crate::recipe) habits: Habits,
    /// What rules read that may be unreadable, and whether a number is wanted there.
    pub(crate) checks: Vec<(Ref, bool)>,
    /// How many conditions there are.
    pub(crate) conditions: usize,
}

impl Bound {
    /// How many readings a row is.
    #[must_use]
    pub fn readings_of_row(&self) -> u64 {
        (self.rules.len() * self.wide.as_ref().map_or(1, Vec::len)) as u64
    }

    pub(crate) fn wide_heading(&self) -> usize {
        self.width
    }

    pub(crate) fn wide_cell(&self) -> usize {
        self.width + 1
    }

    pub(crate) fn spell(&self) -> usize {
        self.width + 2
    }

    /// What a name in a placeholder means.
    pub(crate) fn name(&self, name: &str, headings: &[String]) -> Option<Ref> {
        if let Some(at) = self.recipe.columns.iter().position(|column| column.name == name) {
            return Some(Ref::Column(at));
        }
        if let Some(Wide { heading, cell, .. }) = &self.recipe.wide {
            if name == heading {
                return Some(Ref::Slot(self.wide_heading()));
            }
            if name == cell {
                return Some(Ref::Slot(self.wide_cell()));
            }
        }
        if self.recipe.years.is_some() && name == SPELL {
            return Some(Ref::Slot(self.spell()));
        }
        headings.iter().position(|heading| heading == name).map(Ref::Slot)
    }

    /// What to write where cells of a column look as those do that mean what is missing, in the order in which they
    /// were met.
    #[must_use]
    pub fn missing_codes(&self, slot: usize, codes: &BTreeMap<String, Origin>) -> String {
        let mut codes: Vec<(&str, Origin)> = codes.iter().map(|(code, first)| (code.as_str(), *first)).collect();
        codes.sort_by_key(|(code, first)| (*first, *code));
        let plain = |code: &str| {
            let word = code.strip_prefix('-').unwrap_or(code);
            !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric()) && !code.eq_ignore_ascii_case("null")
        };
        let written = |code: &str| if plain(code) { code.to_owned() } else { format!("\"{code}\"") };
        let list: Vec<String> = codes.iter().map(|(code, _)| written(code)).collect();
        let column =
            self.columns.iter().position(|slots| slots.contains(&slot)).map(|at| &self.recipe.columns[at].name);
        let place = column.map_or("under `table`".to_owned(), |name| format!("for the column `{name}`"));
        format!("if this means a missing value, say so in the recipe: `missing: [{}]` {place}", list.join(", "))
    }

    /// The name by which a recipe knows a cell: that of its own column for it, where there is one, since a heading means
    /// the cell as it is.
    pub(crate) fn name_of<'b>(&'b self, slot: usize, headings: &'b [String]) -> Cow<'b, str> {
        let own = self.columns.iter().position(|slots| slots.contains(&slot)).map(|at| &self.recipe.columns[at].name);
        let of_wide = self.recipe.wide.as_ref().and_then(|wide| match slot {
            slot if slot == self.wide_heading() => Some(&wide.heading),
            slot if slot == self.wide_cell() => Some(&wide.cell),
            _ => None,
        });
        let name = own.or(of_wide).or(headings.get(slot)).map_or("column", String::as_str);
        let is_plain = name.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.'));
        if is_plain { Cow::Borrowed(name) } else { Cow::Owned(format!("{name:?}")) }
    }

    /// The cells that a name means.
    pub(crate) fn cells(&self, of: Ref) -> &[usize] {
        match of {
            Ref::Slot(_) => &[],
            Ref::Column(at) => &self.reaches[at],
        }
    }

    /// The cells that a name is read from, without those of its translations.
    pub(crate) fn own_cells(&self, of: Ref) -> Vec<usize> {
        match of {
            Ref::Slot(slot) => vec![slot],
            Ref::Column(at) => self.columns[at].clone(),
        }
    }

    /// Whether the recipe says that an empty cell is missing.
    pub(crate) fn may_be_empty(&self, of: Ref) -> bool {
        let own = match of {
            Ref::Slot(_) => None,
            Ref::Column(at) => self.recipe.columns[at].missing.as_ref(),
        };
        own.unwrap_or(&self.habits.missing).iter().any(String::is_empty)
    }

    /// The first cell that a name means.
    pub(super) fn first_cell(&self, of: Ref) -> usize {
        match of {
            Ref::Slot(slot) => slot,
            Ref::Column(at) => self.columns[at].first().copied().unwrap_or_default(),
        }
    }

    /// The places of these among [`Bound::checks`], to which they are added.
    pub(super) fn checked(&mut self, found: Vec<(Ref, bool)>) -> Vec<usize> {
        let mut places = Vec::with_capacity(found.len());
        for check in found {
            let at = self.checks.iter().position(|known| *known == check).unwrap_or_else(|| {
                self.checks.push(check);
                self.checks.len() - 1
            });
            places.push(at);
        }
        places.sort_unstable();
        places.dedup();
        places
    }
}
