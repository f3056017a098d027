"""A newsroom to be measured: a config and a data folder, a newsstand to ask, and the real program run on the scales."""

from __future__ import annotations

import contextlib
import http.client
import json
import shutil
import ssl
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .scales import ROOT, weigh

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from .scales import Weight


A_CERTIFICATE = 20  # hosts that share one


@dataclass(frozen=True, slots=True)
class Newsstand:
    """The stand's process, from outside."""

    hosts: tuple[str, ...]
    port: int
    secret: Path | None = None

    def url(self, number: int) -> str:
        """A feed's address: feeds are dealt out to the hosts in turn."""
        scheme = "https" if self.secret else "http"
        return f"{scheme}://{self.host(number)}:{self.port}/feed/{number}.rss"

    def host(self, number: int) -> str:
        """The host of a feed."""
        return self.hosts[number % len(self.hosts)]

    def ask(self, path: str) -> object:
        """Tell the stand to change its feeds, or ask what it counted."""
        if self.secret:
            wire: http.client.HTTPConnection = http.client.HTTPSConnection(
                self.hosts[0], self.port, timeout=60, context=ssl.create_default_context(cafile=str(self.secret))
            )
        else:
            wire = http.client.HTTPConnection(self.hosts[0], self.port, timeout=60)
        with contextlib.closing(wire):
            wire.request("GET", path)
            return json.loads(wire.getresponse().read())

    @property
    def env(self) -> Mapping[str, str]:
        """What a client's environment needs to trust the stand."""
        return {"SSL_CERT_FILE": str(self.secret)} if self.secret else {}


def addresses(count: int) -> tuple[str, ...]:
    """So many loopback addresses."""
    return tuple(f"127.0.{1 + number // 250}.{1 + number % 250}" for number in range(count))


@contextlib.contextmanager
def newsstand(feeds: int, hosts: int, secret: Path | None = None) -> Iterator[Newsstand]:
    """A stand in a process of its own."""
    names = addresses(hosts)
    command = [
        sys.executable,
        "-m",
        "tests.bench.server",
        str(feeds),
        ",".join(names),
        *([str(secret.parent), str(A_CERTIFICATE)] if secret else []),
    ]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield Newsstand(names, int(process.stdout.readline()), secret)
        finally:
            process.terminate()


def make_secrets(folder: Path, hosts: int) -> Path | None:
    """An authority of our own, and a certificate for each few loopback hosts (a name or two is usual); None where there is no openssl."""
    openssl = shutil.which("openssl")
    if openssl is None:
        return None

    def call(*words: str) -> None:
        subprocess.run([openssl, *words], check=True, capture_output=True, cwd=folder)

    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    call("req", "-x509", *key, "-days", "2", "-subj", "/CN=Stand Authority", "-keyout", "ca.key", "-out", "ca.pem")
    for group in range(0, hosts, A_CERTIFICATE):
        names = ",".join(f"IP:{host}" for host in addresses(hosts)[group : group + A_CERTIFICATE])
        place = f"stand-{group // A_CERTIFICATE}.pem"
        (folder / "names").write_text(f"subjectAltName={names}\n", "ascii")
        call("req", *key, "-subj", "/CN=stand", "-keyout", place, "-out", "asked.csr")
        call("x509", "-req", "-in", "asked.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-days", "2", "-extfile", "names", "-out", "cert.pem")
        (folder / place).write_bytes((folder / place).read_bytes() + (folder / "cert.pem").read_bytes())
    return folder / "ca.pem"


@dataclass(slots=True)
class Newsroom:
    """An installation under one folder."""

    root: Path
    stand: Newsstand | None = None
    env: Mapping[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        """Where wire.db is."""
        return self.root / "data"

    def subscribe(self, *rows: Mapping[str, object], pipeline: str = "") -> None:
        """Write the config folder."""
        config = self.root / "config"
        config.mkdir(parents=True, exist_ok=True)
        text = "\n".join("[[source]]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in row.items()) for row in rows)
        (config / "sources.toml").write_text(text, encoding="utf-8")
        (config / "pipeline.toml").write_text(pipeline, encoding="utf-8")

    def subscribe_to_all(self, stand: Newsstand, feeds: int) -> None:
        """A source for each feed of a stand."""
        self.env = stand.env
        self.subscribe(*(row(f"stand-{n}", stand.url(n), f"{stand.host(n)}:{stand.port}") for n in range(feeds)))

    def command(self, *words: str) -> list[str]:
        """A command line of the program here."""
        return [sys.executable, str(ROOT / "run_pipeline.py"), *words, "--config", str(self.root / "config"), "--data", str(self.data)]

    def run(self, *words: str) -> Weight:
        """One pass on the scales."""
        return weigh(self.command("run", *words), self.env)


def row(name: str, url: str, authority: str, **more: object) -> dict[str, object]:
    """A feed on loopback, as sources.toml has it, asked without pauses."""
    return {"id": name, "kind": "feed", "url": url, "allow_private": [authority], "spacing_s": 0, **more}
