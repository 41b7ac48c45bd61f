"""How a command may look at the province: as it is, or as it may be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from commands.identity import acting, office_desk
from commands.settings import err, say
from layers.told import of_sites, told_check
from office import audit
from office.cases.told import communes_touched
from office.errors import AccountError, RightError
from office.people import OWNER, Person
from office.rights import Act, Where, reach, require
from office.sessions import SHORTEST_REASON

if TYPE_CHECKING:
    from layers.check import CheckResult
    from layers.province import Province


@dataclass(frozen=True, kw_only=True)
class Viewing:
    """Who runs a command, and whether restricted land is open to it."""

    person: Person
    is_exact: bool

    def of(self, result: CheckResult, province: Province) -> CheckResult:
        """
        Return a check as this person may see it, and say so where that is not all of it.

        Raises
        ------
        ShareError
            If restricted land is not fully known.
        """
        if self.is_exact:
            return result
        told = told_check(result, province)
        if reach(self.person, Act.SEE_FINDINGS) is Where.OWN:
            touched = communes_touched(told).items()
            own = [site for site, codes in touched if not self.person.communes.isdisjoint(codes)]
            told = of_sites(told, own)
        err.print(
            say(
                "Defence and security land is told as 'ask' or 'no need'; who may see it gives --reason.",
                "Đất quốc phòng, an ninh chỉ được nêu là cần hay không cần xin ý kiến. "
                "Người được phép xem chi tiết thì thêm --reason.",
            ),
            style="yellow",
            highlight=False,
        )
        return told

    def require_exact(self) -> None:
        """
        Go on only if restricted land is open to the command.

        Raises
        ------
        RightError
            If not.
        """
        if not self.is_exact:
            raise RightError(
                "This holds defence or security land: it needs the right to see it, and --reason TEXT.",
                "Dữ liệu này có đất quốc phòng, an ninh: phải có quyền xem và ghi --reason LÝ DO.",
            )


def viewing(act: Act, command: str, reason: str) -> Viewing:
    """
    Return how the person who runs a command may look; a view of restricted land is put into the trail.

    Parameters
    ----------
    act
        What the command does; a right in one's own communes is enough here.
    reason
        Why restricted land has to be seen; "": what may be told is enough.

    Raises
    ------
    AccountError
        If the name or password is missing or wrong, or the reason too short.
    RightError
        If the person may not do it.
    """
    person = acting(Act.SEE_MAP)
    if person == OWNER:
        return Viewing(person=person, is_exact=True)
    require(person, act, person.communes or None)
    if not reason:
        return Viewing(person=person, is_exact=False)
    require(person, Act.SEE_EXACT)
    told = " ".join(reason.split())
    if len(told) < SHORTEST_REASON:
        raise AccountError(
            f"Looking at restricted land needs a reason of at least {SHORTEST_REASON} characters.",
            f"Muốn xem đất quốc phòng, an ninh phải ghi lý do, ít nhất {SHORTEST_REASON} ký tự.",
        )
    with office_desk().writing() as connection:
        audit.append(connection, person, "see_exact", kind="command", key=command, facts={"reason": told})
    return Viewing(person=person, is_exact=True)
