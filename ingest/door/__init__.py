"""The machines' door: copy is pushed to us here, released copy pulled from us, feeds read. It decides nothing."""
