"""The OWL 2 RL closure of a graph, for both scripts."""

import owlrl
from rdflib import OWL, RDF, URIRef
from rdflib.collection import Collection

ERROR = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")


def closure(graph):
    """The OWL 2 RL closure with the contradictions it meets, those of disjoint lists among them."""
    # owlrl reads pairs; the lists of disjoint classes are written out for it.
    for axiom in list(graph.subjects(RDF.type, OWL.AllDisjointClasses)):
        members = list(Collection(graph, graph.value(axiom, OWL.members)))
        for one in members:
            for other in members:
                if one != other:
                    graph.add((one, OWL.disjointWith, other))
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(graph)
    return sorted({str(e) for e in graph.objects(None, ERROR)})
