"""`monitor doctor`: one line for each thing that must be right, and what to do where it is not.

✓ right · ! worth a look · ✗ wrong. Exits 4 where something is not right. Nothing is changed.
"""

from __future__ import annotations

import click

from monitor.cli.frame import command
from monitor.cli.health import CHECKS, GOOD, LOOK, NEED_LEDGER, WRONG, Finding
from monitor.cli.session import Session
from monitor.errors import LedgerError, MonitorError, NoLedger

MARKS = {GOOD: ("✓", "green"), LOOK: ("!", "yellow"), WRONG: ("✗", "red")}


@command(examples=("monitor doctor", "monitor doctor --full", "monitor doctor ledger index --json"))
@click.argument("checks", nargs=-1, type=click.Choice(tuple(CHECKS)), metavar="[CHECK]…")
@click.option("--full", is_flag=True, help="Slower and deeper: the whole ledger, many raw pages.")
def doctor(session: Session, checks: tuple[str, ...], full: bool) -> int:
    """Check ledger, archive, index, clock, disk, rights, secrets, versions.

    One line each, with what to do. Exits 4 where something is not right, 10 where there is no ledger.
    """
    states = {GOOD: 0, LOOK: 0, WRONG: 0}
    watch = session.watch
    no_ledger, none_here = False, False
    for name in checks or CHECKS:
        if no_ledger and name in NEED_LEDGER:
            continue
        try:
            findings = list(CHECKS[name](watch, full))
        except (MonitorError, OSError) as error:
            hint = error.hint if isinstance(error, MonitorError) else ""
            findings = [Finding(check=name, state=WRONG, text=str(error), hint=hint)]
            no_ledger = no_ledger or isinstance(error, LedgerError)
            none_here = none_here or isinstance(error, NoLedger)
        for finding in findings:
            states[finding.state] += 1
            mark, style = MARKS[finding.state]
            session.say(f"{session.style(mark, style)} {finding.check:<9} {session.text(finding.text)}")
            if finding.hint:
                session.say(f"  {'':<9} {finding.hint}")
            session.emit("check", check=finding.check, state=finding.state, message=finding.text, hint=finding.hint)
    session.summary(problems=states[WRONG], warnings=states[LOOK], good=states[GOOD])
    if none_here:
        return NoLedger.exit_code
    return 4 if states[WRONG] or states[LOOK] else 0
