"""Files that an analyst drops: read cell by cell, checked as a whole, stored in the common form.

Belongs here: file formats and their rules (`files`, `contracts`, `noegletal`), what may not be shown (`disclosure`),
the common form (`normal`) and the way from inbox to snapshot (`deliveries`). Does not belong here: services that are
asked over the network (`statbank`, `openapi`), or what a figure is used for.
"""
