"""What a catalogue file may contain: one module per subject.

Belongs here: the pydantic models, one per kind of file, and rules that one file can break on its own. Does not belong
here: reading YAML (`read`), rules that need a source's own description (`selectors`), or anything computed.
"""
