"""A wrong setting is named, with the nearest right one; secrets are never shown."""

import json
import os
from pathlib import Path

import pytest

from bot.settings import NAMES, Settings, SettingsWrong, hidden, load, with_token
from storage.errors import DuobotError
from tests.line.typed import Line

SECRET = "123456:AAvery-secret-token"


def wrong(environment: dict[str, str]) -> str:
    with pytest.raises(SettingsWrong) as found:
        load(environment)
    assert found.value.exit_code == 78
    return str(found.value)


@pytest.mark.parametrize(("variable", "near"), [
    ("DUOBOT_TOKN", "DUOBOT_TOKEN"), ("DUOBOT_DATABSE", "DUOBOT_DATABASE"), ("DUOBOT_SENDRATE", "DUOBOT_SEND_RATE"),
    ("DUOBOT_WEBHOOK_SECRT", "DUOBOT_WEBHOOK_SECRET"), ("DUOBOT_TOKN_FILE", "DUOBOT_TOKEN"),
])  # fmt: skip
def test_an_unknown_variable_is_named_with_the_nearest(variable: str, near: str) -> None:
    said = wrong({variable: "x"})
    assert variable in said
    assert f"did you mean {near}?" in said


@pytest.mark.skipif(os.name != "posix", reason="quotes are the shell's of this system")
def test_a_translator_whose_quotes_are_open_is_told_at_the_start() -> None:
    assert "DUOBOT_TRANSLATE" in wrong({"DUOBOT_TRANSLATE": "translate --it's"})
    assert load({"DUOBOT_TRANSLATE": "http://127.0.0.1:5000/it's"}).translate


def test_an_unknown_variable_like_no_other_is_named_without_a_guess() -> None:
    said = wrong({"DUOBOT_XYZZY": "x"})
    assert "DUOBOT_XYZZY" in said
    assert "did you mean" not in said


def test_an_unknown_name_in_the_file_is_named_with_its_file_and_the_nearest(tmp_path: Path) -> None:
    path = tmp_path / "duobot.toml"
    path.write_text('tokn = "x"\n')
    said = wrong({"DUOBOT_CONFIG": str(path)})
    assert "tokn" in said
    assert str(path) in said
    assert "did you mean token?" in said


@pytest.mark.parametrize("content", ["token = ", "token = 'x'\ntoken = 'y'", "[token]\nx = 1"])
def test_a_file_that_is_no_toml_or_has_a_wrong_type_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "duobot.toml"
    path.write_text(content)
    said = wrong({"DUOBOT_CONFIG": str(path)})
    assert str(path) in said or "DUOBOT_TOKEN" in said


@pytest.mark.parametrize("variable", ["DUOBOT_CONFIG", "DUOBOT_TOKEN_FILE", "DUOBOT_WEBHOOK_SECRET_FILE"])
def test_a_file_that_is_missing_is_named(variable: str, tmp_path: Path) -> None:
    said = wrong({variable: str(tmp_path / "nowhere")})
    assert variable in said
    assert "nowhere" in said


@pytest.mark.parametrize("rate", ["fast", "-1", "-0.5", "nan", "inf", ""])
def test_a_wrong_rate_is_named(rate: str) -> None:
    assert "DUOBOT_SEND_RATE" in wrong({"DUOBOT_SEND_RATE": rate})


def test_a_rate_of_words_in_the_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "duobot.toml"
    path.write_text("send_rate = [3]\n")
    assert "SEND_RATE" in wrong({"DUOBOT_CONFIG": str(path)})


@pytest.mark.parametrize(("variable", "value"), [
    ("DUOBOT_TELEGRAM_API", "api.telegram.org"), ("DUOBOT_TELEGRAM_API", "ftp://x"), ("DUOBOT_LOG_LEVEL", "loud"),
])  # fmt: skip
def test_a_value_that_can_not_be_is_named(variable: str, value: str) -> None:
    assert variable in wrong({variable: value})


def test_a_webhook_needs_its_secret() -> None:
    assert "DUOBOT_WEBHOOK_SECRET" in wrong({"DUOBOT_WEBHOOK_URL": "https://example.org"})


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    path = tmp_path / "duobot.toml"
    path.write_text('human = "Els"\nphone = "015"\nsend_rate = 5\n')
    found = load({"DUOBOT_CONFIG": str(path), "DUOBOT_HUMAN": "Piet", "DUOBOT_SEND_RATE": "7.5"})
    assert (found.human, found.phone, found.send_rate) == ("Piet", "015", 7.5)


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text(f"{SECRET}\n")
    assert load({"DUOBOT_TOKEN_FILE": str(path)}).token == SECRET


def test_secrets_are_hidden_and_everything_else_shown() -> None:
    shown = hidden(Settings(token=SECRET, webhook_secret="hook", human="Els"))
    assert set(shown) == set(NAMES)
    assert (shown["token"], shown["webhook_secret"], shown["human"]) == ("(set)", "(set)", "Els")
    assert hidden(Settings())["token"] == ""


@pytest.mark.parametrize("token", ["", "abc", "123", "123:", ":abc", "bot:abc", "123456:AA bb", "123456:AA\n"])
def test_something_that_can_not_be_a_token_is_refused(token: str) -> None:
    with pytest.raises(DuobotError) as found:
        with_token(Settings(token=token))
    assert found.value.exit_code == 78
    assert len(token) < 6 or token not in str(found.value)


def test_the_config_command_hides_and_is_json(line: Line) -> None:
    line.settings = {"DUOBOT_TOKEN": SECRET, "DUOBOT_WEBHOOK_SECRET": "hook-hook-hook"}
    done = line.types("config")
    assert json.loads(done.stdout)["token"] == "(set)"
    assert SECRET not in done.stdout + done.stderr
    assert "hook-hook" not in done.stdout + done.stderr


def test_the_command_line_says_it_in_one_line(line: Line) -> None:
    line.settings = {"DUOBOT_TOKN": "x"}
    code, said = line.fails("config")
    assert code == 78
    assert said.startswith("duobot: ")
    assert "did you mean DUOBOT_TOKEN?" in said


@pytest.mark.apart
@pytest.mark.parametrize(("token", "words"), [("", "BotFather"), ("nonsense", "looks like 123456:ABC")])
def test_no_token_or_no_sense_ends_at_once_in_plain_words(line: Line, token: str, words: str) -> None:
    line.settings = {"DUOBOT_TOKEN": token} if token else {}
    done = line.types_apart("run")
    assert (done.returncode, done.stdout) == (78, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not line.database.exists()


@pytest.mark.parametrize("phone", ["015 00 00 00", "+32 15 00 00 00", "0800 12 345", "1700", "", "aan de balie"])
def test_a_phone_that_people_can_call_is_taken(phone: str) -> None:
    assert load({"DUOBOT_PHONE": phone}).phone == phone


@pytest.mark.parametrize("phone", ["015 00 00 0", "0470 00 00 001", "+999 15 00 00 00"])
def test_a_slip_in_the_number_that_everybody_is_told_to_call_is_named(phone: str) -> None:
    assert "DUOBOT_PHONE: no such phone number" in wrong({"DUOBOT_PHONE": phone})
