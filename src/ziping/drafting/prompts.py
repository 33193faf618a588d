"""Prompts made ready: every file checked against what it declares, then filled.

A prompt sees the values it declares and nothing else. What it uses and does not declare, and what it declares and
does not use, are errors of loading, told together with file and line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, get_args

from jinja2 import TemplateSyntaxError, meta, nodes

from ziping.domain.outline import TemplateFile
from ziping.domain.prompt import COMMON, Input, PromptFile, PromptFiles
from ziping.drafting.phrases import FAULTS, environment, explained
from ziping.errors import RenderError, UnreadableInputError

_KNOWN = frozenset(get_args(Input))


@lru_cache(maxsize=16)
def prompt_book(files: PromptFiles) -> PromptBook:
    """The prompts of a family, checked once a process.

    Raises:
        UnreadableInputError: with one line per mistake, of all files.
    """
    return PromptBook(files)


class PromptBook:
    """The prompts of one family.

    Args:
        files: as read.

    Raises:
        UnreadableInputError: with one line per mistake, of all files.
    """

    def __init__(self, files: PromptFiles) -> None:
        self.family = files.family
        self.sha256 = files.sha256
        self._files = dict(files.files)
        self._sources = tuple((name, TemplateFile(file.path, _in_place(file))) for name, file in files.files)
        self._trees: dict[str, nodes.Template] = {}
        problems = [*files.problems]
        for name in self._files:
            problems += self._parsed(name)
        for name in self._trees:
            problems += self._problems(name)
        if problems:
            raise UnreadableInputError("\n".join(problems))

    def find(self, prompt: str) -> PromptFile:
        """The family's prompt of a name, or the common one.

        Raises:
            UnreadableInputError: there is none.
        """
        for folder in (self.family, COMMON):
            file = self._files.get(f"{folder}/{prompt}")
            if file is not None and file.head.output != "part":
                return file
        known = sorted({
            name.partition("/")[2] for name, file in self._files.items() if file.head.output == "paragraphs"
        })
        raise UnreadableInputError(
            f"没有提示词 prompts/{self.family}/{prompt}.md，也没有 prompts/{COMMON}/{prompt}.md；可用：{'、'.join(known) or '（无）'}"
        )

    def fill(self, prompt: str, values: Mapping[str, object]) -> str:
        """The text of a prompt with the inputs it declares.

        Raises:
            UnreadableInputError: there is no such prompt.
            RenderError: its text cannot be filled; the message names file and line.
        """
        file = self.find(prompt)
        given = {name: values[name] for name in file.head.inputs}
        try:
            text: str = environment(self._sources).get_template(file.name).render(given)
        except FAULTS as error:
            raise RenderError(explained(error, {item.path for item in self._files.values()})) from error
        return text.strip()

    def _parsed(self, name: str) -> Iterator[str]:
        try:
            self._trees[name] = environment(self._sources).parse(dict(self._sources)[name].text)
        except TemplateSyntaxError as error:
            yield f"{self._files[name].path}:{error.lineno}：提示词语法不对：{error.message}，请改正"

    def _problems(self, name: str) -> Iterator[str]:
        file = self._files[name]
        used = self._used(name, frozenset())
        for line, missing in self._uses(name):
            if missing not in file.head.inputs:
                more = "请写进开头的 inputs" if missing in _KNOWN else f"可用：{'、'.join(sorted(_KNOWN))}"
                yield f"{file.path}:{line}：用到了没有声明的输入 {missing!r}，{more}"
        for given, line in file.input_lines:
            if given not in used:
                yield f"{file.path}:{line}：声明了输入 {given!r}，正文没有用到，请用上或删去"
        yield from self._include_problems(name)

    def _uses(self, name: str) -> Iterator[tuple[int, str]]:
        """Line and name of every value that is used, those of included parts at the line that includes them."""
        tree = self._trees[name]
        outside = meta.find_undeclared_variables(tree)
        for node in tree.find_all(nodes.Name):
            if node.ctx == "load" and node.name in outside:
                yield node.lineno, node.name
        for include in tree.find_all(nodes.Include):
            part = _included(include)
            if part in self._trees:
                yield from ((include.lineno, used) for used in sorted(self._used(part, frozenset((name,)))))

    def _used(self, name: str, above: frozenset[str]) -> set[str]:
        """Every value a prompt uses, with those of its parts."""
        tree = self._trees[name]
        used = set(meta.find_undeclared_variables(tree))
        for include in tree.find_all(nodes.Include):
            part = _included(include)
            if part in self._trees and part not in above:
                used |= self._used(part, above | {name})
        return used

    def _include_problems(self, name: str) -> Iterator[str]:
        path = self._files[name].path
        for include in self._trees[name].find_all(nodes.Include):
            part = _included(include)
            if part not in self._files or self._files[part].head.output != "part":
                parts = sorted(one for one, file in self._files.items() if file.head.output == "part")
                yield f"{path}:{include.lineno}：include 的 {part!r} 不是 output: part 的提示词，可用：{'、'.join(parts) or '（无）'}"
            elif any(True for _ in self._trees.get(part, nodes.Template([])).find_all(nodes.Include)):
                yield f"{path}:{include.lineno}：{part!r} 里又有 include，请只用一层"


def _in_place(file: PromptFile) -> str:
    """The text on the lines it has in the file."""
    return "\n" * (file.first_line - 1) + file.text


def _included(node: nodes.Include) -> str:
    template: Any = node.template
    return template.value if isinstance(template, nodes.Const) and isinstance(template.value, str) else ""
