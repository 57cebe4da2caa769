"""A plan from files: causes, measures, links, sub-actions and revisions, all or nothing.

Rows are known by their number: a second import changes what is there and adds what is new, or, as chosen, leaves it or
stops. Numbers that the files do not name stay as they are, and so do facts whose column a file does not have. Links of
the causes in the file are replaced by those of the file.
"""

from remediation.imports.mode import Mode
from remediation.imports.plan import Imported, import_plan
from remediation.imports.reading import Source

__all__ = ["Imported", "Mode", "Source", "import_plan"]
