"""One field, one file: headline, byline, dateline, timestamp, language, markers."""
