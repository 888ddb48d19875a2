"""The catalogue: what is measured, as reviewed data.

`models` says what a catalogue file may contain, `read` turns YAML into models and names file, line and field of a
fault, `selectors` turns a recipe into explicit series of a source, `schema` exports the models for editors. Nothing
here computes a figure or knows the warehouse.
"""
