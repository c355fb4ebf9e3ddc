"""From what the documents say to RDF: IRIs, the terms of the ontology, and the triples."""
