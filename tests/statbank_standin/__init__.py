"""A stand-in for Statistics Denmark's StatBank that speaks its protocol over real HTTP, on this machine only.

Belongs here: the protocol as recorded, tables of national size whose figures are INVENTED (see tables.yml), faults to
order, and a few recorded answers. Does not belong here: anything a user of Seksby runs; tests and the benchmark only.

    with StandIn() as standin:
        standin.fault("REGK31", "429", times=2)
        ... SEKSBY_STATBANK_URL=standin.url ...
        standin.requests
"""

from tests.statbank_standin.server import StandIn

__all__ = ["StandIn"]
