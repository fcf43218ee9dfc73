"""The invented sites, one module each. Names, people and places exist nowhere but here."""

from __future__ import annotations

from newsroom.site import Site
from newsroom.sites.harbour import Harbour
from newsroom.sites.nilufar import Nilufar
from newsroom.sites.sahand import Sahand

ALL: tuple[type[Site], ...] = (Harbour, Nilufar, Sahand)
