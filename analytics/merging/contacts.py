"""Phones, e-mail addresses and web domains made comparable."""

from __future__ import annotations

import re
from collections.abc import Iterator

_BETWEEN = re.compile(r"[,;/|\n]+")
_EXTENSION = re.compile(r"(?:доб|вн|ext|#|x).*$", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s,;<>()\"']+@[^\s,;<>()\"']+\.[^\s,;<>()\"'.]+")
_HOST = re.compile(r"^(?:[a-z]+://)?(?:[^/@\s]*@)?(?:www\.)?([^/:?#\s]+\.[^/:?#\s.]+)", re.IGNORECASE)
# Mail that anybody can have, and sites where many firms have a page: the same domain says nothing.
PUBLIC_DOMAINS = frozenset(
    "gmail.com googlemail.com mail.ru bk.ru inbox.ru list.ru internet.ru yandex.ru yandex.ua yandex.by yandex.kz ya.ru rambler.ru "
    "lenta.ru ukr.net i.ua meta.ua bigmir.net email.ua online.ua tut.by mail.kz outlook.com hotmail.com live.com msn.com "
    "yahoo.com icloud.com me.com mac.com aol.com gmx.de gmx.net web.de proton.me protonmail.com zoho.com wp.pl o2.pl "
    "facebook.com fb.com instagram.com vk.com ok.ru t.me linkedin.com youtube.com tiktok.com olx.ua prom.ua rozetka.com.ua "
    "avito.ru ozon.ru wildberries.ru satom.ru tiu.ru google.com sites.google.com wixsite.com business.site".split()
)
_LOCAL, _WHOLE = 9, 10  # digits of a number without and with its leading code digit


def phone_keys(text: str) -> Iterator[str]:
    """The numbers of a cell by their last digits: 9 where the country writes a zero before them, else 10.

    «+38 (050) 123-45-67» and «050 1234567» give `501234567`; fewer than nine digits give nothing.
    """
    for part in _BETWEEN.split(text):
        digits = re.sub(r"\D", "", _EXTENSION.sub("", part))
        if len(digits) < _LOCAL:
            continue
        zero_before = len(digits) > _LOCAL and digits[-_WHOLE] == "0"
        yield digits[-_LOCAL:] if zero_before or len(digits) == _LOCAL else digits[-_WHOLE:]


def email_keys(text: str) -> Iterator[str]:
    """The e-mail addresses of a cell in small letters."""
    yield from (address.lower().rstrip(".") for address in _EMAIL.findall(text))


def domain_keys(site: str, email: str) -> Iterator[str]:
    """Web domains of a site and of e-mail addresses; those that anybody can have are left out."""
    hosts = [match[1].lower() for part in re.split(r"[,;\s]+", site) if (match := _HOST.match(part))]
    hosts += [address.rpartition("@")[2] for address in email_keys(email)]
    yield from (host for host in dict.fromkeys(hosts) if host not in PUBLIC_DOMAINS)


def keys_of(kind: str, value: str) -> Iterator[tuple[str, str]]:
    """(kind, key) by which a client with this cell is recognised: an e-mail address gives its domain too."""
    if kind == "name":
        yield "name", value
    elif kind == "phone":
        yield from (("phone", key) for key in phone_keys(value))
    elif kind == "email":
        yield from (("email", key) for key in email_keys(value))
        yield from (("domain", key) for key in domain_keys("", value))
    else:
        yield from (("domain", key) for key in domain_keys(value, ""))
