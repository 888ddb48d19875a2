"""A running stand-in StatBank and a client that neither waits nor uses a proxy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import stamina

from pipelines.sources.http import Service
from pipelines.sources.statbank import client
from seksby.settings import Endpoint
from tests.statbank_standin import StandIn


@pytest.fixture
def without_waits() -> Iterator[None]:
    with stamina.set_testing(True, attempts=4, cap=True):  # the same attempts
        yield


@pytest.fixture
def standin(monkeypatch: pytest.MonkeyPatch, without_waits: None) -> Iterator[StandIn]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with StandIn() as running:
        yield running


@pytest.fixture
def bank(standin: StandIn) -> Iterator[Service]:
    with client.connect(Endpoint(standin.url, interval=0)) as connected:
        yield connected
