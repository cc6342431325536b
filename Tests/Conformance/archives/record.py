"""Records what real Helm packs: archives whose bytes the archive writer must reproduce.

    python record.py            # with helm-python-sdk==0.2.2

Each archive holds one subchart at most, since Helm packs several in random order. The times are those of the files,
which are set here.
"""

import os
import pathlib
import tempfile

import helm_python

HERE = pathlib.Path(__file__).parent
TIME = 1_700_000_000

CHARTS = {
    "plain": {
        "values.yaml": "a: 1\n",
        "templates/cm.yaml": "kind: ConfigMap\n",
        "crds/c.yaml": "kind: X\n",
        "files/empty": "",
        "files/block": "x" * 512,
        "charts/kid/Chart.yaml": "apiVersion: v2\nname: kid\nversion: 0.1.0\n",
    },
    # Names that ustar takes whole, in two parts, and not at all.
    "names": {
        "files/" + "a" * 88 + ".txt": "100 bytes",
        "files/" + "a" * 89 + ".txt": "101 bytes",
        "files/" + "b" * 120 + "/" + "c" * 60: "split",
        "files/" + "d" * 143 + "/e": "prefix of 155",
        "files/" + "d" * 144 + "/e": "prefix of 156",
        "f" * 150: "cannot be split",
        "files/" + "g" * 140: "too long after the slash",
        "files/ünï.txt": "not ASCII",
        "files/ü/plain.txt": "folder not ASCII",
        "files/" + "ü" * 60 + ".txt": "long, not ASCII",
        "files/日本語": "only the folder is ASCII",
        "files/" + "h" * 80 + "ü": "97 bytes",
        "files/a b'c\"d.txt": "quotes",
    },
    "lock": {
        "Chart.yaml": (
            "apiVersion: v2\nname: lock\nversion: 0.1.0\ndependencies:\n- name: kid\n  version: 0.1.0\n"
            "  repository: https://charts.invalid\n  import-values: [a, {child: b, parent: c}]\n  tags: [t]\n"
            "  alias: other\n  condition: kid.enabled\n"
        ),
        "Chart.lock": (
            "generated: 2024-01-02T03:04:05.120000000+00:00\ndigest: sha256:abc\ndependencies:\n"
            "- {name: kid, version: 0.1.0, repository: 'https://charts.invalid'}\n"
        ),
        "charts/kid/Chart.yaml": "apiVersion: v2\nname: kid\nversion: 0.1.0\n",
        "values.schema.json": "{}",
    },
    "metadata": {
        "Chart.yaml": (
            "type: application\nname: metadata\nversion: v1.2\napiVersion: v2\nhome: https://h\nsources: [s, '1']\n"
            "description: |\n  Two\n  lines\nkeywords: ['yes', b]\nmaintainers: [{name: Zoe, email: z@e}, {}]\nicon: i\n"
            "condition: c\ntags: t\nappVersion: '1.10'\ndeprecated: true\nannotations: {z: '1', a: 'true'}\n"
            "kubeVersion: '>=1.20'\nunknown: x\n"
        ),
    },
    "old": {
        "Chart.yaml": "apiVersion: v1\nname: old\nversion: 0.1.0\n",
        "requirements.yaml": "dependencies:\n- {name: kid, version: 0.1.0, repository: ''}\n",
        "requirements.lock": "digest: sha256:x\ngenerated: 2024-01-02T03:04:05+02:00\ndependencies: []\n",
        "charts/kid/Chart.yaml": "name: kid\nversion: 0.1.0\n",
        "charts/kid-0.1.0.tgz.prov": "signature",
    },
}


def main():
    for name, files in CHARTS.items():
        with tempfile.TemporaryDirectory() as root:
            folder = pathlib.Path(root, "chart")
            files.setdefault("Chart.yaml", f"apiVersion: v2\nname: {name}\nversion: 0.1.0\n")
            for index, (path, text) in enumerate(sorted(files.items())):
                file = folder / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text)
                os.utime(file, ns=(0, (TIME + index) * 1_000_000_000 + index * 200_000_000))
            os.system(f"tar -czf '{HERE / name}.source.tgz' --format=posix --sort=name -C '{root}' chart")
            packed = helm_python.package(str(folder), destination=root)
            packed = packed if isinstance(packed, str) else packed["path"]
            (HERE / f"{name}.helm.tgz").write_bytes(pathlib.Path(packed).read_bytes())


main()
