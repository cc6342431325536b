"""Records what real Helm 4.2.3 (PyPI's helm-python-sdk 0.2.2) says of the charts below, into more.json.

    python record.py

