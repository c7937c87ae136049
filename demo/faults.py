"""Bad days, on order: which of the next calls fail, and how. Faults are told by tests and by nobody else."""

from __future__ import annotations

from dataclasses import dataclass, field

from demo.rules import Json, Refusal

KINDS = ("401", "404", "429", "500", "502", "reset", "reset-after", "timeout-after", "delay", "says", "says-after")


@dataclass
class Fault:
    """`reset`: the line breaks before the call is read; `…-after`: carried out, but the answer is lost. `says`: the
    answer is `status` and `body`, whatever those are."""

    method: str
    kind: str
    times: int = 1
    retry_after: int = 1
    seconds: float = 0.0
    contains: str = ""
    status: int = 200
    body: str = ""

    def hits(self, method: str, body: bytes) -> bool:
        named = self.method == "*" or self.method.lower() == method.lower()
        return named and (not self.contains or self.contains.encode() in body)

    @property
    def refusal(self) -> Refusal | None:
        match self.kind:
            case "429":
                what = f"Too Many Requests: retry after {self.retry_after}"
                return Refusal(429, what, self.retry_after)
            case "401":
                return Refusal(401, "Unauthorized")
            case "404":
                return Refusal(404, "Not Found")
            case "500":
                return Refusal(500, "Internal Server Error")
            case "502":
                return Refusal(502, "Bad Gateway")
            case _:
                return None


@dataclass
class Faults:
    """Each fault uses itself up; the first that fits is taken."""

    waiting: list[Fault] = field(default_factory=list)

    def order(self, wish: Json) -> None:
        fault = Fault(**wish)
        if fault.kind not in KINDS:
            raise ValueError(f"unknown fault {fault.kind!r}: one of {', '.join(KINDS)}")
        self.waiting.append(fault)

    def next(self, method: str, body: bytes) -> Fault | None:
        for fault in self.waiting:
            if fault.hits(method, body):
                fault.times -= 1
                if fault.times <= 0:
                    self.waiting.remove(fault)
                return fault
        return None
