"""A clock for processes that a test starts: the file that DUOBOT_CLOCK names, as the bot and every command read it."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from programme import schedule


class Clock:
    """Runs with the machine's until it is moved; `by_day` from a time on at which people hear of things. Replaced
    whole, never half written."""

    def __init__(self, folder: Path, by_day: bool = True) -> None:
        self.file = folder / "clock"
        now = datetime.now(UTC)
        # a test that begins before the evening's end is not to end after it
        sends = schedule.next_sending(now + timedelta(minutes=15))
        late = by_day and sends > now + timedelta(minutes=15)
        self._says(str((sends - now + timedelta(hours=1)).total_seconds() if late else 0.0))

    @property
    def settings(self) -> dict[str, str]:
        return {"DUOBOT_CLOCK": str(self.file)}

    def ahead(self, days: float) -> None:
        """This much further ahead than it was."""
        self._says(str(float(self.file.read_text()) + days * 86400))

    def ahead_to_a_sending(self, days: int) -> None:
        """To the first moment after so many days at which a reminder may be sent, in the middle of a morning."""
        now = datetime.now(UTC) + timedelta(seconds=float(self.file.read_text()))
        midnight = datetime.combine(schedule.local_day(now) + timedelta(days=days), time(), schedule.ZONE)
        self.ahead((schedule.next_sending(midnight) + timedelta(hours=2) - now) / timedelta(days=1))

    def stands(self, moment: datetime) -> None:
        """Time stands still here, until it is told otherwise."""
        self._says(moment.isoformat())

    def _says(self, text: str) -> None:
        fresh = self.file.with_suffix(".new")
        fresh.write_text(text)
        fresh.replace(self.file)
