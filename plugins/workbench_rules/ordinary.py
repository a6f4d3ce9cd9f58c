"""Tokens that mix letters, digits and symbols and are still no passwords."""

import re

from workbench_rules.words import words

_PLAIN_WORD = re.compile(r"[^\W\d_]+(?:[-'’./_:,&][^\W\d_]+)*[-'’./_:,!?…&]*")
_CASE_CHANGES = re.compile(r"[a-z][A-Z]")


def is_plain_word(token: str) -> bool:
    """Whether the token is letters only, joined at most as words are, and not random in case."""
    return bool(_PLAIN_WORD.fullmatch(token)) and len(_CASE_CHANGES.findall(token)) < 3


_ALWAYS = re.compile(
    "|".join(
        (
            r"[-+~#(]*[$€£¥]?[\d.,:/ xX×+%()*=-]+[%€$£]?[!?]*",  # numbers, prices, dates, sums
            r"[<>~]?\d+(?:[.,]\d+)?[a-zA-Zµ°%]{1,4}[!?]*",  # 64GB, 16px, 3rd
            r"\d{1,2}(?::\d\d)?(?:am|pm|AM|PM|h)[!?]*",
            r".*://\S*|www\.\S+|mailto:\S+",  # links
            r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+(?::\S*)?[!?]*",  # e-mail, scp targets
            r"@[a-z_][a-z_-]*\d{0,4}|#[A-Za-z_-]+\d{0,4}"  # handles, tags, colours
            r"|#[0-9A-Fa-f]{3,8}",
            r"(?:~|\.{1,2}|[A-Za-z]:)?[\\/][\w.@%+~\\/* -]*",  # paths
            r"[\w.-]+(?:/[\w.@+~-]+)+/?",
            r"[\w-]+(?:\.[\w-]+)*\.(?:[A-Za-z]{2,5}|[ch]|mp[34]|7z|h5|md5|gz2?|bz2"  # files
            r"|x86_64)[!?]*",
            r"(?:[A-Za-z]+-?)?\d+(?:\.\d+)+(?:[-+.]?[a-zA-Z]+[.\d-]*)?",  # versions
            r"=\$?[A-Z]{1,3}\$?\d+(?:[-+*/^&<>=:,].*)?|=[-+(]?[A-Za-z.]+\(.*"  # formulas
            r"|=[-+\d(.].*",
            r"\$?[A-Z]{1,3}\$?\d{1,7}(?::\$?[A-Z]{1,3}\$?\d{1,7})?|[\w']+!\$?[A-Z]{1,3}\$?\d+(?::\S*)?",
            r"--?[A-Za-z][\w-]*(?:=.*)?|\+[%:][\w%:/-]+",  # options
            r"[A-Z]{2,10}-\d+(?:[-./]\w{1,6})*|[A-Z]{2,5}\d{1,6}",  # ticket and stock numbers
            r"[\w.\[\]$-]+[-+*/:]?=.*",  # assignments
            r"[$%@]\{?(?:[A-Z_]+\d*|[a-z_-]+\d*)\}?",  # variables
            r"(?i:ctrl|control|alt|shift|cmd|super|meta|win|option)(?:[+-]\w+)+",
            r"0[xX][0-9A-Fa-f]+|[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}",
            r"[A-Za-z_][\w.]*\(\)?;?|(?:utf|ut|base|sha|md|int|uint|float|mp|ipv|x)-?\d+(?:_\d+)?",
        )
    )
)
_AMONG_OTHERS = re.compile(
    "|".join(
        (
            r"[\w.@%+~-]+(?:/[\w.@%+~-]+)+/?",
            r"[\w.\[\]-]+(?:[=<>~!^]=|[<>])[\d.*,\w<>=!]+",  # numpy==1.26
            r"(?:[A-Za-z]++\d*+|\d++[A-Za-z]*+)(?:[-_.:/][A-Za-z]*+\d*+[A-Za-z]{0,2}+)+",
            r"[@#][\w-]{1,40}|[$%@]\{?[\w-]+\}?",
            r"[0-9a-f]{7,12}|[0-9a-f]{40}|[0-9a-f]{64}",  # commits, digests
            r"[$%@&*!.-]*[A-Za-z_][\w.]*(?:\[.*|\(.*|\{.*|\)+.*|->\S*|::\S*|![rsa])",  # code
            r"[bBfFrRuU]{1,2}['\"].*|.*\\[nrtxu\\'\"0].*",
            # Sums; possessive, since every part of the repeated group may be empty.
            r"[-+*/^()]*+(?:[A-Za-z]{0,2}+\d{0,4}+[A-Za-z]?+[-+*/^()=<>|&]++)++\w{0,6}",
            r"[&|<>;\\]+\w*|\d?>[>&]?\S*|[{}()\[\]<>\"'`].*|!-*[A-Za-z]*\d?|&\w+;",  # shell, markup
            r"s/[^/]*/[^/]*/\w*|[\w./-]+#\d+(?:'s)?",
            r"[A-Za-z]+[+#]{1,2}\d*|\w+\*|\*\.?\w+\*?|[%\\][a-zA-Z]\S{0,12}",
        )
    )
)


def is_ordinary(token: str, *, is_few: bool) -> bool:
    """Whether the token is a number, address, path, file, version, code or the like."""
    if _ALWAYS.fullmatch(token):
        return True
    return not is_few and _AMONG_OTHERS.fullmatch(token) is not None


_CODE_WORD = re.compile(
    r"[&~*-]*[\w.$-]+(?:[|+*&/:,]+[\w.$()'\"\[\]-]+)*[+*]*|[a-z][\w.-]*@[a-z][a-z0-9-]*|[^\d]+"
)
_KINDS = re.compile(r"[A-Za-z]+|\d+")


def is_code_word(token: str) -> bool:
    """Whether the token can be names joined by operators, a user at a host, or has no digit."""
    if _CODE_WORD.fullmatch(token) is None:
        return False
    return all(len(_KINDS.findall(part)) <= 2 for part in re.split(r"[^A-Za-z0-9]+", token))


_PRODUCT = re.compile(
    r"(?:windows|python|office|chapter|section|version|figure|table|sheet|column|class|float|uint|int"
    r"|covid|step|page|item|part|phase|level|group|iphone|ubuntu|debian|fedora|angular|vision|excel"
    r"|latin|complex|line|layer|block|channel|option|question|player|room|unit|module"
    r"|sprint|week|year|quarter|day|java|ecma\w*|mypy|pytest|numpy|sqlite|libc\w*|lib\w*)[a-z]*",
    re.IGNORECASE,
)


def is_numbered(token: str) -> bool:
    """Whether the token is a word of things that come numbered, with its number."""
    return _PRODUCT.fullmatch(token.rstrip("0123456789")) is not None


COMMANDS = words(
    """
    cd ls cat cp mv rm mkdir rmdir touch echo export set env source sudo su ssh scp sftp rsync
    git hg svn python python3 pip pip3 uv npm npx yarn pnpm node deno bun cargo rustc go make
    cmake gcc g++ clang java javac mvn gradle docker podman kubectl helm terraform ansible
    vagrant apt apt-get yum dnf brew snap systemctl service journalctl ps top htop kill killall
    df du free uptime whoami who id uname date cal history clear exit logout reboot shutdown
    jobs fg bg nano vim vi emacs less more head tail grep rg find sed awk sort uniq wc cut tr
    xargs tee tar zip unzip gzip gunzip curl wget ping dig nslookup netstat ss ip ifconfig route
    traceroute nc telnet ftp mysql psql sqlite3 redis-cli mongo man which whereis alias chmod
    chown chgrp ln stat file diff patch mount umount lsblk screen tmux watch time sleep true
    false pwd pushd popd cls dir type move copy del ren quit bye help status select insert
    update delete create drop alter show use describe from import def class return if for while
    let const var function print
    """
)
"""First words that make a typed line a command or code."""
