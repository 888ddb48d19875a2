"""The catalogue: what is measured, as reviewed data.

`models` says what a catalogue file may contain, `read` turns YAML into models, `crosscheck` holds the files against
each other, `faults` names file, line and field of what is wrong, `selectors` turns a recipe into explicit series of a
source (`controls` and `corrections` do so for theirs), `schema` exports the models for editors. Nothing here computes a
figure or knows the warehouse.
"""
