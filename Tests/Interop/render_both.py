"""Real Helm (helm_python) renders a chart's folder and its archive: both must give the same manifest.

    python Tests/Interop/render_both.py FOLDER ARCHIVE
"""

import sys

import helm_python

folder, archive = (helm_python.Chart.load(path).render() for path in sys.argv[1:3])
if folder != archive:
    sys.exit(f"folder:\n{folder}\narchive:\n{archive}")
print("same manifest")
