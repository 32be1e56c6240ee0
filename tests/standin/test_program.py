"""The stand-in as a program."""

from __future__ import annotations

import subprocess
import sys

from google_standin.running import ROOT


def test_without_what_the_tests_need_it_says_how_to_get_it() -> None:
    program = (
        "import runpy, sys\n"
        "sys.modules['googleapiclient'] = None\n"
        "runpy.run_module('google_standin', run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "The stand-in needs what the tests need: pip install -e '.[test]'\n"
