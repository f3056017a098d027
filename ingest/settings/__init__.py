"""Settings: the files under config/ as typed values, or a sentence that names file, key and remedy."""

from ingest.settings.edit import add_source, add_sources, set_enabled
from ingest.settings.files import find_config
from ingest.settings.problems import ConfigError
from ingest.settings.read import read_config
from ingest.settings.secrets import reveal

__all__ = ["ConfigError", "add_source", "add_sources", "find_config", "read_config", "reveal", "set_enabled"]
