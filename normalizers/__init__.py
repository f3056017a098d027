"""The core: bytes in, stories out. Nothing here knows the time, the disk, the network, a database or a log."""
