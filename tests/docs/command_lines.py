# SPDX-License-Identifier: BSD-3-Clause
"""The command lines of a Markdown page, and the scenario files that it has the reader write.

A statement is what a shell takes at once: a line with what continues it (a backslash, a here-document, a loop until `done`).
Found are, in the order of the page:

  ```sh            the whole block
  ```yaml          what a job runs: `- COMMAND`, `- run: COMMAND`
  other blocks     lines behind a prompt `$ `; without a prompt, lines that begin with ampsim, one of our scripts, or a loop
  `code`           that begins with ampsim or one of our scripts and says more than its name

A line with words that the reader has to replace (FILE, KEY=VALUE, [...]) is usage, and no statement.
"""
import collections
import re
import shlex

OURS = r"(?:(?:build/)?ampsim [a-z]|scripts/[a-z]|\./quickstart|\./check)"
USAGE = re.compile(r"\.\.\.|…|\[-|(?<![\w$/.-])[A-Z]{2,}(?=\s|$)|\bKEY\b|=[A-Z]|[ /](?:DIR|NAME|A|B)(?=[ /]|$)")

Statement = collections.namedtuple("Statement", "page line text inline")
Block = collections.namedtuple("Block", "line language lines before")


def blocks_of(lines):
    """Fenced and indented blocks, with the paragraph before each; and every other line, as a block of language `inline`."""
    number, paragraph = 0, ""
    while number < len(lines):
        line = lines[number]
        if line.lstrip().startswith("```"):
            margin = len(line) - len(line.lstrip())
            begin = number + 1
            number = next((n for n in range(begin, len(lines)) if lines[n].strip() == "```"), len(lines))
            yield Block(begin + 1, line.strip()[3:], [text[margin:] for text in lines[begin:number]], paragraph)
        elif line.startswith("    ") and not paragraph.startswith(("-", "*")):
            begin = number
            while number + 1 < len(lines) and lines[number + 1].startswith("    "):
                number += 1
            yield Block(begin + 1, "", [text[4:] for text in lines[begin:number + 1]], paragraph)
        else:
            yield Block(number + 1, "inline", [line], "")
            paragraph = (paragraph + " " + line).strip() if line.strip() else paragraph
            if line.strip() and not lines[number - 1].strip():
                paragraph = line
        number += 1


def whole(lines, number):
    """The statement that begins in a line, and the number of the line after it."""
    text, end = lines[number], number + 1
    document = re.search(r"<<'?(\w+)'?", text)
    while end < len(lines) and (
            text.endswith("\\") or (document and lines[end - 1] != document[1]) or
            (re.match(r"for .* do\s*$", lines[number]) and lines[end - 1].strip() != "done")):
        text += "\n" + lines[end]
        end += 1
    return text, end


def statements_of_block(block):
    lines = block.lines
    if block.language == "sh":
        yield block.line, "\n".join(lines)
        return
    if block.language == "yaml":
        for number, line in enumerate(lines):
            found = re.match(rf"\s*- (?:run: )?({OURS}.*|\./quickstart)$", line)
            if found:
                yield block.line + number, found[1]
        return
    if block.language not in ("", "console"):
        return
    prompt = any(line.startswith("$ ") for line in lines)
    number = 0
    while number < len(lines):
        line = lines[number]
        if line.startswith("$ ") if prompt else re.match(rf"{OURS}|for \w+ in .*; do", line):
            text, end = whole([line[2:] if prompt else line, *lines[number + 1:]], 0)
            yield block.line + number, text
            number += end
        else:
            number += 1


def statements_of(page, text):
    """All command lines of a page, usage too."""
    for block in blocks_of(text.split("\n")):
        if block.language == "inline":
            for code in re.findall(rf"`({OURS}[^`]*)`", block.lines[0]):
                if len(code.split()) > 2 or code.endswith(" doctor"):  # others only name the command
                    yield Statement(page, block.line, code, True)
        else:
            for line, found in statements_of_block(block):
                yield Statement(page, line, found, False)


def is_usage(statement):
    first = statement.text.split("\n")[0]
    return re.match(OURS, first) is not None and USAGE.search(first.split(" #")[0]) is not None


def files_of(text):
    """name -> content of the scenarios that the page shows under "..., `NAME.toml`...:"."""
    found = {}
    for block in blocks_of(text.split("\n")):
        names = re.findall(r"`([\w./-]+\.toml)`", block.before)
        if block.language == "toml" and names and block.before.endswith(":"):
            found[names[-1]] = "\n".join(block.lines) + "\n"
    return found


def ampsim_calls(text):
    """The words behind `ampsim` of each call in a statement; without what the shell does with their output."""
    calls = []
    for line in re.sub(r"\\\n", " ", text).split("\n"):
        lexer = shlex.shlex(line, posix=True, punctuation_chars="|&;<>()")
        lexer.whitespace_split = True
        lexer.commenters = "#"
        current = None
        try:
            words = list(lexer)
        except ValueError:  # a line of a here-document
            continue
        for word in words:
            if set(word) <= set("|&;<>()"):
                current = None
            elif current is not None:
                current.append(word)
            elif word in ("ampsim", "build/ampsim"):
                current = []
                calls.append(current)
    return calls
