"""Readers, one a format: each opens a checked file and hands over its rows one by one."""
