"""The HTTP service under load: requests a second, latency, memory from first to last, wrong answers.

    python benchmarks/service.py [--seconds 20] [--clients 8] [--save] [--json FILE]

A real process, real sockets, keep-alive connections; every answer is compared with what the scanner itself says of the
text. Memory is the resident set of the service after a tenth of the time and at the end.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from corpus import tickets
from kvkkscan import Scanner
from report import finish, machine, output_options

TEXTS, SEED = 500, 6698


def resident(process: int) -> float:
    """MB of a process."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{process}/status").read_text(encoding="ascii"))
    return int(found[1]) / 1024 if found else 0.0


async def client(port: int, asked: list[tuple[bytes, Any]], end: float, times: list[float], wrong: list[int]) -> None:
    """One connection: asks until the time is over."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    at = id(writer) % len(asked)
    while time.perf_counter() < end:
        body, wanted = asked[at % len(asked)]
        at += 1
        began = time.perf_counter()
        writer.write(
            b"POST /v1/scan HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
            % len(body)
        )
        writer.write(body)
        head = await reader.readuntil(b"\r\n\r\n")
        size = re.search(rb"content-length: (\d+)", head)
        answer = json.loads(await reader.readexactly(int(size[1]) if size else 0))
        times.append(time.perf_counter() - began)
        if answer.get("findings") != wanted:
            wrong.append(at)
    writer.close()


async def load(port: int, process: int, seconds: float, clients: int) -> dict[str, Any]:
    """The figures of one run."""
    scanner = Scanner()
    texts = [one.text for one in tickets(TEXTS, SEED)]
    asked = [
        (
            json.dumps({"text": text}).encode(),
            [
                {
                    "entity_type": one.entity_type, "group": one.group, "start": one.start, "end": one.end,
                    "score": round(one.score, 4), "recognizer": one.recognizer,
                }
                for one in scanner.scan(text)
            ],
        )
        for text in texts
    ]  # fmt: skip
    times: list[float] = []
    wrong: list[int] = []
    end = time.perf_counter() + seconds
    running = [asyncio.create_task(client(port, asked, end, times, wrong)) for _ in range(clients)]
    await asyncio.sleep(seconds / 10)
    early = resident(process)
    await asyncio.gather(*running)
    times.sort()
    return {
        "seconds": seconds,
        "clients": clients,
        "requests": len(times),
        "requests_a_second": round(len(times) / seconds),
        "p50_ms": round(times[len(times) // 2] * 1000, 2),
        "p99_ms": round(times[len(times) * 99 // 100] * 1000, 2),
        "wrong_answers": len(wrong),
        "resident_mb_early": round(early, 1),
        "resident_mb_end": round(resident(process), 1),
    }


def main() -> None:
    """Starts the service, asks, prints."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=float, default=20)
    options.add_argument("--clients", type=int, default=8)
    output_options(options)
    given = options.parse_args()
    where = machine()
    command = [sys.executable, "-m", "kvkkscan", "serve", "--port", "0"]
    env = {**os.environ, "LC_ALL": "C.UTF-8"}
    with subprocess.Popen(command, env=env, stderr=subprocess.PIPE, encoding="utf-8") as service:
        try:
            said = service.stderr.readline() if service.stderr else ""
            port = int(said.rpartition(":")[2])
            figures = asyncio.run(load(port, service.pid, given.seconds, given.clients))
        finally:
            service.terminate()
    for name, figure in figures.items():
        print(f"{name:20} {figure}")
    finish("service", where, figures, given)


if __name__ == "__main__":
    main()
