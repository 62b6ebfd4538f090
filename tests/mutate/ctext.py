"""C source as tokens, brackets and functions: as much of the language as it
takes to find places in the style of this tree."""
import re

TOKEN = re.compile(r"""
    (?P<comment>/\*.*?\*/|//[^\n]*)
  | (?P<directive>(?m:^)[ \t]*\#(?:\\\n|/\*.*?\*/|[^\n])*)
  | (?P<string>"(?:\\.|[^"\\])*")
  | (?P<char>'(?:\\.|[^'\\])+')
  | (?P<number>\b(?:0[xX][0-9a-fA-F]+|\d+)[uUlL]*\b)
  | (?P<name>[A-Za-z_]\w*)
  | (?P<punct><<=|>>=|\.\.\.|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\|
              |[-+*/%&|^]=|[-+*/%&|^~!<>=?:;,.()\[\]{}])
""", re.X | re.S)

OPENING = {"(": ")", "[": "]", "{": "}"}
CLOSING = set(OPENING.values())
HEADED = {"if", "while", "for", "switch"}
KEYWORDS = HEADED | {"return", "case", "default", "else", "do", "break",
                     "continue", "goto", "sizeof"}
RELATIONS = {"<", "<=", ">", ">=", "==", "!="}
ASSIGNMENTS = {"=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=",
               ">>="}
# What a condition, or an operand of && and ||, lies between.
LIMITS = ASSIGNMENTS | {";", ",", "?", ":", "return", "case"}


class Token:
    __slots__ = ("kind", "text", "start", "end")

    def __init__(self, match):
        self.kind = match.lastgroup
        self.text = match.group()
        self.start, self.end = match.span()


class Function:
    """The tokens first..last lie in its body, or in a table's braces."""

    def __init__(self, name, first, last, returns=""):
        self.name, self.first, self.last = name, first, last
        self.returns = returns


class Source:
    def __init__(self, path, text):
        self.path, self.text = path, text
        self.tokens = [Token(m) for m in TOKEN.finditer(text)
                       if m.lastgroup not in ("comment", "directive")]
        self.match = self._match_brackets()
        self.functions = self._find_functions()

    def word(self, i):
        return self.tokens[i].text if 0 <= i < len(self.tokens) else ""

    def _match_brackets(self):
        match, stack = {}, []
        for i, token in enumerate(self.tokens):
            if token.kind != "punct":
                continue
            if token.text in OPENING:
                stack.append(i)
            elif token.text in CLOSING:
                match[i] = stack.pop()
                match[match[i]] = i
        return match

    def _find_functions(self):
        """The braces at the top level: bodies, tables and enumerations."""
        found, i, begin = [], 0, 0
        while i < len(self.tokens):
            word = self.word(i)
            if word == "{":
                found.append(self._named(begin, i))
                i = self.match[i]
                if self.word(i + 1) not in (";", ","):
                    begin = i + 1
            elif word in ("(", "["):
                i = self.match[i]
            elif word == ";":
                begin = i + 1
            i += 1
        return found

    def _named(self, begin, brace):
        last = self.match[brace] - 1
        if self.word(brace - 1) == ")":
            name = self.match[brace - 1] - 1
            return Function(self.word(name), brace + 1, last,
                            " ".join(self.word(i)
                                     for i in range(begin, name)))
        name = brace - 1
        while name > begin and (self.word(name) in ("=", "]")
                                or self.tokens[name].kind != "name"):
            if self.word(name) == "]":
                name = self.match[name]
            name -= 1
        return Function(self.word(name), brace, last)

    def function_at(self, i):
        for function in self.functions:
            if function.first <= i <= function.last:
                return function
        return None

    def left_of(self, i, limits):
        """The first token of what ends before token i."""
        j = i - 1
        while j >= 0:
            if self.word(j) in CLOSING:
                j = self.match[j]
            elif self.word(j) in OPENING or self.word(j) in limits:
                break
            j -= 1
        return j + 1

    def right_of(self, i, limits):
        """The last token of what begins after token i."""
        j = i + 1
        while j < len(self.tokens):
            if self.word(j) in OPENING:
                j = self.match[j]
            elif self.word(j) in CLOSING or self.word(j) in limits:
                break
            j += 1
        return j - 1

    def is_block(self, brace):
        """Whether a brace opens statements, and not an initializer."""
        before = self.word(brace - 1)
        if before == ")":
            head = self.match[brace - 1] - 1
            return (self.word(head) in HEADED
                    or self.function_at(brace) is None)
        if before in ("else", "do", ";", "}", ":"):
            return True
        return before == "{" and self.is_block(brace - 1)

    def statements(self):
        """(first, last) of every simple statement, the ; included."""
        for function in self.functions:
            if not function.returns:
                continue
            i = function.first
            while i <= function.last:
                i = yield from self._statement(i)

    def _statement(self, i):
        word = self.word(i)
        if word in ("{", "}", "else", "do", ";"):
            return i + 1
        if word in HEADED:
            return self.match[i + 1] + 1
        if word in ("case", "default"):
            return self.right_of(i, {":"}) + 2
        last = self.right_of(i - 1, {";"}) + 1
        yield i, last
        return last + 1

    def is_declaration(self, first):
        """A type and a name, as this tree writes them."""
        word, after = self.word(first), self.tokens[first + 1]
        if word in ("const", "static", "struct", "enum", "unsigned"):
            return True
        if self.tokens[first].kind != "name" or word in KEYWORDS:
            return False
        return after.kind == "name" or (
            after.text == "*" and self.text[after.end] != " ")
