"""Rosters and lists of log-in ids, from a received file to a plan of changes. Saving is in accounts.actions."""

from accounts.imports.logins import LOGIN_COLUMNS, LoginPlan, plan_logins
from accounts.imports.plan import Change, Plan
from accounts.imports.roster import RosterPlan, plan_roster, roster_columns

__all__ = [
    "LOGIN_COLUMNS",
    "Change",
    "LoginPlan",
    "Plan",
    "RosterPlan",
    "plan_logins",
    "plan_roster",
    "roster_columns",
]
