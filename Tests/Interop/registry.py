"""Real Helm (helm_python) at a registry without TLS, one verb a run.

    python Tests/Interop/registry.py CONFIG push CHART HOST/PATH
    python Tests/Interop/registry.py CONFIG pull HOST/PATH/NAME FOLDER [VERSION]
    python Tests/Interop/registry.py CONFIG tags HOST/PATH/NAME
    python Tests/Interop/registry.py CONFIG login HOST USER PASSWORD
    python Tests/Interop/registry.py CONFIG logout HOST

CONFIG is Helm's file of credentials. An error is printed, and ends the run with exit code 1.
"""

import sys

from helm_python.errors import HelmError
from helm_python.registry import RegistryClient


def run(config, verb, *arguments):
    client = RegistryClient(plain_http=True, credentials_file=config)
    if verb == "push":
        client.push(arguments[0], f"oci://{arguments[1]}", plain_http=True)
    elif verb == "pull":
        version = arguments[2] if len(arguments) > 2 else None
        client.pull(f"oci://{arguments[0]}", destination=arguments[1], version=version, plain_http=True)
    elif verb == "tags":
        print("\n".join(client.tags(f"oci://{arguments[0]}")))
    elif verb == "login":
        client.login(*arguments, plain_http=True)
    else:
        client.logout(arguments[0])


try:
    run(*sys.argv[1:])
except HelmError as error:
    sys.exit(f"{error}")
