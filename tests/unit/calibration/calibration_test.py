#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Holds platforms/*/calibration.toml against the platforms: each property that is a time, and instruction-shift, has to be
there once, with the platform's value, with what it is, a source and an evidence class; nothing else may be there.

    calibration_test.py PLATFORMS
"""

import pathlib
import re
import subprocess
import sys
import tempfile
import tomllib
import unittest

EVIDENCE = {"published", "derived", "chosen"}
PLATFORMS = pathlib.Path(sys.argv.pop(1)) if len(sys.argv) > 1 else pathlib.Path("platforms")


def times_of(source):
    """{(label, property): value} of a device tree; a node without a label goes by its name."""
    text = subprocess.run(["dtc", "-q", "-I", "dts", "-O", "dts", source], check=True, capture_output=True, text=True).stdout
    nodes, times = [], {}
    for line in map(str.strip, text.splitlines()):
        if line.endswith("{"):
            nodes.append(line[:-1].split(":")[0].strip())
        elif line == "};":
            nodes.pop()
        elif found := re.match(r"(?:ampsim,)?([a-z0-9-]+-ns|instruction-shift) = (.*);", line):
            cell = re.fullmatch(r"<(0x[0-9a-f]+)>", found[2])
            times[nodes[-1], found[1]] = int(cell[1], 16) if cell else found[2]
    return times


def differences(source, calibration):
    """What is wrong with a calibration, a line each."""
    wrong, said = [], {}
    for number in calibration.get("number", []):
        name = number.get("property", "a number without property")
        for key in ("what", "source"):
            if not str(number.get(key, "")).strip():
                wrong.append(f"{name}: no {key}")
        if number.get("evidence") not in EVIDENCE:
            wrong.append(f"{name}: evidence is {number.get('evidence')!r}, one of {sorted(EVIDENCE)} was expected")
        for label in number.get("of", []):
            if (label, name) in said:
                wrong.append(f"{label}.{name}: there twice")
            said[label, name] = number.get("value")
    times = times_of(source)
    for (label, name), value in times.items():
        if (label, name) not in said:
            wrong.append(f"{label}.{name} = {value} is missing: add it, with its source")
        elif said[label, name] != value:
            wrong.append(f"{label}.{name}: {said[label, name]} here, {value} in the platform")
    wrong += [f"{label}.{name}: not in the platform" for label, name in said if (label, name) not in times]
    return wrong


class Calibration(unittest.TestCase):
    def test_every_platform(self):
        sources = sorted(PLATFORMS.glob("*/*.dts"))
        self.assertTrue(sources, f"no platforms in {PLATFORMS}")
        for source in sources:
            with self.subTest(platform=source.stem):
                calibration = tomllib.loads((source.parent / "calibration.toml").read_text())
                self.assertEqual(calibration["platform"], source.stem)
                self.assertEqual(differences(source, calibration), [])

    def test_that_it_can_fail(self):
        with tempfile.TemporaryDirectory() as directory:
            source = pathlib.Path(directory) / "board.dts"
            source.write_text("/dts-v1/; / { mu: mailbox { ampsim,signal-latency-ns = <25>; ampsim,pulse-ns = <10>; }; };")
            good = {"what": "w", "source": "s", "evidence": "chosen", "of": ["mu"]}
            signal = {**good, "property": "signal-latency-ns", "value": 25}
            pulse = {**good, "property": "pulse-ns", "value": 10}
            for numbers, expected in (
                ([signal, pulse], ""),
                ([signal], "mu.pulse-ns = 10 is missing"),
                ([signal, {**pulse, "value": 11}], "mu.pulse-ns: 11 here, 10 in the platform"),
                ([signal, pulse, pulse], "there twice"),
                ([signal, pulse, {**pulse, "of": ["gone"]}], "gone.pulse-ns: not in the platform"),
                ([signal, {**pulse, "source": " "}], "pulse-ns: no source"),
                ([signal, {**pulse, "evidence": "sure"}], "evidence is 'sure'"),
            ):
                self.assertRegex("\n".join(differences(source, {"number": numbers})), expected if expected else "^$")


if __name__ == "__main__":
    unittest.main()
