"""What the machine tells: cores, clocks, memory. Linux; elsewhere cores aren't pinned and memory is unknown."""

import os
import platform
import shutil
import statistics
import time
from pathlib import Path

BOT_CORE, LOAD_CORE = 0, 1


def pinned(core: int, command: list[str]) -> list[str]:
    """The same command on one core, where that can be."""
    if (os.cpu_count() or 1) > core and shutil.which("taskset"):
        return ["taskset", "-c", str(core), *command]
    return command


def processor_time(process: int) -> float:
    """Seconds of processor that a process used, all threads together, by the scheduler's clock."""
    spent = 0
    for clock in Path(f"/proc/{process}/task").glob("*/schedstat"):
        try:
            spent += int(clock.read_text().split()[0])
        except OSError:  # a thread that has just ended
            continue
    return spent / 1e9


def core_time(core: int) -> float:
    """Seconds that a core was busy, with whatever; what a host took away counts too. 0 where it isn't told."""
    try:
        lines = Path("/proc/stat").read_text().splitlines()
    except OSError:
        return 0.0
    told = next((line.split()[1:] for line in lines if line.startswith(f"cpu{core} ")), [])
    user, nice, system, _idle, _waiting, irq, softirq, steal = map(int, told[:8] or [0] * 8)
    return (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")


def memory(process: int) -> tuple[float, float]:
    """Megabytes that a process has in memory: now, and at the most."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0.0, 0.0
    sizes = {key: int(rest.split()[0]) / 1024 for key, _, rest in (x.partition(":") for x in lines) if "kB" in rest}
    return sizes.get("VmRSS", 0.0), sizes.get("VmHWM", 0.0)


def calibration() -> float:
    """Milliseconds of processor for a fixed piece of work: rows of a table compare where these agree."""
    times = []
    for _ in range(9):
        before = time.process_time()
        table = {str(n): n * n for n in range(20_000)}
        sum(len(key) + value for key, value in sorted(table.items()))
        times.append(time.process_time() - before)
    return statistics.median(times) * 1000


def described() -> str:
    """Processor, cores, kernel, Python."""
    model = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        model = next((x.partition(":")[2].strip() for x in lines if x.startswith("model name")), model)
    except OSError:
        pass
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    return f"{model}, {os.cpu_count()} cores, {system}"
