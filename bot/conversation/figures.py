"""The district's figures for staff: a picture for each and one table, counted and drawn when they are brought."""

from bot.conversation import pages
from bot.conversation.speech import Attachment
from bot.conversation.turn import Turn
from bot.documents.figures import heading
from bot.figures import kind_of
from domain.figures import Figure
from domain.usecases import counting, desk


async def shown(turn: Turn, _: str) -> None:
    """The figures of the officer's area; that he asked for them is written down."""
    me = await desk.staff_of(turn.account.id, turn.uow)
    await counting.ask_for_figures(me, turn.uow, turn.now)
    texts, of = turn.texts, [me.id, turn.today.isoformat()]
    area = me.area or texts.plain("desk.whole")
    for figure in Figure:
        caption = texts.say("figures.caption", title=heading(texts, figure), area=area)
        turn.say(caption, attachment=Attachment(kind_of(figure), of))
    turn.say("figures.table", [[pages.button(texts, "queue", "m:queue")]], attachment=Attachment("figures_table", of))
