"""survivors.txt: one entry a paragraph - file and function, the source line,
the change, and below them, indented, why nobody can notice it."""


def entry(key):
    path, function, source_line, change = key
    return f"{path} {function}\n{source_line}\n{change}"


def read(path):
    """Explanation by key."""
    found = {}
    with open(path, encoding="utf-8") as f:
        text = "\n".join(line for line in f.read().split("\n")
                         if not line.startswith("#"))
    for paragraph in text.split("\n\n"):
        lines = paragraph.strip("\n").split("\n")
        if lines == [""]:
            continue
        if len(lines) < 4 or not all(l.startswith(" ") for l in lines[3:]):
            raise SystemExit(f"{path}: three lines and an explanation are "
                             f"wanted:\n{paragraph}")
        file, _, function = lines[0].partition(" ")
        key = file, function, lines[1], lines[2]
        if key in found:
            raise SystemExit(f"{path}: twice:\n{paragraph}")
        found[key] = " ".join(l.strip() for l in lines[3:])
    return found
