"""The command completion: what a shell needs to complete hpy's commands and options, from the parsers themselves."""

from __future__ import annotations

import argparse
import re
import sys
from typing import Any, Iterable, NamedTuple

EXAMPLES = """\
examples, for the file that your shell reads at its start:
  eval "$(hpy completion bash)"     in ~/.bashrc
  eval "$(hpy completion zsh)"      in ~/.zshrc, behind compinit
  hpy completion fish | source      in ~/.config/fish/config.fish
"""


class Option(NamedTuple):
    """An option, or an argument without a name."""

    names: tuple[str, ...]
    help: str
    value: str  # what is shown for its value; "" for none
    choices: tuple[str, ...]
    repeated: bool
    ends: bool  # what follows is the program's


class Command(NamedTuple):
    name: str
    help: str
    options: list[Option]


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to those of python -m hpy."""
    parser = subparsers.add_parser(
        "completion",
        help="print what makes a shell complete hpy's commands",
        description="Print a script for a shell, which then completes commands, options and their values.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("shell", choices=sorted(SHELLS), help="the shell")
    parser.set_defaults(run=run, program_parser=parser, commands=subparsers)


def run(options: argparse.Namespace) -> int:
    sys.stdout.write("\n".join(SHELLS[options.shell](_commands(options.commands))) + "\n")
    return 0


def _commands(subparsers: Any) -> list[Command]:
    texts = {action.dest: action.help or "" for action in subparsers._choices_actions}  # public names show neither
    return [Command(name, texts[name], _options(parser)) for name, parser in subparsers.choices.items()]


def _options(parser: argparse.ArgumentParser) -> list[Option]:
    found = []
    for action in parser._actions:
        metavar = action.metavar[-1] if isinstance(action.metavar, tuple) else action.metavar
        rest = action.nargs == argparse.REMAINDER
        choices = tuple(map(str, action.choices or ()))
        value = "" if action.nargs == 0 else (metavar or ("FILE" if rest else action.dest.upper()))
        text = (action.help or "") % {**vars(action), "prog": parser.prog}
        repeated = action.nargs in ("+", "*") or isinstance(action, argparse._AppendAction)
        found.append(Option(tuple(action.option_strings), text, value, choices, repeated, rest))
    return found


# ---- bash


def _bash(commands: list[Command]) -> Iterable[str]:
    yield "_hpy() {"
    yield "    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command= words= word"
    yield "    COMPREPLY=()  # then bash completes names of files"
    yield "    [[ $current == = ]] && current="
    yield "    [[ $before == = ]] && before=${COMP_WORDS[COMP_CWORD-2]}"
    yield '    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do'
    yield "        case $word in"
    yield "            --) return ;;"
    yield "            -*) ;;"
    yield "            *) [[ -z $command ]] && command=$word ;;"
    yield "        esac"
    yield "    done"
    yield "    case $command:$before in"
    for command in commands:
        yield from (f"        {line}" for line in _bash_values(command))
    yield "        *)"
    yield "            case $command in"
    yield f'                "") words="{" ".join(c.name for c in commands)} --help --version" ;;'
    for command in commands:
        listed = [name for option in command.options for name in option.names]
        loose = [choice for option in command.options if not option.names for choice in option.choices]
        yield f'                {command.name}) words="{" ".join(loose)}"'
        yield f'                    [[ $current == -* ]] && words="{" ".join(listed)}" ;;'
    yield "            esac ;;"
    yield "    esac"
    yield '    COMPREPLY=($(compgen -W "$words" -- "$current"))'
    yield "}"
    yield "complete -o default -F _hpy hpy"


def _bash_values(command: Command) -> Iterable[str]:
    for option in command.options:
        pattern = "|".join(f"{command.name}:{name}" for name in option.names)
        if option.names and option.ends:
            yield f"{pattern}) return ;;"
        elif option.names and option.value:
            yield f'{pattern}) words="{" ".join(option.choices)}" ;;'


# ---- zsh


def _zsh(commands: list[Command]) -> Iterable[str]:
    yield "#compdef hpy"
    yield "_hpy() {"
    yield "    local -a commands"
    yield "    local context state line"
    yield "    typeset -A opt_args"
    yield "    commands=("
    yield from (f"        {_quoted(command.name + ':' + command.help)}" for command in commands)
    yield "    )"
    yield "    _arguments -C '(- *)'{-h,--help}'[show what there is]' '(- *)--version[show the version]' \\"
    yield "        '1:command:->command' '*::argument:->argument'"
    yield "    case $state in"
    yield "        command) _describe command commands ;;"
    yield "        argument)"
    yield "            case $words[1] in"
    for command in commands:
        yield f"                {command.name}) _arguments \\"
        yield from (
            f"                    {_quoted(spec)} \\" for option in command.options for spec in _zsh_specs(option)
        )
        yield "                    ;;"
    yield "            esac ;;"
    yield "    esac"
    yield "}"
    yield 'if [[ $funcstack[1] == _hpy ]]; then _hpy "$@"; else compdef _hpy hpy; fi'


def _zsh_specs(option: Option) -> Iterable[str]:
    text = re.sub(r"([\[\]:\\])", r"\\\1", option.help)
    if option.choices:
        action = f":{option.value}:({' '.join(option.choices)})"
    elif option.value:
        files = {"FILE": "_files", "DIR": "_files -/"}.get(option.value, " ")
        action = f":{option.value}:{files}"
    else:
        action = ""
    if not option.names:
        yield f"*::{option.value}:_files" if option.ends else ("*" if option.repeated else "") + (action or ":word: ")
    for name in option.names:
        if option.ends:
            yield f"{name}[{text}]:*::program:_files"
            continue
        equals = "=" if option.value and name.startswith("--") else ""
        yield f"{'*' if option.repeated else ''}{name}{equals}[{text}]{action}"


# ---- fish


def _fish(commands: list[Command]) -> Iterable[str]:
    yield "complete -c hpy -n __fish_use_subcommand -s h -l help -d 'show what there is'"
    yield "complete -c hpy -n __fish_use_subcommand -l version -d 'show the version'"
    for command in commands:
        yield f"complete -c hpy -f -n __fish_use_subcommand -a {command.name} -d {_quoted(command.help)}"
    for command in commands:
        for option in command.options:
            words = ["complete -c hpy -n", _quoted(f"__fish_seen_subcommand_from {command.name}")]
            words += [("-l " if name.startswith("--") else "-s ") + name.lstrip("-") for name in option.names]
            if option.choices:
                words.append(("-x -a " if option.names else "-f -a ") + _quoted(" ".join(option.choices)))
            elif option.names and option.value:
                words.append("-r" + ("" if option.value in ("FILE", "DIR") or option.ends else " -f"))
            if option.names or option.choices:
                yield " ".join([*words, "-d", _quoted(option.help)])


def _quoted(text: str) -> str:
    """In single quotes, as zsh and fish read them."""
    return "'" + text.replace("'", "'\"'\"'") + "'"


SHELLS = {"bash": _bash, "zsh": _zsh, "fish": _fish}
