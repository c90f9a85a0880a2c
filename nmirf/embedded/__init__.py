"""PostgreSQL and Redis from wheels, for a machine that has neither.

Real servers, for trying out and for tests: they listen on sockets in a folder only their user may enter, without
passwords. With `DATABASE_URL` and `REDIS_URL` set nothing here runs; production settings refuse to do without.
"""

from nmirf.embedded.places import database_url, redis_url
from nmirf.embedded.servers import ensure, stop

__all__ = ["database_url", "ensure", "redis_url", "stop"]
