"""Empty demo books get their host and their cast; the administrator among them gives the others what they may do."""

from __future__ import annotations

from datetime import datetime

from guohe.identity.domain.demo_cast import ADMINISTRATOR, CAST, HOST_CODE, HOST_NAME, SINCE
from guohe.identity.domain.people import Founded, Person
from guohe.identity.operations.act_as import acting
from guohe.identity.operations.add_account import add_account
from guohe.identity.operations.found_deployment import found_deployment
from guohe.identity.operations.grant_capability import grant_capability
from guohe.kernel.names import Name


def add_demo_cast(*, now: datetime, host_name: Name = HOST_NAME) -> Founded:
    """Founds the demo host with its six people. Raises Refused when there is a host already."""
    administrator = next(member for member in CAST if member.username == ADMINISTRATOR)
    founded = found_deployment(
        host_code=HOST_CODE,
        host_name=host_name,
        username=administrator.username,
        name=administrator.name,
        starts=SINCE,
        now=now,
        is_demo=True,
    )
    # A capability starts on the acting day or later: the invented people were given theirs when their story began.
    with acting(founded.account, on=SINCE):
        for member in CAST:
            account = founded.account
            if member is not administrator:
                account = add_account(
                    host=founded.host,
                    username=member.username,
                    name=member.name,
                    language=member.language,
                    is_demo=True,
                    now=now,
                )
            person = Person(account, member.username, member.name, member.language, is_demo=True)
            for word in member.words:
                if (member is administrator) and word == "administer":
                    continue  # held since the founding
                for kind, ref in member.scopes:
                    grant_capability(
                        person=person,
                        host=founded.host,
                        word=word,
                        starts=SINCE,
                        scope_kind=kind,
                        scope_ref=ref,
                        now=now,
                    )
    return founded
