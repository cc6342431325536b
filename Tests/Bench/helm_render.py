"""Times renders of a chart folder by real Helm within one process; `render_rows` in `bench.py` runs it beside ours.

    python helm_render.py FOLDER cold|warm ROUNDS

Prints what RenderBench prints: the median in milliseconds, the peak memory of the process in MB, the bytes of the text.
Helm's own share is less than ours: it hands out the files as they are, without cutting and sorting them into a manifest.
"""

import pathlib
import re
import statistics
import sys
import time

import helm_python


def main():
    folder, mode, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
    helm_python.disable_logging()
    chart = helm_python.Chart.load(folder)

    text, times = chart.render(name="bench"), []
    for number in range(rounds + 1):
        begun = time.perf_counter()
        used = helm_python.Chart.load(folder) if mode == "cold" else chart
        text = used.render(name="bench")
        if number:
            times.append(time.perf_counter() - begun)
        if mode == "cold":
            used.close()
    peak = int(re.search(r"VmHWM:\s+(\d+)", pathlib.Path("/proc/self/status").read_text()).group(1)) / 1024
    print(statistics.median(times) * 1000, peak, sum(map(len, text.values())))


main()
