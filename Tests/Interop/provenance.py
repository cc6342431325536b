"""Real Helm on provenance files: provenance.py verify ARCHIVE KEYRING, or sign ARCHIVE KEY KEYRING [PASSPHRASE-FILE].

Prints who signed, one a line, or where the provenance file was written.
"""
import sys
import helm_python as helm

command, archive, *rest = sys.argv[1:]
try:
    if command == "verify":
        print("\n".join(sorted(helm.verify(archive, rest[0])["signed_by"])))
    else:
        print(helm.sign(archive, key=rest[0], keyring=rest[1], passphrase_file=rest[2] if len(rest) > 2 else None))
except helm.HelmError as e:
    sys.exit(e.detail)
