"""The shell: everything that touches the world. It fetches, keeps, files, asks editors and sends out; reading is the core's."""

__version__ = "0.1.0"
