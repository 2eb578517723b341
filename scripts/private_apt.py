# SPDX-License-Identifier: BSD-3-Clause
"""apt with a configuration, package lists and cache of its own: the host's sources and dpkg architectures stay as they
are, and root is not needed. Where Debian is and which key signs it comes from the host's own apt sources."""
import hashlib
import os
import re
import shlex
import subprocess
from pathlib import Path

SUITES = ("bookworm", "bookworm-updates", "bookworm-security")


class Problem(Exception):
    """What went wrong, and what to do about it."""


def output_of(command, **options):
    """Standard output of a command that must succeed."""
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False, **options)
    if done.returncode != 0:
        raise Problem(f"'{shlex.join(map(str, command))}' failed with status {done.returncode}")
    return done.stdout


# --- The host's apt sources -------------------------------------------------------------------------------------

def one_line_source(line):
    """'deb [signed-by=KEY] URI SUITE COMPONENT...' (sources.list(5)) as fields, or None."""
    match = re.match(r"deb\s+(?:\[(?P<options>[^\]]*)\]\s*)?(?P<uri>\S+)\s+(?P<suite>\S+)\s+(?P<components>[^#]+)", line.strip())
    if not match:
        return None
    options = dict(option.partition("=")[::2] for option in (match["options"] or "").split())
    return options | {"uris": match["uri"], "suites": match["suite"], "components": match["components"]}


def deb822_sources(text):
    """The 'deb' stanzas of a .sources file (sources.list(5), deb822 style) as fields."""
    text = re.sub(r"^#.*\n?", "", text, flags=re.MULTILINE)
    for stanza in re.split(r"\n\s*\n", text):
        fields = {name.lower(): value for name, value in
                  re.findall(r"^([\w-]+):[ \t]*(.*(?:\n[ \t].*)*)", stanza, flags=re.MULTILINE)}
        if "deb" in fields.get("types", "").split() and fields.get("enabled", "yes") != "no":
            yield fields


def host_sources():
    """Every binary source that the host's apt knows, as deb822 fields, names in lower case."""
    settings = dict(re.findall(r"^(\w+)='(.*)'$", output_of(
        ["apt-config", "shell", "LIST", "Dir::Etc::sourcelist/f", "PARTS", "Dir::Etc::sourceparts/d"]), re.MULTILINE))
    parts = sorted(Path(settings["PARTS"]).glob("*")) if Path(settings["PARTS"]).is_dir() else []
    for file in [Path(settings["LIST"]), *parts]:
        if not file.is_file():
            continue
        if file.suffix == ".sources":
            yield from deb822_sources(file.read_text())
        elif file.suffix == ".list":
            yield from filter(None, map(one_line_source, file.read_text().splitlines()))


def debian_sources(types, architectures):
    """The host's sources of Debian's suites, as text of a .sources file."""
    stanzas = []
    suites_found = set()
    for fields in host_sources():
        suites = [suite for suite in fields["suites"].split() if suite in SUITES]
        if suites and "main" in fields.get("components", "").split():
            suites_found.update(suites)
            kept = {name: fields[name] for name in ("signed-by", "trusted", "check-valid-until") if name in fields}
            kept |= {"types": types, "uris": fields["uris"], "suites": " ".join(suites), "components": "main",
                     "architectures": " ".join(architectures)}
            stanzas.append("".join(f"{name}: {value}\n" for name, value in kept.items()))
    if SUITES[0] not in suites_found:
        raise Problem("the host's apt sources have no Debian 12 (suite 'bookworm', component 'main'): add it to "
                      "/etc/apt/sources.list.d and run again")
    return "\n".join(stanzas)


# --- apt of our own ---------------------------------------------------------------------------------------------

class PrivateApt:
    """apt that lives in one directory, takes `architecture` (default: the host's) as native, and installs nothing."""

    def __init__(self, directory, types="deb", architecture=None):
        self.host_architecture = output_of(["dpkg", "--print-architecture"]).strip()
        architecture = architecture or self.host_architecture
        architectures = list(dict.fromkeys([architecture, self.host_architecture]))
        for folder in ("etc/parts", "etc/sources", "lists/partial", "cache/archives/partial"):
            (directory / folder).mkdir(parents=True, exist_ok=True)
        (directory / "status").touch()
        (directory / "etc/sources/debian.sources").write_text(debian_sources(types, architectures))
        # Other archives may call their suite 'bookworm' too.
        (directory / "etc/preferences").write_text("Package: *\nPin: release o=Debian\nPin-Priority: 500\n\n"
                                                   "Package: *\nPin: release o=*\nPin-Priority: -1\n")
        settings = {
            "APT::Architecture": architecture,
            "APT::Sandbox::User": "root",  # _apt could not write here
            "APT::Update::Error-Mode": "any",
            "APT::Get::List-Cleanup": "true",
            "Acquire::Languages": "none",
            "Acquire::Retries": "3",
            "Dir::State": directory,
            "Dir::State::lists": directory / "lists",
            "Dir::State::status": directory / "status",
            "Dir::Cache": directory / "cache",
            "Dir::Etc::main": "/dev/null",
            "Dir::Etc::parts": directory / "etc/parts",
            "Dir::Etc::sourcelist": "/dev/null",
            "Dir::Etc::sourceparts": directory / "etc/sources",
            "Dir::Etc::preferences": directory / "etc/preferences",
            "Dir::Etc::preferencesparts": directory / "etc/parts",
        }
        # How the host reaches its archive (proxies, checks of dates) holds here too; its hooks do not.
        host_acquire = [line for line in output_of(["apt-config", "dump", "Acquire"]).splitlines()
                        if re.match(r"Acquire::.* \".+\";", line) and not line.startswith("Acquire::IndexTargets")
                        and not line.startswith("Acquire::Languages")]
        lines = host_acquire + [f'{name} "{value}";' for name, value in settings.items()]
        lines += [f'APT::Architectures:: "{architecture}";' for architecture in architectures]
        (directory / "etc/apt.conf").write_text("\n".join(lines) + "\n")
        self.environment = dict(os.environ, APT_CONFIG=str(directory / "etc/apt.conf"), LC_ALL="C.UTF-8")

    def get(self, *arguments, **options):
        command = ["apt-get", "--quiet=2", *arguments]
        if subprocess.run(command, env=self.environment, stdin=subprocess.DEVNULL, check=False, **options).returncode:
            raise Problem(f"'{shlex.join(command)}' failed, see above: is the package archive within reach?")

    def show(self, package):
        """Fields of the newest version of a package."""
        text = output_of(["apt-cache", "show", "--no-all-versions", package], env=self.environment)
        return dict(re.findall(r"^([\w-]+): (.*)$", text, re.MULTILINE))


def sha256(file):
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def verified(sums):
    """{file name: sha256} of the downloads beside a SHA256SUMS file; None when it, or one of them, is missing or damaged."""
    if not sums.is_file():
        return None
    digests = {}
    for line in sums.read_text().splitlines():
        digest, _, name = line.partition("  ")
        file = sums.parent / name
        if not file.is_file() or sha256(file) != digest:
            return None
        digests[name] = digest
    return digests


def record(sums, digests):
    """Writes a SHA256SUMS file, as a whole or not at all: that it is there says that the downloads are complete."""
    partial = sums.with_name(sums.name + ".partial")
    partial.write_text("".join(f"{digest}  {name}\n" for name, digest in digests.items()))
    partial.rename(sums)


def source_package(downloads, source, version=None, say=print):
    """Downloads a source package, verified by apt; returns its .dsc. Without a version: what is there already, or the newest."""
    downloads.mkdir(parents=True, exist_ok=True)
    name = f"SHA256SUMS-{version.replace(':', '_')}" if version else f"SHA256SUMS-{source}"
    digests = verified(downloads / name)
    if digests:
        say(f"{source}: downloaded already")
    else:
        apt = PrivateApt(downloads / "apt", types="deb-src")
        say("updating the package lists")
        apt.get("update")
        say(f"downloading the sources of {source} {version or ''}".rstrip())
        apt.get("source", "--download-only", f"{source}={version}" if version else source, cwd=downloads)
        upstream = version.split(":")[-1].split("-")[0] if version else ""
        digests = {file.name: sha256(file) for file in sorted(downloads.glob(f"{source}_{upstream}*"))}
        record(downloads / name, digests)
    return downloads / next(file for file in digests if file.endswith(".dsc"))
