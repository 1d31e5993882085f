"""A psql that stays: starting one costs more than most statements, and some runs have many."""

import subprocess

from harness import Failure

END = "\x04"


class Session:
    """Statements one after the other; after an error, the next one begins anew."""

    def __init__(self, database):
        self.database, self.process = database, None

    def start(self):
        self.process = subprocess.Popen(
            ["psql", "-X", "-q", "-A", "-t", "-F", "\x1f", "-R", "\x1e", "-P", "null=\x1d", "-v", "ON_ERROR_STOP=1",
             "-d", self.database], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def sql(self, text):
        """As World.sql."""
        if self.process is None:
            self.start()
        lines = []
        try:
            self.process.stdin.write("%s\n;\n\\echo %s\n" % (text, END))
            self.process.stdin.flush()
            for line in self.process.stdout:
                if line == END + "\n":
                    rows = "".join(lines).rstrip("\n").split("\x1e")
                    return [[None if cell == "\x1d" else cell for cell in row.split("\x1f")] for row in rows if row]
                lines.append(line)
        except BrokenPipeError:
            pass
        self.close()
        raise Failure("psql ended: " + "".join(lines))

    def close(self):
        if self.process is not None:
            self.process.stdin.close()
            self.process.stdout.close()
            self.process.wait()
        self.process = None
