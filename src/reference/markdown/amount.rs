//! Times and units, as they are written.

use std::collections::BTreeMap;

use oxigraph::model::Term;

use super::writer::{Writer, cell};
use chancery_model::schema::{ConceptId, Key, ValueType};
use chancery_model::vocab::std_terms as t;
use chancery_values::amount::is_currency_sign;

impl<'a> Writer<'a> {
    pub(super) fn times(&mut self) {
        self.heading(2, "Times");
        let Some(kind) = self.schema.time_kind() else { return };
        self.paragraph(&kind.help);
        if let Some(example) = &kind.example {
            self.paragraph(&format!("```yaml\nduring: {example}\n```"));
        }
        let keys: Vec<&Key> = kind.keys.iter().collect();
        self.table(&keys);
        self.paragraph(
            "In EDTF, you write a year as `1993`, a month `2006-10`, a day `2006-10-17`, an interval `2006-10-17/2006-10-18`, what lasts \
             `1993/..`, an end alone `../2015`, what is approximate `2011~` or uncertain `2011?`, and digits that are not \
             known `XXXX-07`. A bound may be a month or a year: its first or last day is meant.",
        );
    }

    /// Units of measure: those with a definition in a table, the others in a paragraph.
    pub(super) fn units(&mut self) {
        self.heading(2, "Units");
        let mut all: Vec<ConceptId> = Vec::new();
        for key in self.schema.kinds().flat_map(|kind| &kind.keys) {
            if let ValueType::Quantity { default_unit, units } = &key.value {
                all.extend(default_unit.iter().chain(units));
            }
        }
        all.sort_unstable();
        all.dedup();
        let (named, others): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|id| !self.terms.definition(self.schema.concept(*id)).is_empty());
        if !named.is_empty() {
            self.line("| unit | also | meaning |");
            self.line("|---|---|---|");
            for id in named {
                let concept = self.schema.concept(id);
                self.line(&format!(
                    "| `{}` | {} | {} |",
                    self.unit(id),
                    cell(&self.terms.other_forms(concept).join(", ")),
                    cell(self.terms.definition(concept))
                ));
            }
            self.line("");
        }
        if !others.is_empty() {
            let each = |id: &ConceptId| format!("`{}` {}", self.unit(*id), self.schema.concept(*id).label);
            let list = others.iter().map(each).collect::<Vec<_>>().join(", ");
            self.paragraph(&format!("Written by code or by name: {list}."));
            self.signs(&others);
        }
    }

    /// The signs of moneys, each with the units that it may mean.
    fn signs(&mut self, units: &[ConceptId]) {
        let mut signs: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for id in units {
            for name in self.terms.ontology.objects(&self.schema.concept(*id).iri, t::SKOS_ALT_LABEL) {
                if let Term::Literal(name) = name
                    && name.value().ends_with(is_currency_sign)
                {
                    signs.entry(name.value()).or_default().push(format!("`{}`", self.unit(*id)));
                }
            }
        }
        let (one, several): (Vec<_>, Vec<_>) = signs.into_iter().partition(|(_, units)| units.len() == 1);
        let one: Vec<String> = one.iter().map(|(sign, units)| format!("`{sign}` {}", units.join(", "))).collect();
        let several: Vec<String> = several.iter().map(|(sign, _)| format!("`{sign}`")).collect();
        let mut told = format!("Signs: {}.", one.join(", "));
        if !several.is_empty() {
            told.push_str(&format!(
                " Sign of several currencies, so the program reports the ambiguity: {}.",
                several.join(", ")
            ));
        }
        self.paragraph(&told);
    }
}
