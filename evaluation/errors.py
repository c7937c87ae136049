"""What somebody reads who works with figures: what is wrong, and the mend."""

from storage.errors import DuobotError


class RowsWrong(DuobotError):
    """Nothing was imported: some cells can't be used. Mend them and import the file again."""

    exit_code = 65

    def __str__(self) -> str:
        return "\n  ".join([str(self.__doc__), *map(str, self.args)])


class FileUnreadable(DuobotError):
    """This file can't be read as figures. Start from the file that `duobot declare template` makes."""

    exit_code = 65


class NeedsYes(DuobotError):
    """Nothing was imported. Look with --dry-run first, then import with --yes."""

    exit_code = 2


class OtherDefinitions(DuobotError):
    """These figures follow other definitions or another version of the format, so they can't be added up.
    Ask for an export by the same version of duobot."""

    exit_code = 65


class Tampered(DuobotError):
    """These figures were changed after they were signed, or the signature is another town's. Ask for the file again."""

    exit_code = 65


class SeenTwice(DuobotError):
    """The same project is in more than one file, so its figures would count twice. Leave one out, or say which file
    it should come from with --keep."""

    exit_code = 65


class LayerWrong(DuobotError):
    """This layer over municipalities can't be read. It needs the columns code, slug, nl, en; code is an NIS code or
    how it begins."""

    exit_code = 65
