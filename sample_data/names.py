"""How clients are called, and how else the same clients are written in a real export."""

from __future__ import annotations

from dataclasses import dataclass

from sample_data.dice import Dice
from sample_data.tax_ids import company_tax_id, person_tax_id
from sample_data.vocabulary import Vocabulary

_LATIN_TWINS = str.maketrans("аеорсхАЕОРСХ", "aeopcxAEOPCX")
_ONE_MORE, _TWO_MORE = 200, 60  # permille of firms written in one and in two further ways


@dataclass(frozen=True)
class Party:
    """One spelling of a client with the tax id that stands beside it; an empty tax id was not filled in."""

    spelling: str
    tax_id: str


@dataclass(frozen=True)
class Name:
    """A firm's name in parts, for its spellings. form is empty for a sole trader."""

    form: str
    name: str
    usual: str
    tax_id: str


def company_name(words: Vocabulary, number: int, tax_number: int) -> Name:
    """The company of this number, counted from 0: first all names as they are, then with a second word."""
    base = words.names[number % len(words.names)]
    name = words.second_names[number // len(words.names)].format(name=base)
    form = words.legal_forms[(number * 3 + number // len(words.names)) % len(words.legal_forms)]
    return Name(form, name, words.company.format(form=form, name=name), company_tax_id(tax_number))


def person_name(words: Vocabulary, number: int, tax_number: int) -> Name:
    """The sole trader of this number, counted from 0."""
    surname = words.surnames[number % len(words.surnames)]
    initials = words.initials[(number + number // len(words.surnames)) % len(words.initials)]
    usual = words.person.format(surname=surname, initials=initials)
    return Name("", usual, usual, person_tax_id(tax_number))


def second_entity(words: Vocabulary, name: Name, tax_number: int) -> Name:
    """Another firm of the same owner: a name alike, a tax id of its own."""
    other = words.second_entity.format(name=name.name)
    return Name(name.form, other, words.company.format(form=name.form, name=other), company_tax_id(tax_number))


def misspelt(words: Vocabulary, name: Name) -> Name:
    """The same firm entered anew with a letter left out and no tax id: no rule can join the two, a person must."""
    middle = len(name.name.replace("-", " ").split()[0]) // 2
    wrong = name.name[:middle] + name.name[middle + 1 :]
    return Name(name.form, wrong, words.company.format(form=name.form, name=wrong), "")


def with_twin_letters(name: str) -> str:
    """The name with Latin letters typed for Cyrillic ones that look the same; lower case where it has none of them."""
    mixed = name[0] + name[1:].translate(_LATIN_TWINS)
    return mixed if mixed != name else name.lower()


def _variants(words: Vocabulary, name: Name) -> list[Party]:
    """Other spellings: the first four are one name for any careful reader, the last needs the tax id."""
    if not name.form:
        return [Party(name.usual.replace(". ", "."), name.tax_id)]
    fields = {"form": name.form, "name": name.name, "upper": name.name.upper()}
    same = [pattern.format(**fields) for pattern in words.company_variants]
    same.append(words.company.format(form=name.form, name=with_twin_letters(name.name)))
    return [Party(text, name.tax_id) for text in (*same, words.branch.format(**fields))]


def spellings(words: Vocabulary, name: Name, dice: Dice) -> tuple[Party, ...]:
    """All spellings of a client, the usual one first. Now and then the tax id of another spelling is not filled in."""
    usual = Party(name.usual, name.tax_id)
    chance = dice.whole(1, 1000)
    more = 2 if chance <= _TWO_MORE else 1 if chance <= _TWO_MORE + _ONE_MORE else 0
    variants = _variants(words, name)
    chosen = sorted(dice.some(range(len(variants)), more))
    forgotten = dice.happens(250)
    others = [Party(variants[n].spelling, "") if forgotten and n < len(variants) - 1 else variants[n] for n in chosen]
    return (usual, *others)
