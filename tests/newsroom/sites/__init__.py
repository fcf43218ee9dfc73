"""The invented sites, one module each. Names, people and places exist nowhere but here."""

from __future__ import annotations

from newsroom.site import Site
from newsroom.sites.ahorn import Ahorn
from newsroom.sites.alwaha import Alwaha
from newsroom.sites.aogiri import Aogiri
from newsroom.sites.brannock import Brannock
from newsroom.sites.chinar import Chinar
from newsroom.sites.dengekan import Dengekan
from newsroom.sites.emek import Emek
from newsroom.sites.encina import Encina
from newsroom.sites.golzar import Golzar
from newsroom.sites.harbour import Harbour
from newsroom.sites.kavak import Kavak
from newsroom.sites.kestrel import Kestrel
from newsroom.sites.marees import Marees
from newsroom.sites.montelago import Montelago
from newsroom.sites.nilufar import Nilufar
from newsroom.sites.qingxi import Qingxi
from newsroom.sites.sahand import Sahand
from newsroom.sites.saltwatch import Saltwatch
from newsroom.sites.spindar import Spindar
from newsroom.sites.wpa import Wpa
from newsroom.sites.zarechye import Zarechye

ALL: tuple[type[Site], ...] = (
    Harbour,
    Nilufar,
    Sahand,
    Golzar,
    Alwaha,
    Dengekan,
    Spindar,
    Marees,
    Ahorn,
    Kavak,
    Zarechye,
    Encina,
    Emek,
    Qingxi,
    Aogiri,
    Chinar,
    Montelago,
    Wpa,
    Saltwatch,
    Kestrel,
    Brannock,
)
