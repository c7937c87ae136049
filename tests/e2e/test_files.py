"""Everything that is kept, as a file on somebody's phone: over real HTTP, opened as they would."""

import json
import re
import urllib.request

import pytest
from house import House
from people import NEWCOMER, starting, taps, walks

from tests.answers import cut

pytestmark = pytest.mark.apart


def test_mydata_as_a_file(town: House) -> None:
    rania = town.telegram.phone("Rania", "ar", phone="32499000010")
    rania.says("مرحبا")
    walks(rania, cut(NEWCOMER, "reach")[0])
    rania.says("/mydata")
    starting(rania, "g:file")
    rania.waits_until(lambda: len(papers(rania)) == 2, "no files")
    page, data = (opened(town, file) for file in papers(rania))
    assert '<html lang="ar" dir="rtl">' in page
    assert "نتحدث بالهولندية" in page
    assert not re.search(r'(src|href)="', page), "it stands on its own"
    told = json.loads(data)
    assert (told["answers"]["name"], told["answers"]["nationality"]) == ("Rania", ["SY"])
    assert [(c["kind"], c["given"]) for c in told["consents"]] == [("take-part", 1), ("counted", 1)]

    town.kills()
    rania.says("/mydata")
    starting(rania, "g:file")
    town.runs()
    rania.waits_until(lambda: len(papers(rania)) >= 4, "the files that a dead bot owed")  # one may come twice
    rania.says("/mydata")
    starting(rania, "g:erase")
    taps(rania, ":erase:yes")
    rania.waits_for("تم مسح كل شيء")
    before = len(papers(rania))
    starting(rania, "g:file")
    rania.waits_for("لا نحفظ أي إجابات")
    assert len(papers(rania)) == before, "of whoever is forgotten nothing is left to make a file of"
    assert town.telegram.complaints() == []


def papers(phone) -> list[dict]:
    return [message["document"] for message in phone.messages() if "document" in message]


def opened(town: House, file: dict) -> str:
    with urllib.request.urlopen(f"{town.telegram.url}/sim/files/{file['file_id']}") as found:
        return found.read().decode()
