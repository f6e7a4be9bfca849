"""A real Spark cluster for slow tests: a master, two workers and a Thrift server on loopback, from the pyspark wheel.

pyspark is 490 MB and no dependency of the project: where neither HOMEWARD_SPARK_HOME nor an importable pyspark gives
one, the tests that need it skip and say so.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

PATIENCE = 240.0
SETTINGS = {
    "spark.cores.max": "2",
    "spark.executor.cores": "1",
    "spark.sql.shuffle.partitions": "8",
    "spark.driver.host": "127.0.0.1",
    "spark.ui.enabled": "false",
}


@dataclass
class Cluster:
    """The programs of a cluster and where to reach it; `folder` is one that all of them see."""

    url: str
    folder: Path
    home: Path
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def kill_a_worker(self) -> None:
        """Kill -9 the second worker with the executors that it started, as when a machine is lost."""
        worker = psutil.Process(self.workers[1].pid)
        for process in [*worker.children(recursive=True), worker]:
            process.send_signal(signal.SIGKILL)

    def executors(self) -> list[int]:
        """How many executors each worker has: 0 where it is dead."""
        return [sum(map(_is_executor, _children(worker))) for worker in self.workers]

    def wait_for_executors(self) -> None:
        """Until every worker has one: the master replaces one that was lost, if it has a moment."""
        end = time.monotonic() + PATIENCE
        while not all(self.executors()):
            if time.monotonic() > end:
                raise AssertionError(f"the executors of the workers are {self.executors()}: one is missing")
            time.sleep(0.5)


def _children(program: subprocess.Popen[bytes]) -> list[psutil.Process]:
    try:
        return psutil.Process(program.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _is_executor(process: psutil.Process) -> bool:
    try:
        return "CoarseGrainedExecutorBackend" in " ".join(process.cmdline())
    except psutil.NoSuchProcess:  # over, as is the shell that a worker asks about itself
        return False


def spark_home() -> Path | None:
    """The folder with Spark's programs, or None."""
    given = os.environ.get("HOMEWARD_SPARK_HOME")
    found = importlib.util.find_spec("pyspark")
    return Path(given) if given else Path(found.origin).parent if found and found.origin else None


@pytest.fixture(scope="session")
def spark() -> Iterator[Cluster]:
    """A cluster of the session's own, ready for its first query."""
    home = spark_home()
    if home is None or not (home / "bin" / "spark-class").exists():
        pytest.skip("no Spark is found: set HOMEWARD_SPARK_HOME to its folder, or install pyspark (490 MB)")
    if shutil.which("java") is None:
        pytest.skip("no Java is found: Spark needs Java 17")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch)
        started: list[subprocess.Popen[bytes]] = []
        try:
            yield _start(home, folder, started)
        finally:
            for process in reversed(started):
                _stop(process)


def _start(home: Path, folder: Path, started: list[subprocess.Popen[bytes]]) -> Cluster:
    master, ui, thrift = (_free_port() for _ in range(3))
    run = home / "bin" / "spark-class"
    at, deploy = ["--host", "127.0.0.1"], "org.apache.spark.deploy"

    def program(name: str, *command: str | Path) -> subprocess.Popen[bytes]:
        environment = os.environ | {"SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1"}
        with (folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [str(part) for part in command], cwd=folder, env=environment, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        started.append(process)
        return process

    program("master", run, f"{deploy}.master.Master", *at, "--port", str(master), "--webui-port", str(ui))
    _wait("the master", master)
    place = f"spark://127.0.0.1:{master}"
    cluster = Cluster(f"impala4://127.0.0.1:{thrift}/default?auth_mechanism=PLAIN", folder / "shared", home)
    for name in ("w1", "w2"):
        worker = (
            f"{deploy}.worker.Worker",
            *at,
            "--webui-port",
            "0",
            "-c",
            "1",
            "-m",
            "2g",
            "-d",
            folder / name,
            place,
        )
        cluster.workers.append(program(name, run, *worker))
    settings = {**SETTINGS, "spark.sql.warehouse.dir": str(folder / "warehouse")}
    program(
        "thrift", home / "bin" / "spark-submit",
        "--class", "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2", "--master", place,
        "--driver-memory", "1500m", "--executor-memory", "1500m",
        *(part for name, value in settings.items() for part in ("--conf", f"{name}={value}")),
        "spark-internal",
        "--hiveconf", f"hive.server2.thrift.port={thrift}", "--hiveconf", "hive.server2.thrift.bind.host=127.0.0.1",
        "--hiveconf", "hive.server2.authentication=NONE",
    )  # fmt: skip
    _wait("the Thrift server", thrift)
    return cluster


def _wait(what: str, port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.5)
    raise AssertionError(f"{what} of Spark did not come up in {PATIENCE:.0f} s")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End a program and all that it started."""
    try:
        family = [*psutil.Process(process.pid).children(recursive=True), psutil.Process(process.pid)]
    except psutil.NoSuchProcess:
        return
    for member in family:
        member.terminate()
    _, alive = psutil.wait_procs(family, timeout=20)
    for member in alive:
        member.kill()
    process.wait()


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
