"""What an operator reads when the database can't do its work: the message, and the mend, in the class."""

from inspect import cleandoc


class DuobotError(Exception):
    """Something went wrong."""

    exit_code = 1

    def __str__(self) -> str:
        said = cleandoc(type(self).__doc__ or "")
        details = " ".join(str(a) for a in self.args)
        return f"{said} ({details})" if details else said


class OfficeMissing(DuobotError):
    """Spreadsheets, documents, posters and the puzzle need more libraries: pip install "duobot[office]"."""

    exit_code = 69


class DatabaseTooNew(DuobotError):
    """This database was written by a newer duobot. Install that version, or restore a backup."""

    exit_code = 65


class DatabaseUnreadable(DuobotError):
    """The database file can't be opened as a duobot database. Check DUOBOT_DATABASE, or restore a backup."""

    exit_code = 65


class CannotWrite(DuobotError):
    """This file can't be written. Name a place that is there and that you may write to."""

    exit_code = 74


class SameFile(DuobotError):
    """That file is the database itself. Name another file."""

    exit_code = 65


class KeysOfAnother(DuobotError):
    """The keys file beside this database belongs to another one, or the database has lost its own keys. Nothing was
    changed. To put a backup back: duobot restore FILE. If those people are gone for good, move the keys file away."""

    exit_code = 65


class OurFile(DuobotError):
    """That file is one of duobot's own. Name another file."""

    exit_code = 65


class FileThere(DuobotError):
    """There is a file of that name already. Name another one, or add --force to put this in its place."""

    exit_code = 73


class DatabaseBusy(DuobotError):
    """The database is locked by another process. Stop that process, or wait until it is done."""

    exit_code = 75


class DatabaseFull(DuobotError):
    """The disk is full or can't be written. Free some space: nothing was lost, it goes on by itself."""

    exit_code = 74


class AnotherIsRunning(DuobotError):
    """Another duobot already answers for this bot with this database. Stop it first, or wait half a minute
    after it was killed."""

    exit_code = 75


class LeaseLost(DuobotError):
    """Another duobot took over this bot while this one was away. This one stops."""

    exit_code = 75


class KeyMissing(DuobotError):
    """The key that opens this database is not there. Put it back, or set DUOBOT_KEY or DUOBOT_KEY_FILE; no new one
    is made over what an old one closed."""

    exit_code = 78


class KeyThere(DuobotError):
    """There is a key already, and it stays. For another one instead: duobot key rotate."""

    exit_code = 73


class KeyWrong(DuobotError):
    """This is not the key that closed this database, or a sealed value was changed. Put the right key back."""

    exit_code = 78


class KeysGone(DuobotError):
    """The database holds sealed files of people, and their keys are not there. Put the keys file back and restore
    again: duobot restore FILE --keys KEYS."""

    exit_code = 78
