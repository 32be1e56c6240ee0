"""``python -m google_standin``: the stand-in as a program.

It prints one line of JSON, ``{"url": …, "home": …}``, and serves until its standard input ends, so that it goes when
the program that started it goes.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
import threading
from importlib.util import find_spec
from pathlib import Path

from google_standin.clock import RunningClock, VirtualClock
from google_standin.people import Control, write_sign_in
from google_standin.server import Server

_HOW_TO = """\
Google Drive and Sheets stand in at {url}. In another terminal:

    export SHEETREVIEW_GOOGLE_API={url} HOME={home}
    sheetreview google doctor

What happened: curl {url}/standin/report        End: Ctrl-D
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m google_standin", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--speed", type=float, default=0.0, help="real time, so many times as fast (default: virtual)")
    parser.add_argument(
        "--home", type=Path, help="folder that gets .config/gspread with sign-ins (default: none is written)"
    )
    options = parser.parse_args()
    if find_spec("googleapiclient") is None:
        sys.exit("The stand-in needs what the tests need: pip install -e '.[test]'")
    server = Server(RunningClock(options.speed) if options.speed > 0 else VirtualClock(), options.port)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    if options.home:
        write_sign_in(Control(server.url), options.home)
    print(json.dumps({"url": server.url, "home": str(options.home or "")}), flush=True)  # noqa: T201 -- for the starter
    if sys.stdin.isatty():
        home = options.home or "<a folder given with --home>"
        print(_HOW_TO.format(url=server.url, home=home), file=sys.stderr)  # noqa: T201 -- for a person
    with contextlib.suppress(KeyboardInterrupt):
        sys.stdin.read()
    server.stopping.set()
    server.shutdown()


if __name__ == "__main__":
    main()
