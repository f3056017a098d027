"""The line for a crontab: `python run_pipeline.py` is `copytaster run`; with a command it is `copytaster COMMAND`."""

import sys

from ingest.cli import main

if __name__ == "__main__":
    sys.exit(main(default="run"))
