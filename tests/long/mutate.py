#!/usr/bin/env python3
"""Mutation check: does a test fail if one operator of src/loss, src/metrics or src/math is changed?

    python3 tests/long/mutate.py [--seed 1] [--count 100] [--only K,K]     (about half an hour, in a copy of the source)

Each mutant changes one token: + - * /, a comparison, && ||, !, a sign, 0 and 1, min and max, a condition. A mutant that does
not compile, or compiles to the same code, does not count. The suites for its folder run, the fast ones first, until one
fails; a timeout counts as a failure. If none fails, they run again with the address sanitizer. The mutants in
tests/long/equivalent_mutants.txt are equivalent to the original and left out; the file gives the reasons. Exit status 1 if
less than 95 % of the others are caught.
"""
import argparse, hashlib, os, random, re, resource, shutil, subprocess, sys, tempfile, time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FOLDERS = {
    "loss": "registry loss shape kernel exact dialects multilabel batch train study golden training commands mislabel accuracy sweep",
    "metrics": "metrics multilabel study claims data train batch training commands mislabel",
    "math": "math quadrature loss metrics data train study training commands mislabel accuracy sweep",
}
LIMIT = 240  # CPU seconds for a process of a suite; ten times as much elapsed time, because the machine can be busy
SWAPS = [  # clang-format puts blanks around binary operators, and none after unary ones
    (r"(?<= )\+(?= )", "-"), (r"(?<= )-(?= )", "+"), (r"(?<= )\*(?= )", "/"), (r"(?<= )/(?= )", "*"),
    (r"(?<= )\+=(?= )", "-="), (r"(?<= )-=(?= )", "+="), (r"(?<= )\*=(?= )", "/="), (r"(?<= )/=(?= )", "*="),
    (r"(?<= )<(?= )", "<="), (r"(?<= )<=(?= )", "<"), (r"(?<= )>(?= )", ">="), (r"(?<= )>=(?= )", ">"),
    (r"(?<= )==(?= )", "!="), (r"(?<= )!=(?= )", "=="), (r"(?<= )&&(?= )", "||"), (r"(?<= )\|\|(?= )", "&&"),
    (r"!(?=[a-z(])", ""), (r"(?<=[(,=?:] )-(?=[\w(])|(?<=\()-(?=[\w(])|(?<=return )-(?=[\w(])", ""),
    (r"(?<![\w.])0(?![\w.])", "1"), (r"(?<![\w.])1(?![\w.])", "0"),
    (r"\bfmin(?=f?\()", "fmax"), (r"\bfmax(?=f?\()", "fmin"),
]
CONDITION = re.compile(r"\b(if|while) \(|\breturn (?=[^;]*(?:[<>]|==|!=|&&|\|\|))")


def code_of(text):
    """The text with comments, strings, characters and preprocessor lines replaced by blanks of the same length."""
    blank = lambda m: re.sub(r"[^\n]", " ", m.group())
    text = re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', blank, text, flags=re.S)
    return re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", blank, text, flags=re.M)


def end_of(code, start):
    """The position of the parenthesis that closes the one before start."""
    depth = 1
    for i in range(start, len(code)):
        depth += {"(": 1, ")": -1}.get(code[i], 0)
        if depth == 0:
            return i
    return None


def mutants():
    """(file, from, to, new text) of every change."""
    found = []
    for folder in FOLDERS:
        path = os.path.join("src", folder)
        for name in sorted(os.listdir(os.path.join(ROOT, path))):
            file = os.path.join(path, name)
            text = open(os.path.join(ROOT, file)).read()
            code = code_of(text)
            for pattern, new in SWAPS:
                found += [(file, m.start(), m.end(), new) for m in re.finditer(pattern, code)]
            for m in CONDITION.finditer(code):
                end = end_of(code, m.end()) if m.group().endswith("(") else code.index(";", m.end())
                if end is not None:
                    found.append((file, m.end(), end, "!(" + text[m.end():end] + ")"))
    return sorted(found)


def shown(text, start, end, new):
    """Line number, the original line and the changed line."""
    at = text.rfind("\n", 0, start) + 1
    to = text.find("\n", end)
    return text.count("\n", 0, start) + 1, text[at:to].strip(), (text[at:start] + new + text[end:to]).strip()


def equivalents():
    """{(file, original line, changed line): reason}"""
    known = {}
    for line in open(os.path.join(ROOT, "tests", "long", "equivalent_mutants.txt")):
        if line.strip() and not line.startswith("#"):
            file, was, now, reason = [part.strip() for part in line.split(" | ")]
            known[file, was, now] = reason
    return known


class Copy:
    """A copy of the source tree and its build."""

    def __init__(self, folder):
        self.folder = folder
        for name in ("Makefile", "README.md", "src", "tests", "experiments", "plots"):
            source, to = os.path.join(ROOT, name), os.path.join(folder, name)
            shutil.copytree(source, to) if os.path.isdir(source) else shutil.copy2(source, to)
        if not self.build():
            sys.exit("mutate: the source does not build:\n" + self.log)
        self.original = self.code()
        broken = self.caught_by(" ".join(sorted({suite for suites in FOLDERS.values() for suite in suites.split()})))
        if broken:
            sys.exit(f"mutate: {broken} fails as it is")

    def build(self, variant="release"):
        made = subprocess.run(["make", "-s", f"VARIANT={variant}", f"build/{variant}/aslab", f"build/{variant}/tests/run"],
                              cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.log = made.stdout
        return made.returncode == 0

    def code(self):
        """A digest of the library and the command without debug information."""
        digest = hashlib.sha256()
        for name in ("libaslab.a", "aslab"):
            subprocess.run(["strip", "-g", "-D", "-o", "stripped", os.path.join("build/release", name)], cwd=self.folder,
                           check=True)
            digest.update(open(os.path.join(self.folder, "stripped"), "rb").read())
        return digest.digest()

    def write(self, file, text):
        path = os.path.join(self.folder, file)
        before = os.stat(path).st_mtime
        open(path, "w").write(text)
        while os.stat(path).st_mtime <= before:  # so that make notices the change
            time.sleep(0.01)
            os.utime(path)

    def caught_by(self, suites, variant="release"):
        """The first suite that fails, or None."""
        env = dict(os.environ, CK_TIMEOUT_MULTIPLIER="10")
        limit = lambda: resource.setrlimit(resource.RLIMIT_CPU, (LIMIT, LIMIT))
        for suite in suites.split():
            run = subprocess.Popen([os.path.join(self.folder, "build", variant, "tests/run"), suite], cwd=self.folder, env=env,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, preexec_fn=limit)
            try:
                if run.wait(10 * LIMIT) != 0:
                    return suite
            except subprocess.TimeoutExpired:
                os.killpg(run.pid, 9)
                run.wait()
                return suite + " (timeout)"
        return None


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--count", type=int, default=100)
    ask.add_argument("--only", default="", help="the numbers of those to try again")
    given = ask.parse_args()
    every, known = mutants(), equivalents()
    order = random.Random(given.seed).sample(every, len(every))
    only = {int(k) for k in given.only.split(",") if k}
    print(f"mutate: seed {given.seed}, {given.count} of {len(every)} mutants", flush=True)
    count = {"caught": 0, "SURVIVED": 0, "equivalent": 0}
    with tempfile.TemporaryDirectory(prefix="aslab-mutate-") as folder:
        copy = Copy(folder)
        for k, (file, start, end, new) in enumerate(order):
            if sum(count.values()) == (len(only) or given.count):
                break
            if only and k not in only:
                continue
            text = open(os.path.join(ROOT, file)).read()
            line, was, now = shown(text, start, end, new)
            said, by = "equivalent", known.get((file, was, now))
            if by is None:
                copy.write(file, text[:start] + new + text[end:])
                if copy.build() and copy.code() != copy.original:
                    suites = FOLDERS[file.split("/")[1]]
                    by = copy.caught_by(suites)
                    if not by and copy.build("asan"):  # make ci-long also tests this build
                        by = copy.caught_by(suites.replace(" accuracy sweep", ""), "asan")
                        by = by and by + ", with the address sanitizer"
                    said = "caught" if by else "SURVIVED"
                else:
                    said = None  # not a mutant: the program is the same
                copy.write(file, text)
            if said:
                count[said] += 1
                print(f"{k:4} {said:10} {file}:{line}: {was}  ->  {now}  [{by or 'nothing'}]", flush=True)
    tried = count["caught"] + count["SURVIVED"]
    print(f"mutate: seed {given.seed}: {count['caught']} of {tried} caught ({100 * count['caught'] / max(tried, 1):.1f} %), "
          f"{count['SURVIVED']} survived, {count['equivalent']} more are equivalent")
    sys.exit(0 if count["caught"] >= 0.95 * tried else 1)


if __name__ == "__main__":
    main()
