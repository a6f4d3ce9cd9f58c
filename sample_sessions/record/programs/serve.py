"""Serves the local pages and writes down what they say about planted secrets."""

from __future__ import annotations

import os
import sys
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Handler(SimpleHTTPRequestHandler):
    """Files of the page folder, the secrets, and one address to report to."""

    def do_GET(self) -> None:
        """Answer with a page, or with the values a page has to look for."""
        if self.path == "/secrets.json":
            self._answer(Path(os.environ["SAMPLE_SECRETS"]).read_bytes())
        else:
            super().do_GET()

    def do_POST(self) -> None:
        """Append one report."""
        report = self.rfile.read(int(self.headers["Content-Length"]))
        with Path(os.environ["SAMPLE_SIGHTINGS"]).open("ab") as file:
            file.write(report + b"\n")
        self._answer(b"")

    def log_message(self, *_: object) -> None:
        """Stay quiet."""

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main(folder: str, port: int) -> None:
    """Serve until ended."""
    os.chdir(folder)
    ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
