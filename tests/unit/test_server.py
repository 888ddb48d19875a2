"""`seksby serve` over real HTTP: the files of the release and nothing else, with headers that are right together."""

from __future__ import annotations

import gzip
import re
import signal
import socket
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from pipelines.commands.serving import guarding
from pipelines.commands.serving.server import address, listen, site_app
from seksby.errors import ServeError
from tests.support import HANG_S, PROJECT, SEKSBY
from tests.support.serving import served

SECRET = b"not for readers"
CSP = "default-src 'none'; script-src 'sha256-AbC+/=' ; style-src 'self'"
PAGE = f"""<!doctype html>
<html lang="da"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{CSP.replace("'", "&#39;")}">
<title>Folkeskole</title></head><body><p>{"Trivsel og fravær. " * 100}</p></body></html>
"""
FILES = {
    "index.html": "release one",
    "randers/index.html": PAGE,
    "randers/fravær.csv": "kommune;år;værdi\n" + "Randers;2024;5,2\n" * 60,
    "randers/notat.xlsx": "PART " * 200,
    "randers/nyt.txt": "Nyt om Randers",
    "randers/del.png": "PNG",
    "randers/skole/karakterer.svg": "<svg/>",
    "alle-tal.xlsx": "PK" * 400,
    "assets/seksby.css": "a{} " * 200,
    "assets/vega.3f2a91bc.js": "let a; " * 200,
    "assets/figures/school-cost.3f2a91bc.js": "let b; ",
    "assets/icon-20250101.svg": "<svg/>",
    "assets/page.12345678.js": "a date or a number is no hash",
    "assets/unknown.bin": "?",
}


def publish(data_dir: Path, name: str, files: dict[str, str]) -> None:
    """A release folder, and the link `current` switched to it in one step."""
    for place, text in files.items():
        file = data_dir / "releases" / name / "site" / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    (data_dir / "releases" / name / "manifest.json").write_bytes(SECRET)
    link = data_dir / "new"
    link.symlink_to(Path("releases") / name)
    link.replace(data_dir / "current")


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    publish(folder, "one", FILES)
    site = folder / "current" / "site"
    (site / "leak.html").symlink_to("../manifest.json")
    (site / "leaks").symlink_to("..")
    (site / "..manifest").write_text("a name that only begins with dots")
    (site / "a\\b").write_text("a name that is two folders elsewhere")
    return folder


@pytest.fixture(scope="module")
def url(data_dir: Path) -> Iterator[str]:
    with served(data_dir / "current" / "site") as started:
        yield started


@pytest.fixture(scope="module")
def client(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, headers={"accept-encoding": "identity"}) as made:
        yield made


def raw(url: str, target: bytes, method: bytes = b"GET", headers: bytes = b"") -> tuple[int, bytes, bytes]:
    """Status, head and body of a request whose target is sent as it stands: httpx would tidy it."""
    with socket.create_connection((urlsplit(url).hostname, urlsplit(url).port), timeout=HANG_S) as connection:
        connection.sendall(
            method + b" " + target + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + headers + b"\r\n"
        )
        answer = b"".join(iter(lambda: connection.recv(1 << 16), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split(b" ", 2)[1]), head, body


def test_a_new_release_is_shown_at_the_next_request_even_to_a_reader_who_has_the_old_one(tmp_path: Path) -> None:
    publish(tmp_path, "one", {"index.html": "release one", "a.csv": "the same"})
    with served(tmp_path / "current" / "site") as url:
        first = httpx.get(url)
        figures = httpx.get(f"{url}a.csv")
        publish(tmp_path, "two", {"index.html": "release two", "a.csv": "the same"})
        known = httpx.get(url, headers={"if-none-match": first.headers["etag"]})
        same = httpx.get(f"{url}a.csv", headers={"if-none-match": figures.headers["etag"]})
    assert (first.text, known.text) == ("release one", "release two")
    assert same.status_code == 304  # what did not change from one release to the next is not sent again


@pytest.mark.parametrize(
    ("path", "kind", "cached"),
    [
        ("", "text/html; charset=utf-8", "no-cache"),
        ("randers/", "text/html; charset=utf-8", "no-cache"),
        ("randers/frav%C3%A6r.csv", "text/csv; charset=utf-8", "no-cache"),
        ("randers/nyt.txt", "text/plain; charset=utf-8", "no-cache"),
        ("randers/del.png", "image/png", "no-cache"),
        ("randers/skole/karakterer.svg", "image/svg+xml", "no-cache"),
        ("alle-tal.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "no-cache"),
        ("assets/seksby.css", "text/css; charset=utf-8", "no-cache"),
        ("assets/vega.3f2a91bc.js", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"),
        (
            "assets/figures/school-cost.3f2a91bc.js",
            "text/javascript; charset=utf-8",
            "public, max-age=31536000, immutable",
        ),
        ("assets/page.12345678.js", "text/javascript; charset=utf-8", "no-cache"),
        ("assets/icon-20250101.svg", "image/svg+xml", "public, max-age=3600"),
        ("assets/unknown.bin", "application/octet-stream", "no-cache"),
    ],
)
def test_each_kind_of_file_says_what_it_is_and_how_long_it_may_be_kept(
    client: httpx.Client, path: str, kind: str, cached: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert (answer.headers["content-type"], answer.headers["cache-control"]) == (kind, cached)


def test_the_documented_web_servers_keep_for_a_year_what_this_one_does(client: httpx.Client) -> None:
    documented = (PROJECT / "docs" / "hosting.md").read_text(encoding="utf-8")
    nginx = re.search(r'"~(/assets/\S+)"', documented)
    apache = re.search(r'<FilesMatch "(\S+)">', documented)
    assert nginx
    assert apache
    kept = {path for path in FILES if "immutable" in client.get(path).headers["cache-control"]}
    assert kept == {"assets/vega.3f2a91bc.js", "assets/figures/school-cost.3f2a91bc.js"}
    assert {path for path in FILES if re.search(nginx[1], f"/noegletal/{path}")} == kept
    below = {path: path.rpartition("/")[2] for path in FILES if path.startswith("assets/")}
    assert {path for path, name in below.items() if re.search(apache[1], name)} == kept


def test_only_pictures_of_figures_may_stand_in_pages_of_other_sites(client: httpx.Client) -> None:
    documented = (PROJECT / "docs" / "hosting.md").read_text(encoding="utf-8")
    (nginx,) = re.findall(r'"~(\S+)"  "cross-origin"', documented)
    shown = {path for path in FILES if client.get(path).headers["cross-origin-resource-policy"] == "cross-origin"}
    assert shown == {"randers/skole/karakterer.svg", "randers/del.png"}
    assert {path for path in FILES if re.search(nginx, path) and not path.startswith("assets/")} == shown
    (written,) = re.findall(r"(?s)<rewrite>.*?</rewrite>", documented)
    (rule,) = ET.fromstring(written).iter("rule")
    conditions = [(each.attrib["pattern"], each.get("negate") == "true") for each in rule.iter("add")]
    assert rule.find("match[@serverVariable='RESPONSE_Cross_Origin_Resource_Policy']") is not None
    assert rule.find("action[@type='Rewrite'][@value='cross-origin']") is not None
    iis = {p for p in FILES if all(bool(re.search(said, f"/noegletal/{p}")) != negated for said, negated in conditions)}
    assert iis == shown


def test_the_documented_configuration_of_iis_can_be_read_and_says_what_this_server_says(client: httpx.Client) -> None:
    documented = (PROJECT / "docs" / "hosting.md").read_text(encoding="utf-8")
    (written,) = re.findall(r"(?s)```xml\n(<configuration>.*?)```", documented)
    (listed,) = ET.fromstring(written).iter("customHeaders")
    headers = {each.attrib["name"]: each.attrib["value"] for each in listed.iter("add")}
    # It names fewer of a page's devices than this server does.
    asked = headers.pop("Permissions-Policy").split(", ")
    said = client.get("randers/").headers
    assert len(headers) == 5
    # A page has its own policy before what is said of frames.
    assert all(said[name].split("; ")[-1] == value for name, value in headers.items())
    assert set(asked) <= set(said["Permissions-Policy"].split(", "))


@pytest.mark.parametrize("path", ["randers/", "randers/frav%C3%A6r.csv", "randers/notat.xlsx", "assets/seksby.css"])
def test_compressed_and_plain_are_the_same_text_with_an_etag_each(client: httpx.Client, path: str) -> None:
    plain, packed = client.get(path), client.get(path, headers={"accept-encoding": "br, gzip;q=0.5"})
    assert packed.content == plain.content
    assert "content-encoding" not in plain.headers
    if path.endswith("xlsx"):
        assert "content-encoding" not in packed.headers
        assert packed.headers["etag"] == plain.headers["etag"]
    else:
        assert packed.headers["content-encoding"] == "gzip"
        assert int(packed.headers["content-length"]) < len(plain.content) / 2
        assert packed.headers["etag"] != plain.headers["etag"]
    assert plain.headers["vary"] == packed.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [("gzip", True), ("*", True), ("GZIP", True), ("gzip;q=0", False), ("gzip; q=0.000, *", False), ("br", False)],
)
def test_compression_is_what_the_reader_asks_for(client: httpx.Client, accepted: str, packed: bool) -> None:
    assert ("content-encoding" in client.get("randers/", headers={"accept-encoding": accepted}).headers) == packed


@pytest.mark.parametrize("headers", [{}, {"accept-encoding": "gzip"}])
@pytest.mark.parametrize("path", ["randers/", "randers/notat.xlsx", "randers", "nowhere"])
def test_head_says_what_get_would_and_sends_nothing(client: httpx.Client, path: str, headers: dict[str, str]) -> None:
    got, head = client.get(path, headers=headers), client.head(path, headers=headers)
    ignored = {"date"}
    assert head.status_code == got.status_code
    assert {k: v for k, v in head.headers.items() if k not in ignored} == {
        k: v for k, v in got.headers.items() if k not in ignored
    }
    assert head.content == b""


@pytest.mark.parametrize("accepted", ["identity", "gzip"])
def test_what_the_reader_has_already_is_not_sent_again(client: httpx.Client, accepted: str) -> None:
    first = client.get("randers/", headers={"accept-encoding": accepted})
    etag, changed = first.headers["etag"], first.headers["last-modified"]
    for known in (
        {"if-none-match": etag},
        {"if-none-match": f'"other", W/{etag}'},
        {"if-none-match": "*"},
        {"if-modified-since": changed},
    ):
        answer = client.get("randers/", headers={"accept-encoding": accepted, **known})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == etag
        assert answer.headers["vary"] == "Accept-Encoding"
        assert answer.headers["cache-control"] == "no-cache"
    before = "Mon, 01 Jan 2001 00:00:00 GMT"
    assert parsedate_to_datetime(before) < parsedate_to_datetime(changed)
    for unknown in (
        {"if-none-match": '"other"', "if-modified-since": changed},  # the ETag alone decides where there is one
        {"if-modified-since": before},
        {"if-modified-since": "yesterday"},
    ):
        assert client.get("randers/", headers={"accept-encoding": accepted, **unknown}).status_code == 200


def test_the_etag_of_one_encoding_does_not_answer_for_the_other(client: httpx.Client) -> None:
    plain = client.get("randers/").headers["etag"]
    answer = client.get("randers/", headers={"accept-encoding": "gzip", "if-none-match": plain})
    assert answer.status_code == 200
    assert answer.text == PAGE


@pytest.mark.parametrize("accepted", ["identity", "gzip"])
@pytest.mark.parametrize(
    ("asked", "part"), [("bytes=0-9", slice(0, 10)), ("bytes=100-", slice(100, None)), ("bytes=-7", slice(-7, None))]
)
def test_a_part_is_always_a_part_of_the_plain_file(
    client: httpx.Client, accepted: str, asked: str, part: slice
) -> None:
    answer = client.get("randers/", headers={"range": asked, "accept-encoding": accepted})
    whole = PAGE.encode()
    first = range(len(whole))[part][0]
    assert answer.status_code == 206
    assert answer.content == whole[part]
    assert "content-encoding" not in answer.headers
    assert answer.headers["content-range"] == f"bytes {first}-{first + len(answer.content) - 1}/{len(whole)}"
    assert answer.headers["etag"] == client.get("randers/").headers["etag"]


def test_who_has_the_beginning_of_the_compressed_file_gets_the_whole(client: httpx.Client) -> None:
    packed = client.get("randers/", headers={"accept-encoding": "gzip"}).headers["etag"]
    plain = client.get("randers/").headers["etag"]
    resumed = {"range": "bytes=50-", "accept-encoding": "gzip"}
    assert client.get("randers/", headers=resumed | {"if-range": packed}).status_code == 200
    assert client.get("randers/", headers=resumed | {"if-range": plain}).status_code == 206


def test_several_parts_come_as_one_answer(client: httpx.Client) -> None:
    answer = client.get("randers/notat.xlsx", headers={"range": "bytes=0-4, 100-104"})
    assert answer.status_code == 206
    assert answer.headers["content-type"].startswith("multipart/byteranges; boundary=")
    assert answer.content.count(b"PART ") == 2


@pytest.mark.parametrize(
    ("method", "asked", "status"),
    [
        ("GET", "bytes=999999-", 416),
        ("GET", "lines=1-2", 200),
        ("GET", "bytes=x", 200),
        ("GET", "bytes=5-2", 200),
        ("GET", "bytes=0-1, 5-2", 200),
        ("GET", "bytes=" + "9" * 5000 + "-", 200),
        ("HEAD", "bytes=0-9", 200),
    ],
)
def test_a_part_that_is_not_there_and_a_range_that_is_none(
    client: httpx.Client, method: str, asked: str, status: int
) -> None:
    answer = client.request(method, "randers/", headers={"range": asked})
    assert answer.status_code == status
    if status == 416:
        assert answer.headers["content-range"] == f"bytes */{len(PAGE.encode())}"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("under", ["", "/tal/six"])
def test_a_folder_is_shown_from_where_its_links_hold(data_dir: Path, under: str) -> None:
    with served(data_dir / "current" / "site", under) as url, httpx.Client(follow_redirects=False) as client:
        moved = client.get(f"{url}randers?peers=751,461&pris=faste")
        assert moved.status_code == 307
        assert moved.headers["location"] == "./randers/?peers=751,461&pris=faste"
        assert client.get(urljoin(str(moved.url), moved.headers["location"])).text == PAGE
        assert client.get(f"{url}index.html").text == client.get(url).text == "release one"
        for path in ("nowhere", "randers/nowhere/at-all", "randers/folkeskole/"):
            lost = client.get(url + path)
            (start,) = set(re.findall(r'href="([^"]+)"', lost.text))
            assert urljoin(str(lost.url), start) == url


@pytest.mark.parametrize(
    "target",
    [
        b"//evil.example",
        b"//evil.example/",
        b"//evil.example/randers",
        b"/\\evil.example",
        b"/%5c%5cevil.example",
        b"//randers",
        b"/%2fevil.example",
        b"/randers?//evil.example",
        b"/randers?\\evil.example",
    ],
)
def test_no_redirect_leads_off_the_site(url: str, target: bytes) -> None:
    _, head, _ = raw(url, target)
    for location in re.findall(rb"(?im)^location: (.*)\r$", head):
        assert urlsplit(urljoin(url + target.decode().lstrip("/"), location.decode())).netloc == urlsplit(url).netloc
        assert location.startswith(b"./randers/")


SPELLINGS = [
    b"/../manifest.json",
    b"/randers/../../manifest.json",
    b"/%2e%2e/manifest.json",
    b"/.%2E/manifest.json",
    b"/..%2fmanifest.json",
    b"/randers%2f..%2f..%2fmanifest.json",
    b"/..%5cmanifest.json",
    b"/..\\manifest.json",
    b"/%252e%252e/manifest.json",
    b"/%c0%ae%c0%ae/manifest.json",
    b"/leak.html",
    b"/leaks/manifest.json",
    b"/leaks",
    b"/leaks/",
    b"/a\\b",
    b"/a%5cb",
    b"/index.html%00",
    b"/%00/../manifest.json",
    b"//../manifest.json",
    b"/./index.html",
    b"/randers/./",
    b"/randers//index.html",
    b"/index.html/",
    b"/randers%2findex.html",
    b"/assets",
    b"/assets/",
    b"/" + b"a" * 5000,
    b"/" + b"a/" * 3000,
    b"*",
]


@pytest.mark.parametrize("target", SPELLINGS, ids=lambda target: target[:40].decode())
def test_every_spelling_of_a_way_out_and_a_folder_without_a_page_are_not_found(url: str, target: bytes) -> None:
    status, head, body = raw(url, target)
    assert status == 404
    assert SECRET not in body
    assert "Siden findes ikke" in body.decode()
    assert b"x-content-type-options: nosniff" in head


def test_a_link_within_the_site_and_a_name_with_dots_are_files_like_others(data_dir: Path, url: str) -> None:
    (data_dir / "current" / "site" / "kommune.html").symlink_to("randers/index.html")
    assert raw(url, b"/kommune.html")[2] == PAGE.encode()
    assert raw(url, b"/..manifest")[2] == b"a name that only begins with dots"


PARTS = (
    "|..|.|%2e%2e|.%2e|%2E.|%252e|..;|%00|\\|..\\|%5c..|%2f|%2F..|manifest.json|site|one|leaks|leak.html|randers|index.html"
    "|assets|notat.xlsx"
)
parts = st.sampled_from([part.encode() for part in PARTS.split("|")]) | st.binary(min_size=1, max_size=6).map(
    lambda value: b"".join(b"%%%02x" % byte for byte in value)
)


@given(segments=st.lists(parts, min_size=1, max_size=7), glue=st.sampled_from([b"/", b"%2f", b"\\", b"//"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_no_request_is_answered_with_other_bytes_than_those_of_a_file_of_the_site(
    data_dir: Path, url: str, segments: list[bytes], glue: bytes
) -> None:
    status, _, body = raw(url, b"/" + glue.join(segments))
    site = data_dir / "current" / "site"
    allowed = {file.read_bytes() for file in site.rglob("*") if file.is_file() and not file.is_symlink()}
    assert SECRET not in body
    assert body in allowed if status == 200 else status in (307, 400, 404)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"])
def test_the_site_can_only_be_read(client: httpx.Client, method: str) -> None:
    answer = client.request(method, "", content=b"x")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
    assert "Her kan der kun læses" in answer.text
    assert "can only be read" in answer.text


def test_what_is_not_found_is_said_in_danish_and_english_and_repeats_nothing_of_the_address(
    client: httpx.Client,
) -> None:
    answer = client.get("<script>alert(1)</script>")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert '<html lang="da">' in answer.text
    assert '<section lang="en">\n<h2>Page not found</h2>' in answer.text
    assert "alert" not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", "", {}),
        ("GET", "randers/", {"accept-encoding": "gzip"}),
        ("GET", "randers/notat.xlsx", {"range": "bytes=0-3"}),
        ("GET", "randers/notat.xlsx", {"range": "bytes=99999-"}),
        ("GET", "randers/notat.xlsx", {"if-none-match": "*"}),
        ("GET", "randers", {}),
        ("GET", "nowhere", {}),
        ("POST", "", {}),
    ],
)
def test_every_answer_has_the_security_headers(
    client: httpx.Client, method: str, path: str, headers: dict[str, str]
) -> None:
    answer = client.request(method, path, headers=headers)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert "geolocation=()" in answer.headers["permissions-policy"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert "server" not in answer.headers


def test_a_page_is_held_to_its_own_policy_and_none_that_is_wider(client: httpx.Client) -> None:
    assert client.get("randers/").headers["content-security-policy"] == f"{CSP}; frame-ancestors 'none'"


def test_a_page_the_reader_has_keeps_its_own_policy(client: httpx.Client) -> None:
    """A browser puts the headers of a 304 over those it has kept."""
    page = client.get("randers/")
    known = client.get("randers/", headers={"if-none-match": page.headers["etag"]})
    assert known.status_code == 304
    assert known.headers["content-security-policy"] == page.headers["content-security-policy"]


def test_a_port_in_use_is_told_with_what_to_do() -> None:
    with listen("127.0.0.1", 0) as listening:
        port = listening.getsockname()[1]
        with pytest.raises(ServeError, match=f"Port {port} is in use") as caught:
            listen("127.0.0.1", port)
    assert "--port 0" in caught.value.remedy


@pytest.mark.parametrize(("host", "port"), [("203.0.113.1", 0), ("127.0.0.1", 99_999)])
def test_an_address_that_is_not_this_machines_is_told(host: str, port: int) -> None:
    with pytest.raises(ServeError, match="Cannot serve at"):
        listen(host, port)


@pytest.mark.parametrize(
    ("host", "url", "alone"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000/", True),
        ("::1", "http://[::1]:8000/", True),
        ("0.0.0.0", "http://127.0.0.1:8000/", False),
        ("::", "http://[::1]:8000/", False),
        ("192.0.2.7", "http://192.0.2.7:8000/", False),
    ],
)
def test_only_loopback_is_this_machine_alone(host: str, url: str, alone: bool) -> None:
    assert address(host, 8000) == (url, alone)


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_the_command_serves_until_it_is_stopped_and_tells_of_no_reader(tmp_path: Path, stop: int) -> None:
    publish(tmp_path, "one", {"index.html": "release one"})
    (tmp_path / "current" / "manifest.json").write_text(
        '{"release": "one", "created_at": "2026-11-01T00:00:00Z", "snapshots": [], "files": {}}'
    )
    command = [*SEKSBY, "--data-dir", str(tmp_path), "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = process.stdout.readline()
        url = told.split()[0]
        assert httpx.get(url).text == "release one"
        assert httpx.get(f"{url}nowhere").status_code == 404
        raw(url, b"/\xff")
        process.send_signal(stop)
        out, err = process.communicate(timeout=HANG_S)
    assert url.startswith("http://127.0.0.1:")
    assert (out, err, process.returncode) == ("Standset. Den gældende udgave står.\n", "", 0)


def test_the_compressed_bytes_are_gzip_and_the_same_at_any_time(url: str) -> None:
    _, _, body = raw(url, b"/randers/", headers=b"Accept-Encoding: gzip\r\n")
    assert gzip.decompress(body).decode() == PAGE
    assert body[4:8] == bytes(4)  # no time of compression: the ETag promises the bytes


@pytest.mark.parametrize("half", [b"", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: "])
def test_who_never_finishes_a_request_is_not_waited_for(url: str, half: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection is closed from the other side; that it is, is what ends this test."""
    monkeypatch.setattr(guarding, "HEADERS_SECONDS", 0.05)
    parts = httpx.URL(url)
    with socket.create_connection((parts.host, parts.port), timeout=HANG_S) as slow:
        slow.sendall(half)
        assert slow.recv(1) == b""
    assert httpx.get(url).status_code == 200


def test_headers_have_a_limit(url: str) -> None:
    parts = httpx.URL(url)
    with socket.create_connection((parts.host, parts.port), timeout=HANG_S) as wordy:
        wordy.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"a" * (guarding.HEADERS_BYTES + 1))
        assert wordy.recv(12) == b"HTTP/1.1 400"


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8000", 200),
        ("LOCALHOST", 200),
        ("[::1]:8000", 200),
        ("noegletal.example", 421),
        ("evil.example:8000", 421),
        ("[::2]:8000", 421),
        ("", 421),
    ],
)
def test_only_known_names_are_answered(host: str, status: int, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(PAGE, encoding="utf-8")
    app = guarding.under_names(site_app(tmp_path), guarding.LOOPBACK_NAMES)
    answer = TestClient(app).get("/", headers={"host": host})
    assert answer.status_code == status
