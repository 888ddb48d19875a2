"""Errors for readers: all four parts arrive, from wherever they come."""

from __future__ import annotations

import pickle

from seksby.errors import PageError


def test_an_error_of_another_process_arrives_with_all_its_parts() -> None:
    error = PageError("a fault", where="side.md:3", expected="none", remedy="mend it")
    arrived = pickle.loads(pickle.dumps(error))
    assert type(arrived) is PageError
    assert (str(arrived), arrived.as_dict()) == (str(error), error.as_dict())
