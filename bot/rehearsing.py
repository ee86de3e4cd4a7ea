"""A whole rehearsal of a draft: invented and registered people asked, the report."""

from bot.rehearsal import Draft, Tally, days_of
from bot.rehearsal_people import made_up
from bot.rehearsal_record import ask_the_registered, at_best
from bot.rehearsal_report import Asked, report
from bot.rulebook_words import Pair
from bot.settings import Settings

_INVENTED: Pair = ("编造的人", "Invented people")
_REAL: Pair = ("登记在册的人", "Registered people")
_REAL_AT_BEST: Pair = (
    "登记在册的人，没有记录的都按最好算",
    "Registered people, what is not on record at its best",
)
_ABOUT_REAL: Pair = (
    "只看登记：哪天登记、一直在住、自有还是租房、出生日期；社保、工作、就读都没有记录。"
    "不足5人（含0）的不写，能反推出来的也不写：写作 –。",
    "The record holds the day of registration, the kind of home and the day of birth; no insurance, work or school. "
    "Fewer than 5, zero included, is not told, nor what would give it away: –.",
)
_ABOUT_BEST: Pair = (
    "别的条件都满足的话，就是这样：得益和受损的人不会比这更早能办。",
    "So it would be if everything else were met: nobody could apply sooner than this.",
)
_NO_DATABASE: Pair = ("没有数据库，没有问登记在册的人。", "There is no database: no registered people were asked.")


def rehearsed(draft: Draft, people: int, seed: int, settings: Settings) -> str:
    """The report; BadSetting if there is a database and it cannot be used."""
    days = days_of(draft)
    invented = tuple(Tally(day, draft) for day in days)
    for tally in invented:
        tally.ask(list(made_up(people, seed, tally.on, draft)))
    note = (
        f"种子 {seed}。多数人贴着现行或拟改的界限：看得出变化，比例不代表真实的人。",
        f"Seed {seed}. Most stand close to a limit, in force or drafted: what moves can be seen, not how many would.",
    )
    populations = [Asked(_INVENTED, note, invented)]
    real, best = (tuple(Tally(day, draft, taken) for day in days) for taken in (None, at_best))
    if not ask_the_registered(settings, (*real, *best)):
        return report(draft, populations, [_NO_DATABASE])
    populations += [Asked(_REAL, _ABOUT_REAL, real, real=True), Asked(_REAL_AT_BEST, _ABOUT_BEST, best, real=True)]
    return report(draft, populations)
