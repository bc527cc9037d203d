"""The pages under "How is this counted?" as tests read them: which methods stand where, which numbers they name."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from wording.catalogue import LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs" / "methods"


@dataclass(frozen=True)
class Section:
    """A part of a page: its screen, the methods that it explains, and its heading in en, ru, uk."""

    screen: str
    methods: tuple[str, ...]
    headings: tuple[str, str, str]


SECTIONS = (
    Section("pulse", ("sales_pulse",), ("Four parts of the money", "Четыре части денег", "Чотири частини грошей")),
    Section("pulse", ("monthly_pulse",), ("Month by month", "По месяцам", "За місяцями")),
    Section(
        "pulse",
        ("revenue_bridge", "bridge_clients"),
        ("What the change is made of", "Из чего сложилось изменение", "Із чого склалася зміна"),
    ),
    Section("pulse", ("fall_anchor",), ("Since when it falls", "С какого месяца падение", "З якого місяця падіння")),
    Section(
        "pulse", ("seasonality",), ("Strong and weak months", "Сильные и слабые месяцы", "Сильні та слабкі місяці")
    ),
    Section("pulse", ("agenda",), ("What wants a decision", "Что требует решения", "Що потребує рішення")),
    Section("abc", ("abc_classes",), ("Classes A, B and C", "Классы A, B и C", "Класи A, B і C")),
    Section(
        "abc",
        ("class_moves",),
        ("Who moved between the classes", "Кто перешёл из класса в класс", "Хто перейшов із класу до класу"),
    ),
    Section(
        "abc",
        ("concentration",),
        ("How much depends on few clients", "Насколько мы зависим от немногих", "Наскільки ми залежимо від небагатьох"),
    ),
    Section(
        "client_card",
        ("client_status",),
        ("Buys, late or lost", "Покупает, задерживается или потерян", "Купує, затримується чи втрачений"),
    ),
    Section(
        "client_card",
        ("client_history",),
        ("Purchases that were due", "Покупки, которых ждали", "Покупки, на які чекали"),
    ),
    Section(
        "client_card",
        ("client_parts",),
        ("What he buys, and from whom", "Что он покупает и у кого", "Що він купує і в кого"),
    ),
    Section(
        "client_card",
        ("client_classes",),
        ("His class, quarter by quarter", "Его класс по кварталам", "Його клас за кварталами"),
    ),
    Section(
        "client_card",
        ("client_records",),
        ("What is written about him", "Что о нём записано", "Що про нього записано"),
    ),
    Section("client_card", ("client_search",), ("Finding a client", "Поиск клиента", "Пошук клієнта")),
    Section(
        "lost",
        ("loss_report", "loss_trend", "lost_clients"),
        ("Clients lost in a period", "Потерянные за период", "Втрачені за період"),
    ),
    Section("lost", ("loss_money",), ("Loss in money", "Потери в деньгах", "Втрати в грошах")),
    Section(
        "lost", ("silence_odds", "rule_backtest"), ("Two rules of loss", "Два правила потери", "Два правила втрати")
    ),
    Section("lost", ("client_survival",), ("How long clients stay", "Сколько живут клиенты", "Скільки живуть клієнти")),
    Section(
        "win_back",
        ("win_back_plan", "leaving_signs"),
        ("Whom to call this week", "Кому звонить на этой неделе", "Кому дзвонити цього тижня"),
    ),
    Section("win_back", ("win_back_priority",), ("Four priorities", "Четыре приоритета", "Чотири пріоритети")),
    Section(
        "win_back",
        ("xyz_classes", "client_matrix"),
        ("Steady or random", "Стабильно или как придётся", "Стабільно чи як доведеться"),
    ),
    Section(
        "win_back",
        ("returned_clients", "cases_tried"),
        ("Who came back", "Кто вернулся", "Хто повернувся"),
    ),
    Section("win_back", ("loss_reasons",), ("Why they left", "Почему ушли", "Чому пішли")),
    Section("win_back", ("forgotten_clients",), ("Whom we forgot", "Кого мы забыли", "Кого ми забули")),
    Section("funnel", ("sales_funnel",), ("Where the funnel leaks", "Где течёт воронка", "Де тече воронка")),
    Section("funnel", ("conversion",), ("Honest conversions", "Честные конверсии", "Чесні конверсії")),
    Section(
        "funnel",
        ("funnel_plan",),
        ("What a better conversion brings", "Что даст лучшая конверсия", "Що дасть краща конверсія"),
    ),
    Section(
        "funnel",
        ("deal_ages",),
        ("Open deals that stand too long", "Открытые сделки, которые застряли", "Відкриті угоди, які застрягли"),
    ),
    Section(
        "attraction",
        ("channel_funnels", "channel_leads"),
        ("Funnels of channels", "Воронки каналов", "Воронки каналів"),
    ),
    Section(
        "attraction",
        ("channel_calculator",),
        ("Calculator of a channel", "Калькулятор канала", "Калькулятор каналу"),
    ),
    Section("attraction", (), ("Is the difference real?", "Настоящая ли разница?", "Чи справжня різниця?")),
    Section("attraction", ("warm_up_funnel",), ("Warming up", "Прогрев", "Прогрів")),
    Section(
        "base",
        ("base_sufficiency",),
        ("Is the base enough for the plan", "Хватает ли базы на план", "Чи вистачає бази на план"),
    ),
    Section("base", ("scouts",), ("Who fills the base", "Кто пополняет базу", "Хто поповнює базу")),
    Section(
        "base",
        ("base_freshness",),
        ("How much of the base is still true", "Какая часть базы ещё верна", "Яка частина бази ще достовірна"),
    ),
    Section(
        "base",
        ("life_cycle",),
        (
            "What talks with new companies come to",
            "К чему приводят разговоры с новыми компаниями",
            "До чого приводять розмови з новими компаніями",
        ),
    ),
    Section("pay", ("pay_formula",), ("What everybody is paid", "Сколько кому платят", "Скільки кому платять")),
    Section(
        "pay",
        ("pay_simulation",),
        ("Another formula on past facts", "Другая формула на прошлых фактах", "Інша формула на минулих фактах"),
    ),
    Section("service", ("nps",), ("Would clients recommend us", "Порекомендуют ли нас", "Чи порекомендують нас")),
    Section("service", ("client_voices",), ("Whom to call", "Кому позвонить", "Кому подзвонити")),
    Section("service", ("contact_points",), ("Answers in time", "Ответы вовремя", "Відповіді вчасно")),
    Section(
        "service",
        ("honest_promotions",),
        ("Promotions that kept their word", "Акции, которые сдержали слово", "Акції, що дотримали слова"),
    ),
    Section(
        "service",
        ("analysis_cycle",),
        ("The board of client analysis", "Доска анализа клиентов", "Дошка аналізу клієнтів"),
    ),
    Section("calls", ("call_quality",), ("How a call is scored", "Как оценивается звонок", "Як оцінюється дзвінок")),
    Section("calls", ("training_effect",), ("What a training changed", "Что изменило обучение", "Що змінило навчання")),
    Section("kpi", ("kpi_achievability",), ("Hard but achievable", "Трудно, но достижимо", "Важко, але досяжно")),
    Section(
        "kpi",
        ("kpi_month", "plan_pace"),
        ("Where we should be today", "Где надо быть сегодня", "Де треба бути сьогодні"),
    ),
    Section("kpi", ("kpi_audit",), ("Check of the norms", "Проверка нормативов", "Перевірка нормативів")),
    Section("kpi", ("answer_speed",), ("Answers of colleagues", "Ответы коллег", "Відповіді колег")),
    Section("kpi", ("unwilling_sellers",), ("Why it is not done", "Почему не делают", "Чому не роблять")),
    Section("upload", (), ("How the columns are understood", "Как поняты колонки", "Як зрозуміли колонки")),
    Section("upload", (), ("Dates and amounts", "Даты и суммы", "Дати й суми")),
    Section("upload", (), ("Every line is accounted for", "Учтена каждая строка", "Враховано кожен рядок")),
    Section(
        "upload",
        (),
        (
            "Reports with groups, sheets and archives",
            "Отчёты с группировками, листы и архивы",
            "Звіти з групуваннями, аркуші й архіви",
        ),
    ),
    Section("upload", (), ("Files that belong together", "Связанные файлы", "Пов'язані файли")),
    Section("upload", (), ("Not only sales", "Не только продажи", "Не лише продажі")),
    Section(
        "upload",
        (),
        (
            "Tables with months in their columns",
            "Таблицы с месяцами в столбцах",
            "Таблиці з місяцями у стовпцях",
        ),
    ),
    Section("upload", (), ("The same period twice", "Один период дважды", "Один період двічі")),
    Section("upload", (), ("Several currencies", "Несколько валют", "Кілька валют")),
    Section("upload", (), ("Who is one client", "Кто один клиент", "Хто один клієнт")),
    Section("upload", (), ("Returns and days of purchase", "Возвраты и дни покупок", "Повернення і дні покупок")),
    Section(
        "held_rows",
        (),
        (
            "How a held row becomes a sale",
            "Как задержанная строка становится продажей",
            "Як затриманий рядок стає продажем",
        ),
    ),
    Section("upload", ("data_profile",), ("What the data hold", "Что есть в данных", "Що є в даних")),
    Section(
        "health",
        ("data_health",),
        ("Can the numbers be trusted", "Можно ли верить цифрам", "Чи можна вірити цифрам"),
    ),
    Section(
        "health",
        ("data_coverage",),
        ("What is loaded for which dates", "Что загружено за какие даты", "Що завантажено за які дати"),
    ),
    Section(
        "merge_clients",
        ("live_base",),
        ("How many clients can buy", "Сколько клиентов могут покупать", "Скільки клієнтів можуть купувати"),
    ),
    Section(
        "merge_clients",
        (),
        ("Which clients may be one", "Какие клиенты могут быть одним", "Які клієнти можуть бути одним"),
    ),
    Section("merge_clients", (), ("What a decision changes", "Что меняет решение", "Що змінює рішення")),
    Section("merge_clients", (), ("Managers and products", "Менеджеры и товары", "Менеджери й товари")),
)
SCREENS = tuple(dict.fromkeys(section.screen for section in SECTIONS))
BY_ENGLISH = {section.headings[0]: section for section in SECTIONS}

# The parts of a section after its rule, as they stand in bold.
PARTS = {
    "en": ("Left out.", "Example.", "What to do with it."),
    "ru": ("Что не вошло.", "Пример.", "Что с этим делать."),
    "uk": ("Що не ввійшло.", "Приклад.", "Що з цим робити."),
}
# Cells of a file quoted as they stand in it: they follow no language.
QUOTED = ("2\xa0786\xa0131,43", "2,786,131.43", "1.200,50", "(1\xa0200)", "03/04/2024", "15/03/2024", "31.02.2024")
NUMBER = {
    "en": re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"),
    "ru": re.compile(r"\d{1,3}(?:\xa0\d{3})+(?:,\d+)?|\d+(?:,\d+)?"),
}
NUMBER["uk"] = NUMBER["ru"]


@cache
def page(screen: str, language: str) -> str:
    """The text of a page."""
    return (PAGES / f"{screen}.{language}.md").read_text(encoding="utf-8")


@cache
def sections(screen: str, language: str) -> dict[str, str]:
    """heading -> text under it, in the order of the page."""
    parts = re.split(r"^## (.+)$", page(screen, language), flags=re.MULTILINE)
    assert not parts[0].strip(), "a page begins with a heading"
    assert len(set(parts[1::2])) == len(parts[1::2])
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def text_of(section: Section, language: str) -> str:
    """The text of a section in a language."""
    return sections(section.screen, language)[section.headings[LANGUAGES.index(language)]]


def part_of(text: str, language: str, part: int) -> str:
    """The rule (-1), what was left out (0), the example (1) or the advice (2) of a section."""
    found = re.split("|".join(re.escape(f"**{label}**") for label in PARTS[language]), text)
    return found[part + 1]


def numbers(text: str, language: str) -> Counter[Decimal]:
    """The numbers of a text with how often each stands in it, however the language groups digits."""
    for cell in QUOTED:
        text = text.replace(cell, "")
    found = NUMBER[language].findall(text)
    plain = (n.replace(",", "") if language == "en" else n.replace("\xa0", "").replace(",", ".") for n in found)
    return Counter(Decimal(n) for n in plain)


def assert_said(english_heading: str, *values: float | Decimal) -> None:
    """The values stand in a section in all three languages."""
    section = BY_ENGLISH[english_heading]
    for language in LANGUAGES:
        said = numbers(text_of(section, language), language)
        missing = [value for value in values if Decimal(str(value)).normalize() not in {n.normalize() for n in said}]
        assert not missing, f"{section.screen}.{language}, {english_heading}: {missing}"
