"""A company whose truth is known: people, ids, answers and a log are made from a seed, and every class is counted here.

Nothing of the product is used to know the truth. Ordinary rows lie between nine and five o'clock on a person's own
terminal; whatever is planted lies outside, so that one does not touch the other.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

FIRST, LAST = date(2022, 11, 20), date(2023, 1, 20)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
SITES = ("北営業所", "南営業所", "委託センター")
TOKYO = ZoneInfo("Asia/Tokyo")
EMERGENCIES = (
    (SITES[0], datetime(2022, 12, 3, 6, tzinfo=TOKYO), datetime(2022, 12, 4, 6, tzinfo=TOKYO)),
    (SITES[1], datetime(2022, 12, 20, tzinfo=TOKYO), datetime(2022, 12, 21, tzinfo=TOKYO)),
)
OWN_RETAILER = "R-own"
JOINING = date(2022, 12, 20)
HANDED_ON = date(2022, 12, 11)
ENDED = date(2022, 11, 30)
ANSWERS = (("yes", 20), ("no", 50), ("unsure", 10), (None, 20))
WHEN = {"in": "2022-12-01", "out": "2019-06-01", "unknown": ""}


@dataclass
class Somebody:
    """A person with what they answered. `unsure` and None (no answer) have no `when`."""

    no: str
    name: str
    site: str
    terminal: str
    logs: bool
    asked: bool = True
    answer: str | None = None
    when: str = ""
    joined_on: date | None = None

    @property
    def affiliation(self) -> str:
        return "contractor" if self.site == SITES[2] else "own"


@dataclass(frozen=True)
class Held:
    """An id of the list."""

    no: str
    login: str
    start: date | None = None
    end: date | None = None


@dataclass
class Truth:
    """What the software has to find: rows of incident I-1 that count, unless said otherwise."""

    classes: Counter[str] = field(default_factory=Counter)
    odd: Counter[str] = field(default_factory=Counter)
    kiosk: Counter[str] = field(default_factory=Counter)
    explained: Counter[str] = field(default_factory=Counter)
    doubts: Counter[str] = field(default_factory=Counter)
    nobodys: set[str] = field(default_factory=set)
    views: Counter[str] = field(default_factory=Counter)
    outside: int = 0
    rows: int = 0
    owners: dict[int, str] = field(default_factory=dict)


class Company:
    """`people` somebodies and about `rows` rows."""

    def __init__(self, *, people: int, rows: int, seed: int = 20221120) -> None:
        self.random = random.Random(seed)
        self.rows = rows
        self.truth = Truth()
        self.held: list[Held] = []
        self.terminals: list[tuple[str, str, str, str | None]] = []
        self.people: list[Somebody] = []
        self.planted: list[tuple[str, str, str, str, str, str]] = []
        self._populate(people)
        self._plant(max(2, people // 200))

    # ── people, ids, answers ────────────────────────────────────────────────

    def _populate(self, count: int) -> None:
        for n in range(count):
            site = SITES[n % len(SITES)]
            terminal = f"T{n % len(SITES)}-{n // 9:04d}"
            one = Somebody(f"P{n:05d}", f"社員{n:05d}号", site, terminal, logs=self.random.random() < 0.6)
            answer = self.random.choices([a for a, _w in ANSWERS], [w for _a, w in ANSWERS])[0]
            one.answer = answer
            one.when = self.random.choice(list(WHEN)) if answer == "yes" else ""
            self.people.append(one)
        late = self.people[-count // 20 :]
        for one in late:
            one.asked, one.answer, one.when, one.joined_on = False, None, "", JOINING
        for no in sorted({one.terminal for one in self.people}):
            site = SITES[int(no[1])]
            self.terminals.append((no, site, "contractor" if site == SITES[2] else "own", None))

    def _plant(self, many: int) -> None:
        """`many` of each kind, each with people of its own who are taken out of the ordinary log."""
        free = [one for one in self.people if one.asked and one.site != SITES[2]]
        self.random.shuffle(free)

        def take(logs: bool = False) -> Somebody:
            one = free.pop()
            one.logs = logs
            return one

        for n in range(many):
            self._shared(take(), take(), f"shared{n}")
            self._lent(take(logs=True), n)
            self._elsewhere(take(logs=True), n)
            self._strangers_terminal(take(logs=True), take(), n)
            self._variant(take(), n)
            self._handed_on(take(), take(), n)
            self._ended(take(), n)
            self._tester(take(), n)
            self._emergency_only(take(), n)
            self._row(f"ghost{n}", None, DAYS[n % 10], "20:30:00", "T0-0000", odd=("unmapped_id",))
            self.truth.nobodys.add(f"ghost{n}")
        early = next(one for one in self.people if one.joined_on and one.logs)
        self._row(f"u-{early.no}", early, JOINING - timedelta(days=3), "20:00:00", early.terminal, odd=("away",))
        self.held += [Held(one.no, f"u-{one.no}") for one in self.people]

    def _shared(self, one: Somebody, other: Somebody, login: str) -> None:
        self.held += [Held(one.no, login), Held(other.no, login.upper())]
        for day in DAYS[3:6]:
            self._row(login, None, day, "20:00:00", one.terminal, odd=("shared_id",))
        self.truth.nobodys.add(login)

    def _lent(self, owner: Somebody, n: int) -> None:
        """On the own terminal and four minutes later on another of the same place; and once with an hour between."""
        other = f"TL{n}"
        self.terminals.append((other, owner.site, "own", None))
        day = DAYS[10 + n % 3]
        self._row(f"u-{owner.no}", owner, day, "20:00:00", owner.terminal, odd=("two_terminals",))
        self._row(f"u-{owner.no}", owner, day, "20:04:00", other, odd=("two_terminals",))
        self._row(f"u-{owner.no}", owner, day, "21:30:00", owner.terminal)

    def _elsewhere(self, owner: Somebody, n: int) -> None:
        other = f"TE{n}"
        site = SITES[1] if owner.site == SITES[0] else SITES[0]
        self.terminals.append((other, site, "own", None))
        self._row(f"u-{owner.no}", owner, DAYS[15], "20:00:00", other, odd=("other_site",))

    def _strangers_terminal(self, owner: Somebody, holder: Somebody, n: int) -> None:
        other = f"TS{n}"
        self.terminals.append((other, owner.site, "own", holder.no))
        self._row(f"u-{owner.no}", owner, DAYS[16], "20:00:00", other, odd=("other_terminal",))

    def _variant(self, one: Somebody, n: int) -> None:
        """A list that writes 髙﨑 and a log that writes 高崎; half-width kana; a name in the place of the id."""
        number = f"{n:03d}"
        listed, logged = [
            (f"髙﨑{number}", f"高崎{number}"),
            (f"ヤマダ{number}", f"ﾔﾏﾀﾞ{number}"),
            ("", f"渡邊{number}"),
        ][n % 3]
        if listed:
            self.held.append(Held(one.no, listed))
        else:
            one.name = f"渡邉{number}"
        for day in DAYS[20:23]:
            self._row(logged, None, day, "20:00:00", one.terminal, odd=("unmapped_id",))
        self.truth.nobodys.add(logged)
        self.truth.doubts["name_variant"] += 1

    def _handed_on(self, first: Somebody, second: Somebody, n: int) -> None:
        """An id that belonged to one until a day and to another since; the log writes it wide."""
        self.held += [
            Held(first.no, f"desk{n}", None, HANDED_ON - timedelta(days=1)),
            Held(second.no, f"desk{n}", HANDED_ON, None),
        ]
        wide = "".join(chr(ord(sign) + 0xFEE0) for sign in f"DESK{n}")
        self._row(wide, first, HANDED_ON - timedelta(days=1), "23:59:59", first.terminal)
        self._row(wide, second, HANDED_ON, "00:00:00", second.terminal)

    def _ended(self, one: Somebody, n: int) -> None:
        self.held.append(Held(one.no, f"old{n}", None, ENDED))
        self._row(f"old{n}", one, ENDED, "20:00:00", one.terminal)
        self._row(f"old{n}", None, ENDED + timedelta(days=1), "20:00:00", one.terminal, odd=("outside_period",))
        self.truth.nobodys.add(f"old{n}")
        self.truth.doubts["outside_period"] += 1

    def _tester(self, one: Somebody, n: int) -> None:
        """Only rows of a test: explained, so that the person is not in the log."""
        self.held.append(Held(one.no, f"test{n}"))
        for minute in range(5):
            self._row(f"Test{n}", one, DAYS[40], f"20:{minute:02d}:00", one.terminal, explained="test")

    def _emergency_only(self, one: Somebody, n: int) -> None:
        site, start, _end = EMERGENCIES[n % 2]
        one.site = site
        one.terminal = f"TX{n}"
        self.terminals.append((one.terminal, site, "own", None))
        self.held.append(Held(one.no, f"emg{n}"))
        day = start.date()
        self._row(f"emg{n}", one, day, "20:00:00", one.terminal, explained="emergency")

    def _row(
        self,
        login: str,
        owner: Somebody | None,
        day: date,
        clock: str,
        terminal: str,
        *,
        odd: tuple[str, ...] = (),
        explained: str = "",
    ) -> None:
        """One planted row of category np with a contract of its own."""
        self.planted.append((f"{day} {clock}", login, terminal, f"K{len(self.planted)}", "np", "R1"))
        self.truth.owners[len(self.planted) + 1] = owner.no if owner else ""
        if explained:
            self.truth.explained[explained] += 1
            return
        self.truth.odd.update(odd)
        if owner is not None:
            self.truth.views[owner.no] += 1

    # ── the log ─────────────────────────────────────────────────────────────

    def log(self) -> Iterator[str]:
        """The lines of the log with head, planted rows first; the truth is complete when all are written."""
        yield "at,login,terminal,contract,category,retailer"
        for one in self.planted:
            yield ",".join(one)
        loggers = [one for one in self.people if one.logs]
        for one in loggers:  # everybody of them at least once, on a quiet day
            yield from self._ordinary(one, DAYS[-1], 9 * 3600, "np", "R1")
        days = {id(one): [d for d in DAYS if one.joined_on is None or d >= one.joined_on] for one in loggers}
        draw = self.random.random
        for _n in range(self.rows - len(self.planted) - len(loggers)):
            one = loggers[int(draw() * len(loggers))]
            choices = days[id(one)]
            day = choices[int(draw() * len(choices))]
            category = "np" if draw() < 0.3 else "own"
            retailer = OWN_RETAILER if draw() < 0.1 else "R1"
            yield from self._ordinary(one, day, 9 * 3600 + int(draw() * 8 * 3600), category, retailer)

    def _ordinary(self, one: Somebody, day: date, second: int, category: str, retailer: str) -> Iterator[str]:
        truth = self.truth
        truth.rows += 1
        if category != "np":
            truth.outside += 1
        else:
            why = self._why(one, day, second, retailer)
            if why:
                truth.explained[why] += 1
            else:
                truth.views[one.no] += 1
        hours, rest = divmod(second, 3600)
        at = f"{day} {hours:02d}:{rest // 60:02d}:{rest % 60:02d}"
        yield f"{at},u-{one.no},{one.terminal},C{self.random.getrandbits(16)},{category},{retailer}"

    def _why(self, one: Somebody, day: date, second: int, retailer: str) -> str:
        moment = datetime.combine(day, time(), tzinfo=TOKYO) + timedelta(seconds=second)
        for site, start, end in EMERGENCIES:
            if one.site == site and start <= moment < end:
                return "emergency"
        return "own_customer" if retailer == OWN_RETAILER else ""

    def kiosk(self) -> Iterator[str]:
        """A log that names terminals only."""
        yield "at,login,terminal,contract,category,retailer"
        for n in range(200):
            known = n % 5 != 0
            self.truth.kiosk["terminal_only" if known else "terminal_unknown"] += 1
            yield f"2022-12-01 10:{n % 60:02d}:00,,{'K' if known else 'unknown'}{n % 20},C{n},np,R1"

    def classes(self) -> Counter[str]:
        """Everybody's class of incident I-1, by the truth."""
        return Counter(self._class(one) for one in self.people)

    def _class(self, one: Somebody) -> str:
        if self.truth.views[one.no]:
            if not one.asked:
                return "log_yes_not_asked"
            return f"log_yes_answer_{one.answer}" if one.answer else "log_yes_no_answer"
        if one.answer == "yes":
            return {
                "in": "log_no_answer_yes_in_window",
                "out": "answer_yes_out_of_window",
                "unknown": "answer_yes_period_unknown",
            }[one.when]
        if not one.asked:
            return "log_no_not_asked"
        return f"log_no_answer_{one.answer}" if one.answer else "log_no_no_answer"
