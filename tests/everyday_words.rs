//! The everyday words of the ontology (`skos:hiddenLabel`): each leads to the kind or the key that it is written for.

use chancery::diagnostic::Diagnostics;
use chancery::facts::words::{for_key, for_kind};
use chancery::origin::Files;
use chancery::pipeline::{Options, load_schema};
use chancery::schema::Kind;

/// A word is proposed only where it is no name itself; and each leads to what it stands at.
#[test]
fn each_word_of_the_ontology_leads_to_its_kind_or_key() {
    let mut diagnostics = Diagnostics::new();
    let loaded = load_schema(&Options::default(), &Files::new(), &mut diagnostics).unwrap();
    let schema = &loaded.schema;
    let mut words = 0;
    for kind in schema.kinds() {
        for word in &kind.words {
            words += 1;
            let offers = for_kind(schema, word, &|one: &Kind| one.role == kind.role, &[]);
            assert!(offers[0].contains(&format!("`{}`", kind.key)), "{word}: {offers:?}");
        }
        for key in &kind.keys {
            for word in &key.words {
                words += 1;
                // Where an inherited key is called so, the kind may have a key of that very name.
                if kind.key(word).is_some() {
                    continue;
                }
                let offers = for_key(schema, kind, word);
                assert!(offers[0].contains(&format!("`{}`", key.key)), "{} {word}: {offers:?}", kind.key);
            }
        }
    }
    assert!(words > 200, "{words}");
}
