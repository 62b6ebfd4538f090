"""Finds every place of a source where a small change makes a mutant."""
import hashlib
import re

from ctext import ASSIGNMENTS, LIMITS, OPENING, RELATIONS, Source

RELATED = {
    "<": ("<=", ">="), "<=": ("<", ">"), ">": (">=", "<="), ">=": (">", "<"),
    "==": ("!=",), "!=": ("==",),
}
SWAPPED = {
    "&&": "||", "||": "&&", "+=": "-=", "-=": "+=", "*=": "/=", "/=": "*=",
    "%=": "/=", "|=": "&=", "&=": "|=", "++": "--", "--": "++", "<<": ">>",
    ">>": "<<",
}
ARITHMETIC = {"+": "-", "-": "+", "*": "/", "/": "*", "%": "*", "&": "|",
              "|": "&"}
WORDS = {
    "min_i64": ("max_i64",), "max_i64": ("min_i64",),
    "true": ("false",), "false": ("true",),
    "RULE_BIT": ("RULE_PASSED",),
    "RULE_PASSED": ("RULE_BIT", "RULE_NOT_APPLICABLE"),
    "RULE_NOT_APPLICABLE": ("RULE_PASSED",),
}
EFFECTS = {"DENY_ENDS": ("DENY",), "DENY": ("DENY_ENDS", "NOTE"),
           "NOTE": ("DENY",)}
# Their arguments are asserted, not judged.
ASSERTING = {"ensure", "static_assert", "_Static_assert"}
NOTHING = "(nothing)"


class Mutant:
    """A change of source.text[start:end] to new."""

    def __init__(self, source, function, start, end, new):
        self.path, self.text = source.path, source.text
        self.function, self.start, self.end = function, start, end
        old = self.text[start:end]
        # The same number of lines: ensure() tells its own.
        self.new = new + "\n" * (old.count("\n") - new.count("\n"))
        self.line = self.text.count("\n", 0, start) + 1
        self.source_line = self.text.splitlines()[self.line - 1].strip()
        self.change = f"{squeezed(old)} → {squeezed(new) or NOTHING}"
        self.same_before = 0

    @property
    def key(self):
        """What names it whatever stands above it in the file."""
        change = self.change
        if self.same_before:
            change += f" #{self.same_before + 1}"
        return self.path, self.function, self.source_line, change

    @property
    def id(self):
        return hashlib.sha1("\n".join(self.key).encode()).hexdigest()[:8]

    def mutated(self):
        return self.text[:self.start] + self.new + self.text[self.end:]


def squeezed(text):
    return re.sub(r"\s+", " ", text).strip()


def enumerators(headers):
    """Each enumerator's neighbour in its own enumeration."""
    neighbour = {}
    for text in headers:
        source = Source("", text)
        for i in range(len(source.tokens)):
            if source.word(i) != "enum":
                continue
            brace = i + 1 if source.word(i + 1) == "{" else i + 2
            if source.word(brace) != "{":
                continue
            neighbour.update(neighbours(source, brace))
    return neighbour


def row_enumerators(headers, tables):
    """The same for enumerations that are made of the rows of a table."""
    neighbour = {}
    for text in headers:
        for macro, symbol, prefix, pasted in re.findall(
                r"^#define ([A-Z]+)\((\w+)[\w, ]*\) (\w+)##(\w+),", text,
                re.M):
            words = [prefix + row for table in tables for row in re.findall(
                rf"^{macro}\((\w+)", table, re.M)]
            if symbol == pasted:
                neighbour.update(zip(words, words[1:] + words[:1]))
    return neighbour


def neighbours(source, brace):
    names = [part for part in elements(source, brace)
             if not source.word(part[0]).endswith("_COUNT")]
    if any(first != last for first, last in names):
        return {} # they have values: those are mutated
    words = [source.word(first) for first, _ in names]
    return dict(zip(words, words[1:] + words[:1]))


def elements(source, brace):
    """(first, last) of what stands between the commas in brackets."""
    first = brace + 1
    while first < source.match[brace]:
        last = source.right_of(first - 1, {","})
        if last >= first:
            yield first, last
        first = last + 2


class Finder:
    def __init__(self, path, text, neighbour):
        self.source = Source(path, text)
        self.neighbour = neighbour
        self.found = {}
        self.masked = self._mask()

    def _mask(self):
        """The tokens of assertions, of types, and of the sizes of arrays."""
        source, masked = self.source, set()
        for i in range(len(source.tokens)):
            if source.word(i) in ASSERTING and source.word(i + 1) == "(":
                masked.update(range(i, source.match[i + 1] + 1))
            elif source.word(i) == "struct":
                brace = i + (1 if source.word(i + 1) == "{" else 2)
                if source.word(brace) == "{":
                    masked.update(range(brace, source.match[brace] + 1))
        for first, last in source.statements():
            if source.is_declaration(first):
                masked.update(self.sizes(first, last))
        return masked

    def sizes(self, first, last):
        i = first
        while i <= last and self.source.word(i) not in ("=", "{"):
            if self.source.word(i) == "[":
                yield from range(i, self.source.match[i])
                i = self.source.match[i]
            i += 1

    def add(self, first, last, new, function):
        """Tokens first..last become new."""
        start = self.source.tokens[first].start
        end = self.source.tokens[last].end
        if self.source.text[start:end] != new:
            self.found.setdefault(
                (start, end, new),
                Mutant(self.source, function.name, start, end, new))

    def text(self, first, last):
        return self.source.text[self.source.tokens[first].start:
                                self.source.tokens[last].end]

    def mutants(self):
        in_order = sorted(self.found.values(),
                          key=lambda m: (m.start, m.end, m.new))
        seen = {}
        for mutant in in_order:
            mutant.same_before = seen.get(mutant.key, 0)
            seen[mutant.key[:3] + (mutant.change,)] = mutant.same_before + 1
        return in_order

    def find(self):
        source = self.source
        for function in source.functions:
            if source.path.endswith(".h") and not function.returns:
                continue # types; bodies are what is inline
            for i in range(function.first, function.last + 1):
                if i not in self.masked:
                    self.token(i, function)
                    self.construct(i, function)
        for first, last in source.statements():
            if first not in self.masked:
                self.statement(first, last, source.function_at(first))
        return self.mutants()

    # One token becomes another.

    def token(self, i, function):
        token = self.source.tokens[i]
        for new in self.replacements(i, token):
            self.add(i, i, new, function)
        if token.text == "-" and self.is_unary(i):
            self.add(i, i, "", function)
        if token.text == "!" and not self.negates_operand(i):
            self.add(i, i, "", function)

    def replacements(self, i, token):
        if token.kind == "number":
            return off_by_one(token.text)
        if token.kind == "char":
            return f"({token.text} + 1)", f"({token.text} - 1)"
        if token.kind == "name":
            if token.text in WORDS:
                return WORDS[token.text]
            near = self.neighbour.get(token.text)
            return () if near is None else (near,)
        if token.text in RELATED:
            return RELATED[token.text]
        if token.text in SWAPPED:
            return (SWAPPED[token.text],)
        if token.text in ARITHMETIC and self.is_binary(i):
            return (ARITHMETIC[token.text],)
        return ()

    def is_binary(self, i):
        """An operator between two blanks; a pointer's * has one."""
        text, token = self.source.text, self.source.tokens[i]
        return text[token.start - 1].isspace() and text[token.end].isspace()

    def is_unary(self, i):
        return not self.is_binary(i)

    def negates_operand(self, i):
        """Where the whole operand is negated too: the same mutant."""
        source = self.source
        first = source.left_of(i + 1, LIMITS | {"&&", "||"})
        last = source.right_of(i, LIMITS | {"&&", "||"})
        return first == i and (source.word(i - 1) in ("&&", "||", "return")
                               or source.word(last + 1) in ("&&", "||"))

    # Conditions, cases, initializers.

    def construct(self, i, function):
        word = self.source.word(i)
        if word in ("&&", "||"):
            self.operands(i, word, function)
        elif word == "?":
            first = self.source.left_of(i, LIMITS)
            self.condition(first, i - 1, "10", function)
        elif word == "if":
            close = self.source.match[i + 1]
            self.condition(i + 2, close - 1, "10", function)
        elif word == "while":
            close = self.source.match[i + 1]
            self.condition(i + 2, close - 1, "0", function)
        elif word == "for":
            first = self.source.right_of(i + 1, {";"}) + 2
            last = self.source.right_of(first - 1, {";"})
            self.condition(first, last, "0", function)
        elif word == "case":
            self.add(i, self.source.right_of(i, {":"}) + 1, "", function)
        elif word == "{" and not self.source.is_block(i):
            self.initializer(i, function)

    def condition(self, first, last, values, function):
        if first <= last:
            for value in values:
                self.add(first, last, value, function)

    def operands(self, i, word, function):
        limits = LIMITS | {"&&", "||"}
        left = self.source.left_of(i, limits), i - 1
        right = i + 1, self.source.right_of(i, limits)
        for first, last in (left, right):
            self.add(first, last, "1" if word == "&&" else "0", function)
            if not self.compares(first, last):
                self.add(first, last, f"!({self.text(first, last)})",
                         function)

    def compares(self, first, last):
        """One comparison: its negation is a mutant of the relation."""
        source, limits = self.source, RELATIONS | {"&&", "||", "?"}
        at = source.right_of(first - 1, limits) + 1
        return at <= last and source.word(at) in RELATIONS \
            and source.right_of(at, limits) >= last

    def initializer(self, brace, function):
        """Designated members, rows and listed enumerators are dropped."""
        if "enum" in (self.source.word(brace - 1),
                      self.source.word(brace - 2)):
            return
        parts = list(elements(self.source, brace))
        listed = all(first == last and self.source.word(first)
                     in self.neighbour for first, last in parts)
        for first, last in parts:
            word = self.source.word(first)
            designated = word == "." or (
                word == "[" and self.source.word(
                    self.source.match[first] + 1) == "=")
            if designated or word == "{" or listed:
                comma = self.source.word(last + 1) == ","
                self.add(first, last + comma, "", function)

    # Statements.

    def statement(self, first, last, function):
        word = self.source.word(first)
        if word == "return":
            self.returned(first + 1, last - 1, function)
        elif self.source.is_declaration(first):
            self.declaration(first, last, function)
        elif self.text(first, first + 2) != "(void)" \
                and not self.alone_under_if(first, last):
            self.add(first, last, ";", function)

    def alone_under_if(self, first, last):
        """Deleted by the condition that is false, too."""
        source = self.source
        return source.word(first - 1) == ")" \
            and source.word(source.match[first - 1] - 1) == "if" \
            and source.word(last + 1) != "else"

    def returned(self, first, last, function):
        if last < first:
            if not self.alone_under_if(first - 1, last + 1):
                self.add(first - 1, last + 1, ";", function)
            return
        is_bool = "bool" in function.returns.split() \
            and "*" not in function.returns
        if is_bool and not self.compares(first, last) \
                and self.source.word(first) not in ("true", "false"):
            self.add(first, last, f"!({self.text(first, last)})", function)

    def declaration(self, first, last, function):
        """A number that is not what it was made to be. Pointers would only
        crash, and what is static is a table."""
        equals = self.source.right_of(first - 1, {"=", ";"}) + 1
        if self.source.word(equals) != "=" \
                or self.source.word(first) == "static" \
                or self.source.word(equals + 1) in OPENING \
                and equals + 2 > last:
            return
        pointer = any(self.source.word(i) == "*"
                      for i in range(first, equals))
        literal = equals + 2 == last and self.source.word(equals + 1) \
            in ("0", "false", "NULL", "true")
        value = self.source.word(equals + 1)
        if not pointer and not literal and value != "{":
            self.add(equals + 1, last - 1, "0", function)


def off_by_one(text):
    digits = text.rstrip("uUlL")
    value, suffix = int(digits, 0), text[len(digits):]
    yield f"{value + 1}{suffix}"
    if value > 0:
        yield f"{value - 1}{suffix}"


class Rows(Finder):
    """The rows of a table of macros, each a function of its own name."""

    def __init__(self, path, text, neighbour, columns, kinds):
        super().__init__(path, text, neighbour)
        self.columns, self.kinds = columns, kinds

    def find(self):
        i = 0
        while i < len(self.source.tokens):
            self.row(i, self.source.word(i))
            i = self.source.match[i + 1] + 1
        return self.mutants()

    def row(self, i, macro):
        parts = list(elements(self.source, i + 1))
        names = self.columns.get(macro, ())
        function = RowName(self.source.word(parts[0][0]))
        for name, (first, last) in zip(names, parts):
            if name == "kinds":
                self.row_kinds(first, last, function)
            elif name == "effect":
                word = self.source.word(first)
                for new in EFFECTS.get(word, ("NOTE",)):
                    self.add(first, last, new, function)
            elif first != parts[0][0]:
                for j in range(first, last + 1):
                    self.token(j, function)
                    self.construct(j, function)

    def row_kinds(self, first, last, function):
        names = [self.source.word(j) for j in range(first, last + 1)
                 if self.source.tokens[j].kind == "name"]
        if names == ["ALL"]:
            for kind in self.kinds:
                self.add(first, last, f"ALL & ~{kind}", function)
            return
        for name in names:
            rest = [n for n in names if n != name]
            self.add(first, last, " | ".join(rest) or "0", function)


class RowName:
    returns = ""

    def __init__(self, name):
        self.name = name


def macro_columns(texts):
    """The parameters of the macros that tables of rows are read by."""
    columns = {}
    for text in texts:
        for name, parameters in re.findall(
                r"^#define ([A-Z]+)\(([\w, ]+)\)", text, re.M):
            columns.setdefault(name, [p.strip()
                                      for p in parameters.split(",")])
    return columns


def find_sites(path, text, neighbour=None, columns=None,
               kinds="MPIADVS"):
    """All mutants of one file, in its order."""
    if path.endswith(".def"):
        return Rows(path, text, neighbour or {}, columns or {},
                    kinds).find()
    return Finder(path, text, neighbour or {}).find()
