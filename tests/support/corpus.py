"""Small extensions in files of their own, each with what to run and what debug mode must find in it.

A file begins with a comment: sentences, a blank line, then keys.

    run:       Python statements, run with the module as 'mod'; further lines are indented by five blanks
    expect:    the kind of the one finding; several with commas between them where any of them is right
    api:       the API function that the finding names
    function:  the end of the extension function's name: 'f', 'Point.x', '(exec)'
    opened:, closed:, used:, raised:
               the marker of the line where that must have happened: OPEN stands for the line with the comment OPEN
    raises:    exceptions, with commas between them, that the statements may end with; one of debug mode always may
    allow:     kinds that may be found besides, as a consequence of the first
    minor:     the minor version of the ABI, where it needs one that is not 0
    flags:     further compiler flags
    options:   further options of debug mode
    partner:   a file in partners/, whose module is 'partner'
    native:    'undefined' where the mistake may do any harm without debug mode
    alone:     'yes' where the process has to itself

run_cases() runs many in one process, and those that were in a process which died again, each on its own.
"""

import json
import os
import re

from .run import TESTS, run_python

FOLDER = os.path.join(TESTS, "debug")
PARTNERS = os.path.join(FOLDER, "partners")
KEYS = [
    "run",
    "expect",
    "api",
    "function",
    "opened",
    "closed",
    "used",
    "raised",
    "raises",
    "allow",
    "minor",
    "flags",
    "options",
    "partner",
    "native",
    "alone",
]
MOST_IN_A_PROCESS = 15

CHILD = """
import importlib.util, json, sys, traceback

def load(name, path):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

def run(case):
    try:
        scope = {"mod": load("%s.mod" % case["name"], case["path"])}
        if case["partner"]:
            scope["partner"] = load("%s_partner.mod" % case["name"], case["partner"])
        exec(compile(case["run"], case["name"], "exec"), scope)
    except Exception as error:
        error_types = [kind.__name__ for kind in type(error).__mro__]
        return {"raised": error_types, "text": traceback.format_exc()}
    return {"raised": [], "text": ""}

for case in json.loads(%r):
    print("begin", case["name"], flush=True)
    outcome = run(case)
    import gc
    gc.collect()
    print("end", case["name"], json.dumps(outcome), flush=True)
"""


class Case:
    """One file: its keys, and the lines of its markers."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.source = file.read()
        self.path = path
        self.file = os.path.basename(path)
        self.name = self.file[:-2]
        self.keys = _read_keys(self.source)
        unknown = set(self.keys) - set(KEYS)
        if unknown:
            raise ValueError("%s: unknown %s" % (self.file, ", ".join(sorted(unknown))))

    def __getitem__(self, key):
        return self.keys.get(key, "")

    def words(self, key):
        """The value as a list."""
        return [word for word in re.split(r"[,\s]+", self[key]) if word]

    def lines_of(self, key):
        """The numbers of the lines that carry the marker which the key names."""
        marker = "/* %s */" % self[key]
        return [number for number, line in enumerate(self.source.split("\n"), 1) if marker in line]

    def build(self, compiler, optimisation):
        """The Binary, universal, with debug information."""
        minor = int(self["minor"]) if self["minor"] else None
        return _build(compiler, self.source, self.file, optimisation, minor, self.words("flags"))

    def build_partner(self, compiler, optimisation):
        """The other module's Binary, or None."""
        if not self["partner"]:
            return None
        with open(os.path.join(PARTNERS, self["partner"]), encoding="utf-8") as file:
            return _build(compiler, file.read(), self["partner"], optimisation)


def _build(compiler, source, file, optimisation, minor=None, flags=()):
    # The compiler knows the file by its name alone: so one binary serves all places a checkout can be in.
    options = {"minor": minor, "flags": [optimisation, *flags], "origin": (file, 1)}
    return compiler.build(source, "universal", "mod", **options)


def _read_keys(source):
    """{key: value} of the comment at the head of a file."""
    head = source[source.index("\n *\n") + 4 : source.index("\n */")]
    keys, last = {}, None
    for line in head.split("\n"):
        match = re.match(r" \* ([a-z]+): ?(.*)$", line)
        if match:
            last = match.group(1)
            keys[last] = match.group(2)
        else:
            keys[last] += "\n" + line[len(" *      ") :]
    return keys


def read_cases(folder):
    """The cases of tests/debug/<folder>, by name."""
    folder = os.path.join(FOLDER, folder)
    cases = [Case(os.path.join(folder, file)) for file in sorted(os.listdir(folder)) if file.endswith(".c")]
    return {case.name: case for case in cases}


class Outcome:
    """What became of a case: its findings, the exceptions at the end of the statements, and the process's end."""

    def __init__(self, findings, raised, text, process):
        self.findings, self.raised, self.text, self.process = findings, raised, text, process

    @property
    def crashed(self):
        return self.raised is None

    def __repr__(self):
        if self.crashed:
            return "the process died: %r" % self.process
        shown = json.dumps([_shown(finding) for finding in self.findings], indent=1)
        return "findings %s\n%s\n%s" % (shown, self.text, self.process.stderr)


def _shown(finding):
    return {key: finding[key] for key in ("kind", "headline", "api", "module", "function", "message", "raised_by")}


def batches(cases):
    """Lists of cases that can share a process."""
    together, result = {}, []
    for case in cases:
        if case["alone"]:
            result.append([case])
        else:
            together.setdefault(case["options"], []).append(case)
    for group in together.values():
        result += [group[i : i + MOST_IN_A_PROCESS] for i in range(0, len(group), MOST_IN_A_PROCESS)]
    return result


def run_cases(cases, compiler, optimisation, folder, mode="debug"):
    """{name: Outcome} of the cases, in one process if that survives them."""
    outcomes, process = _run(cases, compiler, optimisation, folder, mode)
    if len(cases) > 1 and process.returncode != 0:
        outcomes = {}
        for case in cases:
            outcomes.update(_run([case], compiler, optimisation, folder, mode)[0])
    return outcomes


def _run(cases, compiler, optimisation, folder, mode):
    report = os.path.join(str(folder), "%s%s.json" % (cases[0].name, optimisation))
    if os.path.exists(report):
        os.remove(report)
    plan = []
    for case in cases:
        partner = case.build_partner(compiler, optimisation)
        plan.append(
            {
                "name": case.name,
                "path": case.build(compiler, optimisation).path,
                "run": case["run"],
                "partner": partner and partner.path,
            }
        )
    options = ",".join(["nocolor", "json=" + report] + cases[0].words("options"))
    environment = {"HPY": mode, "HPY_DEBUG": options if mode else None, "HPY_LOG": None}
    code = CHILD.replace("%r", repr(json.dumps(plan)))
    process = run_python(code, env=environment, check=False, timeout=60 + 20 * len(cases))
    ends = dict(re.findall(r"^end (\S+) (.*)$", process.stdout, re.M))
    findings = _read_findings(report)
    return {case.name: _outcome(case, cases, ends, findings, process) for case in cases}, process


def _read_findings(report):
    if not os.path.exists(report):
        return []
    with open(report, encoding="utf-8") as file:
        return json.load(file)["findings"]


def _outcome(case, cases, ends, findings, process):
    """Findings are told apart by the module; one that names none belongs to every case of the process."""
    names = {"%s.mod" % other.name: other.name for other in cases}
    names.update({"%s_partner.mod" % other.name: other.name for other in cases})
    mine = [finding for finding in findings if names.get(finding["module"], case.name) == case.name]
    if case.name not in ends or process.returncode != 0:
        return Outcome(mine, None, "", process)
    end = json.loads(ends[case.name])
    return Outcome(mine, end["raised"], end["text"], process)
