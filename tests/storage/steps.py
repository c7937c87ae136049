"""A shape of tomorrow: today's migrations and one more, run by a process of its own."""

import shutil
import subprocess
import sys
from pathlib import Path

from storage import migrate

ROOT = Path(__file__).resolve().parents[2]
TOMORROW = '''"""A step of several statements, in the middle of which the process may die."""
revision = "{version}"
down_revision = "{before}"

def upgrade():
    import os, signal, time
    from alembic import op
    op.get_bind().exec_driver_sql("pragma cache_size = 10")
    op.get_bind().exec_driver_sql("create table first_half (words text)")
    op.get_bind().exec_driver_sql(
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < 3000)"
        " insert into first_half select printf('%0900d', i) from n"
    )
    if os.path.exists({killer!r}):
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep({pause})
    op.get_bind().exec_driver_sql("create table second_half (words text)")
'''
START = """
import sys
from pathlib import Path
from storage import migrate
from storage.store import beside
folder, database = map(Path, sys.argv[1:])
migrate.FOLDER = folder
migrate.HEAD = max(p.name[:4] for p in (folder / "versions").glob("[0-9]*.py"))
migrate.ensure(database, beside(database))
print(migrate.version(database))
"""


class Tomorrow:
    """The next version of duobot, whose migration can be killed half-way."""

    def __init__(self, folder: Path, pause: float = 0.0) -> None:
        self.folder = folder / "migrations"
        self.killer = folder / "kill"
        shutil.copytree(migrate.FOLDER, self.folder, ignore=shutil.ignore_patterns("__pycache__"))
        self.version = f"{int(migrate.HEAD) + 1:04}"
        text = TOMORROW.format(version=self.version, before=migrate.HEAD, killer=str(self.killer), pause=pause)
        (self.folder / "versions" / f"{self.version}_tomorrow.py").write_text(text)

    def begins(self, database: Path) -> "subprocess.Popen[str]":
        command = [sys.executable, "-c", START, str(self.folder), str(database)]
        return subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def starts(self, database: Path) -> tuple[int, str]:
        """The exit code, and what was said."""
        process = self.begins(database)
        said, complained = process.communicate(timeout=60)
        return process.returncode, said + complained
