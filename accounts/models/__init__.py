"""Users, organisations and rosters."""

from accounts.models.organisation import Organisation, OrganisationKind
from accounts.models.people_file import PeopleFile, PeopleFileKind, PeopleFileState
from accounts.models.roster import Affiliation, EmploymentKind, LoginId, LoginOrigin, Person, Roster
from accounts.models.user import User

__all__ = [
    "Affiliation",
    "EmploymentKind",
    "LoginId",
    "LoginOrigin",
    "Organisation",
    "OrganisationKind",
    "PeopleFile",
    "PeopleFileKind",
    "PeopleFileState",
    "Person",
    "Roster",
    "User",
]
