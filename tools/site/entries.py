"""Entries of the reference as declarations of Sphinx's domain of C, which make the index and objects.inv.

docs/reference/*.md are plain Markdown from apigen: a heading with the name, the declaration as a block of C, what is
said of it. Here block and text become one directive, and the heading stays. Called by pages.py.
"""

import re

ENTRY = re.compile(
    r"^(#{2,3} (?P<name>\w+)\n\n)```c\n(?P<code>.*?)\n```\n(?P<said>.*?)(?=^#{2,3} \w+\n\n```c\n|\Z)", re.M | re.S
)
CONSTANT = re.compile(r"^\| `ctx->(h_\w+)` \| (.*?) \| ([\d.]+) \|$", re.M)
CONSTANTS = re.compile(r"^\| constant \| \| since \|\n\|---\|---\|---\|\n((?:\|.*\n)+)", re.M)
FENCE = "``````"  # longer than those inside


def declared(path, text):
    """The text of a page of docs/reference."""
    name = path.rpartition("/")[2]
    if "/slots/" in path:
        return slot(text)
    text = CONSTANTS.sub(lambda match: constants(match[1]), text)
    change = {"signatures.md": signature, "types.md": of_type}.get(name, entry)
    return ENTRY.sub(lambda match: match[1] + change(match), text)


def entry(match):
    code = match["code"]
    return directive(kind(code), code, match["said"])


def signature(match):
    """A number, and the type of pointers to such functions."""
    pointer = re.search(r"^- Pointers to it have the type `(\w+)`$", match["said"], re.M)[1]
    declaration = re.sub(r"\bimpl\b", "(*%s)" % pointer, match["code"])
    said = match["said"].replace(pointer.join(("- Pointers to it have the type `", "`\n")), "")
    return directive("enumerator", match["name"], "") + directive("type", declaration, said)


def of_type(match):
    name, code = match["name"], match["code"]
    if code.startswith("typedef enum"):
        return directive("enum", name, match["said"] + "\n" + enumerators(code), "`" * 9)
    if "{\n" in code:
        return directive("struct", name, "```c\n%s\n```\n%s" % (code, match["said"]))
    return directive("type", name if "{" in code or " struct " in code else code[len("typedef ") : -1], match["said"])


def enumerators(code):
    """Those of an enum, with their comments and the minor version that the #if around them asks for."""
    result, minor = [], 0
    for line in code.splitlines():
        guard = re.match(r"#if HPY_ABI_MINOR >= (\d+)|#endif", line)
        if guard:
            minor = int(guard[1] or 0)
        item = re.match(r"    (\w+) = (-?\w+),?\s*(?:/\* (.*) \*/)?$", line)
        if item:
            said = [
                item[3][0].upper() + item[3][1:] + "." if item[3] else "",
                "Since ABI 0.%d." % minor if minor else "",
            ]
            said = " ".join(filter(None, said)).replace("*", "\\*").replace("[", "\\[")
            result.append(directive("enumerator", "%s = %s" % (item[1], item[2]), said))
    return "".join(result)


def directive(of_kind, declaration, said, fence=FENCE):
    return "%s{c:%s} %s\n%s\n%s\n\n" % (fence, of_kind, " ".join(declaration.split()), said.strip("\n"), fence)


def kind(declaration):
    if re.fullmatch(r"\w+(?:\([^)]*\))?", declaration):
        return "macro"
    return "function" if declaration.endswith(")") else "var"


def constants(rows):
    """The table of constants as members of the context, by their names alone: if what they are members of is on another
    page, Sphinx takes that for declared twice when it reads the page again."""
    return "".join(
        directive("member", "HPy " + match[1], "%s Since ABI %s." % (match[2], match[3]))
        for match in CONSTANT.finditer(rows)
    )


def slot(text):
    """The page of a slot: all in front of its example."""
    match = re.match(r"(<!--.*?-->\n\n# (\w+)\n\n)(.*?)(?=^## |\Z)", text, re.M | re.S)
    return match[1] + directive("enumerator", match[2], match[3]) + text[match.end() :]
