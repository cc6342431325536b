"""Makes keyrings and signed messages with GnuPG, and records what Helm says of them in recorded.json.

Usage: make.py, with gpg on the PATH and helm-python-sdk installed. The keys are new ones each time; they protect nothing.
"""
import json, os, shutil, subprocess, tempfile
import helm_python as helm

HERE = os.path.dirname(os.path.abspath(__file__))
ARCHIVE = os.path.join(HERE, "../_fixtures/verify/signed-1.0.0.tgz")
MADE = "20240601T000000"
KEYS = {
    "rsa": ("rsa3072", "cert,sign", "never", ["Ring RSA <rsa@example.com>", "Ring Second Name <second@example.com>"]),
    "ecdsa": ("nistp256", "cert,sign", "never", ["Ring ECDSA <ecdsa@example.com>"]),
    "dsa": ("dsa2048", "cert,sign", "never", ["Ring DSA <dsa@example.com>"]),
    "subkey": ("ed25519", "cert", "never", ["Ring Subkey <subkey@example.com>"]),
    "expired": ("ed25519", "cert,sign", "20250101T000000", ["Ring Expired <expired@example.com>"]),
    "revoked": ("ed25519", "cert,sign", "never", ["Ring Revoked <revoked@example.com>"]),
    "locked": ("rsa3072", "cert,sign", "never", ["Ring Locked <locked@example.com>"]),
}


def gpg(home, *args, data=None, passphrase="", time=MADE):
    return subprocess.run(
        ["gpg", "--homedir", home, "--batch", "--yes", "--quiet", "--no-tty", "--pinentry-mode", "loopback",
         "--passphrase", passphrase, "--faked-system-time", time + "!", *args],
        input=data, check=True, stdout=subprocess.PIPE).stdout


def write(name, data):
    with open(os.path.join(HERE, name), "wb") as f:
        f.write(data)


def make(home, text):
    for name, (kind, usage, expires, users) in KEYS.items():
        phrase = "open sesame" if name == "locked" else ""
        gpg(home, "--quick-generate-key", users[0], kind, usage, expires, passphrase=phrase)
        who = "<" + users[0].split("<")[1]
        for user in users[1:]:
            gpg(home, "--quick-add-uid", who, user)
        if name == "subkey":
            line = [l for l in gpg(home, "--with-colons", "--list-keys", who).decode().splitlines() if l.startswith("fpr")][0]
            gpg(home, "--quick-add-key", line.split(":")[9], "ed25519", "sign", "never")
        write(f"{name}.prov", gpg(home, "--local-user", who, "--clearsign", "--digest-algo", "SHA512", data=text, passphrase=phrase,
                                  time="20240701T000000"))
        write(f"{name}.sec.gpg", gpg(home, "--export-secret-keys", who, passphrase=phrase))
        if name == "rsa":
            options = ("--local-user", who, "--clearsign")
            write("sha1.prov", gpg(home, *options, "--digest-algo", "SHA1", data=text, time="20240701T000000"))
            write("outdated.prov", gpg(home, *options, "--default-sig-expire", "1y", data=text, time="20240701T000000"))
            write("not-sums.prov", gpg(home, *options, data=b"name: x\n\n...\nfiles:\n  signed-1.0.0.tgz: 1\n"))
            write("no-sums.prov", gpg(home, *options, data=b"name: x\n\n...\n"))
            write("one-part.prov", gpg(home, *options, data=b"name: x\n"))
            write("bad-yaml.prov", gpg(home, *options, data=b"name: x\n\n...\nfiles: [\n"))
            write("list.prov", gpg(home, *options, data=b"name: x\n\n...\n- a\n"))
            write("several-files.prov", gpg(home, *options, data=text.rstrip() + b"\n  other-1.0.0.tgz: sha256:00\n"))
        if name == "revoked":
            with open(f"{home}/revoke.asc", "wb") as f:
                fpr = [l for l in gpg(home, "--with-colons", "--list-keys", who).decode().splitlines() if l.startswith("fpr")][0]
                saved = open(f"{home}/openpgp-revocs.d/{fpr.split(':')[9]}.rev", "rb").read()
                f.write(saved.replace(b":-----BEGIN", b"-----BEGIN"))
            gpg(home, "--import", f"{home}/revoke.asc")
        write(f"{name}.pub.gpg", gpg(home, "--export", who))
    write("two-signers.prov", gpg(home, "--local-user", "<ecdsa@example.com>", "--local-user", "<rsa@example.com>",
                                  "--clearsign", data=text, time="20240701T000000"))
    write("all.pub.gpg", gpg(home, "--export"))
    shutil.copy(f"{home}/pubring.kbx", os.path.join(HERE, "pubring.kbx"))


def record():
    rows = []
    for prov in sorted(f for f in os.listdir(HERE) if f.endswith(".prov")):
        for ring in ("all.pub.gpg", "rsa.pub.gpg", "locked.sec.gpg"):
            row = {"provenance": prov, "keyring": ring}
            try:
                row["signedBy"] = sorted(helm.verify(ARCHIVE, os.path.join(HERE, ring), provenance_file=os.path.join(HERE, prov))["signed_by"])
            except helm.HelmError as e:
                row["error"] = e.detail
            rows.append(row)
    with open(os.path.join(HERE, "recorded.json"), "w") as f:
        json.dump(rows, f, indent=1)
        f.write("\n")


with tempfile.TemporaryDirectory() as home:
    os.chmod(home, 0o700)
    signed = open(ARCHIVE + ".prov").read().split("\n\n", 1)[1].split("\n-----BEGIN PGP SIGNATURE")[0].replace("\n- - ", "\n- ")
    make(home, signed.encode())
    subprocess.run(["gpgconf", "--homedir", home, "--kill", "all"], check=False)
    record()
