"""The interpreter of SuperCollider with the quark in its class library."""

from __future__ import annotations

from programs import ROOT, Program

_CLASS_PATH = """\
includePaths:
    - {path}
excludePaths:
    []
postInlineWarnings: false
excludeDefaultPaths: false
"""


class Sclang(Program):
    """An interpreter whose class library has the quark, and which reads code from its standard input."""

    def evaluate(self, code):
        self.tell(f"({code})\x1b")

    def wait_for_daemon(self, port):
        """That at this port, for one before may have said its line again as it stopped."""
        self.wait_for(rf"^fsbridge: version \S+ on port {port}, ready\.")


def environment(folder):
    """What a sclang without a screen needs, with this home."""
    (folder / "run").mkdir(mode=0o700, exist_ok=True)
    headless = {"QT_QPA_PLATFORM": "offscreen", "QTWEBENGINE_DISABLE_SANDBOX": 1}
    return headless | {"HOME": folder, "XDG_RUNTIME_DIR": folder / "run"}


def sclang(folder, *arguments, **env):
    """Start one with this home; without arguments it waits for code."""
    (folder / "conf.yaml").write_text(_CLASS_PATH.format(path=ROOT / "supercollider"))
    words = ("-l", folder / "conf.yaml", *(arguments or ("-i", "fsbridge")))  # an editor's name has it read from a pipe
    return Sclang("sclang", *words, **environment(folder), **env)
