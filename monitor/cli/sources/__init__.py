"""`monitor sources`: everything about the list of sites that are followed.

group    the group itself, and a source by its name     state    what a source is in, in one word
listed   list                                           story    show
trial    test                                           inout    import, export, catalogue
care     pause, resume, reset                           naming   rename, remove
health   health, gaps
"""

from monitor.cli.sources import care, health, inout, listed, naming, story, trial
from monitor.cli.sources.group import sources

__all__ = ["care", "health", "inout", "listed", "naming", "sources", "story", "trial"]
